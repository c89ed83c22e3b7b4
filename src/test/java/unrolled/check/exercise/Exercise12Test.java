package unrolled.check.exercise;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.Map;
import org.ejml.data.DMatrixRMaj;
import org.junit.jupiter.api.Test;
import unrolled.check.Printed;
import unrolled.layer.SoftmaxCrossEntropy;
import unrolled.layer.Targets;
import unrolled.math.Rng;
import unrolled.math.Softmax;

/** Law: the solution gets every point, a hole none, each typical mistake its marks and its hint. */
class Exercise12Test {

  static int[][] fed(int[][] sentences, int end) {
    int[][] rows = empty(sentences);
    for (int b = 0; b < rows.length; b++) {
      rows[b][0] = end;
      System.arraycopy(sentences[b], 0, rows[b], 1, sentences[b].length);
    }
    return rows;
  }

  static int[][] asked(int[][] sentences, int end) {
    int[][] rows = empty(sentences);
    for (int b = 0; b < rows.length; b++) {
      System.arraycopy(sentences[b], 0, rows[b], 0, sentences[b].length);
      rows[b][sentences[b].length] = end;
    }
    return rows;
  }

  private static int[][] empty(int[][] sentences) {
    int longest = Arrays.stream(sentences).mapToInt(s -> s.length).max().getAsInt();
    int[][] rows = new int[sentences.length][longest + 1];
    Arrays.stream(rows).forEach(row -> Arrays.fill(row, -1));
    return rows;
  }

  static double loss(DMatrixRMaj[] p, int[][] asked) {
    double sum = 0;
    int count = 0;
    for (int t = 0; t < p.length; t++) {
      for (int b = 0; b < asked.length; b++) {
        if (asked[b][t] >= 0) {
          sum -= StrictMath.log(p[t].get(b, asked[b][t]));
          count++;
        }
      }
    }
    return sum / count;
  }

  static DMatrixRMaj start(DMatrixRMaj[] h, int[] lengths) {
    DMatrixRMaj out = h[0].createLike();
    for (int b = 0; b < lengths.length; b++) {
      for (int j = 0; j < out.numCols; j++) {
        out.set(b, j, h[lengths[b]].get(b, j));
      }
    }
    return out;
  }

  static int[][] said(Exercise12.Decoder decoder, DMatrixRMaj start, int end, int most) {
    int[][] words = new int[start.numRows][most];
    int[] count = new int[start.numRows];
    int[] fed = new int[start.numRows];
    boolean[] over = new boolean[start.numRows];
    Arrays.fill(fed, end);
    DMatrixRMaj h = start;
    for (int t = 0; t < most; t++) {
      Exercise12.Step step = decoder.step(h, fed);
      h = step.h();
      for (int b = 0; b < fed.length; b++) {
        fed[b] = 0;
        for (int k = 1; k < step.p().numCols; k++) {
          fed[b] = step.p().get(b, k) > step.p().get(b, fed[b]) ? k : fed[b];
        }
        over[b] = over[b] || fed[b] == end;
        if (!over[b]) {
          words[b][count[b]++] = fed[b];
        }
      }
    }
    for (int b = 0; b < words.length; b++) {
      words[b] = Arrays.copyOf(words[b], count[b]);
    }
    return words;
  }

  @Test
  void theSolutionGetsEveryPoint() {
    for (long seed : Marked.SEEDS) {
      assertEquals(3, Marked.of(() -> Exercise12.fed(Exercise12Test::fed, seed)).mark());
      assertEquals(3, Marked.of(() -> Exercise12.asked(Exercise12Test::asked, seed)).mark());
      assertEquals(4, Marked.of(() -> Exercise12.loss(Exercise12Test::loss, seed)).mark());
      assertEquals(2, Marked.of(() -> Exercise12.handOver(Exercise12Test::start, seed)).mark());
      assertEquals(4, Marked.of(() -> Exercise12.write(Exercise12Test::said, seed)).mark());
      assertEquals(
          2,
          Marked.of(() -> Exercise12.otherSizes(Exercise12Test::loss, Exercise12Test::said, seed))
              .mark());
    }
  }

  @Test
  void theReportOfTheSolutionHoldsNoRandomNumber() {
    assertEquals(
        """
        What it reads: 3 of 3 points
          ✓ 1/1  two sentences of three words
          ✓ 2/2  sentences of two words, four, and one
        """,
        Printed.by(() -> Exercise12.fed(Exercise12Test::fed)));
    assertEquals(
        """
        On its own: 4 of 4 points
          ✓ 1/1  one sentence
          ✓ 3/3  four sentences of different lengths, one too long
        """,
        Printed.by(() -> Exercise12.write(Exercise12Test::said)));
  }

