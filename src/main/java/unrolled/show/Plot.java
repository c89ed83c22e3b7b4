package unrolled.show;

import java.awt.BasicStroke;
import java.awt.Color;
import java.util.List;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.XYSeries.XYSeriesRenderStyle;
import org.knowm.xchart.style.AxesChartStyler.TextAlignment;
import org.knowm.xchart.style.XYStyler;
import org.knowm.xchart.style.lines.SeriesLines;
import org.knowm.xchart.style.markers.SeriesMarkers;

/**
 * An XChart chart in the figures' look, without title and legend, and where in it a value lies.
 * Where XChart 4.0.3 does something else than a figure needs, a comment here says so.
 */
final class Plot {

  private static final int DOTS = 16;
  private static final int DOT = 6;

  private final Canvas canvas;
  private final double placeX;
  private final double placeY;
  private final XYChart chart;
  private final Axis xAxis;
  private final Axis yAxis;
  private int added;

  /**
   * An empty chart whose upper left corner is at (x, y).
   *
   * @param xLabel what stands below; null: the plot alone, without ticks and grid
   */
  Plot(
      Canvas canvas,
      Axis xAxis,
      Axis yAxis,
      String xLabel,
      double x,
      double y,
      int width,
      int height) {
    this.canvas = canvas.moved(x, y);
    this.placeX = x;
    this.placeY = y;
    this.xAxis = xAxis;
    this.yAxis = yAxis;
    this.chart = new XYChart(width, height);
    style(chart.getStyler());
    // XChart has ticks only at points where these are evenly spaced: three that aren't prevent it.
    add(
        new double[] {xAxis.value(0), xAxis.value(0.3), xAxis.value(1)},
        new double[] {yAxis.value(0), yAxis.value(0.3), yAxis.value(1)},
        XYSeriesRenderStyle.Scatter);
    if (xLabel == null) {
      chart.getStyler().setPlotContentSize(0.99);
      chart.getStyler().setAxisTicksVisible(false);
      chart.getStyler().setPlotGridLinesVisible(false);
    } else {
      chart.setXAxisTitle(xLabel);
      setTicks();
    }
    // Painted once unseen, so that it is known where values lie.
    this.canvas.clipped(0, 0, 0, 0).paint(chart);
  }

  private void style(XYStyler styler) {
    styler.setLegendVisible(false);
    styler.setChartTitleVisible(false);
    styler.setChartBackgroundColor(Palette.PAPER);
    styler.setPlotBackgroundColor(Palette.PAPER);
    styler.setPlotBorderVisible(false);
    styler.setChartPadding((int) Figure.MARGIN);
    styler.setPlotMargin(0);
    // A margin within the plot, so that dots on its edge are whole.
    int least = Math.max(50, Math.min(chart.getWidth(), chart.getHeight()) - 70);
    styler.setPlotContentSize(1 - (DOT + 2.0) / least);
    styler.setMarkerSize(DOT);
    styler.setBaseFont(Fonts.PLAIN);
    styler.setChartTitleFont(Fonts.BOLD);
    styler.setLegendFont(Fonts.PLAIN);
    styler.setAnnotationTextFont(Fonts.PLAIN);
    styler.setAnnotationTextPanelFont(Fonts.PLAIN);
    styler.setToolTipFont(Fonts.PLAIN);
    styler.setAxisTitleFont(Fonts.PLAIN);
    styler.setAxisTickLabelsFont(Fonts.PLAIN);
    styler.setChartFontColor(Palette.GREY);
    styler.setXAxisTitleColor(Palette.GREY);
    styler.setAxisTickLabelsColor(Palette.GREY);
    styler.setAxisTickMarksColor(Palette.GREY);
    styler.setAxisTickMarksStroke(Canvas.stroke(1));
    styler.setAxisTicksMarksVisible(false);
    styler.setAxisTicksLineVisible(false);
    styler.setPlotGridLinesColor(Palette.RULE);
    styler.setPlotGridLinesStroke(Canvas.stroke(1));
    styler.setPlotGridHorizontalLinesVisible(!yAxis.isLog());
    styler.setPlotGridVerticalLinesVisible(!xAxis.isLog());
    styler.setYAxisLabelAlignment(TextAlignment.Right);
    // XChart takes the hint for x as the least width and height of a plot, too.
    int smaller = Math.min(chart.getWidth(), chart.getHeight());
    styler.setXAxisTickMarkSpacingHint(Math.min(60, smaller / 4));
    styler.setYAxisTickMarkSpacingHint(40);
    styler.setXAxisMin(xAxis.plotted(xAxis.value(0)));
    styler.setXAxisMax(xAxis.plotted(xAxis.value(1)));
    styler.setYAxisMin(yAxis.plotted(yAxis.value(0)));
    styler.setYAxisMax(yAxis.plotted(yAxis.value(1)));
  }

