package unrolled.show;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.Color;
import java.awt.image.BufferedImage;
import java.util.List;
import org.ejml.data.DMatrixRMaj;
import org.junit.jupiter.api.Test;

class HeatMapTest {

  private static HeatMap map(double... values) {
    return new HeatMap("Attention", new DMatrixRMaj(2, 2, true, values));
  }

  private static List<String> texts(Figure figure) {
    Canvas canvas =
        new Canvas(new BufferedImage(10, 10, BufferedImage.TYPE_INT_RGB).createGraphics());
    figure.draw(canvas);
    return canvas.labels().stream().map(Canvas.Label::text).toList();
  }

  @Test
  void theDigestFollowsValuesNamesAndOutlines() {
    String before = map(1, 2, 3, 4).digest();
    assertEquals(before, map(1, 2, 3, 4).digest());
    assertNotEquals(before, map(1, 2, 3, 4.01).digest());
    assertNotEquals(before, map(1, 2, 3, 4).rows("state", "a", "b").digest());
    assertNotEquals(before, map(1, 2, 3, 4).outline("k = 1", (i, j) -> i == j).digest());
    assertNotEquals(
        map(1, 2, 3, 4).outline("k = 1", (i, j) -> i == j).digest(),
        map(1, 2, 3, 4).outline("k = 1", (i, j) -> i < j).digest());
  }

  @Test
  void laterChangesOfTheMatrixDoNotReachTheFigure() {
    DMatrixRMaj values = new DMatrixRMaj(2, 2, true, 1, 2, 3, 4);
    HeatMap map = new HeatMap("Attention", values);
    String before = map.digest();
    values.set(0, 0, 9);
    assertEquals(before, map.digest());
  }

  @Test
  void numbersAreWrittenToThreeDigitsAndNoneIntoAnEmptyCell() {
    List<String> texts = texts(map(1 / 3.0, Double.NaN, -2, 1e-9).numbers());
    assertTrue(texts.containsAll(List.of("0.333", "-2", "1e-9")), texts::toString);
    assertTrue(texts.stream().noneMatch(text -> text.contains("NaN")), texts::toString);
  }

  @Test
  void rowsAndColumnsWithoutNamesAreCountedFromOne() {
    List<String> texts = texts(new HeatMap("Gates", new DMatrixRMaj(3, 40)).values("f", 0, 1));
    assertTrue(texts.containsAll(List.of("1", "2", "3", "10", "40")), texts::toString);
  }

  @Test
  void aMatrixOfEqualValuesIsDrawn() {
    assertTrue(map(0, 0, 0, 0).png().length > 0);
    assertTrue(map(0, 0, 0, 0).diverging().png().length > 0);
    assertTrue(map(0, 1e-3, 10, Double.NaN).logValues("norm").png().length > 0);
  }

  @Test
  void theMiddleOfADivergingMapIsZero() {
    assertEquals(new Color(0xF7F7F7), ColourMap.DIVERGING.of(0.5));
  }

  @Test
  void aLearnerIsToldWhatDoesNotFit() {
    assertEquals(
        "the matrix is 2×2 and can't have 3 names of rows",
        assertThrows(
                IllegalArgumentException.class, () -> map(1, 2, 3, 4).rows("word", "a", "b", "c"))
            .getMessage());
    assertEquals(
        "a heat map needs at least one cell, and this matrix is 0×3",
        assertThrows(
                IllegalArgumentException.class, () -> new HeatMap("None", new DMatrixRMaj(0, 3)))
            .getMessage());
    assertThrows(
        IllegalArgumentException.class,
        () -> map(Double.NaN, Double.NaN, Double.NaN, Double.NaN).png());
  }
}
