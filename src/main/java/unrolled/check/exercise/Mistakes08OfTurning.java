package unrolled.check.exercise;

import java.util.Arrays;
import java.util.function.IntUnaryOperator;
import org.ejml.data.DMatrixRMaj;
import unrolled.check.exercise.Exercise08.Turn;

/** What goes wrong in turning round, in exercise 08: a turn with switches. */
final class Mistakes08OfTurning {

  static final Turn RIGHT = new Turning();
  static final Turn WHOLE = new Turning().length((lengths, b, steps) -> steps);
  static final Turn NOT_TURNED = (x, lengths) -> x;
  static final Turn FIRST_LENGTH = new Turning().length((lengths, b, steps) -> lengths[0]);
  static final Turn FROM_THE_END = new Turning().source((t, length, steps) -> steps + 1 - t);

  private Mistakes08OfTurning() {}

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
  interface Place {
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

  static Exercise<Turn> of(Exercise<Turn> exercise) {
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
        .slip(
            "length",
            "whole",
            "It looks as if the filled-up batch were turned round as a whole: a short sequence then"
                + " begins with its padding. Where does the last real step of row b stand?",
            way -> way.length = (lengths, b, steps) -> steps)
        .slip(
            "length",
            "as long as the longest",
            "It looks as if all rows were turned round with the length of the longest sequence: a"
                + " short one then begins with its padding. Each has its own length.",
            way -> way.length = (lengths, b, steps) -> Arrays.stream(lengths).max().orElseThrow())
        .slip(
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
            "the last of each length",
            "It looks as if of several sequences of the same length only the last had been turned. Is"
                + " a length the key of a map? It has one value for each.",
            way -> way.length = (lengths, b, steps) -> onlyTheLastOfEach(lengths)[b])
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

  /** Of several sequences of one length the last alone is turned; the steps of others stay. */
  private static int[] onlyTheLastOfEach(int[] lengths) {
    int[] turned = lengths.clone();
    for (int b = 0; b < lengths.length; b++) {
      for (int later = b + 1; later < lengths.length; later++) {
        turned[b] = lengths[later] == lengths[b] ? 0 : turned[b];
      }
    }
    return turned;
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
        .slip(
            "step",
            "from the end of the batch",
            "It looks as if real steps were counted from the end of the batch: a short sequence"
                + " gets its padding. Where does the last real step of row b stand?",
            way -> way.source = (t, length, steps) -> steps + 1 - t)
        .slip(
            "step",
            "moved to the left",
            "It looks as if the steps had moved on by one place, the first to the end. They are to"
                + " come out in the opposite order.",
            way -> way.source = (t, length, steps) -> t % length + 1)
        .slip(
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
        .slip(
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
        .slip(
            "overwritten",
            "the first half alone",
            "It looks as if only the first half of each sequence had got new steps. Were steps read"
                + " that had been overwritten before (from what you are writing into, not from x)?"
                + " Or does one of two that change places get lost?",
            way -> way.overwritten = true)
        .slip(
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
        .slip(
            "rows",
            "the batch turned",
            "It looks as if the sequences of the batch had changed places. What is to be turned"
                + " round is the order of the steps.",
            way -> way.from = (b, j, batch, columns) -> (batch - 1 - b) * columns + j)
        .slip(
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
        .slip(
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
}
