package unrolled.check.exercise;

import java.util.Arrays;
import java.util.function.IntConsumer;
import java.util.stream.IntStream;
import unrolled.check.exercise.Exercise17.Cores;
import unrolled.check.exercise.Exercise17.Scanning;
import unrolled.math.Rng;

/**
 * Cores for exercise 17, and what becomes of code that is right on one of them.
 *
 * <p>Whether tasks may run at the same time is found out without luck: one thread takes them in
 * other orders, leaves out all of a call, looks at what each task writes, and spoils the steps of
 * one chunk while one task runs, to see whether that task has read them.
 */
final class Cores17 {

  private static final int ORDERS = 8;
  private static final int CALLS_LOOKED_AT = 6;
  private static final int CHUNKS_LOOKED_AT = 12;
  private static final int NONE = -1;

  private Cores17() {}

  /** Takes the tasks one by one, and counts. */
  static class OneByOne implements Cores {
    private final int chunks;
    private int calls;
    private int odd = NONE;

    OneByOne(int chunks) {
      this.chunks = chunks;
    }

    /** Calls with a task for every chunk. */
    int calls() {
      return calls;
    }

    /** The tasks of a call that had far more or fewer than there are chunks; −1 if none had. */
    int odd() {
      return odd;
    }

    /** For how many chunks there were tasks: what was odd, or all of them, or none. */
    int count() {
      return odd != NONE ? odd : calls > 0 ? chunks : 0;
    }

    @Override
    public final void all(int count, IntConsumer task) {
      int call = calls;
      // the last chunk need not be worked out as a whole, and an empty one does no harm
      calls += count >= chunks - 1 ? 1 : 0;
      odd = count < chunks - 1 || count > chunks + 1 ? count : odd;
      for (int c : order(call, IntStream.range(0, Math.max(0, count)).toArray())) {
        run(call, c, task);
      }
      afterwards(call);
    }

    /** The tasks of a call as they are taken. */
    int[] order(int call, int[] tasks) {
      return tasks;
    }

    /** Runs one of them. */
    void run(int call, int c, IntConsumer task) {
      task.accept(c);
    }

    /** When all tasks of a call are done. */
    void afterwards(int call) {}
  }

  /**
   * Looks at code that is right when its tasks run one by one.
   *
   * @param in its input
   * @param states what it should give
   * @return how many of its calls matter
   * @throws Unusable if tasks must not run at the same time, or if one does the work of another
   */
  static int looked(Scanning code, Values in, double[] states) {
    int chunks = chunks(in);
    OneByOne plain = new Watched(chunks);
    Values given = in.copy();
    states(code, given, plain); // what two tasks write is told first
    int calls = plain.calls();
    for (int seed = 0; seed < ORDERS; seed++) {
      double[] again = states(code, in.copy(), new AnyOrder(chunks, new Rng(seed)));
      if (!near(states, again)) {
        throw new Unusable(
            "When the cores take the chunks in another order, your code "
                + (again == null ? "fails" : "gives other states")
                + ". What stands in the braces needs something that another c computes there:"
                + " who says that it is ready?");
      }
    }
    int mattering = 0;
    for (int call = 0; call < calls; call++) {
      mattering += near(states, states(code, in.copy(), new LeftOut(chunks, call))) ? 0 : 1;
    }
    if (chunks <= CHUNKS_LOOKED_AT
        && Arrays.equals(given.numbers("a"), in.numbers("a"))
        && Arrays.equals(given.numbers("b"), in.numbers("b"))) {
      requireOwnSteps(code, in, states, Math.min(calls, CALLS_LOOKED_AT));
    }
    return mattering;
  }

  private static void requireOwnSteps(Scanning code, Values in, double[] states, int calls) {
    int chunks = chunks(in);
    for (int call = 0; call < calls; call++) {
      for (int c = NONE; c <= chunks; c++) {
        int read = 0;
        for (int spoilt = 0; spoilt < chunks; spoilt++) {
          Values given = in.copy();
          Spoilt cores = new Spoilt(given, call, c, spoilt);
          read += near(states, states(code, given, cores)) ? 0 : 1;
        }
        if (read > 1) {
          throw new Unusable(
              c == NONE
                  ? "The states are right, but behind a call of cores.all your code goes through"
                      + " the steps of "
                      + read
                      + " chunks, in a loop that waits. What of that can the cores do?"
                  : "The states are right, but the task c = "
                      + c
                      + " goes through the steps of "
                      + read
                      + " chunks. All others wait for it, and nothing is won: can it do with the"
                      + " steps of its own chunk, and with what piece 2 has found?");
        }
      }
    }
  }

