package unrolled.data;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import unrolled.data.TravelPhrases.Part;
import unrolled.data.TravelPhrases.Phrasing;
import unrolled.data.TravelPhrases.Sentence;
import unrolled.math.Rng;

class TravelPhrasesTest {
  private static final TravelPhrases TASK = new TravelPhrases();
  private static final Set<String> GAPS = Set.of("DEP", "DEST", "TIME", "PLACE", "DAY");

  @Test
  void alternativesAreEquallyLikelyAndNest() {
    Map<String, Double> texts = TravelPhrases.expand("(|please) go (to (Rome|Paris)|home)");
    assertEquals(6, texts.size());
    assertEquals(0.25, texts.get("please go home"));
    assertEquals(0.125, texts.get("go to Rome"));
  }

  @Test
  void probabilitiesOfAllPhrasingsAddUpToOneAndEachKindHasASeventh() {
    Map<String, Double> kinds = new HashMap<>();
    TASK.phrasings().forEach(p -> kinds.merge(p.kind(), p.probability(), Double::sum));
    assertEquals(7, kinds.size());
    kinds.forEach((kind, p) -> assertEquals(1 / 7.0, p, 1e-9, kind));
  }

  @Test
  void noTwoPhrasingsWithTheSameWordsMeanDifferentThings() {
    Map<List<String>, List<String>> meanings = new HashMap<>();
    for (Phrasing p : TASK.phrasings()) {
      List<String> seen = p.words().stream().map(TravelPhrasesTest::withoutMeaning).toList();
      List<String> before = meanings.put(seen, p.words());
      assertTrue(before == null || before.equals(p.words()), p::toString);
    }
  }

  private static String withoutMeaning(String word) {
    return switch (word) {
      case "DEP", "DEST", "PLACE" -> "a place";
      case "TIME", "DAY" -> "a day";
      default -> word;
    };
  }

  @Test
  void everyPhrasingAsksForASlot() {
    for (Phrasing p : TASK.phrasings()) {
      assertTrue(p.words().contains("DEP") || p.words().contains("DEST"), p::toString);
      for (String slot : List.of("DEP", "DEST", "TIME")) {
        assertTrue(Collections.frequency(p.words(), slot) <= 1, p::toString);
      }
      for (String word : p.words()) {
        assertTrue(GAPS.contains(word) || !word.matches("[A-Z]{2,}|.*[()|].*"), p::toString);
      }
    }
  }

  @Test
  void placesAndFormatsBelongToOnePartEach() {
    Set<String> places = new HashSet<>();
    Set<String> formats = new HashSet<>();
    for (Part part : Part.values()) {
      assertTrue(TASK.places(part).size() > 250, part::toString);
      assertTrue(TASK.formats(part).size() > 40, part::toString);
      assertTrue(Collections.disjoint(places, TASK.places(part)), part::toString);
      assertTrue(Collections.disjoint(formats, TASK.formats(part)), part::toString);
      places.addAll(TASK.places(part));
      formats.addAll(TASK.formats(part));
    }
  }

  @Test
  void tagsBeginAndGoOnAsBioSays() {
    for (Part part : Part.values()) {
      for (Sentence s : TASK.draw(part, 500, new Rng(1))) {
        assertEquals(s.words().size(), s.tags().size());
        String before = "O";
        for (String tag : s.tags()) {
          TravelPhrases.TAGS.symbol(tag);
          assertTrue(
              tag.charAt(0) != 'I' || before.substring(1).equals(tag.substring(1)), s::toString);
          before = tag;
        }
        assertFalse(s.words().stream().anyMatch(w -> w.isBlank() || GAPS.contains(w)), s::toString);
      }
    }
  }

  @Test
  void placesInSlotsAreThoseOfThePart() {
    for (Part part : Part.values()) {
      Set<String> own = new HashSet<>(TASK.places(part));
      for (Sentence s : TASK.draw(part, 500, new Rng(2))) {
        for (String type : List.of("dep", "dest")) {
          StringBuilder name = new StringBuilder();
          for (int i = 0; i < s.tags().size(); i++) {
            if (s.tags().get(i).endsWith("-" + type)) {
              name.append(name.isEmpty() ? "" : " ").append(s.words().get(i));
            }
          }
          assertTrue(name.isEmpty() || own.contains(name.toString()), s::toString);
        }
      }
    }
  }

  @Test
  void onAndTheLikeAreNeverFollowedByTomorrow() {
    for (Sentence s : TASK.draw(Part.TRAIN, 5000, new Rng(3))) {
      String text = String.join(" ", s.words());
      assertFalse(
          text.matches(".*\\b(on|by|before|around|since) (tomorrow|today|next|this|in) .*"), text);
    }
  }

  @Test
  void theSameSeedDrawsTheSameSentencesWhateverTheMachinesOwnLanguage() {
    List<Sentence> here = TASK.draw(Part.TEST, 200, new Rng(4));
    Locale before = Locale.getDefault();
    try {
      Locale.setDefault(Locale.forLanguageTag("th-TH-u-nu-thai"));
      assertEquals(here, new TravelPhrases().draw(Part.TEST, 200, new Rng(4)));
    } finally {
      Locale.setDefault(before);
    }
  }
}
