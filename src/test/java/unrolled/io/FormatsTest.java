package unrolled.io;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.Gson;
import com.google.gson.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.ejml.data.DMatrixRMaj;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import unrolled.Reference;
import unrolled.cell.Cell;
import unrolled.cell.CoupledLstm;
import unrolled.cell.Elman;
import unrolled.cell.Gru;
import unrolled.cell.GruResetAfter;
import unrolled.cell.LayerNormLstm;
import unrolled.cell.Lstm;
import unrolled.cell.PeepholeLstm;
import unrolled.layer.Activation;
import unrolled.layer.Param;
import unrolled.layer.Shapes;
import unrolled.layer.Weights;
import unrolled.math.Init;
import unrolled.math.Rng;
import unrolled.sequence.Bidirectional;
import unrolled.sequence.Pass;
import unrolled.sequence.Recurrent;
import unrolled.sequence.Sequence;
import unrolled.sequence.Stacked;
import unrolled.sequence.Unroll;

/**
 * Law: with the weights of another program we compute what it computes, and give back the weights
 * that we got. {@code src/test/python/formats.py} made the values.
 */
class FormatsTest {
  private static final Gson GSON = new Gson();
  private static final int IN = 2;
  private static final int N = 3;

  private static List<Named<JsonObject>> cases(String file, String... names) throws IOException {
    Path path = Reference.FOLDER.resolve("formats").resolve(file);
    List<Named<JsonObject>> cases = new ArrayList<>();
    for (JsonObject one : GSON.fromJson(Files.readString(path), JsonObject[].class)) {
      StringBuilder title = new StringBuilder();
      for (String name : names) {
        title.append(one.get(name)).append(' ');
      }
      cases.add(Named.of(title.toString(), one));
    }
    return cases;
  }

  // ---- ONNX -------------------------------------------------------------------------------------

  static List<Named<JsonObject>> onnx() throws IOException {
    return cases("onnx.json", "by", "operator", "attributes");
  }

  private static <T> T array(JsonObject owner, String name, Class<T> type) {
    return GSON.fromJson(owner.get(name), type);
  }

  private static Onnx operator(JsonObject one) {
    JsonObject in = one.getAsJsonObject("inputs");
    double[][][] w = array(in, "W", double[][][].class);
    double[][][] r = array(in, "R", double[][][].class);
    double[][] b = array(in, "B", double[][].class);
    Onnx onnx =
        switch (one.get("operator").getAsString()) {
          case "LSTM" -> Onnx.lstm(w, r, b, array(in, "P", double[][].class));
          case "GRU" -> Onnx.gru(w, r, b);
          default -> Onnx.rnn(w, r, b);
        };
    JsonObject attributes = one.getAsJsonObject("attributes");
    for (String name : attributes.keySet()) {
      switch (name) {
        case "direction" -> onnx.direction(attributes.get(name).getAsString());
        case "activations" -> onnx.activations(array(attributes, name, String[].class));
        case "activation_alpha" -> onnx.activationAlpha(array(attributes, name, double[].class));
        case "activation_beta" -> onnx.activationBeta(array(attributes, name, double[].class));
        case "input_forget" -> onnx.inputForget(attributes.get(name).getAsInt());
        case "linear_before_reset" -> onnx.linearBeforeReset(attributes.get(name).getAsInt());
        case "layout" -> onnx.layout(attributes.get(name).getAsInt());
        default -> throw new AssertionError(name);
      }
    }
    return onnx;
  }

  private static Onnx.Answer run(Onnx onnx, JsonObject one) {
    JsonObject in = one.getAsJsonObject("inputs");
    return onnx.run(
        array(in, "X", double[][][].class),
        array(in, "sequence_lens", int[].class),
        array(in, "initial_h", double[][][].class),
        array(in, "initial_c", double[][][].class));
  }

