package unrolled.decode;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.ejml.data.DMatrixRMaj;

/** The result of {@link BeamSearch} for one sentence, and the whole tree that it grew. */
public final class Beam {
  private static final Comparator<BeamNode> BEST_FIRST =
      Comparator.comparing((BeamNode node) -> node.fate() == BeamNode.Fate.PRUNED)
          .thenComparing(Comparator.comparingDouble(BeamNode::sum).reversed());

  private final int width;
  private final int wanted;
  private final boolean forgetful;
  private final int maximumLength;
  private final LengthPenalty penalty; // never smaller for a longer sequence
  private final BeamNode root = new BeamNode();
  private final List<BeamNode> done = new ArrayList<>(); // the best so far, best first
  private List<BeamNode> live = new ArrayList<>(List.of(root));
  private int steps;
  private int rows = 1;

  Beam(int width, int wanted, boolean forgetful, int maximumLength, LengthPenalty penalty) {
    this.width = width;
    this.wanted = wanted;
    this.forgetful = forgetful;
    this.maximumLength = maximumLength;
    this.penalty = penalty;
  }

  /** The prefixes that are to be expanded next, the best first. */
  List<BeamNode> live() {
    return live;
  }

  /** Takes one step: each live prefix with each token, and of all these the best. */
  void expand(DMatrixRMaj next, int end) {
    int tokens = next.numCols;
    TopK best = new TopK((int) Math.min(width, (long) live.size() * tokens));
    for (int i = 0; i < live.size(); i++) {
      BeamNode parent = live.get(i);
      for (int token = 0; token < tokens; token++) {
        best.offer(parent.sum() + next.get(parent.row, token), i * tokens + token);
      }
      if (!forgetful) {
        double[] row = new double[tokens];
        System.arraycopy(next.data, parent.row * tokens, row, 0, tokens);
        parent.expanded(row, penalty);
      }
    }
    boolean last = ++steps == maximumLength;
    double divisor = Checked.divisor(penalty, steps);
    List<BeamNode> kept = new ArrayList<>();
    for (int rank = 0; rank < best.size(); rank++) {
      BeamNode parent = live.get(best.item(rank) / tokens);
      int token = best.item(rank) % tokens;
      BeamNode node = parent.followedBy(token, next.get(parent.row, token));
      if (token == end) {
        finish(node.became(BeamNode.Fate.FINISHED, divisor));
      } else if (last) {
        finish(node.became(BeamNode.Fate.CUT, divisor));
      } else {
        kept.add(node.became(BeamNode.Fate.KEPT, divisor));
      }
    }
    live = kept;
    stopIfDecided();
    rows += live.size();
  }

  private void finish(BeamNode node) {
    int place = done.size();
    while (place > 0 && node.score() > done.get(place - 1).score()) {
      place--;
    }
    if (place < wanted) {
      done.add(place, node);
      if (done.size() > wanted) {
        done.remove(wanted);
      }
    }
  }

  /** Stops where no live prefix can still win: a sum only falls from step to step. */
  private void stopIfDecided() {
    if (!live.isEmpty() && done.size() == wanted) {
      double bound = live.get(0).sum() / penalty.of(maximumLength);
      if (done.get(wanted - 1).score() >= bound) {
        live.forEach(BeamNode::left);
        live = List.of();
      }
    }
    if (live.isEmpty()) {
      done.get(0).wins();
    }
  }

  /** The hypothesis with the best score. */
  public Hypothesis best() {
    return done.get(0).hypothesis();
  }

  /** The n best hypotheses, the best first; fewer if the search found fewer. */
  public List<Hypothesis> nBest() {
    return done.stream().map(BeamNode::hypothesis).toList();
  }

  /** The root of the tree: the empty prefix. */
  public BeamNode root() {
    return root;
  }

  /** The number of steps that the search took. */
  public int steps() {
    return steps;
  }

  /**
   * The search's cost: the rows that the model computed for this sentence, the start's included.
   */
  public int rows() {
    return rows;
  }

  /** The width that the search was given. */
  public int width() {
    return width;
  }

  /**
   * All candidates of a step, from 1, best first: what was kept, then what was pruned.
   *
   * @throws IllegalArgumentException if the search took no such step
   */
  public List<BeamNode> candidates(int step) {
    if (step < 1 || step > steps) {
      throw new IllegalArgumentException(
          "the search took " + steps + " steps, so there is no step " + step);
    }
    List<BeamNode> nodes = List.of(root);
    for (int t = 1; t <= step; t++) {
      nodes =
          nodes.stream()
              .flatMap(node -> node.children().stream())
              .sorted(BEST_FIRST) // stable: of equal ones those of the earlier parent
              .toList();
    }
    return nodes;
  }
}
