package unrolled.decode;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.ejml.data.DMatrixRMaj;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import unrolled.math.Rng;

/** Law: a decoder refuses what can't be decoded, and says what to do. */
class BadModelTest {
  private static final NextToken GOOD = says(1, 2, -1, 0.25, 0.75);

  private static String refused(Executable what) {
    return assertThrows(IllegalArgumentException.class, what).getMessage();
  }

  /** A model that says the same after every prefix, whatever it is asked. */
  private static NextToken says(int rows, int vocabulary, int end, double... probabilities) {
    DMatrixRMaj next =
        new DMatrixRMaj(rows, probabilities.length / rows, true, probabilities.clone());
    for (int i = 0; i < next.data.length; i++) {
      next.data[i] = StrictMath.log(next.data[i]);
    }
    return new NextToken() {
      @Override
      public int rows() {
        return rows;
      }

      @Override
      public int vocabulary() {
        return vocabulary;
      }

      @Override
      public int end() {
        return end;
      }

      @Override
      public DMatrixRMaj logProbabilities() {
        return next;
      }

      @Override
      public NextToken append(int[] asked, int[] tokens) {
        return this;
      }
    };
  }

  private static List<Decoding> all() {
    return List.of(
        new Greedy(3),
        new Sampling(3, new Rng(0)),
        new BeamSearch(2, 3),
        new Exhaustive(3),
        start -> {
          Score.logProbabilities(start, new int[start.rows()][3]);
          return List.of();
        });
  }

  private static void allRefuse(NextToken model, String message) {
    for (Decoding decoder : all()) {
      assertEquals(message, refused(() -> decoder.decode(model)), decoder.getClass().getName());
    }
  }

  @Test
  void whatNeverFindsAnything() {
    assertEquals(
        "a beam of width 0 keeps nothing: give at least 1, which is greedy search",
        refused(() -> new BeamSearch(0, 5)));
    String none =
        "a maximum length of 0 leaves no room for a token: give at least 1 (it counts the end symbol"
            + " too)";
    assertEquals(none, refused(() -> new BeamSearch(1, 0)));
    assertEquals(none, refused(() -> new Greedy(0)));
    assertEquals(none, refused(() -> new Exhaustive(0)));
    assertEquals(none, refused(() -> new Sampling(0, new Rng(0))));
    assertEquals(
        "a list of the 0 best is empty: ask for 1 or more",
        refused(() -> new BeamSearch(1, 1).nBest(0)));
    assertEquals(
        "the 0 likeliest tokens are none to draw from: give at least 1",
        refused(() -> new Sampling(1, new Rng(0)).topK(0)));
    assertTrue(
        refused(() -> new Sampling(1, new Rng(0)).temperature(0)).startsWith("a temperature of 0"));
  }

  @Test
  void aModelThatSaysNaN() {
    allRefuse(
        says(2, 2, -1, 0.5, 0.5, 0.5, Double.NaN),
        "row 1 of the model's log-probabilities is NaN at token 1: look for a NaN in the model's"
            + " weights or input (has its training diverged?)");
  }

  @Test
  void aModelThatDoesNotAddUp() {
    allRefuse(
        says(1, 3, -1, 0.5, 0.5, 0.5),
        "row 0 of the model is not made of log-probabilities: their exponentials add up to 1.5"
            + " instead of 1. Are they scores or probabilities? Scores x become log-probabilities as"
            + " x − ln Σ e^x");
  }

  @Test
  void aModelOfTheWrongShape() {
    allRefuse(
        says(1, 3, -1, 0.5, 0.5),
        "the model has 1 rows and 3 tokens, but its log-probabilities are 1×2: give one row for"
            + " each prefix and one column for each token");
    allRefuse(
        says(1, 2, 2, 0.5, 0.5),
        "the end symbol is token 2, but the tokens are 0 … 1: give one of them, or −1 if no token"
            + " ends a sequence");
    assertEquals(
        "append was asked for 2 rows, and the model it gave has 1: row i of the result is row"
            + " rows[i], followed by tokens[i]",
        refused(() -> new BeamSearch(2, 3).decode(GOOD)));
  }

