package unrolled.show;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.ejml.data.DMatrixRMaj;
import tech.tablesaw.api.DoubleColumn;
import tech.tablesaw.api.IntColumn;
import tech.tablesaw.api.NumericColumn;
import tech.tablesaw.api.Table;
import tech.tablesaw.columns.Column;
import unrolled.check.Claim;
import unrolled.check.exercise.Cells;
import unrolled.math.FusedMultiplyAdd;
import unrolled.math.Numbers;
import unrolled.train.History;

/**
 * What a notebook cell shows: text, matrices, tables, figures. In a notebook they appear under the
 * cell; elsewhere (tests, a plain Java program) as text on standard output.
 *
 * <p>Showing knows no kernel: a notebook's first cell hands over its two functions,
 *
 * <pre>{@code
 * Show.notebook("0.1.0", (content, mime) -> display(content, mime),
 *     (id, content, mime) -> updateDisplay(id, content, mime));
 * }</pre>
 */
public final class Show {

  /** Shows content of a MIME type under the running cell, and names it. */
  public interface Display {
    String display(String content, String mime);
  }

  /** Puts new content in the place of what was shown under that name. */
  public interface Update {
    void update(String id, String content, String mime);
  }

  static final String HTML = "text/html";
  static final String TEXT = "text/plain";

  /** Held while a message is sent, since trainings may report from threads of their own. */
  private static final Object LOCK = new Object();

  private static Display display;
  private static Update update;

  private Show() {}

  /**
   * From now on everything is shown through these two functions of a notebook's kernel, and what
   * its cells leave unsaid is told.
   *
   * @param version the version of this library that the notebook was written for
   * @throws IllegalStateException if the jar is of another version, with the command that builds it
   */
  public static void notebook(String version, Display display, Update update) {
    requireVersion(version, Show.class.getPackage().getImplementationVersion());
    notebook(display, update);
    if (FusedMultiplyAdd.isEmulated()) {
      print(FusedMultiplyAdd.WARNING);
    }
    Cells.watch();
  }

  /**
   * Refuses a jar of another version, which stands in its manifest; classes outside a jar have
   * none.
   */
  static void requireVersion(String wanted, String built) {
    if (built != null && !built.equals(wanted)) {
      throw new IllegalStateException(
          "this notebook is for unrolled "
              + wanted
              + ", but unrolled.jar is version "
              + built
              + ": shut this kernel down, run ./mvnw process-classes, then run all cells");
    }
  }

  /** Shows everything from now on through these two functions of a notebook's kernel. */
  static void notebook(Display display, Update update) {
    synchronized (LOCK) {
      Show.display = display;
      Show.update = update;
    }
  }

  /** Prints a line. */
  public static void print(String text) {
    System.out.println(text);
  }

  /** Prints "name = value", the value to six significant digits. */
  public static void print(String name, double value) {
    print(name + " = " + Numbers.text(value));
  }

  /** Prints "name = a, b, c", the values to six significant digits. */
  public static void print(String name, double[] values) {
    print(name + " = " + String.join(", ", texts(Arrays.stream(values).boxed().toList())));
  }

  /** Prints a matrix: its name, its shape (rows × columns) and its entries, columns aligned. */
  public static void print(String name, DMatrixRMaj matrix) {
    String shape = " (" + matrix.numRows + "×" + matrix.numCols + ")";
    String entries = Numbers.text(matrix);
    if (matrix.numRows == 1) {
      print(name + shape + " = " + entries);
    } else {
      print(name + shape + " =\n  " + entries.replace("\n", "\n  "));
    }
  }

  /** Shows a table under its own name, numbers to six significant digits. */
  public static void table(Table table) {
    List<String> head = table.columnNames();
    boolean[] right = new boolean[head.size()];
    for (int i = 0; i < right.length; i++) {
      right[i] = table.column(i) instanceof NumericColumn;
    }
    List<List<String>> rows = new ArrayList<>();
    for (int i = 0; i < table.rowCount(); i++) {
      List<String> row = new ArrayList<>();
      for (Column<?> column : table.columns()) {
        row.add(cell(column, i));
      }
      rows.add(row);
    }
    table(table.name() == null ? "" : table.name(), head, rows, right);
  }

