package unrolled.check.exercise;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.ejml.data.DMatrixRMaj;
import org.junit.jupiter.api.Test;
import unrolled.check.Printed;
import unrolled.layer.SoftmaxCrossEntropy;
import unrolled.layer.Targets;
import unrolled.math.Rng;

/** Law: the solution gets every point, a hole none, each typical mistake its marks and its hint. */
class Exercise10Test {

  /** There are so many mistakes here that a third of the seeds must do. */
  private static final List<Long> SOME =
      Marked.SEEDS.subList(0, Math.max(1, Marked.SEEDS.size() / 3));

  static double loss(double[][][] logits, int[][] target, double tau) {
    double sum = 0;
    int count = 0;
    for (int t = 0; t < target.length; t++) {
      for (int b = 0; b < target[t].length; b++) {
        int y = target[t][b];
        if (y >= 0) {
          double[] o = logits[t][b];
          double most = Arrays.stream(o).max().orElseThrow();
          double total = 0;
          for (double one : o) {
            total += StrictMath.exp((one - most) / tau);
          }
          sum += StrictMath.log(total) + (most - o[y]) / tau;
          count++;
        }
      }
    }
    return sum / count;
  }

  static double[] perplexities(double[][] nats, int[][] target) {
    int texts = target[0].length;
    double[] out = new double[texts + 1];
    double all = 0;
    int letters = 0;
    for (int b = 0; b < texts; b++) {
      double sum = 0;
      int count = 0;
      for (int t = 0; t < target.length && target[t][b] >= 0; t++) {
        sum += nats[t][b];
        count++;
      }
      out[b] = StrictMath.exp(sum / count);
      all += sum;
      letters += count;
    }
    out[texts] = StrictMath.exp(all / letters);
    return out;
  }

  static double[][][] gradient(double[][][] logits, int[][] target, double tau) {
    int count = 0;
    for (int[] row : target) {
      for (int y : row) {
        count += y >= 0 ? 1 : 0;
      }
    }
    double[][][] d = new double[target.length][target[0].length][logits[0][0].length];
    for (int t = 0; t < d.length; t++) {
      for (int b = 0; b < d[t].length; b++) {
        int y = target[t][b];
        if (y >= 0) {
          double[] o = logits[t][b];
          double most = Arrays.stream(o).max().orElseThrow();
          double total = 0;
          for (double one : o) {
            total += StrictMath.exp((one - most) / tau);
          }
          for (int k = 0; k < o.length; k++) {
            double p = StrictMath.exp((o[k] - most) / tau) / total;
            d[t][b][k] = (p - (k == y ? 1 : 0)) / (count * tau);
          }
        }
      }
    }
    return d;
  }

  static double inChunks(
      Exercise10.Model model, Exercise10.Pieces pieces, int[][] text, int steps) {
    double[][] h = model.start(text[0].length);
    double sum = 0;
    int count = 0;
    for (int from = 0; from < text.length - 1; from += steps) {
      int to = Math.min(from + steps, text.length - 1);
      int[][] asked = Arrays.copyOfRange(text, from + 1, to + 1);
      Exercise10.Read read = model.read(h, Arrays.copyOfRange(text, from, to));
      sum += pieces.loss(read.logits(), asked) * pieces.letters(asked);
      count += pieces.letters(asked);
      model.back(pieces.gradient(read.logits(), asked), new double[h.length][h[0].length]);
      h = read.h();
    }
    return sum / count;
  }

  @Test
  void theSolutionGetsEveryPoint() {
    assertEquals(2, Marked.of(() -> Exercise10.onPaper(() -> 4, () -> -0.15)).mark());
    for (long seed : Marked.SEEDS) {
      assertEquals(7, Marked.of(() -> Exercise10.loss(Exercise10Test::loss, seed)).mark());
      assertEquals(
          5, Marked.of(() -> Exercise10.perplexities(Exercise10Test::perplexities, seed)).mark());
      assertEquals(6, Marked.of(() -> Exercise10.gradient(Exercise10Test::gradient, seed)).mark());
      assertEquals(6, Marked.of(() -> Exercise10.inChunks(Exercise10Test::inChunks, seed)).mark());
      assertEquals(
          2,
          Marked.of(
                  () -> Exercise10.otherSizes(Exercise10Test::loss, Exercise10Test::gradient, seed))
              .mark());
    }
  }

