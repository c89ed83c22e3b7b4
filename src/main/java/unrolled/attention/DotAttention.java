package unrolled.attention;

import org.ejml.data.DMatrixRMaj;
import unrolled.cell.Gradients;
import unrolled.cell.Ops;

/**
 * Dot-product attention: nothing to learn, the score is how alike query and position are.
 *
 * <pre>
 *   p_i  = a s_i                           (k numbers; a = 1, or 1/√k when scaled)
 *   q_j  = h_j                             (k numbers, the position's key)
 *   e_ij = p_i·q_jᵀ
 * </pre>
 *
 * <p>Query and position need the same width k. Scaled, the scores of random vectors have the same
 * spread for every k, so that softmax does not start saturated. Sources: M. Luong, H. Pham and C.
 * Manning, "Effective approaches to attention-based neural machine translation", 2015; scaled: A.
 * Vaswani et al., "Attention is all you need", 2017.
 */
public class DotAttention extends Attention {
  private final double a;

  /** Queries of {@code queryWidth} numbers, positions of k whose keys are as wide as a query. */
  DotAttention(int queryWidth, int k, double a) {
    super(queryWidth, k, queryWidth);
    this.a = a;
  }

  /** The plain dot product of vectors of k numbers. */
  public static DotAttention plain(int k) {
    return new DotAttention(k, k, 1);
  }

  /** The dot product divided by √k. */
  public static DotAttention scaled(int k) {
    return new DotAttention(k, k, 1 / Math.sqrt(k));
  }

  @Override
  void keys(Memory memory) {
    Ops.add(memory.values(), memory.keys()); // q_j = h_j
  }

  @Override
  void keysBack(Memory memory) {
    Ops.add(memory.dKeys(), memory.dValues()); // dh_j += dq_j
  }

  @Override
  final void project(DMatrixRMaj s, AttentionStep now) {
    Ops.apply(s, x -> a * x, now.p); // p_i = a s_i
  }

  @Override
  final void projectBack(DMatrixRMaj s, AttentionStep dNow, DMatrixRMaj dS, Gradients grad) {
    Ops.applyAdd(dNow.p, s, (d, x) -> a * d, dS); // ds_i += a dp_i
  }

  @Override
  final void scores(Memory memory, AttentionStep now, int i, double[] e, int from) {
    for (int j = 0; j < memory.length(i); j++) {
      e[from + j] = dot(now.p, i, memory.keys(), memory.first(i) + j); // e_ij = p_i·q_jᵀ
    }
  }

  @Override
  final void scoresBack(
      Memory memory, AttentionStep now, AttentionStep dNow, int i, double[] de, int from) {
    for (int j = 0; j < memory.length(i); j++) {
      int key = memory.first(i) + j;
      addScaled(de[from + j], memory.keys(), key, dNow.p, i); // dp_i += de_ij q_j
      addScaled(de[from + j], now.p, i, memory.dKeys(), key); // dq_j += de_ij p_i
    }
  }
}
