package unrolled.cell;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.ejml.data.DMatrixRMaj;
import org.junit.jupiter.api.Test;
import unrolled.math.Elementary;
import unrolled.sequence.Sequence;
import unrolled.sequence.Unroll;

/** What a forget gate that is an exponential does before anything is learnt. */
class ExponentialGatesTest {

  private static Sequence zeros(int steps) {
    return Sequence.timeMajor(new DMatrixRMaj(steps, 2), 1);
  }

  /** With any other forget bias the first step would outweigh the last, or the other way round. */
  @Test
  void anUntrainedMatrixMemoryWeighsAllStepsAlike() {
    MLstm cell = new MLstm(2, 3);
    cell.init(1);
    DMatrixRMaj one = counted(cell, 1);
    DMatrixRMaj seven = counted(cell, 7);
    for (int j = 0; j < 3; j++) {
      assertEquals(7, seven.get(0, j) / one.get(0, j), 1e-12);
    }
  }

  /** Σ_t e^(a_i)·k_t over so many equal steps. */
  private static DMatrixRMaj counted(MLstm cell, int steps) {
    MLstm.S last = new Unroll<>(cell).forward(zeros(steps)).at(steps);
    DMatrixRMaj d = last.d.copy();
    for (int j = 0; j < d.getNumElements(); j++) {
      d.data[j] *= Elementary.exp(last.m.get(0, 0));
    }
    return d;
  }

  @Test
  void anUntrainedScalarMemoryWeighsAllStepsAlikeWhereNothingIsSaid() {
    SLstm cell = new SLstm(2, 3);
    cell.init(1);
    cell.u.value.zero(); // what the cell says would open and close its own gates
    SLstm.S one = new Unroll<>(cell).forward(zeros(1)).at(1);
    SLstm.S seven = new Unroll<>(cell).forward(zeros(7)).at(7);
    for (int j = 0; j < 3; j++) {
      double first = one.d.get(0, j) * Elementary.exp(one.m.get(0, j));
      assertEquals(7, seven.d.get(0, j) * Elementary.exp(seven.m.get(0, j)) / first, 1e-12);
    }
  }
}
