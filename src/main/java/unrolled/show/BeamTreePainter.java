package unrolled.show;

import java.awt.Color;
import java.awt.Font;
import java.awt.geom.Path2D;
import java.awt.geom.RoundRectangle2D;
import java.util.List;
import unrolled.decode.BeamNode.Fate;

/**
 * Paints the first steps of a beam's tree: first the edges, of which those to what was kept lie on
 * top, then the nodes.
 */
final class BeamTreePainter {

  /** The winner's colour, which is no network's. */
  static final Color WINNER = new Color(0xB84A00);

  static final Color FADED_LINE = new Color(0xB4B4B4);
  private static final Color FADED = new Color(0x767676);
  private static final float[] SOLID = {};
  private static final float[] DASHED = {4, 2};

  private final Canvas canvas;
  private final double top;
  private final TreeLayout tree;
  private final BeamTreeText text;
  private final BeamTreeGrid grid;
  private final int steps;

  /** A painter of the first steps, below {@code top}. */
  BeamTreePainter(
      Canvas canvas, double top, TreeLayout tree, BeamTreeText text, BeamTreeGrid grid, int steps) {
    this.canvas = canvas;
    this.top = top;
    this.tree = tree;
    this.text = text;
    this.grid = grid;
    this.steps = steps;
  }

  void draw() {
    for (boolean pruned : new boolean[] {true, false}) {
      for (int step = steps; step >= 1; step--) {
        for (TreeLayout.Spot spot : tree.columns.get(step)) {
          if (spot.pruned() == pruned) {
            drawEdge(spot, step);
          }
        }
      }
    }
    drawStart();
    for (int step = 1; step <= steps && grid.hasEdgeNumbers(); step++) {
      for (TreeLayout.Spot spot : tree.columns.get(step)) {
        drawEdgeNumber(spot, step);
      }
    }
    for (int step = 1; step <= steps; step++) {
      for (TreeLayout.Spot spot : tree.columns.get(step)) {
        drawNode(spot, grid.left(step), grid.width(step));
      }
      drawHidden(step);
    }
  }

  private boolean isComplete() {
    return steps == tree.steps();
  }

  private boolean wins(TreeLayout.Spot spot) {
    return spot.node.winning() && isComplete();
  }

  private Color lineColour(TreeLayout.Spot spot) {
    return wins(spot) ? WINNER : spot.pruned() ? FADED_LINE : Palette.INK;
  }

  private void drawEdge(TreeLayout.Spot spot, int step) {
    double from = grid.right(step - 1);
    double to = grid.left(step);
    double y1 = grid.y(spot.parent, top);
    double y2 = grid.y(spot, top);
    double bend = Math.min(grid.gap() / 2, 36);
    Path2D path = new Path2D.Double();
    path.moveTo(from, y1);
    path.curveTo(from + bend, y1, from + bend * 0.4, y2, from + Math.min(grid.gap() * 0.6, 44), y2);
    path.lineTo(to, y2);
    canvas.outline(path, lineColour(spot), wins(spot) ? 4 : spot.pruned() ? 1.2 : 2.6);
  }

  /** Writes on each edge how likely its word is, on top of all edges. */
  private void drawEdgeNumber(TreeLayout.Spot spot, int step) {
    String number = text.number(spot.node.logProbability(), grid.gap() - 6);
    Color ink = wins(spot) ? WINNER : spot.pruned() ? FADED : Palette.INK;
    double x = grid.left(step) - 5;
    double y = grid.y(spot, top) - 8;
    canvas.rimmed(number, x, y, Canvas.Align.RIGHT, Fonts.SMALL, ink);
  }

  private void drawStart() {
    TreeLayout.Spot start = tree.columns.get(0).get(0);
    double x = grid.left(0) + BeamTreeGrid.START;
    canvas.dot(x, grid.y(start, top), BeamTreeGrid.START, isComplete() ? WINNER : Palette.INK);
  }

  private void drawNode(TreeLayout.Spot spot, double left, double width) {
    double height = grid.nodeHeight(spot);
    double upper = grid.y(spot, top) - height / 2;
    RoundRectangle2D box = new RoundRectangle2D.Double(left, upper, width, height, 9, 9);
    canvas.fill(box, wins(spot) ? WINNER : Palette.PAPER);
    if (spot.pruned()) {
      canvas.outline(box, FADED_LINE, 1, 3, 2);
    } else {
      canvas.outline(box, lineColour(spot), 1.6, spot.node.fate() == Fate.LEFT ? DASHED : SOLID);
    }
    if (spot.done()) {
      RoundRectangle2D inner =
          new RoundRectangle2D.Double(left + 2.5, upper + 2.5, width - 5, height - 5, 6, 6);
      canvas.outline(inner, wins(spot) ? Palette.PAPER : Palette.INK, 1);
    }
    Color ink = wins(spot) ? Palette.PAPER : spot.pruned() ? FADED : Palette.INK;
    List<String> lines = text.box(spot, width);
    double middle = left + width / 2;
    double baseline = upper + 15;
    double room = width - BeamTreeGrid.PADDING;
    drawWord(lines.get(0), middle, baseline, room, spot.pruned(), ink);
    for (String number : lines.subList(1, lines.size())) {
      baseline += 13;
      canvas.text(number, middle, baseline, Canvas.Align.CENTRE, Fonts.SMALL, ink);
    }
  }

  /** Writes a word in the largest font in which it fits, or shortened in the smallest. */
  private void drawWord(String word, double x, double y, double room, boolean plain, Color ink) {
    List<Font> fonts =
        plain
            ? List.of(Fonts.PLAIN, Fonts.SMALL)
            : List.of(Fonts.BOLD, Fonts.BOLD.deriveFont(11f), Fonts.SMALL);
    Font font =
        fonts.stream().filter(f -> Canvas.width(word, f) <= room).findFirst().orElse(Fonts.SMALL);
    String fitting = word;
    while (Canvas.width(fitting, font) > room && fitting.length() > 2) {
      fitting = fitting.substring(0, fitting.length() - 2) + "…";
    }
    canvas.text(fitting, x, y, Canvas.Align.CENTRE, font, ink);
  }

  /** Writes under a step how many of its pruned candidates are not drawn. */
  private void drawHidden(int step) {
    if (tree.hidden[step] == 0) {
      return;
    }
    double lowest =
        tree.columns.get(step).stream().mapToDouble(spot -> grid.y(spot, top)).max().orElse(0);
    canvas.centred(
        "+ " + tree.hidden[step] + (grid.width(step) > 60 ? " more" : ""),
        grid.left(step) + grid.width(step) / 2,
        lowest + grid.nodeHeight() / 2 + 11,
        Canvas.Align.CENTRE,
        Fonts.SMALL,
        FADED);
  }
}
