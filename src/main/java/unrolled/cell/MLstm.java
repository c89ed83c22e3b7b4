package unrolled.cell;

import static unrolled.cell.Ops.add;
import static unrolled.cell.Ops.apply;
import static unrolled.cell.Ops.applyAdd;
import static unrolled.cell.Ops.elementMult;
import static unrolled.cell.Ops.elementMultAdd;
import static unrolled.cell.Ops.join;
import static unrolled.cell.Ops.sigmoid;
import static unrolled.cell.Ops.sigmoidBack;
import static unrolled.cell.Ops.split;
import static unrolled.cell.PerSequence.divide;
import static unrolled.cell.PerSequence.dotAdd;
import static unrolled.cell.PerSequence.scaleAdd;

import java.util.Arrays;
import org.ejml.data.DMatrixRMaj;
import unrolled.math.Rng;

/**
 * The mLSTM: an LSTM whose cell state is a matrix that associates keys with values. Its gates see
 * the input alone; written out over time, it is linear attention with a forget gate.
 *
 * <pre>
 *   a_t = x_t·W + b                        (B×(4n+2): blocks q, k, v, o, i, f)
 *   k_t = a_k / √n                         (B×n, key; q_t and v_t, query and value, as they are)
 *   m_t = max(a_f + m_{t−1}, a_i)          (B×1, stabiliser)
 *   i_t = exp(a_i − m_t)                   (B×1, input gate)
 *   f_t = exp(a_f + m_{t−1} − m_t)         (B×1, forget gate)
 *   C_t = f_t·C_{t−1} + i_t·v_t·k_tᵀ       (B×(n·n), cell state)
 *   d_t = f_t·d_{t−1} + i_t·k_t            (B×n, normaliser)
 *   y_t = C_t·q_t / max(|d_t·q_t|, e^−m_t) (B×n, what the query finds)
 *   h_t = σ(a_o) ⊙ y_t                     (B×n, output)
 * </pre>
 *
 * <p>The state has n² numbers for 4n columns of weights. Source: M. Beck and others, "xLSTM:
 * extended long short-term memory", 2024.
 */
public final class MLstm extends Cell<MLstm.S> {
  private final int n;

  /** Creates a memory of n×n numbers. */
  public MLstm(int in, int n) {
    super(in, 4 * n + 2);
    this.n = n;
  }

  /** The buffers of one step. */
  public final class S extends Step {
    /** C_t, the rows of a sequence's n×n matrix one after the other. */
    public final DMatrixRMaj c = state(n * n);

    /** d_t, normaliser. */
    public final DMatrixRMaj d = state(n);

    /** m_t, stabiliser. */
    public final DMatrixRMaj m = state(1);

    /** h_t, output. */
    public final DMatrixRMaj h = output(n);

    /** q_t, query. */
    public final DMatrixRMaj q = keep(n);

    /** k_t, key. */
    public final DMatrixRMaj k = keep(n);

    /** v_t, value. */
    public final DMatrixRMaj v = keep(n);

    /** o_t, output gate. */
    public final DMatrixRMaj o = keep(n);

    /** i_t, input gate; before, its exponent. */
    public final DMatrixRMaj i = keep(1);

    /** f_t, forget gate; before, its exponent. */
    public final DMatrixRMaj f = keep(1);

    /** y_t, what the query finds. */
    public final DMatrixRMaj y = keep(n);

    /** d_t·q_t. */
    final DMatrixRMaj dq = keep(1);

    /** The denominator of y_t. */
    final DMatrixRMaj below = keep(1);

    /** 1 where m_t is the forget gate's exponent, 0 where it is the input gate's. */
    final DMatrixRMaj old = keep(1);
  }

  @Override
  public S step() {
    return new S();
  }

  @Override
  public void forward(S prev, S now) {
    split(now.a, now.q, now.k, now.v, now.o, now.i, now.f); // [q k v o i f] = a
    sigmoid(now.o); // o = σ(o)
    apply(now.k, k -> k / Math.sqrt(n), now.k); // k = k / √n
    add(prev.m, now.f); // f += m', the exponent of what is old
    apply(now.f, now.i, (f, i) -> f >= i ? 1 : 0, now.old); // old = 1 where f ≥ i
    apply(now.f, now.i, Math::max, now.m); // m = max(f, i)
    apply(now.i, now.m, (i, m) -> StrictMath.exp(i - m), now.i); // i = exp(i − m)
    apply(now.f, now.m, (f, m) -> StrictMath.exp(f - m), now.f); // f = exp(f − m)
    scaleAdd(now.f, prev.c, now.c); // C = f·C'
    Outer.store(now.v, now.k, now.i, now.c); // C += i·v·kᵀ
    scaleAdd(now.f, prev.d, now.d); // d = f·d'
    scaleAdd(now.i, now.k, now.d); // d += i·k
    dotAdd(now.d, now.q, now.dq); // dq = d·q
    apply(now.dq, now.m, MLstm::denominator, now.below); // below = max(|d·q|, e^−m)
    Outer.read(now.c, now.q, now.y); // y = C·q
    divide(now.below, now.y); // y /= below
    elementMult(now.o, now.y, now.h); // h = o ⊙ y
  }

