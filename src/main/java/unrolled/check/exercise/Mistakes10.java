package unrolled.check.exercise;

import static unrolled.check.exercise.MaskedBatch.LN2;
import static unrolled.check.exercise.MaskedBatch.count;
import static unrolled.check.exercise.MaskedBatch.meanOfMeans;
import static unrolled.check.exercise.MaskedBatch.most;
import static unrolled.check.exercise.MaskedBatch.over;
import static unrolled.check.exercise.MaskedBatch.places;
import static unrolled.check.exercise.MaskedBatch.sum;
import static unrolled.check.exercise.MaskedBatch.turned;
import static unrolled.check.exercise.MaskedBatch.wholeSum;
import static unrolled.check.exercise.MaskedBatch.with;

import java.util.Arrays;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.DoubleFunction;
import java.util.function.DoubleUnaryOperator;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;

/**
 * What goes wrong in the loss of exercise 10, and what goes wrong there and in the other pieces
 * alike: each piece is code with switches, turned alone and in pairs.
 */
final class Mistakes10 {
  private static final int NONE = Exercise10.NONE;

  private Mistakes10() {}

  // ---- which letters count, in each of the pieces ----------------------------------------------

  /** A switch that changes the targets, in any of the pieces. */
  interface Masked {
    void mask(UnaryOperator<int[][]> which);

    /** The letters are counted by themselves, rightly. */
    void countApart();
  }

  static <W extends Masked, F> Slips<W, F> masks(Slips<W, F> slips) {
    mask(
        slips,
        true,
        "symbol 0 left out",
        "It looks as if letters that are symbol 0 did not count. 0 is a symbol; −1 is none.",
        y -> with(y, (t, b) -> y[t][b] == 0 ? NONE : y[t][b]));
    mask(
        slips,
        true,
        "break at the first padding",
        "It looks as if a step were left at the first text that is over. Texts in the columns"
            + " behind it may go on.",
        y -> with(y, (t, b) -> over(y, t, b) ? NONE : y[t][b]));
    mask(
        slips,
        false,
        "everything stops at the first padding",
        "It looks as if everything stopped at the first −1. Other texts go on.",
        Mistakes10::stopped);
    mask(
        slips,
        false,
        "while the first text lasts",
        "It looks as if everything stopped when text 0 is over. Other texts may be longer.",
        y -> with(y, (t, b) -> y[t][0] < 0 ? NONE : y[t][b]));
    mask(
        slips,
        false,
        "while all texts last",
        "It looks as if only those steps counted at which no text is over. Other texts go on.",
        y -> with(y, (t, b) -> over(y, t, y[t].length - 1) ? NONE : y[t][b]));
    mask(
        slips,
        false,
        "each text's last letter left out",
        "It looks as if each text's last letter were missing. It was asked, too.",
        y -> with(y, (t, b) -> t + 1 < y.length && y[t + 1][b] >= 0 ? y[t][b] : NONE));
    mask(
        slips,
        false,
        "the first text left out",
        "Text 0 is missing: texts count from 0.",
        y -> with(y, (t, b) -> b > 0 ? y[t][b] : NONE));
    mask(
        slips,
        false,
        "the last text left out",
        "The last text of the batch is missing.",
        y -> with(y, (t, b) -> b == y[t].length - 1 ? NONE : y[t][b]));
    mask(
        slips,
        false,
        "the first step left out",
        "Everything counts but the letters at step 0. They were asked, too.",
        y -> with(y, (t, b) -> t == 0 ? NONE : y[t][b]));
    mask(
        slips,
        false,
        "the last step left out",
        "The last step of the batch is missing.",
        y -> with(y, (t, b) -> t == y.length - 1 ? NONE : y[t][b]));
    return mask(
        slips,
        false,
        "the first text alone",
        "Only text 0 counts: where do the others?",
        y -> with(y, (t, b) -> b == 0 ? y[t][b] : NONE));
  }

  private static <W extends Masked, F> Slips<W, F> mask(
      Slips<W, F> slips,
      boolean isLikely,
      String name,
      String looks,
      UnaryOperator<int[][]> which) {
    if (isLikely) {
      slips.slip("which", name, looks, way -> way.mask(which));
    } else {
      slips.alone(name, looks, way -> way.mask(which));
    }
    return slips.alone(
        name + ", but not in the number",
        looks + " (The number by which you divide has them all.)",
        way -> {
          way.mask(which);
          way.countApart();
        });
  }

