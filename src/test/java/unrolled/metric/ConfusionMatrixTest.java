package unrolled.metric;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;

/** Law: every metric is what its formula gives by hand. */
class ConfusionMatrixTest {
  private static final double NAN = Double.NaN;

  /**
   * Of class 0 five examples, four found; of class 1 three, one found; of class 2 none, once
   * predicted; of class 3 two, never predicted; class 4 neither occurs nor is predicted.
   */
  private final ConfusionMatrix matrix =
      ConfusionMatrix.of(
          5,
          new int[] {0, 0, 0, 0, 0, 1, 1, 1, 3, 3}, //
          new int[] {0, 0, 0, 0, 1, 1, 0, 2, 0, 1});

  @Test
  void rowsAreTheTruthAndColumnsThePrediction() {
    assertEquals(5, matrix.classes());
    assertEquals(2, matrix.counts().get(1, 0) + matrix.counts().get(0, 1));
    assertEquals(1, matrix.count(3, 0));
    assertEquals(0, matrix.count(0, 3));
    assertArrayEquals(
        new double[] {
          4, 1, 0, 0, 0, //
          1, 1, 1, 0, 0, //
          0, 0, 0, 0, 0, //
          1, 1, 0, 0, 0, //
          0, 0, 0, 0, 0
        },
        matrix.counts().data);
  }

  @Test
  void sharesAreOfEachTrueClassAndNoNumberWhereItNeverOccurs() {
    assertArrayEquals(
        new double[] {
          0.8, 0.2, 0, 0, 0, //
          1 / 3.0, 1 / 3.0, 1 / 3.0, 0, 0, //
          NAN, NAN, NAN, NAN, NAN, //
          0.5, 0.5, 0, 0, 0, //
          NAN, NAN, NAN, NAN, NAN
        },
        matrix.shares().data);
  }

  @Test
  void whatIsHandedOutIsACopy() {
    matrix.counts().set(0, 0, 99);
    assertEquals(4, matrix.counts().get(0, 0));
  }

  @Test
  void accuracyIsTheShareOnTheDiagonal() {
    assertEquals(0.5, matrix.accuracy());
  }

  @Test
  void precisionIsOfThePredictedRecallOfTheTrue() {
    assertEquals(4 / 6.0, matrix.precision(0));
    assertEquals(4 / 5.0, matrix.recall(0));
    assertEquals(1 / 3.0, matrix.precision(1));
    assertEquals(1 / 3.0, matrix.recall(1));
  }

  @Test
  void whereThereIsNothingToDivideByItIsZero() {
    assertEquals(0, matrix.precision(2));
    assertEquals(0, matrix.recall(2), "never occurs");
    assertEquals(0, matrix.precision(3), "never predicted");
    assertEquals(0, matrix.recall(3));
    assertEquals(0, matrix.precision(4));
    assertEquals(0, matrix.f1(4));
  }

  @Test
  void f1IsTheHarmonicMean() {
    double p = 4 / 6.0;
    double r = 4 / 5.0;
    assertEquals(2 * p * r / (p + r), matrix.f1(0), 1e-15);
    assertEquals(8 / 11.0, matrix.f1(0));
    assertEquals(2 / 6.0, matrix.f1(1));
    assertEquals(0, matrix.f1(3));
  }

  @Test
  void macroF1LeavesOutWhatNeitherOccursNorIsPredicted() {
    assertEquals((8 / 11.0 + 1 / 3.0 + 0 + 0) / 4, matrix.macroF1(), 1e-15);
  }

  @Test
  void theMajoritysGuessHasAHighAccuracyAndALowMacroF1() {
    ConfusionMatrix guess =
        ConfusionMatrix.of(2, new int[] {0, 0, 0, 0, 0, 0, 0, 0, 0, 1}, new int[10]);
    assertEquals(0.9, guess.accuracy());
    assertEquals(9 / 19.0, guess.macroF1(), 1e-15);
  }

  @Test
  void allRightIsOne() {
    ConfusionMatrix right = ConfusionMatrix.of(3, new int[] {0, 2, 2}, new int[] {0, 2, 2});
    assertEquals(1, right.accuracy());
    assertEquals(1, right.macroF1());
  }

  @Test
  void whatCanNotBeCountedIsRefused() {
    assertEquals("3 true classes, but 2 predicted ones", refused(2, new int[3], new int[2]));
    assertEquals("no examples: give at least one", refused(2, new int[0], new int[0]));
    assertEquals(
        "the true class of example 1 is -1, but the classes are 0 to 1",
        refused(2, new int[] {0, -1}, new int[] {0, 1}));
    assertEquals(
        "the predicted class of example 0 is 2, but the classes are 0 to 1",
        refused(2, new int[] {0}, new int[] {2}));
  }

  private static String refused(int classes, int[] truth, int[] predicted) {
    return assertThrows(
            IllegalArgumentException.class, () -> ConfusionMatrix.of(classes, truth, predicted))
        .getMessage();
  }
}
