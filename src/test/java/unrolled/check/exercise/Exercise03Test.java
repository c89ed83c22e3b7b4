package unrolled.check.exercise;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Map;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.junit.jupiter.api.Test;
import unrolled.check.Printed;

/** Law: the solution gets every point, a hole none, each typical mistake its marks and its hint. */
class Exercise03Test {

  /** The four lines of the solution. */
  static DMatrixRMaj backwardStep(
      DMatrixRMaj x,
      DMatrixRMaj hBefore,
      DMatrixRMaj h,
      DMatrixRMaj dh,
      DMatrixRMaj u,
      DMatrixRMaj dW,
      DMatrixRMaj dU,
      DMatrixRMaj db) {
    DMatrixRMaj da = dh.copy();
    for (int i = 0; i < da.getNumElements(); i++) {
      da.data[i] *= 1 - h.data[i] * h.data[i];
    }
    CommonOps_DDRM.multAddTransA(x, da, dW);
    CommonOps_DDRM.multAddTransA(hBefore, da, dU);
    CommonOps_DDRM.addEquals(db, CommonOps_DDRM.sumCols(da, null));
    return CommonOps_DDRM.multTransB(da, u, null);
  }

  static Exercise03.Sequence loop(Exercise03.Step step) {
    return (x, h, dLoss, u, dW, dU, db) -> {
      DMatrixRMaj[] dh = new DMatrixRMaj[h.length];
      DMatrixRMaj arriving = new DMatrixRMaj(h[0].numRows, h[0].numCols);
      for (int t = h.length - 1; t >= 1; t--) {
        dh[t] = CommonOps_DDRM.add(dLoss[t], arriving, null);
        arriving = step.backward(x[t], h[t - 1], h[t], dh[t], u, dW, dU, db);
      }
      dh[0] = arriving;
      return dh;
    };
  }

  private static final Exercise03.Step SOLUTION = Exercise03Test::backwardStep;
  private static final Exercise03.Sequence LOOP = loop(SOLUTION);

  @Test
  void theSolutionGetsEveryPoint() {
    for (long seed : Marked.SEEDS) {
      assertEquals(9, Marked.of(() -> Exercise03.step(SOLUTION, seed)).mark());
      assertEquals(5, Marked.of(() -> Exercise03.sequence(LOOP, SOLUTION, seed)).mark());
      assertEquals(2, Marked.of(() -> Exercise03.otherSizes(LOOP, seed)).mark());
    }
  }

  @Test
  void theReportOfTheSolutionHoldsNoRandomNumber() {
    assertEquals(
        """
        One step back: 9 of 9 points
          ✓ 1/1  single numbers, h_t = 0, where tanh has slope 1
          ✓ 1/1  single numbers, any h_t
          ✓ 1/1  a batch: dL/db
          ✓ 1/1  a batch: dL/dW
          ✓ 2/2  a batch: dL/dU
          ✓ 2/2  a batch: dL/dh_{t−1}
          ✓ 1/1  its inputs are left as they were
        """,
        Printed.by(() -> Exercise03.step(SOLUTION)));
    assertEquals(
        """
        Back through time: 5 of 5 points
          ✓ 1/1  a sequence of one step: all gradients
          ✓ 2/2  four steps: dh[4] back to dh[0]
          ✓ 1/1  four steps: dL/dW, dL/dU, dL/db
          ✓ 1/1  its inputs are left as they were
        """,
        Printed.by(() -> Exercise03.sequence(LOOP, SOLUTION)));
  }

  @Test
  void holesGetNothing() {
    Exercise03.Step step =
        (x, hBefore, h, dh, u, dW, dU, db) -> {
          throw new UnsupportedOperationException("YOUR CODE HERE");
        };
    Exercise03.Sequence loop =
        (x, h, dLoss, u, dW, dU, db) -> {
          throw new UnsupportedOperationException("YOUR CODE HERE");
        };
    assertEquals(0, Marked.of(() -> Exercise03.step(step)).mark());
    assertEquals(0, Marked.of(() -> Exercise03.sequence(loop, step)).mark());
    assertEquals(0, Marked.of(() -> Exercise03.sequence(loop(step), step)).mark());
    assertEquals(0, Marked.of(() -> Exercise03.otherSizes(loop, 1)).mark());
  }

  @Test
  void codeThatDoesNothingGetsNothing() {
    assertEquals(
        0,
        Marked.of(() -> Exercise03.step((x, before, h, dh, u, dW, dU, db) -> before.createLike()))
            .mark());
    assertEquals(
        0, Marked.of(() -> Exercise03.step((x, before, h, dh, u, dW, dU, db) -> null)).mark());
    assertEquals(
        0,
        Marked.of(() -> Exercise03.sequence((x, h, dLoss, u, dW, dU, db) -> null, SOLUTION))
            .mark());
    assertEquals(
        0,
        Marked.of(() -> Exercise03.sequence((x, h, dLoss, u, dW, dU, db) -> h, SOLUTION)).mark());
  }

