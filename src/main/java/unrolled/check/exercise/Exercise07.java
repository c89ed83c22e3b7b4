package unrolled.check.exercise;

import static org.ejml.dense.row.CommonOps_DDRM.add;
import static org.ejml.dense.row.CommonOps_DDRM.changeSign;
import static org.ejml.dense.row.CommonOps_DDRM.elementMult;
import static org.ejml.dense.row.CommonOps_DDRM.mult;

import java.util.function.DoubleUnaryOperator;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.ejml.data.DMatrixRMaj;
import unrolled.math.Rng;

/**
 * Marks exercise 07: a step of a GRU, its weights carried over into the other convention, and a
 * step that resets after the product.
 *
 * <p>The right answers are computed number by number, with loops. Converted weights are not
 * compared with any weights: a GRU of the other convention runs with them, and has to give what the
 * first one gave.
 */
public final class Exercise07 {

  private static final String H = "h_t";
  private static final String OTHER = "h_t of the other convention, with your weights";

  private Exercise07() {}

  /**
   * The weights of a GRU with m inputs and n units.
   *
   * @param wr of the reset gate, m×n
   * @param ur of the reset gate, n×n
   * @param br of the reset gate, 1×n
   * @param wz of the update gate, m×n
   * @param uz of the update gate, n×n
   * @param bz of the update gate, 1×n
   * @param wg of the candidate, m×n
   * @param ug of the candidate, n×n
   * @param bg of the candidate, 1×n
   */
  public record Weights(
      DMatrixRMaj wr,
      DMatrixRMaj ur,
      DMatrixRMaj br,
      DMatrixRMaj wz,
      DMatrixRMaj uz,
      DMatrixRMaj bz,
      DMatrixRMaj wg,
      DMatrixRMaj ug,
      DMatrixRMaj bg) {}

  /** The learner's step, reset before the product. */
  @FunctionalInterface
  public interface Step {
    /**
     * From h_{t−1} to h_t; z is the share that stays.
     *
     * @param x x_t, B×m
     * @param h h_{t−1}, B×n
     * @param w the weights
     * @return h_t, B×n
     */
    DMatrixRMaj step(DMatrixRMaj x, DMatrixRMaj h, Weights w);
  }

  /** The learner's conversion. */
  @FunctionalInterface
  public interface Turn {
    /** Weights with which a GRU whose z is the share that is <em>new</em> computes the same. */
    Weights turned(Weights w);
  }

  /** The learner's step, reset after the product. */
  @FunctionalInterface
  public interface StepAfter {
    /**
     * From h_{t−1} to h_t; z is the share that stays.
     *
     * @param x x_t, B×m
     * @param h h_{t−1}, B×n
     * @param w the weights
     * @param d the bias that is reset along with h·U_g, 1×n
     * @return h_t, B×n
     */
    DMatrixRMaj step(DMatrixRMaj x, DMatrixRMaj h, Weights w, DMatrixRMaj d);
  }

  /** Marks the step: 6 points. Prints the report. */
  public static int step(Step learners) {
    return step(learners, Exercise.freshSeed());
  }

  /** Marks the step on inputs drawn with this seed. */
  public static int step(Step learners, long seed) {
    return stepExercise().mark(learners, seed);
  }

  /** Marks the conversion: 4 points. Prints the report. */
  public static int turn(Turn learners) {
    return turn(learners, Exercise.freshSeed());
  }

  /** Marks the conversion on weights drawn with this seed. */
  public static int turn(Turn learners, long seed) {
    return turnExercise().mark(learners, seed);
  }

  /** Marks the step that resets after the product: 4 points. Prints the report. */
  public static int stepAfter(StepAfter learners) {
    return stepAfter(learners, Exercise.freshSeed());
  }

  /** Marks the step that resets after the product on inputs drawn with this seed. */
  public static int stepAfter(StepAfter learners, long seed) {
    return afterExercise().mark(learners, seed);
  }

  /** For a class: 2 more points for sizes that the visible checks don't have. */
  public static int otherSizes(Step learners, StepAfter learnersAfter, long seed) {
    return new Exercise<Step>(
                "Other sizes, reset before", Exercise07::callStep, Exercise07::rightStep)
            .stage(rng -> input(rng, 3, 4, 2))
            .part(1, "two units, four inputs, three rows", H)
            .mark(learners, seed)
        + new Exercise<StepAfter>(
                "Other sizes, reset after", Exercise07::callAfter, Exercise07::rightAfter)
            .stage(rng -> input(rng, 1, 1, 5))
            .part(1, "five units, one input, one row", H)
            .mark(learnersAfter, seed);
  }