  @ParameterizedTest
  @MethodSource("onnx")
  void onnxOperatorsAnswerWhatTheyAnswerThere(JsonObject one) {
    // given: double precision there, or single
    double tolerance = one.get("by").getAsString().equals("reference") ? 1e-12 : 2e-6;
    JsonObject expected = one.getAsJsonObject("outputs");
    // when
    Onnx.Answer answer = run(operator(one), one);
    // then
    close("Y", array(expected, "Y", double[][][][].class), answer.y, tolerance);
    close("Y_h", array(expected, "Y_h", double[][][].class), answer.yH, tolerance);
    if (expected.has("Y_c")) {
      close("Y_c", array(expected, "Y_c", double[][][].class), answer.yC, tolerance);
    } else {
      assertNull(answer.yC);
    }
  }

  @ParameterizedTest
  @MethodSource("onnx")
  void anOperatorMadeOfTheLayerIsTheSame(JsonObject one) {
    // given
    Onnx there = operator(one);
    int layout = there.attributes().containsKey("layout") ? 1 : 0;
    // when
    Onnx back = Onnx.of(there.layer()).layout(layout);
    // then
    Onnx.Answer expected = run(there, one);
    Onnx.Answer answer = run(back, one);
    close("Y", expected.y, answer.y, 1e-15);
    close("Y_h", expected.yH, answer.yH, 1e-15);
    Map<String, Object> attributes = new LinkedHashMap<>(there.attributes());
    if (back.p() != null) {
      attributes.remove("input_forget"); // in the weights now
    }
    Map<String, Object> found = new LinkedHashMap<>(back.attributes());
    if (!attributes.containsKey("activation_alpha")) {
      found.remove("activation_alpha"); // the default, written out
      found.remove("activation_beta");
    }
    assertEquals(attributes, found);
    if (!there.attributes().containsKey("input_forget")) {
      assertArrayEquals(there.w(), back.w());
      assertArrayEquals(there.r(), back.r());
      assertArrayEquals(there.p(), back.p());
    }
  }

  @Test
  void bothConventionsOfAGruBecomeOnnxs() {
    for (Cell<?> cell : List.of(Gru.chung(IN, N), GruResetAfter.chung(IN, N))) {
      // given
      Recurrent layer = new Unroll<>(cell);
      layer.init(1);
      double[][][] x = new double[4][1][];
      Arrays.setAll(
          x, t -> new double[][] {Init.gaussian(new DMatrixRMaj(1, IN), 1, new Rng(t)).data});
      // when
      Onnx.Answer answer = Onnx.of(layer).run(x);
      // then
      DMatrixRMaj expected = layer.forward(Tensors.sequence(x, IN, null)).output();
      for (int t = 0; t < 4; t++) {
        assertArrayEquals(Tensors.row(expected, t, 0, N), answer.y[t][0][0], 1e-15);
      }
    }
  }

  @Test
  void paddingOfAnyKindReachesNothing() {
    // given: X with NaN behind the ends
    Onnx onnx = Onnx.rnn(new double[][][] {{{1}}}, new double[][][] {{{1}}}, null);
    double[][][] x = {{{0.5}, {1}}, {{Double.NaN}, {2}}};
    // when
    Onnx.Answer answer = onnx.run(x, new int[] {1, 2}, null);
    // then
    assertEquals(0, answer.y[1][0][0][0]);
    assertEquals(answer.y[0][0][0][0], answer.yH[0][0][0]);
  }

  @Test
  void anOperatorSharesNoArrayWithAnybody() {
    // given
    double[][][] w = {{{1}, {1}, {1}, {1}}};
    double[][][] r = {{{1}, {1}, {1}, {1}}};
    double[][] b = {{1, 1, 1, 1, 1, 1, 1, 1}};
    double[][] p = {{1, 1, 1}};
    double[][][] x = {{{1}}};
    Onnx onnx = Onnx.lstm(w, r, b, p);
    double before = onnx.run(x).y[0][0][0][0];
    // when
    for (double[][][] mine : List.of(w, r, onnx.w(), onnx.r())) {
      mine[0][0][0] = 7;
    }
    for (double[][] mine : List.of(b, p, onnx.b(), onnx.p())) {
      mine[0][0] = 7;
    }
    // then
    assertEquals(before, onnx.run(x).y[0][0][0][0]);
    assertEquals(1, onnx.w()[0][0][0]);
    // and when: the layer is another one, too
    Unroll<?> layer = (Unroll<?>) onnx.layer();
    Onnx back = Onnx.of(layer);
    layer.params().forEach(param -> param.value.zero());
    // then
    assertEquals(before, onnx.run(x).y[0][0][0][0]);
    assertEquals(before, back.run(x).y[0][0][0][0]);
  }

