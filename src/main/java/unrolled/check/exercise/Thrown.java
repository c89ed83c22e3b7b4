package unrolled.check.exercise;

import org.ejml.MatrixDimensionException;

/** What a learner's code threw, in a learner's words. */
final class Thrown {

  /** What stands in a cell that was not filled in. */
  static final String NOT_WRITTEN = "YOUR CODE HERE";

  private static final int LENGTH = 240;

  private Thrown() {}

  /** One or two sentences: what, where, and what it usually means. */
  static String inWords(Throwable thrown) {
    if (thrown instanceof Unusable) {
      return thrown.getMessage();
    }
    String method = learnersMethod(thrown);
    if (thrown instanceof UnsupportedOperationException
        && NOT_WRITTEN.equals(thrown.getMessage())) {
      return "Not written yet: “YOUR CODE HERE” still stands "
          + (method.isEmpty() ? "there." : "in " + method + ".");
    }
    if (thrown instanceof StackOverflowError) {
      return "Your code called itself too often (StackOverflowError): does a method call itself"
          + " without an end?";
    }
    if (thrown instanceof OutOfMemoryError) {
      return "Your code used up all memory (OutOfMemoryError): is there a list that grows for ever,"
          + " or an array far too long?";
    }
    String library = libraryMethod(thrown);
    String message = thrown.getMessage() == null ? "" : oneLine(thrown.getMessage());
    return "Your code threw "
        + name(thrown)
        + (library.isEmpty() ? "" : " in " + library)
        + (method.isEmpty() ? "" : (library.isEmpty() ? " in " : ", called from ") + method)
        + (message.isEmpty() ? "." : ": " + message)
        + (thrown instanceof MatrixDimensionException
            ? ". Write the shapes of its matrices below each other."
            : "");
  }

  /** The simple name is empty for an anonymous class. */
  private static String name(Throwable thrown) {
    String simple = thrown.getClass().getSimpleName();
    return simple.isEmpty() ? thrown.getClass().getName() : simple;
  }

  private static String oneLine(String message) {
    String line = message.strip().replaceAll("\\s+", " ");
    return line.length() <= LENGTH ? line : line.substring(0, LENGTH - 1) + "…";
  }

  /**
   * The method of a notebook's cell in which it happened; JShell puts cells into the package REPL.
   */
  private static String learnersMethod(Throwable thrown) {
    for (StackTraceElement frame : thrown.getStackTrace()) {
      if (frame.getClassName().startsWith("REPL.") && isPlain(frame.getMethodName())) {
        return frame.getMethodName();
      }
    }
    return "";
  }

  /** The method of the matrix library that the learner called, if it happened in there. */
  private static String libraryMethod(Throwable thrown) {
    String called = "";
    for (StackTraceElement frame : thrown.getStackTrace()) {
      String type = frame.getClassName();
      if (!type.startsWith("org.ejml.") && !type.startsWith("java.")) {
        return called;
      }
      if (type.startsWith("org.ejml.")) {
        called = type.substring(type.lastIndexOf('.') + 1) + "." + frame.getMethodName();
      }
    }
    return called;
  }

  private static boolean isPlain(String method) {
    return method.chars().allMatch(Character::isJavaIdentifierPart)
        && !method.startsWith("lambda$")
        && !method.startsWith("do_it$");
  }
}
