package unrolled.bench;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.Map;
import unrolled.train.Training;

/**
 * The course's own library as one of the systems; it also tells what its memory and time go into.
 */
final class UnrolledWorker {
  private UnrolledWorker() {}

  /** Arguments: cell, H, T, B. */
  public static void main(String[] args) throws Exception {
    Task task =
        new Task(
            args[0],
            Integer.parseInt(args[1]),
            Integer.parseInt(args[2]),
            Integer.parseInt(args[3]));
    Training training = task.training();
    Worker.serve(
        count -> training.run(count).lastLoss(),
        Map.of(
            "phases", seconds -> Phases.of(task, training, Double.parseDouble(seconds)).line(),
            "products", batch -> Products.of(task.hidden(), Integer.parseInt(batch)).line(),
            "allocated", count -> allocated(training, Integer.parseInt(count)),
            "kept", count -> kept(training, Integer.parseInt(count))));
  }

  /** Bytes that an update allocates once everything is compiled: the least of some rounds. */
  private static String allocated(Training training, int updates) {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long thread = Thread.currentThread().getId();
    long least = Long.MAX_VALUE;
    for (int round = 0; round < 4; round++) {
      long before = threads.getThreadAllocatedBytes(thread);
      training.run(updates);
      least = Math.min(least, (threads.getThreadAllocatedBytes(thread) - before) / updates);
    }
    return "" + least;
  }

  /** Bytes on the heap that are still in use after so many updates. */
  private static String kept(Training training, int updates) throws InterruptedException {
    training.run(updates);
    for (int i = 0; i < 3; i++) {
      System.gc();
      Thread.sleep(50);
    }
    return "" + ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
  }
}