  @Test
  void aCellInBothDirectionsHasItsWeightsInBoth() {
    // given
    Cell<?> cell = Gru.cho(IN, N);
    cell.init(1);
    // when
    Onnx onnx = Onnx.of(new Bidirectional(cell, cell));
    // then
    assertArrayEquals(onnx.w()[0], onnx.w()[1]);
    assertArrayEquals(onnx.r()[0], onnx.r()[1]);
    assertArrayEquals(Onnx.of(new Unroll<>(cell)).w()[0], onnx.w()[1]);
  }

  @Test
  void whatIsMissingIsNamed() {
    double[][][] w = new double[1][4][2];
    double[][][] r = new double[1][4][1];
    Onnx lstm = Onnx.lstm(w, r, null, null);
    refused("W is missing", () -> Onnx.lstm(null, r, null, null));
    refused("W[0] is missing", () -> Onnx.lstm(new double[1][][], r, null, null));
    refused("W[0][0] is missing", () -> Onnx.lstm(new double[1][4][], r, null, null));
    refused("W[1] is missing", () -> Onnx.lstm(new double[][][] {w[0], null}, r, null, null));
    refused("W is for 0 inputs", () -> Onnx.lstm(new double[1][4][0], r, null, null));
    refused("W is for 0 directions, not for 1 or 2", () -> Onnx.rnn(new double[0][][], r, null));
    refused("R is missing", () -> Onnx.lstm(w, null, null, null));
    refused("R[0][0] is missing", () -> Onnx.lstm(w, new double[1][4][], null, null));
    refused("B[0] is missing", () -> Onnx.lstm(w, r, new double[1][], null));
    refused("P[0] is missing", () -> Onnx.lstm(w, r, null, new double[1][]));
    refused("X is missing", () -> lstm.run(null));
    refused("X[0] is missing", () -> lstm.run(new double[3][][]));
    refused("X[0][0] is missing", () -> lstm.run(new double[3][1][]));
    refused("X[1] is missing", () -> lstm.run(new double[][][] {{{1, 2}}, null}));
    refused(
        "initial_h[0] is missing", () -> lstm.run(new double[3][1][2], null, new double[1][][]));
    refused(
        "direction \"null\": it must be forward, reverse or bidirectional",
        () -> lstm.direction(null));
    assertTrue(
        assertThrows(
                IllegalArgumentException.class,
                () -> Onnx.rnn(w, new double[1][4][4], null).activations((String) null).layer())
            .getMessage()
            .startsWith("there is no activation null here"));
    Onnx first = Onnx.lstm(w, r, null, null).layout(1);
    refused("X is missing", () -> first.run(null));
    refused(
        "initial_h[0] is missing", () -> first.run(new double[1][3][2], null, new double[1][][]));
  }

  @Test
  void numbersThatNoActivationTakesAreRefused() {
    Onnx rnn = Onnx.rnn(new double[1][1][1], new double[1][1][1], null);
    refused(
        "activation_alpha [0.2, 0.5] has more numbers than the activations [HardSigmoid] take",
        () -> rnn.activations("HardSigmoid").activationAlpha(0.2, 0.5).layer());
    refused(
        "activation_beta [1] has more numbers than the activations [Tanh] take",
        () -> rnn.activations("Tanh").activationAlpha().activationBeta(1).layer());
  }

