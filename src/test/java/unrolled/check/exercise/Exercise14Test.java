package unrolled.check.exercise;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Map;
import org.ejml.data.DMatrixRMaj;
import org.junit.jupiter.api.Test;
import unrolled.attention.AttentionStep;
import unrolled.attention.DotAttention;
import unrolled.attention.Memory;
import unrolled.check.Printed;
import unrolled.math.Rng;
import unrolled.sequence.Sequence;

/** Law: the solution gets every point, a hole none, each typical mistake its marks and its hint. */
class Exercise14Test {

  static DMatrixRMaj weights(DMatrixRMaj e, int[] lengths) {
    DMatrixRMaj alpha = new DMatrixRMaj(e.numRows, e.numCols);
    for (int b = 0; b < e.numRows; b++) {
      double most = e.get(b, 0);
      for (int j = 1; j < lengths[b]; j++) {
        most = Math.max(most, e.get(b, j));
      }
      double sum = 0;
      for (int j = 0; j < lengths[b]; j++) {
        alpha.set(b, j, StrictMath.exp(e.get(b, j) - most));
        sum += alpha.get(b, j);
      }
      for (int j = 0; j < lengths[b]; j++) {
        alpha.set(b, j, alpha.get(b, j) / sum);
      }
    }
    return alpha;
  }

  static DMatrixRMaj context(DMatrixRMaj alpha, DMatrixRMaj[] h) {
    DMatrixRMaj c = new DMatrixRMaj(alpha.numRows, h[0].numCols);
    for (int j = 0; j < h.length; j++) {
      for (int b = 0; b < c.numRows; b++) {
        for (int u = 0; u < c.numCols; u++) {
          c.add(b, u, alpha.get(b, j) * h[j].get(b, u));
        }
      }
    }
    return c;
  }

  static DMatrixRMaj scores(DMatrixRMaj dc, DMatrixRMaj alpha, DMatrixRMaj[] h) {
    DMatrixRMaj de = new DMatrixRMaj(alpha.numRows, alpha.numCols);
    for (int b = 0; b < de.numRows; b++) {
      double mean = 0;
      for (int j = 0; j < h.length; j++) {
        for (int u = 0; u < dc.numCols; u++) {
          de.add(b, j, dc.get(b, u) * h[j].get(b, u));
        }
        mean += alpha.get(b, j) * de.get(b, j);
      }
      for (int j = 0; j < h.length; j++) {
        de.set(b, j, alpha.get(b, j) * (de.get(b, j) - mean));
      }
    }
    return de;
  }

  static DMatrixRMaj[] states(
      DMatrixRMaj[] dc, DMatrixRMaj[] alpha, DMatrixRMaj[] de, DMatrixRMaj[] s) {
    DMatrixRMaj[] dh = new DMatrixRMaj[alpha[0].numCols];
    for (int j = 0; j < dh.length; j++) {
      dh[j] = new DMatrixRMaj(s[0].numRows, s[0].numCols);
      for (int i = 0; i < s.length; i++) {
        for (int b = 0; b < dh[j].numRows; b++) {
          for (int u = 0; u < dh[j].numCols; u++) {
            dh[j].add(
                b, u, alpha[i].get(b, j) * dc[i].get(b, u) + de[i].get(b, j) * s[i].get(b, u));
          }
        }
      }
    }
    return dh;
  }

  @Test
  void theSolutionGetsEveryPoint() {
    for (long seed : Marked.SEEDS) {
      assertEquals(7, Marked.of(() -> Exercise14.weights(Exercise14Test::weights, seed)).mark());
      assertEquals(3, Marked.of(() -> Exercise14.context(Exercise14Test::context, seed)).mark());
      assertEquals(4, Marked.of(() -> Exercise14.scores(Exercise14Test::scores, seed)).mark());
      assertEquals(4, Marked.of(() -> Exercise14.states(Exercise14Test::states, seed)).mark());
      assertEquals(
          2,
          Marked.of(
                  () ->
                      Exercise14.otherSizes(Exercise14Test::weights, Exercise14Test::states, seed))
              .mark());
    }
  }

