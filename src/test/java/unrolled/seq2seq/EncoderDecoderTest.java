package unrolled.seq2seq;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import unrolled.attention.AdditiveAttention;
import unrolled.attention.AttentiveCell;
import unrolled.attention.DotAttention;
import unrolled.attention.GeneralAttention;
import unrolled.cell.Elman;
import unrolled.cell.Gru;
import unrolled.cell.GruResetAfter;
import unrolled.cell.Lstm;
import unrolled.check.GradientCheck;
import unrolled.decode.NextToken;
import unrolled.layer.Dropout;
import unrolled.layer.Param;
import unrolled.math.ArgMax;
import unrolled.math.Init;
import unrolled.math.Rng;
import unrolled.sequence.Bidirectional;
import unrolled.sequence.InputDropout;
import unrolled.sequence.Pairs;
import unrolled.sequence.Recurrent;
import unrolled.sequence.Residual;
import unrolled.sequence.Sequence;
import unrolled.sequence.Stacked;
import unrolled.sequence.State;
import unrolled.sequence.Unroll;
import unrolled.train.Adam;
import unrolled.train.Training;

/** Encoder, bridge and decoder together. */
class EncoderDecoderTest {
  private static final int SOURCE = 4;
  private static final int TARGET = 3;

  private static final Pairs PAIRS =
      Pairs.of(
          SOURCE,
          new int[][] {{0, 1, 2, 3}, {2}, {3, 3, 1}},
          TARGET,
          new int[][] {{2, 1}, {0, 0, 1, 2}, {1}});

  /** Every way in which an encoder and a decoder can be joined. */
  private static Map<String, Supplier<EncoderDecoder>> models() {
    Map<String, Supplier<EncoderDecoder>> all = new LinkedHashMap<>();
    all.put("handed over", () -> plain(new Unroll<>(Gru.cho(2, 3)), new Unroll<>(Gru.cho(3, 3))));
    all.put(
        "LSTM's two states",
        () -> plain(new Unroll<>(new Lstm(2, 3)), new Unroll<>(new Lstm(2, 3))));
    all.put(
        "bridge to another cell",
        () -> plain(new Unroll<>(new Elman(2, 4)), new Unroll<>(new Lstm(3, 2))));
    all.put("both ways", () -> plain(bothWays(), new Unroll<>(Gru.chung(2, 3))));
    all.put(
        "two layers with a residual link",
        () ->
            plain(
                new Stacked(new Unroll<>(Gru.cho(2, 3)), new Unroll<>(Gru.cho(3, 3))),
                new Stacked(
                    new Unroll<>(Gru.cho(2, 3)), new Residual(new Unroll<>(Gru.cho(3, 3))))));
    all.put(
        "code at every step",
        () ->
            new EncoderDecoder(
                new TextEncoder(SOURCE, bothWays()),
                Decoder.withCode(TARGET, 6, new Unroll<>(GruResetAfter.cho(8, 3)))));
    all.put(
        "additive attention, the paper's decoder",
        () -> {
          Bidirectional both = bothWays();
          Decoder decoder =
              Decoder.attentive(
                      TARGET, new AttentiveCell<>(Gru.cho(2, 3), new AdditiveAttention(3, 6, 4)))
                  .deepOutput(2);
          return new EncoderDecoder(
              new TextEncoder(SOURCE, both), Bridge.learnt(both, decoder.recurrent, 1), decoder);
        });
    all.put(
        "dot product, a layer above",
        () ->
            new EncoderDecoder(
                new TextEncoder(SOURCE, new Unroll<>(Gru.cho(2, 3))),
                Decoder.attentive(
                    TARGET,
                    new AttentiveCell<>(Gru.cho(2, 3), DotAttention.scaled(3)),
                    new Unroll<>(new Lstm(6, 2)))));
    all.put(
        "general score, LSTM",
        () ->
            new EncoderDecoder(
                new TextEncoder(SOURCE, bothWays()),
                Decoder.attentive(
                    TARGET, new AttentiveCell<>(new Lstm(2, 3), new GeneralAttention(3, 6)))));
    return all;
  }

  private static Bidirectional bothWays() {
    return new Bidirectional(Gru.cho(2, 3), Gru.cho(2, 3));
  }

