package unrolled.check.exercise;

import java.util.function.Function;
import org.ejml.data.DMatrixRMaj;
import unrolled.math.Rng;

/** Numbers that no learner has seen before. */
final class Fresh {

  private Fresh() {}

  /** Every entry uniform in [−1, 1). */
  static DMatrixRMaj matrix(Rng rng, int rows, int columns) {
    DMatrixRMaj m = new DMatrixRMaj(rows, columns);
    for (int i = 0; i < m.getNumElements(); i++) {
      m.data[i] = rng.uniform(-1, 1);
    }
    return m;
  }

  /** Inputs of both kinds, one after the other, so that code for one kind alone fails. */
  static Function<Rng, Values> inTurn(Function<Rng, Values> one, Function<Rng, Values> other) {
    int[] calls = {0};
    return rng -> (calls[0]++ % 2 == 0 ? one : other).apply(rng);
  }
}
