package unrolled.show;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.Color;
import java.util.List;
import org.junit.jupiter.api.Test;
import unrolled.show.Verdicts.Verdict;

class VerdictsTest {

  private static Verdicts one(Verdict verdict) {
    return new Verdicts("One cell", List.of("LSTM"), List.of("parity"))
        .cell(0, 0, verdict, true, "1.00", "can");
  }

  @Test
  void theVerdictIsPartOfWhatItTells() {
    assertNotEquals(one(Verdict.AGREES).digest(), one(Verdict.DIFFERS).digest());
  }

  @Test
  void whatIsNotSolvedIsPale() {
    Verdicts both =
        new Verdicts("Two cells", List.of("LSTM"), List.of("parity", "recall"))
            .cell(0, 0, Verdict.AGREES, true, "1.00", "can")
            .cell(0, 1, Verdict.AGREES, false, "0.36", "can’t");
    Verdicts solved =
        new Verdicts("Two cells", List.of("LSTM"), List.of("parity", "recall"))
            .cell(0, 0, Verdict.AGREES, true, "1.00", "can")
            .cell(0, 1, Verdict.AGREES, true, "0.36", "can’t");
    assertTrue(Picture.of(both).count(Palette.GRU) < 0.7 * Picture.of(solved).count(Palette.GRU));
    assertTrue(Picture.of(both).texts().contains("pale: not solved"));
    assertNotEquals(both.digest(), solved.digest());
  }

  /** The mark tells what the colour tells: its ink is there whatever the colour is. */
  @Test
  void eachVerdictHasItsOwnMark() {
    int agrees = ink(Verdict.AGREES);
    int differs = ink(Verdict.DIFFERS);
    int open = ink(Verdict.OPEN);
    assertTrue(open < agrees && agrees < differs, open + ", " + agrees + ", " + differs);
  }

  private static int ink(Verdict verdict) {
    return Picture.of(one(verdict)).count(Color.BLACK);
  }

  @Test
  void onlyVerdictsThatAreThereAreExplained() {
    List<String> texts = Picture.of(one(Verdict.AGREES)).texts();
    assertTrue(texts.contains("as theory says"), texts.toString());
    assertEquals(1, texts.stream().filter(t -> t.contains("theory")).count());
  }

  @Test
  void aCellThatIsNotThereIsRefused() {
    Verdicts table = new Verdicts("Two by one", List.of("LSTM", "GRU"), List.of("parity"));
    String message =
        assertThrows(
                IllegalArgumentException.class, () -> table.cell(2, 0, Verdict.OPEN, true, "", ""))
            .getMessage();
    assertEquals("no cell 2, 0 in a table of 2 rows and 1 columns", message);
    assertThrows(
        IllegalArgumentException.class, () -> new Verdicts("None", List.of(), List.of("parity")));
  }
}
