package unrolled.check.exercise;

import static unrolled.check.exercise.MaskedBatch.LN2;
import static unrolled.check.exercise.MaskedBatch.atLetters;
import static unrolled.check.exercise.MaskedBatch.column;
import static unrolled.check.exercise.MaskedBatch.copyInto;
import static unrolled.check.exercise.MaskedBatch.costs;
import static unrolled.check.exercise.MaskedBatch.count;
import static unrolled.check.exercise.MaskedBatch.counted;
import static unrolled.check.exercise.MaskedBatch.divided;
import static unrolled.check.exercise.MaskedBatch.each;
import static unrolled.check.exercise.MaskedBatch.letters;
import static unrolled.check.exercise.MaskedBatch.logSum;
import static unrolled.check.exercise.MaskedBatch.mapped;
import static unrolled.check.exercise.MaskedBatch.mean;
import static unrolled.check.exercise.MaskedBatch.meanOfMeans;
import static unrolled.check.exercise.MaskedBatch.most;
import static unrolled.check.exercise.MaskedBatch.nats;
import static unrolled.check.exercise.MaskedBatch.over;
import static unrolled.check.exercise.MaskedBatch.p;
import static unrolled.check.exercise.MaskedBatch.partLogSum;
import static unrolled.check.exercise.MaskedBatch.perplexed;
import static unrolled.check.exercise.MaskedBatch.places;
import static unrolled.check.exercise.MaskedBatch.product;
import static unrolled.check.exercise.MaskedBatch.requireShape;
import static unrolled.check.exercise.MaskedBatch.rightSlopes;
import static unrolled.check.exercise.MaskedBatch.rows;
import static unrolled.check.exercise.MaskedBatch.slope;
import static unrolled.check.exercise.MaskedBatch.slopes;
import static unrolled.check.exercise.MaskedBatch.sum;
import static unrolled.check.exercise.MaskedBatch.symbols;
import static unrolled.check.exercise.MaskedBatch.times;
import static unrolled.check.exercise.MaskedBatch.total;
import static unrolled.check.exercise.MaskedBatch.turned;
import static unrolled.check.exercise.MaskedBatch.wholeSum;
import static unrolled.check.exercise.MaskedBatch.with;
import static unrolled.check.exercise.MaskedBatch.withAll;
import static unrolled.check.exercise.MaskedBatch.zeroFor;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.DoubleSupplier;
import java.util.function.Supplier;
import java.util.function.ToDoubleBiFunction;
import org.ejml.data.DMatrixRMaj;
import unrolled.math.Rng;

/**
 * Marks exercise 10: the cross-entropy of texts of unequal lengths, their perplexities, the
 * gradient, and the loop that reads long texts in chunks.
 *
 * <p>The right answers are found letter by letter, each alone; the loop's, by reading with a model
 * that notes what it is given.
 */
public final class Exercise10 {

  /** In place of a letter: the text is over. */
  public static final int NONE = -1;

  private static final String ANSWER = "your number";
  static final String LOSS = "the loss";
  private static final String EACH = "the perplexities of the texts";
  private static final String ALL = "the perplexity of all letters";
  private static final String SLOPES = "the gradient";
  private static final String BEHIND = "the gradient behind a text's end";

  private Exercise10() {}

  /** The learner's loss. */
  @FunctionalInterface
  public interface Loss {
    /**
     * The mean cost of the letters that count, in nats.
     *
     * @param logits T×B×K
     * @param target T×B: the letter that came, or {@link #NONE}
     * @param tau the temperature
     */
    double of(double[][][] logits, int[][] target, double tau);
  }

  /** The learner's perplexities. */
  @FunctionalInterface
  public interface Perplexities {
    /**
     * The perplexity of each text and, last, of all letters.
     *
     * @param nats T×B: what each letter cost
     * @param target T×B: the letter that came, or {@link #NONE}
     * @return B + 1 numbers
     */
    double[] of(double[][] nats, int[][] target);
  }

  /** The learner's gradient. */
  @FunctionalInterface
  public interface Gradient {
    /**
     * The derivative of the loss with respect to each logit.
     *
     * @param logits T×B×K
     * @param target T×B: the letter that came, or {@link #NONE}
     * @param tau the temperature
     * @return T×B×K
     */
    double[][][] of(double[][][] logits, int[][] target, double tau);
  }

  /**
   * What a model gives when it reads a chunk.
   *
   * @param logits T×B×K: after each letter
   * @param h B×n: its state after the last
   */
  public record Read(double[][][] logits, double[][] h) {}

  /** A language model with a state, ready to use. */
  public interface Model {
    /** The state before the first letter, B×n. */
    double[][] start(int texts);

    /**
     * Reads a chunk.
     *
     * @param h the state to start from, B×n
     * @param letters T×B; {@link #NONE} where a text is over
     */
    Read read(double[][] h, int[][] letters);

    /**
     * Goes back through the chunk that was read last, and learns from it.
     *
     * @param dLogits the gradient of its logits
     * @param dh the gradient that arrives at its last state from behind it, B×n
     * @return the gradient of the state that it started from, B×n
     */
    double[][] back(double[][][] dLogits, double[][] dh);
  }

  /** What the loop over chunks is built of. */
  public static final class Pieces {
    private final ToDoubleBiFunction<double[][][], int[][]> loss;
    private final BiFunction<double[][][], int[][], double[][][]> gradient;

    /** Takes a loss and its gradient. */
    public Pieces(
        ToDoubleBiFunction<double[][][], int[][]> loss,
        BiFunction<double[][][], int[][], double[][][]> gradient) {
      this.loss = loss;
      this.gradient = gradient;
    }

    /** The mean cost of the letters that count. */
    public double loss(double[][][] logits, int[][] target) {
      return loss.applyAsDouble(logits, target);
    }

    /** The gradient of the loss, T×B×K. */
    public double[][][] gradient(double[][][] logits, int[][] target) {
      return gradient.apply(logits, target);
    }

    /** How many letters count. */
    public int letters(int[][] target) {
      return count(target);
    }
  }

  /** The learner's loop. */
  @FunctionalInterface
  public interface InChunks {
    /**
     * Reads texts chunk by chunk, the state carried, the gradient cut.
     *
     * @param text T×B; {@link #NONE} behind the end of a text
     * @param steps how many letters a chunk has
     * @return the mean cost of all letters that were asked
     */
    double of(Model model, Pieces pieces, int[][] text, int steps);
  }

  /** Marks the predictions on paper: 2 points. Prints the report. */
  public static int onPaper(DoubleSupplier perplexity, DoubleSupplier slope) {
    return perplexityOnPaper().mark(perplexity, 0) + slopeOnPaper().mark(slope, 0);
  }

  /** Marks the loss: 7 points. Prints the report. */
  public static int loss(Loss learners) {
    return loss(learners, Exercise.freshSeed());
  }

  /** Marks the loss on inputs drawn with this seed. */
  public static int loss(Loss learners, long seed) {
    return lossExercise().mark(learners, seed);
  }

  /** Marks the perplexities: 5 points. Prints the report. */
  public static int perplexities(Perplexities learners) {
    return perplexities(learners, Exercise.freshSeed());
  }

  /** Marks the perplexities on inputs drawn with this seed. */
  public static int perplexities(Perplexities learners, long seed) {
    return perplexitiesExercise().mark(learners, seed);
  }

  /** Marks the gradient: 6 points. Prints the report. */
  public static int gradient(Gradient learners) {
    return gradient(learners, Exercise.freshSeed());
  }

  /** Marks the gradient on inputs drawn with this seed. */
  public static int gradient(Gradient learners, long seed) {
    return gradientExercise().mark(learners, seed);
  }

  /** Marks the loop over chunks: 6 points. Prints the report. */
  public static int inChunks(InChunks learners) {
    return inChunks(learners, Exercise.freshSeed());
  }

  /** Marks the loop over chunks on texts and a model drawn with this seed. */
  public static int inChunks(InChunks learners, long seed) {
    return ReadingInChunks.exercise().mark(learners, seed);
  }

