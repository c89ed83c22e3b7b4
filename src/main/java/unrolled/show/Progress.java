package unrolled.show;

import java.util.Arrays;
import java.util.Locale;
import java.util.function.LongSupplier;
import unrolled.math.Numbers;
import unrolled.train.Listener;

/**
 * Shows a training while it runs: the update, the loss as a number and as a curve, the time left.
 * It appears when the training has lasted for a second, and changes four times a second at most,
 * since kernels lose messages that come faster. At the end one line stays, without any times, so
 * that the same training always leaves the same text.
 *
 * <pre>{@code
 * training.listener(new Progress("names")).run(2000);
 *
 * var progress = new Progress("three seeds", 3);    // several trainings in one display
 * for (long seed = 0; seed < 3; seed++) training(seed).listener(progress).run(2000);
 * }</pre>
 */
public final class Progress implements Listener {

  private static final long SECOND = 1_000_000_000L;
  private static final long PAUSE = SECOND / 4;
  private static final int RECENT = 20;
  private static final int WIDTH = 360;
  private static final int HEIGHT = 60;
  private static final int POINTS = 120;

  private final String name;
  private final int trainings;
  private final LongSupplier clock;

  private String display;
  private int training;
  private long started;
  private long shown;
  private long begun;
  private int updates;
  private int done;
  private boolean enough;
  private int best; // the update whose weights were put back, or 0
  private double[] losses = {};

  /** The progress of one training under this name. */
  public Progress(String name) {
    this(name, 1);
  }

  /** The progress of several trainings, one after another. */
  public Progress(String name, int trainings) {
    this(name, trainings, System::nanoTime);
  }

  Progress(String name, int trainings, LongSupplier clock) {
    this.name = Show.needed(name, "the progress of a training needs a name");
    if (trainings < 1) {
      throw new IllegalArgumentException("there must be at least 1 training, not " + trainings);
    }
    this.trainings = trainings;
    this.clock = clock;
  }

  @Override
  public synchronized void begin(int updates) {
    begun = clock.getAsLong();
    if (training % trainings == 0) {
      training = 0;
      display = null;
      started = begun;
      shown = begun + SECOND - PAUSE;
    }
    training++;
    this.updates = updates;
    done = 0;
    enough = false;
    best = 0;
    losses = new double[Math.max(16, updates)];
  }

  @Override
  public synchronized void step(int update, double loss, double gradientNorm) {
    if (done == losses.length) {
      losses = Arrays.copyOf(losses, 2 * done);
    }
    losses[done++] = loss;
    long now = clock.getAsLong();
    if (now - shown >= PAUSE && Show.inNotebook()) {
      shown = now;
      show(live(now), Show.HTML);
    }
  }

  @Override
  public synchronized void enough() {
    enough = true;
  }

  @Override
  public synchronized void putBack(int update) {
    best = update;
  }

  @Override
  public synchronized void end(int updates) {
    if (training < trainings && (enough || done == this.updates)) {
      return;
    }
    if (Show.inNotebook()) {
      show(last(), Show.TEXT);
    } else {
      Show.print(last());
    }
  }

  private void show(String content, String mime) {
    if (display == null) {
      display = Show.display(content, mime);
    } else {
      Show.update(display, content, mime);
    }
  }

  private String live(long now) {
    StringBuilder text = new StringBuilder(name).append(": ");
    if (trainings > 1) {
      text.append(String.format(Locale.ROOT, "training %d of %d, ", training, trainings));
    }
    text.append(
        String.format(
            Locale.ROOT, "update %d of %d, loss %s", done, updates, Numbers.text(recent(), 4)));
    double share = (training - 1 + done / (double) updates) / trainings;
    if (share > 0 && share < 1) {
      text.append(", about ").append(time((now - started) * (1 - share) / share)).append(" left");
    }
    return "<div>" + Html.escaped(text.toString()) + "</div>" + curve();
  }

  static String time(double nanoseconds) {
    long seconds = Math.max(1, Math.round(nanoseconds / SECOND));
    return seconds < 100 ? seconds + " s" : (seconds + 59) / 60 + " min";
  }

  /** The line that stays; it is the same whenever the training is. */
  private String last() {
    boolean whole = done == updates;
    StringBuilder text = new StringBuilder(name).append(": ");
    if (trainings > 1) {
      text.append(
          whole || enough
              ? trainings + " trainings, the last one "
              : "training " + training + " of " + trainings + " ");
    }
    text.append(whole ? updates + " updates" : ended() + " at update " + done + " of " + updates);
    if (best > 0) {
      text.append(", weights of update ").append(best);
    }
    if (done > 0) {
      text.append(", loss ").append(Numbers.text(losses[0])).append(" → ");
      text.append(Numbers.text(recent()));
      if (done > RECENT) {
        text.append(" (mean of the last ").append(RECENT).append(")");
      }
    }
    return text.toString();
  }

  private String ended() {
    if (!enough) {
      return "stopped";
    }
    return best > 0 ? "ended early" : "good enough";
  }

  /** The mean loss of the last updates, or the loss of the last one alone if there are few. */
  private double recent() {
    int from = done > RECENT ? done - RECENT : done - 1;
    double sum = 0;
    for (int i = from; i < done; i++) {
      sum += losses[i];
    }
    return sum / (done - from);
  }

  /** The losses so far, as a curve of at most 120 points, each the mean of equally many updates. */
  private String curve() {
    int each = Math.max(1, (done + POINTS - 1) / POINTS);
    double[] means = new double[(done + each - 1) / each];
    for (int i = 0; i < means.length; i++) {
      int to = Math.min(done, (i + 1) * each);
      means[i] = Arrays.stream(losses, i * each, to).average().orElse(Double.NaN);
    }
    double[] finite = Arrays.stream(means).filter(v -> Math.abs(v) < 1e300).sorted().toArray();
    if (finite.length < 2) {
      return "";
    }
    double low = finite[0];
    double range = Math.max(finite[finite.length - 1] - low, 1e-300);
    StringBuilder points = new StringBuilder();
    for (int i = 0; i < means.length; i++) {
      if (Math.abs(means[i]) < 1e300) {
        double x = WIDTH * Math.min(done, (i + 1) * each) / (double) Math.max(done, updates);
        double y = HEIGHT - 3 - (HEIGHT - 6) * (means[i] - low) / range;
        points.append(tenth(x)).append(',').append(tenth(y)).append(' ');
      }
    }
    return String.format(
        Locale.ROOT,
        "<svg width=\"%d\" height=\"%d\" role=\"img\" aria-label=\"the loss so far\"><line"
            + " x1=\"0\" y1=\"%d\" x2=\"%d\" y2=\"%d\" stroke=\"currentColor\""
            + " opacity=\"0.3\"/><polyline fill=\"none\" stroke=\"#0072B2\" stroke-width=\"2\""
            + " points=\"%s\"/></svg>",
        WIDTH,
        HEIGHT,
        HEIGHT - 1,
        WIDTH,
        HEIGHT - 1,
        points.toString().strip());
  }

  private static String tenth(double x) {
    return Numbers.text(StrictMath.rint(10 * x) / 10);
  }
}
