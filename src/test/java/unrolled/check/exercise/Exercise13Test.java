package unrolled.check.exercise;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.junit.jupiter.api.Test;
import unrolled.check.Printed;
import unrolled.check.exercise.Exercise13.Candidate;
import unrolled.check.exercise.Exercise13.Found;

/** Law: the solution gets every point, a hole none, each typical mistake its marks and its hint. */
class Exercise13Test {

  static List<Candidate> step(double[] scores, DMatrixRMaj next, int b) {
    List<Candidate> all = new ArrayList<>();
    for (int i = 0; i < next.numRows; i++) {
      for (int k = 0; k < next.numCols; k++) {
        all.add(new Candidate(i, k, scores[i] + next.get(i, k)));
      }
    }
    all.sort(Comparator.comparingDouble(c -> -c.score()));
    return all.subList(0, Math.min(b, all.size()));
  }

  static DMatrixRMaj gathered(DMatrixRMaj h, List<Candidate> kept) {
    DMatrixRMaj out = new DMatrixRMaj(kept.size(), h.numCols);
    for (int i = 0; i < kept.size(); i++) {
      int p = kept.get(i).parent();
      CommonOps_DDRM.insert(CommonOps_DDRM.extract(h, p, p + 1, 0, h.numCols), out, i, 0);
    }
    return out;
  }

  static Exercise13.Search search(Exercise13.StepOfBeam step, Exercise13.Gather gather) {
    return (model, b, longest) -> {
      List<int[]> live = List.of(new int[0]);
      double[] scores = {0};
      DMatrixRMaj h = model.start();
      List<Found> done = new ArrayList<>();
      for (int t = 1; !live.isEmpty(); t++) {
        List<int[]> longer = new ArrayList<>();
        List<Candidate> going = new ArrayList<>();
        for (Candidate c : step.best(scores, model.next(h), b)) {
          int[] tokens = Arrays.copyOf(live.get(c.parent()), t);
          tokens[t - 1] = c.token();
          if (c.token() == model.end() || t == longest) {
            done.add(new Found(tokens, c.score()));
          } else {
            longer.add(tokens);
            going.add(c);
          }
        }
        live = longer;
        scores = going.stream().mapToDouble(Candidate::score).toArray();
        if (!live.isEmpty()) {
          h =
              model.after(
                  gather.gathered(h, going), going.stream().mapToInt(Candidate::token).toArray());
        }
      }
      return done.stream().max(Comparator.comparingDouble(Found::score)).orElseThrow();
    };
  }

  private static final Exercise13.StepOfBeam STEP = Exercise13Test::step;
  private static final Exercise13.Gather GATHER = Exercise13Test::gathered;
  private static final Exercise13.Search SEARCH = search(STEP, GATHER);

  @Test
  void theSolutionGetsEveryPoint() {
    for (long seed : Marked.SEEDS) {
      assertEquals(6, Marked.of(() -> Exercise13.step(STEP, seed)).mark());
      assertEquals(3, Marked.of(() -> Exercise13.gather(GATHER, seed)).mark());
      assertEquals(6, Marked.of(() -> Exercise13.search(SEARCH, STEP, GATHER, seed)).mark());
      assertEquals(2, Marked.of(() -> Exercise13.otherSizes(STEP, SEARCH, seed)).mark());
    }
  }

  @Test
  void theReportOfTheSolutionHoldsNoRandomNumber() {
    assertEquals(
        """
        One step: 6 of 6 points
          ✓ 1/1  three hypotheses, five tokens: which candidates
          ✓ 1/1  their scores
          ✓ 1/1  candidates of equal score
          ✓ 1/1  long sentences, with scores near −800
          ✓ 1/1  the first step: fewer candidates than places
          ✓ 1/1  its inputs are left as they were
        """,
        Printed.by(() -> Exercise13.step(STEP)));
    assertEquals(
        """
        The states go with them: 3 of 3 points
          ✓ 1/1  every parent once
          ✓ 1/1  a parent twice, another not at all
          ✓ 1/1  its inputs are left as they were
        """,
        Printed.by(() -> Exercise13.gather(GATHER)));
    assertEquals(
        """
        The loop: 6 of 6 points
          ✓ 2/2  no end symbol, four tokens, width 2
          ✓ 2/2  sentences that end, width 3
          ✓ 2/2  a beam that keeps all: the best of all sentences
        """,
        Printed.by(() -> Exercise13.search(SEARCH, STEP, GATHER)));
  }

  @Test
  void holesAndCodeThatDoesNothingGetNothing() {
    Exercise13.StepOfBeam hole =
        (scores, next, b) -> {
          throw new UnsupportedOperationException("YOUR CODE HERE");
        };
    assertEquals(0, Marked.of(() -> Exercise13.step(hole)).mark());
    assertEquals(0, Marked.of(() -> Exercise13.search(search(hole, GATHER), hole, GATHER)).mark());
    assertEquals(0, Marked.of(() -> Exercise13.step((scores, next, b) -> null)).mark());
    assertEquals(0, Marked.of(() -> Exercise13.step((scores, next, b) -> List.of())).mark());
    assertEquals(0, Marked.of(() -> Exercise13.gather((h, kept) -> null)).mark());
    assertEquals(0, Marked.of(() -> Exercise13.gather((h, kept) -> h)).mark());
    assertEquals(
        0, Marked.of(() -> Exercise13.search((model, b, longest) -> null, STEP, GATHER)).mark());
    assertEquals(
        0,
        Marked.of(
                () ->
                    Exercise13.otherSizes(
                        (scores, next, b) -> null, (model, b, longest) -> null, 1))
            .mark());
  }

  @Test
  void eachMistakeInTheStepHasItsMarksAndItsHint() {
    for (long seed : Marked.SEEDS) {
      Marked.assertEachMistake(
          Map.of(
              "underflow", 5,
              "probabilities", 3,
              "logarithms multiplied", 0,
              "the last step alone", 2,
              "ranked by the last step", 2,
              "ties", 5,
              "worst first", 0,
              "one for each parent", 0),
          Exercise13.stepExercise(),
          code -> Exercise13.step(code, seed));
    }
  }

  @Test
  void eachMistakeWithTheStatesHasItsMarksAndItsHint() {
    for (long seed : Marked.SEEDS) {
      Marked.assertEachMistake(
          Map.of("not copied", 0, "not rearranged", 0, "by the token", 0),
          Exercise13.gatherExercise(),
          code -> Exercise13.gather(code, seed));
    }
  }

  @Test
  void eachMistakeInTheLoopHasItsMarksAndItsHint() {
    for (long seed : Marked.SEEDS) {
      Marked.assertEachMistake(
          Map.of(
              "expanded again", 2,
              "stopped at the first end", 2,
              "finished ones forgotten", 2,
              "cut ones forgotten", 0,
              "places lost", 4,
              "the last of all", 0),
          Exercise13.searchExercise(STEP, GATHER),
          code -> Exercise13.search(code, STEP, GATHER, seed));
    }
  }

  @Test
  void aLoopIsNotBlamedForTheStep() {
    Exercise13.StepOfBeam wrong = (scores, next, b) -> step(new double[scores.length], next, b);
    Marked.Result result =
        Marked.of(() -> Exercise13.search(search(wrong, GATHER), wrong, GATHER, 1));
    assertEquals(6, result.mark(), result.report());
    assertTrue(result.says("The loop is right."), result.report());
  }
}
