package unrolled.sequence;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.ejml.data.DMatrixRMaj;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import unrolled.cell.LinearCell;
import unrolled.cell.MinGru;
import unrolled.cell.MinLstm;
import unrolled.cell.Step;
import unrolled.layer.Param;
import unrolled.math.Init;
import unrolled.math.Rng;
import unrolled.math.Scan;

/** Law: scanned, a cell comes to what it comes to step by step, forward and backward. */
class ScannedTest {
  private static final int IN = 3;
  private static final int N = 5;
  private static final int STEPS = 50;
  private static final int[] LENGTHS = {50, 1, 0, 37, 7};

  static List<Named<LinearCell<?>>> cells() {
    return List.of(
        Named.of("MinGru", new MinGru(IN, N)),
        Named.of("MinGru signed", MinGru.signed(IN, N)),
        Named.of("MinLstm", new MinLstm(IN, N)));
  }

  private static Sequence vectors() {
    DMatrixRMaj x = Init.gaussian(new DMatrixRMaj(STEPS * LENGTHS.length, IN), 1, new Rng(1));
    return Sequence.timeMajor(x, LENGTHS.length).withLengths(LENGTHS);
  }

  private static Sequence symbols() {
    Rng rng = new Rng(2);
    int[][] symbols = new int[LENGTHS.length][];
    for (int b = 0; b < symbols.length; b++) {
      symbols[b] = new int[Math.max(1, LENGTHS[b])];
      Arrays.setAll(symbols[b], t -> rng.nextInt(IN));
    }
    return Sequence.symbols(IN, symbols).withLengths(LENGTHS);
  }

  /** All that a run forward and back comes to. */
  private static List<double[]> run(Recurrent layer, Sequence x) {
    Rng rng = new Rng(3);
    State start = State.of(Init.gaussian(new DMatrixRMaj(x.batch(), N), 1, rng));
    State dEnd = State.of(Init.gaussian(new DMatrixRMaj(x.batch(), N), 1, rng));
    DMatrixRMaj dOut = Init.gaussian(new DMatrixRMaj(x.steps() * x.batch(), N), 1, rng);
    DMatrixRMaj dX = x.isSymbols() ? null : x.rows().createLike();
    layer.params().forEach(Param::zeroGradient);
    Pass pass = layer.forward(x, start);
    List<double[]> all = new ArrayList<>();
    all.add(pass.output().data.clone());
    all.add(pass.lastOutput().data.clone());
    all.add(pass.finalState().parts().get(0).data.clone());
    all.add(pass.backward(dOut, dEnd, dX).parts().get(0).data.clone());
    if (dX != null) {
      all.add(dX.data);
    }
    layer.params().forEach(p -> all.add(p.gradient.data.clone()));
    pass.release();
    return all;
  }

  @ParameterizedTest
  @MethodSource("cells")
  <S extends Step> void theDigitsAreThoseOfStepByStep(LinearCell<S> cell) {
    cell.init(4);
    for (Sequence x : List.of(vectors(), symbols())) {
      List<double[]> expected = run(new Unroll<>(cell), x);
      List<double[]> found = run(new Scanned<>(cell), x);
      assertEquals(expected.size(), found.size());
      for (int i = 0; i < expected.size(); i++) {
        assertArrayEquals(expected.get(i), found.get(i), 1e-12, "number " + i);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("cells")
  <S extends Step> void threadsAndEarlierRunsChangeNoBit(LinearCell<S> cell) {
    cell.init(5);
    List<double[]> expected = run(new Scanned<>(cell, Scan.inChunks(1)), vectors());
    for (int threads = 1; threads <= 3; threads++) {
      Scanned<S> layer = new Scanned<>(cell, Scan.inChunks(threads));
      for (int again = 0; again < 2; again++) {
        run(layer, symbols());
        List<double[]> found = run(layer, vectors());
        for (int i = 0; i < expected.size(); i++) {
          assertArrayEquals(expected.get(i), found.get(i));
        }
      }
    }
  }

  @Test
  void theParametersAreTheCells() {
    MinGru cell = new MinGru(IN, N);
    assertEquals(cell.params(), new Scanned<>(cell).params());
    assertEquals(cell, new Scanned<>(cell).cell());
  }

  @Test
  void twoRunsAtATimeDoNotMix() {
    Scanned<MinGru.S> layer = new Scanned<>(new MinGru(IN, N));
    layer.init(6);
    Sequence x = vectors();
    Pass one = layer.forward(x);
    double[] before = one.output().data.clone();
    Pass other = layer.forward(x.chunk(2, 9));
    assertArrayEquals(before, one.output().data);
    assertEquals(8 * LENGTHS.length * N, other.output().getNumElements());
  }

  private static final class TwoStates extends Step {
    TwoStates() {
      state(1);
      state(1);
    }
  }

  private static final class Two extends LinearCell<TwoStates> {
    Two() {
      super(1, 1);
    }

    @Override
    public TwoStates step() {
      return new TwoStates();
    }

    @Override
    public void forward(TwoStates prev, TwoStates now) {}

    @Override
    public DMatrixRMaj factor(TwoStates now) {
      return now.a;
    }
  }

  @Test
  void aCellWithMoreThanOneStateIsRefused() {
    var e = assertThrows(IllegalArgumentException.class, () -> new Scanned<>(new Two()));
    assertTrue(e.getMessage().startsWith("Two has 2 states"), e.getMessage());
  }

  @Test
  void whatIsReadMustFit() {
    Scanned<MinGru.S> layer = new Scanned<>(new MinGru(IN, N));
    Sequence x = Sequence.of(new DMatrixRMaj(2, IN + 1));
    assertEquals(
        "the input has 4 numbers a step, but the cell reads 3",
        assertThrows(IllegalArgumentException.class, () -> layer.forward(x)).getMessage());
    State start = State.of(new DMatrixRMaj(2, N + 1));
    Sequence right = Sequence.of(new DMatrixRMaj(2, IN));
    assertEquals(
        "part 0 of the start state is 2×6 but must be 2×5",
        assertThrows(IllegalArgumentException.class, () -> layer.forward(right, start))
            .getMessage());
    assertTrue(Arrays.stream(layer.forward(right).output().data).allMatch(v -> v == 0));
  }
}
