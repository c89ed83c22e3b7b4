package unrolled.attention;

import org.ejml.data.DMatrixRMaj;
import unrolled.cell.Gradients;
import unrolled.layer.Shapes;
import unrolled.layer.Weights;
import unrolled.math.Numbers;
import unrolled.math.Softmax;

/**
 * Attention: a query looks at all positions of a sequence and gets a weighted mean of them.
 *
 * <pre>
 *   e_ij = score(s_i, h_j)                 how well query i and position j go together
 *   α_ij = exp(e_ij) / Σ_k exp(e_ik)       the weights of query i: positive, their sum is 1
 *   c_i  = Σ_j α_ij h_j                    the context
 * </pre>
 *
 * <p>i counts the queries, j the positions from 1 to T. Positions behind a sequence's end take no
 * part: their weights are exactly 0. A score compares the query's share p_i with the position's key
 * q_j, which is computed once, by {@link #prepare}; what these are, and what the score makes of
 * them, the subclasses say. Backward, with dc the gradient of the context:
 *
 * <pre>
 *   dα_ij = dc_i·h_jᵀ      dh_j += α_ij dc_i       de_ij = α_ij (dα_ij − Σ_k α_ik dα_ik)
 * </pre>
 *
 * <p>The order is: prepare, forward for every query, backward for every query, prepareBack, and
 * then the memory knows its gradient. Source: D. Bahdanau, K. Cho and Y. Bengio, "Neural machine
 * translation by jointly learning to align and translate", 2015.
 */
public abstract class Attention extends Weights {
  private final int queryWidth;
  private final int width;
  private final int scoreWidth;

  private double[] pinned; // or null

  /**
   * @param queryWidth how many numbers a query has
   * @param width k, how many numbers a position has
   * @param scoreWidth m, how many numbers a score compares
   */
  Attention(int queryWidth, int width, int scoreWidth) {
    this.queryWidth = queryWidth;
    this.width = width;
    this.scoreWidth = scoreWidth;
  }

  /** The width of a query. */
  public final int queryWidth() {
    return queryWidth;
  }

  /** k, the width of a position, and so of the context. */
  public final int width() {
    return width;
  }

  /** Creates the buffers of one step: one query of each row. */
  public final AttentionStep step() {
    return new AttentionStep(width, scoreWidth);
  }

  /**
   * Computes the keys q_j of all positions: once, before the first query. The memory belongs to
   * this attention from then on, and its gradient starts again from 0.
   *
   * @throws IllegalArgumentException if a position has not k numbers
   */
  public final void prepare(Memory memory) {
    if (memory.width() != width) {
      throw new IllegalArgumentException(
          "the memory has "
              + memory.width()
              + " numbers a position, but this attention expects "
              + width);
    }
    memory.prepareFor(this, scoreWidth);
    keys(memory);
  }

  /**
   * Goes back through {@link #prepare}, from the keys' gradients to those of the positions: after
   * the last query's {@link #backward}.
   *
   * @throws IllegalStateException if another attention prepared the memory, or none
   */
  public final void prepareBack(Memory memory) {
    memory.requirePreparedBy(this);
    keysBack(memory);
    memory.keysAreBack();
  }

  /** Fills the memory's keys, which arrive zero. */
  abstract void keys(Memory memory);

  /** From the gradients of the keys to those of the values and of the weights. */
  abstract void keysBack(Memory memory);

  /** Fills {@code now.p}, which arrives zero, before {@link #scores}. */
  abstract void project(DMatrixRMaj s, AttentionStep now);

  /** From the gradient of {@code now.p} to that of the query. */
  abstract void projectBack(DMatrixRMaj s, AttentionStep dNow, DMatrixRMaj dS, Gradients grad);

  /** The scores e of query i, into e[from] … : one for each position of its sequence. */
  abstract void scores(Memory memory, AttentionStep now, int i, double[] e, int from);

  /** From the gradients of query i's scores, de[from] …, to those of the keys and of now.p. */
  abstract void scoresBack(
      Memory memory, AttentionStep now, AttentionStep dNow, int i, double[] de, int from);

  /**
   * Takes these weights from now on, whatever the scores say: to find out what the model would do
   * if it looked elsewhere. Nothing can be learnt meanwhile; {@link #unpin} ends it.
   *
   * @param weights one for each position of the sequence that is looked at; their sum is 1
   * @throws IllegalArgumentException if one is negative, or if they don't add up to 1
   */
  public final void pin(double... weights) {
    double sum = 0;
    for (double w : weights) {
      if (!(w >= 0)) {
        throw new IllegalArgumentException(
            "an attention weight must be 0 or more, not " + Numbers.text(w));
      }
      sum += w;
    }
    if (!(Math.abs(sum - 1) <= 1e-9)) {
      throw new IllegalArgumentException(
          "attention weights must add up to 1, and these to " + Numbers.text(sum));
    }
    pinned = weights.clone();
  }

  /** Takes the weights that the scores give again, as usual. */
  public final void unpin() {
    pinned = null;
  }

