package unrolled.math;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import org.ejml.data.DMatrixRMaj;

/**
 * Numbers as text, for everything that a reader sees: the same on every JDK.
 *
 * <p>Whole numbers below 10^9 are written in full ("32", "1234567"). Others are rounded to the
 * given number of significant digits, without trailing zeros: "0.125", "20751.6", "1.5e-12". From
 * 0.0001 to below 10^6 they are written without an exponent and their whole part always in full:
 * 1234.6 to three digits is "1235". Zero has no sign.
 */
public final class Numbers {

  private Numbers() {}

  /** Writes a number with up to six significant digits. */
  public static String text(double x) {
    return text(x, 6);
  }

  /**
   * Writes a number with up to the given number of significant digits.
   *
   * @throws IllegalArgumentException if digits is not 1 … 17
   */
  public static String text(double x, int digits) {
    if (digits < 1 || digits > 17) {
      throw new IllegalArgumentException("digits must be 1 … 17 and is " + digits);
    }
    if (Double.isNaN(x)) {
      return "NaN";
    }
    if (Double.isInfinite(x)) {
      return x > 0 ? "∞" : "-∞";
    }
    if (x == 0) {
      return "0";
    }
    if (Math.abs(x) < 1e9 && x == (long) x) {
      return Long.toString((long) x);
    }
    BigDecimal exact = new BigDecimal(x);
    int whole = exponent(exact) + 1;
    boolean small = whole <= 6;
    BigDecimal rounded =
        exact
            .round(
                new MathContext(small ? Math.max(digits, whole) : digits, RoundingMode.HALF_EVEN))
            .stripTrailingZeros();
    int exponent = exponent(rounded);
    if (exponent >= -4 && exponent < 6) {
      return rounded.toPlainString();
    }
    return rounded.scaleByPowerOfTen(-exponent).toPlainString() + "e" + exponent;
  }

  /** The exponent of the leading digit. */
  private static int exponent(BigDecimal x) {
    return x.precision() - x.scale() - 1;
  }

  /**
   * Writes a matrix, one line per row, the columns aligned at their points and two spaces apart.
   */
  public static String text(DMatrixRMaj m) {
    String[][] cells = new String[m.numRows][m.numCols];
    int[] before = new int[m.numCols];
    int[] after = new int[m.numCols];
    for (int i = 0; i < m.numRows; i++) {
      for (int j = 0; j < m.numCols; j++) {
        String cell = text(m.get(i, j));
        cells[i][j] = cell;
        before[j] = Math.max(before[j], whole(cell));
        after[j] = Math.max(after[j], cell.length() - whole(cell));
      }
    }
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < m.numRows; i++) {
      StringBuilder line = new StringBuilder();
      for (int j = 0; j < m.numCols; j++) {
        String cell = cells[i][j];
        line.append(" ".repeat((j == 0 ? 0 : 2) + before[j] - whole(cell)));
        line.append(cell);
        line.append(" ".repeat(after[j] - (cell.length() - whole(cell))));
      }
      text.append(i == 0 ? "" : "\n").append(line.toString().stripTrailing());
    }
    return text.toString();
  }

  /** How many characters stand before the point or the exponent. */
  private static int whole(String number) {
    int point = number.indexOf('.');
    int exponent = number.indexOf('e');
    return point >= 0 ? point : exponent >= 0 ? exponent : number.length();
  }
}
