package unrolled.cell;

import static unrolled.cell.Ops.add;
import static unrolled.cell.Ops.multAdd;
import static unrolled.cell.Ops.rowAdd;
import static unrolled.cell.Ops.softmax;
import static unrolled.cell.Ops.softmaxBack;

import org.ejml.data.DMatrixRMaj;
import unrolled.layer.Activation;
import unrolled.layer.Param;
import unrolled.math.Rng;

/**
 * Jordan's cell: the output feeds back into the hidden units, where Elman's feeds back the hidden
 * units themselves.
 *
 * <pre>
 *   a_t = x_t·W + b                    (B×n, the input's share)
 *   h_t = f(a_t + y_{t−1}·U)           (B×n)
 *   o_t = h_t·V + c                    (B×m, the output: logits)
 *   y_t = g(o_t)                       (B×m, the state)
 * </pre>
 *
 * <p>Source: M. I. Jordan, "Attractor dynamics and parallelism in a connectionist sequential
 * machine", 1986.
 */
public final class Jordan extends Cell<Jordan.S> {
  /** How the output becomes the state: as it is, or as probabilities. */
  public enum Feedback {
    /** y = o. */
    LINEAR,
    /** y = softmax(o). */
    SOFTMAX
  }

  /** The weights from the previous output to the hidden units, m×n. */
  public final Param u;

  /** The weights from the hidden units to the output, n×m. */
  public final Param v;

  /** The bias of the output, 1×m. */
  public final Param c;

  private final int n;
  private final int m;
  private final Activation f;
  private final Feedback g;

  /** Creates n hidden units with f = tanh, m outputs fed back as probabilities. */
  public Jordan(int in, int n, int m) {
    this(in, n, m, Activation.TANH, Feedback.SOFTMAX);
  }

  /** Creates n hidden units with activation f, m outputs fed back through g. */
  public Jordan(int in, int n, int m, Activation f, Feedback g) {
    super(in, n);
    this.n = n;
    this.m = m;
    this.f = f;
    this.g = g;
    u = param(m, n);
    v = param(n, m);
    c = param(1, m);
  }

  /** The buffers of one step. */
  public final class S extends Step {
    /** y_t, B×m, what is fed back. */
    public final DMatrixRMaj y = state(m);

    /** h_t, B×n. */
    public final DMatrixRMaj h = keep(n);

    /** o_t, B×m, the logits. */
    public final DMatrixRMaj o = output(m);
  }

  @Override
  public S step() {
    return new S();
  }

  @Override
  public void forward(S prev, S now) {
    now.h.setTo(now.a); // h = a, the pre-activation
    multAdd(prev.y, u, now.h); // h += y'·U
    f.apply(now.h); // h = f(h)
    multAdd(now.h, v, now.o); // o = h·V
    rowAdd(c, now.o); // o += c
    if (g == Feedback.SOFTMAX) {
      softmax(now.o, now.y); // y = softmax(o)
    } else {
      now.y.setTo(now.o); // y = o
    }
  }

  @Override
  public void backward(S prev, S now, S dPrev, S dNow, Gradients grad) {
    if (g == Feedback.SOFTMAX) {
      softmaxBack(now.y, dNow.y, dNow.o); // do += y ⊙ (dy − Σ_k dy_k y_k)
    } else {
      add(dNow.y, dNow.o); // do += dy
    }
    grad.rowAdd(c, dNow.o); // dc += Σ_b do_b, the sum of its rows
    grad.multAdd(now.h, v, dNow.o, dNow.h); // dh = do·Vᵀ, dV += hᵀ·do
    dNow.a.setTo(dNow.h); // da = dh
    f.backward(now.h, dNow.a); // da ⊙= f′, which is 1 − h² for tanh
    grad.multAdd(prev.y, u, dNow.a, dPrev.y); // dy' += da·Uᵀ, dU += y'ᵀ·da
  }

  /** Draws uniformly within ±1/√n, n the number of hidden units. */
  @Override
  public void init(Rng rng) {
    initUniform(1 / Math.sqrt(n), rng);
  }
}
