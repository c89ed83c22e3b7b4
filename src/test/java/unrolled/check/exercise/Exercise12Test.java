package unrolled.check.exercise;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import org.ejml.data.DMatrixRMaj;
import org.junit.jupiter.api.Test;
import unrolled.check.Printed;
import unrolled.layer.SoftmaxCrossEntropy;
import unrolled.layer.Targets;
import unrolled.math.Rng;
import unrolled.math.Softmax;

/** Law: the solution gets every point, a hole none, each typical mistake its marks and its hint. */
class Exercise12Test {

  private static final String FED =
      """
      0 not shifted
      1 no END in front
      1 -1 in front
      1 0 in front
      1 END twice in front
      1 END at both ends
      2 END behind short sentences
      2 filled up with END
      2 filled up with 0
      2 filled up with the last word
      2 0 ends the padding
      2 0 begins the padding
      1 no words
      1 cut at word 0
      1 the first word left out
      1 word 0 taken for padding
      1 backwards
      1 a column too many
      2 ragged
      2 flush right
      2 nothing for the empty sentence
      1 one row for all
      1 rows and columns exchanged
      1 END is always 6
      1 the last word never read
      1 the last word left out
      1 a step too few
      1 a column too few
      """;

  private static final String ASKED =
      """
      1 END missing
      2 END at the end of the batch
      1 shifted the wrong way
      1 END at both ends
      1 overwritten before copied
      1 a step late
      2 END twice
      1 0 for END
      1 END in place of the last word
      2 filled up with END
      2 filled up with 0
      2 filled up with the last word
      2 0 ends the padding
      2 0 begins the padding
      1 no words
      1 cut at word 0
      1 the first word left out
      1 word 0 taken for padding
      1 backwards
      1 a column too many
      2 ragged
      2 flush right
      2 nothing for the empty sentence
      1 one row for all
      1 rows and columns exchanged
      1 END is always 6
      1 the last word left out
      1 a column too few
      """;

  private static final String LOSS =
      """
      2 padding counted
      2 a mean of means
      2 a mean of the steps' means
      2 a mean of the symbols' means
      2 not divided
      2 divided by the sentences
      2 divided by the steps
      2 END not counted
      2 the last sentence's count
      2 one more
      2 one less
      2 padding taken for word 0
      2 padding taken for END
      2 word 0 left out
      2 END left out
      2 the first step left out
      2 the last step left out
      2 the first sentence alone
      2 the last sentence alone
      2 the first sentence left out
      2 the last sentence left out
      2 a step ends at its first padding
      2 all ends at the first padding
      2 one step late
      2 one step early
      2 the sign
      2 log10
      2 log2
      2 no logarithm
      2 p itself
      2 1 - p
      2 weighted by p
      2 squared
      2 b and t exchanged
      2 the first row for all
      2 read by columns
      2 the largest probability
      2 an entropy
      2 halves
      3 a product first
      3 0 times infinity
      2 the logarithm of a mean
      2 perplexity
      2 1e-3 added
      3 at least 1e-3
      2 1e-4 added
      3 at least 1e-4
      2 1e-5 added
      3 at least 1e-5
      2 1e-6 added
      3 at least 1e-6
      2 1e-7 added
      3 at least 1e-7
      3 1e-8 added
      3 at least 1e-8
      3 1e-9 added
      3 at least 1e-9
      3 1e-10 added
      3 at least 1e-10
      3 1e-11 added
      3 at least 1e-11
      3 1e-12 added
      3 at least 1e-12
      3 1e-13 added
      3 at least 1e-13
      3 1e-14 added
      3 at least 1e-14
      3 1e-15 added
      3 at least 1e-15
      3 1e-16 added
      3 at least 1e-16
      """;

  private static final String START =
      """
      2 the last state never looked at
      2 the end of the batch
      2 one word too early
      2 two words too early
      2 one word too late
      0 before the first word
      2 the beginning
      2 the first sentence's length
      2 the last sentence's length
      2 the shortest sentence's length
      2 the sentence's own number
      2 counted from the end
      2 zeros for no words
      2 the mean
      2 the sum
      2 the next sentence's row
      2 the first row for all
      2 the row of the length
      2 stored by columns
      2 read by columns
      2 rows and columns exchanged
      2 the last unit missing
      2 the first unit missing
      """;

