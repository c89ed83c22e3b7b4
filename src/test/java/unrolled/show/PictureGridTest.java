package unrolled.show;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.Color;
import java.util.List;
import org.ejml.data.DMatrixRMaj;
import org.junit.jupiter.api.Test;

/** Law: what is in the grid can be seen in it. */
class PictureGridTest {
  private static final DMatrixRMaj PIXELS = new DMatrixRMaj(4, 3);

  private static PictureGrid looked(double... weights) {
    return new PictureGrid("One", 4)
        .picture("black", 2, 2, PIXELS)
        .looks(new DMatrixRMaj(2, 2, true, weights));
  }

  @Test
  void eachPixelIsAsLargeAsTheOthersAndHasItsColour() {
    DMatrixRMaj pixels = new DMatrixRMaj(4, 3);
    pixels.set(0, 0, 1); // red
    pixels.set(1, 1, 7); // as green as it gets
    Picture picture = Picture.of(new PictureGrid("One", 4).picture("", 2, 2, pixels));
    int red = picture.count(new Color(255, 0, 0));
    assertTrue(red > 10_000, red + " pixels");
    assertEquals(red, picture.count(new Color(0, 255, 0)));
    assertEquals(2 * red, picture.count(Color.BLACK));
  }

  @Test
  void aDotsAreaIsItsWeight() {
    double all = Picture.of(looked(1, 0, 0, 0)).count(Palette.GRADIENT);
    double quarter = Picture.of(looked(0.25, 0, 0, 0)).count(Palette.GRADIENT);
    assertEquals(4, all / quarter, 0.1);
    assertEquals(0, Picture.of(looked(0, 0, 0, 0)).count(Palette.GRADIENT));
  }

  @Test
  void captionsAndNotesStandUnderThePicture() {
    List<String> texts = Picture.of(Examples.pictures()).texts();
    assertTrue(texts.containsAll(List.of("looked at", "and noted", "fourth")), texts::toString);
  }

  @Test
  void theDigestFollowsAllThatIsTold() {
    String digest = Examples.pictures().digest();
    assertEquals(digest, Examples.pictures().digest());
    assertNotEquals(digest, Examples.pictures().note("more").digest());
    assertNotEquals(digest, Examples.pictures().looks(new DMatrixRMaj(1, 1)).digest());
    assertNotEquals(digest, Examples.pictures().picture("", 2, 2, PIXELS).digest());
  }

  @Test
  void whatCannotBeDrawnIsRefused() {
    assertEquals(
        "a picture of 2×3 pixels needs a matrix of 6×3, and this one is 4×3",
        assertThrows(
                IllegalArgumentException.class,
                () -> new PictureGrid("One", 1).picture("", 2, 3, PIXELS))
            .getMessage());
    assertEquals(
        "11 pictures side by side: give 1 to 10",
        assertThrows(IllegalArgumentException.class, () -> new PictureGrid("None", 11))
            .getMessage());
    assertEquals(
        "there is no picture yet: call picture first",
        assertThrows(IllegalStateException.class, () -> new PictureGrid("None", 1).note("a"))
            .getMessage());
  }
}
