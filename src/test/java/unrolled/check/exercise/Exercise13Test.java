package unrolled.check.exercise;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
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
      assertEquals(4, Marked.of(() -> Exercise13.gather(GATHER, seed)).mark());
      assertEquals(6, Marked.of(() -> Exercise13.search(SEARCH, STEP, GATHER, seed)).mark());
      assertEquals(2, Marked.of(() -> Exercise13.otherSizes(STEP, SEARCH, seed)).mark());
    }
  }

  @Test
  void thePredictionsAreWhatTheCodeSays() {
    DMatrixRMaj next = new DMatrixRMaj(2, 3, true, -2, -0.5, -1.4, -0.2, -3, -2.1);
    double third = step(new double[] {-1, -1.5}, next, 3).get(2).score();
    DMatrixRMaj h = new DMatrixRMaj(3, 1, true, 10, 20, 30);
    List<Candidate> kept = Arrays.stream(new int[] {2, 0, 0}).mapToObj(of -> child(of)).toList();
    double state = gathered(h, kept).get(2, 0);
    double[] right = {third, state, 31, 24};
    assertEquals(4, Marked.of(() -> Exercise13.predicted(() -> right)).mark());
    double[] wrong = {-1.4, 30, 15, 81};
    assertEquals(0, Marked.of(() -> Exercise13.predicted(() -> wrong)).mark());
  }

  private static Candidate child(int parent) {
    return new Candidate(parent, 0, -1);
  }

  @Test
  void theReportOfTheSolutionHoldsNoRandomNumber() {
    assertEquals(
        """
        One step: 6 of 6 points
          ✓ 1/1  three hypotheses, five tokens: which candidates
          ✓ 1/1  their scores
          ✓ 1/1  candidates of equal score
          ✓ 1/1  long sentences, with scores near −3000
          ✓ 1/1  the first step: fewer candidates than places
          ✓ 1/1  its inputs are left as they were
        """,
        Printed.by(() -> Exercise13.step(STEP)));
    assertEquals(
        """
        The states go with them: 4 of 4 points
          ✓ 1/1  every parent once
          ✓ 1/1  a parent twice, another not at all
          ✓ 1/1  more candidates than hypotheses, or fewer
          ✓ 1/1  its inputs are left as they were
        """,
        Printed.by(() -> Exercise13.gather(GATHER)));
    assertEquals(
        """
        The loop: 6 of 6 points
          ✓ 1/1  a beam of one: greedy search
          ✓ 1/1  no end symbol, four tokens, width 2
          ✓ 2/2  sentences that end, width 3
          ✓ 1/1  one token or two, and a beam wider than the vocabulary
          ✓ 1/1  a beam that keeps all: the best of all sentences
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

  /** Each with its own hint and no other's; never with full marks, and with the same each time. */
  private static <F> void assertEachMistake(Exercise<F> exercise) {
    Map<String, Integer> marks = new LinkedHashMap<>();
    for (long seed : Marked.SEEDS) {
      for (Exercise.Mistake<F> mistake : exercise.mistakes()) {
        Marked.Result result = Marked.of(() -> exercise.mark(mistake.code(), seed));
        List<String> told =
            exercise.mistakes().stream()
                .filter(other -> result.says(other.hint()))
                .map(Exercise.Mistake::name)
                .toList();
        assertEquals(List.of(mistake.name()), told, mistake.name() + "\n" + result.report());
        assertTrue(result.mark() < exercise.points(), result.report());
        Integer before = marks.putIfAbsent(mistake.name(), result.mark());
        assertTrue(
            before == null || before == result.mark(),
            () -> mistake.name() + ": " + before + " points, and now\n" + result.report());
      }
    }
  }

  @Test
  void eachMistakeInTheStepHasItsMarksAndItsHint() {
    assertEachMistake(Exercise13.stepExercise());
  }

  @Test
  void eachMistakeWithTheStatesHasItsMarksAndItsHint() {
    assertEachMistake(Exercise13.gatherExercise());
  }

  @Test
  void eachMistakeInTheLoopHasItsMarksAndItsHint() {
    assertEachMistake(Exercise13.searchExercise(STEP, GATHER));
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
