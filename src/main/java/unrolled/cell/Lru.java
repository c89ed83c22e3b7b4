package unrolled.cell;

import static unrolled.cell.Ops.add;
import static unrolled.cell.Ops.join;
import static unrolled.cell.Ops.split;

import org.ejml.data.DMatrixRMaj;
import unrolled.layer.Param;
import unrolled.math.Rng;

/**
 * The linear recurrent unit: n complex numbers, each turned and shrunk by a factor of its own at
 * every step, whatever the input is; a diagonal state space layer.
 *
 * <pre>
 *   a_t = x_t·W + b                     (B×2n, the input's share: real and imaginary parts)
 *   λ   = exp(−exp(ν) + iθ)             (n eigenvalues, |λ| = e^{−e^ν} below 1, angle θ)
 *   s_t = λ ⊙ s_{t−1} + γ ⊙ a_t         (B×n, complex: states re and im)
 *   γ   = √(1 − |λ|²)                   (so that s stays as large as a, however slowly it forgets)
 *   h_t = [re im]                       (B×2n, output)
 * </pre>
 *
 * <p>Nothing in it bends: a non-linear layer has to stand behind. Source: A. Orvieto and others,
 * "Resurrecting recurrent neural networks for long sequences", 2023.
 */
public final class Lru extends Cell<Lru.S> {
  /** ν, 1×n: ln(−ln |λ|). */
  public final Param nu;

  /** θ, 1×n: the angle by which a step turns, in radians. */
  public final Param theta;

  private final int n;
  private double smallest = 0.5;
  private double largest = 0.99;

  /** Creates n complex units. */
  public Lru(int in, int n) {
    super(in, 2 * n);
    this.n = n;
    nu = param(1, n);
    theta = param(1, n);
  }

  /**
   * Sets between what sizes {@link #init} draws |λ|, 0.5 and 0.99 by default: a unit keeps some
   * 1/(1 − |λ|) steps.
   *
   * @throws IllegalArgumentException unless 0 &lt; smallest &lt; largest &lt; 1
   */
  public Lru radii(double smallest, double largest) {
    if (!(0 < smallest && smallest < largest && largest < 1)) {
      throw new IllegalArgumentException(
          "radii from "
              + smallest
              + " to "
              + largest
              + ": give two numbers between 0 and 1, the smaller one first, such as 0.5 and 0.99");
    }
    this.smallest = smallest;
    this.largest = largest;
    return this;
  }

  /** The buffers of one step. */
  public final class S extends Step {
    /** The real parts of s_t. */
    public final DMatrixRMaj re = state(n);

    /** The imaginary parts of s_t. */
    public final DMatrixRMaj im = state(n);

    /** h_t, both side by side, the output. */
    public final DMatrixRMaj h = output(2 * n);

    /** The input's share of the real parts. */
    final DMatrixRMaj aRe = keep(n);

    /** The input's share of the imaginary parts. */
    final DMatrixRMaj aIm = keep(n);
  }

  @Override
  public S step() {
    return new S();
  }

  /** |λ|, the size of eigenvalue j. */
  public double radius(int j) {
    return StrictMath.exp(-StrictMath.exp(nu.value.data[j]));
  }

  @Override
  public void forward(S prev, S now) {
    split(now.a, now.aRe, now.aIm); // [aRe aIm] = a
    turn(1, prev.re, prev.im, now.re, now.im); // s = λ ⊙ s'
    scaleAdd(now.aRe, now.re); // re += γ ⊙ aRe
    scaleAdd(now.aIm, now.im); // im += γ ⊙ aIm
    join(now.re, now.im, now.h); // h = [re im]
  }

  @Override
  public void backward(S prev, S now, S dPrev, S dNow, Gradients grad) {
    split(dNow.h, dNow.aRe, dNow.aIm); // [dhRe dhIm] = dh
    add(dNow.aRe, dNow.re); // dre += dhRe
    add(dNow.aIm, dNow.im); // dim += dhIm
    turn(-1, dNow.re, dNow.im, dPrev.re, dPrev.im); // ds' += conj(λ) ⊙ ds
    eigenvaluesBack(prev, now, dNow); // dν and dθ += what comes back to λ = exp(−exp(ν) + iθ)
    dNow.aRe.zero(); // daRe = 0
    dNow.aIm.zero(); // daIm = 0
    scaleAdd(dNow.re, dNow.aRe); // daRe += γ ⊙ dre
    scaleAdd(dNow.im, dNow.aIm); // daIm += γ ⊙ dim
    join(dNow.aRe, dNow.aIm, dNow.a); // da = [daRe daIm]
  }

  /** y += λ ⊙ x, or with direction −1 conj(λ) ⊙ x; both complex. */
  private void turn(
      int direction, DMatrixRMaj xRe, DMatrixRMaj xIm, DMatrixRMaj yRe, DMatrixRMaj yIm) {
    for (int j = 0; j < n; j++) {
      double r = radius(j);
      double re = r * StrictMath.cos(theta.value.data[j]);
      double im = r * StrictMath.sin(theta.value.data[j]) * direction;
      for (int k = j; k < xRe.getNumElements(); k += n) { // row by row
        yRe.data[k] += re * xRe.data[k] - im * xIm.data[k];
        yIm.data[k] += im * xRe.data[k] + re * xIm.data[k];
      }
    }
  }

  /** y += γ ⊙ x. */
  private void scaleAdd(DMatrixRMaj x, DMatrixRMaj y) {
    for (int j = 0; j < n; j++) {
      double r = radius(j);
      double gamma = Math.sqrt(1 - r * r);
      for (int k = j; k < x.getNumElements(); k += n) {
        y.data[k] += gamma * x.data[k];
      }
    }
  }

  /** Adds to dν and dθ, by way of λ = re + i·im = r·(cos θ + i·sin θ) and γ. */
  private void eigenvaluesBack(S prev, S now, S dNow) {
    for (int j = 0; j < n; j++) {
      double dRe = 0; // Σ_b Re(conj(s') ⊙ ds)
      double dIm = 0; // Σ_b Im(conj(s') ⊙ ds)
      double dGamma = 0; // Σ_b of a ⊙ ds, real and imaginary parts
      for (int k = j; k < now.re.getNumElements(); k += n) {
        dRe += dNow.re.data[k] * prev.re.data[k] + dNow.im.data[k] * prev.im.data[k];
        dIm += dNow.im.data[k] * prev.re.data[k] - dNow.re.data[k] * prev.im.data[k];
        dGamma += dNow.re.data[k] * now.aRe.data[k] + dNow.im.data[k] * now.aIm.data[k];
      }
      double r = radius(j);
      double cos = StrictMath.cos(theta.value.data[j]);
      double sin = StrictMath.sin(theta.value.data[j]);
      theta.gradient.data[j] += r * (dIm * cos - dRe * sin);
      double dr = dRe * cos + dIm * sin - dGamma * r / Math.sqrt(1 - r * r);
      nu.gradient.data[j] -= dr * r * StrictMath.exp(nu.value.data[j]); // dr/dν = −r·e^ν
    }
  }

  /**
   * Draws λ uniformly over a ring: |λ|² between the squares of the {@linkplain #radii radii}, the
   * angle between 0 and 2π. Input weights as other cells.
   */
  @Override
  public void init(Rng rng) {
    super.init(rng);
    for (int j = 0; j < n; j++) {
      double square =
          smallest * smallest + rng.nextDouble() * (largest * largest - smallest * smallest);
      nu.value.data[j] = StrictMath.log(-0.5 * StrictMath.log(square));
      theta.value.data[j] = 2 * Math.PI * rng.nextDouble();
    }
  }
}
