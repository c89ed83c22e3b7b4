package unrolled.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import unrolled.math.Rng;
import unrolled.sequence.Pairs;

class NumberTranslationTest {
  private static final NumberWords EN = NumberWords.in("en");
  private static final NumberWords DE = NumberWords.in("de");

  @Test
  void bothSidesSayTheSameNumber() {
    NumberTranslation task = NumberTranslation.range(EN, DE, 1, 999);
    Pairs pairs = task.of(97, 5);
    assertEquals("ninety seven", task.source().text(pairs.source().symbolsOf(0)));
    assertEquals("sieben und neunzig", task.target().text(pairs.target().symbolsOf(0)));
    assertEquals("five", task.source().text(pairs.source().symbolsOf(1)));
    assertEquals("fünf", task.target().text(pairs.target().symbolsOf(1)));
  }

  @Test
  void noBatchHasANumberThatIsHeldOut() {
    // given
    NumberTranslation task = NumberTranslation.range(EN, DE, 1, 999);
    Set<String> heldOut = new HashSet<>();
    for (int number : task.heldOut()) {
      heldOut.add(EN.text(number));
    }
    // when
    Pairs drawn = task.batch(20_000, new Rng(1));
    // then
    Set<String> seen = new HashSet<>();
    for (int b = 0; b < 20_000; b++) {
      String source = task.source().text(drawn.source().symbolsOf(b));
      seen.add(source);
      assertFalse(heldOut.contains(source), source);
    }
    assertEquals(task.learnt().length, seen.size(), "and all the others do turn up");
    assertEquals(task.heldOut().length, task.unseen().source().batch());
  }

  @Test
  void everyNumberIsOnOneOfTheTwoSides() {
    NumberTranslation task = NumberTranslation.range(EN, DE, 1, 999);
    int[] both =
        IntStream.concat(IntStream.of(task.learnt()), IntStream.of(task.heldOut()))
            .sorted()
            .toArray();
    assertArrayEquals(IntStream.rangeClosed(1, 999).toArray(), both);
    assertTrue(task.heldOut().length > 180 && task.heldOut().length < 200);
  }

  @Test
  void whatIsAskedHasNoUnknownWord() {
    int languagesThatAsk = 0;
    for (String language : List.of("de", "fr", "da", "ka", "hi")) {
      NumberTranslation task = NumberTranslation.range(EN, NumberWords.in(language), 1, 99);
      Set<Integer> known = new HashSet<>();
      for (int symbol : task.of(task.learnt()).target().symbols()) {
        known.add(symbol);
      }
      for (int symbol :
          task.heldOut().length == 0 ? new int[0] : task.unseen().target().symbols()) {
        assertTrue(known.contains(symbol), language + " " + symbol);
      }
      languagesThatAsk += task.heldOut().length == 0 ? 0 : 1;
    }
    assertTrue(languagesThatAsk >= 4, languagesThatAsk + " languages ask at all");
  }

  @Test
  void someNumbersAreSpreadOverTheirLengths() {
    NumberTranslation task = NumberTranslation.some(EN, DE, 6, 3000);
    int[] all =
        IntStream.concat(IntStream.of(task.learnt()), IntStream.of(task.heldOut())).toArray();
    long[] byDigits = new long[7];
    for (int number : all) {
      byDigits[String.valueOf(number).length()]++;
    }
    assertEquals("[0, 9, 90, 725, 725, 725, 726]", Arrays.toString(byDigits));
    assertEquals(3000, IntStream.of(all).distinct().count());
    assertArrayEquals(NumberTranslation.some(EN, DE, 6, 3000).heldOut(), task.heldOut());
  }

  @Test
  void numbersThatCannotBeAreRefused() {
    assertThrows(IllegalArgumentException.class, () -> NumberTranslation.range(EN, DE, 5, 5));
    assertThrows(IllegalArgumentException.class, () -> NumberTranslation.some(EN, DE, 10, 100));
    assertThrows(IllegalArgumentException.class, () -> NumberTranslation.some(EN, DE, 3, 0));
  }
}
