package unrolled.show;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.Shape;
import java.awt.font.FontRenderContext;
import java.awt.font.GlyphVector;
import java.awt.geom.AffineTransform;
import java.awt.geom.Ellipse2D;
import java.awt.geom.Line2D;
import java.awt.geom.Path2D;
import java.awt.geom.Rectangle2D;
import java.util.ArrayList;
import java.util.List;
import org.knowm.xchart.XYChart;

/**
 * What figures draw on: shapes and texts in units of one pixel at normal size, y downward. Text is
 * drawn as outlines, so that it looks alike on every system; where each text stands is remembered,
 * so that a test can tell whether two overlap.
 */
final class Canvas {

  /** Which point of a text its x means. */
  enum Align {
    LEFT,
    CENTRE,
    RIGHT
  }

  /** A text that was drawn, and the rectangle that its ink fills. */
  record Label(String text, Rectangle2D box) {}

  private static final FontRenderContext CONTEXT = new FontRenderContext(null, true, true);

  private final Graphics2D g;
  private final double left;
  private final double top;
  private final List<Label> labels;

  Canvas(Graphics2D g) {
    this(g, 0, 0, new ArrayList<>());
    g.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
    g.setRenderingHint(RenderingHints.KEY_STROKE_CONTROL, RenderingHints.VALUE_STROKE_PURE);
  }

  private Canvas(Graphics2D g, double left, double top, List<Label> labels) {
    this.g = g;
    this.left = left;
    this.top = top;
    this.labels = labels;
  }

  /** This canvas with its origin moved right by x and down by y. */
  Canvas moved(double x, double y) {
    Graphics2D copy = (Graphics2D) g.create();
    copy.translate(x, y);
    return new Canvas(copy, left + x, top + y, labels);
  }

  /** Every text drawn so far. */
  List<Label> labels() {
    return labels;
  }

  /** Draws an XChart chart, its upper left corner at the origin. */
  void paint(XYChart chart) {
    Graphics2D copy = (Graphics2D) g.create();
    copy.setRenderingHint(
        RenderingHints.KEY_FRACTIONALMETRICS, RenderingHints.VALUE_FRACTIONALMETRICS_ON);
    chart.paint(copy, chart.getWidth(), chart.getHeight());
    copy.dispose();
  }

  void fill(Shape shape, Color colour) {
    g.setColor(colour);
    g.fill(shape);
  }

  void box(double x, double y, double width, double height, Color colour) {
    fill(new Rectangle2D.Double(x, y, width, height), colour);
  }

  void dot(double x, double y, double radius, Color colour) {
    fill(new Ellipse2D.Double(x - radius, y - radius, 2 * radius, 2 * radius), colour);
  }

  void outline(Shape shape, Color colour, double width, float... dashes) {
    g.setColor(colour);
    g.setStroke(stroke(width, dashes));
    g.draw(shape);
  }

  static BasicStroke stroke(double width, float... dashes) {
    return new BasicStroke(
        (float) width,
        BasicStroke.CAP_BUTT,
        BasicStroke.JOIN_ROUND,
        1,
        dashes.length == 0 ? null : dashes,
        0);
  }

  /** A line with a head at its end. */
  void arrow(double x1, double y1, double x2, double y2, Color colour, double width) {
    double length = StrictMath.hypot(x2 - x1, y2 - y1);
    double dx = (x2 - x1) / length;
    double dy = (y2 - y1) / length;
    double head = 4 + 2 * width;
    double half = 2 + width;
    double bx = x2 - dx * head;
    double by = y2 - dy * head;
    line(x1, y1, bx, by, colour, width);
    Path2D tip = new Path2D.Double();
    tip.moveTo(x2, y2);
    tip.lineTo(bx - dy * half, by + dx * half);
    tip.lineTo(bx + dy * half, by - dx * half);
    tip.closePath();
    fill(tip, colour);
  }

  void line(
      double x1, double y1, double x2, double y2, Color colour, double width, float... dashes) {
    outline(new Line2D.Double(x1, y1, x2, y2), colour, width, dashes);
  }

  /** Draws what follows only inside a rectangle, on the canvas that it returns. */
  Canvas clipped(double x, double y, double width, double height) {
    Canvas inner = moved(0, 0);
    inner.g.clip(new Rectangle2D.Double(x, y, width, height));
    return inner;
  }

  /** A text whose baseline is at y. */
  void text(String text, double x, double y, Align align, Font font, Color colour) {
    double start =
        switch (align) {
          case LEFT -> x;
          case CENTRE -> x - width(text, font) / 2;
          case RIGHT -> x - width(text, font);
        };
    ink(text, glyphs(text, font).getOutline((float) start, (float) y), colour);
  }

  /** A text as {@link #centred} draws it, with a white rim, legible where it crosses lines. */
  void rimmed(String text, double x, double y, Align align, Font font, Color colour) {
    double start = align == Align.RIGHT ? x - width(text, font) : x;
    Shape ink = glyphs(text, font).getOutline((float) start, (float) (y + 0.36 * font.getSize2D()));
    outline(ink, Palette.PAPER, 4);
    centred(text, x, y, align, font, colour);
  }

  /** A text that runs upward from (x, y), its small letters' middle at x. */
  void upright(String text, double x, double y, Font font, Color colour) {
    AffineTransform turn = AffineTransform.getTranslateInstance(x + 0.36 * font.getSize2D(), y);
    turn.rotate(0, -1);
    ink(text, turn.createTransformedShape(glyphs(text, font).getOutline()), colour);
  }

  private void ink(String text, Shape ink, Color colour) {
    Rectangle2D box = ink.getBounds2D();
    if (box.isEmpty()) { // a text without ink
      return;
    }
    fill(ink, colour);
    box.setRect(box.getX() + left, box.getY() + top, box.getWidth(), box.getHeight());
    labels.add(new Label(text, box));
  }

  /** A text whose small letters' middle is at y: for labels beside or inside a mark. */
  void centred(String text, double x, double y, Align align, Font font, Color colour) {
    text(text, x, y + 0.36 * font.getSize2D(), align, font, colour);
  }

  static double width(String text, Font font) {
    return glyphs(text, font).getLogicalBounds().getWidth();
  }

  /** The widest of some texts; 0 if there are none. */
  static double widest(Iterable<String> texts, Font font) {
    double widest = 0;
    for (String text : texts) {
      widest = Math.max(widest, width(text, font));
    }
    return widest;
  }

  private static GlyphVector glyphs(String text, Font font) {
    return font.createGlyphVector(CONTEXT, text);
  }

  /** The text in lines of at most the given width, broken at spaces; a longer word stays whole. */
  static List<String> lines(String text, Font font, double width) {
    List<String> lines = new ArrayList<>();
    StringBuilder line = new StringBuilder();
    for (String word : text.strip().split("\\s+")) {
      if (!line.isEmpty() && width(line + " " + word, font) > width) {
        lines.add(line.toString());
        line.setLength(0);
      }
      line.append(line.isEmpty() ? "" : " ").append(word);
    }
    lines.add(line.toString());
    return lines;
  }
}
