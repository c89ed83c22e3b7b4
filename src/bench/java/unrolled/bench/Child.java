package unrolled.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** A system in a process of its own, on one thread; it answers the questions of {@link Worker}. */
final class Child implements AutoCloseable {
  private final Process process;
  private final BufferedReader answers;
  private final PrintWriter questions;
  private final Path log;

  /** A run of updates: what the last of them found, and how long one took. */
  record Run(double loss, double cpuMs, double wallMs) {}

  /**
   * Starts it and waits until it is ready.
   *
   * @param log where it writes what it has to say besides
   * @throws IOException if it ends before; the message is the last line that it wrote
   */
  Child(List<String> command, Path log) throws IOException {
    this.log = log;
    ProcessBuilder builder = new ProcessBuilder(command).redirectError(log.toFile());
    for (String threads : List.of("OMP", "MKL", "OPENBLAS")) {
      builder.environment().put(threads + "_NUM_THREADS", "1");
    }
    process = builder.start();
    answers =
        new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    questions = new PrintWriter(process.getOutputStream(), true, StandardCharsets.UTF_8);
    answer();
  }

  String ask(String question) throws IOException {
    questions.println(question);
    return answer();
  }

  Run run(int updates) throws IOException {
    String[] words = ask("run " + updates).split(" ");
    return new Run(
        Double.parseDouble(words[0]),
        Double.parseDouble(words[1]) / 1e6 / updates,
        Double.parseDouble(words[2]) / 1e6 / updates);
  }

  private String answer() throws IOException {
    for (String line = answers.readLine(); line != null; line = answers.readLine()) {
      if (line.startsWith(Worker.ANSWER)) {
        return line.substring(Worker.ANSWER.length());
      }
    }
    throw new IOException(lastError());
  }

  /** The line that names the error, in what it wrote. */
  private String lastError() throws IOException {
    String found = "it ended without a word";
    for (String line : Files.readAllLines(log, StandardCharsets.UTF_8)) {
      if (line.matches("(Exception in thread|Caused by:|\\w*(Error|Exception):).*")) {
        found = line;
      }
    }
    return found;
  }

  @Override
  public void close() {
    process.destroy();
  }
}
