package unrolled.sequence;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import java.util.Map;
import org.ejml.data.DMatrixRMaj;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import unrolled.cell.Cell;
import unrolled.cell.Elman;
import unrolled.cell.Gradients;
import unrolled.cell.Lstm;
import unrolled.cell.MinGru;
import unrolled.cell.MinLstm;
import unrolled.layer.Dropout;
import unrolled.layer.Param;
import unrolled.layer.Weights;
import unrolled.math.Init;
import unrolled.math.Rng;
import unrolled.train.Clip;

/** Law: of a run, what does not fit or comes too late is refused before anything is changed. */
class BadPassTest {
  private static final String RELEASED =
      "this run was released, and its matrices serve the next one: run forward again, and copy"
          + " what you want to keep (a network releases its last run when it runs forward)";

  private final Sequence x =
      Sequence.timeMajor(Init.gaussian(new DMatrixRMaj(6, 2), 1, new Rng(1)), 2).withLengths(3, 1);

  /** Every kind of pass; each reads and answers 2 numbers and remembers 2 matrices or more. */
  static List<Named<Recurrent>> layers() {
    Recurrent dropping = new InputDropout(Dropout.everyStep(0.5, 1), new Unroll<>(new Lstm(2, 2)));
    dropping.training(true);
    List<Named<Recurrent>> all =
        List.of(
            Named.of("forward", new Unroll<>(new Lstm(2, 2))),
            Named.of("reverse", Unroll.reverse(new Lstm(2, 2))),
            Named.of("scanned", twoScanned()),
            Named.of("both directions", new Bidirectional(new Elman(2, 1), new Elman(2, 1))),
            Named.of("a stack", new Stacked(new Unroll<>(new Elman(2, 2)), bidirectional())),
            Named.of("a residual link", new Residual(bidirectional())),
            Named.of("a highway link", new Highway(bidirectional())),
            Named.of("dropout, not active", notDropping()),
            Named.of("dropout", dropping));
    all.forEach(layer -> layer.getPayload().init(2));
    return all;
  }

  private static Recurrent twoScanned() {
    return new Stacked(new Scanned<>(new MinGru(2, 2)), new Scanned<>(new MinLstm(2, 2)));
  }

  private static Recurrent bidirectional() {
    return new Bidirectional(new Elman(2, 1), new Elman(2, 1));
  }

  private static Recurrent notDropping() {
    return new InputDropout(Dropout.everyStep(0.5, 1), new Unroll<>(new Lstm(2, 2)));
  }

  private static DMatrixRMaj ones(int rows, int columns) {
    DMatrixRMaj m = new DMatrixRMaj(rows, columns);
    m.fill(1);
    return m;
  }

  private static String refused(Executable what) {
    return assertThrows(IllegalArgumentException.class, what).getMessage();
  }

  private static void assertUnchanged(Recurrent layer, DMatrixRMaj dX) {
    assertEquals(0, Clip.norm(layer.params()));
    assertArrayEquals(new double[dX.getNumElements()], dX.data);
  }

  @ParameterizedTest
  @MethodSource("layers")
  void aReleasedPassAnswersNothing(Recurrent layer) {
    // given
    Pass pass = layer.forward(x);
    pass.backward(ones(6, 2));
    layer.params().forEach(Param::zeroGradient);
    DMatrixRMaj dX = new DMatrixRMaj(6, 2);
    State dEnd = layer.initialState(2);
    // when
    pass.release();
    // then
    Map<String, Executable> questions =
        Map.of(
            "output", pass::output,
            "lastOutput", pass::lastOutput,
            "lastOf", () -> pass.lastOf(ones(6, 2)),
            "spread", () -> pass.spread(ones(2, 2)),
            "finalState", pass::finalState,
            "backward from outputs", () -> pass.backward(ones(6, 2)),
            "backward from the end", () -> pass.backward(null, dEnd, null),
            "backward to the input", () -> pass.backward(ones(6, 2), null, dX));
    questions.forEach(
        (name, question) ->
            assertEquals(
                RELEASED,
                assertThrows(IllegalStateException.class, question, name).getMessage(),
                name));
    assertUnchanged(layer, dX);
    pass.release(); // may be told twice
  }

  @Test
  void aReleasedTraceShowsNothing() {
    Trace<Elman.S> trace = new Unroll<>(new Elman(2, 2)).forward(x);
    trace.backward(ones(6, 2));
    trace.release();
    for (Executable question :
        List.<Executable>of(
            () -> trace.at(1),
            () -> trace.gradientAt(1),
            () -> trace.over("h", 0),
            () -> trace.gradientOver("h", 0),
            () -> trace.backwardWindows(ones(6, 2), 1))) {
      assertEquals(RELEASED, assertThrows(IllegalStateException.class, question).getMessage());
    }
  }

  @ParameterizedTest
  @MethodSource("layers")
  void aStateOfMoreOrFewerMatricesIsRefused(Recurrent layer) {
    State right = layer.initialState(2);
    int count = right.parts().size();
    State more = right.and(State.of(new DMatrixRMaj(2, 2)));
    State fewer = new State(right.parts().subList(1, count));
    DMatrixRMaj dX = new DMatrixRMaj(6, 2);
    for (State wrong : List.of(more, fewer)) {
      int found = wrong.parts().size();
      String message =
          (found == 1 ? " has 1 matrix, but " : " has " + found + " matrices, but ")
              + count
              + " are remembered: initialState(batch) shows which";
      assertEquals("the start state" + message, refused(() -> layer.forward(x, wrong)));
      Pass pass = layer.forward(x, right);
      assertEquals("dEnd" + message, refused(() -> pass.backward(ones(6, 2), wrong, dX)));
    }
    assertUnchanged(layer, dX);
  }

