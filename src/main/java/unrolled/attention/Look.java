package unrolled.attention;

import org.ejml.data.DMatrixRMaj;
import unrolled.cell.Buffers;

/** What attention computes for one query of each row: one look at the memory. */
public final class Look extends Buffers {
  /**
   * α, B×T: how much of each position; rows sum to 1, exactly 0 behind a sequence's end. In a
   * gradient: the derivative with respect to the scores e.
   */
  public final DMatrixRMaj weights = keep(1); // as wide as the memory is long, see fit

  /** c = Σ_j α_j h_j, B×k: the weighted mean of the positions. */
  public final DMatrixRMaj context;

  final DMatrixRMaj query; // B×m: the query's share of the scores
  final DMatrixRMaj hidden = keep(1); // B×(T·m): what additive scores pass through tanh

  Look(int k, int m) {
    context = keep(k);
    query = keep(m);
  }

  /** Gives m this many columns, all zeros. */
  static void fit(DMatrixRMaj m, int rows, int columns) {
    if (m.data.length != rows * columns) {
      m.data = new double[rows * columns];
    }
    m.reshape(rows, columns);
    m.zero();
  }
}
