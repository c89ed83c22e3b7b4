package unrolled.check.exercise;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.junit.jupiter.api.Test;
import unrolled.cell.Elman;
import unrolled.check.Printed;
import unrolled.math.Rng;
import unrolled.sequence.Bidirectional;
import unrolled.sequence.Sequence;
import unrolled.sequence.Unroll;

/** Law: the solution gets every point, a hole none, each typical mistake its marks and its hint. */
class Exercise08Test {

  static DMatrixRMaj[] turned(DMatrixRMaj[] x, int[] lengths) {
    DMatrixRMaj[] out = new DMatrixRMaj[x.length];
    for (int t = 1; t < x.length; t++) {
      out[t] = x[t].copy();
      for (int b = 0; b < lengths.length; b++) {
        if (t <= lengths[b]) {
          DMatrixRMaj from = x[lengths[b] + 1 - t];
          CommonOps_DDRM.insert(
              CommonOps_DDRM.extract(from, b, b + 1, 0, from.numCols), out[t], b, 0);
        }
      }
    }
    return out;
  }

  static Exercise08.Layer layer() {
    return (x, lengths, forward, backward, turn) -> {
      DMatrixRMaj[] ahead = forward.run(x);
      DMatrixRMaj[] back = turn.run(backward.run(turn.run(x, lengths)), lengths);
      DMatrixRMaj[] o = new DMatrixRMaj[x.length];
      for (int t = 1; t < x.length; t++) {
        o[t] = CommonOps_DDRM.concatColumns(ahead[t], back[t], null);
        for (int b = 0; b < lengths.length; b++) {
          if (t > lengths[b]) {
            Arrays.fill(o[t].data, b * o[t].numCols, (b + 1) * o[t].numCols, 0);
          }
        }
      }
      return o;
    };
  }

  static DMatrixRMaj summary(DMatrixRMaj[] o, int[] lengths, int n) {
    DMatrixRMaj out = new DMatrixRMaj(lengths.length, 2 * n);
    for (int b = 0; b < lengths.length; b++) {
      CommonOps_DDRM.insert(CommonOps_DDRM.extract(o[lengths[b]], b, b + 1, 0, n), out, b, 0);
      CommonOps_DDRM.insert(CommonOps_DDRM.extract(o[1], b, b + 1, n, 2 * n), out, b, n);
    }
    return out;
  }

  private static final Exercise08.Turn TURN = Exercise08Test::turned;
  private static final Exercise08.Layer LAYER = layer();
  private static final Exercise08.Summary SUMMARY = Exercise08Test::summary;

  @Test
  void theSolutionGetsEveryPoint() {
    for (long seed : Marked.SEEDS) {
      assertEquals(5, Marked.of(() -> Exercise08.turn(TURN, seed)).mark());
      assertEquals(6, Marked.of(() -> Exercise08.layer(LAYER, seed)).mark());
      assertEquals(3, Marked.of(() -> Exercise08.summary(SUMMARY, seed)).mark());
      assertEquals(2, Marked.of(() -> Exercise08.otherSizes(LAYER, seed)).mark());
    }
  }

  @Test
  void theReportOfTheSolutionHoldsNoRandomNumber() {
    assertEquals(
        """
        Turning round: 5 of 5 points
          ✓ 1/1  two sequences of the same length
          ✓ 2/2  lengths 4, 3, 6, 1 and 5 in a batch of 8 steps
          ✓ 1/1  the padding stays where it is, in new matrices
          ✓ 1/1  its inputs are left as they were
        """,
        Printed.by(() -> Exercise08.turn(TURN)));
    assertEquals(
        """
        Two chains, one output: 6 of 6 points
          ✓ 2/2  two sequences of the same length
          ✓ 3/3  lengths 4, 3, 6, 1 and 5 in a batch of 8 steps
          ✓ 1/1  its inputs are left as they were
        """,
        Printed.by(() -> Exercise08.layer(LAYER)));
    assertEquals(
        """
        What a sequence came to: 3 of 3 points
          ✓ 1/1  two sequences of the same length
          ✓ 2/2  lengths 4, 3, 6, 1 and 5 in a batch of 8 steps
        """,
        Printed.by(() -> Exercise08.summary(SUMMARY)));
  }

  /** The course's own layer, reached another way, agrees with what the exercise asks for. */
  @Test
  void theSolutionIsWhatTheLibraryComputes() {
    Elman there = new Elman(2, 3);
    Elman back = new Elman(2, 3);
    Bidirectional library = new Bidirectional(there, back);
    library.init(1);
    int[] lengths = {2, 4, 3};
    Rng rng = new Rng(2);
    DMatrixRMaj[] x = new DMatrixRMaj[5];
    for (int t = 1; t <= 4; t++) {
      x[t] = Fresh.matrix(rng, 3, 2);
    }
    var pass = library.forward(Sequence.of(x[1], x[2], x[3], x[4]).withLengths(lengths));
    DMatrixRMaj[] mine = LAYER.run(x, lengths, chain(there), chain(back), TURN);
    for (int t = 1; t <= 4; t++) {
      DMatrixRMaj step = CommonOps_DDRM.extract(pass.output(), (t - 1) * 3, t * 3, 0, 6);
      assertArrayEquals(step.data, mine[t].data, 1e-15);
    }
    assertArrayEquals(pass.lastOutput().data, summary(mine, lengths, 3).data, 1e-15);
  }

