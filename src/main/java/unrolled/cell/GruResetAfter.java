package unrolled.cell;

import static unrolled.cell.Ops.add;
import static unrolled.cell.Ops.elementMult;
import static unrolled.cell.Ops.elementMultAdd;
import static unrolled.cell.Ops.join;
import static unrolled.cell.Ops.mix;
import static unrolled.cell.Ops.mixBack;
import static unrolled.cell.Ops.multAdd;
import static unrolled.cell.Ops.rowAdd;
import static unrolled.cell.Ops.split;

import java.util.Arrays;
import org.ejml.data.DMatrixRMaj;
import unrolled.layer.Activation;
import unrolled.layer.Param;
import unrolled.math.Rng;

/**
 * The gated recurrent unit, with the reset after the product: all three products are one, which is
 * why fast implementations prefer it.
 *
 * <pre>
 *   a_t = x_t·W + b                             (B×3n, the input's share: blocks r, z, g)
 *   q_t = h_{t−1}·U + d                         (B×3n, the state's share: blocks r, z, g)
 *   r_t = σ(a_r + q_r)                          (B×n, reset gate: what g sees of the past)
 *   z_t = σ(a_z + q_z)                          (B×n, update gate)
 *   g_t = tanh(a_g + r_t ⊙ q_g)                 (B×n, candidate)
 *   h_t = z_t ⊙ h_{t−1} + (1 − z_t) ⊙ g_t       (B×n, convention A: z is the share that stays)
 *   h_t = (1 − z_t) ⊙ h_{t−1} + z_t ⊙ g_t       (B×n, convention B: z is the share that is new)
 * </pre>
 *
 * <p>W is in×3n, b 1×3n, U n×3n, d 1×3n. It computes something else than {@link Gru}, unless U_g is
 * diagonal and d_g = 0. This is PyTorch's and cuDNN's GRU, Keras' default (reset_after=True) and
 * ONNX's with linear_before_reset = 1, all in convention A.
 *
 * <p>Sources: those of {@link Gru}.
 */
public final class GruResetAfter extends Cell<GruResetAfter.S> {
  /** The recurrent weights, n×3n: blocks r, z, g. */
  public final Param u;

  /** The recurrent bias, 1×3n: blocks r, z, g. */
  public final Param d;

  /** Whether z is the share that stays (convention A) or the share that is new (B). */
  public final boolean zKeeps;

  /** The activation of r and z. */
  public final Activation gateActivation;

  /** The activation of g. */
  public final Activation candidateActivation;

  private final int n;
  private double keepBias = 0;

  private GruResetAfter(int in, int n, boolean zKeeps, Activation gate, Activation candidate) {
    super(in, 3 * n);
    this.n = n;
    this.zKeeps = zKeeps;
    this.gateActivation = gate;
    this.candidateActivation = candidate;
    u = param(n, 3 * n);
    d = param(1, 3 * n);
  }

  /** Creates n units in convention A, as Cho and others have it: z is the share that stays. */
  public static GruResetAfter cho(int in, int n) {
    return cho(in, n, Activation.SIGMOID, Activation.TANH);
  }

  /** Creates n units in convention A, with these activations of the gates and of the candidate. */
  public static GruResetAfter cho(int in, int n, Activation gate, Activation candidate) {
    return new GruResetAfter(in, n, true, gate, candidate);
  }

  /** Creates n units in convention B, as Chung and others have it: z is the share that is new. */
  public static GruResetAfter chung(int in, int n) {
    return chung(in, n, Activation.SIGMOID, Activation.TANH);
  }

  /** Creates n units in convention B, with these activations of the gates and of the candidate. */
  public static GruResetAfter chung(int in, int n, Activation gate, Activation candidate) {
    return new GruResetAfter(in, n, false, gate, candidate);
  }

