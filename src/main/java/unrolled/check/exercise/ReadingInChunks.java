package unrolled.check.exercise;

import static unrolled.check.exercise.MaskedBatch.count;
import static unrolled.check.exercise.MaskedBatch.letters;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.ejml.data.DMatrixRMaj;
import unrolled.math.Rng;

/** The last piece of exercise 10: texts read in chunks, the state carried, the gradient cut. */
final class ReadingInChunks {
  private static final int CHUNKS = 3;

  private ReadingInChunks() {}

  static Exercise<Exercise10.InChunks> exercise() {
    Exercise<Exercise10.InChunks> exercise =
        new Exercise<Exercise10.InChunks>(
                "In chunks", ReadingInChunks::callChunks, ReadingInChunks::rightChunks)
            .stage(Fresh.inTurn(rng -> texts(rng, 7, 5, 5), rng -> texts(rng, 7, 5)))
            .part(1, "one chunk is enough", NotedModel.READ, NotedModel.ASKED, Exercise10.LOSS)
            .stage(rng -> texts(rng, 3, 10, 10))
            .part(1, "three chunks: what is read, what is asked", NotedModel.READ, NotedModel.ASKED)
            .part(1, "the state is carried", states())
            .part(1, "the gradient, cut at each chunk's end", gradients())
            .stage(Fresh.inTurn(rng -> texts(rng, 3, 9, 4, 6), rng -> texts(rng, 3, 8, 4, 6)))
            .part(1, "a short last chunk, texts of different lengths: the loss", Exercise10.LOSS)
            .leavesItsInputs(1);
    return mistakes().addTo(exercise);
  }

  private static String[] states() {
    List<String> names = new ArrayList<>(List.of(NotedModel.STARTED));
    for (int chunk = 0; chunk < CHUNKS; chunk++) {
      names.add(NotedModel.stateBefore(chunk));
    }
    return names.toArray(String[]::new);
  }

  private static String[] gradients() {
    List<String> names = new ArrayList<>();
    for (int chunk = 0; chunk < CHUNKS; chunk++) {
      names.add(NotedModel.dhOf(chunk));
    }
    names.add(NotedModel.GIVEN);
    names.add(NotedModel.CALLS);
    return names.toArray(String[]::new);
  }

  private static Values callChunks(Exercise10.InChunks code, Values in) {
    NotedModel noted = new NotedModel(in);
    int[][] text = in.wholeRows("text");
    try {
      double loss = code.of(noted, noted.pieces(), text, (int) in.number("steps"));
      return noted.values().with(Exercise10.LOSS, loss);
    } catch (ArrayIndexOutOfBoundsException e) {
      boolean isBehind = String.valueOf(e.getMessage()).endsWith(" length " + text.length);
      throw new Unusable(
          Thrown.inWords(e)
              + (isBehind
                  ? ". The text ends there: the last chunk may have fewer steps than the others."
                  : ". The step comes first, then the text: text[t][b]."),
          e);
    }
  }

  /** Texts, and a model to read them. */
  private static Values texts(Rng rng, int steps, int... lengths) {
    int symbols = 5;
    DMatrixRMaj out = Fresh.matrix(rng, NotedModel.UNITS, symbols);
    for (int i = 0; i < out.getNumElements(); i++) {
      out.data[i] *= 3;
    }
    return new Values()
        .with("text", letters(rng, symbols, lengths))
        .with("steps", steps)
        .with("in", Fresh.matrix(rng, symbols, NotedModel.UNITS))
        .with("u", Fresh.matrix(rng, NotedModel.UNITS, NotedModel.UNITS))
        .with("out", out)
        .with("start", Fresh.matrix(rng, 1, NotedModel.UNITS));
  }

  private static Values rightChunks(Values in) {
    return callChunks(new Loop()::of, in);
  }

  /** What is taken along from a chunk to the next, as its state or as its gradient. */
  private enum Along {
    RIGHT,
    SAME_AS_BEFORE,
    STATE,
    STATE_BEFORE,
    GRADIENT
  }

  /** What the chunks' losses become. */
  private enum Gathering {
    RIGHT,
    MEAN_OF_MEANS,
    RUNNING_MEAN,
    BY_STEPS,
    BY_READ,
    SUM_OF_MEANS,
    MEANS_OVER_LETTERS,
    SUM,
    SUM_OVER_CHUNKS,
    OVER_TEXT,
    LAST
  }

  /** When the model goes back. */
  private enum Back {
    RIGHT,
    NEVER,
    AT_THE_END,
    A_CHUNK_LATE,
    TWICE
  }

