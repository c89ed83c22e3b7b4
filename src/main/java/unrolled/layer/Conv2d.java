package unrolled.layer;

import java.util.Arrays;
import java.util.Locale;
import org.ejml.data.DMatrixRMaj;
import unrolled.math.Init;
import unrolled.math.Product;
import unrolled.math.Rng;
import unrolled.math.RowSums;

/**
 * The two-dimensional convolution: F filters, each of k×k pixels, look at every place of a picture.
 *
 * <pre>
 *   y[n, u, v, f] = b[f] + Σ_i Σ_j Σ_c x[n, s·u − p + i, s·v − p + j, c] · W[i, j, c, f]
 *
 *   i, j = 0 … k−1   row and column in the filter     s  stride: pixels from place to place
 *   c = 0 … C−1      channel of the input             p  padding: pixels of 0 around the picture
 *   u = 0 … H′−1     H′ = ⌊(H + 2p − k)/s⌋ + 1        v = 0 … W′−1, likewise
 * </pre>
 *
 * <p>Shapes: B pictures of H×W pixels are one matrix x, (B·H·W)×C, a row for each pixel: (n·H +
 * row)·W + column. W (k·k·C)×F, row (i·k + j)·C + c; b 1×F; y (B·H′·W′)×F, row (n·H′ + u)·W′ + v.
 *
 * <p>The sums over i, j and c are one sum over what a filter sees, its patch. So all patches are
 * copied out side by side, one a row, and every filter meets every patch in one tall product,
 * patches·W. The copies cost k² times the memory of x, and yet it is faster than loops over the
 * formula: the product keeps its sums in registers and the processor's vectors full, whatever k, C
 * and the stride are, and a copy of a number is cheap beside the F multiplications that it meets.
 *
 * <p>Sources: K. Fukushima, "Neocognitron", 1980; learnt by gradients: Y. LeCun and others,
 * "Backpropagation applied to handwritten zip code recognition", 1989, and "Gradient-based learning
 * applied to document recognition", 1998.
 */
public final class Conv2d extends Weights {
  /** The filters, (k·k·C)×F: a filter is a column. */
  public final Param w;

  /** The bias, 1×F. */
  public final Param b;

  private final int height;
  private final int width;
  private final int in;
  private final int kernel;
  private final int stride;
  private final int padding;
  private final int outHeight;
  private final int outWidth;

  // Kept from call to call, for as many pictures as the last ones were.
  private int[] pixel = {}; // B·H′·W′·k·k: which row of x a patch shows there, −1 in the padding
  private final DMatrixRMaj patches; // (B·H′·W′)×(k·k·C)
  private final DMatrixRMaj dPatches; // (B·H′·W′)×(k·k·C)

