package unrolled;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;
import org.ejml.data.DMatrixRMaj;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import unrolled.cell.Cell;
import unrolled.cell.CoupledLstm;
import unrolled.cell.DeltaNet;
import unrolled.cell.Elman;
import unrolled.cell.Gru;
import unrolled.cell.GruResetAfter;
import unrolled.cell.Jordan;
import unrolled.cell.LayerNormLstm;
import unrolled.cell.Lru;
import unrolled.cell.Lstm;
import unrolled.cell.Lstm1997;
import unrolled.cell.MLstm;
import unrolled.cell.MinGru;
import unrolled.cell.MinLstm;
import unrolled.cell.PeepholeLstm;
import unrolled.cell.SLstm;
import unrolled.layer.Activation;
import unrolled.layer.Conv2d;
import unrolled.layer.Embedding;
import unrolled.layer.Linear;
import unrolled.layer.Loss;
import unrolled.layer.MaxPool2d;
import unrolled.layer.Param;
import unrolled.layer.SoftmaxCrossEntropy;
import unrolled.layer.SquaredError;
import unrolled.layer.Targets;
import unrolled.layer.Weights;
import unrolled.network.Convolution;
import unrolled.network.FeedForward;
import unrolled.network.Network;
import unrolled.network.RecurrentNetwork;
import unrolled.network.Transformer;
import unrolled.sequence.Batch;
import unrolled.sequence.Bidirectional;
import unrolled.sequence.Highway;
import unrolled.sequence.Pass;
import unrolled.sequence.Recurrent;
import unrolled.sequence.Residual;
import unrolled.sequence.Sequence;
import unrolled.sequence.Stacked;
import unrolled.sequence.State;
import unrolled.sequence.Trace;
import unrolled.sequence.Unroll;
import unrolled.structure.Aggregation;
import unrolled.structure.Graph;
import unrolled.structure.GraphNetwork;
import unrolled.structure.Tree;
import unrolled.structure.TreeBatch;
import unrolled.structure.TreeLstm;
import unrolled.structure.TreeNetwork;
import unrolled.structure.TreeRnn;
import unrolled.train.Adam;
import unrolled.train.Clip;
import unrolled.train.History;
import unrolled.train.Sgd;
import unrolled.train.Training;

/**
 * Law: outputs, losses, every gradient and the first ten updates are PyTorch's, to 10⁻¹² (relative,
 * for numbers above 1). {@code src/test/python/reference.py} made the values.
 */
class PyTorchTest {
  private static final double TOLERANCE = 1e-12;
  private static final int IN = 3;
  private static final int N = 4;
  private static final int OUT = 5;

  static List<Path> elman() {
    return Reference.files("elman-");
  }

  static List<Path> jordan() {
    return Reference.files("jordan-");
  }

  static List<Path> layers() {
    return Reference.files("layer-");
  }

  static List<Path> networks() {
    return Reference.files("network-");
  }

  static List<Path> pictures() {
    return Reference.files("picture-");
  }

  static List<Path> trees() {
    return Reference.files("tree-");
  }

  static List<Path> graphs() {
    return Reference.files("graph-");
  }

  static List<Path> trainings() {
    return Reference.files("training-");
  }

  @Test
  void allValuesAreThere() {
    assertEquals(
        List.of(8, 16, 43, 4, 6, 2, 3, 4),
        List.of(
            elman().size(),
            jordan().size(),
            layers().size(),
            networks().size(),
            pictures().size(),
            trees().size(),
            graphs().size(),
            trainings().size()));
  }

  // ---- cells over time --------------------------------------------------------------------------

  @ParameterizedTest
  @MethodSource("elman")
  void elmanAndALinearLayer(Path file) {
    Reference torch = Reference.read(file);
    Activation f = Activation.valueOf(torch.text("activation"));
    recurrent(torch, new Unroll<>(new Elman(IN, N, f)), new Linear(N, OUT));
  }

  @ParameterizedTest
  @MethodSource("jordan")
  void jordan(Path file) {
    Reference torch = Reference.read(file);
    Activation f = Activation.valueOf(torch.text("activation"));
    Jordan.Feedback g = Jordan.Feedback.valueOf(torch.text("feedback"));
    recurrent(torch, new Unroll<>(new Jordan(IN, N, OUT, f, g)), null);
  }

