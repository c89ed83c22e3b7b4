package unrolled.show;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.geom.Rectangle2D;
import java.util.List;
import org.ejml.data.DMatrixRMaj;
import org.junit.jupiter.api.Test;

class UnrolledGraphTest {

  private static Rectangle2D box(Figure figure, String text) {
    return Picture.of(figure).box(text);
  }

  @Test
  void gradientsStandBelowTheNumbersThatTheyBelongTo() {
    Rectangle2D value = box(Examples.blame(), "4.25");
    Rectangle2D earlier = box(Examples.blame(), "3.25");
    assertTrue(earlier.getY() > value.getMaxY());
    assertTrue(earlier.getMaxX() < value.getX());
  }

  @Test
  void layersStandOneAboveTheOther() {
    Rectangle2D first = box(Examples.layers(), "12");
    Rectangle2D second = box(Examples.layers(), "17");
    assertTrue(second.getMaxY() < first.getY());
    assertTrue(Math.abs(second.getCenterX() - first.getCenterX()) < 1);
  }

  @Test
  void aStartNeedsAState() {
    UnrolledGraph net = new UnrolledGraph("Net").input("x", 1, 2);
    assertTrue(
        assertThrows(IllegalStateException.class, () -> net.start(0))
            .getMessage()
            .contains("call state(…) before start(…)"));
  }

  @Test
  void rowsTakeNumbersArraysAndMatrices() {
    String each = new UnrolledGraph("Net").state("h", 1, 2.5, 4.25).digest();
    assertEquals(each, new UnrolledGraph("Net").state("h", new double[] {1, 2.5, 4.25}).digest());
    assertEquals(
        each,
        new UnrolledGraph("Net").state("h", new DMatrixRMaj(3, 1, true, 1, 2.5, 4.25)).digest());
    assertNotEquals(each, new UnrolledGraph("Net").state("h", 1, 2.5, 4.26).digest());
  }

  @Test
  void aVectorOfThreeIsWrittenOut() {
    DMatrixRMaj three = new DMatrixRMaj(2, 3, true, 1, 2, 3, 4, 5, 6);
    assertTrue(Picture.of(new UnrolledGraph("Net").state("h", three)).says("(4, 5, 6)"));
  }

  @Test
  void eachUnitOfALongVectorIsASquareInTheColourOfItsValue() {
    // given fifty units at each of two steps: in all one of −2, three of 2, ten of 1
    DMatrixRMaj many = new DMatrixRMaj(2, 50);
    many.set(0, 7, -2);
    for (int unit : new int[] {1, 20, 49}) {
      many.set(1, unit, 2);
    }
    for (int unit = 30; unit < 40; unit++) {
      many.set(0, unit, 1);
    }
    // when
    Picture picture = Picture.of(new UnrolledGraph("Net").state("h", many));
    // then
    assertTrue(picture.texts().stream().noneMatch(text -> text.startsWith("(")));
    int square = picture.count(ColourMap.DIVERGING.of(0));
    assertTrue(square > 100, square + " pixels");
    assertEquals(3 * square, picture.count(ColourMap.DIVERGING.of(1)));
    assertEquals(10 * square, picture.count(ColourMap.DIVERGING.of(0.75)));
    assertEquals(86 * square, picture.count(ColourMap.DIVERGING.of(0.5)), 50, "letters' edges too");
  }

  @Test
  void arrowsLeadForwardAndGradientsBack() {
    Picture picture = Picture.of(Examples.blame());
    // given the middle between two states, and between a state and its output
    Rectangle2D first = picture.box("1");
    Rectangle2D second = picture.box("2.5");
    double between = (first.getMaxX() + second.getMinX()) / 2;
    double forward = picture.down(Palette.FORWARD, between).get(0)[0];
    double back = last(picture.down(Palette.GRADIENT, between))[0];
    // then a line goes across there in both colours, the gradients' below
    assertTrue(back - forward > 5 && back - forward < 30, forward + " and " + back);
    // and without gradients there is nothing in theirs
    assertEquals(0, Picture.of(Examples.hand()).count(Palette.GRADIENT));
  }

  private static double[] last(List<double[]> stretches) {
    return stretches.get(stretches.size() - 1);
  }

  @Test
  void inHalfTheWidthItsKeyTakesTwoLines() {
    Picture picture = Picture.of(new FigureRow("Twice", Examples.blame(), Examples.layers()));
    picture.assertWhole();
    picture.assertNoTwoTextsOverlap();
  }

  @Test
  void theSymbolThatCameIsShownEvenIfItWasUnlikely() {
    // given five symbols, the one that came the least likely
    DMatrixRMaj p = new DMatrixRMaj(1, 5, true, 0.4, 0.3, 0.15, 0.1, 0.05);
    UnrolledGraph graph =
        new UnrolledGraph("Net")
            .state("h", 1)
            .choices("next", List.of("a", "b", "c", "d", "e"), p, "e");
    // then it takes the place of the fourth
    List<String> texts = Picture.of(graph).texts();
    assertTrue(texts.containsAll(List.of("a", "b", "c", "e")), texts::toString);
    assertFalse(texts.contains("d"), texts::toString);
  }

  @Test
  void withManyStepsSideBySideAllBarsStillHaveTheirNumber() {
    // given seven steps, in one of which one symbol is nearly certain
    DMatrixRMaj p = new DMatrixRMaj(7, 3);
    p.fill(1.0 / 3);
    p.set(3, 0, 0.9951);
    p.set(3, 1, 0.0041);
    p.set(3, 2, 0.0008);
    UnrolledGraph graph =
        new UnrolledGraph("Net")
            .state("state", new double[7])
            .choices("next letter", List.of("a", "b", "end"), p);
    // then
    List<String> texts = Picture.of(graph).texts();
    assertEquals(18, texts.stream().filter("33%"::equals).count(), texts::toString);
    assertTrue(texts.containsAll(List.of("100%", "<1%")), texts::toString);
  }

  @Test
  void aLearnerIsToldWhatDoesNotFit() {
    UnrolledGraph graph = new UnrolledGraph("Net").input("input x", 1, 2, 3);
    assertEquals(
        "\"state h\" has 2 steps, but \"input x\" has 3",
        assertThrows(IllegalArgumentException.class, () -> graph.state("state h", 1, 2))
            .getMessage());
    assertEquals(
        "\"input x\" has 3 steps, but there are 2 gradients",
        assertThrows(IllegalArgumentException.class, () -> graph.gradient(1, 2)).getMessage());
    assertThrows(IllegalStateException.class, graph::png);
    UnrolledGraph crowded = new UnrolledGraph("Net").state("state h", new double[20]);
    assertEquals(
        "20 steps of \"state h\" don't fit side by side: show fewer steps, or shorter texts",
        assertThrows(IllegalStateException.class, crowded::png).getMessage());
    assertThrows(IllegalStateException.class, () -> new UnrolledGraph("Net").arrows("W"));
  }
}
