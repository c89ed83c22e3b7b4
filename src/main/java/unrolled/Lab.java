package unrolled;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.concurrent.TimeUnit.SECONDS;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.channels.FileChannel;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Opens the course in JupyterLab. The first start makes a private Python environment in {@code
 * .venv} inside the checkout; deleting that folder undoes it.
 *
 * <p>{@code Lab [JupyterLab's options]} opens the start page, {@code Lab run script.py args…} runs
 * a Python script in the same environment. {@code Lab kernel} describes the course's Java kernel in
 * the environment whose {@code python} is the first on the PATH, which conda has made. The working
 * folder is the checkout.
 *
 * <p>The system property {@code lab.environment} names the environment of another checkout, for one
 * that is built to be thrown away; {@code lab.heap} is the most memory that a notebook may take.
 */
public final class Lab {
  private static final boolean WINDOWS = File.separatorChar == '\\';

  private static final String HEAP = System.getProperty("lab.heap", "2g");

  private static final String FIRST_PAGE = "notebooks/00-start-here.ipynb";

  private static final Pattern PORT = Pattern.compile("--(?:ServerApp\\.)?port[= ](\\d{1,5})\\b");
  private static final int USUAL_PORT = 8888;

  /** Bytes that the private environment takes. */
  private static final long NEEDED = 400_000_000;

  private final Path home = Path.of("").toAbsolutePath();
  private final Path venv = home.resolve(System.getProperty("lab.environment", ".venv"));
  private final Path requirements = home.resolve("src/jupyter/requirements.txt");
  private final Path whole = requirements.resolveSibling("whole.py"); // says whether it is
  private volatile boolean stopping;

  private Lab() {}

  /**
   * Opens JupyterLab, runs a script or describes the kernel: see above. Fails with one sentence
   * that says what to do.
   */
  public static void main(String[] args) throws InterruptedException {
    List<String> words = List.of(args);
    boolean inBuild = words.size() > 0 && List.of("run", "kernel").contains(words.get(0));
    try {
      new Lab().obey(words);
    } catch (Failure failure) {
      if (inBuild) {
        throw failure;
      }
      System.err.println(
          failure.getMessage()); // Maven would bury the sentence under its own report
      System.exit(1);
    }
  }

  private void obey(List<String> words) throws InterruptedException {
    String first = words.isEmpty() ? "" : words.get(0);
    try {
      switch (first) {
        case "run" -> run(words.subList(1, words.size()));
        case "kernel" -> describeKernel();
        default -> open(words);
      }
    } catch (IOException | UncheckedIOException stopped) {
      throw new Failure(LabMessages.stopped(stopped));
    }
  }

  private void open(List<String> options) throws IOException, InterruptedException {
    prepare();
    List<String> command = new ArrayList<>();
    Collections.addAll(command, python(), "-P", "-m", "jupyterlab", FIRST_PAGE);
    Collections.addAll(command, "--log-level=WARN", "--ServerApp.answer_yes=True");
    if (System.getProperty("user.name").equals("root")) {
      command.add("--allow-root"); // the usual user of a container, whom Jupyter otherwise refuses
    }
    System.out.println(LabMessages.STARTING);
    int wanted = port(options);
    int port = wanted;
    while (isTaken(port) && port < wanted + 4) { // Jupyter tries these one by one, too
      port++;
    }
    if (hasNoScreen(System.getProperty("os.name"), System.getenv())) {
      if (!options.contains("--no-browser")) { // who asks for it wants the address of the server
        Collections.addAll(command, "--no-browser", "--LabApp.default_url=/lab/tree/" + FIRST_PAGE);
      }
      System.out.println(LabMessages.noBrowser(port));
    }
    if (port != wanted) {
      System.out.println(LabMessages.portTaken(wanted));
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
        describeOurKernel();
        prove();
        Files.writeString(stamp, wanted, UTF_8);
        System.out.println(" done.");
      } else {
        describeOurKernel();
      }
    }
  }

  private void make() throws IOException, InterruptedException {
    Path base = PythonFinder.find(System.getenv(), WINDOWS);
    System.out.println(LabMessages.making(base));
    try {
      deleteTree(venv);
    } catch (IOException failed) {
      if (WINDOWS) { // nowhere else does it matter that somebody reads a file
        throw new Failure(LabMessages.environmentInUse(venv));
      }
      throw failed;
    }
    requireRoom();
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

  /** A full disk would end pip in its middle, and its log in the middle of the reason. */
  private void requireRoom() throws IOException {
    FileStore disk = Files.getFileStore(venv.getParent());
    long free = disk.getUsableSpace();
    if (disk.getTotalSpace() > 0 && free < NEEDED) { // of 0 bytes are the disks that don't tell
      throw new Failure(LabMessages.diskFull(venv.getParent(), free));
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

  /** At each start, since the JDK may be another one. */
  private void describeOurKernel() throws IOException {
    JavaKernel.describe(venv, HEAP);
    JavaKernel.replace( // JupyterLab's question whether it may fetch its own news
        venv.resolve("share/jupyter/lab/settings/overrides.json"),
        """
        {"@jupyterlab/apputils-extension:notification": {"fetchNews": "false"}}
        """);
  }

  /** For an environment that conda has made: the one that is active. */
  private static void describeKernel() throws IOException, InterruptedException {
    PythonFinder.Answer active =
        PythonFinder.probe(List.of("python", "-c", "import sys; print(sys.prefix)"));
    if (active.status() != 0 || !JavaKernel.isIn(Path.of(active.line()))) {
      throw new Failure(LabMessages.noKernelToDescribe(active.line()));
    }
    JavaKernel.describe(Path.of(active.line()), HEAP);
    System.out.println(LabMessages.kernelDescribed(active.line()));
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

  /** The port that Jupyter is asked for: its usual one, unless an option names another. */
  static int port(List<String> options) {
    int port = USUAL_PORT;
    Matcher named = PORT.matcher(String.join(" ", options));
    while (named.find()) {
      port = Integer.parseInt(named.group(1));
    }
    return port;
  }

  static boolean isTaken(int port) {
    if (port > 0xffff) {
      return false; // Jupyter will say that there is no such port
    }
    try (ServerSocket free = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
      return !free.isBound();
    } catch (IOException taken) {
      return true;
    }
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
