package unrolled.check.exercise;

import static unrolled.check.exercise.Prediction.PREDICTED;
import static unrolled.check.exercise.Prediction.question;

import java.lang.reflect.Array;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.DoubleSupplier;
import java.util.function.Function;
import java.util.function.IntPredicate;
import java.util.function.Supplier;
import java.util.stream.Stream;
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

  /** A value that says how large the answer is, such as "4×5". */
  private static final String SIZE = "the size";

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
    String[] whyThrown = {""};
    Exercise<Forward> exercise = forwardExercise(whyThrown);
    whyThrown[0] = Mistakes11OfForward.in(exercise, looking(Exercise11::forwardAnswer), learners);
    return exercise.mark(learners, seed);
  }

  /** Marks the gradient of the filter: 6 points. Prints the report. */
  public static int filter(FilterGradient learners) {
    return filter(learners, Exercise.freshSeed());
  }

  /** Marks the gradient of the filter on pictures drawn with this seed. */
  public static int filter(FilterGradient learners, long seed) {
    String[] whyThrown = {""};
    Exercise<FilterGradient> exercise = filterExercise(whyThrown);
    whyThrown[0] = Mistakes11OfBack.inFilter(exercise, looking(Exercise11::filterAnswer), learners);
    return exercise.mark(learners, seed);
  }

  /** Marks the gradient of the picture: 7 points. Prints the report. */
  public static int picture(PictureGradient learners) {
    return picture(learners, Exercise.freshSeed());
  }

  /** Marks the gradient of the picture with filters drawn with this seed. */
  public static int picture(PictureGradient learners, long seed) {
    String[] whyThrown = {""};
    Exercise<PictureGradient> exercise = pictureExercise(whyThrown);
    whyThrown[0] =
        Mistakes11OfBack.inPicture(exercise, looking(Exercise11::pictureAnswer), learners);
    return exercise.mark(learners, seed);
  }

  /** For a class: 2 more points for sizes that the visible checks don't have. */
  public static int otherSizes(Forward forward, PictureGradient picture, long seed) {
    return new Exercise<Forward>(
                "Other sizes, y",
                (code, in) -> callForward(code, in, UNKNOWN),
                Exercise11::rightForward)
            .follows()
            .stage(drawn(true, OTHER_SIZES))
            .part(1, "strides and paddings of up to five", SIZE, Y)
            .mark(forward, seed)
        + new Exercise<PictureGradient>(
                "Other sizes, dx",
                (code, in) -> callPicture(code, in, UNKNOWN),
                Exercise11::rightPicture)
            .follows()
            .stage(drawn(false, OTHER_SIZES))
            .part(1, "strides and paddings of up to five", SIZE, DX)
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
        "What follows is made of your three methods, and waits until all their checks pass.",
        pieces);
  }

  // ---- the predictions

  /** What the questions are about: 7×9 pixels of three channels, 3×3, stride 2, padding 1. */
  private static final Sizes ASKED = new Sizes(7, 9, 3, 3, 2, 1);

  static Exercise<Callable<int[]>> predictions() {
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
                5,
                "Draw the corner: the filter's first pixel lies on x[−1][−1].",
                "4 That many lie on the picture.",
                "3 That is one side of the corner. There are two.",
                "6 You counted the corner itself twice."))
        .part(1, "how much of the filter lies in the padding at the corner", PREDICTED)
        .stage(
            question(
                2,
                4,
                "Which u and i have 2u + i − 1 = 1?",
                "9 That is so with a stride of 1.",
                "2 That is one direction alone: rows and columns both have a choice.",
                "1 It is more than one: 2u + i − 1 = 1 has more than one solution."))
        .part(1, "how many answers see the pixel x[1][1]", PREDICTED)
        .stage(
            question(
                3,
                12,
                "At which places does the filter's first pixel lie on the picture?",
                "20 Of these, some meet a 0 of the padding, and give the weight no gradient.",
                "15 Right for the first row of places. Now the first column.",
                "16 Right for the first column of places. Now the first row.",
                "1 The same weight is used at every place."))
        .part(1, "how many pixels the weight w[0][0][0] meets", PREDICTED);
  }

  // ---- the exercises

  static Exercise<Forward> forwardExercise() {
    return forwardExercise(UNKNOWN);
  }

  private static Exercise<Forward> forwardExercise(String[] whyThrown) {
    return Mistakes11OfForward.of(
        new Exercise<Forward>(
                "Forward", (code, in) -> callForward(code, in, whyThrown), Exercise11::rightForward)
            .naming(Exercise11::inWords)
            .axes(Y, "row", "column")
            .size("the stride", in -> in.number("stride"))
            .region(
                "where the filter reaches into the padding",
                in -> new Values().with(Y, reaching(sizes(in))))
            .stage(drawn(false, ONE_PIXEL))
            .part(1, "a filter of one pixel", SIZE, Y)
            .stage(drawn(false, PLAIN))
            .part(1, "larger filters, more channels: away from the edges", SIZE, MIDDLE_Y)
            .part(1, "larger filters, more channels: everywhere", SIZE, Y)
            .stage(drawn(false, STRIDES))
            .part(1, "strides of two and three", SIZE, Y)
            .stage(drawn(false, PADDED))
            .part(2, "padding", SIZE, Y)
            .stage(drawn(true, TOGETHER))
            .part(1, "all together, and a bias", SIZE, Y)
            .leavesItsInputs(1));
  }

  static Exercise<FilterGradient> filterExercise() {
    return filterExercise(UNKNOWN);
  }

  private static Exercise<FilterGradient> filterExercise(String[] whyThrown) {
    return Mistakes11OfBack.ofFilter(
        new Exercise<FilterGradient>(
                "Back to the filter",
                (code, in) -> callFilter(code, in, whyThrown),
                Exercise11::rightFilter)
            .naming(Exercise11::inWords)
            .axes(DW, "row", "column", "channel")
            .size("the stride", in -> in.number("stride"))
            .stage(drawn(false, ONE_PLACE))
            .part(1, "a picture as large as the filter: one place", SIZE, DW)
            .stage(drawn(false, PLAIN))
            .part(1, "many places, more channels", SIZE, DW)
            .stage(drawn(false, STRIDES))
            .part(1, "strides of two and three", SIZE, DW)
            .stage(drawn(false, PADDED))
            .part(1, "padding", SIZE, DW)
            .stage(drawn(false, TOGETHER))
            .part(1, "all together", SIZE, DW)
            .leavesItsInputs(1));
  }

  static Exercise<PictureGradient> pictureExercise() {
    return pictureExercise(UNKNOWN);
  }

  private static Exercise<PictureGradient> pictureExercise(String[] whyThrown) {
    return Mistakes11OfBack.ofPicture(
        new Exercise<PictureGradient>(
                "Back to the picture",
                (code, in) -> callPicture(code, in, whyThrown),
                Exercise11::rightPicture)
            .naming(Exercise11::inWords)
            .axes(DX, "row", "column", "channel")
            .size("the stride", in -> in.number("stride"))
            .stage(drawn(false, ONE_PIXEL))
            .part(1, "a filter of one pixel", SIZE, DX)
            .stage(drawn(false, PLAIN))
            .part(1, "larger filters, more channels: away from the edges", SIZE, MIDDLE_DX)
            .part(1, "larger filters, more channels: everywhere", SIZE, DX)
            .stage(drawn(false, STRIDES))
            .part(1, "strides of two and three", SIZE, DX)
            .stage(drawn(false, PADDED))
            .part(1, "padding", SIZE, DX)
            .stage(drawn(false, TOGETHER))
            .part(1, "all together", SIZE, DX)
            .leavesItsInputs(1));
  }

  private static final String[] UNKNOWN = {""};

  /** For what else can be told of somebody's code: two mistakes at once, or why it throws. */
  private static <F> Looking11<F> looking(Exercise.Call<F> call) {
    Rng rng = new Rng(1);
    List<Values> inputs =
        Stream.of(SMALL, TOGETHER, STRIDES, PADDED, PLAIN, ONE_PIXEL, ONE_PLACE)
            .flatMap(
                sizes -> {
                  Function<Rng, Values> draw = drawn(sizes == TOGETHER || sizes == SMALL, sizes);
                  return Stream.of(sizes).map(any -> draw.apply(rng));
                })
            .toList();
    return new Looking11<>(call, inputs);
  }

  // ---- the learner's code is called with arrays that can be compared afterwards

  private static double[][] convolved(Forward code, Values in) {
    return code.convolved(
        in.block("x"),
        in.block("w"),
        in.number("b"),
        (int) in.number("stride"),
        (int) in.number("padding"));
  }

  private static double[][][] filterGradient(FilterGradient code, Values in) {
    return code.filterGradient(
        in.block("x"),
        in.rows("dy"),
        in.block("w").length,
        (int) in.number("stride"),
        (int) in.number("padding"));
  }

  private static double[][][] pictureGradient(PictureGradient code, Values in) {
    return code.pictureGradient(
        in.rows("dy"),
        in.block("w"),
        in.block("x").length,
        in.block("x")[0].length,
        (int) in.number("stride"),
        (int) in.number("padding"));
  }

  private static Values forwardAnswer(Forward code, Values in) {
    return new Values().with(Looking11.ANSWER, convolved(code, in));
  }

  private static Values filterAnswer(FilterGradient code, Values in) {
    return new Values().with(Looking11.ANSWER, filterGradient(code, in));
  }

  private static Values pictureAnswer(PictureGradient code, Values in) {
    return new Values().with(Looking11.ANSWER, pictureGradient(code, in));
  }

  private static Values callForward(Forward code, Values in, String[] whyThrown) {
    Sizes of = sizes(in);
    double[][] y = explained(() -> convolved(code, in), whyThrown[0], in);
    requireWhole(Y, y, of.down(), of.across());
    return new Values().with(SIZE, Block.sizes(y)).with(Y, y).with(MIDDLE_Y, middle(y));
  }

  private static Values callFilter(FilterGradient code, Values in, String[] whyThrown) {
    Sizes of = sizes(in);
    double[][][] dw = explained(() -> filterGradient(code, in), whyThrown[0], in);
    requireWhole(DW, dw, of.kernel, of.kernel, of.channels);
    return new Values().with(SIZE, Block.sizes(dw)).with(DW, dw);
  }

  private static Values callPicture(PictureGradient code, Values in, String[] whyThrown) {
    Sizes of = sizes(in);
    double[][][] dx = explained(() -> pictureGradient(code, in), whyThrown[0], in);
    requireWhole(DX, dx, of.height, of.width, of.channels);
    return new Values().with(SIZE, Block.sizes(dx)).with(DX, dx).with(MIDDLE_DX, middle(dx));
  }

  /** Nothing may be missing; other sizes than these are compared later, since they say a lot. */
  private static void requireWhole(String name, Object[] block, int... sizes) {
    if (block != null && block.length == 0) {
      return;
    }
    boolean isMade =
        block != null
            && block[0] != null
            && (block instanceof double[][]
                || (((Object[]) block[0]).length > 0 && ((Object[]) block[0])[0] != null));
    int[] own = sizes.clone();
    Object part = block;
    for (int axis = 0; isMade && axis < own.length; axis++) {
      own[axis] = Array.getLength(part);
      part = axis < own.length - 1 ? Array.get(part, 0) : part;
    }
    Block.require(name, block, own);
  }

  /** With 0 in the first and the last row and column: for an answer that is wrong there alone. */
  private static double[][] middle(double[][] y) {
    double[][] middle = new double[y.length][y.length == 0 ? 0 : y[0].length];
    for (int u = 1; u < y.length - 1; u++) {
      if (y[u].length > 2) {
        System.arraycopy(y[u], 1, middle[u], 1, y[u].length - 2);
      }
    }
    return middle;
  }

  private static double[][][] middle(double[][][] block) {
    boolean isEmpty = block.length == 0 || block[0].length == 0;
    return isEmpty
        ? block
        : filled(
            block,
            (r, q, c) ->
                r > 0 && r < block.length - 1 && q > 0 && q < block[r].length - 1
                    ? block[r][q][c]
                    : 0);
  }

  /** What an index that is too large often means, by the length of the array. */
  private static String beyond(String message, Values in) {
    Sizes of = sizes(in);
    String end = "An array of length n ends at n − 1. ";
    IntPredicate isIts = size -> message != null && message.endsWith(" length " + size);
    boolean isOther = isIts.test(of.height()) || isIts.test(of.width()) || isIts.test(of.kernel());
    if (isIts.test(of.channels()) && !isOther) {
      return end + "Here a pixel has so many channels: it is not always 3, x and w tell.";
    }
    boolean isPlaces = isIts.test(of.down()) || isIts.test(of.across());
    return end
        + (isPlaces && !isOther
            ? "So many places there are: do u and v lie among them, at the far end as well?"
            : "Which index in this line may be so large: a pixel's (padding, or rows and columns"
                + " exchanged, or too many places), a weight's, a channel's, or one in what comes back"
                + " from the places?");
  }

  /** What is thrown gets a sentence more: the mistake, if that is known, or what it often means. */
  private static <T> T explained(Supplier<T> code, String why, Values in) {
    try {
      return code.get();
    } catch (ArrayIndexOutOfBoundsException e) {
      boolean negative = e.getMessage() != null && e.getMessage().contains("Index -");
      throw new Unusable(
          Thrown.inWords(e)
              + ". "
              + (!why.isEmpty()
                  ? why
                  : negative
                      ? "A pixel of the padding stands in no array: it is 0, and can be passed over."
                      : beyond(e.getMessage(), in)),
          e);
    } catch (NullPointerException e) {
      throw new Unusable(
          Thrown.inWords(e)
              + ". Where only the first sizes of an array are given, as in new double[3][4][], what"
              + " belongs inside is null until it is put there; new double[3][4][2] is full of 0.");
    } catch (NegativeArraySizeException e) {
      throw new Unusable(
          Thrown.inWords(e) + " numbers in an array: which size have you computed there?");
    }
  }

  /** 1 at the places whose filter lies in the padding with at least one pixel. */
  private static double[][] reaching(Sizes of) {
    double[][] reaching = new double[of.down()][of.across()];
    for (int u = 0; u < reaching.length; u++) {
      for (int v = 0; v < reaching[u].length; v++) {
        int r = of.stride * u - of.padding;
        int q = of.stride * v - of.padding;
        boolean out = r < 0 || q < 0 || r + of.kernel > of.height || q + of.kernel > of.width;
        reaching[u][v] = out ? 1 : 0;
      }
    }
    return reaching;
  }

  // ---- fresh inputs: the sizes are fixed, so that no mark depends on them; the numbers are drawn

  /** What a picture, a filter and its way over the picture are like. */
  record Sizes(int height, int width, int channels, int kernel, int stride, int padding) {
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

  /** Tells most mistakes apart, and quickly. */
  private static final Sizes[] SMALL = {new Sizes(3, 4, 2, 2, 2, 1)};

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
      int call = calls[0]++;
      Sizes of = sizes[call % sizes.length];
      return new Values()
          .with("x", block(rng, of.height, of.width, of.channels))
          .with("w", block(rng, of.kernel, of.kernel, of.channels))
          .with("b", bias ? 1 + rng.nextDouble() : 0.0)
          .with("dy", ofBothSigns(block(rng, 1, of.down(), of.across())[0], call % 2 == 0))
          .with("stride", of.stride)
          .with("padding", of.padding);
    };
  }

  /** Below 0 at the first place or at the last one, and above at the other. */
  private static double[][] ofBothSigns(double[][] dy, boolean negativeFirst) {
    double[] last = dy[dy.length - 1];
    double size = 0.1 + Math.abs(last[last.length - 1]);
    last[last.length - 1] = negativeFirst ? size : -size;
    double first = 0.1 + Math.abs(dy[0][0]);
    dy[0][0] = negativeFirst ? -first : first;
    return dy;
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

  static Sizes sizes(double[][][] x, double[][][] w, int stride, int padding) {
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
    return new Values().with(SIZE, Block.sizes(y)).with(Y, y).with(MIDDLE_Y, middle(y));
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
    double[][][] dw = slopes(one, () -> loss(in, in.block("x"), one));
    return new Values().with(SIZE, Block.sizes(dw)).with(DW, dw);
  }

  private static Values rightPicture(Values in) {
    double[][][] one = like(in.block("x"));
    double[][][] dx = slopes(one, () -> loss(in, one, in.block("w")));
    return new Values().with(SIZE, Block.sizes(dx)).with(DX, dx).with(MIDDLE_DX, middle(dx));
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
}
