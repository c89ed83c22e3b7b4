package unrolled;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/**
 * Law: the wrapper starts Maven on odd machines as well, or says in one sentence what is missing. A
 * shell script stands in for Maven, and one for {@code id}.
 */
@DisabledOnOs(OS.WINDOWS)
class WrapperTest {
  private static final Path PROPERTIES = Path.of(".mvn/wrapper/maven-wrapper.properties");

  private static final String START = "HOME=/that/folder ./mvnw";

  @TempDir Path temp;
  private Path home;
  private final Map<String, String> variables = new HashMap<>();

  private record Run(int status, String said) {}

  @BeforeEach
  void aHomeThatHasMaven() throws Exception {
    Properties wrapper = new Properties();
    wrapper.load(new StringReader(Files.readString(PROPERTIES)));
    String url = wrapper.getProperty("distributionUrl");
    String version = url.replaceAll(".*/(.*)-bin.zip", "$1");
    home = temp.resolve("home");
    Path place = home.resolve(".m2/wrapper/dists").resolve(version);
    script(
        place.resolve(Integer.toHexString(url.hashCode())).resolve("bin/mvn"),
        "echo \"Maven $*, options:$MAVEN_OPTS, locale: $LC_ALL\"");
    variables.put("HOME", home.toString());
    variables.put("LANG", "en_GB.UTF-8");
    variables.put("JAVA_HOME", System.getProperty("java.home"));
  }

  private static void script(Path file, String line) throws Exception {
    Files.createDirectories(file.getParent());
    Files.writeString(file, "#!/bin/sh\n" + line + "\n");
    assertTrue(file.toFile().setExecutable(true));
  }

  private Run mvnw() throws Exception {
    ProcessBuilder wrapper = new ProcessBuilder("/bin/sh", "mvnw", "test");
    wrapper.environment().clear();
    wrapper.environment().put("PATH", temp.resolve("bin") + ":" + System.getenv("PATH"));
    wrapper.environment().putAll(variables);
    Process process = wrapper.redirectErrorStream(true).start();
    process.getOutputStream().close();
    String said = new String(process.getInputStream().readAllBytes(), UTF_8);
    return new Run(process.waitFor(), said);
  }

  @Test
  void onAnOrdinaryMachineItChangesNothing() throws Exception {
    variables.put("MAVEN_OPTS", "-Da=b");

    assertEquals(new Run(0, "Maven test, options:-Da=b, locale: \n"), mvnw());
  }

  @Test
  void withoutALocaleNamesBeyondAsciiAreStillNames() throws Exception {
    for (String locale : new String[] {"", "C", "POSIX"}) {
      variables.put("LANG", locale);
      assertTrue(mvnw().said.endsWith("locale: C.UTF-8\n"), locale);
    }
    variables.remove("LANG");
    assertTrue(mvnw().said.endsWith("locale: C.UTF-8\n"));
    variables.put("LC_ALL", "de_DE.UTF-8");
    assertTrue(mvnw().said.endsWith("locale: de_DE.UTF-8\n"));
  }

  @Test
  void withoutAHomeItSaysWhatToSet() throws Exception {
    variables.remove("HOME");
    assertOneSentence(mvnw(), "HOME is not set", START);
    variables.put("HOME", "");
    assertOneSentence(mvnw(), "HOME is not set", START);
  }

  @Test
  void aHomeInWhichNothingCanBeMadeIsNamed() throws Exception {
    Path file = Files.createFile(temp.resolve("file"));
    variables.put("HOME", file.toString());

    assertOneSentence(mvnw(), "HOME is " + file + ",", START);
  }

  @Test
  void withoutAJdkItSaysSoBeforeItDownloadsMaven() throws Exception {
    String nowhere = temp.resolve("nowhere").toString();
    variables.put("JAVA_HOME", nowhere);
    assertOneSentence(mvnw(), "No JDK was found in " + nowhere + ",", "install JDK 17");
    variables.remove("JAVA_HOME");
    variables.put("PATH", nowhere);
    assertOneSentence(mvnw(), "No JDK was found: ", "README.md says how");
  }

  @Test
  void aUserWithoutAnEntryHasTheHomeOfTheVariable() throws Exception {
    script(temp.resolve("bin/id"), "exit 1");

    String said = mvnw().said;

    assertTrue(said.contains("-Duser.home=" + home + ","), said);
  }

  private static void assertOneSentence(Run run, String reason, String advice) {
    assertEquals(1, run.status);
    assertEquals(1, run.said.strip().lines().count(), run.said);
    assertTrue(run.said.contains(reason), run.said);
    assertTrue(run.said.contains(advice), run.said);
    assertFalse(run.said.contains("Maven test"), run.said);
  }
}
