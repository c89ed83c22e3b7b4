package unrolled.show;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.Color;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.stream.IntStream;
import javax.imageio.ImageIO;
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

  /** How many of the image's columns have ink in a colour: how far a line reaches. */
  private static int columnsWith(Color colour, Figure figure) throws IOException {
    BufferedImage image = ImageIO.read(new ByteArrayInputStream(figure.png()));
    return (int)
        IntStream.range(0, image.getWidth())
            .filter(
                x ->
                    IntStream.range(0, image.getHeight())
                        .anyMatch(y -> image.getRGB(x, y) == colour.getRGB()))
            .count();
  }

  @Test
  void aLineHasAGapWhereAValueIsMissing() throws IOException {
    double[] whole = new double[41];
    double[] broken = new double[41];
    for (int i = 0; i < whole.length; i++) {
      whole[i] = 1 + i;
      broken[i] = i > 10 && i < 20 ? Double.NaN : 1 + i;
    }
    int all = columnsWith(Palette.LSTM, new Lines("Whole").line("LSTM", whole));
    int some = columnsWith(Palette.LSTM, new Lines("Broken").line("LSTM", broken));
    int dashed = columnsWith(Palette.LSTM, new Lines("Dashed").line("LSTM", whole).dashed());
    assertEquals(0.75, (double) some / all, 0.05);
    // and a dashed line has gaps however close its points are
    assertEquals(7 / 11.0, (double) dashed / all, 0.1);
  }

  @Test
  void anyRangeIsDrawn() {
    for (double scale : new double[] {1e-300, 1e-12, 1e-5, 1, 1e12, 1e300}) {
      double[] y = {scale, 1.5 * scale, 3 * scale};
      assertTrue(new Lines("Linear").line("y", y, y).png().length > 0);
      assertTrue(new Lines("Log").logX("x").logY("y").line("y", y, y).png().length > 0);
    }
    assertTrue(new Lines("Near").line("y", 1e6, 1e6 + 0.01).height(120).png().length > 0);
    assertTrue(new Lines("Far").logY("y").line("y", 1e-300, 1e300).png().length > 0);
  }

  @Test
  void chartsSideBySideCanShareALegend() throws IOException {
    // given two charts that are too narrow for these names, and share the first
    FigureRow row =
        new FigureRow(
            "Two",
            chart(3).line("Elman, with a name too long", 3, 2, 1),
            chart(4).line("GRU, with a name too long", 2, 2, 1));
    int apart = row.height();
    // when
    row.sharedLegend();
    // then
    assertTrue(row.height() > apart, "it has a line of its own");
    BufferedImage image = ImageIO.read(new ByteArrayInputStream(row.png()));
    int top = 2 * (int) row.top();
    int blue = 0;
    int green = 0;
    for (int y = top; y < top + 40; y++) {
      for (int x = 0; x < image.getWidth(); x++) {
        blue += new Color(image.getRGB(x, y)).equals(Palette.ELMAN) ? 1 : 0;
        green += new Color(image.getRGB(x, y)).equals(Palette.GRU) ? 1 : 0;
      }
    }
    assertTrue(blue > 100 && green > 100, "both charts' lines are explained");
    assertThrows(
        IllegalArgumentException.class,
        () ->
            new FigureRow("Two", chart(3), new FigureColumn("of them", chart(3), chart(4)))
                .sharedLegend());
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
