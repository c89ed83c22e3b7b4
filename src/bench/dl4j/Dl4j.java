import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.RNNFormat;
import org.deeplearning4j.nn.conf.layers.FeedForwardLayer;
import org.deeplearning4j.nn.conf.layers.LSTM;
import org.deeplearning4j.nn.conf.layers.RnnOutputLayer;
import org.deeplearning4j.nn.conf.layers.recurrent.SimpleRnn;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.lossfunctions.LossFunctions;
import unrolled.bench.Worker;

/**
 * DL4J as one of the systems. It clips by the norm of a layer, not of all parameters, so that is
 * written out. Arguments: cell (Elman or LSTM; it has no GRU), H, precision (float32), the task's
 * file.
 */
final class Dl4j {
  public static void main(String[] args) throws Exception {
    String cell = args[0];
    int hidden = Integer.parseInt(args[1]);
    try (var file =
        new DataInputStream(new BufferedInputStream(Files.newInputStream(Path.of(args[3]))))) {
      new Dl4j(cell, hidden, file);
    }
  }

  private final MultiLayerNetwork network;
  private final INDArray[] inputs;
  private final INDArray[] targets;
  private final double clip;
  private final int rows;
  private int done;

  private Dl4j(String cell, int hidden, DataInputStream file) throws Exception {
    int steps = file.readInt();
    int batch = file.readInt();
    int symbols = file.readInt();
    int batches = file.readInt();
    double rate = file.readDouble();
    clip = file.readDouble();
    rows = steps * batch;
    boolean lstm = cell.equals("LSTM");
    int gates = lstm ? 4 : 1;
    FeedForwardLayer layer =
        lstm
            ? new LSTM.Builder().nIn(symbols).nOut(hidden).activation(Activation.TANH).build()
            : new SimpleRnn.Builder().nIn(symbols).nOut(hidden).activation(Activation.TANH).build();
    MultiLayerConfiguration configuration =
        new NeuralNetConfiguration.Builder()
            .dataType(DataType.FLOAT)
            .updater(new Adam(rate))
            .miniBatch(false) // the mean over all steps is taken below
            .list()
            .layer(layer)
            .layer(
                new RnnOutputLayer.Builder(LossFunctions.LossFunction.MCXENT)
                    .nIn(hidden)
                    .nOut(symbols)
                    .activation(Activation.SOFTMAX)
                    .dataFormat(RNNFormat.NCW)
                    .build())
            .build();
    network = new MultiLayerNetwork(configuration);
    network.init();
    network.setParam("0_W", blocks(numbers(file, symbols, gates * hidden), lstm, hidden));
    network.setParam("0_b", blocks(numbers(file, 1, gates * hidden), lstm, hidden));
    network.setParam("0_RW", blocks(numbers(file, hidden, gates * hidden), lstm, hidden));
    network.setParam("1_W", numbers(file, hidden, symbols));
    network.setParam("1_b", numbers(file, 1, symbols));
    inputs = new INDArray[batches];
    targets = new INDArray[batches];
    for (int i = 0; i < batches; i++) {
      inputs[i] = oneHot(file, steps, batch, symbols);
      targets[i] = oneHot(file, steps, batch, symbols);
    }
    Worker.serve(
        count -> {
          double last = 0;
          for (int i = 0; i < count; i++) {
            last = update();
          }
          return last;
        });
  }

  private static INDArray numbers(DataInputStream file, int rows, int columns) throws IOException {
    INDArray x = Nd4j.create(DataType.FLOAT, rows, columns);
    for (int i = 0; i < rows; i++) {
      for (int j = 0; j < columns; j++) {
        x.putScalar(i, j, file.readDouble());
      }
    }
    return x;
  }

  /** From our order of the blocks, i, f, g, o, to DL4J's: g, f, o, i. */
  private static INDArray blocks(INDArray x, boolean lstm, int n) {
    if (!lstm) {
      return x;
    }
    INDArray y = x.dup();
    int[] from = {2, 1, 3, 0};
    for (int block = 0; block < 4; block++) {
      for (int i = 0; i < x.rows(); i++) {
        for (int j = 0; j < n; j++) {
          y.putScalar(i, block * n + j, x.getDouble(i, from[block] * n + j));
        }
      }
    }
    return y;
  }

  /** Batch × symbols × steps, as DL4J wants it. */
  private static INDArray oneHot(DataInputStream file, int steps, int batch, int symbols)
      throws IOException {
    INDArray x = Nd4j.create(DataType.FLOAT, new long[] {batch, symbols, steps}, 'f');
    for (int t = 0; t < steps; t++) {
      for (int b = 0; b < batch; b++) {
        x.putScalar(new int[] {b, file.readInt(), t}, 1);
      }
    }
    return x;
  }

  private double update() {
    int at = done % inputs.length;
    network.setInput(inputs[at]);
    network.setLabels(targets[at]);
    network.computeGradientAndScore();
    INDArray gradient = network.getFlattenedGradients();
    double norm = gradient.norm2Number().doubleValue() / rows;
    gradient.muli(Math.min(1, clip / norm) / rows);
    network
        .getUpdater()
        .update(network, network.gradient(), done, 0, 1, LayerWorkspaceMgr.noWorkspaces());
    network.params().subi(gradient.reshape(network.params().shape()));
    done++;
    return network.score() / rows;
  }
}
