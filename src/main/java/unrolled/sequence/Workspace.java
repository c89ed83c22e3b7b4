package unrolled.sequence;

import org.ejml.data.DMatrixRMaj;
import unrolled.cell.Gradients;
import unrolled.layer.Shapes;

/** The tall matrices that one run over time works in, used again by later runs. */
final class Workspace {
  final DMatrixRMaj a = new DMatrixRMaj(0, 0); // (T·B)×width
  final DMatrixRMaj dA = new DMatrixRMaj(0, 0); // (T·B)×width
  final Gradients weights = new Gradients();
  private final DMatrixRMaj output = new DMatrixRMaj(0, 0); // (T·B)×m
  private final DMatrixRMaj dOut = new DMatrixRMaj(0, 0); // (T·B)×m

  DMatrixRMaj output(int rows, int columns) {
    Shapes.give(output, rows, columns);
    return output;
  }

  DMatrixRMaj dOut(int rows, int columns) {
    Shapes.give(dOut, rows, columns);
    return dOut;
  }
}
