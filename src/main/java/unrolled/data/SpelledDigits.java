package unrolled.data;

import java.util.Arrays;
import java.util.List;
import unrolled.layer.Targets;
import unrolled.sequence.Batch;
import unrolled.sequence.Sequence;

/**
 * Digits as words, one digit in and a word out, letter by letter: 7 becomes "seven" and a full
 * stop. There are two ways to feed one input to many steps.
 */
public enum SpelledDigits {
  /** The digit comes at the first step, then nothing but "go on". */
  ONCE,
  /** The digit comes at every step. */
  REPEATED;

  /** The words of 0 … 9. */
  public static final List<String> WORDS =
      List.of("zero one two three four five six seven eight nine".split(" "));

  /** The output symbols: the letters of the words, and "." for the end. */
  public static final Vocabulary OUT = Vocabulary.characters(List.of(String.join("", WORDS), "."));

  /** The number of input symbols: ten digits, and "go on". */
  public static final int IN = 11;

  private static final int GO_ON = 10;

  /** Makes one batch of all ten digits, and the letters that should come out, time-major. */
  public Batch batch() {
    int size = WORDS.size();
    int[][] x = new int[size][];
    int steps = WORDS.stream().mapToInt(String::length).max().getAsInt() + 1;
    int[] y = new int[steps * size];
    Arrays.fill(y, Targets.MASKED);
    for (int digit = 0; digit < size; digit++) {
      int[] letters = OUT.symbols(WORDS.get(digit) + ".");
      x[digit] = new int[letters.length];
      Arrays.fill(x[digit], this == REPEATED ? digit : GO_ON);
      x[digit][0] = digit;
      for (int t = 0; t < letters.length; t++) {
        y[t * size + digit] = letters[t];
      }
    }
    return new Batch(Sequence.symbols(IN, x), Targets.classes(y));
  }
}
