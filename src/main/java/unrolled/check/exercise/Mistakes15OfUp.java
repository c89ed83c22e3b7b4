package unrolled.check.exercise;

import static unrolled.check.exercise.Mistakes15.children;
import static unrolled.check.exercise.Mistakes15.matrices;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import unrolled.check.exercise.Mistakes15.Family;
import unrolled.check.exercise.TreeFormulas.ByNode;
import unrolled.check.exercise.TreeFormulas.Unit;

/** What goes wrong on the way up the tree, in exercise 15. */
final class Mistakes15OfUp {

  /** Which are likely enough to be looked for two at a time. */
  private static final List<String> OFTEN =
      List.of(
          "no right children",
          "a single child is none",
          "node 0 is nobody's child",
          "the left child twice",
          "no tanh",
          "tanh of the symbol alone",
          "tanh of each part",
          "leaves without tanh",
          "tanh at the end alone",
          "the symbol in leaves alone",
          "the symbol at every k",
          "the node's number for its symbol",
          "halved",
          "the mean of the children",
          "u for both",
          "u and v exchanged",
          "u and v transposed",
          "number by number",
          "the child's number j",
          "the root left out");

  private Mistakes15OfUp() {}

  static Exercise<Exercise15.Up> of(Exercise<Exercise15.Up> exercise) {
    Family<TreeFormulas.Up, Exercise15.Up> slips =
        new Family<>(new Slips<>("“Up the tree”", TreeFormulas.Up::new, up -> up), OFTEN);
    children(
        slips,
        "added nothing to their parents",
        " Mind the order: a child's state is there when its parent reads it, children first.",
        (up, misread) -> up.tree = misread);
    tanh(slips);
    rows(slips);
    matrices(slips, "met", "the first index, the child's number");
    slips
        .slip(
            "layout",
            "number by number",
            "It looks as if number j of a child met u[j][j] alone: each number of a child goes into"
                + " every number of its parent.",
            up -> up.layout(TreeFormulas::diagonal))
        .slip(
            "layout",
            "the child's number j",
            "It looks like h[left[i]][j] inside the sum over k: it is the child's number k that"
                + " meets u[k][j].",
            up -> up.layout(TreeFormulas::columnSums))
        .slip(
            "sum",
            "set for added",
            "It looks as if each product took the place of what was there: = where += belongs.",
            up -> up.inner = (a, left, right, two) -> two ? right : left == 0 ? a : left)
        .slip(
            "sum",
            "not begun anew",
            "It looks as if a were not set back for the next node.",
            up -> up.goesOn = true)
        .slip(
            "sum",
            "not begun anew for the next number",
            "It looks as if a were not set back for the next number: a[1] has a[0] in it.",
            up -> up.runs = true)
        .slip(
            "share",
            "halved",
            "It looks as if each child counted half. The formula adds.",
            up -> up.share = (i, tree) -> 0.5)
        .slip(
            "share",
            "the mean of the children",
            "It looks as if a node took the mean of what its children send. The formula adds.",
            up -> up.share = (i, tree) -> 1.0 / Math.max(1, tree.children(i)))
        .slip(
            "scope",
            "the root left out",
            "The last row is 0: does the loop reach the root?",
            up -> up.there = (i, tree) -> i < tree.size() - 1 ? 1 : 0)
        .slip(
            "scope",
            "node 0 left out",
            "The first row is 0: does the loop begin at node 0?",
            up -> up.there = (i, tree) -> i > 0 ? 1 : 0)
        .slip(
            "scope",
            "leaves left out",
            "The leaves' rows are 0. A leaf has no child to add; it has its symbol, and its tanh.",
            up -> up.there = (i, tree) -> tree.isLeaf(i) ? 0 : 1)
        .slip(
            "tanh",
            "tanh by hand",
            "Right for numbers that are not too large. exp(1000) is more than a double can hold;"
                + " StrictMath.tanh knows better.",
            up -> up.unit = Mistakes15OfUp::byHand);
    return slips.addTo(
        exercise
            .mistake(
                "nothing",
                "All is 0: does what you compute reach h?",
                (s, l, r, w, u, v) -> new double[s.length][u.length])
            .mistake(
                "a stack of children",
                "It looks as if the children were the last nodes that nobody had used yet, as on a"
                    + " stack. A child stands before its parent, but not always just before it:"
                    + " left[i] and right[i] say where.",
                Mistakes15OfUp::stacked)
            .slip(
                "the last row for no child",
                "It looks as if −1 stood for the last row of h: in the last node that is its own"
                    + " row, which is filled number by number. A missing child adds nothing.",
                Mistakes15OfUp::lastRowForNone));
  }

