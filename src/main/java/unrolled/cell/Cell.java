package unrolled.cell;

import unrolled.layer.Linear;
import unrolled.layer.Weights;
import unrolled.math.Rng;

/**
 * A recurrent cell: weights, and one step forward and backward.
 *
 * <p>It knows neither time nor length; the unrolling does. Every cell here has the same skeleton,
 *
 * <pre>
 *   a_t = x_t·W + b               the input's share, one tall product for all steps, done outside
 *   state_t = something pointwise of a_t and state_{t−1}·U
 * </pre>
 *
 * so a cell of your own declares its recurrent weights and the buffers of a step, and writes {@link
 * #forward} and {@link #backward} in terms of {@link Ops} and {@link Gradients}:
 *
 * <pre>{@code
 * class MyCell extends Cell<MyCell.S> {              // h = tanh(a + h'·U)
 *   final int n; final Param u;
 *   MyCell(int in, int n) { super(in, n); this.n = n; u = param(n, n); }
 *   class S extends Step { final DMatrixRMaj h = state(n); }
 *   public S step() { return new S(); }
 *   public void forward(S prev, S now) {
 *     now.h.setTo(now.a);
 *     multAdd(prev.h, u, now.h);
 *     tanh(now.h);
 *   }
 *   public void backward(S prev, S now, S dPrev, S dNow, Gradients grad) {
 *     dNow.a.setTo(dNow.h);
 *     tanhBack(now.h, dNow.a);
 *     grad.multAdd(prev.h, u, dNow.a, dPrev.h);
 *   }
 * }
 * }</pre>
 *
 * @param <S> the numbers of one step
 */
public abstract class Cell<S extends Step> extends Weights {
  private final Linear input;
  private final Cell<?> inner; // the cell that this one is around, or null

  /**
   * A cell that reads {@code in} numbers (or symbols out of {@code in}) a step.
   *
   * @param width of a_t: n for a simple cell of n units, 4n for an LSTM
   */
  protected Cell(int in, int width) {
    input = part(new Linear(in, width));
    inner = null;
  }

  /** A cell around another one: it reads what that one reads, through the same W and b. */
  protected Cell(Cell<?> inner) {
    this.inner = part(inner);
    input = inner.input();
  }

  /** W and b, which carry x into the pre-activation. */
  public final Linear input() {
    return input;
  }

  /** A fresh step, all zeros. */
  public abstract S step();

  /**
   * One step: reads {@code now.a} and the states in {@code prev}; fills the buffers of {@code now},
   * which arrive zero.
   */
  public abstract void forward(S prev, S now);

  /**
   * The same step backward: reads the gradients of now's state and output in {@code dNow}, adds to
   * those of the previous state in {@code dPrev}, leaves a's in {@code dNow.a} and tells {@code
   * grad} about the weights.
   */
  public void backward(S prev, S now, S dPrev, S dNow, Gradients grad) {
    throw new UnsupportedOperationException(
        getClass().getSimpleName()
            + " has no backward yet: it can run, but not train. Override backward(prev, now, dPrev,"
            + " dNow, grad)");
  }

  /**
   * Everything uniform within ±1/√n, n the width of the state (the habit of the frameworks). A cell
   * inside this one draws its own weights as it does alone.
   */
  @Override
  public void init(Rng rng) {
    initUniform(1 / Math.sqrt(step().state().get(0).getNumCols()), rng);
    if (inner != null) {
      inner.init(rng);
    }
  }
}
