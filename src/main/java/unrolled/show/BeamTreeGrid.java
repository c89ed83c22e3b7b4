package unrolled.show;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Where in the figure a beam's tree stands, in pixels: a column for each step, as wide as its texts
 * need, with equal gaps for the edges between them. All steps have their place, drawn or not.
 */
final class BeamTreeGrid {

  /** The radius of the dot where the tree begins. */
  static final double START = 5;

  /** The space beside a text in its box. */
  static final double PADDING = 5;

  private static final double NODE = 34;
  private static final double ROW = 41;
  private static final double SCORE = 13; // a line more in each box
  private static final double WIDEST = 110;
  private static final double NARROWEST = 40;
  private static final double LEAST_GAP = 15;
  private static final double MOST_GAP = 170;

  private final TreeLayout tree;
  private final int figureWidth;
  private final double score;
  private final double[] left;
  private final double[] width;
  private double gap;

  /**
   * A grid as wide as the texts need, but no wider than the figure.
   *
   * @throws IllegalStateException if the figure is too narrow for so many steps
   */
  BeamTreeGrid(TreeLayout tree, BeamTreeText text, int figureWidth) {
    this.tree = tree;
    this.figureWidth = figureWidth;
    score = text.hasScores() ? SCORE : 0;
    left = new double[tree.steps() + 1];
    width = new double[tree.steps() + 1];
    double most = WIDEST;
    fit(text, most);
    while (gap < LEAST_GAP && most > NARROWEST) {
      fit(text, --most);
    }
    if (gap < LEAST_GAP) {
      throw new IllegalStateException(
          tree.steps() + " steps don't fit side by side: draw a shorter search, or fewer figures");
    }
  }

  /** Gives each column the width that its texts need, but at most this one. */
  private void fit(BeamTreeText text, double most) {
    int n = tree.steps();
    width[0] = 2 * START;
    double sum = width[0];
    for (int step = 1; step <= n; step++) {
      List<String> lines = new ArrayList<>();
      tree.columns.get(step).forEach(spot -> lines.addAll(text.box(spot, most)));
      width[step] = Math.min(most, Math.max(30, Canvas.widest(lines, Fonts.BOLD) + 2 * PADDING));
      sum += width[step];
    }
    gap = Math.min(MOST_GAP, (figureWidth - 2 * Figure.MARGIN - sum) / n);
    left[0] = Figure.MARGIN;
    for (int step = 1; step <= n; step++) {
      left[step] = right(step - 1) + gap;
    }
  }

  int figureWidth() {
    return figureWidth;
  }

  double left(int step) {
    return left[step];
  }

  double width(int step) {
    return width[step];
  }

  double right(int step) {
    return left[step] + width[step];
  }

  /** How far apart columns are. */
  double gap() {
    return gap;
  }

  /** Whether the gaps are wide enough for a number on each edge. */
  boolean hasEdgeNumbers() {
    return gap >= 44;
  }

  /** The middle of a node in a tree whose top is here. */
  double y(TreeLayout.Spot spot, double top) {
    return top + nodeHeight() / 2 + spot.y * (ROW + score);
  }

  /** The height of the highest box in the tree. */
  double nodeHeight() {
    return NODE + score;
  }

  /** The height of a node's box: what is not done has no line for a score. */
  double nodeHeight(TreeLayout.Spot spot) {
    return spot.done() ? nodeHeight() : NODE;
  }

  double height() {
    double more = IntStream.of(tree.hidden).anyMatch(n -> n > 0) ? 16 : 0;
    return tree.lowest() * (ROW + score) + nodeHeight() + more;
  }
}
