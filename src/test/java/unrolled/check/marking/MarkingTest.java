package unrolled.check.marking;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import java.util.stream.Collectors;
import jdk.jshell.EvalException;
import jdk.jshell.JShell;
import jdk.jshell.SourceCodeAnalysis;
import jdk.jshell.SourceCodeAnalysis.CompletionInfo;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Law: a cell runs only what exercises need, and a check is the course's. */
@Timeout(120)
class MarkingTest {

  private static final String NOT_AVAILABLE = " is not available when exercises are marked";

  private static final String CHECK =
      "// the teacher's copy\nExercise02.otherSizes((x, mu, w, u, b, v, c) -> x, 1L)";

  private static final String SET_UP =
      """
      var home = java.nio.file.Path.of("").toAbsolutePath();
      while (home != null && !java.nio.file.Files.exists(home)) home = home.getParent();
      import unrolled.check.exercise.Exercise02;
      """;

  private JShell shell;

  @BeforeEach
  void open() {
    shell = JShell.builder().executionEngine("local").build();
    shell.addToClasspath(System.getProperty("java.class.path"));
    shell.eval("import java.util.*;");
    shell.eval("import java.util.function.*;");
    shell.eval("import java.util.stream.*;");
    Marking.begin(
        shell,
        List.of(SET_UP, CHECK),
        List.of("+ unrolled.cell.Ops", "- unrolled.cell.Ops.softmax"));
  }

  @AfterEach
  void close() {
    shell.close();
  }

