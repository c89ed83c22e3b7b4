package unrolled.math;

import java.text.Normalizer;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;

/** What somebody who typed a word wrong may have meant. */
public final class Spelling {

  private Spelling() {}

  /**
   * The known word with the fewest typing errors, in quotes; up to three that have as few. An error
   * in accent or case is half an error.
   */
  public static String nearest(String typed, Collection<String> known) {
    int fewest = Integer.MAX_VALUE;
    List<String> best = new ArrayList<>();
    for (String word : known) {
      int errors = errors(String.valueOf(typed), word) + errors(plain(typed), plain(word));
      if (errors < fewest) {
        fewest = errors;
        best.clear();
      }
      if (errors == fewest) {
        best.add("'" + word + "'");
      }
    }
    return String.join(" or ", best.subList(0, Math.min(3, best.size())));
  }

  /** Without accents, in small letters. */
  private static String plain(String word) {
    return Normalizer.normalize(String.valueOf(word), Normalizer.Form.NFD)
        .replaceAll("\\p{M}", "")
        .toLowerCase(Locale.ROOT);
  }

  /** Insertions, deletions and changes of one letter that lead from a to b (Levenshtein, 1965). */
  private static int errors(String a, String b) {
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
}
