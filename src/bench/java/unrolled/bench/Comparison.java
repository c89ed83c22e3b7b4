package unrolled.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * One task done by all systems in turns, A B C A B C …, each in a process of its own that waits
 * while another works. What counts is the time on the processor's clock for the working thread
 * (PyTorch: for the process), so that other programs on the machine disturb little; how much longer
 * it took on the wall's clock is noted.
 */
final class Comparison {
  /** Losses that must agree. */
  private static final int FIRST = 3;

  /**
   * Milliseconds that an update took.
   *
   * @param wall the median by the wall's clock
   */
  record Times(double median, double min, double max, double wall) {}

  private Comparison() {}

  /** The times of those that take part. */
  static Map<Contender, Times> of(
      Task task, List<Contender> contenders, Effort effort, Path target, List<String> leftOut)
      throws IOException {
    Map<Contender, Child> children = new EnumMap<>(Contender.class);
    try {
      double[] ours = {};
      for (Contender contender : contenders) {
        try {
          if (contender.missing(task.cell()) != null) {
            throw new IOException(contender.missing(task.cell()));
          }
          Child child = contender.start(task, target);
          children.put(contender, child);
          double[] losses = new double[FIRST];
          for (int i = 0; i < FIRST; i++) {
            losses[i] = child.run(1).loss();
          }
          ours = contender == Contender.UNROLLED ? losses : ours;
          checkSame(ours, losses, contender.tolerance);
        } catch (IOException absent) {
          if (contender.ours()) {
            throw absent;
          }
          leftOut.add(
              contender.title()
                  + " is left out with "
                  + task.cell()
                  + ", H = "
                  + task.hidden()
                  + ": "
                  + absent.getMessage());
          Child child = children.remove(contender);
          if (child != null) {
            child.close();
          }
        }
      }
      return inTurns(children, effort);
    } finally {
      children.values().forEach(Child::close);
    }
  }

  private static void checkSame(double[] ours, double[] losses, double tolerance)
      throws IOException {
    for (int i = 0; i < FIRST; i++) {
      if (!(Math.abs(ours[i] - losses[i]) <= tolerance * ours[i])) {
        throw new IOException(
            "it computes something else, its first losses are "
                + Arrays.toString(losses)
                + " and ours "
                + Arrays.toString(ours));
      }
    }
  }

  /** The times of children that are ready, A B C A B C …, after each has warmed up. */
  static Map<Contender, Times> inTurns(Map<Contender, Child> children, Effort effort)
      throws IOException {
    Map<Contender, Integer> updates = new EnumMap<>(Contender.class);
    for (Contender contender : children.keySet()) {
      updates.put(contender, effort.warmUp(children.get(contender)));
    }
    Map<Contender, List<Child.Run>> runs = new EnumMap<>(Contender.class);
    for (int round = 0; round < effort.rounds(); round++) {
      for (Contender contender : children.keySet()) {
        runs.computeIfAbsent(contender, c -> new ArrayList<>())
            .add(children.get(contender).run(updates.get(contender)));
      }
    }
    Map<Contender, Times> times = new EnumMap<>(Contender.class);
    runs.forEach((contender, all) -> times.put(contender, times(all)));
    return times;
  }

  static Times times(List<Child.Run> runs) {
    double[] cpu = runs.stream().mapToDouble(Child.Run::cpuMs).sorted().toArray();
    double[] wall = runs.stream().mapToDouble(Child.Run::wallMs).sorted().toArray();
    return new Times(cpu[cpu.length / 2], cpu[0], cpu[cpu.length - 1], wall[wall.length / 2]);
  }

  /** A line for a result, as it comes in. */
  static String line(Task task, Contender contender, Times t) {
    return String.format(
        Locale.ROOT,
        "%-5s H %3d  %-20s %8.3f ms (%.3f to %.3f; %.3f by the wall's clock)",
        task.cell(),
        task.hidden(),
        contender.title(),
        t.median,
        t.min,
        t.max,
        t.wall);
  }
}
