package unrolled.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import unrolled.math.Rng;
import unrolled.sequence.Pairs;

class ReversedDigitsTest {
  @Test
  void theTargetIsTheSourceBackwards() {
    // given
    ReversedDigits task = new ReversedDigits(3, 16);
    // when
    Pairs pairs = task.batch(1400, new Rng(2));
    // then
    int[] lengths = new int[17];
    int[] digits = new int[10];
    for (int b = 0; b < 1400; b++) {
      int[] row = pairs.source().symbolsOf(b);
      int[] said = pairs.target().symbolsOf(b);
      lengths[row.length]++;
      assertEquals(row.length, said.length);
      for (int t = 0; t < row.length; t++) {
        assertEquals(row[t], said[row.length - 1 - t]);
        digits[row[t]]++;
      }
    }
    for (int length = 3; length <= 16; length++) {
      assertEquals(100, lengths[length], 40, "rows of " + length);
    }
    for (int digit = 0; digit < 10; digit++) {
      assertEquals(1330, digits[digit], 200, "digit " + digit);
    }
  }

  @Test
  void theSameSeedDrawsTheSameRows() {
    Pairs first = new ReversedDigits(5).batch(8, new Rng(3));
    Pairs second = new ReversedDigits(5).batch(8, new Rng(3));
    assertArrayEquals(first.source().symbols(), second.source().symbols());
  }

  @Test
  void lengthsThatCannotBeAreRefused() {
    var e = assertThrows(IllegalArgumentException.class, () -> new ReversedDigits(4, 3));
    assertTrue(e.getMessage().contains("rows of 4 to 3 digits"), e.getMessage());
    assertThrows(IllegalArgumentException.class, () -> new ReversedDigits(0));
  }
}