  private static final String SAID =
      """
      2 the word 0 lost
      2 END said
      2 no end
      2 END skipped
      2 comes alive
      2 all end together
      2 all end at once
      2 its word not fed back
      2 all end with the first
      2 all end with the last
      2 0 fed at every step
      2 the word before
      2 all read the first row
      2 begins with 0
      2 begins with 1
      2 the state not carried over
      2 two steps for one
      3 most ignored
      3 one word too few
      3 one word too many
      3 the last of equal symbols
      2 the least likely
      2 the largest not kept
      2 symbol 0 left out
      2 the last symbol left out
      2 all say what the first row says
      2 filled up with -1
      2 filled up with 0
      2 filled up with END
      2 as long as the longest, with 0
      2 as long as the longest, with -1
      2 END in front
      2 without the first word
      2 backwards
      """;

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
      assertEquals(3, Marked.of(() -> Exercise12.handOver(Exercise12Test::start, seed)).mark());
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
          ✓ 2/2  sentences of two words, four, none, and one
        """,
        Printed.by(() -> Exercise12.fed(Exercise12Test::fed)));
    assertEquals(
        """
        On its own: 4 of 4 points
          ✓ 1/1  one sentence, 300 symbols
          ✓ 2/2  five sentences: one empty, one of just “most” words, one without end
          ✓ 1/1  three sentences, and symbols that are equally likely
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
  void whoChangesWhatWasGivenLosesAPoint() {
    Exercise12.HandOver intoTheLast =
        (h, lengths) -> {
          DMatrixRMaj out = start(h, lengths);
          h[h.length - 1].setTo(out);
          return h[h.length - 1];
        };
    assertEquals(2, Marked.of(() -> Exercise12.handOver(intoTheLast, 1)).mark());
    Exercise12.Preparation intoTheSentences =
        (sentences, end) -> {
          System.arraycopy(fed(sentences, end), 0, sentences, 0, sentences.length);
          return sentences;
        };
    assertEquals(2, Marked.of(() -> Exercise12.fed(intoTheSentences, 1)).mark());
  }

  @Test
  void whatNobodyHasThoughtOfIsToldInNumbers() {
    Exercise12.Writer odd =
        (decoder, start, end, most) -> {
          int[][] said = said(decoder, start, end, most);
          if (said[0].length > 1) {
            said[0][1] = 3 - said[0][1];
          }
          return said;
        };
    Marked.Result result = Marked.of(() -> Exercise12.write(odd, 1));
    assertEquals(0, result.mark());
    assertTrue(result.says("END = 299, most = 12. said[0][1]: yours is"), result.report());
  }

  @Test
  void thePredictionsAreFourNumbers() {
    assertEquals(
        4, Marked.of(() -> Exercise12.predicted(() -> new double[] {12, 7, 0.2033, 3})).mark());
    Marked.Result wrong =
        Marked.of(() -> Exercise12.predicted(() -> new double[] {9, 12, 0.3993, 6}));
    assertEquals(0, wrong.mark());
    assertTrue(wrong.says("That is the mean of two means."), wrong.report());
  }

  @Test
  void whatFollowsSaysWhichMethodsAreMissing() {
    assertTrue(
        Exercise12.ready(
            Exercise12Test::fed,
            Exercise12Test::asked,
            Exercise12Test::loss,
            Exercise12Test::start,
            Exercise12Test::said));
    String said =
        Printed.by(
            () ->
                Exercise12.ready(
                    Exercise12Test::asked,
                    Exercise12Test::asked,
                    (p, asked) -> 0,
                    Exercise12Test::start,
                    Exercise12Test::said));
    assertTrue(said.contains("Not there yet: fed, loss."), said);
  }

  /** There are hundreds of mistakes to look for: one seed is enough for every day. */
  @Test
  void eachMistakeHasItsMarksAndItsHint() {
    for (long seed = 1; seed <= Integer.getInteger("seeds", 1); seed++) {
      assertEachMistakeWith(seed);
    }
  }

  private static void assertEachMistakeWith(long seed) {
    Marked.assertEachAlone(FED, Exercise12.fedExercise(), code -> Exercise12.fed(code, seed));
    Marked.assertEachAlone(ASKED, Exercise12.askedExercise(), code -> Exercise12.asked(code, seed));
    Marked.assertEachAlone(LOSS, Exercise12.lossExercise(), code -> Exercise12.loss(code, seed));
    Marked.assertEachAlone(
        START, Exercise12.handOverExercise(), code -> Exercise12.handOver(code, seed));
    Marked.assertEachAlone(SAID, Exercise12.writeExercise(), code -> Exercise12.write(code, seed));
  }

  /** Two together cost something, and are named, or what comes to the same. */
  @Test
  void ofTwoMistakesAtLeastOneIsNamed() {
    Marked.assertEachPair(40, Exercise12.fedExercise(), code -> Exercise12.fed(code, 1));
    Marked.assertEachPair(40, Exercise12.askedExercise(), code -> Exercise12.asked(code, 1));
    Marked.assertEachPair(40, Exercise12.lossExercise(), code -> Exercise12.loss(code, 1));
    Marked.assertEachPair(40, Exercise12.handOverExercise(), code -> Exercise12.handOver(code, 1));
    Marked.assertEachPair(40, Exercise12.writeExercise(), code -> Exercise12.write(code, 1));
  }
}
