package unrolled.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigInteger;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import unrolled.layer.Targets;
import unrolled.math.Rng;
import unrolled.sequence.Batch;

/** What the small generators promise. */
class ToyDataTest {
  @Test
  void theMajorityOfThreeLoadedWordsDecides() {
    Batch batch = Lexicon.batch(500, new Rng(1));
    int praises = 0;
    for (int b = 0; b < 500; b++) {
      int praise = 0;
      int blame = 0;
      for (String word : Lexicon.WORDS.text(batch.x().symbolsOf(b)).split(" ")) {
        praise += Set.of("great", "lovely", "superb").contains(word) ? 1 : 0;
        blame += Set.of("awful", "dull", "poor").contains(word) ? 1 : 0;
      }
      assertEquals(3, praise + blame);
      assertEquals(praise > blame ? 1 : 0, batch.y().classOf(b));
      praises += batch.y().classOf(b);
    }
    assertEquals(250, praises, 40);
  }

  @Test
  void anAutoRegressionHasItsVarianceFromTheStartAndItsTargetComesNext() {
    AutoRegression ar = new AutoRegression(0.8);
    assertEquals(1 / 0.36, ar.variance(), 1e-15);
    Batch batch = ar.batch(4000, 3, new Rng(1));
    double[] x = batch.x().rows().data;
    for (int t = 0; t < 3; t++) {
      double squares = 0;
      for (int b = 0; b < 4000; b++) {
        squares += x[t * 4000 + b] * x[t * 4000 + b] / 4000;
      }
      assertEquals(ar.variance(), squares, 0.2, "step " + (t + 1));
    }
    for (int i = 0; i < 2 * 4000; i++) {
      assertEquals(x[i + 4000], batch.y().values().data[i]);
    }
    assertThrows(IllegalArgumentException.class, () -> new AutoRegression(1));
  }

  @Test
  void aRomanNumeralIsDueFromTheLastDigitOn() {
    assertEquals("XIV", RomanNumerals.of(14));
    assertEquals("XCIX", RomanNumerals.of(99));
    Batch batch = RomanNumerals.batch(8, 14);
    assertEquals("8 ? ? ? ?", RomanNumerals.IN.text(batch.x().symbolsOf(0)));
    assertEquals("1 4 ? ? ?", RomanNumerals.IN.text(batch.x().symbolsOf(1)));
    assertEquals("V I I I .", answer(batch, 0));
    assertEquals("X I V .", answer(batch, 1));
    assertThrows(IllegalArgumentException.class, () -> RomanNumerals.of(100));
  }

  private static String answer(Batch batch, int b) {
    StringBuilder text = new StringBuilder();
    for (int t = 0; t < batch.x().steps(); t++) {
      int letter = batch.y().classOf(t * batch.x().batch() + b);
      if (letter != Targets.MASKED) {
        assertTrue(batch.x().hasStep(t + 1, b), "an answer behind the end");
        text.append(' ').append(RomanNumerals.OUT.word(letter));
      }
    }
    return text.toString().strip();
  }

  @Test
  void aDelayedCopySaysEveryBitAgainAndParityCountsTheOnes() {
    Batch copy = BitStream.delayedCopy(10, 2).batch(50, new Rng(1));
    Batch parity = BitStream.runningParity(10).batch(50, new Rng(1));
    for (int b = 0; b < 50; b++) {
      int[] x = copy.x().symbolsOf(b);
      assertArrayEquals(x, parity.x().symbolsOf(b), "the same seed draws the same bits");
      int ones = 0;
      for (int t = 0; t < 10; t++) {
        ones += x[t];
        assertEquals(t < 2 ? 0 : x[t - 2], copy.y().classOf(t * 50 + b));
        assertEquals(ones % 2, parity.y().classOf(t * 50 + b));
      }
    }
    assertThrows(IllegalArgumentException.class, () -> BitStream.runningParity(0));
    assertThrows(IllegalArgumentException.class, () -> BitStream.delayedCopy(5, -1));
  }

