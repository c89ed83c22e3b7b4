package unrolled.cell;

import static unrolled.cell.Ops.elementMult;
import static unrolled.cell.Ops.elementMultAdd;
import static unrolled.cell.Ops.join;
import static unrolled.cell.Ops.multAdd;
import static unrolled.cell.Ops.rowAdd;
import static unrolled.cell.Ops.scaleAdd;
import static unrolled.cell.Ops.sigmoid;
import static unrolled.cell.Ops.sigmoidBack;
import static unrolled.cell.Ops.split;
import static unrolled.cell.Ops.tanh;
import static unrolled.cell.Ops.tanhBack;

import java.util.Arrays;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import unrolled.layer.Param;
import unrolled.math.Rng;

/**
 * Long short-term memory with three layer normalisations N inside the step.
 *
 * <pre>
 *   a_t = x_t·W + b                                      (B×4n, the input's share)
 *   z_t = γ_x ⊙ N(a_t) + γ_h ⊙ N(h_{t−1}·U) + β          (B×4n: blocks i, f, g, o)
 *   i_t = σ(z_i)   f_t = σ(z_f)   g_t = tanh(z_g)   o_t = σ(z_o)      (B×n each)
 *   c_t = f_t ⊙ c_{t−1} + i_t ⊙ g_t                      (B×n, cell state)
 *   s_t = tanh(γ_c ⊙ N(c_t) + β_c)                       (B×n)
 *   h_t = o_t ⊙ s_t                                      (B×n, hidden state and output)
 * </pre>
 *
 * <p>N(x) = (x − μ) / s_x, row by row, as in {@link LayerNorm}. Gains γ are rows that start at 1,
 * shifts β rows that start at 0 but for the forget gate's; b only moves what N centres anyway, and
 * starts at 0.
 *
 * <p>Source: J. Ba, J. Kiros and G. Hinton, "Layer normalization", 2016.
 */
public final class LayerNormLstm extends Cell<LayerNormLstm.S> {
  /** The recurrent weights, n×4n: blocks i, f, g, o. */
  public final Param u;

  /** The gain of the input's share, 1×4n. */
  public final Param gammaX;

  /** The gain of the state's share, 1×4n. */
  public final Param gammaH;

  /** The shift of both together, 1×4n. */
  public final Param beta;

  /** The gain of the cell state, 1×n. */
  public final Param gammaC;

  /** The shift of the cell state, 1×n. */
  public final Param betaC;

  private final int n;
  private double forgetBias = 1;

  /** Creates n cells. */
  public LayerNormLstm(int in, int n) {
    super(in, 4 * n);
    this.n = n;
    u = param(n, 4 * n);
    gammaX = param(1, 4 * n);
    gammaH = param(1, 4 * n);
    beta = param(1, 4 * n);
    gammaC = param(1, n);
    betaC = param(1, n);
  }

  /** Sets the shift that {@link #init} gives the forget gate. Default 1. */
  public LayerNormLstm forgetBias(double bias) {
    forgetBias = bias;
    return this;
  }

  /** The buffers of one step. */
  public final class S extends Step {
    /** h_t, hidden state and output. */
    public final DMatrixRMaj h = state(n);

    /** c_t, cell state. */
    public final DMatrixRMaj c = state(n);

    /** h_{t−1}·U, B×4n. */
    final DMatrixRMaj hu = keep(4 * n);

    /** N(a_t), B×4n. */
    final LayerNorm na = part(new LayerNorm(4 * n));

    /** N(h_{t−1}·U), B×4n. */
    final LayerNorm nh = part(new LayerNorm(4 * n));

    /** z_t, B×4n. */
    final DMatrixRMaj z = keep(4 * n);

    /** i_t, input gate. */
    public final DMatrixRMaj i = keep(n);

    /** f_t, forget gate. */
    public final DMatrixRMaj f = keep(n);

    /** g_t, candidate. */
    public final DMatrixRMaj g = keep(n);

    /** o_t, output gate. */
    public final DMatrixRMaj o = keep(n);

    /** N(c_t), B×n. */
    final LayerNorm nc = part(new LayerNorm(n));

    /** s_t, the cell state, squashed. */
    public final DMatrixRMaj s = keep(n);
  }

  @Override
  public S step() {
    return new S();
  }

