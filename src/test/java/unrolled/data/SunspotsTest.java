package unrolled.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** The series is whole, and it is the sun's. */
class SunspotsTest {
  private final int[] years = Sunspots.years();
  private final double[] numbers = Sunspots.numbers();

  @Test
  void everyYearFrom1700To2008HasOneNumberThatIsNotNegative() {
    assertArrayEquals(IntStream.rangeClosed(1700, 2008).toArray(), years);
    assertEquals(years.length, numbers.length);
    assertTrue(Arrays.stream(numbers).allMatch(n -> n >= 0 && n < 200));
  }

  @Test
  void historyIsInIt() {
    assertEquals(190.2, numbers[1957 - 1700], "the highest year");
    assertEquals(190.2, Arrays.stream(numbers).max().orElseThrow());
    int[] spotless =
        IntStream.range(0, 309).filter(t -> numbers[t] == 0).map(t -> years[t]).toArray();
    assertArrayEquals(new int[] {1711, 1712, 1810}, spotless);
  }

  @Test
  void theCycleHasTenOrElevenYears() {
    assertEquals(
        10.5,
        IntStream.rangeClosed(6, 20)
            .boxed()
            .max(Comparator.comparingDouble(this::correlation))
            .orElseThrow(),
        0.5);
  }

  private double correlation(int lag) {
    double mean = Arrays.stream(numbers).average().orElseThrow();
    double sum = 0;
    for (int t = lag; t < numbers.length; t++) {
      sum += (numbers[t] - mean) * (numbers[t - lag] - mean);
    }
    return sum;
  }

  @Test
  void whoChangesTheNumbersChangesACopy() {
    Sunspots.numbers()[0] = -1;
    assertEquals(5, Sunspots.numbers()[0]);
  }
}
