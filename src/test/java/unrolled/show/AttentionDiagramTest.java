package unrolled.show;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

class AttentionDiagramTest {

  private static AttentionDiagram weights(double... weights) {
    return Examples.look().scores(new double[] {1.75, 1.15, -0.45, 0.3}, weights);
  }

  @Test
  void aValveIsOpenAsFarAsItsWeightSays() {
    // given valves that are all closed
    Picture closed = Picture.of(weights(0, 0, 0, 0));
    assertEquals(0, closed.count(GateSymbol.OPEN));
    // when one of them opens, wherever it is
    int one = Picture.of(weights(1, 0, 0, 0)).count(GateSymbol.OPEN);
    assertTrue(one > 500, "an open valve has pixels: " + one);
    for (AttentionDiagram other : List.of(weights(0, 1, 0, 0), weights(0, 0, 0, 1))) {
      // then it has the same colour as the first
      assertEquals(one, Picture.of(other).count(GateSymbol.OPEN), 0.05 * one);
    }
  }

  @Test
  void everyNumberIsThere() {
    Picture picture = Picture.of(Examples.look());
    List<String> read =
        List.of("two", "h₁", "(0.9, 0.2)", "h₃", "(0.5, −0.6)", "(1.5, 2)", "key", "value");
    List<String> made = List.of("e₁ = 1.75", "e₃ = −0.45", "α₁ = 0.6025", "α₃ = 0.0668");
    for (List<String> texts : List.of(read, made)) {
      assertTrue(picture.texts().containsAll(texts), () -> texts + " in " + picture.texts());
    }
    assertTrue(picture.says("context cᵢ = (0.4765, 0.345)"));
  }

  @Test
  void itIsReadFromTheWordsAtTheBottomToTheDecoderOnTop() {
    Picture picture = Picture.of(Examples.look());
    String[] upward = {
      "two",
      "h₁",
      "e₁ = 1.75",
      "softmax",
      "α₁ = 0.6025",
      "context cᵢ = (0.4765, 0.345)",
      "decoder's cell"
    };
    for (int i = 1; i < upward.length; i++) {
      assertTrue(picture.box(upward[i]).getMaxY() < picture.box(upward[i - 1]).getY(), upward[i]);
    }
  }

  @Test
  void aScoreOfMinusInfinityIsMasked() {
    Picture masked = Picture.of(Examples.look());
    assertTrue(masked.says("e₄ = −∞"));
    assertTrue(masked.says("padding"));
    assertFalse(masked.says("h₄"));
    // and without it nothing is
    Picture all = Picture.of(weights(0.4, 0.3, 0.1, 0.2));
    assertTrue(all.says("h₄"));
    assertFalse(all.says("padding"));
  }

  @Test
  void noTwoTextsOverlapAndNothingIsCut() {
    double[][] five = new double[5][2];
    AttentionDiagram wide =
        new AttentionDiagram("Five")
            .states(five)
            .query(-0.23, 0.67)
            .scores(new double[] {-1.2345, 0.5678, 1, 2, 3}, new double[] {0.1234, 0, 0, 0, 0.8766})
            .context(-0.1234, -0.9876);
    AttentionDiagram single =
        new AttentionDiagram("One")
            .states(five[0])
            .query(1, 2)
            .scores(new double[1], new double[] {1});
    for (Figure figure : List.of(Examples.look(), wide, single.context(3, 4))) {
      Picture picture = Picture.of(figure);
      picture.assertWhole();
      picture.assertNoTwoTextsOverlap();
      assertTrue(picture.count(Palette.INK) > 3000);
    }
  }

  @Test
  void itsDigestKnowsEveryNumber() {
    String digest = Examples.look().digest();
    assertEquals(digest, Examples.look().digest());
    List<AttentionDiagram> others =
        List.of(
            Examples.look().words("two", "hundred", "ten", ""),
            Examples.look().states(new double[4][2]),
            Examples.look().query(1.5, 3),
            weights(0.602549, 0.330686, 0.066764, 0),
            Examples.look().scores(new double[4], new double[4]),
            Examples.look().context(0.476471, 0.3));
    for (AttentionDiagram other : others) {
      assertNotEquals(digest, other.digest());
    }
  }

  @Test
  void aLearnerIsToldWhatIsMissingOrTooMuch() {
    AttentionDiagram empty = new AttentionDiagram("A look");
    assertThrows(IllegalStateException.class, empty::png);
    assertThrows(IllegalStateException.class, empty.states(new double[2][2]).query(1, 2)::png);
    empty.context(3, 4).scores(new double[2], new double[3]);
    assertEquals(
        "3 weights for 2 states: give one for each",
        assertThrows(IllegalStateException.class, empty::png).getMessage());
    assertEquals(
        "6 states: one to 5 fit side by side",
        assertThrows(IllegalArgumentException.class, () -> empty.states(new double[6][2]))
            .getMessage());
  }
}
