package unrolled.show;

import java.awt.Color;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.ejml.data.DMatrixRMaj;

/**
 * Texts, each letter on the colour of its value: blue below 0, white at 0, orange above. A long
 * text goes on in the next line, after a space where there is one. A line's end is drawn as ↵.
 */
public final class TextHeat extends Figure {

  private record Text(String letters, double[] values) {}

  private static final double CELL = 9;
  private static final double LINE = 21;
  private static final double GAP = 9;
  private static final double TEXT_LINE = 16;
  private static final double BAR_WIDTH = 160;
  private static final double BAR = 12;

  private final List<Text> texts = new ArrayList<>();
  private final double limit;
  private final String label;

  /**
   * A figure without texts, under a title that states what it shows.
   *
   * @param label what the values are, with their unit
   * @param limit the value of the strongest orange; its negative has the strongest blue
   * @throws IllegalArgumentException if the limit is not above 0
   */
  public TextHeat(String title, String label, double limit) {
    super(title);
    this.label = Show.needed(label, "a coloured text needs a label that says what the colours are");
    if (!(limit > 0) || Double.isInfinite(limit)) {
      throw new IllegalArgumentException(
          "the strongest colour needs a finite value above 0, not " + limit);
    }
    this.limit = limit;
  }

  /**
   * Adds a text with a value for each of its letters.
   *
   * @throws IllegalArgumentException if there are more or fewer values than letters, or none, or if
   *     one is NaN
   */
  public TextHeat text(String letters, double... values) {
    if (letters.isEmpty() || letters.length() != values.length) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "a text of %d letters with %d values: give one for each letter",
              letters.length(),
              values.length));
    }
    if (Arrays.stream(values).anyMatch(Double::isNaN)) {
      throw new IllegalArgumentException("a letter of \"" + letters + "\" has the value NaN");
    }
    texts.add(new Text(letters, values.clone()));
    return this;
  }

  /** Adds a text with column {@code unit} of a matrix that has a row for each letter. */
  public TextHeat text(String letters, DMatrixRMaj rows, int unit) {
    double[] values = new double[rows.numRows];
    Arrays.setAll(values, t -> rows.get(t, unit));
    return text(letters, values);
  }

  @Override
  void describe(Digest digest) {
    digest.add(label).add(limit);
    texts.forEach(text -> digest.add(text.letters).add(text.values));
  }

  private int perLine() {
    return (int) ((width() - 2 * MARGIN) / CELL);
  }

  /** Where the lines of a text begin, and after them its length. */
  private List<Integer> lines(Text text) {
    List<Integer> starts = new ArrayList<>(List.of(0));
    int start = 0;
    while (text.letters.length() - start > perLine()) {
      int space = text.letters.lastIndexOf(' ', start + perLine() - 1);
      start = space >= start ? space + 1 : start + perLine();
      starts.add(start);
    }
    starts.add(text.letters.length());
    return starts;
  }

  private double keyTop() {
    return 4 + texts.stream().mapToDouble(text -> (lines(text).size() - 1) * LINE + GAP).sum();
  }

  @Override
  double bodyHeight() {
    return keyTop() + BAR + TEXT_LINE + 8;
  }

  @Override
  void drawBody(Canvas canvas) {
    double top = 4;
    for (Text text : texts) {
      List<Integer> starts = lines(text);
      for (int line = 0; line + 1 < starts.size(); line++) {
        for (int i = starts.get(line); i < starts.get(line + 1); i++) {
          drawLetter(canvas, text, i, MARGIN + (i - starts.get(line)) * CELL, top);
        }
        top += LINE;
      }
      top += GAP;
    }
    drawKey(canvas);
  }

  private void drawLetter(Canvas canvas, Text text, int i, double x, double y) {
    Color colour = colour(text.values[i]);
    canvas.box(x, y, CELL, LINE - 2, colour);
    canvas.centred(
        text.letters.substring(i, i + 1).replace('\n', '↵'),
        x + CELL / 2,
        y + (LINE - 2) / 2,
        Canvas.Align.CENTRE,
        Fonts.MONO,
        ColourMap.inkOn(colour));
  }

  private Color colour(double value) {
    return ColourMap.DIVERGING.of((value / limit + 1) / 2);
  }

  private void drawKey(Canvas canvas) {
    double y = keyTop();
    for (double x = 0; x < BAR_WIDTH; x++) {
      canvas.box(
          MARGIN + x, y, Math.min(1.5, BAR_WIDTH - x), BAR, ColourMap.DIVERGING.of(x / BAR_WIDTH));
    }
    Axis axis = new Axis(-limit, limit, false);
    double below = y + BAR + TEXT_LINE - 4;
    for (double value : new double[] {-limit, 0, limit}) {
      Canvas.Align align =
          value < 0 ? Canvas.Align.LEFT : value > 0 ? Canvas.Align.RIGHT : Canvas.Align.CENTRE;
      double x = MARGIN + axis.at(value) * BAR_WIDTH;
      canvas.text(axis.text(value), x, below, align, Fonts.PLAIN, Palette.GREY);
    }
    canvas.centred(
        "colour: " + label,
        MARGIN + BAR_WIDTH + 14,
        y + BAR / 2,
        Canvas.Align.LEFT,
        Fonts.PLAIN,
        Palette.GREY);
  }
}
