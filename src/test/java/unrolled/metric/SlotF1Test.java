package unrolled.metric;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import unrolled.math.Rng;
import unrolled.metric.SlotF1.Slot;

class SlotF1Test {

  private static List<String> tags(String text) {
    return List.of(text.split(" "));
  }

  @Test
  void aSlotIsRightIfItsWordsAndItsTypeAre() {
    // given three true slots; one has the wrong type, one the wrong end, one is right
    List<List<String>> truth = List.of(tags("B-a I-a O B-b I-b"), tags("O B-b O"));
    List<List<String>> predicted = List.of(tags("B-c I-c O B-b O"), tags("O B-b B-b"));
    // when
    SlotF1 f1 = SlotF1.of(truth, predicted);
    // then
    assertEquals(1, f1.right());
    assertEquals(4, f1.predicted());
    assertEquals(3, f1.truth());
    assertEquals(0.25, f1.precision());
    assertEquals(1 / 3.0, f1.recall());
    assertEquals(2 / 7.0, f1.f1());
    assertEquals(2 / 5.0, f1.f1("b"));
    assertEquals(0, f1.f1("c"));
    assertEquals(0, f1.f1("d"));
    assertEquals(List.of("a", "b", "c"), List.copyOf(f1.types()));
  }

  @Test
  void aStrayIBeginsASlot() {
    assertEquals(List.of(new Slot("a", 0, 1)), SlotF1.slots(tags("I-a I-a O")));
    assertEquals(List.of(new Slot("a", 0, 0), new Slot("b", 1, 1)), SlotF1.slots(tags("B-a I-b")));
    assertEquals(
        List.of(new Slot("a", 0, 0), new Slot("a", 2, 2)), SlotF1.slots(tags("B-a O I-a")));
  }

  @Test
  void aBAlwaysBeginsASlot() {
    assertEquals(
        List.of(new Slot("a", 0, 0), new Slot("a", 1, 2)), SlotF1.slots(tags("B-a B-a I-a")));
  }

  @Test
  void theSamePlaceInAnotherSentenceIsAnotherSlot() {
    SlotF1 f1 = SlotF1.of(List.of(tags("B-a"), tags("O")), List.of(tags("O"), tags("B-a")));
    assertEquals(0, f1.right());
    assertEquals(0, f1.f1());
  }

  @Test
  void nothingFoundIsZeroAndNoNumberIsNaN() {
    SlotF1 none = SlotF1.of(List.of(tags("O O")), List.of(tags("O O")));
    assertEquals(0, none.precision());
    assertEquals(0, none.recall());
    assertEquals(0, none.f1());
  }

  /** The rules as conlleval states them: when a chunk ends, and when one begins. */
  @Test
  void slotsAreTheChunksOfConlleval() {
    Rng rng = new Rng(0);
    String[] all = {"O", "B-a", "I-a", "B-b", "I-b"};
    for (int round = 0; round < 2000; round++) {
      List<String> tags = new ArrayList<>();
      for (int i = 1 + rng.nextInt(8); i > 0; i--) {
        tags.add(all[rng.nextInt(5)]);
      }
      assertEquals(chunks(tags), SlotF1.slots(tags), tags::toString);
    }
  }

  private static List<Slot> chunks(List<String> tags) {
    List<Slot> chunks = new ArrayList<>();
    int begun = -1;
    String before = "O";
    for (int i = 0; i <= tags.size(); i++) {
      String now = i < tags.size() ? tags.get(i) : "O";
      boolean otherType = !before.substring(1).equals(now.substring(1));
      boolean ends = !before.equals("O") && (now.charAt(0) != 'I' || otherType);
      boolean begins =
          now.charAt(0) == 'B' || now.charAt(0) == 'I' && (before.equals("O") || otherType);
      if (ends) {
        chunks.add(new Slot(before.substring(2), begun, i - 1));
      }
      if (begins) {
        begun = i;
      }
      before = now;
    }
    return chunks;
  }

  @Test
  void whatCanNotBeComparedIsRefused() {
    var e =
        assertThrows(
            IllegalArgumentException.class,
            () -> SlotF1.of(List.of(tags("O O")), List.of(tags("O"))));
    assertTrue(e.getMessage().contains("has 2 words, but 1 predicted"), e.getMessage());
    assertThrows(IllegalArgumentException.class, () -> SlotF1.of(List.of(tags("O")), List.of()));
    e = assertThrows(IllegalArgumentException.class, () -> SlotF1.slots(tags("O dep")));
    assertTrue(e.getMessage().contains("\"dep\" of word 1"), e.getMessage());
  }
}
