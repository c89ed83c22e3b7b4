package unrolled.check;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import unrolled.data.DidYouMean;

/**
 * What the course claims, held against a measurement.
 *
 * <p>In a chapter's story a claim says what was promised, what came out and, if the reader has made
 * one, their guess:
 *
 * <pre>{@code
 * Claim.holds("16 digits, one vector", accuracies, Is.below(0.4), yourGuess);
 * ✓ 16 digits, one vector: you guessed 0.5, expected below 0.4, measured 0.22 to 0.24 (3 numbers)
 * }</pre>
 *
 * <p>For the record, at a chapter's end, each row of the course's list of claims gets its decision
 * under its id; {@code Show.record()} shows them in one table, and the build lists the rows that
 * nothing has decided yet:
 *
 * <pre>{@code
 * Claim.record("bptt-dWhh", "the recurrent weight's gradient is 5", dU, Is.closeTo(5, 1e-12));
 * }</pre>
 */
public final class Claim {

  private static final Map<String, String[]> ROWS = read();
  private static final Map<String, Recorded> RECORD = new LinkedHashMap<>();
  private static final int COLUMNS = 92; // of a notebook's output on a laptop

  private Claim() {}

  /**
   * A decided row of the list of claims.
   *
   * @param id the row's
   * @param statement what is claimed, in the reader's words
   * @param expected what the measurement should be; empty if the text answers it
   * @param measured what it was, or where the text answers it
   * @param notes which of the notes that the list was made from say it
   */
  public record Recorded(
      String id, String statement, String expected, String measured, String notes) {}

  /**
   * Holds a promise of the story against a measurement, and prints both.
   *
   * @param sentence what is claimed, readable by itself, without a full stop
   * @param measured a number, several ({@code double[]} or a matrix), a text, a list …
   * @param is what it should be
   * @throws AssertionError if it is not, with both
   * @throws IllegalArgumentException if measured can't be compared with what it should be
   */
  public static void holds(String sentence, Object measured, Is is) {
    print("✓ " + decided(sentence, measured, is, ""));
  }

  /** Holds a promise and the reader's guess against a measurement, and prints all three. */
  public static void holds(String sentence, Object measured, Is is, Object guess) {
    print("✓ " + decided(sentence, measured, is, "you guessed " + Is.text(guess) + ", "));
  }

  private static String decided(String sentence, Object measured, Is is, String guess) {
    String fault = is.fault(measured);
    if (!fault.isEmpty()) {
      throw new AssertionError("This claim does not hold: " + oneLine(sentence) + ". " + fault);
    }
    return oneLine(sentence)
        + ": "
        + guess
        + "expected "
        + is.expected()
        + ", measured "
        + Is.summary(measured);
  }

  /**
   * Decides a row of the list of claims with a measurement, for {@link #recorded}.
   *
   * @param id of a row whose kind is experiment
   * @throws AssertionError if the measurement is not what it should be, with both
   * @throws IllegalArgumentException if there is no such row, or if the text has to answer it
   */
  public static void record(String id, String statement, Object measured, Is is) {
    requireKind(id, "experiment");
    decided(statement, measured, is, "");
    put(id, statement, is.expected(), Is.summary(measured));
  }

  /**
   * Says where the text answers a question, or a row that no experiment can decide, for {@link
   * #recorded}.
   *
   * @param where the section's heading
   * @throws IllegalArgumentException if there is no such row, or if an experiment has to decide it
   */
  public static void answered(String id, String statement, String where) {
    requireKind(id, "prose", "question");
    put(id, statement, "", "answered in the text: " + where);
  }

  private static void put(String id, String statement, String expected, String measured) {
    String notes = ROWS.get(id)[0];
    RECORD.put(
        id + "\n" + statement, new Recorded(id, oneLine(statement), expected, measured, notes));
  }

  /** What has been recorded so far, in order; a cell that is run again adds nothing twice. */
  public static List<Recorded> recorded() {
    return List.copyOf(RECORD.values());
  }

  private static void requireKind(String id, String... wanted) {
    String kind = kind(id);
    if (!List.of(wanted).contains(kind)) {
      throw new IllegalArgumentException(
          "the claim "
              + id
              + " is of the kind "
              + kind
              + ": say "
              + (kind.equals("experiment")
                  ? "Claim.record(\"" + id + "\", statement, measured, Is…)"
                  : "Claim.answered(\"" + id + "\", statement, where)"));
    }
  }

  /**
   * Prints a sentence, broken between words where a notebook's output ends, with the same bytes on
   * every system: never the platform's own line end.
   */
  private static void print(String sentence) {
    StringBuilder lines = new StringBuilder();
    int column = 0;
    for (String word : sentence.split(" ")) {
      if (column > 0 && column + word.length() >= COLUMNS) {
        lines.append("\n  ");
        column = 2;
      } else if (column > 0) {
        lines.append(' ');
        column++;
      }
      lines.append(word);
      column += word.length();
    }
    System.out.print(lines.append("\n"));
  }

  private static String oneLine(String sentence) {
    return sentence.strip().replaceAll("\\s+", " ");
  }

  private static String kind(String id) {
    if (!ROWS.containsKey(id)) {
      throw new IllegalArgumentException(
          "there is no claim '"
              + id
              + "'. Did you mean "
              + DidYouMean.nearest(id, ROWS.keySet())
              + "?");
    }
    return ROWS.get(id)[1];
  }

  /** Notes and kind of each row by its id. Only the notes are quoted and may hold commas. */
  private static Map<String, String[]> read() {
    try (InputStream in = Claim.class.getResourceAsStream("claims.csv")) {
      Map<String, String[]> rows = new LinkedHashMap<>();
      new String(in.readAllBytes(), StandardCharsets.UTF_8)
          .lines()
          .skip(1)
          .forEach(
              line ->
                  rows.put(
                      line.substring(0, line.indexOf(',')),
                      new String[] {
                        line.substring(line.indexOf('"') + 1, line.lastIndexOf('"')),
                        line.substring(line.lastIndexOf(',') + 1)
                      }));
      return rows;
    } catch (IOException e) {
      throw new UncheckedIOException("the list of claims can't be read", e);
    }
  }
}
