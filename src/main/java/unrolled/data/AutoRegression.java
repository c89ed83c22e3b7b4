package unrolled.data;

import org.ejml.data.DMatrixRMaj;
import unrolled.layer.Targets;
import unrolled.math.Rng;
import unrolled.sequence.Batch;
import unrolled.sequence.Sequence;

/**
 * The autoregressive series of order 1, AR(1): x_t = φ·x_{t−1} + ε_t, with ε_t standard normal.
 *
 * <p>It begins with a number from its own long-run distribution, whose variance is 1/(1 − φ²).
 * Neighbours have the correlation φ, numbers k steps apart φᵏ. The best forecast is φ·x_t, and its
 * mean squared error 1.
 *
 * <p>Source: G. Yule, "On a method of investigating periodicities in disturbed series", 1927.
 *
 * @param phi φ, between −1 and 1
 */
public record AutoRegression(double phi) {
  /**
   * Creates the series with this coefficient.
   *
   * @throws IllegalArgumentException if φ is not between −1 and 1
   */
  public AutoRegression {
    if (!(Math.abs(phi) < 1)) {
      throw new IllegalArgumentException(
          "φ must be between -1 and 1 (otherwise the series runs away), for instance 0.8");
    }
  }

  /**
   * The series' variance in the long run, 1/(1 − φ²): the mean squared error of always answering 0.
   */
  public double variance() {
    return 1 / (1 - phi * phi);
  }

  /** Draws one series of this many numbers. */
  public double[] series(int steps, Rng rng) {
    double[] x = new double[steps];
    x[0] = Math.sqrt(variance()) * rng.nextGaussian();
    for (int t = 1; t < steps; t++) {
      x[t] = phi * x[t - 1] + rng.nextGaussian();
    }
    return x;
  }

  /** Draws this many series, and at every step the number that comes next. */
  public Batch batch(int size, int steps, Rng rng) {
    DMatrixRMaj x = new DMatrixRMaj(steps * size, 1);
    DMatrixRMaj y = new DMatrixRMaj(steps * size, 1);
    for (int b = 0; b < size; b++) {
      double[] series = series(steps + 1, rng);
      for (int t = 0; t < steps; t++) {
        x.data[t * size + b] = series[t];
        y.data[t * size + b] = series[t + 1];
      }
    }
    return new Batch(Sequence.timeMajor(x, size), Targets.values(y));
  }
}
