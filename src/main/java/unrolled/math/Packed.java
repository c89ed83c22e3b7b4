package unrolled.math;

import org.ejml.data.DMatrixRMaj;

/** The right factor of a product, arranged once for the kernel and used for many products. */
public final class Packed {

  private final boolean transposed;
  private DMatrixRMaj copy;

  private Packed(DMatrixRMaj b, boolean transposed) {
    this.transposed = transposed;
    repack(b);
  }

  /** Packs b, for products a·b. */
  public static Packed of(DMatrixRMaj b) {
    return new Packed(b, false);
  }

  /** Packs bᵀ, for products a·bᵀ. */
  public static Packed ofTransposed(DMatrixRMaj b) {
    return new Packed(b, true);
  }

  /** Takes over the present numbers of b, as {@link #of} or {@link #ofTransposed} did. */
  public void repack(DMatrixRMaj b) {
    copy = b.copy();
  }

  /** C += A·B, or C += A·Bᵀ if packed transposed. */
  public void multAdd(DMatrixRMaj a, DMatrixRMaj c) {
    if (transposed) {
      Product.multAddTransB(a, copy, c);
    } else {
      Product.multAdd(a, copy, c);
    }
  }
}
