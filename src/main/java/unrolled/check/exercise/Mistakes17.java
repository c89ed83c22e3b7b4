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
import unrolled.check.exercise.Exercise17.Recurrence;

/**
 * What is typically wrong in exercise 17, most of it as switches of code that is right. The chunks
 * are in {@link Chunks17}.
 */
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
        .slip(
            "b and b' added",
            "It looks as if B were b + b'. The first step's b goes through the second step, too."
                + read,
            (f, s) -> step(f[0] * s[0], f[1] + s[1]))
        .slip(
            "b and b' multiplied",
            "It looks as if B were b·b'." + read,
            (f, s) -> step(f[0] * s[0], f[1] * s[1]))
        .slip(
            "b' forgotten",
            "It looks as if the second step's b' were missing in B." + read,
            (f, s) -> step(f[0] * s[0], s[0] * f[1]))
        .slip(
            "b forgotten",
            "It looks as if the first step's b were missing in B: it goes through the second step."
                + read,
            (f, s) -> step(f[0] * s[0], s[1]))
        .slip(
            "b times its own a",
            "It looks as if b were multiplied by a. Whose factor does it meet?" + read,
            (f, s) -> step(f[0] * s[0], f[0] * f[1] + s[1]))
        .slip(
            "a' times both",
            "It looks as if a' were multiplied into b', too. b' is added last." + read,
            (f, s) -> step(f[0] * s[0], s[0] * (f[1] + s[1])))
        .slip(
            "B with the new A",
            "It looks as if b were multiplied by A, the product of both factors: had one of them"
                + " been changed before it was read again?"
                + read,
            (f, s) -> step(f[0] * s[0], f[0] * s[0] * f[1] + s[1]))
        .slip(
            "factors added",
            "It looks as if A were a + a'." + read,
            (f, s) -> step(f[0] + s[0], s[0] * f[1] + s[1]))
        .slip(
            "what becomes of 1",
            "It looks as if B were what both steps make of h = 1. That is A + B: what do they make"
                + " of 0?"
                + read,
            (f, s) -> step(f[0] * s[0], f[0] * s[0] + joined(f, s)[1]))
        .slip(
            "A of 1",
            "It looks as if A were what both steps make of h = 1. That is A + B: B, which they make"
                + " of 0, is still in it."
                + read,
            (f, s) -> step(joined(f, s)[0] + joined(f, s)[1], joined(f, s)[1]))
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
    private boolean scansTwice;

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
      if (scansTwice) {
        states = scan.of(ps, states);
      }
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
            "a scan for each step",
            "The gradients are right, but scan is called for each step, and each call waits for the"
                + " one before. One call does it all."
                + read,
            (a, dy, scan) -> {
              double[] dh = dy.clone();
              for (int t = a.length - 2; t >= 0; t--) {
                dh[t] = scan.of(step(0, a[t + 1]), step(dh[t + 1], dy[t]))[1];
              }
              return dh;
            })
        .slip(
            "forward",
            "It looks as if you had scanned a and dy as they are, from the first step to the last:"
                + " that is the way forward. The gradient begins at the end."
                + read,
            (a, dy, scan) -> scan.of(a, dy))
        .slip(
            "forward, with the factors of the way back",
            "It looks as if a were shifted as it should be, but nothing turned round: then dh_t gets"
                + " what came before, not what comes later. (Collections.reverse of Arrays.asList(p)"
                + " doesn't turn a double[] round: that is a list of one element, the array.)"
                + read,
            (a, dy, scan) -> scan.of(Arrays.copyOfRange(a, 1, a.length + 1), dy))
        .slip(
            "forward, with the factors of the way back, 1 at the end",
            "It looks as if a were shifted as it should be, but nothing turned round: then dh_t gets"
                + " what came before, not what comes later. (Collections.reverse of Arrays.asList(p)"
                + " doesn't turn a double[] round: that is a list of one element, the array.)"
                + read,
            (a, dy, scan) -> {
              double[] shifted = Arrays.copyOfRange(a, 1, a.length + 1);
              shifted[a.length - 1] = 1;
              return scan.of(shifted, dy);
            })
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
            "scanned twice",
            "It looks as if what the scan gives had been scanned once more.",
            way -> way.scansTwice = true)
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
                + " dh_T first. (Whoever swaps first and last, and so on to the end, swaps each pair"
                + " twice.)",
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
