package unrolled.show;

import java.awt.Color;

/**
 * A gate on a line of an LSTM's diagram: a disc with a bar that lies along the line where the gate
 * is 1 and across it where the gate is 0. The disc's colour says the same, from dark (0, closed) to
 * orange (1, open), whichever way the line runs.
 */
final class GateSymbol {

  static final Color CLOSED = new Color(0x3A3A3A);
  static final Color OPEN = Palette.LSTM;
  static final double RADIUS = 11;

  private GateSymbol() {}

  /** Draws a gate on a line through (x, y) that runs upward or, if not, to the right. */
  static void draw(Canvas canvas, double x, double y, double gate, boolean upward) {
    double share = Math.max(0, Math.min(1, gate));
    canvas.dot(x, y, RADIUS + 1, Palette.PAPER);
    canvas.dot(x, y, RADIUS, colour(share));
    double turn = StrictMath.PI / 2 * share;
    double across = (RADIUS - 3) * StrictMath.cos(turn);
    double along = (RADIUS - 3) * StrictMath.sin(turn);
    double dx = upward ? across : along;
    double dy = upward ? along : across;
    canvas.line(x - dx, y - dy, x + dx, y + dy, Palette.PAPER, 4);
  }

  /** A place where a gate will be: a grey ring. */
  static void drawEmpty(Canvas canvas, double x, double y) {
    canvas.dot(x, y, RADIUS, Palette.RULE);
    canvas.dot(x, y, RADIUS - 1.5, Palette.PAPER);
  }

  private static Color colour(double share) {
    return new Color(
        mix(CLOSED.getRed(), OPEN.getRed(), share),
        mix(CLOSED.getGreen(), OPEN.getGreen(), share),
        mix(CLOSED.getBlue(), OPEN.getBlue(), share));
  }

  private static int mix(int closed, int open, double share) {
    return (int) StrictMath.rint(closed + share * (open - closed));
  }
}
