package unrolled.show;

import java.awt.Color;
import java.util.Arrays;
import java.util.Locale;

/** One line of a chart: its points, and at each x the least and greatest over several runs. */
final class Series {

  enum Shape {
    LINE,
    STEPS,
    POINTS
  }

  final String name;
  final Shape shape;
  final double[] x;
  final double[] y;
  final double[] low;
  final double[] high;
  Color colour;
  float[] dashes = {};

  /** Whether the caller has chosen the colour or the dashes. */
  boolean styled;

  private Series(String name, Shape shape, double[] x, double[] y, double[] low, double[] high) {
    this.name = name;
    this.shape = shape;
    this.x = x;
    this.y = y;
    this.low = low;
    this.high = high;
    this.colour = Palette.named(name);
  }

  /**
   * A line of one run, or of several, with y as their median.
   *
   * @throws IllegalArgumentException if there is nothing to draw, or lengths differ
   */
  static Series of(String name, Shape shape, double[] x, double[]... runs) {
    Show.needed(name, "a line needs a name, which is written at its end");
    if (x.length == 0 || runs.length == 0) {
      throw new IllegalArgumentException(
          String.format(Locale.ROOT, "\"%s\" has nothing to draw", name));
    }
    for (double[] run : runs) {
      if (run.length != x.length) {
        throw new IllegalArgumentException(
            String.format(
                Locale.ROOT,
                "\"%s\" has %d values of x and %d of y: each point needs both",
                name,
                x.length,
                run.length));
      }
    }
    double[] y = new double[x.length];
    double[] low = new double[x.length];
    double[] high = new double[x.length];
    for (int i = 0; i < x.length; i++) {
      int point = i;
      double[] values = Arrays.stream(runs).mapToDouble(run -> run[point]).sorted().toArray();
      low[i] = values[0];
      high[i] = values[values.length - 1];
      y[i] = median(values);
    }
    return new Series(name, shape, x.clone(), y, low, high);
  }

  /** The middle one of some sorted values, or the mean of the middle two. */
  static double median(double[] sorted) {
    double low = sorted[(sorted.length - 1) / 2];
    double high = sorted[sorted.length / 2];
    return low == high ? low : low + (high - low) / 2;
  }

  /** Whether there were several runs, which differ. */
  boolean hasBand() {
    return !Arrays.equals(low, high);
  }

  void describe(Digest digest) {
    digest.add(name).add(shape.name()).add(x).add(y).add(low).add(high);
  }
}