  private static Exercise08.Chain chain(Elman cell) {
    return x -> {
      var trace = new Unroll<>(cell).forward(Sequence.of(Arrays.copyOfRange(x, 1, x.length)));
      DMatrixRMaj[] h = new DMatrixRMaj[x.length];
      for (int t = 1; t < x.length; t++) {
        h[t] = trace.at(t).h.copy();
      }
      return h;
    };
  }

  @Test
  void holesAndCodeThatDoesNothingGetNothing() {
    Exercise08.Turn hole =
        (x, lengths) -> {
          throw new UnsupportedOperationException("YOUR CODE HERE");
        };
    assertEquals(0, Marked.of(() -> Exercise08.turn(hole)).mark());
    assertEquals(0, Marked.of(() -> Exercise08.turn((x, lengths) -> null)).mark());
    assertEquals(0, Marked.of(() -> Exercise08.turn((x, lengths) -> new DMatrixRMaj[0])).mark());
    assertEquals(
        0, Marked.of(() -> Exercise08.turn((x, lengths) -> new DMatrixRMaj[x.length])).mark());
    assertEquals(0, Marked.of(() -> Exercise08.layer((x, l, f, b, turn) -> null)).mark());
    assertEquals(0, Marked.of(() -> Exercise08.layer((x, l, f, b, turn) -> x)).mark());
    assertEquals(0, Marked.of(() -> Exercise08.summary((o, lengths, n) -> null)).mark());
    assertEquals(0, Marked.of(() -> Exercise08.summary((o, lengths, n) -> o[1])).mark());
    assertEquals(0, Marked.of(() -> Exercise08.otherSizes((x, l, f, b, turn) -> null, 1)).mark());
  }

  @Test
  void predictionsAreAnsweredWithAHint() {
    assertEquals(4, Marked.of(() -> Exercise08.predicted(() -> new int[] {8, 22, 11, 36})).mark());
    Marked.Result wrong = Marked.of(() -> Exercise08.predicted(() -> new int[] {6, 22, 9, 18}));
    assertEquals(1, wrong.mark());
    assertTrue(wrong.says("Not 18. That is with n numbers in a row."), wrong.report());
  }

  @Test
  void nothingIsBuiltOnWhatIsNotRight() {
    assertTrue(Exercise08.ready(TURN, LAYER));
    Marked.Result result = Marked.of(() -> Exercise08.ready((x, lengths) -> x, LAYER) ? 1 : 0);
    assertEquals(0, result.mark());
    assertTrue(result.says("Not there yet: turned."), result.report());
  }

  /** What comes back in place 0 is nobody's business: arrays count from 1 here. */
  @Test
  void aMatrixInPlaceZeroDoesNoHarm() {
    Exercise08.Layer filled =
        (x, lengths, forward, backward, turn) -> {
          DMatrixRMaj[] o = LAYER.run(x, lengths, forward, backward, turn);
          o[0] = new DMatrixRMaj(1, 1);
          return o;
        };
    assertEquals(6, Marked.of(() -> Exercise08.layer(filled)).mark());
  }

  @Test
  void whoTurnsRoundInPlaceLosesThePointForInputsAndThatForNewMatrices() {
    Exercise08.Turn inPlace =
        (x, lengths) -> {
          DMatrixRMaj[] out = turned(x, lengths);
          for (int t = 1; t < x.length; t++) {
            x[t].setTo(out[t]);
          }
          return x;
        };
    Marked.Result result = Marked.of(() -> Exercise08.turn(inPlace));
    assertEquals(3, result.mark(), result.report());
    assertTrue(result.says("The matrices that come back are those of x itself"), result.report());
    assertTrue(result.says("Your code changes what it was given: x[1]"), result.report());
  }

  @Test
  void lengthsThatAreChangedAreNoticed() {
    Exercise08.Summary sorting =
        (o, lengths, n) -> {
          DMatrixRMaj out = summary(o, lengths, n);
          Arrays.sort(lengths);
          return out;
        };
    Marked.Result result = Marked.of(() -> Exercise08.summary(sorting));
    assertEquals(2, result.mark(), result.report());
  }

  @Test
  void aChainThatIsGivenSomethingElseSaysSo() {
    Marked.Result states =
        Marked.of(
            () ->
                Exercise08.layer((x, l, forward, backward, turn) -> backward.run(forward.run(x))));
    assertTrue(states.says("It does not read the other chain's states."), states.report());
    Marked.Result nothing =
        Marked.of(
            () -> Exercise08.layer((x, l, f, b, turn) -> f.run(new DMatrixRMaj[] {x[1], null})));
    assertTrue(nothing.says("The chain forward was to read step 1"), nothing.report());
  }

