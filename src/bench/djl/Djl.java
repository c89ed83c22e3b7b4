import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.AbstractBlock;
import ai.djl.nn.Parameter;
import ai.djl.nn.core.Linear;
import ai.djl.nn.recurrent.GRU;
import ai.djl.nn.recurrent.LSTM;
import ai.djl.nn.recurrent.RNN;
import ai.djl.training.GradientCollector;
import ai.djl.training.ParameterStore;
import ai.djl.training.loss.Loss;
import ai.djl.training.loss.SoftmaxCrossEntropyLoss;
import ai.djl.training.optimizer.Optimizer;
import ai.djl.training.tracker.Tracker;
import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import unrolled.bench.Worker;

/**
 * DJL with its PyTorch engine as one of the systems. Its optimiser clips by value only, so the clip
 * by norm is written out. Arguments: cell, H, precision (float32), the task's file.
 */
final class Djl {
  public static void main(String[] args) throws Exception {
    int hidden = Integer.parseInt(args[1]);
    NDManager manager = NDManager.newBaseManager();
    try (var file =
        new DataInputStream(new BufferedInputStream(Files.newInputStream(Path.of(args[3]))))) {
      new Djl(args[0], hidden, manager, file);
    }
  }

  private final NDManager manager;
  private final AbstractBlock rnn;
  private final Linear out;
  private final List<Parameter> weights = new ArrayList<>();
  private final List<NDArray> inputs = new ArrayList<>();
  private final List<NDArray> targets = new ArrayList<>();
  private final Loss loss = new SoftmaxCrossEntropyLoss("loss", 1, -1, true, true);
  private final Optimizer adam;
  private final double clip;
  private int done;

  private Djl(String cell, int hidden, NDManager manager, DataInputStream file) throws Exception {
    this.manager = manager;
    int steps = file.readInt();
    int batch = file.readInt();
    int symbols = file.readInt();
    int batches = file.readInt();
    adam =
        Optimizer.adam().optLearningRateTracker(Tracker.fixed((float) file.readDouble())).build();
    clip = file.readDouble();
    int gates;
    switch (cell) {
      case "Elman" -> {
        gates = 1;
        rnn =
            RNN.builder()
                .setActivation(RNN.Activation.TANH)
                .setStateSize(hidden)
                .setNumLayers(1)
                .optBatchFirst(false)
                .build();
      }
      case "LSTM" -> {
        gates = 4;
        rnn = LSTM.builder().setStateSize(hidden).setNumLayers(1).optBatchFirst(false).build();
      }
      default -> {
        gates = 3;
        rnn = GRU.builder().setStateSize(hidden).setNumLayers(1).optBatchFirst(false).build();
      }
    }
    out = Linear.builder().setUnits(symbols).build();
    rnn.initialize(manager, DataType.FLOAT32, new Shape(steps, batch, symbols));
    out.initialize(manager, DataType.FLOAT32, new Shape(steps, batch, hidden));

    NDArray w = numbers(file, symbols, gates * hidden);
    NDArray b = numbers(file, 1, gates * hidden);
    NDArray u = numbers(file, hidden, gates * hidden);
    NDArray d = cell.equals("GRU") ? numbers(file, 1, gates * hidden) : b.zerosLike();
    set(rnn, "i2h_WEIGHT", w.transpose());
    set(rnn, "h2h_WEIGHT", u.transpose());
    set(rnn, "i2h_BIAS", b);
    set(rnn, "h2h_BIAS", d);
    set(out, "weight", numbers(file, hidden, symbols).transpose());
    set(out, "bias", numbers(file, 1, symbols));
    rnn.getParameters().values().forEach(weights::add);
    out.getParameters().values().forEach(weights::add);
    if (!cell.equals("GRU")) { // its second bias stays 0
      weights.removeIf(p -> p.getName().endsWith("h2h_BIAS"));
      rnn.getParameters().values().stream()
          .filter(p -> p.getName().endsWith("h2h_BIAS"))
          .forEach(p -> p.freeze(true));
    }
    for (int i = 0; i < batches; i++) {
      inputs.add(
          manager
              .create(ints(file, steps * batch), new Shape(steps, batch))
              .oneHot(symbols)
              .toType(DataType.FLOAT32, true));
      targets.add(manager.create(ints(file, steps * batch), new Shape(steps * batch)));
    }
    Worker.serve(
        count -> {
          double last = 0;
          for (int i = 0; i < count; i++) {
            last = update(symbols);
          }
          return last;
        });
  }

  private NDArray numbers(DataInputStream file, int rows, int columns) throws IOException {
    float[] x = new float[rows * columns];
    for (int i = 0; i < x.length; i++) {
      x[i] = (float) file.readDouble();
    }
    return manager.create(x, new Shape(rows, columns));
  }

  private static int[] ints(DataInputStream file, int count) throws IOException {
    int[] x = new int[count];
    for (int i = 0; i < count; i++) {
      x[i] = file.readInt();
    }
    return x;
  }

  private static void set(AbstractBlock block, String name, NDArray value) {
    for (Parameter p : block.getParameters().values()) {
      if (p.getName().endsWith(name)) {
        p.getArray().set(value.toFloatArray());
        return;
      }
    }
    throw new IllegalStateException("no parameter " + name + " in " + block.getParameters().keys());
  }

  private double update(int symbols) {
    int at = done++ % inputs.size();
    try (NDManager here = manager.newSubManager()) {
      ParameterStore store = new ParameterStore(here, false);
      NDArray x = inputs.get(at);
      NDArray y = targets.get(at);
      x.tempAttach(here);
      y.tempAttach(here);
      NDArray value;
      try (GradientCollector gradients = Engine.getInstance().newGradientCollector()) {
        NDArray h = rnn.forward(store, new NDList(x), true).head();
        NDArray o = out.forward(store, new NDList(h), true).head().reshape(-1, symbols);
        value = loss.evaluate(new NDList(y), new NDList(o));
        gradients.backward(value);
      }
      double last = value.getFloat();
      double squares = 0;
      for (Parameter p : weights) {
        double norm = p.getArray().getGradient().norm().getFloat();
        squares += norm * norm;
      }
      double scale = Math.min(1, clip / Math.sqrt(squares));
      for (Parameter p : weights) {
        NDArray gradient = p.getArray().getGradient();
        gradient.muli(scale);
        adam.update(p.getId(), p.getArray(), gradient);
        gradient.subi(gradient);
      }
      return last;
    }
  }
}
