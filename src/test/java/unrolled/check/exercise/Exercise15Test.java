package unrolled.check.exercise;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.function.IntSupplier;
import org.ejml.data.DMatrixRMaj;
import org.junit.jupiter.api.Test;
import unrolled.cell.Elman;
import unrolled.check.Printed;
import unrolled.math.Rng;
import unrolled.structure.Aggregation;
import unrolled.structure.Graph;
import unrolled.structure.MessagePassing;
import unrolled.structure.Recursive;
import unrolled.structure.Tree;
import unrolled.structure.TreeBatch;
import unrolled.structure.TreePass;
import unrolled.structure.TreeRnn;

/** Law: the solution gets every point, a hole none, each typical mistake its marks and its hint. */
class Exercise15Test {

  static double[][] states(
      int[] symbol, int[] left, int[] right, double[][] w, double[][] u, double[][] v) {
    double[][] h = new double[symbol.length][u.length];
    for (int i = 0; i < h.length; i++) {
      for (int j = 0; j < u.length; j++) {
        double a = w[symbol[i]][j];
        for (int k = 0; k < u.length; k++) {
          a += left[i] < 0 ? 0 : h[left[i]][k] * u[k][j];
          a += right[i] < 0 ? 0 : h[right[i]][k] * v[k][j];
        }
        h[i][j] = Math.tanh(a);
      }
    }
    return h;
  }