  @Test
  void theReportOfTheSolutionHoldsNoRandomNumber() {
    assertEquals(
        """
        The loss: 7 of 7 points
          ✓ 1/1  two texts of three letters
          ✓ 2/2  texts of three letters, five, one, and two
          ✓ 1/1  at the temperatures 2 and 1/2
          ✓ 1/1  logits around 1000, logits around −1000
          ✓ 1/1  a letter that costs 5000, at the temperature 0.4
          ✓ 1/1  its inputs are left as they were
        """,
        Printed.by(() -> Exercise10.loss(Exercise10Test::loss)));
    assertEquals(
        """
        In chunks: 6 of 6 points
          ✓ 1/1  one chunk is enough
          ✓ 1/1  three chunks: what is read, what is asked
          ✓ 1/1  the state is carried
          ✓ 1/1  the gradient, cut at each chunk's end
          ✓ 1/1  a short last chunk, texts of different lengths: the loss
          ✓ 1/1  its inputs are left as they were
        """,
        Printed.by(() -> Exercise10.inChunks(Exercise10Test::inChunks)));
  }

  /** The course's own loss, of rows in place of steps and texts, says the same. */
  @Test
  void theSolutionIsWhatTheLibraryComputes() {
    // given two texts, of three letters and of one
    DMatrixRMaj rows = Fresh.matrix(new Rng(1), 3 * 2, 4);
    int[][] target = {{2, 1}, {0, -1}, {3, -1}};
    double[][][] logits = new double[3][2][4];
    for (int i = 0; i < 6; i++) {
      System.arraycopy(rows.data, 4 * i, logits[i / 2][i % 2], 0, 4);
    }

    // when
    DMatrixRMaj slopes = new DMatrixRMaj(0, 0);
    int[] tall = {2, 1, 0, -1, 3, -1};
    double library = new SoftmaxCrossEntropy().of(rows, Targets.classes(tall), slopes);

    // then
    assertEquals(library, loss(logits, target, 1), 1e-15);
    double[][][] own = gradient(logits, target, 1);
    for (int i = 0; i < 6; i++) {
      double[] row = Arrays.copyOfRange(slopes.data, 4 * i, 4 * i + 4);
      assertArrayEquals(row, own[i / 2][i % 2], 1e-16);
    }
  }

  @Test
  void theGradientIsTheSlopeOfTheLossAtAnyTemperature() {
    int[][] target = {{2, 1}, {0, -1}};
    DMatrixRMaj at = Fresh.matrix(new Rng(2), 4, 3);
    for (double tau : new double[] {0.5, 1, 3}) {
      DMatrixRMaj slopes = Slopes.of(() -> loss(steps(at), target, tau), at);
      double[][][] own = gradient(steps(at), target, tau);
      for (int i = 0; i < 4; i++) {
        double[] row = Arrays.copyOfRange(slopes.data, 3 * i, 3 * i + 3);
        assertArrayEquals(row, own[i / 2][i % 2], 1e-9);
      }
    }
  }

  private static double[][][] steps(DMatrixRMaj rows) {
    double[][][] logits = new double[2][2][3];
    for (int i = 0; i < 4; i++) {
      System.arraycopy(rows.data, 3 * i, logits[i / 2][i % 2], 0, 3);
    }
    return logits;
  }

