package unrolled.data;

import org.ejml.data.DMatrixRMaj;
import unrolled.sequence.Sequence;

/**
 * The bag of words: how often each symbol occurs in a sequence, whatever its place.
 *
 * <p>Source: Z. Harris, "Distributional structure", 1954.
 */
public final class BagOfWords {
  private BagOfWords() {}

  /** Turns sequences of V symbols into one-step sequences: a vector of V counts for each. */
  public static Sequence of(Sequence x) {
    DMatrixRMaj counts = new DMatrixRMaj(x.batch(), x.width());
    for (int b = 0; b < x.batch(); b++) {
      for (int symbol : x.symbolsOf(b)) {
        counts.add(b, symbol, 1);
      }
    }
    return Sequence.of(counts);
  }
}