  /**
   * Looks at the memory once: fills {@code now} with weights and context.
   *
   * @param query s, B×queryWidth
   * @param memory has B queries, and was prepared by this attention
   * @throws IllegalArgumentException if their shapes don't fit
   * @throws IllegalStateException if another attention prepared the memory, or none
   */
  public final void forward(DMatrixRMaj query, Memory memory, AttentionStep now) {
    int batch = memory.queries();
    int steps = memory.steps();
    Shapes.requireShape(
        "the query", query, batch, queryWidth, "queries of the memory × queryWidth");
    memory.requirePreparedBy(this);
    now.memory = memory;
    AttentionStep.fit(now.weights, batch, steps);
    AttentionStep.fit(now.p, batch, scoreWidth);
    AttentionStep.fit(now.context, batch, width);
    project(query, now); // p_i, of s_i
    double[] alpha = now.weights.data; // first e, then α
    for (int i = 0; i < batch; i++) {
      int from = i * steps;
      int to = from + memory.length(i); // behind it α stays 0
      scores(memory, now, i, alpha, from); // e_ij = score(p_i, q_j)
      Softmax.of(alpha, from, to); // α_ij = exp(e_ij) / Σ_k exp(e_ik)
      if (pinned != null) {
        takePinned(alpha, from, to - from);
      }
      for (int j = from; j < to; j++) {
        int position = memory.first(i) + j - from;
        addScaled(alpha[j], memory.values(), position, now.context, i); // c_i += α_ij h_j
      }
    }
  }

  private void takePinned(double[] alpha, int from, int length) {
    if (pinned.length != length) {
      throw new IllegalArgumentException(
          pinned.length
              + " attention weights are pinned, but there are "
              + length
              + " positions to look at: pin one weight for each, or unpin() them");
    }
    System.arraycopy(pinned, 0, alpha, from, length);
  }

  /**
   * Goes back through one {@link #forward}: reads dNow.context, adds to dQuery and to the memory's
   * gradients.
   *
   * @param memory what {@code now} looked at
   * @param grad is told about the weights
   * @throws IllegalStateException if {@code now} comes from no forward over this memory, or if the
   *     weights are pinned
   */
  public final void backward(
      DMatrixRMaj query,
      Memory memory,
      AttentionStep now,
      AttentionStep dNow,
      DMatrixRMaj dQuery,
      Gradients grad) {
    if (pinned != null) {
      throw new IllegalStateException(
          "nothing can be learnt while the attention weights are pinned: unpin() them first");
    }
    if (now.memory != memory) {
      throw new IllegalStateException(
          now.memory == null
              ? "this step has looked at nothing yet: call forward before backward"
              : "this step looked at another memory: give backward the one that forward got");
    }
    memory.requirePreparedBy(this);
    memory.keysAreAhead();
    int batch = query.getNumRows();
    int steps = memory.steps();
    AttentionStep.fit(dNow.weights, batch, steps);
    AttentionStep.fit(dNow.p, batch, scoreWidth);
    double[] alpha = now.weights.data;
    double[] de = dNow.weights.data; // first dα, then de
    for (int i = 0; i < batch; i++) {
      int from = i * steps;
      int to = from + memory.length(i);
      if (isZero(dNow.context, i)) { // an output that is over while others still go on
        continue;
      }
      double mean = 0;
      for (int j = from; j < to; j++) {
        int position = memory.first(i) + j - from;
        de[j] = dot(memory.values(), position, dNow.context, i); // dα_ij = dc_i·h_jᵀ
        mean += alpha[j] * de[j]; // Σ_k α_ik dα_ik
        addScaled(alpha[j], dNow.context, i, memory.dValues(), position); // dh_j += α_ij dc_i
      }
      for (int j = from; j < to; j++) {
        de[j] = alpha[j] * (de[j] - mean); // de_ij = α_ij (dα_ij − Σ_k α_ik dα_ik)
      }
      scoresBack(memory, now, dNow, i, de, from); // dp_i and dq_j, of de_ij
    }
    projectBack(query, dNow, dQuery, grad); // ds_i, of dp_i
  }

  private static boolean isZero(DMatrixRMaj m, int i) {
    int from = i * m.getNumCols();
    int u = from;
    while (u < from + m.getNumCols() && m.data[u] == 0) {
      u++;
    }
    return u == from + m.getNumCols();
  }

  /** Row j of y += a · row i of x. */
  static void addScaled(double a, DMatrixRMaj x, int i, DMatrixRMaj y, int j) {
    int n = x.getNumCols();
    double[] from = x.data;
    double[] to = y.data;
    for (int u = 0; u < n; u++) {
      to[j * n + u] += a * from[i * n + u];
    }
  }

  /** Row i of x times row j of y. */
  static double dot(DMatrixRMaj x, int i, DMatrixRMaj y, int j) {
    int n = x.getNumCols();
    double sum = 0;
    for (int u = 0; u < n; u++) {
      sum = Math.fma(x.data[i * n + u], y.data[j * n + u], sum);
    }
    return sum;
  }
}
