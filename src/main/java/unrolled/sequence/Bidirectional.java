package unrolled.sequence;

import java.util.List;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import unrolled.cell.Cell;
import unrolled.layer.Shapes;

/**
 * A bidirectional layer: two independent chains with weights of their own, one reading from the
 * first step to the last, one from each sequence's own last step to the first.
 *
 * <pre>
 *   →h_t = forward cell over x_1 … x_t        (B×n)
 *   ←h_t = backward cell over x_T … x_t       (B×m)
 *   output_t = [→h_t ; ←h_t]                  (B×(n+m))
 * </pre>
 *
 * <p>What a sequence came to is both ends: →h at its last step and ←h at its first. The state is
 * that of the forward chain, then that of the backward one.
 *
 * <p>Source: M. Schuster and K. Paliwal, "Bidirectional recurrent neural networks", 1997.
 */
public final class Bidirectional extends Recurrent {
  private final Unroll<?> forwardLayer;
  private final Unroll<?> backwardLayer;
  private final List<State> remembered; // by each chain

  /** Two cells that read the same input, one in each direction. */
  public Bidirectional(Cell<?> forward, Cell<?> backward) {
    forwardLayer = part(new Unroll<>(forward));
    backwardLayer = part(Unroll.reverse(backward));
    if (forwardLayer.inputs() != backwardLayer.inputs()) {
      throw new IllegalArgumentException(
          "the forward cell reads "
              + forwardLayer.inputs()
              + " numbers a step, the backward cell "
              + backwardLayer.inputs()
              + ": they read the same input");
    }
    remembered = List.of(forwardLayer.initialState(1), backwardLayer.initialState(1));
  }

  /** The chain that reads from the first step to the last. */
  public Unroll<?> forwardLayer() {
    return forwardLayer;
  }

  /** The chain that reads from the last step to the first. */
  public Unroll<?> backwardLayer() {
    return backwardLayer;
  }

  @Override
  public int inputs() {
    return forwardLayer.inputs();
  }

  @Override
  public int outputs() {
    return forwardLayer.outputs() + backwardLayer.outputs();
  }

  @Override
  public boolean causal() {
    return false;
  }

  @Override
  public State initialState(int batch) {
    return forwardLayer.initialState(batch).and(backwardLayer.initialState(batch));
  }

  @Override
  public Pass forward(Sequence x, State start) {
    List<State> starts = start.split("the start state", x.batch(), remembered);
    return new Both(
        x, forwardLayer.forward(x, starts.get(0)), backwardLayer.forward(x, starts.get(1)));
  }

  /** The runs of both chains. */
  private final class Both implements Pass {
    final Sequence x;
    final Trace<?> there;
    final Trace<?> again;

    Both(Sequence x, Trace<?> there, Trace<?> again) {
      this.x = x;
      this.there = there;
      this.again = again;
    }

    @Override
    public DMatrixRMaj output() {
      return CommonOps_DDRM.concatColumns(there.output(), again.output(), null);
    }

    @Override
    public DMatrixRMaj lastOf(DMatrixRMaj all) {
      Shapes.requireColumns("all", all, outputs(), "what both chains answer");
      return CommonOps_DDRM.concatColumns(there.lastOf(left(all)), again.lastOf(right(all)), null);
    }

    @Override
    public DMatrixRMaj lastOutput() {
      return CommonOps_DDRM.concatColumns(there.lastOutput(), again.lastOutput(), null);
    }

    @Override
    public DMatrixRMaj spread(DMatrixRMaj dLast) {
      Shapes.requireShape("dLast", dLast, x.batch(), outputs());
      return CommonOps_DDRM.concatColumns(
          there.spread(left(dLast)), again.spread(right(dLast)), null);
    }

    private DMatrixRMaj left(DMatrixRMaj d) {
      return CommonOps_DDRM.extract(d, 0, d.getNumRows(), 0, forwardLayer.outputs());
    }

    private DMatrixRMaj right(DMatrixRMaj d) {
      return CommonOps_DDRM.extract(d, 0, d.getNumRows(), forwardLayer.outputs(), outputs());
    }

    @Override
    public State finalState() {
      return there.finalState().and(again.finalState());
    }

    @Override
    public State backward(DMatrixRMaj dOut, State dEnd, DMatrixRMaj dX) {
      requireGradients(x, finalState(), dOut, dEnd, dX);
      List<State> dEnds = dEnd == null ? null : dEnd.split("dEnd", x.batch(), remembered);
      State dAhead =
          there.backward(dOut == null ? null : left(dOut), dEnds == null ? null : dEnds.get(0), dX);
      State dBack =
          again.backward(
              dOut == null ? null : right(dOut), dEnds == null ? null : dEnds.get(1), dX);
      return dAhead.and(dBack);
    }

    @Override
    public void release() {
      there.release();
      again.release();
    }
  }
}