  private static int chunks(Values in) {
    int chunk = (int) in.number("chunk");
    return (in.numbers("a").length + chunk - 1) / chunk;
  }

  /** What the code gives; null if it fails. */
  private static double[] states(Scanning code, Values given, Cores cores) {
    try {
      return code.scanned(
          given.numbers("a"),
          given.numbers("b"),
          given.number("start"),
          (int) given.number("chunk"),
          cores);
    } catch (Unusable e) {
      throw e;
    } catch (RuntimeException e) {
      return null; // such as what another core has not worked out yet
    }
  }

  static boolean near(double[] right, double[] h) {
    return h != null
        && h.length == right.length
        && IntStream.range(0, h.length)
            .allMatch(t -> Math.abs(h[t] - right[t]) <= 1e-6 * Math.max(1, Math.abs(right[t])));
  }

  private static final class AnyOrder extends OneByOne {
    private final Rng rng;

    AnyOrder(int chunks, Rng rng) {
      super(chunks);
      this.rng = rng;
    }

    @Override
    int[] order(int call, int[] tasks) {
      int last = tasks.length - 1;
      rng.shuffle(tasks);
      if (rng.nextBoolean()) {
        Arrays.setAll(tasks, i -> last - i);
      }
      return tasks;
    }
  }

  private static final class LeftOut extends OneByOne {
    private final int without;

    LeftOut(int chunks, int without) {
      super(chunks);
      this.without = without;
    }

    @Override
    void run(int call, int c, IntConsumer task) {
      if (call != without) {
        task.accept(c);
      }
    }
  }

  /** The steps of a chunk are others while one task runs, or from the end of a call to the next. */
  private static final class Spoilt extends OneByOne {
    private final double[] a;
    private final double[] b;
    private final int call;
    private final int task; // NONE: the time behind the call
    private final int from;
    private final int to;
    private boolean behind;

    Spoilt(Values given, int call, int task, int chunk) {
      super(chunks(given));
      this.a = given.numbers("a");
      this.b = given.numbers("b");
      this.call = call;
      this.task = task;
      this.from = chunk * (int) given.number("chunk");
      this.to = Math.min(a.length, from + (int) given.number("chunk"));
    }

    @Override
    int[] order(int now, int[] tasks) {
      if (behind) {
        add(-1);
        behind = false;
      }
      return tasks;
    }

    @Override
    void run(int now, int c, IntConsumer work) {
      boolean spoils = now == call && c == task;
      if (spoils) {
        add(1);
      }
      work.accept(c);
      if (spoils) {
        add(-1);
      }
    }

    @Override
    void afterwards(int now) {
      if (now == call && task == NONE) {
        add(1);
        behind = true;
      }
    }

    private void add(int more) {
      for (int t = from; t < to; t++) {
        a[t] += more;
        b[t] += more;
      }
    }
  }

  /** Which task has written what: no two may write to one place. */
  private static final class Watched extends OneByOne {

    Watched(int chunks) {
      super(chunks);
    }

    private Reached before;
    private Reached.Writers writers = new Reached.Writers();

    @Override
    int[] order(int call, int[] tasks) {
      writers = new Reached.Writers();
      return tasks;
    }

    @Override
    void run(int call, int c, IntConsumer task) {
      before = Reached.from(task);
      task.accept(c);
      writers
          .add(c, before, Reached.from(task))
          .ifPresent(
              place -> {
                throw new Unusable(
                    "Two cores write to one place, which is made outside of the braces: "
                        + place
                        + " At the same time, each would spoil the other's work. What a core needs"
                        + " for itself is made inside; and what it works out has a place of its"
                        + " own, [c] or [t].");
              });
    }
  }
}
