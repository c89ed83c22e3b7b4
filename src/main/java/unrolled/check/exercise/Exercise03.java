package unrolled.check.exercise;

import static org.ejml.dense.row.CommonOps_DDRM.add;
import static unrolled.check.exercise.Prediction.PREDICTED;
import static unrolled.check.exercise.Prediction.question;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.DoubleSupplier;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.ejml.data.DMatrixRMaj;
import unrolled.check.exercise.Mistakes03.Wrong;
import unrolled.math.Rng;

/**
 * Marks exercise 03: backpropagation through an Elman cell, h_t = tanh(x_t·W + h_{t−1}·U + b), one
 * step at a time and through a whole sequence.
 *
 * <p>The right answer is found without any of the formulas asked for: the forward pass is computed
 * with loops, and the loss differentiated by central differences.
 */
public final class Exercise03 {

  private static final String DW = "dL/dW";
  private static final String DU = "dL/dU";
  private static final String DB = "dL/db";
  private static final String BEFORE = "dL/dh_{t−1}";
  private static final String DH = "dh";

  /** Central differences over nine steps are right to 1e-7, far from any mistake. */
  private static final double SLOPES = 1e-6;

  private Exercise03() {}

  /** The learner's backward step. */
  @FunctionalInterface
  public interface Step {
    /**
     * From the gradient of the state after a step to that of the state before it.
     *
     * @param x x_t, B×m
     * @param hBefore h_{t−1}, B×n
     * @param h h_t, B×n
     * @param dh dL/dh_t, B×n
     * @param u U, n×n
     * @param dW m×n, to which this step's share of dL/dW is added
     * @param dU n×n, to which this step's share of dL/dU is added
     * @param db 1×n, to which this step's share of dL/db is added
     * @return dL/dh_{t−1}, as far as it comes from h_t, B×n
     */
    DMatrixRMaj backward(
        DMatrixRMaj x,
        DMatrixRMaj hBefore,
        DMatrixRMaj h,
        DMatrixRMaj dh,
        DMatrixRMaj u,
        DMatrixRMaj dW,
        DMatrixRMaj dU,
        DMatrixRMaj db);
  }

  /** The learner's loop over time. */
  @FunctionalInterface
  public interface Sequence {
    /**
     * The gradients of a whole sequence of T steps.
     *
     * @param x x[1] … x[T], each B×m; x[0] is null
     * @param h h[0] … h[T], each B×n
     * @param dLoss dLoss[1] … dLoss[T]: what the loss of step t alone says about h[t]; dLoss[0] is
     *     null
     * @param u U, n×n
     * @param dW arrives as 0, leaves as dL/dW
     * @param dU arrives as 0, leaves as dL/dU
     * @param db arrives as 0, leaves as dL/db
     * @return dL/dh_0 … dL/dh_T
     */
    DMatrixRMaj[] backward(
        DMatrixRMaj[] x,
        DMatrixRMaj[] h,
        DMatrixRMaj[] dLoss,
        DMatrixRMaj u,
        DMatrixRMaj dW,
        DMatrixRMaj dU,
        DMatrixRMaj db);
  }

  /** Marks the four predictions: 4 points. Prints the report. */
  public static int predicted(Supplier<double[]> learners) {
    return predictions().mark(learners::get, 1);
  }

  /** Marks the backward step: 9 points. Prints the report. */
  public static int step(Step learners) {
    return step(learners, Exercise.freshSeed());
  }

  /** Marks the backward step on inputs drawn with this seed. */
  public static int step(Step learners, long seed) {
    return stepExercise(learners).mark(learners, seed);
  }

  /**
   * Marks the loop over time: 5 points. Prints the report. The step is the learner's own: where
   * only that is wrong, the loop keeps its points.
   */
  public static int sequence(Sequence learners, Step learnersStep) {
    return sequence(learners, learnersStep, Exercise.freshSeed());
  }

  /** Marks the loop over time on inputs drawn with this seed. */
  public static int sequence(Sequence learners, Step learnersStep, long seed) {
    return sequenceExercise(learnersStep).mark(learners, seed);
  }

  /**
   * For a class: 2 more points for a loop that also fits sizes that the visible checks don't have.
   */
  public static int otherSizes(Sequence learners, Step learnersStep, long seed) {
    return sizesExercise(learnersStep).mark(learners, seed);
  }

  /** Whether step and loop are right, so that something can be trained with them; else says so. */
  public static boolean ready(Step step, Sequence sequence) {
    Map<String, Boolean> pieces = new LinkedHashMap<>();
    pieces.put("backwardStep", stepExercise(step).isRight(step, 1));
    pieces.put("backward", sequenceExercise(step).isRight(sequence, 1));
    return Waiting.isOver(
        "What follows is trained with your two methods, and waits until their checks pass.",
        pieces);
  }

