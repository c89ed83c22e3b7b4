package unrolled;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/**
 * Law: a start makes the environment once and whole, describes the kernel of this very JDK, hands
 * options and scripts on as they are, and says in one sentence what went wrong. A shell script
 * stands in for Python.
 */
@DisabledOnOs(OS.WINDOWS)
class LabStartTest {
  /** Prints how it was called and some of its environment; makes an environment when asked to. */
  private static final String PYTHON =
      """
      #!/bin/sh
      case "$*" in
        *"-m venv"*) mkdir -p "$3/bin" && cp "$0" "$3/bin/python"; exit ;;
        *"-m pip"*) echo "ERROR: No space left on device" ; test ! -e pip-fails; exit ;;
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

  private record Run(int status, String out, String err) {}

  @BeforeEach
  void aCheckoutAndAMachineWithPython() throws Exception {
    Files.createDirectories(checkout.resolve("src/jupyter"));
    Files.writeString(checkout.resolve("src/jupyter/requirements.txt"), "jupyterlab\n");
    machine = Files.createDirectory(checkout.resolve("machine"));
    Path python = Files.writeString(machine.resolve("python3"), PYTHON);
    assertTrue(python.toFile().setExecutable(true));
  }

  private Run lab(String... arguments) throws Exception {
    List<String> all = new ArrayList<>(List.of(Lab.class.getName()));
    all.addAll(List.of(arguments));
    ProcessBuilder builder = ChildJvm.with(List.of(), all.toArray(String[]::new));
    File out = checkout.resolve("out.txt").toFile();
    File err = checkout.resolve("err.txt").toFile();
    builder.directory(checkout.toFile()).redirectOutput(out).redirectError(err);
    Map<String, String> environment = builder.environment();
    environment.put(
        "PATH", machine + File.pathSeparator + "/usr/bin" + File.pathSeparator + "/bin");
    environment.remove("DISPLAY");
    environment.remove("WAYLAND_DISPLAY");
    environment.remove("BROWSER");
    int status = builder.start().waitFor();
    return new Run(
        status, Files.readString(out.toPath(), UTF_8), Files.readString(err.toPath(), UTF_8));
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
        second.out.contains("called: -m jupyterlab notebooks/00-start-here.ipynb"), second.out);
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
