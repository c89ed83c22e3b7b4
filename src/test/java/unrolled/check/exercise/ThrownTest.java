package unrolled.check.exercise;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import jdk.jshell.spi.SPIResolutionException;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
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

  @Test
  void theRangeOfAnIndexThatWasOutsideIsTold() {
    assertEquals(
        "The last index is 5: does a loop go one too far, do you count from 1, or has what you index"
            + " another length than you think?",
        Thrown.range(new ArrayIndexOutOfBoundsException("Index 6 out of bounds for length 6")));
    assertEquals(
        "The last index is 2: has what you index another length than you think?",
        Thrown.range(new IndexOutOfBoundsException("Index 6 out of bounds for length 3")));
    assertEquals(
        "The first index is 0: where does one below it come from?",
        Thrown.range(new ArrayIndexOutOfBoundsException("Index -1 out of bounds for length 3")));
    assertEquals(
        "It is empty then: is nothing in it yet, may it be empty, or was it made too short?",
        Thrown.range(new IndexOutOfBoundsException("Index 0 out of bounds for length 0")));
  }

  @Test
  void aPlaceOutsideOfAMatrixIsToldAsRowAndColumn() {
    DMatrixRMaj m = new DMatrixRMaj(2, 2);
    String told =
        "That is row 2, column 1, both counted from 0: has that matrix so many? (A bias has one row.)"
            + " Does a loop go one too far, or do you count from 1?";
    assertEquals(told, Thrown.range(assertThrows(RuntimeException.class, () -> m.get(2, 1))));
    assertEquals(told, Thrown.range(assertThrows(RuntimeException.class, () -> m.set(2, 1, 0))));
  }

  @Test
  void aRowThatAMatrixDoesNotHaveIsTold() {
    RuntimeException thrown =
        assertThrows(
            RuntimeException.class,
            () -> CommonOps_DDRM.extractRow(new DMatrixRMaj(2, 3), 2, null));
    assertEquals(
        "So many places are not in an array of 6: is it a row that the matrix does not have? Rows"
            + " count from 0.",
        Thrown.range(thrown));
  }

  @Test
  void ofAnythingElseThereIsNoRange() {
    assertEquals("", Thrown.range(null));
    assertEquals("", Thrown.range(new ArithmeticException()));
  }
}
