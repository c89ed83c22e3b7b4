package unrolled.decode;

import org.ejml.data.DMatrixRMaj;
import unrolled.math.ArgMax;

/**
 * Takes the likeliest token at each step; of equally likely ones the smallest. Cheap, and blind to
 * what comes after: a good first word may lead to a bad sentence. It is a beam of width 1.
 */
public final class Greedy extends StepwiseDecoding {

  /**
   * Sequences that end with the end symbol or at this many tokens.
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
