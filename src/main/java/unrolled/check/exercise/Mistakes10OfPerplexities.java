package unrolled.check.exercise;

import static unrolled.check.exercise.MaskedBatch.LN2;
import static unrolled.check.exercise.MaskedBatch.column;
import static unrolled.check.exercise.MaskedBatch.count;
import static unrolled.check.exercise.MaskedBatch.sum;
import static unrolled.check.exercise.MaskedBatch.with;
import static unrolled.check.exercise.Mistakes10.masks;

import java.util.Arrays;
import java.util.function.BiFunction;
import java.util.function.DoubleUnaryOperator;
import java.util.function.UnaryOperator;

/** What goes wrong with the perplexities of exercise 10: code with switches, turned in pairs. */
final class Mistakes10OfPerplexities {
  private static final int NONE = Exercise10.NONE;

  private Mistakes10OfPerplexities() {}

  /** What is made of a sum of costs of so many letters. */
  @FunctionalInterface
  private interface Power {
    double of(double sum, double letters);
  }

  /** By what a text's costs are divided. */
  @FunctionalInterface
  private interface Own {
    double letters(int own, int all, int steps);
  }

  /** What a batch looks like once its texts are added up. */
  private record Added(double[] sums, double[] letters, double sum, double all, int steps) {
    double[] each(Power power) {
      double[] each = new double[sums.length];
      Arrays.setAll(each, b -> power.of(sums[b], letters[b]));
      return each;
    }
  }

  private static final class Choices implements Mistakes10.Masked {
    private UnaryOperator<int[][]> which = y -> y;
    private boolean countsApart;
    private DoubleUnaryOperator cost = nats -> nats;
    private Own own = (letters, all, steps) -> letters;
    private Power power = (sum, n) -> StrictMath.exp(sum / n);
    private BiFunction<Added, Power, Double> all = (added, power) -> power.of(added.sum, added.all);
    private boolean sumGoesOn;
    private boolean numberGoesOn;
    private boolean allFirst;
    private boolean withoutLast;

    @Override
    public void mask(UnaryOperator<int[][]> letters) {
      which = letters;
    }

    @Override
    public void countApart() {
      countsApart = true;
    }

    double[] of(double[][] nats, int[][] target) {
      int[][] y = which.apply(target);
      int[][] counted = countsApart ? target : y;
      int texts = target[0].length;
      double[] sums = new double[texts];
      double[] letters = new double[texts];
      double sum = 0;
      int soFar = 0;
      double sumSoFar = 0;
      for (int b = 0; b < texts; b++) {
        double mine = 0;
        for (int t = 0; t < y.length; t++) {
          mine += y[t][b] < 0 ? 0 : cost.applyAsDouble(nats[t][b]);
        }
        int own = count(column(counted, b));
        sum += mine;
        soFar += own;
        sumSoFar += mine;
        sums[b] = sumGoesOn ? sumSoFar : mine;
        letters[b] = this.own.letters(numberGoesOn ? soFar : own, count(counted), y.length);
      }
      Added added = new Added(sums, letters, sum, count(counted), y.length);
      double[] out = Arrays.copyOf(added.each(power), texts + 1);
      out[texts] = all.apply(added, power);
      if (withoutLast) {
        out[texts - 1] = 0;
      }
      if (allFirst) {
        double last = out[texts];
        System.arraycopy(out, 0, out, 1, texts);
        out[0] = last;
      }
      return out;
    }
  }

