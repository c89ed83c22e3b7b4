package unrolled.bench;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * One of the systems that are compared, in one precision. Those of others have folders in {@code
 * src/bench}, each with a list of what it needs and one file that answers as {@link Worker} does.
 */
enum Contender {
  UNROLLED("unrolled", "float64", 1e-12),
  /** Our own without the flag that lets it use the processor's vectors. */
  UNROLLED_PLAIN("unrolled, plain Java", "float64", 1e-12),
  PYTORCH_64("PyTorch", "float64", 1e-12),
  PYTORCH_32("PyTorch", "float32", 2e-6),
  // These two add Adam's ε before its bias correction, not after it as we and PyTorch do: where
  // gradients are small, their first steps are smaller, at LSTM 256 by enough to tell.
  DJL("DJL", "float32", 1e-5),
  DL4J("DL4J", "float32", 1e-5);

  static final String SOURCES = "src/bench/";

  /** What our kernel is started with in the course. */
  static final List<String> VECTORS = List.of("--add-modules", "jdk.incubator.vector");

  final String system;
  final String precision;

  /** How far its first losses may be from ours, relatively. */
  final double tolerance;

  Contender(String system, String precision, double tolerance) {
    this.system = system;
    this.precision = precision;
    this.tolerance = tolerance;
  }

  String title() {
    return ours() ? system : system + " " + precision;
  }

  boolean ours() {
    return this == UNROLLED || this == UNROLLED_PLAIN;
  }

  /** Why it does not take part with this cell, or null. */
  String missing(String cell) {
    return this == DL4J && cell.equals("GRU") ? "it has no GRU" : null;
  }

  /**
   * Fetches what it needs, unless it is there already.
   *
   * @throws IOException if that can't be had
   */
  void install(Path target) throws IOException, InterruptedException {
    switch (this) {
      case PYTORCH_32, PYTORCH_64 -> Install.python(target.resolve("pytorch"));
      case DJL -> Install.jars(Path.of(SOURCES, "djl"), target.resolve("djl"), nativeForDjl());
      case DL4J -> Install.jars(Path.of(SOURCES, "dl4j"), target.resolve("dl4j"), nativeForDl4j());
      default -> {}
    }
  }

  /** How a process of it is started; the options are for the JVM of ours. */
  Child start(Task task, Path target, String... options) throws IOException {
    Path log = target.resolve(name().toLowerCase(Locale.ROOT) + ".log");
    Path file = target.resolve("task");
    if (!ours()) {
      task.write(file);
    }
    List<String> command = new ArrayList<>();
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    switch (this) {
      case PYTORCH_32, PYTORCH_64 -> {
        command.add(Install.pythonIn(target.resolve("pytorch")).toString());
        command.add(SOURCES + "pytorch/pytorch.py");
      }
      case DJL -> {
        command.addAll(List.of(java, "-Dai.djl.offline=true"));
        command.add("-DENGINE_CACHE_DIR=" + target.resolve("djl"));
        command.addAll(List.of("-cp", classPath(target.resolve("djl")), SOURCES + "djl/Djl.java"));
      }
      case DL4J -> {
        command.add(java);
        command.add("-Dorg.bytedeco.javacpp.cachedir=" + target.resolve("dl4j/native"));
        command.addAll(
            List.of("-cp", classPath(target.resolve("dl4j")), SOURCES + "dl4j/Dl4j.java"));
      }
      default -> {
        command.add(java);
        if (this == UNROLLED) {
          command.addAll(VECTORS);
        }
        command.addAll(List.of(options));
        command.addAll(
            List.of("-cp", System.getProperty("java.class.path"), "unrolled.bench.UnrolledWorker"));
      }
    }
    command.addAll(
        ours()
            ? List.of(task.cell(), "" + task.hidden(), "" + task.steps(), "" + task.batch())
            : List.of(task.cell(), "" + task.hidden(), precision, file.toString()));
    return new Child(command, log);
  }

  /** The jars, and of ours Worker alone. */
  private static String classPath(Path jars) throws IOException {
    Path worker = jars.resolve("worker/unrolled/bench");
    Files.createDirectories(worker);
    for (String name : List.of("Worker", "Worker$Updates", "Worker$Reply")) {
      try (var bytes = Contender.class.getResourceAsStream(name + ".class")) {
        Files.write(worker.resolve(name + ".class"), bytes.readAllBytes());
      }
    }
    return jars.resolve("worker") + File.pathSeparator + jars + File.separator + "*";
  }

  private static String nativeForDjl() {
    return os("linux", "osx", "win") + (arm() ? "-aarch64" : "-x86_64");
  }

  private static String nativeForDl4j() {
    return os("linux", "macosx", "windows") + (arm() ? "-arm64" : "-x86_64");
  }

  private static String os(String linux, String mac, String windows) {
    String name = System.getProperty("os.name");
    return name.startsWith("Mac") ? mac : name.startsWith("Windows") ? windows : linux;
  }

  private static boolean arm() {
    return System.getProperty("os.arch").equals("aarch64");
  }
}
