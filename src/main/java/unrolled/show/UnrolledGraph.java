package unrolled.show;

import java.awt.Color;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import org.ejml.data.DMatrixRMaj;

/**
 * A recurrent net, unrolled: a column for each time step, inputs at the bottom, states in the
 * middle with arrows from each to the next, outputs on top. Numbers that flow forward stand above
 * and to the left, gradients in another colour below and to the right.
 *
 * <p>Rows take one value for each step: numbers, texts or vectors, or one {@code double[]} with a
 * number for each step, or one matrix with a row for each step. Vectors of more than three numbers
 * are drawn as colours. An empty text means that there is no such node at that step.
 */
public final class UnrolledGraph extends Figure {

  /** What a colour means. */
  private record Key(String text, Color colour) {}

  private static final int LIKELIEST = 4;
  private static final double TEXT_LINE = 16;
  private static final double APART = 5;

  private final List<GraphRow> states = new ArrayList<>(); // of the layers, from the bottom
  private GraphRow input;
  private GraphRow output;
  private GraphRow last;
  private boolean outputFedBack;

  /** A graph without rows, under a title that states what the picture shows. */
  public UnrolledGraph(String title) {
    super(title);
  }

  /** Sets the inputs, one for each step. */
  public UnrolledGraph input(String name, Object... values) {
    input = row(new GraphRow(name, values));
    return this;
  }

  /** Adds a layer of states, one for each step, above the layers so far. */
  public UnrolledGraph state(String name, Object... values) {
    states.add(row(new GraphRow(name, values)));
    return this;
  }

  /** Sets the outputs, one for each step. */
  public UnrolledGraph output(String name, Object... values) {
    output = row(new GraphRow(name, values));
    return this;
  }

