package unrolled.check.exercise;

import static unrolled.check.exercise.Prediction.PREDICTED;
import static unrolled.check.exercise.Prediction.question;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.DoubleBinaryOperator;
import java.util.function.DoubleSupplier;
import java.util.function.Function;
import java.util.function.IntBinaryOperator;
import java.util.function.Supplier;
import unrolled.math.Rng;

/**
 * Marks exercise 11: a convolution with stride and padding, the gradient of its filter, and that of
 * the picture.
 *
 * <p>The right answers go another way than the formulas: a picture with its padding is made and cut
 * up; and since the loss Σ dy·y is linear in every weight and every pixel, a gradient is what the
 * loss comes to when this one is 1 and all others are 0.
 */
public final class Exercise11 {

  private static final String Y = "y";
  private static final String DW = "dw";
  private static final String DX = "dx";
  private static final String MIDDLE_Y = "in the middle, y";
  private static final String MIDDLE_DX = "in the middle, dx";

  private Exercise11() {}

  /** The learner's convolution. */
  @FunctionalInterface
  public interface Forward {
    /**
     * What one filter answers at every place of a picture.
     *
     * @param x H×W×C, the picture
     * @param w k×k×C, the filter
     * @param b its bias
     * @param stride pixels from place to place
     * @param padding pixels of 0 around the picture
     * @return y, H′×W′
     */
    double[][] convolved(double[][][] x, double[][][] w, double b, int stride, int padding);
  }

  /** The learner's gradient of the filter. */
  @FunctionalInterface
  public interface FilterGradient {
    /**
     * The gradient of the filter.
     *
     * @param x H×W×C, the picture
     * @param dy H′×W′, the gradient of the answers
     * @param kernel k
     * @param stride pixels from place to place
     * @param padding pixels of 0 around the picture
     * @return dw, k×k×C
     */
    double[][][] filterGradient(double[][][] x, double[][] dy, int kernel, int stride, int padding);
  }

  /** The learner's gradient of the picture. */
  @FunctionalInterface
  public interface PictureGradient {
    /**
     * The gradient of the picture.
     *
     * @param dy H′×W′, the gradient of the answers
     * @param w k×k×C, the filter
     * @param height H
     * @param width W
     * @param stride pixels from place to place
     * @param padding pixels of 0 around the picture
     * @return dx, H×W×C
     */
    double[][][] pictureGradient(
        double[][] dy, double[][][] w, int height, int width, int stride, int padding);
  }

  /** Marks the four predictions: 4 points. Prints the report. */
  public static int predicted(Supplier<int[]> learners) {
    return predictions().mark(learners::get, 1);
  }

  /** Marks the convolution: 8 points. Prints the report. */
  public static int forward(Forward learners) {
    return forward(learners, Exercise.freshSeed());
  }

  /** Marks the convolution on pictures drawn with this seed. */
  public static int forward(Forward learners, long seed) {
    return forwardExercise().mark(learners, seed);
  }

  /** Marks the gradient of the filter: 6 points. Prints the report. */
  public static int filter(FilterGradient learners) {
    return filter(learners, Exercise.freshSeed());
  }

  /** Marks the gradient of the filter on pictures drawn with this seed. */
  public static int filter(FilterGradient learners, long seed) {
    return filterExercise().mark(learners, seed);
  }

  /** Marks the gradient of the picture: 7 points. Prints the report. */
  public static int picture(PictureGradient learners) {
    return picture(learners, Exercise.freshSeed());
  }

  /** Marks the gradient of the picture with filters drawn with this seed. */
  public static int picture(PictureGradient learners, long seed) {
    return pictureExercise().mark(learners, seed);
  }

  /** For a class: 2 more points for sizes that the visible checks don't have. */
  public static int otherSizes(Forward forward, PictureGradient picture, long seed) {
    return new Exercise<Forward>(
                "Other sizes, y", Exercise11::callForward, Exercise11::rightForward)
            .stage(drawn(true, OTHER_SIZES))
            .part(1, "strides and paddings of up to five", Y)
            .mark(forward, seed)
        + new Exercise<PictureGradient>(
                "Other sizes, dx", Exercise11::callPicture, Exercise11::rightPicture)
            .stage(drawn(false, OTHER_SIZES))
            .part(1, "strides and paddings of up to five", DX)
            .mark(picture, seed);
  }

  /**
   * Whether all three pieces are right, so that something can be built on them; if not, says so.
   */
  public static boolean ready(Forward forward, FilterGradient filter, PictureGradient picture) {
    Map<String, Boolean> pieces = new LinkedHashMap<>();
    pieces.put("convolved", forwardExercise().isRight(forward, 1));
    pieces.put("filterGradient", filterExercise().isRight(filter, 1));
    pieces.put("pictureGradient", pictureExercise().isRight(picture, 1));
    return Waiting.isOver(
        "The reader is made of your three methods, and waits until all their checks pass.", pieces);
  }

  // ---- the predictions

  /** What the questions are about: 7×9 pixels of three channels, 3×3, stride 2, padding 1. */
  private static final Sizes ASKED = new Sizes(7, 9, 3, 3, 2, 1);

  static Exercise<Callable<int[]>> predictions() {
    int[] terms = new int[3];
    walk(
        ASKED,
        new Slip(),
        (u, v, i, j, r, q) -> {
          terms[0] += u == 0 && v == 0 ? 1 : 0;
          terms[1] += r == 1 && q == 1 ? 1 : 0;
          terms[2] += i == 0 && j == 0 ? 1 : 0;
        });
    return new Exercise<Callable<int[]>>("Predictions", Prediction::callWhole, Prediction::right)
        .stage(
            question(
                0,
                ASKED.down() * ASKED.across(),
                "Look at the two formulas for H′ and W′.",
                "63 That is one for each pixel: what does a stride of 2 do?",
                "35 That is without stride and padding.",
                "12 There is padding on both sides; and mind the + 1.",
                "60 A filter gives one number at a place: it adds up over the channels.",
                "4 That is how many lie below each other.",
                "5 That is how many lie side by side."))
        .part(1, "how many numbers y has", PREDICTED)
        .stage(
            question(
                1,
                9 - terms[0],
                "Draw the corner: the filter's first pixel lies on x[−1][−1].",
                "4 That many lie on the picture.",
                "3 That is one side of the corner. There are two.",
                "6 You counted the corner itself twice."))
        .part(1, "how much of the filter lies in the padding at the corner", PREDICTED)
        .stage(
            question(
                2,
                terms[1],
                "Which u and i have 2u + i − 1 = 1?",
                "9 That is so with a stride of 1.",
                "2 That is one direction alone: rows and columns both have a choice.",
                "1 It is more than one: 2u + i − 1 = 1 has more than one solution."))
        .part(1, "how many answers see the pixel x[1][1]", PREDICTED)
        .stage(
            question(
                3,
                terms[2],
                "At which places does the filter's first pixel lie on the picture?",
                "20 Of these, some meet a 0 of the padding, and give the weight no gradient.",
                "15 Right for the first row of places. Now the first column.",
                "16 Right for the first column of places. Now the first row.",
                "1 The same weight is used at every place."))
        .part(1, "how many pixels the weight w[0][0][0] meets", PREDICTED);
  }

