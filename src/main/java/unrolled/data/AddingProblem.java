package unrolled.data;

import org.ejml.data.DMatrixRMaj;
import unrolled.layer.Targets;
import unrolled.math.Rng;
import unrolled.sequence.Batch;
import unrolled.sequence.Sequence;

/**
 * The adding problem: a sequence of numbers, two of which are marked, and at the end the network
 * has to give their sum.
 *
 * <pre>
 *   x_t = (value, mark)      value uniform in [0, 1), mark 1 at one step of each half, else 0
 *   y   = value + value      of the two marked steps: mean 1, variance 1/6
 * </pre>
 *
 * <p>A constant answer of 1 has a mean squared error of 1/6 = 0.1667; with the loss ½‖o − y‖² of
 * {@link unrolled.layer.SquaredError} that is 1/12.
 *
 * <p>Source: after S. Hochreiter and J. Schmidhuber, "Long short-term memory", 1997, as Q. Le, N.
 * Jaitly and G. Hinton, "A simple way to initialize recurrent networks of rectified linear units",
 * 2015, have it.
 *
 * @param steps T, the length of every sequence
 */
public record AddingProblem(int steps) {
  /** The number of inputs at each step: the value and the mark. */
  public static final int INPUTS = 2;

  /** The mean squared error of always answering 1: the variance of a sum. */
  public static final double CONSTANT_ANSWER = 1 / 6.0;

  /**
   * Creates the task with sequences of this many steps.
   *
   * @throws IllegalArgumentException if there are fewer than two steps
   */
  public AddingProblem {
    if (steps < 2) {
      throw new IllegalArgumentException(
          "the adding problem over " + steps + " steps: two numbers to add need at least 2");
    }
  }

  /** Draws this many sequences, and the sum of the marked numbers of each. */
  public Batch batch(int size, Rng rng) {
    DMatrixRMaj x = new DMatrixRMaj(steps * size, INPUTS);
    DMatrixRMaj y = new DMatrixRMaj(size, 1);
    for (int b = 0; b < size; b++) {
      int early = rng.nextInt(steps / 2);
      int late = steps / 2 + rng.nextInt(steps - steps / 2);
      for (int t = 0; t < steps; t++) {
        double value = rng.nextDouble();
        x.set(t * size + b, 0, value);
        if (t == early || t == late) {
          x.set(t * size + b, 1, 1);
          y.add(b, 0, value);
        }
      }
    }
    return new Batch(Sequence.timeMajor(x, size), Targets.values(y));
  }
}
