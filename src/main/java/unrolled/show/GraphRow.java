package unrolled.show;

import java.awt.Font;
import java.awt.geom.Rectangle2D;
import java.awt.geom.RoundRectangle2D;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import org.ejml.data.DMatrixRMaj;
import unrolled.math.Numbers;

/**
 * A row of an unrolled graph, a node for each step: the inputs, a layer's states, or the outputs.
 */
final class GraphRow {

  /** A vector longer than this is drawn as a patch of colours, not as numbers. */
  static final int NUMBERS = 3;

  private static final double NODE = 26;
  private static final double PIXEL = 7;

  /** How long the greatest of a row's bars is at least. */
  private static final double LEAST_BAR = 10;

  final String label;

  /** What stands in each node; an empty text: there is no node at this step. */
  final List<String> values;

  /** What stands before the first step; an empty text: nothing. */
  String start = "";

  List<String> gradients = List.of();
  List<String> arrows = List.of();
  List<String> arrowGradients = List.of();

  /** The vectors, one per row, if they are drawn as colours; else null. */
  final DMatrixRMaj colours;

  /** The likeliest symbols of each step, if the row shows such; else empty. */
  List<List<Choice>> choices = List.of();

  /** A symbol, its probability, and whether it is the one that came. */
  record Choice(String symbol, double probability, boolean taken) {}

  GraphRow(String label, Object... values) {
    this.label = Show.needed(label, "a row of the net needs a name, such as \"state h\"");
    boolean long_ = values.length == 1 && values[0] instanceof DMatrixRMaj m && m.numCols > NUMBERS;
    this.colours = long_ ? ((DMatrixRMaj) values[0]).copy() : null;
    this.values = texts(values);
  }

  /**
   * One text per step: of numbers, texts or vectors, one for each step, or of an array with a
   * number per step, or of a matrix with a row per step.
   */
  static List<String> texts(Object... values) {
    List<String> texts = new ArrayList<>();
    if (values.length == 1 && values[0] instanceof double[] numbers) {
      for (double number : numbers) {
        texts.add(Numbers.text(number));
      }
    } else if (values.length == 1 && values[0] instanceof DMatrixRMaj rows) {
      for (int row = 0; row < rows.numRows; row++) {
        double[] vector = new double[rows.numCols];
        for (int column = 0; column < vector.length; column++) {
          vector[column] = rows.get(row, column);
        }
        texts.add(vector(vector));
      }
    } else {
      for (Object value : values) {
        texts.add(text(value));
      }
    }
    return texts;
  }

  private static String text(Object value) {
    if (value instanceof Number number) {
      return Numbers.text(number.doubleValue());
    }
    if (value instanceof double[] vector) {
      return vector(vector);
    }
    if (value instanceof DMatrixRMaj matrix) {
      return vector(Arrays.copyOf(matrix.getData(), matrix.getNumElements()));
    }
    return String.valueOf(value);
  }

  private static String vector(double[] vector) {
    List<String> numbers = new ArrayList<>();
    for (double number : vector) {
      numbers.add(Numbers.text(number));
    }
    return vector.length == 1 ? numbers.get(0) : "(" + String.join(", ", numbers) + ")";
  }

  int steps() {
    return values.size();
  }

  boolean has(int step) {
    return step >= 0 && step < steps() && !values.get(step).isBlank();
  }

  boolean hasGradients() {
    return !gradients.isEmpty();
  }

  /** How many colours stand side by side in a patch. */
  int patchColumns() {
    return (int) StrictMath.ceil(StrictMath.sqrt(colours.numCols / 1.5));
  }

  double nodeHeight() {
    if (!choices.isEmpty()) {
      return 16 * choices.get(0).size();
    }
    if (colours != null) {
      return PIXEL * StrictMath.ceil(colours.numCols / (double) patchColumns()) + 4;
    }
    return hasGradients() ? 2 * NODE - 8 : NODE;
  }

  /** The nodes' width, given that of a step's column. */
  double nodeWidth(double column) {
    if (!choices.isEmpty()) {
      return Math.min(column - 7, 120);
    }
    if (colours != null) {
      return Math.min(PIXEL, (column - 28) / patchColumns()) * patchColumns() + 4;
    }
    double text =
        Math.max(Canvas.widest(values, Fonts.PLAIN), Canvas.widest(gradients, Fonts.PLAIN));
    return Math.max(34, text + 14);
  }

  /** Draws the node of a step around (x, y). */
  void draw(Canvas canvas, int step, double x, double y, double column) {
    if (!choices.isEmpty()) {
      drawChoices(canvas, choices.get(step), x, y, column);
    } else if (colours != null) {
      drawPatch(canvas, step, x, y, column);
    } else {
      drawNumbers(canvas, step, x, y, column);
    }
  }

