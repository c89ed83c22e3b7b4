package unrolled.cell;

import static unrolled.cell.Ops.add;
import static unrolled.cell.Ops.elementMult;
import static unrolled.cell.Ops.elementMultAdd;
import static unrolled.cell.Ops.join;
import static unrolled.cell.Ops.multAdd;
import static unrolled.cell.Ops.scaleAdd;
import static unrolled.cell.Ops.split;

import java.util.Arrays;
import org.ejml.data.DMatrixRMaj;
import unrolled.layer.Activation;
import unrolled.layer.Param;
import unrolled.math.Rng;

/**
 * Long short-term memory whose gates look at the cell state through "peepholes", one weight for
 * each cell.
 *
 * <pre>
 *   a_t = x_t·W + b                                (B×4n, the input's share: blocks i, f, g, o)
 *   i_t = σ(a_i + h_{t−1}·U_i + p_i ⊙ c_{t−1})     (B×n, input gate: sees the old cell state)
 *   f_t = σ(a_f + h_{t−1}·U_f + p_f ⊙ c_{t−1})     (B×n, forget gate: sees the old cell state)
 *   g_t = tanh(a_g + h_{t−1}·U_g)                  (B×n, candidate: has no peephole)
 *   c_t = f_t ⊙ c_{t−1} + i_t ⊙ g_t                (B×n, cell state)
 *   o_t = σ(a_o + h_{t−1}·U_o + p_o ⊙ c_t)         (B×n, output gate: sees the new cell state)
 *   s_t = tanh(c_t)                                (B×n, the cell state as it is shown)
 *   h_t = o_t ⊙ s_t                                (B×n, hidden state and output)
 * </pre>
 *
 * <p>W is in×4n, b 1×4n, U n×4n, p_i, p_f and p_o 1×n: 3n numbers more than without. An option of
 * ONNX; PyTorch and Keras have none.
 *
 * <p>Source: F. Gers and J. Schmidhuber, "Recurrent nets that time and count", 2000.
 */
public final class PeepholeLstm extends Cell<PeepholeLstm.S> {
  /** The recurrent weights, n×4n: blocks i, f, g, o. */
  public final Param u;

  /** The peephole of the input gate, 1×n. */
  public final Param pi;

  /** The peephole of the forget gate, 1×n. */
  public final Param pf;

  /** The peephole of the output gate, 1×n. */
  public final Param po;

  /** The activation of i, f and o. */
  public final Activation gateActivation;

  /** The activation of g. */
  public final Activation candidateActivation;

  /** The activation of s. */
  public final Activation outputActivation;

  private final int n;
  private double forgetBias = 1;

  /** n cells with gates σ, and tanh in both other places. */
  public PeepholeLstm(int in, int n) {
    this(in, n, Activation.SIGMOID, Activation.TANH, Activation.TANH);
  }

  /**
   * n cells with other activations.
   *
   * @param gate of i, f and o
   * @param candidate of g
   * @param output of s
   */
  public PeepholeLstm(int in, int n, Activation gate, Activation candidate, Activation output) {
    super(in, 4 * n);
    this.n = n;
    this.gateActivation = gate;
    this.candidateActivation = candidate;
    this.outputActivation = output;
    u = param(n, 4 * n);
    pi = param(1, n);
    pf = param(1, n);
    po = param(1, n);
  }

  /**
   * What {@link #init} gives the bias of the forget gate, otherwise 1: at the start the cell state
   * keeps the share σ(bias) a step.
   */
  public PeepholeLstm forgetBias(double bias) {
    forgetBias = bias;
    return this;
  }

  /** One step. */
  public final class S extends Step {
    /** h_t, hidden state and output. */
    public final DMatrixRMaj h = state(n);

    /** c_t, cell state. */
    public final DMatrixRMaj c = state(n);

    /** i_t, input gate. */
    public final DMatrixRMaj i = keep(n);

    /** f_t, forget gate. */
    public final DMatrixRMaj f = keep(n);

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
    split(now.a, now.i, now.f, now.g, now.o);
    scaleAdd(prev.c, pi, now.i);
    scaleAdd(prev.c, pf, now.f);
    gateActivation.apply(now.i);
    gateActivation.apply(now.f);
    candidateActivation.apply(now.g);
    elementMult(now.f, prev.c, now.c);
    elementMultAdd(now.i, now.g, now.c);
    scaleAdd(now.c, po, now.o);
    gateActivation.apply(now.o);
    now.s.setTo(now.c);
    outputActivation.apply(now.s);
    elementMult(now.o, now.s, now.h);
  }

  @Override
  public void backward(S prev, S now, S dPrev, S dNow, Gradients grad) {
    elementMult(dNow.h, now.s, dNow.o);
    elementMult(dNow.h, now.o, dNow.s);
    outputActivation.back(now.s, dNow.s);
    add(dNow.s, dNow.c);
    gateActivation.back(now.o, dNow.o);
    grad.scaleAdd(now.c, po, dNow.o, dNow.c);
    elementMult(dNow.c, prev.c, dNow.f);
    elementMultAdd(dNow.c, now.f, dPrev.c);
    elementMult(dNow.c, now.g, dNow.i);
    elementMult(dNow.c, now.i, dNow.g);
    candidateActivation.back(now.g, dNow.g);
    gateActivation.back(now.f, dNow.f);
    gateActivation.back(now.i, dNow.i);
    grad.scaleAdd(prev.c, pf, dNow.f, dPrev.c);
    grad.scaleAdd(prev.c, pi, dNow.i, dPrev.c);
    join(dNow.i, dNow.f, dNow.g, dNow.o, dNow.a);
    grad.multAdd(prev.h, u, dNow.a, dPrev.h);
  }

  /** Everything uniform within ±1/√n, but the bias of the forget gate, see {@link #forgetBias}. */
  @Override
  public void init(Rng rng) {
    super.init(rng);
    Arrays.fill(input().b.value.data, n, 2 * n, forgetBias);
  }
}
