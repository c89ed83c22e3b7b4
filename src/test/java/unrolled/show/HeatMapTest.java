package unrolled.show;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.Color;
import java.util.List;
import org.ejml.data.DMatrixRMaj;
import org.junit.jupiter.api.Test;

class HeatMapTest {

  private static HeatMap map(double... values) {
    return new HeatMap("Attention", new DMatrixRMaj(2, 2, true, values));
  }

  private static List<String> texts(Figure figure) {
    return Picture.of(figure).texts();
  }

  /** The colour of a cell, left of the middle, where no number stands. */
  private static Color cell(HeatMap map, int row, int column) {
    Picture picture = Picture.of(map.rows("row", "a", "b").columns("column", "x", "y"));
    double x = picture.box("xy".substring(column, column + 1)).getCenterX();
    double y = picture.box("ab".substring(row, row + 1)).getCenterY();
    return picture.at(x - 30, y);
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
  void everyCellHasTheColourOfItsValue() {
    // given values from 0 to 4
    double[][] share = {{0, 0.25}, {0.75, 1}};
    for (int row = 0; row < 2; row++) {
      for (int column = 0; column < 2; column++) {
        assertEquals(
            ColourMap.SEQUENTIAL.of(share[row][column]), cell(map(0, 1, 3, 4), row, column));
        assertEquals(
            ColourMap.DIVERGING.of(share[row][column]),
            cell(map(-4, -2, 2, 4).numbers().diverging(), row, column));
      }
    }
  }

  @Test
  void equalValuesHaveTheColourInTheMiddle() {
    assertEquals(ColourMap.SEQUENTIAL.of(0.5), cell(map(0, 0, 0, 0), 1, 0));
    assertEquals(ColourMap.DIVERGING.of(0.5), cell(map(0, 0, 0, 0).diverging(), 1, 0));
  }

  @Test
  void onALogScaleAZeroHasTheFirstColourAndNaNIsHatched() {
    double no = Double.NaN;
    assertEquals(
        ColourMap.SEQUENTIAL.of(0.5), cell(map(0.001, 0.1, 10, no).logValues("norm"), 0, 1));
    HeatMap map = map(0, 0.001, 10, no).logValues("norm");
    assertEquals(ColourMap.SEQUENTIAL.of(0), cell(map, 0, 0));
    assertEquals(ColourMap.SEQUENTIAL.of(0), cell(map, 0, 1));
    assertEquals(ColourMap.SEQUENTIAL.of(1), cell(map, 1, 0));
    // and the hatching has the colour of no value
    Picture hatched = Picture.of(map);
    double y = hatched.box("b").getCenterY();
    assertTrue(hatched.across(Palette.RULE, y).size() > 8, "lines across an empty cell");
    assertEquals(List.of(), Picture.of(map(0, 0.001, 10, 20)).across(Palette.RULE, y));
  }

  @Test
  void anOutlineGoesAroundItsCells() {
    // given an outline around the first row
    HeatMap map = map(1, 2, 3, 4).rows("row", "a", "b").columns("column", "x", "y");
    Picture picture = Picture.of(map.outline("first", (row, column) -> row == 0));
    // then it crosses the first row at either end and the second nowhere
    double first = picture.box("a").getCenterY();
    double second = picture.box("b").getCenterY();
    assertEquals(2, picture.across(Palette.GRADIENT, first).size());
    assertEquals(List.of(), picture.across(Palette.GRADIENT, second));
    assertTrue(picture.says("first"));
  }

  @Test
  void anOutlineOfManyCellsHasNoGapsInside() {
    // given cells whose width is no round number
    HeatMap map = new HeatMap("Attention", new DMatrixRMaj(7, 27)).rows("row", "abcdefg".split(""));
    Picture picture = Picture.of(map.outline("first twelve", (row, column) -> column < 12));
    // then every row is crossed at either end of the twelve only
    for (String row : "abcdefg".split("")) {
      assertEquals(2, picture.across(Palette.GRADIENT, picture.box(row).getCenterY()).size());
    }
  }

  @Test
  void someNamesMayBeEmptyAndOthersUpright() {
    String[] names = {"a column with a long name", ""};
    HeatMap map = map(1, 2, 3, 4).columns("column", names).rows("row", "", "b");
    Picture picture = Picture.of(map);
    picture.assertWhole();
    assertTrue(picture.box(names[0]).getHeight() > picture.box(names[0]).getWidth());
    assertEquals(List.of(), picture.texts().stream().filter(String::isBlank).toList());
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