  /** Runs a cell; gives its last value, or what was thrown or did not compile. */
  private String cell(String code) {
    SourceCodeAnalysis analysis = shell.sourceCodeAnalysis();
    String last = "";
    CompletionInfo next = analysis.analyzeCompletion(code);
    while (next.completeness().isComplete()) {
      last =
          shell.eval(next.source().strip()).stream()
              .filter(event -> event.causeSnippet() == null)
              .map(
                  event ->
                      event.exception() instanceof EvalException thrown
                          ? thrown.getMessage()
                          : event.status().isDefined()
                              ? String.valueOf(event.value())
                              : shell
                                  .diagnostics(event.snippet())
                                  .map(fault -> fault.getMessage(null))
                                  .collect(Collectors.joining()))
              .collect(Collectors.joining());
      next = analysis.analyzeCompletion(next.remaining());
    }
    return last;
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "String.class.getDeclaredMethods()                     | java.lang.Class.getDeclaredMethods",
        "Class.forName(\"java.lang.String\")                   | java.lang.Class.forName",
        "java.lang.invoke.MethodHandles.lookup()               | java.lang.invoke.MethodHandles.lookup",
        "new Thread(() -> {}).start()                          | new java.lang.Thread",
        "class Own extends ClassLoader {} new Own()            | new java.lang.ClassLoader",
        "Runtime.getRuntime().exit(0)                          | java.lang.Runtime.getRuntime",
        "System.exit(0)                                        | java.lang.System.exit",
        "System.setOut(null)                                   | java.lang.System.setOut",
        "Runnable r = () -> System.exit(0)                     | java.lang.System.exit",
        "IntConsumer end = System::exit                        | java.lang.System.exit",
        "new ProcessBuilder(\"ls\").start()                    | new java.lang.ProcessBuilder",
        "java.nio.file.Path.of(\"x\")                          | java.nio.file.Path.of",
        "new Scanner(\"1 2\")                                    | new java.util.Scanner",
        "new Formatter(\"file\")                               | new java.util.Formatter",
        "new java.io.PrintStream(\"file\")                     | new java.io.PrintStream",
        "new java.net.Socket(\"localhost\", 1)                 | new java.net.Socket",
        "java.util.concurrent.CompletableFuture.runAsync(null) | java.util.concurrent.CompletableFuture.runAsync",
        "Locale.setDefault(Locale.ROOT)                        | java.util.Locale.setDefault",
        "unrolled.check.exercise.Exercise02.step(null)         | unrolled.check.exercise.Exercise02.step",
        "unrolled.cell.Ops.softmax(null, null)                 | unrolled.cell.Ops.softmax",
        "unrolled.cell.Elman c = null                          | unrolled.cell.Elman",
        "jdk.jshell.JShell.create()                            | jdk.jshell.JShell.create",
        "org.ejml.EjmlParameters.SWITCH_BLOCK64_QR = 1         | org.ejml.EjmlParameters.SWITCH_BLOCK64_QR"
      })
  void whatExercisesDoNotNeedIsRefusedByName(String code, String name) {
    assertEquals(name + NOT_AVAILABLE, cell(code));
  }

  @Test
  void aMethodThatIsRefusedTellsSoWhenItIsCalledAndNothingElseIsLost() {
    cell("int bad() { return Runtime.version().feature(); }\nint good() { return 2; }");
    assertEquals("java.lang.Runtime.version" + NOT_AVAILABLE, cell("bad()"));
    assertEquals("2", cell("good()"));
    cell("int bad() { return 3; }");
    assertEquals("3", cell("bad()"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "record P(int a, double b) {} new P(1, 2).hashCode() == new P(1, 2).hashCode()",
        "enum E { A, B } E.valueOf(\"A\") == E.A && E.values().length == 2",
        "switch (List.of(1).size()) { case 1 -> true; default -> false; }",
        "IntStream.range(0, 9).boxed().collect(Collectors.groupingBy(i -> i % 2)).size() == 2",
        "String s = \"a\" + 1 + 'c'; String.format(Locale.ROOT, \"%s\", s).equals(\"a1c\")",
        "abstract class A { abstract int f(); } new A() { int f() { return 1; } }.f() == 1",
        "interface I { default int f() { return 1; } } new I() {}.f() == 1",
        "int[][] grid = new int[2][3]; grid.clone().length == 2",
        "int f(int n) { assert n > 0; return g(n); } int g(int n) { return n; } f(3) == 3",
        "Object o = 1; o instanceof Integer i && i == 1",
        "Map<String, Integer> m = new TreeMap<>(); m.merge(\"a\", 1, Integer::sum) == 1",
        "new org.ejml.data.DMatrixRMaj(2, 2).getNumElements() == 4",
        "try { throw new IllegalStateException(); } catch (RuntimeException e) { }  true",
        "new unrolled.math.Rng(1).nextInt(1) == 0",
      })
  void whatExercisesNeedRuns(String code) {
    assertEquals("true", cell(code));
  }

  @Test
  void whatWasHandedOutMayDoWhatItDoesButACopyThatIsChangedMayNot() {
    cell("void hidden() { home.toFile(); }"); // compiled when home is there, by the set-up cell
    cell(SET_UP);
    assertEquals("true", cell("home != null"));
    assertEquals("java.nio.file.Path.toFile" + NOT_AVAILABLE, cell("hidden()"));
    String changed = "var home = java.nio.file.Path.of(\"elsewhere\");";
    assertEquals("java.nio.file.Path.of" + NOT_AVAILABLE, cell(changed));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "class Fake$ { int otherSizes(Object f, long seed) { return 5; } } Fake$ Exercise02 = new Fake$();",
        "class fake { int otherSizes(F f, long s) { return 5; } } fake a, Exercise02 = new fake();",
      })
  void aCheckThatIsNotTheCoursesDoesNotRun(String fake) {
    cell(
        "interface F { Object f(Object x, Object mu, Object w, Object u, Object b, Object v, Object c); }");
    cell(SET_UP);
    cell(fake.replace("Object f,", "F f,"));
    assertEquals(
        "Exercise02.otherSizes is not the course's: a cell has taken its name", cell(CHECK));
  }

  @Test
  void aRuleSaysWhetherAndWhat() {
    assertThrows(IllegalArgumentException.class, () -> Rules.of(List.of("java.util.List")));
    Rules rules = Rules.of(List.of("+ a.*  # all", "- a.B", "+ a.B.c", "- a.*Ends"));
    assertEquals(
        "[a.b.C]",
        rules.refused(List.of("a.C", "a.C.d", "a.B.c", "a.b.C")).stream().toList().toString());
    assertEquals("a.B", rules.refused(List.of("a.B")).get());
    assertEquals("a.NeverEnds", rules.refused(List.of("a.NeverEnds")).get());
  }
}
