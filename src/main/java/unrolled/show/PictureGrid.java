package unrolled.show;

import java.awt.Color;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.ejml.data.DMatrixRMaj;

/**
 * Small pictures in rows, each with its caption, large enough to see the pixels. Dots on a picture
 * show how much of a network's attention each of its places gets: a dot's area is the weight, and a
 * weight of 1 fills its place.
 */
public final class PictureGrid extends Figure {

  private static final double GAP = 14;
  private static final double LINE = 15;

  /** A picture and what is told about it. */
  private record Cell(
      String caption, int height, int width, DMatrixRMaj pixels, DMatrixRMaj looks, String note) {}

  private final int columns;
  private final List<Cell> cells = new ArrayList<>();

  /**
   * A grid without pictures as yet.
   *
   * @param columns how many pictures stand side by side
   * @throws IllegalArgumentException if that is not 1 … 10
   */
  public PictureGrid(String title, int columns) {
    super(title);
    if (columns < 1 || columns > 10) {
      throw new IllegalArgumentException(columns + " pictures side by side: give 1 to 10");
    }
    this.columns = columns;
  }

  /**
   * Adds a picture.
   *
   * @param caption what stands under it; it may be empty
   * @param pixels (height·width)×3, row by row: red, green and blue, from 0 to 1; what lies beyond
   *     is drawn as 0 or 1
   * @throws IllegalArgumentException if the pixels are not as many
   */
  public PictureGrid picture(String caption, int height, int width, DMatrixRMaj pixels) {
    if (pixels.getNumRows() != height * width || pixels.getNumCols() != 3) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "a picture of %d×%d pixels needs a matrix of %d×3, and this one is %d×%d",
              height,
              width,
              height * width,
              pixels.getNumRows(),
              pixels.getNumCols()));
    }
    cells.add(new Cell(caption, height, width, pixels.copy(), null, ""));
    return this;
  }

  /**
   * Draws onto the last picture where the network looks.
   *
   * @param weights a row for each row of places; all together they are 1
   */
  public PictureGrid looks(DMatrixRMaj weights) {
    Cell c = last();
    cells.add(new Cell(c.caption, c.height, c.width, c.pixels, weights.copy(), c.note));
    return this;
  }

  /** Writes a second text under the last picture's caption, in another colour. */
  public PictureGrid note(String note) {
    Cell c = last();
    cells.add(new Cell(c.caption, c.height, c.width, c.pixels, c.looks, note));
    return this;
  }

  private Cell last() {
    if (cells.isEmpty()) {
      throw new IllegalStateException("there is no picture yet: call picture first");
    }
    return cells.remove(cells.size() - 1);
  }

  @Override
  void describe(Digest digest) {
    digest.add(columns, cells.size());
    for (Cell c : cells) {
      digest.add(c.caption).add(c.note).add(c.height, c.width).add(c.pixels.getData());
      if (c.looks != null) {
        digest.add(c.looks.getNumRows(), c.looks.getNumCols()).add(c.looks.getData());
      }
    }
  }

  private double cellWidth() {
    return (width() - 2 * MARGIN - GAP * (columns - 1)) / columns;
  }

  /** A pixel's side, in whole pixels of the image. */
  private double pixel(Cell c) {
    return Math.max(0.5, StrictMath.floor(2 * cellWidth() / c.width) / 2);
  }

  private List<String> lines(String text) {
    return text.isBlank() ? List.of() : Canvas.lines(text, Fonts.SMALL, cellWidth() - 6);
  }

  private double textHeight(Cell c) {
    return LINE * (lines(c.caption).size() + lines(c.note).size());
  }

  /** The height of a row of pictures without its texts. */
  private double pictureHeight(int row) {
    return row(row).stream().mapToDouble(c -> pixel(c) * c.height).max().orElse(0);
  }

  private List<Cell> row(int row) {
    return cells.subList(row * columns, Math.min(cells.size(), (row + 1) * columns));
  }

  private int rows() {
    return (cells.size() + columns - 1) / columns;
  }

  private double rowHeight(int row) {
    return pictureHeight(row)
        + row(row).stream().mapToDouble(this::textHeight).max().orElse(0)
        + GAP;
  }

  @Override
  double bodyHeight() {
    double height = 6;
    for (int row = 0; row < rows(); row++) {
      height += rowHeight(row);
    }
    return height;
  }

  @Override
  void drawBody(Canvas canvas) {
    double y = 6;
    for (int row = 0; row < rows(); row++) {
      double x = MARGIN;
      for (Cell cell : row(row)) {
        draw(cell, canvas.moved(StrictMath.floor(x), StrictMath.floor(y)), pictureHeight(row));
        x += cellWidth() + GAP;
      }
      y += rowHeight(row);
    }
  }

  private void draw(Cell c, Canvas canvas, double below) {
    double side = pixel(c);
    for (int i = 0; i < c.height; i++) {
      for (int j = 0; j < c.width; j++) {
        canvas.box(j * side, i * side, side, side, colour(c.pixels, i * c.width + j));
      }
    }
    if (c.looks != null) {
      drawLooks(c, canvas, side);
    }
    double y = below;
    for (String line : lines(c.caption)) {
      y += LINE;
      canvas.text(line, 0, y - 2, Canvas.Align.LEFT, Fonts.SMALL, Palette.INK);
    }
    for (String line : lines(c.note)) {
      y += LINE;
      canvas.text(line, 0, y - 2, Canvas.Align.LEFT, Fonts.SMALL, Palette.GRADIENT);
    }
  }

  private static void drawLooks(Cell c, Canvas canvas, double side) {
    double high = side * c.height / c.looks.getNumRows();
    double wide = side * c.width / c.looks.getNumCols();
    for (int i = 0; i < c.looks.getNumRows(); i++) {
      for (int j = 0; j < c.looks.getNumCols(); j++) {
        double radius = Math.min(high, wide) / 2 * Math.sqrt(c.looks.get(i, j));
        if (radius >= 0.5) {
          canvas.dot((j + 0.5) * wide, (i + 0.5) * high, radius + 1, Palette.PAPER);
          canvas.dot((j + 0.5) * wide, (i + 0.5) * high, radius, Palette.GRADIENT);
        }
      }
    }
  }

  private static Color colour(DMatrixRMaj pixels, int row) {
    float[] rgb = new float[3];
    for (int c = 0; c < 3; c++) {
      rgb[c] = (float) Math.min(1, Math.max(0, pixels.get(row, c)));
    }
    return new Color(rgb[0], rgb[1], rgb[2]);
  }
}
