package unrolled.sequence;

import org.ejml.data.DMatrixRMaj;
import unrolled.layer.Shapes;
import unrolled.math.RowSums;

/**
 * Pooling over time: one row of numbers for a whole sequence, however long, out of one row for each
 * of its steps.
 *
 * <pre>
 *   LAST   y = h_T                    dh_T = dy, at other steps 0
 *   MEAN   y = (h_1 + … + h_T) / T    dh_t = dy / T
 *   MAX    y_j = max_t h_tj           dh_tj = dy_j where step t has won, the first of equals;
 *                                     elsewhere 0
 * </pre>
 *
 * <p>Shapes: h (T·B)×n, time-major; y B×n. T is each sequence's own length: padding never counts. A
 * sequence without steps gives 0. A NaN wins every maximum, so that it doesn't vanish.
 *
 * <p>Source: R. Collobert et al., "Natural language processing (almost) from scratch", 2011 (MAX).
 */
public enum Pooling {
  /** What each sequence came to: the output at its last step, as {@link Pass#lastOf} has it. */
  LAST {
    @Override
    public DMatrixRMaj forward(Pass pass, Sequence x) {
      return pass.lastOutput();
    }

    @Override
    public DMatrixRMaj backward(Pass pass, Sequence x, DMatrixRMaj dy) {
      return pass.spread(dy);
    }
  },

  /** The mean over a sequence's own steps. */
  MEAN {
    @Override
    public DMatrixRMaj forward(Pass pass, Sequence x) {
      DMatrixRMaj h = outputs(pass, x);
      DMatrixRMaj y = new DMatrixRMaj(x.batch(), h.getNumCols());
      for (int t = 1; t <= x.steps(); t++) {
        for (int b = 0; b < x.batch(); b++) {
          if (x.hasStep(t, b)) {
            RowSums.addRow(h, row(x, t, b), y, b);
          }
        }
      }
      divideByLengths(y, x);
      return y;
    }

    @Override
    public DMatrixRMaj backward(Pass pass, Sequence x, DMatrixRMaj dy) {
      DMatrixRMaj dh = gradientOfOutputs(pass, x, dy);
      DMatrixRMaj each = dy.copy();
      divideByLengths(each, x);
      for (int t = 1; t <= x.steps(); t++) {
        for (int b = 0; b < x.batch(); b++) {
          if (x.hasStep(t, b)) {
            TimeMajor.copyRow(each, b, dh, row(x, t, b));
          }
        }
      }
      return dh;
    }
  },

  /** The largest value over a sequence's own steps, for each number by itself. */
  MAX {
    @Override
    public DMatrixRMaj forward(Pass pass, Sequence x) {
      DMatrixRMaj h = outputs(pass, x);
      DMatrixRMaj y = new DMatrixRMaj(x.batch(), h.getNumCols());
      for (int b = 0; b < x.batch(); b++) {
        for (int j = 0; j < h.getNumCols() && x.length(b) > 0; j++) {
          y.set(b, j, h.get(winner(h, x, b, j), j));
        }
      }
      return y;
    }

    @Override
    public DMatrixRMaj backward(Pass pass, Sequence x, DMatrixRMaj dy) {
      DMatrixRMaj h = outputs(pass, x);
      DMatrixRMaj dh = gradientOfOutputs(pass, x, dy);
      for (int b = 0; b < x.batch(); b++) {
        for (int j = 0; j < h.getNumCols() && x.length(b) > 0; j++) {
          dh.set(winner(h, x, b, j), j, dy.get(b, j));
        }
      }
      return dh;
    }
  };

  /**
   * Pools the outputs of a run over x: B×n out of (T·B)×n.
   *
   * @throws IllegalArgumentException if the run was over another number of steps
   */
  public abstract DMatrixRMaj forward(Pass pass, Sequence x);

  /**
   * The gradients of all outputs, (T·B)×n, from those of the pooled ones, B×n.
   *
   * @throws IllegalArgumentException if dy has another shape than what was pooled
   */
  public abstract DMatrixRMaj backward(Pass pass, Sequence x, DMatrixRMaj dy);

  private static DMatrixRMaj outputs(Pass pass, Sequence x) {
    DMatrixRMaj h = pass.output();
    Shapes.requireShape(
        "the output of the run", h, x.steps() * x.batch(), h.getNumCols(), "a row a step of x");
    return h;
  }

  private static DMatrixRMaj gradientOfOutputs(Pass pass, Sequence x, DMatrixRMaj dy) {
    DMatrixRMaj h = outputs(pass, x);
    Shapes.requireShape("dy", dy, x.batch(), h.getNumCols(), "a row a sequence");
    return new DMatrixRMaj(h.getNumRows(), h.getNumCols());
  }

  private static int row(Sequence x, int t, int b) {
    return (t - 1) * x.batch() + b;
  }

  private static void divideByLengths(DMatrixRMaj y, Sequence x) {
    int n = y.getNumCols();
    for (int b = 0; b < x.batch(); b++) {
      for (int j = 0; j < n && x.length(b) > 0; j++) {
        y.data[b * n + j] /= x.length(b);
      }
    }
  }

  /** The row of the step at which sequence b has its largest number j. */
  private static int winner(DMatrixRMaj h, Sequence x, int b, int j) {
    int best = row(x, 1, b);
    for (int t = 2; t <= x.length(b); t++) {
      double here = h.get(row(x, t, b), j);
      if (here > h.get(best, j) || Double.isNaN(here)) {
        best = row(x, t, b);
      }
    }
    return best;
  }
}
