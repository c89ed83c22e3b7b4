package unrolled.check.exercise;

import static org.ejml.dense.row.CommonOps_DDRM.concatColumns;
import static unrolled.check.exercise.Mistakes08OfTurning.FIRST_LENGTH;
import static unrolled.check.exercise.Mistakes08OfTurning.FROM_THE_END;
import static unrolled.check.exercise.Mistakes08OfTurning.NOT_TURNED;
import static unrolled.check.exercise.Mistakes08OfTurning.RIGHT;
import static unrolled.check.exercise.Mistakes08OfTurning.WHOLE;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import unrolled.check.exercise.Exercise08.Chain;
import unrolled.check.exercise.Exercise08.Layer;
import unrolled.check.exercise.Exercise08.Turn;

/** What goes wrong in two chains side by side, in exercise 08: a layer with switches. */
final class Mistakes08OfLayer {

  private Mistakes08OfLayer() {}

  /** Puts the states of one step side by side. */
  @FunctionalInterface
  private interface Join {
    DMatrixRMaj of(DMatrixRMaj ahead, DMatrixRMaj back);
  }

  /** Whether a number of the output is set to 0: column j of 2n, of sequence b at step t. */
  @FunctionalInterface
  private interface Clear {
    boolean is(int t, int b, int j, int width, int[] lengths, DMatrixRMaj[] x);
  }

  /** The layer, right until a switch is turned. */
  private static final class Both implements Layer {
    private Turn ahead = NOT_TURNED;
    private Turn aheadAfterwards = NOT_TURNED;
    private int aheadLater;
    private Turn back = RIGHT;
    private boolean zeros;
    private boolean zerosForBoth;
    private Turn backAfterwards = RIGHT;
    private int backLater;
    private boolean forwardTwice;
    private boolean backwardTwice;
    private Join join = (ahead, back) -> concatColumns(ahead, back, null);
    private Clear clear = (t, b, j, width, lengths, x) -> t > lengths[b];

    @Override
    public DMatrixRMaj[] run(
        DMatrixRMaj[] x, int[] lengths, Chain forward, Chain backward, Turn unused) {
      DMatrixRMaj[] read = zeros || zerosForBoth ? withoutPadding(x, lengths) : x;
      Chain one = backwardTwice ? backward : forward;
      Chain other = forwardTwice ? forward : backward;
      DMatrixRMaj[] left =
          aheadAfterwards.run(one.run(ahead.run(zerosForBoth ? read : x, lengths)), lengths);
      DMatrixRMaj[] right = backAfterwards.run(other.run(back.run(read, lengths)), lengths);
      DMatrixRMaj[] o = new DMatrixRMaj[x.length];
      for (int t = 1; t < x.length; t++) {
        o[t] = join.of(at(left, t + aheadLater, t), at(right, t + backLater, t));
        for (int b = 0; b < lengths.length && o[t].numRows == lengths.length; b++) {
          for (int j = 0; j < o[t].numCols; j++) {
            if (clear.is(t, b, j, o[t].numCols, lengths, x)) {
              o[t].set(b, j, 0);
            }
          }
        }
      }
      return o;
    }

    private static DMatrixRMaj at(DMatrixRMaj[] states, int t, int otherwise) {
      return t < 1 || t >= states.length ? states[otherwise].createLike() : states[t];
    }

    private static DMatrixRMaj[] withoutPadding(DMatrixRMaj[] x, int[] lengths) {
      DMatrixRMaj[] out = x.clone();
      for (int t = 1; t < x.length; t++) {
        out[t] = x[t].copy();
        for (int b = 0; b < lengths.length; b++) {
          if (t > lengths[b]) {
            Arrays.fill(out[t].data, b * x[t].numCols, (b + 1) * x[t].numCols, 0);
          }
        }
      }
      return out;
    }
  }

  static Exercise<Layer> of(Exercise<Layer> exercise) {
    Slips<Both, Layer> slips =
        new Slips<Both, Layer>("“Two chains, one output”", Both::new, way -> way);
    whatIsRead(slips);
    whatIsMadeOfIt(slips);
    whatIsCleared(slips);
    return slips.addTo(exercise);
  }

