package unrolled.attention;

import java.util.Arrays;
import org.ejml.data.DMatrixRMaj;
import unrolled.layer.Shapes;
import unrolled.sequence.Sequence;

/**
 * The memory that attention looks at: for each source sequence the encoder's outputs h_1 … h_T, k
 * numbers each.
 *
 * <p>Inside, all positions of one sequence lie together, other than in a time-major matrix:
 * position j (from 1) of sequence s (from 0) is row s·T + j − 1. Behind a sequence's end there is
 * nothing to look at. Several queries may look at the same sequence, as the hypotheses of a beam
 * do: query i looks at sequence {@code sequence(i)}.
 *
 * <p>A memory belongs to the attention that {@linkplain Attention#prepare prepared} it; another one
 * needs a memory of its own.
 */
public final class Memory {
  private final DMatrixRMaj values; // (S·T)×k
  private final DMatrixRMaj dValues; // the same shape
  private final int steps;
  private final int[] lengths;
  private final int[] sequences; // of each query

  private final Keys keys;

  /** The keys, which an attention makes of the values before the first query comes. */
  private static final class Keys {
    final DMatrixRMaj q = new DMatrixRMaj(0, 0); // (S·T)×m
    final DMatrixRMaj dq = new DMatrixRMaj(0, 0); // the same shape
    Attention preparedBy; // null: nobody yet
    boolean ahead; // whether dq holds something that dValues has not got yet
  }

  private Memory(
      DMatrixRMaj values,
      DMatrixRMaj dValues,
      int steps,
      int[] lengths,
      int[] sequences,
      Keys keys) {
    this.values = values;
    this.dValues = dValues;
    this.steps = steps;
    this.lengths = lengths;
    this.sequences = sequences;
    this.keys = keys;
  }

  /**
   * A memory of an encoder's outputs over x, copied; query i looks at sequence i.
   *
   * @param outputs (T·B)×k, time-major, as a pass gives them
   * @throws IllegalArgumentException if a sequence of x is empty: there would be nothing to look at
   */
  public static Memory of(DMatrixRMaj outputs, Sequence x) {
    int batch = x.batch();
    int k = outputs.getNumCols();
    Shapes.requireShape("the encoder's outputs", outputs, x.steps() * batch, k);
    int[] lengths = new int[batch];
    int[] sequences = new int[batch];
    for (int b = 0; b < batch; b++) {
      lengths[b] = x.length(b);
      sequences[b] = b;
      if (lengths[b] == 0) {
        throw new IllegalArgumentException(
            "source "
                + b
                + " of the batch is empty: attention has nothing to look at there. Leave it out");
      }
    }
    DMatrixRMaj values = new DMatrixRMaj(batch * x.steps(), k);
    reorder(outputs.data, batch, values.data, x.steps(), k);
    DMatrixRMaj dValues = new DMatrixRMaj(batch * x.steps(), k);
    return new Memory(values, dValues, x.steps(), lengths, sequences, new Keys());
  }

  /**
   * This memory for other queries: query i looks at what query {@code rows[i]} looked at. Values,
   * keys and gradients are shared.
   *
   * @throws IllegalArgumentException if there is no such query
   */
  public Memory gather(int... rows) {
    int[] chosen = new int[rows.length];
    for (int i = 0; i < rows.length; i++) {
      if (rows[i] < 0 || rows[i] >= sequences.length) {
        throw new IllegalArgumentException(
            "row " + rows[i] + " of a memory that has the rows 0 to " + (sequences.length - 1));
      }
      chosen[i] = sequences[rows[i]];
    }
    return new Memory(values, dValues, steps, lengths, chosen, keys);
  }

  /** The number of queries. */
  public int queries() {
    return sequences.length;
  }

  /** T, the length of the longest sequence. */
  public int steps() {
    return steps;
  }

  /** k, the width of a position. */
  public int width() {
    return values.getNumCols();
  }

  /** The sequence that query i looks at. */
  public int sequence(int i) {
    return sequences[i];
  }

  /** The number of positions that query i can look at. */
  public int length(int i) {
    return lengths[sequences[i]];
  }

  /** The first row of what query i looks at, in values and keys. */
  int first(int i) {
    return sequences[i] * steps;
  }

  DMatrixRMaj values() {
    return values;
  }

  DMatrixRMaj dValues() {
    return dValues;
  }

  DMatrixRMaj keys() {
    return keys.q;
  }

  DMatrixRMaj dKeys() {
    return keys.dq;
  }

  /** Zeros for keys of m numbers, and for all gradients. */
  void prepareFor(Attention attention, int m) {
    AttentionStep.fit(keys.q, values.getNumRows(), m);
    AttentionStep.fit(keys.dq, values.getNumRows(), m);
    dValues.zero();
    keys.preparedBy = attention;
    keys.ahead = false;
  }

  /** Throws unless this attention made the keys. */
  void requirePreparedBy(Attention attention) {
    if (keys.preparedBy == null) {
      throw new IllegalStateException("the memory is not prepared yet: call prepare(memory) first");
    }
    if (keys.preparedBy != attention) {
      throw new IllegalStateException(
          "another attention prepared this memory, and its keys are of no use here: give each"
              + " attention a Memory of its own");
    }
  }

  /** The keys have got gradients that the values have not. */
  void keysAreAhead() {
    keys.ahead = true;
  }

  /** The values have got all of the keys' gradients, which begin again from 0. */
  void keysAreBack() {
    keys.dq.zero();
    keys.ahead = false;
  }

  /**
   * The gradient of the encoder's outputs, (T·B)×k, time-major.
   *
   * @throws IllegalStateException if {@link Attention#prepareBack} has still to be called
   */
  public DMatrixRMaj gradient() {
    if (keys.ahead) {
      throw new IllegalStateException(
          "the keys' share of the gradient is missing: call prepareBack(memory) first");
    }
    DMatrixRMaj timeMajor = new DMatrixRMaj(dValues.getNumRows(), dValues.getNumCols());
    reorder(dValues.data, steps, timeMajor.data, lengths.length, dValues.getNumCols());
    return timeMajor;
  }

  /** Row i·inner + j of {@code from} becomes row j·outer + i of {@code to}. */
  private static void reorder(double[] from, int inner, double[] to, int outer, int n) {
    for (int i = 0; i < outer; i++) {
      for (int j = 0; j < inner; j++) {
        System.arraycopy(from, (i * inner + j) * n, to, (j * outer + i) * n, n);
      }
    }
  }

  @Override
  public String toString() {
    return "memory of " + lengths.length + " sequences of lengths " + Arrays.toString(lengths);
  }
}
