package unrolled.check.exercise;

import static unrolled.check.exercise.Exercise12.NONE;

import java.util.Arrays;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.IntStream;
import org.ejml.data.DMatrixRMaj;

/** What is typically wrong in exercise 12's loss. */
final class Mistakes12OfLoss {

  private Mistakes12OfLoss() {}

  /** Which symbol counts at a step of a sentence; {@link Exercise12#NONE} for none. */
  @FunctionalInterface
  private interface Counted {
    int symbol(int[][] asked, int symbols, int b, int t);
  }

  /** What the sum is divided by. */
  @FunctionalInterface
  private interface Divisor {
    double of(double steps, double sentences, double asked, double counted);
  }

  /** How the losses are gathered. */
  private static final class Gathering {
    private DoubleUnaryOperator term = p -> -StrictMath.log(p);
    private Counted counted = (asked, symbols, b, t) -> asked[b][t];
    private Divisor divisor = (steps, sentences, asked, counted) -> counted;
    private DoubleUnaryOperator result = loss -> loss;
    private int later; // reads the answer of so many steps later
    private boolean exchanged;
    private boolean ofFirstRow;
    private boolean byColumns;
    private boolean ofLargest;
    private boolean entropy;
    private boolean runningMean;
    private boolean countedAnew; // in each sentence, so that the last one's count is left
    private boolean perSentence;
    private boolean perStep;
    private boolean perSymbol;
    private boolean product;
    private boolean maskAfterwards;

    double loss(DMatrixRMaj[] p, int[][] asked) {
      int steps = p.length;
      int symbols = p[0].numCols;
      double[][] losses = new double[asked.length][steps];
      double[] ofSentence = new double[asked.length];
      double[] ofStep = new double[steps];
      double[] ofSymbol = new double[symbols];
      double likelihood = 1;
      double running = 0;
      int all = 0;
      int count = 0;
      for (int b = 0; b < asked.length; b++) {
        for (int t = 0; t < steps; t++) {
          all += asked[b][t] == NONE ? 0 : 1;
          int symbol = counted.symbol(asked, symbols, b, t);
          boolean inside = t + later >= 0 && t + later < steps;
          if (symbol == NONE && maskAfterwards) {
            losses[b][t] = 0 * term.applyAsDouble(p[t].get(b, 0));
          }
          if (symbol != NONE && inside) {
            double answer = answer(p, b, t, symbol);
            losses[b][t] = entropy ? entropy(p[t], b) : term.applyAsDouble(answer);
            running = count == 0 ? losses[b][t] : (running + losses[b][t]) / 2;
            likelihood *= answer;
            ofSentence[b]++;
            ofStep[t]++;
            ofSymbol[symbol]++;
            count++;
          }
        }
      }
      if (product) {
        return -StrictMath.log(likelihood) / count;
      }
      if (runningMean) {
        return running;
      }
      double different = Arrays.stream(ofSymbol).filter(often -> often > 0).count();
      double left = countedAnew ? ofSentence[asked.length - 1] : count;
      double sum = 0;
      for (int b = 0; b < asked.length; b++) {
        for (int t = 0; t < steps; t++) {
          double share =
              perSentence
                  ? ofSentence[b] * asked.length
                  : perStep
                      ? ofStep[t] * steps
                      : perSymbol && asked[b][t] != NONE
                          ? ofSymbol[asked[b][t]] * different
                          : divisor.of(steps, asked.length, all, left);
          sum += losses[b][t] == 0 ? 0 : losses[b][t] / share;
        }
      }
      return result.applyAsDouble(sum);
    }

    private double answer(DMatrixRMaj[] p, int b, int t, int symbol) {
      DMatrixRMaj step = exchanged ? p[b] : p[t + later];
      if (byColumns) {
        return step.data[symbol * step.numRows + b];
      }
      if (ofLargest) {
        return IntStream.range(0, step.numCols).mapToDouble(k -> step.get(b, k)).max().orElse(0);
      }
      return step.get(exchanged ? t : ofFirstRow ? 0 : b, symbol);
    }

    private double entropy(DMatrixRMaj step, int b) {
      return IntStream.range(0, step.numCols)
          .mapToDouble(k -> -step.get(b, k) * StrictMath.log(step.get(b, k)))
          .sum();
    }
  }

