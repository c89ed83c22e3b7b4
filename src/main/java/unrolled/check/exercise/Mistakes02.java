package unrolled.check.exercise;

import java.util.Arrays;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.DoubleUnaryOperator;
import java.util.function.UnaryOperator;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;

/**
 * What is typically wrong in exercise 02's step: one piece of code with switches does it rightly
 * or, with a switch turned, in one of the ways in which people do it wrongly.
 *
 * <p>All single switches are mistakes of the exercise. Which two of them together give a learner's
 * numbers is looked up before the marking: there are thousands of pairs.
 */
final class Mistakes02 {

  private static final double LARGEST_EXP = 700;

  private Mistakes02() {}

  /** How the two products and the bias of a hidden unit become its value. */
  @FunctionalInterface
  private interface Joining {
    double value(DoubleUnaryOperator f, double fromInput, double fromState, double bias);
  }

  /** Which entry of a bias goes to a row and a column. */
  @FunctionalInterface
  private interface Bias {
    double at(DMatrixRMaj bias, int row, int column, int rows);
  }

  /** Whether an entry of a matrix of this shape is reached by a loop. */
  @FunctionalInterface
  private interface Reach {
    boolean reaches(int row, int column, DMatrixRMaj m);
  }

  /** What is subtracted from the scores of a row. */
  @FunctionalInterface
  private interface Shift {
    double of(DMatrixRMaj scores, int row);
  }

  /** A product. */
  @FunctionalInterface
  private interface Product {
    DMatrixRMaj of(DMatrixRMaj left, DMatrixRMaj right);
  }

  /** How somebody writes a step. */
  private static final class Way {
    private Product xw = Way::product;
    private Product hv = Way::product;
    private boolean weightsExchanged;
    private double input = 1;
    private double state = 1;
    private Bias b = (bias, row, column, rows) -> bias.get(0, column);
    private Bias c = (bias, row, column, rows) -> bias.get(0, column);
    private boolean wholeB; // added as a matrix
    private boolean wholeC;
    private boolean lateC; // added to the probabilities
    private Joining joining =
        (f, fromInput, fromState, bias) -> f.applyAsDouble(fromInput + fromState + bias);
    private DoubleUnaryOperator tanh = StrictMath::tanh;
    private Reach hidden = (row, column, m) -> true;
    private boolean zeroElsewhere;
    private DoubleUnaryOperator score = z -> z;
    private Reach scores = (row, column, m) -> true;
    private UnaryOperator<DMatrixRMaj> softmax = this::probabilities;
    private DoubleUnaryOperator exp = StrictMath::exp;
    private Shift shift = (z, row) -> largest(z, row, Double.NEGATIVE_INFINITY);
    private boolean shiftAbove = true;
    private boolean shiftBelow = true;
    private boolean keepsSum;
    private boolean dividesAtOnce;
    private double sumBegins;
    private int sumFrom;
    private int sumLess;
    private int expFrom;
    private int expLess;
    private int divideFrom;
    private int divideLess;
    private int rowsFrom;
    private int rowsLess;
    private boolean firstRowOnly;
    private UnaryOperator<DMatrixRMaj> given = y -> y;

    static DMatrixRMaj product(DMatrixRMaj left, DMatrixRMaj right) {
      return CommonOps_DDRM.mult(left, right, null);
    }

    static DMatrixRMaj exchanged(DMatrixRMaj left, DMatrixRMaj right) {
      return CommonOps_DDRM.mult(right, left, null);
    }

