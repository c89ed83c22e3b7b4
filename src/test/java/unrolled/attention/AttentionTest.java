package unrolled.attention;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import org.ejml.data.DMatrixRMaj;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import unrolled.cell.Elman;
import unrolled.cell.Gradients;
import unrolled.cell.Gru;
import unrolled.cell.Lstm;
import unrolled.check.GradientCheck;
import unrolled.math.Init;
import unrolled.math.Rng;
import unrolled.sequence.Pass;
import unrolled.sequence.Recurrent;
import unrolled.sequence.Sequence;
import unrolled.sequence.State;
import unrolled.sequence.Unroll;

/** Scores, weights, contexts, and the way back through them. */
class AttentionTest {
  private static final double[][] H = {{1, 0}, {0, 1}, {1, 1}};

  /** One sequence with these vectors as its positions. */
  private static Memory memory(double[][] h) {
    DMatrixRMaj tall = new DMatrixRMaj(h);
    return Memory.of(tall, Sequence.timeMajor(tall, 1));
  }

  private static AttentionStep look(Attention attention, Memory memory, double... query) {
    attention.prepare(memory);
    AttentionStep look = attention.step();
    attention.forward(new DMatrixRMaj(1, query.length, true, query), memory, look);
    return look;
  }

  @Test
  void additiveScoresOfTheLedger() {
    AdditiveAttention attention = new AdditiveAttention(2, 2, 2);
    Init.identity(attention.wa.value, 1);
    Init.identity(attention.ua.value, 1);
    attention.va.value.setTo(new DMatrixRMaj(2, 1, true, 1, -1));

    AttentionStep look = look(attention, memory(H), 0.5, -0.5);

    // scores 1.3672654109048763, 0, 0.44303109638485677
    assertArrayEquals(new double[] {0.60545957, 0.15427279, 0.24026764}, look.weights.data, 1e-8);
    assertArrayEquals(new double[] {0.84572721, 0.39454043}, look.context.data, 1e-8);
  }

  @Test
  void weightsOneTwoFiveEighths() {
    // given scores 0, ln 2 and ln 5: a dot product with positions of one number
    double[][] scores = {{0}, {StrictMath.log(2)}, {StrictMath.log(5)}};

    AttentionStep look = look(DotAttention.plain(1), memory(scores), 1);

    assertArrayEquals(new double[] {0.125, 0.25, 0.625}, look.weights.data, 1e-15);
  }

  @Test
  void contextIsTheWeightedMean() {
    // e = (0, ln 2, ln 5) over h = (1,0), (0,1), (1,1), by a general score s·W·h with s = 1
    double[][] h = {{0, 1, 0}, {StrictMath.log(2), 0, 1}, {StrictMath.log(5), 1, 1}};
    GeneralAttention attention = new GeneralAttention(1, 3);
    attention.w.value.set(0, 0, 1);

    AttentionStep look = look(attention, memory(h), 1);

    assertEquals(0.75, look.context.get(0, 1), 1e-15);
    assertEquals(0.875, look.context.get(0, 2), 1e-15);
  }

  @Test
  void scoresOfAThousandAreAsGoodAsAny() {
    double[][] small = {{1}, {2}, {3}};
    double[][] large = {{1001}, {1002}, {1003}};
    double[] wanted = {0.090030573170380, 0.244728471054798, 0.665240955774822};

    assertArrayEquals(wanted, look(DotAttention.plain(1), memory(small), 1).weights.data, 1e-14);
    assertArrayEquals(wanted, look(DotAttention.plain(1), memory(large), 1).weights.data, 1e-14);
    assertArrayEquals(
        new double[] {1, 0, 0}, look(DotAttention.plain(1), memory(small), -1000).weights.data);
  }

  @Test
  void scaledIsDividedByTheRootOfTheWidth() {
    double[][] h = {{1, 2, 3, 4}, {4, 3, 2, 1}};

    AttentionStep scaled = look(DotAttention.scaled(4), memory(h), 1, 0, 0, 1);
    AttentionStep halved = look(DotAttention.plain(4), memory(h), 0.5, 0, 0, 0.5);

    assertArrayEquals(halved.weights.data, scaled.weights.data);
  }

