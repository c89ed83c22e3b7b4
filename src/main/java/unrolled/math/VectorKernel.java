package unrolled.math;

import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.VectorSpecies;
import org.ejml.data.DMatrixRMaj;

/**
 * The kernel in the processor's own vectors, by the module jdk.incubator.vector. A fused
 * multiply-add takes some four cycles, and a processor can begin one or two in each: it is busy
 * only if many sums grow side by side, and only if these stay in its registers. So a tile of C,
 * {@value #ROWS} rows of two vectors, is loaded once, taken through all k of the block and stored
 * once. That is sixteen sums, and each step of k needs two vectors of B and eight numbers of A for
 * sixteen fma. B is copied into panels as wide as a tile, so that the tile reads one straight
 * through, 16 KB which stay in the first-level cache while all rows of C pass over it. A is read
 * where it lies, also across.
 *
 * <p>Every sum is still c = fma(a, b, c) with k ascending: the bits are those of {@link
 * PlainKernel}. Sixteen sums need the 32 registers that come with vectors of eight doubles; with
 * shorter ones this is no faster than plain Java.
 */
final class VectorKernel extends Kernel {

  private static final VectorSpecies<Double> S = DoubleVector.SPECIES_PREFERRED;
  private static final int LANES = S.length();
  private static final int WIDTH = 2 * LANES;
  private static final int ROWS = 8;

  private final double[] edge = new double[ROWS * WIDTH];

  @Override
  boolean pays() {
    return LANES >= 8;
  }

  @Override
  double[][] newBlock(int count, int columns) {
    return new double[(columns + WIDTH - 1) / WIDTH][count * WIDTH];
  }

