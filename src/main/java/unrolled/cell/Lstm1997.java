package unrolled.cell;

import static unrolled.cell.Ops.add;
import static unrolled.cell.Ops.elementMult;
import static unrolled.cell.Ops.elementMultAdd;
import static unrolled.cell.Ops.join;
import static unrolled.cell.Ops.multAdd;
import static unrolled.cell.Ops.sigmoid;
import static unrolled.cell.Ops.sigmoidBack;
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
 *   s_t = h(c_t)                       (B×n, the cell state, squashed; h(x) = 2σ(x) − 1)
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

  /** Creates n cells with the squashing functions of 1997. */
  public Lstm1997(int in, int n) {
    this(in, n, Activation.G_1997, Activation.H_1997);
  }

  /** Creates n cells with other activations of g and s, such as tanh in both places. */
  public Lstm1997(int in, int n, Activation candidate, Activation output) {
    super(in, 3 * n);
    this.n = n;
    this.candidateActivation = candidate;
    this.outputActivation = output;
    u = param(n, 3 * n);
  }

  /** The buffers of one step. */
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
    multAdd(prev.h, u, now.a); // a += h'·U
    split(now.a, now.i, now.g, now.o); // [i g o] = a, the pre-activations
    sigmoid(now.i); // i = σ(i)
    candidateActivation.apply(now.g); // g = 4σ(g) − 2
    sigmoid(now.o); // o = σ(o)
    now.c.setTo(prev.c); // c = c'
    elementMultAdd(now.i, now.g, now.c); // c += i ⊙ g
    now.s.setTo(now.c); // s = c
    outputActivation.apply(now.s); // s = 2σ(s) − 1
    elementMult(now.o, now.s, now.h); // h = o ⊙ s
  }

  @Override
  public void backward(S prev, S now, S dPrev, S dNow, Gradients grad) {
    elementMult(dNow.h, now.s, dNow.o); // do = dh ⊙ s
    elementMult(dNow.h, now.o, dNow.s); // ds = dh ⊙ o
    outputActivation.backward(now.s, dNow.s); // ds ⊙= (1 − s²)/2, now c's gradient by way of s
    add(dNow.s, dNow.c); // dc += ds
    add(dNow.c, dPrev.c); // dc' += dc
    elementMult(dNow.c, now.g, dNow.i); // di = dc ⊙ g
    elementMult(dNow.c, now.i, dNow.g); // dg = dc ⊙ i
    // From here on the gradients of the pre-activations, the blocks of a.
    sigmoidBack(now.o, dNow.o); // do ⊙= o ⊙ (1 − o)
    candidateActivation.backward(now.g, dNow.g); // dg ⊙= 1 − g²/4
    sigmoidBack(now.i, dNow.i); // di ⊙= i ⊙ (1 − i)
    join(dNow.i, dNow.g, dNow.o, dNow.a); // da = [di dg do]
    grad.multAdd(prev.h, u, dNow.a, dPrev.h); // dh' += da·Uᵀ, dU += h'ᵀ·da
  }
}
