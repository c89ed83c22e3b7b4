package unrolled.check.exercise;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import java.util.function.DoubleBinaryOperator;
import java.util.function.DoubleUnaryOperator;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.junit.jupiter.api.Test;
import unrolled.check.Printed;

/** Law: the solution gets every point, a hole none, each typical mistake its marks and its hint. */
class Exercise04Test {

  static double clip(List<DMatrixRMaj> gradients, double limit) {
    double squares = 0;
    for (DMatrixRMaj g : gradients) {
      squares += CommonOps_DDRM.dot(vector(g), vector(g));
    }
    double norm = Math.sqrt(squares);
    if (norm > limit) {
      for (DMatrixRMaj g : gradients) {
        CommonOps_DDRM.scale(limit / norm, g);
      }
    }
    return norm;
  }

  private static DMatrixRMaj vector(DMatrixRMaj m) {
    return DMatrixRMaj.wrap(m.getNumElements(), 1, m.data);
  }

  static double search(DoubleUnaryOperator norm, double wanted) {
    double low = 0.5;
    double high = 2;
    while (high - low > 1e-9) {
      double middle = (low + high) / 2;
      if (norm.applyAsDouble(middle) < wanted) {
        low = middle;
      } else {
        high = middle;
      }
    }
    return low;
  }

  @Test
  void theSolutionGetsEveryPoint() {
    for (long seed : Marked.SEEDS) {
      assertEquals(8, Marked.of(() -> Exercise04.clip(Exercise04Test::clip, seed)).mark());
      assertEquals(6, Marked.of(() -> Exercise04.search(Exercise04Test::search, seed)).mark());
      assertEquals(
          2, Marked.of(() -> Exercise04.otherGradients(Exercise04Test::clip, seed)).mark());
    }
  }

  @Test
  void theReportOfTheSolutionHoldsNoRandomNumber() {
    assertEquals(
        """
        Clipping by norm: 8 of 8 points
          ✓ 1/1  a single number, too large
          ✓ 2/2  three matrices, norm above the limit
          ✓ 1/1  the norm before clipping is given back
          ✓ 2/2  norm now just below, now just above the limit
          ✓ 1/1  five matrices
          ✓ 1/1  now and then nothing but zeros
        """,
        Marked.of(() -> Exercise04.clip(Exercise04Test::clip)).report());
    assertEquals(
        """
        Where the gradient survives: 6 of 6 points
          ✓ 1/1  norm = the radius itself, within two percent
          ✓ 1/1  norm = the radius itself, to the last digits
          ✓ 1/1  a linear network: norm = factor · radius^40
          ✓ 2/2  a tanh network, forty steps back
          ✓ 1/1  what is wanted arrives exactly in the middle
        """,
        Marked.of(() -> Exercise04.search(Exercise04Test::search)).report());
  }

  @Test
  void holesGetNothing() {
    Exercise04.Clip clip =
        (gradients, limit) -> {
          throw new UnsupportedOperationException("YOUR CODE HERE");
        };
    Exercise04.Search search =
        (norm, wanted) -> {
          throw new UnsupportedOperationException("YOUR CODE HERE");
        };
    assertEquals(0, Marked.of(() -> Exercise04.clip(clip)).mark());
    assertEquals(0, Marked.of(() -> Exercise04.search(search)).mark());
    assertEquals(0, Marked.of(() -> Exercise04.otherGradients(clip, 1)).mark());
  }

