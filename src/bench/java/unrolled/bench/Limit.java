package unrolled.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * The least time that an update could take: the multiply-adds of its matrix products at the peak of
 * the core that it runs on, and nothing else. A share of it means the same on every processor.
 *
 * @param peak in GFLOP/s, double precision
 */
record Limit(double peak) {
  /**
   * Measures the peak in a process of its own: to use the vectors directly, its code is no part of
   * ours.
   *
   * @throws IOException if this JVM has no vectors
   */
  static Limit measured(Path work) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(Contender.VECTORS);
    command.add(Contender.SOURCES + "peak/Peak.java");
    Process process =
        new ProcessBuilder(command).redirectError(work.resolve("peak.log").toFile()).start();
    String answer =
        new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
    if (!answer.startsWith(Worker.ANSWER)) {
      throw new IOException("the processor's peak can't be measured, see " + work + "/peak.log");
    }
    return new Limit(Double.parseDouble(answer.substring(Worker.ANSWER.length())));
  }

  /** Milliseconds of an update at the peak. */
  double ms(Task task) {
    return task.productFlops() / peak / 1e6;
  }

  /** What part of the peak so many GFLOP/s are, "87 %". */
  String percent(double gflops) {
    return String.format(Locale.ROOT, "%.0f %%", 100 * gflops / peak);
  }
}