  private static double[][] stacked(
      int[] symbol, int[] left, int[] right, double[][] w, double[][] u, double[][] v) {
    double[][] h = new double[symbol.length][];
    Deque<double[]> unused = new ArrayDeque<>();
    double[] none = new double[u.length];
    for (int i = 0; i < h.length; i++) {
      double[] ofRight = right[i] < 0 ? none : unused.pop();
      double[] ofLeft = left[i] < 0 ? none : unused.pop();
      h[i] = new double[u.length];
      for (int j = 0; j < u.length; j++) {
        h[i][j] = unit(w[symbol[i]][j], ofLeft, u, ofRight, v, j);
      }
      unused.push(h[i]);
    }
    return h;
  }

  private static double[][] lastRowForNone(
      int[] symbol, int[] left, int[] right, double[][] w, double[][] u, double[][] v) {
    int nodes = symbol.length;
    double[][] h = new double[nodes][u.length];
    for (int i = 0; i < nodes; i++) {
      double[] ofLeft = h[(left[i] + nodes) % nodes];
      double[] ofRight = h[(right[i] + nodes) % nodes];
      for (int j = 0; j < u.length; j++) {
        h[i][j] = unit(w[symbol[i]][j], ofLeft, u, ofRight, v, j);
      }
    }
    return h;
  }

  private static double unit(
      double own, double[] left, double[][] u, double[] right, double[][] v, int j) {
    double a = own;
    for (int k = 0; k < left.length; k++) {
      a += left[k] * u[k][j] + right[k] * v[k][j];
    }
    return StrictMath.tanh(a);
  }

  private static double byHand(double own, double left, double right) {
    double e = StrictMath.exp(2 * (own + left + right));
    return (e - 1) / (e + 1);
  }

