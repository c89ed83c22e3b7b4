package unrolled.show;

import java.awt.Color;
import java.util.ArrayList;
import java.util.List;

/**
 * A course on one page, to hang on a wall: its chapters in rows, each with a sketch and what came
 * out, and through all of them, from node to node, the thread of an unrolled network whose steps
 * are the chapters. Of the size of a page of A4; saved with the scale 5 it is sharp on A3.
 */
public final class Poster extends Figure {

  private static final int COLUMNS = 5;
  private static final double COLUMN = (WIDTH - 2 * MARGIN) / COLUMNS;
  private static final double TEXT = COLUMN - 10; // the width of a text
  private static final double NODE = 14; // radius
  private static final double THREAD = 18; // its middle, in a row
  private static final double SKETCH = 46;
  private static final double LINE = 13;
  private static final double AFTER = 16; // from a row to the next
  private static final Color OF_THREAD = Palette.ELMAN;

  /** A chapter: its number, its title, its picture and its finding. */
  private record Chapter(String number, String title, Sketch sketch, String finding) {

    List<String> titleLines() {
      return Canvas.lines(title, Fonts.BOLD, TEXT);
    }

    List<String> lines() {
      return Canvas.lines(finding, Fonts.SMALL, TEXT);
    }
  }

  private final List<Chapter> chapters = new ArrayList<>();
  private String before = "";
  private String after = "";

  /** A page without chapters as yet. */
  public Poster(String title) {
    super(title);
  }

  /** Says what the thread begins and ends with, as the state before the first step and the last. */
  public Poster thread(String before, String after) {
    this.before = before;
    this.after = after;
    return this;
  }

  /** Adds a chapter; its number fits into a node of the thread. */
  public Poster chapter(String number, String title, Sketch sketch, String finding) {
    chapters.add(new Chapter(number, title, sketch, finding));
    return this;
  }

  @Override
  void describe(Digest digest) {
    digest.add(before).add(after);
    for (Chapter chapter : chapters) {
      digest.add(chapter.number).add(chapter.title).add(chapter.finding);
      digest.add(chapter.sketch.facts());
    }
  }

  private int rows() {
    return (chapters.size() + COLUMNS - 1) / COLUMNS;
  }

  private List<Chapter> row(int row) {
    return chapters.subList(row * COLUMNS, Math.min(chapters.size(), (row + 1) * COLUMNS));
  }

  private double titleHeight(int row) {
    return LINE * most(row(row).stream().map(c -> c.titleLines().size()).toList());
  }

  private double height(int row) {
    double lines = most(row(row).stream().map(c -> c.lines().size()).toList());
    return THREAD + NODE + 18 + titleHeight(row) + SKETCH + 12 + LINE * lines;
  }

  private static int most(List<Integer> counts) {
    return counts.stream().max(Integer::compare).orElse(0);
  }

  @Override
  double bodyHeight() {
    double height = 12;
    for (int row = 0; row < rows(); row++) {
      height += height(row) + AFTER;
    }
    return height;
  }

  @Override
  void drawBody(Canvas canvas) {
    double top = 6;
    for (int row = 0; row < rows(); row++) {
      drawThread(canvas, row, top);
      for (int i = 0; i < row(row).size(); i++) {
        double left = MARGIN + i * COLUMN;
        draw(canvas.moved(left, top), row(row).get(i), titleHeight(row));
      }
      top += height(row) + AFTER;
    }
  }

  /** The arrows of a row: into its first node, from node to node, and out of its last. */
  private void drawThread(Canvas canvas, int row, double top) {
    double y = top + THREAD;
    int nodes = row(row).size();
    double first = MARGIN + COLUMN / 2 - NODE;
    double gap = COLUMN - 2 * NODE;
    boolean begins = row == 0;
    boolean ends = row == rows() - 1;
    double from = begins && !before.isEmpty() ? Canvas.width(before, Fonts.BOLD) + 6 : -2;
    canvas.arrow(MARGIN + from, y, first - 2, y, OF_THREAD, 2);
    for (int i = 1; i < nodes; i++) {
      double x = first + (i - 1) * COLUMN + 2 * NODE;
      canvas.arrow(x + 2, y, x + gap - 2, y, OF_THREAD, 2);
    }
    double out = first + (nodes - 1) * COLUMN + 2 * NODE + 2;
    if (begins) {
      canvas.centred(before, MARGIN, y, Canvas.Align.LEFT, Fonts.BOLD, OF_THREAD);
    }
    if (ends) {
      double end = out + COLUMN / 2 - NODE - 2 - Canvas.width(after, Fonts.BOLD);
      canvas.arrow(out, y, end - 6, y, OF_THREAD, 2);
      canvas.centred(after, end, y, Canvas.Align.LEFT, Fonts.BOLD, OF_THREAD);
    } else {
      double right = WIDTH - MARGIN + 2;
      double left = MARGIN - 2;
      double between = top + height(row) + AFTER / 2;
      double next = top + height(row) + AFTER + THREAD;
      canvas.line(out, y, right, y, OF_THREAD, 2);
      canvas.line(right, y - 1, right, between + 1, OF_THREAD, 2);
      canvas.line(right, between, left, between, OF_THREAD, 2);
      canvas.line(left, between - 1, left, next + 1, OF_THREAD, 2);
    }
  }

  private static void draw(Canvas canvas, Chapter chapter, double titleHeight) {
    double middle = COLUMN / 2;
    canvas.dot(middle, THREAD, NODE, OF_THREAD);
    canvas.centred(chapter.number, middle, THREAD, Canvas.Align.CENTRE, Fonts.BOLD, Palette.PAPER);
    double y = THREAD + NODE + 16;
    canvas.arrow(middle, y - 2, middle, THREAD + NODE + 2, Palette.GREY, 1.1);
    for (String line : chapter.titleLines()) {
      y += LINE;
      canvas.text(line, middle, y - 3, Canvas.Align.CENTRE, Fonts.BOLD, Palette.INK);
    }
    y = THREAD + NODE + 18 + titleHeight;
    chapter.sketch.draw(canvas.moved((COLUMN - TEXT) / 2, y + 2), TEXT, SKETCH);
    y += SKETCH + 10;
    for (String line : chapter.lines()) {
      y += LINE;
      canvas.text(line, middle, y - 3, Canvas.Align.CENTRE, Fonts.SMALL, Palette.INK);
    }
  }
}
