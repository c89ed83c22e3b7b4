package unrolled.check.exercise;

import static unrolled.check.exercise.Prediction.PREDICTED;
import static unrolled.check.exercise.Prediction.question;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.Function;
import java.util.function.Supplier;
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
  private static final String SPOILT = "mean (NaN in the padding)";
  private static final String EMPTY = "mean (some are empty)";
  private static final String MEAN_ROWS = "rows of mean";
  private static final String DH = "dh";
  private static final String DH_EMPTY = "dh (some are empty)";
  private static final String WHO = "who gets something";
  private static final String RIGHT_ONES = "each sequence's own steps";
  private static final String DH_ROWS = "rows of dh";
  private static final String OWN = "each an array of its own";
  private static final String UPDATE = "first update";
  private static final String BATCHES = "the first epoch's batches";
  private static final String RESULT = "result";
  private static final String EPOCHS = "number of epochs (calls of gradient / batches)";

  private Exercise09() {}

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

  /** Marks the four numbers from before the holes: 4 points. Prints the report. */
  public static int predicted(Supplier<double[]> learners) {
    return predictions().mark(learners::get, 1);
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

  /** Whether all three are right, so that something can be built on them; if not, says so. */
  public static boolean ready(Mean mean, MeanBack back, Loop loop) {
    Map<String, Boolean> pieces = new LinkedHashMap<>();
    pieces.put("mean", meanExercise().isRight(mean, 1));
    pieces.put("back", backExercise().isRight(back, 1));
    pieces.put("trained", trainExercise().isRight(loop, 1));
    return Waiting.isOver(
        "What follows learns with your three methods, and waits until all their checks pass.",
        pieces);
  }

  /** For a class: 3 more points for sizes that the visible checks don't have. */
  public static int otherSizes(Mean mean, MeanBack back, Loop loop, long seed) {
    return new Exercise<Mean>("Other sizes: the mean", Exercise09::callMean, Exercise09::rightMean)
            .follows()
            .naming(Exercise09::lengthsInWords)
            .axes(MEAN, "sequence", "number")
            .stage(Fresh.inTurn(rng -> states(rng, 1, 1, 1, 0, 1), rng -> states(rng, 9, 1, 4)))
            .part(1, "one step, and nine", MEAN, EMPTY)
            .mark(mean, seed)
        + new Exercise<MeanBack>("Other sizes: back", Exercise09::callBack, Exercise09::rightBack)
            .follows()
            .naming(Exercise09::lengthsInWords)
            .axes(DH, "step", "sequence", "number")
            .stage(
                Fresh.inTurn(rng -> gradients(rng, 1, 1, 1, 0, 1), rng -> gradients(rng, 9, 1, 4)))
            .part(1, "one step, and nine", DH, DH_EMPTY, DH_ROWS)
            .mark(back, seed)
        + new Exercise<Loop>("Other sizes: the loop", Exercise09::callLoop, Exercise09::rightLoop)
            .follows()
            .naming(Exercise09::lossesInWords)
            .stage(rng -> model(rng, 5, 4, 9, 1, 0, 9, 8, 8.5, 8.4, 7, 8, 7.5, 7.4, 7.3, 1, 0, 0))
            .part(1, "five batches, a patience of four", EPOCHS, RESULT)
            .mark(loop, seed);
  }

  // ---- what is asked before the holes

  static Exercise<Callable<double[]>> predictions() {
    return new Exercise<Callable<double[]>>("Predictions", Prediction::call, Prediction::right)
        .stage(
            question(
                0,
                3,
                "Which steps are this sequence's own, and how many are they?",
                "5 That is with the padding. A sequence of length 2 has two steps.",
                "10 The padding is in the sum.",
                "1.5 Its length is 2, whatever the batch is padded to.",
                "6 That is the sum.",
                "4 That is the last step."))
        .part(1, "the mean of a padded sequence", PREDICTED)
        .stage(
            question(
                1,
                0.5,
                "How much does the mean grow when this state grows by 1?",
                "1 The mean does not grow by 1 when one of two states does.",
                "0.25 Its length is 2, whatever the batch is padded to.",
                "0 It has a part in the mean, and so gets something.",
                "2 The mean does not grow by more than the state does.",
                "0.3333 Count its steps once more."))
        .part(1, "what arrives at one of its steps", PREDICTED)
        .stage(
            question(
                2,
                1,
                "What does each of b's states get? And how many are there?",
                "5 Each of them gets less than 1.",
                "0.2 That is for one of its states.",
                "0.5 That is for one of a's states.",
                "0.4 Does a long sequence get less than a short one?",
                "2.5 Does a long sequence get more than a short one?",
                "2 That is for a and b together."))
        .part(1, "what all of its steps get together", PREDICTED)
        .stage(
            question(
                3,
                2,
                "Go through the epochs one by one: the lowest so far, and how long ago it was.",
                "7 Training is over before that epoch.",
                "6 Training is over before that epoch.",
                "5 Training is over before that epoch: an equal loss is no lower one.",
                "4 That is where it stops, not where it was best.",
                "3 An equal loss is no lower one: its weights aren't kept.",
                "1 There is a lower loss before it stops."))
        .part(1, "which epoch's weights come back", PREDICTED);
  }

  // ---- the exercises: what is drawn, and what is looked at

  static Exercise<Mean> meanExercise() {
    return Mistakes09.ofMean(
        new Exercise<Mean>("The mean", Exercise09::callMean, Exercise09::rightMean)
            .naming(Exercise09::lengthsInWords)
            .axes(MEAN, "sequence", "number")
            .size("n, the numbers of a state", in -> in.block("h")[0][0].length)
            .stage(Fresh.inTurn(rng -> states(rng, 1, 3, 1), rng -> states(rng, 4, 2, 4, 4, 4)))
            .part(1, "sequences without padding", MEAN, MEAN_ROWS)
            .stage(
                inTurn(
                    rng -> withZeros(states(rng, 5, 2, 3, 5, 1, 2)),
                    rng -> large(states(rng, 6, 3, 1, 4)),
                    rng -> states(rng, 7, 2, 3, 2, 4),
                    rng -> states(rng, 3, 2, 1, 3, 2, 2, 3),
                    rng -> states(rng, 5, 1, 5, 4)))
            .part(2, "sequences of different lengths", MEAN)
            .stage(rng -> spoilt(states(rng, 5, 2, 2, 5, 3)))
            .part(1, "anything behind the end, even NaN and ∞", SPOILT)
            .stage(
                inTurn(
                    rng -> states(rng, 5, 2, 2, 0, 4),
                    rng -> states(rng, 4, 3, 0, 3, 0, 4),
                    rng -> states(rng, 3, 2, 3, 1, 0),
                    rng -> states(rng, 2, 2, 0, 0),
                    rng -> states(rng, 6, 1, 4, 0, 6)))
            .part(1, "some of them without any step", EMPTY, MEAN_ROWS)
            .leavesItsInputs(1));
  }

  static Exercise<MeanBack> backExercise() {
    return Mistakes09.ofBack(
        new Exercise<MeanBack>("The way back", Exercise09::callBack, Exercise09::rightBack)
            .naming(Exercise09::lengthsInWords)
            .axes(DH, "step", "sequence", "number")
            .size("n, the numbers of a state", in -> in.rows("dmean")[0].length)
            .stage(rng -> gradients(rng, 1, 3, 1))
            .part(1, "one sequence of one step", DH)
            .stage(
                inTurn(
                    rng -> gradients(rng, 5, 2, 3, 5, 1, 2),
                    rng -> gradients(rng, 6, 3, 1, 4),
                    rng -> gradients(rng, 7, 2, 3, 2, 4),
                    rng -> gradients(rng, 3, 2, 1, 3, 2, 2, 3),
                    rng -> gradients(rng, 5, 1, 5, 4)))
            .part(1, "who gets something, and who nothing", WHO)
            .part(1, "sequences of different lengths", DH)
            .part(1, "no array in two places", DH, DH_ROWS)
            .stage(
                inTurn(
                    rng -> gradients(rng, 5, 2, 2, 0, 4),
                    rng -> gradients(rng, 4, 3, 0, 3, 0, 4),
                    rng -> gradients(rng, 3, 2, 3, 1, 0),
                    rng -> gradients(rng, 2, 2, 0, 0),
                    rng -> gradients(rng, 6, 1, 4, 0, 6)))
            .part(1, "some of them without any step", DH_EMPTY, DH_ROWS)
            .leavesItsInputs(1));
  }

  static Exercise<Loop> trainExercise() {
    return Mistakes09.ofLoop(
        new Exercise<Loop>("The loop", Exercise09::callLoop, Exercise09::rightLoop)
            .naming(Exercise09::lossesInWords)
            .size("the rate", in -> in.number("rate"))
            .size("the number of batches", in -> in.matrix("centre").numRows)
            .stage(rng -> model(rng, 1, 2, 1, 1, -20, 9, 8))
            .part(1, "one epoch of one batch", UPDATE, RESULT)
            .stage(rng -> withLargeGradients(model(rng, 3, 2, 4, 1, -20, 9, 8, 7, 6, 5)))
            .part(2, "four epochs of three batches", UPDATE, BATCHES, RESULT)
            .stage(
                inTurn(
                    rng -> model(rng, 3, 3, 7, 1, 0, 9, 5, 3, 4, 3.5, 3.8, 1, 0.5),
                    rng -> model(rng, 2, 3, 9, 1, 0, 9, 6, 7, 6.5, 4, 5, 5.5, 6, 2, 1),
                    rng -> model(rng, 3, 3, 4, 1e-9, 0, 9, 5, 3, 4, 3.5),
                    rng -> model(rng, 2, 1, 6, 1, -50, 9, 8, 7, 7.5, 1, 0.5, 0),
                    rng -> model(rng, 4, 2, 8, 1e300, 0, 9, 5, 6, 4, 5, 5.5, 3, 2, 1)))
            .part(2, "stops when its patience is over", EPOCHS)
            .part(1, "the weights of the best epoch", RESULT)
            .stage(
                inTurn(
                    rng -> model(rng, 2, 2, 7, 1, 0, 9, 5, 3, 3, 4, 3, 2, 1),
                    rng -> model(rng, 3, 2, 7, 1, 3, 1, 9, 5, 6, 7, 4, 3, 2),
                    rng -> model(rng, 2, 3, 6, 1e-7, 5, 9, 5, 3, 2, 2, 2, 2),
                    rng -> model(rng, 2, 2, 6, 1, 0, 9, 4, 0, 3, 2, 1, 0),
                    rng -> model(rng, 1, 9, 4, 1, 0, 1, 5, 3, 4, 3)))
            .part(
                1, "an equal loss is no lower one; that of the start doesn't count", EPOCHS, RESULT)
            .leavesItsInputs(1));
  }

  // ---- the learner's code is called with copies

  private static Values callMean(Mean code, Values in) {
    double[][][] h = in.block("h");
    double[][][] given = rowsOf(h);
    int batch = in.whole("lengths").length;
    String name = name(in); // before anybody changes the lengths
    double[][] mean = code.mean(h, in.whole("lengths"));
    if (mean != null) {
      requireRows(MEAN, mean);
      int n = given[0][0].length;
      if (n != batch && mean.length == n && mean[0].length == batch) {
        throw new Unusable(
            "mean has a row for each number of a state, and a column for each sequence. It must be"
                + " the other way round: mean[b][j].");
      }
    }
    Rows rows = new Rows();
    rows.add(MEAN, mean);
    for (int t = 0; t < given.length; t++) {
      rows.add("h[" + t + "]", given[t]);
    }
    return new Values().with(name, mean).with(MEAN_ROWS, rows.twice());
  }

  private static Values callBack(MeanBack code, Values in) {
    double[][] dmean = in.rows("dmean");
    double[][] given = dmean.clone();
    int[] lengths = in.whole("lengths").clone();
    int steps = (int) in.number("T");
    double[][][] dh = code.back(dmean, in.whole("lengths"), steps);
    if (dh == null) {
      return new Values().with(isEmpty(lengths) ? DH_EMPTY : DH, null);
    }
    requireSteps(dh, steps, lengths.length);
    Rows rows = new Rows();
    for (int t = 0; t < steps; t++) {
      requireRows(DH + "[" + t + "]", dh[t]);
      rows.add(DH + "[" + t + "]", dh[t]);
    }
    rows.add("dmean", given);
    return new Values()
        .with(isEmpty(lengths) ? DH_EMPTY : DH, dh)
        .with(WHO, isEmpty(lengths) ? RIGHT_ONES : who(dh, lengths))
        .with(DH_ROWS, rows.twice());
  }

  private static Values callLoop(Loop code, Values in) {
    Task task = new Task(in);
    double[] result =
        code.trained(
            task,
            in.numbers("start"),
            in.number("rate"),
            (int) in.number("patience"),
            (int) in.number("most"));
    return task.noted().with(RESULT, result);
  }

  private static void requireSteps(double[][][] dh, int steps, int batch) {
    if (dh.length != steps) {
      throw new Unusable(
          "dh has "
              + dh.length
              + " entries and should have one for each of the "
              + steps
              + " steps"
              + (dh.length == batch ? ": steps come first, then sequences." : "."));
    }
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
                  + "] are one and the same array: make one for each step.");
        }
      }
    }
  }

  /** The first step that gets something and should not, or the other way round. */
  private static String who(double[][][] dh, int[] lengths) {
    for (int t = 0; t < dh.length; t++) {
      for (int b = 0; b < Math.min(lengths.length, dh[t].length); b++) {
        boolean gets = Arrays.stream(dh[t][b]).anyMatch(d -> d != 0);
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
   * A value where a sequence is empty, or NaN in the padding, has a name of its own, since a
   * division by its length spoils it: so what else is wrong is still recognised in the others.
   */
  private static String name(Values in) {
    return isEmpty(in.whole("lengths")) ? EMPTY : in.get("spoilt") != null ? SPOILT : MEAN;
  }

  private static boolean isEmpty(int[] lengths) {
    return Arrays.stream(lengths).anyMatch(l -> l == 0);
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

  /** The rows as they are, in arrays that nobody else holds. */
  private static double[][][] rowsOf(double[][][] h) {
    return Arrays.stream(h).map(double[][]::clone).toArray(double[][][]::new);
  }

  /** Rows by their names, of which none should be another one. */
  private static final class Rows {
    private final IdentityHashMap<double[], String> names = new IdentityHashMap<>();
    private String found = OWN;

    void add(String name, double[][] some) {
      for (int b = 0; some != null && b < some.length; b++) {
        String mine = name + "[" + b + "]";
        String other = names.putIfAbsent(some[b], mine);
        if (other != null && found.equals(OWN)) {
          found = other + " and " + mine + " are one and the same array";
        }
      }
    }

    /** Which two of these are one array, in words. */
    String twice() {
      return found;
    }
  }

  private static String lengthsInWords(Values in) {
    int steps = in.block("h") == null ? (int) in.number("T") : in.block("h").length;
    return "For the lengths " + Arrays.toString(in.whole("lengths")) + " and T = " + steps + ":";
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
    double[][][] h = new double[steps][lengths.length][units];
    for (int t = 0; t < steps; t++) {
      for (int b = 0; b < lengths.length; b++) {
        for (int j = 0; j < units; j++) {
          h[t][b][j] =
              t < lengths[b] ? rng.uniform(-1, 1) : (rng.nextInt(2) * 2 - 1) * rng.uniform(5, 9);
        }
      }
    }
    return new Values().with("h", h).with("lengths", lengths);
  }

  /** A state may have a 0 in it: here at the first step of each sequence. */
  private static Values withZeros(Values in) {
    for (double[] state : in.block("h")[0]) {
      state[0] = 0;
    }
    return in;
  }

  /** All below 0, and large. */
  private static Values large(Values in) {
    for (double[][] step : in.block("h")) {
      for (double[] state : step) {
        Arrays.setAll(state, j -> -1e9 * Math.abs(state[j]));
      }
    }
    return in;
  }

  /** With NaN and ∞ behind the ends. */
  private static Values spoilt(Values in) {
    double[][][] h = in.block("h");
    for (int t = 0; t < h.length; t++) {
      for (int b = 0; b < h[t].length; b++) {
        if (t >= in.whole("lengths")[b]) {
          Arrays.fill(h[t][b], t % 2 == 0 ? Double.NaN : Double.POSITIVE_INFINITY);
        }
      }
    }
    return in.with("spoilt", 1);
  }

  private static Values gradients(Rng rng, int steps, int units, int... lengths) {
    double[][] dmean = new double[lengths.length][units];
    for (double[] row : dmean) {
      Arrays.setAll(row, j -> rng.uniform(-1, 1));
    }
    return new Values().with("dmean", dmean).with("lengths", lengths).with("T", steps);
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

  /** Who clips them is found out. */
  private static Values withLargeGradients(Values in) {
    DMatrixRMaj centre = in.matrix("centre");
    for (int i = 0; i < centre.getNumElements(); i++) {
      centre.data[i] *= 1000;
    }
    return in;
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
    private final List<String> batches = new ArrayList<>(); // of the first epoch
    private int asked; // for a gradient
    private boolean measured;
    private double[] update;

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
      note(w);
      boolean exists = batch >= 0 && batch < batches();
      if (!measured) {
        batches.add(batch + (exists ? "" : " (there is none)"));
      }
      asked++;
      double[] g = new double[start.length];
      g[0] = -1;
      for (int i = 1; i < g.length; i++) {
        g[i] = w[i] - in.matrix("centre").get(Math.floorMod(batch, batches()), i);
      }
      return g;
    }

    @Override
    public double validationLoss(double[] w) {
      note(w);
      measured = measured || asked > 0;
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

    /** What the learner's loop has asked for. */
    Values noted() {
      double[] none = new double[start.length];
      return new Values()
          .with(UPDATE, update == null ? none : update)
          .with(BATCHES, String.join(", ", batches))
          .with(EPOCHS, (double) asked / batches());
    }

    private void note(double[] w) {
      requireWeights(w);
      if (update == null && !Arrays.equals(w, start)) {
        update = w.clone();
        Arrays.setAll(update, i -> w[i] - start[i]);
      }
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
        .with(name(in), means(in.block("h"), in.whole("lengths")))
        .with(MEAN_ROWS, OWN);
  }

  private static Values rightBack(Values in) {
    int[] lengths = in.whole("lengths");
    return new Values()
        .with(
            isEmpty(lengths) ? DH_EMPTY : DH,
            slopes(in.rows("dmean"), lengths, (int) in.number("T")))
        .with(WHO, RIGHT_ONES)
        .with(DH_ROWS, OWN);
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
        double[] g = task.gradient(w, k);
        double[] now = w;
        w = new double[g.length];
        Arrays.setAll(w, i -> now[i] - in.number("rate") * g[i]);
      }
      weights[e] = w;
      losses[e] = task.validationLoss(w);
    }
    int[] decided = decided(losses, (int) in.number("patience"));
    return task.noted().with(RESULT, weights[decided[0] - 1]).with(EPOCHS, decided[1]);
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
    double[][] means = new double[lengths.length][h[0][0].length];
    for (int b = 0; b < lengths.length; b++) {
      for (int j = 0; j < means[b].length; j++) {
        for (int t = 0; t < lengths[b]; t++) {
          means[b][j] += h[t][b][j] / lengths[b];
        }
      }
    }
    return means;
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
}
