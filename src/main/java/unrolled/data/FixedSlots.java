package unrolled.data;

import org.ejml.data.DMatrixRMaj;
import unrolled.sequence.Sequence;

/**
 * Features with a place for every word of a text: the first word has its own V numbers, the second
 * the next V, and so on; the place of a missing word stays empty (zeros), and what comes after the
 * last place is lost.
 *
 * @param slots how many places there are
 */
public record FixedSlots(int slots) {
  /** Turns sequences of V symbols into one-step sequences: slots · V numbers for each. */
  public Sequence of(Sequence x) {
    DMatrixRMaj v = new DMatrixRMaj(x.batch(), slots * x.width());
    for (int b = 0; b < x.batch(); b++) {
      int[] symbols = x.symbolsOf(b);
      for (int t = 0; t < Math.min(slots, symbols.length); t++) {
        v.set(b, t * x.width() + symbols[t], 1);
      }
    }
    return Sequence.of(v);
  }
}
