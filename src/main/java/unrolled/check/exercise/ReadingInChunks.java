package unrolled.check.exercise;

import static unrolled.check.exercise.MaskedBatch.copyInto;
import static unrolled.check.exercise.MaskedBatch.count;
import static unrolled.check.exercise.MaskedBatch.letters;
import static unrolled.check.exercise.MaskedBatch.symbols;

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
    String read = " Read “In chunks” above.";
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
    return exercise
        .mistake(
            "the state not carried",
            "It looks as if every chunk began from the first state. The model then forgets, at each"
                + " border, all that it has read: where does read.h() go?"
                + read,
            loop(Habit.FORGETS_STATE))
        .mistake(
            "the gradient not cut",
            "It looks as if what came back from one chunk were given to back for the next. But the"
                + " next chunk is later in time: at its end arrives what comes from behind it, and"
                + " that is cut."
                + read,
            loop(Habit.KEEPS_GRADIENT))
        .mistake(
            "the state for the gradient",
            "It looks as if back had been given the state. It wants the gradient of the state, from"
                + " behind the chunk: nothing, since it is cut."
                + read,
            loop(Habit.STATE_AS_GRADIENT))
        .mistake(
            "the gradient for the state",
            "It looks as if what back gives, a gradient, were the next chunk's first state. The"
                + " state that goes on is read.h()."
                + read,
            loop(Habit.GRADIENT_AS_STATE))
        .mistake(
            "back is never called",
            "The model is never told to learn: after each chunk, back goes through it." + read,
            loop(Habit.NEVER_BACK))
        .mistake(
            "back once, at the end",
            "It looks as if back were called only once, at the end. It goes through the chunk that"
                + " was read last: call it after each."
                + read,
            loop(Habit.BACK_AT_THE_END))
        .mistake(
            "letters at the borders not asked",
            "The first letter of each chunk is never asked. The last letter that a chunk reads is"
                + " asked for the first of the next chunk."
                + read,
            loop(Habit.LOSES_BORDERS))
        .mistake(
            "asked for what it reads",
            "It looks as if each letter were asked for while it is read. What is asked is the next"
                + " letter, text[t + 1]."
                + read,
            loop(Habit.NOT_SHIFTED))
        .mistake(
            "asked for what it reads, to the end",
            "Each letter is asked for while it is read, the last of the text, too. What is asked is"
                + " the next letter, text[t + 1], and behind the last there is none."
                + read,
            loop(Habit.NOT_SHIFTED_TO_THE_END))
        .mistake(
            "the last letter is read",
            "The last letter of the text is read, too. Nothing comes after it that could be asked."
                + read,
            loop(Habit.READS_LAST))
        .mistake(
            "the first letter is not read",
            "The first letter of the text is never read: steps count from 0." + read,
            loop(Habit.SKIPS_FIRST))
        .mistake(
            "two letters ahead",
            "It looks as if each letter were asked for the letter after the next." + read,
            loop(Habit.TWO_AHEAD))
        .mistake(
            "the gradient of the chunk before",
            "It looks as if back were given the gradient of the chunk before, once the next had been"
                + " read. It goes through the chunk that was read last: call it before you read"
                + " on."
                + read,
            loop(Habit.LAGS))
        .mistake(
            "the gradient of what is read",
            "It looks as if pieces.gradient were asked for the letters that are read. It is asked for"
                + " the same as pieces.loss: the next ones."
                + read,
            loop(Habit.GRADIENT_OF_READ))
        .mistake(
            "the logits for their gradient",
            "It looks as if back were given the logits. It wants their gradient: pieces.gradient"
                + " makes it."
                + read,
            loop(Habit.LOGITS_FOR_GRADIENT))
        .mistake(
            "back twice",
            "back is called twice for each chunk: the model learns the same letters twice." + read,
            loop(Habit.TWICE))
        .mistake("read twice", "Each chunk is read twice." + read, loop(Habit.READS_TWICE))
        .mistake(
            "the loss of what is read",
            "It looks as if pieces.loss were asked for the letters that are read, though not"
                + " pieces.gradient. What is asked is the next letter."
                + read,
            loop(Habit.LOSS_OF_READ))
        .mistake(
            "zeros to start from",
            "It looks as if the first chunk began from zeros. Ask model.start: its first state need"
                + " not be 0."
                + read,
            loop(Habit.ZERO_START))
        .mistake(
            "start with the number of steps",
            "model.start wants to know how many texts there are: one for each column of text, not"
                + " for each row."
                + read,
            loop(Habit.STARTS_BY_STEPS))
        .mistake(
            "a chunk is too long",
            "The chunks are one letter too long: the letter at a border is read twice." + read,
            loop(Habit.OVERLAPS))
        .mistake(
            "one step from chunk to chunk",
            "It looks as if each chunk began one letter after the one before. It begins where that"
                + " one ended."
                + read,
            loop(Habit.SLIDES))
        .mistake(
            "all at once",
            "The whole text is read in one piece. A chunk has `steps` letters." + read,
            loop(Habit.AT_ONCE))
        .mistake(
            "the short chunk dropped",
            "The last chunk, which is shorter, is not read. Its letters count like all others."
                + read,
            loop(Habit.WHOLE_CHUNKS_ALONE))
        .mistake(
            "the last chunk dropped",
            "The last chunk is not read, even where it is as long as the others. Look at the bound"
                + " of your loop: with text[t] for t up to T − 1, the last letter that is read is"
                + " text[T − 2]."
                + read,
            loop(Habit.DROPS_LAST))
        .mistake(
            "the last letter dropped",
            "The last letter of the text is never asked." + read,
            loop(Habit.STOPS_EARLY))
        .mistake(
            "the mean of the chunks' means",
            "It looks as if the chunks' losses had been averaged. A chunk with few letters then"
                + " counts as much as a full one: every letter counts once."
                + read,
            loop(Habit.MEAN_OF_MEANS))
        .mistake(
            "weighted by steps",
            "It looks as if each chunk counted by its steps. Behind a text's end nothing is asked:"
                + " pieces.letters tells how many are."
                + read,
            loop(Habit.WEIGHS_BY_STEPS))
        .mistake(
            "divided by the letters of the text",
            "It looks as if you had divided by the letters of the text. The first of each text is"
                + " never asked."
                + read,
            loop(Habit.DIVIDES_BY_TEXT))
        .mistake(
            "weighted by what is read",
            "It looks as if each chunk counted by the letters that it reads. Its loss is the mean"
                + " over those that it is asked for."
                + read,
            loop(Habit.WEIGHS_BY_READ))
        .mistake(
            "the sum of the chunks' losses",
            "It looks as if the chunks' losses had been added up. Each is a mean: make a sum of it,"
                + " add, and divide by all letters that were asked."
                + read,
            loop(Habit.ADDS_MEANS))
        .mistake(
            "the sum of all",
            "It looks as if the costs of all letters were added up and not divided by their number."
                + read,
            loop(Habit.ADDS_ALL))
        .mistake(
            "the last chunk's loss",
            "It looks as if the last chunk's loss came back. All letters that were asked count."
                + read,
            loop(Habit.LAST_LOSS));
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
    int[][] text = symbols(in.matrix("text"));
    double loss = code.of(noted, noted.pieces(), text, (int) in.number("steps"));
    copyInto(in.matrix("text"), text);
    return noted.values().with(Exercise10.LOSS, loss);
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
    NotedModel noted = new NotedModel(in);
    int[][] text = symbols(in.matrix("text"));
    double loss = loop(Habit.RIGHT).of(noted, noted.pieces(), text, (int) in.number("steps"));
    return noted.values().with(Exercise10.LOSS, loss);
  }

  /** What a loop over chunks does that it should not. */
  private enum Habit {
    RIGHT,
    FORGETS_STATE,
    KEEPS_GRADIENT,
    STATE_AS_GRADIENT,
    GRADIENT_AS_STATE,
    NEVER_BACK,
    BACK_AT_THE_END,
    LOSES_BORDERS,
    NOT_SHIFTED,
    NOT_SHIFTED_TO_THE_END,
    OVERLAPS,
    SLIDES,
    AT_ONCE,
    WHOLE_CHUNKS_ALONE,
    DROPS_LAST,
    STOPS_EARLY,
    MEAN_OF_MEANS,
    WEIGHS_BY_STEPS,
    WEIGHS_BY_READ,
    DIVIDES_BY_TEXT,
    ADDS_MEANS,
    ADDS_ALL,
    LAST_LOSS,
    READS_LAST,
    SKIPS_FIRST,
    TWO_AHEAD,
    LAGS,
    GRADIENT_OF_READ,
    LOGITS_FOR_GRADIENT,
    TWICE,
    READS_TWICE,
    LOSS_OF_READ,
    ZERO_START,
    STARTS_BY_STEPS
  }

  private static Exercise10.InChunks loop(Habit habit) {
    return (model, pieces, text, steps) -> {
      int letters =
          text.length
              - (habit == Habit.NOT_SHIFTED_TO_THE_END || habit == Habit.READS_LAST ? 0 : 1);
      letters -= habit == Habit.STOPS_EARLY || habit == Habit.TWO_AHEAD ? 1 : 0;
      boolean shifted = habit != Habit.NOT_SHIFTED && habit != Habit.NOT_SHIFTED_TO_THE_END;
      int ahead = habit == Habit.TWO_AHEAD ? 2 : shifted ? 1 : 0;
      int length = habit == Habit.AT_ONCE ? letters : steps;
      double[][] h =
          habit == Habit.ZERO_START
              ? new double[text[0].length][NotedModel.UNITS]
              : model.start(habit == Habit.STARTS_BY_STEPS ? text.length : text[0].length);
      double[][] dh = new double[h.length][h[0].length];
      double[][][] d = null;
      double sum = 0;
      double weight = 0;
      double loss = 0;
      for (int from = habit == Habit.SKIPS_FIRST ? 1 : 0;
          from < letters;
          from += habit == Habit.SLIDES ? 1 : length) {
        int to = Math.min(from + length + (habit == Habit.OVERLAPS ? 1 : 0), letters);
        if (habit == Habit.WHOLE_CHUNKS_ALONE && to < from + length
            || habit == Habit.DROPS_LAST && from + length >= letters) {
          break;
        }
        // Whoever loses borders cuts steps letters out of the text and shifts within these.
        int end = habit == Habit.LOSES_BORDERS ? Math.min(from + length, text.length) - 1 : to;
        int[][] read = Arrays.copyOfRange(text, from, end);
        int[][] asked = Arrays.copyOfRange(text, from + ahead, Math.min(end + ahead, text.length));
        if (habit == Habit.READS_TWICE) {
          model.read(h, read);
        }
        Exercise10.Read output = model.read(h, read);
        loss = pieces.loss(output.logits(), habit == Habit.LOSS_OF_READ ? read : asked);
        double counted =
            switch (habit) {
              case MEAN_OF_MEANS, ADDS_MEANS -> 1;
              case WEIGHS_BY_STEPS -> end - from;
              case WEIGHS_BY_READ -> count(read);
              default -> count(asked);
            };
        sum += loss * counted;
        weight += counted;
        double[][][] before = d;
        d =
            habit == Habit.LOGITS_FOR_GRADIENT
                ? output.logits()
                : pieces.gradient(output.logits(), habit == Habit.GRADIENT_OF_READ ? read : asked);
        double[][] back = dh;
        if (habit == Habit.LAGS && before != null) {
          model.back(before, dh);
        } else if (habit != Habit.LAGS
            && habit != Habit.NEVER_BACK
            && habit != Habit.BACK_AT_THE_END) {
          back = model.back(d, habit == Habit.STATE_AS_GRADIENT ? output.h() : dh);
          if (habit == Habit.TWICE) {
            model.back(d, dh);
          }
        }
        dh = habit == Habit.KEEPS_GRADIENT ? back : dh;
        h =
            switch (habit) {
              case FORGETS_STATE -> h;
              case GRADIENT_AS_STATE -> back;
              default -> output.h();
            };
      }
      if (habit == Habit.BACK_AT_THE_END) {
        model.back(d, dh);
      }
      return switch (habit) {
        case ADDS_MEANS, ADDS_ALL -> sum;
        case LAST_LOSS -> loss;
        case DIVIDES_BY_TEXT -> sum / count(text);
        default -> sum / weight;
      };
    };
  }
}
