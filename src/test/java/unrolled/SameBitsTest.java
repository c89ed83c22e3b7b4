package unrolled;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Law: a training has the same bits on every JDK and processor, with wide vectors, with narrow ones
 * and without. The constant holds for JDK 17 and 25 alike; it changes only with the arithmetic
 * itself, and then every number in the course may change with it.
 */
class SameBitsTest {
  private static final String BITS =
      """
      1350f5fdcac66879 initial weights
      8ecd008ad8ad4732 Elman IDENTITY, symbols, cross-entropy
      a58cd712010d2e24 Elman IDENTITY, vectors, squared error
      e91561841025be16 Jordan IDENTITY, symbols, cross-entropy
      7bc9ae0c49626a76 Jordan IDENTITY, vectors, squared error
      6de0597d0321ea4f Elman TANH, symbols, cross-entropy
      0b1842e83499ad40 Elman TANH, vectors, squared error
      aacc6baf8ab12056 Jordan TANH, symbols, cross-entropy
      fec42bf9bab40a87 Jordan TANH, vectors, squared error
      14a2a5e02e8b71a6 Elman RELU, symbols, cross-entropy
      73f5a4e637c3b331 Elman RELU, vectors, squared error
      99d3859768356a4a Jordan RELU, symbols, cross-entropy
      3cb92c4eecc880dd Jordan RELU, vectors, squared error
      81dfd89d0cac85cc Elman SIGMOID, symbols, cross-entropy
      3de0a8c4cd09d2cf Elman SIGMOID, vectors, squared error
      89f32f593f4142a9 Jordan SIGMOID, symbols, cross-entropy
      0e31ebab4da4a23c Jordan SIGMOID, vectors, squared error
      2d02ff7abf51b99c embedded, symbols, cross-entropy
      d82d47ec1076781f feed-forward, symbols, cross-entropy
      f7fc97c8b3ff662b last, symbols, cross-entropy of the last step
      c23fd6278280c864 convolution, symbols, cross-entropy of the last step
      """;

  @Test
  void hereAndNow() {
    assertEquals(BITS, SameBits.lines());
  }

  @ParameterizedTest
  @ValueSource(strings = {"-XX:UseAVX=1", "-XX:UseAVX=2", "-XX:TieredStopAtLevel=1", "-Xint"})
  void onAnotherMachine(String option) throws Exception {
    // given
    Process child =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+IgnoreUnrecognizedVMOptions", // other processors have no AVX to narrow
                option,
                "-cp",
                System.getProperty("java.class.path"),
                "unrolled.SameBits")
            .redirectErrorStream(true)
            .start();
    // when
    String lines = new String(child.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    // then
    assertEquals(BITS, lines);
    assertEquals(0, child.waitFor());
  }
}
