package unrolled;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.stream.Stream;
import org.ejml.data.DMatrixRMaj;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import unrolled.cell.Cell;
import unrolled.cell.Elman;
import unrolled.cell.Gradients;
import unrolled.cell.Jordan;
import unrolled.cell.Ops;
import unrolled.cell.Step;
import unrolled.check.GradientCheck;
import unrolled.decode.Sampling;
import unrolled.layer.Embedding;
import unrolled.layer.Linear;
import unrolled.layer.Loss;
import unrolled.layer.Param;
import unrolled.layer.SoftmaxCrossEntropy;
import unrolled.layer.SquaredError;
import unrolled.layer.Targets;
import unrolled.math.Rng;
import unrolled.network.Convolution;
import unrolled.network.FeedForward;
import unrolled.network.Network;
import unrolled.network.RecurrentNetwork;
import unrolled.seq2seq.Decoder;
import unrolled.seq2seq.EncoderDecoder;
import unrolled.seq2seq.TextEncoder;
import unrolled.sequence.Batch;
import unrolled.sequence.Pairs;
import unrolled.sequence.Sequence;
import unrolled.sequence.State;
import unrolled.sequence.Trace;
import unrolled.sequence.Unroll;
import unrolled.train.Adam;
import unrolled.train.Clip;
import unrolled.train.DivergedException;
import unrolled.train.History;
import unrolled.train.Sgd;
import unrolled.train.Training;

/** Law: bad input is told in a learner's words, before anything is changed. */
class BadInputTest {
  private final Elman cell = new Elman(3, 5);
  private final Unroll<Elman.S> rnn = new Unroll<>(cell);
  private final Sequence x = Sequence.timeMajor(new DMatrixRMaj(6, 3), 2); // 3 steps, 2 sequences

  private static String refused(Executable what) {
    return assertThrows(IllegalArgumentException.class, what).getMessage();
  }

  private static String notNow(Executable what) {
    return assertThrows(IllegalStateException.class, what).getMessage();
  }

  // ---- two shapes that do not fit ---------------------------------------------------------------

  @Test
  void anInputOfTheWrongWidth() {
    Sequence narrow = Sequence.of(1, 2, 3);
    Sequence symbols = Sequence.symbols(7, new int[] {1, 2});
    assertEquals(
        "the input has 1 number a step, but the cell reads 3", refused(() -> rnn.forward(narrow)));
    assertEquals(
        "the input has 7 symbols, but the cell reads 3", refused(() -> rnn.forward(symbols)));
    assertEquals(
        "the input has 7 symbols, but the network reads 4",
        refused(() -> new FeedForward(4, 2, 2).forward(symbols)));
    assertEquals(
        "the input has 7 symbols, but the convolution reads 4",
        refused(() -> new Convolution(4, 2, 2, 2).forward(symbols)));
    assertEquals(
        "the input has 7 symbols, but the embedding reads 4",
        refused(
            () -> RecurrentNetwork.last(new Embedding(4, 2), new Elman(2, 2), 2).forward(symbols)));
    assertEquals(
        "x is 2×4 but needs 3 columns (in of this linear layer)",
        refused(() -> new Linear(3, 2).forward(new DMatrixRMaj(2, 4), new DMatrixRMaj(0, 0))));
  }

  @Test
  void stepsOfDifferentShapes() {
    assertEquals(
        "x_2 is 2×4 but must have the shape of x_1, 2×3",
        refused(() -> Sequence.of(new DMatrixRMaj(2, 3), new DMatrixRMaj(2, 4))));
    assertEquals(
        "a time-major matrix for 4 sequences needs a positive multiple of 4 rows (time-major),"
            + " and this one is 6×3",
        refused(() -> Sequence.timeMajor(new DMatrixRMaj(6, 3), 4)));
    assertEquals("there are 2 sequences, but 3 lengths", refused(() -> x.withLengths(1, 2, 3)));
    assertEquals(
        "the new rows are 5×1, but there are 6 steps",
        refused(() -> x.replacedBy(new DMatrixRMaj(5, 1))));
  }

  @Test
  void aStartStateThatDoesNotFit() {
    assertEquals(
        "part 0 of the start state is 2×4 but must be 2×5",
        refused(() -> rnn.forward(x, State.of(new DMatrixRMaj(2, 4)))));
    assertEquals(
        "part 0 of the start state is 1×5 but must be 2×5",
        refused(() -> rnn.forward(x, rnn.initialState(1))));
    assertEquals(
        "the start state has 2 matrices, but 1 is remembered: initialState(batch) shows which",
        refused(() -> rnn.forward(x, State.of(new DMatrixRMaj(2, 5), new DMatrixRMaj(2, 5)))));
  }

