package unrolled.seq2seq;

import org.ejml.data.DMatrixRMaj;
import unrolled.sequence.Sequence;
import unrolled.sequence.State;

/**
 * What an encoder made of a batch of sources, and the way back through it.
 *
 * <p>Its matrices belong to it: copy what you want to keep after {@link #release()}.
 */
public interface Reading {
  /** What attention looks at: vectors, as many for each source as that has places. */
  Sequence places();

  /** The state that the encoder ends in. */
  State end();

  /** What each source came to, B×code. */
  DMatrixRMaj code();

  /**
   * The way back: adds to the gradients of all weights of the encoder.
   *
   * @param dPlaces the gradient of the places, (T·B)×k, time-major, or null for none
   * @param dCode the gradient of the code, B×code, or null for none
   * @param dEnd the gradient of the end state
   */
  void backward(DMatrixRMaj dPlaces, DMatrixRMaj dCode, State dEnd);

  /** Hands the buffers back for the next run. */
  void release();
}