  @Test
  void thePartOfAStackThatDoesNotFitIsCountedThroughAllLayers() {
    Stacked stack = new Stacked(new Unroll<>(new Lstm(2, 3)), new Unroll<>(new Elman(3, 4)));
    State start = State.of(new DMatrixRMaj(2, 3), new DMatrixRMaj(2, 3), new DMatrixRMaj(2, 5));
    assertEquals(
        "part 2 of the start state is 2×5 but must be 2×4", refused(() -> stack.forward(x, start)));
    assertEquals(
        "part 0 of the start state is 1×3 but must be 2×3",
        refused(() -> stack.forward(x, stack.initialState(1))));
  }

  @ParameterizedTest
  @MethodSource("layers")
  void gradientsThatDoNotFitAreRefused(Recurrent layer) {
    Pass pass = layer.forward(x);
    DMatrixRMaj dX = new DMatrixRMaj(6, 2);
    State dEnd = layer.initialState(2);
    int last = dEnd.parts().size() - 1;
    int n = dEnd.parts().get(last).getNumCols();
    State tooWide =
        new State(dEnd.parts().subList(0, last)).and(State.of(new DMatrixRMaj(2, n + 1)));

    assertEquals("dOut is 5×2 but must be 6×2", refused(() -> pass.backward(ones(5, 2), null, dX)));
    assertEquals("dOut is 6×3 but must be 6×2", refused(() -> pass.backward(ones(6, 3), null, dX)));
    assertEquals(
        "dX is 6×3 but must have the shape of the input, 6×2",
        refused(() -> pass.backward(ones(6, 2), null, new DMatrixRMaj(6, 3))));
    assertEquals(
        "part " + last + " of dEnd is 2×" + (n + 1) + " but must be 2×" + n,
        refused(() -> pass.backward(ones(6, 2), tooWide, dX)));
    assertEquals("dLast is 1×2 but must be 2×2", refused(() -> pass.spread(ones(1, 2))));
    assertEquals("dLast is 2×3 but must be 2×2", refused(() -> pass.spread(ones(2, 3))));
    refused(() -> pass.lastOf(ones(5, 2)));
    refused(() -> pass.lastOf(ones(6, 3)));
    assertUnchanged(layer, dX);
  }

  @Test
  void aRowThatAStateDoesNotHaveIsNamed() {
    State state = new Unroll<>(new Lstm(2, 3)).initialState(2);
    assertEquals("row 2 of a state that has the rows 0 to 1", refused(() -> state.gather(0, 2)));
    assertEquals("row -1 of a state that has the rows 0 to 1", refused(() -> state.gather(-1)));
    int wrapped = 1 << 30; // times 4 columns, an int has gone round to 0
    State wide = State.of(new DMatrixRMaj(1, 4));
    assertEquals(
        "row 1073741824 of a state that has the rows 0 to 0", refused(() -> wide.gather(wrapped)));
  }

  /** An Elman cell whose backward fails while it is told to. */
  private static final class Fragile extends Cell<Elman.S> {
    final Elman inner;
    boolean fails;

    Fragile(Elman inner) {
      super(inner);
      this.inner = inner;
    }

    @Override
    public Elman.S step() {
      return inner.step();
    }

    @Override
    public void forward(Elman.S prev, Elman.S now) {
      inner.forward(prev, now);
    }

    @Override
    public void backward(Elman.S prev, Elman.S now, Elman.S dPrev, Elman.S dNow, Gradients grad) {
      inner.backward(prev, now, dPrev, dNow, grad);
      if (fails) {
        throw new IllegalStateException("a learner's mistake");
      }
    }
  }

  @Test
  void aWayBackThatFailedLeavesNothingInTheNext() {
    // given
    Fragile cell = new Fragile(new Elman(2, 2));
    cell.init(3);
    Unroll<Elman.S> rnn = new Unroll<>(cell);
    List<DMatrixRMaj> expected = gradients(rnn);
    // when
    cell.fails = true;
    Trace<Elman.S> trace = rnn.forward(x);
    assertThrows(IllegalStateException.class, () -> trace.backward(ones(6, 2)));
    assertThrows(IllegalStateException.class, () -> trace.gradientAt(1), "there are none");
    trace.release();
    cell.fails = false;
    // then
    List<DMatrixRMaj> found = gradients(rnn);
    for (int i = 0; i < expected.size(); i++) {
      assertArrayEquals(expected.get(i).data, found.get(i).data);
    }
  }

  private List<DMatrixRMaj> gradients(Unroll<Elman.S> rnn) {
    Weights weights = rnn;
    weights.params().forEach(Param::zeroGradient);
    Trace<Elman.S> trace = rnn.forward(x);
    trace.backward(ones(6, 2));
    trace.release();
    return weights.params().stream().map(p -> p.gradient.copy()).toList();
  }
}
