package unrolled.math;

import org.ejml.data.DMatrixRMaj;

/**
 * Matrix products that add to their result. Every entry is accumulated as c = fma(a_ik, b_kj, c)
 * with k ascending, so its bits depend on nothing but the numbers: not on the shapes around it, the
 * processor or the JDK. All sizes are allowed, 0 included. After a thread's first call, nothing is
 * allocated once HotSpot has compiled the loops.
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
    FastestKernel.own().multAdd(a.data, a.numCols, 1, a.numCols, b, false, null, c);
  }

  /**
   * C += Aᵀ·B.
   *
   * @throws IllegalArgumentException if the shapes do not fit, or if c is a or b
   */
  public static void multAddTransA(DMatrixRMaj a, DMatrixRMaj b, DMatrixRMaj c) {
    checkTransA(a, b, c);
    FastestKernel.own().multAdd(a.data, 1, a.numCols, a.numRows, b, false, null, c);
  }

  /**
   * C += A·Bᵀ.
   *
   * @throws IllegalArgumentException if the shapes do not fit, or if c is a or b
   */
  public static void multAddTransB(DMatrixRMaj a, DMatrixRMaj b, DMatrixRMaj c) {
    check("a·bᵀ", a, b, c, a.numCols, b.numCols, a.numRows, b.numRows);
    FastestKernel.own().multAdd(a.data, a.numCols, 1, a.numCols, b, true, null, c);
  }

  static void checkTransA(DMatrixRMaj a, DMatrixRMaj b, DMatrixRMaj c) {
    check("aᵀ·b", a, b, c, a.numRows, b.numRows, a.numCols, b.numCols);
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
    check(product, a, b.numRows, b.numCols, c, innerA, innerB, rows, columns);
    if (c.data == b.data && c.getNumElements() > 0) {
      throw new IllegalArgumentException(
          "c += " + product + ": c and b are one matrix; give c its own");
    }
  }

  /** Checks what {@link Packed} knows: of b only the shape. */
  static void check(
      String product,
      DMatrixRMaj a,
      int bRows,
      int bColumns,
      DMatrixRMaj c,
      int innerA,
      int innerB,
      int rows,
      int columns) {
    if (innerA != innerB || c.numRows != rows || c.numCols != columns) {
      String shapes = "c += " + product + ": a is " + shape(a) + ", b " + bRows + "×" + bColumns;
      throw new IllegalArgumentException(
          innerA != innerB
              ? shapes
                  + ", but a's "
                  + (product.startsWith("aᵀ") ? "rows" : "columns")
                  + " ("
                  + innerA
                  + ") must be as many as b's "
                  + (product.endsWith("bᵀ") ? "columns" : "rows")
                  + " ("
                  + innerB
                  + ")"
              : shapes + ", so c must be " + rows + "×" + columns + " and is " + shape(c));
    }
    if (c.data == a.data && c.getNumElements() > 0) {
      throw new IllegalArgumentException(
          "c += " + product + ": c and a are one matrix; give c its own");
    }
  }

  static String shape(DMatrixRMaj m) {
    return m.numRows + "×" + m.numCols;
  }
}
