package unrolled.check.exercise;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
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
  private static final List<Long> SOME = Marked.SEEDS.subList(0, (Marked.SEEDS.size() + 3) / 4);

  private static Map<String, Integer> marks(String lines) {
    Map<String, Integer> marks = new LinkedHashMap<>();
    lines.lines().forEach(l -> marks.put(l.substring(2), Integer.valueOf(l.substring(0, 1))));
    return marks;
  }

  @Test
  void eachMistakeUpHasItsMarksAndItsHint() {
    for (long seed : SOME) {
      Marked.assertEachMistake(
          marks(
              """
              3 no children
              4 no right children
              3 no left children
              5 a single child is none
              5 a single child is both
              3 node 0 is nobody's child
              2 −1 is node 0
              5 the two before
              6 the right child is the node before
              4 the left child twice
              4 the right child twice
              0 nothing
              2 no tanh
              4 tanh at the end alone
              4 tanh of the symbol alone
              4 tanh of each part
              2 tanh twice
              2 tanh inside the sum
              2 leaves without tanh
              0 the logistic function
              0 never below 0
              3 the symbol in leaves alone
              2 the node's number for its symbol
              4 the children's words
              4 u for both
              3 v for both
              3 u and v exchanged
              4 u and v transposed
              4 u transposed
              5 v transposed
              4 number by number
              4 the child's number j
              3 set for added
              2 not begun anew
              2 not begun anew for the next number
              4 tanh of the children's states
              3 halved
              2 the root left out
              0 node 0 left out
              5 tanh by hand
              """),
          Exercise15.upExercise(),
          code -> Exercise15.up(code, seed));
    }
  }

  @Test
  void eachMistakeDownHasItsMarksAndItsHint() {
    for (long seed : SOME) {
      Marked.assertEachMistake(
          marks(
              """
              3 no children
              4 no right children
              3 no left children
              5 a single child is none
              5 a single child is both
              3 node 0 is nobody's child
              3 −1 is node 0
              5 the two before
              5 the right child is the node before
              4 the left child twice
              4 the right child twice
              0 nothing
              2 no slope
              2 1 − h
              0 the slope of σ
              2 tanh once more
              4 dh goes down
              4 dout goes down
              4 the child's slope for its parent's
              2 divided by the slope
              2 dh comes back
              4 only what comes from outside passes the tanh
              2 only what the parent sends passes the tanh
              0 1 at the root
              4 the child's slope twice
              4 u and v as on the way up
              4 u as on the way up
              5 v as on the way up
              4 u for both
              3 v for both
              3 u and v exchanged
              4 number by number
              4 the child's number j
              4 the last term alone
              6 what comes from outside is lost
              0 what comes from outside twice
              2 node 0 left out
              0 the root left out
              3 halved
              0 the sign
              """),
          Exercise15.downExercise(),
          code -> Exercise15.down(code, seed));
    }
  }

  @Test
  void eachMistakeInTheWeightsHasItsMarksAndItsHint() {
    for (long seed : SOME) {
      Marked.assertEachMistake(
          marks(
              """
              0 nothing
              3 set for added
              2 the root alone
              0 the root left out
              3 node 0 left out
              2 the mean over the nodes
              5 the mean of each symbol
              4 dw of leaves alone
              3 dw of inner nodes alone
              4 dw by node
              3 dw of the children's symbols
              3 dw in the loop over k
              3 dw times h
              2 the slope once more
              3 the node's own state
              3 the child's gradient, the node's state
              3 the child's gradient
              3 du and dv transposed
              3 du and dv exchanged
              3 du of both children
              5 dv of the left child
              5 du of the right child
              3 number by number
              3 the child's number j
              3 without h
              0 without da
              4 a single child is none
              4 a single child is both
              3 node 0 is nobody's child
              2 −1 is node 0
              5 the right child is the node before
              0 the sign
              """),
          Exercise15.weightsExercise(),
          code -> Exercise15.weights(code, seed));
    }
  }

  @Test
  void eachMistakeInARoundHasItsMarksAndItsHint() {
    for (long seed : SOME) {
      Marked.assertEachMistake(
          marks(
              """
              0 nothing
              4 the sum
              4 0/0
              3 against the edges
              3 both ways
              2 divided by N
              2 divided by the edges
              4 divided by what leaves
              3 divided by what the sender sends
              2 divided by one more
              4 divided twice
              4 divided at every message
              4 divided while counting
              2 the mean of means
              4 the mean of means, from the first message
              4 the last message alone
              4 the last message alone, divided
              4 the first message alone
              4 integer division
              4 the largest
              2 the largest above 0
              2 itself among them
              2 the mean of all nodes
              3 one sum for all nodes
              3 one after the other
              0 h for x
              2 x for h
              2 without x
              2 without messages
              2 the old state added
              2 x through u
              2 x at every k
              2 its own state, too
              3 tanh of the mean, too
              3 one count for all nodes
              4 x divided, too
              4 x where nothing arrives
              2 no tanh
              2 tanh of the message alone
              3 u transposed
              3 number by number
              3 the message's number j
              2 without u
              4 as it was where nothing arrives
              4 0 where nothing arrives
              5 its own message where nothing arrives
              2 the first edge left out
              3 the last edge left out
              5 as many edges as nodes
              0 node 0 left out
              2 the last node left out
              """),
          Exercise15.roundExercise(),
          code -> Exercise15.round(code, seed));
    }
  }
}