  /**
   * A linear axis has XChart's ticks. On a log axis XChart has nine a decade, and over many decades
   * their labels would cover each other: all but a few get an empty label, which isn't drawn, and
   * grid lines are drawn at these few alone.
   */
  private void setTicks() {
    XYStyler styler = chart.getStyler();
    styler.setXAxisLogarithmic(xAxis.isLog());
    styler.setYAxisLogarithmic(yAxis.isLog());
    styler.setXAxisLogarithmicDecadeOnly(false);
    styler.setYAxisLogarithmicDecadeOnly(false);
    List<Double> x = xAxis.isLog() ? xAxis.ticks(chart.getWidth() / 60) : List.of();
    List<Double> y = yAxis.isLog() ? yAxis.ticks(chart.getHeight() / 28 - 1) : List.of();
    styler.setXAxisTickLabelsFormattingFunction(v -> xAxis.label(v, x));
    styler.setYAxisTickLabelsFormattingFunction(v -> yAxis.label(v, y));
    x.forEach(tick -> upright(tick, Palette.RULE, 1));
    y.forEach(tick -> across(tick, Palette.RULE, 1));
  }

  private XYSeries add(double[] x, double[] y, XYSeriesRenderStyle style) {
    double[] plottedX = new double[x.length];
    double[] plottedY = new double[x.length];
    for (int i = 0; i < x.length; i++) {
      boolean shown = shows(x[i], y[i]);
      plottedX[i] = xAxis.plotted(shown ? x[i] : xAxis.value(0));
      plottedY[i] = shown ? yAxis.plotted(y[i]) : Double.NaN; // a gap
    }
    XYSeries series = chart.addSeries("series " + added++, plottedX, plottedY);
    series.setXYSeriesRenderStyle(style);
    series.setLineStyle(SeriesLines.NONE);
    series.setMarker(SeriesMarkers.NONE);
    return series;
  }

  /** A line across the whole plot: beyond the axis' ends, since the plot has a margin. */
  void across(double y, Color colour, double width, float... dashes) {
    double[] x = {xAxis.value(-0.1), xAxis.value(1.1)};
    lines(x, new double[] {y, y}, colour, Canvas.stroke(width, dashes));
  }

  /** A line up the whole plot. */
  void upright(double x, Color colour, double width, float... dashes) {
    double[] y = {yAxis.value(-0.1), yAxis.value(1.1)};
    lines(new double[] {x, x}, y, colour, Canvas.stroke(width, dashes));
  }

  /** The band from a line's least to its greatest values; one area for each part without a gap. */
  void band(Series s) {
    int start = 0;
    for (int i = 0; i <= s.x.length; i++) {
      if (i == s.x.length || !shows(s.x[i], s.low[i]) || !shows(s.x[i], s.high[i])) {
        if (i - start > 1) {
          band(s, start, i);
        }
        start = i + 1;
      }
    }
  }

  private void band(Series s, int start, int end) {
    int n = end - start;
    double[] x = new double[2 * n];
    double[] y = new double[2 * n];
    for (int i = 0; i < n; i++) {
      x[i] = s.x[start + i];
      y[i] = s.high[start + i];
      x[2 * n - 1 - i] = s.x[start + i];
      y[2 * n - 1 - i] = s.low[start + i];
    }
    area(x, y, Palette.translucent(s.colour, 45));
  }

  /** An area with these corners. */
  void area(double[] x, double[] y, Color colour) {
    add(x, y, XYSeriesRenderStyle.PolygonArea).setFillColor(colour);
  }

