package unrolled.data;

import unrolled.layer.Targets;
import unrolled.math.Rng;
import unrolled.sequence.Batch;
import unrolled.sequence.Sequence;

/**
 * A flip-flop: one bit, set to 0, set to 1 or held, which is the answer at every step.
 *
 * <pre>
 *   x_t = 0   set the bit to 0     one step in ten
 *   x_t = 1   set the bit to 1     one step in ten
 *   x_t = 2   hold it              eight steps in ten
 *   y_t = the bit after step t     (0 before the first that sets it)
 * </pre>
 *
 * <p>All that the task asks for is to hold one bit until it is written over. From the current
 * symbol alone, with a guess while the bit is held, six answers in ten are right.
 *
 * @param steps T, the length of every sequence
 */
public record FlipFlop(int steps) {
  /** The number of classes: the bit is 0 or 1. */
  public static final int CLASSES = 2;

  /** The number of symbols: set to 0, set to 1, hold. */
  public static final int VOCABULARY = 3;

  /** The symbol that leaves the bit as it is. */
  public static final int HOLD = 2;

  private static final double HELD = 0.8;

  /**
   * Creates the task with sequences of this many steps.
   *
   * @throws IllegalArgumentException if there is no step
   */
  public FlipFlop {
    if (steps < 1) {
      throw new IllegalArgumentException(steps + " steps: a sequence needs at least 1");
    }
  }

  /** Draws this many sequences, and the bit after each step, time-major. */
  public Batch batch(int size, Rng rng) {
    int[][] x = new int[size][steps];
    int[] y = new int[steps * size];
    for (int b = 0; b < size; b++) {
      int bit = 0;
      for (int t = 0; t < steps; t++) {
        x[b][t] = rng.nextDouble() < HELD ? HOLD : rng.nextInt(CLASSES);
        bit = x[b][t] == HOLD ? bit : x[b][t];
        y[t * size + b] = bit;
      }
    }
    return new Batch(Sequence.symbols(VOCABULARY, x), Targets.classes(y));
  }
}
