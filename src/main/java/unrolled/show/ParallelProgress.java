package unrolled.show;

import java.util.List;
import java.util.function.LongSupplier;
import unrolled.train.Listener;
import unrolled.train.Parallel;

/**
 * Shows how far several trainings are that run in parallel: how many are done, and the time left.
 * One object listens to all of them.
 *
 * <pre>{@code
 * List<Double> accuracies = ParallelProgress.run("three seeds", 3, (seed, progress) -> {
 *   …
 *   training.listener(progress).run(2000);
 *   return network.accuracy(test);
 * });
 * }</pre>
 *
 * <p>It appears after a second and changes four times a second at most; one line stays, without any
 * times. If trainings ended early ({@link unrolled.train.Training#until}, {@link
 * unrolled.train.Training#patience}, an interrupt), it tells how many updates of how many there
 * were.
 */
public final class ParallelProgress implements Listener {
  private static final long SECOND = 1_000_000_000L;
  private static final long PAUSE = SECOND / 4;

  private final String name;
  private final int trainings;
  private final LongSupplier clock;

  private String display;
  private long started;
  private long shown;
  private int begun;
  private int ended;
  private long expected; // updates of the trainings that have begun
  private long done; // updates done in them
  private long endedAfter; // updates of those that have ended

  /** The progress of this many trainings, under a name. */
  public ParallelProgress(String name, int trainings) {
    this(name, trainings, System::nanoTime);
  }

  /** One of several trainings. */
  @FunctionalInterface
  public interface Job<R> {
    /** Runs training i, counted from 0, with the display as its listener. */
    R run(int i, Listener progress);
  }

  /** Runs {@code count} trainings in parallel, with one display for all of them. */
  public static <R> List<R> run(String name, int count, Job<R> training) {
    ParallelProgress progress = new ParallelProgress(name, count);
    return Parallel.run(count, i -> training.run(i, progress));
  }

  ParallelProgress(String name, int trainings, LongSupplier clock) {
    this.name = Show.needed(name, "the progress of trainings needs a name");
    if (trainings < 1) {
      throw new IllegalArgumentException("there must be at least 1 training, not " + trainings);
    }
    this.trainings = trainings;
    this.clock = clock;
  }

  @Override
  public synchronized void begin(int updates) {
    if (begun == 0) {
      started = clock.getAsLong();
      shown = started + SECOND - PAUSE;
    }
    begun++;
    expected += updates;
  }

  @Override
  public synchronized void step(int update, double loss, double gradientNorm) {
    done++;
    long now = clock.getAsLong();
    if (now - shown >= PAUSE && Show.inNotebook()) {
      shown = now;
      show(live(now - started));
    }
  }

  @Override
  public synchronized void end(int updates) {
    ended++;
    endedAfter += updates;
    if (ended == trainings) {
      String early = done == expected ? "" : done + " of at most ";
      show(name + ": " + count(trainings, "training") + ", " + early + count(expected, "update"));
    }
  }

  private String live(long elapsed) {
    double each = (double) expected / begun;
    double share = done / (endedAfter + (trainings - ended) * each);
    return name
        + ": "
        + ended
        + " of "
        + count(trainings, "training")
        + " done, about "
        + Progress.time(elapsed * (1 - share) / share)
        + " left";
  }

  private static String count(long n, String what) {
    return n + " " + what + (n == 1 ? "" : "s");
  }

  private void show(String text) {
    if (!Show.inNotebook()) {
      Show.print(text);
    } else if (display == null) {
      display = Show.display(text, Show.TEXT);
    } else {
      Show.update(display, text, Show.TEXT);
    }
  }
}
