package unrolled.check;

import java.util.Arrays;
import java.util.Objects;
import java.util.function.DoubleFunction;
import org.ejml.data.DMatrixRMaj;
import unrolled.math.Numbers;

/**
 * What a measurement is asked to be: {@code Is.closeTo(5, 1e-12)}, {@code Is.atLeast(0.99)}.
 *
 * <p>A number is compared with a number. Several numbers ({@code double[]}, {@link DMatrixRMaj})
 * are compared entry by entry, with as many of the same shape or, each of them, with one bound
 * ({@code Is.atLeast(0.99)} for three accuracies: every one). Anything else (text, lists) is
 * compared by {@code equals}. NaN is close to nothing and inside no bound; only {@code
 * exactly(Double.NaN)} accepts it. A yes or no is no measurement and is refused.
 */
public final class Is {

  @FunctionalInterface
  private interface Accepts {
    boolean test(double measured, double wanted);
  }

  private final Object wanted;
  private final Accepts accepts;
  private final DoubleFunction<String> words;
  private final boolean bound;

  private Is(Object wanted, Accepts accepts, DoubleFunction<String> words, boolean bound) {
    this.wanted = wanted;
    this.accepts = accepts;
    this.words = words;
    this.bound = bound;
  }

  /** Asks for a number close to another: |measured − value| ≤ tolerance. */
  public static Is closeTo(double value, double tolerance) {
    return close(value, tolerance);
  }

  /** Asks for as many numbers, each close to its own: |measured − value| ≤ tolerance. */
  public static Is closeTo(double[] values, double tolerance) {
    return close(values.clone(), tolerance);
  }

  /** Asks for a matrix of the same shape with close entries: |measured − value| ≤ tolerance. */
  public static Is closeTo(DMatrixRMaj values, double tolerance) {
    return close(values.copy(), tolerance);
  }

  private static Is close(Object wanted, double tolerance) {
    requireTolerance(tolerance);
    return new Is(
        wanted,
        (m, w) -> m == w || Math.abs(m - w) <= tolerance,
        w -> Numbers.text(w) + ", give or take " + Numbers.text(tolerance),
        false);
  }

  /**
   * Asks for a number close to another by its size: |measured − value| ≤ tolerance · |value|.
   *
   * @throws IllegalArgumentException if value is 0: relative to 0, nothing is close
   */
  public static Is relativelyCloseTo(double value, double tolerance) {
    if (value == 0) {
      throw new IllegalArgumentException(
          "relative to 0 nothing is close: use Is.closeTo(0, tolerance)");
    }
    return relativelyClose(value, tolerance);
  }

  /** Asks for as many numbers, each with |measured − value| ≤ tolerance · |value|. */
  public static Is relativelyCloseTo(double[] values, double tolerance) {
    return relativelyClose(values.clone(), tolerance);
  }

  /**
   * Asks for a matrix of the same shape with |measured − value| ≤ tolerance · |value| everywhere.
   */
  public static Is relativelyCloseTo(DMatrixRMaj values, double tolerance) {
    return relativelyClose(values.copy(), tolerance);
  }

  private static Is relativelyClose(Object wanted, double tolerance) {
    requireTolerance(tolerance);
    return new Is(
        wanted,
        (m, w) -> m == w || Math.abs(m - w) <= tolerance * Math.abs(w),
        w -> Numbers.text(w) + ", give or take " + Numbers.text(tolerance) + " of its size",
        false);
  }

  /** Asks for this number, equal to the last bit (0 and −0 are equal, NaN equals NaN). */
  public static Is exactly(double value) {
    return exact(value);
  }

  /** Asks for these numbers, as many and each equal to the last bit. */
  public static Is exactly(double[] values) {
    return exact(values.clone());
  }

  /** Asks for this matrix, of the same shape and each entry equal to the last bit. */
  public static Is exactly(DMatrixRMaj values) {
    return exact(values.copy());
  }