  /** For a class: 2 more points for sizes that the visible checks don't have. */
  public static int otherSizes(Loss loss, Gradient gradient, long seed) {
    return new Exercise<Loss>("Other sizes: the loss", Exercise10::callLoss, Exercise10::rightLoss)
            .stage(
                Fresh.inTurn(
                    rng -> heated(scored(rng, 30, 2, 1, 9), 3), rng -> scored(rng, 1, 3, 1)))
            .part(1, "thirty symbols, one symbol", LOSS)
            .mark(loss, seed)
        + new Exercise<Gradient>(
                "Other sizes: the gradient", Exercise10::callGradient, Exercise10::rightGradient)
            .stage(
                Fresh.inTurn(rng -> heated(scored(rng, 30, 2, 1, 9), 3), rng -> scored(rng, 3, 1)))
            .part(1, "thirty symbols, a single letter", SLOPES, BEHIND)
            .mark(gradient, seed);
  }

  /**
   * Whether all four pieces are right, so that they can be put to work; prints which are still to
   * be mended.
   */
  public static boolean ready(
      Loss loss, Perplexities perplexities, Gradient gradient, InChunks inChunks) {
    List<String> missing = new ArrayList<>();
    if (!lossExercise().isRight(loss, 1)) {
      missing.add("loss");
    }
    if (!perplexitiesExercise().isRight(perplexities, 1)) {
      missing.add("perplexities");
    }
    if (!gradientExercise().isRight(gradient, 1)) {
      missing.add("gradient");
    }
    if (!ReadingInChunks.exercise().isRight(inChunks, 1)) {
      missing.add("inChunks");
    }
    if (!missing.isEmpty()) {
      System.out.println(
          "This part runs on your code. It waits until these are right: "
              + String.join(", ", missing)
              + ".");
    }
    return missing.isEmpty();
  }

  // ---- the checks

  static Exercise<DoubleSupplier> perplexityOnPaper() {
    String read = " Read “On paper first” above.";
    return new Exercise<DoubleSupplier>(
            "On paper, the perplexity", Exercise10::callNumber, in -> number(fourLetters()))
        .stage(rng -> new Values())
        .part(1, "two texts, four letters", ANSWER)
        .mistake(
            "the mean of the perplexities",
            "17 is the mean of 2 and 32. Perplexities have no mean that makes sense: first comes"
                + " the mean of what the letters cost, and every letter counts once."
                + read,
            () -> 17)
        .mistake(
            "each text counted once",
            "8 is what comes out if each text counts once: the mean of 1 bit and 5 bits is 3 bits."
                + " But the first text has three letters."
                + read,
            () -> 8)
        .mistake(
            "bits instead",
            "2 is the mean cost of a letter in bits. How many equally likely choices are 2 bits?"
                + read,
            () -> 2)
        .mistake(
            "the sum",
            "256 comes from all 8 bits together. The perplexity is that of one letter: take the"
                + " mean."
                + read,
            () -> 256)
        .mistake(
            "the mean of the letters' perplexities",
            "9.5 is the mean of 2, 2, 2 and 32. The mean is taken of what the letters cost, before"
                + " it becomes a perplexity."
                + read,
            () -> 9.5)
        .mistake(
            "the probability",
            "That is a probability. A perplexity is the other way round: the less likely, the"
                + " larger."
                + read,
            () -> 0.25);
  }

  static Exercise<DoubleSupplier> slopeOnPaper() {
    String read = " Read “On paper first” above.";
    return new Exercise<DoubleSupplier>(
            "On paper, the slope", Exercise10::callNumber, in -> number((1 / 4.0 - 1) / 5))
        .stage(rng -> new Values())
        .part(1, "one of five letters that count", ANSWER)
        .mistake(
            "not divided",
            "−0.75 is the slope of this letter's own cost. The loss is the mean of five." + read,
            () -> -0.75)
        .mistake(
            "the sign",
            "The size is right. But what happens to the loss when the logit of the letter that came"
                + " is raised?"
                + read,
            () -> 0.15)
        .mistake(
            "another symbol",
            "0.05 is the slope at a symbol that did not come. That of the letter that came has a"
                + " second part."
                + read,
            () -> 0.05)
        .mistake(
            "only the letter that came",
            "−0.2 is −1/5, the part of −o_y alone. The logit stands in the sum, too. (Or was it 1 / 4"
                + " in whole numbers, which is 0 in Java?)"
                + read,
            () -> -0.2)
        .mistake(
            "the probability",
            "0.25 is the probability of symbol 2. Only part of the slope, and of one letter."
                + read,
            () -> 0.25)
        .mistake(
            "divided by the symbols, too",
            "It looks as if the number of symbols had been divided by. The loss is the mean over"
                + " letters, and there are five."
                + read,
            () -> -0.75 / 4);
  }

