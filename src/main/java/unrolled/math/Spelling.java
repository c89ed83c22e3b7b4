package unrolled.math;

import java.text.Normalizer;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import org.apache.commons.text.similarity.LevenshteinDistance;

/** What somebody who typed a word wrong may have meant. */
public final class Spelling {
  /** Insertions, deletions and changes of one letter that lead from one word to the other. */
  private static final LevenshteinDistance ERRORS = LevenshteinDistance.getDefaultInstance();

  private Spelling() {}

  /**
   * The known word with the fewest typing errors, in quotes; up to three that have as few. An error
   * in accent or case is half an error.
   */
  public static String nearest(String typed, Collection<String> known) {
    int fewest = Integer.MAX_VALUE;
    List<String> best = new ArrayList<>();
    for (String word : known) {
      int errors =
          ERRORS.apply(String.valueOf(typed), word) + ERRORS.apply(plain(typed), plain(word));
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
}
