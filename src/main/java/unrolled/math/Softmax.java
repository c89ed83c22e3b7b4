package unrolled.math;

import java.util.Arrays;
import java.util.Objects;

/**
 * The softmax of a row of scores: p_j = e^{x_j} / Σ_k e^{x_k}, positive numbers that add up to 1.
 *
 * <p>The row's largest score m is subtracted first, which changes nothing, since e^{x_j − m} / Σ_k
 * e^{x_k − m} is the same fraction; but then no exponential is above 1, and scores of ±1000 are as
 * good as any. A NaN or ∞ among the scores makes all of them NaN.
 */
public final class Softmax {
  private Softmax() {}

  /**
   * Replaces the scores x[from] … x[to − 1] by their probabilities.
   *
   * @throws IndexOutOfBoundsException if 0 ≤ from ≤ to ≤ x.length does not hold
   */
  public static void of(double[] x, int from, int to) {
    subtractLargest(x, from, to);
    double total = exponentials(x, from, to);
    for (int j = from; j < to; j++) {
      x[j] /= total;
    }
  }

  /**
   * Replaces the scores x[from] … x[to − 1] by the natural logarithms of their probabilities, x_j −
   * m − ln Σ_k e^{x_k − m}: exact to the last digits also where the probability itself is so small
   * that it would be 0.
   *
   * @throws IndexOutOfBoundsException if 0 ≤ from ≤ to ≤ x.length does not hold
   */
  public static void log(double[] x, int from, int to) {
    subtractLargest(x, from, to);
    double[] e = Arrays.copyOfRange(x, from, to);
    double logTotal = StrictMath.log(exponentials(e, 0, e.length));
    for (int j = from; j < to; j++) {
      x[j] -= logTotal;
    }
  }

  /**
   * Subtracts the largest of x[from] … x[to − 1] from all of them: the first half of a softmax.
   *
   * @throws IndexOutOfBoundsException if 0 ≤ from ≤ to ≤ x.length does not hold
   */
  public static void subtractLargest(double[] x, int from, int to) {
    Objects.checkFromToIndex(from, to, x.length);
    double largest = Double.NEGATIVE_INFINITY;
    for (int j = from; j < to; j++) {
      largest = x[j] > largest ? x[j] : largest; // Math.max minds NaN and −0, which costs
    }
    for (int j = from; j < to; j++) {
      x[j] -= largest;
    }
  }

  /**
   * Replaces x[from] … x[to − 1] by their exponentials and gives the sum of these: a softmax'
   * second half but for the division.
   *
   * @throws IndexOutOfBoundsException if 0 ≤ from ≤ to ≤ x.length does not hold
   */
  public static double exponentials(double[] x, int from, int to) {
    Elementary.exp(x, from, to);
    double total = 0;
    for (int j = from; j < to; j++) {
      total += x[j];
    }
    return total;
  }
}
