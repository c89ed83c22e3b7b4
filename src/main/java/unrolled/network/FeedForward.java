package unrolled.network;

import org.ejml.data.DMatrixRMaj;
import unrolled.layer.Activation;
import unrolled.layer.Linear;
import unrolled.sequence.Sequence;

/**
 * The plain feed-forward (dense) network without memory, o = f(x·W + b)·V + c, applied to every
 * step on its own: the same x gets the same answer wherever it stands.
 *
 * <p>Shapes: x (T·B)×in, hidden (T·B)×n, o (T·B)×m.
 */
public final class FeedForward extends Network {
  private final Linear in;
  private final Linear out;
  private final Activation f;

  private Sequence x;
  private final DMatrixRMaj hidden = new DMatrixRMaj(0, 0);

  /**
   * Creates a network of {@code in} numbers (or symbols), n hidden units with f = tanh, m outputs.
   */
  public FeedForward(int in, int n, int m) {
    this(in, n, m, Activation.TANH);
  }

  /**
   * Creates a network of {@code in} numbers (or symbols), n hidden units with activation f, m
   * outputs.
   */
  public FeedForward(int in, int n, int m, Activation f) {
    this.in = part(new Linear(in, n));
    this.out = part(new Linear(n, m));
    this.f = f;
  }

  @Override
  public DMatrixRMaj forward(Sequence sequence) {
    sequence.requireWidth(in.w.value.getNumRows(), "the network");
    x = sequence;
    if (x.isSymbols()) {
      in.forward(x.symbols(), hidden);
    } else {
      in.forward(x.rows(), hidden);
    }
    f.apply(hidden);
    DMatrixRMaj o = new DMatrixRMaj(0, 0);
    out.forward(hidden, o);
    return o;
  }

  @Override
  public void backward(DMatrixRMaj dOutput) {
    fromForward(x);
    DMatrixRMaj dHidden = new DMatrixRMaj(hidden.getNumRows(), hidden.getNumCols());
    out.backward(hidden, dOutput, dHidden);
    f.backward(hidden, dHidden);
    if (x.isSymbols()) {
      in.backward(x.symbols(), dHidden);
    } else {
      in.backward(x.rows(), dHidden, null);
    }
  }
}
