package unrolled.check.exercise;

import static org.ejml.dense.row.CommonOps_DDRM.concatColumns;

import java.util.Arrays;
import java.util.function.IntUnaryOperator;
import java.util.stream.IntStream;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import unrolled.check.exercise.Exercise08.Summary;

/** What goes wrong in what a sequence came to, in exercise 08: a summary with switches. */
final class Mistakes08OfSummary {

  private static final String ONE_STATE =
      " What is asked for is one state of each chain: which of them has read everything?";

  private Mistakes08OfSummary() {}

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
    private Mistakes08OfTurning.Place from = (b, j, batch, columns) -> b * columns + j;
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
        case 1 -> concatColumns(right, left, null);
        case 2 -> CommonOps_DDRM.add(left, right, null);
        case 3 -> concatColumns(right, right.createLike(), null);
        case 4 -> concatColumns(left, right.createLike(), null);
        case 5 -> concatColumns(left.createLike(), right, null);
        case 6 -> CommonOps_DDRM.add(0.5, left, 0.5, right, null);
        case 7 -> CommonOps_DDRM.concatRowsMulti(left, right);
        case 8 -> left;
        case 9 -> right;
        default -> concatColumns(left, right, null);
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

  static Exercise<Summary> of(Exercise<Summary> exercise) {
    Slips<Ends, Summary> slips =
        new Slips<Ends, Summary>("“What a sequence came to”", Ends::new, way -> way);
    When own = (o, lengths, b) -> lengths[b];
    When end = (o, lengths, b) -> o.length - 1;
    When first = (o, lengths, b) -> 1;
    slips
        .slip(
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
    slips.slip(
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
        .slip(
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
        .slip(
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
        .slip(
            "rows",
            "row 0 alone",
            "It looks as if only row 0 had been filled. Each sequence has its own.",
            way -> way.lastRow = batch -> 0);
  }
}