  // ---- the exercises

  static Exercise<Forward> forwardExercise() {
    String read = " Read “Forward” above.";
    Exercise<Forward> exercise =
        new Exercise<Forward>("Forward", Exercise11::callForward, Exercise11::rightForward)
            .naming(Exercise11::inWords)
            .stage(drawn(false, ONE_PIXEL))
            .part(1, "a filter of one pixel", Y)
            .stage(drawn(false, PLAIN))
            .part(1, "larger filters, more channels: away from the edges", MIDDLE_Y)
            .part(1, "larger filters, more channels: everywhere", Y)
            .stage(drawn(false, STRIDES))
            .part(1, "strides of two and three", Y)
            .stage(drawn(false, PADDED))
            .part(2, "padding", Y)
            .stage(drawn(true, TOGETHER))
            .part(1, "all together, and a bias", Y)
            .leavesItsInputs(1);
    exercise.mistake(
        "nothing",
        "All is 0: does what you compute reach y?",
        (x, w, b, s, p) -> forward(x, scaled(w, 0), 0, s, p, new Slip()));
    geometry(
        "y[u][v]",
        (name, hint, slip) ->
            exercise.mistake(name, hint + read, (x, w, b, s, p) -> forward(x, w, b, s, p, slip)));
    return exercise
        .mistake(
            "no bias",
            "It looks as if the bias were missing." + read,
            (x, w, b, s, p) -> forward(x, w, 0, s, p, new Slip()))
        .mistake(
            "the bias at every product",
            "It looks as if the bias were added at every product. It is added once at a place, also"
                + " where the whole filter lies in the padding."
                + read,
            (x, w, b, s, p) -> manyBiases(x, w, b, s, p, x[0][0].length))
        .mistake(
            "the bias at every pixel",
            "It looks as if the bias were added at every pixel of the filter. It is added once at a"
                + " place."
                + read,
            (x, w, b, s, p) -> manyBiases(x, w, b, s, p, 1))
        .mistake(
            "the bias at every row",
            "It looks as if the bias were added at every row of the filter. It is added once at a"
                + " place."
                + read,
            (x, w, b, s, p) -> forward(x, w, w.length * b, s, p, new Slip()))
        .mistake(
            "the bias at every pixel, padding included",
            "It looks as if the bias were added at every pixel of the filter, in the padding, too."
                + " It is added once at a place."
                + read,
            (x, w, b, s, p) -> forward(x, w, w.length * w.length * b, s, p, new Slip()))
        .mistake(
            "the bias at every product, padding included",
            "It looks as if the bias were added at every product, in the padding, too. It is added"
                + " once at a place."
                + read,
            (x, w, b, s, p) ->
                forward(x, w, w.length * w.length * w[0][0].length * b, s, p, new Slip()))
        .mistake(
            "one sum for all places",
            "It looks as if the sum went on from place to place: where is it set back?" + read,
            (x, w, b, s, p) -> {
              double[][] y = forward(x, w, 0, s, p, new Slip());
              double sum = b;
              for (double[] row : y) {
                for (int v = 0; v < row.length; v++) {
                  sum += row[v];
                  row[v] = sum;
                }
              }
              return y;
            })
        .mistake(
            "the channels added before",
            "Right with one channel. It looks as if you multiplied the sum of the weights by the sum"
                + " of the channels: channel c of the filter meets channel c of the picture alone."
                + read,
            (x, w, b, s, p) -> forward(summed(x), w, b, s, p, new Slip()))
        .mistake(
            "the last product alone",
            "It looks as if each product took the place of the one before: = where += belongs. All"
                + " products of a place add up."
                + read,
            (x, w, b, s, p) ->
                forward(x, w, b, s, p, new Slip().adding((sum, product) -> b + product)))
        .mistake(
            "the last row of the filter alone",
            "It looks as if the sum began anew at each row of the filter: only the last row counts."
                + " Where is it set to 0?"
                + read,
            (x, w, b, s, p) -> forward(x, lastRow(w), b, s, p, new Slip()))
        .mistake(
            "the last channel alone",
            "It looks as if the sum began anew at each pixel of the filter: only the last one"
                + " counts. Where is it set to 0?"
                + read,
            (x, w, b, s, p) -> forward(x, lastPixel(w), b, s, p, new Slip()))
        .mistake(
            "the first channel alone",
            "Right with one channel. It looks as if only channel 0 counted." + read,
            (x, w, b, s, p) -> forward(x, firstChannel(w), b, s, p, new Slip()))
        .mistake(
            "the mean over the filter",
            "It looks as if you had divided by k·k. A filter's answer is a sum." + read,
            (x, w, b, s, p) ->
                forward(x, scaled(w, 1.0 / (w.length * w.length)), b, s, p, new Slip()))
        .mistake(
            "the mean over all products",
            "It looks as if you had divided by the number of products. A filter's answer is a sum."
                + read,
            (x, w, b, s, p) ->
                forward(
                    x,
                    scaled(w, 1.0 / (w.length * w.length * w[0][0].length)),
                    b,
                    s,
                    p,
                    new Slip()))
        .mistake(
            "never below 0",
            "It looks as if what is below 0 had become 0. A ReLU may come later; the convolution"
                + " has none."
                + read,
            (x, w, b, s, p) -> {
              double[][] y = forward(x, w, b, s, p, new Slip());
              for (double[] row : y) {
                Arrays.setAll(row, v -> Math.max(0, row[v]));
              }
              return y;
            });
  }

