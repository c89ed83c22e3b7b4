package unrolled.io;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.DoubleStream;
import unrolled.cell.Cell;
import unrolled.cell.CoupledLstm;
import unrolled.cell.Elman;
import unrolled.cell.Gru;
import unrolled.cell.GruResetAfter;
import unrolled.cell.Lstm;
import unrolled.cell.PeepholeLstm;
import unrolled.io.OnnxCells.Operator;
import unrolled.layer.Activation;
import unrolled.math.Numbers;
import unrolled.sequence.Bidirectional;
import unrolled.sequence.Recurrent;
import unrolled.sequence.Unroll;

/**
 * ONNX's operators LSTM, GRU and RNN: their weights and attributes, in and out, and running them as
 * ONNX does. Tensors are Java's nested arrays in ONNX's shapes, with D = 1 or 2 directions, n
 * hidden units, T steps and B sequences.
 *
 * <pre>
 *   W  [D, kn, in]   Wᵀ                 LSTM 4n: i o f c      our Lstm: i f g o
 *   R  [D, kn, n]    Uᵀ                 GRU  3n: z r h        our Gru, GruResetAfter: r z g
 *   B  [D, 2kn]      Wb, then Rb        RNN   n
 *   P  [D, 3n]       peepholes i o f
 *   X  [T, B, in]    initial_h, initial_c  [D, B, n]
 *   Y  [T, D, B, n]  Y_h, Y_c  [D, B, n]                      layout 1: the batch first everywhere
 *
 *   LSTM  Lstm, with P PeepholeLstm, with input_forget CoupledLstm      RNN  Elman
 *   GRU   Gru.cho, with linear_before_reset GruResetAfter.cho
 *   direction reverse  Unroll.reverse      bidirectional  Bidirectional
 * </pre>
 *
 * <p>Optional inputs may be null. Arrays are copied, on their way in and out. Attributes are named
 * as in ONNX and otherwise have ONNX's default values. Of the activations there are Relu, Tanh,
 * Sigmoid, HardSigmoid with its default slope, Affine that changes nothing, and the ScaledTanh of
 * {@link Activation#G_1997} and {@link Activation#H_1997}; bounds for what goes into them are
 * refused by {@link #clip}.
 */
public final class Onnx {
  private final Operator operator;
  private final double[][][] w;
  private final double[][][] r;
  private final double[][] b;
  private final double[][] p;
  private final int in;
  private final int n;
  private String direction;
  private List<String> activations;
  private List<Double> alpha = List.of();
  private List<Double> beta = List.of();
  private boolean inputForget;
  private boolean linearBeforeReset;
  private boolean layout;

  private Onnx(Operator operator, double[][][] w, double[][][] r, double[][] b, double[][] p) {
    this.operator = operator;
    Tensors.requireGiven("W", w);
    if (w.length < 1 || w.length > 2) {
      throw new IllegalArgumentException("W is for " + w.length + " directions, not for 1 or 2");
    }
    Tensors.requireGiven("W[0]", w[0]);
    int rows = w[0].length;
    if (rows == 0 || rows % operator.blocks != 0) {
      throw new IllegalArgumentException(
          "W has " + rows + " rows, but " + operator + " needs " + operator.blocks + "·n of them");
    }
    n = rows / operator.blocks;
    Tensors.requireGiven("W[0][0]", w[0][0]);
    in = w[0][0].length;
    if (in == 0) {
      throw new IllegalArgumentException("W is for 0 inputs");
    }
    Tensors.require("W", w, w.length, rows, in, "directions, " + operator.blocks + "n, inputs");
    Tensors.require("R", r, w.length, rows, n, "directions, " + operator.blocks + "n, n");
    if (b != null) {
      Tensors.require("B", b, w.length, 2 * rows, "directions, " + 2 * operator.blocks + "n");
    }
    if (p != null) {
      Tensors.require("P", p, w.length, 3 * n, "directions, 3n");
    }
    this.w = Tensors.copy(w);
    this.r = Tensors.copy(r);
    this.b = Tensors.copy(b);
    this.p = Tensors.copy(p);
    direction = w.length == 2 ? "bidirectional" : "forward";
    activations =
        Collections.nCopies(w.length, operator.activations()).stream()
            .flatMap(List::stream)
            .toList();
  }

  // ---- the operators -------------------------------------------------------------------------

  /** LSTM; b and p may be null. */
  public static Onnx lstm(double[][][] w, double[][][] r, double[][] b, double[][] p) {
    return new Onnx(Operator.LSTM, w, r, b, p);
  }

