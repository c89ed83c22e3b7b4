package unrolled.check.exercise;

import static unrolled.check.exercise.Prediction.PREDICTED;
import static unrolled.check.exercise.Prediction.question;

import java.util.List;
import java.util.concurrent.Callable;
import org.ejml.data.DMatrixRMaj;
import unrolled.math.Rng;

/**
 * Marks exercise 02: Jordan's network, forward. h_t = tanh(x_t·W + s_t·U + b), y_t = softmax(h_t·V
 * + c), with the state units of Jordan's report of 1986, which remember all earlier outputs, each
 * one more faintly: s_1 = 0, s_{t+1} = μ·s_t + y_t.
 *
 * <p>The right answers are computed with loops over single numbers.
 */
public final class Exercise02 {

  private static final String Y = "y";
  private static final long MILLISECONDS = 500;

  private Exercise02() {}

  /** The learner's step. */
  @FunctionalInterface
  public interface Step {
    /**
     * One step forward.
     *
     * @param x x_t, B×m
     * @param s s_t, what is left of the outputs before, B×k
     * @param w W, m×n
     * @param u U, k×n
     * @param b b, 1×n
     * @param v V, n×k
     * @param c c, 1×k
     * @return y_t, B×k, every row of which adds up to 1
     */
    DMatrixRMaj forward(
        DMatrixRMaj x,
        DMatrixRMaj s,
        DMatrixRMaj w,
        DMatrixRMaj u,
        DMatrixRMaj b,
        DMatrixRMaj v,
        DMatrixRMaj c);
  }

  /** The learner's loop over time. */
  @FunctionalInterface
  public interface Sequence {
    /**
     * The outputs of all steps.
     *
     * @param x x[1] … x[T]; x[0] is null
     * @param mu μ, how much of the state is left one step later
     * @param w W, m×n
     * @param u U, k×n
     * @param b b, 1×n
     * @param v V, n×k
     * @param c c, 1×k
     * @return y[1] … y[T]; y[0] is null
     */
    DMatrixRMaj[] forward(
        DMatrixRMaj[] x,
        double mu,
        DMatrixRMaj w,
        DMatrixRMaj u,
        DMatrixRMaj b,
        DMatrixRMaj v,
        DMatrixRMaj c);
  }

  /** Marks the four predictions: 4 points. Prints the report. */
  public static int predicted(Callable<double[]> learners) {
    return predictions().mark(learners, 1);
  }

  /** Marks the step: 7 points. Prints the report. */
  public static int step(Step learners) {
    return step(learners, Exercise.freshSeed());
  }

  /** Marks the step on inputs drawn with this seed. */
  public static int step(Step learners, long seed) {
    return Mistakes02.stepTold(
            stepExercise(),
            Exercise02::callStep,
            List.of(
                stepInput(new Rng(1), 1, 2, 4, 3),
                stepInput(new Rng(1), 6, 2, 5, 3),
                farApart(new Rng(1))),
            learners)
        .mark(learners, seed);
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
    Exercise<Sequence> exercise = loopExercise(learnersStep);
    boolean right =
        new Exercise<>("", Exercise02::callSequence, in -> rightAround(learnersStep, in))
            .stage(rng -> sequenceInput(rng, new int[] {rows(learnersStep), 3, 4, 2}, 5))
            .part(1, "around any step", Y)
            .isRight(learners, 1);
    return (right ? exercise : sequenceTold(sequenceExercise(learnersStep), learners, learnersStep))
        .mark(learners, seed);
  }

  /** For a class: 2 more points for sizes that the visible checks don't have. */
  public static int otherSizes(Sequence learners, Step learnersStep, long seed) {
    Exercise<Sequence> sizes =
        new Exercise<Sequence>("Other sizes", Exercise02::callSequence, Exercise02::rightSequence)
            .follows()
            .stage(rng -> sequenceInput(rng, new int[] {1, 3, 1, 5}, 2))
            .part(1, "one row, one unit, five outputs, two steps", Y)
            .stage(rng -> sequenceInput(rng, new int[] {3, 1, 4, 2}, 30))
            .part(1, "three rows, one input, four units, thirty steps", Y);
    if (!stepExercise().isRight(learnersStep, 1)) {
      return sizes
          .mistake(
              "a wrong step",
              "The loop over the steps looks right. What is off comes from jordanStep: mend that.",
              Mistakes02OfLoop.right(learnersStep))
          .mark(learners, seed);
    }
    return sequenceTold(Mistakes02OfLoop.all(sizes, learnersStep), learners, learnersStep)
        .mark(learners, seed);
  }

