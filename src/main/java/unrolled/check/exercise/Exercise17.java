package unrolled.check.exercise;

import static unrolled.check.exercise.Prediction.PREDICTED;
import static unrolled.check.exercise.Prediction.question;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.DoubleBinaryOperator;
import java.util.function.IntConsumer;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import unrolled.math.Numbers;
import unrolled.math.Rng;

/**
 * Marks exercise 17: two linear steps as one, a linear recurrence in chunks, its way back by a
 * scan, and the weights with which one unit computes parity.
 *
 * <p>The right answers go another way than the learner: two steps are told apart by what they do to
 * 0 and 1; states come from a plain loop; a gradient is the sum, written out, of what every later
 * step sends back. Cores are played by one thread that takes their tasks in many orders.
 */
public final class Exercise17 {

  private static final String A = "A";
  private static final String B = "B";
  private static final String H = "h";
  private static final String FIRST = "in the first chunk, h";
  private static final String DH = "dh";
  private static final String LAST = "at the last step, dh";
  private static final String ALL = "calls of cores.all with a task for every chunk";
  private static final String SCANS = "calls of scan.of";
  private static final String TOLD = "told";

  private Exercise17() {}

  /** All cores of a machine, as a learner's code is given them. */
  @FunctionalInterface
  public interface Cores {
    /** Runs task 0 … count − 1 at the same time, and comes back when all are done. */
    void all(int count, IntConsumer task);
  }

  /** A linear recurrence from a state of 0, as a learner's code is given it. */
  @FunctionalInterface
  public interface Recurrence {
    /** The states s_i = p_i·s_{i−1} + q_i, from 0 before the first. */
    double[] of(double[] p, double[] q);
  }

  /** The learner's ∘. */
  @FunctionalInterface
  public interface Composing {
    /** Two steps {a, b} as one, the first one first. */
    double[] composed(double[] first, double[] second);
  }

  /** The learner's recurrence in chunks. */
  @FunctionalInterface
  public interface Scanning {
    /**
     * The states h_1 … h_T of h_t = a_t·h_{t−1} + b_t.
     *
     * @param a the factors, T
     * @param b what is added, T
     * @param start h_0
     * @param chunk how many steps a chunk has; the last one may have fewer
     * @param cores what runs tasks at the same time
     */
    double[] scanned(double[] a, double[] b, double start, int chunk, Cores cores);
  }

  /** The learner's way back. */
  @FunctionalInterface
  public interface Backward {
    /**
     * The gradients of all states, dh_t = dy_t + a_{t+1}·dh_{t+1}.
     *
     * @param a the factors, T
     * @param dy what arrives at each state from above, T
     * @param scan runs a recurrence
     */
    double[] back(double[] a, double[] dy, Recurrence scan);
  }

  /** Marks the four predictions: 4 points. Prints the report. */
  public static int predicted(Supplier<int[]> learners) {
    return predictions().mark(learners::get, 1);
  }

  /** Marks two steps as one: 4 points. Prints the report. */
  public static int composed(Composing learners) {
    return composed(learners, Exercise.freshSeed());
  }

  /** Marks two steps as one on steps drawn with this seed. */
  public static int composed(Composing learners, long seed) {
    return composedExercise().mark(learners, seed);
  }

  /** Marks the recurrence in chunks, made of this ∘: 9 points. Prints the report. */
  public static int scanned(Scanning learners, Composing composing) {
    return scanned(learners, composing, Exercise.freshSeed());
  }

  /** Marks the recurrence in chunks on steps drawn with this seed. */
  public static int scanned(Scanning learners, Composing composing, long seed) {
    return scannedExercise(composing).mark(learners, seed);
  }

  /** Marks the way back: 7 points. Prints the report. */
  public static int back(Backward learners) {
    return back(learners, Exercise.freshSeed());
  }

  /** Marks the way back on gradients drawn with this seed. */
  public static int back(Backward learners, long seed) {
    return backExercise().mark(learners, seed);
  }

  /** Marks the weights that compute parity: 5 points. Prints the report. */
  public static int parity(Supplier<double[]> learners) {
    return parity(learners, Exercise.freshSeed());
  }

  /** Marks the weights that compute parity on bits drawn with this seed. */
  public static int parity(Supplier<double[]> learners, long seed) {
    return parityExercise().mark(learners::get, seed);
  }

  /** For a class: 2 more points for sizes that the visible checks don't have. */
  public static int otherSizes(Scanning scanning, Backward backward, long seed) {
    return new Exercise<Scanning>(
                "Other sizes, h", Exercise17::callScanned, Exercise17::rightStates)
            .stage(rng -> recurrence(rng, 150 + rng.nextInt(100), 2 + rng.nextInt(60), 1))
            .part(1, "hundreds of steps", H, ALL)
            .mark(scanning, seed)
        + new Exercise<Backward>(
                "Other sizes, dh", Exercise17::callBack, Exercise17::rightGradients)
            .stage(rng -> gradients(rng, 150 + rng.nextInt(100)))
            .part(1, "hundreds of steps", DH, SCANS)
            .mark(backward, seed);
  }

  /** Whether two steps are joined rightly; if not, says so. */
  public static boolean composes(Composing learners) {
    boolean right = composedExercise().isRight(learners, 1);
    if (!right) {
      System.out.println("This waits until composed is right.");
    }
    return right;
  }

  /** Whether both scans are right, so that something can be built on them; if not, says so. */
  public static boolean ready(Scanning scanning, Backward backward) {
    Map<String, Boolean> pieces = new LinkedHashMap<>();
    pieces.put("scanned", scannedExercise(Exercise17::joined).isRight(scanning, 1));
    pieces.put("back", backExercise().isRight(backward, 1));
    return Waiting.isOver(
        "What follows is run by your methods, and waits until their checks pass.", pieces);
  }