  static Exercise<Step> stepExercise() {
    String read = " Read “One step” above.";
    return new Exercise<Step>("One step", Exercise07::callStep, Exercise07::rightStep)
        .stage(rng -> fromZero(rng, 1, 1, 1))
        .part(1, "single numbers, from a state of 0", H)
        .stage(rng -> input(rng, 1, 1, 1))
        .part(1, "single numbers, any state", H)
        .stage(rng -> input(rng, 4, 2, 3))
        .part(3, "a batch, two inputs, three units", H)
        .leavesItsInputs(1)
        .mistake(
            "z and 1 − z exchanged",
            "z and 1 − z look exchanged: in this convention z is the share that stays." + read,
            step(s -> mix(s.z(), s.g(times(s.r(), s.h)), s.h)))
        .mistake(
            "r and z exchanged",
            "It looks as if r and z had changed places. Each has its own weights, and its own job."
                + read,
            step(s -> mix(s.r(), s.h, s.g(times(s.z(), s.h)))))
        .mistake(
            "reset after the product",
            "It looks as if the reset came after the product with U_g: that is the other GRU, which"
                + " comes further down."
                + read,
            step(s -> mix(s.z(), s.h, tanh(plus(s.xg(), times(s.r(), mult(s.h, s.w.ug, null)))))))
        .mistake(
            "no reset",
            "The candidate looks as if it had seen the whole old state. Where is r?" + read,
            step(s -> mix(s.z(), s.h, s.g(s.h))))
        .mistake(
            "the input reset, too",
            "It looks as if r were multiplied with the input's share, too. It is about the old"
                + " state alone."
                + read,
            step(s -> mix(s.z(), s.h, tanh(times(s.r(), s.sum(s.w.wg, s.w.ug, s.w.bg, s.h))))))
        .mistake(
            "what stays is reset",
            "What stays of the old state looks as if it had been reset. r is for the candidate."
                + read,
            step(s -> mix(s.z(), times(s.r(), s.h), s.g(times(s.r(), s.h)))))
        .mistake(
            "the update gate sees the reset state",
            "The update gate looks as if it saw the state after the reset. Both gates look at the"
                + " old state as it is."
                + read,
            step(
                s -> {
                  DMatrixRMaj reset = times(s.r(), s.h);
                  return mix(sigmoid(s.sum(s.w.wz, s.w.uz, s.w.bz, reset)), s.h, s.g(reset));
                }))
        .mistake(
            "sigmoid for the candidate",
            "The candidate looks as if it came out of a sigmoid. It must be able to be negative."
                + read,
            step(s -> mix(s.z(), s.h, sigmoid(s.sum(s.w.wg, s.w.ug, s.w.bg, times(s.r(), s.h))))))
        .mistake(
            "no biases",
            "The biases look forgotten." + read,
            (x, h, w) -> {
              DMatrixRMaj none = w.br.createLike();
              Weights without = new Weights(w.wr, w.ur, none, w.wz, w.uz, none, w.wg, w.ug, none);
              return step(s -> mix(s.z(), s.h, s.g(times(s.r(), s.h)))).step(x, h, without);
            });
  }

