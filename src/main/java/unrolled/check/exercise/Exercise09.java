package unrolled.check.exercise;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import org.ejml.data.DMatrixRMaj;
import unrolled.math.Numbers;
import unrolled.math.Rng;

/**
 * Marks exercise 09: the mean over each sequence's own steps, the way back through it, and a
 * training loop that stops when the validation loss has not fallen for a while.
 *
 * <p>Gradients are compared with finite differences; the loop with one that trains to the end,
 * keeps the weights of every epoch and decides afterwards.
 */
public final class Exercise09 {

  private static final String MEAN = "mean";
  private static final String DH = "dh";
  private static final String EMPTY = "mean (one is empty)";
  private static final String DH_EMPTY = "dh (one is empty)";
  private static final String WHO = "who gets something";
  private static final String RIGHT_ONES = "each sequence's own steps";
  private static final String ROWS = "rows of dh";
  private static final String BEST = "the weights";
  private static final String EPOCHS = "the number of epochs";
  private static final String OWN = "each an array of its own";

  private Exercise09() {}

  /** The learner's guesses. */
  @FunctionalInterface
  public interface Guesses {
    /** One number for each question. */
    double[] numbers();
  }

  /** The learner's mean. */
  @FunctionalInterface
  public interface Mean {
    /**
     * The mean over each sequence's own steps.
     *
     * @param h T×B×n: h[t][b] is the state of sequence b at step t, or anything behind its end
     * @param lengths how many steps each of the B sequences has, from 0 to T
     * @return B×n
     */
    double[][] mean(double[][][] h, int[] lengths);
  }

  /** The learner's way back through the mean. */
  @FunctionalInterface
  public interface MeanBack {
    /**
     * From the gradient of the means to that of all states.
     *
     * @param dmean B×n
     * @param lengths how many steps each of the B sequences has, from 0 to T
     * @param steps T
     * @return T×B×n
     */
    double[][][] back(double[][] dmean, int[] lengths, int steps);
  }

  /** What is trained: it knows its data, and is told the weights each time. */
  public interface Model {
    /** How many batches an epoch has. */
    int batches();

    /** The gradient of the mean loss of one batch, counted from 0, at these weights. */
    double[] gradient(double[] w, int batch);

    /** The mean loss on the validation data at these weights. */
    double validationLoss(double[] w);
  }

  /** The learner's training loop. */
  @FunctionalInterface
  public interface Loop {
    /**
     * Trains by gradient descent until the validation loss has not fallen for a while.
     *
     * @param model what is trained
     * @param start the weights to begin with
     * @param rate the learning rate
     * @param patience after how many epochs in a row without a lower validation loss it stops
     * @param most how many epochs there are at most
     * @return the weights after the epoch with the lowest validation loss
     */
    double[] trained(Model model, double[] start, double rate, int patience, int most);
  }

  /** Marks the guesses: 3 points. Prints the report. */
  public static int guess(Guesses learners) {
    return guessExercise().mark(learners, 0);
  }

  /** Marks the mean: 6 points. Prints the report. */
  public static int mean(Mean learners) {
    return mean(learners, Exercise.freshSeed());
  }

  /** Marks the mean of states drawn with this seed. */
  public static int mean(Mean learners, long seed) {
    return meanExercise().mark(learners, seed);
  }

  /** Marks the way back: 6 points. Prints the report. */
  public static int back(MeanBack learners) {
    return back(learners, Exercise.freshSeed());
  }

  /** Marks the way back on gradients drawn with this seed. */
  public static int back(MeanBack learners, long seed) {
    return backExercise().mark(learners, seed);
  }

  /** Marks the training loop: 8 points. Prints the report. */
  public static int train(Loop learners) {
    return train(learners, Exercise.freshSeed());
  }

  /** Marks the training loop on models drawn with this seed. */
  public static int train(Loop learners, long seed) {
    return trainExercise().mark(learners, seed);
  }

  /** For a class: 3 more points for sizes that the visible checks don't have. */
  public static int otherSizes(Mean mean, MeanBack back, Loop loop, long seed) {
    return new Exercise<Mean>("Other sizes: the mean", Exercise09::callMean, Exercise09::rightMean)
            .naming(Exercise09::lengthsInWords)
            .stage(Fresh.inTurn(rng -> states(rng, 1, 1, 1, 0, 1), rng -> states(rng, 9, 1, 4)))
            .part(1, "one step, and nine", MEAN, EMPTY)
            .mark(mean, seed)
        + new Exercise<MeanBack>("Other sizes: back", Exercise09::callBack, Exercise09::rightBack)
            .naming(Exercise09::lengthsInWords)
            .stage(
                Fresh.inTurn(rng -> gradients(rng, 1, 1, 1, 0, 1), rng -> gradients(rng, 9, 1, 4)))
            .part(1, "one step, and nine", DH, DH_EMPTY, ROWS)
            .mark(back, seed)
        + new Exercise<Loop>("Other sizes: the loop", Exercise09::callLoop, Exercise09::rightLoop)
            .naming(Exercise09::lossesInWords)
            .stage(rng -> model(rng, 5, 4, 9, 1, 0, 9, 8, 8.5, 8.4, 7, 8, 7.5, 7.4, 7.3, 1, 0, 0))
            .part(1, "five batches, a patience of four", BEST, EPOCHS)
            .mark(loop, seed);
  }

  // ---- what to guess

  static Exercise<Guesses> guessExercise() {
    return new Exercise<Guesses>("Guesses", Exercise09::callGuesses, Exercise09::rightGuesses)
        .stage(rng -> new Values())
        .part(1, "1. the mean of a padded sequence", question(0))
        .part(1, "2. what arrives at its first step", question(1))
        .part(1, "3. which epoch's weights come back", question(2))
        .mistake(
            "the padding counted",
            "So it would be if the padding counted. Who has a length of 2 has two steps.",
            () -> new double[] {1.5, 0.25, Double.NaN})
        .mistake(
            "not divided",
            "A mean divides by the number of steps, forward, and so also on the way back.",
            () -> new double[] {6, 1, Double.NaN})
        .mistake(
            "an epoch that is never trained",
            "Training is over before that epoch: count the epochs without a lower loss.",
            () -> new double[] {Double.NaN, Double.NaN, 5})
        .mistake(
            "an equal loss taken for a lower one",
            "An equal loss is no lower one: it begins no new count, and its weights aren't kept.",
            () -> new double[] {Double.NaN, Double.NaN, 4})
        .mistake(
            "the last weights",
            "That is where it stood, not where it was best.",
            () -> new double[] {Double.NaN, Double.NaN, 3});
  }

