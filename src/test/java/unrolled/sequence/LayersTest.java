package unrolled.sequence;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import org.ejml.data.DMatrixRMaj;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import unrolled.cell.Elman;
import unrolled.cell.Gru;
import unrolled.cell.Lstm;
import unrolled.cell.MinGru;
import unrolled.cell.MinLstm;
import unrolled.check.GradientCheck;
import unrolled.layer.Dropout;
import unrolled.layer.SoftmaxCrossEntropy;
import unrolled.layer.Targets;
import unrolled.math.Init;
import unrolled.math.Rng;
import unrolled.network.RecurrentNetwork;

/** Laws of layers made of layers: stacks, both directions, links, dropout. */
class LayersTest {
  private static final int IN = 3;
  private static final int[] LENGTHS = {5, 2, 1, 4};

  static List<Named<Recurrent>> layers() {
    return List.of(
        Named.of("reverse", Unroll.reverse(new Lstm(IN, 4))),
        Named.of("scanned", new Scanned<>(new MinGru(IN, 4))),
        Named.of("scanned, signed", new Scanned<>(MinGru.signed(IN, 4))),
        Named.of("a minimal LSTM scanned", new Scanned<>(new MinLstm(IN, 4))),
        Named.of("both ways", new Bidirectional(new Lstm(IN, 3), Gru.cho(IN, 2))),
        Named.of(
            "a deep one",
            new Stacked(
                new Unroll<>(new Lstm(IN, 4)),
                new Bidirectional(new Elman(4, 2), new Elman(4, 2)),
                new Unroll<>(Gru.chung(4, 3)))),
        Named.of("residual", new Residual(new Unroll<>(new Lstm(IN, IN)))),
        Named.of("highway", new Highway(new Unroll<>(Gru.cho(IN, IN)))),
        Named.of(
            "links in a stack",
            new Stacked(
                new Unroll<>(new Elman(IN, 4)),
                new Residual(new Scanned<>(new MinGru(4, 4))),
                new Highway(new Bidirectional(new Elman(4, 2), new Lstm(4, 2))))));
  }

  private static Sequence random(Rng rng, int... lengths) {
    int steps = Arrays.stream(lengths).max().getAsInt();
    DMatrixRMaj x = Init.gaussian(new DMatrixRMaj(steps * lengths.length, IN), 1, rng);
    return Sequence.timeMajor(x, lengths.length).withLengths(lengths);
  }

  @ParameterizedTest
  @MethodSource("layers")
  void gradientsAgreeWithFiniteDifferences(Recurrent layer) {
    GradientCheck.of(layer, 3).orThrow();
  }

  @ParameterizedTest
  @MethodSource("layers")
  void paddingChangesNothingAndASequenceGivesTheSameBitsAlone(Recurrent layer) {
    // given
    layer.init(4);
    Sequence batch = random(new Rng(5), LENGTHS);
    DMatrixRMaj together = layer.forward(batch).output().copy();
    DMatrixRMaj last = layer.forward(batch).lastOutput();
    for (int b = 0; b < LENGTHS.length; b++) {
      DMatrixRMaj own = new DMatrixRMaj(LENGTHS[b], IN);
      for (int t = 1; t <= LENGTHS[b]; t++) {
        TimeMajor.copyRow(batch.rows(), (t - 1) * LENGTHS.length + b, own, t - 1);
      }
      // when
      Pass alone = layer.forward(Sequence.timeMajor(own, 1));
      // then
      int m = layer.outputs();
      for (int t = 1; t <= batch.steps(); t++) {
        int row = (t - 1) * LENGTHS.length + b;
        double[] here = Arrays.copyOfRange(together.data, row * m, (row + 1) * m);
        double[] there =
            t > LENGTHS[b]
                ? new double[m]
                : Arrays.copyOfRange(alone.output().data, (t - 1) * m, t * m);
        assertArrayEquals(there, here);
      }
      assertArrayEquals(alone.lastOutput().data, Arrays.copyOfRange(last.data, b * m, (b + 1) * m));
    }
  }