  @Test
  void eachMistakeInClippingHasItsMarksAndItsHint() {
    for (long seed : Marked.SEEDS) {
      Marked.assertEachMistake(
          Map.ofEntries(
              Map.entry("each matrix by itself", 2),
              Map.entry("each to the limit", 1),
              Map.entry("squared in place", 4),
              Map.entry("rows of another length", 4),
              Map.entry("entry by entry", 2),
              Map.entry("entry by entry, from above", 2),
              Map.entry("always scaled", 7),
              Map.entry("always scaled, zeros too", 6),
              Map.entry("divided by zero", 7),
              Map.entry("column · columns + row", 4),
              Map.entry("the small ones alone", 4),
              Map.entry("scaled to 1", 4),
              Map.entry("upside down", 4),
              Map.entry("times the limit", 4),
              Map.entry("the factor squared", 4),
              Map.entry("the root of the factor", 4),
              Map.entry("a whole number for the factor", 4),
              Map.entry("measured again on the way", 5),
              Map.entry("scaled while adding up", 5),
              Map.entry("subtracted", 4),
              Map.entry("a little below the limit", 4),
              Map.entry("only the first matrix", 5),
              Map.entry("only the last matrix", 4),
              Map.entry("all but the first matrix", 4),
              Map.entry("all but the last matrix", 5),
              Map.entry("the long matrices alone", 7),
              Map.entry("not in place", 4),
              Map.entry("the norm afterwards", 7),
              Map.entry("the factor given back", 7)),
          Exercise04.clipExercise(),
          code -> Exercise04.clip(code, seed));
    }
  }

  @Test
  void whoTakesSomethingElseForTheNormIsToldWhat() {
    for (long seed : Marked.SEEDS) {
      Exercise<Exercise04.Clip> exercise =
          Mistakes04.wrongNorms(
              new Exercise<>("none", (code, in) -> in, in -> in)); // for its mistakes alone
      for (Exercise.Mistake<Exercise04.Clip> mistake : exercise.mistakes()) {
        Marked.Result result = Marked.of(() -> Exercise04.clip(mistake.code(), seed));
        assertTrue(result.mark() < 8, mistake.name() + result.report());
        assertTrue(result.report().contains("ooks as if"), mistake.name() + result.report());
      }
    }
  }

  @Test
  void eachMistakeInTheSearchHasItsMarksAndItsHint() {
    for (long seed : Marked.SEEDS) {
      Marked.assertEachMistake(
          Map.ofEntries(
              Map.entry("the wrong half", 3),
              Map.entry("the ends exchanged", 3),
              Map.entry("nothing moves where it is hit", 5),
              Map.entry("one halving", 0),
              Map.entry("too few halvings", 3),
              Map.entry("steps of a thousandth, from above", 1),
              Map.entry("steps of a thousandth", 1),
              Map.entry("steps of a tenth", 0),
              Map.entry("1 for every network", 0),
              Map.entry("1 for what is wanted", 3),
              Map.entry("a hundredth of what is wanted", 3),
              Map.entry("0.01 for what is wanted", 3),
              Map.entry("the radius compared", 4),
              Map.entry("a straight line", 3),
              Map.entry("the fortieth root", 1)),
          Exercise04.searchExercise(),
          code -> Exercise04.search(code, seed));
    }
  }

  private static void assertTold(Exercise04.Search search, int mark, String sentence) {
    for (long seed : Marked.SEEDS) {
      Marked.Result result = Marked.of(() -> Exercise04.search(search, seed));
      assertEquals(mark, result.mark(), result.report());
      assertTrue(result.says(sentence), result.report());
    }
  }

  /** A search with one thing wrong in it. */
  private static double searched(
      DoubleUnaryOperator norm,
      double wanted,
      DoubleBinaryOperator middle,
      int rounds,
      DoubleBinaryOperator result) {
    double low = 0.5;
    double high = 2;
    for (int i = 0; i < rounds; i++) {
      double tried = middle.applyAsDouble(low, high);
      if (norm.applyAsDouble(tried) < wanted) {
        low = tried;
      } else {
        high = tried;
      }
    }
    return result.applyAsDouble(low, high);
  }

