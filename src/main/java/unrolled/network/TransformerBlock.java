package unrolled.network;

import org.ejml.data.DMatrixRMaj;
import unrolled.attention.SelfAttention;
import unrolled.sequence.Sequence;

/** One block of a transformer: steps look at earlier steps. */
final class TransformerBlock extends MixerBlock {
  final SelfAttention attention;

  TransformerBlock(int n, int heads) {
    this(n, new SelfAttention(n, heads));
  }

  private TransformerBlock(int n, SelfAttention attention) {
    super(n, attention);
    this.attention = attention;
  }

  @Override
  DMatrixRMaj mix(DMatrixRMaj x, Sequence steps) {
    DMatrixRMaj looked = new DMatrixRMaj(0, 0);
    attention.forward(x, steps, looked);
    return looked;
  }

  @Override
  void mixBack(DMatrixRMaj dy, DMatrixRMaj dx) {
    attention.backward(dy, dx);
  }
}
