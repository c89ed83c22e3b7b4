package unrolled.network;

import java.util.function.UnaryOperator;
import org.ejml.data.DMatrixRMaj;
import unrolled.sequence.Sequence;

/**
 * A network that reads features of the sequences, chosen by hand, in place of the sequences
 * themselves.
 */
public final class Preprocessed extends Network {
  private final UnaryOperator<Sequence> features;
  private final Network network;

  /**
   * Puts these features before a network.
   *
   * @param features what becomes of a batch, for instance {@code BagOfWords::of}
   */
  public Preprocessed(UnaryOperator<Sequence> features, Network network) {
    this.features = features;
    this.network = part(network);
  }

  @Override
  public DMatrixRMaj forward(Sequence x) {
    return network.forward(features.apply(x));
  }

  @Override
  public void backward(DMatrixRMaj dOutput) {
    network.backward(dOutput);
  }

  @Override
  public void release() {
    network.release();
  }
}
