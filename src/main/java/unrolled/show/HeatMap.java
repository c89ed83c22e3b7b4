package unrolled.show;

import java.awt.Color;
import java.awt.geom.Area;
import java.awt.geom.Rectangle2D;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import org.ejml.data.DMatrixRMaj;
import unrolled.math.Numbers;

/**
 * A matrix as colours, its first row on top, its columns' names above. A NaN is a hatched cell: no
 * value. Rows and columns without names are counted from 1.
 *
 * <p>Not drawn by XChart: its HeatMapChart writes all numbers in one colour, which can't be read on
 * dark cells and on bright ones, has the columns' names below only, and neither outlines nor cells
 * without a value.
 */
public final class HeatMap extends Figure {

  /** Which cells an outline goes around. */
  public interface Cells {
    boolean contains(int row, int column);
  }

  private record Outline(String label, Cells cells) {}

  private static final double TEXT_LINE = 16;
  private static final double BAR = 12;
  private static final Color[] OUTLINES = {
    Palette.GRADIENT, Palette.INK, Palette.ELMAN, Palette.GRU
  };

  private final DMatrixRMaj values;
  private final List<Outline> outlines = new ArrayList<>();
  private String rowAxis = "";
  private String columnAxis = "";
  private String[] rows = {};
  private String[] columns = {};
  private String label = "";
  private double[] range = {};
  private boolean log;
  private boolean numbers;
  private ColourMap map = ColourMap.SEQUENTIAL;

