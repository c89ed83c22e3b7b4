package unrolled.show;

import java.awt.Color;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.DoubleStream;
import tech.tablesaw.api.NumericColumn;

/**
 * A chart of lines over a common x, each with its name at its end.
 *
 * <p>A line named after a kind of net ("Elman", "LSTM", "chance", …) has that kind's colour, see
 * {@link Palette}; others get one that is still free. Where a value is NaN, infinite, or not above
 * 0 on a log axis, the line has a gap.
 */
public final class Lines extends Figure {

  /** A straight line across the whole plot, at a value of y (level) or of x (mark). */
  private record Rule(String label, double at) {}

  /** A dot with a text beside it; an arrow leads to it if it comes from somewhere else. */
  private record Note(String text, double fromX, double fromY, double x, double y) {
    boolean isArrow() {
      return fromX != x || fromY != y;
    }
  }

  private static final double TEXT_LINE = 16;
  private static final float[] LEVEL = {5, 4};
  private static final float[] MARK = {2, 3};

  /** How lines of one colour are told apart: drawn through, dashed, dotted, both. */
  private static final float[][] DASHES = {{}, {7, 4}, {2, 3}, {10, 3, 2, 3}};

  private final List<Series> series = new ArrayList<>();
  private final List<Rule> levels = new ArrayList<>();
  private final List<Rule> marks = new ArrayList<>();
  private final List<Note> notes = new ArrayList<>();
  private String xLabel = "";
  private String yLabel = "";
  private boolean logX;
  private boolean logY;
  private double[] xRange = {};
  private double[] yRange = {};
  private int height = 330;
  private boolean nameless;

  /** A chart without lines, under a title that states what it shows. */
  public Lines(String title) {
    super(title);
  }

  /** Says what x is, with its unit. */
  public Lines x(String label) {
    xLabel = label;
    return this;
  }

  /** Says what x is, with its unit, and shows the part from {@code from} to {@code to}. */
  public Lines x(String label, double from, double to) {
    xRange = new double[] {from, to};
    return x(label);
  }

  /** Says what x is, and makes its axis logarithmic. */
  public Lines logX(String label) {
    logX = true;
    return x(label);
  }

  /** Says what y is, with its unit. */
  public Lines y(String label) {
    yLabel = label;
    return this;
  }

  /** Says what y is, with its unit, and shows the part from {@code from} to {@code to}. */
  public Lines y(String label, double from, double to) {
    yRange = new double[] {from, to};
    return y(label);
  }

  /** Says what y is, and makes its axis logarithmic. */
  public Lines logY(String label) {
    logY = true;
    return y(label);
  }

  /** Says what y is, and shows the part from {@code from} to {@code to} on a logarithmic axis. */
  public Lines logY(String label, double from, double to) {
    logY = true;
    return y(label, from, to);
  }

  /** Adds a line through y[0] at x = 0, y[1] at x = 1, and so on. */
  public Lines line(String name, double... y) {
    double[] x = new double[y.length];
    Arrays.setAll(x, i -> i);
    return line(name, x, y);
  }

  /**
   * Adds a line through the points (x[i], y[i]).
   *
   * @throws IllegalArgumentException if x and y differ in length or have no values
   */
  public Lines line(String name, double[] x, double[] y) {
    return add(Series.of(name, Series.Shape.LINE, x, y));
  }

  /** Adds a line through two columns of a table, such as a training's history. */
  public Lines line(String name, NumericColumn<?> x, NumericColumn<?> y) {
    return line(name, x.asDoubleArray(), y.asDoubleArray());
  }

  /**
   * Adds a line through the median of several runs (seeds) of one measurement, in a band from the
   * least to the greatest.
   *
   * @throws IllegalArgumentException if there are no runs, or one differs from x in length
   */
  public Lines runs(String name, double[] x, double[]... runs) {
    return add(Series.of(name, Series.Shape.LINE, x, runs));
  }

  /** Adds a line that keeps each value until the next x. */
  public Lines steps(String name, double[] x, double[] y) {
    return add(Series.of(name, Series.Shape.STEPS, x, y));
  }

  /** Adds the points (x[i], y[i]) as dots, without a line through them. */
  public Lines points(String name, double[] x, double[] y) {
    return add(Series.of(name, Series.Shape.POINTS, x, y));
  }

  private Lines add(Series s) {
    series.add(s);
    return this;
  }

  /** Gives the last line this colour. */
  public Lines colour(Color colour) {
    last().colour = colour;
    last().styled = true;
    return this;
  }

  /** Draws the last line dashed. */
  public Lines dashed() {
    last().dashes = DASHES[1];
    last().styled = true;
    return this;
  }

