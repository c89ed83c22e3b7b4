package unrolled.seq2seq;

import java.util.List;
import unrolled.layer.Weights;
import unrolled.sequence.Sequence;

/**
 * An encoder: it reads a source, whatever that is, and leaves all that a decoder may want to know.
 *
 * <pre>
 *   places    p_1 … p_T, at which attention looks
 *   end       the state from which a bridge makes the decoder's first one
 *   code      one vector, for a decoder that reads it at every step
 * </pre>
 *
 * <p>{@link TextEncoder} reads symbols, {@link SoundEncoder} frames, {@link PictureEncoder} pixels.
 * A decoder can't tell which of them it was.
 */
public abstract class Encoder extends Weights {
  /** How many numbers each place has. */
  public abstract int placeWidth();

  /** How many numbers the code has. */
  public abstract int codeWidth();

  /** How many numbers each part of the state has in which it ends. */
  public abstract List<Integer> endWidths();

  /** Reads a batch of sources. */
  public abstract Reading forward(Sequence source);
}
