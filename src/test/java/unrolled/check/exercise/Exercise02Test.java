package unrolled.check.exercise;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.junit.jupiter.api.Test;
import unrolled.check.Printed;

/** Law: the solution gets every point, a hole none, each typical mistake its marks and its hint. */
class Exercise02Test {

  static DMatrixRMaj jordanStep(
      DMatrixRMaj x,
      DMatrixRMaj s,
      DMatrixRMaj w,
      DMatrixRMaj u,
      DMatrixRMaj b,
      DMatrixRMaj v,
      DMatrixRMaj c) {
    DMatrixRMaj h = CommonOps_DDRM.mult(x, w, null);
    CommonOps_DDRM.multAdd(s, u, h);
    for (int row = 0; row < h.numRows; row++) {
      for (int j = 0; j < h.numCols; j++) {
        h.set(row, j, StrictMath.tanh(h.get(row, j) + b.get(0, j)));
      }
    }
    DMatrixRMaj y = CommonOps_DDRM.mult(h, v, null);
    for (int row = 0; row < y.numRows; row++) {
      double largest = Double.NEGATIVE_INFINITY;
      for (int j = 0; j < y.numCols; j++) {
        y.add(row, j, c.get(0, j));
        largest = Math.max(largest, y.get(row, j));
      }
      double sum = 0;
      for (int j = 0; j < y.numCols; j++) {
        y.set(row, j, StrictMath.exp(y.get(row, j) - largest));
        sum += y.get(row, j);
      }
      for (int j = 0; j < y.numCols; j++) {
        y.set(row, j, y.get(row, j) / sum);
      }
    }
    return y;
  }

  static Exercise02.Sequence loop(Exercise02.Step step) {
    return (x, mu, w, u, b, v, c) -> {
      DMatrixRMaj[] y = new DMatrixRMaj[x.length];
      DMatrixRMaj s = new DMatrixRMaj(x[1].numRows, c.numCols);
      for (int t = 1; t < x.length; t++) {
        y[t] = step.forward(x[t], s, w, u, b, v, c);
        CommonOps_DDRM.scale(mu, s);
        CommonOps_DDRM.addEquals(s, y[t]);
      }
      return y;
    };
  }

  private static final Exercise02.Step SOLUTION = Exercise02Test::jordanStep;

  @Test
  void theSolutionGetsEveryPoint() {
    for (long seed : Marked.SEEDS) {
      assertEquals(7, Marked.of(() -> Exercise02.step(SOLUTION, seed)).mark());
      assertEquals(5, Marked.of(() -> Exercise02.sequence(loop(SOLUTION), SOLUTION, seed)).mark());
      assertEquals(
          2, Marked.of(() -> Exercise02.otherSizes(loop(SOLUTION), SOLUTION, seed)).mark());
    }
    assertEquals(
        4,
        Marked.of(() -> Exercise02.predicted(() -> new double[] {0.25, 0.4375, 0.0625, 10}))
            .mark());
  }

  @Test
  void theReportOfTheSolutionHoldsNoRandomNumber() {
    assertEquals(
        """
        Jordan's step: 7 of 7 points
          ✓ 1/1  one row; x, s and b are 0: y is the softmax of c
          ✓ 1/1  one row; s is 0: nothing was said before
          ✓ 1/1  one row
          ✓ 3/3  a batch
          ✓ 1/1  a batch with scores near 20,000 and −20,000, and some far apart
        """,
        Marked.of(() -> Exercise02.step(SOLUTION)).report());
    assertEquals(
        """
        Jordan's loop: 5 of 5 points
          ✓ 1/1  one step
          ✓ 2/2  two steps
          ✓ 2/2  five steps
        """,
        Marked.of(() -> Exercise02.sequence(loop(SOLUTION), SOLUTION)).report());
  }

