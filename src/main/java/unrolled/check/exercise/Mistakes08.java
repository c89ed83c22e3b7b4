package unrolled.check.exercise;

import java.util.Arrays;
import java.util.function.IntUnaryOperator;
import java.util.stream.IntStream;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import unrolled.check.exercise.Exercise08.Chain;
import unrolled.check.exercise.Exercise08.Layer;
import unrolled.check.exercise.Exercise08.Summary;
import unrolled.check.exercise.Exercise08.Turn;

/** The typical mistakes of exercise 08: three pieces of code with switches. */
final class Mistakes08 {

  private static final String ONE_STATE =
      " What is asked for is one state of each chain: which of them has read everything?";

  private Mistakes08() {}

  // ---- turning round

  /** The length that a sequence is taken to have. */
  @FunctionalInterface
  private interface Length {
    int of(int[] lengths, int b, int steps);
  }

  /** From which step a real step is taken. */
  @FunctionalInterface
  private interface Source {
    int of(int t, int length, int steps);
  }

  /** Where in a matrix's numbers an entry is looked for, and to which number it is written. */
  @FunctionalInterface
  private interface Place {
    int of(int b, int j, int batch, int columns);
  }

  /** What comes into the padding: from which step, 0 for a zero. */
  @FunctionalInterface
  private interface Padding {
    int of(int t, int length, int steps);
  }

  /** Turning round, right until a switch is turned. */
  private static final class Turning implements Turn {
    private Length length = (lengths, b, steps) -> lengths[b];
    private Source source = (t, length, steps) -> length + 1 - t;
    private IntUnaryOperator first = length -> 1;
    private IntUnaryOperator last = length -> length;
    private boolean overwritten;
    private boolean downwards;
    private Padding padding = (t, length, steps) -> t;
    private boolean endsWithLongest;
    private Place from = (b, j, batch, columns) -> b * columns + j;
    private Place to = (b, j, batch, columns) -> b * columns + j;
    private IntUnaryOperator firstRow = batch -> 0;
    private IntUnaryOperator lastRow = batch -> batch - 1;
    private IntUnaryOperator firstColumn = columns -> 0;
    private IntUnaryOperator lastColumn = columns -> columns - 1;

    @Override
    public DMatrixRMaj[] run(DMatrixRMaj[] x, int[] lengths) {
      int steps = x.length - 1;
      DMatrixRMaj[] out = new DMatrixRMaj[x.length];
      for (int t = 1; t <= steps; t++) {
        out[t] = x[t].copy();
        for (int b = 0; b < lengths.length; b++) {
          int source = padding.of(t, lengths[b], steps);
          if (source < 1) {
            Arrays.fill(out[t].data, b * x[t].numCols, (b + 1) * x[t].numCols, 0);
          } else if (t > lengths[b] && source <= steps) {
            System.arraycopy(
                x[source].data, b * x[t].numCols, out[t].data, b * x[t].numCols, x[t].numCols);
          }
        }
      }
      DMatrixRMaj[] read = overwritten ? out : x;
      int columns = x[1].numCols;
      for (int b = firstRow.applyAsInt(lengths.length);
          b <= lastRow.applyAsInt(lengths.length);
          b++) {
        int length = Math.min(this.length.of(lengths, b, steps), steps);
        int begin = first.applyAsInt(length);
        int end = last.applyAsInt(length);
        for (int i = begin; i <= end; i++) {
          int t = downwards ? begin + end - i : i;
          int source = this.source.of(t, length, steps);
          for (int j = firstColumn.applyAsInt(columns); j <= lastColumn.applyAsInt(columns); j++) {
            int is = from.of(b, j, lengths.length, columns);
            int becomes = to.of(b, j, lengths.length, columns);
            int size = lengths.length * columns;
            if (t >= 1 && t <= steps && source >= 1 && source <= steps) {
              if (is < size && becomes < size) {
                out[t].data[becomes] = read[source].data[is];
              }
            }
          }
        }
      }
      if (endsWithLongest) {
        Arrays.fill(out, Arrays.stream(lengths).max().orElse(0) + 1, out.length, null);
      }
      return out;
    }

