package unrolled.check.exercise;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Map;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.junit.jupiter.api.Test;

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
      assertEquals(8, Marked.of(() -> Exercise02.step(SOLUTION, seed)).mark());
      assertEquals(6, Marked.of(() -> Exercise02.sequence(loop(SOLUTION), SOLUTION, seed)).mark());
      assertEquals(2, Marked.of(() -> Exercise02.otherSizes(loop(SOLUTION), seed)).mark());
    }
  }

  @Test
  void theReportOfTheSolutionHoldsNoRandomNumber() {
    assertEquals(
        """
        Jordan's step: 8 of 8 points
          ✓ 1/1  one row; x, s and b are 0: y is the softmax of c
          ✓ 1/1  one row; s is 0: nothing was said before
          ✓ 1/1  one row
          ✓ 3/3  a batch
          ✓ 1/1  a batch with scores near 1000 or −1000
          ✓ 1/1  its inputs are left as they were
        """,
        Marked.of(() -> Exercise02.step(SOLUTION)).report());
    assertEquals(
        """
        Jordan's loop: 6 of 6 points
          ✓ 1/1  one step
          ✓ 2/2  two steps
          ✓ 2/2  five steps
          ✓ 1/1  its inputs are left as they were
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
    assertEquals(0, Marked.of(() -> Exercise02.otherSizes(loop, 1)).mark());
  }

  @Test
  void eachMistakeInTheStepHasItsMarksAndItsHint() {
    for (long seed : Marked.SEEDS) {
      Marked.assertEachMistake(
          Map.ofEntries(
              Map.entry("exponentials overflow", 7),
              Map.entry("the largest score is at least 0", 7),
              Map.entry("x left out", 2),
              Map.entry("s left out", 3),
              Map.entry("tanh left out", 2),
              Map.entry("softmax left out", 0),
              Map.entry("not divided by the sum", 0),
              Map.entry("not divided by the sum, largest 1", 0),
              Map.entry("one softmax for the whole batch", 4),
              Map.entry("softmax over columns", 0),
              Map.entry("b left out", 2),
              Map.entry("biases in the first row only", 4),
              Map.entry("c left out", 0),
              Map.entry("tanh at the output too", 0)),
          Exercise02.stepExercise(),
          code -> Exercise02.step(code, seed));
    }
  }

  @Test
  void eachMistakeInTheLoopHasItsMarksAndItsHint() {
    for (long seed : Marked.SEEDS) {
      Marked.assertEachMistake(
          Map.of(
              "nothing fed back", 2,
              "only the last output", 4,
              "the answer becomes the state", 2,
              "nothing fades", 4,
              "the new output fades too", 2,
              "μ and 1 − μ", 2,
              "the fading at the wrong one", 2),
          Exercise02.sequenceExercise(SOLUTION),
          code -> Exercise02.sequence(code, SOLUTION, seed));
    }
  }

  @Test
  void theHiddenUnitsInPlaceOfTheOutputAreAWrongShape() {
    Marked.Result result =
        Marked.of(
            () -> Exercise02.step((x, s, w, u, b, v, c) -> CommonOps_DDRM.mult(x, w, null), 1));
    assertEquals(0, result.mark());
    assertTrue(result.says("y must be 1×2 and is 1×3."), result.report());
  }

  @Test
  void aLoopIsNotBlamedForItsStep() {
    Exercise02.Step wrong =
        (x, s, w, u, b, v, c) -> jordanStep(x, s, w, u, new DMatrixRMaj(1, b.numCols), v, c);
    Marked.Result result = Marked.of(() -> Exercise02.sequence(loop(wrong), wrong, 1));
    assertEquals(6, result.mark(), result.report());
    assertTrue(result.says("The loop is right."), result.report());
  }
}
