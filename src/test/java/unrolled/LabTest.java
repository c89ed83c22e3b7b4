package unrolled;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the first minute says when something is missing: one sentence, with what to do. */
class LabTest {
  private static final Path LOG = Path.of("target", "pip.log");

  @Test
  void withoutAnyPythonItSaysHowToGetOneOnEachSystem() throws Exception {
    String sentence = whatFindingSays(Map.of("PATH", ""));
    assertEquals(
        "No Python was found on the PATH: install Python 3.11 or later (Debian, Ubuntu: 'apt"
            + " install python3-venv' as root, on Ubuntu 22.04 'apt install python3.11-venv'; macOS:"
            + " 'brew install python'; Windows: 'winget install Python.Python.3.13') and start"
            + " again in a new terminal.",
        sentence);
  }

  @Test
  @DisabledOnOs(OS.WINDOWS) // stand-ins for Python are shell scripts
  void aPythonThatIsTooOldIsNamedWithItsVersionAndPlace(@TempDir Path bin) throws Exception {
    Path old = standIn(bin, "python3", "echo 3.9.6; exit 3");
    String sentence = whatFindingSays(Map.of("PATH", bin.toString()));
    assertTrue(
        sentence.startsWith(
            "Python 3.11 or later is needed and 3.9.6 (" + old + ") was found: install"),
        sentence);
  }

  @Test
  @DisabledOnOs(OS.WINDOWS)
  void aPythonWithoutVenvNamesDebiansPackage(@TempDir Path bin) throws Exception {
    standIn(bin, "python3", "echo 3.13.5; exit 1");
    String sentence = whatFindingSays(Map.of("PATH", bin.toString()));
    assertTrue(sentence.contains("3.13.5"), sentence);
    assertTrue(sentence.contains("'apt install python3-venv'"), sentence);
  }

  @Test
  @DisabledOnOs(OS.WINDOWS)
  void theFirstPythonThatFitsIsTakenThoughWorseOnesComeBefore(@TempDir Path temp) throws Exception {
    Path broken = Files.createDirectory(temp.resolve("broken"));
    Path bare = Files.createDirectory(temp.resolve("bare"));
    Path whole = Files.createDirectory(temp.resolve("whole"));
    standIn(broken, "python3", "exit 127");
    standIn(bare, "python3", "echo 3.11.2; exit 1");
    Path fits = standIn(whole, "python3", "echo 3.12.1");
    String path = String.join(File.pathSeparator, broken + "", bare + "", whole + "");
    assertEquals(fits, PythonFinder.find(Map.of("PATH", path), false));
  }

  @Test
  void onWindowsItLooksForTheLauncherFirst(@TempDir Path bin) throws Exception {
    for (String name : new String[] {"python.exe", "py.exe"}) {
      assertTrue(Files.createFile(bin.resolve(name)).toFile().setExecutable(true));
    }
    assertEquals(
        bin.resolve("py.exe"),
        PythonFinder.candidates(Map.of("Path", bin.toString()), true).get(0));
  }

  @Test
  @DisabledOnOs(OS.WINDOWS)
  void anEntryOfThePathThatIsNoPathIsPassedOver(@TempDir Path bin) throws Exception {
    Path fits = standIn(bin, "python3", "echo 3.12.1");
    String path = "no\0path" + File.pathSeparator + File.pathSeparator + bin;
    assertEquals(List.of(fits), PythonFinder.candidates(Map.of("PATH", path), false));
  }

  @Test
  @EnabledOnOs(OS.LINUX) // it has a device that is always full
  void aDiskThatGetsFullIsToldAndWhatToDo() {
    IOException full =
        assertThrows(IOException.class, () -> Files.writeString(Path.of("/dev/full"), "x"));
    assertEquals(
        "The disk is full (No space left on device): make room and start again.",
        LabMessages.stopped(full));
  }

  @ParameterizedTest
  @CsvSource({
    "'', 8888",
    "--no-browser, 8888",
    "--port=9000, 9000",
    "--no-browser --port 9001, 9001",
    "--ServerApp.port=9002, 9002",
    "--ServerApp.port_retries=5, 8888",
    "--port=1 --port=2, 2",
  })
  void thePortIsTheOneThatTheOptionsName(String options, int port) {
    assertEquals(port, Lab.port(List.of(options.split(" "))));
  }

  @ParameterizedTest
  @CsvSource({
    "NewConnectionError('Failed to establish a new connection'), could not reach, HTTPS_PROXY",
    "ERROR: Could not find a version of jjava (from versions: none), could not reach, network",
    "SSLError: CERTIFICATE_VERIFY_FAILED, does not trust, PIP_CERT",
    "ERROR: [Errno 28] No space left on device, disk is full, 400 MB",
    "OSError: [Errno 122] Disk quota exceeded, disk is full, 400 MB",
    "ERROR: No matching distribution found for jjava==9, No matching distribution, start again",
    "Killed, it gave no reason, start again",
  })
  void pipsFailuresBecomeOneSentenceWithTheLogsPlace(String log, String reason, String advice) {
    String sentence = LabMessages.installFailed("Collecting x\n" + log + "\n", LOG);
    assertTrue(sentence.contains(reason), sentence);
    assertTrue(sentence.contains(advice), sentence);
    assertTrue(sentence.contains(LOG.toString()), sentence);
    assertEquals(1, sentence.lines().count());
  }

  @ParameterizedTest
  @CsvSource({
    "Linux, NOTHING, true",
    "Linux, DISPLAY, false",
    "Linux, WAYLAND_DISPLAY, false",
    "Linux, WSL_DISTRO_NAME, false",
    "Mac OS X, NOTHING, false",
    "Windows 11, NOTHING, false",
  })
  void aServerIsToldFromADesktop(String system, String variable, boolean noScreen) {
    assertEquals(noScreen, Lab.hasNoScreen(system, Map.of(variable, "something")));
  }

  @Test
  void aTakenPortIsSeenAndAFreeOneToo() throws Exception {
    int port;
    try (ServerSocket other = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = other.getLocalPort();
      assertTrue(Lab.isTaken(port));
    }
    assertFalse(Lab.isTaken(port));
  }

  @Test
  void aFailureCarriesItsSentenceAndNoStackTrace() {
    Lab.Failure failure = new Lab.Failure(LabMessages.scriptFailed("course.py check", 1));
    assertEquals(
        "course.py check failed (status 1): the lines above say where and why.",
        failure.getMessage());
    assertEquals(0, failure.getStackTrace().length);
  }

  private static String whatFindingSays(Map<String, String> environment) {
    return assertThrows(Lab.Failure.class, () -> PythonFinder.find(environment, false))
        .getMessage();
  }

  private static Path standIn(Path bin, String name, String script) throws Exception {
    Path file = Files.writeString(bin.resolve(name), "#!/bin/sh\n" + script + "\n");
    assertTrue(file.toFile().setExecutable(true));
    return file;
  }
}
