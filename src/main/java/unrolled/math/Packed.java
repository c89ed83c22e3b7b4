package unrolled.math;

import org.ejml.data.DMatrixRMaj;

/**
 * The right factor of a product, laid out once for the kernel and then used for many products, as a
 * recurrent weight is at every time step. It keeps the numbers that the matrix had: after a change
 * to the matrix, {@link #repack}. Several threads may multiply by one at once while none repacks
 * it.
 */
public final class Packed {

  private final int rows;
  private final int columns;
  private final boolean transposed;
  private final double[][][] blocks;

  private Packed(DMatrixRMaj b, boolean transposed) {
    this.rows = b.numRows;
    this.columns = b.numCols;
    this.transposed = transposed;
    blocks = FastestKernel.own().packAll(b, transposed, null);
  }

  /** Packs B, for products A·B. */
  public static Packed of(DMatrixRMaj b) {
    return new Packed(b, false);
  }

  /** Packs Bᵀ, for products A·Bᵀ. */
  public static Packed ofTransposed(DMatrixRMaj b) {
    return new Packed(b, true);
  }

  /**
   * Takes over the present numbers of b, transposed if this was made by {@link #ofTransposed}.
   *
   * @throws IllegalArgumentException if b has another shape than the matrix that this was made of
   */
  public void repack(DMatrixRMaj b) {
    if (b.numRows != rows || b.numCols != columns) {
      throw new IllegalArgumentException(
          "this was packed for a matrix of "
              + rows
              + "×"
              + columns
              + ", and the new one is "
              + Product.shape(b));
    }
    FastestKernel.own().packAll(b, transposed, blocks);
  }

  /**
   * C += A·B, or C += A·Bᵀ, the same bits as {@link Product#multAdd} and {@link
   * Product#multAddTransB}.
   *
   * @throws IllegalArgumentException if the shapes do not fit, or if c is a
   */
  public void multAdd(DMatrixRMaj a, DMatrixRMaj c) {
    int steps = transposed ? columns : rows;
    int width = transposed ? rows : columns;
    Product.check(
        transposed ? "a·bᵀ" : "a·b", a, rows, columns, c, a.numCols, steps, a.numRows, width);
    FastestKernel.own().multAdd(a.data, a.numCols, 1, steps, null, transposed, blocks, c);
  }
}
