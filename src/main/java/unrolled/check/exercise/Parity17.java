package unrolled.check.exercise;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import unrolled.math.Numbers;
import unrolled.math.Rng;

/** Marks the weights with which one unit computes parity, in exercise 17. */
final class Parity17 {
  private static final String TOLD = "told";

  private Parity17() {}

  static Exercise<Callable<double[]>> exercise() {
    return new Exercise<Callable<double[]>>(
            "Odd or even", Parity17::call, in -> new Values().with(TOLD, 1))
        .stage(rng -> bits().with("kinds", 1))
        .part(1, "one of the two bits turns the state round, or leaves it", TOLD)
        .stage(rng -> bits("0", "1", "00000", "10", "11", "100000", "11000", "111", "1111"))
        .part(1, "a few bits", TOLD)
        .stage(rng -> bits(eight()))
        .part(1, "all strings of eight bits", TOLD)
        .stage(
            rng ->
                bits(
                    "1".repeat(1000),
                    "0".repeat(1000),
                    "1" + "0".repeat(999),
                    "01".repeat(500),
                    "001".repeat(333),
                    drawn()))
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

  /** Drawn once for all: a mark must not depend on them. */
  private static String drawn() {
    Rng rng = new Rng(17);
    return IntStream.range(0, 1000)
        .mapToObj(t -> rng.nextBoolean() ? "1" : "0")
        .collect(Collectors.joining());
  }

  private static Values call(Callable<double[]> code, Values in) throws Exception {
    double[] w = code.call();
    if (w == null || w.length != 4) {
      throw new Unusable("Give back four weights: of z its w and b, of g its w and b.");
    }
    for (double weight : w) {
      if (!Double.isFinite(weight)) {
        throw new Unusable(
            "A weight is "
                + weight
                + ": four ordinary numbers will do. Did you divide by 0, or take the logarithm of"
                + " 0? (1 / 1000 is 0 in whole numbers.)");
      }
    }
    if (in.get("kinds") != null
        && IntStream.rangeClosed(0, 1).noneMatch(bit -> turns(w, bit) || stays(w, bit))) {
      throw new Unusable(doing(w) + " " + advice(w));
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

  private static boolean turns(double[] w, int bit) {
    return factor(w, bit) < -0.9;
  }

  private static boolean stays(double[] w, int bit) {
    return factor(w, bit) > 0.9;
  }

  /** What the unit does with these bits, and what to think about. */
  private static String wrong(double[] w, String bits, double h, int right) {
    String shown = bits.length() <= 8 ? "the bits " + bits : bits.length() + " bits";
    return String.format(
        Locale.ROOT,
        "After %s your h is %s and should be near %d. %s %s",
        shown,
        rounded(h),
        right,
        doing(w),
        advice(w));
  }

  private static String doing(double[] w) {
    return "A 1 takes h to " + line(w, 1) + ", a 0 to " + line(w, 0) + ".";
  }

  private static String line(double[] w, int bit) {
    double added = added(w, bit);
    return rounded(factor(w, bit))
        + "·h "
        + (added < -5e-7 ? "− " : "+ ")
        + rounded(Math.abs(added));
  }

  /** Six digits behind the point, and no more. */
  private static String rounded(double x) {
    return Numbers.text(Math.rint(x * 1e6) / 1e6 + 0.0).replace('-', '−');
  }

  private static String advice(double[] w) {
    if (!counts(w)
        && (counts(w[0], w[2], w[1], w[3])
            || counts(w[2], w[3], w[0], w[1])
            || counts(w[1], w[0], w[3], w[2]))) {
      return "It looks as if your four numbers stood in another order: first w and b of z, then w"
          + " and b of g.";
    }
    double one = gate(w, 1);
    double zero = gate(w, 0);
    if (zero > 0.8 && one < 0.2) {
      return "It is the zeros that turn the state round: has w_z the right sign?";
    }
    if (zero > 0.8 && one > 0.8) {
      return "Both turn the state round: z is near 1 at a 0, too. There it must be near 0: what"
          + " does b_z do alone?";
    }
    if (one < 0.2) {
      return "Nothing turns the state round at a 1: there z must be near 1. What is w_z + b_z?";
    }
    if (one < 0.8) {
      return "At a 1 the gate is half open, and the old state is gone: there z must be near 1. What"
          + " is w_z + b_z?";
    }
    if (zero > 0.2) {
      return "A 0 should leave the state as it is: there z must be near 0. What does b_z do alone?";
    }
    if (Math.abs(added(w, 1) - 1) > 0.1) {
      return "A 1 must take 0 to 1, and 1 to 0: what must be added, and what is w_g + b_g?";
    }
    if (Math.abs(added(w, 0)) > 0.01) {
      return "A 0 adds something each time: b_g is large, and z at a 0 is not small enough for it.";
    }
    return "That is nearly so at one step, and the errors add up over many: how near to 0 and 1"
        + " must z be?";
  }

  /** Whether these weights do at one step what they should. */
  private static boolean counts(double... w) {
    return turns(w, 1)
        && stays(w, 0)
        && Math.abs(added(w, 1) - 1) < 0.1
        && Math.abs(added(w, 0)) < 0.1;
  }
}