  @ParameterizedTest
  @MethodSource("layers")
  void gatedCellsDeepAndBothWays(Path file) {
    Reference torch = Reference.read(file);
    recurrent(torch, layer(torch.text("layer")), null);
  }

  /** "LSTM 2 both": two layers, both ways; "Residual GRU"; or a cell and its kind, "Gru cho". */
  private static Recurrent layer(String name) {
    String[] words = name.split(" ");
    if (words.length == 3) {
      return deep(words[0], Integer.parseInt(words[1]), words[2]);
    }
    Activation sigmoid = Activation.SIGMOID;
    Activation tanh = Activation.TANH;
    return switch (words[0]) {
      case "Residual" -> new Residual(new Unroll<>(cell(words[1], IN, IN)));
      case "Highway" -> new Highway(new Unroll<>(cell(words[1], IN, IN)));
      case "Lstm" -> {
        Activation f = Activation.valueOf(words[1]);
        yield new Unroll<>(
            f == Activation.HARD_SIGMOID
                ? new Lstm(IN, N, f, tanh, tanh)
                : new Lstm(IN, N, sigmoid, f, f));
      }
      case "PeepholeLstm" -> new Unroll<>(new PeepholeLstm(IN, N));
      case "CoupledLstm" -> new Unroll<>(new CoupledLstm(IN, N));
      case "LayerNormLstm" -> new Unroll<>(new LayerNormLstm(IN, N));
      case "Lstm1997" ->
          new Unroll<>(words.length == 1 ? new Lstm1997(IN, N) : new Lstm1997(IN, N, tanh, tanh));
      case "Gru" -> new Unroll<>(words[1].equals("cho") ? Gru.cho(IN, N) : Gru.chung(IN, N));
      case "GruResetAfter" -> new Unroll<>(GruResetAfter.chung(IN, N));
      case "MinGru" -> new Unroll<>(words.length == 1 ? new MinGru(IN, N) : MinGru.signed(IN, N));
      case "MinLstm" -> new Unroll<>(new MinLstm(IN, N));
      case "Lru" -> new Unroll<>(new Lru(IN, N));
      case "SLstm" -> new Unroll<>(new SLstm(IN, N));
      case "MLstm" -> new Unroll<>(new MLstm(IN, N));
      case "DeltaNet" ->
          new Unroll<>(words.length == 1 ? new DeltaNet(IN, N) : DeltaNet.signed(IN, N));
      default -> throw new AssertionError(name);
    };
  }

  private static Recurrent deep(String kind, int depth, String direction) {
    Recurrent[] layers = new Recurrent[depth];
    int in = IN;
    for (int l = 0; l < depth; l++) {
      layers[l] =
          switch (direction) {
            case "forward" -> new Unroll<>(cell(kind, in, N));
            case "reverse" -> Unroll.reverse(cell(kind, in, N));
            case "both" -> new Bidirectional(cell(kind, in, N), cell(kind, in, N));
            default -> throw new AssertionError(direction);
          };
      in = layers[l].outputs();
    }
    return depth == 1 ? layers[0] : new Stacked(layers);
  }

  private static Cell<?> cell(String kind, int in, int n) {
    return switch (kind) {
      case "LSTM" -> new Lstm(in, n);
      case "GRU" -> GruResetAfter.cho(in, n);
      case "RNN" -> new Elman(in, n);
      default -> throw new AssertionError(kind);
    };
  }