  /** Whether the cells that use both methods may begin; says which ones are missing if not. */
  public static boolean ready(Step step, Sequence sequence) {
    boolean rightStep = stepExercise().isRight(step, 1);
    boolean rightLoop = rightStep && sequenceExercise(step).isRight(sequence, 1);
    if (!rightLoop) {
      System.out.println(
          "What follows is run by your methods, and waits until their checks pass. Not there yet: "
              + (rightStep ? "" : "jordanStep, and so ")
              + "jordan.");
    }
    return rightLoop;
  }

  static Exercise<Callable<double[]>> predictions() {
    return new Exercise<Callable<double[]>>("Predictions", Prediction::call, Prediction::right)
        .stage(
            question(
                0,
                0.25,
                "Take the smaller score from both: what stays the same? e to the power of ln 3 is"
                    + " 3.",
                "0.75 That is the probability of the other one.",
                "0.333 That is how they compare. Divide by the sum of both.",
                "3 That is how they compare. Divide by the sum of both.",
                "0.5 They are not equal."))
        .part(1, "two large scores", PREDICTED)
        .stage(
            question(
                1,
                0.4375,
                "All scores are 0, at every step. What is then an entry of y_1, of s_2, of s_3?",
                "0.25 That is an entry of each y_t, and of s_2.",
                "0.375 That is s_3.",
                "0.46875 That is s_5: s_2 holds y_1.",
                "0.75 So it were if nothing faded.",
                "1 That is the sum of all outputs, or a row of y.",
                "0.125 The newest output has its full strength: s_2 = y_1.",
                "0.1875 The newest output has its full strength: s_2 = y_1.",
                "0.21875 The newest output has its full strength: s_2 = y_1.",
                "1.75 That is the sum of the row. What is one entry?"))
        .part(1, "an entry of s_4", PREDICTED)
        .stage(
            question(
                2,
                0.0625,
                "s_2 holds y_1 at full strength. How often has it faded by then?",
                "0.03125 s_2 holds y_1 at full strength: there it has not faded yet.",
                "0.015625 s_2 holds y_1 at full strength: there it has not faded yet.",
                "0.125 That is its factor in s_5.",
                "0.5 It fades at every step.",
                "1 That is its factor in s_2."))
        .part(1, "y_1 in s_6", PREDICTED)
        .stage(
            question(
                3,
                10,
                "A row of y adds up to 1. When the sum doesn't change any more: S = 0.9 S + …",
                "1 That is what a row of y adds up to.",
                "9 That is what is left of the earlier outputs; the newest comes on top.",
                "0.9 The earlier outputs are all in it, each one fainter.",
                "1.9 That is s_3.",
                "0.1 S = 0.9 S + 1. What is S?"))
        .part(1, "the sum of a row of the state", PREDICTED);
  }

  static Exercise<Step> stepExercise() {
    return Mistakes02.step(
        new Exercise<Step>("Jordan's step", Exercise02::callStep, Exercise02::rightStep)
            .stage(rng -> ofBothSigns(zeros(stepInput(rng, 1, 2, 4, 3), "x", "s", "b")))
            .part(1, "one row; x, s and b are 0: y is the softmax of c", Y)
            .stage(rng -> zeros(stepInput(rng, 1, 2, 4, 3), "s"))
            .part(1, "one row; s is 0: nothing was said before", Y)
            .stage(rng -> stepInput(rng, 1, 2, 4, 3))
            .part(1, "one row", Y)
            .stage(rng -> stepInput(rng, 6, 2, 5, 3))
            .part(3, "a batch", Y)
            .stage(Exercise02::farApart)
            .part(1, "a batch with scores near 20,000 and −20,000, and some far apart", Y));
  }

  static Exercise<Sequence> sequenceExercise(Step step) {
    return Mistakes02OfLoop.all(loopExercise(step), step);
  }

