package unrolled;

import java.io.File;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.apache.maven.shared.invoker.DefaultInvocationRequest;
import org.apache.maven.shared.invoker.DefaultInvoker;
import org.apache.maven.shared.invoker.InvocationRequest;
import org.apache.maven.shared.invoker.InvocationResult;
import org.apache.maven.shared.invoker.MavenInvocationException;

/** Starts the Maven that runs these tests once more, in another folder. */
final class Maven {
  private static final int SECONDS = 1800;

  private Maven() {}

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
