package unrolled.check.exercise;

import static unrolled.check.exercise.Prediction.PREDICTED;
import static unrolled.check.exercise.Prediction.question;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.DoubleSupplier;
import java.util.function.Supplier;
import org.ejml.data.DMatrixRMaj;
import unrolled.math.Rng;

/**
 * Marks exercise 14: attention weights over sentences of different lengths, the context, and the
 * way back through both.
 *
 * <p>Weights are compared with 1/Σ exp(e_k − e_j), sentence by sentence; gradients with finite
 * differences of the whole look.
 */
public final class Exercise14 {

  private static final String ALPHA = "α";
  private static final String BEHIND = "the largest weight behind a sentence's end";
  private static final String C = "c";
  private static final String DE = "de";
  private static final String DH = "dh";

  private Exercise14() {}

  /** The learner's weights. */
  @FunctionalInterface
  public interface Weighing {
    /**
     * The attention weights of each sentence.
     *
     * @param e the scores, B×T
     * @param lengths how many words each of the B sentences has, from 1 to T
     * @return α, B×T: exactly 0 behind a sentence's end
     */
    DMatrixRMaj weights(DMatrixRMaj e, int[] lengths);
  }

  /** The learner's context. */
  @FunctionalInterface
  public interface Mean {
    /**
     * The mean of the states, weighted.
     *
     * @param alpha the weights, B×T
     * @param h h[0] … h[T−1], each B×k: the states at each word
     * @return c, B×k
     */
    DMatrixRMaj context(DMatrixRMaj alpha, DMatrixRMaj[] h);
  }

  /** The learner's gradient of the scores. */
  @FunctionalInterface
  public interface ScoreGradient {
    /**
     * From the gradient of the context to that of the scores.
     *
     * @param dc B×k
     * @param alpha the weights, B×T
     * @param h h[0] … h[T−1], each B×k
     * @return de, B×T
     */
    DMatrixRMaj scores(DMatrixRMaj dc, DMatrixRMaj alpha, DMatrixRMaj[] h);
  }

  /** The learner's gradient of the states. */
  @FunctionalInterface
  public interface StateGradient {
    /**
     * The gradient of the states after all looks, with the dot product as score.
     *
     * @param dc of each look, each B×k
     * @param alpha of each look, each B×T
     * @param de of each look, each B×T
     * @param s what each look asked with, each B×k
     * @return dh[0] … dh[T−1], each B×k
     */
    DMatrixRMaj[] states(DMatrixRMaj[] dc, DMatrixRMaj[] alpha, DMatrixRMaj[] de, DMatrixRMaj[] s);
  }

  /** Marks the four numbers from before the holes: 4 points. Prints the report. */
  public static int predicted(Supplier<double[]> learners) {
    return predictions().mark(learners::get, 1);
  }

  /** Marks the weights: 7 points. Prints the report. */
  public static int weights(Weighing learners) {
    return weights(learners, Exercise.freshSeed());
  }

  /** Marks the weights on scores drawn with this seed. */
  public static int weights(Weighing learners, long seed) {
    return weightsExercise().mark(learners, seed);
  }

  /** Marks the context: 3 points. Prints the report. */
  public static int context(Mean learners) {
    return context(learners, Exercise.freshSeed());
  }

  /** Marks the context on inputs drawn with this seed. */
  public static int context(Mean learners, long seed) {
    return contextExercise().mark(learners, seed);
  }

  /** Marks the gradient of the scores: 4 points. Prints the report. */
  public static int scores(ScoreGradient learners) {
    return scores(learners, Exercise.freshSeed());
  }

  /** Marks the gradient of the scores on inputs drawn with this seed. */
  public static int scores(ScoreGradient learners, long seed) {
    return scoresExercise().mark(learners, seed);
  }

  /** Marks the gradient of the states: 4 points. Prints the report. */
  public static int states(StateGradient learners) {
    return states(learners, Exercise.freshSeed());
  }

  /** Marks the gradient of the states on inputs drawn with this seed. */
  public static int states(StateGradient learners, long seed) {
    return statesExercise().mark(learners, seed);
  }

