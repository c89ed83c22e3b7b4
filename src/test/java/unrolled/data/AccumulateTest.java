package unrolled.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.ejml.data.DMatrixRMaj;
import org.junit.jupiter.api.Test;
import unrolled.math.Rng;
import unrolled.sequence.Batch;

class AccumulateTest {
  @Test
  void twoGamesSideBySideHaveAMemoryEach() {
    // given two sequences of four steps, time-major
    DMatrixRMaj x =
        new DMatrixRMaj(
            new double[][] {
              {3, 1, 0}, {5, 0, 1},
              {4, 1, 0}, {2, 1, 1},
              {9, -1, 1}, {7, 0, 0},
              {6, 1, 0}, {1, 1, 0}
            });
    // then
    assertArrayEquals(new double[] {3, 0, 7, 2, 0, 2, 6, 3}, Accumulate.memory(x, 2).data);
  }

  @Test
  void whatIsToBeSaidIsTheMemoryWhereItIsAskedForAndElseNothing() {
    // when
    Batch batch = new Accumulate(20).batch(500, new Rng(1));
    // then
    double[] memory = new double[500];
    int[] rules = new int[3];
    int reads = 0;
    for (int i = 0; i < 20 * 500; i++) {
      double number = batch.x().rows().get(i, 0);
      int rule = (int) batch.x().rows().get(i, 1);
      assertTrue(number >= 0 && number < 1, "" + number);
      rules[rule + 1]++;
      memory[i % 500] = rule == 1 ? memory[i % 500] + number : rule == -1 ? 0 : memory[i % 500];
      boolean read = batch.x().rows().get(i, 2) == 1;
      reads += read ? 1 : 0;
      assertEquals(read ? memory[i % 500] : 0, batch.y().values().get(i, 0));
    }
    assertEquals(1500, rules[0], 150, "resets");
    assertEquals(3000, rules[2], 200, "additions");
    assertEquals(3000, reads, 200, "readings");
  }

  @Test
  void noStepsAreRefused() {
    var e = assertThrows(IllegalArgumentException.class, () -> new Accumulate(0));
    assertTrue(e.getMessage().contains("at least 1"), e.getMessage());
  }
}
