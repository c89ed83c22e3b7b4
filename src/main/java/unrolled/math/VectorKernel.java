package unrolled.math;

import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.VectorSpecies;
import org.ejml.data.DMatrixRMaj;

/**
 * The kernel in the processor's own vectors, by the module jdk.incubator.vector. A fused
 * multiply-add takes some four cycles, and a processor can begin one or two in each: it is busy
 * only if many sums grow side by side, and only if these stay in its registers. So a tile of C,
 * four rows of four vectors, is loaded once, taken through all k of the block and stored once. That
 * is sixteen sums, and each step of k needs four vectors of B and four numbers of A for sixteen
 * fma. B is copied into panels as wide as a tile, so that the tile reads one straight through, 32
 * KB which serve all rows of C. A is read where it lies, also across. Of eight rows of two vectors,
 * which need as many sums but more loads and more addresses, is the tile where C is too narrow.
 *
 * <p>Every sum is still c = fma(a, b, c) with k ascending: the bits are those of {@link
 * PlainKernel}. Sixteen sums need the 32 registers that come with vectors of eight doubles; with
 * shorter ones this is no faster than plain Java.
 */
final class VectorKernel extends Kernel {

  private static final VectorSpecies<Double> S = DoubleVector.SPECIES_PREFERRED;
  private static final int LANES = S.length();
  private static final int WIDE = 4 * LANES;
  private static final int NARROW = 2 * LANES;

  private final double[] edge = new double[16 * LANES];

  @Override
  boolean pays() {
    return LANES >= 8;
  }

  @Override
  double[][] newBlock(int count, int columns) {
    return new double[(columns + WIDE - 1) / WIDE][count * WIDE];
  }

  /** How wide the panel is that begins at column q of so many. */
  private static int panelWidth(int q, int columns) {
    return columns - q <= NARROW ? NARROW : WIDE;
  }

