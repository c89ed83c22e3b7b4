package unrolled.check.exercise;

import static unrolled.check.exercise.Exercise12.NONE;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.IntStream;
import org.ejml.data.DMatrixRMaj;

/**
 * The mistakes that exercise 12 knows. Each hole has one piece of code with switches that does it
 * rightly or, with a switch turned, in one of the ways in which people do it wrongly.
 */
final class Mistakes12 {

  /** Stands for END in a {@link Layout}, which does not know its number. */
  private static final int END = -2;

  /** Stands for a sentence's last word there. */
  private static final int LAST_WORD = -3;

  private Mistakes12() {}

  // ---- what is fed, what is asked -------------------------------------------------------------

  /** How the rows of a batch are laid out. */
  private static final class Layout {
    private int[] front = {};
    private int[] behind = {};
    private int padding = NONE;
    private int extra = 1; // columns more than the longest sentence has words
    private int from;
    private int cut;
    private boolean endForLast;
    private boolean withoutWords;
    private boolean cutAtZero;
    private int zeroAt = -1; // of the padding, from its begin; from its end: -2
    private boolean endInLastColumn;
    private boolean flushRight;
    private boolean ragged;
    private boolean zeroIsPadding;
    private boolean reversed;
    private boolean nothingForEmpty;
    private boolean oneRow;
    private boolean transposed;
    private boolean six;

    int[][] rows(int[][] sentences, int end) {
      int longest = Arrays.stream(sentences).mapToInt(s -> s.length).max().orElseThrow();
      int[][] rows = new int[sentences.length][];
      for (int b = 0; b < rows.length; b++) {
        rows[b] = row(sentences[b], longest + extra, six ? 6 : end);
      }
      if (oneRow) {
        Arrays.fill(rows, rows[rows.length - 1]);
      }
      return transposed && !ragged ? transposed(rows) : rows;
    }

    private int[] row(int[] sentence, int width, int end) {
      List<Integer> row = new ArrayList<>();
      boolean nothing = nothingForEmpty && sentence.length == 0;
      if (!nothing) {
        IntStream.of(front).forEach(row::add);
        words(sentence, row);
        IntStream.of(behind).forEach(row::add);
      }
      while (!ragged && row.size() > width) {
        row.remove(row.size() - 1);
      }
      int fill = padding;
      if (padding == LAST_WORD) {
        fill = sentence.length == 0 ? END : sentence[sentence.length - 1];
      }
      int filled = row.size();
      while (!ragged && row.size() < width) {
        row.add(flushRight ? 0 : row.size(), fill);
      }
      if (zeroAt != -1 && filled < row.size()) {
        row.set(zeroAt == 0 ? filled : row.size() - 1, 0);
      }
      if (endInLastColumn && !row.isEmpty()) {
        row.set(row.size() - 1, END);
      }
      return row.stream().mapToInt(symbol -> symbol == END ? end : symbol).toArray();
    }

    private void words(int[] sentence, List<Integer> row) {
      List<Integer> words = new ArrayList<>();
      for (int t = from; t < sentence.length - cut; t++) {
        words.add(zeroIsPadding && sentence[t] == 0 ? NONE : sentence[t]);
      }
      if (reversed) {
        Collections.reverse(words);
      }
      if (withoutWords) {
        Collections.fill(words, NONE);
      }
      if (cutAtZero && words.contains(0)) {
        words.subList(words.indexOf(0), words.size()).clear();
      }
      if (endForLast && !words.isEmpty()) {
        words.set(words.size() - 1, END);
      }
      row.addAll(words);
    }

    private static int[][] transposed(int[][] rows) {
      int[][] out = new int[rows[0].length][rows.length];
      for (int b = 0; b < rows.length; b++) {
        for (int t = 0; t < out.length; t++) {
          out[t][b] = rows[b][t];
        }
      }
      return out;
    }
  }

