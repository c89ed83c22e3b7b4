package unrolled.network;

import java.util.ArrayList;
import java.util.List;
import org.ejml.data.DMatrixRMaj;
import unrolled.layer.Embedding;
import unrolled.layer.Linear;
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
public final class Transformer extends Network {
  private final Embedding embedding;
  private final List<TransformerBlock> blocks = new ArrayList<>();
  private final Linear out;
  private final boolean positions;
  private final int n;

  private Sequence sequence;
  private DMatrixRMaj top;

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
    if (layers < 1) {
      throw new IllegalArgumentException(layers + " layers: give at least 1");
    }
    this.n = n;
    this.positions = positions;
    embedding = part(new Embedding(vocabulary, n));
    for (int k = 0; k < layers; k++) {
      blocks.add(part(new TransformerBlock(n, heads)));
    }
    out = part(new Linear(n, outputs));
  }

  @Override
  public DMatrixRMaj forward(Sequence x) {
    x.requireWidth(embedding.table.value.getNumRows(), "the transformer");
    sequence = x;
    DMatrixRMaj h = new DMatrixRMaj(0, 0);
    embedding.forward(x.symbols(), h);
    if (positions) {
      addPositions(h);
    }
    for (TransformerBlock block : blocks) {
      h = block.forward(h, x);
    }
    top = h;
    DMatrixRMaj o = new DMatrixRMaj(0, 0);
    out.forward(top, o);
    return o;
  }

  private void addPositions(DMatrixRMaj h) {
    for (int t = 1; t <= sequence.steps(); t++) {
      double[] p = new double[n];
      for (int j = 0; j < n; j++) {
        double angle = t / StrictMath.pow(10_000, (j - j % 2) / (double) n);
        p[j] = j % 2 == 0 ? StrictMath.sin(angle) : StrictMath.cos(angle);
      }
      for (int b = 0; b < sequence.batch(); b++) {
        int row = ((t - 1) * sequence.batch() + b) * n;
        for (int j = 0; j < n && sequence.hasStep(t, b); j++) {
          h.data[row + j] += p[j];
        }
      }
    }
  }

  @Override
  public void backward(DMatrixRMaj dOutput) {
    DMatrixRMaj d = fromForward(top).createLike();
    out.backward(top, dOutput, d);
    for (int k = blocks.size() - 1; k >= 0; k--) {
      d = blocks.get(k).backward(d);
    }
    embedding.backward(sequence.symbols(), d);
  }

  /** What a head of a layer (both from 0) looked at over sequence b in the last forward, L×L. */
  public DMatrixRMaj attention(int layer, int head, int b) {
    return blocks.get(layer).attention.weightsOf(b, head);
  }
}
