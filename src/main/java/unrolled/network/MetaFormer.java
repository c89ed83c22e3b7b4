package unrolled.network;

import java.util.Arrays;
import java.util.List;
import unrolled.sequence.Recurrent;

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
public final class MetaFormer extends BlockNetwork<RecurrentBlock> {
  /**
   * Creates a network with one block for each mixer.
   *
   * @param vocabulary how many symbols there are
   * @param n numbers a step, which each mixer reads and answers
   * @throws IllegalArgumentException if there is no mixer, or if one has another width
   */
  public MetaFormer(int vocabulary, int n, int outputs, Recurrent... mixers) {
    super(vocabulary, n, outputs, blocks(n, mixers), "the network");
  }

  private static List<RecurrentBlock> blocks(int n, Recurrent... mixers) {
    if (mixers.length == 0) {
      throw new IllegalArgumentException("no mixer: give one for each block, at least 1");
    }
    return Arrays.stream(mixers).map(mixer -> new RecurrentBlock(n, mixer)).toList();
  }
}
