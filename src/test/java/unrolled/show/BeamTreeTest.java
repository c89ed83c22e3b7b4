package unrolled.show;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.Color;
import java.awt.geom.Rectangle2D;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import unrolled.decode.Beam;
import unrolled.decode.BeamNode;
import unrolled.decode.BeamSearch;
import unrolled.decode.LengthPenalty;
import unrolled.decode.TableModel;

class BeamTreeTest {
  private static final TableModel TABLE =
      new TableModel()
          .after("", "I 0.6, My 0.4")
          .after("I", "decided 0.40, thought 0.32, tried 0.28")
          .after("My", "decision 0.55, thinking 0.30, direction 0.15")
          .after("I decided", "to 0.55, that 0.45")
          .after("My decision", "was 0.9, is 0.1");

  private static final TableModel ENDING =
      new TableModel()
          .end(".")
          .after("", ". 0.3, It 0.6, Snow 0.1")
          .after("It", "rains 0.7, snows 0.3")
          .after("It rains", ". 0.65, hard 0.35")
          .after("It snows", ". 1")
          .after("Snow", ". 1");

  private static Beam search(int width) {
    return new BeamSearch(width, 3).search(TABLE.start()).get(0);
  }

  private static BeamTree tree() {
    return new BeamTree("A worse first word, a better sentence", search(2), TABLE.words());
  }

  private static boolean says(Figure figure, String text) {
    return Picture.of(figure).says(text);
  }

  @Test
  void itTellsEveryWordItsProbabilityAndThatOfAllSoFar() {
    for (String text :
        List.of(
            "I", "0.6", "decision", "0.55", "0.22", "direction", "0.06", "was", "0.198", "0.9")) {
      assertTrue(says(tree(), text), text);
    }
    assertTrue(says(tree().logarithms(), "-1.619"));
    assertTrue(says(tree().logarithms(), "-0.1054"));
  }

  @Test
  void itGrowsStepByStepInTheSamePlaces() {
    assertFalse(says(tree().upTo(2), "was"));
    assertFalse(says(tree().upTo(2), "the result"));
    assertTrue(says(tree(), "the result"));
    assertEquals(Picture.of(tree()).box("decision"), Picture.of(tree().upTo(2)).box("decision"));
  }

  @Test
  void whatIsPrunedIsDrawnInPartAndCounted() {
    assertTrue(says(tree(), "thinking"));
    assertTrue(says(tree().pruned(1), "thought"));
    assertFalse(says(tree().pruned(1), "thinking"));
    assertTrue(says(tree().pruned(1), "+ 3 more"));
    assertFalse(says(tree().pruned(0), "pruned"));
  }

  @Test
  void aPenalisedScoreStandsUnderWhatIsDone() {
    Beam beam =
        new BeamSearch(3, 3)
            .penalty(LengthPenalty.exponent(1))
            .nBest(9)
            .search(ENDING.start())
            .get(0);
    BeamTree tree = new BeamTree("The mean, not the sum", beam, ENDING.words()).logarithms();
    assertTrue(says(tree, "→ -0.4328"));
    assertTrue(says(tree, "-1.298"));
    assertTrue(tree.alt().endsWith("\"It rains .\", ln p -1.298, score -0.433."), tree.alt());
    assertFalse(says(tree, "pruned"));
  }

  @Test
  void theResultIsFilledInItsColourOnceItIsKnown() {
    Picture whole = Picture.of(tree());
    for (String text : List.of("My", "decision", "was")) {
      assertEquals(BeamTreePainter.WINNER, beside(whole, text), text);
    }
    for (String text : List.of("I", "decided", "to", "direction")) {
      assertEquals(Palette.PAPER, beside(whole, text), text);
    }
    assertEquals(Palette.PAPER, beside(Picture.of(tree().upTo(2)), "decision"));
  }

  /** The colour of a node beside its word. */
  private static Color beside(Picture picture, String word) {
    Rectangle2D box = picture.box(word);
    return picture.at(box.getMinX() - 2, box.getCenterY());
  }

  @Test
  void aThickLineLeadsToWhatWasKeptAndAThinOneToWhatWasPruned() {
    Picture picture = Picture.of(tree());
    // given where the edges reach the second step's nodes, left of their numbers' ends
    double x = picture.box("decision").getMinX() - 14;
    double result = thickness(picture, BeamTreePainter.WINNER, x, "decision", "0.22");
    double kept = thickness(picture, Palette.INK, x, "decided", "0.24");
    double pruned = thickness(picture, BeamTreePainter.FADED_LINE, x, "thinking", "0.12");
    assertTrue(result > kept && kept > pruned && pruned > 0, result + ", " + kept + ", " + pruned);
  }