  /**
   * Asks for a text, a list or a big integer that is equal by {@code equals}.
   *
   * @throws IllegalArgumentException if value is a boolean: a claim needs what was measured
   */
  public static Is exactly(Object value) {
    Objects.requireNonNull(value, "what should the measurement be equal to? It is null");
    refuseBoolean(value);
    return exact(plain(value));
  }

  private static Is exact(Object wanted) {
    return new Is(
        wanted,
        (m, w) -> m == w || (Double.isNaN(m) && Double.isNaN(w)),
        w -> "exactly " + Numbers.text(w),
        false);
  }

  /** Asks for a number of at most the bound. */
  public static Is atMost(double bound) {
    return bound(bound, (m, b) -> m <= b, "at most ");
  }

  /** Asks for a number of at least the bound. */
  public static Is atLeast(double bound) {
    return bound(bound, (m, b) -> m >= b, "at least ");
  }

  /** Asks for a number above the bound. */
  public static Is above(double bound) {
    return bound(bound, (m, b) -> m > b, "above ");
  }

  /** Asks for a number below the bound. */
  public static Is below(double bound) {
    return bound(bound, (m, b) -> m < b, "below ");
  }

  private static Is bound(double bound, Accepts accepts, String words) {
    if (Double.isNaN(bound)) {
      throw new IllegalArgumentException("a bound must be a number and is NaN");
    }
    return new Is(bound, accepts, b -> words + Numbers.text(b), true);
  }

  /**
   * low ≤ measured ≤ high.
   *
   * @throws IllegalArgumentException if low is above high
   */
  public static Is between(double low, double high) {
    if (!(low <= high)) {
      throw new IllegalArgumentException(
          "between needs low ≤ high and got " + Numbers.text(low) + ", " + Numbers.text(high));
    }
    return new Is(
        low,
        (m, l) -> m >= l && m <= high,
        l -> "between " + Numbers.text(l) + " and " + Numbers.text(high),
        true);
  }

  /**
   * Why the measurement is not what it should be, as a sentence with both numbers; empty text if it
   * is.
   *
   * @throws IllegalArgumentException if measured is null, a boolean or empty, or of another kind
   *     than what it is compared with
   */
  String fault(Object measured) {
    refuseBoolean(measured);
    Object m = plain(measured);
    boolean numbers = isNumeric(m);
    if (numbers != isNumeric(wanted)) {
      throw new IllegalArgumentException(
          "measured " + text(m) + " can't be compared with " + text(wanted));
    }
    if (!numbers) {
      return m.equals(wanted) ? "" : "Measured " + text(m) + ", but it should be " + text(wanted);
    }
    double[] got = values(m);
    double[] want = values(wanted);
    if (got.length == 0) {
      throw new IllegalArgumentException("nothing was measured: there are no numbers in it");
    }
    boolean oneForAll = wanted instanceof Double;
    if (!oneForAll && !shape(m).equals(shape(wanted))) {
      return "Measured " + shape(m) + ", but there should be " + shape(wanted);
    }
    if (oneForAll && !bound && !(m instanceof Double)) {
      throw new IllegalArgumentException(
          "measured " + shape(m) + ", compared with the single number " + text(wanted));
    }
    int wrong = 0;
    String first = "";
    for (int i = 0; i < got.length; i++) {
      double w = oneForAll ? want[0] : want[i];
      if (!accepts.test(got[i], w)) {
        if (wrong == 0) {
          first = entryFault(got[i], w, place(m, i));
        }
        wrong++;
      }
    }
    return wrong <= 1 ? first : first + "; " + wrong + " of " + got.length + " numbers are off";
  }

  private String entryFault(double measured, double w, String place) {
    String fault =
        "Measured " + Numbers.text(measured) + place + ", but it should be " + words.apply(w);
    double gap = Math.abs(measured - w);
    boolean tellGap = !bound || Numbers.text(measured).equals(Numbers.text(w));
    return tellGap && gap > 0 && gap < Double.POSITIVE_INFINITY
        ? fault + " (off by " + Numbers.text(gap) + ")"
        : fault;
  }

