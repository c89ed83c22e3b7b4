package unrolled.layer;

import java.util.Arrays;
import org.ejml.data.DMatrixRMaj;

/**
 * What a network should have said: one class, or one row of numbers, for each row of its output.
 *
 * <p>Rows that nobody asks about (a step without an output, padding) are masked: they add nothing
 * to the loss, and their gradient is exactly 0.
 */
public final class Targets {
  /** In place of a class: this row is not asked about. */
  public static final int NONE = -1;

  private final int[] classes; // or null
  private final DMatrixRMaj values; // or null
  private final boolean[] asked;

  private Targets(int[] classes, DMatrixRMaj values, boolean[] asked) {
    this.classes = classes;
    this.values = values;
    this.asked = asked;
  }

  /** A class for each row, {@link #NONE} where nobody asks. */
  public static Targets classes(int... classes) {
    boolean[] asked = new boolean[classes.length];
    for (int i = 0; i < classes.length; i++) {
      asked[i] = classes[i] != NONE;
    }
    return new Targets(classes.clone(), null, asked);
  }

  /** Numbers for each row. */
  public static Targets values(DMatrixRMaj values) {
    boolean[] asked = new boolean[values.getNumRows()];
    Arrays.fill(asked, true);
    return values(values, asked);
  }

  /** Numbers for each row, and which rows are asked about. */
  public static Targets values(DMatrixRMaj values, boolean... asked) {
    if (asked.length != values.getNumRows()) {
      throw new IllegalArgumentException(
          "the targets have "
              + values.getNumRows()
              + " rows, but the mask has "
              + asked.length
              + " entries");
    }
    Shapes.finite("the target", values);
    return new Targets(null, values, asked.clone());
  }

  /** How many rows there are. */
  public int rows() {
    return asked.length;
  }

  /** How many rows are asked about. */
  public int count() {
    int count = 0;
    for (boolean a : asked) {
      count += a ? 1 : 0;
    }
    return count;
  }

  /** Whether row i is asked about. */
  public boolean asked(int i) {
    return asked[i];
  }

  /** The class of row i. */
  public int classOf(int i) {
    if (classes == null) {
      throw new IllegalStateException(
          "these targets are numbers, not classes: use SquaredError, or Targets.classes(…)");
    }
    return classes[i];
  }

  /** The numbers, one row each. */
  public DMatrixRMaj values() {
    if (values == null) {
      throw new IllegalStateException(
          "these targets are classes, not numbers: use SoftmaxCrossEntropy, or"
              + " Targets.values(…)");
    }
    return values;
  }
}
