package unrolled.data;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class FirstNamesTest {
  @Test
  void thereAreSeveralThousandEachOnceInOrderAndInSmallLetters() {
    List<String> names = FirstNames.english();
    assertTrue(names.size() > 3000, "names: " + names.size());
    assertEquals(List.copyOf(new TreeSet<>(names)), names);
    assertTrue(names.stream().allMatch(name -> name.matches("[a-z]+")));
    assertTrue(names.containsAll(List.of("ada", "aaron")), "two that everybody knows");
  }
}
