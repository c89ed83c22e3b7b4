package unrolled.cell;

import org.ejml.data.DMatrixRMaj;
import unrolled.layer.Shapes;

/** Operations with one number for each sequence of the batch: s is B×1, x and y are B×n. */
final class PerSequence {
  private PerSequence() {}

  /** y_b += s_b·x_b. */
  static void scaleAdd(DMatrixRMaj s, DMatrixRMaj x, DMatrixRMaj y) {
    check(s, x);
    Shapes.requireSameShape("y", y, "x", x);
    int n = x.getNumCols();
    for (int i = 0; i < x.getNumElements(); i++) {
      y.data[i] += s.data[i / n] * x.data[i];
    }
  }

  /** x_b /= s_b. */
  static void divide(DMatrixRMaj s, DMatrixRMaj x) {
    check(s, x);
    int n = x.getNumCols();
    for (int i = 0; i < x.getNumElements(); i++) {
      x.data[i] /= s.data[i / n];
    }
  }

  /** s_b += x_b·y_b, the scalar product. */
  static void dotAdd(DMatrixRMaj x, DMatrixRMaj y, DMatrixRMaj s) {
    check(s, x);
    Shapes.requireSameShape("y", y, "x", x);
    int n = x.getNumCols();
    for (int b = 0; b < x.getNumRows(); b++) {
      double sum = 0;
      for (int i = b * n; i < (b + 1) * n; i++) {
        sum += x.data[i] * y.data[i];
      }
      s.data[b] += sum;
    }
  }

  private static void check(DMatrixRMaj s, DMatrixRMaj x) {
    Shapes.requireShape("s", s, x.getNumRows(), 1);
  }
}
