package unrolled.decode;

import java.util.Arrays;
import org.ejml.data.DMatrixRMaj;
import unrolled.math.ArgMax;
import unrolled.math.Numbers;
import unrolled.math.Rng;
import unrolled.math.Softmax;

/**
 * Draws the next symbol with the model's probabilities: of one row of scores, or, as a decoder, of
 * whole sequences.
 */
public final class Sampling extends StepwiseDecoding {
  private final Rng rng;
  private double temperature = 1;
  private int k = Integer.MAX_VALUE;
  private Rng[] streams = {}; // one for each sentence, so that none depends on the others' lengths

  /**
   * Creates a decoder of sequences that end with the end symbol or at this many tokens, drawn anew
   * at each call.
   *
   * @throws IllegalArgumentException if the maximum is below 1
   */
  public Sampling(int maximumLength, Rng rng) {
    super(maximumLength);
    this.rng = rng;
  }

  /**
   * Sets the temperature τ of {@link #probabilities}. Default 1.
   *
   * @throws IllegalArgumentException if it is not above 0
   */
  public Sampling temperature(double temperature) {
    this.temperature = checked(temperature);
    return this;
  }

  /**
   * Draws among the k likeliest tokens alone; 1 is greedy search. By default all may be drawn.
   *
   * <p>Source: A. Fan, M. Lewis and Y. Dauphin, "Hierarchical neural story generation", 2018.
   *
   * @throws IllegalArgumentException if k is below 1
   */
  public Sampling topK(int k) {
    this.k = checked(k);
    return this;
  }

  @Override
  void begin(int sentences) {
    streams = new Rng[sentences];
    Arrays.setAll(streams, s -> rng.split());
  }

  @Override
  int choose(DMatrixRMaj next, int row, int sentence) {
    DMatrixRMaj scores = new DMatrixRMaj(1, next.numCols);
    System.arraycopy(next.data, row * next.numCols, scores.data, 0, next.numCols);
    return streams[sentence].choose(probabilities(scores, temperature, k));
  }

  /**
   * Computes the probabilities p_k = e^{o_k/τ} / Σ_j e^{o_j/τ} of one row of scores.
   *
   * @param temperature τ &gt; 0: 1 leaves the model's probabilities as they are; less moves them
   *     towards the largest score alone, more towards all symbols alike
   * @throws IllegalArgumentException if a score is NaN, or if there is more than one row
   */
  public static double[] probabilities(DMatrixRMaj scores, double temperature) {
    checked(temperature);
    requireOneRow(scores);
    int n = scores.getNumCols();
    double[] p = Arrays.copyOf(scores.data, n);
    Softmax.subtractLargest(p, 0, n); // before the division, which could make it infinite
    for (int j = 0; j < n; j++) {
      p[j] /= temperature;
    }
    Softmax.of(p, 0, n);
    return p;
  }

  private static void requireOneRow(DMatrixRMaj scores) {
    if (scores.getNumRows() != 1) {
      throw new IllegalArgumentException(
          "one row of scores at a time, please, not " + scores.getNumRows());
    }
    ArgMax.ofRow(scores, 0); // refuses NaN
  }

  /**
   * Computes the probabilities when only the k largest scores may be drawn, of equal ones those
   * that come first: the others' probability is 0.
   *
   * @throws IllegalArgumentException if k is below 1, or if a score is NaN
   */
  public static double[] probabilities(DMatrixRMaj scores, double temperature, int k) {
    requireOneRow(scores);
    TopK best = new TopK(Math.min(checked(k), scores.getNumCols()));
    for (int j = 0; j < scores.getNumCols(); j++) {
      best.offer(scores.get(0, j), j);
    }
    DMatrixRMaj largest = scores.copy();
    largest.fill(Double.NEGATIVE_INFINITY);
    for (int rank = 0; rank < best.size(); rank++) {
      largest.set(0, best.item(rank), scores.get(0, best.item(rank)));
    }
    return probabilities(largest, temperature);
  }

  /** Draws a symbol with the probabilities of one row of scores at this temperature. */
  public static int draw(DMatrixRMaj scores, double temperature, Rng rng) {
    return rng.choose(probabilities(scores, temperature));
  }

  private static double checked(double temperature) {
    if (!(temperature > 0)) {
      throw new IllegalArgumentException(
          "a temperature of "
              + Numbers.text(temperature)
              + ": it must be above 0 (try 0.5 to 1.5)");
    }
    return temperature;
  }

  private static int checked(int k) {
    if (k < 1) {
      throw new IllegalArgumentException(
          "the " + k + " likeliest tokens are none to draw from: give at least 1");
    }
    return k;
  }
}
