package unrolled.attention;

import org.ejml.data.DMatrixRMaj;
import unrolled.cell.Gradients;
import unrolled.cell.Ops;

/**
 * Dot-product attention: nothing to learn, the score is how alike query and position are.
 *
 * <pre>
 *   e_ij = a · s_i·h_j          a = 1, or 1/√k when scaled
 * </pre>
 *
 * <p>Query and position need the same width k. Scaled, the scores of random vectors have the same
 * spread for every k, so that softmax does not start saturated. Sources: M. Luong, H. Pham and C.
 * Manning, "Effective approaches to attention-based neural machine translation", 2015; scaled: A.
 * Vaswani et al., "Attention is all you need", 2017.
 */
public class DotAttention extends Attention {
  private final double scale;

  /** Queries of {@code queryWidth} numbers, positions of k whose keys are as wide as a query. */
  DotAttention(int queryWidth, int k, double scale) {
    super(queryWidth, k, queryWidth);
    this.scale = scale;
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
  public void prepare(Memory memory) {
    memory.makeKeys(width());
    Ops.add(memory.values(), memory.keys());
  }

  @Override
  public void prepareBack(Memory memory) {
    Ops.add(memory.dKeys(), memory.dValues());
  }

  @Override
  final void ask(DMatrixRMaj query, AttentionStep now) {
    Ops.apply(query, s -> scale * s, now.query);
  }

  @Override
  final void askBack(DMatrixRMaj query, AttentionStep dNow, DMatrixRMaj dQuery, Gradients grad) {
    Ops.applyAdd(dNow.query, query, (d, s) -> scale * d, dQuery);
  }

  @Override
  final void scores(Memory memory, AttentionStep now, int i, double[] e, int from) {
    for (int j = 0; j < memory.length(i); j++) {
      e[from + j] = dot(now.query, i, memory.keys(), memory.first(i) + j);
    }
  }

  @Override
  final void scoresBack(
      Memory memory, AttentionStep now, AttentionStep dNow, int i, double[] de, int from) {
    for (int j = 0; j < memory.length(i); j++) {
      int key = memory.first(i) + j;
      addScaled(de[from + j], memory.keys(), key, dNow.query, i);
      addScaled(de[from + j], now.query, i, memory.dKeys(), key);
    }
  }
}