  @Test
  void forcedStatesThatDoNotFit() {
    Sequence oneColumn = x.replacedBy(new DMatrixRMaj(6, 1));
    Sequence oneSequence = Sequence.timeMajor(new DMatrixRMaj(3, 5), 1);
    assertEquals(
        "the forced state is 6×1 but needs 5 columns (the cell's first state)",
        refused(() -> rnn.forward(x, rnn.initialState(2), oneColumn)));
    assertEquals(
        "the forced states are for 1 sequences of 3 steps, but the input has 2 of 3",
        refused(() -> rnn.forward(x, rnn.initialState(2), oneSequence)));
  }

  @Test
  void gradientsThatDoNotFitLeaveTheGradientsAsTheyWere() {
    Trace<Elman.S> trace = rnn.forward(x);
    assertEquals(
        "dOut is 6×4 but must be 6×5", refused(() -> trace.backward(new DMatrixRMaj(6, 4))));
    DMatrixRMaj dOut = new DMatrixRMaj(6, 5);
    dOut.fill(1);
    assertEquals(
        "part 0 of dEnd is 2×1 but must be 2×5",
        refused(() -> trace.backward(dOut, State.of(new DMatrixRMaj(2, 1)), null)));
    assertEquals(
        "dX is 6×2 but must have the shape of the input, 6×3",
        refused(() -> trace.backward(dOut, null, new DMatrixRMaj(6, 2))));
    Trace<Elman.S> ofSymbols = rnn.forward(Sequence.symbols(3, new int[] {0, 1}));
    assertEquals(
        "symbols have no gradient: leave dX null",
        refused(() -> ofSymbols.backward(null, null, new DMatrixRMaj(2, 3))));
    assertEquals(0, Clip.norm(rnn.params()));
  }

  @Test
  void aMistakeInsideACell() {
    Param u = new Param(3, 6);
    DMatrixRMaj three = new DMatrixRMaj(3, 3);
    assertEquals(
        "y += x·u: x is 3×3, u 3×6, so y must be 3×6 and is 3×3",
        refused(() -> Ops.multAdd(three, u, three)));
    assertEquals(
        "y += x·u: x is 3×6, u 3×6, so x must have 3 columns",
        refused(() -> Ops.multAdd(new DMatrixRMaj(3, 6), u, three)));
    assertEquals(
        "back through y += x·u: dx is 3×6, u 3×6, so dx must have 3 columns",
        refused(
            () -> new Gradients().multAdd(three, u, new DMatrixRMaj(3, 6), new DMatrixRMaj(3, 6))));
    assertEquals(
        "y is 3×3 but must have the shape of the second argument, 3×6",
        refused(() -> Ops.apply(three, new DMatrixRMaj(3, 6), (a, b) -> a * b, three)));
    assertEquals(
        "a is 3×3 but needs 4 columns (the parts' columns together)",
        refused(() -> Ops.split(three, new DMatrixRMaj(3, 2), new DMatrixRMaj(3, 2))));
    assertEquals("p is 3×6 but must be 1×3", refused(() -> Ops.rowAdd(u, three)));
    assertEquals(
        "a parameter needs at least one row and one column, not 3×0",
        refused(() -> new Elman(3, 0)));
  }

  @Test
  void aStepWithoutAState() {
    class Forgetful extends Cell<Forgetful.S> {
      Forgetful() {
        super(2, 2);
      }

      static final class S extends Step {
        final DMatrixRMaj h = keep(2);
      }

      @Override
      public S step() {
        return new S();
      }

      @Override
      public void forward(S prev, S now) {
        now.h.setTo(now.a);
      }
    }
    assertEquals(
        "S declares no state: a recurrent cell needs at least one, for instance final DMatrixRMaj"
            + " h = state(n)",
        notNow(() -> GradientCheck.of(new Forgetful(), 1)));
  }

  // ---- sequences --------------------------------------------------------------------------------

