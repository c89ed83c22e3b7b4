package unrolled.check.exercise;

import static unrolled.check.exercise.Exercise12.NONE;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import org.ejml.data.DMatrixRMaj;

/** What is typically wrong in exercise 12 where the decoder writes on its own. */
final class Mistakes12OfWriting {

  /** Stands for END in {@link Habits}, which does not know its number. */
  private static final int END = -2;

  /** Stands for a sentence's last word there. */
  private static final int LAST_WORD = -3;

  private Mistakes12OfWriting() {}

  /** How somebody lets a decoder write. */
  private static final class Habits {
    private boolean saysEnd;
    private boolean goesOn; // with words, and notes each END
    private boolean skipsEnd; // and goes on with words
    private boolean endsWithAll; // when all say END in one step
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
    private boolean withoutZero; // the word 0, taken for an empty place
    private boolean lastOfEqual;
    private boolean leastLikely;
    private boolean largestStays;
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
        anEnd |= endsWithAll && Arrays.stream(next).allMatch(word -> word == end);
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
        double largest = p.get(b, largestStays ? Math.min(firstSymbol, p.numCols - 1) : best);
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
      if (withoutZero) {
        row.removeIf(word -> word == 0);
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
        .alone(
            "the word 0 lost",
            "Wherever a sentence has said 0, it is missing from your answer: 0 is a word, and no empty"
                + " place.",
            way -> way.withoutZero = true)
        .slip(
            "end",
            "END said",
            "END stands in the answer. It ends a sentence and is no word of it.",
            way -> way.saysEnd = true)
        .slip(
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
            "comes alive",
            "A sentence that has said END comes alive again as soon as another symbol is likeliest in"
                + " its row. It is over for good; what remembers that?",
            way -> {
              way.skipsEnd = true;
              way.endsWithAll = true;
            })
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
        .slip(
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
        .slip(
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
        .slip(
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
            "the largest not kept",
            "It looks as if the last symbol that is likelier than symbol 0 were taken, not the"
                + " likeliest of all. When a better one is found, with what must the next ones be"
                + " compared?",
            way -> way.largestStays = true)
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