  private static void recurrent(Reference torch, Recurrent layer, Linear out) {
    // given
    Map<String, Param> params = new LinkedHashMap<>(layer.named());
    if (out != null) {
      out.named().forEach((name, p) -> params.put("out." + name, p));
    }
    setTo(params, torch.in("weights"));
    Sequence x = torch.input(IN);
    int[] classes = torch.integers("classes");
    boolean[] asked = new boolean[classes.length];
    for (int i = 0; i < classes.length; i++) {
      asked[i] = classes[i] != Targets.MASKED;
    }
    // when
    Pass pass = layer.forward(x, torch.state("start"));
    DMatrixRMaj scores = pass.output();
    if (out != null) {
      scores = new DMatrixRMaj(0, 0);
      out.forward(pass.output(), scores);
    }
    // then
    close("output", torch.matrix("output"), pass.output());
    close("end", torch.state("end"), pass.finalState());
    close("scores", torch.matrix("scores"), scores);
    int losses = 0;
    for (Loss.Reduction reduction : Loss.Reduction.values()) {
      DMatrixRMaj dScores = new DMatrixRMaj(0, 0);
      double crossEntropy =
          new SoftmaxCrossEntropy(reduction).of(scores, Targets.classes(classes), dScores);
      losses +=
          gradients(torch, "cross-entropy " + reduction, crossEntropy, dScores, pass, out, params);
      double squaredError =
          new SquaredError(reduction)
              .of(scores, Targets.values(torch.matrix("values"), asked), dScores);
      losses +=
          gradients(torch, "squared error " + reduction, squaredError, dScores, pass, out, params);
    }
    assertTrue(losses >= 2, losses + " losses have gradients from there");
  }

  /** Compares the gradients of one loss, if there are such from PyTorch: 1 if so, else 0. */
  private static int gradients(
      Reference torch,
      String loss,
      double value,
      DMatrixRMaj dScores,
      Pass pass,
      Linear out,
      Map<String, Param> params) {
    if (!torch.has(loss)) {
      return 0;
    }
    // when
    params.values().forEach(Param::zeroGradient);
    DMatrixRMaj dOutput = dScores;
    if (out != null) {
      dOutput = new DMatrixRMaj(dScores.getNumRows(), N);
      out.backward(pass.output(), dScores, dOutput);
    }
    DMatrixRMaj dX = torch.has("x") ? new DMatrixRMaj(dScores.getNumRows(), IN) : null;
    State dStart = pass.backward(dOutput, torch.state("dEnd"), dX);
    // then
    Reference expected = torch.in(loss);
    close(loss, expected.number("value"), value);
    close(loss + ", start", expected.state("start"), dStart);
    if (dX != null) {
      close(loss + ", x", expected.matrix("x"), dX);
    }
    params.forEach((name, p) -> close(loss + ", " + name, expected.matrix(name), p.gradient));
    return 1;
  }

  // ---- networks ---------------------------------------------------------------------------------

  @ParameterizedTest
  @MethodSource("networks")
  void network(Path file) {
    // given
    Reference torch = Reference.read(file);
    Network network =
        switch (torch.text("network")) {
          case "feed-forward" -> new FeedForward(IN, N, OUT);
          case "convolution" -> new Convolution(IN, 2, N, OUT);
          case "transformer" -> new Transformer(IN, N, 2, 2, OUT);
          case "embedded" -> RecurrentNetwork.last(new Embedding(IN, 2), new Elman(2, N), OUT);
          default -> throw new AssertionError(file);
        };
    setTo(network.named(), torch.in("weights"));
    Batch batch = new Batch(torch.input(IN), Targets.classes(torch.integers("classes")));
    // when
    DMatrixRMaj scores = network.forward(batch.x());
    DMatrixRMaj dScores = new DMatrixRMaj(0, 0);
    double value = new SoftmaxCrossEntropy().of(scores, batch.y(), dScores);
    network.backward(dScores);
    // then
    close("scores", torch.matrix("scores"), asked(scores, batch.y()));
    close("loss", torch.number("value"), value);
    Reference gradients = torch.in("gradients");
    network.named().forEach((name, p) -> close(name, gradients.matrix(name), p.gradient));
  }

  private static DMatrixRMaj asked(DMatrixRMaj scores, Targets y) {
    DMatrixRMaj asked = new DMatrixRMaj(y.count(), scores.getNumCols());
    int to = 0;
    for (int i = 0; i < y.rows(); i++) {
      if (y.unmasked(i)) {
        System.arraycopy(scores.data, i * OUT, asked.data, to, OUT);
        to += OUT;
      }
    }
    return asked;
  }

  // ---- pictures ---------------------------------------------------------------------------------

