package unrolled.structure;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import unrolled.cell.Cell;
import unrolled.cell.Elman;
import unrolled.cell.Gru;
import unrolled.cell.Lstm;
import unrolled.check.GradientCheck;
import unrolled.layer.Activation;
import unrolled.layer.Param;
import unrolled.layer.SoftmaxCrossEntropy;
import unrolled.layer.Targets;
import unrolled.math.Init;
import unrolled.math.Rng;
import unrolled.sequence.Sequence;
import unrolled.sequence.Unroll;

/** Message passing: gradients, what reaches whom, and what it has in common with time. */
class MessagePassingTest {
  private static final int[][] EDGES = {{0, 1}, {1, 2}, {2, 0}, {2, 3}, {3, 4}};
  private static final int[] SYMBOLS = {0, 2, 1, 1, 2};

  private static void check(Cell<?> cell, Aggregation aggregation) {
    GraphNetwork network = new GraphNetwork(3, cell, aggregation, 2);
    network.init(5);
    Graph graph = Graph.undirected(5, EDGES);
    Targets targets = Targets.classes(0, 1, Targets.MASKED, 1, 0);

    GradientCheck.of(
            network,
            () -> {
              network.params().forEach(Param::zeroGradient);
              return network.lossAndGradients(
                  graph, SYMBOLS, 3, targets, new SoftmaxCrossEntropy());
            })
        .orThrow();
  }

  @ParameterizedTest
  @EnumSource(Aggregation.class)
  void gradientsAgreeWithFiniteDifferences(Aggregation aggregation) {
    check(new Elman(4, 4), aggregation);
    check(Gru.cho(4, 4), aggregation);
    check(new Lstm(4, 4), aggregation);
  }

  @Test
  void kRoundsReachKHops() {
    // given a path of four, each node adding up itself and its neighbours
    Elman sum = new Elman(1, 1, Activation.IDENTITY);
    sum.input().w.value.set(0, 0, 1);
    sum.u.value.set(0, 0, 1);
    Graph path = Graph.undirected(4, new int[][] {{0, 1}, {1, 2}, {2, 3}});

    Rounds<Elman.S> rounds =
        new MessagePassing<>(sum, Aggregation.SUM)
            .forward(path, new DMatrixRMaj(4, 1, true, 1, 0, 0, 0), 3);

    assertArrayEquals(new double[] {1, 1, 0, 0}, rounds.at(1).h.data);
    assertArrayEquals(new double[] {2, 2, 1, 0}, rounds.at(2).h.data);
    assertArrayEquals(new double[] {4, 5, 3, 1}, rounds.at(3).h.data);
  }

  @Test
  void onADirectedPathItIsARecurrentNetworkBitForBit() {
    int steps = 5;
    int n = 3;
    Elman elman = new Elman(2, n);
    elman.init(1);
    DMatrixRMaj x = new DMatrixRMaj(steps, 2);
    Init.gaussian(x, 1, new Rng(2));
    // given a cell that reads [what arrives, what stands here] by [U; W], and has no memory
    Elman nodes = new Elman(n + 2, n);
    CommonOps_DDRM.insert(elman.u.value, nodes.input().w.value, 0, 0);
    CommonOps_DDRM.insert(elman.input().w.value, nodes.input().w.value, n, 0);
    nodes.input().b.value.setTo(elman.input().b.value);

    DMatrixRMaj h =
        new MessagePassing<>(nodes, Aggregation.SUM)
            .forward(Graph.path(steps), x, new DMatrixRMaj(steps, n), steps)
            .output();

    DMatrixRMaj expected = new Unroll<>(elman).forward(Sequence.timeMajor(x, 1)).output();
    assertArrayEquals(expected.data, h.data, 1e-15); // [m x]·[U; W] adds up in another order
  }

