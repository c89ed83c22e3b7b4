package unrolled.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.ejml.data.DMatrixRMaj;
import org.junit.jupiter.api.Test;
import unrolled.math.Rng;
import unrolled.sequence.Batch;

class AddingProblemTest {
  private static double x(Batch batch, int t, int b, int column) {
    return batch.x().rows().get((t - 1) * batch.x().batch() + b, column);
  }

  @Test
  void theTargetIsTheSumOfOneMarkedNumberOfEachHalf() {
    for (int steps : new int[] {2, 3, 7, 50}) {
      // given
      AddingProblem task = new AddingProblem(steps);
      // when
      Batch batch = task.batch(200, new Rng(1));
      // then
      assertEquals(steps, batch.x().steps());
      assertEquals(AddingProblem.INPUTS, batch.x().width());
      for (int b = 0; b < 200; b++) {
        double sum = 0;
        int[] marks = new int[2];
        for (int t = 1; t <= steps; t++) {
          double mark = x(batch, t, b, 1);
          assertTrue(mark == 0 || mark == 1, "a mark of " + mark);
          sum += mark * x(batch, t, b, 0);
          marks[t <= steps / 2 ? 0 : 1] += (int) mark;
        }
        assertArrayEquals(new int[] {1, 1}, marks, "marks in the halves of " + steps + " steps");
        assertEquals(sum, batch.y().values().get(b, 0), 1e-15);
      }
    }
  }

  @Test
  void everyStepOfAHalfIsMarkedEquallyOften() {
    Batch batch = new AddingProblem(7).batch(12000, new Rng(2));
    for (int t = 1; t <= 7; t++) {
      int marks = 0;
      for (int b = 0; b < 12000; b++) {
        marks += (int) x(batch, t, b, 1);
      }
      int expected = t <= 3 ? 4000 : 3000;
      assertEquals(expected, marks, 200, "marks at step " + t);
    }
  }

  @Test
  void whoAlwaysAnswers1HasTheErrorThatIsDocumented() {
    DMatrixRMaj sums = new AddingProblem(10).batch(100_000, new Rng(3)).y().values();
    double error = 0;
    for (int b = 0; b < 100_000; b++) {
      error += (sums.get(b) - 1) * (sums.get(b) - 1) / 100_000;
    }
    assertEquals(AddingProblem.CONSTANT_ANSWER, error, 0.002);
  }

  @Test
  void theSameSeedDrawsTheSameBatch() {
    Batch first = new AddingProblem(5).batch(8, new Rng(3));
    Batch second = new AddingProblem(5).batch(8, new Rng(3));
    assertArrayEquals(first.x().rows().data, second.x().rows().data);
    assertArrayEquals(first.y().values().data, second.y().values().data);
  }

  @Test
  void aSingleStepIsRefused() {
    var e = assertThrows(IllegalArgumentException.class, () -> new AddingProblem(1));
    assertTrue(e.getMessage().contains("two numbers to add"), e.getMessage());
  }
}
