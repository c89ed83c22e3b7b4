package unrolled.network;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.junit.jupiter.api.Test;
import unrolled.attention.SelfAttention;
import unrolled.sequence.Sequence;

class TransformerTest {
  private static final int[] LONG = {0, 1, 2, 3, 1};
  private static final int[] SHORT = {2, 2};

  private static Transformer transformer(boolean positions) {
    Transformer transformer = new Transformer(4, 8, 2, 2, 3, positions);
    transformer.init(1);
    return transformer;
  }

  private static double[] row(DMatrixRMaj m, int i) {
    return CommonOps_DDRM.extractRow(m, i, null).data;
  }

  @Test
  void anAnswerDoesNotDependOnWhatComesLater() {
    Transformer transformer = transformer(true);
    DMatrixRMaj all = transformer.forward(Sequence.symbols(4, LONG));
    DMatrixRMaj first = transformer.forward(Sequence.symbols(4, new int[] {0, 1, 2, 0, 0}));

    for (int t = 0; t < 3; t++) {
      assertArrayEquals(row(all, t), row(first, t));
    }
  }

  @Test
  void aBatchIsItsSequencesOneByOne() {
    Transformer transformer = transformer(true);
    DMatrixRMaj together = transformer.forward(Sequence.symbols(4, LONG, SHORT));
    DMatrixRMaj alone = transformer.forward(Sequence.symbols(4, SHORT));

    assertArrayEquals(row(alone, 0), row(together, 1));
    assertArrayEquals(row(alone, 1), row(together, 3));
  }

  @Test
  void oneLayerWithoutPositionsDoesNotSeeTheOrderOfEarlierSteps() {
    assertEquals(0, differenceAfterSwap(1, false), 1e-12);
    assertTrue(differenceAfterSwap(1, true) > 1e-3);
    // a second layer looks at steps that have seen more or less: that tells them apart
    assertTrue(differenceAfterSwap(2, false) > 1e-3);
  }

  private static double differenceAfterSwap(int layers, boolean positions) {
    Transformer transformer = new Transformer(4, 8, 2, layers, 3, positions);
    transformer.init(1);
    double one = transformer.forward(Sequence.symbols(4, new int[] {0, 1, 2})).get(2, 0);
    return Math.abs(one - transformer.forward(Sequence.symbols(4, new int[] {1, 0, 2})).get(2, 0));
  }

  @Test
  void weightsAreATriangleWhoseRowsSumToOne() {
    Transformer transformer = transformer(true);
    transformer.forward(Sequence.symbols(4, LONG, SHORT));

    DMatrixRMaj alpha = transformer.attention(1, 1, 0);

    assertEquals(5, alpha.getNumRows());
    for (int t = 0; t < 5; t++) {
      double sum = 0;
      for (int j = 0; j < 5; j++) {
        assertEquals(j > t, alpha.get(t, j) == 0);
        sum += alpha.get(t, j);
      }
      assertEquals(1, sum, 1e-15);
    }
    assertEquals(2, transformer.attention(0, 0, 1).getNumRows());
  }

  @Test
  void badInputIsNamed() {
    assertThrows(IllegalArgumentException.class, () -> new SelfAttention(8, 3));
    assertThrows(IllegalArgumentException.class, () -> new Transformer(4, 8, 2, 0, 3));
    assertThrows(
        IllegalArgumentException.class, () -> transformer(true).forward(Sequence.symbols(5, LONG)));
    assertThrows(IllegalStateException.class, () -> transformer(true).attention(0, 0, 0));
  }
}
