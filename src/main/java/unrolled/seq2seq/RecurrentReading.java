package unrolled.seq2seq;

import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import unrolled.sequence.Pass;
import unrolled.sequence.Recurrent;
import unrolled.sequence.Sequence;
import unrolled.sequence.State;

/** A reading by a recurrent network: its outputs are the places, the last of them is the code. */
class RecurrentReading implements Reading {
  private final Sequence vectors;
  private final Pass pass;

  RecurrentReading(Sequence vectors, Recurrent recurrent) {
    this.vectors = vectors;
    pass = recurrent.forward(vectors);
  }

  @Override
  public Sequence places() {
    return vectors.replacedBy(pass.output());
  }

  @Override
  public State end() {
    return pass.finalState();
  }

  @Override
  public DMatrixRMaj code() {
    return pass.lastOutput();
  }

  @Override
  public void backward(DMatrixRMaj dPlaces, DMatrixRMaj dCode, State dEnd) {
    backward(dPlaces, dCode, dEnd, null);
  }

  /** Besides, adds the gradient of the vectors to dVectors, unless that is null. */
  void backward(DMatrixRMaj dPlaces, DMatrixRMaj dCode, State dEnd, DMatrixRMaj dVectors) {
    DMatrixRMaj dOut = dCode == null ? null : pass.spread(dCode);
    if (dPlaces != null) {
      dOut = dOut == null ? dPlaces : CommonOps_DDRM.add(dOut, dPlaces, null);
    }
    pass.backward(dOut, dEnd, dVectors);
  }

  @Override
  public void release() {
    pass.release();
  }
}
