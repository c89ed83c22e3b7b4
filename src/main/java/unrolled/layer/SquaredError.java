package unrolled.layer;

import org.ejml.data.DMatrixRMaj;

/**
 * Half the squared distance, for each row of outputs o and its target y:
 *
 * <pre>
 *   l     = ½ Σ_j (o_j − y_j)²
 *   dl/do = o − y
 * </pre>
 *
 * <p>The half keeps the gradient free of a 2; twice this loss is the squared error that tables of
 * results report.
 */
public final class SquaredError implements Loss {
  private final Reduction reduction;

  /** Takes the mean over the rows. */
  public SquaredError() {
    this(Reduction.MEAN);
  }

  /** Takes the sum or the mean over the rows. */
  public SquaredError(Reduction reduction) {
    this.reduction = reduction;
  }

  @Override
  public double of(DMatrixRMaj output, Targets targets, DMatrixRMaj dOutput) {
    Loss.checkRows(output, targets);
    Shapes.requireSameShape("the output", output, "the targets", targets.values());
    double weight = reduction.weight(targets);
    int m = output.getNumCols();
    dOutput.reshape(output.getNumRows(), m);
    double sum = 0;
    for (int i = 0; i < output.getNumRows(); i++) {
      for (int j = i * m; j < (i + 1) * m; j++) {
        double d = targets.unmasked(i) ? output.data[j] - targets.values().data[j] : 0; // o_j − y_j
        sum += d * d / 2; // l += ½ (o_j − y_j)²
        dOutput.data[j] = d * weight; // do_j = o_j − y_j, times 1/rows for MEAN
      }
    }
    return sum * weight;
  }
}
