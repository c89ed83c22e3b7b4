package unrolled.show;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class LinesTest {

  private static Lines chart(double last) {
    return new Lines("Rising").x("step").y("loss").line("LSTM", 1, 2, last);
  }

  @Test
  void theDigestFollowsTheSixthDigitAndNotTheSeventh() {
    assertEquals(chart(3).digest(), chart(3).digest());
    assertEquals(chart(3).digest(), chart(3.00000004).digest());
    assertNotEquals(chart(3).digest(), chart(3.0001).digest());
  }

  @Test
  void theDigestFollowsEveryText() {
    String before = chart(3).digest();
    assertNotEquals(before, chart(3).x("epoch").digest());
    assertNotEquals(before, chart(3).level("chance", 1).digest());
    assertNotEquals(
        before, new Lines("Falling").x("step").y("loss").line("LSTM", 1, 2, 3).digest());
  }

  @Test
  void runsAreDrawnAsTheirMedianWithinTheirRange() {
    double[] x = {0, 1};
    Series s =
        Series.of(
            "LSTM",
            Series.Shape.LINE,
            x,
            new double[] {1, 5},
            new double[] {3, 4},
            new double[] {2, 9});
    assertEquals(2, s.y[0]);
    assertEquals(5, s.y[1]);
    assertEquals(1, s.low[0]);
    assertEquals(9, s.high[1]);
    assertTrue(s.hasBand());
  }

  @Test
  void zerosOnALogAxisAreGapsNotErrors() {
    // given a gradient that has underflowed
    Lines lines = new Lines("Gone").logY("norm").line("tanh", 1, 1e-200, 0, Double.NaN);
    // then the rest is drawn
    assertTrue(lines.png().length > 0);
  }

  @Test
  void aLearnerIsToldWhatDoesNotFit() {
    Lines empty = new Lines("Nothing");
    assertEquals(
        "\"LSTM\" has 3 values of x and 2 of y: each point needs both",
        assertThrows(
                IllegalArgumentException.class,
                () -> empty.line("LSTM", new double[] {1, 2, 3}, new double[] {1, 2}))
            .getMessage());
    assertThrows(IllegalStateException.class, empty::png);
    assertThrows(IllegalArgumentException.class, () -> new Lines(" "));
    assertEquals(
        "there is nothing to draw: no value is finite and above 0",
        assertThrows(
                IllegalArgumentException.class,
                () -> new Lines("Gone").logY("norm").line("tanh", 0, -1).png())
            .getMessage());
  }
}
