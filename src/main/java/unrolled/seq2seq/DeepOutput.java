package unrolled.seq2seq;

import org.ejml.data.DMatrixRMaj;
import unrolled.layer.Linear;
import unrolled.layer.Weights;

/**
 * A hidden layer between decoder and logits that sees the previous symbol once more, with maxout
 * units: each is the larger one of two sums.
 *
 * <pre>
 *   u_i = output_i·W_o + b_o + E y_{i−1}·W_y + b_y          (2m numbers)
 *   t_ij = max(u_{i,2j}, u_{i,2j+1})                        (m numbers, j from 0)
 * </pre>
 *
 * <p>After it the logits are t_i·V + c. Sources: R. Pascanu et al., "How to construct deep
 * recurrent neural networks", 2014; maxout: I. Goodfellow et al., 2013; so used by D. Bahdanau, K.
 * Cho and Y. Bengio, 2015, appendix A.2.2.
 */
final class DeepOutput extends Weights {
  private final Linear output;
  private final Linear symbol;
  private final int m;

  DeepOutput(int outputs, int embedding, int m) {
    this.m = m;
    output = part(new Linear(outputs, 2 * m));
    symbol = part(new Linear(embedding, 2 * m));
  }

  /** Runs over the decoder's outputs and the vectors of the previous symbols, R rows each. */
  Pass forward(DMatrixRMaj outputs, DMatrixRMaj vectors) {
    return new Pass(outputs, vectors);
  }

  /** One run, and the way back through it. */
  final class Pass {
    private final DMatrixRMaj outputs;
    private final DMatrixRMaj vectors;
    private final DMatrixRMaj u = new DMatrixRMaj(0, 0);
    private final DMatrixRMaj t;

    private Pass(DMatrixRMaj outputs, DMatrixRMaj vectors) {
      this.outputs = outputs;
      this.vectors = vectors;
      output.forward(outputs, u); // u = output·W_o + b_o
      DMatrixRMaj more = new DMatrixRMaj(0, 0);
      symbol.forward(vectors, more); // Ey·W_y + b_y
      t = new DMatrixRMaj(outputs.getNumRows(), m);
      for (int j = 0; j < t.getNumElements(); j++) {
        u.data[2 * j] += more.data[2 * j]; // u += Ey·W_y + b_y
        u.data[2 * j + 1] += more.data[2 * j + 1];
        t.data[j] = Math.max(u.data[2 * j], u.data[2 * j + 1]); // t_j = max(u_2j, u_2j+1)
      }
    }

    /** t, R×m. */
    DMatrixRMaj output() {
      return t;
    }

    /** Goes back through the run; adds to dOutputs and dVectors. */
    void backward(DMatrixRMaj dT, DMatrixRMaj dOutputs, DMatrixRMaj dVectors) {
      DMatrixRMaj dU = new DMatrixRMaj(u.getNumRows(), 2 * m);
      for (int j = 0; j < dT.getNumElements(); j++) {
        boolean second = u.data[2 * j + 1] > u.data[2 * j];
        dU.data[second ? 2 * j + 1 : 2 * j] = dT.data[j]; // du = dt where u is the larger, else 0
      }
      output.backward(
          outputs, dU, dOutputs); // doutput += du·W_oᵀ, dW_o += outputᵀ·du, db_o += Σ du
      symbol.backward(vectors, dU, dVectors); // dEy += du·W_yᵀ, dW_y += Eyᵀ·du, db_y += Σ du
    }
  }
}