  @Override
  public void forward(S prev, S now) {
    multAdd(prev.h, u, now.hu); // hu = h'·U
    now.na.forward(now.a); // na = N(a)
    now.nh.forward(now.hu); // nh = N(hu)
    scaleAdd(now.na.y, gammaX, now.z); // z = γ_x ⊙ na
    scaleAdd(now.nh.y, gammaH, now.z); // z += γ_h ⊙ nh
    rowAdd(beta, now.z); // z += β
    split(now.z, now.i, now.f, now.g, now.o); // [i f g o] = z, the pre-activations
    sigmoid(now.i); // i = σ(i)
    sigmoid(now.f); // f = σ(f)
    tanh(now.g); // g = tanh(g)
    sigmoid(now.o); // o = σ(o)
    elementMult(now.f, prev.c, now.c); // c = f ⊙ c'
    elementMultAdd(now.i, now.g, now.c); // c += i ⊙ g
    now.nc.forward(now.c); // nc = N(c)
    scaleAdd(now.nc.y, gammaC, now.s); // s = γ_c ⊙ nc
    rowAdd(betaC, now.s); // s += β_c
    tanh(now.s); // s = tanh(s)
    elementMult(now.o, now.s, now.h); // h = o ⊙ s
  }

  @Override
  public void backward(S prev, S now, S dPrev, S dNow, Gradients grad) {
    elementMult(dNow.h, now.s, dNow.o); // do = dh ⊙ s
    elementMult(dNow.h, now.o, dNow.s); // ds = dh ⊙ o
    tanhBack(now.s, dNow.s); // ds ⊙= 1 − s², now the pre-activation's gradient
    grad.rowAdd(betaC, dNow.s); // dβ_c += Σ_b ds_b
    grad.scaleAdd(now.nc.y, gammaC, dNow.s, dNow.nc.y); // dnc = ds ⊙ γ_c, dγ_c += Σ_b ds_b ⊙ nc_b
    now.nc.backward(dNow.nc, dNow.c); // dc += (dnc − mean(dnc) − nc ⊙ mean(dnc ⊙ nc)) / s_c
    elementMult(dNow.c, prev.c, dNow.f); // df = dc ⊙ c'
    elementMultAdd(dNow.c, now.f, dPrev.c); // dc' += dc ⊙ f
    elementMult(dNow.c, now.g, dNow.i); // di = dc ⊙ g
    elementMult(dNow.c, now.i, dNow.g); // dg = dc ⊙ i
    // From here on the gradients of the pre-activations, the blocks of z.
    sigmoidBack(now.o, dNow.o); // do ⊙= o ⊙ (1 − o)
    tanhBack(now.g, dNow.g); // dg ⊙= 1 − g²
    sigmoidBack(now.f, dNow.f); // df ⊙= f ⊙ (1 − f)
    sigmoidBack(now.i, dNow.i); // di ⊙= i ⊙ (1 − i)
    join(dNow.i, dNow.f, dNow.g, dNow.o, dNow.z); // dz = [di df dg do]
    grad.rowAdd(beta, dNow.z); // dβ += Σ_b dz_b
    grad.scaleAdd(now.nh.y, gammaH, dNow.z, dNow.nh.y); // dnh = dz ⊙ γ_h, dγ_h += Σ_b dz_b ⊙ nh_b
    grad.scaleAdd(now.na.y, gammaX, dNow.z, dNow.na.y); // dna = dz ⊙ γ_x, dγ_x += Σ_b dz_b ⊙ na_b
    now.nh.backward(dNow.nh, dNow.hu); // dhu = (dnh − mean(dnh) − nh ⊙ mean(dnh ⊙ nh)) / s_h
    now.na.backward(dNow.na, dNow.a); // da = (dna − mean(dna) − na ⊙ mean(dna ⊙ na)) / s_a
    grad.multAdd(prev.h, u, dNow.hu, dPrev.h); // dh' += dhu·Uᵀ, dU += h'ᵀ·dhu
  }

  /**
   * Draws W and U uniformly within ±1/√n; gains 1; shifts 0, the forget gate's {@link #forgetBias}.
   */
  @Override
  public void init(Rng rng) {
    super.init(rng);
    input().b.value.zero();
    CommonOps_DDRM.fill(gammaX.value, 1);
    CommonOps_DDRM.fill(gammaH.value, 1);
    CommonOps_DDRM.fill(gammaC.value, 1);
    beta.value.zero();
    Arrays.fill(beta.value.data, n, 2 * n, forgetBias);
    betaC.value.zero();
  }
}
