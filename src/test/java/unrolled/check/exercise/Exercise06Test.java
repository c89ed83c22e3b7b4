package unrolled.check.exercise;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Map;
import java.util.function.DoubleBinaryOperator;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.junit.jupiter.api.Test;
import unrolled.check.Printed;

/** Law: the solution gets every point, a hole none, each typical mistake its marks and its hint. */
class Exercise06Test {
  private static DMatrixRMaj each(DMatrixRMaj a, DMatrixRMaj b, DoubleBinaryOperator f) {
    DMatrixRMaj result = a.createLike();
    for (int k = 0; k < a.getNumElements(); k++) {
      result.data[k] = f.applyAsDouble(a.data[k], b.data[k]);
    }
    return result;
  }

  private static DMatrixRMaj times(DMatrixRMaj a, DMatrixRMaj b) {
    return each(a, b, (x, y) -> x * y);
  }

  private static final Exercise06.Output OUTPUT =
      (dh, o, s) -> new DMatrixRMaj[] {times(dh, s), times(dh, o)};
  private static final Exercise06.Shown SHOWN =
      (dS, s, arriving) ->
          CommonOps_DDRM.add(each(dS, s, (d, v) -> d * (1 - v * v)), arriving, null);
  private static final Exercise06.Memory MEMORY =
      (dc, before, i, f, g) ->
          new DMatrixRMaj[] {times(dc, g), times(dc, before), times(dc, i), times(dc, f)};
  private static final Exercise06.Gates GATES =
      (dI, dF, dG, dO, i, f, g, o, hBefore, u, dU) -> {
        DMatrixRMaj da = new DMatrixRMaj(i.numRows, 4 * i.numCols);
        CommonOps_DDRM.insert(each(dI, i, (d, y) -> d * y * (1 - y)), da, 0, 0);
        CommonOps_DDRM.insert(each(dF, f, (d, y) -> d * y * (1 - y)), da, 0, i.numCols);
        CommonOps_DDRM.insert(each(dG, g, (d, y) -> d * (1 - y * y)), da, 0, 2 * i.numCols);
        CommonOps_DDRM.insert(each(dO, o, (d, y) -> d * y * (1 - y)), da, 0, 3 * i.numCols);
        CommonOps_DDRM.multAddTransA(hBefore, da, dU);
        return new DMatrixRMaj[] {da, CommonOps_DDRM.multTransB(da, u, null)};
      };

  @Test
  void theSolutionGetsEveryPoint() {
    for (long seed : Marked.SEEDS) {
      assertEquals(4, Marked.of(() -> Exercise06.output(OUTPUT, seed)).mark());
      assertEquals(4, Marked.of(() -> Exercise06.shown(SHOWN, seed)).mark());
      assertEquals(6, Marked.of(() -> Exercise06.memory(MEMORY, seed)).mark());
      assertEquals(6, Marked.of(() -> Exercise06.gates(GATES, seed)).mark());
      assertEquals(
          3, Marked.of(() -> Exercise06.together(OUTPUT, SHOWN, MEMORY, GATES, seed)).mark());
      assertEquals(
          2, Marked.of(() -> Exercise06.otherSizes(OUTPUT, SHOWN, MEMORY, GATES, seed)).mark());
    }
  }

  @Test
  void theReportOfTheSolutionHoldsNoRandomNumber() {
    assertEquals(
        """
        2. Back through tanh: 4 of 4 points
          ✓ 1/1  single numbers at the last step, where nothing arrives from t+1
          ✓ 2/2  a batch at an earlier step, with blame that arrives from t+1
          ✓ 1/1  its inputs are left as they were
        """,
        Printed.by(() -> Exercise06.shown(SHOWN)));
    assertEquals(
        """
        All four together: 3 of 3 points
          ✓ 1/1  one step: all gradients
          ✓ 2/2  five steps: all gradients
        """,
        Printed.by(() -> Exercise06.together(OUTPUT, SHOWN, MEMORY, GATES)));
  }

  private static UnsupportedOperationException hole() {
    return new UnsupportedOperationException("YOUR CODE HERE");
  }

