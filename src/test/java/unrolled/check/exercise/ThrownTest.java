package unrolled.check.exercise;

import static org.junit.jupiter.api.Assertions.assertEquals;

import jdk.jshell.spi.SPIResolutionException;
import org.junit.jupiter.api.Test;

/** Law: an exception is told with the learner's method and the library's method that it called. */
class ThrownTest {

  /**
   * As if it had been thrown in a notebook: JShell wraps cells into classes of the package REPL.
   */
  private static <T extends Throwable> T inANotebook(T thrown, StackTraceElement... frames) {
    thrown.setStackTrace(frames);
    return thrown;
  }

  private static StackTraceElement frame(String type, String method) {
    return new StackTraceElement(type, method, "Unknown.java", 1);
  }

  private static final StackTraceElement LEARNERS = frame("REPL.$JShell$12", "backwardStep");
  private static final StackTraceElement CHECKS = frame("REPL.$JShell$13", "lambda$do_it$$0");

  @Test
  void theLearnersMethodIsNamed() {
    assertEquals(
        "Your code threw ArithmeticException in backwardStep: / by zero",
        Thrown.inWords(inANotebook(new ArithmeticException("/ by zero"), LEARNERS, CHECKS)));
  }

  @Test
  void theLibrarysMethodThatItCalledIsNamedNotTheOneDeepInside() {
    assertEquals(
        "Your code threw IllegalArgumentException in CommonOps_DDRM.mult, called from"
            + " backwardStep: no",
        Thrown.inWords(
            inANotebook(
                new IllegalArgumentException("no"),
                frame("org.ejml.UtilEjml", "assertTrue"),
                frame("org.ejml.dense.row.CommonOps_DDRM", "mult"),
                LEARNERS,
                CHECKS)));
  }

  @Test
  void aHoleIsNamedByTheMethodThatHasIt() {
    assertEquals(
        "Not written yet: “YOUR CODE HERE” still stands in backwardStep.",
        Thrown.inWords(
            inANotebook(new UnsupportedOperationException("YOUR CODE HERE"), LEARNERS, CHECKS)));
  }

  @Test
  void whereNobodyWatchesTheCellsAnUnknownNameIsToldByItsMethod() {
    Cells.watch();
    assertEquals(
        "backwardStep uses a name that Java does not know: is every name in it spelt right?",
        Thrown.inWords(inANotebook(new SPIResolutionException(7), LEARNERS, CHECKS)));
    assertEquals(
        "Your code uses a name that Java does not know: is every name in it spelt right?",
        Thrown.inWords(inANotebook(new SPIResolutionException(7), CHECKS)));
  }

  @Test
  void aLongMessageIsCutToOneLine() {
    assertEquals(
        "Your code threw IllegalStateException: " + "x ".repeat(119) + "x…",
        Thrown.inWords(new IllegalStateException("x\n ".repeat(500))));
  }
}