  private static String question(int i) {
    return "question " + (i + 1);
  }

  /** What is wrong is told without telling what is right. */
  private static Values callGuesses(Guesses code, Values in) {
    double[] guesses = code.numbers();
    double[] right = guessed();
    if (guesses == null || guesses.length != right.length) {
      throw new Unusable("There are " + right.length + " questions: give a number for each.");
    }
    Values answer = new Values();
    for (int i = 0; i < right.length; i++) {
      boolean agree = Math.abs(guesses[i] - right[i]) < 1e-6;
      answer.with(question(i), agree ? "something else" : Numbers.text(guesses[i]));
    }
    return answer;
  }

  private static Values rightGuesses(Values in) {
    return callGuesses(Exercise09::guessed, in);
  }

  private static double[] guessed() {
    double[][][] h = {{{2}}, {{4}}, {{0}}, {{0}}};
    int[] lengths = {2};
    double best = decided(new double[] {5, 3, 4, 3, 2}, 2)[0];
    return new double[] {
      means(h, lengths)[0][0], slopes(new double[][] {{1}}, lengths, 4)[0][0][0], best
    };
  }

  // ---- the mean

  static Exercise<Mean> meanExercise() {
    String read = " Read “The mean” above.";
    return new Exercise<Mean>("The mean", Exercise09::callMean, Exercise09::rightMean)
        .naming(Exercise09::lengthsInWords)
        .stage(rng -> states(rng, 1, 3, 1))
        .part(1, "one sequence of one step", MEAN)
        .stage(rng -> states(rng, 4, 2, 4, 4, 4))
        .part(1, "three sequences without padding", MEAN)
        .stage(
            Fresh.inTurn(
                rng -> withZeros(states(rng, 5, 2, 3, 5, 1, 2)),
                rng -> large(states(rng, 6, 3, 1, 4))))
        .part(2, "sequences of different lengths", MEAN)
        .stage(rng -> states(rng, 5, 2, 2, 0, 4))
        .part(1, "one of them without any step", EMPTY)
        .leavesItsInputs(1)
        .mistake(
            "the padding counted",
            "It looks as if all T steps had been added up and divided by T. Behind a sequence's end"
                + " stands padding, which is nobody's step."
                + read,
            (h, lengths) -> each(lengths, b -> times(sum(h, b, 0, h.length), 1.0 / h.length)))
        .mistake(
            "divided by T",
            "The padding is left out of the sum, but you have divided by T, which all have in"
                + " common. How many steps have you added?"
                + read,
            (h, lengths) -> each(lengths, b -> times(own(h, b, lengths), 1.0 / h.length)))
        .mistake(
            "the padding added",
            "You divide by the length, and it looks as if the padding were in the sum." + read,
            (h, lengths) -> each(lengths, b -> times(sum(h, b, 0, h.length), 1.0 / lengths[b])))
        .mistake(
            "the sum",
            "It looks like the sum: nothing has been divided." + read,
            (h, lengths) -> each(lengths, b -> own(h, b, lengths)))
        .mistake(
            "integer division",
            "It looks as if you multiplied by 1 / lengths[b]. That is a division of whole numbers:"
                + " 1 / 3 is 0 in Java, 1.0 / 3 is not.",
            (h, lengths) ->
                each(
                    lengths,
                    b -> times(own(h, b, lengths), Math.floorDiv(1, Math.max(1, lengths[b])))))
        .mistake(
            "0/0",
            "Right where there are steps. A sequence of length 0 has none to divide by, and 0/0 is"
                + " NaN; its mean shall be 0."
                + read,
            (h, lengths) -> each(lengths, b -> times(own(h, b, lengths), 1.0 / lengths[b])))
        .mistake(
            "one step too many",
            "It looks as if one step behind the end were added, too: the last step of a sequence is"
                + " h[lengths[b] - 1]."
                + read,
            (h, lengths) ->
                each(lengths, b -> times(sum(h, b, 0, lengths[b] + 1), part(lengths[b]))))
        .mistake(
            "the first step left out",
            "It looks as if the first step were left out: it is h[0]." + read,
            (h, lengths) -> each(lengths, b -> times(sum(h, b, 1, lengths[b]), part(lengths[b]))))
        .mistake(
            "the last step left out",
            "It looks as if the last step of each sequence were left out." + read,
            (h, lengths) ->
                each(lengths, b -> times(sum(h, b, 0, lengths[b] - 1), part(lengths[b]))))
        .mistake(
            "divided by the number of sequences",
            "It looks as if you had divided by B, the number of sequences: that would be a mean"
                + " over the batch."
                + read,
            (h, lengths) -> each(lengths, b -> times(own(h, b, lengths), 1.0 / lengths.length)))
        .mistake(
            "divided by one less",
            "It looks as if you had divided by the length less 1. A sequence of 3 steps has 3 of"
                + " them, also if they are counted from 0."
                + read,
            (h, lengths) -> each(lengths, b -> times(own(h, b, lengths), 1.0 / (lengths[b] - 1))))
        .mistake(
            "divided by one more",
            "It looks as if you had divided by the length plus 1." + read,
            (h, lengths) -> each(lengths, b -> times(own(h, b, lengths), 1.0 / (lengths[b] + 1))))
        .mistake(
            "divided twice",
            "It looks as if you had divided twice by the length." + read,
            (h, lengths) ->
                each(lengths, b -> times(own(h, b, lengths), part(lengths[b]) * part(lengths[b]))))
        .mistake(
            "divided by n",
            "It looks as if you had divided by n, the numbers of a state. The mean is over steps."
                + read,
            (h, lengths) -> each(lengths, b -> times(own(h, b, lengths), 1.0 / h[0][b].length)))
        .mistake(
            "as many steps as sequences",
            "It looks as if the loop over the steps ended at B, the number of sequences." + read,
            (h, lengths) ->
                each(lengths, b -> times(sum(h, b, 0, lengths.length), part(lengths[b]))))
        .mistake(
            "the largest",
            "That is the largest of each number: the other pooling. A mean adds and divides."
                + read,
            (h, lengths) ->
                each(
                    lengths,
                    b -> {
                      double[] most = sum(h, b, 0, Math.min(1, lengths[b]));
                      for (int t = 1; t < lengths[b]; t++) {
                        for (int j = 0; j < most.length; j++) {
                          most[j] = Math.max(most[j], h[t][b][j]);
                        }
                      }
                      return most;
                    }))
        .mistake(
            "a mean of means",
            "It looks as if each step were averaged with the result so far: (mean + h[t]) / 2. Then"
                + " the last step counts half, and the first hardly at all."
                + read,
            (h, lengths) -> each(lengths, b -> running(h, b, lengths[b], false, 2)))
        .mistake(
            "a mean of means, from the first step",
            "It looks as if you had begun with h[0] and averaged each further step with the result"
                + " so far. Then the last step counts half. Add first, and divide once."
                + read,
            (h, lengths) -> each(lengths, b -> running(h, b, lengths[b], true, 2)))
        .mistake(
            "divided at every step",
            "It looks as if the division stood inside the loop over the steps: what was divided"
                + " once is divided again."
                + read,
            (h, lengths) -> each(lengths, b -> running(h, b, lengths[b], false, lengths[b])))
        .mistake(
            "set for added",
            "It looks as if only the last step were left, divided by the length: = in place of +=?"
                + read,
            (h, lengths) ->
                each(lengths, b -> times(sum(h, b, lengths[b] - 1, lengths[b]), part(lengths[b]))))
        .mistake(
            "the last step",
            "That is the state at each sequence's last step: the other pooling. The mean is over all"
                + " of its steps."
                + read,
            (h, lengths) -> each(lengths, b -> sum(h, b, lengths[b] - 1, lengths[b])))
        .mistake(
            "the length of the first for all",
            "Right for the first sequence. It looks as if all others had its length, too." + read,
            (h, lengths) -> each(lengths, b -> times(sum(h, b, 0, lengths[0]), part(lengths[0]))))
        .mistake(
            "not begun anew",
            "Right for the first sequence. It looks as if the sum were not set back to 0 for the"
                + " next one."
                + read,
            (h, lengths) ->
                each(
                    lengths,
                    b -> {
                      double[] sum = new double[h[0][0].length];
                      for (int before = 0; before <= b; before++) {
                        sum = plus(sum, own(h, before, lengths));
                      }
                      return times(sum, part(lengths[b]));
                    }))
        .mistake(
            "zeros taken for padding",
            "It looks as if steps were recognised by not being 0. A state may be 0, and padding"
                + " need not be: the lengths tell."
                + read,
            (h, lengths) ->
                each(
                    lengths,
                    b -> {
                      double[] mean = new double[h[0][0].length];
                      for (int j = 0; j < mean.length; j++) {
                        int count = 0;
                        for (double[][] step : h) {
                          mean[j] += step[b][j];
                          count += step[b][j] == 0 ? 0 : 1;
                        }
                        mean[j] /= count;
                      }
                      return mean;
                    }));
  }

