package unrolled.foreign;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.ejml.data.DMatrixRMaj;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import unrolled.cell.AllCells;
import unrolled.cell.Cell;
import unrolled.cell.Step;
import unrolled.check.GradientCheck;
import unrolled.layer.Param;
import unrolled.layer.SoftmaxCrossEntropy;
import unrolled.layer.Targets;
import unrolled.math.Init;
import unrolled.math.Rng;
import unrolled.network.RecurrentNetwork;
import unrolled.sequence.Batch;
import unrolled.sequence.Sequence;
import unrolled.sequence.State;
import unrolled.sequence.Trace;
import unrolled.sequence.Unroll;
import unrolled.train.Adam;
import unrolled.train.History;
import unrolled.train.Training;

/**
 * Law: whatever the library's own cells can do, a reader's cell can do, and time is the unrolling's
 * business alone.
 */
class EveryCellTest {
  private static final int IN = 3;
  private static final int[] LENGTHS = {7, 3, 5, 1};

  static Stream<Named<Cell<?>>> cells() {
    return Stream.concat(
        Stream.of(Named.of("MinimalGated", new MinimalGated(IN, 4))),
        AllCells.named(IN, 4).stream());
  }

  /** Random weights, inputs of unequal lengths and a start state for one cell. */
  private static final class Given<S extends Step> {
    final Unroll<S> unroll;
    final Rng rng = new Rng(11);
    final Sequence x;
    final State start;

    Given(Cell<S> cell) {
      unroll = new Unroll<>(cell);
      cell.params().forEach(p -> Init.gaussian(p.value, 0.5, rng));
      x =
          Sequence.timeMajor(gaussian(LENGTHS[0] * LENGTHS.length, IN), LENGTHS.length)
              .withLengths(LENGTHS);
      start = unroll.initialState(LENGTHS.length);
      start.parts().forEach(m -> Init.gaussian(m, 1, rng));
    }

    DMatrixRMaj gaussian(int rows, int columns) {
      return Init.gaussian(new DMatrixRMaj(rows, columns), 1, rng);
    }

    DMatrixRMaj gradientOfOutputs() {
      return gaussian(x.steps() * x.batch(), unroll.outputs());
    }

    List<DMatrixRMaj> weightGradients() {
      List<DMatrixRMaj> all = new ArrayList<>();
      unroll.params().forEach(p -> all.add(p.gradient.copy()));
      unroll.params().forEach(Param::zeroGradient);
      return all;
    }
  }

  @ParameterizedTest
  @MethodSource("cells")
  void gradientsAgreeWithFiniteDifferences(Cell<?> cell) {
    for (int seed = 0; seed < 3; seed++) {
      GradientCheck.of(cell, seed).orThrow();
    }
  }

  @ParameterizedTest
  @MethodSource("cells")
  void streamedChunkByChunkItHasTheSameBitsAsUnrolledAtOnce(Cell<?> cell) {
    streamed(new Given<>(cell));
  }

  private static <S extends Step> void streamed(Given<S> given) {
    // given
    Trace<S> whole = given.unroll.forward(given.x, given.start);
    int[][] chunks = {{1, 2}, {3, 3}, {4, 7}};
    // when
    double[] outputs = new double[0];
    State state = given.start;
    for (int[] chunk : chunks) {
      Trace<S> trace = given.unroll.forward(given.x.chunk(chunk[0], chunk[1]), state);
      outputs = concat(outputs, trace.output().data);
      state = trace.finalState().copy();
      trace.release(); // the next chunk works in the same buffers
    }
    // then
    assertArrayEquals(whole.output().data, outputs);
    assertSameBits(whole.finalState(), state);
  }

  @ParameterizedTest
  @MethodSource("cells")
  void inAPaddedBatchItHasTheSameBitsAsAlone(Cell<?> cell) {
    padded(new Given<>(cell));
  }

  private static <S extends Step> void padded(Given<S> given) {
    // given
    DMatrixRMaj dOut = given.gradientOfOutputs();
    State dEnd =
        new State(
            given.start.parts().stream().map(m -> given.gaussian(4, m.getNumCols())).toList());
    DMatrixRMaj dX = new DMatrixRMaj(given.x.rows().getNumRows(), IN);
    Trace<S> batch = given.unroll.forward(given.x, given.start);
    State dStart = batch.backward(dOut, dEnd, dX);
    for (int b = 0; b < LENGTHS.length; b++) {
      // when
      int length = LENGTHS[b];
      Trace<S> alone =
          given.unroll.forward(
              Sequence.timeMajor(rowsOf(given.x.rows(), b, length), 1), given.start.gather(b));
      DMatrixRMaj dXAlone = new DMatrixRMaj(length, IN);
      State dStartAlone = alone.backward(rowsOf(dOut, b, length), dEnd.gather(b), dXAlone);
      // then
      assertArrayEquals(alone.output().data, rowsOf(batch.output(), b, length).data);
      assertArrayEquals(
          alone.lastOutput().data, State.of(batch.lastOutput()).gather(b).parts().get(0).data);
      assertSameBits(alone.finalState(), batch.finalState().gather(b));
      assertArrayEquals(dXAlone.data, rowsOf(dX, b, length).data);
      assertSameBits(dStartAlone, dStart.gather(b));
      for (int t = length + 1; t <= given.x.steps(); t++) {
        int row = (t - 1) * LENGTHS.length + b;
        for (int j = 0; j < given.unroll.outputs(); j++) {
          assertEquals(0, batch.output().get(row, j), "an output behind the end");
        }
        for (int j = 0; j < IN; j++) {
          assertEquals(0, dX.get(row, j), "a gradient behind the end");
        }
      }
    }
  }

