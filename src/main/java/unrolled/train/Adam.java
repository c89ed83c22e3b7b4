package unrolled.train;

import java.util.IdentityHashMap;
import java.util.List;
import unrolled.layer.Param;
import unrolled.math.Numbers;

/**
 * Adam: each weight's step is scaled by the recent size of its own gradient.
 *
 * <pre>
 *   g ← g + λw                              weight decay λ, as an L2 penalty
 *   m ← β₁m + (1−β₁)g      v ← β₂v + (1−β₂)g²
 *   w ← w − η · (m/(1−β₁ᵗ)) / (√(v/(1−β₂ᵗ)) + ε)      β₁ = 0.9, β₂ = 0.999, ε = 10⁻⁸
 * </pre>
 *
 * <p>Source: D. Kingma and J. Ba, "Adam: a method for stochastic optimization", 2015.
 */
public final class Adam implements Optimiser {
  private static final double BETA1 = 0.9;
  private static final double BETA2 = 0.999;
  private static final double EPSILON = 1e-8;

  private final double rate;
  private final double decay;
  private final IdentityHashMap<Param, Moments> moments = new IdentityHashMap<>();
  private double power1 = 1; // β₁ᵗ
  private double power2 = 1; // β₂ᵗ

  private record Moments(double[] m, double[] v) {}

  /** Creates Adam with rate η, without weight decay. */
  public Adam(double rate) {
    this(rate, 0);
  }

  /** Creates Adam with rate η and weight decay λ. */
  public Adam(double rate, double decay) {
    this.rate = positive(rate, "a learning rate");
    this.decay = notNegative(decay, "a weight decay");
  }

  static double positive(double x, String what) {
    if (!(x > 0) || Double.isInfinite(x)) {
      throw new IllegalArgumentException(
          what + " must be above 0, for instance 0.01, and is " + Numbers.text(x));
    }
    return x;
  }

  static double notNegative(double x, String what) {
    if (!(x >= 0) || Double.isInfinite(x)) {
      throw new IllegalArgumentException(
          what + " must be 0 or more, for instance 0.001, and is " + Numbers.text(x));
    }
    return x;
  }

  @Override
  public void update(List<Param> params) {
    power1 *= BETA1;
    power2 *= BETA2;
    double scale1 = 1 / (1 - power1);
    double scale2 = 1 / (1 - power2);
    for (Param p : params) {
      int count = p.value.getNumElements();
      Moments own =
          moments.computeIfAbsent(p, q -> new Moments(new double[count], new double[count]));
      double[] w = p.value.data;
      double[] m = own.m();
      double[] v = own.v();
      for (int i = 0; i < count; i++) {
        double g = p.gradient.data[i] + decay * w[i];
        m[i] = BETA1 * m[i] + (1 - BETA1) * g;
        v[i] = BETA2 * v[i] + (1 - BETA2) * g * g;
        w[i] -= rate * (m[i] * scale1) / (Math.sqrt(v[i] * scale2) + EPSILON);
      }
    }
  }
}
