package unrolled.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class GlossesTest {
  private static final Glosses VERBS = Glosses.verbs();

  private static List<String> all() {
    return Stream.of(VERBS.training(), VERBS.validation(), VERBS.test())
        .flatMap(List::stream)
        .toList();
  }

  @Test
  void eachDefinitionIsInOnePartAloneAndThoseAreEightTenthsAndTwiceOneTenth() {
    assertEquals(all().size(), Set.copyOf(all()).size());
    assertTrue(all().size() > 13_000, "definitions: " + all().size());
    assertEquals(all().size() / 10, VERBS.validation().size());
    assertEquals(all().size() / 10, VERBS.test().size());
  }

  @Test
  void thePartsAreTheSameEachTimeAndInRandomOrder() {
    Glosses again = Glosses.verbs();
    assertEquals(VERBS.training(), again.training());
    assertEquals(VERBS.validation(), again.validation());
    assertEquals(VERBS.test(), again.test());
    // neighbours in the file are about the same thing: its first ones must not stand together
    String breathe = "draw air into, and expel out of, the lungs; \"i can breathe better when the";
    int first = all().indexOf(all().stream().filter(g -> g.startsWith(breathe)).findFirst().get());
    int second = all().indexOf("breathe easily again, as after exertion or anxiety");
    assertTrue(first >= 0 && second >= 0 && Math.abs(first - second) > 1, first + " " + second);
  }

  @Test
  void aDefinitionIsInSmallLettersWithItsExamplesAndWithoutTheFilesNumbers() {
    assertTrue(all().contains("break open or apart suddenly and forcefully; \"the dam burst\""));
    assertTrue(all().stream().allMatch(g -> g.equals(g.strip()) && !g.contains("  ")));
    assertTrue(all().stream().noneMatch(g -> g.contains("|") || g.contains("Princeton")));
  }

  @Test
  void quotationMarksAndParenthesesComeInPairs() {
    for (String gloss : all()) {
      assertEquals(0, count(gloss, '"') % 2, gloss);
      assertEquals(count(gloss, '('), count(gloss, ')'), gloss);
    }
  }

  private static long count(String text, char c) {
    return text.chars().filter(d -> d == c).count();
  }

  @Test
  void theyAreSpeltBetweenTwoEndsAndEverySymbolOccurs() {
    Vocabulary letters = Glosses.letters();
    assertEquals(Glosses.END, letters.word(0));
    assertArrayEquals(
        new int[] {0, letters.symbol("t"), letters.symbol("o"), 0}, Glosses.spelt("to"));
    Set<Integer> used = new HashSet<>();
    all().forEach(gloss -> letters.text(Glosses.spelt(gloss)).chars().forEach(used::add));
    assertEquals(letters.size(), used.size());
  }

  @Test
  void noDefinitionIsUnfitForAClass() {
    assertFalse(all().stream().anyMatch(g -> g.matches(".*\\b(nazis|terrorists|prostitute)\\b.*")));
  }
}
