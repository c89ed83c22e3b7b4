package unrolled.check.exercise;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
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
    for (long seed : Marked.SEEDS) {
      assertEquals(5, Marked.of(() -> Exercise01.order(Exercise01Test::order, seed)).mark());
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
  void theReportOfTheSolutionHoldsNoRandomNumber() {
    assertEquals(
        """
        What comes first: 5 of 5 points
          ✓ 1/1  two words
          ✓ 1/1  other words around and between
          ✓ 1/1  a word comes again
          ✓ 1/1  a word that only looks like it
          ✓ 1/1  now and then one of the two is missing
        """,
        Marked.of(() -> Exercise01.order(Exercise01Test::order)).report());
    assertEquals(
        """
        A step of reading: 8 of 8 points
          ✓ 1/1  opinions without a negation: score
          ✓ 1/1  one negation: score
          ✓ 1/1  a word between negation and opinion: score
          ✓ 1/1  a comma after a negation: score
          ✓ 2/2  whole sentences: score
          ✓ 1/1  whole sentences: sign
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
    assertEquals(0, Marked.of(() -> Exercise01.order(order)).mark());
    assertEquals(0, Marked.of(() -> Exercise01.step(step)).mark());
    assertEquals(0, Marked.of(() -> Exercise01.otherSentences(order, step, 1)).mark());
  }

  @Test
  void eachMistakeInTheOrderHasItsMarksAndItsHint() {
    for (long seed : Marked.SEEDS) {
      Marked.assertEachMistake(
          Map.of(
              "counted", 1,
              "last places", 4,
              "missing counts as later", 4,
              "signs exchanged", 0,
              "compared with ==", 0,
              "part of a word", 4,
              "neighbours only", 2),
          Exercise01.orderExercise(),
          code -> Exercise01.order(code, seed));
    }
  }

  @Test
  void eachMistakeInTheStepHasItsMarksAndItsHint() {
    for (long seed : Marked.SEEDS) {
      Marked.assertEachMistake(
          Map.of(
              "negations ignored", 3,
              "the negation never wears off", 3,
              "commas ignored", 4,
              "a negation reaches one word", 4,
              "a second negation changes nothing", 5,
              "overwritten, not added", 2,
              "the whole score turned", 6),
          Exercise01.stepExercise(),
          code -> Exercise01.step(code, seed));
    }
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
    assertTrue(result.says(": order: yours is -7, it should be "), result.report());
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