  /** Whether the weights compute parity; if not, says so. */
  public static boolean counts(Supplier<double[]> learners) {
    boolean right = parityExercise().isRight(learners::get, 1);
    if (!right) {
      System.out.println("Your unit does not count yet: its check says how far it gets.");
    }
    return right;
  }

  // ---- the predictions ------------------------------------------------------------------------

  static Exercise<Callable<int[]>> predictions() {
    int together = 20 + 1000 / 20 + 20;
    return new Exercise<Callable<int[]>>("Predictions", Prediction::callWhole, Prediction::right)
        .stage(
            question(
                0,
                (int) joined(new double[] {2, 1}, new double[] {3, 4})[1],
                "Send h through both: 2h + 1, then three times that and 4.",
                "6 That is A.",
                "9 That is the other order: first (3, 4), then (2, 1).",
                "5 The first step's 1 goes through the second step, too.",
                "4 The first step's 1 goes through the second step, too."))
        .part(1, "two steps as one", PREDICTED)
        .stage(
            question(
                1,
                10,
                "After round 1 a step has itself and one more in it, after round 2 four in all.",
                "9 After nine rounds a step reaches over 512.",
                "999 That is the loop.",
                "1000 That is the loop.",
                "500 That is as if each round reached as far as the one before."))
        .part(1, "rounds for 1000 steps", PREDICTED)
        .stage(
            question(
                2,
                together,
                "How long is a chunk, and how many chunks are there?",
                "70 In 3 every chunk runs once more.",
                "60 2 takes one step for each of the chunks: how many are there?",
                "40 Between 1 and 3 the state goes from chunk to chunk.",
                "89 Nearly: 2 takes one step for each chunk, the last one included.",
                "1000 That is the loop.",
                "2050 That is all the work. What is done at the same time counts once."))
        .part(1, "steps in a row, with a core for every chunk", PREDICTED)
        .stage(
            question(
                3,
                500 + 50 + 500,
                "How many steps are in the chunks that one core looks after?",
                "550 In 3 every chunk runs once more.",
                "1000 The two runs over 500 steps are there. And 2?",
                "525 Nobody can help with 2; and in 3 every chunk runs once more.",
                "1025 Nobody can help with 2: it is one after the other.",
                "90 That is with a core for every chunk.",
                "2050 That is the work of both."))
        .part(1, "steps in a row, with two cores", PREDICTED);
  }

  // ---- two steps as one -----------------------------------------------------------------------

  static Exercise<Composing> composedExercise() {
    String read = " Read “Two steps are one” above.";
    return new Exercise<Composing>(
            "Two steps are one", Exercise17::callComposed, Exercise17::rightStep)
        .naming(
            in -> "For " + pair(in.numbers("first")) + ", then " + pair(in.numbers("second")) + ",")
        .stage(rng -> steps(step(draw(rng), draw(rng)), step(draw(rng), draw(rng))))
        .part(1, "A", A)
        .part(1, "B", B)
        .stage(
            Fresh.inTurn(
                Fresh.inTurn(
                    rng -> steps(step(1, 0), step(draw(rng), draw(rng))),
                    rng -> steps(step(0, draw(rng)), step(draw(rng), draw(rng)))),
                Fresh.inTurn(
                    rng -> steps(step(draw(rng), draw(rng)), step(1, 0)),
                    rng -> steps(step(draw(rng), draw(rng)), step(0, draw(rng))))))
        .part(1, "steps that change nothing, or forget everything", A, B)
        .leavesItsInputs(1)
        .mistake(
            "the second first",
            "It looks as if the second step came first. It is first's a·h + b that second gets."
                + read,
            (f, s) -> joined(s, f))
        .mistake(
            "b and b' added",
            "It looks as if B were b + b'. The first step's b goes through the second step, too."
                + read,
            (f, s) -> step(f[0] * s[0], f[1] + s[1]))
        .mistake(
            "b and b' multiplied",
            "It looks as if B were b·b'." + read,
            (f, s) -> step(f[0] * s[0], f[1] * s[1]))
        .mistake(
            "b' forgotten",
            "It looks as if the second step's b' were missing in B." + read,
            (f, s) -> step(f[0] * s[0], s[0] * f[1]))
        .mistake(
            "b forgotten",
            "It looks as if the first step's b were missing in B: it goes through the second step."
                + read,
            (f, s) -> step(f[0] * s[0], s[1]))
        .mistake(
            "b times its own a",
            "It looks as if b were multiplied by a. Whose factor does it meet?" + read,
            (f, s) -> step(f[0] * s[0], f[0] * f[1] + s[1]))
        .mistake(
            "a' times both",
            "It looks as if a' were multiplied into b', too. b' is added last." + read,
            (f, s) -> step(f[0] * s[0], s[0] * (f[1] + s[1])))
        .mistake(
            "B with the new A",
            "It looks as if b were multiplied by A, the product of both factors: was first[0]"
                + " changed before it was read again?"
                + read,
            (f, s) -> step(f[0] * s[0], f[0] * s[0] * f[1] + s[1]))
        .mistake(
            "factors added",
            "It looks as if A were a + a'." + read,
            (f, s) -> step(f[0] + s[0], s[0] * f[1] + s[1]))
        .mistake(
            "B, A",
            "A and B have changed places: {A, B} is asked for." + read,
            (f, s) -> step(s[0] * f[1] + s[1], f[0] * s[0]));
  }

  private static double[] step(double a, double b) {
    return new double[] {a, b};
  }

  private static String pair(double[] step) {
    return "(" + Numbers.text(step[0]) + ", " + Numbers.text(step[1]) + ")";
  }

  private static double[] joined(double[] first, double[] second) {
    return step(second[0] * first[0], second[0] * first[1] + second[1]);
  }

