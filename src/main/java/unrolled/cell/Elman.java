package unrolled.cell;

import static unrolled.cell.Ops.multAdd;

import org.ejml.data.DMatrixRMaj;
import unrolled.layer.Activation;
import unrolled.layer.Param;

/**
 * The simple recurrent cell: the hidden state feeds back into itself.
 *
 * <pre>
 *   a_t = x_t·W + b                    (B×n, the input's share)
 *   h_t = f(a_t + h_{t−1}·U)           (B×n, state and output)
 * </pre>
 *
 * <p>Source: J. L. Elman, "Finding structure in time", 1990.
 */
public final class Elman extends Cell<Elman.S> {
  /** The recurrent weights, n×n. */
  public final Param u;

  /** The activation f. */
  public final Activation f;

  private final int n;

  /** Creates n units with f = tanh. */
  public Elman(int in, int n) {
    this(in, n, Activation.TANH);
  }

  /** Creates n units with the given activation. */
  public Elman(int in, int n, Activation f) {
    super(in, n);
    this.n = n;
    this.f = f;
    u = param(n, n);
  }

  /** The buffer of one step: the hidden state. */
  public final class S extends Step {
    /** h_t, B×n. */
    public final DMatrixRMaj h = state(n);
  }

  @Override
  public S step() {
    return new S();
  }

  @Override
  public void forward(S prev, S now) {
    now.h.setTo(now.a); // h = a, the pre-activation
    multAdd(prev.h, u, now.h); // h += h'·U
    f.apply(now.h); // h = f(h)
  }

  @Override
  public boolean setsEverything() {
    return true;
  }

  @Override
  public void backward(S prev, S now, S dPrev, S dNow, Gradients grad) {
    dNow.a.setTo(dNow.h); // da = dh
    f.backward(now.h, dNow.a); // da ⊙= f′, which is 1 − h² for tanh
    grad.multAdd(prev.h, u, dNow.a, dPrev.h); // dh' += da·Uᵀ, dU += h'ᵀ·da
  }
}
