package unrolled.network;

import org.ejml.data.DMatrixRMaj;
import unrolled.layer.Activation;
import unrolled.layer.Linear;
import unrolled.sequence.Sequence;

/**
 * A one-dimensional convolution over symbols, pooled over time, and a linear read-out.
 *
 * <pre>
 *   z_t = f([x_t; x_{t+1}; …; x_{t+k−1}]·W + b)     one window of k symbols, t = 1 … T−k+1
 *   p_j = max_t z_tj                               the pooling: as many numbers for any T
 *   o = p·V + c
 * </pre>
 *
 * <p>Shapes: W (k·in)×n, p B×n, o B×m. A sequence shorter than k is filled up with nothing (zeros).
 *
 * <p>Sources: Y. LeCun et al., 1998; Y. Kim, "Convolutional neural networks for sentence
 * classification", 2014.
 */
public final class Convolution extends Network {
  private final int vocabulary;
  private final int k;
  private final Linear window;
  private final Linear out;
  private final Activation f;

  private Sequence x;
  private DMatrixRMaj pooled;
  private int[] winner; // B×n: the step (from 1) whose window gave the maximum

  /**
   * Creates n filters with f = ReLU over windows of k symbols out of {@code vocabulary}, m outputs.
   *
   * @throws IllegalArgumentException if a window has no symbol
   */
  public Convolution(int vocabulary, int k, int n, int m) {
    if (k < 1) {
      throw new IllegalArgumentException("a window of " + k + " symbols: give at least 1");
    }
    this.vocabulary = vocabulary;
    this.k = k;
    window = part(new Linear(k * vocabulary, n));
    out = part(new Linear(n, m));
    f = Activation.RELU;
  }

  /** The filters' answers to all windows of one sequence, (T−k+1)×n, before the pooling. */
  public DMatrixRMaj features(Sequence sequence, int b) {
    int[] symbols = sequence.symbolsOf(b);
    int n = window.b.value.getNumCols();
    DMatrixRMaj z = new DMatrixRMaj(Math.max(1, symbols.length - k + 1), n);
    for (int t = 0; t < z.getNumRows(); t++) {
      System.arraycopy(window.b.value.data, 0, z.data, t * n, n);
      for (int i = 0; i < k && t + i < symbols.length; i++) {
        int row = (i * vocabulary + symbols[t + i]) * n;
        for (int j = 0; j < n; j++) {
          z.data[t * n + j] += window.w.value.data[row + j];
        }
      }
    }
    f.apply(z);
    return z;
  }

  @Override
  public DMatrixRMaj forward(Sequence sequence) {
    sequence.requireWidth(vocabulary, "the convolution");
    x = sequence;
    int n = window.b.value.getNumCols();
    pooled = new DMatrixRMaj(x.batch(), n);
    winner = new int[x.batch() * n];
    for (int b = 0; b < x.batch(); b++) {
      DMatrixRMaj z = features(x, b);
      for (int t = 0; t < z.getNumRows(); t++) {
        for (int j = 0; j < n; j++) {
          if (t == 0 || z.data[t * n + j] > pooled.data[b * n + j]) {
            pooled.data[b * n + j] = z.data[t * n + j];
            winner[b * n + j] = t + 1;
          }
        }
      }
    }
    DMatrixRMaj o = new DMatrixRMaj(0, 0);
    out.forward(pooled, o);
    return o;
  }

  @Override
  public void backward(DMatrixRMaj dOutput) {
    int n = fromForward(pooled).getNumCols();
    DMatrixRMaj dPooled = new DMatrixRMaj(x.batch(), n);
    out.backward(pooled, dOutput, dPooled);
    f.backward(pooled, dPooled);
    for (int b = 0; b < x.batch(); b++) {
      for (int j = 0; j < n; j++) {
        double d = dPooled.data[b * n + j];
        window.b.gradient.data[j] += d;
        for (int i = 0; i < k; i++) { // only the winning window hears of it
          int t = winner[b * n + j] + i;
          if (x.hasStep(t, b)) {
            int symbol = x.symbols()[(t - 1) * x.batch() + b];
            window.w.gradient.data[(i * vocabulary + symbol) * n + j] += d;
          }
        }
      }
    }
  }
}
