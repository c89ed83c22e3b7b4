package unrolled.cell;

import static unrolled.cell.Ops.add;
import static unrolled.cell.Ops.apply;
import static unrolled.cell.Ops.join;
import static unrolled.cell.Ops.sigmoid;
import static unrolled.cell.Ops.sigmoidBack;
import static unrolled.cell.Ops.split;

import org.ejml.data.DMatrixRMaj;

/**
 * The minimal LSTM: gates that see the input alone, and together come to 1.
 *
 * <pre>
 *   a_t = x_t·W + b                             (B×3n, the input's share: blocks f, i, g)
 *   f_t = σ(a_f),  i_t = σ(a_i)                 (B×n, forget and input gate)
 *   p_t = f_t / (f_t + i_t)                     (B×n, the share that stays; 1 − p_t is new)
 *   g_t = a_g                                   (B×n, candidate)
 *   h_t = p_t ⊙ h_{t−1} + (1 − p_t) ⊙ g_t       (B×n, hidden state and output)
 * </pre>
 *
 * <p>There are no recurrent weights, no cell state beside h and no output gate. Source: L. Feng and
 * others, "Were RNNs all we needed?", 2024.
 */
public final class MinLstm extends LinearCell<MinLstm.S> {
  private final int n;

  /** Creates n units. */
  public MinLstm(int in, int n) {
    super(in, 3 * n);
    this.n = n;
  }

  /** The buffers of one step. */
  public final class S extends Step {
    /** h_t, hidden state and output. */
    public final DMatrixRMaj h = state(n);

    /** f_t, forget gate. */
    public final DMatrixRMaj f = keep(n);

    /** i_t, input gate. */
    public final DMatrixRMaj i = keep(n);

    /** g_t, candidate. */
    public final DMatrixRMaj g = keep(n);

    /** p_t, the share that stays. */
    public final DMatrixRMaj p = keep(n);

    /** f_t + i_t. */
    final DMatrixRMaj sum = keep(n);
  }

  @Override
  public S step() {
    return new S();
  }

  @Override
  public DMatrixRMaj factor(S now) {
    return now.p;
  }

  @Override
  public void forward(S prev, S now) {
    split(now.a, now.f, now.i, now.g); // [f i g] = a
    sigmoid(now.f); // f = σ(f)
    sigmoid(now.i); // i = σ(i)
    now.sum.setTo(now.f); // sum = f
    add(now.i, now.sum); // sum += i
    apply(now.f, now.sum, (f, sum) -> f / sum, now.p); // p = f / sum
    Ops.mix(now.p, prev.h, now.g, now.h); // h = p ⊙ h' + (1 − p) ⊙ g
  }

  @Override
  public void backward(S prev, S now, S dPrev, S dNow, Gradients grad) {
    // dp = dh ⊙ (h' − g), dh' += dh ⊙ p, dg = dh ⊙ (1 − p)
    Ops.mixBack(now.p, prev.h, now.g, dNow.h, dNow.p, dPrev.h, dNow.g);
    apply(
        dNow.p, now.i, now.sum, (dp, i, sum) -> dp * i / (sum * sum), dNow.f); // df = dp ⊙ i / sum²
    apply(
        dNow.p,
        now.f,
        now.sum,
        (dp, f, sum) -> -dp * f / (sum * sum),
        dNow.i); // di = −dp ⊙ f / sum²
    sigmoidBack(now.f, dNow.f); // df ⊙= f ⊙ (1 − f)
    sigmoidBack(now.i, dNow.i); // di ⊙= i ⊙ (1 − i)
    join(dNow.f, dNow.i, dNow.g, dNow.a); // da = [df di dg]
  }
}