  @Test
  void wrongTensorsAndAttributesAreNamed() {
    double[][][] w = new double[1][4][2]; // n = 1, in = 2
    double[][][] r = new double[1][4][1];
    Onnx lstm = Onnx.lstm(w, r, null, null);
    refused(
        "R[0] has the length 3 but must have 4 (directions, 4n, n)",
        () -> Onnx.lstm(w, new double[1][3][1], null, null));
    refused(
        "R[0][0] has the length 2 but must have 1 (directions, 4n, n)",
        () -> Onnx.lstm(w, new double[1][4][2], null, null));
    refused(
        "B[0] has the length 4 but must have 8 (directions, 8n)",
        () -> Onnx.lstm(w, r, new double[1][4], null));
    refused(
        "P[0] has the length 1 but must have 3 (directions, 3n)",
        () -> Onnx.lstm(w, r, null, new double[1][1]));
    refused("W has 4 rows, but GRU needs 3·n of them", () -> Onnx.gru(w, r, null));
    refused("W is for 3 directions, not for 1 or 2", () -> Onnx.rnn(new double[3][1][1], r, null));
    var e = assertThrows(UnsupportedOperationException.class, () -> lstm.clip(0.5));
    assertSame(lstm, lstm.clip(Double.POSITIVE_INFINITY));
    assertTrue(e.getMessage().startsWith("clip 0.5 keeps what goes into the activations within"));
    refused(
        "direction \"backward\": it must be forward, reverse or bidirectional",
        () -> lstm.direction("backward"));
    refused(
        "direction bidirectional needs 2 in W, which has 1", () -> lstm.direction("bidirectional"));
    refused(
        "1 activations, but LSTM forward has 3, such as [Sigmoid, Tanh, Tanh]",
        () -> lstm.activations("Tanh"));
    refused("linear_before_reset belongs to GRU, not to LSTM", () -> lstm.linearBeforeReset(1));
    refused("input_forget is 0 or 1, not 2", () -> lstm.inputForget(2));
    refused("X is empty", () -> lstm.run(new double[0][][]));
    refused("X is empty", () -> Onnx.lstm(w, r, null, null).layout(1).run(new double[1][0][2]));
    refused(
        "X[0][0] has the length 3 but must have 2 (steps, sequences, inputs)",
        () -> lstm.run(new double[5][4][3]));
    refused(
        "there are 4 sequences, but 1 sequence_lens",
        () -> lstm.run(new double[5][4][2], new int[1], null));
    refused(
        "length 6 for sequence 0: it must be from 0 to 5, the length that it has",
        () -> lstm.run(new double[5][1][2], new int[] {6}, null));
    refused(
        "initial_c[0] has the length 3 but must have 4 (directions, sequences, n)",
        () -> lstm.run(new double[5][4][2], null, null, new double[1][3][1]));
    refused(
        "there is no activation Elu here, there are [Relu, Tanh, Sigmoid, HardSigmoid (0.2, 0.5),"
            + " Affine (1, 0), ScaledTanh (2, 0.5), ScaledTanh (1, 0.5)]",
        () -> Onnx.rnn(new double[1][1][1], new double[1][1][1], null).activations("Elu").layer());
    assertTrue(
        assertThrows(
                IllegalArgumentException.class,
                () ->
                    Onnx.lstm(w, r, null, null)
                        .activations("HardSigmoid", "Tanh", "Tanh")
                        .activationAlpha(0.25)
                        .layer())
            .getMessage()
            .startsWith("there is no activation HardSigmoid (alpha 0.25, beta 0.5) here"));
    refused(
        "f(−x) = 1 − f(x) is needed to turn a gate into its opposite, and RELU is not such an f:"
            + " SIGMOID and HARD_SIGMOID are",
        () ->
            Onnx.lstm(w, r, null, new double[1][3])
                .activations("Relu", "Tanh", "Tanh")
                .inputForget(1)
                .layer());
    refused(
        "one operator is one unrolled cell or Bidirectional, not Stacked: take the layers of a stack one"
            + " by one",
        () -> Onnx.of(new Stacked(new Unroll<>(new Elman(1, 1)))));
    refused(
        "both directions of an operator have cells of one kind and width, these differ",
        () -> Onnx.of(new Bidirectional(new Lstm(1, 2), new CoupledLstm(1, 2))));
    refused(
        "ONNX has LSTM, GRU and RNN, but no counterpart of this LayerNormLstm",
        () -> Onnx.of(new Unroll<>(new LayerNormLstm(1, 2))));
    refused(
        "ONNX has no activation like STEP",
        () -> Onnx.of(new Unroll<>(new Elman(1, 1, Activation.STEP))));
  }

