package unrolled.check.exercise;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.ToIntBiFunction;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.ejml.dense.row.NormOps_DDRM;
import org.junit.jupiter.api.Test;
import unrolled.check.Printed;

/** Law: the solution gets every point, a hole none, each typical mistake its marks and its hint. */
class Exercise05Test {

  /** There are many mistakes, and a walk takes 2000 steps. */
  private static final List<Long> FEW_SEEDS =
      Marked.SEEDS.subList(0, (Marked.SEEDS.size() + 9) / 10);

  static double growth(DMatrixRMaj u, int steps) {
    DMatrixRMaj x = new DMatrixRMaj(1, u.numRows);
    CommonOps_DDRM.fill(x, 1);
    double sum = 0;
    for (int k = 1; k <= steps; k++) {
      x = CommonOps_DDRM.mult(x, u, null);
      double length = NormOps_DDRM.normF(x);
      if (length == 0) {
        return 0;
      }
      CommonOps_DDRM.divide(x, length);
      sum += k > steps / 2 ? StrictMath.log(length) : 0;
    }
    return StrictMath.exp(sum / (steps - steps / 2));
  }

  static DMatrixRMaj rows(DMatrixRMaj m) {
    DMatrixRMaj q = m.createLike();
    for (int i = 0; i < m.numRows; i++) {
      DMatrixRMaj row = CommonOps_DDRM.extractRow(m, i, null);
      for (int j = 0; j < i; j++) {
        DMatrixRMaj above = CommonOps_DDRM.extractRow(q, j, null);
        CommonOps_DDRM.addEquals(row, -CommonOps_DDRM.dot(row, above), above);
      }
      CommonOps_DDRM.divide(row, NormOps_DDRM.normF(row));
      CommonOps_DDRM.insert(row, q, i, 0);
    }
    return q;
  }

  static void adder(DMatrixRMaj w, DMatrixRMaj b, DMatrixRMaj u, DMatrixRMaj v) {
    w.setTo(new DMatrixRMaj(2, 2, true, 1, 0, 1, 0));
    b.set(0, 0, -1);
    u.setTo(new DMatrixRMaj(2, 2, true, 0, 1, 0, 1));
    CommonOps_DDRM.fill(v, 1);
  }

  /** The same with the units' places changed, and other sizes on the way. */
  static void otherAdder(DMatrixRMaj w, DMatrixRMaj b, DMatrixRMaj u, DMatrixRMaj v) {
    w.setTo(new DMatrixRMaj(2, 2, true, 0, 2, 0, 6));
    b.set(0, 1, -6);
    u.setTo(new DMatrixRMaj(2, 2, true, 1, 0, 0.5, 0));
    v.set(0, 0, 1);
    v.set(1, 0, 0.5);
  }

  @Test
  void theSolutionGetsEveryPoint() {
    for (long seed = 1; seed <= 10; seed++) {
      long s = seed;
      assertEquals(6, Marked.of(() -> Exercise05.growth(Exercise05Test::growth, s)).mark());
    }
    for (long seed : Marked.SEEDS) {
      assertEquals(6, Marked.of(() -> Exercise05.orthonormal(Exercise05Test::rows, seed)).mark());
      assertEquals(4, Marked.of(() -> Exercise05.adder(Exercise05Test::adder, seed)).mark());
      assertEquals(4, Marked.of(() -> Exercise05.adder(Exercise05Test::otherAdder, seed)).mark());
      assertEquals(
          2,
          Marked.of(
                  () ->
                      Exercise05.otherMatrices(Exercise05Test::growth, Exercise05Test::rows, seed))
              .mark());
    }
  }

  @Test
  void theReportOfTheSolutionHoldsNoRandomNumber() {
    assertEquals(
        """
        Growth per step: 6 of 6 points
          ✓ 1/1  a few steps with a diagonal matrix
          ✓ 2/2  one that turns along an ellipse: longer and shorter by turns
          ✓ 2/2  a random one that explodes, then one that vanishes
          ✓ 1/1  now and then one that leaves nothing, at once or after two steps: 0
        """,
        Marked.of(() -> Exercise05.growth(Exercise05Test::growth)).report());
    assertEquals(
        """
        Orthonormal rows: 6 of 6 points
          ✓ 1/1  a single row
          ✓ 2/2  two rows
          ✓ 2/2  six rows
          ✓ 1/1  its inputs are left as they were
        """,
        Marked.of(() -> Exercise05.orthonormal(Exercise05Test::rows)).report());
    assertEquals(
        """
        A network that adds: 4 of 4 points
          ✓ 1/1  six steps, now one number marked, now none
          ✓ 1/1  fifty steps, one mark in each half
          ✓ 1/1  a mark at the last step
          ✓ 1/1  a thousand steps, four marks
        """,
        Marked.of(() -> Exercise05.adder(Exercise05Test::adder)).report());
  }

  @Test
  void holesGetNothing() {
    Exercise05.Growth growth =
        (u, steps) -> {
          throw new UnsupportedOperationException("YOUR CODE HERE");
        };
    Exercise05.Orthonormal rows =
        m -> {
          throw new UnsupportedOperationException("YOUR CODE HERE");
        };
    Exercise05.Adder adder =
        (w, b, u, v) -> {
          throw new UnsupportedOperationException("YOUR CODE HERE");
        };
    assertEquals(0, Marked.of(() -> Exercise05.growth(growth)).mark());
    assertEquals(0, Marked.of(() -> Exercise05.orthonormal(rows)).mark());
    assertEquals(0, Marked.of(() -> Exercise05.adder(adder)).mark());
    assertEquals(0, Marked.of(() -> Exercise05.adder((w, b, u, v) -> {})).mark());
    assertEquals(0, Marked.of(() -> Exercise05.otherMatrices(growth, rows, 1)).mark());
  }

