package unrolled.network;

import java.util.ArrayList;
import java.util.List;
import org.ejml.data.DMatrixRMaj;
import unrolled.layer.Embedding;
import unrolled.layer.Linear;
import unrolled.sequence.Sequence;

/**
 * What a transformer has around its blocks, whatever mixes inside them: scores at every step, from
 * that step and those before it.
 *
 * <pre>
 *   x_t = E_symbol              and a position, if it is a transformer's
 *   x   = block_k(x)            k = 1 … K
 *   o   = x·V + c
 * </pre>
 *
 * @param <B> the blocks
 */
abstract class BlockNetwork<B extends MixerBlock> extends Network {
  private final Embedding embedding;
  private final List<B> blocks = new ArrayList<>();
  private final Linear out;
  private final String name;

  private Sequence sequence;
  private DMatrixRMaj top;

  /**
   * Creates the network around these blocks.
   *
   * @param name what a message calls it
   */
  BlockNetwork(int vocabulary, int n, int outputs, List<B> blocks, String name) {
    embedding = part(new Embedding(vocabulary, n));
    blocks.forEach(block -> this.blocks.add(part(block)));
    out = part(new Linear(n, outputs));
    this.name = name;
  }

  final B block(int k) {
    return blocks.get(k);
  }

  /** Adds to the embedded symbols whatever else the first block is to read. */
  void prepare(DMatrixRMaj h, Sequence x) {}

  @Override
  public final DMatrixRMaj forward(Sequence x) {
    x.requireWidth(embedding.table.value.getNumRows(), name);
    sequence = x;
    DMatrixRMaj h = new DMatrixRMaj(0, 0);
    embedding.forward(x.symbols(), h);
    prepare(h, x);
    for (B block : blocks) {
      h = block.forward(h, x);
    }
    top = h;
    DMatrixRMaj o = new DMatrixRMaj(0, 0);
    out.forward(top, o);
    return o;
  }

  @Override
  public final void backward(DMatrixRMaj dOutput) {
    DMatrixRMaj d = fromForward(top).createLike();
    out.backward(top, dOutput, d);
    for (int k = blocks.size() - 1; k >= 0; k--) {
      d = blocks.get(k).backward(d);
    }
    embedding.backward(sequence.symbols(), d);
  }
}
