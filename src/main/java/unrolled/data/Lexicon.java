package unrolled.data;

import unrolled.layer.Targets;
import unrolled.math.Rng;
import unrolled.sequence.Batch;
import unrolled.sequence.Sequence;

/**
 * Sentiment without order: of a text's twelve words, three are out of a list of words of praise and
 * of blame, and the majority of these three decides.
 */
public final class Lexicon {
  /** The words, as symbols 0, 1, 2, …: of praise, of blame, and others. */
  public static final Vocabulary WORDS =
      Vocabulary.of("great lovely superb awful dull poor the plot music cast scene end");

  /** The number of classes: 0 for blame, 1 for praise. */
  public static final int CLASSES = 2;

  private static final int STEPS = 12;
  private static final int OPINIONS = 3;
  private static final int PRAISE = 3; // words 0 … 2
  private static final int LOADED = 6; // words 0 … 5

  private Lexicon() {}

  /** Draws this many texts, and whether each is praise. */
  public static Batch batch(int size, Rng rng) {
    int[][] x = new int[size][STEPS];
    int[] y = new int[size];
    int[] places = new int[STEPS];
    for (int t = 0; t < STEPS; t++) {
      places[t] = t;
    }
    for (int b = 0; b < size; b++) {
      for (int t = 0; t < STEPS; t++) {
        x[b][t] = LOADED + rng.nextInt(WORDS.size() - LOADED);
      }
      rng.shuffle(places);
      int praise = 0;
      for (int i = 0; i < OPINIONS; i++) {
        x[b][places[i]] = rng.nextInt(LOADED);
        praise += x[b][places[i]] < PRAISE ? 1 : 0;
      }
      y[b] = 2 * praise > OPINIONS ? 1 : 0;
    }
    return new Batch(Sequence.symbols(WORDS.size(), x), Targets.classes(y));
  }
}
