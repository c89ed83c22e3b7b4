package unrolled.check.exercise;

import java.util.Arrays;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import jdk.jshell.spi.SPIResolutionException;
import org.ejml.MatrixDimensionException;

/** What a learner's code threw, in a learner's words. */
final class Thrown {

  /** What stands in a cell that was not filled in. */
  static final String NOT_WRITTEN = "YOUR CODE HERE";

  private static final int LENGTH = 240;
  private static final Pattern PLACE =
      Pattern.compile("element is out of bounds: \\(?(-?\\d+) ?,? ?(-?\\d+)\\)?$");
  private static final Pattern COPIED =
      Pattern.compile("^arraycopy: last .* index \\d+ out of bounds for \\w+\\[(\\d+)\\]$");
  private static final Pattern INDEX =
      Pattern.compile("^Index (-?\\d{1,9}) out of bounds for length (\\d{1,9})$");

  private Thrown() {}

  /** One or two sentences: what, where, and what it usually means. */
  static String inWords(Throwable thrown) {
    if (thrown instanceof Unusable || thrown instanceof NotCompiled) {
      return thrown.getMessage();
    }
    StackTraceElement[] trace = thrown.getStackTrace();
    String method = learnersFrames(trace).findFirst().map(Thrown::method).orElse("");
    if (thrown instanceof UnsupportedOperationException
        && NOT_WRITTEN.equals(thrown.getMessage())) {
      return "Not written yet: “YOUR CODE HERE” still stands "
          + (method.isEmpty() ? "there." : "in " + method + ".");
    }
    if (thrown instanceof SPIResolutionException) {
      String names = Cells.unknownNames(method);
      return names.isEmpty()
          ? (method.isEmpty() ? "Your code" : method)
              + " uses a name that Java does not know: is every name in it spelt right?"
          : names;
    }
    if (thrown instanceof StackOverflowError) {
      String calling = learnersFrames(trace).reduce((in, out) -> out).map(Thrown::told).orElse("");
      return "Your code called itself too often (StackOverflowError)"
          + (calling.isEmpty() ? "" : " in " + calling)
          + ": does a method call itself without an end?";
    }
    String where = where(trace);
    String in = where.isEmpty() ? "" : " in " + where;
    if (thrown instanceof OutOfMemoryError) {
      return "Your code used up all memory (OutOfMemoryError)"
          + in
          + ": is there a list that grows for ever, or an array far too long?";
    }
    String library = libraryMethod(trace);
    String calledFrom = where.isEmpty() ? "" : ", called from " + where;
    String message = thrown.getMessage() == null ? "" : oneLine(thrown.getMessage());
    return "Your code threw "
        + name(thrown)
        + (library.isEmpty() ? in : " in " + library + calledFrom)
        + (message.isEmpty() ? "." : ": " + message)
        + (thrown instanceof MatrixDimensionException
            ? message.startsWith("dst ") // of insert and extract
                ? ". It does not fit in there: is the matrix large enough, and does the row where it"
                    + " goes come first, then the column?"
                : ". Write the shapes of its matrices below each other."
            : "");
  }

  /** A sentence on the range of an index that was outside of it, if that is what was thrown. */
  static String range(Throwable thrown) {
    String message = String.valueOf(thrown == null ? null : thrown.getMessage());
    Matcher place = PLACE.matcher(message);
    if (place.find()) {
      return "That is row "
          + place.group(1)
          + ", column "
          + place.group(2)
          + ", both counted from 0: has that matrix so many? "
          + (place.group(1).equals("0") ? "" : "(A bias has one row.) ")
          + "Does a loop go one too far, or do you count from 1?";
    }
    Matcher copied = COPIED.matcher(message);
    if (copied.find()) {
      return "So many places are not in an array of "
          + copied.group(1)
          + ": is it a row that the matrix does not have? Rows count from 0.";
    }
    Matcher index = INDEX.matcher(message);
    if (!index.find()) {
      return "";
    }
    int i = Integer.parseInt(index.group(1));
    int length = Integer.parseInt(index.group(2));
    if (i < 0) {
      return "The first index is 0: where does one below it come from?";
    }
    return length == 0
        ? "It is empty then: is nothing in it yet, may it be empty, or was it made too short?"
        : "The last index is "
            + (length - 1)
            + ": "
            + (i == length ? "does a loop go one too far, do you count from 1, or " : "")
            + "has what you index another length than you think?";
  }

  /** Whether an index was outside of an array, a list or a matrix. */
  static boolean isOutside(Throwable thrown) {
    Throwable first = first(thrown);
    return first instanceof IndexOutOfBoundsException
        || first instanceof IllegalArgumentException
            && String.valueOf(first.getMessage()).contains("out of bounds");
  }

  /** What the learner's code threw, if it is this that something was added to. */
  static Throwable first(Throwable thrown) {
    return thrown instanceof Unusable && thrown.getCause() != null ? thrown.getCause() : thrown;
  }

  /** The simple name is empty for an anonymous class. */
  private static String name(Throwable thrown) {
    String simple = thrown.getClass().getSimpleName();
    return simple.isEmpty() ? thrown.getClass().getName() : simple;
  }

  /** The shell compiles without the names of local variables. */
  private static String oneLine(String message) {
    String line = message.strip().replaceAll("\\s+", " ").replaceAll("<local\\d+>", "a variable");
    return line.length() <= LENGTH ? line : line.substring(0, LENGTH - 1) + "…";
  }

  /** The learner's method and the line in it, such as {@code step, line 7 (“h[t] = …”)}. */
  static String where(StackTraceElement[] trace) {
    return learnersFrames(trace).findFirst().map(Thrown::told).orElse("");
  }

  private static String told(StackTraceElement frame) {
    return method(frame) + Cells.place(frame).map(place -> ", " + place).orElse("");
  }

  /**
   * What happened in the methods of a notebook's cells: JShell puts cells into the package REPL,
   * and what is no method there into do_it$.
   */
  private static Stream<StackTraceElement> learnersFrames(StackTraceElement[] trace) {
    return Arrays.stream(trace)
        .filter(frame -> frame.getClassName().startsWith("REPL."))
        .filter(frame -> method(frame).chars().allMatch(Character::isJavaIdentifierPart))
        .filter(frame -> !method(frame).startsWith("do_it$"));
  }

  /** A lambda is part of the method that it stands in. */
  private static String method(StackTraceElement frame) {
    return frame.getMethodName().replaceAll("^lambda\\$(.+)\\$\\d+$", "$1");
  }

  /** The method of the matrix library that the learner called, if it happened in there. */
  private static String libraryMethod(StackTraceElement[] trace) {
    String called = "";
    for (StackTraceElement frame : trace) {
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
}
