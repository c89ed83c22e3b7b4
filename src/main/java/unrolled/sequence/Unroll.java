package unrolled.sequence;

import java.util.ArrayList;
import java.util.List;
import org.ejml.data.DMatrixRMaj;
import unrolled.cell.Cell;
import unrolled.cell.Step;
import unrolled.layer.Dropout;

/**
 * Runs a cell over time: the cell holds weights, the unrolling holds time.
 *
 * <pre>
 *   A = X·W + b          one product for all steps of all sequences, (T·B)×width; for
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
  private final Spare<Workspace<S>> spare;
  private S example; // a step to take widths from
  private Dropout recurrentDropout;
  private boolean training;

  /** Unrolls this cell from the first step to the last. */
  public Unroll(Cell<S> cell) {
    this(cell, false);
  }

  private Unroll(Cell<S> cell, boolean reverse) {
    this.cell = part(cell);
    this.reverse = reverse;
    spare = new Spare<>(() -> new Workspace<>(cell::step));
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
    return example().output().getNumCols();
  }

  private S example() {
    if (example == null) {
      example = cell.step();
    }
    return example;
  }

  @Override
  public boolean causal() {
    return !reverse;
  }

  @Override
  public void training(boolean on) {
    super.training(on);
    training = on;
    if (recurrentDropout != null) {
      recurrentDropout.training(on);
    }
  }

  @Override
  public State initialState(int batch) {
    List<DMatrixRMaj> zeros = new ArrayList<>();
    for (DMatrixRMaj m : example().state()) {
      zeros.add(new DMatrixRMaj(batch, m.getNumCols()));
    }
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
    start.requireLike("the start state", x.batch(), new State(example().state()));
    Workspace<S> run = spare.take();
    run.keepAll(!training);
    BetweenSteps<S> between = new BetweenSteps<>(x, forced, mask(x), run);
    // a table of all symbols is less work than all steps, unless there are very many symbols
    boolean table = x.isSymbols() && x.width() <= x.steps() * x.batch();
    if (table) {
      cell.input().table(run.a);
    } else if (x.isSymbols()) {
      cell.input().forward(x.symbols(), run.a);
    } else {
      cell.input().forward(x.rows(), run.a);
    }
    run.step(0).reset(x.batch());
    copyState(start, run.step(0));
    packForward();
    try {
      for (int k = 1; k <= x.steps(); k++) {
        int t = time(k, x.steps());
        S prev = run.step(k - 1);
        S now = run.stepFor(k, x.batch() * run.a.getNumCols());
        if (cell.setsEverything()) {
          now.resize(x.batch());
        } else {
          now.reset(x.batch());
        }
        if (table) {
          TimeMajor.pick(run.a, x, t, now.a);
        } else {
          TimeMajor.read(run.a, t, x.batch(), now.a);
        }
        cell.forward(between.before(t, prev), now);
        between.keepFinished(t, prev, now);
      }
    } finally {
      unpack();
    }
    return new Trace<>(this, x, between, run);
  }

  private DMatrixRMaj mask(Sequence x) {
    if (recurrentDropout == null || !recurrentDropout.active()) {
      return null;
    }
    int n = example().state().get(0).getNumCols();
    return recurrentDropout.mask(x.steps(), x.batch(), n);
  }

  /** At what time the k-th step of T is; and the other way round. */
  int time(int k, int steps) {
    return reverse ? steps + 1 - k : k;
  }

  /** Copies a state, or the gradient of one, into a step. */
  void copyState(State from, S to) {
    for (int k = 0; k < to.state().size(); k++) {
      to.state().get(k).setTo(from.parts().get(k));
    }
  }

  /** Goes back through a run with the weights laid out for it. */
  void packedBackward(Workspace<S> run, Runnable wayBack) {
    packBackward();
    try {
      wayBack.run();
    } catch (RuntimeException | Error e) {
      run.forgetWeights(); // or the next way back would find the half of this one
      throw e;
    } finally {
      unpack();
    }
  }

  /** Takes the buffers of a run back for later ones. */
  void giveBack(Workspace<S> workspace) {
    spare.giveBack(workspace);
  }
}
