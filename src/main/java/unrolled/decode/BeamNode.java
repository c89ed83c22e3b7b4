package unrolled.decode;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import unrolled.math.Elementary;

/** A prefix that a search looked at: a last token, and the prefix before it as its parent. */
public final class BeamNode {

  /** What became of a prefix. */
  public enum Fate {
    /** The empty prefix, where the search begins. */
    START,
    /** Among the best of its step, and expanded at the next. */
    KEPT,
    /** Not among the best of its step. */
    PRUNED,
    /** Among the best of its step, with the end symbol: kept apart, never expanded. */
    FINISHED,
    /** Among the best of the last step that the maximum length allows. */
    CUT,
    /** Among the best of its step, but the search stopped, since it could not win any more. */
    LEFT
  }

  private final BeamNode parent;
  private final int token;
  private final double own;
  private final double sum;
  private final int length;
  private final List<BeamNode> followed = new ArrayList<>();
  private double[] next = {};
  private LengthPenalty penalty = LengthPenalty.none();
  private double score;
  private Fate fate = Fate.START;
  private boolean winning;
  int row; // its row in the model that has read it

  BeamNode() {
    this(null, -1, 0, 0, 0);
  }

  private BeamNode(BeamNode parent, int token, double own, double sum, int length) {
    this.parent = parent;
    this.token = token;
    this.own = own;
    this.sum = sum;
    this.length = length;
  }

  /** This prefix and one token more. */
  BeamNode followedBy(int token, double logProbability) {
    return new BeamNode(this, token, logProbability, sum + logProbability, length + 1);
  }

  BeamNode became(Fate fate, double divisor) {
    this.fate = fate;
    score = sum / divisor;
    if (fate != Fate.PRUNED) {
      parent.followed.add(this);
    }
    return this;
  }

  void left() {
    fate = Fate.LEFT;
  }

  /** Remembers what might have followed. */
  void expanded(double[] logProbabilities, LengthPenalty penalty) {
    next = logProbabilities;
    this.penalty = penalty;
  }

  void wins() {
    for (BeamNode node = this; node != null; node = node.parent) {
      node.winning = true;
    }
  }

  /** The prefix without its last token; null at the start. */
  public BeamNode parent() {
    return parent;
  }

  /** The last token; −1 at the start. */
  public int token() {
    return token;
  }

  /** ln p(token | parent). */
  public double logProbability() {
    return own;
  }

  /** p(token | parent), which is e to the {@link #logProbability()}. */
  public double probability() {
    return Elementary.exp(own);
  }

  /** ln p of the whole prefix: the sum along the path. */
  public double sum() {
    return sum;
  }

  /** The {@link #sum()}, divided by the length penalty if there is one. */
  public double score() {
    return score;
  }

  /** How many tokens the prefix has. */
  public int length() {
    return length;
  }

  /** What became of the prefix. */
  public Fate fate() {
    return fate;
  }

  /** Whether the search's result goes through here. */
  public boolean winning() {
    return winning;
  }

  /** The prefix's tokens, the first first. */
  public int[] tokens() {
    int[] tokens = new int[length];
    BeamNode node = this;
    for (int t = length - 1; t >= 0; t--) {
      tokens[t] = node.token;
      node = node.parent;
    }
    return tokens;
  }

  /**
   * All prefixes that are one token longer and have a probability above 0, the likeliest first; if
   * the search was told to forget what it pruned, only those that it kept.
   */
  public List<BeamNode> children() {
    List<BeamNode> children = new ArrayList<>(followed);
    boolean[] known = new boolean[next.length];
    if (next.length > 0) {
      followed.forEach(child -> known[child.token] = true);
    }
    for (int i = 0; i < next.length; i++) {
      if (!known[i] && next[i] > Double.NEGATIVE_INFINITY) {
        children.add(followedBy(i, next[i]).became(Fate.PRUNED, penalty.of(length + 1)));
      }
    }
    children.sort(
        Comparator.comparingDouble(BeamNode::sum).reversed().thenComparingInt(BeamNode::token));
    return children;
  }

  Hypothesis hypothesis() {
    return new Hypothesis(tokens(), sum, score, fate == Fate.FINISHED);
  }
}
