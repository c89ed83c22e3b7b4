package unrolled.layer;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Map;
import org.ejml.data.DMatrixRMaj;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import unrolled.check.GradientCheck;
import unrolled.math.Init;
import unrolled.math.Rng;

/** Law: of each block the largest, and the blame goes where it stood. */
class MaxPool2dTest {
  private static final double NAN = Double.NaN;

  private static DMatrixRMaj column(double... numbers) {
    return new DMatrixRMaj(numbers);
  }

  @Test
  void theNumbersOnPaper() {
    // given: 3×5 pixels, blocks of 2×2; the last row and the last column fill none
    DMatrixRMaj x = column(1, -2, 5, 5, 9, 4, 3, 5, 5, 9, 9, 9, 9, 9, 9);
    MaxPool2d pool = new MaxPool2d(3, 5, 2);
    DMatrixRMaj y = new DMatrixRMaj(7, 7);
    DMatrixRMaj dx = new DMatrixRMaj(15, 1);
    dx.set(5, 0, 100); // it is added to
    // when
    pool.forward(x, y);
    pool.backward(x, y, column(1, 2), dx);
    // then
    assertEquals("1×2", pool.outHeight() + "×" + pool.outWidth());
    assertEquals("2×1", Shapes.of(y));
    assertEquals(4, y.get(0, 0));
    assertEquals(5, y.get(1, 0));
    assertArrayEquals(new double[] {0, 0, 2, 0, 0, 101, 0, 0, 0, 0, 0, 0, 0, 0, 0}, dx.data);
  }

  @ParameterizedTest
  @CsvSource({"4, 6, 2", "5, 7, 2", "7, 3, 3", "3, 4, 1", "2, 2, 2"})
  void gradientsAgreeWithFiniteDifferences(int height, int width, int size) {
    Rng rng = new Rng(1);
    DMatrixRMaj x = Init.gaussian(new DMatrixRMaj(3 * height * width, 2), 1, rng);
    MaxPool2d pool = new MaxPool2d(height, width, size);
    DMatrixRMaj y = new DMatrixRMaj(0, 0);
    pool.forward(x, y);
    DMatrixRMaj dy = Init.gaussian(new DMatrixRMaj(y.getNumRows(), 2), 1, rng);
    DMatrixRMaj dx = new DMatrixRMaj(x.getNumRows(), 2);
    pool.backward(x, y, dy, dx);
    GradientCheck.of(
            () -> {
              pool.forward(x, y);
              double sum = 0;
              for (int i = 0; i < dy.getNumElements(); i++) {
                sum = Math.fma(y.data[i], dy.data[i], sum);
              }
              return sum;
            },
            Map.of("x", x),
            Map.of("x", dx))
        .orThrow();
  }

  @Test
  void noNumberIsTooSmallAndNaNPasses() {
    MaxPool2d pool = new MaxPool2d(2, 2, 2);
    DMatrixRMaj y = new DMatrixRMaj(0, 0);
    double low = Double.NEGATIVE_INFINITY;
    pool.forward(column(low, low, low, -1e300), y);
    assertEquals(-1e300, y.get(0, 0));
    for (int at = 0; at < 4; at++) {
      DMatrixRMaj x = column(1, 2, 3, 4);
      x.set(at, 0, NAN);
      DMatrixRMaj dx = new DMatrixRMaj(4, 1);
      pool.forward(x, y);
      assertEquals(NAN, y.get(0, 0));
      pool.backward(x, y, column(1), dx);
      assertEquals(1, dx.get(at, 0));
    }
  }

  private static String refused(Executable call) {
    return assertThrows(IllegalArgumentException.class, call).getMessage();
  }

  @Test
  void saysWhatDoesNotFit() {
    assertEquals(
        "blocks of 4×4 pixels in a picture of 9×3: give a size from 1 to 3",
        refused(() -> new MaxPool2d(9, 3, 4)));
    assertEquals(
        "blocks of 0×0 pixels in a picture of 9×3: give a size from 1 to 3",
        refused(() -> new MaxPool2d(9, 3, 0)));
    MaxPool2d pool = new MaxPool2d(2, 4, 2);
    DMatrixRMaj x = column(1, 2, 3, 4, 5, 6, 7, 8);
    DMatrixRMaj y = column(6, 8);
    assertEquals(
        "x has 2 rows, but pictures of 2×4 pixels take 8 rows each, one for each pixel",
        refused(() -> pool.forward(y, x)));
    assertEquals("x and y are one matrix; give y its own", refused(() -> pool.forward(x, x)));
    assertEquals(
        "y is 8×1 but must be 2×1", refused(() -> pool.backward(x, x, y, new DMatrixRMaj(8, 1))));
    assertEquals(
        "dy is 8×1 but must have the shape of y, 2×1",
        refused(() -> pool.backward(x, y, x, new DMatrixRMaj(8, 1))));
    assertEquals(
        "dx is 2×1 but must have the shape of x, 8×1",
        refused(() -> pool.backward(x, y, y, new DMatrixRMaj(2, 1))));
    assertEquals(
        "y is not what forward gives for x: no pixel of block 1 has, in channel 0, y's number; was"
            + " x or y changed in between?",
        refused(() -> pool.backward(x, column(6, 9), y, new DMatrixRMaj(8, 1))));
  }
}
