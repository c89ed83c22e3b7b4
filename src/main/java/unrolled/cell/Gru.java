package unrolled.cell;

import static unrolled.cell.Ops.elementMult;
import static unrolled.cell.Ops.elementMultAdd;
import static unrolled.cell.Ops.join;
import static unrolled.cell.Ops.mix;
import static unrolled.cell.Ops.mixBack;
import static unrolled.cell.Ops.multAdd;
import static unrolled.cell.Ops.split;

import java.util.Arrays;
import org.ejml.data.DMatrixRMaj;
import unrolled.layer.Activation;
import unrolled.layer.Param;
import unrolled.math.Rng;

/**
 * The gated recurrent unit, with the reset before the product.
 *
 * <pre>
 *   a_t = x_t·W + b                             (B×3n, the input's share: blocks r, z, g)
 *   r_t = σ(a_r + h_{t−1}·U_r)                  (B×n, reset gate: what g sees of the past)
 *   z_t = σ(a_z + h_{t−1}·U_z)                  (B×n, update gate)
 *   g_t = tanh(a_g + (r_t ⊙ h_{t−1})·U_g)       (B×n, candidate)
 *   h_t = z_t ⊙ h_{t−1} + (1 − z_t) ⊙ g_t       (B×n, convention A: z is the share that stays)
 *   h_t = (1 − z_t) ⊙ h_{t−1} + z_t ⊙ g_t       (B×n, convention B: z is the share that is new)
 * </pre>
 *
 * <p>W is in×3n, b 1×3n, U n×2n (blocks r, z) and U_g n×n: 3(in·n + n² + n) numbers. This is ONNX's
 * GRU with linear_before_reset = 0 and Keras' with reset_after=False, both in convention A.
 * PyTorch's resets after the product: {@link GruResetAfter}.
 *
 * <p>Sources: convention A: K. Cho and others, "Learning phrase representations using RNN
 * encoder–decoder", 2014; convention B: J. Chung, C. Gulcehre, K. Cho and Y. Bengio, "Empirical
 * evaluation of gated recurrent neural networks on sequence modeling", 2014.
 */
public final class Gru extends Cell<Gru.S> {
  /** The recurrent weights of the gates, n×2n: blocks r, z. */
  public final Param u;

  /** The recurrent weights of the candidate, n×n. */
  public final Param ug;

  /** Whether z is the share that stays (convention A) or the share that is new (B). */
  public final boolean zKeeps;

  /** The activation of r and z. */
  public final Activation gateActivation;

  /** The activation of g. */
  public final Activation candidateActivation;

  private final int n;
  private double keepBias = 0;

  private Gru(int in, int n, boolean zKeeps, Activation gate, Activation candidate) {
    super(in, 3 * n);
    this.n = n;
    this.zKeeps = zKeeps;
    this.gateActivation = gate;
    this.candidateActivation = candidate;
    u = param(n, 2 * n);
    ug = param(n, n);
  }

  /** Creates n units in convention A, as Cho and others have it: z is the share that stays. */
  public static Gru cho(int in, int n) {
    return cho(in, n, Activation.SIGMOID, Activation.TANH);
  }

  /** Creates n units in convention A, with these activations of the gates and of the candidate. */
  public static Gru cho(int in, int n, Activation gate, Activation candidate) {
    return new Gru(in, n, true, gate, candidate);
  }

  /** Creates n units in convention B, as Chung and others have it: z is the share that is new. */
  public static Gru chung(int in, int n) {
    return chung(in, n, Activation.SIGMOID, Activation.TANH);
  }

  /** Creates n units in convention B, with these activations of the gates and of the candidate. */
  public static Gru chung(int in, int n, Activation gate, Activation candidate) {
    return new Gru(in, n, false, gate, candidate);
  }

  /**
   * Sets the bias that {@link #init} gives the update gate, 0 by default and counted toward keeping
   * the state: at the start the share σ(bias) stays.
   */
  public Gru keepBias(double bias) {
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

    /** r_t ⊙ h_{t−1}. */
    public final DMatrixRMaj rh = keep(n);

    /** The pre-activations of both gates side by side, B×2n. */
    final DMatrixRMaj rz = keep(2 * n);
  }

  @Override
  public S step() {
    return new S();
  }

  @Override
  public void forward(S prev, S now) {
    split(now.a, now.rz, now.g); // [rz g] = a
    multAdd(prev.h, u, now.rz); // rz += h'·U
    split(now.rz, now.r, now.z); // [r z] = rz, the pre-activations
    gateActivation.apply(now.r); // r = σ(r)
    gateActivation.apply(now.z); // z = σ(z)
    elementMult(now.r, prev.h, now.rh); // rh = r ⊙ h'
    multAdd(now.rh, ug, now.g); // g += rh·U_g
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
    grad.multAdd(now.rh, ug, dNow.g, dNow.rh); // drh = dg·U_gᵀ, dU_g += rhᵀ·dg
    elementMult(dNow.rh, prev.h, dNow.r); // dr = drh ⊙ h'
    elementMultAdd(dNow.rh, now.r, dPrev.h); // dh' += drh ⊙ r
    // From here on the gradients of the gates' pre-activations.
    gateActivation.backward(now.z, dNow.z); // dz ⊙= z ⊙ (1 − z)
    gateActivation.backward(now.r, dNow.r); // dr ⊙= r ⊙ (1 − r)
    join(dNow.r, dNow.z, dNow.rz); // drz = [dr dz]
    grad.multAdd(prev.h, u, dNow.rz, dPrev.h); // dh' += drz·Uᵀ, dU += h'ᵀ·drz
    join(dNow.rz, dNow.g, dNow.a); // da = [drz dg]
  }

  /** Draws uniformly within ±1/√n, but sets the update gate's bias by {@link #keepBias}. */
  @Override
  public void init(Rng rng) {
    super.init(rng);
    Arrays.fill(input().b.value.data, n, 2 * n, zKeeps ? keepBias : -keepBias);
  }
}
