package unrolled.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import org.junit.jupiter.api.Test;

class VocabularyTest {
  private final Vocabulary words = Vocabulary.of("not good , was bad");

  @Test
  void aTextBecomesSymbolsAndATextAgain() {
    assertArrayEquals(new int[] {1, 2, 3, 0, 4}, words.symbols(" good ,  was not bad "));
    assertEquals("good , was not bad", words.text(1, 2, 3, 0, 4));
    assertEquals(5, words.size());
  }

  @Test
  void anUnknownWordIsNamedWithItsPlaceAndTheNearestKnownOne() {
    var e = assertThrows(IllegalArgumentException.class, () -> words.symbols("not goot"));
    assertEquals(
        "the vocabulary has no word \"goot\" (word 2 of the text). Did you mean 'good'?",
        e.getMessage());
  }

  @Test
  void aSymbolWithoutAWordIsTold() {
    var e = assertThrows(IllegalArgumentException.class, () -> words.word(5));
    assertEquals("symbol 5 has no word: there are the symbols 0 to 4", e.getMessage());
  }

  @Test
  void noWordStandsTwiceInAList() {
    assertThrows(IllegalArgumentException.class, () -> new Vocabulary(List.of("a", "b", "a")));
  }

  @Test
  void charactersKeepTheOrderInWhichTheyAreFirstSeen() {
    Vocabulary letters = Vocabulary.characters(List.of("Zoë", "Eva 😀"));
    assertEquals(8, letters.size());
    assertArrayEquals(new int[] {0, 1, 2}, letters.symbols("Zoë"));
    assertEquals("a Z😀", letters.text(5, 6, 0, 7));
    assertArrayEquals(new int[0], letters.symbols(""));
  }

  @Test
  void anUnknownCharacterIsNamedWithItsPlaceAndTheNearestKnownOne() {
    Vocabulary letters = Vocabulary.characters(List.of("abcdefg"));
    var e = assertThrows(IllegalArgumentException.class, () -> letters.symbols("abé"));
    assertEquals(
        "the vocabulary has no character \"é\" (character 3 of the text). Did you mean 'e'?",
        e.getMessage());
    e = assertThrows(IllegalArgumentException.class, () -> letters.symbols("A"));
    assertEquals(
        "the vocabulary has no character \"A\" (character 1 of the text). Did you mean 'a'?",
        e.getMessage());
  }

  @Test
  void wordsOfManyTextsKeepTheOrderInWhichTheyAreFirstSeen() {
    Vocabulary vocabulary = Vocabulary.of(List.of("not good", "not bad", ""));
    assertEquals("not good bad", vocabulary.text(0, 1, 2));
  }

  @Test
  void aSymbolIsOfOneWord() {
    var e = assertThrows(IllegalArgumentException.class, () -> words.symbol("not good"));
    assertEquals("\"not good\" is not one word", e.getMessage());
  }
}
