package unrolled.sequence;

import org.ejml.data.DMatrixRMaj;
import unrolled.layer.Shapes;
import unrolled.layer.Weights;

/**
 * Anything that reads a sequence step by step and answers at every step: an unrolled cell, a stack
 * of them, both directions.
 */
public abstract class Recurrent extends Weights {
  /** How many numbers a step it reads. */
  public abstract int inputs();

  /** How many numbers a step it answers. */
  public abstract int outputs();

  /** The state before the first step: zeros. */
  public abstract State initialState(int batch);

  /** Runs over x from the given state. */
  public abstract Pass forward(Sequence x, State start);

  /** Runs over x from a state of zeros. */
  public Pass forward(Sequence x) {
    return forward(x, initialState(x.batch()));
  }

  /**
   * Whether the output of a step depends on that step and earlier ones alone, so that it can be
   * computed before the next step is known.
   */
  public abstract boolean causal();

  /**
   * Throws unless these gradients fit a run, before they have changed anything.
   *
   * @param end the run's final state
   */
  final void requireGradients(Sequence x, State end, DMatrixRMaj dOut, State dEnd, DMatrixRMaj dX) {
    if (dOut != null) {
      Shapes.requireShape("dOut", dOut, x.steps() * x.batch(), outputs());
    }
    if (dEnd != null) {
      dEnd.requireLike("dEnd", x.batch(), end);
    }
    if (dX != null && x.isSymbols()) {
      throw new IllegalArgumentException("symbols have no gradient: leave dX null");
    }
    if (dX != null) {
      Shapes.requireSameShape("dX", dX, "the input", x.rows());
    }
  }
}
