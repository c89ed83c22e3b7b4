package unrolled.sequence;

import org.ejml.data.DMatrixRMaj;

/**
 * One run over a batch of sequences, and the way back through it.
 *
 * <p>Its matrices belong to it: copy what you want to keep after {@link #release()}.
 */
public interface Pass {
  /** The outputs of all steps, (T·B)×m, time-major; 0 behind a sequence's end. */
  DMatrixRMaj output();

  /**
   * Each sequence's last numbers out of those of all steps: B×m out of (T·B)×m, time-major; 0 for a
   * sequence without steps.
   *
   * <p>Which step is the last is for the layer to say, column by column: the one at which an output
   * has seen its whole sequence. Reading forward that is the sequence's own last step, in reverse
   * step 1; of both directions the left columns end at the one, the right ones at the other.
   */
  DMatrixRMaj lastOf(DMatrixRMaj all);

  /** What each sequence came to, B×m: the last of the outputs. */
  default DMatrixRMaj lastOutput() {
    return lastOf(output());
  }

  /** Gradients of {@link #lastOutput()}, B×m, as gradients of all outputs, 0 at other steps. */
  DMatrixRMaj spread(DMatrixRMaj dLast);

  /** The state after each sequence's own last step. */
  State finalState();

  /** The way back from gradients of all outputs. */
  default State backward(DMatrixRMaj dOut) {
    return backward(dOut, null, null);
  }

  /**
   * The way back: adds to the gradients of all weights.
   *
   * @param dOut the gradient of the outputs, (T·B)×m, or null for none
   * @param dEnd the gradient of the end state, or null for none
   * @param dX where the gradient of the input is added, (T·B)×in, or null if nobody needs it
   * @return the gradient of the start state
   */
  State backward(DMatrixRMaj dOut, State dEnd, DMatrixRMaj dX);

  /**
   * Hands the buffers back for the next run, as a training loop does after each update; whatever is
   * asked of this pass afterwards, except another release, is an {@link IllegalStateException}.
   */
  void release();
}
