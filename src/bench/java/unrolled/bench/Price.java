package unrolled.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import unrolled.show.Lines;

/**
 * What a larger course costs: an LSTM's update against H, T and B, each with the others as they are
 * (H 64, T 35, B 32); bytes allocated by an update and kept for one; and that none of it grows with
 * the square of T.
 */
final class Price {
  private static final int HIDDEN = 64;
  private static final int STEPS = 35;
  private static final int BATCH = 32;

  private record Line(String name, double[] x, double[] ms) {
    /** The slope of the straight line through the logarithms, by least squares. */
    double slope() {
      double meanX = 0;
      double meanY = 0;
      for (int i = 0; i < x.length; i++) {
        meanX += Math.log(x[i]) / x.length;
        meanY += Math.log(ms[i]) / x.length;
      }
      double top = 0;
      double bottom = 0;
      for (int i = 0; i < x.length; i++) {
        top += (Math.log(x[i]) - meanX) * (Math.log(ms[i]) - meanY);
        bottom += (Math.log(x[i]) - meanX) * (Math.log(x[i]) - meanX);
      }
      return top / bottom;
    }

    String title() {
      return String.format(Locale.ROOT, "%s: slope %.2f", name, slope());
    }
  }

  private Price() {}

  /** Measures, prints and draws. */
  static void tell(Effort effort, boolean quick, Path target) throws IOException {
    int[] widths = quick ? new int[] {16, 64, 256} : new int[] {16, 32, 64, 128, 256, 512};
    int[] lengths = quick ? new int[] {9, 35, 140} : new int[] {9, 18, 35, 70, 140, 280, 560};
    int[] batches = quick ? new int[] {8, 32, 128} : new int[] {4, 8, 16, 32, 64, 128, 256};
    List<Line> lines = new ArrayList<>();
    lines.add(
        line("H, hidden units", widths, h -> new Task("LSTM", h, STEPS, BATCH), effort, target));
    lines.add(line("T, steps", lengths, t -> new Task("LSTM", HIDDEN, t, BATCH), effort, target));
    lines.add(
        line("B, sequences", batches, b -> new Task("LSTM", HIDDEN, STEPS, b), effort, target));

    System.out.println("\nThe price of a longer course: an update of the LSTM (H 64, T 35, B 32)");
    Lines chart =
        new Lines(
                "An update costs in proportion to steps and sequences, and less than the square of the units")
            .logX("units H, steps T or sequences B")
            .logY("ms an update of the LSTM; where not varied, H is 64, T 35, B 32");
    for (Line line : lines) {
      chart.line(line.title(), line.x, line.ms);
      System.out.println("  against " + line.title());
      for (int i = 0; i < line.x.length; i++) {
        System.out.printf(Locale.ROOT, "    %5.0f %9.3f ms%n", line.x[i], line.ms[i]);
      }
    }
    chart.save(target.resolve("price.png"));
    memory(target);
  }

  @FunctionalInterface
  private interface Sized {
    Task of(int size);
  }

  private static Line line(String name, int[] sizes, Sized task, Effort effort, Path target)
      throws IOException {
    double[] x = new double[sizes.length];
    double[] ms = new double[sizes.length];
    for (int i = 0; i < sizes.length; i++) {
      try (Child child = Contender.UNROLLED.start(task.of(sizes[i]), target)) {
        int updates = effort.warmUp(child);
        List<Child.Run> runs = new ArrayList<>();
        for (int round = 0; round < effort.rounds(); round++) {
          runs.add(child.run(updates));
        }
        x[i] = sizes[i];
        ms[i] = Comparison.times(runs).median();
      }
    }
    return new Line(name, x, ms);
  }

  /** What more steps add to the bytes that an update allocates, and to those that are kept. */
  private static void memory(Path target) throws IOException {
    for (String cell : Benchmark.CELLS) {
      long[] allocated = new long[3];
      long[] kept = new long[3];
      int[] lengths = {STEPS, 2 * STEPS, 4 * STEPS};
      for (int i = 0; i < lengths.length; i++) {
        Task task = new Task(cell, HIDDEN, lengths[i], BATCH);
        try (Child child = Contender.UNROLLED.start(task, target, "-XX:+UseSerialGC")) {
          // the serial collector counts every byte, others whole regions
          allocated[i] = Long.parseLong(child.ask("allocated 500"));
          kept[i] = Long.parseLong(child.ask("kept 10"));
        }
      }
      System.out.printf(
          Locale.ROOT,
          "  %-5s allocates %d, %d, %d bytes an update with T = %d, %d, %d,"
              + " and keeps %d and %d bytes more with each step%n",
          cell,
          allocated[0],
          allocated[1],
          allocated[2],
          lengths[0],
          lengths[1],
          lengths[2],
          (kept[1] - kept[0]) / (lengths[1] - lengths[0]),
          (kept[2] - kept[1]) / (lengths[2] - lengths[1]));
    }
  }
}
