package unrolled.check;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import org.ejml.data.DMatrixRMaj;
import unrolled.math.Spelling;

/**
 * Decides a row of the course's list of claims, in a notebook, with a measurement.
 *
 * <pre>{@code
 * Claim.holds("bptt-dWhh", "the recurrent weight's gradient is 5", dU, Is.closeTo(5, 1e-12));
 * ✓ the recurrent weight's gradient is 5: measured 5 (bptt-dWhh)
 * }</pre>
 *
 * <p>Each call prints one line, which ends in the row's id: the build collects these, and lists the
 * rows that nothing has decided yet.
 */
public final class Claim {

  private static final Map<String, String> KINDS = read();

  private Claim() {}

  /**
   * Asserts an experiment's row.
   *
   * @param id the id of a row whose kind is experiment
   * @param sentence what is claimed, in the reader's words, without a full stop
   * @param measured the number that decides it
   * @param is what the number should be
   * @throws AssertionError if it is not, with both numbers
   * @throws IllegalArgumentException if there is no such row, if the row is not decided by an
   *     experiment, or if measured can't be compared with what it should be
   */
  public static void holds(String id, String sentence, double measured, Is is) {
    decide(id, sentence, measured, is);
  }

  /** Asserts an experiment's row with several numbers, entry by entry. */
  public static void holds(String id, String sentence, double[] measured, Is is) {
    decide(id, sentence, measured, is);
  }

  /** Asserts an experiment's row with a matrix, entry by entry. */
  public static void holds(String id, String sentence, DMatrixRMaj measured, Is is) {
    decide(id, sentence, measured, is);
  }

  /** Asserts an experiment's row with a text, a list or another thing that has {@code equals}. */
  public static void holds(String id, String sentence, Object measured, Is is) {
    decide(id, sentence, measured, is);
  }

  private static void decide(String id, String sentence, Object measured, Is is) {
    String kind = kind(id);
    if (!kind.equals("experiment")) {
      throw new IllegalArgumentException(
          "the claim "
              + id
              + " is of the kind "
              + kind
              + ": the text answers it, so say Claim.discussed(\""
              + id
              + "\")");
    }
    String fault = is.fault(measured);
    if (!fault.isEmpty()) {
      throw new AssertionError(
          "This claim does not hold: " + oneLine(sentence) + ". " + fault + tail(id));
    }
    print("✓ " + oneLine(sentence) + ": measured " + Is.text(measured) + tail(id));
  }

  /**
   * Says that the text above answers a row that no experiment can decide.
   *
   * @throws IllegalArgumentException if there is no such row, or if an experiment has to decide it
   */
  public static void discussed(String id) {
    if (kind(id).equals("experiment")) {
      throw new IllegalArgumentException(
          "the claim "
              + id
              + " needs an experiment: say Claim.holds(\""
              + id
              + "\", sentence, measured, Is…)");
    }
    print("¶ discussed above" + tail(id));
  }

  /** Prints a line with the same bytes on every system: never the platform's own line end. */
  private static void print(String line) {
    System.out.print(line + "\n");
  }

  private static String tail(String id) {
    return " (" + id + ")";
  }

  private static String oneLine(String sentence) {
    return sentence.strip().replaceAll("\\s+", " ");
  }

  private static String kind(String id) {
    String kind = KINDS.get(id);
    if (kind == null) {
      throw new IllegalArgumentException(
          "there is no claim '"
              + id
              + "'. Did you mean "
              + Spelling.nearest(id, KINDS.keySet())
              + "?");
    }
    return kind;
  }

  /** Each row's kind by its id. Only the seed, in the middle, is quoted and may hold commas. */
  private static Map<String, String> read() {
    try (InputStream in = Claim.class.getResourceAsStream("claims.csv")) {
      Map<String, String> kinds = new LinkedHashMap<>();
      new String(in.readAllBytes(), StandardCharsets.UTF_8)
          .lines()
          .skip(1)
          .forEach(
              line ->
                  kinds.put(
                      line.substring(0, line.indexOf(',')),
                      line.substring(line.lastIndexOf(',') + 1)));
      return kinds;
    } catch (IOException e) {
      throw new UncheckedIOException("the list of claims can't be read", e);
    }
  }
}
