package unrolled.data;

import org.ejml.data.DMatrixRMaj;
import unrolled.layer.Targets;
import unrolled.math.Rng;
import unrolled.sequence.Batch;
import unrolled.sequence.Sequence;

/**
 * Accumulate, reset, read: a memory is told by two switches what to do with a number.
 *
 * <pre>
 *   x_1   a number, uniform in [0, 1)
 *   x_2   1: add x_1 to the memory (3 steps in 10);  −1: reset it to 0 (3 in 20);  0: leave it
 *   x_3   1: say the memory, after what x_2 did (3 steps in 10);  0: say 0
 * </pre>
 *
 * <p>These are the rules that Hung-yi Lee's lectures on machine learning have an audience act out
 * as an LSTM.
 *
 * @param steps T, the length of every sequence
 */
public record Accumulate(int steps) {
  /** How many numbers a step has. */
  public static final int INPUTS = 3;

  private static final double ADD = 0.3;
  private static final double RESET = 0.15;
  private static final double READ = 0.3;

  /** Sequences of this many steps. */
  public Accumulate {
    if (steps < 1) {
      throw new IllegalArgumentException(steps + " steps: a sequence needs at least 1");
    }
  }

  /** This many sequences, and what is to be said at each step, time first. */
  public Batch batch(int size, Rng rng) {
    DMatrixRMaj x = new DMatrixRMaj(steps * size, INPUTS);
    for (int i = 0; i < steps * size; i++) {
      double action = rng.nextDouble();
      x.set(i, 0, rng.nextDouble());
      x.set(i, 1, action < ADD ? 1 : action < ADD + RESET ? -1 : 0);
      x.set(i, 2, rng.nextDouble() < READ ? 1 : 0);
    }
    DMatrixRMaj y = memory(x, size);
    for (int i = 0; i < steps * size; i++) {
      y.data[i] *= x.get(i, 2);
    }
    return new Batch(Sequence.timeMajor(x, size), Targets.values(y));
  }

  /**
   * The memory after each step of these inputs, whether it is to be said or not.
   *
   * @param x (T·B)×3, time first
   * @param size B, the number of sequences
   * @return (T·B)×1
   */
  public static DMatrixRMaj memory(DMatrixRMaj x, int size) {
    DMatrixRMaj memory = new DMatrixRMaj(x.getNumRows(), 1);
    for (int i = 0; i < x.getNumRows(); i++) {
      double before = i < size ? 0 : memory.data[i - size];
      double rule = x.get(i, 1);
      memory.data[i] = rule == 1 ? before + x.get(i, 0) : rule == -1 ? 0 : before;
    }
    return memory;
  }
}
