package unrolled.train;

import java.util.ArrayList;
import java.util.List;
import org.ejml.data.DMatrixRMaj;
import unrolled.layer.Param;

/**
 * Early stopping: a copy of the weights that were best so far, and how long they have been.
 *
 * <p>Source: L. Prechelt, "Early stopping – but when?", 1998.
 */
final class EarlyStopping {
  private final int patience;
  private final List<DMatrixRMaj> best = new ArrayList<>(); // empty: nothing was measured yet
  private int waited; // measurements since the best, or since the run began

  EarlyStopping(int patience) {
    if (patience < 1) {
      throw new IllegalArgumentException(
          "a patience of " + patience + " measurements: give at least 1, such as 5");
    }
    this.patience = patience;
  }

  int patience() {
    return patience;
  }

  /** A run begins: it has the whole patience. */
  void begin() {
    waited = 0;
  }

  /** What was measured so far is no best any more. */
  void forget() {
    best.clear();
  }

  /** Told of each measurement: keeps these weights if they are the best so far. */
  void measured(boolean isBest, List<Param> params) {
    waited++;
    if (isBest) {
      waited = 0;
      best.clear();
      params.forEach(p -> best.add(p.value.copy()));
    }
  }

  /** Whether the best has not been beaten for so many measurements. */
  boolean isOver() {
    return waited >= patience;
  }

  /** Gives the parameters their best weights; false if there are none yet. */
  boolean putBack(List<Param> params) {
    for (int i = 0; i < best.size(); i++) {
      params.get(i).value.setTo(best.get(i));
    }
    return !best.isEmpty();
  }
}