  /** Whether all four are right, so that something can be built on them; if not, says so. */
  public static boolean ready(
      Weighing weights, Mean context, ScoreGradient scores, StateGradient states) {
    Map<String, Boolean> pieces = new LinkedHashMap<>();
    pieces.put("weights", weightsExercise().isRight(weights, 1));
    pieces.put("context", contextExercise().isRight(context, 1));
    pieces.put("scores", scoresExercise().isRight(scores, 1));
    pieces.put("states", statesExercise().isRight(states, 1));
    return Waiting.isOver(
        "What follows is made of your four methods, and waits until all their checks pass.",
        pieces);
  }

  /** For a class: 2 more points for sizes that the visible checks don't have. */
  public static int otherSizes(Weighing weighing, StateGradient gradient, long seed) {
    return new Exercise<Weighing>(
                "Other sizes, weights", Exercise14::callWeights, Exercise14::rightWeights)
            .follows()
            .stage(rng -> scored(rng, 6, 9, 3))
            .part(1, "six sentences of up to nine words", ALPHA, BEHIND)
            .mark(weighing, seed)
        + new Exercise<StateGradient>(
                "Other sizes, dh", Exercise14::callStates, Exercise14::rightStates)
            .follows()
            .stage(rng -> looks(rng, 5, 1, 6, 4))
            .part(1, "five looks at one sentence", DH)
            .mark(gradient, seed);
  }

  static Exercise<Callable<double[]>> predictions() {
    return new Exercise<Callable<double[]>>("Predictions", Prediction::call, Prediction::right)
        .stage(
            question(
                0,
                0.75,
                "What are exp(0) and exp(ln 3)? Each divided by their sum.",
                "0.25 That is the weight of the first word.",
                "0.6 That is with the padding's exp(0) in the sum.",
                "3 That is not yet divided."))
        .part(1, "the second word's weight, masked", PREDICTED)
        .stage(
            question(
                1,
                0.6,
                "The padding's score is 0. What does exp make of it?",
                "0.75 That is with a mask.",
                "0.2 That is what the padding gets."))
        .part(1, "without the mask", PREDICTED)
        .stage(
            question(
                2,
                0.1875,
                "First the gradients of both weights, dα = dc·h. Then their mean, with the weights.",
                "-0.1875 That is the first word's, or the sign is wrong.",
                "1.5 That is α·dα: the other weight falls when this score rises.",
                "0.375 That is with the plain mean of both gradients.",
                "0.25 The factor α in front is missing.",
                "2 That is the gradient of the weight, not yet of the score."))
        .part(1, "the gradient of the second word's score", PREDICTED)
        .stage(
            question(
                3,
                0.731,
                "Only the difference of the two scores counts.",
                "0.5 That would be two equal scores.",
                "0.269 That is the second word's.",
                "0 The padding gets nothing, whatever its score is.",
                "1 A score of 1 less is a weight of about a third, not of nothing."))
        .part(1, "the first word's weight, with huge scores", PREDICTED);
  }

  static Exercise<Weighing> weightsExercise() {
    return Mistakes14.ofWeights(
        new Exercise<Weighing>("Weights", Exercise14::callWeights, Exercise14::rightWeights)
            .axes(ALPHA, "sentence", "word")
            .size("B, the number of sentences", in -> in.matrix("e").numRows)
            .size("T, the number of words in the longest", in -> in.matrix("e").numCols)
            .region("behind a sentence's end", in -> behind(in, ALPHA))
            .stage(rng -> ofFullLength(scored(rng, 3, 4, 2)))
            .part(2, "three sentences of four words", ALPHA)
            .stage(rng -> scored(rng, 4, 5, 2))
            .part(2, "sentences of different lengths", ALPHA)
            .part(1, "exactly 0 behind a sentence's end", BEHIND)
            .stage(Exercise14::steep)
            .part(1, "all scores around 1000, or around −1000, or from one to the other", ALPHA)
            .leavesItsInputs(1));
  }

  static Exercise<Mean> contextExercise() {
    return Mistakes14.ofContext(
        new Exercise<Mean>(
                "The context",
                (code, in) ->
                    new Values().with(C, code.context(in.matrix("alpha"), in.matrices("h"))),
                Exercise14::rightContext)
            .axes(C, "sentence", "column")
            .size("T, the number of words", in -> in.matrix("alpha").numCols)
            .stage(rng -> look(rng, 1, 3, 2))
            .part(1, "one sentence of three words", C)
            .stage(rng -> withoutOneWord(look(rng, 3, 4, 2)))
            .part(2, "a batch of three", C));
  }

