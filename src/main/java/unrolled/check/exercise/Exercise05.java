package unrolled.check.exercise;

import static org.ejml.dense.row.CommonOps_DDRM.addEquals;
import static org.ejml.dense.row.CommonOps_DDRM.dot;
import static org.ejml.dense.row.CommonOps_DDRM.extractRow;
import static org.ejml.dense.row.CommonOps_DDRM.fill;
import static org.ejml.dense.row.CommonOps_DDRM.insert;
import static org.ejml.dense.row.CommonOps_DDRM.mult;
import static org.ejml.dense.row.CommonOps_DDRM.multAdd;
import static org.ejml.dense.row.CommonOps_DDRM.scale;
import static org.ejml.dense.row.CommonOps_DDRM.scaleCol;
import static org.ejml.dense.row.CommonOps_DDRM.transpose;
import static org.ejml.dense.row.NormOps_DDRM.normF;

import java.util.ArrayList;
import java.util.List;
import java.util.function.DoubleUnaryOperator;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.factory.DecompositionFactory_DDRM;
import org.ejml.interfaces.decomposition.QRDecomposition;
import unrolled.math.Init;
import unrolled.math.Rng;

/**
 * Marks exercise 05: by how much a matrix makes things grow per step, rows made orthonormal, and a
 * network of two ReLU units that adds two marked numbers.
 *
 * <p>The growth is compared with eigenvalues, the rows with a QR decomposition, and the network
 * with the sum itself: any two units that give it are right.
 */
public final class Exercise05 {

  private static final String FACTOR = "the factor per step";
  private static final String ROWS = "the rows";
  private static final String ANSWERS = "the answers";

  /** How many steps the learner's code is asked to walk. */
  private static final int STEPS = 2000;

  private Exercise05() {}

  /** The learner's measurement of growth. */
  @FunctionalInterface
  public interface Growth {
    /**
     * By which factor x·U·U·U… becomes longer per step, in the long run.
     *
     * @param u the matrix, n×n
     * @param steps how often to multiply
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
    return adderExercise().mark(learners, seed);
  }

  /** For a class: 2 more points for matrices that the visible checks don't have. */
  public static int otherMatrices(Growth growth, Orthonormal orthonormal, long seed) {
    int first =
        new Exercise<>("Other matrices to grow by", Exercise05::callGrowth, Exercise05::rightGrowth)
            .tolerance(0.005)
            .stage(rng -> withFactor(rng, 12, 1e3))
            .part(1, "twelve units, a factor of a thousand", FACTOR)
            .mark(growth, seed);
    int second =
        new Exercise<>("Other rows", Exercise05::callRows, Exercise05::rightRows)
            .tolerance(1e-6)
            .stage(rng -> rows(rng, 3, 9))
            .part(1, "three long rows", ROWS)
            .mark(orthonormal, seed);
    return first + second;
  }

  // ---- growth

