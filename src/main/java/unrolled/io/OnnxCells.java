package unrolled.io;

import java.util.List;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import unrolled.cell.Cell;
import unrolled.cell.CoupledLstm;
import unrolled.cell.Elman;
import unrolled.cell.Gru;
import unrolled.cell.GruResetAfter;
import unrolled.cell.Lstm;
import unrolled.cell.PeepholeLstm;
import unrolled.layer.Activation;

/**
 * One direction of an ONNX operator and the cell that computes the same.
 *
 * @param operator whose
 * @param w kn×in
 * @param r kn×n
 * @param b Wb, then Rb: 2kn; null for 0
 * @param p peepholes of i, o and f: 3n, or null
 * @param f the activations
 * @param coupled an LSTM's input_forget
 * @param after a GRU's linear_before_reset
 */
record OnnxCells(
    Operator operator,
    double[][] w,
    double[][] r,
    double[] b,
    double[] p,
    List<Activation> f,
    boolean coupled,
    boolean after) {

  private static final int[] LSTM = {0, 2, 3, 1}; // our i f g o, found in i o f c
  private static final int[] LSTM_BACK = {0, 3, 1, 2}; // i o f c, found in ours
  private static final int[] COUPLED = {0, 3, 1}; // our i g o, found in i o f c
  private static final int[] COUPLED_BACK = {0, 2, Blocks.NONE, 1};
  private static final int[] GRU = {1, 0, 2}; // our r z g, found in z r h; and the way back
  private static final int[] RNN = {0};

  /** The operators, and of how many blocks their matrices are. */
  enum Operator {
    LSTM(4),
    GRU(3),
    RNN(1);

    final int blocks;

    Operator(int blocks) {
      this.blocks = blocks;
    }

    /** The activations unless others are asked for. */
    List<String> activations() {
      return switch (this) {
        case LSTM -> List.of("Sigmoid", "Tanh", "Tanh");
        case GRU -> List.of("Sigmoid", "Tanh");
        case RNN -> List.of("Tanh");
      };
    }
  }

  /** The cell with these weights. */
  Cell<?> cell() {
    int in = w[0].length;
    int n = r[0].length;
    int kn = r.length;
    double[] bias = b == null ? new double[2 * kn] : b;
    Blocks there =
        new Blocks(
            CommonOps_DDRM.transpose(new DMatrixRMaj(w), null),
            CommonOps_DDRM.transpose(new DMatrixRMaj(r), null),
            Tensors.row(bias, 0, kn),
            Tensors.row(bias, kn, 2 * kn));
    return switch (operator) {
      case RNN -> filled(new Elman(in, n, f.get(0)), there.pick(RNN));
      case GRU ->
          after
              ? filled(GruResetAfter.cho(in, n, f.get(0), f.get(1)), there.pick(GRU))
              : filled(Gru.cho(in, n, f.get(0), f.get(1)), there.pick(GRU));
      case LSTM ->
          p != null
              ? peephole(new PeepholeLstm(in, n, f.get(0), f.get(1), f.get(2)), there.pick(LSTM))
              : coupled
                  ? filled(
                      new CoupledLstm(in, n, f.get(0), f.get(1), f.get(2)), there.pick(COUPLED))
                  : filled(new Lstm(in, n, f.get(0), f.get(1), f.get(2)), there.pick(LSTM));
    };
  }

  private static Cell<?> filled(Cell<?> cell, Blocks blocks) {
    blocks.into(cell);
    return cell;
  }

  /**
   * With coupled gates as well, the forget gate gets the input gate's weights with the opposite
   * sign, because 1 − σ(x) = σ(−x).
   */
  private Cell<?> peephole(PeepholeLstm cell, Blocks blocks) {
    int n = r[0].length;
    cell.pi.value.setTo(Tensors.row(p, 0, n));
    cell.po.value.setTo(Tensors.row(p, n, 2 * n));
    cell.pf.value.setTo(Tensors.row(p, 2 * n, 3 * n));
    if (coupled) {
      CommonOps_DDRM.scale(-1, cell.pi.value, cell.pf.value);
      return filled(cell, blocks.pick(0, 0, 2, 3).mirrored(1, cell.gateActivation));
    }
    return filled(cell, blocks);
  }

  /** Whether it can be the other direction of the same operator. */
  boolean isLike(OnnxCells other) {
    return operator == other.operator
        && r[0].length == other.r[0].length
        && (p == null) == (other.p == null)
        && coupled == other.coupled
        && after == other.after;
  }

  /** The way back: what computes the same as this cell. */
  static OnnxCells of(Cell<?> cell) {
    if (cell instanceof Elman elman) {
      return of(Operator.RNN, cell, RNN, null, List.of(elman.f));
    }
    if (cell instanceof Gru gru) {
      return of(
          Operator.GRU, cell, GRU, null, List.of(gru.gateActivation, gru.candidateActivation));
    }
    if (cell instanceof GruResetAfter gru) {
      return of(
          Operator.GRU, cell, GRU, null, List.of(gru.gateActivation, gru.candidateActivation));
    }
    if (cell instanceof Lstm lstm) {
      return of(
          Operator.LSTM,
          cell,
          LSTM_BACK,
          null,
          List.of(lstm.gateActivation, lstm.candidateActivation, lstm.outputActivation));
    }
    if (cell instanceof CoupledLstm lstm) {
      return of(
          Operator.LSTM,
          cell,
          COUPLED_BACK,
          null,
          List.of(lstm.gateActivation, lstm.candidateActivation, lstm.outputActivation));
    }
    if (cell instanceof PeepholeLstm lstm) {
      DMatrixRMaj p =
          CommonOps_DDRM.concatColumnsMulti(lstm.pi.value, lstm.po.value, lstm.pf.value);
      return of(
          Operator.LSTM,
          cell,
          LSTM_BACK,
          p.data,
          List.of(lstm.gateActivation, lstm.candidateActivation, lstm.outputActivation));
    }
    throw new IllegalArgumentException(
        "ONNX has LSTM, GRU and RNN, but no counterpart of this "
            + cell.getClass().getSimpleName());
  }

  private static OnnxCells of(
      Operator operator, Cell<?> cell, int[] order, double[] p, List<Activation> f) {
    Blocks blocks = Blocks.of(cell).pick(order);
    return new OnnxCells(
        operator,
        Tensors.array(CommonOps_DDRM.transpose(blocks.w(), null)),
        Tensors.array(CommonOps_DDRM.transpose(blocks.u(), null)),
        CommonOps_DDRM.concatColumns(blocks.b(), blocks.d(), null).data,
        p,
        f,
        cell instanceof CoupledLstm,
        cell instanceof GruResetAfter);
  }
}
