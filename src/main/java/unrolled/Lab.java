package unrolled;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.concurrent.TimeUnit.SECONDS;

import java.io.File;
import java.io.IOException;
import java.lang.module.ModuleFinder;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;

/**
 * Opens the course in JupyterLab. The first start makes a private Python environment in {@code
 * .venv} inside the checkout; deleting that folder undoes it.
 *
 * <p>{@code Lab [JupyterLab's options]} opens the start page, {@code Lab run script.py args…} runs
 * a Python script in the same environment. The working folder is the checkout.
 *
 * <p>The system property {@code lab.environment} names the environment of another checkout, for one
 * that is built to be thrown away.
 */
public final class Lab {
  private static final boolean WINDOWS = File.separatorChar == '\\';

  /** Makes matrix products faster; a JDK without this module would not start with it. */
  private static final String VECTORS = " \"--add-modules\", \"jdk.incubator.vector\",";

  private static final boolean HAS_VECTORS =
      ModuleFinder.ofSystem().find("jdk.incubator.vector").isPresent();

  private final Path home = Path.of("").toAbsolutePath();
  private final Path venv = home.resolve(System.getProperty("lab.environment", ".venv"));
  private final Path requirements = home.resolve("src/jupyter/requirements.txt");
  private final Path whole = requirements.resolveSibling("whole.py"); // says whether it is
  private volatile boolean stopping;

  private Lab() {}

  /**
   * Opens JupyterLab, or runs a script: see above. Fails with one sentence that says what to do.
   */
  public static void main(String[] args) throws IOException, InterruptedException {
    Lab lab = new Lab();
    if (args.length > 1 && args[0].equals("run")) {
      lab.run(List.of(args).subList(1, args.length));
      return;
    }
    try {
      lab.open(List.of(args));
    } catch (Failure failure) { // Maven would bury the sentence under its own report
      System.err.println(failure.getMessage());
      System.exit(1);
    }
  }

  private void open(List<String> options) throws IOException, InterruptedException {
    prepare();
    List<String> command = new ArrayList<>();
    Collections.addAll(command, python(), "-P", "-m", "jupyterlab");
    command.add("notebooks/00-start-here.ipynb");
    Collections.addAll(command, "--log-level=WARN", "--ServerApp.answer_yes=True");
    if (System.getProperty("user.name").equals("root")) {
      command.add("--allow-root"); // the usual user of a container, whom Jupyter otherwise refuses
    }
    System.out.println(LabMessages.STARTING);
    if (hasNoScreen(System.getProperty("os.name"), System.getenv())) {
      command.add("--no-browser");
      System.out.println(LabMessages.NO_BROWSER);
    }
    if (isTaken(8888) && options.stream().noneMatch(option -> option.contains("port"))) {
      System.out.println(LabMessages.PORT_TAKEN);
    }
    command.addAll(options);
    int status = finish(command, null);
    if (status != 0) {
      throw new Failure(LabMessages.jupyterEnded(status));
    }
  }

  private void run(List<String> scriptAndArguments) throws IOException, InterruptedException {
    prepare();
    List<String> command = new ArrayList<>(List.of(python()));
    command.addAll(scriptAndArguments);
    int status = finish(command, null);
    if (status != 0) {
      throw new Failure(LabMessages.scriptFailed(String.join(" ", scriptAndArguments), status));
    }
  }

