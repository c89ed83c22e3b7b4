package unrolled.io;

import java.util.Arrays;
import org.ejml.data.DMatrixRMaj;
import unrolled.sequence.Sequence;

/** Between nested arrays and matrices. */
final class Tensors {
  private Tensors() {}

  // ---- shapes --------------------------------------------------------------------------------

  /** Throws if there is no array. */
  static void requireGiven(String name, Object x) {
    if (x == null) {
      throw new IllegalArgumentException(name + " is missing");
    }
  }

  /** Throws unless the array is first × second × third. */
  static void require(String name, double[][][] x, int first, int second, int third, String what) {
    requireGiven(name, x);
    requireLength(name, x.length, first, what);
    for (int i = 0; i < first; i++) {
      require(name + "[" + i + "]", x[i], second, third, what);
    }
  }

  /** Throws unless the array is first × second. */
  static void require(String name, double[][] x, int first, int second, String what) {
    requireGiven(name, x);
    requireLength(name, x.length, first, what);
    for (int i = 0; i < first; i++) {
      requireGiven(name + "[" + i + "]", x[i]);
      requireLength(name + "[" + i + "]", x[i].length, second, what);
    }
  }

  private static void requireLength(String name, int actual, int expected, String what) {
    if (actual != expected) {
      throw new IllegalArgumentException(
          name + " has the length " + actual + " but must have " + expected + " (" + what + ")");
    }
  }

  /** Throws unless there is something in the first dimension and in the second. */
  private static void requireNotEmpty(String name, double[][][] x) {
    requireGiven(name, x);
    if (x.length > 0) {
      requireGiven(name + "[0]", x[0]);
    }
    if (x.length == 0 || x[0].length == 0) {
      throw new IllegalArgumentException(name + " is empty");
    }
    requireGiven(name + "[0][0]", x[0][0]);
  }

  // ---- copies --------------------------------------------------------------------------------

  /** A copy down to the numbers, or null of null. */
  static double[][][] copy(double[][][] x) {
    return x == null ? null : Arrays.stream(x).map(Tensors::copy).toArray(double[][][]::new);
  }

  /** A copy down to the numbers, or null of null. */
  static double[][] copy(double[][] x) {
    return x == null ? null : Arrays.stream(x).map(double[]::clone).toArray(double[][]::new);
  }

  // ---- matrices ------------------------------------------------------------------------------

  /** Some numbers of an array as a matrix of one row. */
  static DMatrixRMaj row(double[] x, int from, int to) {
    return new DMatrixRMaj(1, to - from, true, Arrays.copyOfRange(x, from, to));
  }

  /** Row i of a matrix as an array, beginning at a column. */
  static double[] row(DMatrixRMaj m, int i, int column, int length) {
    int from = i * m.getNumCols() + column;
    return Arrays.copyOfRange(m.data, from, from + length);
  }

  /** A matrix as an array of its rows. */
  static double[][] array(DMatrixRMaj m) {
    double[][] rows = new double[m.getNumRows()][];
    Arrays.setAll(rows, i -> row(m, i, 0, m.getNumCols()));
    return rows;
  }

  // ---- sequences -----------------------------------------------------------------------------

  /** X [T, B, in] with lengths, or null for T each; whatever lies behind an end becomes 0. */
  static Sequence sequence(double[][][] x, int in, int[] lengths) {
    requireNotEmpty("X", x);
    int batch = x[0].length;
    require("X", x, x.length, batch, in, "steps, sequences, inputs");
    if (lengths != null && lengths.length != batch) {
      throw new IllegalArgumentException(
          "there are " + batch + " sequences, but " + lengths.length + " sequence_lens");
    }
    DMatrixRMaj rows = new DMatrixRMaj(x.length * batch, in);
    for (int t = 0; t < x.length; t++) {
      for (int b = 0; b < batch; b++) {
        if (lengths == null || t < lengths[b]) {
          System.arraycopy(x[t][b], 0, rows.data, (t * batch + b) * in, in);
        }
      }
    }
    Sequence sequence = Sequence.timeMajor(rows, batch);
    return lengths == null ? sequence : sequence.withLengths(lengths);
  }

  /** The first two dimensions exchanged. */
  static double[][][] swapped(String name, double[][][] x) {
    requireNotEmpty(name, x);
    require(name, x, x.length, x[0].length, x[0][0].length, "as long as the first");
    double[][][] swapped = new double[x[0].length][x.length][];
    for (int i = 0; i < x.length; i++) {
      for (int j = 0; j < x[0].length; j++) {
        swapped[j][i] = x[i][j];
      }
    }
    return swapped;
  }

  /** Y [T, D, B, n] as [B, T, D, n]. */
  static double[][][][] batchFirst(double[][][][] y) {
    double[][][][] first = new double[y[0][0].length][y.length][y[0].length][];
    for (int t = 0; t < y.length; t++) {
      for (int d = 0; d < y[0].length; d++) {
        for (int b = 0; b < y[0][0].length; b++) {
          first[b][t][d] = y[t][d][b];
        }
      }
    }
    return first;
  }
}
