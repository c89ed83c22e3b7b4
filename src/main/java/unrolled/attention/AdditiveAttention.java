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
 * Additive attention: a small network with one hidden layer of m units says how well they go
 * together.
 *
 * <pre>
 *   p_i  = s_i·W_a                         (B×m, the query's share)
 *   q_j  = h_j·U_a                         (m numbers for each position: the keys, computed once)
 *   e_ij = tanh(p_i + q_j)·v_a
 * </pre>
 *
 * <p>W_a is queryWidth×m, U_a k×m, v_a m×1. Source: D. Bahdanau, K. Cho and Y. Bengio, 2015,
 * appendix A.1.2.
 */
public final class AdditiveAttention extends Attention {
  /** The query's weights, queryWidth×m. */
  public final Param wa;

  /** The positions' weights, k×m. */
  public final Param ua;

  /** What each hidden unit counts, m×1. */
  public final Param va;

  private final int m;

  /** Queries of {@code queryWidth} numbers, positions of k, and m hidden units. */
  public AdditiveAttention(int queryWidth, int k, int m) {
    super(queryWidth, k, m);
    this.m = m;
    wa = param(queryWidth, m);
    ua = param(k, m);
    va = param(m, 1);
  }

  @Override
  public void prepare(Memory memory) {
    memory.makeKeys(m);
    Product.multAdd(memory.values(), ua.value, memory.keys());
  }

  @Override
  public void prepareBack(Memory memory) {
    Product.multAddTransA(memory.values(), memory.dKeys(), ua.gradient);
    Product.multAddTransB(memory.dKeys(), ua.value, memory.dValues());
  }

  @Override
  void ask(DMatrixRMaj query, AttentionStep now) {
    wa.multAdd(query, now.query);
  }

  @Override
  void askBack(DMatrixRMaj query, AttentionStep dNow, DMatrixRMaj dQuery, Gradients grad) {
    grad.multAdd(query, wa, dNow.query, dQuery);
  }

  @Override
  void scores(Memory memory, AttentionStep now, int i, double[] e, int from) {
    int length = memory.length(i);
    now.hidden.reshape(now.query.getNumRows(), memory.steps() * m);
    double[] hidden = now.hidden.data;
    double[] query = now.query.data;
    int start = from * m; // the hidden units of query i: m for each position
    System.arraycopy(memory.keys().data, memory.first(i) * m, hidden, start, length * m);
    for (int j = 0; j < length; j++) {
      for (int u = 0; u < m; u++) {
        hidden[start + j * m + u] += query[i * m + u];
      }
    }
    Elementary.tanh(hidden, start, start + length * m);
    for (int j = 0; j < length; j++) {
      double sum = 0;
      for (int u = 0; u < m; u++) {
        sum = Math.fma(hidden[start + j * m + u], va.value.data[u], sum);
      }
      e[from + j] = sum;
    }
  }

  @Override
  void scoresBack(
      Memory memory, AttentionStep now, AttentionStep dNow, int i, double[] de, int from) {
    double[] hidden = now.hidden.data;
    double[] v = va.value.data;
    double[] dV = va.gradient.data;
    double[] dQuery = dNow.query.data;
    double[] dKeys = memory.dKeys().data;
    for (int j = 0; j < memory.length(i); j++) {
      double d = de[from + j];
      int h = (from + j) * m;
      int key = (memory.first(i) + j) * m;
      for (int u = 0; u < m; u++) {
        double y = hidden[h + u];
        double dSum = d * v[u] * (1 - y * y);
        dV[u] += d * y;
        dQuery[i * m + u] += dSum;
        dKeys[key + u] += dSum;
      }
    }
  }

  /** W_a and U_a uniform within ±1/√rows, v_a within ±1/√m. */
  @Override
  public void init(Rng rng) {
    Arrays.asList(wa, ua, va)
        .forEach(p -> Init.uniform(p.value, 1 / Math.sqrt(p.value.getNumRows()), rng));
  }
}