  private static void whatIsRead(Slips<Both, Layer> slips) {
    slips
        .slip(
            "back",
            "the padding read first",
            "It looks as if the backward chain had begun with the padding: then each short sequence"
                + " is read after rubbish. Your function turned knows better.",
            way -> {
              way.back = WHOLE;
              way.backAfterwards = WHOLE;
            })
        .slip(
            "back",
            "zeros read first",
            "It looks as if the padding had been set to 0, and the backward chain had begun with"
                + " these zeros. A chain does something at each step, whatever it reads: it must"
                + " begin at the sequence's own last step.",
            way -> {
              way.zeros = true;
              way.back = WHOLE;
              way.backAfterwards = WHOLE;
            })
        .slip(
            "back",
            "read from the left",
            "It looks as if the backward chain, too, had read from left to right.",
            way -> {
              way.back = NOT_TURNED;
              way.backAfterwards = NOT_TURNED;
            })
        .slip(
            "back",
            "read from the left, then turned",
            "It looks as if the backward chain had read from left to right, and only its states had"
                + " been turned round. What does it have to read?",
            way -> way.back = NOT_TURNED)
        .slip(
            "back",
            "not turned back",
            "The backward chain's states look as if they stood in the order in which that chain has"
                + " read. Which step does its first state belong to?",
            way -> way.backAfterwards = NOT_TURNED)
        .slip(
            "back",
            "brought back from the end of the batch",
            "It looks as if the backward chain had read the right steps, but its states were brought"
                + " back from the end of the batch. Its first state belongs to the sequence's own"
                + " last step.",
            way -> way.backAfterwards = FROM_THE_END)
        .slip(
            "back",
            "the batch turned, then each sequence",
            "It looks as if the backward chain had read the whole batch from its end, padding first,"
                + " and its states were then turned round sequence by sequence.",
            way -> way.back = WHOLE)
        .slip(
            "back",
            "the batch turned, and not turned back",
            "It looks as if the backward chain had read the whole batch from its end, padding first,"
                + " and its states had stayed in the order in which it has read.",
            way -> {
              way.back = WHOLE;
              way.backAfterwards = NOT_TURNED;
            })
        .slip(
            "back",
            "as long as the first",
            "It looks as if the backward chain began, in all rows, where row 0 ends. Each sequence"
                + " has its own length.",
            way -> {
              way.back = FIRST_LENGTH;
              way.backAfterwards = FIRST_LENGTH;
            })
        .slip(
            "later",
            "back from one step later",
            "It looks as if at step t stood the backward state of step t + 1, which has not read"
                + " x_t yet.",
            way -> way.backLater = 1)
        .slip(
            "later",
            "back from one step earlier",
            "It looks as if at step t stood the backward state of step t − 1, which has read x_{t−1}"
                + " as well.",
            way -> way.backLater = -1)
        .slip(
            "ahead",
            "ahead from one step earlier",
            "It looks as if at step t stood the forward state of step t − 1, which has not read x_t"
                + " yet.",
            way -> way.aheadLater = -1)
        .slip(
            "ahead",
            "ahead from one step later",
            "It looks as if at step t stood the forward state of step t + 1, which has read x_{t+1}"
                + " as well.",
            way -> way.aheadLater = 1)
        .slip(
            "ahead",
            "ahead turned, too",
            "It looks as if the forward chain's states had been turned round, too. They stand where"
                + " they belong when it has run.",
            way -> way.aheadAfterwards = RIGHT)
        .slip(
            "ahead",
            "ahead reads from the right",
            "It looks as if the forward chain, too, had read from the right. (Is x still what it"
                + " was when it runs?)",
            way -> way.ahead = RIGHT)
        .slip(
            "ahead",
            "both from the right",
            "It looks as if the forward chain had read from the right, and its states had been"
                + " turned back. It reads x as it is.",
            way -> {
              way.ahead = RIGHT;
              way.aheadAfterwards = RIGHT;
            });
  }

