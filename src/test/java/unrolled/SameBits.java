package unrolled;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.ejml.data.DMatrixRMaj;
import unrolled.attention.AdditiveAttention;
import unrolled.attention.Attention;
import unrolled.attention.AttentiveCell;
import unrolled.attention.GeneralAttention;
import unrolled.cell.AllCells;
import unrolled.cell.Elman;
import unrolled.cell.Gru;
import unrolled.cell.Jordan;
import unrolled.cell.Lstm;
import unrolled.cell.MinGru;
import unrolled.cell.MinLstm;
import unrolled.layer.Activation;
import unrolled.layer.Conv2d;
import unrolled.layer.Embedding;
import unrolled.layer.Loss;
import unrolled.layer.MaxPool2d;
import unrolled.layer.Param;
import unrolled.layer.SoftmaxCrossEntropy;
import unrolled.layer.SquaredError;
import unrolled.layer.Targets;
import unrolled.layer.Weights;
import unrolled.math.Init;
import unrolled.math.Rng;
import unrolled.network.Convolution;
import unrolled.network.FeedForward;
import unrolled.network.MetaFormer;
import unrolled.network.Network;
import unrolled.network.RecurrentNetwork;
import unrolled.network.Transformer;
import unrolled.seq2seq.Decoder;
import unrolled.seq2seq.EncoderDecoder;
import unrolled.seq2seq.PictureEncoder;
import unrolled.seq2seq.TextEncoder;
import unrolled.sequence.Batch;
import unrolled.sequence.Bidirectional;
import unrolled.sequence.Highway;
import unrolled.sequence.Pairs;
import unrolled.sequence.Pooling;
import unrolled.sequence.Residual;
import unrolled.sequence.Scanned;
import unrolled.sequence.Sequence;
import unrolled.sequence.Stacked;
import unrolled.sequence.Unroll;
import unrolled.structure.Aggregation;
import unrolled.structure.Graph;
import unrolled.structure.GraphNetwork;
import unrolled.structure.Tree;
import unrolled.structure.TreeBatch;
import unrolled.structure.TreeCell;
import unrolled.structure.TreeLstm;
import unrolled.structure.TreeNetwork;
import unrolled.structure.TreeRnn;
import unrolled.train.Adam;
import unrolled.train.Clip;
import unrolled.train.Optimiser;
import unrolled.train.Sgd;
import unrolled.train.Training;

/**
 * Small trainings of everything there is, and what the bits of all their losses and weights come
 * to. By hand: {@code java -XX:UseAVX=1 -cp … unrolled.SameBits}.
 */
final class SameBits {
  private static final int IN = 6;
  private static final int N = 33; // no multiple of any vector's width
  private static final int OUT = 5;
  private static final int UPDATES = 8;
  private static final int[] LENGTHS = {7, 2, 5, 7, 1, 3, 6, 4, 7};

  private final Map<String, byte[]> digests = new LinkedHashMap<>();

  private SameBits() {}

  /** Prints a line for each training. */
  public static void main(String[] args) {
    System.out.print(lines());
  }

  /** A line for each training: the beginning of the SHA-256 of its bits, and what it is. */
  private static final String STANDARD = "Lstm gates SIGMOID";

  static String lines() {
    SameBits all = new SameBits();
    all.run();
    StringBuilder lines = new StringBuilder();
    all.digests.forEach(
        (name, digest) ->
            lines
                .append(HexFormat.of().formatHex(digest, 0, 8))
                .append(' ')
                .append(name)
                .append('\n'));
    return lines.toString();
  }

