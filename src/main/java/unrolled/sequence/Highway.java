package unrolled.sequence;

import static unrolled.cell.Ops.apply;
import static unrolled.cell.Ops.applyAdd;
import static unrolled.cell.Ops.sigmoid;
import static unrolled.cell.Ops.sigmoidBack;

import java.util.Arrays;
import org.ejml.data.DMatrixRMaj;
import unrolled.layer.Linear;
import unrolled.math.Rng;

/**
 * A layer with a highway link around it: a gate decides how much of the input goes by.
 *
 * <pre>
 *   k_t = σ(x_t·W + b)                               (B×n, carry gate)
 *   y_t = k_t ⊙ x_t + (1 − k_t) ⊙ layer(x)_t         (B×n)
 * </pre>
 *
 * <p>Source: R. Srivastava, K. Greff and J. Schmidhuber, "Training very deep networks", 2015.
 */
public final class Highway extends LayerWrapper {
  /** W and b of the carry gate. */
  public final Linear carry;

  /** Around a layer that answers as many numbers a step as it reads. */
  public Highway(Recurrent layer) {
    super(layer);
    requireSameWidth("a highway link");
    carry = part(new Linear(layer.inputs(), layer.inputs()));
  }

  /** The gate starts half-way to carrying, with b = 1. */
  @Override
  public void init(Rng rng) {
    super.init(rng);
    Arrays.fill(carry.b.value.data, 1);
  }

  @Override
  public Pass forward(Sequence x, State start) {
    Pass run = inner.forward(x, start);
    DMatrixRMaj h = run.output();
    DMatrixRMaj k = new DMatrixRMaj(0, 0);
    carry.forward(x.rows(), k);
    sigmoid(k);
    DMatrixRMaj y = new DMatrixRMaj(h.getNumRows(), h.getNumCols());
    apply(k, x.rows(), h, (kt, xt, ht) -> kt * xt + (1 - kt) * ht, y);
    x.zeroPadding(y);
    return new WrapperPass(x, run, y) {
      @Override
      State back(DMatrixRMaj dOut, State dEnd, DMatrixRMaj dX) {
        if (dOut == null) {
          return pass.backward(null, dEnd, dX);
        }
        DMatrixRMaj dY = dOut.copy();
        x.zeroPadding(dY);
        DMatrixRMaj dK = new DMatrixRMaj(dY.getNumRows(), dY.getNumCols());
        DMatrixRMaj dH = new DMatrixRMaj(dY.getNumRows(), dY.getNumCols());
        apply(dY, x.rows(), h, (d, xt, ht) -> d * (xt - ht), dK);
        apply(dY, k, (d, kt) -> d * (1 - kt), dH);
        sigmoidBack(k, dK);
        carry.backward(x.rows(), dK, dX);
        if (dX != null) {
          applyAdd(dY, k, (d, kt) -> d * kt, dX);
        }
        return pass.backward(dH, dEnd, dX);
      }
    };
  }
}
