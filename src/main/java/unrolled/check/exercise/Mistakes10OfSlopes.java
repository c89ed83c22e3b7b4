package unrolled.check.exercise;

import static unrolled.check.exercise.MaskedBatch.LN2;
import static unrolled.check.exercise.MaskedBatch.column;
import static unrolled.check.exercise.MaskedBatch.count;
import static unrolled.check.exercise.MaskedBatch.most;
import static unrolled.check.exercise.MaskedBatch.places;
import static unrolled.check.exercise.MaskedBatch.sum;
import static unrolled.check.exercise.MaskedBatch.with;
import static unrolled.check.exercise.Mistakes10.UNDIVIDED;
import static unrolled.check.exercise.Mistakes10.levels;
import static unrolled.check.exercise.Mistakes10.masks;

import java.util.Arrays;
import java.util.IdentityHashMap;
import java.util.function.DoubleFunction;
import java.util.function.ToDoubleFunction;
import java.util.function.UnaryOperator;

/** What goes wrong with the gradient of exercise 10: code with switches, turned in pairs. */
final class Mistakes10OfSlopes {
  private static final int NONE = Exercise10.NONE;

  private Mistakes10OfSlopes() {}

  /** By what is divided: the logits under p, p itself, and the 1 of the letter that came. */
  private record Warmth(double logits, double p, double one) {}

  /** By what the slopes of one letter are divided. */
  @FunctionalInterface
  private interface Share {
    double of(int[][] counted, int[][] target, int t, int b, int soFar);
  }

  /**
   * How the shares of p and of the 1 make a slope; p as a whole, and p_y, may be used by mistake.
   */
  @FunctionalInterface
  private interface Slope {
    double of(double p, double one, double whole, double ofTheLetter);
  }

  /** What is subtracted from p at symbol k when y came. */
  @FunctionalInterface
  private interface One {
    double of(int k, int y, double[] row);
  }

  /** What stands behind a text's end. */
  @FunctionalInterface
  private interface Behind {
    double of(double p, double logit, double n, int k);
  }

  private static final class Steepness implements Mistakes10.Masked {
    private UnaryOperator<int[][]> which = y -> y;
    private boolean countsApart;
    private Mistakes10.Level level = (o, y, t, b) -> most(o[t][b]);
    private DoubleFunction<Warmth> warmth = tau -> new Warmth(tau, tau, tau);
    private Share share = (counted, target, t, b, soFar) -> count(counted);
    private boolean heatsP = true; // p is divided by τ
    private boolean sharesP = true; // and by N
    private boolean heatsOne = true;
    private boolean sharesOne = true;
    private boolean wholeShare; // 1 / N of whole numbers
    private boolean undividedLevel;
    private boolean rawBelow; // in the sum nothing is taken away
    private boolean normalised = true;
    private boolean goesOn;
    private boolean overTexts;
    private boolean ofLogits;
    private boolean logOfP;
    private One one = (k, y, row) -> k == y ? 1 : 0;
    private Slope slope = (share, taken, whole, ofTheLetter) -> share - taken;
    private Behind behind = (p, logit, n, k) -> 0;
    private double factor = 1;
    private UnaryOperator<double[][][]> rows = d -> d;
    private ToDoubleFunction<double[][][]> more = o -> 1;

    @Override
    public void mask(UnaryOperator<int[][]> letters) {
      which = letters;
    }

    @Override
    public void countApart() {
      countsApart = true;
    }

    double[][][] of(double[][][] o, int[][] target, double tau) {
      int[][] y = which.apply(target);
      int[][] counted = countsApart ? target : y;
      Warmth by = warmth.apply(tau);
      double[][][] d = new double[o.length][o[0].length][o[0][0].length];
      double[] sum = {0};
      int soFar = 0;
      for (int t = 0; t < d.length; t++) {
        for (int b = 0; b < d[t].length; b++) {
          double[] row = o[t][b];
          soFar += y[t][b] < 0 ? 0 : 1;
          double[] p = probabilities(o, y, t, b, by.logits, sum);
          double n = share.of(counted, target, t, b, soFar) / factor * more.applyAsDouble(o);
          for (int k = 0; k < row.length; k++) {
            if (y[t][b] < 0) {
              d[t][b][k] = behind.of(p[k], row[k], n * by.p, k);
            } else {
              double taken = wholeShare && n > 1 ? 0 : one.of(k, y[t][b], row);
              d[t][b][k] =
                  slope.of(
                      p[k] / (sharesP ? n : 1) / (heatsP ? by.p : 1),
                      taken / (sharesOne ? n : 1) / (heatsOne ? by.one : 1),
                      p[k],
                      p[y[t][b]]);
            }
          }
        }
      }
      return rows.apply(d);
    }

