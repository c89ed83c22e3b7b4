package unrolled;

import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.util.List;

/** The messages of {@link Lab}: plain sentences, each with what to do next. */
final class LabMessages {
  static final String STARTING =
      "Starting JupyterLab, a few seconds. Keep this window open; Ctrl-C here stops everything."
          + " Each notebook's Java will warn of incubator modules here: that is as it should be.";

  private static final List<String> NETWORK =
      List.of(
          "NewConnectionError",
          "NameResolutionError",
          "ConnectTimeoutError",
          "ReadTimeoutError",
          "ProxyError",
          "Failed to establish a new connection",
          "Temporary failure in name resolution",
          "Connection refused",
          "(from versions: none)", // all that pip says when it saw no index at all
          "Network is unreachable");

  /** How systems say that nothing more fits. */
  private static final List<String> FULL =
      List.of("No space left", "not enough space", "quota exceeded");

  private LabMessages() {}

  static String noBrowser(int port) {
    return "There is no screen here, so no browser opens: open the address that Jupyter prints below"
        + " in one; from another computer, first forward its port (ssh -L "
        + (port + ":localhost:" + port)
        + " this-machine), and in a container publish it (-p "
        + (port + ":" + port)
        + ") and start with ./mvnw \"-Dexec.args=--ip=0.0.0.0\".";
  }

  static String portTaken(int port) {
    return "Port "
        + port
        + " is taken, perhaps by another Jupyter: this one takes the next free port, so use the"
        + " address printed below.";
  }

  /** A start that a file or a disk has stopped. */
  static String stopped(Exception failure) {
    Throwable reason = failure instanceof UncheckedIOException ? failure.getCause() : failure;
    String said = String.valueOf(reason.getMessage());
    if (FULL.stream().anyMatch(said::contains)) {
      return "The disk is full (" + said + "): make room and start again.";
    }
    if (reason instanceof AccessDeniedException || said.contains("Read-only")) {
      return (reason instanceof FileSystemException about ? about.getFile() : said)
          + " can't be written: it belongs to somebody else, or its disk is for reading only."
          + " Copy the course into a folder of your own and start there.";
    }
    return "The start was stopped (" + said + "): see to it, then start again.";
  }

  static String diskFull(Path place, long free) {
    return "The disk of "
        + place
        + " has "
        + free / 1_000_000
        + " MB left, and the private environment needs about 400: make room and start again.";
  }

  static String noKernelToDescribe(String environment) {
    return (environment.isEmpty()
            ? "There is no python on the PATH"
            : "The Python environment " + environment + " has no Java kernel")
        + ": run 'conda activate unrolled' and start again; without conda there is no need for"
        + " this, ./mvnw does it all.";
  }

  static String kernelDescribed(String environment) {
    return "The course's Java kernel stands in " + environment + ".";
  }

  static String making(Path python) {
    return "Making the private Jupyter environment in .venv with "
        + python
        + ": downloads about 100 MB, once; a minute or so.";
  }

  static String noPython(String tooOld, String withoutVenv) {
    if (withoutVenv != null) {
      return "Python "
          + withoutVenv
          + " lacks venv and pip: on Debian or Ubuntu run"
          + " 'apt install python3-venv' as root, elsewhere install Python from python.org; then"
          + " start again.";
    }
    return (tooOld == null
            ? "No Python was found on the PATH"
            : "Python 3.11 or later is needed and " + tooOld + " was found")
        + ": install Python 3.11 or later (Debian, Ubuntu: 'apt install python3-venv' as root, on"
        + " Ubuntu 22.04 'apt install python3.11-venv'; macOS: 'brew install python'; Windows: 'winget install Python.Python.3.13') and start"
        + " again in a new terminal.";
  }

  static String installFailed(String log, Path logFile) {
    if (NETWORK.stream().anyMatch(log::contains)) {
      return "pip could not reach its package index: the first start needs a network (behind a"
          + " proxy, set HTTPS_PROXY or pip's own configuration); connect and start again. Details: "
          + logFile;
    }
    if (log.contains("CERTIFICATE_VERIFY_FAILED")) {
      return "pip does not trust the certificate it was shown: if your network inspects traffic,"
          + " set PIP_CERT to your network's certificate file and start again. Details: "
          + logFile;
    }
    if (FULL.stream().anyMatch(log::contains)) {
      return "The disk is full: the private environment needs about 400 MB; make room and start"
          + " again. Details: "
          + logFile;
    }
    String error =
        log.lines()
            .filter(line -> line.startsWith("ERROR"))
            .findFirst()
            .orElse("it gave no reason");
    return "pip could not install the pinned packages ("
        + error
        + "): start again, and if it stays so, look into "
        + logFile;
  }

  static String notWhole(String log, Path logFile) {
    String reason =
        log.lines().filter(line -> !line.isBlank()).reduce((a, b) -> b).orElse("it gave no reason");
    return "pip is done, but the private environment is not whole ("
        + reason
        + "): look whether pip's own configuration sends packages elsewhere (pip config list: target,"
        + " prefix, root), take that out and start again. Details: "
        + logFile;
  }

  static String environmentInUse(Path venv) {
    return "The old environment " + venv + " is in use: stop every Jupyter and start again.";
  }

  static String notInCheckout(Path here) {
    return here + " is not the course's folder: change to the folder with mvnw and start there.";
  }

  static String jupyterEnded(int status) {
    return "JupyterLab ended with status "
        + status
        + ": its last lines above say why; if they do not help, delete the folder .venv and start"
        + " again.";
  }

  static String scriptFailed(String script, int status) {
    return script + " failed (status " + status + "): the lines above say where and why.";
  }
}