  static Exercise<Exercise10.Perplexities> of(Exercise<Exercise10.Perplexities> exercise) {
    Slips<Choices, Exercise10.Perplexities> slips =
        new Slips<>("“The perplexity”", Choices::new, way -> way::of);
    ofAll(slips);
    masks(slips)
        .slip(
            "which",
            "no mask",
            "It looks as if what stands behind a text's end had been counted. It is anything: look"
                + " at target before you add.",
            way -> way.which = MaskedBatch::zeroFor)
        .slip(
            "which",
            "padding in the sum",
            "It looks as if what stands behind a text's end were in the sum, though not in the"
                + " number. It is anything: look at target before you add.",
            way -> {
              way.which = MaskedBatch::zeroFor;
              way.countsApart = true;
            })
        .alone(
            "the last text is 0",
            "The last text's perplexity is 0: the loop over the texts ends before it.",
            way -> way.withoutLast = true)
        .alone(
            "the last text not looked at",
            "The last text's perplexity is 0, and its letters are missing in that of all: the loop"
                + " over the texts ends before it.",
            way -> {
              way.withoutLast = true;
              way.which = y -> with(y, (t, b) -> b == y[t].length - 1 ? NONE : y[t][b]);
            });
    String own = " A text has its own number of letters.";
    slips
        .slip(
            "own",
            "padding counted",
            "It looks as if each text had been divided by T, the length of the longest, and all by"
                + " T·B."
                + own,
            way -> {
              way.own = (letters, all, steps) -> steps;
              way.all = (added, power) -> power.of(added.sum, added.steps * added.sums.length);
            })
        .slip(
            "own",
            "padding counted in each",
            "The texts look divided by T, the length of the longest." + own,
            way -> way.own = (letters, all, steps) -> steps)
        .slip(
            "own",
            "divided by all letters",
            "It looks as if each text's costs were divided by the number of letters of the whole"
                + " batch.",
            way -> way.own = (letters, all, steps) -> all)
        .alone(
            "each text's sum",
            "It looks as if each text's costs were added up and not divided. The perplexity is that"
                + " of one letter: take the mean.",
            way -> way.own = (letters, all, steps) -> 1)
        .alone(
            "one letter too many",
            "It looks as if the number of a text's letters were one too large: does it begin at 0?",
            way -> way.own = (letters, all, steps) -> letters + 1)
        .alone(
            "one letter too few",
            "It looks as if the number of a text's letters were one too small.",
            way -> way.own = (letters, all, steps) -> letters - 1);
    powers(slips);
    return slips
        .slip(
            "back",
            "not set back",
            "Right for text 0. It looks as if sum and number went on from text to text.",
            way -> {
              way.sumGoesOn = true;
              way.numberGoesOn = true;
            })
        .slip(
            "back",
            "the sum not set back",
            "Right for text 0. It looks as if the sum went on from text to text.",
            way -> way.sumGoesOn = true)
        .alone(
            "the number not set back",
            "Right for text 0. It looks as if the number of letters went on from text to text.",
            way -> way.numberGoesOn = true)
        .alone(
            "all first",
            "It looks as if the perplexity of all came first. It comes last, behind those of the"
                + " texts.",
            way -> way.allFirst = true)
        .addTo(exercise);
  }

  private static void ofAll(Slips<Choices, Exercise10.Perplexities> slips) {
    all(
        slips,
        true,
        "the mean of the perplexities",
        "It looks as if the perplexity of all were the mean of the texts' perplexities. First the"
            + " mean of what all the letters cost, then e to that.",
        (added, power) -> Arrays.stream(added.each(power)).average().orElseThrow());
    all(
        slips,
        true,
        "the mean of the perplexities by letters",
        "It looks as if the perplexity of all were a mean of the texts' perplexities, each counted"
            + " by its letters. First the mean of what the letters cost, then e to that.",
        (added, power) -> {
          double sum = 0;
          for (int b = 0; b < added.sums.length; b++) {
            sum += added.each(power)[b] * added.letters[b];
          }
          return sum / added.all;
        });
    all(
        slips,
        true,
        "each text counted once",
        "It looks as if each text counted once in the perplexity of all. Every letter counts once.",
        (added, power) -> {
          double sum = 0;
          for (int b = 0; b < added.sums.length; b++) {
            sum += added.sums[b] / added.letters[b];
          }
          return power.of(sum, added.sums.length);
        });
    all(
        slips,
        true,
        "all places in all",
        "The perplexity of all looks divided by T·B. Only letters that count are counted.",
        (added, power) -> power.of(added.sum, added.steps * added.sums.length));
    all(
        slips,
        false,
        "the sum of the perplexities",
        "It looks as if the texts' perplexities were added up for that of all.",
        (added, power) -> Arrays.stream(added.each(power)).sum());
    all(
        slips,
        false,
        "the product of the perplexities",
        "It looks as if the texts' perplexities were multiplied for that of all, or their mean"
            + " costs added up.",
        (added, power) -> Arrays.stream(added.each(power)).reduce(1, (a, b) -> a * b));
    all(
        slips,
        false,
        "all is missing",
        "The last number is 0: the perplexity of all letters belongs there.",
        (added, power) -> 0.0);
    all(
        slips,
        false,
        "all is 1",
        "The last number is 1, e to 0: is anything added up for all letters?",
        (added, power) -> 1.0);
    all(
        slips,
        false,
        "the last text twice",
        "The last number is the last text's perplexity once more. That of all letters belongs"
            + " there.",
        (added, power) -> added.each(power)[added.sums.length - 1]);
    all(
        slips,
        false,
        "all divided by the texts",
        "For that of all, the costs look divided by the number of texts. Divide by the number of"
            + " letters.",
        (added, power) -> power.of(added.sum, added.sums.length));
    all(
        slips,
        false,
        "all divided by the steps",
        "For that of all, the costs look divided by T, the number of steps. Divide by the number of"
            + " letters.",
        (added, power) -> power.of(added.sum, added.steps));
    all(
        slips,
        false,
        "all not divided",
        "For that of all, the costs look added up and not divided. Divide by the number of"
            + " letters.",
        (added, power) -> power.of(added.sum, 1));
    all(
        slips,
        false,
        "all divided by the last text's letters",
        "For that of all, the costs look divided by the letters of the last text. Divide by those"
            + " of all texts.",
        (added, power) -> power.of(added.sum, added.letters[added.letters.length - 1]));
    all(
        slips,
        false,
        "the means over the letters",
        "For that of all, the texts' mean costs look added up and divided by the number of letters."
            + " Add up what the letters cost: a mean is divided already.",
        (added, power) -> {
          double sum = 0;
          for (int b = 0; b < added.sums.length; b++) {
            sum += added.sums[b] / added.letters[b];
          }
          return power.of(sum, added.all);
        });
    all(
        slips,
        false,
        "all but the last text",
        "The perplexity of all lacks the last text's letters.",
        (added, power) -> {
          int last = added.sums.length - 1;
          return power.of(added.sum - added.sums[last], added.all - added.letters[last]);
        });
    slips.alone(
        "a product for all",
        "Right for short texts. It looks as if the perplexities of all letters were multiplied: for"
            + " some hundred of them the product is ∞ to a double. Add the costs, which are"
            + " logarithms.",
        way ->
            way.all = (added, power) -> StrictMath.pow(StrictMath.exp(added.sum), 1 / added.all));
  }

