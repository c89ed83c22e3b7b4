package unrolled.check.exercise;

import static org.ejml.dense.row.CommonOps_DDRM.elementMaxAbs;
import static org.ejml.dense.row.CommonOps_DDRM.fill;
import static org.ejml.dense.row.CommonOps_DDRM.multAdd;
import static org.ejml.dense.row.CommonOps_DDRM.multTransB;
import static org.ejml.dense.row.CommonOps_DDRM.scale;
import static org.ejml.dense.row.NormOps_DDRM.normF;

import java.util.List;
import java.util.function.DoubleUnaryOperator;
import org.ejml.data.DMatrixRMaj;
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
  private static final String NORM = "the norm given back";
  private static final String ARRIVED = "norm(your radius) / wanted";

  private static final String ROUGHLY = "norm(your radius) / wanted, roughly";
  private static final double LOWEST = 0.5;
  private static final double HIGHEST = 2;
  private static final int UNITS = 12;
  private static final int LAG = 40;

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

  /** Marks clipping by norm: 8 points. Prints the report. */
  public static int clip(Clip learners) {
    return clip(learners, Exercise.freshSeed());
  }

  /** Marks clipping by norm on gradients drawn with this seed. */
  public static int clip(Clip learners, long seed) {
    return clipExercise().mark(learners, seed);
  }

  /** Marks the search: 6 points. Prints the report. */
  public static int search(Search learners) {
    return search(learners, Exercise.freshSeed());
  }

  /** Marks the search on networks drawn with this seed. */
  public static int search(Search learners, long seed) {
    return searchExercise().mark(learners, seed);
  }

  /** For a class: 2 more points for gradients that the visible checks don't have. */
  public static int otherGradients(Clip learners, long seed) {
    return new Exercise<>("Other gradients", Exercise04::callClip, Exercise04::rightClip)
        .stage(rng -> gradients(rng, 1e-6, 1e9))
        .part(1, "tiny ones, under a huge limit", DW, DU, DB, NORM)
        .stage(rng -> gradients(rng, 1e6, 1e-3))
        .part(1, "huge ones, over a tiny limit", DW, DU, DB, NORM)
        .mark(learners, seed);
  }

  static Exercise<Clip> clipExercise() {
    String read = " Read “One norm for all” above.";
    return new Exercise<Clip>("Clipping by norm", Exercise04::callClip, Exercise04::rightClip)
        .stage(Exercise04::oneNumber)
        .part(1, "a single number, too large", DW, DU, DB)
        .stage(rng -> gradients(rng, 1, 0.5))
        .part(3, "three matrices, norm above the limit", DW, DU, DB)
        .part(1, "the norm before clipping is given back", NORM)
        .stage(Fresh.inTurn(rng -> gradients(rng, 0.1, 50), rng -> gradients(rng, 1, 0.5)))
        .part(2, "norm now below, now above the limit", DW, DU, DB)
        .stage(Fresh.inTurn(rng -> gradients(rng, 0, 1), rng -> gradients(rng, 1, 0.5)))
        .part(1, "now nothing but zeros", DW, DU, DB, NORM)
        .mistake(
            "each matrix by itself",
            "It looks as if every matrix were clipped by its own norm: that turns the direction of"
                + " the step. All the weights share one norm."
                + read,
            (gradients, limit) -> {
              gradients.forEach(g -> scale(Math.min(1, limit / Math.max(normF(g), 1e-300)), g));
              return norm(gradients);
            })
        .mistake(
            "entry by entry",
            "It looks as if every entry were cut off at the limit. That is clipping by value: it"
                + " turns the direction of the step."
                + read,
            (gradients, limit) -> {
              double before = norm(gradients);
              gradients.forEach(
                  g -> {
                    for (int i = 0; i < g.getNumElements(); i++) {
                      g.data[i] = Math.max(-limit, Math.min(limit, g.data[i]));
                    }
                  });
              return before;
            })
        .mistake(
            "always scaled",
            "Gradients below the limit look as if they were stretched up to it. Clipping may never"
                + " make anything larger."
                + read,
            (gradients, limit) -> {
              double before = norm(gradients);
              return scaled(gradients, before == 0 ? 1 : limit / before, before);
            })
        .mistake(
            "divided by zero",
            "A gradient of zeros comes out as NaN: its norm is 0, and something was divided by it."
                + read,
            (gradients, limit) -> {
              double before = norm(gradients);
              return scaled(gradients, before > 0 && before < limit ? 1 : limit / before, before);
            })
        .mistake(
            "scaled to 1",
            "What was too large comes out with the norm 1, not with the limit as its norm." + read,
            (gradients, limit) -> {
              double before = norm(gradients);
              return scaled(gradients, before > limit ? 1 / before : 1, before);
            })
        .mistake(
            "upside down",
            "The factor looks upside down: norm / limit makes what is too large even larger. It is"
                + " limit / norm."
                + read,
            (gradients, limit) -> {
              double before = norm(gradients);
              return scaled(gradients, before > limit ? before / limit : 1, before);
            })
        .mistake(
            "no square root",
            "The sum of the squares looks as if taken for the norm: the root is missing." + read,
            (gradients, limit) -> {
              double squares = norm(gradients) * norm(gradients);
              return scaled(gradients, squares > limit ? limit / squares : 1, squares);
            })
        .mistake(
            "the norms added up",
            "It looks as if the norms of the matrices were added up. Add up their squares, all"
                + " under one root."
                + read,
            (gradients, limit) -> {
              double sum = gradients.stream().mapToDouble(g -> normF(g)).sum();
              return scaled(gradients, sum > limit ? limit / sum : 1, sum);
            })
        .mistake(
            "the largest entry",
            "The largest entry looks as if taken for the norm." + read,
            (gradients, limit) -> {
              double largest =
                  gradients.stream().mapToDouble(g -> elementMaxAbs(g)).max().orElse(0);
              return scaled(gradients, largest > limit ? limit / largest : 1, largest);
            })
        .mistake(
            "not in place",
            "The gradients are as they were. Change the matrices themselves: the optimiser looks at"
                + " these, not at copies."
                + read,
            (gradients, limit) -> norm(gradients))
        .mistake(
            "the norm afterwards",
            "The norm that is given back looks like the one after clipping. Whoever watches a"
                + " training wants to know the one before."
                + read,
            (gradients, limit) -> {
              double before = norm(gradients);
              scaled(gradients, before > limit ? limit / before : 1, before);
              return norm(gradients);
            });
  }

  static Exercise<Search> searchExercise() {
    String read = " Read “Halve, and halve again” above.";
    return new Exercise<Search>(
            "Where the gradient survives", Exercise04::callSearch, Exercise04::rightSearch)
        .tolerance(1e-4)
        .stage(rng -> powerLaw(rng, 1))
        .part(1, "norm = the radius itself, within two percent", ROUGHLY)
        .part(1, "norm = the radius itself, to the last digits", ARRIVED)
        .stage(rng -> powerLaw(rng, 40))
        .part(2, "a linear network: norm = factor · radius^40", ARRIVED)
        .stage(Exercise04::tanhNetwork)
        .part(2, "a tanh network, forty steps back", ARRIVED)
        .mistake(
            "the wrong half",
            "The search ends at an edge. If too little arrives in the middle, in which half must"
                + " the radius lie?"
                + read,
            (norm, wanted) -> bisect(norm, wanted, 60, false))
        .mistake(
            "one halving",
            "That is the middle of 0.5 and 2: one halving is not enough." + read,
            (norm, wanted) -> (LOWEST + HIGHEST) / 2)
        .mistake(
            "too few halvings",
            "The search stops too early, while both ends are still a hundredth apart. Forty steps"
                + " multiply what is left of the error."
                + read,
            (norm, wanted) -> bisect(norm, wanted, 8, true))
        .mistake(
            "steps of a tenth",
            "The radius looks like one of 0.5, 0.6, 0.7 …: six digits are asked for." + read,
            (norm, wanted) -> {
              int tenths = 5;
              while (tenths < 20 && norm.applyAsDouble(tenths / 10.0) < wanted) {
                tenths++;
              }
              return tenths / 10.0;
            })
        .mistake(
            "1 for every network",
            "1 is the answer for a linear network with an orthogonal U. Ask norm what arrives in"
                + " this one."
                + read,
            (norm, wanted) -> 1)
        .mistake(
            "1 for what is wanted",
            "It looks as if the search were for a norm of 1, not for the one that is wanted."
                + read,
            (norm, wanted) -> bisect(norm, 1, 60, true))
        .mistake(
            "a straight line",
            "It looks as if the radius were read off a straight line between both ends. The norm is"
                + " anything but straight."
                + read,
            (norm, wanted) -> {
              double low = norm.applyAsDouble(LOWEST);
              double high = norm.applyAsDouble(HIGHEST);
              return LOWEST + (HIGHEST - LOWEST) * (wanted - low) / (high - low);
            });
  }

  // ---- clipping

  private static Values callClip(Clip code, Values in) {
    DMatrixRMaj dW = in.matrix(DW).copy();
    DMatrixRMaj dU = in.matrix(DU).copy();
    DMatrixRMaj db = in.matrix(DB).copy();
    double norm = code.clip(List.of(dW, dU, db), in.number("limit"));
    return new Values().with(DW, dW).with(DU, dU).with(DB, db).with(NORM, norm);
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

  private static Values rightClip(Values in) {
    double squares = 0;
    for (String name : List.of(DW, DU, DB)) {
      for (double x : in.matrix(name).data) {
        squares += x * x;
      }
    }
    double norm = Math.sqrt(squares);
    for (String name : List.of(DW, DU, DB)) {
      if (norm > in.number("limit")) {
        scale(in.number("limit") / norm, in.matrix(name));
      }
    }
    return in.with(NORM, norm);
  }

  private static double norm(List<DMatrixRMaj> gradients) {
    return Math.sqrt(gradients.stream().mapToDouble(g -> normF(g) * normF(g)).sum());
  }

  private static double scaled(List<DMatrixRMaj> gradients, double factor, double norm) {
    gradients.forEach(g -> scale(factor, g));
    return norm;
  }

  // ---- the search

  private static Values callSearch(Search code, Values in) {
    DoubleUnaryOperator norm = normIn(in);
    double radius = code.radius(norm, in.number("wanted"));
    if (!(radius >= LOWEST && radius <= HIGHEST)) {
      throw new Unusable(
          "The radius should lie between 0.5 and 2; yours is " + Numbers.text(radius) + ".");
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

  private static Values powerLaw(Rng rng, double power) {
    double factor = power == 1 ? 1 : rng.uniform(2, 5);
    // More than two percent from the middle, and from the next tenth: no lucky guesses.
    double radius = 1.3 + rng.nextInt(3) / 10.0 + rng.uniform(0.02, 0.06);
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

  private static double bisect(
      DoubleUnaryOperator norm, double wanted, int rounds, boolean keepRightHalf) {
    double low = LOWEST;
    double high = HIGHEST;
    for (int i = 0; i < rounds; i++) {
      double middle = (low + high) / 2;
      if (norm.applyAsDouble(middle) < wanted == keepRightHalf) {
        low = middle;
      } else {
        high = middle;
      }
    }
    return (low + high) / 2;
  }
}
