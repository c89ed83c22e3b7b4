package unrolled.show;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class LabelSpacingTest {

  @Test
  void labelsWithRoomStayWhereTheyAre() {
    double[] wanted = {50, 10, 90};
    assertArrayEquals(wanted, LabelSpacing.apart(wanted, 15, 0, 100), 1e-12);
  }

  @Test
  void labelsThatCollideMoveApartAlike() {
    assertArrayEquals(
        new double[] {42.5, 57.5}, LabelSpacing.apart(new double[] {50, 50}, 15, 0, 100), 1e-12);
  }

  @Test
  void theyStayInsideAndApartAndInOrder() {
    SplittableRandom random = new SplittableRandom(1);
    for (int trial = 0; trial < 1000; trial++) {
      // given labels that fit in, wanted anywhere
      double[] wanted = random.doubles(1 + random.nextInt(7), 0, 100).toArray();
      // when
      double[] places = LabelSpacing.apart(wanted, 15, 0, 100);
      // then
      for (int i = 0; i < places.length; i++) {
        assertTrue(places[i] >= -1e-9 && places[i] <= 100 + 1e-9);
        for (int j = 0; j < places.length; j++) {
          if (wanted[i] < wanted[j]) {
            assertTrue(places[j] - places[i] >= 15 - 1e-9);
          }
        }
      }
    }
  }
}