  static Exercise<Loss> lossExercise() {
    String read = " Read “The loss” above.";
    String safe = " Read “The loss” above, and its first hint.";
    return new Exercise<Loss>("The loss", Exercise10::callLoss, Exercise10::rightLoss)
        .stage(rng -> scored(rng, 4, 3, 3))
        .part(1, "two texts of three letters", LOSS)
        .stage(rng -> scored(rng, 6, 3, 5, 1, 2))
        .part(2, "texts of three letters, five, one, and two", LOSS)
        .stage(
            Fresh.inTurn(
                rng -> heated(scored(rng, 4, 3, 3), 2), rng -> heated(scored(rng, 4, 3, 3), 0.5)))
        .part(1, "at the temperatures 2 and 1/2", LOSS)
        .stage(rng -> shifted(scored(rng, 4, 3, 3)))
        .part(1, "logits around 1000, logits around −1000", LOSS)
        .stage(Exercise10::dear)
        .part(1, "a letter that costs 5000, at the temperature 0.4", LOSS)
        .leavesItsInputs(1)
        .mistake(
            "no temperature",
            "Right at the temperature 1. τ has no part in it yet: every logit is divided by it."
                + read,
            (o, y, tau) -> mean(o, y))
        .mistake(
            "times the temperature",
            "Right at the temperature 1. It looks as if logits were multiplied by τ: they are"
                + " divided by it."
                + read,
            (o, y, tau) -> mean(divided(o, 1 / tau), y))
        .mistake(
            "the letter's logit not divided",
            "Right at the temperature 1. It looks as if o_y were left as it is: it is divided by τ"
                + " like all others."
                + read,
            (o, y, tau) -> each(o, y, (r, k) -> logSum(divided(r, tau)) - r[k]))
        .mistake(
            "the sum's logits not divided",
            "Right at the temperature 1. It looks as if only o_y were divided by τ: those in the"
                + " sum are, too."
                + read,
            (o, y, tau) -> each(o, y, (r, k) -> logSum(r) - r[k] / tau))
        .mistake(
            "the largest not divided",
            "Right at the temperature 1. It looks as if the largest logit were divided by τ inside"
                + " exp, but added back as it is, or the other way round: the same number must go"
                + " and come."
                + read,
            (o, y, tau) ->
                each(
                    o, y, (r, k) -> logSum(divided(r, tau)) + most(r) * (1 - 1 / tau) - r[k] / tau))
        .mistake(
            "the largest not divided inside",
            "Right at the temperature 1. It looks as if the largest of the undivided logits were"
                + " taken away from divided ones inside exp, and added back divided."
                + read,
            (o, y, tau) ->
                each(
                    o, y, (r, k) -> logSum(divided(r, tau)) - most(r) * (1 - 1 / tau) - r[k] / tau))
        .mistake(
            "the difference from the largest not divided",
            "Right at the temperature 1. It looks as if the exponentials were those of divided"
                + " logits, but what is outside of the logarithm, o_y and the largest, were not."
                + read,
            (o, y, tau) ->
                each(o, y, (r, k) -> logSum(divided(r, tau)) + most(r) * (1 - 1 / tau) - r[k]))
        .mistake(
            "the logarithm divided",
            "Right at the temperature 1. It looks as if the logarithm of the sum were divided by τ"
                + " once more. Only logits are."
                + read,
            (o, y, tau) ->
                each(
                    o,
                    y,
                    (r, k) ->
                        (StrictMath.log(total(divided(r, tau), most(r) / tau)) + most(r) - r[k])
                            / tau))
        .mistake(
            "the loss divided",
            "Right at the temperature 1. It looks as if the loss were divided by τ. The logits are,"
                + " before exp."
                + read,
            (o, y, tau) -> mean(o, y) / tau)
        .mistake(
            "probabilities divided",
            "Right at the temperature 1. It looks as if exponentials were divided by τ: that changes"
                + " all of them alike. Logits are divided, before exp."
                + read,
            (o, y, tau) -> each(o, y, (r, k) -> logSum(r) - StrictMath.log(tau) - r[k]))
        .mistake(
            "no number any more",
            "NaN, not a number, where logits are large: exp(1000) is ∞ to a double, and ∞ meets ∞."
                + safe,
            cooled((o, y) -> most(o[0][0]) > 700 ? Double.NaN : mean(o, y)))
        .mistake(
            "nothing taken away",
            "Right as long as the logits are small: exp(1000) is more than a double can hold, and"
                + " exp(−1000) is 0."
                + safe,
            cooled((o, y) -> each(o, y, (r, k) -> StrictMath.log(total(r, 0)) - r[k])))
        .mistake(
            "the largest begins at 0",
            "Wrong where all logits of a row are far below 0. It looks as if the search for the"
                + " largest began at 0 (Double.MIN_VALUE is a tiny number above 0, too), or found"
                + " the largest of something else than this row."
                + read,
            cooled(
                (o, y) ->
                    each(
                        o,
                        y,
                        (r, k) -> {
                          double from = Math.max(0, most(r));
                          return from + StrictMath.log(total(r, from)) - r[k];
                        })))
        .mistake(
            "the logarithm of p itself",
            "∞ where a letter costs 5000. Either p_y was computed: it is 0 to a double, and ln 0 is"
                + " −∞. Never compute p_y; its logarithm is a difference. Or something else than the"
                + " row's largest logit was taken away before exp."
                + safe,
            cooled(
                (o, y) ->
                    each(
                        o,
                        y,
                        (r, k) ->
                            -StrictMath.log(StrictMath.exp(r[k] - most(r)) / total(r, most(r))))))
        .mistake(
            "padding counted",
            "It looks as if you had divided by all places of the batch, T·B. Behind a text's end"
                + " nothing was asked: the same texts beside a longer one would seem cheaper."
                + read,
            cooled((o, y) -> sum(costs(o, y)) / places(y)))
        .mistake(
            "a mean of the texts' means",
            "It looks as if each text had its own mean, and you took the mean of these. Then a"
                + " letter of a short text counts more than one of a long text. All letters count"
                + " the same."
                + read,
            cooled((o, y) -> meanOfMeans(costs(o, y), y)))
        .mistake(
            "a mean of the steps' means",
            "It looks as if each step had its own mean, and you took the mean of these. Then a"
                + " letter at a step that few texts reach counts more than others."
                + read,
            cooled((o, y) -> meanOfMeans(turned(costs(o, y)), turned(y))))
        .mistake(
            "not divided",
            "It looks as if the costs were added up and not divided by their number." + read,
            cooled((o, y) -> sum(costs(o, y))))
        .mistake(
            "divided by the texts",
            "It looks as if you had divided by the number of texts. Divide by the number of letters"
                + " that count."
                + read,
            cooled((o, y) -> sum(costs(o, y)) / y[0].length))
        .mistake(
            "divided by the steps",
            "It looks as if you had divided by the number of steps, T. Divide by the number of"
                + " letters that count."
                + read,
            cooled((o, y) -> sum(costs(o, y)) / y.length))
        .mistake(
            "divided by the symbols, too",
            "It looks as if you had divided by the number of symbols, too. A letter is one"
                + " question, whatever the size of the alphabet."
                + read,
            cooled((o, y) -> mean(o, y) / o[0][0].length))
        .mistake(
            "padding taken for symbol 0",
            "It looks as if the padding were symbol 0, which came. −1 says that nobody asks: leave"
                + " these places out."
                + read,
            cooled((o, y) -> mean(o, zeroFor(y))))
        .mistake(
            "padding half taken for symbol 0",
            "It looks as if padding were left out of the number, but not out of the sum: there it"
                + " is symbol 0."
                + read,
            cooled((o, y) -> sum(costs(o, zeroFor(y))) / count(y)))
        .mistake(
            "padding in the sum",
            "It looks as if ln Σ e^o of the padding were in the sum. What stands behind a text's end"
                + " costs nothing."
                + read,
            cooled(
                (o, y) -> {
                  double sum = 0;
                  for (int t = 0; t < y.length; t++) {
                    for (int b = 0; b < y[t].length; b++) {
                      sum += logSum(o[t][b]) - (y[t][b] < 0 ? 0 : o[t][b][y[t][b]]);
                    }
                  }
                  return sum / count(y);
                }))
        .mistake(
            "symbol 0 left out",
            "It looks as if letters that are symbol 0 did not count. 0 is a symbol; −1 is none."
                + read,
            cooled((o, y) -> mean(o, with(y, (t, b) -> y[t][b] == 0 ? NONE : y[t][b]))))
        .mistake(
            "break at the first padding",
            "It looks as if a step were left at the first text that is over. Texts in the columns"
                + " behind it may go on."
                + read,
            cooled((o, y) -> mean(o, with(y, (t, b) -> over(y, t, b) ? NONE : y[t][b]))))
        .mistake(
            "everything stops at the first padding",
            "It looks as if everything stopped at the first −1. Other texts go on." + read,
            cooled(
                (o, y) -> {
                  int[][] stopped = with(y, (t, b) -> y[t][b]);
                  boolean over = false;
                  for (int[] row : stopped) {
                    for (int b = 0; b < row.length; b++) {
                      over |= row[b] < 0;
                      row[b] = over ? NONE : row[b];
                    }
                  }
                  return mean(o, stopped);
                }))
        .mistake(
            "the first text left out",
            "It looks as if text 0 were missing: texts count from 0." + read,
            cooled((o, y) -> mean(o, with(y, (t, b) -> b == 0 ? NONE : y[t][b]))))
        .mistake(
            "one letter too many",
            "It looks as if the number of letters were one too large: does it begin at 0?" + read,
            cooled((o, y) -> sum(costs(o, y)) / (count(y) + 1)))
        .mistake(
            "the first step left out",
            "Everything counts but the letters at step 0. They were asked, too." + read,
            cooled((o, y) -> mean(o, with(y, (t, b) -> t == 0 ? NONE : y[t][b]))))
        .mistake(
            "the last step left out",
            "It looks as if the last step of the batch were missing." + read,
            cooled((o, y) -> mean(o, with(y, (t, b) -> t == y.length - 1 ? NONE : y[t][b]))))
        .mistake(
            "the last text left out",
            "It looks as if the last text of the batch were missing." + read,
            cooled((o, y) -> mean(o, with(y, (t, b) -> b == y[t].length - 1 ? NONE : y[t][b]))))
        .mistake(
            "shifted by one",
            "It looks as if the logits of a step were asked for the letter of the next. The target"
                + " is shifted already: logits[t][b] belong to target[t][b]."
                + read,
            cooled((o, y) -> mean(o, with(y, (t, b) -> t + 1 < y.length ? y[t + 1][b] : NONE))))
        .mistake(
            "the sign",
            "The sign is turned round: a logarithm of a probability is negative, a loss is not."
                + read,
            cooled((o, y) -> -mean(o, y)))
        .mistake(
            "in bits",
            "It looks as if the loss were in bits. Here it is wanted in nats, with ln." + read,
            cooled((o, y) -> mean(o, y) / StrictMath.log(2)))
        .mistake(
            "log10",
            "It looks like Math.log10. Math.log is the natural logarithm, ln." + read,
            cooled((o, y) -> mean(o, y) / StrictMath.log(10)))
        .mistake(
            "log10 of the sum",
            "It looks like Math.log10 of the sum of exponentials. Math.log is the natural"
                + " logarithm, ln."
                + read,
            cooled(
                (o, y) ->
                    each(o, y, (r, k) -> most(r) + StrictMath.log10(total(r, most(r))) - r[k])))
        .mistake(
            "log2 of the sum",
            "It looks as if only the logarithm of the sum were in bits. All is in nats here."
                + read,
            cooled(
                (o, y) ->
                    each(o, y, (r, k) -> most(r) + StrictMath.log(total(r, most(r))) / LN2 - r[k])))
        .mistake(
            "the perplexity",
            "It looks like the perplexity, e to the loss. That comes in the next piece." + read,
            cooled((o, y) -> StrictMath.exp(mean(o, y))))
        .mistake(
            "−p for −ln p",
            "It looks as if a letter cost −p. The logarithm is missing." + read,
            cooled((o, y) -> each(o, y, (r, k) -> -StrictMath.exp(-nats(r, k)))))
        .mistake(
            "1 − p for −ln p",
            "It looks as if a letter cost 1 − p. It costs −ln p: a letter that seemed impossible"
                + " costs any amount."
                + read,
            cooled((o, y) -> each(o, y, (r, k) -> 1 - StrictMath.exp(-nats(r, k)))))
        .mistake(
            "symbol 0 not in the sum",
            "It looks as if the sum of exponentials left symbol 0 out. It goes over all K." + read,
            cooled((o, y) -> each(o, y, (r, k) -> partLogSum(r, 1, r.length) - r[k])))
        .mistake(
            "the last symbol not in the sum",
            "It looks as if the sum of exponentials left the last symbol out. It goes over all K."
                + read,
            cooled((o, y) -> each(o, y, (r, k) -> partLogSum(r, 0, r.length - 1) - r[k])))
        .mistake(
            "the first T symbols in the sum",
            "It looks as if the sum of exponentials went over the first T symbols, not over all K:"
                + " look at the bound of that loop."
                + read,
            cooled(
                (o, y) ->
                    each(o, y, (r, k) -> partLogSum(r, 0, Math.min(y.length, r.length)) - r[k])))
        .mistake(
            "the first B symbols in the sum",
            "It looks as if the sum of exponentials went over the first B symbols, not over all K:"
                + " look at the bound of that loop."
                + read,
            cooled(
                (o, y) ->
                    each(o, y, (r, k) -> partLogSum(r, 0, Math.min(y[0].length, r.length)) - r[k])))
        .mistake(
            "1 too much in the sum",
            "It looks as if the sum of exponentials began at 1, or 1 were added to it." + read,
            cooled(
                (o, y) ->
                    each(o, y, (r, k) -> most(r) + StrictMath.log(1 + total(r, most(r))) - r[k])))
        .mistake(
            "the sum over all texts",
            "It looks as if the sum of exponentials went over the logits of all texts at the step."
                + " It goes over the K symbols of one row."
                + read,
            cooled(
                (o, y) ->
                    sum(
                            atLetters(
                                y,
                                (t, b) ->
                                    logSum(
                                            Arrays.stream(o[t])
                                                .flatMapToDouble(Arrays::stream)
                                                .toArray())
                                        - o[t][b][y[t][b]]))
                        / count(y)))
        .mistake(
            "no logarithm of the sum",
            "It looks as if the logarithm of the sum of exponentials were missing." + read,
            cooled((o, y) -> each(o, y, (r, k) -> most(r) + total(r, most(r)) - r[k])))
        .mistake(
            "always 0",
            "It is 0, whatever comes in. Is anything added up? And is something divided that is a"
                + " whole number in Java?"
                + read,
            cooled((o, y) -> 0))
        .mistake(
            "whole numbers",
            "It is a whole number: what is added to an int loses its fraction at once. The sum must"
                + " be a double."
                + read,
            cooled((o, y) -> Math.floorDiv(wholeSum(costs(o, y)), count(y))))
        .mistake(
            "a whole sum",
            "It looks as if the sum were an int: what is added to it loses its fraction at once. It"
                + " must be a double."
                + read,
            cooled((o, y) -> (double) wholeSum(costs(o, y)) / count(y)))
        .mistake(
            "the likeliest letter",
            "It looks as if the likeliest symbol were the one that is paid for. The letter that"
                + " came is: target[t][b] says which."
                + read,
            cooled((o, y) -> each(o, y, (r, k) -> logSum(r) - most(r))))
        .mistake(
            "−o_y alone",
            "It looks as if a letter cost −o_y alone. A logit says nothing by itself: it is compared"
                + " with the others, by ln Σ e^o."
                + read,
            cooled((o, y) -> each(o, y, (r, k) -> -r[k])))
        .mistake(
            "the largest not added back",
            "It looks as if the largest logit were taken away inside exp and not added back"
                + " outside: o_y still holds it."
                + read,
            cooled((o, y) -> each(o, y, (r, k) -> logSum(r) - most(r) - r[k])))
        .mistake(
            "the largest taken away twice",
            "It looks as if the largest logit were taken away once more outside, where it must be"
                + " added again."
                + read,
            cooled((o, y) -> each(o, y, (r, k) -> logSum(r) - 2 * most(r) - r[k])))
        .mistake(
            "the largest added back, and taken from o_y",
            "It looks as if the largest logit had been taken from o_y and added to the logarithm as"
                + " well. One of the two is enough."
                + read,
            cooled((o, y) -> each(o, y, (r, k) -> logSum(r) + most(r) - r[k])))
        .mistake(
            "the sum goes on from letter to letter",
            "It looks as if the sum of exponentials were not set back to 0 for each letter." + read,
            cooled(
                (o, y) -> {
                  double[] sum = {0};
                  return each(
                      o, y, (r, k) -> most(r) + StrictMath.log(sum[0] += total(r, most(r))) - r[k]);
                }))
        .mistake(
            "something small added to p",
            "It looks as if a small number had been added to p before the logarithm. The infinity"
                + " is gone, and so is the truth: the letter costs 5000."
                + safe,
            cooled((o, y) -> each(o, y, (r, k) -> Math.min(nats(r, k), -StrictMath.log(1e-12)))));
  }