    Turning length(Length wrong) {
      length = wrong;
      return this;
    }

    Turning source(Source wrong) {
      source = wrong;
      return this;
    }
  }

  static final Turn RIGHT = new Turning();
  private static final Turn WHOLE = new Turning().length((lengths, b, steps) -> steps);
  private static final Turn NOT_TURNED = (x, lengths) -> x;
  private static final Turn FIRST_LENGTH = new Turning().length((lengths, b, steps) -> lengths[0]);
  private static final Turn FROM_THE_END =
      new Turning().source((t, length, steps) -> steps + 1 - t);

  static Exercise<Turn> ofTurning(Exercise<Turn> exercise) {
    Slips<Turning, Turn> slips =
        new Slips<Turning, Turn>("“Turning round”", Turning::new, way -> way);
    lengthsOf(slips);
    stepsOf(slips);
    placesOf(slips);
    return slips
        .addTo(exercise)
        .mistake(
            "all handed back",
            "The matrices that come back are those of x itself, and x is no longer what it was. Give back"
                + " new ones, for the padding as well. Read “Turning round” above.",
            (x, lengths) -> {
              DMatrixRMaj[] out = RIGHT.run(x, lengths);
              for (int t = 1; t < x.length; t++) {
                x[t].setTo(out[t]);
              }
              return x.clone();
            })
        .mistake(
            "handed back",
            "One of the matrices that come back is one of x itself: whoever writes into the one"
                + " changes the other. Give back new ones, for the padding as well. Read “Turning"
                + " round” above.",
            (x, lengths) -> {
              DMatrixRMaj[] out = RIGHT.run(x, lengths);
              int all = Arrays.stream(lengths).max().orElseThrow();
              System.arraycopy(x, all + 1, out, all + 1, x.length - all - 1);
              return out;
            });
  }

  private static void lengthsOf(Slips<Turning, Turn> slips) {
    slips
        .mistake(
            "length",
            "whole",
            "It looks as if the filled-up batch were turned round as a whole: a short sequence then"
                + " begins with its padding. Where does the last real step of row b stand?",
            way -> way.length = (lengths, b, steps) -> steps)
        .mistake(
            "length",
            "as long as the longest",
            "It looks as if all rows were turned round with the length of the longest sequence: a"
                + " short one then begins with its padding. Each has its own length.",
            way -> way.length = (lengths, b, steps) -> Arrays.stream(lengths).max().orElseThrow())
        .mistake(
            "length",
            "as long as the shortest",
            "It looks as if all rows were turned round with the length of the shortest sequence."
                + " Each has its own.",
            way -> way.length = (lengths, b, steps) -> Arrays.stream(lengths).min().orElseThrow())
        .slip(
            "length",
            "as long as the first",
            "It looks as if all rows were turned round with the length of row 0. Each has its own.",
            way -> way.length = (lengths, b, steps) -> lengths[0])
        .slip(
            "length",
            "as long as the last row",
            "It looks as if all rows were turned round with the length of the last row. Each has"
                + " its own.",
            way -> way.length = (lengths, b, steps) -> lengths[lengths.length - 1])
        .slip(
            "length",
            "one too short",
            "It looks as if each sequence were taken to be one step shorter than it is: its last"
                + " step stays where it was. Steps count from 1 here.",
            way -> way.length = (lengths, b, steps) -> lengths[b] - 1)
        .slip(
            "length",
            "one too long",
            "It looks as if each sequence were taken to be one step longer than it is: the first"
                + " step of its padding comes to the front.",
            way -> way.length = (lengths, b, steps) -> lengths[b] + 1);
  }

