package unrolled.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import unrolled.math.Rng;
import unrolled.sequence.Batch;

class FlipFlopTest {
  @Test
  void theBitIsThatOfTheLastSymbolThatSetIt() {
    // when
    Batch batch = new FlipFlop(20).batch(500, new Rng(1));
    // then
    int[] seen = new int[FlipFlop.VOCABULARY];
    for (int b = 0; b < 500; b++) {
      int[] x = batch.x().symbolsOf(b);
      assertEquals(20, x.length);
      for (int t = 0; t < 20; t++) {
        seen[x[t]]++;
        int setter = t;
        while (setter >= 0 && x[setter] == FlipFlop.HOLD) {
          setter--;
        }
        assertEquals(setter < 0 ? 0 : x[setter], batch.y().classOf(t * 500 + b));
      }
    }
    assertEquals(8000, seen[FlipFlop.HOLD], 200);
    assertEquals(1000, seen[0], 120);
    assertEquals(1000, seen[1], 120);
  }

  @Test
  void theSameSeedDrawsTheSameBatch() {
    assertArrayEquals(
        new FlipFlop(5).batch(8, new Rng(3)).x().symbols(),
        new FlipFlop(5).batch(8, new Rng(3)).x().symbols());
  }

  @Test
  void noStepsAreRefused() {
    var e = assertThrows(IllegalArgumentException.class, () -> new FlipFlop(0));
    assertTrue(e.getMessage().contains("at least 1"), e.getMessage());
  }
}