  /** A number with a name: one of ±1½, ±2, …, ±5. */
  private static double draw(Rng rng) {
    return (rng.nextBoolean() ? 1 : -1) * (3 + rng.nextInt(8)) / 2.0;
  }

  private static Values steps(double[] first, double[] second) {
    return new Values().with("first", first).with("second", second);
  }

  private static Values callComposed(Composing code, Values in) {
    double[] step = code.composed(in.numbers("first"), in.numbers("second"));
    if (step == null || step.length != 2) {
      throw new Unusable(
          step == null
              ? "Your step is null: give back new double[] {A, B}."
              : "A step has two numbers, A and B, and yours has " + step.length + ".");
    }
    return new Values().with(A, step[0]).with(B, step[1]);
  }

  /** What both do to 0, and how much more they make of 1. */
  private static Values rightStep(Values in) {
    double atZero = after(in, 0);
    return new Values().with(A, after(in, 1) - atZero).with(B, atZero);
  }

  private static double after(Values in, double h) {
    double[] first = in.numbers("first");
    double[] second = in.numbers("second");
    double between = first[0] * h + first[1];
    return second[0] * between + second[1];
  }

  // ---- in chunks ------------------------------------------------------------------------------

  /** What a chunk, the steps {@code from} … {@code to − 1}, comes to as one step. */
  @FunctionalInterface
  private interface Whole {
    double[] of(double[] a, double[] b, int from, int to);
  }

  /** The states with which the chunks begin. */
  @FunctionalInterface
  private interface Begin {
    double[] of(double[][] whole, double start);
  }

  /** A chunk's states, into h. */
  @FunctionalInterface
  private interface Walk {
    void of(double[] a, double[] b, int from, int to, double begin, double[] h);
  }

  private static final Whole WHOLE = whole(Exercise17::joined);
  private static final Begin BEGIN = begin((step, state) -> step[0] * state + step[1]);
  private static final Walk WALK =
      (a, b, from, to, begin, h) -> {
        double state = begin;
        for (int t = from; t < to; t++) {
          state = a[t] * state + b[t];
          h[t] = state;
        }
      };

  private static Whole whole(Composing composing) {
    return (a, b, from, to) -> {
      double[] sofar = {1, 0};
      for (int t = from; t < to; t++) {
        sofar = composing.composed(sofar, step(a[t], b[t]));
      }
      return sofar;
    };
  }

  /** (A, B) in one loop, with a slip in B: what it is multiplied by, of A and of a. */
  private static double[] running(
      double[] a, double[] b, int from, int to, DoubleBinaryOperator times) {
    double product = 1;
    double sum = 0;
    for (int t = from; t < to; t++) {
      product *= a[t];
      sum = times.applyAsDouble(product, a[t]) * sum + b[t];
    }
    return step(product, sum);
  }

  /** What becomes of a state. */
  @FunctionalInterface
  private interface Applying {
    double to(double[] step, double state);
  }

  private static Begin begin(Applying applying) {
    return (whole, start) -> {
      double[] begin = new double[whole.length];
      begin[0] = start;
      for (int c = 1; c < begin.length; c++) {
        begin[c] = applying.to(whole[c - 1], begin[c - 1]);
      }
      return begin;
    };
  }

  private static Scanning of(Whole whole, Begin begin, Walk walk) {
    return (a, b, start, chunk, cores) -> {
      int chunks = (a.length + chunk - 1) / chunk;
      double[][] wholes = new double[chunks][];
      cores.all(
          chunks, c -> wholes[c] = whole.of(a, b, c * chunk, Math.min(a.length, (c + 1) * chunk)));
      double[] begins = begin.of(wholes, start);
      double[] h = new double[a.length];
      cores.all(
          chunks, c -> walk.of(a, b, c * chunk, Math.min(a.length, (c + 1) * chunk), begins[c], h));
      return h;
    };
  }

  private static Scanning changed(UnaryOperator<double[]> states) {
    Scanning right = of(WHOLE, BEGIN, WALK);
    return (a, b, start, chunk, cores) -> states.apply(right.scanned(a, b, start, chunk, cores));
  }