  // ---- Keras ------------------------------------------------------------------------------------

  static List<Named<JsonObject>> keras() throws IOException {
    return cases("keras.json", "layer");
  }

  private static DMatrixRMaj matrix(double[][] rows) {
    return new DMatrixRMaj(rows);
  }

  private static Cell<?> kerasCell(String layer, List<DMatrixRMaj> w) {
    DMatrixRMaj bias = w.size() > 2 ? w.get(2) : null;
    return switch (layer) {
      case "GRU" -> Keras.gru(w.get(0), w.get(1), bias);
      case "GRU, reset before" -> Keras.gruResetBefore(w.get(0), w.get(1), bias);
      case "SimpleRNN" -> Keras.simpleRnn(w.get(0), w.get(1), bias);
      default -> Keras.lstm(w.get(0), w.get(1), bias);
    };
  }

  @ParameterizedTest
  @MethodSource("keras")
  void kerasLayersAnswerWhatTheyAnswerThere(JsonObject one) {
    // given
    double tolerance = one.get("single").getAsBoolean() ? 1e-6 : 1e-12;
    String name = one.get("layer").getAsString();
    List<DMatrixRMaj> weights =
        Stream.of(array(one, "weights", double[][][].class)).map(FormatsTest::matrix).toList();
    double[][][] x = Tensors.swapped("x", array(one, "x", double[][][].class));
    // when
    Recurrent layer =
        name.equals("Bidirectional")
            ? new Bidirectional(
                kerasCell("LSTM", weights.subList(0, 3)), kerasCell("LSTM", weights.subList(3, 6)))
            : new Unroll<>(kerasCell(name, weights));
    Pass pass = layer.forward(Tensors.sequence(x, IN, null));
    // then
    double[][][] expected = Tensors.swapped("y", array(one, "output", double[][][].class));
    for (int t = 0; t < x.length; t++) {
      for (int b = 0; b < x[0].length; b++) {
        assertArrayEquals(
            expected[t][b],
            Tensors.row(pass.output(), t * x[0].length + b, 0, layer.outputs()),
            tolerance);
      }
    }
    double[][][] states = array(one, "states", double[][][].class);
    for (int k = 0; k < states.length; k++) {
      close("state", states[k], Tensors.array(pass.finalState().parts().get(k)), tolerance);
    }
    if (layer instanceof Unroll<?> unroll) {
      List<DMatrixRMaj> back = Keras.weights(unroll.cell());
      for (int k = 0; k < weights.size(); k++) {
        assertArrayEquals(weights.get(k).data, back.get(k).data);
      }
    }
  }

