package unrolled.check.exercise;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToIntFunction;
import java.util.stream.LongStream;
import unrolled.check.Printed;

/**
 * What every exercise's test asks: that each typical mistake gets its own marks and its own hint.
 */
final class Marked {

  /**
   * What inputs are drawn with. The learner's are drawn afresh each time: a mark must not depend on
   * them. {@code -Dseeds=5000} tries many more.
   */
  static final List<Long> SEEDS =
      LongStream.rangeClosed(1, Integer.getInteger("seeds", 10)).boxed().toList();

  private Marked() {}

  /** The mark that some code prints its report for. */
  record Result(int mark, String report) {
    boolean says(String hint) {
      return report.replaceAll("\\s+", " ").contains(hint);
    }
  }

  static Result of(java.util.function.IntSupplier check) {
    int[] mark = {0};
    String report = Printed.by(() -> mark[0] = check.getAsInt());
    return new Result(mark[0], report);
  }

  /**
   * Marks every mistake that is made alone, "marks name" a line; each report must hold its hint.
   */
  static <F> void assertEachAlone(String marks, Exercise<F> exercise, ToIntFunction<F> check) {
    List<String> got = new ArrayList<>();
    List<String> untold = new ArrayList<>();
    for (Exercise.Mistake<F> mistake : exercise.mistakes()) {
      if (!mistake.name().contains(Slips.AND)) {
        Result result = of(() -> check.applyAsInt(mistake.code()));
        got.add(result.mark() + " " + mistake.name());
        if (!result.says(mistake.hint())) {
          untold.add(mistake.name() + "\n" + result.report());
        }
      }
    }
    assertEquals(List.of(), untold);
    assertEquals(marks.strip(), String.join("\n", got));
  }

  /**
   * Marks one in so many of the mistakes that are made in pairs, all with {@code -Dseeds}: each
   * loses marks, and some hint is told.
   */
  static <F> void assertEachPair(int oneIn, Exercise<F> exercise, ToIntFunction<F> check) {
    List<Exercise.Mistake<F>> all = exercise.mistakes();
    int few = Integer.getInteger("seeds") == null ? oneIn : 1;
    for (int i = 0; i < all.size(); i += few) {
      Exercise.Mistake<F> mistake = all.get(i);
      if (mistake.name().contains(Slips.AND)) {
        Result result = of(() -> check.applyAsInt(mistake.code()));
        boolean told = all.stream().anyMatch(other -> result.says(other.hint()));
        assertTrue(result.mark() < exercise.points(), mistake.name() + result.report());
        assertTrue(told, mistake.name() + result.report());
      }
    }
  }

  /** Marks every mistake; each report must hold its own mistake's hint and no other's. */
  static <F> void assertEachMistake(
      Map<String, Integer> marks, Exercise<F> exercise, ToIntFunction<F> check) {
    Map<String, Integer> got = new LinkedHashMap<>();
    for (Exercise.Mistake<F> mistake : exercise.mistakes()) {
      Result result = of(() -> check.applyAsInt(mistake.code()));
      got.put(mistake.name(), result.mark());
      List<String> told =
          exercise.mistakes().stream()
              .filter(other -> result.says(other.hint()))
              .map(Exercise.Mistake::name)
              .distinct() // one mistake may be made in several ways
              .toList();
      assertEquals(List.of(mistake.name()), told, result.report());
    }
    assertEquals(marks, got);
  }
}
