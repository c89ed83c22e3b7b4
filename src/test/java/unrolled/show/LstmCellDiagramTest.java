package unrolled.show;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.Color;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.List;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;

class LstmCellDiagramTest {

  private static final double[] SUMS = {-0.67, 2.38, 1.35, 0.16};

  private static LstmCellDiagram gates(double i, double f, double o) {
    return Examples.cell().gates(SUMS, new double[] {i, f, 0.5, o});
  }

  private static LstmCellDiagram withGradients() {
    return Examples.cell().gradients(21, 22, 23, new double[] {31, 32, 33, 34}, 24, 25);
  }

  private static BufferedImage image(Figure figure) throws IOException {
    return ImageIO.read(new ByteArrayInputStream(figure.png()));
  }

  private static long count(BufferedImage image, IntPredicate colour) {
    return IntStream.range(0, image.getWidth() * image.getHeight())
        .map(k -> image.getRGB(k % image.getWidth(), k / image.getWidth()) & 0xFFFFFF)
        .filter(colour)
        .count();
  }

  private static long count(BufferedImage image, Color colour) {
    return count(image, rgb -> rgb == (colour.getRGB() & 0xFFFFFF));
  }

  private static List<String> texts(Figure figure) {
    Canvas canvas =
        new Canvas(new BufferedImage(10, 10, BufferedImage.TYPE_INT_RGB).createGraphics());
    figure.draw(canvas);
    return canvas.labels().stream().map(Canvas.Label::text).toList();
  }

  @Test
  void anOpenGateHasAnotherColourThanAClosedOneInEachOfTheThreePlaces() throws IOException {
    // given the key, which shows one of each
    BufferedImage open = image(gates(1, 1, 1));
    BufferedImage closed = image(gates(0, 0, 0));
    long one = count(closed, GateSymbol.OPEN);
    // then
    assertTrue(one > 500, "the key's open gate has pixels: " + one);
    assertEquals(4 * one, count(open, GateSymbol.OPEN), 0.05 * one);
    assertEquals(2 * one, count(image(gates(1, 0, 0)), GateSymbol.OPEN), 0.05 * one);
    assertEquals(2 * one, count(image(gates(0, 1, 0)), GateSymbol.OPEN), 0.05 * one);
    assertEquals(2 * one, count(image(gates(0, 0, 1)), GateSymbol.OPEN), 0.05 * one);
    assertTrue(count(closed, GateSymbol.CLOSED) > 3 * count(open, GateSymbol.CLOSED));
  }

  @Test
  void nothingTouchesTheEdge() throws IOException {
    for (Figure figure : List.of(Examples.cell(), withGradients())) {
      BufferedImage image = image(figure);
      int white = Palette.PAPER.getRGB();
      int right = image.getWidth() - 1;
      int bottom = image.getHeight() - 1;
      assertTrue(
          IntStream.rangeClosed(0, right)
              .allMatch(x -> image.getRGB(x, 0) == white && image.getRGB(x, bottom) == white));
      assertTrue(
          IntStream.rangeClosed(0, bottom)
              .allMatch(y -> image.getRGB(0, y) == white && image.getRGB(right, y) == white));
      assertTrue(count(image, rgb -> rgb != 0xFFFFFF) > 50_000);
    }
  }

  @Test
  void everyNumberOfTheStepIsThereAndWhatGoesIntoTheNewCellState() {
    List<String> texts = texts(Examples.cell());
    assertTrue(
        texts.containsAll(
            List.of("xₜ = 2", "hₜ₋₁ = 0.4", "cₜ₋₁ = 0.6", "cₜ = 0.845", "hₜ = 0.3717")),
        texts::toString);
    assertTrue(
        texts.containsAll(List.of("2.38", "f = 0.9153", "s = 0.6885", "· (−1.2)", "+ 0.13")),
        texts::toString);
    assertTrue(texts.containsAll(List.of("0.5492", "0.2959")), "f · c and i · g: " + texts);
  }

  @Test
  void gradientsAreRedAndOnlyThereIfAskedFor() throws IOException {
    assertEquals(0, count(image(Examples.cell()), Palette.GRADIENT));
    assertTrue(count(image(withGradients()), Palette.GRADIENT) > 500);
    List<String> texts = texts(withGradients());
    for (String number : "21 22 23 31 32 33 34 24 25".split(" ")) {
      assertTrue(texts.contains(number), number);
      assertFalse(texts(Examples.cell()).contains(number), number);
    }
  }

  @Test
  void itsDigestKnowsEveryNumber() {
    String digest = Examples.cell().digest();
    assertEquals(digest, Examples.cell().digest());
    assertNotEquals(digest, Examples.cell().before(2, 0.4, 0.7).digest());
    assertNotEquals(digest, gates(0, 0, 0).digest());
    assertNotEquals(digest, withGradients().digest());
  }

  @Test
  void aLearnerIsToldWhatIsMissing() {
    LstmCellDiagram empty = new LstmCellDiagram("A cell");
    assertThrows(IllegalStateException.class, empty::png);
    empty.weights(SUMS, SUMS, SUMS).gates(SUMS, SUMS);
    assertThrows(IllegalStateException.class, () -> empty.before(1, 2, 3).png());
    assertTrue(empty.after(4, 5, 6).png().length > 0);
    assertEquals(
        "3 sums: an LSTM unit has four, i, f, g, o",
        assertThrows(
                IllegalArgumentException.class, () -> empty.gates(new double[3], new double[4]))
            .getMessage());
  }
}
