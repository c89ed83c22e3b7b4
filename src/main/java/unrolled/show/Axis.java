package unrolled.show;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import unrolled.math.Numbers;

/** One axis of a chart: which values it spans, where on it a value lies, and its ticks. */
final class Axis {

  private final boolean log;
  private final double low;
  private final double high;

  /**
   * An axis from low to high, in powers of ten if log.
   *
   * @throws IllegalArgumentException if low is not below high, or not above 0 on a log axis
   */
  Axis(double low, double high, boolean log) {
    if (!(low < high) || Double.isInfinite(high - low)) {
      throw new IllegalArgumentException(
          "an axis must rise, and this one goes from "
              + Numbers.text(low)
              + " to "
              + Numbers.text(high));
    }
    if (log && low <= 0) {
      throw new IllegalArgumentException(
          "a log axis can't show " + Numbers.text(low) + ": it shows numbers above 0 only");
    }
    this.log = log;
    this.low = low;
    this.high = high;
  }

  /**
   * An axis that shows all of the values that it can, with a little room at either end if roomy.
   *
   * @throws IllegalArgumentException if it can show none
   */
  static Axis around(double[] values, boolean log, boolean roomy) {
    double[] shown = Arrays.stream(values).filter(v -> shows(v, log)).sorted().toArray();
    if (shown.length == 0) {
      throw new IllegalArgumentException(
          "there is nothing to draw: no value is finite" + (log ? " and above 0" : ""));
    }
    double low = shown[0];
    double high = shown[shown.length - 1];
    if (low == high) {
      double room = low == 0 ? 1 : Math.abs(low) / 2;
      return new Axis(low - room, high + room, log);
    }
    if (log) {
      double room = roomy ? StrictMath.pow(10, 0.03 * (log10(high) - log10(low))) : 1;
      return new Axis(
          Math.max(Double.MIN_VALUE, low / room), Math.min(Double.MAX_VALUE, high * room), true);
    }
    double room = roomy ? 0.05 * (high - low) : 0;
    boolean fromZero = roomy && low >= 0 && low < high / 2;
    return new Axis(fromZero ? 0 : low - room, high + room, false);
  }

  /**
   * Whether a value has a place on this axis at all: NaN and ∞ have none, nor has 0 on a log axis.
   */
  boolean shows(double value) {
    return shows(value, log);
  }

  private static boolean shows(double value, boolean log) {
    return !Double.isNaN(value) && !Double.isInfinite(value) && (!log || value > 0);
  }

  /** Where the value lies: 0 at the axis' low end, 1 at its high end. */
  double at(double value) {
    return log
        ? (log10(value) - log10(low)) / (log10(high) - log10(low))
        : (value - low) / (high - low);
  }

  /** The value at a place: low at 0, high at 1, and beyond these further out. */
  double value(double place) {
    if (place == 0 || place == 1) {
      return place == 0 ? low : high;
    }
    double value =
        log
            ? StrictMath.pow(10, log10(low) + place * (log10(high) - log10(low)))
            : low + place * (high - low);
    return log ? Math.max(Double.MIN_NORMAL, Math.min(Double.MAX_VALUE, value)) : value;
  }

  boolean isLog() {
    return log;
  }

  /**
   * The value as XChart plots it: on a linear axis that spans little or much, in units of a power
   * of ten, since XChart's ticks have at most ten decimals.
   */
  double plotted(double value) {
    return value / unit();
  }

  private double unit() {
    double span = high - low;
    return log || span >= 0.01 && span < 1e9 ? 1 : power10((int) StrictMath.floor(log10(span)));
  }

  /**
   * The text at one of XChart's ticks. On a log axis only these ticks have one, but all have their
   * number where these are too few to read the axis by.
   */
  String label(double plotted, List<Double> ticks) {
    if (!log) {
      return Numbers.text(plotted * unit(), digits(6));
    }
    if (ticks.size() < 2) {
      return Numbers.text(plotted, digits(3));
    }
    return ticks.stream()
        .filter(tick -> Math.abs(plotted / tick - 1) < 1e-9)
        .map(this::text)
        .findFirst()
        .orElse("");
  }

