package unrolled.math;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.concurrent.CompletableFuture;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.junit.jupiter.api.Test;

class ProductTest {

  @Test
  void twoByTwoByHand() {
    DMatrixRMaj a = new DMatrixRMaj(new double[][] {{1, 2}, {3, 4}});
    DMatrixRMaj b = new DMatrixRMaj(new double[][] {{5, 6}, {7, 8}});
    DMatrixRMaj c = new DMatrixRMaj(new double[][] {{100, 200}, {300, 400}});

    Product.multAdd(a, b, c);
    assertArrayEquals(new double[] {119, 222, 343, 450}, c.data);

    Product.multAddTransA(a, b, c); // 1·5+3·7, 1·6+3·8, 2·5+4·7, 2·6+4·8
    assertArrayEquals(new double[] {145, 252, 381, 494}, c.data);

    Product.multAddTransB(a, b, c); // 1·5+2·6, 1·7+2·8, 3·5+4·6, 3·7+4·8
    assertArrayEquals(new double[] {162, 275, 420, 547}, c.data);
  }

  @Test
  void everyShapeHasTheBitsOfThePlainTripleLoop() {
    Rng rng = new Rng(1);
    // past the edges of the kernel's blocks, then at random, many of them 0, 1 and odd
    check(rng, 5, 300, 520);
    check(rng, 7, 128, 256);
    check(rng, 4, 129, 257);
    check(rng, 300, 7, 3);
    for (int round = 0; round < 600; round++) {
      int most = round % 3 == 0 ? 4 : 40;
      check(rng, rng.nextInt(most), rng.nextInt(most), rng.nextInt(most));
    }
    // often enough in one shape that the compiled loops are tested, not only the interpreter
    for (int round = 0; round < 200; round++) {
      check(rng, 32, 65, 67);
    }
  }

  private static void check(Rng rng, int rows, int steps, int columns) {
    DMatrixRMaj a = random(rng, rows, steps);
    DMatrixRMaj b = random(rng, steps, columns);
    DMatrixRMaj c = random(rng, rows, columns);
    DMatrixRMaj expected = c.copy();
    for (int i = 0; i < rows; i++) {
      for (int j = 0; j < columns; j++) {
        double sum = c.get(i, j);
        for (int k = 0; k < steps; k++) {
          sum = Math.fma(a.get(i, k), b.get(k, j), sum);
        }
        expected.set(i, j, sum);
      }
    }
    DMatrixRMaj aT = CommonOps_DDRM.transpose(a, null);
    DMatrixRMaj bT = CommonOps_DDRM.transpose(b, null);

    assertSame(expected, c, r -> Product.multAdd(a, b, r));
    assertSame(expected, c, r -> Product.multAddTransA(aT, b, r));
    assertSame(expected, c, r -> Product.multAddTransB(a, bT, r));
    assertSame(expected, c, r -> Packed.of(b).multAdd(a, r));
    assertSame(expected, c, r -> Packed.ofTransposed(bT).multAdd(a, r));
  }

  private interface Into {
    void run(DMatrixRMaj result);
  }

  private static void assertSame(DMatrixRMaj expected, DMatrixRMaj start, Into product) {
    DMatrixRMaj c = start.copy();
    product.run(c);
    for (int i = 0; i < expected.getNumElements(); i++) {
      // doubleToLongBits tells 0.0 from −0.0 and makes all NaN one
      if (Double.doubleToLongBits(expected.data[i]) != Double.doubleToLongBits(c.data[i])) {
        throw new AssertionError(
            Product.shape(expected) + " at " + i + ": " + c.data[i] + " ≠ " + expected.data[i]);
      }
    }
  }

  /** Numbers of mixed size, with zeros of both signs, now and then ∞ and NaN. */
  private static DMatrixRMaj random(Rng rng, int rows, int columns) {
    DMatrixRMaj m = new DMatrixRMaj(rows, columns);
    boolean wild = rng.nextInt(4) == 0;
    for (int i = 0; i < m.getNumElements(); i++) {
      int kind = rng.nextInt(100);
      m.data[i] =
          kind < 5 ? 0.0 : kind < 10 ? -0.0 : rng.uniform(-1, 1) * Math.scalb(1.0, -rng.nextInt(9));
      if (wild && kind == 99) {
        m.data[i] = rng.nextBoolean() ? Double.NaN : Double.NEGATIVE_INFINITY;
      }
    }
    return m;
  }

  @Test
  void aRowDoesNotDependOnItsBatch() {
    Rng rng = new Rng(2);
    DMatrixRMaj a = random(rng, 11, 33);
    DMatrixRMaj b = random(rng, 33, 21);
    DMatrixRMaj c = new DMatrixRMaj(11, 21);
    Product.multAdd(a, b, c);
    for (int i = 0; i < 11; i++) {
      DMatrixRMaj row = CommonOps_DDRM.extractRow(a, i, null);
      DMatrixRMaj alone = new DMatrixRMaj(1, 21);
      Product.multAdd(row, b, alone);
      assertArrayEquals(CommonOps_DDRM.extractRow(c, i, null).data, alone.data);
    }
  }

