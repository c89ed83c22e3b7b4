package unrolled.data;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import org.junit.jupiter.api.Test;
import unrolled.math.Rng;
import unrolled.sequence.Batch;

class SlotFillingTest {
  @Test
  void theVerbDecidesTheLabelOfTheCity() {
    Batch batch = SlotFilling.batch(200, new Rng(1));
    for (int b = 0; b < 200; b++) {
      String[] words = SlotFilling.WORDS.text(batch.x().symbolsOf(b)).split(" ");
      assertEquals(5, words.length);
      assertEquals("on", words[2]);
      assertEquals("other", label(batch, 0, b));
      assertEquals(words[0].equals("arrive") ? "destination" : "departure", label(batch, 1, b));
      assertEquals("other", label(batch, 2, b));
      assertEquals("time", label(batch, 3, b));
      assertEquals("time", label(batch, 4, b));
    }
  }

  @Test
  void onlyTheCitiesAreAskedAbout() {
    Batch all = SlotFilling.batch(50, new Rng(1));
    Batch cities = SlotFilling.cities(50, new Rng(1));
    assertEquals(50, cities.y().count());
    for (int b = 0; b < 50; b++) {
      assertEquals(label(all, 1, b), label(cities, 1, b));
      assertFalse(cities.y().unmasked(b));
    }
  }

  private static String label(Batch batch, int t, int b) {
    return SlotFilling.LABELS.word(batch.y().classOf(t * batch.x().batch() + b));
  }
}
