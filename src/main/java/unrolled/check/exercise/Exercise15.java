package unrolled.check.exercise;

import static unrolled.check.exercise.Prediction.PREDICTED;
import static unrolled.check.exercise.Prediction.question;
import static unrolled.check.exercise.TreeFormulas.NEW;
import static unrolled.check.exercise.TreeFormulas.TANH;
import static unrolled.check.exercise.TreeFormulas.columnSums;
import static unrolled.check.exercise.TreeFormulas.diagonal;
import static unrolled.check.exercise.TreeFormulas.filled;
import static unrolled.check.exercise.TreeFormulas.indexed;
import static unrolled.check.exercise.TreeFormulas.mapped;
import static unrolled.check.exercise.TreeFormulas.mean;
import static unrolled.check.exercise.TreeFormulas.only;
import static unrolled.check.exercise.TreeFormulas.plus;
import static unrolled.check.exercise.TreeFormulas.senders;
import static unrolled.check.exercise.TreeFormulas.stepwise;
import static unrolled.check.exercise.TreeFormulas.sum;
import static unrolled.check.exercise.TreeFormulas.times;
import static unrolled.check.exercise.TreeFormulas.transposed;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Collections;
import java.util.Comparator;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.DoubleSupplier;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.ejml.data.DMatrixRMaj;
import unrolled.check.exercise.TreeFormulas.Slip;
import unrolled.math.Rng;

/**
 * Marks exercise 15: the states of a tree's nodes, the gradients of all nodes, those of the weights
 * that they share, and one round of message passing.
 *
 * <p>The right answers go other ways than the formulas: states by a recursion from each node;
 * gradients of nodes by finite differences; those of weights by setting one weight after the other
 * to 1, since a is linear in them; and a round by a matrix of who hears whom.
 */
public final class Exercise15 {

  private static final String H = "h";
  private static final String LEAVES = "the leaves' h";
  private static final String DA = "da";
  private static final String ROOT = "the root's da";
  private static final String DW = "dw";
  private static final String ORDER = "the order of the three";
  private static final String ROWS = "the rows of dw";
  private static final String ONE_EACH = "one for each symbol";
  private static final String DU = "du";
  private static final String DV = "dv";
  private static final String NEXT = "h′";
  private static final String FIRST = "h′[0]";

  /** How many symbols there are: more than a tree has nodes, so that not all of them are in it. */
  private static final int SYMBOLS = 10;

  private Exercise15() {}

  /** The learner's way up. */
  @FunctionalInterface
  public interface Up {
    /**
     * The states of all nodes.
     *
     * @param symbol what stands in each of the N nodes
     * @param left the left child of each, −1 for none; children stand before their parents
     * @param right the right child of each, −1 for none
     * @param w S×n, a row for each symbol
     * @param u n×n, for the left child's state
     * @param v n×n, for the right child's state
     * @return h, N×n
     */
    double[][] states(
        int[] symbol, int[] left, int[] right, double[][] w, double[][] u, double[][] v);
  }

  /** The learner's way down. */
  @FunctionalInterface
  public interface Down {
    /**
     * The gradient of every node's a.
     *
     * @param left the left child of each of the N nodes, −1 for none
     * @param right the right child of each, −1 for none
     * @param h N×n, the states
     * @param dout N×n, what arrives at the states from outside the tree
     * @param u n×n, for the left child's state
     * @param v n×n, for the right child's state
     * @return da, N×n
     */
    double[][] down(
        int[] left, int[] right, double[][] h, double[][] dout, double[][] u, double[][] v);
  }

  /** The learner's gradients of the weights. */
  @FunctionalInterface
  public interface WeightGradients {
    /**
     * The gradients of the weights that all nodes share.
     *
     * @param symbol what stands in each of the N nodes
     * @param left the left child of each, −1 for none
     * @param right the right child of each, −1 for none
     * @param h N×n, the states
     * @param da N×n, the gradient of every a
     * @param symbols S
     * @return {dw, du, dv}: S×n, n×n, n×n
     */
    double[][][] gradients(
        int[] symbol, int[] left, int[] right, double[][] h, double[][] da, int symbols);
  }

  /** The learner's round of messages. */
  @FunctionalInterface
  public interface Round {
    /**
     * The states after one round.
     *
     * @param h N×n, the states before it
     * @param from where each edge begins
     * @param to where each edge ends
     * @param x N×n, what stands in the nodes
     * @param u n×n, for the mean of what arrives
     * @return N×n
     */
    double[][] round(double[][] h, int[] from, int[] to, double[][] x, double[][] u);
  }

  /** Marks the four predictions: 4 points. Prints the report. */
  public static int predicted(Supplier<double[]> learners) {
    return predictions().mark(learners::get, 1);
  }

  /** Marks the way up: 7 points. Prints the report. */
  public static int up(Up learners) {
    return up(learners, Exercise.freshSeed());
  }

  /** Marks the way up with numbers drawn with this seed. */
  public static int up(Up learners, long seed) {
    return upExercise().mark(learners, seed);
  }

  /** Marks the way down: 7 points. Prints the report. */
  public static int down(Down learners) {
    return down(learners, Exercise.freshSeed());
  }

  /** Marks the way down with numbers drawn with this seed. */
  public static int down(Down learners, long seed) {
    return downExercise().mark(learners, seed);
  }

  /** Marks the gradients of the weights: 6 points. Prints the report. */
  public static int weights(WeightGradients learners) {
    return weights(learners, Exercise.freshSeed());
  }

  /** Marks the gradients of the weights with numbers drawn with this seed. */
  public static int weights(WeightGradients learners, long seed) {
    return weightsExercise().mark(learners, seed);
  }

  /** Marks the round of messages: 6 points. Prints the report. */
  public static int round(Round learners) {
    return round(learners, Exercise.freshSeed());
  }

  /** Marks the round of messages with numbers drawn with this seed. */
  public static int round(Round learners, long seed) {
    return roundExercise().mark(learners, seed);
  }

  /** For a class: 2 more points for sizes that the visible checks don't have. */
  public static int otherSizes(Down down, Round round, long seed) {
    return new Exercise<Down>("Other sizes, da", Exercise15::callDown, Exercise15::rightDown)
            .stage(nodes(true, new int[] {4, 5}, OTHER_TREES))
            .part(1, "trees of up to 25 nodes", DA)
            .mark(down, seed)
        + new Exercise<Round>("Other sizes, h′", Exercise15::callRound, Exercise15::rightRound)
            .stage(graphs(new int[] {4, 1}, OTHER_GRAPHS))
            .part(1, "one node, and twelve", NEXT)
            .mark(round, seed);
  }

  /**
   * Whether the three pieces for trees are right, so that something can be built on them; if not,
   * says so.
   */
  public static boolean ready(Up up, Down down, WeightGradients weights) {
    Map<String, Boolean> pieces = new LinkedHashMap<>();
    pieces.put("states", upExercise().isRight(up, 1));
    pieces.put("down", downExercise().isRight(down, 1));
    pieces.put("gradients", weightsExercise().isRight(weights, 1));
    return Waiting.isOver(
        "The network is made of your states, down and gradients, and waits until all checks pass.",
        pieces);
  }

  /** Whether the round is right; if not, says so. */
  public static boolean passes(Round round) {
    return Waiting.isOver(
        "The way out is found by your round, and waits until all checks pass.",
        Collections.singletonMap("round", roundExercise().isRight(round, 1)));
  }

  // ---- the predictions

  static Exercise<Callable<double[]>> predictions() {
    return new Exercise<Callable<double[]>>("Predictions", Prediction::call, Prediction::right)
        .stage(
            question(
                0,
                4,
                "Begin with node 4, whose children are leaves. Then node 5, then node 6.",
                "5.25 That is the mean of the four leaves, as in a balanced tree. Which children"
                    + " has node 5?",
                "6 That is node 4.",
                "7 That is node 5.",
                "6.625 So it were if the tree leaned to the other side. Which children has node 5?",
                "21 That is the sum of the leaves: at every node it is halved."))
        .part(1, "the root's value", PREDICTED)
        .stage(
            question(
                1,
                0.125,
                "Follow the edges from node 6 down to node 0: what happens at each?",
                "0.25 So it were in a balanced tree, or for node 2. How many edges lie between node"
                    + " 6 and node 0?",
                "0.5 That is what node 5 gets.",
                "1 A mean hands on half to each of two.",
                "0 1 / 8 is a division of whole numbers in Java, which is 0.",
                "0.0625 That is one edge too many."))
        .part(1, "what arrives at node 0", PREDICTED)
        .stage(
            question(
                2,
                12.5,
                "In each of the three nodes p stands beside a left child. Which value has that, and"
                    + " which gradient arrives at the node?",
                "7 That is the root's share. The same p stands in two more nodes.",
                "23 Those are the three left children. What arrives at nodes 5 and 4 is less than"
                    + " 1.",
                "2.5 That is the share of node 4. The same p stands in two more nodes.",
                "3 That is the share of node 5. The same p stands in two more nodes.",
                "5.5 That is the gradient of q.",
                "5 One step too far down: p's gradient in a node is what arrives at that node, times"
                    + " its left child.",
                "6.25 Half too small: p's gradient in the root is 1 times its left child.",
                "4.1667 That is the mean of the three shares. They add up."))
        .part(1, "the gradient of a shared weight", PREDICTED)
        .stage(
            question(
                3,
                1,
                "After the first round: who holds what? Nobody has kept anything.",
                "6 That is after one round.",
                "3 That is the sum of what arrives. By how many edges must it be divided?",
                "2 Or did node 2 read what others had made in the same round?",
                "0.6667 It looks as if some had read what others made in the same round. All read"
                    + " the state before it.",
                "5 At nodes 0 and 1 nothing arrives: after the first round they hold 0.",
                "0 2 / 3 or 1 / 3 is a division of whole numbers in Java."))
        .part(1, "two rounds of messages", PREDICTED);
  }

  // ---- up

