package unrolled;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.lang.module.ModuleFinder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/**
 * The description by which Jupyter starts the course's Java kernel: the JDK that runs this, with
 * assertions, room for every chapter and fast matrix products. It replaces the kernel's own, which
 * has none of that.
 */
final class JavaKernel {
  private static final Path FOLDER = Path.of("share", "jupyter", "kernels", "java");

  /** Makes matrix products faster; a JDK without this module would not start with it. */
  private static final String VECTORS = " \"--add-modules\", \"jdk.incubator.vector\",";

  private static final boolean HAS_VECTORS =
      ModuleFinder.ofSystem().find("jdk.incubator.vector").isPresent();

  private JavaKernel() {}

  /** Whether the kernel itself is there: pip has put it into this Python environment. */
  static boolean isIn(Path environment) {
    return Files.exists(environment.resolve(FOLDER).resolve("jjava.jar"));
  }

  /**
   * Writes the description into a Python environment.
   *
   * @param heap the most memory that a notebook may take, as Java spells it: 2g
   */
  static void describe(Path environment, String heap) throws IOException {
    Path folder = environment.resolve(FOLDER);
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    replace(
        folder.resolve("kernel.json"),
        """
        {"argv": ["JAVA", "-XmxHEAP", "-ea", "-Djava.awt.headless=true",VECTORS
                  "-Djava.util.logging.config.file={resource_dir}/logging.properties",
                  "--add-opens", "jdk.jshell/jdk.jshell=ALL-UNNAMED",
                  "-jar", "{resource_dir}/jjava.jar", "{connection_file}"],
         "display_name": "Java", "language": "java", "interrupt_mode": "message"}
        """
            .replace("VECTORS", HAS_VECTORS ? VECTORS : "")
            .replace("HEAP", heap)
            .replace("JAVA", java.replace("\\", "\\\\"))); // last: a path may hold any word
    replace( // in the terminal each start of a kernel would push Jupyter's address away
        folder.resolve("logging.properties"),
        """
        handlers = java.util.logging.ConsoleHandler
        .level = WARNING
        """);
  }

  /** Writes a file whole or not at all. */
  static void replace(Path file, String text) throws IOException {
    Files.createDirectories(file.getParent());
    Path fresh = Files.createTempFile(file.getParent(), "new", null);
    Files.writeString(fresh, text, UTF_8);
    Files.move(fresh, file, StandardCopyOption.REPLACE_EXISTING);
  }
}
