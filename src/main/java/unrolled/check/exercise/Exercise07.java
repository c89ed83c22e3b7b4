package unrolled.check.exercise;

import static unrolled.check.exercise.Prediction.PREDICTED;
import static unrolled.check.exercise.Prediction.question;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.Supplier;
import org.ejml.data.DMatrixRMaj;
import unrolled.math.Rng;

/**
 * Marks exercise 07: a step of a GRU, its weights carried over into the other convention, and a
 * step that resets after the product.
 *
 * <p>The right answers are computed number by number, with loops. Converted weights count for what
 * they do: a GRU of the other convention runs with them, and has to give what the first one gave.
 * If it doesn't, {@link Turned07} looks at the weights themselves.
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

  /** Marks the four numbers from before the holes: 4 points. Prints the report. */
  public static int predicted(Supplier<double[]> learners) {
    return predictions().mark(learners::get, 1);
  }

  /** Marks the step: 6 points. Prints the report. */
  public static int step(Step learners) {
    return step(learners, Exercise.freshSeed());
  }

  /** Marks the step on inputs drawn with this seed. */
  public static int step(Step learners, long seed) {
    Exercise<Step> exercise = Mistakes07.ofStep(stepStages());
    return Mistakes07.withPairsLike(learners, exercise, tried(Exercise07::callStep))
        .mark(learners, seed);
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
    Exercise<StepAfter> exercise = Mistakes07.ofStepAfter(afterStages());
    return Mistakes07.withPairsLike(learners, exercise, tried(Exercise07::callAfter))
        .mark(learners, seed);
  }

  /** Whether all three are right, so that something can be built on them; if not, says so. */
  public static boolean ready(Step step, Turn turn, StepAfter stepAfter) {
    Map<String, Boolean> pieces = new LinkedHashMap<>();
    pieces.put("step", stepStages().isRight(step, 1));
    pieces.put("turned", turnExercise().isRight(turn, 1));
    pieces.put("stepAfter", afterStages().isRight(stepAfter, 1));
    return Waiting.isOver(
        "What follows runs a network with your three methods, and waits until all their checks"
            + " pass.",
        pieces);
  }

  /** For a class: 2 more points for sizes that the visible checks don't have. */
  public static int otherSizes(Step learners, StepAfter learnersAfter, long seed) {
    return new Exercise<Step>(
                "Other sizes, reset before", Exercise07::callStep, Exercise07::rightStep)
            .follows()
            .stage(rng -> input(rng, 3, 4, 2))
            .part(1, "two units, four inputs, three rows", H)
            .mark(learners, seed)
        + new Exercise<StepAfter>(
                "Other sizes, reset after", Exercise07::callAfter, Exercise07::rightAfter)
            .follows()
            .stage(rng -> input(rng, 1, 1, 5))
            .part(1, "five units, one input, one row", H)
            .mark(learnersAfter, seed);
  }

  static Exercise<Callable<double[]>> predictions() {
    return new Exercise<Callable<double[]>>("Predictions", Prediction::call, Prediction::right)
        .stage(
            question(
                0,
                0.6115,
                "The gates and the candidate are as in the table. Which of old and new gets 0.8520?",
                "-0.39 That is with the formula in which z stays.",
                "0.789 Is −0.6 in it, with its sign?"))
        .part(1, "the colleague's h_t with your weights", PREDICTED)
        .stage(
            question(
                1,
                620,
                "What goes into z, and how many numbers has each of these matrices?",
                "200 That is W_z alone.",
                "400 That is U_z alone.",
                "600 And the biases?",
                "220 That is without U_z.",
                "20 That is b_z alone.",
                "1240 That is two blocks: what does r have to do with the conventions?",
                "1860 Those are all there are. Which of the blocks means the opposite?"))
        .part(1, "how many numbers change", PREDICTED)
        .stage(
            question(
                2,
                0.5,
                "First r ⊙ h_{t−1}, two numbers. Then the row times the second column of U_g.",
                "-1 That is with the reset after the product.",
                "-2 That is without any reset.",
                "1.5 You went along the second row of U_g: a row times a matrix goes down columns.",
                "0 That is the first unit's.",
                "5.5 Is the sign of the second state in it?"))
        .part(1, "reset before the product", PREDICTED)
        .stage(
            question(
                3,
                2.5,
                "First the product and d, for the second unit alone. Then times which r?",
                "-1 That is without d.",
                "6 Does d stand inside of the brackets?",
                "7.5 That is reset before the product, and d added to it.",
                "4 That is reset before the product, and d reset, too.",
                "5 And the reset? Which r is it?"))
        .part(1, "reset after the product, with d", PREDICTED);
  }

  static Exercise<Step> stepExercise() {
    return Mistakes07.withoutPairs(Mistakes07.ofStep(stepStages()));
  }

  private static Exercise<Step> stepStages() {
    return new Exercise<Step>("One step", Exercise07::callStep, Exercise07::rightStep)
        .axes(H, "row", "unit")
        .stage(rng -> fromZero(rng, 1, 1, 1))
        .part(1, "single numbers, from a state of 0", H)
        .stage(rng -> input(rng, 1, 1, 1))
        .part(1, "single numbers, any state", H)
        .stage(Fresh.inTurn(rng -> input(rng, 4, 2, 3), rng -> input(rng, 3, 4, 2)))
        .part(3, "batches, several inputs and units", H)
        .leavesItsInputs(1);
  }

  static Exercise<Turn> turnExercise() {
    return new Exercise<Turn>(
            "Into the other convention", Exercise07::callTurn, Exercise07::rightStep)
        .stage(rng -> withoutBiases(fromZero(rng, 4, 2, 3)))
        .part(1, "the input alone: all biases and the state are 0", OTHER)
        .stage(rng -> withoutBiases(zeroed(input(rng, 4, 2, 3), "x")))
        .part(1, "the state alone: all biases and the input are 0", OTHER)
        .stage(rng -> zeroed(fromZero(rng, 4, 2, 3), "x"))
        .part(1, "the biases alone: input and state are 0", OTHER)
        .stage(Fresh.inTurn(rng -> input(rng, 4, 2, 3), rng -> steep(input(rng, 3, 4, 2))))
        .part(1, "everything together", OTHER);
  }

  static Exercise<StepAfter> afterExercise() {
    return Mistakes07.withoutPairs(Mistakes07.ofStepAfter(afterStages()));
  }

  private static Exercise<StepAfter> afterStages() {
    return new Exercise<StepAfter>(
            "Reset after the product", Exercise07::callAfter, Exercise07::rightAfter)
        .axes(H, "row", "unit")
        .stage(rng -> zeroed(input(rng, 1, 1, 1), "d"))
        .part(1, "one unit, d = 0: here before and after are the same", H)
        .stage(rng -> zeroed(input(rng, 4, 2, 3), "d"))
        .part(1, "three units, d = 0", H)
        .stage(Fresh.inTurn(rng -> input(rng, 4, 2, 3), rng -> input(rng, 3, 4, 2)))
        .part(2, "several units, any d", H);
  }

  // ---- the learner's code is called with copies

  private static Values callStep(Step code, Values in) {
    return new Values().with(H, code.step(in.matrix("x"), in.matrix("h"), weights(in)));
  }

  /** What some code gives for a batch, and for single numbers. */
  private static <F> List<Function<F, DMatrixRMaj>> tried(BiFunction<F, Values, Values> call) {
    Values batch = input(new Rng(1), 4, 2, 3);
    Values single = input(new Rng(1), 1, 1, 1);
    return List.of(
        code -> call.apply(code, batch.copy()).matrix(H),
        code -> call.apply(code, single.copy()).matrix(H));
  }

  private static Values callAfter(StepAfter code, Values in) {
    return new Values()
        .with(H, code.step(in.matrix("x"), in.matrix("h"), weights(in), in.matrix("d")));
  }

  /** Weights that don't give the same come to an end here, in words about themselves. */
  private static Values callTurn(Turn code, Values in) {
    Values before = in.copy();
    DMatrixRMaj[] matrices = Turned07.matrices(weights(before));
    Weights turned = code.turned(weights(in));
    Turned07.requireShapes(matrices, turned);
    DMatrixRMaj now = run(before.matrix("x"), before.matrix("h"), turned, null, false);
    DMatrixRMaj due = rightStep(before).matrix(OTHER);
    for (int i = 0; i < due.getNumElements(); i++) {
      if (!(Math.abs(now.data[i] - due.data[i]) < 1e-9)) {
        throw new Unusable(Turned07.inWords(matrices, Turned07.matrices(turned)));
      }
    }
    return new Values().with(OTHER, now);
  }

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
    for (String name : Turned07.NAMES) {
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

  /** With a weight so large that no sigmoid can be undone, and a small number to go with it. */
  private static Values steep(Values in) {
    in.matrix("wz").set(0, 0, 45);
    DMatrixRMaj x = in.matrix("x");
    for (int row = 0; row < x.numRows; row++) {
      x.set(row, 0, 0.02 * x.get(row, 0));
    }
    return in;
  }

  private static Values withoutBiases(Values in) {
    return zeroed(in, "br", "bz", "bg");
  }

  private static Values zeroed(Values in, String... names) {
    for (String name : names) {
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

  static double sigmoid(double a) {
    return 1 / (1 + StrictMath.exp(-a));
  }
}
