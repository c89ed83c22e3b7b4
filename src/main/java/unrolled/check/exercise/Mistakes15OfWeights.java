package unrolled.check.exercise;

import static unrolled.check.exercise.Mistakes15.children;
import static unrolled.check.exercise.TreeFormulas.filled;
import static unrolled.check.exercise.TreeFormulas.mapped;
import static unrolled.check.exercise.TreeFormulas.plus;

import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import unrolled.check.exercise.Mistakes15.Family;
import unrolled.check.exercise.TreeFormulas.ByNode;

/** What goes wrong where the weights of a tree get their gradients, in exercise 15. */
final class Mistakes15OfWeights {

  /** Which are likely enough to be looked for two at a time. */
  private static final List<String> OFTEN =
      List.of(
          "no right children",
          "a single child is none",
          "node 0 is nobody's child",
          "the left child twice",
          "du and dv set, not added",
          "the node's own state",
          "the child's gradient",
          "without h",
          "du with the slope",
          "du and dv transposed",
          "du and dv exchanged",
          "du of both children",
          "dw set, not added",
          "dw of leaves alone",
          "dw by node",
          "dw in the loop over k",
          "dw times h",
          "dw with the slope",
          "set for added",
          "the root alone",
          "the root left out",
          "the mean over the nodes",
          "the slope once more",
          "the sign");

  private Mistakes15OfWeights() {}

  static Exercise<Exercise15.WeightGradients> of(Exercise<Exercise15.WeightGradients> exercise) {
    exercise.mistake(
        "nothing",
        "All is 0: does what you compute reach the arrays that come back?",
        (s, l, r, h, da, symbols) -> {
          int n = h[0].length;
          return new double[][][] {new double[symbols][n], new double[n][n], new double[n][n]};
        });
    all(weights()).addTo(exercise);
    dw(weights()).addTo(exercise);
    Family<TreeFormulas.Weights, Exercise15.WeightGradients> slips = weights();
    BiConsumer<TreeFormulas.Weights, UnaryOperator<TreeShape>> take =
        (weights, misread) -> weights.tree = misread;
    children(slips, "had no part in du and dv", "", take);
    return du(slips).addTo(exercise);
  }

  private static Family<TreeFormulas.Weights, Exercise15.WeightGradients> weights() {
    return new Family<>(
        new Slips<>("“To the weights”", TreeFormulas.Weights::new, weights -> weights), OFTEN);
  }

  /** What can be wrong with all three alike. */
  private static Family<TreeFormulas.Weights, Exercise15.WeightGradients> all(
      Family<TreeFormulas.Weights, Exercise15.WeightGradients> slips) {
    return slips
        .slip(
            "adding",
            "set for added",
            "It looks as if each node overwrote the one before: = where += belongs. A"
                + " weight is the same in all nodes, and its gradient is the sum.",
            weights -> {
              weights.addingW = (before, more) -> more;
              weights.addingU = (before, more) -> more;
            })
        .slip(
            "scope",
            "the root alone",
            "It looks as if the root alone counted. The same weights stand in every node.",
            scope((i, tree) -> i == tree.size() - 1 ? 1 : 0))
        .slip(
            "scope",
            "the root left out",
            "It looks as if the root were left out: where does the loop end?",
            scope((i, tree) -> i < tree.size() - 1 ? 1 : 0))
        .slip(
            "scope",
            "node 0 left out",
            "It looks as if node 0 were left out: where does the loop begin?",
            scope((i, tree) -> i > 0 ? 1 : 0))
        .slip(
            "scope",
            "the mean over the nodes",
            "It looks as if you had divided by the number of nodes. What arrives from several nodes"
                + " is added.",
            scope((i, tree) -> 1.0 / tree.size()))
        .slip(
            "slope",
            "the slope once more",
            "It looks as if 1 − h² were in it. It is in da already.",
            weights -> {
              weights.slopesW = Mistakes15OfWeights::slopes;
              weights.slopesU = Mistakes15OfWeights::slopes;
            })
        .slip(
            "sign",
            "the sign",
            "All have the wrong sign. The minus of gradient descent comes later, in the update.",
            weights -> {
              weights.inW = minus(weights.inW);
              weights.inU = minus(weights.inU);
            });
  }

