package unrolled.check.exercise;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Map;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.ejml.dense.row.NormOps_DDRM;
import org.junit.jupiter.api.Test;

/** Law: the solution gets every point, a hole none, each typical mistake its marks and its hint. */
class Exercise05Test {

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
          ✓ 1/1  a diagonal matrix
          ✓ 2/2  one that turns along an ellipse: longer and shorter by turns
          ✓ 2/2  a random one that explodes, then one that vanishes
          ✓ 1/1  now nothing but zeros: 0
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
  void eachMistakeInTheGrowthHasItsMarksAndItsHint() {
    for (long seed : Marked.SEEDS) {
      Marked.assertEachMistake(
          Map.of(
              "never rescaled", 2,
              "the last step alone", 2,
              "the plain mean", 2,
              "half of the steps, divided by all", 0,
              "a logarithm is given back", 0,
              "divided by zero", 5,
              "squares for lengths", 0,
              "the largest singular value", 2,
              "the norm of the matrix", 0),
          Exercise05.growthExercise(),
          code -> Exercise05.growth(code, seed));
    }
  }

  @Test
  void eachMistakeInTheRowsHasItsMarksAndItsHint() {
    for (long seed : Marked.SEEDS) {
      Marked.assertEachMistake(
          Map.of(
              "not made long", 0,
              "made long too early", 2,
              "divided by the square", 0,
              "only made long", 2,
              "added", 2,
              "the row above alone", 4,
              "shares of the rows as given", 2,
              "columns", 0),
          Exercise05.orthonormalExercise(),
          code -> Exercise05.orthonormal(code, seed));
    }
  }

  @Test
  void eachMistakeInTheAdderHasItsMarksAndItsHint() {
    for (long seed : Marked.SEEDS) {
      Marked.assertEachMistake(
          Map.of(
              "everything is added", 0,
              "the marks are added too", 0,
              "U transposed", 0,
              "the last number is missing", 3,
              "both units keep", 0,
              "nobody keeps", 0,
              "one unit", 0),
          Exercise05.adderExercise(),
          code -> Exercise05.adder(code, seed));
    }
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
