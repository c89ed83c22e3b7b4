package unrolled.show;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.image.BufferedImage;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What holds for every kind of figure. */
class FigureTest {

  @TempDir Path folder;

  private static final Map<String, Figure> FIGURES = Examples.all();

  static Stream<String> kinds() {
    return FIGURES.keySet().stream();
  }

  @ParameterizedTest
  @MethodSource("kinds")
  void theSameFigureTwiceHasTheSameBytesAndDigest(String kind) {
    Figure again = Examples.all().get(kind);
    assertArrayEquals(FIGURES.get(kind).png(), again.png());
    assertEquals(FIGURES.get(kind).digest(), again.digest());
  }

  @ParameterizedTest
  @MethodSource("kinds")
  void itsImageIsTwiceItsSize(String kind) throws Exception {
    Figure figure = FIGURES.get(kind);
    Path file = folder.resolve("figure.png");
    figure.save(file);
    BufferedImage image = ImageIO.read(file.toFile());
    assertEquals(1400, image.getWidth());
    assertEquals(2 * figure.height(), image.getHeight());
  }

  @ParameterizedTest
  @MethodSource("kinds")
  void noTwoTextsOverlapAndNoneLeavesTheFigure(String kind) {
    // given
    Figure figure = FIGURES.get(kind);
    BufferedImage image = new BufferedImage(10, 10, BufferedImage.TYPE_INT_RGB);
    Canvas canvas = new Canvas(image.createGraphics());
    // when
    figure.draw(canvas);
    // then
    List<Canvas.Label> labels = canvas.labels();
    assertTrue(labels.size() > 3);
    for (int i = 0; i < labels.size(); i++) {
      Canvas.Label label = labels.get(i);
      assertTrue(
          label.box().getMinX() >= 0 && label.box().getMaxX() <= figure.width(), label::text);
      assertTrue(
          label.box().getMinY() >= 0 && label.box().getMaxY() <= figure.height(), label::text);
      for (Canvas.Label other : labels.subList(0, i)) {
        assertFalse(
            label.box().intersects(other.box()),
            () -> "\"" + label.text() + "\" overlaps \"" + other.text() + "\"");
      }
    }
  }

  @Test
  void aTextForThoseWhoCannotSeeItIsRequired() {
    Figure figure = Examples.fan();
    assertThrows(IllegalArgumentException.class, () -> figure.show(null));
    String message =
        assertThrows(IllegalArgumentException.class, () -> figure.show("  ")).getMessage();
    assertTrue(message.contains("show(\""), message);
  }

  @Test
  void altTextIsEscaped() {
    String html = Examples.fan().html("a < b & \"c\"");
    assertTrue(html.contains("alt=\"a &lt; b &amp; &quot;c&quot;\""), html.substring(0, 200));
  }

  @Test
  void aFileIsWrittenWholeOrNotAtAll() throws Exception {
    Path missing = folder.resolve("no such folder").resolve("figure.png");
    assertThrows(UncheckedIOException.class, () -> Examples.fan().save(missing));
    try (Stream<Path> files = Files.list(folder)) {
      assertEquals(0, files.count());
    }
  }
}
