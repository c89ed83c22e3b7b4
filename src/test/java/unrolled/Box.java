package unrolled;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Other disks for a child process, by bubblewrap; a test that needs them is skipped without it. */
final class Box {
  private static final List<String> SAME = List.of("bwrap", "--dev-bind", "/", "/");

  private Box() {}

  /** The command before a child's own: this machine, but for what the options put in its place. */
  static List<String> with(String... options) throws InterruptedException {
    List<String> trial = new ArrayList<>(SAME);
    trial.add("true");
    try {
      assumeTrue(new ProcessBuilder(trial).start().waitFor() == 0, "bubblewrap is forbidden here");
    } catch (IOException missing) {
      assumeTrue(false, "bubblewrap is not installed here");
    }
    List<String> command = new ArrayList<>(SAME);
    command.addAll(List.of(options));
    return command;
  }
}
