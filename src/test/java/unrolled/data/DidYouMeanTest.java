package unrolled.data;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Law: of the known words, the one with the fewest typing errors is offered. */
class DidYouMeanTest {
  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '"',
      value = {
        "sitting, kitten mitten fitting, 'fitting'", // 1 change against 3
        "abc, xabc bcd, 'xabc'", // 1 insertion against a deletion and an insertion
        "abc, bc xyz, 'bc'", // 1 deletion
        "acb, abcd abd abxyz, 'abcd' or 'abd'", // 2 changes cost as much as an insertion and 1
        // change
        "uber, über oder, 'über'", // an accent is half an error
        "Ode, ode Oder, 'ode'", // and so is a case
        "x, a b c d, 'a' or 'b' or 'c'",
        "\"\", a bc, 'a'",
      })
  void theNearestKnownWordsAreOffered(String typed, String known, String offered) {
    assertEquals(offered, DidYouMean.nearest(typed, List.of(known.split(" "))));
  }
}
