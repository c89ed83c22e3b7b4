package unrolled.check.exercise;

import static unrolled.check.exercise.Prediction.PREDICTED;
import static unrolled.check.exercise.Prediction.question;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import unrolled.math.Rng;

/**
 * Marks exercise 12: what a decoder reads and is asked in training, the loss without the padding,
 * the state that it starts from, and how it writes when nobody tells it the truth.
 *
 * <p>The right answers are found sentence by sentence, each alone, so that there is no padding.
 */
public final class Exercise12 {

  /** In place of a symbol: nobody reads it, nobody asks. */
  public static final int NONE = -1;

  private static final String FED = "fed";
  private static final String ASKED = "asked";
  private static final String LOSS = "loss";
  private static final String START = "start";
  private static final String SAID = "said";
  private static final String SENTENCES = "sentences";
  private static final int UNITS = 4;

  private Exercise12() {}

  /** The learner's preparation of a batch: what is fed, or what is asked. */
  @FunctionalInterface
  public interface Preparation {
    /**
     * A symbol for each sentence and step, {@link #NONE} where a sentence is over.
     *
     * @param sentences the symbols of each sentence, without END
     * @param end the symbol END
     * @return rows of equal length, one for each sentence
     */
    int[][] steps(int[][] sentences, int end);
  }

  /** The learner's loss. */
  @FunctionalInterface
  public interface MaskedLoss {
    /**
     * The mean of −ln p over all symbols that are asked.
     *
     * @param p p[0] … p[T], each B×K: the probabilities at a step
     * @param asked asked[b][t]: the symbol of sentence b at step t, or {@link #NONE}
     */
    double loss(DMatrixRMaj[] p, int[][] asked);
  }

  /** The learner's handing over. */
  @FunctionalInterface
  public interface HandOver {
    /**
     * The encoder's state where each sentence is over.
     *
     * @param h h[0] … h[S], each B×n: the states before the first word and after each
     * @param lengths how many words each of the B sentences has
     * @return B×n
     */
    DMatrixRMaj start(DMatrixRMaj[] h, int[] lengths);
  }

  /** A decoder, ready to use. */
  @FunctionalInterface
  public interface Decoder {
    /**
     * One step for all sentences of a batch.
     *
     * @param h its state, B×n
     * @param fed the symbol that it reads, one for each sentence
     */
    Step step(DMatrixRMaj h, int[] fed);
  }

  /**
   * What a step of the decoder gives.
   *
   * @param h its new state, B×n
   * @param p the probabilities of the next symbol, B×K
   */
  public record Step(DMatrixRMaj h, DMatrixRMaj p) {}

  /** The learner's loop that writes. */
  @FunctionalInterface
  public interface Writer {
    /**
     * The likeliest next symbol, again and again, until END.
     *
     * @param decoder the decoder
     * @param start its first state, B×n
     * @param end the symbol END
     * @param most how many symbols a sentence may have at most
     * @return the symbols of each sentence, without END
     */
    int[][] said(Decoder decoder, DMatrixRMaj start, int end, int most);
  }

  /** Marks the four predictions: 4 points. Prints the report. */
  public static int predicted(Supplier<double[]> learners) {
    return predictions().mark(learners::get, 1);
  }

  /** Marks what is fed: 3 points. Prints the report. */
  public static int fed(Preparation learners) {
    return fed(learners, Exercise.freshSeed());
  }

  /** Marks what is fed, on sentences drawn with this seed. */
  public static int fed(Preparation learners, long seed) {
    return fedExercise().mark(learners, seed);
  }

  /** Marks what is asked: 3 points. Prints the report. */
  public static int asked(Preparation learners) {
    return asked(learners, Exercise.freshSeed());
  }

  /** Marks what is asked, on sentences drawn with this seed. */
  public static int asked(Preparation learners, long seed) {
    return askedExercise().mark(learners, seed);
  }

  /** Marks the loss: 4 points. Prints the report. */
  public static int loss(MaskedLoss learners) {
    return loss(learners, Exercise.freshSeed());
  }

  /** Marks the loss on inputs drawn with this seed. */
  public static int loss(MaskedLoss learners, long seed) {
    return lossExercise().mark(learners, seed);
  }

  /** Marks the handing over: 3 points. Prints the report. */
  public static int handOver(HandOver learners) {
    return handOver(learners, Exercise.freshSeed());
  }