  @Test
  void behindASequencesEndThereIsExactlyNothing() {
    DMatrixRMaj h = random(4 * 3, 5, 1);
    Memory memory = Memory.of(h, Sequence.timeMajor(h, 3).withLengths(4, 1, 2));
    DotAttention attention = DotAttention.plain(5);
    attention.prepare(memory);
    AttentionStep look = attention.step();

    attention.forward(random(3, 5, 2), memory, look);

    for (int b = 0; b < 3; b++) {
      double sum = 0;
      for (int j = 0; j < 4; j++) {
        sum += look.weights.get(b, j);
        assertEquals(j >= memory.length(b), look.weights.get(b, j) == 0, b + ", " + j);
      }
      assertEquals(1, sum, 1e-15);
    }
  }

  @Test
  void gradientsOfTheWholeStep() {
    for (Attention attention :
        List.of(
            new AdditiveAttention(3, 3, 4),
            DotAttention.plain(3),
            DotAttention.scaled(3),
            new GeneralAttention(3, 3))) {
      check(new AttentiveCell<>(Gru.cho(2, 3), attention));
      check(new AttentiveCell<>(Gru.chung(2, 3), attention));
      check(new AttentiveCell<>(new Lstm(2, 3), attention));
      check(new AttentiveCell<>(new Elman(2, 3), attention));
    }
  }

  private static void check(AttentiveCell<?> cell) {
    Memory memory = sentences(3);
    prepared(cell, memory);
    // the check draws weights of its own: the keys are made anew before each run
    GradientCheck.of(new Preparing(cell, memory), 7).orThrow();
  }

  private static Memory sentences(int k) {
    DMatrixRMaj h = random(5 * 4, k, 3);
    return Memory.of(h, Sequence.timeMajor(h, 4).withLengths(5, 3, 1, 4));
  }

  private static void prepared(AttentiveCell<?> cell, Memory memory) {
    cell.attention.prepare(memory);
    cell.attend(memory);
  }

  /** An unrolled attentive cell whose memory is prepared before, and finished after, each run. */
  private static final class Preparing extends Recurrent {
    private final Unroll<?> unroll;
    private final AttentiveCell<?> cell;
    private final Memory memory;

    Preparing(AttentiveCell<?> cell, Memory memory) {
      this.cell = cell;
      this.memory = memory;
      unroll = part(new Unroll<>(cell));
    }

    @Override
    public int inputs() {
      return unroll.inputs();
    }

    @Override
    public int outputs() {
      return unroll.outputs();
    }

    @Override
    public State initialState(int batch) {
      return unroll.initialState(batch);
    }

    @Override
    public boolean causal() {
      return true;
    }

    @Override
    public Pass forward(Sequence x, State start) {
      prepared(cell, memory);
      Pass pass = unroll.forward(x, start);
      return new Pass() {
        @Override
        public DMatrixRMaj output() {
          return pass.output();
        }

        @Override
        public DMatrixRMaj lastOf(DMatrixRMaj all) {
          return pass.lastOf(all);
        }

        @Override
        public DMatrixRMaj spread(DMatrixRMaj dLast) {
          return pass.spread(dLast);
        }

        @Override
        public State finalState() {
          return pass.finalState();
        }

        @Override
        public State backward(DMatrixRMaj dOut, State dEnd, DMatrixRMaj dX) {
          State dStart = pass.backward(dOut, dEnd, dX);
          cell.attention.prepareBack(memory);
          return dStart;
        }

        @Override
        public void release() {
          pass.release();
        }
      };
    }
  }

  @Test
  void aRowAloneGetsTheSameBits() {
    AdditiveAttention attention = new AdditiveAttention(3, 4, 5);
    attention.init(1);
    DMatrixRMaj h = random(6 * 2, 4, 5);
    DMatrixRMaj queries = random(2, 3, 6);
    Memory both = Memory.of(h, Sequence.timeMajor(h, 2).withLengths(6, 4));
    attention.prepare(both);
    AttentionStep together = attention.step();
    attention.forward(queries, both, together);

    DMatrixRMaj second = new DMatrixRMaj(4, 4);
    for (int t = 0; t < 4; t++) {
      System.arraycopy(h.data, (2 * t + 1) * 4, second.data, t * 4, 4);
    }
    Memory one = Memory.of(second, Sequence.timeMajor(second, 1));
    AttentionStep alone =
        look(attention, one, queries.get(1, 0), queries.get(1, 1), queries.get(1, 2));

    for (int u = 0; u < 4; u++) {
      assertEquals(together.context.get(1, u), alone.context.get(0, u));
      assertEquals(together.weights.get(1, u), alone.weights.get(0, u));
    }
  }

