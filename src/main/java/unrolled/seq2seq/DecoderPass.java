package unrolled.seq2seq;

import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import unrolled.layer.Shapes;
import unrolled.sequence.Pass;
import unrolled.sequence.Sequence;
import unrolled.sequence.Stacked;
import unrolled.sequence.State;
import unrolled.sequence.Trace;

/**
 * One run of a decoder over a batch of targets, and the way back through it.
 *
 * <pre>
 *   v_i      = E y_{i−1}
 *   output_i = recurrent over [v_i ; code]
 *   t_i      = output_i, or deepOutput(output_i, v_i)
 *   logits_i = t_i·V + c
 * </pre>
 */
final class DecoderPass {
  private final Decoder decoder;
  private final Sequence inputs;
  private final Conditioning source;
  private final DMatrixRMaj vectors; // v, (n·B)×e
  private final Pass pass; // of the recurrent layer
  private final DMatrixRMaj outputs; // (n·B)×m
  private final DeepOutput.Pass deep; // or null
  private final DMatrixRMaj logits; // (n·B)×(V+1)

  /**
   * Runs forward.
   *
   * @param inputs END, and then the target but for its last symbol
   */
  DecoderPass(Decoder decoder, Sequence inputs, Conditioning source) {
    this.decoder = decoder;
    this.inputs = inputs;
    this.source = source;
    vectors = new DMatrixRMaj(0, 0);
    decoder.embedding.forward(inputs.symbols(), vectors);
    attend();
    pass = decoder.recurrent.forward(inputs.replacedBy(withCode()), source.start());
    outputs = pass.output();
    deep = decoder.deep == null ? null : decoder.deep.forward(outputs, vectors);
    logits = new DMatrixRMaj(0, 0);
    decoder.out.forward(beforeLogits(), logits);
  }

  /** The cell looks at this run's source, whatever it looked at in another one. */
  private void attend() {
    if (decoder.isAttentive()) {
      decoder.attentiveCell().attend(source.memory());
    }
  }

  /** The vectors, each with the code beside it, if the decoder reads one. */
  private DMatrixRMaj withCode() {
    if (!decoder.readsCode()) {
      return vectors;
    }
    int batch = inputs.batch();
    Shapes.requireShape("the code", source.code(), batch, decoder.code, "one code for each target");
    DMatrixRMaj everywhere = new DMatrixRMaj(vectors.getNumRows(), decoder.code);
    for (int t = 0; t < inputs.steps(); t++) {
      CommonOps_DDRM.insert(source.code(), everywhere, t * batch, 0);
    }
    return CommonOps_DDRM.concatColumns(vectors, everywhere, null);
  }

  private DMatrixRMaj beforeLogits() {
    return deep == null ? outputs : deep.output();
  }

  /** The logits of every step, (n·B)×(V+1), time-major; nobody else writes into them. */
  DMatrixRMaj logits() {
    return logits;
  }

  /** The state after each target's last step: a view, not a copy. */
  State finalState() {
    return pass.finalState();
  }

  /** The attention weights for target b: α, (n+1)×T. */
  DMatrixRMaj attentionWeights(int b) {
    Pass bottom = pass instanceof Stacked.Layers layers ? layers.layer(1) : pass;
    return ((Trace<?>) bottom).over("attention.weights", b);
  }

  /** Goes back; gives the gradients of the source's start and code, the memory has its own. */
  Conditioning backward(DMatrixRMaj dLogits) {
    DMatrixRMaj dOutputs = new DMatrixRMaj(outputs.getNumRows(), outputs.getNumCols());
    DMatrixRMaj dVectors = new DMatrixRMaj(vectors.getNumRows(), vectors.getNumCols());
    if (deep == null) {
      decoder.out.backward(outputs, dLogits, dOutputs);
    } else {
      DMatrixRMaj dDeep = deep.output().createLike();
      decoder.out.backward(deep.output(), dLogits, dDeep);
      deep.backward(dDeep, dOutputs, dVectors);
    }
    attend();
    DMatrixRMaj dX = new DMatrixRMaj(vectors.getNumRows(), decoder.recurrent.inputs());
    State dStart = pass.backward(dOutputs, null, dX).copy();
    int e = vectors.getNumCols();
    CommonOps_DDRM.addEquals(dVectors, CommonOps_DDRM.extract(dX, 0, dX.getNumRows(), 0, e));
    decoder.embedding.backward(inputs.symbols(), dVectors);
    return new Conditioning(dStart, source.memory(), decoder.readsCode() ? codeBack(dX, e) : null);
  }

  /** The code was read at every step, so its gradient is the sum of the steps'. */
  private DMatrixRMaj codeBack(DMatrixRMaj dX, int from) {
    int batch = inputs.batch();
    DMatrixRMaj dCode = new DMatrixRMaj(batch, decoder.code);
    for (int t = 0; t < inputs.steps(); t++) {
      DMatrixRMaj step =
          CommonOps_DDRM.extract(dX, t * batch, (t + 1) * batch, from, dX.getNumCols());
      CommonOps_DDRM.addEquals(dCode, step);
    }
    return dCode;
  }

  /** Hands the buffers back for the next run. */
  void release() {
    pass.release();
  }
}