  /** Which numbers it is given. */
  private enum Given {
    RIGHT,
    OF_READ,
    TIMES_LETTERS,
    LOGITS
  }

  /** A loop over chunks, with what may be wrong in it. */
  private static final class Loop {
    private int ahead = 1; // so many letters are asked ahead
    private int first;
    private int dropped = 1; // so many letters at the end are not read
    private int overlap;
    private int gap;
    private boolean slides;
    private boolean atOnce;
    private boolean wholeAlone;
    private boolean withoutLast;
    private boolean cutsFirst; // steps letters are cut out, and shifted within these
    private boolean lossOfRead;
    private boolean readsTwice;
    private boolean readsAgain;
    private boolean fromZeros;
    private boolean startsBySteps;
    private Along state = Along.RIGHT;
    private Along gradient = Along.RIGHT;
    private Gathering gathering = Gathering.RIGHT;
    private Back back = Back.RIGHT;
    private Given given = Given.RIGHT;

    double of(Exercise10.Model model, Exercise10.Pieces pieces, int[][] text, int steps) {
      int letters = text.length - dropped;
      int length = atOnce ? letters : steps;
      double[][] h =
          fromZeros
              ? new double[text[0].length][NotedModel.UNITS]
              : model.start(startsBySteps ? text.length : text[0].length);
      double[][] nothing = new double[h.length][h[0].length];
      double[][] dh = nothing;
      double[][][] d = null;
      double sum = 0;
      double weight = 0;
      double loss = 0;
      double running = 0;
      int chunks = 0;
      for (int from = first; from < letters; from += slides ? 1 : length + gap) {
        int to = Math.min(from + length + overlap, letters);
        if (wholeAlone && to < from + length || withoutLast && from + length >= letters) {
          break;
        }
        int end = cutsFirst ? Math.min(from + length, text.length) - 1 : to;
        int[][] read = Arrays.copyOfRange(text, from, end);
        int[][] asked = Arrays.copyOfRange(text, from + ahead, Math.min(end + ahead, text.length));
        if (readsTwice) {
          model.read(h, read);
        }
        Exercise10.Read output = model.read(h, read);
        loss = pieces.loss(output.logits(), lossOfRead ? read : asked);
        chunks++;
        running = chunks == 1 ? loss : (running + loss) / 2;
        double counted =
            switch (gathering) {
              case MEAN_OF_MEANS, SUM_OF_MEANS -> 1;
              case BY_STEPS -> end - from;
              case BY_READ -> count(read);
              default -> count(asked);
            };
        sum += loss * (gathering == Gathering.MEANS_OVER_LETTERS ? 1 : counted);
        weight += counted;
        double[][][] before = d;
        d =
            switch (given) {
              case RIGHT -> pieces.gradient(output.logits(), asked);
              case OF_READ -> pieces.gradient(output.logits(), read);
              case TIMES_LETTERS -> times(count(asked), pieces.gradient(output.logits(), asked));
              case LOGITS -> output.logits();
            };
        double[][] arriving =
            switch (gradient) {
              case STATE -> output.h();
              case STATE_BEFORE -> h;
              default -> dh;
            };
        double[][] came = dh;
        if (back == Back.A_CHUNK_LATE && before != null) {
          model.back(before, nothing);
        } else if (back == Back.RIGHT || back == Back.TWICE) {
          came = model.back(d, arriving);
          if (back == Back.TWICE) {
            model.back(d, nothing);
          }
        }
        if (readsAgain) {
          output = model.read(h, read);
        }
        dh = gradient == Along.GRADIENT ? came : nothing;
        h =
            switch (state) {
              case SAME_AS_BEFORE -> h;
              case GRADIENT -> came;
              default -> output.h();
            };
      }
      if (back == Back.AT_THE_END || back == Back.A_CHUNK_LATE) {
        model.back(d, nothing);
      }
      return switch (gathering) {
        case SUM_OF_MEANS, SUM -> sum;
        case SUM_OVER_CHUNKS -> sum / chunks;
        case RUNNING_MEAN -> running;
        case LAST -> loss;
        case OVER_TEXT -> sum / count(text);
        default -> sum / weight;
      };
    }
  }

  private static double[][][] times(double factor, double[][][] d) {
    return Arrays.stream(d)
        .map(
            step ->
                Arrays.stream(step)
                    .map(row -> Arrays.stream(row).map(x -> factor * x).toArray())
                    .toArray(double[][]::new))
        .toArray(double[][][]::new);
  }

