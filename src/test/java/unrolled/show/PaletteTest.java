package unrolled.show;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.Color;
import java.util.List;
import org.junit.jupiter.api.Test;

class PaletteTest {

  private static final List<Color> KINDS =
      List.of(
          Palette.ELMAN,
          Palette.JORDAN,
          Palette.LSTM,
          Palette.GRU,
          Palette.CONVOLUTION,
          Palette.BAG_OF_WORDS,
          Palette.TF_IDF,
          Palette.FEED_FORWARD,
          Palette.CHANCE);

  /** Sight as it is, without red cones, without green cones (Viénot, Brettel and Mollon, 1999). */
  private static final double[][][] EYES = {
    {{1, 0, 0}, {0, 1, 0}, {0, 0, 1}},
    {{0.11238, 0.88762, 0}, {0.11238, 0.88762, 0}, {0.00401, -0.00401, 1}},
    {{0.29275, 0.70725, 0}, {0.29275, 0.70725, 0}, {-0.02234, 0.02234, 1}}
  };

  @Test
  void aNameThatBeginsWithAKindOfNetHasItsColour() {
    assertEquals(Palette.LSTM, Palette.named("LSTM, forget bias 3"));
    assertEquals(Palette.GRU, Palette.named("gru"));
    assertEquals(Palette.BAG_OF_WORDS, Palette.named("bag of words"));
    assertNull(Palette.named("LSTMs"));
  }

  @Test
  void textInEveryColourIsLegibleOnWhite() {
    for (Color colour : KINDS) {
      assertTrue(Palette.contrast(Palette.legible(colour), Color.WHITE) >= 4.5);
    }
    assertEquals(21, Palette.contrast(Color.BLACK, Color.WHITE), 1e-9);
  }

  @Test
  void kindsOfNetsDifferForColourBlindEyesToo() {
    for (double[][] eye : EYES) {
      for (Color a : KINDS) {
        for (Color b : KINDS) {
          double distance = distance(lab(a, eye), lab(b, eye));
          assertTrue(a.equals(b) || distance > 10, a + " and " + b + ": " + distance);
        }
      }
    }
  }

  @Test
  void aSequentialMapGetsBrighterAllTheWay() {
    for (double[][] eye : EYES) {
      for (int i = 0; i < 100; i++) {
        double[] below = lab(ColourMap.SEQUENTIAL.of(i / 100.0), eye);
        double[] above = lab(ColourMap.SEQUENTIAL.of((i + 1) / 100.0), eye);
        assertTrue(above[0] > below[0]);
      }
    }
  }

  @Test
  void aDivergingMapIsBrightestInTheMiddleAndDiffersAtItsEnds() {
    for (double[][] eye : EYES) {
      double[] low = lab(ColourMap.DIVERGING.of(0), eye);
      double[] middle = lab(ColourMap.DIVERGING.of(0.5), eye);
      double[] high = lab(ColourMap.DIVERGING.of(1), eye);
      assertTrue(middle[0] > low[0] + 40 && middle[0] > high[0] + 40);
      assertTrue(distance(low, high) > 40);
    }
  }

  @Test
  void numbersInCellsAreLegible() {
    for (ColourMap map : new ColourMap[] {ColourMap.SEQUENTIAL, ColourMap.DIVERGING}) {
      for (int i = 0; i <= 100; i++) {
        Color paper = map.of(i / 100.0);
        assertTrue(Palette.contrast(ColourMap.inkOn(paper), paper) >= 4.5, paper::toString);
      }
    }
  }

  private static double distance(double[] a, double[] b) {
    return Math.sqrt(
        (a[0] - b[0]) * (a[0] - b[0])
            + (a[1] - b[1]) * (a[1] - b[1])
            + (a[2] - b[2]) * (a[2] - b[2]));
  }

  /** CIE L*a*b* of a colour as an eye sees it. */
  private static double[] lab(Color colour, double[][] eye) {
    double[] rgb = {linear(colour.getRed()), linear(colour.getGreen()), linear(colour.getBlue())};
    double[] seen = times(eye, rgb);
    double[] xyz =
        times(
            new double[][] {
              {0.4124, 0.3576, 0.1805}, {0.2126, 0.7152, 0.0722}, {0.0193, 0.1192, 0.9505}
            },
            seen);
    double x = root(xyz[0] / 0.9505);
    double y = root(xyz[1]);
    double z = root(xyz[2] / 1.089);
    return new double[] {116 * y - 16, 500 * (x - y), 200 * (y - z)};
  }

  private static double[] times(double[][] matrix, double[] vector) {
    double[] product = new double[3];
    for (int i = 0; i < 3; i++) {
      for (int j = 0; j < 3; j++) {
        product[i] += matrix[i][j] * vector[j];
      }
    }
    return product;
  }

  private static double linear(int channel) {
    double c = channel / 255.0;
    return c <= 0.04045 ? c / 12.92 : Math.pow((c + 0.055) / 1.055, 2.4);
  }

  private static double root(double t) {
    return t > 0.008856 ? Math.cbrt(t) : 7.787 * t + 16.0 / 116;
  }
}
