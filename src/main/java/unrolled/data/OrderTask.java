package unrolled.data;

import unrolled.layer.Targets;
import unrolled.math.Rng;
import unrolled.sequence.Batch;
import unrolled.sequence.Sequence;

/**
 * The order task: somewhere in a sequence of noise out of the symbols 2 … 5 stand one 0 and one 1,
 * and the network has to say whether the 0 comes before the 1.
 *
 * <p>All places that the two can take are equally likely, and both orders are. So what is in a
 * sequence tells nothing, only the order does: a count of the symbols gives the right answer half
 * of the time.
 *
 * @param steps T, the length of every sequence
 * @param nearest the least distance between the 0 and the 1 (1: neighbours)
 * @param farthest the greatest distance between them
 */
public record OrderTask(int steps, int nearest, int farthest) {
  /** The number of classes: either order. */
  public static final int CLASSES = 2;

  /** The class of a sequence in which the 1 comes first. */
  public static final int ONE_FIRST = 0;

  /** The class of a sequence in which the 0 comes first. */
  public static final int ZERO_FIRST = 1;

  /** The number of symbols: the two that matter and four of noise. */
  public static final int VOCABULARY = 6;

  /**
   * Creates the task with sequences of this many steps, the two symbols this far apart.
   *
   * @throws IllegalArgumentException if a sequence of this many steps has no such distances
   */
  public OrderTask {
    if (nearest < 1 || farthest < nearest || farthest > steps - 1) {
      throw new IllegalArgumentException(
          "distances from "
              + nearest
              + " to "
              + farthest
              + " in a sequence of "
              + steps
              + ": two symbols can be 1 to "
              + (steps - 1)
              + " apart there");
    }
  }

  /** Creates the task with sequences of this many steps, the two symbols anywhere. */
  public OrderTask(int steps) {
    this(steps, 1, steps - 1);
  }

  /** Draws this many sequences, and which symbol came first in each of them. */
  public Batch batch(int size, Rng rng) {
    int[][] x = new int[size][steps];
    int[] y = new int[size];
    for (int b = 0; b < size; b++) {
      for (int t = 0; t < steps; t++) {
        x[b][t] = 2 + rng.nextInt(VOCABULARY - 2);
      }
      int distance = distance(rng);
      int first = rng.nextInt(steps - distance);
      y[b] = rng.nextInt(CLASSES);
      x[b][first] = y[b] == ZERO_FIRST ? 0 : 1;
      x[b][first + distance] = 1 - x[b][first];
    }
    return new Batch(Sequence.symbols(VOCABULARY, x), Targets.classes(y));
  }

  /** A distance d fits into T − d places, and is that much likelier. */
  private int distance(Rng rng) {
    int places = 0;
    for (int d = nearest; d <= farthest; d++) {
      places += steps - d;
    }
    int place = rng.nextInt(places);
    int d = nearest;
    while (place >= steps - d) {
      place -= steps - d;
      d++;
    }
    return d;
  }
}
