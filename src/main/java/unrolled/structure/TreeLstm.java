package unrolled.structure;

import static unrolled.cell.Ops.add;
import static unrolled.cell.Ops.elementMult;
import static unrolled.cell.Ops.elementMultAdd;
import static unrolled.cell.Ops.join;
import static unrolled.cell.Ops.multAdd;
import static unrolled.cell.Ops.sigmoid;
import static unrolled.cell.Ops.sigmoidBack;
import static unrolled.cell.Ops.split;
import static unrolled.cell.Ops.tanh;
import static unrolled.cell.Ops.tanhBack;

import java.util.Arrays;
import org.ejml.data.DMatrixRMaj;
import unrolled.cell.Gradients;
import unrolled.cell.Step;
import unrolled.layer.Param;
import unrolled.math.Rng;

/**
 * The binary tree-LSTM: each child has a forget gate of its own, so that a node may keep what came
 * from the left and drop what came from the right.
 *
 * <pre>
 *   a = W_s + b                                        (B×5n: blocks i, l, r, g, o)
 *   i = σ(a_i + h_left·U_i + h_right·V_i)              (B×n, input gate)
 *   l = σ(a_l + h_left·U_l + h_right·V_l)              (B×n, forget gate of the left child)
 *   r = σ(a_r + h_left·U_r + h_right·V_r)              (B×n, forget gate of the right child)
 *   g = tanh(a_g + h_left·U_g + h_right·V_g)           (B×n, candidate)
 *   o = σ(a_o + h_left·U_o + h_right·V_o)              (B×n, output gate)
 *   c = l ⊙ c_left + r ⊙ c_right + i ⊙ g               (B×n, cell state)
 *   s = tanh(c)                                        (B×n)
 *   h = o ⊙ s                                          (B×n, hidden state and output)
 * </pre>
 *
 * <p>On a chain it is the LSTM. Source: K. Tai, R. Socher and C. Manning, "Improved semantic
 * representations from tree-structured long short-term memory networks", 2015 (there both forget
 * gates share W and b; here each has its own).
 */
public final class TreeLstm extends TreeCell<TreeLstm.S> {
  /** The left child's weights, n×5n: blocks i, l, r, g, o. */
  public final Param u;

  /** The right child's weights, n×5n: blocks i, l, r, g, o. */
  public final Param v;

  private final int n;

  /** Creates n cells. */
  public TreeLstm(int symbols, int n) {
    super(symbols, 5 * n);
    this.n = n;
    u = param(n, 5 * n);
    v = param(n, 5 * n);
  }

  /** The buffers of a node. */
  public final class S extends Step {
    /** h, hidden state and output. */
    public final DMatrixRMaj h = state(n);

    /** c, cell state. */
    public final DMatrixRMaj c = state(n);

    /** i, input gate. */
    public final DMatrixRMaj i = keep(n);

    /** l, forget gate of the left child. */
    public final DMatrixRMaj l = keep(n);

    /** r, forget gate of the right child. */
    public final DMatrixRMaj r = keep(n);

    /** g, candidate. */
    public final DMatrixRMaj g = keep(n);

    /** o, output gate. */
    public final DMatrixRMaj o = keep(n);

    /** s = tanh(c). */
    public final DMatrixRMaj s = keep(n);
  }

  @Override
  public S step() {
    return new S();
  }

  @Override
  public void forward(S left, S right, S now) {
    multAdd(left.h, u, now.a); // a += h_left·U
    multAdd(right.h, v, now.a); // a += h_right·V
    split(now.a, now.i, now.l, now.r, now.g, now.o); // [i l r g o] = a
    sigmoid(now.i); // i = σ(i)
    sigmoid(now.l); // l = σ(l)
    sigmoid(now.r); // r = σ(r)
    tanh(now.g); // g = tanh(g)
    sigmoid(now.o); // o = σ(o)
    elementMult(now.l, left.c, now.c); // c = l ⊙ c_left
    elementMultAdd(now.r, right.c, now.c); // c += r ⊙ c_right
    elementMultAdd(now.i, now.g, now.c); // c += i ⊙ g
    tanh(now.c, now.s); // s = tanh(c)
    elementMult(now.o, now.s, now.h); // h = o ⊙ s
  }

  @Override
  public void backward(S left, S right, S now, S dLeft, S dRight, S dNow, Gradients grad) {
    elementMult(dNow.h, now.s, dNow.o); // do = dh ⊙ s
    elementMult(dNow.h, now.o, dNow.s); // ds = dh ⊙ o
    tanhBack(now.s, dNow.s); // ds ⊙= 1 − s², now c's gradient by way of s
    add(dNow.s, dNow.c); // dc += ds
    elementMult(dNow.c, now.g, dNow.i); // di = dc ⊙ g
    elementMult(dNow.c, now.i, dNow.g); // dg = dc ⊙ i
    elementMult(dNow.c, right.c, dNow.r); // dr = dc ⊙ c_right
    elementMultAdd(dNow.c, now.r, dRight.c); // dc_right += dc ⊙ r
    elementMult(dNow.c, left.c, dNow.l); // dl = dc ⊙ c_left
    elementMultAdd(dNow.c, now.l, dLeft.c); // dc_left += dc ⊙ l
    // From here on the gradients of the pre-activations, the blocks of a.
    sigmoidBack(now.o, dNow.o); // do ⊙= o ⊙ (1 − o)
    tanhBack(now.g, dNow.g); // dg ⊙= 1 − g²
    sigmoidBack(now.r, dNow.r); // dr ⊙= r ⊙ (1 − r)
    sigmoidBack(now.l, dNow.l); // dl ⊙= l ⊙ (1 − l)
    sigmoidBack(now.i, dNow.i); // di ⊙= i ⊙ (1 − i)
    join(new DMatrixRMaj[] {dNow.i, dNow.l, dNow.r, dNow.g, dNow.o}, dNow.a); // da = [di … do]
    grad.multAdd(right.h, v, dNow.a, dRight.h); // dh_right += da·Vᵀ, dV += h_rightᵀ·da
    grad.multAdd(left.h, u, dNow.a, dLeft.h); // dh_left += da·Uᵀ, dU += h_leftᵀ·da
  }

  /** Draws uniformly within ±1/√n, but sets both forget gates' biases to 1. */
  @Override
  public void init(Rng rng) {
    super.init(rng);
    Arrays.fill(input().b.value.data, n, 3 * n, 1);
  }
}