  private static void whatIsMadeOfIt(Slips<Both, Layer> slips) {
    slips
        .slip(
            "chains",
            "one chain for both",
            "It looks as if the forward chain had been used for both ways. They have weights of"
                + " their own.",
            way -> way.forwardTwice = true)
        .slip(
            "chains",
            "the other chain for both",
            "It looks as if the backward chain had been used for both ways. They have weights of"
                + " their own.",
            way -> way.backwardTwice = true)
        .slip(
            "chains",
            "chains exchanged",
            "It looks as if the chains had changed places: backward has read from the left and"
                + " forward from the right.",
            way -> {
              way.forwardTwice = true;
              way.backwardTwice = true;
            })
        .slip(
            "join",
            "halves exchanged",
            "The halves look exchanged: the forward chain's state comes first.",
            way -> way.join = (ahead, back) -> concatColumns(back, ahead, null))
        .mistake(
            "join",
            "added",
            "It looks as if both states were added up: then nobody can tell any more what came from"
                + " which side. They stand side by side.",
            way -> way.join = (ahead, back) -> CommonOps_DDRM.add(ahead, back, null))
        .mistake(
            "join",
            "the mean of both",
            "It looks as if the mean of both states were taken: then nobody can tell any more what"
                + " came from which side. They stand side by side.",
            way -> way.join = (ahead, back) -> CommonOps_DDRM.add(0.5, ahead, 0.5, back, null))
        .mistake(
            "join",
            "below each other",
            "It looks as if the states stood below each other. They stand side by side, in a row for"
                + " each sequence.",
            way -> way.join = (ahead, back) -> CommonOps_DDRM.concatRowsMulti(ahead, back))
        .mistake(
            "join",
            "forward alone",
            "It looks as if only the forward chain's states came back. The backward chain's belong"
                + " beside them.",
            way -> way.join = (ahead, back) -> ahead.copy())
        .mistake(
            "join",
            "backward alone",
            "It looks as if only the backward chain's states came back. The forward chain's belong"
                + " in front of them.",
            way -> way.join = (ahead, back) -> back.copy())
        .slip(
            "join",
            "forward twice",
            "It looks as if the forward chain's states stood in both halves.",
            way -> way.join = (ahead, back) -> concatColumns(ahead, ahead, null))
        .slip(
            "join",
            "backward twice",
            "It looks as if the backward chain's states stood in both halves.",
            way -> way.join = (ahead, back) -> concatColumns(back, back, null))
        .slip(
            "join",
            "no backward half",
            "It looks as if nothing had been written into the right half, the backward chain's: it"
                + " begins at column n.",
            way -> way.join = (ahead, back) -> concatColumns(ahead, back.createLike(), null))
        .slip(
            "join",
            "no forward half",
            "It looks as if nothing had been written into the left half, the forward chain's.",
            way -> way.join = (ahead, back) -> concatColumns(ahead.createLike(), back, null))
        .slip(
            "join",
            "one over the other",
            "It looks as if the backward chain's states were written over the forward chain's, into"
                + " the left half: the right half begins at column n.",
            way -> way.join = (ahead, back) -> concatColumns(back, ahead.createLike(), null))
        .slip(
            "join",
            "taken by turns",
            "It looks as if the numbers of the two states stood by turns, one of this and one of"
                + " that. First all of the forward state, then all of the backward one.",
            way ->
                way.join =
                    (ahead, back) -> {
                      DMatrixRMaj both = concatColumns(ahead, back, null);
                      for (int b = 0; b < ahead.numRows; b++) {
                        for (int k = 0; k < ahead.numCols; k++) {
                          both.set(b, 2 * k, ahead.get(b, k));
                          both.set(b, 2 * k + 1, back.get(b, k));
                        }
                      }
                      return both;
                    });
  }