  @ParameterizedTest
  @MethodSource("cells")
  void whatStandsInThePaddingMakesNoDifference(Cell<?> cell) {
    padding(new Given<>(cell));
  }

  private static <S extends Step> void padding(Given<S> given) {
    // given
    DMatrixRMaj other = given.x.rows().copy();
    for (int t = 1; t <= given.x.steps(); t++) {
      for (int b = 0; b < LENGTHS.length; b++) {
        for (int j = 0; j < IN && !given.x.hasStep(t, b); j++) {
          other.set((t - 1) * LENGTHS.length + b, j, 1e300);
        }
      }
    }
    DMatrixRMaj dOut = given.gradientOfOutputs();
    // when
    Trace<S> trace = given.unroll.forward(given.x, given.start);
    State dStart = trace.backward(dOut, trace.finalState().copy(), null);
    List<DMatrixRMaj> weights = given.weightGradients();
    Trace<S> another = given.unroll.forward(given.x.replacedBy(other), given.start);
    State dStartOther = another.backward(dOut, another.finalState().copy(), null);
    // then
    assertArrayEquals(trace.output().data, another.output().data);
    assertSameBits(trace.finalState(), another.finalState());
    assertSameBits(dStart, dStartOther);
    assertSameBits(new State(weights), new State(given.weightGradients()));
  }

  @ParameterizedTest
  @MethodSource("cells")
  void withTeacherForcingGradientsAgreeWithFiniteDifferences(Cell<?> cell) {
    forced(new Given<>(cell));
  }

  private static <S extends Step> void forced(Given<S> given) {
    // given
    int width = given.start.parts().get(0).getNumCols();
    DMatrixRMaj targets = given.gaussian(given.x.steps() * given.x.batch(), width);
    Sequence teacher = given.x.replacedBy(targets);
    DMatrixRMaj dOut = given.gradientOfOutputs();
    // when
    DMatrixRMaj dX = new DMatrixRMaj(given.x.rows().getNumRows(), IN);
    State dStart =
        given.unroll.forward(given.x, given.start, teacher).backward(dOut, given.start, dX);
    // then
    Map<String, DMatrixRMaj> values = new LinkedHashMap<>();
    Map<String, DMatrixRMaj> gradients = new LinkedHashMap<>();
    values.put("x", given.x.rows());
    gradients.put("x", dX);
    State end = given.start.copy(); // any weights for the end state
    for (int k = 0; k < end.parts().size(); k++) {
      values.put("start " + k, given.start.parts().get(k));
      gradients.put("start " + k, dStart.parts().get(k));
    }
    given
        .unroll
        .named()
        .forEach(
            (name, p) -> {
              values.put(name, p.value);
              gradients.put(name, p.gradient);
            });
    GradientCheck.of(
            () -> {
              Trace<S> trace = given.unroll.forward(given.x, given.start, teacher);
              double loss = dot(trace.output(), dOut);
              for (int k = 0; k < end.parts().size(); k++) {
                loss += dot(trace.finalState().parts().get(k), end.parts().get(k));
              }
              trace.release();
              return loss;
            },
            values,
            gradients)
        .orThrow();
  }

  @ParameterizedTest
  @MethodSource("cells")
  void aForcedStepIsAStepFromTheForcedState(Cell<?> cell) {
    forcedStep(new Given<>(cell));
  }

  private static <S extends Step> void forcedStep(Given<S> given) {
    // given
    int width = given.start.parts().get(0).getNumCols();
    DMatrixRMaj targets = given.gaussian(given.x.steps() * given.x.batch(), width);
    // when
    Trace<S> forced = given.unroll.forward(given.x, given.start, given.x.replacedBy(targets));
    // then
    for (int t = 2; t <= given.x.steps(); t++) {
      State before = new State(forced.at(t - 1).state()).copy();
      System.arraycopy(targets.data, (t - 2) * 4 * width, before.parts().get(0).data, 0, 4 * width);
      Trace<S> alone = given.unroll.forward(given.x.chunk(t, t), before);
      for (int b = 0; b < LENGTHS.length; b++) {
        if (given.x.hasStep(t, b)) {
          assertSameBits(alone.finalState().gather(b), new State(forced.at(t).state()).gather(b));
        }
      }
    }
  }