  /** Marks the handing over on states drawn with this seed. */
  public static int handOver(HandOver learners, long seed) {
    return handOverExercise().mark(learners, seed);
  }

  /** Marks the writing: 4 points. Prints the report. */
  public static int write(Writer learners) {
    return write(learners, Exercise.freshSeed());
  }

  /** Marks the writing with decoders drawn with this seed. */
  public static int write(Writer learners, long seed) {
    return writeExercise().mark(learners, seed);
  }

  /** For a class: 2 more points for sizes that the visible checks don't have. */
  public static int otherSizes(MaskedLoss learnersLoss, Writer learnersWriter, long seed) {
    int loss =
        new Exercise<>("Other sizes: the loss", Exercise12::callLoss, Exercise12::rightLoss)
            .follows()
            .stage(rng -> answers(rng, 3, 1, 6, 2, 1))
            .part(1, "three symbols, lengths 1, 6, 2 and 1", LOSS)
            .mark(learnersLoss, seed);
    int writing =
        new Exercise<>("Other sizes: writing", Exercise12::callWriter, Exercise12::rightWriter)
            .follows()
            .axes(SAID, "sentence", "word")
            .stage(rng -> decoder(rng, 7, 9, 0, 9, 1, 20))
            .part(1, "seven symbols, four sentences, one of them empty", SAID)
            .mark(learnersWriter, seed);
    return loss + writing;
  }

  /** Whether the cells that use all five methods may begin; says which ones are missing if not. */
  public static boolean ready(
      Preparation fed, Preparation asked, MaskedLoss loss, HandOver start, Writer said) {
    Map<String, Boolean> right = new LinkedHashMap<>();
    right.put(FED, fedExercise().isRight(fed, 1));
    right.put(ASKED, askedExercise().isRight(asked, 1));
    right.put(LOSS, lossExercise().isRight(loss, 1));
    right.put(START, handOverExercise().isRight(start, 1));
    right.put(SAID, writeExercise().isRight(said, 1));
    return Waiting.isOver(
        "What follows is run by your methods, and waits until their checks pass.", right);
  }

  // ---- what is checked ------------------------------------------------------------------------

  static Exercise<Callable<double[]>> predictions() {
    double often = -StrictMath.log(0.9);
    double seldom = -StrictMath.log(0.5);
    return new Exercise<Callable<double[]>>("Predictions", Prediction::call, Prediction::right)
        .stage(
            question(
                0,
                3 * 4,
                "Three rows, all as long as the longest needs: its words, and one step more.",
                "9 A row of three has no place for END.",
                "7 These are the places where somebody asks. The rows are equally long.",
                "8 The empty sentence has a row, too.",
                "4 That is one row."))
        .part(1, "places in the batch", PREDICTED)
        .stage(
            question(
                1,
                4 + 2 + 1,
                "Every word is asked once, and END once for each sentence.",
                "4 END is asked, too.",
                "6 The empty sentence is asked for END, too.",
                "5 END is asked once for each sentence.",
                "12 Behind a sentence's END nobody asks."))
        .part(1, "symbols that are asked", PREDICTED)
        .stage(
            question(
                2,
                (10 * often + 2 * seldom) / 12,
                "Add up −ln p of the twelve symbols; ln is the natural logarithm. By what do you"
                    + " divide?",
                (often + seldom) / 2
                    + " That is the mean of two means. Every symbol counts the same, whichever"
                    + " sentence it stands in.",
                (10 * often + 2 * seldom) + " That is the sum.",
                (10 * often + 2 * seldom) / 2 + " Divide by the symbols, not by the sentences.",
                (10 * often + 2 * seldom) / 20
                    + " That counts the padding: who asks behind a sentence's end?",
                -StrictMath.log((10 * 0.9 + 2 * 0.5) / 12)
                    + " The logarithms are averaged, not the probabilities.",
                (10 * often + 2 * seldom) / 12 / StrictMath.log(10)
                    + " ln is the natural logarithm, not the one with base 10."))
        .part(1, "the loss of twelve symbols", PREDICTED)
        .stage(
            question(
                3,
                2 + 1,
                "Each sentence is over when it has said END for the first time.",
                "5 END is no word of a sentence.",
                "6 What comes after the first END is nobody's word.",
                "8 What comes after the first END is nobody's word, and END is no word itself.",
                "10 Each sentence is over when it has said END.",
                "2 The other sentence has said something, too.",
                "4 It is over when it has said END: count again."))
        .part(1, "words that are said", PREDICTED);
  }