  static Exercise<Up> upExercise() {
    String read = " Read “Up the tree” above.";
    Exercise<Up> exercise =
        new Exercise<Up>("Up the tree", Exercise15::callUp, Exercise15::rightUp)
            .naming(Exercise15::treeInWords)
            .stage(nodes(true, new int[] {2, 3, 1}, LEAF))
            .part(1, "a tree of one leaf", H)
            .stage(tiny(nodes(true, new int[] {1}, PAIR), "w", 1e-5))
            .part(1, "two leaves and their parent, one very small number each", H)
            .stage(nodes(true, new int[] {2, 3}, CHAINS))
            .part(1, "chains: every node but the leaf has one child", H)
            .stage(steepInTurn(nodes(true, new int[] {2, 3}, IN_POST_ORDER)))
            .part(1, "larger trees: the leaves", LEAVES)
            .part(1, "larger trees: every node", H)
            .stage(nodes(true, new int[] {3, 2}, MIXED))
            .part(1, "nodes in another order, some with one child", H)
            .leavesItsInputs(1);
    structure(
        "added nothing to their parents",
        "a child's state is there when its parent reads it: children first",
        (name, hint, tree) ->
            exercise.mistake(
                name,
                hint + read,
                (s, l, r, w, u, v) -> {
                  Shape wrong = tree.of(new Shape(l, r));
                  return TreeFormulas.up(s, wrong.left, wrong.right, w, u, v, TANH);
                }));
    return exercise
        .mistake(
            "nothing",
            "All is 0: does what you compute reach h?",
            (s, l, r, w, u, v) -> new double[s.length][u.length])
        .mistake(
            "no tanh",
            "It looks as if h were a: where is the tanh?" + read,
            units((i, own, left, right) -> own + left + right))
        .mistake(
            "tanh at the end alone",
            "Right in leaves. It looks as if parents had read their children's a, and the tanh came"
                + " when all was done."
                + read,
            (s, l, r, w, u, v) ->
                mapped(
                    TreeFormulas.up(s, l, r, w, u, v, (i, own, left, right) -> own + left + right),
                    StrictMath::tanh))
        .mistake(
            "tanh of the symbol alone",
            "Right in leaves. It looks as if the children were added behind the tanh." + read,
            units((i, own, left, right) -> StrictMath.tanh(own) + left + right))
        .mistake(
            "tanh of each part",
            "Right in leaves. It looks as if each part had a tanh of its own. There is one, of the"
                + " sum."
                + read,
            units(
                (i, own, left, right) ->
                    StrictMath.tanh(own) + StrictMath.tanh(left) + StrictMath.tanh(right)))
        .mistake(
            "tanh twice",
            "It looks as if there were two tanh, one of the other." + read,
            units((i, own, left, right) -> StrictMath.tanh(StrictMath.tanh(own + left + right))))
        .mistake(
            "tanh inside the sum",
            "It looks as if the tanh stood inside the loop over k: then it is taken of every"
                + " unfinished sum."
                + read,
            (s, l, r, w, u, v) ->
                TreeFormulas.upInside(
                    s,
                    l,
                    r,
                    w,
                    u,
                    v,
                    h -> h,
                    (a, left, right, two) -> StrictMath.tanh(a + left + right),
                    a -> a))
        .mistake(
            "leaves without tanh",
            "It looks as if a leaf's state were its row of w. A leaf has its tanh like every node."
                + read,
            (s, l, r, w, u, v) ->
                TreeFormulas.up(
                    s,
                    l,
                    r,
                    w,
                    u,
                    v,
                    (i, own, left, right) -> l[i] < 0 ? own : StrictMath.tanh(own + left + right)))
        .mistake(
            "the logistic function",
            "It looks like σ in place of tanh." + read,
            units((i, own, left, right) -> 1 / (1 + StrictMath.exp(-own - left - right))))
        .mistake(
            "never below 0",
            "It looks like max(0, a) in place of tanh." + read,
            units((i, own, left, right) -> Math.max(0, own + left + right)))
        .mistake(
            "the symbol in leaves alone",
            "Right in leaves. It looks as if inner nodes had no symbol. Theirs says what is to be"
                + " done with the children, and has its row in w."
                + read,
            (s, l, r, w, u, v) ->
                TreeFormulas.up(
                    s,
                    l,
                    r,
                    w,
                    u,
                    v,
                    (i, own, left, right) -> StrictMath.tanh((l[i] < 0 ? own : 0) + left + right)))
        .mistake(
            "the node's number for its symbol",
            "It looks as if node i had row i of w. Its row is that of its symbol." + read,
            (s, l, r, w, u, v) -> TreeFormulas.up(indexed(s, i -> i), l, r, w, u, v, TANH))
        .mistake(
            "the children's words",
            "Right in leaves. It looks as if the children's rows of w were multiplied, not their"
                + " states."
                + read,
            TreeFormulas::upFromWords)
        .mistake(
            "u for both",
            "It looks as if u were used for both children. The right one has v." + read,
            (s, l, r, w, u, v) -> TreeFormulas.up(s, l, r, w, u, u, TANH))
        .mistake(
            "v for both",
            "It looks as if v were used for both children. The left one has u." + read,
            (s, l, r, w, u, v) -> TreeFormulas.up(s, l, r, w, v, v, TANH))
        .mistake(
            "u and v exchanged",
            "It looks as if left and right had changed places: u with v, or left[i] with right[i]."
                + read,
            (s, l, r, w, u, v) -> TreeFormulas.up(s, l, r, w, v, u, TANH))
        .mistake(
            "u and v transposed",
            "Right for states of one number. It looks like u[j][k] and v[j][k]: the sum is over the"
                + " first index, the child's number."
                + read,
            (s, l, r, w, u, v) -> TreeFormulas.up(s, l, r, w, transposed(u), transposed(v), TANH))
        .mistake(
            "u transposed",
            "Right for states of one number. It looks as if the indices of u were exchanged, those"
                + " of v not."
                + read,
            (s, l, r, w, u, v) -> TreeFormulas.up(s, l, r, w, transposed(u), v, TANH))
        .mistake(
            "v transposed",
            "Right for states of one number. It looks as if the indices of v were exchanged, those"
                + " of u not."
                + read,
            (s, l, r, w, u, v) -> TreeFormulas.up(s, l, r, w, u, transposed(v), TANH))
        .mistake(
            "number by number",
            "Right for states of one number. It looks as if number j of a child met u[j][j] alone:"
                + " each number of a child goes into every number of its parent."
                + read,
            (s, l, r, w, u, v) -> TreeFormulas.up(s, l, r, w, diagonal(u), diagonal(v), TANH))
        .mistake(
            "the child's number j",
            "Right for states of one number. It looks like h[left[i]][j] inside the sum over k: it"
                + " is the child's number k that meets u[k][j]."
                + read,
            (s, l, r, w, u, v) -> TreeFormulas.up(s, l, r, w, columnSums(u), columnSums(v), TANH))
        .mistake(
            "set for added",
            "It looks as if each product took the place of what was there: = where += belongs."
                + read,
            (s, l, r, w, u, v) ->
                TreeFormulas.upInside(
                    s, l, r, w, u, v, h -> h, Exercise15::lastProduct, StrictMath::tanh))
        .mistake(
            "not begun anew",
            "Right in node 0. It looks as if a were not set back for the next node." + read,
            (s, l, r, w, u, v) -> {
              double[][] sums = new double[1][u.length];
              double[][] h = new double[s.length][];
              for (int i = 0; i < h.length; i++) {
                double[] own = w[s[i]];
                double[] left = l[i] < 0 ? new double[u.length] : times(h[l[i]], u);
                double[] right = r[i] < 0 ? new double[u.length] : times(h[r[i]], v);
                for (int j = 0; j < u.length; j++) {
                  sums[0][j] += own[j] + left[j] + right[j];
                }
                h[i] = mapped(sums, StrictMath::tanh)[0];
              }
              return h;
            })
        .mistake(
            "not begun anew for the next number",
            "Right for states of one number. It looks as if a were not set back for the next number:"
                + " a[1] has a[0] in it."
                + read,
            (s, l, r, w, u, v) ->
                TreeFormulas.up(s, l, r, runningSums(w), runningSums(u), runningSums(v), TANH))
        .mistake(
            "tanh of the children's states",
            "Right in leaves. It looks as if the tanh of a child's state were multiplied. Its state is"
                + " the tanh already."
                + read,
            (s, l, r, w, u, v) ->
                TreeFormulas.upInside(
                    s, l, r, w, u, v, StrictMath::tanh, Exercise15::addBoth, StrictMath::tanh))
        .mistake(
            "halved",
            "Right in leaves. It looks as if each child counted half. The formula adds." + read,
            units((i, own, left, right) -> StrictMath.tanh(own + (left + right) / 2)))
        .mistake(
            "the root left out",
            "The last row is 0: does the loop reach the root?" + read,
            (s, l, r, w, u, v) ->
                only(TreeFormulas.up(s, l, r, w, u, v, TANH), i -> i < s.length - 1))
        .mistake(
            "node 0 left out",
            "The first row is 0: does the loop begin at node 0?" + read,
            units((i, own, left, right) -> i == 0 ? 0 : StrictMath.tanh(own + left + right)))
        .mistake(
            "tanh by hand",
            "Right for numbers that are not too large. exp(1000) is more than a double can hold;"
                + " StrictMath.tanh knows better.",
            units(
                (i, own, left, right) -> {
                  double e = StrictMath.exp(2 * (own + left + right));
                  return (e - 1) / (e + 1);
                }));
  }

  private static double addBoth(double a, double left, double right, boolean two) {
    return a + left + right;
  }

  /** In each row the sum of all entries so far. */
  private static double[][] runningSums(double[][] m) {
    return filled(m.length, m[0].length, (i, j) -> Arrays.stream(m[i], 0, j + 1).sum());
  }

  private static double lastProduct(double a, double left, double right, boolean two) {
    return two ? right : left == 0 ? a : left;
  }

  private static Up units(TreeFormulas.Unit unit) {
    return (s, l, r, w, u, v) -> TreeFormulas.up(s, l, r, w, u, v, unit);
  }

