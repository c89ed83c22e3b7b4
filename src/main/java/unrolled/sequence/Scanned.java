package unrolled.sequence;

import java.util.Arrays;
import org.ejml.data.DMatrixRMaj;
import unrolled.cell.Gradients;
import unrolled.cell.LinearCell;
import unrolled.cell.Step;
import unrolled.layer.Shapes;
import unrolled.math.Scan;

/**
 * Runs a cell that is linear in its state over a whole sequence at once: what {@link Unroll} does
 * step by step, with the same weights and, up to rounding, the same digits.
 *
 * <pre>
 *   A    = X·W + b                  one product for all steps
 *   f, c = the cell's, of A         all steps at once
 *   h_t  = f_t ⊙ h_{t−1} + c_t      one scan
 * </pre>
 *
 * <p>Backward is that from the bottom up: one scan back in time gives ∂L/∂h_t of all steps, the
 * cell makes ∂L/∂A of it, two products give ∂L/∂W and ∂L/∂X.
 *
 * <p>How it comes that the cell needs nothing new for this: it is given one step with (T·B) rows in
 * place of B. Forward from states of 0 leaves c in h. A sequence that is over keeps its state: its
 * f is 1 there, its c 0.
 *
 * @param <S> the cell's step
 */
public final class Scanned<S extends Step> extends Recurrent {
  private final LinearCell<S> cell;
  private final Scan scan;
  private final Spare<Run> spare = new Spare<>(Run::new);

  /** Scans in chunks, on all cores. */
  public Scanned(LinearCell<S> cell) {
    this(cell, Scan.inChunks(Runtime.getRuntime().availableProcessors()));
  }

  /**
   * Scans as it is told.
   *
   * @throws IllegalArgumentException unless the cell has one state, which is its output
   */
  public Scanned(LinearCell<S> cell, Scan scan) {
    S step = cell.step();
    if (step.state().size() != 1 || step.output() != h(step)) {
      throw new IllegalArgumentException(
          cell.getClass().getSimpleName()
              + " has "
              + step.state().size()
              + " states and may have an output besides: a scan is of one state, the output");
    }
    this.cell = part(cell);
    this.scan = scan;
  }

  /** The cell whose steps are scanned. */
  public LinearCell<S> cell() {
    return cell;
  }

  @Override
  public int inputs() {
    return cell.input().w.value.getNumRows();
  }

  @Override
  public int outputs() {
    return initialState(1).parts().get(0).getNumCols();
  }

  @Override
  public State initialState(int batch) {
    return State.of(new DMatrixRMaj(batch, h(cell.step()).getNumCols()));
  }

  @Override
  public boolean causal() {
    return true;
  }

  private static DMatrixRMaj h(Step step) {
    return step.state().get(0);
  }

  /** The buffers of one run, (T·B) rows each: row (t−1)·B + b is step t of sequence b. */
  private final class Run {
    final S before = cell.step(); // h_{t−1}
    final S now = cell.step();
    final S dBefore = cell.step();
    final S dNow = cell.step();
    final DMatrixRMaj y = new DMatrixRMaj(0, 0);
  }

  @Override
  public Pass forward(Sequence x, State start) {
    x.requireWidth(inputs(), "the cell");
    start.requireLike("the start state", x.batch(), initialState(1));
    Run run = spare.take();
    int rows = x.steps() * x.batch();
    run.before.reset(rows);
    run.now.reset(rows);
    if (x.isSymbols()) {
      cell.input().forward(x.symbols(), run.now.a);
    } else {
      cell.input().forward(x.rows(), run.now.a); // A = X·W + b
    }
    cell.forward(run.before, run.now); // f, and from states of 0 h = c
    DMatrixRMaj f = cell.factor(run.now);
    DMatrixRMaj h = h(run.now);
    x.zeroPadding(h);
    fillPadding(x, f);
    scan.forward(f, h, start.parts().get(0), h); // h_t = f_t ⊙ h_{t−1} + c_t
    shift(start.parts().get(0), h, h(run.before));
    Shapes.resize(run.y, rows, h.getNumCols());
    run.y.setTo(h);
    x.zeroPadding(run.y);
    return new ScannedPass(x, run);
  }