  static Exercise<Callable<double[]>> predictions() {
    return new Exercise<Callable<double[]>>("Predictions", Prediction::call, Prediction::right)
        .stage(
            question(
                0,
                5,
                "U's one entry leads from unit 0 to unit 1. Walk it in the other direction.",
                "3 That is what stands at unit 0 of a_t. To which unit of a_t does unit 0 of"
                    + " h_{t−1} lead?",
                "0 That is what unit 1 gets. Which unit of h_{t−1} had a part in a_t?",
                "8 Not all of da: unit 0 leads to one unit alone.",
                "15 The two numbers are of two units, and they don't meet."))
        .part(1, "what goes back to unit 0", PREDICTED)
        .stage(
            question(
                1,
                5,
                "Each row has its own share of db, and something is there already.",
                "3 That is this step's share. What becomes of the 2?",
                "1 Is that the mean over the rows, or one row? And what becomes of the 2?",
                "2 That is what was there. The three rows want something, too.",
                "6 Shares are added to what is there, not multiplied.",
                "11 The 2 is one number, not one for each row: what becomes of it?",
                "2.3333 That is a mean. The loss is a sum over the rows."))
        .part(1, "db of three rows", PREDICTED)
        .stage(
            question(
                2,
                1.18,
                "Two things hang on h_1: its own loss, and h_2.",
                "1 That is its own loss alone. h_2 hangs on h_1, too.",
                "0.18 That is what arrives from step 2. h_1 has a loss of its own.",
                "1.5 Between h_1 and h_2 there is not only u, but also tanh.",
                "1.36 Between h_1 and h_2 there is not only tanh, but also u.",
                "1.32 The slope between h_1 and h_2 is that of step 2's tanh: at h_2.",
                "1.1 h_2 is the value of tanh; its slope is 1 − h².",
                "1.4 h_2 is the value of tanh; its slope is 1 − h²."))
        .part(1, "dL/dh_1", PREDICTED)
        .stage(
            question(
                3,
                0.216,
                "u was used twice: in step 1 beside h_0, in step 2 beside h_1. Two shares.",
                "0.288 What stood beside u in step 2 was h_1, not h_2.",
                "0.7411 What stood beside u is the state before: h_0 in step 1, h_1 in step 2.",
                "0.4531 What stood beside u in step 1 was h_0.",
                "0.6 The slope of tanh is missing.",
                "0.36 That is da_2. What did it meet at u?",
                "0.108 That is the mean of two shares. They add up.",
                "0 That is the share of step 1. u was used in step 2, too.",
                "0.2549 Step 2 has no state after it: dh_2 is 1."))
        .part(1, "dL/du", PREDICTED);
  }

  static Exercise<Step> stepExercise(Step learners) {
    Exercise<Step> exercise =
        new Exercise<Step>("One step back", Exercise03::callStep, Exercise03::slopesOfStep)
            .tolerance(SLOPES)
            .size("B, the number of rows", in -> in.matrix("h").numRows)
            .stage(Exercise03::stepWhereTanhIsSteepest)
            .part(1, "single numbers, h_t = 0, where tanh has slope 1", DB, DW, DU, BEFORE)
            .stage(rng -> stepInput(rng, 1, 1, 1))
            .part(1, "single numbers, any h_t", DB, DW, DU, BEFORE)
            .stage(rng -> stepInput(rng, 3, 3, 3)) // where no product throws
            .part(1, "three rows, inputs and units: dL/db", DB)
            .part(1, "three rows, inputs and units: dL/dW", DW)
            .part(1, "three rows, inputs and units: dL/dU", DU)
            .part(2, "three rows, inputs and units: dL/dh_{t−1}", BEFORE)
            .stage(rng -> stepInput(rng, 4, 2, 3))
            .part(1, "four rows, two inputs, three units: all of these", DB, DW, DU, BEFORE)
            .leavesItsInputs(1);
    return with(exercise, Mistakes03OfStep.once(), Mistakes03OfStep.twice(learners));
  }

