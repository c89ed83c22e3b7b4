package unrolled.check.exercise;

import static unrolled.check.exercise.Exercise14.dots;
import static unrolled.check.exercise.Exercise14.normalised;
import static unrolled.check.exercise.Exercise14.weighted;

import java.util.Arrays;
import java.util.function.DoubleUnaryOperator;
import java.util.function.IntUnaryOperator;
import java.util.stream.IntStream;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import unrolled.check.exercise.Exercise14.Mean;
import unrolled.check.exercise.Exercise14.ScoreGradient;
import unrolled.check.exercise.Exercise14.StateGradient;
import unrolled.check.exercise.Exercise14.Weighing;

/** The typical mistakes of exercise 14. Where one can be made in several ways, it is in here so. */
final class Mistakes14 {

  private static final double LARGEST_EXP = 700;

  private Mistakes14() {}

  // ---- weights

  static Exercise<Weighing> ofWeights(Exercise<Weighing> exercise) {
    String read = " Read “Weights” above.";
    String others =
        "Right as long as the scores are small. It looks as if the largest score that you take away"
            + " were not this sentence's, but one of all sentences: does the search begin anew for each?"
            + read;
    String none =
        "Right as long as the scores are small. exp(1000) is more than a double can hold: take"
            + " the sentence's largest score away first."
            + read;
    String another =
        "Right as long as a sentence's scores lie close together. It looks as if you took away"
            + " another score than the largest."
            + read;
    String undivided =
        "The weights of a sentence don't add up to 1. It looks as if the exponentials were not"
            + " divided by their sum."
            + read;
    String oneSided =
        "It looks as if the largest score were taken away above the fraction's bar or below it, but"
            + " not in both places."
            + read;
    return exercise
        .slip(
            "no mask",
            "The padding gets weight, too. Nobody has said these words: the sum in the denominator"
                + " is over the words of the sentence."
                + read,
            (e, lengths) -> normalised(e, full(e), full(e), true))
        .slip(
            "masked after the softmax",
            "Behind the end there are zeros, but the weights that are left don't add up to 1: it"
                + " looks as if the sum of exponentials had gone over the padding, too."
                + read,
            (e, lengths) -> normalised(e, lengths, full(e), true))
        .slip(
            "the padding's score set to 0",
            "It looks as if the padding had the score 0. exp(0) is 1, which is a lot: a score that"
                + " counts for nothing would have to be −∞."
                + read,
            (e, lengths) -> normalised(padded(e, lengths, 0), full(e), full(e), true))
        .slip(
            "the padding's score a large negative number",
            "It looks as if the padding had got a large negative score. That is no −∞: beside words"
                + " with such scores it gets weight."
                + read,
            (e, lengths) -> normalised(padded(e, lengths, -1000), full(e), full(e), true))
        .slip(
            "the padding's score −100",
            "It looks as if the padding had the score −100. That is no −∞: it gets some weight, and"
                + " much beside words with such scores."
                + read,
            (e, lengths) -> normalised(padded(e, lengths, -100), full(e), full(e), true))
        .slip(
            "over the sentences",
            "It looks as if each column added up to 1, over the sentences of the batch. They have"
                + " nothing to do with one another: a row adds up to 1, over its words."
                + read,
            Mistakes14::overSentences)
        .slip(
            "over the whole batch",
            "It looks as if all weights of the batch together added up to 1. Each sentence's do, by"
                + " themselves."
                + read,
            (e, lengths) -> exponentials(e, lengths, StrictMath::exp, (b, all) -> sum(all)))
        .slip(
            "the sum goes on",
            "It looks as if the sum went on from one sentence to the next: where does it begin at"
                + " 0?"
                + read,
            (e, lengths) ->
                exponentials(shifted(e, lengths, most()), lengths, StrictMath::exp, soFar()))
        .slip(
            "the sum goes on",
            "It looks as if the sum went on from one sentence to the next: where does it begin at"
                + " 0?"
                + read,
            (e, lengths) -> exponentials(e, lengths, StrictMath::exp, soFar()))
        .slip(
            "the sum goes on",
            "It looks as if the sum went on from one sentence to the next: where does it begin at"
                + " 0?"
                + read,
            (e, lengths) ->
                exponentials(
                    shifted(
                        e,
                        lengths,
                        (scores, b, length) ->
                            IntStream.rangeClosed(0, b)
                                .mapToDouble(
                                    row ->
                                        largest(
                                            scores, row, lengths[row], Double.NEGATIVE_INFINITY))
                                .max()
                                .orElseThrow()),
                    lengths,
                    StrictMath::exp,
                    soFar()))
        .slip(
            "the last word left out",
            "It looks as if each sentence's last word were left out. Which is the last j for which j"
                + " is less than its length?"
                + read,
            (e, lengths) ->
                normalised(e, changed(lengths, n -> n - 1), changed(lengths, n -> n - 1), true))
        .slip(
            "one word too many",
            "It looks as if the first place behind a sentence's end counted as a word. Which is the"
                + " last j for which j is less than its length?"
                + read,
            (e, lengths) -> {
              int[] more = changed(lengths, n -> Math.min(n + 1, e.numCols));
              return normalised(e, more, more, true);
            })
        .slip(
            "the sign of the scores",
            "It looks as if the lowest score got the largest weight: is there a minus in the"
                + " exponent?"
                + read,
            (e, lengths) -> normalised(scaled(e, -1), lengths, lengths, true))
        .slip(
            "no exponential",
            "It looks as if the scores themselves were divided by their sum. Where is exp?" + read,
            (e, lengths) -> exponentials(e, lengths, score -> score, (b, all) -> sum(all[b])))
        .slip(
            "not divided",
            undivided,
            (e, lengths) -> exponentials(e, lengths, StrictMath::exp, (b, all) -> 1))
        .slip(
            "not divided",
            undivided,
            (e, lengths) ->
                exponentials(shifted(e, lengths, most()), lengths, StrictMath::exp, (b, all) -> 1))
        .slip(
            "divided by the number of words",
            "It looks as if the exponentials were divided by the number of words. Their sum is what"
                + " makes the weights add up to 1."
                + read,
            (e, lengths) -> exponentials(e, lengths, StrictMath::exp, (b, all) -> lengths[b]))
        .slip(
            "divided by the number of words",
            "It looks as if the exponentials were divided by the number of words. Their sum is what"
                + " makes the weights add up to 1."
                + read,
            (e, lengths) ->
                exponentials(
                    shifted(e, lengths, most()), lengths, StrictMath::exp, (b, all) -> lengths[b]))
        .slip(
            "the largest taken away on one side alone",
            oneSided,
            (e, lengths) -> oneSided(e, lengths, 1))
        .slip(
            "the largest taken away on one side alone",
            oneSided,
            (e, lengths) -> oneSided(e, lengths, -1))
        .mistake(
            "equal weights",
            "It looks as if every word of a sentence had the same weight, whatever its score."
                + read,
            (e, lengths) -> normalised(scaled(e, 0), lengths, lengths, true))
        .mistake(
            "the best word alone",
            "It looks as if the word with the largest score got all the weight. Each gets some,"
                + " according to its score."
                + read,
            (e, lengths) -> normalised(scaled(e, 1e9), lengths, lengths, true))
        .slip(
            "the softmax twice",
            "It looks as if the softmax had been taken of what had gone through it already." + read,
            (e, lengths) ->
                normalised(normalised(e, lengths, lengths, true), lengths, lengths, true))
        .slip(
            "cut off",
            "Right as long as the scores are small. Large ones look as if they were all the same, cut"
                + " off below the number at which exp overflows: their differences are lost. What may"
                + " be taken away instead?"
                + read,
            (e, lengths) -> normalised(cutOff(e), lengths, lengths, false))
        .slip("no maximum taken away", none, (e, lengths) -> normalised(e, lengths, lengths, false))
        .slip(
            "the maximum of the padding, too",
            "Right as long as the scores are small. It looks as if the maximum that you take away"
                + " were that of the whole row, padding included: if it stands there and is large,"
                + " nothing is left of the words."
                + read,
            shifting((e, b, length) -> largest(e, b, e.numCols, Double.NEGATIVE_INFINITY)))
        .slip(
            "the maximum begins at 0",
            "Right as long as one score of a sentence is above 0, or not far below. It looks as if"
                + " your largest began at 0 and stayed there. (Double.MIN_VALUE is the smallest number"
                + " above 0.)"
                + read,
            shifting((e, b, length) -> largest(e, b, length, 0)))
        .slip(
            "the largest absolute value",
            "Right as long as the scores are small. It looks as if you took away the largest number"
                + " without its sign."
                + read,
            shifting(
                (e, b, length) ->
                    Math.max(
                        largest(e, b, length, Double.NEGATIVE_INFINITY),
                        largest(scaled(e, -1), b, length, Double.NEGATIVE_INFINITY))))
        .slip(
            "the maximum of all sentences",
            others,
            shifting(
                (e, b, length) ->
                    IntStream.range(0, e.numRows)
                        .mapToDouble(row -> largest(e, row, e.numCols, Double.NEGATIVE_INFINITY))
                        .max()
                        .orElseThrow()))
        .slip("another score taken away", another, shifting((e, b, length) -> e.get(b, 0)))
        .slip("another score taken away", another, shifting((e, b, length) -> e.get(b, length - 1)))
        .slip(
            "another score taken away",
            another,
            shifting(
                (e, b, length) -> -largest(scaled(e, -1), b, length, Double.NEGATIVE_INFINITY)))
        .slip(
            "another score taken away",
            another,
            shifting(
                (e, b, length) ->
                    IntStream.range(0, length).mapToDouble(j -> e.get(b, j)).sum() / length));
  }