  @ParameterizedTest
  @MethodSource("pictures")
  void aConvolutionAndTheMaximumOfItsBlocks(Path file) {
    // given
    Reference torch = Reference.read(file);
    int[] sizes = torch.integers("sizes"); // kernel, stride, padding, block
    Conv2d convolution = new Conv2d(6, 7, IN, sizes[0], sizes[1], sizes[2], N);
    MaxPool2d pool = new MaxPool2d(convolution.outHeight(), convolution.outWidth(), sizes[3]);
    convolution.w.value.setTo(torch.matrix("w"));
    convolution.b.value.setTo(torch.matrix("b"));
    DMatrixRMaj x = torch.matrix("x");
    // when
    DMatrixRMaj y = new DMatrixRMaj(0, 0);
    DMatrixRMaj pooled = new DMatrixRMaj(0, 0);
    convolution.forward(x, y);
    pool.forward(y, pooled);
    DMatrixRMaj dy = new DMatrixRMaj(y.getNumRows(), N);
    DMatrixRMaj dx = new DMatrixRMaj(x.getNumRows(), IN);
    pool.backward(y, pooled, torch.matrix("dPooled"), dy);
    convolution.backward(x, dy, dx);
    // then
    close("y", torch.matrix("y"), y);
    close("pooled", torch.matrix("pooled"), pooled);
    close("dx", torch.matrix("dx"), dx);
    close("dw", torch.matrix("dw"), convolution.w.gradient);
    close("db", torch.matrix("db"), convolution.b.gradient);
  }

  // ---- trees and graphs -------------------------------------------------------------------------

  @ParameterizedTest
  @MethodSource("trees")
  void aRecursiveNetwork(Path file) {
    Reference torch = Reference.read(file);
    boolean plain = torch.text("cell").equals("TreeRnn");
    TreeNetwork network = new TreeNetwork(plain ? new TreeRnn(IN, N) : new TreeLstm(IN, N), OUT);
    Tree two = Tree.leaf(2);
    Tree zero = Tree.leaf(0);
    TreeBatch trees =
        TreeBatch.of(
            Tree.of(1, Tree.of(2, zero, Tree.of(1, two)), zero),
            two,
            Tree.of(0, Tree.of(0, Tree.leaf(1), two), Tree.of(1, two, zero)));
    structure(
        torch,
        network,
        () -> network.forward(trees),
        targets -> network.lossAndGradients(trees, targets, new SoftmaxCrossEntropy()));
  }

  @ParameterizedTest
  @MethodSource("graphs")
  void messagePassing(Path file) {
    Reference torch = Reference.read(file);
    Aggregation aggregation = Aggregation.valueOf(torch.text("aggregation"));
    GraphNetwork network = new GraphNetwork(IN, new Elman(N, N), aggregation, OUT);
    Graph graph = Graph.undirected(5, new int[][] {{0, 1}, {1, 2}, {2, 0}, {2, 3}, {3, 4}});
    int[] symbols = {0, 2, 1, 1, 2};
    structure(
        torch,
        network,
        () -> network.forward(graph, symbols, 3),
        targets -> network.lossAndGradients(graph, symbols, 3, targets, new SoftmaxCrossEntropy()));
  }

  private static void structure(
      Reference torch,
      Weights network,
      Supplier<DMatrixRMaj> scores,
      ToDoubleFunction<Targets> lossAndGradients) {
    setTo(network.named(), torch.in("weights"));

    close("scores", torch.matrix("scores"), scores.get());
    double loss = lossAndGradients.applyAsDouble(Targets.classes(torch.integers("classes")));
    close("loss", torch.number("value"), loss);
    Reference gradients = torch.in("gradients");
    network.named().forEach((name, p) -> close(name, gradients.matrix(name), p.gradient));
  }

  // ---- training ---------------------------------------------------------------------------------