  @Test
  void holesAndCodeThatDoesNothingGetNothing() {
    Exercise10.Loss hole =
        (logits, target, tau) -> {
          throw new UnsupportedOperationException("YOUR CODE HERE");
        };
    assertEquals(0, Marked.of(() -> Exercise10.onPaper(() -> 0, () -> 0)).mark());
    assertEquals(0, Marked.of(() -> Exercise10.loss(hole)).mark());
    assertEquals(0, Marked.of(() -> Exercise10.loss((logits, target, tau) -> 0)).mark());
    assertEquals(0, Marked.of(() -> Exercise10.perplexities((nats, target) -> null)).mark());
    assertEquals(
        0,
        Marked.of(() -> Exercise10.perplexities((nats, target) -> new double[target[0].length + 1]))
            .mark());
    assertEquals(0, Marked.of(() -> Exercise10.gradient((logits, target, tau) -> null)).mark());
    assertEquals(0, Marked.of(() -> Exercise10.gradient((logits, target, tau) -> logits)).mark());
    assertEquals(
        0,
        Marked.of(
                () ->
                    Exercise10.gradient(
                        (logits, target, tau) ->
                            new double[target.length][target[0].length][logits[0][0].length]))
            .mark());
    assertEquals(0, Marked.of(() -> Exercise10.inChunks((model, pieces, text, n) -> 0)).mark());
  }

  @Test
  void eachOfTwoMistakesIsNamedWhereItShowsAlone() {
    Exercise10.Loss both =
        (logits, target, tau) -> {
          double sum = 0;
          for (int t = 0; t < target.length; t++) {
            for (int b = 0; b < target[t].length; b++) {
              if (target[t][b] >= 0) {
                double total = 0;
                for (double o : logits[t][b]) {
                  total += StrictMath.exp(o / tau);
                }
                sum += StrictMath.log(total) - logits[t][b][target[t][b]] / tau;
              }
            }
          }
          return sum / (target.length * target[0].length);
        };
    Marked.Result result = Marked.of(() -> Exercise10.loss(both, 1));
    assertEquals(3, result.mark());
    assertTrue(result.says("divided by all places of the batch"), result.report());
    assertTrue(result.says("exp(1000) is"), result.report());
  }

  @Test
  void inputsThatAreChangedAreNamed() {
    Exercise10.Loss inPlace =
        (logits, target, tau) -> {
          double loss = loss(logits, target, tau);
          logits[0][0][1] += 1;
          return loss;
        };
    Marked.Result loss = Marked.of(() -> Exercise10.loss(inPlace, 1));
    assertEquals(6, loss.mark());
    assertTrue(loss.says("changes what it was given: logits[0] at row 0, column 1"), loss.report());

    Exercise10.Loss unmasked =
        (logits, target, tau) -> {
          double right = loss(logits, target, tau);
          for (int[] row : target) {
            Arrays.setAll(row, b -> Math.max(0, row[b]));
          }
          return right;
        };
    Marked.Result target = Marked.of(() -> Exercise10.loss(unmasked, 1));
    assertEquals(6, target.mark());
    assertTrue(target.says("changes what it was given: target at row"), target.report());

    Exercise10.InChunks shortened =
        (model, pieces, text, steps) -> {
          double right = inChunks(model, pieces, text, steps);
          text[0][0] = 1;
          return right;
        };
    assertEquals(5, Marked.of(() -> Exercise10.inChunks(shortened, 1)).mark());
  }

  @Test
  void rowsThatAreOneObjectAreFound() {
    Exercise10.Gradient shared =
        (logits, target, tau) -> {
          double[][][] d = gradient(logits, target, tau);
          d[1][0] = d[0][0];
          return d;
        };
    Marked.Result result = Marked.of(() -> Exercise10.gradient(shared, 1));
    assertTrue(result.says("gradient[0][0] and gradient[1][0] are one and the same array"));
  }

  @Test
  void wrongShapesAreToldInTheLearnersWords() {
    assertTrue(
        Marked.of(
                () ->
                    Exercise10.perplexities(
                        (nats, target) ->
                            Arrays.copyOf(perplexities(nats, target), target[0].length),
                        1))
            .says("For 2 texts perplexities must give 3 numbers"));
    assertTrue(
        Marked.of(() -> Exercise10.gradient((logits, target, tau) -> new double[3][2][], 1))
            .says("gradient[0][0] is null. It must be 3×2×4, T×B×K."));
    assertTrue(
        Marked.of(
                () ->
                    Exercise10.loss(
                        (logits, target, tau) -> logits[0][0][target[target.length - 1][2]], 1))
            .says("The step comes first, then the text"));
    assertTrue(
        Marked.of(
                () ->
                    Exercise10.inChunks(
                        (model, pieces, text, steps) ->
                            pieces.loss(
                                model
                                    .read(
                                        model.start(text[0].length),
                                        Arrays.copyOf(text, text.length + 1))
                                    .logits(),
                                text),
                        1))
            .says("Arrays.copyOfRange puts null where the text has no more rows"));
  }