  @Test
  void lookingAheadSaysEveryBitBeforeItComes() {
    Batch batch = BitStream.lookAhead(6, 2).batch(50, new Rng(1));
    for (int b = 0; b < 50; b++) {
      int[] x = batch.x().symbolsOf(b);
      for (int t = 0; t < 6; t++) {
        assertEquals(t < 4 ? x[t + 2] : 0, batch.y().classOf(t * 50 + b));
      }
    }
    assertThrows(IllegalArgumentException.class, () -> BitStream.lookAhead(5, -1));
  }

  @Test
  void theBalanceTellsWhichBitLeads() {
    Batch batch = BitStream.balance(9).batch(50, new Rng(1));
    for (int b = 0; b < 50; b++) {
      int ones = 0;
      int zeros = 0;
      for (int t = 0; t < 9; t++) {
        if (batch.x().symbolsOf(b)[t] == 1) {
          ones++;
        } else {
          zeros++;
        }
        int expected = ones > zeros ? 2 : ones == zeros ? 1 : 0;
        assertEquals(expected, batch.y().classOf(t * 50 + b));
      }
    }
  }

  @Test
  void allSequencesOfBitsAreThereOnceWithTheirAnswers() {
    Batch batch = BitStream.lookAhead(3, 1).all();
    assertEquals(8, batch.x().batch());
    for (int b = 0; b < 8; b++) {
      int[] x = batch.x().symbolsOf(b);
      assertEquals(b, 4 * x[0] + 2 * x[1] + x[2]);
      assertEquals(x[1], batch.y().classOf(b));
      assertEquals(x[2], batch.y().classOf(8 + b));
      assertEquals(0, batch.y().classOf(16 + b));
    }
    assertThrows(IllegalStateException.class, () -> BitStream.lookAhead(17, 1).all());
  }

  @Test
  void binaryNumbersAreAddedFromTheRight() {
    Batch batch = BinaryAddition.of(3, BigInteger.valueOf(6), BigInteger.valueOf(3)); // 110 + 011
    assertArrayEquals(new double[] {0, 1, 1, 1, 1, 0, 0, 0}, batch.x().rows().data);
    assertArrayEquals(
        new int[] {1, 0, 0, 1}, IntStream.range(0, 4).map(batch.y()::classOf).toArray());
    assertEquals(BigInteger.valueOf(9), BinaryAddition.number(1, 0, 0, 1));
    var e =
        assertThrows(
            IllegalArgumentException.class,
            () -> BinaryAddition.of(3, BigInteger.valueOf(8), BigInteger.ONE));
    assertTrue(e.getMessage().contains("4 bits among numbers of 3"), e.getMessage());
  }

  @Test
  void aBatchOfSumsIsRightInEveryColumn() {
    Batch batch = BinaryAddition.batch(20, 70, new Rng(1));
    for (int i = 0; i < 20; i++) {
      BigInteger a = BigInteger.ZERO;
      BigInteger b = BigInteger.ZERO;
      int[] sum = new int[71];
      for (int t = 0; t <= 70; t++) {
        a = a.add(BigInteger.valueOf((long) batch.x().rows().get(t * 20 + i, 0)).shiftLeft(t));
        b = b.add(BigInteger.valueOf((long) batch.x().rows().get(t * 20 + i, 1)).shiftLeft(t));
        sum[t] = batch.y().classOf(t * 20 + i);
      }
      assertTrue(a.bitCount() > 15 && b.bitCount() > 15 && !a.equals(b), a + " and " + b);
      assertEquals(a.add(b), BinaryAddition.number(sum));
    }
  }

  @Test
  void aDigitIsShownOnceOrAtEveryStepAndSpelled() {
    Batch once = SpelledDigits.ONCE.batch();
    Batch repeated = SpelledDigits.REPEATED.batch();
    assertArrayEquals(new int[] {6, 10, 10, 10}, once.x().symbolsOf(6));
    assertArrayEquals(new int[] {6, 6, 6, 6}, repeated.x().symbolsOf(6));
    for (Batch batch : List.of(once, repeated)) {
      int[] letters = IntStream.range(0, 4).map(t -> batch.y().classOf(10 * t + 6)).toArray();
      assertEquals("six.", SpelledDigits.OUT.text(letters));
      assertEquals(Targets.MASKED, batch.y().classOf(10 * 4 + 6), "nobody asks behind the end");
    }
  }
}
