package unrolled;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.lang.module.ModuleFinder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.Attributes;
import java.util.jar.JarFile;
import org.apache.commons.io.FileUtils;
import org.apache.maven.shared.invoker.InvocationRequest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Law: whoever depends on this library alone trains, saves, loads, decodes and reads PyTorch's
 * files with EJML and Gson, a megabyte of others' code, and nothing else.
 *
 * <p>The stranger's project is {@code src/it/stranger}. It finds our jar in a local repository that
 * is thrown away, and works offline: what it needs besides, the course has needed before.
 */
class StrangerIT {
  private static final Path JAR = Path.of("target/unrolled.jar");
  private static final String VERSION = System.getProperty("version");
  private static final String OURS = "unrolled-" + VERSION;
  private static final long MEGABYTE = 1_000_000;

  @TempDir private Path folder;

  @Test
  void theLibraryAloneIsEnough() throws Exception {
    // given
    Path repository = folder.resolve("repository");
    Path place = repository.resolve("io/github/unrolled/unrolled").resolve(VERSION);
    Files.createDirectories(place);
    Files.copy(JAR, place.resolve(OURS + ".jar"));
    Files.copy(Path.of("pom.xml"), place.resolve(OURS + ".pom"));
    Path project = folder.resolve("stranger");
    FileUtils.copyDirectory(new File("target/test-classes/stranger"), project.toFile());
    Path byPyTorch = Reference.FOLDER.resolve("io/module-f32.safetensors").toAbsolutePath();
    // when
    InvocationRequest request = Maven.in(project).setOffline(true);
    request.setLocalRepositoryDirectory(repository.toFile());
    request.addArg("-Dmaven.repo.local.tail=" + System.getProperty("repository"));
    request.addArgs(List.of("compile", "exec:java"));
    request.addArg("-Dexec.args=" + byPyTorch + " " + folder.resolve("saved.safetensors"));
    request.addArgs(List.of("dependency:tree", "-DoutputFile=tree.txt"));
    request.addArgs(List.of("dependency:copy-dependencies", "-DoutputDirectory=libraries"));
    Maven.Run run = Maven.run(request);
    // then
    assertEquals(0, run.status(), run::output);
    String said =
        """
        3 1 4 reversed: [4, 1, 3]
        PyTorch's LSTM: 8 outputs a step
        gradients: right
        the vocabulary has no word "goot" (word 1 of the text). Did you mean 'good'?
        """;
    assertTrue((run.output() + "\n").contains(said), run::output);
    String tree = Files.readString(project.resolve("tree.txt")).replaceAll(":jar.*", "");
    assertEquals(
        """
        stranger:stranger
        \\- io.github.unrolled:unrolled
           +- org.ejml:ejml-ddense
           |  \\- org.ejml:ejml-core
           \\- com.google.code.gson:gson
        """,
        tree);
    long others =
        FileUtils.sizeOfDirectory(project.resolve("libraries").toFile()) - Files.size(JAR);
    System.out.println("The library alone brings " + others + " bytes of others' jars.");
    assertTrue(others < MEGABYTE, others + " bytes");
  }

  @Test
  void theJarSaysWhatItIsAndLooksForNothingBesideIt() throws Exception {
    try (JarFile jar = new JarFile(JAR.toFile())) {
      Attributes said = jar.getManifest().getMainAttributes();
      assertEquals("unrolled", said.getValue("Automatic-Module-Name"));
      assertEquals(VERSION, said.getValue("Implementation-Version"));
      assertEquals("unrolled.Lab", said.getValue("Main-Class"));
      // or a strict compiler warns of each entry that is not there
      assertNull(said.getValue("Class-Path"));
    }
    assertTrue(ModuleFinder.of(JAR).find("unrolled").isPresent(), "fit for a module path");
  }
}
