package unrolled.check.exercise;

import static unrolled.check.exercise.Exercise12.NONE;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;

/**
 * What is typically wrong in exercise 12 where a batch is laid out: what the decoder reads, and
 * what it is asked.
 */
final class Mistakes12OfBatch {

  /** Stands for END in a {@link Layout}, which does not know its number. */
  private static final int END = -2;

  /** Stands for a sentence's last word there. */
  private static final int LAST_WORD = -3;

  private Mistakes12OfBatch() {}

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
    private boolean lastSpreads; // of the row that begins with END, over all but END
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
        words(sentence, width - extra, row);
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

    private void words(int[] sentence, int longest, List<Integer> row) {
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
      if (lastSpreads && !words.isEmpty()) {
        Collections.fill(words, sentence.length < longest ? NONE : sentence[longest - 1]);
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
        .slip(
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
        .alone(
            "a step too few",
            "The rows are filled one step too short: a sentence of n words has n + 1 steps, and the"
                + " one without words has one.",
            layout -> {
              layout.cut = 1;
              layout.nothingForEmpty = true;
            })
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
        .slip(
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
        .slip(
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
            "overwritten before copied",
            "It looks as if a row were moved to the left from its right end on: then each place is"
                + " overwritten before it is copied, and what stands in the last one spreads over"
                + " all. From which end must you begin?",
            layout -> layout.lastSpreads = true)
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
}