  private static void stepsOf(Slips<Turning, Turn> slips) {
    slips
        .mistake(
            "step",
            "not turned",
            "The steps come out in the order in which they went in. (Two that change places twice"
                + " are where they were.)",
            way -> way.source = (t, length, steps) -> t)
        .slip(
            "step",
            "one too late",
            "It looks as if each real step were taken from one step too late. Which step must come"
                + " to step 1?",
            way -> way.source = (t, length, steps) -> length + 2 - t)
        .mistake(
            "step",
            "from the end of the batch",
            "It looks as if real steps were counted from the end of the batch: a short sequence"
                + " gets its padding. Where does the last real step of row b stand?",
            way -> way.source = (t, length, steps) -> steps + 1 - t)
        .mistake(
            "step",
            "moved to the left",
            "It looks as if the steps had moved on by one place, the first to the end. They are to"
                + " come out in the opposite order.",
            way -> way.source = (t, length, steps) -> t % length + 1)
        .mistake(
            "step",
            "moved to the right",
            "It looks as if the steps had moved on by one place, the last to the front. They are to"
                + " come out in the opposite order.",
            way -> way.source = (t, length, steps) -> t > 1 ? t - 1 : length)
        .mistake(
            "step",
            "the last everywhere",
            "It looks as if every step had got the sequence's last one.",
            way -> way.source = (t, length, steps) -> length)
        .mistake(
            "step",
            "the ends alone",
            "It looks as if only the first and the last step had changed places. All of them move.",
            way -> way.source = (t, length, steps) -> t == 1 || t == length ? length + 1 - t : t)
        .slip(
            "loop",
            "the last left out",
            "It looks as if nothing had come to a sequence's last step: how far does your loop go?"
                + " Steps count from 1 here.",
            way -> way.last = length -> length - 1)
        .slip(
            "loop",
            "the first left out",
            "It looks as if nothing had come to step 1: where does your loop begin?",
            way -> way.first = length -> 2)
        .alone(
            "a pair in the middle left out",
            "It looks as if the two steps in the middle of a sequence had not changed places: how"
                + " far does your loop go?",
            way ->
                way.source =
                    (t, length, steps) ->
                        Math.min(t, length + 1 - t) < (length + 1) / 2
                                && Math.min(t, length + 1 - t) < length / 2
                            ? length + 1 - t
                            : t)
        .mistake(
            "overwritten",
            "the first half alone",
            "It looks as if only the first half of each sequence had got new steps. Were steps read"
                + " that had been overwritten before (from what you are writing into, not from x)?"
                + " Or does one of two that change places get lost?",
            way -> way.overwritten = true)
        .mistake(
            "overwritten",
            "the second half alone",
            "It looks as if only the second half of each sequence had got new steps. Were steps read"
                + " that had been overwritten before (from what you are writing into, not from x)?"
                + " Or does one of two that change places get lost?",
            way -> {
              way.overwritten = true;
              way.downwards = true;
            });
  }

