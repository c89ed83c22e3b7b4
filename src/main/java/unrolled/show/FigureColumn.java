package unrolled.show;

import java.util.List;

/** Figures one above the other, under one title, each with its own. */
public final class FigureColumn extends Figure {

  private static final int GAP = 12;

  private final List<Figure> parts;

  /**
   * A column of at least two figures, top to bottom; a {@link FigureRow} may be one of them.
   *
   * @throws IllegalArgumentException if there are fewer
   */
  public FigureColumn(String title, Figure... parts) {
    super(title);
    if (parts.length < 2) {
      throw new IllegalArgumentException("at least two figures stand one above the other");
    }
    this.parts = List.of(parts);
    this.parts.forEach(part -> part.makePart(WIDTH));
  }

  @Override
  double bodyHeight() {
    return parts.stream().mapToDouble(part -> part.height() + GAP).sum();
  }

  @Override
  void drawBody(Canvas canvas) {
    double y = 0;
    for (Figure part : parts) {
      part.draw(canvas.moved(0, y));
      y += part.height() + GAP;
    }
  }

  @Override
  void describe(Digest digest) {
    parts.forEach(part -> digest.add(part.digest()));
  }
}
