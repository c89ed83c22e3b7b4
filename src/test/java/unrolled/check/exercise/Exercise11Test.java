package unrolled.check.exercise;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntSupplier;
import org.ejml.data.DMatrixRMaj;
import org.junit.jupiter.api.Test;
import unrolled.check.Printed;
import unrolled.layer.Conv2d;
import unrolled.math.Rng;

/** Law: the solution gets every point, a hole none, each typical mistake its marks and its hint. */
class Exercise11Test {

  static double[][] convolved(double[][][] x, double[][][] w, double b, int stride, int padding) {
    int k = w.length;
    double[][] y =
        new double[(x.length + 2 * padding - k) / stride + 1]
            [(x[0].length + 2 * padding - k) / stride + 1];
    for (int u = 0; u < y.length; u++) {
      for (int v = 0; v < y[0].length; v++) {
        y[u][v] = b;
        for (int i = 0; i < k; i++) {
          for (int j = 0; j < k; j++) {
            int r = stride * u + i - padding;
            int q = stride * v + j - padding;
            if (r >= 0 && r < x.length && q >= 0 && q < x[0].length) {
              for (int c = 0; c < x[r][q].length; c++) {
                y[u][v] += w[i][j][c] * x[r][q][c];
              }
            }
          }
        }
      }
    }
    return y;
  }

  static double[][][] filterGradient(
      double[][][] x, double[][] dy, int kernel, int stride, int padding) {
    double[][][] dw = new double[kernel][kernel][x[0][0].length];
    for (int u = 0; u < dy.length; u++) {
      for (int v = 0; v < dy[0].length; v++) {
        for (int i = 0; i < kernel; i++) {
          for (int j = 0; j < kernel; j++) {
            int r = stride * u + i - padding;
            int q = stride * v + j - padding;
            if (r >= 0 && r < x.length && q >= 0 && q < x[0].length) {
              for (int c = 0; c < x[r][q].length; c++) {
                dw[i][j][c] += dy[u][v] * x[r][q][c];
              }
            }
          }
        }
      }
    }
    return dw;
  }

  static double[][][] pictureGradient(
      double[][] dy, double[][][] w, int height, int width, int stride, int padding) {
    int k = w.length;
    double[][][] dx = new double[height][width][w[0][0].length];
    for (int u = 0; u < dy.length; u++) {
      for (int v = 0; v < dy[0].length; v++) {
        for (int i = 0; i < k; i++) {
          for (int j = 0; j < k; j++) {
            int r = stride * u + i - padding;
            int q = stride * v + j - padding;
            if (r >= 0 && r < height && q >= 0 && q < width) {
              for (int c = 0; c < dx[r][q].length; c++) {
                dx[r][q][c] += dy[u][v] * w[i][j][c];
              }
            }
          }
        }
      }
    }
    return dx;
  }

  private static final int[] PREDICTED = {20, 5, 4, 12};

  private static int mark(IntSupplier check) {
    return Marked.of(check).mark();
  }

  @Test
  void theSolutionGetsEveryPoint() {
    assertEquals(4, mark(() -> Exercise11.predicted(() -> PREDICTED)));
    for (long seed : Marked.SEEDS) {
      assertEquals(8, mark(() -> Exercise11.forward(Exercise11Test::convolved, seed)));
      assertEquals(6, mark(() -> Exercise11.filter(Exercise11Test::filterGradient, seed)));
      assertEquals(7, mark(() -> Exercise11.picture(Exercise11Test::pictureGradient, seed)));
      assertEquals(
          2,
          mark(
              () ->
                  Exercise11.otherSizes(
                      Exercise11Test::convolved, Exercise11Test::pictureGradient, seed)));
    }
  }

  @Test
  void theReportOfTheSolutionHoldsNoRandomNumber() {
    assertEquals(
        """
        Forward: 8 of 8 points
          ✓ 1/1  a filter of one pixel
          ✓ 1/1  larger filters, more channels: away from the edges
          ✓ 1/1  larger filters, more channels: everywhere
          ✓ 1/1  strides of two and three
          ✓ 2/2  padding
          ✓ 1/1  all together, and a bias
          ✓ 1/1  its inputs are left as they were
        """,
        Printed.by(() -> Exercise11.forward(Exercise11Test::convolved)));
  }