  @ParameterizedTest
  @MethodSource("cells")
  void forcedWithItsOwnStatesItSaysTheSameAsFree(Cell<?> cell) {
    forcedByItself(new Given<>(cell));
  }

  private static <S extends Step> void forcedByItself(Given<S> given) {
    // given
    Trace<S> free = given.unroll.forward(given.x, given.start);
    int width = given.start.parts().get(0).getNumCols();
    DMatrixRMaj states = new DMatrixRMaj(given.x.steps() * given.x.batch(), width);
    for (int t = 1; t <= given.x.steps(); t++) {
      System.arraycopy(
          free.at(t).state().get(0).data, 0, states.data, (t - 1) * 4 * width, 4 * width);
    }
    // when
    Trace<S> forced = given.unroll.forward(given.x, given.start, given.x.replacedBy(states));
    // then
    assertArrayEquals(free.output().data, forced.output().data);
    assertSameBits(free.finalState(), forced.finalState());
  }

  @ParameterizedTest
  @MethodSource("cells")
  void windowsAreWhatEachLossAloneSeesOfTheLastStates(Cell<?> cell) {
    windows(new Given<>(cell));
  }

  private static <S extends Step> void windows(Given<S> given) {
    DMatrixRMaj dOut = given.gradientOfOutputs();
    for (int window = 1; window <= given.x.steps() + 1; window++) {
      // given: for each step a run of its own over the window that ends there, from a fixed state
      Trace<S> trace = given.unroll.forward(given.x, given.start);
      for (int t = 1; t <= given.x.steps(); t++) {
        int from = Math.max(1, t - window + 1);
        State before = new State(trace.at(from - 1).state()).copy();
        Trace<S> alone = given.unroll.forward(given.x.chunk(from, t), before);
        DMatrixRMaj last = new DMatrixRMaj((t - from + 1) * 4, dOut.getNumCols());
        int size = 4 * dOut.getNumCols();
        System.arraycopy(dOut.data, (t - 1) * size, last.data, (t - from) * size, size);
        alone.backward(last);
      }
      List<DMatrixRMaj> expected = given.weightGradients();
      // when
      trace.backwardWindows(dOut, window);
      // then
      assertClose(expected, given.weightGradients());
      if (window >= given.x.steps()) {
        trace.backward(dOut);
        assertClose(expected, given.weightGradients());
      }
    }
  }

  @ParameterizedTest
  @MethodSource("cells")
  void itTrainsInANetwork(Cell<?> cell) {
    // given: which of the symbols 0 and 1 came first, with 2 as noise?
    RecurrentNetwork network = RecurrentNetwork.last(cell, 2);
    network.init(1);
    Sequence x =
        Sequence.symbols(
            3,
            new int[] {2, 0, 2, 1},
            new int[] {1, 2, 2, 2, 0},
            new int[] {0, 1},
            new int[] {1, 2, 0});
    Targets y = Targets.classes(0, 1, 0, 1);
    // when
    History history =
        Training.of(network, new SoftmaxCrossEntropy(), update -> new Batch(x, y))
            .optimiser(new Adam(0.03))
            .run(150);
    // then
    assertTrue(history.lastLoss() < 0.1, () -> "the loss is still " + history.lastLoss());
  }

  // ---- helpers ----------------------------------------------------------------------------------

  private static DMatrixRMaj rowsOf(DMatrixRMaj tall, int b, int length) {
    int n = tall.getNumCols();
    DMatrixRMaj own = new DMatrixRMaj(length, n);
    for (int t = 0; t < length; t++) {
      System.arraycopy(tall.data, (t * LENGTHS.length + b) * n, own.data, t * n, n);
    }
    return own;
  }

  private static double[] concat(double[] a, double[] b) {
    double[] both = Arrays.copyOf(a, a.length + b.length);
    System.arraycopy(b, 0, both, a.length, b.length);
    return both;
  }

  private static double dot(DMatrixRMaj a, DMatrixRMaj b) {
    double sum = 0;
    for (int i = 0; i < a.getNumElements(); i++) {
      sum += a.data[i] * b.data[i];
    }
    return sum;
  }

  private static void assertSameBits(State expected, State actual) {
    assertEquals(expected.parts().size(), actual.parts().size());
    for (int k = 0; k < expected.parts().size(); k++) {
      assertArrayEquals(expected.parts().get(k).data, actual.parts().get(k).data);
    }
  }

  private static void assertClose(List<DMatrixRMaj> expected, List<DMatrixRMaj> actual) {
    for (int k = 0; k < expected.size(); k++) {
      assertArrayEquals(expected.get(k).data, actual.get(k).data, 1e-12);
    }
  }
}
