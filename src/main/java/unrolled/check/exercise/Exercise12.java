package unrolled.check.exercise;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntUnaryOperator;
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
  private static final String LOSS = "the loss";
  private static final String START = "the start";
  private static final String SAID = "said";
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

  /** Marks the handing over: 2 points. Prints the report. */
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
            .stage(rng -> answers(rng, 3, 1, 6, 2, 1))
            .part(1, "three symbols, lengths 1, 6, 2 and 1", LOSS)
            .mark(learnersLoss, seed);
    int writing =
        new Exercise<>("Other sizes: writing", Exercise12::callWriter, Exercise12::rightWriter)
            .stage(rng -> decoder(rng, 7, 9, 0, 9, 1, 20))
            .part(1, "seven symbols, four sentences, one of them empty", SAID)
            .mark(learnersWriter, seed);
    return loss + writing;
  }

  static Exercise<Preparation> fedExercise() {
    String read = " Read “What it reads” above.";
    return new Exercise<Preparation>("What it reads", prepared(FED), Exercise12::rightFed)
        .naming(Exercise12::sentencesInWords)
        .stage(rng -> sentences(rng, 3, 3))
        .part(1, "two sentences of three words", FED)
        .stage(rng -> sentences(rng, 2, 4, 1))
        .part(2, "sentences of two words, four, and one", FED)
        .mistake(
            "not shifted",
            "The first word is fed at the first step: then the decoder reads the very word that it"
                + " is asked for, and need not learn anything. What has it said before the first"
                + " word?"
                + read,
            (sentences, end) -> rightAsked(sentences, end))
        .mistake(
            "the last word never read",
            "The last word of each sentence is never fed. But END is asked after it, and the"
                + " decoder should know what it has said."
                + read,
            (sentences, end) -> {
              int[][] cut = new int[sentences.length][];
              for (int b = 0; b < cut.length; b++) {
                cut[b] = Arrays.copyOf(sentences[b], sentences[b].length - 1);
              }
              return rightFed(cut, end);
            })
        .mistake(
            "END at both ends",
            "END is fed once more after the last word. When END has been said, nothing is left to"
                + " be asked: there is no such step."
                + read,
            (sentences, end) -> {
              int[][] longer = new int[sentences.length][];
              for (int b = 0; b < longer.length; b++) {
                longer[b] = Arrays.copyOf(sentences[b], sentences[b].length + 1);
                longer[b][sentences[b].length] = end;
              }
              return rightFed(longer, end);
            })
        .mistake(
            "filled up with END",
            "Behind a short sentence stands END. END is a symbol like others, and would be read"
                + " there; −1 says that there is no step."
                + read,
            (sentences, end) -> filledUp(rightFed(sentences, end), end))
        .mistake(
            "filled up with 0",
            "Behind a short sentence stands 0: a new int[] is full of it, and 0 is a word. −1 says"
                + " that there is no step."
                + read,
            (sentences, end) -> filledUp(rightFed(sentences, end), 0));
  }

  static Exercise<Preparation> askedExercise() {
    String read = " Read “What it is asked” above.";
    return new Exercise<Preparation>("What it is asked", prepared(ASKED), Exercise12::rightAsked)
        .naming(Exercise12::sentencesInWords)
        .stage(rng -> sentences(rng, 3, 3))
        .part(1, "two sentences of three words", ASKED)
        .stage(rng -> sentences(rng, 2, 4, 1))
        .part(2, "sentences of two words, four, and one", ASKED)
        .mistake(
            "END missing",
            "END is never asked. A decoder that has not learnt to say END will never stop." + read,
            (sentences, end) -> {
              int[][] out = rightAsked(sentences, end);
              for (int b = 0; b < out.length; b++) {
                out[b][sentences[b].length] = NONE;
              }
              return out;
            })
        .mistake(
            "END at the end of the batch",
            "END stands in the last column for all. A short sentence is over earlier: END comes"
                + " right after its own last word."
                + read,
            (sentences, end) -> {
              int[][] out = rightAsked(sentences, end);
              for (int b = 0; b < out.length; b++) {
                out[b][sentences[b].length] = NONE;
                out[b][out[b].length - 1] = end;
              }
              return out;
            })
        .mistake(
            "shifted the wrong way",
            "It looks as if the decoder were asked for what it has just read. It is asked for what"
                + " comes next."
                + read,
            (sentences, end) -> rightFed(sentences, end))
        .mistake(
            "padding asked as END",
            "Behind a short sentence END is asked again and again: the decoder would get marks for"
                + " steps that are not there. −1 says that nobody asks."
                + read,
            (sentences, end) -> filledUp(rightAsked(sentences, end), end))
        .mistake(
            "padding asked as 0",
            "Behind a short sentence 0 is asked: a new int[] is full of it, and 0 is a word. −1"
                + " says that nobody asks."
                + read,
            (sentences, end) -> filledUp(rightAsked(sentences, end), 0));
  }

  static Exercise<MaskedLoss> lossExercise() {
    String read = " Read “The loss” above.";
    return new Exercise<MaskedLoss>("The loss", Exercise12::callLoss, Exercise12::rightLoss)
        .stage(rng -> answers(rng, 5, 4, 4))
        .part(1, "no padding", LOSS)
        .stage(rng -> answers(rng, 5, 2, 5, 3))
        .part(3, "three sentences of different lengths", LOSS)
        .mistake(
            "padding counted",
            "It looks as if you had divided by all steps of the batch. Those behind a sentence's"
                + " end are no questions: the same sentences beside a longer one would have a"
                + " smaller loss."
                + read,
            (p, asked) -> sum(p, asked) / (p.length * asked.length))
        .mistake(
            "a mean of means",
            "It looks as if each sentence had its own mean, and you took the mean of these. Then a"
                + " word of a short sentence counts more than one of a long sentence. All words"
                + " that are asked count the same."
                + read,
            (p, asked) -> {
              double mean = 0;
              for (int b = 0; b < asked.length; b++) {
                mean += sum(p, asked, b) / count(asked[b]) / asked.length;
              }
              return mean;
            })
        .mistake(
            "not divided",
            "It looks as if the losses were added up and not divided by their number." + read,
            Exercise12::sum)
        .mistake(
            "divided by the sentences",
            "It looks as if you had divided by the number of sentences. Divide by the number of"
                + " symbols that are asked."
                + read,
            (p, asked) -> sum(p, asked) / asked.length)
        .mistake(
            "padding taken for a word",
            "It looks as if the padding were asked as word 0." + read,
            (p, asked) -> {
              int[][] filled = filledUp(asked, 0);
              return sum(p, filled) / (p.length * asked.length);
            })
        .mistake(
            "the sign",
            "The sign is turned round: a logarithm of a probability is negative, a loss is not."
                + read,
            (p, asked) -> -sum(p, asked) / count(asked));
  }

  static Exercise<HandOver> handOverExercise() {
    String read = " Read “Where it starts” above.";
    return new Exercise<HandOver>("Where it starts", Exercise12::callHandOver, Exercise12::rightEnd)
        .stage(rng -> states(rng, 4, 4))
        .part(1, "two sentences of four words", START)
        .stage(rng -> states(rng, 2, 5, 3))
        .part(1, "sentences of two words, five, and three", START)
        .mistake(
            "the end of the batch",
            "It looks as if every sentence had got the state at the end of the longest one. A short"
                + " sentence has been over for a while there, and its state has gone on reading"
                + " padding."
                + read,
            (h, lengths) -> h[h.length - 1].copy())
        .mistake(
            "one word too early",
            "It looks as if the last word of each sentence were missing: h[0] is the state before"
                + " the first word, so which one is the state after the last?"
                + read,
            (h, lengths) -> pick(h, lengths, length -> length - 1))
        .mistake(
            "the beginning",
            "It looks as if the decoder got the state after the first word. What does that one know"
                + " of the others?"
                + read,
            (h, lengths) -> pick(h, lengths, length -> 1))
        .mistake(
            "the mean",
            "It looks as if the states were averaged. Some people do; here the last one alone is"
                + " handed over."
                + read,
            (h, lengths) -> {
              DMatrixRMaj mean = new DMatrixRMaj(lengths.length, h[0].numCols);
              for (int b = 0; b < lengths.length; b++) {
                for (int t = 1; t <= lengths[b]; t++) {
                  for (int j = 0; j < mean.numCols; j++) {
                    mean.add(b, j, h[t].get(b, j) / lengths[b]);
                  }
                }
              }
              return mean;
            });
  }

  static Exercise<Writer> writeExercise() {
    String read = " Read “On its own” above.";
    return new Exercise<Writer>("On its own", Exercise12::callWriter, Exercise12::rightWriter)
        .stage(rng -> decoder(rng, 5, 12, 5))
        .part(1, "one sentence", SAID)
        .stage(rng -> decoder(rng, 5, 8, 3, 6, 2, 30))
        .part(3, "four sentences of different lengths, one too long", SAID)
        .mistake(
            "END said",
            "END stands in the answer. It ends a sentence and is no word of it." + read,
            (decoder, start, end, most) -> written(decoder, start, end, most, new Habit().end()))
        .mistake(
            "no end",
            "It goes on after END. Each sentence is over when it has said END for the first time;"
                + " what comes out of its row afterwards is nobody's word."
                + read,
            (decoder, start, end, most) -> written(decoder, start, end, most, new Habit().goesOn()))
        .mistake(
            "all end together",
            "It looks as if all sentences stopped when the first one said END. The others have more"
                + " to say."
                + read,
            (decoder, start, end, most) ->
                written(decoder, start, end, most, new Habit().together()))
        .mistake(
            "its word not fed back",
            "It looks as if END were fed at every step. The decoder reads what it has said itself:"
                + " else it can't know which word is next."
                + read,
            (decoder, start, end, most) -> written(decoder, start, end, most, new Habit().deaf()))
        .mistake(
            "the state not carried over",
            "It looks as if every step began with the first state. A step gives a new one: the next"
                + " step needs it."
                + read,
            (decoder, start, end, most) ->
                written(decoder, start, end, most, new Habit().forgetful()))
        .mistake(
            "one word too few",
            "A sentence that finds no end has one word fewer than it may have." + read,
            (decoder, start, end, most) -> written(decoder, start, end, most - 1, new Habit()));
  }

  // ---- the learner's code is called with arrays of its own

  private static Exercise.Call<Preparation> prepared(String name) {
    return (code, in) ->
        new Values().with(name, rows(code.steps(sentences(in), (int) in.number("end")), name));
  }

  private static Values callLoss(MaskedLoss code, Values in) {
    return new Values().with(LOSS, code.loss(in.matrices("p"), symbols(in.matrix("asked"))));
  }

  private static Values callHandOver(HandOver code, Values in) {
    return new Values().with(START, code.start(in.matrices("h"), lengths(in)));
  }

  private static Values callWriter(Writer code, Values in) {
    DMatrixRMaj start = in.matrix("start");
    int most = (int) in.number("most");
    int[][] said = code.said((h, fed) -> step(in, h, fed), start, (int) in.number("end"), most);
    if (said == null || said.length != start.numRows || Arrays.asList(said).contains(null)) {
      throw new Unusable(
          "said must give an int[] for each of the "
              + start.numRows
              + " sentences (of length 0, if END is the first that it says).");
    }
    int longest = Arrays.stream(said).mapToInt(s -> s.length).max().orElse(0);
    int[][] filled = new int[said.length][];
    for (int b = 0; b < said.length; b++) {
      filled[b] = Arrays.copyOf(said[b], Math.max(most, longest));
      Arrays.fill(filled[b], said[b].length, filled[b].length, NONE);
    }
    return new Values().with(SAID, matrix(filled));
  }

  /** A batch as the learner has filled it up, as numbers that can be compared. */
  private static DMatrixRMaj rows(int[][] steps, String name) {
    if (steps == null || steps.length == 0) {
      return null;
    }
    for (int b = 0; b < steps.length; b++) {
      if (steps[b] == null || steps[b].length != steps[0].length) {
        throw new Unusable(
            "The rows of "
                + name
                + " must have the same length: row 0 has "
                + (steps[0] == null ? "none" : steps[0].length)
                + " entries, row "
                + b
                + (steps[b] == null ? " is null" : " has " + steps[b].length)
                + ". Fill short ones up with -1.");
      }
    }
    return matrix(steps);
  }

  private static DMatrixRMaj matrix(int[][] rows) {
    DMatrixRMaj out = new DMatrixRMaj(rows.length, rows[0].length);
    for (int b = 0; b < rows.length; b++) {
      for (int t = 0; t < rows[b].length; t++) {
        out.set(b, t, rows[b][t]);
      }
    }
    return out;
  }

  private static int[][] symbols(DMatrixRMaj rows) {
    int[][] out = new int[rows.numRows][rows.numCols];
    for (int b = 0; b < rows.numRows; b++) {
      for (int t = 0; t < rows.numCols; t++) {
        out[b][t] = (int) rows.get(b, t);
      }
    }
    return out;
  }

  /** The sentences of an input, each as long as it is. */
  private static int[][] sentences(Values in) {
    int[][] rows = symbols(in.matrix("sentences"));
    for (int b = 0; b < rows.length; b++) {
      rows[b] = Arrays.copyOf(rows[b], count(rows[b]));
    }
    return rows;
  }

  private static String sentencesInWords(Values in) {
    List<String> words = new ArrayList<>();
    for (int[] sentence : sentences(in)) {
      words.add(Arrays.toString(sentence).replace(",", ""));
    }
    return "For the sentences "
        + String.join(", ", words)
        + ", END = "
        + (int) in.number("end")
        + ":";
  }

  private static int[] lengths(Values in) {
    return Arrays.stream(in.numbers("lengths")).mapToInt(l -> (int) l).toArray();
  }

  // ---- fresh inputs

  /** Sentences out of the words 0 … 5; END is 6. */
  private static Values sentences(Rng rng, int... lengths) {
    int[][] rows = new int[lengths.length][Arrays.stream(lengths).max().orElseThrow()];
    for (int b = 0; b < lengths.length; b++) {
      for (int t = 0; t < rows[b].length; t++) {
        rows[b][t] = t < lengths[b] ? rng.nextInt(6) : NONE;
      }
    }
    return new Values().with("sentences", matrix(rows)).with("end", 6);
  }

  /** Probabilities of K symbols, and which of them are asked; the padding has some, too. */
  private static Values answers(Rng rng, int symbols, int... lengths) {
    DMatrixRMaj[] p = new DMatrixRMaj[Arrays.stream(lengths).max().orElseThrow()];
    int[][] asked = new int[lengths.length][p.length];
    for (int t = 0; t < p.length; t++) {
      p[t] = Fresh.matrix(rng, lengths.length, symbols);
      for (int b = 0; b < lengths.length; b++) {
        softmax(p[t], b);
        asked[b][t] = t < lengths[b] ? rng.nextInt(symbols) : NONE;
      }
    }
    return new Values().with("p", p).with("asked", matrix(asked));
  }

  private static Values states(Rng rng, int... lengths) {
    DMatrixRMaj[] h = new DMatrixRMaj[Arrays.stream(lengths).max().orElseThrow() + 1];
    for (int t = 0; t < h.length; t++) {
      h[t] = Fresh.matrix(rng, lengths.length, 3);
    }
    double[] asNumbers = Arrays.stream(lengths).asDoubleStream().toArray();
    return new Values().with("h", h).with("lengths", asNumbers);
  }

  /**
   * A decoder of random weights whose state counts, in its first number, how many words are still
   * to be said: so each sentence has a length of its own.
   */
  private static Values decoder(Rng rng, int symbols, int most, int... lengths) {
    DMatrixRMaj start = Fresh.matrix(rng, lengths.length, UNITS);
    for (int b = 0; b < lengths.length; b++) {
      start.set(b, 0, lengths[b] + 0.5);
    }
    DMatrixRMaj read = Fresh.matrix(rng, symbols, UNITS);
    DMatrixRMaj out = Fresh.matrix(rng, UNITS, symbols);
    CommonOps_DDRM.scale(3, read);
    CommonOps_DDRM.scale(3, out);
    return new Values()
        .with("start", start)
        .with("read", read)
        .with("u", Fresh.matrix(rng, UNITS, UNITS))
        .with("out", out)
        .with("most", most)
        .with("end", symbols - 1);
  }

  // ---- the decoder

  private static Step step(Values in, DMatrixRMaj h, int[] fed) {
    DMatrixRMaj read = in.matrix("read");
    int size = in.matrix("start").numRows;
    if (h == null || h.numRows != size || h.numCols != UNITS || fed == null || fed.length != size) {
      throw new Unusable(
          "The decoder needs a state of "
              + size
              + "×"
              + UNITS
              + " and "
              + size
              + " symbols, one for each sentence of the batch, also for those that are over.");
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
                + "; the last one is END, with which every sentence begins.");
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
        boolean end = k == p.numCols - 1;
        p.set(b, k, end ? (next.get(b, 0) < 0 ? 20 : -20) : score);
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

  // ---- the right answers

  private static Values rightFed(Values in) {
    return new Values().with(FED, matrix(rightFed(sentences(in), (int) in.number("end"))));
  }

  private static Values rightAsked(Values in) {
    return new Values().with(ASKED, matrix(rightAsked(sentences(in), (int) in.number("end"))));
  }

  private static int[][] rightFed(int[][] sentences, int end) {
    int[][] out = empty(sentences);
    for (int b = 0; b < out.length; b++) {
      out[b][0] = end;
      System.arraycopy(sentences[b], 0, out[b], 1, sentences[b].length);
    }
    return out;
  }

  private static int[][] rightAsked(int[][] sentences, int end) {
    int[][] out = empty(sentences);
    for (int b = 0; b < out.length; b++) {
      System.arraycopy(sentences[b], 0, out[b], 0, sentences[b].length);
      out[b][sentences[b].length] = end;
    }
    return out;
  }

  private static int[][] empty(int[][] sentences) {
    int steps = Arrays.stream(sentences).mapToInt(s -> s.length).max().orElseThrow() + 1;
    int[][] out = new int[sentences.length][steps];
    return filledUp(out, NONE, 0);
  }

  private static Values rightLoss(Values in) {
    int[][] asked = symbols(in.matrix("asked"));
    return new Values().with(LOSS, sum(in.matrices("p"), asked) / count(asked));
  }

  private static Values rightEnd(Values in) {
    return new Values().with(START, pick(in.matrices("h"), lengths(in), length -> length));
  }

  /** Each sentence alone. */
  private static Values rightWriter(Values in) {
    DMatrixRMaj start = in.matrix("start");
    int most = (int) in.number("most");
    int[][] out = new int[start.numRows][most];
    for (int b = 0; b < out.length; b++) {
      Arrays.fill(out[b], NONE);
      Values alone = in.copy().with("start", CommonOps_DDRM.extractRow(start, b, null));
      DMatrixRMaj h = alone.matrix("start");
      int word = (int) in.number("end");
      for (int t = 0; t < most; t++) {
        Step step = step(alone, h, new int[] {word});
        word = likeliest(step.p, 0);
        if (word == (int) in.number("end")) {
          break;
        }
        out[b][t] = word;
        h = step.h;
      }
    }
    return new Values().with(SAID, matrix(out));
  }

  // ---- the pieces of which the typical mistakes are made

  /** What a batch looks like with something else in place of {@link #NONE}. */
  private static int[][] filledUp(int[][] rows, int with) {
    return filledUp(rows, with, NONE);
  }

  private static int[][] filledUp(int[][] rows, int with, int inPlaceOf) {
    int[][] out = new int[rows.length][];
    for (int b = 0; b < rows.length; b++) {
      out[b] = Arrays.stream(rows[b]).map(s -> s == inPlaceOf ? with : s).toArray();
    }
    return out;
  }

  private static double sum(DMatrixRMaj[] p, int[][] asked) {
    double sum = 0;
    for (int b = 0; b < asked.length; b++) {
      sum += sum(p, asked, b);
    }
    return sum;
  }

  private static double sum(DMatrixRMaj[] p, int[][] asked, int b) {
    double sum = 0;
    for (int t = 0; t < p.length; t++) {
      if (asked[b][t] != NONE) {
        sum -= StrictMath.log(p[t].get(b, asked[b][t]));
      }
    }
    return sum;
  }

  private static int count(int[]... rows) {
    return (int) Arrays.stream(rows).flatMapToInt(Arrays::stream).filter(s -> s != NONE).count();
  }

  /** The state of each sentence at a step that follows from its length. */
  private static DMatrixRMaj pick(DMatrixRMaj[] h, int[] lengths, IntUnaryOperator step) {
    DMatrixRMaj out = new DMatrixRMaj(lengths.length, h[0].numCols);
    for (int b = 0; b < lengths.length; b++) {
      for (int j = 0; j < out.numCols; j++) {
        out.set(b, j, h[step.applyAsInt(lengths[b])].get(b, j));
      }
    }
    return out;
  }

  private static int likeliest(DMatrixRMaj p, int b) {
    int best = 0;
    for (int k = 1; k < p.numCols; k++) {
      best = p.get(b, k) > p.get(b, best) ? k : best;
    }
    return best;
  }

  /** What a writer does that it should not. */
  private static final class Habit {
    private boolean saysEnd;
    private boolean neverEnds;
    private boolean endsTogether;
    private boolean readsEnd;
    private boolean forgets;

    Habit end() {
      saysEnd = true;
      return this;
    }

    Habit goesOn() {
      neverEnds = true;
      return this;
    }

    Habit together() {
      endsTogether = true;
      return this;
    }

    Habit deaf() {
      readsEnd = true;
      return this;
    }

    Habit forgetful() {
      forgets = true;
      return this;
    }
  }

  private static int[][] written(
      Decoder decoder, DMatrixRMaj start, int end, int most, Habit habit) {
    List<List<Integer>> said = new ArrayList<>();
    for (int b = 0; b < start.numRows; b++) {
      said.add(new ArrayList<>());
    }
    boolean[] over = new boolean[start.numRows];
    int[] fed = new int[start.numRows];
    Arrays.fill(fed, end);
    DMatrixRMaj h = start;
    for (int t = 0; t < most; t++) {
      Step step = decoder.step(h, fed);
      h = habit.forgets ? h : step.h;
      int[] next = new int[fed.length];
      boolean anEnd = false;
      for (int b = 0; b < fed.length; b++) {
        next[b] = likeliest(step.p, b);
        boolean ends = next[b] == end;
        anEnd |= ends;
        if (!over[b] && (!ends || habit.saysEnd || habit.neverEnds)) {
          said.get(b).add(next[b]);
        }
        over[b] |= ends && !habit.neverEnds;
      }
      if (anEnd && habit.endsTogether) {
        break;
      }
      fed = habit.readsEnd ? fed : next;
    }
    int[][] out = new int[said.size()][];
    for (int b = 0; b < out.length; b++) {
      out[b] = said.get(b).stream().mapToInt(word -> word).toArray();
    }
    return out;
  }
}
