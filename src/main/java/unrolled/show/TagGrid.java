package unrolled.show;

import java.awt.Color;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * The tags of a sentence's words, as bars over them: one row for each reading, which may stop
 * before the last word. A bar is a slot, from its B to its last I; its colour and its name tell its
 * type. Where no bar stands the tag is O; where the row is blank, nothing was read.
 */
public final class TagGrid extends Figure {

  private record Row(String name, List<String> tags) {}

  private static final double ROW = 24;
  private static final double PADDING = 10;
  private static final double LEAST = 40;

  private static final Color[] COLOURS = {
    Palette.CONVOLUTION, Palette.JORDAN, Palette.GRU, Palette.BAG_OF_WORDS, Palette.LSTM
  };

  private final List<String> words;
  private final List<Row> rows = new ArrayList<>();
  private String rowAxis = "";
  private List<String> types = List.of();

  /** A sentence of these words, under a title that states what its tags show. */
  public TagGrid(String title, List<String> words) {
    super(title);
    this.words = List.copyOf(words);
    if (words.isEmpty()) {
      throw new IllegalArgumentException("a sentence needs at least one word");
    }
  }

  /** Says what the rows are. */
  public TagGrid rows(String what) {
    rowAxis = what;
    return this;
  }

  /**
   * Fixes the order of the types, so that each has the same colour in several figures; by default
   * it is alphabetical.
   */
  public TagGrid types(String... inOrder) {
    types = List.of(inOrder);
    return this;
  }

  /**
   * Adds a row: the tags of the first words, in BIO form.
   *
   * @throws IllegalArgumentException if there are more tags than words
   */
  public TagGrid row(String name, List<String> tags) {
    if (tags.size() > words.size()) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT, "%d tags for a sentence of %d words", tags.size(), words.size()));
    }
    rows.add(new Row(name, List.copyOf(tags)));
    return this;
  }

  @Override
  void describe(Digest digest) {
    digest.add(rowAxis).add(words).add(types());
    for (Row row : rows) {
      digest.add(row.name).add(row.tags);
    }
  }

  /** The types: each has the colour of its place. */
  private List<String> types() {
    Set<String> all = new LinkedHashSet<>(types);
    rows.stream()
        .flatMap(row -> row.tags.stream())
        .map(TagGrid::type)
        .filter(type -> !type.isEmpty())
        .sorted()
        .forEach(all::add);
    return List.copyOf(all);
  }

  private static String type(String tag) {
    return tag.equals("O") ? "" : tag.substring(2);
  }

  private double left() {
    return MARGIN + Canvas.widest(rows.stream().map(Row::name).toList(), Fonts.PLAIN) + 12;
  }

  /** Where each word's column begins, and where the last one ends. */
  private double[] columns() {
    double[] at = new double[words.size() + 1];
    at[0] = left();
    for (int i = 0; i < words.size(); i++) {
      at[i + 1] = at[i] + Math.max(LEAST, Canvas.width(words.get(i), Fonts.PLAIN) + PADDING);
    }
    return at;
  }

  private double firstRow() {
    return rowAxis.isBlank() ? 26 : 44;
  }

  @Override
  double bodyHeight() {
    return firstRow() + ROW * rows.size() + 12;
  }

  @Override
  void drawBody(Canvas canvas) {
    double[] at = columns();
    canvas.text(rowAxis, MARGIN, 14, Canvas.Align.LEFT, Fonts.PLAIN, Palette.GREY);
    for (int i = 0; i < words.size(); i++) {
      canvas.text(
          words.get(i),
          (at[i] + at[i + 1]) / 2,
          firstRow() - 8,
          Canvas.Align.CENTRE,
          Fonts.BOLD.deriveFont(11.5f),
          Palette.INK);
    }
    for (int i = 0; i < rows.size(); i++) {
      drawRow(canvas, rows.get(i), firstRow() + i * ROW, at);
    }
  }

  private void drawRow(Canvas canvas, Row row, double y, double[] at) {
    canvas.centred(
        row.name, left() - 12, y + ROW / 2, Canvas.Align.RIGHT, Fonts.PLAIN, Palette.INK);
    List<String> types = types();
    for (int from = 0; from < row.tags.size(); from++) {
      String type = type(row.tags.get(from));
      int to = from;
      while (to + 1 < row.tags.size() && row.tags.get(to + 1).equals("I-" + type)) {
        to++;
      }
      double x = at[from] + 1;
      double width = at[to + 1] - at[from] - 2;
      if (type.isEmpty()) {
        canvas.box(x, y + ROW / 2 - 1, width, 2, Palette.RULE);
      } else {
        Color colour = COLOURS[types.indexOf(type) % COLOURS.length];
        canvas.box(x, y + 2, width, ROW - 4, colour);
        canvas.centred(
            type,
            x + width / 2,
            y + ROW / 2,
            Canvas.Align.CENTRE,
            Fonts.SMALL,
            ColourMap.inkOn(colour));
      }
      from = to;
    }
  }
}