  static Exercise<Scanning> scannedExercise(Composing composing) {
    String read = " Read “What is what” above.";
    return new Exercise<Scanning>("In chunks", Exercise17::callScanned, Exercise17::rightStates)
        .naming(Exercise17::inWords)
        .stage(Fresh.inTurn(rng -> fromZero(rng, 1, 1), rng -> fromZero(rng, 4, 4)))
        .part(1, "one chunk", H)
        .stage(Fresh.inTurn(rng -> fromZero(rng, 6, 3), rng -> fromZero(rng, 8, 2)))
        .part(1, "chunks of equal length", H)
        .stage(Fresh.inTurn(rng -> recurrence(rng, 6, 3, 0), rng -> recurrence(rng, 8, 2, 0)))
        .part(1, "a start that is not 0", H)
        .stage(
            Fresh.inTurn(
                rng -> fromZero(rng, 7, 3),
                Fresh.inTurn(rng -> fromZero(rng, 2, 5), rng -> fromZero(rng, 11, 4))))
        .part(1, "a last chunk that is shorter", H)
        .stage(Fresh.inTurn(rng -> forgetful(rng, 12, 3), rng -> fromZero(rng, 5, 1)))
        .part(1, "factors of 0, chunks of a single step", H)
        .stage(rng -> recurrence(rng, 20 + 4 * rng.nextInt(3), 4, 1).with("start", 0.0))
        .part(2, "chunks at the same time: cores.all in pieces 1 and 3", FIRST, ALL)
        .part(1, "and in any order, to the right end", H, ALL)
        .leavesItsInputs(1)
        .consequence(
            "(Right but for composed, which was marked above.)", of(whole(composing), BEGIN, WALK))
        .mistake(
            "nothing",
            "All is 0: does what you compute reach h?",
            changed(h -> new double[h.length]))
        .mistake(
            "a plain loop",
            "The states are right, but cores.all is never called: nothing is done at the same time."
                + " The chunks are to be worked out by all cores."
                + read,
            (a, b, start, chunk, cores) -> {
              double[] h = new double[a.length];
              WALK.of(a, b, 0, a.length, start, h);
              return h;
            })
        .mistake(
            "one piece in parallel",
            "The states are right, but cores.all is called with a task for every chunk only once."
                + " Pieces 1 and 3 are both done by all cores."
                + read,
            (a, b, start, chunk, cores) -> {
              Cores own = (count, task) -> IntStream.range(0, count).forEach(task);
              int[] calls = {0};
              return of(WHOLE, BEGIN, WALK)
                  .scanned(
                      a,
                      b,
                      start,
                      chunk,
                      (count, task) -> (calls[0]++ == 0 ? own : cores).all(count, task));
            })
        .mistake(
            "start forgotten",
            "It looks as if the first chunk began with 0. It begins with start." + read,
            (a, b, start, chunk, cores) -> of(WHOLE, BEGIN, WALK).scanned(a, b, 0, chunk, cores))
        .mistake(
            "every chunk from start",
            "The first chunk is right. It looks as if the others began with start, too." + read,
            of(
                WHOLE,
                (whole, start) -> {
                  double[] begin = new double[whole.length];
                  Arrays.fill(begin, start);
                  return begin;
                },
                WALK))
        .mistake(
            "every chunk from 0",
            "It looks as if every chunk began with 0: where do the states of piece 2 go?" + read,
            of(WHOLE, (whole, start) -> new double[whole.length], WALK))
        .mistake(
            "later chunks from 0",
            "The first chunk is right. It looks as if the others began with 0: where do the states"
                + " of piece 2 go?"
                + read,
            of(
                WHOLE,
                (whole, start) -> {
                  double[] begin = new double[whole.length];
                  begin[0] = start;
                  return begin;
                },
                WALK))
        .mistake(
            "one chunk too far",
            "It looks as if a chunk began where it should end: its own (A, B) was applied already."
                + " The first begins with start."
                + read,
            of(
                WHOLE,
                (whole, start) -> {
                  double[] begin = BEGIN.of(whole, start);
                  for (int c = 0; c < begin.length; c++) {
                    begin[c] = whole[c][0] * begin[c] + whole[c][1];
                  }
                  return begin;
                },
                WALK))
        .mistake(
            "one chunk too late",
            "Right in the first chunk. It looks as if the second began with start, the third where"
                + " the second should, and so on."
                + read,
            of(
                WHOLE,
                (whole, start) -> {
                  double[] begin = BEGIN.of(whole, start);
                  System.arraycopy(begin, 0, begin, 1, begin.length - 1);
                  return begin;
                },
                WALK))
        .mistake(
            "each chunk's (A, B) applied to start",
            "Right in two chunks. It looks as if every (A, B) were applied to start. The state goes"
                + " from chunk to chunk."
                + read,
            of(
                WHOLE,
                (whole, start) -> {
                  double[] begin = new double[whole.length];
                  begin[0] = start;
                  for (int c = 1; c < begin.length; c++) {
                    begin[c] = whole[c - 1][0] * start + whole[c - 1][1];
                  }
                  return begin;
                },
                WALK))
        .mistake(
            "A forgotten",
            "Right in the first chunk. It looks as if A were missing between the chunks: the next"
                + " one begins with A·h + B."
                + read,
            of(WHOLE, begin((step, state) -> state + step[1]), WALK))
        .mistake(
            "B forgotten",
            "Right in the first chunk. It looks as if B were missing between the chunks: the next"
                + " one begins with A·h + B."
                + read,
            of(WHOLE, begin((step, state) -> step[0] * state), WALK))
        .mistake(
            "B alone",
            "Right in the first chunk. It looks as if the next one began with B alone: with"
                + " {0, 0} in front of its steps a chunk forgets what came before. Which step"
                + " changes nothing?"
                + read,
            of(WHOLE, begin((step, state) -> step[1]), WALK))
        .mistake(
            "B a plain sum",
            "Right in the first chunk. It looks as if a chunk's B were the plain sum of its b. Each b"
                + " goes through all steps behind it."
                + read,
            of((a, b, from, to) -> running(a, b, from, to, (product, factor) -> 1), BEGIN, WALK))
        .mistake(
            "B times the product so far",
            "Right in the first chunk. It looks as if B were multiplied by A, the product so far: was"
                + " A changed before B was computed?"
                + read,
            of(
                (a, b, from, to) -> running(a, b, from, to, (product, factor) -> product),
                BEGIN,
                WALK))
        .mistake(
            "one array for all chunks",
            "Right in the first chunk. It looks as if every chunk had the same (A, B), that of all"
                + " steps together: is it one array for all of them?"
                + read,
            of(
                WHOLE,
                (whole, start) -> {
                  double[] all = {1, 0};
                  for (double[] one : whole) {
                    all = joined(all, one);
                  }
                  double[][] same = new double[whole.length][];
                  Arrays.fill(same, all);
                  return BEGIN.of(same, start);
                },
                WALK))
        .mistake(
            "{1, 1} in front",
            "Right in the first chunk. It looks as if {1, 1} stood in front of a chunk's steps."
                + " That is h + 1. Which step changes nothing?"
                + read,
            of(WHOLE, begin((step, state) -> step[0] * (state + 1) + step[1]), WALK))
        .mistake(
            "the chunk joined from the end",
            "Right in the first chunk. It looks as if the later step were the first argument of"
                + " composed. What was joined so far comes first."
                + read,
            of(whole((f, s) -> joined(s, f)), BEGIN, WALK))
        .mistake(
            "the first step twice",
            "Right in the first chunk. It looks as if a chunk's first step were joined twice: it"
                + " stands in front already."
                + read,
            of(
                (a, b, from, to) -> joined(step(a[from], b[from]), WHOLE.of(a, b, from, to)),
                BEGIN,
                WALK))
        .mistake(
            "without a chunk's first step",
            "Right in the first chunk. It looks as if a chunk's first step were missing in its"
                + " (A, B)."
                + read,
            of((a, b, from, to) -> WHOLE.of(a, b, from + 1, to), BEGIN, WALK))
        .mistake(
            "without a chunk's last step",
            "Right in the first chunk. It looks as if a chunk's last step were missing in its"
                + " (A, B)."
                + read,
            of((a, b, from, to) -> WHOLE.of(a, b, from, to - 1), BEGIN, WALK))
        .mistake(
            "one chunk after the other joined",
            "Right in two chunks. It looks as if (A, B) went on from chunk to chunk, and was"
                + " applied again: does each begin anew with {1, 0}?"
                + read,
            of(
                WHOLE,
                (whole, start) -> {
                  double[] begin = new double[whole.length];
                  double[] sofar = {1, 0};
                  begin[0] = start;
                  for (int c = 1; c < begin.length; c++) {
                    sofar = joined(sofar, whole[c - 1]);
                    begin[c] = sofar[0] * begin[c - 1] + sofar[1];
                  }
                  return begin;
                },
                WALK))
        .mistake(
            "the last chunk left out",
            "Right where all chunks are equally long. The last, shorter one is missing: chunks ="
                + " T / L throws it away."
                + read,
            (a, b, start, chunk, cores) -> {
              double[] h = of(WHOLE, BEGIN, WALK).scanned(a, b, start, chunk, cores);
              Arrays.fill(h, h.length / chunk * chunk, h.length, 0);
              return h;
            })
        .mistake(
            "only the ends of the chunks",
            "It looks as if only each chunk's last state were in h. All T states are asked for."
                + read,
            of(
                WHOLE,
                BEGIN,
                (a, b, from, to, begin, h) -> {
                  WALK.of(a, b, from, to, begin, h);
                  Arrays.fill(h, from, to - 1, 0);
                }))
        .mistake(
            "the state stays",
            "It looks as if every state were computed from the one with which the chunk begins. Does"
                + " the state go on from step to step?"
                + read,
            of(
                WHOLE,
                BEGIN,
                (a, b, from, to, begin, h) -> {
                  for (int t = from; t < to; t++) {
                    h[t] = a[t] * begin + b[t];
                  }
                }))
        .mistake(
            "the state before",
            "It looks as if h were one step late: h[0] is h_1, the state after the first step."
                + read,
            of(
                WHOLE,
                BEGIN,
                (a, b, from, to, begin, h) -> {
                  WALK.of(a, b, from, to, begin, h);
                  System.arraycopy(h, from, h, from + 1, to - from - 1);
                  h[from] = begin;
                }))
        .mistake(
            "start as the first state",
            "It looks as if h[0] were start. h[0] is h_1: the first step has been taken." + read,
            (a, b, start, chunk, cores) -> {
              double[] own = b.clone();
              double[] factors = a.clone();
              factors[0] = 1;
              own[0] = 0;
              return of(WHOLE, BEGIN, WALK).scanned(factors, own, start, chunk, cores);
            })
        .mistake(
            "counted from the chunk's beginning",
            "It looks as if every chunk wrote its states to the beginning of h. Which t is it?"
                + read,
            of(
                WHOLE,
                BEGIN,
                (a, b, from, to, begin, h) -> {
                  double[] own = new double[h.length];
                  WALK.of(a, b, from, to, begin, own);
                  System.arraycopy(own, from, h, 0, to - from);
                }))
        .mistake(
            "what is added forgotten",
            "It looks as if b were missing in piece 3." + read,
            of(
                WHOLE,
                BEGIN,
                (a, b, from, to, begin, h) -> WALK.of(a, new double[b.length], from, to, begin, h)))
        .mistake(
            "the chunk's first step missing in piece 3",
            "It looks as if each chunk's first state were the one with which it begins: that one"
                + " belongs to the chunk before."
                + read,
            of(
                WHOLE,
                BEGIN,
                (a, b, from, to, begin, h) -> {
                  h[from] = begin;
                  WALK.of(a, b, from + 1, to, begin, h);
                }));
  }

