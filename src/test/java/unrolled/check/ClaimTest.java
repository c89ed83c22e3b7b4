package unrolled.check;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.ejml.data.DMatrixRMaj;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

/**
 * Law: a claim prints what was expected beside what was measured, or throws a sentence with both.
 */
class ClaimTest {

  private static String failure(double measured, Is is) {
    return assertThrows(
            AssertionError.class, () -> Claim.holds("the gradient is right", measured, is))
        .getMessage();
  }

  private static String refusal(Executable claim) {
    return assertThrows(IllegalArgumentException.class, claim).getMessage();
  }

  @Test
  void aClaimThatHoldsPrintsOneLineInTheReadersWords() {
    assertEquals(
        "✓ the recurrent weight's gradient: expected 5 ± 1e-12, measured 5\n",
        Printed.by(
            () -> Claim.holds("the recurrent weight's gradient", 5.0, Is.closeTo(5.0, 1e-12))));
  }

  @Test
  void theLineStaysOneLineWhateverIsMeasured() {
    assertEquals(
        "✓ a sentence over two lines: expected \"a\\nb\", measured \"a\\nb\"\n",
        Printed.by(() -> Claim.holds(" a sentence\n over two lines", "a\nb", Is.exactly("a\nb"))));
    DMatrixRMaj big = new DMatrixRMaj(4, 4);
    big.set(1, 2, 0.5);
    assertEquals(
        "✓ small: expected at most 1, measured 0 to 0.5 (16 numbers)\n",
        Printed.by(() -> Claim.holds("small", big, Is.atMost(1))));
    assertEquals(
        "✓ a list: expected [4, 12, 32], measured [4, 12, 32]\n",
        Printed.by(
            () -> Claim.holds("a list", List.of(4, 12, 32), Is.exactly(List.of(4, 12, 32)))));
  }

  @Test
  void severalNumbersAreShownAndComparedEntryByEntry() {
    assertEquals(
        "✓ every seed: expected at least 0.99, measured (1, 0.995, 1)\n",
        Printed.by(() -> Claim.holds("every seed", new double[] {1, 0.995, 1}, Is.atLeast(0.99))));
    DMatrixRMaj a = new DMatrixRMaj(new double[][] {{1, 2}, {3, 4}});
    assertEquals(
        "✓ a matrix: expected (1, 2; 3, 4), measured (1, 2; 3, 4)\n",
        Printed.by(() -> Claim.holds("a matrix", a, Is.closeTo(a, 0))));
  }

  @Test
  void wholeNumbersNeedNoCast() {
    int count = 160;
    assertEquals(
        "✓ count: expected exactly 160, measured 160\n",
        Printed.by(() -> Claim.holds("count", count, Is.exactly(160))));
    assertEquals(
        "✓ count: expected exactly 160, measured 160\n",
        Printed.by(() -> Claim.holds("count", 160L, Is.exactly(160L))));
    Object boxed = 160;
    assertEquals(
        "✓ count: expected exactly 160, measured 160\n",
        Printed.by(() -> Claim.holds("count", boxed, Is.exactly(160))));
  }

  @Test
  void aFailureNamesBothNumbers() {
    assertEquals(
        "This claim does not hold: the gradient is right. Measured 4.5, but it should be 5, "
            + "give or take 1e-12 (off by 0.5)",
        failure(4.5, Is.closeTo(5, 1e-12)));
  }

  @Test
  void everyRelationSaysWhatItWanted() {
    String[][] wantedAndSaid = {
      {
        failure(4, Is.relativelyCloseTo(5, 0.1)),
        "Measured 4, but it should be 5, give or take 0.1 of its size (off by 1)"
      },
      {failure(4, Is.exactly(5)), "Measured 4, but it should be exactly 5 (off by 1)"},
      {failure(0.6, Is.atMost(0.55)), "Measured 0.6, but it should be at most 0.55"},
      {failure(0.9, Is.atLeast(0.99)), "Measured 0.9, but it should be at least 0.99"},
      {failure(1, Is.above(1)), "Measured 1, but it should be above 1"},
      {failure(1, Is.below(1)), "Measured 1, but it should be below 1"},
      {failure(3, Is.between(1, 2)), "Measured 3, but it should be between 1 and 2"},
    };
    for (String[] pair : wantedAndSaid) {
      assertEquals("This claim does not hold: the gradient is right. " + pair[1] + "", pair[0]);
    }
  }

  @Test
  void numbersThatReadAlikeAreToldApartByTheirGap() {
    assertEquals(
        "This claim does not hold: the gradient is right. Measured 1, but it should be at most "
            + "1 (off by 9.31323e-10)",
        failure(1 + 0x1p-30, Is.atMost(1)));
  }

