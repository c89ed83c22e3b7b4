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
      String median = Numbers.text(median(), 3);
      return least() == greatest()
          ? median
          : String.format(
              Locale.ROOT,
              "%s (%s–%s)",
              median,
              Numbers.text(least(), 3),
              Numbers.text(greatest(), 3));
    }
  }

  private record Level(String label, double at) {}

  private static final double TEXT_LINE = 16;
  private static final int MANY = 14;

  private final List<Bar> bars = new ArrayList<>();
  private final List<Level> levels = new ArrayList<>();
  private String label = "";
  private double[] range = {};

  /** Bars under a title that states what they show. */
  public Bars(String title) {
    super(title);
  }

  /** What the bars' length means, with its unit. */
  public Bars x(String label) {
    this.label = label;
    return this;
  }

  /** What the bars' length means, and which part of it is shown. */
  public Bars x(String label, double from, double to) {
    range = new double[] {from, to};
    return x(label);
  }

  /**
   * A bar to one value, or to the median of several runs.
   *
   * @throws IllegalArgumentException if there is no value, or one is not finite
   */
  public Bars bar(String name, double... values) {
    bars.add(new Bar(name, values));
    return this;
  }

  /** Gives the last bar this colour. */
  public Bars in(Color colour) {
    if (bars.isEmpty()) {
      throw new IllegalStateException("there is no bar yet: call bar(…) before in(…)");
    }
    bars.get(bars.size() - 1).colour = colour;
    return this;
  }

  /** A grey line to compare with, such as chance or a bound. */
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
    Axis axis = axis();
    double top = firstBar();
    double bottom = top + bars.size() * pitch();
    double left = MARGIN + Canvas.widest(bars.stream().map(b -> b.name).toList(), Fonts.PLAIN) + 8;
    double values = Canvas.widest(bars.stream().map(Bar::text).toList(), Fonts.PLAIN) + 8;
    double right = Math.max(left + 40, width() - MARGIN - values);

    canvas.text(label, MARGIN, TEXT_LINE - 2, Canvas.Align.LEFT, Fonts.PLAIN, Palette.GREY);
    double y = top + pitch() / 2;
    for (Bar bar : bars) {
      canvas.centred(bar.name, left - 8, y, Canvas.Align.RIGHT, Fonts.PLAIN, Palette.INK);
      double thick = pitch() * 0.68;
      double zero = place(axis, 0, left, right);
      double end = place(axis, bar.median(), left, right);
      canvas.box(Math.min(zero, end), y - thick / 2, Math.abs(end - zero), thick, bar.colour);
      y += pitch();
    }
    drawLevels(canvas, axis, left, right, bottom);
    y = top + pitch() / 2;
    for (Bar bar : bars) {
      double from = place(axis, bar.least(), left, right);
      double to = place(axis, bar.greatest(), left, right);
      if (from < to) {
        drawWhisker(canvas, from, to, y, Palette.PAPER, 4);
        drawWhisker(canvas, from, to, y, Palette.INK, 1.4);
      }
      double start = Math.max(to, place(axis, 0, left, right)) + 6;
      canvas.box(
          start - 3,
          y - 7,
          Canvas.width(bar.text(), Fonts.PLAIN) + 6,
          14,
          Palette.translucent(Palette.PAPER, 215));
      canvas.centred(bar.text(), start, y, Canvas.Align.LEFT, Fonts.PLAIN, Palette.INK);
      y += pitch();
    }
    double zero = place(axis, 0, left, right);
    canvas.line(zero, top, zero, bottom, Palette.GREY, 1);
  }

  private static void drawWhisker(
      Canvas canvas, double from, double to, double y, Color colour, double width) {
    canvas.line(from, y, to, y, colour, width);
    canvas.line(from, y - 4, from, y + 4, colour, width);
    canvas.line(to, y - 4, to, y + 4, colour, width);
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

  private static double place(Axis axis, double value, double left, double right) {
    return left + Math.max(0, Math.min(1, axis.at(value))) * (right - left);
  }

  private void drawLevels(Canvas canvas, Axis axis, double left, double right, double bottom) {
    double y = firstBar() - TEXT_LINE * levels.size() + 6;
    for (Level level : levels) {
      double x = place(axis, level.at, left, right);
      canvas.line(x, y - 6, x, bottom, Palette.CHANCE, 1.2, 5, 4);
      boolean before = x + 5 + Canvas.width(level.label, Fonts.PLAIN) > width() - MARGIN;
      Canvas.Align side = before ? Canvas.Align.RIGHT : Canvas.Align.LEFT;
      canvas.centred(level.label, before ? x - 5 : x + 5, y, side, Fonts.PLAIN, Palette.GREY);
      y += TEXT_LINE;
    }
  }
}
