package unrolled.math;

import org.ejml.data.DMatrixRMaj;

/**
 * C += Aᵀ·B where the rows of A and B come a few at a time: a product with few rows is slow, so
 * they are collected, laid out for the kernel as they come, and multiplied when there are as many
 * as the kernel takes at a time. The bits are those of {@link Product#multAddTransA}, however the
 * rows come. An object belongs to one thread at a time.
 */
public final class CollectedProduct {
  private final int width;
  private final int columns;
  private final double[] a;
  private final double[][][] b;
  private int rows;

  /** Collects rows of A with {@code width} numbers and rows of B with {@code columns}. */
  public CollectedProduct(int width, int columns) {
    this.width = width;
    this.columns = columns;
    a = new double[Kernel.STEPS * width];
    b = FastestKernel.own().newBlocks(Kernel.STEPS, columns);
  }

  /**
   * Takes over rows of A and B; adds to C what is complete.
   *
   * @throws IllegalArgumentException if the shapes do not fit
   */
  public void add(DMatrixRMaj moreA, DMatrixRMaj moreB, DMatrixRMaj c) {
    Product.checkTransA(moreA, moreB, c);
    if (moreA.numCols != width || moreB.numCols != columns) {
      throw new IllegalArgumentException(
          "this collects rows of "
              + width
              + " and of "
              + columns
              + " numbers, and a is "
              + Product.shape(moreA)
              + ", b "
              + Product.shape(moreB));
    }
    Kernel kernel = FastestKernel.own();
    for (int from = 0; from < moreA.numRows; ) {
      int count = Math.min(Kernel.STEPS - rows, moreA.numRows - from);
      System.arraycopy(moreA.data, from * width, a, rows * width, count * width);
      kernel.packRows(moreB, from, count, rows, b);
      rows += count;
      from += count;
      if (rows == Kernel.STEPS) {
        finish(c);
      }
    }
  }

  /** Adds to C what is still collected. */
  public void finish(DMatrixRMaj c) {
    FastestKernel.own().multAdd(a, 1, width, rows, null, false, b, c);
    rows = 0;
  }
}