    DMatrixRMaj step(
        DMatrixRMaj x,
        DMatrixRMaj s,
        DMatrixRMaj w,
        DMatrixRMaj u,
        DMatrixRMaj biasB,
        DMatrixRMaj v,
        DMatrixRMaj biasC) {
      DMatrixRMaj fromInput = xw.of(x, weightsExchanged ? u : w);
      DMatrixRMaj fromState = product(s, weightsExchanged ? w : u);
      if (wholeB) {
        CommonOps_DDRM.addEquals(CommonOps_DDRM.add(fromInput, fromState, null), biasB);
      }
      DMatrixRMaj h = fromInput.createLike();
      for (int row = 0; row < h.numRows; row++) {
        for (int j = 0; j < h.numCols; j++) {
          double one = input * fromInput.get(row, j);
          double other = state * fromState.get(row, j);
          double elsewhere = zeroElsewhere ? 0 : one + other;
          h.set(
              row,
              j,
              hidden.reaches(row, j, h)
                  ? joining.value(tanh, one, other, b.at(biasB, row, j, h.numRows))
                  : elsewhere);
        }
      }
      DMatrixRMaj z = hv.of(h, v);
      if (wholeC) {
        CommonOps_DDRM.addEquals(z.copy(), biasC);
      }
      for (int row = 0; row < z.numRows; row++) {
        for (int j = 0; j < z.numCols; j++) {
          double bias = lateC || !scores.reaches(row, j, z) ? 0 : c.at(biasC, row, j, z.numRows);
          z.set(row, j, score.applyAsDouble(z.get(row, j) + bias));
        }
      }
      DMatrixRMaj y = softmax.apply(z);
      if (lateC) {
        for (int row = 0; row < y.numRows; row++) {
          for (int j = 0; j < y.numCols; j++) {
            y.add(row, j, biasC.get(0, j));
          }
        }
      }
      return given.apply(y);
    }

    private DMatrixRMaj probabilities(DMatrixRMaj z) {
      DMatrixRMaj y = z.copy();
      double sum = sumBegins;
      int rows = firstRowOnly ? 1 : y.numRows - rowsLess;
      for (int row = rowsFrom; row < rows; row++) {
        double from = shift.of(z, row);
        sum = keepsSum ? sum : sumBegins;
        for (int j = expFrom; j < y.numCols - expLess; j++) {
          double score = z.get(row, j);
          double below = exp.applyAsDouble(shiftBelow ? score - from : score);
          y.set(
              row,
              j,
              shiftAbove == shiftBelow
                  ? below
                  : exp.applyAsDouble(shiftAbove ? score - from : score));
          sum += j >= sumFrom && j < y.numCols - sumLess ? below : 0;
          if (dividesAtOnce) {
            y.set(row, j, y.get(row, j) / sum);
          }
        }
        for (int j = divideFrom; j < y.numCols - divideLess && !dividesAtOnce; j++) {
          y.set(row, j, y.get(row, j) / sum);
        }
      }
      return y;
    }

    private static double largest(DMatrixRMaj z, int row, double least) {
      return Math.max(least, largestBefore(z, row, z.numCols));
    }

    private static double largestBefore(DMatrixRMaj z, int row, int end) {
      double largest = Double.NEGATIVE_INFINITY;
      for (int j = 0; j < end; j++) {
        largest = Math.max(largest, z.get(row, j));
      }
      return largest;
    }

    private static double most(DMatrixRMaj z, int rows) {
      double largest = Double.NEGATIVE_INFINITY;
      for (int row = 0; row < rows; row++) {
        largest = largest(z, row, largest);
      }
      return largest;
    }
  }

  static DMatrixRMaj each(DMatrixRMaj m, DoubleUnaryOperator f) {
    DMatrixRMaj result = m.copy();
    for (int i = 0; i < result.getNumElements(); i++) {
      result.data[i] = f.applyAsDouble(result.data[i]);
    }
    return result;
  }

  /** Each row by itself. */
  static DMatrixRMaj rows(DMatrixRMaj m, UnaryOperator<double[]> change) {
    DMatrixRMaj result = m.copy();
    for (int row = 0; row < m.numRows; row++) {
      int from = row * m.numCols;
      double[] changed = change.apply(Arrays.copyOfRange(m.data, from, from + m.numCols));
      System.arraycopy(changed, 0, result.data, from, m.numCols);
    }
    return result;
  }

  static double[] softmax(double[] z) {
    double largest = Arrays.stream(z).max().orElse(0);
    return shares(Arrays.stream(z).map(x -> StrictMath.exp(x - largest)).toArray());
  }

  private static double[] dividedOneByOne(double[] z) {
    double largest = Arrays.stream(z).max().orElse(0);
    double[] e = map(z, x -> StrictMath.exp(x - largest));
    for (int k = 0; k < e.length; k++) {
      e[k] /= Arrays.stream(e).sum();
    }
    return e;
  }

  static double[] shares(double[] numbers) {
    double sum = Arrays.stream(numbers).sum();
    return Arrays.stream(numbers).map(x -> x / sum).toArray();
  }

  private static double[] map(double[] numbers, DoubleUnaryOperator f) {
    return Arrays.stream(numbers).map(f).toArray();
  }

