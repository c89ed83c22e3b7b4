package unrolled.train;

import java.util.List;
import unrolled.layer.Param;

/**
 * Stochastic gradient descent: w ← w − η·(g + λw), with rate η and weight decay λ.
 *
 * <p>The term λw is the gradient of the L2 penalty ½λ‖w‖².
 */
public final class Sgd implements Optimiser {
  private final double rate;
  private final double decay;

  /** Creates gradient descent with rate η, without weight decay. */
  public Sgd(double rate) {
    this(rate, 0);
  }

  /** Creates gradient descent with rate η and weight decay λ. */
  public Sgd(double rate, double decay) {
    this.rate = Adam.positive(rate, "a learning rate");
    this.decay = Adam.notNegative(decay, "a weight decay");
  }

  @Override
  public void update(List<Param> params) {
    for (Param p : params) {
      for (int i = 0; i < p.value.getNumElements(); i++) {
        double g = p.gradient.data[i] + decay * p.value.data[i];
        p.value.data[i] -= rate * g;
      }
    }
  }
}
