package unrolled.foreign;

import static unrolled.cell.Ops.add;
import static unrolled.cell.Ops.join;
import static unrolled.cell.Ops.multAdd;
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
 * i, f = σ(a + h'·U + p⊙c'), g = tanh(a + h'·U), c = f⊙c' + i⊙g, o = σ(a + h'·U + p⊙c), h = o⊙tanh
 * c (Gers and Schmidhuber, 2000).
 */
class PeepholeLstm extends Cell<PeepholeLstm.S> {
  final int n;
  final Param u;
  final Param pi;
  final Param pf;
  final Param po;

  PeepholeLstm(int in, int n) {
    super(in, 4 * n);
    this.n = n;
    u = param(n, 4 * n);
    pi = param(1, n);
    pf = param(1, n);
    po = param(1, n);
  }

  class S extends Step {
    final DMatrixRMaj h = state(n);
    final DMatrixRMaj c = state(n);
    final DMatrixRMaj z = keep(4 * n);
    final DMatrixRMaj i = keep(n);
    final DMatrixRMaj f = keep(n);
    final DMatrixRMaj g = keep(n);
    final DMatrixRMaj o = keep(n);
    final DMatrixRMaj tanhC = keep(n);
  }

  @Override
  public S step() {
    return new S();
  }

  @Override
  public void forward(S prev, S now) {
    now.z.setTo(now.a);
    multAdd(prev.h, u, now.z);
    split(now.z, now.i, now.f, now.g, now.o);
    scaleAdd(prev.c, pi, now.i);
    scaleAdd(prev.c, pf, now.f);
    sigmoid(now.i);
    sigmoid(now.f);
    tanh(now.g);
    set(now.c, now.f, prev.c, now.i, now.g, (f, c, i, g) -> f * c + i * g);
    scaleAdd(now.c, po, now.o);
    sigmoid(now.o);
    tanh(now.c, now.tanhC);
    set(now.h, now.o, now.tanhC, (o, c) -> o * c);
  }

  @Override
  public void backward(S prev, S now, S dPrev, S dNow, Gradients grad) {
    set(dNow.tanhC, dNow.h, now.o, (dh, o) -> dh * o);
    tanhBack(now.tanhC, dNow.tanhC);
    add(dNow.c, dNow.tanhC);
    set(dNow.o, dNow.h, now.tanhC, (dh, c) -> dh * c);
    sigmoidBack(now.o, dNow.o);
    grad.scaleAdd(now.c, po, dNow.o, dNow.c);
    set(dNow.f, dNow.c, prev.c, (dc, c) -> dc * c);
    set(dNow.i, dNow.c, now.g, (dc, g) -> dc * g);
    set(dNow.g, dNow.c, now.i, (dc, i) -> dc * i);
    add(dPrev.c, dNow.c, now.f, (dc, f) -> dc * f);
    tanhBack(now.g, dNow.g);
    sigmoidBack(now.f, dNow.f);
    sigmoidBack(now.i, dNow.i);
    grad.scaleAdd(prev.c, pf, dNow.f, dPrev.c);
    grad.scaleAdd(prev.c, pi, dNow.i, dPrev.c);
    join(dNow.a, dNow.i, dNow.f, dNow.g, dNow.o);
    grad.multAdd(prev.h, u, dNow.a, dPrev.h);
  }
}