  /**
   * Creates {@code out} filters of {@code kernel}×{@code kernel} pixels for pictures of {@code
   * height}×{@code width} pixels with {@code in} channels; the weights are 0 until {@code init}.
   *
   * @throws IllegalArgumentException if the picture, with its padding, is smaller than a filter
   */
  public Conv2d(int height, int width, int in, int kernel, int stride, int padding, int out) {
    if (height < 1 || width < 1 || kernel < 1 || stride < 1 || padding < 0) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "a picture of %d×%d, a kernel of %d, a stride of %d, a padding of %d: give at least 1"
                  + " of each, and of padding at least 0",
              height,
              width,
              kernel,
              stride,
              padding));
    }
    if (height + 2 * padding < kernel || width + 2 * padding < kernel) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "a kernel of %d×%d does not fit into a picture of %d×%d with a padding of %d: take a"
                  + " smaller kernel, or more padding",
              kernel,
              kernel,
              height,
              width,
              padding));
    }
    this.height = height;
    this.width = width;
    this.in = in;
    this.kernel = kernel;
    this.stride = stride;
    this.padding = padding;
    outHeight = (height + 2 * padding - kernel) / stride + 1;
    outWidth = (width + 2 * padding - kernel) / stride + 1;
    w = param(kernel * kernel * in, out);
    b = param(1, out);
    patches = new DMatrixRMaj(0, kernel * kernel * in);
    dPatches = patches.copy();
  }

  /** H′, the number of places from top to bottom. */
  public int outHeight() {
    return outHeight;
  }

  /** W′, the number of places from left to right. */
  public int outWidth() {
    return outWidth;
  }

  /** Draws filters and bias uniformly within ±1/√(k·k·C), as PyTorch does. */
  @Override
  public void init(Rng rng) {
    double bound = 1 / Math.sqrt(w.value.getNumRows());
    Init.uniform(w.value, bound, rng);
    Init.uniform(b.value, bound, rng);
  }

  /** Sets y to what every filter answers at every place; y is reshaped to fit. */
  public void forward(DMatrixRMaj x, DMatrixRMaj y) {
    if (y == x) {
      throw new IllegalArgumentException("x and y are one matrix; give y its own");
    }
    unfold(x);
    y.reshape(patches.getNumRows(), b.value.getNumCols());
    y.zero();
    RowSums.addToEach(b.value, y); // y = b
    w.multAdd(patches, y); // y += patches·W
  }

  /** Adds to the gradients of W, of b, and of x, unless dx is null. */
  public void backward(DMatrixRMaj x, DMatrixRMaj dy, DMatrixRMaj dx) {
    if (dx == dy) {
      throw new IllegalArgumentException("dy and dx are one matrix; give dx its own");
    }
    unfold(x);
    Shapes.requireShape("dy", dy, patches.getNumRows(), b.value.getNumCols());
    if (dx != null) {
      Shapes.requireSameShape("dx", dx, "x", x);
    }
    Product.multAddTransA(patches, dy, w.gradient); // dW += patchesᵀ·dy
    RowSums.addSum(dy, b.gradient); // db += Σ dy, over all places of all pictures
    if (dx != null) {
      dPatches.reshape(patches.getNumRows(), patches.getNumCols());
      dPatches.zero();
      w.multAddBack(dy, dPatches); // dPatches = dy·Wᵀ
      fold(dx);
    }
  }

  /** Copies each pixel of x to all places where a patch shows it. */
  private void unfold(DMatrixRMaj x) {
    Shapes.requireColumns("x", x, in, "channels of this convolution");
    findPixels(Shapes.pictures("x", x, height, width));
    for (int q = 0; q < pixel.length; q++) {
      if (pixel[q] >= 0) { // the padding is 0, and stays so
        System.arraycopy(x.data, pixel[q] * in, patches.data, q * in, in);
      }
    }
  }

  /** The way back: a pixel is blamed by every patch that shows it, and its blames are summed. */
  private void fold(DMatrixRMaj dx) {
    int places = dPatches.getNumRows();
    dPatches.reshape(pixel.length, in); // the same numbers, one pixel a row
    RowSums.scatter(dPatches, pixel, dx);
    dPatches.reshape(places, w.value.getNumRows());
  }

  /** Finds where the patches lie: all that stride and padding mean stands here. */
  private void findPixels(int pictures) {
    int places = pictures * outHeight * outWidth;
    if (pixel.length == places * kernel * kernel) {
      return; // as many pictures as last time
    }
    pixel = new int[places * kernel * kernel];
    int q = 0;
    for (int n = 0; n < pictures; n++) {
      for (int u = 0; u < outHeight; u++) {
        for (int v = 0; v < outWidth; v++) {
          for (int i = 0; i < kernel; i++) {
            for (int j = 0; j < kernel; j++) {
              int row = stride * u - padding + i;
              int column = stride * v - padding + j;
              boolean inside = row >= 0 && row < height && column >= 0 && column < width;
              pixel[q++] = inside ? (n * height + row) * width + column : -1;
            }
          }
        }
      }
    }
    patches.reshape(places, kernel * kernel * in);
    Arrays.fill(patches.data, 0);
  }
}
