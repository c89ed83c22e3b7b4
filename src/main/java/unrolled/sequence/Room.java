package unrolled.sequence;

import org.ejml.data.DMatrixRMaj;
import unrolled.cell.Gradients;

/** The tall matrices that one run over time works in, used again by later runs. */
final class Room {
  final DMatrixRMaj a = new DMatrixRMaj(0, 0); // (T·B)×width
  final DMatrixRMaj dA = new DMatrixRMaj(0, 0); // (T·B)×width
  final Gradients weights = new Gradients();
  private final DMatrixRMaj output = new DMatrixRMaj(0, 0); // (T·B)×m
  private final DMatrixRMaj dOut = new DMatrixRMaj(0, 0); // (T·B)×m

  DMatrixRMaj output(int rows, int columns) {
    return exactly(output, rows, columns);
  }

  DMatrixRMaj dOut(int rows, int columns) {
    return exactly(dOut, rows, columns);
  }

  /** Readers look into {@code data}, so it must not be longer than the matrix. */
  private static DMatrixRMaj exactly(DMatrixRMaj m, int rows, int columns) {
    if (m.data.length != rows * columns) {
      m.data = new double[rows * columns];
    }
    m.reshape(rows, columns);
    return m;
  }
}
