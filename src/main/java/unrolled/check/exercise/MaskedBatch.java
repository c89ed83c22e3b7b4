package unrolled.check.exercise;

import java.util.Arrays;
import java.util.function.DoubleUnaryOperator;
import java.util.function.ToDoubleFunction;
import org.ejml.data.DMatrixRMaj;
import unrolled.math.Rng;

/**
 * The pieces of which the answers and mistakes of exercise 10 are made: costs, means, perplexities
 * and slopes of a batch of texts, {@code target[t][b]} −1 behind the end of text b.
 */
final class MaskedBatch {
  static final double LN2 = StrictMath.log(2);

  private MaskedBatch() {}

  static double[][] rows(DMatrixRMaj matrix) {
    double[][] rows = new double[matrix.numRows][matrix.numCols];
    for (int i = 0; i < rows.length; i++) {
      System.arraycopy(matrix.data, i * matrix.numCols, rows[i], 0, matrix.numCols);
    }
    return rows;
  }

  static int[][] symbols(DMatrixRMaj matrix) {
    int[][] rows = new int[matrix.numRows][matrix.numCols];
    for (int i = 0; i < rows.length; i++) {
      for (int j = 0; j < rows[i].length; j++) {
        rows[i][j] = (int) matrix.get(i, j);
      }
    }
    return rows;
  }

  static int count(int[]... target) {
    return (int) Arrays.stream(target).flatMapToInt(Arrays::stream).filter(y -> y >= 0).count();
  }

  static int places(int[][] target) {
    return target.length * target[0].length;
  }

  static int[] column(int[][] target, int b) {
    return Arrays.stream(target).mapToInt(row -> row[b]).toArray();
  }

  static double[] divided(double[] row, double by) {
    return Arrays.stream(row).map(o -> o / by).toArray();
  }

  static double[][][] divided(double[][][] array, double by) {
    return Arrays.stream(array).map(rows -> mapped(rows, o -> o / by)).toArray(double[][][]::new);
  }

  static double most(double[] row) {
    return Arrays.stream(row).max().orElseThrow();
  }

  /** Σ e^(o − shift). */
  static double total(double[] row, double shift) {
    double total = 0;
    for (double o : row) {
      total += StrictMath.exp(o - shift);
    }
    return total;
  }

  static double logSum(double[] row) {
    return most(row) + StrictMath.log(total(row, most(row)));
  }

  /** ln Σ e^o over some symbols, with the largest of all of them taken away. */
  static double partLogSum(double[] row, int from, int to) {
    return most(row) + StrictMath.log(total(Arrays.copyOfRange(row, from, to), most(row)));
  }

  static double nats(double[] row, int letter) {
    return logSum(row) - row[letter];
  }

  /** 1/Σ e^(o_j − o_k): safe without any maximum, since 1/∞ is 0. */
  static double p(double[] row, int k) {
    return 1 / total(row, row[k]);
  }

  static double slope(double[] row, int k, int letter) {
    return p(row, k) - (k == letter ? 1 : 0);
  }

  @FunctionalInterface
  interface Cost {
    double of(double[] row, int letter);
  }

  static double[][] costs(double[][][] logits, int[][] target) {
    return costs(logits, target, MaskedBatch::nats);
  }

  /** What each letter costs; 0 where none counts. */
  static double[][] costs(double[][][] logits, int[][] target, Cost cost) {
    return atLetters(target, (t, b) -> cost.of(logits[t][b], target[t][b]));
  }

  @FunctionalInterface
  interface Place {
    double at(int t, int b);
  }

  /** A number for each letter that counts; 0 elsewhere. */
  static double[][] atLetters(int[][] target, Place place) {
    double[][] out = new double[target.length][target[0].length];
    for (int t = 0; t < out.length; t++) {
      for (int b = 0; b < out[t].length; b++) {
        out[t][b] = target[t][b] < 0 ? 0 : place.at(t, b);
      }
    }
    return out;
  }

