package unrolled.layer;

import org.ejml.data.DMatrixRMaj;
import unrolled.math.Softmax;

/**
 * Softmax and cross-entropy in one: p = softmax(o), l(o, y) = −ln p_y, for each row; dl/do = p −
 * onehot(y). In nats; divide by ln 2 for bits.
 *
 * <p>Computed as ln Σ_k e^{o_k − m} − (o_y − m), m the row's largest logit, so that nothing
 * overflows and no probability has to be taken the logarithm of.
 */
public final class SoftmaxCrossEntropy implements Loss {
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
    double sum = 0;
    for (int i = 0; i < output.getNumRows(); i++) {
      int from = i * m;
      if (!targets.asked(i)) {
        java.util.Arrays.fill(dOutput.data, from, from + m, 0);
        continue;
      }
      int y = targets.classOf(i);
      if (y < 0 || y >= m) {
        throw new IllegalArgumentException(
            "target "
                + y
                + " in row "
                + i
                + " is outside the classes, which are 0 to "
                + (m - 1)
                + ": does the network have as many outputs as there are classes?");
      }
      System.arraycopy(output.data, from, dOutput.data, from, m);
      Softmax.subtractLargest(dOutput.data, from, from + m);
      double correct = dOutput.data[from + y];
      double total = Softmax.exponentials(dOutput.data, from, from + m);
      sum += StrictMath.log(total) - correct;
      for (int j = from; j < from + m; j++) {
        dOutput.data[j] *= weight / total;
      }
      dOutput.data[from + y] -= weight;
    }
    return sum * weight;
  }
}