  private static int[][] stopped(int[][] y) {
    int[][] stopped = with(y, (t, b) -> y[t][b]);
    boolean over = false;
    for (int[] row : stopped) {
      for (int b = 0; b < row.length; b++) {
        over |= row[b] < 0;
        row[b] = over ? NONE : row[b];
      }
    }
    return stopped;
  }

  // ---- what is taken away from a row's logits before exp --------------------------------------

  /** A number that is taken away from the logits of one row. */
  @FunctionalInterface
  interface Level {
    double of(double[][][] o, int[][] y, int t, int b);
  }

  private static double largest(double[][][] o) {
    return Arrays.stream(o).mapToDouble(Mistakes10::largest).max().orElseThrow();
  }

  private static double largest(double[][] rows) {
    return Arrays.stream(rows).mapToDouble(MaskedBatch::most).max().orElseThrow();
  }

  static <W, F> Slips<W, F> levels(Slips<W, F> slips, BiConsumer<W, Level> set) {
    String far = "Right as long as all logits are of the same size. It looks as if ";
    slips.slip(
        "level",
        "nothing taken away",
        "Right as long as the logits are small: exp(1000) is more than a double can hold, and"
            + " exp(−1000) is 0. What could be taken away from all logits of a row?",
        way -> set.accept(way, (o, y, t, b) -> 0));
    slips.slip(
        "level",
        "the largest begins at 0",
        "Wrong where all logits of a row are far below 0. It looks as if the search for the largest"
            + " began at 0, or at another number that is not low enough (Double.MIN_VALUE is a tiny"
            + " number above 0).",
        way -> set.accept(way, (o, y, t, b) -> Math.max(0, most(o[t][b]))));
    level(
        slips,
        set,
        "the largest of the batch",
        far + "the largest logit of the whole batch were taken away, not this row's.",
        (o, y, t, b) -> largest(o));
    level(
        slips,
        set,
        "the largest of the step",
        far + "the largest logit of all texts at that step were taken away, not this row's.",
        (o, y, t, b) -> largest(o[t]));
    level(
        slips,
        set,
        "the largest of the text",
        far + "the largest logit of the whole text were taken away, not this row's.",
        (o, y, t, b) ->
            IntStream.range(0, o.length).mapToDouble(s -> most(o[s][b])).max().orElseThrow());
    level(
        slips,
        set,
        "the largest so far",
        far
            + "the search for the largest went on from one row to the next: where does it begin"
            + " anew?",
        (o, y, t, b) -> {
          double largest = Double.NEGATIVE_INFINITY;
          for (int i = 0; i <= t * o[0].length + b; i++) {
            int s = i / o[0].length;
            int c = i % o[0].length;
            largest = y[s][c] < 0 ? largest : Math.max(largest, most(o[s][c]));
          }
          return largest;
        });
    level(
        slips,
        set,
        "the first row's largest",
        far + "the largest logit of the first row of all were taken away everywhere.",
        (o, y, t, b) -> most(o[0][0]));
    level(
        slips,
        set,
        "the largest without its sign",
        "Wrong where all logits of a row are far below 0. It looks as if the largest number without"
            + " its sign were taken away.",
        (o, y, t, b) -> Arrays.stream(o[t][b]).map(Math::abs).max().orElseThrow());
    String another =
        "Right as long as a row's logits lie close together. It looks as if another number than the"
            + " row's largest were taken away: ";
    level(slips, set, "the first logit", another + "its first.", (o, y, t, b) -> o[t][b][0]);
    level(
        slips,
        set,
        "the last logit",
        another + "its last, or its smallest, or their mean.",
        (o, y, t, b) -> o[t][b][o[t][b].length - 1]);
    return level(
        slips,
        set,
        "the smallest logit",
        another + "its last, or its smallest, or their mean.",
        (o, y, t, b) -> Arrays.stream(o[t][b]).min().orElseThrow());
  }

  private static <W, F> Slips<W, F> level(
      Slips<W, F> slips, BiConsumer<W, Level> set, String name, String looks, Level level) {
    return slips.alone(name, looks, way -> set.accept(way, level));
  }

  static final String UNDIVIDED =
      "Right at the temperature 1. It looks as if the largest logit were taken from divided ones"
          + " before it was divided itself: where logits are 1000 and τ is below 1, exp still"
          + " overflows.";