  @ParameterizedTest
  @MethodSource("trainings")
  void theFirstTenUpdates(Path file) {
    // given
    Reference torch = Reference.read(file);
    Network network = RecurrentNetwork.last(new Elman(IN, N), OUT);
    setTo(network.named(), torch.in("weights"));
    Batch batch = new Batch(torch.input(IN), Targets.classes(torch.integers("classes")));
    Training training = Training.of(network, new SoftmaxCrossEntropy(), update -> batch);
    switch (torch.text("training")) {
      case "Adam" -> training.optimiser(new Adam(0.05));
      case "Adam, decay" -> training.optimiser(new Adam(0.05, 0.02));
      case "SGD, decay" -> training.optimiser(new Sgd(0.2, 0.02));
      case "SGD, clipped" -> training.optimiser(new Sgd(0.2)).clip(Clip.norm(0.3));
      default -> throw new AssertionError(file);
    }
    // when
    History history = training.run(10);
    // then
    close("losses", new DMatrixRMaj(torch.numbers("losses")), new DMatrixRMaj(history.losses()));
    close(
        "norms", new DMatrixRMaj(torch.numbers("norms")), new DMatrixRMaj(history.gradientNorms()));
    Reference trained = torch.in("trained");
    network.named().forEach((name, p) -> close(name, trained.matrix(name), p.value));
  }

  // ---- the example on paper ---------------------------------------------------------------------

  @Test
  void theThreeStepsOnPaper() {
    // given
    Reference torch = Reference.read(Reference.FOLDER.resolve("pytorch/golden.json"));
    Elman cell = new Elman(1, 1, Activation.IDENTITY);
    cell.input().w.value.set(0, 0, 1);
    cell.u.value.set(0, 0, 0.5);
    Linear out = new Linear(1, 1);
    out.w.value.set(0, 0, 2);
    // when
    Trace<Elman.S> trace = new Unroll<>(cell).forward(Sequence.of(1, 2, 3));
    DMatrixRMaj o = new DMatrixRMaj(0, 0);
    DMatrixRMaj dO = new DMatrixRMaj(0, 0);
    DMatrixRMaj dH = new DMatrixRMaj(3, 1);
    out.forward(trace.output(), o);
    Targets y = Targets.values(new DMatrixRMaj(3, 1, true, 1, 4, 8));
    double loss = new SquaredError(Loss.Reduction.SUM).of(o, y, dO);
    out.backward(trace.output(), dO, dH);
    trace.backward(dH);
    // then: digit for digit
    assertEquals(torch.number("loss"), loss);
    assertArrayEquals(torch.numbers("h"), trace.over("h", 0).data);
    assertArrayEquals(torch.numbers("dh"), trace.gradientOver("h", 0).data);
    assertEquals(torch.number("dw"), cell.input().w.gradient.get(0, 0));
    assertEquals(torch.number("du"), cell.u.gradient.get(0, 0));
    assertEquals(torch.number("dv"), out.w.gradient.get(0, 0));
  }

  // ---- helpers ----------------------------------------------------------------------------------

  static void setTo(Map<String, Param> params, Reference weights) {
    Map<String, DMatrixRMaj> values = new LinkedHashMap<>();
    weights.forEach(values::put);
    assertEquals(params.keySet(), values.keySet());
    params.forEach((name, p) -> p.value.setTo(values.get(name)));
  }

  static void close(String what, State expected, State actual) {
    assertEquals(expected.parts().size(), actual.parts().size(), what);
    for (int k = 0; k < expected.parts().size(); k++) {
      close(what + " " + k, expected.parts().get(k), actual.parts().get(k));
    }
  }

  static void close(String what, double expected, double actual) {
    close(what, new DMatrixRMaj(new double[] {expected}), new DMatrixRMaj(new double[] {actual}));
  }

  static void close(String what, DMatrixRMaj expected, DMatrixRMaj actual) {
    assertEquals(expected.getNumRows(), actual.getNumRows(), what);
    assertEquals(expected.getNumCols(), actual.getNumCols(), what);
    for (int i = 0; i < expected.getNumElements(); i++) {
      double difference = Math.abs(actual.data[i] - expected.data[i]);
      assertTrue(
          difference <= TOLERANCE * Math.max(1, Math.abs(expected.data[i])),
          what + ", entry " + i + ": " + actual.data[i] + " here, " + expected.data[i] + " there");
    }
  }
}
