package unrolled.math;

import org.ejml.data.DMatrixRMaj;

/**
 * The loops of every matrix product. C += A·B, entry by entry c = fma(a_ik, b_kj, c) with k
 * ascending; only the order among different entries is free, and chosen for speed. B is taken in
 * blocks of {@value #STEPS} rows × {@value #COLUMNS} columns, laid out as the kernel likes them,
 * which stay in the second-level cache while all rows of C pass over them.
 *
 * <p>There are two kernels with the same bits, {@link PlainKernel} and {@code VectorKernel}; {@link
 * FastestKernel} chooses. An object has memory of its own to work in and belongs to one thread.
 */
abstract class Kernel {

  static final int STEPS = 128;
  static final int COLUMNS = 256;

  private final double[][] block = newBlock(STEPS, COLUMNS);

  /**
   * C += A·B with a_ik = a[i·aRow + k·aStep].
   *
   * @param steps the number of k
   * @param b B, or Bᵀ if transposed
   * @param packed all blocks of B, or null if they are still to be copied from b
   */
  final void multAdd(
      double[] a,
      int aRow,
      int aStep,
      int steps,
      DMatrixRMaj b,
      boolean transposed,
      double[][][] packed,
      DMatrixRMaj c) {
    int at = 0;
    for (int j = 0; j < c.numCols; j += COLUMNS) {
      int columns = Math.min(COLUMNS, c.numCols - j);
      for (int k = 0; k < steps; k += STEPS) {
        int count = Math.min(STEPS, steps - k);
        double[][] now = block;
        if (packed == null) {
          pack(b, transposed, k, count, j, columns, block, 0);
        } else {
          now = packed[at++];
        }
        multAdd(a, k * aStep, aRow, aStep, count, now, c, j, columns);
      }
    }
  }

  /** Packs all blocks of B, or of Bᵀ, into those given, or into new ones if that is null. */
  final double[][][] packAll(DMatrixRMaj b, boolean transposed, double[][][] given) {
    int steps = transposed ? b.numCols : b.numRows;
    int width = transposed ? b.numRows : b.numCols;
    double[][][] blocks = given == null ? newBlocks(steps, width) : given;
    int at = 0;
    for (int j = 0; j < width; j += COLUMNS) {
      int columns = Math.min(COLUMNS, width - j);
      for (int k = 0; k < steps; k += STEPS) {
        int count = Math.min(STEPS, steps - k);
        pack(b, transposed, k, count, j, columns, blocks[at++], 0);
      }
    }
    return blocks;
  }

  /** Room for all blocks of a B with so many rows and columns. */
  final double[][][] newBlocks(int steps, int width) {
    int tall = (steps + STEPS - 1) / STEPS;
    int wide = (width + COLUMNS - 1) / COLUMNS;
    double[][][] blocks = new double[tall * wide][][];
    int at = 0;
    for (int j = 0; j < width; j += COLUMNS) {
      for (int k = 0; k < steps; k += STEPS) {
        blocks[at++] = newBlock(Math.min(STEPS, steps - k), Math.min(COLUMNS, width - j));
      }
    }
    return blocks;
  }

  /**
   * Packs rows k … k + count − 1 of B into blocks that have room for {@value #STEPS} rows of it,
   * where they become rows {@code to} and following.
   */
  final void packRows(DMatrixRMaj b, int k, int count, int to, double[][][] blocks) {
    for (int j = 0; j < b.numCols; j += COLUMNS) {
      int columns = Math.min(COLUMNS, b.numCols - j);
      pack(b, false, k, count, j, columns, blocks[j / COLUMNS], to);
    }
  }

  /** Whether it is faster than plain Java on this processor. */
  abstract boolean pays();

  /** Room for {@code count} rows of {@code columns} numbers of B. */
  abstract double[][] newBlock(int count, int columns);

  /**
   * Copies rows k … k + count − 1, columns j … j + columns − 1 of B, or of Bᵀ, to rows {@code to}
   * and following of the block.
   */
  abstract void pack(
      DMatrixRMaj b,
      boolean transposed,
      int k,
      int count,
      int j,
      int columns,
      double[][] block,
      int to);

  /** Columns j … j + columns − 1 of C, all rows, with a_ik = a[start + i·aRow + k·aStep]. */
  abstract void multAdd(
      double[] a,
      int start,
      int aRow,
      int aStep,
      int count,
      double[][] block,
      DMatrixRMaj c,
      int j,
      int columns);
}
