package unrolled.data;

import java.util.function.IntUnaryOperator;
import unrolled.layer.Targets;
import unrolled.math.Rng;
import unrolled.sequence.Batch;
import unrolled.sequence.Sequence;

/**
 * Four small tasks on random bits, with an answer at every step: what they ask a network to
 * remember differs, and one asks for what is yet to come.
 *
 * <pre>
 *   delayed copy     y_t = x_{t−d}, and 0 for the first d steps      d bits of memory, none of them said yet
 *   running parity   y_t = x_1 + … + x_t mod 2                       one bit of memory, the last answer
 *   balance          y_t = 2, 1 or 0: so far more ones than zeros, as many, fewer     a number that grows
 *   look ahead       y_t = x_{t+k}, and 0 for the last k steps       from the left only a guess is possible
 * </pre>
 */
public final class BitStream {
  /** The number of symbols, and of classes: the bits 0 and 1. */
  public static final int BITS = 2;

  /** The number of classes of the balance. */
  public static final int BALANCES = 3;

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

  /**
   * The delayed copy: the answer is the bit of {@code delay} steps before.
   *
   * @throws IllegalArgumentException if there is no step, or if the delay is negative
   */
  public static BitStream delayedCopy(int steps, int delay) {
    if (delay < 0) {
      throw new IllegalArgumentException("a delay of " + delay + " steps: give 0 or more");
    }
    return new BitStream(steps, x -> each(x, t -> t < delay ? 0 : x[t - delay]));
  }

  /** The running parity: the answer is 1 where the number of ones so far is odd. */
  public static BitStream runningParity(int steps) {
    return new BitStream(
        steps,
        x -> {
          int[] odd = {0};
          return each(x, t -> odd[0] ^= x[t]);
        });
  }

  /**
   * The balance: the answer is whether there were more ones than zeros so far (2), as many (1) or
   * fewer (0).
   */
  public static BitStream balance(int steps) {
    return new BitStream(
        steps,
        x -> {
          int[] ahead = {0};
          return each(x, t -> 1 + Integer.signum(ahead[0] += 2 * x[t] - 1));
        });
  }

  /**
   * The look-ahead: the answer is the bit that comes {@code ahead} steps later.
   *
   * @throws IllegalArgumentException if there is no step, or if {@code ahead} is negative
   */
  public static BitStream lookAhead(int steps, int ahead) {
    if (ahead < 0) {
      throw new IllegalArgumentException("looking " + ahead + " steps ahead: give 0 or more");
    }
    return new BitStream(steps, x -> each(x, t -> t + ahead < x.length ? x[t + ahead] : 0));
  }

  private static int[] each(int[] x, IntUnaryOperator answer) {
    int[] y = new int[x.length];
    for (int t = 0; t < x.length; t++) {
      y[t] = answer.applyAsInt(t);
    }
    return y;
  }

  /** Draws this many sequences, and the answer at every step, time-major. */
  public Batch batch(int size, Rng rng) {
    int[][] x = new int[size][steps];
    for (int[] sequence : x) {
      for (int t = 0; t < steps; t++) {
        sequence[t] = rng.nextInt(BITS);
      }
    }
    return withAnswers(x);
  }

  /**
   * All 2^T sequences, each once, for up to 16 steps: what is measured then owes nothing to chance.
   *
   * @throws IllegalStateException if the sequences are longer than 16 steps
   */
  public Batch all() {
    if (steps > 16) {
      throw new IllegalStateException(
          "there are 2^" + steps + " sequences of this length: draw some with batch(size, rng)");
    }
    int[][] x = new int[1 << steps][steps];
    for (int b = 0; b < x.length; b++) {
      for (int t = 0; t < steps; t++) {
        x[b][t] = b >> (steps - 1 - t) & 1;
      }
    }
    return withAnswers(x);
  }

  private Batch withAnswers(int[][] x) {
    int[] y = new int[steps * x.length];
    for (int b = 0; b < x.length; b++) {
      int[] answer = answers.of(x[b]);
      for (int t = 0; t < steps; t++) {
        y[t * x.length + b] = answer[t];
      }
    }
    return new Batch(Sequence.symbols(BITS, x), Targets.classes(y));
  }
}
