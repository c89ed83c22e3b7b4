package unrolled.io;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiFunction;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.ejml.dense.row.MatrixFeatures_DDRM;
import unrolled.cell.Cell;
import unrolled.cell.Elman;
import unrolled.cell.GruResetAfter;
import unrolled.cell.Lstm;
import unrolled.layer.Activation;
import unrolled.layer.Shapes;
import unrolled.sequence.Bidirectional;
import unrolled.sequence.Recurrent;
import unrolled.sequence.Stacked;
import unrolled.sequence.Unroll;

/**
 * Weights of PyTorch's {@code nn.LSTM}, {@code nn.GRU} and {@code nn.RNN}, in and out, with any
 * number of layers, in one or both directions.
 *
 * <pre>
 *   there                  here                          LSTM         GRU         RNN
 *   weight_ih_l0  kn×in    Wᵀ of layer 1                 4n: i f g o  3n: r z n   n
 *   weight_hh_l0  kn×n     Uᵀ                            the same blocks
 *   bias_ih_l0    kn       b, here 1×kn
 *   bias_hh_l0    kn       added to b; a GRU's stays apart, as d
 *   …_l0_reverse           the same of the backward cell
 *   …_l1                   the same of layer 2, which reads n (both ways: 2n) numbers
 *
 *   nn.LSTM  Lstm      nn.GRU  GruResetAfter.cho, its n is our g      nn.RNN  Elman
 * </pre>
 *
 * <p>In Python, {@code safetensors.torch.save_file(lstm.state_dict(), "lstm.safetensors")}; here
 * {@code PyTorch.lstm(ModelFile.read(Path.of("lstm.safetensors")))}. Without biases ({@code
 * bias=False}) ours are 0. A projection ({@code proj_size}) is refused: our LSTM has none. A cell
 * that a layer of ours uses in two places has its weights under both names there, and takes them
 * only if they are equal.
 */
public final class PyTorch {
  private static final List<String> KINDS =
      List.of("weight_ih", "weight_hh", "bias_ih", "bias_hh"); // Blocks' order

  /** The activations of an LSTM, a GRU, and an RNN of either nonlinearity. */
  private static final List<List<Activation>> KNOWN =
      List.of(
          List.of(Activation.SIGMOID, Activation.TANH, Activation.TANH),
          List.of(Activation.SIGMOID, Activation.TANH),
          List.of(Activation.TANH),
          List.of(Activation.RELU));

  private PyTorch() {}

  /** The layer of these {@code nn.LSTM} weights. */
  public static Recurrent lstm(Map<String, DMatrixRMaj> weights) {
    return layer(weights, 4, Lstm::new);
  }

  /** The layer of these {@code nn.GRU} weights. */
  public static Recurrent gru(Map<String, DMatrixRMaj> weights) {
    return layer(weights, 3, GruResetAfter::cho);
  }

  /** The layer of these {@code nn.RNN} weights, with {@code nonlinearity="tanh"}. */
  public static Recurrent rnn(Map<String, DMatrixRMaj> weights) {
    return rnn(weights, Activation.TANH);
  }

  /** The layer of these {@code nn.RNN} weights, with {@code TANH} or {@code RELU}. */
  public static Recurrent rnn(Map<String, DMatrixRMaj> weights, Activation f) {
    return layer(weights, 1, (in, n) -> new Elman(in, n, f));
  }

  /**
   * The weights whose names begin with {@code prefix}, without it: one layer's out of a whole
   * module's, for instance with the prefix "encoder.".
   */
  public static Map<String, DMatrixRMaj> under(String prefix, Map<String, DMatrixRMaj> weights) {
    Map<String, DMatrixRMaj> own = new LinkedHashMap<>();
    weights.forEach(
        (name, m) -> {
          if (name.startsWith(prefix)) {
            own.put(name.substring(prefix.length()), m);
          }
        });
    return own;
  }