  @Test
  void severalQueriesMayLookAtOneSequence() {
    AdditiveAttention attention = new AdditiveAttention(3, 3, 2);
    attention.init(1);
    Memory memory = sentences(3);
    attention.prepare(memory);
    DMatrixRMaj queries = random(4, 3, 8);
    AttentionStep all = attention.step();
    attention.forward(queries, memory, all);
    AttentionStep one = attention.step();
    DMatrixRMaj fourth = new DMatrixRMaj(1, 3);
    System.arraycopy(queries.data, 9, fourth.data, 0, 3);

    attention.forward(fourth, memory.gather(2, 3).gather(1), one);

    for (int u = 0; u < 3; u++) {
      assertEquals(all.context.get(3, u), one.context.get(0, u));
    }
  }

  // ---- whose memory it is -----------------------------------------------------------------------

  @Test
  void aMemoryBelongsToTheAttentionThatPreparedIt() {
    // given: attentions whose keys have the same shape
    DMatrixRMaj queries = random(4, 3, 2);
    List<Attention> attentions =
        List.of(
            new AdditiveAttention(3, 3, 3),
            new AdditiveAttention(3, 3, 3),
            new GeneralAttention(3, 3),
            DotAttention.plain(3));
    for (Attention owner : attentions) {
      for (Attention other : attentions) {
        Memory memory = sentences(3);
        Memory gathered = memory.gather(0, 1, 2, 3);
        owner.prepare(memory);
        AttentionStep look = other.step();
        // when, then
        if (other == owner) {
          other.forward(queries, memory, look);
          other.forward(queries, gathered, look);
          other.prepareBack(memory);
        } else {
          assertNotNow("another attention", () -> other.forward(queries, memory, look));
          assertNotNow("another attention", () -> other.forward(queries, gathered, look));
          assertNotNow("another attention", () -> other.prepareBack(memory));
        }
      }
    }
  }

  @Test
  void whatWasNotPreparedOrNotLookedAtHasNoWayBack() {
    // given
    Attention attention = new GeneralAttention(3, 3);
    Memory memory = sentences(3);
    Memory other = sentences(3);
    DMatrixRMaj queries = random(4, 3, 2);
    DMatrixRMaj dQueries = new DMatrixRMaj(4, 3);
    AttentionStep look = attention.step();
    AttentionStep dLook = attention.step();
    Gradients grad = new Gradients();
    // when, then
    assertNotNow("not prepared yet", () -> attention.forward(queries, memory, look));
    assertNotNow("not prepared yet", () -> attention.prepareBack(memory));
    attention.prepare(memory);
    attention.prepare(other);
    assertNotNow(
        "call forward before backward",
        () -> attention.backward(queries, memory, look, dLook, dQueries, grad));
    attention.forward(queries, memory, look);
    assertNotNow(
        "looked at another memory",
        () -> attention.backward(queries, other, look, dLook, dQueries, grad));
  }

  @Test
  void theGradientIsCompleteOrRefused() {
    // given
    GeneralAttention attention = new GeneralAttention(3, 3);
    attention.init(1);
    Memory memory = sentences(3);
    // when
    back(attention, memory);
    // then
    assertNotNow("call prepareBack(memory) first", memory::gradient);
    attention.prepareBack(memory);
    double[] gradient = memory.gradient().data;
    double[] dW = attention.w.gradient.data.clone();
    assertArrayEquals(gradient, memory.gradient().data);
    assertTrue(Arrays.stream(gradient).anyMatch(d -> d != 0));

    // a second time there is nothing left to bring back
    attention.prepareBack(memory);
    assertArrayEquals(gradient, memory.gradient().data);
    assertArrayEquals(dW, attention.w.gradient.data);

    // prepared again, it begins again
    back(attention, memory);
    attention.prepareBack(memory);
    assertArrayEquals(gradient, memory.gradient().data);
  }

  /** One look at the memory, prepared for it, and its way back. */
  private static void back(Attention attention, Memory memory) {
    DMatrixRMaj queries = random(4, 3, 2);
    attention.prepare(memory);
    AttentionStep look = attention.step();
    AttentionStep dLook = attention.step();
    attention.forward(queries, memory, look);
    dLook.context.setTo(look.context);
    attention.backward(queries, memory, look, dLook, new DMatrixRMaj(4, 3), new Gradients());
  }