  private static String inWords(Values in) {
    int steps = in.numbers("a").length;
    return String.format(
        Locale.ROOT,
        "For %d %s in chunks of %d,",
        steps,
        steps == 1 ? "step" : "steps",
        (int) in.number("chunk"));
  }

  /** Factors and what is added. {@code shuffled}: 1 if the cores take their tasks in any order. */
  private static Values recurrence(Rng rng, int steps, int chunk, int shuffled) {
    double[] a = new double[steps];
    double[] b = new double[steps];
    for (int t = 0; t < steps; t++) {
      a[t] = (rng.nextBoolean() ? 1 : -1) * rng.uniform(0.5, 1.5);
      b[t] = (rng.nextBoolean() ? 1 : -1) * rng.uniform(0.5, 2);
    }
    return new Values()
        .with("a", a)
        .with("b", b)
        .with("start", rng.uniform(1, 3))
        .with("chunk", chunk)
        .with("shuffled", shuffled);
  }

  private static Values fromZero(Rng rng, int steps, int chunk) {
    return recurrence(rng, steps, chunk, 0).with("start", 0.0);
  }

  private static Values forgetful(Rng rng, int steps, int chunk) {
    Values in = fromZero(rng, steps, chunk);
    for (int t = 1; t < steps; t += 4) {
      in.numbers("a")[t] = 0;
    }
    return in;
  }

