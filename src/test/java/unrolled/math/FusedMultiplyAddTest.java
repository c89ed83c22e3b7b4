package unrolled.math;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.util.List;
import org.junit.jupiter.api.Test;
import unrolled.ChildJvm;

/** Law: whoever has no fused multiply-add is told, and nobody else. */
class FusedMultiplyAddTest {

  /** What a child is asked. */
  static final class Question {
    private Question() {}

    public static void main(String[] args) {
      System.out.print(FusedMultiplyAdd.isEmulated());
    }
  }

  @Test
  void aJvmThatMustDoWithoutKnowsIt() throws Exception {
    assertEquals("true", answer("-XX:-UseFMA"));
  }

  @Test
  void aJvmThatCompilesNothingHasItAllTheSame() throws Exception {
    assertEquals("false", answer("-Xint"));
    assertFalse(FusedMultiplyAdd.isEmulated());
  }

  private static String answer(String option) throws Exception {
    Process child = ChildJvm.with(List.of(option), Question.class.getName()).start();
    return new String(child.getInputStream().readAllBytes(), UTF_8);
  }
}