  private static EncoderDecoder plain(Recurrent encoder, Recurrent decoder) {
    return new EncoderDecoder(new TextEncoder(SOURCE, encoder), Decoder.of(TARGET, decoder));
  }

  /** The model with weights so large that even the first symbol read matters a lot. */
  private static EncoderDecoder lively(Supplier<EncoderDecoder> maker) {
    EncoderDecoder model = maker.get();
    Rng rng = new Rng(3);
    model.params().forEach(p -> Init.gaussian(p.value, 0.7, rng));
    CommonOps_DDRM.scale(4, model.named().get("decoder.out.w").value);
    return model;
  }

  @Test
  void gradientsReachEveryWeightOfBothSides() {
    models()
        .forEach(
            (name, maker) -> {
              EncoderDecoder model = lively(maker);
              GradientCheck check = GradientCheck.of(model, () -> model.lossAndGradients(PAIRS));
              assertTrue(check.passed(), name + "\n" + check);
              for (Param p : model.encoder.params()) {
                assertTrue(Arrays.stream(p.gradient.data).anyMatch(d -> d != 0), name);
              }
            });
  }

  @Test
  void paddingChangesNothing() {
    models()
        .forEach(
            (name, maker) -> {
              EncoderDecoder model = lively(maker);
              double[] together = model.logProbabilities(PAIRS);
              double sum = 0;
              for (int b = 0; b < PAIRS.size(); b++) {
                assertEquals(together[b], model.logProbabilities(alone(b))[0], name);
                sum -= together[b];
              }
              assertEquals(sum / 10, model.loss(PAIRS), 1e-12, name); // 7 symbols, 3 ENDs
            });
  }

  private static Pairs alone(int b) {
    return Pairs.of(
        SOURCE,
        new int[][] {PAIRS.source().symbolsOf(b)},
        TARGET,
        new int[][] {PAIRS.target().symbolsOf(b)});
  }

  @Test
  void writingStepByStepThinksTheSame() {
    models()
        .forEach(
            (name, maker) -> {
              EncoderDecoder model = lively(maker);
              double[] wanted = model.logProbabilities(PAIRS);
              NextToken now = model.start(PAIRS.source());
              double[] sums = new double[3];
              int[] rows = {0, 1, 2};
              for (int t = 0; t <= 4; t++) {
                int[] tokens = new int[3];
                for (int b = 0; b < 3; b++) {
                  int[] y = PAIRS.target().symbolsOf(b);
                  tokens[b] = t < y.length ? y[t] : model.decoder.end();
                  sums[b] += t <= y.length ? now.logProbabilities().get(b, tokens[b]) : 0;
                }
                now = now.append(rows, tokens);
              }
              assertArrayEquals(wanted, sums, name);
            });
  }

  @Test
  void prefixesShareNothing() {
    models()
        .forEach(
            (name, maker) -> {
              EncoderDecoder model = lively(maker);
              NextToken start = model.start(PAIRS.source());
              DMatrixRMaj before = start.logProbabilities().copy();
              NextToken fork = start.append(new int[] {2, 0, 2, 1}, new int[] {0, 1, 1, 2});
              start.append(new int[] {1, 1}, new int[] {2, 2});

              assertArrayEquals(before.data, start.logProbabilities().data, name);
              for (int i = 0; i < 4; i++) {
                NextToken one =
                    model
                        .start(alone(new int[] {2, 0, 2, 1}[i]).source())
                        .append(new int[] {0}, new int[] {new int[] {0, 1, 1, 2}[i]});
                assertArrayEquals(
                    one.logProbabilities().data,
                    Arrays.copyOfRange(fork.logProbabilities().data, i * 4, i * 4 + 4),
                    name);
              }
            });
  }

  @Test
  void attentionMapsHaveARowForEachSymbolAndOneForTheEnd() {
    EncoderDecoder model = lively(models().get("dot product, a layer above"));

    List<DMatrixRMaj> maps = model.attention(PAIRS);

    for (int b = 0; b < 3; b++) {
      assertEquals(PAIRS.target().length(b) + 1, maps.get(b).getNumRows());
      assertEquals(PAIRS.source().length(b), maps.get(b).getNumCols());
      for (int i = 0; i < maps.get(b).getNumRows(); i++) {
        double sum = 0;
        for (int j = 0; j < maps.get(b).getNumCols(); j++) {
          sum += maps.get(b).get(i, j);
        }
        assertEquals(1, sum, 1e-14);
      }
    }
  }

