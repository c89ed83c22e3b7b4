package unrolled.cell;

import static unrolled.cell.Ops.apply;
import static unrolled.cell.Ops.applyAdd;
import static unrolled.cell.Ops.elementMult;
import static unrolled.cell.Ops.join;
import static unrolled.cell.Ops.sigmoid;
import static unrolled.cell.Ops.sigmoidBack;
import static unrolled.cell.Ops.split;

import org.ejml.data.DMatrixRMaj;

/**
 * The minimal gated recurrent unit: its gate and its candidate see the input alone, so the step is
 * linear in the state.
 *
 * <pre>
 *   a_t = x_t·W + b                             (B×2n, the input's share: blocks z, g)
 *   z_t = σ(a_z)                                (B×n, update gate: the share that is new)
 *   g_t = a_g                                   (B×n, candidate)
 *   h_t = (1 − z_t) ⊙ h_{t−1} + z_t ⊙ g_t       (B×n, what stays is between 0 and 1)
 *   h_t = (1 − 2z_t) ⊙ h_{t−1} + z_t ⊙ g_t      (B×n, signed: it may also turn the state round)
 * </pre>
 *
 * <p>There are no recurrent weights. What such a step does to a state, h ↦ f ⊙ h + c, is again of
 * this form when done twice: that is what a parallel scan lives on.
 *
 * <p>Sources: L. Feng and others, "Were RNNs all we needed?", 2024; the sign: R. Grazzi and others,
 * "Unlocking state-tracking in linear RNNs through negative eigenvalues", 2024.
 */
public final class MinGru extends LinearCell<MinGru.S> {
  /** 1, or 2 if what stays may be negative: f = 1 − reach·z. */
  private final int reach;

  private final int n;

  private MinGru(int in, int n, int reach) {
    super(in, 2 * n);
    this.n = n;
    this.reach = reach;
  }

  /** Creates n units whose state stays by a share from 0 to 1. */
  public MinGru(int in, int n) {
    this(in, n, 1);
  }

  /** Creates n units whose state is multiplied by a factor from −1 to 1. */
  public static MinGru signed(int in, int n) {
    return new MinGru(in, n, 2);
  }

  /** Whether what stays may be negative. */
  public boolean isSigned() {
    return reach == 2;
  }

  /** The buffers of one step. */
  public final class S extends Step {
    /** h_t, hidden state and output. */
    public final DMatrixRMaj h = state(n);

    /** z_t, update gate. */
    public final DMatrixRMaj z = keep(n);

    /** g_t, candidate. */
    public final DMatrixRMaj g = keep(n);

    /** f_t, what h_{t−1} is multiplied by. */
    public final DMatrixRMaj f = keep(n);
  }

  @Override
  public S step() {
    return new S();
  }

  @Override
  public DMatrixRMaj factor(S now) {
    return now.f;
  }

  @Override
  public void forward(S prev, S now) {
    split(now.a, now.z, now.g); // [z g] = a
    sigmoid(now.z); // z = σ(z)
    apply(now.z, z -> 1 - reach * z, now.f); // f = 1 − z, or 1 − 2z
    elementMult(now.f, prev.h, now.h); // h = f ⊙ h'
    Ops.elementMultAdd(now.z, now.g, now.h); // h += z ⊙ g
  }

  @Override
  public void backward(S prev, S now, S dPrev, S dNow, Gradients grad) {
    elementMult(dNow.h, now.g, dNow.z); // dz = dh ⊙ g
    elementMult(dNow.h, now.z, dNow.g); // dg = dh ⊙ z
    applyAdd(dNow.h, prev.h, (dh, h) -> -reach * dh * h, dNow.z); // dz −= dh ⊙ h', or twice that
    Ops.elementMultAdd(dNow.h, now.f, dPrev.h); // dh' += dh ⊙ f
    sigmoidBack(now.z, dNow.z); // dz ⊙= z ⊙ (1 − z)
    join(dNow.z, dNow.g, dNow.a); // da = [dz dg]
  }
}
