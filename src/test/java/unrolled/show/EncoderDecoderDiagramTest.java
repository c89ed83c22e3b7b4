package unrolled.show;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.Color;
import java.awt.geom.Rectangle2D;
import java.util.List;
import org.junit.jupiter.api.Test;

class EncoderDecoderDiagramTest {

  private static EncoderDecoderDiagram half() {
    return new EncoderDecoderDiagram("One word in, one out")
        .encoder(0.5, List.of("two"), new double[] {0.3}, new double[] {0.2})
        .decoder(0.7, List.of("END", "zwei"), new double[] {1, 2}, new double[] {0.8, 0.9});
  }

  private static EncoderDecoderDiagram betting(double p, int right) {
    return half().bets(List.of("zwei", "END"), new double[][] {{p, 1 - p}, {0.25, 0.75}}, right, 1);
  }

  @Test
  void noTwoTextsOverlapAndNothingIsCut() {
    for (Figure figure : List.of(Examples.encoderDecoder(), betting(0.6, 0))) {
      Picture picture = Picture.of(figure);
      picture.assertWhole();
      picture.assertNoTwoTextsOverlap();
    }
  }

  @Test
  void everyNumberIsThereAndWhatIsHandedOverStandsBetweenTheTwo() {
    Picture picture = Picture.of(Examples.encoderDecoder());
    for (List<String> texts :
        List.of(
            List.of("forty", "two", "h₁ = 0.8617", "h₂ = −0.7978", "+ 1.3", "+ 0.2", "· (−1.5)"),
            List.of("zwei", "und", "vierzig", "END", "s₁ = 0.6307", "s₄ = 0.2163", "− 1.1"),
            List.of("0.617", "0.553", "0.608", "0.576", "0.4829", "0.5515"))) {
      assertTrue(picture.texts().containsAll(texts), () -> texts + " in " + picture.texts());
    }
    Rectangle2D c = picture.box("c = −0.7978");
    assertTrue(c.getX() > picture.box("h₂ = −0.7978").getMaxX());
    assertTrue(c.getMaxX() < picture.box("s₁ = 0.6307").getX());
  }

  @Test
  void aBetIsAsLongAsItIsProbableAndTheRightOneHasAColourOfItsOwn() {
    // given the same bets, of which one word or the other is right
    Picture picture = Picture.of(betting(0.8, 0));
    double pipeY = picture.box("h₁ = 0.2").getCenterY();
    Color filled = picture.at(picture.box("c = 0.2").getCenterX(), pipeY);
    assertNotEquals(Palette.PAPER, filled);
    double likely = picture.count(filled);
    double unlikely = Picture.of(betting(0.2, 0)).count(filled);
    double other = Picture.of(betting(0.2, 1)).count(filled);
    // then 0.8 covers more than 0.2, by as much
    assertTrue(likely > 2000, likely + " pixels");
    assertTrue(likely > 1.3 * unlikely, likely + ", " + unlikely);
    assertEquals(likely, other, 0.1 * likely);
  }

  @Test
  void theRightWordsCostStandsAboveItsBets() {
    Picture picture = Picture.of(betting(0.4, 0));
    Rectangle2D cost = picture.box("0.9163"); // −ln 0.4
    Rectangle2D bet = picture.box("0.400");
    assertTrue(cost.getMaxY() < bet.getY());
    assertTrue(Picture.of(betting(0.4, 1)).says("0.5108"), "−ln 0.6");
  }

  @Test
  void itsDigestKnowsEveryNumber() {
    String digest = betting(0.4, 0).digest();
    assertEquals(digest, betting(0.4, 0).digest());
    assertNotEquals(digest, betting(0.3, 0).digest());
    assertNotEquals(digest, betting(0.4, 1).digest());
    double[] one = {1};
    List<String> word = List.of("two");
    assertNotEquals(digest, betting(0.4, 0).encoder(0.5, word, one, one).digest());
    assertNotEquals(digest, betting(0.4, 0).encoder(2, word, new double[] {0.3}, one).digest());
  }

  @Test
  void aLearnerIsToldWhatIsMissing() {
    assertThrows(IllegalStateException.class, () -> half().png());
    EncoderDecoderDiagram onlyWrites = new EncoderDecoderDiagram("No encoder");
    assertThrows(IllegalStateException.class, onlyWrites::png);
    EncoderDecoderDiagram half = half();
    assertEquals(
        "2 words, 1 numbers and 2 states: there must be one of each for every step",
        assertThrows(
                IllegalArgumentException.class,
                () -> half.encoder(1, List.of("a", "b"), new double[1], new double[2]))
            .getMessage());
    List<String> words = List.of("zwei", "END");
    assertThrows(IllegalArgumentException.class, () -> half.bets(words, new double[2][2], 1));
    assertThrows(IllegalArgumentException.class, () -> half.bets(words, new double[2][3], 1, 1));
    List<String> many = List.of("a", "b", "c", "d", "e");
    EncoderDecoderDiagram wide = betting(0.5, 0).encoder(1, many, new double[5], new double[5]);
    assertEquals(
        "7 steps: at most 6 fit side by side",
        assertThrows(IllegalStateException.class, wide::png).getMessage());
  }
}
