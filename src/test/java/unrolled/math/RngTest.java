package unrolled.math;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RngTest {

  @Test
  void theStreamIsSplitMix64() {
    // given the algorithm of Steele, Lea and Flood, worked here once more
    long state = 1234567;
    Rng rng = new Rng(state);
    for (int i = 0; i < 100; i++) {
      state += 0x9e3779b97f4a7c15L;
      long z = (state ^ (state >>> 30)) * 0xbf58476d1ce4e5b9L;
      z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
      assertEquals(z ^ (z >>> 31), rng.nextLong());
    }
  }

  @Test
  void doublesAreTheHighest53Bits() {
    Rng longs = new Rng(1);
    Rng doubles = new Rng(1);
    for (int i = 0; i < 1000; i++) {
      double x = doubles.nextDouble();
      assertEquals((longs.nextLong() >>> 11) / 9007199254740992.0, x);
      assertTrue(x >= 0 && x < 1);
    }
  }

  @Test
  void intsAreEquallyLikely() {
    Rng rng = new Rng(2);
    int[] count = new int[7];
    for (int i = 0; i < 70_000; i++) {
      count[rng.nextInt(7)]++;
    }
    for (int c : count) {
      assertEquals(10_000, c, 400); // 4.3 standard deviations
    }
    assertEquals(0, rng.nextInt(1));
    for (int i = 0; i < 1000; i++) {
      int x = rng.nextInt(Integer.MAX_VALUE);
      assertTrue(x >= 0 && x < Integer.MAX_VALUE);
    }
    assertEquals(
        "a bound must be at least 1 and is 0",
        assertThrows(IllegalArgumentException.class, () -> rng.nextInt(0)).getMessage());
  }

  @Test
  void headsAreAsLikelyAsTails() {
    Rng rng = new Rng(3);
    int heads = 0;
    for (int i = 0; i < 40_000; i++) {
      heads += rng.nextBoolean() ? 1 : 0;
    }
    assertEquals(20_000, heads, 400); // 4 standard deviations
  }

  @Test
  void gaussiansHaveTheMomentsOfTheNormalDistribution() {
    Rng rng = new Rng(4);
    int n = 200_000;
    double[] moment = new double[5];
    int within1 = 0;
    for (int i = 0; i < n; i++) {
      double x = rng.nextGaussian();
      for (int k = 1; k <= 4; k++) {
        moment[k] += StrictMath.pow(x, k) / n;
      }
      within1 += Math.abs(x) < 1 ? 1 : 0;
    }
    assertEquals(0, moment[1], 0.01);
    assertEquals(1, moment[2], 0.015);
    assertEquals(0, moment[3], 0.04);
    assertEquals(3, moment[4], 0.1);
    assertEquals(0.6827, within1 / (double) n, 0.005);
  }

  @Test
  void aGaussianTakesTwoNumbers() {
    Rng one = new Rng(5);
    Rng other = new Rng(5);
    one.nextGaussian();
    other.nextLong();
    other.nextLong();
    assertEquals(other.nextLong(), one.nextLong());
  }

  @Test
  void uniformStaysInItsRange() {
    Rng rng = new Rng(6);
    double sum = 0;
    for (int i = 0; i < 10_000; i++) {
      double x = rng.uniform(-2, 6);
      assertTrue(x >= -2 && x < 6);
      sum += x;
    }
    assertEquals(2, sum / 10_000, 0.1);
    assertEquals(3, rng.uniform(3, 3));
    // between neighbours, rounding must not reach the upper one
    for (int i = 0; i < 100; i++) {
      assertEquals(1, rng.uniform(1, Math.nextUp(1.0)));
    }
    assertEquals(
        "uniform needs numbers lo ≤ hi and got 2 and 1",
        assertThrows(IllegalArgumentException.class, () -> rng.uniform(2, 1)).getMessage());
    assertThrows(IllegalArgumentException.class, () -> rng.uniform(Double.NaN, 1));
    assertThrows(IllegalArgumentException.class, () -> rng.uniform(0, Double.POSITIVE_INFINITY));
  }

  @Test
  void aSplitStreamIsAnother() {
    Rng rng = new Rng(7);
    Rng split = rng.split();
    Rng again = new Rng(7).split();
    assertEquals(split.nextLong(), again.nextLong());
    assertNotEquals(split.nextLong(), rng.nextLong());
  }

  @Test
  void everyOrderIsEquallyLikely() {
    Rng rng = new Rng(8);
    Map<String, Integer> count = new HashMap<>();
    for (int i = 0; i < 24_000; i++) {
      int[] x = {1, 2, 3, 4};
      rng.shuffle(x);
      count.merge(x[0] + " " + x[1] + " " + x[2] + " " + x[3], 1, Integer::sum);
    }
    assertEquals(24, count.size());
    count.forEach((order, c) -> assertEquals(1000, c, 140, order)); // 4.5 standard deviations
    int[] none = {};
    rng.shuffle(none);
    assertArrayEquals(new int[] {}, none);
  }

  @Test
  void choosesAsOftenAsTheProbabilitiesSay() {
    Rng rng = new Rng(9);
    double[] p = {0, 0.5, 0, 0.3, 0.2, 0};
    int[] count = new int[p.length];
    for (int i = 0; i < 100_000; i++) {
      count[rng.choose(p)]++;
    }
    for (int i = 0; i < p.length; i++) {
      assertEquals(p[i] * 100_000, count[i], p[i] == 0 ? 0 : 650, "index " + i);
    }
    assertEquals(0, rng.choose(new double[] {1}));
  }

  @Test
  void whatIsNoProbabilityIsNamed() {
    Rng rng = new Rng(10);
    assertTrue(
        refused(rng, 0.5, -0.5, 1).startsWith("probability 1 is -0.5; it must be 0 or more"));
    assertTrue(refused(rng, 0.5, Double.NaN).startsWith("probability 1 is NaN"));
    assertTrue(
        refused(rng, 2, 1).startsWith("probabilities must add up to 1 and these add up to 3"));
    assertTrue(refused(rng).startsWith("probabilities must add up to 1 and these add up to 0"));
  }

  private static String refused(Rng rng, double... p) {
    return assertThrows(IllegalArgumentException.class, () -> rng.choose(p)).getMessage();
  }
}
