package unrolled.check.exercise;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import java.util.function.DoubleUnaryOperator;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.junit.jupiter.api.Test;

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
          ✓ 3/3  three matrices, norm above the limit
          ✓ 1/1  the norm before clipping is given back
          ✓ 2/2  norm now below, now above the limit
          ✓ 1/1  now nothing but zeros
        """,
        Marked.of(() -> Exercise04.clip(Exercise04Test::clip)).report());
    assertEquals(
        """
        Where the gradient survives: 6 of 6 points
          ✓ 1/1  norm = the radius itself, within two percent
          ✓ 1/1  norm = the radius itself, to the last digits
          ✓ 2/2  a linear network: norm = factor · radius^40
          ✓ 2/2  a tanh network, forty steps back
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
              Map.entry("each matrix by itself", 1),
              Map.entry("entry by entry", 2),
              Map.entry("always scaled", 6),
              Map.entry("divided by zero", 7),
              Map.entry("scaled to 1", 1),
              Map.entry("upside down", 1),
              Map.entry("no square root", 0),
              Map.entry("the norms added up", 1),
              Map.entry("the largest entry", 1),
              Map.entry("not in place", 1),
              Map.entry("the norm afterwards", 6)),
          Exercise04.clipExercise(),
          code -> Exercise04.clip(code, seed));
    }
  }

  @Test
  void eachMistakeInTheSearchHasItsMarksAndItsHint() {
    for (long seed : Marked.SEEDS) {
      Marked.assertEachMistake(
          Map.of(
              "the wrong half", 0,
              "one halving", 0,
              "too few halvings", 1,
              "steps of a tenth", 0,
              "1 for every network", 0,
              "1 for what is wanted", 0,
              "a straight line", 2),
          Exercise04.searchExercise(),
          code -> Exercise04.search(code, seed));
    }
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
