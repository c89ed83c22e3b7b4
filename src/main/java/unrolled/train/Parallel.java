package unrolled.train;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.IntFunction;

/**
 * Runs independent trainings on all cores at once, such as one training from three seeds.
 *
 * <pre>{@code
 * List<Double> accuracies = Parallel.run(3, seed -> accuracyAfterTraining(seed));
 * }</pre>
 *
 * <p>Each must have its own network and its own {@code Rng}; then the results are the same on one
 * core as on many.
 */
public final class Parallel {
  private Parallel() {}

  /**
   * Runs {@code one.apply(0)} … {@code one.apply(count − 1)} and gives their results in this order.
   * An interrupt interrupts them all.
   *
   * @throws CancellationException if it was interrupted
   */
  public static <R> List<R> run(int count, IntFunction<R> one) {
    int cores = Runtime.getRuntime().availableProcessors();
    ExecutorService pool = Executors.newFixedThreadPool(Math.max(1, Math.min(count, cores)));
    try {
      List<Future<R>> running = new ArrayList<>();
      for (int i = 0; i < count; i++) {
        int number = i;
        running.add(pool.submit(() -> one.apply(number)));
      }
      List<R> results = new ArrayList<>();
      for (Future<R> future : running) {
        results.add(future.get());
      }
      return results;
    } catch (ExecutionException e) {
      throw rethrown(e.getCause());
    } catch (InterruptedException e) {
      throw new CancellationException("interrupted before all trainings were done");
    } finally {
      stop(pool);
    }
  }

  /** Nothing is left running: a training stops after its update. */
  private static void stop(ExecutorService pool) {
    pool.shutdownNow();
    try {
      if (!pool.awaitTermination(10, TimeUnit.SECONDS)) {
        throw new IllegalStateException("a training does not stop when it is interrupted");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static RuntimeException rethrown(Throwable cause) {
    if (cause instanceof Error error) {
      throw error;
    }
    return cause instanceof RuntimeException e ? e : new IllegalStateException(cause);
  }
}
