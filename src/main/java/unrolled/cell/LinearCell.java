package unrolled.cell;

import org.ejml.data.DMatrixRMaj;

/**
 * A cell that is linear in its one state, element by element, with factors that the input alone
 * decides.
 *
 * <pre>
 *   h_t = f_t ⊙ h_{t−1} + c_t        (f_t and c_t: whatever the cell makes of x_t·W + b)
 * </pre>
 *
 * <p>No step has to wait for the one before to know its f and c; so {@link #forward} and {@link
 * #backward} may be given all steps of a sequence at once, as if each were a sequence of its own,
 * and a scan does the rest. The state is the output.
 *
 * @param <S> the numbers of one step
 */
public abstract class LinearCell<S extends Step> extends Cell<S> {
  /**
   * Creates the input weights of a cell that reads {@code in} numbers, or symbols out of {@code
   * in}, a step.
   *
   * @param width of a_t
   */
  protected LinearCell(int in, int width) {
    super(in, width);
  }

  /** f_t: the buffer of this step that its forward multiplied the state by. */
  public abstract DMatrixRMaj factor(S now);
}