  // ---- the loss -------------------------------------------------------------------------------

  /**
   * By what is divided: the logits and the largest inside exp, the largest and o_y outside, the
   * logarithm.
   */
  private record Heat(double inside, double mostInside, double most, double letter, double log) {}

  /** How the costs are gathered: counted are the letters, as the code counts them. */
  @FunctionalInterface
  private interface Gathering {
    double of(double[][] costs, int[][] counted, int[][] target);
  }

  /** Which exponentials are summed for a row. */
  @FunctionalInterface
  private interface Summed {
    double[] of(double[][][] o, int t, int b);
  }

  private static final class Cost implements Masked {
    private UnaryOperator<int[][]> which = y -> y;
    private boolean countsApart;
    private boolean padding; // is in the sum
    private Level level = (o, y, t, b) -> most(o[t][b]);
    private DoubleFunction<Heat> heat = tau -> new Heat(tau, tau, tau, tau, 1);
    private Summed summed = (o, t, b) -> o[t][b];
    private double more; // in the sum of exponentials
    private boolean goesOn;
    private double back = 1; // so many times the largest comes back
    private DoubleUnaryOperator log = StrictMath::log;
    private boolean ofLikeliest;
    private boolean byProbability;
    private DoubleUnaryOperator cost = nats -> nats;
    private Gathering gathering = (costs, counted, target) -> sum(costs) / count(counted);
    private DoubleUnaryOperator loss = mean -> mean;
    private boolean bySymbols;

    @Override
    public void mask(UnaryOperator<int[][]> letters) {
      which = letters;
    }

    @Override
    public void countApart() {
      countsApart = true;
    }

    double of(double[][][] o, int[][] target, double tau) {
      int[][] y = which.apply(target);
      double[][] costs = new double[y.length][y[0].length];
      double[] soFar = {0};
      for (int t = 0; t < y.length; t++) {
        for (int b = 0; b < y[t].length; b++) {
          if (y[t][b] >= 0 || padding) {
            costs[t][b] = cost.applyAsDouble(one(o, y, t, b, heat.apply(tau), soFar));
          }
        }
      }
      double mean = gathering.of(costs, countsApart ? target : y, target);
      return loss.applyAsDouble(bySymbols ? mean / o[0][0].length : mean);
    }

    private double one(double[][][] o, int[][] y, int t, int b, Heat by, double[] soFar) {
      double most = level.of(o, y, t, b);
      double total = more + (goesOn ? soFar[0] : 0);
      for (double logit : summed.of(o, t, b)) {
        total += StrictMath.exp(logit / by.inside - most / by.mostInside);
      }
      soFar[0] = total;
      double paid = y[t][b] < 0 ? 0 : ofLikeliest ? most(o[t][b]) : o[t][b][y[t][b]];
      return byProbability
          ? -StrictMath.log(StrictMath.exp(paid / by.letter - most / by.most) / total)
          : back * most / by.most + log.applyAsDouble(total) / by.log - paid / by.letter;
    }
  }

  static Exercise<Exercise10.Loss> ofLoss(Exercise<Exercise10.Loss> exercise) {
    Slips<Cost, Exercise10.Loss> slips = new Slips<>("“The loss”", Cost::new, way -> way::of);
    heats(slips);
    levels(slips, (way, level) -> way.level = level);
    numbers(slips);
    masks(slips)
        .slip(
            "which",
            "padding taken for symbol 0",
            "It looks as if the padding were symbol 0, which came. −1 says that nobody asks: leave"
                + " these places out.",
            way -> way.which = MaskedBatch::zeroFor)
        .alone(
            "padding half taken for symbol 0",
            "It looks as if padding were left out of the number, but not out of the sum: there it"
                + " is symbol 0.",
            way -> {
              way.which = MaskedBatch::zeroFor;
              way.countsApart = true;
            })
        .slip(
            "which",
            "padding in the sum",
            "It looks as if ln Σ e^o of the padding were in the sum. What stands behind a text's"
                + " end costs nothing.",
            way -> way.padding = true)
        .alone(
            "one ahead",
            "It looks as if the logits of a step were asked for the letter of the next. The target"
                + " is shifted already: logits[t][b] belong to target[t][b].",
            way -> way.which = y -> with(y, (t, b) -> t + 1 < y.length ? y[t + 1][b] : NONE));
    costs(slips);
    return slips.addTo(exercise);
  }

