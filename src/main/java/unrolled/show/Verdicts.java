package unrolled.show;

import java.awt.Color;
import java.awt.geom.Path2D;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * Promises against measurements, one cell for each model and task: what was measured, under it what
 * was promised, and whether both agree, which colour and mark tell alike. Where the task was not
 * solved the colour is pale.
 */
public final class Verdicts extends Figure {

  /** Whether a measurement is what was promised. */
  public enum Verdict {
    /** It is. */
    AGREES(Palette.GRU, "as theory says"),
    /** It is not. */
    DIFFERS(Palette.CONVOLUTION, "not as theory says"),
    /** Nothing was promised. */
    OPEN(new Color(0xC4C4C4), "theory leaves it open");

    @SuppressWarnings("ImmutableEnumChecker") // a colour never changes
    private final Color colour;

    private final String meaning;

    Verdict(Color colour, String meaning) {
      this.colour = colour;
      this.meaning = meaning;
    }
  }

  private record Cell(Verdict verdict, boolean solved, String measured, String promised) {}

  private static final double HEAD = 22;
  private static final double ROW = 38;
  private static final double KEY = 28;

  private final List<String> rows;
  private final List<String> columns;
  private final Cell[][] cells;

  /** An empty table of these rows and columns, under a title that states what it shows. */
  public Verdicts(String title, List<String> rows, List<String> columns) {
    super(title);
    if (rows.isEmpty() || columns.isEmpty()) {
      throw new IllegalArgumentException("a table of verdicts needs at least one row and column");
    }
    this.rows = List.copyOf(rows);
    this.columns = List.copyOf(columns);
    cells = new Cell[rows.size()][columns.size()];
  }

  /**
   * Fills a cell, rows and columns counted from 0; a cell that is never filled stays blank.
   *
   * @throws IllegalArgumentException if there is no such cell
   */
  public Verdicts cell(
      int row, int column, Verdict verdict, boolean solved, String measured, String promised) {
    if (row < 0 || row >= rows.size() || column < 0 || column >= columns.size()) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "no cell %d, %d in a table of %d rows and %d columns",
              row,
              column,
              rows.size(),
              columns.size()));
    }
    cells[row][column] = new Cell(verdict, solved, measured, promised);
    return this;
  }

  @Override
  void describe(Digest digest) {
    digest.add(rows).add(columns);
    for (Cell[] row : cells) {
      for (Cell cell : row) {
        digest.add(
            cell == null ? "" : cell.verdict.name() + cell.solved + cell.measured + cell.promised);
      }
    }
  }

  private double left() {
    return MARGIN + Canvas.widest(rows, Fonts.PLAIN) + 10;
  }

  private double cellWidth() {
    return (width() - MARGIN - left()) / columns.size();
  }

  @Override
  double bodyHeight() {
    return HEAD + ROW * rows.size() + KEY;
  }

  @Override
  void drawBody(Canvas canvas) {
    double width = cellWidth();
    for (int j = 0; j < columns.size(); j++) {
      double middle = left() + (j + 0.5) * width;
      canvas.text(columns.get(j), middle, HEAD - 7, Canvas.Align.CENTRE, Fonts.BOLD, Palette.INK);
    }
    for (int i = 0; i < rows.size(); i++) {
      double y = HEAD + i * ROW;
      canvas.centred(
          rows.get(i), left() - 10, y + ROW / 2, Canvas.Align.RIGHT, Fonts.PLAIN, Palette.INK);
      for (int j = 0; j < columns.size(); j++) {
        if (cells[i][j] != null) {
          draw(canvas, cells[i][j], left() + j * width, y, width);
        }
      }
    }
    drawKey(canvas, HEAD + ROW * rows.size() + KEY / 2);
  }

  private static void draw(Canvas canvas, Cell cell, double x, double y, double width) {
    Color colour = cell.solved ? cell.verdict.colour : pale(cell.verdict.colour);
    canvas.box(x + 1, y + 1, width - 2, ROW - 2, colour);
    Color ink = ColourMap.inkOn(colour);
    mark(canvas, cell.verdict, x + 13, y + ROW / 2, ink);
    double middle = x + (width + 14) / 2;
    double above = cell.promised.isBlank() ? y + ROW / 2 : y + 13;
    canvas.centred(cell.measured, middle, above, Canvas.Align.CENTRE, Fonts.BOLD, ink);
    canvas.centred(cell.promised, middle, y + 27, Canvas.Align.CENTRE, Fonts.SMALL, ink);
  }

  private static Color pale(Color c) {
    return new Color(pale(c.getRed()), pale(c.getGreen()), pale(c.getBlue()));
  }

  private static int pale(int part) {
    return 255 - (255 - part) * 2 / 5;
  }

  /** A tick, a sign of inequality, or nothing; drawn, since not every font has them. */
  private static void mark(Canvas canvas, Verdict verdict, double x, double y, Color ink) {
    switch (verdict) {
      case AGREES -> {
        Path2D tick = new Path2D.Double();
        tick.moveTo(x - 5, y);
        tick.lineTo(x - 1, y + 4);
        tick.lineTo(x + 6, y - 5);
        canvas.outline(tick, ink, 2);
      }
      case DIFFERS -> {
        canvas.line(x - 6, y - 3, x + 6, y - 3, ink, 2);
        canvas.line(x - 6, y + 3, x + 6, y + 3, ink, 2);
        canvas.line(x - 4, y + 8, x + 4, y - 8, ink, 2);
      }
      case OPEN -> {} // nothing to agree with
    }
  }

  private void drawKey(Canvas canvas, double y) {
    double x = MARGIN;
    for (Verdict verdict : Verdict.values()) {
      if (Arrays.stream(cells).flatMap(Arrays::stream).noneMatch(c -> is(c, verdict))) {
        continue;
      }
      canvas.box(x, y - 10, 26, 20, verdict.colour);
      mark(canvas, verdict, x + 13, y, ColourMap.inkOn(verdict.colour));
      canvas.centred(verdict.meaning, x + 32, y, Canvas.Align.LEFT, Fonts.PLAIN, Palette.GREY);
      x += 32 + Canvas.width(verdict.meaning, Fonts.PLAIN) + 14;
    }
    if (Arrays.stream(cells).flatMap(Arrays::stream).anyMatch(c -> c != null && !c.solved)) {
      canvas.centred("pale: not solved", x, y, Canvas.Align.LEFT, Fonts.PLAIN, Palette.GREY);
    }
  }

  private static boolean is(Cell cell, Verdict verdict) {
    return cell != null && cell.verdict == verdict;
  }
}
