package unrolled.seq2seq;

import java.util.ArrayList;
import java.util.List;
import unrolled.attention.AttentiveCell;
import unrolled.layer.Embedding;
import unrolled.layer.Linear;
import unrolled.layer.Weights;
import unrolled.sequence.Recurrent;
import unrolled.sequence.Sequence;
import unrolled.sequence.Stacked;
import unrolled.sequence.Unroll;

/**
 * A decoder, which writes the target: at every step it reads the symbol before, and gives a logit
 * for each symbol that may come next.
 *
 * <pre>
 *   s_1 … s_n = recurrent over E y_0 … E y_{n−1}       y_0 = END, which also begins a target
 *   logits_i  = output_i·V + c
 * </pre>
 *
 * <p>What it knows of the source comes as its first state; besides, in one of two more ways, or
 * neither: one {@linkplain #withCode code vector} at every step, or {@linkplain #attentive
 * attention}. Symbols are 0 … V − 1 as the data have them; END is symbol V.
 *
 * <p>Sources: K. Cho et al., "Learning phrase representations using RNN encoder–decoder for
 * statistical machine translation", 2014; I. Sutskever, O. Vinyals and Q. Le, "Sequence to sequence
 * learning with neural networks", 2014.
 */
public final class Decoder extends Weights {
  /** The vectors of the symbols, END's last: (V+1)×e. */
  public final Embedding embedding;

  /** The recurrent layer that writes. */
  public final Recurrent recurrent;

  final DeepOutput deep; // or null
  final Linear out;
  final int code; // how many numbers the code vector has, 0 without
  private final AttentiveCell<?> attentive; // or null
  private final int vocabulary;

  private Decoder(
      int vocabulary, Recurrent recurrent, int code, AttentiveCell<?> attentive, int maxout) {
    if (!recurrent.causal()) {
      throw new IllegalArgumentException(
          "a decoder writes from left to right: it can't read what it has not written yet, so not"
              + " in both directions");
    }
    if (recurrent.inputs() <= code) {
      throw new IllegalArgumentException(
          "this decoder reads "
              + recurrent.inputs()
              + " numbers a step, and the code vector takes "
              + code
              + " of them: nothing is left for the symbol before");
    }
    this.vocabulary = vocabulary;
    this.code = code;
    this.attentive = attentive;
    embedding = part(new Embedding(vocabulary + 1, recurrent.inputs() - code));
    this.recurrent = part(recurrent);
    int hidden = recurrent.outputs();
    deep = maxout == 0 ? null : part(new DeepOutput(hidden, recurrent.inputs() - code, maxout));
    out = part(new Linear(maxout == 0 ? hidden : maxout, vocabulary + 1));
  }

  /** A decoder that knows of the source what its first state tells. */
  public static Decoder of(int vocabulary, Recurrent recurrent) {
    return new Decoder(vocabulary, recurrent, 0, null, 0);
  }

  /**
   * A decoder that reads the encoder's last output again at every step: its input is [E y_{i−1}
   * code].
   *
   * @param code the width of the encoder's output
   */
  public static Decoder withCode(int vocabulary, int code, Recurrent recurrent) {
    return new Decoder(vocabulary, recurrent, code, null, 0);
  }

  /** A decoder that looks back at all of the source at every step; more layers may stand above. */
  public static Decoder attentive(int vocabulary, AttentiveCell<?> cell, Recurrent... above) {
    Recurrent bottom = new Unroll<>(cell);
    if (above.length == 0) {
      return new Decoder(vocabulary, bottom, 0, cell, 0);
    }
    List<Recurrent> layers = new ArrayList<>(List.of(bottom));
    layers.addAll(List.of(above));
    return new Decoder(vocabulary, new Stacked(layers.toArray(Recurrent[]::new)), 0, cell, 0);
  }

  /**
   * A decoder with a hidden layer of m maxout units before the logits, which sees the symbol before
   * once more: p(y_i) = g(y_{i−1}, s_i, c_i). It is around the same {@link #recurrent}: the weights
   * of that, its attention's too, are those of this decoder; the vectors of the symbols and the
   * layers before the logits are new ones, 0 until {@code init}.
   *
   * @throws IllegalArgumentException if m is below 1
   */
  public Decoder deepOutput(int m) {
    if (m < 1) {
      throw new IllegalArgumentException("a hidden layer of " + m + " units: give at least 1");
    }
    return new Decoder(vocabulary, recurrent, code, attentive, m);
  }

  /** END, the symbol that begins and ends a target. */
  public int end() {
    return vocabulary;
  }

  /**
   * The cell that looks back at the source.
   *
   * @throws IllegalStateException if there is none
   */
  public AttentiveCell<?> attentiveCell() {
    if (!isAttentive()) {
      throw new IllegalStateException(
          "this decoder has no attention: Decoder.attentive makes one that has");
    }
    return attentive;
  }

  /** Whether it looks back at the source. */
  public boolean isAttentive() {
    return attentive != null;
  }

  boolean readsCode() {
    return code > 0;
  }

  /**
   * Runs over a batch of targets.
   *
   * @param inputs END, and then the target but for its last symbol
   */
  DecoderPass forward(Sequence inputs, Conditioning source) {
    return new DecoderPass(this, inputs, source);
  }
}
