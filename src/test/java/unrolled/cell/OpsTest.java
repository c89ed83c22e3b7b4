package unrolled.cell;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.ejml.data.DMatrixRMaj;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import unrolled.layer.Param;

/**
 * Laws: every operation computes its formula, entry by entry; its output stands last; and a matrix
 * of another shape, wherever it stands, is refused by its name before anything is changed.
 */
class OpsTest {
  private static final int B = 2;
  private static final int N = 3;

  /** An operation on matrices that all have the same shape; the last ones are changed. */
  private interface Alike {
    void on(DMatrixRMaj... m);
  }

  /** What an operation should make of the numbers of one place. */
  private interface Formula {
    double[] of(double... before);
  }

  private record Case(String name, int count, Alike operation, Formula formula) {
    @Override
    public String toString() {
      return name;
    }
  }

  static Stream<Case> alike() {
    return Stream.of(
        new Case("apply 1", 2, m -> Ops.apply(m[0], x -> 3 * x, m[1]), x -> d(x[0], 3 * x[0])),
        new Case(
            "apply 2",
            3,
            m -> Ops.apply(m[0], m[1], (a, b) -> a - 2 * b, m[2]),
            x -> d(x[0], x[1], x[0] - 2 * x[1])),
        new Case(
            "apply 3",
            4,
            m -> Ops.apply(m[0], m[1], m[2], (a, b, c) -> a - b * c, m[3]),
            x -> d(x[0], x[1], x[2], x[0] - x[1] * x[2])),
        new Case(
            "apply 4",
            5,
            m -> Ops.apply(m[0], m[1], m[2], m[3], (a, b, c, e) -> a * b - c * e, m[4]),
            x -> d(x[0], x[1], x[2], x[3], x[0] * x[1] - x[2] * x[3])),
        new Case("add", 2, m -> Ops.add(m[0], m[1]), x -> d(x[0], x[1] + x[0])),
        new Case(
            "applyAdd 2",
            3,
            m -> Ops.applyAdd(m[0], m[1], (a, b) -> a - 2 * b, m[2]),
            x -> d(x[0], x[1], x[2] + (x[0] - 2 * x[1]))),
        new Case(
            "applyAdd 3",
            4,
            m -> Ops.applyAdd(m[0], m[1], m[2], (a, b, c) -> a - b * c, m[3]),
            x -> d(x[0], x[1], x[2], x[3] + (x[0] - x[1] * x[2]))),
        new Case(
            "elementMult",
            3,
            m -> Ops.elementMult(m[0], m[1], m[2]),
            x -> d(x[0], x[1], x[0] * x[1])),
        new Case(
            "elementMultAdd",
            3,
            m -> Ops.elementMultAdd(m[0], m[1], m[2]),
            x -> d(x[0], x[1], x[2] + x[0] * x[1])),
        new Case(
            "mix",
            4,
            m -> Ops.mix(m[0], m[1], m[2], m[3]),
            x -> d(x[0], x[1], x[2], x[0] * x[1] + (1 - x[0]) * x[2])),
        new Case(
            "mixBack",
            7,
            m -> Ops.mixBack(m[0], m[1], m[2], m[3], m[4], m[5], m[6]),
            x ->
                d(
                    x[0],
                    x[1],
                    x[2],
                    x[3],
                    x[3] * (x[1] - x[2]),
                    x[5] + x[3] * x[0],
                    x[6] + x[3] * (1 - x[0]))),
        new Case("tanh", 2, m -> Ops.tanh(m[0], m[1]), x -> d(x[0], Math.tanh(x[0]))));
  }

  private static double[] d(double... x) {
    return x;
  }

  private static DMatrixRMaj random(int rows, int columns, Random random) {
    DMatrixRMaj m = new DMatrixRMaj(rows, columns);
    for (int i = 0; i < m.getNumElements(); i++) {
      m.data[i] = random.nextDouble() - 0.5;
    }
    return m;
  }

  private static DMatrixRMaj[] several(int count) {
    Random random = new Random(count);
    DMatrixRMaj[] m = new DMatrixRMaj[count];
    for (int k = 0; k < count; k++) {
      m[k] = random(B, N, random);
    }
    return m;
  }

