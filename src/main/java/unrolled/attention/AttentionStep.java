package unrolled.attention;

import org.ejml.data.DMatrixRMaj;
import unrolled.cell.Buffers;
import unrolled.layer.Shapes;

/** The buffers of one attention step: a query for each row, which looks at the memory once. */
public final class AttentionStep extends Buffers {
  /**
   * α, B×T: how much of each position; rows sum to 1, exactly 0 behind a sequence's end. On the way
   * there these are the scores e; in a gradient, first dα and then de, which it ends with.
   */
  public final DMatrixRMaj weights = keep(1); // as wide as the memory is long, see fit

  /** c = Σ_j α_j h_j, B×k: the weighted mean of the positions. */
  public final DMatrixRMaj context;

  final DMatrixRMaj p; // B×m: p_i, the query's share of the scores

  // B×(T·m): the hidden units y_ij of additive scores. Not declared with keep, which would zero it
  // at every step: it is large, and nobody reads what has not been written.
  final DMatrixRMaj hidden = new DMatrixRMaj(0, 0);

  Memory memory; // what the query looked at; null before the first forward

  AttentionStep(int k, int m) {
    context = keep(k);
    p = keep(m);
  }

  /** Gives m this many columns, all zeros. */
  static void fit(DMatrixRMaj m, int rows, int columns) {
    Shapes.resize(m, rows, columns);
    m.zero();
  }
}
