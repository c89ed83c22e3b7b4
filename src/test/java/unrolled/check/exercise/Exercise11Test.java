package unrolled.check.exercise;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.function.IntSupplier;
import java.util.function.ToIntBiFunction;
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
        "What follows is made of your three methods, and waits until all their checks pass. Not there"
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
    for (String said :
        List.of(
            "the + 1 at the end were missing",
            "it were not divided by the stride",
            "the padding were missing in it",
            "the padding were counted once",
            "it were rounded up",
            "H′ and W′ had changed places",
            "W′ were computed from the height")) {
      Marked.Result result =
          Marked.of(
              () ->
                  Exercise11.forward(
                      (x, w, b, s, p) -> {
                        int h = x.length;
                        int v = x[0].length;
                        int k = w.length;
                        double[][] y = convolved(x, w, b, s, p);
                        return switch (said) {
                          case "the + 1 at the end were missing" ->
                              sized(y, (h + 2 * p - k) / s, (v + 2 * p - k) / s);
                          case "it were not divided by the stride" ->
                              sized(y, h + 2 * p - k + 1, v + 2 * p - k + 1);
                          case "the padding were missing in it" ->
                              sized(y, (h - k) / s + 1, (v - k) / s + 1);
                          case "the padding were counted once" ->
                              sized(y, (h + p - k) / s + 1, (v + p - k) / s + 1);
                          case "it were rounded up" ->
                              sized(
                                  y,
                                  (h + 2 * p - k + s - 1) / s + 1,
                                  (v + 2 * p - k + s - 1) / s + 1);
                          case "H′ and W′ had changed places" -> sized(y, y[0].length, y.length);
                          default -> sized(y, y.length, y.length);
                        };
                      }));
      assertTrue(result.says("The size of y: it looks as if " + said), result.report());
      assertTrue(result.mark() < 8, result.report());
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
        "dw has its channels first. They come last, as in the picture.",
        0,
        () -> Exercise11.filter((x, dy, k, s, p) -> new double[x[0][0].length][k][k]));
    assertSays(
        "dx is the picture with its padding.",
        6,
        () ->
            Exercise11.picture(
                (dy, w, h, wide, s, p) -> pictureGradient(dy, w, h + 2 * p, wide + 2 * p, s, 0)));
    assertSays(
        "The size of dx: it looks as if it were width × height.",
        0,
        () -> Exercise11.picture((dy, w, h, wide, s, p) -> new double[wide][h][w[0][0].length]));
    assertSays(
        "The size of dx: it looks as if it were that of dy.",
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

  /** Law: no mark depends on the draw. */
  @Test
  void whatIsWrongForSomeSignsAloneHasTheSameMarkInEveryDraw() {
    for (long seed : Marked.SEEDS) {
      Marked.Result result =
          Marked.of(
              () ->
                  Exercise11.filter(
                      (x, dy, k, s, p) -> {
                        double[][] positive = new double[dy.length][];
                        for (int u = 0; u < dy.length; u++) {
                          positive[u] = Arrays.stream(dy[u]).map(d -> Math.max(0, d)).toArray();
                        }
                        return filterGradient(x, positive, k, s, p);
                      },
                      seed));
      assertEquals(3, result.mark(), result.report());
    }
  }

  /** Law: two mistakes at once are both named, also where one of them throws. */
  @Test
  void twoMistakesAreBothNamed() {
    Marked.Result result =
        Marked.of(
            () ->
                Exercise11.forward(
                    (x, w, b, s, p) -> {
                      double[][] y = convolved(x, w, 0, 1, p);
                      double[][] steps = new double[(y.length - 1) / s + 1][];
                      for (int u = 0; u < steps.length; u++) {
                        steps[u] = Arrays.copyOf(y[u], (y[0].length - 1) / s + 1);
                      }
                      return steps;
                    }));
    assertTrue(result.says("row i of the filter lay on row u + i − p"), result.report());
    assertTrue(result.says("It looks as if the bias were missing."), result.report());

    Marked.Result thrown =
        Marked.of(
            () ->
                Exercise11.filter(
                    (x, dy, k, s, p) -> {
                      double[][] turned = new double[dy.length][dy[0].length];
                      for (int u = 0; u < dy.length; u++) {
                        for (int v = 0; v < dy[0].length; v++) {
                          turned[u][v] = -dy[v][u];
                        }
                      }
                      return filterGradient(x, turned, k, s, p);
                    }));
    assertTrue(thrown.says("dy were read at [v][u]"), thrown.report());
    assertTrue(thrown.says("dw had the wrong sign"), thrown.report());
  }

  // ---- the typical mistakes

  /** Each seed tries some of them, since there are hundreds: {@code -Dseeds=80} tries all. */
  private static final int EACH = 80;

  /** Law: each mistake has its own hint and no other's, and never all points. */
  private static <F> void assertEachMistake(Exercise<F> exercise, ToIntBiFunction<F, Long> check) {
    for (long seed : Marked.SEEDS) {
      for (int m = (int) (seed % EACH); m < exercise.mistakes().size(); m += EACH) {
        Exercise.Mistake<F> mistake = exercise.mistakes().get(m);
        Marked.Result result = Marked.of(() -> check.applyAsInt(mistake.code(), seed));
        List<String> told =
            exercise.mistakes().stream()
                .filter(other -> result.says(other.hint()))
                .map(Exercise.Mistake::name)
                .toList();
        assertEquals(List.of(mistake.name()), told, result.report());
        assertTrue(result.mark() < exercise.points(), result.report());
      }
    }
  }

  @Test
  void eachMistakeForwardHasItsHint() {
    assertEachMistake(Exercise11.forwardExercise(), Exercise11::forward);
  }

  @Test
  void eachMistakeInTheFilterHasItsHint() {
    assertEachMistake(Exercise11.filterExercise(), Exercise11::filter);
  }

  @Test
  void eachMistakeInThePictureHasItsHint() {
    assertEachMistake(Exercise11.pictureExercise(), Exercise11::picture);
  }
}
