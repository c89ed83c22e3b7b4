package unrolled.show;

import java.awt.Color;
import java.util.ArrayList;
import java.util.List;

/** The names of a chart's lines: at their ends while that fits, else in a legend above. */
final class LineLabels {

  /** A line's name, and what the line looks like. */
  record Label(String text, Color colour, float... dashes) {}

  private static final double LINE = 15;
  private static final double GAP = 12;
  private static final double SWATCH = 22;

  private LineLabels() {}

  /** Whether the names fit beside a plot, in a column of this width and height. */
  static boolean fit(List<Label> labels, double width, double height) {
    return width(labels) <= width && (labels.size() - 1) * LINE <= height;
  }

  /** The width that the names take beside the plot. */
  static double width(List<Label> labels) {
    return GAP + Canvas.widest(labels.stream().map(Label::text).toList(), Fonts.PLAIN);
  }

  /** Writes each name beside its line's end (x, y), moved up or down where they would collide. */
  static void draw(Canvas canvas, List<Label> labels, double[] x, double[] y, Plot plot) {
    double[] places = LabelSpacing.apart(y, LINE, plot.top(), plot.bottom());
    for (int i = 0; i < places.length; i++) {
      Label label = labels.get(i);
      double start = plot.right() + GAP;
      if (Math.abs(places[i] - y[i]) > 2 || x[i] < plot.highX() - 2) {
        canvas.line(x[i] + 3, y[i], start - 2, places[i], label.colour, 0.8);
      }
      canvas.centred(
          label.text,
          start,
          places[i],
          Canvas.Align.LEFT,
          Fonts.PLAIN,
          Palette.legible(label.colour));
    }
  }

  /** Draws a legend below y, in rows of at most the given width; returns where it ends. */
  static double drawLegend(Canvas canvas, List<Label> labels, double y, double width) {
    List<double[]> places = places(labels, width);
    for (int i = 0; i < places.size(); i++) {
      Label label = labels.get(i);
      double x = places.get(i)[0];
      double row = y + places.get(i)[1];
      canvas.line(x, row, x + SWATCH, row, label.colour, 2.5, label.dashes);
      canvas.centred(label.text, x + SWATCH + 5, row, Canvas.Align.LEFT, Fonts.PLAIN, Palette.INK);
    }
    return y + legendHeight(labels, width);
  }

  /** What such a legend takes. */
  static double legendHeight(List<Label> labels, double width) {
    return places(labels, width).get(labels.size() - 1)[1] + LINE + 4;
  }

  /** x of each entry of a legend, and y from that of the first. */
  private static List<double[]> places(List<Label> labels, double width) {
    List<double[]> places = new ArrayList<>();
    double x = Figure.MARGIN;
    double row = 0;
    for (Label label : labels) {
      double needed = SWATCH + 5 + Canvas.width(label.text, Fonts.PLAIN);
      if (x > Figure.MARGIN && x + needed > width - Figure.MARGIN) {
        x = Figure.MARGIN;
        row += LINE + 2;
      }
      places.add(new double[] {x, row});
      x += needed + 16;
    }
    return places;
  }
}
