package unrolled;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.File;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/**
 * Law: a start makes the environment once and whole, describes the kernel of this very JDK, hands
 * options and scripts on as they are, and says in one sentence what went wrong. A shell script
 * stands in for Python.
 */
@DisabledOnOs(OS.WINDOWS)
class LabStartTest {
  /**
   * Prints how it was called and some of its environment; makes an environment when asked to. Every
   * call leaves its words and its variables behind.
   */
  private static final String PYTHON =
      """
      #!/bin/sh
      { echo "call: $*"; env | sed 's/^/    /'; } >> calls.txt
      case "$*" in
        *"-m venv"*) mkdir -p "$4/bin" && cp "$0" "$4/bin/python"; exit ;;
        *"-m pip"*) echo "ERROR: No space left on device" ; test ! -e pip-fails; exit ;;
        *whole.py*) if test -e not-whole; then cat not-whole; exit 1; fi; exit ;;
        *sys.prefix*) echo "$PWD/conda"; exit ;;
        *"import sys"*) echo 3.12.1; exit ;;
        -c*) exit ;;
      esac
      echo "called: $*"
      echo "path begins: $(echo $PATH | cut -d: -f1)"
      echo "settings: $JUPYTER_CONFIG_DIR"
      exit $(cat status 2>/dev/null || echo 0)
      """;

  @TempDir Path checkout;
  private Path machine; // a folder on the PATH

  private boolean homeless;
  private List<String> inside = List.of(); // a command that starts Lab in a world of its own

  private record Run(int status, String out, String err) {}

  /** One call of the stand-in: its arguments, and the variables that it got. */
  private record Call(String words, Map<String, String> variables) {}

  @BeforeEach
  void aCheckoutAndAMachineWithPython() throws Exception {
    Files.createDirectories(checkout.resolve("src/jupyter"));
    Files.writeString(checkout.resolve("src/jupyter/requirements.txt"), "jupyterlab\n");
    machine = Files.createDirectory(checkout.resolve("machine"));
    Path python = Files.writeString(machine.resolve("python3"), PYTHON);
    assertTrue(python.toFile().setExecutable(true));
  }

  private Run lab(String... arguments) throws Exception {
    return lab(Map.of(), arguments);
  }

  private Run lab(Map<String, String> variables, String... arguments) throws Exception {
    List<String> all = new ArrayList<>(List.of(Lab.class.getName()));
    all.addAll(List.of(arguments));
    ProcessBuilder builder = ChildJvm.with(List.of(), all.toArray(String[]::new));
    builder.command().addAll(0, inside);
    File out = checkout.resolve("out.txt").toFile();
    File err = checkout.resolve("err.txt").toFile();
    builder.directory(checkout.toFile()).redirectOutput(out).redirectError(err);
    Map<String, String> environment = builder.environment();
    environment.put(
        "PATH", machine + File.pathSeparator + "/usr/bin" + File.pathSeparator + "/bin");
    environment.remove("DISPLAY");
    environment.remove("WAYLAND_DISPLAY");
    environment.remove("BROWSER");
    environment.putAll(variables);
    if (homeless) {
      environment.remove("HOME");
    }
    int status = builder.start().waitFor();
    return new Run(
        status, Files.readString(out.toPath(), UTF_8), Files.readString(err.toPath(), UTF_8));
  }

  private List<Call> calls() throws Exception {
    List<Call> calls = new ArrayList<>();
    for (String line : Files.readAllLines(checkout.resolve("calls.txt"))) {
      int sign = line.indexOf('=');
      if (line.startsWith("call: ")) {
        calls.add(new Call(line, new TreeMap<>()));
      } else if (line.startsWith("    ") && sign > 0 && !calls.isEmpty()) {
        calls
            .get(calls.size() - 1)
            .variables
            .put(line.substring(4, sign), line.substring(sign + 1));
      }
    }
    return calls;
  }

  @Test
  void theFirstStartMakesTheEnvironmentAndTheNextUsesIt() throws Exception {
    Run first = lab();
    Run second = lab();

    assertEquals(0, first.status, first.err);
    assertTrue(first.out.contains("Making the private Jupyter environment"), first.out);
    assertTrue(first.out.contains(" done."), first.out);
    assertFalse(second.out.contains("Making"), second.out);
    assertTrue(
        second.out.contains("called: -P -m jupyterlab notebooks/00-start-here.ipynb"), second.out);
  }

  @Test
  void changedRequirementsMakeItAnew() throws Exception {
    lab();
    Files.writeString(checkout.resolve("src/jupyter/requirements.txt"), "jupyterlab==5\n");

    assertTrue(lab().out.contains("Making the private Jupyter environment"));
  }

  @Test
  void aFailureOfPipIsOneSentenceAndTheNextStartTriesAgain() throws Exception {
    Files.createFile(checkout.resolve("pip-fails"));

    Run failed = lab();

    assertEquals(1, failed.status);
    assertEquals(1, failed.err.strip().lines().count(), failed.err);
    assertTrue(failed.err.contains("pip.log"), failed.err);
    assertFalse(Files.exists(checkout.resolve(".venv/made-from.txt")));

    Files.delete(checkout.resolve("pip-fails"));
    assertEquals(0, lab().status);
  }

