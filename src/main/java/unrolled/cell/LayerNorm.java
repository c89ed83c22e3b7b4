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

  /** y from x. */
  public void forward(DMatrixRMaj x) {
    Shapes.same("x", x, "y", y);
    int n = x.getNumCols();
    for (int b = 0; b < x.getNumRows(); b++) {
      int from = b * n;
      double sum = 0;
      for (int j = from; j < from + n; j++) {
        sum += x.data[j];
      }
      double mean = sum / n;
      double squares = 0;
      for (int j = from; j < from + n; j++) {
        double d = x.data[j] - mean;
        squares += d * d;
      }
      s.data[b] = Math.sqrt(squares / n + EPSILON);
      for (int j = from; j < from + n; j++) {
        y.data[j] = (x.data[j] - mean) / s.data[b];
      }
    }
  }

  /** dx += (dy − mean(dy) − y ⊙ mean(dy ⊙ y)) / s, with dy in {@code d.y}. */
  public void backward(LayerNorm d, DMatrixRMaj dx) {
    Shapes.same("dx", dx, "y", y);
    int n = dx.getNumCols();
    for (int b = 0; b < dx.getNumRows(); b++) {
      int from = b * n;
      double sum = 0;
      double along = 0;
      for (int j = from; j < from + n; j++) {
        sum += d.y.data[j];
        along += d.y.data[j] * y.data[j];
      }
      for (int j = from; j < from + n; j++) {
        dx.data[j] += (d.y.data[j] - sum / n - y.data[j] * (along / n)) / s.data[b];
      }
    }
  }
}
