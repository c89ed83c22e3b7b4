package unrolled.check.exercise;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

/** Law: the solution gets every point, a hole none, each typical mistake its marks and its hint. */
class Exercise01Test {

  static double order(List<String> tokens, String a, String b) {
    String first = null;
    for (String token : tokens) {
      if (!token.equals(a) && !token.equals(b)) {
        continue;
      }
      if (first == null) {
        first = token;
      } else if (!first.equals(token)) {
        return first.equals(a) ? 1 : -1;
      }
    }
    return 0;
  }

  static double[] step(double[] h, String token) {
    return switch (token) {
      case "good", "great" -> new double[] {h[0] + h[1], 1};
      case "bad", "awful" -> new double[] {h[0] - h[1], 1};
      case "not", "never" -> new double[] {h[0], -h[1]};
      case ",", "." -> new double[] {h[0], 1};
      default -> new double[] {h[0], h[1]};
    };
  }

  @Test
  void theSolutionGetsEveryPoint() {
    assertEquals(4, Marked.of(() -> Exercise01.predicted(() -> new int[] {9, 11, 1, 6}, 1)).mark());
    for (long seed : Marked.SEEDS) {
      assertEquals(6, Marked.of(() -> Exercise01.order(Exercise01Test::order, seed)).mark());
      assertEquals(8, Marked.of(() -> Exercise01.step(Exercise01Test::step, seed)).mark());
      assertEquals(
          2,
          Marked.of(
                  () ->
                      Exercise01.otherSentences(Exercise01Test::order, Exercise01Test::step, seed))
              .mark());
    }
  }

  @Test
  void aWrongPredictionIsAnsweredWithAHint() {
    Marked.Result result = Marked.of(() -> Exercise01.predicted(() -> new int[] {4, 9, 24, 12}));
    assertEquals(0, result.mark());
    assertTrue(result.says("Not 4. There you know that “good” is there."), result.report());
    assertTrue(result.says("What does a bag keep of each?"), result.report());
    assertTrue(
        Marked.of(() -> Exercise01.predicted(() -> new int[2])).says("Give back four numbers"));
  }

  @Test
  void theReportOfTheSolutionHoldsNoRandomNumber() {
    assertEquals(
        """
        What comes first: 6 of 6 points
          ✓ 1/1  two words
          ✓ 1/1  other words around and between
          ✓ 1/1  a word comes again
          ✓ 1/1  a word that only looks like it
          ✓ 1/1  now and then one of the two is missing
          ✓ 1/1  now and then both are missing, or there is one word, or none
        """,
        Marked.of(() -> Exercise01.order(Exercise01Test::order)).report());
    assertEquals(
        """
        A step of reading: 8 of 8 points
          ✓ 2/2  rule 1, an opinion: the score
          ✓ 1/1  rule 1, an opinion: the sign
          ✓ 1/1  rule 2, a negation
          ✓ 1/1  rules 3 and 4, a comma, a full stop, any other word
          ✓ 2/2  whole sentences
          ✓ 1/1  its inputs are left as they were
        """,
        Marked.of(() -> Exercise01.step(Exercise01Test::step)).report());
  }

  @Test
  void holesGetNothing() {
    Exercise01.Order order =
        (tokens, a, b) -> {
          throw new UnsupportedOperationException("YOUR CODE HERE");
        };
    Exercise01.Step step =
        (h, token) -> {
          throw new UnsupportedOperationException("YOUR CODE HERE");
        };
    Marked.Result result = Marked.of(() -> Exercise01.order(order));
    assertEquals(0, result.mark());
    assertTrue(result.says("Not written yet"), result.report());
    assertEquals(0, Marked.of(() -> Exercise01.step(step)).mark());
    assertEquals(0, Marked.of(() -> Exercise01.otherSentences(order, step, 1)).mark());
    assertTrue(
        Marked.of(() -> Exercise01.ready(order, step) ? 1 : 0)
            .says("waits until their checks pass. Not there yet: first, step."));
  }