  private static DMatrixRMaj overSentences(DMatrixRMaj e, int[] lengths) {
    DMatrixRMaj out = e.createLike();
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
  }

  /** What is taken away from a sentence's scores. */
  @FunctionalInterface
  private interface Shift {
    double of(DMatrixRMaj e, int sentence, int length);
  }

  private static Shift most() {
    return (e, b, length) -> largest(e, b, length, Double.NEGATIVE_INFINITY);
  }

  private static Weighing shifting(Shift shift) {
    return (e, lengths) -> normalised(shifted(e, lengths, shift), lengths, lengths, false);
  }

  private static DMatrixRMaj shifted(DMatrixRMaj e, int[] lengths, Shift shift) {
    DMatrixRMaj out = e.copy();
    for (int b = 0; b < e.numRows; b++) {
      double taken = shift.of(e, b, lengths[b]);
      for (int j = 0; j < e.numCols; j++) {
        out.add(b, j, -taken);
      }
    }
    return out;
  }

  private static double largest(DMatrixRMaj e, int b, int count, double start) {
    double largest = start;
    for (int j = 0; j < count; j++) {
      largest = Math.max(largest, e.get(b, j));
    }
    return largest;
  }

  /** By what a sentence's exponentials are divided, if these are all of the batch. */
  @FunctionalInterface
  private interface Divisor {
    double of(int sentence, double[][] exponentials);
  }

