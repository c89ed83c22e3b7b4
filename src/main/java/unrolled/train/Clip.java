package unrolled.train;

import java.util.List;
import unrolled.layer.Param;

/** Keeps a gradient from being too large; it never makes one larger. */
@FunctionalInterface
public interface Clip {
  /** Changes the gradients of these parameters, where they are too large. */
  void apply(List<Param> params);

  /** The same for somebody who knows ‖g‖ already, as a training does. */
  default void apply(List<Param> params, double norm) {
    apply(params);
  }

  /** Leaves gradients as they are. */
  static Clip none() {
    return params -> {};
  }

  /**
   * By norm: g ← g · min(1, c/‖g‖), ‖g‖ over all parameters together. The direction stays.
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
          for (Param p : params) {
            for (int i = 0; i < p.gradient.getNumElements(); i++) {
              p.gradient.data[i] *= c / norm;
            }
          }
        }
      }
    };
  }

  /** By value: each entry is cut to −c … c. The direction changes. */
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

  /** ‖g‖ = √Σ g², over all parameters together. */
  static double norm(List<Param> params) {
    double sum = 0;
    for (Param p : params) {
      for (int i = 0; i < p.gradient.getNumElements(); i++) {
        sum = Math.fma(p.gradient.data[i], p.gradient.data[i], sum);
      }
    }
    return Math.sqrt(sum);
  }
}
