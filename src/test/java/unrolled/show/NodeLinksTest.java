package unrolled.show;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.geom.Rectangle2D;
import org.junit.jupiter.api.Test;

class NodeLinksTest {

  private static NodeLinks two(String from, String to) {
    return new NodeLinks("Two nodes and an arrow between them")
        .node("a", 0, 1, "left", "below")
        .node("b", 2, 0, "right", "above")
        .link(from, to);
  }

  @Test
  void columnsGoToTheRightAndRowsDownward() {
    Picture picture = Picture.of(two("a", "b").note("in the middle", 1, 0.5));
    Rectangle2D a = picture.box("left");
    Rectangle2D b = picture.box("right");
    Rectangle2D note = picture.box("in the middle");
    assertTrue(a.getCenterX() < note.getCenterX() && note.getCenterX() < b.getCenterX());
    assertTrue(b.getCenterY() < note.getCenterY() && note.getCenterY() < a.getCenterY());
    assertEquals(700 / 2.0, note.getCenterX(), 1);
  }

  @Test
  void theDigestKnowsWhichWayAnArrowPoints() {
    assertNotEquals(two("a", "b").digest(), two("b", "a").digest());
  }

  @Test
  void aColourIsThatOfTheLastNode() {
    Picture picture = Picture.of(two("a", "b").colour(Palette.GRADIENT));
    assertTrue(picture.count(Palette.GRADIENT) > 300);
    assertEquals(0, Picture.of(two("a", "b")).count(Palette.GRADIENT));
  }

  @Test
  void badInputIsNamed() {
    String message = assertThrows(IllegalArgumentException.class, () -> two("a", "c")).getMessage();
    assertEquals("no node is called \"c\"; there are [a, b]", message);
    assertThrows(IllegalArgumentException.class, () -> two("a", "b").node("a", 3, 3, "again"));
    assertThrows(IllegalStateException.class, () -> new NodeLinks("Empty").png());
    assertThrows(
        IllegalStateException.class, () -> new NodeLinks("Empty").colour(Palette.GRADIENT));
  }
}
