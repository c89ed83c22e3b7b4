package unrolled.data;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import unrolled.math.Rng;
import unrolled.sequence.Batch;

class OrderTaskTest {
  @Test
  void theTargetSaysWhetherTheZeroComesBeforeTheOne() {
    Batch batch = new OrderTask(8, 2, 5).batch(1000, new Rng(1));
    int zeroFirst = 0;
    for (int b = 0; b < 1000; b++) {
      int[] x = batch.x().symbolsOf(b);
      int zero = placeOf(0, x);
      int one = placeOf(1, x);
      assertEquals(zero < one ? OrderTask.ZERO_FIRST : OrderTask.ONE_FIRST, batch.y().classOf(b));
      int distance = Math.abs(zero - one);
      assertTrue(distance >= 2 && distance <= 5, Arrays.toString(x));
      zeroFirst += batch.y().classOf(b);
    }
    assertEquals(500, zeroFirst, 50, "both orders are equally likely");
  }

  @Test
  void everyPairOfPlacesIsEquallyLikely() {
    Batch batch = new OrderTask(4).batch(6000, new Rng(1));
    int[] pairs = new int[16];
    for (int b = 0; b < 6000; b++) {
      int[] x = batch.x().symbolsOf(b);
      int zero = placeOf(0, x);
      int one = placeOf(1, x);
      pairs[4 * Math.min(zero, one) + Math.max(zero, one)]++;
    }
    for (int pair : new int[] {1, 2, 3, 6, 7, 11}) {
      assertEquals(1000, pairs[pair], 120, "pair " + pair);
    }
  }

  @Test
  void distancesThatDoNotFitAreRefused() {
    var e = assertThrows(IllegalArgumentException.class, () -> new OrderTask(5, 2, 5));
    assertTrue(e.getMessage().contains("two symbols can be 1 to 4 apart there"), e.getMessage());
  }

  private static int placeOf(int symbol, int[] x) {
    int found = -1;
    for (int t = 0; t < x.length; t++) {
      if (x[t] == symbol) {
        assertEquals(-1, found, "two of " + symbol);
        found = t;
      }
    }
    assertTrue(found >= 0, "no " + symbol);
    return found;
  }
}
