package unrolled.layer;

import java.util.Arrays;
import org.ejml.data.DMatrixRMaj;

/**
 * The right answers: one class, or one row of numbers, for each row of a network's output.
 *
 * <p>Rows that do not count (a step without an output, padding) are masked: they add nothing to the
 * loss, and their gradient is exactly 0.
 */
public final class Targets {
  /** Stands in place of a class where a row is masked. */
  public static final int MASKED = -1;

  private final int[] classes; // or null
  private final DMatrixRMaj values; // or null
  private final boolean[] unmasked;

  private Targets(int[] classes, DMatrixRMaj values, boolean[] unmasked) {
    this.classes = classes;
    this.values = values;
    this.unmasked = unmasked;
  }

  /** Targets of one class for each row, {@link #MASKED} where the row does not count. */
  public static Targets classes(int... classes) {
    boolean[] unmasked = new boolean[classes.length];
    for (int i = 0; i < classes.length; i++) {
      unmasked[i] = classes[i] != MASKED;
    }
    return new Targets(classes.clone(), null, unmasked);
  }

  /** Targets of numbers for each row. */
  public static Targets values(DMatrixRMaj values) {
    boolean[] unmasked = new boolean[values.getNumRows()];
    Arrays.fill(unmasked, true);
    return values(values, unmasked);
  }

  /**
   * Targets of numbers for each row; only the rows that are {@code unmasked} count.
   *
   * @throws IllegalArgumentException if there is not one entry of the mask for each row, or if a
   *     number is NaN or infinite
   */
  public static Targets values(DMatrixRMaj values, boolean... unmasked) {
    if (unmasked.length != values.getNumRows()) {
      throw new IllegalArgumentException(
          "the targets have "
              + values.getNumRows()
              + " rows, but the mask has "
              + unmasked.length
              + " entries");
    }
    Shapes.requireFinite("the target", values);
    return new Targets(null, values.copy(), unmasked.clone());
  }

  /** The number of rows. */
  public int rows() {
    return unmasked.length;
  }

  /** The number of rows that are not masked. */
  public int count() {
    int count = 0;
    for (boolean a : unmasked) {
      count += a ? 1 : 0;
    }
    return count;
  }

  /** Whether row i counts. */
  public boolean unmasked(int i) {
    return unmasked[i];
  }

  /**
   * The class of row i.
   *
   * @throws IllegalStateException if these targets are numbers
   */
  public int classOf(int i) {
    if (classes == null) {
      throw new IllegalStateException(
          "these targets are numbers, not classes: use SquaredError, or Targets.classes(…)");
    }
    return classes[i];
  }

  /**
   * The numbers, one row each.
   *
   * @throws IllegalStateException if these targets are classes
   */
  public DMatrixRMaj values() {
    if (values == null) {
      throw new IllegalStateException(
          "these targets are classes, not numbers: use SoftmaxCrossEntropy, or"
              + " Targets.values(…)");
    }
    return values;
  }
}