  static Exercise<Turn> turnExercise() {
    String read = " Read “Into the other convention” above.";
    return new Exercise<Turn>(
            "Into the other convention", Exercise07::callTurn, Exercise07::rightStep)
        .stage(rng -> withoutBiases(fromZero(rng, 1, 1, 1)))
        .part(1, "all biases 0, from a state of 0", OTHER)
        .stage(rng -> withoutBiases(input(rng, 4, 2, 3)))
        .part(1, "all biases 0, any state", OTHER)
        .stage(rng -> input(rng, 4, 2, 3))
        .part(1, "any weights", OTHER)
        .leavesItsInputs(1)
        .mistake(
            "nothing turned",
            "The other GRU gives what the weights give as they are: it keeps where it should take"
                + " in, and the other way round."
                + read,
            w -> w)
        .mistake(
            "the biases forgotten",
            "Right as long as all biases are 0: what else goes into z?" + read,
            turn(m -> negative(m), m -> negative(m), m -> m))
        .mistake(
            "W alone",
            "Right as long as the state is 0: what else goes into z?" + read,
            turn(m -> negative(m), m -> m, m -> m))
        .mistake(
            "one minus the weights",
            "It looks as if the weights had become 1 − w. What is to become 1 − z is what comes out"
                + " of the sigmoid: what has to go in?"
                + read,
            turn(m -> oneMinus(m), m -> oneMinus(m), m -> oneMinus(m)))
        .mistake(
            "everything turned",
            "It looks as if all the weights had changed their sign. r and g are the same in both"
                + " conventions."
                + read,
            w ->
                new Weights(
                    negative(w.wr),
                    negative(w.ur),
                    negative(w.br),
                    negative(w.wz),
                    negative(w.uz),
                    negative(w.bz),
                    negative(w.wg),
                    negative(w.ug),
                    negative(w.bg)))
        .mistake(
            "the candidate turned, too",
            "It looks as if the candidate's weights had changed their sign, too. Only what goes into"
                + " z means the opposite in the other convention."
                + read,
            w ->
                new Weights(
                    w.wr,
                    w.ur,
                    w.br,
                    negative(w.wz),
                    negative(w.uz),
                    negative(w.bz),
                    negative(w.wg),
                    negative(w.ug),
                    negative(w.bg)))
        .mistake(
            "r turned",
            "It looks as if the reset gate had been turned. Which of the two gates means the"
                + " opposite in the other convention?"
                + read,
            w ->
                new Weights(
                    negative(w.wr),
                    negative(w.ur),
                    negative(w.br),
                    w.wz,
                    w.uz,
                    w.bz,
                    w.wg,
                    w.ug,
                    w.bg));
  }

  static Exercise<StepAfter> afterExercise() {
    String read = " Read “Reset after the product” above.";
    return new Exercise<StepAfter>(
            "Reset after the product", Exercise07::callAfter, Exercise07::rightAfter)
        .stage(rng -> input(rng, 1, 1, 1).with("d", new DMatrixRMaj(1, 1)))
        .part(1, "one unit, d = 0: here before and after are the same", H)
        .stage(rng -> input(rng, 4, 2, 3).with("d", new DMatrixRMaj(1, 3)))
        .part(1, "three units, d = 0", H)
        .stage(rng -> input(rng, 4, 2, 3))
        .part(2, "three units, any d", H)
        .mistake(
            "reset before",
            "It looks as if the reset still came before the product with U_g." + read,
            after(
                (s, d) ->
                    plus(
                        s.xg(), plus(mult(times(s.r(), s.h), s.w.ug, null), rows(d, s.h.numRows)))))
        .mistake(
            "reset before, and d reset",
            "It looks as if d alone were reset after the product, and the state before it." + read,
            after(
                (s, d) ->
                    plus(
                        s.xg(),
                        plus(
                            mult(times(s.r(), s.h), s.w.ug, null),
                            times(s.r(), rows(d, s.h.numRows))))))
        .mistake(
            "reset twice",
            "It looks as if the state were reset twice, before the product and after it." + read,
            after(
                (s, d) ->
                    plus(
                        s.xg(),
                        times(
                            s.r(),
                            plus(mult(times(s.r(), s.h), s.w.ug, null), rows(d, s.h.numRows))))))
        .mistake(
            "b_g reset, too",
            "It looks as if b_g were reset, too. It goes with the input; only d goes with the state."
                + read,
            after(
                (s, d) ->
                    plus(
                        mult(s.x, s.w.wg, null),
                        times(
                            s.r(),
                            plus(mult(s.h, s.w.ug, null), rows(plus(d, s.w.bg), s.h.numRows))))))
        .mistake(
            "d outside",
            "d looks as if it had been added outside of the reset: then it is nothing but a second"
                + " b_g."
                + read,
            after(
                (s, d) ->
                    plus(
                        plus(s.xg(), rows(d, s.h.numRows)), times(s.r(), mult(s.h, s.w.ug, null)))))
        .mistake(
            "d forgotten",
            "Right as long as d is 0." + read,
            after((s, d) -> plus(s.xg(), times(s.r(), mult(s.h, s.w.ug, null)))))
        .mistake(
            "the input reset, too",
            "It looks as if r were multiplied with the input's share, too." + read,
            after(
                (s, d) ->
                    times(s.r(), plus(s.sum(s.w.wg, s.w.ug, s.w.bg, s.h), rows(d, s.h.numRows)))));
  }

