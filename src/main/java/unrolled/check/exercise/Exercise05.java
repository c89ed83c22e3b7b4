package unrolled.check.exercise;

import static org.ejml.dense.row.CommonOps_DDRM.dot;
import static org.ejml.dense.row.CommonOps_DDRM.extractRow;
import static org.ejml.dense.row.CommonOps_DDRM.fill;
import static org.ejml.dense.row.CommonOps_DDRM.mult;
import static org.ejml.dense.row.CommonOps_DDRM.multAdd;
import static org.ejml.dense.row.CommonOps_DDRM.scale;
import static org.ejml.dense.row.CommonOps_DDRM.scaleCol;
import static org.ejml.dense.row.CommonOps_DDRM.transpose;
import static unrolled.check.exercise.Prediction.PREDICTED;
import static unrolled.check.exercise.Prediction.question;

import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.ejml.dense.row.factory.DecompositionFactory_DDRM;
import org.ejml.interfaces.decomposition.QRDecomposition;
import unrolled.math.Init;
import unrolled.math.Numbers;
import unrolled.math.Rng;

/**
 * Marks exercise 05: by how much a matrix makes things grow per step, rows made orthonormal, and a
 * network of two ReLU units that adds two marked numbers.
 *
 * <p>The growth is compared with two lengths on the way, the rows with a QR decomposition, and the
 * network with the sum itself: any two units that give it are right.
 */
public final class Exercise05 {

  private static final String FACTOR = "factor per step";
  private static final String ROWS = "q";
  private static final String ANSWERS = "answer";

  /** How many steps the learner's code is asked to walk. */
  private static final int STEPS = 2000;

  private static final double NEAR = 1e-6;

  private Exercise05() {}

  /** The learner's measurement of growth. */
  @FunctionalInterface
  public interface Growth {
    /**
     * By which factor x·U·U·U… becomes longer per step, in the long run.
     *
     * @param u the matrix, n×n
     * @param steps how often to multiply, an even number
     * @return the factor; 0 if nothing is left
     */
    double perStep(DMatrixRMaj u, int steps);
  }

  /** The learner's Gram–Schmidt. */
  @FunctionalInterface
  public interface Orthonormal {
    /**
     * Rows of length 1, each at a right angle to those above it, that span what those of m span.
     *
     * @param m the matrix, no row of which depends on those above it; it stays as it is
     * @return another matrix of its shape
     */
    DMatrixRMaj rowsOf(DMatrixRMaj m);
  }

  /** The learner's network of two ReLU units: h_t = ReLU(x_t·W + b + h_{t−1}·U), answer h_T·V. */
  @FunctionalInterface
  public interface Adder {
    /**
     * Fills in the weights, which are 0 before.
     *
     * @param w 2×2, from (value, mark) to the two units
     * @param b 1×2
     * @param u 2×2, from the two units to the two units one step later
     * @param v 2×1, from the two units to the answer
     */
    void fill(DMatrixRMaj w, DMatrixRMaj b, DMatrixRMaj u, DMatrixRMaj v);
  }

  /** Marks the four predictions: 4 points. Prints the report. */
  public static int predicted(Supplier<double[]> learners) {
    return predictions().mark(learners::get, 1);
  }

  /** Marks the measurement of growth: 6 points. Prints the report. */
  public static int growth(Growth learners) {
    return growth(learners, Exercise.freshSeed());
  }

  /** Marks the measurement on matrices drawn with this seed. */
  public static int growth(Growth learners, long seed) {
    return growthExercise().mark(learners, seed);
  }

  /** Marks the orthonormal rows: 6 points. Prints the report. */
  public static int orthonormal(Orthonormal learners) {
    return orthonormal(learners, Exercise.freshSeed());
  }

  /** Marks the rows of matrices drawn with this seed. */
  public static int orthonormal(Orthonormal learners, long seed) {
    return orthonormalExercise().mark(learners, seed);
  }

  /** Marks the network that adds: 4 points. Prints the report. */
  public static int adder(Adder learners) {
    return adder(learners, Exercise.freshSeed());
  }

  /** Marks the network on sequences drawn with this seed. */
  public static int adder(Adder learners, long seed) {
    return Mistakes05.adder(Mistakes05.toldAdder(adderStages(), learners)).mark(learners, seed);
  }

  /** Whether the growth and the rows are right, so that they can be drawn; if not, says so. */
  public static boolean ready(Growth growth, Orthonormal orthonormal) {
    boolean grows = growthExercise().isRight(growth, 1);
    boolean stands = orthonormalExercise().isRight(orthonormal, 1);
    return waitsFor((grows ? "" : " growth") + (stands ? "" : " orthonormalRows"));
  }