  @Test
  void emptyBatchesAndSequences() {
    assertEquals("an empty batch: give at least one sequence", refused(() -> Sequence.symbols(3)));
    assertEquals(
        "an empty batch: give at least one sequence",
        refused(() -> Sequence.timeMajor(new DMatrixRMaj(3, 1), 0)));
    assertEquals(
        "sequence 1 of the batch is empty: leave it out",
        refused(() -> Sequence.symbols(3, new int[] {1}, new int[0])));
    assertEquals(
        "an empty sequence: give at least one step", refused(() -> Sequence.of(new double[0])));
    assertEquals(
        "an empty sequence: give at least one step",
        refused(() -> Sequence.of(new DMatrixRMaj[0])));
  }

  @Test
  void lengthsAndStepsOutOfRange() {
    assertEquals(
        "length 4 for sequence 1: it must be from 0 to 3, the length that it has",
        refused(() -> x.withLengths(3, 4)));
    assertEquals(
        "length -1 for sequence 0: it must be from 0 to 3, the length that it has",
        refused(() -> x.withLengths(-1, 3)));
    assertEquals(
        "steps 2 to 4 of a sequence that has the steps 1 to 3", refused(() -> x.chunk(2, 4)));
    Trace<Elman.S> trace = rnn.forward(x);
    assertEquals("step 4: there are the steps 0 (the start) to 3", refused(() -> trace.at(4)));
    assertEquals("no buffer is called \"c\"; there are [h]", refused(() -> trace.over("c", 0)));
    assertEquals(
        "sequence 2 of a batch that has the sequences 0 to 1", refused(() -> trace.over("h", 2)));
  }

  @Test
  void aSymbolOutsideTheVocabulary() {
    assertEquals(
        "symbol 3 at position 1 of sequence 0 is outside the vocabulary, which has the symbols 0"
            + " to 2",
        refused(() -> Sequence.symbols(3, new int[] {0, 3})));
  }

  @Test
  void vectorsWhereSymbolsAreNeededAndTheOtherWayRound() {
    assertEquals(
        "this sequence holds vectors, but symbols are needed here: Sequence.symbols makes them",
        notNow(() -> new Convolution(3, 2, 2, 2).forward(x)));
    Sequence symbols = Sequence.symbols(5, new int[] {0, 1, 2}, new int[] {0, 1, 2});
    assertEquals(
        "this sequence holds symbols, but vectors are needed here: Sequence.of and Sequence.timeMajor"
            + " make them, an Embedding turns symbols into them",
        notNow(() -> rnn.forward(x, rnn.initialState(2), symbols)));
  }

  @Test
  void numbersThatAreNone() {
    DMatrixRMaj first = new DMatrixRMaj(2, 3);
    DMatrixRMaj second = new DMatrixRMaj(2, 3);
    second.set(1, 2, Double.NaN);
    assertEquals(
        "x_2 has NaN in row 1, column 2: clean the data before the network reads it",
        refused(() -> Sequence.of(first, second)));
    assertEquals(
        "the input has an infinite number in row 1, column 0: clean the data before the network"
            + " reads it",
        refused(() -> Sequence.of(0, Double.POSITIVE_INFINITY)));
    assertEquals(
        "the target has NaN in row 1, column 2: clean the data before the network reads it",
        refused(() -> Targets.values(second)));
  }

  // ---- targets and losses -----------------------------------------------------------------------

  @Test
  void aTargetOutsideTheClasses() {
    DMatrixRMaj scores = new DMatrixRMaj(2, 3);
    Loss loss = new SoftmaxCrossEntropy();
    for (int wrong : new int[] {3, -2}) {
      assertEquals(
          "target "
              + wrong
              + " in row 1 is outside the classes, which are 0 to 2: does the network have as many"
              + " outputs as there are classes?",
          refused(() -> loss.of(scores, Targets.classes(0, wrong), new DMatrixRMaj(0, 0))));
    }
  }

  @Test
  void targetsOfTheWrongKindNumberOrShape() {
    DMatrixRMaj scores = new DMatrixRMaj(2, 3);
    DMatrixRMaj d = new DMatrixRMaj(0, 0);
    assertEquals(
        "the network gave 2 rows, but there are 1 targets: a network that answers at every step"
            + " needs steps × sequences of them, time-major",
        refused(() -> new SoftmaxCrossEntropy().of(scores, Targets.classes(1), d)));
    assertEquals(
        "the output is 2×3 but must have the shape of the targets, 2×1",
        refused(() -> new SquaredError().of(scores, Targets.values(new DMatrixRMaj(2, 1)), d)));
    assertEquals(
        "these targets are classes, not numbers: use SoftmaxCrossEntropy, or Targets.values(…)",
        notNow(() -> new SquaredError().of(scores, Targets.classes(0, 1), d)));
    assertEquals(
        "these targets are numbers, not classes: use SquaredError, or Targets.classes(…)",
        notNow(() -> new SoftmaxCrossEntropy().of(scores, Targets.values(scores), d)));
    assertEquals(
        "nothing is asked: every row of the targets is masked, so there is no loss",
        refused(() -> new SquaredError().of(scores, Targets.values(scores, false, false), d)));
    assertEquals(
        "the targets have 2 rows, but the mask has 1 entries",
        refused(() -> Targets.values(scores, true)));
  }

