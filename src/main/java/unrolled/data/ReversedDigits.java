package unrolled.data;

import unrolled.math.Rng;
import unrolled.sequence.Pairs;

/**
 * Say a row of digits backwards: 4 8 1 to 1 8 4. Every digit has to be kept until the row has been
 * read, so the length of the row is the amount to remember.
 *
 * @param shortest the fewest digits of a row
 * @param longest the most; every length between is drawn as often
 */
public record ReversedDigits(int shortest, int longest) {
  /** How many symbols there are, on either side. */
  public static final int DIGITS = 10;

  /** Rows of these lengths. */
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

  /** Rows of one length. */
  public ReversedDigits(int length) {
    this(length, length);
  }

  /** This many rows, and each of them backwards. */
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
