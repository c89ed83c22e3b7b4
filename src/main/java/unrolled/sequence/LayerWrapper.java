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
  public void training(boolean on) {
    inner.training(on);
  }

  @Override
  public State initialState(int batch) {
    return inner.initialState(batch);
  }

  /** A run whose answer at each sequence's last step is what it came to. */
  abstract static class WrapperPass implements Pass {
    final Sequence x;
    final Pass pass;

    WrapperPass(Sequence x, Pass pass) {
      this.x = x;
      this.pass = pass;
    }

    @Override
    public DMatrixRMaj lastOutput() {
      DMatrixRMaj all = output();
      DMatrixRMaj last = new DMatrixRMaj(x.batch(), all.getNumCols());
      for (int b = 0; b < x.batch(); b++) {
        if (x.length(b) > 0) {
          TimeMajor.copyRow(all, (x.length(b) - 1) * x.batch() + b, last, b);
        }
      }
      return last;
    }

    @Override
    public DMatrixRMaj spread(DMatrixRMaj dLast) {
      DMatrixRMaj dOut = new DMatrixRMaj(x.steps() * x.batch(), dLast.getNumCols());
      for (int b = 0; b < x.batch(); b++) {
        if (x.length(b) > 0) {
          TimeMajor.copyRow(dLast, b, dOut, (x.length(b) - 1) * x.batch() + b);
        }
      }
      return dOut;
    }

    @Override
    public State finalState() {
      return pass.finalState();
    }

    @Override
    public void release() {
      pass.release();
    }
  }
}