  @Test
  void eachMistakeHasItsMarksAndItsHint() {
    boolean many = Integer.getInteger("seeds") != null;
    for (long seed : many ? Marked.SEEDS : Marked.SEEDS.subList(0, 2)) {
      Marked.assertEachAlone(
          """
          0 compared with ==
          0 always 1
          0 always −1
          5 a comma forgets
          5 missing counts as later
          5 missing counts as earlier
          5 any word is the other one
          5 again is the other one
          5 missing gives −1
          5 missing −1 −1 0
          5 missing −1 −1 1
          5 missing −1 0 −1
          5 missing −1 0 0
          5 missing −1 0 1
          5 missing −1 1 −1
          5 missing −1 1 1
          5 missing 0 −1 −1
          5 missing 0 −1 0
          5 missing 0 −1 1
          5 missing 0 0 −1
          5 missing 0 0 1
          5 missing 0 1 −1
          5 missing 0 1 0
          5 missing 0 1 1
          5 missing 1 −1 −1
          5 missing 1 −1 1
          5 missing 1 0 −1
          5 missing 1 0 0
          5 missing 1 0 1
          5 missing 1 1 −1
          5 missing 1 1 0
          5 missing 1 1 1
          0 counted
          3 neighbours only
          3 the last neighbours
          5 last places
          5 last of a
          5 last of b
          5 not which one
          5 0 for not found, and one is enough
          5 the first two
          3 signs exchanged
          3 the distance
          3 the distance, exchanged
          3 never −1
          3 never 1
          0 1 whatever the order
          0 −1 whatever the order
          5 part of a word
          5 begins like it
          5 ends like it
          5 a piece of it
          3 without the first word
          3 without the last word
          3 place 0 is missing
          """,
          Exercise01.orderExercise(),
          code -> Exercise01.order(code, seed));
      Marked.assertEachAlone(
          """
          0 nothing changes
          2 always the beginning
          4 negations ignored
          4 overwritten, not added
          4 overwritten by the worth
          4 the whole score turned
          4 the score before turned
          6 the wrong way
          6 the worth turned
          4 a negated opinion is nothing
          4 a negated opinion is forgotten
          4 a negated opinion takes 1
          4 good and bad alike
          4 good words only
          4 bad words only
          4 no opinions
          4 multiplied
          4 sign and worth added
          6 twice
          6 the negation never wears off
          6 an opinion turns the sign
          6 the sign becomes the worth
          6 the sign takes the worth
          6 0 after an opinion
          6 −1 after an opinion
          6 a second negation changes nothing
          5 no negations
          6 1 after a negation
          6 1 − sign
          6 0 after a negation
          6 one less
          6 a negation turns the score
          6 a negation costs
          6 the score lost at a negation
          6 commas ignored
          6 an end turns the sign
          6 −1 after an end
          6 0 after an end
          6 the score lost at an end
          6 the score turned at an end
          6 a negation reaches one word
          6 any word turns the sign
          6 0 after any word
          6 −1 after any word
          6 the score lost at any word
          6 any word is an opinion
          6 the score turned at any word
          5 without good
          5 without great
          6 without bad
          5 without awful
          6 without not
          6 without never
          6 without ,
          6 without .
          5 bad words are other words
          6 all else 0
          4 score and sign exchanged everywhere
          4 score and sign exchanged
          """,
          Exercise01.stepExercise(),
          code -> Exercise01.step(code, seed));
    }
  }

  @Test
  void twoMistakesAtOnceAreTold() {
    Marked.assertEachPair(25, Exercise01.orderExercise(), code -> Exercise01.order(code, 1));
    Marked.assertEachPair(25, Exercise01.stepExercise(), code -> Exercise01.step(code, 1));
  }

  @Test
  void theListOfTokensIsNotToBeChanged() {
    Marked.Result result =
        Marked.of(
            () ->
                Exercise01.order(
                    (tokens, a, b) -> {
                      tokens.remove(a);
                      return 1;
                    },
                    1));
    assertEquals(0, result.mark());
    assertTrue(result.says("change a copy, new ArrayList<>(tokens)"), result.report());
  }

  @Test
  void theChallengeComparesWithTwoGuesses() {
    Marked.Result result =
        Marked.of(
            () -> {
              Exercise01.challenge((words, pairs) -> 0);
              return 0;
            });
    assertTrue(result.says("a bag of words agrees about "), result.report());
    assertTrue(result.says("yours agrees about "), result.report());
  }

  @Test
  void whoChangesTheStateInPlaceLosesThePointForItsInputs() {
    for (String kind : List.of("opinion", "negation", "end")) {
      Exercise01.Step inPlace =
          (h, token) -> {
            double[] next = step(h, token);
            boolean touches =
                switch (kind) {
                  case "opinion" -> next[0] != h[0];
                  case "negation" -> token.equals("not") || token.equals("never");
                  default -> token.equals(",") || token.equals(".");
                };
            if (!touches) {
              return next;
            }
            h[0] = next[0];
            h[1] = next[1];
            return h;
          };
      Marked.Result result = Marked.of(() -> Exercise01.step(inPlace, 1));
      assertEquals(7, result.mark(), kind + "\n" + result.report());
    }
  }

  @Test
  void aMistakeOfItsOwnIsShownInItsSentence() {
    Marked.Result result =
        Marked.of(
            () ->
                Exercise01.order(
                    (tokens, a, b) -> tokens.size() == 2 ? -7 : order(tokens, a, b), 1));
    assertEquals(4, result.mark());
    assertTrue(result.report().contains("a = “"), result.report());
    assertTrue(result.says(": answer: yours is -7, it should be "), result.report());
  }

  @Test
  void aStateOfAnotherLengthIsRefusedInWords() {
    Marked.Result result = Marked.of(() -> Exercise01.step((h, token) -> new double[3], 1));
    assertTrue(
        result.says("must give back two numbers, the new score and sign; for “"), result.report());
    assertTrue(result.says("it gave back an array of length 3."), result.report());
    assertTrue(Marked.of(() -> Exercise01.step((h, token) -> null, 1)).says("it gave back null."));
  }

  @Test
  void changingTheStateInPlaceCostsOnePoint() {
    Marked.Result result =
        Marked.of(
            () ->
                Exercise01.step(
                    (h, token) -> {
                      double[] next = step(h, token);
                      h[0] = next[0];
                      h[1] = next[1];
                      return h;
                    },
                    1));
    assertEquals(7, result.mark(), result.report());
    assertTrue(result.says("Your code changes what it was given: h[0]: it is "), result.report());
  }
}
