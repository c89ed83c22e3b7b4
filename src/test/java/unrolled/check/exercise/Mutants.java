package unrolled.check.exercise;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Wrong versions of a solution, made by machine: one operator, bound, index or constant changed,
 * one line left out, two neighbouring lines or two arguments exchanged.
 */
final class Mutants {

  /**
   * What stands for what. The keys are patterns, a value is put in the place of the whole match.
   */
  private static final Map<Pattern, List<String>> CHANGES = new LinkedHashMap<>();

  static {
    change(" \\+= ", " = ", " -= ");
    change(" -= ", " = ", " += ");
    change(" \\*= ", " = ", " /= ");
    change(" /= ", " *= ");
    change(" \\+ ", " - ", " * ");
    change(" - ", " + ");
    change(" \\* ", " / ", " + ");
    change(" / ", " * ");
    change(" < ", " <= ", " > ");
    change(" <= ", " < ");
    change(" > ", " >= ", " < ");
    change(" >= ", " > ");
    change(" == ", " != ");
    change(" != ", " == ");
    change(" && ", " || ");
    change(" \\|\\| ", " && ");
    change("\\b0\\b(?!\\.)", "1", "-1");
    change("\\b1\\b(?!\\.)", "0", "2");
    change("\\b2\\b(?!\\.)", "1", "3");
    change("\\.clone\\(\\)", "");
    change("\\btrue\\b", "false");
    change("\\bfalse\\b", "true");
    change("\\bbreak;", ";");
    change("NEGATIVE_INFINITY", "MIN_VALUE", "POSITIVE_INFINITY");
    change("POSITIVE_INFINITY", "MAX_VALUE", "NEGATIVE_INFINITY");
  }

  private static final Pattern INDEX = Pattern.compile("\\[(\\w+)]");
  private static final Pattern ARGUMENTS = Pattern.compile("\\((\\w+), (\\w+)(?=[,)])");
  private static final Pattern BODY =
      Pattern.compile("// BEGIN SOLUTION\n(.*?)// END SOLUTION", Pattern.DOTALL);

  private static final Pattern WHILE = Pattern.compile("\\bwhile \\(");
  private static final Pattern FOR = Pattern.compile("\\bfor \\(([^;:()]*);\\s*([^;]*);");
  private static final String GOES_ON = "!Thread.currentThread().isInterrupted()";

  private Mutants() {}

  private static void change(String what, String... into) {
    CHANGES.put(Pattern.compile(what), List.of(into));
  }

  /** A wrong version: the cell's whole source, and what was changed, on one line. */
  record Mutant(String source, String change) {}

  /** All mutants of what stands between the solution's marks. */
  static List<Mutant> of(String cell) {
    List<Mutant> found = new ArrayList<>();
    Matcher body = BODY.matcher(cell);
    while (body.find()) {
      String[] lines = body.group(1).split("\n", -1);
      for (int i = 0; i < lines.length; i++) {
        String line = lines[i].replaceFirst("\\s*//.*", "").strip();
        for (String changed : changed(lines[i])) {
          found.add(mutant(cell, body, replaced(lines, i, changed), line, changed));
        }
        boolean statement = line.endsWith(";");
        if (statement && !line.startsWith("return ") && !line.startsWith("throw ")) {
          found.add(mutant(cell, body, replaced(lines, i, ""), line, "nothing"));
        }
        if (statement && i + 1 < lines.length && lines[i + 1].strip().endsWith(";")) {
          String[] exchanged = replaced(replaced(lines, i, lines[i + 1]), i + 1, lines[i]);
          found.add(mutant(cell, body, exchanged, line, "after the next line"));
        }
      }
    }
    return found;
  }

  /** The same code, whose loops end when the thread is interrupted, as it is when time is up. */
  static String interruptible(String source) {
    String whiles = WHILE.matcher(source).replaceAll("while (" + GOES_ON + " && ");
    return FOR.matcher(whiles)
        .replaceAll(
            m ->
                Matcher.quoteReplacement(
                    "for ("
                        + m.group(1)
                        + "; "
                        + GOES_ON
                        + (m.group(2).isBlank() ? "" : " && (" + m.group(2) + ")")
                        + ";"));
  }

  private static List<String> changed(String all) {
    List<String> found = new ArrayList<>();
    String line = all.replaceFirst("\\s*//.*", "");
    CHANGES.forEach(
        (what, into) -> {
          Matcher m = what.matcher(line);
          while (m.find()) {
            for (String other : into) {
              found.add(line.substring(0, m.start()) + other + line.substring(m.end()));
            }
          }
        });
    Matcher index = INDEX.matcher(line);
    while (index.find()) {
      for (String other : List.of(" + 1]", " - 1]")) {
        found.add(line.substring(0, index.end() - 1) + other + line.substring(index.end()));
      }
    }
    Matcher arguments = ARGUMENTS.matcher(line);
    while (arguments.find()) {
      found.add(
          line.substring(0, arguments.start())
              + "("
              + arguments.group(2)
              + ", "
              + arguments.group(1)
              + line.substring(arguments.end()));
    }
    return found;
  }

  private static String[] replaced(String[] lines, int i, String by) {
    String[] changed = lines.clone();
    changed[i] = by;
    return changed;
  }

  private static Mutant mutant(
      String cell, Matcher body, String[] lines, String before, String after) {
    String source =
        cell.substring(0, body.start(1)) + String.join("\n", lines) + cell.substring(body.end(1));
    return new Mutant(source, before.strip() + "  →  " + after.strip());
  }
}
