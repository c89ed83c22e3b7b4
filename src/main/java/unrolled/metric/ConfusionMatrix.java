package unrolled.metric;

import org.ejml.data.DMatrixRMaj;

/**
 * A confusion matrix: how often class i was taken for class j.
 *
 * <pre>
 *   accuracy   = Σ_c n_cc / n
 *   precision  = n_cc / Σ_i n_ic        of those called c, how many are
 *   recall     = n_cc / Σ_j n_cj        of those that are c, how many were found
 *   F1         = 2·n_cc / (Σ_i n_ic + Σ_j n_cj)        the harmonic mean of both
 *   macro-F1   = mean of F1 over the classes           a rare class counts like a common one
 * </pre>
 *
 * <p>Row i is the truth, column j the prediction. Where there is nothing to divide by, the result
 * is 0: the precision of a class that is never predicted, the recall of one that never occurs. A
 * class that neither occurs nor is predicted is left out of macro-F1. scikit-learn has it so, too.
 */
public final class ConfusionMatrix {
  private final int[][] counts; // [truth][prediction]
  private final int examples;

  private ConfusionMatrix(int[][] counts, int examples) {
    this.counts = counts;
    this.examples = examples;
  }

  /**
   * Counts the examples whose true and predicted classes these are, each of {@code 0 … classes −
   * 1}.
   *
   * @throws IllegalArgumentException if there are no examples or not as many predictions, or if a
   *     class is out of range
   */
  public static ConfusionMatrix of(int classes, int[] truth, int[] predicted) {
    if (truth.length != predicted.length) {
      throw new IllegalArgumentException(
          truth.length + " true classes, but " + predicted.length + " predicted ones");
    }
    if (truth.length == 0) {
      throw new IllegalArgumentException("no examples: give at least one");
    }
    int[][] counts = new int[classes][classes];
    for (int k = 0; k < truth.length; k++) {
      counts[checked("true", truth, k, classes)][checked("predicted", predicted, k, classes)]++;
    }
    return new ConfusionMatrix(counts, truth.length);
  }

  private static int checked(String which, int[] all, int k, int classes) {
    if (all[k] < 0 || all[k] >= classes) {
      throw new IllegalArgumentException(
          "the "
              + which
              + " class of example "
              + k
              + " is "
              + all[k]
              + ", but the classes are 0 to "
              + (classes - 1));
    }
    return all[k];
  }

  /** How many classes there are. */
  public int classes() {
    return counts.length;
  }

  /** How many examples of class i were taken for class j. */
  public int count(int i, int j) {
    return counts[i][j];
  }

  /** All counts as a matrix, the truth in rows, for a heat map. */
  public DMatrixRMaj counts() {
    DMatrixRMaj all = new DMatrixRMaj(classes(), classes());
    for (int i = 0; i < classes(); i++) {
      for (int j = 0; j < classes(); j++) {
        all.set(i, j, counts[i][j]);
      }
    }
    return all;
  }

  /**
   * For each true class the shares of what it was taken for, so that common and rare classes can be
   * compared: rows sum to 1. The row of a class that never occurs is NaN, which a heat map hatches.
   */
  public DMatrixRMaj shares() {
    DMatrixRMaj shares = counts();
    for (int i = 0; i < classes(); i++) {
      for (int j = 0; j < classes(); j++) {
        shares.set(i, j, shares.get(i, j) / occurring(i)); // 0/0 is NaN
      }
    }
    return shares;
  }

  /** The share of all examples whose class was predicted right, 0 … 1. */
  public double accuracy() {
    int right = 0;
    for (int c = 0; c < classes(); c++) {
      right += counts[c][c];
    }
    return (double) right / examples;
  }

  /** The share that is right among those for which class c was predicted; 0 if it never was. */
  public double precision(int c) {
    return ratio(counts[c][c], predicted(c));
  }

  /** The share that was found of the examples of class c; 0 if there are none. */
  public double recall(int c) {
    return ratio(counts[c][c], occurring(c));
  }

  /** The harmonic mean of precision and recall of class c; 0 if both are 0. */
  public double f1(int c) {
    return ratio(2 * counts[c][c], predicted(c) + occurring(c));
  }

  /** The mean of {@link #f1} over all classes that occur or are predicted. */
  public double macroF1() {
    double sum = 0;
    int count = 0;
    for (int c = 0; c < classes(); c++) {
      if (predicted(c) + occurring(c) > 0) {
        sum += f1(c);
        count++;
      }
    }
    return sum / count;
  }

  private int occurring(int c) {
    int sum = 0;
    for (int j = 0; j < classes(); j++) {
      sum += counts[c][j];
    }
    return sum;
  }

  private int predicted(int c) {
    int sum = 0;
    for (int i = 0; i < classes(); i++) {
      sum += counts[i][c];
    }
    return sum;
  }

  private static double ratio(int part, int whole) {
    return whole == 0 ? 0 : (double) part / whole;
  }
}