  private static Exercise<Sequence> loopExercise(Step step) {
    int rows = rows(step);
    return new Exercise<Sequence>(
            "Jordan's loop", Exercise02::callSequence, Exercise02::rightSequence)
        .stage(rng -> sequenceInput(rng, new int[] {rows, 3, 4, 2}, 1))
        .part(1, "one step", Y)
        .stage(rng -> sequenceInput(rng, new int[] {rows, 3, 4, 2}, 2))
        .part(2, "two steps", Y)
        .stage(rng -> sequenceInput(rng, new int[] {rows, 3, 4, 2}, 5))
        .part(2, "five steps", Y)
        .consequence(
            "The loop is right. Its numbers are off only because those of jordanStep are: mend"
                + " that, and these follow.",
            Mistakes02OfLoop.right(step));
  }

  /** A step that throws for batches can still be called for one row: then the loop is, too. */
  private static int rows(Step step) {
    Values batch = stepInput(new Rng(1), 2, 3, 4, 2);
    return Sandbox.run(() -> callStep(step, batch), MILLISECONDS).value() != null ? 2 : 1;
  }

  /** What the right loop makes of this step; nothing if the step throws. */
  private static Values rightAround(Step step, Values in) {
    Values y =
        Sandbox.run(() -> callSequence(Mistakes02OfLoop.right(step), in), MILLISECONDS).value();
    return y == null ? new Values().with(Y, new DMatrixRMaj[0]) : y;
  }

  private static Exercise<Sequence> sequenceTold(
      Exercise<Sequence> exercise, Sequence learners, Step step) {
    return Mistakes02OfLoop.told(
        exercise,
        Exercise02::callSequence,
        List.of(
            sequenceInput(new Rng(1), new int[] {1, 3, 4, 2}, 4),
            sequenceInput(new Rng(1), new int[] {2, 3, 4, 2}, 5)),
        learners,
        step);
  }

  // ---- calls

  private static Values callStep(Step code, Values in) {
    DMatrixRMaj y =
        code.forward(
            in.matrix("x"),
            in.matrix("s"),
            in.matrix("w"),
            in.matrix("u"),
            in.matrix("b"),
            in.matrix("v"),
            in.matrix("c"));
    return new Values().with(Y, y);
  }

  private static Values callSequence(Sequence code, Values in) {
    try {
      return new Values()
          .with(
              Y,
              code.forward(
                  in.matrices("x"),
                  in.number("mu"),
                  in.matrix("w"),
                  in.matrix("u"),
                  in.matrix("b"),
                  in.matrix("v"),
                  in.matrix("c")));
    } catch (NullPointerException e) {
      throw explained(e, "x[0] and y[0] are null, and so is y[t] until you have set it.");
    } catch (ArrayIndexOutOfBoundsException e) {
      throw explained(
          e,
          "x[1] is the first input and x[x.length - 1] the last; an array of as many places ends"
              + " there, too.");
    }
  }

  /** What was thrown and where, and what to know about it. */
  private static Unusable explained(RuntimeException thrown, String sentence) {
    String told = Thrown.inWords(thrown);
    return new Unusable(told + (told.endsWith(".") ? " " : ". ") + sentence, thrown);
  }

  // ---- fresh inputs

  private static Values stepInput(Rng rng, int rows, int inputs, int units, int outputs) {
    return weights(rng, inputs, units, outputs)
        .with("x", Fresh.matrix(rng, rows, inputs))
        .with("s", Fresh.matrix(rng, rows, outputs));
  }

  /**
   * Scores of many thousands, of many thousands below 0, near 0, and far apart within a row: four
   * of the units tell which, and are −1, 0 or 1. Whatever is subtracted but a row's largest, there
   * is a row in which an exponential is infinite, or all of them 0.
   */
  private static Values farApart(Rng rng) {
    Values in = stepInput(rng, FAR.length, FAR[0].length, 5, 3);
    DMatrixRMaj b = in.matrix("b");
    DMatrixRMaj u = in.matrix("u");
    DMatrixRMaj w = in.matrix("w");
    for (int i = 0; i < FAR[0].length; i++) {
      b.set(0, i, 0);
      for (int j = 0; j < u.numRows; j++) {
        u.set(j, i, 0);
      }
      for (int j = 0; j < w.numCols; j++) {
        w.set(i, j, i == j ? 50 : j < FAR[0].length ? 0 : w.get(i, j));
      }
      for (int k = 0; k < 3; k++) {
        in.matrix("v").add(i, k, FAR_SCORES[i][k]);
      }
    }
    return in.with("x", new DMatrixRMaj(FAR));
  }

