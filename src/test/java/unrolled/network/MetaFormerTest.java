package unrolled.network;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.junit.jupiter.api.Test;
import unrolled.cell.Elman;
import unrolled.cell.Lru;
import unrolled.cell.Lstm;
import unrolled.sequence.Sequence;
import unrolled.sequence.Unroll;

class MetaFormerTest {
  private static final int[] LONG = {0, 1, 2, 3, 1};
  private static final int[] SHORT = {2, 2};

  private static MetaFormer network() {
    MetaFormer network =
        new MetaFormer(4, 6, 3, new Unroll<>(new Lstm(6, 6)), new Unroll<>(new Lru(6, 3)));
    network.init(1);
    return network;
  }

  private static double[] row(DMatrixRMaj m, int i) {
    return CommonOps_DDRM.extractRow(m, i, null).data;
  }

  @Test
  void anAnswerDependsOnEarlierStepsAndNotOnLaterOnes() {
    MetaFormer network = network();
    DMatrixRMaj all = network.forward(Sequence.symbols(4, LONG));
    DMatrixRMaj first = network.forward(Sequence.symbols(4, new int[] {0, 1, 2, 0, 0}));
    DMatrixRMaj other = network.forward(Sequence.symbols(4, new int[] {3, 1, 2, 3, 1}));

    for (int t = 0; t < 3; t++) {
      assertArrayEquals(row(all, t), row(first, t));
    }
    assertTrue(Math.abs(all.get(4, 0) - other.get(4, 0)) > 1e-6);
  }

  @Test
  void aBatchIsItsSequencesOneByOne() {
    MetaFormer network = network();
    DMatrixRMaj together = network.forward(Sequence.symbols(4, LONG, SHORT));
    DMatrixRMaj alone = network.forward(Sequence.symbols(4, SHORT));

    assertArrayEquals(row(alone, 0), row(together, 1));
    assertArrayEquals(row(alone, 1), row(together, 3));
  }

  /** Around the mixer stands what stands around a transformer's attention. */
  @Test
  void itHasTheParametersOfATransformerButForTheMixer() {
    int attention = 6 * 18 + 18 + 6 * 6 + 6;
    int elman = 6 * 6 + 6 + 6 * 6;
    assertEquals(
        new Transformer(4, 6, 1, 1, 3).parameterCount() - attention,
        new MetaFormer(4, 6, 3, new Unroll<>(new Elman(6, 6))).parameterCount() - elman);
  }

  @Test
  void badInputIsNamed() {
    assertThrows(IllegalArgumentException.class, () -> new MetaFormer(4, 6, 3));
    String message =
        assertThrows(
                IllegalArgumentException.class,
                () -> new MetaFormer(4, 6, 3, new Unroll<>(new Lru(6, 6))))
            .getMessage();
    assertTrue(message.contains("answers 12: both must be 6"), message);
    assertThrows(
        IllegalArgumentException.class, () -> network().forward(Sequence.symbols(5, LONG)));
    assertThrows(IllegalStateException.class, () -> network().backward(new DMatrixRMaj(1, 3)));
  }
}