  /** Whether the network adds, so that it can be drawn; if not, says so. */
  public static boolean ready(Adder adder) {
    return waitsFor(adderExercise().isRight(adder, 1) ? "" : " adder");
  }

  private static boolean waitsFor(String missing) {
    if (!missing.isEmpty()) {
      System.out.println("What follows is yours, and waits until its check passes:" + missing);
    }
    return missing.isEmpty();
  }

  /**
   * Prints the score of the challenge, a ReLU network of any number of units: its weights that are
   * not 0. There are none for a network that does not give the sum of value · mark, with marks of
   * 1, 0 and −1.
   */
  public static void challenge(DMatrixRMaj w, DMatrixRMaj b, DMatrixRMaj u, DMatrixRMaj v) {
    double worst = 0;
    for (long seed = 1; seed <= 100; seed++) {
      Rng rng = new Rng(seed);
      DMatrixRMaj x = sequence(rng, 0, 200).matrix("x");
      double sum = 0;
      for (int t = 0; t < x.numRows; t++) {
        int mark = t % (1 + seed % 5) == 0 || t == 199 ? rng.nextInt(3) - 1 : 0;
        x.set(t, 1, mark);
        sum += mark * x.get(t, 0);
      }
      worst = Math.max(worst, Math.abs(answer(x, w, b, u, v) - sum));
    }
    int weights =
        Stream.of(w, b, u, v)
            .mapToInt(
                m ->
                    (int) IntStream.range(0, m.getNumElements()).filter(i -> m.get(i) != 0).count())
            .sum();
    System.out.println(
        worst < NEAR
            ? "Exact. Your score: " + weights + " weights"
            : "Not exact yet: on 100 sequences of 200 steps the largest error is "
                + Numbers.text(worst));
  }

  /** For a class: 2 more points for matrices that the visible checks don't have. */
  public static int otherMatrices(Growth growth, Orthonormal orthonormal, long seed) {
    int first =
        Mistakes05.growth(
                new Exercise<>(
                        "Other matrices to grow by",
                        Exercise05::callGrowth,
                        Exercise05::rightGrowth)
                    .follows()
                    .tolerance(NEAR)
                    .stage(rng -> withFactor(rng, 12, 1e3))
                    .part(1, "twelve units, a factor of a thousand", FACTOR))
            .mark(growth, seed);
    int second =
        Mistakes05.rows(
                new Exercise<>("Other rows", Exercise05::callRows, Exercise05::rightRows)
                    .follows()
                    .tolerance(NEAR)
                    .stage(rng -> rows(rng, 3, 9))
                    .part(1, "three long rows", ROWS))
            .mark(orthonormal, seed);
    return first + second;
  }

  // ---- the predictions

  static Exercise<Callable<double[]>> predictions() {
    return new Exercise<Callable<double[]>>("Predictions", Prediction::call, Prediction::right)
        .stage(
            question(
                0,
                2.834,
                "How long is (1, 1), and how long is (1, 1) · U? The factor is by how much longer"
                    + " it has become.",
                "4.008 That is the length after the step. How long was it before?",
                "0.353 That is the second step.",
                "1 So it is in the long run. And at this first step?",
                "4 That is the second entry. How long is the row?",
                "8.031 Both lengths need their root.",
                "2.125 That is the sum of entries over that of before. A length has squares.",
                "5.668 By how much longer: is the length before to be multiplied or divided by?"))
        .part(1, "the factor of the first step", PREDICTED)
        .stage(
            question(
                1,
                1,
                "What are two steps together multiplied by? Then one alone, on the average?",
                "1.593 That is the plain mean of 2.834 and 0.353. What are both together?",
                "2.834 That is the first step. And the second?",
                "0.353 That is the second step. And both together?",
                "4 That is the largest entry. Where is the row after two steps?",
                "0 Where is the row after two steps?"))
        .part(1, "the factor per step in the long run", PREDICTED)
        .stage(
            question(
                2,
                2.6,
                "What is added to the second entry at each step? Then the length of both.",
                "1 That is its spectral radius. On the way a row may become longer: do a few"
                    + " steps.",
                "2.4 That is the second entry alone.",
                "3.4 That is the sum of the entries. The length is a root.",
                "6.76 The root is missing.",
                "10.721 The second entry grows by something added, not by a factor."))
        .part(1, "a length after 100 steps with ρ = 1", PREDICTED)
        .stage(
            question(
                3,
                1.1,
                "One step after the other, and at each one value + mark − 1 + what it had.",
                "1.4 That is the sum wanted. The second step has no mark: what does it do to the"
                    + " unit?",
                "0.6 What it had before stays: U is 1.",
                "0.5 That is after the second step.",
                "2.1 That is the sum of all three. The mark, and the minus 1?",
                "0.8 That is after the first step."))
        .part(1, "one ReLU unit", PREDICTED);
  }