  private static void tanh(Family<TreeFormulas.Up, Exercise15.Up> slips) {
    unit(slips, "no tanh", "It looks as if h were a: where is the tanh?", (o, l, r) -> o + l + r);
    unit(
        slips,
        "tanh of the symbol alone",
        "It looks as if the children were added behind the tanh.",
        (own, left, right) -> StrictMath.tanh(own) + left + right);
    unit(
        slips,
        "tanh of the children alone",
        "It looks as if the row of w were added behind the tanh.",
        (own, left, right) -> own + StrictMath.tanh(left + right));
    unit(
        slips,
        "tanh of the left child alone",
        "It looks as if the right child were added behind the tanh.",
        (own, left, right) -> StrictMath.tanh(own + left) + right);
    unit(
        slips,
        "tanh of each part",
        "It looks as if each part had a tanh of its own. There is one, of the sum.",
        (own, left, right) ->
            StrictMath.tanh(own) + StrictMath.tanh(left) + StrictMath.tanh(right));
    unit(
        slips,
        "tanh after each part",
        "It looks as if there were a tanh after each child: of what is there so far, and then of"
            + " all once more. There is one, of the sum.",
        (own, left, right) ->
            right == 0
                ? StrictMath.tanh(left == 0 ? own : StrictMath.tanh(own) + left)
                : StrictMath.tanh(StrictMath.tanh(StrictMath.tanh(own) + left) + right));
    unit(
        slips,
        "tanh twice",
        "It looks as if there were two tanh, one of the other.",
        (own, left, right) -> StrictMath.tanh(StrictMath.tanh(own + left + right)));
    unit(
        slips,
        "the logistic function",
        "It looks like σ in place of tanh.",
        (own, left, right) -> 1 / (1 + StrictMath.exp(-own - left - right)));
    unit(
        slips,
        "never below 0",
        "It looks like max(0, a) in place of tanh.",
        (own, left, right) -> Math.max(0, own + left + right));
    unit(
        slips,
        "the children multiplied",
        "It looks as if what the two children send were multiplied. It is added.",
        (own, left, right) ->
            StrictMath.tanh(own + (left != 0 && right != 0 ? left * right : left + right)));
    unit(
        slips,
        "the right child taken away",
        "It looks as if the right child were taken away, not added.",
        (own, left, right) -> StrictMath.tanh(own + left - right));
    slips
        .slip(
            "tanh",
            "tanh at the end alone",
            "It looks as if parents had read their children's a, and the tanh came when all was"
                + " done.",
            up -> {
              up.unit = (own, left, right) -> own + left + right;
              up.end = StrictMath::tanh;
            })
        .slip(
            "tanh",
            "tanh inside the sum",
            "It looks as if the tanh stood inside the loop over k: then it is taken of every"
                + " unfinished sum.",
            up -> {
              up.inner = (a, left, right, two) -> StrictMath.tanh(a + left + right);
              up.unit = (own, left, right) -> own;
            })
        .slip(
            "tanh",
            "leaves without tanh",
            "It looks as if a leaf's state were its row of w. A leaf has its tanh like every node.",
            up -> up.ofLeaf = (own, left, right) -> own)
        .slip(
            "tanh",
            "tanh in leaves alone",
            "It looks as if leaves alone had a tanh. Every node has one.",
            up -> {
              up.unit = (own, left, right) -> own + left + right;
              up.ofLeaf = (own, left, right) -> StrictMath.tanh(own);
            })
        .slip(
            "read",
            "tanh of the children's states",
            "It looks as if the tanh of a child's state were multiplied. Its state is the tanh"
                + " already.",
            up -> up.read = StrictMath::tanh)
        .slip(
            "read",
            "u and v without the children's states",
            "It looks as if u and v were added up without the children's states.",
            up -> up.read = h -> 1)
        .slip(
            "read",
            "the children's words",
            "It looks as if the children's rows of w were multiplied, not their states.",
            up -> up.childrensWords = true);
  }

  private static void unit(
      Family<TreeFormulas.Up, Exercise15.Up> slips, String name, String looks, Unit unit) {
    slips.slip("tanh", name, looks, up -> up.unit = unit);
  }

  private static void rows(Family<TreeFormulas.Up, Exercise15.Up> slips) {
    own(
        slips,
        "the symbol in leaves alone",
        "It looks as if inner nodes had no symbol. Theirs says what is to be done with the"
            + " children, and has its row in w.",
        (i, tree) -> tree.isLeaf(i) ? 1 : 0);
    own(
        slips,
        "the symbol of nodes with one child missing",
        "It looks as if a node with one child had no symbol. ¬ is one, and has its row in w.",
        (i, tree) -> tree.children(i) == 1 ? 0 : 1);
    own(
        slips,
        "the symbol of nodes with two children missing",
        "It looks as if a node with two children had no symbol. Theirs has its row in w, too.",
        (i, tree) -> tree.children(i) == 2 ? 0 : 1);
    own(
        slips,
        "the symbol once for each child",
        "It looks as if the row of w were added once for each child. It is added once.",
        (i, tree) -> Math.max(1, tree.children(i)));
    own(
        slips,
        "the symbol once more for each child",
        "It looks as if the row of w were added once more for each child. It is added once.",
        (i, tree) -> 1 + tree.children(i));
    slips
        .slip(
            "own",
            "the symbol at every k",
            "It looks as if the row of w were added inside the loop over k, n times.",
            up -> up.ownAtEveryK = true)
        .slip(
            "row",
            "the node's number for its symbol",
            "It looks as if node i had row i of w. Its row is that of its symbol.",
            up -> up.rowOfNode = true)
        .slip(
            "row",
            "the first number of the row",
            "It looks as if the first number of the row of w stood in every place: w[…][j] is"
                + " asked for.",
            up -> up.firstNumber = true);
  }

  private static void own(
      Family<TreeFormulas.Up, Exercise15.Up> slips, String name, String looks, ByNode own) {
    slips.slip("own", name, looks, up -> up.own = own);
  }
}
