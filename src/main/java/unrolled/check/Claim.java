package unrolled.check;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.ejml.data.DMatrixRMaj;

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
   * @param id of a row whose kind is experiment
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

  /** The same bytes on every system: never the platform's own line end. */
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
          "there is no claim '" + id + "'. Did you mean " + nearest(id) + "?");
    }
    return kind;
  }

  /** The known id with the fewest typing errors, or all of them that have as few. */
  private static String nearest(String id) {
    int fewest = Integer.MAX_VALUE;
    List<String> best = new ArrayList<>();
    for (String known : KINDS.keySet()) {
      int errors = typingErrors(String.valueOf(id), known);
      if (errors < fewest) {
        fewest = errors;
        best.clear();
      }
      if (errors == fewest) {
        best.add("'" + known + "'");
      }
    }
    return String.join(" or ", best.subList(0, Math.min(3, best.size())));
  }

  /** Insertions, deletions and changes of one letter that lead from a to b (Levenshtein, 1965). */
  private static int typingErrors(String a, String b) {
    int[] row = new int[b.length() + 1];
    for (int j = 0; j < row.length; j++) {
      row[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j < row.length; j++) {
        int change = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        diagonal = row[j];
        row[j] = Math.min(change, 1 + Math.min(row[j], row[j - 1]));
      }
    }
    return row[b.length()];
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