  private static Slips<Loop, Exercise10.InChunks> mistakes() {
    Slips<Loop, Exercise10.InChunks> slips =
        new Slips<>("“In chunks”", Loop::new, loop -> loop::of);
    carried(slips);
    cut(slips);
    gathered(slips);
    return slips;
  }

  private static void carried(Slips<Loop, Exercise10.InChunks> slips) {
    slips
        .slip(
            "state",
            "the state not carried",
            "It looks as if every chunk began from the first state. The model then forgets, at each"
                + " border, all that it has read: where does read.h() go?",
            loop -> loop.state = Along.SAME_AS_BEFORE)
        .slip(
            "gradient",
            "the gradient not cut",
            "It looks as if what came back from one chunk were given to back for the next. But the"
                + " next chunk is later in time: at its end arrives what comes from behind it, and"
                + " that is cut.",
            loop -> loop.gradient = Along.GRADIENT)
        .slip(
            "gradient",
            "the state for the gradient",
            "It looks as if back had been given the state. It wants the gradient of the state, from"
                + " behind the chunk: nothing, since it is cut.",
            loop -> loop.gradient = Along.STATE)
        .slip(
            "gradient",
            "the state before for the gradient",
            "It looks as if back had been given the state that the chunk began from. It wants a"
                + " gradient, from behind the chunk: nothing, since it is cut.",
            loop -> loop.gradient = Along.STATE_BEFORE)
        .slip(
            "state",
            "the gradient for the state",
            "It looks as if what back gives, a gradient, were the next chunk's first state. The"
                + " state that goes on is read.h().",
            loop -> loop.state = Along.GRADIENT)
        .mistake(
            "back",
            "back is never called",
            "The model is never told to learn: after each chunk, back goes through it.",
            loop -> loop.back = Back.NEVER)
        .slip(
            "back",
            "back once, at the end",
            "It looks as if back were called only once, at the end. It goes through the chunk that"
                + " was read last: call it after each.",
            loop -> loop.back = Back.AT_THE_END)
        .slip(
            "back",
            "the gradient of the chunk before",
            "It looks as if back were given the gradient of the chunk before, once the next had"
                + " been read. It goes through the chunk that was read last: call it before you"
                + " read on.",
            loop -> loop.back = Back.A_CHUNK_LATE)
        .slip(
            "back",
            "back twice",
            "back is called twice for each chunk: the model learns the same letters twice.",
            loop -> loop.back = Back.TWICE)
        .alone(
            "the gradient of what is read",
            "It looks as if pieces.gradient were asked for the letters that are read. It is asked"
                + " for the same as pieces.loss: the next ones.",
            loop -> loop.given = Given.OF_READ)
        .alone(
            "the gradient of a sum",
            "It looks as if the gradient were multiplied by the number of letters before it went back."
                + " The model learns from each chunk's mean.",
            loop -> loop.given = Given.TIMES_LETTERS)
        .alone(
            "the logits for their gradient",
            "It looks as if back were given the logits. It wants their gradient: pieces.gradient"
                + " makes it.",
            loop -> loop.given = Given.LOGITS)
        .alone("read twice", "Each chunk is read twice.", loop -> loop.readsTwice = true)
        .alone(
            "read again after back",
            "Each chunk is read twice, the second time after back. The state that goes on is"
                + " read.h() of the first time.",
            loop -> loop.readsAgain = true)
        .alone(
            "zeros to start from",
            "It looks as if the first chunk began from zeros. Ask model.start: its first state need"
                + " not be 0.",
            loop -> loop.fromZeros = true)
        .alone(
            "start with the number of steps",
            "model.start wants to know how many texts there are: one for each column of text, not"
                + " for each row.",
            loop -> loop.startsBySteps = true);
  }