  private static Divisor soFar() {
    return (b, all) -> IntStream.rangeClosed(0, b).mapToDouble(row -> sum(all[row])).sum();
  }

  private static double sum(double[]... rows) {
    return Arrays.stream(rows).flatMapToDouble(Arrays::stream).sum();
  }

  /** What the operator, exp or not, makes of the scores, divided. */
  private static DMatrixRMaj exponentials(
      DMatrixRMaj e, int[] lengths, DoubleUnaryOperator exp, Divisor divisor) {
    double[][] all = new double[e.numRows][];
    for (int b = 0; b < all.length; b++) {
      int row = b;
      all[b] =
          IntStream.range(0, lengths[b])
              .mapToDouble(j -> exp.applyAsDouble(e.get(row, j)))
              .toArray();
    }
    DMatrixRMaj out = e.createLike();
    for (int b = 0; b < all.length; b++) {
      double by = divisor.of(b, all);
      for (int j = 0; j < all[b].length; j++) {
        out.set(b, j, all[b][j] / by);
      }
    }
    return out;
  }

  /** The right weights times exp(± the largest score). */
  private static DMatrixRMaj oneSided(DMatrixRMaj e, int[] lengths, int sign) {
    DMatrixRMaj above = sign > 0 ? e : shifted(e, lengths, most());
    DMatrixRMaj below = sign > 0 ? shifted(e, lengths, most()) : e;
    DMatrixRMaj out = e.createLike();
    for (int b = 0; b < e.numRows; b++) {
      double sum = 0;
      for (int j = 0; j < lengths[b]; j++) {
        sum += StrictMath.exp(below.get(b, j));
      }
      for (int j = 0; j < lengths[b]; j++) {
        out.set(b, j, StrictMath.exp(above.get(b, j)) / sum);
      }
    }
    return out;
  }

