package unrolled.check.exercise;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.function.ToIntFunction;
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
    // step by step, and passing over the padding
    Exercise09.Mean masked =
        (h, lengths) -> {
          double[][] mean = new double[lengths.length][h[0][0].length];
          for (int t = 0; t < h.length; t++) {
            for (int b = 0; b < lengths.length; b++) {
              for (int j = 0; j < mean[b].length && t < lengths[b]; j++) {
                mean[b][j] += h[t][b][j] / Math.max(1, lengths[b]);
              }
            }
          }
          return mean;
        };
    assertEquals(6, Marked.of(() -> Exercise09.mean(masked)).mark());
    // measured before the first epoch, too, without taking it for the lowest
    Exercise09.Loop measuredAtTheStart =
        (model, start, rate, patience, most) -> {
          double[] w = start.clone();
          double[] best = w.clone();
          double lowest = Math.max(Double.MAX_VALUE, model.validationLoss(w));
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
    assertTrue(result.says("Your code changes what it was given: h[0][0]"), result.report());
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
    assertEquals(0, result.mark());
    assertTrue(result.says("all sequences had got the mean of the first one"), result.report());
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
  void aStateThatIsHandedBackIsFound() {
    Exercise09.Mean withoutCopying =
        (h, lengths) -> {
          double[][] mean = mean(h, lengths);
          for (int b = 0; b < lengths.length; b++) {
            mean[b] = lengths[b] == 1 ? h[0][b] : mean[b];
          }
          return mean;
        };
    for (long seed : Marked.SEEDS) {
      Marked.Result result = Marked.of(() -> Exercise09.mean(withoutCopying, seed));
      assertTrue(result.mark() < 6, result.report());
      assertTrue(result.says("mean[0] and h[0][0] are one and the same array"), result.report());
    }
  }

  @Test
  void predictionsAreMarkedAndWrongOnesAreAnsweredWithAHint() {
    assertEquals(
        4, Marked.of(() -> Exercise09.predicted(() -> new double[] {3, 0.5, 1, 2})).mark());
    Marked.Result wrong = Marked.of(() -> Exercise09.predicted(() -> new double[] {5, 1, 0.2, 4}));
    assertEquals(0, wrong.mark());
    assertTrue(wrong.says("Not 5. That is with the padding."), wrong.report());
    assertTrue(wrong.says("Not 0.2. That is for one of its states."), wrong.report());
    assertEquals(0, Marked.of(() -> Exercise09.predicted(() -> null)).mark());
  }

  @Test
  void nothingIsBuiltOnWhatIsNotRight() {
    assertTrue(
        Exercise09.ready(Exercise09Test::mean, Exercise09Test::back, Exercise09Test::trained));
    String said =
        Printed.by(
            () ->
                Exercise09.ready(
                    (h, lengths) -> h[0],
                    Exercise09Test::back,
                    (model, start, rate, patience, most) -> start));
    assertTrue(said.contains("Not there yet: mean, trained."), said);
  }

  /** There are hundreds of mistakes to look for: one seed is enough for every day. */
  @Test
  void eachMistakeHasItsHintAndCostsSomething() {
    for (long seed = 1; seed <= Integer.getInteger("seeds", 1); seed++) {
      long drawn = seed;
      assertEachMistake(Exercise09.meanExercise(), code -> Exercise09.mean(code, drawn));
      assertEachMistake(Exercise09.backExercise(), code -> Exercise09.back(code, drawn));
      assertEachMistake(Exercise09.trainExercise(), code -> Exercise09.train(code, drawn));
    }
  }

  /** Two together cost something, and are named, or what comes to the same. */
  @Test
  void ofTwoMistakesAtLeastOneIsNamed() {
    Marked.assertEachPair(120, Exercise09.meanExercise(), code -> Exercise09.mean(code, 1));
    Marked.assertEachPair(120, Exercise09.backExercise(), code -> Exercise09.back(code, 1));
    Marked.assertEachPair(120, Exercise09.trainExercise(), code -> Exercise09.train(code, 1));
  }

  /** None takes everything: what each costs stands beside it in the exercise's list. */
  private static <F> void assertEachMistake(Exercise<F> exercise, ToIntFunction<F> check) {
    List<Exercise.Mistake<F>> all = exercise.mistakes();
    for (Exercise.Mistake<F> mistake : all) {
      if (mistake.name().contains(Slips.AND)) {
        continue;
      }
      Marked.Result result = Marked.of(() -> check.applyAsInt(mistake.code()));
      List<String> told =
          all.stream().map(Exercise.Mistake::hint).filter(result::says).distinct().toList();
      assertEquals(List.of(mistake.hint()), told, mistake.name() + "\n" + result.report());
      assertTrue(result.mark() >= 2, mistake.name() + "\n" + result.report());
      assertTrue(result.mark() < exercise.points(), mistake.name() + "\n" + result.report());
    }
  }
}
