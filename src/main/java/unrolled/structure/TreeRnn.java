package unrolled.structure;

import static unrolled.cell.Ops.multAdd;

import org.ejml.data.DMatrixRMaj;
import unrolled.cell.Gradients;
import unrolled.cell.Step;
import unrolled.layer.Activation;
import unrolled.layer.Param;

/**
 * The plain recursive cell: an Elman cell with two states before it.
 *
 * <pre>
 *   a = W_s + b                                (B×n, the symbol's share)
 *   h = f(a + h_left·U + h_right·V)            (B×n, state and output)
 * </pre>
 *
 * <p>On a chain there is no right child, and this is the Elman cell. Sources: C. Goller and A.
 * Küchler, "Learning task-dependent distributed representations by backpropagation through
 * structure", 1996; R. Socher, C. Lin, A. Ng and C. Manning, 2011.
 */
public final class TreeRnn extends TreeCell<TreeRnn.S> {
  /** The left child's weights, n×n. */
  public final Param u;

  /** The right child's weights, n×n. */
  public final Param v;

  private final int n;
  private final Activation f;

  /** Creates n units with f = tanh. */
  public TreeRnn(int symbols, int n) {
    this(symbols, n, Activation.TANH);
  }

  /** Creates n units with the given activation. */
  public TreeRnn(int symbols, int n, Activation f) {
    super(symbols, n);
    this.n = n;
    this.f = f;
    u = param(n, n);
    v = param(n, n);
  }

  /** The buffer of a node: its hidden state. */
  public final class S extends Step {
    /** h, B×n. */
    public final DMatrixRMaj h = state(n);
  }

  @Override
  public S step() {
    return new S();
  }

  @Override
  public void forward(S left, S right, S now) {
    now.h.setTo(now.a); // h = a
    multAdd(left.h, u, now.h); // h += h_left·U
    multAdd(right.h, v, now.h); // h += h_right·V
    f.apply(now.h); // h = f(h)
  }

  @Override
  public void backward(S left, S right, S now, S dLeft, S dRight, S dNow, Gradients grad) {
    dNow.a.setTo(dNow.h); // da = dh
    f.backward(now.h, dNow.a); // da ⊙= f′, which is 1 − h² for tanh
    grad.multAdd(right.h, v, dNow.a, dRight.h); // dh_right += da·Vᵀ, dV += h_rightᵀ·da
    grad.multAdd(left.h, u, dNow.a, dLeft.h); // dh_left += da·Uᵀ, dU += h_leftᵀ·da
  }
}
