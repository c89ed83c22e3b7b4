package unrolled.check.exercise;

import static unrolled.check.exercise.Prediction.PREDICTED;
import static unrolled.check.exercise.Prediction.question;

import java.util.Arrays;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import unrolled.math.Rng;

/**
 * Marks exercise 08: a layer that reads both ways, put together from two chains, over sequences of
 * different lengths.
 *
 * <p>The right answer is found without turning anything round: each sequence is read alone, without
 * its padding, the backward chain simply from its last step to its first.
 */
public final class Exercise08 {

  private static final String TURNED = "turned";
  private static final String PADDING = "the padding";
  private static final String NEW = "the matrices that come back";
  private static final String OUTPUT = "o";
  private static final String SUMMARY = "summary";
  private static final String ALL_NEW = "all new";

  private Exercise08() {}

  /** The learner's turning round. */
  @FunctionalInterface
  public interface Turn {
    /**
     * Each sequence from its own last step to its first; what is padding stays where it is.
     *
     * @param x x[1] … x[T], each B×m; x[0] is null
     * @param lengths how many steps of each of the B sequences are real
     * @return new matrices in the same places
     */
    DMatrixRMaj[] run(DMatrixRMaj[] x, int[] lengths);
  }

  /** A recurrent network that reads from the first matrix to the last. */
  @FunctionalInterface
  public interface Chain {
    /** From x[1] … x[T], each B×m, to h[1] … h[T], each B×n; x[0] and h[0] are null. */
    DMatrixRMaj[] run(DMatrixRMaj[] x);
  }

  /** The learner's layer. */
  @FunctionalInterface
  public interface Layer {
    /**
     * The outputs o[1] … o[T], each B×2n: the forward chain's state, then the backward chain's; 0
     * where a sequence is over. o[0] is null.
     *
     * @param x x[1] … x[T], each B×m; x[0] is null
     * @param lengths how many steps of each of the B sequences are real
     * @param forward the chain for the way from left to right
     * @param backward the chain for the way from right to left
     * @param turn turns round: the check hands over one that is right
     */
    DMatrixRMaj[] run(DMatrixRMaj[] x, int[] lengths, Chain forward, Chain backward, Turn turn);
  }

  /** The learner's summary. */
  @FunctionalInterface
  public interface Summary {
    /**
     * What each sequence came to: each chain's state where that chain has read everything.
     *
     * @param o o[1] … o[T], each B×2n; o[0] is null
     * @param lengths how many steps of each of the B sequences are real
     * @param n units of a chain
     * @return B×2n
     */
    DMatrixRMaj summary(DMatrixRMaj[] o, int[] lengths, int n);
  }

  /** Marks the four numbers from before the holes: 4 points. Prints the report. */
  public static int predicted(Supplier<int[]> learners) {
    return predictions().mark(learners::get, 1);
  }

  /** Marks the turning round: 5 points. Prints the report. */
  public static int turn(Turn learners) {
    return turn(learners, Exercise.freshSeed());
  }

  /** Marks the turning round on inputs drawn with this seed. */
  public static int turn(Turn learners, long seed) {
    return turnExercise().mark(learners, seed);
  }

  /**
   * Marks the layer: 6 points. Prints the report. The layer is handed a way to turn round that is
   * right, so that it does not pay for what is wrong in the learner's.
   */
  public static int layer(Layer learners) {
    return layer(learners, Exercise.freshSeed());
  }

  /** Marks the layer on inputs drawn with this seed. */
  public static int layer(Layer learners, long seed) {
    return layerExercise().mark(learners, seed);
  }

  /** Marks the summary: 3 points. Prints the report. */
  public static int summary(Summary learners) {
    return summary(learners, Exercise.freshSeed());
  }

  /** Marks the summary on inputs drawn with this seed. */
  public static int summary(Summary learners, long seed) {
    return summaryExercise().mark(learners, seed);
  }

  /** Whether what is built on them can be built: turning round and the layer; if not, says so. */
  public static boolean ready(Turn turn, Layer layer) {
    Map<String, Boolean> pieces = new LinkedHashMap<>();
    pieces.put("turned", turnExercise().isRight(turn, 1));
    pieces.put("bothWays", layerExercise().isRight(layer, 1));
    return Waiting.isOver(
        "What follows is made of your layer, and waits until its checks pass.", pieces);
  }

