package unrolled.math;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.ejml.dense.row.MatrixFeatures_DDRM;
import org.junit.jupiter.api.Test;

class InitTest {

  private static double variance(DMatrixRMaj m) {
    double sum = 0;
    double squares = 0;
    for (int i = 0; i < m.getNumElements(); i++) {
      sum += m.data[i];
      squares += m.data[i] * m.data[i];
    }
    double mean = sum / m.getNumElements();
    return squares / m.getNumElements() - mean * mean;
  }

  @Test
  void variancesAreThoseOfTheirFormulas() {
    Rng rng = new Rng(1);
    DMatrixRMaj m = new DMatrixRMaj(100, 300);
    assertEquals(0.25 / 3, variance(Init.uniform(m, 0.5, rng)), 0.003);
    assertTrue(CommonOps_DDRM.elementMaxAbs(m) <= 0.5);
    assertEquals(4, variance(Init.gaussian(m, 2, rng)), 0.15);
    assertEquals(2.0 / 400, variance(Init.glorot(m, rng)), 0.0002);
    assertEquals(2.0 / 100, variance(Init.he(m, rng)), 0.0008);
  }

  @Test
  void orthogonalHasOrthonormalRowsOrColumns() {
    Rng rng = new Rng(2);
    int[][] shapes = {{1, 1}, {2, 2}, {30, 30}, {30, 7}, {7, 30}, {1, 5}, {5, 1}};
    for (int[] shape : shapes) {
      DMatrixRMaj m = Init.orthogonal(new DMatrixRMaj(shape[0], shape[1]), rng);
      assertEquals(shape[0], m.numRows);
      assertEquals(shape[1], m.numCols);
      int n = Math.min(shape[0], shape[1]);
      DMatrixRMaj products = new DMatrixRMaj(n, n);
      if (shape[0] < shape[1]) {
        Product.multAddTransB(m, m.copy(), products);
      } else {
        Product.multAddTransA(m, m.copy(), products);
      }
      assertTrue(MatrixFeatures_DDRM.isIdentity(products, 1e-14), m::toString);
    }
    assertEquals(0, Init.orthogonal(new DMatrixRMaj(0, 3), rng).numRows);
  }

  @Test
  void orthogonalPrefersNoDirection() {
    // given that without the signs' correction every first entry would have one sign
    Rng rng = new Rng(3);
    double sum = 0;
    int positive = 0;
    for (int i = 0; i < 4000; i++) {
      DMatrixRMaj m = Init.orthogonal(new DMatrixRMaj(2, 2), rng);
      positive += m.get(0, 0) > 0 ? 1 : 0;
      sum += CommonOps_DDRM.det(m);
    }
    assertEquals(2000, positive, 130); // 4 standard deviations
    assertEquals(0, sum / 4000, 0.07); // turns and mirrors alike
  }

  @Test
  void identityOfAnyShape() {
    assertArrayEquals(
        new double[] {2, 0, 0, 0, 2, 0}, Init.identity(new DMatrixRMaj(2, 3), 2).data);
  }

  @Test
  void spectralRadiusByHand() {
    // a quarter turn that doubles: eigenvalues ±2i
    assertEquals(2, Init.spectralRadius(matrix(2, 0, -2, 2, 0)), 1e-14);
    // triangular: eigenvalues 3 and −4; the off-diagonal does not count
    assertEquals(4, Init.spectralRadius(matrix(2, 3, 100, 0, -4)), 1e-12);
    assertEquals(0, Init.spectralRadius(matrix(2, 0, 1, 0, 0)));
    assertEquals(5, Init.spectralRadius(matrix(1, -5)));
  }

  @Test
  void rescaledToTheSpectralRadiusAskedFor() {
    Rng rng = new Rng(4);
    for (int n : new int[] {1, 2, 5, 40}) {
      DMatrixRMaj m = Init.gaussian(new DMatrixRMaj(n, n), 1, rng);
      double ratio = m.get(0, 0);
      Init.spectralRadius(m, 0.9);
      assertEquals(0.9, Init.spectralRadius(m), 1e-12);
      assertEquals(Math.signum(ratio), Math.signum(m.get(0, 0)));
    }
    assertEquals(0, Init.spectralRadius(Init.spectralRadius(matrix(2, 1, 0, 0, 1), 0)));
  }

  @Test
  void largestSingularValueByHand() {
    assertEquals(4, Init.largestSingularValue(matrix(2, 3, 0, 0, -4)), 1e-14);
    // a shear stretches by the golden ratio although its eigenvalues are 1
    assertEquals(1.618033988749895, Init.largestSingularValue(matrix(2, 1, 1, 0, 1)), 1e-14);
    assertEquals(5, Init.largestSingularValue(matrix(1, 3, 4)), 1e-14); // 2×1
    assertEquals(5, Init.largestSingularValue(matrix(2, 3, 4)), 1e-14); // 1×2
  }

  @Test
  void badArgumentsAreNamed() {
    Rng rng = new Rng(5);
    assertEquals(
        "bound must be a number that is 0 or more and is -1",
        message(() -> Init.uniform(matrix(1, 1), -1, rng)));
    assertEquals(
        "std must be a number that is 0 or more and is NaN",
        message(() -> Init.gaussian(matrix(1, 1), Double.NaN, rng)));
    assertEquals(
        "rho must be a number that is 0 or more and is ∞",
        message(() -> Init.spectralRadius(matrix(1, 1), Double.POSITIVE_INFINITY)));
    assertEquals(
        "only a square matrix has eigenvalues, this one is 2×3; largestSingularValue works for any"
            + " shape",
        message(() -> Init.spectralRadius(new DMatrixRMaj(2, 3))));
    assertEquals(
        "the matrix holds NaN or ∞", message(() -> Init.spectralRadius(matrix(1, Double.NaN))));
    assertEquals(
        "the matrix holds NaN or ∞",
        message(() -> Init.largestSingularValue(matrix(1, Double.NEGATIVE_INFINITY))));
    assertTrue(
        message(() -> Init.spectralRadius(matrix(2, 0, 1, 0, 0), 0.9))
            .startsWith("all eigenvalues of the matrix are 0"));
  }

  private static DMatrixRMaj matrix(int columns, double... entries) {
    return new DMatrixRMaj(entries.length / columns, columns, true, entries);
  }

  private static String message(Runnable wrong) {
    return assertThrows(IllegalArgumentException.class, wrong::run).getMessage();
  }
}