  /** Where a sequence is over, its state stays: f = 1. */
  private static void fillPadding(Sequence x, DMatrixRMaj f) {
    int n = f.getNumCols();
    for (int b = 0; b < x.batch(); b++) {
      for (int t = x.length(b) + 1; t <= x.steps(); t++) {
        int row = (t - 1) * x.batch() + b;
        Arrays.fill(f.data, row * n, (row + 1) * n, 1);
      }
    }
  }

  /** Sets the rows of step t to those of step t − 1. */
  private static void shift(DMatrixRMaj start, DMatrixRMaj h, DMatrixRMaj before) {
    int step = start.getNumElements();
    System.arraycopy(start.data, 0, before.data, 0, step);
    System.arraycopy(h.data, 0, before.data, step, h.getNumElements() - step);
  }

  private final class ScannedPass implements Pass {
    final Sequence x;
    private Run run; // null: released

    ScannedPass(Sequence x, Run run) {
      this.x = x;
      this.run = run;
    }

    private Run run() {
      if (run == null) {
        throw Workspace.released();
      }
      return run;
    }

    @Override
    public DMatrixRMaj output() {
      return run().y;
    }

    @Override
    public DMatrixRMaj lastOf(DMatrixRMaj all) {
      Shapes.requireShape("all", all, run().y.getNumRows(), outputs());
      DMatrixRMaj last = new DMatrixRMaj(x.batch(), outputs());
      for (int b = 0; b < x.batch(); b++) {
        if (x.length(b) > 0) {
          TimeMajor.copyRow(all, lastRow(b), last, b);
        }
      }
      return last;
    }

    @Override
    public DMatrixRMaj spread(DMatrixRMaj dLast) {
      Shapes.requireShape("dLast", dLast, x.batch(), outputs());
      DMatrixRMaj dOut = new DMatrixRMaj(run().y.getNumRows(), outputs());
      for (int b = 0; b < x.batch(); b++) {
        if (x.length(b) > 0) {
          TimeMajor.copyRow(dLast, b, dOut, lastRow(b));
        }
      }
      return dOut;
    }

    private int lastRow(int b) {
      return (x.length(b) - 1) * x.batch() + b;
    }

    @Override
    public State finalState() {
      DMatrixRMaj end = new DMatrixRMaj(0, 0);
      TimeMajor.read(h(run().now), x.steps(), x.batch(), end);
      return State.of(end);
    }

    @Override
    public State backward(DMatrixRMaj dOut, State dEnd, DMatrixRMaj dX) {
      requireGradients(x, finalState(), dOut, dEnd, dX);
      S dNow = run().dNow;
      dNow.reset(run.y.getNumRows());
      dNow.a.reshape(run.now.a.getNumRows(), run.now.a.getNumCols());
      run.dBefore.reset(run.y.getNumRows());
      DMatrixRMaj dh = h(dNow);
      if (dOut != null) {
        dh.setTo(dOut);
        x.zeroPadding(dh);
      }
      DMatrixRMaj f = cell.factor(run.now);
      State edge = dEnd == null ? initialState(x.batch()) : dEnd;
      scan.backward(f, dh, edge.parts().get(0), dh); // dh_t = dy_t + f_{t+1} ⊙ dh_{t+1}
      DMatrixRMaj dStart = new DMatrixRMaj(x.batch(), dh.getNumCols());
      for (int i = 0; i < dStart.getNumElements(); i++) {
        dStart.data[i] = f.data[i] * dh.data[i]; // dh_0 = f_1 ⊙ dh_1
      }
      x.zeroPadding(dh); // no step was done there
      Gradients grad = new Gradients();
      cell.backward(run.before, run.now, run.dBefore, dNow, grad); // dA; the scan has done dBefore
      grad.finish();
      if (x.isSymbols()) {
        cell.input().backward(x.symbols(), dNow.a);
      } else {
        cell.input().backward(x.rows(), dNow.a, dX); // dW += Xᵀ·dA, dX += dA·Wᵀ
      }
      return State.of(dStart);
    }

    @Override
    public void release() {
      if (run != null) {
        spare.giveBack(run);
        run = null;
      }
    }
  }
}