  @Test
  void fixedVectorDecodersKnowEarlierStatesOnlyThroughTheLastOne() {
    // given two sources that bring an encoder without recurrent weights to the same last state
    EncoderDecoder model = plain(new Unroll<>(new Elman(2, 3)), new Unroll<>(Gru.cho(2, 3)));
    model.init(1);
    model.named().get("encoder.recurrent.cell.u").value.zero();
    Sequence one = Sequence.symbols(SOURCE, new int[] {0, 1, 2});
    Sequence two = Sequence.symbols(SOURCE, new int[] {3, 3, 2});

    double[] said = model.start(one).logProbabilities().data;
    assertArrayEquals(said, model.start(two).logProbabilities().data);
    // and that one they do know
    Sequence another = Sequence.symbols(SOURCE, new int[] {0, 1, 3});
    assertFalse(Arrays.equals(said, model.start(another).logProbabilities().data));
  }

  @Test
  void twoRunsOfOneDecoderDoNotDisturbEachOther() {
    models()
        .forEach(
            (name, maker) -> {
              // given: sources and targets of two runs, and the gradients of the first alone
              EncoderDecoder model = lively(maker);
              Pairs other = alone(0);
              List<DMatrixRMaj> expected = decoderGradients(model, PAIRS, null);
              // when another run comes between forward and backward
              List<DMatrixRMaj> found = decoderGradients(model, PAIRS, other);
              // then
              for (int i = 0; i < expected.size(); i++) {
                assertArrayEquals(expected.get(i).data, found.get(i).data, name);
              }
            });
  }

  private static List<DMatrixRMaj> decoderGradients(
      EncoderDecoder model, Pairs pairs, Pairs between) {
    model.params().forEach(Param::zeroGradient);
    DecoderPass pass = run(model, pairs);
    if (between != null) {
      run(model, between);
    }
    DMatrixRMaj ones = pass.logits().createLike();
    ones.fill(1);
    pass.backward(ones);
    return model.decoder.params().stream().map(p -> p.gradient.copy()).toList();
  }

  private static DecoderPass run(EncoderDecoder model, Pairs pairs) {
    return model.decoder.forward(
        TeacherForcing.inputs(pairs, model.decoder.end()),
        model.source(model.encoder.forward(pairs.source())));
  }

  @Test
  void dropoutIsActiveWhileItLearnsAndAtNoOtherTime() {
    // given
    Recurrent dropping = new InputDropout(Dropout.everyStep(0.5, 1), new Unroll<>(Gru.cho(2, 3)));
    EncoderDecoder model =
        lively(
            () ->
                new EncoderDecoder(
                    new TextEncoder(SOURCE, dropping),
                    Decoder.of(
                        TARGET,
                        new InputDropout(Dropout.everyStep(0.5, 2), new Unroll<>(Gru.cho(2, 3))))));
    double before = model.loss(PAIRS);
    // then
    assertNotEquals(model.lossAndGradients(PAIRS), model.lossAndGradients(PAIRS));
    assertEquals(before, model.loss(PAIRS));
    assertEquals(before, model.loss(PAIRS));
  }

  @Test
  void aDeepOutputIsALayerMoreOverTheSameRecurrentOne() {
    Decoder plain =
        Decoder.attentive(TARGET, new AttentiveCell<>(Gru.cho(2, 3), DotAttention.plain(3)));
    plain.init(1);
    Decoder deep = plain.deepOutput(2);
    assertSame(plain.recurrent, deep.recurrent);
    assertSame(plain.attentiveCell(), deep.attentiveCell());
    List<Param> own = new ArrayList<>(deep.params());
    own.removeAll(deep.recurrent.params());
    for (Param p : own) {
      assertFalse(plain.params().contains(p));
      assertTrue(Arrays.stream(p.value.data).allMatch(w -> w == 0));
    }
  }