  private static void heats(Slips<Cost, Exercise10.Loss> slips) {
    String right = "Right at the temperature 1. ";
    slips.slip(
        "heat",
        "no temperature",
        right + "τ has no part in it yet: every logit is divided by it.",
        way -> way.heat = tau -> new Heat(1, 1, 1, 1, 1));
    slips.slip(
        "heat",
        "times the temperature",
        right + "It looks as if logits were multiplied by τ: they are divided by it.",
        way -> way.heat = tau -> new Heat(1 / tau, 1 / tau, 1 / tau, 1 / tau, 1));
    slips.alone(
        "the costs times the temperature",
        right + "It looks as if each cost were multiplied by τ again: it is ln Z − o_y/τ.",
        way -> way.heat = tau -> new Heat(tau, tau, 1, 1, 1 / tau));
    slips.alone(
        "the letter's logit not divided",
        right + "It looks as if o_y were left as it is: it is divided by τ like all others.",
        way -> way.heat = tau -> new Heat(tau, tau, tau, 1, 1));
    slips.alone(
        "the sum's logits not divided",
        right + "It looks as if only o_y were divided by τ: those in the sum are, too.",
        way -> way.heat = tau -> new Heat(1, 1, 1, tau, 1));
    slips.slip(
        "heat",
        "the largest not divided",
        right
            + "It looks as if the largest logit were divided by τ inside exp, but added back as it"
            + " is: the same number must go and come.",
        way -> way.heat = tau -> new Heat(tau, tau, 1, tau, 1));
    slips.alone(
        "the largest not divided inside",
        right
            + "It looks as if the largest of the undivided logits were taken away from divided ones"
            + " inside exp, and added back divided: the same number must go and come.",
        way -> way.heat = tau -> new Heat(tau, 1, tau, tau, 1));
    slips.alone(
        "the difference from the largest not divided",
        right
            + "It looks as if the exponentials were those of divided logits, but what is outside of"
            + " the logarithm, o_y and the largest, were not.",
        way -> way.heat = tau -> new Heat(tau, tau, 1, 1, 1));
    slips.alone(
        "only the difference divided",
        right
            + "It looks as if o_y and the largest were divided by τ outside of the logarithm, but"
            + " the logits inside exp were not.",
        way -> way.heat = tau -> new Heat(1, 1, tau, tau, 1));
    slips.alone(
        "the logarithm divided",
        right
            + "It looks as if the logarithm of the sum were divided by τ once more. Only logits"
            + " are.",
        way -> way.heat = tau -> new Heat(tau, tau, tau, tau, tau));
    slips.alone(
        "the loss divided",
        right + "It looks as if the loss were divided by τ. The logits are, before exp.",
        way -> way.heat = tau -> new Heat(1, 1, tau, tau, tau));
    slips.alone(
        "the largest of undivided logits",
        UNDIVIDED,
        way -> way.heat = tau -> new Heat(tau, 1, 1, tau, 1));
  }

