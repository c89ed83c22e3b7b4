package unrolled.check.exercise;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import java.util.function.IntUnaryOperator;
import jdk.jshell.JShell;
import jdk.jshell.MethodSnippet;
import jdk.jshell.Snippet.Kind;
import jdk.jshell.Snippet.Status;
import jdk.jshell.SnippetEvent;
import jdk.jshell.SourceCodeAnalysis;
import jdk.jshell.SourceCodeAnalysis.CompletionInfo;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import unrolled.check.Printed;

/** Law: whatever is wrong with a cell, whoever calls its methods hears what, and in which line. */
@Timeout(60)
public class CellsTest { // public: a shell's cells call it

  private static final String MEND = " Mend it and run its cell, then this one.";

  /** What a cell hands over to be tried here. */
  private static IntUnaryOperator tried;

  private static JShell shell;
  private static Cells cells;

  /** In this JVM, like a kernel's. */
  @BeforeAll
  static void open() {
    shell = JShell.builder().executionEngine("local").build();
    shell.addToClasspath(System.getProperty("java.class.path"));
    shell.eval("import java.util.*;");
    cells = Cells.of(shell);
  }

  @AfterAll
  static void close() {
    shell.close();
  }

  @BeforeEach
  void forget() {
    shell
        .snippets()
        .filter(snippet -> snippet.kind() != Kind.IMPORT && shell.status(snippet).isActive())
        .forEach(shell::drop);
  }

  /** Takes a learner's method, as a check does. */
  public static void give(IntUnaryOperator method) {
    tried = method;
  }

  /** Runs a cell as a kernel does; gives what was printed under it. */
  private String cell(String code) {
    return Printed.by(
        () -> {
          try {
            cells.run(code, () -> evaluated(code));
          } catch (Exception e) {
            throw new IllegalStateException(e);
          }
        });
  }

  /** Snippet by snippet, up to the first that fails or is not complete. */
  private Object evaluated(String code) {
    SourceCodeAnalysis analysis = shell.sourceCodeAnalysis();
    CompletionInfo next = analysis.analyzeCompletion(code);
    while (next.completeness().isComplete()) {
      List<SnippetEvent> events = shell.eval(next.source());
      events.stream()
          .filter(event -> event.status() == Status.OVERWRITTEN)
          .forEach(event -> shell.drop(event.snippet()));
      if (events.stream().anyMatch(e -> e.exception() != null || e.status() == Status.REJECTED)) {
        return null;
      }
      next = analysis.analyzeCompletion(next.remaining());
    }
    return null;
  }

  /** What a check says about the method f; what it gave, if there is nothing to say. */
  private String check() {
    tried = null;
    String printed = cell(CellsTest.class.getName() + ".give(i -> f(i))");
    if (tried == null) {
      return printed;
    }
    Sandbox.Outcome<Integer> outcome = Sandbox.run(() -> tried.applyAsInt(3), 1000);
    return outcome.endless() != null
        ? Thrown.where(outcome.endless())
        : outcome.thrown() == null ? outcome.value().toString() : Thrown.inWords(outcome.thrown());
  }

  // ---- cells that don't compile

  @Test
  void aSyntaxErrorIsToldInPlaceOfTheOlderMethod() {
    // given
    cell("int f(int i) {\n  return 1;\n}");
    // when
    cell("int f(int i) {\n  int twice = 2 * i  // i + i\n  return twice;\n}");
    // then
    assertEquals("f did not compile, line 2 (“int twice = 2 * i”): ';' expected." + MEND, check());
  }

  @Test
  void aWrongTypeIsToldInPlaceOfTheOlderMethod() {
    // given
    cell("int f(int i) {\n  return 1;\n}");
    // when
    cell("int f(int i) {\n  int j = \"a\";\n  return j;\n}");
    // then
    assertEquals(
        "f did not compile, line 2 (“int j = \"a\";”): incompatible types: String cannot be"
            + " converted to int."
            + MEND,
        check());
  }

  @Test
  void aMissingBraceIsToldInPlaceOfTheOlderMethod() {
    // given
    cell("int f(int i) {\n  return 1;\n}");
    // when
    cell("int f(int i) {\n  if (i > 2) {\n  return 1;\n}");
    // then
    assertEquals(
        "f did not compile: a brace, bracket or quote in its cell is not closed." + MEND, check());
  }

  @Test
  void aCellThatNeverCompiledIsToldToo() {
    for (String broken :
        List.of("return (1;", "return 1", "return \"a;", "retrun 1;", "return 'a")) {
      // when
      cell("/** A {@code comment} {. */\nstatic int f(final int i) {\n  " + broken + "\n}");
      // then
      String told = check();
      assertEquals("f did not compile, line 3 (“" + broken, told.split("”")[0], told);
    }
  }

