package unrolled.foreign;

import static unrolled.cell.Ops.add;
import static unrolled.cell.Ops.join;
import static unrolled.cell.Ops.multAdd;
import static unrolled.cell.Ops.set;
import static unrolled.cell.Ops.sigmoid;
import static unrolled.cell.Ops.sigmoidBack;
import static unrolled.cell.Ops.split;
import static unrolled.cell.Ops.tanh;
import static unrolled.cell.Ops.tanhBack;

import org.ejml.data.DMatrixRMaj;
import unrolled.cell.Cell;
import unrolled.cell.Gradients;
import unrolled.cell.Step;
import unrolled.layer.Param;

/**
 * r, z = σ(a + h'·U), n = tanh(a + (r⊙h')·U_n), h = (1−z)⊙n + z⊙h' (Cho et al., 2014): the reset
 * comes before the product.
 */
class GruResetBefore extends Cell<GruResetBefore.S> {
  final int width;
  final Param ur;
  final Param uz;
  final Param un;

  GruResetBefore(int in, int width) {
    super(in, 3 * width);
    this.width = width;
    ur = param(width, width);
    uz = param(width, width);
    un = param(width, width);
  }

  class S extends Step {
    final DMatrixRMaj h = state(width);
    final DMatrixRMaj r = keep(width);
    final DMatrixRMaj z = keep(width);
    final DMatrixRMaj n = keep(width);
    final DMatrixRMaj rh = keep(width);
  }

  @Override
  public S step() {
    return new S();
  }

  @Override
  public void forward(S prev, S now) {
    split(now.a, now.r, now.z, now.n);
    multAdd(prev.h, ur, now.r);
    multAdd(prev.h, uz, now.z);
    sigmoid(now.r);
    sigmoid(now.z);
    set(now.rh, now.r, prev.h, (r, h) -> r * h);
    multAdd(now.rh, un, now.n);
    tanh(now.n);
    set(now.h, now.z, now.n, prev.h, (z, n, h) -> (1 - z) * n + z * h);
  }

  @Override
  public void backward(S prev, S now, S dPrev, S dNow, Gradients grad) {
    set(dNow.n, dNow.h, now.z, (dh, z) -> dh * (1 - z));
    set(dNow.z, dNow.h, now.n, prev.h, (dh, n, h) -> dh * (h - n));
    add(dPrev.h, dNow.h, now.z, (dh, z) -> dh * z);
    tanhBack(now.n, dNow.n);
    grad.multAdd(now.rh, un, dNow.n, dNow.rh);
    set(dNow.r, dNow.rh, prev.h, (d, h) -> d * h);
    add(dPrev.h, dNow.rh, now.r, (d, r) -> d * r);
    sigmoidBack(now.z, dNow.z);
    sigmoidBack(now.r, dNow.r);
    grad.multAdd(prev.h, uz, dNow.z, dPrev.h);
    grad.multAdd(prev.h, ur, dNow.r, dPrev.h);
    join(dNow.a, dNow.r, dNow.z, dNow.n);
  }
}