  /** The exponentials of each row, of which the largest is 1. */
  private static DMatrixRMaj lowered(DMatrixRMaj z) {
    return rows(
        z,
        row -> {
          double largest = Arrays.stream(row).max().orElse(0);
          return map(row, x -> StrictMath.exp(x - largest));
        });
  }

  private static DMatrixRMaj ofAll(DMatrixRMaj scores) {
    DMatrixRMaj one = scores.copy();
    one.reshape(1, scores.getNumElements());
    DMatrixRMaj y = rows(one, Mistakes02::softmax);
    y.reshape(scores.numRows, scores.numCols);
    return y;
  }

  private static DMatrixRMaj transposed(DMatrixRMaj m) {
    return CommonOps_DDRM.transpose(m, null);
  }

  /** 1 for the largest of each row, 0 for the others. */
  static DMatrixRMaj decided(DMatrixRMaj p) {
    return rows(
        p,
        row -> {
          int best = 0;
          for (int j = 1; j < row.length; j++) {
            best = row[j] > row[best] ? j : best;
          }
          double[] decision = new double[row.length];
          decision[best] = 1;
          return decision;
        });
  }

  private static double sigmoid(double x) {
    return 1 / (1 + StrictMath.exp(-x));
  }

  private static Slips<Way, Exercise02.Step> stepSlips() {
    Slips<Way, Exercise02.Step> slips =
        new Slips<>("“To the hidden units”", Way::new, way -> way::step);
    hiddenSlips(slips);
    slips.readAgain("“To the output”");
    outputSlips(slips);
    softmaxSlips(slips);
    shiftSlips(slips);
    return slips;
  }

  private static void hiddenSlips(Slips<Way, Exercise02.Step> slips) {
    slips
        .about("x")
        .slip(
            "x left out",
            "The input x looks as if it had no effect. Does one product overwrite the other? mult"
                + " does that to its last argument, multAdd adds.",
            way -> way.input = 0)
        .slip("x twice", "It looks as if x·W had been added twice.", way -> way.input = 2)
        .slip("minus x", "It looks as if x·W had been subtracted.", way -> way.input = -1)
        .about("s")
        .mistake(
            "s left out",
            "The state s looks as if it had no effect: this is a network without memory.",
            way -> way.state = 0)
        .slip("s twice", "It looks as if s·U had been added twice.", way -> way.state = 2)
        .slip("minus s", "It looks as if s·U had been subtracted.", way -> way.state = -1)
        .about("products")
        .slip(
            "a product the wrong way round",
            "In a product with W or U, which one comes first? There must be as many columns in the"
                + " first as rows in the second.",
            way -> way.xw = Way::exchanged)
        .slip(
            "W and U exchanged",
            "It looks as if W and U had changed places. Which one belongs to the input?",
            way -> way.weightsExchanged = true);
    biases(slips.about("b"), "b", "the hidden units", "", (way, bias) -> way.b = bias)
        .slip(
            "b's first entry for all",
            "It looks as if every column had got the first entry of the bias b.",
            way -> way.b = (bias, row, column, rows) -> bias.get(0, 0))
        .slip(
            "b summed",
            "It looks as if every entry had got the sum of the whole bias b.",
            way -> way.b = (bias, row, column, rows) -> CommonOps_DDRM.elementSum(bias))
        .slip(
            "b as a matrix",
            "b has one row, and addEquals adds two matrices of one shape: every row of the batch"
                + " gets b. Which loop does that?",
            way -> way.wholeB = true)
        .about("tanh")
        .slip(
            "tanh left out",
            "It looks as if the hidden units had no tanh: then two layers are no more than one.",
            way -> way.tanh = a -> a)
        .slip(
            "tanh before the bias",
            "It looks as if b were added after tanh, not before it.",
            way -> way.joining = (f, one, other, bias) -> f.applyAsDouble(one + other) + bias)
        .slip(
            "tanh of x·W alone",
            "It looks as if tanh were taken of x·W alone, before the rest was added.",
            way -> way.joining = (f, one, other, bias) -> f.applyAsDouble(one) + other + bias)
        .slip(
            "tanh before the state",
            "It looks as if tanh were taken of x·W + b, before s·U was added.",
            way -> way.joining = (f, one, other, bias) -> f.applyAsDouble(one + bias) + other)
        .slip(
            "tanh of s·U alone",
            "It looks as if tanh were taken of s·U (and b) alone: x·W was added after it.",
            way -> way.joining = (f, one, other, bias) -> f.applyAsDouble(other + bias) + one)
        .slip(
            "a tanh for each product",
            "It looks as if each of the two products had a tanh of its own. There is one, of the"
                + " whole sum.",
            way ->
                way.joining =
                    (f, one, other, bias) -> f.applyAsDouble(one) + f.applyAsDouble(other) + bias)
        .slip(
            "a tanh for each product, b inside",
            "It looks as if each of the two products had a tanh of its own, one of them with b in"
                + " it. There is one, of the whole sum.",
            way ->
                way.joining =
                    (f, one, other, bias) -> f.applyAsDouble(one) + f.applyAsDouble(other + bias))
        .slip(
            "the products multiplied",
            "It looks as if x·W and s·U were multiplied with each other, not added.",
            way -> way.joining = (f, one, other, bias) -> f.applyAsDouble(one * other + bias))
        .slip(
            "tanh of half",
            "It looks as if the hidden units were tanh of a/2. Is your tanh made by hand? It is"
                + " 2σ(2a) − 1, with a 2 in the exponent, too.",
            way -> way.tanh = a -> StrictMath.tanh(a / 2))
        .slip(
            "tanh twice",
            "It looks as if tanh were taken twice.",
            way -> way.tanh = a -> StrictMath.tanh(StrictMath.tanh(a)))
        .slip(
            "σ for tanh",
            "It looks as if the hidden units went through σ, not tanh.",
            way -> way.tanh = Mistakes02::sigmoid)
        .slip(
            "ReLU for tanh",
            "It looks as if the hidden units went through max(0, ·), not tanh. (That is the"
                + " chapter's pencil network.)",
            way -> way.tanh = a -> Math.max(0, a))
        .slip(
            "tan for tanh",
            "It looks as if the hidden units went through tan, the tangent: tanh has an h.",
            way -> way.tanh = StrictMath::tan)
        .slip(
            "tanh's slope",
            "It looks as if the hidden units were 1 − tanh², the slope of tanh: that is for the way"
                + " back.",
            way -> way.tanh = a -> 1 - StrictMath.tanh(a) * StrictMath.tanh(a))
        .slip(
            "exp for tanh",
            "It looks as if the hidden units went through exp, not tanh.",
            way -> way.tanh = StrictMath::exp);
    slips.about("where tanh is");
    for (boolean zero : new boolean[] {false, true}) {
      String rest = zero ? " the rest looks like 0" : " the rest looks like the bare products";
      String name = zero ? ", else 0" : "";
      reaches(
          "tanh and b" + name,
          "of the hidden units",
          rest,
          (sentence, called, reach) ->
              slips.slip(
                  called,
                  sentence,
                  way -> {
                    way.hidden = reach;
                    way.zeroElsewhere = zero;
                  }));
    }
  }

