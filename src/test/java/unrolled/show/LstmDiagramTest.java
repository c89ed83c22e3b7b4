package unrolled.show;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.geom.Rectangle2D;
import java.awt.image.BufferedImage;
import java.util.List;
import org.junit.jupiter.api.Test;

class LstmDiagramTest {

  private static final double[] OPEN = {1, 1, 0};

  private static LstmDiagram three(double last) {
    return new LstmDiagram("A memory is filled, kept and emptied", 3, 0)
        .inputs("(3, 1)", "(4, 1)", "(5, −1)")
        .candidates(new double[] {3, 4, 5}, OPEN)
        .memory(new double[] {31, 71, last}, OPEN)
        .outputs(new double[] {0, 70, 0}, new double[] {0, 1, 0});
  }

  private static List<Canvas.Label> labels(Figure figure) {
    Canvas canvas =
        new Canvas(new BufferedImage(10, 10, BufferedImage.TYPE_INT_RGB).createGraphics());
    figure.draw(canvas);
    return canvas.labels();
  }

  private static boolean says(Figure figure, String text) {
    return labels(figure).stream().anyMatch(label -> label.text().equals(text));
  }

  @Test
  void aStepIsHiddenUntilItsTurnButItsInputIsNot() {
    assertTrue(says(three(0), "71"));
    assertFalse(says(three(0).upTo(1), "71"));
    assertTrue(says(three(0).upTo(1), "31"));
    assertTrue(says(three(0).upTo(1), "(4, 1)"));
  }

  @Test
  void noTwoTextsOverlap() {
    List<Canvas.Label> labels = labels(three(6.99977));
    for (int i = 0; i < labels.size(); i++) {
      for (int j = 0; j < i; j++) {
        Rectangle2D one = labels.get(i).box();
        assertFalse(
            one.intersects(labels.get(j).box()),
            labels.get(i).text() + " over " + labels.get(j).text());
      }
    }
  }

  @Test
  void itsDigestKnowsEveryNumber() {
    assertEquals(three(0).digest(), three(0).digest());
    assertNotEquals(three(0).digest(), three(1).digest());
    assertNotEquals(three(0).digest(), three(0).upTo(2).digest());
  }

  @Test
  void aLearnerIsToldWhatDoesNotFit() {
    LstmDiagram valves = new LstmDiagram("Memory", 2, 0);
    assertEquals(
        "2 steps, but 3 candidates",
        assertThrows(IllegalArgumentException.class, () -> valves.candidates(OPEN, OPEN))
            .getMessage());
    assertThrows(IllegalStateException.class, valves::png);
    assertThrows(IllegalArgumentException.class, () -> valves.upTo(3));
    assertThrows(IllegalArgumentException.class, () -> new LstmDiagram("Memory", 11, 0));
  }
}