  // ---- the way back

  static Exercise<MeanBack> backExercise() {
    String read = " Read “The way back” above.";
    return new Exercise<MeanBack>("The way back", Exercise09::callBack, Exercise09::rightBack)
        .naming(Exercise09::lengthsInWords)
        .stage(rng -> gradients(rng, 1, 3, 1))
        .part(1, "one sequence of one step", DH)
        .stage(
            Fresh.inTurn(
                rng -> gradients(rng, 5, 2, 3, 5, 1, 2), rng -> gradients(rng, 6, 3, 1, 4)))
        .part(1, "who gets something, and who nothing", WHO)
        .part(1, "sequences of different lengths", DH)
        .part(1, "no array in two places", DH, ROWS)
        .stage(rng -> gradients(rng, 5, 2, 2, 0, 4))
        .part(1, "one of them without any step", DH_EMPTY)
        .leavesItsInputs(1)
        .mistake(
            "not divided",
            "It looks as if each step got the whole gradient. It has had only its share of the"
                + " mean: how much does the mean change when one step changes by 1?"
                + read,
            (dmean, lengths, steps) -> spread(dmean, steps, (t, b) -> t < lengths[b] ? 1 : 0))
        .mistake(
            "divided by T",
            "It looks as if you had divided by T. Forward, the sum was divided by the sequence's"
                + " own length."
                + read,
            (dmean, lengths, steps) ->
                spread(dmean, steps, (t, b) -> t < lengths[b] ? 1.0 / steps : 0))
        .mistake(
            "the padding gets its share",
            "The padding gets a share of the gradient. Forward, it had no part in the mean." + read,
            (dmean, lengths, steps) -> spread(dmean, steps, (t, b) -> 1.0 / lengths[b]))
        .mistake(
            "without lengths",
            "It looks as if every step, padding and all, got one part in T: the way back from a"
                + " mean over everything."
                + read,
            (dmean, lengths, steps) -> spread(dmean, steps, (t, b) -> 1.0 / steps))
        .mistake(
            "the last step alone",
            "It looks as if only the last step of each sequence got something: that is the way"
                + " back from the last state. All steps of a sequence had their part in its mean."
                + read,
            (dmean, lengths, steps) -> spread(dmean, steps, (t, b) -> t == lengths[b] - 1 ? 1 : 0))
        .mistake(
            "integer division",
            "Nothing arrives where there is more than one step. 1 / lengths[b] divides whole numbers:"
                + " 1 / 3 is 0, 1.0 / 3 is not.",
            (dmean, lengths, steps) ->
                spread(dmean, steps, (t, b) -> t < lengths[b] ? 1 / lengths[b] : 0))
        .mistake(
            "0/0",
            "Right where there are steps. A sequence of length 0 has none, and something that is"
                + " divided by 0 stands in its padding; there must be zeros."
                + read,
            (dmean, lengths, steps) ->
                spread(dmean, steps, (t, b) -> (t < lengths[b] ? 1.0 : 0.0) / lengths[b]))
        .mistake(
            "one step too many",
            "It looks as if one step behind each end got a share, too." + read,
            (dmean, lengths, steps) ->
                spread(dmean, steps, (t, b) -> t <= lengths[b] ? part(lengths[b]) : 0))
        .mistake(
            "the first step left out",
            "It looks as if the first step got nothing: it is dh[0]." + read,
            (dmean, lengths, steps) ->
                spread(dmean, steps, (t, b) -> t > 0 && t < lengths[b] ? part(lengths[b]) : 0))
        .mistake(
            "the last step left out",
            "It looks as if the last step of each sequence got nothing." + read,
            (dmean, lengths, steps) ->
                spread(dmean, steps, (t, b) -> t < lengths[b] - 1 ? part(lengths[b]) : 0))
        .mistake(
            "the first step alone",
            "It looks as if only the first step of each sequence got something. All of its steps had"
                + " their part in the mean."
                + read,
            (dmean, lengths, steps) -> spread(dmean, steps, (t, b) -> t == 0 ? 1 : 0))
        .mistake(
            "the sign, and not divided",
            "It looks as if each step got the whole gradient, with the wrong sign. It has had only"
                + " its share of the mean, and a plus."
                + read,
            (dmean, lengths, steps) -> spread(dmean, steps, (t, b) -> t < lengths[b] ? -1 : 0))
        .mistake(
            "padding in front",
            "It looks as if the padding stood in front: the last steps got something, and the first"
                + " nothing. A sequence begins at step 0."
                + read,
            (dmean, lengths, steps) ->
                spread(dmean, steps, (t, b) -> t >= steps - lengths[b] ? part(lengths[b]) : 0))
        .mistake(
            "times the length",
            "It looks as if you had multiplied by the length in place of dividing." + read,
            (dmean, lengths, steps) ->
                spread(dmean, steps, (t, b) -> t < lengths[b] ? lengths[b] : 0))
        .mistake(
            "the sign",
            "dh has the wrong sign." + read,
            (dmean, lengths, steps) ->
                spread(dmean, steps, (t, b) -> t < lengths[b] ? -part(lengths[b]) : 0))
        .mistake(
            "divided again at each step",
            "Right at the first step, and smaller at each further one: it looks as if what was"
                + " divided once were divided again."
                + read,
            (dmean, lengths, steps) ->
                spread(
                    dmean,
                    steps,
                    (t, b) -> t < lengths[b] ? StrictMath.pow(part(lengths[b]), t + 1.0) : 0))
        .mistake(
            "the length of the first for all",
            "Right for the first sequence. It looks as if all others had its length, too." + read,
            (dmean, lengths, steps) ->
                spread(dmean, steps, (t, b) -> t < lengths[0] ? part(lengths[0]) : 0))
        .mistake(
            "divided by the batch, too",
            "It looks as if you had divided by B as well. The loss has seen to that already, if it"
                + " is a mean: dmean is what arrives."
                + read,
            (dmean, lengths, steps) ->
                spread(
                    dmean,
                    steps,
                    (t, b) -> t < lengths[b] ? part(lengths[b]) / lengths.length : 0));
  }

