package unrolled.show;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.Color;
import java.util.Comparator;
import java.util.List;
import org.junit.jupiter.api.Test;

class BarsTest {

  private static List<String> texts(Figure figure) {
    return Picture.of(figure).texts();
  }

  @Test
  void aBarOfSeveralRunsSaysItsMedianAndItsRange() {
    List<String> texts = texts(new Bars("Recall").bar("LSTM", 1, 0.49, 0.987).bar("GRU", 0.5));
    assertTrue(texts.containsAll(List.of("0.987 (0.49–1)", "0.5")), texts::toString);
  }

  @Test
  void aRangeTooNarrowForItsDigitsIsLeftOut() {
    List<String> texts = texts(new Bars("Bits").bar("coin", 1.0001, 1.0003, 1.0002));
    assertTrue(texts.contains("1"), texts::toString);
  }

  @Test
  void aRangeBelowZeroCanBeRead() {
    List<String> texts = texts(new Bars("Left").bar("own", -15.42, -14.8, -15.21).bar("one", -2));
    assertTrue(texts.containsAll(List.of("−15.2 (−15.4 to −14.8)", "−2")), texts::toString);
  }

  @Test
  void theDigestFollowsEveryRun() {
    assertEquals(
        new Bars("Recall").bar("LSTM", 1, 0.49, 0.98).digest(),
        new Bars("Recall").bar("LSTM", 0.98, 1, 0.49).digest());
    assertNotEquals(
        new Bars("Recall").bar("LSTM", 1, 0.49, 0.98).digest(),
        new Bars("Recall").bar("LSTM", 1, 0.5, 0.98).digest());
  }

  @Test
  void aBarIsAsLongAsItsValueToEitherSideOfZero() {
    Picture picture = Picture.of(new Bars("Change").bar("up", 3).bar("down", -2).bar("none", 0));
    double[] up = bar(picture, Palette.NEUTRAL, "up");
    double[] down = bar(picture, Palette.NEUTRAL, "down");
    assertEquals(up[0], down[1], 1.5, "both begin at 0");
    assertEquals(3 / 2.0, (up[1] - up[0]) / (down[1] - down[0]), 0.01);
    assertTrue(up[1] - up[0] > 200, "most of the width is theirs");
    double none = picture.box("none").getCenterY();
    assertEquals(List.of(), picture.across(Palette.NEUTRAL, none));
    double[] zero = picture.across(Palette.GREY, none).get(0);
    assertEquals(up[0], zero[1], 1.5, "and at 0 stands a line");
  }

  @Test
  void aWhiskerGoesFromTheLeastRunToTheGreatest() {
    Picture picture = Picture.of(new Bars("Recall").x("share", 0, 1).bar("LSTM", 0.25, 0.5, 1));
    double[] bar = bar(picture, Palette.LSTM, "LSTM");
    double y = picture.box("LSTM").getCenterY();
    double[] whisker =
        picture.across(Palette.INK, y).stream()
            .max(Comparator.comparingDouble(stretch -> stretch[1] - stretch[0]))
            .orElseThrow();
    assertEquals(0.25 / 0.5, (whisker[0] - bar[0]) / (bar[1] - bar[0]), 0.02);
    assertEquals(1 / 0.5, (whisker[1] - bar[0]) / (bar[1] - bar[0]), 0.02);
  }

  /** From where to where a bar goes, beside the whisker in its middle. */
  private static double[] bar(Picture picture, Color colour, String name) {
    List<double[]> stretches = picture.across(colour, picture.box(name).getCenterY() - 6);
    return new double[] {stretches.get(0)[0], stretches.get(stretches.size() - 1)[1]};
  }

  @Test
  void aBarWithoutAFiniteValueIsRefused() {
    assertEquals(
        "the bar \"LSTM\" needs finite values and has [NaN]",
        assertThrows(
                IllegalArgumentException.class, () -> new Bars("Recall").bar("LSTM", Double.NaN))
            .getMessage());
    assertThrows(IllegalArgumentException.class, () -> new Bars("Recall").bar("LSTM"));
    assertThrows(IllegalStateException.class, () -> new Bars("Recall").png());
  }
}
