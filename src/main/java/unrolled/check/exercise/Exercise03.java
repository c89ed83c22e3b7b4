package unrolled.check.exercise;

import static org.ejml.dense.row.CommonOps_DDRM.add;
import static org.ejml.dense.row.CommonOps_DDRM.addEquals;
import static org.ejml.dense.row.CommonOps_DDRM.divide;
import static org.ejml.dense.row.CommonOps_DDRM.mult;
import static org.ejml.dense.row.CommonOps_DDRM.multAddTransA;
import static org.ejml.dense.row.CommonOps_DDRM.multTransB;
import static org.ejml.dense.row.CommonOps_DDRM.sumCols;

import java.util.List;
import java.util.function.DoubleSupplier;
import java.util.function.DoubleUnaryOperator;
import java.util.function.Function;
import org.ejml.data.DMatrixRMaj;
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

  /** Marks the backward step: 9 points. Prints the report. */
  public static int step(Step learners) {
    return step(learners, Exercise.freshSeed());
  }

  /** Marks the backward step on inputs drawn with this seed. */
  public static int step(Step learners, long seed) {
    return stepExercise().mark(learners, seed);
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
  public static int otherSizes(Sequence learners, long seed) {
    return sizesExercise().mark(learners, seed);
  }

  static Exercise<Step> stepExercise() {
    String tanh = " Read “Through the tanh” above.";
    String weights = " Read “To the weights” above.";
    String before = " Read “To the state before” above.";
    return new Exercise<Step>("One step back", Exercise03::callStep, Exercise03::slopesOfStep)
        .tolerance(SLOPES)
        .stage(Exercise03::stepWhereTanhIsSteepest)
        .part(1, "single numbers, h_t = 0, where tanh has slope 1", DB, DW, DU, BEFORE)
        .stage(rng -> stepInput(rng, 1, 1, 1))
        .part(1, "single numbers, any h_t", DB, DW, DU, BEFORE)
        .stage(rng -> stepInput(rng, 4, 2, 3))
        .part(1, "a batch: dL/db", DB)
        .part(1, "a batch: dL/dW", DW)
        .part(2, "a batch: dL/dU", DU)
        .part(2, "a batch: dL/dh_{t−1}", BEFORE)
        .leavesItsInputs(1)
        .mistake(
            "f′ forgotten",
            "It looks as if the gradient went past tanh unchanged. What is dL/da_t when dL/dh_t is"
                + " known?"
                + tanh,
            step(given -> given.share(given.dh)))
        .mistake(
            "1 − h for f′",
            "The factor looks like 1 − h, which is not yet the slope of tanh: try it for h = −0.5."
                + tanh,
            step(given -> given.share(times(given.dh, given.h, h -> 1 - h))))
        .mistake(
            "the sigmoid's f′",
            "The factor looks like h·(1 − h), the slope of another activation. Which one does this"
                + " cell have?"
                + tanh,
            step(given -> given.share(times(given.dh, given.h, h -> h * (1 - h)))))
        .mistake(
            "f′ at h_{t−1}",
            "The slope of tanh looks as if taken at h_{t−1}. Which state came out of this step's"
                + " tanh?"
                + tanh,
            step(given -> given.share(times(given.dh, given.hBefore, Exercise03::slope))))
        .mistake(
            "f′ twice",
            "The slope of tanh looks as if multiplied in twice. Follow one gradient from dL/dh_t to"
                + " a weight and count how often it passes tanh."
                + tanh,
            step(given -> given.share(times(given.da(), given.h, Exercise03::slope))))
        .mistake(
            "dL/dh_{t−1} without f′",
            "dL/dh_{t−1} looks as if computed from dL/dh_t. Between h_{t−1} and h_t there are both"
                + " U and tanh."
                + before,
            step(
                given -> {
                  given.share(given.da());
                  return timesTransposed(given.dh, given.u);
                }))
        .mistake(
            "U not transposed",
            "The shapes fit, but U looks as if it stood the wrong way round. Forward, it leads from"
                + " h_{t−1} to a_t: which way must it lead now?"
                + before,
            step(
                given -> {
                  given.share(given.da());
                  return times(given.da(), given.u);
                }))
        .mistake(
            "h_t for h_{t−1} in dL/dU",
            "It looks as if h_t stood where h_{t−1} belongs. Which of the two did U multiply on the"
                + " way forward?"
                + weights,
            step(given -> given.after(given.h).share(given.da())))
        .mistake(
            "dL/dU transposed",
            "Your dL/dU looks transposed. Entry (i, j) of U leads from unit i of h_{t−1} to unit j"
                + " of a_t: which of the two factors has to give the row?"
                + weights,
            step(
                given -> {
                  multAddTransA(given.da(), given.hBefore, given.dU);
                  return given.into(given.dW, given.dU.createLike(), given.db).share(given.da());
                }))
        .mistake(
            "dL/db missing",
            "Nothing was added to db. The bias takes part in every row of a_t." + weights,
            step(given -> given.into(given.dW, given.dU, given.db.createLike()).share(given.da())))
        .mistake(
            "mean over the batch",
            "This looks like the mean over the rows of the batch. The loss here is a sum over them,"
                + " so what are its gradients?"
                + weights,
            step(
                given -> {
                  Given apart =
                      given.into(
                          given.dW.createLike(), given.dU.createLike(), given.db.createLike());
                  DMatrixRMaj back = apart.share(given.da());
                  double share = 1.0 / given.x.numRows;
                  addEquals(given.dW, share, apart.dW);
                  addEquals(given.dU, share, apart.dU);
                  addEquals(given.db, share, apart.db);
                  return back;
                }))
        .mistake(
            "overwritten, not added",
            "What had been in it is gone. This step's share is to be added to what the later steps"
                + " left there."
                + weights,
            step(Given::overwrite));
  }

  static Exercise<Sequence> sequenceExercise(Step step) {
    String roads = " Read “Two roads into dh[t]” above.";
    return new Exercise<Sequence>(
            "Back through time", Exercise03::callSequence, Exercise03::slopesOfSequence)
        .tolerance(SLOPES)
        .lastStepFirst()
        .stage(rng -> sequenceInput(rng, 3, 2, 4, 1))
        .part(1, "a sequence of one step: all gradients", DH, DW, DU, DB)
        .stage(rng -> sequenceInput(rng, 3, 2, 4, 4))
        .part(2, "four steps: dh[4] back to dh[0]", DH)
        .part(1, "four steps: dL/dW, dL/dU, dL/db", DW, DU, DB)
        .leavesItsInputs(1)
        .consequence(
            "The loop is right. Its numbers are off only because those of backwardStep are: mend"
                + " that, and these follow.",
            loop(step, Exercise03::right))
        .mistake(
            "gradient from t+1 not added",
            "Right at the last step, wrong before it: did you add the gradient that arrives from"
                + " t+1?"
                + roads,
            loop(step, (ofLoss, arriving, next) -> ofLoss))
        .mistake(
            "the loss of the last step only",
            "It looks as if only the last step had a loss: what arrives from t+1 has replaced what"
                + " the loss of step t says."
                + roads,
            loop(step, (ofLoss, arriving, next) -> next == null ? ofLoss : arriving))
        .mistake(
            "dh[t+1] added as it is",
            "What is added looks like dh[t+1] itself. It has to go back through step t+1 first:"
                + " what does backwardStep return?"
                + roads,
            loop(step, (ofLoss, arriving, next) -> plus(ofLoss, next == null ? arriving : next)))
        .mistake(
            "h[t] for h[t−1]",
            "It looks as if the step was handed h[t] twice. Which state went into step t, and which"
                + " came out of it?"
                + roads,
            loop(step(given -> given.after(given.h).by(step)), Exercise03::right))
        .mistake(
            "the weights' gradients of one step only",
            "It looks as if only one step's share were left in the weights' gradients. W, U and b"
                + " took part in every step."
                + roads,
            loop(
                step(
                    given -> {
                      given.dW.zero();
                      given.dU.zero();
                      given.db.zero();
                      return given.by(step);
                    }),
                Exercise03::right))
        .mistake(
            "mean over time",
            "This looks like the mean over the steps. The loss here is a sum over t, so what are"
                + " its gradients?"
                + roads,
            (x, h, dLoss, u, dW, dU, db) -> {
              DMatrixRMaj[] dh = loop(step, Exercise03::right).backward(x, h, dLoss, u, dW, dU, db);
              for (DMatrixRMaj sum : List.of(dW, dU, db)) {
                divide(sum, h.length - 1);
              }
              return dh;
            });
  }

  private static Exercise<Sequence> sizesExercise() {
    return new Exercise<Sequence>(
            "Other sizes", Exercise03::callSequence, Exercise03::slopesOfSequence)
        .tolerance(SLOPES)
        .lastStepFirst()
        .stage(rng -> sequenceInput(rng, 1, 5, 1, 2))
        .part(1, "one row, five inputs, one unit, two steps", DH, DW, DU, DB)
        .stage(rng -> sequenceInput(rng, 2, 1, 3, 9))
        .part(1, "two rows, one input, three units, nine steps", DH, DW, DU, DB);
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
    return in.with("dh", Fresh.matrix(rng, rows, units))
        .with(DW, Fresh.matrix(rng, inputs, units))
        .with(DU, Fresh.matrix(rng, units, units))
        .with(DB, Fresh.matrix(rng, 1, units));
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
      dLoss[t] = Fresh.matrix(rng, rows, units);
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

  // ---- the pieces of which the typical mistakes are made

  /** The slope of tanh where its value is h. */
  private static double slope(double h) {
    return 1 - h * h;
  }

  /** How dL/dh_t comes about: from its own loss, from what arrives, from dL/dh_{t+1} (or null). */
  @FunctionalInterface
  private interface Joined {
    DMatrixRMaj dh(DMatrixRMaj ofLoss, DMatrixRMaj arriving, DMatrixRMaj next);
  }

  private static DMatrixRMaj right(DMatrixRMaj ofLoss, DMatrixRMaj arriving, DMatrixRMaj next) {
    return plus(ofLoss, arriving);
  }

  /** What a backward step is given, as one thing. */
  private record Given(
      DMatrixRMaj x,
      DMatrixRMaj hBefore,
      DMatrixRMaj h,
      DMatrixRMaj dh,
      DMatrixRMaj u,
      DMatrixRMaj dW,
      DMatrixRMaj dU,
      DMatrixRMaj db) {

    Given after(DMatrixRMaj state) {
      return new Given(x, state, h, dh, u, dW, dU, db);
    }

    Given into(DMatrixRMaj sumW, DMatrixRMaj sumU, DMatrixRMaj sumB) {
      return new Given(x, hBefore, h, dh, u, sumW, sumU, sumB);
    }

    DMatrixRMaj by(Step step) {
      return step.backward(x, hBefore, h, dh, u, dW, dU, db);
    }

    DMatrixRMaj da() {
      return times(dh, h, Exercise03::slope);
    }

    /** All that follows from dL/da_t. */
    DMatrixRMaj share(DMatrixRMaj da) {
      multAddTransA(x, da, dW);
      multAddTransA(hBefore, da, dU);
      addEquals(db, sumCols(da, null));
      return timesTransposed(da, u);
    }

    DMatrixRMaj overwrite() {
      dW.zero();
      dU.zero();
      db.zero();
      return share(da());
    }
  }

  private static Step step(Function<Given, DMatrixRMaj> code) {
    return (x, hBefore, h, dh, u, dW, dU, db) ->
        code.apply(new Given(x, hBefore, h, dh, u, dW, dU, db));
  }

  private static Sequence loop(Step step, Joined joined) {
    return (x, h, dLoss, u, dW, dU, db) -> {
      DMatrixRMaj[] dh = new DMatrixRMaj[h.length];
      DMatrixRMaj arriving = h[0].createLike();
      for (int t = h.length - 1; t >= 1; t--) {
        dh[t] = joined.dh(dLoss[t], arriving, t == h.length - 1 ? null : dh[t + 1]);
        arriving = step.backward(x[t], h[t - 1], h[t], dh[t], u, dW, dU, db);
      }
      dh[0] = arriving;
      return dh;
    };
  }

  private static DMatrixRMaj times(DMatrixRMaj gradient, DMatrixRMaj at, DoubleUnaryOperator f) {
    DMatrixRMaj product = gradient.copy();
    for (int i = 0; i < product.getNumElements(); i++) {
      product.data[i] *= f.applyAsDouble(at.data[i]);
    }
    return product;
  }

  private static DMatrixRMaj times(DMatrixRMaj a, DMatrixRMaj b) {
    return mult(a, b, null);
  }

  private static DMatrixRMaj timesTransposed(DMatrixRMaj a, DMatrixRMaj b) {
    return multTransB(a, b, null);
  }

  private static DMatrixRMaj plus(DMatrixRMaj a, DMatrixRMaj b) {
    return add(a, b, null);
  }
}
