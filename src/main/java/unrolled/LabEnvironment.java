package unrolled;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * The variables that a child of {@link Lab} gets: the machine's, but for those that lead Python,
 * Jupyter or a Java kernel out of the private environment, or pip's packages to another place.
 *
 * <p>What says how to reach the network stays (pip's index, proxies, certificates), and so does a
 * password that somebody has chosen for Jupyter.
 */
final class LabEnvironment {
  private static final Pattern LEADS_OUT =
      Pattern.compile(
          "(PYTHON|IPYTHON|JUPYTER(?!_TOKEN$)|JJAVA_|IJAVA_).*"
              + "|PIP_(TARGET|PREFIX|ROOT|USER|PYTHON|DRY_RUN|NO_DEPS)");

  private LabEnvironment() {}

  /** Takes out what leads elsewhere: enough for a Python that is asked what it is. */
  static void clean(Map<String, String> variables) {
    variables.keySet().removeIf(n -> LEADS_OUT.matcher(n.toUpperCase(Locale.ROOT)).matches());
  }

  /** Makes them those of a process that works in the private environment. */
  static void enter(Map<String, String> variables, Path venv, Path bin, Path settings)
      throws IOException {
    clean(variables);
    variables.merge(
        variables.keySet().stream().filter("path"::equalsIgnoreCase).findAny().orElse("PATH"),
        bin.toString(),
        (old, ours) -> ours + File.pathSeparator + old);
    Path user = venv.resolve("user"); // not the settings of another Jupyter that the user may have
    Path ipython = Files.createDirectories(user.resolve("ipython")); // it complains if there's none
    variables.put("JUPYTER_PREFER_ENV_PATH", "1"); // our Java kernel, not one of the machine's
    variables.put("JUPYTER_CONFIG_DIR", user.resolve("config").toString());
    variables.put("JUPYTER_CONFIG_PATH", settings.toString()); // nbgrader's
    variables.put("JUPYTER_DATA_DIR", user.resolve("data").toString());
    variables.put("IPYTHONDIR", ipython.toString());
    variables.putIfAbsent("HOME", user.toString()); // a user without an entry would have none
  }
}
