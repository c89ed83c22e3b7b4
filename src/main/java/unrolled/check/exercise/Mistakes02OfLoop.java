package unrolled.check.exercise;

import java.util.List;
import java.util.function.UnaryOperator;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;

/** What is typically wrong in exercise 02's loop, in the way of {@link Mistakes02}. */
final class Mistakes02OfLoop {
  private static final String ALIAS =
      " Are y[t] and s one object? Then whatever happens to one happens to both.";

  private Mistakes02OfLoop() {}

  /** A factor in the loop: of μ, and of the step. */
  @FunctionalInterface
  private interface Factor {
    double of(double mu, int t, int last);
  }

  /** What is fed back of the outputs so far, y[1] … y[t]. */
  @FunctionalInterface
  private interface FedBack {
    DMatrixRMaj of(DMatrixRMaj[] y, int t);
  }

  /** Which input is read at step t of T. */
  @FunctionalInterface
  private interface Read {
    int at(int t, int last);
  }

  /**
   * What stands in y[t] in the end: said[t] is what the step gave, state[t] what followed from it.
   */
  @FunctionalInterface
  private interface Stored {
    DMatrixRMaj at(int t, DMatrixRMaj[] said, DMatrixRMaj[] state, double mu);
  }

  /** How somebody writes the loop, around this step. */
  private static final class Loop {
    private final Exercise02.Step step;
    private Factor old = (mu, t, last) -> mu;
    private Factor fresh = (mu, t, last) -> 1;
    private FedBack fedBack = (y, t) -> y[t];
    private UnaryOperator<DMatrixRMaj> after = s -> s;
    private Read read = (t, last) -> t;
    private int late;
    private int before; // steps that begin without a memory
    private boolean ofTwo; // of the outputs before, the last alone fades
    private boolean again; // the step is run once more, with the state that followed from it
    private Stored stored = (t, said, state, mu) -> said[t];

    private Loop(Exercise02.Step step) {
      this.step = step;
    }

    DMatrixRMaj[] run(
        DMatrixRMaj[] x,
        double mu,
        DMatrixRMaj w,
        DMatrixRMaj u,
        DMatrixRMaj b,
        DMatrixRMaj v,
        DMatrixRMaj c) {
      int last = x.length - 1;
      DMatrixRMaj[] said = new DMatrixRMaj[x.length];
      DMatrixRMaj[] state = new DMatrixRMaj[x.length];
      DMatrixRMaj zero = new DMatrixRMaj(x[1].numRows, c.numCols);
      state[0] = zero;
      for (int t = 1; t <= last; t++) {
        DMatrixRMaj s = state[Math.max(0, t - 1 - late)];
        said[t] = step.forward(x[read.at(t, last)].copy(), t <= before ? zero : s, w, u, b, v, c);
        state[t] =
            after.apply(
                CommonOps_DDRM.add(
                    old.of(mu, t, last),
                    ofTwo && t > 1 ? said[t - 1] : state[t - 1],
                    fresh.of(mu, t, last),
                    fedBack.of(said, t),
                    null));
        if (again) {
          said[t] = step.forward(x[read.at(t, last)].copy(), state[t], w, u, b, v, c);
        }
      }
      DMatrixRMaj[] y = new DMatrixRMaj[x.length];
      for (int t = 1; t <= last; t++) {
        y[t] = stored.at(t, said, state, mu);
      }
      return y;
    }
  }

  private static DMatrixRMaj scaled(double by, DMatrixRMaj m) {
    return Mistakes02.each(m, x -> by * x);
  }

