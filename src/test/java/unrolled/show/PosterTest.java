package unrolled.show;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

class PosterTest {

  @Test
  void chaptersStandFiveInARowAndTheThreadRunsThroughTheirNodes() {
    Picture page = Picture.of(Examples.poster());
    // given the node of each chapter, by its number
    List<String> numbers = List.of("00", "01", "01b", "02", "03", "04", "05");
    double[] x = numbers.stream().mapToDouble(n -> page.box(n).getCenterX()).toArray();
    double[] y = numbers.stream().mapToDouble(n -> page.box(n).getCenterY()).toArray();
    // then
    for (int i = 0; i < 7; i++) {
      assertEquals(x[i % 5], x[i], 2);
      assertEquals(y[i / 5 * 5], y[i], 1);
      if (i % 5 > 0) {
        double between = (x[i - 1] + x[i]) / 2;
        assertEquals(Palette.ELMAN, page.at(between, y[i]), "before " + numbers.get(i));
      }
    }
    assertTrue(y[5] > y[0] + 100);
  }

  @Test
  void aSketchesNumbersAreInTheDigest() {
    assertNotEquals(
        new Poster("Page").chapter("1", "One", Sketch.bars(1, 2), "So.").digest(),
        new Poster("Page").chapter("1", "One", Sketch.bars(1, 3), "So.").digest());
    assertNotEquals(
        Sketch.cells(new double[][] {{1, 0}}).facts(),
        Sketch.cells(new double[][] {{1}, {0}}).facts());
  }

  @Test
  void aSketchThatCannotBeDrawnIsRefused() {
    assertRefused("4 lines", () -> Sketch.words("a", "b", "c", "d"));
    assertRefused("from 0 on", () -> Sketch.bars(1, -1));
    assertRefused("from 0 on", () -> Sketch.bars());
    assertRefused("points that differ", () -> Sketch.curves(new double[] {2, 2}));
    assertRefused("x of 1 paths", () -> Sketch.orbits(new double[1][2], new double[2][2]));
    assertRefused("an arrow to node 1", () -> Sketch.graph(List.of("h 0 0"), "0 1"));
    Poster wide = new Poster("Page").chapter("1", "One", Sketch.words("word ".repeat(9)), "So.");
    assertTrue(assertThrows(IllegalStateException.class, wide::png).getMessage().contains("wide"));
  }

  private static void assertRefused(String why, Runnable sketch) {
    String message = assertThrows(IllegalArgumentException.class, sketch::run).getMessage();
    assertTrue(message.contains(why), message);
  }
}