  /** For a class: 2 more points for sizes that the visible checks don't have. */
  public static int otherSizes(Layer learners, long seed) {
    return parts(
            new Exercise<>("Other sizes", Exercise08::callLayer, Exercise08::rightLayer)
                .follows()
                .stage(rng -> input(rng, 3, 2, 7, 7, 1, 4))
                .part(1, "seven steps, lengths 7, 1 and 4", OUTPUT)
                .stage(rng -> input(rng, 1, 5, 1, 1))
                .part(1, "a single sequence of a single step", OUTPUT))
        .mark(learners, seed);
  }

  static Exercise<Callable<int[]>> predictions() {
    return new Exercise<Callable<int[]>>("Predictions", Prediction::callWhole, Prediction::right)
        .stage(
            question(
                0,
                8,
                "Fill in a row from the right, padding first: each number is x plus the one to its"
                    + " right, plus 1.",
                "6 That is what it should be, without the padding.",
                "4 That is with the 1 of each step forgotten.",
                "2 That is where the padding ends, at step 3."))
        .part(1, "zeros in the padding", PREDICTED)
        .stage(
            question(
                1,
                22,
                "Fill in a row from the right, padding first: each number is x plus the one to its"
                    + " right, plus 1.",
                "6 That is what it should be, without the padding.",
                "8 That was with zeros.",
                "16 That is where the padding ends, at step 3.",
                "20 That is at step 2.",
                "18 That is with the 1 of each step forgotten."))
        .part(1, "sevens in the padding", PREDICTED)
        .stage(
            question(
                2,
                11,
                "From the right it reads 5, then 2, then the 1 at step 2.",
                "4 That is the forward chain's.",
                "9 That is when it has read two steps, 5 and 2: it stands at step 3 then.",
                "13 That is at step 1.",
                "8 That is without the 1 of each step."))
        .part(1, "the backward state at step 2", PREDICTED)
        .stage(
            question(
                3,
                36,
                "How many rows are over, in all four steps together? And how many numbers has a row"
                    + " of the output?",
                "18 That is with n numbers in a row. How many has the output?",
                "6 That is the rows.",
                "60 Those are the real ones.",
                "96 Those are all.",
                "12 That is two numbers for each row: n is 3."))
        .part(1, "how many zeros", PREDICTED);
  }

  static Exercise<Turn> turnExercise() {
    return Mistakes08OfTurning.of(
        new Exercise<Turn>("Turning round", Exercise08::callTurn, Exercise08::rightTurn)
            .axes(TURNED, "step", "sequence", "column")
            .axes(PADDING, "step", "sequence", "column")
            .region("in rows with padding", in -> region(in, TURNED, (over, right) -> over))
            .stage(rng -> input(rng, 3, 2, 4, 4, 4))
            .part(1, "two sequences of the same length", TURNED)
            .stage(rng -> mixed(rng, 3, 2))
            .part(2, "lengths 4, 3, 6, 1 and 5 in a batch of 8 steps", TURNED)
            .part(1, "the padding stays where it is, in new matrices", PADDING, NEW)
            .leavesItsInputs(1));
  }

  static Exercise<Layer> layerExercise() {
    return Mistakes08OfLayer.of(
        parts(
            new Exercise<Layer>(
                    "Two chains, one output", Exercise08::callLayer, Exercise08::rightLayer)
                .stage(rng -> input(rng, 3, 2, 4, 4, 4))
                .part(2, "two sequences of the same length", OUTPUT)
                .stage(rng -> mixed(rng, 2, 3))
                .part(3, "lengths 4, 3, 6, 1 and 5 in a batch of 8 steps", OUTPUT)
                .leavesItsInputs(1)));
  }