  private static Recurrent layer(
      Map<String, DMatrixRMaj> weights, int gates, BiFunction<Integer, Integer, Cell<?>> cell) {
    requireNoProjection(weights);
    List<Recurrent> layers = new ArrayList<>();
    do {
      String suffix = "_l" + layers.size();
      Cell<?> ahead = cell(weights, suffix, gates, cell);
      String reverse = suffix + "_reverse";
      layers.add(
          weights.containsKey("weight_ih" + reverse)
              ? new Bidirectional(ahead, cell(weights, reverse, gates, cell))
              : new Unroll<>(ahead));
    } while (weights.containsKey("weight_ih_l" + layers.size()));
    Recurrent all =
        layers.size() == 1 ? layers.get(0) : new Stacked(layers.toArray(Recurrent[]::new));
    load(all, weights);
    return all;
  }

  /** A cell as wide as these matrices say. */
  private static Cell<?> cell(
      Map<String, DMatrixRMaj> weights,
      String suffix,
      int gates,
      BiFunction<Integer, Integer, Cell<?>> cell) {
    int n = get(weights, "weight_hh" + suffix).getNumCols();
    DMatrixRMaj ih = get(weights, "weight_ih" + suffix);
    Shapes.requireShape("weight_ih" + suffix, ih, gates * n, ih.getNumCols(), meaning(gates, n));
    return cell.apply(ih.getNumCols(), n);
  }

  private static String meaning(int gates, int n) {
    return gates + "n rows, with n = " + n + " from weight_hh";
  }

  private static DMatrixRMaj get(Map<String, DMatrixRMaj> weights, String name) {
    DMatrixRMaj m = weights.get(name);
    if (m == null) {
      throw new IllegalArgumentException(
          "there is no "
              + name
              + ", there are "
              + weights.keySet()
              + "; ModelFile.read passes over what is no matrix of 32-bit or 64-bit floats");
    }
    return m;
  }

  private static void requireNoProjection(Map<String, DMatrixRMaj> weights) {
    for (String name : weights.keySet()) {
      if (name.startsWith("weight_hr_l")) {
        throw new IllegalArgumentException(
            name
                + " makes h narrower than c (proj_size in PyTorch), which no cell here does: train"
                + " the nn.LSTM without proj_size");
      }
    }
  }

  /**
   * Gives a layer these weights. Unless every one of them fits, the layer stays as it is.
   *
   * @param layer an unrolled {@link Lstm}, {@link GruResetAfter} or {@link Elman}, {@link
   *     Bidirectional} of two, or these {@link Stacked}
   */
  public static void load(Recurrent layer, Map<String, DMatrixRMaj> weights) {
    requireNoProjection(weights);
    Map<Cell<?>, String> suffixes = new LinkedHashMap<>();
    Map<Cell<?>, Blocks> blocks = new LinkedHashMap<>();
    Set<String> unknown = new LinkedHashSet<>(weights.keySet());
    cells(layer)
        .forEach(
            (suffix, cell) -> {
              Blocks own = blocks(weights, suffix, cell);
              if (suffixes.putIfAbsent(cell, suffix) == null) {
                blocks.put(cell, own);
              } else {
                requireSame(blocks.get(cell), suffixes.get(cell), own, suffix);
              }
              KINDS.forEach(kind -> unknown.remove(kind + suffix));
            });
    if (!unknown.isEmpty()) {
      throw new IllegalArgumentException(
          "this layer has no place for "
              + unknown
              + ": if they belong to other parts of a module, PyTorch.under picks one layer's");
    }
    blocks.forEach((cell, b) -> b.into(cell));
  }

  /** Throws unless the weights for both places of one cell are equal. */
  private static void requireSame(Blocks first, String suffix, Blocks second, String other) {
    for (int i = 0; i < KINDS.size(); i++) {
      if (!MatrixFeatures_DDRM.isIdentical(first.all().get(i), second.all().get(i), 0)) {
        throw new IllegalArgumentException(
            KINDS.get(i)
                + other
                + " is not equal to "
                + KINDS.get(i)
                + suffix
                + ", but they are one matrix here: this layer uses one cell in both places");
      }
    }
  }

  private static Blocks blocks(Map<String, DMatrixRMaj> weights, String suffix, Cell<?> cell) {
    int in = cell.input().w.value.getNumRows();
    int kn = cell.input().w.value.getNumCols();
    int n = cell.step().state().get(0).getNumCols();
    return new Blocks(
        transposed(weights, "weight_ih" + suffix, kn, in, "(gates · units) × inputs"),
        transposed(weights, "weight_hh" + suffix, kn, n, "(gates · units) × units"),
        bias(weights, "bias_ih" + suffix, kn),
        bias(weights, "bias_hh" + suffix, kn));
  }