  @Test
  void eachMistakeInTheGrowthHasOneMarkAndItsHint() {
    assertEachIsTold(Exercise05.growthExercise(), 6, Exercise05::growth, FEW_SEEDS);
  }

  @Test
  void eachMistakeInTheRowsHasOneMarkAndItsHint() {
    assertEachIsTold(Exercise05.orthonormalExercise(), 6, Exercise05::orthonormal, FEW_SEEDS);
  }

  @Test
  void eachMistakeInTheAdderHasOneMarkAndItsHint() {
    assertEachIsTold(Exercise05.adderExercise(), 4, Exercise05::adder, Marked.SEEDS);
  }

  /** Each mistake gets its own hint and no other's, and the same mark with each seed. */
  private static <F> void assertEachIsTold(
      Exercise<F> exercise, int full, ToIntBiFunction<F, Long> check, List<Long> seeds) {
    for (Exercise.Mistake<F> mistake : exercise.mistakes()) {
      if (mistake.name().startsWith("two things")) {
        continue; // two may come to the same as a third
      }
      Set<Integer> marks = new HashSet<>();
      for (long seed : seeds) {
        Marked.Result result = Marked.of(() -> check.applyAsInt(mistake.code(), seed));
        marks.add(result.mark());
        assertEquals(
            List.of(mistake.name()),
            exercise.mistakes().stream()
                .filter(other -> result.says(other.hint()))
                .map(Exercise.Mistake::name)
                .toList(),
            result.report());
      }
      assertEquals(1, marks.size(), mistake.name() + ": " + marks);
      assertTrue(marks.iterator().next() < full, mistake.name());
    }
  }

  @Test
  void twoMistakesAtOnceAreTold() {
    Marked.Result growth =
        Marked.of(() -> Exercise05.growth(Exercise05Test::meanLogarithmOfAll, 1));
    assertTrue(growth.says("two things were wrong: as if all steps counted"), growth.report());
    assertTrue(growth.says("the mean logarithm itself"), growth.report());
  }

  private static double meanLogarithmOfAll(DMatrixRMaj u, int steps) {
    DMatrixRMaj x = new DMatrixRMaj(1, u.numRows);
    CommonOps_DDRM.fill(x, 1);
    double sum = 0;
    for (int k = 0; k < steps; k++) {
      x = CommonOps_DDRM.mult(x, u, null);
      double length = NormOps_DDRM.normF(x);
      if (length == 0) {
        return 0;
      }
      sum += StrictMath.log(length);
      CommonOps_DDRM.divide(x, length);
    }
    return sum / steps;
  }

  @Test
  void theWeightsThatDifferAreTold() {
    assertTold("w.get(1, 0) is 0", (w, b, u, v) -> w.set(1, 0, 0));
    assertTold("v.get(0, 0) is 0.5", (w, b, u, v) -> v.set(0, 0, 0.5));
    assertTold("u.get(0, 0) is 1", (w, b, u, v) -> u.set(0, 0, 1));
    assertTold("w.get(0, 1) is 1", (w, b, u, v) -> CommonOps_DDRM.fill(w, 1));
    assertTold("columns of W", (w, b, u, v) -> CommonOps_DDRM.transpose(w));
    assertTold("columns of U", (w, b, u, v) -> CommonOps_DDRM.transpose(u));
    assertTold("V is still 0 everywhere", (w, b, u, v) -> v.zero());
  }

  private static void assertTold(String hint, Exercise05.Adder change) {
    Marked.Result result =
        Marked.of(
            () ->
                Exercise05.adder(
                    (w, b, u, v) -> {
                      adder(w, b, u, v);
                      change.fill(w, b, u, v);
                    },
                    1));
    assertTrue(result.says(hint), result.report());
  }

  @Test
  void predictionsAreMarkedOneByOne() {
    assertEquals(
        4, Marked.of(() -> Exercise05.predicted(() -> new double[] {2.834, 1, 2.6, 1.1})).mark());
    assertEquals(
        0, Marked.of(() -> Exercise05.predicted(() -> new double[] {4.008, 1.593, 1, 1.4})).mark());
  }

  @Test
  void theChallengeCountsWeightsOfExactNetworksAlone() {
    DMatrixRMaj w = new DMatrixRMaj(2, 4, true, 1, 0, 1, 0, 1, 0, -1, 0);
    DMatrixRMaj b = new DMatrixRMaj(1, 4, true, -1, 0, -1, 0);
    DMatrixRMaj u = new DMatrixRMaj(4, 4);
    u.set(0, 1, 1);
    u.set(1, 1, 1);
    u.set(2, 3, 1);
    u.set(3, 3, 1);
    DMatrixRMaj v = new DMatrixRMaj(4, 1, true, 1, 1, -1, -1);
    assertTrue(Printed.by(() -> Exercise05.challenge(w, b, u, v)).contains("score: 14 weights"));
    v.set(2, 0, 0);
    assertTrue(Printed.by(() -> Exercise05.challenge(w, b, u, v)).contains("Not exact"));
  }

  @Test
  void rowsInPlaceLoseThePointForTheInputs() {
    Marked.Result result =
        Marked.of(
            () ->
                Exercise05.orthonormal(
                    m -> {
                      m.setTo(rows(m));
                      return m;
                    },
                    1));
    assertEquals(5, result.mark());
    assertTrue(result.says("Your code changes what it was given"), result.report());
  }
}