  @Test
  void wrongKerasWeightsAreNamed() {
    DMatrixRMaj kernel = new DMatrixRMaj(2, 12);
    DMatrixRMaj recurrent = new DMatrixRMaj(3, 12);
    refused(
        "kernel is 2×9 but must be 2×12 (2 inputs, 4 gates of 3 units)",
        () -> Keras.lstm(new DMatrixRMaj(2, 9), recurrent, null));
    refused(
        "recurrent_kernel is 3×9 but must be 3×12 (4 gates of 3 units)",
        () -> Keras.lstm(kernel, new DMatrixRMaj(3, 9), null));
    refused(
        "bias is 2×12 but must be 1×12 (4 gates of 3 units)",
        () -> Keras.lstm(kernel, recurrent, new DMatrixRMaj(2, 12)));
    refused(
        "bias is 1×9 but must be 2×9 (reset_after=True has one for the input, one for the state)",
        () -> Keras.gru(new DMatrixRMaj(2, 9), new DMatrixRMaj(3, 9), new DMatrixRMaj(1, 9)));
    refused(
        "Keras has LSTM, GRU and SimpleRNN, but no counterpart of this PeepholeLstm",
        () -> Keras.weights(new PeepholeLstm(1, 1)));
    refused(
        "kernel is missing: get_weights() lists kernel, recurrent_kernel and bias",
        () -> Keras.lstm(null, recurrent, null));
    refused(
        "recurrent_kernel is missing: get_weights() lists kernel, recurrent_kernel and bias",
        () -> Keras.load(new Lstm(2, 3), kernel, null, null));
  }

  @Test
  void anLstmOfTwoActivationsIsNoneOfKerass() {
    Lstm cell = new Lstm(1, 1, Activation.SIGMOID, Activation.TANH, Activation.RELU);
    String message =
        "Keras' LSTM has one activation for candidate and output, and this Lstm has TANH and RELU";
    DMatrixRMaj four = new DMatrixRMaj(1, 4);
    refused(message, () -> Keras.weights(cell));
    refused(message, () -> Keras.load(cell, four, four, four));
    Lstm alike = new Lstm(1, 1, Activation.HARD_SIGMOID, Activation.RELU, Activation.RELU);
    assertEquals(3, Keras.weights(alike).size());
  }

  // ---- PyTorch ----------------------------------------------------------------------------------

  @TempDir Path folder;

  private static Recurrent deep() {
    return new Stacked(
        new Bidirectional(GruResetAfter.cho(2, 3), GruResetAfter.cho(2, 3)),
        new Bidirectional(GruResetAfter.cho(6, 3), GruResetAfter.cho(6, 3)));
  }

  @Test
  void pyTorchsWeightsComeBackThroughAFile() throws IOException {
    // given
    Recurrent layer = deep();
    layer.init(1);
    Path file = folder.resolve("gru.safetensors");
    // when
    ModelFile.save(PyTorch.weights(layer), file);
    Map<String, DMatrixRMaj> read = ModelFile.read(file);
    Recurrent again = PyTorch.gru(read);
    // then
    assertEquals("9×6", Shapes.of(read.get("weight_ih_l1_reverse")));
    assertArrayEquals(bits(layer), bits(again));
  }

  @Test
  void aWholeModulesFileInSinglePrecisionIsRead() throws IOException {
    // given: what torch saved of a module with an nn.LSTM and an nn.Linear in it
    Path file = Reference.FOLDER.resolve("io/module-f32.safetensors");
    Reference expected = Reference.read(Reference.FOLDER.resolve("io/module-f32.json"));
    // when
    Recurrent lstm = PyTorch.lstm(PyTorch.under("rnn.", ModelFile.read(file)));
    // then
    Map<String, DMatrixRMaj> there = new LinkedHashMap<>();
    expected.forEach(there::put);
    Sequence x = Sequence.timeMajor(there.get("x"), 1);
    assertArrayEquals(there.get("output").data, lstm.forward(x).output().data, 1e-6);
  }

  @Test
  void theOtherConventionIsTurnedIntoPyTorchs() {
    // given
    Recurrent chung = new Unroll<>(GruResetAfter.chung(2, 3));
    chung.init(1);
    Sequence x = Sequence.timeMajor(Init.gaussian(new DMatrixRMaj(5, 2), 1, new Rng(2)), 1);
    // when
    Recurrent cho = PyTorch.gru(PyTorch.weights(chung));
    // then
    assertArrayEquals(chung.forward(x).output().data, cho.forward(x).output().data, 1e-15);
  }

