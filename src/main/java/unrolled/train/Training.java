package unrolled.train;

import java.util.ArrayList;
import java.util.List;
import java.util.function.DoubleSupplier;
import java.util.function.IntFunction;
import java.util.function.IntToDoubleFunction;
import org.ejml.data.DMatrixRMaj;
import unrolled.layer.Loss;
import unrolled.layer.Param;
import unrolled.layer.Weights;
import unrolled.math.Numbers;
import unrolled.network.Network;
import unrolled.sequence.Batch;

/**
 * The training loop: gradient, clip, update, again and again.
 *
 * <pre>{@code
 * var training = Training.of(network, new SoftmaxCrossEntropy(), update -> task.batch(32, rng))
 *     .optimiser(new Adam(0.01))
 *     .clip(Clip.norm(1));
 * History history = training.run(300);
 * }</pre>
 *
 * <p>With validation data it stops by itself when it begins to learn by heart:
 *
 * <pre>{@code
 * training.watch(50, () -> lossOn(validation)).patience(5).run(5000);
 * }</pre>
 *
 * <p>An interrupt stops it after the update that is under way: what was learnt so far stays in the
 * weights, and {@link #history()} tells how far it came. A loss that is no longer a number stops it
 * with {@link DivergedException}; the weights are then the last ones whose loss was finite, or with
 * {@link #patience} the best.
 */
public final class Training {
  private static final int RECENT = 20;

  /** Adam squares gradients: with larger ones it would stand still and not say why. */
  private static final double TOO_LARGE = 1e150;

  private final List<Param> params;
  private final IntToDoubleFunction lossAndGradients;
  private final History history = new History();
  private final List<DMatrixRMaj> good = new ArrayList<>();
  private Optimiser optimiser = new Adam(0.01);
  private Clip clip = Clip.none();
  private Listener listener = new Listener() {};
  private double enough = Double.NEGATIVE_INFINITY;
  private int every = Integer.MAX_VALUE;
  private DoubleSupplier measure; // or null: nothing is watched
  private EarlyStopping stopping; // or null: no run ends for want of something better

  /**
   * Trains any weights.
   *
   * @param lossAndGradients called with the number of the update (from 1): adds the gradients to
   *     the parameters, where they start at 0, and gives the loss
   */
  public Training(Weights weights, IntToDoubleFunction lossAndGradients) {
    params = weights.params();
    this.lossAndGradients = lossAndGradients;
  }

  /** Trains a network on batches, one for each update. */
  public static Training of(Network network, Loss loss, IntFunction<Batch> batches) {
    DMatrixRMaj dOutput = new DMatrixRMaj(0, 0);
    return new Training(
        network,
        update -> {
          Batch batch = batches.apply(update);
          network.training(true);
          try {
            double value = loss.of(network.forward(batch.x()), batch.y(), dOutput);
            network.backward(dOutput);
            return value;
          } finally {
            network.training(false);
          }
        });
  }

  /** Sets the rule that turns gradients into updates. Default {@link Adam} with rate 0.01. */
  public Training optimiser(Optimiser rule) {
    optimiser = rule;
    return this;
  }

  /** Sets how gradients are clipped. Default {@link Clip#none()}. */
  public Training clip(Clip rule) {
    clip = rule;
    return this;
  }

  /** Sets the listener that is told how training goes. Default none. */
  public Training listener(Listener display) {
    listener = display;
    return this;
  }

  /**
   * Ends a run early, as soon as the mean loss of its last {@value #RECENT} updates is at most
   * this. By default no run ends early.
   *
   * @param loss above what the task allows at best; a run that doesn't come down to it goes on to
   *     its last update
   * @throws IllegalArgumentException if it is no number
   */
  public Training until(double loss) {
    if (Double.isNaN(loss)) {
      throw new IllegalArgumentException("a loss to train down to can't be NaN: try 0.02");
    }
    enough = loss;
    return this;
  }

  /**
   * Measures something after every so many updates, such as the loss on data that are not trained
   * on; {@link History#watched} has the values, {@link History#bestUpdate} says when the lowest
   * was. The time for it is not counted. A new measure knows no best yet.
   *
   * @throws IllegalArgumentException if every is below 1
   */
  public Training watch(int every, DoubleSupplier measure) {
    if (every < 1) {
      throw new IllegalArgumentException(
          "watch after every " + every + " updates: give at least 1, such as 50");
    }
    this.every = every;
    this.measure = measure;
    history.forgetBest();
    if (stopping != null) {
      stopping.forget();
    }
    return this;
  }