  static double sum(double[][] costs) {
    return Arrays.stream(costs).flatMapToDouble(Arrays::stream).sum();
  }

  /** What an int makes of the sum. */
  static int wholeSum(double[][] costs) {
    int sum = 0;
    for (double[] row : costs) {
      for (double cost : row) {
        sum = (int) (sum + cost);
      }
    }
    return sum;
  }

  static double sum(double[][] nats, int[][] target) {
    double sum = 0;
    for (int t = 0; t < target.length; t++) {
      for (int b = 0; b < target[t].length; b++) {
        sum += target[t][b] < 0 ? 0 : nats[t][b];
      }
    }
    return sum;
  }

  static double mean(double[][][] logits, int[][] target) {
    return each(logits, target, MaskedBatch::nats);
  }

  static double each(double[][][] logits, int[][] target, Cost cost) {
    return sum(costs(logits, target, cost)) / count(target);
  }

  /** The mean over the columns of their means. */
  static double meanOfMeans(double[][] costs, int[][] target) {
    double mean = 0;
    for (int b = 0; b < target[0].length; b++) {
      double sum = 0;
      for (double[] row : costs) {
        sum += row[b];
      }
      mean += sum / count(column(target, b)) / target[0].length;
    }
    return mean;
  }

  static double[][] turned(double[][] rows) {
    double[][] out = new double[rows[0].length][rows.length];
    for (int i = 0; i < rows.length; i++) {
      for (int j = 0; j < out.length; j++) {
        out[j][i] = rows[i][j];
      }
    }
    return out;
  }

  static int[][] turned(int[][] rows) {
    int[][] out = new int[rows[0].length][];
    Arrays.setAll(out, b -> column(rows, b));
    return out;
  }

  @FunctionalInterface
  interface Symbol {
    int at(int t, int b);
  }

  static int[][] with(int[][] target, Symbol symbol) {
    int[][] out = new int[target.length][target[0].length];
    for (int t = 0; t < out.length; t++) {
      for (int b = 0; b < out[t].length; b++) {
        out[t][b] = symbol.at(t, b);
      }
    }
    return out;
  }

  static int[][] zeroFor(int[][] target) {
    return with(target, (t, b) -> Math.max(0, target[t][b]));
  }

  /** Whether this text or one in a column before it is over. */
  static boolean over(int[][] target, int t, int b) {
    return Arrays.stream(target[t], 0, b + 1).anyMatch(y -> y < 0);
  }

  @FunctionalInterface
  interface Perplexity {
    /** Of text b, or of all letters if b is −1. */
    double of(int b, double sum, int letters);
  }

  static double[] perplexed(double[][] nats, int[][] target, Perplexity perplexity) {
    double[] out = new double[target[0].length + 1];
    for (int b = 0; b < out.length - 1; b++) {
      double sum = 0;
      int letters = 0;
      for (int t = 0; t < target.length; t++) {
        sum += target[t][b] < 0 ? 0 : nats[t][b];
        letters += target[t][b] < 0 ? 0 : 1;
      }
      out[b] = perplexity.of(b, sum, letters);
    }
    out[out.length - 1] = perplexity.of(-1, sum(nats, target), count(target));
    return out;
  }

  static double product(double[] factors) {
    return Arrays.stream(factors).reduce(1, (a, b) -> a * b);
  }

  static double[][] mapped(double[][] rows, DoubleUnaryOperator f) {
    return Arrays.stream(rows)
        .map(row -> Arrays.stream(row).map(f).toArray())
        .toArray(double[][]::new);
  }

  /** Each text's own perplexity, and something made of these in place of that of all. */
  static double[] withAll(double[][] nats, int[][] target, ToDoubleFunction<double[]> all) {
    double[] out = perplexed(nats, target, (b, sum, n) -> StrictMath.exp(sum / n));
    out[out.length - 1] = all.applyAsDouble(Arrays.copyOf(out, out.length - 1));
    return out;
  }

