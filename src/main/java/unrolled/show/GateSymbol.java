package unrolled.show;

import java.awt.Color;

/**
 * A gate on a line of a diagram, an LSTM's or attention's: a circle with a bar that lies along the
 * line where the gate is 1 and across it where the gate is 0. Its colour says the same, from white
 * (0, closed) to orange (1, open), whichever way the line runs.
 */
final class GateSymbol {

  static final Color OPEN = Palette.LSTM;
  static final double RADIUS = 10;

  private GateSymbol() {}

  /** Draws a gate on a line through (x, y) that runs upward or, if not, to the right. */
  static void draw(Canvas canvas, double x, double y, double gate, boolean upward) {
    double share = Math.max(0, Math.min(1, gate));
    canvas.dot(x, y, RADIUS + 1, Palette.INK);
    canvas.dot(x, y, RADIUS - 0.5, colour(share));
    // From across the line (0) to along it (1), a quarter of a turn.
    double turn = StrictMath.PI / 2 * share;
    double across = (RADIUS - 2) * StrictMath.cos(turn);
    double along = (RADIUS - 2) * StrictMath.sin(turn);
    double dx = upward ? across : along;
    double dy = upward ? along : across;
    canvas.line(x - dx, y - dy, x + dx, y + dy, Palette.INK, 4);
  }

  /** Draws the place of a gate whose value is not shown yet. */
  static void drawEmpty(Canvas canvas, double x, double y) {
    canvas.dot(x, y, RADIUS + 1, Palette.RULE);
    canvas.dot(x, y, RADIUS - 0.5, Palette.PAPER);
  }

  private static Color colour(double share) {
    return new Color(
        mix(Palette.PAPER.getRed(), OPEN.getRed(), share),
        mix(Palette.PAPER.getGreen(), OPEN.getGreen(), share),
        mix(Palette.PAPER.getBlue(), OPEN.getBlue(), share));
  }

  private static int mix(int closed, int open, double share) {
    return (int) StrictMath.rint(closed + share * (open - closed));
  }
}