  @Test
  void predictionsAreRoundedAndWrongOnesAreAnsweredWithAHint() {
    assertEquals(
        4,
        Marked.of(() -> Exercise14.predicted(() -> new double[] {0.75, 0.6, 0.188, 0.73})).mark());
    Marked.Result wrong =
        Marked.of(() -> Exercise14.predicted(() -> new double[] {0.6, 0.75, 1.5, 0}));
    assertEquals(0, wrong.mark());
    assertTrue(wrong.says("Not 0.6. That is with the padding's exp(0)"), wrong.report());
    assertTrue(wrong.says("Not 1.5. That is α·dα"), wrong.report());
  }

  @Test
  void nothingIsBuiltOnWhatIsNotRight() {
    assertTrue(
        Exercise14.ready(
            Exercise14Test::weights,
            Exercise14Test::context,
            Exercise14Test::scores,
            Exercise14Test::states));
    Marked.Result result =
        Marked.of(
            () ->
                Exercise14.ready(
                        Exercise14Test::weights,
                        (alpha, h) -> h[0],
                        Exercise14Test::scores,
                        Exercise14Test::states)
                    ? 1
                    : 0);
    assertEquals(0, result.mark());
    assertTrue(result.says("Not there yet: context."), result.report());
  }

  /** Of every kind that a check may miss in some draws alone. */
  @Test
  void weightsThatAreWrongForSomeScoresAloneHaveTheSameMarkInEveryDraw() {
    for (long seed : Marked.SEEDS) {
      for (double start : new double[] {0, Double.MIN_VALUE}) {
        assertEquals(6, Marked.of(() -> Exercise14.weights(from(start), seed)).mark());
      }
    }
  }

  /** Looks for the largest score from this number on. */
  private static Exercise14.Weighing from(double start) {
    return (e, lengths) -> {
      DMatrixRMaj alpha = new DMatrixRMaj(e.numRows, e.numCols);
      for (int b = 0; b < e.numRows; b++) {
        double most = start;
        for (int j = 0; j < lengths[b]; j++) {
          most = Math.max(most, e.get(b, j));
        }
        double sum = 0;
        for (int j = 0; j < lengths[b]; j++) {
          sum += StrictMath.exp(e.get(b, j) - most);
        }
        for (int j = 0; j < lengths[b]; j++) {
          alpha.set(b, j, StrictMath.exp(e.get(b, j) - most) / sum);
        }
      }
      return alpha;
    };
  }

  @Test
  void aContextBuiltInTheFirstStateLosesAPoint() {
    Exercise14.Mean inPlace =
        (alpha, h) -> {
          DMatrixRMaj c = context(alpha, h);
          h[0].setTo(c);
          return h[0];
        };
    Marked.Result result = Marked.of(() -> Exercise14.context(inPlace, 1));
    assertEquals(2, result.mark(), result.report());
    assertTrue(result.says("Your code changes what it was given: h[0]"), result.report());
  }

  @Test
  void aWeightOfZeroInsideASentenceIsNotItsEnd() {
    Exercise14.Mean upToTheFirstZero =
        (alpha, h) -> {
          DMatrixRMaj words = alpha.copy();
          for (int b = 0; b < words.numRows; b++) {
            boolean over = false;
            for (int j = 0; j < words.numCols; j++) {
              over = over || words.get(b, j) == 0;
              words.set(b, j, over ? 0 : words.get(b, j));
            }
          }
          return context(words, h);
        };
    for (long seed : Marked.SEEDS) {
      assertEquals(2, Marked.of(() -> Exercise14.context(upToTheFirstZero, seed)).mark());
    }
  }

  @Test
  void lengthsThatAreChangedAreNoticed() {
    Exercise14.Weighing shortening =
        (e, lengths) -> {
          DMatrixRMaj alpha = weights(e, lengths);
          lengths[0] = 0;
          return alpha;
        };
    assertEquals(6, Marked.of(() -> Exercise14.weights(shortening, 1)).mark());
  }

