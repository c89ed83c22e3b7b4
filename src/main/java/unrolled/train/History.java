package unrolled.train;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** The loss and the norm of the gradient (before clipping) of every update of a training. */
public final class History {
  private double[] losses = new double[256];
  private double[] norms = new double[256];
  private int updates;
  private long nanoseconds;
  private boolean interrupted;
  private final List<Double> watched = new ArrayList<>();
  private double best = Double.NaN; // the lowest value watched
  private int bestUpdate; // 0: nothing was watched, or NaN alone

  void add(double loss, double norm) {
    if (updates == losses.length) {
      losses = Arrays.copyOf(losses, 2 * updates);
      norms = Arrays.copyOf(norms, 2 * updates);
    }
    losses[updates] = loss;
    norms[updates] = norm;
    updates++;
  }

  void addTime(long more) {
    nanoseconds += more;
  }

  /** Adds a value and says whether it is the lowest so far; a NaN is not, nor is an equal one. */
  boolean addWatched(double value) {
    watched.add(value);
    boolean isBest = bestUpdate == 0 ? !Double.isNaN(value) : value < best;
    if (isBest) {
      best = value;
      bestUpdate = updates;
    }
    return isBest;
  }

  /** What is watched from here on can't be compared with what was. */
  void forgetBest() {
    bestUpdate = 0;
  }

  void interrupted(boolean now) {
    interrupted = now;
  }

  /** The number of updates. */
  public int updates() {
    return updates;
  }

  /** Whether the last run was interrupted before its end. */
  public boolean interrupted() {
    return interrupted;
  }

  /** The time that the training took, in seconds. */
  public double seconds() {
    return nanoseconds / 1e9;
  }

  /** The loss of each update, measured before it. */
  public double[] losses() {
    return Arrays.copyOf(losses, updates);
  }

  /** The norm of the gradient of each update, before clipping. */
  public double[] gradientNorms() {
    return Arrays.copyOf(norms, updates);
  }

  /** The values that were {@linkplain Training#watch watched}, in order. */
  public double[] watched() {
    return watched.stream().mapToDouble(v -> v).toArray();
  }

  /**
   * The update after which the {@linkplain Training#watch watched} value was lowest, the first of
   * equals.
   *
   * @throws IllegalStateException if nothing was watched yet
   */
  public int bestUpdate() {
    if (bestUpdate == 0) {
      throw new IllegalStateException(
          "no update is the best, for nothing was watched yet: train with .watch(50, () -> the loss"
              + " on validation data), and for at least as many updates as lie between two looks");
    }
    return bestUpdate;
  }

  /** The loss of the last update. */
  public double lastLoss() {
    return lastLoss(1);
  }

  /** The norm of the gradient of the last update, before clipping. */
  public double lastNorm() {
    lastLoss(); // there must be one
    return norms[updates - 1];
  }

  /**
   * The mean loss of the last {@code count} updates.
   *
   * @throws IllegalArgumentException if there were fewer updates, or if count is below 1
   */
  public double lastLoss(int count) {
    if (count < 1 || count > updates) {
      throw new IllegalArgumentException(
          "the last " + count + " of " + updates + " updates: ask for 1 to " + updates);
    }
    double sum = 0;
    for (int i = updates - count; i < updates; i++) {
      sum += losses[i];
    }
    return sum / count;
  }
}