  // ---- down

  static Exercise<Down> downExercise() {
    String read = " Read “Down the tree” above.";
    Exercise<Down> exercise =
        new Exercise<Down>("Down the tree", Exercise15::callDown, Exercise15::rightDown)
            .naming(Exercise15::treeInWords)
            .stage(nodes(true, new int[] {2, 3, 1}, LEAF))
            .part(1, "a tree of one leaf", DA)
            .stage(tiny(nodes(false, new int[] {1}, PAIR), "w", 1e-9))
            .part(1, "two leaves and their parent, very small states", DA)
            .stage(nodes(false, new int[] {2, 3}, CHAINS))
            .part(1, "chains: every node but the leaf has one child", DA)
            .stage(nodes(false, new int[] {3, 2}, BOTH_ORDERS))
            .part(1, "larger trees, something arrives at the root alone: the root", ROOT)
            .part(1, "larger trees, something arrives at the root alone: every node", DA)
            .stage(nodes(true, new int[] {2, 3}, MIXED))
            .part(1, "something arrives at every node", DA)
            .leavesItsInputs(1);
    structure(
        "got nothing from their parents",
        "a child's turn comes when its parent has sent its share: the last node first",
        (name, hint, tree) ->
            exercise.mistake(
                name,
                hint + read,
                (l, r, h, dout, u, v) -> {
                  Shape wrong = tree.of(new Shape(l, r));
                  return TreeFormulas.down(wrong.left, wrong.right, h, dout, u, v, new Slip());
                }));
    return exercise
        .mistake(
            "nothing",
            "All is 0: does what you compute reach da?",
            (l, r, h, dout, u, v) -> new double[h.length][u.length])
        .mistake(
            "no slope",
            "It looks as if the gradient passed the tanh unchanged." + read,
            slipped(new Slip().slope(h -> 1)))
        .mistake(
            "1 − h",
            "It looks as if the slope of tanh were 1 − h. Which power is missing?" + read,
            slipped(new Slip().slope(h -> 1 - h)))
        .mistake(
            "the slope of σ",
            "It looks like h(1 − h), which is the slope of σ. Here it is tanh." + read,
            slipped(new Slip().slope(h -> h * (1 - h))))
        .mistake(
            "tanh once more",
            "It looks as if the slope were 1 − tanh(h)². h is the tanh already." + read,
            slipped(new Slip().slope(h -> 1 - StrictMath.tanh(h) * StrictMath.tanh(h))))
        .mistake(
            "dh goes down",
            "Right at the root. It looks as if the children had got their share of dh, before the"
                + " tanh. They stood in a: multiply da by the weights."
                + read,
            slipped(new Slip().handsRaw()))
        .mistake(
            "dout goes down",
            "Right at the root. It looks as if the children had got their share of what came from"
                + " outside alone. They get one of all that arrived: multiply da by the weights."
                + read,
            slipped(new Slip().handsOutside()))
        .mistake(
            "the child's slope for its parent's",
            "Right at the root. It looks as if what goes down had passed the child's tanh in place of"
                + " its parent's, and then the child's once more."
                + read,
            slipped(new Slip().handsRaw().childsSlope()))
        .mistake(
            "divided by the slope",
            "It looks as if you had divided by 1 − h²." + read,
            slipped(new Slip().slope(h -> 1 / (1 - h * h))))
        .mistake(
            "dh comes back",
            "It looks as if dh had come back, not da: what goes down is right, but each node's own"
                + " tanh is not passed."
                + read,
            slipped(new Slip().givesRaw()))
        .mistake(
            "only what comes from outside passes the tanh",
            "Right at the root. It looks as if the tanh's slope were in what comes from outside, and"
                + " not in what the parent sends. Add first, then multiply."
                + read,
            slipped(new Slip().slopeOfOutside()))
        .mistake(
            "only what the parent sends passes the tanh",
            "It looks as if the tanh's slope were in what the parent sends, and not in what comes from"
                + " outside. Add first, then multiply."
                + read,
            slipped(new Slip().slope(h -> 1).childsSlope()))
        .mistake(
            "1 at the root",
            "It looks as if the gradient 1 arrived at the root. What arrives there stands in dout."
                + read,
            (l, r, h, dout, u, v) ->
                TreeFormulas.down(
                    l,
                    r,
                    h,
                    filled(h.length, u.length, (i, j) -> i == h.length - 1 ? 1 : 0),
                    u,
                    v,
                    new Slip()))
        .mistake(
            "the child's slope twice",
            "Right at the root. It looks as if a child's slope were multiplied on its way down, and"
                + " once more when its turn comes."
                + read,
            slipped(new Slip().childsSlope()))
        .mistake(
            "u and v as on the way up",
            "Right for states of one number. It looks like u[j][k] and v[j][k]: on the way back the"
                + " sum is over the second index, the parent's number."
                + read,
            (l, r, h, dout, u, v) ->
                TreeFormulas.down(l, r, h, dout, transposed(u), transposed(v), new Slip()))
        .mistake(
            "u as on the way up",
            "Right for states of one number. It looks as if the indices of u were exchanged, those"
                + " of v not."
                + read,
            (l, r, h, dout, u, v) -> TreeFormulas.down(l, r, h, dout, transposed(u), v, new Slip()))
        .mistake(
            "v as on the way up",
            "Right for states of one number. It looks as if the indices of v were exchanged, those"
                + " of u not."
                + read,
            (l, r, h, dout, u, v) -> TreeFormulas.down(l, r, h, dout, u, transposed(v), new Slip()))
        .mistake(
            "u for both",
            "It looks as if both children got their share through u. The right one has v." + read,
            (l, r, h, dout, u, v) -> TreeFormulas.down(l, r, h, dout, u, u, new Slip()))
        .mistake(
            "v for both",
            "It looks as if both children got their share through v. The left one has u." + read,
            (l, r, h, dout, u, v) -> TreeFormulas.down(l, r, h, dout, v, v, new Slip()))
        .mistake(
            "u and v exchanged",
            "It looks as if left and right had changed places: u with v, or left[i] with right[i]."
                + read,
            (l, r, h, dout, u, v) -> TreeFormulas.down(l, r, h, dout, v, u, new Slip()))
        .mistake(
            "number by number",
            "Right for states of one number. It looks as if number k of a child heard of number k of"
                + " its parent alone."
                + read,
            (l, r, h, dout, u, v) ->
                TreeFormulas.down(l, r, h, dout, diagonal(u), diagonal(v), new Slip()))
        .mistake(
            "the child's number j",
            "Right for states of one number. It looks like dh[left[i]][j] inside both loops: what"
                + " comes through u[k][j] belongs to the child's number k."
                + read,
            (l, r, h, dout, u, v) ->
                TreeFormulas.down(l, r, h, dout, columnSums(u), columnSums(v), new Slip()))
        .mistake(
            "the last term alone",
            "It looks as if each product took the place of what was there, = where += belongs: only"
                + " the last j is left."
                + read,
            slipped(new Slip().arriving((before, gets) -> gets).lastAlone()))
        .mistake(
            "what comes from outside is lost",
            "Right where something arrives at the root alone. It looks as if dout counted there alone:"
                + " is it read in every row, and is the parent's share added to it, not put in its"
                + " place?"
                + read,
            slipped(new Slip().arriving((before, gets) -> gets)))
        .mistake(
            "what comes from outside twice",
            "It looks as if what comes from outside were added twice." + read,
            (l, r, h, dout, u, v) -> TreeFormulas.down(l, r, h, plus(dout, dout), u, v, new Slip()))
        .mistake(
            "node 0 left out",
            "The first row is 0: does the loop go down to node 0?" + read,
            (l, r, h, dout, u, v) ->
                only(TreeFormulas.down(l, r, h, dout, u, v, new Slip()), i -> i > 0))
        .mistake(
            "the root left out",
            "The last row is 0, and nothing comes from it: does the loop begin at the root?" + read,
            (l, r, h, dout, u, v) ->
                TreeFormulas.down(l, r, h, only(dout, i -> i < h.length - 1), u, v, new Slip()))
        .mistake(
            "halved",
            "Right at the root. It looks as if each child got half of its share. Both get all of"
                + " theirs, through their own weights."
                + read,
            slipped(new Slip().arriving((before, gets) -> before + gets / 2)))
        .mistake(
            "the sign",
            "da has the wrong sign. The minus of gradient descent comes later, in the update."
                + read,
            (l, r, h, dout, u, v) ->
                mapped(TreeFormulas.down(l, r, h, dout, u, v, new Slip()), d -> -d));
  }

  private static Down slipped(Slip slip) {
    return (l, r, h, dout, u, v) -> TreeFormulas.down(l, r, h, dout, u, v, slip);
  }

  // ---- mistakes about who is whose child, up and down

  /** A tree that is taken for another one. */
  @FunctionalInterface
  private interface Misread {
    Shape of(Shape tree);
  }

  /** Takes a mistake that both ways can have. */
  @FunctionalInterface
  private interface Structural {
    void mistake(String name, String hint, Misread tree);
  }

