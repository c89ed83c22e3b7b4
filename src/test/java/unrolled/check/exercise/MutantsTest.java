package unrolled.check.exercise;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import jdk.jshell.JShell;
import jdk.jshell.Snippet;
import jdk.jshell.SnippetEvent;
import jdk.jshell.SourceCodeAnalysis;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Law: a wrong solution loses marks. What is changed by machine and keeps them is equivalent, and
 * listed as such.
 *
 * <p>All of them take half an hour, so one in thirty is tried: {@code ./mvnw test
 * -Dtest=MutantsTest -Dmutants=1} tries all; {@code -Dexercise=14} those of one exercise.
 */
class MutantsTest {
  private static final Path TEXTS = Path.of("src/notebooks/exercises");
  private static final Path LISTED = Path.of("src/test/mutants");
  private static final int EACH = Integer.getInteger("mutants", 30);
  private static final String ONLY = System.getProperty("exercise", "");
  private static final Pattern CELL =
      Pattern.compile("^```java([^\n]*)\n(.*?)^```$", Pattern.MULTILINE | Pattern.DOTALL);

  /** A cell of an exercise's text. */
  private record Cell(String head, String source) {
    boolean is(String mark) {
      return head.contains(mark);
    }

    String id() {
      return head.replaceFirst(".*\"grade_id\": \"([^\"]*)\".*", "$1");
    }
  }

  static Stream<String> exercises() throws Exception {
    try (Stream<Path> texts = Files.list(TEXTS)) {
      return texts
          .map(text -> text.getFileName().toString())
          .filter(name -> !name.contains(".mistakes") && name.startsWith(ONLY))
          .sorted()
          .toList()
          .stream();
    }
  }

  @ParameterizedTest
  @MethodSource("exercises")
  void whatIsChangedByMachineLosesMarksOrIsListedAsEquivalent(String name) throws Exception {
    List<Cell> cells = cells(TEXTS.resolve(name));
    List<Cell> checks = cells.stream().filter(c -> c.is("\"grade\": true")).toList();
    Path list = LISTED.resolve(name.replace(".md", ".txt"));
    List<String> listed = Files.exists(list) ? Files.readAllLines(list) : List.of();
    TreeSet<String> survivors = new TreeSet<>();
    int tried = 0;
    PrintStream out = System.out;
    System.setOut(new PrintStream(PrintStream.nullOutputStream()));
    try (JShell shell = shell()) {
      cells.forEach(cell -> run(shell, cell));
      double full = full(shell, checks);
      assertEquals(points(checks), full, "the solution's marks");
      int count = 0;
      for (Cell hole : cells) {
        if (!hole.is("\"solution\": true")) {
          continue;
        }
        for (Mutants.Mutant mutant : Mutants.of(hole.source())) {
          String change = hole.id() + ": " + mutant.change();
          if (count++ % EACH != 0) {
            continue;
          }
          tried++;
          boolean runs =
              compiles(shell, Mutants.interruptible(mutant.source()))
                  || compiles(shell, mutant.source());
          if (runs && keepsMarks(shell, checks)) {
            survivors.add(change);
          }
        }
        compiles(shell, hole.source());
      }
      assertEquals(full, full(shell, checks), "the solution's marks, afterwards");
    } finally {
      System.setOut(out);
    }
    List<String> unlisted = survivors.stream().filter(s -> !listed.contains(s)).toList();
    List<String> killed = listed.stream().filter(s -> EACH == 1 && !survivors.contains(s)).toList();
    System.out.println(name + ": " + tried + " mutants, " + survivors.size() + " are equivalent");
    assertTrue(
        unlisted.isEmpty(),
        () ->
            "full marks for wrong code, or equivalent and to be listed in "
                + list
                + ":\n"
                + String.join("\n", unlisted));
    assertTrue(
        killed.isEmpty(), () -> list + " lists what is no survivor:\n" + String.join("\n", killed));
  }

  private static List<Cell> cells(Path text) throws Exception {
    List<Cell> cells = new ArrayList<>();
    Matcher m = CELL.matcher(Files.readString(text));
    while (m.find()) {
      String source = m.group(2);
      boolean setUp = m.group(1).contains("\"set-up\"");
      cells.add(new Cell(m.group(1), setUp ? imports(source) : source));
    }
    return cells;
  }

  private static String imports(String source) {
    return String.join("\n", source.lines().filter(line -> line.startsWith("import ")).toList());
  }

  /** A check that draws the same each time: with a seed as its last argument. */
  private static String seeded(String check) {
    return check.contains("2026L") ? check : check.stripTrailing().replaceFirst("\\)$", ", 2026L)");
  }

  private static JShell shell() {
    JShell shell = JShell.builder().executionEngine("local").build();
    for (String entry : System.getProperty("java.class.path").split(File.pathSeparator)) {
      shell.addToClasspath(entry);
    }
    run(shell, new Cell("", "import java.io.*;\nimport java.math.*;\nimport java.util.*;"));
    run(shell, new Cell("", "import java.util.function.*;\nimport java.util.stream.*;"));
    return shell;
  }

  /** Runs a cell; gives the value of its last expression, or null. Payoffs may need a notebook. */
  private static String run(JShell shell, Cell cell) {
    String value = null;
    String rest = cell.source();
    while (!rest.isBlank()) {
      SourceCodeAnalysis.CompletionInfo info = shell.sourceCodeAnalysis().analyzeCompletion(rest);
      for (SnippetEvent event : shell.eval(info.source())) {
        value = event.causeSnippet() == null ? event.value() : value;
      }
      rest = info.remaining();
    }
    return value;
  }

  private static boolean compiles(JShell shell, String source) {
    for (SnippetEvent event : shell.eval(source.strip())) {
      if (event.causeSnippet() == null && event.status() != Snippet.Status.VALID) {
        return false;
      }
    }
    return true;
  }

  private static boolean keepsMarks(JShell shell, List<Cell> checks) {
    for (Cell check : checks) {
      if (mark(shell, check) < points(List.of(check))) {
        return false;
      }
    }
    return true;
  }

  private static double full(JShell shell, List<Cell> checks) {
    return checks.stream().mapToDouble(check -> mark(shell, check)).sum();
  }

  private static double mark(JShell shell, Cell check) {
    String value = run(shell, new Cell(check.head(), seeded(check.source())));
    value = value == null ? run(shell, check) : value; // a few draw nothing
    return value == null ? 0 : Double.parseDouble(value);
  }

  private static double points(List<Cell> checks) {
    return checks.stream()
        .mapToDouble(c -> Double.parseDouble(c.head().replaceFirst(".*\"points\": (\\d+).*", "$1")))
        .sum();
  }
}
