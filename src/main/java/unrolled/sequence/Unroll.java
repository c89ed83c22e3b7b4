package unrolled.sequence;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.ejml.data.DMatrixRMaj;
import unrolled.cell.Cell;
import unrolled.cell.Step;
import unrolled.layer.Param;
import unrolled.layer.Shapes;
import unrolled.layer.Weights;

/**
 * Runs a cell over time: the cell holds weights, the unrolling holds time.
 *
 * <pre>
 *   A = X·W + b          one tall product for all steps of all sequences, (T·B)×width
 *   step_t = cell.forward(step_{t−1}, A_t)      t = 1 … T
 * </pre>
 *
 * <p>A sequence that is over keeps its state, its output is 0 from there on, and gradients pass
 * through it untouched.
 *
 * @param <S> the cell's step
 */
public final class Unroll<S extends Step> extends Weights {
  private final Cell<S> cell;
  private final Deque<S> spare = new ArrayDeque<>();

  /** Unrolls this cell. */
  public Unroll(Cell<S> cell) {
    this.cell = part(cell);
  }

  /** The cell that is unrolled. */
  public Cell<S> cell() {
    return cell;
  }

  /** How wide the output is. */
  public int outputs() {
    S step = take();
    int width = step.output().getNumCols();
    spare.push(step);
    return width;
  }

  /** The state before the first step: zeros. */
  public State start(int batch) {
    List<DMatrixRMaj> zeros = new ArrayList<>();
    for (DMatrixRMaj m : cell.step().state()) {
      zeros.add(new DMatrixRMaj(batch, m.getNumCols()));
    }
    return new State(zeros);
  }

  /** Runs over x from a state of zeros. */
  public Trace<S> forward(Sequence x) {
    return forward(x, start(x.batch()), null);
  }

  /** Runs over x from the given state. */
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
    int width = cell.input().w.value.getNumRows();
    if (x.width() != width) {
      throw new IllegalArgumentException(
          "the input has "
              + x.width()
              + (x.isSymbols() ? " symbols" : " numbers a step")
              + ", but the cell reads "
              + width);
    }
    DMatrixRMaj a = new DMatrixRMaj(0, 0);
    if (x.isSymbols()) {
      cell.input().forward(x.symbols(), a);
    } else {
      cell.input().forward(x.rows(), a);
    }
    S first = take();
    first.reset(x.batch());
    copyState(start, first, x.batch());
    Trace<S> trace = new Trace<>(this, x, first, forced);
    cell.params().forEach(Param::packForward);
    try {
      for (int t = 1; t <= x.steps(); t++) {
        S now = take();
        now.reset(x.batch());
        Tall.read(a, t, x.batch(), now.a);
        trace.add(now);
        S prev = trace.before(t);
        cell.forward(prev, now);
        keepFinished(x, t, trace.at(t - 1), now);
      }
    } finally {
      cell.params().forEach(Param::unpack);
    }
    return trace;
  }

  /** Sequences that were over before step t keep the state that they had. */
  private void keepFinished(Sequence x, int t, S prev, S now) {
    for (int b = 0; b < x.batch(); b++) {
      if (!x.lives(t, b)) {
        for (int k = 0; k < now.state().size(); k++) {
          Tall.copyRow(prev.state().get(k), b, now.state().get(k), b);
        }
      }
    }
  }

  private void copyState(State from, S to, int batch) {
    if (from.parts().size() != to.state().size()) {
      throw new IllegalArgumentException(
          "the cell has "
              + to.state().size()
              + " states, but the start state has "
              + from.parts().size());
    }
    for (int k = 0; k < to.state().size(); k++) {
      DMatrixRMaj target = to.state().get(k);
      Shapes.exactly(
          "part " + k + " of the start state", from.parts().get(k), batch, target.getNumCols());
      target.setTo(from.parts().get(k));
    }
  }

  /** A step of the cell, one used before if there is one. */
  S take() {
    return spare.isEmpty() ? cell.step() : spare.pop();
  }

  /** Takes a step back for later use. */
  void giveBack(S step) {
    spare.push(step);
  }
}
