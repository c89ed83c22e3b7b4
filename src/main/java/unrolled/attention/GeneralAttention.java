package unrolled.attention;

import unrolled.layer.Param;
import unrolled.math.Product;

/**
 * General (bilinear) attention: the dot product with a learnt matrix in between.
 *
 * <pre>
 *   p_i  = s_i                             (queryWidth numbers)
 *   q_j  = h_j·W                           (queryWidth numbers, the position's key, computed once)
 *   e_ij = p_i·q_jᵀ
 * </pre>
 *
 * <p>W is k×queryWidth, so query and position may differ in width. Source: M. Luong, H. Pham and C.
 * Manning, "Effective approaches to attention-based neural machine translation", 2015, whose W_a is
 * this one transposed.
 */
public final class GeneralAttention extends DotAttention {
  /** The weights that make a key of a position, k×queryWidth. */
  public final Param w;

  /** Creates attention for queries of {@code queryWidth} numbers and positions of k. */
  public GeneralAttention(int queryWidth, int k) {
    super(queryWidth, k, 1);
    w = param(k, queryWidth);
  }

  @Override
  void keys(Memory memory) {
    Product.multAdd(memory.values(), w.value, memory.keys()); // q_j = h_j·W
  }

  @Override
  void keysBack(Memory memory) {
    Product.multAddTransA(memory.values(), memory.dKeys(), w.gradient); // dW += Σ_j h_jᵀ·dq_j
    Product.multAddTransB(memory.dKeys(), w.value, memory.dValues()); // dh_j += dq_j·Wᵀ
  }
}
