package unrolled.data;

import unrolled.math.Rng;
import unrolled.sequence.Pairs;

/**
 * The reversal of a row of digits: 4 8 1 becomes 1 8 4. Every digit has to be kept until the row
 * has been read, so the length of the row is the amount to remember.
 *
 * @param shortest the fewest digits of a row
 * @param longest the most; every length between is drawn as often
 */
public record ReversedDigits(int shortest, int longest) {
  /** The number of symbols, of source and target alike. */
  public static final int DIGITS = 10;

  /**
   * Creates the task with rows of these lengths.
   *
   * @throws IllegalArgumentException if a length is below 1, or the longest below the shortest
   */
  public ReversedDigits {
    if (shortest < 1 || longest < shortest) {
      throw new IllegalArgumentException(
          "rows of "
              + shortest
              + " to "
              + longest
              + " digits: the shortest needs 1 or more, the longest at least as many");
    }
  }

  /** Creates the task with rows of one length. */
  public ReversedDigits(int length) {
    this(length, length);
  }

  /** Draws this many rows, each with its reversal. */
  public Pairs batch(int size, Rng rng) {
    int[][] rows = new int[size][];
    int[][] backwards = new int[size][];
    for (int b = 0; b < size; b++) {
      int length = shortest + rng.nextInt(longest - shortest + 1);
      rows[b] = new int[length];
      backwards[b] = new int[length];
      for (int t = 0; t < length; t++) {
        int digit = rng.nextInt(DIGITS);
        rows[b][t] = digit;
        backwards[b][length - 1 - t] = digit;
      }
    }
    return Pairs.of(DIGITS, rows, DIGITS, backwards);
  }
}
