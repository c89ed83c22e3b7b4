package unrolled.layer;

import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import unrolled.math.Elementary;

/**
 * The activation functions f, element by element, and their derivatives f′.
 *
 * <p>Every f′ here is a function of y = f(x) alone, so that a backward pass needs no x.
 */
public enum Activation {
  /** f(x) = x, f′ = 1. */
  IDENTITY {
    @Override
    public void apply(DMatrixRMaj x) {}

    @Override
    public double derivative(double y) {
      return 1; // f′ = 1
    }
  },
  /** f(x) = tanh x, f′ = 1 − y². */
  TANH {
    @Override
    public void apply(DMatrixRMaj x) {
      Elementary.tanh(x.data, 0, x.getNumElements()); // tanh x = (eˣ − e⁻ˣ)/(eˣ + e⁻ˣ)
    }

    @Override
    public double derivative(double y) {
      return 1 - y * y; // f′ = 1 − y²
    }

    @Override
    void multiply(double[] y, double[] dy, int count) {
      for (int i = 0; i < count; i++) {
        dy[i] *= 1 - y[i] * y[i]; // dx = dy ⊙ (1 − y²)
      }
    }
  },
  /** f(x) = max(0, x), f′ = 1 where y &gt; 0, else 0. */
  RELU {
    @Override
    public void apply(DMatrixRMaj x) {
      int count = x.getNumElements();
      for (int i = 0; i < count; i++) {
        x.data[i] = Math.max(0, x.data[i]); // y = max(0, x)
      }
    }

    @Override
    public double derivative(double y) {
      return y > 0 ? 1 : 0; // f′ = 1 where y > 0, else 0
    }
  },
  /** f(x) = σ(x) = 1/(1 + e⁻ˣ), f′ = y(1 − y). */
  SIGMOID {
    @Override
    public void apply(DMatrixRMaj x) {
      Elementary.sigmoid(x.data, 0, x.getNumElements()); // σ(x) = 1/(1 + e⁻ˣ)
    }

    @Override
    public double derivative(double y) {
      return y * (1 - y); // f′ = y (1 − y)
    }

    @Override
    void multiply(double[] y, double[] dy, int count) {
      for (int i = 0; i < count; i++) {
        dy[i] *= y[i] * (1 - y[i]); // dx = dy ⊙ y ⊙ (1 − y)
      }
    }
  },
  /**
   * f(x) = max(0, min(1, x/5 + ½)), f′ = 1/5 where 0 &lt; y &lt; 1, else 0: a gate without an
   * exponential, with ONNX's default slope.
   */
  HARD_SIGMOID {
    @Override
    public void apply(DMatrixRMaj x) {
      int count = x.getNumElements();
      for (int i = 0; i < count; i++) {
        x.data[i] = Math.max(0, Math.min(1, 0.2 * x.data[i] + 0.5)); // y = max(0, min(1, x/5 + ½))
      }
    }

    @Override
    public double derivative(double y) {
      return y > 0 && y < 1 ? 0.2 : 0; // f′ = 1/5 where 0 < y < 1, else 0
    }
  },
  /**
   * f(x) = 1 where x &gt; 0, else 0: a gate that is open or closed. Its derivative is 0 nearly
   * everywhere, and nothing could be learnt; in its place stands the straight-through estimate, f′
   * = 1.
   *
   * <p>Source: Y. Bengio, N. Léonard and A. Courville, "Estimating or propagating gradients through
   * stochastic neurons for conditional computation", 2013.
   */
  STEP {
    @Override
    public void apply(DMatrixRMaj x) {
      int count = x.getNumElements();
      for (int i = 0; i < count; i++) {
        x.data[i] = x.data[i] > 0 ? 1 : 0; // y = 1 where x > 0, else 0
      }
    }

    @Override
    public double derivative(double y) {
      return 1; // the estimate's f′
    }
  },
  /**
   * g(x) = 4σ(x) − 2 = 2 tanh(x/2), g′ = 1 − y²/4: what squashed the input of a cell in the LSTM of
   * 1997 (S. Hochreiter and J. Schmidhuber).
   */
  G_1997 {
    @Override
    public void apply(DMatrixRMaj x) {
      halfTanh(x, 2); // y = 2 tanh(x/2)
    }

    @Override
    public double derivative(double y) {
      return 1 - y * y / 4; // g′ = 1 − y²/4
    }
  },
  /**
   * h(x) = 2σ(x) − 1 = tanh(x/2), h′ = (1 − y²)/2: what squashed the output of a cell in the LSTM
   * of 1997.
   */
  H_1997 {
    @Override
    public void apply(DMatrixRMaj x) {
      halfTanh(x, 1); // y = tanh(x/2)
    }

    @Override
    public double derivative(double y) {
      return (1 - y * y) / 2; // h′ = (1 − y²)/2
    }
  };

  /** x becomes height · tanh(x/2). */
  private static void halfTanh(DMatrixRMaj x, double height) {
    CommonOps_DDRM.scale(0.5, x);
    TANH.apply(x);
    CommonOps_DDRM.scale(height, x);
  }

  /** Replaces x by f(x), in place. */
  public abstract void apply(DMatrixRMaj x);

  /** The derivative f′ at the place where f is y. */
  public abstract double derivative(double y);

  /** Multiplies dy by f′, in place: the gradient of y = f(x) becomes the gradient of x. */
  public void backward(DMatrixRMaj y, DMatrixRMaj dy) {
    Shapes.requireSameShape("dy", dy, "y", y);
    multiply(y.data, dy.data, y.getNumElements());
  }

  /** The loop of {@link #backward}; where training spends its time, f′ is written out in it. */
  void multiply(double[] y, double[] dy, int count) {
    for (int i = 0; i < count; i++) {
      dy[i] *= derivative(y[i]);
    }
  }
}