  static double[][] down(
      int[] left, int[] right, double[][] h, double[][] dout, double[][] u, double[][] v) {
    double[][] dh = new double[h.length][u.length];
    double[][] da = new double[h.length][u.length];
    for (int i = h.length - 1; i >= 0; i--) {
      for (int j = 0; j < u.length; j++) {
        da[i][j] = (dout[i][j] + dh[i][j]) * (1 - h[i][j] * h[i][j]);
        for (int k = 0; k < u.length; k++) {
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

  static double[][][] gradients(
      int[] symbol, int[] left, int[] right, double[][] h, double[][] da, int symbols) {
    int n = da[0].length;
    double[][] dw = new double[symbols][n];
    double[][] du = new double[n][n];
    double[][] dv = new double[n][n];
    for (int i = 0; i < symbol.length; i++) {
      for (int j = 0; j < n; j++) {
        dw[symbol[i]][j] += da[i][j];
        for (int k = 0; k < n; k++) {
          du[k][j] += left[i] < 0 ? 0 : h[left[i]][k] * da[i][j];
          dv[k][j] += right[i] < 0 ? 0 : h[right[i]][k] * da[i][j];
        }
      }
    }
    return new double[][][] {dw, du, dv};
  }

  static double[][] round(double[][] h, int[] from, int[] to, double[][] x, double[][] u) {
    int n = u.length;
    double[][] next = new double[h.length][n];
    for (int i = 0; i < h.length; i++) {
      int count = 0;
      double[] sum = new double[n];
      for (int e = 0; e < to.length; e++) {
        if (to[e] == i) {
          count++;
          for (int k = 0; k < n; k++) {
            sum[k] += h[from[e]][k];
          }
        }
      }
      for (int j = 0; j < n; j++) {
        double a = x[i][j];
        for (int k = 0; k < n; k++) {
          a += sum[k] / Math.max(1, count) * u[k][j];
        }
        next[i][j] = Math.tanh(a);
      }
    }
    return next;
  }

  private static final double[] PREDICTED = {4, 0.125, 12.5, 1};

  private static int mark(IntSupplier check) {
    return Marked.of(check).mark();
  }

  @Test
  void theSolutionGetsEveryPoint() {
    assertEquals(4, mark(() -> Exercise15.predicted(() -> PREDICTED)));
    for (long seed : Marked.SEEDS) {
      assertEquals(7, mark(() -> Exercise15.up(Exercise15Test::states, seed)));
      assertEquals(7, mark(() -> Exercise15.down(Exercise15Test::down, seed)));
      assertEquals(6, mark(() -> Exercise15.weights(Exercise15Test::gradients, seed)));
      assertEquals(6, mark(() -> Exercise15.round(Exercise15Test::round, seed)));
      assertEquals(
          2, mark(() -> Exercise15.otherSizes(Exercise15Test::down, Exercise15Test::round, seed)));
    }
  }

  @Test
  void theReportOfTheSolutionHoldsNoRandomNumber() {
    assertEquals(
        """
        Down the tree: 7 of 7 points
          ✓ 1/1  a tree of one leaf
          ✓ 1/1  two leaves and their parent, very small states
          ✓ 1/1  chains: every node but the leaf has one child
          ✓ 1/1  larger trees, something arrives at the root alone: the root
          ✓ 1/1  larger trees, something arrives at the root alone: every node
          ✓ 1/1  something arrives at every node
          ✓ 1/1  its inputs are left as they were
        """,
        Printed.by(() -> Exercise15.down(Exercise15Test::down)));
  }

  // ---- the library computes the same

  /** ¬(a ∧ b) ∨ c, as a tree and in arrays. */
  private static final Tree TREE =
      Tree.of(4, Tree.of(2, Tree.of(3, Tree.leaf(0), Tree.leaf(1))), Tree.leaf(1));

  private static final int[] SYMBOL = {0, 1, 3, 2, 1, 4};
  private static final int[] LEFT = {-1, -1, 0, 2, -1, 3};
  private static final int[] RIGHT = {-1, -1, 1, -1, -1, 4};

  private static double[][] rows(DMatrixRMaj m) {
    double[][] rows = new double[m.numRows][];
    Arrays.setAll(rows, i -> Arrays.copyOfRange(m.data, i * m.numCols, (i + 1) * m.numCols));
    return rows;
  }

  @Test
  void theSolutionIsWhatTheLibraryComputesOverATree() {
    // given
    TreeRnn cell = new TreeRnn(5, 3);
    Recursive<TreeRnn.S> recursive = new Recursive<>(cell);
    recursive.init(new Rng(1));
    double[][] w = rows(cell.input().w.value);
    double[][] u = rows(cell.u.value);
    double[][] v = rows(cell.v.value);
    for (double[] row : w) {
      Arrays.setAll(row, j -> row[j] + cell.input().b.value.data[j]);
    }
    DMatrixRMaj dRoot = Fresh.matrix(new Rng(2), 1, 3);
    // when
    TreePass<TreeRnn.S> pass = recursive.forward(TreeBatch.of(TREE));
    pass.backward(pass.spread(dRoot));
    double[][] h = states(SYMBOL, LEFT, RIGHT, w, u, v);
    double[][] dout = new double[6][3];
    dout[5] = dRoot.data;
    double[][][] all = gradients(SYMBOL, LEFT, RIGHT, h, down(LEFT, RIGHT, h, dout, u, v), 5);
    // then
    assertArrayEquals(pass.rootOutput().data, h[5], 1e-14);
    assertArrayEquals(cell.input().w.gradient.data, Block.numbers(all[0]), 1e-14);
    assertArrayEquals(cell.u.gradient.data, Block.numbers(all[1]), 1e-14);
    assertArrayEquals(cell.v.gradient.data, Block.numbers(all[2]), 1e-14);
  }

  @Test
  void theSolutionIsOneRoundOfTheLibrarys() {
    // given: [m x]·W with U above and the identity below
    MessagePassing<Elman.S> passing = new MessagePassing<>(new Elman(4, 2), Aggregation.MEAN);
    DMatrixRMaj u = Fresh.matrix(new Rng(3), 2, 2);
    DMatrixRMaj w = passing.cell().input().w.value;
    System.arraycopy(u.data, 0, w.data, 0, 4);
    w.set(2, 0, 1);
    w.set(3, 1, 1);
    DMatrixRMaj h = Fresh.matrix(new Rng(4), 4, 2);
    DMatrixRMaj x = Fresh.matrix(new Rng(5), 4, 2);
    int[] from = {1, 2, 3, 0, 2};
    int[] to = {0, 0, 0, 1, 1};
    Graph graph = Graph.directed(4, new int[][] {{1, 0}, {2, 0}, {3, 0}, {0, 1}, {2, 1}});
    // when
    DMatrixRMaj next = passing.forward(graph, x, h, 1).output();
    // then
    assertArrayEquals(next.data, Block.numbers(round(rows(h), from, to, rows(x), rows(u))), 1e-14);
  }

  @Test
  void holesAndCodeThatDoesNothingGetNothing() {
    Exercise15.Up hole =
        (s, l, r, w, u, v) -> {
          throw new UnsupportedOperationException("YOUR CODE HERE");
        };
    assertEquals(0, mark(() -> Exercise15.up(hole)));
    assertEquals(0, mark(() -> Exercise15.up((s, l, r, w, u, v) -> null)));
    assertEquals(0, mark(() -> Exercise15.up((s, l, r, w, u, v) -> w)));
    assertEquals(0, mark(() -> Exercise15.down((l, r, h, dout, u, v) -> null)));
    assertEquals(0, mark(() -> Exercise15.down((l, r, h, dout, u, v) -> h)));
    assertEquals(0, mark(() -> Exercise15.weights((s, l, r, h, da, symbols) -> null)));
    assertEquals(0, mark(() -> Exercise15.weights((s, l, r, h, da, symbols) -> new double[3][][])));
    assertEquals(0, mark(() -> Exercise15.round((h, from, to, x, u) -> null)));
    assertEquals(0, mark(() -> Exercise15.round((h, from, to, x, u) -> h)));
    assertEquals(0, mark(() -> Exercise15.round((h, from, to, x, u) -> x)));
    assertEquals(0, mark(() -> Exercise15.predicted(() -> null)));
    assertEquals(0, mark(() -> Exercise15.predicted(() -> new double[4])));
    assertEquals(0, mark(() -> Exercise15.predicted(() -> new double[] {4, 0.125, 12.5})));
  }

  @Test
  void aWrongPredictionGetsAHintAndNotTheAnswer() {
    Marked.Result result =
        Marked.of(() -> Exercise15.predicted(() -> new double[] {5.25, 0.3, 7, 2.0 / 3}));
    assertEquals(0, result.mark());
    assertTrue(result.says("Not 5.25. That is the mean of the four leaves"), result.report());
    assertTrue(result.says("Not 0.3. Follow the edges from node 6 down"), result.report());
    assertTrue(result.says("Not 7. That is the root's share."), result.report());
    assertTrue(result.says("It looks as if some had read what others made"), result.report());
  }

  @Test
  void whatIsBuiltOnThemWaitsForAllPieces() {
    boolean[] ready = new boolean[4];
    assertEquals(
        "",
        Printed.by(
            () -> {
              ready[0] =
                  Exercise15.ready(
                      Exercise15Test::states, Exercise15Test::down, Exercise15Test::gradients);
              ready[1] = Exercise15.passes(Exercise15Test::round);
            }));
    assertTrue(ready[0] && ready[1]);
    assertEquals(
        "The network is made of your states, down and gradients, and waits until all checks pass."
            + " Not there yet: states, gradients.\n"
            + "The way out is found by your round, and waits until all checks pass. Not there yet:"
            + " round.\n",
        Printed.by(
            () -> {
              ready[2] =
                  Exercise15.ready(
                      (s, l, r, w, u, v) -> null,
                      Exercise15Test::down,
                      (s, l, r, h, da, symbols) -> null);
              ready[3] = Exercise15.passes((h, from, to, x, u) -> h);
            }));
    assertFalse(ready[2] || ready[3]);
  }

  // ---- answers that can't be compared, and inputs that are destroyed

  private static void assertSays(String hint, int mark, IntSupplier check) {
    Marked.Result result = Marked.of(check);
    assertTrue(result.says(hint), result.report());
    assertEquals(mark, result.mark(), result.report());
  }

  @Test
  void theRootAloneIsNamed() {
    assertSays(
        "h has one row: is it the root's? It must have one for each of the 3 nodes.",
        2,
        () ->
            Exercise15.up(
                (s, l, r, w, u, v) -> new double[][] {states(s, l, r, w, u, v)[s.length - 1]}));
  }

  @Test
  void rowsThatAreOneArrayAreFound() {
    assertSays(
        "h[0] and h[1] are one and the same array",
        2,
        () ->
            Exercise15.up(
                (s, l, r, w, u, v) -> {
                  double[][] h = states(s, l, r, w, u, v);
                  Arrays.fill(h, h[h.length - 1]);
                  return h;
                }));
    assertSays(
        "du[0] and du[1] are one and the same array",
        0,
        () ->
            Exercise15.weights(
                (s, l, r, h, da, symbols) -> {
                  double[][][] all = gradients(s, l, r, h, da, symbols);
                  Arrays.fill(all[1], all[1][0]);
                  return all;
                }));
  }

  @Test
  void aMissingChildThatIsReadIsExplained() {
    assertSays(
        "−1 says that there is no child: ask for each before you read it.",
        5,
        () ->
            Exercise15.up(
                (s, l, r, w, u, v) -> {
                  for (int i = 0; i < s.length; i++) {
                    if (l[i] >= 0 && w[r[i]] == null) {
                      return null;
                    }
                  }
                  return states(s, l, r, w, u, v);
                }));
  }

  /** Law: who gives back du and dv as asked gets their points, whatever is wrong with dw. */
  @Test
  void anotherOrderOrMissingRowsOfDwCostDwAlone() {
    assertSays(
        "the order of the three: yours is “du, dv, dw”, it should be “dw, du, dv”.",
        3,
        () ->
            Exercise15.weights(
                (s, l, r, h, da, symbols) -> {
                  double[][][] all = gradients(s, l, r, h, da, symbols);
                  return new double[][][] {all[1], all[2], all[0]};
                }));
    assertSays(
        "the rows of dw: yours is “none for symbol 1, which is in no node”",
        3,
        () ->
            Exercise15.weights(
                (s, l, r, h, da, symbols) -> {
                  double[][][] all = gradients(s, l, r, h, da, symbols);
                  for (int symbol = 0; symbol < symbols; symbol++) {
                    int now = symbol;
                    if (Arrays.stream(s).noneMatch(in -> in == now)) {
                      all[0][symbol] = null;
                    }
                  }
                  return all;
                }));
    assertSays(
        "the rows of dw: yours is “one for each node”",
        3,
        () ->
            Exercise15.weights(
                (s, l, r, h, da, symbols) -> {
                  double[][][] all = gradients(s, l, r, h, da, symbols);
                  return new double[][][] {Arrays.copyOf(da, s.length), all[1], all[2]};
                }));
  }

  @Test
  void whoChangesAnInputIsTold() {
    assertSays(
        "Your code changes what it was given: left[0]: it is 0 now and was -1.",
        6,
        () ->
            Exercise15.up(
                (s, l, r, w, u, v) -> {
                  double[][] h = states(s, l, r, w, u, v);
                  l[0] = 0;
                  return h;
                }));
    assertSays(
        "Your code changes what it was given: dout[0][0]",
        6,
        () ->
            Exercise15.down(
                (l, r, h, dout, u, v) -> {
                  double[][] da = down(l, r, h, dout, u, v);
                  dout[0][0] = 7;
                  return da;
                }));
    assertSays(
        "Your code changes what it was given: da[0][0]",
        5,
        () ->
            Exercise15.weights(
                (s, l, r, h, da, symbols) -> {
                  double[][][] all = gradients(s, l, r, h, da, symbols);
                  da[0][0] = 7;
                  return all;
                }));
    assertSays(
        "Your code changes what it was given: h[0][0]",
        5,
        () ->
            Exercise15.round(
                (h, from, to, x, u) -> {
                  double[][] next = round(h, from, to, x, u);
                  System.arraycopy(next, 0, h, 0, h.length);
                  return h;
                }));
  }

  // ---- the typical mistakes

  /** Trees and graphs are the same for every seed: a few say as much as many. */
  private static final List<Long> SOME = Marked.SEEDS.subList(0, (Marked.SEEDS.size() + 9) / 10);

  @Test
  void eachMistakeHasItsMarksAndItsHint() {
    for (long seed : SOME) {
      Marked.assertEachAlone(UP, Exercise15.upExercise(), code -> Exercise15.up(code, seed));
      Marked.assertEachAlone(DOWN, Exercise15.downExercise(), code -> Exercise15.down(code, seed));
      Marked.assertEachAlone(
          WEIGHTS, Exercise15.weightsExercise(), code -> Exercise15.weights(code, seed));
      Marked.assertEachAlone(
          ROUND, Exercise15.roundExercise(), code -> Exercise15.round(code, seed));
    }
  }

  /** Law: whoever makes two mistakes is told of both, or of one of them; never gets full marks. */
  @Test
  void eachPairOfMistakesIsNamed() {
    Marked.assertEachPair(40, Exercise15.upExercise(), code -> Exercise15.up(code, 1));
    Marked.assertEachPair(40, Exercise15.downExercise(), code -> Exercise15.down(code, 1));
    Marked.assertEachPair(40, Exercise15.weightsExercise(), code -> Exercise15.weights(code, 1));
    Marked.assertEachPair(40, Exercise15.roundExercise(), code -> Exercise15.round(code, 1));
  }

  private static final String UP =
      """
      0 nothing
      6 a stack of children
      5 the last row for no child
      5 no children
      5 no right children
      5 no left children
      5 the left one of two is none
      6 a single child is none
      6 a single child is both
      5 node 0 is nobody's child
      5 node 0 is no left child
      6 node 0 is no right child
      4 −1 is node 0
      6 the two before
      6 the right child is the node before
      5 the left child twice
      5 the right child twice
      4 no tanh
      5 tanh of the symbol alone
      4 tanh of the children alone
      6 tanh of the left child alone
      5 tanh of each part
      5 tanh after each part
      4 tanh twice
      4 the logistic function
      4 never below 0
      5 the children multiplied
      5 the right child taken away
      5 tanh at the end alone
      4 tanh inside the sum
      4 leaves without tanh
      5 tanh in leaves alone
      5 tanh of the children's states
      5 u and v without the children's states
      5 the children's words
      5 the symbol in leaves alone
      6 the symbol of nodes with one child missing
      5 the symbol of nodes with two children missing
      5 the symbol once for each child
      5 the symbol once more for each child
      4 the symbol at every k
      4 the node's number for its symbol
      4 the first number of the row
      5 u for both
      5 v for both
      5 u and v exchanged
      5 u and v transposed
      5 u transposed
      6 v transposed
      5 no u and no v
      5 no u
      5 no v
      5 number by number
      5 the child's number j
      5 set for added
      4 not begun anew
      4 not begun anew for the next number
      5 halved
      5 the mean of the children
      4 the root left out
      4 node 0 left out
      4 leaves left out
      6 tanh by hand
      """;
  private static final String DOWN =
      """
      0 nothing
      5 sent before it is made
      5 no children
      5 no right children
      5 no left children
      5 the left one of two is none
      6 a single child is none
      6 a single child is both
      5 node 0 is nobody's child
      5 node 0 is no left child
      6 node 0 is no right child
      5 −1 is node 0
      6 the two before
      6 the right child is the node before
      5 the left child twice
      5 the right child twice
      4 no slope
      4 1 − h
      4 the slope of σ
      4 tanh once more
      4 divided by the slope
      4 1 plus h²
      4 h² − 1
      4 (1 − h)²
      4 h²
      4 h for the slope
      4 tanh for its slope
      4 the slope twice
      4 no slope at the root
      5 no slope in leaves
      5 the slope of leaves alone
      5 the slope of the root alone
      5 only what comes from outside passes the tanh
      4 only what the parent sends passes the tanh
      4 what comes from outside passes the tanh twice
      5 dh goes down
      5 dout goes down
      5 the parent's slope twice
      5 the child's slope for its parent's
      5 the child's slope twice
      4 dh comes back
      5 the last term alone
      6 what comes from outside is lost
      5 the parent's share twice
      5 halved
      5 taken away
      4 what comes from outside twice
      6 what comes from outside twice below the root
      4 1 at the root
      4 the root left out
      5 the root's dout everywhere
      5 u for both
      5 v for both
      5 u and v exchanged
      5 u and v transposed
      5 u transposed
      6 v transposed
      5 no u and no v
      5 no u
      5 no v
      5 number by number
      5 the child's number j
      5 the parent's number k
      4 the sign
      4 node 0 left out
      4 the root's row alone is 0
      4 leaves left out
      """;
  private static final String WEIGHTS =
      """
      0 nothing
      4 set for added
      4 the root alone
      3 the root left out
      4 node 0 left out
      4 the mean over the nodes
      4 the slope once more
      3 the sign
      5 dw set, not added
      5 dw of the first node
      5 the mean of each symbol
      5 dw of leaves alone
      4 dw of inner nodes alone
      5 dw of the root alone
      4 dw without the root
      5 dw once for each child
      4 dw once for each child, in leaves never
      5 dw by node
      4 dw of the children's symbols
      4 dw in the loop over k
      4 dw times h
      5 dw with the slope
      4 no children
      5 no right children
      5 no left children
      5 the left one of two is none
      5 a single child is none
      5 a single child is both
      4 node 0 is nobody's child
      5 node 0 is no left child
      5 node 0 is no right child
      4 −1 is node 0
      5 the two before
      5 the right child is the node before
      5 the left child twice
      5 the right child twice
      4 −1 is the node itself
      5 du and dv set, not added
      4 the node's own state
      4 the child's gradient, the node's state
      4 the child's gradient
      4 without h
      4 tanh of h
      4 without da
      4 du with the slope
      4 du and dv transposed
      4 number by number
      4 the child's number j
      4 da's number k
      4 du and dv exchanged
      4 du of both children
      5 all in du
      """;
  private static final String ROUND =
      """
      0 nothing
      5 the sum
      5 0/0
      4 divided by N
      4 divided by the other nodes
      4 divided by the edges
      5 divided by what leaves
      4 divided by what arrives and leaves
      4 divided by one more
      5 divided by one less
      5 divided by different senders
      5 divided twice
      4 one count for all nodes
      5 integer division
      4 divided by what the sender sends
      5 divided at every message
      5 divided at every message while counting
      5 divided while counting
      4 the mean of means
      5 the mean of means, from the first message
      5 the last message alone
      5 the first message alone
      5 the largest
      4 the largest above 0
      5 the last message alone, divided
      4 one sum for all nodes
      4 tanh of the mean, too
      4 x for h
      4 one after the other
      4 against the edges
      4 both ways
      4 both ways, divided by what arrives
      4 itself among them
      5 an edge twice counts once
      5 no edge from a node to itself
      4 the mean of all nodes
      4 the first edge left out
      4 the last edge left out
      5 as many edges as nodes
      3 h for x
      4 without x
      4 x through u
      4 x at every k
      5 x at every message
      4 x at every message, where nothing arrives never
      4 its own state, too
      4 its own state beside x
      5 x divided, too
      4 without messages
      4 no tanh
      4 tanh of the message alone
      4 tanh of x alone
      4 tanh twice
      3 the logistic function
      4 u transposed
      4 number by number
      4 the message's number j
      4 without u
      4 the old state added
      5 x where nothing arrives
      5 as it was where nothing arrives
      5 0 where nothing arrives
      5 its own message where nothing arrives
      3 node 0 left out
      4 the last node left out
      """;
}
