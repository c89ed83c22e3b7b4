package unrolled.math;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Law: positive numbers that add up to 1, in the proportions of e^x, however large the scores. */
class SoftmaxTest {
  @Test
  void theFractionsOfTheFormula() {
    // given scores ln 1, ln 2, ln 5
    double[] x = {0, StrictMath.log(2), StrictMath.log(5)};
    // when
    Softmax.of(x, 0, 3);
    // then
    assertArrayEquals(new double[] {0.125, 0.25, 0.625}, x, 1e-15);
  }

  @ParameterizedTest
  @ValueSource(doubles = {-1e300, -1000, -3, 1000, 1e300})
  void aScoreAddedToAllChangesNothing(double added) {
    // given
    double[] x = {added, added, added, added};
    // when
    Softmax.of(x, 0, 4);
    // then
    assertArrayEquals(new double[] {0.25, 0.25, 0.25, 0.25}, x);
  }

  @Test
  void scoresOfPlusAndMinus1000() {
    // given
    double[] x = {1000, -1000, 999};
    // when
    Softmax.of(x, 0, 3);
    // then
    double e = StrictMath.exp(-1);
    assertArrayEquals(new double[] {1 / (1 + e), 0, e / (1 + e)}, x, 1e-15);
  }

  @Test
  void onlyTheGivenPart() {
    // given
    double[] x = {7, 0, 0, -7};
    // when
    Softmax.of(x, 1, 3);
    // then
    assertArrayEquals(new double[] {7, 0.5, 0.5, -7}, x);
  }

  @Test
  void itsHalvesMakeTheWhole() {
    // given
    double[] scores = Init.gaussian(new org.ejml.data.DMatrixRMaj(1, 1000), 3, new Rng(0)).data;
    double[] whole = scores.clone();
    double[] halves = scores.clone();
    // when
    Softmax.of(whole, 0, 1000);
    Softmax.subtractLargest(halves, 0, 1000);
    double total = Softmax.exponentials(halves, 0, 1000);
    // then
    assertEquals(0, Math.abs(Arrays.stream(whole).sum() - 1), 1e-14);
    assertTrue(Arrays.stream(whole).allMatch(p -> p > 0));
    assertArrayEquals(whole, Arrays.stream(halves).map(p -> p / total).toArray());
  }

  @Test
  void aScoreThatIsNoNumber() {
    for (double wrong : new double[] {Double.NaN, Double.POSITIVE_INFINITY}) {
      // given
      double[] x = {0, wrong, 1};
      // when
      Softmax.of(x, 0, 3);
      // then
      assertTrue(Double.isNaN(x[1]), "probability " + x[1]);
    }
  }

  @Test
  void aPartThatIsNotThere() {
    assertThrows(IndexOutOfBoundsException.class, () -> Softmax.of(new double[3], 1, 4));
  }
}
