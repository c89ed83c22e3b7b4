package unrolled;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.yaml.snakeyaml.Yaml;

/** One list of pinned packages serves the two commands and conda alike. */
class EnvironmentTest {
  private static final Path CONDA = Path.of("environment.yml");

  @Test
  void condaInstallsThePinnedPackagesFromTheOneList() throws Exception {
    List<?> pip = assertInstanceOf(List.class, conda().get("pip:"));
    assertEquals(1, pip.size());
    String include = (String) pip.get(0);
    assertTrue(include.startsWith("-r "), include);
    // conda reads the path from the folder of environment.yml
    assertPinned(packages(include.substring(3)));
  }

  @Test
  void whatJudgesThePythonCodeIsPinnedAndNotInALearnersStart() throws Exception {
    List<String> judges = packages("src/jupyter/requirements-verify.txt");
    assertPinned(judges);
    String learners = Files.readString(Path.of("src/jupyter/requirements.txt"));
    judges.forEach(judge -> assertFalse(learners.contains(judge.split("=", 2)[0] + "=="), judge));
  }

  @Test
  void condaHasTheSameMavenAsTheWrapper() throws Exception {
    Map<String, Object> conda = conda();
    String wrapper = Files.readString(Path.of(".mvn/wrapper/maven-wrapper.properties"));
    assertTrue(wrapper.contains("apache-maven-" + conda.get("maven") + "-bin.zip"), wrapper);
  }

  @Test
  void condaHasAPythonAndAJdkThatTheCourseAccepts() throws Exception {
    assertTrue(minor((String) conda().get("python")) >= 11, "Python 3.11 or later");
    String jdk = (String) conda().get("openjdk");
    assertTrue(Integer.parseInt(jdk.split("\\.", 2)[0]) >= 17, "JDK 17 or later");
  }

  @Test
  void binderGetsTheSameEnvironment() throws Exception {
    String binder = Files.readString(Path.of(".binder/environment.yml"));
    Object same = new Yaml().load(binder.replace("-r ../src/", "-r src/"));
    assertEquals(new Yaml().<Object>load(Files.readString(CONDA)), same);
  }

  @Test
  void everyFileOfPackagesNamesAListThatIsThere() throws Exception {
    for (Path file : List.of(CONDA, Path.of(".binder/environment.yml"))) {
      String list = Files.readString(file).replaceAll("(?s).*- -r (\\S+).*", "$1");
      Path pinned = Path.of("").toAbsolutePath().resolve(file).resolveSibling(list).normalize();
      assertTrue(Files.exists(pinned), file + " names " + list);
    }
  }

  @Test
  void condasCommandsAreTheSameInBothPlacesAndTheirFilesAreThere() throws Exception {
    List<String> inReadme = commands(Files.readString(Path.of("README.md")), "\\| conda.*", "`");
    List<String> inFile =
        commands(Files.readString(CONDA), "(?s)\\A(#.*?\\n)(?!#)", "# +| && |\\n");
    List<String> wanted =
        List.of(
            "conda env create -f environment.yml",
            "conda activate " + ((Map<?, ?>) new Yaml().load(Files.readString(CONDA))).get("name"),
            "mvn process-classes exec:java@kernel",
            "jupyter lab notebooks");
    assertEquals(wanted, inReadme);
    assertEquals(
        wanted, inFile.stream().map(line -> line.replace("/00-start-here.ipynb", "")).toList());
    assertTrue(Files.exists(Path.of("notebooks/00-start-here.ipynb")));
  }

  @Test
  @DisabledOnOs(OS.WINDOWS) // it runs in a container of Linux
  void binderBuildsWhatCondasUsersBuildAndFailsWithIt(@TempDir Path bin) throws Exception {
    Path maven = Files.writeString(bin.resolve("mvn"), "#!/bin/sh\necho \"$@\"\nexit 3\n");
    assertTrue(maven.toFile().setExecutable(true));
    Path script = Path.of(".binder/postBuild");
    assertTrue(Files.isExecutable(script), "repo2docker runs it");
    ProcessBuilder build = new ProcessBuilder(script.toString());
    build.environment().merge("PATH", bin + ":", (old, ours) -> ours + old);
    Process process = build.redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes(), UTF_8);
    assertTrue(said.startsWith("--batch-mode --no-transfer-progress process-classes"), said);
    assertEquals(3, process.waitFor());
  }

  /** The commands of conda, Maven and Jupyter in the part of a text that a pattern matches. */
  private static List<String> commands(String text, String part, String between) {
    Matcher found = Pattern.compile(part).matcher(text);
    assertTrue(found.find(), part);
    return Pattern.compile(between)
        .splitAsStream(found.group())
        .map(String::strip)
        .filter(piece -> piece.matches("(conda|mvn|jupyter) .*"))
        .toList();
  }

  private static List<String> packages(String requirements) throws Exception {
    List<String> lines = Files.readAllLines(Path.of(requirements));
    return lines.stream().filter(line -> !line.matches("\\s*(#.*)?")).toList();
  }

  private static void assertPinned(List<String> packages) {
    assertFalse(packages.isEmpty());
    assertEquals(
        List.of(), packages.stream().filter(line -> !line.matches("[a-z]+==[0-9a-z.]+")).toList());
  }

  private static int minor(String python) {
    return Integer.parseInt(python.split("\\.", -1)[1]);
  }

  /** The dependencies: name to version, and "pip:" to the list below it. */
  private static Map<String, Object> conda() throws Exception {
    Map<String, Object> whole = new Yaml().load(Files.readString(CONDA));
    assertEquals(List.of("conda-forge"), whole.get("channels"));
    Map<String, Object> found = new LinkedHashMap<>();
    for (Object entry : assertInstanceOf(List.class, whole.get("dependencies"))) {
      if (entry instanceof Map<?, ?> section) {
        section.forEach((name, list) -> found.put(name + ":", list));
      } else {
        String[] pinned = ((String) entry).split("=", 2);
        found.put(pinned[0], pinned.length == 2 ? pinned[1] : "");
      }
    }
    return found;
  }
}
