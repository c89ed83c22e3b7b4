package unrolled.decode;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.ejml.data.DMatrixRMaj;
import unrolled.math.Numbers;

/**
 * A model given as a table: which words may follow which prefix, and with what probability. Its
 * tokens are its words, in the order in which the table first names them.
 *
 * <pre>{@code
 * TableModel table = new TableModel()
 *     .after("", "I 0.6, My 0.4")
 *     .after("I", "decided 0.4, thought 0.32, tried 0.28")
 *     …
 * new BeamSearch(2, 3).search(table.start());
 * }</pre>
 */
public final class TableModel {
  private final Map<String, Map<String, Double>> table = new LinkedHashMap<>();
  private final List<String> words = new ArrayList<>();
  private String end = "";

  /** Sets the word that ends a sequence. By default none does. */
  public TableModel end(String word) {
    end = word;
    return this;
  }

  /**
   * Adds what may follow a prefix, as "word probability, word probability, …"; the prefix is its
   * words with spaces between them, "" at the start.
   *
   * @throws IllegalArgumentException if a probability can't be read, if they don't add up to 1, or
   *     if the table already says what follows this prefix
   */
  public TableModel after(String prefix, String choices) {
    Map<String, Double> row = new LinkedHashMap<>();
    for (String choice : choices.split(",")) {
      String[] parts = choice.strip().split("\\s+");
      double p = parts.length == 2 ? probability(parts[1]) : Double.NaN;
      if (row.put(parts[0], p) != null) {
        throw new IllegalArgumentException(
            "what may follow \"" + prefix + "\" names \"" + parts[0] + "\" twice: name it once");
      }
      if (Double.isNaN(p)) {
        throw new IllegalArgumentException(
            "\""
                + choice.strip()
                + "\": write a word, a space and its probability, as in \"I 0.6\"");
      }
    }
    double sum = row.values().stream().mapToDouble(p -> p).sum();
    if (!(Math.abs(sum - 1) <= 1e-9)) {
      throw new IllegalArgumentException(
          "what may follow \""
              + prefix
              + "\" has probabilities that add up to "
              + Numbers.text(sum)
              + ", not to 1");
    }
    if (table.put(String.join(" ", split(prefix)), row) != null) {
      throw new IllegalArgumentException(
          "the table says twice what may follow \"" + prefix + "\": say it once");
    }
    row.keySet().stream().filter(word -> !words.contains(word)).forEach(words::add);
    return this;
  }

  private static double probability(String text) {
    try {
      double p = Double.parseDouble(text);
      return p >= 0 && p <= 1 ? p : Double.NaN;
    } catch (NumberFormatException e) {
      return Double.NaN;
    }
  }

  private static List<String> split(String prefix) {
    return Arrays.stream(prefix.strip().split("\\s+")).filter(word -> !word.isEmpty()).toList();
  }

  /** The vocabulary: token i is the i-th word. */
  public List<String> words() {
    return List.copyOf(words);
  }

  /** Writes tokens as words with spaces between them. */
  public String text(int... tokens) {
    return IntStream.of(tokens).mapToObj(words::get).collect(Collectors.joining(" "));
  }

  /**
   * Gives the model before the first word, with one row.
   *
   * @throws IllegalArgumentException if the end word is none of the table's words
   */
  public NextToken start() {
    if (!end.isEmpty() && !words.contains(end)) {
      throw new IllegalArgumentException(
          "no row of the table has the end word \"" + end + "\": is it spelt as in the rows?");
    }
    return new Rows(List.of(""));
  }

  private Map<String, Double> row(String prefix) {
    Map<String, Double> row = table.get(prefix);
    if (row == null) {
      throw new IllegalArgumentException(
          "the table doesn't say what may follow \""
              + prefix
              + "\": add after(\""
              + prefix
              + "\", …), or give the decoder a smaller maximum length");
    }
    return row;
  }

  private final class Rows implements NextToken {
    private final List<String> prefixes;

    Rows(List<String> prefixes) {
      this.prefixes = prefixes;
    }

    @Override
    public int rows() {
      return prefixes.size();
    }

    @Override
    public int vocabulary() {
      return words.size();
    }

    @Override
    public int end() {
      return words.indexOf(end);
    }

    @Override
    public DMatrixRMaj logProbabilities() {
      DMatrixRMaj next = new DMatrixRMaj(prefixes.size(), words.size());
      next.fill(Double.NEGATIVE_INFINITY);
      for (int i = 0; i < prefixes.size(); i++) {
        int row = i;
        row(prefixes.get(i))
            .forEach((word, p) -> next.set(row, words.indexOf(word), StrictMath.log(p)));
      }
      return next;
    }

    @Override
    public NextToken append(int[] rows, int[] tokens) {
      return new Rows(
          IntStream.range(0, rows.length)
              .mapToObj(i -> (prefixes.get(rows[i]) + " " + words.get(tokens[i])).strip())
              .toList());
    }
  }
}