  @Test
  void aSearchIsKnownByTheRadiiThatItTries() {
    DoubleBinaryOperator half = (low, high) -> (low + high) / 2;
    assertTold(
        (norm, wanted) -> searched(norm, wanted, (low, high) -> low + high / 2, 31, half),
        0,
        "are there brackets?");
    assertTold(
        (norm, wanted) -> searched(norm, wanted, half, 9, half),
        1,
        "Your search ends after 9 different tries.");
    assertTold(
        (norm, wanted) -> searched(norm, wanted, half, 40, (low, high) -> 0.7),
        0,
        "and what you give back is 0.7.");
    assertTold(
        (norm, wanted) -> norm.applyAsDouble(searched(norm, wanted, half, 40, half)),
        3,
        "gave back the norm that arrives");
  }

  @Test
  void aSearchThatStandsStillIsToldSo() {
    Exercise04.Search twoQuestions =
        (norm, wanted) -> {
          double low = 0.5;
          double high = 2;
          while (high - low > 1e-9) {
            double middle = (low + high) / 2;
            double arrives = norm.applyAsDouble(middle);
            low = arrives < wanted ? middle : low;
            high = arrives > wanted ? middle : high;
          }
          return low;
        };
    assertTold(twoQuestions, 5, "exactly what is wanted, and neither end moves then.");
    assertTold(
        (norm, wanted) -> {
          double low = 0.5;
          double high = 2;
          while (low != high) {
            double middle = (low + high) / 2;
            if (norm.applyAsDouble(middle) < wanted) {
              low = middle;
            } else {
              high = middle;
            }
          }
          return low;
        },
        0,
        "The ends no longer move, and the loop goes on");
    assertTold(
        (norm, wanted) -> {
          double low = 0.5;
          double middle = 1.25;
          while (middle - low > 1e-9 || low == middle) {
            low = norm.applyAsDouble(middle) < wanted ? middle : low;
          }
          return low;
        },
        0,
        "Is the middle worked out anew in every round?");
  }

  @Test
  void aWrongPredictionIsAnsweredWithAHintAndNotWithTheNumber() {
    assertEquals(
        4, Marked.of(() -> Exercise04.predicted(() -> new double[] {13, 2, 8.2, 0.891})).mark());
    Marked.Result wrong =
        Marked.of(() -> Exercise04.predicted(() -> new double[] {17, 4, 11.5, 0.975}));
    assertEquals(0, wrong.mark());
    assertTrue(wrong.says("Not 17. Norms don't add up; squares do."), wrong.report());
  }

  @Test
  void onlyWhoHasBothToolsIsReady() {
    boolean[] ready = new boolean[2];
    assertEquals(
        "",
        Printed.by(
            () -> ready[0] = Exercise04.ready(Exercise04Test::clip, Exercise04Test::search)));
    String report =
        Printed.by(() -> ready[1] = Exercise04.ready(Exercise04Test::clip, (norm, wanted) -> 1));
    assertTrue(ready[0] && !ready[1]);
    assertTrue(report.contains("Not there yet: survivingRadius."), report);
  }

  @Test
  void aRadiusOutsideTheRangeIsRefusedInWords() {
    assertTrue(
        Marked.of(() -> Exercise04.search((norm, wanted) -> -4, 1))
            .says("The radius should lie between 0.5 and 2; yours is -4."));
    assertTrue(
        Marked.of(() -> Exercise04.search((norm, wanted) -> Double.NaN, 1))
            .says("The radius should lie between 0.5 and 2; yours is NaN."));
  }

  @Test
  void aSearchThatNeverEndsIsLeftBehind() {
    Marked.Result result =
        Marked.of(
            () ->
                Exercise04.search(
                    (norm, wanted) -> {
                      double radius = 1;
                      while (norm.applyAsDouble(radius) != wanted) {
                        radius = norm.applyAsDouble(radius) < wanted ? 2 : 1;
                        if (Thread.currentThread().isInterrupted()) {
                          return radius;
                        }
                      }
                      return radius;
                    },
                    1));
    assertEquals(0, result.mark());
    assertTrue(result.says("did not finish within 2 s"), result.report());
  }
}