  @Override
  void pack(
      DMatrixRMaj b, boolean transposed, int k, int count, int j, int columns, double[][] panels) {
    for (int q = 0; q < columns; q += WIDTH) {
      double[] panel = panels[q / WIDTH];
      int width = Math.min(WIDTH, columns - q);
      if (transposed) {
        for (int r = 0; r < width; r++) {
          int from = (j + q + r) * b.numCols + k;
          for (int p = 0; p < count; p++) {
            panel[p * WIDTH + r] = b.data[from + p];
          }
        }
      } else {
        for (int p = 0; p < count; p++) {
          System.arraycopy(b.data, (k + p) * b.numCols + j + q, panel, p * WIDTH, width);
        }
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
      double[][] panels,
      DMatrixRMaj c,
      int j,
      int columns) {
    int stride = c.numCols;
    for (int q = 0; q < columns; q += WIDTH) {
      double[] panel = panels[q / WIDTH];
      int width = Math.min(WIDTH, columns - q);
      for (int i = 0; i < c.numRows; i += ROWS) {
        int rows = Math.min(ROWS, c.numRows - i);
        int from = start + i * aRow;
        int at = i * stride + j + q;
        if (width == WIDTH) {
          rows(a, from, aRow, aStep, count, panel, c.data, at, stride, rows);
        } else { // the panel is wider than what is left of C
          copy(c.data, at, stride, edge, 0, WIDTH, rows, width);
          rows(a, from, aRow, aStep, count, panel, edge, 0, WIDTH, rows);
          copy(edge, 0, WIDTH, c.data, at, stride, rows, width);
        }
      }
    }
  }

  private static void copy(
      double[] x, int from, int xRow, double[] y, int to, int yRow, int rows, int width) {
    for (int r = 0; r < rows; r++) {
      System.arraycopy(x, from + r * xRow, y, to + r * yRow, width);
    }
  }

  private static void rows(
      double[] a,
      int from,
      int aRow,
      int aStep,
      int count,
      double[] b,
      double[] c,
      int at,
      int cRow,
      int rows) {
    if (rows > 3) {
      tile(a, from, aRow, aStep, count, b, c, at, cRow, rows - 1);
    } else {
      for (int r = 0; r < rows; r++) {
        row(a, from + r * aRow, aStep, count, b, c, at + r * cRow);
      }
    }
  }

  private static void row(
      double[] a, int from, int aStep, int count, double[] b, double[] c, int at) {
    DoubleVector left = DoubleVector.fromArray(S, c, at);
    DoubleVector right = DoubleVector.fromArray(S, c, at + LANES);
    for (int k = 0; k < count; k++) {
      DoubleVector x = DoubleVector.broadcast(S, a[from + k * aStep]);
      left = x.fma(DoubleVector.fromArray(S, b, k * WIDTH), left);
      right = x.fma(DoubleVector.fromArray(S, b, k * WIDTH + LANES), right);
    }
    left.intoArray(c, at);
    right.intoArray(c, at + LANES);
  }

  /** Rows behind the last one are the last one again, and give the same. */
  private static void tile(
      double[] a,
      int from,
      int aRow,
      int aStep,
      int count,
      double[] b,
      double[] c,
      int at,
      int cRow,
      int last) {
    int c0 = at;
    int c1 = at + Math.min(1, last) * cRow;
    int c2 = at + Math.min(2, last) * cRow;
    int c3 = at + Math.min(3, last) * cRow;
    int c4 = at + Math.min(4, last) * cRow;
    int c5 = at + Math.min(5, last) * cRow;
    int c6 = at + Math.min(6, last) * cRow;
    int c7 = at + Math.min(7, last) * cRow;
    int a0 = from;
    int a1 = from + Math.min(1, last) * aRow;
    int a2 = from + Math.min(2, last) * aRow;
    int a3 = from + Math.min(3, last) * aRow;
    int a4 = from + Math.min(4, last) * aRow;
    int a5 = from + Math.min(5, last) * aRow;
    int a6 = from + Math.min(6, last) * aRow;
    int a7 = from + Math.min(7, last) * aRow;
    DoubleVector left0 = DoubleVector.fromArray(S, c, c0);
    DoubleVector right0 = DoubleVector.fromArray(S, c, c0 + LANES);
    DoubleVector left1 = DoubleVector.fromArray(S, c, c1);
    DoubleVector right1 = DoubleVector.fromArray(S, c, c1 + LANES);
    DoubleVector left2 = DoubleVector.fromArray(S, c, c2);
    DoubleVector right2 = DoubleVector.fromArray(S, c, c2 + LANES);
    DoubleVector left3 = DoubleVector.fromArray(S, c, c3);
    DoubleVector right3 = DoubleVector.fromArray(S, c, c3 + LANES);
    DoubleVector left4 = DoubleVector.fromArray(S, c, c4);
    DoubleVector right4 = DoubleVector.fromArray(S, c, c4 + LANES);
    DoubleVector left5 = DoubleVector.fromArray(S, c, c5);
    DoubleVector right5 = DoubleVector.fromArray(S, c, c5 + LANES);
    DoubleVector left6 = DoubleVector.fromArray(S, c, c6);
    DoubleVector right6 = DoubleVector.fromArray(S, c, c6 + LANES);
    DoubleVector left7 = DoubleVector.fromArray(S, c, c7);
    DoubleVector right7 = DoubleVector.fromArray(S, c, c7 + LANES);
    for (int k = 0; k < count; k++) {
      DoubleVector left = DoubleVector.fromArray(S, b, k * WIDTH);
      DoubleVector right = DoubleVector.fromArray(S, b, k * WIDTH + LANES);
      DoubleVector x0 = DoubleVector.broadcast(S, a[a0 + k * aStep]);
      left0 = x0.fma(left, left0);
      right0 = x0.fma(right, right0);
      DoubleVector x1 = DoubleVector.broadcast(S, a[a1 + k * aStep]);
      left1 = x1.fma(left, left1);
      right1 = x1.fma(right, right1);
      DoubleVector x2 = DoubleVector.broadcast(S, a[a2 + k * aStep]);
      left2 = x2.fma(left, left2);
      right2 = x2.fma(right, right2);
      DoubleVector x3 = DoubleVector.broadcast(S, a[a3 + k * aStep]);
      left3 = x3.fma(left, left3);
      right3 = x3.fma(right, right3);
      DoubleVector x4 = DoubleVector.broadcast(S, a[a4 + k * aStep]);
      left4 = x4.fma(left, left4);
      right4 = x4.fma(right, right4);
      DoubleVector x5 = DoubleVector.broadcast(S, a[a5 + k * aStep]);
      left5 = x5.fma(left, left5);
      right5 = x5.fma(right, right5);
      DoubleVector x6 = DoubleVector.broadcast(S, a[a6 + k * aStep]);
      left6 = x6.fma(left, left6);
      right6 = x6.fma(right, right6);
      DoubleVector x7 = DoubleVector.broadcast(S, a[a7 + k * aStep]);
      left7 = x7.fma(left, left7);
      right7 = x7.fma(right, right7);
    }
    left0.intoArray(c, c0);
    right0.intoArray(c, c0 + LANES);
    left1.intoArray(c, c1);
    right1.intoArray(c, c1 + LANES);
    left2.intoArray(c, c2);
    right2.intoArray(c, c2 + LANES);
    left3.intoArray(c, c3);
    right3.intoArray(c, c3 + LANES);
    left4.intoArray(c, c4);
    right4.intoArray(c, c4 + LANES);
    left5.intoArray(c, c5);
    right5.intoArray(c, c5 + LANES);
    left6.intoArray(c, c6);
    right6.intoArray(c, c6 + LANES);
    left7.intoArray(c, c7);
    right7.intoArray(c, c7 + LANES);
  }
}
