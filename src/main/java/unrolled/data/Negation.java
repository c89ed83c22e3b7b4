package unrolled.data;

import unrolled.layer.Targets;
import unrolled.math.Rng;
import unrolled.sequence.Batch;
import unrolled.sequence.Sequence;

/**
 * Sentiment that depends on order: a hesitant speaker (um, er, …) says two things, one of them with
 * a "not". "Not good, was bad" is no praise, "good, was not bad" is.
 *
 * <p>Sentences come in fours with the very same words: "not good, was bad", "good, was not bad",
 * "not bad, was good" and "bad, was not good"; the second and the third are praise. Both halves of
 * a sentence have the same hesitations in the same places: {@link #MARGIN} before the place of the
 * "not" (the last one gives way to the "was" of the second half), {@code distance − 1} between it
 * and the verdict, {@code distance} after that. Where the "not" is missing there is one more
 * hesitation. Whatever else could tell the sentences apart, such as a verdict and the "was", or a
 * verdict and an end of the sentence, lies farther apart than "not" and its verdict. So a model
 * that sees these two at once can know. One that counts words, or that slides a window over them
 * which is too narrow for both, cannot tell two sentences apart that differ, and is right for
 * exactly half of them.
 *
 * @param nearest the least distance between "not" and the verdict behind it (1: neighbours)
 * @param farthest the greatest distance; every one from nearest to farthest is equally likely
 */
public record Negation(int nearest, int farthest) {
  /** The words, as symbols 0, 1, 2, …: those that matter, then the hesitations. */
  public static final Vocabulary WORDS = Vocabulary.of("not was good bad um er well like so hmm");

  /** The number of classes: 0 for blame, 1 for praise. */
  public static final int CLASSES = 2;

  /** The number of hesitations before each half's two words. */
  public static final int MARGIN = 4;

  private static final int NOT = 0;
  private static final int WAS = 1;
  private static final int GOOD = 2;
  private static final int BAD = 3;
  private static final int FIRST_HESITATION = 4;

  /**
   * Creates the task with these distances.
   *
   * @throws IllegalArgumentException if a distance is below 1, or the farthest below the nearest
   */
  public Negation {
    if (nearest < 1 || farthest < nearest) {
      throw new IllegalArgumentException(
          "distances from " + nearest + " to " + farthest + ": give 1 or more, in this order");
    }
  }

  /**
   * Draws this many sentences, and whether each is praise.
   *
   * @param size a multiple of 4, as sentences come in fours
   * @throws IllegalArgumentException if size is not 4, 8, 12, …
   */
  public Batch batch(int size, Rng rng) {
    if (size < 4 || size % 4 != 0) {
      throw new IllegalArgumentException(
          size + " sentences: they come in fours with the same words, so ask for 4, 8, 12, …");
    }
    int[][] x = new int[size][];
    int[] y = new int[size];
    for (int b = 0; b < size; b += 4) {
      int distance = nearest + rng.nextInt(farthest - nearest + 1);
      int[] half = new int[MARGIN + 1 + distance + distance];
      for (int t = 0; t < half.length; t++) {
        half[t] = FIRST_HESITATION + rng.nextInt(WORDS.size() - FIRST_HESITATION);
      }
      x[b] = sentence(half, distance, 0, GOOD, BAD);
      x[b + 1] = sentence(half, distance, 1, GOOD, BAD);
      x[b + 2] = sentence(half, distance, 0, BAD, GOOD);
      x[b + 3] = sentence(half, distance, 1, BAD, GOOD);
      y[b + 1] = 1;
      y[b + 2] = 1;
    }
    return new Batch(Sequence.symbols(WORDS.size(), x), Targets.classes(y));
  }

  /** The half twice, with these verdicts, and with "not" in one of the two, 0 or 1. */
  private static int[] sentence(int[] half, int distance, int negated, int first, int second) {
    int n = half.length;
    int[] x = new int[2 * n];
    System.arraycopy(half, 0, x, 0, n);
    System.arraycopy(half, 0, x, n, n);
    x[n + MARGIN - 1] = WAS;
    x[negated * n + MARGIN] = NOT;
    x[MARGIN + distance] = first;
    x[n + MARGIN + distance] = second;
    return x;
  }
}