  static Exercise<Growth> growthExercise() {
    String read = " Read “How fast does it grow?” above.";
    return new Exercise<Growth>("Growth per step", Exercise05::callGrowth, Exercise05::rightGrowth)
        .tolerance(0.005)
        .stage(rng -> diagonal(rng.uniform(1.1, 1.3), rng.uniform(0.2, 0.8)))
        .part(1, "a diagonal matrix", FACTOR)
        .stage(Exercise05::ellipse)
        .part(2, "one that turns along an ellipse: longer and shorter by turns", FACTOR)
        .stage(Fresh.inTurn(rng -> withFactor(rng, 6, 1.5), rng -> withFactor(rng, 6, 0.5)))
        .part(2, "a random one that explodes, then one that vanishes", FACTOR)
        .stage(Fresh.inTurn(rng -> diagonal(0, 0), rng -> diagonal(rng.uniform(0.8, 1), 0.5)))
        .part(1, "now nothing but zeros: 0", FACTOR)
        .mistake(
            "never rescaled",
            "What comes out is ∞, 0 or NaN where a factor near 1 was asked for: after 2000 steps"
                + " the length itself no longer fits into a double. Bring x back to length 1 at"
                + " each step."
                + read,
            (u, steps) -> {
              DMatrixRMaj x = ones(u.numRows);
              for (int k = 0; k < steps; k++) {
                x = times(x, u);
              }
              return StrictMath.pow(normF(x), 1.0 / steps);
            })
        .mistake(
            "the last step alone",
            "It looks as if the last step alone were taken. A matrix that turns makes some steps"
                + " longer and others shorter: take the mean over many."
                + read,
            (u, steps) -> lengths(u, steps).get(steps - 1))
        .mistake(
            "the plain mean",
            "It looks as if the plain mean of the factors were taken. 4 and ¼ make 1 together, and"
                + " their mean is 2.125. Take the mean of the logarithms."
                + read,
            (u, steps) -> mean(lengths(u, steps), factor -> factor))
        .mistake(
            "half of the steps, divided by all",
            "The root of the right factor comes out. Only half of the steps are added up: divide by"
                + " that half."
                + read,
            (u, steps) ->
                normF(u) == 0 ? 0 : StrictMath.exp(mean(lengths(u, steps), StrictMath::log) / 2))
        .mistake(
            "a logarithm is given back",
            "It looks as if the mean logarithm itself were given back: the factor is e to the power"
                + " of it."
                + read,
            (u, steps) -> normF(u) == 0 ? 0 : mean(lengths(u, steps), StrictMath::log))
        .mistake(
            "divided by zero",
            "For a matrix of zeros the length is 0, and dividing by it gives NaN. Nothing is left:"
                + " the factor is 0."
                + read,
            (u, steps) -> StrictMath.exp(mean(unguarded(u, steps), StrictMath::log)))
        .mistake(
            "squares for lengths",
            "It looks as if the length were taken without its root." + read,
            (u, steps) -> StrictMath.exp(2 * mean(lengths(u, steps), StrictMath::log)))
        .mistake(
            "the largest singular value",
            "That is the largest singular value: the most that one step can stretch. In the long"
                + " run a matrix may stretch less."
                + read,
            (u, steps) -> Init.largestSingularValue(u))
        .mistake(
            "the norm of the matrix",
            "That is the norm of U itself, the root of the sum of its squares. Multiply by it, and"
                + " look how x grows."
                + read,
            (u, steps) -> normF(u));
  }

  private static Values callGrowth(Growth code, Values in) {
    return new Values().with(FACTOR, code.perStep(in.matrix("u"), STEPS));
  }

  private static Values rightGrowth(Values in) {
    return new Values().with(FACTOR, Init.spectralRadius(in.matrix("u")));
  }

  private static Values diagonal(double first, double second) {
    DMatrixRMaj u = new DMatrixRMaj(2, 2);
    u.set(0, 0, first);
    u.set(1, 1, second);
    return new Values().with("u", u);
  }

  /** A rotation seen through a lens: r·S⁻¹·R·S with S = diag(1, 3). */
  private static Values ellipse(Rng rng) {
    double angle = rng.uniform(0.8, 1.2);
    double r = rng.uniform(1.5, 1.9);
    double c = StrictMath.cos(angle);
    double s = StrictMath.sin(angle);
    return new Values().with("u", new DMatrixRMaj(2, 2, true, r * c, 3 * r * s, -r * s / 3, r * c));
  }

  /** A random one whose last step says something else than the mean over many. */
  private static Values withFactor(Rng rng, int n, double about) {
    while (true) {
      double factor = about * rng.uniform(0.9, 1.1);
      DMatrixRMaj u = Init.gaussian(new DMatrixRMaj(n, n), 1, rng);
      Init.spectralRadius(u, factor);
      List<Double> factors = lengths(u, STEPS);
      double plain = mean(factors, f -> f);
      if (apart(factors.get(STEPS - 1), factor) && apart(plain, factor)) {
        return new Values().with("u", u);
      }
    }
  }

  private static boolean apart(double x, double factor) {
    return Math.abs(x / factor - 1) > 0.02;
  }

  private static DMatrixRMaj ones(int n) {
    DMatrixRMaj x = new DMatrixRMaj(1, n);
    fill(x, 1);
    return x;
  }

  private static DMatrixRMaj times(DMatrixRMaj x, DMatrixRMaj u) {
    return mult(x, u, null);
  }

  /** The factor of each step; 0 from where nothing is left. */
  private static List<Double> lengths(DMatrixRMaj u, int steps) {
    return unguarded(u, steps).stream().map(f -> Double.isNaN(f) ? 0 : f).toList();
  }

  private static List<Double> unguarded(DMatrixRMaj u, int steps) {
    List<Double> factors = new ArrayList<>();
    DMatrixRMaj x = ones(u.numRows);
    for (int k = 0; k < steps; k++) {
      x = times(x, u);
      double length = Math.sqrt(dot(x, x)); // normF takes NaN for 0
      factors.add(length);
      scale(1 / length, x);
    }
    return factors;
  }

