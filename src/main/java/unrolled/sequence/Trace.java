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
 * backward}, {@code gradientAt(t)} holds the derivatives of the loss with respect to them. Of a run
 * in reverse, the start state is T + 1.
 *
 * @param <S> the cell's step
 */
public final class Trace<S extends Step> implements Pass {
  private final Unroll<S> unroll;
  private final Sequence x;
  private final Sequence forced; // null: free running
  private final DMatrixRMaj mask; // of recurrent dropout, (T·B)×n; null: nothing is dropped
  private final Workspace workspace;
  private final List<S> steps; // the start, then in the order of the run
  private final List<S> gradients = new ArrayList<>(); // the same, once backward has run; or two
  private final boolean keepGradients;
  private final S changed; // a copy of the previous step with the target in it, or numbers dropped
  private final S finished; // on the way back: state gradients of sequences that are over

  Trace(
      Unroll<S> unroll,
      Sequence x,
      S start,
      Sequence forced,
      DMatrixRMaj mask,
      Workspace workspace) {
    this.unroll = unroll;
    this.x = x;
    this.forced = forced;
    this.mask = mask;
    this.workspace = workspace;
    steps = new ArrayList<>(x.steps() + 1);
    keepGradients = !unroll.isTraining();
    changed = forced == null && mask == null ? null : unroll.take();
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

  /** The k-th step of the run, 0 being the start. */
  S step(int k) {
    return steps.get(k);
  }

  /** At what time the k-th step of the run is; and the other way round. */
  int time(int k) {
    return unroll.isReverse() ? x.steps() + 1 - k : k;
  }

  /**
   * What step t finds as its predecessor: the step before, or a copy with changed numbers in it.
   */
  S before(int t) {
    int k = time(t);
    S prev = steps.get(k - 1);
    boolean force = forced != null && k > 1;
    if (!force && mask == null) {
      return prev;
    }
    changed.reset(x.batch());
    changed.copyFrom(prev);
    DMatrixRMaj h = changed.state().get(0);
    if (force) {
      Shapes.columns("the forced state", forced.rows(), h.getNumCols(), "the cell's first state");
      TimeMajor.read(forced.rows(), t - 1, x.batch(), h);
    }
    drop(t, h);
    return changed;
  }

  /** Multiplies the first state on its way into step t, or its gradient, by the mask. */
  private void drop(int t, DMatrixRMaj h) {
    int from = (t - 1) * h.getNumElements();
    for (int i = 0; mask != null && i < h.getNumElements(); i++) {
      h.data[i] *= mask.data[from + i];
    }
  }

  /** T, the number of steps. */
  public int steps() {
    return x.steps();
  }

  /** Step t, from 1; the start is 0, or T + 1 in reverse. */
  public S at(int t) {
    return at(steps, t);
  }

  /** The gradient of step t, from 1; the start is 0, or T + 1 in reverse. */
  public S gradientAt(int t) {
    if (gradients.isEmpty()) {
      throw new IllegalStateException("no gradients yet: call backward first");
    }
    if (!keepGradients) {
      throw new IllegalStateException(
          "while a network is trained, the gradients of its steps are not kept: to look at them, call"
              + " forward and backward once more, outside the training");
    }
    return at(gradients, t);
  }

  private S at(List<S> list, int t) {
    if (list.isEmpty()) {
      throw new IllegalStateException("this trace was released; run forward again");
    }
    int k = time(t);
    if (k < 0 || k >= list.size()) {
      throw new IllegalArgumentException(
          unroll.isReverse()
              ? "step " + t + ": there are the steps 1 to " + list.size() + " (the start)"
              : "step " + t + ": there are the steps 0 (the start) to " + (list.size() - 1));
    }
    return list.get(k);
  }

  /**
   * One buffer over time, for sequence b: step t in row t−1, as many rows as b has steps. The name
   * is the field's.
   */
  public DMatrixRMaj over(String name, int b) {
    return over(steps, name, b);
  }

  /** The same of the gradients. */
  public DMatrixRMaj gradientOver(String name, int b) {
    gradientAt(1); // throws if there are none
    return over(gradients, name, b);
  }

  private DMatrixRMaj over(List<S> from, String name, int b) {
    DMatrixRMaj first = at(from, 1).named().get(name);
    if (first == null) {
      throw new IllegalArgumentException(
          "no buffer is called \"" + name + "\"; there are " + at(from, 1).named().keySet());
    }
    DMatrixRMaj over = new DMatrixRMaj(x.length(b), first.getNumCols());
    for (int t = 1; t <= x.length(b); t++) {
      TimeMajor.copyRow(at(from, t).named().get(name), b, over, t - 1);
    }
    return over;
  }

  @Override
  public DMatrixRMaj output() {
    DMatrixRMaj tall = workspace.output(steps() * x.batch(), at(1).output().getNumCols());
    for (int t = 1; t <= steps(); t++) {
      TimeMajor.write(at(t).output(), t, tall);
    }
    x.zeroPadding(tall);
    return tall;
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

  /** At which time the run over sequence b ends. */
  private int lastStep(int b) {
    return unroll.isReverse() ? 1 : x.length(b);
  }

  /** The state after each sequence's own last step: a view, not a copy. */
  @Override
  public State finalState() {
    return new State(step(steps()).state());
  }

  @Override
  public DMatrixRMaj spread(DMatrixRMaj dLast) {
    DMatrixRMaj dOut = workspace.dOut(steps() * x.batch(), dLast.getNumCols());
    dOut.zero();
    for (int b = 0; b < x.batch(); b++) {
      if (x.length(b) > 0) {
        TimeMajor.copyRow(dLast, b, dOut, (lastStep(b) - 1) * x.batch() + b);
      }
    }
    return dOut;
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
  @Override
  public State backward(DMatrixRMaj dOut, State dEnd, DMatrixRMaj dX) {
    at(1);
    freshGradient(steps());
    Gradients weights = workspace.weights;
    DMatrixRMaj dA = workspace.dA;
    dA.reshape(steps() * x.batch(), at(1).a.getNumCols());
    if (dEnd != null) {
      unroll.copyState("dEnd", dEnd, gradient(steps()), x.batch());
    }
    if (dX != null && x.isSymbols()) {
      throw new IllegalArgumentException("symbols have no gradient: leave dX null");
    }
    if (dX != null) {
      Shapes.same("dX", dX, "the input", x.rows());
    }
    Cell<S> cell = unroll.cell();
    cell.params().forEach(Param::packBackward);
    try {
      for (int k = steps(); k >= 1; k--) {
        int t = time(k);
        if (dOut != null) {
          addOutputGradient(dOut, t);
        }
        stepBack(k, weights);
        TimeMajor.write(gradient(k).a, t, dA);
      }
    } finally {
      cell.params().forEach(Param::unpack);
    }
    weights.finish();
    inputBack(dA, dX);
    return new State(gradient(0).state());
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
    DMatrixRMaj dA = new DMatrixRMaj(steps() * x.batch(), at(1).a.getNumCols());
    DMatrixRMaj sum = new DMatrixRMaj(x.batch(), at(1).a.getNumCols());
    for (int loss = 1; loss <= steps(); loss++) {
      for (int k = 0; k <= steps(); k++) {
        freshGradient(k);
      }
      addOutputGradient(dOut, time(loss));
      for (int k = loss; k >= Math.max(1, loss - window + 1); k--) {
        int t = time(k);
        stepBack(k, workspace.weights);
        TimeMajor.read(dA, t, x.batch(), sum);
        Ops.add(gradient(k).a, sum);
        TimeMajor.write(sum, t, dA);
      }
    }
    workspace.weights.finish();
    inputBack(dA, null);
  }

  /**
   * The gradient of the k-th step. While training nobody looks at any but the last two, and two
   * that take turns stay in the processor's cache.
   */
  private S gradient(int k) {
    return gradients.get(keepGradients ? k : k % 2);
  }

  private void freshGradient(int k) {
    int needed = keepGradients ? steps.size() : 2;
    while (gradients.size() < needed) {
      gradients.add(unroll.take());
    }
    S d = gradient(k);
    d.reset(x.batch());
    d.a.reshape(x.batch(), at(1).a.getNumCols());
    d.a.zero();
  }

  private void addOutputGradient(DMatrixRMaj dOut, int t) {
    DMatrixRMaj d = gradient(time(t)).output();
    Shapes.exactly("dOut", dOut, steps() * x.batch(), d.getNumCols());
    for (int b = 0; b < x.batch(); b++) {
      if (x.hasStep(t, b)) {
        TimeMajor.addRow(dOut, (t - 1) * x.batch() + b, d, b);
      }
    }
  }

  /** The k-th step back; a sequence that was over hands the gradient of its state on untouched. */
  private void stepBack(int k, Gradients weights) {
    int t = time(k);
    freshGradient(k - 1);
    S dNow = gradient(k);
    S dPrev = gradient(k - 1);
    boolean someFinished = takeFinished(t, dNow);
    unroll.cell().backward(before(t), steps.get(k), dPrev, dNow, weights);
    drop(t, dPrev.state().get(0));
    if (forced != null && k > 1) {
      dPrev.state().get(0).zero();
    }
    if (someFinished) {
      for (int i = 0; i < finished.state().size(); i++) {
        Ops.add(finished.state().get(i), dPrev.state().get(i));
      }
    }
  }

  /** Moves the state gradients of sequences that are over at step t out of the cell's way. */
  private boolean takeFinished(int t, S dNow) {
    boolean any = false;
    for (int b = 0; b < x.batch(); b++) {
      if (!x.hasStep(t, b)) {
        if (!any) {
          finished.reset(x.batch());
          any = true;
        }
        for (int k = 0; k < dNow.state().size(); k++) {
          TimeMajor.copyRow(dNow.state().get(k), b, finished.state().get(k), b);
          TimeMajor.zeroRow(dNow.state().get(k), b);
        }
      }
    }
    return any;
  }

  private void inputBack(DMatrixRMaj dA, DMatrixRMaj dX) {
    Linear input = unroll.cell().input();
    if (x.isSymbols()) {
      input.backward(x.symbols(), dA);
    } else {
      input.backward(x.rows(), dA, dX);
    }
  }

  @Override
  public void release() {
    if (steps.isEmpty()) {
      return; // given back already: two runs must not share a step
    }
    steps.forEach(unroll::giveBack);
    gradients.forEach(unroll::giveBack);
    unroll.giveBack(finished);
    if (changed != null) {
      unroll.giveBack(changed);
    }
    unroll.giveBack(workspace);
    steps.clear();
    gradients.clear();
  }
}