  private static void structure(String what, String order, Structural to) {
    to.mistake(
        "no children",
        "It looks as if children "
            + what
            + ". Are they asked for at all? Mind the order: "
            + order
            + ".",
        tree -> new Shape(mapped(tree.left, c -> -1), mapped(tree.right, c -> -1)));
    to.mistake(
        "no right children",
        "It looks as if right children " + what + ".",
        tree -> new Shape(tree.left, mapped(tree.right, c -> -1)));
    to.mistake(
        "no left children",
        "It looks as if left children " + what + ".",
        tree -> new Shape(mapped(tree.left, c -> -1), tree.right));
    to.mistake(
        "a single child is none",
        "Right where nodes have two children. It looks as if a node with one child had none: ask for"
            + " each child by itself.",
        tree ->
            new Shape(indexed(tree.left, i -> tree.right[i] < 0 ? -1 : tree.left[i]), tree.right));
    to.mistake(
        "a single child is both",
        "Right where nodes have two children. It looks as if a single child were the right one, too.",
        tree ->
            new Shape(
                tree.left,
                indexed(
                    tree.left,
                    i ->
                        Math.max(
                            tree.right[i],
                            tree.left[i] < 0
                                ? -1
                                : tree.right[i] < 0 ? tree.left[i] : tree.right[i]))));
    to.mistake(
        "node 0 is nobody's child",
        "It looks as if node 0 were taken for no child: > 0 where >= 0 belongs?",
        tree ->
            new Shape(
                mapped(tree.left, c -> c == 0 ? -1 : c), mapped(tree.right, c -> c == 0 ? -1 : c)));
    to.mistake(
        "−1 is node 0",
        "It looks as if −1 were node 0. It means that there is no child.",
        tree ->
            new Shape(
                mapped(tree.left, c -> Math.max(0, c)), mapped(tree.right, c -> Math.max(0, c))));
    to.mistake(
        "the two before",
        "Right for small trees. It looks as if a node's children were the two nodes before it. left[i]"
            + " and right[i] say who they are.",
        tree ->
            new Shape(
                indexed(tree.left, i -> tree.left[i] < 0 ? -1 : i - (tree.right[i] < 0 ? 1 : 2)),
                indexed(tree.right, i -> tree.right[i] < 0 ? -1 : i - 1)));
    to.mistake(
        "the right child is the node before",
        "It looks as if the right child were always the node before its parent. So it often is, but"
            + " nothing promises it: right[i] says who it is.",
        tree -> new Shape(tree.left, indexed(tree.right, i -> tree.right[i] < 0 ? -1 : i - 1)));
    to.mistake(
        "the left child twice",
        "It looks as if the left child stood in the right one's place, too: left[i] where right[i]"
            + " belongs?",
        tree ->
            new Shape(tree.left, indexed(tree.right, i -> tree.right[i] < 0 ? -1 : tree.left[i])));
    to.mistake(
        "the right child twice",
        "It looks as if the right child stood in the left one's place, too: right[i] where left[i]"
            + " belongs?",
        tree ->
            new Shape(
                indexed(tree.left, i -> tree.right[i] < 0 ? tree.left[i] : tree.right[i]),
                tree.right));
  }

  // ---- to the weights

  static Exercise<WeightGradients> weightsExercise() {
    String read = " Read “To the weights” above.";
    return new Exercise<WeightGradients>(
            "To the weights", Exercise15::callWeights, Exercise15::rightWeights)
        .naming(Exercise15::treeInWords)
        .stage(tiny(nodes(true, new int[] {2, 3, 1}, LEAF), "h", 1e-9))
        .part(1, "a tree of one leaf, its state very small", ORDER, ROWS, DW, DU, DV)
        .stage(nodes(true, new int[] {2, 3}, CHAINS[0]))
        .part(1, "a leaf and its parent", ORDER, ROWS, DW, DU, DV)
        .stage(nodes(true, new int[] {3, 2}, MIXED))
        .part(1, "larger trees: dw", ORDER, ROWS, DW)
        .part(1, "larger trees: du", DU)
        .part(1, "larger trees: dv", DV)
        .leavesItsInputs(1)
        .mistake(
            "nothing",
            "All is 0: does what you compute reach the arrays that come back?",
            (s, l, r, h, da, symbols) -> scaled(plain(s, l, r, h, da, symbols), i -> 0))
        .mistake(
            "set for added",
            "It looks as if each node took the place of the one before: = where += belongs. A weight"
                + " is the same in all nodes, and its gradient is the sum."
                + read,
            (s, l, r, h, da, symbols) ->
                TreeFormulas.weights(s, l, r, h, da, symbols, (before, more) -> more))
        .mistake(
            "the root alone",
            "It looks as if the root alone counted. The same weights stand in every node." + read,
            (s, l, r, h, da, symbols) ->
                plain(s, l, r, h, only(da, i -> i == s.length - 1), symbols))
        .mistake(
            "the root left out",
            "It looks as if the root were left out: where does the loop end?" + read,
            (s, l, r, h, da, symbols) ->
                plain(s, l, r, h, only(da, i -> i < s.length - 1), symbols))
        .mistake(
            "node 0 left out",
            "It looks as if node 0 were left out: where does the loop begin?" + read,
            (s, l, r, h, da, symbols) -> plain(s, l, r, h, only(da, i -> i > 0), symbols))
        .mistake(
            "the mean over the nodes",
            "It looks as if you had divided by the number of nodes. What arrives from several nodes"
                + " is added."
                + read,
            (s, l, r, h, da, symbols) ->
                scaled(plain(s, l, r, h, da, symbols), i -> 1.0 / s.length))
        .mistake(
            "the mean of each symbol",
            "It looks as if each row of dw were divided by how often its symbol occurs. What arrives"
                + " from several nodes is added."
                + read,
            (s, l, r, h, da, symbols) -> {
              double[][][] all = plain(s, l, r, h, da, symbols);
              all[0] =
                  filled(
                      symbols,
                      h[0].length,
                      (i, j) ->
                          all[0][i][j] / Math.max(1, Arrays.stream(s).filter(k -> k == i).count()));
              return all;
            })
        .mistake(
            "dw of leaves alone",
            "It looks as if leaves alone had a part in dw. Inner nodes have a symbol, too." + read,
            (s, l, r, h, da, symbols) -> withDw(s, l, r, h, da, only(da, i -> l[i] < 0), symbols))
        .mistake(
            "dw of inner nodes alone",
            "It looks as if leaves had no part in dw." + read,
            (s, l, r, h, da, symbols) -> withDw(s, l, r, h, da, only(da, i -> l[i] >= 0), symbols))
        .mistake(
            "dw by node",
            "It looks as if row i of dw had been given to node i. The rows belong to symbols."
                + read,
            (s, l, r, h, da, symbols) ->
                new double[][][] {
                  plain(indexed(s, i -> i), l, r, h, da, symbols)[0],
                  plain(s, l, r, h, da, symbols)[1],
                  plain(s, l, r, h, da, symbols)[2]
                })
        .mistake(
            "dw of the children's symbols",
            "It looks as if dw of a child's symbol had got the parent's da. In a of a node stands the"
                + " row of its own symbol."
                + read,
            (s, l, r, h, da, symbols) -> {
              double[][][] all = plain(s, l, r, h, da, symbols);
              all[0] = new double[symbols][h[0].length];
              for (int[] children : new int[][] {l, r}) {
                for (int i = 0; i < s.length; i++) {
                  for (int j = 0; j < h[0].length && children[i] >= 0; j++) {
                    all[0][s[children[i]]][j] += da[i][j];
                  }
                }
              }
              return all;
            })
        .mistake(
            "dw in the loop over k",
            "It looks as if dw were added to n times: the line stands inside the loop over k."
                + read,
            (s, l, r, h, da, symbols) ->
                withDw(s, l, r, h, da, mapped(da, d -> d * h[0].length), symbols))
        .mistake(
            "dw times h",
            "It looks as if dw were da times the node's state. What stands beside w in the formula of"
                + " a?"
                + read,
            (s, l, r, h, da, symbols) ->
                withDw(
                    s,
                    l,
                    r,
                    h,
                    da,
                    filled(h.length, h[0].length, (i, j) -> da[i][j] * h[i][j]),
                    symbols))
        .mistake(
            "the slope once more",
            "It looks as if 1 − h² were in it. It is in da already." + read,
            (s, l, r, h, da, symbols) ->
                plain(
                    s,
                    l,
                    r,
                    h,
                    filled(h.length, h[0].length, (i, j) -> da[i][j] * (1 - h[i][j] * h[i][j])),
                    symbols))
        .mistake(
            "the node's own state",
            "It looks as if du were made of the node's own state. What stands beside u in the formula"
                + " of a?"
                + read,
            (s, l, r, h, da, symbols) -> TreeFormulas.weights(s, l, r, h, da, symbols, true, false))
        .mistake(
            "the child's gradient, the node's state",
            "It looks as if child and parent had changed places: in a of the parent the child's state"
                + " stands beside u."
                + read,
            (s, l, r, h, da, symbols) -> TreeFormulas.weights(s, l, r, h, da, symbols, true, true))
        .mistake(
            "the child's gradient",
            "It looks as if du were made of the child's da. The child's state stands in the parent's"
                + " a: its da belongs beside it."
                + read,
            (s, l, r, h, da, symbols) -> TreeFormulas.weights(s, l, r, h, da, symbols, false, true))
        .mistake(
            "du and dv transposed",
            "It looks as if rows and columns of du and dv were exchanged: u[k][j] has the child's"
                + " number first."
                + read,
            (s, l, r, h, da, symbols) -> {
              double[][][] all = plain(s, l, r, h, da, symbols);
              return new double[][][] {all[0], transposed(all[1]), transposed(all[2])};
            })
        .mistake(
            "du and dv exchanged",
            "It looks as if du and dv had changed places." + read,
            (s, l, r, h, da, symbols) -> {
              double[][][] all = plain(s, l, r, h, da, symbols);
              return new double[][][] {all[0], all[2], all[1]};
            })
        .mistake(
            "du of both children",
            "It looks as if both children had been added to du, and to dv; or are these two one"
                + " array? The left one's state is"
                + " beside u, the right one's beside v."
                + read,
            (s, l, r, h, da, symbols) -> {
              double[][][] all = plain(s, l, r, h, da, symbols);
              return new double[][][] {all[0], plus(all[1], all[2]), plus(all[1], all[2])};
            })
        .mistake(
            "dv of the left child",
            "It looks as if dv were made of the left child's state: left[i] where right[i] belongs?"
                + read,
            (s, l, r, h, da, symbols) ->
                plain(s, l, indexed(r, i -> r[i] < 0 ? -1 : l[i]), h, da, symbols))
        .mistake(
            "du of the right child",
            "It looks as if du were made of the right child's state: right[i] where left[i] belongs?"
                + read,
            (s, l, r, h, da, symbols) ->
                plain(s, indexed(l, i -> r[i] < 0 ? l[i] : r[i]), r, h, da, symbols))
        .mistake(
            "number by number",
            "It looks as if du and dv had a diagonal only. Each number of a child meets each number"
                + " of its parent."
                + read,
            (s, l, r, h, da, symbols) -> {
              double[][][] all = plain(s, l, r, h, da, symbols);
              return new double[][][] {all[0], diagonal(all[1]), diagonal(all[2])};
            })
        .mistake(
            "the child's number j",
            "It looks like h[left[i]][j] * da[i][j]: du[k][j] has the child's number k in it."
                + read,
            (s, l, r, h, da, symbols) -> {
              double[][][] all = plain(s, l, r, h, da, symbols);
              int n = h[0].length;
              return new double[][][] {
                all[0], filled(n, n, (k, j) -> all[1][j][j]), filled(n, n, (k, j) -> all[2][j][j])
              };
            })
        .mistake(
            "without h",
            "It looks as if du and dv were sums of da, without the child's state." + read,
            (s, l, r, h, da, symbols) -> plain(s, l, r, mapped(h, x -> 1), da, symbols))
        .mistake(
            "without da",
            "It looks as if the states were added up without da." + read,
            (s, l, r, h, da, symbols) -> plain(s, l, r, h, mapped(da, d -> 1), symbols))
        .mistake(
            "a single child is none",
            "Right where nodes have two children. It looks as if the child of a node with one had no"
                + " part in du."
                + read,
            (s, l, r, h, da, symbols) ->
                plain(s, indexed(l, i -> r[i] < 0 ? -1 : l[i]), r, h, da, symbols))
        .mistake(
            "a single child is both",
            "Right where nodes have two children. It looks as if a single child were in dv, too."
                + read,
            (s, l, r, h, da, symbols) ->
                plain(s, l, indexed(r, i -> r[i] < 0 ? l[i] : r[i]), h, da, symbols))
        .mistake(
            "node 0 is nobody's child",
            "It looks as if node 0 were taken for no child: > 0 where >= 0 belongs?" + read,
            (s, l, r, h, da, symbols) ->
                plain(
                    s,
                    mapped(l, c -> c == 0 ? -1 : c),
                    mapped(r, c -> c == 0 ? -1 : c),
                    h,
                    da,
                    symbols))
        .mistake(
            "−1 is node 0",
            "It looks as if −1 were node 0. It means that there is no child." + read,
            (s, l, r, h, da, symbols) ->
                plain(
                    s,
                    mapped(l, c -> Math.max(0, c)),
                    mapped(r, c -> Math.max(0, c)),
                    h,
                    da,
                    symbols))
        .mistake(
            "the right child is the node before",
            "It looks as if the right child were always the node before its parent: right[i] says who"
                + " it is."
                + read,
            (s, l, r, h, da, symbols) ->
                plain(s, l, indexed(r, i -> r[i] < 0 ? -1 : i - 1), h, da, symbols))
        .mistake(
            "the sign",
            "All have the wrong sign. The minus of gradient descent comes later, in the update."
                + read,
            (s, l, r, h, da, symbols) -> plain(s, l, r, h, mapped(da, d -> -d), symbols));
  }