  private static DMatrixRMaj padded(DMatrixRMaj e, int[] lengths, double score) {
    DMatrixRMaj out = e.copy();
    for (int b = 0; b < e.numRows; b++) {
      for (int j = lengths[b]; j < e.numCols; j++) {
        out.set(b, j, score);
      }
    }
    return out;
  }

  private static int[] full(DMatrixRMaj e) {
    int[] lengths = new int[e.numRows];
    Arrays.fill(lengths, e.numCols);
    return lengths;
  }

  private static int[] changed(int[] lengths, IntUnaryOperator change) {
    return Arrays.stream(lengths).map(change).toArray();
  }

  private static DMatrixRMaj scaled(DMatrixRMaj m, double factor) {
    DMatrixRMaj out = m.copy();
    for (int i = 0; i < out.getNumElements(); i++) {
      out.data[i] *= factor;
    }
    return out;
  }

  // ---- the context

  /** What stands in a matrix if its data are taken to be stored column by column. */
  private static DMatrixRMaj readByColumns(DMatrixRMaj m) {
    return CommonOps_DDRM.transpose(DMatrixRMaj.wrap(m.numCols, m.numRows, m.data), null);
  }

  /** No number larger than what exp can take. */
  private static DMatrixRMaj cutOff(DMatrixRMaj e) {
    DMatrixRMaj cut = e.copy();
    for (int i = 0; i < cut.getNumElements(); i++) {
      cut.data[i] = Math.max(-LARGEST_EXP, Math.min(LARGEST_EXP, cut.data[i]));
    }
    return cut;
  }

