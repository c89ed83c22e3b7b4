package unrolled.data;

import java.util.BitSet;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.IntUnaryOperator;
import java.util.stream.IntStream;
import unrolled.math.Rng;
import unrolled.sequence.Pairs;

/**
 * The translation of numbers in words from one language to another. Some numbers are to learn from,
 * the others are held out: no batch has them, so that their translations can't have been learnt by
 * heart.
 *
 * <p>Which ones: the numbers are shuffled (always in the same way), and the first fifth of them is
 * held out. One exception: a number with a word that no number to learn from has is no fair
 * question, and goes to those to learn from.
 */
public final class NumberTranslation {
  private static final int SEED = 0; // of the choice and the shuffling: the same for everybody
  private static final int MOST_DIGITS = 9;

  private final NumberWords from;
  private final NumberWords to;
  private final Vocabulary source;
  private final Vocabulary target;
  private final Map<Integer, int[][]> symbols = new HashMap<>(); // number to {source, target}
  private final int[] learnt;
  private final int[] heldOut;

  private NumberTranslation(NumberWords from, NumberWords to, int[] numbers) {
    this.from = from;
    this.to = to;
    source = from.vocabulary(numbers);
    target = to.vocabulary(numbers);
    IntStream.of(numbers).forEach(number -> symbols.put(number, translate(number)));
    int[] order = numbers.clone();
    new Rng(SEED).shuffle(order);
    int fifth = order.length / 5;
    Set<Integer> toLearn = new LinkedHashSet<>();
    BitSet[] seen = {new BitSet(), new BitSet()}; // words of the source, of the target
    for (int i = order.length - 1; i >= 0; i--) { // those to learn from first
      if (i >= fifth || hasUnseen(order[i], seen)) {
        toLearn.add(order[i]);
        see(order[i], seen);
      }
    }
    learnt = toLearn.stream().mapToInt(n -> n).sorted().toArray();
    heldOut = IntStream.of(numbers).filter(n -> !toLearn.contains(n)).sorted().toArray();
  }

  private boolean hasUnseen(int number, BitSet[] seen) {
    int[][] pair = symbols.get(number);
    return IntStream.of(pair[0]).anyMatch(symbol -> !seen[0].get(symbol))
        || IntStream.of(pair[1]).anyMatch(symbol -> !seen[1].get(symbol));
  }

  private void see(int number, BitSet[] seen) {
    int[][] pair = symbols.get(number);
    IntStream.of(pair[0]).forEach(seen[0]::set);
    IntStream.of(pair[1]).forEach(seen[1]::set);
  }

  /**
   * Creates the task with all numbers from {@code first} to {@code last}.
   *
   * @throws IllegalArgumentException if these are fewer than ten numbers, or if one is negative
   */
  public static NumberTranslation range(NumberWords from, NumberWords to, int first, int last) {
    if (first < 0 || last < first + 9) {
      throw new IllegalArgumentException(
          "the numbers from " + first + " to " + last + ": give at least ten, from 0 or more on");
    }
    return new NumberTranslation(from, to, IntStream.rangeClosed(first, last).toArray());
  }

  /**
   * Creates the task with some numbers of up to {@code digits} digits: as many of each number of
   * digits, as far as there are so many. They are the same at each call.
   *
   * @throws IllegalArgumentException if size is below ten, or if digits is not 1 … 9
   */
  public static NumberTranslation some(NumberWords from, NumberWords to, int digits, int size) {
    if (digits < 1 || digits > MOST_DIGITS || size < 10) {
      throw new IllegalArgumentException(
          size
              + " numbers of up to "
              + digits
              + " digits: give at least ten, of up to 1 to "
              + MOST_DIGITS
              + " digits");
    }
    Rng rng = new Rng(SEED);
    Set<Integer> numbers = new LinkedHashSet<>();
    int first = 1;
    for (int d = 1; d <= digits; d++, first *= 10) {
      int least = first;
      int there = 9 * first;
      int wanted = (size - numbers.size()) / (digits - d + 1);
      IntUnaryOperator nth = wanted >= there ? i -> least + i : i -> least + rng.nextInt(there);
      int before = numbers.size();
      for (int i = 0; numbers.size() - before < Math.min(wanted, there); i++) {
        numbers.add(nth.applyAsInt(i));
      }
    }
    return new NumberTranslation(from, to, numbers.stream().mapToInt(n -> n).toArray());
  }

  /** The language to translate from. */
  public NumberWords from() {
    return from;
  }

  /** The language to translate to. */
  public NumberWords to() {
    return to;
  }

  /** The vocabulary of the source: the parts of its words. */
  public Vocabulary source() {
    return source;
  }

  /** The vocabulary of the target: the parts of its words. */
  public Vocabulary target() {
    return target;
  }

  /** The numbers to learn from, in ascending order. */
  public int[] learnt() {
    return learnt.clone();
  }

  /** The held-out numbers, which no batch has, in ascending order. */
  public int[] heldOut() {
    return heldOut.clone();
  }

  /** Draws this many of the numbers to learn from, with replacement. */
  public Pairs batch(int size, Rng rng) {
    return of(IntStream.generate(() -> learnt[rng.nextInt(learnt.length)]).limit(size).toArray());
  }

  /** The pairs of all held-out numbers. */
  public Pairs unseen() {
    return of(heldOut);
  }

  /** The pairs of these numbers. */
  public Pairs of(int... numbers) {
    int[][] sources = new int[numbers.length][];
    int[][] targets = new int[numbers.length][];
    for (int b = 0; b < numbers.length; b++) {
      int[][] known = symbols.get(numbers[b]);
      int[][] pair = known != null ? known : translate(numbers[b]);
      sources[b] = pair[0];
      targets[b] = pair[1];
    }
    return Pairs.of(source.size(), sources, target.size(), targets);
  }

  private int[][] translate(int number) {
    return new int[][] {source.symbols(from.text(number)), target.symbols(to.text(number))};
  }
}