  @Test
  void aBatchWhoseTargetsDoNotFit() {
    assertEquals(
        "5 targets for 2 sequences of up to 3 steps: give one for each sequence, 2, or one for"
            + " each step of each, 6 (time-major)",
        refused(() -> new Batch(x, Targets.classes(0, 1, 0, 1, 0))));
    assertEquals(
        "the targets ask about step 3 of sequence 1, which has only 2: leave the steps behind its"
            + " end out (Targets.MASKED, or false in the mask)",
        refused(() -> new Batch(x.withLengths(3, 2), Targets.classes(0, 0, 0, 0, 0, 0))));
    // the same, masked, is welcome
    assertEquals(
        5,
        new Batch(x.withLengths(3, 2), Targets.classes(0, 0, 0, 0, 0, Targets.MASKED)).y().count());
  }

  @Test
  void accuracyOfNothing() {
    Network network = RecurrentNetwork.last(new Elman(3, 5), 2);
    assertEquals(
        "nothing is asked: every row of the targets is masked, so there is no loss",
        refused(() -> network.accuracy(new Batch(x, Targets.classes(-1, -1)))));
  }

  // ---- networks ---------------------------------------------------------------------------------

  static Stream<Network> networks() {
    return Stream.of(
        RecurrentNetwork.everyStep(new Elman(3, 5), 2),
        RecurrentNetwork.last(new Elman(3, 5), 2),
        RecurrentNetwork.withoutReadout(new Jordan(3, 5, 2)),
        RecurrentNetwork.last(new Embedding(3, 4), new Elman(4, 5), 2),
        new FeedForward(3, 4, 2),
        new Convolution(3, 2, 4, 2));
  }

  private static final String NO_RUN = "no run to look at: call forward first";

  @ParameterizedTest
  @MethodSource("networks")
  void backwardBeforeForward(Network network) {
    assertEquals(NO_RUN, notNow(() -> network.backward(new DMatrixRMaj(2, 2))));
  }

  @ParameterizedTest
  @MethodSource("networks")
  void backwardWithAWrongShapeChangesNothing(Network network) {
    // given
    network.init(1);
    int rows =
        network.forward(Sequence.symbols(3, new int[] {0, 1, 2}, new int[] {1, 1, 1})).getNumRows();
    for (DMatrixRMaj wrong : List.of(new DMatrixRMaj(rows, 3), new DMatrixRMaj(rows + 1, 2))) {
      wrong.fill(1);
      // when
      String message = refused(() -> network.backward(wrong));
      // then
      assertTrue(
          message.endsWith(
              wrong.getNumRows() + "×" + wrong.getNumCols() + " but must be " + rows + "×2"),
          message);
      assertEquals(0, Clip.norm(network.params()));
    }
  }

  @Test
  void aNetworkWhoseInputWasRefusedHasNoRunToGoBackThrough() {
    RecurrentNetwork network = RecurrentNetwork.last(new Elman(3, 5), 2);
    network.forward(x);
    refused(() -> network.forward(Sequence.of(1, 2)));
    assertEquals(NO_RUN, notNow(() -> network.backward(new DMatrixRMaj(2, 2))));
  }

  @Test
  void aNetworkThatWasReleasedHasNoRunToGoBackThrough() {
    RecurrentNetwork network = RecurrentNetwork.everyStep(new Elman(3, 5), 2);
    network.release();
    network.forward(x);
    network.release();
    assertEquals(NO_RUN, notNow(network::trace));
  }

  @Test
  void aTraceReleasedTwiceDoesNotSpoilTheNextRun() {
    // given
    rnn.init(1);
    State start = State.of(new DMatrixRMaj(2, 5));
    start.parts().get(0).fill(1);
    DMatrixRMaj dOut = new DMatrixRMaj(6, 5);
    dOut.fill(1);
    Sequence unequal = x.withLengths(3, 1);
    Trace<Elman.S> first = rnn.forward(unequal, start);
    first.backward(dOut);
    double[] expected = cell.u.gradient.copy().data;
    cell.u.zeroGradient();
    // when
    first.release();
    first.release();
    rnn.forward(unequal, start).backward(dOut);
    // then: no two steps share their buffers
    assertArrayEquals(expected, cell.u.gradient.data);
  }