  static Exercise<Exercise12.Preparation> fed(Exercise<Exercise12.Preparation> exercise) {
    Slips<Layout, Exercise12.Preparation> slips =
        new Slips<>(
            "“A batch”",
            () -> {
              Layout right = new Layout();
              right.front = new int[] {END};
              return right;
            },
            layout -> layout::rows);
    slips
        .mistake(
            "ends",
            "not shifted",
            "The first word is fed at the first step: then the decoder reads the very word that it"
                + " is asked for, and need not learn anything. What has it said before the first"
                + " word?",
            layout -> {
              layout.front = new int[0];
              layout.behind = new int[] {END};
            })
        .mistake(
            "ends",
            "no END in front",
            "There is no END in front: the rows begin with the first word, and the decoder reads"
                + " what it is asked for.",
            layout -> layout.front = new int[0])
        .slip(
            "ends",
            "-1 in front",
            "The rows begin with −1, as if the decoder read nothing at its first step. What does"
                + " it read?",
            layout -> layout.front = new int[] {NONE})
        .slip(
            "ends",
            "0 in front",
            "The rows begin with 0, of which a new int[] is full. 0 is a word. What does the"
                + " decoder read at its first step?",
            layout -> layout.front = new int[] {0})
        .slip(
            "ends",
            "END twice in front",
            "END stands in front twice: the words come a step too late.",
            layout -> layout.front = new int[] {END, END})
        .slip(
            "ends",
            "END at both ends",
            "END is fed once more after the last word, in a column of its own. When END has been"
                + " said, nothing is left to be asked: there is no such step.",
            layout -> {
              layout.behind = new int[] {END};
              layout.extra = 2;
            })
        .slip(
            "ends",
            "END behind short sentences",
            "END is fed once more after the last word, where there was room. When END has been"
                + " said, nothing is left to be asked: there is no such step.",
            layout -> layout.behind = new int[] {END});
    return layouts(slips, "fed", "read")
        .slip(
            "words",
            "the last word never read",
            "The last word of each sentence is never fed. But END is asked after it, and the"
                + " decoder should know what it has said.",
            layout -> {
              layout.cut = 1;
              layout.extra = 0;
            })
        .slip(
            "words",
            "the last word left out",
            "The last word of each sentence is left out, although there is a column for it.",
            layout -> layout.cut = 1)
        .slip(
            "width",
            "a column too few",
            "The rows are one column too short: the longest sentence's last word is not fed. How"
                + " many steps do its words take, and END?",
            layout -> layout.extra = 0)
        .addTo(exercise);
  }

  static Exercise<Exercise12.Preparation> asked(Exercise<Exercise12.Preparation> exercise) {
    Slips<Layout, Exercise12.Preparation> slips =
        new Slips<>(
            "“A batch”",
            () -> {
              Layout right = new Layout();
              right.behind = new int[] {END};
              return right;
            },
            layout -> layout::rows);
    slips
        .mistake(
            "ends",
            "END missing",
            "END is never asked. A decoder that has not learnt to say END will never stop.",
            layout -> layout.behind = new int[0])
        .slip(
            "ends",
            "END at the end of the batch",
            "END stands in the last column for all. A short sentence is over earlier: END comes"
                + " right after its own last word.",
            layout -> {
              layout.behind = new int[0];
              layout.endInLastColumn = true;
            })
        .mistake(
            "ends",
            "shifted the wrong way",
            "It looks as if the decoder were asked for what it has just read. It is asked for what"
                + " comes next.",
            layout -> {
              layout.front = new int[] {END};
              layout.behind = new int[0];
            })
        .slip(
            "ends",
            "END at both ends",
            "END is asked before the first word, too. The decoder has read it there: nobody asks"
                + " for it.",
            layout -> {
              layout.front = new int[] {END};
              layout.extra = 2;
            })
        .slip(
            "ends",
            "a step late",
            "The words stand a step too late: nobody asks at step 0. The decoder has read END"
                + " there, and is asked for the first word.",
            layout -> layout.front = new int[] {NONE})
        .slip(
            "ends",
            "END twice",
            "END is asked twice where there is room. Once it has been said, there is no step.",
            layout -> layout.behind = new int[] {END, END})
        .slip(
            "ends",
            "0 for END",
            "Behind the last word stands 0, which is a word. What should the decoder say there?",
            layout -> layout.behind = new int[] {0})
        .slip(
            "ends",
            "END in place of the last word",
            "END stands in place of the last word, which is never asked. It comes after it.",
            layout -> {
              layout.behind = new int[0];
              layout.endForLast = true;
            });
    return layouts(slips, "asked", "asked")
        .slip(
            "words",
            "the last word left out",
            "The last word of each sentence is never asked.",
            layout -> layout.cut = 1)
        .slip(
            "width",
            "a column too few",
            "The rows are one column too short: the longest sentence is never asked for END. How"
                + " many steps do its words take, and END?",
            layout -> layout.extra = 0)
        .addTo(exercise);
  }