  /**
   * Sets the bias that {@link #init} gives the update gate, 0 by default and counted toward keeping
   * the state: at the start the share σ(bias) stays.
   */
  public GruResetAfter keepBias(double bias) {
    keepBias = bias;
    return this;
  }

  /** The buffers of one step. */
  public final class S extends Step {
    /** h_t, hidden state and output. */
    public final DMatrixRMaj h = state(n);

    /** r_t, reset gate. */
    public final DMatrixRMaj r = keep(n);

    /** z_t, update gate. */
    public final DMatrixRMaj z = keep(n);

    /** g_t, candidate. */
    public final DMatrixRMaj g = keep(n);

    /** q_t, the state's share of all three, B×3n. */
    final DMatrixRMaj q = keep(3 * n);

    /** The blocks of q_t, B×n each. */
    final DMatrixRMaj qr = keep(n);

    final DMatrixRMaj qz = keep(n);
    final DMatrixRMaj qg = keep(n);
  }

  @Override
  public S step() {
    return new S();
  }

  @Override
  public void forward(S prev, S now) {
    now.q.zero(); // q = 0
    multAdd(prev.h, u, now.q); // q += h'·U
    rowAdd(d, now.q); // q += d
    split(now.q, now.qr, now.qz, now.qg); // [q_r q_z q_g] = q
    split(now.a, now.r, now.z, now.g); // [r z g] = a
    add(now.qr, now.r); // r += q_r
    add(now.qz, now.z); // z += q_z
    gateActivation.apply(now.r); // r = σ(r)
    gateActivation.apply(now.z); // z = σ(z)
    elementMultAdd(now.r, now.qg, now.g); // g += r ⊙ q_g
    candidateActivation.apply(now.g); // g = tanh(g)
    if (zKeeps) {
      mix(now.z, prev.h, now.g, now.h); // h = z ⊙ h' + (1 − z) ⊙ g
    } else {
      mix(now.z, now.g, prev.h, now.h); // h = z ⊙ g + (1 − z) ⊙ h'
    }
  }

  @Override
  public boolean setsEverything() {
    return true;
  }

  @Override
  public void backward(S prev, S now, S dPrev, S dNow, Gradients grad) {
    if (zKeeps) { // dz = dh ⊙ (h' − g), dh' += dh ⊙ z, dg = dh ⊙ (1 − z)
      mixBack(now.z, prev.h, now.g, dNow.h, dNow.z, dPrev.h, dNow.g);
    } else { // dz = dh ⊙ (g − h'), dg = dh ⊙ z, dh' += dh ⊙ (1 − z)
      mixBack(now.z, now.g, prev.h, dNow.h, dNow.z, dNow.g, dPrev.h);
    }
    candidateActivation.backward(now.g, dNow.g); // dg ⊙= 1 − g², now the pre-activation's gradient
    elementMult(dNow.g, now.r, dNow.qg); // dq_g = dg ⊙ r
    elementMult(dNow.g, now.qg, dNow.r); // dr = dg ⊙ q_g
    // From here on the gradients of the gates' pre-activations.
    gateActivation.backward(now.z, dNow.z); // dz ⊙= z ⊙ (1 − z)
    gateActivation.backward(now.r, dNow.r); // dr ⊙= r ⊙ (1 − r)
    join(dNow.r, dNow.z, dNow.g, dNow.a); // da = [dr dz dg]
    join(dNow.r, dNow.z, dNow.qg, dNow.q); // dq = [dr dz dq_g]
    grad.rowAdd(d, dNow.q); // dd += Σ_b dq_b
    grad.multAdd(prev.h, u, dNow.q, dPrev.h); // dh' += dq·Uᵀ, dU += h'ᵀ·dq
  }

  /** Draws uniformly within ±1/√n, but sets the update gate's bias by {@link #keepBias}. */
  @Override
  public void init(Rng rng) {
    super.init(rng);
    Arrays.fill(input().b.value.data, n, 2 * n, zKeeps ? keepBias : -keepBias);
  }
}
