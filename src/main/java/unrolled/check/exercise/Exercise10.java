package unrolled.check.exercise;

import static unrolled.check.exercise.MaskedBatch.count;
import static unrolled.check.exercise.MaskedBatch.divided;
import static unrolled.check.exercise.MaskedBatch.letters;
import static unrolled.check.exercise.MaskedBatch.mean;
import static unrolled.check.exercise.MaskedBatch.perplexed;
import static unrolled.check.exercise.MaskedBatch.requireShape;
import static unrolled.check.exercise.MaskedBatch.rightSlopes;
import static unrolled.check.exercise.Prediction.PREDICTED;
import static unrolled.check.exercise.Prediction.question;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.ToDoubleBiFunction;
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

  static final String LOSS = "loss";
  private static final String EACH = "perplexities";
  private static final String ALL = "perplexity of all letters";
  private static final String SLOPES = "gradient";
  private static final String BEHIND = "gradient behind a text's end";
  private static final String TARGET = "target";
  private static final String LOGITS = "logits";
  private static final String NATS = "nats";
  private static final String TAU = "tau";

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

  /** Marks the four numbers from before the holes: 4 points. Prints the report. */
  public static int predicted(Supplier<double[]> learners) {
    return predictions().mark(learners::get, 1);
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
    return Mistakes10OfSlopes.sharedRows(gradientExercise(), learners).mark(learners, seed);
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
            .follows()
            .stage(
                Fresh.inTurn(
                    rng -> heated(scored(rng, 30, 2, 1, 9), 3), rng -> scored(rng, 1, 3, 1)))
            .part(1, "thirty symbols, one symbol", LOSS)
            .mark(loss, seed)
        + new Exercise<Gradient>(
                "Other sizes: the gradient", Exercise10::callGradient, Exercise10::rightGradient)
            .follows()
            .stage(
                Fresh.inTurn(rng -> heated(scored(rng, 30, 2, 1, 9), 3), rng -> scored(rng, 3, 1)))
            .part(1, "thirty symbols, a single letter", SLOPES, BEHIND)
            .mark(gradient, seed);
  }

  /** Whether all four pieces are right, so that they can be put to work; if not, says so. */
  public static boolean ready(
      Loss loss, Perplexities perplexities, Gradient gradient, InChunks inChunks) {
    Map<String, Boolean> pieces = new LinkedHashMap<>();
    pieces.put("loss", lossExercise().isRight(loss, 1));
    pieces.put("perplexities", perplexitiesExercise().isRight(perplexities, 1));
    pieces.put("gradient", gradientExercise().isRight(gradient, 1));
    pieces.put("inChunks", ReadingInChunks.exercise().isRight(inChunks, 1));
    return Waiting.isOver(
        "What follows is made of your four methods, and waits until all their checks pass.",
        pieces);
  }

  // ---- the checks

  static Exercise<Callable<double[]>> predictions() {
    return new Exercise<Callable<double[]>>("Predictions", Prediction::call, Prediction::right)
        .stage(
            question(
                0,
                500,
                "Both logits are divided by τ. Then only their difference counts.",
                "1000 That is at the temperature 1.",
                "2000 Logits are divided by τ, not multiplied.",
                "250 Divided twice: the loss itself is not divided.",
                "0 That is what the other symbol would have cost.",
                "-500 A letter costs −ln p, and p is below 1."))
        .part(1, "what an impossible letter costs", PREDICTED)
        .stage(
            question(
                1,
                fourLetters(),
                "How many bits do the four letters cost together, and in the mean? The perplexity"
                    + " is 2 to that.",
                "17 Perplexities have no mean that makes sense: first comes the mean of what the"
                    + " letters cost, and every letter counts once.",
                "8 That is what comes out if each text counts once. But the first has three"
                    + " letters.",
                "2 That is the mean cost of a letter in bits. How many equally likely choices are 2"
                    + " bits?",
                "256 That is made of all 8 bits. The perplexity is that of one letter: take the"
                    + " mean.",
                "9.5 That is the mean of 2, 2, 2 and 32. The mean is taken of what the letters"
                    + " cost, before it becomes a perplexity.",
                "0.25 That is a probability. A perplexity is the other way round: the less likely,"
                    + " the larger."))
        .part(1, "two texts, four letters", PREDICTED)
        .stage(
            question(
                2,
                (1 / 4.0 - 1) / 5,
                "What is the slope of this letter's own cost, ln Σ e^o − o_2? And its share in a"
                    + " mean of five?",
                "-0.75 That is the slope of this letter's own cost. The loss is the mean of five.",
                "0.15 The size is right. But what happens to the loss when the logit of the letter"
                    + " that came is raised?",
                "0.05 That is the slope at a symbol that did not come. That of the letter that came"
                    + " has a second part.",
                "-0.2 That is the part of −o_2 alone. The logit stands in the sum, too. (Or was it"
                    + " 1 / 4 in whole numbers, which is 0 in Java?)",
                "0.25 That is the probability of symbol 2. Only part of the slope, and of one"
                    + " letter.",
                "-0.1875 The loss is the mean over letters, and there are five: nothing is divided"
                    + " by the number of symbols."))
        .part(1, "one of five letters that count", PREDICTED)
        .stage(
            question(
                3,
                13 / 7.0,
                "How much do the letters of each chunk cost together? And how many are there in"
                    + " all?",
                "2.333 That is the mean of the three means. A chunk of one letter then counts as"
                    + " much as one of three.",
                "7 The means are added up. A mean is none any more once it is added.",
                "13 That is the cost of all letters together.",
                "4.333 The cost of all letters, divided by the number of chunks.",
                "1.444 The last chunk has one letter, not three: divide by the letters there are."))
        .part(1, "three chunks, seven letters", PREDICTED);
  }

  static Exercise<Loss> lossExercise() {
    return Mistakes10.ofLoss(
        new Exercise<Loss>("The loss", Exercise10::callLoss, Exercise10::rightLoss)
            .size("K, the number of symbols", in -> in.block(LOGITS)[0][0].length)
            .size("N, the number of letters that count", in -> count(in.wholeRows(TARGET)))
            .stage(rng -> scored(rng, 4, 3, 3))
            .part(1, "two texts of three letters", LOSS)
            .stage(rng -> scored(rng, 6, 3, 5, 1, 2))
            .part(2, "texts of three letters, five, one, and two", LOSS)
            .stage(
                Fresh.inTurn(
                    rng -> heated(scored(rng, 4, 3, 3), 2),
                    rng -> heated(scored(rng, 4, 3, 3), 0.5)))
            .part(1, "at the temperatures 2 and 1/2", LOSS)
            .stage(
                inTurn(
                    rng -> raised(scored(rng, 4, 1, 1), new double[][] {{-1000, 1000}}),
                    rng -> raised(scored(rng, 4, 1, 1), new double[][] {{1000, -1000}}),
                    rng -> raised(scored(rng, 4, 2), new double[][] {{-1000}, {1000}}),
                    Exercise10::low,
                    Exercise10::lower))
            .part(1, "logits around 1000, logits around −1000", LOSS)
            .stage(
                inTurn(
                    rng -> far(0, -2000, rng.uniform(-1, 1), -1000),
                    rng -> far(0, -1000, 1000, rng.uniform(-1, 1)),
                    rng -> far(2, rng.uniform(-1, 1), -1000, 1000),
                    rng -> far(1, 1000, -1000, rng.uniform(-1, 1)),
                    rng -> far(1, -1000, 1000, rng.uniform(-1, 1))))
            .part(1, "a letter that costs 5000, at the temperature 0.4", LOSS)
            .leavesItsInputs(1));
  }

  static Exercise<Perplexities> perplexitiesExercise() {
    return Mistakes10OfPerplexities.of(
        new Exercise<Perplexities>(
                "The perplexity", Exercise10::callPerplexities, Exercise10::rightPerplexities)
            .axes(EACH, "text")
            .stage(
                Fresh.inTurn(rng -> priced(rng, 0.1, 3, 3, 3), rng -> priced(rng, 0.1, 3, 1, 1, 1)))
            .part(1, "texts of the same length", EACH, ALL)
            .stage(rng -> priced(rng, 0.1, 3, 3, 5, 1, 2))
            .part(1, "each of four texts of different lengths", EACH)
            .part(1, "all their letters", ALL)
            .stage(rng -> priced(rng, 2, 4, 420, 400))
            .part(1, "texts of four hundred letters", EACH, ALL)
            .leavesItsInputs(1));
  }

  static Exercise<Gradient> gradientExercise() {
    return Mistakes10OfSlopes.of(
        new Exercise<Gradient>("The gradient", Exercise10::callGradient, Exercise10::rightGradient)
            .axes(SLOPES, "step", "text", "symbol")
            .size("N, the number of letters that count", in -> count(in.wholeRows(TARGET)))
            .size("K, the number of symbols", in -> in.block(LOGITS)[0][0].length)
            .size("τ", in -> in.number(TAU))
            .region("at the letters that came", in -> came(in, true))
            .region("at the symbols that did not come", in -> came(in, false))
            .stage(rng -> scored(rng, 4, 3, 3))
            .part(1, "two texts of three letters", SLOPES)
            .stage(rng -> scored(rng, 6, 3, 5, 1, 2))
            .part(1, "texts of different lengths: where letters count", SLOPES)
            .part(1, "exactly 0 behind a text's end", BEHIND)
            .stage(
                Fresh.inTurn(
                    rng -> heated(scored(rng, 4, 3, 3), 2),
                    rng -> heated(scored(rng, 4, 3, 3), 0.5)))
            .part(1, "at the temperatures 2 and 1/2", SLOPES)
            .stage(
                inTurn(
                    rng -> raised(scored(rng, 4, 1, 1, 1), new double[][] {{-1000, 1000, -1000}}),
                    rng -> raised(scored(rng, 4, 2), new double[][] {{-1000}, {1000}}),
                    Exercise10::lower,
                    rng -> far(1, -1000, 1000, rng.uniform(-1, 1)),
                    rng -> far(1, rng.uniform(-1, 1), -2000, -1000)))
            .part(1, "logits around 1000, logits around −1000", SLOPES)
            .leavesItsInputs(1));
  }

  // ---- the learner's code is called

  /** Says more of an index that is out of bounds. */
  private static <T> T indexed(int steps, Supplier<T> code) {
    try {
      return code.get();
    } catch (ArrayIndexOutOfBoundsException e) {
      String message = String.valueOf(e.getMessage());
      String more =
          message.startsWith("Index -1 ")
              ? ". −1 is no letter but says that the text is over: leave these places out."
              : message.equals("Index " + steps + " out of bounds for length " + steps)
                  ? ". There are "
                      + steps
                      + " steps, from 0 on. The longest text fills them all:"
                      + " no −1 stands behind it."
                  : ". The step comes first, then the text: target[t][b], logits[t][b][k]. Does each"
                      + " loop end before its number of steps, or of texts?";
      throw new Unusable(Thrown.inWords(e) + more, e);
    }
  }

  private static Values callLoss(Loss code, Values in) {
    int[][] target = in.wholeRows(TARGET);
    double loss = indexed(target.length, () -> code.of(in.block(LOGITS), target, in.number(TAU)));
    return new Values().with(LOSS, loss);
  }

  private static Values callPerplexities(Perplexities code, Values in) {
    int[][] target = in.wholeRows(TARGET);
    int texts = target[0].length;
    double[] all = indexed(target.length, () -> code.of(in.rows(NATS), target));
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
    Values before = in.copy(); // as it was, whatever becomes of it
    int[][] target = in.wholeRows(TARGET);
    double[][][] slopes =
        indexed(target.length, () -> code.of(in.block(LOGITS), target, in.number(TAU)));
    boolean missing = slopes != null && fill(slopes, before);
    requireShape(SLOPES, slopes, before.block(LOGITS));
    Values told = told(slopes, before.wholeRows(TARGET));
    return missing ? told.with(BEHIND, null) : told;
  }

  /** Puts zeros where rows are missing behind a text's end; whether there are such rows. */
  private static boolean fill(double[][][] slopes, Values in) {
    int[][] target = in.wholeRows(TARGET);
    boolean missing = false;
    for (int t = 0; t < Math.min(slopes.length, target.length); t++) {
      for (int b = 0; slopes[t] != null && b < Math.min(slopes[t].length, target[t].length); b++) {
        if (slopes[t][b] == null && target[t][b] < 0) {
          slopes[t][b] = new double[in.block(LOGITS)[t][b].length];
          missing = true;
        }
      }
    }
    return missing;
  }

  private static Values told(double[][][] slopes, int[][] target) {
    double[][][] counted = new Values().with(SLOPES, slopes).copy().block(SLOPES);
    double behind = 0;
    boolean empty = true;
    for (int t = 0; t < counted.length; t++) {
      for (int b = 0; b < counted[t].length; b++) {
        if (target[t][b] < 0) {
          for (double slope : counted[t][b]) {
            // Whatever is not 0 is told apart from it, 1e-300 too.
            behind = slope == 0 ? behind : Math.max(behind, Math.max(Math.abs(slope), 1e-3));
          }
          Arrays.fill(counted[t][b], 0);
        }
        empty &= Arrays.stream(counted[t][b]).allMatch(slope -> slope == 0);
      }
    }
    // Zeros behind a text's end are no merit where there is nothing else.
    return new Values().with(SLOPES, counted).with(BEHIND, empty ? Double.NaN : behind);
  }

  // ---- fresh inputs

  @SafeVarargs
  @SuppressWarnings("varargs")
  private static Function<Rng, Values> inTurn(Function<Rng, Values>... kinds) {
    int[] calls = {0};
    return rng -> kinds[calls[0]++ % kinds.length].apply(rng);
  }

  /** Logits, and the letters that came; all logits of the first letter are equal. */
  private static Values scored(Rng rng, int symbols, int... lengths) {
    int[][] target = letters(rng, symbols, lengths);
    double[][][] logits = new double[target.length][lengths.length][symbols];
    for (double[][] step : logits) {
      for (double[] row : step) {
        Arrays.setAll(row, k -> rng.uniform(-3, 3));
      }
    }
    Arrays.fill(logits[0][0], logits[0][0][0]);
    return new Values().with(LOGITS, logits).with(TARGET, target).with(TAU, 1.0);
  }

  private static Values heated(Values in, double tau) {
    return in.with(TAU, tau);
  }

  private static Values raised(Values in, double[][] levels) {
    double[][][] logits = in.block(LOGITS);
    for (int t = 0; t < logits.length; t++) {
      for (int b = 0; b < logits[t].length; b++) {
        double[] row = logits[t][b];
        double level = levels[t][b];
        Arrays.setAll(row, k -> row[k] + level);
      }
    }
    return in;
  }

  /** All letters are far below 0, and what stands behind a text's end far above. */
  private static Values low(Rng rng) {
    return raised(scored(rng, 4, 2, 1), new double[][] {{-1000, -1000}, {-1000, 1000}});
  }

  /** All letters are far below 0, and nothing stands behind a text's end. */
  private static Values lower(Rng rng) {
    return raised(scored(rng, 4, 1, 1), new double[][] {{-1000, -1000}});
  }

  /** One letter, whose logits are far from each other, at a temperature that adds to it. */
  private static Values far(int letter, double... logits) {
    return new Values()
        .with(LOGITS, new double[][][] {{logits}})
        .with(TARGET, new int[][] {{letter}})
        .with(TAU, 0.4);
  }

  /** What letters cost, from least to most; behind a text's end stands more than that. */
  private static Values priced(Rng rng, double least, double most, int... lengths) {
    int[][] target = letters(rng, 4, lengths);
    double[][] nats = new double[target.length][lengths.length];
    for (int t = 0; t < nats.length; t++) {
      for (int b = 0; b < nats[t].length; b++) {
        nats[t][b] = target[t][b] < 0 ? rng.uniform(4, 5) : rng.uniform(least, most);
      }
    }
    return new Values().with(NATS, nats).with(TARGET, target);
  }

  /** 1 at the letters that came, or else at all other symbols of theirs. */
  private static Values came(Values in, boolean itself) {
    double[][][] region = in.copy().block(LOGITS);
    int[][] target = in.wholeRows(TARGET);
    for (int t = 0; t < region.length; t++) {
      for (int b = 0; b < region[t].length; b++) {
        int y = target[t][b];
        Arrays.setAll(region[t][b], k -> y >= 0 && k == y == itself ? 1 : 0);
      }
    }
    return new Values().with(SLOPES, region);
  }

  // ---- the right answers

  private static double fourLetters() {
    double bits = 3 * 1 + 5; // −log2(1/2) each, −log2(1/32)
    return StrictMath.pow(2, bits / 4);
  }

  private static Values rightLoss(Values in) {
    double[][][] cool = divided(in.block(LOGITS), in.number(TAU));
    return new Values().with(LOSS, mean(cool, in.wholeRows(TARGET)));
  }

  private static Values rightPerplexities(Values in) {
    double[] all = perplexed(in.rows(NATS), in.wholeRows(TARGET));
    int texts = all.length - 1;
    return new Values().with(EACH, Arrays.copyOf(all, texts)).with(ALL, all[texts]);
  }

  private static Values rightGradient(Values in) {
    int[][] target = in.wholeRows(TARGET);
    double tau = in.number(TAU);
    double[][][] cool = divided(in.block(LOGITS), tau);
    return told(divided(rightSlopes(cool, target), tau), target);
  }
}
