package unrolled.check.exercise;

import java.util.function.DoubleSupplier;
import org.ejml.data.DMatrixRMaj;

/** Derivatives without any calculus: change a number a little, look how the loss follows. */
final class Slopes {

  private static final double STEP = 2e-4;

  private Slopes() {}

  /**
   * The gradient of a loss with respect to every entry of a matrix that it reads; four-point
   * central differences, (8(L(+ε) − L(−ε)) − (L(+2ε) − L(−2ε))) / 12ε, whose error shrinks with ε⁴.
   */
  static DMatrixRMaj of(DoubleSupplier loss, DMatrixRMaj at) {
    DMatrixRMaj slopes = new DMatrixRMaj(at.numRows, at.numCols);
    for (int i = 0; i < at.getNumElements(); i++) {
      double before = at.data[i];
      double near = shifted(loss, at, i, before, STEP);
      double far = shifted(loss, at, i, before, 2 * STEP);
      at.data[i] = before;
      slopes.data[i] = (8 * near - far) / (12 * STEP);
    }
    return slopes;
  }

  /** L(+shift) − L(−shift). */
  private static double shifted(
      DoubleSupplier loss, DMatrixRMaj at, int i, double before, double shift) {
    at.data[i] = before + shift;
    double above = loss.getAsDouble();
    at.data[i] = before - shift;
    return above - loss.getAsDouble();
  }
}
