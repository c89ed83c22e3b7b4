package unrolled.sequence;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.ejml.data.DMatrixRMaj;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import unrolled.cell.Elman;
import unrolled.cell.Gru;
import unrolled.check.GradientCheck;
import unrolled.math.Init;
import unrolled.math.Rng;

/** Law: a pooled row depends on its sequence's own steps and on nothing else. */
class PoolingTest {
  private static final double NAN = Double.NaN;

  /** Lengths 3, 1, 0 of 3 steps; what stands in the padding would be noticed. */
  private static final Sequence X =
      Sequence.timeMajor(new DMatrixRMaj(9, 1), 3).withLengths(3, 1, 0);

  private static final DMatrixRMaj H =
      new DMatrixRMaj(
          new double[][] {
            {1, -5}, {-2, -7}, {NAN, NAN}, // step 1
            {4, -1}, {NAN, NAN}, {NAN, NAN}, // step 2
            {4, -3}, {NAN, NAN}, {NAN, NAN} // step 3
          });

  /** A run that gave just these outputs. */
  private record Given(DMatrixRMaj output) implements Pass {
    @Override
    public DMatrixRMaj lastOf(DMatrixRMaj all) {
      throw new AssertionError("only the outputs are pooled");
    }

    @Override
    public DMatrixRMaj spread(DMatrixRMaj dLast) {
      throw new AssertionError("only the outputs are pooled");
    }

    @Override
    public State finalState() {
      throw new AssertionError("only the outputs are pooled");
    }

    @Override
    public State backward(DMatrixRMaj dOut, State dEnd, DMatrixRMaj dX) {
      throw new AssertionError("only the outputs are pooled");
    }

    @Override
    public void release() {}
  }

  // ---- by hand ----------------------------------------------------------------------------------

  @Test
  void theMeanIsOverEachSequencesOwnLength() {
    DMatrixRMaj y = Pooling.MEAN.forward(new Given(H), X);
    assertEquals(3, y.getNumRows());
    assertArrayEquals(new double[] {3, -3, -2, -7, 0, 0}, y.data);
  }

  @Test
  void theMaximumIsOfEachNumberByItselfAlsoWhereAllAreNegative() {
    DMatrixRMaj y = Pooling.MAX.forward(new Given(H), X);
    assertEquals(3, y.getNumRows());
    assertArrayEquals(new double[] {4, -1, -2, -7, 0, 0}, y.data);
  }

  @Test
  void theMeanGivesEachOfItsStepsAnEqualShareOfTheGradient() {
    DMatrixRMaj dy = new DMatrixRMaj(new double[][] {{6, -3}, {5, 1}, {8, 8}});
    DMatrixRMaj dh = Pooling.MEAN.backward(new Given(H), X, dy);
    assertArrayEquals(
        new double[] {2, -1, 5, 1, 0, 0, 2, -1, 0, 0, 0, 0, 2, -1, 0, 0, 0, 0}, dh.data);
    assertArrayEquals(new double[] {6, -3, 5, 1, 8, 8}, dy.data, "what was given stays");
  }

  @Test
  void theMaximumGivesAllToTheStepThatWonTheFirstOfEquals() {
    DMatrixRMaj dy = new DMatrixRMaj(new double[][] {{6, -3}, {5, 1}, {8, 8}});
    DMatrixRMaj dh = Pooling.MAX.backward(new Given(H), X, dy);
    assertArrayEquals(
        new double[] {0, 0, 5, 1, 0, 0, 6, -3, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0}, dh.data);
  }

  @Test
  void aNaNWinsEveryMaximum() {
    Sequence x = Sequence.of(0, 0, 0);
    Given run = new Given(new DMatrixRMaj(new double[][] {{NAN, 1}, {2, NAN}, {3, 3}}));
    assertArrayEquals(new double[] {NAN, NAN}, Pooling.MAX.forward(run, x).data);
  }

  // ---- of real runs -----------------------------------------------------------------------------

  static List<Recurrent> layers() {
    return List.of(
        new Unroll<>(new Elman(2, 4)),
        Unroll.reverse(Gru.cho(2, 3)),
        new Bidirectional(new Elman(2, 2), Gru.cho(2, 3)),
        new Stacked(
            new Bidirectional(new Elman(2, 2), new Elman(2, 1)), Unroll.reverse(new Elman(3, 4))));
  }

