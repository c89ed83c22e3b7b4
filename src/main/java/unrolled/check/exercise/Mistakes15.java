package unrolled.check.exercise;

import static unrolled.check.exercise.TreeFormulas.filled;
import static unrolled.check.exercise.TreeFormulas.mapped;
import static unrolled.check.exercise.TreeFormulas.plus;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.DoubleUnaryOperator;
import java.util.function.UnaryOperator;
import unrolled.check.exercise.TreeFormulas.ByNode;
import unrolled.check.exercise.TreeFormulas.Unit;
import unrolled.check.exercise.TreeFormulas.Weighted;

/**
 * What is typically wrong in exercise 15, alone and in pairs: one switch of {@link TreeFormulas} or
 * two.
 */
final class Mistakes15 {

  /** Which are likely enough to be looked for two at a time. */
  private static final List<String> OFTEN_UP =
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

  private static final List<String> OFTEN_DOWN =
      List.of(
          "no right children",
          "a single child is none",
          "node 0 is nobody's child",
          "the left child twice",
          "no slope",
          "1 − h",
          "the slope of σ",
          "no slope at the root",
          "only what comes from outside passes the tanh",
          "dh goes down",
          "dout goes down",
          "dh comes back",
          "what comes from outside is lost",
          "halved",
          "1 at the root",
          "u for both",
          "u and v exchanged",
          "u and v transposed",
          "number by number",
          "the sign",
          "node 0 left out");

  private static final List<String> OFTEN_WEIGHTS =
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

  private Mistakes15() {}

  /** Slips, of which the likelier ones come in pairs as well. */
  record Family<W, F>(Slips<W, F> slips, List<String> often) {

    Family<W, F> slip(String field, String name, String looks, Consumer<W> change) {
      if (often.contains(name)) {
        slips.slip(field, name, looks, change);
      } else {
        slips.alone(name, looks, change);
      }
      return this;
    }

    Family<W, F> mistake(String field, String name, String looks, Consumer<W> change) {
      if (often.contains(name)) {
        slips.mistake(field, name, looks, change);
        return this;
      }
      return slip(field, name, looks, change);
    }

    Exercise<F> addTo(Exercise<F> exercise) {
      return slips.addTo(exercise);
    }
  }

  // ---- up