  @Test
  void theReportOfTheSolutionHoldsNoRandomNumber() {
    assertEquals(
        """
        Weights: 7 of 7 points
          ✓ 2/2  three sentences of four words
          ✓ 2/2  sentences of different lengths
          ✓ 1/1  exactly 0 behind a sentence's end
          ✓ 1/1  all scores around 1000, or around −1000, or from one to the other
          ✓ 1/1  its inputs are left as they were
        """,
        Printed.by(() -> Exercise14.weights(Exercise14Test::weights)));
    assertEquals(
        """
        Back to the states: 4 of 4 points
          ✓ 1/1  one look at one sentence
          ✓ 1/1  one look at each of three
          ✓ 2/2  three looks at each of two
        """,
        Printed.by(() -> Exercise14.states(Exercise14Test::states)));
  }

  @Test
  void theSolutionIsWhatTheLibraryComputes() {
    // given two sentences of up to four words, and a look at them
    Rng rng = new Rng(1);
    DMatrixRMaj rows = Fresh.matrix(rng, 4 * 2, 3);
    DMatrixRMaj s = Fresh.matrix(rng, 2, 3);
    DotAttention attention = DotAttention.plain(3);
    Memory memory = Memory.of(rows, Sequence.timeMajor(rows, 2).withLengths(4, 2));
    attention.prepare(memory);
    AttentionStep look = attention.step();
    attention.forward(s, memory, look);

    // when
    DMatrixRMaj[] h = new DMatrixRMaj[4];
    DMatrixRMaj e = new DMatrixRMaj(2, 4);
    for (int j = 0; j < 4; j++) {
      h[j] = new DMatrixRMaj(2, 3);
      System.arraycopy(rows.data, j * 6, h[j].data, 0, 6);
      for (int b = 0; b < 2; b++) {
        for (int u = 0; u < 3; u++) {
          e.add(b, j, s.get(b, u) * h[j].get(b, u));
        }
      }
    }
    DMatrixRMaj alpha = weights(e, new int[] {4, 2});

    // then
    assertArrayEquals(look.weights.data, alpha.data, 1e-15);
    assertArrayEquals(look.context.data, context(alpha, h).data, 1e-15);
  }

  @Test
  void holesAndCodeThatDoesNothingGetNothing() {
    Exercise14.Weighing hole =
        (e, lengths) -> {
          throw new UnsupportedOperationException("YOUR CODE HERE");
        };
    assertEquals(0, Marked.of(() -> Exercise14.weights(hole)).mark());
    assertEquals(0, Marked.of(() -> Exercise14.weights((e, lengths) -> null)).mark());
    assertEquals(0, Marked.of(() -> Exercise14.weights((e, lengths) -> e)).mark());
    assertEquals(0, Marked.of(() -> Exercise14.context((alpha, h) -> null)).mark());
    assertEquals(0, Marked.of(() -> Exercise14.context((alpha, h) -> h[0])).mark());
    assertEquals(0, Marked.of(() -> Exercise14.scores((dc, alpha, h) -> null)).mark());
    assertEquals(0, Marked.of(() -> Exercise14.scores((dc, alpha, h) -> alpha)).mark());
    assertEquals(0, Marked.of(() -> Exercise14.states((dc, alpha, de, s) -> null)).mark());
    assertEquals(0, Marked.of(() -> Exercise14.states((dc, alpha, de, s) -> s)).mark());
  }

  @Test
  void weightsThatAreNearlyZeroAreNotZero() {
    Exercise14.Weighing nearly =
        (e, lengths) -> {
          DMatrixRMaj alpha = weights(e, lengths);
          for (int b = 0; b < e.numRows; b++) {
            for (int j = lengths[b]; j < e.numCols; j++) {
              alpha.set(b, j, 1e-300);
            }
          }
          return alpha;
        };
    assertEquals(6, Marked.of(() -> Exercise14.weights(nearly, 1)).mark());
  }