  private void drawNumbers(Canvas canvas, int step, double x, double y, double column) {
    double width = nodeWidth(column);
    double height = nodeHeight();
    RoundRectangle2D box =
        new RoundRectangle2D.Double(x - width / 2, y - height / 2, width, height, 10, 10);
    canvas.fill(box, Palette.translucent(Palette.FORWARD, 16));
    String value = values.get(step);
    if (hasGradients()) {
      Canvas lower = canvas.clipped(x - width, y, 2 * width, height);
      lower.fill(box, Palette.PAPER);
      lower.fill(box, Palette.translucent(Palette.GRADIENT, 26));
      canvas.centred(value, x, y - height / 4, Canvas.Align.CENTRE, Fonts.PLAIN, Palette.FORWARD);
      canvas.centred(
          gradients.get(step),
          x,
          y + height / 4,
          Canvas.Align.CENTRE,
          Fonts.PLAIN,
          Palette.GRADIENT);
    } else {
      canvas.centred(value, x, y, Canvas.Align.CENTRE, Fonts.PLAIN, Palette.FORWARD);
    }
    canvas.outline(box, Palette.FORWARD, 1.2);
  }

  private void drawPatch(Canvas canvas, int step, double x, double y, double column) {
    double most = 1e-300;
    for (int i = 0; i < colours.getNumElements(); i++) {
      most = Math.max(most, Math.abs(colours.get(i)));
    }
    double width = nodeWidth(column);
    double pixel = (width - 4) / patchColumns();
    double left = x - width / 2 + 2;
    double top = y - nodeHeight() / 2 + 2;
    for (int i = 0; i < colours.numCols; i++) {
      int row = i / patchColumns();
      canvas.box(
          left + pixel * (i - row * patchColumns()),
          top + PIXEL * row,
          pixel - 0.5,
          PIXEL - 0.5,
          ColourMap.DIVERGING.of(0.5 + colours.get(step, i) / (2 * most)));
    }
    canvas.outline(
        new Rectangle2D.Double(left - 2, top - 2, width, nodeHeight()), Palette.FORWARD, 1.2);
  }

  private void drawChoices(
      Canvas canvas, List<Choice> likeliest, double x, double y, double column) {
    // One scale for the whole row, so that bars of different steps can be compared; and all bars
    // have their number, or none does.
    List<Choice> all = choices.stream().flatMap(List::stream).toList();
    double names = Canvas.widest(all.stream().map(Choice::symbol).toList(), Fonts.BOLD) + 5;
    double room = nodeWidth(column) - names - LEAST_BAR;
    Function<Choice, String> number =
        room < widest(all, GraphRow::exact) ? GraphRow::percent : GraphRow::exact;
    double widest = widest(all, number);
    double numbers = widest <= room ? widest : 0;
    double most = all.stream().mapToDouble(Choice::probability).max().orElse(1);
    double longest = (nodeWidth(column) - names - numbers) / most;
    double left = x - nodeWidth(column) / 2;
    double line = y - nodeHeight() / 2 + 8;
    for (Choice choice : likeliest) {
      Font font = choice.taken ? Fonts.BOLD : Fonts.PLAIN;
      canvas.centred(choice.symbol, left + names - 5, line, Canvas.Align.RIGHT, font, Palette.INK);
      double length = Math.max(1, longest * choice.probability);
      canvas.box(
          left + names, line - 5, length, 10, choice.taken ? Palette.FORWARD : Palette.NEUTRAL);
      if (numbers > 0) {
        canvas.centred(
            number.apply(choice),
            left + names + length + 4,
            line,
            Canvas.Align.LEFT,
            Fonts.SMALL,
            Palette.GREY);
      }
      line += 16;
    }
  }

  private static double widest(List<Choice> choices, Function<Choice, String> text) {
    return Canvas.widest(choices.stream().map(text).toList(), Fonts.SMALL) + 4;
  }

  private static String exact(Choice choice) {
    return Numbers.text(choice.probability, 2);
  }

  /** A shorter number than the exact one, for many steps side by side. */
  private static String percent(Choice choice) {
    long percent = (long) StrictMath.rint(100 * choice.probability);
    return percent == 0 ? "<1%" : percent + "%";
  }

  void describe(Digest digest) {
    digest.add(label).add(values).add(gradients).add(arrows).add(arrowGradients);
    if (colours != null) {
      digest.add(colours.getData());
    }
    for (List<Choice> step : choices) {
      step.forEach(c -> digest.add(c.symbol).add(c.probability).add(c.taken ? 1 : 0));
    }
  }
}
