package unrolled.cell;

import org.ejml.data.DMatrixRMaj;
import unrolled.layer.Shapes;

/**
 * Layer normalisation inside a step: every row brought to mean 0 and variance 1.
 *
 * <pre>
 *   y = (x − μ) / s      μ the row's mean, s = √(σ² + 10⁻⁵), σ² its variance      (B×n)
 * </pre>
 *
 * <p>It has no weights; a cell scales and shifts y with {@code scaleAdd} and {@code rowAdd}.
 *
 * <p>Source: J. Ba, J. Kiros and G. Hinton, "Layer normalization", 2016.
 */
public final class LayerNorm extends Buffers {
  private static final double EPSILON = 1e-5;

  /** The normalised rows, B×n. */
  public final DMatrixRMaj y;

  /** s, B×1. */
  final DMatrixRMaj s = keep(1);

  /** For rows of n numbers. */
  public LayerNorm(int n) {
    y = keep(n);
  }

  /** Normalises x, B×n, row by row; y holds the result. */
  public void forward(DMatrixRMaj x) {
    Shapes.requireSameShape("x", x, "y", y);
    int n = x.getNumCols();
    for (int b = 0; b < x.getNumRows(); b++) {
      int from = b * n;
      double sum = 0;
      for (int j = from; j < from + n; j++) {
        sum += x.data[j]; // Σ_j x_j
      }
      double mean = sum / n; // μ = Σ_j x_j / n
      double squares = 0;
      for (int j = from; j < from + n; j++) {
        double d = x.data[j] - mean;
        squares += d * d; // Σ_j (x_j − μ)²
      }
      s.data[b] = Math.sqrt(squares / n + EPSILON); // s = √(σ² + 10⁻⁵), σ² = Σ_j (x_j − μ)² / n
      for (int j = from; j < from + n; j++) {
        y.data[j] = (x.data[j] - mean) / s.data[b]; // y_j = (x_j − μ) / s
      }
    }
  }

  /**
   * Adds the gradient of x to dx: dx += (dy − mean(dy) − y ⊙ mean(dy ⊙ y)) / s, a row's mean
   * subtracted from each of its numbers.
   *
   * <p>The two means are what x moves through μ and through s.
   *
   * @param d holds dy in {@code d.y}
   */
  public void backward(LayerNorm d, DMatrixRMaj dx) {
    Shapes.requireSameShape("dx", dx, "y", y);
    int n = dx.getNumCols();
    for (int b = 0; b < dx.getNumRows(); b++) {
      int from = b * n;
      double sum = 0;
      double products = 0;
      for (int j = from; j < from + n; j++) {
        sum += d.y.data[j]; // Σ_j dy_j
        products += d.y.data[j] * y.data[j]; // Σ_j dy_j y_j
      }
      for (int j = from; j < from + n; j++) { // dx_j += (dy_j − mean(dy) − y_j mean(dy ⊙ y)) / s
        dx.data[j] += (d.y.data[j] - sum / n - y.data[j] * (products / n)) / s.data[b];
      }
    }
  }
}
