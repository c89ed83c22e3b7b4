package unrolled.math;

import org.ejml.data.DMatrixRMaj;

/**
 * The kernel in plain Java. HotSpot makes vector instructions of a loop over j if all its arrays
 * are indexed by j alone. So a block of B is {@value Kernel#STEPS} arrays, one for each row, and
 * the rows of C that it works on are copied to arrays of their own.
 *
 * <p>One pass over j takes {@value #ROWS} rows of C through three steps of k: nine fma for three
 * loads of B, three of C and three stores. That is the most that JDK 17 puts into vectors (more
 * rows or steps fall to a third of the speed), and gives up to three quarters of the processor's
 * peak. If the last group of rows is not full, its last row is computed again and again gives the
 * same.
 */
final class PlainKernel extends Kernel {

  private static final int ROWS = 3;

  private final double[] c0 = new double[COLUMNS];
  private final double[] c1 = new double[COLUMNS];
  private final double[] c2 = new double[COLUMNS];

  @Override
  boolean pays() {
    return true;
  }

  @Override
  double[][] newBlock(int count, int columns) {
    return new double[count][columns];
  }

  @Override
  void pack(
      DMatrixRMaj b,
      boolean transposed,
      int k,
      int count,
      int j,
      int columns,
      double[][] rows,
      int to) {
    if (transposed) {
      for (int q = 0; q < columns; q++) {
        int from = (j + q) * b.numCols + k;
        for (int p = 0; p < count; p++) {
          rows[to + p][q] = b.data[from + p];
        }
      }
    } else {
      for (int p = 0; p < count; p++) {
        System.arraycopy(b.data, (k + p) * b.numCols + j, rows[to + p], 0, columns);
      }
    }
  }

  @Override
  void multAdd(
      double[] a,
      int start,
      int aRow,
      int aStep,
      int count,
      double[][] rows,
      DMatrixRMaj c,
      int j,
      int columns) {
    for (int i = 0; i < c.numRows; i += ROWS) {
      threeRows(a, start, aRow, aStep, count, rows, c, i, j, columns);
    }
  }

  private void threeRows(
      double[] a,
      int start,
      int aRow,
      int aStep,
      int count,
      double[][] b,
      DMatrixRMaj c,
      int i,
      int j,
      int columns) {
    int last = c.numRows - 1;
    int i1 = Math.min(i + 1, last);
    int i2 = Math.min(i + 2, last);
    System.arraycopy(c.data, i * c.numCols + j, c0, 0, columns);
    System.arraycopy(c.data, i1 * c.numCols + j, c1, 0, columns);
    System.arraycopy(c.data, i2 * c.numCols + j, c2, 0, columns);
    int a0 = start + i * aRow;
    int a1 = start + i1 * aRow;
    int a2 = start + i2 * aRow;
    for (int k = 0; k < count; k += 3) {
      pass(b, k, count, a, a0, a1, a2, aStep, columns);
      a0 += 3 * aStep;
      a1 += 3 * aStep;
      a2 += 3 * aStep;
    }
    System.arraycopy(c0, 0, c.data, i * c.numCols + j, columns);
    System.arraycopy(c1, 0, c.data, i1 * c.numCols + j, columns);
    System.arraycopy(c2, 0, c.data, i2 * c.numCols + j, columns);
  }

  /**
   * Three rows of C, up to three steps of k from the given one on. It is one long method so that
   * HotSpot compiles it by itself: drawn into the loops around it, JDK 17 leaves its loops scalar.
   * And it reads all that it needs before it writes, or JDK 17 does so, too.
   */
  private void pass(
      double[][] b, int k, int count, double[] a, int a0, int a1, int a2, int aStep, int columns) {
    double[] c0 = this.c0;
    double[] c1 = this.c1;
    double[] c2 = this.c2;
    double[] b0 = b[k];
    double a00 = a[a0];
    double a10 = a[a1];
    double a20 = a[a2];
    if (k + 1 == count) {
      for (int j = 0; j < columns; j++) {
        double x0 = b0[j];
        double y0 = c0[j];
        double y1 = c1[j];
        double y2 = c2[j];
        c0[j] = Math.fma(a00, x0, y0);
        c1[j] = Math.fma(a10, x0, y1);
        c2[j] = Math.fma(a20, x0, y2);
      }
      return;
    }
    double[] b1 = b[k + 1];
    double a01 = a[a0 + aStep];
    double a11 = a[a1 + aStep];
    double a21 = a[a2 + aStep];
    if (k + 2 == count) {
      for (int j = 0; j < columns; j++) {
        double x0 = b0[j];
        double x1 = b1[j];
        double y0 = c0[j];
        double y1 = c1[j];
        double y2 = c2[j];
        c0[j] = Math.fma(a01, x1, Math.fma(a00, x0, y0));
        c1[j] = Math.fma(a11, x1, Math.fma(a10, x0, y1));
        c2[j] = Math.fma(a21, x1, Math.fma(a20, x0, y2));
      }
      return;
    }
    double[] b2 = b[k + 2];
    double a02 = a[a0 + 2 * aStep];
    double a12 = a[a1 + 2 * aStep];
    double a22 = a[a2 + 2 * aStep];
    for (int j = 0; j < columns; j++) {
      double x0 = b0[j];
      double x1 = b1[j];
      double x2 = b2[j];
      double y0 = c0[j];
      double y1 = c1[j];
      double y2 = c2[j];
      c0[j] = Math.fma(a02, x2, Math.fma(a01, x1, Math.fma(a00, x0, y0)));
      c1[j] = Math.fma(a12, x2, Math.fma(a11, x1, Math.fma(a10, x0, y1)));
      c2[j] = Math.fma(a22, x2, Math.fma(a21, x1, Math.fma(a20, x0, y2)));
    }
  }
}