  @FunctionalInterface
  private interface Told {
    void with(String sentence, String name, Reach reach);
  }

  /** Loops that don't reach everything. */
  private static void reaches(String what, String whose, String rest, Told told) {
    String where = "It looks as if your loops over rows and columns ";
    told.with(
        where + "left out the last column " + whose + ":" + rest + ".",
        what + " not in the last column",
        (row, column, m) -> column < m.numCols - 1);
    told.with(
        where + "began at column 1 " + whose + ", so that column 0 is left out:" + rest + ".",
        what + " not in the first column",
        (row, column, m) -> column > 0);
    told.with(
        where + "left out the last row " + whose + ":" + rest + ".",
        what + " not in the last row",
        (row, column, m) -> row < m.numRows - 1);
    told.with(
        where + "began at row 1 " + whose + ", so that row 0 is left out:" + rest + ".",
        what + " not in the first row",
        (row, column, m) -> row > 0);
    told.with(
        where + "reached only as many columns " + whose + " as there are rows:" + rest + ".",
        what + " in as many columns as rows",
        (row, column, m) -> column < m.numRows);
    told.with(
        where + "reached only as many rows " + whose + " as there are columns:" + rest + ".",
        what + " in as many rows as columns",
        (row, column, m) -> row < m.numCols);
    told.with(
        where + "reached the first row " + whose + " alone:" + rest + ".",
        what + " in the first row only",
        (row, column, m) -> row == 0);
    told.with(
        where + "reached the diagonal " + whose + " alone:" + rest + ".",
        what + " on the diagonal only",
        (row, column, m) -> row == column);
  }

