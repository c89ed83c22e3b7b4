package unrolled.check.exercise;

import static org.ejml.dense.row.CommonOps_DDRM.fill;
import static org.ejml.dense.row.CommonOps_DDRM.multAdd;
import static org.ejml.dense.row.CommonOps_DDRM.multTransB;
import static org.ejml.dense.row.CommonOps_DDRM.scale;
import static org.ejml.dense.row.NormOps_DDRM.normF;
import static unrolled.check.exercise.Prediction.PREDICTED;
import static unrolled.check.exercise.Prediction.question;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.DoubleUnaryOperator;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.ejml.data.DMatrixRMaj;
import unrolled.check.exercise.Mistakes04.Tries;
import unrolled.math.Init;
import unrolled.math.Numbers;
import unrolled.math.Rng;

/**
 * Marks exercise 04: clipping several gradients by their common norm, and the search for the
 * spectral radius at which a gradient survives.
 *
 * <p>Clipping is compared with a computation over one long list of all numbers. The radius is never
 * compared with a stored one: the network is run at the learner's radius, and what arrives there is
 * compared with what was asked for.
 */
public final class Exercise04 {

  private static final String DW = "dW";
  private static final String DU = "dU";
  private static final String DB = "db";
  private static final String[] ALL = {DW, DU, DB, "dV", "dc"};
  private static final String NORM = "norm given back";
  private static final String ARRIVED = "norm(your radius) / wanted";

  private static final String ROUGHLY = "norm(your radius) / wanted, roughly";
  static final double LOWEST = 0.5;
  static final double HIGHEST = 2;
  private static final int UNITS = 12;
  static final int LAG = 40;

  private Exercise04() {}

  /** The learner's clipping. */
  @FunctionalInterface
  public interface Clip {
    /**
     * Scales all gradients by one common factor, in place, so that their common norm is at most the
     * limit.
     *
     * @param gradients of all weights
     * @param limit the largest norm allowed
     * @return the common norm before clipping
     */
    double clip(List<DMatrixRMaj> gradients, double limit);
  }

  /** The learner's search. */
  @FunctionalInterface
  public interface Search {
    /**
     * The spectral radius between 0.5 and 2 at which the norm is as large as wanted.
     *
     * @param norm the norm of the gradient that arrives, by spectral radius; it grows with it
     * @param wanted the norm that should arrive
     * @return the radius, to six digits
     */
    double radius(DoubleUnaryOperator norm, double wanted);
  }

  /** Marks the four predictions: 4 points. Prints the report. */
  public static int predicted(Supplier<double[]> learners) {
    return predictions().mark(learners::get, 1);
  }

  /** Marks clipping by norm: 8 points. Prints the report. */
  public static int clip(Clip learners) {
    return clip(learners, Exercise.freshSeed());
  }

  /** Marks clipping by norm on gradients drawn with this seed. */
  public static int clip(Clip learners, long seed) {
    return Mistakes04.wrongNorms(clipExercise()).mark(learners, seed);
  }

  /** Marks the search: 6 points. Prints the report. */
  public static int search(Search learners) {
    return search(learners, Exercise.freshSeed());
  }

  /** Marks the search on networks drawn with this seed. */
  public static int search(Search learners, long seed) {
    return Mistakes04.told(searchExercise(), learners).mark(learners, seed);
  }

  /** Whether both tools are right, so that they can be used; if not, says so. */
  public static boolean ready(Clip clip, Search search) {
    String missing =
        (clipExercise().isRight(clip, 1) ? "" : " clipByNorm")
            + (searchExercise().isRight(search, 1) ? "" : " survivingRadius");
    if (!missing.isEmpty()) {
      System.out.println(
          "What follows uses your two methods, and waits until their checks pass. Not there yet:"
              + missing
              + ".");
    }
    return missing.isEmpty();
  }

  /** For a class: 2 more points for gradients that the visible checks don't have. */
  public static int otherGradients(Clip learners, long seed) {
    return new Exercise<>("Other gradients", Exercise04::callClip, Exercise04::rightClip)
        .follows()
        .stage(rng -> gradients(rng, 1e-6, 1e9))
        .part(1, "tiny ones, under a huge limit", DW, DU, DB, NORM)
        .stage(rng -> gradients(rng, 1e6, 1e-3))
        .part(1, "huge ones, over a tiny limit", DW, DU, DB, NORM)
        .mark(learners, seed);
  }