  static Exercise<Preparation> fedExercise() {
    return Mistakes12OfBatch.fed(
        new Exercise<Preparation>("What it reads", prepared(FED), Exercise12::rightFed)
            .naming(Exercise12::sentencesInWords)
            .axes(SENTENCES, "sentence", "word")
            .axes(FED, "row", "step")
            .region("at step 0", in -> where(FED, in, (words, t) -> t == 0))
            .region(
                "at the step of a last word", in -> where(FED, in, (words, t) -> t == words - 1))
            .region("behind a last word", in -> where(FED, in, (words, t) -> t == words))
            .region("behind a sentence's end", in -> where(FED, in, (words, t) -> t > words))
            .region(
                "in the row of a sentence without words",
                in -> where(FED, in, (words, t) -> words == 0))
            .stage(rng -> sentences(rng, 3, 3))
            .part(1, "two sentences of three words", FED)
            .stage(rng -> sentences(rng, 2, 4, 0, 1))
            .part(2, "sentences of two words, four, none, and one", FED));
  }

  static Exercise<Preparation> askedExercise() {
    return Mistakes12OfBatch.asked(
        new Exercise<Preparation>("What it is asked", prepared(ASKED), Exercise12::rightAsked)
            .naming(Exercise12::sentencesInWords)
            .axes(SENTENCES, "sentence", "word")
            .axes(ASKED, "row", "step")
            .region("at step 0", in -> where(ASKED, in, (words, t) -> t == 0))
            .region(
                "at the step of a last word", in -> where(ASKED, in, (words, t) -> t == words - 1))
            .region("behind a last word", in -> where(ASKED, in, (words, t) -> t == words))
            .region("behind a sentence's end", in -> where(ASKED, in, (words, t) -> t > words))
            .region(
                "in the row of a sentence without words",
                in -> where(ASKED, in, (words, t) -> words == 0))
            .stage(rng -> sentences(rng, 3, 3))
            .part(1, "two sentences of three words", ASKED)
            .stage(rng -> sentences(rng, 2, 4, 0, 1))
            .part(2, "sentences of two words, four, none, and one", ASKED));
  }

  static Exercise<MaskedLoss> lossExercise() {
    return Mistakes12OfLoss.loss(
        new Exercise<MaskedLoss>("The loss", Exercise12::callLoss, Exercise12::rightLoss)
            .stage(rng -> answers(rng, 5, 4, 4, 4, 4))
            .part(1, "four sentences of four symbols, no padding", LOSS)
            .stage(rng -> answers(rng, 5, 2, 5, 3))
            .part(2, "three sentences of different lengths", LOSS)
            .stage(Exercise12::badAnswers)
            .part(1, "long sentences, and a decoder that is often sure and wrong", LOSS));
  }

  static Exercise<HandOver> handOverExercise() {
    return Mistakes12OfStart.handOver(
        new Exercise<HandOver>("Where it starts", Exercise12::callHandOver, Exercise12::rightEnd)
            .axes(START, "sentence", "unit")
            .stage(rng -> states(rng, 4, 4, 4))
            .part(1, "three sentences of four words", START)
            .stage(rng -> states(rng, 2, 5, 0, 3))
            .part(1, "sentences of two words, five, none, and three", START)
            .leavesItsInputs(1));
  }

  static Exercise<Writer> writeExercise() {
    return Mistakes12OfWriting.write(
        new Exercise<Writer>("On its own", Exercise12::callWriter, Exercise12::rightWriter)
            .axes(SAID, "sentence", "word")
            .naming(in -> "END = " + whole(in, "end") + ", most = " + whole(in, "most") + ".")
            .stage(rng -> decoder(rng, 300, 12, 5)) // so many that END is no small number
            .part(1, "one sentence, 300 symbols", SAID)
            .stage(rng -> decoder(rng, 5, 8, 3, 0, 8, 30, 1))
            .part(2, "five sentences: one empty, one of just “most” words, one without end", SAID)
            .stage(rng -> decoder(rng, 6, 9, 6, 4, 5).with("ties", 1))
            .part(1, "three sentences, and symbols that are equally likely", SAID));
  }

  /** Whether something may be wrong at step t of a sentence with so many words. */
  @FunctionalInterface
  private interface Where {
    boolean is(int words, int t);
  }

