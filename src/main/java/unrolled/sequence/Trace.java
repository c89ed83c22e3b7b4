package unrolled.sequence;

import java.util.ArrayList;
import java.util.List;
import org.ejml.data.DMatrixRMaj;
import unrolled.cell.Cell;
import unrolled.cell.Gradients;
import unrolled.cell.Ops;
import unrolled.cell.Step;
import unrolled.layer.Linear;
import unrolled.layer.Param;
import unrolled.layer.Shapes;

/**
 * Everything that one run over time computed, and the way back through it.
 *
 * <p>{@code at(t)} is step t with all its buffers (t = 0 is the start state); after {@code
 * backward}, {@code gradientAt(t)} holds the derivatives of the loss with respect to them.
 *
 * @param <S> the cell's step
 */
public final class Trace<S extends Step> {
  private final Unroll<S> unroll;
  private final Sequence x;
  private final Sequence forced; // null: free running
  private final List<S> steps = new ArrayList<>(); // 0 … T
  private final List<S> gradients = new ArrayList<>(); // 0 … T, once backward has run
  private final S forcedStep; // a copy of the previous step with the target in it
  private final S finished; // on the way back: state gradients of sequences that are over

  Trace(Unroll<S> unroll, Sequence x, S start, Sequence forced) {
    this.unroll = unroll;
    this.x = x;
    this.forced = forced;
    forcedStep = forced == null ? null : unroll.cell().step();
    finished = unroll.take();
    if (forced != null && (forced.batch() != x.batch() || forced.steps() < x.steps() - 1)) {
      throw new IllegalArgumentException(
          "the forced states are for "
              + forced.batch()
              + " sequences of "
              + forced.steps()
              + " steps, but the input has "
              + x.batch()
              + " of "
              + x.steps());
    }
    steps.add(start);
  }

  void add(S step) {
    steps.add(step);
  }

  /** What step t finds as its predecessor: step t−1, or a copy with the forced state in it. */
  S before(int t) {
    S prev = steps.get(t - 1);
    if (forced == null || t == 1) {
      return prev;
    }
    forcedStep.reset(x.batch());
    forcedStep.copyFrom(prev);
    DMatrixRMaj target = forcedStep.state().get(0);
    Shapes.columns(
        "the forced state", forced.rows(), target.getNumCols(), "the cell's first state");
    Tall.read(forced.rows(), t - 1, x.batch(), target);
    return forcedStep;
  }

  /** T, the number of steps. */
  public int steps() {
    return x.steps();
  }

  /** Step t, from 1; 0 is the start. */
  public S at(int t) {
    check(t, steps, "step");
    return steps.get(t);
  }

  /** The gradient of step t, from 1; 0 is the start. */
  public S gradientAt(int t) {
    if (gradients.isEmpty()) {
      throw new IllegalStateException("no gradients yet: call backward first");
    }
    check(t, gradients, "step");
    return gradients.get(t);
  }

  private static void check(int t, List<?> list, String what) {
    if (list.isEmpty()) {
      throw new IllegalStateException("this trace was released; run forward again");
    }
    if (t < 0 || t >= list.size()) {
      throw new IllegalArgumentException(
          what + " " + t + ": there are the steps 0 (the start) to " + (list.size() - 1));
    }
  }

  /** One buffer over time, for sequence b: T×n, step t in row t−1. The name is the field's. */
  public DMatrixRMaj over(String name, int b) {
    return over(steps, name, b);
  }

  /** The same of the gradients. */
  public DMatrixRMaj gradientOver(String name, int b) {
    gradientAt(0);
    return over(gradients, name, b);
  }

  private DMatrixRMaj over(List<S> from, String name, int b) {
    check(0, from, "step");
    if (!from.get(0).named().containsKey(name)) {
      throw new IllegalArgumentException(
          "no buffer is called \"" + name + "\"; there are " + from.get(0).named().keySet());
    }
    DMatrixRMaj over = new DMatrixRMaj(steps(), from.get(0).named().get(name).getNumCols());
    for (int t = 1; t <= steps(); t++) {
      Tall.copyRow(from.get(t).named().get(name), b, over, t - 1);
    }
    return over;
  }

  /** The outputs of all steps, (T·B)×m, time first; 0 behind a sequence's end. */
  public DMatrixRMaj output() {
    DMatrixRMaj first = at(1).output();
    DMatrixRMaj tall = new DMatrixRMaj(steps() * x.batch(), first.getNumCols());
    for (int t = 1; t <= steps(); t++) {
      for (int b = 0; b < x.batch(); b++) {
        if (x.lives(t, b)) {
          Tall.copyRow(at(t).output(), b, tall, (t - 1) * x.batch() + b);
        }
      }
    }
    return tall;
  }

  /** The output of each sequence's own last step, B×m. */
  public DMatrixRMaj lastOutput() {
    DMatrixRMaj last = new DMatrixRMaj(x.batch(), at(1).output().getNumCols());
    for (int b = 0; b < x.batch(); b++) {
      Tall.copyRow(at(x.length(b)).output(), b, last, b);
    }
    return last;
  }

  /** The state after each sequence's own last step: a view, not a copy. */
  public State end() {
    return new State(at(steps()).state());
  }

  /**
   * Gradients of each sequence's last output, B×m, as gradients of all outputs: 0 at all other
   * steps.
   */
  public DMatrixRMaj spread(DMatrixRMaj dLast) {
    DMatrixRMaj dOut = new DMatrixRMaj(steps() * x.batch(), dLast.getNumCols());
    for (int b = 0; b < x.batch(); b++) {
      if (x.length(b) > 0) { // a chunk may lie behind a sequence's end
        Tall.copyRow(dLast, b, dOut, (x.length(b) - 1) * x.batch() + b);
      }
    }
    return dOut;
  }

