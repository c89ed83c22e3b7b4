package unrolled.attention;

import org.ejml.data.DMatrixRMaj;
import unrolled.cell.Buffers;
import unrolled.layer.Shapes;

/** What attention computes for one query of each row: one look at the memory. */
public final class AttentionStep extends Buffers {
  /**
   * α, B×T: how much of each position; rows sum to 1, exactly 0 behind a sequence's end. In a
   * gradient: the derivative with respect to the scores e.
   */
  public final DMatrixRMaj weights = keep(1); // as wide as the memory is long, see fit

  /** c = Σ_j α_j h_j, B×k: the weighted mean of the positions. */
  public final DMatrixRMaj context;

  final DMatrixRMaj query; // B×m: the query's share of the scores

  // B×(T·m): the hidden units of additive scores. Not declared with keep, which would zero it at
  // every step: it is large, and nobody reads what has not been written.
  final DMatrixRMaj hidden = new DMatrixRMaj(0, 0);

  AttentionStep(int k, int m) {
    context = keep(k);
    query = keep(m);
  }

  /** Gives m this many columns, all zeros. */
  static void fit(DMatrixRMaj m, int rows, int columns) {
    Shapes.give(m, rows, columns);
    m.zero();
  }
}