  static Exercise<FilterGradient> filterExercise() {
    String read = " Read “Back to the filter” above.";
    Exercise<FilterGradient> exercise =
        new Exercise<FilterGradient>(
                "Back to the filter", Exercise11::callFilter, Exercise11::rightFilter)
            .naming(Exercise11::inWords)
            .stage(drawn(false, ONE_PLACE))
            .part(1, "a picture as large as the filter: one place", DW)
            .stage(drawn(false, PLAIN))
            .part(1, "many places, more channels", DW)
            .stage(drawn(false, STRIDES))
            .part(1, "strides of two and three", DW)
            .stage(drawn(false, PADDED))
            .part(1, "padding", DW)
            .stage(drawn(false, TOGETHER))
            .part(1, "all together", DW)
            .leavesItsInputs(1);
    exercise.mistake(
        "nothing",
        "All is 0: does what you compute reach dw?",
        (x, dy, k, s, p) -> new double[k][k][x[0][0].length]);
    geometry(
        "dy[u][v]",
        (name, hint, slip) ->
            exercise.mistake(name, hint + read, (x, dy, k, s, p) -> filter(x, dy, k, s, p, slip)));
    return exercise
        .mistake(
            "the last place alone",
            "It looks as if each place took the place of the one before: = where += belongs. The"
                + " same weight was used everywhere, and its gradient is the sum."
                + read,
            (x, dy, k, s, p) ->
                filter(x, dy, k, s, p, new Slip().adding((sum, product) -> product)))
        .mistake(
            "the mean over the places",
            "It looks as if you had divided by the number of places. A gradient that arrives from"
                + " several places is their sum."
                + read,
            (x, dy, k, s, p) -> scaled(filter(x, dy, k, s, p, new Slip()), 1.0 / count(dy)))
        .mistake(
            "without dy",
            "It looks as if the pixels were added up without dy." + read,
            (x, dy, k, s, p) -> filter(x, ones(dy), k, s, p, new Slip()))
        .mistake(
            "one sum for all weights",
            "It looks as if the sum went on from weight to weight: where is it set back?" + read,
            (x, dy, k, s, p) -> {
              double[] sum = {0};
              double[][][] dw = filter(x, dy, k, s, p, new Slip());
              return filled(dw, (i, j, c) -> sum[0] += dw[i][j][c]);
            })
        .mistake(
            "one sum for all channels",
            "Right with one channel. It looks as if the channels were added up: dw has a number of"
                + " its own for each."
                + read,
            (x, dy, k, s, p) -> filter(summed(x), dy, k, s, p, new Slip()))
        .mistake(
            "dy at the weight's place",
            "It looks as if dy were read at [i][j]. i and j say where in the filter; which place it"
                + " was, u and v say."
                + read,
            (x, dy, k, s, p) -> {
              double[][][] dw = filter(x, ones(dy), k, s, p, new Slip());
              return filled(
                  dw, (i, j, c) -> i < dy.length && j < dy[0].length ? dy[i][j] * dw[i][j][c] : 0);
            })
        .mistake(
            "places that are none",
            "Right with a stride of 1. It looks as if you had divided by the stride and thrown the"
                + " rest away: if r + p − i is no multiple of the stride, row i of the filter never"
                + " meets pixel r."
                + read,
            Exercise11::filterGathered)
        .mistake(
            "without x",
            "It looks as if dy were added up without the pixels. What stood beside the weight in the"
                + " formula of y?"
                + read,
            (x, dy, k, s, p) -> filter(ones(x), dy, k, s, p, new Slip()))
        .mistake(
            "the first channel for all",
            "It looks as if every channel of dw had been computed with channel 0 of the picture."
                + read,
            (x, dy, k, s, p) -> filter(sameChannel(x), dy, k, s, p, new Slip()))
        .mistake(
            "channel 0 alone",
            "Right for channel 0; in the others there is nothing." + read,
            (x, dy, k, s, p) -> firstChannel(filter(x, dy, k, s, p, new Slip())))
        .mistake(
            "the sign",
            "dw has the wrong sign. The minus of gradient descent comes later, in the update."
                + read,
            (x, dy, k, s, p) -> scaled(filter(x, dy, k, s, p, new Slip()), -1));
  }

  static Exercise<PictureGradient> pictureExercise() {
    String read = " Read “Back to the picture” above.";
    Exercise<PictureGradient> exercise =
        new Exercise<PictureGradient>(
                "Back to the picture", Exercise11::callPicture, Exercise11::rightPicture)
            .naming(Exercise11::inWords)
            .stage(drawn(false, ONE_PIXEL))
            .part(1, "a filter of one pixel", DX)
            .stage(drawn(false, PLAIN))
            .part(1, "larger filters, more channels: away from the edges", MIDDLE_DX)
            .part(1, "larger filters, more channels: everywhere", DX)
            .stage(drawn(false, STRIDES))
            .part(1, "strides of two and three", DX)
            .stage(drawn(false, PADDED))
            .part(1, "padding", DX)
            .stage(drawn(false, TOGETHER))
            .part(1, "all together", DX)
            .leavesItsInputs(1);
    exercise.mistake(
        "nothing",
        "All is 0: does what you compute reach dx?",
        (dy, w, h, wide, s, p) -> new double[h][wide][w[0][0].length]);
    geometry(
        "dy[u][v]",
        (name, hint, slip) ->
            exercise.mistake(
                name, hint + read, (dy, w, h, wide, s, p) -> picture(dy, w, h, wide, s, p, slip)));
    return exercise
        .mistake(
            "the last place alone",
            "It looks as if each place took the place of the one before: = where += belongs. A"
                + " pixel is seen from several places, and its gradient is the sum."
                + read,
            (dy, w, h, wide, s, p) ->
                picture(dy, w, h, wide, s, p, new Slip().adding((sum, product) -> product)))
        .mistake(
            "gathered without turning the filter",
            "It looks as if dx were a convolution of dy with the filter as it is. From the pixel's"
                + " side all is turned round: the place above it sees it with a lower row of the"
                + " filter."
                + read,
            (dy, w, h, wide, s, p) -> gathered(dy, w, h, wide, s, p, false))
        .mistake(
            "gathered with the turned filter, from the wrong place",
            "It looks as if dx were a convolution of dy with the turned filter, with the same"
                + " padding. That is right for a stride of 1 and k = 2p + 1; in general, ask which u"
                + " and i have s·u + i − p = r."
                + read,
            (dy, w, h, wide, s, p) -> gathered(dy, turned(w), h, wide, s, p, false))
        .mistake(
            "the channels added",
            "Right with one channel. It looks as if the weights of all channels were added up: dx"
                + " has a number of its own for each."
                + read,
            (dy, w, h, wide, s, p) -> picture(dy, summed(w), h, wide, s, p, new Slip()))
        .mistake(
            "places that are none",
            "Right with a stride of 1. It looks as if you had divided by the stride and thrown the"
                + " rest away: if r + p − i is no multiple of the stride, no place sees pixel r with"
                + " row i of the filter."
                + read,
            (dy, w, h, wide, s, p) -> gathered(dy, w, h, wide, s, p, true))
        .mistake(
            "the mean over the places",
            "It looks as if each pixel's gradient were divided by the number of places that see it."
                + " What arrives from several places is their sum."
                + read,
            (dy, w, h, wide, s, p) -> {
              double[][][] dx = picture(dy, w, h, wide, s, p, new Slip());
              double[][][] seen = picture(ones(dy), ones(w), h, wide, s, p, new Slip());
              return filled(dx, (r, q, c) -> seen[r][q][c] == 0 ? 0 : dx[r][q][c] / seen[r][q][c]);
            })
        .mistake(
            "without dy",
            "It looks as if the weights were added up without dy." + read,
            (dy, w, h, wide, s, p) -> picture(ones(dy), w, h, wide, s, p, new Slip()))
        .mistake(
            "without w",
            "It looks as if dy were added up without the weights. What stood beside the pixel in the"
                + " formula of y?"
                + read,
            (dy, w, h, wide, s, p) -> picture(dy, ones(w), h, wide, s, p, new Slip()))
        .mistake(
            "the first channel for all",
            "It looks as if every channel of dx had been computed with channel 0 of the filter."
                + read,
            (dy, w, h, wide, s, p) -> picture(dy, sameChannel(w), h, wide, s, p, new Slip()))
        .mistake(
            "channel 0 alone",
            "Right for channel 0; in the others there is nothing." + read,
            (dy, w, h, wide, s, p) -> firstChannel(picture(dy, w, h, wide, s, p, new Slip())))
        .mistake(
            "the sign",
            "dx has the wrong sign." + read,
            (dy, w, h, wide, s, p) -> scaled(picture(dy, w, h, wide, s, p, new Slip()), -1));
  }