  @Test
  void aMendedCellIsAsIfNothingHadHappened() {
    // given
    cell("int f(int i) {\n  return g(i) }\n");
    cell("int g(int i) {\n  return 2 * i;\n}");
    // when
    cell("int f(int i) {\n  return g(i);\n}");
    // then
    assertEquals("6", check());
  }

  @Test
  void whoCallsSuchAMethodHearsOfThatMethod() {
    // given
    cell("int g(int i) {\n  return 2 * i;\n}");
    cell("int f(int i) {\n  return g(i);\n}");
    // when
    cell("int g(int i) {\n  return 2 * ;\n}");
    // then
    assertEquals(
        "g did not compile, line 2 (“return 2 * ;”): illegal start of expression." + MEND, check());
  }

  @Test
  void ofACellWithAGoodMethodAndABadOneTheGoodOneCounts() {
    // when
    cell(
        "\nint f(int i) {\n  return 2 * i;\n}\n\nint g(int[] many,\n    List<int[]> more) {\n  retrun 1;\n}");
    // then
    assertEquals("6", check());
    cell("int f(int i) {\n  return g(new int[0], List.of());\n}");
    assertEquals("g did not compile, line 8 (“retrun 1;”): not a statement." + MEND, check());
  }

  @Test
  void aCellThatStopsAboveAMethodIsNamed() {
    // given
    cell("int f(int i) {\n  return 1;\n}");
    // when
    cell("int zero = 0;\nint none = 1 / zero;\nint f(int i) {\n  return 2;\n}");
    // then
    assertEquals("f was not reached: its cell stopped above it." + MEND, check());
  }

  @Test
  void commentsTextsAndClassesDeclareNoMethod() {
    // given
    cell("int f(int i) {\n  return 1;\n}");
    // when
    cell("/*\nint f(int i) {\n} */ String s = \"\"\"\nint f(int i) {\n\"\"\";\n// {\n");
    cell("class C {\n  int f(int i) {\n    return 1 }\n}");
    cell("if (1 > 0) {\n} else if (shell) {\n}");
    // then
    assertEquals("1", check());
  }

  @Test
  void aMethodWhoseCellHasNotRunIsNamed() {
    assertEquals("There is no method f: run the cell that declares it, then this one.\n", check());
  }

  // ---- names that Java does not know

  @Test
  void anUnknownVariableIsNamedUnderItsCellAndInTheCheck() {
    // when
    String told =
        cell("// longst\nint f(int longest) {\n  return Math.max(longst, 2); // longst\n}");
    // then
    String fault =
        "f uses “longst” in line 3 (“return Math.max(longst, 2);”), which Java does not know: is it"
            + " spelt right, and declared above that line?";
    assertEquals(fault + "\n", told);
    assertEquals(fault, check());
  }

  @Test
  void aMissingImportIsNamedUnderItsCellAndInTheCheck() {
    // when
    String told = cell("int f(int i) {\n  return IntStream.range(0, i).sum();\n}");
    // then
    String fault =
        "f uses “IntStream” in line 2 (“return IntStream.range(0, i).sum();”), which Java does not"
            + " know: is it spelt right? A class that is not imported needs its full name, such as"
            + " java.util.stream.IntStream.";
    assertEquals(fault + "\n", told);
    assertEquals(fault, check());
  }

  @Test
  void anUnknownMethodIsNamedUntilItsCellHasRun() {
    // when
    String told = cell("int f(int i) {\n  return twice(i);\n}");
    // then
    String fault =
        "f uses “twice” in line 2 (“return twice(i);”), which Java does not know: is it spelt"
            + " right, and has the cell that declares it run?";
    assertEquals(fault + "\n", told);
    assertEquals(fault, check());
    assertEquals("", cell("int twice(int i) {\n  return 2 * i;\n}"));
    assertEquals("6", check());
  }

  @Test
  void aVariableThatIsCalledLikeAMethodIsNamed() {
    // when
    String told = cell("int f(Math scan, int i) {\n  return scan(i);\n}");
    // then
    String fault =
        "f calls “scan” in line 2 (“return scan(i);”) as if it were a method. It is a variable: what"
            + " it can do is called with a dot, scan.…(…).";
    assertEquals(fault + "\n", told);
  }

  @Test
  void aMethodThatTakesSomethingUnknownIsToldInPlaceOfNoMethod() {
    // when
    String told = cell("int f(Integr i) {\n  return 1;\n}");
    // then
    assertTrue(told.startsWith("f uses “Integr” in line 1 (“int f(Integr i) {”), which"), told);
    assertEquals(told, check());
    cell("int f(Integr i) {\n  return 1\n}");
    assertEquals("f did not compile, line 2 (“return 1”): ';' expected." + MEND + "\n", check());
  }

  @Test
  void whatTheSameCellDeclaresFurtherDownIsKnown() {
    assertEquals("", cell("int f(int i) {\n  return g(i);\n}\nint g(int i) {\n  return i;\n}"));
  }

