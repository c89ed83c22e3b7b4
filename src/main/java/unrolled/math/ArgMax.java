package unrolled.math;

import org.ejml.data.DMatrixRMaj;

/** Which entry of a row is the largest: what a classifier says. */
public final class ArgMax {
  private ArgMax() {}

  /** The column of the largest entry of row i; of equals the first. */
  public static int ofRow(DMatrixRMaj x, int i) {
    int n = x.getNumCols();
    int best = 0;
    for (int j = 1; j < n; j++) {
      if (x.data[i * n + j] > x.data[i * n + best]) {
        best = j;
      }
    }
    return best;
  }
}