  /** Takes a mistake that all three methods can have. */
  @FunctionalInterface
  private interface Geometric {
    void mistake(String name, String hint, Slip slip);
  }

  /** The ways to look at the wrong pixel; {@code at} says for whom. */
  private static void geometry(String at, Geometric to) {
    String looks = "It looks as if " + at + " belonged to ";
    to.mistake(
        "the stride forgotten",
        "Right with a stride of 1. "
            + looks
            + "the pixels from row u on. Where does the filter begin for this u?",
        new Slip().axis((s, p, k, u, i) -> u + i - p));
    to.mistake(
        "the stride forgotten in one direction",
        "It looks as if one direction had the stride and the other not: columns have it, rows"
            + " don't. Compare the two lines.",
        new Slip().rows((s, p, k, u, i) -> u + i - p));
    to.mistake(
        "the stride forgotten in the other direction",
        "It looks as if one direction had the stride and the other not: rows have it, columns"
            + " don't. Compare the two lines.",
        new Slip().columns((s, p, k, u, i) -> u + i - p));
    to.mistake(
        "the padding forgotten in one direction",
        "It looks as if one direction had the padding and the other not: rows have it, columns"
            + " don't. Compare the two lines.",
        new Slip().columns((s, p, k, u, i) -> s * u + i));
    to.mistake(
        "the padding forgotten in the other direction",
        "It looks as if one direction had the padding and the other not: columns have it, rows"
            + " don't. Compare the two lines.",
        new Slip().rows((s, p, k, u, i) -> s * u + i));
    to.mistake(
        "stride and padding forgotten",
        "Right with a stride of 1 and no padding. "
            + looks
            + "the pixels from row u on: neither stride nor padding is in it.",
        new Slip().axis((s, p, k, u, i) -> u + i));
    to.mistake(
        "the stride inside the filter",
        "Right with a stride of 1. "
            + looks
            + "every second or third pixel: the stride moves the filter, it doesn't stretch it.",
        new Slip().axis((s, p, k, u, i) -> s * (u + i) - p));
    to.mistake(
        "the stride added",
        looks + "the row u + s + i − p. By how much does the filter move when u grows by 1?",
        new Slip().axis((s, p, k, u, i) -> s + u + i - p));
    to.mistake(
        "the padding forgotten",
        "Right without padding. "
            + looks
            + "the pixels from row s·u on. With padding the first place begins outside the picture.",
        new Slip().axis((s, p, k, u, i) -> s * u + i));
    to.mistake(
        "the padding added",
        "Right without padding. "
            + looks
            + "the row s·u + i + p. Is the first place above the picture's first row, or below?",
        new Slip().axis((s, p, k, u, i) -> s * u + i + p));
    to.mistake(
        "the padding in steps",
        "Right without padding, or with a stride of 1. "
            + looks
            + "the row s·(u − p) + i. Padding counts in pixels, not in steps.",
        new Slip().axis((s, p, k, u, i) -> s * (u - p) + i));
    to.mistake(
        "the filter turned round",
        "Right with a filter of one pixel. "
            + looks
            + "the filter upside down. In books on signals a convolution turns its filter; here,"
            + " as in all libraries, it doesn't.",
        new Slip().axis((s, p, k, u, i) -> s * u + k - 1 - i - p));
    to.mistake(
        "rows and columns of the filter exchanged",
        looks
            + "the filter mirrored at its diagonal: is it w[row][column] everywhere, and x"
            + " likewise?",
        new Slip().transposed());
    to.mistake(
        "rows and columns of the picture exchanged",
        looks
            + "the pixel that lies at row v and column u: the first index of a picture is its row.",
        new Slip().exchanged());
    to.mistake(
        "where the filter lies forgotten",
        looks + "the picture's first corner, for every place. Where are u and v?",
        new Slip().axis((s, p, k, u, i) -> i - p));
    to.mistake(
        "where in the filter forgotten",
        looks + "one single pixel, for all of the filter. Where are i and j?",
        new Slip().axis((s, p, k, u, i) -> s * u - p));
    to.mistake(
        "the edge repeated",
        "Right without padding. It looks as if a place outside had the picture's nearest pixel. The"
            + " padding is 0.",
        new Slip().border(Border.NEAREST));
    to.mistake(
        "the picture repeated",
        "Right without padding. It looks as if the picture went on at the opposite edge. The padding"
            + " is 0.",
        new Slip().border(Border.OPPOSITE));
    to.mistake(
        "all or nothing",
        "Right without padding. It looks as if a place counted only if the whole filter lies on the"
            + " picture. What lies on it counts, also at the edge.",
        new Slip().border(Border.WHOLE));
    to.mistake(
        "stopped at the padding",
        "Right without padding. It looks as if the first pixel outside ended the loop: break where"
            + " continue belongs.",
        new Slip().border(Border.STOP));
    to.mistake(
        "the last place left out",
        "Nothing comes of the last row and column of places: where do the loops over u and v end?",
        new Slip().border(Border.LAST_PLACE));
    to.mistake(
        "the first place left out",
        "Nothing comes of the first row and column of places: where do the loops over u and v begin?",
        new Slip().border(Border.FIRST_PLACE));
    to.mistake(
        "the first row of places alone",
        "Right for the first row of places; nothing comes of the others: does the loop over u end"
            + " early, or return?",
        new Slip().border(Border.FIRST_ROW_OF_PLACES));
    to.mistake(
        "the first place alone",
        "Right for the first place; nothing comes of the others: do the loops over u and v end"
            + " early, or return?",
        new Slip().border(Border.ONE_PLACE));
    to.mistake(
        "as many places as weights",
        "It looks as if the loops over u and v ended at k. There are H′×W′ places.",
        new Slip().border(Border.AS_MANY_PLACES_AS_WEIGHTS));
    to.mistake(
        "not beyond the edge",
        "Right without padding. Nothing comes of the places whose filter reaches over the right or"
            + " the lower edge: where do the loops over u and v end?",
        new Slip().border(Border.NOT_BEYOND));
    to.mistake(
        "the first row taken for padding",
        "It looks as if the picture's first row and column were left out: row 0 is inside.",
        new Slip().border(Border.FIRST));
    to.mistake(
        "the last row taken for padding",
        "It looks as if the picture's last row and column were left out: where does it end?",
        new Slip().border(Border.LAST));
    to.mistake(
        "as wide as high",
        "Right where the picture is higher than wide. Columns are compared with H, and end at W.",
        new Slip().border(Border.HEIGHT_ALONE));
    to.mistake(
        "as high as wide",
        "Right where the picture is wider than high. Rows are compared with W, and end at H.",
        new Slip().border(Border.WIDTH_ALONE));
    to.mistake(
        "the last row of the filter left out",
        "It looks as if the last row and column of the filter were left out: where do the loops over"
            + " i and j end?",
        new Slip().border(Border.LAST_WEIGHT));
  }

