package unrolled.cell;

import static unrolled.cell.Ops.add;
import static unrolled.cell.Ops.elementMult;
import static unrolled.cell.Ops.elementMultAdd;
import static unrolled.cell.Ops.join;
import static unrolled.cell.Ops.multAdd;
import static unrolled.cell.Ops.split;

import org.ejml.data.DMatrixRMaj;
import unrolled.layer.Activation;
import unrolled.layer.Param;

/**
 * The original long short-term memory: no forget gate, what is in the cell state stays there.
 *
 * <pre>
 *   a_t = x_t·W + b                    (B×3n, the input's share: blocks i, g, o)
 *   i_t = σ(a_i + h_{t−1}·U_i)         (B×n, input gate)
 *   g_t = g(a_g + h_{t−1}·U_g)         (B×n, candidate; g(x) = 4σ(x) − 2)
 *   o_t = σ(a_o + h_{t−1}·U_o)         (B×n, output gate)
 *   c_t = c_{t−1} + i_t ⊙ g_t          (B×n, cell state: the "constant error carousel")
 *   s_t = h(c_t)                       (B×n, the cell state as it is shown; h(x) = 2σ(x) − 1)
 *   h_t = o_t ⊙ s_t                    (B×n, hidden state and output)
 * </pre>
 *
 * <p>W is in×3n, b 1×3n, U n×3n. The paper cut gradients off where they leave a cell; here they are
 * complete.
 *
 * <p>Source: S. Hochreiter and J. Schmidhuber, "Long short-term memory", 1997.
 */
public final class Lstm1997 extends Cell<Lstm1997.S> {
  /** The recurrent weights, n×3n: blocks i, g, o. */
  public final Param u;

  private final int n;
  private final Activation candidateActivation;
  private final Activation outputActivation;

  /** n cells with the squashing functions of 1997. */
  public Lstm1997(int in, int n) {
    this(in, n, Activation.G_1997, Activation.H_1997);
  }

  /** n cells with other activations of g and s, such as tanh in both places. */
  public Lstm1997(int in, int n, Activation candidate, Activation output) {
    super(in, 3 * n);
    this.n = n;
    this.candidateActivation = candidate;
    this.outputActivation = output;
    u = param(n, 3 * n);
  }

  /** One step. */
  public final class S extends Step {
    /** h_t, hidden state and output. */
    public final DMatrixRMaj h = state(n);

    /** c_t, cell state. */
    public final DMatrixRMaj c = state(n);

    /** i_t, input gate. */
    public final DMatrixRMaj i = keep(n);

    /** g_t, candidate. */
    public final DMatrixRMaj g = keep(n);

    /** o_t, output gate. */
    public final DMatrixRMaj o = keep(n);

    /** s_t = h(c_t). */
    public final DMatrixRMaj s = keep(n);
  }

  @Override
  public S step() {
    return new S();
  }

  @Override
  public void forward(S prev, S now) {
    multAdd(prev.h, u, now.a);
    split(now.a, now.i, now.g, now.o);
    Ops.sigmoid(now.i);
    candidateActivation.apply(now.g);
    Ops.sigmoid(now.o);
    now.c.setTo(prev.c);
    elementMultAdd(now.i, now.g, now.c);
    now.s.setTo(now.c);
    outputActivation.apply(now.s);
    elementMult(now.o, now.s, now.h);
  }

  @Override
  public void backward(S prev, S now, S dPrev, S dNow, Gradients grad) {
    elementMult(dNow.h, now.s, dNow.o);
    elementMult(dNow.h, now.o, dNow.s);
    outputActivation.back(now.s, dNow.s);
    add(dNow.s, dNow.c);
    add(dNow.c, dPrev.c);
    elementMult(dNow.c, now.g, dNow.i);
    elementMult(dNow.c, now.i, dNow.g);
    Ops.sigmoidBack(now.o, dNow.o);
    candidateActivation.back(now.g, dNow.g);
    Ops.sigmoidBack(now.i, dNow.i);
    join(dNow.i, dNow.g, dNow.o, dNow.a);
    grad.multAdd(prev.h, u, dNow.a, dPrev.h);
  }
}
