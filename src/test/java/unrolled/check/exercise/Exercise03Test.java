package unrolled.check.exercise;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
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
      assertEquals(2, Marked.of(() -> Exercise03.otherSizes(LOOP, SOLUTION, seed)).mark());
    }
  }

  @Test
  void theReportOfTheSolutionHoldsNoRandomNumber() {
    assertEquals(
        """
        One step back: 9 of 9 points
          ✓ 1/1  single numbers, h_t = 0, where tanh has slope 1
          ✓ 1/1  single numbers, any h_t
          ✓ 1/1  three rows, inputs and units: dL/db
          ✓ 1/1  three rows, inputs and units: dL/dW
          ✓ 1/1  three rows, inputs and units: dL/dU
          ✓ 2/2  three rows, inputs and units: dL/dh_{t−1}
          ✓ 1/1  four rows, two inputs, three units: all of these
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
    assertEquals(0, Marked.of(() -> Exercise03.otherSizes(loop, step, 1)).mark());
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

  /** A hundred mistakes take seconds: one seed in ten. */
  private static List<Long> someSeeds() {
    return Marked.SEEDS.stream().filter(seed -> seed % 10 == 1).toList();
  }

  @Test
  void eachMistakeInTheStepHasItsMarksAndItsHint() {
    for (long seed : someSeeds()) {
      Marked.assertEachMistake(
          marks(
              """
              5 f′ forgotten
              5 1 − h for f′
              5 the sigmoid's f′
              5 f′ at h_{t−1}
              5 f′ twice
              5 tanh once more
              5 1 + h²
              5 h² − 1
              5 h²
              5 h
              5 (1 − h)²
              5 1 − 2h
              5 −2h
              5 the root of 1 − h²
              5 1 − tanh h
              5 ReLU's f′
              5 1 − h⁴
              5 da clipped at 1
              5 da clipped at 5
              5 1 − dh²
              5 dh lost
              5 brackets
              5 dh + f′
              5 divided by f′
              6 the slope in the first row alone
              6 the slope in as many entries as there are rows
              5 the slope not in the last entry
              6 dh times the slopes as matrices
              7 h_t for h_{t−1} in dL/dU
              8 dL/dU transposed
              7 h_t for h_{t−1} in dL/dU, transposed
              8 dL/dW transposed
              7 h_{t−1} for x_t in dL/dW
              7 h_t for x_t in dL/dW
              7 x_t for h_{t−1} in dL/dU
              7 U in dL/dU
              8 another product in dL/dW, 0
              8 another product in dL/dW, 1
              8 another product in dL/dW, 2
              8 a running sum over the columns, dU
              8 a running sum over the columns, dW
              8 a running sum over the columns, db
              7 a running sum over the columns, dW and dU
              7 a running sum over the columns, dW, dU and db
              8 another product in dL/dW, 3
              8 entry by entry in dL/dW
              8 another product in dL/dU, 0
              8 another product in dL/dU, 1
              8 another product in dL/dU, 2
              8 another product in dL/dU, 3
              8 entry by entry in dL/dU
              8 rows of dL/dU as many as inputs
              8 sums of rows in dL/db
              8 one sum for all in dL/db
              8 the sum once for each row in dL/db
              6 nothing in dW, dU and db
              6 overwritten, dW, dU and db
              7 mean over the batch, dW, dU and db
              6 overwritten by the mean, dW, dU and db
              6 subtracted, dW, dU and db
              6 twice, dW, dU and db
              6 added and doubled, dW, dU and db
              6 dh in dW, dU and db
              7 the first row alone, dW, dU and db
              7 the last row alone, dW, dU and db
              6 nothing in dW and dU
              6 overwritten, dW and dU
              7 mean over the batch, dW and dU
              6 overwritten by the mean, dW and dU
              6 subtracted, dW and dU
              6 twice, dW and dU
              6 added and doubled, dW and dU
              7 dh in dW and dU
              7 the first row alone, dW and dU
              7 the last row alone, dW and dU
              7 nothing in db
              7 overwritten, db
              8 mean over the batch, db
              7 overwritten by the mean, db
              7 subtracted, db
              7 twice, db
              7 added and doubled, db
              7 dh in db
              8 the first row alone, db
              8 the last row alone, db
              7 nothing in dW
              7 overwritten, dW
              8 mean over the batch, dW
              7 overwritten by the mean, dW
              7 subtracted, dW
              7 twice, dW
              7 added and doubled, dW
              7 dh in dW
              8 the first row alone, dW
              8 the last row alone, dW
              7 nothing in dU
              7 overwritten, dU
              8 mean over the batch, dU
              7 overwritten by the mean, dU
              7 subtracted, dU
              7 twice, dU
              7 added and doubled, dU
              7 dh in dU
              8 the first row alone, dU
              8 the last row alone, dU
              7 U not transposed
              7 dL/dh_{t−1} without f′
              7 dL/dh_{t−1} without f′, and U not transposed
              6 da for dL/dh_{t−1}
              6 dh for dL/dh_{t−1}
              7 U first
              7 U first, transposed
              7 f′ once more
              6 f′ of the step before
              7 f′ behind U
              6 f′ of the step before behind U
              6 dh and what goes back
              6 hBefore in it
              6 dU for U
              6 h_{t−1} for da
              6 zeros
              6 clipped at 1
              6 clipped at 5
              6 minus
              7 mean
              """),
          only(Mistakes03OfStep.once()),
          code -> Exercise03.step(code, seed));
    }
  }

  @Test
  void eachMistakeInTheLoopHasItsMarksAndItsHint() {
    for (long seed : someSeeds()) {
      Marked.assertEachMistake(
          marks(
              """
              3 clipped at 1
              3 clipped at 2
              3 clipped at 3
              3 clipped at 5
              3 clipped at 10
              3 gradient from t+1 not added
              3 the loss of the last step only
              0 dLoss never
              3 dh[t+1] added as it is
              3 what the step returns is lost
              3 arriving never set
              3 arriving added to what had arrived
              3 dLoss handed on
              0 arriving handed on
              3 only the last loss goes back
              3 subtracted
              4 sums added to themselves
              3 the mean of both roads
              3 what arrives counts twice
              3 the loss counts twice
              3 the loss sent on
              3 the sum handed on, arriving stored
              4 the sum handed on, the loss stored
              3 f′ before the step
              3 f′ in dh
              3 f′ behind the step
              3 f′ of the step before
              3 U behind the step
              3 U not transposed behind the step
              3 the mean over the batch arrives
              3 minus what arrives
              3 dh sent on
              4 h[t] for h[t−1]
              3 h[t−1] for h[t]
              3 h[t] and h[t−1] exchanged
              4 h[0] for h[t−1]
              3 step 1 left out
              3 the last step left out
              3 the last loss counts twice
              4 the weights' gradients of one step only
              4 the weights' gradients of the last step only
              4 no share arrives
              4 two calls a step
              4 dW and dU exchanged
              4 mean over time
              3 one off
              3 what the step gives back stored
              3 dh made behind the step
              3 dLoss handed on, and dh made behind the step
              3 dLoss added behind the step
              3 arriving added behind the step
              4 one matrix for all
              3 each dLoss of the step before
              """),
          only(Mistakes03OfLoop.once(SOLUTION)),
          code -> Exercise03.sequence(code, SOLUTION, seed));
    }
  }

  private static Map<String, Integer> marks(String lines) {
    return lines
        .lines()
        .collect(Collectors.toMap(l -> l.substring(2), l -> Integer.valueOf(l.substring(0, 1))));
  }

  private static <F> Exercise<F> only(List<Mistakes03.Wrong<F>> mistakes) {
    Exercise<F> exercise = new Exercise<>("", (code, in) -> in, in -> in);
    mistakes.forEach(m -> exercise.mistake(m.name(), m.hint(), m.code()));
    return exercise;
  }

  @Test
  void twoMistakesInOneLoopAreBothTold() {
    List<Mistakes03.Wrong<Exercise03.Sequence>> likely =
        Mistakes03OfLoop.twice(SOLUTION).stream()
            .filter(two -> two.name().startsWith("gradient from t+1 not added"))
            .toList();
    assertEquals(6, likely.size());
    for (Mistakes03.Wrong<Exercise03.Sequence> two : likely) {
      Marked.Result result = Marked.of(() -> Exercise03.sequence(two.code(), SOLUTION, 1));
      assertTrue(result.says(two.hint()), two.name() + "\n" + result.report());
    }
  }

  @Test
  void whatIsMadeOfAWrongDaIsLookedAtAsWell() {
    for (boolean listed : new boolean[] {true, false}) {
      Exercise03.Step wrong =
          (x, hBefore, h, dh, u, dW, dU, db) -> {
            DMatrixRMaj da = dh.copy();
            for (int i = 0; i < da.getNumElements(); i++) {
              da.data[i] *= listed ? 1 : StrictMath.cos(h.data[i]);
            }
            CommonOps_DDRM.multAddTransA(x, da, dW);
            CommonOps_DDRM.multAddTransA(h, da, dU);
            CommonOps_DDRM.addEquals(db, CommonOps_DDRM.sumCols(da, null));
            return CommonOps_DDRM.mult(da, u, null);
          };
      String first = listed ? "the gradient went past tanh unchanged" : "da_t is wrong";
      Marked.Result result = Marked.of(() -> Exercise03.step(wrong, 1));
      assertTrue(result.says(first + "; and h_t stood where h_{t−1} belongs"), result.report());
      assertTrue(result.says(first + "; and U stood the wrong way round"), result.report());
    }
  }

  @Test
  void predictionsAreAnsweredOneByOne() {
    assertEquals(
        4, Marked.of(() -> Exercise03.predicted(() -> new double[] {5, 5, 1.18, 0.216})).mark());
    Marked.Result wrong =
        Marked.of(() -> Exercise03.predicted(() -> new double[] {3, 3, 1, 0.288}));
    assertEquals(0, wrong.mark());
    assertTrue(wrong.says("Not 1. That is its own loss alone."), wrong.report());
  }

  @Test
  void theEchoWaitsForBothMethods() {
    assertTrue(Exercise03.ready(SOLUTION, LOOP));
    String said =
        Printed.by(() -> Exercise03.ready((x, before, h, dh, u, dW, dU, db) -> null, LOOP));
    assertTrue(said.contains("Not there yet: backwardStep."), said);
  }

  @Test
  void twoMistakesInDifferentPlacesAreBothTold() {
    Exercise03.Step both =
        (x, hBefore, h, dh, u, dW, dU, db) -> {
          DMatrixRMaj back = backwardStep(x, h, h, dh, u, dW, dU, db.copy());
          return back;
        };
    Marked.Result result = Marked.of(() -> Exercise03.step(both, 1));
    assertTrue(
        result.says("It looks as if h_t stood where h_{t−1} belongs, in dU."), result.report());
    assertTrue(result.says("It looks as if nothing had been added to db."), result.report());
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
          dh[2].set(1, 2, 0);
          dh[1].set(0, 0, 0);
          return dh;
        };
    Marked.Result result = Marked.of(() -> Exercise03.sequence(odd, SOLUTION, 1));
    assertTrue(
        result.says("Right at t=4, t=3; then: dh[2] at row 1, column 2: yours is 0, it should be "),
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