  private static void whatIsCleared(Slips<Both, Layer> slips) {
    slips
        .slip(
            "clear",
            "padding in the output",
            "Where a sequence is over, its output should be 0: what the chains have made of the"
                + " padding is nobody's answer.",
            way -> way.clear = (t, b, j, width, lengths, x) -> false)
        .alone(
            "the padding of the input cleared",
            "Behind its end a sequence is not 0 in the output. It looks as if the padding of the input"
                + " had been set to 0 instead: a chain that reads zeros still has a state.",
            way -> {
              way.zerosForBoth = true;
              way.clear = (t, b, j, width, lengths, x) -> false;
            })
        .slip(
            "clear",
            "cleared by value",
            "It looks as if a row were set to 0 where the input is 0, and not where the sequence is"
                + " over. A real step may be 0 and padding may be anything: only lengths tells which"
                + " is which.",
            way -> way.clear = (t, b, j, width, lengths, x) -> isZero(x[t], b))
        .slip(
            "clear",
            "cleared by value, too",
            "It looks as if real steps were set to 0, too, because their input is 0. Only lengths"
                + " tells where a sequence is over.",
            way -> way.clear = (t, b, j, width, lengths, x) -> t > lengths[b] || isZero(x[t], b))
        .slip(
            "clear",
            "the last step cleared",
            "It looks as if each sequence's last real step were set to 0 as well. Is step L behind"
                + " the end, where L is the length?",
            way -> way.clear = (t, b, j, width, lengths, x) -> t >= lengths[b])
        .slip(
            "clear",
            "the first step of the padding kept",
            "It looks as if the first step behind each end were kept. Which is the first one that is"
                + " over?",
            way -> way.clear = (t, b, j, width, lengths, x) -> t > lengths[b] + 1)
        .slip(
            "clear",
            "forward half cleared alone",
            "It looks as if only the left half were 0 behind the end. A row of o has 2n numbers.",
            way -> way.clear = (t, b, j, width, lengths, x) -> t > lengths[b] && j < width / 2)
        .slip(
            "clear",
            "backward half cleared alone",
            "It looks as if only the right half were 0 behind the end. A row of o has 2n numbers.",
            way -> way.clear = (t, b, j, width, lengths, x) -> t > lengths[b] && j >= width / 2)
        .slip(
            "clear",
            "rows of n numbers cleared",
            "It looks as if the wrong numbers were set to 0, as though a row of o had n of them. It"
                + " has 2n.",
            way ->
                way.clear =
                    (t, b, j, width, lengths, x) -> {
                      int row = (b * width + j) / (width / 2);
                      return row < lengths.length && t > lengths[row];
                    })
        .slip(
            "clear",
            "one number of a row left",
            "It looks as if the last number of a row were not set to 0 behind the end. Up to which"
                + " index do you clear?",
            way -> way.clear = (t, b, j, width, lengths, x) -> t > lengths[b] && j < width - 1)
        .slip(
            "clear",
            "cleared as long as the first",
            "It looks as if all rows were set to 0 where row 0 is over. Each has its own end.",
            way -> way.clear = (t, b, j, width, lengths, x) -> t > lengths[0])
        .slip(
            "clear",
            "cleared where all are over",
            "It looks as if rows were set to 0 only where the longest sequence is over, too. Each"
                + " has its own end.",
            way ->
                way.clear =
                    (t, b, j, width, lengths, x) -> t > Arrays.stream(lengths).max().orElseThrow())
        .slip(
            "clear",
            "cleared where one is over",
            "It looks as if all rows were set to 0 as soon as one sequence is over. Each has its own"
                + " end.",
            way ->
                way.clear =
                    (t, b, j, width, lengths, x) -> t > Arrays.stream(lengths).min().orElseThrow())
        .slip(
            "clear",
            "real steps cleared",
            "It looks as if the real steps were set to 0 and the padding kept.",
            way -> way.clear = (t, b, j, width, lengths, x) -> t <= lengths[b])
        .slip(
            "clear",
            "everything cleared",
            "Your o is 0 everywhere: is it set to 0 when it was filled already?",
            way -> way.clear = (t, b, j, width, lengths, x) -> true);
  }

  private static boolean isZero(DMatrixRMaj m, int b) {
    return IntStream.range(0, m.numCols).allMatch(j -> m.get(b, j) == 0);
  }
}
