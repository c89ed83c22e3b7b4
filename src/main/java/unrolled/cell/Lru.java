package unrolled.cell;

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
    split(now.a, now.aRe, now.aIm); // [re im] of a
    for (int j = 0; j < n; j++) {
      double r = radius(j);
      double cos = r * StrictMath.cos(theta.value.data[j]); // λ = cos + i·sin
      double sin = r * StrictMath.sin(theta.value.data[j]);
      double gamma = Math.sqrt(1 - r * r);
      for (int b = 0, k = j; b < now.re.getNumRows(); b++, k += n) {
        now.re.data[k] = cos * prev.re.data[k] - sin * prev.im.data[k] + gamma * now.aRe.data[k];
        now.im.data[k] = sin * prev.re.data[k] + cos * prev.im.data[k] + gamma * now.aIm.data[k];
      }
    }
    join(now.re, now.im, now.h); // h = [re im]
  }

  @Override
  public void backward(S prev, S now, S dPrev, S dNow, Gradients grad) {
    split(dNow.h, dNow.aRe, dNow.aIm); // what h's gradient says of re and im
    Ops.add(dNow.aRe, dNow.re);
    Ops.add(dNow.aIm, dNow.im);
    for (int j = 0; j < n; j++) {
      double r = radius(j);
      double cos = r * StrictMath.cos(theta.value.data[j]);
      double sin = r * StrictMath.sin(theta.value.data[j]);
      double gamma = Math.sqrt(1 - r * r);
      double dCos = 0;
      double dSin = 0;
      double dGamma = 0;
      for (int b = 0, k = j; b < now.re.getNumRows(); b++, k += n) {
        double dRe = dNow.re.data[k];
        double dIm = dNow.im.data[k];
        dCos += dRe * prev.re.data[k] + dIm * prev.im.data[k];
        dSin += dIm * prev.re.data[k] - dRe * prev.im.data[k];
        dGamma += dRe * now.a.data[b * 2 * n + j] + dIm * now.a.data[b * 2 * n + n + j];
        dPrev.re.data[k] += cos * dRe + sin * dIm; // ds' += conj(λ) ⊙ ds
        dPrev.im.data[k] += cos * dIm - sin * dRe;
        dNow.aRe.data[k] = gamma * dRe;
        dNow.aIm.data[k] = gamma * dIm;
      }
      // cos = r·cos θ, sin = r·sin θ, γ = √(1 − r²), r = exp(−e^ν)
      theta.gradient.data[j] += dSin * cos - dCos * sin;
      double dr = (dCos * cos + dSin * sin) / r - dGamma * r / gamma;
      nu.gradient.data[j] -= dr * r * StrictMath.exp(nu.value.data[j]);
    }
    join(dNow.aRe, dNow.aIm, dNow.a); // da = [re im]
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