  @Test
  void packedKeepsItsNumbersUntilRepacked() {
    DMatrixRMaj b = new DMatrixRMaj(new double[][] {{2}});
    DMatrixRMaj one = new DMatrixRMaj(new double[][] {{1}});
    Packed packed = Packed.of(b);
    b.set(0, 0, 5);

    DMatrixRMaj before = new DMatrixRMaj(1, 1);
    packed.multAdd(one, before);
    packed.repack(b);
    DMatrixRMaj after = new DMatrixRMaj(1, 1);
    packed.multAdd(one, after);

    assertEquals(2, before.get(0, 0));
    assertEquals(5, after.get(0, 0));
  }

  @Test
  void shapesThatDoNotFitAreNamed() {
    assertEquals(
        "c += a·b: a is 3×3, b 3×6, so c must be 3×6 and is 3×3",
        message(() -> Product.multAdd(zeros(3, 3), zeros(3, 6), zeros(3, 3))));
    assertEquals(
        "c += a·b: a is 3×4, b 3×6, but a's columns (4) must be as many as b's rows (3)",
        message(() -> Product.multAdd(zeros(3, 4), zeros(3, 6), zeros(3, 6))));
    assertEquals(
        "c += aᵀ·b: a is 3×4, b 2×6, but a's rows (3) must be as many as b's rows (2)",
        message(() -> Product.multAddTransA(zeros(3, 4), zeros(2, 6), zeros(4, 6))));
    assertEquals(
        "c += a·bᵀ: a is 3×4, b 6×5, but a's columns (4) must be as many as b's columns (5)",
        message(() -> Product.multAddTransB(zeros(3, 4), zeros(6, 5), zeros(3, 6))));
    assertEquals(
        "c += a·bᵀ: a is 3×4, b 6×4, so c must be 3×6 and is 6×3",
        message(() -> Packed.ofTransposed(zeros(6, 4)).multAdd(zeros(3, 4), zeros(6, 3))));
    assertEquals(
        "c += a·b: a is 3×5, b 4×6, but a's columns (5) must be as many as b's rows (4)",
        message(() -> Packed.of(zeros(4, 6)).multAdd(zeros(3, 5), zeros(3, 6))));
    assertEquals(
        "this was packed for a matrix of 6×4, and the new one is 4×6",
        message(() -> Packed.of(zeros(6, 4)).repack(zeros(4, 6))));
  }

  @Test
  void theResultMustNotBeAFactor() {
    DMatrixRMaj m = new DMatrixRMaj(new double[][] {{1, 2}, {3, 4}});
    DMatrixRMaj other = new DMatrixRMaj(new double[][] {{5, 6}, {7, 8}});
    assertEquals(
        "c += a·b: c and a are one matrix; give c its own",
        message(() -> Product.multAdd(m, other, m)));
    assertEquals(
        "c += a·b: c and b are one matrix; give c its own",
        message(() -> Product.multAdd(other, m, m)));
    assertEquals(
        "c += a·b: c and a are one matrix; give c its own",
        message(() -> Packed.of(other).multAdd(m, m)));
    assertArrayEquals(new double[] {1, 2, 3, 4}, m.data);
  }

  @Test
  void nothingIsAllocatedOnceItIsCompiled() {
    Rng rng = new Rng(3);
    DMatrixRMaj a = random(rng, 32, 40);
    DMatrixRMaj b = random(rng, 40, 300);
    DMatrixRMaj c = new DMatrixRMaj(32, 300);
    Packed packed = Packed.of(b);
    Runnable work =
        () -> {
          Product.multAdd(a, b, c);
          packed.repack(b);
          packed.multAdd(a, c);
        };
    ThreadMXBean thread = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long id = Thread.currentThread().getId();
    long deadline = System.nanoTime() + 30_000_000_000L;
    long allocated;
    do { // vectors are objects until HotSpot has compiled the loop
      long before = thread.getThreadAllocatedBytes(id);
      for (int i = 0; i < 100; i++) {
        work.run();
      }
      allocated = thread.getThreadAllocatedBytes(id) - before;
    } while (allocated > 10_000 && System.nanoTime() < deadline);

    // one row of c in each of the hundred rounds would be 240,000
    assertTrue(allocated < 10_000, "allocated " + allocated + " bytes");
  }

  @Test
  void threadsDoNotDisturbEachOther() {
    Rng rng = new Rng(4);
    DMatrixRMaj a = random(rng, 32, 40);
    DMatrixRMaj b = random(rng, 40, 64);
    Packed packed = Packed.of(b);
    DMatrixRMaj expected = new DMatrixRMaj(32, 64);
    Product.multAdd(a, b, expected);
    Runnable work =
        () -> {
          for (int round = 0; round < 300; round++) {
            assertSame(expected, new DMatrixRMaj(32, 64), c -> Product.multAdd(a, b, c));
            assertSame(expected, new DMatrixRMaj(32, 64), c -> packed.multAdd(a, c));
          }
        };
    CompletableFuture<Void> other = CompletableFuture.runAsync(work);
    work.run();
    other.join();
  }

  private static DMatrixRMaj zeros(int rows, int columns) {
    return new DMatrixRMaj(rows, columns);
  }

  private static String message(Runnable wrong) {
    return assertThrows(IllegalArgumentException.class, wrong::run).getMessage();
  }
}
