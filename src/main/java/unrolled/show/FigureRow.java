package unrolled.show;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Figures side by side, under one title, each with its own. */
public final class FigureRow extends Figure {

  private static final int GAP = 16;

  private final List<Figure> parts;
  private final Map<String, LineLabels.Label> legend = new LinkedHashMap<>();

  /**
   * A row of two to four figures, left to right.
   *
   * @throws IllegalArgumentException if there are fewer or more
   */
  public FigureRow(String title, Figure... parts) {
    super(title);
    if (parts.length < 2 || parts.length > 4) {
      throw new IllegalArgumentException(
          "two to four figures fit side by side, and these are " + parts.length);
    }
    this.parts = List.of(parts);
    int width = (WIDTH - GAP * (parts.length - 1)) / parts.length;
    this.parts.forEach(part -> part.makePart(width));
  }

  /**
   * Explains the lines in one legend above all charts. Lines of one name should have one colour
   * everywhere.
   *
   * @throws IllegalArgumentException if one of the figures is no {@link Lines}
   */
  public FigureRow sharedLegend() {
    for (Figure part : parts) {
      if (part instanceof Lines lines) {
        lines.takeNames().forEach(label -> legend.putIfAbsent(label.text(), label));
      } else {
        throw new IllegalArgumentException(
            "only charts of lines share a legend, and \"" + part.title() + "\" is none");
      }
    }
    return this;
  }

  private double legendHeight() {
    return legend.isEmpty() ? 0 : LineLabels.legendHeight(List.copyOf(legend.values()), width());
  }

  @Override
  double bodyHeight() {
    return legendHeight()
        + highestTitle()
        + parts.stream().mapToDouble(Figure::bodyHeight).max().orElse(0);
  }

  private double highestTitle() {
    return parts.stream().mapToDouble(Figure::top).max().orElse(0);
  }

  @Override
  void drawBody(Canvas canvas) {
    if (!legend.isEmpty()) {
      LineLabels.drawLegend(canvas, List.copyOf(legend.values()), 12, width());
    }
    double x = 0;
    for (Figure part : parts) {
      // Titles may differ in lines: plots begin at the same height all the same.
      part.draw(canvas.moved(x, legendHeight() + highestTitle() - part.top()));
      x += part.width() + GAP;
    }
  }

  @Override
  void describe(Digest digest) {
    parts.forEach(part -> digest.add(part.digest()));
    legend.keySet().forEach(digest::add);
  }
}