  /** Names what an output consists of, for messages. */
  private static Exercise<Layer> parts(Exercise<Layer> exercise) {
    return exercise
        .axes(OUTPUT, "step", "sequence", "column")
        .blocks(OUTPUT, "the forward states", "the backward states")
        .region(
            "in the backward half of sequences that have padding",
            in -> region(in, OUTPUT, (over, right) -> over && right))
        .region("in sequences that have padding", in -> region(in, OUTPUT, (over, right) -> over))
        .region("in the backward half", in -> region(in, OUTPUT, (over, right) -> right))
        .region("in the forward half", in -> region(in, OUTPUT, (over, right) -> !right));
  }

  static Exercise<Summary> summaryExercise() {
    return Mistakes08OfSummary.of(
        new Exercise<Summary>(
                "What a sequence came to", Exercise08::callSummary, Exercise08::rightSummary)
            .axes(SUMMARY, "sequence", "column")
            .blocks(SUMMARY, "the forward states", "the backward states")
            .region("in the backward half", in -> halfOfSummary(in, true))
            .region("in the forward half", in -> halfOfSummary(in, false))
            .stage(rng -> sequences(rng, "o", 6, 4, 4, 4))
            .part(1, "two sequences of the same length", SUMMARY)
            .stage(Exercise08::outputs)
            .part(2, "lengths 4, 3, 6, 1 and 5 in a batch of 8 steps", SUMMARY));
  }

  /** Whether a number belongs to a region: is its sequence shorter than the batch, is it right? */
  @FunctionalInterface
  private interface Where {
    boolean is(boolean hasPadding, boolean rightHalf);
  }

  private static Values region(Values in, String name, Where where) {
    DMatrixRMaj[] x = in.matrices("x");
    int[] lengths = in.whole("lengths");
    int width =
        name.equals(OUTPUT) ? 2 * in.matrix("forward u").numCols : in.matrices("x")[1].numCols;
    DMatrixRMaj[] region = new DMatrixRMaj[x.length];
    for (int t = 1; t < x.length; t++) {
      region[t] = new DMatrixRMaj(lengths.length, width);
      for (int b = 0; b < lengths.length; b++) {
        for (int j = 0; j < width; j++) {
          boolean inside = where.is(lengths[b] < x.length - 1, j >= width / 2);
          region[t].set(b, j, inside ? 1 : 0);
        }
      }
    }
    return new Values().with(name, region);
  }

  private static Values halfOfSummary(Values in, boolean right) {
    int width = in.matrices("o")[1].numCols;
    DMatrixRMaj region = new DMatrixRMaj(in.whole("lengths").length, width);
    for (int i = 0; i < region.getNumElements(); i++) {
      region.data[i] = right == (i % width >= width / 2) ? 1 : 0;
    }
    return new Values().with(SUMMARY, region);
  }

  // ---- the learner's code is called with copies; the chains are Elman cells with weights of the
  // input

  private static Values callTurn(Turn code, Values in) {
    DMatrixRMaj[] x = in.matrices("x");
    Set<DMatrixRMaj> given = Collections.newSetFromMap(new IdentityHashMap<>());
    given.addAll(Arrays.asList(x).subList(1, x.length));
    int[] lengths = in.whole("lengths").clone(); // as they were, whatever becomes of them
    DMatrixRMaj[] out =
        present(
            "x[0] is null: for a sequence of 4 steps, which step changes places with step 4?",
            () -> code.run(x, in.whole("lengths")));
    boolean shared = out != null && Arrays.stream(out).anyMatch(given::contains);
    return apart(out, lengths).with(NEW, shared ? "some of them are those of x" : ALL_NEW);
  }

  /** What the learner's code gives; a step that is not there has its own words. */
  private static <R> R present(String where, Supplier<R> code) {
    try {
      return code.get();
    } catch (NullPointerException e) {
      throw new Unusable(
          "Your code used a matrix that is not there (null)"
              + in(e)
              + ". Steps count from 1, so "
              + where
              + " And a matrix of your own is null until you make it.");
    } catch (ArrayIndexOutOfBoundsException e) {
      throw new Unusable(
          Thrown.inWords(e)
              + ". Steps count from 1 to T, and an array of them has T + 1 places; sequences and"
              + " columns count from 0.",
          e);
    }
  }

  private static String in(RuntimeException e) {
    String place = Thrown.where(e.getStackTrace());
    return place.isEmpty() ? "" : " in " + place;
  }

