package unrolled.sequence;

import java.util.Arrays;
import org.ejml.data.DMatrixRMaj;
import unrolled.math.RowSums;

/** Moves rows between a time-major matrix, (T·B)×n, and the B×n matrices of the steps. */
final class TimeMajor {
  private TimeMajor() {}

  /** y = rows of step t (from 1). */
  static void read(DMatrixRMaj rows, int t, int batch, DMatrixRMaj y) {
    int n = rows.getNumCols();
    y.reshape(batch, n);
    System.arraycopy(rows.data, (t - 1) * batch * n, y.data, 0, batch * n);
  }

  /** y = the row of the table for each symbol of step t (from 1); its last row for padding. */
  static void pick(DMatrixRMaj table, Sequence x, int t, DMatrixRMaj y) {
    int n = table.getNumCols();
    y.reshape(x.batch(), n);
    for (int b = 0; b < x.batch(); b++) {
      int symbol = x.symbols()[(t - 1) * x.batch() + b];
      copyRow(table, symbol < 0 ? x.width() : symbol, y, b);
    }
  }

  /** Rows of step t (from 1) = x. */
  static void write(DMatrixRMaj x, int t, DMatrixRMaj rows) {
    int size = x.getNumElements();
    System.arraycopy(x.data, 0, rows.data, (t - 1) * size, size);
  }

  /** Rows of step t (from 1) += x. */
  static void add(DMatrixRMaj x, int t, DMatrixRMaj rows) {
    for (int b = 0; b < x.getNumRows(); b++) {
      addRow(x, b, rows, (t - 1) * x.getNumRows() + b);
    }
  }

  static void copyRow(DMatrixRMaj from, int i, DMatrixRMaj to, int j) {
    int n = from.getNumCols();
    System.arraycopy(from.data, i * n, to.data, j * n, n);
  }

  static void addRow(DMatrixRMaj from, int i, DMatrixRMaj to, int j) {
    RowSums.addRow(from, i, to, j);
  }

  static void zeroRow(DMatrixRMaj m, int i) {
    int n = m.getNumCols();
    Arrays.fill(m.data, i * n, (i + 1) * n, 0);
  }
}
