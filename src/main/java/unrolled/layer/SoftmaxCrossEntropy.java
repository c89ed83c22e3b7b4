package unrolled.layer;

import java.util.Arrays;
import org.ejml.data.DMatrixRMaj;
import unrolled.math.Elementary;
import unrolled.math.Softmax;

/**
 * Softmax and cross-entropy in one, for each row of logits o and its class y:
 *
 * <pre>
 *   p     = softmax(o)
 *   l     = −ln p_y = ln Σ_k e^{o_k − M} − (o_y − M)       (M is the row's largest logit)
 *   dl/do = p − onehot(y)
 * </pre>
 *
 * <p>M changes nothing, but with it nothing overflows, and there is no logarithm of a p_y that was
 * rounded to 0. In nats; divide by ln 2 for bits.
 */
public final class SoftmaxCrossEntropy implements Loss {
  /** Rows whose exponentials are taken in one go, which is faster than row by row. */
  private static final int BLOCK = 64;

  private final Reduction reduction;

  /** Takes the mean over the rows. */
  public SoftmaxCrossEntropy() {
    this(Reduction.MEAN);
  }

  /** Takes the sum or the mean over the rows. */
  public SoftmaxCrossEntropy(Reduction reduction) {
    this.reduction = reduction;
  }

  @Override
  public double of(DMatrixRMaj output, Targets targets, DMatrixRMaj dOutput) {
    Loss.checkRows(output, targets);
    double weight = reduction.weight(targets);
    int m = output.getNumCols();
    dOutput.reshape(output.getNumRows(), m);
    System.arraycopy(output.data, 0, dOutput.data, 0, output.getNumElements());
    double[] correct = new double[BLOCK];
    double sum = 0;
    for (int from = 0; from < output.getNumRows(); from += BLOCK) {
      int to = Math.min(from + BLOCK, output.getNumRows());
      for (int i = from; i < to; i++) {
        if (targets.unmasked(i)) {
          Softmax.subtractLargest(dOutput.data, i * m, (i + 1) * m); // o_k − M
          correct[i - from] = dOutput.data[i * m + checked(targets.classOf(i), i, m)]; // o_y − M
        }
      }
      Elementary.exp(dOutput.data, from * m, to * m); // e^{o_k − M}
      for (int i = from; i < to; i++) {
        if (targets.unmasked(i)) {
          double total = total(dOutput.data, i * m, (i + 1) * m); // Σ_k e^{o_k − M}
          sum += StrictMath.log(total) - correct[i - from]; // l = ln Σ_k e^{o_k − M} − (o_y − M)
          scale(dOutput.data, i * m, (i + 1) * m, weight / total); // do = p, times 1/rows for MEAN
          dOutput.data[i * m + targets.classOf(i)] -= weight; // do_y −= 1, times the same
        } else {
          Arrays.fill(dOutput.data, i * m, (i + 1) * m, 0); // do = 0
        }
      }
    }
    return sum * weight;
  }

  private static double total(double[] x, int from, int to) {
    double total = 0;
    for (int j = from; j < to; j++) {
      total += x[j];
    }
    return total;
  }

  private static void scale(double[] x, int from, int to, double factor) {
    for (int j = from; j < to; j++) {
      x[j] *= factor;
    }
  }

  private static int checked(int y, int row, int m) {
    if (y < 0 || y >= m) {
      throw new IllegalArgumentException(
          "target "
              + y
              + " in row "
              + row
              + " is outside the classes, which are 0 to "
              + (m - 1)
              + ": does the network have as many outputs as there are classes?");
    }
    return y;
  }
}