  static Exercise<ScoreGradient> scoresExercise() {
    return Mistakes14.ofScores(
        new Exercise<ScoreGradient>(
                "Back to the scores",
                (code, in) ->
                    new Values()
                        .with(
                            DE, code.scores(in.matrix("dc"), in.matrix("alpha"), in.matrices("h"))),
                Exercise14::rightScores)
            .axes(DE, "sentence", "word")
            .size("T, the number of words", in -> in.matrix("alpha").numCols)
            .factor("α", in -> new Values().with(DE, in.matrix("alpha")))
            .stage(rng -> look(rng, 1, 3, 2))
            .part(2, "one sentence of three words", DE)
            .stage(rng -> look(rng, 3, 4, 2))
            .part(2, "a batch of three", DE));
  }

  static Exercise<StateGradient> statesExercise() {
    return Mistakes14.ofStates(
        new Exercise<StateGradient>(
                "Back to the states", Exercise14::callStates, Exercise14::rightStates)
            .axes(DH, "word", "sentence", "column")
            .size("the number of looks", in -> in.matrices("s").length)
            .size("T, the number of words", in -> in.matrices("h").length)
            .stage(rng -> looks(rng, 1, 1, 3, 2))
            .part(1, "one look at one sentence", DH)
            .stage(rng -> looks(rng, 1, 3, 4, 2))
            .part(1, "one look at each of three", DH)
            .stage(rng -> looks(rng, 3, 2, 4, 2))
            .part(2, "three looks at each of two", DH));
  }

  // ---- the learner's code is called with copies

  private static Values callWeights(Weighing code, Values in) {
    DMatrixRMaj e = in.matrix("e");
    int[] lengths = in.whole("lengths").clone(); // as they were, whatever becomes of them
    int steps = e.numCols;
    DMatrixRMaj alpha = code.weights(e, in.whole("lengths"));
    Values answer = new Values().with(ALPHA, alpha);
    if (alpha == null || alpha.numRows != lengths.length || alpha.numCols != steps) {
      return answer.with(BEHIND, Double.NaN);
    }
    double largest = 0;
    for (int b = 0; b < lengths.length; b++) {
      for (int j = lengths[b]; j < steps; j++) {
        largest = Math.max(largest, Math.abs(alpha.get(b, j)));
      }
    }
    // A weight of 1e-300 is none of 0, but close to it: told apart by a number that is not.
    return answer.with(BEHIND, largest == 0 ? 0.0 : Math.max(largest, 1e-3));
  }

  private static Values callStates(StateGradient code, Values in) {
    DMatrixRMaj[] dc = in.matrices("dc");
    DMatrixRMaj[] alpha = in.matrices("alpha");
    int looks = dc.length;
    int words = alpha[0].numCols;
    DMatrixRMaj[] dh;
    try {
      dh = code.states(dc, alpha, in.matrices("de"), in.matrices("s"));
    } catch (ArrayIndexOutOfBoundsException e) {
      throw new Unusable(
          Thrown.inWords(e)
              + ". dc, alpha, de and s have an entry for each look: look i asked with s[i].",
          e);
    }
    if (dh != null && dh.length == looks && looks != words) {
      throw new Unusable(
          "dh has "
              + looks
              + (looks == 1 ? " entry" : " entries")
              + ", as many as there are looks, and should have one for each of the "
              + words
              + " words.");
    }
    return new Values().with(DH, dh);
  }

  // ---- fresh inputs

  private static Values scored(Rng rng, int batch, int steps, double size) {
    DMatrixRMaj e = Fresh.matrix(rng, batch, steps);
    for (int i = 0; i < e.getNumElements(); i++) {
      e.data[i] *= size;
    }
    return new Values().with("e", e).with("lengths", drawn(rng, batch, steps));
  }

  /** Lengths from 1 to T: of the first T, of the second one less, of the third 1. */
  private static int[] drawn(Rng rng, int batch, int steps) {
    int[] lengths = new int[batch];
    for (int b = 0; b < batch; b++) {
      lengths[b] = b == 0 ? steps : b == 1 ? steps - 1 : b == 2 ? 1 : 1 + rng.nextInt(steps);
    }
    return lengths;
  }

