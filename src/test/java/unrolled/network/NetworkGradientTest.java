package unrolled.network;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import org.ejml.data.DMatrixRMaj;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import unrolled.cell.Elman;
import unrolled.cell.Jordan;
import unrolled.cell.MLstm;
import unrolled.check.GradientCheck;
import unrolled.data.BagOfWords;
import unrolled.layer.Embedding;
import unrolled.layer.Loss;
import unrolled.layer.SoftmaxCrossEntropy;
import unrolled.layer.SquaredError;
import unrolled.layer.Targets;
import unrolled.math.Init;
import unrolled.math.Rng;
import unrolled.sequence.Bidirectional;
import unrolled.sequence.Pooling;
import unrolled.sequence.Recurrent;
import unrolled.sequence.Sequence;
import unrolled.sequence.Unroll;

/** Law: the gradient of every network under every loss agrees with finite differences. */
class NetworkGradientTest {
  final Sequence words =
      Sequence.symbols(4, new int[] {0, 1, 2, 3, 1}, new int[] {3}, new int[] {2, 2});
  final Targets everyStep = Targets.classes(0, 1, 2, 1, -1, 2, -1, -1, -1, 2, -1, -1, 1, -1, -1);
  final Targets oneEach = Targets.classes(0, 2, 1);

  void check(Network network, Sequence x, Targets y, Loss loss) {
    network.init(7);
    DMatrixRMaj d = new DMatrixRMaj(0, 0);
    GradientCheck.of(
            network,
            () -> {
              network.params().forEach(p -> p.zeroGradient());
              double value = loss.of(network.forward(x), y, d);
              network.backward(d);
              return value;
            })
        .orThrow();
  }

  @ParameterizedTest
  @EnumSource(Loss.Reduction.class)
  void crossEntropy(Loss.Reduction reduction) {
    Loss loss = new SoftmaxCrossEntropy(reduction);
    check(RecurrentNetwork.everyStep(new Elman(4, 5), 3), words, everyStep, loss);
    check(RecurrentNetwork.last(new Elman(4, 5), 3), words, oneEach, loss);
    check(RecurrentNetwork.withoutReadout(new Jordan(4, 5, 3)), words, everyStep, loss);
    check(
        RecurrentNetwork.everyStep(new Embedding(4, 2), new Elman(2, 5), 3),
        words,
        everyStep,
        loss);
    check(RecurrentNetwork.last(new Embedding(4, 2), new Elman(2, 5), 3), words, oneEach, loss);
    for (Pooling pooling : Pooling.values()) {
      Recurrent both = new Bidirectional(new Elman(2, 3), new Elman(2, 2));
      check(
          RecurrentNetwork.pooled(pooling, new Unroll<>(new Elman(4, 5)), 3), words, oneEach, loss);
      check(RecurrentNetwork.pooled(pooling, new Embedding(4, 2), both, 3), words, oneEach, loss);
    }
    check(new FeedForward(4, 6, 3), words, everyStep, loss);
    check(new Convolution(4, 2, 6, 3), words, oneEach, loss);
    check(new Transformer(4, 6, 2, 2, 3), words, everyStep, loss);
    check(new Transformer(4, 6, 3, 1, 3, false), words, everyStep, loss);
    check(
        new MetaFormer(4, 4, 3, new Unroll<>(new MLstm(4, 4)), new Unroll<>(new Elman(4, 4))),
        words,
        everyStep,
        loss);
    check(new Preprocessed(BagOfWords::of, new FeedForward(4, 6, 3)), words, oneEach, loss);
  }

  @ParameterizedTest
  @EnumSource(Loss.Reduction.class)
  void squaredError(Loss.Reduction reduction) {
    DMatrixRMaj y = new DMatrixRMaj(3, 2);
    Init.gaussian(y, 1, new Rng(3));
    Loss loss = new SquaredError(reduction);
    check(RecurrentNetwork.last(new Elman(4, 5), 2), words, Targets.values(y), loss);
    check(
        RecurrentNetwork.last(new Elman(4, 5), 2),
        words,
        Targets.values(y, true, false, true),
        loss);
  }

  @Test
  void maskedRowsHaveAGradientOfExactlyZero() {
    DMatrixRMaj d = new DMatrixRMaj(0, 0);
    DMatrixRMaj scores = new DMatrixRMaj(2, 2, true, 1, 2, 3, 4);
    new SoftmaxCrossEntropy().of(scores, Targets.classes(Targets.MASKED, 0), d);
    assertEquals(0, d.get(0, 0));
    assertEquals(0, d.get(0, 1));
    assertEquals(
        1,
        new SquaredError()
            .of(scores, Targets.values(new DMatrixRMaj(2, 2, true, 9, 9, 2, 3), false, true), d),
        1e-15);
    assertArrayEquals(new double[] {0, 0, 1, 1}, d.data);
  }

  @Test
  void sumIsCountTimesMean() {
    DMatrixRMaj scores = new DMatrixRMaj(2, 2, true, 1, 2, 3, 4);
    DMatrixRMaj d = new DMatrixRMaj(0, 0);
    Targets y = Targets.classes(0, 1);
    double mean = new SoftmaxCrossEntropy(Loss.Reduction.MEAN).of(scores, y, d);
    double sum = new SoftmaxCrossEntropy(Loss.Reduction.SUM).of(scores, y, d);
    assertEquals(2 * mean, sum, 1e-15);
    // by hand: −ln σ(−1) and −ln σ(1)
    assertEquals(1.3132616875182228 + 0.3132616875182228, sum, 1e-15);
  }
}
