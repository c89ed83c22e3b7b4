package unrolled.cell;

import java.util.IdentityHashMap;
import org.ejml.data.DMatrixRMaj;
import unrolled.layer.Param;
import unrolled.math.CollectedProduct;
import unrolled.math.RowSums;

/**
 * Carries gradients backward through the operations of a cell.
 *
 * <p>Its methods are called like the forward ones, with the gradients appended. The gradient of
 * what went in is added at once, because the step before needs it. A weight's gradient is the sum
 * of xᵀ·dy over all steps, and a product with few rows is slow: so x and dy of several steps are
 * collected, one below the other, and multiplied together. {@link #finish()} multiplies what is
 * left.
 */
public final class Gradients {
  private final IdentityHashMap<Param, CollectedProduct> collected = new IdentityHashMap<>();

  /** Goes back through y += x·U: dx += dy·Uᵀ, and dU += xᵀ·dy, at the latest at the end. */
  public void multAdd(DMatrixRMaj x, Param u, DMatrixRMaj dy, DMatrixRMaj dx) {
    Ops.checkProduct("dx", dx, "dy", dy, u, true);
    Ops.checkProduct("x", x, "dy", dy, u, true);
    u.multAddBack(dy, dx); // dx += dy·Uᵀ
    collected
        .computeIfAbsent(u, p -> new CollectedProduct(p.value.getNumRows(), p.value.getNumCols()))
        .add(x, dy, u.gradient); // dU += xᵀ·dy
  }

  /** Goes back through y += x ⊙ p, p one row: dx += dy ⊙ p, dp += Σ_b dy_b ⊙ x_b. */
  public void scaleAdd(DMatrixRMaj x, Param p, DMatrixRMaj dy, DMatrixRMaj dx) {
    Ops.checkRow(p, x, dy);
    Ops.checkRow(p, dx, dy);
    int n = x.getNumCols();
    for (int i = 0; i < x.getNumRows(); i++) {
      for (int j = 0; j < n; j++) {
        int ij = i * n + j;
        dx.data[ij] += dy.data[ij] * p.value.data[j]; // dx += dy ⊙ p
        p.gradient.data[j] += dy.data[ij] * x.data[ij]; // dp += Σ_b dy_b ⊙ x_b
      }
    }
  }

  /** Goes back through y += p, p one row: dp += Σ_b dy_b. */
  public void rowAdd(Param p, DMatrixRMaj dy) {
    Ops.checkRow(p, dy, dy);
    RowSums.addSum(dy, p.gradient);
  }

  /** Adds to the weights' gradients what is still collected. */
  public void finish() {
    collected.forEach((u, products) -> products.finish(u.gradient));
  }
}