  /** The real steps and the padding of some answer, each with 0 where the other is. */
  private static Values apart(DMatrixRMaj[] turned, int[] lengths) {
    if (turned == null) {
      return new Values().with(TURNED, null).with(PADDING, null);
    }
    DMatrixRMaj[] real = new DMatrixRMaj[turned.length];
    DMatrixRMaj[] padding = new DMatrixRMaj[turned.length];
    for (int t = 1; t < turned.length; t++) {
      if (turned[t] != null) {
        real[t] = turned[t].copy();
        padding[t] = turned[t].copy();
        for (int b = 0; b < Math.min(lengths.length, turned[t].numRows); b++) {
          zeroRow(t <= lengths[b] ? padding[t] : real[t], b);
        }
      }
    }
    return new Values().with(TURNED, real).with(PADDING, padding);
  }

  private static Values callLayer(Layer code, Values in) {
    DMatrixRMaj[] o =
        present(
            "x[0], h[0] and o[0] are null.",
            () ->
                code.run(
                    in.matrices("x"),
                    in.whole("lengths"),
                    chain(in, "forward"),
                    chain(in, "backward"),
                    Exercise08::turned));
    if (o == null || o.length == 0) {
      return new Values().with(OUTPUT, o);
    }
    DMatrixRMaj[] steps = o.clone();
    steps[0] = null; // nobody asks for it
    return new Values().with(OUTPUT, steps);
  }

  private static Values callSummary(Summary code, Values in) {
    DMatrixRMaj[] o = in.matrices("o");
    int n = o[1].numCols / 2;
    return new Values()
        .with(SUMMARY, present("o[0] is null.", () -> code.summary(o, in.whole("lengths"), n)));
  }

  private static Chain chain(Values in, String which) {
    return x -> {
      int width = in.matrix(which + " w").numRows;
      DMatrixRMaj[] h = new DMatrixRMaj[x.length];
      DMatrixRMaj before = null;
      for (int t = 1; t < x.length; t++) {
        if (x[t] == null) {
          throw new Unusable(
              "The chain "
                  + which
                  + " was to read step "
                  + t
                  + ", and there is no matrix (null). It reads x[1] … x[T] of what it is given.");
        }
        if (x[t].numCols != width) {
          throw new Unusable(
              "The chain "
                  + which
                  + " reads the input, whose rows have "
                  + width
                  + " numbers here, and was given rows of "
                  + x[t].numCols
                  + ". It does not read the other chain's states.");
        }
        h[t] = step(x[t], before, in, which);
        before = h[t];
      }
      return h;
    };
  }

  private static DMatrixRMaj step(DMatrixRMaj x, DMatrixRMaj before, Values in, String which) {
    DMatrixRMaj w = in.matrix(which + " w");
    DMatrixRMaj u = in.matrix(which + " u");
    DMatrixRMaj h = new DMatrixRMaj(x.numRows, u.numCols);
    for (int b = 0; b < h.numRows; b++) {
      for (int j = 0; j < h.numCols; j++) {
        double a = in.matrix(which + " b").get(0, j);
        for (int i = 0; i < x.numCols; i++) {
          a += x.get(b, i) * w.get(i, j);
        }
        for (int i = 0; before != null && i < before.numCols; i++) {
          a += before.get(b, i) * u.get(i, j);
        }
        h.set(b, j, StrictMath.tanh(a));
      }
    }
    return h;
  }

  // ---- fresh inputs: what stands in the padding is as random as everything else

  private static Values input(Rng rng, int inputs, int units, int steps, int... lengths) {
    Values in = sequences(rng, "x", inputs, steps, lengths);
    for (String which : new String[] {"forward", "backward"}) {
      in.with(which + " w", Fresh.matrix(rng, inputs, units))
          .with(which + " u", Fresh.matrix(rng, units, units))
          .with(which + " b", Fresh.matrix(rng, 1, units));
    }
    return in;
  }