  // ---- the learner's code is called with arrays that can be compared afterwards

  private static Values callForward(Forward code, Values in) {
    Sizes of = sizes(in);
    double[][] y =
        outside(
            () ->
                code.convolved(
                    in.block("x"),
                    in.block("w"),
                    in.number("b"),
                    (int) in.number("stride"),
                    (int) in.number("padding")));
    explainSizes(y, of);
    Block.require(Y, y, of.down(), of.across());
    return new Values().with(Y, y).with(MIDDLE_Y, middle(y));
  }

  private static Values callFilter(FilterGradient code, Values in) {
    Sizes of = sizes(in);
    double[][][] dw =
        outside(
            () ->
                code.filterGradient(
                    in.block("x"),
                    in.rows("dy"),
                    of.kernel,
                    (int) in.number("stride"),
                    (int) in.number("padding")));
    channelsLast(DW, dw, of.channels, of.kernel, of.kernel);
    Block.require(DW, dw, of.kernel, of.kernel, of.channels);
    return new Values().with(DW, dw);
  }

  private static Values callPicture(PictureGradient code, Values in) {
    Sizes of = sizes(in);
    double[][][] dx =
        outside(
            () ->
                code.pictureGradient(
                    in.rows("dy"),
                    in.block("w"),
                    of.height,
                    of.width,
                    (int) in.number("stride"),
                    (int) in.number("padding")));
    if (dx != null && dx.length > 0 && dx[0] != null) {
      explainSizes(in, of, dx.length, dx[0].length);
    }
    channelsLast(DX, dx, of.channels, of.height, of.width);
    Block.require(DX, dx, of.height, of.width, of.channels);
    return new Values().with(DX, dx).with(MIDDLE_DX, middle(dx));
  }

  /** With 0 in the first and the last row and column: for an answer that is wrong there alone. */
  private static double[][] middle(double[][] y) {
    double[][] middle = new double[y.length][y[0].length];
    for (int u = 1; u < y.length - 1; u++) {
      System.arraycopy(y[u], 1, middle[u], 1, Math.max(0, y[u].length - 2));
    }
    return middle;
  }

  private static double[][][] middle(double[][][] block) {
    return filled(
        block,
        (r, q, c) ->
            r > 0 && r < block.length - 1 && q > 0 && q < block[r].length - 1 ? block[r][q][c] : 0);
  }

  /** The commonest exception of all gets a sentence more. */
  private static <T> T outside(Supplier<T> code) {
    try {
      return code.get();
    } catch (ArrayIndexOutOfBoundsException e) {
      boolean negative = e.getMessage() != null && e.getMessage().contains("Index -");
      throw new Unusable(
          Thrown.inWords(e)
              + (negative
                  ? ". A pixel of the padding stands in no array: it is 0, and can be passed over."
                  : ". An array of length n ends at n − 1. Is it the padding beyond the last row or"
                      + " column? Or have rows and columns changed places?"));
    }
  }

  private static void channelsLast(String name, double[][][] block, int channels, int a, int b) {
    if (block != null
        && channels != a
        && block.length == channels
        && block[0] != null
        && block[0].length == a) {
      throw new Unusable(
          String.format(
              Locale.ROOT,
              "%s is %s: the channels come first. They come last, as in the picture: %d×%d×%d.",
              name,
              Block.sizes(block),
              a,
              b,
              channels));
    }
  }

  /** A gradient with other sizes than the picture, by what one takes for it. */
  private static void explainSizes(Values in, Sizes of, int rows, int columns) {
    if (rows == of.height && columns == of.width) {
      return;
    }
    String what =
        rows == of.height + 2 * of.padding && columns == of.width + 2 * of.padding
            ? "the picture with its padding. The padding is nobody's pixels, and what arrives there"
                + " is thrown away"
            : rows == of.width && columns == of.height
                ? "width × height. Rows come first"
                : rows == in.rows("dy").length && columns == in.rows("dy")[0].length
                    ? "dy's size. Each pixel of the picture has a gradient"
                    : "";
    if (!what.isEmpty()) {
      throw new Unusable(
          String.format(
              Locale.ROOT,
              "dx has %d×%d pixels: that is %s. It must have %d×%d.",
              rows,
              columns,
              what,
              of.height,
              of.width));
    }
  }

