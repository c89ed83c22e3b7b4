package unrolled.decode;

import unrolled.math.Numbers;

/**
 * What a log-probability is divided by, so that long sequences can compete with short ones: every
 * token more makes the sum of logarithms smaller, never larger. The length counts the end symbol.
 */
@FunctionalInterface
public interface LengthPenalty {

  /** The divisor for a length of 1, 2, …: positive, and never smaller for a longer sequence. */
  double of(int length);

  /**
   * No penalty, a divisor of 1: the score is the log-probability itself, which favours short
   * sequences.
   */
  static LengthPenalty none() {
    return length -> 1;
  }

  /**
   * The penalty length^α: the mean log-probability per token at α = 1, no change at α = 0.
   *
   * @throws IllegalArgumentException if α is negative or not a number
   */
  static LengthPenalty exponent(double alpha) {
    check(alpha);
    return length -> StrictMath.pow(length, alpha);
  }

  /**
   * The penalty ((5 + length)/6)^α: like {@link #exponent}, but gentler among short sequences.
   *
   * <p>Source: Y. Wu et al., "Google's neural machine translation system", 2016, equation 14, where
   * α is 0.6 to 0.7.
   *
   * @throws IllegalArgumentException if α is negative or not a number
   */
  static LengthPenalty gnmt(double alpha) {
    check(alpha);
    return length -> StrictMath.pow((5.0 + length) / 6, alpha);
  }

  private static void check(double alpha) {
    if (!(alpha >= 0 && alpha < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException(
          "a length penalty's exponent must be 0 or more (usually 0 to 1) and is "
              + Numbers.text(alpha));
    }
  }
}
