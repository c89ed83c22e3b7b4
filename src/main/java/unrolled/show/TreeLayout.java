package unrolled.show;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import unrolled.decode.Beam;
import unrolled.decode.BeamNode;

/**
 * Where the nodes of a beam's tree stand: a column for each step, and in it the nodes in the order
 * of their parents, so that no two edges cross. The way to the result is as straight as it can be;
 * other nodes that go on stand as straight to the right of their parents as their neighbours allow.
 */
final class TreeLayout {

  /** A node and its place; y in rows, 0 at the top. */
  static final class Spot {
    final BeamNode node;
    final Spot parent;
    double y;

    Spot(BeamNode node, Spot parent) {
      this.node = node;
      this.parent = parent;
    }

    boolean pruned() {
      return node.fate() == BeamNode.Fate.PRUNED;
    }

    /** Whether this is a whole sentence, ended or cut at the maximum length. */
    boolean done() {
      return node.fate() == BeamNode.Fate.FINISHED || node.fate() == BeamNode.Fate.CUT;
    }
  }

  /** The start alone, then the nodes of each step. */
  final List<List<Spot>> columns = new ArrayList<>();

  /** How many pruned candidates of each step are not drawn; none at the start. */
  final int[] hidden;

  private double lowest;

  /** Places all that was kept, and the best few of what was pruned at each step. */
  TreeLayout(Beam beam, int prunedShown) {
    hidden = new int[beam.steps() + 1];
    columns.add(List.of(new Spot(beam.root(), null)));
    for (int step = 1; step <= beam.steps(); step++) {
      List<BeamNode> candidates = beam.candidates(step);
      List<Spot> column = new ArrayList<>();
      int pruned = 0;
      for (BeamNode node : candidates) {
        if (node.fate() != BeamNode.Fate.PRUNED || pruned++ < prunedShown) {
          column.add(new Spot(node, parent(columns.get(step - 1), node)));
        }
      }
      hidden[step] = Math.max(0, pruned - prunedShown);
      List<Spot> before = columns.get(step - 1);
      column.sort(Comparator.comparingInt(spot -> before.indexOf(spot.parent))); // stable
      columns.add(column);
      lowest = Math.max(lowest, column.size() - 1);
    }
    columns.get(0).get(0).y = lowest / 2;
    columns.subList(1, columns.size()).forEach(this::place);
  }

  private static Spot parent(List<Spot> before, BeamNode node) {
    return before.stream()
        .filter(spot -> spot.node == node.parent())
        .findFirst()
        .orElseThrow(() -> new AssertionError("a kept node's parent was kept"));
  }

  /** The lowest node's y. */
  double lowest() {
    return lowest;
  }

  /** How many steps there are, the start not counted. */
  int steps() {
    return columns.size() - 1;
  }

  /** The nodes of the first steps, without the start. */
  Stream<Spot> spots(int steps) {
    return columns.subList(1, steps + 1).stream().flatMap(List::stream);
  }

  /**
   * Places nodes as near to where each wants to stand as their order allows, at least a row apart
   * (least squares under an order: neighbours that want to be too close share the mean of their
   * wishes; Ayer et al. 1955).
   */
  private void place(List<Spot> column) {
    int n = column.size();
    double[] mean = new double[n]; // of a group of neighbours: the wishes, less their places in it
    double[] weight = new double[n];
    int[] first = new int[n + 1];
    int groups = 0;
    for (int i = 0; i < n; i++) {
      mean[groups] = wish(column, i) - i;
      weight[groups] = weight(column.get(i));
      first[groups++] = i;
      while (groups > 1 && mean[groups - 2] > mean[groups - 1]) {
        groups--;
        double both = weight[groups - 1] + weight[groups];
        mean[groups - 1] =
            (mean[groups - 1] * weight[groups - 1] + mean[groups] * weight[groups]) / both;
        weight[groups - 1] = both;
      }
    }
    first[groups] = n;
    for (int g = 0; g < groups; g++) {
      double y = Math.max(0, Math.min(lowest - (n - 1), mean[g]));
      for (int i = first[g]; i < first[g + 1]; i++) {
        column.get(i).y = y + i;
      }
    }
  }

  private static double weight(Spot spot) {
    return spot.node.winning() ? 60 : spot.pruned() ? 1 : 6;
  }

  /**
   * Where a node wants to stand: the result straight on, else those that go on around their
   * parent's height, and the pruned below them.
   */
  private static double wish(List<Spot> column, int i) {
    Spot parent = column.get(i).parent;
    List<Spot> siblings = column.stream().filter(spot -> spot.parent == parent).toList();
    long kept = siblings.stream().filter(spot -> !spot.pruned()).count();
    double straight = ((kept == 0 ? siblings.size() : kept) - 1) / 2.0;
    for (int j = 0; j < siblings.size(); j++) {
      straight = siblings.get(j).node.winning() ? j : straight;
    }
    return parent.y + siblings.indexOf(column.get(i)) - straight;
  }
}