  private static Values where(String name, Values in, Where where) {
    int[][] inside = prepared(in, true);
    for (int b = 0; b < inside.length; b++) {
      int words = in.wholeRows(SENTENCES)[b].length;
      Arrays.setAll(inside[b], t -> where.is(words, t) ? 1 : 0);
    }
    return new Values().with(name, inside);
  }

  // ---- the learner's code is called with arrays of its own

  private static Exercise.Call<Preparation> prepared(String name) {
    return (code, in) -> {
      try {
        return new Values().with(name, code.steps(in.wholeRows(SENTENCES), whole(in, "end")));
      } catch (ArrayIndexOutOfBoundsException e) {
        boolean words =
            Arrays.stream(in.wholeRows(SENTENCES))
                .anyMatch(s -> String.valueOf(e.getMessage()).endsWith(" length " + s.length));
        throw explained(
            e,
            words
                ? "Is it a sentence, whose n words are numbered from 0 to n − 1? Or a row: how many steps"
                    + " do the words of the longest one take, and END?"
                : "How many steps do the words of the longest sentence take, and END?");
      }
    };
  }

  private static Values callLoss(MaskedLoss code, Values in) {
    DMatrixRMaj[] p = in.matrices("p");
    try {
      return new Values().with(LOSS, code.loss(p, in.wholeRows(ASKED)));
    } catch (ArrayIndexOutOfBoundsException | IllegalArgumentException e) {
      throw explained(
          e,
          "Here p has "
              + p.length
              + " steps, each with a row for each of "
              + p[0].numRows
              + " sentences; asked has the sentence first, then the step, and −1 is no column.");
    }
  }

  private static Values callHandOver(HandOver code, Values in) {
    DMatrixRMaj[] h = in.matrices("h");
    try {
      return new Values().with(START, code.start(h, in.whole("lengths")));
    } catch (ArrayIndexOutOfBoundsException | IllegalArgumentException e) {
      throw explained(
          e,
          "Here h goes from h[0] to h["
              + (h.length - 1)
              + "], each with a row for each of "
              + h[0].numRows
              + " sentences"
              + (String.valueOf(e.getMessage()).contains("Index -1 ")
                  ? ". What does the one know that has no words?"
                  : " and n = " + h[0].numCols + " numbers. (In data, row b begins at b · n.)"));
    }
  }

  private static Values callWriter(Writer code, Values in) {
    DMatrixRMaj start = in.matrix("start");
    int size = start.numRows;
    int most = whole(in, "most");
    int[][] said;
    try {
      said = code.said((h, fed) -> step(in, size, h, fed), start, whole(in, "end"), most);
    } catch (ArrayIndexOutOfBoundsException e) {
      throw explained(
          e, "There are at most " + most + " words in a sentence, and " + size + " sentences.");
    }
    if (said == null || said.length != size || Arrays.asList(said).contains(null)) {
      throw new Unusable(
          "said must give an int[] for each of the "
              + size
              + " sentences (of length 0, if END is the first that it says).");
    }
    return new Values().with(SAID, said);
  }

  /** What was thrown and where, and what to ask oneself. */
  private static Unusable explained(RuntimeException thrown, String question) {
    String told = Thrown.inWords(thrown);
    return new Unusable(told + (told.endsWith(".") ? " " : ". ") + question, thrown);
  }

  private static int whole(Values in, String name) {
    return (int) in.number(name);
  }

  private static String sentencesInWords(Values in) {
    String rows = Arrays.deepToString(in.wholeRows(SENTENCES)).replace('[', '{').replace(']', '}');
    return "For the sentences " + rows + ", END = " + whole(in, "end") + ":";
  }

  // ---- fresh inputs

  /**
   * Sentences in which no word stands beside itself, and of which each but the shortest has the
   * word 0. END is never 6, as it is in the text.
   */
  private static Values sentences(Rng rng, int... lengths) {
    int end = List.of(4, 5, 7, 8, 9).get(rng.nextInt(5));
    int[][] rows = new int[lengths.length][];
    for (int b = 0; b < rows.length; b++) {
      rows[b] = new int[lengths[b]];
      for (int t = 0; t < rows[b].length; t++) {
        int before = t == 0 ? 0 : rows[b][t - 1];
        rows[b][t] = 1 + (before + rng.nextInt(end - 2)) % (end - 1);
      }
      if (lengths[b] > 1) {
        rows[b][rng.nextInt(lengths[b])] = 0;
      }
    }
    return new Values().with(SENTENCES, rows).with("end", end);
  }