  private static Slips<Loop, Exercise02.Sequence> loopSlips(Exercise02.Step step) {
    Slips<Loop, Exercise02.Sequence> slips =
        new Slips<>("“What is fed back”", () -> new Loop(step), loop -> loop::run);
    slips
        .about("both")
        .mistake(
            "nothing fed back",
            "It looks as if s stayed 0: every step begins without a memory. What has to happen to s"
                + " after each step? (add gives a new matrix back, it changes none.)",
            loop -> {
              loop.old = (mu, t, last) -> 1;
              loop.fresh = (mu, t, last) -> 0;
            })
        .slip(
            "the fading at the wrong one",
            "It looks as if μ multiplied the new output in place of the old state.",
            loop -> {
              loop.old = (mu, t, last) -> 1;
              loop.fresh = (mu, t, last) -> mu;
            });
    slips.slip(
        "the last two outputs",
        "It looks as if the state held the last two outputs alone, y_t + μ y_{t−1}. In μ s_t is all"
            + " that was said before, fainter from step to step.",
        loop -> loop.ofTwo = true);
    shrunk(slips, "μ", (mu, t, last) -> mu);
    shrunk(slips, "2μ", (mu, t, last) -> 2 * mu);
    shrunk(slips, "1 + μ", (mu, t, last) -> 1 + mu);
    shrunk(slips, "1 − μ", (mu, t, last) -> 1 - mu);
    slips.slip(
        "the answer as the state, faded before it is read",
        "It looks as if y[t] itself became the state, which faded before the next step read it, and"
            + " y[t] with it; and nothing is left of the outputs before."
            + ALIAS,
        loop -> {
          loop.old = (mu, t, last) -> 0;
          loop.fresh = (mu, t, last) -> mu;
          loop.stored =
              (t, said, state, mu) -> t == said.length - 1 ? said[t] : scaled(mu, said[t]);
        });
    factors(slips);
    slips
        .about("fed back")
        .slip(
            "the decision fed back",
            "It looks as if the decision were fed back, 1 for the largest probability and 0 for the"
                + " others. The formula has y_t, the probabilities as they are.",
            loop -> loop.fedBack = (y, t) -> Mistakes02.decided(y[t]))
        .slip(
            "the first output",
            "It looks as if every state got the first output, y_1.",
            loop -> loop.fedBack = (y, t) -> y[1])
        .slip(
            "1 − y fed back",
            "It looks as if 1 − y_t were fed back.",
            loop -> loop.fedBack = (y, t) -> Mistakes02.each(y[t], p -> 1 - p))
        .slip(
            "the logarithm fed back",
            "It looks as if the logarithms of y_t were fed back.",
            loop -> loop.fedBack = (y, t) -> Mistakes02.each(y[t], StrictMath::log))
        .about("the state")
        .slip(
            "a state that adds up to 1",
            "It looks as if the state were divided by its sum. Its rows need not add up to 1: they"
                + " are no probabilities.",
            loop -> loop.after = s -> Mistakes02.rows(s, Mistakes02::shares))
        .slip(
            "a softmax of the state",
            "It looks as if the state went through a softmax. It needs none.",
            loop -> loop.after = s -> Mistakes02.rows(s, Mistakes02::softmax))
        .slip(
            "a tanh of the state",
            "It looks as if the state went through tanh. It needs none.",
            loop -> loop.after = s -> Mistakes02.each(s, StrictMath::tanh))
        .slip(
            "the state of the first row alone",
            "Every row after the first looks as if its state stayed 0: does the loop that changes s"
                + " reach all rows of the batch?",
            loop ->
                loop.after =
                    s -> {
                      DMatrixRMaj first = s.createLike();
                      System.arraycopy(s.data, 0, first.data, 0, s.numCols);
                      return first;
                    })
        .about("when")
        .slip(
            "the state a step late",
            "It looks as if each step read the state that the step before it should have read: y_t"
                + " needs s_t, in which y_{t−1} is.",
            loop -> loop.late = 1)
        .slip(
            "no state at the second step",
            "It looks as if the second step, too, began with s = 0.",
            loop -> loop.before = 2)
        .slip(
            "the state before the output",
            "It looks as if y[t] were computed from a state in which y[t] is already. The step is run"
                + " once, with the state from before; then the state goes on.",
            loop -> loop.again = true)
        .about("input")
        .slip(
            "the first input for all",
            "It looks as if every step read x[1].",
            loop -> loop.read = (t, last) -> 1)
        .slip(
            "the last input for all",
            "It looks as if every step read the last input.",
            loop -> loop.read = (t, last) -> last)
        .slip(
            "the inputs from the last to the first",
            "It looks as if the inputs were read from the last to the first.",
            loop -> loop.read = (t, last) -> last + 1 - t)
        .slip(
            "the input of the next step",
            "It looks as if each step read the input of the next one, x[t + 1].",
            loop -> loop.read = (t, last) -> Math.min(t + 1, last))
        .slip(
            "the input of the step before",
            "It looks as if each step read the input of the one before, x[t − 1].",
            loop -> loop.read = (t, last) -> Math.max(t - 1, 1));
    storedSlips(slips);
    return slips;
  }

