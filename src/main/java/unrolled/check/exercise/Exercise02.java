package unrolled.check.exercise;

import static org.ejml.dense.row.CommonOps_DDRM.add;
import static org.ejml.dense.row.CommonOps_DDRM.mult;
import static org.ejml.dense.row.CommonOps_DDRM.scale;
import static org.ejml.dense.row.CommonOps_DDRM.transpose;

import java.util.function.DoubleUnaryOperator;
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

  /** Marks the step: 8 points. Prints the report. */
  public static int step(Step learners) {
    return step(learners, Exercise.freshSeed());
  }

  /** Marks the step on inputs drawn with this seed. */
  public static int step(Step learners, long seed) {
    return stepExercise().mark(learners, seed);
  }

  /**
   * Marks the loop over time: 6 points. Prints the report. The step is the learner's own: where
   * only that is wrong, the loop keeps its points.
   */
  public static int sequence(Sequence learners, Step learnersStep) {
    return sequence(learners, learnersStep, Exercise.freshSeed());
  }

  /** Marks the loop over time on inputs drawn with this seed. */
  public static int sequence(Sequence learners, Step learnersStep, long seed) {
    return sequenceExercise(learnersStep).mark(learners, seed);
  }

  /** For a class: 2 more points for sizes that the visible checks don't have. */
  public static int otherSizes(Sequence learners, long seed) {
    return new Exercise<>("Other sizes", Exercise02::callSequence, Exercise02::rightSequence)
        .stage(rng -> sequenceInput(rng, new int[] {1, 3, 1, 5}, 2))
        .part(1, "one row, one unit, five outputs, two steps", Y)
        .stage(rng -> sequenceInput(rng, new int[] {3, 1, 4, 2}, 30))
        .part(1, "three rows, one input, four units, thirty steps", Y)
        .mark(learners, seed);
  }

  static Exercise<Step> stepExercise() {
    String hidden = " Read “To the hidden units” above.";
    String output = " Read “To the output” above.";
    return new Exercise<Step>("Jordan's step", Exercise02::callStep, Exercise02::rightStep)
        .stage(rng -> zeros(stepInput(rng, 1, 2, 3, 2), "x", "s", "b"))
        .part(1, "one row; x, s and b are 0: y is the softmax of c", Y)
        .stage(rng -> zeros(stepInput(rng, 1, 2, 3, 2), "s"))
        .part(1, "one row; s is 0: nothing was said before", Y)
        .stage(rng -> stepInput(rng, 1, 2, 3, 2))
        .part(1, "one row", Y)
        .stage(rng -> stepInput(rng, 4, 2, 5, 3))
        .part(3, "a batch", Y)
        .stage(
            Fresh.inTurn(
                rng -> moved(1000, stepInput(rng, 4, 2, 5, 3)),
                rng -> moved(-1000, stepInput(rng, 4, 2, 5, 3))))
        .part(1, "a batch with scores near 1000 or −1000", Y)
        .leavesItsInputs(1)
        .mistake(
            "exponentials overflow",
            "With large scores there are infinite exponentials, and ∞/∞ is not a number; with very"
                + " negative ones all are 0, and 0/0 is none either. Read the trap under “To the"
                + " output” above.",
            step(given -> overflowing(given.outputs(tanh(given.a(1, 1))))))
        .mistake(
            "the largest score is at least 0",
            "Where all scores of a row are below 0, the largest one looks as if it were 0. From"
                + " which number does your search for it start?"
                + output,
            step(given -> overflowing(lowered(given.outputs(tanh(given.a(1, 1))), 0))))
        .mistake(
            "x left out",
            "The input x looks as if it had no effect. Does one product overwrite the other? mult"
                + " does that to its last argument, multAdd adds."
                + hidden,
            step(given -> softmax(given.outputs(tanh(given.withoutInput())))))
        .mistake(
            "s left out",
            "The state s looks as if it had no effect: this is a network without memory." + hidden,
            step(given -> softmax(given.outputs(tanh(given.a(0, 1))))))
        .mistake(
            "tanh left out",
            "It looks as if the hidden units had no tanh: then two layers are no more than one."
                + hidden,
            step(given -> softmax(given.outputs(given.a(1, 1)))))
        .mistake(
            "softmax left out",
            "The scores look right, but the rows don't add up to 1: they are not probabilities yet."
                + output,
            step(given -> given.outputs(tanh(given.a(1, 1)))))
        .mistake(
            "not divided by the sum",
            "All is positive and in the right proportion, but the rows don't add up to 1." + output,
            step(given -> each(given.outputs(tanh(given.a(1, 1))), StrictMath::exp)))
        .mistake(
            "not divided by the sum, largest 1",
            "The largest number of each row is 1, and the rows don't add up to 1: something is"
                + " still to be divided."
                + output,
            step(given -> each(lowered(given.outputs(tanh(given.a(1, 1)))), StrictMath::exp)))
        .mistake(
            "one softmax for the whole batch",
            "It looks as if the whole batch shared one softmax. Each row is a case of its own, and"
                + " adds up to 1."
                + output,
            step(given -> softmaxOfAll(given.outputs(tanh(given.a(1, 1))))))
        .mistake(
            "softmax over columns",
            "The columns add up to 1 where the rows should. Along which way do the outputs of one"
                + " case stand?"
                + output,
            step(given -> transposed(softmax(transposed(given.outputs(tanh(given.a(1, 1))))))))
        .mistake(
            "b left out",
            "The bias b looks as if it had no effect." + hidden,
            step(given -> softmax(given.outputs(tanh(given.a(1, 0))))))
        .mistake(
            "biases in the first row only",
            "The first row is right, the others look as if they had no bias. Each row of the batch"
                + " gets the same b and the same c."
                + hidden,
            step(
                given -> {
                  DMatrixRMaj a = given.a(1, 0);
                  addToRow(a, 0, given.b);
                  DMatrixRMaj scores = mult(tanh(a), given.v, null);
                  addToRow(scores, 0, given.c);
                  return softmax(scores);
                }))
        .mistake(
            "c left out",
            "The bias c of the output looks as if it had no effect." + output,
            step(given -> softmax(mult(tanh(given.a(1, 1)), given.v, null))))
        .mistake(
            "tanh at the output too",
            "It looks as if the scores, too, went through tanh before the softmax." + output,
            step(given -> softmax(tanh(given.outputs(tanh(given.a(1, 1)))))));
  }

  static Exercise<Sequence> sequenceExercise(Step step) {
    String read = " Read “What is fed back” above.";
    return new Exercise<Sequence>(
            "Jordan's loop", Exercise02::callSequence, Exercise02::rightSequence)
        .stage(rng -> sequenceInput(rng, new int[] {2, 3, 4, 2}, 1))
        .part(1, "one step", Y)
        .stage(rng -> sequenceInput(rng, new int[] {2, 3, 4, 2}, 2))
        .part(2, "two steps", Y)
        .stage(rng -> sequenceInput(rng, new int[] {2, 3, 4, 2}, 5))
        .part(2, "five steps", Y)
        .leavesItsInputs(1)
        .consequence(
            "The loop is right. Its numbers are off only because those of jordanStep are: mend"
                + " that, and these follow.",
            loop(step, (mu, s, y) -> add(mu, s, 1, y, null)))
        .mistake(
            "nothing fed back",
            "It looks as if s stayed 0: every step begins without a memory. What has to happen to s"
                + " after each step?"
                + read,
            loop(step, (mu, s, y) -> s))
        .mistake(
            "only the last output",
            "It looks as if s were the last output alone: what was left of the earlier ones is"
                + " lost."
                + read,
            loop(step, (mu, s, y) -> y))
        .mistake(
            "the answer becomes the state",
            "It looks as if y[t] itself became the state: whatever is then added to s changes the"
                + " answer, too. Make a new matrix."
                + read,
            loop(step, (mu, s, y) -> add(1, y, mu, s, y)))
        .mistake(
            "nothing fades",
            "It looks as if all outputs were added up in s at full strength: where is μ?" + read,
            loop(step, (mu, s, y) -> add(s, y, null)))
        .mistake(
            "the new output fades too",
            "It looks as if μ multiplied the new output as well as the old state." + read,
            loop(step, (mu, s, y) -> add(mu, s, mu, y, null)))
        .mistake(
            "μ and 1 − μ",
            "It looks as if the new output were multiplied with 1 − μ: that is a running mean,"
                + " another way to forget."
                + read,
            loop(step, (mu, s, y) -> add(mu, s, 1 - mu, y, null)))
        .mistake(
            "the fading at the wrong one",
            "It looks as if μ multiplied the new output in place of the old state." + read,
            loop(step, (mu, s, y) -> add(1, s, mu, y, null)));
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
    DMatrixRMaj[] y =
        code.forward(
            in.matrices("x"),
            in.number("mu"),
            in.matrix("w"),
            in.matrix("u"),
            in.matrix("b"),
            in.matrix("v"),
            in.matrix("c"));
    return new Values().with(Y, y);
  }

  // ---- fresh inputs

  private static Values stepInput(Rng rng, int rows, int inputs, int units, int outputs) {
    return weights(rng, inputs, units, outputs)
        .with("x", Fresh.matrix(rng, rows, inputs))
        .with("s", Fresh.matrix(rng, rows, outputs));
  }

  /** All scores moved up alike: the softmax stays what it was. */
  private static Values moved(double by, Values in) {
    add(in.matrix("c"), by, in.matrix("c"));
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

  // ---- the pieces of which the typical mistakes are made

  /** What becomes of the state after a step. */
  @FunctionalInterface
  private interface FedBack {
    DMatrixRMaj after(double mu, DMatrixRMaj s, DMatrixRMaj y);
  }

  @FunctionalInterface
  private interface OfGiven {
    DMatrixRMaj y(Given given);
  }

  private record Given(
      DMatrixRMaj x,
      DMatrixRMaj s,
      DMatrixRMaj w,
      DMatrixRMaj u,
      DMatrixRMaj b,
      DMatrixRMaj v,
      DMatrixRMaj c) {

    /** x·W + state·s·U + bias·b. */
    DMatrixRMaj a(double state, double bias) {
      DMatrixRMaj a = add(1, mult(x, w, null), state, mult(s, u, null), null);
      DMatrixRMaj biases = b.copy();
      scale(bias, biases);
      addToRows(a, biases);
      return a;
    }

    DMatrixRMaj withoutInput() {
      return add(1, a(1, 1), -1, mult(x, w, null), null);
    }

    DMatrixRMaj outputs(DMatrixRMaj h) {
      DMatrixRMaj scores = mult(h, v, null);
      addToRows(scores, c);
      return scores;
    }
  }

  private static Step step(OfGiven code) {
    return (x, s, w, u, b, v, c) -> code.y(new Given(x, s, w, u, b, v, c));
  }

  private static Sequence loop(Step step, FedBack fedBack) {
    return (x, mu, w, u, b, v, c) -> {
      DMatrixRMaj[] y = new DMatrixRMaj[x.length];
      DMatrixRMaj s = new DMatrixRMaj(x[1].numRows, c.numCols);
      for (int t = 1; t < x.length; t++) {
        y[t] = step.forward(x[t], s, w, u, b, v, c);
        s = fedBack.after(mu, s, y[t]);
      }
      return y;
    };
  }

  private static void addToRows(DMatrixRMaj m, DMatrixRMaj row) {
    for (int i = 0; i < m.numRows; i++) {
      addToRow(m, i, row);
    }
  }

  private static void addToRow(DMatrixRMaj m, int i, DMatrixRMaj row) {
    for (int j = 0; j < m.numCols; j++) {
      m.add(i, j, row.get(0, j));
    }
  }

  private static DMatrixRMaj each(DMatrixRMaj m, DoubleUnaryOperator f) {
    DMatrixRMaj result = m.copy();
    for (int i = 0; i < result.getNumElements(); i++) {
      result.data[i] = f.applyAsDouble(result.data[i]);
    }
    return result;
  }

  private static DMatrixRMaj tanh(DMatrixRMaj m) {
    return each(m, StrictMath::tanh);
  }

  private static DMatrixRMaj softmax(DMatrixRMaj scores) {
    return overflowing(lowered(scores));
  }

  /** Without each row's largest score. */
  private static DMatrixRMaj lowered(DMatrixRMaj scores) {
    return lowered(scores, Double.NEGATIVE_INFINITY);
  }

  /** Without each row's largest score, or the least that it may be. */
  private static DMatrixRMaj lowered(DMatrixRMaj scores, double least) {
    DMatrixRMaj lower = scores.copy();
    for (int i = 0; i < lower.numRows; i++) {
      double largest = least;
      for (int j = 0; j < lower.numCols; j++) {
        largest = Math.max(largest, lower.get(i, j));
      }
      for (int j = 0; j < lower.numCols; j++) {
        lower.add(i, j, -largest);
      }
    }
    return lower;
  }

  /** As the formula says, without care for large scores. */
  private static DMatrixRMaj overflowing(DMatrixRMaj scores) {
    DMatrixRMaj y = each(scores, StrictMath::exp);
    for (int i = 0; i < y.numRows; i++) {
      double sum = 0;
      for (int j = 0; j < y.numCols; j++) {
        sum += y.get(i, j);
      }
      for (int j = 0; j < y.numCols; j++) {
        y.set(i, j, y.get(i, j) / sum);
      }
    }
    return y;
  }

  private static DMatrixRMaj softmaxOfAll(DMatrixRMaj scores) {
    DMatrixRMaj one = scores.copy();
    one.reshape(1, scores.getNumElements());
    DMatrixRMaj y = softmax(one);
    y.reshape(scores.numRows, scores.numCols);
    return y;
  }

  private static DMatrixRMaj transposed(DMatrixRMaj m) {
    return transpose(m, null);
  }
}
