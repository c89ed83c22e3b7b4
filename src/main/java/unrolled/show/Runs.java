package unrolled.show;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLongArray;
import unrolled.train.Listener;

/**
 * Several trainings side by side, as many at a time as there are processors, with one display for
 * all of them.
 *
 * <pre>{@code
 * double[] accuracy = new double[3];
 * Runs.all("recall over 20 steps", 3, (seed, progress) -> accuracy[seed] = train(seed, progress));
 * }</pre>
 *
 * <p>Give each run a network and random numbers of its own: then its result is the same whichever
 * runs go on beside it. An interrupt stops the trainings that are under way after their present
 * update and leaves out those that have not begun. At the end one line stays, without any times, so
 * that the same runs always leave the same text.
 */
public final class Runs {

  /** One training, or anything else that takes a while. */
  @FunctionalInterface
  public interface Run {
    /**
     * Does run number {@code run}, from 0.
     *
     * @param progress for {@code Training.listener}, so that the display knows how far it is
     */
    void run(int run, Listener progress);
  }

  private static final long SECOND = 1_000_000_000L;
  private static final long PAUSE = SECOND / 4;
  private static final long PATIENCE = SECOND;

  /** A training of 1, as a number of parts: shares are added up without rounding. */
  private static final long WHOLE = 1_000_000;

  private final String name;
  private final int runs;
  private final AtomicLongArray shares;
  private final AtomicInteger done = new AtomicInteger();
  private final long started = System.nanoTime();
  private volatile boolean stopped;
  private String display;

  private Runs(String name, int runs) {
    this.name = Show.needed(name, "the progress of some trainings needs a name");
    if (runs < 1) {
      throw new IllegalArgumentException("there must be at least 1 training, not " + runs);
    }
    this.runs = runs;
    this.shares = new AtomicLongArray(runs);
  }

  /**
   * Does the runs 0 … runs − 1 and comes back when the last one is over. What a run throws is
   * thrown here, and the others are stopped.
   */
  public static void all(String name, int runs, Run run) {
    new Runs(name, runs).doAll(run);
  }

  private void doAll(Run run) {
    int processors = Math.min(runs, Runtime.getRuntime().availableProcessors());
    ExecutorService workers =
        Executors.newFixedThreadPool(
            processors,
            task -> {
              Thread thread = new Thread(task, name);
              thread.setDaemon(true);
              return thread;
            });
    List<Future<?>> futures = new ArrayList<>();
    for (int i = 0; i < runs; i++) {
      int number = i;
      futures.add(workers.submit(() -> doOne(run, number)));
    }
    try {
      for (Future<?> future : futures) {
        await(future);
      }
    } catch (InterruptedException e) {
      stopped = true;
    } catch (ExecutionException e) {
      throw unchecked(e.getCause());
    } finally {
      workers.shutdownNow();
      waitFor(workers);
    }
    String many = runs == 1 ? " training" : " trainings";
    last(name + ": " + (stopped ? "stopped, " + done + " of " : "") + runs + many + " done");
  }

  private void doOne(Run run, int number) {
    run.run(
        number,
        new Listener() {
          private int steps = 1;

          @Override
          public void begin(int updates) {
            steps = Math.max(1, updates);
          }

          @Override
          public void step(int update, double loss, double gradientNorm) {
            shares.set(number, WHOLE * update / steps);
          }
        });
    if (!stopped) {
      shares.set(number, WHOLE);
      done.incrementAndGet();
    }
  }

  /**
   * Waits for one run, and shows meanwhile how far all are: kernels want to hear from one thread.
   */
  private void await(Future<?> future) throws InterruptedException, ExecutionException {
    while (true) {
      try {
        future.get(PAUSE, TimeUnit.NANOSECONDS);
        return;
      } catch (TimeoutException e) {
        long now = System.nanoTime();
        if (now - started >= SECOND && Show.inNotebook()) {
          show(live(now), Show.HTML);
        }
      }
    }
  }

  private static void waitFor(ExecutorService workers) {
    boolean interrupted = Thread.interrupted();
    try {
      workers.awaitTermination(PATIENCE, TimeUnit.NANOSECONDS);
    } catch (InterruptedException e) {
      interrupted = true;
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private static RuntimeException unchecked(Throwable thrown) {
    if (thrown instanceof Error error) {
      throw error;
    }
    return thrown instanceof RuntimeException e ? e : new IllegalStateException(thrown);
  }

  private String live(long now) {
    long sum = 0;
    for (int i = 0; i < runs; i++) {
      sum += shares.get(i);
    }
    double share = sum / (double) (runs * WHOLE);
    StringBuilder text = new StringBuilder(name).append(": ").append(done);
    text.append(" of ").append(runs).append(" trainings done");
    if (share > 0 && share < 1) {
      long seconds = Math.max(1, Math.round((now - started) * (1 - share) / share / SECOND));
      text.append(", about ").append(seconds).append(" s left");
    }
    return "<div>%s</div><progress max=\"100\" value=\"%d\" style=\"width:360px\"></progress>"
        .formatted(Html.escaped(text.toString()), (int) (100 * share));
  }

  private void last(String text) {
    if (Show.inNotebook()) {
      show(text, Show.TEXT);
    } else {
      Show.print(text);
    }
  }

  private void show(String content, String mime) {
    if (display == null) {
      display = Show.display(content, mime);
    } else {
      Show.update(display, content, mime);
    }
  }
}
