package unrolled.check.exercise;

import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedDeque;

/**
 * Runs code that may throw, loop for ever, use up the stack or the memory, or print without end,
 * and comes back in time.
 *
 * <p>The code runs on a daemon thread of its own. What it prints, to stdout or stderr, is kept up
 * to a limit instead of reaching the notebook. Past the time limit the thread is interrupted and
 * abandoned: Java can't end it. From then on its printing fails, which ends most such loops; one
 * that does nothing at all goes on until the kernel is restarted.
 */
final class Sandbox extends ThreadGroup {

  private static final int PRINTED_BYTES = 2000;

  /** Milliseconds in which an abandoned loop that prints or waits can meet its end. */
  private static final long LAST_WORDS = 250;

  /** Those in which nothing runs: a group that was made once stays in its parent for good. */
  private static final ConcurrentLinkedDeque<Sandbox> IDLE = new ConcurrentLinkedDeque<>();

  private final byte[] printed = new byte[PRINTED_BYTES];
  private int filled;
  private volatile boolean muted;
  private volatile boolean abandoned;

  private Sandbox() {
    super("a learner's code");
  }

  private static Sandbox empty() {
    Sandbox idle = IDLE.poll();
    return idle == null ? new Sandbox() : idle;
  }

  /** Makes it ready for another run, unless something of this one goes on. */
  private synchronized void leave() {
    if (!abandoned && activeCount() == 0) {
      filled = 0;
      muted = false;
      IDLE.push(this);
    }
  }

  /** How a run ended: with a value, or with what it threw, or without an end. */
  static final class Outcome<T> {
    private volatile T value;
    private volatile Throwable thrown;
    private StackTraceElement[] endless;
    private String printed = "";

    /** What the code gave; null unless it came to its end. */
    T value() {
      return value;
    }

    /** What the code threw, or null. */
    Throwable thrown() {
      return thrown;
    }

    /** Where the code was when its time was up; null if it had come to an end. */
    StackTraceElement[] endless() {
      return endless;
    }

    /** What the code printed. */
    String printed() {
      return printed;
    }
  }

  /**
   * Runs the code for at most so many milliseconds.
   *
   * @throws IllegalStateException if the caller is interrupted meanwhile
   */
  static <T> Outcome<T> run(Callable<T> code, long milliseconds) {
    Sandbox sandbox = empty();
    Outcome<T> outcome = new Outcome<>();
    Thread thread =
        new Thread(
            sandbox,
            () -> {
              try {
                outcome.value = code.call();
              } catch (
                  Throwable t) { // a learner's code may throw anything, and must not end the check
                outcome.thrown = t;
              }
            });
    thread.setDaemon(true);
    PrintStream out = System.out;
    PrintStream err = System.err;
    System.setOut(Diverted.of(out));
    System.setErr(Diverted.of(err));
    try {
      thread.start();
      thread.join(milliseconds);
      if (thread.isAlive()) {
        outcome.endless = thread.getStackTrace();
        sandbox.abandon(thread);
        thread.join(LAST_WORDS);
      }
    } catch (InterruptedException e) {
      sandbox.abandon(thread);
      Thread.currentThread().interrupt();
      throw new IllegalStateException("The check was interrupted before it had a result.", e);
    } finally {
      // An abandoned thread may go on printing: then the diversion has to stay.
      if (!sandbox.abandoned) {
        System.setOut(out);
        System.setErr(err);
      }
    }
    outcome.printed = sandbox.printed();
    sandbox.leave();
    return outcome;
  }

  /** Keeps nothing of what the current sandbox prints from here on. */
  static void mute() {
    if (Thread.currentThread().getThreadGroup() instanceof Sandbox sandbox) {
      sandbox.muted = true;
    }
  }

  private void abandon(Thread thread) {
    abandoned = true;
    thread.interrupt();
  }

  /** What an abandoned thread throws must not be reported: stderr costs the mark. */
  @Override
  public void uncaughtException(Thread thread, Throwable thrown) {}

  private synchronized String printed() {
    String text = new String(printed, 0, filled, StandardCharsets.UTF_8);
    return filled < PRINTED_BYTES ? text : text + "… (and more)";
  }

  private synchronized void keep(byte[] bytes, int from, int count) {
    if (abandoned) {
      throw new TimeIsUp();
    }
    if (!muted) {
      int kept = Math.min(count, PRINTED_BYTES - filled);
      System.arraycopy(bytes, from, printed, filled, kept);
      filled += kept;
    }
  }

  /** Ends a loop that prints. */
  private static final class TimeIsUp extends Error {
    private static final long serialVersionUID = 1;

    private TimeIsUp() {
      super("the time of this code is up", null, false, false);
    }
  }

  /** Sends what sandboxes print to them, and all else to where it went before. */
  private static final class Diverted extends PrintStream {

    private Diverted(PrintStream before) {
      super(
          new OutputStream() {
            @Override
            public void write(int b) {
              write(new byte[] {(byte) b}, 0, 1);
            }

            @Override
            public void write(byte[] bytes, int from, int count) {
              if (Thread.currentThread().getThreadGroup() instanceof Sandbox sandbox) {
                sandbox.keep(bytes, from, count);
              } else {
                before.write(bytes, from, count);
                before.flush();
              }
            }
          },
          true,
          StandardCharsets.UTF_8);
    }

    private static PrintStream of(PrintStream before) {
      return before instanceof Diverted ? before : new Diverted(before);
    }
  }
}