  static Exercise<Exercise12.MaskedLoss> loss(Exercise<Exercise12.MaskedLoss> exercise) {
    Slips<Gathering, Exercise12.MaskedLoss> slips =
        new Slips<>("“The loss”", Gathering::new, gathering -> gathering::loss);
    slips
        .slip(
            "divisor",
            "padding counted",
            "It looks as if you had divided by all steps of the batch. Those behind a sentence's"
                + " end are no questions: the same sentences beside a longer one would have a"
                + " smaller loss.",
            way -> way.divisor = (steps, sentences, asked, counted) -> steps * sentences)
        .slip(
            "divisor",
            "a mean of means",
            "It looks as if each sentence had its own mean, and you took the mean of these. Then a"
                + " word of a short sentence counts more than one of a long sentence. All words"
                + " that are asked count the same.",
            way -> way.perSentence = true)
        .slip(
            "divisor",
            "a mean of the steps' means",
            "It looks as if each step had its own mean over the sentences, and you took the mean of"
                + " these. Then the words at the late steps, which few sentences have, count more."
                + " All words that are asked count the same.",
            way -> way.perStep = true)
        .slip(
            "divisor",
            "a mean of the symbols' means",
            "It looks as if each symbol had its own mean, and you took the mean of these. Then a"
                + " rare symbol counts as much as a frequent one. All words that are asked count"
                + " the same: one sum, and one number of them.",
            way -> way.perSymbol = true)
        .slip(
            "divisor",
            "not divided",
            "It looks as if the losses were added up and not divided by their number.",
            way -> way.divisor = (steps, sentences, asked, counted) -> 1)
        .slip(
            "divisor",
            "divided by the sentences",
            "It looks as if you had divided by the number of sentences. Divide by the number of"
                + " symbols that are asked.",
            way -> way.divisor = (steps, sentences, asked, counted) -> sentences)
        .slip(
            "divisor",
            "divided by the steps",
            "It looks as if you had divided by the number of steps. Divide by the number of"
                + " symbols that are asked, in all sentences.",
            way -> way.divisor = (steps, sentences, asked, counted) -> steps)
        .slip(
            "divisor",
            "END not counted",
            "It looks as if the number that you divide by left END out. It is asked, and counts"
                + " like a word.",
            way -> way.divisor = (steps, sentences, asked, counted) -> asked - sentences)
        .slip(
            "divisor",
            "the last sentence's count",
            "It looks as if you had divided by what the last sentence alone is asked: is the count"
                + " set to 0 in a loop?",
            way -> way.countedAnew = true)
        .slip(
            "divisor",
            "one more",
            "It looks as if you had divided by one more than the number of symbols that are"
                + " asked. Where does the count begin?",
            way -> way.divisor = (steps, sentences, asked, counted) -> counted + 1)
        .slip(
            "divisor",
            "one less",
            "It looks as if you had divided by one less than the number of symbols that are asked.",
            way -> way.divisor = (steps, sentences, asked, counted) -> counted - 1)
        .slip(
            "counted",
            "padding taken for word 0",
            "It looks as if the padding were asked as word 0.",
            way -> way.counted = (asked, symbols, b, t) -> Math.max(asked[b][t], 0))
        .slip(
            "counted",
            "padding taken for END",
            "It looks as if the padding were asked as END.",
            way ->
                way.counted =
                    (asked, symbols, b, t) -> asked[b][t] == NONE ? symbols - 1 : asked[b][t])
        .slip(
            "counted",
            "word 0 left out",
            "It looks as if word 0 were left out, as padding is. 0 is a word; −1 is padding.",
            way -> way.counted = (asked, symbols, b, t) -> asked[b][t] == 0 ? NONE : asked[b][t])
        .slip(
            "counted",
            "END left out",
            "It looks as if END were left out. It is asked, and counts like a word.",
            way ->
                way.counted =
                    (asked, symbols, b, t) ->
                        t + 1 == asked[b].length || asked[b][t + 1] == NONE ? NONE : asked[b][t])
        .slip(
            "counted",
            "the first step left out",
            "It looks as if the first step were left out. Steps count from 0.",
            way -> way.counted = (asked, symbols, b, t) -> t == 0 ? NONE : asked[b][t])
        .slip(
            "counted",
            "the last step left out",
            "It looks as if the last step of the batch were left out. How many steps has p?",
            way ->
                way.counted =
                    (asked, symbols, b, t) -> t == asked[b].length - 1 ? NONE : asked[b][t])
        .slip(
            "counted",
            "the first sentence alone",
            "It looks as if the first sentence alone had been counted.",
            way -> way.counted = (asked, symbols, b, t) -> b > 0 ? NONE : asked[b][t])
        .slip(
            "counted",
            "the last sentence alone",
            "It looks as if the last sentence alone had been counted: is the sum set to 0 in a"
                + " loop?",
            way ->
                way.counted = (asked, symbols, b, t) -> b < asked.length - 1 ? NONE : asked[b][t])
        .slip(
            "counted",
            "the first sentence left out",
            "It looks as if the first sentence had been left out.",
            way -> way.counted = (asked, symbols, b, t) -> b == 0 ? NONE : asked[b][t])
        .slip(
            "counted",
            "the last sentence left out",
            "It looks as if the last sentence had been left out.",
            way ->
                way.counted = (asked, symbols, b, t) -> b == asked.length - 1 ? NONE : asked[b][t])
        .slip(
            "counted",
            "a step ends at its first padding",
            "It looks as if a step were over where the first padding stands in it: the sentences"
                + " below it still have words. Which loop does your break (or return) leave?",
            way ->
                way.counted =
                    (asked, symbols, b, t) ->
                        IntStream.rangeClosed(0, b).anyMatch(above -> asked[above][t] == NONE)
                            ? NONE
                            : asked[b][t])
        .slip(
            "counted",
            "all ends at the first padding",
            "It looks as if everything were over at the first padding: later sentences still have"
                + " words. Which loop does your break (or return) leave?",
            way ->
                way.counted =
                    (asked, symbols, b, t) ->
                        Arrays.stream(asked, 0, b).anyMatch(row -> row[row.length - 1] == NONE)
                            ? NONE
                            : asked[b][t])
        .slip(
            "place",
            "one step late",
            "It looks as if the symbol of each step were looked up in the answer of the step"
                + " after.",
            way -> way.later = 1)
        .slip(
            "place",
            "one step early",
            "It looks as if the symbol of each step were looked up in the answer of the step"
                + " before.",
            way -> way.later = -1)
        .slip(
            "term",
            "the sign",
            "The sign is turned round: a logarithm of a probability is negative, a loss is not.",
            way -> way.term = StrictMath::log)
        .slip(
            "term",
            "log10",
            "It looks as if the logarithm were that with base 10. ln is the natural one.",
            way -> way.term = p -> -StrictMath.log10(p))
        .slip(
            "term",
            "log2",
            "It looks as if the logarithm were that with base 2. ln is the natural one.",
            way -> way.term = p -> -StrictMath.log(p) / StrictMath.log(2))
        .slip(
            "term",
            "no logarithm",
            "It looks as if there were no logarithm: −p is in the sum where −ln p should be.",
            way -> way.term = p -> -p)
        .slip(
            "term",
            "p itself",
            "It looks as if p itself were in the sum, without logarithm and sign.",
            way -> way.term = p -> p)
        .slip(
            "term",
            "1 - p",
            "It looks as if 1 − p were in the sum where −ln p should be.",
            way -> way.term = p -> 1 - p)
        .slip(
            "term",
            "weighted by p",
            "It looks as if −p ln p were in the sum. That is an entropy; here the symbol that is"
                + " asked counts fully.",
            way -> way.term = p -> -p * StrictMath.log(p))
        .slip(
            "term",
            "squared",
            "It looks as if (1 − p)² were in the sum where −ln p should be.",
            way -> way.term = p -> (1 - p) * (1 - p))
        .alone(
            "b and t exchanged",
            "It looks as if sentences and steps had changed places in p: p[t] is a step, its rows"
                + " are sentences. In your code it is the other way round.",
            way -> way.exchanged = true)
        .alone(
            "the first row for all",
            "It looks as if all sentences looked into the first row of p[t]. Each has a row of its"
                + " own.",
            way -> way.ofFirstRow = true)
        .alone(
            "read by columns",
            "It looks as if p[t] were read column by column. The numbers of a row stand side by"
                + " side in data.",
            way -> way.byColumns = true)
        .alone(
            "the largest probability",
            "It looks as if the largest probability of each row were taken, instead of that of the"
                + " symbol that is asked.",
            way -> way.ofLargest = true)
        .alone(
            "an entropy",
            "It looks as if −p ln p were added up over all symbols. Only the symbol that is asked"
                + " counts.",
            way -> way.entropy = true)
        .alone(
            "halves",
            "It looks as if the mean so far and the next loss were averaged again and again: then"
                + " the last ones count most. Add up first, divide once.",
            way -> way.runningMean = true)
        .alone(
            "a product first",
            "It looks as if the probabilities were multiplied first, and one logarithm taken of the"
                + " product. That is the same on paper; but so many small numbers multiplied are 0"
                + " for a computer, and −ln 0 = ∞. Add logarithms.",
            way -> way.product = true)
        .alone(
            "0 times infinity",
            "It looks as if −ln p of the padding were multiplied by 0. Where p is 0 that is 0 · ∞,"
                + " which is NaN. Leave the padding out before the logarithm.",
            way -> way.maskAfterwards = true)
        .alone(
            "the logarithm of a mean",
            "It looks as if the mean were taken of p, and then the logarithm. The logarithms are"
                + " averaged.",
            way -> {
              way.term = p -> p;
              way.result = mean -> -StrictMath.log(mean);
            })
        .alone(
            "perplexity",
            "This is e to the loss, the perplexity.",
            way -> way.result = StrictMath::exp);
    for (int digits = 3; digits <= 16; digits++) {
      double little = StrictMath.pow(10, -digits);
      slips
          .alone(
              "1e-" + digits + " added",
              "It looks as if 1e-"
                  + digits
                  + " were added to p before the logarithm. What is asked never has a p of 0 here,"
                  + " and very small ones are falsified.",
              way -> way.term = p -> -StrictMath.log(p + little))
          .alone(
              "at least 1e-" + digits,
              "It looks as if p were never taken smaller than 1e-"
                  + digits
                  + ". What is asked never has a p of 0 here, and very small ones are falsified.",
              way -> way.term = p -> -StrictMath.log(Math.max(p, little)));
    }
    return slips.addTo(exercise);
  }
}
