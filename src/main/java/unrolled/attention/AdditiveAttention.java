package unrolled.attention;

import java.util.Arrays;
import org.ejml.data.DMatrixRMaj;
import unrolled.cell.Gradients;
import unrolled.layer.Param;
import unrolled.math.Elementary;
import unrolled.math.Init;
import unrolled.math.Product;
import unrolled.math.Rng;

/**
 * Additive attention: a small network with one hidden layer of m units says how well query and
 * position go together.
 *
 * <pre>
 *   p_i  = s_i·W_a                         (m numbers, the query's share)
 *   q_j  = h_j·U_a                         (m numbers, the position's key, computed once)
 *   y_ij = tanh(p_i + q_j)                 (m numbers, the hidden units)
 *   e_ij = y_ij·v_a
 * </pre>
 *
 * <p>W_a is queryWidth×m, U_a k×m, v_a m×1. Source: D. Bahdanau, K. Cho and Y. Bengio, "Neural
 * machine translation by jointly learning to align and translate", 2015, appendix A.1.2.
 */
public final class AdditiveAttention extends Attention {
  /** The query's weights, queryWidth×m. */
  public final Param wa;

  /** The positions' weights, k×m. */
  public final Param ua;

  /** The hidden units' weights, m×1. */
  public final Param va;

  private final int m;

  /**
   * Creates attention for queries of {@code queryWidth} numbers and positions of k, with m hidden
   * units.
   */
  public AdditiveAttention(int queryWidth, int k, int m) {
    super(queryWidth, k, m);
    this.m = m;
    wa = param(queryWidth, m);
    ua = param(k, m);
    va = param(m, 1);
  }

  @Override
  void keys(Memory memory) {
    Product.multAdd(memory.values(), ua.value, memory.keys()); // q_j = h_j·U_a
  }

  @Override
  void keysBack(Memory memory) {
    Product.multAddTransA(memory.values(), memory.dKeys(), ua.gradient); // dU_a += Σ_j h_jᵀ·dq_j
    Product.multAddTransB(memory.dKeys(), ua.value, memory.dValues()); // dh_j += dq_j·U_aᵀ
  }

  @Override
  void project(DMatrixRMaj s, AttentionStep now) {
    wa.multAdd(s, now.p); // p_i = s_i·W_a
  }

  @Override
  void projectBack(DMatrixRMaj s, AttentionStep dNow, DMatrixRMaj dS, Gradients grad) {
    grad.multAdd(s, wa, dNow.p, dS); // ds_i += dp_i·W_aᵀ, dW_a += Σ_i s_iᵀ·dp_i
  }

  @Override
  void scores(Memory memory, AttentionStep now, int i, double[] e, int from) {
    int length = memory.length(i);
    now.hidden.reshape(now.p.getNumRows(), memory.steps() * m);
    double[] y = now.hidden.data;
    double[] p = now.p.data;
    double[] q = memory.keys().data;
    double[] v = va.value.data;
    int start = from * m; // the hidden units of query i: m for each position
    System.arraycopy(q, memory.first(i) * m, y, start, length * m); // y_ij = q_j
    for (int j = 0; j < length; j++) {
      for (int u = 0; u < m; u++) {
        y[start + j * m + u] += p[i * m + u]; // y_ij += p_i
      }
    }
    Elementary.tanh(y, start, start + length * m); // y_ij = tanh(y_ij)
    for (int j = 0; j < length; j++) {
      double sum = 0;
      for (int u = 0; u < m; u++) {
        sum = Math.fma(y[start + j * m + u], v[u], sum);
      }
      e[from + j] = sum; // e_ij = y_ij·v_a
    }
  }

  @Override
  void scoresBack(
      Memory memory, AttentionStep now, AttentionStep dNow, int i, double[] de, int from) {
    double[] v = va.value.data;
    double[] dV = va.gradient.data;
    double[] dP = dNow.p.data;
    double[] dQ = memory.dKeys().data;
    for (int j = 0; j < memory.length(i); j++) {
      double d = de[from + j];
      int start = (from + j) * m;
      int key = (memory.first(i) + j) * m;
      for (int u = 0; u < m; u++) {
        double y = now.hidden.data[start + u];
        double dSum = d * v[u] * (1 - y * y); // d(p_i + q_j) = de_ij v_aᵀ ⊙ (1 − y_ij²)
        dV[u] += d * y; // dv_a += de_ij y_ijᵀ
        dP[i * m + u] += dSum; // dp_i += d(p_i + q_j)
        dQ[key + u] += dSum; // dq_j += d(p_i + q_j)
      }
    }
  }

  /** Draws W_a and U_a uniformly within ±1/√rows, v_a within ±1/√m. */
  @Override
  public void init(Rng rng) {
    Arrays.asList(wa, ua, va)
        .forEach(p -> Init.uniform(p.value, 1 / Math.sqrt(p.value.getNumRows()), rng));
  }
}