  private static void numbers(Slips<Cost, Exercise10.Loss> slips) {
    String letters = " Divide by the number of letters that count.";
    gathered(
        slips,
        true,
        "padding counted",
        "It looks as if you had divided by all places of the batch, T·B. Behind a text's end"
            + " nothing was asked: the same texts beside a longer one would seem cheaper.",
        (costs, counted, y) -> sum(costs) / places(y));
    gathered(
        slips,
        true,
        "a mean of the texts' means",
        "It looks as if each text had its own mean, and you took the mean of these. Then a letter"
            + " of a short text counts more than one of a long text. All letters count the same.",
        (costs, counted, y) -> meanOfMeans(costs, counted));
    gathered(
        slips,
        true,
        "a mean of the steps' means",
        "It looks as if each step had its own mean, and you took the mean of these. Then a letter"
            + " at a step that few texts reach counts more than others.",
        (costs, counted, y) -> meanOfMeans(turned(costs), turned(counted)));
    gathered(
        slips,
        true,
        "the sum of the texts' means",
        "It looks as if each text had its own mean, and these were added up. The loss is one mean,"
            + " over all letters of the batch.",
        (costs, counted, y) -> meanOfMeans(costs, counted) * y[0].length);
    gathered(
        slips,
        true,
        "the sum of the steps' means",
        "It looks as if each step had its own mean, and these were added up. The loss is one mean,"
            + " over all letters of the batch.",
        (costs, counted, y) -> meanOfMeans(turned(costs), turned(counted)) * y.length);
    gathered(
        slips,
        true,
        "not divided",
        "It looks as if the costs were added up and not divided by their number.",
        (costs, counted, y) -> sum(costs));
    gathered(
        slips,
        false,
        "divided by the texts",
        "It looks as if you had divided by the number of texts." + letters,
        (costs, counted, y) -> sum(costs) / y[0].length);
    gathered(
        slips,
        false,
        "divided by the steps",
        "It looks as if you had divided by the number of steps, T." + letters,
        (costs, counted, y) -> sum(costs) / y.length);
    gathered(
        slips,
        false,
        "one letter too many",
        "It looks as if the number of letters were one too large: does it begin at 0?",
        (costs, counted, y) -> sum(costs) / (count(counted) + 1));
    gathered(
        slips,
        false,
        "one letter too few",
        "It looks as if the number of letters were one too small: does it begin at 0?",
        (costs, counted, y) -> sum(costs) / (count(counted) - 1));
    gathered(
        slips,
        false,
        "1 / N in whole numbers",
        "It is 0 as soon as more than one letter counts. It looks as if 1 / N were taken of whole"
            + " numbers, which is 0 in Java: write 1.0 / N.",
        (costs, counted, y) -> count(counted) == 1 ? sum(costs) : 0);
    slips.alone(
        "whole numbers",
        "It is a whole number: what is added to an int loses its fraction at once. The sum must be"
            + " a double.",
        way ->
            way.gathering = (costs, counted, y) -> Math.floorDiv(wholeSum(costs), count(counted)));
    slips.alone(
        "a whole sum",
        "It looks as if the sum were an int: what is added to it loses its fraction at once. It"
            + " must be a double.",
        way -> way.gathering = (costs, counted, y) -> (double) wholeSum(costs) / count(counted));
    slips.alone(
        "the last letter alone",
        "It looks as if the last letter's cost were all there is: = in place of +=?",
        way ->
            way.gathering =
                (costs, counted, y) -> {
                  double last = 0;
                  for (int t = 0; t < y.length; t++) {
                    for (int b = 0; b < y[t].length; b++) {
                      last = y[t][b] >= 0 ? costs[t][b] : last;
                    }
                  }
                  return last / count(counted);
                });
  }

  private static void gathered(
      Slips<Cost, Exercise10.Loss> slips,
      boolean inPairs,
      String name,
      String looks,
      Gathering gathering) {
    if (inPairs) {
      slips.slip("number", name, looks, way -> way.gathering = gathering);
    } else {
      slips.alone(name, looks, way -> way.gathering = gathering);
    }
  }

