package unrolled.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import unrolled.data.Pictures.Part;
import unrolled.data.Pictures.Picture;
import unrolled.data.Scene.Colour;
import unrolled.data.Scene.Relation;
import unrolled.data.Scene.Shape;
import unrolled.data.Scene.Size;
import unrolled.data.Scene.Thing;
import unrolled.math.Rng;
import unrolled.sequence.Pairs;

/** Laws: a caption tells what is in the picture; what is held out is never shown. */
class PicturesTest {
  private static final Thing SQUARE = new Thing(Size.SMALL, Colour.RED, Shape.SQUARE);
  private static final Thing CIRCLE = new Thing(Size.LARGE, Colour.BLUE, Shape.CIRCLE);
  private static final Thing DIAMOND = new Thing(Size.LARGE, Colour.WHITE, Shape.DIAMOND);

  @Test
  void aSceneIsToldInTwoLanguages() {
    Scene above = new Scene(SQUARE, Relation.ABOVE, CIRCLE);
    assertEquals("a small red square above a large blue circle", above.english());
    assertEquals("ein kleines rotes Quadrat über einem großen blauen Kreis", above.german());
  }

  @Test
  void germanArticlesAndAdjectivesFollowTheNoun() {
    assertEquals("ein großer blauer Kreis", Scene.of(CIRCLE).german());
    assertEquals("eine große weiße Raute", Scene.of(DIAMOND).german());
    assertEquals(
        "eine große weiße Raute links von einer großen weißen Raute",
        new Scene(DIAMOND, Relation.LEFT_OF, DIAMOND).german());
    assertEquals(
        "ein großer blauer Kreis links von einem kleinen roten Quadrat",
        new Scene(CIRCLE, Relation.LEFT_OF, SQUARE).german());
  }

  @Test
  void aRelationNeedsTwoThings() {
    for (Relation relation : new Relation[] {null, Relation.ABOVE}) {
      Thing second = relation == null ? CIRCLE : null;
      assertThrows(IllegalArgumentException.class, () -> new Scene(SQUARE, relation, second));
    }
  }

  @Test
  void noSceneStandsInTwoParts() {
    Set<Scene> all = new HashSet<>();
    int scenes = 0;
    for (Part part : Part.values()) {
      all.addAll(Pictures.scenes(part));
      scenes += Pictures.scenes(part).size();
    }
    assertEquals(scenes, all.size());
    // 17 pairs of 20 are known, in two sizes; one thing alone, or two in two relations
    int known = 2 * 34 * 34;
    assertEquals(34 + known - known / 5, Pictures.scenes(Part.LEARNT).size());
    assertEquals(known / 5, Pictures.scenes(Part.NEW_SCENE).size());
    assertEquals(6 + 2 * (2 * 6 * 34), Pictures.scenes(Part.NEW_PAIR).size());
  }

  @Test
  void whatIsNewIsInNoPictureToLearnFrom() {
    Set<Scene> learnt = new HashSet<>(Pictures.scenes(Part.LEARNT));
    Set<Scene> drawn = new HashSet<>();
    for (Picture picture : Pictures.draw(Part.LEARNT, 20_000, new Rng(1))) {
      drawn.add(picture.scene());
    }
    assertEquals(learnt, drawn, "and all that may be learnt turns up");
    String[] newPairs = {"red cross", "blue square", "yellow triangle"};
    for (Scene scene : drawn) {
      for (String pair : newPairs) {
        assertTrue(!scene.english().contains(pair), scene::english);
      }
    }
    for (Scene scene : Pictures.scenes(Part.NEW_PAIR)) {
      long count = List.of(newPairs).stream().filter(scene.english()::contains).count();
      assertEquals(1, count, scene::english);
    }
  }

  @Test
  void everyWordIsInACaptionToLearnFrom() {
    Set<String> english = new HashSet<>();
    Set<String> german = new HashSet<>();
    for (Scene scene : Pictures.scenes(Part.LEARNT)) {
      english.addAll(List.of(scene.english().split(" ")));
      german.addAll(List.of(scene.german().split(" ")));
    }
    for (Part part : Part.values()) {
      for (Scene scene : Pictures.scenes(part)) {
        assertTrue(english.containsAll(List.of(scene.english().split(" "))), scene::english);
        assertTrue(german.containsAll(List.of(scene.german().split(" "))), scene::german);
      }
    }
    assertEquals(Pictures.ENGLISH.size(), english.size());
    assertEquals(Pictures.GERMAN.size(), german.size());
  }

  @Test
  void aPictureShowsItsSceneAndNothingElse() {
    for (Part part : Part.values()) {
      for (Picture picture : Pictures.draw(part, 2000, new Rng(2))) {
        Scene scene = picture.scene();
        boolean[] lit = lit(picture);
        int expected =
            pixels(scene.first()) + (scene.second() == null ? 0 : pixels(scene.second()));
        int found = 0;
        for (boolean one : lit) {
          found += one ? 1 : 0;
        }
        assertEquals(expected, found, scene::english); // neither cut nor one upon the other
        assertFirstComesFirst(scene, picture, lit);
      }
    }
  }

  /** The uppermost, or leftmost, pixel that is lit has the first thing's colour. */
  private static void assertFirstComesFirst(Scene scene, Picture picture, boolean[] lit) {
    boolean byColumn = scene.relation() == Relation.LEFT_OF;
    for (int k = 0; k < lit.length; k++) {
      int pixel = byColumn ? k % 12 * 12 + k / 12 : k;
      if (lit[pixel]) {
        double red = picture.pixels().get(pixel, 0);
        double green = picture.pixels().get(pixel, 1);
        double blue = picture.pixels().get(pixel, 2);
        Colour colour =
            red < 0.6
                ? Colour.BLUE
                : blue > 0.6 ? Colour.WHITE : green > 0.5 ? Colour.YELLOW : Colour.RED;
        assertEquals(scene.first().colour(), colour, scene::english);
        return;
      }
    }
  }

  private static boolean[] lit(Picture picture) {
    boolean[] lit = new boolean[144];
    for (int pixel = 0; pixel < 144; pixel++) {
      for (int c = 0; c < 3; c++) {
        lit[pixel] |= picture.pixels().get(pixel, c) > 0.5;
      }
    }
    return lit;
  }

  private static int pixels(Thing thing) {
    boolean small = thing.size() == Size.SMALL;
    return switch (thing.shape()) {
      case SQUARE -> small ? 9 : 25;
      case CIRCLE -> small ? 8 : 12;
      case DIAMOND -> small ? 5 : 13;
      case CROSS -> small ? 5 : 9;
      case TRIANGLE -> small ? 6 : 15;
    };
  }

  @Test
  void thePairsHoldPixelsAndWords() {
    List<Picture> drawn = Pictures.draw(Part.LEARNT, 3, new Rng(5));
    Pairs english = Pictures.english(drawn);
    Pairs german = Pictures.german(drawn);
    assertEquals(144, english.source().steps());
    assertEquals(drawn.get(2).pixels().get(100, 1), english.source().rows().get(100 * 3 + 2, 1));
    assertEquals(
        drawn.get(1).scene().english(), Pictures.ENGLISH.text(english.target().symbolsOf(1)));
    assertEquals(drawn.get(1).scene().german(), Pictures.GERMAN.text(german.target().symbolsOf(1)));
  }

  @Test
  void theSameSeedDrawsTheSamePictures() {
    assertArrayEquals(
        Pictures.draw(Part.NEW_PAIR, 2, new Rng(9)).get(1).pixels().data,
        Pictures.draw(Part.NEW_PAIR, 2, new Rng(9)).get(1).pixels().data);
  }
}
