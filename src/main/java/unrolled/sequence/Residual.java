package unrolled.sequence;

import org.ejml.data.DMatrixRMaj;
import unrolled.cell.Ops;

/**
 * A layer with a residual link around it: it learns what to add to its input.
 *
 * <pre>
 *   y_t = x_t + layer(x)_t        (B×n)
 * </pre>
 *
 * <p>Source: K. He, X. Zhang, S. Ren and J. Sun, "Deep residual learning for image recognition",
 * 2016.
 */
public final class Residual extends LayerWrapper {
  /** Around a layer that answers as many numbers a step as it reads. */
  public Residual(Recurrent layer) {
    super(layer);
    requireSameWidth("a residual link");
  }

  @Override
  public Pass forward(Sequence x, State start) {
    Pass run = inner.forward(x, start);
    DMatrixRMaj y = run.output().copy();
    Ops.add(x.rows(), y);
    x.zeroPadding(y);
    return new WrapperPass(x, run, y) {
      @Override
      State back(DMatrixRMaj dOut, State dEnd, DMatrixRMaj dX) {
        if (dOut != null && dX != null) {
          DMatrixRMaj live = dOut.copy();
          x.zeroPadding(live);
          Ops.add(live, dX);
        }
        return pass.backward(dOut, dEnd, dX);
      }
    };
  }
}
