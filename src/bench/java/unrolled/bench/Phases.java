package unrolled.bench;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.ejml.data.DMatrixRMaj;
import unrolled.cell.Cell;
import unrolled.cell.Gradients;
import unrolled.cell.Step;
import unrolled.layer.Param;
import unrolled.layer.Weights;
import unrolled.math.CollectedProduct;
import unrolled.math.Init;
import unrolled.math.Packed;
import unrolled.math.Rng;
import unrolled.network.RecurrentNetwork;
import unrolled.train.Adam;
import unrolled.train.Clip;
import unrolled.train.Training;

/**
 * What an update's milliseconds go into. To look into the update would disturb it, so its parts are
 * done alone, with the same shapes and as often, in turns with whole updates.
 *
 * @param product the matrix products: the state's, forward and backward, the weights' gradients,
 *     the read-out's, and laying weights out for them
 * @param pointwise what the cell does besides, number by number, and the zeroing of its steps
 * @param optimiser norm, clipping, Adam, and the copy of the weights that a training keeps
 * @param other what is left: the loss, the input's rows of W and their gradients, copies between
 *     the steps and the tall matrices; and waiting for memory, since a part alone finds more of its
 *     numbers in the caches
 */
record Phases(double product, double pointwise, double optimiser, double other) {

  private static final int ROUNDS = 9;

  /** Measures for about so many seconds. */
  static Phases of(Task task, Training training, double seconds) {
    RecurrentNetwork network = task.network();
    List<Param> params = network.params();
    Cell<?> cell = network.rnn().cell();
    List<Param> recurrent = new ArrayList<>(cell.params());
    recurrent.removeIf(p -> p == cell.input().w || p.value.getNumRows() == 1);
    Param readOut = params.get(params.size() - 2);
    Adam adam = new Adam(Task.RATE);
    Clip clip = Clip.norm(Task.CLIP);

    double[] ms =
        medians(
            seconds,
            () -> training.run(1),
            products(recurrent, task.steps(), task.batch()),
            products(List.of(readOut), 1, task.steps() * task.batch()),
            steps(cell, task),
            () -> {
              params.forEach(p -> p.value.copy());
              clip.apply(params);
              adam.update(params);
            });
    double pointwise = ms[3] - ms[1];
    return new Phases(ms[1] + ms[2], pointwise, ms[4], ms[0] - ms[2] - ms[3] - ms[4]);
  }

  /** Forward and backward with these weights, so many times with so many rows. */
  private static Runnable products(List<Param> weights, int times, int rows) {
    List<Runnable> each = new ArrayList<>();
    for (Param u : weights) {
      int n = u.value.getNumRows();
      int m = u.value.getNumCols();
      DMatrixRMaj x = random(rows, n);
      DMatrixRMaj y = random(rows, m);
      DMatrixRMaj dx = random(rows, n);
      Packed forward = Packed.of(u.value);
      Packed backward = Packed.ofTransposed(u.value);
      CollectedProduct collected = new CollectedProduct(n, m);
      each.add(
          () -> {
            forward.repack(u.value);
            backward.repack(u.value);
            for (int t = 0; t < times; t++) {
              forward.multAdd(x, y);
              backward.multAdd(y, dx);
            }
            for (int t = 0; t < times; t++) {
              collected.add(x, y, u.gradient);
            }
            collected.finish(u.gradient);
            y.zero(); // or the sums would grow without end
            dx.zero();
            u.zeroGradient();
          });
    }
    return () -> each.forEach(Runnable::run);
  }

  /** All steps of the cell, forward and backward, as the unrolling has them done. */
  private static <S extends Step> Runnable steps(Cell<S> cell, Task task) {
    List<S> steps = new ArrayList<>();
    for (int t = 0; t <= task.steps() + 2; t++) { // two more, which take the gradients in turns
      S step = cell.step();
      step.reset(task.batch());
      step.a.setTo(random(task.batch(), cell.input().b.value.getNumCols()));
      steps.add(step);
    }
    Packing weights = new Packing(cell);
    DMatrixRMaj a = random(task.batch(), cell.input().b.value.getNumCols());
    Gradients gradients = new Gradients();
    return () -> {
      weights.pack();
      for (int t = 1; t <= task.steps(); t++) {
        steps.get(t).reset(task.batch());
        steps.get(t).a.setTo(a);
        cell.forward(steps.get(t - 1), steps.get(t));
      }
      for (int t = task.steps(); t >= 1; t--) {
        S dPrev = steps.get(task.steps() + 1 + t % 2);
        S dNow = steps.get(task.steps() + 1 + (t + 1) % 2);
        dPrev.reset(task.batch());
        cell.backward(steps.get(t - 1), steps.get(t), dPrev, dNow, gradients);
      }
      gradients.finish();
      weights.unpacked();
      cell.params().forEach(Param::zeroGradient);
    };
  }

  /** Weights that are laid out for many products, as the unrolling lays out a cell's. */
  private static final class Packing extends Weights {
    Packing(Cell<?> cell) {
      part(cell);
    }

    void pack() {
      packForward();
      packBackward();
    }

    void unpacked() {
      unpack();
    }
  }

  private static DMatrixRMaj random(int rows, int columns) {
    return Init.uniform(new DMatrixRMaj(rows, columns), 1, new Rng(1));
  }

  /** Milliseconds on the processor's clock, the median of rounds in turns. */
  private static double[] medians(double seconds, Runnable... parts) {
    ThreadMXBean threads = ManagementFactory.getThreadMXBean();
    int[] times = new int[parts.length];
    for (int i = 0; i < parts.length; i++) {
      long end = System.nanoTime() + (long) (seconds / 2 / parts.length * 1e9);
      int done = 0;
      while (done == 0 || System.nanoTime() < end) {
        parts[i].run();
        done++;
      }
      times[i] = 1 + done / ROUNDS;
    }
    double[][] ms = new double[parts.length][ROUNDS];
    for (int round = 0; round < ROUNDS; round++) {
      for (int i = 0; i < parts.length; i++) {
        long start = threads.getCurrentThreadCpuTime();
        for (int k = 0; k < times[i]; k++) {
          parts[i].run();
        }
        ms[i][round] = (threads.getCurrentThreadCpuTime() - start) / 1e6 / times[i];
      }
    }
    return Arrays.stream(ms).mapToDouble(Phases::median).toArray();
  }

  private static double median(double[] x) {
    double[] sorted = x.clone();
    Arrays.sort(sorted);
    return sorted[sorted.length / 2];
  }

  double whole() {
    return product + pointwise + optimiser + other;
  }

  /** As one line; the other way is {@link #parsed}. */
  String line() {
    return product + " " + pointwise + " " + optimiser + " " + other;
  }

  static Phases parsed(String line) {
    String[] words = line.split(" ");
    return new Phases(
        Double.parseDouble(words[0]),
        Double.parseDouble(words[1]),
        Double.parseDouble(words[2]),
        Double.parseDouble(words[3]));
  }

  static String head() {
    return "cell     H    product  pointwise  optimiser    other   together   products' GFLOP/s";
  }

  /** A row of a table under {@link #head}. */
  String row(Task task) {
    return String.format(
        Locale.ROOT,
        "%-5s  %3d  %9.2f  %9.2f  %9.2f  %7.2f  %9.2f  %18.0f",
        task.cell(),
        task.hidden(),
        product,
        pointwise,
        optimiser,
        other,
        whole(),
        task.productFlops() / product / 1e6);
  }
}