  @Test
  void theWorkWaitsUntilAllPiecesAreRight() {
    boolean[] ready = new boolean[2];
    String printed =
        Printed.by(
            () -> {
              ready[0] =
                  Exercise10.ready(
                      (logits, target, tau) -> 0,
                      Exercise10Test::perplexities,
                      Exercise10Test::gradient,
                      (model, pieces, text, steps) -> 0);
              ready[1] =
                  Exercise10.ready(
                      Exercise10Test::loss,
                      Exercise10Test::perplexities,
                      Exercise10Test::gradient,
                      Exercise10Test::inChunks);
            });
    assertFalse(ready[0]);
    assertTrue(ready[1]);
    assertEquals(
        "This part runs on your code. It waits until these are right: loss, inChunks.\n", printed);
  }

  @Test
  void eachMistakeOnPaperHasItsHint() {
    Marked.assertEachMistake(
        none(Exercise10.perplexityOnPaper()),
        Exercise10.perplexityOnPaper(),
        code -> Exercise10.onPaper(code, () -> -0.15) - 1);
    Marked.assertEachMistake(
        none(Exercise10.slopeOnPaper()),
        Exercise10.slopeOnPaper(),
        code -> Exercise10.onPaper(() -> 4, code) - 1);
  }

  private static <F> Map<String, Integer> none(Exercise<F> exercise) {
    Map<String, Integer> marks = new TreeMap<>();
    exercise.mistakes().forEach(mistake -> marks.put(mistake.name(), 0));
    return marks;
  }

  @Test
  void eachMistakeInTheLossHasItsMarksAndItsHint() {
    for (long seed : SOME) {
      Marked.assertEachMistake(
          marks(
              """
                  5 no temperature
                  5 times the temperature
                  5 the letter's logit not divided
                  5 the sum's logits not divided
                  5 the largest not divided
                  5 the largest not divided inside
                  5 the difference from the largest not divided
                  6 the logarithm divided
                  6 the loss divided
                  5 probabilities divided
                  5 no number any more
                  5 nothing taken away
                  6 the largest begins at 0
                  6 the logarithm of p itself
                  5 padding counted
                  5 a mean of the texts' means
                  5 a mean of the steps' means
                  2 not divided
                  2 divided by the texts
                  2 divided by the steps
                  0 divided by the symbols, too
                  5 padding taken for symbol 0
                  5 padding half taken for symbol 0
                  5 padding in the sum
                  0 symbol 0 left out
                  5 break at the first padding
                  5 everything stops at the first padding
                  0 the first text left out
                  0 one letter too many
                  0 the first step left out
                  0 the last step left out
                  0 the last text left out
                  0 shifted by one
                  0 the sign
                  0 in bits
                  0 log10
                  2 log10 of the sum
                  2 log2 of the sum
                  0 the perplexity
                  0 −p for −ln p
                  0 1 − p for −ln p
                  2 symbol 0 not in the sum
                  2 the last symbol not in the sum
                  0 the first T symbols in the sum
                  0 the first B symbols in the sum
                  0 1 too much in the sum
                  2 the sum over all texts
                  0 no logarithm of the sum
                  0 always 0
                  2 whole numbers
                  2 a whole sum
                  0 the likeliest letter
                  0 −o_y alone
                  0 the largest not added back
                  0 the largest taken away twice
                  0 the largest added back, and taken from o_y
                  2 the sum goes on from letter to letter
                  6 something small added to p
                  """),
          Exercise10.lossExercise(),
          code -> Exercise10.loss(code, seed));
    }
  }