  /** The course's own loss, from scores instead of probabilities, says the same. */
  @Test
  void theLossIsWhatTheLibraryComputes() {
    DMatrixRMaj scores = Fresh.matrix(new Rng(1), 3 * 2, 4); // 3 steps, 2 sentences, 4 symbols
    int[][] asked = {{2, 0, 3}, {1, 3, -1}};
    int[] tall = {2, 1, 0, 3, 3, -1};
    double library =
        new SoftmaxCrossEntropy().of(scores, Targets.classes(tall), new DMatrixRMaj(0, 0));
    DMatrixRMaj[] p = new DMatrixRMaj[3];
    for (int t = 0; t < 3; t++) {
      p[t] = new DMatrixRMaj(2, 4);
      System.arraycopy(scores.data, 8 * t, p[t].data, 0, 8);
      Softmax.of(p[t].data, 0, 4);
      Softmax.of(p[t].data, 4, 8);
    }
    assertEquals(library, loss(p, asked), 1e-12);
  }

  @Test
  void holesAndCodeThatDoesNothingGetNothing() {
    Exercise12.Preparation hole =
        (sentences, end) -> {
          throw new UnsupportedOperationException("YOUR CODE HERE");
        };
    assertEquals(0, Marked.of(() -> Exercise12.fed(hole)).mark());
    assertEquals(0, Marked.of(() -> Exercise12.fed((sentences, end) -> null)).mark());
    assertEquals(0, Marked.of(() -> Exercise12.asked((sentences, end) -> sentences)).mark());
    assertEquals(0, Marked.of(() -> Exercise12.asked((s, end) -> new int[s.length][])).mark());
    assertEquals(0, Marked.of(() -> Exercise12.loss((p, asked) -> 0)).mark());
    assertEquals(0, Marked.of(() -> Exercise12.handOver((h, lengths) -> null)).mark());
    assertEquals(0, Marked.of(() -> Exercise12.handOver((h, lengths) -> h[0])).mark());
    assertEquals(0, Marked.of(() -> Exercise12.write((d, start, end, most) -> null)).mark());
    assertEquals(
        0,
        Marked.of(() -> Exercise12.write((d, start, end, most) -> new int[start.numRows][]))
            .mark());
    assertEquals(
        0,
        Marked.of(
                () ->
                    Exercise12.otherSizes(
                        (p, asked) -> 0, (d, start, end, most) -> new int[start.numRows][0], 1))
            .mark());
  }

  @Test
  void rowsOfDifferentLengthsAreNamed() {
    Marked.Result result = Marked.of(() -> Exercise12.fed((sentences, end) -> sentences, 1));
    assertTrue(
        result.says("The rows of fed must have the same length: row 0 has 2"), result.report());
  }

  @Test
  void aSymbolThatTheDecoderDoesNotKnowIsNamed() {
    Exercise12.Writer minusOne =
        (decoder, start, end, most) -> {
          int[] fed = new int[start.numRows];
          Arrays.fill(fed, -1);
          decoder.step(start, fed);
          return new int[start.numRows][0];
        };
    Marked.Result result = Marked.of(() -> Exercise12.write(minusOne, 1));
    assertTrue(result.says("Your code fed the decoder the symbol -1."), result.report());
  }

  @Test
  void eachMistakeInPreparingHasItsMarksAndItsHint() {
    for (long seed : Marked.SEEDS) {
      Marked.assertEachMistake(
          Map.of(
              "not shifted", 0,
              "the last word never read", 0,
              "END at both ends", 0,
              "filled up with END", 1,
              "filled up with 0", 1),
          Exercise12.fedExercise(),
          code -> Exercise12.fed(code, seed));
      Marked.assertEachMistake(
          Map.of(
              "END missing", 0,
              "END at the end of the batch", 1,
              "shifted the wrong way", 0,
              "padding asked as END", 1,
              "padding asked as 0", 1),
          Exercise12.askedExercise(),
          code -> Exercise12.asked(code, seed));
    }
  }

  @Test
  void eachMistakeInTheLossHasItsMarksAndItsHint() {
    for (long seed : Marked.SEEDS) {
      Marked.assertEachMistake(
          Map.of(
              "padding counted", 1,
              "a mean of means", 1,
              "not divided", 0,
              "divided by the sentences", 0,
              "padding taken for a word", 1,
              "the sign", 0),
          Exercise12.lossExercise(),
          code -> Exercise12.loss(code, seed));
    }
  }

  @Test
  void eachMistakeInHandingOverHasItsMarksAndItsHint() {
    for (long seed : Marked.SEEDS) {
      Marked.assertEachMistake(
          Map.of(
              "the end of the batch", 1,
              "one word too early", 0,
              "the beginning", 0,
              "the mean", 0),
          Exercise12.handOverExercise(),
          code -> Exercise12.handOver(code, seed));
    }
  }

  @Test
  void eachMistakeInWritingHasItsMarksAndItsHint() {
    for (long seed : Marked.SEEDS) {
      Marked.assertEachMistake(
          Map.of(
              "END said", 0,
              "no end", 0,
              "all end together", 1,
              "its word not fed back", 0,
              "the state not carried over", 0,
              "one word too few", 1),
          Exercise12.writeExercise(),
          code -> Exercise12.write(code, seed));
    }
  }
}
