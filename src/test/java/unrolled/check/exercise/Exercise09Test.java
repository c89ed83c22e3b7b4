package unrolled.check.exercise;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.Map;
import org.ejml.data.DMatrixRMaj;
import org.junit.jupiter.api.Test;
import unrolled.cell.Elman;
import unrolled.check.Printed;
import unrolled.check.exercise.Exercise09.Model;
import unrolled.math.Rng;
import unrolled.sequence.Pass;
import unrolled.sequence.Pooling;
import unrolled.sequence.Sequence;
import unrolled.sequence.Unroll;

/** Law: the solution gets every point, a hole none, each typical mistake its marks and its hint. */
class Exercise09Test {

  static double[][] mean(double[][][] h, int[] lengths) {
    double[][] mean = new double[lengths.length][h[0][0].length];
    for (int b = 0; b < lengths.length; b++) {
      for (int t = 0; t < lengths[b]; t++) {
        for (int j = 0; j < mean[b].length; j++) {
          mean[b][j] += h[t][b][j] / lengths[b];
        }
      }
    }
    return mean;
  }

  static double[][][] back(double[][] dmean, int[] lengths, int steps) {
    double[][][] dh = new double[steps][dmean.length][dmean[0].length];
    for (int b = 0; b < lengths.length; b++) {
      for (int t = 0; t < lengths[b]; t++) {
        for (int j = 0; j < dmean[b].length; j++) {
          dh[t][b][j] = dmean[b][j] / lengths[b];
        }
      }
    }
    return dh;
  }

  static double[] trained(Model model, double[] start, double rate, int patience, int most) {
    double[] w = start.clone();
    double[] best = w.clone();
    double lowest = Double.POSITIVE_INFINITY;
    int waited = 0;
    for (int epoch = 0; epoch < most && waited < patience; epoch++) {
      for (int k = 0; k < model.batches(); k++) {
        double[] g = model.gradient(w, k);
        for (int i = 0; i < w.length; i++) {
          w[i] -= rate * g[i];
        }
      }
      double loss = model.validationLoss(w);
      waited++;
      if (loss < lowest) {
        lowest = loss;
        best = w.clone();
        waited = 0;
      }
    }
    return best;
  }

  private static int others(long seed) {
    return Exercise09.otherSizes(
        Exercise09Test::mean, Exercise09Test::back, Exercise09Test::trained, seed);
  }

  @Test
  void theSolutionGetsEveryPoint() {
    for (long seed : Marked.SEEDS) {
      assertEquals(6, Marked.of(() -> Exercise09.mean(Exercise09Test::mean, seed)).mark());
      assertEquals(6, Marked.of(() -> Exercise09.back(Exercise09Test::back, seed)).mark());
      assertEquals(8, Marked.of(() -> Exercise09.train(Exercise09Test::trained, seed)).mark());
      assertEquals(3, Marked.of(() -> others(seed)).mark());
    }
  }

  @Test
  void theReportOfTheSolutionHoldsNoRandomNumber() {
    assertEquals(
        """
        The mean: 6 of 6 points
          ✓ 1/1  sequences without padding
          ✓ 2/2  sequences of different lengths
          ✓ 1/1  anything behind the end, even NaN and ∞
          ✓ 1/1  some of them without any step
          ✓ 1/1  its inputs are left as they were
        """,
        Printed.by(() -> Exercise09.mean(Exercise09Test::mean)));
    assertEquals(
        """
        The loop: 8 of 8 points
          ✓ 1/1  one epoch of one batch
          ✓ 2/2  four epochs of three batches
          ✓ 2/2  stops when its patience is over
          ✓ 1/1  the weights of the best epoch
          ✓ 1/1  an equal loss is no lower one; that of the start doesn't count
          ✓ 1/1  its inputs are left as they were
        """,
        Printed.by(() -> Exercise09.train(Exercise09Test::trained)));
  }

  @Test
  void theSolutionIsWhatTheLibraryComputes() {
    // given
    Rng rng = new Rng(1);
    Unroll<?> layer = new Unroll<>(new Elman(2, 3));
    layer.init(rng);
    Sequence x = Sequence.timeMajor(Fresh.matrix(rng, 4 * 2, 2), 2).withLengths(4, 2);
    Pass run = layer.forward(x);
    DMatrixRMaj dmean = Fresh.matrix(rng, 2, 3);
    // when
    int[] lengths = {4, 2};
    double[][][] dh = back(rows(dmean, 0, 2), lengths, 4);
    // then
    assertArrayEquals(
        Pooling.MEAN.forward(run, x).data, flat(mean(steps(run.output()), lengths)), 1e-15);
    assertArrayEquals(
        Pooling.MEAN.backward(run, x, dmean).data,
        Arrays.stream(dh).flatMapToDouble(step -> Arrays.stream(flat(step))).toArray(),
        1e-15);
  }

  private static double[][][] steps(DMatrixRMaj timeMajor) {
    double[][][] steps = new double[timeMajor.numRows / 2][][];
    Arrays.setAll(steps, t -> rows(timeMajor, 2 * t, 2 * t + 2));
    return steps;
  }

