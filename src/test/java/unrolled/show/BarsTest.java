package unrolled.show;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.image.BufferedImage;
import java.util.List;
import org.junit.jupiter.api.Test;

class BarsTest {

  private static List<String> texts(Figure figure) {
    Canvas canvas =
        new Canvas(new BufferedImage(10, 10, BufferedImage.TYPE_INT_RGB).createGraphics());
    figure.draw(canvas);
    return canvas.labels().stream().map(Canvas.Label::text).toList();
  }

  @Test
  void aBarOfSeveralRunsSaysItsMedianAndItsRange() {
    List<String> texts = texts(new Bars("Recall").bar("LSTM", 1, 0.49, 0.987).bar("GRU", 0.5));
    assertTrue(texts.containsAll(List.of("0.987 (0.49–1)", "0.5")), texts::toString);
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
  void negativeValuesAndZerosAreDrawn() {
    assertTrue(new Bars("Change").bar("up", 3).bar("down", -2).png().length > 0);
    assertTrue(new Bars("Nothing").bar("none", 0).png().length > 0);
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
