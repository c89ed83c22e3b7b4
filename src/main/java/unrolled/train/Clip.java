package unrolled.train;

import java.util.List;
import unrolled.layer.Param;

/** Gradient clipping: makes a gradient that is too large smaller, and never one larger. */
@FunctionalInterface
public interface Clip {
  /** Clips the gradients of these parameters, in place. */
  void apply(List<Param> params);

  /** Clips the gradients of these parameters, in place, where ‖g‖ is known already. */
  default void apply(List<Param> params, double norm) {
    apply(params);
  }

  /** No clipping: leaves gradients as they are. */
  static Clip none() {
    return params -> {};
  }

  /**
   * Clipping by norm: g ← g · min(1, c/‖g‖), ‖g‖ over all parameters together. The direction stays.
   *
   * <p>Source: R. Pascanu, T. Mikolov and Y. Bengio, 2013.
   */
  static Clip norm(double c) {
    Adam.positive(c, "the norm to clip at");
    return new Clip() {
      @Override
      public void apply(List<Param> params) {
        apply(params, norm(params));
      }

      @Override
      public void apply(List<Param> params, double norm) {
        if (norm > c) {
          scale(params, c / norm);
        }
      }
    };
  }

  private static void scale(List<Param> params, double factor) {
    for (Param p : params) {
      for (int i = 0; i < p.gradient.getNumElements(); i++) {
        p.gradient.data[i] *= factor;
      }
    }
  }

  /** Clipping by value: each entry is cut to −c … c. The direction changes. */
  static Clip value(double c) {
    Adam.positive(c, "the value to clip at");
    return params -> {
      for (Param p : params) {
        for (int i = 0; i < p.gradient.getNumElements(); i++) {
          p.gradient.data[i] = Math.max(-c, Math.min(c, p.gradient.data[i]));
        }
      }
    };
  }

  /**
   * ‖g‖ = √Σ g², over all parameters together; also where the squares of finite gradients are too
   * large for a double.
   */
  static double norm(List<Param> params) {
    double norm = Math.sqrt(sumOfSquares(params, 1));
    if (Double.isInfinite(norm)) {
      double scale = 0x1p-600; // squares of 10^308 fit then; what it makes 0 would not count anyway
      norm = Math.sqrt(sumOfSquares(params, scale)) / scale;
    }
    return norm;
  }

  private static double sumOfSquares(List<Param> params, double scale) {
    double sum = 0;
    for (Param p : params) {
      for (int i = 0; i < p.gradient.getNumElements(); i++) {
        double g = p.gradient.data[i] * scale;
        sum = Math.fma(g, g, sum);
      }
    }
    return sum;
  }
}
