package unrolled.bench;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordedFrame;
import jdk.jfr.consumer.RecordingFile;
import unrolled.train.Training;

/**
 * What an update's time goes into, in shares of 1. The Flight Recorder looks every few milliseconds
 * at which method is running; this counts whose it was. The JVM needs {@code
 * -XX:+UnlockDiagnosticVMOptions -XX:+DebugNonSafepoints}, or inlined methods count for others.
 */
record Phases(Map<Phase, Double> shares, int looks) {

  enum Phase {
    /** Matrix products and what they pack. */
    PRODUCT("matrix product", "unrolled\\.math\\.(\\w*Kernel|Packed|Product).*"),
    /** Activations and what else a cell does number by number. */
    POINTWISE("pointwise", "unrolled\\.(math\\.Elementary|layer\\.Activation|cell\\.).*"),
    /** Clipping and Adam, and the weights that are kept in case that the next loss is none. */
    OPTIMISER("optimiser", "unrolled\\.train\\..*"),
    /** The loss, inputs and biases, rows copied between the steps and the tall matrices. */
    OTHER("other", "unrolled\\..*");

    final String title;
    private final String classes;

    Phase(String title, String classes) {
      this.title = title;
      this.classes = classes;
    }
  }

  /** Trains and looks on. */
  static Phases of(Training training, double seconds) throws Exception {
    Path file = Files.createTempFile("phases", ".jfr");
    try (Recording recording = new Recording()) {
      recording.enable("jdk.ExecutionSample").withPeriod(Duration.ofMillis(5));
      recording.start();
      long end = System.nanoTime() + (long) (seconds * 1e9);
      while (System.nanoTime() < end) {
        training.run(10);
      }
      recording.stop();
      recording.dump(file);
      return of(file);
    } finally {
      Files.delete(file);
    }
  }

  private static Phases of(Path file) throws Exception {
    Map<Phase, Double> shares = new EnumMap<>(Phase.class);
    int looks = 0;
    for (RecordedEvent event : RecordingFile.readAllEvents(file)) {
      Phase phase = event.getStackTrace() == null ? null : phase(event);
      if (phase != null) {
        shares.merge(phase, 1.0, Double::sum);
        looks++;
      }
    }
    double all = looks;
    shares.replaceAll((phase, count) -> count / all);
    return new Phases(shares, looks);
  }

  /** By the innermost method that is the library's; the loss has its own exponentials. */
  private static Phase phase(RecordedEvent event) {
    Phase innermost = null;
    for (RecordedFrame frame : event.getStackTrace().getFrames()) {
      String name = frame.getMethod().getType().getName();
      if (name.startsWith("unrolled.layer.SoftmaxCrossEntropy")) {
        return Phase.OTHER;
      }
      for (Phase phase : Phase.values()) {
        if (innermost == null && name.matches(phase.classes)) {
          innermost = phase;
        }
      }
    }
    return innermost;
  }

  /** As one line; the other way is {@link #parsed}. */
  String line() {
    StringBuilder line = new StringBuilder();
    for (Phase phase : Phase.values()) {
      line.append(shares.getOrDefault(phase, 0.0)).append(' ');
    }
    return line.append(looks).toString();
  }

  static Phases parsed(String line) {
    String[] words = line.split(" ");
    Map<Phase, Double> shares = new EnumMap<>(Phase.class);
    int at = 0;
    for (Phase phase : Phase.values()) {
      shares.put(phase, Double.valueOf(words[at++]));
    }
    return new Phases(shares, Integer.parseInt(words[words.length - 1]));
  }

  /** What is left of so many milliseconds for each phase. */
  String text(double ms) {
    StringBuilder text = new StringBuilder();
    shares.forEach(
        (phase, share) ->
            text.append(text.isEmpty() ? "" : ", ")
                .append(String.format(Locale.ROOT, "%s %.2f", phase.title, share * ms)));
    return text + " ms (" + looks + " looks)";
  }
}