  /** What a measurement should be, in words that follow "expected". */
  String expected() {
    if (!isNumeric(wanted)) {
      return text(wanted);
    }
    if (wanted instanceof Double value) {
      return words.apply(value).replace(", give or take ", " ± ");
    }
    return text(wanted);
  }

  /** A measurement on one line: up to six numbers each, of more how far they spread. */
  static String summary(Object measured) {
    Object m = plain(measured);
    if (!isNumeric(m) || values(m).length <= 6) {
      return text(m);
    }
    double[] x = values(m);
    return Numbers.text(min(x)) + " to " + Numbers.text(max(x)) + " (" + x.length + " numbers)";
  }

  /** A measurement on one line, short enough to read. */
  static String text(Object measured) {
    Object m = plain(measured);
    if (m instanceof Double x) {
      return Numbers.text(x);
    }
    if (!isNumeric(m)) {
      String line = m.toString().replace("\\", "\\\\").replace("\n", "\\n").replace("\r", "\\r");
      String cut = line.length() <= 120 ? line : line.substring(0, 119) + "…";
      return m instanceof CharSequence ? "\"" + cut + "\"" : cut;
    }
    double[] x = values(m);
    if (x.length > 12) {
      return shape(m) + " from " + Numbers.text(min(x)) + " to " + Numbers.text(max(x));
    }
    StringBuilder line = new StringBuilder("(");
    int columns = m instanceof DMatrixRMaj matrix ? matrix.numCols : x.length;
    for (int i = 0; i < x.length; i++) {
      line.append(i == 0 ? "" : i % columns == 0 ? "; " : ", ").append(Numbers.text(x[i]));
    }
    return line.append(")").toString();
  }

  private static double min(double[] x) {
    return Arrays.stream(x).min().orElseThrow();
  }

  private static double max(double[] x) {
    return Arrays.stream(x).max().orElseThrow();
  }

  /** Every boxed number that a double holds becomes one; the rest stays. */
  private static Object plain(Object measured) {
    if (measured instanceof Integer
        || measured instanceof Long
        || measured instanceof Float
        || measured instanceof Short
        || measured instanceof Byte) {
      return ((Number) measured).doubleValue();
    }
    return measured;
  }

  private static boolean isNumeric(Object x) {
    return x instanceof Double || x instanceof double[] || x instanceof DMatrixRMaj;
  }

  private static double[] values(Object x) {
    if (x instanceof Double number) {
      return new double[] {number};
    }
    if (x instanceof DMatrixRMaj matrix) {
      return Arrays.copyOf(matrix.data, matrix.getNumElements());
    }
    return (double[]) x;
  }

  private static String shape(Object x) {
    if (x instanceof DMatrixRMaj matrix) {
      return "a " + matrix.numRows + "×" + matrix.numCols + " matrix";
    }
    int count = values(x).length;
    return x instanceof Double ? "one number" : count == 1 ? "a list of 1" : count + " numbers";
  }

  private static String place(Object x, int index) {
    if (x instanceof DMatrixRMaj matrix) {
      return " at row " + index / matrix.numCols + ", column " + index % matrix.numCols;
    }
    return x instanceof Double ? "" : " at [" + index + "]";
  }

  private static void requireTolerance(double tolerance) {
    if (!(tolerance >= 0) || Double.isInfinite(tolerance)) {
      throw new IllegalArgumentException(
          "a tolerance must be 0 or more and is " + Numbers.text(tolerance));
    }
  }

  private static void refuseBoolean(Object measured) {
    if (measured == null) {
      throw new IllegalArgumentException("nothing was measured: the measurement is null");
    }
    if (measured instanceof Boolean) {
      throw new IllegalArgumentException(
          "a yes or no is no measurement: hand over the number that decides it");
    }
  }
}
