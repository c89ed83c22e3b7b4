package unrolled.check.exercise;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.WeakHashMap;
import java.util.concurrent.Callable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import jdk.jshell.DeclarationSnippet;
import jdk.jshell.Diag;
import jdk.jshell.JShell;
import jdk.jshell.MethodSnippet;
import jdk.jshell.Snippet;
import jdk.jshell.Snippet.Status;
import jdk.jshell.SnippetEvent;
import jdk.jshell.SourceCodeAnalysis.SnippetWrapper;
import jdk.jshell.VarSnippet;

/**
 * What became of the cells of a notebook, so that a check can say why there is nothing to check.
 *
 * <p>A Java shell keeps silent about two things. A method that uses an unknown name is declared all
 * the same, and throws once it is called. And where a cell does not compile, an older method of the
 * same name goes on to be called. So each cell is watched: names that are unknown are told under
 * it, and the methods that it could not declare are declared in its place, as methods that say why.
 */
public final class Cells {

  private static final String CALL = "(?=\\s*\\()";
  private static final String NO_CALL = "(?!\\s*\\()";
  private static final Pattern NO_METHOD = Pattern.compile("symbol: +method +(\\w+)\\(");

  /** Those of the kernel that this runs in; null in a test or a plain Java program. */
  private static volatile Cells ofKernel;

  private final JShell shell;
  private final Map<String, String> notCompiled = new HashMap<>();

  /** How many lines of its cell stand above a snippet. */
  private final Map<Snippet, Integer> linesAbove = new WeakHashMap<>();

  /** What a cell declares beside a method, by its name. */
  private final Map<String, VarSnippet> besideMethods = new HashMap<>();

  /** What came of the running cell so far, or of the last one. */
  private final List<SnippetEvent> events = new ArrayList<>();

  private boolean running;

  private Cells(JShell shell) {
    this.shell = shell;
    shell.onSnippetEvent(this::happened);
  }

  /** Watches the cells of the kernel that this runs in, if it is one that can be watched. */
  public static synchronized void watch() {
    if (ofKernel == null) {
      JupyterKernel.watch(shell -> of(shell)::run);
    }
  }

  /** Watches the cells of a shell. */
  static Cells of(JShell shell) {
    ofKernel = new Cells(shell);
    shell.onShutdown(closed -> ofKernel = null);
    return ofKernel;
  }

  /** What a method throws whose cell did not compile. Cells call it, nobody else. */
  public static RuntimeException notCompiled(String method) {
    Cells cells = ofKernel;
    return new NotCompiled(cells == null ? method : cells.notCompiled.getOrDefault(method, method));
  }

  /** Runs a cell, and tells and mends what came of it. */
  void run(String cell, Callable<?> evaluation) throws Exception {
    events.clear();
    running = true;
    try {
      evaluation.call();
    } finally {
      running = false;
    }
    try {
      tell(cell);
    } catch (LinkageError | RuntimeException e) {
      return; // the cell has run: the kernel goes on, even where a cell has spoilt the jar
    }
  }

  private void tell(String cell) {
    events.removeIf(event -> event.causeSnippet() != null);
    for (SnippetEvent event : events) {
      int begin = cell.indexOf(event.snippet().source());
      if (begin >= 0) {
        linesAbove.put(event.snippet(), Place.at(begin, cell).line() - 1);
      }
    }
    Header.in(cell).forEach(header -> standIn(header, cell));
    if (events.stream().anyMatch(event -> event.snippet() instanceof MethodSnippet)) {
      events.stream()
          .filter(event -> event.snippet() instanceof VarSnippet)
          .map(event -> (VarSnippet) event.snippet())
          .forEach(variable -> besideMethods.put(variable.name(), variable));
    }
    events.stream()
        .map(this::missing)
        .filter(sentence -> !sentence.isEmpty())
        .forEach(System.out::println);
    System.out.flush();
  }

  private void happened(SnippetEvent event) {
    if (running) {
      events.add(event);
    }
  }

  // ---- methods whose cell did not compile

  /** Sees to it that after its cell nobody calls an older method of this name. */
  private void standIn(Header header, String cell) {
    String text = cell.substring(header.begin(), header.end());
    boolean declared =
        events.stream()
            .filter(event -> event.status().isActive())
            .anyMatch(event -> event.snippet().source().contains(text));
    if (declared) {
      notCompiled.remove(header.name());
    } else {
      notCompiled.put(
          header.name(), header.name() + why() + " Mend it and run its cell, then this one.");
      String call = Cells.class.getName() + ".notCompiled(\"" + header.name() + "\")";
      shell.eval(header.plain() + "{ throw " + call + "; }");
    }
  }

  private String why() {
    for (SnippetEvent event : events) {
      Optional<Diag> error = shell.diagnostics(event.snippet()).filter(Diag::isError).findFirst();
      if (event.status() == Status.REJECTED && error.isPresent()) {
        Place place = place(event.snippet(), (int) error.get().getPosition());
        return " did not compile, " + place + ": " + inOneLine(error.get()) + ".";
      }
    }
    return events.stream().anyMatch(event -> event.exception() != null)
        ? " was not reached: its cell stopped above it."
        : " did not compile: a brace, bracket or quote in its cell is not closed.";
  }

