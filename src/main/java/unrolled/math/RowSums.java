package unrolled.math;

import org.ejml.data.DMatrixRMaj;

/** Sums of a matrix's rows. They begin with the first row and end with the last. */
public final class RowSums {
  private RowSums() {}

  /** Every row of y += the single row p, 1×n. */
  public static void addToEach(DMatrixRMaj p, DMatrixRMaj y) {
    int n = y.numCols;
    for (int i = 0; i < y.numRows; i++) {
      add(p.data, 0, y.data, i * n, n);
    }
  }

  /** The single row p, 1×n, += the sum of x's rows. */
  public static void addSum(DMatrixRMaj x, DMatrixRMaj p) {
    int n = x.numCols;
    for (int i = 0; i < x.numRows; i++) {
      add(x.data, i * n, p.data, 0, n);
    }
  }

  /** Row j of y += row i of x. */
  public static void addRow(DMatrixRMaj x, int i, DMatrixRMaj y, int j) {
    int n = x.numCols;
    add(x.data, i * n, y.data, j * n, n);
  }

  /**
   * Row i of y = the single row p, 1×n, plus row {@code which[i]} of x; p alone where that is −1.
   *
   * @throws IllegalArgumentException if x has no such row
   */
  public static void gather(DMatrixRMaj x, DMatrixRMaj p, int[] which, DMatrixRMaj y) {
    checkRows(which, x.numRows);
    int n = x.numCols;
    for (int i = 0; i < which.length; i++) {
      System.arraycopy(p.data, 0, y.data, i * n, n);
      if (which[i] >= 0) {
        add(x.data, which[i] * n, y.data, i * n, n);
      }
    }
  }

  /**
   * Row {@code which[i]} of y += row i of x; no row if that is −1.
   *
   * @throws IllegalArgumentException if y has no such row
   */
  public static void scatter(DMatrixRMaj x, int[] which, DMatrixRMaj y) {
    checkRows(which, y.numRows);
    int n = x.numCols;
    for (int i = 0; i < which.length; i++) {
      if (which[i] >= 0) {
        add(x.data, i * n, y.data, which[i] * n, n);
      }
    }
  }

  /**
   * Row {@code which[i]} of y += row i of x, no row if that is −1; and the single row p, 1×n, +=
   * the sum of all of x's rows.
   *
   * @throws IllegalArgumentException if y has no such row
   */
  public static void scatter(DMatrixRMaj x, int[] which, DMatrixRMaj y, DMatrixRMaj p) {
    checkRows(which, y.numRows);
    int n = x.numCols;
    for (int i = 0; i < which.length; i++) {
      add(x.data, i * n, p.data, 0, n);
      if (which[i] >= 0) {
        add(x.data, i * n, y.data, which[i] * n, n);
      }
    }
  }

  // Before any row is touched, and because a row times the width might wrap to another row's place.
  private static void checkRows(int[] which, int rows) {
    for (int i = 0; i < which.length; i++) {
      if (which[i] < -1 || which[i] >= rows) {
        throw new IllegalArgumentException(
            "entry "
                + i
                + " asks for row "
                + which[i]
                + ", but the rows are 0 to "
                + (rows - 1)
                + " (and −1 for none)");
      }
    }
  }

  private static void add(double[] x, int from, double[] y, int to, int n) {
    Elementary.LOOPS.add(x, from, y, to, n);
  }
}
