package unrolled.math;

import org.ejml.data.Complex_F64;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.ejml.dense.row.factory.DecompositionFactory_DDRM;
import org.ejml.interfaces.decomposition.EigenDecomposition_F64;
import org.ejml.interfaces.decomposition.QRDecomposition;
import org.ejml.interfaces.decomposition.SingularValueDecomposition_F64;

/**
 * Initial weights. Each method fills the matrix that it is given and returns it. A weight matrix W
 * stands in y = x·W: fan-in is its number of rows, fan-out its number of columns.
 */
public final class Init {

  private Init() {}

  /** Every entry uniform in [−bound, bound). */
  public static DMatrixRMaj uniform(DMatrixRMaj m, double bound, Rng rng) {
    for (int i = 0; i < m.getNumElements(); i++) {
      m.data[i] = rng.uniform(-bound, bound);
    }
    return m;
  }

  /** Every entry normal with mean 0 and the given standard deviation. */
  public static DMatrixRMaj gaussian(DMatrixRMaj m, double std, Rng rng) {
    for (int i = 0; i < m.getNumElements(); i++) {
      m.data[i] = std * rng.nextGaussian();
    }
    return m;
  }

  /**
   * Orthonormal columns (or rows, if wide), uniformly random (Saxe, McClelland and Ganguli 2014).
   */
  public static DMatrixRMaj orthogonal(DMatrixRMaj m, Rng rng) {
    boolean wide = m.numCols > m.numRows;
    DMatrixRMaj tall =
        new DMatrixRMaj(Math.max(m.numRows, m.numCols), Math.min(m.numRows, m.numCols));
    gaussian(tall, 1, rng);
    QRDecomposition<DMatrixRMaj> qr = DecompositionFactory_DDRM.qr(tall.numRows, tall.numCols);
    if (!qr.decompose(tall)) {
      throw new IllegalStateException("no QR decomposition found");
    }
    DMatrixRMaj q = qr.getQ(null, true);
    DMatrixRMaj r = qr.getR(null, true);
    for (int j = 0; j < q.numCols; j++) {
      double sign = r.get(j, j) < 0 ? -1 : 1;
      for (int i = 0; i < q.numRows; i++) {
        q.set(i, j, sign * q.get(i, j));
      }
    }
    if (wide) {
      CommonOps_DDRM.transpose(q, m);
    } else {
      m.setTo(q);
    }
    return m;
  }

  /** scale on the diagonal, 0 elsewhere. */
  public static DMatrixRMaj identity(DMatrixRMaj m, double scale) {
    m.zero();
    for (int i = 0; i < Math.min(m.numRows, m.numCols); i++) {
      m.set(i, i, scale);
    }
    return m;
  }

  /** Uniform with variance 2 / (fan-in + fan-out) (Glorot and Bengio 2010). */
  public static DMatrixRMaj glorot(DMatrixRMaj m, Rng rng) {
    return uniform(m, Math.sqrt(6.0 / (m.numRows + m.numCols)), rng);
  }

  /** Normal with variance 2 / fan-in (He, Zhang, Ren and Sun 2015). */
  public static DMatrixRMaj he(DMatrixRMaj m, Rng rng) {
    return gaussian(m, Math.sqrt(2.0 / m.numRows), rng);
  }

  /** Scales a square matrix so that its spectral radius becomes rho. */
  public static DMatrixRMaj spectralRadius(DMatrixRMaj m, double rho) {
    CommonOps_DDRM.scale(rho / spectralRadius(m), m);
    return m;
  }

  /** The largest absolute value of an eigenvalue. */
  public static double spectralRadius(DMatrixRMaj m) {
    EigenDecomposition_F64<DMatrixRMaj> eigen = DecompositionFactory_DDRM.eig(m.numRows, false);
    if (!eigen.decompose(m.copy())) {
      throw new IllegalStateException("no eigenvalues found");
    }
    double radius = 0;
    for (int i = 0; i < eigen.getNumberOfEigenvalues(); i++) {
      Complex_F64 value = eigen.getEigenvalue(i);
      radius = Math.max(radius, StrictMath.hypot(value.real, value.imaginary));
    }
    return radius;
  }

  /** The largest singular value: the most by which m stretches a vector. */
  public static double largestSingularValue(DMatrixRMaj m) {
    SingularValueDecomposition_F64<DMatrixRMaj> svd =
        DecompositionFactory_DDRM.svd(m.numRows, m.numCols, false, false, true);
    if (!svd.decompose(m.copy())) {
      throw new IllegalStateException("no singular values found");
    }
    double largest = 0;
    for (double value : svd.getSingularValues()) {
      largest = Math.max(largest, value);
    }
    return largest;
  }
}
