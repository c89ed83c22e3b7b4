package unrolled.seq2seq;

import java.util.List;
import unrolled.sequence.Recurrent;
import unrolled.sequence.Sequence;

/**
 * An encoder of sound, or of any other series of vectors: a recurrent network reads the frames as
 * they are.
 *
 * <pre>
 *   h_1 … h_T = recurrent over x_1 … x_T
 * </pre>
 */
public final class SoundEncoder extends Encoder {
  /** The recurrent layer that reads the frames. */
  public final Recurrent recurrent;

  /** Creates an encoder of frames as wide as {@code recurrent} reads. */
  public SoundEncoder(Recurrent recurrent) {
    this.recurrent = part(recurrent);
  }

  @Override
  public int placeWidth() {
    return recurrent.outputs();
  }

  @Override
  public int codeWidth() {
    return recurrent.outputs();
  }

  @Override
  public List<Integer> endWidths() {
    return Bridge.widths(recurrent);
  }

  @Override
  public Reading forward(Sequence frames) {
    frames.requireWidth(recurrent.inputs(), "the encoder");
    frames.requireSteps("source");
    frames.rows(); // throws when it holds symbols
    return new RecurrentReading(frames, recurrent);
  }
}