  @Test
  void wrongPyTorchWeightsAreNamedAndChangeNothing() {
    Recurrent layer = deep();
    layer.init(1);
    long[] before = bits(layer);
    Map<String, DMatrixRMaj> weights = PyTorch.weights(deep());
    weights.put("weight_hh_l1_reverse", new DMatrixRMaj(9, 4));
    refused(
        "weight_hh_l1_reverse is 9×4 but must be 9×3 ((gates · units) × units)",
        () -> PyTorch.load(layer, weights));
    weights.remove("weight_hh_l1_reverse");
    refused(
        "there is no weight_hh_l1_reverse, there are "
            + weights.keySet()
            + "; ModelFile.read passes over what is no matrix of 32-bit or 64-bit floats",
        () -> PyTorch.load(layer, weights));
    refused(
        "weight_ih_l0 is 9×2 but must be 12×2 (4n rows, with n = 3 from weight_hh)",
        () -> PyTorch.lstm(PyTorch.weights(deep())));
    assertArrayEquals(before, bits(layer));
    refused(
        "layer 1 has no counterpart in PyTorch, which knows cells unrolled forward or Bidirectional",
        () -> PyTorch.weights(Unroll.reverse(new Lstm(1, 1))));
  }

  @Test
  void aProjectionIsNamed() {
    // given: an nn.LSTM of 3 units with proj_size=2
    Map<String, DMatrixRMaj> weights = PyTorch.weights(new Unroll<>(new Lstm(2, 3)));
    weights.put("weight_hh_l0", new DMatrixRMaj(12, 2));
    weights.put("weight_hr_l0", new DMatrixRMaj(2, 3));
    // then
    String message =
        "weight_hr_l0 makes h narrower than c (proj_size in PyTorch), which no cell here does:"
            + " train the nn.LSTM without proj_size";
    refused(message, () -> PyTorch.lstm(weights));
    refused(message, () -> PyTorch.load(new Unroll<>(new Lstm(2, 3)), weights));
  }

  @Test
  void activationsThatPyTorchsLayersDontHaveAreNamed() {
    for (Activation f : Activation.values()) {
      Recurrent rnn = new Unroll<>(new Elman(2, 3, f));
      if (f == Activation.TANH || f == Activation.RELU) {
        // given
        rnn.init(1);
        // when
        Recurrent again = PyTorch.rnn(PyTorch.weights(rnn), f);
        // then
        assertArrayEquals(bits(rnn), bits(again));
      } else {
        String message = noCounterpart("Elman with [" + f + "]");
        Map<String, DMatrixRMaj> weights = PyTorch.weights(new Unroll<>(new Elman(2, 3)));
        refused(message, () -> PyTorch.weights(rnn));
        refused(message, () -> PyTorch.load(rnn, weights));
        refused(message, () -> PyTorch.rnn(weights, f));
      }
    }
    refused(noCounterpart("Gru"), () -> PyTorch.weights(new Unroll<>(Gru.cho(1, 1))));
    refused(
        noCounterpart("Lstm with [SIGMOID, RELU, TANH]"),
        () ->
            PyTorch.weights(
                new Unroll<>(
                    new Lstm(1, 1, Activation.SIGMOID, Activation.RELU, Activation.TANH))));
    refused(
        noCounterpart("GruResetAfter with [HARD_SIGMOID, TANH]"),
        () ->
            PyTorch.weights(
                new Unroll<>(GruResetAfter.cho(1, 1, Activation.HARD_SIGMOID, Activation.TANH))));
  }