  static Exercise<Exercise15.Up> ofUp(Exercise<Exercise15.Up> exercise) {
    Family<TreeFormulas.Up, Exercise15.Up> slips =
        new Family<>(new Slips<>("“Up the tree”", TreeFormulas.Up::new, up -> up), OFTEN_UP);
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
        .mistake(
            "share",
            "halved",
            "It looks as if each child counted half. The formula adds.",
            up -> up.share = (i, tree) -> 0.5)
        .mistake(
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
            up -> up.unit = Mistakes15::byHand);
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
                Mistakes15::stacked)
            .slip(
                "the last row for no child",
                "It looks as if −1 stood for the last row of h: in the last node that is its own"
                    + " row, which is filled number by number. A missing child adds nothing.",
                Mistakes15::lastRowForNone));
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
        .mistake(
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
        .mistake(
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

  // ---- what the ways up and down have in common: the matrices, and who is whose child

  private static <W extends Weighted> void matrices(Family<W, ?> slips, String verb, String sum) {
    slips
        .slip(
            "which",
            "u for both",
            "It looks as if both children " + verb + " u. The right one has v.",
            way -> way.uForRight = true)
        .slip(
            "which",
            "v for both",
            "It looks as if both children " + verb + " v. The left one has u.",
            way -> way.vForLeft = true)
        .slip(
            "which",
            "u and v exchanged",
            "It looks as if left and right had changed places: u with v, or left[i] with right[i].",
            way -> {
              way.uForRight = true;
              way.vForLeft = true;
            })
        .slip(
            "layout",
            "u and v transposed",
            "It looks as if the indices of u and v were exchanged: the sum is over "
                + sum
                + ", whatever you call it.",
            way -> way.layout(TreeFormulas::transposed))
        .slip(
            "layout",
            "u transposed",
            "It looks as if the indices of u were exchanged, those of v not: the sum is over "
                + sum
                + ".",
            way -> way.left = TreeFormulas::transposed)
        .slip(
            "layout",
            "v transposed",
            "It looks as if the indices of v were exchanged, those of u not: the sum is over "
                + sum
                + ".",
            way -> way.right = TreeFormulas::transposed)
        .slip(
            "weights",
            "no u and no v",
            "It looks as if neither u nor v were multiplied.",
            way -> way.layout(Mistakes15::one))
        .slip(
            "weights",
            "no u",
            "It looks as if u were not multiplied.",
            way -> way.left = Mistakes15::one)
        .slip(
            "weights",
            "no v",
            "It looks as if v were not multiplied.",
            way -> way.right = Mistakes15::one);
  }

  static double[][] one(double[][] m) {
    return filled(m.length, m.length, (k, j) -> k == j ? 1 : 0);
  }

  /** A tree that is taken for another one. */
  private static <W> void children(
      Family<W, ?> slips,
      String nothing,
      String order,
      BiConsumer<W, UnaryOperator<TreeShape>> take) {
    slips
        .mistake(
            "children",
            "no children",
            "It looks as if children " + nothing + ". Are they asked for at all?" + order,
            way -> take.accept(way, tree -> tree.mapped(child -> -1)))
        .slip(
            "children",
            "no right children",
            "It looks as if right children " + nothing + ".",
            way -> take.accept(way, tree -> tree.withRight(i -> -1)))
        .slip(
            "children",
            "no left children",
            "It looks as if left children " + nothing + ".",
            way -> take.accept(way, tree -> tree.withLeft(i -> -1)))
        .slip(
            "children",
            "the left one of two is none",
            "It looks as if left children " + nothing + " where there is a right one, too.",
            way -> take.accept(way, tree -> tree.withLeft(i -> single(tree, i))))
        .slip(
            "children",
            "a single child is none",
            "It looks as if a node with one child had none: ask for each child by itself.",
            way -> take.accept(way, tree -> tree.withLeft(i -> ofTwo(tree, i))))
        .slip(
            "children",
            "a single child is both",
            "It looks as if a single child were the right one, too.",
            way -> take.accept(way, tree -> tree.withRight(i -> orLeft(tree, i))))
        .slip(
            "children",
            "node 0 is nobody's child",
            "It looks as if node 0 were taken for no child: > 0 where >= 0 belongs?",
            way -> take.accept(way, tree -> tree.mapped(child -> child == 0 ? -1 : child)))
        .slip(
            "children",
            "node 0 is no left child",
            "It looks as if node 0 were taken for no child where it is a left one: > 0 where >= 0"
                + " belongs?",
            way ->
                take.accept(
                    way, tree -> tree.withLeft(i -> tree.left()[i] == 0 ? -1 : tree.left()[i])))
        .slip(
            "children",
            "node 0 is no right child",
            "It looks as if node 0 were taken for no child where it is a right one: > 0 where >= 0"
                + " belongs?",
            way ->
                take.accept(
                    way, tree -> tree.withRight(i -> tree.right()[i] == 0 ? -1 : tree.right()[i])))
        .mistake(
            "children",
            "−1 is node 0",
            "It looks as if −1 were node 0. It means that there is no child.",
            way -> take.accept(way, tree -> tree.mapped(child -> Math.max(0, child))))
        .mistake(
            "children",
            "the two before",
            "It looks as if a node's children were the two nodes before it. left[i] and right[i]"
                + " say who they are.",
            way -> take.accept(way, Mistakes15::before))
        .mistake(
            "children",
            "the right child is the node before",
            "It looks as if the right child were always the node before its parent. So it often is,"
                + " but nothing promises it: right[i] says who it is.",
            way -> take.accept(way, tree -> tree.withRight(i -> tree.right()[i] < 0 ? -1 : i - 1)))
        .slip(
            "children",
            "the left child twice",
            "It looks as if the left child stood in the right one's place, too: left[i] where"
                + " right[i] belongs?",
            way ->
                take.accept(
                    way, tree -> tree.withRight(i -> tree.right()[i] < 0 ? -1 : tree.left()[i])))
        .slip(
            "children",
            "the right child twice",
            "It looks as if the right child stood in the left one's place, too: right[i] where"
                + " left[i] belongs?",
            way ->
                take.accept(
                    way,
                    tree ->
                        tree.withLeft(
                            i -> tree.right()[i] < 0 ? tree.left()[i] : tree.right()[i])));
  }

  private static int single(TreeShape tree, int i) {
    return tree.right()[i] < 0 ? tree.left()[i] : -1;
  }

  private static int ofTwo(TreeShape tree, int i) {
    return tree.right()[i] < 0 ? -1 : tree.left()[i];
  }

  private static int orLeft(TreeShape tree, int i) {
    return tree.right()[i] < 0 ? tree.left()[i] : tree.right()[i];
  }

  private static TreeShape before(TreeShape tree) {
    return tree.withLeft(i -> tree.isLeaf(i) ? -1 : i - tree.children(i))
        .withRight(i -> tree.right()[i] < 0 ? -1 : i - 1);
  }

  // ---- down

  static Exercise<Exercise15.Down> ofDown(Exercise<Exercise15.Down> exercise) {
    Family<TreeFormulas.Down, Exercise15.Down> slips =
        new Family<>(
            new Slips<>("“Down the tree”", TreeFormulas.Down::new, down -> down), OFTEN_DOWN);
    children(
        slips,
        "got nothing from their parents",
        " Mind the order: a child's turn comes when its parent has sent its share, the last node"
            + " first.",
        (down, misread) -> down.tree = misread);
    slopes(slips);
    sent(slips);
    matrices(slips, "got their share through", "the second index, the parent's number");
    slips
        .slip(
            "layout",
            "number by number",
            "It looks as if number k of a child heard of number k of its parent alone.",
            down -> down.layout(TreeFormulas::diagonal))
        .slip(
            "layout",
            "the child's number j",
            "It looks like dh[left[i]][j] inside both loops: what comes through u[k][j] belongs to"
                + " the child's number k.",
            down -> down.layout(TreeFormulas::columnSums))
        .slip(
            "layout",
            "the parent's number k",
            "It looks like da[i][k] inside both loops: what meets u[k][j] is the parent's number"
                + " j.",
            down -> down.layout(m -> TreeFormulas.columnSums(TreeFormulas.transposed(m))))
        .slip(
            "sign",
            "the sign",
            "da has the wrong sign. The minus of gradient descent comes later, in the update.",
            down -> down.given = d -> -d)
        .slip(
            "scope",
            "node 0 left out",
            "The first row is 0: does the loop go down to node 0?",
            down -> down.there = (i, tree) -> i > 0 ? 1 : 0)
        .slip(
            "scope",
            "the root's row alone is 0",
            "The last row is 0, though what comes from it is right: the root has its row in da,"
                + " too.",
            down -> down.there = (i, tree) -> i < tree.size() - 1 ? 1 : 0)
        .slip(
            "scope",
            "leaves left out",
            "The leaves' rows are 0. A leaf has its a, and its gradient.",
            down -> down.there = (i, tree) -> tree.isLeaf(i) ? 0 : 1);
    return slips.addTo(
        exercise
            .mistake(
                "nothing",
                "All is 0: does what you compute reach da?",
                (l, r, h, dout, u, v) -> new double[h.length][u.length])
            .slip(
                "sent before it is made",
                "It looks as if the children got their share before their parent's row of da was"
                    + " finished: while its number k is made, those behind it are still 0. Make the"
                    + " whole row first.",
                Mistakes15::sentTooEarly));
  }

  private static double[][] sentTooEarly(
      int[] left, int[] right, double[][] h, double[][] dout, double[][] u, double[][] v) {
    double[][] dh = mapped(dout, number -> number);
    double[][] da = new double[h.length][u.length];
    for (int i = h.length - 1; i >= 0; i--) {
      for (int k = 0; k < u.length; k++) {
        da[i][k] = dh[i][k] * (1 - h[i][k] * h[i][k]);
        for (int j = 0; j <= k; j++) {
          if (left[i] >= 0) {
            dh[left[i]][k] += da[i][j] * u[k][j];
          }
          if (right[i] >= 0) {
            dh[right[i]][k] += da[i][j] * v[k][j];
          }
        }
      }
    }
    return da;
  }

  private static void slopes(Family<TreeFormulas.Down, Exercise15.Down> slips) {
    slope(slips, "no slope", "It looks as if the gradient passed the tanh unchanged.", h -> 1);
    slope(
        slips,
        "1 − h",
        "It looks as if the slope of tanh were 1 − h. Which power is missing?",
        h -> 1 - h);
    slope(
        slips,
        "the slope of σ",
        "It looks like h(1 − h), which is the slope of σ. Here it is tanh.",
        h -> h * (1 - h));
    slope(
        slips,
        "tanh once more",
        "It looks as if the slope were 1 − tanh(h)². h is the tanh already.",
        h -> 1 - StrictMath.tanh(h) * StrictMath.tanh(h));
    slope(
        slips,
        "divided by the slope",
        "It looks as if you had divided by 1 − h².",
        h -> 1 / (1 - h * h));
    slope(slips, "1 plus h²", "It looks as if the slope of tanh were 1 + h².", h -> 1 + h * h);
    slope(slips, "h² − 1", "It looks as if the slope of tanh were h² − 1.", h -> h * h - 1);
    slope(
        slips,
        "(1 − h)²",
        "It looks as if the slope of tanh were (1 − h)².",
        h -> (1 - h) * (1 - h));
    slope(slips, "h²", "It looks as if the slope of tanh were h².", h -> h * h);
    slope(slips, "h for the slope", "It looks as if h itself stood for the slope.", h -> h);
    slope(
        slips,
        "tanh for its slope",
        "It looks as if tanh(h) were multiplied, not the slope of tanh.",
        StrictMath::tanh);
    slope(
        slips,
        "the slope twice",
        "It looks as if 1 − h² were multiplied in twice at every node.",
        h -> (1 - h * h) * (1 - h * h));
    slips
        .slip(
            "slope",
            "no slope at the root",
            "It looks as if the root's da were its dout. The root has a tanh, too: its slope is"
                + " missing there.",
            down -> down.slope = (h, i, tree) -> i == tree.size() - 1 ? 1 : 1 - h * h)
        .slip(
            "slope",
            "no slope in leaves",
            "It looks as if the gradient passed the tanh of leaves unchanged. A leaf has its tanh"
                + " like every node.",
            down -> down.slope = (h, i, tree) -> tree.isLeaf(i) ? 1 : 1 - h * h)
        .slip(
            "slope",
            "the slope of leaves alone",
            "It looks as if leaves alone had a tanh. Every node has one.",
            down -> down.slope = (h, i, tree) -> tree.isLeaf(i) ? 1 - h * h : 1)
        .slip(
            "slope",
            "the slope of the root alone",
            "It looks as if the root alone had a tanh. Every node has one.",
            down -> down.slope = (h, i, tree) -> i == tree.size() - 1 ? 1 - h * h : 1)
        .slip(
            "slope",
            "only what comes from outside passes the tanh",
            "It looks as if the tanh's slope were in what comes from outside, and not in what the"
                + " parent sends. Add first, then multiply.",
            down -> down.slopeOfOutside = true)
        .slip(
            "slope",
            "only what the parent sends passes the tanh",
            "It looks as if the tanh's slope were in what the parent sends, and not in what comes"
                + " from outside. Add first, then multiply.",
            down -> {
              down.slope = (h, i, tree) -> 1;
              down.childsSlope = true;
            })
        .slip(
            "slope",
            "what comes from outside passes the tanh twice",
            "It looks as if what comes from outside had passed the tanh before the parent's share"
                + " is added, and once more with it.",
            down -> {
              down.slopeOfOutside = true;
              down.slopeOfAll = true;
            });
  }

  private static void slope(
      Family<TreeFormulas.Down, Exercise15.Down> slips,
      String name,
      String looks,
      DoubleUnaryOperator slope) {
    slips.slip("slope", name, looks, down -> down.slope = (h, i, tree) -> slope.applyAsDouble(h));
  }

  private static void sent(Family<TreeFormulas.Down, Exercise15.Down> slips) {
    slips
        .slip(
            "sent",
            "dh goes down",
            "It looks as if the children had got their share of dh, before the tanh. They stood in"
                + " a: multiply da by the weights.",
            down -> down.sendsRaw = true)
        .slip(
            "sent",
            "dout goes down",
            "It looks as if the children had got their share of what came from outside alone. They"
                + " get one of all that arrived: multiply da by the weights.",
            down -> down.sendsOutside = true)
        .slip(
            "sent",
            "the parent's slope twice",
            "It looks as if the parent's slope were multiplied once more when it sends its share. It"
                + " is in its da already.",
            down -> down.slopeWhenSent = true)
        .slip(
            "sent",
            "the child's slope for its parent's",
            "It looks as if what goes down had passed the child's tanh in place of its parent's,"
                + " and then the child's once more.",
            down -> {
              down.sendsRaw = true;
              down.childsSlope = true;
            })
        .slip(
            "sent",
            "the child's slope twice",
            "It looks as if a child's slope were multiplied on its way down, and once more when its"
                + " turn comes.",
            down -> down.childsSlope = true)
        .slip(
            "given",
            "dh comes back",
            "It looks as if dh had come back, not da: what goes down is right, but each node's own"
                + " tanh is not passed.",
            down -> down.givesRaw = true)
        .slip(
            "arrives",
            "the last term alone",
            "It looks as if each product took the place of what was there, = where += belongs: only"
                + " the last j is left.",
            down -> {
              down.arriving = (before, gets) -> gets;
              down.lastAlone = true;
            })
        .slip(
            "arrives",
            "what comes from outside is lost",
            "It looks as if dout counted at the root alone: is it read in every row, and is the"
                + " parent's share added to it, not put in its place?",
            down -> down.arriving = (before, gets) -> gets)
        .slip(
            "arrives",
            "the parent's share twice",
            "It looks as if the parent's share were added twice.",
            down -> down.arriving = (before, gets) -> before + 2 * gets)
        .mistake(
            "arrives",
            "halved",
            "It looks as if each child got half of its share. Both get all of theirs, through"
                + " their own weights.",
            down -> down.arriving = (before, gets) -> before + gets / 2)
        .slip(
            "arrives",
            "taken away",
            "It looks as if the parent's share were taken away, not added.",
            down -> down.arriving = (before, gets) -> before - gets)
        .slip(
            "outside",
            "what comes from outside twice",
            "It looks as if what comes from outside were added twice.",
            down -> down.outside = (dout, i, j) -> 2 * dout[i][j])
        .slip(
            "outside",
            "what comes from outside twice below the root",
            "It looks as if what comes from outside were added once more when the parent sends its"
                + " share.",
            down -> down.outside = (dout, i, j) -> (i == dout.length - 1 ? 1 : 2) * dout[i][j])
        .mistake(
            "outside",
            "1 at the root",
            "It looks as if the gradient 1 arrived at the root. What arrives there stands in dout.",
            down -> down.outside = (dout, i, j) -> i == dout.length - 1 ? 1 : 0)
        .slip(
            "outside",
            "the root left out",
            "The last row is 0, and nothing comes from it: does the loop begin at the root?",
            down -> down.outside = (dout, i, j) -> i == dout.length - 1 ? 0 : dout[i][j])
        .slip(
            "outside",
            "the root's dout everywhere",
            "It looks as if the root's row of dout arrived at every node: dout[i] belongs to node"
                + " i.",
            down -> down.outside = (dout, i, j) -> dout[dout.length - 1][j]);
  }

  // ---- to the weights

  static Exercise<Exercise15.WeightGradients> ofWeights(
      Exercise<Exercise15.WeightGradients> exercise) {
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
        new Slips<>("“To the weights”", TreeFormulas.Weights::new, weights -> weights),
        OFTEN_WEIGHTS);
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
        .mistake(
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
        .mistake(
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
              weights.slopesW = Mistakes15::slopes;
              weights.slopesU = Mistakes15::slopes;
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
        .mistake(
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
        .mistake(
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
        .mistake(
            "times",
            "dw times h",
            "It looks as if dw were da times the node's state. What stands beside w in the formula"
                + " of a?",
            weights -> weights.slopesW = h -> h)
        .slip(
            "times",
            "dw with the slope",
            "It looks as if 1 − h² were in dw. It is in da already.",
            weights -> weights.slopesW = Mistakes15::slopes);
  }

  private static Family<TreeFormulas.Weights, Exercise15.WeightGradients> du(
      Family<TreeFormulas.Weights, Exercise15.WeightGradients> slips) {
    return slips
        .mistake(
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
        .mistake(
            "gradient",
            "without da",
            "It looks as if the states were added up without da.",
            weights -> weights.gradient = d -> 1)
        .slip(
            "times",
            "du with the slope",
            "It looks as if 1 − h² were in du and dv. It is in da already.",
            weights -> weights.slopesU = Mistakes15::slopes)
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
