package unrolled.show;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.Color;
import java.awt.geom.Rectangle2D;
import java.util.List;
import org.junit.jupiter.api.Test;

class LstmDiagramTest {

  private static final double[] OPEN = {1, 1, 0};

  /** What fills memories and lines, on paper. */
  private static final Color FLOW = onPaper(Palette.LSTM, 110);

  private static Color onPaper(Color colour, int alpha) {
    return new Color(
        mixed(colour.getRed(), alpha),
        mixed(colour.getGreen(), alpha),
        mixed(colour.getBlue(), alpha));
  }

  private static int mixed(int channel, int alpha) {
    return (int) Math.rint((channel * alpha + 255 * (255 - alpha)) / 255.0);
  }

  private static LstmDiagram three(double last) {
    return new LstmDiagram("A memory is filled, kept and emptied", 3, 0)
        .inputs("(3, 1)", "(4, 1)", "(5, −1)")
        .candidates(new double[] {3, 4, 5}, OPEN)
        .memory(new double[] {31, 71, last}, OPEN)
        .outputs(new double[] {0, 70, 0}, new double[] {0, 1, 0});
  }

  private static boolean says(Figure figure, String text) {
    return Picture.of(figure).says(text);
  }

  @Test
  void aStepIsHiddenUntilItsTurnButItsInputIsNot() {
    assertTrue(says(three(0), "71"));
    assertFalse(says(three(0).upTo(1), "71"));
    assertTrue(says(three(0).upTo(1), "31"));
    assertTrue(says(three(0).upTo(1), "(4, 1)"));
  }

  @Test
  void aMemoryIsFilledInProportion() {
    Picture picture = Picture.of(Examples.lstm());
    double[] heights = new double[3];
    String[] memories = {"31", "71", "7"};
    for (int t = 0; t < 3; t++) {
      double x = picture.box("t = " + (t + 1)).getCenterX() + 17; // beside its number
      double y = picture.box("memory c").getCenterY();
      heights[t] =
          picture.down(FLOW, x).stream()
              .filter(stretch -> Math.abs(stretch[0] - y) < 30)
              .mapToDouble(stretch -> stretch[1] - stretch[0])
              .sum();
      assertTrue(picture.says(memories[t]));
    }
    assertEquals(31 / 71.0, heights[0] / heights[1], 0.03);
    assertEquals(7 / 71.0, heights[2] / heights[1], 0.03);
    assertTrue(heights[1] > 30, "the largest memory nearly fills its square");
  }

  @Test
  void aGatesBarLiesAlongTheLineWhereItIsOpenAndAcrossItWhereItIsShut() {
    Picture picture = Picture.of(Examples.lstm());
    // given the values of gates that are nearly open and nearly shut, right of a line upward
    for (String open : List.of("0.99", "0.97")) {
      double[] gate = gate(picture, open);
      assertTrue(size(picture.down(Palette.INK, gate[0]), gate[1]) > 13, open);
      assertTrue(size(picture.across(Palette.INK, gate[1]), gate[0]) < 6, open);
    }
    for (String shut : List.of("0.02", "0.01")) {
      double[] gate = gate(picture, shut);
      assertTrue(size(picture.down(Palette.INK, gate[0]), gate[1]) < 6, shut);
      assertTrue(size(picture.across(Palette.INK, gate[1]), gate[0]) > 13, shut);
    }
    // and above one on the line across
    Rectangle2D forget = picture.box("0.1");
    double y = forget.getCenterY() + 20;
    assertTrue(size(picture.down(Palette.INK, forget.getCenterX()), y) > 13);
  }

  @Test
  void aGatesColourSaysTheSameOnLinesInBothDirections() {
    double[] open = {1, 1, 1};
    double[] shut = new double[3];
    int nine = Picture.of(all(open, open, open)).count(GateSymbol.OPEN);
    assertTrue(nine > 9 * 500, nine + " pixels");
    assertEquals(0, Picture.of(all(shut, shut, shut)).count(GateSymbol.OPEN));
    for (LstmDiagram three :
        List.of(all(open, shut, shut), all(shut, open, shut), all(shut, shut, open))) {
      assertEquals(nine / 3.0, Picture.of(three).count(GateSymbol.OPEN), 0.02 * nine);
    }
  }

  private static LstmDiagram all(double[] in, double[] forget, double[] out) {
    double[] values = {3, 4, 5};
    return new LstmDiagram("Nine gates", 3, 1)
        .candidates(values, in)
        .memory(values, forget)
        .outputs(values, out);
  }

  /** The middle of the gate whose value stands right of it. */
  private static double[] gate(Picture picture, String value) {
    Rectangle2D box = picture.box(value);
    for (int t = 1; t <= 3; t++) {
      double x = picture.box("t = " + t).getCenterX();
      if (x < box.getMinX() && x > box.getMinX() - 30) {
        return new double[] {x, box.getCenterY()};
      }
    }
    throw new AssertionError("no step left of " + value);
  }

  /** The size of the stretch that a place is in; 0 if it is in none. */
  private static double size(List<double[]> stretches, double place) {
    return stretches.stream()
        .filter(stretch -> stretch[0] <= place && place <= stretch[1])
        .mapToDouble(stretch -> stretch[1] - stretch[0])
        .sum();
  }

  @Test
  void noTwoTextsOverlapAndNothingIsCut() {
    Picture picture = Picture.of(three(6.99977));
    picture.assertWhole();
    picture.assertNoTwoTextsOverlap();
  }

  @Test
  void itsDigestKnowsEveryNumber() {
    assertEquals(three(0).digest(), three(0).digest());
    assertNotEquals(three(0).digest(), three(1).digest());
    assertNotEquals(three(0).digest(), three(0).upTo(2).digest());
  }

  @Test
  void aLearnerIsToldWhatDoesNotFit() {
    LstmDiagram diagram = new LstmDiagram("Memory", 2, 0);
    assertEquals(
        "2 steps, but 3 candidates",
        assertThrows(IllegalArgumentException.class, () -> diagram.candidates(OPEN, OPEN))
            .getMessage());
    assertThrows(IllegalStateException.class, diagram::png);
    assertThrows(IllegalArgumentException.class, () -> diagram.upTo(3));
    assertThrows(IllegalArgumentException.class, () -> new LstmDiagram("Memory", 11, 0));
  }
}