  private static Values ofFullLength(Values in) {
    Arrays.fill(in.whole("lengths"), in.matrix("e").numCols);
    return in;
  }

  /**
   * Scores of a thousand, of the same kinds in every draw: around 1000; around −1000, now with
   * larger ones behind the end, now not; from 1000 down and from −1000 up; around −500 and −300. So
   * each wrong number that is taken away from them spoils other sentences than the next.
   */
  private static Values steep(Rng rng) {
    int[] lengths = {6, 5, 1, 4, 5, 4, 3};
    double[] first = {1000, -1000, -1000, 1000, -1000, -500, -300};
    double[] rise = {0, 0, 0, -600, 500, 0, 0};
    double[] behind = {0, 1000, -1000, -1000, 1002, -500, -300};
    DMatrixRMaj e = Fresh.matrix(rng, lengths.length, 6);
    for (int b = 0; b < e.numRows; b++) {
      for (int j = 0; j < e.numCols; j++) {
        e.add(b, j, j < lengths[b] ? first[b] + rise[b] * j : behind[b]);
      }
    }
    return new Values().with("e", e).with("lengths", lengths);
  }

  /** 1 behind the ends of sentences, 0 at their words. */
  private static Values behind(Values in, String name) {
    DMatrixRMaj behind = in.matrix("e").createLike();
    int[] lengths = in.whole("lengths");
    for (int b = 0; b < behind.numRows; b++) {
      for (int j = lengths[b]; j < behind.numCols; j++) {
        behind.set(b, j, 1);
      }
    }
    return new Values().with(name, behind);
  }

  /** One look: weights, states and the gradient of the context. */
  private static Values look(Rng rng, int batch, int steps, int k) {
    Values in = looks(rng, 1, batch, steps, k);
    return new Values()
        .with("lengths", in.whole("lengths"))
        .with("h", in.matrices("h"))
        .with("dc", in.matrices("dc")[0])
        .with("alpha", in.matrices("alpha")[0]);
  }

  /**
   * A word in the middle of the first sentence has the weight 0: that is no sentence's end. The two
   * behind it have equal weights: both count.
   */
  private static Values withoutOneWord(Values in) {
    DMatrixRMaj alpha = in.matrix("alpha");
    double equal = (alpha.get(0, 2) + alpha.get(0, 3)) / 2;
    alpha.set(0, 2, equal);
    alpha.set(0, 3, equal);
    alpha.add(0, 0, alpha.get(0, 1));
    alpha.set(0, 1, 0);
    return in;
  }

  /** Some looks at the same sentences, with the dot product as score. */
  private static Values looks(Rng rng, int looks, int batch, int steps, int k) {
    DMatrixRMaj[] h = fresh(rng, steps, batch, k);
    DMatrixRMaj[] s = fresh(rng, looks, batch, k);
    DMatrixRMaj[] dc = fresh(rng, looks, batch, k);
    int[] drawn = drawn(rng, batch, steps);
    Values in = new Values().with("h", h).with("s", s).with("dc", dc).with("lengths", drawn);
    DMatrixRMaj[] alpha = new DMatrixRMaj[looks];
    DMatrixRMaj[] de = new DMatrixRMaj[looks];
    for (int i = 0; i < looks; i++) {
      alpha[i] = normalised(dots(s[i], h), in.whole("lengths"), in.whole("lengths"), true);
      de[i] = slopes(dc[i], alpha[i], h, true, 1);
    }
    return in.with("alpha", alpha).with("de", de);
  }

  private static DMatrixRMaj[] fresh(Rng rng, int count, int rows, int columns) {
    DMatrixRMaj[] m = new DMatrixRMaj[count];
    Arrays.setAll(m, i -> Fresh.matrix(rng, rows, columns));
    return m;
  }

  // ---- the right answers

  private static Values rightWeights(Values in) {
    int[] lengths = in.whole("lengths");
    return new Values()
        .with(ALPHA, normalised(in.matrix("e"), lengths, lengths, true))
        .with(BEHIND, 0.0);
  }

  private static Values rightContext(Values in) {
    return new Values().with(C, weighted(in.matrix("alpha"), in.matrices("h")));
  }