  private static void placesOf(Slips<Turning, Turn> slips) {
    slips
        .slip(
            "padding",
            "no steps behind the longest",
            "Behind the last step of the longest sequence there is nothing. The batch goes on there,"
                + " with padding for all: it has x.length − 1 steps.",
            way -> way.endsWithLongest = true)
        .slip(
            "padding",
            "the padding lost",
            "The padding has become 0. Leave it as it is: nobody knows what it is good for.",
            way -> way.padding = (t, length, steps) -> t <= length ? t : 0)
        .slip(
            "padding",
            "the padding lost",
            "The padding has become 0. Leave it as it is: nobody knows what it is good for.",
            way -> way.padding = (t, length, steps) -> 0)
        .slip(
            "padding",
            "the padding turned round",
            "It looks as if the padding had been turned round as well, by itself. It stays where it"
                + " is.",
            way -> way.padding = (t, length, steps) -> steps + length + 1 - t)
        .slip(
            "padding",
            "the last step in the padding",
            "It looks as if a sequence's last step had been repeated in the padding, which is to"
                + " stay as it is.",
            way -> way.padding = (t, length, steps) -> length)
        .slip(
            "padding",
            "the first step in the padding",
            "It looks as if a sequence's first step had been repeated in the padding, which is to"
                + " stay as it is.",
            way -> way.padding = (t, length, steps) -> 1)
        .mistake(
            "rows",
            "the batch turned",
            "It looks as if the sequences of the batch had changed places. What is to be turned"
                + " round is the order of the steps.",
            way -> way.from = (b, j, batch, columns) -> (batch - 1 - b) * columns + j)
        .mistake(
            "rows",
            "every row from the first",
            "It looks as if every sequence had got the numbers of row 0. Row b belongs to sequence"
                + " b.",
            way -> way.from = (b, j, batch, columns) -> j)
        .slip(
            "rows",
            "the first sequence left out",
            "It looks as if row 0 had not been turned: rows count from 0.",
            way -> way.firstRow = batch -> 1)
        .slip(
            "rows",
            "the last sequence left out",
            "It looks as if the last row had not been turned: how far does your loop over the"
                + " sequences go?",
            way -> way.lastRow = batch -> batch - 2)
        .mistake(
            "rows",
            "row 0 alone",
            "It looks as if only row 0 had been turned. Each row has its own turn.",
            way -> way.lastRow = batch -> 0)
        .slip(
            "rows",
            "column by column",
            "It looks as if entry (b, j) were looked for at j · B + b. A matrix stores its numbers"
                + " row by row: how many stand in front of row b?",
            way -> {
              way.from = (b, j, batch, columns) -> j * batch + b;
              way.to = way.from;
            })
        .slip(
            "rows",
            "rows of another width",
            "It looks as if a row of the data began at b · B. How many numbers stand in front of row"
                + " b?",
            way -> {
              way.from = (b, j, batch, columns) -> b * batch + j;
              way.to = way.from;
            })
        .slip(
            "rows",
            "rows that overlap",
            "It looks as if row b of the data began at b. How many numbers stand in front of row b?",
            way -> {
              way.from = (b, j, batch, columns) -> b + j;
              way.to = way.from;
            })
        .slip(
            "rows",
            "all into row 0",
            "It looks as if every sequence had been written into row 0. Row b belongs to sequence"
                + " b.",
            way -> way.to = (b, j, batch, columns) -> j)
        .slip(
            "columns",
            "column 0 alone",
            "It looks as if only column 0 had been turned. A step of a sequence is a whole row, of m"
                + " numbers.",
            way -> way.lastColumn = columns -> 0)
        .slip(
            "columns",
            "the last column left out",
            "It looks as if the last column had not been turned: how far does your loop over the"
                + " columns go?",
            way -> way.lastColumn = columns -> columns - 2)
        .slip(
            "columns",
            "column 0 left out",
            "It looks as if column 0 had not been turned: columns count from 0.",
            way -> way.firstColumn = columns -> 1)
        .slip(
            "columns",
            "the columns turned",
            "It looks as if the numbers of a row had been turned round as well. A row moves as it"
                + " is.",
            way -> {
              Place from = way.from;
              way.from = (b, j, batch, columns) -> from.of(b, columns - 1 - j, batch, columns);
            });
  }

  // ---- two chains

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
    private Join join = (ahead, back) -> CommonOps_DDRM.concatColumns(ahead, back, null);
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

  static Exercise<Layer> ofLayer(Exercise<Layer> exercise) {
    Slips<Both, Layer> slips =
        new Slips<Both, Layer>("“Two chains, one output”", Both::new, way -> way);
    whatIsRead(slips);
    whatIsMadeOfIt(slips);
    whatIsCleared(slips);
    return slips.addTo(exercise);
  }