  @Test
  void symbolsGiveTheSameBitsWhetherThereAreManyOrFew() {
    // given: more symbols than steps, or fewer, which go different ways
    Unroll<?> layer = new Unroll<>(new Lstm(10, 4));
    layer.init(8);
    int[] symbols = {7, 0, 9};
    int[] shorter = {7, 0};
    // when
    DMatrixRMaj many = layer.forward(Sequence.symbols(10, symbols, shorter)).output();
    DMatrixRMaj few =
        layer.forward(Sequence.symbols(10, symbols, shorter, symbols, symbols)).output();
    // then
    for (int t = 0; t < symbols.length; t++) {
      assertArrayEquals(
          Arrays.copyOfRange(many.data, t * 2 * 4, (t + 1) * 2 * 4),
          Arrays.copyOfRange(few.data, t * 4 * 4, t * 4 * 4 + 2 * 4));
    }
  }

  @ParameterizedTest
  @MethodSource("layers")
  void aLayerIsCausalIfAndOnlyIfTheFutureDoesNotMatter(Recurrent layer) {
    layer.init(6);
    Sequence x = random(new Rng(7), 5);
    DMatrixRMaj before = layer.forward(x).output().copy();
    DMatrixRMaj changed = x.rows().copy();
    changed.set(3, 0, changed.get(3, 0) + 1); // x_4
    DMatrixRMaj after = layer.forward(x.replacedBy(changed)).output();
    int earlier = 3 * layer.outputs(); // steps 1 to 3
    boolean same =
        Arrays.equals(Arrays.copyOf(before.data, earlier), Arrays.copyOf(after.data, earlier));
    assertEquals(layer.causal(), same);
  }

  @Test
  void reverseIsForwardOverTheSequenceReversed() {
    Lstm cell = new Lstm(IN, 4);
    cell.init(8);
    Sequence x = random(new Rng(9), 4);
    DMatrixRMaj flipped = new DMatrixRMaj(4, IN);
    for (int t = 0; t < 4; t++) {
      TimeMajor.copyRow(x.rows(), t, flipped, 3 - t);
    }
    DMatrixRMaj forward = new Unroll<>(cell).forward(Sequence.timeMajor(flipped, 1)).output();
    Trace<Lstm.S> trace = Unroll.reverse(cell).forward(x);
    for (int t = 0; t < 4; t++) {
      for (int j = 0; j < 4; j++) {
        assertEquals(forward.get(3 - t, j), trace.output().get(t, j));
      }
    }
    assertArrayEquals(trace.at(1).h.data, trace.finalState().parts().get(0).data);
    assertArrayEquals(trace.at(1).h.data, trace.lastOutput().data);
    assertEquals(0, trace.at(5).h.get(0, 0), "the start");
    assertTrue(
        assertThrows(IllegalArgumentException.class, () -> trace.at(0))
            .getMessage()
            .contains("the steps 1 to 5 (the start)"));
  }

  @Test
  void aStackIsOneLayerOverTheOutputsOfAnother() {
    Unroll<Elman.S> one = new Unroll<>(new Elman(IN, 4));
    Unroll<Lstm.S> two = new Unroll<>(new Lstm(4, 2));
    Stacked both = new Stacked(one, two);
    both.init(10);
    Sequence x = random(new Rng(11), LENGTHS);
    DMatrixRMaj below = one.forward(x).output();
    assertArrayEquals(
        two.forward(x.replacedBy(below)).output().data, both.forward(x).output().data);
    assertArrayEquals(below.data, both.forward(x, both.initialState(4)).layer(1).output().data);
    assertEquals(one.parameterCount() + two.parameterCount(), both.parameterCount());
  }

  @Test
  void aSequenceOfNoStepsEndsWhereItStarts() {
    // given
    Bidirectional layer = new Bidirectional(new Lstm(IN, 3), Gru.cho(IN, 2));
    layer.init(12);
    Sequence x = random(new Rng(13), 3, 1).withLengths(3, 0);
    State start = layer.initialState(2);
    start.parts().forEach(m -> m.fill(0.5));
    // when
    Pass pass = layer.forward(x, start);
    // then
    for (DMatrixRMaj end : pass.finalState().parts()) {
      for (int j = 0; j < end.getNumCols(); j++) {
        assertEquals(0.5, end.get(1, j));
      }
    }
    for (int j = 0; j < layer.outputs(); j++) {
      assertEquals(0, pass.lastOutput().get(1, j));
      assertEquals(0, pass.output().get(1, j));
    }
    GradientCheck.of(new Lstm(IN, 3), 14, 3, 0, 2).orThrow();
  }

  // ---- dropout --------------------------------------------------------------------------------

