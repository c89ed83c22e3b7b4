package unrolled;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.util.List;
import org.ejml.data.DMatrixRMaj;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import unrolled.attention.AdditiveAttention;
import unrolled.attention.Attention;
import unrolled.attention.AttentiveCell;
import unrolled.attention.DotAttention;
import unrolled.attention.GeneralAttention;
import unrolled.cell.Cell;
import unrolled.cell.Gru;
import unrolled.cell.GruResetAfter;
import unrolled.cell.Lstm;
import unrolled.seq2seq.Bridge;
import unrolled.seq2seq.Decoder;
import unrolled.seq2seq.EncoderDecoder;
import unrolled.seq2seq.TextEncoder;
import unrolled.sequence.Bidirectional;
import unrolled.sequence.Pairs;
import unrolled.sequence.Unroll;

/**
 * Law: losses, log-probabilities and every gradient of an encoder–decoder are PyTorch's, to 10⁻¹².
 * {@code src/test/python/translation.py} made the values, each pair alone and without padding.
 */
class TranslationTest {
  private static final int N = 3;

  static List<Path> translations() {
    return Reference.files("translation-");
  }

  @Test
  void allValuesAreThere() {
    assertEquals(7, translations().size());
  }

  @ParameterizedTest
  @MethodSource("translations")
  void likePyTorch(Path file) {
    // given
    Reference torch = Reference.read(file);
    EncoderDecoder model = model(torch.text("model"));
    PyTorchTest.setTo(model.named(), torch.in("weights"));
    Pairs pairs = Pairs.of(4, torch.sequences("sources"), 3, torch.sequences("targets"));
    // when
    double loss = model.lossAndGradients(pairs);
    // then
    PyTorchTest.close("loss", torch.number("loss"), loss);
    PyTorchTest.close(
        "log-probabilities",
        new DMatrixRMaj(torch.numbers("logProbabilities")),
        new DMatrixRMaj(model.logProbabilities(pairs)));
    Reference gradients = torch.in("gradients");
    model.named().forEach((name, p) -> PyTorchTest.close(name, gradients.matrix(name), p.gradient));
  }

  private static EncoderDecoder model(String name) {
    return switch (name) {
      case "handed over" -> oneWay(Gru.cho(2, N), Decoder.of(3, new Unroll<>(Gru.cho(2, N))));
      case "LSTM" -> oneWay(new Lstm(2, N), Decoder.of(3, new Unroll<>(new Lstm(2, N))));
      case "dot" -> oneWay(Gru.cho(2, N), attentive(Gru.cho(2, N), DotAttention.plain(N)));
      case "scaled dot" -> oneWay(Gru.cho(2, N), attentive(Gru.cho(2, N), DotAttention.scaled(N)));
      case "code" ->
          new EncoderDecoder(
              new TextEncoder(4, bothWays()),
              Decoder.withCode(3, 2 * N, new Unroll<>(GruResetAfter.cho(2 + 2 * N, N))));
      case "general" ->
          new EncoderDecoder(
              new TextEncoder(4, bothWays()),
              attentive(new Lstm(2, N), new GeneralAttention(N, 2 * N)));
      case "additive" -> {
        Bidirectional both = bothWays();
        Decoder decoder =
            attentive(Gru.cho(2, N), new AdditiveAttention(N, 2 * N, 4)).deepOutput(2);
        yield new EncoderDecoder(
            new TextEncoder(4, both), Bridge.learnt(both, decoder.recurrent, 1), decoder);
      }
      default -> throw new AssertionError(name);
    };
  }

  private static EncoderDecoder oneWay(Cell<?> cell, Decoder decoder) {
    return new EncoderDecoder(new TextEncoder(4, new Unroll<>(cell)), decoder);
  }

  private static Bidirectional bothWays() {
    return new Bidirectional(Gru.cho(2, N), Gru.cho(2, N));
  }

  private static Decoder attentive(Cell<?> cell, Attention attention) {
    return Decoder.attentive(3, new AttentiveCell<>(cell, attention));
  }
}