  @Test
  void aStepGoesBackToTheMemoryThatItLookedAt() {
    // given
    AttentiveCell<?> cell = new AttentiveCell<>(Gru.cho(2, 3), new AdditiveAttention(3, 3, 4));
    cell.init(1);
    Sequence x = Sequence.timeMajor(random(3 * 4, 2, 4), 4);
    Memory memory = sentences(3);
    prepared(cell, memory);
    Pass alone = new Unroll<>(cell).forward(x);
    alone.backward(alone.output());
    cell.attention.prepareBack(memory);
    double[] expected = memory.gradient().data;
    // when: the next batch comes before the way back
    prepared(cell, memory);
    Pass pass = new Unroll<>(cell).forward(x);
    DMatrixRMaj h = random(2 * 4, 3, 9);
    Memory next = Memory.of(h, Sequence.timeMajor(h, 4));
    prepared(cell, next);
    pass.backward(pass.output());
    cell.attention.prepareBack(memory);
    // then
    assertArrayEquals(expected, memory.gradient().data);
    assertArrayEquals(new double[2 * 4 * 3], next.gradient().data);
  }

  @Test
  void pinnedWeightsAreTakenWhateverTheScoresSay() {
    // given
    GeneralAttention attention = new GeneralAttention(2, 2);
    attention.init(1);
    Memory memory = memory(H);
    double[] own = look(attention, memory, 3, -2).context.data.clone();

    // when
    attention.pin(0.125, 0.25, 0.625);
    AttentionStep told = look(attention, memory, 3, -2);

    // then
    assertArrayEquals(new double[] {0.125, 0.25, 0.625}, told.weights.data);
    assertArrayEquals(new double[] {0.75, 0.875}, told.context.data);
    attention.unpin();
    assertArrayEquals(own, look(attention, memory, 3, -2).context.data);
  }

  @Test
  void nothingIsLearntFromPinnedWeights() {
    AttentiveCell<?> cell = new AttentiveCell<>(Gru.cho(1, 2), DotAttention.plain(2));
    Memory memory = memory(H);
    prepared(cell, memory);
    cell.attention.pin(1, 0, 0);
    Pass pass = new Unroll<>(cell).forward(Sequence.of(1, 2));

    assertThrows(IllegalStateException.class, () -> pass.backward(pass.output()));
    assertMessage("add up to 1, and these to 0.5", () -> cell.attention.pin(0.5));
    assertMessage("0 or more, not -1", () -> cell.attention.pin(2, -1));
    cell.attention.pin(0.5, 0.5);
    assertMessage("there are 3 positions", () -> new Unroll<>(cell).forward(Sequence.of(1, 2)));
  }

  @Test
  void badInputIsNamed() {
    DMatrixRMaj h = random(6, 2, 1);
    Sequence x = Sequence.timeMajor(h, 2);
    assertMessage("source 1 of the batch is empty", () -> Memory.of(h, x.withLengths(3, 0)));
    assertMessage(
        "asks with 2 numbers, but the cell's state has 3",
        () -> new AttentiveCell<>(Gru.cho(1, 3), DotAttention.plain(2)));
    assertMessage(
        "the query is 1×2 but must be 2×2",
        () -> look(DotAttention.plain(2), Memory.of(h, x), 1, 1));
    assertMessage(
        "has 2 numbers a position, but this attention expects 3",
        () -> new GeneralAttention(2, 3).prepare(Memory.of(h, x)));
    AttentiveCell<?> cell = new AttentiveCell<>(Gru.cho(1, 2), DotAttention.plain(2));
    assertTrue(
        assertThrows(
                IllegalStateException.class, () -> new Unroll<>(cell).forward(Sequence.of(1, 2)))
            .getMessage()
            .contains("call attend(memory)"));
  }

  private static void assertNotNow(String part, Executable code) {
    String message = assertThrows(IllegalStateException.class, code).getMessage();
    assertTrue(message.contains(part), message);
  }

  private static void assertMessage(String part, Executable code) {
    String message = assertThrows(IllegalArgumentException.class, code).getMessage();
    assertTrue(message.contains(part), message);
  }

  private static DMatrixRMaj random(int rows, int columns, long seed) {
    return Init.gaussian(new DMatrixRMaj(rows, columns), 1, new Rng(seed));
  }
}
