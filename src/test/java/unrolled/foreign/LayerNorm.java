package unrolled.foreign;

import org.ejml.data.DMatrixRMaj;
import unrolled.cell.Buffers;

/** Rows brought to mean 0 and variance 1: y = (x − μ)/s, s = √(σ² + ε) (Ba et al., 2016). */
class LayerNorm extends Buffers {
  final DMatrixRMaj y;
  final DMatrixRMaj s = keep(1);

  LayerNorm(int n) {
    y = keep(n);
  }

  void forward(DMatrixRMaj x) {
    int n = x.getNumCols();
    for (int i = 0; i < x.getNumRows(); i++) {
      double mean = 0;
      for (int j = 0; j < n; j++) {
        mean += x.get(i, j) / n;
      }
      double variance = 0;
      for (int j = 0; j < n; j++) {
        variance += (x.get(i, j) - mean) * (x.get(i, j) - mean) / n;
      }
      s.set(i, 0, Math.sqrt(variance + 1e-5));
      for (int j = 0; j < n; j++) {
        y.set(i, j, (x.get(i, j) - mean) / s.get(i, 0));
      }
    }
  }

  /** dx += (dy − mean(dy) − y·mean(dy⊙y))/s. */
  void backward(LayerNorm d, DMatrixRMaj dx) {
    int n = dx.getNumCols();
    for (int i = 0; i < dx.getNumRows(); i++) {
      double mean = 0;
      double along = 0;
      for (int j = 0; j < n; j++) {
        mean += d.y.get(i, j) / n;
        along += d.y.get(i, j) * y.get(i, j) / n;
      }
      for (int j = 0; j < n; j++) {
        dx.add(i, j, (d.y.get(i, j) - mean - y.get(i, j) * along) / s.get(i, 0));
      }
    }
  }
}
