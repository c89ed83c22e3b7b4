package unrolled.sequence;

import org.ejml.data.DMatrixRMaj;
import unrolled.cell.Ops;
import unrolled.cell.Step;
import unrolled.layer.Shapes;

/**
 * What becomes of the state on its way from one step to the next, and of its gradient on the way
 * back. Of itself, nothing; but
 *
 * <pre>
 *   forced     the next step finds the teacher's vector in place of the first state;
 *              no gradient passes
 *   dropped    the next step finds the first state times a mask of recurrent dropout;
 *              its gradient is multiplied by the same mask
 *   finished   a sequence that is over keeps its state, whatever the cell makes of the padding;
 *              its gradient is handed on untouched
 * </pre>
 *
 * @param <S> the cell's step
 */
final class BetweenSteps<S extends Step> {
  private final Sequence x;
  private final Sequence forced; // null: free running
  private final DMatrixRMaj mask; // (T·B)×n; null: nothing is dropped
  private final S changed;
  private final S finished;
  private boolean someFinished;

  BetweenSteps(Sequence x, Sequence forced, DMatrixRMaj mask, Workspace<S> workspace) {
    this.x = x;
    this.forced = forced;
    this.mask = mask;
    changed = workspace.changed;
    finished = workspace.finished;
    if (forced != null) {
      requireFits();
    }
  }

  private void requireFits() {
    if (forced.batch() != x.batch() || forced.steps() < x.steps() - 1) {
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
    int n = changed.state().get(0).getNumCols();
    Shapes.requireColumns("the forced state", forced.rows(), n, "the cell's first state");
  }

  // ---- forward --------------------------------------------------------------------------------

  /** What step t finds as its predecessor: the step before, or a copy with changed numbers. */
  S before(int t, S prev) {
    if (!isForced(t) && mask == null) {
      return prev;
    }
    changed.reset(x.batch());
    changed.copyFrom(prev);
    DMatrixRMaj h = changed.state().get(0);
    if (isForced(t)) {
      TimeMajor.read(forced.rows(), t - 1, x.batch(), h);
    }
    drop(t, h);
    return changed;
  }

  /** Sequences that are over at step t keep the state that they had. */
  void keepFinished(int t, S prev, S now) {
    for (int b = 0; b < x.batch(); b++) {
      if (!x.hasStep(t, b)) {
        for (int k = 0; k < now.state().size(); k++) {
          TimeMajor.copyRow(prev.state().get(k), b, now.state().get(k), b);
        }
      }
    }
  }

  // ---- backward -------------------------------------------------------------------------------

  /** Moves the state gradients of sequences that are over at step t out of the cell's way. */
  void setFinishedAside(int t, S dNow) {
    someFinished = false;
    for (int b = 0; b < x.batch(); b++) {
      if (!x.hasStep(t, b)) {
        if (!someFinished) {
          finished.reset(x.batch());
          someFinished = true;
        }
        for (int k = 0; k < dNow.state().size(); k++) {
          TimeMajor.copyRow(dNow.state().get(k), b, finished.state().get(k), b);
          TimeMajor.zeroRow(dNow.state().get(k), b);
        }
      }
    }
  }

  /** From the gradient of what step t found to that of the step before. */
  void handOn(int t, S dPrev) {
    drop(t, dPrev.state().get(0));
    if (isForced(t)) {
      dPrev.state().get(0).zero();
    }
    for (int k = 0; someFinished && k < dPrev.state().size(); k++) {
      Ops.add(finished.state().get(k), dPrev.state().get(k));
    }
  }

  private boolean isForced(int t) {
    return forced != null && t > 1; // teacher forcing runs forward, and the start is given anyway
  }

  private void drop(int t, DMatrixRMaj h) {
    int from = (t - 1) * h.getNumElements();
    for (int i = 0; mask != null && i < h.getNumElements(); i++) {
      h.data[i] *= mask.data[from + i];
    }
  }
}