  /** GRU; b may be null. */
  public static Onnx gru(double[][][] w, double[][][] r, double[][] b) {
    return new Onnx(Operator.GRU, w, r, b, null);
  }

  /** RNN; b may be null. */
  public static Onnx rnn(double[][][] w, double[][][] r, double[][] b) {
    return new Onnx(Operator.RNN, w, r, b, null);
  }

  // ---- their attributes ----------------------------------------------------------------------

  /** "forward", "reverse" or "bidirectional"; otherwise what W has room for. */
  public Onnx direction(String direction) {
    int directions =
        switch (String.valueOf(direction)) {
          case "forward", "reverse" -> 1;
          case "bidirectional" -> 2;
          default ->
              throw new IllegalArgumentException(
                  "direction \"" + direction + "\": it must be forward, reverse or bidirectional");
        };
    if (directions != w.length) {
      throw new IllegalArgumentException(
          "direction " + direction + " needs " + directions + " in W, which has " + w.length);
    }
    this.direction = direction;
    return this;
  }

  /** The functions f, g and h of an LSTM, f and g of a GRU, f of an RNN; for both directions. */
  public Onnx activations(String... names) {
    int expected = operator.activations().size() * w.length;
    if (names.length != expected) {
      throw new IllegalArgumentException(
          names.length
              + " activations, but "
              + operator
              + " "
              + direction
              + " has "
              + expected
              + ", such as "
              + activations);
    }
    activations = Collections.unmodifiableList(Arrays.asList(names.clone()));
    return this;
  }

  /** The numbers alpha of those activations that have one, in their order. */
  public Onnx activationAlpha(double... alpha) {
    this.alpha = DoubleStream.of(alpha).boxed().toList();
    return this;
  }

  /** The numbers beta of those activations that have one, in their order. */
  public Onnx activationBeta(double... beta) {
    this.beta = DoubleStream.of(beta).boxed().toList();
    return this;
  }

  /** 1 couples the gates of an LSTM: f = 1 − i. */
  public Onnx inputForget(int value) {
    inputForget = flag("input_forget", value, Operator.LSTM);
    return this;
  }

  /** 1 lets a GRU reset after the product with R. */
  public Onnx linearBeforeReset(int value) {
    linearBeforeReset = flag("linear_before_reset", value, Operator.GRU);
    return this;
  }

  /** 1 has the batch as the first dimension of X, Y and all states. */
  public Onnx layout(int value) {
    layout = flag("layout", value, operator);
    return this;
  }

  /**
   * Bounds for what goes into the activations: ∞, which is none.
   *
   * @throws UnsupportedOperationException if it is anything else: our cells have no such bounds
   */
  public Onnx clip(double threshold) {
    if (threshold == Double.POSITIVE_INFINITY) {
      return this;
    }
    throw new UnsupportedOperationException(
        "clip "
            + Numbers.text(threshold)
            + " keeps what goes into the activations within ±"
            + Numbers.text(threshold)
            + ", which is not supported. Export the model without clip; where its sums stay within"
            + " these bounds, the answers are the same");
  }

  private boolean flag(String name, int value, Operator owner) {
    if (value != 0 && value != 1) {
      throw new IllegalArgumentException(name + " is 0 or 1, not " + value);
    }
    if (value == 1 && operator != owner) {
      throw new IllegalArgumentException(name + " belongs to " + owner + ", not to " + operator);
    }
    return value == 1;
  }

  // ---- here ----------------------------------------------------------------------------------

  /** A new layer with these weights, to train or to look into. */
  public Recurrent layer() {
    List<Activation> f = new OnnxActivations(activations, alpha, beta).ours();
    int places = operator.activations().size();
    List<Cell<?>> cells = new ArrayList<>();
    for (int d = 0; d < w.length; d++) {
      List<Activation> own = f.subList(d * places, (d + 1) * places);
      cells.add(
          new OnnxCells(
                  operator,
                  w[d],
                  r[d],
                  b == null ? null : b[d],
                  p == null ? null : p[d],
                  own,
                  inputForget,
                  linearBeforeReset)
              .cell());
    }
    return switch (direction) {
      case "forward" -> new Unroll<>(cells.get(0));
      case "reverse" -> Unroll.reverse(cells.get(0));
      default -> new Bidirectional(cells.get(0), cells.get(1));
    };
  }

  /** What an operator answers; with layout 1 the batch comes first. */
  public static final class Answer {
    /** Y [T, D, B, n]: the hidden states, 0 behind a sequence's end. */
    public final double[][][][] y;

    /** Y_h [D, B, n]: the last of each sequence, in reverse the first. */
    public final double[][][] yH;

    /** Y_c [D, B, n], the cell states that belong to Y_h; null unless it is an LSTM. */
    public final double[][][] yC;

