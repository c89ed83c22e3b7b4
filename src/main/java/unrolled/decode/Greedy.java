package unrolled.decode;

import org.ejml.data.DMatrixRMaj;
import unrolled.math.ArgMax;

/**
 * Takes the likeliest token at each step; of equally likely ones the smallest. It is cheap and
 * ignores what comes after: a good first word may lead to a bad sentence. It is a beam of width 1.
 */
public final class Greedy extends StepwiseDecoding {

  /**
   * Creates a decoder of sequences that end with the end symbol or at this many tokens.
   *
   * @throws IllegalArgumentException if the maximum is below 1
   */
  public Greedy(int maximumLength) {
    super(maximumLength);
  }

  @Override
  int choose(DMatrixRMaj next, int row, int sentence) {
    return ArgMax.ofRow(next, row);
  }
}