  // ---- the training loop

  static Exercise<Loop> trainExercise() {
    String read = " Read “The loop” above.";
    return new Exercise<Loop>("The loop", Exercise09::callLoop, Exercise09::rightLoop)
        .naming(Exercise09::lossesInWords)
        .stage(rng -> model(rng, 1, 2, 1, 1, -20, 9, 8))
        .part(1, "one epoch of one batch", BEST)
        .stage(rng -> model(rng, 3, 2, 4, 1, -20, 9, 8, 7, 6, 5))
        .part(2, "four epochs of three batches", BEST)
        .stage(
            inTurn(
                rng -> model(rng, 3, 3, 7, 1, 0, 9, 5, 3, 4, 3.5, 3.8, 1, 0.5),
                rng -> model(rng, 2, 3, 9, 1, 0, 9, 6, 7, 6.5, 4, 5, 5.5, 6, 2, 1),
                rng -> model(rng, 3, 3, 4, 1e-5, 0, 9, 5, 3, 4, 3.5),
                rng -> model(rng, 2, 1, 6, 1, -50, 9, 8, 7, 7.5, 1, 0.5, 0),
                rng -> model(rng, 4, 2, 8, 1e6, 1e9, 9, 5, 6, 4, 5, 5.5, 3, 2, 1)))
        .part(2, "stops when its patience is over", EPOCHS)
        .part(1, "the weights of the best epoch", BEST)
        .stage(rng -> model(rng, 2, 2, 7, 1, 0, 9, 5, 3, 3, 4, 3, 2, 1))
        .part(1, "an equal loss is no lower one", EPOCHS, BEST)
        .leavesItsInputs(1)
        .mistake(
            "uphill",
            "It looks as if the gradient were added. It points to where the loss grows." + read,
            slip(Slip.UPHILL))
        .mistake(
            "no rate",
            "It looks as if the whole gradient were taken away. Where is the rate?" + read,
            slip(Slip.NO_RATE))
        .mistake(
            "one update an epoch",
            "It looks as if the gradients of all batches were added up for one update an epoch."
                + " Stochastic gradient descent updates after every batch, and asks for the next"
                + " gradient at the new weights."
                + read,
            slip(Slip.ONE_UPDATE))
        .mistake(
            "divided by the batches",
            "It looks as if each gradient were divided by the number of batches. Each is a mean"
                + " already, and has an update of its own."
                + read,
            slip(Slip.DIVIDED))
        .mistake(
            "the gradient of the start",
            "It looks as if every gradient were asked for at the start. It belongs to the weights"
                + " as they are now."
                + read,
            slip(Slip.AT_START))
        .mistake(
            "always the first batch",
            "It looks as if batch 0 were taken every time." + read,
            slip(Slip.FIRST_BATCH))
        .mistake(
            "not copied",
            "What comes back are the last weights, not the best ones. Either w is returned, or best"
                + " and w are one array: best = w copies nothing, best = w.clone() does.",
            slip(Slip.NOT_COPIED))
        .mistake(
            "waited is never set back",
            "It looks as if the epochs without a lower loss were counted over the whole training."
                + " The patience is for epochs in a row: a lower loss begins a new count."
                + read,
            slip(Slip.NOT_RESET))
        .mistake(
            "every epoch counts",
            "It stops after as many epochs as its patience, however the loss falls. A lower loss"
                + " sets the count back to 0."
                + read,
            slip(Slip.ALL_COUNTED))
        .mistake(
            "equal is better",
            "It looks as if an equal loss were taken for a lower one: <= in place of <?" + read,
            slip(Slip.OR_EQUAL))
        .mistake(
            "one epoch too many",
            "It goes on for one epoch more when its patience is over. With a patience of 2, the"
                + " second epoch in a row without a lower loss is the last."
                + read,
            slip(Slip.ONE_MORE))
        .mistake(
            "one epoch too few",
            "It stops one epoch before its patience is over. With a patience of 2, the second epoch"
                + " in a row without a lower loss is the last."
                + read,
            slip(Slip.ONE_LESS))
        .mistake(
            "no patience at all",
            "It looks as if it stopped at the first epoch without a lower loss." + read,
            slip(Slip.AT_ONCE))
        .mistake(
            "measured before the epoch",
            "It looks as if the validation loss were measured before the epoch's updates. Measure"
                + " after them: it belongs to the new weights."
                + read,
            slip(Slip.MEASURED_FIRST))
        .mistake(
            "measured after each batch",
            "It looks as if the validation loss were measured after each batch, and patience"
                + " counted in batches. An epoch goes through all batches first."
                + read,
            slip(Slip.EACH_BATCH))
        .mistake(
            "lower than the one before",
            "It looks as if each loss were compared with the one before. It must come below the"
                + " lowest of all so far."
                + read,
            slip(Slip.PREVIOUS))
        .mistake(
            "the lowest begins at 0",
            "It looks as if the lowest loss began at 0 (Double.MIN_VALUE is just above 0, by the"
                + " way). No loss above 0 is lower than that: begin with"
                + " Double.POSITIVE_INFINITY, or with the first loss.",
            slip(Slip.FROM_ZERO))
        .mistake(
            "the lowest is never noted",
            "It looks as if the lowest loss kept its first value: where a lower one comes, it is the"
                + " new lowest."
                + read,
            slip(Slip.NOT_NOTED))
        .mistake(
            "the last weights when the patience is over",
            "Right if it goes on to the last epoch. When its patience is over, it gives back the"
                + " last weights, and not the best."
                + read,
            slip(Slip.LAST_WHEN_OVER))
        .mistake(
            "the last weights at the last epoch",
            "Right when its patience is over. If it goes on to the last epoch, it gives back the"
                + " last weights, and not the best."
                + read,
            slip(Slip.LAST_WHEN_DONE))
        .mistake(
            "the highest",
            "It looks as if the weights with the highest validation loss were kept. A loss is good"
                + " when it is low."
                + read,
            slip(Slip.HIGHEST))
        .mistake(
            "it never stops early",
            "It goes on to the last epoch, however long no lower loss has come." + read,
            slip(Slip.NEVER))
        .mistake(
            "one epoch fewer than there may be",
            "It looks as if there were at most one epoch fewer than `most`." + read,
            slip(Slip.FEWER));
  }

