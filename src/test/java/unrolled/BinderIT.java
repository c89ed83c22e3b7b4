package unrolled;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledIfSystemProperty;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;

/**
 * Law: who comes by conda or Binder gets the kernel of {@code ./mvnw}, and it starts. The private
 * environment stands in for conda's: both have a {@code python} on the PATH and pip's packages.
 */
@DisabledOnOs(OS.WINDOWS) // Binder is Linux
@DisabledIfSystemProperty(
    named = "chapter",
    matches = ".+",
    disabledReason = "one chapter alone is asked for, maybe in another checkout's environment")
class BinderIT {
  private static final Path VENV = Path.of(".venv").toAbsolutePath();
  private static final Path KERNEL = VENV.resolve("share/jupyter/kernels/java/kernel.json");

  @Test
  void binderBuildsTheCoursesOwnKernel() throws Exception {
    Path clone = Maven.freshClone("binder");
    String ours = Files.readString(KERNEL);
    Files.writeString(KERNEL, "pip's own");
    try {
      Maven.Run build = run(clone, clone.resolve(".binder/postBuild").toString());
      assertEquals(0, build.status(), build::output);
      assertEquals(ours.replace("-Xmx2g", "-Xmx1g"), Files.readString(KERNEL));
      Maven.Run start =
          run(clone, VENV.resolve("bin/python").toString(), "src/jupyter/whole.py", "--start");
      assertEquals(0, start.status(), start::output);
    } finally {
      Files.writeString(KERNEL, ours);
    }
  }

  private static Maven.Run run(Path folder, String... command) throws Exception {
    ProcessBuilder builder = new ProcessBuilder(command).directory(folder.toFile());
    String offline = Boolean.getBoolean("offline") ? " --offline" : "";
    Path maven = Path.of(System.getProperty("maven.home"), "bin");
    builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
    builder
        .environment()
        .put("MAVEN_ARGS", "-Dmaven.repo.local=" + System.getProperty("repository") + offline);
    String first = VENV.resolve("bin") + File.pathSeparator + maven + File.pathSeparator;
    builder.environment().merge("PATH", first, (old, ours) -> ours + old);
    Process process = builder.redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes(), UTF_8);
    return new Maven.Run(process.waitFor(), said);
  }
}
