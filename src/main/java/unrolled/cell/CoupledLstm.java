package unrolled.cell;

import static unrolled.cell.Ops.add;
import static unrolled.cell.Ops.join;
import static unrolled.cell.Ops.multAdd;
import static unrolled.cell.Ops.set;
import static unrolled.cell.Ops.split;
import static unrolled.cell.Ops.times;

import org.ejml.data.DMatrixRMaj;
import unrolled.layer.Activation;
import unrolled.layer.Param;

/**
 * Long short-term memory with coupled gates: it forgets just as much as it lets in, f = 1 − i.
 *
 * <pre>
 *   a_t = x_t·W + b                           (B×3n, the input's share: blocks i, g, o)
 *   i_t = σ(a_i + h_{t−1}·U_i)                (B×n, input gate)
 *   g_t = tanh(a_g + h_{t−1}·U_g)             (B×n, candidate)
 *   o_t = σ(a_o + h_{t−1}·U_o)                (B×n, output gate)
 *   c_t = (1 − i_t) ⊙ c_{t−1} + i_t ⊙ g_t     (B×n, cell state: a mean of the old and the new)
 *   s_t = tanh(c_t)                           (B×n, the cell state as it is shown)
 *   h_t = o_t ⊙ s_t                           (B×n, hidden state and output)
 * </pre>
 *
 * <p>W is in×3n, b 1×3n, U n×3n.
 *
 * <p>Source: K. Greff, R. Srivastava, J. Koutník, B. Steunebrink and J. Schmidhuber, "LSTM: a
 * search space odyssey", 2017 (there: CIFG).
 */
public final class CoupledLstm extends Cell<CoupledLstm.S> {
  /** The recurrent weights, n×3n: blocks i, g, o. */
  public final Param u;

  /** The activation of i and o. */
  public final Activation gate;

  /** The activation of g. */
  public final Activation candidate;

  /** The activation of s. */
  public final Activation shown;

  private final int n;

  /** n cells with gates σ, and tanh in both other places. */
  public CoupledLstm(int in, int n) {
    this(in, n, Activation.SIGMOID, Activation.TANH, Activation.TANH);
  }

  /**
   * n cells with other activations.
   *
   * @param gate of i and o
   * @param candidate of g
   * @param shown of s
   */
  public CoupledLstm(int in, int n, Activation gate, Activation candidate, Activation shown) {
    super(in, 3 * n);
    this.n = n;
    this.gate = gate;
    this.candidate = candidate;
    this.shown = shown;
    u = param(n, 3 * n);
  }

  /** One step. */
  public final class S extends Step {
    /** h_t, hidden state and output. */
    public final DMatrixRMaj h = state(n);

    /** c_t, cell state. */
    public final DMatrixRMaj c = state(n);

    /** i_t, input gate. */
    public final DMatrixRMaj i = keep(n);

    /** g_t, candidate. */
    public final DMatrixRMaj g = keep(n);

    /** o_t, output gate. */
    public final DMatrixRMaj o = keep(n);

    /** s_t = tanh(c_t). */
    public final DMatrixRMaj s = keep(n);
  }

  @Override
  public S step() {
    return new S();
  }

  @Override
  public void forward(S prev, S now) {
    multAdd(prev.h, u, now.a);
    split(now.a, now.i, now.g, now.o);
    gate.apply(now.i);
    candidate.apply(now.g);
    gate.apply(now.o);
    set(now.c, prev.c, now.i, now.g, (c, i, g) -> (1 - i) * c + i * g);
    now.s.setTo(now.c);
    shown.apply(now.s);
    times(now.h, now.o, now.s);
  }

  @Override
  public void backward(S prev, S now, S dPrev, S dNow, Gradients grad) {
    times(dNow.o, dNow.h, now.s);
    times(dNow.s, dNow.h, now.o);
    shown.back(now.s, dNow.s);
    add(dNow.c, dNow.s);
    add(dPrev.c, dNow.c, now.i, (dc, i) -> dc * (1 - i));
    set(dNow.i, dNow.c, now.g, prev.c, (dc, g, c) -> dc * (g - c));
    times(dNow.g, dNow.c, now.i);
    gate.back(now.o, dNow.o);
    candidate.back(now.g, dNow.g);
    gate.back(now.i, dNow.i);
    join(dNow.a, dNow.i, dNow.g, dNow.o);
    grad.multAdd(prev.h, u, dNow.a, dPrev.h);
  }
}