  // ---- the learner's code is called with arrays, which are then looked at

  private static Values callMean(Mean code, Values in) {
    double[][][] h = arrays(in.matrices("h"));
    int[] lengths = lengths(in);
    double[][] mean = code.mean(h, lengths);
    noteChanges(in, lengths);
    for (int t = 0; t < h.length; t++) {
      in.matrices("h")[t].setTo(new DMatrixRMaj(h[t]));
    }
    if (mean != null) {
      requireRows(MEAN, mean);
      requireOwnRows(h, mean);
    }
    return new Values().with(name(MEAN, EMPTY, in), mean == null ? null : new DMatrixRMaj(mean));
  }

  private static Values callBack(MeanBack code, Values in) {
    double[][] dmean = array(in.matrix("dmean"));
    int[] lengths = lengths(in);
    int steps = (int) in.number("T");
    double[][][] dh = code.back(dmean, lengths, steps);
    noteChanges(in, lengths);
    in.matrix("dmean").setTo(new DMatrixRMaj(dmean));
    if (dh == null) {
      return new Values().with(name(DH, DH_EMPTY, in), null);
    }
    if (dh.length != steps) {
      throw new Unusable(
          "dh has "
              + dh.length
              + " entries and should have one for each of the "
              + steps
              + " steps"
              + (dh.length == lengths.length ? ": steps come first, then sequences." : "."));
    }
    DMatrixRMaj[] matrices = new DMatrixRMaj[steps];
    List<double[]> rows = new ArrayList<>();
    List<String> names = new ArrayList<>();
    for (int t = 0; t < steps; t++) {
      if (dh[t] == null) {
        throw new Unusable("dh[" + t + "] is null: also where there is padding, it must be zeros.");
      }
      for (int before = 0; before < t; before++) {
        if (dh[before] == dh[t]) {
          throw new Unusable(
              "dh["
                  + before
                  + "] and dh["
                  + t
                  + "] are one and the same array: make one for each"
                  + " step.");
        }
      }
      requireRows(DH + "[" + t + "]", dh[t]);
      matrices[t] = new DMatrixRMaj(dh[t]);
      add(dh[t], DH + "[" + t + "]", rows, names);
    }
    add(dmean, "dmean", rows, names);
    String twice = twice(rows, names);
    return new Values()
        .with(name(DH, DH_EMPTY, in), matrices)
        .with(WHO, isEmpty(in) ? RIGHT_ONES : who(matrices, lengths(in)))
        .with(ROWS, twice.isEmpty() ? OWN : twice);
  }