  /** Whoever lets s be y[t] and then changes it. */
  private static void shrunk(Slips<Loop, Exercise02.Sequence> slips, String words, Factor factor) {
    slips.slip(
        "the answer as the state, times " + words,
        "It looks as if y[t] itself had become the state and were then multiplied with "
            + words
            + ", and as if nothing were left of the outputs before."
            + ALIAS,
        loop -> {
          loop.old = (mu, t, last) -> 0;
          loop.fresh = factor;
          loop.stored = (t, said, state, mu) -> scaled(factor.of(mu, t, said.length - 1), said[t]);
        });
  }

  private static void factors(Slips<Loop, Exercise02.Sequence> slips) {
    slips
        .about("old")
        .slip(
            "only the last output",
            "It looks as if s were the last output alone: what was left of the earlier ones is"
                + " lost.",
            loop -> loop.old = (mu, t, last) -> 0)
        .slip(
            "nothing fades",
            "It looks as if all outputs were added up in s at full strength: where is μ?",
            loop -> loop.old = (mu, t, last) -> 1)
        .slip(
            "1 − μ for μ",
            "It looks as if the old state were multiplied with 1 − μ: μ is what is left, not what"
                + " is lost.",
            loop -> loop.old = (mu, t, last) -> 1 - mu)
        .slip(
            "μ to the power of t",
            "It looks as if the old state were multiplied with μ to the power of t. At each step it"
                + " fades by μ once; that is enough, since what is in it fades again and again.",
            loop -> loop.old = (mu, t, last) -> StrictMath.pow(mu, t))
        .slip(
            "μ to the power of t − 1",
            "It looks as if the old state were multiplied with μ to the power of t − 1. At each"
                + " step it fades by μ once; that is enough.",
            loop -> loop.old = (mu, t, last) -> StrictMath.pow(mu, t - 1));
    old(slips, "μ to the power of T − t", (mu, t, last) -> StrictMath.pow(mu, last - t));
    old(slips, "−μ", (mu, t, last) -> -mu);
    old(slips, "μ²", (mu, t, last) -> mu * mu);
    old(slips, "2μ", (mu, t, last) -> 2 * mu);
    old(slips, "1 + μ", (mu, t, last) -> 1 + mu);
    old(slips, "1/μ", (mu, t, last) -> 1 / mu);
    old(slips, "μ/t", (mu, t, last) -> mu / t);
    old(slips, "μ·t", (mu, t, last) -> mu * t);
    old(slips, "0.5, whatever μ is", (mu, t, last) -> 0.5);
    old(slips, "0.9, whatever μ is", (mu, t, last) -> 0.9);
    slips
        .about("fresh")
        .slip(
            "the new output fades too",
            "It looks as if μ multiplied the new output as well as the old state. (Or does the"
                + " state fade before the step reads it?)",
            loop -> loop.fresh = (mu, t, last) -> mu)
        .slip(
            "μ and 1 − μ",
            "It looks as if the new output were multiplied with 1 − μ: that is a running mean,"
                + " another way to forget.",
            loop -> loop.fresh = (mu, t, last) -> 1 - mu)
        .slip(
            "the first output not fed back",
            "It looks as if the first output were never fed back: the second step still begins with"
                + " s = 0, and all that follow lack y_1. At which t does the state change first?",
            loop -> loop.fresh = (mu, t, last) -> t == 1 ? 0 : 1)
        .slip(
            "the new output subtracted",
            "It looks as if the new output were subtracted.",
            loop -> loop.fresh = (mu, t, last) -> -1);
    fresh(slips, "μ to the power of t", (mu, t, last) -> StrictMath.pow(mu, t));
    fresh(slips, "μ to the power of t − 1", (mu, t, last) -> StrictMath.pow(mu, t - 1));
    fresh(slips, "−μ", (mu, t, last) -> -mu);
    fresh(slips, "2", (mu, t, last) -> 2);
    fresh(slips, "0.5", (mu, t, last) -> 0.5);
    fresh(slips, "1 + μ", (mu, t, last) -> 1 + mu);
    fresh(slips, "1/t", (mu, t, last) -> 1.0 / t);
    fresh(slips, "μ²", (mu, t, last) -> mu * mu);
  }

