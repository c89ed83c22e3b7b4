package unrolled.data;

import unrolled.math.Numbers;

/**
 * The logistic map x' = 4x(1 − x) on the numbers from 0 to 1: chaos in one line.
 *
 * <p>Each number follows from the one before without any noise, and yet no straight line through
 * past values foretells anything: numbers at different times are uncorrelated. A small error
 * doubles with each step on average (the Lyapunov exponent is ln 2).
 *
 * <p>Source: R. May, "Simple mathematical models with very complicated dynamics", 1976.
 */
public final class LogisticMap {
  private LogisticMap() {}

  /** The number that follows x. */
  public static double next(double x) {
    return 4 * x * (1 - x);
  }

  /**
   * The series of this many numbers that begins with {@code start}.
   *
   * @throws IllegalArgumentException if there are no steps, or if the start is not between 0 and 1
   */
  public static double[] series(double start, int steps) {
    if (!(start > 0 && start < 1)) {
      throw new IllegalArgumentException(
          "the series must start between 0 and 1, for instance at 0.3, and not at "
              + Numbers.text(start));
    }
    if (steps < 1) {
      throw new IllegalArgumentException("a series of " + steps + " numbers: give at least 1");
    }
    double[] x = new double[steps];
    x[0] = start;
    for (int t = 1; t < steps; t++) {
      x[t] = next(x[t - 1]);
    }
    return x;
  }
}