  private static Slips<Way, Exercise02.Step> biases(
      Slips<Way, Exercise02.Step> slips,
      String b,
      String of,
      String more,
      BiConsumer<Way, Bias> set) {
    return slips
        .slip(
            b + " left out",
            "The bias " + b + " of " + of + " looks as if it had no effect." + more,
            way -> set.accept(way, (bias, row, column, rows) -> 0))
        .slip(
            b + " twice",
            "It looks as if the bias " + b + " had been added twice.",
            way -> set.accept(way, (bias, row, column, rows) -> 2 * bias.get(0, column)))
        .slip(
            "minus " + b,
            "It looks as if the bias " + b + " had been subtracted.",
            way -> set.accept(way, (bias, row, column, rows) -> -bias.get(0, column)))
        .slip(
            b + " in the first row only",
            "Every row after the first looks as if it had no bias "
                + b
                + ". Each row of the batch gets the same one.",
            way -> set.accept(way, (bias, row, column, rows) -> row == 0 ? bias.get(0, column) : 0))
        .slip(
            b + " multiplied by the batch",
            "It looks as if the bias "
                + b
                + " had been added once for each row of the batch: is it in one loop too many?",
            way -> set.accept(way, (bias, row, column, rows) -> rows * bias.get(0, column)));
  }

  private static void outputSlips(Slips<Way, Exercise02.Step> slips) {
    slips
        .about("h·V")
        .slip(
            "h·V the wrong way round",
            "In the product of h and V, which one comes first? There must be as many columns in the"
                + " first as rows in the second.",
            way -> way.hv = Way::exchanged);
    biases(
            slips.about("c"),
            "c",
            "the output",
            " (What is added to all scores of a row alike has none.)",
            (way, bias) -> way.c = bias)
        .slip(
            "c as a matrix",
            "c has one row, and addEquals adds two matrices of one shape: every row of the batch"
                + " gets c. Which loop does that?",
            way -> way.wholeC = true)
        .slip(
            "c after the softmax",
            "It looks as if c were added after the softmax: it belongs to the scores.",
            way -> way.lateC = true);
    reaches(
        "c",
        "of the scores",
        " the rest looks as if it had no c",
        (sentence, name, reach) -> {
          if (!name.endsWith("in the first row only")) { // a bias has that slip already
            slips.slip(name, sentence, way -> way.scores = reach);
          }
        });
    slips
        .about("scores")
        .slip(
            "tanh at the output too",
            "It looks as if the scores, too, went through tanh before the softmax.",
            way -> way.score = StrictMath::tanh)
        .slip(
            "σ at the output too",
            "It looks as if the scores went through σ before the softmax.",
            way -> way.score = Mistakes02::sigmoid)
        .slip(
            "ReLU at the output too",
            "It looks as if the scores went through max(0, ·) before the softmax.",
            way -> way.score = z -> Math.max(0, z))
        .slip(
            "minus the scores",
            "It looks as if the exponents had the wrong sign: the largest score should get the"
                + " largest probability.",
            way -> way.score = z -> -z)
        .slip(
            "half the scores",
            "It looks as if the scores were halved before the softmax.",
            way -> way.score = z -> z / 2)
        .slip(
            "twice the scores",
            "It looks as if the scores were doubled before the softmax, or the exponentials"
                + " squared.",
            way -> way.score = z -> 2 * z);
  }

