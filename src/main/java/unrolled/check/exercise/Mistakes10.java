package unrolled.check.exercise;

import static unrolled.check.exercise.MaskedBatch.LN2;
import static unrolled.check.exercise.MaskedBatch.column;
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
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.DoubleFunction;
import java.util.function.DoubleUnaryOperator;
import java.util.function.ToDoubleFunction;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;

/**
 * What goes wrong in the first three pieces of exercise 10: each is one piece of code with
 * switches, turned alone and in pairs.
 */
final class Mistakes10 {
  private static final int NONE = Exercise10.NONE;

  private Mistakes10() {}

  // ---- which letters count, in each of the pieces ----------------------------------------------

  /** A switch that changes the targets, in any of the pieces. */
  private interface Masked {
    void mask(UnaryOperator<int[][]> which);

    /** The letters are counted by themselves, rightly. */
    void countApart();
  }

  private static <W extends Masked, F> Slips<W, F> masks(Slips<W, F> slips) {
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
        "It looks as if a step were left at the first text that is over. Texts in the columns behind"
            + " it may go on.",
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
  private interface Level {
    double of(double[][][] o, int[][] y, int t, int b);
  }

  private static double largest(double[][][] o) {
    return Arrays.stream(o).mapToDouble(Mistakes10::largest).max().orElseThrow();
  }

  private static double largest(double[][] rows) {
    return Arrays.stream(rows).mapToDouble(MaskedBatch::most).max().orElseThrow();
  }

  private static <W, F> Slips<W, F> levels(Slips<W, F> slips, BiConsumer<W, Level> set) {
    String far = "Right as long as all logits are of the same size. It looks as if ";
    slips.mistake(
        "level",
        "nothing taken away",
        "Right as long as the logits are small: exp(1000) is more than a double can hold, and"
            + " exp(−1000) is 0. What could be taken away from all logits of a row?",
        way -> set.accept(way, (o, y, t, b) -> 0));
    slips.mistake(
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

  private static final String UNDIVIDED =
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
        .mistake(
            "which",
            "padding taken for symbol 0",
            "It looks as if the padding were symbol 0, which came. −1 says that nobody asks: leave"
                + " these places out.",
            way -> way.which = MaskedBatch::zeroFor)
        .alone(
            "padding half taken for symbol 0",
            "It looks as if padding were left out of the number, but not out of the sum: there it is"
                + " symbol 0.",
            way -> {
              way.which = MaskedBatch::zeroFor;
              way.countsApart = true;
            })
        .slip(
            "which",
            "padding in the sum",
            "It looks as if ln Σ e^o of the padding were in the sum. What stands behind a text's end"
                + " costs nothing.",
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
    slips.mistake(
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
        "It looks as if you had divided by all places of the batch, T·B. Behind a text's end nothing"
            + " was asked: the same texts beside a longer one would seem cheaper.",
        (costs, counted, y) -> sum(costs) / places(y));
    gathered(
        slips,
        true,
        "a mean of the texts' means",
        "It looks as if each text had its own mean, and you took the mean of these. Then a letter of"
            + " a short text counts more than one of a long text. All letters count the same.",
        (costs, counted, y) -> meanOfMeans(costs, counted));
    gathered(
        slips,
        true,
        "a mean of the steps' means",
        "It looks as if each step had its own mean, and you took the mean of these. Then a letter at"
            + " a step that few texts reach counts more than others.",
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
        "It is a whole number: what is added to an int loses its fraction at once. The sum must be a"
            + " double.",
        way ->
            way.gathering = (costs, counted, y) -> Math.floorDiv(wholeSum(costs), count(counted)));
    slips.alone(
        "a whole sum",
        "It looks as if the sum were an int: what is added to it loses its fraction at once. It must"
            + " be a double.",
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
      boolean isMistake,
      String name,
      String looks,
      Gathering gathering) {
    if (isMistake) {
      slips.mistake("number", name, looks, way -> way.gathering = gathering);
    } else {
      slips.alone(name, looks, way -> way.gathering = gathering);
    }
  }

  private static void costs(Slips<Cost, Exercise10.Loss> slips) {
    slips
        .mistake(
            "cost",
            "the logarithm of p itself",
            "Not finite where a letter costs 5000. It looks as if p_y were computed: it is 0 to a"
                + " double, and ln 0 is −∞. (Or 1/p_y, the sum of e^(o_k − o_y): that is ∞.) The"
                + " logarithm of p_y is a difference of two numbers.",
            way -> way.byProbability = true)
        .mistake("cost", "something small added to p", SMALL, small(1e-12))
        .slip(
            "cost",
            "the sign",
            "The sign is turned round: a logarithm of a probability is negative, a loss is not.",
            way -> way.cost = nats -> -nats)
        .mistake(
            "cost",
            "−p for −ln p",
            "It looks as if a letter cost −p. The logarithm is missing.",
            way -> way.cost = nats -> -StrictMath.exp(-nats))
        .mistake(
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
            "It looks as if you had divided by the number of symbols, too. A letter is one question,"
                + " whatever the size of the alphabet.",
            way -> way.bySymbols = true)
        .slip(
            "log",
            "log10 of the sum",
            "It looks like Math.log10 of the sum of exponentials. Math.log is the natural logarithm,"
                + " ln.",
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
            "It looks as if the likeliest symbol were the one that is paid for. The letter that came"
                + " is: target[t][b] says which.",
            way -> way.ofLikeliest = true)
        .alone(
            "−o_y alone",
            "It looks as if a letter cost −o_y alone. A logit says nothing by itself: it is compared"
                + " with the others, by ln Σ e^o.",
            way -> {
              way.back = 0;
              way.log = sum -> 0;
            })
        .slip(
            "back",
            "the largest not added back",
            "It looks as if the largest logit were taken away inside exp and not added back outside:"
                + " o_y still holds it.",
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
    for (double least : new double[] {1e-15, 1e-10, 1e-9, 1e-8, 1e-300, Double.MIN_VALUE}) {
      slips.alone("something small added to p", SMALL, small(least));
    }
  }

  private static final String SMALL =
      "It looks as if a small number had been added to p before the logarithm, or p kept from falling"
          + " below one. The infinity is gone, and so is the truth: the letter costs 5000.";

  private static Consumer<Cost> small(double least) {
    return way -> way.cost = nats -> Math.min(nats, -StrictMath.log(least));
  }

  private static double[] first(double[] row, int count) {
    return Arrays.copyOf(row, Math.min(count, row.length));
  }

  // ---- the perplexities -----------------------------------------------------------------------

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

  private static final class Choices implements Masked {
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

  static Exercise<Exercise10.Perplexities> ofPerplexities(
      Exercise<Exercise10.Perplexities> exercise) {
    Slips<Choices, Exercise10.Perplexities> slips =
        new Slips<>("“The perplexity”", Choices::new, way -> way::of);
    ofAll(slips);
    masks(slips)
        .mistake(
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
        .mistake(
            "own",
            "padding counted",
            "It looks as if each text had been divided by T, the length of the longest, and all by"
                + " T·B."
                + own,
            way -> {
              way.own = (letters, all, steps) -> steps;
              way.all = (added, power) -> power.of(added.sum, added.steps * added.sums.length);
            })
        .mistake(
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
        "It looks as if the texts' perplexities were multiplied for that of all, or their mean costs"
            + " added up.",
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
        "For that of all, the costs look added up and not divided. Divide by the number of letters.",
        (added, power) -> power.of(added.sum, 1));
    all(
        slips,
        false,
        "all divided by the last text's letters",
        "For that of all, the costs look divided by the letters of the last text. Divide by those of"
            + " all texts.",
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
      boolean isMistake,
      String name,
      String looks,
      BiFunction<Added, Power, Double> all) {
    if (isMistake) {
      slips.mistake("all", name, looks, way -> way.all = all);
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
            "It looks like e to the sum of the costs. The perplexity is that of one letter: take the"
                + " mean.",
            way -> way.power = (sum, n) -> StrictMath.exp(sum))
        .alone(
            "upside down",
            "These are below 1: e to minus the mean is a probability, the perplexity is one over it."
                + " The costs are above 0 already.",
            way -> way.power = (sum, n) -> StrictMath.exp(-sum / n))
        .mistake(
            "power",
            "the mean of the letters' perplexities",
            "It looks as if e to the cost had been taken letter by letter, and then the mean. First"
                + " the mean, then e to that: otherwise one strange letter outweighs all others.",
            way -> {
              way.cost = StrictMath::exp;
              way.power = (sum, n) -> sum / n;
            })
        .mistake(
            "power",
            "one over the mean probability",
            "It looks as if the letters' probabilities had been averaged, and one divided by that."
                + " The mean is taken of what the letters cost.",
            way -> {
              way.cost = nats -> StrictMath.exp(-nats);
              way.power = (sum, n) -> n / sum;
            })
        .mistake(
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

  // ---- the gradient ---------------------------------------------------------------------------

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

  private static final class Steepness implements Masked {
    private UnaryOperator<int[][]> which = y -> y;
    private boolean countsApart;
    private Level level = (o, y, t, b) -> most(o[t][b]);
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
        double share = StrictMath.exp(row[k] - most) / (normalised ? total : 1);
        p[k] = ofLogits ? row[k] : logOfP ? StrictMath.log(share) : share;
      }
      return p;
    }
  }

  /** First of all: rows that are one array, which no switch can tell for certain. */
  static Exercise<Exercise10.Gradient> sharedRows(
      Exercise<Exercise10.Gradient> exercise, Exercise10.Gradient learners) {
    return exercise.mistake(
        "rows that are one array",
        SHARED + " Read “The gradient” above.",
        (o, y, tau) -> {
          double[][][] d = learners.of(o, y, tau);
          Map<double[], Boolean> seen = new IdentityHashMap<>();
          for (double[][] step : d) {
            for (double[] row : step) {
              if (seen.put(row, true) != null) {
                return d;
              }
            }
          }
          throw new Unusable("each row is its own array");
        });
  }

  private static final String SHARED =
      "Some rows of your gradient are one and the same array: what is written into one stands in all"
          + " of them. Each letter needs an array of its own.";

  static Exercise<Exercise10.Gradient> ofGradient(Exercise<Exercise10.Gradient> exercise) {
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
      boolean isMistake,
      String name,
      String looks,
      DoubleFunction<Warmth> warmth) {
    if (isMistake) {
      slips.mistake("warmth", name, looks, way -> way.warmth = warmth);
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
        "It looks as if p − [k = y] were not divided by N. The loss is a mean: a letter has only its"
            + " share in it.",
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
        "Only the last letter is right. It looks as if N were still growing while it was used: count"
            + " first.",
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
        .alone("one array for all", SHARED, way -> way.rows = Mistakes10::shared);
  }

  private static void share(
      Slips<Steepness, Exercise10.Gradient> slips,
      boolean isMistake,
      String name,
      String looks,
      Share share) {
    if (isMistake) {
      slips.mistake("share", name, looks, way -> way.share = share);
    } else {
      slips.alone(name, looks, way -> way.share = share);
    }
  }

  /** Every letter's row holds what is written last. */
  private static double[][][] shared(double[][][] d) {
    double[] last = d[0][0];
    for (double[][] step : d) {
      for (double[] row : step) {
        last = isWritten(row) ? row : last;
      }
    }
    for (double[][] step : d) {
      for (int b = 0; b < step.length; b++) {
        step[b] = (isWritten(step[b]) ? last : step[b]).clone();
      }
    }
    return d;
  }

  private static boolean isWritten(double[] row) {
    return Arrays.stream(row).anyMatch(slope -> slope != 0);
  }

  private static void behinds(Slips<Steepness, Exercise10.Gradient> slips) {
    slips
        .mistake(
            "behind",
            "the padding moved",
            "There are numbers behind a text's end. Nobody asked there, so the loss does not change"
                + " when those logits do.",
            way -> way.behind = (p, logit, n, k) -> p / n)
        .mistake(
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
        .mistake(
            "one",
            "p alone",
            "It looks as if this were p/N everywhere. At the letter that came −o_y has its part,"
                + " too.",
            way -> way.one = (k, y, row) -> 0)
        .mistake(
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
            "It looks as if 1 were taken from the likeliest symbol. [k = y] is 1 for the letter that"
                + " came.",
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
            "It looks as if exponentials were used as they are, without being divided by their sum.",
            way -> way.normalised = false)
        .alone(
            "raw exponentials",
            "It looks as if exponentials were used as they are, without being divided by their sum.",
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