  private static Values callLoop(Loop code, Values in) {
    Task task = new Task(in);
    double[] best =
        code.trained(
            task,
            in.numbers("start"),
            in.number("rate"),
            (int) in.number("patience"),
            (int) in.number("most"));
    return new Values().with(BEST, best).with(EPOCHS, (double) task.asked / task.batches());
  }

  /** The first step that gets something and should not, or the other way round. */
  private static String who(DMatrixRMaj[] dh, int[] lengths) {
    for (int t = 0; t < dh.length; t++) {
      for (int b = 0; b < Math.min(lengths.length, dh[t].numRows); b++) {
        boolean gets = false;
        for (int j = 0; j < dh[t].numCols; j++) {
          gets |= dh[t].get(b, j) != 0;
        }
        if (gets != t < lengths[b]) {
          return DH
              + "["
              + t
              + "]["
              + b
              + "]"
              + (gets ? " gets something, behind the end" : " gets nothing");
        }
      }
    }
    return RIGHT_ONES;
  }

  /**
   * A value where a sequence is empty has a name of its own, since a division by its length spoils
   * it: so what else is wrong is still recognised in the others.
   */
  private static String name(String usual, String withEmpty, Values in) {
    return isEmpty(in) ? withEmpty : usual;
  }

  private static boolean isEmpty(Values in) {
    return Arrays.stream(in.numbers("lengths")).anyMatch(l -> l == 0);
  }

  private static int[] lengths(Values in) {
    return Arrays.stream(in.numbers("lengths")).mapToInt(l -> (int) l).toArray();
  }

  private static void noteChanges(Values in, int[] lengths) {
    for (int b = 0; b < lengths.length; b++) {
      in.numbers("lengths")[b] = lengths[b];
    }
  }

  private static void requireRows(String name, double[][] rows) {
    if (rows.length == 0) {
      throw new Unusable(name + " is empty: give a row for each sequence.");
    }
    for (int b = 0; b < rows.length; b++) {
      if (rows[b] == null) {
        throw new Unusable(
            name + "[" + b + "] is null: also where there is nothing, it must be zeros.");
      }
      if (rows[b].length == 0 || rows[b].length != rows[0].length) {
        throw new Unusable(
            "The rows of "
                + name
                + " must have n numbers each, and row "
                + b
                + " has "
                + rows[b].length
                + ".");
      }
    }
  }

  /** A row of the mean must be no other one, and none of the input's. */
  private static void requireOwnRows(double[][][] h, double[][] mean) {
    List<double[]> rows = new ArrayList<>();
    List<String> names = new ArrayList<>();
    add(mean, MEAN, rows, names);
    for (int t = 0; t < h.length; t++) {
      add(h[t], "h[" + t + "]", rows, names);
    }
    String twice = twice(rows, names);
    if (!twice.isEmpty()) {
      throw new Unusable(twice + ": make a new double[n] for each sequence.");
    }
  }

  private static void add(double[][] some, String name, List<double[]> rows, List<String> names) {
    for (int b = 0; b < some.length; b++) {
      rows.add(some[b]);
      names.add(name + "[" + b + "]");
    }
  }

  /** Which two of these are one array; empty if none are. */
  private static String twice(List<double[]> rows, List<String> names) {
    for (int i = 0; i < rows.size(); i++) {
      for (int k = i + 1; k < rows.size(); k++) {
        if (rows.get(i) == rows.get(k)) {
          return names.get(i) + " and " + names.get(k) + " are one and the same array";
        }
      }
    }
    return "";
  }

  private static double[][] array(DMatrixRMaj m) {
    double[][] rows = new double[m.numRows][];
    for (int i = 0; i < rows.length; i++) {
      rows[i] = Arrays.copyOfRange(m.data, i * m.numCols, (i + 1) * m.numCols);
    }
    return rows;
  }

  private static double[][][] arrays(DMatrixRMaj[] m) {
    return Arrays.stream(m).map(Exercise09::array).toArray(double[][][]::new);
  }

  private static String lengthsInWords(Values in) {
    int steps = in.matrices("h") == null ? (int) in.number("T") : in.matrices("h").length;
    return "For the lengths " + Arrays.toString(lengths(in)) + " and T = " + steps + ":";
  }

  private static String lossesInWords(Values in) {
    double[] curve = in.numbers("curve");
    List<String> losses = new ArrayList<>();
    for (int e = 1; e <= in.number("most"); e++) {
      losses.add(Numbers.text(curve[e], 4));
    }
    return "With a patience of "
        + Numbers.text(in.number("patience"))
        + " and the validation losses "
        + String.join(", ", losses)
        + " after epochs 1, 2, …:";
  }

  // ---- fresh inputs

  /** States of sequences of these lengths; the padding is none of them. */
  private static Values states(Rng rng, int steps, int units, int... lengths) {
    DMatrixRMaj[] h = new DMatrixRMaj[steps];
    for (int t = 0; t < steps; t++) {
      h[t] = Fresh.matrix(rng, lengths.length, units);
      for (int b = 0; b < lengths.length; b++) {
        for (int j = 0; j < units && t >= lengths[b]; j++) {
          h[t].set(b, j, (rng.nextInt(2) * 2 - 1) * rng.uniform(5, 9));
        }
      }
    }
    return new Values().with("h", h).with("lengths", asNumbers(lengths));
  }

  /** A state may have a 0 in it: here at the first step of each sequence. */
  private static Values withZeros(Values in) {
    for (int b = 0; b < in.matrices("h")[0].numRows; b++) {
      in.matrices("h")[0].set(b, 0, 0);
    }
    return in;
  }

  /** All below 0, and large. */
  private static Values large(Values in) {
    for (DMatrixRMaj step : in.matrices("h")) {
      for (int i = 0; i < step.getNumElements(); i++) {
        step.data[i] = -1e9 * Math.abs(step.data[i]);
      }
    }
    return in;
  }