  // ---- lines

  @Test
  void anExceptionIsToldWithItsLineInTheCell() {
    // when
    cell(
        "int size = 2;\n\n/** Doc. */\nint f(int i) {\n\n  int[] h = new int[size];\n  return h[i];\n}");
    // then
    assertEquals(
        "Your code threw ArrayIndexOutOfBoundsException in f, line 7 (“return h[i];”): Index 3 out"
            + " of bounds for length 2",
        check());
  }

  @Test
  void aLambdaIsPartOfItsMethod() {
    // when
    cell(
        "int f(int i) {\n  return List.of(1, 0).stream()\n      .mapToInt(j ->\n          i / j)\n      .sum();\n}");
    // then
    assertEquals("Your code threw ArithmeticException in f, line 4 (“i / j)”): / by zero", check());
  }

  @Test
  void aMethodOfALearnersClassHasItsLineToo() {
    // when
    cell("class Half {\n  int of(int i) {\n    return i / (i - 3);\n  }\n}");
    cell("int f(int i) {\n  return new Half().of(i);\n}");
    // then
    assertEquals(
        "Your code threw ArithmeticException in of, line 3 (“return i / (i - 3);”): / by zero",
        check());
  }

  @Test
  void twoMethodsThatCallEachOtherKeepTheirLines() {
    // when
    cell(
        "int f(int i) {\n  return i == 1 ? i / 0 : g(i);\n}\n\nint g(int i) {\n  return f(i - 1);\n}");
    // then
    assertEquals(
        "Your code threw ArithmeticException in f, line 2 (“return i == 1 ? i / 0 : g(i);”): / by"
            + " zero",
        check());
  }

  @Test
  void endlessRecursionIsToldWithTheLineThatCalls() {
    // when
    cell("int f(int i) {\n  List.of(i).hashCode();\n  return f(i);\n}");
    // then
    assertEquals(
        "Your code called itself too often (StackOverflowError) in f, line 3 (“return f(i);”): does"
            + " a method call itself without an end?",
        check());
  }

  @Test
  void anEndlessLoopIsToldWithALineInIt() {
    // when
    cell(
        "int f(int i) {\n  while (i > 0 && !Thread.currentThread().isInterrupted()) {}\n  return i;\n}");
    // then
    assertEquals(
        "f, line 2 (“while (i > 0 && !Thread.currentThread().isInterrupted()) {}”)", check());
  }

  @Test
  void aVariableThatIsNullIsAVariable() {
    // when
    cell("int f(int i) {\n  int[] h = null;\n  return h[i];\n}");
    // then
    assertEquals(
        "Your code threw NullPointerException in f, line 3 (“return h[i];”): Cannot load from int"
            + " array because \"a variable\" is null",
        check());
  }

  @Test
  void aLineThatIsNoneIsNotTold() {
    // given
    cell("int f(int i) {\n  return 1;\n}");
    MethodSnippet f = shell.methods().findFirst().orElseThrow();
    String type = shell.sourceCodeAnalysis().wrapper(f).fullClassName();
    for (int line : new int[] {-1, 0, 1, 1_000_000}) {
      // when
      StackTraceElement[] trace = {new StackTraceElement(type, "f", "any", line)};
      // then
      assertEquals("f", Thrown.where(trace));
    }
  }

  // ---- what outlives a call

  @Test
  void whatStandsBesideAMethodIsSeenToChange() {
    // given
    cell("int calls = 0;\nint f(int i) {\n  return ++calls;\n}");
    cell("int alone = 7;");
    assertEquals(Map.of("calls", "0"), Cells.besideMethods());
    // when
    check();
    // then
    assertEquals(Map.of("calls", "1"), Cells.besideMethods());
  }

  @Test
  void aVariableThatIsGoneIsNotSeen() {
    // given
    cell("int calls = 0;\nint f(int i) {\n  return ++calls;\n}");
    // when
    forget();
    // then
    assertEquals(Map.of(), Cells.besideMethods());
  }

  @Test
  void wrongCodeThatKeepsSomethingOutsideOfItsMethodIsToldWhere() {
    // given
    cell("int last = 0;\nint f(int i) {\n  if (last == 0) last = i;\n  return last;\n}");
    cell(CellsTest.class.getName() + ".give(i -> f(i))");
    Exercise<IntUnaryOperator> same =
        new Exercise<IntUnaryOperator>(
                "The same",
                (code, in) -> new Values().with("i", code.applyAsInt((int) in.number("i"))),
                in -> new Values().with("i", in.number("i")))
            .stage(rng -> new Values().with("i", 1 + rng.nextInt(1000)))
            .part(1, "one number", "i");
    // when
    String report = Printed.by(() -> same.mark(tried, 1));
    // then
    assertTrue(report.contains("Your code keeps something in “last”, outside"), report);
  }
}