  @Test
  void aStateIsHandedOverWhereItFits() {
    Unroll<?> decoder = new Unroll<>(Gru.cho(2, 3));
    assertEquals(0, Bridge.between(new Unroll<>(Gru.cho(5, 3)), decoder).parameterCount());
    assertEquals(0, Bridge.between(Unroll.reverse(Gru.cho(5, 3)), decoder).parameterCount());
    assertEquals(6 * 3 + 3, Bridge.between(bothWays(), decoder).parameterCount());
    assertEquals(
        2 * (6 * 3 + 3),
        Bridge.between(bothWays(), new Unroll<>(new Lstm(2, 3))).parameterCount(),
        "as many matrices, but of two directions");
  }

  @Test
  void scheduledSamplingGoesFromForcingToFreeRunning() {
    EncoderDecoder model = lively(models().get("both ways"));
    double forced = model.lossAndGradients(PAIRS);
    assertEquals(forced, model.lossAndGradients(PAIRS, 1, new Rng(1)));

    // when it runs free, the loss is that of the truth after its own symbols
    NextToken now = model.start(PAIRS.source());
    double sum = 0;
    for (int t = 0; t <= 4; t++) {
      int[] said = new int[3];
      for (int b = 0; b < 3; b++) {
        int[] y = PAIRS.target().symbolsOf(b);
        if (t <= y.length) {
          sum -= now.logProbabilities().get(b, t < y.length ? y[t] : model.decoder.end());
        }
        said[b] = ArgMax.ofRow(now.logProbabilities(), b);
      }
      now = now.append(new int[] {0, 1, 2}, said);
    }
    assertEquals(sum / 10, model.lossAndGradients(PAIRS, 0, new Rng(1)), 1e-12);
  }

  @Test
  void learnsToTurnRound() {
    EncoderDecoder model = plain(new Unroll<>(Gru.cho(8, 16)), new Unroll<>(Gru.cho(8, 16)));
    model.init(0);
    Rng rng = new Rng(1);
    new Training(
            model,
            update -> {
              int[][] x = new int[16][];
              int[][] y = new int[16][];
              for (int b = 0; b < 16; b++) {
                x[b] = new int[] {rng.nextInt(3), rng.nextInt(3)};
                y[b] = new int[] {x[b][1], x[b][0]};
              }
              return model.lossAndGradients(Pairs.of(SOURCE, x, TARGET, y));
            })
        .optimiser(new Adam(0.01))
        .run(150);

    Pairs test =
        Pairs.of(
            SOURCE,
            new int[][] {{0, 1}, {2, 0}, {1, 2}},
            TARGET,
            new int[][] {{1, 0}, {0, 2}, {2, 1}});
    assertEquals(1, test.tokenAccuracy(model.teacherForced(test)));
    assertEquals(1, test.exactMatch(model.greedy(test.source(), 9)));
    assertTrue(model.loss(test) < 0.1, "loss " + model.loss(test));
  }

  @Test
  void withTheTeachersHelpItReadsTheTruthAndSaysItsOwn() {
    // given what it writes on its own, at least 1 symbol each
    EncoderDecoder model = lively(models().get("both ways"));
    int[][] own = model.greedy(PAIRS.source(), 4);
    for (int b = 0; b < own.length; b++) {
      own[b] = own[b].length == 0 ? new int[] {0} : own[b];
    }

    // when it reads that instead of the truth
    int[][] said = model.teacherForced(PAIRS.withTargets(own));

    // then it says that, and with other symbols before, something else
    assertArrayEquals(own, said);
    assertFalse(Arrays.deepEquals(own, model.teacherForced(PAIRS)));
    assertEquals(PAIRS.target().length(0), model.teacherForced(PAIRS)[0].length);
  }

  @Test
  void scoresOfAnswers() {
    int[][] answers = {{2, 1}, {0, 1, 1}, {1, 1}};
    assertEquals(1.0 / 3, PAIRS.exactMatch(answers));
    assertEquals(5.0 / 7, PAIRS.tokenAccuracy(answers)); // 2 of 2, 2 of 4, 1 of 1
  }

