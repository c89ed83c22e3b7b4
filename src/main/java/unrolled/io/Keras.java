package unrolled.io;

import java.util.List;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import unrolled.cell.Cell;
import unrolled.cell.Elman;
import unrolled.cell.Gru;
import unrolled.cell.GruResetAfter;
import unrolled.cell.Lstm;
import unrolled.layer.Shapes;

/**
 * Weights of Keras' {@code LSTM}, {@code GRU} and {@code SimpleRNN} layers, in and out, as {@code
 * layer.get_weights()} lists them.
 *
 * <pre>
 *   there                           here     LSTM         GRU          SimpleRNN
 *   kernel            in×kn         W        4n: i f c o  3n: z r h    n
 *   recurrent_kernel  n×kn          U        the same blocks
 *   bias              kn, 1×kn here b
 *                     2×3n          b and d  (GRU with reset_after=True)
 *
 *   LSTM  Lstm, its c is our g           GRU(reset_after=True), the default  GruResetAfter.cho
 *   SimpleRNN  Elman                     GRU(reset_after=False)              Gru.cho
 * </pre>
 *
 * <p>A {@code Bidirectional} layer lists the forward layer's three, then the backward one's: {@code
 * new Bidirectional(Keras.lstm(…), Keras.lstm(…))} joins them as {@code merge_mode="concat"}. For
 * other activations than Keras' defaults, make the cell and {@link #load} into it (the hard_sigmoid
 * of Keras 3 has a slope of 1/6, ours has the 1/5 of Keras 2). A bias of null is {@code
 * use_bias=False}.
 */
public final class Keras {
  private Keras() {}

  /** The cell of these LSTM weights. */
  public static Lstm lstm(DMatrixRMaj kernel, DMatrixRMaj recurrentKernel, DMatrixRMaj bias) {
    return load(
        new Lstm(rows("kernel", kernel), rows("recurrent_kernel", recurrentKernel)),
        kernel,
        recurrentKernel,
        bias);
  }

  /** The cell of these GRU weights with {@code reset_after=True}, the default; bias 2×3n. */
  public static GruResetAfter gru(
      DMatrixRMaj kernel, DMatrixRMaj recurrentKernel, DMatrixRMaj bias) {
    return load(
        GruResetAfter.cho(rows("kernel", kernel), rows("recurrent_kernel", recurrentKernel)),
        kernel,
        recurrentKernel,
        bias);
  }

  /** The cell of these GRU weights with {@code reset_after=False}; bias 1×3n. */
  public static Gru gruResetBefore(
      DMatrixRMaj kernel, DMatrixRMaj recurrentKernel, DMatrixRMaj bias) {
    return load(
        Gru.cho(rows("kernel", kernel), rows("recurrent_kernel", recurrentKernel)),
        kernel,
        recurrentKernel,
        bias);
  }

  /** The cell of these SimpleRNN weights. */
  public static Elman simpleRnn(DMatrixRMaj kernel, DMatrixRMaj recurrentKernel, DMatrixRMaj bias) {
    return load(
        new Elman(rows("kernel", kernel), rows("recurrent_kernel", recurrentKernel)),
        kernel,
        recurrentKernel,
        bias);
  }

  private static int rows(String name, DMatrixRMaj m) {
    if (m == null) {
      throw new IllegalArgumentException(
          name + " is missing: get_weights() lists kernel, recurrent_kernel and bias");
    }
    return m.getNumRows();
  }

  /**
   * Gives a cell these weights, and returns it.
   *
   * @param cell an {@link Lstm}, {@link Gru}, {@link GruResetAfter} or {@link Elman}
   * @param bias may be null, for 0
   */
  public static <C extends Cell<?>> C load(
      C cell, DMatrixRMaj kernel, DMatrixRMaj recurrentKernel, DMatrixRMaj bias) {
    int[] order = order(cell);
    rows("kernel", kernel);
    rows("recurrent_kernel", recurrentKernel);
    int in = cell.input().w.value.getNumRows();
    int n = cell.step().state().get(0).getNumCols();
    int kn = n * order.length;
    String gates = order.length == 1 ? "" : order.length + " gates of ";
    Shapes.requireShape("kernel", kernel, in, kn, in + " inputs, " + gates + n + " units");
    Shapes.requireShape("recurrent_kernel", recurrentKernel, n, kn, gates + n + " units");
    DMatrixRMaj b = new DMatrixRMaj(1, kn);
    DMatrixRMaj d = new DMatrixRMaj(1, kn);
    if (bias != null && cell instanceof GruResetAfter) {
      Shapes.requireShape(
          "bias", bias, 2, kn, "reset_after=True has one for the input, one for the state");
      CommonOps_DDRM.extractRow(bias, 0, b);
      CommonOps_DDRM.extractRow(bias, 1, d);
    } else if (bias != null) {
      Shapes.requireShape("bias", bias, 1, kn, gates + n + " units");
      b = bias;
    }
    new Blocks(kernel, recurrentKernel, b, d).pick(order).into(cell);
    return cell;
  }

  /** A cell's kernel, recurrent_kernel and bias, for {@code layer.set_weights}. */
  public static List<DMatrixRMaj> weights(Cell<?> cell) {
    Blocks blocks = Blocks.of(cell).pick(order(cell));
    DMatrixRMaj bias = blocks.b();
    if (cell instanceof GruResetAfter) {
      bias = CommonOps_DDRM.concatRowsMulti(blocks.b(), blocks.d());
    }
    return List.of(blocks.w(), blocks.u(), bias);
  }

  /** From Keras' order of the blocks to ours, which here is also the way back. */
  private static int[] order(Cell<?> cell) {
    if (cell instanceof Lstm lstm) {
      if (lstm.candidateActivation != lstm.outputActivation) {
        throw new IllegalArgumentException(
            "Keras' LSTM has one activation for candidate and output, and this Lstm has "
                + lstm.candidateActivation
                + " and "
                + lstm.outputActivation);
      }
      return new int[] {0, 1, 2, 3};
    }
    if (cell instanceof Gru || cell instanceof GruResetAfter) {
      return new int[] {1, 0, 2};
    }
    if (cell instanceof Elman) {
      return new int[] {0};
    }
    throw new IllegalArgumentException(
        "Keras has LSTM, GRU and SimpleRNN, but no counterpart of this "
            + cell.getClass().getSimpleName());
  }
}
