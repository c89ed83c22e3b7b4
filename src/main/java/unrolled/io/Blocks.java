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
import unrolled.layer.Param;

/**
 * A cell's weights as all frameworks have them: what multiplies the input, what multiplies the
 * state, and a bias of each; one block of n columns for each gate, in the order of our cells.
 *
 * <pre>
 *   Lstm, PeepholeLstm     i f g o      (the peepholes apart)
 *   CoupledLstm            i g o
 *   Gru, GruResetAfter     r z g        (z as the share that stays)
 *   Elman                  one block
 * </pre>
 *
 * @param w in×kn
 * @param u n×kn
 * @param b 1×kn, the input's bias
 * @param d 1×kn, the state's bias: only {@link GruResetAfter} has one of its own
 */
record Blocks(DMatrixRMaj w, DMatrixRMaj u, DMatrixRMaj b, DMatrixRMaj d) {

  /** In place of a block's number: a block of zeros. */
  static final int NONE = -1;

  /** Copies of a cell's weights. */
  static Blocks of(Cell<?> cell) {
    DMatrixRMaj b = cell.input().b.value.copy();
    DMatrixRMaj d = new DMatrixRMaj(1, b.getNumCols());
    if (cell instanceof GruResetAfter gru) {
      d.setTo(gru.d.value);
    }
    return new Blocks(cell.input().w.value.copy(), recurrent(cell), b, d).zStays(cell);
  }

  /** All four: w, u, b, d. */
  List<DMatrixRMaj> all() {
    return List.of(w, u, b, d);
  }

  private static DMatrixRMaj recurrent(Cell<?> cell) {
    if (cell instanceof Gru gru) {
      return CommonOps_DDRM.concatColumns(gru.u.value, gru.ug.value, null);
    }
    return u(cell).value.copy();
  }

  private static Param u(Cell<?> cell) {
    if (cell instanceof Lstm lstm) {
      return lstm.u;
    }
    if (cell instanceof PeepholeLstm lstm) {
      return lstm.u;
    }
    if (cell instanceof CoupledLstm lstm) {
      return lstm.u;
    }
    if (cell instanceof GruResetAfter gru) {
      return gru.u;
    }
    if (cell instanceof Elman elman) {
      return elman.u;
    }
    throw new IllegalArgumentException(
        cell.getClass().getSimpleName() + " has no counterpart in the frameworks");
  }

  /** Gives a cell these weights. */
  void into(Cell<?> cell) {
    Blocks own = zStays(cell);
    cell.input().w.value.setTo(own.w);
    cell.input().b.value.setTo(own.b);
    if (cell instanceof Gru gru) {
      int n = gru.ug.value.getNumRows();
      gru.u.value.setTo(pick(own.u, n, 0, 1));
      gru.ug.value.setTo(pick(own.u, n, 2));
    } else {
      u(cell).value.setTo(own.u);
    }
    if (cell instanceof GruResetAfter gru) {
      gru.d.value.setTo(own.d);
    } else {
      CommonOps_DDRM.addEquals(cell.input().b.value, own.d);
    }
  }

  /**
   * Between the two conventions of a GRU: where z is the share that is new, 1 − σ(x) = σ(−x) is the
   * share that stays.
   */
  private Blocks zStays(Cell<?> cell) {
    if (cell instanceof Gru gru && !gru.zKeeps) {
      return mirrored(1, gru.gateActivation);
    }
    if (cell instanceof GruResetAfter gru && !gru.zKeeps) {
      return mirrored(1, gru.gateActivation);
    }
    return this;
  }

  /** These blocks with block k negated, which turns a gate y into 1 − y. */
  Blocks mirrored(int k, Activation gate) {
    if (gate != Activation.SIGMOID && gate != Activation.HARD_SIGMOID) {
      throw new IllegalArgumentException(
          "f(−x) = 1 − f(x) is needed to turn a gate into its opposite, and "
              + gate
              + " is not such an f: SIGMOID and HARD_SIGMOID are");
    }
    return new Blocks(negated(w, k), negated(u, k), negated(b, k), negated(d, k));
  }

  private DMatrixRMaj negated(DMatrixRMaj m, int k) {
    int n = u.getNumRows();
    DMatrixRMaj negated = m.copy();
    for (int i = 0; i < m.getNumRows(); i++) {
      for (int j = k * n; j < (k + 1) * n; j++) {
        negated.set(i, j, -m.get(i, j));
      }
    }
    return negated;
  }

  /** These blocks in another order: the new block k is block {@code order[k]} of these. */
  Blocks pick(int... order) {
    int n = u.getNumRows();
    return new Blocks(pick(w, n, order), pick(u, n, order), pick(b, n, order), pick(d, n, order));
  }

  /** Blocks of n columns of one matrix, in another order. */
  static DMatrixRMaj pick(DMatrixRMaj m, int n, int... order) {
    DMatrixRMaj picked = new DMatrixRMaj(m.getNumRows(), n * order.length);
    for (int k = 0; k < order.length; k++) {
      if (order[k] != NONE) {
        CommonOps_DDRM.extract(
            m, 0, m.getNumRows(), order[k] * n, (order[k] + 1) * n, picked, 0, k * n);
      }
    }
    return picked;
  }
}