  private static Values gradients(Rng rng, int steps, int units, int... lengths) {
    return new Values()
        .with("dmean", Fresh.matrix(rng, lengths.length, units))
        .with("lengths", asNumbers(lengths))
        .with("T", steps);
  }

  private static double[] asNumbers(int[] whole) {
    return Arrays.stream(whole).asDoubleStream().toArray();
  }

  /**
   * A model of three weights. The first is a clock, which tells how many epochs were trained: its
   * validation loss follows a curve, {@code offset + scale · shape}, whose first value is that of
   * the start.
   */
  private static Values model(
      Rng rng, int batches, int patience, int most, double scale, double offset, double... shape) {
    double size = scale * rng.uniform(1, 2);
    double[] start = {rng.uniform(-1, 1), rng.uniform(-1, 1), rng.uniform(-1, 1)};
    DMatrixRMaj centre = Fresh.matrix(rng, batches, start.length);
    for (int i = 0; i < centre.getNumElements(); i++) {
      centre.data[i] += i % 2 == 0 ? 2 : -2; // far from the start, and from one another
    }
    return new Values()
        .with("start", start)
        .with("rate", rng.uniform(0.1, 0.3))
        .with("patience", patience)
        .with("most", most)
        .with("centre", centre)
        .with("curve", Arrays.stream(shape).map(y -> offset + size * y).toArray());
  }

  /** Inputs of several kinds, each in its turn: with five a stage, each of five comes once. */
  @SafeVarargs
  private static Function<Rng, Values> inTurn(Function<Rng, Values>... kinds) {
    int[] calls = {0};
    return rng -> kinds[calls[0]++ % kinds.length].apply(rng);
  }

  /** The model, as the learner's loop sees it. */
  private static final class Task implements Model {
    private final Values in;
    private final double[] start;
    private int asked; // for a gradient

    Task(Values in) {
      this.in = in;
      start = in.numbers("start").clone();
    }

    @Override
    public int batches() {
      return in.matrix("centre").numRows;
    }

    @Override
    public double[] gradient(double[] w, int batch) {
      requireWeights(w);
      if (batch < 0 || batch >= batches()) {
        throw new Unusable(
            "Your code asked for the gradient of batch "
                + batch
                + ". The batches of this model are 0 to "
                + (batches() - 1)
                + ".");
      }
      asked++;
      double[] g = new double[start.length];
      g[0] = -1;
      for (int i = 1; i < g.length; i++) {
        g[i] = w[i] - in.matrix("centre").get(batch, i);
      }
      return g;
    }

    @Override
    public double validationLoss(double[] w) {
      requireWeights(w);
      double[] curve = in.numbers("curve");
      double epochs = Math.abs(w[0] - start[0]) / (in.number("rate") * batches());
      double nearest = Math.rint(epochs);
      double e = Math.abs(epochs - nearest) < 1e-6 ? nearest : epochs;
      double slope = Math.abs(curve[0] - curve[1]);
      int last = curve.length - 1;
      if (e >= last) {
        return curve[last] + slope * (e - last);
      }
      int before = (int) e;
      return curve[before] + (e - before) * (curve[before + 1] - curve[before]);
    }

    private void requireWeights(double[] w) {
      if (w == null || w.length != start.length) {
        throw new Unusable(
            "The model was asked about "
                + (w == null ? "null" : w.length + " weights")
                + ". It has as many weights as start, "
                + start.length
                + ".");
      }
    }
  }

  // ---- the right answers

  private static Values rightMean(Values in) {
    return new Values()
        .with(name(MEAN, EMPTY, in), new DMatrixRMaj(means(arrays(in.matrices("h")), lengths(in))));
  }

  private static Values rightBack(Values in) {
    double[][][] dh = slopes(array(in.matrix("dmean")), lengths(in), (int) in.number("T"));
    DMatrixRMaj[] matrices = Arrays.stream(dh).map(DMatrixRMaj::new).toArray(DMatrixRMaj[]::new);
    return new Values()
        .with(name(DH, DH_EMPTY, in), matrices)
        .with(WHO, RIGHT_ONES)
        .with(ROWS, OWN);
  }

  /** Trains to the end, and looks for the best epoch then. */
  private static Values rightLoop(Values in) {
    Task task = new Task(in);
    int most = (int) in.number("most");
    double[][] weights = new double[most][];
    double[] losses = new double[most];
    double[] w = in.numbers("start").clone();
    for (int e = 0; e < most; e++) {
      for (int k = 0; k < task.batches(); k++) {
        w = plus(w, times(task.gradient(w, k), -in.number("rate")));
      }
      weights[e] = w;
      losses[e] = task.validationLoss(w);
    }
    int[] decided = decided(losses, (int) in.number("patience"));
    return new Values().with(BEST, weights[decided[0] - 1]).with(EPOCHS, decided[1]);
  }

  /** The best epoch of those that are trained, and the last one, both from 1. */
  private static int[] decided(double[] losses, int patience) {
    int best = 0;
    int last = 0;
    while (last < losses.length - 1 && last - best < patience) {
      last++;
      best = losses[last] < losses[best] ? last : best;
    }
    return new int[] {best + 1, last + 1};
  }

  private static double[][] means(double[][][] h, int[] lengths) {
    return each(lengths, b -> times(own(h, b, lengths), part(lengths[b])));
  }

  /** Finite differences of the means, which are linear: a difference of any size is exact. */
  private static double[][][] slopes(double[][] dmean, int[] lengths, int steps) {
    double[][][] h = new double[steps][dmean.length][dmean[0].length];
    double[][][] dh = new double[steps][dmean.length][dmean[0].length];
    for (int t = 0; t < steps; t++) {
      for (int b = 0; b < dmean.length; b++) {
        for (int j = 0; j < dmean[b].length; j++) {
          h[t][b][j] = 1;
          double[][] up = means(h, lengths);
          h[t][b][j] = -1;
          double[][] down = means(h, lengths);
          h[t][b][j] = 0;
          for (int other = 0; other < dmean.length; other++) {
            for (int unit = 0; unit < dmean[other].length; unit++) {
              dh[t][b][j] += dmean[other][unit] * (up[other][unit] - down[other][unit]) / 2;
            }
          }
        }
      }
    }
    return dh;
  }

