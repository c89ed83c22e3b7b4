package unrolled.check.exercise;

import static unrolled.check.exercise.Exercise17.joined;
import static unrolled.check.exercise.Exercise17.step;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.DoubleUnaryOperator;
import java.util.function.IntBinaryOperator;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import unrolled.check.exercise.Exercise17.Backward;
import unrolled.check.exercise.Exercise17.Composing;
import unrolled.check.exercise.Exercise17.Cores;
import unrolled.check.exercise.Exercise17.Recurrence;
import unrolled.check.exercise.Exercise17.Scanning;

/** What is typically wrong in exercise 17, most of it as switches of code that is right. */
final class Mistakes17 {

  private Mistakes17() {}

  // ---- two steps as one -----------------------------------------------------------------------

  static Exercise<Composing> composed(Exercise<Composing> exercise) {
    String read = " Read “Two steps are one” above.";
    exercise
        .slip(
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
        .slip(
            "B with the new A",
            "It looks as if b were multiplied by A, the product of both factors: had one of them"
                + " been changed before it was read again?"
                + read,
            (f, s) -> step(f[0] * s[0], f[0] * s[0] * f[1] + s[1]))
        .mistake(
            "factors added",
            "It looks as if A were a + a'." + read,
            (f, s) -> step(f[0] + s[0], s[0] * f[1] + s[1]))
        .mistake(
            "what becomes of 1",
            "It looks as if B were what both steps make of h = 1. That is A + B: what do they make"
                + " of 0?"
                + read,
            (f, s) -> step(f[0] * s[0], f[0] * s[0] + joined(f, s)[1]))
        .slip(
            "B, A",
            "A and B have changed places: {A, B} is asked for." + read,
            (f, s) -> step(s[0] * f[1] + s[1], f[0] * s[0]));
    products()
        .forEach(
            (words, product) ->
                exercise.mistake(
                    "A = " + words,
                    "It looks as if A were "
                        + words
                        + ". What is h multiplied by, after both?"
                        + read,
                    (f, s) -> step(product.applyAsDouble(both(f, s)), joined(f, s)[1])));
    Map<String, ToDoubleFunction<double[]>> firsts = summands("b", 1);
    Map<String, ToDoubleFunction<double[]>> seconds = summands("b'", 3);
    firsts.forEach(
        (one, first) ->
            seconds.forEach(
                (other, second) -> {
                  String words = (one + other).replaceFirst("^ \\+ ", "").strip();
                  exercise.mistake(
                      "B =" + one + other,
                      "It looks as if B were "
                          + (words.isEmpty() ? "0" : words)
                          + ". Put a·h + b where the second step's h stands: what becomes of b,"
                          + " and what of b'?"
                          + read,
                      (f, s) ->
                          step(
                              f[0] * s[0],
                              first.applyAsDouble(both(f, s)) + second.applyAsDouble(both(f, s))));
                }));
    return exercise;
  }

  private static double[] both(double[] first, double[] second) {
    return new double[] {first[0], first[1], second[0], second[1]};
  }

  /** What somebody may take for A, by its words. */
  private static Map<String, ToDoubleFunction<double[]>> products() {
    Map<String, ToDoubleFunction<double[]>> products = new LinkedHashMap<>();
    products.put("a, the first step's factor alone", x -> x[0]);
    products.put("a', the second step's factor alone", x -> x[2]);
    products.put("a'·a + b", x -> x[0] * x[2] + x[1]);
    products.put("a'·a + b'", x -> x[0] * x[2] + x[3]);
    products.put("a'·b", x -> x[2] * x[1]);
    products.put("a·b", x -> x[0] * x[1]);
    products.put("a·b'", x -> x[0] * x[3]);
    products.put("a + b", x -> x[0] + x[1]);
    products.put("a'·a·b", x -> x[0] * x[1] * x[2]);
    products.put("a·a", x -> x[0] * x[0]);
    products.put("a'·a'", x -> x[2] * x[2]);
    return products;
  }

  /** A summand of B, by its words: this number times some factors, with a sign; or none. */
  private static Map<String, ToDoubleFunction<double[]>> summands(String name, int at) {
    Map<String, ToDoubleFunction<double[]>> summands = new LinkedHashMap<>();
    summands.put("", x -> 0);
    for (int sign : new int[] {1, -1}) {
      String words = sign > 0 ? " + " : " − ";
      summands.put(words + name, x -> sign * x[at]);
      summands.put(words + "a·" + name, x -> sign * x[0] * x[at]);
      summands.put(words + "a'·" + name, x -> sign * x[2] * x[at]);
      summands.put(words + "a'·a·" + name, x -> sign * x[0] * x[2] * x[at]);
    }
    return summands;
  }

  // ---- in chunks ------------------------------------------------------------------------------

  /** Where a chunk begins, and where it ends. */
  private record Cut(int[] from, int[] to) {
    static Cut of(int steps, int chunks, int length) {
      return new Cut(
          IntStream.range(0, chunks).map(c -> Math.min(steps, c * length)).toArray(),
          IntStream.range(0, chunks).map(c -> Math.min(steps, (c + 1) * length)).toArray());
    }

    static Cut right(int steps, int chunk) {
      return of(steps, (steps + chunk - 1) / chunk, chunk);
    }

    Cut lastTo(int steps) {
      to[to.length - 1] = steps;
      return this;
    }
  }

  /** What somebody makes of the steps and L. */
  @FunctionalInterface
  private interface Cutting {
    Cut of(int steps, int chunk);
  }

  /** Another state, of the step's a and b, the state, and that with which the chunk begins. */
  @FunctionalInterface
  private interface Next {
    double of(double a, double b, double state, double begin);
  }

  /** The state with which chunk c > 0 begins, from all (A, B), what came before, and start. */
  @FunctionalInterface
  private interface From {
    double begin(int c, double[][] whole, double[] begin, double start);
  }

  /** How somebody goes through chunks. */
  static final class Chunking {
    private Cutting cut = Cut::right;
    private Composing join;
    private double[] front = {1, 0};
    private boolean startInFront; // of each chunk's steps, as what is added
    private boolean floats; // for (A, B)
    private boolean floatStates;
    private boolean goesOn; // (A, B) from chunk to chunk
    private boolean together; // one array for all chunks
    private boolean twice; // the first step
    private int skipped; // steps of a chunk's (A, B)
    private int missing; // at its end
    private int shifted; // its steps are read at t + this
    private boolean fromTheFirst; // its steps are read at t − from
    private double first = 1; // how much of start the first chunk gets
    private From from = (c, whole, begin, start) -> apply(whole[c - 1], begin[c - 1]);
    private boolean tooLate;
    private boolean tooFar;
    private Next next = (a, b, state, begin) -> a * state + b;
    private boolean beginsWithBegin; // notes it in place of the first state
    private boolean atTheBeginning; // writes each chunk's states to h[0] …
    private boolean onlyEnds;
    private boolean walkFromTheFirst;
    private int walkShifted;
    private boolean allFromStart; // all chunks in piece 3
    private boolean allFromZero;
    private boolean late; // all of h
    private boolean early;

    Chunking(Composing join) {
      this.join = join;
    }

    double[] scanned(double[] a, double[] b, double start, int chunk, Cores cores) {
      int steps = a.length;
      Cut cuts = cut.of(steps, chunk);
      int chunks = cuts.from.length;
      double[][] whole = new double[chunks][];
      cores.all(chunks, c -> whole[c] = whole(a, b, cuts.from[c], cuts.to[c], start));
      for (int c = 1; goesOn && c < chunks; c++) {
        whole[c] = joined(whole[c - 1], whole[c]);
      }
      if (together) {
        double[] all = {1, 0};
        for (double[] one : whole) {
          all = joined(all, one);
        }
        Arrays.fill(whole, all);
      }
      double[] begin = begins(whole, start);
      double[] h = new double[steps];
      cores.all(
          chunks,
          c -> {
            double state = allFromZero ? 0 : allFromStart ? start : begin[c];
            walk(a, b, cuts.from[c], cuts.to[c], state, h);
          });
      return late ? moved(h, -1, start) : early ? moved(h, 1, 0) : h;
    }

    private double[] whole(double[] a, double[] b, int from, int to, double start) {
      double[] sofar = startInFront ? step(1, start) : front.clone();
      for (int t = from + skipped; t < to - missing; t++) {
        int at = within(fromTheFirst ? t - from : t + shifted, a.length);
        double[] one = at < 0 ? step(0, 0) : step(a[at], b[at]);
        if (twice && t == from) {
          sofar = one.clone();
        }
        sofar = join.composed(sofar, one);
      }
      return floats ? step((float) sofar[0], (float) sofar[1]) : sofar;
    }

    private double[] begins(double[][] whole, double start) {
      double[] begin = new double[whole.length];
      for (int c = 0; c < begin.length; c++) {
        begin[c] = c == 0 ? first * start : from.begin(c, whole, begin, start);
      }
      if (tooFar) {
        Arrays.setAll(begin, c -> apply(whole[c], begin[c]));
      }
      return tooLate ? moved(begin, -1, start) : begin;
    }

    private void walk(double[] a, double[] b, int from, int to, double begin, double[] h) {
      double state = begin;
      for (int t = from; t < to; t++) {
        int at = within(walkFromTheFirst ? t - from : t + walkShifted, a.length);
        boolean waits = beginsWithBegin && t == from;
        double after = waits ? begin : at < 0 ? 0 : next.of(a[at], b[at], state, begin);
        if (!onlyEnds || t == to - 1) {
          h[atTheBeginning ? t - from : t] = floatStates ? (float) after : after;
        }
        state = after;
      }
    }

    private static int within(int t, int steps) {
      return t < steps ? t : -1;
    }

    private static double apply(double[] step, double state) {
      return step[0] * state + step[1];
    }
  }

  /** Each number taken from so many places on; this one where there is none. */
  private static double[] moved(double[] x, int by, double none) {
    return IntStream.range(0, x.length)
        .mapToDouble(i -> i + by < 0 || i + by >= x.length ? none : x[i + by])
        .toArray();
  }

  /**
   * The mistakes in chunks.
   *
   * @param join the learner's ∘, right or wrong: a mistake may come on top
   */
  static Exercise<Scanning> scanned(Exercise<Scanning> exercise, Composing join) {
    String where = "“What is what”";
    String read = " Read " + where + " above.";
    Scanning right = new Chunking(join)::scanned;
    exercise
        .mistake(
            "nothing",
            "All is 0: does what you compute reach h?",
            (a, b, start, chunk, cores) -> {
              for (int call = 0; call < 2; call++) {
                cores.all((a.length + chunk - 1) / chunk, c -> {});
              }
              return new double[a.length];
            })
        .mistake(
            "a plain loop",
            "The states are right, but no core has had a part in it: what they rest on is not"
                + " computed in cores.all. The chunks are to be worked out by all cores."
                + read,
            (a, b, start, chunk, cores) -> right.scanned(a, b, start, chunk, alone()))
        .mistake(
            "one piece in parallel",
            "The states are right, but only one call of cores.all has had a part in it. Pieces 1"
                + " and 3 are both done by all cores."
                + read,
            (a, b, start, chunk, cores) -> {
              int[] calls = {0};
              return right.scanned(
                  a,
                  b,
                  start,
                  chunk,
                  (count, task) -> (calls[0]++ == 0 ? alone() : cores).all(count, task));
            })
        .mistake(
            "a division by the product so far",
            "NaN where a factor is 0: do you divide by a, or by a product of them? Any a may be 0."
                + read,
            (a, b, start, chunk, cores) -> divided(a, b, start, chunk, cores, Double.NaN))
        .mistake(
            "a division by the product so far, in piece 3",
            "NaN where a factor is 0, and behind it: do you divide by a, or by a product of them?"
                + " Any a may be 0."
                + read,
            (a, b, start, chunk, cores) -> divided(a, b, start, chunk, cores, 0));
    return borders(
            walks(
                begins(
                    rarely(
                        wholes(
                            new Slips<Chunking, Scanning>(
                                where, () -> new Chunking(join), way -> way::scanned))))))
        .addTo(exercise);
  }

  private static Cores alone() {
    return (count, task) -> IntStream.range(0, count).forEach(task);
  }

  /** By b over the product of factors so far: in piece 1, or in both. */
  private static double[] divided(
      double[] a, double[] b, double start, int chunk, Cores cores, double inside) {
    Cut cut = Cut.right(a.length, chunk);
    double[][] whole = new double[cut.from.length][];
    double[] begin = new double[whole.length + 1];
    double[] h = new double[a.length];
    boolean both = Double.isNaN(inside);
    cores.all(
        whole.length,
        c -> {
          double product = 1;
          double sum = 0;
          for (int t = cut.from[c]; t < cut.to[c]; t++) {
            product *= a[t];
            sum += b[t] / product;
          }
          whole[c] = step(product, product * sum);
        });
    begin[0] = start;
    for (int c = 0; c < whole.length; c++) {
      begin[c + 1] = whole[c][0] * begin[c] + whole[c][1];
    }
    cores.all(
        whole.length,
        c -> {
          double product = 1;
          double sum = begin[c];
          double state = begin[c];
          for (int t = cut.from[c]; t < cut.to[c]; t++) {
            product *= a[t];
            sum += b[t] / product;
            state = a[t] * state + b[t];
            h[t] = both ? state : product * sum;
          }
        });
    return h;
  }

  private static Slips<Chunking, Scanning> borders(Slips<Chunking, Scanning> slips) {
    String length =
        "It looks as if chunk were taken for the number of chunks. It is L, the steps that a chunk"
            + " has: how many chunks does that make?";
    return slips
        .slip(
            "cut",
            "the last chunk left out",
            "Right where all chunks are equally long. The last, shorter one is missing: does T / L"
                + " count it?",
            way -> way.cut = (steps, chunk) -> Cut.of(steps, steps / chunk, chunk))
        .slip(
            "cut",
            "chunk taken for the number of chunks",
            length,
            way -> way.cut = (steps, chunk) -> Cut.of(steps, chunk, steps / chunk))
        .alone(
            "chunk taken for the number of chunks",
            length,
            way -> way.cut = (steps, chunk) -> Cut.of(steps, chunk, (steps + chunk - 1) / chunk))
        .alone(
            "chunk taken for the number of chunks",
            length,
            way -> way.cut = (steps, chunk) -> Cut.of(steps, chunk, steps / chunk).lastTo(steps));
  }

  private static Slips<Chunking, Scanning> wholes(Slips<Chunking, Scanning> slips) {
    return slips
        .slip(
            "whole",
            "B a plain sum",
            "It looks as if a chunk's B were the plain sum of its b. Each b goes through all steps"
                + " behind it.",
            way -> way.join = (f, s) -> step(f[0] * s[0], f[1] + s[1]))
        .slip(
            "whole",
            "B times the product so far",
            "It looks as if B were multiplied by A, the product so far: was A changed before B was"
                + " computed?",
            way -> way.join = (f, s) -> step(f[0] * s[0], f[0] * s[0] * f[1] + s[1]))
        .alone(
            "B times the product before",
            "It looks as if B were multiplied by the product of the factors before. It meets the"
                + " step's own factor.",
            way -> way.join = (f, s) -> step(f[0] * s[0], f[0] * f[1] + s[1]))
        .alone(
            "b taken before a",
            "It looks as if a chunk's B were a·(B + b). First comes the factor, then b is added.",
            way -> way.join = (f, s) -> step(f[0] * s[0], s[0] * (f[1] + s[1])))
        .alone(
            "the last b alone",
            "It looks as if a chunk's B were its last b alone.",
            way -> way.join = (f, s) -> step(f[0] * s[0], s[1]))
        .alone(
            "A a sum",
            "It looks as if a chunk's A were the sum of its factors. What do two steps make of h?",
            way -> {
              way.join = (f, s) -> step(f[0] + s[0], s[0] * f[1] + s[1]);
              way.front = step(0, 0);
            })
        .alone(
            "1 more than the sum",
            "It looks as if the factors of a chunk were added up, not multiplied.",
            way -> way.join = (f, s) -> step(f[0] + s[0], s[0] * f[1] + s[1]))
        .alone(
            "A the last factor",
            "It looks as if a chunk's A were its last factor alone.",
            way -> way.join = (f, s) -> step(s[0], s[0] * f[1] + s[1]))
        .slip(
            "whole",
            "{0, 0} in front",
            "It looks as if A were 0 between the chunks, so that the next one begins with B alone."
                + " (With {0, 0} in front of its steps a chunk forgets what came before. Which step"
                + " changes nothing?)",
            way -> way.front = step(0, 0))
        .alone(
            "{1, 1} in front",
            "It looks as if {1, 1} stood in front of a chunk's steps. That is h + 1. Which step"
                + " changes nothing?",
            way -> way.front = step(1, 1))
        .alone(
            "{0, 1} in front",
            "It looks as if {0, 1} stood in front of a chunk's steps. That makes 1 of everything."
                + " Which step changes nothing?",
            way -> way.front = step(0, 1))
        .slip(
            "whole",
            "the chunk joined from the end",
            "It looks as if the steps of a chunk were joined in the wrong order. What was joined so"
                + " far comes first: it is the first argument of composed.",
            way -> {
              Composing join = way.join;
              way.join = (f, s) -> join.composed(s, f);
            })
        .slip(
            "whole",
            "the first step twice",
            "It looks as if a chunk's first step were joined twice: it stands in front already.",
            way -> way.twice = true)
        .alone(
            "without a chunk's first step",
            "It looks as if a chunk's first step were missing in its (A, B).",
            way -> way.skipped = 1)
        .slip(
            "whole",
            "without a chunk's last step",
            "It looks as if a chunk's last step were missing in its (A, B).",
            way -> way.missing = 1)
        .alone(
            "one step too many",
            "It looks as if the next chunk's first step were in a chunk's (A, B), too. Where does"
                + " it end?",
            way -> way.missing = -1)
        .alone(
            "one step on",
            "It looks as if the steps of a chunk's (A, B) were read one too late: at t + 1.",
            way -> way.shifted = 1)
        .alone(
            "the first chunk's steps in (A, B)",
            "It looks as if the first chunk's (A, B) led from each chunk to the next. At which t"
                + " does chunk c begin, and is it whole[c] that is used?",
            way -> way.fromTheFirst = true)
        .alone(
            "one array for all chunks",
            "It looks as if every chunk had the same (A, B), that of all steps together: is it one"
                + " array for all of them?",
            way -> way.together = true)
        .alone(
            "one chunk after the other joined",
            "It looks as if (A, B) went on from chunk to chunk, and was applied again: does each"
                + " begin anew with {1, 0}, at its own first step?",
            way -> way.goesOn = true);
  }

  private static Slips<Chunking, Scanning> rarely(Slips<Chunking, Scanning> slips) {
    String precise = "Right to seven digits: is there a float? A double has sixteen.";
    return slips
        .alone(
            "start in front of each chunk's steps",
            "It looks as if {1, start} stood in front of each chunk's steps. start belongs in the"
                + " first state alone; which step changes nothing?",
            way -> way.startInFront = true)
        .alone("float", precise, way -> way.floats = true)
        .alone("float", precise, way -> way.floatStates = true);
  }

  private static Slips<Chunking, Scanning> begins(Slips<Chunking, Scanning> slips) {
    String lost = "It looks as if every chunk began with 0: where do the states of piece 2 go?";
    return slips
        .slip(
            "start",
            "start forgotten",
            "It looks as if the first chunk began with 0. It begins with start.",
            way -> way.first = 0)
        .slip(
            "start",
            "start as the first state",
            "Right places? It looks as if h were one step late, with start in h[0]. h[0] is h_1:"
                + " the state after the first step.",
            way -> way.late = true)
        .mistake("begin", "every chunk from 0", lost, way -> way.allFromZero = true)
        .mistake(
            "begin",
            "every chunk from start",
            "It looks as if all chunks began with start, and not the first one alone. Does what"
                + " composed gives get into (A, B), and where do the states of piece 2 go?",
            way -> way.allFromStart = true)
        .mistake(
            "begin",
            "later chunks from 0",
            "The first chunk is right. It looks as if the others began with 0: where do the states"
                + " of piece 2 go?",
            way -> way.from = (c, whole, begin, start) -> 0)
        .slip(
            "begin",
            "one chunk too far",
            "It looks as if a chunk began where it should end: its own (A, B) was applied already."
                + " The first begins with start.",
            way -> way.tooFar = true)
        .slip(
            "begin",
            "one chunk too late",
            "It looks as if the second chunk began with start, the third where the second should,"
                + " and so on.",
            way -> way.tooLate = true)
        .alone(
            "the chunk's own (A, B)",
            "It looks as if a chunk began with its own A·h + B, h being that with which the chunk"
                + " before begins. It is the (A, B) of the chunk before that leads there.",
            way -> way.from = (c, whole, begin, start) -> Chunking.apply(whole[c], begin[c - 1]))
        .mistake(
            "begin",
            "each chunk's (A, B) applied to start",
            "It looks as if every (A, B) were applied to start. The state goes from chunk to"
                + " chunk.",
            way -> way.from = (c, whole, begin, start) -> Chunking.apply(whole[c - 1], start))
        .slip(
            "begin",
            "A forgotten",
            "It looks as if A were missing between the chunks, or 1: the next one begins with A·h +"
                + " B.",
            way -> way.from = (c, whole, begin, start) -> begin[c - 1] + whole[c - 1][1])
        .alone(
            "B forgotten",
            "It looks as if B were missing between the chunks, or 0: the next one begins with A·h +"
                + " B.",
            way -> way.from = (c, whole, begin, start) -> whole[c - 1][0] * begin[c - 1])
        .alone(
            "A and B exchanged",
            "It looks as if the next chunk began with B·h + A. A stands at 0 and B at 1.",
            way ->
                way.from =
                    (c, whole, begin, start) -> whole[c - 1][1] * begin[c - 1] + whole[c - 1][0])
        .alone(
            "B multiplied, too",
            "It looks as if the next chunk began with A·(h + B). First A, then B is added.",
            way ->
                way.from =
                    (c, whole, begin, start) -> whole[c - 1][0] * (begin[c - 1] + whole[c - 1][1]))
        .alone(
            "B taken away",
            "It looks as if the next chunk began with A·h − B.",
            way ->
                way.from =
                    (c, whole, begin, start) -> whole[c - 1][0] * begin[c - 1] - whole[c - 1][1])
        .alone(
            "start once more",
            "It looks as if start were added at each chunk. It belongs in the first alone; from"
                + " there A carries it on.",
            way ->
                way.from =
                    (c, whole, begin, start) -> Chunking.apply(whole[c - 1], begin[c - 1]) + start)
        .alone(
            "start left behind",
            "It looks as if start got no further than the first chunk: the first (A, B) was applied"
                + " to 0.",
            way ->
                way.from =
                    (c, whole, begin, start) ->
                        Chunking.apply(whole[c - 1], c == 1 ? 0 : begin[c - 1]));
  }

  private static Slips<Chunking, Scanning> walks(Slips<Chunking, Scanning> slips) {
    return slips
        .slip(
            "walk",
            "only the ends of the chunks",
            "It looks as if only each chunk's last state were in h. All T states are asked for.",
            way -> way.onlyEnds = true)
        .slip(
            "walk",
            "the state stays",
            "It looks as if every state were computed from the one with which the chunk begins."
                + " Does the state go on from step to step?",
            way -> way.next = (a, b, state, begin) -> a * begin + b)
        .slip(
            "walk",
            "counted from the chunk's beginning",
            "It looks as if every chunk wrote its states to the beginning of h. Which t is it?",
            way -> way.atTheBeginning = true)
        .slip(
            "walk",
            "what is added forgotten",
            "It looks as if b were missing in piece 3.",
            way -> way.next = (a, b, state, begin) -> a * state)
        .alone(
            "the factor forgotten",
            "It looks as if a were missing in piece 3.",
            way -> way.next = (a, b, state, begin) -> state + b)
        .alone(
            "b multiplied, too",
            "It looks as if piece 3 computed a·(h + b). First the factor, then b is added.",
            way -> way.next = (a, b, state, begin) -> a * (state + b))
        .alone(
            "a and b exchanged",
            "It looks as if piece 3 computed b·h + a.",
            way -> way.next = (a, b, state, begin) -> b * state + a)
        .slip(
            "walk",
            "the chunk's first step missing in piece 3",
            "It looks as if each chunk's first state were the one with which it begins: that one"
                + " belongs to the chunk before.",
            way -> way.beginsWithBegin = true)
        .alone(
            "the first chunk's steps in piece 3",
            "It looks as if every chunk took the first chunk's steps in piece 3. At which t does"
                + " chunk c begin?",
            way -> way.walkFromTheFirst = true)
        .alone(
            "the first chunk's steps in both pieces",
            "It looks as if every chunk took the first chunk's steps, in pieces 1 and 3. At which t"
                + " does chunk c begin?",
            way -> {
              way.walkFromTheFirst = true;
              way.fromTheFirst = true;
            })
        .alone(
            "one step on in piece 3",
            "It looks as if the steps were read one too late in piece 3: at t + 1.",
            way -> way.walkShifted = 1)
        .alone(
            "h one step early",
            "Right places? It looks as if h began with h_2: h[0] is h_1.",
            way -> way.early = true);
  }

  // ---- the way back ---------------------------------------------------------------------------

  /** How somebody makes p and q, and dh of what comes back. */
  private static final class Turning {
    private IntBinaryOperator p = (i, steps) -> steps - i;
    private IntBinaryOperator q = (i, steps) -> steps - 1 - i;
    private IntBinaryOperator out = (t, steps) -> steps - 1 - t;
    private DoubleUnaryOperator factor = a -> a;
    private IntBinaryOperator times; // q is multiplied by this a
    private double dys = 1;
    private int keptFrom; // of T − 1 − t: only later dy
    private int keptTo = Integer.MAX_VALUE;
    private double more; // times dy, added to dh
    private boolean timesA;
    private double sign = 1;
    private boolean exchanged;
    private int skipped; // steps at the beginning
    private boolean lastBeside; // dh_T is not in the scan
    private boolean floats;

    double[] back(double[] a, double[] dy, Recurrence scan) {
      int steps = a.length;
      double[] ps = new double[steps];
      double[] qs = new double[steps];
      for (int i = 0; i < steps; i++) {
        ps[i] = factor.applyAsDouble(at(a, p.applyAsInt(i, steps)));
        qs[i] = dys * at(dy, q.applyAsInt(i, steps));
        qs[i] *= i < keptFrom || i >= keptTo ? 0 : 1;
        qs[i] *= times == null ? 1 : at(a, times.applyAsInt(i, steps));
      }
      double[] states = exchanged ? scan.of(qs, ps) : scan.of(ps, qs);
      double[] dh = new double[steps];
      for (int t = skipped; t < steps; t++) {
        dh[t] = sign * at(states, out.applyAsInt(t, steps)) + more * dy[t];
        dh[t] *= timesA ? a[t] : 1;
        dh[t] = floats ? (float) dh[t] : dh[t];
      }
      if (lastBeside) {
        dh[steps - 1] = dy[steps - 1];
      }
      return dh;
    }

    private static double at(double[] x, int i) {
      return i < 0 || i >= x.length ? 0 : x[i];
    }
  }

  static Exercise<Backward> back(Exercise<Backward> exercise) {
    String where = "“The way back”";
    String read = " Read " + where + " above.";
    exercise
        .mistake(
            "nothing",
            "All is 0: does what you compute reach dh?",
            (a, dy, scan) -> new double[scan.of(a, dy).length])
        .mistake(
            "a loop",
            "The gradients are right, and each waits for the one after: they don't come out of"
                + " scan. Which p and q make a recurrence of the usual kind of it?"
                + read,
            (a, dy, scan) -> new Turning().back(a, dy, Exercise17::stepByStep))
        .mistake(
            "forward",
            "It looks as if you had scanned a and dy as they are, from the first step to the last:"
                + " that is the way forward. The gradient begins at the end."
                + read,
            (a, dy, scan) -> scan.of(a, dy))
        .slip(
            "forward, reversed afterwards",
            "It looks as if the result were turned round, and what goes into scan is not: the"
                + " gradient begins at the end, with dy[T−1]."
                + read,
            (a, dy, scan) -> reversed(scan.of(a, dy)));
    return results(gradients(factors(new Slips<>(where, Turning::new, way -> way::back))))
        .addTo(exercise);
  }

  private static double[] reversed(double[] x) {
    return IntStream.range(0, x.length).mapToDouble(i -> x[x.length - 1 - i]).toArray();
  }

  private static Slips<Turning, Backward> factors(Slips<Turning, Backward> slips) {
    String time = "It looks as if dy were turned round and a were not.";
    return slips
        .slip(
            "p",
            "the factor of its own step",
            "It looks as if dh_{t+1} were multiplied by a_t. It came from h_{t+1}, by the factor of"
                + " that step.",
            way -> way.p = (i, steps) -> steps - 1 - i)
        .slip(
            "p",
            "the factor of the step before",
            "It looks as if dh_{t+1} were multiplied by a_{t−1}: shifted the other way.",
            way -> way.p = (i, steps) -> steps - 2 - i)
        .alone(
            "two steps on",
            "It looks as if dh_{t+1} were multiplied by a_{t+2}: shifted by one too many.",
            way -> way.p = (i, steps) -> steps + 1 - i)
        .slip("p", "a in the order of time", time, way -> way.p = (i, steps) -> i)
        .alone(
            "a in the order of time, one on",
            time + " It is shifted by one, too: that is right once it is turned round.",
            way -> way.p = (i, steps) -> i + 1)
        .alone(
            "a in the order of time, one back",
            time + " And it begins one step late.",
            way -> way.p = (i, steps) -> i - 1)
        .alone(
            "without factors",
            "It looks as if dy were only added up: where are the factors?",
            way -> way.factor = a -> 1)
        .slip(
            "p",
            "dy alone",
            "It looks as if dh were dy: what comes from later is missing.",
            way -> way.factor = a -> 0)
        .alone(
            "the factor's sign",
            "It looks as if what comes from later were taken away, not added.",
            way -> way.factor = a -> -a)
        .alone(
            "the last factor for all",
            "It looks as if the last factor, a_T, stood in all of p.",
            way -> way.p = (i, steps) -> steps - 1)
        .alone(
            "the first factor for all",
            "It looks as if the first factor, a_1, stood in all of p.",
            way -> way.p = (i, steps) -> 0);
  }

  private static Slips<Turning, Backward> gradients(Slips<Turning, Backward> slips) {
    return slips
        .slip(
            "q",
            "dy in the order of time",
            "It looks as if a were turned round and dy were not.",
            way -> way.q = (i, steps) -> i)
        .alone(
            "dy of the step before",
            "It looks as if each state had got the dy of the step before. What arrives first in the"
                + " scan is dy_T.",
            way -> way.q = (i, steps) -> steps - 2 - i)
        .slip(
            "q",
            "dy of the step after",
            "It looks as if each state had got the dy of the step after, and the last none.",
            way -> way.q = (i, steps) -> steps - i)
        .slip(
            "q",
            "dy times its own factor",
            "It looks as if dy_t were multiplied by a_t. It arrives at h_t itself, from above, and"
                + " goes through no step.",
            way -> way.times = (i, steps) -> steps - 1 - i)
        .alone(
            "dy times the next factor",
            "It looks as if dy_t were multiplied by a_{t+1}. It arrives at h_t itself, from above,"
                + " and goes through no step.",
            way -> way.times = (i, steps) -> i == 0 ? steps - 1 : steps - i)
        .alone(
            "dy twice as large",
            "Right size? It looks as if dh were twice what it should be.",
            way -> way.dys = 2)
        .alone(
            "the last step beside the scan",
            "It looks as if the last step's gradient went no further than h_T: it must be in the"
                + " scan, as its first state.",
            way -> {
              way.keptFrom = 1;
              way.lastBeside = true;
            })
        .alone(
            "float",
            "Right to seven digits: is there a float? A double has sixteen.",
            way -> way.floats = true)
        .slip(
            "q",
            "the last step left out",
            "It looks as if the last step's dy were missing: dh_T = dy_T.",
            way -> way.keptFrom = 1)
        .alone(
            "only the last dy",
            "It looks as if dy counted at the last step alone. It arrives at every state.",
            way -> way.keptTo = 1);
  }

  private static Slips<Turning, Backward> results(Slips<Turning, Backward> slips) {
    return slips
        .slip(
            "out",
            "not turned back",
            "Right order? It looks as if dh stood there from the end to the beginning: scan gives"
                + " dh_T first.",
            way -> way.out = (t, steps) -> t)
        .slip(
            "out",
            "one step off",
            "Right places? It looks as if dh were shifted: dh[t] is that of step t + 1. What scan"
                + " gives last is dh_1.",
            way -> way.out = (t, steps) -> steps - 2 - t)
        .alone(
            "one step off the other way",
            "Right places? It looks as if dh were shifted: dh[t] is that of the step before. What"
                + " scan gives last is dh_1.",
            way -> way.out = (t, steps) -> steps - t)
        .slip(
            "out",
            "the first step left out",
            "Right but for h_1, which has nothing: where does the loop end?",
            way -> way.skipped = 1)
        .slip(
            "after",
            "dy twice",
            "It looks as if dy were added twice: the scan adds it already.",
            way -> way.more = 1)
        .slip(
            "after",
            "without its own dy",
            "It looks as if a state's own dy were missing: only what comes from later is there.",
            way -> way.more = -1)
        .slip(
            "after",
            "one step too far",
            "It looks as if every gradient were multiplied by a_t once more: that is what goes on"
                + " to h_{t−1}.",
            way -> way.timesA = true)
        .slip(
            "after",
            "the sign",
            "Right sign? It looks as if dh had the wrong one.",
            way -> way.sign = -1)
        .slip(
            "exchanged",
            "p and q exchanged",
            "It looks as if p and q had changed places: first the factors, then what is added.",
            way -> way.exchanged = true);
  }
}