  @Test
  void eachMistakeInThePerplexitiesHasItsMarksAndItsHint() {
    for (long seed : SOME) {
      Marked.assertEachMistake(
          marks(
              """
                  2 the mean of the perplexities
                  2 the mean of the perplexities by letters
                  3 each text counted once
                  3 all places in all
                  2 the sum of the perplexities
                  2 the product of the perplexities
                  2 all is missing
                  2 the last text twice
                  2 padding counted
                  3 padding counted, all right
                  2 no mask
                  2 padding in the sum
                  2 divided by all letters
                  0 2 to the nats
                  0 e to the bits
                  0 the last step left out
                  0 the first step left out
                  0 symbol 0 left out
                  3 break at the first padding
                  0 in bits
                  2 all divided by the texts
                  0 the last text left out
                  0 no exp
                  0 the sum
                  0 upside down
                  0 the mean of the letters' perplexities
                  4 a product of probabilities
                  0 integer division
                  2 not set back
                  2 the sum not set back
                  0 all first
                  """),
          Exercise10.perplexitiesExercise(),
          code -> Exercise10.perplexities(code, seed));
    }
  }

  @Test
  void eachMistakeInTheGradientHasItsMarksAndItsHint() {
    for (long seed : SOME) {
      Marked.assertEachMistake(
          marks(
              """
                  4 no temperature
                  4 the temperature only in p
                  5 the temperature not in p
                  4 times the temperature
                  5 logits times the temperature
                  4 the temperature squared
                  4 p alone divided by the temperature
                  4 1 alone divided by the temperature
                  5 the padding moved
                  5 the padding taken for symbol 0
                  2 not divided
                  5 padding counted
                  2 divided by the texts
                  2 divided by the steps
                  2 divided by each text's letters
                  2 divided by each step's letters
                  2 divided by the letters so far
                  2 divided by the symbols, too
                  2 in bits
                  2 the sign
                  2 p alone
                  2 1 not divided
                  2 p not divided
                  2 1 taken from all
                  2 y taken from all
                  2 1 added
                  2 only the letter that came
                  2 the others alone
                  2 −1/p
                  2 the derivative of −p
                  2 p where p_y belongs
                  2 not normalised
                  2 not set back
                  2 1/N in integers
                  0 a factor 1/N in integers
                  0 all zeros
                  5 break at the first padding
                  5 everything stops at the first padding
                  2 one ahead
                  2 ln p for p
                  2 the largest taken away in one place only
                  2 symbol 0 left out
                  5 nothing taken away
                  5 the largest begins at 0
                  4 the padding moved and counted
                  0 the padding moved, nothing divided
                  """),
          Exercise10.gradientExercise(),
          code -> Exercise10.gradient(code, seed));
    }
  }

  @Test
  void eachMistakeInTheChunksHasItsMarksAndItsHint() {
    for (long seed : SOME) {
      Marked.assertEachMistake(
          marks(
              """
                  4 the state not carried
                  5 the gradient not cut
                  5 the state for the gradient
                  4 the gradient for the state
                  5 back is never called
                  5 back once, at the end
                  3 letters at the borders not asked
                  3 asked for what it reads
                  2 asked for what it reads, to the end
                  3 the last letter is read
                  2 the first letter is not read
                  3 two letters ahead
                  4 the gradient of the chunk before
                  5 the gradient of what is read
                  5 the logits for their gradient
                  5 back twice
                  2 read twice
                  3 the loss of what is read
                  3 zeros to start from
                  5 start with the number of steps
                  3 a chunk is too long
                  0 one step from chunk to chunk
                  3 all at once
                  4 the short chunk dropped
                  0 the last chunk dropped
                  3 the last letter dropped
                  5 the mean of the chunks' means
                  5 weighted by steps
                  4 divided by the letters of the text
                  5 weighted by what is read
                  5 the sum of the chunks' losses
                  4 the sum of all
                  5 the last chunk's loss
                  """),
          ReadingInChunks.exercise(),
          code -> Exercise10.inChunks(code, seed));
    }
  }

  /** Lines of a mark and a mistake's name. */
  private static Map<String, Integer> marks(String lines) {
    Map<String, Integer> marks = new LinkedHashMap<>();
    lines.lines().forEach(line -> marks.put(line.substring(2), line.charAt(0) - '0'));
    return marks;
  }
}