  /** Takes the cores' tasks one by one, in this order of theirs, and counts. */
  private static final class OneByOne implements Cores {
    private final int chunks;
    private final Rng order; // or null: 0, 1, 2, …
    private int calls;
    private int odd = -1; // tasks of a call that had far more or fewer than there are chunks

    OneByOne(int chunks, Rng order) {
      this.chunks = chunks;
      this.order = order;
    }

    @Override
    public void all(int count, IntConsumer task) {
      // the last chunk need not be worked out as a whole, and an empty one does no harm
      calls += count >= chunks - 1 ? 1 : 0;
      odd = count < chunks - 1 || count > chunks + 1 ? count : odd;
      int[] tasks = IntStream.range(0, Math.max(0, count)).toArray();
      if (order != null) {
        order.shuffle(tasks);
        if (order.nextBoolean()) {
          Arrays.setAll(tasks, i -> count - 1 - i);
        }
      }
      for (int one : tasks) {
        task.accept(one);
      }
    }
  }

  private static Values callScanned(Scanning code, Values in) {
    int steps = in.numbers("a").length;
    int chunk = (int) in.number("chunk");
    int chunks = (steps + chunk - 1) / chunk;
    OneByOne cores = new OneByOne(chunks, null);
    Values copy = in.copy();
    double[] h = states(code, in, cores);
    if (in.number("shuffled") == 1 && near(h, rightStates(copy).numbers(H))) {
      for (int seed = 0; seed < 8; seed++) {
        double[] again = h;
        try {
          again = states(code, copy.copy(), new OneByOne(chunks, new Rng(seed)));
        } catch (RuntimeException e) {
          again = null; // such as what another core has not worked out yet
        }
        if (!Arrays.equals(h, again)) {
          throw new Unusable(
              "When the cores take the chunks in another order, your code "
                  + (again == null ? "fails" : "gives other states")
                  + ". What stands in the braces needs something that another c computes there:"
                  + " who says that it is ready?");
        }
      }
    }
    return new Values()
        .with(H, h)
        .with(FIRST, Arrays.copyOf(h, Math.min(chunk, h.length)))
        .with(ALL, Math.min(2, cores.calls));
  }

  private static boolean near(double[] h, double[] right) {
    return IntStream.range(0, h.length).allMatch(t -> Math.abs(h[t] - right[t]) < 1e-6);
  }

  private static double[] states(Scanning code, Values in, OneByOne cores) {
    double[] a = in.numbers("a");
    double[] h;
    try {
      h = code.scanned(a, in.numbers("b"), in.number("start"), (int) in.number("chunk"), cores);
    } catch (ArrayIndexOutOfBoundsException | NullPointerException e) {
      if (cores.odd >= 0) {
        throw new Unusable(
            inWords(in)
                + " cores.all was called with "
                + cores.odd
                + (cores.chunks == 1 ? " as count, and there is " : " as count, and there are ")
                + cores.chunks
                + (cores.chunks == 1 ? " chunk." : " chunks."));
      }
      if (e instanceof NullPointerException) {
        throw e;
      }
      String where = Thrown.where(e.getStackTrace());
      throw new Unusable(
          inWords(in)
              + " your code looks outside of an array ("
              + e.getMessage()
              + ")"
              + (where.isEmpty() ? "" : " in " + where)
              + ". Where does the last chunk end?");
    }
    if (h == null || h.length != a.length) {
      throw new Unusable(
          h == null
              ? "h is null: make it with new double[T], and return it."
              : "h must have as many numbers as there are steps, "
                  + a.length
                  + ", and has "
                  + h.length
                  + ".");
    }
    return h;
  }

  private static Values rightStates(Values in) {
    double[] a = in.numbers("a");
    double[] h = new double[a.length];
    WALK.of(a, in.numbers("b"), 0, a.length, in.number("start"), h);
    int chunk = (int) in.number("chunk");
    return new Values()
        .with(H, h)
        .with(FIRST, Arrays.copyOf(h, Math.min(chunk, h.length)))
        .with(ALL, a.length > 2 * chunk ? 2 : 0);
  }

  // ---- the way back ---------------------------------------------------------------------------