  @Test
  void gradientsBeforeBackward() {
    Trace<Elman.S> trace = rnn.forward(x);
    assertEquals("no gradients yet: call backward first", notNow(() -> trace.gradientAt(1)));
    assertEquals(
        "a window of 0 states: give at least 1",
        refused(() -> trace.backwardWindows(new DMatrixRMaj(6, 5), 0)));
  }

  @Test
  void aWindowOrATemperatureOfNothing() {
    assertEquals(
        "a window of 0 symbols: give at least 1", refused(() -> new Convolution(3, 0, 2, 2)));
    assertEquals(
        "a temperature of 0: it must be above 0 (try 0.5 to 1.5)",
        refused(() -> Sampling.probabilities(new DMatrixRMaj(1, 3), 0)));
  }

  // ---- training ---------------------------------------------------------------------------------

  @Test
  void ratesThatAreNone() {
    assertEquals(
        "a learning rate must be above 0, for instance 0.01, and is 0", refused(() -> new Sgd(0)));
    assertEquals(
        "a learning rate must be above 0, for instance 0.01, and is NaN",
        refused(() -> new Adam(Double.NaN)));
    assertEquals(
        "a weight decay must be 0 or more, for instance 0.001, and is -1",
        refused(() -> new Adam(0.01, -1)));
    assertEquals(
        "a weight decay must be 0 or more, for instance 0.001, and is ∞",
        refused(() -> new Sgd(0.01, Double.POSITIVE_INFINITY)));
    assertEquals(
        "the norm to clip at must be above 0, for instance 0.01, and is -5",
        refused(() -> Clip.norm(-5)));
    assertEquals(
        "the value to clip at must be above 0, for instance 0.01, and is 0",
        refused(() -> Clip.value(0)));
  }

  private Training training(Network network, double rate) {
    Batch batch = new Batch(x, Targets.classes(0, 1));
    return Training.of(network, new SoftmaxCrossEntropy(), update -> batch)
        .optimiser(new Sgd(rate));
  }

  @Test
  void noUpdates() {
    Network network = RecurrentNetwork.last(new Elman(3, 5), 2);
    network.init(1);
    Training training = training(network, 0.1);
    assertEquals("0 updates: give at least 1", refused(() -> training.run(0)));
    History history = training.history();
    assertEquals("the last 1 of 0 updates: ask for 1 to 0", refused(history::lastNorm));
  }

  @Test
  void anInterruptIsForgottenByTheNextRun() {
    Network network = RecurrentNetwork.last(new Elman(3, 5), 2);
    network.init(1);
    Training training = training(network, 0.1);
    Thread.currentThread().interrupt();
    training.run(5);
    assertTrue(training.history().interrupted());
    assertEquals(0, training.history().updates());
    training.run(5);
    assertFalse(training.history().interrupted());
    assertEquals(5, training.history().updates());
  }

  @Test
  void aFirstLossThatIsNoNumberKeepsTheWeightsOfInit() {
    // given: a training made before init, and an input that overflows
    RecurrentNetwork network = RecurrentNetwork.last(new Elman(1, 2), 1);
    Sequence huge = Sequence.of(1e200);
    Batch batch = new Batch(huge, Targets.values(new DMatrixRMaj(1, 1, true, 1e200)));
    Training training = Training.of(network, new SquaredError(), update -> batch);
    network.init(1);
    double[] before = network.params().get(0).value.copy().data;
    // when
    DivergedException e = assertThrows(DivergedException.class, () -> training.run(1));
    // then
    assertEquals(
        "stopped at update 1: the loss is ∞ and the norm of the gradient 1.73205e200. Try a smaller learning"
            + " rate, or clip the gradient: .clip(Clip.norm(1)). The weights are the last ones"
            + " whose loss was a finite number.",
        e.getMessage());
    assertArrayEquals(before, network.params().get(0).value.data);
  }

  @Test
  void aConvolutionWhoseWeightsAreNoNumbersDivergesLikeTheOthers() {
    Convolution network = new Convolution(3, 2, 4, 2);
    network.init(1);
    network.params().get(0).value.fill(Double.NaN);
    Batch batch = new Batch(Sequence.symbols(3, new int[] {0, 1, 2}), Targets.classes(0));
    Training training = Training.of(network, new SoftmaxCrossEntropy(), update -> batch);
    assertThrows(DivergedException.class, () -> training.run(1));
  }

