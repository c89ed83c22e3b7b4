package unrolled.layer;

import org.ejml.data.DMatrixRMaj;
import unrolled.math.Numbers;
import unrolled.math.Rng;

/**
 * Dropout: while training, each number is set to 0 with probability p, and the others are scaled by
 * 1/(1 − p), so that the mean stays. Nothing is dropped otherwise.
 *
 * <p>Over time there are two kinds: a fresh mask for every step, or one mask for all steps of a
 * sequence.
 *
 * <p>Sources: N. Srivastava and others, "Dropout", 2014; one mask through time: Y. Gal and Z.
 * Ghahramani, "A theoretically grounded application of dropout in recurrent neural networks", 2016.
 */
public final class Dropout {
  private final double p;
  private final boolean sameThroughTime;
  private final Rng rng;
  private boolean training;

  private Dropout(double p, boolean sameThroughTime, long seed) {
    if (!(p >= 0 && p < 1)) {
      throw new IllegalArgumentException(
          "dropout of " + Numbers.text(p) + ": give a probability from 0 to below 1, such as 0.2");
    }
    this.p = p;
    this.sameThroughTime = sameThroughTime;
    rng = new Rng(seed);
  }

  /** Drops with a fresh mask at every step; p is the probability of being dropped. */
  public static Dropout everyStep(double p, long seed) {
    return new Dropout(p, false, seed);
  }

  /** Drops with one mask for all steps of a sequence; p is the probability of being dropped. */
  public static Dropout sameThroughTime(double p, long seed) {
    return new Dropout(p, true, seed);
  }

  /** Switches dropping on for training, or off. Default off. */
  public void training(boolean on) {
    training = on;
  }

  /** Whether a mask would change anything now. */
  public boolean active() {
    return training && p > 0;
  }

  /** Draws a mask of 0 and 1/(1 − p) for B sequences of T steps, (T·B)×n, time-major. */
  public DMatrixRMaj mask(int steps, int batch, int n) {
    DMatrixRMaj mask = new DMatrixRMaj(steps * batch, n);
    int drawn = sameThroughTime ? batch * n : mask.getNumElements();
    for (int i = 0; i < drawn; i++) {
      mask.data[i] = rng.nextDouble() < p ? 0 : 1 / (1 - p);
    }
    for (int from = drawn; from < mask.getNumElements(); from += drawn) {
      System.arraycopy(mask.data, 0, mask.data, from, drawn);
    }
    return mask;
  }
}