  private static Consumer<TreeFormulas.Weights> scope(ByNode counts) {
    return weights -> {
      weights.inW = counts;
      weights.inU = counts;
    };
  }

  private static ByNode minus(ByNode counts) {
    return (i, tree) -> -counts.of(i, tree);
  }

  private static double[][] slopes(double[][] h) {
    return mapped(h, number -> 1 - number * number);
  }

  private static Family<TreeFormulas.Weights, Exercise15.WeightGradients> dw(
      Family<TreeFormulas.Weights, Exercise15.WeightGradients> slips) {
    return slips
        .slip(
            "adding",
            "dw set, not added",
            "It looks as if in dw the last node with a symbol took the place of those before: ="
                + " where += belongs. All nodes with the same symbol share its row.",
            weights -> weights.addingW = (before, more) -> more)
        .slip(
            "adding",
            "dw of the first node",
            "It looks as if in dw the first node with a symbol alone counted. All nodes with the"
                + " same symbol share its row.",
            weights -> weights.addingW = (before, more) -> before == 0 ? more : before)
        .slip(
            "mean",
            "the mean of each symbol",
            "It looks as if each row of dw were divided by how often its symbol occurs. What"
                + " arrives from several nodes is added.",
            weights -> weights.meanOfSymbol = true)
        .slip(
            "counts",
            "dw of leaves alone",
            "It looks as if leaves alone had a part in dw. Inner nodes have a symbol, too.",
            weights -> weights.inW = (i, tree) -> tree.isLeaf(i) ? 1 : 0)
        .slip(
            "counts",
            "dw of inner nodes alone",
            "It looks as if leaves had no part in dw.",
            weights -> weights.inW = (i, tree) -> tree.isLeaf(i) ? 0 : 1)
        .slip(
            "counts",
            "dw of the root alone",
            "It looks as if the root alone had a part in dw. Every node has a symbol.",
            weights -> weights.inW = (i, tree) -> i == tree.size() - 1 ? 1 : 0)
        .slip(
            "counts",
            "dw without the root",
            "It looks as if the root had no part in dw. It has a symbol, too.",
            weights -> weights.inW = (i, tree) -> i == tree.size() - 1 ? 0 : 1)
        .slip(
            "counts",
            "dw once for each child",
            "It looks as if da were added to dw once for each child. It is added once.",
            weights -> weights.inW = (i, tree) -> Math.max(1, tree.children(i)))
        .slip(
            "counts",
            "dw once for each child, in leaves never",
            "It looks as if da were added to dw once for each child, and in leaves never. It is"
                + " added once in every node.",
            weights -> weights.inW = (i, tree) -> tree.children(i))
        .slip(
            "rows",
            "dw by node",
            "It looks as if row i of dw had been given to node i. The rows belong to symbols.",
            weights -> weights.rowOfNode = true)
        .slip(
            "rows",
            "dw of the children's symbols",
            "It looks as if dw of a child's symbol had got the parent's da. In a of a node stands"
                + " the row of its own symbol.",
            weights -> weights.rowsOfChildren = true)
        .slip(
            "times",
            "dw in the loop over k",
            "It looks as if dw were added to n times: the line stands inside the loop over k.",
            weights -> weights.slopesW = h -> mapped(h, number -> h[0].length))
        .slip(
            "times",
            "dw times h",
            "It looks as if dw were da times the node's state. What stands beside w in the formula"
                + " of a?",
            weights -> weights.slopesW = h -> h)
        .slip(
            "times",
            "dw with the slope",
            "It looks as if 1 − h² were in dw. It is in da already.",
            weights -> weights.slopesW = Mistakes15OfWeights::slopes);
  }