  private void run() {
    initialWeights();
    for (Activation f : Activation.values()) {
      symbols("Elman " + f, RecurrentNetwork.everyStep(new Elman(IN, N, f), OUT), adam());
      vectors("Elman " + f, RecurrentNetwork.everyStep(new Elman(IN, N, f), OUT), adam());
      symbols(
          "Jordan " + f,
          RecurrentNetwork.withoutReadout(new Jordan(IN, N, OUT, f, Jordan.Feedback.SOFTMAX)),
          adam());
      vectors(
          "Jordan " + f,
          RecurrentNetwork.withoutReadout(new Jordan(IN, N, OUT, f, Jordan.Feedback.LINEAR)),
          new Sgd(0.05, 0.01));
    }
    symbols(
        "embedded",
        RecurrentNetwork.everyStep(new Embedding(IN, 3), new Elman(3, N), OUT),
        new Adam(0.01, 0.001));
    AllCells.of(IN, N)
        .forEach(
            (name, cell) -> {
              if (!name.matches("Elman.*|Jordan.*|Lstm (gates|g).*") || name.equals(STANDARD)) {
                vectors(name, RecurrentNetwork.everyStep(cell, OUT), adam());
              }
            });
    symbols(
        "deep, both ways",
        RecurrentNetwork.everyStep(
            new Stacked(
                new Bidirectional(new Lstm(IN, N), Gru.cho(IN, N)),
                new Highway(new Residual(new Unroll<>(new Lstm(2 * N, 2 * N))))),
            OUT),
        adam());
    vectors(
        "scanned",
        RecurrentNetwork.everyStep(
            new Stacked(new Scanned<>(new MinLstm(IN, N)), new Scanned<>(MinGru.signed(N, N))),
            OUT),
        adam());
    symbols("feed-forward", new FeedForward(IN, N, OUT), adam());
    whole("last", RecurrentNetwork.last(new Elman(IN, N), OUT));
    for (Pooling pooling : List.of(Pooling.MEAN, Pooling.MAX)) {
      whole(
          "pooled, " + pooling,
          RecurrentNetwork.pooled(pooling, new Unroll<>(new Elman(IN, N)), OUT));
    }
    whole("convolution", new Convolution(IN, 3, N, OUT));
    symbols("transformer", new Transformer(IN, N, 3, 2, OUT), adam());
    symbols("metaformer", new MetaFormer(IN, N, OUT, new Unroll<>(new Elman(N, N))), adam());
    pictures();
    trees("recursive", new TreeRnn(IN, N));
    trees("tree-LSTM", new TreeLstm(IN, N));
    for (Aggregation aggregation : Aggregation.values()) {
      graph(aggregation);
    }
    translation("additive attention, both ways", new AdditiveAttention(N, 2 * N, 7));
    translation("general attention, both ways", new GeneralAttention(N, 2 * N));
    captions();
  }

  private void trees(String name, TreeCell<?> cell) {
    TreeNetwork network = new TreeNetwork(cell, OUT);
    network.init(5);
    Tree left = Tree.of(1, Tree.of(2, Tree.leaf(0), Tree.leaf(4)), Tree.leaf(5));
    TreeBatch batch = TreeBatch.of(left, Tree.leaf(3), Tree.of(2, left, left), Tree.of(0, left));
    Targets targets = Targets.classes(4, 0, 2, 1);
    Loss loss = new SoftmaxCrossEntropy();
    double[] losses =
        new Training(network, update -> network.lossAndGradients(batch, targets, loss))
            .optimiser(adam())
            .run(UPDATES)
            .losses();
    record(name, losses, network);
  }

  private void graph(Aggregation aggregation) {
    GraphNetwork network = new GraphNetwork(IN, Gru.cho(N, N), aggregation, OUT);
    network.init(5);
    Graph graph = Graph.undirected(5, new int[][] {{0, 1}, {1, 2}, {2, 0}, {2, 3}, {3, 4}});
    int[] symbols = {0, 5, 2, 3, 1};
    Targets targets = Targets.classes(0, 4, Targets.MASKED, 1, 2);
    Loss loss = new SoftmaxCrossEntropy();
    double[] losses =
        new Training(network, update -> network.lossAndGradients(graph, symbols, 3, targets, loss))
            .optimiser(adam())
            .run(UPDATES)
            .losses();
    record("messages, " + aggregation, losses, network);
  }

  private void pictures() {
    Conv2d convolution = new Conv2d(7, 6, 3, 3, 1, 1, N);
    MaxPool2d pool = new MaxPool2d(7, 6, 2);
    convolution.init(5);
    DMatrixRMaj x = Init.gaussian(new DMatrixRMaj(4 * 42, 3), 1, new Rng(7));
    DMatrixRMaj y = new DMatrixRMaj(0, 0);
    DMatrixRMaj pooled = new DMatrixRMaj(0, 0);
    DMatrixRMaj dy = new DMatrixRMaj(4 * 42, N);
    DMatrixRMaj dx = new DMatrixRMaj(4 * 42, 3);
    convolution.forward(x, y);
    pool.forward(y, pooled);
    pool.backward(y, pooled, pooled, dy);
    convolution.backward(x, dy, dx);
    record(
        "convolution of pictures, pooled",
        bits -> {
          bits.accept(pooled);
          convolution.params().forEach(p -> bits.accept(p.gradient));
          bits.accept(dx);
        });
  }

  private void translation(String name, Attention attention) {
    EncoderDecoder model =
        new EncoderDecoder(
            new TextEncoder(IN, new Bidirectional(Gru.cho(3, N), Gru.cho(3, N))),
            Decoder.attentive(OUT, new AttentiveCell<>(Gru.cho(3, N), attention)).deepOutput(4));
    Rng rng = new Rng(6);
    int[][] targets = new int[LENGTHS.length][];
    for (int b = 0; b < targets.length; b++) {
      targets[b] = new int[1 + rng.nextInt(6)];
      Arrays.setAll(targets[b], t -> rng.nextInt(OUT));
    }
    Pairs pairs = new Pairs(drawSymbols(rng), Sequence.symbols(OUT, targets));
    model.init(5);
    double[] losses =
        new Training(model, update -> model.lossAndGradients(pairs, 0.7, rng))
            .run(UPDATES)
            .losses();
    record(name + ", scheduled sampling", losses, model);
  }

