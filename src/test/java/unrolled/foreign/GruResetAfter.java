package unrolled.foreign;

import static unrolled.cell.Ops.add;
import static unrolled.cell.Ops.join;
import static unrolled.cell.Ops.multAdd;
import static unrolled.cell.Ops.rowAdd;
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
 * (s_r, s_z, s_n) = h'·U + b_h, r, z = σ(a + s), n = tanh(a + r⊙s_n), h = (1−z)⊙n + z⊙h': one
 * product, the reset comes after it (the frameworks' GRU).
 */
class GruResetAfter extends Cell<GruResetAfter.S> {
  final int width;
  final Param u;
  final Param bh;

  GruResetAfter(int in, int width) {
    super(in, 3 * width);
    this.width = width;
    u = param(width, 3 * width);
    bh = param(1, 3 * width);
  }

  class S extends Step {
    final DMatrixRMaj h = state(width);
    final DMatrixRMaj s = keep(3 * width);
    final DMatrixRMaj sr = keep(width);
    final DMatrixRMaj sz = keep(width);
    final DMatrixRMaj sn = keep(width);
    final DMatrixRMaj r = keep(width);
    final DMatrixRMaj z = keep(width);
    final DMatrixRMaj n = keep(width);
  }

  @Override
  public S step() {
    return new S();
  }

  @Override
  public void forward(S prev, S now) {
    multAdd(prev.h, u, now.s);
    rowAdd(bh, now.s);
    split(now.s, now.sr, now.sz, now.sn);
    split(now.a, now.r, now.z, now.n);
    add(now.r, now.sr);
    add(now.z, now.sz);
    sigmoid(now.r);
    sigmoid(now.z);
    add(now.n, now.r, now.sn, (r, s) -> r * s);
    tanh(now.n);
    set(now.h, now.z, now.n, prev.h, (z, n, h) -> (1 - z) * n + z * h);
  }

  @Override
  public void backward(S prev, S now, S dPrev, S dNow, Gradients grad) {
    set(dNow.n, dNow.h, now.z, (dh, z) -> dh * (1 - z));
    set(dNow.z, dNow.h, now.n, prev.h, (dh, n, h) -> dh * (h - n));
    add(dPrev.h, dNow.h, now.z, (dh, z) -> dh * z);
    tanhBack(now.n, dNow.n);
    set(dNow.sn, dNow.n, now.r, (d, r) -> d * r);
    set(dNow.r, dNow.n, now.sn, (d, s) -> d * s);
    sigmoidBack(now.z, dNow.z);
    sigmoidBack(now.r, dNow.r);
    join(dNow.a, dNow.r, dNow.z, dNow.n);
    join(dNow.s, dNow.r, dNow.z, dNow.sn);
    grad.rowAdd(bh, dNow.s);
    grad.multAdd(prev.h, u, dNow.s, dPrev.h);
  }
}
