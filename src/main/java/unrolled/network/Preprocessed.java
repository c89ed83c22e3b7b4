package unrolled.network;

import java.util.function.UnaryOperator;
import org.ejml.data.DMatrixRMaj;
import unrolled.sequence.Sequence;

/**
 * A network that does not see the sequences themselves but what somebody made of them: features,
 * chosen by hand.
 */
public final class Preprocessed extends Network {
  private final UnaryOperator<Sequence> features;
  private final Network network;

  /**
   * Reads through these glasses.
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
}