  private static void softmaxSlips(Slips<Way, Exercise02.Step> slips) {
    slips
        .about("softmax")
        .slip(
            "softmax left out",
            "The scores look right, but the rows don't add up to 1: they are not probabilities"
                + " yet.",
            way -> way.softmax = z -> z)
        .slip(
            "not divided by the sum",
            "All is positive and in the right proportion, but the rows don't add up to 1.",
            way -> way.softmax = z -> each(z, StrictMath::exp))
        .slip(
            "not divided by the sum, largest 1",
            "The largest number of each row is 1, and the rows don't add up to 1: something is"
                + " still to be divided.",
            way -> way.softmax = Mistakes02::lowered)
        .slip(
            "only the largest subtracted",
            "It looks as if the largest score had been subtracted, and nothing more: where are the"
                + " exponentials?",
            way ->
                way.softmax =
                    z ->
                        rows(
                            z,
                            row -> {
                              double largest = Arrays.stream(row).max().orElse(0);
                              return map(row, x -> x - largest);
                            }))
        .slip(
            "divided, no exponentials",
            "It looks as if the scores had been divided by their sum: where are the exponentials?",
            way -> way.softmax = z -> rows(z, Mistakes02::shares))
        .slip(
            "lowered and divided, no exponentials",
            "It looks as if the scores, less the largest, had been divided by their sum: where are"
                + " the exponentials?",
            way ->
                way.softmax =
                    z ->
                        rows(
                            z,
                            row -> {
                              double largest = Arrays.stream(row).max().orElse(0);
                              return shares(map(row, x -> x - largest));
                            }))
        .slip(
            "divided by the sum of the scores",
            "It looks as if the exponentials had been divided by the sum of the scores, not by"
                + " their own.",
            way ->
                way.softmax =
                    z ->
                        rows(
                            z,
                            row -> {
                              double sum = Arrays.stream(row).sum();
                              return map(row, x -> StrictMath.exp(x) / sum);
                            }))
        .slip(
            "the scores divided by the sum of the exponentials",
            "It looks as if the scores themselves had been divided by the sum of the exponentials:"
                + " is each exponential put in its place?",
            way ->
                way.softmax =
                    z ->
                        rows(
                            z,
                            row -> {
                              double sum = Arrays.stream(row).map(StrictMath::exp).sum();
                              return map(row, x -> x / sum);
                            }))
        .slip(
            "the scores divided by the sum of the lowered exponentials",
            "It looks as if the scores themselves had been divided by the sum of the lowered"
                + " exponentials: is each exponential put in its place?",
            way ->
                way.softmax =
                    z ->
                        rows(
                            z,
                            row -> {
                              double largest = Arrays.stream(row).max().orElse(0);
                              double sum =
                                  Arrays.stream(row).map(x -> StrictMath.exp(x - largest)).sum();
                              return map(row, x -> x / sum);
                            }))
        .slip(
            "the largest of each column",
            "It looks as if each column's largest score had been subtracted, not each row's.",
            way ->
                way.softmax =
                    z ->
                        rows(
                            transposed(
                                rows(
                                    transposed(z),
                                    column -> {
                                      double largest = Arrays.stream(column).max().orElse(0);
                                      return map(column, x -> x - largest);
                                    })),
                            Mistakes02::softmax))
        .slip(
            "the sum of each column",
            "It looks as if the exponentials had been divided by the sum of their column, not of"
                + " their row.",
            way -> way.softmax = z -> transposed(rows(transposed(lowered(z)), Mistakes02::shares)))
        .slip(
            "the sum of the whole batch",
            "It looks as if the exponentials had been divided by the sum over the whole batch. Each"
                + " row has a sum of its own.",
            way ->
                way.softmax =
                    z -> {
                      DMatrixRMaj e = lowered(z);
                      double sum = CommonOps_DDRM.elementSum(e);
                      return each(e, x -> x / sum);
                    })
        .slip(
            "divided by their number",
            "It looks as if the exponentials had been divided by how many they are, not by their"
                + " sum.",
            way -> way.softmax = z -> rows(z, row -> map(row, x -> StrictMath.exp(x) / row.length)))
        .slip(
            "divided by the length of the vector",
            "It looks as if the exponentials had been divided by the root of the sum of their"
                + " squares, not by their sum.",
            way ->
                way.softmax =
                    z ->
                        rows(
                            z,
                            row -> {
                              double[] e = softmax(row);
                              double norm = StrictMath.sqrt(Arrays.stream(e).map(x -> x * x).sum());
                              return map(e, x -> x / norm);
                            }))
        .slip(
            "multiplied by the sum",
            "It looks as if the exponentials had been multiplied by their sum, not divided.",
            way ->
                way.softmax =
                    z ->
                        rows(
                            z,
                            row -> {
                              double[] e = map(row, StrictMath::exp);
                              double sum = Arrays.stream(e).sum();
                              return map(e, x -> x * sum);
                            }))
        .slip(
            "the softmax twice",
            "It looks as if the softmax had been taken twice.",
            way -> way.softmax = z -> rows(z, row -> softmax(softmax(row))))
        .slip(
            "the logarithm of the softmax",
            "It looks as if you gave back the logarithms of the probabilities.",
            way ->
                way.softmax =
                    z ->
                        rows(
                            z,
                            row -> {
                              double sum = Arrays.stream(row).map(StrictMath::exp).sum();
                              return map(row, x -> x - StrictMath.log(sum));
                            }))
        .slip(
            "a σ for each",
            "It looks as if each score had a σ of its own. The probabilities of a row share one"
                + " sum.",
            way -> way.softmax = z -> each(z, Mistakes02::sigmoid))
        .slip(
            "the decision",
            "It looks as if you gave a 1 to the largest score and 0 to the others: that is the"
                + " decision, not the probabilities.",
            way -> way.softmax = Mistakes02::decided)
        .slip(
            "one softmax for the whole batch",
            "It looks as if the whole batch shared one softmax. Each row is a case of its own, and"
                + " adds up to 1.",
            way -> way.softmax = Mistakes02::ofAll)
        .slip(
            "softmax over columns",
            "The columns add up to 1 where the rows should. Along which way do the outputs of one"
                + " case stand?",
            way -> way.softmax = z -> transposed(rows(transposed(z), Mistakes02::softmax)))
        .about("exponential")
        .slip(
            "powers of 2",
            "It looks as if powers of 2 were taken in place of powers of e.",
            way -> way.exp = z -> StrictMath.pow(2, z))
        .slip(
            "powers of 10",
            "It looks as if powers of 10 were taken in place of powers of e.",
            way -> way.exp = z -> StrictMath.pow(10, z))
        .slip(
            "squares",
            "It looks as if squares were taken in place of exponentials.",
            way -> way.exp = z -> z * z)
        .slip(
            "e^z − 1",
            "It looks as if 1 were subtracted from each exponential.",
            way -> way.exp = z -> StrictMath.exp(z) - 1)
        .about("sum")
        .slip(
            "the sum not set back",
            "Every row after the first looks as if it were divided by its own sum and the sums of the"
                + " rows above. Where does the sum begin anew?",
            way -> way.keepsSum = true)
        .slip(
            "neither sum nor largest set back",
            "In every row after the first neither the sum nor the search for the largest score seems"
                + " to begin anew.",
            way -> {
              way.keepsSum = true;
              way.shift = (z, row) -> Way.most(z, row + 1);
            })
        .slip(
            "neither sum nor largest set back, largest from 0",
            "In every row after the first neither the sum nor the search for the largest score seems"
                + " to begin anew.",
            way -> {
              way.keepsSum = true;
              way.shift = (z, row) -> Math.max(0, Way.most(z, row + 1));
            })
        .slip(
            "divided while summing",
            "It looks as if each exponential were divided by the sum so far, which lacks those that"
                + " come after it: only the last of each row is right. When is the sum ready?",
            way -> way.dividesAtOnce = true)
        .slip(
            "summed again while dividing",
            "Only the first of each row is right: it looks as if the sum were added up anew for each"
                + " one, when those before it had been divided already. When must it be ready?",
            way -> way.softmax = z -> rows(z, Mistakes02::dividedOneByOne))
        .slip(
            "equal scores counted once",
            "Where two scores of a row are equal, it looks as if one exponential were in the sum for"
                + " both. Are scores the keys of a map, or in a set?",
            way ->
                way.softmax =
                    z ->
                        rows(
                            z,
                            row -> {
                              double[] p = softmax(row);
                              double sum = Arrays.stream(p).distinct().sum();
                              return map(p, x -> x / sum);
                            }))
        .slip(
            "the sum begins with 1",
            "It looks as if the sum began with 1, not with 0.",
            way -> way.sumBegins = 1)
        .slip(
            "the sum without the first",
            "It looks as if the sum lacked the first exponential of the row.",
            way -> way.sumFrom = 1)
        .slip(
            "the sum without the last",
            "It looks as if the sum lacked the last exponential of the row.",
            way -> way.sumLess = 1)
        .slip(
            "no exponential of the first",
            "It looks as if the loop that takes exponentials left out the first column.",
            way -> way.expFrom = 1)
        .slip(
            "no exponential of the last",
            "It looks as if the loop that takes exponentials left out the last column.",
            way -> way.expLess = 1)
        .slip(
            "the first not divided",
            "It looks as if the first column were not divided by the sum.",
            way -> way.divideFrom = 1)
        .slip(
            "the last not divided",
            "It looks as if the last column were not divided by the sum.",
            way -> way.divideLess = 1)
        .slip(
            "the sum without its own",
            "It looks as if each exponential were divided by the sum of the others alone.",
            way ->
                way.softmax =
                    z ->
                        rows(
                            z,
                            row -> {
                              double[] e = softmax(row);
                              return map(e, x -> x / (1 - x));
                            }))
        .about("rows")
        .slip(
            "softmax of the first row only",
            "It looks as if only the first row went through the softmax.",
            way -> way.firstRowOnly = true)
        .slip(
            "softmax not of the first row",
            "It looks as if the first row were left out of the softmax.",
            way -> way.rowsFrom = 1)
        .slip(
            "softmax not of the last row",
            "It looks as if the last row were left out of the softmax.",
            way -> way.rowsLess = 1)
        .about("answer")
        .slip(
            "the first row for all",
            "It looks as if every row were what the first one should be.",
            way ->
                way.given =
                    y -> {
                      DMatrixRMaj all = y.copy();
                      for (int i = 0; i < all.getNumElements(); i++) {
                        all.data[i] = y.data[i % y.numCols];
                      }
                      return all;
                    })
        .slip(
            "1 − y",
            "It looks as if you gave back 1 minus each probability.",
            way -> way.given = y -> each(y, p -> 1 - p));
  }

