package unrolled.check.exercise;

import java.util.Arrays;
import org.ejml.data.DMatrixRMaj;

/** What is typically wrong in exercise 12 where the encoder hands over. */
final class Mistakes12OfStart {

  private Mistakes12OfStart() {}

  /** Which of the encoder's states a sentence gets. */
  @FunctionalInterface
  private interface Which {
    int step(int[] lengths, int b, int last);
  }

  /** How the decoder's start is put together. */
  private static final class HandingOver {
    private Which which = (lengths, b, last) -> lengths[b];
    private boolean zerosBefore; // in place of h[0]
    private boolean withoutLast; // zeros in place of the last state
    private boolean mean;
    private boolean total;
    private boolean byColumns;
    private boolean storedByColumns; // read, and written
    private boolean exchanged;
    private boolean firstRow;
    private boolean rowOfLength;
    private int row; // of so many sentences further
    private int firstUnit;
    private int unitsLess;

    DMatrixRMaj start(DMatrixRMaj[] h, int[] lengths) {
      int last = h.length - 1;
      int units = h[0].numCols;
      DMatrixRMaj out = new DMatrixRMaj(lengths.length, units);
      for (int b = 0; b < lengths.length; b++) {
        int step = Math.max(0, Math.min(last, which.step(lengths, b, last)));
        boolean sums = mean || total;
        for (int j = firstUnit; j < units - unitsLess; j++) {
          double sum = 0;
          for (int t = sums ? 1 : step; t <= step; t++) {
            boolean isZero = (t == 0 && zerosBefore) || (t == last && withoutLast);
            sum += isZero ? 0 : state(h[t], b, j, lengths);
          }
          if (storedByColumns) {
            out.data[b + lengths.length * j] = h[step].data[b + lengths.length * j];
          } else {
            out.set(b, j, mean && step > 0 ? sum / step : sum);
          }
        }
      }
      return out;
    }

    private double state(DMatrixRMaj h, int b, int j, int[] lengths) {
      int batch = lengths.length;
      if (byColumns) {
        return h.data[j * batch + b];
      }
      if (exchanged) {
        return h.get(j % h.numRows, b % h.numCols);
      }
      if (rowOfLength) {
        return h.get(Math.min(lengths[b], batch - 1), j);
      }
      return firstRow ? h.get(0, j) : h.get((b + row) % batch, j);
    }
  }

  static Exercise<Exercise12.HandOver> handOver(Exercise<Exercise12.HandOver> exercise) {
    return new Slips<HandingOver, Exercise12.HandOver>(
            "“Where it starts”", HandingOver::new, way -> way::start)
        .alone(
            "the last state never looked at",
            "The longest sentences have got zeros. Is the last state, h[h.length − 1], ever looked"
                + " at? It is theirs.",
            way -> way.withoutLast = true)
        .mistake(
            "which",
            "the end of the batch",
            "It looks as if every sentence had got the state at the end of the longest one. A short"
                + " sentence has been over for a while there, and its state has gone on reading"
                + " padding.",
            way -> way.which = (lengths, b, last) -> last)
        .slip(
            "which",
            "one word too early",
            "It looks as if the last word of each sentence were missing: h[0] is the state before"
                + " the first word, so which one is the state after the last?",
            way -> way.which = (lengths, b, last) -> lengths[b] - 1)
        .slip(
            "which",
            "two words too early",
            "It looks as if the last two words of each sentence were missing.",
            way -> way.which = (lengths, b, last) -> lengths[b] - 2)
        .slip(
            "which",
            "one word too late",
            "It looks as if each sentence had got the state of one word more than it has, where"
                + " there is one.",
            way -> way.which = (lengths, b, last) -> lengths[b] + 1)
        .mistake(
            "which",
            "before the first word",
            "It looks as if the decoder got h[0], the state before the first word. The encoder has"
                + " read nothing by then.",
            way -> way.which = (lengths, b, last) -> 0)
        .slip(
            "which",
            "the beginning",
            "It looks as if the decoder got the state after the first word. What does that one know"
                + " of the others?",
            way -> way.which = (lengths, b, last) -> 1)
        .slip(
            "which",
            "the first sentence's length",
            "It looks as if every sentence had the length of the first one.",
            way -> way.which = (lengths, b, last) -> lengths[0])
        .slip(
            "which",
            "the last sentence's length",
            "It looks as if every sentence had the length of the last one.",
            way -> way.which = (lengths, b, last) -> lengths[lengths.length - 1])
        .slip(
            "which",
            "the shortest sentence's length",
            "It looks as if every sentence had the length of the shortest one.",
            way -> way.which = (lengths, b, last) -> Arrays.stream(lengths).min().orElseThrow())
        .slip(
            "which",
            "the sentence's own number",
            "It looks as if sentence b had got the state h[b]. How many words has it read?",
            way -> way.which = (lengths, b, last) -> b)
        .slip(
            "which",
            "counted from the end",
            "It looks as if the states were counted from the end: as many words before the last"
                + " state as the sentence has.",
            way -> way.which = (lengths, b, last) -> last - lengths[b])
        .slip(
            "before",
            "zeros for no words",
            "A sentence that has no words (or whose state is h[0]) has got zeros. h[0] need not be"
                + " 0.",
            way -> way.zerosBefore = true)
        .slip(
            "sum",
            "the mean",
            "It looks as if the states were averaged. Some people do; here the last one alone is"
                + " handed over.",
            way -> way.mean = true)
        .slip(
            "sum",
            "the sum",
            "It looks as if the states were added up. The last one alone is handed over.",
            way -> way.total = true)
        .slip(
            "row",
            "the next sentence's row",
            "It looks as if each sentence had got the row of the one after it.",
            way -> way.row = 1)
        .slip(
            "row",
            "the first row for all",
            "It looks as if all sentences had got the first sentence's row.",
            way -> way.firstRow = true)
        .slip(
            "row",
            "the row of the length",
            "It looks as if the length were taken for the row. Sentence b has row b.",
            way -> way.rowOfLength = true)
        .alone(
            "stored by columns",
            "It looks as if data were read and written column by column, at b + B · j. The numbers of a"
                + " row stand side by side: where does row b begin?",
            way -> way.storedByColumns = true)
        .slip(
            "row",
            "read by columns",
            "It looks as if the matrix were read column by column. The numbers of a row stand side"
                + " by side in data.",
            way -> way.byColumns = true)
        .slip(
            "row",
            "rows and columns exchanged",
            "Rows and columns have changed places: a sentence has a row, a unit has a column.",
            way -> way.exchanged = true)
        .slip(
            "units",
            "the last unit missing",
            "The last column is missing.",
            way -> way.unitsLess = 1)
        .slip(
            "units",
            "the first unit missing",
            "The first column is missing.",
            way -> way.firstUnit = 1)
        .addTo(exercise);
  }
}
