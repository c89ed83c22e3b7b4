package unrolled.math;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import org.ejml.data.DMatrixRMaj;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Law: plain Java and the processor's vectors give the same bits, whatever the shape. */
class KernelTest {
  private final Rng rng = new Rng(1);
  private final Kernel plain = new PlainKernel();
  private Kernel vector;

  @BeforeEach
  void onlyWithTheModule() {
    assumeTrue(ModuleLayer.boot().findModule("jdk.incubator.vector").isPresent());
    vector = FastestKernel.vector();
    assertNotNull(vector, "the module is there, so the kernel must run");
  }

  @Test
  void everySmallShapeHasTheSameBits() {
    for (int rows = 0; rows <= 18; rows++) {
      for (int columns = 0; columns <= 35; columns++) {
        compare(rows, rng.nextInt(12), columns);
      }
    }
  }

  @Test
  void shapesPastTheEdgesOfTheBlocksHaveTheSameBits() {
    compare(5, 300, 520);
    compare(9, 128, 256);
    compare(3, 129, 257);
    compare(17, 257, 31);
    compare(300, 7, 3);
    compare(1, 1, 300);
  }

  @Test
  void theSameBitsBeforeAndAfterCompilation() {
    for (int round = 0; round < 300; round++) {
      compare(rng.nextInt(41), 65 + rng.nextInt(2), 50 + rng.nextInt(20));
    }
  }

  @Test
  void aThreadGetsThisKernelWhereItPays() {
    assertEquals(
        vector.pays() ? vector.getClass() : PlainKernel.class, FastestKernel.own().getClass());
  }

  private void compare(int rows, int steps, int columns) {
    DMatrixRMaj a = wild(rows, steps);
    DMatrixRMaj aT = wild(steps, rows);
    DMatrixRMaj b = wild(steps, columns);
    DMatrixRMaj bT = wild(columns, steps);
    DMatrixRMaj start = wild(rows, columns);
    for (boolean across : new boolean[] {false, true}) {
      for (boolean transposed : new boolean[] {false, true}) {
        for (boolean packed : new boolean[] {false, true}) {
          DMatrixRMaj expected = start.copy();
          DMatrixRMaj c = start.copy();
          multAdd(
              plain, across ? aT : a, across, transposed ? bT : b, transposed, packed, expected);
          multAdd(vector, across ? aT : a, across, transposed ? bT : b, transposed, packed, c);
          for (int i = 0; i < c.data.length; i++) {
            assertEquals(
                Double.doubleToLongBits(expected.data[i]),
                Double.doubleToLongBits(c.data[i]),
                rows + "×" + steps + "×" + columns + " at " + i);
          }
        }
      }
    }
  }

  private static void multAdd(
      Kernel kernel,
      DMatrixRMaj a,
      boolean across,
      DMatrixRMaj b,
      boolean transposed,
      boolean packed,
      DMatrixRMaj c) {
    kernel.multAdd(
        a.data,
        across ? 1 : a.numCols,
        across ? a.numCols : 1,
        across ? a.numRows : a.numCols,
        b,
        transposed,
        packed ? kernel.packAll(b, transposed, null) : null,
        c);
  }

  /** Sizes from 2⁻¹⁰⁷⁴ to 2³⁰⁰, zeros of both signs, ∞ and NaN. */
  private DMatrixRMaj wild(int rows, int columns) {
    DMatrixRMaj m = new DMatrixRMaj(rows, columns);
    boolean tame = rng.nextInt(3) > 0;
    for (int i = 0; i < m.getNumElements(); i++) {
      int kind = rng.nextInt(300);
      double x = rng.uniform(-1, 1);
      m.data[i] =
          switch (kind) {
            case 0, 1, 2, 3, 4, 5 -> 0.0;
            case 6, 7, 8, 9, 10, 11 -> -0.0;
            case 12 -> tame ? x : Double.NaN;
            case 13 -> tame ? x : Double.POSITIVE_INFINITY;
            case 14, 15, 16, 17 -> Math.scalb(x, -1060);
            case 18, 19, 20, 21 -> Math.scalb(x, 300);
            default -> x;
          };
    }
    return m;
  }
}
