package unrolled.layer;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.ejml.data.DMatrixRMaj;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import unrolled.check.GradientCheck;
import unrolled.math.Init;
import unrolled.math.Rng;

/** Law: the convolution is its formula, forward and backward; PyTorchTest has PyTorch's values. */
class Conv2dTest {
  private static DMatrixRMaj gaussian(int rows, int columns, long seed) {
    return Init.gaussian(new DMatrixRMaj(rows, columns), 1, new Rng(seed));
  }

  private static DMatrixRMaj forward(Conv2d convolution, DMatrixRMaj x) {
    DMatrixRMaj y = new DMatrixRMaj(0, 0);
    convolution.forward(x, y);
    return y;
  }

  // ---- on paper ---------------------------------------------------------------------------------

  // 1 2 3      filter   1 0      places   1−5  2−6
  // 4 5 6               0 −1              4−8  5−9
  // 7 8 9
  private static final DMatrixRMaj NINE = new DMatrixRMaj(9, 1, true, 1, 2, 3, 4, 5, 6, 7, 8, 9);

  private static Conv2d diagonal(int stride, int padding) {
    Conv2d convolution = new Conv2d(3, 3, 1, 2, stride, padding, 1);
    convolution.w.value.setTo(new DMatrixRMaj(4, 1, true, 1, 0, 0, -1));
    convolution.b.value.set(0, 0, 10);
    return convolution;
  }

  private static double[] answers(Conv2d convolution) {
    DMatrixRMaj y = forward(convolution, NINE);
    assertEquals(convolution.outHeight() * convolution.outWidth(), y.getNumRows());
    return Arrays.copyOf(y.data, y.getNumElements());
  }

  @Test
  void theNumbersOnPaper() {
    assertArrayEquals(new double[] {6, 6, 6, 6}, answers(diagonal(1, 0)));
    assertArrayEquals(new double[] {6}, answers(diagonal(2, 0)));
    assertArrayEquals(new double[] {9, 7, 3, 6}, answers(diagonal(2, 1)));
    assertArrayEquals(
        new double[] {9, 8, 7, 10, 6, 6, 6, 13, 3, 6, 6, 16, 10, 17, 18, 19},
        answers(diagonal(1, 1)));
  }

  @Test
  void theGradientsOnPaper() {
    // given: blame of 1, 2, 3, 4 for the four places
    Conv2d convolution = diagonal(1, 0);
    DMatrixRMaj dx = new DMatrixRMaj(9, 1);
    // when
    convolution.backward(NINE, new DMatrixRMaj(4, 1, true, 1, 2, 3, 4), dx);
    // then: dW is the picture seen through the blame, 1·1 + 2·2 + 3·4 + 4·5 and so on
    assertArrayEquals(new double[] {37, 47, 67, 77}, convolution.w.gradient.data);
    assertArrayEquals(new double[] {10}, convolution.b.gradient.data);
    assertArrayEquals(new double[] {1, 2, 0, 3, 4 - 1, -2, 0, -3, -4}, dx.data);
  }

  // ---- against the formula ----------------------------------------------------------------------

  /** The formula as it stands, one sum for each number. */
  private static DMatrixRMaj formula(
      int height, int width, int stride, int padding, int kernel, Conv2d of, DMatrixRMaj x) {
    int in = x.getNumCols();
    int pictures = x.getNumRows() / (height * width);
    int rows = (height + 2 * padding - kernel) / stride + 1;
    int columns = (width + 2 * padding - kernel) / stride + 1;
    DMatrixRMaj y = new DMatrixRMaj(pictures * rows * columns, of.b.value.getNumCols());
    for (int n = 0; n < pictures; n++) {
      for (int u = 0; u < rows; u++) {
        for (int v = 0; v < columns; v++) {
          for (int f = 0; f < y.getNumCols(); f++) {
            double sum = of.b.value.get(0, f);
            for (int i = 0; i < kernel; i++) {
              for (int j = 0; j < kernel; j++) {
                int r = stride * u + i - padding;
                int s = stride * v + j - padding;
                if (0 <= r && r < height && 0 <= s && s < width) {
                  for (int c = 0; c < in; c++) {
                    double weight = of.w.value.get((i * kernel + j) * in + c, f);
                    sum = Math.fma(x.get((n * height + r) * width + s, c), weight, sum);
                  }
                }
              }
            }
            y.set((n * rows + u) * columns + v, f, sum);
          }
        }
      }
    }
    return y;
  }

