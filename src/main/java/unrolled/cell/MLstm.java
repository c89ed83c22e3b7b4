package unrolled.cell;

import static unrolled.cell.Ops.join;
import static unrolled.cell.Ops.sigmoid;
import static unrolled.cell.Ops.sigmoidBack;
import static unrolled.cell.Ops.split;

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
  }

  @Override
  public S step() {
    return new S();
  }

  /** The denominator of y. */
  private static double below(S now, int b) {
    return Math.max(Math.abs(now.dq.data[b]), StrictMath.exp(-now.m.data[b]));
  }

  @Override
  public void forward(S prev, S now) {
    split(now.a, now.q, now.k, now.v, now.o, now.i, now.f); // [q k v o i f] = a
    sigmoid(now.o); // o = σ(o)
    Ops.apply(now.k, k -> k / Math.sqrt(n), now.k); // k /= √n
    for (int b = 0; b < now.m.getNumRows(); b++) {
      double old = now.f.data[b] + prev.m.data[b];
      double m = Math.max(old, now.i.data[b]);
      now.m.data[b] = m; // m = max(f + m', i)
      now.i.data[b] = StrictMath.exp(now.i.data[b] - m); // i = exp(i − m)
      now.f.data[b] = StrictMath.exp(old - m); // f = exp(f + m' − m)
      scaleAdd(now.f.data[b], prev.c, now.c, b); // C = f·C'
      scaleAdd(now.f.data[b], prev.d, now.d, b); // d = f·d'
      scaleAdd(now.i.data[b], now.k, now.d, b); // d += i·k
      now.dq.data[b] = dot(now.d, now.q, b);
    }
    Outer.store(now.v, now.k, now.i, now.c); // C += i·v·kᵀ
    Outer.read(now.c, now.q, now.y); // y = C·q
    for (int b = 0; b < now.m.getNumRows(); b++) {
      scale(1 / below(now, b), now.y, b); // y /= max(|d·q|, e^−m)
    }
    Ops.elementMult(now.o, now.y, now.h); // h = o ⊙ y
  }

  @Override
  public void backward(S prev, S now, S dPrev, S dNow, Gradients grad) {
    Ops.elementMult(dNow.h, now.y, dNow.o); // do = dh ⊙ y
    Ops.elementMult(dNow.h, now.o, dNow.y); // dy = dh ⊙ o
    for (int b = 0; b < now.m.getNumRows(); b++) {
      double below = below(now, b);
      double dBelow = -dot(dNow.y, now.y, b) / below; // the denominator's gradient
      scale(1 / below, dNow.y, b); // now the gradient of C·q
      if (below > Math.abs(now.dq.data[b])) { // it is e^−m
        dNow.m.data[b] -= dBelow * below;
      } else { // it is |d·q|
        double dDq = now.dq.data[b] < 0 ? -dBelow : dBelow;
        scaleAdd(dDq, now.q, dNow.d, b); // dd += ± q
        scaleAdd(dDq, now.d, dNow.q, b); // dq += ± d
      }
    }
    Outer.readBack(now.c, now.q, dNow.y, dNow.c, dNow.q); // dC += dy·qᵀ, dq += Cᵀ·dy
    Outer.storeBack(now.v, now.k, now.i, dNow.c, dNow.v, dNow.k, dNow.i); // dv, dk, di
    for (int b = 0; b < now.m.getNumRows(); b++) {
      double df = dot(dNow.c, prev.c, b) + dot(dNow.d, prev.d, b); // df = dC·C' + dd·d'
      scaleAdd(now.f.data[b], dNow.c, dPrev.c, b); // dC' += f·dC
      scaleAdd(now.f.data[b], dNow.d, dPrev.d, b); // dd' += f·dd
      dNow.i.data[b] += dot(dNow.d, now.k, b); // di += dd·k
      scaleAdd(now.i.data[b], dNow.d, dNow.k, b); // dk += i·dd
      df *= now.f.data[b]; // the exponents' gradients
      double di = dNow.i.data[b] * now.i.data[b];
      double dm = dNow.m.data[b] - df - di; // m was taken off both, and is one of them
      boolean old = now.f.data[b] == 1;
      dNow.f.data[b] = old ? df + dm : df;
      dNow.i.data[b] = old ? di : di + dm;
      dPrev.m.data[b] += dNow.f.data[b]; // dm' += df
    }
    Ops.apply(dNow.k, dk -> dk / Math.sqrt(n), dNow.k); // dk /= √n
    sigmoidBack(now.o, dNow.o); // do ⊙= o ⊙ (1 − o)
    DMatrixRMaj[] blocks = {dNow.q, dNow.k, dNow.v, dNow.o, dNow.i, dNow.f};
    join(blocks, dNow.a); // da = [dq dk dv do di df]
  }

  // ---- one row, that of sequence b ------------------------------------------------------------

  private static void scale(double s, DMatrixRMaj x, int b) {
    int n = x.getNumCols();
    for (int j = b * n; j < (b + 1) * n; j++) {
      x.data[j] *= s;
    }
  }

  private static void scaleAdd(double s, DMatrixRMaj x, DMatrixRMaj y, int b) {
    int n = x.getNumCols();
    for (int j = b * n; j < (b + 1) * n; j++) {
      y.data[j] += s * x.data[j];
    }
  }

  private static double dot(DMatrixRMaj x, DMatrixRMaj y, int b) {
    int n = x.getNumCols();
    double sum = 0;
    for (int j = b * n; j < (b + 1) * n; j++) {
      sum += x.data[j] * y.data[j];
    }
    return sum;
  }

  /** Draws uniformly within ±1/√n, but sets the forget gate's bias to 3: it begins by keeping. */
  @Override
  public void init(Rng rng) {
    initUniform(1 / Math.sqrt(n), rng);
    Arrays.fill(input().b.value.data, 4 * n + 1, 4 * n + 2, 3);
  }
}