  private void captions() {
    EncoderDecoder model =
        new EncoderDecoder(
            new PictureEncoder(7, 6, 3, N, 4, 5),
            Decoder.attentive(
                OUT, new AttentiveCell<>(Gru.cho(3, N), new AdditiveAttention(N, 5, 7))));
    Sequence source =
        Sequence.timeMajor(Init.gaussian(new DMatrixRMaj(42 * 2, 3), 1, new Rng(8)), 2);
    Pairs pairs = new Pairs(source, Sequence.symbols(OUT, new int[][] {{0, 4, 1}, {3}}));
    model.init(5);
    double[] losses =
        new Training(model, update -> model.lossAndGradients(pairs)).run(UPDATES).losses();
    record("pictures to captions", losses, model);
  }

  private static Optimiser adam() {
    return new Adam(0.01);
  }

  private void initialWeights() {
    Rng rng = new Rng(1);
    record(
        "initial weights",
        bits -> {
          bits.accept(Init.orthogonal(new DMatrixRMaj(N, N), rng));
          bits.accept(Init.glorot(new DMatrixRMaj(N, IN), rng));
          bits.accept(Init.he(new DMatrixRMaj(N, IN), rng));
          bits.accept(Init.spectralRadius(Init.gaussian(new DMatrixRMaj(N, N), 1, rng), 1.1));
        });
  }

  private void symbols(String name, Network network, Optimiser optimiser) {
    Rng rng = new Rng(2);
    train(
        name + ", symbols, cross-entropy",
        network,
        optimiser,
        new SoftmaxCrossEntropy(),
        new Batch(drawSymbols(rng), Targets.classes(classes(rng))));
  }

  private void whole(String name, Network network) {
    Rng rng = new Rng(3);
    int[] classes = new int[LENGTHS.length];
    for (int b = 0; b < classes.length; b++) {
      classes[b] = rng.nextInt(OUT);
    }
    train(
        name + ", symbols, cross-entropy of the last step",
        network,
        adam(),
        new SoftmaxCrossEntropy(Loss.Reduction.SUM),
        new Batch(drawSymbols(rng), Targets.classes(classes)));
  }

  private void vectors(String name, Network network, Optimiser optimiser) {
    Rng rng = new Rng(4);
    int rows = LENGTHS[0] * LENGTHS.length;
    Sequence x =
        Sequence.timeMajor(Init.gaussian(new DMatrixRMaj(rows, IN), 1, rng), LENGTHS.length)
            .withLengths(LENGTHS);
    boolean[] asked = new boolean[rows];
    for (int i = 0; i < rows; i++) {
      asked[i] = lives(i);
    }
    Targets y = Targets.values(Init.gaussian(new DMatrixRMaj(rows, OUT), 1, rng), asked);
    train(
        name + ", vectors, squared error", network, optimiser, new SquaredError(), new Batch(x, y));
  }

  private static boolean lives(int row) {
    return row / LENGTHS.length < LENGTHS[row % LENGTHS.length];
  }

  private static Sequence drawSymbols(Rng rng) {
    int[][] symbols = new int[LENGTHS.length][];
    for (int b = 0; b < symbols.length; b++) {
      symbols[b] = new int[LENGTHS[b]];
      for (int t = 0; t < LENGTHS[b]; t++) {
        symbols[b][t] = rng.nextInt(IN);
      }
    }
    return Sequence.symbols(IN, symbols);
  }

  private static int[] classes(Rng rng) {
    int[] classes = new int[LENGTHS[0] * LENGTHS.length];
    for (int i = 0; i < classes.length; i++) {
      classes[i] = lives(i) ? rng.nextInt(OUT) : Targets.MASKED;
    }
    return classes;
  }

  private void train(String name, Network network, Optimiser optimiser, Loss loss, Batch batch) {
    network.init(5);
    double[] losses =
        Training.of(network, loss, update -> batch)
            .optimiser(optimiser)
            .clip(Clip.norm(0.5))
            .run(UPDATES)
            .losses();
    record(name, losses, network);
  }

  private void record(String name, double[] losses, Weights trained) {
    record(
        name,
        bits -> {
          bits.accept(new DMatrixRMaj(losses));
          for (Param p : trained.params()) {
            bits.accept(p.value);
          }
        });
  }

  private void record(String name, Consumer<Consumer<DMatrixRMaj>> numbers) {
    try {
      MessageDigest sha = MessageDigest.getInstance("SHA-256");
      numbers.accept(
          m -> {
            ByteBuffer bits = ByteBuffer.allocate(Double.BYTES * m.getNumElements());
            bits.asDoubleBuffer().put(m.data, 0, m.getNumElements());
            sha.update(bits);
          });
      digests.put(name, sha.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError(e);
    }
  }
}
