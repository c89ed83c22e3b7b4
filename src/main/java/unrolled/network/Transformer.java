package unrolled.network;

import java.util.List;
import java.util.stream.Stream;
import org.ejml.data.DMatrixRMaj;
import unrolled.sequence.Sequence;

/**
 * A causal transformer: scores at every step, from that step and those before it, and no state.
 *
 * <pre>
 *   x_t = E_symbol + P_t        P the sines and cosines of the position, if wanted
 *   x   = block_k(x)            k = 1 … K
 *   o   = x·V + c
 * </pre>
 *
 * <p>P_t,2i = sin(t / 10000^(2i/n)), P_t,2i+1 = cos of the same. All steps of a training sequence
 * are computed at once; to write one more symbol, all earlier ones are looked at again.
 *
 * <p>Source: A. Vaswani and others, "Attention is all you need", 2017.
 */
public final class Transformer extends BlockNetwork<TransformerBlock> {
  private final boolean positions;
  private final int n;

  /**
   * Creates a transformer with positions.
   *
   * @param vocabulary how many symbols there are
   * @param n numbers a step, shared evenly by the heads
   * @param layers how many blocks
   */
  public Transformer(int vocabulary, int n, int heads, int layers, int outputs) {
    this(vocabulary, n, heads, layers, outputs, true);
  }

  /** Creates a transformer with or without {@code positions}. */
  public Transformer(int vocabulary, int n, int heads, int layers, int outputs, boolean positions) {
    super(vocabulary, n, outputs, blocks(n, heads, layers), "the transformer");
    this.n = n;
    this.positions = positions;
  }

  private static List<TransformerBlock> blocks(int n, int heads, int layers) {
    if (layers < 1) {
      throw new IllegalArgumentException(layers + " layers: give at least 1");
    }
    return Stream.generate(() -> new TransformerBlock(n, heads)).limit(layers).toList();
  }

  @Override
  void prepare(DMatrixRMaj h, Sequence x) {
    if (positions) {
      addPositions(h, x);
    }
  }

  private void addPositions(DMatrixRMaj h, Sequence x) {
    for (int t = 1; t <= x.steps(); t++) {
      double[] p = new double[n];
      for (int j = 0; j < n; j++) {
        double angle = t / StrictMath.pow(10_000, (j - j % 2) / (double) n);
        p[j] = j % 2 == 0 ? StrictMath.sin(angle) : StrictMath.cos(angle);
      }
      for (int b = 0; b < x.batch(); b++) {
        int row = ((t - 1) * x.batch() + b) * n;
        for (int j = 0; j < n && x.hasStep(t, b); j++) {
          h.data[row + j] += p[j];
        }
      }
    }
  }

  /** What a head of a layer (both from 0) looked at over sequence b in the last forward, L×L. */
  public DMatrixRMaj attention(int layer, int head, int b) {
    return block(layer).attention.weightsOf(b, head);
  }
}
