package unrolled.layer;

import java.util.Locale;
import org.ejml.data.DMatrixRMaj;

/**
 * Gives matrices their shapes, and says what does not fit: a shape, a number that is none, a symbol
 * out of range.
 */
public final class Shapes {
  private Shapes() {}

  /**
   * Gives m this shape, and an array of just that length: readers look into {@code data}, so it
   * must not be longer than the matrix. What stands in it afterwards is undefined.
   */
  public static void resize(DMatrixRMaj m, int rows, int columns) {
    if (m.data.length != rows * columns) {
      m.data = new double[rows * columns];
    }
    m.reshape(rows, columns);
  }

  /** Writes a shape as rows × columns: "3×6". */
  public static String of(DMatrixRMaj m) {
    return m.getNumRows() + "×" + m.getNumCols();
  }

  /** Throws unless both have the same shape. */
  public static void requireSameShape(
      String name, DMatrixRMaj m, String otherName, DMatrixRMaj other) {
    if (m.getNumRows() != other.getNumRows() || m.getNumCols() != other.getNumCols()) {
      throw new IllegalArgumentException(
          name + " is " + of(m) + " but must have the shape of " + otherName + ", " + of(other));
    }
  }

  /** Throws unless m has this many columns; {@code meaning} says what that number is. */
  public static void requireColumns(String name, DMatrixRMaj m, int columns, String meaning) {
    if (m.getNumCols() != columns) {
      throw new IllegalArgumentException(
          name + " is " + of(m) + " but needs " + columns + " columns (" + meaning + ")");
    }
  }

  /** Throws unless m is rows × columns. */
  public static void requireShape(String name, DMatrixRMaj m, int rows, int columns) {
    if (m.getNumRows() != rows || m.getNumCols() != columns) {
      throw new IllegalArgumentException(
          name + " is " + of(m) + " but must be " + rows + "×" + columns);
    }
  }

  /** Throws unless m is rows × columns; {@code meaning} says what these numbers are. */
  public static void requireShape(
      String name, DMatrixRMaj m, int rows, int columns, String meaning) {
    if (m.getNumRows() != rows || m.getNumCols() != columns) {
      throw new IllegalArgumentException(
          name + " is " + of(m) + " but must be " + rows + "×" + columns + " (" + meaning + ")");
    }
  }

  /** How many pictures of height × width pixels m holds, a row for each pixel. */
  static int pictures(String name, DMatrixRMaj m, int height, int width) {
    int pixels = height * width;
    if (m.getNumRows() % pixels != 0) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "%s has %d rows, but pictures of %d×%d pixels take %d rows each, one for each pixel",
              name,
              m.getNumRows(),
              height,
              width,
              pixels));
    }
    return m.getNumRows() / pixels;
  }

  /** Throws unless every symbol is one of 0 … vocabulary − 1, or −1, which stands for padding. */
  public static void requireSymbols(int[] symbols, int vocabulary) {
    for (int i = 0; i < symbols.length; i++) {
      if (symbols[i] < -1 || symbols[i] >= vocabulary) {
        throw new IllegalArgumentException(
            "symbol "
                + symbols[i]
                + " at position "
                + i
                + " is outside the vocabulary, which has the symbols 0 to "
                + (vocabulary - 1)
                + " (and −1 for padding)");
      }
    }
  }

  /** Throws at the first NaN or infinity, naming its place. */
  public static void requireFinite(String name, DMatrixRMaj m) {
    for (int i = 0; i < m.getNumElements(); i++) {
      double x = m.data[i];
      if (Double.isNaN(x) || Double.isInfinite(x)) {
        throw new IllegalArgumentException(
            name
                + " has "
                + (Double.isNaN(x) ? "NaN" : "an infinite number")
                + " in row "
                + i / m.getNumCols()
                + ", column "
                + i % m.getNumCols()
                + ": clean the data before the network reads it");
      }
    }
  }
}