  private Series last() {
    if (series.isEmpty()) {
      throw new IllegalStateException("there is no line yet: call line(…) before this");
    }
    return series.get(series.size() - 1);
  }

  /** Adds a grey line across to compare with, such as chance or a bound. */
  public Lines level(String label, double y) {
    levels.add(new Rule(label, y));
    return this;
  }

  /** Adds an upright grey line at an x that matters, such as the width of a window. */
  public Lines mark(String label, double x) {
    marks.add(new Rule(label, x));
    return this;
  }

  /** Adds a dot at a point that matters, with a text beside it. */
  public Lines note(String text, double x, double y) {
    return arrow(text, x, y, x, y);
  }

  /** Adds an arrow from one point to another, such as an update, with a text beside its head. */
  public Lines arrow(String text, double fromX, double fromY, double toX, double toY) {
    notes.add(new Note(text, fromX, fromY, toX, toY));
    return this;
  }

  /** Sets the height of the chart under its title, in pixels. Default 330. */
  public Lines height(int pixels) {
    height = pixels;
    return this;
  }

  @Override
  double bodyHeight() {
    return height;
  }

  @Override
  void describe(Digest digest) {
    digest.add(xLabel).add(yLabel).add(logX + " " + logY).add(xRange).add(yRange);
    series.forEach(s -> s.describe(digest));
    levels.forEach(level -> digest.add("level").add(level.label).add(level.at));
    marks.forEach(mark -> digest.add("mark").add(mark.label).add(mark.at));
    notes.forEach(n -> digest.add("note").add(n.text).add(n.fromX, n.fromY, n.x, n.y));
  }

  // Drawing.

  @Override
  void drawBody(Canvas canvas) {
    if (series.isEmpty()) {
      throw new IllegalStateException("the chart has no line yet: call line(…) before show(…)");
    }
    List<LineLabels.Label> names = names();

    double top = yLabel.isBlank() ? 4 : TEXT_LINE;
    boolean atEnds = nameless || LineLabels.fit(names, 0.4 * width(), height - 80);
    double legend = atEnds ? top : LineLabels.drawLegend(canvas, names, top + 10, width()) - 10;
    double start = legend + TEXT_LINE * marks.size();
    double beside = atEnds && !nameless ? LineLabels.width(names) : 0;
    Plot plot =
        new Plot(
            canvas,
            xAxis(),
            yAxis(),
            xLabel,
            0,
            start,
            (int) (width() - beside),
            (int) (height - start));
    levels.forEach(level -> plot.across(level.at, Palette.CHANCE, 1.2, LEVEL));
    marks.forEach(mark -> plot.upright(mark.at, Palette.CHANCE, 1.2, MARK));
    series.stream().filter(Series::hasBand).forEach(plot::band);
    series.forEach(plot::line);
    plot.paint();

    // What XChart has no place for is drawn over it.
    canvas.text(yLabel, MARGIN, TEXT_LINE - 2, Canvas.Align.LEFT, Fonts.PLAIN, Palette.GREY);
    drawMarks(canvas, plot);
    notes.forEach(note -> drawNote(canvas, plot, note));
    if (atEnds && !nameless) {
      drawEnds(canvas, plot, names);
    }
  }

  /** The lines' names, which the caller writes from now on, and the chart no more. */
  List<LineLabels.Label> takeNames() {
    nameless = true;
    return names();
  }

  private List<LineLabels.Label> names() {
    assignColours();
    List<LineLabels.Label> names = new ArrayList<>();
    series.forEach(s -> names.add(new LineLabels.Label(s.name, s.colour, s.dashes)));
    levels.forEach(l -> names.add(new LineLabels.Label(l.label, Palette.CHANCE, LEVEL)));
    return names;
  }

  private Axis xAxis() {
    if (xRange.length > 0) {
      return new Axis(xRange[0], xRange[1], logX);
    }
    DoubleStream values = series.stream().flatMapToDouble(s -> Arrays.stream(s.x));
    DoubleStream noted = notes.stream().flatMapToDouble(n -> DoubleStream.of(n.fromX, n.x));
    return Axis.around(DoubleStream.concat(values, noted).toArray(), logX, false);
  }

  private Axis yAxis() {
    if (yRange.length > 0) {
      return new Axis(yRange[0], yRange[1], logY);
    }
    DoubleStream values =
        series.stream()
            .flatMap(s -> Arrays.stream(new double[][] {s.low, s.high}))
            .flatMapToDouble(Arrays::stream);
    DoubleStream compared = levels.stream().mapToDouble(Rule::at);
    DoubleStream noted = notes.stream().flatMapToDouble(n -> DoubleStream.of(n.fromY, n.y));
    DoubleStream all = DoubleStream.concat(values, DoubleStream.concat(compared, noted));
    return Axis.around(all.toArray(), logY, true);
  }