  static Exercise<Callable<double[]>> predictions() {
    return new Exercise<Callable<double[]>>("Predictions", Prediction::call, Prediction::right)
        .stage(
            question(
                0,
                13,
                "Lay all four numbers in one row: how long is that vector?",
                "17 Norms don't add up; squares do.",
                "169 That is its square.",
                "19 Those are the numbers, added up. Lengths come from squares.",
                "12 That is the longer of the two alone."))
        .part(1, "the norm of both", PREDICTED)
        .stage(
            question(
                1,
                2,
                "By what factor must the norm shrink to become 6.5? Every number does.",
                "4 On its own (3, 4) is short enough. But is the whole?",
                "8 Clipping makes nothing larger.",
                "5.2 That is its share if (3, 4) were 6.5 long."))
        .part(1, "what becomes of the 4", PREDICTED)
        .stage(
            question(
                2,
                StrictMath.sqrt(25 + 6.5 * 6.5),
                "(3, 4) is 5 long, below the limit. How long is (0, 12) afterwards, and both"
                    + " together?",
                "11.5 Norms don't add up; squares do.",
                "6.5 So it is with one norm for all. Here each has its own.",
                "9.192 (3, 4) is below the limit: does clipping make it longer?",
                "67.25 That is its square."))
        .part(1, "each clipped on its own", PREDICTED)
        .stage(
            question(
                3,
                StrictMath.pow(0.01, 1.0 / LAG),
                "Which number, taken forty times as a factor, makes a hundredth?",
                "0.00025 Factors multiply; they don't add up.",
                "0.975 One fortieth less each time leaves more than a third.",
                "1.122 That grows by a hundred."))
        .part(1, "the factor of each step", PREDICTED);
  }

  static Exercise<Clip> clipExercise() {
    return Mistakes04.clip(
        new Exercise<Clip>("Clipping by norm", Exercise04::callClip, Exercise04::rightClip)
            .stage(Exercise04::oneNumber)
            .part(1, "a single number, too large", DW, DU, DB)
            .stage(rng -> gradients(rng, 1, 0.05))
            .part(2, "three matrices, norm above the limit", DW, DU, DB)
            .part(1, "the norm before clipping is given back", NORM)
            .stage(
                inTurn(
                    rng -> gradients(rng, 0.1, 50),
                    rng -> close(rng, 0.999, 3),
                    rng -> close(rng, 1.001, 3),
                    rng -> close(rng, 0.999, 0.2),
                    rng -> close(rng, 1.001, 0.2)))
            .part(2, "norm now just below, now just above the limit", DW, DU, DB)
            .stage(Exercise04::five)
            .part(1, "five matrices", ALL)
            .stage(inTurn(rng -> gradients(rng, 0, 1), rng -> gradients(rng, 1, 0.05)))
            .part(1, "now and then nothing but zeros", DW, DU, DB, NORM));
  }

  static Exercise<Search> searchExercise() {
    return Mistakes04.search(
        new Exercise<Search>(
                "Where the gradient survives", Exercise04::callSearch, Exercise04::rightSearch)
            .tolerance(1e-4)
            .stage(everywhere(1))
            .part(1, "norm = the radius itself, within two percent", ROUGHLY)
            .part(1, "norm = the radius itself, to the last digits", ARRIVED)
            .stage(everywhere(40))
            .part(1, "a linear network: norm = factor · radius^40", ARRIVED)
            .stage(Exercise04::tanhNetwork)
            .part(2, "a tanh network, forty steps back", ARRIVED)
            .stage(
                inTurn(
                    rng -> powerLaw(1, 1, 1.25),
                    rng -> powerLaw(1, 1, 1.625),
                    rng -> powerLaw(1, 1, 0.875),
                    rng -> powerLaw(1, 1, 1.0625)))
            .part(1, "what is wanted arrives exactly in the middle", ARRIVED));
  }

  /** One kind of input after the other, so that code for some alone fails in every draw. */
  @SafeVarargs
  private static Function<Rng, Values> inTurn(Function<Rng, Values>... kinds) {
    int[] calls = {0};
    return rng -> kinds[calls[0]++ % kinds.length].apply(rng);
  }

  // ---- clipping

  private static Values callClip(Clip code, Values in) {
    Values answer = new Values();
    List<DMatrixRMaj> gradients = new ArrayList<>();
    for (String name : names(in)) {
      gradients.add(in.matrix(name).copy());
      answer.with(name, gradients.get(gradients.size() - 1));
    }
    return answer.with(NORM, code.clip(gradients, in.number("limit")));
  }

  private static List<String> names(Values in) {
    return Stream.of(ALL).filter(name -> in.matrix(name) != null).toList();
  }

  private static Values oneNumber(Rng rng) {
    Values in = gradients(rng, 0, 0.5);
    in.matrix(DW).set(0, 0, rng.uniform(2, 3));
    return in;
  }

  private static Values gradients(Rng rng, double scale, double limit) {
    Values in =
        new Values()
            .with(DW, Fresh.matrix(rng, 2, 3))
            .with(DU, Fresh.matrix(rng, 3, 3))
            .with(DB, Fresh.matrix(rng, 1, 3))
            .with("limit", limit);
    for (String name : List.of(DW, DU, DB)) {
      scale(scale, in.matrix(name));
    }
    return in;
  }

  /** So near the limit that no matrix is above it on its own, whatever was drawn. */
  private static Values close(Rng rng, double ratio, double limit) {
    Values in = gradients(rng, 1, limit);
    double[] shares = {0.48, 0.6, 0.64}; // their squares add up to 1
    for (int i = 0; i < shares.length; i++) {
      DMatrixRMaj m = in.matrix(ALL[i]);
      scale(ratio * limit * shares[i] / normF(m), m);
    }
    return in;
  }

