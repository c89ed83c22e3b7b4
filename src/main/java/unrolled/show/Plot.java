package unrolled.show;

import java.awt.geom.Path2D;
import java.util.List;

/** The rectangle of a chart in which its lines run, between two axes, in pixels. */
record Plot(Axis xAxis, Axis yAxis, double left, double right, double top, double bottom) {

  private static final int DOTS = 16;

  double x(double value) {
    return left + xAxis.at(value) * (right - left);
  }

  double y(double value) {
    return bottom - yAxis.at(value) * (bottom - top);
  }

  /** Draws rules across at the ticks of y, the line below, and both axes' numbers. */
  void drawAxes(Canvas canvas, List<Double> yTicks) {
    for (double tick : yTicks) {
      double y = y(tick);
      canvas.line(left, y, right, y, Palette.RULE, 1);
      canvas.centred(yAxis.text(tick), left - 6, y, Canvas.Align.RIGHT, Fonts.PLAIN, Palette.GREY);
    }
    canvas.line(left, bottom, right, bottom, Palette.GREY, 1);
    for (double tick : xTicks()) {
      double x = x(tick);
      canvas.line(x, bottom, x, bottom + 4, Palette.GREY, 1);
      canvas.text(xAxis.text(tick), x, bottom + 17, Canvas.Align.CENTRE, Fonts.PLAIN, Palette.GREY);
    }
  }

  /** As many ticks of x as stand side by side. */
  private List<Double> xTicks() {
    for (int about = (int) ((right - left) / 45); about > 1; about--) {
      List<Double> ticks = xAxis.ticks(about);
      double room = right - left;
      for (int i = 1; i < ticks.size(); i++) {
        room = Math.min(room, x(ticks.get(i)) - x(ticks.get(i - 1)));
      }
      if (xAxis.widest(ticks) + 14 <= room) {
        return ticks;
      }
    }
    return xAxis.ticks(1);
  }

  /** The band from a line's least to its greatest values. */
  void drawBand(Canvas canvas, Series s) {
    Path2D band = null;
    int start = 0;
    for (int i = 0; i <= s.x.length; i++) {
      boolean shown = i < s.x.length && shows(s.x[i], s.low[i]) && shows(s.x[i], s.high[i]);
      if (shown && band == null) {
        band = new Path2D.Double();
        band.moveTo(x(s.x[i]), y(s.high[i]));
        start = i;
      } else if (shown) {
        band.lineTo(x(s.x[i]), y(s.high[i]));
      } else if (band != null) {
        for (int k = i - 1; k >= start; k--) {
          band.lineTo(x(s.x[k]), y(s.low[k]));
        }
        band.closePath();
        canvas.fill(band, Palette.translucent(s.colour, 45));
        band = null;
      }
    }
  }

  /** The line itself, with a dot at each point where points are few. */
  void drawLine(Canvas canvas, Series s) {
    Path2D path = new Path2D.Double();
    boolean drawing = false;
    double before = 0;
    for (int i = 0; i < s.x.length; i++) {
      if (!shows(s.x[i], s.y[i])) {
        drawing = false;
        continue;
      }
      double x = x(s.x[i]);
      double y = y(s.y[i]);
      if (!drawing) {
        path.moveTo(x, y);
      } else {
        if (s.shape == Series.Shape.STEPS) {
          path.lineTo(x, before);
        }
        path.lineTo(x, y);
      }
      drawing = true;
      before = y;
      if (s.shape == Series.Shape.POINTS || (s.shape == Series.Shape.LINE && s.x.length <= DOTS)) {
        canvas.dot(x, y, s.shape == Series.Shape.POINTS ? 3 : 2.6, s.colour);
      }
    }
    if (s.shape != Series.Shape.POINTS) {
      canvas.outline(path, s.colour, 2, s.dashes);
    }
  }

  boolean shows(double x, double y) {
    return xAxis.shows(x) && yAxis.shows(y);
  }
}