  /** What may go wrong on both sides of the decoder. */
  private static Slips<Layout, Exercise12.Preparation> layouts(
      Slips<Layout, Exercise12.Preparation> slips, String name, String read) {
    return slips
        .slip(
            "padding",
            "filled up with END",
            "Behind a short sentence END is "
                + read
                + " again and again, at steps that are not there. −1 says that there is no step.",
            layout -> layout.padding = END)
        .slip(
            "padding",
            "filled up with 0",
            "Behind a short sentence stands 0: a new int[] is full of it, and 0 is a word. −1 says"
                + " that there is no step.",
            layout -> layout.padding = 0)
        .slip(
            "padding",
            "filled up with the last word",
            "Behind a short sentence its last word stands again. −1 says that there is no step.",
            layout -> layout.padding = LAST_WORD)
        .slip(
            "padding",
            "0 ends the padding",
            "The last column of the padding is 0: where does the filling end? (Arrays.fill stops"
                + " before its end.) −1 says that there is no step.",
            layout -> layout.zeroAt = -2)
        .slip(
            "padding",
            "0 begins the padding",
            "The first column of the padding is 0, which is a word. Where does the filling begin?",
            layout -> layout.zeroAt = 0)
        .slip(
            "words",
            "no words",
            "The words are gone: −1 stands in their place. Was something filled after it had been"
                + " copied?",
            layout -> layout.withoutWords = true)
        .slip(
            "words",
            "cut at word 0",
            "It looks as if a sentence ended at its word 0. 0 is a word like others.",
            layout -> layout.cutAtZero = true)
        .slip(
            "words",
            "the first word left out",
            "The first word of each sentence is left out, or overwritten. Arrays begin at 0.",
            layout -> layout.from = 1)
        .slip(
            "words",
            "word 0 taken for padding",
            "It looks as if word 0 were taken for padding: it has become −1. 0 is a word like"
                + " others.",
            layout -> layout.zeroIsPadding = true)
        .slip("words", "backwards", "The words stand backwards.", layout -> layout.reversed = true)
        .slip(
            "width",
            "a column too many",
            "The rows have one column too many: at its last step nobody reads and nobody asks.",
            layout -> layout.extra = 2)
        .slip(
            "width",
            "ragged",
            "Each row is as long as its own sentence needs. All rows of a batch are equally long:"
                + " fill the short ones up with −1.",
            layout -> layout.ragged = true)
        .slip(
            "place",
            "flush right",
            "The padding stands in front of the short sentences. All begin at step 0, and −1"
                + " stands behind.",
            layout -> layout.flushRight = true)
        .slip(
            "empty",
            "nothing for the empty sentence",
            "A sentence without words has nothing but padding. It takes a step, too: the decoder"
                + " reads END and is asked for END.",
            layout -> layout.nothingForEmpty = true)
        .slip(
            "rows",
            "one row for all",
            "All rows are like the last one: is it one array that stands in "
                + name
                + " several times, or one index for all?",
            layout -> layout.oneRow = true)
        .slip(
            "rows",
            "rows and columns exchanged",
            "Rows and columns have changed places: a sentence has a row, a step has a column.",
            layout -> layout.transposed = true)
        .slip(
            "end",
            "END is always 6",
            "END is 6 in your rows, as in the text's example. Another batch has another one: it"
                + " comes as “end”.",
            layout -> layout.six = true);
  }

  // ---- the loss -------------------------------------------------------------------------------

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
    private boolean product;
    private boolean maskAfterwards;

