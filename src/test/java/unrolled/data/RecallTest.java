package unrolled.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import unrolled.math.Rng;
import unrolled.sequence.Batch;

class RecallTest {
  @Test
  void onlyTheFirstSymbolTellsTheClass() {
    // given
    Recall task = new Recall(20);
    // when
    Batch batch = task.batch(500, new Rng(1));
    // then
    int ones = 0;
    int[] noise = new int[Recall.VOCABULARY];
    for (int b = 0; b < 500; b++) {
      int[] x = batch.x().symbolsOf(b);
      assertEquals(20, x.length);
      assertEquals(batch.y().classOf(b), x[0]);
      ones += x[0];
      for (int t = 1; t < 20; t++) {
        noise[x[t]]++;
      }
    }
    assertTrue(ones > 200 && ones < 300, ones + " of 500 begin with 1");
    assertEquals(0, noise[0] + noise[1], "classes among the noise");
    for (int symbol = 2; symbol < 6; symbol++) {
      assertEquals(500 * 19 / 4.0, noise[symbol], 200, "noise symbol " + symbol);
    }
  }

  @Test
  void theSameSeedDrawsTheSameBatch() {
    Batch first = new Recall(5).batch(8, new Rng(3));
    Batch second = new Recall(5).batch(8, new Rng(3));
    assertArrayEquals(first.x().symbols(), second.x().symbols());
  }

  @Test
  void noStepsAreRefused() {
    var e = assertThrows(IllegalArgumentException.class, () -> new Recall(0));
    assertTrue(e.getMessage().contains("at least the symbol to recall"), e.getMessage());
  }
}