  /** A wrong number of places, by what one gets wrong in the formula. */
  private static void explainSizes(double[][] y, Sizes of) {
    if (y == null || y.length == 0 || y[0] == null || y[0].length == 0) {
      return;
    }
    if (y.length == of.down() && y[0].length == of.across()) {
      return;
    }
    int s = of.stride;
    int p = of.padding;
    int k = of.kernel;
    Map<String, IntBinaryOperator> formulas = new LinkedHashMap<>();
    formulas.put("the + 1 at the end is missing", (n, any) -> (n + 2 * p - k) / s);
    formulas.put("the stride is missing in it", (n, any) -> n + 2 * p - k + 1);
    formulas.put("the padding is missing in it", (n, any) -> (n - k) / s + 1);
    formulas.put("padding is on both sides, 2p", (n, any) -> (n + p - k) / s + 1);
    formulas.put(
        "it is rounded up, and a place that does not fit is none",
        (n, any) -> (n + 2 * p - k + s - 1) / s + 1);
    formulas.put("stride and padding are missing in it", (n, any) -> n - k + 1);
    formulas.put("the filter's size is missing in it", (n, any) -> (n + 2 * p) / s);
    formulas.put("it is the picture's size", (n, any) -> n);
    formulas.put("it is the size of the picture with its padding", (n, any) -> n + 2 * p);
    formulas.put("rows and columns have changed places", (n, other) -> of.places(other));
    formulas.put("both are computed from the height", (n, any) -> of.down());
    formulas.put("both are computed from the width", (n, any) -> of.across());
    for (Map.Entry<String, IntBinaryOperator> wrong : formulas.entrySet()) {
      IntBinaryOperator size = wrong.getValue();
      if (y.length == size.applyAsInt(of.height, of.width)
          && y[0].length == size.applyAsInt(of.width, of.height)) {
        throw new Unusable(wrongSize(y, of) + " It looks as if " + wrong.getKey() + ".");
      }
    }
    throw new Unusable(wrongSize(y, of) + " Look at the formulas of H′ and W′.");
  }

  private static String wrongSize(double[][] y, Sizes of) {
    return String.format(
        Locale.ROOT,
        "For a picture of %d×%d, k = %d, stride %d, padding %d your y has %d×%d numbers; it should"
            + " have %d×%d.",
        of.height,
        of.width,
        of.kernel,
        of.stride,
        of.padding,
        y.length,
        y[0].length,
        of.down(),
        of.across());
  }

  // ---- fresh inputs: the sizes are fixed, so that no mark depends on them; the numbers are drawn

  private record Sizes(int height, int width, int channels, int kernel, int stride, int padding) {
    int places(int pixels) {
      return (pixels + 2 * padding - kernel) / stride + 1;
    }

    int down() {
      return places(height);
    }

    int across() {
      return places(width);
    }
  }

  private static Sizes of(int height, int width, int channels, int kernel) {
    return new Sizes(height, width, channels, kernel, 1, 0);
  }

  private static final Sizes[] ONE_PIXEL = {
    of(2, 3, 1, 1), of(3, 2, 1, 1), of(1, 4, 1, 1), of(4, 1, 1, 1), of(3, 3, 1, 1)
  };
  private static final Sizes[] ONE_PLACE = {
    of(2, 2, 1, 2), of(3, 3, 1, 3), of(1, 1, 1, 1), of(4, 4, 1, 4), of(3, 3, 1, 3)
  };
  private static final Sizes[] PLAIN = {
    of(5, 6, 3, 2), of(6, 5, 2, 3), of(5, 7, 3, 3), of(6, 6, 2, 4), of(7, 5, 4, 2)
  };
  private static final Sizes[] STRIDES = {
    new Sizes(5, 6, 1, 2, 2, 0),
    new Sizes(6, 7, 1, 3, 2, 0),
    new Sizes(7, 5, 1, 1, 2, 0),
    new Sizes(8, 7, 1, 2, 3, 0),
    new Sizes(5, 5, 1, 3, 2, 0)
  };
  private static final Sizes[] PADDED = {
    new Sizes(3, 4, 1, 2, 1, 2),
    new Sizes(4, 5, 1, 3, 1, 1),
    new Sizes(3, 3, 1, 1, 1, 1),
    new Sizes(5, 3, 1, 4, 1, 2),
    new Sizes(2, 2, 1, 3, 1, 1)
  };
  private static final Sizes[] TOGETHER = {
    new Sizes(6, 7, 3, 3, 2, 1),
    new Sizes(5, 6, 2, 4, 2, 2),
    new Sizes(7, 5, 3, 2, 3, 1),
    new Sizes(4, 4, 2, 1, 2, 2),
    new Sizes(5, 5, 2, 3, 1, 1)
  };
  private static final Sizes[] OTHER_SIZES = {
    new Sizes(9, 7, 4, 4, 3, 2),
    new Sizes(2, 8, 1, 1, 5, 3),
    new Sizes(1, 1, 2, 3, 1, 1),
    new Sizes(10, 3, 2, 3, 4, 0),
    new Sizes(4, 4, 3, 2, 1, 1)
  };

  /** Inputs of these sizes, one after the other; the bias is 0 where there is none. */
  private static Function<Rng, Values> drawn(boolean bias, Sizes... sizes) {
    int[] calls = {0};
    return rng -> {
      Sizes of = sizes[calls[0]++ % sizes.length];
      return new Values()
          .with("x", block(rng, of.height, of.width, of.channels))
          .with("w", block(rng, of.kernel, of.kernel, of.channels))
          .with("b", bias ? 1 + rng.nextDouble() : 0.0)
          .with("dy", block(rng, 1, of.down(), of.across())[0])
          .with("stride", of.stride)
          .with("padding", of.padding);
    };
  }

  private static double[][][] block(Rng rng, int rows, int columns, int channels) {
    double[][][] block = new double[rows][columns][channels];
    for (double[][] row : block) {
      for (double[] pixel : row) {
        Arrays.setAll(pixel, c -> rng.uniform(-1, 1));
      }
    }
    return block;
  }

  private static Sizes sizes(Values in) {
    return sizes(
        in.block("x"), in.block("w"), (int) in.number("stride"), (int) in.number("padding"));
  }

  private static Sizes sizes(double[][][] x, double[][][] w, int stride, int padding) {
    return new Sizes(x.length, x[0].length, x[0][0].length, w.length, stride, padding);
  }

  private static String inWords(Values in) {
    Sizes of = sizes(in);
    return String.format(
        Locale.ROOT,
        "For a picture of %d×%d, k = %d, stride %d, padding %d:",
        of.height,
        of.width,
        of.kernel,
        of.stride,
        of.padding);
  }

  // ---- the right answers

  private static Values rightForward(Values in) {
    double[][] y = answers(in, in.block("x"), in.block("w"), in.number("b"));
    return new Values().with(Y, y).with(MIDDLE_Y, middle(y));
  }

