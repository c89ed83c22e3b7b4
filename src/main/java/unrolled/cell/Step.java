package unrolled.cell;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.ejml.data.DMatrixRMaj;

/**
 * The buffers of one time step, everything that a cell computes in it: B rows each.
 *
 * <p>The gradient of a step is another step of the same class: where {@code step.h} is the hidden
 * state, {@code gradient.h} is the derivative of the loss with respect to it.
 */
public abstract class Step extends Buffers {
  /**
   * The input's share of the pre-activation, x_t·W + b, B×width. It arrives computed; the cell
   * never sees x. In a gradient it is where the cell leaves its answer.
   */
  public final DMatrixRMaj a = new DMatrixRMaj(1, 1);

  private final List<DMatrixRMaj> states = new ArrayList<>();
  private final List<DMatrixRMaj> readOnly = Collections.unmodifiableList(states);
  private DMatrixRMaj output;

  /** Declares a state of B rows and {@code width} columns, which the next step will remember. */
  protected final DMatrixRMaj state(int width) {
    DMatrixRMaj m = keep(width);
    states.add(m);
    return m;
  }

  /** Declares the step of a cell inside this one; its states are this one's too. */
  protected final <S extends Step> S inner(S step) {
    states.addAll(step.state());
    return part(step);
  }

  /** Declares the output, which the layer above sees; by default it is the first state. */
  protected final DMatrixRMaj output(int width) {
    output = keep(width);
    return output;
  }

  /** The output, which the layer above sees. */
  public final DMatrixRMaj output() {
    return output == null ? states.get(0) : output;
  }

  /**
   * The states, which the next step remembers.
   *
   * @throws IllegalStateException if none is declared
   */
  public final List<DMatrixRMaj> state() {
    if (states.isEmpty()) {
      throw new IllegalStateException(
          getClass().getSimpleName()
              + " declares no state: a recurrent cell needs at least one, for instance"
              + " final DMatrixRMaj h = state(n)");
    }
    return readOnly;
  }
}
