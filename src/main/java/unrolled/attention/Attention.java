package unrolled.attention;

import org.ejml.data.DMatrixRMaj;
import unrolled.cell.Gradients;
import unrolled.layer.Shapes;
import unrolled.layer.Weights;
import unrolled.math.Numbers;
import unrolled.math.Softmax;

/**
 * Attention: a query looks at all positions of a sequence and takes home a weighted mean of them.
 *
 * <pre>
 *   e_ij = score(s_i, h_j)                 how well query i and position j go together
 *   α_ij = exp(e_ij) / Σ_k exp(e_ik)       the weights of query i: positive, their sum is 1
 *   c_i  = Σ_j α_ij h_j                    the context
 * </pre>
 *
 * <p>i counts the output, j the input from 1 to T. Positions behind a sequence's end take no part:
 * their weights are exactly 0. Backward, with dc the gradient of the context:
 *
 * <pre>
 *   dα_ij = dc_i·h_j       dh_j += α_ij dc_i       de_ij = α_ij (dα_ij − Σ_k α_ik dα_ik)
 * </pre>
 *
 * <p>What a score is, the subclasses say. Source: D. Bahdanau, K. Cho and Y. Bengio, "Neural
 * machine translation by jointly learning to align and translate", 2015.
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

  /** How many numbers a query has. */
  public final int queryWidth() {
    return queryWidth;
  }

  /** k, how many numbers a position has, and so the context. */
  public final int width() {
    return width;
  }

  /** Fresh buffers for one look. */
  public final AttentionStep step() {
    return new AttentionStep(width, scoreWidth);
  }

  /** Computes what the scores need of the positions alone: once, before the first query. */
  public abstract void prepare(Memory memory);

  /** The way back of {@link #prepare}: once, after the last query's {@link #backward}. */
  public abstract void prepareBack(Memory memory);

  /** The scores e of query i, into e[from] … : one for each position of its sequence. */
  abstract void scores(Memory memory, AttentionStep now, int i, double[] e, int from);

  /** The query's own share of the scores, before {@link #scores}: fills {@code now.query}. */
  abstract void ask(DMatrixRMaj query, AttentionStep now);

  /** From the gradients of query i's scores, de[from] …, to those of the keys and of now.query. */
  abstract void scoresBack(
      Memory memory, AttentionStep now, AttentionStep dNow, int i, double[] de, int from);

  /** From the gradient of {@code now.query} to that of the query. */
  abstract void askBack(DMatrixRMaj query, AttentionStep dNow, DMatrixRMaj dQuery, Gradients grad);

  /**
   * From now on every look takes these weights, whatever the scores say: to find out what the model
   * would do if it looked elsewhere. Nothing can be learnt meanwhile; {@link #unpin} ends it.
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

  /** From now on every look takes the weights that the scores give, as usual. */
  public final void unpin() {
    pinned = null;
  }

  /**
   * One look: fills {@code now} with weights and context.
   *
   * @param query B×queryWidth
   * @param memory has B queries, and was prepared by this attention
   */
  public final void forward(DMatrixRMaj query, Memory memory, AttentionStep now) {
    int batch = query.getNumRows();
    int steps = memory.steps();
    Shapes.columns("the query", query, queryWidth, "what this attention asks with");
    if (memory.queries() != batch || memory.width() != width) {
      throw new IllegalArgumentException(
          "the memory is for "
              + memory.queries()
              + " queries and has "
              + memory.width()
              + " numbers a position, but there are "
              + batch
              + " queries and this attention expects "
              + width
              + " numbers");
    }
    if (memory.keys().getNumRows() == 0) {
      throw new IllegalStateException("the memory is not prepared yet: call prepare(memory) first");
    }
    AttentionStep.fit(now.weights, batch, steps);
    AttentionStep.fit(now.query, batch, scoreWidth);
    AttentionStep.fit(now.context, batch, width);
    ask(query, now);
    double[] weights = now.weights.data;
    for (int i = 0; i < batch; i++) {
      int from = i * steps;
      int to = from + memory.length(i); // behind it the weights stay 0
      scores(memory, now, i, weights, from);
      Softmax.of(weights, from, to);
      if (pinned != null) {
        takePinned(weights, from, to - from);
      }
      for (int j = from; j < to; j++) {
        addScaled(weights[j], memory.values(), memory.first(i) + j - from, now.context, i);
      }
    }
  }

  private void takePinned(double[] weights, int from, int length) {
    if (pinned.length != length) {
      throw new IllegalArgumentException(
          pinned.length
              + " attention weights are pinned, but there are "
              + length
              + " positions to look at: pin one weight for each, or unpin() them");
    }
    System.arraycopy(pinned, 0, weights, from, length);
  }

  /**
   * The way back: reads dNow.context, adds to dQuery and to the memory's gradients.
   *
   * @param grad is told about the weights
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
    int batch = query.getNumRows();
    int steps = memory.steps();
    AttentionStep.fit(dNow.weights, batch, steps);
    AttentionStep.fit(dNow.query, batch, scoreWidth);
    double[] weights = now.weights.data;
    double[] de = dNow.weights.data;
    for (int i = 0; i < batch; i++) {
      int from = i * steps;
      int to = from + memory.length(i);
      if (isZero(dNow.context, i)) { // an output that is over while others still go on
        continue;
      }
      double mean = 0;
      for (int j = from; j < to; j++) {
        int position = memory.first(i) + j - from;
        de[j] = dot(memory.values(), position, dNow.context, i);
        mean += weights[j] * de[j];
        addScaled(weights[j], dNow.context, i, memory.dValues(), position);
      }
      for (int j = from; j < to; j++) {
        de[j] = weights[j] * (de[j] - mean);
      }
      scoresBack(memory, now, dNow, i, de, from);
    }
    askBack(query, dNow, dQuery, grad);
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