  @Test
  void otherNumbersForTheNodesChangeNothingElse() {
    GraphNetwork network = new GraphNetwork(3, Gru.cho(4, 4), Aggregation.MAX, 2);
    network.init(5);
    int[] renamed = {3, 0, 4, 1, 2}; // node i is called renamed[i]
    int[] symbols = new int[5];
    for (int i = 0; i < 5; i++) {
      symbols[renamed[i]] = SYMBOLS[i];
    }

    Graph graph = Graph.undirected(5, EDGES);
    DMatrixRMaj before = network.forward(graph, SYMBOLS, 3);
    DMatrixRMaj after = network.forward(graph.renamed(renamed), symbols, 3);

    for (int i = 0; i < 5; i++) {
      assertArrayEquals(
          CommonOps_DDRM.extractRow(before, i, null).data,
          CommonOps_DDRM.extractRow(after, renamed[i], null).data);
    }
  }

  @Test
  void aRenamedGraphHasTheSameEdgesUnderOtherNames() {
    Graph renamed = Graph.path(3).renamed(2, 0, 1);
    assertArrayEquals(new int[] {2, 0}, renamed.from());
    assertArrayEquals(new int[] {0, 1}, renamed.to());
  }

  @Test
  void graphsSideBySideDoNotHearOfEachOther() {
    GraphNetwork network = new GraphNetwork(3, Gru.cho(4, 4), Aggregation.MEAN, 2);
    network.init(5);
    Graph one = Graph.undirected(5, EDGES);
    Graph other = Graph.directed(2, new int[] {0, 1});

    DMatrixRMaj together =
        network.forward(Graph.sideBySide(one, other), new int[] {0, 2, 1, 1, 2, 0, 1}, 3);

    assertArrayEquals(
        network.forward(one, SYMBOLS, 3).data, CommonOps_DDRM.extract(together, 0, 5, 0, 2).data);
    assertArrayEquals(
        network.forward(other, new int[] {0, 1}, 3).data,
        CommonOps_DDRM.extract(together, 5, 7, 0, 2).data);
  }

  @Test
  void aSumCountsAndAMeanDoesNot() {
    DMatrixRMaj h = new DMatrixRMaj(3, 1, true, 6, 2, 0);
    Graph graph = Graph.directed(3, new int[][] {{0, 2}, {1, 2}});
    DMatrixRMaj m = new DMatrixRMaj(0, 0);

    Aggregation.SUM.forward(graph, h, m);
    assertEquals(8, m.get(2, 0));
    Aggregation.MEAN.forward(graph, h, m);
    assertEquals(4, m.get(2, 0));
    Aggregation.MAX.forward(graph, h, m);
    assertEquals(6, m.get(2, 0));
    assertEquals(0, m.get(0, 0)); // nothing arrives
  }

  @Test
  void whatIsFartherAwayThanTheRoundsChangesNothing() {
    GraphNetwork network = new GraphNetwork(3, new Elman(4, 4), Aggregation.SUM, 2);
    network.init(5);
    Graph path = Graph.undirected(4, new int[][] {{0, 1}, {1, 2}, {2, 3}});
    int[] one = {0, 1, 1, 0};
    int[] other = {0, 1, 1, 2}; // differs three hops away from node 0

    assertEquals(
        network.forward(path, one, 2).get(0, 0), network.forward(path, other, 2).get(0, 0));
    assertNotEquals(
        network.forward(path, one, 3).get(0, 0), network.forward(path, other, 3).get(0, 0));
  }

  @Test
  void badInputIsNamed() {
    assertThrows(IllegalArgumentException.class, () -> Graph.directed(2, new int[] {0, 2}));
    assertThrows(IllegalArgumentException.class, () -> Graph.directed(2, new int[] {0, 1, 1}));
    assertThrows(IllegalArgumentException.class, () -> Graph.path(3).renamed(0, 2, 2));
    assertThrows(IllegalArgumentException.class, () -> Graph.path(3).renamed(0, 1));
    assertThrows(
        IllegalArgumentException.class,
        () -> new MessagePassing<>(new Elman(2, 3), Aggregation.SUM));
    GraphNetwork network = new GraphNetwork(3, new Elman(4, 4), Aggregation.SUM, 2);
    Graph graph = Graph.path(3);
    assertThrows(IllegalArgumentException.class, () -> network.forward(graph, SYMBOLS, 1));
    assertThrows(
        IllegalArgumentException.class, () -> network.forward(graph, new int[] {0, 1, 2}, 0));
  }
}
