package unrolled.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import unrolled.layer.Targets;
import unrolled.sequence.Batch;

class FirstNamesTest {
  @Test
  void thereAreSeveralThousandEachOnceInOrderAndInSmallLetters() {
    List<String> names = FirstNames.english();
    assertTrue(names.size() > 3000, "names: " + names.size());
    assertEquals(List.copyOf(new TreeSet<>(names)), names);
    assertTrue(names.stream().allMatch(name -> name.matches("[a-z]+")));
    assertTrue(names.containsAll(List.of("ada", "aaron")), "two that everybody knows");
  }

  @Test
  void afterEachLetterTheNextOneIsAskedForAndThenTheEnd() {
    Batch batch = FirstNames.nextLetters(List.of("ada", "bo"));
    assertArrayEquals(new int[] {0, 1, 4, 1}, batch.x().symbolsOf(0));
    assertArrayEquals(new int[] {0, 2, 15}, batch.x().symbolsOf(1));
    int[] next = IntStream.range(0, 8).map(batch.y()::classOf).toArray();
    assertArrayEquals(new int[] {1, 2, 4, 15, 1, 0, 0, Targets.MASKED}, next);
  }
}
