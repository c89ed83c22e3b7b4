package unrolled.data;

import unrolled.layer.Targets;
import unrolled.math.Rng;
import unrolled.network.Batch;
import unrolled.sequence.Sequence;

/**
 * Is it praise? Somebody who hesitates a lot says two things, one of them with a "not": "… not …
 * good …, … was … bad …" is no praise, "… was … good …, … not … bad …" is.
 *
 * <p>Sentences come in fours with the very same words: "not good, was bad", "was good, not bad",
 * "not bad, was good", "was bad, not good". The second and the third are praise. Both halves of a
 * sentence have the same hesitations (um, er, …) in the same places: {@link #MARGIN} before the
 * "not" or "was", {@code distance − 1} between it and its verdict, and as many as before after it.
 * So the pair, "not" or "was" and its verdict, is all that there is to go by. Who sees both words
 * at once can know; who counts words, or sees no more than {@link #MARGIN} words beside each, meets
 * the same in all four sentences and is right for exactly two of them.
 *
 * @param nearest the least distance between "not" (or "was") and its verdict (1: neighbours)
 * @param farthest the greatest distance; every one from nearest to farthest is equally likely
 */
public record Negation(int nearest, int farthest) {
  /** The words, as symbols 0, 1, 2, …: those that matter, then the hesitations. */
  public static final Vocabulary WORDS = Vocabulary.of("not was good bad um er well like so hmm");

  /** How many classes there are: 0 for blame, 1 for praise. */
  public static final int CLASSES = 2;

  /** How many hesitations stand before and behind each half's two words. */
  public static final int MARGIN = 4;

  private static final int NOT = 0;
  private static final int WAS = 1;
  private static final int GOOD = 2;
  private static final int BAD = 3;
  private static final int FIRST_HESITATION = 4;

  /** Sentences with these distances. */
  public Negation {
    if (nearest < 1 || farthest < nearest) {
      throw new IllegalArgumentException(
          "distances from " + nearest + " to " + farthest + ": give 1 or more, in this order");
    }
  }

  /**
   * This many sentences, and whether each is praise.
   *
   * @param size a multiple of 4, as sentences come in fours
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
      int[] half = new int[MARGIN + distance + 1 + MARGIN];
      for (int t = 0; t < half.length; t++) {
        half[t] = FIRST_HESITATION + rng.nextInt(WORDS.size() - FIRST_HESITATION);
      }
      x[b] = sentence(half, distance, NOT, GOOD);
      x[b + 1] = sentence(half, distance, WAS, GOOD);
      x[b + 2] = sentence(half, distance, NOT, BAD);
      x[b + 3] = sentence(half, distance, WAS, BAD);
      y[b + 1] = 1;
      y[b + 2] = 1;
    }
    return new Batch(Sequence.symbols(WORDS.size(), x), Targets.classes(y));
  }

  /** The half with these two words in their places, then the half with the other two. */
  private static int[] sentence(int[] half, int distance, int verb, int verdict) {
    int n = half.length;
    int[] x = new int[2 * n];
    System.arraycopy(half, 0, x, 0, n);
    System.arraycopy(half, 0, x, n, n);
    x[MARGIN] = verb;
    x[MARGIN + distance] = verdict;
    x[n + MARGIN] = verb == NOT ? WAS : NOT;
    x[n + MARGIN + distance] = verdict == GOOD ? BAD : GOOD;
    return x;
  }
}