  private static Values five(Rng rng) {
    return gradients(rng, 1, 0.05)
        .with("dV", Fresh.matrix(rng, 2, 2))
        .with("dc", Fresh.matrix(rng, 1, 4));
  }

  private static Values rightClip(Values in) {
    double squares = 0;
    for (String name : names(in)) {
      for (double x : in.matrix(name).data) {
        squares += x * x;
      }
    }
    double norm = Math.sqrt(squares);
    for (String name : names(in)) {
      if (norm > in.number("limit")) {
        scale(in.number("limit") / norm, in.matrix(name));
      }
    }
    return in.with(NORM, norm);
  }

  /** The common norm. */
  static double norm(List<DMatrixRMaj> gradients) {
    return Math.sqrt(gradients.stream().mapToDouble(g -> normF(g) * normF(g)).sum());
  }

  /** Multiplies all by one factor. */
  static void scaled(List<DMatrixRMaj> gradients, double factor) {
    gradients.forEach(g -> scale(factor, g));
  }

  // ---- the search

  private static Values callSearch(Search code, Values in) {
    DoubleUnaryOperator norm = normIn(in);
    Tries tries = new Tries(norm, in.number("wanted"));
    double radius = code.radius(tries, in.number("wanted"));
    if (!(radius >= LOWEST && radius <= HIGHEST)) {
      throw new Unusable(
          "The radius should lie between 0.5 and 2; yours is "
              + Numbers.text(radius)
              + ". "
              + tries.told(radius));
    }
    double ratio = norm.applyAsDouble(radius) / in.number("wanted");
    return new Values().with(ARRIVED, ratio).with(ROUGHLY, Math.abs(ratio - 1) < 0.02 ? 1 : ratio);
  }

  private static Values rightSearch(Values in) {
    return new Values().with(ARRIVED, 1).with(ROUGHLY, 1);
  }

  /** factor · radius^power; a network if it has a matrix. */
  private static DoubleUnaryOperator normIn(Values in) {
    if (in.matrix("u") != null) {
      return radius -> normAfterLag(in, radius);
    }
    return radius -> in.number("factor") * StrictMath.pow(radius, in.number("power"));
  }

  /** From the lowest radii to the highest, in every draw; never near a tenth, or the middle. */
  private static Function<Rng, Values> everywhere(double power) {
    int[] calls = {0};
    int[] tenths = {13, 5, 8, 16, 19};
    return rng -> {
      double radius = tenths[calls[0]++ % tenths.length] / 10.0 + rng.uniform(0.02, 0.05);
      return powerLaw(power == 1 ? 1 : rng.uniform(2, 5), power, radius);
    };
  }

  private static Values powerLaw(double factor, double power, double radius) {
    return new Values()
        .with("factor", factor)
        .with("power", power)
        .with("wanted", factor * StrictMath.pow(radius, power));
  }

  /**
   * A network through which a hundredth can arrive; what is there at the last step is √(rows·n).
   */
  private static Values tanhNetwork(Rng rng) {
    while (true) {
      Values in = anyTanhNetwork(rng);
      if (normAfterLag(in, HIGHEST) > 2 * in.number("wanted")) {
        return in;
      }
    }
  }

  private static Values anyTanhNetwork(Rng rng) {
    DMatrixRMaj u = Init.gaussian(new DMatrixRMaj(UNITS, UNITS), 1, rng);
    DMatrixRMaj[] shares = new DMatrixRMaj[LAG + 11];
    for (int t = 0; t < shares.length; t++) {
      shares[t] = Init.gaussian(new DMatrixRMaj(2, UNITS), 0.5, rng);
    }
    return new Values()
        .with("u", Init.spectralRadius(u, 1))
        .with("shares", shares)
        .with("wanted", 0.01 * Math.sqrt(2 * UNITS));
  }

  /** h_t = tanh(share_t + h_{t−1}·U); then a gradient of ones, LAG steps back. */
  private static double normAfterLag(Values in, double radius) {
    DMatrixRMaj u = in.matrix("u").copy();
    scale(radius, u);
    DMatrixRMaj[] h = in.copy().matrices("shares");
    for (int t = 1; t < h.length; t++) {
      multAdd(h[t - 1], u, h[t]);
      for (int i = 0; i < h[t].getNumElements(); i++) {
        h[t].data[i] = StrictMath.tanh(h[t].data[i]);
      }
    }
    DMatrixRMaj g = h[0].createLike();
    fill(g, 1);
    for (int t = h.length - 1; t > h.length - 1 - LAG; t--) {
      for (int i = 0; i < g.getNumElements(); i++) {
        g.data[i] *= 1 - h[t].data[i] * h[t].data[i];
      }
      g = multTransB(g, u, null);
    }
    return normF(g);
  }
}
