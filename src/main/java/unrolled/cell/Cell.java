package unrolled.cell;

import unrolled.layer.Linear;
import unrolled.layer.Weights;
import unrolled.math.Rng;

/**
 * A recurrent cell: weights, and one step forward and backward.
 *
 * <p>It knows neither time nor length; that is the unrolling's business. Every cell here has the
 * same skeleton,
 *
 * <pre>
 *   a_t = x_t·W + b               the input's share: one product for all steps, done outside
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
 *     now.h.setTo(now.a);                                // h = a
 *     multAdd(prev.h, u, now.h);                         // h += h'·U
 *     tanh(now.h);                                       // h = tanh(h)
 *   }
 *   public void backward(S prev, S now, S dPrev, S dNow, Gradients grad) {
 *     dNow.a.setTo(dNow.h);                              // da = dh
 *     tanhBack(now.h, dNow.a);                           // da ⊙= 1 − h²
 *     grad.multAdd(prev.h, u, dNow.a, dPrev.h);          // dh' += da·Uᵀ, dU += h'ᵀ·da
 *   }
 * }
 * }</pre>
 *
 * <p>Backward is forward read from the bottom up. An activation f works in place: its buffer holds
 * first x, then y = f(x), and on the way back first dy, then dx. At the end of each line stands its
 * formula, in one notation for all cells:
 *
 * <pre>
 *   h, h'       the h of this step, and of the step before
 *   dh, dU      the derivative of the loss with respect to h, to U
 *   ·  ⊙  ᵀ     matrix product, product element by element, transposed
 *   σ           σ(x) = 1/(1 + e⁻ˣ)
 *   [i f]       i and f side by side
 *   Σ_b         the sum over the rows, one for each sequence of the batch
 *   += and ⊙=   added to, multiplied into what the buffer holds; += to one that is still 0 is =
 * </pre>
 *
 * @param <S> the numbers of one step
 */
public abstract class Cell<S extends Step> extends Weights {
  private final Linear input;
  private final Cell<?> inner; // the cell that this one is around, or null

  /**
   * Creates the input weights of a cell that reads {@code in} numbers, or symbols out of {@code
   * in}, a step.
   *
   * @param width of a_t: n for a simple cell of n units, 4n for an LSTM
   */
  protected Cell(int in, int width) {
    input = part(new Linear(in, width));
    inner = null;
  }

  /** Wraps another cell: the input goes through its W and b. */
  protected Cell(Cell<?> inner) {
    this.inner = part(inner);
    input = inner.input();
  }

  /** The input weights W and b, which carry x into the pre-activation. */
  public final Linear input() {
    return input;
  }

  /** Creates the buffers of a step, all zeros. */
  public abstract S step();

  /**
   * Computes one step: reads {@code now.a} and the states in {@code prev}; fills the buffers of
   * {@code now}, which arrive zero.
   */
  public abstract void forward(S prev, S now);

  /**
   * Whether {@link #forward} sets every buffer of {@code now} before it reads it, so that they may
   * arrive with any numbers in them: zeroing takes a twentieth of a training's time. A cell is not
   * trusted to, unless it says so.
   */
  public boolean setsEverything() {
    return false;
  }

  /**
   * Goes back through one step: reads the gradients of now's state and output in {@code dNow}, adds
   * to those of the previous state in {@code dPrev}, leaves a's in {@code dNow.a} and tells {@code
   * grad} about the weights.
   *
   * @throws UnsupportedOperationException if the cell has none
   */
  public void backward(S prev, S now, S dPrev, S dNow, Gradients grad) {
    throw new UnsupportedOperationException(
        getClass().getSimpleName()
            + " has no backward yet: it can run, but not train. Override backward(prev, now, dPrev,"
            + " dNow, grad)");
  }

  /**
   * Draws all weights uniformly within ±1/√n, n the width of the state, as PyTorch does. A cell
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
