package unrolled.sequence;

import java.util.Arrays;
import org.ejml.data.DMatrixRMaj;
import unrolled.layer.Shapes;

/**
 * A batch of B sequences of up to T steps: vectors of n numbers, or symbols out of n.
 *
 * <p>Vectors lie in one matrix, time-major: step t (from 1) of sequence b (from 0) is row (t−1)·B +
 * b. Sequences may be shorter than T; what lies behind a sequence's end is padding and never
 * reaches a result.
 */
public final class Sequence {
  private final int steps;
  private final int batch;
  private final int width;
  private final DMatrixRMaj rows; // (T·B)×n, or null for symbols
  private final int[] symbols; // T·B, −1 behind the end, or null for vectors
  private final int[] lengths;

  private Sequence(
      int steps, int batch, int width, DMatrixRMaj rows, int[] symbols, int[] lengths) {
    this.steps = steps;
    this.batch = batch;
    this.width = width;
    this.rows = rows;
    this.symbols = symbols;
    this.lengths = lengths;
  }

  /** Vectors: one B×n matrix for each step x_1 … x_T, all sequences of the full length. */
  public static Sequence of(DMatrixRMaj... x) {
    if (x.length == 0) {
      throw new IllegalArgumentException("an empty sequence: give at least one step");
    }
    DMatrixRMaj rows = new DMatrixRMaj(x.length * x[0].getNumRows(), x[0].getNumCols());
    for (int t = 0; t < x.length; t++) {
      Shapes.requireSameShape("x_" + (t + 1), x[t], "x_1", x[0]);
      Shapes.requireFinite("x_" + (t + 1), x[t]);
      System.arraycopy(x[t].data, 0, rows.data, t * x[0].getNumElements(), x[t].getNumElements());
    }
    return timeMajor(rows, x[0].getNumRows());
  }

  /** Vectors from a time-major matrix, (T·B)×n, of which it keeps a copy. */
  public static Sequence timeMajor(DMatrixRMaj rows, int batch) {
    if (batch < 1) {
      throw new IllegalArgumentException("an empty batch: give at least one sequence");
    }
    if (rows.getNumRows() == 0 || rows.getNumRows() % batch != 0) {
      throw new IllegalArgumentException(
          "a time-major matrix for "
              + batch
              + " sequences needs a positive multiple of "
              + batch
              + " rows (time-major), and this one is "
              + Shapes.of(rows));
    }
    Shapes.requireFinite("the input", rows);
    int steps = rows.getNumRows() / batch;
    int[] lengths = new int[batch];
    Arrays.fill(lengths, steps);
    return new Sequence(steps, batch, rows.getNumCols(), rows.copy(), null, lengths);
  }

  /**
   * Vectors: one matrix for each sequence, with a row for each of its steps, of any lengths.
   *
   * @throws IllegalArgumentException if one of them has no steps, or vectors of another width
   */
  public static Sequence vectors(DMatrixRMaj... sequences) {
    if (sequences.length == 0) {
      throw new IllegalArgumentException("an empty batch: give at least one sequence");
    }
    int n = sequences[0].getNumCols();
    int[] lengths = new int[sequences.length];
    for (int b = 0; b < lengths.length; b++) {
      Shapes.requireColumns("sequence " + b, sequences[b], n, "numbers a step of sequence 0");
      lengths[b] = sequences[b].getNumRows();
      if (lengths[b] == 0) {
        throw new IllegalArgumentException(
            "sequence " + b + " of the batch is empty: leave it out");
      }
    }
    int steps = Arrays.stream(lengths).max().getAsInt();
    DMatrixRMaj rows = new DMatrixRMaj(steps * lengths.length, n);
    for (int b = 0; b < lengths.length; b++) {
      for (int t = 0; t < lengths[b]; t++) {
        TimeMajor.copyRow(sequences[b], t, rows, t * lengths.length + b);
      }
    }
    Shapes.requireFinite("the input", rows);
    return new Sequence(steps, lengths.length, n, rows, null, lengths);
  }

  /** One sequence of numbers: batch 1, width 1. */
  public static Sequence of(double... x) {
    if (x.length == 0) {
      throw new IllegalArgumentException("an empty sequence: give at least one step");
    }
    return timeMajor(new DMatrixRMaj(x.length, 1, true, x), 1);
  }

  /**
   * Symbols out of {@code 0 … vocabulary − 1}: one sequence for each array, of any lengths.
   *
   * <p>A symbol stands for a one-hot vector of {@code vocabulary} numbers, without the zeros.
   */
  public static Sequence symbols(int vocabulary, int[]... sequences) {
    if (sequences.length == 0) {
      throw new IllegalArgumentException("an empty batch: give at least one sequence");
    }
    int steps = 0;
    int[] lengths = new int[sequences.length];
    for (int b = 0; b < sequences.length; b++) {
      if (sequences[b].length == 0) {
        throw new IllegalArgumentException(
            "sequence " + b + " of the batch is empty: leave it out");
      }
      lengths[b] = sequences[b].length;
      steps = Math.max(steps, lengths[b]);
    }
    int[] symbols = new int[steps * sequences.length];
    Arrays.fill(symbols, -1);
    for (int b = 0; b < sequences.length; b++) {
      for (int t = 0; t < lengths[b]; t++) {
        int symbol = sequences[b][t];
        if (symbol < 0 || symbol >= vocabulary) {
          throw new IllegalArgumentException(
              "symbol "
                  + symbol
                  + " at position "
                  + t
                  + " of sequence "
                  + b
                  + " is outside the vocabulary, which has the symbols 0 to "
                  + (vocabulary - 1));
        }
        symbols[t * sequences.length + b] = symbol;
      }
    }
    return new Sequence(steps, sequences.length, vocabulary, null, symbols, lengths);
  }

