package unrolled;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Law: a training has the same bits on every JDK and processor, with wide vectors, with narrow ones
 * and without. The constant holds for every JDK; it changes only with the arithmetic itself, and
 * then every number in the course may change with it.
 */
class SameBitsTest {
  /** What the lines of all trainings come to: with a wanted change, this alone changes. */
  private static final String DIGEST = "209075dcc6bfa1c9";

  /** A line for each training, computed by another JVM in plain Java. */
  private static String reference;

  @BeforeAll
  static void computesTheReferenceInPlainJava() throws Exception {
    reference = inChild(List.of());
  }

  @Test
  void theReferenceIsWhatItHasAlwaysBeen() throws Exception {
    byte[] digest = MessageDigest.getInstance("SHA-256").digest(reference.getBytes(UTF_8));

    assertEquals(DIGEST, HexFormat.of().formatHex(digest, 0, 8), reference);
  }

  @Test
  void hereAndNow() {
    assertEquals(reference, SameBits.lines());
  }

  @ParameterizedTest
  @ValueSource(strings = {"-XX:UseAVX=1", "-XX:UseAVX=2", "-XX:TieredStopAtLevel=1", "-Xint"})
  void onAnotherMachine(String option) throws Exception {
    // other processors have no AVX to narrow
    assertEquals(reference, inChild(List.of("-XX:+IgnoreUnrecognizedVMOptions", option)));
  }

  private static String inChild(List<String> options) throws Exception {
    Process child =
        ChildJvm.with(options, SameBits.class.getName()).redirectErrorStream(true).start();
    String lines = new String(child.getInputStream().readAllBytes(), UTF_8);
    assertEquals(0, child.waitFor(), lines);
    return lines;
  }
}
