package unrolled.cell;

import org.ejml.data.DMatrixRMaj;
import unrolled.layer.Shapes;

/**
 * A memory of associations in each sequence of a batch: M is p×q, kept as one row of p·q numbers; a
 * value v (p numbers) is stored under a key k (q numbers) by adding v·kᵀ, and read by M·k.
 */
final class Outer {
  private Outer() {}

  /** M_b += s_b·v_b·k_bᵀ, s one number for each sequence. */
  static void store(DMatrixRMaj v, DMatrixRMaj k, DMatrixRMaj s, DMatrixRMaj m) {
    check(v, k, m);
    int p = v.getNumCols();
    int q = k.getNumCols();
    for (int b = 0; b < m.getNumRows(); b++) {
      for (int i = 0; i < p; i++) {
        double factor = s.data[b] * v.data[b * p + i];
        int row = (b * p + i) * q;
        for (int j = 0; j < q; j++) {
          m.data[row + j] += factor * k.data[b * q + j];
        }
      }
    }
  }

  /** Goes back through store: dv += s·dM·k, dk += s·dMᵀ·v, ds += vᵀ·dM·k; dM stays as it is. */
  static void storeBack(
      DMatrixRMaj v,
      DMatrixRMaj k,
      DMatrixRMaj s,
      DMatrixRMaj dm,
      DMatrixRMaj dv,
      DMatrixRMaj dk,
      DMatrixRMaj ds) {
    check(v, k, dm);
    int p = v.getNumCols();
    int q = k.getNumCols();
    for (int b = 0; b < dm.getNumRows(); b++) {
      for (int i = 0; i < p; i++) {
        int row = (b * p + i) * q;
        double read = 0; // (dM·k)_i
        for (int j = 0; j < q; j++) {
          read += dm.data[row + j] * k.data[b * q + j];
          dk.data[b * q + j] += s.data[b] * v.data[b * p + i] * dm.data[row + j];
        }
        dv.data[b * p + i] += s.data[b] * read;
        ds.data[b] += v.data[b * p + i] * read;
      }
    }
  }

  /** y_b += M_b·k_b. */
  static void read(DMatrixRMaj m, DMatrixRMaj k, DMatrixRMaj y) {
    check(y, k, m);
    int p = y.getNumCols();
    int q = k.getNumCols();
    for (int b = 0; b < m.getNumRows(); b++) {
      for (int i = 0; i < p; i++) {
        double sum = 0;
        int row = (b * p + i) * q;
        for (int j = 0; j < q; j++) {
          sum += m.data[row + j] * k.data[b * q + j];
        }
        y.data[b * p + i] += sum;
      }
    }
  }

  /** Goes back through read: dM += dy·kᵀ, dk += Mᵀ·dy. */
  static void readBack(
      DMatrixRMaj m, DMatrixRMaj k, DMatrixRMaj dy, DMatrixRMaj dm, DMatrixRMaj dk) {
    check(dy, k, m);
    int p = dy.getNumCols();
    int q = k.getNumCols();
    for (int b = 0; b < m.getNumRows(); b++) {
      for (int i = 0; i < p; i++) {
        int row = (b * p + i) * q;
        double d = dy.data[b * p + i];
        for (int j = 0; j < q; j++) {
          dm.data[row + j] += d * k.data[b * q + j];
          dk.data[b * q + j] += d * m.data[row + j];
        }
      }
    }
  }

  private static void check(DMatrixRMaj v, DMatrixRMaj k, DMatrixRMaj m) {
    Shapes.requireShape("M", m, v.getNumRows(), v.getNumCols() * k.getNumCols());
  }
}