  @Test
  void eachMistakeInTheWeightsHasItsMarksAndItsHint() {
    for (long seed : Marked.SEEDS) {
      Marked.assertEachMistake(
          Map.ofEntries(
              Map.entry("no mask", 5),
              Map.entry("cut off", 6),
              Map.entry("masked after the softmax", 5),
              Map.entry("the padding's score set to 0", 5),
              Map.entry("the padding's score a large negative number", 6),
              Map.entry("the padding's score −100", 6),
              Map.entry("over the sentences", 4),
              Map.entry("over the whole batch", 4),
              Map.entry("the sum goes on", 4),
              Map.entry("the last word left out", 4),
              Map.entry("one word too many", 5),
              Map.entry("the sign of the scores", 4),
              Map.entry("no exponential", 4),
              Map.entry("not divided", 4),
              Map.entry("divided by the number of words", 4),
              Map.entry("the largest taken away on one side alone", 4),
              Map.entry("equal weights", 2),
              Map.entry("the best word alone", 2),
              Map.entry("the softmax twice", 4),
              Map.entry("no maximum taken away", 6),
              Map.entry("the maximum of the padding, too", 6),
              Map.entry("the maximum begins at 0", 6),
              Map.entry("the largest absolute value", 6),
              Map.entry("the maximum of all sentences", 6),
              Map.entry("another score taken away", 6)),
          Exercise14.weightsExercise(),
          code -> Exercise14.weights(code, seed));
    }
  }

  @Test
  void eachMistakeInTheContextHasItsMarksAndItsHint() {
    for (long seed : Marked.SEEDS) {
      Marked.assertEachMistake(
          Map.ofEntries(
              Map.entry("the plain mean", 0),
              Map.entry("the sum", 1),
              Map.entry("the best word alone", 0),
              Map.entry("equal weights counted once", 2),
              Map.entry("everybody gets the weights of the first", 2),
              Map.entry("the last word alone", 1),
              Map.entry("the first word alone", 1),
              Map.entry("the first word left out", 1),
              Map.entry("over at a weight of 0", 2),
              Map.entry("column by column", 2),
              Map.entry("the last place left out", 1)),
          Exercise14.contextExercise(),
          code -> Exercise14.context(code, seed));
    }
  }

  @Test
  void eachMistakeInTheScoresHasItsMarksAndItsHint() {
    for (long seed : Marked.SEEDS) {
      Marked.assertEachMistake(
          Map.ofEntries(
              Map.entry("without the mean", 2),
              Map.entry("the diagonal alone", 2),
              Map.entry("the others alone", 2),
              Map.entry("the mean without weights", 2),
              Map.entry("the mean of the others", 2),
              Map.entry("the sum over the sentences", 2),
              Map.entry("the sum of all dα", 2),
              Map.entry("the mean divided once more", 2),
              Map.entry("without the factor α", 2),
              Map.entry("α before the first term alone", 2),
              Map.entry("dα alone", 0),
              Map.entry("the sign", 2),
              Map.entry("the mean added", 2),
              Map.entry("the mean goes on", 3),
              Map.entry("one dα for all", 2),
              Map.entry("one mean for the batch", 3),
              Map.entry("the mean of the words so far", 2),
              Map.entry("dα of the last column alone", 2)),
          Exercise14.scoresExercise(),
          code -> Exercise14.scores(code, seed));
    }
  }

  @Test
  void eachMistakeInTheStatesHasItsMarksAndItsHint() {
    for (long seed : Marked.SEEDS) {
      Marked.assertEachMistake(
          Map.ofEntries(
              Map.entry("the last look alone", 3),
              Map.entry("the first look alone", 3),
              Map.entry("the last look left out", 2),
              Map.entry("the first look left out", 2),
              Map.entry("the mean of the looks", 3),
              Map.entry("through the context alone", 2),
              Map.entry("through the scores alone", 2),
              Map.entry("one way subtracted", 2),
              Map.entry("s and dc exchanged", 2),
              Map.entry("dc in both ways", 2),
              Map.entry("α in both ways", 2),
              Map.entry("de in both ways", 2),
              Map.entry("without weights", 2),
              Map.entry("the sums multiplied", 3),
              Map.entry("one look's weights for all", 3),
              Map.entry("the query of another look", 3),
              Map.entry("the query of the look before", 2),
              Map.entry("everybody gets the first sentence's", 2)),
          Exercise14.statesExercise(),
          code -> Exercise14.states(code, seed));
    }
  }
}