  private static void cut(Slips<Loop, Exercise10.InChunks> slips) {
    String next = " What is asked is the next letter, text[t + 1]";
    slips
        .slip(
            "chunks",
            "letters at the borders not asked",
            "The first letter of each chunk is never asked, nor the last of the one before read."
                + " The last letter that a chunk reads is asked for the first of the next chunk.",
            loop -> loop.cutsFirst = true)
        .slip(
            "chunks",
            "asked for what it reads",
            "It looks as if each letter were asked for while it is read." + next + ".",
            loop -> loop.ahead = 0)
        .slip(
            "chunks",
            "asked for what it reads, to the end",
            "Each letter is asked for while it is read, the last of the text, too."
                + next
                + ", and behind the last there is none.",
            loop -> {
              loop.ahead = 0;
              loop.dropped = 0;
            })
        .slip(
            "chunks",
            "the last letter is read",
            "The last letter of the text is read, too. Nothing comes after it that could be asked.",
            loop -> loop.dropped = 0)
        .alone(
            "the first letter is not read",
            "The first letter of the text is never read: steps count from 0.",
            loop -> loop.first = 1)
        .alone(
            "two letters ahead",
            "It looks as if each letter were asked for the letter after the next.",
            loop -> {
              loop.ahead = 2;
              loop.dropped = 2;
            })
        .alone(
            "the loss of what is read",
            "It looks as if pieces.loss were asked for the letters that are read, though not"
                + " pieces.gradient. What is asked is the next letter.",
            loop -> loop.lossOfRead = true)
        .alone(
            "a chunk is too long",
            "The chunks are one letter too long: the letter at a border is read twice.",
            loop -> loop.overlap = 1)
        .alone(
            "a letter between the chunks",
            "Between two chunks one letter is never read: each chunk begins where the one before"
                + " ended.",
            loop -> loop.gap = 1)
        .alone(
            "one step from chunk to chunk",
            "It looks as if each chunk began one letter after the one before. It begins where that"
                + " one ended.",
            loop -> loop.slides = true)
        .mistake(
            "chunks",
            "all at once",
            "The whole text is read in one piece. A chunk has `steps` letters.",
            loop -> loop.atOnce = true)
        .slip(
            "chunks",
            "the short chunk dropped",
            "The last chunk, which is shorter, is not read. Its letters count like all others.",
            loop -> loop.wholeAlone = true)
        .alone(
            "the last chunk dropped",
            "The last chunk is not read, even where it is as long as the others. Look at the bound"
                + " of your loop: with text[t] for t up to T − 1, the last letter that is read is"
                + " text[T − 2].",
            loop -> loop.withoutLast = true)
        .slip(
            "chunks",
            "the last letter dropped",
            "The last letter of the text is never asked.",
            loop -> loop.dropped = 2);
  }

  private static void gathered(Slips<Loop, Exercise10.InChunks> slips) {
    String tells = " pieces.letters tells how many are.";
    gathered(
        slips,
        true,
        "the mean of the chunks' means",
        "It looks as if the chunks' losses had been averaged. A chunk with few letters then counts"
            + " as much as a full one: every letter counts once.",
        Gathering.MEAN_OF_MEANS);
    gathered(
        slips,
        true,
        "a running mean",
        "It looks as if the loss so far and the chunk's were averaged, half and half. Then the last"
            + " chunk counts most: every letter counts once.",
        Gathering.RUNNING_MEAN);
    gathered(
        slips,
        true,
        "weighted by steps",
        "It looks as if each chunk counted by its steps. Behind a text's end nothing is asked:"
            + tells,
        Gathering.BY_STEPS);
    gathered(
        slips,
        false,
        "weighted by what is read",
        "It looks as if each chunk counted by the letters that it reads. Its loss is the mean over"
            + " those that it is asked for.",
        Gathering.BY_READ);
    gathered(
        slips,
        false,
        "divided by the letters of the text",
        "It looks as if you had divided by the letters of the text. The first of each text is never"
            + " asked.",
        Gathering.OVER_TEXT);
    gathered(
        slips,
        true,
        "the sum of the chunks' losses",
        "It looks as if the chunks' losses had been added up. Each is a mean: make a sum of it,"
            + " add, and divide by all letters that were asked.",
        Gathering.SUM_OF_MEANS);
    gathered(
        slips,
        false,
        "the means over the letters",
        "It looks as if the chunks' losses had been added up as they are, and divided by the number"
            + " of letters. Each is a mean already: make a sum of it before you add.",
        Gathering.MEANS_OVER_LETTERS);
    gathered(
        slips,
        false,
        "the sum of all",
        "It looks as if the costs of all letters were added up and not divided by their number.",
        Gathering.SUM);
    gathered(
        slips,
        false,
        "the sum over the chunks",
        "It looks as if the costs of all letters were divided by the number of chunks. Divide by"
            + " the letters that were asked.",
        Gathering.SUM_OVER_CHUNKS);
    gathered(
        slips,
        false,
        "the last chunk's loss",
        "It looks as if the last chunk's loss came back. All letters that were asked count.",
        Gathering.LAST);
  }

  private static void gathered(
      Slips<Loop, Exercise10.InChunks> slips,
      boolean inPairs,
      String name,
      String looks,
      Gathering gathering) {
    if (inPairs) {
      slips.slip("loss", name, looks, loop -> loop.gathering = gathering);
    } else {
      slips.alone(name, looks, loop -> loop.gathering = gathering);
    }
  }
}