  /**
   * Sets probabilities as the outputs, of which the four likeliest symbols of each step are drawn.
   *
   * @param symbols the symbols, in the order of the matrix' columns
   * @param probabilities a row for each step
   * @param taken the symbol that came next at each step, which is drawn in colour and takes the
   *     last place if it is not among the likeliest; none if no symbol is to be marked
   */
  public UnrolledGraph choices(
      String name, List<String> symbols, DMatrixRMaj probabilities, String... taken) {
    if (symbols.size() != probabilities.numCols) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "there are %d symbols, and the matrix has probabilities for %d (its columns)",
              symbols.size(),
              probabilities.numCols));
    }
    if (taken.length != 0 && taken.length != probabilities.numRows) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "%d symbols were taken in %d steps (the matrix' rows)",
              taken.length,
              probabilities.numRows));
    }
    List<List<GraphRow.Choice>> steps = new ArrayList<>();
    for (int t = 0; t < probabilities.numRows; t++) {
      steps.add(likeliest(symbols, probabilities, t, taken.length == 0 ? "" : taken[t]));
    }
    GraphRow row = new GraphRow(name, Collections.nCopies(steps.size(), "?").toArray());
    row.choices = steps;
    output = row(row);
    return this;
  }

  private static List<GraphRow.Choice> likeliest(
      List<String> symbols, DMatrixRMaj probabilities, int step, String taken) {
    List<GraphRow.Choice> all =
        IntStream.range(0, symbols.size())
            .mapToObj(
                i ->
                    new GraphRow.Choice(
                        symbols.get(i), probabilities.get(step, i), symbols.get(i).equals(taken)))
            .sorted(Comparator.comparingDouble(GraphRow.Choice::probability).reversed())
            .toList();
    List<GraphRow.Choice> best = new ArrayList<>(all.subList(0, Math.min(LIKELIEST, all.size())));
    all.stream()
        .skip(best.size())
        .filter(GraphRow.Choice::taken)
        .forEach(choice -> best.set(best.size() - 1, choice));
    return best;
  }

  /** Sets the last layer's state before the first step. Default: none is drawn. */
  public UnrolledGraph start(Object value) {
    if (states.isEmpty()) {
      throw new IllegalStateException("there is no state yet: call state(…) before start(…)");
    }
    states.get(states.size() - 1).start = GraphRow.texts(value).get(0);
    return this;
  }

  /** Draws Jordan's net, where a step passes on its output and not its state. */
  public UnrolledGraph outputFedBack() {
    outputFedBack = true;
    return this;
  }

  /** Sets the gradient of the loss with respect to the last row's values, one for each step. */
  public UnrolledGraph gradient(Object... values) {
    last().gradients = fitting("gradients", GraphRow.texts(values));
    return this;
  }

  /**
   * Labels the last row's arrows: an input's leads to its state, a state's to the next state, an
   * output's comes from its state. One text for all, or one for each arrow. (The arrows from one
   * layer to the next have no text.)
   */
  public UnrolledGraph arrows(Object... labels) {
    last().arrows = fitting("arrows", GraphRow.texts(labels));
    return this;
  }

  /** Labels the last row's arrows backward: one text for all, or one for each. */
  public UnrolledGraph arrowGradients(Object... labels) {
    last().arrowGradients = fitting("arrow gradients", GraphRow.texts(labels));
    return this;
  }

  private GraphRow row(GraphRow row) {
    if (last != null && row.steps() != last.steps()) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "\"%s\" has %d steps, but \"%s\" has %d",
              row.label,
              row.steps(),
              last.label,
              last.steps()));
    }
    last = row;
    return row;
  }

  private GraphRow last() {
    if (last == null) {
      throw new IllegalStateException(
          "there is no row yet: call input, state or output before this");
    }
    return last;
  }

  private List<String> fitting(String what, List<String> texts) {
    int steps = last().steps();
    boolean between = states.contains(last) && !what.equals("gradients");
    boolean one = texts.size() == 1 && !what.equals("gradients");
    if (texts.size() != steps && !one && !(between && texts.size() == steps - 1)) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "\"%s\" has %d steps, but there are %d %s",
              last.label,
              steps,
              texts.size(),
              what));
    }
    return texts;
  }

  @Override
  void describe(Digest digest) {
    states.forEach(state -> digest.add(state.start));
    digest.add(outputFedBack ? 1 : 0);
    rows().forEach(row -> row.describe(digest));
  }

  /** All rows, from the top. */
  private List<GraphRow> rows() {
    List<GraphRow> rows = new ArrayList<>(states);
    Collections.reverse(rows);
    if (output != null) {
      rows.add(0, output);
    }
    if (input != null) {
      rows.add(input);
    }
    return rows;
  }

  // Layout.

  private boolean hasGradients() {
    return rows().stream().anyMatch(GraphRow::hasGradients);
  }

  private boolean hasPatches() {
    return rows().stream().anyMatch(row -> row.colours != null);
  }

  private double firstNode() {
    List<double[]> key = keyPlaces(keys());
    return key.isEmpty() ? 8 : key.get(key.size() - 1)[1] + 14;
  }

  private double middle(GraphRow row) {
    double y = firstNode();
    for (GraphRow above : rows()) {
      if (above == row) {
        return y + above.nodeHeight() / 2;
      }
      y += above.nodeHeight() + gapUnder(above);
    }
    throw new AssertionError(row.label);
  }

  private double gapUnder(GraphRow row) {
    boolean labelled =
        row == output && !output.arrows.isEmpty()
            || row == states.get(0) && input != null && !input.arrows.isEmpty();
    return row == rows().get(rows().size() - 1) ? 0 : labelled ? 50 : 34;
  }

  @Override
  double bodyHeight() {
    GraphRow lowest = rows().get(rows().size() - 1);
    return middle(lowest) + lowest.nodeHeight() / 2 + TEXT_LINE + 14;
  }

  private double left() {
    double start = startWidth() == 0 ? 0 : startWidth() + column0();
    return MARGIN
        + Canvas.widest(rows().stream().map(r -> r.label).toList(), Fonts.PLAIN)
        + 16
        + start;
  }

  private double startWidth() {
    return states.stream()
        .filter(state -> !state.start.isEmpty())
        .mapToDouble(state -> Math.max(34, Canvas.width(state.start, Fonts.PLAIN) + 14))
        .max()
        .orElse(0);
  }

  /** The room for the arrow from the start to the first state. */
  private static double column0() {
    return 24;
  }

  private double column() {
    return Math.min(170, (width() - MARGIN - left()) / last.steps());
  }

  private double middle(int step) {
    return left() + (step + 0.5) * column();
  }

  // Drawing.

  @Override
  void drawBody(Canvas canvas) {
    if (states.isEmpty()) {
      throw new IllegalStateException("a recurrent net needs states: call state(…) before show(…)");
    }
    for (GraphRow row : rows()) {
      if (row.nodeWidth(column()) > column() - (states.contains(row) ? 20 : 6) || column() < 40) {
        throw new IllegalStateException(
            last.steps()
                + " steps of \""
                + row.label
                + "\" don't fit side by side: show fewer steps, or shorter texts");
      }
    }
    drawKey(canvas);
    for (GraphRow row : rows()) {
      canvas.centred(row.label, MARGIN, middle(row), Canvas.Align.LEFT, Fonts.PLAIN, Palette.GREY);
    }
    for (GraphRow state : states) {
      if (!state.start.isEmpty()) {
        GraphRow before = new GraphRow(state.label, state.start);
        before.draw(canvas, 0, startMiddle(), middle(state), column());
      }
    }
    for (int t = 0; t < last.steps(); t++) {
      for (GraphRow row : rows()) {
        if (row.has(t)) {
          row.draw(canvas, t, middle(t), middle(row), column());
        }
      }
      if (input != null && input.has(t)) {
        drawRise(canvas, input, states.get(0), input.arrows, input.arrowGradients, t);
      }
      for (int layer = 1; layer < states.size(); layer++) {
        drawRise(canvas, states.get(layer - 1), states.get(layer), List.of(), List.of(), t);
      }
      if (output != null && output.has(t)) {
        GraphRow top = states.get(states.size() - 1);
        drawRise(canvas, top, output, output.arrows, output.arrowGradients, t);
      }
      for (GraphRow state : states) {
        if (t > 0 || !state.start.isEmpty()) {
          double half = state.nodeWidth(column()) / 2;
          double from = t > 0 ? middle(t - 1) + half : startMiddle() + startWidth() / 2;
          drawStep(canvas, state, t, from, middle(t) - half);
        }
      }
      canvas.text(
          "t = " + (t + 1),
          middle(t),
          bodyHeight() - 10,
          Canvas.Align.CENTRE,
          Fonts.PLAIN,
          Palette.GREY);
    }
  }

  private double startMiddle() {
    return left() - column0() - startWidth() / 2;
  }

  private List<Key> keys() {
    List<Key> keys = new ArrayList<>();
    if (hasGradients()) {
      keys.add(new Key("forward: values →", Palette.FORWARD));
      keys.add(new Key("← backward: gradients of the loss", Palette.GRADIENT));
    }
    if (hasPatches()) {
      keys.add(new Key("one square a unit: blue below 0, orange above", Palette.GREY));
    }
    return keys;
  }

  private void drawKey(Canvas canvas) {
    List<Key> keys = keys();
    List<double[]> places = keyPlaces(keys);
    for (int i = 0; i < keys.size(); i++) {
      double[] at = places.get(i);
      Color colour = keys.get(i).colour;
      canvas.text(keys.get(i).text, at[0], at[1], Canvas.Align.LEFT, Fonts.PLAIN, colour);
    }
  }

  /** Where the key's texts begin, side by side in as many lines as it takes. */
  private List<double[]> keyPlaces(List<Key> keys) {
    List<double[]> places = new ArrayList<>();
    double x = MARGIN;
    double y = TEXT_LINE - 2;
    for (Key key : keys) {
      double needed = Canvas.width(key.text, Fonts.PLAIN);
      if (x > MARGIN && x + needed > width() - MARGIN) {
        x = MARGIN;
        y += TEXT_LINE;
      }
      places.add(new double[] {x, y});
      x += needed + 24;
    }
    return places;
  }

  /** The arrow up from one row's node to another's, and the gradient's arrow down. */
  private void drawRise(
      Canvas canvas,
      GraphRow from,
      GraphRow to,
      List<String> labels,
      List<String> gradientLabels,
      int step) {
    boolean back = from.hasGradients() && to.hasGradients();
    double x = middle(step);
    double bottom = middle(from) - from.nodeHeight() / 2 - 2;
    double top = middle(to) + to.nodeHeight() / 2 + 2;
    double middle = (top + bottom) / 2;
    double left = back ? x - APART : x;
    canvas.arrow(left, bottom, left, top, Palette.FORWARD, 1.3);
    write(canvas, labels, step, left - 5, middle, Canvas.Align.RIGHT, Palette.FORWARD);
    if (back) {
      double right = x + APART;
      canvas.arrow(right, top, right, bottom, Palette.GRADIENT, 1.3);
      write(canvas, gradientLabels, step, right + 5, middle, Canvas.Align.LEFT, Palette.GRADIENT);
    }
  }

  /** The arrow from the state (or output) before to this step's state, and the gradient's back. */
  private void drawStep(Canvas canvas, GraphRow state, int step, double from, double to) {
    int label = state.arrows.size() == last.steps() - 1 ? step - 1 : step;
    double y = middle(state);
    double centre = (from + to) / 2;
    if (outputFedBack && output != null && step > 0) {
      double x = middle(step - 1) + output.nodeWidth(column()) / 2 + 2;
      canvas.arrow(x, middle(output), to - 2, y - 4, Palette.FORWARD, 1.3);
      write(
          canvas,
          state.arrows,
          label,
          (x + to) / 2 + 6,
          (middle(output) + y) / 2 - 6,
          Canvas.Align.LEFT,
          Palette.FORWARD);
      return;
    }
    boolean back = state.hasGradients() && step > 0;
    double above = back ? y - APART : y;
    canvas.arrow(from + 2, above, to - 2, above, Palette.FORWARD, 1.3);
    write(canvas, state.arrows, label, centre, above - 11, Canvas.Align.CENTRE, Palette.FORWARD);
    if (back) {
      double below = y + APART;
      canvas.arrow(to - 2, below, from + 2, below, Palette.GRADIENT, 1.3);
      int backLabel = state.arrowGradients.size() == last.steps() - 1 ? step - 1 : step;
      write(
          canvas,
          state.arrowGradients,
          backLabel,
          centre,
          below + 11,
          Canvas.Align.CENTRE,
          Palette.GRADIENT);
    }
  }

  private static void write(
      Canvas canvas,
      List<String> labels,
      int index,
      double x,
      double y,
      Canvas.Align align,
      Color colour) {
    String label = labels.isEmpty() ? "" : labels.size() == 1 ? labels.get(0) : labels.get(index);
    canvas.centred(label, x, y, align, Fonts.PLAIN, colour);
  }
}