  /** How the loss Σ dc·c follows when a score is moved; the scores are ln α. */
  private static Values rightScores(Values in) {
    DMatrixRMaj alpha = in.matrix("alpha");
    DMatrixRMaj dc = in.matrix("dc");
    int[] lengths = in.whole("lengths");
    DMatrixRMaj e = alpha.createLike();
    for (int b = 0; b < e.numRows; b++) {
      for (int j = 0; j < lengths[b]; j++) {
        e.set(b, j, StrictMath.log(alpha.get(b, j)));
      }
    }
    DoubleSupplier loss =
        () -> dot(weighted(normalised(e, lengths, lengths, true), in.matrices("h")), dc);
    return new Values().with(DE, Slopes.of(loss, e));
  }

  /** How the loss Σ dc·c of all looks follows when a state is moved. */
  private static Values rightStates(Values in) {
    DMatrixRMaj[] h = in.matrices("h");
    DMatrixRMaj[] s = in.matrices("s");
    DMatrixRMaj[] dc = in.matrices("dc");
    int[] lengths = in.whole("lengths");
    DoubleSupplier loss =
        () -> {
          double sum = 0;
          for (int i = 0; i < s.length; i++) {
            sum += dot(weighted(normalised(dots(s[i], h), lengths, lengths, true), h), dc[i]);
          }
          return sum;
        };
    DMatrixRMaj[] dh = new DMatrixRMaj[h.length];
    for (int j = 0; j < h.length; j++) {
      dh[j] = Slopes.of(loss, h[j]);
    }
    return new Values().with(DH, dh);
  }

  // ---- the pieces of which answers are made

  /**
   * Weights up to {@code shown}, divided by the sum up to {@code summed}; safe: by 1/Σ exp(e_k −
   * e_j), otherwise as the formula stands.
   */
  static DMatrixRMaj normalised(DMatrixRMaj e, int[] shown, int[] summed, boolean safe) {
    DMatrixRMaj out = new DMatrixRMaj(e.numRows, e.numCols);
    for (int b = 0; b < e.numRows; b++) {
      for (int j = 0; j < shown[b]; j++) {
        double shift = safe ? e.get(b, j) : 0;
        double sum = 0;
        for (int k = 0; k < summed[b]; k++) {
          sum += StrictMath.exp(e.get(b, k) - shift);
        }
        out.set(b, j, StrictMath.exp(e.get(b, j) - shift) / sum);
      }
    }
    return out;
  }

  static DMatrixRMaj weighted(DMatrixRMaj alpha, DMatrixRMaj[] h) {
    DMatrixRMaj c = new DMatrixRMaj(h[0].numRows, h[0].numCols);
    for (int j = 0; j < h.length; j++) {
      for (int b = 0; b < c.numRows; b++) {
        for (int u = 0; u < c.numCols; u++) {
          c.add(b, u, alpha.get(b, j) * h[j].get(b, u));
        }
      }
    }
    return c;
  }

  /** e_bj = s_b·h_bj. */
  static DMatrixRMaj dots(DMatrixRMaj s, DMatrixRMaj[] h) {
    DMatrixRMaj e = new DMatrixRMaj(s.numRows, h.length);
    for (int b = 0; b < s.numRows; b++) {
      for (int j = 0; j < h.length; j++) {
        for (int u = 0; u < s.numCols; u++) {
          e.add(b, j, s.get(b, u) * h[j].get(b, u));
        }
      }
    }
    return e;
  }

  /** dα less a mean of it (0: nothing, 1: weighted, 2: plain), times α or not. */
  static DMatrixRMaj slopes(
      DMatrixRMaj dc, DMatrixRMaj alpha, DMatrixRMaj[] h, boolean timesAlpha, int mean) {
    DMatrixRMaj de = dots(dc, h); // dα
    for (int b = 0; b < de.numRows; b++) {
      double taken = 0;
      for (int j = 0; j < de.numCols; j++) {
        double share = mean == 0 ? 0 : mean == 1 ? alpha.get(b, j) : 1.0 / de.numCols;
        taken += share * de.get(b, j);
      }
      for (int j = 0; j < de.numCols; j++) {
        de.set(b, j, (timesAlpha ? alpha.get(b, j) : 1) * (de.get(b, j) - taken));
      }
    }
    return de;
  }

  private static double dot(DMatrixRMaj a, DMatrixRMaj b) {
    double sum = 0;
    for (int i = 0; i < a.getNumElements(); i++) {
      sum += a.data[i] * b.data[i];
    }
    return sum;
  }
}