  // ---- growth

  static Exercise<Growth> growthExercise() {
    return Mistakes05.growth(
        new Exercise<Growth>("Growth per step", Exercise05::callGrowth, Exercise05::rightGrowth)
            .tolerance(NEAR)
            .stage(
                Fresh.inTurn(
                    rng -> diagonal(8, rng.uniform(1.1, 1.2), rng.uniform(0.9, 1)),
                    rng -> diagonal(6, rng.uniform(0.9, 1), rng.uniform(1.1, 1.2))))
            .part(1, "a few steps with a diagonal matrix", FACTOR)
            .stage(Exercise05::ellipse)
            .part(2, "one that turns along an ellipse: longer and shorter by turns", FACTOR)
            .stage(Fresh.inTurn(rng -> withFactor(rng, 6, 3), rng -> withFactor(rng, 6, 0.3)))
            .part(2, "a random one that explodes, then one that vanishes", FACTOR)
            .stage(
                Fresh.inTurn(
                    Fresh.inTurn(rng -> diagonal(STEPS, 0, 0), rng -> shifted(rng.uniform(0.8, 1))),
                    Fresh.inTurn(
                        rng -> diagonal(STEPS, rng.uniform(0.8e-7, 1e-7), 1e-8),
                        rng -> walk(CommonOps_DDRM.identity(4), STEPS)))) // a factor of exactly 1
            .part(
                1, "now and then one that leaves nothing, at once or after two steps: 0", FACTOR));
  }

  private static Values callGrowth(Growth code, Values in) {
    return new Values().with(FACTOR, code.perStep(in.matrix("u"), (int) in.number("steps")));
  }

  /**
   * From two lengths alone, that at half the way and that at the end; what is between them is kept
   * in range by powers of 2, which cost no bit.
   */
  private static Values rightGrowth(Values in) {
    DMatrixRMaj x = new DMatrixRMaj(1, in.matrix("u").numRows);
    fill(x, 1);
    int steps = (int) in.number("steps");
    double logarithm = 0;
    double halfWay = 0;
    for (int k = 0; k <= steps; k++) {
      double length = Math.sqrt(dot(x, x));
      if (length == 0) {
        return new Values().with(FACTOR, 0.0);
      }
      halfWay = k == steps / 2 ? logarithm + StrictMath.log(length) : halfWay;
      if (k == steps) {
        logarithm += StrictMath.log(length);
      } else {
        int power = Math.getExponent(length);
        logarithm += power * StrictMath.log(2);
        scale(Math.scalb(1.0, -power), x);
        x = mult(x, in.matrix("u"), null);
      }
    }
    return new Values().with(FACTOR, StrictMath.exp((logarithm - halfWay) / (steps - steps / 2)));
  }

  private static Values walk(DMatrixRMaj u, int steps) {
    return new Values().with("u", u).with("steps", steps);
  }

  private static Values diagonal(int steps, double first, double second) {
    return walk(new DMatrixRMaj(2, 2, true, first, 0, 0, second), steps);
  }

  /** One that leaves something for a single step. */
  private static Values shifted(double number) {
    return walk(new DMatrixRMaj(2, 2, true, 0, number, 0, 0), STEPS);
  }

  /** A rotation seen through a lens: r·S⁻¹·R·S with S = diag(1, 3). */
  private static Values ellipse(Rng rng) {
    double angle = rng.uniform(0.8, 1.2);
    double r = rng.uniform(1.5, 1.9);
    double c = StrictMath.cos(angle);
    double s = StrictMath.sin(angle);
    return walk(new DMatrixRMaj(2, 2, true, r * c, 3 * r * s, -r * s / 3, r * c), STEPS);
  }

  /** A random one whose last step says something else than the mean over many. */
  private static Values withFactor(Rng rng, int n, double about) {
    while (true) {
      double factor = about * rng.uniform(0.9, 1.1);
      DMatrixRMaj u = Init.gaussian(new DMatrixRMaj(n, n), 1, rng);
      Init.spectralRadius(u, factor);
      List<Double> factors = Mistakes05.factors(u, STEPS);
      double plain = Mistakes05.half(factors, f -> f);
      if (apart(factors.get(STEPS - 1), factor) && apart(plain, factor)) {
        return walk(u, STEPS);
      }
    }
  }

