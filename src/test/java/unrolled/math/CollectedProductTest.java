package unrolled.math;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.junit.jupiter.api.Test;

class CollectedProductTest {
  private final Rng rng = new Rng(1);

  @Test
  void howeverTheRowsComeTheBitsAreThoseOfOneProduct() {
    for (int round = 0; round < 300; round++) {
      int rows = rng.nextInt(round < 20 ? 400 : 60);
      int width = 1 + rng.nextInt(20);
      int columns = 1 + rng.nextInt(round < 20 ? 600 : 70);
      DMatrixRMaj a = random(rows, width);
      DMatrixRMaj b = random(rows, columns);
      DMatrixRMaj expected = random(width, columns);
      DMatrixRMaj c = expected.copy();
      Product.multAddTransA(a, b, expected);

      CollectedProduct collected = new CollectedProduct(width, columns);
      for (int from = 0; from < rows; ) {
        int to = Math.min(rows, from + 1 + rng.nextInt(round % 2 == 0 ? 40 : 300));
        collected.add(part(a, from, to), part(b, from, to), c);
        from = to;
      }
      collected.finish(c);
      collected.finish(c); // nothing is left

      assertArrayEquals(expected.data, c.data);
    }
  }

  @Test
  void otherShapesAreRefused() {
    CollectedProduct collected = new CollectedProduct(3, 4);
    var e =
        assertThrows(
            IllegalArgumentException.class,
            () -> collected.add(random(2, 5), random(2, 4), random(5, 4)));
    assertTrue(e.getMessage().contains("rows of 3 and of 4 numbers"), e.getMessage());
    assertThrows(
        IllegalArgumentException.class,
        () -> collected.add(random(2, 3), random(1, 4), random(3, 4)));
  }

  private static DMatrixRMaj part(DMatrixRMaj m, int from, int to) {
    return CommonOps_DDRM.extract(m, from, to, 0, m.numCols);
  }

  private DMatrixRMaj random(int rows, int columns) {
    return Init.uniform(new DMatrixRMaj(rows, columns), 1, rng);
  }
}
