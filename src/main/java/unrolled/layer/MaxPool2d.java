package unrolled.layer;

import java.util.Locale;
import org.ejml.data.DMatrixRMaj;

/**
 * Maximum pooling: of every block of m×m pixels the largest, channel by channel.
 *
 * <pre>
 *   y[n, u, v, c] = max_i max_j x[n, m·u + i, m·v + j, c]      i, j = 0 … m−1
 * </pre>
 *
 * <p>Shapes: x (B·H·W)×C, row (n·H + row)·W + column, as in {@link Conv2d}; y (B·H′·W′)×C with H′ =
 * ⌊H/m⌋, W′ = ⌊W/m⌋: rows and columns that fill no block are left out. There are no weights.
 *
 * <p>Sources: Y. LeCun and others, 1998, who take the mean; the maximum: M. Riesenhuber and T.
 * Poggio, "Hierarchical models of object recognition in cortex", 1999.
 */
public final class MaxPool2d {
  private final int height;
  private final int width;
  private final int size;
  private final int outHeight;
  private final int outWidth;

  /**
   * Pools blocks of {@code size}×{@code size} pixels in pictures of {@code height}×{@code width}.
   *
   * @throws IllegalArgumentException if no block fits
   */
  public MaxPool2d(int height, int width, int size) {
    if (size < 1 || height < size || width < size) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "blocks of %d×%d pixels in a picture of %d×%d: give a size from 1 to %d",
              size,
              size,
              height,
              width,
              Math.min(height, width)));
    }
    this.height = height;
    this.width = width;
    this.size = size;
    outHeight = height / size;
    outWidth = width / size;
  }

  /** H′, the number of blocks from top to bottom. */
  public int outHeight() {
    return outHeight;
  }

  /** W′, the number of blocks from left to right. */
  public int outWidth() {
    return outWidth;
  }

  /** Sets y to the largest of each block; y is reshaped to fit. NaN passes through. */
  public void forward(DMatrixRMaj x, DMatrixRMaj y) {
    if (y == x) {
      throw new IllegalArgumentException("x and y are one matrix; give y its own");
    }
    int channels = x.getNumCols();
    int blocks = Shapes.pictures("x", x, height, width) * outHeight * outWidth;
    y.reshape(blocks, channels);
    for (int q = 0; q < blocks; q++) {
      int corner = corner(q);
      System.arraycopy(x.data, corner * channels, y.data, q * channels, channels);
      for (int i = 0; i < size; i++) {
        for (int j = 0; j < size; j++) {
          int from = (corner + i * width + j) * channels;
          for (int c = 0; c < channels; c++) {
            double number = x.data[from + c];
            if (number > y.data[q * channels + c] || Double.isNaN(number)) {
              y.data[q * channels + c] = number;
            }
          }
        }
      }
    }
  }

  /**
   * Adds dy to the gradient of x: all of it where the largest stood, the first of equals, row by
   * row.
   *
   * @param y what {@link #forward} gave for x
   */
  public void backward(DMatrixRMaj x, DMatrixRMaj y, DMatrixRMaj dy, DMatrixRMaj dx) {
    int channels = x.getNumCols();
    int blocks = Shapes.pictures("x", x, height, width) * outHeight * outWidth;
    Shapes.requireShape("y", y, blocks, channels);
    Shapes.requireSameShape("dy", dy, "y", y);
    Shapes.requireSameShape("dx", dx, "x", x);
    for (int q = 0; q < blocks; q++) {
      int corner = corner(q);
      for (int c = 0; c < channels; c++) {
        dx.data[winner(x, y, q, corner, c)] += dy.data[q * channels + c];
      }
    }
  }

  /** Where in x's numbers the largest of block q in channel c stands first. */
  private int winner(DMatrixRMaj x, DMatrixRMaj y, int q, int corner, int c) {
    int channels = x.getNumCols();
    double largest = y.data[q * channels + c];
    for (int i = 0; i < size; i++) {
      for (int j = 0; j < size; j++) {
        int at = (corner + i * width + j) * channels + c;
        if (Double.compare(x.data[at], largest) == 0) { // NaN too equals itself here
          return at;
        }
      }
    }
    throw new IllegalArgumentException(
        String.format(
            Locale.ROOT,
            "y is not what forward gives for x: no pixel of block %d has, in channel %d, y's number;"
                + " was x or y changed in between?",
            q,
            c));
  }

  /** The row of x of the first pixel of block q. */
  private int corner(int q) {
    int n = q / (outHeight * outWidth);
    int u = q / outWidth % outHeight;
    int v = q % outWidth;
    return (n * height + size * u) * width + size * v;
  }
}