  /** The picture is laid into one with its padding; every place is then a piece of that. */
  private static double[][] answers(Values in, double[][][] x, double[][][] w, double b) {
    Sizes of = sizes(in);
    int p = of.padding;
    double[][][] wide = new double[of.height + 2 * p][of.width + 2 * p][of.channels];
    for (int r = 0; r < of.height; r++) {
      System.arraycopy(x[r], 0, wide[r + p], p, of.width);
    }
    double[][] y = new double[of.down()][of.across()];
    for (int u = 0; u < y.length; u++) {
      for (int v = 0; v < y[u].length; v++) {
        y[u][v] = b;
        for (int i = 0; i < of.kernel; i++) {
          double[][] row = wide[of.stride * u + i];
          for (int j = 0; j < of.kernel; j++) {
            y[u][v] += dot(row[of.stride * v + j], w[i][j]);
          }
        }
      }
    }
    return y;
  }

  private static Values rightFilter(Values in) {
    double[][][] one = like(in.block("w"));
    return new Values().with(DW, slopes(one, () -> loss(in, in.block("x"), one)));
  }

  private static Values rightPicture(Values in) {
    double[][][] one = like(in.block("x"));
    double[][][] dx = slopes(one, () -> loss(in, one, in.block("w")));
    return new Values().with(DX, dx).with(MIDDLE_DX, middle(dx));
  }

  /** The loss Σ dy·y without a bias. */
  private static double loss(Values in, double[][][] x, double[][][] w) {
    double[][] y = answers(in, x, w, 0);
    double sum = 0;
    for (int u = 0; u < y.length; u++) {
      sum += dot(in.rows("dy")[u], y[u]);
    }
    return sum;
  }

  /** What the loss comes to when one number after the other is 1 and all others are 0. */
  private static double[][][] slopes(double[][][] zeros, DoubleSupplier loss) {
    double[][][] slopes = like(zeros);
    for (int r = 0; r < zeros.length; r++) {
      for (int q = 0; q < zeros[r].length; q++) {
        for (int c = 0; c < zeros[r][q].length; c++) {
          zeros[r][q][c] = 1;
          slopes[r][q][c] = loss.getAsDouble();
          zeros[r][q][c] = 0;
        }
      }
    }
    return slopes;
  }

  private static double dot(double[] a, double[] b) {
    double sum = 0;
    for (int c = 0; c < a.length; c++) {
      sum += a[c] * b[c];
    }
    return sum;
  }

  // ---- the formulas with a slip in them, of which the typical mistakes are made

  /** In which row of the picture the filter's row i lies at place u; columns are alike. */
  @FunctionalInterface
  private interface Axis {
    int at(int stride, int padding, int kernel, int u, int i);
  }

  /** What becomes of a pixel outside, or of one that is taken for it. */
  private enum Border {
    ZERO,
    NEAREST,
    OPPOSITE,
    WHOLE,
    STOP,
    FIRST,
    LAST,
    HEIGHT_ALONE,
    WIDTH_ALONE,
    FIRST_PLACE,
    LAST_PLACE,
    FIRST_ROW_OF_PLACES,
    ONE_PLACE,
    AS_MANY_PLACES_AS_WEIGHTS,
    NOT_BEYOND,
    LAST_WEIGHT
  }

  private static final class Slip {
    private static final Axis RIGHT = (s, p, k, u, i) -> s * u + i - p;

    private Axis rows = RIGHT;
    private Axis columns = RIGHT;
    private Border border = Border.ZERO;
    private boolean transposed;
    private boolean exchanged;
    private DoubleBinaryOperator adding = Double::sum;

    Slip axis(Axis wrong) {
      return rows(wrong).columns(wrong);
    }

    Slip rows(Axis wrong) {
      rows = wrong;
      return this;
    }

    Slip columns(Axis wrong) {
      columns = wrong;
      return this;
    }

    Slip border(Border wrong) {
      border = wrong;
      return this;
    }

    Slip transposed() {
      transposed = true;
      return this;
    }

    Slip exchanged() {
      exchanged = true;
      return this;
    }

    Slip adding(DoubleBinaryOperator wrong) {
      adding = wrong;
      return this;
    }
  }

  /** Is told which weight meets which pixel at which place. */
  @FunctionalInterface
  private interface Meeting {
    void of(int u, int v, int i, int j, int r, int q);
  }

  private static void walk(Sizes of, Slip slip, Meeting meeting) {
    int k = of.kernel;
    for (int u = 0; u < of.down(); u++) {
      for (int v = 0; v < of.across(); v++) {
        if (skipped(of, slip, u, v)) {
          continue;
        }
        for (int i = 0; i < k; i++) {
          for (int j = 0; j < k; j++) {
            int down = slip.rows.at(of.stride, of.padding, k, u, i);
            int across = slip.columns.at(of.stride, of.padding, k, v, j);
            int r = slip.exchanged ? across : down;
            int q = slip.exchanged ? down : across;
            if (slip.border == Border.NEAREST) {
              r = Math.min(Math.max(r, 0), of.height - 1);
              q = Math.min(Math.max(q, 0), of.width - 1);
            } else if (slip.border == Border.OPPOSITE) {
              r = Math.floorMod(r, of.height);
              q = Math.floorMod(q, of.width);
            }
            boolean lastWeight = slip.border == Border.LAST_WEIGHT && Math.max(i, j) == k - 1;
            if (inside(of, slip, r, q) && !lastWeight) {
              meeting.of(u, v, slip.transposed ? j : i, slip.transposed ? i : j, r, q);
            } else if (slip.border == Border.STOP) {
              break;
            }
          }
        }
      }
    }
  }

  private static boolean inside(Sizes of, Slip slip, int r, int q) {
    int first = slip.border == Border.FIRST ? 1 : 0;
    int less = slip.border == Border.LAST ? 1 : 0;
    int height = slip.border == Border.WIDTH_ALONE ? Math.min(of.height, of.width) : of.height;
    int width = slip.border == Border.HEIGHT_ALONE ? Math.min(of.height, of.width) : of.width;
    return r >= first && r < height - less && q >= first && q < width - less;
  }