  /**
   * Ends a run early, as soon as the {@linkplain #watch watched} value has not come below its best
   * for so many measurements in a row. However the run ends, by this or at its last update, by an
   * interrupt or an exception, the weights of the best measurement are put back, if there was one.
   *
   * <p>Lower is better: watch a loss, or 1 − accuracy. An equal value is no better one. A second
   * run goes on from the best weights, with the whole patience again.
   *
   * @throws IllegalArgumentException if measurements is below 1
   */
  public Training patience(int measurements) {
    stopping = new EarlyStopping(measurements);
    history.forgetBest();
    return this;
  }

  /** The history of all runs so far. */
  public History history() {
    return history;
  }

  /**
   * Runs this many updates more; fewer if it is interrupted, {@linkplain #until good enough}, or
   * out of {@linkplain #patience}.
   *
   * @throws IllegalArgumentException if updates is below 1
   * @throws IllegalStateException if all weights are 0, or if there is a patience and nothing is
   *     watched, or what is watched is NaN
   * @throws DivergedException if a loss or a gradient is no longer a finite number
   */
  public History run(int updates) {
    if (updates < 1) {
      throw new IllegalArgumentException(updates + " updates: give at least 1");
    }
    if (params.stream().allMatch(Training::allZero)) {
      throw new IllegalStateException(
          "all weights are 0, so nothing can be learnt: call init(seed) on the network first");
    }
    if (stopping != null) {
      requireWatched();
      stopping.begin();
    }
    if (good.isEmpty()) {
      params.forEach(p -> good.add(p.value.copy()));
    }
    history.interrupted(false);
    listener.begin(updates);
    long start = System.nanoTime();
    int done = 0;
    try {
      while (done < updates) {
        boolean goodEnough = done >= RECENT && history.lastLoss(RECENT) <= enough;
        if (goodEnough || (stopping != null && stopping.isOver())) {
          listener.enough();
          break;
        }
        if (Thread.interrupted()) {
          history.interrupted(true);
          break;
        }
        update();
        done++;
        listener.step(done, history.lastLoss(), history.lastNorm());
        if (history.updates() % every == 0) {
          long before = System.nanoTime();
          watch();
          start += System.nanoTime() - before;
        }
      }
    } finally {
      history.addTime(System.nanoTime() - start);
      if (stopping != null && stopping.putBack(params)) {
        listener.putBack(history.bestUpdate());
      }
      listener.end(done);
    }
    return history;
  }

  private void watch() {
    double value = measure.getAsDouble();
    boolean isBest = history.addWatched(value);
    if (stopping != null) {
      if (Double.isNaN(value)) {
        throw new IllegalStateException(
            "the value watched after update "
                + history.updates()
                + " is NaN, which is neither better nor worse than others, so patience can't wait"
                + " for a better one: look for a division by 0 in the measure, such as a mean over"
                + " no examples");
      }
      stopping.measured(isBest, params);
    }
  }

  private void requireWatched() {
    if (measure == null) {
      throw new IllegalStateException(
          "a patience of "
              + stopping.patience()
              + " measurements, but nothing is measured: say what, such as .watch(50, () -> the loss"
              + " on validation data)");
    }
  }

  private void update() {
    params.forEach(Param::zeroGradient);
    double loss = lossAndGradients.applyAsDouble(history.updates() + 1);
    double norm = Clip.norm(params);
    if (!Double.isFinite(loss) || !Double.isFinite(norm)) {
      stop(loss, norm);
    }
    clip.apply(params, norm);
    if (norm > TOO_LARGE && Clip.norm(params) > TOO_LARGE) {
      stop(loss, norm);
    }
    for (int i = 0; i < params.size(); i++) {
      good.get(i).setTo(params.get(i).value);
    }
    history.add(loss, norm);
    optimiser.update(params);
  }

  private void stop(double loss, double norm) {
    for (int i = 0; i < params.size(); i++) {
      params.get(i).value.setTo(good.get(i));
    }
    boolean best = stopping != null && stopping.putBack(params);
    throw new DivergedException(
        "stopped at update "
            + (history.updates() + 1)
            + ": the loss is "
            + Numbers.text(loss)
            + " and the norm of the gradient "
            + Numbers.text(norm)
            + (history.updates() == 0
                ? ""
                : " (one update before: " + Numbers.text(history.lastNorm()) + ")")
            + ". Try a smaller learning rate, or clip the gradient: .clip(Clip.norm(1))."
            + " The weights are "
            + (best
                ? "those of update " + history.bestUpdate() + ", the best watched."
                : "the last ones whose loss was a finite number."));
  }

  private static boolean allZero(Param p) {
    for (int i = 0; i < p.value.getNumElements(); i++) {
      if (p.value.data[i] != 0) {
        return false;
      }
    }
    return true;
  }
}
