package unrolled.check.exercise;

import static org.junit.jupiter.api.Assertions.assertEquals;

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