  @Test
  void eachMistakeInTheStepHasItsMarksAndItsHint() {
    for (long seed : Marked.SEEDS) {
      Marked.assertEachMistake(
          Map.ofEntries(
              Map.entry("f′ forgotten", 2),
              Map.entry("1 − h for f′", 2),
              Map.entry("the sigmoid's f′", 0),
              Map.entry("f′ at h_{t−1}", 0),
              Map.entry("f′ twice", 2),
              Map.entry("dL/dh_{t−1} without f′", 6),
              Map.entry("U not transposed", 7),
              Map.entry("h_t for h_{t−1} in dL/dU", 5),
              Map.entry("dL/dU transposed", 7),
              Map.entry("dL/db missing", 6),
              Map.entry("mean over the batch", 5),
              Map.entry("overwritten, not added", 3)),
          Exercise03.stepExercise(),
          code -> Exercise03.step(code, seed));
    }
  }

  @Test
  void eachMistakeInTheLoopHasItsMarksAndItsHint() {
    for (long seed : Marked.SEEDS) {
      Marked.assertEachMistake(
          Map.ofEntries(
              Map.entry("gradient from t+1 not added", 2),
              Map.entry("the loss of the last step only", 2),
              Map.entry("dh[t+1] added as it is", 2),
              Map.entry("h[t] for h[t−1]", 3),
              Map.entry("the weights' gradients of one step only", 4),
              Map.entry("mean over time", 4)),
          Exercise03.sequenceExercise(SOLUTION),
          code -> Exercise03.sequence(code, SOLUTION, seed));
    }
  }

  @Test
  void twoMistakesInDifferentPlacesAreBothTold() {
    Exercise03.Step both =
        (x, hBefore, h, dh, u, dW, dU, db) -> {
          DMatrixRMaj back = backwardStep(x, h, h, dh, u, dW, dU, db.copy());
          return back;
        };
    Marked.Result result = Marked.of(() -> Exercise03.step(both, 1));
    assertTrue(result.says("It looks as if h_t stood where h_{t−1} belongs."), result.report());
    assertTrue(result.says("Nothing was added to db."), result.report());
    assertEquals(4, result.mark(), result.report());
  }

  @Test
  void aLoopIsNotBlamedForItsStep() {
    Exercise03.Step wrong =
        (x, hBefore, h, dh, u, dW, dU, db) -> backwardStep(x, h, h, dh, u, dW, dU, db);
    Exercise03.Sequence loop = loop(wrong);
    Marked.Result result = Marked.of(() -> Exercise03.sequence(loop, wrong, 1));
    assertEquals(5, result.mark(), result.report());
    assertTrue(result.says("The loop is right."), result.report());
  }

  @Test
  void aLoopWhoseStepThrowsHasNoMistakeNamed() {
    Exercise03.Step throwing =
        (x, hBefore, h, dh, u, dW, dU, db) -> CommonOps_DDRM.mult(x, new DMatrixRMaj(7, 7), null);
    Marked.Result result = Marked.of(() -> Exercise03.sequence(loop(throwing), throwing, 1));
    assertEquals(0, result.mark(), result.report());
    Exercise03.sequenceExercise(throwing)
        .mistakes()
        .forEach(mistake -> assertTrue(!result.says(mistake.hint()), result.report()));
  }

  @Test
  void aMistakeOfItsOwnIsNamedByStepAndEntry() {
    Exercise03.Sequence odd =
        (x, h, dLoss, u, dW, dU, db) -> {
          DMatrixRMaj[] dh = LOOP.backward(x, h, dLoss, u, dW, dU, db);
          dh[2].set(1, 3, 0);
          dh[1].set(0, 0, 0);
          return dh;
        };
    Marked.Result result = Marked.of(() -> Exercise03.sequence(odd, SOLUTION, 1));
    assertTrue(
        result.says("Right at t=4, t=3; then: dh[2] at row 1, column 3: yours is 0, it should be "),
        result.report());
  }

  @Test
  void addingIntoTheLossGradientCostsOnePoint() {
    Exercise03.Sequence inPlace =
        (x, h, dLoss, u, dW, dU, db) -> {
          DMatrixRMaj[] dh = new DMatrixRMaj[h.length];
          DMatrixRMaj arriving = new DMatrixRMaj(h[0].numRows, h[0].numCols);
          for (int t = h.length - 1; t >= 1; t--) {
            CommonOps_DDRM.addEquals(dLoss[t], arriving);
            dh[t] = dLoss[t];
            arriving = backwardStep(x[t], h[t - 1], h[t], dh[t], u, dW, dU, db);
          }
          dh[0] = arriving;
          return dh;
        };
    Marked.Result result = Marked.of(() -> Exercise03.sequence(inPlace, SOLUTION, 1));
    assertEquals(4, result.mark(), result.report());
    assertTrue(
        result.says("Your code changes what it was given: dLoss[3] at row 0, column 0: it is "),
        result.report());
  }
}
