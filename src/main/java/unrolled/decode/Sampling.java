package unrolled.decode;

import java.util.Arrays;
import org.ejml.data.DMatrixRMaj;
import unrolled.math.Numbers;
import unrolled.math.Rng;
import unrolled.math.Softmax;

/** Chooses the next symbol by chance. */
public final class Sampling {
  private Sampling() {}

  /**
   * The probabilities p_k = e^{o_k/τ} / Σ_j e^{o_j/τ} of one row of scores.
   *
   * @param temperature τ &gt; 0: 1 is the model's own opinion, less makes it bolder (towards the
   *     largest score alone), more makes it play (towards all symbols alike)
   */
  public static double[] probabilities(DMatrixRMaj scores, double temperature) {
    if (!(temperature > 0)) {
      throw new IllegalArgumentException(
          "a temperature of "
              + Numbers.text(temperature)
              + ": it must be above 0 (try 0.5 to 1.5)");
    }
    if (scores.getNumRows() != 1) {
      throw new IllegalArgumentException(
          "one row of scores at a time, please, not " + scores.getNumRows());
    }
    int n = scores.getNumCols();
    double[] p = Arrays.copyOf(scores.data, n);
    Softmax.subtractLargest(p, 0, n); // before the division, which could make it infinite
    for (int j = 0; j < n; j++) {
      p[j] /= temperature;
    }
    Softmax.of(p, 0, n);
    return p;
  }

  /** A symbol drawn with these probabilities. */
  public static int draw(DMatrixRMaj scores, double temperature, Rng rng) {
    return rng.choose(probabilities(scores, temperature));
  }
}