  /** Makes the environment unless a whole one is there; its stamp is written last. */
  private void prepare() throws IOException, InterruptedException {
    if (!Files.exists(requirements)) {
      throw new Failure(LabMessages.notInCheckout(home));
    }
    Files.createDirectories(home.resolve("target"));
    try (FileChannel lock =
        FileChannel.open(
            home.resolve("target/lab.lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
      lock.lock(); // a second start waits until the first has made the environment
      Path stamp = venv.resolve("made-from.txt");
      String wanted = venv + "\n" + Files.readString(requirements, UTF_8);
      if (!Files.exists(stamp) || !Files.readString(stamp, UTF_8).equals(wanted) || !works()) {
        make();
        registerKernel();
        prove();
        Files.writeString(stamp, wanted, UTF_8);
        System.out.println(" done.");
      } else {
        registerKernel();
      }
    }
  }

  private void make() throws IOException, InterruptedException {
    Path base = PythonFinder.find(System.getenv(), WINDOWS);
    System.out.println(LabMessages.making(base));
    try {
      deleteTree(venv);
    } catch (IOException inUse) {
      throw new Failure(LabMessages.environmentInUse(venv));
    }
    Path log = home.resolve("target/pip.log");
    // -P: no module lies in the checkout, whatever files somebody keeps there
    List<String> create = List.of(base.toString(), "-P", "-m", "venv", venv.toString());
    List<String> install = new ArrayList<>();
    Collections.addAll(install, python(), "-P", "-m", "pip", "install", "--quiet", "--no-input");
    // into here, wherever pip's own configuration has packages go
    Collections.addAll(install, "--target=", "--prefix=" + venv, "--no-user");
    Collections.addAll(install, "--disable-pip-version-check", "-r", requirements.toString());
    for (List<String> command : List.of(create, install)) {
      int status = finish(command, log);
      if (status != 0) {
        System.out.println();
        throw new Failure(LabMessages.installFailed(Files.readString(log, UTF_8), log));
      }
    }
  }

  /** Imports what was installed and starts the kernel: pip's word that it is done is no proof. */
  private void prove() throws IOException, InterruptedException {
    Path log = home.resolve("target/whole.log");
    if (finish(List.of(python(), whole.toString(), "--start"), log) != 0) {
      System.out.println();
      throw new Failure(LabMessages.notWhole(Files.readString(log, UTF_8), log));
    }
  }

  /** Writes the Java kernel's description at each start, since the JDK may be another one. */
  private void registerKernel() throws IOException {
    Path share = venv.resolve("share/jupyter");
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    replace(
        share.resolve("kernels/java/kernel.json"),
        """
        {"argv": ["%s", "-Xmx2g", "-ea", "-Djava.awt.headless=true",%s
                  "--add-opens", "jdk.jshell/jdk.jshell=ALL-UNNAMED",
                  "-jar", "{resource_dir}/jjava.jar", "{connection_file}"],
         "display_name": "Java", "language": "java", "interrupt_mode": "message"}
        """
            .formatted(java.replace("\\", "\\\\"), HAS_VECTORS ? VECTORS : ""));
    replace( // JupyterLab's question whether it may fetch its own news
        share.resolve("lab/settings/overrides.json"),
        """
        {"@jupyterlab/apputils-extension:notification": {"fetchNews": "false"}}
        """);
  }

  /** Runs a command in the environment, to its end; with a log, a dot every two seconds. */
  private int finish(List<String> command, Path log) throws IOException, InterruptedException {
    ProcessBuilder builder = new ProcessBuilder(command).directory(home.toFile()).inheritIO();
    LabEnvironment.enter(builder.environment(), venv, bin(), requirements.getParent());
    if (log != null) {
      builder.redirectErrorStream(true).redirectOutput(log.toFile());
    }
    Process child = builder.start();
    Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(child)));
    while (!child.waitFor(2, SECONDS)) {
      if (log != null) {
        System.out.print('.');
        System.out.flush();
      }
    }
    if (stopping) {
      new CountDownLatch(1).await(); // Ctrl-C: the JVM is on its way out, nothing is to be said
    }
    return child.exitValue();
  }

  /** On Ctrl-C: lets Jupyter stop its kernels, then makes sure that nothing is left running. */
  private void stop(Process child) {
    stopping = true;
    List<ProcessHandle> family = child.descendants().toList();
    try {
      if (!WINDOWS) {
        child.destroy();
      }
      child.waitFor(15, SECONDS);
    } catch (InterruptedException ended) {
      Thread.currentThread().interrupt();
    }
    child.destroyForcibly();
    family.forEach(ProcessHandle::destroyForcibly);
  }

  private boolean works() throws InterruptedException {
    return PythonFinder.probe(List.of(python(), whole.toString())).status() == 0;
  }

  private Path bin() {
    return venv.resolve(WINDOWS ? "Scripts" : "bin");
  }

  private String python() {
    return bin().resolve(WINDOWS ? "python.exe" : "python").toString();
  }

  static boolean hasNoScreen(String system, Map<String, String> environment) {
    return system.startsWith("Linux")
        && List.of("DISPLAY", "WAYLAND_DISPLAY", "BROWSER", "WSL_DISTRO_NAME").stream()
            .allMatch(name -> environment.getOrDefault(name, "").isEmpty());
  }

  static boolean isTaken(int port) {
    try (ServerSocket free = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
      return !free.isBound();
    } catch (IOException taken) {
      return true;
    }
  }

  private static void replace(Path file, String text) throws IOException {
    Files.createDirectories(file.getParent());
    Path fresh = Files.createTempFile(file.getParent(), "new", null);
    Files.writeString(fresh, text, UTF_8);
    Files.move(fresh, file, StandardCopyOption.REPLACE_EXISTING);
  }

  private static void deleteTree(Path folder) throws IOException {
    if (Files.exists(folder)) {
      List<Path> inside;
      try (var walk = Files.walk(folder)) {
        inside = walk.sorted(Comparator.reverseOrder()).toList();
      }
      for (Path path : inside) {
        Files.delete(path);
      }
    }
  }

  /** A failure told in one sentence: without a stack trace, since the reader can act on it. */
  static final class Failure extends RuntimeException {
    private static final long serialVersionUID = 1;

    Failure(String sentence) {
      super(sentence, null, false, false);
    }
  }
}
