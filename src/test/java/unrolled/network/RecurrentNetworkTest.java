package unrolled.network;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import org.ejml.data.DMatrixRMaj;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import unrolled.cell.Elman;
import unrolled.cell.Gru;
import unrolled.cell.Jordan;
import unrolled.cell.Lstm;
import unrolled.layer.Dropout;
import unrolled.layer.Embedding;
import unrolled.layer.Param;
import unrolled.sequence.Highway;
import unrolled.sequence.InputDropout;
import unrolled.sequence.Pooling;
import unrolled.sequence.Residual;
import unrolled.sequence.Sequence;
import unrolled.sequence.Stacked;
import unrolled.sequence.State;
import unrolled.sequence.Trace;
import unrolled.sequence.Unroll;

/** What a recurrent network offers besides its scores: reading on, classes, the run behind them. */
class RecurrentNetworkTest {
  private static final int V = 4;
  private static final int OUT = 3;
  private static final int[] SYMBOLS = {2, 0, 3, 3, 1};

  /** Networks that answer at every step and read symbols 0 to 3. */
  static List<Named<RecurrentNetwork>> causal() {
    List<Named<RecurrentNetwork>> all =
        List.of(
            Named.of("a cell", RecurrentNetwork.everyStep(new Lstm(V, 5), OUT)),
            Named.of("its own output", RecurrentNetwork.withoutReadout(new Jordan(V, 5, OUT))),
            Named.of(
                "embedded, a deep one",
                RecurrentNetwork.everyStep(
                    new Embedding(V, 3),
                    new Stacked(
                        new Unroll<>(new Lstm(3, 5)),
                        new Residual(new Unroll<>(Gru.cho(5, 5))),
                        new InputDropout(
                            Dropout.everyStep(0.5, 1), new Highway(new Unroll<>(new Elman(5, 5))))),
                    OUT)));
    all.forEach(network -> network.getPayload().init(1));
    return all;
  }

  // ---- reading on -----------------------------------------------------------------------------

  @ParameterizedTest
  @MethodSource("causal")
  void readStepByStepItSaysTheSameAsOverAllAtOnce(RecurrentNetwork network) {
    DMatrixRMaj all = network.forward(Sequence.symbols(V, SYMBOLS)).copy();
    State end = network.pass().finalState().copy();
    RecurrentNetwork.Reader reader = network.reader();
    RecurrentNetwork.Reader another = network.reader();
    for (int t = 0; t < SYMBOLS.length; t++) {
      // when
      DMatrixRMaj scores = reader.read(V, SYMBOLS[t]);
      another.read(V, 0); // which does not disturb the first
      // then
      assertEquals(1, scores.getNumRows());
      assertArrayEquals(Arrays.copyOfRange(all.data, t * OUT, (t + 1) * OUT), scores.data);
    }
    for (int k = 0; k < end.parts().size(); k++) {
      assertArrayEquals(end.parts().get(k).data, reader.state().parts().get(k).data);
    }
  }

  @Test
  void aReaderOfANetworkThatAnswersOnceAnswersAfterEverySymbol() {
    RecurrentNetwork network = RecurrentNetwork.last(new Lstm(V, 5), OUT);
    network.init(2);
    RecurrentNetwork.Reader reader = network.reader();
    for (int t = 1; t <= SYMBOLS.length; t++) {
      DMatrixRMaj scores = reader.read(V, SYMBOLS[t - 1]);
      Sequence soFar = Sequence.symbols(V, Arrays.copyOf(SYMBOLS, t));
      assertArrayEquals(network.forward(soFar).data, scores.data);
    }
  }

  @ParameterizedTest
  @EnumSource(Pooling.class)
  void aReaderReadsOnOnlyWhereTheLatestStepIsAllThatCounts(Pooling pooling) {
    RecurrentNetwork network = RecurrentNetwork.pooled(pooling, new Unroll<>(new Lstm(V, 5)), OUT);
    network.init(2);
    if (pooling == Pooling.LAST) {
      network.reader().read(V, SYMBOLS[0]);
    } else {
      String message = assertThrows(IllegalStateException.class, network::reader).getMessage();
      assertTrue(message.startsWith("this network answers from the " + pooling), message);
      assertTrue(message.contains("Call forward with each beginning"), message);
    }
  }