  static Exercise<Perplexities> perplexitiesExercise() {
    String read = " Read “The perplexity” above.";
    return new Exercise<Perplexities>(
            "The perplexity", Exercise10::callPerplexities, Exercise10::rightPerplexities)
        .stage(Fresh.inTurn(rng -> priced(rng, 0.1, 3, 3, 3), rng -> priced(rng, 0.1, 3, 1, 1, 1)))
        .part(1, "texts of the same length", EACH, ALL)
        .stage(rng -> priced(rng, 0.1, 3, 3, 5, 1, 2))
        .part(1, "each of four texts of different lengths", EACH)
        .part(1, "all their letters", ALL)
        .stage(rng -> priced(rng, 2, 4, 420, 400))
        .part(1, "texts of four hundred letters", EACH, ALL)
        .leavesItsInputs(1)
        .mistake(
            "the mean of the perplexities",
            "It looks as if the perplexity of all were the mean of the texts' perplexities. First"
                + " the mean of what all the letters cost, then e to that."
                + read,
            (nats, y) -> withAll(nats, y, each -> Arrays.stream(each).average().orElseThrow()))
        .mistake(
            "the mean of the perplexities by letters",
            "It looks as if the perplexity of all were a mean of the texts' perplexities, each"
                + " counted by its letters. First the mean of what the letters cost, then e to"
                + " that."
                + read,
            (nats, y) ->
                withAll(
                    nats,
                    y,
                    each -> {
                      double sum = 0;
                      for (int b = 0; b < each.length; b++) {
                        sum += each[b] * count(column(y, b));
                      }
                      return sum / count(y);
                    }))
        .mistake(
            "each text counted once",
            "It looks as if each text counted once in the perplexity of all. Every letter counts"
                + " once."
                + read,
            (nats, y) ->
                withAll(
                    nats,
                    y,
                    each ->
                        StrictMath.exp(
                            Arrays.stream(each).map(StrictMath::log).average().orElseThrow())))
        .mistake(
            "all places in all",
            "Each text is right; that of all looks divided by T·B. Only letters that count are"
                + " counted."
                + read,
            (nats, y) -> withAll(nats, y, each -> StrictMath.exp(sum(nats, y) / places(y))))
        .mistake(
            "the sum of the perplexities",
            "It looks as if the texts' perplexities were added up for that of all." + read,
            (nats, y) -> withAll(nats, y, each -> Arrays.stream(each).sum()))
        .mistake(
            "the product of the perplexities",
            "It looks as if the texts' perplexities were multiplied for that of all." + read,
            (nats, y) -> withAll(nats, y, each -> product(each)))
        .mistake(
            "all is missing",
            "The last number is 0: the perplexity of all letters belongs there." + read,
            (nats, y) -> withAll(nats, y, each -> 0))
        .mistake(
            "the last text twice",
            "The last number is the last text's perplexity once more. That of all letters belongs"
                + " there."
                + read,
            (nats, y) -> withAll(nats, y, each -> each[each.length - 1]))
        .mistake(
            "padding counted",
            "It looks as if each text had been divided by T, the length of the longest. A text has"
                + " its own number of letters."
                + read,
            (nats, y) ->
                perplexed(
                    nats, y, (b, sum, n) -> StrictMath.exp(sum / (b < 0 ? places(y) : y.length))))
        .mistake(
            "padding counted, all right",
            "That of all is right. But the texts look divided by T, the length of the longest: each"
                + " has its own number of letters."
                + read,
            (nats, y) ->
                perplexed(nats, y, (b, sum, n) -> StrictMath.exp(sum / (b < 0 ? n : y.length))))
        .mistake(
            "no mask",
            "It looks as if what stands behind a text's end had been counted. It is anything: look"
                + " at target before you add."
                + read,
            (nats, y) -> perplexed(nats, zeroFor(y), (b, sum, n) -> StrictMath.exp(sum / n)))
        .mistake(
            "padding in the sum",
            "It looks as if what stands behind a text's end were in the sum, though not in the"
                + " number. It is anything: look at target before you add."
                + read,
            (nats, y) ->
                perplexed(
                    nats,
                    zeroFor(y),
                    (b, sum, n) -> StrictMath.exp(sum / (b < 0 ? count(y) : count(column(y, b))))))
        .mistake(
            "divided by all letters",
            "It looks as if each text's costs were divided by the number of letters of the whole"
                + " batch."
                + read,
            (nats, y) -> perplexed(nats, y, (b, sum, n) -> StrictMath.exp(sum / count(y))))
        .mistake(
            "2 to the nats",
            "It looks as if 2 were raised to the mean. The costs are in nats, so it is e; 2 belongs"
                + " to bits."
                + read,
            (nats, y) -> perplexed(nats, y, (b, sum, n) -> StrictMath.pow(2, sum / n)))
        .mistake(
            "e to the bits",
            "It looks as if e were raised to bits: nats divided by ln 2. Either e to nats, or 2 to"
                + " bits."
                + read,
            (nats, y) -> perplexed(nats, y, (b, sum, n) -> StrictMath.exp(sum / n / LN2)))
        .mistake(
            "the last step left out",
            "It looks as if the last step of the batch were missing." + read,
            (nats, y) ->
                perplexed(
                    nats,
                    with(y, (t, b) -> t == y.length - 1 ? NONE : y[t][b]),
                    (b, sum, n) -> StrictMath.exp(sum / n)))
        .mistake(
            "the first step left out",
            "Everything counts but the letters at step 0. They were asked, too." + read,
            (nats, y) ->
                perplexed(
                    nats,
                    with(y, (t, b) -> t == 0 ? NONE : y[t][b]),
                    (b, sum, n) -> StrictMath.exp(sum / n)))
        .mistake(
            "symbol 0 left out",
            "It looks as if letters that are symbol 0 did not count. 0 is a symbol; −1 is none."
                + read,
            (nats, y) ->
                perplexed(
                    nats,
                    with(y, (t, b) -> y[t][b] == 0 ? NONE : y[t][b]),
                    (b, sum, n) -> StrictMath.exp(sum / n)))
        .mistake(
            "break at the first padding",
            "It looks as if a step were left at the first text that is over. Texts in the columns"
                + " behind it may go on."
                + read,
            (nats, y) ->
                perplexed(
                    nats,
                    with(y, (t, b) -> over(y, t, b) ? NONE : y[t][b]),
                    (b, sum, n) -> StrictMath.exp(sum / n)))
        .mistake(
            "in bits",
            "It looks as if these were mean costs in bits. The perplexity is 2 to the bits, or e to"
                + " the nats."
                + read,
            (nats, y) -> perplexed(nats, y, (b, sum, n) -> sum / n / LN2))
        .mistake(
            "all divided by the texts",
            "Each text is right; for that of all, the costs look divided by the number of texts."
                + " Divide by the number of letters."
                + read,
            (nats, y) -> withAll(nats, y, each -> StrictMath.exp(sum(nats, y) / y[0].length)))
        .mistake(
            "the last text left out",
            "It looks as if the last text of the batch were missing." + read,
            (nats, y) ->
                perplexed(
                    nats,
                    y,
                    (b, sum, n) ->
                        b == y[0].length - 1
                            ? 0
                            : b >= 0
                                ? StrictMath.exp(sum / n)
                                : StrictMath.exp(
                                    sum(
                                            nats,
                                            with(
                                                y, (t, c) -> c == y[t].length - 1 ? NONE : y[t][c]))
                                        / count(
                                            with(
                                                y,
                                                (t, c) -> c == y[t].length - 1 ? NONE : y[t][c])))))
        .mistake(
            "no exp",
            "It looks as if these were mean costs. The perplexity is e to that." + read,
            (nats, y) -> perplexed(nats, y, (b, sum, n) -> sum / n))
        .mistake(
            "the sum",
            "It looks like e to the sum of the costs. The perplexity is that of one letter: take the"
                + " mean."
                + read,
            (nats, y) -> perplexed(nats, y, (b, sum, n) -> StrictMath.exp(sum)))
        .mistake(
            "upside down",
            "These are below 1: e to minus the mean is a probability, the perplexity is one over it."
                + " The costs are above 0 already."
                + read,
            (nats, y) -> perplexed(nats, y, (b, sum, n) -> StrictMath.exp(-sum / n)))
        .mistake(
            "the mean of the letters' perplexities",
            "It looks as if e to the cost had been taken letter by letter, and then the mean. First"
                + " the mean, then e to that: otherwise one strange letter outweighs all others."
                + read,
            (nats, y) -> perplexed(mapped(nats, StrictMath::exp), y, (b, sum, n) -> sum / n))
        .mistake(
            "a product of probabilities",
            "Right for short texts. It looks as if probabilities were multiplied, or one over them:"
                + " for some hundred letters the product is 0, or ∞, to a double. Add the costs, which"
                + " are the logarithms."
                + read,
            (nats, y) ->
                perplexed(nats, y, (b, sum, n) -> StrictMath.pow(StrictMath.exp(-sum), -1.0 / n)))
        .mistake(
            "integer division",
            "Every number is 1. It looks as if 1 / n were taken of whole numbers, which is 0 in"
                + " Java: write 1.0 / n."
                + read,
            (nats, y) -> perplexed(nats, y, (b, sum, n) -> n == 1 ? StrictMath.exp(sum) : 1))
        .mistake(
            "not set back",
            "Right for text 0. It looks as if sum and number went on from text to text." + read,
            (nats, y) -> {
              double[] out = new double[y[0].length + 1];
              for (int b = 0; b < out.length; b++) {
                int last = Math.min(b, out.length - 2);
                int[][] soFar = with(y, (t, c) -> c <= last ? y[t][c] : NONE);
                out[b] = StrictMath.exp(sum(nats, soFar) / count(soFar));
              }
              return out;
            })
        .mistake(
            "the sum not set back",
            "Right for text 0. It looks as if the sum went on from text to text." + read,
            (nats, y) -> {
              double[] soFar = {0};
              return perplexed(
                  nats, y, (b, sum, n) -> StrictMath.exp(b < 0 ? sum / n : (soFar[0] += sum) / n));
            })
        .mistake(
            "all first",
            "It looks as if the perplexity of all came first. It comes last, behind those of the"
                + " texts."
                + read,
            (nats, y) -> {
              double[] right = perplexed(nats, y, (b, sum, n) -> StrictMath.exp(sum / n));
              double[] out = new double[right.length];
              System.arraycopy(right, 0, out, 1, right.length - 1);
              out[0] = right[right.length - 1];
              return out;
            });
  }