  static Exercise<Sequence> sequenceExercise(Step step) {
    Exercise<Sequence> exercise =
        new Exercise<Sequence>(
                "Back through time", Exercise03::callSequence, Exercise03::slopesOfSequence)
            .tolerance(SLOPES)
            .size("B, the number of rows", in -> in.matrices("h")[0].numRows)
            .size("T, the number of steps", in -> in.matrices("h").length - 1)
            .lastStepFirst()
            .stage(rng -> sequenceInput(rng, 3, 2, 4, 1))
            .part(1, "a sequence of one step: all gradients", DH, DW, DU, DB)
            .stage(rng -> sequenceInput(rng, 3, 3, 3, 4)) // where no argument throws
            .part(2, "four steps: dh[4] back to dh[0]", DH)
            .part(1, "four steps: dL/dW, dL/dU, dL/db", DW, DU, DB)
            .leavesItsInputs(1)
            .consequence(
                "The loop is right. Its numbers are off only because those of backwardStep are:"
                    + " mend that, and these follow.",
                Mistakes03OfLoop.loop(step));
    return with(exercise, Mistakes03OfLoop.once(step), Mistakes03OfLoop.twice(step));
  }

  private static <F> Exercise<F> with(
      Exercise<F> exercise, List<Wrong<F>> alone, List<Wrong<F>> together) {
    for (Wrong<F> wrong : Stream.of(alone, together).flatMap(List::stream).toList()) {
      if (wrong.slip()) {
        exercise.slip(wrong.name(), wrong.hint(), wrong.code());
      } else {
        exercise.mistake(wrong.name(), wrong.hint(), wrong.code());
      }
    }
    return exercise;
  }

  private static Exercise<Sequence> sizesExercise(Step step) {
    Exercise<Sequence> exercise =
        new Exercise<Sequence>(
                "Other sizes", Exercise03::callSequence, Exercise03::slopesOfSequence)
            .follows()
            .tolerance(SLOPES)
            .lastStepFirst()
            .stage(rng -> sequenceInput(rng, 1, 5, 1, 2))
            .part(1, "one row, five inputs, one unit, two steps", DH, DW, DU, DB)
            .stage(rng -> sequenceInput(rng, 2, 1, 3, 9))
            .part(1, "two rows, one input, three units, nine steps", DH, DW, DU, DB);
    return stepExercise(step).isRight(step, 1)
        ? with(exercise, Mistakes03OfLoop.once(step), Mistakes03OfLoop.twice(step))
        : exercise; // a loop is not to be blamed for its step
  }

  // ---- the learner's code is called with copies; sums start from what later steps left in them

  private static Values callStep(Step code, Values in) {
    DMatrixRMaj dW = in.matrix(DW).copy();
    DMatrixRMaj dU = in.matrix(DU).copy();
    DMatrixRMaj db = in.matrix(DB).copy();
    DMatrixRMaj before =
        code.backward(
            in.matrix("x"),
            in.matrix("hBefore"),
            in.matrix("h"),
            in.matrix("dh"),
            in.matrix("u"),
            dW,
            dU,
            db);
    return new Values().with(DW, dW).with(DU, dU).with(DB, db).with(BEFORE, before);
  }

  private static Values callSequence(Sequence code, Values in) {
    int inputs = in.matrix("w").numRows;
    int units = in.matrix("w").numCols;
    DMatrixRMaj dW = new DMatrixRMaj(inputs, units);
    DMatrixRMaj dU = new DMatrixRMaj(units, units);
    DMatrixRMaj db = new DMatrixRMaj(1, units);
    DMatrixRMaj[] dh =
        code.backward(
            in.matrices("x"), in.matrices("h"), in.matrices("dLoss"), in.matrix("u"), dW, dU, db);
    return new Values().with(DH, dh).with(DW, dW).with(DU, dU).with(DB, db);
  }

  // ---- fresh inputs

  private static Values stepInput(Rng rng, int rows, int inputs, int units) {
    Values in = weights(rng, inputs, units);
    in.with("x", Fresh.matrix(rng, rows, inputs)).with("hBefore", Fresh.matrix(rng, rows, units));
    in.with("h", forward(in.matrix("x"), in.matrix("hBefore"), in));
    return in.with("dh", gradient(rng, rows, units))
        .with(DW, Fresh.matrix(rng, inputs, units))
        .with(DU, Fresh.matrix(rng, units, units))
        .with(DB, Fresh.matrix(rng, 1, units));
  }

  /** So large that whoever clips it is found out, or small. */
  private static DMatrixRMaj gradient(Rng rng, int rows, int units) {
    DMatrixRMaj gradient = Fresh.matrix(rng, rows, units);
    for (int i = 0; i < gradient.getNumElements(); i += 1 + rng.nextInt(3)) {
      gradient.data[i] *= 100;
    }
    return gradient;
  }

  /** h_t = 0: the bias takes away what the input and the state before give. */
  private static Values stepWhereTanhIsSteepest(Rng rng) {
    Values in = stepInput(rng, 1, 1, 1);
    DMatrixRMaj b = in.matrix("b");
    b.set(
        0,
        -in.matrix("x").get(0) * in.matrix("w").get(0)
            - in.matrix("hBefore").get(0) * in.matrix("u").get(0));
    return in.with("h", forward(in.matrix("x"), in.matrix("hBefore"), in));
  }

