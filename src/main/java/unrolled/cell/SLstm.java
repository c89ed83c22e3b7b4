package unrolled.cell;

import static unrolled.cell.Ops.add;
import static unrolled.cell.Ops.apply;
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
import unrolled.layer.Param;
import unrolled.math.Elementary;
import unrolled.math.Rng;

/**
 * The sLSTM: an LSTM whose input and forget gates are exponentials, so that one step can outweigh
 * all that came before; a normaliser counts how much came in, a stabiliser keeps the numbers small.
 *
 * <pre>
 *   a_t = x_t·W + b + h_{t−1}·U            (B×4n: blocks i, f, g, o)
 *   m_t = max(a_f + m_{t−1}, a_i)          (B×n, stabiliser: the largest exponent so far)
 *   i_t = exp(a_i − m_t)                   (B×n, input gate)
 *   f_t = exp(a_f + m_{t−1} − m_t)         (B×n, forget gate)
 *   g_t = tanh(a_g),  o_t = σ(a_o)         (B×n, candidate and output gate)
 *   c_t = f_t ⊙ c_{t−1} + i_t ⊙ g_t        (B×n, cell state)
 *   d_t = f_t ⊙ d_{t−1} + i_t              (B×n, normaliser)
 *   h_t = o_t ⊙ c_t / d_t                  (B×n, hidden state and output)
 * </pre>
 *
 * <p>Cell state and normaliser carry the same factor e^−m, so h does not depend on m. c/d is a
 * weighted mean of the candidates, and a gate may raise a weight without bound.
 *
 * <p>Source: M. Beck and others, "xLSTM: extended long short-term memory", 2024.
 */
public final class SLstm extends Cell<SLstm.S> {
  /** The recurrent weights, n×4n: blocks i, f, g, o. */
  public final Param u;

  private final int n;

  /** Creates n cells. */
  public SLstm(int in, int n) {
    super(in, 4 * n);
    this.n = n;
    u = param(n, 4 * n);
  }

  /** The buffers of one step. */
  public final class S extends Step {
    /** h_t, hidden state and output. */
    public final DMatrixRMaj h = state(n);

    /** c_t, cell state. */
    public final DMatrixRMaj c = state(n);

    /** d_t, normaliser. */
    public final DMatrixRMaj d = state(n);

    /** m_t, stabiliser. */
    public final DMatrixRMaj m = state(n);

    /** i_t, input gate; before, its exponent. */
    public final DMatrixRMaj i = keep(n);

    /** f_t, forget gate; before, its exponent. */
    public final DMatrixRMaj f = keep(n);

    /** g_t, candidate. */
    public final DMatrixRMaj g = keep(n);

    /** o_t, output gate. */
    public final DMatrixRMaj o = keep(n);

    /** c_t / d_t, what the cell shows through the output gate. */
    public final DMatrixRMaj s = keep(n);

    /** 1 where m_t is the forget gate's exponent, 0 where it is the input gate's. */
    final DMatrixRMaj old = keep(n);
  }

  @Override
  public S step() {
    return new S();
  }

  @Override
  public void forward(S prev, S now) {
    multAdd(prev.h, u, now.a); // a += h'·U
    split(now.a, now.i, now.f, now.g, now.o); // [i f g o] = a
    add(prev.m, now.f); // f += m'
    apply(now.f, now.i, (f, i) -> f >= i ? 1 : 0, now.old); // which exponent is the largest?
    apply(now.f, now.i, Math::max, now.m); // m = max(f, i)
    apply(now.i, now.m, (i, m) -> i - m, now.i);
    exp(now.i); // i = exp(i − m)
    apply(now.f, now.m, (f, m) -> f - m, now.f);
    exp(now.f); // f = exp(f − m)
    tanh(now.g); // g = tanh(g)
    sigmoid(now.o); // o = σ(o)
    elementMult(now.f, prev.c, now.c); // c = f ⊙ c'
    elementMultAdd(now.i, now.g, now.c); // c += i ⊙ g
    elementMult(now.f, prev.d, now.d); // d = f ⊙ d'
    add(now.i, now.d); // d += i
    apply(now.c, now.d, (c, d) -> c / d, now.s); // s = c / d
    elementMult(now.o, now.s, now.h); // h = o ⊙ s
  }

  @Override
  public void backward(S prev, S now, S dPrev, S dNow, Gradients grad) {
    elementMult(dNow.h, now.s, dNow.o); // do = dh ⊙ s
    elementMult(dNow.h, now.o, dNow.s); // ds = dh ⊙ o
    Ops.applyAdd(dNow.s, now.d, (ds, d) -> ds / d, dNow.c); // dc += ds / d
    Ops.applyAdd(dNow.s, now.s, now.d, (ds, s, d) -> -ds * s / d, dNow.d); // dd −= ds ⊙ s / d
    elementMult(dNow.c, prev.c, dNow.f); // df = dc ⊙ c'
    elementMultAdd(dNow.d, prev.d, dNow.f); // df += dd ⊙ d'
    elementMultAdd(dNow.c, now.f, dPrev.c); // dc' += dc ⊙ f
    elementMultAdd(dNow.d, now.f, dPrev.d); // dd' += dd ⊙ f
    elementMult(dNow.c, now.i, dNow.g); // dg = dc ⊙ i
    elementMult(dNow.c, now.g, dNow.i); // di = dc ⊙ g
    add(dNow.d, dNow.i); // di += dd
    elementMult(dNow.f, now.f, dNow.f); // df ⊙= f, now the exponents' gradients
    elementMult(dNow.i, now.i, dNow.i); // di ⊙= i
    // m was taken off both exponents, and is itself one of the two.
    apply(dNow.m, dNow.f, dNow.i, (dm, df, di) -> dm - df - di, dNow.m); // dm −= df + di
    Ops.elementMultAdd(dNow.m, now.old, dNow.f); // df += dm where m is f's
    Ops.applyAdd(dNow.m, now.old, (dm, old) -> dm * (1 - old), dNow.i); // di += dm elsewhere
    add(dNow.f, dPrev.m); // dm' += df
    tanhBack(now.g, dNow.g); // dg ⊙= 1 − g²
    sigmoidBack(now.o, dNow.o); // do ⊙= o ⊙ (1 − o)
    join(dNow.i, dNow.f, dNow.g, dNow.o, dNow.a); // da = [di df dg do]
    grad.multAdd(prev.h, u, dNow.a, dPrev.h); // dh' += da·Uᵀ, dU += h'ᵀ·da
  }

  private static void exp(DMatrixRMaj x) {
    Elementary.exp(x.data, 0, x.getNumElements());
  }

  /**
   * Draws uniformly within ±1/√n, but sets the forget gate's bias to 0, where e^0 = 1 keeps all: a
   * larger one would let what is old outgrow what is new, at every step.
   */
  @Override
  public void init(Rng rng) {
    super.init(rng);
    Arrays.fill(input().b.value.data, n, 2 * n, 0);
  }
}
