package unrolled.seq2seq;

import java.util.List;
import org.ejml.data.DMatrixRMaj;
import unrolled.layer.Embedding;
import unrolled.sequence.Recurrent;
import unrolled.sequence.Sequence;
import unrolled.sequence.State;

/**
 * An encoder of text: every symbol of the source becomes a learnt vector, and a recurrent network
 * of any kind reads these.
 *
 * <pre>
 *   h_1 … h_T = recurrent over E x_1 … E x_T
 * </pre>
 */
public final class TextEncoder extends Encoder {
  /** The vectors of the symbols, V×e. */
  public final Embedding embedding;

  /** The recurrent layer that reads the vectors: an unrolled cell, a stack, both directions. */
  public final Recurrent recurrent;

  private final int vocabulary;

  /**
   * Creates an encoder of the symbols 0 … vocabulary − 1; their vectors are as wide as {@code
   * recurrent} reads.
   */
  public TextEncoder(int vocabulary, Recurrent recurrent) {
    this.vocabulary = vocabulary;
    embedding = part(new Embedding(vocabulary, recurrent.inputs()));
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
  public Reading forward(Sequence source) {
    source.requireWidth(vocabulary, "the encoder");
    source.requireSteps("source");
    DMatrixRMaj vectors = new DMatrixRMaj(0, 0);
    embedding.forward(source.symbols(), vectors);
    return new RecurrentReading(source.replacedBy(vectors), recurrent) {
      @Override
      public void backward(DMatrixRMaj dPlaces, DMatrixRMaj dCode, State dEnd) {
        DMatrixRMaj dVectors = vectors.createLike();
        backward(dPlaces, dCode, dEnd, dVectors);
        embedding.backward(source.symbols(), dVectors);
      }
    };
  }
}