  /** Which unit a row switches on. */
  private static final double[][] FAR = {
    {0, 0, 0, 0},
    {1, 0, 0, 0},
    {-1, 0, 0, 0},
    {0, 1, 0, 0},
    {0, -1, 0, 0},
    {0, 0, 1, 0},
    {0, 0, -1, 0},
    {0, 0, 0, 1},
    {0, 0, 0, -1}
  };

  /** What each of these units does to the three scores. */
  private static final double[][] FAR_SCORES = {
    {20_000, 20_000, 20_000}, {3000, 0, 3000}, {3000, 0, 0}, {0, 0, 3000}
  };

  /**
   * No score is the largest by luck: the first is below 0, the second above. The third is equal to
   * it: both count.
   */
  private static Values ofBothSigns(Values in) {
    DMatrixRMaj c = in.matrix("c");
    c.set(0, 0, -0.1 - Math.abs(c.get(0, 0)));
    c.set(0, 1, 0.1 + Math.abs(c.get(0, 1)));
    c.set(0, 2, c.get(0, 1));
    return in;
  }

  private static Values zeros(Values in, String... names) {
    for (String name : names) {
      in.matrix(name).zero();
    }
    return in;
  }

  /** Sizes: rows, inputs, units, outputs. */
  private static Values sequenceInput(Rng rng, int[] sizes, int steps) {
    DMatrixRMaj[] x = new DMatrixRMaj[steps + 1];
    for (int t = 1; t <= steps; t++) {
      x[t] = Fresh.matrix(rng, sizes[0], sizes[1]);
    }
    return weights(rng, sizes[1], sizes[2], sizes[3])
        .with("x", x)
        .with("mu", rng.uniform(0.3, 0.7));
  }

  private static Values weights(Rng rng, int inputs, int units, int outputs) {
    return new Values()
        .with("w", Fresh.matrix(rng, inputs, units))
        .with("u", Fresh.matrix(rng, outputs, units))
        .with("b", Fresh.matrix(rng, 1, units))
        .with("v", Fresh.matrix(rng, units, outputs))
        .with("c", Fresh.matrix(rng, 1, outputs));
  }

  // ---- the right answers, number by number

  private static Values rightStep(Values in) {
    return new Values().with(Y, forward(in.matrix("x"), in.matrix("s"), in));
  }

  private static Values rightSequence(Values in) {
    DMatrixRMaj[] x = in.matrices("x");
    DMatrixRMaj[] y = new DMatrixRMaj[x.length];
    DMatrixRMaj s = new DMatrixRMaj(x[1].numRows, in.matrix("c").numCols);
    for (int t = 1; t < x.length; t++) {
      y[t] = forward(x[t], s, in);
      for (int i = 0; i < s.getNumElements(); i++) {
        s.data[i] = in.number("mu") * s.data[i] + y[t].data[i];
      }
    }
    return new Values().with(Y, y);
  }

  private static DMatrixRMaj forward(DMatrixRMaj x, DMatrixRMaj s, Values weights) {
    DMatrixRMaj v = weights.matrix("v");
    DMatrixRMaj y = new DMatrixRMaj(x.numRows, v.numCols);
    for (int row = 0; row < y.numRows; row++) {
      double[] score = new double[v.numCols];
      for (int k = 0; k < score.length; k++) {
        score[k] = weights.matrix("c").get(0, k);
        for (int j = 0; j < v.numRows; j++) {
          score[k] += hidden(x, s, weights, row, j) * v.get(j, k);
        }
      }
      for (int k = 0; k < score.length; k++) {
        double others = 0; // 1 / Σ e^(z_i − z_k) needs no largest score to stay finite
        for (double z : score) {
          others += StrictMath.exp(z - score[k]);
        }
        y.set(row, k, 1 / others);
      }
    }
    return y;
  }

  private static double hidden(DMatrixRMaj x, DMatrixRMaj s, Values weights, int row, int j) {
    double a = weights.matrix("b").get(0, j);
    for (int i = 0; i < x.numCols; i++) {
      a += x.get(row, i) * weights.matrix("w").get(i, j);
    }
    for (int i = 0; i < s.numCols; i++) {
      a += s.get(row, i) * weights.matrix("u").get(i, j);
    }
    return StrictMath.tanh(a);
  }
}
