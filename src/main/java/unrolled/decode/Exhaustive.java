package unrolled.decode;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import org.ejml.data.DMatrixRMaj;

/**
 * Tries every sequence, so what it finds is the best there is. There are V^L sequences of L tokens:
 * it serves as a proof for small vocabularies only.
 */
public final class Exhaustive implements Decoding {
  private static final long MOST = 250_000;

  private final int maximumLength;
  private LengthPenalty penalty = LengthPenalty.none();

  /**
   * Creates a search over all sequences that end with the end symbol within this many tokens, and
   * those that are cut off there.
   *
   * @throws IllegalArgumentException if the maximum is below 1
   */
  public Exhaustive(int maximumLength) {
    this.maximumLength = Checked.maximumLength(maximumLength);
  }

  /** Divides the sums by this penalty. Default {@link LengthPenalty#none()}. */
  public Exhaustive penalty(LengthPenalty penalty) {
    this.penalty = penalty;
    return this;
  }

  /**
   * {@inheritDoc}
   *
   * @throws IllegalArgumentException also if there are more than 250,000 sequences to try
   */
  @Override
  public List<Hypothesis> decode(NextToken start) {
    return IntStream.range(0, start.rows()).mapToObj(row -> ranked(start, row).get(0)).toList();
  }

  /**
   * Ranks every sequence of a probability above 0 that may follow this row, the best score first;
   * of equal scores the shorter, then the one with the smaller tokens.
   *
   * @throws IllegalArgumentException if there are more than 250,000 sequences to try
   */
  public List<Hypothesis> ranked(NextToken start, int row) {
    refuseTooMany(start.vocabulary());
    int end = start.end();
    BeamNode root = new BeamNode();
    root.row = row;
    List<BeamNode> live = List.of(root);
    List<BeamNode> done = new ArrayList<>();
    NextToken model = start;
    for (int length = 1; !live.isEmpty(); length++) {
      DMatrixRMaj next = Checked.logProbabilities(model);
      List<BeamNode> longer = new ArrayList<>();
      for (BeamNode parent : live) {
        for (int token = 0; token < next.numCols; token++) {
          double logProbability = next.get(parent.row, token);
          if (logProbability == Double.NEGATIVE_INFINITY) {
            continue;
          }
          BeamNode node = parent.followedBy(token, logProbability);
          if (token == end) {
            done.add(node.became(BeamNode.Fate.FINISHED, penalty.of(length)));
          } else if (length == maximumLength) {
            done.add(node.became(BeamNode.Fate.CUT, penalty.of(length)));
          } else {
            longer.add(node);
          }
        }
      }
      live = longer;
      if (!live.isEmpty()) {
        model = BeamSearch.append(model, live);
      }
    }
    done.sort(Comparator.comparingDouble(BeamNode::score).reversed()); // stable
    return done.stream().map(BeamNode::hypothesis).toList();
  }

  private void refuseTooMany(int vocabulary) {
    long sequences = 1;
    for (int length = 0; length < maximumLength; length++) {
      sequences *= vocabulary;
      if (sequences > MOST) {
        throw new IllegalArgumentException(
            String.format(
                Locale.ROOT,
                "%d tokens and up to %d of them in a row make more than %d sequences, too many to"
                    + " try them all: take a smaller vocabulary or maximum length, or a beam",
                vocabulary,
                maximumLength,
                MOST));
      }
    }
  }
}
