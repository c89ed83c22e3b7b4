package unrolled;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.concurrent.TimeUnit.SECONDS;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Finds a Python on the PATH that can make the course's private environment. */
final class PythonFinder {
  /** Prints the version; ends with an error when it is too old or cannot make environments. */
  private static final String QUESTION =
      """
      import sys
      print('%d.%d.%d' % sys.version_info[:3])
      if sys.version_info < (3, 11): sys.exit(3)
      import venv, ensurepip
      """;

  private PythonFinder() {}

  /** The end of a probing call: exit status (−1: could not run) and the first line printed. */
  record Answer(int status, String line) {}

  /** Returns the first Python that fits, or fails with a sentence about the best one seen. */
  static Path find(Map<String, String> environment, boolean windows) throws InterruptedException {
    String tooOld = null;
    String withoutVenv = null;
    for (Path candidate : candidates(environment, windows)) {
      Answer answer = probe(List.of(candidate.toString(), "-c", QUESTION));
      if (answer.status() == 0) {
        return candidate;
      }
      String seen = answer.line() + " (" + candidate + ")";
      if (answer.status() == 3 && tooOld == null) {
        tooOld = seen;
      } else if (answer.line().matches("3\\.\\d+\\.\\d+") && withoutVenv == null) {
        withoutVenv = seen;
      }
    }
    throw new Lab.Failure(LabMessages.noPython(tooOld, withoutVenv));
  }

  /** Every Python on the PATH, plain names first, in the PATH's order. */
  static List<Path> candidates(Map<String, String> environment, boolean windows) {
    List<String> names =
        windows
            ? List.of("py.exe", "python.exe", "python3.exe")
            : List.of("python3", "python", "python3.13", "python3.12", "python3.11", "python3.14");
    String path =
        environment.entrySet().stream()
            .filter(entry -> entry.getKey().equalsIgnoreCase("path"))
            .map(Map.Entry::getValue)
            .findAny()
            .orElse("");
    List<Path> found = new ArrayList<>();
    for (String name : names) {
      for (String folder : path.split(File.pathSeparator, -1)) {
        if (!folder.isEmpty()) {
          pathOf(folder, name)
              .filter(file -> Files.isExecutable(file) && !found.contains(file))
              .ifPresent(found::add);
        }
      }
    }
    return found;
  }

  /** Nothing for an entry of the PATH that is no path, as installers leave them at times. */
  private static Optional<Path> pathOf(String folder, String name) {
    try {
      return Optional.of(Path.of(folder, name));
    } catch (InvalidPathException noPath) {
      return Optional.empty();
    }
  }

  /** Runs a short command quietly and tells how it ended. */
  static Answer probe(List<String> command) throws InterruptedException {
    try {
      ProcessBuilder builder =
          new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD);
      LabEnvironment.clean(builder.environment());
      Process process = builder.start();
      process.getOutputStream().close();
      if (!process.waitFor(20, SECONDS)) {
        process.destroyForcibly();
        return new Answer(-1, "");
      }
      String line = new String(process.getInputStream().readAllBytes(), UTF_8).strip();
      return new Answer(process.exitValue(), line);
    } catch (IOException cannotRun) {
      return new Answer(-1, "");
    }
  }
}