  // ---- the learner's code is called with copies

  private static Values callStep(Step code, Values in) {
    return new Values().with(H, code.step(in.matrix("x"), in.matrix("h"), weights(in)));
  }

  private static Values callAfter(StepAfter code, Values in) {
    return new Values()
        .with(H, code.step(in.matrix("x"), in.matrix("h"), weights(in), in.matrix("d")));
  }

  private static Values callTurn(Turn code, Values in) {
    Values before = in.copy();
    Weights turned = code.turned(weights(in));
    if (turned == null) {
      throw new Unusable("Your code gives null, not weights.");
    }
    DMatrixRMaj[] all = {
      turned.wr, turned.ur, turned.br, turned.wz, turned.uz, turned.bz, turned.wg, turned.ug,
      turned.bg
    };
    for (int k = 0; k < NAMES.length; k++) {
      DMatrixRMaj due = before.matrix(NAMES[k]);
      if (all[k] == null || all[k].numRows != due.numRows || all[k].numCols != due.numCols) {
        throw new Unusable(
            "The matrix "
                + NAMES[k]
                + " of your weights must be "
                + due.numRows
                + "×"
                + due.numCols
                + (all[k] == null
                    ? " and is null."
                    : " and is " + all[k].numRows + "×" + all[k].numCols + "."));
      }
    }
    return new Values()
        .with(OTHER, run(before.matrix("x"), before.matrix("h"), turned, null, false));
  }

  private static final String[] NAMES = {"wr", "ur", "br", "wz", "uz", "bz", "wg", "ug", "bg"};

  private static Weights weights(Values in) {
    return new Weights(
        in.matrix("wr"),
        in.matrix("ur"),
        in.matrix("br"),
        in.matrix("wz"),
        in.matrix("uz"),
        in.matrix("bz"),
        in.matrix("wg"),
        in.matrix("ug"),
        in.matrix("bg"));
  }

  // ---- fresh inputs

  private static Values input(Rng rng, int rows, int inputs, int units) {
    Values in = new Values();
    for (String name : NAMES) {
      int height = name.startsWith("w") ? inputs : name.startsWith("u") ? units : 1;
      in.with(name, Fresh.matrix(rng, height, units));
    }
    return in.with("x", Fresh.matrix(rng, rows, inputs))
        .with("h", Fresh.matrix(rng, rows, units))
        .with("d", Fresh.matrix(rng, 1, units));
  }

  private static Values fromZero(Rng rng, int rows, int inputs, int units) {
    return input(rng, rows, inputs, units).with("h", new DMatrixRMaj(rows, units));
  }

  private static Values withoutBiases(Values in) {
    for (String name : new String[] {"br", "bz", "bg"}) {
      in.with(name, in.matrix(name).createLike());
    }
    return in;
  }

  // ---- the right answers: one number after the other

  private static Values rightStep(Values in) {
    DMatrixRMaj h = run(in.matrix("x"), in.matrix("h"), weights(in), null, true);
    return new Values().with(H, h).with(OTHER, h); // converted weights have to give the same
  }

  private static Values rightAfter(Values in) {
    return new Values()
        .with(H, run(in.matrix("x"), in.matrix("h"), weights(in), in.matrix("d"), true));
  }

  /** A step; the reset comes after the product if there is a bias d to reset. */
  private static DMatrixRMaj run(
      DMatrixRMaj x, DMatrixRMaj h, Weights w, DMatrixRMaj d, boolean zStays) {
    int n = h.numCols;
    DMatrixRMaj out = new DMatrixRMaj(h.numRows, n);
    for (int b = 0; b < h.numRows; b++) {
      double[] r = new double[n];
      for (int j = 0; j < n; j++) {
        r[j] = sigmoid(w.br.get(0, j) + dot(x, b, w.wr, j) + dot(h, b, w.ur, j));
      }
      for (int j = 0; j < n; j++) {
        double z = sigmoid(w.bz.get(0, j) + dot(x, b, w.wz, j) + dot(h, b, w.uz, j));
        double past = 0;
        for (int i = 0; i < n; i++) {
          past += (d == null ? r[i] : r[j]) * h.get(b, i) * w.ug.get(i, j);
        }
        past += d == null ? 0 : r[j] * d.get(0, j);
        double g = StrictMath.tanh(w.bg.get(0, j) + dot(x, b, w.wg, j) + past);
        double stays = zStays ? z : 1 - z;
        out.set(b, j, stays * h.get(b, j) + (1 - stays) * g);
      }
    }
    return out;
  }