  private static void shiftSlips(Slips<Way, Exercise02.Step> slips) {
    slips
        .about("shift")
        .slip(
            "exponentials overflow",
            "With large scores there are infinite exponentials, and ∞/∞ is not a number; with very"
                + " negative ones all are 0, and 0/0 is none either. See the trap.",
            way -> way.shift = (z, row) -> 0)
        .slip(
            "the largest score is at least 0",
            "Where all scores of a row are below 0, the largest one looks as if it were 0. From"
                + " which number does your search for it start?",
            way -> way.shift = (z, row) -> Way.largest(z, row, 0))
        .slip(
            "the largest of the whole batch",
            "It looks as if the largest score of the whole batch had been subtracted in every row."
                + " Where a row lies far below it, all its exponentials are 0.",
            way -> way.shift = (z, row) -> Way.most(z, z.numRows))
        .slip(
            "the largest so far",
            "It looks as if the search for the largest score went on from row to row: it must begin"
                + " anew in each.",
            way -> way.shift = (z, row) -> Way.most(z, row + 1))
        .slip(
            "cut off",
            "Very large scores look as if they were all the same, cut off below the number at which"
                + " exp overflows. Then their differences are lost: what may be subtracted instead?",
            way -> {
              way.shift = (z, row) -> 0;
              way.exp = score -> StrictMath.exp(Math.min(score, LARGEST_EXP));
            })
        .slip(
            "the first score",
            "It looks as if each row's first score had been subtracted. Where another one is far"
                + " larger, its exponential is infinite.",
            way -> way.shift = (z, row) -> z.get(row, 0))
        .slip(
            "the last score",
            "It looks as if each row's last score had been subtracted. Where another one is far"
                + " larger, its exponential is infinite.",
            way -> way.shift = (z, row) -> z.get(row, z.numCols - 1))
        .slip(
            "the largest but for the last",
            "It looks as if the search for the largest score left out the last column: where that"
                + " has it, by far, its exponential is infinite.",
            way -> way.shift = (z, row) -> Way.largestBefore(z, row, z.numCols - 1))
        .slip(
            "the least score",
            "It looks as if the least score of a row had been subtracted, or the mean: where a"
                + " score is far above that, its exponential is infinite.",
            way -> way.shift = (z, row) -> -Way.largest(each(z, x -> -x), row, -1e300))
        .slip(
            "the largest without its sign",
            "It looks as if the largest of |z| had been subtracted. In a row far below 0 that"
                + " leaves no exponential above 0.",
            way -> way.shift = (z, row) -> Way.largest(each(z, Math::abs), row, 0))
        .slip(
            "subtracted above only",
            "It looks as if the largest score were subtracted above the fraction's line and not in"
                + " the sum below it. The fraction stays the same only if both have it.",
            way -> way.shiftBelow = false)
        .slip(
            "subtracted below only",
            "It looks as if the largest score were subtracted in the sum below the fraction's line"
                + " and not above it. The fraction stays the same only if both have it.",
            way -> way.shiftAbove = false);
  }

  static Exercise<Exercise02.Step> step(Exercise<Exercise02.Step> exercise) {
    return stepSlips().addEachTo(exercise);
  }

  static Exercise<Exercise02.Step> stepTold(
      Exercise<Exercise02.Step> exercise,
      Exercise.Call<Exercise02.Step> call,
      List<Values> inputs,
      Exercise02.Step learners) {
    return stepSlips().addPairOf(learners, exercise, call, inputs);
  }
}
