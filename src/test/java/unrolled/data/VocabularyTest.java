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
}
