package unrolled.check.exercise;

import java.util.Arrays;
import java.util.function.IntBinaryOperator;
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

  private static final String TURNED = "the real steps";
  private static final String PADDING = "the padding";
  private static final String OUTPUT = "o";
  private static final String SUMMARY = "the summary";

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
    DMatrixRMaj[] turned(DMatrixRMaj[] x, int[] lengths);
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
     */
    DMatrixRMaj[] run(DMatrixRMaj[] x, int[] lengths, Chain forward, Chain backward);
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

  /** Marks the turning round: 5 points. Prints the report. */
  public static int turn(Turn learners) {
    return turn(learners, Exercise.freshSeed());
  }

  /** Marks the turning round on inputs drawn with this seed. */
  public static int turn(Turn learners, long seed) {
    return turnExercise().mark(learners, seed);
  }

  /**
   * Marks the layer: 6 points. Prints the report. It turns sequences round by the learner's own
   * code: where only that is wrong, the layer keeps its points.
   */
  public static int layer(Layer learners, Turn learnersTurn) {
    return layer(learners, learnersTurn, Exercise.freshSeed());
  }

  /** Marks the layer on inputs drawn with this seed. */
  public static int layer(Layer learners, Turn learnersTurn, long seed) {
    return layerExercise(learnersTurn).mark(learners, seed);
  }

  /** Marks the summary: 3 points. Prints the report. */
  public static int summary(Summary learners) {
    return summary(learners, Exercise.freshSeed());
  }

  /** Marks the summary on inputs drawn with this seed. */
  public static int summary(Summary learners, long seed) {
    return summaryExercise().mark(learners, seed);
  }

  /** For a class: 2 more points for sizes that the visible checks don't have. */
  public static int otherSizes(Layer learners, long seed) {
    return new Exercise<>("Other sizes", Exercise08::callLayer, Exercise08::rightLayer)
        .stage(rng -> input(rng, 3, 2, 7, 1, 4))
        .part(1, "seven steps, lengths 7, 1 and 4", OUTPUT)
        .stage(rng -> input(rng, 1, 5, 1, 1))
        .part(1, "a single sequence of a single step", OUTPUT)
        .mark(learners, seed);
  }

  static Exercise<Turn> turnExercise() {
    String read = " Read “Turning round” above.";
    return new Exercise<Turn>("Turning round", Exercise08::callTurn, Exercise08::rightTurn)
        .stage(rng -> input(rng, 2, 2, 4, 4))
        .part(1, "two sequences of the same length", TURNED)
        .stage(rng -> input(rng, 2, 3, 3, 5, 4))
        .part(2, "lengths 3, 5 and 4: the real steps", TURNED)
        .part(1, "lengths 3, 5 and 4: the padding stays where it is", PADDING)
        .leavesItsInputs(1)
        .mistake(
            "whole",
            "It looks as if the filled-up batch were turned round as a whole: a short sequence then"
                + " begins with its padding. Where does the last real step of row b stand?"
                + read,
            turn((t, length) -> -t, (b, batch) -> b))
        .mistake(
            "as long as the first",
            "It looks as if all rows were turned round with the length of row 0. Each has its own."
                + read,
            (x, lengths) -> {
              int[] first = new int[lengths.length];
              Arrays.fill(first, lengths[0]);
              return RIGHT_TURN.turned(x, first);
            })
        .mistake(
            "not turned",
            "The steps come out in the order in which they went in." + read,
            turn((t, length) -> t, (b, batch) -> b))
        .mistake(
            "in place",
            "It looks as if steps were overwritten that were still to be read: out[t] must be a new"
                + " matrix, not x[t] itself."
                + read,
            (x, lengths) -> {
              for (int t = 1; t < x.length; t++) {
                for (int b = 0; b < lengths.length; b++) {
                  if (t <= lengths[b]) {
                    CommonOps_DDRM.insert(row(x[lengths[b] + 1 - t], b), x[t], b, 0);
                  }
                }
              }
              return x;
            })
        .mistake(
            "the batch turned",
            "It looks as if the sequences of the batch had changed places. What is to be turned"
                + " round is the order of the steps."
                + read,
            turn((t, length) -> t, (b, batch) -> batch - 1 - b))
        .mistake(
            "the padding lost",
            "The padding has become 0. Leave it as it is: nobody knows what it is good for." + read,
            (x, lengths) -> {
              DMatrixRMaj[] out = RIGHT_TURN.turned(x, lengths);
              zeroPadding(out, lengths);
              return out;
            });
  }

  static Exercise<Layer> layerExercise(Turn turn) {
    String read = " Read “Two chains, one output” above.";
    return new Exercise<Layer>(
            "Two chains, one output", Exercise08::callLayer, Exercise08::rightLayer)
        .stage(rng -> input(rng, 2, 2, 4, 4))
        .part(2, "two sequences of the same length", OUTPUT)
        .stage(rng -> input(rng, 2, 3, 3, 5, 4))
        .part(3, "lengths 3, 5 and 4", OUTPUT)
        .leavesItsInputs(1)
        .consequence(
            "The layer is right. Its numbers are off only because those of turned are: mend that,"
                + " and these follow.",
            layer(turn, turn))
        .mistake(
            "not turned back",
            "The backward chain's states look as if they stood in the order in which that chain has"
                + " read. Which step does its first state belong to?"
                + read,
            layer(RIGHT_TURN, (x, lengths) -> x))
        .mistake(
            "the padding read first",
            "It looks as if the backward chain had begun with the padding: then each short sequence"
                + " is read after rubbish. Your function turned knows better."
                + read,
            layer(WHOLE, WHOLE))
        .mistake(
            "read from the left",
            "It looks as if the backward chain, too, had read from left to right." + read,
            layer((x, lengths) -> x, (x, lengths) -> x))
        .mistake(
            "padding in the output",
            "Where a sequence is over, its output should be 0: what the chains have made of the"
                + " padding is nobody's answer."
                + read,
            (x, lengths, forward, backward) -> {
              DMatrixRMaj[] back = backward.run(RIGHT_TURN.turned(x, lengths));
              return sideBySide(forward.run(x), RIGHT_TURN.turned(back, lengths));
            })
        .mistake(
            "added",
            "It looks as if both states were added up: then nobody can tell any more what came from"
                + " which side. They stand side by side."
                + read,
            (x, lengths, forward, backward) -> {
              DMatrixRMaj[] both = rightLayer(x, lengths, forward, backward);
              for (int t = 1; t < both.length; t++) {
                int n = both[t].numCols / 2;
                both[t] =
                    CommonOps_DDRM.add(columns(both[t], 0, n), columns(both[t], n, 2 * n), null);
              }
              return both;
            })
        .mistake(
            "one chain for both",
            "It looks as if one chain had been used for both ways. They have weights of their own."
                + read,
            (x, lengths, forward, backward) -> rightLayer(x, lengths, forward, forward))
        .mistake(
            "halves exchanged",
            "The halves look exchanged: the forward chain's state comes first." + read,
            (x, lengths, forward, backward) -> {
              DMatrixRMaj[] both = rightLayer(x, lengths, forward, backward);
              for (int t = 1; t < both.length; t++) {
                int n = both[t].numCols / 2;
                both[t] = beside(columns(both[t], n, 2 * n), columns(both[t], 0, n));
              }
              return both;
            });
  }

  static Exercise<Summary> summaryExercise() {
    String read = " Read “What a sequence came to” above.";
    return new Exercise<Summary>(
            "What a sequence came to", Exercise08::callSummary, Exercise08::rightSummary)
        .stage(rng -> outputs(rng, 4, 4))
        .part(1, "two sequences of the same length", SUMMARY)
        .stage(rng -> outputs(rng, 3, 5, 4))
        .part(2, "lengths 3, 5 and 4", SUMMARY)
        .mistake(
            "both at the last step",
            "Both halves look as if taken at the sequence's last step. How many steps has the"
                + " backward chain read there?"
                + read,
            summary((length, last) -> length, (length, last) -> length))
        .mistake(
            "both at the end of the batch",
            "Both halves look as if taken at the last step of the batch, where a short sequence is"
                + " long over."
                + read,
            summary((length, last) -> last, (length, last) -> last))
        .mistake(
            "forward at the end of the batch",
            "The forward half looks as if taken at the last step of the batch, where a short"
                + " sequence is long over."
                + read,
            summary((length, last) -> last, (length, last) -> 1))
        .mistake(
            "one step early",
            "The forward half looks as if taken one step too early: steps count from 1, so the last"
                + " one is o[length]."
                + read,
            summary((length, last) -> length - 1, (length, last) -> 1))
        .mistake(
            "both at the first step",
            "Both halves look as if taken at the first step. How many steps has the forward chain"
                + " read there?"
                + read,
            summary((length, last) -> 1, (length, last) -> 1))
        .mistake(
            "ends exchanged",
            "It looks as if each half were taken at the end where its chain begins." + read,
            summary((length, last) -> 1, (length, last) -> length));
  }

  // ---- the learner's code is called with copies; the chains are Elman cells with weights of the
  // input

  private static Values callTurn(Turn code, Values in) {
    return apart(present(TURNING, () -> code.turned(in.matrices("x"), lengths(in))), lengths(in));
  }

  /** What the learner's code gives; a step that is not there has its own words. */
  private static <R> R present(String where, Supplier<R> code) {
    try {
      return code.get();
    } catch (NullPointerException e) {
      throw new Unusable(
          "Your code used a matrix that is not there (null). Steps count from 1, so "
              + where
              + " And a matrix of your own is null until you make it.");
    }
  }

  private static final String TURNING =
      "x[0] is null: for a sequence of 4 steps, which step changes places with step 4?";

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
    Chain forward = chain(in, "forward");
    Chain backward = chain(in, "backward");
    return new Values()
        .with(
            OUTPUT,
            present(TURNING, () -> code.run(in.matrices("x"), lengths(in), forward, backward)));
  }

  private static Values callSummary(Summary code, Values in) {
    DMatrixRMaj[] o = in.matrices("o");
    int n = o[1].numCols / 2;
    return new Values()
        .with(SUMMARY, present("o[0] is null.", () -> code.summary(o, lengths(in), n)));
  }

  private static int[] lengths(Values in) {
    return Arrays.stream(in.numbers("lengths")).mapToInt(l -> (int) l).toArray();
  }

  private static Chain chain(Values in, String which) {
    return x -> {
      DMatrixRMaj[] h = new DMatrixRMaj[x.length];
      DMatrixRMaj before = new DMatrixRMaj(x[1].numRows, in.matrix(which + " u").numCols);
      for (int t = 1; t < x.length; t++) {
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
        for (int i = 0; i < before.numCols; i++) {
          a += before.get(b, i) * u.get(i, j);
        }
        h.set(b, j, StrictMath.tanh(a));
      }
    }
    return h;
  }

  // ---- fresh inputs: what stands in the padding is as random as everything else

  private static Values input(Rng rng, int inputs, int units, int... lengths) {
    Values in = sequences(rng, "x", inputs, lengths);
    for (String which : new String[] {"forward", "backward"}) {
      in.with(which + " w", Fresh.matrix(rng, inputs, units))
          .with(which + " u", Fresh.matrix(rng, units, units))
          .with(which + " b", Fresh.matrix(rng, 1, units));
    }
    return in;
  }

  /** Outputs as a right layer gives them: 0 behind the ends. */
  private static Values outputs(Rng rng, int... lengths) {
    Values in = sequences(rng, "o", 4, lengths);
    zeroPadding(in.matrices("o"), lengths);
    return in;
  }

  private static Values sequences(Rng rng, String name, int width, int... lengths) {
    DMatrixRMaj[] x = new DMatrixRMaj[Arrays.stream(lengths).max().orElseThrow() + 1];
    for (int t = 1; t < x.length; t++) {
      x[t] = Fresh.matrix(rng, lengths.length, width);
    }
    double[] asNumbers = Arrays.stream(lengths).asDoubleStream().toArray();
    return new Values().with(name, x).with("lengths", asNumbers);
  }

  // ---- the right answers: sequence by sequence, without padding

  private static Values rightTurn(Values in) {
    int[] lengths = lengths(in);
    DMatrixRMaj[] x = in.matrices("x");
    DMatrixRMaj[] out = in.copy().matrices("x");
    for (int b = 0; b < lengths.length; b++) {
      for (int t = 1; t <= lengths[b]; t++) {
        for (int j = 0; j < x[t].numCols; j++) {
          out[t].set(b, j, x[lengths[b] + 1 - t].get(b, j));
        }
      }
    }
    return apart(out, lengths);
  }

  private static Values rightLayer(Values in) {
    int[] lengths = lengths(in);
    DMatrixRMaj[] x = in.matrices("x");
    int n = in.matrix("forward u").numCols;
    DMatrixRMaj[] out = new DMatrixRMaj[x.length];
    for (int t = 1; t < x.length; t++) {
      out[t] = new DMatrixRMaj(lengths.length, 2 * n);
    }
    for (int b = 0; b < lengths.length; b++) {
      DMatrixRMaj ahead = new DMatrixRMaj(1, n);
      DMatrixRMaj back = new DMatrixRMaj(1, n);
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
    int[] lengths = lengths(in);
    DMatrixRMaj[] o = in.matrices("o");
    DMatrixRMaj out = new DMatrixRMaj(lengths.length, o[1].numCols);
    for (int b = 0; b < lengths.length; b++) {
      for (int j = 0; j < out.numCols; j++) {
        out.set(b, j, o[j < out.numCols / 2 ? lengths[b] : 1].get(b, j));
      }
    }
    return new Values().with(SUMMARY, out);
  }

  // ---- the pieces of which the typical mistakes are made

  private static final Turn RIGHT_TURN =
      (x, lengths) ->
          rearranged(x, lengths, (t, length) -> t <= length ? length + 1 - t : t, (b, batch) -> b);

  private static final Turn WHOLE = turn((t, length) -> -t, (b, batch) -> b);

  /** From which step (negative: counted from the end of the batch) and row each row is taken. */
  private static Turn turn(IntBinaryOperator step, IntBinaryOperator row) {
    return (x, lengths) -> rearranged(x, lengths, step, row);
  }

  private static DMatrixRMaj[] rearranged(
      DMatrixRMaj[] x, int[] lengths, IntBinaryOperator step, IntBinaryOperator row) {
    DMatrixRMaj[] out = new DMatrixRMaj[x.length];
    for (int t = 1; t < x.length; t++) {
      out[t] = x[t].copy();
      for (int b = 0; b < lengths.length; b++) {
        int from = step.applyAsInt(t, lengths[b]);
        int of = row.applyAsInt(b, lengths.length);
        CommonOps_DDRM.insert(row(x[from < 0 ? x.length + from : from], of), out[t], b, 0);
      }
    }
    return out;
  }

  /** A layer that is right but for how it turns round what goes in and what comes out. */
  private static Layer layer(Turn in, Turn out) {
    return (x, lengths, forward, backward) -> {
      DMatrixRMaj[] ahead = forward.run(x);
      DMatrixRMaj[] back = out.turned(backward.run(in.turned(x, lengths)), lengths);
      DMatrixRMaj[] both = sideBySide(ahead, back);
      zeroPadding(both, lengths);
      return both;
    };
  }

  private static DMatrixRMaj[] rightLayer(
      DMatrixRMaj[] x, int[] lengths, Chain forward, Chain backward) {
    return layer(RIGHT_TURN, RIGHT_TURN).run(x, lengths, forward, backward);
  }

  /** A summary that takes its halves at these steps, from the sequence's length and the batch's. */
  private static Summary summary(IntBinaryOperator left, IntBinaryOperator right) {
    return (o, lengths, n) -> {
      DMatrixRMaj out = new DMatrixRMaj(lengths.length, 2 * n);
      for (int b = 0; b < lengths.length; b++) {
        for (int j = 0; j < 2 * n; j++) {
          int at = (j < n ? left : right).applyAsInt(lengths[b], o.length - 1);
          out.set(b, j, o[at].get(b, j));
        }
      }
      return out;
    };
  }

  private static DMatrixRMaj[] sideBySide(DMatrixRMaj[] left, DMatrixRMaj[] right) {
    DMatrixRMaj[] both = new DMatrixRMaj[left.length];
    for (int t = 1; t < both.length; t++) {
      both[t] = beside(left[t], right[t]);
    }
    return both;
  }

  private static DMatrixRMaj beside(DMatrixRMaj left, DMatrixRMaj right) {
    return CommonOps_DDRM.concatColumns(left, right, null);
  }

  private static DMatrixRMaj columns(DMatrixRMaj m, int from, int to) {
    return CommonOps_DDRM.extract(m, 0, m.numRows, from, to);
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