  /** Straight lines from corner to corner; a NaN is a gap. */
  void lines(double[] x, double[] y, Color colour, BasicStroke stroke) {
    XYSeries series = add(x, y, XYSeriesRenderStyle.Line);
    series.setLineColor(colour);
    series.setLineStyle(stroke);
  }

  /** The line itself, with a dot at each point where points are few. */
  void line(Series s) {
    switch (s.shape) {
      case LINE, STEPS -> {
        if (s.dashes.length > 0) {
          dashed(s);
        } else {
          XYSeries series =
              add(
                  s.x,
                  s.y,
                  s.shape == Series.Shape.STEPS
                      ? XYSeriesRenderStyle.Step
                      : XYSeriesRenderStyle.Line);
          series.setLineColor(s.colour);
          series.setLineStyle(new BasicStroke(2, BasicStroke.CAP_ROUND, BasicStroke.JOIN_ROUND));
        }
        if (s.shape == Series.Shape.LINE && s.x.length <= DOTS) {
          dots(s);
        }
      }
      case POINTS -> dots(s);
    }
  }

  private void dots(Series s) {
    XYSeries dots = add(s.x, s.y, XYSeriesRenderStyle.Scatter);
    dots.setMarker(SeriesMarkers.CIRCLE);
    dots.setMarkerColor(s.colour);
  }

  /**
   * XChart draws a line piece by piece and begins the dashes anew at each point, so that where
   * points are close no gap is left: such a line is handed to it cut into its dashes.
   */
  private void dashed(Series s) {
    DashedLine dashes = new DashedLine(s.dashes);
    for (int i = 0; i < s.x.length; i++) {
      if (!shows(s.x[i], s.y[i])) {
        dashes.penUp();
        continue;
      }
      if (s.shape == Series.Shape.STEPS && i > 0 && shows(s.x[i - 1], s.y[i - 1])) {
        dashes.lineTo(xAxis.at(s.x[i]) * span(xAxis), yAxis.at(s.y[i - 1]) * span(yAxis));
      }
      dashes.lineTo(xAxis.at(s.x[i]) * span(xAxis), yAxis.at(s.y[i]) * span(yAxis));
    }
    lines(
        dashes.x().map(x -> xAxis.value(x / span(xAxis))).toArray(),
        dashes.y().map(y -> yAxis.value(y / span(yAxis))).toArray(),
        s.colour,
        Canvas.stroke(2));
  }

  /** How many pixels there are from the low to the high end of an axis. */
  private double span(Axis axis) {
    return axis == xAxis ? highX() - lowX() : lowY() - highY();
  }

  private double lowX() {
    return placeX + chart.getScreenXFromChart(xAxis.plotted(xAxis.value(0)));
  }

  /** Where the x axis ends, at the right, and beyond it the plot's margin begins. */
  double highX() {
    return placeX + chart.getScreenXFromChart(xAxis.plotted(xAxis.value(1)));
  }

  private double lowY() {
    return placeY + chart.getScreenYFromChart(yAxis.plotted(yAxis.value(0)));
  }

  private double highY() {
    return placeY + chart.getScreenYFromChart(yAxis.plotted(yAxis.value(1)));
  }

  /** Paints the chart with all that it has been given. */
  void paint() {
    canvas.paint(chart);
  }

  // Places, in pixels. XChart answers right only within its plot, hence by its ends alone.

  double x(double value) {
    return lowX() + xAxis.at(value) * span(xAxis);
  }

  double y(double value) {
    return lowY() - yAxis.at(value) * span(yAxis);
  }

  double left() {
    return lowX() - margin(xAxis);
  }

  double right() {
    return highX() + margin(xAxis);
  }

  double top() {
    return highY() - margin(yAxis);
  }

  double bottom() {
    return lowY() + margin(yAxis);
  }

  private double margin(Axis axis) {
    return span(axis) * (1 / chart.getStyler().getPlotContentSize() - 1) / 2;
  }

  /** Whether a point has a place on both axes. */
  boolean shows(double x, double y) {
    return xAxis.shows(x) && yAxis.shows(y);
  }
}
