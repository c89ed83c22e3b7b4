package unrolled;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class ClaimsListTest {
  @Test
  void theLedgerHoldsEveryRow() throws Exception {
    try (var in = ClaimsListTest.class.getResourceAsStream("/unrolled/check/claims.csv")) {
      assertEquals(224, new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().count());
    }
  }
}
