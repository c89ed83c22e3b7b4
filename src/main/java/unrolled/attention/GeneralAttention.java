package unrolled.attention;

import unrolled.layer.Param;
import unrolled.math.Product;

/**
 * General (bilinear) attention: the dot product with a learnt matrix in between.
 *
 * <pre>
 *   q_j  = h_j·W                (the keys, computed once)
 *   e_ij = s_i·q_j
 * </pre>
 *
 * <p>W is k×queryWidth, so query and position may differ in width. Source: M. Luong, H. Pham and C.
 * Manning, 2015, whose W_a is this one transposed.
 */
public final class GeneralAttention extends DotAttention {
  /** What turns a position into something to compare the query with, k×queryWidth. */
  public final Param w;

  /** Queries of {@code queryWidth} numbers, positions of k. */
  public GeneralAttention(int queryWidth, int k) {
    super(queryWidth, k, 1);
    w = param(k, queryWidth);
  }

  @Override
  public void prepare(Memory memory) {
    memory.makeKeys(queryWidth());
    Product.multAdd(memory.values(), w.value, memory.keys());
  }

  @Override
  public void prepareBack(Memory memory) {
    Product.multAddTransA(memory.values(), memory.dKeys(), w.gradient);
    Product.multAddTransB(memory.dKeys(), w.value, memory.dValues());
  }
}