  static Exercise<Mean> ofContext(Exercise<Mean> exercise) {
    String read = " Read “The context” above.";
    return exercise
        .slip(
            "column by column",
            "Right as long as there is one sentence. It looks as if α's data were read column by"
                + " column. A matrix is stored row by row: where does row b begin?"
                + read,
            (alpha, h) -> weighted(readByColumns(alpha), h))
        .mistake(
            "the plain mean",
            "It looks as if every word had the same weight. Where is α?" + read,
            (alpha, h) -> weighted(alike(alpha, 1.0 / alpha.numCols), h))
        .slip(
            "the sum",
            "It looks as if the states were added up without weights." + read,
            (alpha, h) -> weighted(alike(alpha, 1), h))
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
        .slip(
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
            })
        .slip(
            "the last word alone",
            "It looks as if only the last word counted, with its weight: every word overwrites the"
                + " one before. The context is a sum."
                + read,
            (alpha, h) -> weighted(only(alpha, alpha.numCols - 1), h))
        .slip(
            "the first word alone",
            "It looks as if only the first word counted, with its weight. The context is a sum over"
                + " all."
                + read,
            (alpha, h) -> weighted(only(alpha, 0), h))
        .slip(
            "the first word left out",
            "It looks as if the first word were left out: words count from 0." + read,
            (alpha, h) -> weighted(without(alpha, 0), h))
        .slip(
            "over at a weight of 0",
            "It looks as if the sum had ended at the first weight of 0. That is no end of a sentence:"
                + " a word in the middle may have it, too."
                + read,
            (alpha, h) -> {
              DMatrixRMaj less = alpha.copy();
              for (int b = 0; b < alpha.numRows; b++) {
                for (int j = 1; j < alpha.numCols; j++) {
                  if (less.get(b, j - 1) == 0) {
                    less.set(b, j, 0);
                  }
                }
              }
              return weighted(less, h);
            })
        .slip(
            "equal weights counted once",
            "It looks as if only the last of two words with the same weight had counted. Is a weight"
                + " the key of a map? It has one value for each."
                + read,
            (alpha, h) -> {
              DMatrixRMaj less = alpha.copy();
              for (int b = 0; b < alpha.numRows; b++) {
                for (int j = 0; j < alpha.numCols; j++) {
                  for (int later = j + 1; later < alpha.numCols; later++) {
                    if (alpha.get(b, later) == alpha.get(b, j)) {
                      less.set(b, j, 0);
                    }
                  }
                }
              }
              return weighted(less, h);
            })
        .slip(
            "the last place left out",
            "It looks as if the last place of the longest sentence were left out." + read,
            (alpha, h) -> weighted(without(alpha, alpha.numCols - 1), h));
  }

  private static DMatrixRMaj alike(DMatrixRMaj like, double value) {
    DMatrixRMaj m = like.createLike();
    m.fill(value);
    return m;
  }

  private static DMatrixRMaj without(DMatrixRMaj alpha, int word) {
    DMatrixRMaj less = alpha.copy();
    for (int b = 0; b < alpha.numRows; b++) {
      less.set(b, word, 0);
    }
    return less;
  }

  private static DMatrixRMaj only(DMatrixRMaj alpha, int word) {
    DMatrixRMaj one = alpha.createLike();
    for (int b = 0; b < alpha.numRows; b++) {
      one.set(b, word, alpha.get(b, word));
    }
    return one;
  }

  // ---- back to the scores

  static Exercise<ScoreGradient> ofScores(Exercise<ScoreGradient> exercise) {
    String read = " Read “Back to the scores” above.";
    return exercise
        .slip(
            "without the mean",
            "It looks as if de were α·dα. Raising one score lowers all the other weights of the"
                + " sentence: what does that cost?"
                + read,
            each((a, da, mean, b, j) -> a[b][j] * da[b][j]))
        .slip(
            "the diagonal alone",
            "It looks as if de were α·(1 − α)·dα: that is what comes through a word's own weight. Its"
                + " score moves the other weights, too."
                + read,
            each((a, da, mean, b, j) -> a[b][j] * (1 - a[b][j]) * da[b][j]))
        .slip(
            "one dα for all",
            "Your de is 0 everywhere, as if all derivatives of the weights stood beside one and the"
                + " same dα: then they cancel, since weights add up to 1. The derivative of α_l"
                + " belongs to dα_l."
                + read,
            each((a, da, mean, b, j) -> 0))
        .slip(
            "the sum over the sentences",
            "It looks as if α·dα were added up for a word over all sentences, down the column. It is"
                + " to be added for a sentence over its words, along the row."
                + read,
            each(
                (a, da, mean, b, j) -> {
                  double sum = 0;
                  for (int row = 0; row < a.length; row++) {
                    sum += a[row][j] * da[row][j];
                  }
                  return a[b][j] * (da[b][j] - sum);
                }))
        .slip(
            "the others alone",
            "It looks as if only the other words' weights had sent something back. A score moves its"
                + " own weight most of all."
                + read,
            each((a, da, mean, b, j) -> -a[b][j] * (mean[b] - a[b][j] * da[b][j])))
        .slip(
            "the others alone",
            "It looks as if only the other words' weights had sent something back. A score moves its"
                + " own weight most of all."
                + read,
            each((a, da, mean, b, j) -> -a[b][j] * mean[b]))
        .slip(
            "the mean without weights",
            "It looks as if the plain mean of dα were taken away. It must be the mean with the"
                + " weights α."
                + read,
            each((a, da, mean, b, j) -> a[b][j] * (da[b][j] - sum(da[b]) / da[b].length)))
        .slip(
            "the mean without weights",
            "It looks as if the plain mean of dα were taken away. It must be the mean with the"
                + " weights α."
                + read,
            each(
                (a, da, mean, b, j) ->
                    a[b][j] * (da[b][j] - sum(words(a[b], da[b])) / words(a[b], da[b]).length)))
        .slip(
            "the mean of the others",
            "It looks as if the mean left out the word itself. It is over all words of the sentence."
                + read,
            each((a, da, mean, b, j) -> a[b][j] * (da[b][j] - mean[b] + a[b][j] * da[b][j])))
        .slip(
            "the mean of the others",
            "It looks as if the mean left out the word itself. It is over all words of the sentence."
                + read,
            each(
                (a, da, mean, b, j) ->
                    a[b][j] * (da[b][j] - (mean[b] - a[b][j] * da[b][j]) / (a[b].length - 1))))
        .slip(
            "the sum of all dα",
            "It looks as if the plain sum of dα were taken away. It must be each with its weight α."
                + read,
            each((a, da, mean, b, j) -> a[b][j] * (da[b][j] - sum(da[b]))))
        .slip(
            "the mean divided once more",
            "It looks as if the weighted mean had been divided by the number of words. The weights"
                + " add up to 1: that is a mean already."
                + read,
            each((a, da, mean, b, j) -> a[b][j] * (da[b][j] - mean[b] / a[b].length)))
        .slip(
            "without the factor α",
            "It looks as if the factor α in front were missing: who has no weight can't change"
                + " much."
                + read,
            each((a, da, mean, b, j) -> da[b][j] - mean[b]))
        .slip(
            "α before the first term alone",
            "It looks as if α stood before dα, but not before the mean. It is a factor of both."
                + read,
            each((a, da, mean, b, j) -> a[b][j] * da[b][j] - mean[b]))
        .mistake(
            "dα alone",
            "It looks as if you had stopped at dα. From the weights back to the scores the softmax"
                + " is still to be passed."
                + read,
            each((a, da, mean, b, j) -> da[b][j]))
        .slip(
            "the sign",
            "de has the wrong sign." + read,
            each((a, da, mean, b, j) -> -a[b][j] * (da[b][j] - mean[b])))
        .slip(
            "the mean added",
            "It looks as if the mean had been added. What happens to the other weights when one"
                + " score rises?"
                + read,
            each((a, da, mean, b, j) -> a[b][j] * (da[b][j] + mean[b])))
        .slip(
            "the mean goes on",
            "It looks as if the mean went on from one sentence to the next: where does it begin at"
                + " 0?"
                + read,
            each((a, da, mean, b, j) -> a[b][j] * (da[b][j] - sum(Arrays.copyOf(mean, b + 1)))))
        .slip(
            "one mean for the batch",
            "It looks as if one mean stood for the whole batch. Each sentence has its own." + read,
            each((a, da, mean, b, j) -> a[b][j] * (da[b][j] - sum(mean))))
        .slip(
            "one mean for the batch",
            "It looks as if one mean stood for the whole batch. Each sentence has its own." + read,
            each((a, da, mean, b, j) -> a[b][j] * (da[b][j] - mean[0])))
        .slip(
            "the mean of the words so far",
            "It looks as if each word had taken away the mean of the words up to itself. It must be"
                + " complete before the first is used: that takes two loops."
                + read,
            each(
                (a, da, mean, b, j) ->
                    a[b][j]
                        * (da[b][j]
                            - IntStream.rangeClosed(0, j)
                                .mapToDouble(k -> a[b][k] * da[b][k])
                                .sum())))
        .slip(
            "dα of the last column alone",
            "It looks as if dα held a single product, that of the last column. It is the sum over all"
                + " columns of dc and h."
                + read,
            (dc, alpha, h) ->
                each((a, da, mean, b, j) -> a[b][j] * (da[b][j] - mean[b]))
                    .scores(lastColumn(dc), alpha, h));
  }

  /** One number of de, of α, dα and the weighted means of dα. */
  @FunctionalInterface
  private interface Entry {
    double of(double[][] alpha, double[][] dAlpha, double[] mean, int b, int j);
  }

  private static ScoreGradient each(Entry entry) {
    return (dc, alpha, h) -> {
      double[][] a = rows(alpha);
      double[][] da = rows(dots(dc, h));
      double[] mean = new double[a.length];
      for (int b = 0; b < a.length; b++) {
        for (int j = 0; j < a[b].length; j++) {
          mean[b] += a[b][j] * da[b][j];
        }
      }
      DMatrixRMaj de = alpha.createLike();
      for (int b = 0; b < a.length; b++) {
        for (int j = 0; j < a[b].length; j++) {
          de.set(b, j, entry.of(a, da, mean, b, j));
        }
      }
      return de;
    };
  }

  /** dα at the words of a sentence, which have some weight. */
  private static double[] words(double[] alpha, double[] dAlpha) {
    return IntStream.range(0, alpha.length)
        .filter(j -> alpha[j] != 0)
        .mapToDouble(j -> dAlpha[j])
        .toArray();
  }

  private static double[][] rows(DMatrixRMaj m) {
    double[][] rows = new double[m.numRows][];
    for (int b = 0; b < rows.length; b++) {
      rows[b] = Arrays.copyOfRange(m.data, b * m.numCols, (b + 1) * m.numCols);
    }
    return rows;
  }

  private static DMatrixRMaj lastColumn(DMatrixRMaj dc) {
    DMatrixRMaj last = dc.createLike();
    for (int b = 0; b < dc.numRows; b++) {
      last.set(b, dc.numCols - 1, dc.get(b, dc.numCols - 1));
    }
    return last;
  }

  // ---- back to the states

  static Exercise<StateGradient> ofStates(Exercise<StateGradient> exercise) {
    String read = " Read “Back to the states” above.";
    String lastLook =
        "It looks as if only the last look counted. The decoder has looked at the same states"
            + " again and again: their gradient is the sum over all looks."
            + read;
    String off =
        "It looks as if look i had the query of another look. It asked with s[i], and s[0] asked"
            + " first."
            + read;
    return exercise
        .slip("the last look alone", lastLook, looks(new Part(1, 1), (i, n) -> i == n - 1 ? 1 : 0))
        .slip(
            "the first look alone",
            "It looks as if only the first look counted. Their gradient is the sum over all looks."
                + read,
            looks(new Part(1, 1), (i, n) -> i == 0 ? 1 : 0))
        .slip(
            "the last look left out",
            "It looks as if the last look were left out. Where there is only one, it is the first, too."
                + read,
            looks(new Part(1, 1), (i, n) -> i == n - 1 ? 0 : 1))
        .slip(
            "the first look left out",
            "It looks as if the first look were left out: looks count from 0." + read,
            looks(new Part(1, 1), (i, n) -> i == 0 ? 0 : 1))
        .slip(
            "the mean of the looks",
            "It looks as if you had divided by the number of looks. A gradient that arrives from"
                + " several places is their sum."
                + read,
            looks(new Part(1, 1), (i, n) -> 1.0 / n))
        .slip(
            "through the context alone",
            "It looks as if the way through the scores were missing: h_j stands in the context and"
                + " in the score."
                + read,
            looks(new Part(1, 0), (i, n) -> 1))
        .slip(
            "through the scores alone",
            "It looks as if the way through the context were missing: h_j stands in the score and"
                + " in the context."
                + read,
            looks(new Part(0, 1), (i, n) -> 1))
        .slip(
            "one way subtracted",
            "It looks as if what comes one of the two ways had been subtracted. Gradients of"
                + " several places are added."
                + read,
            looks(new Part(1, -1), (i, n) -> 1))
        .slip(
            "one way subtracted",
            "It looks as if what comes one of the two ways had been subtracted. Gradients of"
                + " several places are added."
                + read,
            looks(new Part(-1, 1), (i, n) -> 1))
        .slip(
            "s and dc exchanged",
            "It looks as if s and dc had changed places, or α and de. What stands beside h_j in the"
                + " score? And what arrives at the context?"
                + read,
            (dc, alpha, de, s) -> gathered(s, alpha, de, dc))
        .slip(
            "dc in both ways",
            "It looks as if dc stood in both ways. What stands beside h_j in the score?" + read,
            (dc, alpha, de, s) -> gathered(dc, alpha, de, dc))
        .slip(
            "α in both ways",
            "It looks as if α stood in both ways. What arrives at the score?" + read,
            (dc, alpha, de, s) -> gathered(dc, alpha, alpha, s))
        .slip(
            "de in both ways",
            "It looks as if de stood in both ways. With what was h_j multiplied in the context?"
                + read,
            (dc, alpha, de, s) -> gathered(dc, de, de, s))
        .slip(
            "without weights",
            "It looks as if dc arrived at every word in full. In the context, h_j has the weight α."
                + read,
            (dc, alpha, de, s) -> gathered(dc, like(alpha, 1), de, s))
        .slip(
            "the sums multiplied",
            "Right as long as there is one look. It looks as if the looks had been added up first and"
                + " multiplied then. Each look sends its own product."
                + read,
            (dc, alpha, de, s) -> gathered(sum(dc), sum(alpha), sum(de), sum(s)))
        .slip(
            "one look's weights for all",
            "It looks as if all looks had the weights of one. Each look had weights of its own: α of"
                + " look i is alpha[i]."
                + read,
            (dc, alpha, de, s) -> gathered(dc, all(alpha, 0), de, s))
        .slip(
            "one look's weights for all",
            "It looks as if all looks had the weights of one. Each look had weights of its own: α of"
                + " look i is alpha[i]."
                + read,
            (dc, alpha, de, s) -> gathered(dc, all(alpha, alpha.length - 1), de, s))
        .slip(
            "the query of another look",
            off,
            (dc, alpha, de, s) -> gathered(dc, alpha, de, moved(s, -1)))
        .slip(
            "the query of another look",
            off,
            (dc, alpha, de, s) -> gathered(dc, alpha, de, moved(s, 1)))
        .slip(
            "the query of the look before",
            "It looks as if look i had taken the query s[i − 1], and the first look none. It asked"
                + " with s[i], and s[0] asked first."
                + read,
            (dc, alpha, de, s) -> {
              DMatrixRMaj[] before = moved(s, -1);
              before[0] = s[0].createLike();
              return gathered(dc, alpha, de, before);
            })
        .slip(
            "everybody gets the first sentence's",
            "Right for the first sentence of the batch. It looks as if the others had its α or de"
                + " instead of their own."
                + read,
            (dc, alpha, de, s) -> gathered(dc, firstRow(alpha), firstRow(de), s));
  }

  /** How much of each way. */
  private record Part(double context, double score) {}

  /** How much a look counts, of so many. */
  @FunctionalInterface
  private interface Share {
    double of(int look, int looks);
  }

  private static StateGradient looks(Part part, Share share) {
    return (dc, alpha, de, s) -> {
      DMatrixRMaj[] dAlpha = alpha.clone();
      DMatrixRMaj[] dScore = de.clone();
      for (int i = 0; i < dc.length; i++) {
        dAlpha[i] = scaled(alpha[i], part.context * share.of(i, dc.length));
        dScore[i] = scaled(de[i], part.score * share.of(i, dc.length));
      }
      return gathered(dc, dAlpha, dScore, s);
    };
  }

  /** Σ over the looks of α·dc and de·s. */
  private static DMatrixRMaj[] gathered(
      DMatrixRMaj[] dc, DMatrixRMaj[] alpha, DMatrixRMaj[] de, DMatrixRMaj[] s) {
    DMatrixRMaj[] dh = new DMatrixRMaj[alpha[0].numCols];
    for (int j = 0; j < dh.length; j++) {
      dh[j] = s[0].createLike();
      for (int i = 0; i < dc.length; i++) {
        for (int b = 0; b < dh[j].numRows; b++) {
          for (int u = 0; u < dh[j].numCols; u++) {
            dh[j].add(
                b, u, alpha[i].get(b, j) * dc[i].get(b, u) + de[i].get(b, j) * s[i].get(b, u));
          }
        }
      }
    }
    return dh;
  }

  private static DMatrixRMaj[] like(DMatrixRMaj[] all, double value) {
    return Arrays.stream(all).map(m -> alike(m, value)).toArray(DMatrixRMaj[]::new);
  }

  private static DMatrixRMaj[] all(DMatrixRMaj[] looks, int one) {
    DMatrixRMaj[] all = looks.clone();
    Arrays.fill(all, looks[one]);
    return all;
  }

  private static DMatrixRMaj[] sum(DMatrixRMaj[] all) {
    DMatrixRMaj sum = all[0].createLike();
    for (DMatrixRMaj m : all) {
      for (int i = 0; i < sum.getNumElements(); i++) {
        sum.data[i] += m.data[i];
      }
    }
    return new DMatrixRMaj[] {sum};
  }

  /** Each has given its place to one that is so many places on, as far as there are any. */
  private static DMatrixRMaj[] moved(DMatrixRMaj[] all, int by) {
    return IntStream.range(0, all.length)
        .mapToObj(i -> all[Math.max(0, Math.min(i + by, all.length - 1))])
        .toArray(DMatrixRMaj[]::new);
  }

  private static DMatrixRMaj[] firstRow(DMatrixRMaj[] all) {
    return Arrays.stream(all)
        .map(
            m -> {
              DMatrixRMaj first = m.copy();
              for (int b = 1; b < m.numRows; b++) {
                System.arraycopy(m.data, 0, first.data, b * m.numCols, m.numCols);
              }
              return first;
            })
        .toArray(DMatrixRMaj[]::new);
  }
}
