package unrolled.attention;

import java.util.Arrays;
import org.ejml.data.DMatrixRMaj;
import unrolled.layer.Shapes;
import unrolled.sequence.Sequence;

/**
 * What attention looks at: for each source sequence the encoder's outputs h_1 … h_T, k numbers
 * each.
 *
 * <p>Position j (from 1) of sequence s (from 0) is row s·T + j − 1 of {@code values}: other than in
 * a tall matrix, all positions of one sequence lie together. Behind a sequence's end there is
 * nothing to look at. Several queries may look at the same sequence, as the hypotheses of a beam
 * do: query i looks at sequence {@code sequence(i)}.
 */
public final class Memory {
  private final DMatrixRMaj values; // (S·T)×k
  private final DMatrixRMaj dValues; // the same shape
  private final int steps;
  private final int[] lengths;
  private final int[] sequences; // of each query

  // What an attention makes of the values before the first query comes, and its gradient, (S·T)×m.
  private final DMatrixRMaj keys;
  private final DMatrixRMaj dKeys;

  private Memory(
      DMatrixRMaj values,
      DMatrixRMaj dValues,
      int steps,
      int[] lengths,
      int[] sequences,
      DMatrixRMaj keys,
      DMatrixRMaj dKeys) {
    this.values = values;
    this.dValues = dValues;
    this.steps = steps;
    this.lengths = lengths;
    this.sequences = sequences;
    this.keys = keys;
    this.dKeys = dKeys;
  }

  /**
   * The outputs of an encoder over x; query i looks at sequence i.
   *
   * @param outputs (T·B)×k, time first, as a pass gives them
   * @throws IllegalArgumentException if a sequence of x is empty: there would be nothing to look at
   */
  public static Memory of(DMatrixRMaj outputs, Sequence x) {
    int batch = x.batch();
    int k = outputs.getNumCols();
    Shapes.exactly("the encoder's outputs", outputs, x.steps() * batch, k);
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
    DMatrixRMaj keys = new DMatrixRMaj(0, 0);
    return new Memory(values, dValues, x.steps(), lengths, sequences, keys, new DMatrixRMaj(0, 0));
  }

  /** The same memory for other queries: query i looks at what query {@code rows[i]} looked at. */
  public Memory gather(int... rows) {
    int[] chosen = new int[rows.length];
    for (int i = 0; i < rows.length; i++) {
      chosen[i] = sequences[rows[i]];
    }
    return new Memory(values, dValues, steps, lengths, chosen, keys, dKeys);
  }

  /** How many queries there are. */
  public int queries() {
    return sequences.length;
  }

  /** T, the length of the longest sequence. */
  public int steps() {
    return steps;
  }

  /** k, how many numbers a position has. */
  public int width() {
    return values.getNumCols();
  }

  /** Which sequence query i looks at. */
  public int sequence(int i) {
    return sequences[i];
  }

  /** How many positions query i can look at. */
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
    return keys;
  }

  DMatrixRMaj dKeys() {
    return dKeys;
  }

  /** Makes room for keys of m numbers, and zeros for their gradient. */
  void makeKeys(int m) {
    keys.reshape(values.getNumRows(), m);
    keys.zero();
    dKeys.reshape(values.getNumRows(), m);
    dKeys.zero();
  }

  /** The gradient of the encoder's outputs, (T·B)×k, time first. */
  public DMatrixRMaj gradient() {
    DMatrixRMaj tall = new DMatrixRMaj(dValues.getNumRows(), dValues.getNumCols());
    reorder(dValues.data, steps, tall.data, lengths.length, dValues.getNumCols());
    return tall;
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