  static Exercise<Gradient> gradientExercise() {
    String read = " Read “The gradient” above.";
    return new Exercise<Gradient>(
            "The gradient", Exercise10::callGradient, Exercise10::rightGradient)
        .stage(rng -> scored(rng, 4, 3, 3))
        .part(1, "two texts of three letters", SLOPES)
        .stage(rng -> scored(rng, 6, 3, 5, 1, 2))
        .part(1, "texts of different lengths: where letters count", SLOPES)
        .part(1, "exactly 0 behind a text's end", BEHIND)
        .stage(
            Fresh.inTurn(
                rng -> heated(scored(rng, 4, 3, 3), 2), rng -> heated(scored(rng, 4, 3, 3), 0.5)))
        .part(1, "at the temperatures 2 and 1/2", SLOPES)
        .stage(Fresh.inTurn(rng -> shifted(scored(rng, 4, 3, 3)), Exercise10::dear))
        .part(1, "logits around 1000, logits around −1000", SLOPES)
        .leavesItsInputs(1)
        .mistake(
            "no temperature",
            "Right at the temperature 1. τ has no part in it yet." + read,
            (o, y, tau) -> rightSlopes(o, y))
        .mistake(
            "the temperature only in p",
            "Right at the temperature 1. The probabilities are those at τ. But the loss contains"
                + " o/τ: a step of the logit moves that by 1/τ of a step."
                + read,
            (o, y, tau) -> rightSlopes(divided(o, tau), y))
        .mistake(
            "the temperature not in p",
            "Right at the temperature 1. The factor 1/τ is there, but p must be the softmax of o/τ."
                + read,
            (o, y, tau) -> divided(rightSlopes(o, y), tau))
        .mistake(
            "times the temperature",
            "Right at the temperature 1. It looks as if τ were multiplied by in place of divided."
                + read,
            (o, y, tau) -> divided(rightSlopes(divided(o, tau), y), 1 / tau))
        .mistake(
            "logits times the temperature",
            "Right at the temperature 1. It looks as if p were the softmax of o·τ: logits are divided"
                + " by τ."
                + read,
            (o, y, tau) -> divided(rightSlopes(divided(o, 1 / tau), y), tau))
        .mistake(
            "the temperature squared",
            "Right at the temperature 1. It looks as if τ were divided by twice." + read,
            (o, y, tau) -> divided(rightSlopes(divided(o, tau), y), tau * tau))
        .mistake(
            "p alone divided by the temperature",
            "Right at the temperature 1. It looks as if p were divided by τ, but the 1 of the letter"
                + " that came were not."
                + read,
            (o, y, tau) ->
                counted(
                    o,
                    y,
                    (r, t, b, k) ->
                        (p(divided(r, tau), k) / tau - (k == y[t][b] ? 1 : 0)) / count(y)))
        .mistake(
            "1 alone divided by the temperature",
            "Right at the temperature 1. It looks as if the 1 of the letter that came were divided by"
                + " τ, but p were not."
                + read,
            (o, y, tau) ->
                counted(
                    o,
                    y,
                    (r, t, b, k) ->
                        (p(divided(r, tau), k) - (k == y[t][b] ? 1 / tau : 0)) / count(y)))
        .mistake(
            "the padding moved",
            "There are numbers behind a text's end. Nobody asked there, so the loss does not change"
                + " when those logits do."
                + read,
            steeper(
                (o, y) ->
                    slopes(o, y, (r, t, b, k) -> (p(r, k) - (k == y[t][b] ? 1 : 0)) / count(y))))
        .mistake(
            "the padding taken for symbol 0",
            "It looks as if symbol 0 had come behind a text's end. −1 says that nobody asks: there"
                + " the gradient is 0."
                + read,
            steeper(
                (o, y) ->
                    slopes(
                        o,
                        y,
                        (r, t, b, k) ->
                            (p(r, k) - (k == Math.max(0, y[t][b]) ? 1 : 0)) / count(y))))
        .mistake(
            "not divided",
            "It looks as if p − [k = y] were not divided by N. The loss is a mean: a letter has only"
                + " its share in it."
                + read,
            steeper((o, y) -> times(o, y, 1)))
        .mistake(
            "padding counted",
            "It looks as if you had divided by all places of the batch, T·B. N is the number of"
                + " letters that count, as in the loss."
                + read,
            steeper((o, y) -> times(o, y, 1.0 / places(y))))
        .mistake(
            "divided by the texts",
            "It looks as if you had divided by the number of texts. N is the number of letters that"
                + " count."
                + read,
            steeper((o, y) -> times(o, y, 1.0 / y[0].length)))
        .mistake(
            "divided by the steps",
            "It looks as if you had divided by the number of steps, T. N is the number of letters"
                + " that count."
                + read,
            steeper((o, y) -> times(o, y, 1.0 / y.length)))
        .mistake(
            "divided by each text's letters",
            "It looks as if each text were divided by its own number of letters. The loss is the"
                + " mean over all letters of the batch."
                + read,
            steeper(
                (o, y) ->
                    counted(o, y, (r, t, b, k) -> slope(r, k, y[t][b]) / count(column(y, b)))))
        .mistake(
            "divided by each step's letters",
            "It looks as if each step were divided by the number of letters at that step. The loss"
                + " is the mean over all letters of the batch."
                + read,
            steeper((o, y) -> counted(o, y, (r, t, b, k) -> slope(r, k, y[t][b]) / count(y[t]))))
        .mistake(
            "divided by the letters so far",
            "Only the last letter is right. It looks as if N were still growing while it was used:"
                + " count first."
                + read,
            steeper(
                (o, y) -> {
                  int[] n = {0};
                  return counted(
                      o,
                      y,
                      (r, t, b, k) -> {
                        n[0] += k == 0 ? 1 : 0;
                        return slope(r, k, y[t][b]) / n[0];
                      });
                }))
        .mistake(
            "divided by the symbols, too",
            "It looks as if you had divided by the number of symbols, too." + read,
            steeper((o, y) -> times(o, y, 1.0 / count(y) / o[0][0].length)))
        .mistake(
            "in bits",
            "It looks like the gradient of a loss in bits. Yours is in nats." + read,
            steeper((o, y) -> times(o, y, 1 / LN2 / count(y))))
        .mistake(
            "the sign",
            "The sign is turned round. Raise the logit of the letter that came: the loss falls, so"
                + " the derivative is negative."
                + read,
            steeper((o, y) -> times(o, y, -1.0 / count(y))))
        .mistake(
            "p alone",
            "It looks as if this were p/N everywhere. At the letter that came −o_y has its part, too."
                + read,
            steeper((o, y) -> counted(o, y, (r, t, b, k) -> p(r, k) / count(y))))
        .mistake(
            "1 not divided",
            "It looks as if p were divided by N, but the 1 of the letter that came were not."
                + read,
            steeper(
                (o, y) ->
                    counted(o, y, (r, t, b, k) -> p(r, k) / count(y) - (k == y[t][b] ? 1 : 0))))
        .mistake(
            "p not divided",
            "It looks as if the 1 of the letter that came were divided by N, but p were not."
                + read,
            steeper(
                (o, y) ->
                    counted(o, y, (r, t, b, k) -> p(r, k) - (k == y[t][b] ? 1.0 / count(y) : 0))))
        .mistake(
            "1 taken from all",
            "It looks as if 1 were taken from every symbol. Only the letter that came has it."
                + read,
            steeper((o, y) -> counted(o, y, (r, t, b, k) -> (p(r, k) - 1) / count(y))))
        .mistake(
            "y taken from all",
            "It looks as if the number y were taken away. [k = y] is 1 for the symbol that came and 0"
                + " for all others."
                + read,
            steeper((o, y) -> counted(o, y, (r, t, b, k) -> (p(r, k) - y[t][b]) / count(y))))
        .mistake(
            "1 added",
            "It looks as if 1 were added at the letter that came. −o_y has the derivative −1."
                + read,
            steeper(
                (o, y) ->
                    counted(o, y, (r, t, b, k) -> (p(r, k) + (k == y[t][b] ? 1 : 0)) / count(y))))
        .mistake(
            "only the letter that came",
            "Right at the letters that came, and 0 at all other symbols. Their logits stand in the"
                + " sum Σ e^o, too: the loss rises with each."
                + read,
            steeper(
                (o, y) ->
                    counted(
                        o, y, (r, t, b, k) -> k == y[t][b] ? slope(r, k, y[t][b]) / count(y) : 0)))
        .mistake(
            "the others alone",
            "Right at the symbols that did not come, and 0 at the letter that came. Its logit"
                + " matters most of all."
                + read,
            steeper(
                (o, y) ->
                    counted(
                        o, y, (r, t, b, k) -> k == y[t][b] ? 0 : slope(r, k, y[t][b]) / count(y))))
        .mistake(
            "−1/p",
            "It looks like the derivative with respect to p, −1/p. It is wanted with respect to the"
                + " logits: the softmax is still to be passed."
                + read,
            steeper(
                (o, y) ->
                    counted(o, y, (r, t, b, k) -> k == y[t][b] ? -1 / p(r, k) / count(y) : 0)))
        .mistake(
            "the derivative of −p",
            "It looks like the derivative of −p_y. The letter costs −ln p_y." + read,
            steeper(
                (o, y) ->
                    counted(o, y, (r, t, b, k) -> p(r, y[t][b]) * slope(r, k, y[t][b]) / count(y))))
        .mistake(
            "p where p_y belongs",
            "It looks as if p had been multiplied by p − [k = y]. The difference alone is the"
                + " derivative."
                + read,
            steeper(
                (o, y) -> counted(o, y, (r, t, b, k) -> p(r, k) * slope(r, k, y[t][b]) / count(y))))
        .mistake(
            "not normalised",
            "It looks as if exponentials were used as they are, without being divided by their sum."
                + read,
            steeper(
                (o, y) ->
                    counted(
                        o,
                        y,
                        (r, t, b, k) ->
                            (StrictMath.exp(r[k] - most(r)) - (k == y[t][b] ? 1 : 0)) / count(y))))
        .mistake(
            "not set back",
            "Right for the first letter. It looks as if the sum of exponentials went on from letter"
                + " to letter."
                + read,
            steeper(
                (o, y) -> {
                  double[] sum = {0};
                  return counted(
                      o,
                      y,
                      (r, t, b, k) -> {
                        sum[0] += k == 0 ? total(r, most(r)) : 0;
                        double share = StrictMath.exp(r[k] - most(r)) / sum[0];
                        return (share - (k == y[t][b] ? 1 : 0)) / count(y);
                      });
                }))
        .mistake(
            "1/N in integers",
            "Right but for the letter that came. It looks as if 1 / N were taken of whole numbers,"
                + " which is 0 in Java: write 1.0 / N."
                + read,
            steeper(
                (o, y) ->
                    counted(
                        o,
                        y,
                        (r, t, b, k) -> p(r, k) / count(y) - (k == y[t][b] ? 1 / count(y) : 0))))
        .mistake(
            "a factor 1/N in integers",
            "Everything is 0. It looks as if 1 / N were taken of whole numbers, which is 0 in Java:"
                + " write 1.0 / N."
                + read,
            steeper((o, y) -> times(o, y, Math.floorDiv(1, count(y)))))
        .mistake(
            "all zeros",
            "Everything is 0. Is the result written into the array that is given back?" + read,
            steeper((o, y) -> counted(o, y, (r, t, b, k) -> 0)))
        .mistake(
            "break at the first padding",
            "It looks as if a step were left at the first text that is over. Texts in the columns"
                + " behind it may go on."
                + read,
            steeper(
                (o, y) ->
                    counted(
                        o, y, (r, t, b, k) -> over(y, t, b) ? 0 : slope(r, k, y[t][b]) / count(y))))
        .mistake(
            "everything stops at the first padding",
            "It looks as if everything stopped at the first −1. Other texts go on." + read,
            steeper(
                (o, y) -> {
                  boolean[] over = {false};
                  return slopes(
                      o,
                      y,
                      (r, t, b, k) -> {
                        over[0] |= y[t][b] < 0;
                        return over[0] ? 0 : slope(r, k, y[t][b]) / count(y);
                      });
                }))
        .mistake(
            "one ahead",
            "It looks as if the letter of the next step had been taken. The target is shifted"
                + " already: logits[t][b] belong to target[t][b]."
                + read,
            steeper(
                (o, y) ->
                    counted(
                        o,
                        y,
                        (r, t, b, k) ->
                            slope(r, k, y[Math.min(t + 1, y.length - 1)][b]) / count(y))))
        .mistake(
            "ln p for p",
            "It looks as if the logarithm of p stood where p belongs." + read,
            steeper(
                (o, y) ->
                    counted(
                        o, y, (r, t, b, k) -> (-nats(r, k) - (k == y[t][b] ? 1 : 0)) / count(y))))
        .mistake(
            "the largest taken away in one place only",
            "It looks as if the largest logit were taken away above the fraction line, but not in"
                + " the sum below it."
                + read,
            steeper(
                (o, y) ->
                    counted(
                        o,
                        y,
                        (r, t, b, k) ->
                            (StrictMath.exp(r[k] - most(r)) / total(r, 0) - (k == y[t][b] ? 1 : 0))
                                / count(y))))
        .mistake(
            "symbol 0 left out",
            "It looks as if letters that are symbol 0 did not count. 0 is a symbol; −1 is none."
                + read,
            steeper((o, y) -> rightSlopes(o, with(y, (t, b) -> y[t][b] == 0 ? NONE : y[t][b]))))
        .mistake(
            "nothing taken away",
            "Right as long as the logits are small: e^1000 / e^1000 is ∞/∞ to a double. Take the"
                + " largest of the row away first, as in the loss."
                + read,
            steeper(
                (o, y) ->
                    counted(
                        o,
                        y,
                        (r, t, b, k) ->
                            (StrictMath.exp(r[k]) / total(r, 0) - (k == y[t][b] ? 1 : 0))
                                / count(y))))
        .mistake(
            "the largest begins at 0",
            "Wrong where all logits of a row are far below 0. It looks as if the search for the"
                + " largest began at 0 (Double.MIN_VALUE is a tiny number above 0, too)."
                + read,
            steeper(
                (o, y) ->
                    counted(
                        o,
                        y,
                        (r, t, b, k) -> {
                          double from = Math.max(0, most(r));
                          double share = StrictMath.exp(r[k] - from) / total(r, from);
                          return (share - (k == y[t][b] ? 1 : 0)) / count(y);
                        })))
        .mistake(
            "the padding moved and counted",
            "Two things with the padding: there are numbers behind a text's end, where the loss"
                + " does not change; and all places T·B are divided by, not the letters that count."
                + read,
            steeper(
                (o, y) ->
                    slopes(o, y, (r, t, b, k) -> (p(r, k) - (k == y[t][b] ? 1 : 0)) / places(y))))
        .mistake(
            "the padding moved, nothing divided",
            "Two things: there are numbers behind a text's end, where the loss does not change; and"
                + " nothing is divided by N, though the loss is a mean."
                + read,
            steeper((o, y) -> slopes(o, y, (r, t, b, k) -> p(r, k) - (k == y[t][b] ? 1 : 0))));
  }

