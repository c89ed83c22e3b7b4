package unrolled.check.exercise;

import static unrolled.check.exercise.Prediction.PREDICTED;
import static unrolled.check.exercise.Prediction.question;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.IntConsumer;
import java.util.function.Supplier;
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
  private static final String COUNT = "the count given to cores.all";
  private static final String ALL = "the calls of cores.all that the states rest on";
  private static final String SCANS = "what dh comes out of";
  private static final long PATIENCE = 300;

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

  /**
   * Cores that count how many steps are taken one after the other.
   *
   * <p>Core k of n takes the tasks k, k + n, k + 2n, …; what the slowest of them takes, counts.
   */
  public static final class Clock implements Cores {
    private final int count;
    private final Composing composing;
    private long ticks;

    Clock(int count, Composing composing) {
      this.count = count;
      this.composing = composing;
    }

    /** What a step makes of a state: a·h + b. */
    public double step(double a, double b, double h) {
      ticks++;
      return a * h + b;
    }

    /** The learner's ∘. */
    public double[] composed(double[] first, double[] second) {
      ticks++;
      return composing.composed(first, second);
    }

    @Override
    public void all(int tasks, IntConsumer task) {
      long before = ticks;
      long[] each = new long[count];
      for (int c = 0; c < tasks; c++) {
        ticks = 0;
        task.accept(c);
        each[c % count] += ticks;
      }
      ticks = before + Arrays.stream(each).max().orElse(0);
    }
  }

  /** The learner's fastest recurrence. */
  @FunctionalInterface
  public interface Racing {
    /** The states h_1 … h_T, by this clock. */
    double[] fast(double[] a, double[] b, double start, Clock clock);
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
    return Parity17.exercise().mark(learners::get, seed);
  }

  /** For a class: 2 more points for sizes that the visible checks don't have. */
  public static int otherSizes(Scanning scanning, Backward backward, long seed) {
    return new Exercise<Scanning>(
                "Other sizes, h", Exercise17::callScanned, Exercise17::rightStates)
            .follows()
            .stage(rng -> recurrence(rng, 150 + rng.nextInt(100), 2 + rng.nextInt(60), 1))
            .part(1, "hundreds of steps", H, COUNT, ALL)
            .mark(scanning, seed)
        + new Exercise<Backward>(
                "Other sizes, dh", Exercise17::callBack, Exercise17::rightGradients)
            .follows()
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
    boolean right = Parity17.exercise().isRight(learners::get, 1);
    if (!right) {
      System.out.println("Your unit does not count yet: its check says how far it gets.");
    }
    return right;
  }

  /** Prints how many ticks so many steps take on so many cores, if the states are right. */
  public static void race(Racing learners, Composing composing, int steps, int cores) {
    Rng rng = new Rng(steps);
    double[] a = IntStream.range(0, steps).mapToDouble(t -> rng.uniform(-1, 1)).toArray();
    double[] b = IntStream.range(0, steps).mapToDouble(t -> rng.uniform(-1, 1)).toArray();
    Clock clock = new Clock(cores, composing);
    boolean right = Cores17.near(walked(a, b, 1), learners.fast(a.clone(), b.clone(), 1, clock));
    System.out.printf(
        Locale.ROOT,
        "%,d steps on %,d cores: %,d ticks%s%n",
        steps,
        cores,
        clock.ticks,
        right ? "" : ", but the states are not right yet");
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
                "500 That is as if each round reached as far as the one before.",
                "11 Count once more: how far does a step reach after round 1?",
                "512 That is how far a step reaches, not how many rounds.",
                "1024 That is how far a step reaches, not how many rounds."))
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
                "50 That is 2 alone.",
                "1050 All cores do 1 at the same time, and so they do 3.",
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
    return Mistakes17.composed(
        new Exercise<Composing>(
                "Two steps are one", Exercise17::callComposed, Exercise17::rightStep)
            .naming(
                in ->
                    "For "
                        + pair(in.numbers("first"))
                        + ", then "
                        + pair(in.numbers("second"))
                        + ",")
            .stage(rng -> steps(step(draw(rng), draw(rng)), step(draw(rng), draw(rng))))
            .part(1, "A", A)
            .part(1, "B", B)
            .stage(
                Fresh.inTurn(
                    Fresh.inTurn(
                        rng -> again(step(1, 0), step(draw(rng), draw(rng))),
                        rng -> again(step(0, draw(rng)), step(draw(rng), draw(rng)))),
                    Fresh.inTurn(
                        rng -> again(step(draw(rng), draw(rng)), step(1, 0)),
                        rng -> again(step(draw(rng), draw(rng)), step(0, draw(rng))))))
            .part(1, "steps that change nothing, or forget everything", A, B)
            .leavesItsInputs(1));
  }

  static double[] step(double a, double b) {
    return new double[] {a, b};
  }

  private static String pair(double[] step) {
    return "(" + Numbers.text(step[0]) + ", " + Numbers.text(step[1]) + ")";
  }

  static double[] joined(double[] first, double[] second) {
    return step(second[0] * first[0], second[0] * first[1] + second[1]);
  }

  /** A number with a name: one of ±1½, ±2, …, ±5. */
  private static double draw(Rng rng) {
    return (rng.nextBoolean() ? 1 : -1) * (3 + rng.nextInt(8)) / 2.0;
  }

  private static Values steps(double[] first, double[] second) {
    return new Values().with("first", first).with("second", second);
  }

  /** After which another call must not change the answer. */
  private static Values again(double[] first, double[] second) {
    return steps(first, second).with("again", "yes");
  }

  private static Values callComposed(Composing code, Values in) {
    double[] step = code.composed(in.numbers("first"), in.numbers("second"));
    if (step == null || step.length != 2) {
      throw new Unusable(
          step == null
              ? "Your step is null: give back new double[] {A, B}."
              : "A step has two numbers, A and B, and yours has " + step.length + ".");
    }
    Values answer = new Values().with(A, step[0]).with(B, step[1]);
    if (in.get("again") != null && code.composed(step(1, 0), step(1, 0)) == step) {
      throw new Unusable(
          "Each call gives back one and the same array, made outside of composed: whoever keeps a"
              + " step finds another one in it later. Make a new one each time.");
    }
    return answer;
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

  static Exercise<Scanning> scannedExercise(Composing composing) {
    Composing join = usable(composing);
    return Chunks17.scanned(
        new Exercise<Scanning>("In chunks", Exercise17::callScanned, Exercise17::rightStates)
            .axes(H, "step")
            .tolerance(1e-9) // a float is wrong in every draw
            .naming(Exercise17::inWords)
            .stage(Fresh.inTurn(rng -> fromZero(rng, 1, 1), rng -> fromZero(rng, 4, 4)))
            .part(1, "one chunk", H)
            .stage(Fresh.inTurn(rng -> fromZero(rng, 6, 3), rng -> fromZero(rng, 8, 2)))
            .part(1, "chunks of equal length", H)
            .stage(Fresh.inTurn(rng -> recurrence(rng, 6, 3, 0), rng -> recurrence(rng, 8, 2, 0)))
            .part(1, "a start that is not 0", H)
            .stage(
                Fresh.inTurn(
                    rng -> counted(rng, 7, 3),
                    Fresh.inTurn(rng -> counted(rng, 2, 5), rng -> counted(rng, 11, 4))))
            .part(1, "a last chunk that is shorter", H, COUNT)
            .stage(Fresh.inTurn(rng -> forgetful(rng, 12, 3), rng -> fromZero(rng, 5, 1)))
            .part(1, "factors of 0, chunks of a single step", H)
            .stage(rng -> recurrence(rng, 24 + 4 * rng.nextInt(3), 4, 1).with("start", 0.0))
            .part(2, "chunks at the same time: cores.all in pieces 1 and 3", FIRST, COUNT, ALL)
            .part(1, "and in any order, to the right end", H, ALL)
            .leavesItsInputs(1)
            .consequence(
                "(Right but for composed, which was marked above.)",
                new Chunks17.Chunking(join)::scanned),
        join);
  }

  /** The learner's ∘ if it gives back a step of two numbers, the right one if it doesn't. */
  private static Composing usable(Composing learners) {
    double[] step = Sandbox.run(() -> learners.composed(step(2, 1), step(3, 4)), PATIENCE).value();
    return step != null && step.length == 2 ? learners : Exercise17::joined;
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

  /** Where far too many chunks are wrong, as well. */
  private static Values counted(Rng rng, int steps, int chunk) {
    return fromZero(rng, steps, chunk).with("counted", "yes");
  }

  private static Values forgetful(Rng rng, int steps, int chunk) {
    Values in = fromZero(rng, steps, chunk);
    for (int t = 1; t < steps; t += 4) {
      in.numbers("a")[t] = 0;
    }
    return in;
  }

  private static Values callScanned(Scanning code, Values in) {
    int chunk = (int) in.number("chunk");
    Cores17.OneByOne cores = new Cores17.OneByOne(chunks(in));
    Values copy = in.copy();
    double[] h = states(code, in, cores);
    int calls = cores.calls();
    boolean atOnce = in.number("shuffled") > 0;
    if (atOnce && cores.count() == chunks(in) && Cores17.near(rightStates(copy).numbers(H), h)) {
      calls = Cores17.looked(code, copy, h);
    }
    return new Values()
        .with(H, h)
        .with(FIRST, Arrays.copyOf(h, Math.min(chunk, h.length)))
        .with(
            COUNT,
            atOnce || (in.get("counted") != null && cores.odd() > chunks(in))
                ? String.valueOf(cores.count())
                : rightCount(in))
        .with(ALL, atOnce ? calls(calls) : "");
  }

  private static String rightCount(Values in) {
    boolean counts = in.get("counted") != null || in.number("shuffled") > 0;
    return counts ? String.valueOf(chunks(in)) : "";
  }

  private static String calls(int calls) {
    return calls == 0 ? "none" : calls == 1 ? "one" : "two or more";
  }

  private static int chunks(Values in) {
    int chunk = (int) in.number("chunk");
    return (in.numbers("a").length + chunk - 1) / chunk;
  }

  private static double[] states(Scanning code, Values in, Cores17.OneByOne cores) {
    double[] a = in.numbers("a");
    double[] h;
    try {
      h = code.scanned(a, in.numbers("b"), in.number("start"), (int) in.number("chunk"), cores);
    } catch (ArrayIndexOutOfBoundsException | NullPointerException e) {
      int chunks = chunks(in);
      String are = chunks == 1 ? " there is 1 chunk" : " there are " + chunks + " chunks";
      if (cores.odd() >= 0) {
        throw new Unusable(
            inWords(in)
                + " cores.all was called with "
                + cores.odd()
                + " as count, and"
                + are
                + ".");
      }
      String where = Thrown.where(e.getStackTrace());
      String in17 = where.isEmpty() ? "" : " in " + where;
      if (e instanceof NullPointerException) {
        throw new Unusable(
            inWords(in)
                + " something is null"
                + in17
                + ": was its place in the array filled, and for every chunk? (new double[n][] makes"
                + " room for n arrays, and none of them.)");
      }
      String message = e.getMessage() == null ? "" : e.getMessage();
      throw new Unusable(
          inWords(in)
              + " your code looks outside of an array ("
              + message
              + ")"
              + in17
              + (message.contains("Index -")
                  ? ". In front of the first there is none."
                  : message.endsWith("length " + a.length) && a.length > chunks
                      ? ". Counted from 0," + are + ": which is the last, and where does it end?"
                      : ". Counted from 0," + are + ": which is the last?"),
          e);
    }
    requireSteps("h", "(h_0 is no part of it.)", h, a.length);
    return h;
  }

  private static void requireSteps(String name, String note, double[] answer, int steps) {
    if (answer == null) {
      throw new Unusable(name + " is null: make it with new double[T], and return it.");
    }
    if (answer.length != steps) {
      String more =
          answer.length == steps + 1
              ? " " + note
              : answer.length < steps ? " All T of them are asked for." : "";
      throw new Unusable(
          String.format(
              Locale.ROOT,
              "%s must have as many numbers as there are steps, %d, and has %d.%s",
              name,
              steps,
              answer.length,
              more));
    }
  }

  private static Values rightStates(Values in) {
    double[] h = walked(in.numbers("a"), in.numbers("b"), in.number("start"));
    int chunk = (int) in.number("chunk");
    return new Values()
        .with(H, h)
        .with(FIRST, Arrays.copyOf(h, Math.min(chunk, h.length)))
        .with(COUNT, rightCount(in))
        .with(ALL, in.number("shuffled") > 0 ? calls(2) : "");
  }

  /** The recurrence in a plain loop. */
  static double[] walked(double[] a, double[] b, double start) {
    double[] h = new double[a.length];
    double state = start;
    for (int t = 0; t < a.length; t++) {
      state = a[t] * state + b[t];
      h[t] = state;
    }
    return h;
  }

  /** The recurrence from 0, as a loop. */
  static double[] stepByStep(double[] p, double[] q) {
    return walked(p, q, 0);
  }

  // ---- the way back ---------------------------------------------------------------------------

  static Exercise<Backward> backExercise() {
    return Mistakes17.back(
        new Exercise<Backward>("The way back", Exercise17::callBack, Exercise17::rightGradients)
            .axes(DH, "step")
            .tolerance(1e-9) // a float is wrong in every draw
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
            .leavesItsInputs(1));
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
    Values copy = in.copy();
    int[] calls = {0};
    double[] dh = gradients(code, in, counted(calls));
    boolean right = Cores17.near(rightGradients(copy).numbers(DH), dh);
    String scans =
        calls[0] > 2
            ? "many scans"
            : calls[0] == 0 || (right && !isScanned(code, copy, dh)) ? "a loop" : "scan";
    return new Values().with(DH, dh).with(LAST, dh[dh.length - 1]).with(SCANS, scans);
  }

  /** A scan of arrays that fit; there and then it counts. */
  private static Recurrence counted(int[] calls) {
    return (p, q) -> {
      calls[0]++;
      if (p == null || q == null) {
        throw new Unusable("scan.of was given null: make p and q with new double[T].");
      }
      if (p.length != q.length) {
        throw new Unusable(
            "scan.of needs as many p as q: yours are " + p.length + " and " + q.length + ".");
      }
      return stepByStep(p, q);
    };
  }

  /**
   * Whether gradients follow what the scan gives, each its own state: they must be others when all
   * states are, but for dh_T; and two at most when the first state is.
   */
  private static boolean isScanned(Backward code, Values in, double[] dh) {
    double[] all =
        gradients(
            code, in.copy(), (p, q) -> Arrays.stream(stepByStep(p, q)).map(s -> s + 1).toArray());
    double[] first =
        gradients(
            code,
            in.copy(),
            (p, q) -> {
              double[] states = stepByStep(p, q);
              if (states.length > 0) {
                states[0]++;
              }
              return states;
            });
    return others(dh, all) >= dh.length - 1 && others(dh, first) <= 2;
  }

  private static long others(double[] x, double[] y) {
    return IntStream.range(0, x.length).filter(i -> Math.abs(x[i] - y[i]) > 1e-6).count();
  }

  private static double[] gradients(Backward code, Values in, Recurrence scan) {
    double[] a = in.numbers("a");
    double[] dh;
    try {
      dh = code.back(a, in.numbers("dy"), scan);
    } catch (ArrayIndexOutOfBoundsException e) {
      String message = e.getMessage() == null ? "" : e.getMessage();
      String where = Thrown.where(e.getStackTrace());
      throw new Unusable(
          "For T = "
              + a.length
              + ", your code looks outside of an array ("
              + message
              + ")"
              + (where.isEmpty() ? "" : " in " + where)
              + (message.startsWith("Index " + a.length + " ")
                  ? ". There is no step behind the last: what stands in front of a state of 0, in"
                      + " p[0], plays no part."
                  : ". Which i and which t lead there?"),
          e);
    }
    requireSteps("dh", "(The gradient of h_0 is no part of it.)", dh, a.length);
    return dh;
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
    return new Values().with(DH, dh).with(LAST, dh[dh.length - 1]).with(SCANS, "scan");
  }
}
