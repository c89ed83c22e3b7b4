package unrolled.check;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

/** What some code prints to stdout; it must not print anything to stderr. */
public final class Printed {

  private Printed() {}

  /** Runs the code and gives its stdout. */
  public static String by(Runnable code) {
    PrintStream out = System.out;
    PrintStream err = System.err;
    ByteArrayOutputStream printed = new ByteArrayOutputStream();
    ByteArrayOutputStream errors = new ByteArrayOutputStream();
    System.setOut(new PrintStream(printed, true, StandardCharsets.UTF_8));
    System.setErr(new PrintStream(errors, true, StandardCharsets.UTF_8));
    try {
      code.run();
    } finally {
      System.setOut(out);
      System.setErr(err);
    }
    if (errors.size() > 0) {
      throw new AssertionError("stderr: " + errors.toString(StandardCharsets.UTF_8));
    }
    return printed.toString(StandardCharsets.UTF_8);
  }
}
