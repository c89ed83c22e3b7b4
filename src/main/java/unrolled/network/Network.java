package unrolled.network;

import org.ejml.data.DMatrixRMaj;
import unrolled.layer.Loss;
import unrolled.layer.Weights;
import unrolled.math.ArgMax;
import unrolled.sequence.Batch;
import unrolled.sequence.Sequence;

/**
 * A network that reads a batch of sequences and answers with rows of scores: one row for each
 * sequence, or one for each step of each sequence, time-major.
 */
public abstract class Network extends Weights {
  /** Computes the scores (logits, or predicted numbers), R×m. */
  public abstract DMatrixRMaj forward(Sequence x);

  /** Goes back through the last forward: adds to the gradients of all weights. */
  public abstract void backward(DMatrixRMaj dOutput);

  /**
   * Lets go of what the last forward left for backward. Whoever only asked has no use for it, and a
   * network that was asked about a thousand sequences would hold on to all their steps.
   */
  public void release() {}

  /** Gives what the last forward left for backward; throws if there is nothing. */
  protected static <T> T fromForward(T left) {
    if (left == null) {
      throw new IllegalStateException("no run to look at: call forward first");
    }
    return left;
  }

  /**
   * The accuracy, 0 … 1: the share of unmasked rows whose largest score is that of the right class.
   */
  public final double accuracy(Batch batch) {
    DMatrixRMaj scores = forward(batch.x());
    Loss.checkRows(scores, batch.y());
    int right = 0;
    for (int i = 0; i < scores.getNumRows(); i++) {
      if (batch.y().unmasked(i) && ArgMax.ofRow(scores, i) == batch.y().classOf(i)) {
        right++;
      }
    }
    return (double) right / batch.y().count();
  }

  /** The predicted class of each row: the one with the largest score, the first of equals. */
  public final int[] classes(Sequence x) {
    DMatrixRMaj scores = forward(x);
    int[] classes = new int[scores.getNumRows()];
    for (int i = 0; i < classes.length; i++) {
      classes[i] = ArgMax.ofRow(scores, i);
    }
    return classes;
  }
}