  private static void old(Slips<Loop, Exercise02.Sequence> slips, String words, Factor factor) {
    slips.slip(
        "the old state times " + words,
        "It looks as if the old state were multiplied with " + words + ".",
        loop -> loop.old = factor);
  }

  private static void fresh(Slips<Loop, Exercise02.Sequence> slips, String words, Factor factor) {
    slips.slip(
        "the new output times " + words,
        "It looks as if the new output were multiplied with " + words + ".",
        loop -> loop.fresh = factor);
  }

  /** Whoever lets y[t] and s be one object. */
  private static void storedSlips(Slips<Loop, Exercise02.Sequence> slips) {
    slips
        .about("stored")
        .slip(
            "the answer becomes the state",
            "It looks as if y[t] itself became the state: in it stands what is left of the earlier"
                + " outputs, too."
                + ALIAS,
            loop -> loop.stored = (t, said, state, mu) -> state[t])
        .slip(
            "the answer becomes the state and fades",
            "It looks as if y[t] itself became the state, which the next step made fade: every y[t]"
                + " but the last is μ times what s was."
                + ALIAS,
            loop ->
                loop.stored =
                    (t, said, state, mu) -> t == said.length - 1 ? state[t] : scaled(mu, state[t]))
        .slip(
            "the answer fades with the state",
            "It looks as if every y[t] but the last had been multiplied with μ when s was." + ALIAS,
            loop ->
                loop.stored =
                    (t, said, state, mu) -> t == said.length - 1 ? said[t] : scaled(mu, said[t]))
        .slip(
            "the answer fades at once",
            "It looks as if y[t] had been multiplied with μ." + ALIAS,
            loop -> loop.stored = (t, said, state, mu) -> scaled(mu, said[t]))
        .slip(
            "the first answer is the state for ever",
            "Only y[1] is wrong: it looks as if it had become the state, to which all later outputs"
                + " are added."
                + ALIAS,
            loop -> loop.stored = (t, said, state, mu) -> t == 1 ? state[said.length - 1] : said[t])
        .slip(
            "the answer with the old state added",
            "It looks as if the old state, unfaded, had been added to y[t]." + ALIAS,
            loop ->
                loop.stored =
                    (t, said, state, mu) -> CommonOps_DDRM.add(said[t], state[t - 1], null))
        .slip(
            "the state before it given back",
            "It looks as if y[t] were s_t, what is left of the outputs before, not what is said at"
                + " step t.",
            loop -> loop.stored = (t, said, state, mu) -> state[t - 1])
        .slip(
            "one state for all steps",
            "It looks as if all y[t] were one object, the state, as it is in the end." + ALIAS,
            loop -> loop.stored = (t, said, state, mu) -> state[said.length - 1])
        .slip(
            "the last output for all steps",
            "It looks as if all y[t] were what the last step said." + ALIAS,
            loop -> loop.stored = (t, said, state, mu) -> said[said.length - 1]);
  }

  static Exercise02.Sequence right(Exercise02.Step step) {
    return new Loop(step)::run;
  }

  static Exercise<Exercise02.Sequence> all(
      Exercise<Exercise02.Sequence> exercise, Exercise02.Step step) {
    return loopSlips(step).addEachTo(exercise);
  }

  static Exercise<Exercise02.Sequence> told(
      Exercise<Exercise02.Sequence> exercise,
      Exercise.Call<Exercise02.Sequence> call,
      List<Values> inputs,
      Exercise02.Sequence learners,
      Exercise02.Step step) {
    return loopSlips(step).addPairOf(learners, exercise, call, inputs);
  }
}
