package unrolled.show;

import java.util.List;

/** Figures side by side, under one title, each with its own. */
public final class Row extends Figure {

  private static final int GAP = 16;

  private final List<Figure> parts;

  /**
   * Two to four figures, left to right.
   *
   * @throws IllegalArgumentException if there are fewer or more
   */
  public Row(String title, Figure... parts) {
    super(title);
    if (parts.length < 2 || parts.length > 4) {
      throw new IllegalArgumentException(
          "two to four figures fit side by side, and these are " + parts.length);
    }
    this.parts = List.of(parts);
    int width = (WIDTH - GAP * (parts.length - 1)) / parts.length;
    this.parts.forEach(part -> part.makePart(width));
  }

  @Override
  double bodyHeight() {
    return highestTitle() + parts.stream().mapToDouble(Figure::bodyHeight).max().orElse(0);
  }

  private double highestTitle() {
    return parts.stream().mapToDouble(Figure::top).max().orElse(0);
  }

  @Override
  void drawBody(Canvas canvas) {
    double x = 0;
    for (Figure part : parts) {
      // Titles may differ in lines: plots begin at the same height all the same.
      part.draw(canvas.moved(x, highestTitle() - part.top()));
      x += part.width() + GAP;
    }
  }

  @Override
  void describe(Digest digest) {
    parts.forEach(part -> digest.add(part.digest()));
  }
}
