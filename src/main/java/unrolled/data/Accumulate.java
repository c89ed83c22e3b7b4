package unrolled.data;

import org.ejml.data.DMatrixRMaj;
import unrolled.layer.Targets;
import unrolled.math.Rng;
import unrolled.sequence.Batch;
import unrolled.sequence.Sequence;

/**
 * The accumulate task: two switches tell a memory whether to add a number, to reset, and to be
 * read.
 *
 * <pre>
 *   x_1   a number, uniform in [0, 1)
 *   x_2   1: add x_1 to the memory (3 steps in 10);  −1: reset it to 0 (3 in 20);  0: leave it
 *   x_3   1: the answer is the memory, after what x_2 did (3 steps in 10); 0: it is 0
 * </pre>
 *
 * <p>These are the rules that Hung-yi Lee's lectures on machine learning have an audience act out
 * as an LSTM.
 *
 * @param steps T, the length of every sequence
 */
public record Accumulate(int steps) {
  /** The number of inputs at each step. */
  public static final int INPUTS = 3;

  private static final double ADD = 0.3;
  private static final double RESET = 0.15;
  private static final double READ = 0.3;

  /**
   * Creates the task with sequences of this many steps.
   *
   * @throws IllegalArgumentException if there is no step
   */
  public Accumulate {
    if (steps < 1) {
      throw new IllegalArgumentException(steps + " steps: a sequence needs at least 1");
    }
  }

  /** Draws this many sequences, and the answer at each step, time-major. */
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
   * Computes the memory after each step of these inputs, whether it is asked for or not.
   *
   * @param x (T·B)×3, time-major
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