  /** The way back from gradients of all outputs. */
  public State backward(DMatrixRMaj dOut) {
    return backward(dOut, null, null);
  }

  /**
   * Backpropagation through time: t = T … 1, adding to the gradients of all weights.
   *
   * <p>Sources: P. Werbos, "Backpropagation through time", 1990; D. Rumelhart, G. Hinton and R.
   * Williams, 1986.
   *
   * @param dOut the gradient of the outputs, (T·B)×m, or null for none
   * @param dEnd the gradient of the end state, or null for none
   * @param dX where the gradient of the input is added, (T·B)×in, or null if nobody needs it
   * @return the gradient of the start state
   */
  public State backward(DMatrixRMaj dOut, State dEnd, DMatrixRMaj dX) {
    freshGradients();
    Gradients weights = new Gradients();
    DMatrixRMaj dA = new DMatrixRMaj(steps() * x.batch(), at(1).a.getNumCols());
    S last = gradients.get(steps());
    if (dEnd != null) {
      for (int k = 0; k < last.state().size(); k++) {
        Shapes.same("dEnd", dEnd.parts().get(k), "the end state", last.state().get(k));
        last.state().get(k).setTo(dEnd.parts().get(k));
      }
    }
    Cell<S> cell = unroll.cell();
    cell.params().forEach(Param::packBackward);
    try {
      for (int t = steps(); t >= 1; t--) {
        if (dOut != null) {
          addOutputGradient(dOut, t);
        }
        stepBack(t, weights);
        Tall.write(gradients.get(t).a, t, dA);
      }
    } finally {
      cell.params().forEach(Param::unpack);
    }
    weights.finish();
    inputBack(dA, dX);
    return new State(gradients.get(0).state());
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
    Gradients weights = new Gradients();
    DMatrixRMaj dA = new DMatrixRMaj(steps() * x.batch(), at(1).a.getNumCols());
    DMatrixRMaj sum = new DMatrixRMaj(x.batch(), at(1).a.getNumCols());
    for (int loss = 1; loss <= steps(); loss++) {
      freshGradients();
      addOutputGradient(dOut, loss);
      for (int t = loss; t >= Math.max(1, loss - window + 1); t--) {
        stepBack(t, weights);
        Tall.read(dA, t, x.batch(), sum);
        Ops.add(sum, gradients.get(t).a);
        Tall.write(sum, t, dA);
      }
    }
    weights.finish();
    inputBack(dA, null);
  }

  private void freshGradients() {
    at(0);
    while (gradients.size() < steps.size()) {
      gradients.add(unroll.take());
    }
    for (int t = 0; t < gradients.size(); t++) {
      S d = gradients.get(t);
      d.reset(x.batch());
      d.a.reshape(x.batch(), at(1).a.getNumCols());
      d.a.zero();
    }
  }

  private void addOutputGradient(DMatrixRMaj dOut, int t) {
    DMatrixRMaj d = gradients.get(t).output();
    Shapes.exactly("dOut", dOut, steps() * x.batch(), d.getNumCols());
    for (int b = 0; b < x.batch(); b++) {
      if (x.lives(t, b)) {
        Tall.addRow(dOut, (t - 1) * x.batch() + b, d, b);
      }
    }
  }

  /** One step back; a sequence that was over hands the gradient of its state on untouched. */
  private void stepBack(int t, Gradients weights) {
    S dNow = gradients.get(t);
    S dPrev = gradients.get(t - 1);
    boolean someFinished = takeFinished(t, dNow);
    unroll.cell().backward(before(t), at(t), dPrev, dNow, weights);
    if (forced != null && t > 1) {
      dPrev.state().get(0).zero();
    }
    if (someFinished) {
      for (int k = 0; k < finished.state().size(); k++) {
        Ops.add(dPrev.state().get(k), finished.state().get(k));
      }
    }
  }

  /** Moves the state gradients of sequences that are over at step t out of the cell's way. */
  private boolean takeFinished(int t, S dNow) {
    boolean any = false;
    for (int b = 0; b < x.batch(); b++) {
      if (!x.lives(t, b)) {
        if (!any) {
          finished.reset(x.batch());
          any = true;
        }
        for (int k = 0; k < dNow.state().size(); k++) {
          Tall.copyRow(dNow.state().get(k), b, finished.state().get(k), b);
          Tall.zeroRow(dNow.state().get(k), b);
        }
      }
    }
    return any;
  }

  private void inputBack(DMatrixRMaj dA, DMatrixRMaj dX) {
    Linear input = unroll.cell().input();
    if (x.isSymbols()) {
      if (dX != null) {
        throw new IllegalArgumentException("symbols have no gradient: leave dX null");
      }
      input.backward(x.symbols(), dA);
    } else {
      if (dX != null) {
        Shapes.same("dX", dX, "the input", x.rows());
      }
      input.backward(x.rows(), dA, dX);
    }
  }

  /**
   * Hands the buffers back for the next run, as a training loop does after each update; this trace
   * can't be asked for anything afterwards.
   */
  public void release() {
    steps.forEach(unroll::giveBack);
    gradients.forEach(unroll::giveBack);
    unroll.giveBack(finished);
    steps.clear();
    gradients.clear();
  }
}
