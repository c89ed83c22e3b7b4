package unrolled.bench;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Fetches what the others need into folders of their own under {@code target}: the course never has
 * it on its class path. What can't be had is left out of the comparison.
 */
final class Install {
  private Install() {}

  /** The libraries that {@code source/pom.xml} names, by the Maven that runs this. */
  static void jars(Path source, Path folder, String system)
      throws IOException, InterruptedException {
    Path done = folder.resolve("done");
    if (Files.exists(done)) {
      return;
    }
    List<String> command = new ArrayList<>();
    String maven = System.getProperty("os.name").startsWith("Windows") ? "mvn.cmd" : "mvn";
    command.add(Path.of(System.getProperty("maven.home"), "bin", maven).toString());
    command.addAll(List.of("--batch-mode", "--quiet", "-f", source.resolve("pom.xml").toString()));
    if (Boolean.getBoolean("offline")) {
      command.add("--offline");
    }
    command.addAll(
        List.of(
            "-Dsystem=" + system,
            "-DoutputDirectory=" + folder.toAbsolutePath(),
            "dependency:copy-dependencies"));
    run(command, folder);
    Files.createFile(done);
  }

  /** A Python with the packages of {@code requirements.txt}, unless the user names one. */
  static void python(Path folder) throws IOException, InterruptedException {
    if (named().isEmpty() && !Files.exists(folder.resolve("done"))) {
      if (Boolean.getBoolean("offline")) {
        throw new IOException("Maven works offline, and there is no environment with it yet");
      }
      System.out.println("PyTorch is fetched once, which takes a while …");
      String python = File.separatorChar == '\\' ? "python" : "python3";
      run(List.of(python, "-m", "venv", folder.toString()), folder);
      run(
          List.of(
              pythonIn(folder).toString(),
              "-m",
              "pip",
              "install",
              "--target=", // into here, wherever pip's own configuration has packages go
              "--prefix=" + folder.toAbsolutePath(),
              "--no-user",
              "-r",
              "src/bench/pytorch/requirements.txt"),
          folder);
      Files.createFile(folder.resolve("done"));
    }
    run(List.of(pythonIn(folder).toString(), "-c", "import torch"), folder);
  }

  /** The Python of an environment, or the one that -Dbench.python names. */
  static Path pythonIn(Path environment) {
    if (!named().isEmpty()) {
      return Path.of(named());
    }
    return environment.resolve(File.separatorChar == '\\' ? "Scripts/python.exe" : "bin/python");
  }

  private static String named() {
    return System.getProperty("bench.python", "");
  }

  private static void run(List<String> command, Path folder)
      throws IOException, InterruptedException {
    Files.createDirectories(folder);
    Path log = folder.resolve("install.log");
    Process process =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile()).start();
    process.getOutputStream().close();
    if (process.waitFor() != 0) {
      String last = "it ended with " + process.exitValue();
      for (String line : Files.readAllLines(log)) {
        last = line.isBlank() ? last : line.strip();
      }
      throw new IOException(last);
    }
  }
}