  private static double denominator(double dq, double m) {
    return Math.max(Math.abs(dq), StrictMath.exp(-m));
  }

  @Override
  public void backward(S prev, S now, S dPrev, S dNow, Gradients grad) {
    elementMult(dNow.h, now.y, dNow.o); // do = dh ⊙ y
    elementMult(dNow.h, now.o, dNow.y); // dy = dh ⊙ o
    dotAdd(dNow.y, now.y, dNow.below); // dbelow = dy·y, and with the next line −dy·y / below
    apply(dNow.below, now.below, (d, below) -> -d / below, dNow.below); // dbelow = −dbelow / below
    divide(now.below, dNow.y); // dy /= below, now the gradient of C·q
    apply(dNow.below, now.below, now.dq, MLstm::backToDq, dNow.dq); // d(d·q) = ±dbelow, or 0
    applyAdd(dNow.below, now.below, now.dq, MLstm::backToM, dNow.m); // dm −= dbelow·e^−m, or 0
    scaleAdd(dNow.dq, now.q, dNow.d); // dd += d(d·q)·q
    scaleAdd(dNow.dq, now.d, dNow.q); // dq = d(d·q)·d
    Outer.readBack(now.c, now.q, dNow.y, dNow.c, dNow.q); // dC += dy·qᵀ, dq += Cᵀ·dy
    // dv = i·dC·k, dk = i·dCᵀ·v, di = vᵀ·dC·k
    Outer.storeBack(now.v, now.k, now.i, dNow.c, dNow.v, dNow.k, dNow.i);
    dotAdd(dNow.c, prev.c, dNow.f); // df = dC·C'
    dotAdd(dNow.d, prev.d, dNow.f); // df += dd·d'
    scaleAdd(now.f, dNow.c, dPrev.c); // dC' += f·dC
    scaleAdd(now.f, dNow.d, dPrev.d); // dd' += f·dd
    dotAdd(dNow.d, now.k, dNow.i); // di += dd·k
    scaleAdd(now.i, dNow.d, dNow.k); // dk += i·dd
    elementMult(dNow.f, now.f, dNow.f); // df ⊙= f, now the exponents' gradients
    elementMult(dNow.i, now.i, dNow.i); // di ⊙= i
    // m was taken off both exponents, and is itself one of the two: dm −= df + di
    apply(dNow.m, dNow.f, dNow.i, (dm, df, di) -> dm - df - di, dNow.m);
    elementMultAdd(dNow.m, now.old, dNow.f); // df += old ⊙ dm
    applyAdd(dNow.m, now.old, (dm, old) -> dm * (1 - old), dNow.i); // di += (1 − old) ⊙ dm
    add(dNow.f, dPrev.m); // dm' += df
    apply(dNow.k, dk -> dk / Math.sqrt(n), dNow.k); // dk = dk / √n
    sigmoidBack(now.o, dNow.o); // do ⊙= o ⊙ (1 − o)
    // da = [dq dk dv do di df]
    join(new DMatrixRMaj[] {dNow.q, dNow.k, dNow.v, dNow.o, dNow.i, dNow.f}, dNow.a);
  }

  /** Where the denominator is |d·q|. */
  private static double backToDq(double d, double below, double dq) {
    return Math.abs(dq) < below ? 0 : dq < 0 ? -d : d;
  }

  /** Where the denominator is e^−m. */
  private static double backToM(double d, double below, double dq) {
    return Math.abs(dq) < below ? -d * below : 0;
  }

  /**
   * Draws uniformly within ±1/√n, but sets the forget gate's bias to 0, where e^0 = 1 keeps all: a
   * larger one would let what is old outgrow what is new, at every step.
   */
  @Override
  public void init(Rng rng) {
    initUniform(1 / Math.sqrt(n), rng);
    Arrays.fill(input().b.value.data, 4 * n + 1, 4 * n + 2, 0);
  }
}
