package unrolled.decode;

import java.util.ArrayList;
import java.util.List;
import org.ejml.data.DMatrixRMaj;

/**
 * Beam search: at each step every live prefix is expanded by every token, and the b best of all
 * these candidates are kept.
 *
 * <p><b>Rank.</b> Within a step all candidates have one length, so they are ranked by the sum of
 * their log-probabilities. Of equal sums, the one with the earlier parent goes first, then the
 * smaller token. Candidates of probability 0 are none.
 *
 * <p><b>Done.</b> A candidate with the end symbol that is among the b best is finished: it is kept
 * apart and never expanded, and the next step again has room for b. At the maximum length the b
 * best are cut off and done too. Done hypotheses of all lengths compete by their score, the sum
 * divided by the length penalty; of equal scores the one that was done first is better.
 *
 * <p><b>Stop.</b> The search ends when no prefix is live, or when none can still get into the
 * n-best list: sums only fall, so what a live prefix can reach at most is its sum divided by the
 * largest penalty yet to come. Stopping so never changes the result. With b = 1 all this is greedy
 * search.
 *
 * <p>All sentences are searched together: a step costs one append with the live rows of all of
 * them, and a sentence that is done drops out.
 */
public final class BeamSearch implements Decoding {
  private final int width;
  private final int maximumLength;
  private LengthPenalty penalty = LengthPenalty.none();
  private int wanted = 1;
  private boolean forgetful;

  /**
   * Creates a beam of {@code width} prefixes, for sequences of at most {@code maximumLength}
   * tokens, the end symbol included.
   *
   * @throws IllegalArgumentException if one of them is below 1
   */
  public BeamSearch(int width, int maximumLength) {
    if (width < 1) {
      throw new IllegalArgumentException(
          "a beam of width " + width + " keeps nothing: give at least 1, which is greedy search");
    }
    this.width = width;
    this.maximumLength = Checked.maximumLength(maximumLength);
  }

  /** Divides the sums of done hypotheses by this penalty. Default {@link LengthPenalty#none()}. */
  public BeamSearch penalty(LengthPenalty penalty) {
    this.penalty = penalty;
    return this;
  }

  /**
   * Asks for the n best hypotheses, which may take more steps. Default 1.
   *
   * @throws IllegalArgumentException if n is below 1
   */
  public BeamSearch nBest(int n) {
    if (n < 1) {
      throw new IllegalArgumentException(
          "a list of the " + n + " best is empty: ask for 1 or more");
    }
    wanted = n;
    return this;
  }

  /** Drops pruned prefixes from the tree, to save memory. By default all are kept. */
  public BeamSearch forgetPruned() {
    forgetful = true;
    return this;
  }

  @Override
  public List<Hypothesis> decode(NextToken start) {
    return search(start).stream().map(Beam::best).toList();
  }

  /** Runs one search for each row of the start, in the rows' order. */
  public List<Beam> search(NextToken start) {
    Checked.divisor(penalty, maximumLength);
    List<Beam> beams = new ArrayList<>();
    for (int i = 0; i < start.rows(); i++) {
      Beam beam = new Beam(width, wanted, forgetful, maximumLength, penalty);
      beam.live().get(0).row = i;
      beams.add(beam);
    }
    NextToken model = start;
    List<Beam> live = beams;
    while (!live.isEmpty()) {
      DMatrixRMaj next = Checked.logProbabilities(model);
      int end = model.end();
      live.forEach(beam -> beam.expand(next, end));
      live = live.stream().filter(beam -> !beam.live().isEmpty()).toList();
      if (!live.isEmpty()) {
        model = append(model, live.stream().flatMap(beam -> beam.live().stream()).toList());
      }
    }
    return beams;
  }

  static NextToken append(NextToken model, List<BeamNode> nodes) {
    int[] rows = new int[nodes.size()];
    int[] tokens = new int[nodes.size()];
    for (int i = 0; i < rows.length; i++) {
      rows[i] = nodes.get(i).parent().row;
      tokens[i] = nodes.get(i).token();
      nodes.get(i).row = i;
    }
    return Checked.append(model, rows, tokens);
  }
}