  @Test
  void theSolutionIsWhatTheLibraryComputes() {
    // given
    Rng rng = new Rng(1);
    double[][][] x = new double[5][6][2];
    double[][][] w = new double[3][3][2];
    DMatrixRMaj pixels = Fresh.matrix(rng, 30, 2);
    DMatrixRMaj weights = Fresh.matrix(rng, 18, 1);
    for (int i = 0; i < 60; i++) {
      x[i / 12][i / 2 % 6][i % 2] = pixels.data[i];
    }
    for (int i = 0; i < 18; i++) {
      w[i / 6][i / 2 % 3][i % 2] = weights.data[i];
    }
    Conv2d layer = new Conv2d(5, 6, 2, 3, 2, 1, 1);
    layer.w.value.setTo(weights);
    layer.b.value.set(0, 0, 0.5);
    // when
    DMatrixRMaj y = new DMatrixRMaj(0, 0);
    layer.forward(pixels, y);
    double[][] dy = convolved(x, w, 0.5, 2, 1);
    DMatrixRMaj dx = new DMatrixRMaj(30, 2);
    layer.backward(pixels, y, dx);
    // then
    assertArrayEquals(y.data, Block.numbers(dy), 1e-14);
    assertArrayEquals(layer.w.gradient.data, Block.numbers(filterGradient(x, dy, 3, 2, 1)), 1e-13);
    assertArrayEquals(dx.data, Block.numbers(pictureGradient(dy, w, 5, 6, 2, 1)), 1e-13);
  }

  @Test
  void holesAndCodeThatDoesNothingGetNothing() {
    Exercise11.Forward hole =
        (x, w, b, s, p) -> {
          throw new UnsupportedOperationException("YOUR CODE HERE");
        };
    Exercise11.FilterGradient empty = (x, dy, k, s, p) -> new double[k][k][x[0][0].length];
    assertEquals(0, mark(() -> Exercise11.forward(hole)));
    assertEquals(0, mark(() -> Exercise11.forward((x, w, b, s, p) -> null)));
    assertEquals(0, mark(() -> Exercise11.forward((x, w, b, s, p) -> x[0])));
    assertEquals(0, mark(() -> Exercise11.filter((x, dy, k, s, p) -> null)));
    assertEquals(0, mark(() -> Exercise11.filter((x, dy, k, s, p) -> x)));
    assertEquals(0, mark(() -> Exercise11.filter(empty)));
    assertEquals(0, mark(() -> Exercise11.picture((dy, w, h, wide, s, p) -> null)));
    assertEquals(0, mark(() -> Exercise11.picture((dy, w, h, wide, s, p) -> w)));
    assertEquals(0, mark(() -> Exercise11.predicted(() -> null)));
    assertEquals(0, mark(() -> Exercise11.predicted(() -> new int[4])));
    assertEquals(0, mark(() -> Exercise11.predicted(() -> new int[] {20, 5, 4})));
  }

  @Test
  void aWrongPredictionGetsAHintAndNotTheAnswer() {
    Marked.Result result = Marked.of(() -> Exercise11.predicted(() -> new int[] {63, 5, 9, 21}));
    assertEquals(1, result.mark());
    assertTrue(result.says("Not 63. That is one for each pixel: what does a stride of 2 do?"));
    assertTrue(result.says("Not 9. That is so with a stride of 1."));
    assertTrue(
        result.says("Not 21. At which places does the filter's first pixel lie on the picture?"));
  }

  @Test
  void theReaderWaitsForAllThreePieces() {
    boolean[] ready = new boolean[2];
    assertEquals(
        "",
        Printed.by(
            () ->
                ready[0] =
                    Exercise11.ready(
                        Exercise11Test::convolved,
                        Exercise11Test::filterGradient,
                        Exercise11Test::pictureGradient)));
    assertTrue(ready[0]);
    assertEquals(
        "The reader is made of your three methods, and waits until all their checks pass. Not there"
            + " yet: convolved, pictureGradient.\n",
        Printed.by(
            () ->
                ready[1] =
                    Exercise11.ready(
                        (x, w, b, s, p) -> null,
                        Exercise11Test::filterGradient,
                        (dy, w, h, wide, s, p) -> w)));
    assertFalse(ready[1]);
  }

  // ---- answers that can't be compared

  private static void assertSays(String hint, int mark, IntSupplier check) {
    Marked.Result result = Marked.of(check);
    assertTrue(result.says(hint), result.report());
    assertEquals(mark, result.mark(), result.report());
  }

  @Test
  void aWrongNumberOfPlacesIsNamedByItsFormula() {
    for (String[] said :
        new String[][] {
          {"the + 1 at the end is missing", "0"},
          {"the stride is missing in it", "6"},
          {"the padding is missing in it", "5"},
          {"padding is on both sides, 2p", "5"},
          {"it is rounded up", "6"},
          {"rows and columns have changed places", "0"},
          {"both are computed from the height", "0"}
        }) {
      assertSays(
          "It looks as if " + said[0],
          Integer.parseInt(said[1]),
          () ->
              Exercise11.forward(
                  (x, w, b, s, p) -> {
                    int h = x.length;
                    int v = x[0].length;
                    int k = w.length;
                    double[][] right = convolved(x, w, b, s, p);
                    return switch (said[0].substring(0, 7)) {
                      case "the + 1" -> sized(right, (h + 2 * p - k) / s, (v + 2 * p - k) / s);
                      case "the str" -> sized(right, h + 2 * p - k + 1, v + 2 * p - k + 1);
                      case "the pad" -> sized(right, (h - k) / s + 1, (v - k) / s + 1);
                      case "padding" -> sized(right, (h + p - k) / s + 1, (v + p - k) / s + 1);
                      case "it is r" ->
                          sized(
                              right,
                              (h + 2 * p - k + s - 1) / s + 1,
                              (v + 2 * p - k + s - 1) / s + 1);
                      case "rows an" -> sized(right, right[0].length, right.length);
                      default -> sized(right, right.length, right.length);
                    };
                  }));
    }
  }