    private double[] probabilities(
        double[][][] o, int[][] y, int t, int b, double tau, double[] soFar) {
      double[] row = Arrays.stream(o[t][b]).map(logit -> logit / tau).toArray();
      double most = level.of(o, y, t, b) / (undividedLevel ? 1 : tau);
      if (y[t][b] >= 0) {
        soFar[0] = (goesOn ? soFar[0] : 0) + MaskedBatch.total(row, rawBelow ? 0 : most);
      }
      double total = y[t][b] < 0 ? MaskedBatch.total(row, most) : soFar[0];
      double[] p = new double[row.length];
      for (int k = 0; k < p.length; k++) {
        double share =
            overTexts
                ? overTexts(o[t], b, k, tau)
                : StrictMath.exp(row[k] - most) / (normalised ? total : 1);
        p[k] = ofLogits ? row[k] : logOfP ? StrictMath.log(share) : share;
      }
      return p;
    }
  }

  /** A softmax along the wrong axis. */
  private static double overTexts(double[][] step, int b, int k, double tau) {
    return 1
        / Arrays.stream(step).mapToDouble(o -> StrictMath.exp((o[k] - step[b][k]) / tau)).sum();
  }

  /** First of all: rows that are one array, which no switch can tell for certain. */
  static Exercise<Exercise10.Gradient> sharedRows(
      Exercise<Exercise10.Gradient> exercise, Exercise10.Gradient learners) {
    return exercise.mistake(
        "rows that are one array",
        SHARED + " Read “The gradient” above.",
        (o, y, tau) -> {
          double[][][] d = learners.of(o, y, tau);
          IdentityHashMap<double[], Boolean> seen = new IdentityHashMap<>();
          for (double[][] step : d) {
            for (double[] row : step) {
              if (row != null && seen.put(row, true) != null) {
                return d;
              }
            }
          }
          throw new Unusable("each row is its own array");
        });
  }

  private static final String SHARED =
      "Some rows of your gradient are one and the same array: what is written into one stands in"
          + " all of them. Each letter needs an array of its own.";

  static Exercise<Exercise10.Gradient> of(Exercise<Exercise10.Gradient> exercise) {
    Slips<Steepness, Exercise10.Gradient> slips =
        new Slips<>("“The gradient”", Steepness::new, way -> way::of);
    warmths(slips);
    shares(slips);
    behinds(masks(slips));
    levels(slips, (way, level) -> way.level = level)
        .alone(
            "the letter's own logit",
            "Right as long as a row's logits lie close together. It looks as if the logit of the"
                + " letter that came were taken away before exp, not the row's largest.",
            way -> way.level = (o, y, t, b) -> o[t][b][Math.max(0, y[t][b])]);
    slopes(slips);
    return slips.addTo(exercise);
  }