  private static double[][][] plain(
      int[] symbol, int[] left, int[] right, double[][] h, double[][] da, int symbols) {
    return TreeFormulas.weights(symbol, left, right, h, da, symbols, Double::sum);
  }

  private static double[][][] withDw(
      int[] symbol,
      int[] left,
      int[] right,
      double[][] h,
      double[][] da,
      double[][] forDw,
      int symbols) {
    double[][][] all = plain(symbol, left, right, h, da, symbols);
    all[0] = plain(symbol, left, right, h, forDw, symbols)[0];
    return all;
  }

  /** Each of the arrays times a factor. */
  private static double[][][] scaled(double[][][] all, Function<Integer, Number> factor) {
    double[][][] out = new double[all.length][][];
    Arrays.setAll(out, m -> mapped(all[m], number -> number * factor.apply(m).doubleValue()));
    return out;
  }

  // ---- one round

  static Exercise<Round> roundExercise() {
    String read = " Read “Along the edges” above.";
    return new Exercise<Round>("Along the edges", Exercise15::callRound, Exercise15::rightRound)
        .naming(Exercise15::graphInWords)
        .stage(tiny(tiny(graphs(new int[] {1}, IN_PAIRS), "x", 0), "h", 1e-5))
        .part(1, "two and two hear each other, one very small number each, x = 0", NEXT)
        .stage(graphs(new int[] {3, 2}, SEVERAL))
        .part(1, "several arrive: node 0", FIRST)
        .part(1, "several arrive: every node", NEXT)
        .stage(graphs(new int[] {2, 1}, AT_SOME))
        .part(1, "one arrives, or none", NEXT)
        .stage(tiny(graphs(new int[] {2, 1}, WITHOUT_EDGES), "h", 0))
        .part(1, "there are no edges, and h = 0", NEXT)
        .leavesItsInputs(1)
        .mistake(
            "nothing",
            "All is 0: does what you compute reach what comes back?",
            (h, from, to, x, u) -> new double[h.length][u.length])
        .mistake(
            "the sum",
            "Right where one message arrives. It looks like the sum: nothing has been divided."
                + read,
            (h, from, to, x, u) -> TreeFormulas.round(from, to, x, u, sum(h, (i, count) -> 1), NEW))
        .mistake(
            "0/0",
            "Right where something arrives. At other nodes a sum of nothing is divided by 0, and 0/0"
                + " is NaN; the mean shall be 0 there."
                + read,
            (h, from, to, x, u) ->
                TreeFormulas.round(from, to, x, u, sum(h, (i, count) -> count), NEW))
        .mistake(
            "against the edges",
            "It looks as if messages went from to[e] to from[e]." + read,
            (h, from, to, x, u) -> TreeFormulas.round(to, from, x, u, mean(h), NEW))
        .mistake(
            "both ways",
            "It looks as if messages went both ways along each edge. They go from from[e] to to[e]."
                + read,
            (h, from, to, x, u) ->
                TreeFormulas.round(both(from, to), both(to, from), x, u, mean(h), NEW))
        .mistake(
            "divided by N",
            "It looks as if you had divided by the number of nodes. How many messages have arrived"
                + " here?"
                + read,
            (h, from, to, x, u) ->
                TreeFormulas.round(from, to, x, u, sum(h, (i, count) -> h.length), NEW))
        .mistake(
            "divided by the edges",
            "It looks as if you had divided by the number of all edges. How many messages have"
                + " arrived here?"
                + read,
            (h, from, to, x, u) ->
                TreeFormulas.round(
                    from, to, x, u, sum(h, (i, count) -> Math.max(1, to.length)), NEW))
        .mistake(
            "divided by what leaves",
            "It looks as if you had divided by the number of edges that leave the node: count those"
                + " that arrive."
                + read,
            (h, from, to, x, u) ->
                TreeFormulas.round(
                    from,
                    to,
                    x,
                    u,
                    sum(h, (i, count) -> Math.max(1, senders(to, from, i).length)),
                    NEW))
        .mistake(
            "divided by what the sender sends",
            "It looks as if each sender divided by the number of edges that leave it. The receiver"
                + " divides, by the number that arrive."
                + read,
            (h, from, to, x, u) -> {
              double[][] shared =
                  filled(
                      h.length,
                      u.length,
                      (i, j) -> h[i][j] / Math.max(1, senders(to, from, i).length));
              return TreeFormulas.round(from, to, x, u, sum(shared, (i, count) -> 1), NEW);
            })
        .mistake(
            "divided by one more",
            "It looks as if you had divided by one more than arrive." + read,
            (h, from, to, x, u) ->
                TreeFormulas.round(from, to, x, u, sum(h, (i, count) -> count + 1), NEW))
        .mistake(
            "divided twice",
            "It looks as if the sum had been divided twice by what arrives." + read,
            (h, from, to, x, u) ->
                TreeFormulas.round(
                    from, to, x, u, sum(h, (i, count) -> Math.max(1, count * count)), NEW))
        .mistake(
            "divided at every message",
            "It looks as if the whole sum were divided at every message: what was divided once is"
                + " divided again."
                + read,
            (h, from, to, x, u) ->
                TreeFormulas.round(
                    from,
                    to,
                    x,
                    u,
                    (i, senders) ->
                        stepwise(h, (m, message, c) -> (m + message) / senders.length)
                            .of(i, senders),
                    NEW))
        .mistake(
            "divided while counting",
            "It looks as if each message were divided by how many had come so far: how many there are"
                + " is known when all have come."
                + read,
            (h, from, to, x, u) ->
                TreeFormulas.round(
                    from, to, x, u, stepwise(h, (m, message, c) -> m + message / c), NEW))
        .mistake(
            "the mean of means",
            "It looks as if each message were averaged with what was there: (m + h) / 2. Then the"
                + " last one counts half."
                + read,
            (h, from, to, x, u) ->
                TreeFormulas.round(
                    from, to, x, u, stepwise(h, (m, message, c) -> (m + message) / 2), NEW))
        .mistake(
            "the mean of means, from the first message",
            "Right where up to two arrive. It looks as if each further message were averaged with the"
                + " mean so far. Add first, and divide once."
                + read,
            (h, from, to, x, u) ->
                TreeFormulas.round(
                    from,
                    to,
                    x,
                    u,
                    stepwise(h, (m, message, c) -> c == 1 ? message : (m + message) / 2),
                    NEW))
        .mistake(
            "the last message alone",
            "It looks as if each message took the place of the one before: = where += belongs."
                + read,
            (h, from, to, x, u) ->
                TreeFormulas.round(from, to, x, u, stepwise(h, (m, message, c) -> message), NEW))
        .mistake(
            "the last message alone, divided",
            "It looks as if each message took the place of the one before, = where += belongs, and"
                + " the last were divided."
                + read,
            (h, from, to, x, u) ->
                TreeFormulas.round(
                    from,
                    to,
                    x,
                    u,
                    (i, senders) ->
                        stepwise(h, (m, message, c) -> message / senders.length).of(i, senders),
                    NEW))
        .mistake(
            "the first message alone",
            "It looks as if only the first message to arrive counted." + read,
            (h, from, to, x, u) ->
                TreeFormulas.round(
                    from, to, x, u, stepwise(h, (m, message, c) -> c == 1 ? message : m), NEW))
        .mistake(
            "integer division",
            "Right where one message arrives. It looks as if you multiplied by 1 / count. That is a"
                + " division of whole numbers: 1 / 3 is 0 in Java, 1.0 / 3 is not.",
            (h, from, to, x, u) ->
                TreeFormulas.round(
                    from,
                    to,
                    x,
                    u,
                    sum(h, (i, count) -> count > 1 ? Double.POSITIVE_INFINITY : 1),
                    NEW))
        .mistake(
            "the largest",
            "That is the largest that arrives, number by number. The formula has the mean." + read,
            (h, from, to, x, u) ->
                TreeFormulas.round(
                    from,
                    to,
                    x,
                    u,
                    stepwise(h, (m, message, c) -> c == 1 ? message : Math.max(m, message)),
                    NEW))
        .mistake(
            "the largest above 0",
            "That is the largest that arrives, beginning with 0. The formula has the mean." + read,
            (h, from, to, x, u) ->
                TreeFormulas.round(
                    from, to, x, u, stepwise(h, (m, message, c) -> Math.max(m, message)), NEW))
        .mistake(
            "itself among them",
            "It looks as if each node counted itself among those whose messages arrive." + read,
            (h, from, to, x, u) ->
                TreeFormulas.round(
                    both(from, numbers(h.length)), both(to, numbers(h.length)), x, u, mean(h), NEW))
        .mistake(
            "the mean of all nodes",
            "It looks as if every node heard all nodes. Who hears whom, the edges say." + read,
            (h, from, to, x, u) ->
                TreeFormulas.round(
                    from, to, x, u, (i, senders) -> mean(h).of(i, numbers(h.length)), NEW))
        .mistake(
            "one sum for all nodes",
            "It looks as if the sum went on from node to node: where is it set back?" + read,
            (h, from, to, x, u) -> {
              double[] running = new double[u.length];
              double[][] m = new double[h.length][];
              for (int i = 0; i < h.length; i++) {
                double[] more = sum(h, (node, count) -> 1).of(i, senders(from, to, i));
                int count = Math.max(1, senders(from, to, i).length);
                Arrays.setAll(running, k -> running[k] + more[k]);
                m[i] = Arrays.stream(running).map(k -> k / count).toArray();
              }
              return TreeFormulas.round(from, to, x, u, (i, senders) -> m[i], NEW);
            })
        .mistake(
            "one after the other",
            "Right in node 0. It looks as if later nodes had read what earlier ones made in the same"
                + " round. All read the states from before."
                + read,
            (h, from, to, x, u) -> {
              double[][] now = TreeFormulas.copy(h);
              for (int i = 0; i < h.length; i++) {
                now[i] = TreeFormulas.round(from, to, x, u, mean(now), NEW)[i];
              }
              return now;
            })
        .mistake(
            "h for x",
            "It looks as if the node's own state stood where x belongs." + read,
            (h, from, to, x, u) -> TreeFormulas.round(from, to, h, u, mean(h), NEW))
        .mistake(
            "x for h",
            "It looks as if the messages were x of the neighbours, not their states." + read,
            (h, from, to, x, u) -> TreeFormulas.round(from, to, x, u, mean(x), NEW))
        .mistake(
            "without x",
            "It looks as if x were missing." + read,
            (h, from, to, x, u) ->
                TreeFormulas.round(from, to, x, u, mean(h), (own, m) -> StrictMath.tanh(m)))
        .mistake(
            "without messages",
            "It looks like tanh(x): no message has arrived." + read,
            (h, from, to, x, u) ->
                TreeFormulas.round(from, to, x, u, mean(h), (own, m) -> StrictMath.tanh(own)))
        .mistake(
            "the old state added",
            "It looks as if the old state were added. The new one is the tanh alone." + read,
            (h, from, to, x, u) -> plus(h, TreeFormulas.round(from, to, x, u, mean(h), NEW)))
        .mistake(
            "x through u",
            "It looks as if x were multiplied by u, too. It is added as it is." + read,
            (h, from, to, x, u) -> {
              double[][] through = filled(x.length, u.length, (i, j) -> times(x[i], u)[j]);
              return TreeFormulas.round(from, to, through, u, mean(h), NEW);
            })
        .mistake(
            "x at every k",
            "It looks as if x were added inside the loop over k, n times." + read,
            (h, from, to, x, u) ->
                TreeFormulas.round(from, to, mapped(x, d -> d * u.length), u, mean(h), NEW))
        .mistake(
            "its own state, too",
            "It looks as if the node's own state, times u, were added. Here a node hears others alone."
                + read,
            (h, from, to, x, u) -> {
              double[][] more = filled(h.length, u.length, (i, j) -> x[i][j] + times(h[i], u)[j]);
              return TreeFormulas.round(from, to, more, u, mean(h), NEW);
            })
        .mistake(
            "tanh of the mean, too",
            "It looks as if the mean had a tanh of its own." + read,
            (h, from, to, x, u) ->
                TreeFormulas.round(
                    from,
                    to,
                    x,
                    u,
                    (i, senders) ->
                        mapped(new double[][] {mean(h).of(i, senders)}, StrictMath::tanh)[0],
                    NEW))
        .mistake(
            "one count for all nodes",
            "It looks as if the count went on from node to node: where is it set back?" + read,
            (h, from, to, x, u) ->
                TreeFormulas.round(
                    from,
                    to,
                    x,
                    u,
                    sum(
                        h,
                        (i, count) ->
                            Math.max(1, Arrays.stream(to).filter(node -> node <= i).count())),
                    NEW))
        .mistake(
            "x divided, too",
            "Right where one message arrives. It looks as if x were divided, too. Only what arrives"
                + " is."
                + read,
            (h, from, to, x, u) -> {
              double[][] part =
                  filled(
                      x.length,
                      u.length,
                      (i, j) -> x[i][j] / Math.max(1, senders(from, to, i).length));
              return TreeFormulas.round(from, to, part, u, mean(h), NEW);
            })
        .mistake(
            "x where nothing arrives",
            "Right where something arrives. It looks as if a node at which nothing arrives had the"
                + " state x. It has its tanh, too."
                + read,
            (h, from, to, x, u) -> {
              double[][] next = TreeFormulas.round(from, to, x, u, mean(h), NEW);
              return filled(
                  h.length,
                  u.length,
                  (i, j) -> senders(from, to, i).length == 0 ? x[i][j] : next[i][j]);
            })
        .mistake(
            "no tanh",
            "It looks as if the tanh were missing." + read,
            (h, from, to, x, u) -> TreeFormulas.round(from, to, x, u, mean(h), Double::sum))
        .mistake(
            "tanh of the message alone",
            "It looks as if x were added behind the tanh." + read,
            (h, from, to, x, u) ->
                TreeFormulas.round(from, to, x, u, mean(h), (own, m) -> own + StrictMath.tanh(m)))
        .mistake(
            "u transposed",
            "It looks like u[j][k]: the sum is over the first index, the message's number." + read,
            (h, from, to, x, u) -> TreeFormulas.round(from, to, x, transposed(u), mean(h), NEW))
        .mistake(
            "number by number",
            "It looks as if number j of the message met u[j][j] alone." + read,
            (h, from, to, x, u) -> TreeFormulas.round(from, to, x, diagonal(u), mean(h), NEW))
        .mistake(
            "the message's number j",
            "It looks like m[i][j] inside the sum over k: it is the message's number k that meets"
                + " u[k][j]."
                + read,
            (h, from, to, x, u) -> TreeFormulas.round(from, to, x, columnSums(u), mean(h), NEW))
        .mistake(
            "without u",
            "It looks as if the mean were added without u." + read,
            (h, from, to, x, u) ->
                TreeFormulas.round(
                    from,
                    to,
                    x,
                    filled(u.length, u.length, (k, j) -> k == j ? 1 : 0),
                    mean(h),
                    NEW))
        .mistake(
            "as it was where nothing arrives",
            "Right where something arrives. It looks as if a node at which nothing arrives kept its"
                + " state. It takes the step, too, with a mean of 0."
                + read,
            (h, from, to, x, u) -> {
              double[][] next = TreeFormulas.round(from, to, x, u, mean(h), NEW);
              return filled(
                  h.length,
                  u.length,
                  (i, j) -> senders(from, to, i).length == 0 ? h[i][j] : next[i][j]);
            })
        .mistake(
            "0 where nothing arrives",
            "Right where something arrives. It looks as if a node at which nothing arrives had the"
                + " state 0. It takes the step, too, with a mean of 0."
                + read,
            (h, from, to, x, u) ->
                only(
                    TreeFormulas.round(from, to, x, u, mean(h), NEW),
                    i -> senders(from, to, i).length > 0))
        .mistake(
            "its own message where nothing arrives",
            "Right where something arrives. It looks as if a node at which nothing arrives heard"
                + " itself. Its mean is 0."
                + read,
            (h, from, to, x, u) ->
                TreeFormulas.round(
                    from,
                    to,
                    x,
                    u,
                    (i, senders) -> mean(h).of(i, senders.length == 0 ? new int[] {i} : senders),
                    NEW))
        .mistake(
            "the first edge left out",
            "It looks as if edge 0 were left out: where does the loop over the edges begin?" + read,
            (h, from, to, x, u) ->
                TreeFormulas.round(
                    part(from, 1, from.length), part(to, 1, to.length), x, u, mean(h), NEW))
        .mistake(
            "the last edge left out",
            "It looks as if the last edge were left out: where does the loop over the edges end?"
                + read,
            (h, from, to, x, u) ->
                TreeFormulas.round(
                    part(from, 0, from.length - 1), part(to, 0, to.length - 1), x, u, mean(h), NEW))
        .mistake(
            "as many edges as nodes",
            "It looks as if the loop over the edges ended at N, the number of nodes." + read,
            (h, from, to, x, u) ->
                TreeFormulas.round(
                    part(from, 0, h.length), part(to, 0, h.length), x, u, mean(h), NEW))
        .mistake(
            "node 0 left out",
            "The first row is 0: does the loop begin at node 0?" + read,
            (h, from, to, x, u) ->
                only(TreeFormulas.round(from, to, x, u, mean(h), NEW), i -> i > 0))
        .mistake(
            "the last node left out",
            "The last row is 0: does the loop reach the last node?" + read,
            (h, from, to, x, u) ->
                only(TreeFormulas.round(from, to, x, u, mean(h), NEW), i -> i < h.length - 1));
  }