  /**
   * Of every kind in every draw: the batch goes on behind the longest, the first and the last are
   * neither the longest nor the shortest, one has a single step; a real step is 0, and so is one of
   * the padding.
   */
  private static Values mixed(Rng rng, int inputs, int units) {
    Values in = input(rng, inputs, units, 8, 4, 3, 6, 1, 5);
    zeroRow(in.matrices("x")[2], 2);
    zeroRow(in.matrices("x")[5], 1);
    return in;
  }

  /**
   * Outputs as a right layer gives them: 0 behind the ends. Some sequences end with a state that is
   * 0: in its first number, in the forward half, or altogether.
   */
  private static Values outputs(Rng rng) {
    Values in = sequences(rng, "o", 4, 8, 4, 3, 6, 1, 5);
    DMatrixRMaj[] o = in.matrices("o");
    o[4].set(0, 0, 0);
    o[3].set(1, 0, 0);
    o[3].set(1, 1, 0);
    zeroRow(o[5], 4);
    zeroPadding(o, in.whole("lengths"));
    return in;
  }

  private static Values sequences(Rng rng, String name, int width, int steps, int... lengths) {
    DMatrixRMaj[] x = new DMatrixRMaj[steps + 1];
    for (int t = 1; t < x.length; t++) {
      x[t] = Fresh.matrix(rng, lengths.length, width);
    }
    return new Values().with(name, x).with("lengths", lengths);
  }

  // ---- the right answers: sequence by sequence, without padding

  private static Values rightTurn(Values in) {
    int[] lengths = in.whole("lengths");
    return apart(turned(in.matrices("x"), lengths), lengths).with(NEW, ALL_NEW);
  }

  private static DMatrixRMaj[] turned(DMatrixRMaj[] x, int[] lengths) {
    DMatrixRMaj[] out = new DMatrixRMaj[x.length];
    for (int t = 1; t < x.length; t++) {
      out[t] = x[t].copy();
      for (int b = 0; b < lengths.length; b++) {
        for (int j = 0; t <= lengths[b] && j < x[t].numCols; j++) {
          out[t].set(b, j, x[lengths[b] + 1 - t].get(b, j));
        }
      }
    }
    return out;
  }

  private static Values rightLayer(Values in) {
    int[] lengths = in.whole("lengths");
    DMatrixRMaj[] x = in.matrices("x");
    int n = in.matrix("forward u").numCols;
    DMatrixRMaj[] out = new DMatrixRMaj[x.length];
    for (int t = 1; t < x.length; t++) {
      out[t] = new DMatrixRMaj(lengths.length, 2 * n);
    }
    for (int b = 0; b < lengths.length; b++) {
      DMatrixRMaj ahead = null;
      DMatrixRMaj back = null;
      for (int k = 1; k <= lengths[b]; k++) {
        int fromTheEnd = lengths[b] + 1 - k;
        ahead = step(row(x[k], b), ahead, in, "forward");
        back = step(row(x[fromTheEnd], b), back, in, "backward");
        CommonOps_DDRM.insert(ahead, out[k], b, 0);
        CommonOps_DDRM.insert(back, out[fromTheEnd], b, n);
      }
    }
    return new Values().with(OUTPUT, out);
  }

  private static Values rightSummary(Values in) {
    int[] lengths = in.whole("lengths");
    DMatrixRMaj[] o = in.matrices("o");
    DMatrixRMaj out = new DMatrixRMaj(lengths.length, o[1].numCols);
    for (int b = 0; b < lengths.length; b++) {
      for (int j = 0; j < out.numCols; j++) {
        out.set(b, j, o[j < out.numCols / 2 ? lengths[b] : 1].get(b, j));
      }
    }
    return new Values().with(SUMMARY, out);
  }

  private static DMatrixRMaj row(DMatrixRMaj m, int b) {
    return CommonOps_DDRM.extract(m, b, b + 1, 0, m.numCols);
  }

  private static void zeroPadding(DMatrixRMaj[] m, int[] lengths) {
    for (int b = 0; b < lengths.length; b++) {
      for (int t = lengths[b] + 1; t < m.length; t++) {
        zeroRow(m[t], b);
      }
    }
  }

  private static void zeroRow(DMatrixRMaj m, int b) {
    Arrays.fill(m.data, b * m.numCols, (b + 1) * m.numCols, 0);
  }
}
