package unrolled.data;

import java.util.Arrays;
import unrolled.layer.Targets;
import unrolled.sequence.Batch;
import unrolled.sequence.Sequence;

/**
 * Numbers as Roman numerals, digit by digit in and letter by letter out: "8" becomes "VIII", "14"
 * becomes "XIV". The first letter is due when the last digit has been read; from then on the
 * network reads "?" until it has answered ".", the end.
 */
public final class RomanNumerals {
  /** The input symbols: the ten digits, and "?" for "go on". */
  public static final Vocabulary IN = Vocabulary.of("0 1 2 3 4 5 6 7 8 9 ?");

  /** The output symbols: letters, and "." for the end. */
  public static final Vocabulary OUT = Vocabulary.of("I V X L C .");

  private static final String[] TENS = {"", "X", "XX", "XXX", "XL", "L", "LX", "LXX", "LXXX", "XC"};
  private static final String[] ONES = {"", "I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX"};

  private RomanNumerals() {}

  /**
   * The Roman numeral of a number from 1 to 99.
   *
   * @throws IllegalArgumentException if the number is not 1 … 99
   */
  public static String of(int number) {
    if (number < 1 || number > 99) {
      throw new IllegalArgumentException(number + ": the numbers are 1 to 99 here");
    }
    return TENS[number / 10] + ONES[number % 10];
  }

  /** Makes a sequence of each number, and the letters that should come out, time-major. */
  public static Batch batch(int... numbers) {
    int[][] x = new int[numbers.length][];
    int steps = 0;
    for (int b = 0; b < numbers.length; b++) {
      String digits = String.valueOf(numbers[b]);
      x[b] = new int[digits.length() + of(numbers[b]).length()];
      Arrays.fill(x[b], IN.symbol("?"));
      for (int t = 0; t < digits.length(); t++) {
        x[b][t] = digits.charAt(t) - '0';
      }
      steps = Math.max(steps, x[b].length);
    }
    int[] y = new int[steps * numbers.length];
    Arrays.fill(y, Targets.MASKED);
    for (int b = 0; b < numbers.length; b++) {
      String answer = of(numbers[b]) + ".";
      int first = x[b].length - answer.length(); // the last digit's step
      for (int i = 0; i < answer.length(); i++) {
        y[(first + i) * numbers.length + b] = OUT.symbol(answer.substring(i, i + 1));
      }
    }
    return new Batch(Sequence.symbols(IN.size(), x), Targets.classes(y));
  }
}
