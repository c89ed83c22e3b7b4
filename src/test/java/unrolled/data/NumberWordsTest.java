package unrolled.data;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class NumberWordsTest {
  @Test
  void wordsAreCutWhereTheLanguageJoinsThem() {
    assertEquals("ninety-seven", NumberWords.in("en").written(97));
    assertEquals("ninety seven", NumberWords.in("en").text(97));
    assertEquals("siebenundneunzig", NumberWords.in("de").written(97));
    assertEquals("sieben und neunzig", NumberWords.in("de").text(97));
    assertEquals("quatre vingt dix sept", NumberWords.in("fr").text(97));
    assertEquals("nonante sept", NumberWords.in("fr-CH").text(97));
    assertEquals("syv og halvfems", NumberWords.in("da").text(97));
  }

  @Test
  void lettersAreCutEverywhere() {
    NumberWords japanese = NumberWords.letters("ja");
    assertEquals("二万千六百九十七", japanese.text(21697));
    assertEquals(8, japanese.vocabulary(21697).symbols(japanese.text(21697)).length);
    assertEquals("einundzwanzig", NumberWords.letters("de").text(21));
  }

  @Test
  void nothingInvisibleIsLeft() {
    for (String language : List.of("en", "de", "fr", "da", "ka", "th", "ja", "ar", "hu")) {
      NumberWords words = NumberWords.in(language);
      for (int n = 0; n < 2000; n++) {
        String both = words.text(n) + words.written(n);
        assertTrue(both.codePoints().noneMatch(c -> c == 0xad || c == 0x200b), both);
        assertEquals(words.text(n).strip(), words.text(n));
      }
    }
  }

  @Test
  void twoNumbersNeverHaveTheSameWords() {
    for (String language : List.of("en", "de", "fr", "da", "ka", "ja")) {
      NumberWords words = NumberWords.in(language);
      Set<String> texts = new HashSet<>();
      IntStream.range(0, 10_000).forEach(n -> texts.add(words.text(n)));
      assertEquals(10_000, texts.size(), language);
    }
  }

  @Test
  void theMachinesOwnLanguageChangesNothing() {
    Locale before = Locale.getDefault();
    try {
      for (String own : List.of("tr", "ar", "de", "th-TH-u-nu-thai", "hi")) {
        Locale.setDefault(Locale.forLanguageTag(own));
        assertEquals("German", NumberWords.in("de").language());
        assertEquals("ein und zwanzig tausend drei", NumberWords.in("de").text(21003));
        assertEquals("nine hundred eleven", NumberWords.in("en").text(911));
        assertThrows(IllegalArgumentException.class, () -> NumberWords.in("eu"), own);
      }
    } finally {
      Locale.setDefault(before);
    }
  }

  @Test
  void aLanguageWithoutRulesIsRefused() {
    var e = assertThrows(IllegalArgumentException.class, () -> NumberWords.in("eu"));
    assertTrue(e.getMessage().contains("\"eu\" (Basque)"), e.getMessage());
    assertThrows(IllegalArgumentException.class, () -> NumberWords.in("german"));
    assertThrows(IllegalArgumentException.class, () -> NumberWords.in(""));
  }

  @Test
  void aNumberBelowZeroIsRefused() {
    var e = assertThrows(IllegalArgumentException.class, () -> NumberWords.in("en").text(-1));
    assertTrue(e.getMessage().contains("0 or more"), e.getMessage());
  }
}