  private static int[] both(int[] a, int[] b) {
    return IntStream.concat(IntStream.of(a), IntStream.of(b)).toArray();
  }

  private static int[] numbers(int count) {
    return IntStream.range(0, count).toArray();
  }

  private static int[] part(int[] a, int from, int to) {
    return Arrays.copyOfRange(a, Math.min(from, a.length), Math.max(0, Math.min(to, a.length)));
  }

  // ---- the learner's code is called with arrays that can be compared afterwards

  private static Values callUp(Up code, Values in) {
    int[] symbol = ints(in, "symbol");
    int[] left = ints(in, "left");
    int[] right = ints(in, "right");
    double[][] u = in.rows("u");
    BitSet leaves = new BitSet();
    IntStream.range(0, left.length).filter(i -> left[i] < 0).forEach(leaves::set);
    double[][] h =
        inside(OF_TREES, () -> code.states(symbol, left, right, in.rows("w"), u, in.rows("v")));
    note(in, "symbol", symbol);
    note(in, "left", left);
    note(in, "right", right);
    if (h != null && h.length == 1 && symbol.length > 1) {
      throw new Unusable(
          "h has one row: is it the root's? It must have one for each of the "
              + symbol.length
              + " nodes.");
    }
    Block.require(H, h, symbol.length, u.length);
    return new Values().with(H, h).with(LEAVES, only(h, leaves::get));
  }

