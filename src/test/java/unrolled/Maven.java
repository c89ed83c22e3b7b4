package unrolled;

import java.io.File;
import java.io.FileFilter;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import org.apache.commons.io.FileUtils;
import org.apache.maven.shared.invoker.DefaultInvocationRequest;
import org.apache.maven.shared.invoker.DefaultInvoker;
import org.apache.maven.shared.invoker.InvocationRequest;
import org.apache.maven.shared.invoker.InvocationResult;
import org.apache.maven.shared.invoker.MavenInvocationException;

/** Starts the Maven that runs these tests once more, in another folder. */
final class Maven {
  private static final int SECONDS = 1800;

  private static final Path CHECKOUT = Path.of("").toAbsolutePath();

  /** What a fresh clone does not have. */
  private static final Set<String> OURS = Set.of("target", ".venv", ".git", "class");

  private Maven() {}

  /** The checkout once more, below target, as somebody gets it who clones it now. */
  static Path freshClone(String name) throws IOException {
    Path copy = CHECKOUT.resolve("target").resolve(name);
    FileUtils.deleteDirectory(copy.toFile());
    FileFilter fresh = f -> !OURS.contains(CHECKOUT.relativize(f.toPath()).toString());
    FileUtils.copyDirectory(CHECKOUT.toFile(), copy.toFile(), fresh);
    return copy;
  }

  /** How it ended, and all that it said. */
  record Run(int status, String output) {}

  /** A request to that folder's project, with the same JDK and the same local repository. */
  static InvocationRequest in(Path folder) {
    InvocationRequest request = new DefaultInvocationRequest();
    request.setBaseDirectory(folder.toFile());
    request.setJavaHome(new File(System.getProperty("java.home")));
    request.setLocalRepositoryDirectory(new File(System.getProperty("repository")));
    request.setOffline(Boolean.getBoolean("offline"));
    request.setTimeoutInSeconds(SECONDS);
    return request.setBatchMode(true).setNoTransferProgress(true);
  }

  static Run run(InvocationRequest request) throws MavenInvocationException {
    List<String> lines = Collections.synchronizedList(new ArrayList<>());
    request.setOutputHandler(lines::add).setErrorHandler(lines::add);
    InvocationResult result =
        new DefaultInvoker()
            .setMavenHome(new File(System.getProperty("maven.home")))
            .execute(request);
    if (result.getExecutionException() != null) { // above all, it took too long
      lines.add(result.getExecutionException().toString());
    }
    return new Run(result.getExitCode(), String.join("\n", lines));
  }
}