  private static Values sequenceInput(Rng rng, int rows, int inputs, int units, int steps) {
    Values in = weights(rng, inputs, units);
    DMatrixRMaj[] x = new DMatrixRMaj[steps + 1];
    DMatrixRMaj[] h = new DMatrixRMaj[steps + 1];
    DMatrixRMaj[] dLoss = new DMatrixRMaj[steps + 1];
    h[0] = Fresh.matrix(rng, rows, units);
    for (int t = 1; t <= steps; t++) {
      x[t] = Fresh.matrix(rng, rows, inputs);
      h[t] = forward(x[t], h[t - 1], in);
      dLoss[t] = gradient(rng, rows, units);
    }
    return in.with("x", x).with("h", h).with("dLoss", dLoss);
  }

  private static Values weights(Rng rng, int inputs, int units) {
    return new Values()
        .with("w", Fresh.matrix(rng, inputs, units))
        .with("u", Fresh.matrix(rng, units, units))
        .with("b", Fresh.matrix(rng, 1, units));
  }

  // ---- the right answers: a forward pass in loops, differentiated by central differences

  private static DMatrixRMaj forward(DMatrixRMaj x, DMatrixRMaj hBefore, Values weights) {
    DMatrixRMaj w = weights.matrix("w");
    DMatrixRMaj u = weights.matrix("u");
    DMatrixRMaj h = new DMatrixRMaj(x.numRows, u.numCols);
    for (int row = 0; row < h.numRows; row++) {
      for (int j = 0; j < h.numCols; j++) {
        double a = weights.matrix("b").get(0, j);
        for (int i = 0; i < x.numCols; i++) {
          a += x.get(row, i) * w.get(i, j);
        }
        for (int i = 0; i < hBefore.numCols; i++) {
          a += hBefore.get(row, i) * u.get(i, j);
        }
        h.set(row, j, StrictMath.tanh(a));
      }
    }
    return h;
  }

  /** A loss whose gradient with respect to h is the given matrix, whatever h is. */
  private static double loss(DMatrixRMaj gradient, DMatrixRMaj h) {
    double sum = 0;
    for (int i = 0; i < h.getNumElements(); i++) {
      sum += gradient.data[i] * h.data[i];
    }
    return sum;
  }

  private static Values slopesOfStep(Values in) {
    return slopes(
        () -> loss(in.matrix("dh"), forward(in.matrix("x"), in.matrix("hBefore"), in)),
        in,
        in.matrix(DW),
        in.matrix(DU),
        in.matrix(DB),
        in.matrix("hBefore"));
  }

  private static Values slopes(
      DoubleSupplier loss,
      Values in,
      DMatrixRMaj dW,
      DMatrixRMaj dU,
      DMatrixRMaj db,
      DMatrixRMaj hBefore) {
    return new Values()
        .with(DW, plus(dW, Slopes.of(loss, in.matrix("w"))))
        .with(DU, plus(dU, Slopes.of(loss, in.matrix("u"))))
        .with(DB, plus(db, Slopes.of(loss, in.matrix("b"))))
        .with(BEFORE, Slopes.of(loss, hBefore));
  }

  private static Values slopesOfSequence(Values in) {
    DMatrixRMaj[] h = in.matrices("h");
    DMatrixRMaj[] dh = new DMatrixRMaj[h.length];
    for (int t = 0; t < h.length; t++) {
      int from = t;
      dh[t] = Slopes.of(() -> lossFrom(from, h[from], in), h[t]);
    }
    DoubleSupplier whole = () -> lossFrom(0, h[0], in);
    return new Values()
        .with(DH, dh)
        .with(DW, Slopes.of(whole, in.matrix("w")))
        .with(DU, Slopes.of(whole, in.matrix("u")))
        .with(DB, Slopes.of(whole, in.matrix("b")));
  }

  /** The sum of the losses from step t on, if the state there is the given one. */
  private static double lossFrom(int t, DMatrixRMaj state, Values in) {
    double sum = t == 0 ? 0 : loss(in.matrices("dLoss")[t], state);
    DMatrixRMaj now = state;
    for (int s = t + 1; s < in.matrices("x").length; s++) {
      now = forward(in.matrices("x")[s], now, in);
      sum += loss(in.matrices("dLoss")[s], now);
    }
    return sum;
  }

  private static DMatrixRMaj plus(DMatrixRMaj a, DMatrixRMaj b) {
    return add(a, b, null);
  }
}
