package unrolled.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/**
 * The side of a child process: it answers questions, a line each, until its input ends. Every
 * system speaks this, in Java or Python:
 *
 * <pre>
 *   run 20      → the loss of the last of 20 updates, the nanoseconds that they took on this
 *                 thread's own clock, and on the wall's
 * </pre>
 */
public final class Worker {
  /** What answers begin with, so that nothing else that a library prints is taken for one. */
  static final String ANSWER = "answer ";

  private Worker() {}

  /** Trains. */
  @FunctionalInterface
  public interface Updates {
    /** Does so many updates more; gives the loss that the last of them found. */
    double run(int count) throws Exception;
  }

  /** Answers another question. */
  @FunctionalInterface
  public interface Reply {
    /** The answer, one line. */
    String to(String argument) throws Exception;
  }

  /** Answers until the input ends. */
  public static void serve(Updates updates) throws Exception {
    serve(updates, Map.of());
  }

  static void serve(Updates updates, Map<String, Reply> more) throws Exception {
    ThreadMXBean threads = ManagementFactory.getThreadMXBean();
    PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
    var in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    out.println(ANSWER + "ready");
    for (String line = in.readLine(); line != null; line = in.readLine()) {
      String[] words = line.split(" ");
      if (words[0].equals("run")) {
        long wall = System.nanoTime();
        long cpu = threads.getCurrentThreadCpuTime();
        double loss = updates.run(Integer.parseInt(words[1]));
        cpu = threads.getCurrentThreadCpuTime() - cpu;
        wall = System.nanoTime() - wall;
        out.println(ANSWER + loss + " " + cpu + " " + wall);
      } else if (more.containsKey(words[0])) {
        out.println(ANSWER + more.get(words[0]).to(words[1]));
      } else {
        throw new IOException("not understood: " + line);
      }
    }
  }
}
