package unrolled.sequence;

import org.ejml.data.DMatrixRMaj;

/** A layer with something around it: what the kinds of links and dropout share. */
abstract class Wrapped extends Recurrent {
  /** The layer inside. */
  final Recurrent inner;

  Wrapped(Recurrent inner) {
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
  public State start(int batch) {
    return inner.start(batch);
  }

  /** A run whose answer at each sequence's last step is what it came to. */
  abstract static class WrappedPass implements Pass {
    final Sequence x;
    final Pass pass;

    WrappedPass(Sequence x, Pass pass) {
      this.x = x;
      this.pass = pass;
    }

    @Override
    public DMatrixRMaj lastOutput() {
      DMatrixRMaj all = output();
      DMatrixRMaj last = new DMatrixRMaj(x.batch(), all.getNumCols());
      for (int b = 0; b < x.batch(); b++) {
        if (x.length(b) > 0) {
          Tall.copyRow(all, (x.length(b) - 1) * x.batch() + b, last, b);
        }
      }
      return last;
    }

    @Override
    public DMatrixRMaj spread(DMatrixRMaj dLast) {
      DMatrixRMaj dOut = new DMatrixRMaj(x.steps() * x.batch(), dLast.getNumCols());
      for (int b = 0; b < x.batch(); b++) {
        if (x.length(b) > 0) {
          Tall.copyRow(dLast, b, dOut, (x.length(b) - 1) * x.batch() + b);
        }
      }
      return dOut;
    }

    @Override
    public State end() {
      return pass.end();
    }

    @Override
    public void release() {
      pass.release();
    }
  }
}
