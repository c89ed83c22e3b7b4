package unrolled.cell;

import static unrolled.cell.Ops.apply;
import static unrolled.cell.Ops.join;
import static unrolled.cell.Ops.sigmoid;
import static unrolled.cell.Ops.sigmoidBack;
import static unrolled.cell.Ops.split;
import static unrolled.cell.PerSequence.divide;
import static unrolled.cell.PerSequence.dotAdd;
import static unrolled.cell.PerSequence.scaleAdd;

import org.ejml.data.DMatrixRMaj;
import unrolled.math.Rng;

/**
 * The delta rule as a cell: a matrix that associates keys with values, and is corrected rather than
 * added to.
 *
 * <pre>
 *   a_t = x_t·W + b                              (B×(3n+1): blocks q, k, v, β)
 *   k_t = a_k / √(|a_k|² + 10⁻⁶)                 (B×n, key, of length 1)
 *   β_t = σ(a_β)                                 (B×1, how far to correct; 2σ(a_β) if signed)
 *   e_t = v_t − M_{t−1}·k_t                      (B×n, how wrong the memory is about this key)
 *   M_t = M_{t−1} + β_t·e_t·k_tᵀ                 (B×(n·n), state)
 *   h_t = M_t·q_t                                (B×n, output)
 * </pre>
 *
 * <p>Written out, M_t = M_{t−1}·(I − β·k·kᵀ) + β·v·kᵀ: along k the old is multiplied by 1 − β. With
 * β up to 2 that may be −1, a reflection, and reflections after one another make every rotation and
 * permutation.
 *
 * <p>Sources: B. Widrow and M. Hoff, 1960; I. Schlag, K. Irie and J. Schmidhuber, "Linear
 * transformers are secretly fast weight programmers", 2021; signed: R. Grazzi and others, 2024.
 */
public final class DeltaNet extends Cell<DeltaNet.S> {
  private static final double TINY = 1e-6;

  private final int n;
  private final int reach; // of β: 1, or 2 if signed

  private DeltaNet(int in, int n, int reach) {
    super(in, 3 * n + 1);
    this.n = n;
    this.reach = reach;
  }

  /** Creates a memory of n×n numbers, with β from 0 to 1. */
  public DeltaNet(int in, int n) {
    this(in, n, 1);
  }

  /** Creates a memory of n×n numbers, with β from 0 to 2. */
  public static DeltaNet signed(int in, int n) {
    return new DeltaNet(in, n, 2);
  }

  /** Whether β goes up to 2. */
  public boolean isSigned() {
    return reach == 2;
  }

  /** The buffers of one step. */
  public final class S extends Step {
    /** M_t, the rows of a sequence's n×n matrix one after the other. */
    public final DMatrixRMaj m = state(n * n);

    /** h_t, output. */
    public final DMatrixRMaj h = output(n);

    /** q_t, query. */
    public final DMatrixRMaj q = keep(n);

    /** k_t, key, of length 1. */
    public final DMatrixRMaj k = keep(n);

    /** v_t, value. */
    public final DMatrixRMaj v = keep(n);

    /** β_t. */
    public final DMatrixRMaj beta = keep(1);

    /** e_t, how wrong the memory was. */
    public final DMatrixRMaj e = keep(n);

    /** What the memory had under the key, M_{t−1}·k_t. */
    final DMatrixRMaj found = keep(n);

    /** √(|a_k|² + 10⁻⁶). */
    final DMatrixRMaj length = keep(1);

    /** σ(a_β). */
    final DMatrixRMaj gate = keep(1);
  }

  @Override
  public S step() {
    return new S();
  }

  @Override
  public void forward(S prev, S now) {
    split(now.a, now.q, now.k, now.v, now.gate); // [q k v β] = a
    dotAdd(now.k, now.k, now.length); // length = k·k
    apply(
        now.length, squared -> Math.sqrt(squared + TINY), now.length); // length = √(length + 10⁻⁶)
    divide(now.length, now.k); // k /= length
    sigmoid(now.gate); // gate = σ(gate)
    apply(now.gate, s -> reach * s, now.beta); // β = gate, or twice that
    Outer.read(prev.m, now.k, now.found); // found = M'·k
    apply(now.v, now.found, (v, found) -> v - found, now.e); // e = v − found
    now.m.setTo(prev.m); // M = M'
    Outer.store(now.e, now.k, now.beta, now.m); // M += β·e·kᵀ
    Outer.read(now.m, now.q, now.h); // h = M·q
  }

  @Override
  public void backward(S prev, S now, S dPrev, S dNow, Gradients grad) {
    Outer.readBack(now.m, now.q, dNow.h, dNow.m, dNow.q); // dM += dh·qᵀ, dq = Mᵀ·dh
    Ops.add(dNow.m, dPrev.m); // dM' += dM
    Outer.storeBack(
        now.e, now.k, now.beta, dNow.m, dNow.e, dNow.k, dNow.beta); // de = β·dM·k, dk, dβ
    dNow.v.setTo(dNow.e); // dv = de
    apply(dNow.e, e -> -e, dNow.found); // dfound = −de
    Outer.readBack(prev.m, now.k, dNow.found, dPrev.m, dNow.k); // dM' −= de·kᵀ, dk −= M'ᵀ·de
    // A longer key is the same key: what points along k is lost.
    dotAdd(now.k, dNow.k, dNow.length); // along = k·dk
    apply(dNow.length, along -> -along, dNow.length); // along = −along
    scaleAdd(dNow.length, now.k, dNow.k); // dk −= (k·dk)·k
    divide(now.length, dNow.k); // dk /= length
    apply(dNow.beta, d -> reach * d, dNow.gate); // dgate = dβ, or twice that
    sigmoidBack(now.gate, dNow.gate); // dgate ⊙= gate ⊙ (1 − gate)
    join(dNow.q, dNow.k, dNow.v, dNow.gate, dNow.a); // da = [dq dk dv dβ]
  }

  /** Draws uniformly within ±1/√n. */
  @Override
  public void init(Rng rng) {
    initUniform(1 / Math.sqrt(n), rng);
  }
}
