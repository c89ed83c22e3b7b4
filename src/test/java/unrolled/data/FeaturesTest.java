package unrolled.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import unrolled.sequence.Sequence;

class FeaturesTest {
  /** Two texts out of three words: "0 2 0" and "1". */
  private final Sequence texts = Sequence.symbols(3, new int[] {0, 2, 0}, new int[] {1});

  @Test
  void theBagCountsEverySymbol() {
    Sequence bag = BagOfWords.of(texts);
    assertEquals(1, bag.steps());
    assertEquals(2, bag.batch());
    assertArrayEquals(new double[] {2, 0, 1, 0, 1, 0}, bag.rows().data);
  }

  @Test
  void everyPlaceHasItsOwnNumbersAndWhatDoesNotFitIsLost() {
    Sequence slots = new FixedSlots(2).of(texts);
    assertEquals(6, slots.width());
    assertArrayEquals(
        new double[] {1, 0, 0, 0, 0, 1, /* then "1" and a hole */ 0, 1, 0, 0, 0, 0},
        slots.rows().data);
  }

  @Test
  void tfIdfByHand() {
    // Three texts; word 0 is in all of them, word 1 in one, word 2 in none.
    Sequence learntFrom = Sequence.symbols(3, new int[] {0, 1}, new int[] {0}, new int[] {0, 0});
    double[] v = new TfIdf(learntFrom).of(Sequence.symbols(3, new int[] {1, 0, 0})).rows().data;
    double common = 2 * (Math.log(4.0 / 4) + 1);
    double rare = Math.log(4.0 / 2) + 1;
    double length = Math.sqrt(common * common + rare * rare);
    assertArrayEquals(new double[] {common / length, rare / length, 0}, v, 1e-15);
  }

  @Test
  void tfIdfIsTheSameToTheLastBitForEveryOrder() {
    TfIdf tfIdf = new TfIdf(texts);
    double[] one = tfIdf.of(Sequence.symbols(3, new int[] {0, 1, 2, 2, 1, 2})).rows().data;
    double[] other = tfIdf.of(Sequence.symbols(3, new int[] {2, 1, 2, 0, 2, 1})).rows().data;
    assertTrue(Arrays.equals(one, other));
  }

  @Test
  void tfIdfRefusesAnotherVocabulary() {
    TfIdf tfIdf = new TfIdf(texts);
    var e =
        assertThrows(
            IllegalArgumentException.class, () -> tfIdf.of(Sequence.symbols(4, new int[] {3})));
    assertEquals("texts out of 4 words, but it learnt from texts out of 3", e.getMessage());
  }
}