  static List<Named<Function<Dropout, Recurrent>>> dropping() {
    Lstm cell = new Lstm(IN, 4);
    cell.init(12);
    Gru gru = Gru.cho(IN, 4);
    gru.init(13);
    return List.of(
        Named.of("LSTM's state", d -> new Unroll<>(cell).recurrentDropout(d)),
        Named.of("GRU's state", d -> new Unroll<>(gru).recurrentDropout(d)),
        Named.of("in reverse", d -> Unroll.reverse(cell).recurrentDropout(d)),
        Named.of("input", d -> new InputDropout(d, new Unroll<>(cell))));
  }

  @ParameterizedTest
  @MethodSource("dropping")
  void nothingIsDroppedWhenEvaluatingAndGradientsAgreeWithAFrozenMask(
      Function<Dropout, Recurrent> with) {
    Sequence x = random(new Rng(14), LENGTHS);
    DMatrixRMaj plain = with.apply(Dropout.everyStep(0, 1)).forward(x).output().copy();
    for (boolean same : new boolean[] {true, false}) {
      // when it is not training
      Recurrent rnn = with.apply(dropout(same));
      assertArrayEquals(plain.data, rnn.forward(x).output().data);
      // when it is
      rnn.training(true);
      assertFalse(Arrays.equals(plain.data, rnn.forward(x).output().data));
      DMatrixRMaj weighing = Init.gaussian(plain.copy(), 1, new Rng(15));
      GradientCheck.of(
              rnn,
              () -> {
                Recurrent frozen = with.apply(dropout(same)); // draws the same mask every time
                frozen.training(true);
                Pass pass = frozen.forward(x);
                pass.backward(weighing);
                double sum = 0;
                for (int i = 0; i < weighing.getNumElements(); i++) {
                  sum += weighing.data[i] * pass.output().data[i];
                }
                return sum;
              })
          .orThrow();
    }
  }

  private static Dropout dropout(boolean same) {
    return same ? Dropout.sameThroughTime(0.4, 16) : Dropout.everyStep(0.4, 16);
  }

  @Test
  void aMaskKeepsTheMeanAndMayStayThroughTime() {
    Dropout fresh = Dropout.everyStep(0.25, 1);
    DMatrixRMaj mask = fresh.mask(50, 20, 30);
    double sum = 0;
    for (int i = 0; i < mask.getNumElements(); i++) {
      assertTrue(mask.data[i] == 0 || mask.data[i] == 1 / 0.75);
      sum += mask.data[i];
    }
    assertEquals(1, sum / mask.getNumElements(), 0.02);
    DMatrixRMaj same = Dropout.sameThroughTime(0.25, 1).mask(3, 2, 5);
    assertArrayEquals(Arrays.copyOf(same.data, 10), Arrays.copyOfRange(same.data, 20, 30));
    assertFalse(
        Arrays.equals(Arrays.copyOf(mask.data, 600), Arrays.copyOfRange(mask.data, 600, 1200)));
  }

  // ---- in a network ---------------------------------------------------------------------------

  @Test
  void networksTrainAndAnswerWithAnyLayer() {
    RecurrentNetwork both =
        RecurrentNetwork.last(new Bidirectional(new Elman(IN, 3), new Elman(IN, 2)), 2);
    both.init(17);
    Sequence x = random(new Rng(18), LENGTHS);
    Targets y = Targets.classes(0, 1, 1, 0);
    DMatrixRMaj dScores = new DMatrixRMaj(0, 0);
    GradientCheck.of(
            both,
            () -> {
              double loss = new SoftmaxCrossEntropy().of(both.forward(x), y, dScores);
              both.backward(dScores);
              return loss;
            })
        .orThrow();
    var e = assertThrows(IllegalStateException.class, both::reader);
    assertTrue(e.getMessage().contains("both directions"), e.getMessage());
    e = assertThrows(IllegalStateException.class, both::rnn);
    assertTrue(e.getMessage().contains("Bidirectional"), e.getMessage());
  }

  @Test
  void aReleasedPassLeavesNothingInTheNext() {
    Unroll<Lstm.S> rnn = new Unroll<>(new Lstm(IN, 4));
    rnn.init(19);
    Sequence x = random(new Rng(20), LENGTHS);
    DMatrixRMaj fresh = rnn.forward(x).output().copy();
    Trace<Lstm.S> other = rnn.forward(random(new Rng(21), 7, 7));
    other.backward(other.output().copy());
    other.release();
    assertArrayEquals(fresh.data, rnn.forward(x).output().data);
    assertNotEquals(0, fresh.data[0]);
  }
}
