package unrolled.check.exercise;

import java.util.List;
import java.util.Map;

/** What a page builds of the learner's pieces waits until all of them are right. */
final class Waiting {
  private Waiting() {}

  /**
   * Whether all pieces are right; if not, prints which ones are missing.
   *
   * @param what says what waits, in a sentence
   * @param pieces each by its name, in the order of the page, with whether it is right
   */
  static boolean isOver(String what, Map<String, Boolean> pieces) {
    List<String> missing = pieces.keySet().stream().filter(name -> !pieces.get(name)).toList();
    if (!missing.isEmpty()) {
      System.out.println(what + " Not there yet: " + String.join(", ", missing) + ".");
    }
    return missing.isEmpty();
  }
}
