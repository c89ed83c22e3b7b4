package unrolled.layer;

import org.ejml.data.DMatrixRMaj;

/** A loss function: how wrong an output is, as one number, and the gradient of that number. */
public interface Loss {
  /** How the rows' losses become one number. */
  enum Reduction {
    /** The sum over the rows. */
    SUM,
    /** The mean over the rows that are not masked. */
    MEAN;

    double weight(Targets targets) {
      return this == SUM ? 1 : 1.0 / targets.count();
    }
  }

  /**
   * Computes the loss and its gradient.
   *
   * @param output R×m
   * @param targets R rows
   * @param dOutput is reshaped to R×m and set to the gradient; masked rows get exactly 0
   */
  double of(DMatrixRMaj output, Targets targets, DMatrixRMaj dOutput);

  /** Throws unless there is a target for every row, and at least one that is not masked. */
  static void checkRows(DMatrixRMaj output, Targets targets) {
    if (output.getNumRows() != targets.rows()) {
      throw new IllegalArgumentException(
          "the network gave "
              + output.getNumRows()
              + " rows, but there are "
              + targets.rows()
              + " targets: a network that answers at every step needs steps × sequences of them,"
              + " time-major");
    }
    if (targets.count() == 0) {
      throw new IllegalArgumentException(
          "nothing is asked: every row of the targets is masked, so there is no loss");
    }
  }
}
