package unrolled.show;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.Color;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

class TagGridTest {
  private static final List<String> WORDS = List.of("leave", "San", "Francisco", "today");

  private static TagGrid grid(String... tags) {
    return new TagGrid("Tags", WORDS).row("read", List.of(tags));
  }

  private static List<String> texts(Figure figure) {
    return Picture.of(figure).texts();
  }

  @Test
  void aSlotIsOneBarOverAllItsWords() {
    List<String> texts = texts(grid("O", "B-dep", "I-dep", "B-time"));
    assertEquals(1, Collections.frequency(texts, "dep"));
    assertEquals(1, Collections.frequency(texts, "time"));
    assertTrue(texts.containsAll(WORDS), texts::toString);

    Picture picture = Picture.of(grid("O", "B-dep", "I-dep", "B-time"));
    double middle = (picture.box("San").getCenterX() + picture.box("Francisco").getCenterX()) / 2;
    assertEquals(middle, picture.box("dep").getCenterX(), 15);
  }

  @Test
  void neighboursAreTwoBars() {
    assertEquals(2, Collections.frequency(texts(grid("O", "B-dep", "B-dep", "O")), "dep"));
    assertEquals(2, Collections.frequency(texts(grid("I-dep", "O", "I-dep")), "dep"));
  }

  @Test
  void theDigestFollowsEveryTag() {
    assertEquals(grid("O", "B-dep").digest(), grid("O", "B-dep").digest());
    assertNotEquals(grid("O", "B-dep").digest(), grid("O", "B-dest").digest());
    assertNotEquals(grid("O", "B-dep").digest(), grid("O", "B-dep", "O").digest());
  }

  @Test
  void moreTagsThanWordsAreRefused() {
    var e = assertThrows(IllegalArgumentException.class, () -> grid("O", "O", "O", "O", "O"));
    assertTrue(e.getMessage().contains("5 tags for a sentence of 4 words"), e.getMessage());
    assertThrows(IllegalArgumentException.class, () -> new TagGrid("Tags", List.of()));
  }

  @Test
  void aTypeHasItsColourWhateverElseThereIs() {
    TagGrid alone = grid("O", "O", "O", "B-time").types("dep", "dest", "time");
    TagGrid both = grid("O", "B-dep", "I-dep", "B-time").types("dep", "dest", "time");
    assertEquals(colour(both), colour(alone));
    assertNotEquals(colour(both), colour(grid("O", "B-dep", "I-dep", "B-time")));
  }

  /** The colour of the bar of the time, beside its name. */
  private static Color colour(TagGrid grid) {
    Picture picture = Picture.of(grid);
    return picture.at(picture.box("time").getMinX() - 4, picture.box("time").getCenterY());
  }
}
