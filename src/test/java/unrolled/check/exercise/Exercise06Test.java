package unrolled.check.exercise;

import static java.util.Map.entry;
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
          2, Marked.of(() -> Exercise06.together(OUTPUT, SHOWN, MEMORY, GATES, seed)).mark());
      assertEquals(
          2, Marked.of(() -> Exercise06.otherSizes(OUTPUT, SHOWN, MEMORY, GATES, seed)).mark());
    }
  }

  @Test
  void theReportOfTheSolutionHoldsNoRandomNumber() {
    assertEquals(
        """
        2. Back through tanh: 4 of 4 points
          ✓ 1/1  the last step, where nothing arrives from t+1
          ✓ 1/1  a step whose output nobody asks for: only what arrives from t+1
          ✓ 1/1  a batch, with blame from both
          ✓ 1/1  its inputs are left as they were
        """,
        Printed.by(() -> Exercise06.shown(SHOWN)));
    assertEquals(
        """
        All four together: 2 of 2 points
          ✓ 1/1  one step: all gradients
          ✓ 1/1  five steps: all gradients
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
              "dL/ds divided back out of h", 3,
              "dL/do divided by s", 3,
              "do and ds exchanged", 2,
              "one matrix for both, with dL/ds", 3,
              "one matrix for both, with dL/do", 3,
              "dh passed on as it is", 0,
              "σ′ too early", 3,
              "tanh′ too early", 3),
          Exercise06.outputExercise(),
          code -> Exercise06.output(code, seed));
      Marked.assertEachMistake(
          Map.ofEntries(
              entry("d * 1 − y * y", 2),
              entry("the first row of what arrives", 3),
              entry("the slope on the other road", 2),
              entry("nothing arrives from t+1", 3),
              entry("only what arrives", 3),
              entry("tanh′ forgotten", 3),
              entry("tanh′ on both roads", 3),
              entry("tanh taken once more", 3),
              entry("1 − s for tanh′", 3),
              entry("σ′ for tanh′", 3),
              entry("the roads multiplied", 2)),
          Exercise06.shownExercise(),
          code -> Exercise06.shown(code, seed));
      Marked.assertEachMistake(
          Map.ofEntries(
              entry("dL/dc_{t−1} divided back out", 5),
              entry("c_t for c_{t−1}", 5),
              entry("the order of the formula", 3),
              entry("one matrix for all four", 4),
              entry("di and dc_{t−1} exchanged", 4),
              entry("di and dg exchanged", 4),
              entry("di and df exchanged", 4),
              entry("df and dc_{t−1} exchanged", 4),
              entry("the carousel of 1997", 5),
              entry("the input gate on the road back", 5),
              entry("σ′ and tanh′ too early", 4)),
          Exercise06.memoryExercise(),
          code -> Exercise06.memory(code, seed));
      Marked.assertEachMistake(
          Map.ofEntries(
              entry("slopes forgotten", 3),
              entry("σ′ for the candidate", 5),
              entry("tanh′ for the gates", 5),
              entry("blocks interleaved", 5),
              entry("blocks in another order", 4),
              entry("dU overwritten", 5),
              entry("dU missing", 5),
              entry("dh_{t−1} without the slopes", 5),
              entry("the product for dU the wrong way round", 4),
              entry("the product for dh_{t−1} not transposed", 3),
              entry("dU from the blame on the gates", 5),
              entry("dU without the first row of the batch", 5),
              entry("dU without the last row of the batch", 5),
              entry("dU from the blame on h_{t−1}", 5),
              entry("the activations once more", 4),
              entry("dU both overwritten and from the gates", 4),
              entry("dU subtracted", 5),
              entry("dU twice", 5),
              entry("dU averaged", 5),
              entry("back through dU", 5),
              entry("back through what had been in dU", 5),
              entry("the slope of tanh on the way to h_{t−1}", 5),
              entry("h_{t−1} added to its blame", 5),
              entry("dh_{t−1} is zero", 5)),
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
    assertTrue(result.says("If a check above fails, mend that first"), result.report());
  }

  private static void assertTold(Marked.Result result, int mark, String... sentences) {
    assertEquals(mark, result.mark(), result.report());
    for (String sentence : sentences) {
      assertTrue(result.says(sentence), result.report());
    }
  }

  @Test
  void theFormulaThatSomebodyWroteIsTold() {
    for (long seed : Marked.SEEDS) {
      assertTold(
          Marked.of(
              () ->
                  Exercise06.output(
                      (dh, o, s) ->
                          new DMatrixRMaj[] {s.copy(), times(dh, each(o, o, (x, y) -> 1 - x))},
                      seed)),
          0,
          "Your dL/do looks like s. The blame that arrives, dh, is not in it.",
          "Your dL/ds looks like dh ⊙ (1 − o). When s grows by 0.01, how much does h grow?");
      assertTold(
          Marked.of(
              () ->
                  Exercise06.output(
                      (dh, o, s) -> {
                        CommonOps_DDRM.elementMult(dh, s);
                        return new DMatrixRMaj[] {dh, times(dh, o)};
                      },
                      seed)),
          1,
          "Your dL/ds looks like dh ⊙ o ⊙ s. Both factors of the product are in it.");
      assertTold(
          Marked.of(
              () ->
                  Exercise06.shown(
                      (dS, s, arriving) ->
                          CommonOps_DDRM.subtract(
                              SHOWN.backward(dS, s, arriving),
                              times(arriving, each(s, s, (x, y) -> 1)),
                              null),
                      seed)),
          3,
          "did you add the blame on c_t that arrives");
      assertTold(
          Marked.of(
              () ->
                  Exercise06.memory(
                      (dc, before, i, f, g) -> {
                        DMatrixRMaj[] d = MEMORY.backward(dc, before, i, f, g);
                        d[3] = times(dc, each(f, f, (x, y) -> 1 - x));
                        d[1] = times(d[1], each(f, f, (x, y) -> x * (1 - x)));
                        return d;
                      },
                      seed)),
          3,
          "Your dL/dc_{t−1} looks like dc ⊙ (1 − f). 1 − f is what the forget gate takes away.",
          "Your dL/df looks like dc ⊙ cBefore ⊙ f ⊙ (1 − f). The slope of an activation");
      assertTold(
          Marked.of(
              () ->
                  Exercise06.gates(
                      (dI, dF, dG, dO, i, f, g, o, h, u, dU) -> {
                        DMatrixRMaj tooSteep = times(dO, o);
                        return GATES.backward(dI, dF, dG, tooSteep, i, f, g, o, h, u, dU);
                      },
                      seed)),
          4,
          "Your dL/da, block o looks like dO ⊙ o ⊙ o ⊙ (1 − o). The slope is in it, and");
      assertTold(
          Marked.of(
              () ->
                  Exercise06.gates(
                      (dI, dF, dG, dO, i, f, g, o, h, u, dU) -> {
                        DMatrixRMaj[] both = GATES.backward(dI, dF, dG, dO, i, f, g, o, h, u, dU);
                        CommonOps_DDRM.insert(
                            each(dG, g, (d, y) -> d * 1 - y * y), both[0], 0, 2 * g.numCols);
                        return both;
                      },
                      seed)),
          4,
          "Your dL/da, block g looks like dG − g ⊙ g. In Java, · comes before −.");
    }
  }

  @Test
  void aWrongPredictionIsAnsweredWithAHintAndNotWithTheNumber() {
    assertEquals(
        4, Marked.of(() -> Exercise06.predicted(() -> new double[] {1.15, 1.035, 0.18, 2})).mark());
    assertTold(
        Marked.of(() -> Exercise06.predicted(() -> new double[] {0.9, 1.15, 0.38, 8})),
        0,
        "Not 0.9. So it were if what arrives passed tanh",
        "Not 1.15. As it is: the memory of 1997.",
        "Not 0.38. That is the slope of tanh.",
        "Not 8.");
  }

  @Test
  void onlyWhoHasAllFourPiecesIsReady() {
    Exercise06.Shown forgetful = (dS, s, arriving) -> each(dS, s, (d, v) -> d * (1 - v * v));
    boolean[] ready = new boolean[2];
    assertEquals("", Printed.by(() -> ready[0] = Exercise06.ready(OUTPUT, SHOWN, MEMORY, GATES)));
    String report = Printed.by(() -> ready[1] = Exercise06.ready(OUTPUT, forgetful, MEMORY, GATES));
    assertTrue(ready[0] && !ready[1]);
    assertTrue(report.contains("Not there yet: throughTanh."), report);
  }
}