  // ---- gradient checks --------------------------------------------------------------------------

  @Test
  void aStepThatIsNotTheSameTwiceFailsItsCheck() {
    rnn.init(1);
    int[] calls = {0};
    GradientCheck check =
        GradientCheck.of(
            rnn,
            () -> {
              double loss = 0;
              for (Param p : rnn.params()) {
                loss += p.value.get(0, 0) * (1 + calls[0]++ % 7);
              }
              return loss;
            });
    assertFalse(check.passed());
    assertTrue(
        check.toString().endsWith("does forward give the same numbers when it is run again?\n"),
        check.toString());
  }

  @Test
  void aLossThatIsNoNumberNearbyFailsItsCheck() {
    Param p = new Param(1, 3);
    GradientCheck check =
        GradientCheck.of(
            () -> p.value.get(0, 0) > 0 ? Double.NaN : p.value.get(0, 1),
            java.util.Map.of("p", p.value),
            java.util.Map.of("p", new DMatrixRMaj(1, 3, true, 0, 1, 0)));
    assertFalse(check.passed(), check.toString());
  }

  @Test
  void everyBufferKeepsTheNameOfItsField() {
    assertEquals(List.of("y", "h", "o"), List.copyOf(new Jordan(3, 5, 4).step().named().keySet()));
  }

  /** Law: of a row with NaN nothing is said, by whoever takes the largest. */
  @Test
  void weightsThatAreNaNGiveNoAnswerAtAll() {
    // given
    RecurrentNetwork network = RecurrentNetwork.everyStep(new Elman(3, 2), 3);
    network.init(1);
    network.params().forEach(p -> p.value.fill(Double.NaN));
    EncoderDecoder translator =
        new EncoderDecoder(
            new TextEncoder(3, new Unroll<>(new Elman(2, 2))),
            Decoder.of(3, new Unroll<>(new Elman(2, 2))));
    translator.params().forEach(p -> p.value.fill(Double.NaN));
    Pairs pairs = Pairs.of(3, new int[][] {{0}, {1}}, 3, new int[][] {{2}, {1}});
    Sequence source = pairs.source();
    DMatrixRMaj scores = new DMatrixRMaj(1, 3, true, 1, Double.NaN, 2);

    // then
    String says = "row 0 of the scores is NaN in column 0";
    assertTrue(refused(() -> network.classes(x)).startsWith(says));
    Batch batch = new Batch(x, Targets.classes(new int[x.steps() * x.batch()]));
    assertTrue(refused(() -> network.accuracy(batch)).startsWith(says));
    assertTrue(refused(() -> translator.teacherForced(pairs)).startsWith(says));
    assertTrue(refused(() -> translator.greedy(source, 5)).startsWith("row 0 of the model"));
    assertTrue(refused(() -> translator.lossAndGradients(pairs, 0.5, new Rng(1))).startsWith(says));
    assertTrue(refused(() -> Sampling.probabilities(scores, 1)).contains("NaN in column 1"));
    assertTrue(refused(() -> Sampling.probabilities(scores, 1, 2)).contains("NaN in column 1"));
  }

  /** Law: what is made of an array stays as it is when the caller goes on to use the array. */
  @Test
  void nobodyKeepsTheCallersArray() {
    DMatrixRMaj rows = new DMatrixRMaj(2, 1, true, 1, 2);
    double[] numbers = {1, 2};
    int[] symbols = {1, 2};
    Sequence timeMajor = Sequence.timeMajor(rows, 1);
    Sequence ofSteps = Sequence.of(rows);
    Sequence ofNumbers = Sequence.of(numbers);
    Sequence ofSymbols = Sequence.symbols(3, symbols);
    Targets values = Targets.values(rows);
    Targets classes = Targets.classes(symbols);

    rows.fill(7);
    numbers[0] = 7;
    symbols[0] = 0;

    assertEquals(1, timeMajor.rows().get(0, 0));
    assertEquals(1, ofSteps.rows().get(0, 0));
    assertEquals(1, ofNumbers.rows().get(0, 0));
    assertEquals(1, ofSymbols.symbols()[0]);
    assertEquals(1, values.values().get(0, 0));
    assertEquals(1, classes.classOf(0));
  }
}