    Answer(double[][][][] y, double[][][] yH, double[][][] yC) {
      this.y = y;
      this.yH = yH;
      this.yC = yC;
    }
  }

  /** Runs over X [T, B, in], from states of 0, all sequences of the full length. */
  public Answer run(double[][][] x) {
    return run(x, null, null, null);
  }

  /** Runs a GRU or RNN with optional inputs. */
  public Answer run(double[][][] x, int[] sequenceLens, double[][][] initialH) {
    return run(x, sequenceLens, initialH, null);
  }

  /**
   * Runs over X [T, B, in].
   *
   * <p>ONNX doesn't say what a sequence of length 0 comes to; its runtime answers 0, whatever the
   * initial state, and so does this. (The end state of the {@link #layer()} is the initial state.)
   *
   * @param sequenceLens B lengths, or null for T each
   * @param initialH [D, B, n], or null for 0
   * @param initialC [D, B, n], or null for 0; only an LSTM has it
   */
  public Answer run(
      double[][][] x, int[] sequenceLens, double[][][] initialH, double[][][] initialC) {
    return new OnnxRun(layer(), operator, w.length, in, n, layout)
        .over(x, sequenceLens, initialH, initialC);
  }

  // ---- and there -----------------------------------------------------------------------------

  /**
   * The operator that computes the same as a layer.
   *
   * @param layer an unrolled {@link Elman}, {@link Gru}, {@link GruResetAfter}, {@link Lstm},
   *     {@link CoupledLstm} or {@link PeepholeLstm}, or {@link Bidirectional} of two of a kind; a
   *     stack is one operator for each of its layers
   */
  public static Onnx of(Recurrent layer) {
    List<OnnxCells> parts;
    if (layer instanceof Unroll<?> unroll) {
      parts = List.of(OnnxCells.of(unroll.cell()));
    } else if (layer instanceof Bidirectional both) {
      parts =
          List.of(
              OnnxCells.of(both.forwardLayer().cell()), OnnxCells.of(both.backwardLayer().cell()));
    } else {
      throw new IllegalArgumentException(
          "one operator is one unrolled cell or Bidirectional, not "
              + layer.getClass().getSimpleName()
              + ": take the layers of a stack one by one");
    }
    OnnxCells first = parts.get(0);
    for (OnnxCells other : parts) {
      if (!first.isLike(other)) {
        throw new IllegalArgumentException(
            "both directions of an operator have cells of one kind and width, these differ");
      }
    }
    Onnx onnx =
        new Onnx(
            first.operator(),
            parts.stream().map(OnnxCells::w).toArray(double[][][]::new),
            parts.stream().map(OnnxCells::r).toArray(double[][][]::new),
            parts.stream().map(OnnxCells::b).toArray(double[][]::new),
            first.p() == null ? null : parts.stream().map(OnnxCells::p).toArray(double[][]::new));
    if (layer instanceof Unroll<?> unroll && unroll.isReverse()) {
      onnx.direction = "reverse";
    }
    onnx.inputForget = first.coupled();
    onnx.linearBeforeReset = first.after();
    OnnxActivations names =
        OnnxActivations.of(parts.stream().flatMap(part -> part.f().stream()).toList());
    onnx.activations = names.names();
    onnx.alpha = names.alpha();
    onnx.beta = names.beta();
    return onnx;
  }

  /** W [D, kn, in]. */
  public double[][][] w() {
    return Tensors.copy(w);
  }

  /** R [D, kn, n]. */
  public double[][][] r() {
    return Tensors.copy(r);
  }

  /** B [D, 2kn], or null. */
  public double[][] b() {
    return Tensors.copy(b);
  }

  /** P [D, 3n], or null. */
  public double[][] p() {
    return Tensors.copy(p);
  }

  /** "LSTM", "GRU" or "RNN". */
  public String operator() {
    return operator.name();
  }

  /** The operator's attributes by ONNX's names, those that aren't the default. */
  public Map<String, Object> attributes() {
    Map<String, Object> attributes = new LinkedHashMap<>();
    attributes.put("hidden_size", n);
    attributes.put("direction", direction);
    attributes.put("activations", activations);
    if (!alpha.isEmpty()) {
      attributes.put("activation_alpha", alpha);
    }
    if (!beta.isEmpty()) {
      attributes.put("activation_beta", beta);
    }
    if (inputForget) {
      attributes.put("input_forget", 1);
    }
    if (linearBeforeReset) {
      attributes.put("linear_before_reset", 1);
    }
    if (layout) {
      attributes.put("layout", 1);
    }
    return attributes;
  }
}
