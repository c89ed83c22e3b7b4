package unrolled.check.exercise;

import static unrolled.check.exercise.Prediction.PREDICTED;
import static unrolled.check.exercise.Prediction.question;
import static unrolled.check.exercise.TreeFormulas.filled;
import static unrolled.check.exercise.TreeFormulas.mapped;
import static unrolled.check.exercise.TreeFormulas.only;
import static unrolled.check.exercise.TreeFormulas.times;

import java.util.Arrays;
import java.util.BitSet;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.DoubleSupplier;
import java.util.function.Function;
import java.util.function.IntPredicate;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.ejml.data.DMatrixRMaj;
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
    return Mistakes15OfDown.of(
                new Exercise<Down>("Other sizes, da", Exercise15::callDown, Exercise15::rightDown)
                    .follows()
                    .axes(DA, "node", "number")
                    .stage(nodes(true, new int[] {4, 5}, OTHER_TREES))
                    .part(1, "trees of up to 25 nodes", DA))
            .mark(down, seed)
        + Mistakes15OfRounds.of(
                new Exercise<Round>(
                        "Other sizes, h′", Exercise15::callRound, Exercise15::rightRound)
                    .follows()
                    .axes(NEXT, "node", "number")
                    .stage(graphs(new int[] {4, 1}, OTHER_GRAPHS))
                    .part(1, "one node, and twelve", NEXT))
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

  // ---- the four holes

  static Exercise<Up> upExercise() {
    return Mistakes15OfUp.of(
        new Exercise<Up>("Up the tree", Exercise15::callUp, Exercise15::rightUp)
            .naming(Exercise15::treeInWords)
            .axes(H, "node", "number")
            .region("in nodes with two children", in -> nodesWith(in, H, count -> count == 2))
            .region("in nodes with one child", in -> nodesWith(in, H, count -> count == 1))
            .region("in leaves", in -> nodesWith(in, H, count -> count == 0))
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
            .leavesItsInputs(1));
  }

  static Exercise<Down> downExercise() {
    return Mistakes15OfDown.of(
        new Exercise<Down>("Down the tree", Exercise15::callDown, Exercise15::rightDown)
            .naming(Exercise15::treeInWords)
            .axes(DA, "node", "number")
            .region("in leaves", in -> nodesWith(in, DA, count -> count == 0))
            .region("in children of nodes with two", in -> rowsWhere(in, DA, i -> isOfTwo(in, i)))
            .region("in single children", in -> rowsWhere(in, DA, i -> isSingle(in, i)))
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
            .leavesItsInputs(1));
  }

  static Exercise<WeightGradients> weightsExercise() {
    return Mistakes15OfWeights.of(
        new Exercise<WeightGradients>(
                "To the weights", Exercise15::callWeights, Exercise15::rightWeights)
            .naming(Exercise15::treeInWords)
            .axes(DW, "symbol", "number")
            .size("N, the number of nodes", Exercise15::size)
            .size("n, how many numbers a state has", in -> in.rows("u").length)
            .stage(tiny(nodes(true, new int[] {2, 3, 1}, LEAF), "h", 1e-9))
            .part(1, "a tree of one leaf, its state very small", ORDER, ROWS, DW, DU, DV)
            .stage(nodes(true, new int[] {2, 3}, CHAINS[0]))
            .part(1, "a leaf and its parent", ORDER, ROWS, DW, DU, DV)
            .stage(nodes(true, new int[] {3, 2}, MIXED))
            .part(1, "larger trees: dw", ORDER, ROWS, DW)
            .part(1, "larger trees: du", DU)
            .part(1, "larger trees: dv", DV)
            .leavesItsInputs(1));
  }

  static Exercise<Round> roundExercise() {
    return Mistakes15OfRounds.of(
        new Exercise<Round>("Along the edges", Exercise15::callRound, Exercise15::rightRound)
            .naming(Exercise15::graphInWords)
            .axes(NEXT, "node", "number")
            .region("where nothing arrives", in -> arriving(in, count -> count == 0))
            .region("where one message arrives", in -> arriving(in, count -> count == 1))
            .region("where several arrive", in -> arriving(in, count -> count > 1))
            .stage(tiny(tiny(graphs(new int[] {1}, IN_PAIRS), "x", 0), "h", 1e-5))
            .part(1, "two and two hear each other, one very small number each, x = 0", NEXT)
            .stage(graphs(new int[] {3, 2}, SEVERAL))
            .part(1, "several arrive: node 0", FIRST)
            .part(1, "several arrive, an edge twice, a node's own among them: every node", NEXT)
            .stage(graphs(new int[] {2, 1}, AT_SOME))
            .part(1, "one arrives, or none", NEXT)
            .stage(tiny(graphs(new int[] {2, 1}, WITHOUT_EDGES), "h", 0))
            .part(1, "there are no edges, and h = 0", NEXT)
            .leavesItsInputs(1));
  }

  // ---- parts of the answers, which messages name

  private static int size(Values in) {
    return in.whole("left").length;
  }

  private static TreeShape tree(Values in) {
    return new TreeShape(in.whole("left"), in.whole("right"));
  }

  private static Values rowsWhere(Values in, String name, IntPredicate rows) {
    double[][] h = in.rows("h");
    return new Values().with(name, filled(h.length, h[0].length, (i, j) -> rows.test(i) ? 1 : 0));
  }

  private static Values nodesWith(Values in, String name, IntPredicate children) {
    TreeShape tree = tree(in);
    return rowsWhere(in, name, i -> children.test(tree.children(i)));
  }

  private static boolean isOfTwo(Values in, int child) {
    TreeShape tree = tree(in);
    return IntStream.range(0, tree.size())
        .anyMatch(i -> tree.right()[i] == child || tree.right()[i] >= 0 && tree.left()[i] == child);
  }

  private static boolean isSingle(Values in, int child) {
    return child < size(in) - 1 && !isOfTwo(in, child);
  }

  private static Values arriving(Values in, IntPredicate count) {
    int[] from = in.whole("from");
    int[] to = in.whole("to");
    return rowsWhere(in, NEXT, i -> count.test(TreeFormulas.senders(from, to, i).length));
  }

  // ---- the learner's code is called with arrays that can be compared afterwards

  private static Values callUp(Up code, Values in) {
    int[] symbol = in.whole("symbol");
    int[] left = in.whole("left");
    int[] right = in.whole("right");
    double[][] u = in.rows("u");
    BitSet leaves = new BitSet();
    IntStream.range(0, left.length).filter(i -> left[i] < 0).forEach(leaves::set);
    double[][] h =
        inside(OF_STATES, () -> code.states(symbol, left, right, in.rows("w"), u, in.rows("v")));
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
    int[] left = in.whole("left");
    int[] right = in.whole("right");
    double[][] da =
        inside(
            OF_DOWN,
            () ->
                code.down(left, right, in.rows("h"), in.rows("dout"), in.rows("u"), in.rows("v")));
    Block.require(DA, da, left.length, in.rows("u").length);
    return new Values().with(DA, da).with(ROOT, da[da.length - 1].clone());
  }

  private static Values callWeights(WeightGradients code, Values in) {
    int[] symbol = in.whole("symbol");
    int[] left = in.whole("left");
    int[] right = in.whole("right");
    int n = in.rows("u").length;
    double[][][] all =
        inside(
            OF_WEIGHTS,
            () -> code.gradients(symbol, left, right, in.rows("h"), in.rows("da"), SYMBOLS));
    if (all == null || all.length != 3) {
      throw new Unusable("Give back three arrays: new double[][][] {dw, du, dv}.");
    }
    int first = 0;
    while (first < 2 && all[first] != null && all[first].length == n) {
      first++; // du and dv are n×n, and there are more symbols than that
    }
    if (first == 2 && all[2] != null && all[2].length == n) {
      first = 0; // a dw that has not all its rows
    }
    double[][] dw = all[first];
    double[][] du = all[first == 0 ? 1 : 0];
    double[][] dv = all[first == 2 ? 1 : 2];
    Values answer =
        new Values()
            .with(ORDER, List.of("dw, du, dv", "du, dw, dv", "du, dv, dw").get(first))
            .with(ROWS, rowsInWords(dw, symbol));
    double[][] whole = whole(dw, n);
    Block.require(DW, whole, SYMBOLS, n);
    Block.require(DU, du, n, n);
    Block.require(DV, dv, n, n);
    return answer.with(DW, whole).with(DU, du).with(DV, dv);
  }

  /** For which symbols dw has a row. */
  private static String rowsInWords(double[][] dw, int[] symbol) {
    if (dw == null || dw.length != SYMBOLS) {
      long occurring = Arrays.stream(symbol).distinct().count();
      boolean tells = occurring < symbol.length;
      return dw == null || dw.length > SYMBOLS
          ? ONE_EACH
          : tells && dw.length == occurring
              ? "one for each symbol that occurs"
              : tells
                      && dw.length == symbol.length
                      && dw.length <= Arrays.stream(symbol).max().orElse(0)
                  ? "one for each node"
                  : dw.length + " for " + SYMBOLS + " symbols";
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
    int[] from = in.whole("from");
    int[] to = in.whole("to");
    double[][] x = in.rows("x");
    double[][] next = inside(OF_GRAPHS, () -> code.round(in.rows("h"), from, to, x, in.rows("u")));
    Block.require(NEXT, next, x.length, in.rows("u").length);
    return new Values().with(NEXT, next).with(FIRST, next[0].clone());
  }

  private static final String OF_STATES =
      "w has a row for each symbol, h one for each node; u and v are n×n.";
  private static final String OF_DOWN =
      "h, dout and da have a row for each node, of n numbers each; u and v are n×n.";
  private static final String OF_WEIGHTS =
      "h and da have a row for each node, dw one for each symbol; du and dv are n×n.";
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
              + (none && !sizes.equals(OF_GRAPHS)
                  ? ". −1 says that there is no child: ask for each before you read it."
                  : ". The last index is the length less 1. " + sizes),
          e);
    }
  }

  // ---- fresh inputs: the trees and graphs are fixed, so that no mark depends on them

  private static final TreeShape[] LEAF = TreeShape.all(".");
  private static final TreeShape[] PAIR = TreeShape.all("..2");
  private static final TreeShape[] IN_POST_ORDER =
      TreeShape.all("..2..22", "..2.2.2", "....222", "...22.2", "..2...222");
  private static final TreeShape[] BOTH_ORDERS = TreeShape.alternating(IN_POST_ORDER);
  private static final TreeShape[] MIXED =
      TreeShape.alternating(TreeShape.all("..1.221", "..2.12.2", "..12..212"));
  private static final TreeShape[] CHAINS = TreeShape.all(".1", ".11", ".1111");
  private static final TreeShape[] OTHER_TREES =
      TreeShape.alternating(
          TreeShape.all(
              "..2..22..2..222..2..22..2..22221",
              ".111111",
              ".",
              "..2.2.2.2.2.2.21",
              "......22222"));

  /** Trees of these shapes, one after the other, with states of so many numbers. */
  private static Function<Rng, Values> nodes(
      boolean everywhere, int[] widths, TreeShape... shapes) {
    int[] calls = {0};
    return rng -> {
      TreeShape tree = shapes[calls[0] % shapes.length];
      int n = widths[calls[0]++ % widths.length];
      int[] symbol = tree.symbols();
      double[][] w = numbers(rng, SYMBOLS, n);
      double[][] u = numbers(rng, n, n);
      double[][] v = numbers(rng, n, n);
      double[][] dout = numbers(rng, tree.size(), n);
      int root = tree.size() - 1;
      return new Values()
          .with("symbol", symbol)
          .with("left", tree.left())
          .with("right", tree.right())
          .with("w", w)
          .with("u", u)
          .with("v", v)
          .with("h", new TreeFormulas.Up().states(symbol, tree.left(), tree.right(), w, u, v))
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
    return new TreeFormulas.Up()
        .states(
            in.whole("symbol"),
            in.whole("left"),
            in.whole("right"),
            in.rows("w"),
            in.rows("u"),
            in.rows("v"));
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
    Edges.of(4, "1>0 2>0 3>0 0>1 0>2 1>3 2>3 1>3"),
    Edges.of(3, "0>1 1>0 2>0 0>2 2>2 2>1 0>1"),
    Edges.of(5, "4>0 3>0 0>1 2>1 4>1 1>1 1>2 0>3 2>3 0>3 3>4 1>4 0>4"),
    Edges.of(4, "3>0 1>0 0>1 2>1 3>1 0>1 1>2 0>2 2>3 3>3"),
    Edges.of(4, "1>0 2>0 3>0 0>1 2>1 3>1 0>2 1>2 2>2 3>2 1>2 0>3 1>3 2>3")
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
          .with("from", graph.from)
          .with("to", graph.to)
          .with("x", numbers(rng, graph.nodes, n))
          .with("u", numbers(rng, n, n));
    };
  }

  private static String treeInWords(Values in) {
    int[] left = in.whole("left");
    return left.length == 1
        ? ""
        : "For left = "
            + Arrays.toString(left)
            + ", right = "
            + Arrays.toString(in.whole("right"))
            + ":";
  }

  private static String graphInWords(Values in) {
    int[] from = in.whole("from");
    int[] to = in.whole("to");
    String edges =
        IntStream.range(0, from.length)
            .mapToObj(e -> from[e] + " → " + to[e])
            .collect(Collectors.joining(", "));
    return edges.isEmpty() ? "Without any edge:" : "For the edges " + edges + ":";
  }

  // ---- the right answers

  private static Values rightUp(Values in) {
    double[][] h = recursive(in, own(in));
    return new Values().with(H, h).with(LEAVES, only(h, i -> in.whole("left")[i] < 0));
  }

  /** Each node's own row of w. */
  private static double[][] own(Values in) {
    return Arrays.stream(in.whole("symbol"))
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
    int left = in.whole("left")[i];
    int right = in.whole("right")[i];
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
            double[] a = w[in.whole("symbol")[i]].clone();
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
    int child = in.whole(side)[i];
    if (child >= 0) {
      double[] share = times(in.rows("h")[child], weights);
      Arrays.setAll(a, j -> a[j] + share[j]);
    }
  }

  /** By a matrix with the share that each node has in each other's mean. */
  private static Values rightRound(Values in) {
    double[][] x = in.rows("x");
    double[][] shares = new double[x.length][x.length];
    for (int e = 0; e < in.whole("to").length; e++) {
      shares[in.whole("to")[e]][in.whole("from")[e]] += 1;
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
