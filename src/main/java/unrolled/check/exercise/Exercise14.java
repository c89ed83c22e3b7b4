package unrolled.check.exercise;

import java.util.Arrays;
import java.util.function.DoubleSupplier;
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

  /** For a class: 2 more points for sizes that the visible checks don't have. */
  public static int otherSizes(Weighing weighing, StateGradient gradient, long seed) {
    return new Exercise<Weighing>(
                "Other sizes, weights", Exercise14::callWeights, Exercise14::rightWeights)
            .stage(rng -> scored(rng, 6, 9, 3))
            .part(1, "six sentences of up to nine words", ALPHA, BEHIND)
            .mark(weighing, seed)
        + new Exercise<StateGradient>(
                "Other sizes, dh", Exercise14::callStates, Exercise14::rightStates)
            .stage(rng -> looks(rng, 5, 1, 6, 4))
            .part(1, "five looks at one sentence", DH)
            .mark(gradient, seed);
  }

  static Exercise<Weighing> weightsExercise() {
    String read = " Read “Weights” above.";
    return new Exercise<Weighing>("Weights", Exercise14::callWeights, Exercise14::rightWeights)
        .stage(rng -> ofFullLength(scored(rng, 3, 4, 2)))
        .part(2, "three sentences of four words", ALPHA)
        .stage(rng -> scored(rng, 4, 5, 2))
        .part(2, "sentences of different lengths", ALPHA)
        .part(1, "exactly 0 behind a sentence's end", BEHIND)
        .stage(rng -> steep(scored(rng, 4, 5, 1000)))
        .part(1, "scores of up to a thousand", ALPHA)
        .leavesItsInputs(1)
        .mistake(
            "no mask",
            "The padding gets weight, too. Nobody has said these words: the sum in the denominator"
                + " is over the words of the sentence."
                + read,
            (e, lengths) -> normalised(e, full(e), full(e), true))
        .mistake(
            "masked after the softmax",
            "Behind the end there are zeros, but the weights that are left don't add up to 1: it"
                + " looks as if the softmax had gone over the padding, and zeros had been written"
                + " afterwards."
                + read,
            (e, lengths) -> normalised(e, lengths, full(e), true))
        .mistake(
            "the padding's score set to 0",
            "It looks as if the padding had the score 0. exp(0) is 1, which is a lot: a score that"
                + " counts for nothing would have to be −∞."
                + read,
            (e, lengths) -> {
              DMatrixRMaj zeros = e.copy();
              for (int b = 0; b < e.numRows; b++) {
                for (int j = lengths[b]; j < e.numCols; j++) {
                  zeros.set(b, j, 0);
                }
              }
              return normalised(zeros, full(e), full(e), true);
            })
        .mistake(
            "over the sentences",
            "It looks as if each column added up to 1, over the sentences of the batch. They have"
                + " nothing to do with one another: a row adds up to 1, over its words."
                + read,
            (e, lengths) -> {
              DMatrixRMaj out = new DMatrixRMaj(e.numRows, e.numCols);
              for (int j = 0; j < e.numCols; j++) {
                for (int b = 0; b < e.numRows; b++) {
                  double sum = 0;
                  for (int other = 0; other < e.numRows; other++) {
                    if (j < lengths[other]) {
                      sum += StrictMath.exp(e.get(other, j) - e.get(b, j));
                    }
                  }
                  out.set(b, j, j < lengths[b] ? 1 / sum : 0);
                }
              }
              return out;
            })
        .mistake(
            "no maximum taken away",
            "Right as long as the scores are small. exp(1000) is more than a double can hold: take"
                + " the sentence's largest score away first."
                + read,
            (e, lengths) -> normalised(e, lengths, lengths, false))
        .mistake(
            "the maximum of the padding, too",
            "Right as long as the scores are small. It looks as if the maximum that you take away"
                + " were that of the whole row, padding included: if it stands there and is large,"
                + " nothing is left of the words."
                + read,
            (e, lengths) -> {
              DMatrixRMaj shifted = e.copy();
              for (int b = 0; b < e.numRows; b++) {
                double most = Double.NEGATIVE_INFINITY;
                for (int j = 0; j < e.numCols; j++) {
                  most = Math.max(most, e.get(b, j));
                }
                for (int j = 0; j < e.numCols; j++) {
                  shifted.add(b, j, -most);
                }
              }
              return normalised(shifted, lengths, lengths, false);
            });
  }

  static Exercise<Mean> contextExercise() {
    String read = " Read “The context” above.";
    return new Exercise<Mean>(
            "The context",
            (code, in) -> new Values().with(C, code.context(in.matrix("alpha"), in.matrices("h"))),
            Exercise14::rightContext)
        .stage(rng -> look(rng, 1, 3, 2))
        .part(1, "one sentence of up to three words", C)
        .stage(rng -> look(rng, 3, 4, 2))
        .part(2, "a batch of three", C)
        .mistake(
            "the plain mean",
            "It looks as if every word had the same weight. Where is α?" + read,
            (alpha, h) -> weighted(uniform(alpha, 1.0 / alpha.numCols), h))
        .mistake(
            "the sum",
            "It looks as if the states were added up without weights." + read,
            (alpha, h) -> weighted(uniform(alpha, 1), h))
        .mistake(
            "the best word alone",
            "It looks as if only the word with the largest weight counted. All do, each with its"
                + " weight: otherwise there is no slope to learn from."
                + read,
            (alpha, h) -> {
              DMatrixRMaj best = alpha.createLike();
              for (int b = 0; b < alpha.numRows; b++) {
                int most = 0;
                for (int j = 1; j < alpha.numCols; j++) {
                  most = alpha.get(b, j) > alpha.get(b, most) ? j : most;
                }
                best.set(b, most, 1);
              }
              return weighted(best, h);
            })
        .mistake(
            "everybody gets the weights of the first",
            "Right for the first sentence of the batch. It looks as if the others had its weights"
                + " instead of their own."
                + read,
            (alpha, h) -> {
              DMatrixRMaj first = alpha.copy();
              for (int b = 1; b < alpha.numRows; b++) {
                System.arraycopy(alpha.data, 0, first.data, b * alpha.numCols, alpha.numCols);
              }
              return weighted(first, h);
            });
  }

  static Exercise<ScoreGradient> scoresExercise() {
    String read = " Read “Back to the scores” above.";
    return new Exercise<ScoreGradient>(
            "Back to the scores",
            (code, in) ->
                new Values()
                    .with(DE, code.scores(in.matrix("dc"), in.matrix("alpha"), in.matrices("h"))),
            Exercise14::rightScores)
        .stage(rng -> look(rng, 1, 3, 2))
        .part(2, "one sentence of up to three words", DE)
        .stage(rng -> look(rng, 3, 4, 2))
        .part(2, "a batch of three", DE)
        .mistake(
            "without the mean",
            "It looks as if de were α·dα. Raising one score lowers all the other weights of the"
                + " sentence: what does that cost?"
                + read,
            (dc, alpha, h) -> slopes(dc, alpha, h, true, 0))
        .mistake(
            "the mean without weights",
            "It looks as if the plain mean of dα were taken away. It must be the mean with the"
                + " weights α."
                + read,
            (dc, alpha, h) -> slopes(dc, alpha, h, true, 2))
        .mistake(
            "without the factor α",
            "It looks as if the factor α in front were missing: who has no weight can't change"
                + " much."
                + read,
            (dc, alpha, h) -> slopes(dc, alpha, h, false, 1))
        .mistake(
            "dα alone",
            "It looks as if you had stopped at dα. From the weights back to the scores the softmax"
                + " is still to be passed."
                + read,
            (dc, alpha, h) -> slopes(dc, alpha, h, false, 0))
        .mistake(
            "the sign",
            "de has the wrong sign." + read,
            (dc, alpha, h) -> {
              DMatrixRMaj de = slopes(dc, alpha, h, true, 1);
              for (int i = 0; i < de.getNumElements(); i++) {
                de.data[i] = -de.data[i];
              }
              return de;
            });
  }

  static Exercise<StateGradient> statesExercise() {
    String read = " Read “Back to the states” above.";
    return new Exercise<StateGradient>(
            "Back to the states", Exercise14::callStates, Exercise14::rightStates)
        .stage(rng -> looks(rng, 1, 1, 3, 2))
        .part(1, "one look at one sentence", DH)
        .stage(rng -> looks(rng, 1, 3, 4, 2))
        .part(1, "one look at each of three", DH)
        .stage(rng -> looks(rng, 3, 2, 4, 2))
        .part(2, "three looks at each of two", DH)
        .mistake(
            "the last look alone",
            "It looks as if only the last look counted. The decoder has looked at the same states"
                + " again and again: their gradient is the sum over all looks."
                + read,
            (dc, alpha, de, s) -> gathered(dc, alpha, de, s, dc.length - 1, 1, 1))
        .mistake(
            "the mean of the looks",
            "It looks as if you had divided by the number of looks. A gradient that arrives from"
                + " several places is their sum."
                + read,
            (dc, alpha, de, s) -> gathered(dc, alpha, de, s, 0, 1.0 / dc.length, 1.0 / dc.length))
        .mistake(
            "through the context alone",
            "It looks as if the way through the scores were missing: h_j stands in the context and"
                + " in the score."
                + read,
            (dc, alpha, de, s) -> gathered(dc, alpha, de, s, 0, 1, 0))
        .mistake(
            "through the scores alone",
            "It looks as if the way through the context were missing: h_j stands in the score and"
                + " in the context."
                + read,
            (dc, alpha, de, s) -> gathered(dc, alpha, de, s, 0, 0, 1))
        .mistake(
            "s and dc exchanged",
            "It looks as if s and dc had changed places. What stands beside h_j in the score? And"
                + " what arrives at the context?"
                + read,
            (dc, alpha, de, s) -> gathered(s, alpha, de, dc, 0, 1, 1));
  }

  // ---- the learner's code is called with copies

  private static Values callWeights(Weighing code, Values in) {
    DMatrixRMaj e = in.matrix("e");
    int[] lengths = lengths(in);
    int steps = e.numCols;
    DMatrixRMaj alpha = code.weights(e, lengths.clone());
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
    return new Values()
        .with(
            DH,
            code.states(
                in.matrices("dc"), in.matrices("alpha"), in.matrices("de"), in.matrices("s")));
  }

  // ---- fresh inputs

  private static Values scored(Rng rng, int batch, int steps, double size) {
    DMatrixRMaj e = Fresh.matrix(rng, batch, steps);
    for (int i = 0; i < e.getNumElements(); i++) {
      e.data[i] *= size;
    }
    return new Values().with("e", e).with("lengths", drawn(rng, batch, steps));
  }

  /** Lengths from 1 to T; the first is T, and the second, if there is one, shorter. */
  private static double[] drawn(Rng rng, int batch, int steps) {
    double[] lengths = new double[batch];
    for (int b = 0; b < batch; b++) {
      lengths[b] = b == 0 ? steps : b == 1 ? steps - 1 : 1 + rng.nextInt(steps);
    }
    return lengths;
  }

  private static Values ofFullLength(Values in) {
    double[] lengths = in.numbers("lengths");
    Arrays.fill(lengths, in.matrix("e").numCols);
    return in;
  }

  /**
   * Scores of a thousand where no seed may leave them out: in the first sentence, whose exp would
   * overflow, and behind the end of the second, beside which exp of its words' would all be 0.
   * These are below 0, so that a padding of 0 stands out, too.
   */
  private static Values steep(Values in) {
    DMatrixRMaj e = in.matrix("e");
    e.set(0, 0, 1000);
    for (int j = 0; j < e.numCols - 1; j++) {
      e.set(1, j, -1 - Math.abs(e.get(1, j)) / 5);
    }
    e.set(1, e.numCols - 1, 1000);
    return in;
  }

  private static int[] lengths(Values in) {
    return Arrays.stream(in.numbers("lengths")).mapToInt(v -> (int) v).toArray();
  }

  /** One look: weights, states and the gradient of the context. */
  private static Values look(Rng rng, int batch, int steps, int k) {
    Values in = looks(rng, 1, batch, steps, k);
    return new Values()
        .with("lengths", in.numbers("lengths"))
        .with("h", in.matrices("h"))
        .with("dc", in.matrices("dc")[0])
        .with("alpha", in.matrices("alpha")[0]);
  }

  /** Some looks at the same sentences, with the dot product as score. */
  private static Values looks(Rng rng, int looks, int batch, int steps, int k) {
    DMatrixRMaj[] h = fresh(rng, steps, batch, k);
    DMatrixRMaj[] s = fresh(rng, looks, batch, k);
    DMatrixRMaj[] dc = fresh(rng, looks, batch, k);
    double[] drawn = drawn(rng, batch, steps);
    Values in = new Values().with("h", h).with("s", s).with("dc", dc).with("lengths", drawn);
    DMatrixRMaj[] alpha = new DMatrixRMaj[looks];
    DMatrixRMaj[] de = new DMatrixRMaj[looks];
    for (int i = 0; i < looks; i++) {
      alpha[i] = normalised(dots(s[i], h), lengths(in), lengths(in), true);
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
    int[] lengths = lengths(in);
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
    int[] lengths = lengths(in);
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
    int[] lengths = lengths(in);
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

  // ---- the pieces of which answers and mistakes are made

  private static int[] full(DMatrixRMaj e) {
    int[] lengths = new int[e.numRows];
    Arrays.fill(lengths, e.numCols);
    return lengths;
  }

  /**
   * Weights up to {@code shown}, divided by the sum up to {@code summed}; safe: by 1/Σ exp(e_k −
   * e_j), otherwise as the formula stands.
   */
  private static DMatrixRMaj normalised(DMatrixRMaj e, int[] shown, int[] summed, boolean safe) {
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

  private static DMatrixRMaj weighted(DMatrixRMaj alpha, DMatrixRMaj[] h) {
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

  private static DMatrixRMaj uniform(DMatrixRMaj like, double value) {
    DMatrixRMaj m = like.createLike();
    m.fill(value);
    return m;
  }

  /** e_bj = s_b·h_bj. */
  private static DMatrixRMaj dots(DMatrixRMaj s, DMatrixRMaj[] h) {
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
  private static DMatrixRMaj slopes(
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

  /** Σ over the looks from {@code first} on: so much of α·dc and so much of de·s. */
  private static DMatrixRMaj[] gathered(
      DMatrixRMaj[] dc,
      DMatrixRMaj[] alpha,
      DMatrixRMaj[] de,
      DMatrixRMaj[] s,
      int first,
      double context,
      double score) {
    DMatrixRMaj[] dh = new DMatrixRMaj[alpha[0].numCols];
    for (int j = 0; j < dh.length; j++) {
      dh[j] = new DMatrixRMaj(s[0].numRows, s[0].numCols);
      for (int i = first; i < dc.length; i++) {
        for (int b = 0; b < dh[j].numRows; b++) {
          for (int u = 0; u < dh[j].numCols; u++) {
            dh[j].add(
                b,
                u,
                context * alpha[i].get(b, j) * dc[i].get(b, u)
                    + score * de[i].get(b, j) * s[i].get(b, u));
          }
        }
      }
    }
    return dh;
  }

  private static double dot(DMatrixRMaj a, DMatrixRMaj b) {
    double sum = 0;
    for (int i = 0; i < a.getNumElements(); i++) {
      sum += a.data[i] * b.data[i];
    }
    return sum;
  }
}
