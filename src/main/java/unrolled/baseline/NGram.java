package unrolled.baseline;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * An n-gram model: the next symbol depends on the n − 1 before it alone, and what depends on what
 * is counted.
 *
 * <pre>
 *   p_k(s | c) = (N(c s) + m_k·p_{k−1}(s | c')) / (N(c) + m_k)      k = 0 … n − 1
 *   p_{−1}(s)  = 1 / V
 * </pre>
 *
 * <p>c are the k symbols before s, c' the last k − 1 of them, N(c s) how often s came after c, N(c)
 * how often anything did. m_k says how many observations the shorter context is worth: a context
 * that was seen often speaks for itself, one that was never seen leaves the word to the shorter
 * one. Before a sequence's first symbol there is "nothing", which is a context, too; an end is one
 * only if the sequences hold a symbol for it.
 *
 * <p>1: symbol frequencies; 2: pairs (bigrams); 3: triples (trigrams). Source: D. MacKay and L.
 * Peto, "A hierarchical Dirichlet language model", 1995.
 */
public final class NGram {
  private static final int NOTHING = -1; // before the first symbol

  /** What m_k may be: from a sixteenth of an observation to 256 of them. */
  private static final double[] STRENGTHS = powersOfTwo(-4, 8);

  private final int symbols; // V
  private final List<Map<Long, Integer>> grams = new ArrayList<>(); // [k]: N(c s), by c s
  private final List<Map<Long, Integer>> contexts = new ArrayList<>(); // [k]: N(c), by c
  private final double[] strengths; // m_k

  private NGram(int order, int symbols) {
    this.symbols = symbols;
    strengths = new double[order];
    Arrays.fill(strengths, 1);
    for (int k = 0; k < order; k++) {
      grams.add(new HashMap<>());
      contexts.add(new HashMap<>());
    }
  }

  /**
   * Counts in these sequences; every m_k is 1 until {@link #tune}.
   *
   * @param order n, at least 1
   * @param symbols V: the symbols are 0 … V − 1
   * @throws IllegalArgumentException if there is nothing to count, if a symbol is none of the V, or
   *     if there were more than 2⁶³ n-grams
   */
  public static NGram fit(int order, int symbols, Collection<int[]> sequences) {
    if (order < 1 || symbols < 1 || !(order * StrictMath.log10(symbols + 1) < 18)) {
      throw new IllegalArgumentException(
          order
              + "-grams of "
              + symbols
              + " symbols: give an order from 1, such as 3, and so many symbols that (symbols +"
              + " 1)^order stays below 10^18");
    }
    NGram model = new NGram(order, symbols);
    sequences.forEach(model::count);
    if (model.contexts.get(0).isEmpty()) {
      throw new IllegalArgumentException("no symbol to count: give at least one sequence with one");
    }
    return model;
  }

  /**
   * The model of a lower order with the same counts and the same m_k: what {@link #fit} and {@link
   * #tune} would give for it, without counting again.
   *
   * @throws IllegalArgumentException if the order is below 1 or above this one's
   */
  public NGram upTo(int order) {
    if (order < 1 || order > order()) {
      throw new IllegalArgumentException(
          "order " + order + ": this model has the orders 1 to " + order());
    }
    NGram lower = new NGram(order, symbols);
    for (int k = 0; k < order; k++) {
      lower.grams.set(k, grams.get(k));
      lower.contexts.set(k, contexts.get(k));
      lower.strengths[k] = strengths[k];
    }
    return lower;
  }

  private void count(int[] sequence) {
    for (int t = 0; t < sequence.length; t++) {
      for (int k = 0; k < strengths.length; k++) {
        grams.get(k).merge(key(sequence, t - k, t + 1), 1, Integer::sum);
        contexts.get(k).merge(key(sequence, t - k, t), 1, Integer::sum);
      }
    }
  }

  /** Symbols {@code from} to {@code to}, without the last, as one number in base V + 1. */
  private long key(int[] sequence, int from, int to) {
    long key = 0;
    for (int t = from; t < to; t++) {
      int symbol = t < 0 ? NOTHING : checked(sequence[t]);
      key = key * (symbols + 1) + symbol + 1;
    }
    return key;
  }

  private int checked(int symbol) {
    if (symbol < 0 || symbol >= symbols) {
      throw new IllegalArgumentException(
          "symbol " + symbol + " is none of the symbols 0 to " + (symbols - 1));
    }
    return symbol;
  }

  /**
   * Chooses m_0, m_1, … one after the other, each as the power of two from 1/16 to 256 with which
   * the model up to that order does best on sequences that were not counted.
   *
   * @return this model
   * @throws IllegalArgumentException if there is no symbol to try it on
   */
  public NGram tune(Collection<int[]> validation) {
    double[] p = new double[length(validation)]; // of each symbol, from the orders so far
    Arrays.fill(p, 1.0 / symbols);
    for (int k = 0; k < strengths.length; k++) {
      int[] together = new int[p.length]; // N(c s)
      int[] before = new int[p.length]; // N(c)
      int i = 0;
      for (int[] sequence : validation) {
        for (int t = 0; t < sequence.length; t++, i++) {
          together[i] = grams.get(k).getOrDefault(key(sequence, t - k, t + 1), 0);
          before[i] = contexts.get(k).getOrDefault(key(sequence, t - k, t), 0);
        }
      }
      strengths[k] = best(together, before, p);
      for (int j = 0; j < p.length; j++) {
        p[j] = interpolated(together[j], before[j], strengths[k], p[j]);
      }
    }
    return this;
  }

  private static double best(int[] together, int[] before, double[] shorter) {
    double best = STRENGTHS[0];
    double most = Double.NEGATIVE_INFINITY;
    for (double m : STRENGTHS) {
      double sum = 0;
      for (int i = 0; i < shorter.length; i++) {
        sum += StrictMath.log(interpolated(together[i], before[i], m, shorter[i]));
      }
      if (sum > most) {
        most = sum;
        best = m;
      }
    }
    return best;
  }

  private static double interpolated(int together, int before, double m, double shorter) {
    return (together + m * shorter) / (before + m);
  }

  /** n. */
  public int order() {
    return strengths.length;
  }

  /** m_k: how many observations the context of k − 1 symbols is worth beside that of k. */
  public double strength(int k) {
    return strengths[k];
  }

  /** The probabilities of all symbols after those in {@code before}, oldest first, if any. */
  public double[] probabilities(int... before) {
    double[] p = new double[symbols];
    int[] sequence = Arrays.copyOf(before, before.length + 1);
    for (int s = 0; s < symbols; s++) {
      sequence[before.length] = s;
      p[s] = probability(sequence, before.length);
    }
    return p;
  }

  /** p of the symbol at t (from 0), given those before it. */
  private double probability(int[] sequence, int t) {
    double p = 1.0 / symbols;
    for (int k = 0; k < strengths.length; k++) {
      int before = contexts.get(k).getOrDefault(key(sequence, t - k, t), 0);
      int together = grams.get(k).getOrDefault(key(sequence, t - k, t + 1), 0);
      p = interpolated(together, before, strengths[k], p);
    }
    return p;
  }

  /** ln p of a sequence: the sum over its symbols, each given those before it. */
  public double logProbability(int... sequence) {
    double sum = 0;
    for (double logProbability : logProbabilities(sequence)) {
      sum += logProbability;
    }
    return sum;
  }

  /** ln p of each symbol of a sequence, given those before it: where the model is surprised. */
  public double[] logProbabilities(int... sequence) {
    double[] each = new double[sequence.length];
    for (int t = 0; t < sequence.length; t++) {
      each[t] = StrictMath.log(probability(sequence, t));
    }
    return each;
  }

  /**
   * The mean of −ln p over all symbols of these sequences, in nats: the cross-entropy.
   *
   * @throws IllegalArgumentException if there are none
   */
  public double loss(Collection<int[]> sequences) {
    int length = length(sequences);
    return -sequences.stream().mapToDouble(this::logProbability).reduce(0, Double::sum) / length;
  }

  private static int length(Collection<int[]> sequences) {
    int length = sequences.stream().mapToInt(s -> s.length).sum();
    if (length == 0) {
      throw new IllegalArgumentException("no symbol to measure on: give a sequence with one");
    }
    return length;
  }

  private static double[] powersOfTwo(int from, int to) {
    double[] powers = new double[to - from + 1];
    Arrays.setAll(powers, i -> Math.scalb(1.0, from + i));
    return powers;
  }
}