  private static void whatIsRead(Slips<Both, Layer> slips) {
    slips
        .mistake(
            "back",
            "the padding read first",
            "It looks as if the backward chain had begun with the padding: then each short sequence"
                + " is read after rubbish. Your function turned knows better.",
            way -> {
              way.back = WHOLE;
              way.backAfterwards = WHOLE;
            })
        .mistake(
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
        .mistake(
            "back",
            "read from the left",
            "It looks as if the backward chain, too, had read from left to right.",
            way -> {
              way.back = NOT_TURNED;
              way.backAfterwards = NOT_TURNED;
            })
        .mistake(
            "back",
            "read from the left, then turned",
            "It looks as if the backward chain had read from left to right, and only its states had"
                + " been turned round. What does it have to read?",
            way -> way.back = NOT_TURNED)
        .mistake(
            "back",
            "not turned back",
            "The backward chain's states look as if they stood in the order in which that chain has"
                + " read. Which step does its first state belong to?",
            way -> way.backAfterwards = NOT_TURNED)
        .mistake(
            "back",
            "brought back from the end of the batch",
            "It looks as if the backward chain had read the right steps, but its states were brought"
                + " back from the end of the batch. Its first state belongs to the sequence's own"
                + " last step.",
            way -> way.backAfterwards = FROM_THE_END)
        .mistake(
            "back",
            "the batch turned, then each sequence",
            "It looks as if the backward chain had read the whole batch from its end, padding first,"
                + " and its states were then turned round sequence by sequence.",
            way -> way.back = WHOLE)
        .mistake(
            "back",
            "the batch turned, and not turned back",
            "It looks as if the backward chain had read the whole batch from its end, padding first,"
                + " and its states had stayed in the order in which it has read.",
            way -> {
              way.back = WHOLE;
              way.backAfterwards = NOT_TURNED;
            })
        .mistake(
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
        .mistake(
            "ahead",
            "ahead turned, too",
            "It looks as if the forward chain's states had been turned round, too. They stand where"
                + " they belong when it has run.",
            way -> way.aheadAfterwards = RIGHT)
        .mistake(
            "ahead",
            "ahead reads from the right",
            "It looks as if the forward chain, too, had read from the right. (Is x still what it"
                + " was when it runs?)",
            way -> way.ahead = RIGHT)
        .mistake(
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
            way -> way.join = (ahead, back) -> beside(back, ahead))
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
        .mistake(
            "join",
            "forward twice",
            "It looks as if the forward chain's states stood in both halves.",
            way -> way.join = (ahead, back) -> beside(ahead, ahead))
        .mistake(
            "join",
            "backward twice",
            "It looks as if the backward chain's states stood in both halves.",
            way -> way.join = (ahead, back) -> beside(back, back))
        .slip(
            "join",
            "no backward half",
            "It looks as if nothing had been written into the right half, the backward chain's: it"
                + " begins at column n.",
            way -> way.join = (ahead, back) -> beside(ahead, back.createLike()))
        .slip(
            "join",
            "no forward half",
            "It looks as if nothing had been written into the left half, the forward chain's.",
            way -> way.join = (ahead, back) -> beside(ahead.createLike(), back))
        .slip(
            "join",
            "one over the other",
            "It looks as if the backward chain's states were written over the forward chain's, into"
                + " the left half: the right half begins at column n.",
            way -> way.join = (ahead, back) -> beside(back, ahead.createLike()))
        .slip(
            "join",
            "taken by turns",
            "It looks as if the numbers of the two states stood by turns, one of this and one of"
                + " that. First all of the forward state, then all of the backward one.",
            way ->
                way.join =
                    (ahead, back) -> {
                      DMatrixRMaj both = beside(ahead, back);
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

  private static DMatrixRMaj beside(DMatrixRMaj left, DMatrixRMaj right) {
    return CommonOps_DDRM.concatColumns(left, right, null);
  }

  // ---- what a sequence came to

  /** One number of a summary: what is made of column j over the steps of sequence b. */
  @FunctionalInterface
  private interface Taken {
    double of(DMatrixRMaj[] o, int[] lengths, int b, int j);
  }

  /** The summary, right until a switch is turned. */
  private static final class Ends implements Summary {
    private Taken ahead = at((o, lengths, b) -> lengths[b]);
    private Taken back = at((o, lengths, b) -> 1);
    private IntUnaryOperator aheadColumn = n -> 0;
    private IntUnaryOperator backColumn = n -> n;
    private IntUnaryOperator firstUnit = n -> 0;
    private IntUnaryOperator units = n -> n;
    private int form;
    private Place from = (b, j, batch, columns) -> b * columns + j;
    private IntUnaryOperator lastRow = batch -> batch - 1;

    @Override
    public DMatrixRMaj summary(DMatrixRMaj[] o, int[] lengths, int n) {
      int batch = lengths.length;
      DMatrixRMaj[] seen = seen(o, batch);
      DMatrixRMaj left = new DMatrixRMaj(batch, n);
      DMatrixRMaj right = new DMatrixRMaj(batch, n);
      for (int b = 0; b <= lastRow.applyAsInt(batch); b++) {
        for (int k = firstUnit.applyAsInt(n); k < units.applyAsInt(n); k++) {
          left.set(b, k, ahead.of(seen, lengths, b, aheadColumn.applyAsInt(n) + k));
          right.set(b, k, back.of(seen, lengths, b, backColumn.applyAsInt(n) + k));
        }
      }
      return switch (form) {
        case 1 -> beside(right, left);
        case 2 -> CommonOps_DDRM.add(left, right, null);
        case 3 -> beside(right, right.createLike());
        case 4 -> beside(left, right.createLike());
        case 5 -> beside(left.createLike(), right);
        case 6 -> CommonOps_DDRM.add(0.5, left, 0.5, right, null);
        case 7 -> CommonOps_DDRM.concatRowsMulti(left, right);
        case 8 -> left;
        case 9 -> right;
        default -> beside(left, right);
      };
    }

    /** The outputs as somebody sees them who looks for their entries elsewhere. */
    private DMatrixRMaj[] seen(DMatrixRMaj[] o, int batch) {
      DMatrixRMaj[] seen = new DMatrixRMaj[o.length];
      for (int t = 1; t < o.length; t++) {
        seen[t] = o[t].createLike();
        for (int b = 0; b < batch; b++) {
          for (int j = 0; j < o[t].numCols; j++) {
            int at = from.of(b, j, batch, o[t].numCols);
            seen[t].set(b, j, at < o[t].getNumElements() ? o[t].data[at] : 0);
          }
        }
      }
      return seen;
    }
  }

  /** At which step. */
  @FunctionalInterface
  private interface When {
    int of(DMatrixRMaj[] o, int[] lengths, int b);
  }

  private static Taken at(When step) {
    return (o, lengths, b, j) -> {
      int t = step.of(o, lengths, b);
      return t < 1 || t >= o.length ? 0 : o[t].get(b, j);
    };
  }

  /** The sum over the steps from 1 to this one, divided. */
  private static Taken sum(When last, When divisor) {
    return (o, lengths, b, j) ->
        IntStream.rangeClosed(1, last.of(o, lengths, b)).mapToDouble(t -> o[t].get(b, j)).sum()
            / divisor.of(o, lengths, b);
  }

  private static Taken largest() {
    return (o, lengths, b, j) ->
        IntStream.rangeClosed(1, lengths[b]).mapToDouble(t -> o[t].get(b, j)).max().orElse(0);
  }

  /** The last step where something in the columns from here to there is not 0. */
  private static When lastNotZero(IntUnaryOperator from, IntUnaryOperator to) {
    return (o, lengths, b) -> {
      int width = o[1].numCols;
      int t = o.length - 1;
      while (t > 1 && isZero(o[t], b, from.applyAsInt(width), to.applyAsInt(width))) {
        t--;
      }
      return t;
    };
  }

  private static boolean isZero(DMatrixRMaj m, int b, int from, int to) {
    return IntStream.range(from, to).allMatch(j -> m.get(b, j) == 0);
  }

  static Exercise<Summary> ofSummary(Exercise<Summary> exercise) {
    Slips<Ends, Summary> slips =
        new Slips<Ends, Summary>("“What a sequence came to”", Ends::new, way -> way);
    When own = (o, lengths, b) -> lengths[b];
    When end = (o, lengths, b) -> o.length - 1;
    When first = (o, lengths, b) -> 1;
    slips
        .mistake(
            "ends",
            "ends exchanged",
            "It looks as if each half were taken at the end where its chain begins. How much has it"
                + " read there?",
            way -> {
              way.ahead = at(first);
              way.back = at(own);
            })
        .mistake(
            "ends",
            "both at the end of the batch",
            "Both halves look as if taken at the last step of the batch, where a short sequence is"
                + " long over.",
            way -> {
              way.ahead = at(end);
              way.back = at(end);
            });
    overSteps(slips, "the mean over its steps", sum(own, own));
    overSteps(slips, "the sum over its steps", sum(own, first));
    overSteps(slips, "the mean over all steps of the batch", sum(end, end));
    overSteps(slips, "the largest over its steps", largest());
    Taken mean = sum(own, own);
    slips
        .mistake(
            "ends",
            "forward half: the mean over its steps",
            "The forward half looks like the mean over its steps." + ONE_STATE,
            way -> way.ahead = mean)
        .mistake(
            "ends",
            "backward half: the mean over its steps",
            "The backward half looks like the mean over its steps." + ONE_STATE,
            way -> way.back = mean);
    aheadAt(slips, end);
    backAt(slips, own);
    return forms(slips).addTo(exercise);
  }

  /** Many states at once, in both halves. */
  private static void overSteps(Slips<Ends, Summary> slips, String what, Taken wrong) {
    slips.mistake(
        "ends",
        what,
        "Your summary looks like " + what + "." + ONE_STATE,
        way -> {
          way.ahead = wrong;
          way.back = wrong;
        });
  }

  private static void aheadAt(Slips<Ends, Summary> slips, When end) {
    String byValue =
        "It looks as if the last step were looked for by its numbers: a real state may be 0, wholly"
            + " or in part. Only lengths tells where a sequence is over.";
    slips
        .mistake(
            "ahead",
            "forward at the end of the batch",
            "The forward half looks as if taken at the last step of the batch, where a short"
                + " sequence is long over.",
            way -> way.ahead = at(end))
        .slip(
            "ahead",
            "forward where the longest ends",
            "The forward half looks as if taken where the longest sequence ends. Each has its own"
                + " end.",
            way -> way.ahead = at((o, lengths, b) -> Arrays.stream(lengths).max().orElseThrow()))
        .mistake(
            "ahead",
            "both at the first step",
            "Both halves look as if taken at the first step. How many steps has the forward chain"
                + " read there?",
            way -> way.ahead = at((o, lengths, b) -> 1))
        .slip(
            "ahead",
            "one step early",
            "The forward half looks as if taken one step too early. Steps count from 1 here: at"
                + " which one does a sequence end?",
            way -> way.ahead = at((o, lengths, b) -> lengths[b] - 1))
        .slip(
            "ahead",
            "one step early",
            "The forward half looks as if taken one step too early. Steps count from 1 here: at"
                + " which one does a sequence end?",
            way -> way.ahead = at((o, lengths, b) -> Math.max(1, lengths[b] - 1)))
        .slip(
            "ahead",
            "forward with the length of the first",
            "The forward half looks as if taken, in all rows, where row 0 ends. Each sequence has its"
                + " own length.",
            way -> way.ahead = at((o, lengths, b) -> lengths[0]))
        .slip(
            "ahead",
            "forward with the length of the last",
            "The forward half looks as if taken, in all rows, where the last row ends. Each sequence"
                + " has its own length.",
            way -> way.ahead = at((o, lengths, b) -> lengths[lengths.length - 1]))
        .slip(
            "ahead",
            "the end by value",
            byValue,
            way -> way.ahead = at(lastNotZero(width -> 0, width -> 1)))
        .slip(
            "ahead",
            "the end by value",
            byValue,
            way -> way.ahead = at(lastNotZero(width -> 0, width -> width / 2)))
        .slip(
            "ahead",
            "the end by value",
            byValue,
            way -> way.ahead = at(lastNotZero(width -> 0, width -> width)));
  }

  private static void backAt(Slips<Ends, Summary> slips, When own) {
    slips
        .mistake(
            "back",
            "both at the last step",
            "Both halves look as if taken at the sequence's last step. How many steps has the"
                + " backward chain read there?",
            way -> way.back = at(own))
        .mistake(
            "back",
            "backward at the end of the batch",
            "The backward half looks as if taken at the last step of the batch. How many steps has"
                + " the backward chain read there?",
            way -> way.back = at((o, lengths, b) -> o.length - 1))
        .slip(
            "back",
            "backward at step 2",
            "The backward half looks as if taken at step 2, where one step is still to be read.",
            way -> way.back = at((o, lengths, b) -> 2));
  }

  private static Slips<Ends, Summary> forms(Slips<Ends, Summary> slips) {
    return slips
        .slip(
            "columns",
            "the offset forgotten",
            "The right half looks as if taken from the left half of o: from which column on does the"
                + " backward state stand?",
            way -> way.backColumn = n -> 0)
        .slip(
            "columns",
            "the left half from the right",
            "The left half looks as if taken from the right half of o, where the backward state"
                + " stands.",
            way -> way.aheadColumn = n -> n)
        .slip(
            "columns",
            "the halves of o exchanged",
            "It looks as if the forward state were looked for in the right half of o, and the"
                + " backward one in the left.",
            way -> {
              way.aheadColumn = n -> n;
              way.backColumn = n -> 0;
            })
        .slip(
            "units",
            "the last unit missing",
            "It looks as if the last number of each half were missing: up to which column do you"
                + " go? EJML's extract doesn't include it.",
            way -> way.units = n -> n - 1)
        .slip(
            "units",
            "the first unit missing",
            "It looks as if the first number of each half were missing: columns count from 0.",
            way -> way.firstUnit = n -> 1)
        .slip(
            "units",
            "one unit alone",
            "It looks as if only the first number of each half had been taken. A state has n of"
                + " them.",
            way -> way.units = n -> 1)
        .slip(
            "form",
            "halves exchanged",
            "The halves look exchanged: the forward chain's state comes first.",
            way -> way.form = 1)
        .mistake(
            "form",
            "added",
            "It looks as if both states were added up. They stand side by side.",
            way -> way.form = 2)
        .mistake(
            "form",
            "the mean of both",
            "It looks as if the mean of both states were taken. They stand side by side.",
            way -> way.form = 6)
        .slip(
            "form",
            "one over the other",
            "It looks as if the backward state were written over the forward one: the right half"
                + " begins at column n.",
            way -> way.form = 3)
        .mistake(
            "form",
            "no backward half",
            "It looks as if nothing had been written into the right half.",
            way -> way.form = 4)
        .mistake(
            "form",
            "no forward half",
            "It looks as if nothing had been written into the left half.",
            way -> way.form = 5)
        .mistake(
            "form",
            "below each other",
            "It looks as if the states stood below each other. They stand side by side, in a row for"
                + " each sequence.",
            way -> way.form = 7)
        .mistake(
            "form",
            "forward alone",
            "It looks as if only the forward state came back. The backward one belongs beside it.",
            way -> way.form = 8)
        .mistake(
            "form",
            "backward alone",
            "It looks as if only the backward state came back. The forward one belongs in front of"
                + " it.",
            way -> way.form = 9)
        .slip(
            "rows",
            "rows of n numbers",
            "It looks as if a row of o were looked for at b · n in its numbers. How many stand in"
                + " front of row b, where each is 2n long?",
            way -> way.from = (b, j, batch, columns) -> b * (columns / 2) + j)
        .slip(
            "rows",
            "column by column",
            "It looks as if entry (b, j) were looked for at j · B + b. A matrix stores its numbers"
                + " row by row: how many stand in front of row b?",
            way -> way.from = (b, j, batch, columns) -> j * batch + b)
        .slip(
            "rows",
            "every row from the first",
            "It looks as if every sequence had got the numbers of row 0. Row b belongs to sequence"
                + " b.",
            way -> way.from = (b, j, batch, columns) -> j)
        .slip(
            "rows",
            "the batch turned",
            "It looks as if the sequences of the batch had changed places.",
            way -> way.from = (b, j, batch, columns) -> (batch - 1 - b) * columns + j)
        .slip(
            "rows",
            "the last sequence left out",
            "It looks as if the last row had been left out: how far does your loop over the"
                + " sequences go?",
            way -> way.lastRow = batch -> batch - 2)
        .mistake(
            "rows",
            "row 0 alone",
            "It looks as if only row 0 had been filled. Each sequence has its own.",
            way -> way.lastRow = batch -> 0);
  }
}
