package unrolled.sequence;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.ejml.data.DMatrixRMaj;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import unrolled.cell.Elman;
import unrolled.cell.Gru;
import unrolled.cell.MinGru;
import unrolled.check.GradientCheck;
import unrolled.layer.Dropout;
import unrolled.math.Init;
import unrolled.math.Rng;

/**
 * Law: the last output of every layer depends on every input of its sequence and on nothing else,
 * and its gradient reaches every input. All layers in all layers, lengths 3, 0, 1 and 2.
 */
class LastOutputTest {
  private static final int[] LENGTHS = {3, 0, 1, 2};
  private static final int STEPS = 3;
  private static final int WIDTH = 2;

  /** A layer in words, and one made of each. */
  private record Kind(String name, Supplier<Recurrent> maker) {}

  private static final List<Kind> SIMPLE =
      List.of(
          new Kind("forward", () -> new Unroll<>(new Elman(WIDTH, WIDTH))),
          new Kind("reverse", () -> Unroll.reverse(Gru.cho(WIDTH, WIDTH))),
          new Kind("scanned", () -> new Scanned<>(new MinGru(WIDTH, WIDTH))),
          new Kind("both", () -> new Bidirectional(new Elman(WIDTH, 1), new Elman(WIDTH, 1))));

  static Stream<Named<Recurrent>> layers() {
    return nested(3).stream().map(kind -> Named.of(kind.name, kind.maker.get()));
  }

  /** Everything that is at most so many layers deep. */
  private static List<Kind> nested(int depth) {
    List<Kind> all = new ArrayList<>(SIMPLE);
    if (depth == 1) {
      return all;
    }
    for (Kind inner : nested(depth - 1)) {
      String in = "(" + inner.name + ")";
      all.add(new Kind("residual" + in, () -> new Residual(inner.maker.get())));
      all.add(new Kind("highway" + in, () -> new Highway(inner.maker.get())));
      all.add(
          new Kind(
              "dropout" + in,
              () -> new InputDropout(Dropout.everyStep(0.5, 1), inner.maker.get())));
      for (Kind other : SIMPLE) {
        all.add(
            new Kind(
                other.name + " above " + in,
                () -> new Stacked(inner.maker.get(), other.maker.get())));
        all.add(
            new Kind(
                in + " above " + other.name,
                () -> new Stacked(other.maker.get(), inner.maker.get())));
      }
    }
    return all;
  }

  private static DMatrixRMaj gaussian(int rows, int columns, Rng rng) {
    return Init.gaussian(new DMatrixRMaj(rows, columns), 1, rng);
  }

  @ParameterizedTest
  @MethodSource("layers")
  void everyLastOutputDependsOnEveryInput(Recurrent layer) {
    // given
    Rng rng = new Rng(1);
    layer.params().forEach(p -> Init.gaussian(p.value, 0.8, rng));
    Sequence x =
        Sequence.timeMajor(gaussian(STEPS * LENGTHS.length, WIDTH, rng), LENGTHS.length)
            .withLengths(LENGTHS);
    for (int column = 0; column < WIDTH; column++) {
      DMatrixRMaj dLast = new DMatrixRMaj(LENGTHS.length, WIDTH);
      for (int b = 0; b < LENGTHS.length; b++) {
        dLast.set(b, column, 1);
      }
      // when
      DMatrixRMaj dX = new DMatrixRMaj(x.rows().getNumRows(), WIDTH);
      Pass pass = layer.forward(x);
      pass.backward(pass.spread(dLast), null, dX);
      // then
      for (int t = 1; t <= STEPS; t++) {
        for (int b = 0; b < LENGTHS.length; b++) {
          for (int j = 0; j < WIDTH; j++) {
            String input = "sequence " + b + ", step " + t + ", number " + j;
            boolean reached = dX.get((t - 1) * LENGTHS.length + b, j) != 0;
            assertEquals(x.hasStep(t, b), reached, input + " and last output " + column);
          }
        }
      }
      assertAgrees(layer, x, dLast, dX);
    }
  }

  @ParameterizedTest
  @MethodSource("layers")
  void spreadingIsTheWayBackOfTakingTheLast(Recurrent layer) {
    // given
    Rng rng = new Rng(2);
    layer.init(rng);
    int rows = STEPS * LENGTHS.length;
    Pass pass =
        layer.forward(
            Sequence.timeMajor(gaussian(rows, WIDTH, rng), LENGTHS.length).withLengths(LENGTHS));
    DMatrixRMaj all = gaussian(rows, WIDTH, rng);
    DMatrixRMaj dLast = gaussian(LENGTHS.length, WIDTH, rng);
    // when
    DMatrixRMaj last = pass.lastOf(all);
    DMatrixRMaj spread = pass.spread(dLast);
    // then
    assertEquals(dot(last, dLast), dot(all, spread), 1e-12);
    assertArrayEquals(pass.lastOf(pass.output()).data, pass.lastOutput().data);
    assertEquals(0, last.get(1, 0), "of a sequence without steps");
  }

  private static double dot(DMatrixRMaj a, DMatrixRMaj b) {
    assertEquals(a.getNumElements(), b.getNumElements());
    double sum = 0;
    for (int i = 0; i < a.getNumElements(); i++) {
      sum += a.data[i] * b.data[i];
    }
    return sum;
  }

  /** Central differences of the same sum of last outputs, for inputs and weights. */
  private static void assertAgrees(Recurrent layer, Sequence x, DMatrixRMaj dLast, DMatrixRMaj dX) {
    Map<String, DMatrixRMaj> values = new LinkedHashMap<>();
    Map<String, DMatrixRMaj> gradients = new LinkedHashMap<>();
    values.put("x", x.rows());
    gradients.put("x", dX);
    layer
        .named()
        .forEach(
            (name, p) -> {
              values.put(name, p.value);
              gradients.put(name, p.gradient.copy());
              p.zeroGradient();
            });
    GradientCheck check =
        GradientCheck.of(
            () -> {
              Pass pass = layer.forward(x);
              DMatrixRMaj last = pass.lastOutput();
              pass.release();
              return dot(last, dLast);
            },
            values,
            gradients);
    assertTrue(check.passed(), check::toString);
  }
}
