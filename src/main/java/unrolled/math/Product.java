package unrolled.math;

import org.ejml.data.DMatrixRMaj;

/**
 * Matrix products that add to their result. Every entry is accumulated as c = fma(a_ik, b_kj, c)
 * with k ascending, so its bits depend on nothing but the numbers.
 */
public final class Product {

  private Product() {}

  /**
   * C += A·B.
   *
   * @throws IllegalArgumentException if the shapes do not fit, or if c is a or b
   */
  public static void multAdd(DMatrixRMaj a, DMatrixRMaj b, DMatrixRMaj c) {
    check("a·b", a, b, c, a.numCols, b.numRows, a.numRows, b.numCols);
    run(a.data, a.numCols, 1, b.data, b.numCols, 1, c, a.numCols);
  }

  /**
   * C += Aᵀ·B.
   *
   * @throws IllegalArgumentException if the shapes do not fit, or if c is a or b
   */
  public static void multAddTransA(DMatrixRMaj a, DMatrixRMaj b, DMatrixRMaj c) {
    check("aᵀ·b", a, b, c, a.numRows, b.numRows, a.numCols, b.numCols);
    run(a.data, 1, a.numCols, b.data, b.numCols, 1, c, a.numRows);
  }

  /**
   * C += A·Bᵀ.
   *
   * @throws IllegalArgumentException if the shapes do not fit, or if c is a or b
   */
  public static void multAddTransB(DMatrixRMaj a, DMatrixRMaj b, DMatrixRMaj c) {
    check("a·bᵀ", a, b, c, a.numCols, b.numCols, a.numRows, b.numRows);
    run(a.data, a.numCols, 1, b.data, 1, b.numCols, c, a.numCols);
  }

  static void run(
      double[] a, int aRow, int aK, double[] b, int bK, int bColumn, DMatrixRMaj c, int inner) {
    for (int i = 0; i < c.numRows; i++) {
      for (int k = 0; k < inner; k++) {
        double f = a[i * aRow + k * aK];
        for (int j = 0; j < c.numCols; j++) {
          int at = i * c.numCols + j;
          c.data[at] = Math.fma(f, b[k * bK + j * bColumn], c.data[at]);
        }
      }
    }
  }

  private static void check(
      String product,
      DMatrixRMaj a,
      DMatrixRMaj b,
      DMatrixRMaj c,
      int innerA,
      int innerB,
      int rows,
      int columns) {
    String shapes = "c += " + product + ": a is " + shape(a) + ", b " + shape(b);
    if (innerA != innerB) {
      throw new IllegalArgumentException(
          shapes + ", so the inner sizes " + innerA + " and " + innerB + " differ");
    }
    if (c.numRows != rows || c.numCols != columns) {
      throw new IllegalArgumentException(
          shapes + ", so c must be " + rows + "×" + columns + " and is " + shape(c));
    }
    if (c == a || c == b) {
      throw new IllegalArgumentException(shapes + ", and c must be another matrix than both");
    }
  }

  static String shape(DMatrixRMaj m) {
    return m.numRows + "×" + m.numCols;
  }
}
