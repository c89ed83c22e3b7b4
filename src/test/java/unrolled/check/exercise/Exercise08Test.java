package unrolled.check.exercise;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.Map;
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

  static Exercise08.Layer layer(Exercise08.Turn turn) {
    return (x, lengths, forward, backward) -> {
      DMatrixRMaj[] ahead = forward.run(x);
      DMatrixRMaj[] back = turn.turned(backward.run(turn.turned(x, lengths)), lengths);
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
  private static final Exercise08.Layer LAYER = layer(TURN);
  private static final Exercise08.Summary SUMMARY = Exercise08Test::summary;

  @Test
  void theSolutionGetsEveryPoint() {
    for (long seed : Marked.SEEDS) {
      assertEquals(5, Marked.of(() -> Exercise08.turn(TURN, seed)).mark());
      assertEquals(6, Marked.of(() -> Exercise08.layer(LAYER, TURN, seed)).mark());
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
          ✓ 2/2  lengths 3, 5 and 4: the real steps
          ✓ 1/1  lengths 3, 5 and 4: the padding stays where it is
          ✓ 1/1  its inputs are left as they were
        """,
        Printed.by(() -> Exercise08.turn(TURN)));
    assertEquals(
        """
        Two chains, one output: 6 of 6 points
          ✓ 2/2  two sequences of the same length
          ✓ 3/3  lengths 3, 5 and 4
          ✓ 1/1  its inputs are left as they were
        """,
        Printed.by(() -> Exercise08.layer(LAYER, TURN)));
    assertEquals(
        """
        What a sequence came to: 3 of 3 points
          ✓ 1/1  two sequences of the same length
          ✓ 2/2  lengths 3, 5 and 4
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
    DMatrixRMaj[] mine = LAYER.run(x, lengths, chain(there), chain(back));
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
    assertEquals(0, Marked.of(() -> Exercise08.layer(layer(hole), hole)).mark());
    assertEquals(0, Marked.of(() -> Exercise08.turn((x, lengths) -> null)).mark());
    assertEquals(
        0, Marked.of(() -> Exercise08.turn((x, lengths) -> new DMatrixRMaj[x.length])).mark());
    assertEquals(
        0, Marked.of(() -> Exercise08.layer((x, lengths, forward, backward) -> null, TURN)).mark());
    assertEquals(
        0, Marked.of(() -> Exercise08.layer((x, lengths, forward, backward) -> x, TURN)).mark());
    assertEquals(0, Marked.of(() -> Exercise08.summary((o, lengths, n) -> null)).mark());
    assertEquals(0, Marked.of(() -> Exercise08.summary((o, lengths, n) -> o[1])).mark());
    assertEquals(
        0,
        Marked.of(() -> Exercise08.otherSizes((x, lengths, forward, backward) -> null, 1)).mark());
  }

  @Test
  void eachMistakeInTurningHasItsMarksAndItsHint() {
    for (long seed : Marked.SEEDS) {
      Marked.assertEachMistake(
          Map.of(
              "whole", 2,
              "as long as the first", 3,
              "not turned", 2,
              "in place", 1,
              "the batch turned", 0,
              "the padding lost", 4),
          Exercise08.turnExercise(),
          code -> Exercise08.turn(code, seed));
    }
  }

  @Test
  void eachMistakeInTheLayerHasItsMarksAndItsHint() {
    for (long seed : Marked.SEEDS) {
      Marked.assertEachMistake(
          Map.of(
              "not turned back", 0,
              "the padding read first", 3,
              "read from the left", 0,
              "padding in the output", 3,
              "added", 0,
              "one chain for both", 0,
              "halves exchanged", 0),
          Exercise08.layerExercise(TURN),
          code -> Exercise08.layer(code, TURN, seed));
    }
  }

  @Test
  void eachMistakeInTheSummaryHasItsMarksAndItsHint() {
    for (long seed : Marked.SEEDS) {
      Marked.assertEachMistake(
          Map.of(
              "both at the last step", 0,
              "both at the end of the batch", 0,
              "forward at the end of the batch", 1,
              "one step early", 0,
              "both at the first step", 0,
              "ends exchanged", 0),
          Exercise08.summaryExercise(),
          code -> Exercise08.summary(code, seed));
    }
  }

  @Test
  void aLayerIsNotBlamedForItsTurning() {
    Exercise08.Turn whole =
        (x, lengths) -> {
          DMatrixRMaj[] out = new DMatrixRMaj[x.length];
          for (int t = 1; t < x.length; t++) {
            out[t] = x[x.length - t].copy();
          }
          return out;
        };
    Marked.Result result = Marked.of(() -> Exercise08.layer(layer(whole), whole, 1));
    assertEquals(6, result.mark(), result.report());
    assertTrue(result.says("The layer is right."), result.report());
  }
}
