package unrolled.data;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

/** Chaos, and the little that is known about it. */
class LogisticMapTest {
  @Test
  void itIsTheSquareOfASineWhoseAngleDoubles() {
    double angle = 0.3;
    double[] x = LogisticMap.series(Math.pow(StrictMath.sin(angle), 2), 20);
    for (int t = 0; t < 20; t++) {
      assertEquals(Math.pow(StrictMath.sin(Math.pow(2, t) * angle), 2), x[t], 1e-9, "step " + t);
    }
  }

  @Test
  void anErrorDoublesWithEachStepOnAverage() {
    double logarithms = 0;
    for (double x : LogisticMap.series(0.4, 100_000)) {
      logarithms +=
          StrictMath.log(Math.abs(LogisticMap.next(x + 1e-9) - LogisticMap.next(x)) / 1e-9);
    }
    assertEquals(StrictMath.log(2), logarithms / 100_000, 0.01);
  }

  @Test
  void itStaysBetween0And1AndNeighboursAreUncorrelated() {
    double[] x = LogisticMap.series(0.4, 100_000);
    double sum = 0;
    for (int t = 1; t < x.length; t++) {
      assertTrue(x[t] >= 0 && x[t] <= 1);
      sum += (x[t] - 0.5) * (x[t - 1] - 0.5);
    }
    assertEquals(0, sum / x.length, 0.002); // the variance is 1/8
  }

  @Test
  void aStartOutsideIsRefused() {
    assertEquals(
        "the series must start between 0 and 1, for instance at 0.3, and not at 1",
        assertThrows(IllegalArgumentException.class, () -> LogisticMap.series(1, 9)).getMessage());
    assertThrows(IllegalArgumentException.class, () -> LogisticMap.series(Double.NaN, 9));
    assertThrows(IllegalArgumentException.class, () -> LogisticMap.series(0.3, 0));
  }
}
