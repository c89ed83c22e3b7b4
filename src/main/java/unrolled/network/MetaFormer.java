package unrolled.network;

import java.util.ArrayList;
import java.util.List;
import org.ejml.data.DMatrixRMaj;
import unrolled.layer.Embedding;
import unrolled.layer.Linear;
import unrolled.sequence.Recurrent;
import unrolled.sequence.Sequence;

/**
 * A {@link Transformer} with recurrent layers in place of the attention, and so without positions:
 * scores at every step, from that step and those before it.
 *
 * <pre>
 *   x_t = E_symbol
 *   x   = block_k(x)            k = 1 … K
 *   o   = x·V + c
 * </pre>
 *
 * <p>Embedding, links past each layer, normalisation, hidden layers and read-out are those of the
 * transformer. So whatever two of these networks do differently is their mixers' doing, as what
 * carries something from step to step is called.
 *
 * <p>Source of the name: W. Yu and others, "MetaFormer is actually what you need for vision", 2022.
 */
public final class MetaFormer extends Network {
  private final Embedding embedding;
  private final List<RecurrentBlock> blocks = new ArrayList<>();
  private final Linear out;

  private Sequence sequence;
  private DMatrixRMaj top;

  /**
   * Creates a network with one block for each mixer.
   *
   * @param vocabulary how many symbols there are
   * @param n numbers a step, which each mixer reads and answers
   * @throws IllegalArgumentException if there is no mixer, or if one has another width
   */
  public MetaFormer(int vocabulary, int n, int outputs, Recurrent... mixers) {
    if (mixers.length == 0) {
      throw new IllegalArgumentException("no mixer: give one for each block, at least 1");
    }
    embedding = part(new Embedding(vocabulary, n));
    for (Recurrent mixer : mixers) {
      blocks.add(part(new RecurrentBlock(n, mixer)));
    }
    out = part(new Linear(n, outputs));
  }

  @Override
  public DMatrixRMaj forward(Sequence x) {
    x.requireWidth(embedding.table.value.getNumRows(), "the network");
    sequence = x;
    DMatrixRMaj h = new DMatrixRMaj(0, 0);
    embedding.forward(x.symbols(), h);
    for (RecurrentBlock block : blocks) {
      h = block.forward(h, x);
    }
    top = h;
    DMatrixRMaj o = new DMatrixRMaj(0, 0);
    out.forward(top, o);
    return o;
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
}
