package unrolled.data;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Set;
import org.junit.jupiter.api.Test;
import unrolled.layer.Targets;
import unrolled.math.Rng;
import unrolled.network.Batch;

/** What the small generators promise. */
class ToyDataTest {
  @Test
  void theMajorityOfThreeLoadedWordsDecides() {
    Batch batch = Lexicon.batch(500, new Rng(1));
    int praises = 0;
    for (int b = 0; b < 500; b++) {
      int praise = 0;
      int blame = 0;
      for (String word : Lexicon.WORDS.text(batch.x().symbolsOf(b)).split(" ")) {
        praise += Set.of("great", "lovely", "superb").contains(word) ? 1 : 0;
        blame += Set.of("awful", "dull", "poor").contains(word) ? 1 : 0;
      }
      assertEquals(3, praise + blame);
      assertEquals(praise > blame ? 1 : 0, batch.y().classOf(b));
      praises += batch.y().classOf(b);
    }
    assertEquals(250, praises, 40);
  }

  @Test
  void anAutoRegressionHasItsVarianceFromTheStartAndItsTargetComesNext() {
    AutoRegression ar = new AutoRegression(0.8);
    assertEquals(1 / 0.36, ar.variance(), 1e-15);
    Batch batch = ar.batch(4000, 3, new Rng(1));
    double[] x = batch.x().rows().data;
    for (int t = 0; t < 3; t++) {
      double squares = 0;
      for (int b = 0; b < 4000; b++) {
        squares += x[t * 4000 + b] * x[t * 4000 + b] / 4000;
      }
      assertEquals(ar.variance(), squares, 0.2, "step " + (t + 1));
    }
    for (int i = 0; i < 2 * 4000; i++) {
      assertEquals(x[i + 4000], batch.y().values().data[i]);
    }
    assertThrows(IllegalArgumentException.class, () -> new AutoRegression(1));
  }

  @Test
  void aRomanNumeralIsDueFromTheLastDigitOn() {
    assertEquals("XIV", RomanNumerals.of(14));
    assertEquals("XCIX", RomanNumerals.of(99));
    Batch batch = RomanNumerals.batch(8, 14);
    assertEquals("8 ? ? ? ?", RomanNumerals.IN.text(batch.x().symbolsOf(0)));
    assertEquals("1 4 ? ? ?", RomanNumerals.IN.text(batch.x().symbolsOf(1)));
    assertEquals("V I I I .", answer(batch, 0));
    assertEquals("X I V .", answer(batch, 1));
    assertThrows(IllegalArgumentException.class, () -> RomanNumerals.of(100));
  }

  private static String answer(Batch batch, int b) {
    StringBuilder text = new StringBuilder();
    for (int t = 0; t < batch.x().steps(); t++) {
      int letter = batch.y().classOf(t * batch.x().batch() + b);
      if (letter != Targets.NONE) {
        assertTrue(batch.x().lives(t + 1, b), "an answer behind the end");
        text.append(' ').append(RomanNumerals.OUT.word(letter));
      }
    }
    return text.toString().strip();
  }
}