  // ---- the learner's code is called with arrays of its own

  private static Values callNumber(DoubleSupplier code, Values in) {
    return number(code.getAsDouble());
  }

  private static Values number(double value) {
    return new Values().with(ANSWER, value);
  }

  /** Says more of an index that is out of bounds. */
  private static <T> T indexed(Supplier<T> code) {
    try {
      return code.get();
    } catch (ArrayIndexOutOfBoundsException e) {
      boolean padding = String.valueOf(e.getMessage()).startsWith("Index -1 ");
      throw new Unusable(
          Thrown.inWords(e)
              + (padding
                  ? ". −1 is no letter but says that the text is over: leave these places out."
                  : ". The step comes first, then the text: target[t][b], logits[t][b][k]."));
    }
  }

  private static Values callLoss(Loss code, Values in) {
    double[][][] logits = logits(in);
    int[][] target = symbols(in.matrix("target"));
    double loss = indexed(() -> code.of(logits, target, in.number("tau")));
    noteChanges(in, logits, target);
    return new Values().with(LOSS, loss);
  }

  private static Values callPerplexities(Perplexities code, Values in) {
    double[][] nats = rows(in.matrix("nats"));
    int[][] target = symbols(in.matrix("target"));
    double[] all = indexed(() -> code.of(nats, target));
    copyInto(in.matrix("nats"), nats);
    copyInto(in.matrix("target"), target);
    int texts = in.matrix("target").numCols;
    if (all == null || all.length != texts + 1) {
      throw new Unusable(
          "For "
              + texts
              + " texts perplexities must give "
              + (texts + 1)
              + " numbers, one for each text and, last, one for all letters; it gives "
              + (all == null ? "null." : all.length + "."));
    }
    return new Values().with(EACH, Arrays.copyOf(all, texts)).with(ALL, all[texts]);
  }

