package unrolled.attention;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import unrolled.cell.Ops;
import unrolled.layer.Linear;
import unrolled.layer.Shapes;
import unrolled.layer.Weights;
import unrolled.math.Product;
import unrolled.math.Softmax;
import unrolled.sequence.Sequence;

/**
 * Causal self-attention with several heads: every step looks at itself and at the steps before it.
 *
 * <pre>
 *   [q k v]_t = x_t·W + b                                 (n numbers each, d = n/heads a head)
 *   e_tj      = q_t·k_j / √d,  j = 1 … t                  (a head's score; later steps have none)
 *   α_t       = softmax(e_t)
 *   c_t       = Σ_j α_tj v_j                              (the heads' contexts side by side: n)
 *   y_t       = c_t·V + c
 * </pre>
 *
 * <p>Shapes: x and y (T·B)×n, time-major. It has no state and no order: without positions in x, a
 * step knows what came before it but not when. Source: A. Vaswani and others, "Attention is all you
 * need", 2017.
 */
public final class SelfAttention extends Weights {
  private final int n;
  private final int heads;
  private final Linear in; // W, n×3n: blocks q, k, v
  private final Linear out;

  // What the last forward left.
  private Sequence steps;
  private DMatrixRMaj x;
  private DMatrixRMaj qkv; // (T·B)×3n
  private DMatrixRMaj contexts; // (T·B)×n
  private List<DMatrixRMaj> weights; // α of each sequence and head, L×L

  /**
   * Creates attention of n numbers a step in so many heads.
   *
   * @throws IllegalArgumentException unless the heads share n evenly
   */
  public SelfAttention(int n, int heads) {
    if (heads < 1 || n % heads != 0) {
      throw new IllegalArgumentException(
          n + " numbers in " + heads + " heads: give as many numbers as the heads share evenly");
    }
    this.n = n;
    this.heads = heads;
    in = part(new Linear(n, 3 * n));
    out = part(new Linear(n, n));
  }

  /**
   * Looks.
   *
   * @param x (T·B)×n, time-major
   * @param steps says T, B and the sequences' lengths; what it holds is not used
   * @param y is reshaped to x's shape; behind a sequence's end it is c alone
   */
  public void forward(DMatrixRMaj x, Sequence steps, DMatrixRMaj y) {
    Shapes.requireShape("x", x, steps.steps() * steps.batch(), n);
    this.x = x;
    this.steps = steps;
    qkv = new DMatrixRMaj(0, 0);
    in.forward(x, qkv); // [q k v] = x·W + b
    contexts = new DMatrixRMaj(x.getNumRows(), n);
    weights = new ArrayList<>();
    for (int b = 0; b < steps.batch(); b++) {
      for (int head = 0; head < heads; head++) {
        DMatrixRMaj alpha = weights(part(qkv, b, head), part(qkv, b, heads + head));
        DMatrixRMaj v = part(qkv, b, 2 * heads + head);
        DMatrixRMaj c = v.createLike();
        Product.multAdd(alpha, v, c); // c = α·v
        setPart(c, contexts, b, head);
        weights.add(alpha);
      }
    }
    out.forward(contexts, y); // y = c·V + c
  }

  /** α, L×L: row t holds the weights of steps 1 … t, zeros behind. */
  private DMatrixRMaj weights(DMatrixRMaj q, DMatrixRMaj k) {
    int length = q.getNumRows();
    DMatrixRMaj alpha = new DMatrixRMaj(length, length);
    Product.multAddTransB(q, k, alpha); // e = q·kᵀ
    CommonOps_DDRM.scale(1 / Math.sqrt(q.getNumCols()), alpha); // e /= √d
    for (int t = 0; t < length; t++) {
      int row = t * length;
      Softmax.of(alpha.data, row, row + t + 1); // α_t = softmax(e_t1 … e_tt)
      Arrays.fill(alpha.data, row + t + 1, row + length, 0);
    }
    return alpha;
  }

  /** The weights of one head over sequence b in the last forward, L×L. */
  public DMatrixRMaj weightsOf(int b, int head) {
    if (weights == null) {
      throw new IllegalStateException("no run yet: call forward first");
    }
    return weights.get(b * heads + head).copy();
  }

  /** Goes back through the last forward: adds to the gradients of the weights and of x. */
  public void backward(DMatrixRMaj dy, DMatrixRMaj dx) {
    DMatrixRMaj dContexts = contexts.createLike();
    out.backward(contexts, dy, dContexts);
    DMatrixRMaj dQkv = qkv.createLike();
    for (int b = 0; b < steps.batch(); b++) {
      for (int head = 0; head < heads; head++) {
        DMatrixRMaj alpha = weights.get(b * heads + head);
        DMatrixRMaj q = part(qkv, b, head);
        DMatrixRMaj k = part(qkv, b, heads + head);
        DMatrixRMaj v = part(qkv, b, 2 * heads + head);
        DMatrixRMaj dc = part(dContexts, b, head);
        DMatrixRMaj dAlpha = alpha.createLike();
        DMatrixRMaj de = alpha.createLike();
        DMatrixRMaj dq = q.createLike();
        DMatrixRMaj dk = k.createLike();
        DMatrixRMaj dv = v.createLike();
        Product.multAddTransA(alpha, dc, dv); // dv = αᵀ·dc
        Product.multAddTransB(dc, v, dAlpha); // dα = dc·vᵀ
        Ops.softmaxBack(alpha, dAlpha, de); // de_tj = α_tj (dα_tj − Σ_l α_tl dα_tl)
        CommonOps_DDRM.scale(1 / Math.sqrt(q.getNumCols()), de);
        Product.multAdd(de, k, dq); // dq = de·k
        Product.multAddTransA(de, q, dk); // dk = deᵀ·q
        setPart(dq, dQkv, b, head);
        setPart(dk, dQkv, b, heads + head);
        setPart(dv, dQkv, b, 2 * heads + head);
      }
    }
    in.backward(x, dQkv, dx);
  }

  // ---- the rows of sequence b, and of them a block of d columns -------------------------------

  private DMatrixRMaj part(DMatrixRMaj all, int b, int block) {
    int d = n / heads;
    DMatrixRMaj own = new DMatrixRMaj(steps.length(b), d);
    for (int t = 0; t < own.getNumRows(); t++) {
      int row = t * steps.batch() + b;
      System.arraycopy(all.data, row * all.getNumCols() + block * d, own.data, t * d, d);
    }
    return own;
  }

  private void setPart(DMatrixRMaj own, DMatrixRMaj all, int b, int block) {
    int d = n / heads;
    for (int t = 0; t < own.getNumRows(); t++) {
      int row = t * steps.batch() + b;
      System.arraycopy(own.data, t * d, all.data, row * all.getNumCols() + block * d, d);
    }
  }
}