  @Test
  void badInputIsNamed() {
    assertMessage(
        "source 0 of the batch is empty", () -> new Pairs(cut(PAIRS.source()), PAIRS.target()));
    assertMessage(
        "target 0 of the batch is empty", () -> new Pairs(PAIRS.source(), cut(PAIRS.target())));
    assertMessage(
        "give one for each", () -> Pairs.of(2, new int[][] {{1}}, 2, new int[][] {{1}, {0}}));
    EncoderDecoder model = lively(models().get("both ways"));
    assertMessage(
        "outside the vocabulary",
        () -> model.start(PAIRS.source()).append(new int[1], new int[] {9}));
    assertMessage("but the encoder reads 4", () -> model.start(Sequence.symbols(9, new int[] {8})));
    assertMessage("source 0 of the batch is empty", () -> model.start(cut(PAIRS.source())));
    assertMessage("can't read what it has not written", () -> Decoder.of(3, bothWays()));
    assertMessage(
        "nothing is left for the symbol before",
        () -> Decoder.withCode(3, 6, new Unroll<>(Gru.cho(6, 3))));
    assertMessage(
        "positions of 3 numbers, but the encoder answers 6",
        () ->
            new EncoderDecoder(
                new TextEncoder(SOURCE, bothWays()),
                Decoder.attentive(
                    TARGET, new AttentiveCell<>(Gru.cho(2, 3), DotAttention.plain(3)))));
    for (int code : new int[] {5, 7}) {
      assertMessage(
          "the decoder reads a code of " + code + " numbers, but the encoder answers 6",
          () ->
              new EncoderDecoder(
                  new TextEncoder(SOURCE, bothWays()),
                  Decoder.withCode(TARGET, code, new Unroll<>(Gru.cho(code + 2, 3)))));
      Decoder decoder = Decoder.withCode(TARGET, 6, new Unroll<>(Gru.cho(8, 3)));
      Conditioning wrong =
          new Conditioning(decoder.recurrent.initialState(3), null, new DMatrixRMaj(3, code));
      assertMessage(
          "the code is 3×" + code + " but must be 3×6",
          () -> decoder.forward(TeacherForcing.inputs(PAIRS, decoder.end()), wrong));
    }
    assertMessage("probability must be", () -> model.lossAndGradients(PAIRS, 1.5, new Rng(1)));
    assertTrue(
        assertThrows(IllegalStateException.class, () -> model.attention(PAIRS))
            .getMessage()
            .contains("no attention"));
  }

  @Test
  void aBridgeBetweenOthersIsNamed() {
    Unroll<?> gru = new Unroll<>(Gru.cho(2, 3));
    Unroll<?> lstm = new Unroll<>(new Lstm(2, 3));
    Bridge handsOver = Bridge.between(gru, gru);
    Bridge learns = Bridge.learnt(bothWays(), lstm, 1);
    assertMessage(
        "this bridge was made for an encoder that ends with a state of [3] numbers, but this one"
            + " has [3, 3]",
        () ->
            new EncoderDecoder(new TextEncoder(SOURCE, lstm), handsOver, Decoder.of(TARGET, gru)));
    assertMessage(
        "this bridge was made for a decoder that starts with a state of [3, 3] numbers, but this"
            + " one has [3]",
        () ->
            new EncoderDecoder(
                new TextEncoder(SOURCE, bothWays()), learns, Decoder.of(TARGET, gru)));
    for (Bridge bridge : List.of(handsOver, learns)) {
      int right = bridge == learns ? 2 : 1;
      State end = state(right);
      State start = bridge.forward(end);
      for (int wrong : new int[] {right - 1, right + 1}) {
        assertMessage("this bridge was made for an encoder", () -> bridge.forward(state(wrong)));
        assertMessage(
            "this bridge was made for an encoder",
            () -> bridge.backward(state(wrong), start, start));
        State other = state(start.parts().size() + wrong - right);
        assertMessage(
            "this bridge was made for a decoder", () -> bridge.backward(end, other, start));
        assertMessage(
            "this bridge was made for a decoder", () -> bridge.backward(end, start, other));
      }
    }
  }

  private static State state(int count) {
    return new State(Collections.nCopies(count, new DMatrixRMaj(2, 3)));
  }

  private static Sequence cut(Sequence x) {
    return x.withLengths(0, 1, 1);
  }

  private static void assertMessage(String part, Executable code) {
    String message = assertThrows(IllegalArgumentException.class, code).getMessage();
    assertTrue(message.contains(part), message);
  }
}
