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

  /** All its tokens; the last is the end symbol if it has {@link #ended()}. */
  public int[] tokens() {
    return tokens.clone();
  }

  /** Its tokens but for the end symbol: what a reader wants to see. */
  public int[] withoutEnd() {
    return Arrays.copyOf(tokens, ended ? tokens.length - 1 : tokens.length);
  }

  /** The number of tokens, the end symbol included: so many factors its probability has. */
  public int length() {
    return tokens.length;
  }

  /** Σ_t ln p(token_t | the tokens before), added from the first to the last. */
  public double logProbability() {
    return logProbability;
  }

  /** The product of the tokens' probabilities; 0 where that is too small for a double. */
  public double probability() {
    return Elementary.exp(logProbability);
  }

  /** What it was ranked by: the log-probability, divided by the length penalty if there is one. */
  public double score() {
    return score;
  }

  /** Whether it ended with the end symbol; if not, it was cut off at the maximum length. */
  public boolean ended() {
    return ended;
  }

  @Override
  public String toString() {
    return Arrays.toString(tokens) + ", ln p = " + Numbers.text(logProbability);
  }
}
