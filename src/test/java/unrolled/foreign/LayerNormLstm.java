package unrolled.foreign;

import static unrolled.cell.Ops.add;
import static unrolled.cell.Ops.join;
import static unrolled.cell.Ops.multAdd;
import static unrolled.cell.Ops.rowAdd;
import static unrolled.cell.Ops.scaleAdd;
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
 * z = γ_a⊙N(a) + γ_h⊙N(h'·U), c = f⊙c' + i⊙g, h = o⊙tanh(γ_c⊙N(c) + β): three normalisations inside
 * the step (Ba, Kiros and Hinton, 2016).
 */
class LayerNormLstm extends Cell<LayerNormLstm.S> {
  final int n;
  final Param u;
  final Param gammaA;
  final Param gammaH;
  final Param gammaC;
  final Param beta;

  LayerNormLstm(int in, int n) {
    super(in, 4 * n);
    this.n = n;
    u = param(n, 4 * n);
    gammaA = param(1, 4 * n);
    gammaH = param(1, 4 * n);
    gammaC = param(1, n);
    beta = param(1, n);
  }

  class S extends Step {
    final DMatrixRMaj h = state(n);
    final DMatrixRMaj c = state(n);
    final DMatrixRMaj hu = keep(4 * n);
    final LayerNorm na = part(new LayerNorm(4 * n));
    final LayerNorm nh = part(new LayerNorm(4 * n));
    final LayerNorm nc = part(new LayerNorm(n));
    final DMatrixRMaj z = keep(4 * n);
    final DMatrixRMaj i = keep(n);
    final DMatrixRMaj f = keep(n);
    final DMatrixRMaj g = keep(n);
    final DMatrixRMaj o = keep(n);
    final DMatrixRMaj t = keep(n);
  }

  @Override
  public S step() {
    return new S();
  }

  @Override
  public void forward(S prev, S now) {
    multAdd(prev.h, u, now.hu);
    now.na.forward(now.a);
    now.nh.forward(now.hu);
    scaleAdd(now.na.y, gammaA, now.z);
    scaleAdd(now.nh.y, gammaH, now.z);
    split(now.z, now.i, now.f, now.g, now.o);
    sigmoid(now.i);
    sigmoid(now.f);
    tanh(now.g);
    sigmoid(now.o);
    set(now.c, now.f, prev.c, now.i, now.g, (f, c, i, g) -> f * c + i * g);
    now.nc.forward(now.c);
    scaleAdd(now.nc.y, gammaC, now.t);
    rowAdd(beta, now.t);
    tanh(now.t);
    set(now.h, now.o, now.t, (o, t) -> o * t);
  }

  @Override
  public void backward(S prev, S now, S dPrev, S dNow, Gradients grad) {
    set(dNow.t, dNow.h, now.o, (dh, o) -> dh * o);
    set(dNow.o, dNow.h, now.t, (dh, t) -> dh * t);
    tanhBack(now.t, dNow.t);
    grad.rowAdd(beta, dNow.t);
    grad.scaleAdd(now.nc.y, gammaC, dNow.t, dNow.nc.y);
    now.nc.backward(dNow.nc, dNow.c);
    set(dNow.f, dNow.c, prev.c, (dc, c) -> dc * c);
    set(dNow.i, dNow.c, now.g, (dc, g) -> dc * g);
    set(dNow.g, dNow.c, now.i, (dc, i) -> dc * i);
    add(dPrev.c, dNow.c, now.f, (dc, f) -> dc * f);
    sigmoidBack(now.i, dNow.i);
    sigmoidBack(now.f, dNow.f);
    tanhBack(now.g, dNow.g);
    sigmoidBack(now.o, dNow.o);
    join(dNow.z, dNow.i, dNow.f, dNow.g, dNow.o);
    grad.scaleAdd(now.nh.y, gammaH, dNow.z, dNow.nh.y);
    grad.scaleAdd(now.na.y, gammaA, dNow.z, dNow.na.y);
    now.nh.backward(dNow.nh, dNow.hu);
    now.na.backward(dNow.na, dNow.a);
    grad.multAdd(prev.h, u, dNow.hu, dPrev.h);
  }
}
