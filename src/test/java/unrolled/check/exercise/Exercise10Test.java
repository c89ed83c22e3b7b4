package unrolled.check.exercise;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import org.ejml.data.DMatrixRMaj;
import org.junit.jupiter.api.Test;
import unrolled.check.Printed;
import unrolled.layer.SoftmaxCrossEntropy;
import unrolled.layer.Targets;
import unrolled.math.Rng;

/** Law: the solution gets every point, a hole none, each typical mistake its marks and its hint. */
class Exercise10Test {

  /** There are so many mistakes here that a tenth of the seeds must do. */
  private static final List<Long> SOME = Marked.SEEDS.subList(0, (Marked.SEEDS.size() + 9) / 10);

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
  void predictionsAreRoundedAndWrongOnesAreAnsweredWithAHint() {
    assertEquals(
        4, Marked.of(() -> Exercise10.predicted(() -> new double[] {500, 4, -0.15, 1.857})).mark());
    Marked.Result wrong =
        Marked.of(() -> Exercise10.predicted(() -> new double[] {2000, 17, -0.75, 2.33}));
    assertEquals(0, wrong.mark());
    assertTrue(wrong.says("Logits are divided by τ, not multiplied."), wrong.report());
    assertTrue(wrong.says("Perplexities have no mean that makes sense"), wrong.report());
    assertTrue(wrong.says("The loss is the mean of five."), wrong.report());
    assertTrue(wrong.says("That is the mean of the three means."), wrong.report());
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
    assertTrue(loss.says("changes what it was given: logits[0][0][1]"), loss.report());

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
    assertTrue(target.says("changes what it was given: target["), target.report());

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
    assertTrue(result.says("are one and the same array"), result.report());
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
        Marked.of(() -> Exercise10.loss((logits, target, tau) -> target[target.length].length, 1))
            .says("There are 3 steps, from 0 on. The longest text fills them all"));
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
  void rowsThatAreMissingBehindAnEndCostOnlyThat() {
    Exercise10.Gradient missing =
        (logits, target, tau) -> {
          double[][][] d = gradient(logits, target, tau);
          for (int t = 0; t < d.length; t++) {
            for (int b = 0; b < d[t].length; b++) {
              d[t][b] = target[t][b] < 0 ? null : d[t][b];
            }
          }
          return d;
        };
    Marked.Result result = Marked.of(() -> Exercise10.gradient(missing, 1));
    assertEquals(5, result.mark(), result.report());
    assertTrue(result.says("gradient behind a text's end is null"), result.report());
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
        "What follows is made of your four methods, and waits until all their checks pass."
            + " Not there yet: loss, inChunks.\n",
        printed);
  }

  /** Two together cost something, and are named, or what comes to the same. */
  @Test
  void ofTwoMistakesAtLeastOneIsNamed() {
    Marked.assertEachPair(40, Exercise10.lossExercise(), code -> Exercise10.loss(code, 1));
    Marked.assertEachPair(
        40, Exercise10.perplexitiesExercise(), code -> Exercise10.perplexities(code, 1));
    Marked.assertEachPair(40, Exercise10.gradientExercise(), code -> Exercise10.gradient(code, 1));
    Marked.assertEachPair(40, ReadingInChunks.exercise(), code -> Exercise10.inChunks(code, 1));
  }

  @Test
  void eachMistakeHasItsMarksAndItsHint() {
    for (long seed : SOME) {
      Marked.assertEachAlone(LOSS, Exercise10.lossExercise(), code -> Exercise10.loss(code, seed));
      Marked.assertEachAlone(
          PERPLEXITIES,
          Exercise10.perplexitiesExercise(),
          code -> Exercise10.perplexities(code, seed));
      Marked.assertEachAlone(
          GRADIENT, Exercise10.gradientExercise(), code -> Exercise10.gradient(code, seed));
      Marked.assertEachAlone(
          CHUNKS, ReadingInChunks.exercise(), code -> Exercise10.inChunks(code, seed));
    }
  }

  private static final String LOSS =
      """
      6 no temperature
      6 times the temperature
      6 the costs times the temperature
      6 the letter's logit not divided
      6 the sum's logits not divided
      6 the largest not divided
      6 the largest not divided inside
      6 the difference from the largest not divided
      6 only the difference divided
      6 the logarithm divided
      6 the loss divided
      6 the largest of undivided logits
      6 nothing taken away
      6 the largest begins at 0
      6 the largest of the batch
      6 the largest of the step
      6 the largest of the text
      6 the largest so far
      6 the first row's largest
      6 the largest without its sign
      6 the first logit
      6 the last logit
      6 the smallest logit
      5 padding counted
      5 a mean of the texts' means
      5 a mean of the steps' means
      4 the sum of the texts' means
      4 the sum of the steps' means
      4 not divided
      4 divided by the texts
      4 divided by the steps
      4 one letter too many
      4 one letter too few
      4 1 / N in whole numbers
      4 whole numbers
      4 a whole sum
      4 the last letter alone
      4 symbol 0 left out
      4 symbol 0 left out, but not in the number
      6 break at the first padding
      6 break at the first padding, but not in the number
      6 everything stops at the first padding
      6 everything stops at the first padding, but not in the number
      6 while the first text lasts
      6 while the first text lasts, but not in the number
      5 while all texts last
      5 while all texts last, but not in the number
      4 each text's last letter left out
      4 each text's last letter left out, but not in the number
      4 the first text left out
      4 the first text left out, but not in the number
      4 the last text left out
      4 the last text left out, but not in the number
      4 the first step left out
      4 the first step left out, but not in the number
      4 the last step left out
      4 the last step left out, but not in the number
      4 the first text alone
      4 the first text alone, but not in the number
      5 padding taken for symbol 0
      5 padding half taken for symbol 0
      5 padding in the sum
      4 one ahead
      6 the logarithm of p itself
      6 something small added to p
      4 the sign
      4 −p for −ln p
      4 1 − p for −ln p
      4 in bits
      4 log10
      4 the perplexity
      4 divided by the symbols, too
      4 log10 of the sum
      4 log2 of the sum
      4 no logarithm of the sum
      4 symbol 0 not in the sum
      4 the last symbol not in the sum
      4 the first T symbols in the sum
      4 the first B symbols in the sum
      4 1 too much in the sum
      4 the sum over all texts
      4 the sum goes on from letter to letter
      4 the likeliest letter
      4 −o_y alone
      4 the largest not added back
      4 the largest taken away twice
      4 the largest added back, and taken from o_y
      6 something small added to p
      6 something small added to p
      6 something small added to p
      6 something small added to p
      6 something small added to p
      6 something small added to p
      6 something small added to p
      6 something small added to p
      6 something small added to p
      """;
  private static final String PERPLEXITIES =
      """
      3 the mean of the perplexities
      3 the mean of the perplexities by letters
      4 each text counted once
      4 all places in all
      3 the sum of the perplexities
      3 the product of the perplexities
      3 all is missing
      3 all is 1
      3 the last text twice
      3 all divided by the texts
      3 all divided by the steps
      3 all not divided
      3 all divided by the last text's letters
      3 the means over the letters
      3 all but the last text
      4 a product for all
      3 symbol 0 left out
      3 symbol 0 left out, but not in the number
      4 break at the first padding
      4 break at the first padding, but not in the number
      3 everything stops at the first padding
      3 everything stops at the first padding, but not in the number
      4 while the first text lasts
      4 while the first text lasts, but not in the number
      3 while all texts last
      3 while all texts last, but not in the number
      3 each text's last letter left out
      3 each text's last letter left out, but not in the number
      3 the first text left out
      3 the first text left out, but not in the number
      3 the last text left out
      3 the last text left out, but not in the number
      3 the first step left out
      3 the first step left out, but not in the number
      3 the last step left out
      3 the last step left out, but not in the number
      3 the first text alone
      3 the first text alone, but not in the number
      3 no mask
      3 padding in the sum
      3 the last text is 0
      3 the last text not looked at
      3 padding counted
      4 padding counted in each
      3 divided by all letters
      3 each text's sum
      3 one letter too many
      3 one letter too few
      3 2 to the nats
      3 10 to the nats
      3 e to the bits
      3 in bits
      3 no exp
      3 the sum
      3 upside down
      3 the mean of the letters' perplexities
      3 one over the mean probability
      4 a product of probabilities
      3 integer division
      3 the mean in whole numbers
      3 not set back
      3 the sum not set back
      3 the number not set back
      3 all first
      """;
  private static final String GRADIENT =
      """
      5 no temperature
      5 the temperature only in p
      5 the temperature not in p
      5 times the temperature
      5 logits times the temperature
      5 all times the temperature
      5 the temperature squared
      5 p alone divided by the temperature
      5 1 alone divided by the temperature
      5 the largest of undivided logits
      5 padding counted
      4 not divided
      4 divided by each text's letters
      4 divided by each step's letters
      5 the mean of the texts' means
      4 divided by the texts
      4 divided by the steps
      4 divided by the letters so far
      4 one letter too many
      4 1 not divided
      4 1 divided by the temperature alone
      4 p not divided
      4 p divided by the temperature alone
      4 1/N in integers
      3 a factor 1/N in integers
      4 divided by the symbols, too
      4 in bits
      4 the sign
      4 one array for all letters
      3 one array for all
      4 symbol 0 left out
      4 symbol 0 left out, but not in the number
      5 break at the first padding
      5 break at the first padding, but not in the number
      5 everything stops at the first padding
      5 everything stops at the first padding, but not in the number
      5 while the first text lasts
      5 while the first text lasts, but not in the number
      5 while all texts last
      5 while all texts last, but not in the number
      4 each text's last letter left out
      4 each text's last letter left out, but not in the number
      4 the first text left out
      4 the first text left out, but not in the number
      4 the last text left out
      4 the last text left out, but not in the number
      4 the first step left out
      4 the first step left out, but not in the number
      4 the last step left out
      4 the last step left out, but not in the number
      4 the first text alone
      4 the first text alone, but not in the number
      5 the padding moved
      5 the padding taken for symbol 0
      5 the logits left behind
      4 one ahead
      4 one ahead, nothing at the last
      5 nothing taken away
      5 the largest begins at 0
      5 the largest of the batch
      5 the largest of the step
      5 the largest of the text
      5 the largest so far
      5 the first row's largest
      5 the largest without its sign
      5 the first logit
      5 the last logit
      5 the smallest logit
      5 the letter's own logit
      4 p alone
      4 1 taken from all
      4 y taken from all
      4 1 added
      4 1 taken from the likeliest
      4 1 taken from symbol 0
      4 the logit taken from p
      2 only the letter that came
      4 the others alone
      2 only −1/N
      2 −1/p
      2 the derivative of −p
      4 p where p_y belongs
      4 not normalised
      4 raw exponentials
      4 not set back
      4 a softmax over the texts
      4 ln p for p
      4 o for p
      4 the largest taken away in one place only
      """;
  private static final String CHUNKS =
      """
      5 the state not carried
      5 the gradient not cut
      5 the state for the gradient
      5 the state before for the gradient
      5 the gradient for the state
      5 back is never called
      5 back once, at the end
      4 the gradient of the chunk before
      5 back twice
      5 the gradient of what is read
      5 the gradient of a sum
      5 the logits for their gradient
      4 read twice
      4 read again after back
      4 zeros to start from
      5 start with the number of steps
      4 letters at the borders not asked
      4 asked for what it reads
      4 asked for what it reads, to the end
      4 the last letter is read
      4 the first letter is not read
      4 two letters ahead
      4 the loss of what is read
      4 a chunk is too long
      4 a letter between the chunks
      3 one step from chunk to chunk
      3 all at once
      5 the short chunk dropped
      3 the last chunk dropped
      4 the last letter dropped
      5 the mean of the chunks' means
      5 a running mean
      5 weighted by steps
      5 weighted by what is read
      5 divided by the letters of the text
      5 the sum of the chunks' losses
      5 the means over the letters
      5 the sum of all
      5 the sum over the chunks
      5 the last chunk's loss
      """;
}