  @Override
  void pack(
      DMatrixRMaj b,
      boolean transposed,
      int k,
      int count,
      int j,
      int columns,
      double[][] panels,
      int to) {
    for (int q = 0; q < columns; q += WIDE) {
      double[] panel = panels[q / WIDE];
      int stride = panelWidth(q, columns);
      int width = Math.min(stride, columns - q);
      if (transposed) {
        for (int r = 0; r < width; r++) {
          int from = (j + q + r) * b.numCols + k;
          for (int p = 0; p < count; p++) {
            panel[(to + p) * stride + r] = b.data[from + p];
          }
        }
      } else {
        for (int p = 0; p < count; p++) {
          System.arraycopy(b.data, (k + p) * b.numCols + j + q, panel, (to + p) * stride, width);
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
    for (int q = 0; q < columns; q += WIDE) {
      double[] panel = panels[q / WIDE];
      int stride = panelWidth(q, columns);
      int width = Math.min(stride, columns - q);
      int most = stride == WIDE ? 4 : 8;
      for (int i = 0; i < c.numRows; i += most) {
        int rows = Math.min(most, c.numRows - i);
        int from = start + i * aRow;
        int at = i * c.numCols + j + q;
        if (width == stride) {
          rows(a, from, aRow, aStep, count, panel, stride, c.data, at, c.numCols, rows);
        } else { // the panel is wider than what is left of C
          copy(c.data, at, c.numCols, edge, 0, stride, rows, width);
          rows(a, from, aRow, aStep, count, panel, stride, edge, 0, stride, rows);
          copy(edge, 0, stride, c.data, at, c.numCols, rows, width);
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
      int stride,
      double[] c,
      int at,
      int cRow,
      int rows) {
    if (stride == WIDE && rows > 1) {
      wideTile(a, from, aRow, aStep, count, b, c, at, cRow, rows - 1);
    } else if (stride == WIDE) {
      wideRow(a, from, aStep, count, b, c, at);
    } else if (rows > 3) {
      narrowTile(a, from, aRow, aStep, count, b, c, at, cRow, rows - 1);
    } else {
      for (int r = 0; r < rows; r++) {
        narrowRow(a, from + r * aRow, aStep, count, b, c, at + r * cRow);
      }
    }
  }

  // The vectors' own methods are called in full below: with one step of inlining more JDK 25
  // computes
  // a tenth slower. And each row is declared together with its sums, or JDK 17 does.

  private static void wideRow(
      double[] a, int from, int aStep, int count, double[] b, double[] c, int at) {
    DoubleVector y0 = DoubleVector.fromArray(S, c, at);
    DoubleVector y1 = DoubleVector.fromArray(S, c, at + LANES);
    DoubleVector y2 = DoubleVector.fromArray(S, c, at + 2 * LANES);
    DoubleVector y3 = DoubleVector.fromArray(S, c, at + 3 * LANES);
    for (int k = 0; k < count; k++) {
      DoubleVector x = DoubleVector.broadcast(S, a[from + k * aStep]);
      y0 = x.fma(DoubleVector.fromArray(S, b, k * WIDE), y0);
      y1 = x.fma(DoubleVector.fromArray(S, b, k * WIDE + LANES), y1);
      y2 = x.fma(DoubleVector.fromArray(S, b, k * WIDE + 2 * LANES), y2);
      y3 = x.fma(DoubleVector.fromArray(S, b, k * WIDE + 3 * LANES), y3);
    }
    y0.intoArray(c, at);
    y1.intoArray(c, at + LANES);
    y2.intoArray(c, at + 2 * LANES);
    y3.intoArray(c, at + 3 * LANES);
  }

  private static void narrowRow(
      double[] a, int from, int aStep, int count, double[] b, double[] c, int at) {
    DoubleVector y0 = DoubleVector.fromArray(S, c, at);
    DoubleVector y1 = DoubleVector.fromArray(S, c, at + LANES);
    for (int k = 0; k < count; k++) {
      DoubleVector x = DoubleVector.broadcast(S, a[from + k * aStep]);
      y0 = x.fma(DoubleVector.fromArray(S, b, k * NARROW), y0);
      y1 = x.fma(DoubleVector.fromArray(S, b, k * NARROW + LANES), y1);
    }
    y0.intoArray(c, at);
    y1.intoArray(c, at + LANES);
  }

  /**
   * Four rows of four vectors. Rows behind the last one are the last one again, and give the same.
   */
  private static void wideTile(
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
    int a0 = from;
    DoubleVector y00 = DoubleVector.fromArray(S, c, c0);
    DoubleVector y01 = DoubleVector.fromArray(S, c, c0 + LANES);
    DoubleVector y02 = DoubleVector.fromArray(S, c, c0 + 2 * LANES);
    DoubleVector y03 = DoubleVector.fromArray(S, c, c0 + 3 * LANES);
    int c1 = at + Math.min(1, last) * cRow;
    int a1 = from + Math.min(1, last) * aRow;
    DoubleVector y10 = DoubleVector.fromArray(S, c, c1);
    DoubleVector y11 = DoubleVector.fromArray(S, c, c1 + LANES);
    DoubleVector y12 = DoubleVector.fromArray(S, c, c1 + 2 * LANES);
    DoubleVector y13 = DoubleVector.fromArray(S, c, c1 + 3 * LANES);
    int c2 = at + Math.min(2, last) * cRow;
    int a2 = from + Math.min(2, last) * aRow;
    DoubleVector y20 = DoubleVector.fromArray(S, c, c2);
    DoubleVector y21 = DoubleVector.fromArray(S, c, c2 + LANES);
    DoubleVector y22 = DoubleVector.fromArray(S, c, c2 + 2 * LANES);
    DoubleVector y23 = DoubleVector.fromArray(S, c, c2 + 3 * LANES);
    int c3 = at + Math.min(3, last) * cRow;
    int a3 = from + Math.min(3, last) * aRow;
    DoubleVector y30 = DoubleVector.fromArray(S, c, c3);
    DoubleVector y31 = DoubleVector.fromArray(S, c, c3 + LANES);
    DoubleVector y32 = DoubleVector.fromArray(S, c, c3 + 2 * LANES);
    DoubleVector y33 = DoubleVector.fromArray(S, c, c3 + 3 * LANES);
    for (int k = 0; k < count; k++) {
      DoubleVector b0 = DoubleVector.fromArray(S, b, k * WIDE);
      DoubleVector b1 = DoubleVector.fromArray(S, b, k * WIDE + LANES);
      DoubleVector b2 = DoubleVector.fromArray(S, b, k * WIDE + 2 * LANES);
      DoubleVector b3 = DoubleVector.fromArray(S, b, k * WIDE + 3 * LANES);
      DoubleVector x0 = DoubleVector.broadcast(S, a[a0 + k * aStep]);
      y00 = x0.fma(b0, y00);
      y01 = x0.fma(b1, y01);
      y02 = x0.fma(b2, y02);
      y03 = x0.fma(b3, y03);
      DoubleVector x1 = DoubleVector.broadcast(S, a[a1 + k * aStep]);
      y10 = x1.fma(b0, y10);
      y11 = x1.fma(b1, y11);
      y12 = x1.fma(b2, y12);
      y13 = x1.fma(b3, y13);
      DoubleVector x2 = DoubleVector.broadcast(S, a[a2 + k * aStep]);
      y20 = x2.fma(b0, y20);
      y21 = x2.fma(b1, y21);
      y22 = x2.fma(b2, y22);
      y23 = x2.fma(b3, y23);
      DoubleVector x3 = DoubleVector.broadcast(S, a[a3 + k * aStep]);
      y30 = x3.fma(b0, y30);
      y31 = x3.fma(b1, y31);
      y32 = x3.fma(b2, y32);
      y33 = x3.fma(b3, y33);
    }
    y00.intoArray(c, c0);
    y01.intoArray(c, c0 + LANES);
    y02.intoArray(c, c0 + 2 * LANES);
    y03.intoArray(c, c0 + 3 * LANES);
    y10.intoArray(c, c1);
    y11.intoArray(c, c1 + LANES);
    y12.intoArray(c, c1 + 2 * LANES);
    y13.intoArray(c, c1 + 3 * LANES);
    y20.intoArray(c, c2);
    y21.intoArray(c, c2 + LANES);
    y22.intoArray(c, c2 + 2 * LANES);
    y23.intoArray(c, c2 + 3 * LANES);
    y30.intoArray(c, c3);
    y31.intoArray(c, c3 + LANES);
    y32.intoArray(c, c3 + 2 * LANES);
    y33.intoArray(c, c3 + 3 * LANES);
  }

  /** Eight rows of two vectors, in the same way. */
  private static void narrowTile(
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
    int a0 = from;
    DoubleVector y00 = DoubleVector.fromArray(S, c, c0);
    DoubleVector y01 = DoubleVector.fromArray(S, c, c0 + LANES);
    int c1 = at + Math.min(1, last) * cRow;
    int a1 = from + Math.min(1, last) * aRow;
    DoubleVector y10 = DoubleVector.fromArray(S, c, c1);
    DoubleVector y11 = DoubleVector.fromArray(S, c, c1 + LANES);
    int c2 = at + Math.min(2, last) * cRow;
    int a2 = from + Math.min(2, last) * aRow;
    DoubleVector y20 = DoubleVector.fromArray(S, c, c2);
    DoubleVector y21 = DoubleVector.fromArray(S, c, c2 + LANES);
    int c3 = at + Math.min(3, last) * cRow;
    int a3 = from + Math.min(3, last) * aRow;
    DoubleVector y30 = DoubleVector.fromArray(S, c, c3);
    DoubleVector y31 = DoubleVector.fromArray(S, c, c3 + LANES);
    int c4 = at + Math.min(4, last) * cRow;
    int a4 = from + Math.min(4, last) * aRow;
    DoubleVector y40 = DoubleVector.fromArray(S, c, c4);
    DoubleVector y41 = DoubleVector.fromArray(S, c, c4 + LANES);
    int c5 = at + Math.min(5, last) * cRow;
    int a5 = from + Math.min(5, last) * aRow;
    DoubleVector y50 = DoubleVector.fromArray(S, c, c5);
    DoubleVector y51 = DoubleVector.fromArray(S, c, c5 + LANES);
    int c6 = at + Math.min(6, last) * cRow;
    int a6 = from + Math.min(6, last) * aRow;
    DoubleVector y60 = DoubleVector.fromArray(S, c, c6);
    DoubleVector y61 = DoubleVector.fromArray(S, c, c6 + LANES);
    int c7 = at + Math.min(7, last) * cRow;
    int a7 = from + Math.min(7, last) * aRow;
    DoubleVector y70 = DoubleVector.fromArray(S, c, c7);
    DoubleVector y71 = DoubleVector.fromArray(S, c, c7 + LANES);
    for (int k = 0; k < count; k++) {
      DoubleVector b0 = DoubleVector.fromArray(S, b, k * NARROW);
      DoubleVector b1 = DoubleVector.fromArray(S, b, k * NARROW + LANES);
      DoubleVector x0 = DoubleVector.broadcast(S, a[a0 + k * aStep]);
      y00 = x0.fma(b0, y00);
      y01 = x0.fma(b1, y01);
      DoubleVector x1 = DoubleVector.broadcast(S, a[a1 + k * aStep]);
      y10 = x1.fma(b0, y10);
      y11 = x1.fma(b1, y11);
      DoubleVector x2 = DoubleVector.broadcast(S, a[a2 + k * aStep]);
      y20 = x2.fma(b0, y20);
      y21 = x2.fma(b1, y21);
      DoubleVector x3 = DoubleVector.broadcast(S, a[a3 + k * aStep]);
      y30 = x3.fma(b0, y30);
      y31 = x3.fma(b1, y31);
      DoubleVector x4 = DoubleVector.broadcast(S, a[a4 + k * aStep]);
      y40 = x4.fma(b0, y40);
      y41 = x4.fma(b1, y41);
      DoubleVector x5 = DoubleVector.broadcast(S, a[a5 + k * aStep]);
      y50 = x5.fma(b0, y50);
      y51 = x5.fma(b1, y51);
      DoubleVector x6 = DoubleVector.broadcast(S, a[a6 + k * aStep]);
      y60 = x6.fma(b0, y60);
      y61 = x6.fma(b1, y61);
      DoubleVector x7 = DoubleVector.broadcast(S, a[a7 + k * aStep]);
      y70 = x7.fma(b0, y70);
      y71 = x7.fma(b1, y71);
    }
    y00.intoArray(c, c0);
    y01.intoArray(c, c0 + LANES);
    y10.intoArray(c, c1);
    y11.intoArray(c, c1 + LANES);
    y20.intoArray(c, c2);
    y21.intoArray(c, c2 + LANES);
    y30.intoArray(c, c3);
    y31.intoArray(c, c3 + LANES);
    y40.intoArray(c, c4);
    y41.intoArray(c, c4 + LANES);
    y50.intoArray(c, c5);
    y51.intoArray(c, c5 + LANES);
    y60.intoArray(c, c6);
    y61.intoArray(c, c6 + LANES);
    y70.intoArray(c, c7);
    y71.intoArray(c, c7 + LANES);
  }
}