    double loss(DMatrixRMaj[] p, int[][] asked) {
      int steps = p.length;
      int symbols = p[0].numCols;
      double[][] losses = new double[asked.length][steps];
      double[] ofSentence = new double[asked.length];
      double[] ofStep = new double[steps];
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
      double left = countedAnew ? ofSentence[asked.length - 1] : count;
      double sum = 0;
      for (int b = 0; b < asked.length; b++) {
        for (int t = 0; t < steps; t++) {
          double share =
              perSentence
                  ? ofSentence[b] * asked.length
                  : perStep ? ofStep[t] * steps : divisor.of(steps, asked.length, all, left);
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
        .mistake(
            "divisor",
            "padding counted",
            "It looks as if you had divided by all steps of the batch. Those behind a sentence's"
                + " end are no questions: the same sentences beside a longer one would have a"
                + " smaller loss.",
            way -> way.divisor = (steps, sentences, asked, counted) -> steps * sentences)
        .mistake(
            "divisor",
            "a mean of means",
            "It looks as if each sentence had its own mean, and you took the mean of these. Then a"
                + " word of a short sentence counts more than one of a long sentence. All words"
                + " that are asked count the same.",
            way -> way.perSentence = true)
        .mistake(
            "divisor",
            "a mean of the steps' means",
            "It looks as if each step had its own mean over the sentences, and you took the mean of"
                + " these. Then the words at the late steps, which few sentences have, count more."
                + " All words that are asked count the same.",
            way -> way.perStep = true)
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
        .mistake(
            "term",
            "no logarithm",
            "It looks as if there were no logarithm: −p is in the sum where −ln p should be.",
            way -> way.term = p -> -p)
        .mistake(
            "term",
            "p itself",
            "It looks as if p itself were in the sum, without logarithm and sign.",
            way -> way.term = p -> p)
        .mistake(
            "term",
            "1 - p",
            "It looks as if 1 − p were in the sum where −ln p should be.",
            way -> way.term = p -> 1 - p)
        .mistake(
            "term",
            "weighted by p",
            "It looks as if −p ln p were in the sum. That is an entropy; here the symbol that is"
                + " asked counts fully.",
            way -> way.term = p -> -p * StrictMath.log(p))
        .mistake(
            "term",
            "squared",
            "It looks as if (1 − p)² were in the sum where −ln p should be.",
            way -> way.term = p -> (1 - p) * (1 - p))
        .alone(
            "b and t exchanged",
            "It looks as if sentences and steps had changed places in p: p[t] is a step, its rows"
                + " are sentences. The chapter has them the other way round.",
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

  // ---- where it starts ------------------------------------------------------------------------

  /** Which of the encoder's states a sentence gets. */
  @FunctionalInterface
  private interface Which {
    int step(int[] lengths, int b, int last);
  }

  /** How the decoder's start is put together. */
  private static final class HandingOver {
    private Which which = (lengths, b, last) -> lengths[b];
    private boolean zerosBefore; // in place of h[0]
    private boolean mean;
    private boolean total;
    private boolean byColumns;
    private boolean exchanged;
    private boolean firstRow;
    private boolean rowOfLength;
    private int row; // of so many sentences further
    private int firstUnit;
    private int unitsLess;

    DMatrixRMaj start(DMatrixRMaj[] h, int[] lengths) {
      int last = h.length - 1;
      int units = h[0].numCols;
      DMatrixRMaj out = new DMatrixRMaj(lengths.length, units);
      for (int b = 0; b < lengths.length; b++) {
        int step = Math.max(0, Math.min(last, which.step(lengths, b, last)));
        boolean sums = mean || total;
        for (int j = firstUnit; j < units - unitsLess; j++) {
          double sum = 0;
          for (int t = sums ? 1 : step; t <= step; t++) {
            sum += t == 0 && zerosBefore ? 0 : state(h[t], b, j, lengths);
          }
          out.set(b, j, mean && step > 0 ? sum / step : sum);
        }
      }
      return out;
    }

    private double state(DMatrixRMaj h, int b, int j, int[] lengths) {
      int batch = lengths.length;
      if (byColumns) {
        return h.data[j * batch + b];
      }
      if (exchanged) {
        return h.get(j % h.numRows, b % h.numCols);
      }
      if (rowOfLength) {
        return h.get(Math.min(lengths[b], batch - 1), j);
      }
      return firstRow ? h.get(0, j) : h.get((b + row) % batch, j);
    }
  }

  static Exercise<Exercise12.HandOver> handOver(Exercise<Exercise12.HandOver> exercise) {
    return new Slips<HandingOver, Exercise12.HandOver>(
            "“Where it starts”", HandingOver::new, way -> way::start)
        .mistake(
            "which",
            "the end of the batch",
            "It looks as if every sentence had got the state at the end of the longest one. A short"
                + " sentence has been over for a while there, and its state has gone on reading"
                + " padding.",
            way -> way.which = (lengths, b, last) -> last)
        .slip(
            "which",
            "one word too early",
            "It looks as if the last word of each sentence were missing: h[0] is the state before"
                + " the first word, so which one is the state after the last?",
            way -> way.which = (lengths, b, last) -> lengths[b] - 1)
        .slip(
            "which",
            "two words too early",
            "It looks as if the last two words of each sentence were missing.",
            way -> way.which = (lengths, b, last) -> lengths[b] - 2)
        .slip(
            "which",
            "one word too late",
            "It looks as if each sentence had got the state of one word more than it has, where"
                + " there is one.",
            way -> way.which = (lengths, b, last) -> lengths[b] + 1)
        .mistake(
            "which",
            "before the first word",
            "It looks as if the decoder got h[0], the state before the first word. The encoder has"
                + " read nothing by then.",
            way -> way.which = (lengths, b, last) -> 0)
        .slip(
            "which",
            "the beginning",
            "It looks as if the decoder got the state after the first word. What does that one know"
                + " of the others?",
            way -> way.which = (lengths, b, last) -> 1)
        .slip(
            "which",
            "the first sentence's length",
            "It looks as if every sentence had the length of the first one.",
            way -> way.which = (lengths, b, last) -> lengths[0])
        .slip(
            "which",
            "the last sentence's length",
            "It looks as if every sentence had the length of the last one.",
            way -> way.which = (lengths, b, last) -> lengths[lengths.length - 1])
        .slip(
            "which",
            "the shortest sentence's length",
            "It looks as if every sentence had the length of the shortest one.",
            way -> way.which = (lengths, b, last) -> Arrays.stream(lengths).min().orElseThrow())
        .slip(
            "which",
            "the sentence's own number",
            "It looks as if sentence b had got the state h[b]. How many words has it read?",
            way -> way.which = (lengths, b, last) -> b)
        .slip(
            "which",
            "counted from the end",
            "It looks as if the states were counted from the end: as many words before the last"
                + " state as the sentence has.",
            way -> way.which = (lengths, b, last) -> last - lengths[b])
        .slip(
            "before",
            "zeros for no words",
            "A sentence that has no words (or whose state is h[0]) has got zeros. h[0] need not be"
                + " 0.",
            way -> way.zerosBefore = true)
        .mistake(
            "sum",
            "the mean",
            "It looks as if the states were averaged. Some people do; here the last one alone is"
                + " handed over.",
            way -> way.mean = true)
        .mistake(
            "sum",
            "the sum",
            "It looks as if the states were added up. The last one alone is handed over.",
            way -> way.total = true)
        .slip(
            "row",
            "the next sentence's row",
            "It looks as if each sentence had got the row of the one after it.",
            way -> way.row = 1)
        .slip(
            "row",
            "the first row for all",
            "It looks as if all sentences had got the first sentence's row.",
            way -> way.firstRow = true)
        .slip(
            "row",
            "the row of the length",
            "It looks as if the length were taken for the row. Sentence b has row b.",
            way -> way.rowOfLength = true)
        .slip(
            "row",
            "read by columns",
            "It looks as if the matrix were read column by column. The numbers of a row stand side"
                + " by side in data.",
            way -> way.byColumns = true)
        .slip(
            "row",
            "rows and columns exchanged",
            "Rows and columns have changed places: a sentence has a row, a unit has a column.",
            way -> way.exchanged = true)
        .slip(
            "units",
            "the last unit missing",
            "The last column is missing.",
            way -> way.unitsLess = 1)
        .slip(
            "units",
            "the first unit missing",
            "The first column is missing.",
            way -> way.firstUnit = 1)
        .addTo(exercise);
  }

  // ---- on its own -----------------------------------------------------------------------------

  /** How somebody lets a decoder write. */
  private static final class Habits {
    private boolean saysEnd;
    private boolean goesOn; // with words, and notes each END
    private boolean skipsEnd; // and goes on with words
    private boolean endsTogether;
    private boolean endsAtOnce; // in the middle of a step
    private boolean readsEnd;
    private boolean endsWithFirst;
    private boolean endsWithLast;
    private boolean readsZero;
    private boolean readsTheWordBefore;
    private boolean readsFirstRow;
    private boolean forgets;
    private boolean stepsTwice;
    private boolean lastOfEqual;
    private boolean leastLikely;
    private boolean looksAtFirstRow;
    private boolean asksEndFirst; // notes before the step
    private boolean withoutFirst;
    private boolean backwards;
    private int firstSymbol;
    private int symbolsLess;
    private int begins = END;
    private int more; // steps
    private int filledWith = END; // none
    private boolean filledToLongest;

    int[][] said(Exercise12.Decoder decoder, DMatrixRMaj start, int end, int most) {
      List<List<Integer>> said = new ArrayList<>();
      IntStream.range(0, start.numRows).forEach(b -> said.add(new ArrayList<>()));
      boolean[] over = new boolean[start.numRows];
      int[] before = new int[start.numRows];
      int[] fed = new int[start.numRows];
      Arrays.fill(fed, begins == END ? end : begins);
      if (asksEndFirst) {
        said.forEach(words -> words.add(end));
      }
      DMatrixRMaj h = start;
      boolean anEnd = false;
      for (int t = 0; t < most + more && !anEnd; t++) {
        Exercise12.Step step = decoder.step(h, readsTheWordBefore && t > 0 ? before : fed);
        h = forgets ? h : step.h();
        if (stepsTwice) {
          step = decoder.step(h, fed);
        }
        int[] next = new int[fed.length];
        for (int b = 0; b < fed.length && !(anEnd && endsAtOnce); b++) {
          next[b] = choice(step.p(), looksAtFirstRow ? 0 : b);
          boolean ends = next[b] == end;
          anEnd |= ends && endsTogether;
          if (goesOn || (!over[b] && (!ends || saysEnd))) {
            said.get(b).add(next[b]);
          }
          over[b] |= ends && !skipsEnd;
          anEnd |= ends && ((endsWithFirst && b == 0) || (endsWithLast && b == fed.length - 1));
        }
        before = fed;
        fed = next;
        if (readsEnd) {
          Arrays.fill(fed, end);
        }
        if (readsZero) {
          Arrays.fill(fed, 0);
        }
        if (readsFirstRow) {
          Arrays.fill(fed, next[0]);
        }
      }
      int longest = said.stream().mapToInt(List::size).max().orElse(0);
      return said.stream()
          .map(words -> finished(words, end, filledToLongest ? longest : most))
          .toArray(int[][]::new);
    }

    private int choice(DMatrixRMaj p, int b) {
      int best = Math.min(firstSymbol, p.numCols - 1);
      for (int k = best + 1; k < p.numCols - symbolsLess; k++) {
        double now = p.get(b, k);
        double largest = p.get(b, best);
        boolean better = leastLikely ? now < largest : lastOfEqual ? now >= largest : now > largest;
        best = better ? k : best;
      }
      return best;
    }

    private int[] finished(List<Integer> words, int end, int most) {
      List<Integer> row = new ArrayList<>(words);
      if (withoutFirst && !row.isEmpty()) {
        row.remove(0);
      }
      if (backwards) {
        Collections.reverse(row);
      }
      while (filledWith != END && row.size() < most) {
        row.add(filledWith == LAST_WORD ? end : filledWith);
      }
      return row.stream().mapToInt(word -> word).toArray();
    }
  }

  static Exercise<Exercise12.Writer> write(Exercise<Exercise12.Writer> exercise) {
    String untrimmed =
        " Give as many words as the sentence has: said[b] is as long as it came out.";
    return new Slips<Habits, Exercise12.Writer>("“On its own”", Habits::new, way -> way::said)
        .slip(
            "end",
            "END said",
            "END stands in the answer. It ends a sentence and is no word of it.",
            way -> way.saysEnd = true)
        .mistake(
            "end",
            "no end",
            "It goes on after END, and notes END as well. Each sentence is over when it has said"
                + " END for the first time; what comes out of its row afterwards is nobody's word.",
            way -> way.goesOn = true)
        .slip(
            "end",
            "END skipped",
            "It goes on after END: only END itself is left out. A sentence that has said END once"
                + " is over for good; what remembers that?",
            way -> way.skipsEnd = true)
        .slip(
            "end",
            "all end together",
            "It looks as if all sentences stopped when the first one said END. The others have more"
                + " to say.",
            way -> way.endsTogether = true)
        .slip(
            "end",
            "all end at once",
            "It looks as if all sentences stopped as soon as one said END, in the middle of the"
                + " step. The others have more to say.",
            way -> {
              way.endsTogether = true;
              way.endsAtOnce = true;
            })
        .mistake(
            "reads",
            "its word not fed back",
            "It looks as if END were fed at every step. The decoder reads what it has said itself:"
                + " else it can't know which word is next.",
            way -> way.readsEnd = true)
        .slip(
            "end",
            "all end with the first",
            "It looks as if all sentences stopped when the first row said END. Each has an end of"
                + " its own.",
            way -> {
              way.skipsEnd = true;
              way.endsWithFirst = true;
            })
        .slip(
            "end",
            "all end with the last",
            "It looks as if all sentences stopped when the last row said END. Each has an end of"
                + " its own: is there one variable for all?",
            way -> {
              way.skipsEnd = true;
              way.endsWithLast = true;
            })
        .mistake(
            "reads",
            "0 fed at every step",
            "It looks as if 0 were fed at every step but the first. The decoder reads what it has"
                + " said itself.",
            way -> way.readsZero = true)
        .slip(
            "reads",
            "the word before",
            "It looks as if the decoder read its words a step late.",
            way -> way.readsTheWordBefore = true)
        .slip(
            "reads",
            "all read the first row",
            "It looks as if all sentences read what the first one has said.",
            way -> way.readsFirstRow = true)
        .slip(
            "begins",
            "begins with 0",
            "It looks as if the decoder read 0 at its first step: a new int[] is full of it, and 0"
                + " is a word. It begins with END.",
            way -> way.begins = 0)
        .slip(
            "begins",
            "begins with 1",
            "It looks as if the decoder read 1 at its first step. It begins with END.",
            way -> way.begins = 1)
        .mistake(
            "state",
            "the state not carried over",
            "It looks as if every step began with the first state. A step gives a new one: the next"
                + " step needs it.",
            way -> way.forgets = true)
        .slip(
            "state",
            "two steps for one",
            "It looks as if decoder.step were called twice in a step, and the second call saw the"
                + " new state already. Keep what it gives: it has both, h and p.",
            way -> way.stepsTwice = true)
        .slip(
            "steps",
            "most ignored",
            "It looks as if a sentence that finds no end went on beyond “most” words.",
            way -> way.more = 60)
        .slip(
            "steps",
            "one word too few",
            "A sentence that finds no end has one word fewer than it may have.",
            way -> way.more = -1)
        .slip(
            "steps",
            "one word too many",
            "A sentence that finds no end has one word more than it may have.",
            way -> way.more = 1)
        .slip(
            "choice",
            "the last of equal symbols",
            "It looks as if the last of equally likely symbols were taken. The first is asked for.",
            way -> way.lastOfEqual = true)
        .slip(
            "choice",
            "the least likely",
            "It looks as if the least likely symbol were taken.",
            way -> way.leastLikely = true)
        .slip(
            "choice",
            "symbol 0 left out",
            "It looks as if symbol 0 were never looked at. It is a word like others.",
            way -> way.firstSymbol = 1)
        .slip(
            "choice",
            "the last symbol left out",
            "It looks as if the last symbol were never looked at. Here it is END.",
            way -> way.symbolsLess = 1)
        .slip(
            "choice",
            "all say what the first row says",
            "It looks as if all sentences took their symbol from the first row of p. Each has a row"
                + " of its own.",
            way -> way.looksAtFirstRow = true)
        .slip(
            "answer",
            "filled up with -1",
            "The sentences are filled up with −1." + untrimmed,
            way -> way.filledWith = NONE)
        .slip(
            "answer",
            "filled up with 0",
            "The sentences are filled up with 0, which is a word." + untrimmed,
            way -> way.filledWith = 0)
        .slip(
            "answer",
            "filled up with END",
            "The sentences are filled up with END." + untrimmed,
            way -> way.filledWith = LAST_WORD)
        .slip(
            "answer",
            "as long as the longest, with 0",
            "All sentences are as long as the longest, filled up with 0." + untrimmed,
            way -> {
              way.filledWith = 0;
              way.filledToLongest = true;
            })
        .slip(
            "answer",
            "as long as the longest, with -1",
            "All sentences are as long as the longest, filled up with −1." + untrimmed,
            way -> {
              way.filledWith = NONE;
              way.filledToLongest = true;
            })
        .slip(
            "answer",
            "END in front",
            "END stands in front of each answer. The decoder reads it, and hasn't said it.",
            way -> way.asksEndFirst = true)
        .slip(
            "answer",
            "without the first word",
            "The first word of each answer is missing.",
            way -> way.withoutFirst = true)
        .slip("answer", "backwards", "The words stand backwards.", way -> way.backwards = true)
        .addTo(exercise);
  }
}
