package unrolled.cell;

import static unrolled.cell.Ops.add;
import static unrolled.cell.Ops.elementMult;
import static unrolled.cell.Ops.elementMultAdd;
import static unrolled.cell.Ops.join;
import static unrolled.cell.Ops.multAdd;
import static unrolled.cell.Ops.split;

import java.util.Arrays;
import org.ejml.data.DMatrixRMaj;
import unrolled.layer.Activation;
import unrolled.layer.Param;
import unrolled.math.Rng;

/**
 * Long short-term memory with a forget gate.
 *
 * <pre>
 *   a_t = x_t·W + b                    (B×4n, the input's share: blocks i, f, g, o)
 *   i_t = σ(a_i + h_{t−1}·U_i)         (B×n, input gate: how much of the candidate enters)
 *   f_t = σ(a_f + h_{t−1}·U_f)         (B×n, forget gate: how much of the cell state stays)
 *   g_t = tanh(a_g + h_{t−1}·U_g)      (B×n, candidate)
 *   o_t = σ(a_o + h_{t−1}·U_o)         (B×n, output gate: how much of the cell state shows)
 *   c_t = f_t ⊙ c_{t−1} + i_t ⊙ g_t    (B×n, cell state)
 *   s_t = tanh(c_t)                    (B×n, the cell state, squashed)
 *   h_t = o_t ⊙ s_t                    (B×n, hidden state and output)
 * </pre>
 *
 * <p>W is in×4n, b 1×4n, U n×4n: 4(in·n + n² + n) numbers. PyTorch, Keras and ONNX compute the
 * same; {@code unrolled.io} knows their orders of the blocks.
 *
 * <p>Sources: S. Hochreiter and J. Schmidhuber, "Long short-term memory", 1997; the forget gate: F.
 * Gers, J. Schmidhuber and F. Cummins, "Learning to forget", 2000.
 */
public final class Lstm extends Cell<Lstm.S> {
  /** The recurrent weights, n×4n: blocks i, f, g, o. */
  public final Param u;

  /** The activation of i, f and o. */
  public final Activation gateActivation;

  /** The activation of g. */
  public final Activation candidateActivation;

  /** The activation of s. */
  public final Activation outputActivation;

  private final int n;
  private double forgetBias = 1;

  /** Creates n cells with gates σ, and tanh in both other places. */
  public Lstm(int in, int n) {
    this(in, n, Activation.SIGMOID, Activation.TANH, Activation.TANH);
  }

  /**
   * Creates n cells with other activations.
   *
   * @param gate of i, f and o
   * @param candidate of g
   * @param output of s
   */
  public Lstm(int in, int n, Activation gate, Activation candidate, Activation output) {
    super(in, 4 * n);
    this.n = n;
    this.gateActivation = gate;
    this.candidateActivation = candidate;
    this.outputActivation = output;
    u = param(n, 4 * n);
  }

  /**
   * Sets the bias that {@link #init} gives the forget gate, 1 by default: at the start the cell
   * state keeps the share σ(bias) a step, so 1 remembers a few steps, 3 some twenty.
   *
   * <p>Source: R. Jozefowicz, W. Zaremba and I. Sutskever, "An empirical exploration of recurrent
   * network architectures", 2015.
   */
  public Lstm forgetBias(double bias) {
    forgetBias = bias;
    return this;
  }

  /** The buffers of one step. */
  public final class S extends Step {
    /** h_t, hidden state and output. */
    public final DMatrixRMaj h = state(n);

    /** c_t, cell state. */
    public final DMatrixRMaj c = state(n);

    /** i_t, input gate. */
    public final DMatrixRMaj i = keep(n);

    /** f_t, forget gate. */
    public final DMatrixRMaj f = keep(n);

    /** g_t, candidate. */
    public final DMatrixRMaj g = keep(n);

    /** o_t, output gate. */
    public final DMatrixRMaj o = keep(n);

    /** s_t = tanh(c_t). */
    public final DMatrixRMaj s = keep(n);
  }

  @Override
  public S step() {
    return new S();
  }

  @Override
  public void forward(S prev, S now) {
    multAdd(prev.h, u, now.a); // a += h'·U
    split(now.a, now.i, now.f, now.g, now.o); // [i f g o] = a, the pre-activations
    gateActivation.apply(now.i); // i = σ(i)
    gateActivation.apply(now.f); // f = σ(f)
    candidateActivation.apply(now.g); // g = tanh(g)
    gateActivation.apply(now.o); // o = σ(o)
    elementMult(now.f, prev.c, now.c); // c = f ⊙ c'
    elementMultAdd(now.i, now.g, now.c); // c += i ⊙ g
    now.s.setTo(now.c); // s = c
    outputActivation.apply(now.s); // s = tanh(s)
    elementMult(now.o, now.s, now.h); // h = o ⊙ s
  }

  @Override
  public boolean setsEverything() {
    return true;
  }

  @Override
  public void backward(S prev, S now, S dPrev, S dNow, Gradients grad) {
    elementMult(dNow.h, now.s, dNow.o); // do = dh ⊙ s
    elementMult(dNow.h, now.o, dNow.s); // ds = dh ⊙ o
    outputActivation.backward(now.s, dNow.s); // ds ⊙= 1 − s², now c's gradient by way of s
    add(dNow.s, dNow.c); // dc += ds
    elementMult(dNow.c, prev.c, dNow.f); // df = dc ⊙ c'
    elementMultAdd(dNow.c, now.f, dPrev.c); // dc' += dc ⊙ f
    elementMult(dNow.c, now.g, dNow.i); // di = dc ⊙ g
    elementMult(dNow.c, now.i, dNow.g); // dg = dc ⊙ i
    // From here on the gradients of the pre-activations, the blocks of a.
    gateActivation.backward(now.o, dNow.o); // do ⊙= o ⊙ (1 − o)
    candidateActivation.backward(now.g, dNow.g); // dg ⊙= 1 − g²
    gateActivation.backward(now.f, dNow.f); // df ⊙= f ⊙ (1 − f)
    gateActivation.backward(now.i, dNow.i); // di ⊙= i ⊙ (1 − i)
    join(dNow.i, dNow.f, dNow.g, dNow.o, dNow.a); // da = [di df dg do]
    grad.multAdd(prev.h, u, dNow.a, dPrev.h); // dh' += da·Uᵀ, dU += h'ᵀ·da
  }

  /** Draws uniformly within ±1/√n, but sets the forget gate's bias to {@link #forgetBias}. */
  @Override
  public void init(Rng rng) {
    super.init(rng);
    Arrays.fill(input().b.value.data, n, 2 * n, forgetBias);
  }
}
