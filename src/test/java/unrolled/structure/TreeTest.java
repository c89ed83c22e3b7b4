package unrolled.structure;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.stream.Stream;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import unrolled.cell.Elman;
import unrolled.cell.Lstm;
import unrolled.check.GradientCheck;
import unrolled.layer.Activation;
import unrolled.layer.Param;
import unrolled.layer.SoftmaxCrossEntropy;
import unrolled.layer.Targets;
import unrolled.sequence.Sequence;
import unrolled.sequence.Unroll;
import unrolled.train.Adam;
import unrolled.train.Training;

/** Recursive networks: the laws of every cell of two children, and of their runs over trees. */
class TreeTest {
  private static final int SYMBOLS = 6;
  private static final Tree LEANING =
      Tree.of(4, Tree.of(5, Tree.leaf(0), Tree.of(3, Tree.leaf(1))), Tree.leaf(2));
  private static final Tree BALANCED =
      Tree.of(4, Tree.of(4, Tree.leaf(0), Tree.leaf(1)), Tree.of(5, Tree.leaf(2), Tree.leaf(1)));
  private static final Tree LEAF = Tree.leaf(2);

  static Stream<TreeCell<?>> cells() {
    return Stream.of(
        new TreeRnn(SYMBOLS, 4),
        new TreeRnn(SYMBOLS, 4, Activation.RELU),
        new TreeLstm(SYMBOLS, 4));
  }

  @ParameterizedTest
  @MethodSource("cells")
  void gradientsAgreeWithFiniteDifferences(TreeCell<?> cell) {
    TreeNetwork network = new TreeNetwork(cell, 3);
    network.init(7);
    TreeBatch trees = TreeBatch.of(LEANING, LEAF, BALANCED);

    GradientCheck.of(
            network,
            () -> {
              network.params().forEach(Param::zeroGradient);
              return network.lossAndGradients(
                  trees, Targets.classes(0, 2, 1), new SoftmaxCrossEntropy());
            })
        .orThrow();
  }

  @ParameterizedTest
  @MethodSource("cells")
  void aBatchIsItsTreesOneByOne(TreeCell<?> cell) {
    TreeNetwork network = new TreeNetwork(cell, 3);
    network.init(7);

    DMatrixRMaj together = network.forward(TreeBatch.of(LEANING, LEAF, BALANCED, LEANING));

    Tree[] trees = {LEANING, LEAF, BALANCED, LEANING};
    for (int b = 0; b < trees.length; b++) {
      assertArrayEquals(
          network.forward(TreeBatch.of(trees[b])).data,
          CommonOps_DDRM.extractRow(together, b, null).data);
    }
  }

  @Test
  void onAChainItIsTheElmanCellBitForBit() {
    Elman elman = new Elman(SYMBOLS, 4);
    elman.init(3);
    TreeRnn cell = new TreeRnn(SYMBOLS, 4);
    cell.init(4); // V stays what it is: there is no right child
    cell.input().w.value.setTo(elman.input().w.value);
    cell.input().b.value.setTo(elman.input().b.value);
    cell.u.value.setTo(elman.u.value);
    int[] symbols = {1, 0, 5, 3, 3, 2};

    DMatrixRMaj root =
        new Recursive<>(cell).forward(TreeBatch.of(Tree.chain(symbols))).rootOutput();

    Sequence sequence = Sequence.symbols(SYMBOLS, symbols);
    assertArrayEquals(new Unroll<>(elman).forward(sequence).lastOutput().data, root.data);
  }

  @Test
  void onAChainTheTreeLstmIsTheLstmBitForBit() {
    int n = 3;
    Lstm lstm = new Lstm(SYMBOLS, n);
    lstm.init(3);
    TreeLstm cell = new TreeLstm(SYMBOLS, n);
    cell.init(4);
    blocks(lstm.input().w.value, cell.input().w.value, n);
    blocks(lstm.input().b.value, cell.input().b.value, n);
    blocks(lstm.u.value, cell.u.value, n);
    int[] symbols = {1, 0, 5, 3, 3, 2};

    DMatrixRMaj root =
        new Recursive<>(cell).forward(TreeBatch.of(Tree.chain(symbols))).rootOutput();

    Sequence sequence = Sequence.symbols(SYMBOLS, symbols);
    assertArrayEquals(new Unroll<>(lstm).forward(sequence).lastOutput().data, root.data);
  }

  /** Blocks i, f, g, o into i, l, r, g, o: f becomes l. */
  private static void blocks(DMatrixRMaj from, DMatrixRMaj to, int n) {
    int rows = from.getNumRows();
    CommonOps_DDRM.insert(CommonOps_DDRM.extract(from, 0, rows, 0, 2 * n), to, 0, 0);
    CommonOps_DDRM.insert(CommonOps_DDRM.extract(from, 0, rows, 2 * n, 4 * n), to, 0, 3 * n);
  }