  /** Probabilities of K symbols, and which of them are asked; the padding has some, too. */
  private static Values answers(Rng rng, int symbols, int... lengths) {
    return answers(rng, 1, symbols, lengths);
  }

  /** Symbols that are asked have tiny probabilities, and the padding has probabilities of 0. */
  private static Values badAnswers(Rng rng) {
    int[] lengths = {40, 3, 25};
    Values answers = answers(rng, 40, 6, lengths);
    DMatrixRMaj[] p = answers.matrices("p");
    for (int b = 0; b < lengths.length; b++) {
      for (int t = lengths[b]; t < p.length; t++) {
        for (int k = 0; k < p[t].numCols; k++) {
          p[t].set(b, k, k == 1 + t % 3 ? 1 : 0);
        }
      }
    }
    return answers;
  }

  private static Values answers(Rng rng, double sure, int symbols, int... lengths) {
    DMatrixRMaj[] p = new DMatrixRMaj[IntStream.of(lengths).max().orElseThrow()];
    int[][] asked = new int[lengths.length][p.length];
    for (int t = 0; t < p.length; t++) {
      p[t] = Fresh.matrix(rng, lengths.length, symbols);
      CommonOps_DDRM.scale(sure, p[t]);
      for (int b = 0; b < lengths.length; b++) {
        softmax(p[t], b);
        int word = t == 0 ? 0 : rng.nextInt(symbols - 1);
        asked[b][t] = t >= lengths[b] ? NONE : t == lengths[b] - 1 ? symbols - 1 : word;
      }
    }
    return new Values().with("p", p).with(ASKED, asked);
  }

  private static Values states(Rng rng, int... lengths) {
    DMatrixRMaj[] h = new DMatrixRMaj[IntStream.of(lengths).max().orElseThrow() + 1];
    Arrays.setAll(h, t -> Fresh.matrix(rng, lengths.length, 3));
    return new Values().with("h", h).with("lengths", lengths);
  }

  /**
   * A decoder of random weights whose state counts, in its first number, how many words are still
   * to be said: so each sentence has a length of its own. Who goes on after END finds more words,
   * and another END.
   */
  private static Values decoder(Rng rng, int symbols, int most, int... lengths) {
    DMatrixRMaj start = Fresh.matrix(rng, lengths.length, UNITS);
    for (int b = 0; b < lengths.length; b++) {
      start.set(b, 0, lengths[b] + 0.5);
    }
    DMatrixRMaj read = Fresh.matrix(rng, symbols, UNITS);
    DMatrixRMaj out = Fresh.matrix(rng, UNITS, symbols);
    DMatrixRMaj u = Fresh.matrix(rng, UNITS, UNITS);
    CommonOps_DDRM.scale(2, read);
    CommonOps_DDRM.scale(3, u); // else all sentences would say the same
    CommonOps_DDRM.scale(3, out);
    return new Values()
        .with("start", start)
        .with("read", read)
        .with("u", u)
        .with("out", out)
        .with("most", most)
        .with("end", symbols - 1)
        .with("ties", 0);
  }

  // ---- the decoder

  private static Step step(Values in, int size, DMatrixRMaj h, int[] fed) {
    DMatrixRMaj read = in.matrix("read");
    if (h == null || h.numRows != size || h.numCols != UNITS || fed == null || fed.length != size) {
      throw new Unusable(
          "The decoder needs a state of "
              + size
              + "×"
              + UNITS
              + " and "
              + size
              + " symbols, one for each sentence of the batch, also for those that are over."
              + (h == null ? " The state is null." : " The state is " + h.numRows + "×" + h.numCols)
              + (fed == null ? ", fed is null." : ", and fed has " + fed.length + "."));
    }
    DMatrixRMaj next = new DMatrixRMaj(size, UNITS);
    DMatrixRMaj p = new DMatrixRMaj(size, read.numRows);
    for (int b = 0; b < size; b++) {
      if (fed[b] < 0 || fed[b] >= read.numRows) {
        throw new Unusable(
            "Your code fed the decoder the symbol "
                + fed[b]
                + ". It knows the symbols 0 to "
                + (read.numRows - 1)
                + "; the last one is END, with which every sentence begins."
                + (fed[b] == NONE
                    ? " A sentence that is over must be fed some symbol as well, whichever."
                    : ""));
      }
      next.set(b, 0, h.get(b, 0) - 1);
      for (int j = 1; j < UNITS; j++) {
        double a = read.get(fed[b], j);
        for (int i = 1; i < UNITS; i++) {
          a += h.get(b, i) * in.matrix("u").get(i, j);
        }
        next.set(b, j, StrictMath.tanh(a));
      }
      for (int k = 0; k < p.numCols; k++) {
        double score = 0;
        for (int j = 1; j < UNITS; j++) {
          score += next.get(b, j) * in.matrix("out").get(j, k);
        }
        p.set(b, k, score);
      }
      int left = (int) StrictMath.floor(next.get(b, 0));
      boolean ends = left < 0 && left % 3 == -1; // and two words later again
      p.set(b, p.numCols - 1, ends ? 20 : -20);
      if (whole(in, "ties") == 1 && !ends) {
        int best = likeliest(p, b);
        int equal = left % 2 == 0 ? p.numCols - 1 : (best + 2) % (p.numCols - 1);
        p.set(b, equal, p.get(b, best));
      }
      softmax(p, b);
    }
    return new Step(next, p);
  }

