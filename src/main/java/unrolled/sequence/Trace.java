package unrolled.sequence;

import java.util.function.IntFunction;
import org.ejml.data.DMatrixRMaj;
import unrolled.cell.Step;
import unrolled.layer.Shapes;

/**
 * Everything that one run over time computed.
 *
 * <p>{@code at(t)} is step t with all its buffers (t = 0 is the start state); after {@code
 * backward}, {@code gradientAt(t)} holds the derivatives of the loss with respect to them. Of a run
 * in reverse, the start state is T + 1. How the way back goes, {@code BackpropagationThroughTime}
 * says.
 *
 * @param <S> the cell's step
 */
public final class Trace<S extends Step> implements Pass {
  private final Unroll<S> unroll;
  private final Sequence x;
  private final BetweenSteps<S> between;
  private Workspace<S> workspace; // null: released
  private boolean wentBack;

  Trace(Unroll<S> unroll, Sequence x, BetweenSteps<S> between, Workspace<S> workspace) {
    this.unroll = unroll;
    this.x = x;
    this.between = between;
    this.workspace = workspace;
  }

  private Workspace<S> run() {
    if (workspace == null) {
      throw Workspace.released();
    }
    return workspace;
  }

  // ---- step by step ---------------------------------------------------------------------------

  /** T, the number of steps. */
  public int steps() {
    return x.steps();
  }

  /** Step t, from 1; the start is 0, or T + 1 in reverse. */
  public S at(int t) {
    return run().step(index(t));
  }

  /** The gradient of step t, from 1; the start is 0, or T + 1 in reverse. */
  public S gradientAt(int t) {
    Workspace<S> run = run();
    if (!wentBack) {
      throw new IllegalStateException("no gradients yet: call backward first");
    }
    if (!run.keepsAll()) {
      throw new IllegalStateException(
          "while a network is trained, the gradients of its steps are not kept: to look at them, call"
              + " forward and backward once more, outside the training");
    }
    return run.gradient(index(t));
  }

  /** Which step of the run is at time t. */
  private int index(int t) {
    int k = unroll.time(t, steps());
    if (k < 0 || k > steps()) {
      throw new IllegalArgumentException(
          unroll.isReverse()
              ? "step " + t + ": there are the steps 1 to " + (steps() + 1) + " (the start)"
              : "step " + t + ": there are the steps 0 (the start) to " + steps());
    }
    return k;
  }

  /**
   * One buffer over time, for sequence b: step t in row t−1, as many rows as b has steps. The name
   * is the field's.
   */
  public DMatrixRMaj over(String name, int b) {
    return over(this::at, name, b);
  }

  /** One buffer's gradient over time, for sequence b, laid out as {@link #over} does. */
  public DMatrixRMaj gradientOver(String name, int b) {
    return over(this::gradientAt, name, b);
  }

  private DMatrixRMaj over(IntFunction<S> step, String name, int b) {
    DMatrixRMaj first = step.apply(1).named().get(name);
    if (first == null) {
      throw new IllegalArgumentException(
          "no buffer is called \"" + name + "\"; there are " + step.apply(1).named().keySet());
    }
    if (b < 0 || b >= x.batch()) {
      throw new IllegalArgumentException(
          "sequence " + b + " of a batch that has the sequences 0 to " + (x.batch() - 1));
    }
    DMatrixRMaj over = new DMatrixRMaj(x.length(b), first.getNumCols());
    for (int t = 1; t <= x.length(b); t++) {
      TimeMajor.copyRow(step.apply(t).named().get(name), b, over, t - 1);
    }
    return over;
  }

  // ---- what it came to ------------------------------------------------------------------------

  @Override
  public DMatrixRMaj output() {
    DMatrixRMaj all = run().output(steps() * x.batch(), at(1).output().getNumCols());
    for (int t = 1; t <= steps(); t++) {
      TimeMajor.write(at(t).output(), t, all);
    }
    x.zeroPadding(all);
    return all;
  }

  @Override
  public DMatrixRMaj lastOutput() {
    DMatrixRMaj last = new DMatrixRMaj(x.batch(), at(1).output().getNumCols());
    for (int b = 0; b < x.batch(); b++) {
      if (x.length(b) > 0) {
        TimeMajor.copyRow(at(lastStep(b)).output(), b, last, b);
      }
    }
    return last;
  }

  @Override
  public DMatrixRMaj lastOf(DMatrixRMaj all) {
    Shapes.requireShape("all", all, steps() * x.batch(), at(1).output().getNumCols());
    DMatrixRMaj last = new DMatrixRMaj(x.batch(), all.getNumCols());
    for (int b = 0; b < x.batch(); b++) {
      if (x.length(b) > 0) {
        TimeMajor.copyRow(all, lastRow(b), last, b);
      }
    }
    return last;
  }

  @Override
  public DMatrixRMaj spread(DMatrixRMaj dLast) {
    Shapes.requireShape("dLast", dLast, x.batch(), at(1).output().getNumCols());
    DMatrixRMaj dOut = run().dOut(steps() * x.batch(), dLast.getNumCols());
    dOut.zero();
    for (int b = 0; b < x.batch(); b++) {
      if (x.length(b) > 0) {
        TimeMajor.copyRow(dLast, b, dOut, lastRow(b));
      }
    }
    return dOut;
  }

  /** At which time the run over sequence b ends. */
  private int lastStep(int b) {
    return unroll.isReverse() ? 1 : x.length(b);
  }

  private int lastRow(int b) {
    return (lastStep(b) - 1) * x.batch() + b;
  }

  /** The state after each sequence's own last step: a view, not a copy. */
  @Override
  public State finalState() {
    return new State(run().step(steps()).state());
  }

  // ---- the way back ---------------------------------------------------------------------------

  /**
   * Backpropagation through time: t = T … 1, adding to the gradients of all weights.
   *
   * @param dOut the gradient of the outputs, (T·B)×m, or null for none
   * @param dEnd the gradient of the end state, or null for none
   * @param dX where the gradient of the input is added, (T·B)×in, or null if nobody needs it
   * @return the gradient of the start state
   */
  @Override
  public State backward(DMatrixRMaj dOut, State dEnd, DMatrixRMaj dX) {
    unroll.requireGradients(x, finalState(), dOut, dEnd, dX);
    unroll.packedBackward(run(), () -> wayBack().full(dOut, dEnd, dX));
    wentBack = true;
    return new State(run().gradient(0).state());
  }

  /**
   * Truncated backpropagation with windows: the loss of each step reaches back over {@code window}
   * states (its own included) and no further, so with window = T it is the full gradient. It costs
   * T·window steps; for training, cut the sequence into chunks instead ({@link Sequence#chunk}).
   *
   * <p>Afterwards {@code gradientAt} is that of the last window only.
   *
   * <p>Source: R. Williams and J. Peng, 1990.
   */
  public void backwardWindows(DMatrixRMaj dOut, int window) {
    if (window < 1) {
      throw new IllegalArgumentException("a window of " + window + " states: give at least 1");
    }
    unroll.requireGradients(x, finalState(), dOut, null, null);
    unroll.packedBackward(run(), () -> wayBack().windows(dOut, window));
    wentBack = true;
  }

  private BackpropagationThroughTime<S> wayBack() {
    return new BackpropagationThroughTime<>(unroll, x, between, run());
  }

  @Override
  public void release() {
    if (workspace != null) { // given back once: two runs must not share a step
      unroll.giveBack(workspace);
      workspace = null;
    }
  }
}