  @FunctionalInterface
  interface Slope {
    double of(double[] row, int t, int b, int k);
  }

  /** A slope at every logit, where nobody asks, too. */
  static double[][][] slopes(double[][][] logits, int[][] target, Slope slope) {
    double[][][] out = new double[target.length][target[0].length][logits[0][0].length];
    for (int t = 0; t < out.length; t++) {
      for (int b = 0; b < out[t].length; b++) {
        for (int k = 0; k < out[t][b].length; k++) {
          out[t][b][k] = slope.of(logits[t][b], t, b, k);
        }
      }
    }
    return out;
  }

  /** A slope where a letter counts, 0 elsewhere. */
  static double[][][] counted(double[][][] logits, int[][] target, Slope slope) {
    return slopes(logits, target, (r, t, b, k) -> target[t][b] < 0 ? 0 : slope.of(r, t, b, k));
  }

  /** (p − [k = y]) times a factor where a letter counts. */
  static double[][][] times(double[][][] logits, int[][] target, double factor) {
    return counted(logits, target, (r, t, b, k) -> factor * slope(r, k, target[t][b]));
  }

  static double[][][] rightSlopes(double[][][] logits, int[][] target) {
    return times(logits, target, 1.0 / count(target));
  }

  static void requireShape(String name, double[][][] given, double[][][] like) {
    String wanted = "It must be " + shape(like) + ", T×B×K.";
    if (given == null) {
      throw new Unusable(name + " gives null. " + wanted);
    }
    if (given.length != like.length) {
      throw new Unusable(name + " has " + given.length + " steps. " + wanted);
    }
    for (int t = 0; t < given.length; t++) {
      if (given[t] == null) {
        throw new Unusable(name + "[" + t + "] is null. " + wanted);
      }
      if (given[t].length != like[t].length) {
        throw new Unusable(name + "[" + t + "] has " + given[t].length + " rows. " + wanted);
      }
      for (int b = 0; b < given[t].length; b++) {
        String place = name + "[" + t + "][" + b + "]";
        if (given[t][b] == null) {
          throw new Unusable(
              place + " is null. " + wanted + " Behind a text's end, too, stand numbers: zeros.");
        }
        if (given[t][b].length != like[t][b].length) {
          throw new Unusable(place + " has " + given[t][b].length + " numbers. " + wanted);
        }
      }
    }
  }

  static String shape(double[][][] array) {
    return array.length == 0
        ? "0"
        : array.length + "×" + array[0].length + "×" + array[0][0].length;
  }

  static void copyInto(DMatrixRMaj matrix, double[][] rows) {
    for (int i = 0; i < matrix.numRows; i++) {
      for (int j = 0; j < matrix.numCols; j++) {
        boolean there = rows != null && rows[i] != null && j < rows[i].length;
        matrix.set(i, j, there ? rows[i][j] : Double.NaN);
      }
    }
  }

  static void copyInto(DMatrixRMaj matrix, int[][] rows) {
    for (int i = 0; i < matrix.numRows; i++) {
      for (int j = 0; j < matrix.numCols; j++) {
        boolean there = rows[i] != null && j < rows[i].length;
        matrix.set(i, j, there ? rows[i][j] : Double.NaN);
      }
    }
  }

  /** Letters, −1 behind each text's end; the first is symbol 0, the second another. */
  static DMatrixRMaj letters(Rng rng, int symbols, int... lengths) {
    int steps = Arrays.stream(lengths).max().orElseThrow();
    DMatrixRMaj target = new DMatrixRMaj(steps, lengths.length);
    for (int t = 0; t < steps; t++) {
      for (int b = 0; b < lengths.length; b++) {
        target.set(t, b, t < lengths[b] ? rng.nextInt(symbols) : Exercise10.NONE);
      }
    }
    target.set(0, 0, 0);
    if (lengths[0] > 1) {
      target.set(1, 0, symbols - 1);
    }
    return target;
  }
}
