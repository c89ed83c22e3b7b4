package unrolled;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A JVM that a test starts: with this one's class path, and with just the options that it names.
 */
public final class ChildJvm {
  /** The variables by which companies and containers hand options to every JVM. */
  static final List<String> OPTIONS =
      List.of("JAVA_TOOL_OPTIONS", "_JAVA_OPTIONS", "JDK_JAVA_OPTIONS");

  private ChildJvm() {}

  /**
   * Gets it ready, without what the machine hands to every JVM: it would say on stderr that it has
   * picked something up, and it might compute in another way than the test asks for.
   */
  public static ProcessBuilder with(List<String> options, String... mainAndArguments) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(options);
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.addAll(List.of(mainAndArguments));
    ProcessBuilder child = new ProcessBuilder(command);
    OPTIONS.forEach(child.environment()::remove);
    return child;
  }
}
