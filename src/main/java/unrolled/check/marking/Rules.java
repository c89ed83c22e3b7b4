package unrolled.check.marking;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Which names a cell may use. A line such as {@code + java.util.*} allows, one with − refuses; the
 * last line that fits a name decides, and what no line fits is refused.
 *
 * <p>A line fits the class that it names, with all in it, or the member; a * stands for the rest of
 * a name, or for any class of a package. What follows # is for readers.
 */
final class Rules {

  private record Rule(boolean allows, Pattern names) {}

  private final List<Rule> rules = new ArrayList<>();

  /** The rules of these lines; empty ones and remarks count for nothing. */
  static Rules of(Collection<String> lines) {
    Rules read = new Rules();
    for (String line : lines) {
      String rule = line.replaceAll("#.*", "").strip();
      if (!rule.isEmpty()) {
        if (!rule.matches("[+-] +[\\w.*<>]+")) {
          throw new IllegalArgumentException("no rule, such as “+ java.util.*”: " + line);
        }
        read.rules.add(new Rule(rule.charAt(0) == '+', fitting(rule.substring(1).strip())));
      }
    }
    return read;
  }

  private static Pattern fitting(String name) {
    String anyClass = name.replaceAll("\\.\\*(?=\\.|$)", ".[A-Z]*");
    return Pattern.compile(anyClass.replace(".", "\\.").replace("*", "\\w*") + "(?:\\..*)?");
  }

  private boolean allows(String name) {
    boolean allowed = false;
    for (Rule rule : rules) {
      allowed = rule.names.matcher(name).matches() ? rule.allows : allowed;
    }
    return allowed;
  }

  /** The first of the names that is not allowed. */
  Optional<String> refused(Collection<String> names) {
    return names.stream().filter(name -> !allows(name)).findFirst();
  }
}
