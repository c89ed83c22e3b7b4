package unrolled.sequence;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.ejml.data.DMatrixRMaj;
import unrolled.cell.Cell;
import unrolled.cell.Step;
import unrolled.layer.Dropout;
import unrolled.layer.Param;
import unrolled.layer.Shapes;

/**
 * Runs a cell over time: the cell holds weights, the unrolling holds time.
 *
 * <pre>
 *   A = X·W + b          one tall product for all steps of all sequences, (T·B)×width; for
 *                        symbols each step picks its rows of W + b
 *   step_t = cell.forward(step_{t−1}, A_t)      t = 1 … T
 * </pre>
 *
 * <p>A sequence that is over keeps its state, its output is 0 from there on, and gradients pass
 * through it untouched. In reverse, t runs from T to 1 and step t follows step t + 1: a shorter
 * sequence keeps its start state until its own last step comes.
 *
 * @param <S> the cell's step
 */
public final class Unroll<S extends Step> extends Recurrent {
  private final Cell<S> cell;
  private final boolean reverse;
  private final Deque<S> spareSteps = new ArrayDeque<>();
  private final Deque<Workspace> spareWorkspaces = new ArrayDeque<>();
  private Dropout recurrentDropout;
  private boolean training;

  /** Unrolls this cell from the first step to the last. */
  public Unroll(Cell<S> cell) {
    this(cell, false);
  }

  private Unroll(Cell<S> cell, boolean reverse) {
    this.cell = part(cell);
    this.reverse = reverse;
  }

  /** Unrolls a cell from the last step to the first. */
  public static <S extends Step> Unroll<S> reverse(Cell<S> cell) {
    return new Unroll<>(cell, true);
  }

  /**
   * Drops numbers of the first state on their way from one step to the next, while training. An
   * LSTM's cell state, which is its second, is left alone; a GRU's only state is its memory, too,
   * so there it forgets what it drops.
   */
  public Unroll<S> recurrentDropout(Dropout dropout) {
    recurrentDropout = dropout;
    return this;
  }

  /** The cell that is unrolled. */
  public Cell<S> cell() {
    return cell;
  }

  /** Whether it runs from the last step to the first. */
  public boolean isReverse() {
    return reverse;
  }

  @Override
  public int inputs() {
    return cell.input().w.value.getNumRows();
  }

  @Override
  public int outputs() {
    S step = take();
    int width = step.output().getNumCols();
    giveBack(step);
    return width;
  }

  @Override
  public boolean causal() {
    return !reverse;
  }

  @Override
  public void training(boolean on) {
    training = on;
    if (recurrentDropout != null) {
      recurrentDropout.training(on);
    }
  }

  boolean isTraining() {
    return training;
  }

  @Override
  public State initialState(int batch) {
    List<DMatrixRMaj> zeros = new ArrayList<>();
    S step = take();
    for (DMatrixRMaj m : step.state()) {
      zeros.add(new DMatrixRMaj(batch, m.getNumCols()));
    }
    giveBack(step);
    return new State(zeros);
  }

  @Override
  public Trace<S> forward(Sequence x) {
    return forward(x, initialState(x.batch()), null);
  }

  @Override
  public Trace<S> forward(Sequence x, State start) {
    return forward(x, start, null);
  }

  /**
   * Runs over x with teacher forcing: before step t the cell finds, instead of its own first state
   * of step t−1, step t−1 of {@code forced}. No gradient passes through a forced state.
   *
   * @param forced vectors as wide as the cell's first state, or null for free running
   */
  public Trace<S> forward(Sequence x, State start, Sequence forced) {
    x.requireWidth(inputs(), "the cell");
    if (reverse && forced != null) {
      throw new IllegalArgumentException("teacher forcing runs forward in time, not in reverse");
    }
    Workspace workspace = spareWorkspaces.isEmpty() ? new Workspace() : spareWorkspaces.pop();
    // a table of all symbols is less work than all steps, unless there are very many symbols
    boolean table = x.isSymbols() && x.width() <= x.steps() * x.batch();
    if (table) {
      cell.input().table(workspace.a);
    } else if (x.isSymbols()) {
      cell.input().forward(x.symbols(), workspace.a);
    } else {
      cell.input().forward(x.rows(), workspace.a);
    }
    S first = take();
    first.reset(x.batch());
    copyState("the start state", start, first, x.batch());
    DMatrixRMaj mask = null;
    if (recurrentDropout != null && recurrentDropout.active()) {
      mask = recurrentDropout.mask(x.steps(), x.batch(), first.state().get(0).getNumCols());
    }
    Trace<S> trace = new Trace<>(this, x, first, forced, mask, workspace);
    cell.params().forEach(Param::packForward);
    try {
      for (int k = 1; k <= x.steps(); k++) {
        S now = take();
        now.reset(x.batch());
        int t = trace.time(k);
        if (table) {
          TimeMajor.pick(workspace.a, x, t, now.a);
        } else {
          TimeMajor.read(workspace.a, t, x.batch(), now.a);
        }
        trace.add(now);
        cell.forward(trace.before(t), now);
        keepFinished(x, t, trace.step(k - 1), now);
      }
    } finally {
      cell.params().forEach(Param::unpack);
    }
    return trace;
  }

  /** Sequences that are over at step t keep the state that they had. */
  private void keepFinished(Sequence x, int t, S prev, S now) {
    for (int b = 0; b < x.batch(); b++) {
      if (!x.hasStep(t, b)) {
        for (int k = 0; k < now.state().size(); k++) {
          TimeMajor.copyRow(prev.state().get(k), b, now.state().get(k), b);
        }
      }
    }
  }

  /** Copies a state, or the gradient of one, into a step. */
  void copyState(String name, State from, S to, int batch) {
    if (from.parts().size() != to.state().size()) {
      throw new IllegalArgumentException(
          "the cell remembers "
              + to.state().size()
              + " matrices, but "
              + name
              + " has "
              + from.parts().size());
    }
    for (int k = 0; k < to.state().size(); k++) {
      DMatrixRMaj target = to.state().get(k);
      Shapes.exactly("part " + k + " of " + name, from.parts().get(k), batch, target.getNumCols());
      target.setTo(from.parts().get(k));
    }
  }

  /** A step of the cell, one used before if there is one. */
  S take() {
    return spareSteps.isEmpty() ? cell.step() : spareSteps.pop();
  }

  /** Takes a step back for later use. */
  void giveBack(S step) {
    spareSteps.push(step);
  }

  /** Takes the tall matrices of a run back for later use. */
  void giveBack(Workspace workspace) {
    spareWorkspaces.push(workspace);
  }
}