  @Test
  void aStackThatNoLayerOfPyTorchsIsIsRefused() {
    Unroll<?> lstm = new Unroll<>(new Lstm(3, 3));
    String message =
        "in PyTorch all layers have cells of one kind and width, and read in as many directions,"
            + " these differ: %s. Take the layers of the stack one by one";
    String three = "Lstm of 3 units with [SIGMOID, TANH, TANH]";
    String five = "Lstm of 5 units with [SIGMOID, TANH, TANH]";
    String gru = "GruResetAfter of 3 units with [SIGMOID, TANH]";
    refused(
        String.format(message, List.of(three, gru)),
        () -> PyTorch.weights(new Stacked(lstm, new Unroll<>(GruResetAfter.cho(3, 3)))));
    refused(
        String.format(message, List.of(three, five)),
        () -> PyTorch.weights(new Stacked(lstm, new Unroll<>(new Lstm(3, 5)))));
    refused(
        String.format(message, List.of(three, five)),
        () -> PyTorch.weights(new Bidirectional(new Lstm(3, 3), new Lstm(3, 5))));
    refused(
        String.format(message, List.of(three)),
        () ->
            PyTorch.weights(new Stacked(lstm, new Bidirectional(new Lstm(3, 3), new Lstm(3, 3)))));
    Elman relu = new Elman(3, 3, Activation.RELU);
    refused(
        String.format(
            message, List.of("Elman of 3 units with [TANH]", "Elman of 3 units with [RELU]")),
        () -> PyTorch.weights(new Stacked(new Unroll<>(new Elman(3, 3)), new Unroll<>(relu))));
  }

  private static String noCounterpart(String cell) {
    return "PyTorch's recurrent layers are Lstm and GruResetAfter, each with SIGMOID and TANH, and"
        + " Elman with TANH or RELU; there is no counterpart of this "
        + cell;
  }

  @Test
  void aCellInTwoPlacesHasItsWeightsUnderBothNames() {
    Cell<?> both = new Lstm(2, 3);
    Unroll<?> twice = new Unroll<>(GruResetAfter.cho(3, 3));
    for (Recurrent layer : List.of(new Bidirectional(both, both), new Stacked(twice, twice))) {
      // given
      layer.init(1);
      String second = layer instanceof Stacked ? "_l1" : "_l0_reverse";
      long[] before = bits(layer);
      // when
      Map<String, DMatrixRMaj> weights = PyTorch.weights(layer);
      // then
      assertEquals(8, weights.size());
      assertArrayEquals(weights.get("weight_hh_l0").data, weights.get("weight_hh" + second).data);
      layer.init(2);
      PyTorch.load(layer, weights);
      assertArrayEquals(before, bits(layer));
      // and when: they are no longer equal
      for (String kind : List.of("weight_ih", "weight_hh", "bias_ih", "bias_hh")) {
        Map<String, DMatrixRMaj> different = new LinkedHashMap<>(weights);
        DMatrixRMaj other = weights.get(kind + second).copy();
        other.data[1] += 1e-9;
        different.put(kind + second, other);
        // then
        refused(
            kind
                + second
                + " is not equal to "
                + kind
                + "_l0, but they are one matrix here: this layer uses one cell in both places",
            () -> PyTorch.load(layer, different));
        assertArrayEquals(before, bits(layer));
      }
    }
  }

  @Test
  void withoutBiasOursIsZero() {
    Map<String, DMatrixRMaj> weights = PyTorch.weights(new Unroll<>(new Elman(2, 3)));
    weights.keySet().removeIf(name -> name.startsWith("bias"));
    assertEquals(3 * 5 + 3, PyTorch.rnn(weights).parameterCount());
  }

  // ---- helpers ----------------------------------------------------------------------------------

  private static long[] bits(Weights weights) {
    return weights.params().stream()
        .map((Param p) -> p.value)
        .flatMapToDouble(m -> Arrays.stream(m.data, 0, m.getNumElements()))
        .mapToLong(Double::doubleToRawLongBits)
        .toArray();
  }

  private static void refused(String message, Runnable what) {
    assertEquals(message, assertThrows(IllegalArgumentException.class, what::run).getMessage());
  }

  /** Arrays of any depth. */
  private static void close(String what, Object expected, Object actual, double tolerance) {
    if (expected instanceof double[] numbers) {
      assertArrayEquals(numbers, (double[]) actual, tolerance, what);
      return;
    }
    Object[] there = (Object[]) expected;
    Object[] here = (Object[]) actual;
    assertEquals(there.length, here.length, what);
    for (int i = 0; i < there.length; i++) {
      close(what + "[" + i + "]", there[i], here[i], tolerance);
    }
  }
}