  /** How thick a colour is at the height between a node's word and its number. */
  private static double thickness(Picture picture, Color colour, double x, String... node) {
    double y = (picture.box(node[0]).getMaxY() + picture.box(node[1]).getMinY()) / 2;
    return picture.down(colour, x).stream()
        .filter(stretch -> stretch[0] - 3 < y && stretch[1] + 3 > y)
        .mapToDouble(stretch -> stretch[1] - stretch[0])
        .max()
        .orElse(0);
  }

  @Test
  void noTwoTextsOverlapAndNothingIsCut() {
    for (Figure figure :
        List.of(
            tree(),
            tree().logarithms(),
            new FigureRow("In half the width", tree(), tree().logarithms()))) {
      Picture picture = Picture.of(figure);
      picture.assertWhole();
      picture.assertNoTwoTextsOverlap();
    }
  }

  @Test
  void onANarrowEdgeANumberHasFewerDigits() {
    BeamTree[] narrow = new BeamTree[3];
    Arrays.setAll(
        narrow, i -> new BeamTree("Greedy", search(1), TABLE.words()).logarithms().pruned(0));
    assertTrue(says(narrow[0], "-0.5978"));
    assertTrue(says(new FigureRow("In half the width", narrow[1], narrow[2]), "-0.598"));
  }

  @Test
  void noTwoEdgesCross() {
    TreeLayout layout = new TreeLayout(Examples.wideBeam(), 2);
    for (int step = 1; step < layout.columns.size(); step++) {
      List<TreeLayout.Spot> column = layout.columns.get(step);
      for (int i = 1; i < column.size(); i++) {
        TreeLayout.Spot above = column.get(i - 1);
        TreeLayout.Spot below = column.get(i);
        assertTrue(below.y - above.y > 1 - 1e-9, "nodes of step " + step + " overlap");
        assertTrue(above.parent.y <= below.parent.y, "edges of step " + step + " cross");
        assertTrue(above.y >= 0 && below.y <= layout.lowest(), "step " + step + " is outside");
      }
      long kept = column.stream().filter(spot -> !spot.pruned()).count();
      assertEquals(
          Examples.wideBeam().candidates(step).stream()
              .filter(node -> node.fate() != BeamNode.Fate.PRUNED)
              .count(),
          kept,
          "all that was kept is drawn");
    }
  }

  @Test
  void itsTextForThoseWhoCannotSeeItIsMadeFromIt() {
    assertEquals(
        "A beam search of width 2 as a tree of 3 steps. Step 1 keeps \"I\" 0.6, \"My\" 0.4. Step 2"
            + " keeps \"I decided\" 0.24, \"My decision\" 0.22 and prunes 4. Step 3 keeps \"I"
            + " decided to\" 0.132, \"My decision was\" 0.198 and prunes 2. The result is \"My"
            + " decision was\", probability 0.198.",
        tree().alt());
    assertTrue(
        tree().upTo(1).alt().endsWith("as a tree of 1 step. Step 1 keeps \"I\" 0.6, \"My\" 0.4."));
  }

  @Test
  void itsDigestKnowsWhatIsDrawn() {
    assertEquals(tree().digest(), tree().digest());
    assertNotEquals(tree().digest(), tree().upTo(2).digest());
    assertNotEquals(tree().digest(), tree().pruned(1).digest());
    assertNotEquals(tree().digest(), tree().logarithms().digest());
    assertNotEquals(
        tree().digest(),
        new BeamTree("A worse first word, a better sentence", search(1), TABLE.words()).digest());
  }

  @Test
  void aLearnerIsToldWhatDoesNotFit() {
    assertEquals(
        "token 2 has no word: the list has 2, give one for each token of the vocabulary",
        assertThrows(
                IllegalArgumentException.class,
                () -> new BeamTree("Words", search(2), List.of("I", "My")))
            .getMessage());
    assertEquals(
        "step 4: the search took steps 1 to 3",
        assertThrows(IllegalArgumentException.class, () -> tree().upTo(4)).getMessage());
    Beam wide = new BeamSearch(40, 4).search(Examples.chance()).get(0);
    assertTrue(
        assertThrows(
                IllegalArgumentException.class,
                () -> new BeamTree("Wide", wide, Examples.numbers()))
            .getMessage()
            .contains("can't be read: draw a narrower beam"));
    assertEquals(
        "10 steps don't fit side by side: draw a shorter search, or fewer figures",
        assertThrows(
                IllegalStateException.class,
                () -> new FigureRow("Two", Examples.beam(), Examples.beam()).png())
            .getMessage());
    Beam deep = new BeamSearch(1, 13).search(Examples.chance()).get(0);
    assertEquals(
        "13 steps don't fit side by side: draw a search of at most 12",
        assertThrows(
                IllegalArgumentException.class,
                () -> new BeamTree("Deep", deep, Examples.numbers()))
            .getMessage());
  }
}