  static Stream<Arguments> layersAndPoolings() {
    return layers().stream()
        .flatMap(layer -> Arrays.stream(Pooling.values()).map(p -> Arguments.of(layer, p)));
  }

  private static Sequence batch(Rng rng) {
    DMatrixRMaj rows = Init.gaussian(new DMatrixRMaj(5 * 4, 2), 1, rng);
    return Sequence.timeMajor(rows, 4).withLengths(5, 0, 1, 3);
  }

  @ParameterizedTest
  @MethodSource("layersAndPoolings")
  void aSequenceInABatchIsPooledAsItIsAlone(Recurrent layer, Pooling pooling) {
    // given
    Rng rng = new Rng(1);
    layer.init(rng);
    Sequence x = batch(rng);
    DMatrixRMaj together = pooling.forward(layer.forward(x), x);
    for (int b = 0; b < x.batch(); b++) {
      double[] expected = new double[layer.outputs()];
      if (x.length(b) > 0) {
        DMatrixRMaj own = new DMatrixRMaj(x.length(b), 2);
        for (int t = 1; t <= x.length(b); t++) {
          TimeMajor.copyRow(x.rows(), (t - 1) * x.batch() + b, own, t - 1);
        }
        Sequence alone = Sequence.timeMajor(own, 1);
        // when
        expected = pooling.forward(layer.forward(alone), alone).data;
      }
      // then
      int n = layer.outputs();
      assertArrayEquals(expected, Arrays.copyOfRange(together.data, b * n, (b + 1) * n));
    }
  }

  @ParameterizedTest
  @MethodSource("layersAndPoolings")
  void theGradientAgreesWithFiniteDifferences(Recurrent layer, Pooling pooling) {
    // given
    Rng rng = new Rng(2);
    layer.params().forEach(p -> Init.gaussian(p.value, 0.8, rng));
    layer.params().forEach(p -> p.zeroGradient());
    Sequence x = batch(rng);
    DMatrixRMaj dy = Init.gaussian(new DMatrixRMaj(4, layer.outputs()), 1, rng);
    // when
    DMatrixRMaj dX = new DMatrixRMaj(x.rows().getNumRows(), 2);
    Pass run = layer.forward(x);
    run.backward(pooling.backward(run, x, dy), null, dX);
    run.release();
    // then
    Map<String, DMatrixRMaj> values = new LinkedHashMap<>(Map.of("x", x.rows()));
    Map<String, DMatrixRMaj> gradients = new LinkedHashMap<>(Map.of("x", dX));
    layer
        .named()
        .forEach(
            (name, p) -> {
              values.put(name, p.value);
              gradients.put(name, p.gradient.copy());
            });
    GradientCheck check =
        GradientCheck.of(
            () -> {
              Pass again = layer.forward(x);
              DMatrixRMaj y = pooling.forward(again, x);
              again.release();
              double sum = 0;
              for (int i = 0; i < y.getNumElements(); i++) {
                sum += y.data[i] * dy.data[i];
              }
              return sum;
            },
            values,
            gradients);
    assertTrue(check.passed(), check::toString);
  }

  // ---- what doesn't fit -------------------------------------------------------------------------

  @ParameterizedTest
  @EnumSource(names = {"MEAN", "MAX"})
  void whatIsOfAnotherBatchIsRefused(Pooling pooling) {
    Sequence other = Sequence.timeMajor(new DMatrixRMaj(6, 1), 3);
    Given run = new Given(H);
    var e = assertThrows(IllegalArgumentException.class, () -> pooling.forward(run, other));
    assertEquals(
        "the output of the run is 9×2 but must be 6×2 (a row a step of x)", e.getMessage());
    DMatrixRMaj dy = new DMatrixRMaj(9, 2);
    e = assertThrows(IllegalArgumentException.class, () -> pooling.backward(run, X, dy));
    assertEquals("dy is 9×2 but must be 3×2 (a row a sequence)", e.getMessage());
  }
}