  @Test
  void pooledByLastIsLast() {
    RecurrentNetwork last = RecurrentNetwork.last(new Lstm(V, 5), OUT);
    RecurrentNetwork pooled =
        RecurrentNetwork.pooled(Pooling.LAST, new Unroll<>(new Lstm(V, 5)), OUT);
    last.init(2);
    pooled.init(2);
    Sequence x = Sequence.symbols(V, SYMBOLS, new int[] {1});
    assertArrayEquals(last.forward(x).data, pooled.forward(x).data);
  }

  @Test
  void readingVectorsIsReadingOneStepOfThem() {
    RecurrentNetwork network = RecurrentNetwork.everyStep(new Elman(2, 3), OUT);
    network.init(3);
    Sequence x = Sequence.timeMajor(new DMatrixRMaj(new double[][] {{1, -2}, {0.5, 3}}), 1);
    RecurrentNetwork.Reader reader = network.reader();
    DMatrixRMaj first = reader.read(x.chunk(1, 1)).copy();
    DMatrixRMaj second = reader.read(x.chunk(2, 2));
    assertArrayEquals(
        network.forward(x).data,
        new double[] {
          first.get(0, 0), first.get(0, 1), first.get(0, 2),
          second.get(0, 0), second.get(0, 1), second.get(0, 2)
        });
  }

  @ParameterizedTest
  @MethodSource("causal")
  void readingBetweenForwardAndBackwardChangesNoGradient(RecurrentNetwork network) {
    // given
    Sequence x = Sequence.symbols(V, SYMBOLS, new int[] {1, 1});
    DMatrixRMaj dScores = new DMatrixRMaj(2 * SYMBOLS.length, OUT);
    dScores.fill(1);
    network.params().forEach(Param::zeroGradient);
    network.forward(x);
    network.backward(dScores);
    List<DMatrixRMaj> expected = network.params().stream().map(p -> p.gradient.copy()).toList();
    // when
    network.params().forEach(Param::zeroGradient);
    network.forward(x);
    network.reader().read(V, 3);
    network.backward(dScores);
    // then
    for (int i = 0; i < expected.size(); i++) {
      assertArrayEquals(expected.get(i).data, network.params().get(i).gradient.data);
    }
  }

  // ---- chunks ---------------------------------------------------------------------------------

  @ParameterizedTest
  @MethodSource("causal")
  void readInChunksItSaysTheSameAsOverAllAtOnce(RecurrentNetwork network) {
    Sequence x = Sequence.symbols(V, SYMBOLS, new int[] {1, 1, 0, 3, 2});
    double[] all = network.forward(x).data.clone();
    // when
    double[] first = network.forward(x.chunk(1, 2)).data.clone();
    double[] then = network.forward(x.chunk(3, 5), network.pass().finalState()).data;
    // then
    assertArrayEquals(Arrays.copyOf(all, 2 * 2 * OUT), first);
    assertArrayEquals(Arrays.copyOfRange(all, 2 * 2 * OUT, all.length), then);
  }

  @ParameterizedTest
  @MethodSource("causal")
  void theGradientEndsWhereTheChunkBegins(RecurrentNetwork network) {
    // given
    Sequence x = Sequence.symbols(V, SYMBOLS);
    network.forward(x.chunk(1, 2));
    State between = network.pass().finalState().copy();
    DMatrixRMaj dScores = new DMatrixRMaj(3, OUT);
    dScores.fill(1);
    // when
    network.params().forEach(Param::zeroGradient);
    network.forward(x.chunk(3, 5), between);
    network.backward(dScores);
    // then symbols 2 and 0, which only the first chunk holds, get nothing
    DMatrixRMaj first = network.params().get(0).gradient; // by symbol
    for (int j = 0; first.getNumRows() == V && j < first.getNumCols(); j++) {
      assertEquals(0, first.get(2, j), 0);
      assertEquals(0, first.get(0, j), 0);
    }
    assertTrue(Arrays.stream(first.data).anyMatch(g -> g != 0));
  }

  // ---- classes --------------------------------------------------------------------------------

  @Test
  void theClassIsTheLargestScoreOfEachRow() {
    // given: a network whose scores are what its read-out does to one-hot states
    RecurrentNetwork network = RecurrentNetwork.everyStep(new Elman(V, V), OUT);
    DMatrixRMaj w = network.named().get("rnn.cell.input.w").value;
    for (int i = 0; i < V; i++) {
      w.set(i, i, 1);
    }
    network
        .named()
        .get("out.w")
        .value
        .setTo(new DMatrixRMaj(new double[][] {{1, 3, 2}, {5, 4, 5}, {-3, -2, -1}, {0, 0, 0}}));
    // when
    int[] classes = network.classes(Sequence.symbols(V, new int[] {0, 1, 2, 3}));
    // then: of equals the first
    assertArrayEquals(new int[] {1, 0, 2, 0}, classes);
  }