  @Test
  void nanPassesNoRelationButItsOwn() {
    for (Is is :
        List.of(
            Is.closeTo(1, 1),
            Is.relativelyCloseTo(1, 1),
            Is.exactly(1),
            Is.atMost(1),
            Is.atLeast(1),
            Is.above(1),
            Is.below(1),
            Is.between(-1e300, 1e300))) {
      assertTrue(failure(Double.NaN, is).contains("Measured NaN, but it should be"));
    }
    assertEquals(
        "✓ lost: expected exactly NaN, measured NaN\n",
        Printed.by(() -> Claim.holds("lost", Double.NaN, Is.exactly(Double.NaN))));
  }

  @Test
  void infinityIsCloseToInfinityOnly() {
    assertEquals(
        "✓ gone: expected ∞ ± 1, measured ∞\n",
        Printed.by(() -> Claim.holds("gone", Double.POSITIVE_INFINITY, Is.closeTo(1.0 / 0, 1))));
    assertEquals(
        "This claim does not hold: the gradient is right. Measured ∞, but it should be 1, give "
            + "or take 1",
        failure(Double.POSITIVE_INFINITY, Is.closeTo(1, 1)));
  }

  @Test
  void theFirstWrongEntryIsNamedAndTheOthersCounted() {
    AssertionError list =
        assertThrows(
            AssertionError.class,
            () ->
                Claim.holds(
                    "backwards",
                    new double[] {3.25, 2, 2},
                    Is.closeTo(new double[] {3.25, 2.5, 1}, 1e-12)));
    assertEquals(
        "This claim does not hold: backwards. Measured 2 at [1], but it should be 2.5, give or "
            + "take 1e-12 (off by 0.5); 2 of 3 numbers are off",
        list.getMessage());
    AssertionError matrix =
        assertThrows(
            AssertionError.class,
            () ->
                Claim.holds(
                    "backwards",
                    new DMatrixRMaj(new double[][] {{1, 2}, {3, 4}}),
                    Is.exactly(new DMatrixRMaj(new double[][] {{1, 2}, {0, 4}}))));
    assertEquals(
        "This claim does not hold: backwards. Measured 3 at row 1, column 0, but it should be "
            + "exactly 0 (off by 3)",
        matrix.getMessage());
  }

  @Test
  void anotherShapeIsNamed() {
    AssertionError matrix =
        assertThrows(
            AssertionError.class,
            () ->
                Claim.holds(
                    "as wide as the targets",
                    new DMatrixRMaj(2, 3),
                    Is.closeTo(new DMatrixRMaj(3, 2), 1)));
    assertEquals(
        "This claim does not hold: as wide as the targets. Measured a 2×3 matrix, but there "
            + "should be a 3×2 matrix",
        matrix.getMessage());
  }

  @Test
  void textsAreComparedWhole() {
    AssertionError text =
        assertThrows(
            AssertionError.class,
            () -> Claim.holds("the digit is spelt", "tow", Is.exactly("two")));
    assertEquals(
        "This claim does not hold: the digit is spelt. Measured \"tow\", but it should be "
            + "\"two\"",
        text.getMessage());
  }

  @Test
  void aYesOrNoIsRefused() {
    String message = "a yes or no is no measurement: hand over the number that decides it";
    assertEquals(message, refusal(() -> Claim.holds("it works", true, Is.exactly(1))));
    assertEquals(message, refusal(() -> Is.exactly(true)));
  }

  @Test
  void whatCannotBeComparedIsRefused() {
    assertEquals(
        "measured \"five\" can't be compared with 5",
        refusal(() -> Claim.holds("it works", "five", Is.exactly(5))));
    assertEquals(
        "nothing was measured: the measurement is null",
        refusal(() -> Claim.holds("it works", (Object) null, Is.exactly(5))));
    assertEquals(
        "nothing was measured: there are no numbers in it",
        refusal(() -> Claim.holds("it works", new double[0], Is.atMost(5))));
    assertEquals(
        "measured 2 numbers, compared with the single number 5",
        refusal(() -> Claim.holds("it works", new double[2], Is.closeTo(5, 1))));
    assertEquals(
        "relative to 0 nothing is close: use Is.closeTo(0, tolerance)",
        refusal(() -> Is.relativelyCloseTo(0, 1e-3)));
    assertEquals("a tolerance must be 0 or more and is -1", refusal(() -> Is.closeTo(0, -1)));
    assertEquals("a bound must be a number and is NaN", refusal(() -> Is.below(Double.NaN)));
    assertEquals("between needs low ≤ high and got 2, 1", refusal(() -> Is.between(2, 1)));
  }