  private static void warmths(Slips<Steepness, Exercise10.Gradient> slips) {
    String right = "Right at the temperature 1. ";
    warmth(
        slips,
        true,
        "no temperature",
        right + "τ has no part in it yet.",
        tau -> new Warmth(1, 1, 1));
    warmth(
        slips,
        true,
        "the temperature only in p",
        right
            + "The probabilities are those at τ. But the loss contains o/τ: a step of the logit"
            + " moves that by 1/τ of a step.",
        tau -> new Warmth(tau, 1, 1));
    warmth(
        slips,
        true,
        "the temperature not in p",
        right + "The factor 1/τ is there, but p must be the softmax of o/τ.",
        tau -> new Warmth(1, tau, tau));
    warmth(
        slips,
        false,
        "times the temperature",
        right + "It looks as if τ were multiplied by in place of divided.",
        tau -> new Warmth(tau, 1 / tau, 1 / tau));
    warmth(
        slips,
        false,
        "logits times the temperature",
        right + "It looks as if p were the softmax of o·τ: logits are divided by τ.",
        tau -> new Warmth(1 / tau, tau, tau));
    warmth(
        slips,
        false,
        "all times the temperature",
        right
            + "It looks as if τ were multiplied by in both places, where the loss divides logits by"
            + " it.",
        tau -> new Warmth(1 / tau, 1 / tau, 1 / tau));
    warmth(
        slips,
        false,
        "the temperature squared",
        right + "It looks as if τ were divided by twice.",
        tau -> new Warmth(tau, tau * tau, tau * tau));
    warmth(
        slips,
        false,
        "p alone divided by the temperature",
        right + "It looks as if p were divided by τ, but the 1 of the letter that came were not.",
        tau -> new Warmth(tau, tau, 1));
    warmth(
        slips,
        false,
        "1 alone divided by the temperature",
        right + "It looks as if the 1 of the letter that came were divided by τ, but p were not.",
        tau -> new Warmth(tau, 1, tau));
    slips.alone("the largest of undivided logits", UNDIVIDED, way -> way.undividedLevel = true);
  }

  private static void warmth(
      Slips<Steepness, Exercise10.Gradient> slips,
      boolean inPairs,
      String name,
      String looks,
      DoubleFunction<Warmth> warmth) {
    if (inPairs) {
      slips.slip("warmth", name, looks, way -> way.warmth = warmth);
    } else {
      slips.alone(name, looks, way -> way.warmth = warmth);
    }
  }

  private static void shares(Slips<Steepness, Exercise10.Gradient> slips) {
    String letters = " N is the number of letters that count, as in the loss.";
    String batch = " The loss is the mean over all letters of the batch.";
    share(
        slips,
        true,
        "padding counted",
        "It looks as if you had divided by all places of the batch, T·B." + letters,
        (counted, y, t, b, soFar) -> places(y));
    share(
        slips,
        true,
        "not divided",
        "It looks as if p − [k = y] were not divided by N. The loss is a mean: a letter has only"
            + " its share in it.",
        (counted, y, t, b, soFar) -> 1);
    share(
        slips,
        true,
        "divided by each text's letters",
        "It looks as if each text were divided by its own number of letters." + batch,
        (counted, y, t, b, soFar) -> count(column(counted, b)));
    share(
        slips,
        true,
        "divided by each step's letters",
        "It looks as if each step were divided by the number of letters at that step." + batch,
        (counted, y, t, b, soFar) -> count(counted[t]));
    share(
        slips,
        false,
        "the mean of the texts' means",
        "It looks like the gradient of a mean of the texts' means: divided by each text's letters"
            + " and by the number of texts."
            + batch,
        (counted, y, t, b, soFar) -> count(column(counted, b)) * y[0].length);
    share(
        slips,
        false,
        "divided by the texts",
        "It looks as if you had divided by the number of texts." + letters,
        (counted, y, t, b, soFar) -> y[0].length);
    share(
        slips,
        false,
        "divided by the steps",
        "It looks as if you had divided by the number of steps, T." + letters,
        (counted, y, t, b, soFar) -> y.length);
    share(
        slips,
        true,
        "divided by the letters so far",
        "Only the last letter is right. It looks as if N were still growing while it was used:"
            + " count first.",
        (counted, y, t, b, soFar) -> soFar);
    share(
        slips,
        false,
        "one letter too many",
        "It looks as if N were one too large: does it begin at 0?",
        (counted, y, t, b, soFar) -> count(counted) + 1);
    String one =
        "It looks as if p were divided by N, but the 1 of the letter that came were not: mind the"
            + " brackets.";
    String p =
        "It looks as if the 1 of the letter that came were divided by N, but p were not: mind the"
            + " brackets.";
    slips
        .slip(
            "bare",
            "1 not divided",
            one,
            way -> {
              way.sharesOne = false;
              way.heatsOne = false;
            })
        .alone("1 divided by the temperature alone", one, way -> way.sharesOne = false)
        .slip(
            "bare",
            "p not divided",
            p,
            way -> {
              way.sharesP = false;
              way.heatsP = false;
            })
        .alone("p divided by the temperature alone", p, way -> way.sharesP = false)
        .alone(
            "1/N in integers",
            "Right but for the letter that came. It looks as if 1 / N were taken of whole numbers,"
                + " which is 0 in Java: write 1.0 / N.",
            way -> way.wholeShare = true)
        .alone(
            "a factor 1/N in integers",
            "Everything is 0. It looks as if 1 / N were taken of whole numbers, which is 0 in Java:"
                + " write 1.0 / N.",
            way ->
                way.share =
                    (counted, y, t, b, soFar) -> count(counted) == 1 ? 1 : Double.POSITIVE_INFINITY)
        .alone(
            "divided by the symbols, too",
            "It looks as if you had divided by the number of symbols, too.",
            way -> way.more = o -> o[0][0].length)
        .slip(
            "factor",
            "in bits",
            "It looks like the gradient of a loss in bits. Yours is in nats.",
            way -> way.factor = 1 / LN2)
        .slip(
            "factor",
            "the sign",
            "The sign is turned round. Raise the logit of the letter that came: the loss falls, so"
                + " the derivative is negative.",
            way -> way.factor = -1)
        .alone("one array for all letters", SHARED, way -> way.rows = d -> shared(d, false))
        .alone("one array for all", SHARED, way -> way.rows = d -> shared(d, true));
  }

