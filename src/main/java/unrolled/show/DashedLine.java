package unrolled.show;

import java.util.stream.DoubleStream;

/** A line cut into its dashes: the line's corners go in, the dashes' corners come out. */
final class DashedLine {

  private static final double FAR = 1e4;

  private final float[] lengths;
  private final DoubleStream.Builder xs = DoubleStream.builder();
  private final DoubleStream.Builder ys = DoubleStream.builder();
  private boolean drawing;
  private double x;
  private double y;
  private int piece;
  private double left;

  /** A line with dashes of lengths[0], lengths[2], … and gaps of lengths[1], lengths[3], … */
  DashedLine(float... lengths) {
    this.lengths = lengths;
  }

  /** Ends the line; the next point begins another. */
  void penUp() {
    drawing = false;
    put(Double.NaN, Double.NaN);
  }

  /** Draws on to a point, or begins a line there. */
  void lineTo(double toX, double toY) {
    if (!drawing) {
      drawing = true;
      piece = 0;
      left = lengths[0];
      put(toX, toY);
      x = toX;
      y = toY;
      return;
    }
    double length = StrictMath.hypot(toX - x, toY - y);
    if (!(length <= FAR)) {
      // It leaves the picture, and its dashes would be too many to count: it stays whole.
      put(x, y);
      put(toX, toY);
      x = toX;
      y = toY;
      return;
    }
    double done = 0;
    while (length - done >= left) {
      done += left;
      put(x + (toX - x) * done / length, y + (toY - y) * done / length);
      piece = (piece + 1) % lengths.length;
      left = lengths[piece];
      if (isGap()) {
        put(Double.NaN, Double.NaN);
      }
    }
    left -= length - done;
    if (!isGap() && length > done) {
      put(toX, toY);
    }
    x = toX;
    y = toY;
  }

  private boolean isGap() {
    return piece % 2 == 1;
  }

  private void put(double x, double y) {
    xs.add(x);
    ys.add(y);
  }

  /** The dashes' x; NaN between them. */
  DoubleStream x() {
    return xs.build();
  }

  /** The dashes' y; NaN between them. */
  DoubleStream y() {
    return ys.build();
  }
}