  private static void all(
      Slips<Choices, Exercise10.Perplexities> slips,
      boolean inPairs,
      String name,
      String looks,
      BiFunction<Added, Power, Double> all) {
    if (inPairs) {
      slips.slip("all", name, looks, way -> way.all = all);
    } else {
      slips.alone(name, looks, way -> way.all = all);
    }
  }

  private static void powers(Slips<Choices, Exercise10.Perplexities> slips) {
    slips
        .slip(
            "power",
            "2 to the nats",
            "It looks as if 2 were raised to the mean. The costs are in nats, so it is e; 2 belongs"
                + " to bits.",
            way -> way.power = (sum, n) -> StrictMath.pow(2, sum / n))
        .alone(
            "10 to the nats",
            "It looks as if 10 were raised to the mean. The costs are in nats, so it is e.",
            way -> way.power = (sum, n) -> StrictMath.pow(10, sum / n))
        .slip(
            "power",
            "e to the bits",
            "It looks as if e were raised to bits: nats divided by ln 2. Either e to nats, or 2 to"
                + " bits.",
            way -> way.power = (sum, n) -> StrictMath.exp(sum / n / LN2))
        .alone(
            "in bits",
            "It looks as if these were mean costs in bits. The perplexity is 2 to the bits, or e to"
                + " the nats.",
            way -> way.power = (sum, n) -> sum / n / LN2)
        .slip(
            "power",
            "no exp",
            "It looks as if these were mean costs. The perplexity is e to that.",
            way -> way.power = (sum, n) -> sum / n)
        .alone(
            "the sum",
            "It looks like e to the sum of the costs. The perplexity is that of one letter: take"
                + " the mean.",
            way -> way.power = (sum, n) -> StrictMath.exp(sum))
        .alone(
            "upside down",
            "These are below 1: e to minus the mean is a probability, the perplexity is one over"
                + " it. The costs are above 0 already.",
            way -> way.power = (sum, n) -> StrictMath.exp(-sum / n))
        .slip(
            "power",
            "the mean of the letters' perplexities",
            "It looks as if e to the cost had been taken letter by letter, and then the mean. First"
                + " the mean, then e to that: otherwise one strange letter outweighs all others.",
            way -> {
              way.cost = StrictMath::exp;
              way.power = (sum, n) -> sum / n;
            })
        .slip(
            "power",
            "one over the mean probability",
            "It looks as if the letters' probabilities had been averaged, and one divided by that."
                + " The mean is taken of what the letters cost.",
            way -> {
              way.cost = nats -> StrictMath.exp(-nats);
              way.power = (sum, n) -> n / sum;
            })
        .slip(
            "power",
            "a product of probabilities",
            "Right for short texts. It looks as if probabilities were multiplied, or one over them:"
                + " for some hundred letters the product is 0, or ∞, to a double. Add the costs,"
                + " which are the logarithms.",
            way -> way.power = (sum, n) -> StrictMath.pow(StrictMath.exp(-sum), -1.0 / n))
        .alone(
            "integer division",
            "Every number is 1. It looks as if 1 / n were taken of whole numbers, which is 0 in"
                + " Java: write 1.0 / n.",
            way -> way.power = (sum, n) -> n == 1 ? StrictMath.exp(sum) : 1)
        .alone(
            "the mean in whole numbers",
            "It looks as if e were raised to a whole number: is the mean, or the sum, an int"
                + " somewhere?",
            way -> way.power = (sum, n) -> StrictMath.exp((int) (sum / n)));
  }
}
