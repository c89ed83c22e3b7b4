package unrolled.data;

import unrolled.layer.Targets;
import unrolled.math.Rng;
import unrolled.sequence.Batch;
import unrolled.sequence.Sequence;

/**
 * The recall of the first symbol: a sequence begins with 0 or 1, everything after that is noise out
 * of the symbols 2 … 5, and at the end the network has to say how the sequence began.
 *
 * <p>All that the task asks for is one bit of memory over {@code steps − 1} steps. Guessing is
 * right half of the time.
 *
 * @param steps T, the length of every sequence
 */
public record Recall(int steps) {
  /** The number of classes: the symbols 0 and 1. */
  public static final int CLASSES = 2;

  /** The number of symbols: the classes and four of noise. */
  public static final int VOCABULARY = 6;

  /**
   * Creates the task with sequences of this many steps.
   *
   * @throws IllegalArgumentException if there is no step
   */
  public Recall {
    if (steps < 1) {
      throw new IllegalArgumentException(
          "recall over " + steps + " steps: a sequence needs at least the symbol to recall");
    }
  }

  /** Draws this many sequences, and how each of them began. */
  public Batch batch(int size, Rng rng) {
    int[][] x = new int[size][steps];
    int[] y = new int[size];
    for (int b = 0; b < size; b++) {
      y[b] = rng.nextInt(CLASSES);
      x[b][0] = y[b];
      for (int t = 1; t < steps; t++) {
        x[b][t] = CLASSES + rng.nextInt(VOCABULARY - CLASSES);
      }
    }
    return new Batch(Sequence.symbols(VOCABULARY, x), Targets.classes(y));
  }
}
