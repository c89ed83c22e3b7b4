package unrolled.math;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.ejml.data.DMatrixRMaj;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ArgMaxTest {
  @Test
  void ofEqualEntriesTheFirstWins() {
    DMatrixRMaj x =
        new DMatrixRMaj(
            new double[][] {
              {1, 3, 3}, {-5, -4, -6}, {0, 0, 0}, {Double.NEGATIVE_INFINITY, -1e308, 1}
            });

    assertEquals(1, ArgMax.ofRow(x, 0));
    assertEquals(1, ArgMax.ofRow(x, 1));
    assertEquals(0, ArgMax.ofRow(x, 2));
    assertEquals(2, ArgMax.ofRow(x, 3));
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2})
  void ofARowWithNaNNothingCanBeSaid(int column) {
    DMatrixRMaj x = new DMatrixRMaj(2, 3);
    x.set(1, column, Double.NaN);

    IllegalArgumentException e =
        assertThrows(IllegalArgumentException.class, () -> ArgMax.ofRow(x, 1));

    assertTrue(
        e.getMessage().startsWith("row 1 of the scores is NaN in column " + column),
        e.getMessage());
    assertEquals(0, ArgMax.ofRow(x, 0));
  }
}