  @Test
  void tooManySequencesToTryThemAll() {
    assertEquals(
        "2 tokens and up to 60 of them in a row make more than 250000 sequences, too many to try"
            + " them all: take a smaller vocabulary or maximum length, or a beam",
        refused(() -> new Exhaustive(60).decode(GOOD)));
  }

  @Test
  void sequencesThatTheModelCannotScore() {
    assertEquals(
        "2 sequences for a model with 1 rows: give one sequence for each row",
        refused(() -> Score.logProbabilities(GOOD, new int[2][1])));
    assertEquals(
        "sequence 0 has token 5, but the model knows 0 … 1",
        refused(() -> Score.logProbabilities(GOOD, new int[][] {{5}})));
  }

  @Test
  void penaltiesThatAreNone() {
    assertEquals(
        "a length penalty's exponent must be 0 or more (usually 0 to 1) and is -1",
        refused(() -> LengthPenalty.exponent(-1)));
    assertTrue(refused(() -> LengthPenalty.gnmt(Double.NaN)).endsWith("and is NaN"));
    assertEquals(
        "the length penalty of 2 is 0: scores are divided by it, so it must be above 0 and finite",
        refused(() -> new BeamSearch(2, 2).penalty(length -> 2 - length).decode(GOOD)));
    assertEquals(
        "the length penalty falls from 0.333333 to 0.25 at a length of 4: give one that never falls, or"
            + " beam search can't know when to stop",
        refused(() -> new BeamSearch(2, 4).penalty(length -> 1.0 / length).decode(GOOD)));
  }

  @Test
  void noMaximumAtAllMakesRoomForWhatIsNeededAlone() {
    // given a model that ends every sequence at once
    TableModel table = new TableModel().end(".").after("", ". 0.6, Yes 0.4").after("Yes", ". 1");
    int none = Integer.MAX_VALUE;

    assertEquals(1, new Greedy(none).decode(table.start()).get(0).length());
    assertEquals(".", table.text(new BeamSearch(none, none).decode(table.start()).get(0).tokens()));
    assertEquals(
        2,
        new BeamSearch(none, none)
            .nBest(none)
            .penalty(LengthPenalty.exponent(1))
            .search(table.start())
            .get(0)
            .nBest()
            .size());
    assertTrue(new Sampling(none, new Rng(1)).topK(none).decode(table.start()).get(0).ended());
  }

  @Test
  void tablesThatCannotBeRead() {
    assertEquals(
        "what may follow \"\" names \"I\" twice: name it once",
        refused(() -> new TableModel().after("", "I 0.5, We 0.5, I 0.5")));
    assertEquals(
        "\"My\": write a word, a space and its probability, as in \"I 0.6\"",
        refused(() -> new TableModel().after("", "I 0.6, My")));
    assertEquals(
        "\"I 6\": write a word, a space and its probability, as in \"I 0.6\"",
        refused(() -> new TableModel().after("", "I 6")));
    assertEquals(
        "what may follow \"I\" has probabilities that add up to 0.9, not to 1",
        refused(() -> new TableModel().after("I", "was 0.5, am 0.4")));
    assertEquals(
        "the table says twice what may follow \"\": say it once",
        refused(() -> new TableModel().after("", "I 1").after("", "We 1")));
    assertEquals(
        "no row of the table has the end word \".\": is it spelt as in the rows?",
        refused(() -> new TableModel().end(".").after("", "I 1").start()));
    assertEquals(
        "the table doesn't say what may follow \"I\": add after(\"I\", …), or give the decoder a"
            + " smaller maximum length",
        refused(() -> new Greedy(2).decode(new TableModel().after("", "I 1").start())));
  }
}