  /**
   * A copy of the matrix, under a title that states what it shows.
   *
   * @throws IllegalArgumentException if the matrix is empty
   */
  public HeatMap(String title, DMatrixRMaj values) {
    super(title);
    if (values.numRows == 0 || values.numCols == 0) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "a heat map needs at least one cell, and this matrix is %d×%d",
              values.numRows,
              values.numCols));
    }
    this.values = values.copy();
  }

  /** Says what the rows are, and names them top to bottom: all or none. */
  public HeatMap rows(String what, String... names) {
    rowAxis = what;
    rows = fitting("rows", names, values.numRows);
    return this;
  }

  /** Says what the columns are, and names them left to right: all or none. */
  public HeatMap columns(String what, String... names) {
    columnAxis = what;
    columns = fitting("columns", names, values.numCols);
    return this;
  }

  private String[] fitting(String which, String[] names, int count) {
    if (names.length != 0 && names.length != count) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "the matrix is %d×%d and can't have %d names of %s",
              values.numRows,
              values.numCols,
              names.length,
              which));
    }
    return names.clone();
  }

  /** Says what the values are, with their unit. */
  public HeatMap values(String label) {
    this.label = label;
    return this;
  }

  /** Says what the values are, and which of them have the first and the last colour. */
  public HeatMap values(String label, double from, double to) {
    range = new double[] {from, to};
    return values(label);
  }

  /** Says what the values are, and colours them by their logarithm; a 0 has the first colour. */
  public HeatMap logValues(String label) {
    log = true;
    return values(label);
  }

  /** Uses two colours that meet in white at 0, for values of either sign. */
  public HeatMap diverging() {
    map = ColourMap.DIVERGING;
    return this;
  }

  /** Writes each value into its cell, to three significant digits. */
  public HeatMap numbers() {
    numbers = true;
    return this;
  }

  /** Draws a line around some cells, explained under the map; it may go around several groups. */
  public HeatMap outline(String label, Cells cells) {
    outlines.add(new Outline(label, cells));
    return this;
  }

  @Override
  void describe(Digest digest) {
    digest.add(rowAxis).add(columnAxis).add(List.of(rows)).add(List.of(columns)).add(label);
    digest.add(range).add(log + " " + (map == ColourMap.DIVERGING) + " " + numbers);
    digest.add(values.numRows, values.numCols).add(values.getData());
    for (Outline outline : outlines) {
      digest.add(outline.label);
      forEachCell((row, column) -> digest.add(outline.cells.contains(row, column) ? 1 : 0));
    }
  }

  private interface Visitor {
    void visit(int row, int column);
  }

  private void forEachCell(Visitor visitor) {
    for (int row = 0; row < values.numRows; row++) {
      for (int column = 0; column < values.numCols; column++) {
        visitor.visit(row, column);
      }
    }
  }

  // Layout: row names left, column names on top, the colours' key to the right.

  private double left() {
    return MARGIN + Canvas.widest(rowNames(), Fonts.PLAIN) + 8;
  }

  private double right() {
    return width() - MARGIN - BAR - 6 - axis().widest(axis().ticks(5)) - 12;
  }

  private double cellWidth() {
    return Math.min(84, (right() - left()) / values.numCols);
  }

  private double cellHeight() {
    double least = values.numRows > 40 ? 4 : values.numRows > 20 ? 12 : 18;
    return Math.max(least, Math.min(numbers ? 40 : 30, cellWidth()));
  }

  private boolean upright() {
    return columns.length > 0 && Canvas.widest(columnNames(), Fonts.PLAIN) > cellWidth() - 4;
  }

  private double firstRow() {
    double names = upright() ? Canvas.widest(columnNames(), Fonts.PLAIN) + 6 : TEXT_LINE;
    return 4 + (rowAxis.isBlank() && columnAxis.isBlank() ? 0 : TEXT_LINE + 2) + names;
  }

  private double lastRow() {
    return firstRow() + values.numRows * cellHeight();
  }

  @Override
  double bodyHeight() {
    double key = label.isBlank() ? 0 : TEXT_LINE + 4;
    return Math.max(lastRow(), firstRow() + 60) + key + TEXT_LINE * outlines.size() + 12;
  }

  private List<String> rowNames() {
    return names(rows, values.numRows);
  }

  private List<String> columnNames() {
    return names(columns, values.numCols);
  }

  private static List<String> names(String[] given, int count) {
    List<String> names = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      names.add(given.length > 0 ? given[i] : Integer.toString(i + 1));
    }
    return names;
  }

  private Axis axis() {
    if (range.length > 0) {
      return new Axis(range[0], range[1], log);
    }
    double[] data = Arrays.copyOf(values.getData(), values.getNumElements());
    if (map == ColourMap.DIVERGING) {
      double most =
          Arrays.stream(data).filter(v -> !Double.isNaN(v)).map(Math::abs).max().orElse(0);
      return new Axis(most > 0 ? -most : -1, most > 0 ? most : 1, false);
    }
    return Axis.around(data, log, false);
  }

  private Color colour(Axis axis, double value) {
    return map.of(log && value <= 0 ? 0 : axis.at(value));
  }

  // Drawing.

  @Override
  void drawBody(Canvas canvas) {
    Axis axis = axis();
    double left = left();
    double top = firstRow();
    double width = cellWidth();
    double height = cellHeight();
    String axes =
        rowAxis.isBlank()
            ? columnAxis.isBlank() ? "" : "→ " + columnAxis
            : columnAxis.isBlank() ? "↓ " + rowAxis : "↓ " + rowAxis + "   → " + columnAxis;
    canvas.text(axes, MARGIN, TEXT_LINE - 2, Canvas.Align.LEFT, Fonts.PLAIN, Palette.GREY);
    drawNames(canvas);
    forEachCell(
        (row, column) -> {
          double value = values.get(row, column);
          double x = left + column * width;
          double y = top + row * height;
          if (Double.isNaN(value)) {
            hatch(canvas.clipped(x, y, width, height), x, y, width, height);
            return;
          }
          Color colour = colour(axis, value);
          double gap = width >= 8 && height >= 8 ? 1 : 0;
          canvas.box(x, y, width - gap, height - gap, colour);
          if (numbers) {
            canvas.centred(
                Numbers.text(value, 3),
                x + width / 2,
                y + height / 2,
                Canvas.Align.CENTRE,
                Fonts.SMALL,
                ColourMap.inkOn(colour));
          }
        });
    drawColours(canvas, axis);
    for (int i = 0; i < outlines.size(); i++) {
      drawOutline(canvas, i);
    }
  }

  private static void hatch(Canvas cell, double x, double y, double width, double height) {
    for (double shift = -height; shift < width; shift += 6) {
      cell.line(x + shift, y + height, x + shift + height, y, Palette.RULE, 1);
    }
  }

  private void drawNames(Canvas canvas) {
    List<String> names = rowNames();
    int every = every(14 / cellHeight());
    for (int row = rows.length > 0 ? 0 : every - 1; row < names.size(); row += every) {
      double y = firstRow() + (row + 0.5) * cellHeight();
      canvas.centred(names.get(row), left() - 8, y, Canvas.Align.RIGHT, Fonts.PLAIN, Palette.INK);
    }
    names = columnNames();
    double wide = upright() ? 14 : Canvas.widest(names, Fonts.PLAIN) + 6;
    every = every(wide / cellWidth());
    for (int column = columns.length > 0 ? 0 : every - 1; column < names.size(); column += every) {
      double x = left() + (column + 0.5) * cellWidth();
      if (upright()) {
        canvas.upright(names.get(column), x, firstRow() - 5, Fonts.PLAIN, Palette.INK);
      } else {
        canvas.text(
            names.get(column), x, firstRow() - 5, Canvas.Align.CENTRE, Fonts.PLAIN, Palette.INK);
      }
    }
  }

  /** The least round number that is not below the given one: which names are written. */
  private static int every(double least) {
    return IntStream.of(1, 2, 5, 10, 20, 50, 100, 200, 500)
        .filter(n -> n >= least)
        .findFirst()
        .orElse(1000);
  }

  /** The key: what each colour means. */
  private void drawColours(Canvas canvas, Axis axis) {
    double x = Math.min(right() + 12, left() + values.numCols * cellWidth() + 24);
    double top = firstRow();
    double bottom = Math.min(Math.max(lastRow(), top + 60), top + 220);
    for (double y = top; y < bottom; y++) {
      canvas.box(x, y, BAR, Math.min(1.5, bottom - y), map.of((bottom - y) / (bottom - top)));
    }
    for (double tick : axis.ticks((int) Math.min(5, (bottom - top) / 20))) {
      double y = bottom - axis.at(tick) * (bottom - top);
      canvas.line(x + BAR, y, x + BAR + 3, y, Palette.GREY, 1);
      canvas.centred(axis.text(tick), x + BAR + 6, y, Canvas.Align.LEFT, Fonts.PLAIN, Palette.GREY);
    }
    double y = Math.max(lastRow(), firstRow() + 60) + TEXT_LINE;
    canvas.text(
        label.isBlank() ? "" : "colour: " + label,
        left(),
        y,
        Canvas.Align.LEFT,
        Fonts.PLAIN,
        Palette.GREY);
  }

  /** Draws the outline, further inward than the one before so that both are seen. */
  private void drawOutline(Canvas canvas, int index) {
    Outline outline = outlines.get(index);
    Color colour = OUTLINES[index % OUTLINES.length];
    Area area = new Area();
    forEachCell(
        (row, column) -> {
          if (outline.cells.contains(row, column)) {
            area.add(
                new Area(
                    new Rectangle2D.Double(
                        left() + column * cellWidth() - 0.5,
                        firstRow() + row * cellHeight() - 0.5,
                        cellWidth() + 0.01, // neighbours overlap: no gap from rounding
                        cellHeight() + 0.01)));
          }
        });
    area.subtract(new Area(Canvas.stroke(2 + 8 * index).createStrokedShape(area)));
    canvas.outline(area, Palette.PAPER, 4);
    canvas.outline(area, colour, 2);
    double y = bodyHeight() - 12 - TEXT_LINE * (outlines.size() - 1 - index);
    canvas.outline(new Rectangle2D.Double(left(), y - 9, 16, 10), colour, 2);
    canvas.text(outline.label, left() + 24, y, Canvas.Align.LEFT, Fonts.PLAIN, Palette.INK);
  }
}
