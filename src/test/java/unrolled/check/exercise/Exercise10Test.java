package unrolled.check.exercise;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.ToIntFunction;
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
    assertEachPair(Exercise10.lossExercise(), code -> Exercise10.loss(code, 1));
    assertEachPair(Exercise10.perplexitiesExercise(), code -> Exercise10.perplexities(code, 1));
    assertEachPair(Exercise10.gradientExercise(), code -> Exercise10.gradient(code, 1));
    assertEachPair(ReadingInChunks.exercise(), code -> Exercise10.inChunks(code, 1));
  }

  @Test
  void eachMistakeHasItsMarksAndItsHint() {
    for (long seed : SOME) {
      assertEachMistake(LOSS, Exercise10.lossExercise(), code -> Exercise10.loss(code, seed));
      assertEachMistake(
          PERPLEXITIES,
          Exercise10.perplexitiesExercise(),
          code -> Exercise10.perplexities(code, seed));
      assertEachMistake(
          GRADIENT, Exercise10.gradientExercise(), code -> Exercise10.gradient(code, seed));
      assertEachMistake(
          CHUNKS, ReadingInChunks.exercise(), code -> Exercise10.inChunks(code, seed));
    }
  }

  private static <F> void assertEachMistake(
      String marks, Exercise<F> exercise, ToIntFunction<F> check) {
    List<String> got = new ArrayList<>();
    for (Exercise.Mistake<F> mistake : exercise.mistakes()) {
      if (!mistake.name().contains(Slips.AND)) {
        Marked.Result result = Marked.of(() -> check.applyAsInt(mistake.code()));
        got.add(result.mark() + " " + mistake.name());
        assertTrue(result.says(mistake.hint()), mistake.name() + "\n" + result.report());
      }
    }
    assertEquals(marks.strip(), String.join("\n", got));
  }

  private static <F> void assertEachPair(Exercise<F> exercise, ToIntFunction<F> check) {
    List<Exercise.Mistake<F>> all = exercise.mistakes();
    int few = Integer.getInteger("seeds") == null ? 40 : 1;
    for (int i = 0; i < all.size(); i += few) {
      Exercise.Mistake<F> mistake = all.get(i);
      if (mistake.name().contains(Slips.AND)) {
        Marked.Result result = Marked.of(() -> check.applyAsInt(mistake.code()));
        boolean told = all.stream().anyMatch(other -> result.says(other.hint()));
        assertTrue(result.mark() < exercise.points(), mistake.name() + result.report());
        assertTrue(told, mistake.name() + result.report());
      }
    }
  }

  private static final String LOSS = "";
  private static final String PERPLEXITIES = "";
  private static final String GRADIENT = "";
  private static final String CHUNKS = "";
}
