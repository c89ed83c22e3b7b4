package unrolled.show;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.Color;
import java.util.List;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;
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
  void aLineHasAGapWhereAValueIsMissing() {
    double[] whole = new double[41];
    double[] broken = new double[41];
    double[] falling = new double[41];
    double[] underflowed = new double[41];
    for (int i = 0; i < whole.length; i++) {
      boolean missing = i > 10 && i < 20;
      whole[i] = 1 + i;
      broken[i] = missing ? Double.NaN : whole[i];
      falling[i] = StrictMath.pow(10, -i);
      underflowed[i] = missing ? 0 : falling[i];
    }
    double all = reach(new Lines("Whole").line("LSTM", whole));
    double some = reach(new Lines("Broken").line("LSTM", broken));
    double dashed = reach(new Lines("Dashed").line("LSTM", whole).dashed());
    assertEquals(0.75, some / all, 0.05);
    // and where it is 0 on a log axis
    all = reach(new Lines("Whole").logY("norm").line("LSTM", falling));
    some = reach(new Lines("Gone").logY("norm").line("LSTM", underflowed));
    assertEquals(0.75, some / all, 0.05);
    // and a dashed line has gaps however close its points are
    assertEquals(7 / 11.0, dashed / all, 0.1);
  }

  /** How many units of the width have ink in LSTM's colour: its line, not its darker name. */
  private static double reach(Lines chart) {
    return Picture.of(chart).columns(Palette.LSTM);
  }

  @Test
  void anyRangeIsDrawnFromCornerToCornerWithLegibleTicks() {
    for (double scale : new double[] {1e-300, 1e-12, 1e-5, 1, 1e12, 1e300}) {
      double[] y = {scale, 1.5 * scale, 3 * scale};
      rises(new Lines("Linear").line("LSTM", y, y));
      rises(new Lines("Log").logX("x").logY("y").line("LSTM", y, y));
    }
    rises(new Lines("Near").line("LSTM", 1e6, 1e6 + 0.01).height(120));
    rises(new Lines("Far").logY("y").line("LSTM", 1e-300, 1e300));
  }

  private static void rises(Lines chart) {
    Picture picture = Picture.of(chart);
    picture.assertWhole();
    // the line goes from the plot's lower left to its upper right
    double[] columns = ends(x -> !picture.down(Palette.LSTM, x).isEmpty(), picture.width());
    assertTrue(columns[1] - columns[0] > 0.6 * picture.width(), "from left to right");
    double low = middle(picture.down(Palette.LSTM, columns[0] + 2));
    double high = middle(picture.down(Palette.LSTM, columns[1] - 2));
    assertTrue(low - high > 0.4 * chart.bodyHeight(), () -> low + " to " + high);
    // left of it stand numbers, each in a line of its own
    double gap = 6; // between them and the plot
    List<double[]> ticks = picture.lines(Figure.MARGIN, columns[0] - gap);
    assertTrue(
        ticks.size() >= 2, () -> chart.title() + " " + ticks.size() + " ticks up to " + columns[0]);
    for (double[] tick : ticks) {
      assertTrue(tick[1] - tick[0] < 14, "ticks touch, or something else stands among them");
    }
  }

  /** The least and the greatest whole number below a bound for which something holds. */
  private static double[] ends(IntPredicate holds, int below) {
    int[] all = IntStream.range(0, below).filter(holds).toArray();
    assertTrue(all.length > 0, "no line at all");
    return new double[] {all[0], all[all.length - 1]};
  }

  private static double middle(List<double[]> stretches) {
    return (stretches.get(0)[0] + stretches.get(stretches.size() - 1)[1]) / 2;
  }

  @Test
  void severalRunsHaveABandFromTheLeastToTheGreatest() {
    double[] x = {0, 1};
    double[] low = {0, 0};
    double[] middle = {2, 2};
    double[] high = {4, 4};
    Picture picture =
        Picture.of(new Lines("Runs").y("y", -2, 6).runs("LSTM", x, low, middle, high));
    Picture line = Picture.of(new Lines("Run").y("y", -2, 6).line("LSTM", x, low));
    // given the colour of the band where neither a dot nor a line of the grid is
    double at = 0.44 * picture.width();
    double median = middle(picture.down(Palette.LSTM, at));
    double least = middle(line.down(Palette.LSTM, at));
    Color band = picture.at(at, 0.4 * median + 0.6 * least);
    // then there is a band, and it ends where the least run lies, as far below as above
    assertNotEquals(Palette.PAPER, band);
    assertEquals(Palette.PAPER, picture.at(at, least + 4));
    assertEquals(band, picture.at(at, least - 4));
    assertEquals(band, picture.at(at, 2 * median - least + 4));
    assertEquals(Palette.PAPER, picture.at(at, 2 * median - least - 4));
  }

  @Test
  void chartsSideBySideCanShareALegend() {
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
    Picture picture = Picture.of(row);
    picture.assertWhole();
    picture.assertNoTwoTextsOverlap();
    for (String name : List.of("Elman, with a name too long", "GRU, with a name too long")) {
      assertEquals(1, picture.texts().stream().filter(name::equals).count(), "said once");
      double y = picture.box(name).getCenterY() - 1;
      assertTrue(y < row.top() + 20, "above the charts");
      Color colour = name.startsWith("GRU") ? Palette.GRU : Palette.ELMAN;
      assertTrue(
          picture.across(colour, y).stream()
              .anyMatch(swatch -> Math.abs(swatch[1] - swatch[0] - 22) < 1),
          "beside a piece of its line");
    }
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