  @Test
  void theMeanOfTwoChildrenDependsOnTheTree() {
    // given f(left, right) = (left + right)/2; leaf s has the value s, other nodes add nothing
    TreeRnn mean = new TreeRnn(5, 1, Activation.IDENTITY);
    mean.input().w.value.setTo(new DMatrixRMaj(5, 1, true, 0, 1, 2, 3, 4));
    mean.u.value.set(0, 0, 0.5);
    mean.v.value.set(0, 0, 0.5);
    Tree one = Tree.leaf(1);
    Tree two = Tree.leaf(2);
    Tree three = Tree.leaf(3);
    Tree four = Tree.leaf(4);
    Tree balanced = Tree.of(0, Tree.of(0, one, two), Tree.of(0, three, four));
    Tree leftChain = Tree.of(0, Tree.of(0, Tree.of(0, one, two), three), four);

    DMatrixRMaj roots =
        new Recursive<>(mean).forward(TreeBatch.of(balanced, leftChain)).rootOutput();

    assertArrayEquals(new double[] {2.5, 3.125}, roots.data);
  }

  @Test
  void aNodesBuffersComeInPreOrder() {
    TreeRnn values = new TreeRnn(5, 1, Activation.IDENTITY);
    values.input().w.value.setTo(new DMatrixRMaj(5, 1, true, 0, 1, 2, 3, 4));
    Tree tree = Tree.of(0, Tree.of(1, Tree.leaf(2)), Tree.of(3, Tree.leaf(4), Tree.leaf(1)));

    TreePass<TreeRnn.S> pass = new Recursive<>(values).forward(TreeBatch.of(LEAF, tree));

    assertArrayEquals(new double[] {0, 1, 2, 3, 4, 1}, pass.over("h", 1).data);
    assertThrows(IllegalArgumentException.class, () -> pass.over("c", 1));
  }

  @Test
  void aTreeMayBeAsHighAsAnyText() {
    int[] symbols = new int[20_000];
    TreeRnn cell = new TreeRnn(SYMBOLS, 2);
    cell.init(1);

    TreeBatch deep = TreeBatch.of(Tree.chain(symbols));

    assertEquals(20_000, deep.levels());
    assertEquals(2, new Recursive<>(cell).forward(deep).rootOutput().getNumElements());
  }

  @Test
  void itLearnsToEvaluateAnExpression() {
    // given and (2), or (3) and not (4) over 0 and 1, all expressions of height up to 2
    Tree[] leaves = {Tree.leaf(0), Tree.leaf(1)};
    Tree[] shallow = grow(leaves);
    Tree[] all = grow(shallow);
    int[] values = Stream.of(all).mapToInt(TreeTest::value).toArray();
    TreeNetwork network = new TreeNetwork(new TreeLstm(5, 8), 2);
    network.init(0);
    TreeBatch batch = TreeBatch.of(all);
    var loss = new SoftmaxCrossEntropy();

    new Training(network, update -> network.lossAndGradients(batch, Targets.classes(values), loss))
        .optimiser(new Adam(0.03))
        .run(150);

    DMatrixRMaj scores = network.forward(batch);
    int right = 0;
    for (int b = 0; b < values.length; b++) {
      right += (scores.get(b, 1) > scores.get(b, 0) ? 1 : 0) == values[b] ? 1 : 0;
    }
    assertEquals(values.length, right);
  }

  private static Tree[] grow(Tree... children) {
    return Stream.concat(
            Stream.of(children).map(child -> Tree.of(4, child)),
            Stream.of(children)
                .flatMap(
                    left ->
                        Stream.of(children)
                            .flatMap(
                                right ->
                                    Stream.of(Tree.of(2, left, right), Tree.of(3, left, right)))))
        .toArray(Tree[]::new);
  }

  private static int value(Tree tree) {
    return switch (tree.symbol) {
      case 2 -> value(tree.left) & value(tree.right);
      case 3 -> value(tree.left) | value(tree.right);
      case 4 -> 1 - value(tree.left);
      default -> tree.symbol;
    };
  }

  @Test
  void badTreesAreNamed() {
    assertThrows(IllegalArgumentException.class, () -> Tree.leaf(-1));
    assertThrows(IllegalArgumentException.class, () -> Tree.of(1, null, LEAF));
    assertThrows(IllegalArgumentException.class, Tree::chain);
    assertThrows(IllegalArgumentException.class, TreeBatch::of);
    TreeNetwork network = new TreeNetwork(new TreeRnn(2, 3), 2);
    var unknown =
        assertThrows(IllegalArgumentException.class, () -> network.forward(TreeBatch.of(BALANCED)));
    assertTrue(unknown.getMessage().contains("symbol"), unknown.getMessage());
  }
}
