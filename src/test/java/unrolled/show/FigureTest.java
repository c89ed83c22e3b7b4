package unrolled.show;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.Color;
import java.awt.image.BufferedImage;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
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
  private static final Map<String, Picture> PICTURES = new HashMap<>();

  private static Picture picture(String kind) {
    return PICTURES.computeIfAbsent(kind, k -> Picture.of(FIGURES.get(k)));
  }

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
  void nothingIsCutAndNoTwoTextsOverlap(String kind) {
    Picture picture = picture(kind);
    assertTrue(picture.texts().size() > 3);
    picture.assertWhole();
    picture.assertNoTwoTextsOverlap();
  }

  /** The colour of what each figure is about: a line, a bar, a cell, a number. */
  private static final Map<String, Color> INK =
      Map.ofEntries(
          Map.entry("fan", Palette.BAG_OF_WORDS),
          Map.entry("accuracy", Palette.CONVOLUTION),
          Map.entry("training", Palette.JORDAN),
          Map.entry("legend", Palette.LSTM),
          Map.entry("cliff", Palette.ELMAN),
          Map.entry("bars", Palette.ELMAN),
          Map.entry("letters", Palette.NEUTRAL),
          Map.entry("contributions", ColourMap.SEQUENTIAL.of(1)),
          Map.entry("gates", ColourMap.DIVERGING.of(0.5)),
          Map.entry("attention", ColourMap.SEQUENTIAL.of(0.9)),
          Map.entry("row", Palette.NEUTRAL),
          Map.entry("counterexamples", Palette.LSTM),
          Map.entry("hand", Palette.FORWARD),
          Map.entry("blame", Palette.GRADIENT),
          Map.entry("layers", Palette.GRADIENT),
          Map.entry("name", ColourMap.DIVERGING.of(0)),
          Map.entry("jordan", Palette.FORWARD),
          Map.entry("beam", BeamTreePainter.WINNER),
          Map.entry("lstm", Palette.INK),
          Map.entry("encoder and decoder", Palette.GRADIENT),
          Map.entry("look", Palette.FORWARD),
          Map.entry("text", ColourMap.DIVERGING.of(1)),
          Map.entry("pictures", new Color(0f, 0f, 1f)),
          Map.entry("tags", Palette.CONVOLUTION),
          Map.entry("verdicts", Palette.GRU),
          Map.entry("expression", Palette.GRADIENT),
          Map.entry("poster", Palette.ELMAN),
          Map.entry("cell", GateSymbol.OPEN),
          Map.entry("cell with gradients", Palette.GRADIENT));

  @ParameterizedTest
  @MethodSource("kinds")
  void whatItIsAboutIsDrawnInItsColour(String kind) {
    int pixels = picture(kind).count(INK.get(kind));
    assertTrue(pixels > 300, pixels + " pixels");
  }

  @Test
  void aFigureThatWouldBeCutIsRefused() {
    // given a text of ours and one of XChart's, each too long
    String words = "so many words that no figure is wide enough for them ".repeat(3);
    Figure ours = new Bars("Bars").x(words).bar("LSTM", 1);
    Figure charts = new Lines("Lines").x(words).line("LSTM", 1, 2);
    // then
    assertEquals(
        "\""
            + words
            + "\" would be cut in the figure \"Bars\": shorten its texts, or show fewer figures side"
            + " by side",
        assertThrows(IllegalStateException.class, ours::png).getMessage());
    assertEquals(
        "a text would be cut in the figure \"Lines\": shorten its texts, or show fewer figures side"
            + " by side",
        assertThrows(IllegalStateException.class, charts::png).getMessage());
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
  void aFigureIsSavedAsSharpAsOneWants() throws Exception {
    Path file = folder.resolve("sharp.png");
    Examples.bars().save(file, 3);
    assertEquals(3 * Figure.WIDTH, ImageIO.read(file.toFile()).getWidth());
    assertThrows(IllegalArgumentException.class, () -> Examples.bars().save(file, 0));
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