  @Test
  void holesGetNothing() {
    Exercise02.Step step =
        (x, s, w, u, b, v, c) -> {
          throw new UnsupportedOperationException("YOUR CODE HERE");
        };
    Exercise02.Sequence loop =
        (x, mu, w, u, b, v, c) -> {
          throw new UnsupportedOperationException("YOUR CODE HERE");
        };
    assertEquals(0, Marked.of(() -> Exercise02.step(step)).mark());
    assertEquals(0, Marked.of(() -> Exercise02.sequence(loop, step)).mark());
    assertEquals(0, Marked.of(() -> Exercise02.sequence(loop(step), step)).mark());
    assertEquals(0, Marked.of(() -> Exercise02.otherSizes(loop, step, 1)).mark());
    String said = Printed.by(() -> Exercise02.ready(step, loop(step)));
    assertTrue(said.contains("Not there yet: jordanStep, and so jordan."), said);
    assertTrue(Exercise02.ready(SOLUTION, loop(SOLUTION)));
  }

  @Test
  void eachMistakeInTheStepHasItsMarksAndItsHint() {
    assertEachMistake(STEP, Exercise02.stepExercise(), Exercise02::step);
  }

  @Test
  void eachMistakeInTheLoopHasItsMarksAndItsHint() {
    assertEachMistake(
        LOOP,
        Exercise02.sequenceExercise(SOLUTION),
        (code, seed) -> Exercise02.sequence(code, SOLUTION, seed));
  }

  @FunctionalInterface
  private interface Check<F> {
    int mark(F code, long seed);
  }

  /** There are many mistakes to look for: few seeds are enough for every day. */
  private static <F> void assertEachMistake(String marks, Exercise<F> exercise, Check<F> check) {
    List<Exercise.Mistake<F>> all = exercise.mistakes();
    for (long seed = 1; seed <= Integer.getInteger("seeds", 2); seed++) {
      long one = seed;
      List<String> got = new ArrayList<>();
      for (Exercise.Mistake<F> mistake : all) {
        Marked.Result result = Marked.of(() -> check.mark(mistake.code(), one));
        got.add(result.mark() + " " + mistake.name());
        List<String> told =
            all.stream()
                .filter(other -> result.says(other.hint()))
                .map(Exercise.Mistake::name)
                .toList();
        assertEquals(List.of(mistake.name()), told, mistake.name() + "\n" + result.report());
      }
      assertEquals(marks.strip(), String.join("\n", got));
    }
  }

  @Test
  void theHiddenUnitsInPlaceOfTheOutputAreAWrongShape() {
    Marked.Result result =
        Marked.of(
            () -> Exercise02.step((x, s, w, u, b, v, c) -> CommonOps_DDRM.mult(x, w, null), 1));
    assertEquals(0, result.mark());
    assertTrue(result.says("y must be 1×3 and is 1×4."), result.report());
  }

  @Test
  void ofTwoMistakesBothAreNamed() {
    Exercise02.Step two =
        (x, s, w, u, b, v, c) ->
            jordanStep(new DMatrixRMaj(x.numRows, x.numCols), s, w, u, b, v, new DMatrixRMaj(c));
    Exercise02.Step noInputNoBias =
        (x, s, w, u, b, v, c) ->
            two.forward(x, s, w, u, b, v, new DMatrixRMaj(1, c.numCols));
    Marked.Result result = Marked.of(() -> Exercise02.step(noInputNoBias, 1));
    assertTrue(
        result.says("(1) The input x looks as if it had no effect. Does one"), result.report());
    assertTrue(result.says("(2) The bias c of the output looks as if"), result.report());
  }

  @Test
  void aLoopIsNotBlamedForItsStep() {
    Exercise02.Step wrong =
        (x, s, w, u, b, v, c) -> jordanStep(x, s, w, u, new DMatrixRMaj(1, b.numCols), v, c);
    Exercise02.Step oneRowOnly =
        (x, s, w, u, b, v, c) -> {
          DMatrixRMaj a = CommonOps_DDRM.mult(x, w, null);
          CommonOps_DDRM.addEquals(a, b);
          return jordanStep(x, s, w, u, b, v, c);
        };
    for (Exercise02.Step step : List.of(wrong, oneRowOnly)) {
      Marked.Result result = Marked.of(() -> Exercise02.sequence(loop(step), step, 1));
      assertEquals(5, result.mark(), result.report());
    }
    Marked.Result result = Marked.of(() -> Exercise02.sequence(loop(wrong), wrong, 1));
    assertTrue(result.says("The loop is right."), result.report());
  }

  private static final String STEP =
      """
      """;

  private static final String LOOP =
      """
      """;
}