  @Test
  void noChildInheritsWhatLeadsOutOfTheEnvironment() throws Exception {
    Map<String, String> machine = new TreeMap<>();
    for (String name :
        List.of(
            "PYTHONPATH",
            "PYTHONHOME",
            "PYTHONSTARTUP",
            "PYTHONOPTIMIZE",
            "JUPYTER_PATH",
            "JUPYTER_CONFIG_PATH",
            "JUPYTER_CONFIG_DIR",
            "JUPYTER_DATA_DIR",
            "JUPYTER_RUNTIME_DIR",
            "JUPYTERLAB_DIR",
            "IPYTHONDIR",
            "JJAVA_CLASSPATH",
            "IJAVA_STARTUP_SCRIPTS_PATH",
            "PIP_TARGET",
            "PIP_PREFIX",
            "PIP_ROOT",
            "PIP_USER",
            "PIP_PYTHON",
            "PIP_DRY_RUN")) {
      machine.put(name, "/elsewhere/" + name);
    }
    Map<String, String> network =
        Map.of(
            "PIP_INDEX_URL", "our-index", "HTTPS_PROXY", "our-proxy", "JUPYTER_TOKEN", "our-key");
    machine.putAll(network);

    assertEquals(0, lab(machine).status);
    assertEquals(0, lab(machine, "run", "x.py").status);

    List<Call> calls = calls();
    for (String work :
        List.of("import sys", "-m venv", "-m pip", "--start", "-m jupyterlab", "x.py")) {
      assertTrue(calls.stream().anyMatch(call -> call.words.contains(work)), work);
    }
    for (Call call : calls) {
      List<String> leaks =
          call.variables.values().stream().filter(v -> v.startsWith("/elsewhere")).toList();
      assertEquals(List.of(), leaks, call.words);
      network.forEach((name, value) -> assertEquals(value, call.variables.get(name), call.words));
    }
  }

  @Test
  void jupyterIsLedIntoTheEnvironmentAndIPythonFindsItsFolder() throws Exception {
    lab();

    Map<String, String> seen = calls().get(calls().size() - 1).variables;
    Path real = checkout.toRealPath();
    Path user = real.resolve(".venv/user");
    assertEquals(user.resolve("config").toString(), seen.get("JUPYTER_CONFIG_DIR"));
    assertEquals(user.resolve("data").toString(), seen.get("JUPYTER_DATA_DIR"));
    assertEquals(real.resolve("src/jupyter").toString(), seen.get("JUPYTER_CONFIG_PATH"));
    assertEquals(user.resolve("ipython").toString(), seen.get("IPYTHONDIR"));
    assertTrue(Files.isDirectory(user.resolve("ipython")));
    assertFalse(seen.containsKey("JUPYTER_PATH"));
  }

  @Test
  void whoeverHasNoHomeGetsOneInTheEnvironment() throws Exception {
    homeless = true;
    lab();

    Path user = checkout.toRealPath().resolve(".venv/user");
    assertEquals(user.toString(), calls().get(calls().size() - 1).variables.get("HOME"));
  }

  @Test
  void pipIsToldToInstallIntoTheEnvironmentWhateverItsOwnConfigurationSays() throws Exception {
    lab();

    String pip = calls().stream().filter(c -> c.words.contains("-m pip")).findFirst().get().words;
    Path environment = checkout.toRealPath().resolve(".venv");
    assertTrue(pip.contains("--target= --prefix=" + environment + " --no-user "), pip);
  }

  @Test
  void anEnvironmentThatIsNotWholeDoesNotCountAsMade() throws Exception {
    Path fault = checkout.resolve("not-whole");
    Files.writeString(fault, "WARNING: something else\nnbgrader is not in it\n");

    Run failed = lab();

    assertEquals(1, failed.status);
    assertEquals(1, failed.err.strip().lines().count(), failed.err);
    assertTrue(failed.err.contains("(nbgrader is not in it)"), failed.err);
    assertTrue(failed.err.contains("pip config list"), failed.err);
    assertFalse(failed.out.contains("done"), failed.out);
    assertFalse(Files.exists(checkout.resolve(".venv/made-from.txt")));

    Files.delete(fault);
    assertTrue(lab().out.contains(" done."));
  }

  @Test
  void anEnvironmentThatIsNoLongerWholeIsMadeAnew() throws Exception {
    lab();
    Files.writeString(checkout.resolve("not-whole"), "jupyterlab is not in it\n");

    assertTrue(lab().out.contains("Making the private Jupyter environment"));
  }

  @Test
  void aCheckoutForReadingOnlyIsNamedAndWhatToDo() throws Exception {
    String folder = checkout.toRealPath().toString();
    inside = Box.with("--ro-bind", folder, folder);

    assertOneSentence(lab(), folder + "/target can't be written: ", "a folder of your own");
  }

