package unrolled.seq2seq;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import unrolled.layer.Activation;
import unrolled.layer.Linear;
import unrolled.layer.Weights;
import unrolled.sequence.Recurrent;
import unrolled.sequence.State;

/**
 * The way from the encoder's last state to the decoder's first one.
 *
 * <p>Where the encoder reads in one direction, and both have the same number of states of the same
 * widths, the states are handed over as they are. Where not, each part of the decoder's state is
 * made from the encoder's, all of it or some parts side by side:
 *
 * <pre>
 *   s_0 = tanh([h_T ; …]·W + b)
 * </pre>
 */
public final class Bridge extends Weights {
  private final int[] from; // which parts of the encoder's state; null: handed over
  private final List<Linear> layers = new ArrayList<>();
  private final List<Integer> widths; // of all parts of the encoder's state
  private final List<Integer> decoderWidths;

  private Bridge(List<Integer> widths, List<Integer> decoderWidths, int... from) {
    this.from = from;
    this.widths = widths;
    this.decoderWidths = decoderWidths;
    if (from != null) {
      int in = IntStream.of(from).map(widths::get).sum();
      decoderWidths.forEach(n -> layers.add(part(new Linear(in, n))));
    }
  }

  /** Hands the state over where it fits; where not, learns to map all of it. */
  public static Bridge between(Recurrent encoder, Recurrent decoder) {
    return between(widths(encoder), encoder.outputs(), widths(decoder));
  }

  /** The simplest bridge between them, as {@link #between(Recurrent, Recurrent)} makes it. */
  static Bridge between(Encoder encoder, Decoder decoder) {
    return between(encoder.endWidths(), encoder.codeWidth(), widths(decoder.recurrent));
  }

  private static Bridge between(List<Integer> widths, int code, List<Integer> decoderWidths) {
    boolean oneDirection = widths.contains(code); // both: the code is twice as wide
    if (oneDirection && widths.equals(decoderWidths)) {
      return new Bridge(widths, decoderWidths, (int[]) null);
    }
    return new Bridge(widths, decoderWidths, IntStream.range(0, widths.size()).toArray());
  }

  /**
   * Learns to map these parts of the encoder's state to the decoder's. Of a bidirectional encoder
   * with a GRU in each direction, part 1 is the backward chain's state at the first symbol: with
   * it, this is s_0 = tanh(W_s·←h_1) of D. Bahdanau, K. Cho and Y. Bengio, 2015.
   *
   * @throws IllegalArgumentException if no part is named, or one that the state has not
   */
  public static Bridge learnt(Recurrent encoder, Recurrent decoder, int... parts) {
    int count = widths(encoder).size();
    for (int part : parts) {
      if (part < 0 || part >= count) {
        throw new IllegalArgumentException(
            "part " + part + " of the encoder's state: there are the parts 0 to " + (count - 1));
      }
    }
    if (parts.length == 0) {
      throw new IllegalArgumentException("a bridge from nothing: name at least one part");
    }
    return new Bridge(widths(encoder), widths(decoder), parts.clone());
  }

  static List<Integer> widths(Recurrent recurrent) {
    return widths(recurrent.initialState(1));
  }

  private static List<Integer> widths(State state) {
    return state.parts().stream().map(DMatrixRMaj::getNumCols).toList();
  }

  /** Throws unless it was made for an encoder and a decoder that remember what these do. */
  void requireBetween(Encoder encoder, Decoder decoder) {
    require("an encoder that ends", widths, encoder.endWidths());
    require("a decoder that starts", decoderWidths, widths(decoder.recurrent));
  }

  private static void require(String whose, List<Integer> expected, List<Integer> found) {
    if (!found.equals(expected)) {
      throw new IllegalArgumentException(
          "this bridge was made for "
              + whose
              + " with a state of "
              + expected
              + " numbers, but this one has "
              + found);
    }
  }

  /** Computes the decoder's first state; a copy, which shares nothing with the encoder's. */
  public State forward(State end) {
    require("an encoder that ends", widths, widths(end));
    if (from == null) {
      return end.copy();
    }
    DMatrixRMaj joined = joined(end);
    List<DMatrixRMaj> parts = new ArrayList<>();
    for (Linear layer : layers) {
      DMatrixRMaj s = new DMatrixRMaj(0, 0);
      layer.forward(joined, s);
      Activation.TANH.apply(s);
      parts.add(s);
    }
    return new State(parts);
  }

  /** Goes back from the gradient of the decoder's first state to that of the encoder's last one. */
  public State backward(State end, State start, State dStart) {
    require("an encoder that ends", widths, widths(end));
    require("a decoder that starts", decoderWidths, widths(start));
    require("a decoder that starts", decoderWidths, widths(dStart));
    if (from == null) {
      return dStart;
    }
    DMatrixRMaj joined = joined(end);
    DMatrixRMaj dJoined = new DMatrixRMaj(joined.getNumRows(), joined.getNumCols());
    for (int k = 0; k < layers.size(); k++) {
      DMatrixRMaj d = dStart.parts().get(k).copy();
      Activation.TANH.backward(start.parts().get(k), d);
      layers.get(k).backward(joined, d, dJoined);
    }
    List<DMatrixRMaj> dEnd = new ArrayList<>();
    widths.forEach(n -> dEnd.add(new DMatrixRMaj(joined.getNumRows(), n)));
    int column = 0;
    for (int part : from) {
      CommonOps_DDRM.extract(
          dJoined, 0, joined.getNumRows(), column, column + widths.get(part), dEnd.get(part), 0, 0);
      column += widths.get(part);
    }
    return new State(dEnd);
  }

  private DMatrixRMaj joined(State end) {
    DMatrixRMaj joined = end.parts().get(from[0]);
    for (int k = 1; k < from.length; k++) {
      joined = CommonOps_DDRM.concatColumns(joined, end.parts().get(from[k]), null);
    }
    return joined;
  }
}
