package unrolled.network;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import unrolled.cell.Elman;
import unrolled.cell.Gru;
import unrolled.check.GradientCheck;
import unrolled.layer.Param;
import unrolled.layer.Weights;
import unrolled.math.Rng;
import unrolled.seq2seq.Decoder;
import unrolled.seq2seq.EncoderDecoder;
import unrolled.seq2seq.TextEncoder;
import unrolled.sequence.Bidirectional;
import unrolled.sequence.Pairs;
import unrolled.sequence.Recurrent;
import unrolled.sequence.Residual;
import unrolled.sequence.Stacked;
import unrolled.sequence.Unroll;
import unrolled.train.Clip;
import unrolled.train.Sgd;

/** Law: weights that are used in several places are one set of weights, and count once. */
class SharedWeightsTest {
  private static final Elman CELL = new Elman(3, 3);
  private static final Unroll<?> LAYER = new Unroll<>(Gru.cho(3, 3));

  static Stream<Recurrent> sharing() {
    return Stream.of(
        new Bidirectional(CELL, CELL),
        new Stacked(LAYER, LAYER),
        new Stacked(LAYER, new Residual(LAYER), LAYER),
        new Stacked(new Unroll<>(CELL), Unroll.reverse(CELL)));
  }

  @ParameterizedTest
  @MethodSource("sharing")
  void areListedOnceUnderTheFirstName(Recurrent layer) {
    List<Param> params = layer.params();

    assertEquals(params.size(), params.stream().distinct().count());
    assertEquals(params, List.copyOf(layer.named().values()));
    int once = params.stream().mapToInt(p -> p.value.getNumElements()).sum();
    assertEquals(once, layer.parameterCount());
  }

  @ParameterizedTest
  @MethodSource("sharing")
  void getTheSumOfBothPlacesGradients(Recurrent layer) {
    GradientCheck check = GradientCheck.of(layer, 1);

    assertTrue(check.passed(), check.toString());
  }

  @Test
  void areUpdatedDecayedAndClippedOnce() {
    // given one cell in both directions
    Bidirectional layer = new Bidirectional(CELL, CELL);
    layer.init(1);
    double[] before = CELL.u.value.data.clone();
    CELL.params().forEach(p -> p.gradient.fill(2));
    int count = CELL.parameterCount();

    // then the norm is that of its own gradients
    double limit = 2 * Math.sqrt(count) + 1e-9; // just above it: nothing to clip
    Clip.norm(limit).apply(layer.params());
    assertEquals(2, CELL.u.gradient.get(0, 0));

    // when
    new Sgd(0.1, 0.5).update(layer.params());

    // then w − η(g + λw), once
    double[] expected = new double[before.length];
    for (int i = 0; i < before.length; i++) {
      expected[i] = before[i] - 0.1 * (2 + 0.5 * before[i]);
    }
    assertArrayEquals(expected, CELL.u.value.data, 1e-15);
  }

  @Test
  void mayBeThoseOfEncoderAndDecoder() {
    // given a translator that reads and writes with one layer
    Unroll<?> both = new Unroll<>(Gru.cho(3, 4));
    EncoderDecoder model = new EncoderDecoder(new TextEncoder(5, both), Decoder.of(5, both));
    model.init(1);
    Pairs pairs = Pairs.of(5, new int[][] {{0, 4, 2}, {1}}, 5, new int[][] {{3, 1}, {2, 2, 0}});

    // then
    Map<String, Param> named = model.named();
    assertTrue(named.containsKey("encoder.recurrent.cell.ug"), named.keySet().toString());
    assertTrue(
        named.keySet().stream().noneMatch(name -> name.startsWith("decoder.recurrent")),
        named.keySet().toString());
    GradientCheck check = GradientCheck.of(model, () -> model.lossAndGradients(pairs));
    assertTrue(check.passed(), check.toString());
  }

  @Test
  void countOnceAlsoWhereTheWholeNetworkIsAPartTwice() {
    Weights twice =
        new Weights() {
          {
            part(CELL);
            part(CELL);
          }
        };
    twice.init(new Rng(1));

    assertEquals(CELL.params(), twice.params());
    assertEquals(CELL.parameterCount(), twice.parameterCount());
  }
}