  /** Gives the lines that have no colour yet those that are free; dashes tell equal ones apart. */
  private void assignColours() {
    List<Color> taken = new ArrayList<>();
    series.forEach(s -> taken.add(s.colour));
    int next = 0;
    for (int i = 0; i < series.size(); i++) {
      Series s = series.get(i);
      if (s.colour == null) {
        while (next < Palette.others() && taken.contains(Palette.other(next))) {
          next++;
        }
        s.colour = Palette.other(next++);
      }
      if (!s.styled) {
        long before = series.subList(0, i).stream().filter(o -> o.colour.equals(s.colour)).count();
        s.dashes = DASHES[(int) before % DASHES.length];
      }
    }
  }

  /** Draws the marks' labels above the plot, each on the side that has room. */
  private void drawMarks(Canvas canvas, Plot plot) {
    double y = plot.top() - TEXT_LINE * marks.size();
    for (Rule mark : marks) {
      double x = plot.x(mark.at);
      canvas.line(x, plot.top(), x, y - 6, Palette.CHANCE, 1.2, MARK);
      boolean before = x + Canvas.width(mark.label, Fonts.PLAIN) + 10 > plot.right();
      Canvas.Align side = before ? Canvas.Align.RIGHT : Canvas.Align.LEFT;
      canvas.centred(mark.label, before ? x - 5 : x + 5, y, side, Fonts.PLAIN, Palette.GREY);
      y += TEXT_LINE;
    }
  }

  private static void drawNote(Canvas canvas, Plot plot, Note note) {
    double x = plot.x(note.x);
    double y = plot.y(note.y);
    if (note.isArrow()) {
      canvas.dot(plot.x(note.fromX), plot.y(note.fromY), 3.5, Palette.INK);
      canvas.arrow(plot.x(note.fromX), plot.y(note.fromY), x, y, Palette.INK, 1.6);
    } else {
      canvas.dot(x, y, 3.5, Palette.INK);
    }
    // Above the point, but below it where an arrow comes down onto it.
    boolean below = note.isArrow() && plot.y(note.fromY) < y;
    boolean before = x + Canvas.width(note.text, Fonts.PLAIN) > plot.right();
    Canvas.Align side = before ? Canvas.Align.RIGHT : Canvas.Align.LEFT;
    double start = before ? x + 4 : x - 4;
    canvas.rimmed(note.text, start, below ? y + 15 : y - 15, side, Fonts.PLAIN, Palette.INK);
  }

  private void drawEnds(Canvas canvas, Plot plot, List<LineLabels.Label> names) {
    List<LineLabels.Label> atEnd = new ArrayList<>();
    List<double[]> ends = new ArrayList<>();
    for (int i = 0; i < names.size(); i++) {
      boolean isSeries = i < series.size();
      double[] end =
          isSeries
              ? end(plot, series.get(i))
              : new double[] {plot.right(), plot.y(levels.get(i - series.size()).at)};
      end[1] = Math.max(plot.top(), Math.min(plot.bottom(), end[1]));
      // A line from a cloud far away would look like one of the data's.
      if (isSeries && series.get(i).shape == Series.Shape.POINTS && isFarLeft(plot, end[0])) {
        Color colour = Palette.legible(names.get(i).colour());
        String name = names.get(i).text();
        canvas.rimmed(name, end[0] + 8, end[1], Canvas.Align.LEFT, Fonts.PLAIN, colour);
      } else {
        atEnd.add(names.get(i));
        ends.add(end);
      }
    }
    double[] xs = ends.stream().mapToDouble(end -> end[0]).toArray();
    double[] ys = ends.stream().mapToDouble(end -> end[1]).toArray();
    LineLabels.draw(canvas, atEnd, xs, ys, plot);
  }

  private static boolean isFarLeft(Plot plot, double x) {
    return x < (plot.left() + plot.right()) / 2;
  }

  /** Where a series' name belongs: at the end of a line, at the rightmost of some dots. */
  private static double[] end(Plot plot, Series s) {
    double[] end = {plot.right(), plot.bottom()};
    double farthest = Double.NEGATIVE_INFINITY;
    for (int k = 0; k < s.x.length; k++) {
      boolean isLine = s.shape != Series.Shape.POINTS;
      if (plot.shows(s.x[k], s.y[k]) && (isLine || s.x[k] >= farthest)) {
        farthest = s.x[k];
        end[0] = Math.min(plot.right(), plot.x(s.x[k]));
        end[1] = plot.y(s.y[k]);
      }
    }
    return end;
  }
}
