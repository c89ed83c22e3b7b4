package unrolled.show;

import java.awt.Color;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import unrolled.math.Numbers;

/**
 * Horizontal bars from 0, each with its name before it and its value after it. Several values of
 * one bar are runs (seeds): the bar ends at their median, a whisker spans them.
 *
 * <p>Bars are areas in an XChart XYChart: XChart's own bar charts colour all bars of a series
 * alike, its horizontal one has no whiskers, and those of its upright one reach equally far to both
 * sides.
 */
public final class Bars extends Figure {

  /** One bar: its values in ascending order. */
  private static final class Bar {
    final String name;
    final double[] values;
    Color colour;

    Bar(String name, double[] values) {
      this.name = Show.needed(name, "a bar needs a name");
      if (values.length == 0 || Arrays.stream(values).anyMatch(v -> !(Math.abs(v) < 1e300))) {
        throw new IllegalArgumentException(
            String.format(
                Locale.ROOT,
                "the bar \"%s\" needs finite values and has %s",
                name,
                Show.texts(Arrays.stream(values).boxed().toList())));
      }
      this.values = Arrays.stream(values).sorted().toArray();
      Color kind = Palette.named(name);
      this.colour = kind == null ? Palette.NEUTRAL : kind;
    }

    double median() {
      return Series.median(values);
    }

    double least() {
      return values[0];
    }

    double greatest() {
      return values[values.length - 1];
    }

    String text() {
      String range = least() < 0 ? "%s (%s to %s)" : "%s (%s–%s)";
      return text(least()).equals(text(greatest()))
          ? text(median())
          : String.format(Locale.ROOT, range, text(median()), text(least()), text(greatest()));
    }

    /** A number with a minus sign, since a hyphen gets lost beside a dash. */
    private static String text(double value) {
      return Numbers.text(value, 3).replace('-', '−');
    }
  }

  private record Level(String label, double at) {}

  private static final double TEXT_LINE = 16;
  private static final int MANY = 14;
  private static final float[] LEVEL = {5, 4};

  private final List<Bar> bars = new ArrayList<>();
  private final List<Level> levels = new ArrayList<>();
  private String label = "";
  private double[] range = {};

  /** A chart without bars, under a title that states what it shows. */
  public Bars(String title) {
    super(title);
  }

  /** Says what the bars' length means, with its unit. */
  public Bars x(String label) {
    this.label = label;
    return this;
  }

  /** Says what the bars' length means, and shows the part from {@code from} to {@code to}. */
  public Bars x(String label, double from, double to) {
    range = new double[] {from, to};
    return x(label);
  }

  /**
   * Adds a bar that ends at one value, or at the median of several runs.
   *
   * @throws IllegalArgumentException if there is no value, or one is not finite
   */
  public Bars bar(String name, double... values) {
    bars.add(new Bar(name, values));
    return this;
  }

  /** Gives the last bar this colour. */
  public Bars colour(Color colour) {
    if (bars.isEmpty()) {
      throw new IllegalStateException("there is no bar yet: call bar(…) before colour(…)");
    }
    bars.get(bars.size() - 1).colour = colour;
    return this;
  }

  /** Adds a grey line to compare with, such as chance or a bound. */
  public Bars level(String label, double at) {
    levels.add(new Level(label, at));
    return this;
  }

  private double pitch() {
    return bars.size() > MANY ? 17 : 25;
  }

  private double firstBar() {
    return 6 + (label.isBlank() ? 0 : TEXT_LINE + 4) + TEXT_LINE * levels.size();
  }

  @Override
  double bodyHeight() {
    return firstBar() + bars.size() * pitch() + 10;
  }

  @Override
  void describe(Digest digest) {
    digest.add(label).add(range);
    bars.forEach(bar -> digest.add(bar.name).add(bar.values));
    levels.forEach(level -> digest.add(level.label).add(level.at));
  }