  @Test
  void eachMistakeHasItsMarksAndItsHint() {
    Marked.assertEachAlone(
        """
        3 whole
        3 as long as the longest
        4 as long as the shortest
        3 as long as the first
        3 as long as the last row
        4 the last of each length
        3 one too short
        3 one too long
        2 not turned
        3 one too late
        4 from the end of the batch
        3 moved to the left
        3 moved to the right
        2 the last everywhere
        3 the ends alone
        3 the last left out
        3 the first left out
        3 a pair in the middle left out
        3 the first half alone
        3 the second half alone
        3 no steps behind the longest
        4 the padding lost
        4 the padding lost
        4 the padding turned round
        4 the last step in the padding
        4 the first step in the padding
        3 the batch turned
        3 every row from the first
        3 the first sequence left out
        3 the last sequence left out
        3 row 0 alone
        3 column by column
        3 rows of another width
        3 rows that overlap
        3 all into row 0
        3 column 0 alone
        3 the last column left out
        3 column 0 left out
        3 the columns turned
        3 all handed back
        4 handed back
        """,
        Exercise08.turnExercise(),
        code -> Exercise08.turn(code, 1));
    Marked.assertEachAlone(
        """
        4 the padding read first
        4 zeros read first
        3 read from the left
        3 read from the left, then turned
        3 not turned back
        4 brought back from the end of the batch
        4 the batch turned, then each sequence
        3 the batch turned, and not turned back
        4 as long as the first
        3 back from one step later
        3 back from one step earlier
        3 ahead from one step earlier
        3 ahead from one step later
        3 ahead turned, too
        3 ahead reads from the right
        3 both from the right
        3 one chain for both
        3 the other chain for both
        3 chains exchanged
        3 halves exchanged
        0 added
        0 the mean of both
        0 below each other
        0 forward alone
        0 backward alone
        3 forward twice
        3 backward twice
        3 no backward half
        3 no forward half
        3 one over the other
        3 taken by turns
        4 padding in the output
        4 the padding of the input cleared
        4 cleared by value
        4 cleared by value, too
        3 the last step cleared
        4 the first step of the padding kept
        4 forward half cleared alone
        4 backward half cleared alone
        4 rows of n numbers cleared
        4 one number of a row left
        4 cleared as long as the first
        4 cleared where all are over
        4 cleared where one is over
        3 real steps cleared
        3 everything cleared
        """,
        Exercise08.layerExercise(),
        code -> Exercise08.layer(code, 1));
    Marked.assertEachAlone(
        """
        1 ends exchanged
        0 both at the end of the batch
        1 the mean over its steps
        1 the sum over its steps
        1 the mean over all steps of the batch
        1 the largest over its steps
        0 forward half: the mean over its steps
        0 backward half: the mean over its steps
        2 forward at the end of the batch
        2 forward where the longest ends
        0 both at the first step
        1 one step early
        1 one step early
        2 forward with the length of the first
        2 forward with the length of the last
        2 the end by value
        2 the end by value
        2 the end by value
        0 both at the last step
        1 backward at the end of the batch
        1 backward at step 2
        1 the offset forgotten
        1 the left half from the right
        1 the halves of o exchanged
        1 the last unit missing
        1 the first unit missing
        1 one unit alone
        1 halves exchanged
        0 added
        0 the mean of both
        1 one over the other
        0 no backward half
        0 no forward half
        0 below each other
        0 forward alone
        0 backward alone
        1 rows of n numbers
        1 column by column
        1 every row from the first
        1 the batch turned
        1 the last sequence left out
        1 row 0 alone
        """,
        Exercise08.summaryExercise(),
        code -> Exercise08.summary(code, 1));
  }

  @Test
  void noMistakeIsRightInAnyDraw() {
    assertNoneIsRight(Exercise08.turnExercise());
    assertNoneIsRight(Exercise08.layerExercise());
    assertNoneIsRight(Exercise08.summaryExercise());
  }

  @Test
  void ofTwoMistakesAtLeastOneIsNamed() {
    Marked.assertEachPair(120, Exercise08.turnExercise(), code -> Exercise08.turn(code, 1));
    Marked.assertEachPair(120, Exercise08.layerExercise(), code -> Exercise08.layer(code, 1));
    Marked.assertEachPair(120, Exercise08.summaryExercise(), code -> Exercise08.summary(code, 1));
  }

  private static <F> void assertNoneIsRight(Exercise<F> exercise) {
    for (Exercise.Mistake<F> mistake : exercise.mistakes()) {
      long seed = Marked.SEEDS.get(Math.floorMod(mistake.name().hashCode(), Marked.SEEDS.size()));
      boolean single = !mistake.name().contains(Slips.AND);
      for (long draw : single ? Marked.SEEDS : List.of(seed)) {
        assertFalse(exercise.isRight(mistake.code(), draw), mistake.name());
      }
    }
  }
}