  @ParameterizedTest
  @CsvSource({
    "5, 7, 3, 1, 0", "7, 5, 3, 1, 1", "6, 7, 3, 2, 1", "4, 9, 2, 3, 0", "3, 2, 1, 1, 0",
    "3, 4, 1, 2, 2", "2, 3, 5, 1, 2", "5, 5, 5, 1, 0", "1, 1, 1, 4, 0", "8, 3, 3, 3, 3"
  })
  void isItsFormulaAndItsGradientsAgreeWithFiniteDifferences(
      int height, int width, int kernel, int stride, int padding) {
    // given
    int in = 3;
    Conv2d convolution = new Conv2d(height, width, in, kernel, stride, padding, 4);
    convolution.init(1);
    DMatrixRMaj x = gaussian(2 * height * width, in, 2);
    // then: the formula's bits
    DMatrixRMaj y = forward(convolution, x);
    DMatrixRMaj expected = formula(height, width, stride, padding, kernel, convolution, x);
    assertEquals(Shapes.of(expected), Shapes.of(y));
    assertEquals(2 * convolution.outHeight() * convolution.outWidth(), y.getNumRows());
    assertArrayEquals(expected.data, Arrays.copyOf(y.data, y.getNumElements()), 0);
    // when
    DMatrixRMaj dy = gaussian(y.getNumRows(), 4, 3);
    DMatrixRMaj dx = new DMatrixRMaj(x.getNumRows(), in);
    convolution.backward(x, dy, dx);
    // then
    GradientCheck.of(
            () -> dot(forward(convolution, x), dy),
            Map.of("x", x, "w", convolution.w.value, "b", convolution.b.value),
            Map.of("x", dx, "w", convolution.w.gradient, "b", convolution.b.gradient))
        .orThrow();
  }

  private static double dot(DMatrixRMaj a, DMatrixRMaj b) {
    double sum = 0;
    for (int i = 0; i < b.getNumElements(); i++) {
      sum = Math.fma(a.data[i], b.data[i], sum);
    }
    return sum;
  }

  // ---- calls, one after the other ---------------------------------------------------------------

  @Test
  void backwardAddsAndNeedsNoDx() {
    // given
    Conv2d convolution = new Conv2d(4, 5, 2, 3, 2, 1, 3);
    convolution.init(1);
    DMatrixRMaj x = gaussian(2 * 20, 2, 2);
    DMatrixRMaj dy = gaussian(2 * 6, 3, 3);
    DMatrixRMaj once = new DMatrixRMaj(40, 2);
    convolution.backward(x, dy, once);
    DMatrixRMaj dw = convolution.w.gradient.copy();
    // when
    DMatrixRMaj twice = once.copy();
    convolution.backward(x, dy, twice);
    convolution.backward(x, dy, null);
    // then
    for (int i = 0; i < dw.getNumElements(); i++) {
      assertEquals(3 * dw.data[i], convolution.w.gradient.data[i], 1e-12);
    }
    for (int i = 0; i < once.getNumElements(); i++) {
      assertEquals(2 * once.data[i], twice.data[i], 1e-12);
    }
  }

  /** Law: nothing is left of pictures that came before, neither of more nor of fewer. */
  @Test
  void eachCallIsLikeTheFirst() {
    Conv2d convolution = new Conv2d(3, 4, 2, 2, 1, 1, 3);
    convolution.init(1);
    for (int pictures : List.of(2, 5, 1, 0, 3)) {
      DMatrixRMaj x = gaussian(pictures * 12, 2, pictures);
      Conv2d fresh = new Conv2d(3, 4, 2, 2, 1, 1, 3);
      fresh.init(1);
      DMatrixRMaj y = forward(convolution, x);
      DMatrixRMaj expected = forward(fresh, x);
      assertEquals(pictures * 20, y.getNumRows());
      assertArrayEquals(expected.data, Arrays.copyOf(y.data, expected.data.length));

      DMatrixRMaj dy = gaussian(pictures * 20, 3, 7);
      DMatrixRMaj dx = new DMatrixRMaj(pictures * 12, 2);
      DMatrixRMaj freshDx = dx.copy();
      convolution.w.zeroGradient();
      convolution.backward(x, dy, dx);
      fresh.backward(x, dy, freshDx);
      assertArrayEquals(freshDx.data, dx.data);
      assertArrayEquals(fresh.w.gradient.data, convolution.w.gradient.data);
    }
  }