  // ---- promises in the story ------------------------------------------------------------------

  @Test
  void aPromiseIsPrintedBesideWhatCameOutAndNamesNoId() {
    assertEquals(
        "✓ 16 digits, one vector: expected below 0.4, measured (0.22, 0.23, 0.24)\n",
        Printed.by(
            () ->
                Claim.holds(
                    "16 digits, one vector", new double[] {0.22, 0.23, 0.24}, Is.below(0.4))));
    assertEquals(
        "✓ the gradient of u: expected 5 ± 1e-12, measured 5\n",
        Printed.by(() -> Claim.holds("the gradient of u", 5, Is.closeTo(5, 1e-12))));
    assertEquals(
        "✓ two words: expected \"a b\", measured \"a b\"\n",
        Printed.by(() -> Claim.holds("two words", "a b", Is.exactly("a b"))));
  }

  @Test
  void ofManyNumbersTheSpreadIsPrinted() {
    assertEquals(
        "✓ ten networks: expected between 0 and 1, measured 0.1 to 0.9 (7 numbers)\n",
        Printed.by(
            () ->
                Claim.holds(
                    "ten networks",
                    new double[] {0.3, 0.1, 0.9, 0.2, 0.2, 0.4, 0.5},
                    Is.between(0, 1))));
  }

  @Test
  void aLongLineIsBrokenBetweenWords() {
    assertEquals(
        """
        ✓ weight of the padding, if nobody masks it, when all words are alike: you guessed 0.25,
          expected between 0.39 and 0.41, measured 0.399731
        """,
        Printed.by(
            () ->
                Claim.holds(
                    "weight of the padding, if nobody masks it, when all words are alike",
                    0.399731,
                    Is.between(0.39, 0.41),
                    0.25)));
  }

  @Test
  void theReadersGuessStandsBesideBoth() {
    assertEquals(
        "✓ k = 2: you guessed 0.5, expected above 0.7, measured 0.75\n",
        Printed.by(() -> Claim.holds("k = 2", 0.75, Is.above(0.7), 0.5)));
  }

  @Test
  void aPromiseThatIsNotKeptFails() {
    AssertionError e =
        assertThrows(AssertionError.class, () -> Claim.holds("k = 2", 0.5, Is.above(0.7)));
    assertEquals(
        "This claim does not hold: k = 2. Measured 0.5, but it should be above 0.7",
        e.getMessage());
  }

  // ---- the record -----------------------------------------------------------------------------

  @Test
  void theRecordKeepsEachDecisionOnceInOrder() {
    int before = Claim.recorded().size();
    for (int twice = 0; twice < 2; twice++) {
      Claim.record("bptt-dWhh", "its gradient is 5", 5.0, Is.closeTo(5, 1e-12));
      Claim.record("bptt-dWhh", "and so by differences", 5.0, Is.closeTo(5, 1e-8));
      Claim.answered("dl-three-classes", "three kinds of networks", "Where it began");
    }
    List<Claim.Recorded> rows = Claim.recorded().subList(before, before + 3);

    assertEquals(before + 3, Claim.recorded().size());
    assertEquals("its gradient is 5", rows.get(0).statement());
    assertEquals("5 ± 1e-12", rows.get(0).expected());
    assertEquals("5", rows.get(0).measured());
    assertEquals("bptt-dWhh", rows.get(1).id());
    assertEquals("answered in the text: Where it began", rows.get(2).measured());
  }

  @Test
  void aQuestionIsAnsweredInTheTextAndNotMeasured() {
    Claim.answered("q-bptt", "how a network learns through time", "7. How does it learn?");
    List<Claim.Recorded> rows = Claim.recorded();
    assertEquals("q-bptt", rows.get(rows.size() - 1).id());
    assertTrue(
        refusal(() -> Claim.record("q-bptt", "x", 1, Is.exactly(1)))
            .contains("say Claim.answered("));
  }

  @Test
  void theRecordRefusesWhatIsNotSoAndWhatIsNoRow() {
    assertThrows(
        AssertionError.class, () -> Claim.record("bptt-dWhh", "wrong", 4.0, Is.exactly(5)));
    assertTrue(
        refusal(() -> Claim.record("bptt-dWh", "x", 1, Is.exactly(1))).contains("Did you mean"));
    assertTrue(
        refusal(() -> Claim.record("dl-three-classes", "x", 1, Is.exactly(1)))
            .contains("say Claim.answered("));
    assertTrue(refusal(() -> Claim.answered("bptt-dWhh", "x", "y")).contains("say Claim.record("));
  }
}