  private static DMatrixRMaj transposed(
      Map<String, DMatrixRMaj> weights, String name, int rows, int columns, String meaning) {
    DMatrixRMaj m = get(weights, name);
    Shapes.requireShape(name, m, rows, columns, meaning);
    return CommonOps_DDRM.transpose(m, null);
  }

  private static DMatrixRMaj bias(Map<String, DMatrixRMaj> weights, String name, int kn) {
    DMatrixRMaj m = weights.get(name);
    if (m == null) {
      return new DMatrixRMaj(1, kn); // bias=False
    }
    Shapes.requireShape(name, m, 1, kn, "gates · units");
    return m.copy();
  }

  /**
   * A layer's weights by PyTorch's names, in PyTorch's order; biases are 1×kn. {@link
   * ModelFile#save(Map, java.nio.file.Path)} writes them for Python, where
   *
   * <pre>
   *   shapes = {name: p.shape for name, p in lstm.named_parameters()}
   *   weights = safetensors.torch.load_file("lstm.safetensors")
   *   lstm.load_state_dict({name: w.reshape(shapes[name]) for name, w in weights.items()})
   * </pre>
   *
   * <p>reads them into an {@code nn.LSTM(…, dtype=torch.float64)} of the same size.
   */
  public static Map<String, DMatrixRMaj> weights(Recurrent layer) {
    Map<String, DMatrixRMaj> weights = new LinkedHashMap<>();
    cells(layer)
        .forEach(
            (suffix, cell) -> {
              Blocks blocks = Blocks.of(cell);
              weights.put("weight_ih" + suffix, CommonOps_DDRM.transpose(blocks.w(), null));
              weights.put("weight_hh" + suffix, CommonOps_DDRM.transpose(blocks.u(), null));
              weights.put("bias_ih" + suffix, blocks.b());
              weights.put("bias_hh" + suffix, blocks.d());
            });
    return weights;
  }

  /** The cells of a layer by the ends of PyTorch's names: "_l0", "_l0_reverse", "_l1" … */
  private static Map<String, Cell<?>> cells(Recurrent layer) {
    Map<String, Cell<?>> cells = new LinkedHashMap<>();
    List<Recurrent> layers = layer instanceof Stacked stack ? stack.layers() : List.of(layer);
    for (int l = 0; l < layers.size(); l++) {
      if (layers.get(l) instanceof Bidirectional both) {
        cells.put("_l" + l, both.forwardLayer().cell());
        cells.put("_l" + l + "_reverse", both.backwardLayer().cell());
      } else if (layers.get(l) instanceof Unroll<?> unroll && !unroll.isReverse()) {
        cells.put("_l" + l, unroll.cell());
      } else {
        throw new IllegalArgumentException(
            "layer "
                + (l + 1)
                + " has no counterpart in PyTorch, which knows cells unrolled forward or Bidirectional");
      }
    }
    List<String> kinds = cells.values().stream().map(PyTorch::kind).distinct().toList();
    if (kinds.size() > 1 || cells.size() % layers.size() != 0) {
      throw new IllegalArgumentException(
          "in PyTorch all layers have cells of one kind and width, and read in as many directions,"
              + " these differ: "
              + kinds
              + ". Take the layers of the stack one by one");
    }
    return cells;
  }

  /** What a cell is: "Elman of 3 units with [TANH]". Throws unless PyTorch has it. */
  private static String kind(Cell<?> cell) {
    List<Activation> f =
        cell instanceof Lstm lstm
            ? List.of(lstm.gateActivation, lstm.candidateActivation, lstm.outputActivation)
            : cell instanceof GruResetAfter gru
                ? List.of(gru.gateActivation, gru.candidateActivation)
                : cell instanceof Elman elman ? List.of(elman.f) : List.of();
    String name = cell.getClass().getSimpleName();
    if (!KNOWN.contains(f)) {
      throw new IllegalArgumentException(
          "PyTorch's recurrent layers are Lstm and GruResetAfter, each with SIGMOID and TANH, and"
              + " Elman with TANH or RELU; there is no counterpart of this "
              + name
              + (f.isEmpty() ? "" : " with " + f));
    }
    return name + " of " + cell.step().state().get(0).getNumCols() + " units with " + f;
  }
}