  /**
   * Shows everything that {@link Claim#record} and {@link Claim#answered} have put on record so
   * far, as one table: what is claimed, what was expected, what was measured, and the row's id with
   * the notes that say it.
   */
  public static void record() {
    List<List<String>> rows = new ArrayList<>();
    for (Claim.Recorded row : Claim.recorded()) {
      boolean noted = Character.isDigit(row.notes().charAt(0));
      String id = row.id() + (noted ? " (notes " + row.notes() + ")" : " (added here)");
      rows.add(List.of(row.statement(), row.expected(), row.measured(), id));
    }
    table(
        "For the record",
        List.of(
            "statement", "expected", "measured", "its name on the list (the notes that say it)"),
        rows,
        new boolean[4]);
  }

  private static void table(
      String caption, List<String> head, List<List<String>> rows, boolean[] right) {
    if (inNotebook()) {
      display(Html.table(caption, head, rows, right), HTML);
    } else {
      print(plain(caption, head, rows, right));
    }
  }

  /** Shows the course of a training: the loss and the gradient's norm, one row an update. */
  public static void table(History history) {
    table(
        Table.create("training")
            .addColumns(
                IntColumn.create("update", IntStream.rangeClosed(1, history.updates())),
                DoubleColumn.create("loss", history.losses()),
                DoubleColumn.create("gradient norm", history.gradientNorms())));
  }

  private static String cell(Column<?> column, int row) {
    if (column.isMissing(row)) {
      return "–";
    }
    return column instanceof NumericColumn<?> numbers
        ? Numbers.text(numbers.getDouble(row))
        : column.getString(row);
  }

  private static String plain(
      String caption, List<String> head, List<List<String>> rows, boolean[] right) {
    List<List<String>> all = new ArrayList<>();
    all.add(head);
    all.addAll(rows);
    StringBuilder text = new StringBuilder(caption);
    for (List<String> row : all) {
      StringBuilder line = new StringBuilder();
      for (int j = 0; j < right.length; j++) {
        int column = j;
        int width = all.stream().mapToInt(r -> r.get(column).length()).max().orElse(0);
        String space = " ".repeat(width - row.get(j).length());
        line.append(j == 0 ? "" : "  ");
        line.append(right[j] ? space + row.get(j) : row.get(j) + space);
      }
      text.append(text.isEmpty() ? "" : "\n").append(line.toString().stripTrailing());
    }
    return text.toString();
  }

  static void figure(Figure figure, String alt) {
    String html = figure.html(alt);
    if (inNotebook()) {
      display(html, HTML);
    } else {
      print("[figure: " + figure.title() + ". " + alt.strip() + "]");
    }
  }

  static boolean inNotebook() {
    synchronized (LOCK) {
      return display != null;
    }
  }

  static String display(String content, String mime) {
    return uninterrupted(() -> display.display(content, mime));
  }

  static void update(String id, String content, String mime) {
    uninterrupted(
        () -> {
          update.update(id, content, mime);
          return id;
        });
  }

  /**
   * Sends one message. A thread that is to stop sends it all the same and learns of that
   * afterwards: Java closes a connection that an interrupted thread writes to, and the kernel would
   * be mute.
   */
  private static String uninterrupted(Supplier<String> message) {
    boolean interrupted = Thread.interrupted();
    try {
      synchronized (LOCK) {
        return message.get();
      }
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  static List<String> texts(List<Double> values) {
    return values.stream().map(Numbers::text).toList();
  }

  /** The text itself; if it is missing or blank, throws with this message. */
  static String needed(String text, String message) {
    if (text == null || text.isBlank()) {
      throw new IllegalArgumentException(message);
    }
    return text;
  }
}
