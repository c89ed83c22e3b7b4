package unrolled.math;

import org.ejml.data.DMatrixRMaj;

/**
 * Sums of a matrix's rows. HotSpot makes vector instructions of a loop only if all its arrays have
 * one index in common; so rows are copied into arrays of their own and added there, which is
 * several times as fast as adding them where they lie. Sums begin with the first row and end with
 * the last.
 */
public final class RowSums {
  private static final ThreadLocal<RowSums> OWN = ThreadLocal.withInitial(RowSums::new);

  private double[] row = {};
  private double[] sum = {};
  private double[] total = {};

  private RowSums() {}

  private static RowSums own(int columns) {
    RowSums rows = OWN.get();
    if (rows.row.length < columns) {
      rows.row = new double[columns];
      rows.sum = new double[columns];
      rows.total = new double[columns];
    }
    return rows;
  }

  /** Every row of y += the single row p, 1×n. */
  public static void addToEach(DMatrixRMaj p, DMatrixRMaj y) {
    int n = y.numCols;
    RowSums own = own(n);
    System.arraycopy(p.data, 0, own.row, 0, n);
    for (int i = 0; i < y.numRows; i++) {
      own.addRow(y.data, i * n, n);
    }
  }

  /** The single row p, 1×n, += the sum of x's rows. */
  public static void addSum(DMatrixRMaj x, DMatrixRMaj p) {
    int n = x.numCols;
    RowSums own = own(n);
    System.arraycopy(p.data, 0, own.sum, 0, n);
    for (int i = 0; i < x.numRows; i++) {
      System.arraycopy(x.data, i * n, own.row, 0, n);
      add(own.row, own.sum, n);
    }
    System.arraycopy(own.sum, 0, p.data, 0, n);
  }

  /** Row j of y += row i of x. */
  public static void addRow(DMatrixRMaj x, int i, DMatrixRMaj y, int j) {
    int n = x.numCols;
    RowSums own = own(n);
    System.arraycopy(x.data, i * n, own.row, 0, n);
    own.addRow(y.data, j * n, n);
  }

  /**
   * Row i of y = the single row p, 1×n, plus row {@code which[i]} of x; p alone where that is −1.
   *
   * @throws IllegalArgumentException if x has no such row
   */
  public static void gather(DMatrixRMaj x, DMatrixRMaj p, int[] which, DMatrixRMaj y) {
    checkRows(which, x.numRows);
    int n = x.numCols;
    RowSums own = own(n);
    for (int i = 0; i < which.length; i++) {
      System.arraycopy(p.data, 0, own.sum, 0, n);
      if (which[i] >= 0) {
        System.arraycopy(x.data, which[i] * n, own.row, 0, n);
        add(own.row, own.sum, n);
      }
      System.arraycopy(own.sum, 0, y.data, i * n, n);
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
    RowSums own = own(n);
    for (int i = 0; i < which.length; i++) {
      if (which[i] >= 0) {
        System.arraycopy(x.data, i * n, own.row, 0, n);
        own.addRow(y.data, which[i] * n, n);
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
    RowSums own = own(n);
    System.arraycopy(p.data, 0, own.total, 0, n);
    for (int i = 0; i < which.length; i++) {
      System.arraycopy(x.data, i * n, own.row, 0, n);
      add(own.row, own.total, n);
      if (which[i] >= 0) {
        own.addRow(y.data, which[i] * n, n);
      }
    }
    System.arraycopy(own.total, 0, p.data, 0, n);
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

  /** The n numbers of y from here on += row. */
  private void addRow(double[] y, int at, int n) {
    System.arraycopy(y, at, sum, 0, n);
    add(row, sum, n);
    System.arraycopy(sum, 0, y, at, n);
  }

  private static void add(double[] x, double[] y, int n) {
    for (int j = 0; j < n; j++) {
      y[j] += x[j];
    }
  }
}
