package unrolled.data;

import java.text.Normalizer;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

/** Suggests known words that a mistyped one may have meant. */
public final class DidYouMean {
  private DidYouMean() {}

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

  /** Insertions, deletions and changes of one letter that lead from one word to the other. */
  private static int errors(String from, String to) {
    int[] before = IntStream.rangeClosed(0, to.length()).toArray(); // from nothing, by insertions
    for (int i = 1; i <= from.length(); i++) {
      int[] errors = new int[before.length]; // from the first i letters to the first j
      errors[0] = i;
      for (int j = 1; j < errors.length; j++) {
        int change = from.charAt(i - 1) == to.charAt(j - 1) ? 0 : 1;
        errors[j] = Math.min(before[j - 1] + change, 1 + Math.min(before[j], errors[j - 1]));
      }
      before = errors;
    }
    return before[to.length()];
  }

  /** Without accents, in small letters. */
  private static String plain(String word) {
    return Normalizer.normalize(String.valueOf(word), Normalizer.Form.NFD)
        .replaceAll("\\p{M}", "")
        .toLowerCase(Locale.ROOT);
  }
}
