package unrolled.foreign;

import static unrolled.cell.Ops.apply;
import static unrolled.cell.Ops.applyAdd;
import static unrolled.cell.Ops.join;
import static unrolled.cell.Ops.multAdd;
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

/** f = σ(a_f + h'·U_f), g = tanh(a_g + (f⊙h')·U_g), h = (1−f)⊙h' + f⊙g (Zhou et al., 2016). */
class MinimalGated extends Cell<MinimalGated.S> {
  final int n;
  final Param uf;
  final Param ug;

  MinimalGated(int in, int n) {
    super(in, 2 * n);
    this.n = n;
    uf = param(n, n);
    ug = param(n, n);
  }

  class S extends Step {
    final DMatrixRMaj h = state(n);
    final DMatrixRMaj f = keep(n);
    final DMatrixRMaj g = keep(n);
    final DMatrixRMaj fh = keep(n);
  }

  @Override
  public S step() {
    return new S();
  }

  @Override
  public void forward(S prev, S now) {
    split(now.a, now.f, now.g);
    multAdd(prev.h, uf, now.f);
    sigmoid(now.f);
    apply(now.f, prev.h, (f, h) -> f * h, now.fh);
    multAdd(now.fh, ug, now.g);
    tanh(now.g);
    apply(now.f, prev.h, now.g, (f, h, g) -> (1 - f) * h + f * g, now.h);
  }

  @Override
  public void backward(S prev, S now, S dPrev, S dNow, Gradients grad) {
    apply(dNow.h, now.f, (dh, f) -> dh * f, dNow.g);
    tanhBack(now.g, dNow.g);
    grad.multAdd(now.fh, ug, dNow.g, dNow.fh);
    apply(dNow.h, now.g, prev.h, (dh, g, h) -> dh * (g - h), dNow.f);
    applyAdd(dNow.fh, prev.h, (d, h) -> d * h, dNow.f);
    applyAdd(dNow.h, now.f, (dh, f) -> dh * (1 - f), dPrev.h);
    applyAdd(dNow.fh, now.f, (d, f) -> d * f, dPrev.h);
    sigmoidBack(now.f, dNow.f);
    grad.multAdd(prev.h, uf, dNow.f, dPrev.h);
    join(dNow.f, dNow.g, dNow.a);
  }
}
