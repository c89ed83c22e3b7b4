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
            all.stream().map(Exercise.Mistake::hint).filter(result::says).distinct().toList();
        assertEquals(List.of(mistake.hint()), told, mistake.name() + "\n" + result.report());
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
        (x, s, w, u, b, v, c) -> two.forward(x, s, w, u, b, v, new DMatrixRMaj(1, c.numCols));
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
      4 x left out
      4 x twice
      4 minus x
      2 s left out
      4 s twice
      4 minus s
      3 a product the wrong way round
      3 W and U exchanged
      4 b left out
      4 b twice
      4 minus b
      5 b in the first row only
      5 b multiplied by the batch
      4 b's first entry for all
      4 b summed
      5 b as a matrix
      4 tanh left out
      4 tanh before the bias
      4 tanh of x·W alone
      4 tanh before the state
      4 tanh of s·U alone
      4 a tanh for each product
      4 a tanh for each product, b inside
      4 the products multiplied
      4 tanh of half
      4 tanh twice
      3 σ for tanh
      4 ReLU for tanh
      4 tan for tanh
      3 tanh's slope
      3 exp for tanh
      4 tanh and b not in the last column
      4 tanh and b not in the first column
      4 tanh and b not in the last row
      4 tanh and b not in the first row
      6 tanh and b in as many columns as rows
      5 tanh and b in as many rows as columns
      5 tanh and b in the first row only
      4 tanh and b on the diagonal only
      4 tanh and b, else 0 not in the last column
      4 tanh and b, else 0 not in the first column
      4 tanh and b, else 0 not in the last row
      4 tanh and b, else 0 not in the first row
      6 tanh and b, else 0 in as many columns as rows
      5 tanh and b, else 0 in as many rows as columns
      5 tanh and b, else 0 in the first row only
      4 tanh and b, else 0 on the diagonal only
      3 h·V the wrong way round
      3 c left out
      3 c twice
      3 minus c
      5 c in the first row only
      5 c multiplied by the batch
      5 c as a matrix
      3 c after the softmax
      3 c not in the last column
      3 c not in the first column
      3 c not in the last row
      3 c not in the first row
      5 c in as many columns as rows
      5 c in as many rows as columns
      3 c on the diagonal only
      3 tanh at the output too
      3 σ at the output too
      3 ReLU at the output too
      3 minus the scores
      3 half the scores
      3 twice the scores
      3 softmax left out
      3 not divided by the sum
      3 not divided by the sum, largest 1
      3 only the largest subtracted
      3 divided, no exponentials
      3 lowered and divided, no exponentials
      3 divided by the sum of the scores
      3 the scores divided by the sum of the exponentials
      3 the scores divided by the sum of the lowered exponentials
      3 the largest of each column
      3 the sum of each column
      5 the sum of the whole batch
      3 divided by their number
      3 divided by the length of the vector
      3 multiplied by the sum
      3 the softmax twice
      3 the logarithm of the softmax
      3 a σ for each
      3 the decision
      5 one softmax for the whole batch
      3 softmax over columns
      3 powers of 2
      3 powers of 10
      3 squares
      3 e^z − 1
      5 the sum not set back
      5 neither sum nor largest set back
      5 neither sum nor largest set back, largest from 0
      3 divided while summing
      3 summed again while dividing
      6 equal scores counted once
      3 the sum begins with 1
      3 the sum without the first
      3 the sum without the last
      3 no exponential of the first
      3 no exponential of the last
      3 the first not divided
      3 the last not divided
      3 the sum without its own
      5 softmax of the first row only
      3 softmax not of the first row
      3 softmax not of the last row
      5 the first row for all
      3 1 − y
      6 exponentials overflow
      6 the largest score is at least 0
      6 the largest of the whole batch
      6 the largest so far
      6 cut off
      6 the first score
      6 the last score
      6 the largest but for the last
      6 the least score
      6 the largest without its sign
      3 subtracted above only
      3 subtracted below only
      """;

  private static final String LOOP =
      """
      1 nothing fed back
      3 the fading at the wrong one
      4 the last two outputs
      2 the answer as the state, times μ
      2 the answer as the state, times 2μ
      2 the answer as the state, times 1 + μ
      2 the answer as the state, times 1 − μ
      3 the answer as the state, faded before it is read
      4 only the last output
      4 nothing fades
      4 1 − μ for μ
      4 μ to the power of t
      4 μ to the power of t − 1
      4 the old state times μ to the power of T − t
      4 the old state times −μ
      4 the old state times μ²
      4 the old state times 2μ
      4 the old state times 1 + μ
      4 the old state times 1/μ
      4 the old state times μ/t
      4 the old state times μ·t
      4 the old state times 0.5, whatever μ is
      4 the old state times 0.9, whatever μ is
      3 the new output fades too
      3 μ and 1 − μ
      3 the first output not fed back
      3 the new output subtracted
      3 the new output times μ to the power of t
      4 the new output times μ to the power of t − 1
      3 the new output times −μ
      3 the new output times 2
      3 the new output times 0.5
      3 the new output times 1 + μ
      4 the new output times 1/t
      3 the new output times μ²
      3 the decision fed back
      4 the first output
      3 1 − y fed back
      3 the logarithm fed back
      4 a state that adds up to 1
      3 a softmax of the state
      3 a tanh of the state
      3 the state of the first row alone
      3 the state a step late
      3 no state at the second step
      2 the state before the output
      3 the first input for all
      3 the last input for all
      3 the inputs from the last to the first
      3 the input of the next step
      3 the input of the step before
      3 the answer becomes the state
      3 the answer becomes the state and fades
      3 the answer fades with the state
      2 the answer fades at once
      3 the first answer is the state for ever
      3 the answer with the old state added
      2 the state before it given back
      3 one state for all steps
      3 the last output for all steps
      """;
}
