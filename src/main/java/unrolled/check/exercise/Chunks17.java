package unrolled.check.exercise;

import static unrolled.check.exercise.Exercise17.joined;
import static unrolled.check.exercise.Exercise17.step;

import java.util.Arrays;
import java.util.stream.IntStream;
import unrolled.check.exercise.Exercise17.Composing;
import unrolled.check.exercise.Exercise17.Cores;
import unrolled.check.exercise.Exercise17.Scanning;

/** What is typically wrong in the chunks of exercise 17, as switches of code that is right. */
final class Chunks17 {

  private Chunks17() {}

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
    private boolean startInFirst; // as what is added, of the first chunk's steps
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
    private int walkSkips; // steps of a chunk
    private boolean allButFirstFromTheEnd;
    private boolean everyNth;
    private boolean plusStart; // in every state
    private int walkEnds; // so many before its end
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
      cores.all(
          chunks,
          c ->
              whole[c] =
                  everyNth
                      ? ofEvery(chunks, c, a, b)
                      : whole(a, b, cuts.from[c], cuts.to[c], start));
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
      if (plusStart) {
        Arrays.setAll(h, t -> h[t] + start);
      }
      return late ? moved(h, -1, start) : early ? moved(h, 1, 0) : h;
    }

    private double[] ofEvery(int chunks, int c, double[] a, double[] b) {
      double[] sofar = {1, 0};
      for (int t = c; t < a.length; t += chunks) {
        sofar = join.composed(sofar, step(a[t], b[t]));
      }
      return sofar;
    }

    private double[] whole(double[] a, double[] b, int from, int to, double start) {
      boolean withStart = startInFront || (startInFirst && from == 0);
      double[] sofar = withStart ? step(1, start) : front.clone();
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
      if (allButFirstFromTheEnd && begin.length > 0) {
        double end = apply(whole[begin.length - 1], begin[begin.length - 1]);
        Arrays.fill(begin, 1, begin.length, end);
      }
      return tooLate ? moved(begin, -1, start) : begin;
    }

    private void walk(double[] a, double[] b, int from, int to, double begin, double[] h) {
      double state = begin;
      for (int t = from + walkSkips; t < to - walkEnds; t++) {
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
        .slip(
            "a division by the product so far",
            "NaN where a factor is 0: do you divide by a, or by a product of them? Any a may be 0."
                + read,
            (a, b, start, chunk, cores) -> divided(a, b, start, chunk, cores, Double.NaN))
        .slip(
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
            length + " And if the division leaves a rest, those steps are in no chunk.",
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
        .alone(
            "start in the first chunk's steps",
            "The first chunk is right. The others look as if start had been counted twice: as what the"
                + " first chunk's steps begin with, and once more where it begins.",
            way -> way.startInFirst = true)
        .alone(
            "start in every state",
            "It looks as if start were added to every state. It is where the first chunk begins.",
            way -> {
              way.first = 0;
              way.plusStart = true;
            })
        .alone(
            "one number for all that follow",
            "It looks as if all chunks but the first began with one and the same number, the state"
                + " at the very end. Each has a beginning of its own.",
            way -> way.allButFirstFromTheEnd = true)
        .alone(
            "every n-th step",
            "It looks as if a chunk's (A, B) were made of steps that stand far apart. A chunk's"
                + " steps follow each other.",
            way -> way.everyNth = true)
        .alone("float", precise, way -> way.floats = true)
        .alone("float", precise, way -> way.floatStates = true)
        .alone(
            "a and b exchanged in (A, B)",
            "It looks as if a chunk's (A, B) were joined of {b, a}. In a step a stands first.",
            way -> {
              Composing join = way.join;
              way.join = (f, s) -> join.composed(f, step(s[1], s[0]));
            })
        .alone(
            "the last chunk begins with 0",
            "It looks as if the last chunk began with 0: does the loop of piece 2 get there?",
            way ->
                way.from =
                    (c, whole, begin, start) ->
                        c == whole.length - 1 ? 0 : Chunking.apply(whole[c - 1], begin[c - 1]))
        .alone(
            "products and sums",
            "It looks as if a chunk began with start times all A, and all B added up. A B goes"
                + " through the chunks behind it, too.",
            way ->
                way.from =
                    (c, whole, begin, start) -> {
                      double product = start;
                      double sum = 0;
                      for (int k = 0; k < c; k++) {
                        product *= whole[k][0];
                        sum += whole[k][1];
                      }
                      return product + sum;
                    })
        .alone(
            "each chunk's last state missing",
            "It looks as if the last step of each chunk were missing in piece 3. Where does a chunk"
                + " end?",
            way -> way.walkEnds = 1)
        .alone(
            "each chunk's last step missing",
            "It looks as if the last step of each chunk were missing, in pieces 1 and 3. Where does"
                + " a chunk end?",
            way -> {
              way.walkEnds = 1;
              way.missing = 1;
            })
        .alone(
            "each chunk's first state missing",
            "It looks as if the first step of each chunk were left out in piece 3. Where does a"
                + " chunk begin?",
            way -> way.walkSkips = 1)
        .alone(
            "each chunk's first step missing",
            "It looks as if the first step of each chunk were left out, in pieces 1 and 3. Where"
                + " does a chunk begin?",
            way -> {
              way.walkSkips = 1;
              way.skipped = 1;
            });
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
        .slip("begin", "every chunk from 0", lost, way -> way.allFromZero = true)
        .slip(
            "begin",
            "every chunk from start",
            "It looks as if all chunks began with start, and not the first one alone. Does what"
                + " composed gives get into (A, B), and where do the states of piece 2 go?",
            way -> way.allFromStart = true)
        .slip(
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
        .slip(
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
}
