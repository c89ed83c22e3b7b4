package unrolled.math;

import org.ejml.data.DMatrixRMaj;

/** The position of a row's largest entry: a classifier's answer. */
public final class ArgMax {
  private ArgMax() {}

  /**
   * The column of the largest entry of row i; of equals the first.
   *
   * @throws IllegalArgumentException if the row has a NaN, of which nothing can be said
   */
  public static int ofRow(DMatrixRMaj x, int i) {
    int n = x.getNumCols();
    int best = 0;
    for (int j = 0; j < n; j++) {
      double entry = x.data[i * n + j];
      if (Double.isNaN(entry)) {
        throw new IllegalArgumentException(
            "row "
                + i
                + " of the scores is NaN in column "
                + j
                + ", so none is the largest: look for a NaN in the weights or the input (has the"
                + " training diverged?)");
      }
      if (entry > x.data[i * n + best]) {
        best = j;
      }
    }
    return best;
  }
}