  private static Values callDown(Down code, Values in) {
    int[] left = ints(in, "left");
    int[] right = ints(in, "right");
    double[][] da =
        inside(
            OF_TREES,
            () ->
                code.down(left, right, in.rows("h"), in.rows("dout"), in.rows("u"), in.rows("v")));
    note(in, "left", left);
    note(in, "right", right);
    Block.require(DA, da, left.length, in.rows("u").length);
    return new Values().with(DA, da).with(ROOT, da[da.length - 1].clone());
  }

  private static Values callWeights(WeightGradients code, Values in) {
    int[] symbol = ints(in, "symbol");
    int[] left = ints(in, "left");
    int[] right = ints(in, "right");
    int n = in.rows("u").length;
    double[][][] all =
        inside(
            OF_TREES,
            () -> code.gradients(symbol, left, right, in.rows("h"), in.rows("da"), SYMBOLS));
    note(in, "symbol", symbol);
    note(in, "left", left);
    note(in, "right", right);
    if (all == null || all.length != 3) {
      throw new Unusable("Give back three arrays: new double[][][] {dw, du, dv}.");
    }
    int first = 0;
    while (first < 2 && all[first] != null && all[first].length == n) {
      first++; // du and dv are n×n, and there are more symbols than that
    }
    double[][] dw = all[first];
    double[][] du = all[first == 0 ? 1 : 0];
    double[][] dv = all[first == 2 ? 1 : 2];
    Values answer =
        new Values()
            .with(ORDER, List.of("dw, du, dv", "du, dw, dv", "du, dv, dw").get(first))
            .with(ROWS, rowsInWords(dw, symbol.length));
    double[][] whole = whole(dw, n);
    Block.require(DW, whole, SYMBOLS, n);
    Block.require(DU, du, n, n);
    Block.require(DV, dv, n, n);
    return answer.with(DW, whole).with(DU, du).with(DV, dv);
  }

  /** For which symbols dw has a row. */
  private static String rowsInWords(double[][] dw, int nodes) {
    if (dw == null || dw.length != SYMBOLS) {
      return dw != null && dw.length == nodes ? "one for each node" : ONE_EACH;
    }
    return IntStream.range(0, SYMBOLS)
        .filter(s -> dw[s] == null)
        .mapToObj(s -> "none for symbol " + s + ", which is in no node")
        .findFirst()
        .orElse(ONE_EACH);
  }

  /** With zeros where a row is missing, so that all others can be judged. */
  private static double[][] whole(double[][] dw, int n) {
    if (dw == null || dw.length > SYMBOLS) {
      return dw;
    }
    double[][] whole = Arrays.copyOf(dw, SYMBOLS);
    for (int s = 0; s < SYMBOLS; s++) {
      whole[s] = whole[s] == null ? new double[n] : whole[s];
    }
    return whole;
  }

  private static Values callRound(Round code, Values in) {
    int[] from = ints(in, "from");
    int[] to = ints(in, "to");
    double[][] x = in.rows("x");
    double[][] next = inside(OF_GRAPHS, () -> code.round(in.rows("h"), from, to, x, in.rows("u")));
    note(in, "from", from);
    note(in, "to", to);
    Block.require(NEXT, next, x.length, in.rows("u").length);
    return new Values().with(NEXT, next).with(FIRST, next[0].clone());
  }

  private static final String OF_TREES =
      "w and dw have a row for each symbol, all others have one for each node.";
  private static final String OF_GRAPHS =
      "from and to have a number for each edge, h and x a row for each node.";

  /** The commonest exception of all gets a sentence more. */
  private static <T> T inside(String sizes, Supplier<T> code) {
    try {
      return code.get();
    } catch (ArrayIndexOutOfBoundsException e) {
      boolean none = e.getMessage() != null && e.getMessage().contains("Index -1 ");
      throw new Unusable(
          Thrown.inWords(e)
              + (none && sizes.equals(OF_TREES)
                  ? ". −1 says that there is no child: ask for each before you read it."
                  : ". An array of length n ends at n − 1. " + sizes));
    }
  }

  private static int[] ints(Values in, String name) {
    return Arrays.stream(in.numbers(name)).mapToInt(number -> (int) number).toArray();
  }

  private static void note(Values in, String name, int[] after) {
    Arrays.setAll(in.numbers(name), i -> after[i]);
  }

  private static double[] doubles(int[] numbers) {
    return Arrays.stream(numbers).asDoubleStream().toArray();
  }

  // ---- fresh inputs: the trees and graphs are fixed, so that no mark depends on them

  /** Who is whose child. */
  private record Shape(int[] left, int[] right) {

    /** In the order of reading: a point is a leaf, 1 and 2 are nodes with so many children. */
    static Shape of(String postOrder) {
      int[] left = new int[postOrder.length()];
      int[] right = new int[postOrder.length()];
      Deque<Integer> open = new ArrayDeque<>();
      for (int i = 0; i < left.length; i++) {
        char node = postOrder.charAt(i);
        right[i] = node == '2' ? open.pop() : -1;
        left[i] = node == '.' ? -1 : open.pop();
        open.push(i);
      }
      return new Shape(left, right);
    }

    /** A tree numbered anew: leaves first, from right to left, then all of height 1, and so on. */
    Shape byHeight() {
      int[] height = new int[left.length];
      for (int i = 0; i < height.length; i++) {
        height[i] = left[i] < 0 ? 0 : 1 + height[left[i]];
        height[i] = right[i] < 0 ? height[i] : Math.max(height[i], 1 + height[right[i]]);
      }
      int[] before =
          IntStream.range(0, left.length)
              .boxed()
              .sorted(
                  Comparator.<Integer>comparingInt(i -> height[i])
                      .thenComparing(Comparator.reverseOrder()))
              .mapToInt(i -> i)
              .toArray();
      int[] now = new int[before.length];
      for (int i = 0; i < now.length; i++) {
        now[before[i]] = i;
      }
      return new Shape(
          indexed(left, i -> left[before[i]] < 0 ? -1 : now[left[before[i]]]),
          indexed(right, i -> right[before[i]] < 0 ? -1 : now[right[before[i]]]));
    }

    int size() {
      return left.length;
    }

    /** In a chain the nodes' own numbers; in larger trees some twice. */
    int[] symbols() {
      if (size() > 1 && Arrays.stream(right).allMatch(child -> child < 0)) {
        return IntStream.range(0, size()).toArray();
      }
      int[] symbols = new int[size()];
      int[] ofLeaves = {7, 0, 4};
      int[] ofInner = {9, 2};
      int leaves = 0;
      int inner = 0;
      for (int i = 0; i < symbols.length; i++) {
        symbols[i] = left[i] < 0 ? ofLeaves[leaves++ % 3] : ofInner[inner++ % 2];
      }
      return symbols;
    }
  }

  private static Shape[] shapes(String... postOrders) {
    return Arrays.stream(postOrders).map(Shape::of).toArray(Shape[]::new);
  }

  private static final Shape[] LEAF = shapes(".");
  private static final Shape[] PAIR = shapes("..2");
  private static final Shape[] IN_POST_ORDER =
      shapes("..2..22", "..2.2.2", "....222", "...22.2", "..2...222");
  private static final Shape[] BOTH_ORDERS = alternating(IN_POST_ORDER);
  private static final Shape[] MIXED = alternating(shapes("..1.221", "..2.12.2", "..12..212"));
  private static final Shape[] CHAINS = shapes(".1", ".11", ".1111");
  private static final Shape[] OTHER_TREES =
      alternating(
          shapes(
              "..2..22..2..222..2..22..2..22221",
              ".111111",
              ".",
              "..2.2.2.2.2.2.21",
              "......22222"));

  /** Every other tree in another order. */
  private static Shape[] alternating(Shape... shapes) {
    Shape[] out = shapes.clone();
    for (int i = 0; i < out.length; i += 2) {
      out[i] = shapes[i].byHeight();
    }
    return out;
  }