  private static double[][] sized(double[][] y, int rows, int columns) {
    double[][] out = new double[rows][columns];
    for (int u = 0; u < Math.min(rows, y.length); u++) {
      System.arraycopy(y[u], 0, out[u], 0, Math.min(columns, y[0].length));
    }
    return out;
  }

  @Test
  void rowsThatAreOneArrayAreFound() {
    assertSays(
        "y[0] and y[1] are one and the same array",
        0,
        () ->
            Exercise11.forward(
                (x, w, b, s, p) -> {
                  double[][] y = convolved(x, w, b, s, p);
                  Arrays.fill(y, y[0]);
                  return y;
                }));
    assertSays(
        "dw[0][0] and dw[0][1] are one and the same array",
        0,
        () ->
            Exercise11.filter(
                (x, dy, k, s, p) -> {
                  double[][][] dw = filterGradient(x, dy, k, s, p);
                  Arrays.fill(dw[0], dw[0][0]);
                  return dw;
                }));
  }

  @Test
  void sizesOfGradientsAreNamed() {
    assertSays(
        "dw is 3×2×2: the channels come first. They come last, as in the picture: 2×2×3.",
        0,
        () -> Exercise11.filter((x, dy, k, s, p) -> new double[x[0][0].length][k][k]));
    assertSays(
        "dx has 7×8 pixels: that is the picture with its padding.",
        5,
        () ->
            Exercise11.picture(
                (dy, w, h, wide, s, p) -> pictureGradient(dy, w, h + 2 * p, wide + 2 * p, s, 0)));
    assertSays(
        "dx has 6×5 pixels: that is width × height.",
        0,
        () -> Exercise11.picture((dy, w, h, wide, s, p) -> new double[wide][h][w[0][0].length]));
    assertSays(
        "dx has 4×5 pixels: that is dy's size.",
        0,
        () ->
            Exercise11.picture(
                (dy, w, h, wide, s, p) -> new double[dy.length][dy[0].length][w[0][0].length]));
    assertSays(
        "y[0] is null: make it with new double[3], and return it.",
        0,
        () -> Exercise11.forward((x, w, b, s, p) -> new double[x.length][]));
  }

  @Test
  void aPixelOutsideIsExplained() {
    assertSays(
        "A pixel of the padding stands in no array",
        5,
        () ->
            Exercise11.forward(
                (x, w, b, s, p) -> p == 0 ? convolved(x, w, b, s, p) : new double[][] {x[-1][0]}));
  }

  @Test
  void whoChangesAnInputIsTold() {
    assertSays(
        "Your code changes what it was given: w[0][0][0]",
        0,
        () ->
            Exercise11.picture(
                (dy, w, h, wide, s, p) -> {
                  w[0][0][0] *= 2;
                  return pictureGradient(dy, w, h, wide, s, p);
                }));
    assertSays(
        "Your code changes what it was given: dy[0][0]",
        5,
        () ->
            Exercise11.filter(
                (x, dy, k, s, p) -> {
                  double[][][] dw = filterGradient(x, dy, k, s, p);
                  dy[0][0] = 7;
                  return dw;
                }));
  }

  /** Law: of two mistakes each is named where it alone is seen. */
  @Test
  void twoMistakesAreBothNamed() {
    Marked.Result result =
        Marked.of(
            () ->
                Exercise11.forward(
                    (x, w, b, s, p) -> {
                      double[][] y = convolved(x, w, b, 1, p);
                      double[][] unstrided =
                          sized(y, (y.length - 1) / s + 1, (y[0].length - 1) / s + 1);
                      unstrided[0][0] = p > 0 ? convolved(x, w, b, s, 0)[0][0] : y[0][0];
                      return unstrided;
                    }));
    assertTrue(result.says("the pixels from row u on. Where does the filter begin"));
  }

  // ---- the typical mistakes

  /** The sizes are the same for every seed: a few say as much as many. */
  private static final List<Long> SOME = Marked.SEEDS.subList(0, (Marked.SEEDS.size() + 3) / 4);

