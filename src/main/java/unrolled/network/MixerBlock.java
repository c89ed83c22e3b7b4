package unrolled.network;

import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import unrolled.cell.LayerNorm;
import unrolled.layer.Activation;
import unrolled.layer.Linear;
import unrolled.layer.Weights;
import unrolled.sequence.Sequence;

/**
 * What is around the attention of a transformer's block, or around whatever stands in its place: a
 * mixer carries something from earlier steps to later ones, then each step thinks for itself; both
 * are added to what was there.
 *
 * <pre>
 *   u = x + mixer(norm(x))
 *   y = u + relu(norm(u)·W_1 + b_1)·W_2 + b_2            (hidden layer of 4n)
 * </pre>
 *
 * <p>Shapes: x, u, y (T·B)×n, time-major. The normalisation stands before, not behind (R. Xiong and
 * others, 2020), and has no weights of its own: the linear layers behind it scale.
 */
abstract class MixerBlock extends Weights {
  private final Linear wide;
  private final Linear narrow;
  private final int n;

  // What the last forward left.
  private LayerNorm first;
  private LayerNorm second;
  private DMatrixRMaj hidden;

  MixerBlock(int n, Weights mixer) {
    this.n = n;
    part(mixer);
    wide = part(new Linear(n, 4 * n));
    narrow = part(new Linear(4 * n, n));
  }

  /** Gives y = mixer(x), a new matrix or one that may be read until the next run. */
  abstract DMatrixRMaj mix(DMatrixRMaj x, Sequence steps);

  /** Goes back through the last mix: adds to the gradients of the weights and of x. */
  abstract void mixBack(DMatrixRMaj dy, DMatrixRMaj dx);

  final DMatrixRMaj forward(DMatrixRMaj x, Sequence steps) {
    first = norm(x);
    DMatrixRMaj u = CommonOps_DDRM.add(x, mix(first.y, steps), null); // u = x + mixer(norm(x))
    second = norm(u);
    hidden = new DMatrixRMaj(0, 0);
    wide.forward(second.y, hidden);
    Activation.RELU.apply(hidden); // relu(norm(u)·W_1 + b_1)
    DMatrixRMaj thought = new DMatrixRMaj(0, 0);
    narrow.forward(hidden, thought);
    return CommonOps_DDRM.add(u, thought, null); // y = u + …·W_2 + b_2
  }

  /** Gives dx. */
  final DMatrixRMaj backward(DMatrixRMaj dy) {
    DMatrixRMaj dHidden = hidden.createLike();
    narrow.backward(hidden, dy, dHidden);
    Activation.RELU.backward(hidden, dHidden);
    LayerNorm dSecond = zero(dy.getNumRows());
    wide.backward(second.y, dHidden, dSecond.y);
    DMatrixRMaj du = dy.copy(); // by the way past the hidden layer
    second.backward(dSecond, du); // and through it
    LayerNorm dFirst = zero(dy.getNumRows());
    mixBack(du, dFirst.y);
    DMatrixRMaj dx = du.copy(); // by the way past the mixer
    first.backward(dFirst, dx); // and through it
    return dx;
  }

  private LayerNorm norm(DMatrixRMaj x) {
    LayerNorm norm = zero(x.getNumRows());
    norm.forward(x);
    return norm;
  }

  private LayerNorm zero(int rows) {
    LayerNorm norm = new LayerNorm(n);
    norm.reset(rows);
    return norm;
  }
}