  /** Trees of these shapes, one after the other, with states of so many numbers. */
  private static Function<Rng, Values> nodes(boolean everywhere, int[] widths, Shape... shapes) {
    int[] calls = {0};
    return rng -> {
      Shape tree = shapes[calls[0] % shapes.length];
      int n = widths[calls[0]++ % widths.length];
      int[] symbol = tree.symbols();
      double[][] w = numbers(rng, SYMBOLS, n);
      double[][] u = numbers(rng, n, n);
      double[][] v = numbers(rng, n, n);
      double[][] dout = numbers(rng, tree.size(), n);
      int root = tree.size() - 1;
      return new Values()
          .with("symbol", doubles(symbol))
          .with("left", doubles(tree.left))
          .with("right", doubles(tree.right))
          .with("w", w)
          .with("u", u)
          .with("v", v)
          .with("h", TreeFormulas.up(symbol, tree.left, tree.right, w, u, v, TANH))
          .with("dout", everywhere ? dout : only(dout, i -> i == root))
          .with("da", numbers(rng, tree.size(), n));
    };
  }

  /** With so small numbers that tanh leaves them as they are, and their squares are nothing. */
  private static Function<Rng, Values> tiny(Function<Rng, Values> drawn, String name, double size) {
    return rng -> {
      Values in = drawn.apply(rng);
      double[][] small = mapped(in.rows(name), number -> number * size);
      in.with(name, small);
      return name.equals("w") ? in.with("h", states(in)) : in;
    };
  }

  private static double[][] states(Values in) {
    return TreeFormulas.up(
        ints(in, "symbol"),
        ints(in, "left"),
        ints(in, "right"),
        in.rows("w"),
        in.rows("u"),
        in.rows("v"),
        TANH);
  }

  /** Every other time with rows of w in the hundreds. */
  private static Function<Rng, Values> steepInTurn(Function<Rng, Values> drawn) {
    return Fresh.inTurn(
        drawn,
        rng -> {
          Values in = drawn.apply(rng);
          return in.with(
              "w", mapped(in.rows("w"), number -> number < 0 ? number - 500 : number + 500));
        });
  }

  /** Neither 0 nor all of one sign would be seen by everybody. */
  private static double[][] numbers(Rng rng, int rows, int columns) {
    return filled(rows, columns, (i, j) -> rng.uniform(-1, 1));
  }

  /** Who hears whom: edges such as "0>1". */
  private record Edges(int nodes, int[] from, int[] to) {
    static Edges of(int nodes, String edges) {
      List<String> each = Arrays.stream(edges.split(" ")).filter(e -> !e.isEmpty()).toList();
      return new Edges(
          nodes,
          each.stream().mapToInt(e -> Integer.parseInt(e.split(">")[0])).toArray(),
          each.stream().mapToInt(e -> Integer.parseInt(e.split(">")[1])).toArray());
    }
  }

  private static final Edges[] IN_PAIRS = {
    Edges.of(2, "0>1 1>0"), Edges.of(4, "2>0 0>2 3>1 1>3"), Edges.of(6, "0>5 5>0 3>4 1>2 2>1 4>3")
  };
  private static final Edges[] SEVERAL = {
    Edges.of(4, "1>0 2>0 3>0 0>1 0>2 1>3 2>3"),
    Edges.of(3, "0>1 1>0 2>0 0>2 2>1"),
    Edges.of(5, "4>0 3>0 0>1 2>1 4>1 1>2 0>3 2>3 3>4 1>4 0>4"),
    Edges.of(4, "3>0 1>0 0>1 2>1 3>1 1>2 0>2 2>3"),
    Edges.of(4, "1>0 2>0 3>0 0>1 2>1 3>1 0>2 1>2 3>2 0>3 1>3 2>3")
  };
  private static final Edges[] AT_SOME = {
    Edges.of(3, "0>1 1>2"), Edges.of(4, "3>0 0>2 3>1"), Edges.of(5, "4>1 1>0 0>4")
  };
  private static final Edges[] WITHOUT_EDGES = {Edges.of(1, ""), Edges.of(3, "")};
  private static final Edges[] OTHER_GRAPHS = {
    Edges.of(1, ""),
    Edges.of(12, "0>11 1>11 2>11 3>11 4>11 11>5 11>6 11>7 8>9 9>8 10>8 7>0"),
    Edges.of(2, "0>1"),
    Edges.of(7, "6>0 5>0 4>0 3>0 2>0 1>0 0>6"),
    Edges.of(3, "0>1 1>0")
  };

  /** These graphs, one after the other, with states of so many numbers. */
  private static Function<Rng, Values> graphs(int[] widths, Edges... graphs) {
    int[] calls = {0};
    return rng -> {
      Edges graph = graphs[calls[0] % graphs.length];
      int n = widths[calls[0]++ % widths.length];
      return new Values()
          .with("h", numbers(rng, graph.nodes, n))
          .with("from", doubles(graph.from))
          .with("to", doubles(graph.to))
          .with("x", numbers(rng, graph.nodes, n))
          .with("u", numbers(rng, n, n));
    };
  }

  private static String treeInWords(Values in) {
    int[] left = ints(in, "left");
    return left.length == 1
        ? ""
        : "For left = "
            + Arrays.toString(left)
            + ", right = "
            + Arrays.toString(ints(in, "right"))
            + ":";
  }

  private static String graphInWords(Values in) {
    int[] from = ints(in, "from");
    int[] to = ints(in, "to");
    String edges =
        IntStream.range(0, from.length)
            .mapToObj(e -> from[e] + " → " + to[e])
            .collect(Collectors.joining(", "));
    return edges.isEmpty() ? "Without any edge:" : "For the edges " + edges + ":";
  }

  // ---- the right answers

  private static Values rightUp(Values in) {
    double[][] h = recursive(in, own(in));
    return new Values().with(H, h).with(LEAVES, only(h, i -> in.numbers("left")[i] < 0));
  }

  /** Each node's own row of w. */
  private static double[][] own(Values in) {
    return Arrays.stream(ints(in, "symbol"))
        .mapToObj(s -> in.rows("w")[s].clone())
        .toArray(double[][]::new);
  }

  /** The states by a recursion from every node, given what each node adds itself. */
  private static double[][] recursive(Values in, double[][] own) {
    double[][] h = new double[own.length][];
    Arrays.setAll(h, i -> state(i, in, own));
    return h;
  }

  private static double[] state(int i, Values in, double[][] own) {
    double[] a = own[i].clone();
    int left = (int) in.numbers("left")[i];
    int right = (int) in.numbers("right")[i];
    double[] fromLeft = left < 0 ? new double[a.length] : times(state(left, in, own), in.rows("u"));
    double[] fromRight =
        right < 0 ? new double[a.length] : times(state(right, in, own), in.rows("v"));
    Arrays.setAll(a, j -> StrictMath.tanh(a[j] + fromLeft[j] + fromRight[j]));
    return a;
  }

  /** How the loss Σ dout·h follows when something is added to a node's a. */
  private static Values rightDown(Values in) {
    double[][] own = own(in);
    DMatrixRMaj shift = new DMatrixRMaj(own.length, own[0].length);
    DoubleSupplier loss =
        () ->
            dot(
                in.rows("dout"),
                recursive(
                    in, filled(own.length, own[0].length, (i, j) -> own[i][j] + shift.get(i, j))));
    DMatrixRMaj slopes = Slopes.of(loss, shift);
    double[][] da = filled(own.length, own[0].length, slopes::get);
    return new Values().with(DA, da).with(ROOT, da[da.length - 1].clone());
  }

  private static Values rightWeights(Values in) {
    int n = in.rows("u").length;
    double[][] w = new double[SYMBOLS][n];
    double[][] u = new double[n][n];
    double[][] v = new double[n][n];
    return new Values()
        .with(ORDER, "dw, du, dv")
        .with(ROWS, ONE_EACH)
        .with(DW, unitSlopes(in, w, w, u, v))
        .with(DU, unitSlopes(in, u, w, u, v))
        .with(DV, unitSlopes(in, v, w, u, v));
  }

  /** What the loss Σ da·a comes to when one weight after the other is 1 and all others are 0. */
  private static double[][] unitSlopes(
      Values in, double[][] one, double[][] w, double[][] u, double[][] v) {
    return filled(
        one.length,
        one[0].length,
        (row, column) -> {
          one[row][column] = 1;
          double loss = 0;
          for (int i = 0; i < in.rows("h").length; i++) {
            double[] a = w[(int) in.numbers("symbol")[i]].clone();
            addChild(in, "left", i, u, a);
            addChild(in, "right", i, v, a);
            for (int j = 0; j < a.length; j++) {
              loss += in.rows("da")[i][j] * a[j];
            }
          }
          one[row][column] = 0;
          return loss;
        });
  }

  private static void addChild(Values in, String side, int i, double[][] weights, double[] a) {
    int child = (int) in.numbers(side)[i];
    if (child >= 0) {
      double[] share = times(in.rows("h")[child], weights);
      Arrays.setAll(a, j -> a[j] + share[j]);
    }
  }

  /** By a matrix with the share that each node has in each other's mean. */
  private static Values rightRound(Values in) {
    double[][] x = in.rows("x");
    double[][] shares = new double[x.length][x.length];
    for (int e = 0; e < in.numbers("to").length; e++) {
      shares[(int) in.numbers("to")[e]][(int) in.numbers("from")[e]] += 1;
    }
    for (double[] row : shares) {
      double all = Arrays.stream(row).sum();
      Arrays.setAll(row, k -> all == 0 ? 0 : row[k] / all);
    }
    double[][] next =
        filled(
            x.length,
            x[0].length,
            (i, j) ->
                StrictMath.tanh(x[i][j] + times(times(shares[i], in.rows("h")), in.rows("u"))[j]));
    return new Values().with(NEXT, next).with(FIRST, next[0].clone());
  }

  private static double dot(double[][] a, double[][] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      for (int j = 0; j < a[i].length; j++) {
        sum += a[i][j] * b[i][j];
      }
    }
    return sum;
  }
}