  /**
   * Cuts the sequences to these lengths. Of a sequence of length 0 every output is 0, and its end
   * state is its start state.
   */
  public Sequence withLengths(int... newLengths) {
    if (newLengths.length != batch) {
      throw new IllegalArgumentException(
          "there are " + batch + " sequences, but " + newLengths.length + " lengths");
    }
    int[] cut = symbols == null ? null : symbols.clone();
    for (int b = 0; b < batch; b++) {
      if (newLengths[b] < 0 || newLengths[b] > lengths[b]) {
        throw new IllegalArgumentException(
            "length "
                + newLengths[b]
                + " for sequence "
                + b
                + ": it must be from 0 to "
                + lengths[b]
                + ", the length that it has");
      }
      for (int t = newLengths[b]; cut != null && t < steps; t++) {
        cut[t * batch + b] = -1;
      }
    }
    return new Sequence(steps, batch, width, rows, cut, newLengths.clone());
  }

  /**
   * Other numbers in each step, sequences as long as these. The rows, (T·B)×m and time-major, are
   * not copied: leave them as they are while the new sequence is in use.
   */
  public Sequence replacedBy(DMatrixRMaj rows) {
    if (rows.getNumRows() != steps * batch) {
      throw new IllegalArgumentException(
          "the new rows are " + Shapes.of(rows) + ", but there are " + steps * batch + " steps");
    }
    return new Sequence(steps, batch, rows.getNumCols(), rows, null, lengths);
  }

  /** T, the number of steps of the longest sequence. */
  public int steps() {
    return steps;
  }

  /** B, the number of sequences. */
  public int batch() {
    return batch;
  }

  /** n, how many numbers a step has, or how many symbols there are. */
  public int width() {
    return width;
  }

  /** The length of sequence b. */
  public int length(int b) {
    return lengths[b];
  }

  /** Whether sequence b has a step t (from 1). */
  public boolean hasStep(int t, int b) {
    return t <= lengths[b];
  }

  /** Sets the rows behind the sequences' ends to 0, in a time-major matrix of the same T and B. */
  void zeroPadding(DMatrixRMaj rows) {
    for (int b = 0; b < batch; b++) {
      for (int t = lengths[b] + 1; t <= steps; t++) {
        TimeMajor.zeroRow(rows, (t - 1) * batch + b);
      }
    }
  }

  /** Whether it holds symbols rather than vectors. */
  public boolean isSymbols() {
    return symbols != null;
  }

  /** Throws unless every sequence has at least one step; {@code name} says whose. */
  public void requireSteps(String name) {
    for (int b = 0; b < batch; b++) {
      if (lengths[b] == 0) {
        throw new IllegalArgumentException(
            name + " " + b + " of the batch is empty: leave this pair out");
      }
    }
  }

  /** Throws unless a step has this many numbers (or symbols); {@code reader} is what reads it. */
  public void requireWidth(int expected, String reader) {
    if (width != expected) {
      throw new IllegalArgumentException(
          "the input has "
              + width
              + (isSymbols() ? " symbols" : width == 1 ? " number a step" : " numbers a step")
              + ", but "
              + reader
              + " reads "
              + expected);
    }
  }

  /** The vectors, (T·B)×n, time-major: its own matrix, not a copy. */
  public DMatrixRMaj rows() {
    if (rows == null) {
      throw new IllegalStateException(
          "this sequence holds symbols, but vectors are needed here: Sequence.of and Sequence.timeMajor"
              + " make them, an Embedding turns symbols into them");
    }
    return rows;
  }

  /** The symbols, time-major, −1 behind a sequence's end. */
  public int[] symbols() {
    if (symbols == null) {
      throw new IllegalStateException(
          "this sequence holds vectors, but symbols are needed here: Sequence.symbols makes them");
    }
    return symbols;
  }

  /** The symbols of sequence b alone. */
  public int[] symbolsOf(int b) {
    int[] own = new int[lengths[b]];
    for (int t = 0; t < own.length; t++) {
      own[t] = symbols()[t * batch + b];
    }
    return own;
  }

  /** Steps {@code from} to {@code to}, both counted from 1 and included: a chunk in time. */
  public Sequence chunk(int from, int to) {
    if (from < 1 || to < from || to > steps) {
      throw new IllegalArgumentException(
          "steps " + from + " to " + to + " of a sequence that has the steps 1 to " + steps);
    }
    int[] left = new int[batch];
    for (int b = 0; b < batch; b++) {
      left[b] = Math.min(Math.max(lengths[b] - (from - 1), 0), to - from + 1);
    }
    int first = (from - 1) * batch;
    int last = to * batch;
    if (symbols != null) {
      int[] some = Arrays.copyOfRange(symbols, first, last);
      return new Sequence(to - from + 1, batch, width, null, some, left);
    }
    DMatrixRMaj some = new DMatrixRMaj(last - first, width);
    System.arraycopy(rows.data, first * width, some.data, 0, some.getNumElements());
    return new Sequence(to - from + 1, batch, width, some, null, left);
  }
}
