package unrolled.check.exercise;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

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
  void theReportOfTheSolutionHoldsNoRandomNumber() {
    assertEquals(
        """
        Weights: 7 of 7 points
          ✓ 2/2  three sentences of four words
          ✓ 2/2  sentences of different lengths
          ✓ 1/1  exactly 0 behind a sentence's end
          ✓ 1/1  scores of up to a thousand
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
          Map.of(
              "no mask", 3,
              "masked after the softmax", 4,
              "the padding's score set to 0", 3,
              "over the sentences", 2,
              "no maximum taken away", 6,
              "the maximum of the padding, too", 6),
          Exercise14.weightsExercise(),
          code -> Exercise14.weights(code, seed));
    }
  }

  @Test
  void eachMistakeInTheContextHasItsMarksAndItsHint() {
    for (long seed : Marked.SEEDS) {
      Marked.assertEachMistake(
          Map.of(
              "the plain mean", 0,
              "the sum", 0,
              "the best word alone", 0,
              "everybody gets the weights of the first", 1),
          Exercise14.contextExercise(),
          code -> Exercise14.context(code, seed));
    }
  }

  @Test
  void eachMistakeInTheScoresHasItsMarksAndItsHint() {
    for (long seed : Marked.SEEDS) {
      Marked.assertEachMistake(
          Map.of(
              "without the mean", 0,
              "the mean without weights", 0,
              "without the factor α", 0,
              "dα alone", 0,
              "the sign", 0),
          Exercise14.scoresExercise(),
          code -> Exercise14.scores(code, seed));
    }
  }

  @Test
  void eachMistakeInTheStatesHasItsMarksAndItsHint() {
    for (long seed : Marked.SEEDS) {
      Marked.assertEachMistake(
          Map.of(
              "the last look alone", 2,
              "the mean of the looks", 2,
              "through the context alone", 0,
              "through the scores alone", 0,
              "s and dc exchanged", 0),
          Exercise14.statesExercise(),
          code -> Exercise14.states(code, seed));
    }
  }
}
