package unrolled;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.maven.shared.invoker.InvocationRequest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Law: where the course can't work it says so before it does anything, and what to do. */
class OddPlaceIT {
  @TempDir private Path temp;

  @Test
  @DisabledOnOs(OS.WINDOWS) // no name has the sign there
  void aFolderWithTheSignThatDividesPathsIsRefused() throws Exception {
    Path folder = copyIn("a:b");
    assertRefused(
        Maven.in(folder), "The course lies in " + folder.toRealPath() + ", and : divides");
  }

  @Test
  void aHomeThatJavaDoesNotKnowIsRefused() throws Exception {
    InvocationRequest request = Maven.in(copyIn("course")).addArg("-Duser.home=?");
    assertRefused(request, "Java does not know your home folder");
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void aFolderForReadingOnlyIsRefused() throws Exception {
    Path folder = copyIn("course").toRealPath();
    List<String> box = Box.with("--ro-bind", folder + "", folder + "", "--chdir", folder + "");
    Path maven = temp.resolve("mvn");
    String real = Path.of(System.getProperty("maven.home"), "bin", "mvn").toString();
    Files.writeString(
        maven, "#!/bin/sh\nexec %s %s \"$@\"\n".formatted(String.join(" ", box), real));
    assertTrue(maven.toFile().setExecutable(true));
    InvocationRequest request = Maven.in(folder).setMavenExecutable(maven.toFile());
    assertRefused(request, "The course lies in " + folder + ", where you can't write: ");
  }

  private Path copyIn(String name) throws Exception {
    Path folder = Files.createDirectory(temp.resolve(name));
    Files.copy(Path.of("pom.xml"), folder.resolve("pom.xml"));
    return folder;
  }

  private static void assertRefused(InvocationRequest request, String sentence) throws Exception {
    Maven.Run run = Maven.run(request.addArg("validate"));
    assertEquals(1, run.status(), run::output);
    assertTrue(run.output().contains("\n[ERROR] " + sentence), run::output);
  }
}