  private static boolean skipped(Sizes of, Slip slip, int u, int v) {
    return switch (slip.border) {
      case FIRST_PLACE -> u == 0 || v == 0;
      case LAST_PLACE -> u == of.down() - 1 || v == of.across() - 1;
      case FIRST_ROW_OF_PLACES -> u > 0;
      case ONE_PLACE -> u > 0 || v > 0;
      case AS_MANY_PLACES_AS_WEIGHTS -> u >= of.kernel || v >= of.kernel;
      case NOT_BEYOND ->
          of.stride * u - of.padding + of.kernel > of.height
              || of.stride * v - of.padding + of.kernel > of.width;
      case WHOLE -> {
        int r = of.stride * u - of.padding;
        int q = of.stride * v - of.padding;
        yield !inside(of, slip, r, q) || !inside(of, slip, r + of.kernel - 1, q + of.kernel - 1);
      }
      default -> false;
    };
  }

  private static double[][] forward(
      double[][][] x, double[][][] w, double b, int stride, int padding, Slip slip) {
    Sizes of = sizes(x, w, stride, padding);
    double[][] y = new double[of.down()][of.across()];
    for (int u = 0; u < y.length; u++) {
      for (int v = 0; v < y[u].length; v++) {
        boolean seen = slip.border == Border.WHOLE || !skipped(of, slip, u, v);
        y[u][v] = seen ? b : 0; // where a loop never comes, not even the bias stands
      }
    }
    walk(
        of,
        slip,
        (u, v, i, j, r, q) -> {
          for (int c = 0; c < of.channels; c++) {
            y[u][v] = slip.adding.applyAsDouble(y[u][v], w[i][j][c] * x[r][q][c]);
          }
        });
    return y;
  }

  /** With the bias so many times at each pixel that the filter meets. */
  private static double[][] manyBiases(
      double[][][] x, double[][][] w, double b, int stride, int padding, int times) {
    double[][] y = forward(x, w, 0, stride, padding, new Slip());
    walk(sizes(x, w, stride, padding), new Slip(), (u, v, i, j, r, q) -> y[u][v] += times * b);
    return y;
  }

  private static double[][][] filter(
      double[][][] x, double[][] dy, int kernel, int stride, int padding, Slip slip) {
    double[][][] dw = new double[kernel][kernel][x[0][0].length];
    Sizes of = sizes(x, dw, stride, padding);
    walk(
        of,
        slip,
        (u, v, i, j, r, q) -> {
          for (int c = 0; c < of.channels; c++) {
            dw[i][j][c] = slip.adding.applyAsDouble(dw[i][j][c], dy[u][v] * x[r][q][c]);
          }
        });
    return dw;
  }

  private static double[][][] picture(
      double[][] dy, double[][][] w, int height, int width, int stride, int padding, Slip slip) {
    double[][][] dx = new double[height][width][w[0][0].length];
    Sizes of = sizes(dx, w, stride, padding);
    walk(
        of,
        slip,
        (u, v, i, j, r, q) -> {
          for (int c = 0; c < of.channels; c++) {
            dx[r][q][c] = slip.adding.applyAsDouble(dx[r][q][c], dy[u][v] * w[i][j][c]);
          }
        });
    return dx;
  }

  /** From the pixel's side: by r + i − p, or by (r + p − i)/s with its rest thrown away. */
  private static double[][][] gathered(
      double[][] dy,
      double[][][] w,
      int height,
      int width,
      int stride,
      int padding,
      boolean divided) {
    double[][][] dx = new double[height][width][w[0][0].length];
    for (int r = 0; r < height; r++) {
      for (int q = 0; q < width; q++) {
        for (int i = 0; i < w.length; i++) {
          for (int j = 0; j < w.length; j++) {
            int u = divided ? (r + padding - i) / stride : r + i - padding;
            int v = divided ? (q + padding - j) / stride : q + j - padding;
            if (u >= 0 && u < dy.length && v >= 0 && v < dy[0].length) {
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

  /** From the pixel's side, by (r + p − i)/s with its rest thrown away. */
  private static double[][][] filterGathered(
      double[][][] x, double[][] dy, int kernel, int stride, int padding) {
    double[][][] dw = new double[kernel][kernel][x[0][0].length];
    for (int r = 0; r < x.length; r++) {
      for (int q = 0; q < x[r].length; q++) {
        for (int i = 0; i < kernel; i++) {
          for (int j = 0; j < kernel; j++) {
            int u = (r + padding - i) / stride;
            int v = (q + padding - j) / stride;
            if (u >= 0 && u < dy.length && v >= 0 && v < dy[0].length) {
              for (int c = 0; c < dw[i][j].length; c++) {
                dw[i][j][c] += dy[u][v] * x[r][q][c];
              }
            }
          }
        }
      }
    }
    return dw;
  }

  // ---- arrays with other numbers in them

  private static double[][][] like(double[][][] block) {
    return new double[block.length][block[0].length][block[0][0].length];
  }

  /** Which number stands at (row, column, channel). */
  @FunctionalInterface
  private interface Entry {
    double at(int r, int q, int c);
  }

  private static double[][][] filled(double[][][] like, Entry entry) {
    double[][][] out = like(like);
    for (int r = 0; r < out.length; r++) {
      for (int q = 0; q < out[r].length; q++) {
        for (int c = 0; c < out[r][q].length; c++) {
          out[r][q][c] = entry.at(r, q, c);
        }
      }
    }
    return out;
  }

  private static double[][][] ones(double[][][] like) {
    return filled(like, (r, q, c) -> 1);
  }

  private static double[][] ones(double[][] like) {
    return Arrays.stream(like)
        .map(row -> Arrays.stream(row).map(number -> 1).toArray())
        .toArray(double[][]::new);
  }

  private static double[][][] scaled(double[][][] block, double factor) {
    return filled(block, (r, q, c) -> factor * block[r][q][c]);
  }

  private static double[][][] firstChannel(double[][][] block) {
    return filled(block, (r, q, c) -> c == 0 ? block[r][q][c] : 0);
  }

  private static double[][][] sameChannel(double[][][] block) {
    return filled(block, (r, q, c) -> block[r][q][0]);
  }

  /** In every channel the sum of all. */
  private static double[][][] summed(double[][][] block) {
    return filled(block, (r, q, c) -> Arrays.stream(block[r][q]).sum());
  }

  private static double[][][] turned(double[][][] w) {
    int last = w.length - 1;
    return filled(w, (i, j, c) -> w[last - i][last - j][c]);
  }

  private static double[][][] lastRow(double[][][] w) {
    return filled(w, (i, j, c) -> i == w.length - 1 ? w[i][j][c] : 0);
  }

  private static double[][][] lastPixel(double[][][] w) {
    return filled(w, (i, j, c) -> i == w.length - 1 && j == w.length - 1 ? w[i][j][c] : 0);
  }

  private static int count(double[][] dy) {
    return dy.length * dy[0].length;
  }
}