  @ParameterizedTest
  @MethodSource("alike")
  void computesItsFormulaAndLeavesTheRestAlone(Case c) {
    DMatrixRMaj[] m = several(c.count);
    DMatrixRMaj[] before = several(c.count);

    c.operation.on(m);

    for (int i = 0; i < B * N; i++) {
      double[] x = new double[c.count];
      for (int k = 0; k < c.count; k++) {
        x[k] = before[k].data[i];
      }
      double[] expected = c.formula.of(x);
      for (int k = 0; k < c.count; k++) {
        assertEquals(expected[k], m[k].data[i], 1e-15, "argument " + k + ", entry " + i);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("alike")
  void refusesAnotherShapeWhereverItStandsAndChangesNothing(Case c) {
    for (int wrong = 0; wrong < c.count; wrong++) {
      for (int[] shape : new int[][] {{B, N + 1}, {B + 1, N}, {N, B}}) {
        DMatrixRMaj[] m = several(c.count);
        m[wrong] = random(shape[0], shape[1], new Random(9));
        List<double[]> before = new ArrayList<>();
        for (DMatrixRMaj one : m) {
          before.add(one.data.clone());
        }

        IllegalArgumentException e =
            assertThrows(
                IllegalArgumentException.class,
                () -> c.operation.on(m),
                c + ": argument " + wrong + " is " + shape[0] + "×" + shape[1]);

        assertTrue(e.getMessage().contains(shape[0] + "×" + shape[1]), e.getMessage());
        for (int k = 0; k < c.count; k++) {
          assertArrayEquals(before.get(k), m[k].data, "argument " + k + " was changed");
        }
      }
    }
  }

  @Test
  void softmaxOfEachRowAndItsWayBack() {
    // given
    DMatrixRMaj x = new DMatrixRMaj(new double[][] {{0, Math.log(2), Math.log(5)}, {700, 0, 700}});
    DMatrixRMaj y = new DMatrixRMaj(2, 3);
    DMatrixRMaj dy = new DMatrixRMaj(new double[][] {{1, 0, 0}, {0, 0, 4}});
    DMatrixRMaj dx = new DMatrixRMaj(2, 3);
    dx.fill(10);

    // when
    Ops.softmax(x, y);
    Ops.softmaxBack(y, dy, dx);

    // then
    assertArrayEquals(new double[] {1 / 8.0, 2 / 8.0, 5 / 8.0, 0.5, 0, 0.5}, y.data, 1e-15);
    double[] expected = {10 + 7 / 64.0, 10 - 2 / 64.0, 10 - 5 / 64.0, 9, 10, 11};
    assertArrayEquals(expected, dx.data, 1e-14);
  }

  @Test
  void softmaxRefusesOtherShapes() {
    DMatrixRMaj a = new DMatrixRMaj(2, 3);
    DMatrixRMaj wide = new DMatrixRMaj(2, 4);
    refused("2×4", () -> Ops.softmax(a, wide));
    refused("2×4", () -> Ops.softmaxBack(a, wide, a.copy()));
    refused("2×4", () -> Ops.softmaxBack(a, a.copy(), wide));
  }

  @Test
  void splitAndJoinAreEachOthersWayBackForAnyNumberOfParts() {
    for (int count = 2; count <= 6; count++) {
      // given parts of 1, 2, … columns
      DMatrixRMaj[] parts = new DMatrixRMaj[count];
      DMatrixRMaj[] again = new DMatrixRMaj[count];
      for (int k = 0; k < count; k++) {
        parts[k] = random(B, k + 1, new Random(k));
        again[k] = new DMatrixRMaj(B, k + 1);
      }
      int width = count * (count + 1) / 2;
      DMatrixRMaj a = new DMatrixRMaj(B, width);

      // when
      join(parts, a);
      split(a, again);

      // then
      assertEquals(parts[0].get(1, 0), a.get(1, 0));
      assertEquals(parts[count - 1].get(1, count - 1), a.get(1, width - 1));
      for (int k = 0; k < count; k++) {
        assertArrayEquals(parts[k].data, again[k].data);
      }

      // and then a joint matrix of another width, or a part with another number of rows
      DMatrixRMaj wide = new DMatrixRMaj(B, width + 1);
      refused(B + "×" + (width + 1), () -> join(parts, wide));
      refused(B + "×" + (width + 1), () -> split(wide, again));
      DMatrixRMaj high = new DMatrixRMaj(B + 1, 1);
      again[0] = high;
      parts[0] = high;
      refused((B + 1) + "×1", () -> join(parts, a));
      refused((B + 1) + "×1", () -> split(a, again));
    }
  }

  private static void join(DMatrixRMaj[] p, DMatrixRMaj a) {
    switch (p.length) {
      case 2 -> Ops.join(p[0], p[1], a);
      case 3 -> Ops.join(p[0], p[1], p[2], a);
      case 4 -> Ops.join(p[0], p[1], p[2], p[3], a);
      default -> Ops.join(p, a);
    }
  }

  private static void split(DMatrixRMaj a, DMatrixRMaj[] p) {
    switch (p.length) {
      case 2 -> Ops.split(a, p[0], p[1]);
      case 3 -> Ops.split(a, p[0], p[1], p[2]);
      case 4 -> Ops.split(a, p[0], p[1], p[2], p[3]);
      default -> Ops.split(a, p);
    }
  }

  @Test
  void operationsWithWeightsRefuseWhatDoesNotFitForwardAndBackward() {
    Param u = new Param(2, 3);
    Param p = new Param(1, 3);
    Gradients grad = new Gradients();
    DMatrixRMaj x2 = new DMatrixRMaj(4, 2);
    DMatrixRMaj y3 = new DMatrixRMaj(4, 3);
    DMatrixRMaj wide = new DMatrixRMaj(4, 5);
    DMatrixRMaj high = new DMatrixRMaj(5, 3);

    refused("x is 4×5", () -> Ops.multAdd(wide, u, y3));
    refused("y must be 4×3 and is 4×5", () -> Ops.multAdd(x2, u, wide));
    refused("5×3", () -> Ops.multAdd(x2, u, high));
    refused("dx is 4×5", () -> grad.multAdd(x2, u, y3, wide));
    refused("x is 4×5", () -> grad.multAdd(wide, u, y3, x2.copy()));
    refused("dy must be 4×3 and is 4×5", () -> grad.multAdd(x2, u, wide, x2.copy()));

    refused("4×5", () -> Ops.scaleAdd(wide, p, y3));
    refused("4×5", () -> Ops.scaleAdd(y3.copy(), p, wide));
    refused("p is 1×3", () -> Ops.scaleAdd(wide, p, wide.copy()));
    refused("4×5", () -> grad.scaleAdd(wide, p, y3, y3.copy()));
    refused("4×5", () -> grad.scaleAdd(y3.copy(), p, y3, wide));

    refused("p is 1×3", () -> Ops.rowAdd(p, wide));
    refused("p is 1×3", () -> grad.rowAdd(p, wide));
  }

  @Test
  void manySmallProductsComeToOneLargeOne() {
    // given more steps than are noted at a time, and an odd rest
    Param u = new Param(2, 3);
    Gradients grad = new Gradients();
    Random random = new Random(5);
    DMatrixRMaj expected = new DMatrixRMaj(2, 3);
    for (int step = 0; step < 75; step++) {
      DMatrixRMaj x = random(2, 2, random);
      DMatrixRMaj dy = random(2, 3, random);
      // when
      grad.multAdd(x, u, dy, new DMatrixRMaj(2, 2));
      for (int b = 0; b < 2; b++) {
        for (int i = 0; i < 2; i++) {
          for (int j = 0; j < 3; j++) {
            expected.data[i * 3 + j] += x.get(b, i) * dy.get(b, j);
          }
        }
      }
    }
    grad.finish();

    // then, and nothing is added twice
    assertArrayEquals(expected.data, u.gradient.data, 1e-13);
    grad.finish();
    assertArrayEquals(expected.data, u.gradient.data, 1e-13);
  }

  private static void refused(String part, Runnable operation) {
    IllegalArgumentException e = assertThrows(IllegalArgumentException.class, operation::run, part);
    assertTrue(e.getMessage().contains(part), e.getMessage());
  }
}