  // ---- the pieces of which the right answers and the typical mistakes are made

  @FunctionalInterface
  private interface Row {
    double[] of(int b);
  }

  @FunctionalInterface
  private interface Share {
    double of(int t, int b);
  }

  private static double[][] each(int[] lengths, Row row) {
    double[][] rows = new double[lengths.length][];
    for (int b = 0; b < rows.length; b++) {
      rows[b] = row.of(b);
    }
    return rows;
  }

  /** The sum of steps {@code from} to {@code to − 1} of sequence b, as far as they exist. */
  private static double[] sum(double[][][] h, int b, int from, int to) {
    double[] sum = new double[h[0][b].length];
    for (int t = Math.max(0, from); t < Math.min(to, h.length); t++) {
      sum = plus(sum, h[t][b]);
    }
    return sum;
  }

  private static double[] own(double[][][] h, int b, int[] lengths) {
    return sum(h, b, 0, lengths[b]);
  }

  private static double part(int length) {
    return length == 0 ? 0 : 1.0 / length;
  }

  private static double[] plus(double[] x, double[] y) {
    double[] sum = x.clone();
    for (int j = 0; j < sum.length; j++) {
      sum[j] += y[j];
    }
    return sum;
  }

  private static double[] times(double[] x, double factor) {
    return Arrays.stream(x).map(v -> v * factor).toArray();
  }

  /** After each step the result so far, that step added, is divided. */
  private static double[] running(
      double[][][] h, int b, int length, boolean fromTheFirst, double divisor) {
    double[] mean = fromTheFirst ? sum(h, b, 0, Math.min(1, length)) : new double[h[0][b].length];
    for (int t = fromTheFirst ? 1 : 0; t < length; t++) {
      mean = times(plus(mean, h[t][b]), 1 / divisor);
    }
    return mean;
  }

  private static double[][][] spread(double[][] dmean, int steps, Share share) {
    double[][][] dh = new double[steps][dmean.length][];
    for (int t = 0; t < steps; t++) {
      for (int b = 0; b < dmean.length; b++) {
        dh[t][b] = times(dmean[b], share.of(t, b));
      }
    }
    return dh;
  }

  /** What a loop does that it should not. */
  private enum Slip {
    UPHILL,
    NO_RATE,
    ONE_UPDATE,
    DIVIDED,
    AT_START,
    FIRST_BATCH,
    NOT_COPIED,
    NOT_RESET,
    ALL_COUNTED,
    OR_EQUAL,
    ONE_MORE,
    ONE_LESS,
    AT_ONCE,
    MEASURED_FIRST,
    EACH_BATCH,
    PREVIOUS,
    FROM_ZERO,
    NOT_NOTED,
    LAST_WHEN_OVER,
    LAST_WHEN_DONE,
    HIGHEST,
    NEVER,
    FEWER
  }

  private static Loop slip(Slip slip) {
    return (model, start, rate, patience, most) ->
        new Slipping(model, start, rate, slip).trained(patience, most);
  }

  /** A training loop with one slip in it. */
  private static final class Slipping {
    private final Model model;
    private final double[] start;
    private final double rate;
    private final Slip slip;
    private double[] w;
    private double[] best;
    private double lowest;
    private int waited;

    Slipping(Model model, double[] start, double rate, Slip slip) {
      this.model = model;
      this.start = start;
      this.rate = rate;
      this.slip = slip;
      w = start.clone();
      best = w;
      lowest = slip == Slip.FROM_ZERO ? 0 : Double.POSITIVE_INFINITY;
    }

    private boolean has(Slip one) {
      return slip == one;
    }

    double[] trained(int patience, int most) {
      int limit =
          has(Slip.NEVER)
              ? Integer.MAX_VALUE
              : has(Slip.AT_ONCE)
                  ? 1
                  : patience + (has(Slip.ONE_MORE) ? 1 : has(Slip.ONE_LESS) ? -1 : 0);
      for (int e = has(Slip.FEWER) ? 1 : 0; e < most; e++) {
        if (has(Slip.MEASURED_FIRST)) {
          measure();
        }
        epoch(limit);
        if (!has(Slip.MEASURED_FIRST) && !has(Slip.EACH_BATCH)) {
          measure();
        }
        if (waited > 0 && waited >= limit) {
          break;
        }
      }
      boolean over = waited > 0 && waited >= limit;
      return has(Slip.NOT_COPIED) || has(over ? Slip.LAST_WHEN_OVER : Slip.LAST_WHEN_DONE)
          ? w
          : best;
    }

    private void epoch(int limit) {
      double[] from = w;
      for (int k = 0; k < model.batches() && !(has(Slip.EACH_BATCH) && waited >= limit); k++) {
        double[] g =
            model.gradient(
                has(Slip.AT_START) ? start : has(Slip.ONE_UPDATE) ? from : w,
                has(Slip.FIRST_BATCH) ? 0 : k);
        double step = has(Slip.NO_RATE) ? 1 : rate;
        step = has(Slip.DIVIDED) ? step / model.batches() : step;
        w = plus(w, times(g, has(Slip.UPHILL) ? step : -step));
        if (has(Slip.EACH_BATCH)) {
          measure();
        }
      }
    }

    private void measure() {
      double loss = model.validationLoss(w) * (has(Slip.HIGHEST) ? -1 : 1);
      if (loss < lowest || (has(Slip.OR_EQUAL) && loss == lowest)) {
        best = w;
        waited = has(Slip.NOT_RESET) ? waited : has(Slip.ALL_COUNTED) ? waited + 1 : 0;
        lowest = has(Slip.NOT_NOTED) ? lowest : loss;
      } else {
        waited++;
        lowest = has(Slip.PREVIOUS) ? loss : lowest;
      }
    }
  }
}
