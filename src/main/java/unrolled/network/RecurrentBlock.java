package unrolled.network;

import org.ejml.data.DMatrixRMaj;
import unrolled.sequence.Pass;
import unrolled.sequence.Recurrent;
import unrolled.sequence.Sequence;

/** A transformer's block with a recurrent layer in place of the attention. */
final class RecurrentBlock extends MixerBlock {
  private final Recurrent mixer;
  private Pass pass; // the last run

  RecurrentBlock(int n, Recurrent mixer) {
    super(n, mixer);
    this.mixer = mixer;
    if (mixer.inputs() != n || mixer.outputs() != n) {
      throw new IllegalArgumentException(
          "the layer in attention's place reads "
              + mixer.inputs()
              + " numbers a step and answers "
              + mixer.outputs()
              + ": both must be "
              + n
              + ", since what it answers is added to what it reads");
    }
  }

  @Override
  DMatrixRMaj mix(DMatrixRMaj x, Sequence steps) {
    if (pass != null) {
      pass.release();
      pass = null;
    }
    pass = mixer.forward(steps.replacedBy(x));
    return pass.output();
  }

  @Override
  void mixBack(DMatrixRMaj dy, DMatrixRMaj dx) {
    pass.backward(dy, null, dx);
  }
}