  static Exercise<Backward> backExercise() {
    String read = " Read “The way back” above.";
    return new Exercise<Backward>("The way back", Exercise17::callBack, Exercise17::rightGradients)
        .naming(in -> "For T = " + in.numbers("a").length + ",")
        .stage(rng -> gradients(rng, 1))
        .part(1, "a single step", DH)
        .stage(rng -> gradients(rng, 2))
        .part(1, "two steps", DH)
        .stage(Fresh.inTurn(rng -> gradients(rng, 3), rng -> gradients(rng, 7)))
        .part(1, "more steps: the last one", LAST)
        .part(1, "more steps: all of them", DH)
        .part(1, "by scan, not by a loop", LAST, SCANS)
        .stage(Fresh.inTurn(rng -> lastAlone(rng, 6), rng -> lastAlone(rng, 9)))
        .part(1, "only the last step is asked, and some factors are 0", DH)
        .leavesItsInputs(1)
        .mistake(
            "nothing",
            "All is 0: does what you compute reach dh?",
            (a, dy, scan) -> new double[scan.of(a, dy).length])
        .mistake(
            "a loop",
            "The gradients are right, and each waits for the one after: scan is never called. Which"
                + " p and q make a recurrence of the usual kind of it?"
                + read,
            (a, dy, scan) -> back(a, dy, 1))
        .mistake(
            "forward",
            "It looks as if you had scanned a and dy as they are, from the first step to the last:"
                + " that is the way forward. The gradient begins at the end."
                + read,
            (a, dy, scan) -> scan.of(a, dy))
        .mistake(
            "forward, reversed afterwards",
            "It looks as if the result were turned round, and what goes into scan is not: the"
                + " gradient begins at the end, with dy[T−1]."
                + read,
            (a, dy, scan) -> reversed(scan.of(a, dy)))
        .mistake(
            "not turned back",
            "It looks as if dh stood there from the end to the beginning: scan gives dh_T first."
                + read,
            (a, dy, scan) -> scan.of(reversed(shifted(a)), reversed(dy)))
        .mistake(
            "not turned back, the factor of its own step",
            "It looks as if dh stood there from the end to the beginning, and with a_t in place of"
                + " a_{t+1}: scan gives dh_T first."
                + read,
            (a, dy, scan) -> scan.of(reversed(a), reversed(dy)))
        .mistake(
            "the factor of its own step",
            "Right at the last step. It looks as if dh_{t+1} were multiplied by a_t. It came from"
                + " h_{t+1}, by the factor of that step."
                + read,
            (a, dy, scan) -> back(a, dy, 0))
        .mistake(
            "the factor of the step before",
            "Right at the last step. It looks as if dh_{t+1} were multiplied by a_{t−1}: shifted the"
                + " other way."
                + read,
            (a, dy, scan) -> back(a, dy, -1))
        .mistake(
            "two steps on",
            "Right at the last step. It looks as if dh_{t+1} were multiplied by a_{t+2}: shifted by"
                + " one too many."
                + read,
            (a, dy, scan) -> back(a, dy, 2))
        .mistake(
            "a in the order of time",
            "Right at the last step. It looks as if dy were turned round and a were not." + read,
            (a, dy, scan) -> reversed(scan.of(a, reversed(dy))))
        .mistake(
            "dy in the order of time",
            "It looks as if a were turned round and dy were not." + read,
            (a, dy, scan) -> reversed(scan.of(reversed(shifted(a)), dy)))
        .mistake(
            "without factors",
            "It looks as if dy were only added up: where are the factors?" + read,
            (a, dy, scan) -> back(ones(a), dy, 1))
        .mistake(
            "dy twice",
            "It looks as if dy were added twice: the scan adds it already." + read,
            (a, dy, scan) -> sum(back(a, dy, 1), dy, 1))
        .mistake(
            "without its own dy",
            "It looks as if a state's own dy were missing: only what comes from later is there."
                + read,
            (a, dy, scan) -> sum(back(a, dy, 1), dy, -1))
        .mistake(
            "one step too far",
            "It looks as if every gradient were multiplied by a_t once more: that is what goes on to"
                + " h_{t−1}."
                + read,
            (a, dy, scan) -> product(a, back(a, dy, 1)))
        .mistake(
            "the sign",
            "dh has the wrong sign." + read,
            (a, dy, scan) -> product(minus(ones(a)), back(a, dy, 1)))
        .mistake(
            "one step off",
            "It looks as if dh were shifted: dh[t] is that of step t + 1. What scan gives last is"
                + " dh_1."
                + read,
            (a, dy, scan) -> shifted(back(a, dy, 1)))
        .mistake(
            "the first step left out",
            "Right but for h_1, which has nothing: where does the loop end?" + read,
            (a, dy, scan) -> {
              double[] dh = back(a, dy, 1);
              dh[0] = 0;
              return dh;
            })
        .mistake(
            "the last step left out",
            "It looks as if the last step's dy were missing: dh_T = dy_T." + read,
            (a, dy, scan) -> {
              double[] others = dy.clone();
              others[dy.length - 1] = 0;
              return back(a, others, 1);
            })
        .mistake(
            "only the last dy",
            "It looks as if dy counted at the last step alone. It arrives at every state." + read,
            (a, dy, scan) -> {
              double[] last = new double[dy.length];
              last[dy.length - 1] = dy[dy.length - 1];
              return back(a, last, 1);
            })
        .mistake(
            "dy alone",
            "Right at the last step. It looks as if dh were dy: what comes from later is missing."
                + read,
            (a, dy, scan) -> dy.clone());
  }

  /** The loop; the gradient from later is multiplied by the factor of {@code ahead} steps on. */
  private static double[] back(double[] a, double[] dy, int ahead) {
    double[] dh = dy.clone();
    for (int t = a.length - 2; t >= 0; t--) {
      double factor = t + ahead >= 0 && t + ahead < a.length ? a[t + ahead] : 0;
      dh[t] += factor * dh[t + 1];
    }
    return dh;
  }

  private static double[] reversed(double[] x) {
    return IntStream.range(0, x.length).mapToDouble(i -> x[x.length - 1 - i]).toArray();
  }

  /** The factor of the step after; 0 at the last. */
  private static double[] shifted(double[] a) {
    double[] next = new double[a.length];
    System.arraycopy(a, 1, next, 0, a.length - 1);
    return next;
  }

  private static double[] ones(double[] a) {
    double[] ones = new double[a.length];
    Arrays.fill(ones, 1);
    return ones;
  }

  private static double[] minus(double[] x) {
    return Arrays.stream(x).map(v -> -v).toArray();
  }

  private static double[] sum(double[] x, double[] y, int sign) {
    return IntStream.range(0, x.length).mapToDouble(i -> x[i] + sign * y[i]).toArray();
  }

  private static double[] product(double[] x, double[] y) {
    return IntStream.range(0, x.length).mapToDouble(i -> x[i] * y[i]).toArray();
  }

  private static Values gradients(Rng rng, int steps) {
    Values in = recurrence(rng, steps, 1, 0);
    return new Values().with("a", in.numbers("a")).with("dy", in.numbers("b"));
  }

  private static Values lastAlone(Rng rng, int steps) {
    Values in = gradients(rng, steps);
    Arrays.fill(in.numbers("dy"), 0, steps - 1, 0);
    in.numbers("a")[steps / 3] = 0;
    return in;
  }