  private static Map<String, Integer> marks(String lines) {
    Map<String, Integer> marks = new LinkedHashMap<>();
    lines.lines().forEach(l -> marks.put(l.substring(2), Integer.valueOf(l.substring(0, 1))));
    return marks;
  }

  @Test
  void eachMistakeForwardHasItsMarksAndItsHint() {
    for (long seed : SOME) {
      Marked.assertEachMistake(
          marks(
              """
              0 nothing
              6 the stride forgotten
              6 the stride forgotten in one direction
              6 the stride forgotten in the other direction
              5 the padding forgotten in one direction
              5 the padding forgotten in the other direction
              4 stride and padding forgotten
              6 the stride inside the filter
              0 the stride added
              5 the padding forgotten
              5 the padding added
              7 the padding in steps
              2 the filter turned round
              2 rows and columns of the filter exchanged
              0 rows and columns of the picture exchanged
              0 where the filter lies forgotten
              2 where in the filter forgotten
              5 the edge repeated
              5 the picture repeated
              5 all or nothing
              5 stopped at the padding
              2 the last place left out
              2 the first place left out
              0 the first row of places alone
              0 the first place alone
              0 as many places as weights
              5 not beyond the edge
              2 the first row taken for padding
              2 the last row taken for padding
              0 as wide as high
              0 as high as wide
              0 the last row of the filter left out
              7 no bias
              7 the bias at every product
              7 the bias at every pixel
              7 the bias at every row
              7 the bias at every pixel, padding included
              7 the bias at every product, padding included
              0 one sum for all places
              5 the channels added before
              2 the last product alone
              2 the last row of the filter alone
              2 the last channel alone
              5 the first channel alone
              2 the mean over the filter
              2 the mean over all products
              0 never below 0
              """),
          Exercise11.forwardExercise(),
          code -> Exercise11.forward(code, seed));
    }
  }

  @Test
  void eachMistakeInTheFilterHasItsMarksAndItsHint() {
    for (long seed : SOME) {
      Marked.assertEachMistake(
          marks(
              """
              0 nothing
              4 the stride forgotten
              4 the stride forgotten in one direction
              4 the stride forgotten in the other direction
              4 the padding forgotten in one direction
              4 the padding forgotten in the other direction
              3 stride and padding forgotten
              4 the stride inside the filter
              0 the stride added
              4 the padding forgotten
              4 the padding added
              5 the padding in steps
              0 the filter turned round
              0 rows and columns of the filter exchanged
              0 rows and columns of the picture exchanged
              2 where the filter lies forgotten
              0 where in the filter forgotten
              4 the edge repeated
              4 the picture repeated
              4 all or nothing
              4 stopped at the padding
              0 the last place left out
              0 the first place left out
              2 the first row of places alone
              2 the first place alone
              2 as many places as weights
              4 not beyond the edge
              0 the first row taken for padding
              0 the last row taken for padding
              2 as wide as high
              2 as high as wide
              0 the last row of the filter left out
              2 the last place alone
              2 the mean over the places
              0 without dy
              0 one sum for all weights
              4 one sum for all channels
              0 dy at the weight's place
              4 places that are none
              0 without x
              4 the first channel for all
              4 channel 0 alone
              0 the sign
              """),
          Exercise11.filterExercise(),
          code -> Exercise11.filter(code, seed));
    }
  }

  @Test
  void eachMistakeInThePictureHasItsMarksAndItsHint() {
    for (long seed : SOME) {
      Marked.assertEachMistake(
          marks(
              """
              0 nothing
              5 the stride forgotten
              5 the stride forgotten in one direction
              5 the stride forgotten in the other direction
              5 the padding forgotten in one direction
              5 the padding forgotten in the other direction
              4 stride and padding forgotten
              5 the stride inside the filter
              0 the stride added
              5 the padding forgotten
              5 the padding added
              6 the padding in steps
              2 the filter turned round
              2 rows and columns of the filter exchanged
              0 rows and columns of the picture exchanged
              0 where the filter lies forgotten
              2 where in the filter forgotten
              5 the edge repeated
              5 the picture repeated
              5 all or nothing
              5 stopped at the padding
              0 the last place left out
              0 the first place left out
              0 the first row of places alone
              0 the first place alone
              0 as many places as weights
              5 not beyond the edge
              2 the first row taken for padding
              2 the last row taken for padding
              0 as wide as high
              0 as high as wide
              0 the last row of the filter left out
              2 the last place alone
              2 gathered without turning the filter
              2 gathered with the turned filter, from the wrong place
              4 the channels added
              5 places that are none
              2 the mean over the places
              0 without dy
              0 without w
              4 the first channel for all
              4 channel 0 alone
              0 the sign
              """),
          Exercise11.pictureExercise(),
          code -> Exercise11.picture(code, seed));
    }
  }
}
