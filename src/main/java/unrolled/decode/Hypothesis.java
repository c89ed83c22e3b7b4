package unrolled.decode;

import java.util.Arrays;
import unrolled.math.Elementary;
import unrolled.math.Numbers;

/** A sequence that a decoder found, and what the model thinks of it. */
public final class Hypothesis {
  private final int[] tokens;
  private final double logProbability;
  private final double score;
  private final boolean ended;

  Hypothesis(int[] tokens, double logProbability, double score, boolean ended) {
    this.tokens = tokens;
    this.logProbability = logProbability;
    this.score = score;
    this.ended = ended;
  }

  /** All tokens; the last is the end symbol if the sequence {@link #ended()}. */
  public int[] tokens() {
    return tokens.clone();
  }

  /** The tokens without the end symbol. */
  public int[] withoutEnd() {
    return Arrays.copyOf(tokens, ended ? tokens.length - 1 : tokens.length);
  }

  /** The number of tokens, the end symbol included. */
  public int length() {
    return tokens.length;
  }

  /** The logarithm of the probability, Σ_t ln p(token_t | the tokens before). */
  public double logProbability() {
    return logProbability;
  }

  /**
   * The probability, Π_t p(token_t | the tokens before); 0 where that is too small for a double.
   */
  public double probability() {
    return Elementary.exp(logProbability);
  }

  /**
   * The score by which it was ranked: the log-probability, divided by the length penalty if any.
   */
  public double score() {
    return score;
  }

  /**
   * Whether the sequence ended with the end symbol; if not, it was cut off at the maximum length.
   */
  public boolean ended() {
    return ended;
  }

  @Override
  public String toString() {
    return Arrays.toString(tokens) + ", ln p = " + Numbers.text(logProbability);
  }
}
