package unrolled.sequence;

import static unrolled.cell.Ops.apply;
import static unrolled.cell.Ops.applyAdd;

import org.ejml.data.DMatrixRMaj;
import unrolled.layer.Dropout;

/**
 * A layer that finds some numbers of its input set to 0 while it is trained.
 *
 * <p>Source: W. Zaremba, I. Sutskever and O. Vinyals, "Recurrent neural network regularization",
 * 2014.
 */
public final class InputDropout extends LayerWrapper {
  private final Dropout dropout;

  /** Drops numbers of what the layer reads. */
  public InputDropout(Dropout dropout, Recurrent layer) {
    super(layer);
    this.dropout = dropout;
  }

  @Override
  public void training(boolean on) {
    super.training(on);
    dropout.training(on);
  }

  @Override
  public Pass forward(Sequence x, State start) {
    if (!dropout.active()) {
      return inner.forward(x, start);
    }
    DMatrixRMaj mask = dropout.mask(x.steps(), x.batch(), x.width());
    DMatrixRMaj kept = new DMatrixRMaj(mask.getNumRows(), mask.getNumCols());
    apply(x.rows(), mask, (xt, m) -> xt * m, kept);
    return new WrapperPass(x, inner.forward(x.replacedBy(kept), start), null) {
      @Override
      public DMatrixRMaj output() {
        return pass.output();
      }

      @Override
      public DMatrixRMaj lastOutput() {
        return pass.lastOutput();
      }

      @Override
      State back(DMatrixRMaj dOut, State dEnd, DMatrixRMaj dX) {
        if (dX == null) {
          return pass.backward(dOut, dEnd, null);
        }
        DMatrixRMaj dKept = new DMatrixRMaj(dX.getNumRows(), dX.getNumCols());
        State dStart = pass.backward(dOut, dEnd, dKept);
        applyAdd(dKept, mask, (d, m) -> d * m, dX);
        return dStart;
      }
    };
  }
}
