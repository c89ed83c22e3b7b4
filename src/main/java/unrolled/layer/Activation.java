package unrolled.layer;

import org.ejml.data.DMatrixRMaj;
import unrolled.math.Elementary;

/**
 * The activation functions f, element by element, and their derivatives f′.
 *
 * <p>Every f′ here can be told from y = f(x) alone, so that a backward pass needs no x.
 */
public enum Activation {
  /** f(x) = x, f′ = 1. */
  IDENTITY {
    @Override
    public void apply(DMatrixRMaj x) {}

    @Override
    public double derivative(double y) {
      return 1;
    }
  },
  /** f(x) = tanh x, f′ = 1 − y². */
  TANH {
    @Override
    public void apply(DMatrixRMaj x) {
      Elementary.tanh(x.data, 0, x.getNumElements());
    }

    @Override
    public double derivative(double y) {
      return 1 - y * y;
    }
  },
  /** f(x) = max(0, x), f′ = 1 where y &gt; 0, else 0. */
  RELU {
    @Override
    public void apply(DMatrixRMaj x) {
      int count = x.getNumElements();
      for (int i = 0; i < count; i++) {
        x.data[i] = Math.max(0, x.data[i]);
      }
    }

    @Override
    public double derivative(double y) {
      return y > 0 ? 1 : 0;
    }
  },
  /** f(x) = σ(x) = 1/(1 + e⁻ˣ), f′ = y(1 − y). */
  SIGMOID {
    @Override
    public void apply(DMatrixRMaj x) {
      Elementary.sigmoid(x.data, 0, x.getNumElements());
    }

    @Override
    public double derivative(double y) {
      return y * (1 - y);
    }
  };

  /** x becomes f(x), in place. */
  public abstract void apply(DMatrixRMaj x);

  /** f′ at the place where f is y. */
  public abstract double derivative(double y);

  /** dy becomes dy ⊙ f′: the gradient of f(x) turns into the gradient of x, in place. */
  public void back(DMatrixRMaj y, DMatrixRMaj dy) {
    Shapes.same("dy", dy, "y", y);
    int count = y.getNumElements();
    for (int i = 0; i < count; i++) {
      dy.data[i] *= derivative(y.data[i]);
    }
  }
}