  /** Law: what is in one picture changes no answer about another. */
  @Test
  void picturesOfABatchDoNotSeeEachOther() {
    Conv2d convolution = new Conv2d(3, 4, 1, 3, 1, 1, 2);
    convolution.init(1);
    DMatrixRMaj x = gaussian(3 * 12, 1, 2);
    DMatrixRMaj before = forward(convolution, x);
    Arrays.fill(x.data, 12, 24, 99);
    DMatrixRMaj after = forward(convolution, x);
    for (int i = 0; i < before.getNumElements(); i++) {
      assertEquals(i < 24 || i >= 48, before.data[i] == after.data[i], "number " + i);
    }
  }

  @Test
  void startsWithPyTorchsBound() {
    Conv2d convolution = new Conv2d(9, 9, 4, 5, 1, 0, 30);
    convolution.init(1);
    double largest = Arrays.stream(convolution.w.value.data).map(Math::abs).max().orElseThrow();
    assertTrue(largest < 0.1 && largest > 0.0999, () -> "±1/√(5·5·4) is ±0.1, not " + largest);
    double bias = Arrays.stream(convolution.b.value.data).map(Math::abs).max().orElseThrow();
    assertTrue(bias < 0.1 && bias > 0.05, () -> "the bias is within ±0.1, not " + bias);
  }

  // ---- what does not fit ------------------------------------------------------------------------

  private static String refused(Executable call) {
    return assertThrows(IllegalArgumentException.class, call).getMessage();
  }

  @Test
  void saysWhatDoesNotFit() {
    assertEquals(
        "a kernel of 4×4 does not fit into a picture of 9×3 with a padding of 0: take a smaller"
            + " kernel, or more padding",
        refused(() -> new Conv2d(9, 3, 1, 4, 1, 0, 2)));
    assertEquals(
        "a picture of 9×3, a kernel of 2, a stride of 0, a padding of -1: give at least 1 of each,"
            + " and of padding at least 0",
        refused(() -> new Conv2d(9, 3, 1, 2, 0, -1, 2)));
    for (int wrong = 0; wrong < 4; wrong++) {
      int[] sizes = {5, 5, 3, 1};
      sizes[wrong] = 0;
      String message = refused(() -> new Conv2d(sizes[0], sizes[1], 1, sizes[2], sizes[3], 0, 2));
      assertTrue(message.endsWith("padding at least 0"), message);
    }
    assertEquals(
        "a parameter needs at least one row and one column, not 0×2",
        refused(() -> new Conv2d(3, 3, 0, 3, 1, 0, 2)));
  }

  @Test
  void saysWhichMatrixDoesNotFit() {
    Conv2d convolution = new Conv2d(3, 4, 2, 2, 1, 0, 2);
    DMatrixRMaj x = new DMatrixRMaj(12, 2);
    DMatrixRMaj dy = new DMatrixRMaj(6, 2);
    assertEquals(
        "x has 13 rows, but pictures of 3×4 pixels take 12 rows each, one for each pixel",
        refused(() -> convolution.forward(new DMatrixRMaj(13, 2), dy)));
    assertEquals(
        "x is 12×3 but needs 2 columns (channels of this convolution)",
        refused(() -> convolution.forward(new DMatrixRMaj(12, 3), dy)));
    assertEquals(
        "x and y are one matrix; give y its own", refused(() -> convolution.forward(x, x)));
    assertEquals(
        "dy is 12×2 but must be 6×2",
        refused(() -> convolution.backward(x, new DMatrixRMaj(12, 2), null)));
    assertEquals(
        "dx is 6×2 but must have the shape of x, 12×2",
        refused(() -> convolution.backward(x, dy, new DMatrixRMaj(6, 2))));
    assertEquals(
        "dy and dx are one matrix; give dx its own",
        refused(() -> convolution.backward(x, dy, dy)));
  }

  @Test
  void aRefusedDxLeavesTheGradientsAsTheyWere() {
    Conv2d convolution = new Conv2d(3, 4, 2, 2, 1, 0, 2);
    DMatrixRMaj x = gaussian(12, 2, 1);
    refused(() -> convolution.backward(x, gaussian(6, 2, 2), new DMatrixRMaj(6, 2)));
    assertArrayEquals(new double[16], convolution.w.gradient.data);
    assertArrayEquals(new double[2], convolution.b.gradient.data);
  }
}