  @Test
  void thereIsOneClassForEachRowOfScores() {
    Sequence x = Sequence.symbols(V, SYMBOLS, new int[] {1});
    assertEquals(
        2 * SYMBOLS.length, RecurrentNetwork.everyStep(new Elman(V, 3), OUT).classes(x).length);
    assertEquals(2, RecurrentNetwork.last(new Elman(V, 3), OUT).classes(x).length);
  }

  // ---- the run behind the answer --------------------------------------------------------------

  @Test
  void theTraceIsTheRunBehindTheLastAnswer() {
    RecurrentNetwork network = RecurrentNetwork.last(new Elman(V, 3), OUT);
    network.init(4);
    assertEquals(
        "no run to look at: call forward first",
        assertThrows(IllegalStateException.class, network::trace).getMessage());
    // when
    DMatrixRMaj scores = network.forward(Sequence.symbols(V, SYMBOLS));
    Trace<?> trace = network.trace();
    // then
    assertSame(network.pass(), trace);
    assertEquals(SYMBOLS.length, trace.steps());
    DMatrixRMaj h = trace.over("h", 0);
    DMatrixRMaj expected = network.named().get("out.b").value.copy();
    for (int j = 0; j < OUT; j++) {
      for (int i = 0; i < 3; i++) {
        expected.data[j] +=
            h.get(SYMBOLS.length - 1, i) * network.named().get("out.w").value.get(i, j);
      }
    }
    assertArrayEquals(expected.data, scores.data, 1e-15);
    // and after backward, the gradient of the last state is what the read-out hands back
    DMatrixRMaj dScores = new DMatrixRMaj(1, OUT);
    dScores.set(0, 1, 1);
    network.backward(dScores);
    for (int i = 0; i < 3; i++) {
      assertEquals(
          network.named().get("out.w").value.get(i, 1),
          trace.gradientOver("h", 0).get(SYMBOLS.length - 1, i));
    }
  }

  @Test
  void aTraceEndsWithTheNextRun() {
    RecurrentNetwork network = RecurrentNetwork.last(new Elman(V, 3), OUT);
    network.forward(Sequence.symbols(V, SYMBOLS));
    Trace<?> first = network.trace();
    network.forward(Sequence.symbols(V, SYMBOLS));
    String message = assertThrows(IllegalStateException.class, () -> first.at(1)).getMessage();
    assertTrue(message.contains("a network releases its last run when it runs forward"), message);
  }

  @Test
  void whileItIsTrainedTheGradientsOfTheStepsAreNotKept() {
    RecurrentNetwork network = RecurrentNetwork.last(new Elman(V, 3), OUT);
    network.training(true);
    network.forward(Sequence.symbols(V, SYMBOLS));
    network.backward(new DMatrixRMaj(1, OUT));
    Trace<?> trace = network.trace();
    String message =
        assertThrows(IllegalStateException.class, () -> trace.gradientAt(1)).getMessage();
    assertTrue(message.contains("outside the training"), message);
  }

  @Test
  void afterATrainingEachStepHasAnInputShareOfItsOwn() {
    RecurrentNetwork network = RecurrentNetwork.last(new Elman(V, 3), OUT);
    network.init(1);
    network.forward(Sequence.symbols(V, SYMBOLS));
    double[] first = network.trace().at(1).a.data.clone();
    double[] second = network.trace().at(2).a.data.clone();
    network.training(true);
    network.forward(Sequence.symbols(V, SYMBOLS));
    network.training(false);
    network.forward(Sequence.symbols(V, SYMBOLS));
    assertArrayEquals(first, network.trace().at(1).a.data);
    assertArrayEquals(second, network.trace().at(2).a.data);
  }

  @Test
  void ofMoreThanOneCellThereIsNoTraceButAPass() {
    RecurrentNetwork network =
        RecurrentNetwork.last(
            new Stacked(new Unroll<>(new Elman(V, 3)), new Unroll<>(new Elman(3, 3))), OUT);
    network.forward(Sequence.symbols(V, SYMBOLS));
    assertEquals(
        "this network is not one unrolled cell but a Stacked: ask for pass()",
        assertThrows(IllegalStateException.class, network::trace).getMessage());
    assertEquals(
        "this network is not one unrolled cell but a Stacked: ask for recurrent()",
        assertThrows(IllegalStateException.class, network::rnn).getMessage());
    assertTrue(network.pass() instanceof Stacked.Layers);
  }
}