  private static Values callGradient(Gradient code, Values in) {
    double[][][] logits = logits(in);
    int[][] target = symbols(in.matrix("target"));
    double[][][] slopes = indexed(() -> code.of(logits, target, in.number("tau")));
    requireShape("gradient", slopes, logits(in));
    requireOwnRows(slopes);
    noteChanges(in, logits, target);
    return told(slopes, symbols(in.matrix("target")));
  }

  private static Values told(double[][][] slopes, int[][] target) {
    DMatrixRMaj[] counted = new DMatrixRMaj[slopes.length];
    double behind = 0;
    boolean empty = true;
    for (int t = 0; t < slopes.length; t++) {
      counted[t] = new DMatrixRMaj(slopes[t]);
      for (int b = 0; b < slopes[t].length; b++) {
        if (target[t][b] < 0) {
          for (int k = 0; k < slopes[t][b].length; k++) {
            double slope = Math.abs(counted[t].get(b, k));
            // Whatever is not 0 is told apart from it, 1e-300 too.
            behind = slope == 0 ? behind : Math.max(behind, Math.max(slope, 1e-3));
            behind = Double.isNaN(slope) ? slope : behind;
            counted[t].set(b, k, 0);
          }
        }
      }
      empty &= Arrays.stream(counted[t].data).allMatch(slope -> slope == 0);
    }
    // Zeros behind a text's end are no merit where there is nothing else.
    return new Values().with(SLOPES, counted).with(BEHIND, empty ? Double.NaN : behind);
  }

