package unrolled.decode;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import unrolled.math.Numbers;

/** The trees that the ledger works out by hand, digit for digit. */
class HandTreesTest {
  private static TableModel decisions() {
    return new TableModel()
        .after("", "I 0.6, My 0.4")
        .after("I", "decided 0.40, thought 0.32, tried 0.28")
        .after("My", "decision 0.55, thinking 0.30, direction 0.15")
        .after("I decided", "to 0.55, that 0.45")
        .after("My decision", "was 0.9, is 0.1")
        .after("I thought", "so 0.6, that 0.4")
        .after("I tried", "to 0.7, it 0.3")
        .after("My thinking", "was 0.8, is 0.2")
        .after("My direction", "was 0.5, is 0.5");
  }

  private static TableModel widerIsWorse() {
    return new TableModel()
        .after("", "A 0.52, B 0.48")
        .after("A", "a1 0.34, a2 0.33, a3 0.33")
        .after("B", "b1 0.5, b2 0.5")
        .after("A a1", "x 1")
        .after("A a2", "p 0.25, q 0.25, r 0.25, s 0.25")
        .after("A a3", "p 0.25, q 0.25, r 0.25, s 0.25")
        .after("B b1", "p 0.25, q 0.25, r 0.25, s 0.25")
        .after("B b2", "p 0.25, q 0.25, r 0.25, s 0.25");
  }

  @Test
  void greedyDecidesAndTheBeamHasADecision() {
    // given
    TableModel table = decisions();
    // when
    Hypothesis greedy = new Greedy(3).decode(table.start()).get(0);
    Beam beam = new BeamSearch(2, 3).search(table.start()).get(0);
    Hypothesis best = new Exhaustive(3).decode(table.start()).get(0);
    // then
    assertEquals("I decided to", table.text(greedy.tokens()));
    assertEquals(-2.02495, greedy.logProbability(), 5e-6);
    assertEquals(0.132, greedy.probability(), 1e-15);
    assertEquals("My decision was", table.text(beam.best().tokens()));
    assertEquals(-1.61949, beam.best().logProbability(), 5e-6);
    assertEquals(0.198, beam.best().probability(), 1e-15);
    assertEquals(best.toString(), beam.best().toString());
    assertEquals(5, beam.rows());
  }

  @Test
  void theSecondStepsCandidatesAreRankedAsInTheFigure() {
    Beam beam = new BeamSearch(2, 3).search(decisions().start()).get(0);
    List<BeamNode> second = beam.candidates(2);
    assertEquals(
        List.of(
            "I decided 0.24 KEPT",
            "My decision 0.22 KEPT",
            "I thought 0.192 PRUNED",
            "I tried 0.168 PRUNED",
            "My thinking 0.12 PRUNED",
            "My direction 0.06 PRUNED"),
        second.stream()
            .map(
                node ->
                    decisions().text(node.tokens())
                        + " "
                        + Numbers.text(StrictMath.exp(node.sum()))
                        + " "
                        + node.fate())
            .toList());
    assertTrue(second.get(1).winning() && !second.get(0).winning());
    assertEquals(0.55, second.get(1).probability(), 1e-15);
    assertEquals("My", decisions().text(second.get(1).parent().tokens()));
  }

  @Test
  void aBeamOfTwoLosesToABeamOfOne() {
    // given
    TableModel table = widerIsWorse();
    // when
    double[] p = new double[4];
    for (int width = 1; width <= 3; width++) {
      p[width] = new BeamSearch(width, 3).decode(table.start()).get(0).probability();
    }
    // then
    assertEquals(0.1768, p[1], 1e-15);
    assertEquals(0.06, p[2], 1e-15);
    assertEquals(0.1768, p[3], 1e-15);
    assertEquals(0.1768, new Exhaustive(3).decode(table.start()).get(0).probability(), 1e-15);
  }

  @Test
  void theShortSequenceWinsUntilTheLengthIsDividedOut() {
    // given
    TableModel table =
        new TableModel()
            .end(".")
            .after("", ". 0.3, It 0.6, Snow 0.1")
            .after("It", "rains 0.7, snows 0.3")
            .after("It rains", ". 0.65, hard 0.35")
            .after("Snow", ". 1")
            .after("It snows", ". 1");
    // when
    Hypothesis sum = new BeamSearch(3, 3).decode(table.start()).get(0);
    Hypothesis mean =
        new BeamSearch(3, 3).penalty(LengthPenalty.exponent(1)).decode(table.start()).get(0);
    // then
    assertEquals(".", table.text(sum.tokens()));
    assertEquals(-1.204, sum.score(), 5e-4);
    assertEquals("It rains .", table.text(mean.tokens()));
    assertEquals(-1.298, mean.logProbability(), 5e-4);
    assertEquals(-0.433, mean.score(), 5e-4);
  }

  @Test
  void finishedHypothesesAreKeptApart() {
    // given: the end at once is likelier than anything that goes on
    TableModel table =
        new TableModel()
            .end(".")
            .after("", ". 0.5, a 0.3, b 0.2")
            .after("a", ". 0.9, b 0.1")
            .after("b", ". 0.6, a 0.4");
    // when
    Beam beam = new BeamSearch(2, 2).nBest(9).search(table.start()).get(0);
    // then: "." takes one of the first step's two places and none of the second's
    assertEquals(
        List.of(".", "a .", "a b"),
        beam.nBest().stream().map(h -> table.text(h.tokens())).toList());
    assertEquals(BeamNode.Fate.FINISHED, beam.candidates(1).get(0).fate());
    assertEquals(List.of(), beam.candidates(1).get(0).children());
    assertEquals(BeamNode.Fate.CUT, beam.candidates(2).get(1).fate());
    // and once it can't be overtaken, the search stops
    Beam stopped = new BeamSearch(2, 2).search(table.start()).get(0);
    assertEquals(1, stopped.steps());
    assertEquals(BeamNode.Fate.LEFT, stopped.candidates(1).get(1).fate());
  }
}