  private static double[][] rows(DMatrixRMaj m, int from, int to) {
    double[][] rows = new double[to - from][];
    Arrays.setAll(
        rows, i -> Arrays.copyOfRange(m.data, (from + i) * m.numCols, (from + i + 1) * m.numCols));
    return rows;
  }

  private static double[] flat(double[][] rows) {
    return Arrays.stream(rows).flatMapToDouble(Arrays::stream).toArray();
  }

  @Test
  void holesAndCodeThatDoesNothingGetNothing() {
    Exercise09.Mean hole =
        (h, lengths) -> {
          throw new UnsupportedOperationException("YOUR CODE HERE");
        };
    assertEquals(0, Marked.of(() -> Exercise09.mean(hole)).mark());
    assertEquals(0, Marked.of(() -> Exercise09.mean((h, lengths) -> null)).mark());
    assertEquals(0, Marked.of(() -> Exercise09.mean((h, lengths) -> h[0])).mark());
    assertEquals(
        0, Marked.of(() -> Exercise09.mean((h, lengths) -> new double[lengths.length][2])).mark());
    assertEquals(0, Marked.of(() -> Exercise09.back((d, lengths, steps) -> null)).mark());
    assertEquals(
        0, Marked.of(() -> Exercise09.back((d, lengths, steps) -> new double[steps][][])).mark());
    assertEquals(0, Marked.of(() -> Exercise09.train((m, start, rate, p, most) -> null)).mark());
    assertEquals(0, Marked.of(() -> Exercise09.train((m, start, rate, p, most) -> start)).mark());
  }

  @Test
  void otherWaysToWriteItRightGetEveryPoint() {
    // the mask as a factor
    Exercise09.Mean masked =
        (h, lengths) -> {
          double[][] mean = new double[lengths.length][h[0][0].length];
          for (int t = 0; t < h.length; t++) {
            for (int b = 0; b < lengths.length; b++) {
              double mask = t < lengths[b] ? 1 : 0;
              for (int j = 0; j < mean[b].length; j++) {
                mean[b][j] += mask * h[t][b][j] / Math.max(1, lengths[b]);
              }
            }
          }
          return mean;
        };
    assertEquals(6, Marked.of(() -> Exercise09.mean(masked)).mark());
    // measured before the first epoch, too
    Exercise09.Loop measuredAtTheStart =
        (model, start, rate, patience, most) -> {
          double[] w = start.clone();
          double[] best = w.clone();
          double lowest = model.validationLoss(w);
          int bestEpoch = 0;
          for (int epoch = 1; epoch <= most; epoch++) {
            for (int k = 0; k < model.batches(); k++) {
              double[] g = model.gradient(w, k);
              double[] next = new double[w.length];
              Arrays.setAll(next, i -> start.length > 0 ? -rate * g[i] : 0);
              for (int i = 0; i < w.length; i++) {
                w[i] += next[i];
              }
            }
            double loss = model.validationLoss(w);
            if (loss < lowest) {
              lowest = loss;
              best = w.clone();
              bestEpoch = epoch;
            } else if (epoch - bestEpoch == patience) {
              break;
            }
          }
          return best;
        };
    assertEquals(8, Marked.of(() -> Exercise09.train(measuredAtTheStart)).mark());
  }

  @Test
  void whatIsDestroyedIsTold() {
    Exercise09.Mean inPlace =
        (h, lengths) -> {
          double[][] mean = mean(h, lengths);
          h[0][0] = mean[0].clone();
          return mean;
        };
    Marked.Result result = Marked.of(() -> Exercise09.mean(inPlace, 1));
    assertEquals(5, result.mark());
    assertTrue(result.says("Your code changes what it was given: h[0] at row 0"), result.report());
    Exercise09.Loop fromTheStart =
        (model, start, rate, patience, most) -> {
          double[] best = trained(model, start, rate, patience, most);
          start[0]++;
          return best;
        };
    result = Marked.of(() -> Exercise09.train(fromTheStart, 1));
    assertEquals(7, result.mark());
    assertTrue(result.says("Your code changes what it was given: start[0]"), result.report());
  }

  @Test
  void oneArrayInTwoPlacesIsFound() {
    Exercise09.MeanBack shared =
        (dmean, lengths, steps) -> {
          double[][][] dh = back(dmean, lengths, steps);
          dh[1][1] = dh[0][1];
          return dh;
        };
    Marked.Result result = Marked.of(() -> Exercise09.back(shared, 1));
    assertTrue(result.says("dh[0][1] and dh[1][1] are one and the same array"), result.report());
    Exercise09.Mean one =
        (h, lengths) -> {
          double[][] mean = mean(h, lengths);
          Arrays.fill(mean, mean[0]);
          return mean;
        };
    result = Marked.of(() -> Exercise09.mean(one, 1));
    assertEquals(2, result.mark());
    assertTrue(result.says("mean[0] and mean[1] are one and the same array"), result.report());
  }

