package unrolled.baseline;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import unrolled.math.Rng;

class NGramTest {
  private static final List<int[]> TWO = List.of(new int[] {0, 1, 1}, new int[] {0, 2});

  @Test
  void frequenciesAreCountsWithOneObservationForAllSymbolsTogether() {
    NGram model = NGram.fit(1, 4, TWO); // 0 twice, 1 twice, 2 once, 3 never; of 5

    assertArrayEquals(
        new double[] {2.25 / 6, 2.25 / 6, 1.25 / 6, 0.25 / 6}, model.probabilities(), 1e-15);
  }

  @Test
  void aPairFallsBackOnTheSymbolsFrequency() {
    NGram model = NGram.fit(2, 4, TWO); // after 0: 1 once, 2 once

    assertArrayEquals(
        new double[] {
          (0 + 2.25 / 6) / 3, (1 + 2.25 / 6) / 3, (1 + 1.25 / 6) / 3, (0 + 0.25 / 6) / 3
        },
        model.probabilities(0),
        1e-15);
  }

  @Test
  void theBeginningIsAContext() {
    NGram model = NGram.fit(2, 4, TWO); // both begin with 0

    assertEquals((2 + 2.25 / 6) / 3, model.probabilities()[0], 1e-15);
  }

  @Test
  void aContextThatWasNeverSeenLeavesItToTheShorterOne() {
    NGram model = NGram.fit(3, 4, TWO);

    assertArrayEquals(model.probabilities(3), model.probabilities(2, 3), 0);
    assertArrayEquals(NGram.fit(1, 4, TWO).probabilities(), model.probabilities(3), 0);
  }

  @Test
  void onlyTheLastSymbolsCount() {
    NGram model = NGram.fit(3, 4, TWO);

    assertArrayEquals(model.probabilities(0, 1), model.probabilities(3, 2, 0, 1), 0);
  }

  @Test
  void aSequenceIsSurprisingWhereItsSymbolsAre() {
    NGram model = NGram.fit(2, 4, TWO);

    double[] each = model.logProbabilities(0, 1);

    assertArrayEquals(
        new double[] {
          StrictMath.log(model.probabilities()[0]), StrictMath.log(model.probabilities(0)[1])
        },
        each,
        1e-15);
    assertEquals(each[0] + each[1], model.logProbability(0, 1), 1e-15);
  }

  @Test
  void upToALowerOrderItIsTheModelOfThatOrder() {
    List<int[]> validation = List.of(new int[] {0, 2, 1, 1}, new int[] {0, 1});
    NGram two = NGram.fit(2, 4, TWO).tune(validation);

    NGram upToTwo = NGram.fit(4, 4, TWO).tune(validation).upTo(2);

    assertEquals(2, upToTwo.order());
    assertArrayEquals(two.probabilities(0, 1, 1), upToTwo.probabilities(0, 1, 1), 0);
    assertThrows(IllegalArgumentException.class, () -> two.upTo(3));
    assertThrows(IllegalArgumentException.class, () -> two.upTo(0));
  }

  @Test
  void probabilitiesSumToOne() {
    NGram model = NGram.fit(3, 5, random(40, 5, 1)).tune(random(10, 5, 2));

    assertEquals(1, Arrays.stream(model.probabilities(4, 1)).sum(), 1e-12);
  }

  @Test
  void aSequencesLogProbabilityIsTheSumOfItsSymbols() {
    NGram model = NGram.fit(2, 4, TWO);
    double product = model.probabilities()[0] * model.probabilities(0)[2];

    assertEquals(StrictMath.log(product), model.logProbability(0, 2), 1e-15);
    assertEquals(-StrictMath.log(product) / 2, model.loss(List.of(new int[] {0, 2})), 1e-15);
  }

  @Test
  void tuningLowersTheLossOnWhatItTunesOn() {
    List<int[]> validation = random(30, 6, 4);
    NGram model = NGram.fit(4, 6, random(60, 6, 3));
    double before = model.loss(validation);

    double after = model.tune(validation).loss(validation);

    assertTrue(after < before, after + " after, " + before + " before");
    assertTrue(
        after < StrictMath.log(6), "noise: no worse than knowing nothing, and it is " + after);
  }

  @Test
  void tuningTrustsAContextThatDecides() {
    // given that a symbol tells the next one for certain: 0 1 2 0 1 2 …
    List<int[]> circles = List.of(circle(30, 0), circle(30, 1), circle(30, 2));

    NGram model = NGram.fit(2, 3, circles).tune(circles);

    assertEquals(1.0 / 16, model.strength(1)); // the least it can choose
    assertTrue(model.probabilities(1)[2] > 0.99);
  }

  @Test
  void badInputIsNamed() {
    assertThrows(IllegalArgumentException.class, () -> NGram.fit(0, 4, TWO));
    assertThrows(IllegalArgumentException.class, () -> NGram.fit(12, 100, TWO));
    assertThrows(IllegalArgumentException.class, () -> NGram.fit(2, 4, List.of(new int[0])));
    var outside = assertThrows(IllegalArgumentException.class, () -> NGram.fit(2, 2, TWO));
    assertEquals("symbol 2 is none of the symbols 0 to 1", outside.getMessage());
    NGram model = NGram.fit(2, 4, TWO);
    assertThrows(IllegalArgumentException.class, () -> model.probabilities(4));
    assertThrows(IllegalArgumentException.class, () -> model.loss(List.of()));
    assertThrows(IllegalArgumentException.class, () -> model.tune(List.of()));
  }

  private static int[] circle(int length, int from) {
    int[] circle = new int[length];
    Arrays.setAll(circle, t -> (from + t) % 3);
    return circle;
  }

  private static List<int[]> random(int sequences, int symbols, int seed) {
    Rng rng = new Rng(seed);
    List<int[]> all = new ArrayList<>();
    for (int i = 0; i < sequences; i++) {
      int[] sequence = new int[8];
      for (int t = 0; t < sequence.length; t++) {
        int skewed = rng.nextInt(symbols) * rng.nextInt(symbols) / symbols;
        sequence[t] = skewed;
      }
      all.add(sequence);
    }
    return all;
  }
}