  private static void share(
      Slips<Steepness, Exercise10.Gradient> slips,
      boolean inPairs,
      String name,
      String looks,
      Share share) {
    if (inPairs) {
      slips.slip("share", name, looks, way -> way.share = share);
    } else {
      slips.alone(name, looks, way -> way.share = share);
    }
  }

  /** Every row that is written, or every row, holds what is written last. */
  private static double[][][] shared(double[][][] d, boolean all) {
    double[] last = d[0][0];
    for (double[][] step : d) {
      for (double[] row : step) {
        last = isWritten(row) ? row : last;
      }
    }
    for (double[][] step : d) {
      for (int b = 0; b < step.length; b++) {
        step[b] = (all || isWritten(step[b]) ? last : step[b]).clone();
      }
    }
    return d;
  }

  private static boolean isWritten(double[] row) {
    return Arrays.stream(row).anyMatch(slope -> slope != 0);
  }

  private static void behinds(Slips<Steepness, Exercise10.Gradient> slips) {
    slips
        .slip(
            "behind",
            "the padding moved",
            "There are numbers behind a text's end. Nobody asked there, so the loss does not change"
                + " when those logits do.",
            way -> way.behind = (p, logit, n, k) -> p / n)
        .slip(
            "behind",
            "the padding taken for symbol 0",
            "It looks as if symbol 0 had come behind a text's end. −1 says that nobody asks: there"
                + " the gradient is 0.",
            way -> way.behind = (p, logit, n, k) -> (p - (k == 0 ? 1 : 0)) / n)
        .alone(
            "the logits left behind",
            "The logits themselves stand behind a text's end, as in a copy of them. Nobody asked"
                + " there: the gradient is 0.",
            way -> way.behind = (p, logit, n, k) -> logit)
        .alone(
            "one ahead",
            "It looks as if the letter of the next step had been taken. The target is shifted"
                + " already: logits[t][b] belong to target[t][b].",
            way -> {
              way.which =
                  y -> with(y, (t, b) -> y[t][b] < 0 ? NONE : y[Math.min(t + 1, y.length - 1)][b]);
              way.countsApart = true;
            })
        .alone(
            "one ahead, nothing at the last",
            "It looks as if the letter of the next step had been taken. The target is shifted"
                + " already: logits[t][b] belong to target[t][b].",
            way -> way.which = y -> with(y, (t, b) -> t + 1 < y.length ? y[t + 1][b] : NONE));
  }