  @Override
  void drawBody(Canvas canvas) {
    if (bars.isEmpty()) {
      throw new IllegalStateException("there is no bar yet: call bar(…) before show(…)");
    }
    double left = MARGIN + Canvas.widest(bars.stream().map(b -> b.name).toList(), Fonts.PLAIN) + 8;
    double values = Canvas.widest(bars.stream().map(Bar::text).toList(), Fonts.PLAIN) + 8;
    double right = Math.max(left + 40, width() - MARGIN - values);
    Plot plot =
        new Plot(
            canvas,
            axis(),
            new Axis(-bars.size(), 0, false),
            null,
            left - MARGIN,
            firstBar() - MARGIN,
            (int) (right - left + 2 * MARGIN),
            (int) (bars.size() * pitch() + 2 * MARGIN));
    for (int i = 0; i < bars.size(); i++) {
      Bar bar = bars.get(i);
      double[] ends = {0, bar.median(), bar.median(), 0};
      double[] edges = {-i - 0.16, -i - 0.16, -i - 0.84, -i - 0.84};
      plot.area(ends, edges, bar.colour);
    }
    levels.forEach(level -> plot.upright(level.at, Palette.CHANCE, 1.2, LEVEL));
    for (int i = 0; i < bars.size(); i++) {
      if (bars.get(i).least() < bars.get(i).greatest()) {
        addWhisker(plot, bars.get(i), -i - 0.5, Palette.PAPER, 4);
        addWhisker(plot, bars.get(i), -i - 0.5, Palette.INK, 1.4);
      }
    }
    plot.upright(0, Palette.GREY, 1);
    plot.paint();

    canvas.text(label, MARGIN, TEXT_LINE - 2, Canvas.Align.LEFT, Fonts.PLAIN, Palette.GREY);
    drawLevels(canvas, plot);
    for (int i = 0; i < bars.size(); i++) {
      Bar bar = bars.get(i);
      double y = plot.y(-i - 0.5);
      double start = Math.max(place(plot, bar.greatest()), place(plot, 0)) + 6;
      canvas.centred(bar.name, left - 8, y, Canvas.Align.RIGHT, Fonts.PLAIN, Palette.INK);
      canvas.box(
          start - 3,
          y - 7,
          Canvas.width(bar.text(), Fonts.PLAIN) + 6,
          14,
          Palette.translucent(Palette.PAPER, 215));
      canvas.centred(bar.text(), start, y, Canvas.Align.LEFT, Fonts.PLAIN, Palette.INK);
    }
  }

  /** A line from the least to the greatest value with a crossbar at either end. */
  private void addWhisker(Plot plot, Bar bar, double y, Color colour, double width) {
    double from = bar.least();
    double to = bar.greatest();
    double half = 4 / pitch();
    double gap = Double.NaN;
    plot.lines(
        new double[] {from, to, gap, from, from, gap, to, to},
        new double[] {y, y, gap, y - half, y + half, gap, y - half, y + half},
        colour,
        Canvas.stroke(width));
  }

  private Axis axis() {
    if (range.length > 0) {
      return new Axis(range[0], range[1], false);
    }
    double low = 0;
    double high = 0;
    for (Bar bar : bars) {
      low = Math.min(low, bar.least());
      high = Math.max(high, bar.greatest());
    }
    for (Level level : levels) {
      low = Math.min(low, level.at);
      high = Math.max(high, level.at);
    }
    return new Axis(low, low == high ? low + 1 : high, false);
  }

  /** The place of a value, or the plot's nearer end if it lies beyond. */
  private static double place(Plot plot, double value) {
    return Math.max(plot.left(), Math.min(plot.right(), plot.x(value)));
  }

  /** Writes the levels' labels above the bars. */
  private void drawLevels(Canvas canvas, Plot plot) {
    double y = firstBar() - TEXT_LINE * levels.size() + 6;
    for (Level level : levels) {
      double x = place(plot, level.at);
      canvas.line(x, plot.top(), x, y - 6, Palette.CHANCE, 1.2, LEVEL);
      boolean before = x + 5 + Canvas.width(level.label, Fonts.PLAIN) > width() - MARGIN;
      Canvas.Align side = before ? Canvas.Align.RIGHT : Canvas.Align.LEFT;
      canvas.centred(level.label, before ? x - 5 : x + 5, y, side, Fonts.PLAIN, Palette.GREY);
      y += TEXT_LINE;
    }
  }
}
