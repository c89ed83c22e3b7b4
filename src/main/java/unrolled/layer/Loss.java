package unrolled.layer;

import org.ejml.data.DMatrixRMaj;

/** How wrong an output is, as one number, and the gradient of that number. */
public interface Loss {
  /** What becomes of the rows' losses. */
  enum Reduction {
    /** They are added up. */
    SUM,
    /** Their mean over the rows that are asked about. */
    MEAN;

    double weight(Targets targets) {
      int count = targets.count();
      if (count == 0) {
        throw new IllegalArgumentException(
            "nothing is asked: every row of the targets is masked, so there is no loss");
      }
      return this == SUM ? 1 : 1.0 / count;
    }
  }

  /**
   * The loss, and its gradient.
   *
   * @param output R×m
   * @param targets R rows
   * @param dOutput is reshaped to R×m and set to the gradient; rows that are not asked get exactly
   *     0
   */
  double of(DMatrixRMaj output, Targets targets, DMatrixRMaj dOutput);

  /** Throws unless there is a target for every row. */
  static void checkRows(DMatrixRMaj output, Targets targets) {
    if (output.getNumRows() != targets.rows()) {
      throw new IllegalArgumentException(
          "the network gave "
              + output.getNumRows()
              + " rows, but there are "
              + targets.rows()
              + " targets: a network that answers at every step needs steps × sequences of them,"
              + " time first");
    }
  }
}