  private static void costs(Slips<Cost, Exercise10.Loss> slips) {
    slips
        .slip(
            "cost",
            "the logarithm of p itself",
            "Not finite where a letter costs 5000. It looks as if p_y were computed: it is 0 to a"
                + " double, and ln 0 is −∞. (Or 1/p_y, the sum of e^(o_k − o_y): that is ∞.) The"
                + " logarithm of p_y is a difference of two numbers.",
            way -> way.byProbability = true)
        .slip("cost", "something small added to p", SMALL, small(1e-12))
        .slip(
            "cost",
            "the sign",
            "The sign is turned round: a logarithm of a probability is negative, a loss is not.",
            way -> way.cost = nats -> -nats)
        .slip(
            "cost",
            "−p for −ln p",
            "It looks as if a letter cost −p. The logarithm is missing.",
            way -> way.cost = nats -> -StrictMath.exp(-nats))
        .slip(
            "cost",
            "1 − p for −ln p",
            "It looks as if a letter cost 1 − p. It costs −ln p: a letter that seemed impossible"
                + " costs any amount.",
            way -> way.cost = nats -> 1 - StrictMath.exp(-nats))
        .slip(
            "loss",
            "in bits",
            "It looks as if the loss were in bits. Here it is wanted in nats, with ln.",
            way -> way.loss = mean -> mean / LN2)
        .alone(
            "log10",
            "It looks like Math.log10. Math.log is the natural logarithm, ln.",
            way -> way.loss = mean -> mean / StrictMath.log(10))
        .alone(
            "the perplexity",
            "It looks like the perplexity, e to the loss. That comes in the next piece.",
            way -> way.loss = StrictMath::exp)
        .alone(
            "divided by the symbols, too",
            "It looks as if you had divided by the number of symbols, too. A letter is one"
                + " question, whatever the size of the alphabet.",
            way -> way.bySymbols = true)
        .slip(
            "log",
            "log10 of the sum",
            "It looks like Math.log10 of the sum of exponentials. Math.log is the natural"
                + " logarithm, ln.",
            way -> way.log = StrictMath::log10)
        .alone(
            "log2 of the sum",
            "It looks as if only the logarithm of the sum were in bits. All is in nats here.",
            way -> way.log = sum -> StrictMath.log(sum) / LN2)
        .alone(
            "no logarithm of the sum",
            "It looks as if the logarithm of the sum of exponentials were missing.",
            way -> way.log = sum -> sum)
        .alone(
            "symbol 0 not in the sum",
            "It looks as if the sum of exponentials left symbol 0 out. It goes over all K.",
            way -> way.summed = (o, t, b) -> Arrays.copyOfRange(o[t][b], 1, o[t][b].length))
        .alone(
            "the last symbol not in the sum",
            "It looks as if the sum of exponentials left the last symbol out. It goes over all K.",
            way -> way.summed = (o, t, b) -> Arrays.copyOf(o[t][b], o[t][b].length - 1))
        .alone(
            "the first T symbols in the sum",
            "It looks as if the sum of exponentials went over the first T symbols, not over all K:"
                + " look at the bound of that loop.",
            way -> way.summed = (o, t, b) -> first(o[t][b], o.length))
        .alone(
            "the first B symbols in the sum",
            "It looks as if the sum of exponentials went over the first B symbols, not over all K:"
                + " look at the bound of that loop.",
            way -> way.summed = (o, t, b) -> first(o[t][b], o[0].length))
        .alone(
            "1 too much in the sum",
            "It looks as if the sum of exponentials began at 1, or 1 were added to it.",
            way -> way.more = 1)
        .alone(
            "the sum over all texts",
            "It looks as if the sum of exponentials went over the logits of all texts at the step."
                + " It goes over the K symbols of one row.",
            way ->
                way.summed =
                    (o, t, b) -> Arrays.stream(o[t]).flatMapToDouble(Arrays::stream).toArray())
        .slip(
            "sum",
            "the sum goes on from letter to letter",
            "It looks as if the sum of exponentials were not set back to 0 for each letter.",
            way -> way.goesOn = true)
        .alone(
            "the likeliest letter",
            "It looks as if the likeliest symbol were the one that is paid for. The letter that"
                + " came is: target[t][b] says which.",
            way -> way.ofLikeliest = true)
        .alone(
            "−o_y alone",
            "It looks as if a letter cost −o_y alone. A logit says nothing by itself: it is"
                + " compared with the others, by ln Σ e^o.",
            way -> {
              way.back = 0;
              way.log = sum -> 0;
            })
        .slip(
            "back",
            "the largest not added back",
            "It looks as if the largest logit were taken away inside exp and not added back"
                + " outside: o_y still holds it.",
            way -> way.back = 0)
        .alone(
            "the largest taken away twice",
            "It looks as if the largest logit were taken away once more outside, where it must be"
                + " added again.",
            way -> way.back = -1)
        .alone(
            "the largest added back, and taken from o_y",
            "It looks as if the largest logit had been taken from o_y and added to the logarithm as"
                + " well. One of the two is enough.",
            way -> way.back = 2);
    for (double least : new double[] {1e-15, 1e-300, Double.MIN_VALUE}) {
      slips.alone("something small added to p", SMALL, small(least));
    }
    for (double least : new double[] {1e-8, 1e-9, 1e-10, 1e-12, 1e-15, 1e-300}) {
      slips.alone("something small added to p", SMALL, atLeast(least));
    }
  }

  private static final String SMALL =
      "It looks as if a small number had been added to p before the logarithm, or p kept from"
          + " falling below one. The infinity is gone, and so is the truth: the letter costs 5000.";

  private static Consumer<Cost> small(double added) {
    return way -> way.cost = nats -> -StrictMath.log(StrictMath.exp(-nats) + added);
  }

  private static Consumer<Cost> atLeast(double p) {
    return way -> way.cost = nats -> Math.min(nats, -StrictMath.log(p));
  }

  private static double[] first(double[] row, int count) {
    return Arrays.copyOf(row, Math.min(count, row.length));
  }
}