  private static String inOneLine(Diag error) {
    return error
        .getMessage(Locale.ENGLISH)
        .replaceAll("\\b(?:[a-z]\\w*\\.)+(?=[A-Z])", "") // packages
        .lines()
        .map(String::strip)
        .filter(line -> !line.startsWith("location:"))
        .collect(Collectors.joining(", "));
  }

  // ---- names that Java does not know

  private String missing(SnippetEvent event) {
    if (event.snippet() instanceof DeclarationSnippet declared && isWaiting(declared)) {
      return unknownNames(declared);
    }
    return shell
        .diagnostics(event.snippet())
        .filter(error -> event.status() == Status.REJECTED)
        .map(error -> NO_METHOD.matcher(error.getMessage(Locale.ENGLISH)))
        .filter(Matcher::find)
        .map(found -> found.group(1))
        .findFirst()
        .map(this::noMethod)
        .orElse("");
  }

  private String noMethod(String name) {
    String waits = unknownNamesOf(name);
    return notCompiled.getOrDefault(
        name,
        waits.isEmpty()
            ? "There is no method " + name + ": run the cell that declares it, then this one."
            : waits);
  }

  private boolean isWaiting(DeclarationSnippet snippet) {
    Status status = shell.status(snippet);
    return status == Status.RECOVERABLE_DEFINED || status == Status.RECOVERABLE_NOT_DEFINED;
  }

  /** What a method uses that Java does not know, in words; empty text if that can't be told. */
  static String unknownNames(String method) {
    Cells cells = ofKernel;
    return cells == null ? "" : cells.unknownNamesOf(method);
  }

  private String unknownNamesOf(String method) {
    return shell
        .methods()
        .filter(snippet -> snippet.name().equals(method) && isWaiting(snippet))
        .map(this::unknownNames)
        .collect(Collectors.joining(" "));
  }

  private String unknownNames(DeclarationSnippet snippet) {
    return shell
        .unresolvedDependencies(snippet)
        .map(what -> unknownName(what, snippet))
        .collect(Collectors.joining(" "));
  }

  /**
   * @param what the shell's words, such as "variable longst" or "method foo(int)"
   */
  private String unknownName(String what, DeclarationSnippet snippet) {
    String name = what.replaceAll("^\\w+ |\\(.*", "");
    String source = Header.withoutComments(snippet.source());
    boolean called = what.startsWith("method ");
    Matcher use = Pattern.compile(word(name) + (called ? CALL : "")).matcher(source);
    String where = use.find() ? " in " + place(snippet, use.start()) : "";
    if (called && Pattern.compile(word(name) + NO_CALL).matcher(source).find()) {
      return snippet.name()
          + " calls “"
          + name
          + "”"
          + where
          + " as if it were a method. It is a variable: what it can do is called with a dot, "
          + name
          + ".…(…).";
    }
    return snippet.name()
        + " uses “"
        + name
        + "”"
        + where
        + ", which Java does not know: is it spelt right"
        + (called
            ? ", and has the cell that declares it run?"
            : Character.isUpperCase(name.charAt(0))
                ? "? A class that is not imported needs its full name, such as"
                    + " java.util.stream.IntStream."
                : ", and declared above that line?");
  }

  private static String word(String name) {
    return "\\b" + Pattern.quote(name) + "\\b";
  }

  // ---- what outlives a call

  /**
   * The variables that stand in one cell with a method, outside of it, each with what is in it now,
   * as text; none where cells are not watched.
   */
  static Map<String, String> besideMethods() {
    Cells cells = ofKernel;
    Map<String, String> values = new TreeMap<>();
    if (cells != null) {
      cells.besideMethods.values().removeIf(v -> cells.shell.status(v) != Status.VALID);
      cells.besideMethods.forEach((name, v) -> values.put(name, cells.shell.varValue(v)));
    }
    return values;
  }

  // ---- lines

  /** The line of a cell that a stack frame stands for; none where cells are not watched. */
  static Optional<Place> place(StackTraceElement frame) {
    Cells cells = ofKernel;
    return cells == null
        ? Optional.empty()
        : cells
            .shell
            .snippets()
            .filter(snippet -> cells.shell.status(snippet).isActive())
            .flatMap(snippet -> cells.place(snippet, frame).stream())
            .findFirst();
  }

  /** The shell writes a class around each snippet; its lines are those of the frame. */
  private Optional<Place> place(Snippet snippet, StackTraceElement frame) {
    SnippetWrapper wrapper = shell.sourceCodeAnalysis().wrapper(snippet);
    String type = frame.getClassName();
    if (!type.equals(wrapper.fullClassName()) && !type.startsWith(wrapper.fullClassName() + "$")) {
      return Optional.empty();
    }
    List<String> lines = wrapper.wrapped().lines().toList();
    int above = frame.getLineNumber() - 1;
    if (above < 0 || above >= lines.size()) {
      return Optional.empty();
    }
    String line = lines.get(above);
    int margin = line.length() - line.stripLeading().length();
    int begin = lines.subList(0, above).stream().mapToInt(one -> one.length() + 1).sum();
    int position = wrapper.wrappedToSourcePosition(begin + margin);
    return snippet.source().startsWith(line.strip(), position)
        ? Optional.of(place(snippet, position))
        : Optional.empty(); // a line of the shell's, or of another snippet in the same class
  }

  private Place place(Snippet snippet, int position) {
    return Place.at(position, snippet.source()).below(linesAbove.getOrDefault(snippet, 0));
  }
}
