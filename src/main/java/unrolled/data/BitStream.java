package unrolled.data;

import java.util.function.IntUnaryOperator;
import unrolled.layer.Targets;
import unrolled.math.Rng;
import unrolled.network.Batch;
import unrolled.sequence.Sequence;

/**
 * Two small tasks on random bits, with an answer (a bit again) at every step: what they ask a
 * network to remember differs.
 *
 * <pre>
 *   delayed copy     y_t = x_{t−d}, and 0 for the first d steps      d bits of memory, none of them said yet
 *   running parity   y_t = x_1 + … + x_t mod 2                       one bit of memory, the last answer
 * </pre>
 */
public final class BitStream {
  /** How many classes there are, and how many symbols: 0 and 1. */
  public static final int BITS = 2;

  private final int steps;
  private final Answers answers;

  /** Writes the answers under a sequence. */
  private interface Answers {
    int[] of(int[] x);
  }

  private BitStream(int steps, Answers answers) {
    if (steps < 1) {
      throw new IllegalArgumentException(steps + " steps: a sequence needs at least 1");
    }
    this.steps = steps;
    this.answers = answers;
  }

  /** Say every bit again, {@code delay} steps later. */
  public static BitStream delayedCopy(int steps, int delay) {
    if (delay < 0) {
      throw new IllegalArgumentException("a delay of " + delay + " steps: give 0 or more");
    }
    return new BitStream(steps, x -> each(x, t -> t < delay ? 0 : x[t - delay]));
  }

  /** Say at each step whether the number of ones so far is odd. */
  public static BitStream runningParity(int steps) {
    return new BitStream(
        steps,
        x -> {
          int[] odd = {0};
          return each(x, t -> odd[0] ^= x[t]);
        });
  }

  private static int[] each(int[] x, IntUnaryOperator answer) {
    int[] y = new int[x.length];
    for (int t = 0; t < x.length; t++) {
      y[t] = answer.applyAsInt(t);
    }
    return y;
  }

  /** This many sequences, and the answer to every step, time first. */
  public Batch batch(int size, Rng rng) {
    int[][] x = new int[size][steps];
    int[] y = new int[steps * size];
    for (int b = 0; b < size; b++) {
      for (int t = 0; t < steps; t++) {
        x[b][t] = rng.nextInt(BITS);
      }
      int[] answer = answers.of(x[b]);
      for (int t = 0; t < steps; t++) {
        y[t * size + b] = answer[t];
      }
    }
    return new Batch(Sequence.symbols(BITS, x), Targets.classes(y));
  }
}
