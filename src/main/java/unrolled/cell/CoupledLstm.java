package unrolled.cell;

import static unrolled.cell.Ops.add;
import static unrolled.cell.Ops.elementMult;
import static unrolled.cell.Ops.join;
import static unrolled.cell.Ops.mix;
import static unrolled.cell.Ops.mixBack;
import static unrolled.cell.Ops.multAdd;
import static unrolled.cell.Ops.split;

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
 *   c_t = i_t ⊙ g_t + (1 − i_t) ⊙ c_{t−1}     (B×n, cell state: a mean of the new and the old)
 *   s_t = tanh(c_t)                           (B×n, the cell state, squashed)
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
  public final Activation gateActivation;

  /** The activation of g. */
  public final Activation candidateActivation;

  /** The activation of s. */
  public final Activation outputActivation;

  private final int n;

  /** Creates n cells with gates σ, and tanh in both other places. */
  public CoupledLstm(int in, int n) {
    this(in, n, Activation.SIGMOID, Activation.TANH, Activation.TANH);
  }

  /**
   * Creates n cells with other activations.
   *
   * @param gate of i and o
   * @param candidate of g
   * @param output of s
   */
  public CoupledLstm(int in, int n, Activation gate, Activation candidate, Activation output) {
    super(in, 3 * n);
    this.n = n;
    this.gateActivation = gate;
    this.candidateActivation = candidate;
    this.outputActivation = output;
    u = param(n, 3 * n);
  }

  /** The buffers of one step. */
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
    multAdd(prev.h, u, now.a); // a += h'·U
    split(now.a, now.i, now.g, now.o); // [i g o] = a, the pre-activations
    gateActivation.apply(now.i); // i = σ(i)
    candidateActivation.apply(now.g); // g = tanh(g)
    gateActivation.apply(now.o); // o = σ(o)
    mix(now.i, now.g, prev.c, now.c); // c = i ⊙ g + (1 − i) ⊙ c'
    now.s.setTo(now.c); // s = c
    outputActivation.apply(now.s); // s = tanh(s)
    elementMult(now.o, now.s, now.h); // h = o ⊙ s
  }

  @Override
  public void backward(S prev, S now, S dPrev, S dNow, Gradients grad) {
    elementMult(dNow.h, now.s, dNow.o); // do = dh ⊙ s
    elementMult(dNow.h, now.o, dNow.s); // ds = dh ⊙ o
    outputActivation.backward(now.s, dNow.s); // ds ⊙= 1 − s², now c's gradient by way of s
    add(dNow.s, dNow.c); // dc += ds
    // di = dc ⊙ (g − c'), dg = dc ⊙ i, dc' += dc ⊙ (1 − i)
    mixBack(now.i, now.g, prev.c, dNow.c, dNow.i, dNow.g, dPrev.c);
    // From here on the gradients of the pre-activations, the blocks of a.
    gateActivation.backward(now.o, dNow.o); // do ⊙= o ⊙ (1 − o)
    candidateActivation.backward(now.g, dNow.g); // dg ⊙= 1 − g²
    gateActivation.backward(now.i, dNow.i); // di ⊙= i ⊙ (1 − i)
    join(dNow.i, dNow.g, dNow.o, dNow.a); // da = [di dg do]
    grad.multAdd(prev.h, u, dNow.a, dPrev.h); // dh' += da·Uᵀ, dU += h'ᵀ·da
  }
}