  private static void softmax(DMatrixRMaj scores, int b) {
    double sum = 0;
    for (int k = 0; k < scores.numCols; k++) {
      scores.set(b, k, StrictMath.exp(scores.get(b, k)));
      sum += scores.get(b, k);
    }
    for (int k = 0; k < scores.numCols; k++) {
      scores.set(b, k, scores.get(b, k) / sum);
    }
  }

  // ---- the right answers, sentence by sentence

  private static Values rightFed(Values in) {
    return new Values().with(FED, prepared(in, true));
  }

  private static Values rightAsked(Values in) {
    return new Values().with(ASKED, prepared(in, false));
  }

  private static int[][] prepared(Values in, boolean endFirst) {
    int[][] sentences = in.wholeRows(SENTENCES);
    int end = whole(in, "end");
    int steps = Stream.of(sentences).mapToInt(s -> s.length).max().orElseThrow() + 1;
    int[][] out = new int[sentences.length][];
    for (int b = 0; b < out.length; b++) {
      IntStream words = IntStream.of(sentences[b]);
      IntStream one = IntStream.of(end);
      IntStream row = endFirst ? IntStream.concat(one, words) : IntStream.concat(words, one);
      IntStream padding = IntStream.generate(() -> NONE);
      out[b] = IntStream.concat(row, padding).limit(steps).toArray();
    }
    return out;
  }

  private static Values rightLoss(Values in) {
    int[][] asked = in.wholeRows(ASKED);
    double sum = 0;
    int count = 0;
    for (int b = 0; b < asked.length; b++) {
      for (int t = 0; t < asked[b].length && asked[b][t] != NONE; t++) {
        sum -= StrictMath.log(in.matrices("p")[t].get(b, asked[b][t]));
        count++;
      }
    }
    return new Values().with(LOSS, sum / count);
  }

  private static Values rightEnd(Values in) {
    int[] lengths = in.whole("lengths");
    DMatrixRMaj[] h = in.matrices("h");
    DMatrixRMaj out = new DMatrixRMaj(lengths.length, h[0].numCols);
    for (int b = 0; b < lengths.length; b++) {
      CommonOps_DDRM.insert(CommonOps_DDRM.extractRow(h[lengths[b]], b, null), out, b, 0);
    }
    return new Values().with(START, out);
  }

  private static Values rightWriter(Values in) {
    DMatrixRMaj start = in.matrix("start");
    int end = whole(in, "end");
    int[][] out = new int[start.numRows][];
    for (int b = 0; b < out.length; b++) {
      DMatrixRMaj h = CommonOps_DDRM.extractRow(start, b, null);
      int[] words = new int[whole(in, "most")];
      int count = 0;
      for (int word = end; count < words.length; count++) {
        Step step = step(in, 1, h, new int[] {word});
        word = likeliest(step.p, 0);
        if (word == end) {
          break;
        }
        words[count] = word;
        h = step.h;
      }
      out[b] = Arrays.copyOf(words, count);
    }
    return new Values().with(SAID, out);
  }

  /** The first of the largest. */
  private static int likeliest(DMatrixRMaj p, int b) {
    int best = 0;
    for (int k = 1; k < p.numCols; k++) {
      best = p.get(b, k) > p.get(b, best) ? k : best;
    }
    return best;
  }
}
