package unrolled.show;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

class LstmCellDiagramTest {

  private static final double[] SUMS = {-0.67, 2.38, 1.35, 0.16};

  private static LstmCellDiagram gates(double i, double f, double o) {
    return Examples.cell().gates(SUMS, new double[] {i, f, 0.5, o});
  }

  private static LstmCellDiagram withGradients() {
    return Examples.cell().gradients(21, 22, 23, new double[] {31, 32, 33, 34}, 24, 25);
  }

  @Test
  void anOpenGateHasAnotherColourThanAClosedOneInEachOfTheThreePlaces() {
    // given the key, which always shows one that is open
    int one = Picture.of(gates(0, 0, 0)).count(GateSymbol.OPEN);
    assertTrue(one > 500, "the key's open gate has pixels: " + one);
    // then each gate that is open adds as many
    int three = Picture.of(gates(1, 1, 1)).count(GateSymbol.OPEN);
    assertEquals(4 * one, three, 0.05 * one);
    for (LstmCellDiagram single : List.of(gates(1, 0, 0), gates(0, 1, 0), gates(0, 0, 1))) {
      assertEquals(2 * one, Picture.of(single).count(GateSymbol.OPEN), 0.05 * one);
    }
  }

  @Test
  void noTwoTextsOverlapAndNothingIsCut() {
    for (Figure figure : List.of(Examples.cell(), withGradients())) {
      Picture picture = Picture.of(figure);
      picture.assertWhole();
      picture.assertNoTwoTextsOverlap();
      assertTrue(picture.count(Palette.INK) > 5000);
    }
  }

  @Test
  void everyNumberOfTheStepIsThereAndWhatGoesIntoTheNewCellState() {
    Picture picture = Picture.of(Examples.cell());
    List<String> states =
        List.of("xₜ = 2", "hₜ₋₁ = 0.4", "cₜ₋₁ = 0.6", "cₜ = 0.845", "s = 0.6885", "hₜ = 0.3717");
    List<String> gate = List.of("2.38", "f = 0.9153", "· 0.65", "· 0.2", "+ 1");
    List<String> candidate = List.of("1.35", "g = 0.8741", "· 0.85", "· (−1.2)", "+ 0.13");
    for (List<String> texts : List.of(states, gate, candidate)) {
      assertTrue(picture.texts().containsAll(texts), () -> texts + " in " + picture.texts());
    }
    assertTrue(picture.says("0.5492"), "f · c");
    assertTrue(picture.says("0.2959"), "i · g");
  }

  @Test
  void gradientsAreRedAndOnlyThereIfAskedFor() {
    Picture without = Picture.of(Examples.cell());
    Picture with = Picture.of(withGradients());
    assertEquals(0, without.count(Palette.GRADIENT));
    assertTrue(with.count(Palette.GRADIENT) > 300);
    for (String number : "21 22 23 31 32 33 34 24 25".split(" ")) {
      assertTrue(with.says(number), number);
      assertFalse(without.says(number), number);
    }
    // and the cell state's stands under it
    assertTrue(with.box("23").getY() > with.box("cₜ = 0.845").getMaxY());
  }

  @Test
  void itsDigestKnowsEveryNumber() {
    String digest = Examples.cell().digest();
    assertEquals(digest, Examples.cell().digest());
    assertNotEquals(digest, Examples.cell().before(2, 0.4, 0.7).digest());
    assertNotEquals(digest, gates(0, 0, 0).digest());
    assertNotEquals(digest, withGradients().digest());
  }

  @Test
  void aLearnerIsToldWhatIsMissing() {
    LstmCellDiagram empty = new LstmCellDiagram("A cell");
    assertThrows(IllegalStateException.class, empty::png);
    empty.weights(SUMS, SUMS, SUMS).gates(SUMS, SUMS);
    assertThrows(IllegalStateException.class, () -> empty.before(1, 2, 3).png());
    assertTrue(Picture.of(empty.after(4, 5, 6)).count(Palette.INK) > 5000);
    assertEquals(
        "3 sums: an LSTM unit has four, i, f, g, o",
        assertThrows(
                IllegalArgumentException.class, () -> empty.gates(new double[3], new double[4]))
            .getMessage());
  }
}
