package unrolled.math;

import org.ejml.data.Complex_F64;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.ejml.dense.row.MatrixFeatures_DDRM;
import org.ejml.dense.row.factory.DecompositionFactory_DDRM;
import org.ejml.interfaces.decomposition.DecompositionInterface;
import org.ejml.interfaces.decomposition.EigenDecomposition_F64;
import org.ejml.interfaces.decomposition.QRDecomposition;
import org.ejml.interfaces.decomposition.SingularValueDecomposition_F64;

/**
 * Initial weights, and the two numbers that say how a recurrent weight stretches: spectral radius
 * and largest singular value. Each method that fills a matrix returns it. A weight W stands in y =
 * x·W with x a row: fan-in is its number of rows, fan-out its number of columns.
 */
public final class Init {

  private Init() {}

  /**
   * Draws every entry uniformly from [−bound, bound); variance bound²/3.
   *
   * @throws IllegalArgumentException if bound is negative or not finite
   */
  public static DMatrixRMaj uniform(DMatrixRMaj m, double bound, Rng rng) {
    notNegative("bound", bound);
    for (int i = 0; i < m.getNumElements(); i++) {
      m.data[i] = rng.uniform(-bound, bound);
    }
    return m;
  }

  /**
   * Draws every entry from the normal distribution with mean 0 and this standard deviation.
   *
   * @throws IllegalArgumentException if std is negative or not finite
   */
  public static DMatrixRMaj gaussian(DMatrixRMaj m, double std, Rng rng) {
    notNegative("std", std);
    for (int i = 0; i < m.getNumElements(); i++) {
      m.data[i] = std * rng.nextGaussian();
    }
    return m;
  }

  /**
   * Draws a matrix with orthonormal rows and columns if square, orthonormal columns if tall,
   * orthonormal rows if wide (Saxe, McClelland and Ganguli 2014): the Q of a Gaussian matrix's QR
   * decomposition, its signs chosen so that R's diagonal is positive; only then is every such
   * matrix equally likely (Mezzadri 2007).
   */
  public static DMatrixRMaj orthogonal(DMatrixRMaj m, Rng rng) {
    if (m.getNumElements() == 0) {
      return m;
    }
    boolean wide = m.numCols > m.numRows;
    DMatrixRMaj tall =
        gaussian(
            wide ? new DMatrixRMaj(m.numCols, m.numRows) : new DMatrixRMaj(m.numRows, m.numCols),
            1,
            rng);
    QRDecomposition<DMatrixRMaj> qr = DecompositionFactory_DDRM.qr(tall.numRows, tall.numCols);
    decompose(qr, tall);
    DMatrixRMaj q = qr.getQ(null, true);
    DMatrixRMaj r = qr.getR(null, true);
    for (int j = 0; j < q.numCols; j++) {
      if (r.get(j, j) < 0) {
        CommonOps_DDRM.scaleCol(-1, q, j);
      }
    }
    if (wide) {
      CommonOps_DDRM.transpose(q, m);
    } else {
      m.setTo(q);
    }
    return m;
  }

  /**
   * Sets the diagonal to {@code scale} and the rest to 0; 1 is the start of an IRNN (Le, Jaitly and
   * Hinton 2015).
   */
  public static DMatrixRMaj identity(DMatrixRMaj m, double scale) {
    CommonOps_DDRM.setIdentity(m);
    for (int i = 0; i < Math.min(m.numRows, m.numCols); i++) {
      m.set(i, i, scale);
    }
    return m;
  }

  /** Draws uniformly with variance 2 / (fan-in + fan-out) (Glorot and Bengio 2010). */
  public static DMatrixRMaj glorot(DMatrixRMaj m, Rng rng) {
    return uniform(m, Math.sqrt(6.0 / Math.max(1, m.numRows + m.numCols)), rng);
  }

  /** Draws from the normal distribution with variance 2 / fan-in (He, Zhang, Ren and Sun 2015). */
  public static DMatrixRMaj he(DMatrixRMaj m, Rng rng) {
    return gaussian(m, Math.sqrt(2.0 / Math.max(1, m.numRows)), rng);
  }

  /**
   * Scales a square matrix so that its spectral radius becomes rho.
   *
   * @throws IllegalArgumentException if m is not square, holds NaN or ∞, or has no eigenvalue but
   *     0; if rho is negative or not finite
   */
  public static DMatrixRMaj spectralRadius(DMatrixRMaj m, double rho) {
    notNegative("rho", rho);
    double now = spectralRadius(m);
    if (now == 0) {
      throw new IllegalArgumentException(
          "all eigenvalues of the matrix are 0, so no factor gives it the spectral radius "
              + Numbers.text(rho)
              + "; fill it first, for example with Init.gaussian");
    }
    CommonOps_DDRM.scale(rho / now, m);
    return m;
  }

  /**
   * The spectral radius, the largest absolute value of an eigenvalue: by how much m^k grows per
   * step in the long run.
   *
   * @throws IllegalArgumentException if m is not square or holds NaN or ∞
   */
  public static double spectralRadius(DMatrixRMaj m) {
    if (m.numRows != m.numCols) {
      throw new IllegalArgumentException(
          "only a square matrix has eigenvalues, this one is "
              + m.numRows
              + "×"
              + m.numCols
              + "; largestSingularValue works for any shape");
    }
    finite(m);
    if (m.numRows == 0) {
      return 0;
    }
    EigenDecomposition_F64<DMatrixRMaj> eigen = DecompositionFactory_DDRM.eig(m.numRows, false);
    decompose(eigen, m.copy());
    double radius = 0;
    for (int i = 0; i < eigen.getNumberOfEigenvalues(); i++) {
      Complex_F64 value = eigen.getEigenvalue(i);
      radius = Math.max(radius, StrictMath.hypot(value.real, value.imaginary));
    }
    return radius;
  }

  /**
   * The largest singular value: the most by which m stretches a vector in one step.
   *
   * @throws IllegalArgumentException if m holds NaN or ∞
   */
  public static double largestSingularValue(DMatrixRMaj m) {
    finite(m);
    if (m.getNumElements() == 0) {
      return 0;
    }
    SingularValueDecomposition_F64<DMatrixRMaj> svd =
        DecompositionFactory_DDRM.svd(m.numRows, m.numCols, false, false, true);
    decompose(svd, m.copy());
    double largest = 0;
    for (int i = 0; i < svd.numberOfSingularValues(); i++) {
      largest = Math.max(largest, svd.getSingularValues()[i]);
    }
    return largest;
  }

  private static void decompose(DecompositionInterface<DMatrixRMaj> decomposition, DMatrixRMaj m) {
    if (!decomposition.decompose(m)) {
      throw new IllegalArgumentException(
          "EJML found no decomposition of the " + m.numRows + "×" + m.numCols + " matrix");
    }
  }

  private static void notNegative(String name, double x) {
    if (!(x >= 0 && x <= Double.MAX_VALUE)) {
      throw new IllegalArgumentException(
          name + " must be a number that is 0 or more and is " + Numbers.text(x));
    }
  }

  private static void finite(DMatrixRMaj m) {
    if (MatrixFeatures_DDRM.hasUncountable(m)) {
      throw new IllegalArgumentException("the matrix holds NaN or ∞");
    }
  }
}
