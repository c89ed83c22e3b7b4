package unrolled.sequence;

import org.ejml.data.DMatrixRMaj;

/** A layer with something around it: what the kinds of links and dropout share. */
abstract class LayerWrapper extends Recurrent {
  /** The layer inside. */
  final Recurrent inner;

  LayerWrapper(Recurrent inner) {
    this.inner = part(inner);
  }

  /** Throws unless the layer answers as many numbers a step as it reads. */
  final void requireSameWidth(String what) {
    if (inner.inputs() != inner.outputs()) {
      throw new IllegalArgumentException(
          what
              + " adds a layer's input to its output, but this layer reads "
              + inner.inputs()
              + " numbers a step and answers "
              + inner.outputs());
    }
  }

  @Override
  public int inputs() {
    return inner.inputs();
  }

  @Override
  public int outputs() {
    return inner.outputs();
  }

  @Override
  public boolean causal() {
    return inner.causal();
  }

  @Override
  public State initialState(int batch) {
    return inner.initialState(batch);
  }

  /** A run of the layer inside, with something around it. Where it ends, the layer inside knows. */
  abstract class WrapperPass implements Pass {
    final Sequence x;
    final Pass pass;
    private DMatrixRMaj y; // null: released

    WrapperPass(Sequence x, Pass pass, DMatrixRMaj y) {
      this.x = x;
      this.pass = pass;
      this.y = y;
    }

    @Override
    public DMatrixRMaj output() {
      if (y == null) {
        throw Workspace.released();
      }
      return y;
    }

    @Override
    public DMatrixRMaj lastOf(DMatrixRMaj all) {
      return pass.lastOf(all);
    }

    @Override
    public DMatrixRMaj spread(DMatrixRMaj dLast) {
      return pass.spread(dLast);
    }

    @Override
    public State finalState() {
      return pass.finalState();
    }

    @Override
    public State backward(DMatrixRMaj dOut, State dEnd, DMatrixRMaj dX) {
      requireGradients(x, finalState(), dOut, dEnd, dX);
      return back(dOut, dEnd, dX);
    }

    /** The way back, of gradients that fit. */
    abstract State back(DMatrixRMaj dOut, State dEnd, DMatrixRMaj dX);

    @Override
    public void release() {
      y = null;
      pass.release();
    }
  }
}