  private static double dot(DMatrixRMaj a, int row, DMatrixRMaj w, int column) {
    double sum = 0;
    for (int i = 0; i < a.numCols; i++) {
      sum += a.get(row, i) * w.get(i, column);
    }
    return sum;
  }

  private static double sigmoid(double a) {
    return 1 / (1 + StrictMath.exp(-a));
  }

  // ---- the pieces of which the typical mistakes are made

  /** What a step is given, and its parts done right. */
  private record Given(DMatrixRMaj x, DMatrixRMaj h, Weights w) {

    /** x·w + state·u + b. */
    DMatrixRMaj sum(DMatrixRMaj wx, DMatrixRMaj u, DMatrixRMaj b, DMatrixRMaj state) {
      return plus(plus(mult(x, wx, null), mult(state, u, null)), rows(b, x.numRows));
    }

    DMatrixRMaj r() {
      return sigmoid(sum(w.wr, w.ur, w.br, h));
    }

    DMatrixRMaj z() {
      return sigmoid(sum(w.wz, w.uz, w.bz, h));
    }

    /** The candidate that sees this much of the past. */
    DMatrixRMaj g(DMatrixRMaj past) {
      return tanh(sum(w.wg, w.ug, w.bg, past));
    }

    /** The input's share of the candidate. */
    DMatrixRMaj xg() {
      return plus(mult(x, w.wg, null), rows(w.bg, x.numRows));
    }
  }

  private static Step step(Function<Given, DMatrixRMaj> code) {
    return (x, h, w) -> code.apply(new Given(x, h, w));
  }

  /** What goes into the tanh of the candidate. */
  @FunctionalInterface
  private interface Candidate {
    DMatrixRMaj sum(Given given, DMatrixRMaj d);
  }

  private static StepAfter after(Candidate candidate) {
    return (x, h, w, d) -> {
      Given given = new Given(x, h, w);
      return mix(given.z(), h, tanh(candidate.sum(given, d)));
    };
  }

  private static Turn turn(
      UnaryOperator<DMatrixRMaj> ofW,
      UnaryOperator<DMatrixRMaj> ofU,
      UnaryOperator<DMatrixRMaj> ofB) {
    return w ->
        new Weights(
            w.wr, w.ur, w.br, ofW.apply(w.wz), ofU.apply(w.uz), ofB.apply(w.bz), w.wg, w.ug, w.bg);
  }

  private static DMatrixRMaj negative(DMatrixRMaj m) {
    DMatrixRMaj turned = m.copy();
    changeSign(turned);
    return turned;
  }

  private static DMatrixRMaj oneMinus(DMatrixRMaj m) {
    return each(m, v -> 1 - v);
  }

  /** share·a + (1 − share)·b. */
  private static DMatrixRMaj mix(DMatrixRMaj share, DMatrixRMaj a, DMatrixRMaj b) {
    return plus(times(share, a), times(oneMinus(share), b));
  }

  private static DMatrixRMaj sigmoid(DMatrixRMaj m) {
    return each(m, Exercise07::sigmoid);
  }

  private static DMatrixRMaj tanh(DMatrixRMaj m) {
    return each(m, StrictMath::tanh);
  }

  private static DMatrixRMaj each(DMatrixRMaj m, DoubleUnaryOperator f) {
    DMatrixRMaj out = m.createLike();
    for (int i = 0; i < m.getNumElements(); i++) {
      out.data[i] = f.applyAsDouble(m.data[i]);
    }
    return out;
  }

  private static DMatrixRMaj times(DMatrixRMaj a, DMatrixRMaj b) {
    return elementMult(a, b, null);
  }

  private static DMatrixRMaj plus(DMatrixRMaj a, DMatrixRMaj b) {
    return add(a, b, null);
  }

  /** One row, so many times. */
  private static DMatrixRMaj rows(DMatrixRMaj row, int count) {
    DMatrixRMaj all = new DMatrixRMaj(count, row.numCols);
    for (int b = 0; b < count; b++) {
      System.arraycopy(row.data, 0, all.data, b * row.numCols, row.numCols);
    }
    return all;
  }
}
