package unrolled.train;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import unrolled.layer.Param;

/** Laws: clipping by norm keeps the direction, and never makes a gradient larger, or 0. */
class ClipTest {

  private static List<Param> gradients(double... g) {
    Param p = new Param(1, g.length);
    System.arraycopy(g, 0, p.gradient.data, 0, g.length);
    return List.of(p);
  }

  @ParameterizedTest
  @ValueSource(doubles = {1e-150, 1, 1e100, 1e154, 1e160, 1e200, 1e300, 4e307})
  void theNormIsThatOfTheVectorHoweverLarge(double size) {
    assertEquals(size, Clip.norm(gradients(0.6 * size, 0.8 * size)), 1e-12 * size);
  }

  @ParameterizedTest
  @ValueSource(doubles = {10, 1e154, 1e160, 1e200, 1e300, 4e307})
  void aLargeGradientKeepsItsDirection(double size) {
    List<Param> params = gradients(0.6 * size, -0.8 * size);

    Clip.norm(2).apply(params);

    assertArrayEquals(new double[] {1.2, -1.6}, params.get(0).gradient.data, 1e-12);
  }

  @Test
  void aSmallGradientStaysAsItIs() {
    List<Param> params = gradients(0.3, -0.4, 1e-300);

    Clip.norm(0.51).apply(params);

    assertArrayEquals(new double[] {0.3, -0.4, 1e-300}, params.get(0).gradient.data);
  }

  @Test
  void anInfiniteGradientHasAnInfiniteNorm() {
    assertEquals(Double.POSITIVE_INFINITY, Clip.norm(gradients(1, Double.NEGATIVE_INFINITY)));
    assertTrue(Double.isNaN(Clip.norm(gradients(1, Double.NaN))));
  }

  @Test
  void byValueEachEntryIsCutByItself() {
    List<Param> params = gradients(3, -0.5, -7);

    Clip.value(1).apply(params);

    assertArrayEquals(new double[] {1, -0.5, -1}, params.get(0).gradient.data);
  }
}