  @Test
  void aLossThatIsLowerByVeryLittleIsLower() {
    Exercise09.Loop coarse =
        (model, start, rate, patience, most) ->
            trained(
                new Model() {
                  @Override
                  public int batches() {
                    return model.batches();
                  }

                  @Override
                  public double[] gradient(double[] w, int batch) {
                    return model.gradient(w, batch);
                  }

                  @Override
                  public double validationLoss(double[] w) {
                    return Math.rint(1e3 * model.validationLoss(w)) / 1e3;
                  }
                },
                start,
                rate,
                patience,
                most);
    assertEquals(7, Marked.of(() -> Exercise09.train(coarse, 1)).mark());
  }

  @Test
  void aGuessThatIsWrongIsNotCorrected() {
    Marked.Result result = Marked.of(() -> Exercise09.guess(() -> new double[] {3, 7, 2}));
    assertEquals(2, result.mark());
    assertTrue(result.says("question 2: yours is “7”, it should be “something else”."));
  }

  @Test
  void eachMistakeInTheGuessesHasItsMarksAndItsHint() {
    Marked.assertEachMistake(
        Map.of(
            "the padding counted", 0,
            "not divided", 0,
            "an epoch that is never trained", 0,
            "an equal loss taken for a lower one", 0,
            "the last weights", 0),
        Exercise09.guessExercise(),
        Exercise09::guess);
  }

  @Test
  void eachMistakeInTheMeanHasItsMarksAndItsHint() {
    for (long seed : Marked.SEEDS) {
      Marked.assertEachMistake(
          Map.ofEntries(
              Map.entry("the padding counted", 3),
              Map.entry("divided by T", 3),
              Map.entry("the padding added", 3),
              Map.entry("the sum", 2),
              Map.entry("integer division", 2),
              Map.entry("0/0", 5),
              Map.entry("one step too many", 3),
              Map.entry("the first step left out", 0),
              Map.entry("the last step left out", 0),
              Map.entry("divided by the number of sequences", 2),
              Map.entry("divided by one less", 0),
              Map.entry("divided by one more", 0),
              Map.entry("divided twice", 2),
              Map.entry("divided by n", 0),
              Map.entry("as many steps as sequences", 2),
              Map.entry("the largest", 2),
              Map.entry("a mean of means", 0),
              Map.entry("a mean of means, from the first step", 2),
              Map.entry("divided at every step", 2),
              Map.entry("set for added", 2),
              Map.entry("the last step", 2),
              Map.entry("the length of the first for all", 3),
              Map.entry("not begun anew", 2),
              Map.entry("zeros taken for padding", 3)),
          Exercise09.meanExercise(),
          code -> Exercise09.mean(code, seed));
    }
  }

  @Test
  void eachMistakeInTheWayBackHasItsMarksAndItsHint() {
    for (long seed : Marked.SEEDS) {
      Marked.assertEachMistake(
          Map.ofEntries(
              Map.entry("not divided", 3),
              Map.entry("divided by T", 3),
              Map.entry("the padding gets its share", 2),
              Map.entry("without lengths", 2),
              Map.entry("the last step alone", 2),
              Map.entry("integer division", 2),
              Map.entry("0/0", 5),
              Map.entry("one step too many", 2),
              Map.entry("the first step left out", 0),
              Map.entry("the last step left out", 0),
              Map.entry("the first step alone", 2),
              Map.entry("the sign, and not divided", 2),
              Map.entry("padding in front", 2),
              Map.entry("times the length", 3),
              Map.entry("the sign", 2),
              Map.entry("divided again at each step", 3),
              Map.entry("the length of the first for all", 2),
              Map.entry("divided by the batch, too", 3)),
          Exercise09.backExercise(),
          code -> Exercise09.back(code, seed));
    }
  }

  @Test
  void eachMistakeInTheLoopHasItsMarksAndItsHint() {
    for (long seed : Marked.SEEDS) {
      Marked.assertEachMistake(
          Map.ofEntries(
              Map.entry("uphill", 3),
              Map.entry("no rate", 0),
              Map.entry("one update an epoch", 4),
              Map.entry("divided by the batches", 2),
              Map.entry("the gradient of the start", 4),
              Map.entry("always the first batch", 4),
              Map.entry("not copied", 6),
              Map.entry("waited is never set back", 6),
              Map.entry("every epoch counts", 2),
              Map.entry("equal is better", 7),
              Map.entry("one epoch too many", 4),
              Map.entry("one epoch too few", 4),
              Map.entry("no patience at all", 4),
              Map.entry("measured before the epoch", 2),
              Map.entry("measured after each batch", 4),
              Map.entry("lower than the one before", 5),
              Map.entry("the lowest begins at 0", 4),
              Map.entry("the lowest is never noted", 4),
              Map.entry("the last weights when the patience is over", 6),
              Map.entry("the last weights at the last epoch", 7),
              Map.entry("the highest", 2),
              Map.entry("it never stops early", 4),
              Map.entry("one epoch fewer than there may be", 3)),
          Exercise09.trainExercise(),
          code -> Exercise09.train(code, seed));
    }
  }
}