  private static boolean apart(double x, double factor) {
    return Math.abs(x / factor - 1) > 0.02;
  }

  // ---- orthonormal rows

  static Exercise<Orthonormal> orthonormalExercise() {
    return Mistakes05.rows(
        new Exercise<Orthonormal>("Orthonormal rows", Exercise05::callRows, Exercise05::rightRows)
            .tolerance(NEAR)
            .stage(rng -> rows(rng, 1, 3))
            .part(1, "a single row", ROWS)
            .stage(rng -> rows(rng, 2, 2))
            .part(2, "two rows", ROWS)
            .stage(rng -> rows(rng, 6, 6))
            .part(2, "six rows", ROWS)
            .leavesItsInputs(1));
  }

  private static Values callRows(Orthonormal code, Values in) {
    return new Values().with(ROWS, code.rowsOf(in.matrix("m")));
  }

  /** From Householder's reflections: another way to the only such rows. */
  private static Values rightRows(Values in) {
    DMatrixRMaj columns = transpose(in.matrix("m"), null);
    QRDecomposition<DMatrixRMaj> qr =
        DecompositionFactory_DDRM.qr(columns.numRows, columns.numCols);
    qr.decompose(columns.copy());
    DMatrixRMaj q = qr.getQ(null, true);
    DMatrixRMaj r = qr.getR(null, true);
    for (int j = 0; j < q.numCols; j++) {
      if (r.get(j, j) < 0) {
        scaleCol(-1, q, j);
      }
    }
    return new Values().with(ROWS, transpose(q, null));
  }

  private static Values rows(Rng rng, int rows, int columns) {
    return new Values().with("m", Init.gaussian(new DMatrixRMaj(rows, columns), 1, rng));
  }

  // ---- the network that adds

  static Exercise<Adder> adderExercise() {
    return Mistakes05.adder(adderStages());
  }

  private static Exercise<Adder> adderStages() {
    return new Exercise<Adder>("A network that adds", Exercise05::callAdder, Exercise05::rightSums)
        .stage(Fresh.inTurn(rng -> sequence(rng, 0.8, 6, 3), rng -> sequence(rng, 0.8, 6)))
        .part(1, "six steps, now one number marked, now none", ANSWERS)
        .stage(rng -> sequence(rng, 0.5, 50, 1 + rng.nextInt(25), 26 + rng.nextInt(20)))
        .part(1, "fifty steps, one mark in each half", ANSWERS)
        .stage(rng -> sequence(rng, 0.8, 10, 2, 10))
        .part(1, "a mark at the last step", ANSWERS)
        .stage(rng -> sequence(rng, 0.5, 1000, 1, 2, 500, 999))
        .part(1, "a thousand steps, four marks", ANSWERS);
  }

  private static Values callAdder(Adder code, Values in) {
    DMatrixRMaj w = new DMatrixRMaj(2, 2);
    DMatrixRMaj b = new DMatrixRMaj(1, 2);
    DMatrixRMaj u = new DMatrixRMaj(2, 2);
    DMatrixRMaj v = new DMatrixRMaj(2, 1);
    code.fill(w, b, u, v);
    return new Values().with(ANSWERS, answer(in.matrix("x"), w, b, u, v));
  }

  private static double answer(
      DMatrixRMaj x, DMatrixRMaj w, DMatrixRMaj b, DMatrixRMaj u, DMatrixRMaj v) {
    DMatrixRMaj h = new DMatrixRMaj(1, u.numRows);
    for (int t = 0; t < x.numRows; t++) {
      DMatrixRMaj z = b.copy();
      multAdd(extractRow(x, t, null), w, z);
      multAdd(h, u, z);
      for (int j = 0; j < h.numCols; j++) {
        h.set(0, j, Math.max(0, z.get(0, j)));
      }
    }
    return dot(h, v);
  }

  private static Values rightSums(Values in) {
    double sum = 0;
    DMatrixRMaj x = in.matrix("x");
    for (int t = 0; t < x.numRows; t++) {
      sum += x.get(t, 0) * x.get(t, 1);
    }
    return new Values().with(ANSWERS, sum);
  }

  /**
   * Numbers from {@code least} to 1, marked at these steps, counted from 1. Large ones: a leak of 1
   * − value a step must not empty the sum, by luck, in time.
   */
  private static Values sequence(Rng rng, double least, int steps, int... marked) {
    DMatrixRMaj x = new DMatrixRMaj(steps, 2);
    for (int t = 0; t < steps; t++) {
      x.set(t, 0, rng.uniform(least, 1));
    }
    for (int step : marked) {
      x.set(step - 1, 1, 1);
    }
    return new Values().with("x", x);
  }
}
