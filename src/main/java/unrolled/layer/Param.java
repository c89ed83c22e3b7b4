package unrolled.layer;

import org.ejml.data.DMatrixRMaj;
import unrolled.math.Packed;
import unrolled.math.Product;

/**
 * One matrix of weights and its gradient, which is a matrix of the same shape.
 *
 * <p>{@code value} and {@code gradient} are EJML matrices that you may read, set and print.
 * Backward passes add to the gradient; {@link #zeroGradient()} starts a new sum.
 */
public final class Param {
  /** The weights. */
  public final DMatrixRMaj value;

  /** The derivative of the loss with respect to each weight, summed since the last zeroing. */
  public final DMatrixRMaj gradient;

  // During a pass over time the same weights meet every step's state: their rows are laid out for
  // the product once, before the first step. Outside a pass the layout is not trusted, because
  // anybody may have changed a weight.
  private Packed forward;
  private Packed backward;
  private boolean forwardReady;
  private boolean backwardReady;

  /** A rows × columns matrix of zeros; {@link Weights#init} gives it its start values. */
  public Param(int rows, int columns) {
    if (rows < 1 || columns < 1) {
      throw new IllegalArgumentException(
          "a parameter needs at least one row and one column, not " + rows + "×" + columns);
    }
    value = new DMatrixRMaj(rows, columns);
    gradient = new DMatrixRMaj(rows, columns);
  }

  /** Sets the gradient to 0. */
  public void zeroGradient() {
    gradient.zero();
  }

  /** y += x · value, with x: B×rows, y: B×columns. */
  public void multAdd(DMatrixRMaj x, DMatrixRMaj y) {
    if (forwardReady) {
      forward.multAdd(x, y);
    } else {
      Product.multAdd(x, value, y);
    }
  }

  /** dx += dy · valueᵀ, the backward direction of {@link #multAdd}. */
  public void multAddBack(DMatrixRMaj dy, DMatrixRMaj dx) {
    if (backwardReady) {
      backward.multAdd(dy, dx);
    } else {
      Product.multAddTransB(dy, value, dx);
    }
  }

  /** Lays the weights out for many products; until {@link #unpack()} they must not change. */
  void packForward() {
    if (forward == null) {
      forward = Packed.of(value);
    } else {
      forward.repack(value);
    }
    forwardReady = true;
  }

  /** Lays the weights out for many products backward, as {@link #packForward} does. */
  void packBackward() {
    if (backward == null) {
      backward = Packed.ofTransposed(value);
    } else {
      backward.repack(value);
    }
    backwardReady = true;
  }

  /** From here on the weights may change again. */
  void unpack() {
    forwardReady = false;
    backwardReady = false;
  }

  @Override
  public String toString() {
    return value.getNumRows() + "×" + value.getNumCols() + " parameter";
  }
}