  @Test
  void holesGetNothing() {
    Exercise06.Output output =
        (dh, o, s) -> {
          throw hole();
        };
    Exercise06.Shown shown =
        (dS, s, arriving) -> {
          throw hole();
        };
    Exercise06.Memory memory =
        (dc, before, i, f, g) -> {
          throw hole();
        };
    Exercise06.Gates gates =
        (dI, dF, dG, dO, i, f, g, o, hBefore, u, dU) -> {
          throw hole();
        };
    assertEquals(0, Marked.of(() -> Exercise06.output(output)).mark());
    assertEquals(0, Marked.of(() -> Exercise06.shown(shown)).mark());
    assertEquals(0, Marked.of(() -> Exercise06.memory(memory)).mark());
    assertEquals(0, Marked.of(() -> Exercise06.gates(gates)).mark());
    assertEquals(0, Marked.of(() -> Exercise06.together(output, SHOWN, MEMORY, GATES)).mark());
    assertEquals(0, Marked.of(() -> Exercise06.together(OUTPUT, shown, MEMORY, GATES)).mark());
    assertEquals(0, Marked.of(() -> Exercise06.together(OUTPUT, SHOWN, memory, GATES)).mark());
    assertEquals(0, Marked.of(() -> Exercise06.together(OUTPUT, SHOWN, MEMORY, gates)).mark());
    assertEquals(0, Marked.of(() -> Exercise06.otherSizes(output, shown, memory, gates, 1)).mark());
  }

  @Test
  void codeThatDoesNothingGetsNothing() {
    assertEquals(0, Marked.of(() -> Exercise06.output((dh, o, s) -> null)).mark());
    assertEquals(0, Marked.of(() -> Exercise06.shown((dS, s, arriving) -> null)).mark());
    assertEquals(0, Marked.of(() -> Exercise06.memory((dc, c, i, f, g) -> null)).mark());
    assertEquals(
        0,
        Marked.of(
                () ->
                    Exercise06.gates((dI, dF, dG, dO, i, f, g, o, h, u, dU) -> new DMatrixRMaj[2]))
            .mark());
  }

  @Test
  void tooFewMatricesAreNamed() {
    Marked.Result result =
        Marked.of(() -> Exercise06.output((dh, o, s) -> new DMatrixRMaj[] {times(dh, s)}, 1));
    assertEquals(0, result.mark(), result.report());
    assertTrue(
        result.says("Your code should give back 2 matrices, {dO, dS}, and gives 1."),
        result.report());
  }

  @Test
  void eachMistakeHasItsMarksAndItsHint() {
    for (long seed : Marked.SEEDS) {
      Marked.assertEachMistake(
          Map.of(
              "do and ds exchanged", 0,
              "dh passed on as it is", 0,
              "σ′ too early", 2,
              "tanh′ too early", 2),
          Exercise06.outputExercise(),
          code -> Exercise06.output(code, seed));
      Marked.assertEachMistake(
          Map.of(
              "nothing arrives from t+1", 2,
              "only what arrives", 0,
              "tanh′ forgotten", 0,
              "tanh′ on both roads", 2,
              "tanh taken once more", 0,
              "1 − s for tanh′", 0,
              "σ′ for tanh′", 0),
          Exercise06.shownExercise(),
          code -> Exercise06.shown(code, seed));
      Marked.assertEachMistake(
          Map.of(
              "di and dg exchanged", 3,
              "di and df exchanged", 3,
              "df and dc_{t−1} exchanged", 3,
              "the carousel of 1997", 4,
              "the input gate on the road back", 4,
              "σ′ and tanh′ too early", 2),
          Exercise06.memoryExercise(),
          code -> Exercise06.memory(code, seed));
      Marked.assertEachMistake(
          Map.of(
              "slopes forgotten", 0,
              "σ′ for the candidate", 2,
              "tanh′ for the gates", 2,
              "blocks in another order", 0,
              "dU overwritten", 4,
              "dU missing", 4,
              "dh_{t−1} without the slopes", 4),
          Exercise06.gatesExercise(),
          code -> Exercise06.gates(code, seed));
    }
  }

  @Test
  void changingWhatOneWasGivenCostsAPoint() {
    Exercise06.Shown inPlace =
        (dS, s, arriving) -> {
          CommonOps_DDRM.addEquals(arriving, each(dS, s, (d, v) -> d * (1 - v * v)));
          return arriving;
        };
    Marked.Result result = Marked.of(() -> Exercise06.shown(inPlace, 1));
    assertEquals(3, result.mark(), result.report());
    assertTrue(result.says("Your code changes what it was given: arriving"), result.report());
  }

  @Test
  void whatFollowsFromAWrongPieceSaysSo() {
    Exercise06.Shown forgetful = (dS, s, arriving) -> each(dS, s, (d, v) -> d * (1 - v * v));
    Marked.Result result =
        Marked.of(() -> Exercise06.together(OUTPUT, forgetful, MEMORY, GATES, 1));
    assertEquals(1, result.mark(), result.report());
    assertTrue(result.says("Mend the pieces above first"), result.report());
  }
}