  private static void slopes(Slips<Steepness, Exercise10.Gradient> slips) {
    slips
        .slip(
            "one",
            "p alone",
            "It looks as if this were p/N everywhere. At the letter that came −o_y has its part,"
                + " too.",
            way -> way.one = (k, y, row) -> 0)
        .slip(
            "one",
            "1 taken from all",
            "It looks as if 1 were taken from every symbol. Only the letter that came has it.",
            way -> way.one = (k, y, row) -> 1)
        .alone(
            "y taken from all",
            "It looks as if the number y were taken away. [k = y] is 1 for the symbol that came and"
                + " 0 for all others.",
            way -> way.one = (k, y, row) -> y)
        .slip(
            "one",
            "1 added",
            "It looks as if 1 were added at the letter that came. −o_y has the derivative −1.",
            way -> way.one = (k, y, row) -> k == y ? -1 : 0)
        .alone(
            "1 taken from the likeliest",
            "It looks as if 1 were taken from the likeliest symbol. [k = y] is 1 for the letter"
                + " that came.",
            way ->
                way.one =
                    (k, y, row) -> {
                      int first = 0;
                      while (row[first] < most(row)) {
                        first++;
                      }
                      return k == first ? 1 : 0;
                    })
        .alone(
            "1 taken from symbol 0",
            "It looks as if 1 were taken from symbol 0. [k = y] is 1 for the letter that came.",
            way -> way.one = (k, y, row) -> k == 0 ? 1 : 0)
        .alone(
            "the logit taken from p",
            "It looks as if the letter's logit were taken from p. The derivative of −o_y is −1.",
            way -> way.one = (k, y, row) -> k == y ? row[y] : 0)
        .mistake(
            "slope",
            "only the letter that came",
            "Right at the letters that came, and 0 at all other symbols. Their logits stand in the"
                + " sum Σ e^o, too: the loss rises with each.",
            way -> way.slope = (share, taken, whole, ofTheLetter) -> taken == 0 ? 0 : share - taken)
        .alone(
            "the others alone",
            "Right at the symbols that did not come, and 0 at the letter that came. Its logit"
                + " matters most of all.",
            way -> way.slope = (share, taken, whole, ofTheLetter) -> taken == 0 ? share : 0)
        .mistake(
            "slope",
            "only −1/N",
            "It looks as if only −1/N stood at the letter that came, and 0 elsewhere. The logits"
                + " stand in the sum Σ e^o, too: the loss rises with each.",
            way -> way.slope = (share, taken, whole, ofTheLetter) -> -taken)
        .mistake(
            "slope",
            "−1/p",
            "It looks like the derivative with respect to p, −1/p. It is wanted with respect to the"
                + " logits: the softmax is still to be passed.",
            way -> way.slope = (share, taken, whole, ofTheLetter) -> -taken / ofTheLetter)
        .mistake(
            "slope",
            "the derivative of −p",
            "It looks like the derivative of −p_y. The letter costs −ln p_y.",
            way -> way.slope = (share, taken, whole, ofTheLetter) -> ofTheLetter * (share - taken))
        .alone(
            "p where p_y belongs",
            "It looks as if p had been multiplied by p − [k = y]. The difference alone is the"
                + " derivative.",
            way -> way.slope = (share, taken, whole, ofTheLetter) -> whole * (share - taken))
        .slip(
            "p",
            "not normalised",
            "It looks as if exponentials were used as they are, without being divided by their"
                + " sum.",
            way -> way.normalised = false)
        .alone(
            "raw exponentials",
            "It looks as if exponentials were used as they are, without being divided by their"
                + " sum.",
            way -> {
              way.normalised = false;
              way.level = (o, y, t, b) -> 0;
            })
        .slip(
            "p",
            "not set back",
            "Right for the first letter. It looks as if the sum of exponentials went on from letter"
                + " to letter.",
            way -> way.goesOn = true)
        .slip(
            "p",
            "a softmax over the texts",
            "It looks as if each exponential were divided by the sum over the texts, for its symbol."
                + " The probabilities of a letter are shares among the symbols of its row.",
            way -> way.overTexts = true)
        .alone(
            "ln p for p",
            "It looks as if the logarithm of p stood where p belongs.",
            way -> way.logOfP = true)
        .alone(
            "o for p",
            "It looks as if the logit itself stood where p belongs: where is the softmax?",
            way -> way.ofLogits = true)
        .alone(
            "the largest taken away in one place only",
            "It looks as if the largest logit were taken away above the fraction line, but not in"
                + " the sum below it.",
            way -> way.rawBelow = true);
  }
}
