package unrolled.show;

import java.awt.Color;
import java.util.ArrayList;
import java.util.List;
import unrolled.decode.BeamNode.Fate;

/** The key above a beam's tree: what its lines, its frames and its numbers mean. */
final class BeamTreeKey {

  private static final double LINE = 16;
  private static final double SWATCH = 20;

  /** What one kind of line means. */
  private record Entry(String text, Color colour, double lineWidth) {
    /** How far right of this entry the next one begins. */
    double width() {
      return SWATCH + 5 + Canvas.width(text, Fonts.SMALL) + 16;
    }
  }

  private final List<Entry> entries = new ArrayList<>();
  private final List<String> explanation; // in lines
  private final boolean below;

  /** The key to a tree's first steps. */
  BeamTreeKey(TreeLayout tree, BeamTreeText text, BeamTreeGrid grid, int steps) {
    entries.add(new Entry("kept", Palette.INK, 3));
    if (tree.spots(steps).anyMatch(TreeLayout.Spot::pruned)) {
      entries.add(new Entry("pruned", BeamTreePainter.FADED_LINE, 1.2));
    }
    if (steps == tree.steps()) {
      entries.add(new Entry("the result", BeamTreePainter.WINNER, 3));
    }
    String sentence = explanation(tree, text, grid, steps);
    double room = grid.figureWidth() - 2 * Figure.MARGIN;
    below = entriesWidth() + Canvas.width(sentence, Fonts.SMALL) > room;
    explanation = below ? Canvas.lines(sentence, Fonts.SMALL, room) : List.of(sentence);
  }

  private double entriesWidth() {
    return entries.stream().mapToDouble(Entry::width).sum();
  }

  private static String explanation(
      TreeLayout tree, BeamTreeText text, BeamTreeGrid grid, int steps) {
    boolean logarithms = text.inLogarithms();
    List<String> parts = new ArrayList<>();
    parts.add(logarithms ? "in a box: ln p of all words so far" : "in a box: probability so far");
    if (grid.hasEdgeNumbers()) {
      parts.add(logarithms ? "on a line: ln p of the word" : "on a line: of the word");
    }
    if (text.hasScores()) {
      parts.add("→ score");
    }
    if (tree.spots(steps).anyMatch(TreeLayout.Spot::done)) {
      parts.add("double frame: done");
    }
    if (tree.spots(steps).anyMatch(spot -> spot.node.fate() == Fate.LEFT)) {
      parts.add("dashed: given up");
    }
    return String.join("; ", parts);
  }

  double height() {
    return LINE * ((below ? 1 : 0) + explanation.size()) + 10;
  }

  void draw(Canvas canvas) {
    double x = Figure.MARGIN;
    double y = LINE / 2;
    for (Entry entry : entries) {
      canvas.line(x, y, x + SWATCH, y, entry.colour, entry.lineWidth);
      Color ink = Palette.legible(entry.colour);
      canvas.centred(entry.text, x + SWATCH + 5, y, Canvas.Align.LEFT, Fonts.SMALL, ink);
      x += entry.width();
    }
    x = below ? Figure.MARGIN : x;
    y = below ? y + LINE : y;
    for (String line : explanation) {
      canvas.centred(line, x, y, Canvas.Align.LEFT, Fonts.SMALL, Palette.GREY);
      y += LINE;
    }
  }
}