  /** More digits than usual if it takes them to tell apart ticks that are far from 0. */
  private int digits(int usual) {
    double most = Math.max(Math.abs(low), Math.abs(high));
    int needed = (int) StrictMath.ceil(log10(most / (high - low))) + 2;
    return Math.max(usual, Math.min(17, needed));
  }

  /** About the given number of round values, low to high. */
  List<Double> ticks(int about) {
    return log ? decades(about) : steps(about);
  }

  /** A tick as text; all ticks of a log axis that reaches far are powers of ten: 10⁻⁵. */
  String text(double tick) {
    boolean farther = firstDecade() < -4 || lastDecade() > 4;
    return inDecades() && farther
        ? "10" + raised((int) StrictMath.rint(log10(tick)))
        : Numbers.text(tick, digits(6));
  }

  private static String raised(int power) {
    String digits = Integer.toString(power);
    StringBuilder raised = new StringBuilder();
    for (int i = 0; i < digits.length(); i++) {
      raised.append("⁻⁰¹²³⁴⁵⁶⁷⁸⁹".charAt("-0123456789".indexOf(digits.charAt(i))));
    }
    return raised.toString();
  }

  /** The width of the widest tick's text. */
  double widest(List<Double> ticks) {
    return Canvas.widest(ticks.stream().map(this::text).toList(), Fonts.PLAIN);
  }

  private List<Double> steps(int about) {
    double rough = (high - low) / Math.max(1, about);
    int power = (int) StrictMath.floor(log10(rough));
    int digit = 1;
    for (int candidate : new int[] {2, 5, 10}) {
      if (digit * power10(power) < rough) {
        digit = candidate;
      }
    }
    List<Double> ticks = new ArrayList<>();
    double step = times(digit, power);
    double slack = 1e-9 * (high - low);
    for (long k = (long) StrictMath.ceil((low - slack) / step); ; k++) {
      double tick = times(k * digit, power);
      if (tick > high + slack) {
        return ticks;
      }
      ticks.add(tick);
    }
  }

  private int firstDecade() {
    return (int) StrictMath.ceil(log10(low) - 1e-9);
  }

  private int lastDecade() {
    return (int) StrictMath.floor(log10(high) + 1e-9);
  }

  /** Whether all ticks are powers of ten. */
  private boolean inDecades() {
    return log && lastDecade() - firstDecade() >= 2;
  }

  private List<Double> decades(int about) {
    int first = firstDecade();
    int last = lastDecade();
    List<Double> ticks = new ArrayList<>();
    if (!inDecades()) {
      int[] digits =
          last > first && 3 * (last - first) > about ? new int[] {1} : new int[] {1, 2, 5};
      for (int power = first - 1; power <= last; power++) {
        for (int digit : digits) {
          double tick = times(digit, power);
          if (tick >= low && tick <= high) {
            ticks.add(tick);
          }
        }
      }
      return ticks;
    }
    int stride = 1;
    for (int candidate : new int[] {2, 5, 10, 20, 50, 100}) {
      if ((last - first) / stride > about) {
        stride = candidate;
      }
    }
    for (int power = Math.floorDiv(first + stride - 1, stride) * stride;
        power <= last;
        power += stride) {
      ticks.add(power10(power));
    }
    return ticks;
  }

  /** digits · 10^power, correctly rounded: 0.3 and not 0.30000000000000004. */
  private static double times(long digits, int power) {
    return power >= 0 ? digits * power10(power) : digits / power10(-power);
  }

  private static double power10(int power) {
    return Double.parseDouble("1e" + power);
  }

  private static double log10(double x) {
    return StrictMath.log10(x);
  }
}
