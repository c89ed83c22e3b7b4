package unrolled.data;

import unrolled.layer.Targets;
import unrolled.math.Rng;
import unrolled.sequence.Batch;
import unrolled.sequence.Sequence;

/**
 * Slot filling: a label for each word of a traveller's sentence. In "arrive Taipei on November 2nd"
 * Taipei is the destination; in "leave Taipei on November 2nd" it is the place of departure.
 *
 * <p>Every sentence has five words, verb city "on" month day, each drawn with equal chances, and
 * every word gets a label. Only the city's depends on another word.
 *
 * <p>The example is Hung-yi Lee's (lectures at National Taiwan University).
 */
public final class SlotFilling {
  /** The words, as symbols 0, 1, 2, …: two verbs, four cities, "on", two months, two days. */
  public static final Vocabulary WORDS =
      Vocabulary.of("arrive leave Taipei Tokyo Paris Rome on November December 1st 2nd");

  /** The labels, as classes 0 … 3. */
  public static final Vocabulary LABELS = Vocabulary.of("other destination departure time");

  private static final int STEPS = 5;
  private static final int CITY = 1; // the place of the city, from 0
  private static final int[] FIRST = {0, 2, 6, 7, 9}; // each place's first word
  private static final int[] CHOICES = {2, 4, 1, 2, 2}; // and how many there are

  private SlotFilling() {}

  /** Draws this many sentences, and a label for every word, time-major. */
  public static Batch batch(int size, Rng rng) {
    return batch(size, rng, false);
  }

  /** Draws this many sentences, of which only the city's label is asked for, time-major. */
  public static Batch cities(int size, Rng rng) {
    return batch(size, rng, true);
  }

  private static Batch batch(int size, Rng rng, boolean citiesAlone) {
    int[][] x = new int[size][STEPS];
    int[] y = new int[STEPS * size];
    for (int b = 0; b < size; b++) {
      for (int t = 0; t < STEPS; t++) {
        x[b][t] = FIRST[t] + rng.nextInt(CHOICES[t]);
        y[t * size + b] = citiesAlone && t != CITY ? Targets.MASKED : label(t, x[b][0]);
      }
    }
    return new Batch(Sequence.symbols(WORDS.size(), x), Targets.classes(y));
  }

  private static int label(int place, int verb) {
    return switch (place) {
      case CITY -> LABELS.symbol(verb == WORDS.symbol("arrive") ? "destination" : "departure");
      case 3, 4 -> LABELS.symbol("time");
      default -> LABELS.symbol("other");
    };
  }
}
