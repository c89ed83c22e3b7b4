package unrolled;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.charset.StandardCharsets;
import java.util.List;
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
      2d1c012f2707ff39 Elman HARD_SIGMOID, symbols, cross-entropy
      5960ffc663c0d568 Elman HARD_SIGMOID, vectors, squared error
      1ff009e18607dc17 Jordan HARD_SIGMOID, symbols, cross-entropy
      38397fa4fcc2f30b Jordan HARD_SIGMOID, vectors, squared error
      5467b450a4fb6cfe Elman STEP, symbols, cross-entropy
      26f51f9afe1f99e1 Elman STEP, vectors, squared error
      e744b7a35f062b1c Jordan STEP, symbols, cross-entropy
      c8adccf70b25f1ee Jordan STEP, vectors, squared error
      a25f107fd356cf13 Elman G_1997, symbols, cross-entropy
      0380bc2c487f415d Elman G_1997, vectors, squared error
      0ebf4df1388ef81c Jordan G_1997, symbols, cross-entropy
      9b625d7085827212 Jordan G_1997, vectors, squared error
      dff110c67576746c Elman H_1997, symbols, cross-entropy
      679364fd9837b332 Elman H_1997, vectors, squared error
      34f911af11c799f1 Jordan H_1997, symbols, cross-entropy
      8b0982b134ceeb67 Jordan H_1997, vectors, squared error
      2d02ff7abf51b99c embedded, symbols, cross-entropy
      cb5701f3e0aad4d5 Lstm gates SIGMOID, vectors, squared error
      a97e55b92e446ac6 Lstm1997, vectors, squared error
      e669e7c1da6e61f8 Lstm1997 tanh, vectors, squared error
      29ece98078339390 CoupledLstm, vectors, squared error
      32ed6ef1f9a5ecb8 PeepholeLstm, vectors, squared error
      45dad7b322cdc795 LayerNormLstm, vectors, squared error
      06846b0611a450cd Gru cho, vectors, squared error
      656cd5a6cc9b3a48 Gru chung, vectors, squared error
      075757773c9c754f Gru hard, vectors, squared error
      b08ed818ab961bf9 GruResetAfter cho, vectors, squared error
      dc34249d079c4015 GruResetAfter chung, vectors, squared error
      086e036ac22f8c79 GruResetAfter hard, vectors, squared error
      aee0340c3b54984a deep, both ways, symbols, cross-entropy
      d82d47ec1076781f feed-forward, symbols, cross-entropy
      f7fc97c8b3ff662b last, symbols, cross-entropy of the last step
      c23fd6278280c864 convolution, symbols, cross-entropy of the last step
      68e150eeef8dff58 additive attention, both ways, scheduled sampling
      b7cd91d2b9bbfc07 general attention, both ways, scheduled sampling
      """;

  @Test
  void hereAndNow() {
    assertEquals(BITS, SameBits.lines());
  }

  @ParameterizedTest
  @ValueSource(strings = {"-XX:UseAVX=1", "-XX:UseAVX=2", "-XX:TieredStopAtLevel=1", "-Xint"})
  void onAnotherMachine(String option) throws Exception {
    // given
    // other processors have no AVX to narrow
    List<String> options = List.of("-XX:+IgnoreUnrecognizedVMOptions", option);
    Process child =
        ChildJvm.with(options, SameBits.class.getName()).redirectErrorStream(true).start();
    // when
    String lines = new String(child.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    // then
    assertEquals(BITS, lines);
    assertEquals(0, child.waitFor());
  }
}