  /** Over the second half. */
  private static double mean(List<Double> factors, DoubleUnaryOperator of) {
    return factors.subList(factors.size() / 2, factors.size()).stream()
        .mapToDouble(of::applyAsDouble)
        .average()
        .orElseThrow();
  }

  // ---- orthonormal rows

  static Exercise<Orthonormal> orthonormalExercise() {
    String read = " Read “Rows at right angles” above.";
    return new Exercise<Orthonormal>(
            "Orthonormal rows", Exercise05::callRows, Exercise05::rightRows)
        .tolerance(1e-6)
        .stage(rng -> rows(rng, 1, 3))
        .part(1, "a single row", ROWS)
        .stage(rng -> rows(rng, 2, 2))
        .part(2, "two rows", ROWS)
        .stage(rng -> rows(rng, 6, 6))
        .part(2, "six rows", ROWS)
        .leavesItsInputs(1)
        .mistake(
            "not made long",
            "The rows look as if at right angles, but not of length 1: divide each by its length"
                + " when its shares are gone."
                + read,
            m -> gramSchmidt(m, Unit.NEVER, 1, false))
        .mistake(
            "made long too early",
            "It looks as if each row were divided by its length before the shares of the others"
                + " were taken away: that made it shorter again."
                + read,
            m -> gramSchmidt(m, Unit.BEFORE, 1, false))
        .mistake(
            "divided by the square",
            "It looks as if each row were divided by the square of its length." + read,
            m -> gramSchmidt(m, Unit.SQUARE, 1, false))
        .mistake(
            "only made long",
            "The rows have length 1, but no share of the rows above was taken away." + read,
            m -> gramSchmidt(m, Unit.AFTER, 0, false))
        .mistake(
            "added",
            "It looks as if the shares of the rows above were added. They are to go: subtract"
                + " them."
                + read,
            m -> gramSchmidt(m, Unit.AFTER, -1, false))
        .mistake(
            "the row above alone",
            "It looks as if each row were made to stand at a right angle to the one above it alone."
                + " All rows above count."
                + read,
            m -> gramSchmidt(m, Unit.AFTER, 1, true))
        .mistake(
            "shares of the rows as given",
            "It looks as if the shares were those of the rows of m as they were given. Take away"
                + " the shares of the finished rows: only those have length 1."
                + read,
            Exercise05::sharesOfGivenRows)
        .mistake(
            "columns",
            "It looks as if the columns were taken in turn, not the rows." + read,
            m -> transpose(gramSchmidt(transpose(m, null), Unit.AFTER, 1, false), null));
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

  private enum Unit {
    NEVER,
    BEFORE,
    AFTER,
    SQUARE
  }

  /** Takes away, from each row, {@code sign} times its shares of all rows above, or of one. */
  private static DMatrixRMaj gramSchmidt(DMatrixRMaj m, Unit unit, int sign, boolean oneAbove) {
    DMatrixRMaj q = m.copy();
    for (int i = 0; i < m.numRows; i++) {
      DMatrixRMaj row = extractRow(q, i, null);
      if (unit == Unit.BEFORE) {
        scale(1 / normF(row), row);
      }
      for (int j = oneAbove ? Math.max(0, i - 1) : 0; j < i; j++) {
        DMatrixRMaj above = extractRow(q, j, null);
        addEquals(
            row, -sign * dot(row, above) / (unit == Unit.NEVER ? dot(above, above) : 1), above);
      }
      if (unit == Unit.AFTER || unit == Unit.SQUARE) {
        scale(1 / (unit == Unit.AFTER ? normF(row) : dot(row, row)), row);
      }
      insert(row, q, i, 0);
    }
    return q;
  }

  private static DMatrixRMaj sharesOfGivenRows(DMatrixRMaj m) {
    DMatrixRMaj q = m.copy();
    for (int i = 0; i < m.numRows; i++) {
      DMatrixRMaj row = extractRow(m, i, null);
      for (int j = 0; j < i; j++) {
        DMatrixRMaj given = extractRow(m, j, null);
        addEquals(row, -dot(row, given), given);
      }
      scale(1 / normF(row), row);
      insert(row, q, i, 0);
    }
    return q;
  }

  // ---- the network that adds

  static Exercise<Adder> adderExercise() {
    String read = " Read “A network without training” above.";
    return new Exercise<Adder>("A network that adds", Exercise05::callAdder, Exercise05::rightSums)
        .stage(Fresh.inTurn(rng -> sequence(rng, 0.8, 6, 3), rng -> sequence(rng, 0.8, 6)))
        .part(1, "six steps, now one number marked, now none", ANSWERS)
        .stage(rng -> sequence(rng, 0.5, 50, 1 + rng.nextInt(25), 26 + rng.nextInt(20)))
        .part(1, "fifty steps, one mark in each half", ANSWERS)
        .stage(rng -> sequence(rng, 0.8, 10, 2, 10))
        .part(1, "a mark at the last step", ANSWERS)
        .stage(rng -> sequence(rng, 0.5, 1000, 1, 2, 500, 999))
        .part(1, "a thousand steps, four marks", ANSWERS)
        .mistake(
            "everything is added",
            "It looks as if all numbers were added, marked or not. What must be taken from value +"
                + " mark so that only a marked number comes out above 0?"
                + read,
            (w, b, u, v) -> {
              adder(w, b, u, v);
              b.set(0, 0, 0);
              w.set(1, 0, 0);
            })
        .mistake(
            "the marks are added too",
            "It looks as if 1 too much were added for each marked number, and something for those"
                + " that are not marked: a bias is missing."
                + read,
            (w, b, u, v) -> {
              adder(w, b, u, v);
              b.set(0, 0, 0);
            })
        .mistake(
            "U transposed",
            "Nothing but the last number arrives: the unit that should keep the sum holds nothing."
                + " Have rows and columns of U changed places? u.get(i, j) leads from unit i to"
                + " unit j. Or does a bias take away what that unit hears?"
                + read,
            (w, b, u, v) -> {
              adder(w, b, u, v);
              u.set(0, 1, 0);
              u.set(1, 0, 1);
            })
        .mistake(
            "the last number is missing",
            "A number that is marked at the last step is missing: it has not come to the unit that"
                + " keeps the sum yet, but it can be read off all the same."
                + read,
            (w, b, u, v) -> {
              adder(w, b, u, v);
              v.set(0, 0, 0);
            })
        .mistake(
            "both units keep",
            "It looks as if both units kept what they have: the first one ought to begin anew at"
                + " each step, or it lets unmarked numbers in and hands the same number on again"
                + " and again."
                + read,
            (w, b, u, v) -> {
              adder(w, b, u, v);
              u.set(0, 0, 1);
            })
        .mistake(
            "nobody keeps",
            "It looks as if the sum were lost from one step to the next: which entry of U lets a"
                + " unit keep what it has?"
                + read,
            (w, b, u, v) -> {
              adder(w, b, u, v);
              u.set(1, 1, 0);
            })
        .mistake(
            "one unit",
            "It looks as if the unit that keeps the sum also read the input: at each step without a"
                + " mark it loses 1 − value. Let one unit read and the other keep."
                + read,
            (w, b, u, v) -> {
              w.set(0, 0, 1);
              w.set(1, 0, 1);
              b.set(0, 0, -1);
              u.set(0, 0, 1);
              v.set(0, 0, 1);
            });
  }

  /** The first unit lets a marked number through; the second keeps the sum, one step behind. */
  private static void adder(DMatrixRMaj w, DMatrixRMaj b, DMatrixRMaj u, DMatrixRMaj v) {
    w.set(0, 0, 1);
    w.set(1, 0, 1);
    b.set(0, 0, -1);
    u.set(0, 1, 1);
    u.set(1, 1, 1);
    v.set(0, 0, 1);
    v.set(1, 0, 1);
  }

  private static Values callAdder(Adder code, Values in) {
    DMatrixRMaj w = new DMatrixRMaj(2, 2);
    DMatrixRMaj b = new DMatrixRMaj(1, 2);
    DMatrixRMaj u = new DMatrixRMaj(2, 2);
    DMatrixRMaj v = new DMatrixRMaj(2, 1);
    code.fill(w, b, u, v);
    DMatrixRMaj x = in.matrix("x");
    DMatrixRMaj h = new DMatrixRMaj(1, 2);
    for (int t = 0; t < x.numRows; t++) {
      DMatrixRMaj z = b.copy();
      multAdd(extractRow(x, t, null), w, z);
      multAdd(h, u, z);
      for (int j = 0; j < 2; j++) {
        h.set(0, j, Math.max(0, z.get(0, j)));
      }
    }
    return new Values().with(ANSWERS, dot(h, v));
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
