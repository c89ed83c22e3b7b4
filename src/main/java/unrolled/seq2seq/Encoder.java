package unrolled.seq2seq;

import org.ejml.data.DMatrixRMaj;
import unrolled.layer.Embedding;
import unrolled.layer.Weights;
import unrolled.sequence.Pass;
import unrolled.sequence.Recurrent;
import unrolled.sequence.Sequence;
import unrolled.sequence.State;

/**
 * An encoder: every symbol of the source becomes a learnt vector, and a recurrent network of any
 * kind reads these.
 *
 * <pre>
 *   h_1 … h_T = recurrent over E x_1 … E x_T
 * </pre>
 */
public final class Encoder extends Weights {
  /** The vectors of the symbols, V×e. */
  public final Embedding embedding;

  /** The recurrent layer that reads the vectors: an unrolled cell, a stack, both directions. */
  public final Recurrent recurrent;

  private final int vocabulary;

  /**
   * Creates an encoder of the symbols 0 … vocabulary − 1; their vectors are as wide as {@code
   * recurrent} reads.
   */
  public Encoder(int vocabulary, Recurrent recurrent) {
    this.vocabulary = vocabulary;
    embedding = part(new Embedding(vocabulary, recurrent.inputs()));
    this.recurrent = part(recurrent);
  }

  /** Runs over a batch of sources. */
  public Pass forward(Sequence source) {
    source.requireWidth(vocabulary, "the encoder");
    source.requireSteps("source");
    DMatrixRMaj vectors = new DMatrixRMaj(0, 0);
    embedding.forward(source.symbols(), vectors);
    return recurrent.forward(source.replacedBy(vectors));
  }

  /** Goes back down to the embedding; takes what {@code Pass.backward} takes. */
  void backward(Sequence source, Pass pass, DMatrixRMaj dOut, State dEnd) {
    DMatrixRMaj dVectors =
        new DMatrixRMaj(source.steps() * source.batch(), embedding.table.value.getNumCols());
    pass.backward(dOut, dEnd, dVectors);
    embedding.backward(source.symbols(), dVectors);
  }
}