  private static void requireOwnRows(double[][][] array) {
    for (int i = 0; i < array.length * array[0].length; i++) {
      for (int j = 0; j < i; j++) {
        int texts = array[0].length;
        if (array[i / texts][i % texts] == array[j / texts][j % texts]) {
          throw new Unusable(
              "gradient["
                  + j / texts
                  + "]["
                  + j % texts
                  + "] and gradient["
                  + i / texts
                  + "]["
                  + i % texts
                  + "] are one and the same array: what is written into one stands in both. Make a"
                  + " new array for each.");
        }
      }
    }
  }

  /** Puts what the learner's code left in its arrays back to where it is compared. */
  private static void noteChanges(Values in, double[][][] logits, int[][] target) {
    for (int t = 0; t < logits.length; t++) {
      copyInto(in.matrices("logits")[t], logits[t]);
    }
    copyInto(in.matrix("target"), target);
  }

  // ---- fresh inputs

  /** Logits, and the letters that came; all logits of the first letter are equal. */
  private static Values scored(Rng rng, int symbols, int... lengths) {
    DMatrixRMaj target = letters(rng, symbols, lengths);
    DMatrixRMaj[] logits = new DMatrixRMaj[target.numRows];
    for (int t = 0; t < logits.length; t++) {
      logits[t] = Fresh.matrix(rng, lengths.length, symbols);
      for (int i = 0; i < logits[t].getNumElements(); i++) {
        logits[t].data[i] *= 3;
      }
    }
    double level = logits[0].get(0, 0);
    for (int k = 0; k < symbols; k++) {
      logits[0].set(0, k, level);
    }
    return new Values().with("logits", logits).with("target", target).with("tau", 1);
  }

  private static Values heated(Values in, double tau) {
    return in.with("tau", tau);
  }

  /** Text 0 has logits around 1000, text 1 around −1000. */
  private static Values shifted(Values in) {
    for (DMatrixRMaj step : in.matrices("logits")) {
      for (int k = 0; k < step.numCols; k++) {
        step.add(0, k, 1000);
        step.add(1, k, -1000);
      }
    }
    return in;
  }

  /** One letter that seemed impossible, at a temperature at which it costs even more. */
  private static Values dear(Rng rng) {
    Values in = heated(scored(rng, 3, 1), 0.4);
    DMatrixRMaj logits = in.matrices("logits")[0];
    logits.set(0, 0, -1000);
    logits.set(0, 1, 1000);
    logits.set(0, 2, rng.uniform(-1, 1));
    return in;
  }

  /** What letters cost, from least to most; behind a text's end stands more than that. */
  private static Values priced(Rng rng, double least, double most, int... lengths) {
    DMatrixRMaj target = letters(rng, 4, lengths);
    DMatrixRMaj nats = target.createLike();
    for (int i = 0; i < nats.getNumElements(); i++) {
      nats.data[i] = target.data[i] < 0 ? rng.uniform(4, 5) : rng.uniform(least, most);
    }
    return new Values().with("nats", nats).with("target", target);
  }

  // ---- the right answers

  private static double fourLetters() {
    double bits = 3 * -log2(1 / 2.0) - log2(1 / 32.0);
    return StrictMath.pow(2, bits / 4);
  }

  private static double log2(double p) {
    return StrictMath.log(p) / LN2;
  }

  private static double[][][] logits(Values in) {
    return Arrays.stream(in.matrices("logits")).map(MaskedBatch::rows).toArray(double[][][]::new);
  }

  /** A loss of logits that are divided by the temperature before. */
  private static Loss cooled(ToDoubleBiFunction<double[][][], int[][]> loss) {
    return (o, y, tau) -> loss.applyAsDouble(divided(o, tau), y);
  }

  /** A gradient with respect to logits that are divided by the temperature before. */
  private static Gradient steeper(BiFunction<double[][][], int[][], double[][][]> gradient) {
    return (o, y, tau) -> divided(gradient.apply(divided(o, tau), y), tau);
  }

  private static Values rightLoss(Values in) {
    double[][][] cool = divided(logits(in), in.number("tau"));
    return new Values().with(LOSS, mean(cool, symbols(in.matrix("target"))));
  }

  private static Values rightPerplexities(Values in) {
    double[][] nats = rows(in.matrix("nats"));
    int[][] target = symbols(in.matrix("target"));
    double[] all = perplexed(nats, target, (b, sum, n) -> StrictMath.exp(sum / n));
    int texts = all.length - 1;
    return new Values().with(EACH, Arrays.copyOf(all, texts)).with(ALL, all[texts]);
  }

  private static Values rightGradient(Values in) {
    int[][] target = symbols(in.matrix("target"));
    return told(steeper(MaskedBatch::rightSlopes).of(logits(in), target, in.number("tau")), target);
  }
}
