package unrolled.layer;

import java.util.Arrays;
import org.ejml.data.DMatrixRMaj;
import unrolled.math.Elementary;
import unrolled.math.Softmax;

/**
 * Softmax and cross-entropy in one: p = softmax(o), l(o, y) = −ln p_y, for each row; dl/do = p −
 * onehot(y). In nats; divide by ln 2 for bits.
 *
 * <p>Computed as ln Σ_k e^{o_k − m} − (o_y − m), m the row's largest logit, so that nothing
 * overflows and no probability has to be taken the logarithm of.
 */
public final class SoftmaxCrossEntropy implements Loss {
  /** Rows whose exponentials are taken in one go, which is faster than row by row. */
  private static final int BLOCK = 64;

  private final Reduction reduction;

  /** The mean over the rows. */
  public SoftmaxCrossEntropy() {
    this(Reduction.MEAN);
  }

  /** The sum or the mean over the rows. */
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
          Softmax.subtractLargest(dOutput.data, i * m, (i + 1) * m);
          correct[i - from] = dOutput.data[i * m + checked(targets.classOf(i), i, m)];
        }
      }
      Elementary.exp(dOutput.data, from * m, to * m);
      for (int i = from; i < to; i++) {
        if (targets.unmasked(i)) {
          double total = total(dOutput.data, i * m, (i + 1) * m);
          sum += StrictMath.log(total) - correct[i - from];
          scale(dOutput.data, i * m, (i + 1) * m, weight / total);
          dOutput.data[i * m + targets.classOf(i)] -= weight;
        } else {
          Arrays.fill(dOutput.data, i * m, (i + 1) * m, 0);
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