  private static Values callBack(Backward code, Values in) {
    double[] a = in.numbers("a");
    int[] calls = {0};
    double[] dh =
        code.back(
            a,
            in.numbers("dy"),
            (p, q) -> {
              calls[0] = 1;
              if (p == null || q == null || p.length != q.length) {
                throw new Unusable(
                    p == null || q == null
                        ? "scan.of was given null: make p and q with new double[T]."
                        : "scan.of needs as many p as q: yours are "
                            + p.length
                            + " and "
                            + q.length
                            + ".");
              }
              double[] states = new double[p.length];
              WALK.of(p, q, 0, p.length, 0, states);
              return states;
            });
    if (dh == null || dh.length != a.length) {
      throw new Unusable(
          dh == null
              ? "dh is null: make it with new double[T], and return it."
              : "dh must have as many numbers as there are steps, "
                  + a.length
                  + ", and has "
                  + dh.length
                  + ".");
    }
    return new Values().with(DH, dh).with(LAST, dh[dh.length - 1]).with(SCANS, calls[0]);
  }

  /** What each later step sends back, by the product of all factors between. */
  private static Values rightGradients(Values in) {
    double[] a = in.numbers("a");
    double[] dy = in.numbers("dy");
    double[] dh = new double[a.length];
    for (int t = 0; t < a.length; t++) {
      for (int later = t; later < a.length; later++) {
        double way = 1;
        for (int s = t + 1; s <= later; s++) {
          way *= a[s];
        }
        dh[t] += way * dy[later];
      }
    }
    return new Values().with(DH, dh).with(LAST, dh[dh.length - 1]).with(SCANS, 1);
  }

  // ---- odd or even ----------------------------------------------------------------------------

  static Exercise<Callable<double[]>> parityExercise() {
    return new Exercise<Callable<double[]>>(
            "Odd or even", Exercise17::callParity, in -> new Values().with(TOLD, 1))
        .stage(rng -> bits("1", "11", "111", "1111"))
        .part(1, "ones alone", TOLD)
        .stage(rng -> bits("0", "00000", "10", "100000", "11000"))
        .part(1, "zeros change nothing", TOLD)
        .stage(rng -> bits(eight()))
        .part(1, "all strings of eight bits", TOLD)
        .stage(
            rng ->
                bits(
                    "1".repeat(1000),
                    "0".repeat(1000),
                    "1" + "0".repeat(999),
                    "01".repeat(500),
                    random(rng)))
        .part(2, "a thousand bits", TOLD);
  }

  private static Values bits(String... strings) {
    return new Values().with("bits", List.of(strings));
  }

  private static String[] eight() {
    List<String> all = new ArrayList<>();
    for (int number = 256; number < 512; number++) {
      all.add(Integer.toBinaryString(number).substring(1));
    }
    return all.toArray(String[]::new);
  }

  private static String random(Rng rng) {
    return IntStream.range(0, 1000)
        .mapToObj(t -> rng.nextBoolean() ? "1" : "0")
        .collect(Collectors.joining());
  }

  private static Values callParity(Callable<double[]> code, Values in) throws Exception {
    double[] w = code.call();
    if (w == null || w.length != 4) {
      throw new Unusable("Give back four weights: of z its w and b, of g its w and b.");
    }
    for (double weight : w) {
      if (!Double.isFinite(weight)) {
        throw new Unusable("A weight is " + weight + ": four ordinary numbers will do.");
      }
    }
    for (String bits : in.texts("bits")) {
      double h = 0;
      int ones = 0;
      for (int t = 0; t < bits.length(); t++) {
        int bit = bits.charAt(t) - '0';
        ones += bit;
        h = factor(w, bit) * h + added(w, bit);
        if (!(Math.abs(h - ones % 2) <= 0.1)) {
          throw new Unusable(wrong(w, bits.substring(0, t + 1), h, ones % 2));
        }
      }
    }
    return new Values().with(TOLD, 1);
  }

  private static double gate(double[] w, int bit) {
    return 1 / (1 + StrictMath.exp(-(w[0] * bit + w[1])));
  }

  private static double factor(double[] w, int bit) {
    return 1 - 2 * gate(w, bit);
  }

  private static double added(double[] w, int bit) {
    return gate(w, bit) * (w[2] * bit + w[3]);
  }

  /** What the unit does with these bits, and what to think about. */
  private static String wrong(double[] w, String bits, double h, int right) {
    String shown = bits.length() <= 8 ? "the bits " + bits : bits.length() + " bits";
    return String.format(
        Locale.ROOT,
        "After %s your h is %s and should be near %d. A 1 takes h to %s, a 0 to %s. %s",
        shown,
        rounded(h),
        right,
        line(w, 1),
        line(w, 0),
        advice(w));
  }

  private static String line(double[] w, int bit) {
    double added = added(w, bit);
    return rounded(factor(w, bit)) + "·h " + (added < 0 ? "− " : "+ ") + rounded(Math.abs(added));
  }

  /** Four digits behind the point, and no more. */
  private static String rounded(double x) {
    return Numbers.text(Math.rint(x * 1e4) / 1e4 + 0.0).replace('-', '−');
  }

  private static String advice(double[] w) {
    double one = gate(w, 1);
    double zero = gate(w, 0);
    if (zero > 0.8 && one < 0.2) {
      return "It is the zeros that turn the state round: has w_z the right sign?";
    }
    if (one < 0.2) {
      return "Nothing turns the state round at a 1: there z must be near 1.";
    }
    if (one < 0.8) {
      return "At a 1 the gate is half open, and the old state is gone: there z must be near 1.";
    }
    if (zero > 0.2) {
      return "A 0 should leave the state as it is: there z must be near 0.";
    }
    if (Math.abs(added(w, 1) - 1) > 0.1) {
      return "A 1 must take 0 to 1, and 1 to 0: what must be added?";
    }
    return "That is nearly so at one step, and the errors add up over many: how near to 0 and 1"
        + " must z be?";
  }
}