  @Test
  void aDiskThatIsTooFullForTheEnvironmentIsToldBeforePipFillsIt() throws Exception {
    String folder = checkout.toRealPath().toString();
    String disk = Files.createDirectory(checkout.toRealPath().resolve("disk")).toString();
    String[] small = {"--size", "9000000", "--tmpfs", disk, "--chdir", disk};
    inside = Box.with(small);
    Collections.addAll(inside, "--ro-bind", folder + "/src", disk + "/src");

    assertOneSentence(lab(), "The disk of " + disk + " has ", " left, ", "make room");
  }

  private static void assertOneSentence(Run run, String... parts) {
    assertEquals(1, run.status);
    assertEquals(1, run.err.strip().lines().count(), run.err);
    for (String part : parts) {
      assertTrue(run.err.contains(part), run.err);
    }
  }

  @Test
  void aTakenPortIsToldAndTheHintNamesTheNext() throws Exception {
    int port;
    Run run;
    try (ServerSocket other = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = other.getLocalPort();
      run = lab("--port=" + port);
    }
    assertTrue(run.out.contains("Port " + port + " is taken"), run.out);
    if (OS.LINUX.isCurrentOs()) { // elsewhere there is always a screen
      assertTrue(run.out.contains("-L " + (port + 1) + ":localhost:" + (port + 1)), run.out);
    }
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void withoutABrowserTheAddressLeadsToTheFirstPageUnlessTheServersIsAskedFor() throws Exception {
    String firstPage = "--no-browser --LabApp.default_url=/lab/tree/notebooks/00-start-here.ipynb";
    assertTrue(lab().out.contains(firstPage));
    assertFalse(lab("--no-browser").out.contains("default_url"));
  }

  @Test
  void condasEnvironmentGetsTheVeryKernel() throws Exception {
    Files.copy(machine.resolve("python3"), machine.resolve("python"));
    Path kernel = Path.of("share/jupyter/kernels/java");
    Path condas = Files.createDirectories(checkout.resolve("conda").resolve(kernel));

    Run without = lab("kernel");
    Files.createFile(condas.resolve("jjava.jar"));
    Run with = lab("kernel");
    lab();

    assertEquals(1, without.status);
    assertTrue(without.err.contains("conda activate unrolled"), without.err);
    assertEquals(0, with.status, with.err);
    for (String file : List.of("kernel.json", "logging.properties")) {
      assertEquals(
          Files.readString(checkout.resolve(".venv").resolve(kernel).resolve(file)),
          Files.readString(condas.resolve(file)));
    }
  }

  @Test
  void theKernelIsThatOfThisJdk() throws Exception {
    lab();

    Path description = checkout.resolve(".venv/share/jupyter/kernels/java/kernel.json");
    JsonObject kernel = JsonParser.parseString(Files.readString(description)).getAsJsonObject();
    assertEquals(
        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
        kernel.getAsJsonArray("argv").get(0).getAsString());
    assertEquals("message", kernel.get("interrupt_mode").getAsString());
  }

  @Test
  void optionsOfJupyterLabAreHandedOnAndAServerOpensNoBrowser() throws Exception {
    Run run = lab("--port=9000");

    String called = run.out.lines().filter(l -> l.startsWith("called:")).findFirst().orElse("");
    assertTrue(called.endsWith("--port=9000"), called);
    assertEquals(OS.LINUX.isCurrentOs(), called.contains("--no-browser"), called);
    Path environment = checkout.toRealPath().resolve(".venv");
    assertTrue(run.out.contains("path begins: " + environment.resolve("bin")), run.out);
    assertTrue(run.out.contains("settings: " + environment.resolve("user/config")), run.out);
  }

  @Test
  void aScriptGetsItsArgumentsAndItsFailureIsTold() throws Exception {
    Run fine = lab("run", "src/x.py", "check", "--chapter 03");
    Files.writeString(checkout.resolve("status"), "3");
    Run failed = lab("run", "src/x.py", "check");

    assertEquals(0, fine.status, fine.err);
    assertTrue(fine.out.contains("called: src/x.py check --chapter 03"), fine.out);
    assertEquals(1, failed.status);
    assertTrue(failed.err.contains("src/x.py check failed (status 3)"), failed.err);
  }

  @Test
  void jupytersOwnFailureIsTold() throws Exception {
    Files.writeString(checkout.resolve("status"), "7");

    Run run = lab();

    assertEquals(1, run.status);
    assertTrue(run.err.strip().lines().count() == 1 && run.err.contains("7"), run.err);
  }

  @Test
  void outsideACheckoutItSaysWhereToStart() throws Exception {
    Files.delete(checkout.resolve("src/jupyter/requirements.txt"));

    Run run = lab();

    assertEquals(1, run.status);
    assertEquals(1, run.err.strip().lines().count(), run.err);
    assertFalse(Files.exists(checkout.resolve(".venv")));
  }
}
