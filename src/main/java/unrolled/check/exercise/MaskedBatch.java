package unrolled.check.exercise;

import java.util.Arrays;
import unrolled.math.Rng;

/**
 * The pieces of which the answers and mistakes of exercise 10 are made: costs, means, perplexities
 * and slopes of a batch of texts, {@code target[t][b]} −1 behind the end of text b.
 */
final class MaskedBatch {
  static final double LN2 = StrictMath.log(2);

  private MaskedBatch() {}

  static int count(int[]... target) {
    return (int) Arrays.stream(target).flatMapToInt(Arrays::stream).filter(y -> y >= 0).count();
  }

  static int places(int[][] target) {
    return target.length * target[0].length;
  }

  static int[] column(int[][] target, int b) {
    return Arrays.stream(target).mapToInt(row -> row[b]).toArray();
  }

  static double[][][] divided(double[][][] array, double by) {
    return Arrays.stream(array)
        .map(
            rows ->
                Arrays.stream(rows)
                    .map(row -> Arrays.stream(row).map(o -> o / by).toArray())
                    .toArray(double[][]::new))
        .toArray(double[][][]::new);
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

  static double nats(double[] row, int letter) {
    return most(row) + StrictMath.log(total(row, most(row))) - row[letter];
  }

  /** 1/Σ e^(o_j − o_k) less [k = y]: safe without any maximum, since 1/∞ is 0. */
  static double slope(double[] row, int k, int letter) {
    return 1 / total(row, row[k]) - (k == letter ? 1 : 0);
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
    double[][] costs = atLetters(target, (t, b) -> nats(logits[t][b], target[t][b]));
    return sum(costs) / count(target);
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

  /** e to the mean cost of each text and, last, of all letters. */
  static double[] perplexed(double[][] nats, int[][] target) {
    int texts = target[0].length;
    double[] out = new double[texts + 1];
    for (int i = 0; i <= texts; i++) {
      int text = i;
      int[][] own =
          with(target, (t, b) -> text == texts || b == text ? target[t][b] : Exercise10.NONE);
      out[i] = StrictMath.exp(sum(nats, own) / count(own));
    }
    return out;
  }

  static double[][][] rightSlopes(double[][][] logits, int[][] target) {
    double[][][] out = new double[target.length][target[0].length][logits[0][0].length];
    for (int t = 0; t < out.length; t++) {
      for (int b = 0; b < out[t].length; b++) {
        for (int k = 0; k < out[t][b].length && target[t][b] >= 0; k++) {
          out[t][b][k] = slope(logits[t][b], k, target[t][b]) / count(target);
        }
      }
    }
    return out;
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

  /** Letters, −1 behind each text's end; the first is symbol 0, the next one of it the last. */
  static int[][] letters(Rng rng, int symbols, int... lengths) {
    int steps = Arrays.stream(lengths).max().orElseThrow();
    int[][] target = new int[steps][lengths.length];
    for (int t = 0; t < steps; t++) {
      for (int b = 0; b < lengths.length; b++) {
        target[t][b] = t < lengths[b] ? rng.nextInt(symbols) : Exercise10.NONE;
      }
    }
    target[0][0] = 0;
    if (lengths[0] > 1) {
      target[1][0] = symbols - 1;
    }
    return target;
  }
}
