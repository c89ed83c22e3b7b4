package unrolled.show;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.geom.Rectangle2D;
import org.ejml.data.DMatrixRMaj;
import org.junit.jupiter.api.Test;

class TextHeatTest {
  private static TextHeat heat() {
    return new TextHeat("A unit", "state of a unit", 2);
  }

  @Test
  void aLetterStandsOnTheColourOfItsValue() {
    double[] values = {-2, -1, 0, 1, 2};
    Picture picture = Picture.of(heat().text("vwxyz", values));
    for (int i = 0; i < values.length; i++) {
      Rectangle2D letter = picture.box("vwxyz".substring(i, i + 1));
      assertEquals(
          ColourMap.DIVERGING.of(i / 4.0), picture.at(letter.getCenterX(), letter.getMinY() - 3));
    }
  }

  @Test
  void aValueBeyondTheLimitHasTheStrongestColour() {
    Picture picture = Picture.of(heat().text("xz", -7, 7));
    Rectangle2D z = picture.box("z");
    assertEquals(ColourMap.DIVERGING.of(1), picture.at(z.getCenterX(), z.getMinY() - 3));
  }

  @Test
  void aLongTextGoesOnInTheNextLine() {
    String letters = "m".repeat(100) + "z";
    Picture picture = Picture.of(heat().text(letters, new double[101]).text("x", 0));
    assertTrue(picture.box("z").getMinY() > 15);
    assertTrue(picture.box("x").getMinY() > picture.box("z").getMaxY());
  }

  @Test
  void aLongTextIsBrokenAfterASpace() {
    String first = "m".repeat(60);
    Picture picture = Picture.of(heat().text(first + " xyyyyyyyyyyz", new double[73]));
    assertTrue(picture.box("x").getMinY() > 15);
    assertEquals(picture.box("x").getCenterY(), picture.box("z").getCenterY(), 3);
  }

  @Test
  void aNarrowLetterTakesAsMuchRoomAsAWideOne() {
    assertEquals(Canvas.width("m", Fonts.MONO), Canvas.width("i", Fonts.MONO));
  }

  @Test
  void theEndIsAnArrow() {
    assertTrue(Picture.of(heat().text("to\n", 0, 0, 0)).texts().contains("↵"));
  }

  @Test
  void theDigestFollowsLettersAndValues() {
    String before = heat().text("to", 0, 1).digest();
    assertEquals(before, heat().text("to", 0, 1).digest());
    assertNotEquals(before, heat().text("to", 0, 1.01).digest());
    assertNotEquals(before, heat().text("do", 0, 1).digest());
  }

  @Test
  void aColumnOfAMatrixIsAsManyValues() {
    DMatrixRMaj states = new DMatrixRMaj(2, 3, true, 9, 0.5, 9, 9, -1, 9);
    assertEquals(heat().text("to", 0.5, -1).digest(), heat().text("to", states, 1).digest());
  }

  @Test
  void valuesThatDoNotFitAreRefused() {
    assertTrue(
        assertThrows(IllegalArgumentException.class, () -> heat().text("to", 1))
            .getMessage()
            .contains("2 letters with 1 values"));
    assertThrows(IllegalArgumentException.class, () -> heat().text("t", Double.NaN));
    assertThrows(IllegalArgumentException.class, () -> new TextHeat("A unit", "state", 0));
  }
}