  private static Family<TreeFormulas.Weights, Exercise15.WeightGradients> du(
      Family<TreeFormulas.Weights, Exercise15.WeightGradients> slips) {
    return slips
        .slip(
            "children",
            "−1 is the node itself",
            "It looks as if a child that is not there were the node itself.",
            weights ->
                weights.tree =
                    tree ->
                        tree.withLeft(i -> tree.left()[i] < 0 ? i : tree.left()[i])
                            .withRight(i -> tree.right()[i] < 0 ? i : tree.right()[i]))
        .slip(
            "adding",
            "du and dv set, not added",
            "It looks as if in du and dv each node overwrote the one before: = where +="
                + " belongs.",
            weights -> weights.addingU = (before, more) -> more)
        .slip(
            "state",
            "the node's own state",
            "It looks as if du were made of the node's own state. What stands beside u in the"
                + " formula of a?",
            weights -> weights.ownState = true)
        .slip(
            "state",
            "the child's gradient, the node's state",
            "It looks as if child and parent had changed places: in a of the parent the child's"
                + " state stands beside u.",
            weights -> {
              weights.ownState = true;
              weights.childsGradient = true;
            })
        .slip(
            "state",
            "the child's gradient",
            "It looks as if du were made of the child's da. The child's state stands in the"
                + " parent's a: its da belongs beside it.",
            weights -> weights.childsGradient = true)
        .slip(
            "state",
            "without h",
            "It looks as if du and dv were sums of da, without the child's state.",
            weights -> weights.state = h -> 1)
        .slip(
            "state",
            "tanh of h",
            "It looks as if the tanh of the child's state were multiplied. The state is the tanh"
                + " already.",
            weights -> weights.state = StrictMath::tanh)
        .slip(
            "gradient",
            "without da",
            "It looks as if the states were added up without da.",
            weights -> weights.gradient = d -> 1)
        .slip(
            "times",
            "du with the slope",
            "It looks as if 1 − h² were in du and dv. It is in da already.",
            weights -> weights.slopesU = Mistakes15OfWeights::slopes)
        .slip(
            "layout",
            "du and dv transposed",
            "It looks as if rows and columns of du and dv were exchanged: u[k][j] has the child's"
                + " number first.",
            weights -> weights.layout(TreeFormulas::transposed))
        .slip(
            "layout",
            "number by number",
            "It looks as if du and dv had a diagonal only. Each number of a child meets each number"
                + " of its parent.",
            weights -> weights.layout(TreeFormulas::diagonal))
        .slip(
            "layout",
            "the child's number j",
            "It looks like h[left[i]][j] * da[i][j]: du[k][j] has the child's number k in it.",
            weights -> weights.layout(m -> filled(m.length, m.length, (k, j) -> m[j][j])))
        .slip(
            "layout",
            "da's number k",
            "It looks like h[left[i]][k] * da[i][k]: du[k][j] has the parent's number j in it.",
            weights -> weights.layout(m -> filled(m.length, m.length, (k, j) -> m[k][k])))
        .slip(
            "end",
            "du and dv exchanged",
            "It looks as if du and dv had changed places.",
            weights -> weights.end = all -> new double[][][] {all[0], all[2], all[1]})
        .slip(
            "end",
            "du of both children",
            "It looks as if both children had been added to du, and to dv; or are these two one"
                + " array? The left one's state is beside u, the right one's beside v.",
            weights ->
                weights.end =
                    all -> new double[][][] {all[0], plus(all[1], all[2]), plus(all[1], all[2])})
        .slip(
            "end",
            "all in du",
            "It looks as if both children had been added to du, and none to dv.",
            weights ->
                weights.end =
                    all ->
                        new double[][][] {
                          all[0], plus(all[1], all[2]), new double[all[2].length][all[2].length]
                        });
  }
}
