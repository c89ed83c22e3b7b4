package unrolled.check.exercise;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.DoubleBinaryOperator;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.junit.jupiter.api.Test;
import unrolled.cell.Gru;
import unrolled.cell.GruResetAfter;
import unrolled.check.Printed;
import unrolled.check.exercise.Exercise07.Weights;
import unrolled.math.Rng;
import unrolled.sequence.Sequence;
import unrolled.sequence.State;
import unrolled.sequence.Unroll;

/** Law: the solution gets every point, a hole none, each typical mistake its marks and its hint. */
class Exercise07Test {

  private static DMatrixRMaj each(DMatrixRMaj a, DMatrixRMaj b, DoubleBinaryOperator formula) {
    DMatrixRMaj out = a.createLike();
    for (int i = 0; i < a.getNumElements(); i++) {
      out.data[i] = formula.applyAsDouble(a.data[i], b.data[i]);
    }
    return out;
  }

  private static DMatrixRMaj sum(
      DMatrixRMaj x, DMatrixRMaj w, DMatrixRMaj h, DMatrixRMaj u, DMatrixRMaj b) {
    DMatrixRMaj out = CommonOps_DDRM.mult(x, w, null);
    CommonOps_DDRM.multAdd(h, u, out);
    return plusRow(out, b);
  }

  private static DMatrixRMaj plusRow(DMatrixRMaj m, DMatrixRMaj row) {
    for (int i = 0; i < m.getNumElements(); i++) {
      m.data[i] += row.data[i % m.numCols];
    }
    return m;
  }

  private static DMatrixRMaj sigmoid(DMatrixRMaj a) {
    return each(a, a, (v, same) -> 1 / (1 + StrictMath.exp(-v)));
  }

  private static DMatrixRMaj tanh(DMatrixRMaj a) {
    return each(a, a, (v, same) -> StrictMath.tanh(v));
  }

  private static DMatrixRMaj times(DMatrixRMaj a, DMatrixRMaj b) {
    return each(a, b, (p, q) -> p * q);
  }

  private static DMatrixRMaj mixed(DMatrixRMaj z, DMatrixRMaj h, DMatrixRMaj g) {
    DMatrixRMaj fresh = each(z, g, (share, v) -> (1 - share) * v);
    return each(times(z, h), fresh, Double::sum);
  }

  static DMatrixRMaj step(DMatrixRMaj x, DMatrixRMaj h, Weights w) {
    DMatrixRMaj r = sigmoid(sum(x, w.wr(), h, w.ur(), w.br()));
    DMatrixRMaj z = sigmoid(sum(x, w.wz(), h, w.uz(), w.bz()));
    return mixed(z, h, tanh(sum(x, w.wg(), times(r, h), w.ug(), w.bg())));
  }

  static Weights turned(Weights w) {
    return new Weights(
        w.wr(),
        w.ur(),
        w.br(),
        minus(w.wz()),
        minus(w.uz()),
        minus(w.bz()),
        w.wg(),
        w.ug(),
        w.bg());
  }

  private static DMatrixRMaj minus(DMatrixRMaj m) {
    return each(m, m, (v, same) -> -v);
  }

  static DMatrixRMaj stepAfter(DMatrixRMaj x, DMatrixRMaj h, Weights w, DMatrixRMaj d) {
    DMatrixRMaj r = sigmoid(sum(x, w.wr(), h, w.ur(), w.br()));
    DMatrixRMaj z = sigmoid(sum(x, w.wz(), h, w.uz(), w.bz()));
    DMatrixRMaj past = times(r, plusRow(CommonOps_DDRM.mult(h, w.ug(), null), d));
    DMatrixRMaj own = plusRow(CommonOps_DDRM.mult(x, w.wg(), null), w.bg());
    return mixed(z, h, tanh(each(own, past, Double::sum)));
  }

  @Test
  void theSolutionGetsEveryPoint() {
    for (long seed : Marked.SEEDS) {
      assertEquals(6, Marked.of(() -> Exercise07.step(Exercise07Test::step, seed)).mark());
      assertEquals(4, Marked.of(() -> Exercise07.turn(Exercise07Test::turned, seed)).mark());
      assertEquals(
          4, Marked.of(() -> Exercise07.stepAfter(Exercise07Test::stepAfter, seed)).mark());
      assertEquals(
          2,
          Marked.of(
                  () ->
                      Exercise07.otherSizes(Exercise07Test::step, Exercise07Test::stepAfter, seed))
              .mark());
    }
  }

  @Test
  void theReportOfTheSolutionHoldsNoRandomNumber() {
    assertEquals(
        """
        One step: 6 of 6 points
          ✓ 1/1  single numbers, from a state of 0
          ✓ 1/1  single numbers, any state
          ✓ 3/3  batches, several inputs and units
          ✓ 1/1  its inputs are left as they were
        """,
        Printed.by(() -> Exercise07.step(Exercise07Test::step)));
    assertEquals(
        """
        Into the other convention: 4 of 4 points
          ✓ 1/1  the input alone: all biases and the state are 0
          ✓ 1/1  the state alone: all biases and the input are 0
          ✓ 1/1  the biases alone: input and state are 0
          ✓ 1/1  everything together
        """,
        Printed.by(() -> Exercise07.turn(Exercise07Test::turned)));
    assertEquals(
        """
        Reset after the product: 4 of 4 points
          ✓ 1/1  one unit, d = 0: here before and after are the same
          ✓ 1/1  three units, d = 0
          ✓ 2/2  several units, any d
        """,
        Printed.by(() -> Exercise07.stepAfter(Exercise07Test::stepAfter)));
  }

  /** The course's own cells, reached another way, agree with what the exercise asks for. */
  @Test
  void theSolutionIsWhatTheLibraryComputes() {
    Rng rng = new Rng(1);
    DMatrixRMaj x = Fresh.matrix(rng, 4, 2);
    DMatrixRMaj h = Fresh.matrix(rng, 4, 3);
    Gru before = Gru.cho(2, 3);
    before.init(rng);
    Weights w = weights(before);
    assertArrayEquals(run(before, x, h).data, step(x, h, w).data, 1e-15);

    GruResetAfter after = GruResetAfter.cho(2, 3);
    after.input().w.value.setTo(before.input().w.value);
    after.input().b.value.setTo(before.input().b.value);
    CommonOps_DDRM.insert(before.u.value, after.u.value, 0, 0);
    CommonOps_DDRM.insert(before.ug.value, after.u.value, 0, 6);
    DMatrixRMaj d = Fresh.matrix(rng, 1, 3);
    CommonOps_DDRM.insert(d, after.d.value, 0, 6);
    DMatrixRMaj library = new Unroll<>(after).forward(Sequence.of(x), State.of(h)).at(1).h;
    assertArrayEquals(library.data, stepAfter(x, h, w, d).data, 1e-15);
  }

  private static DMatrixRMaj run(Gru cell, DMatrixRMaj x, DMatrixRMaj h) {
    return new Unroll<>(cell).forward(Sequence.of(x), State.of(h)).at(1).h;
  }

  private static Weights weights(Gru cell) {
    return new Weights(
        block(cell.input().w.value, 0),
        block(cell.u.value, 0),
        block(cell.input().b.value, 0),
        block(cell.input().w.value, 1),
        block(cell.u.value, 1),
        block(cell.input().b.value, 1),
        block(cell.input().w.value, 2),
        cell.ug.value,
        block(cell.input().b.value, 2));
  }

  private static DMatrixRMaj block(DMatrixRMaj m, int k) {
    return CommonOps_DDRM.extract(m, 0, m.numRows, 3 * k, 3 * k + 3);
  }

  @Test
  void holesAndCodeThatDoesNothingGetNothing() {
    Exercise07.Step hole =
        (x, h, w) -> {
          throw new UnsupportedOperationException("YOUR CODE HERE");
        };
    assertEquals(0, Marked.of(() -> Exercise07.step(hole)).mark());
    assertEquals(0, Marked.of(() -> Exercise07.step((x, h, w) -> null)).mark());
    assertEquals(0, Marked.of(() -> Exercise07.step((x, h, w) -> h)).mark());
    assertEquals(0, Marked.of(() -> Exercise07.turn(w -> null)).mark());
    assertEquals(0, Marked.of(() -> Exercise07.turn(w -> w)).mark());
    assertEquals(0, Marked.of(() -> Exercise07.stepAfter((x, h, w, d) -> null)).mark());
    assertEquals(0, Marked.of(() -> Exercise07.stepAfter((x, h, w, d) -> h)).mark());
  }

  @Test
  void weightsOfAnotherShapeAreNamed() {
    Marked.Result result =
        Marked.of(
            () ->
                Exercise07.turn(
                    w ->
                        new Weights(
                            w.wr(), w.ur(), w.br(), w.wz(), null, w.bz(), w.wg(), w.ug(), w.bg()),
                    1));
    assertEquals(0, result.mark());
    assertTrue(result.says("uz of your weights must be 3×3 and is null."), result.report());
  }

  /** A slip costs half at most, and never nothing; which of both depends on no draw. */
  @Test
  void eachMistakeInTheStepHasItsMarksAndItsHint() {
    assertEachMistake(Exercise07.stepExercise(), 3, 4);
  }

  @Test
  void eachMistakeInTheStepThatResetsAfterHasItsMarksAndItsHint() {
    assertEachMistake(Exercise07.afterExercise(), 2, 3);
  }

  private static <F> void assertEachMistake(Exercise<F> exercise, int least, int most) {
    Map<String, Integer> marks = new LinkedHashMap<>();
    for (long seed : Marked.SEEDS.subList(0, 2)) {
      for (Exercise.Mistake<F> mistake : exercise.mistakes()) {
        Marked.Result result = Marked.of(() -> exercise.mark(mistake.code(), seed));
        List<String> told =
            exercise.mistakes().stream()
                .filter(other -> result.says(other.hint()))
                .map(Exercise.Mistake::name)
                .toList();
        assertEquals(List.of(mistake.name()), told, result.report());
        assertTrue(least <= result.mark() && result.mark() <= most, result.report());
        assertEquals(marks.computeIfAbsent(mistake.name(), name -> result.mark()), result.mark());
      }
    }
  }

  @Test
  void twoMistakesAtOnceAreBothNamed() {
    Exercise07.Step two =
        (x, h, w) -> {
          DMatrixRMaj r = sigmoid(sum(x, w.wr(), h, w.ur(), w.br()));
          DMatrixRMaj z = sigmoid(sum(x, w.wz(), h, w.uz(), w.br()));
          return mixed(z, h, sigmoid(sum(x, w.wg(), times(r, h), w.ug(), w.bg())));
        };
    for (long seed : Marked.SEEDS) {
      Marked.Result result = Marked.of(() -> Exercise07.step(two, seed));
      assertEquals(0, result.mark());
      assertTrue(result.says("(1) It looks as if z had got b_r, not b_z. (2) The candidate looks"));
    }
  }

  @Test
  void whatBecameOfEachWeightIsTold() {
    told("weights just as they are", 0, w -> w);
    told("as if uz and bz had stayed as they were", 1, w -> ofZ(w, minus(w.wz()), w.uz(), w.bz()));
    told("as if wz and uz had stayed as they were", 1, w -> ofZ(w, w.wz(), w.uz(), minus(w.bz())));
    told(
        "as if wz, uz and bz had become 1 − w",
        0,
        w -> ofZ(w, from(1, w.wz()), from(1, w.uz()), from(1, w.bz())));
    told(
        "as if uz had rows and columns exchanged",
        2,
        w -> ofZ(w, minus(w.wz()), CommonOps_DDRM.transpose(w.uz(), null), minus(w.bz())));
    told(
        "as if wz had become −1 − w",
        2,
        w -> ofZ(w, from(-1, w.wz()), minus(w.uz()), minus(w.bz())));
    told("as if wz were what wr was", 2, w -> ofZ(w, w.wr(), minus(w.uz()), minus(w.bz())));
    told(
        "as if wr, ur and br had changed sign. r and g are the same",
        2,
        w -> {
          Weights z = turned(w);
          return new Weights(
              minus(w.wr()),
              minus(w.ur()),
              minus(w.br()),
              z.wz(),
              z.uz(),
              z.bz(),
              w.wg(),
              w.ug(),
              w.bg());
        });
    told(
        "as if uz had changed sign in the first row alone",
        2,
        w -> {
          DMatrixRMaj uz = w.uz().copy();
          for (int j = 0; j < uz.numCols; j++) {
            uz.set(0, j, -uz.get(0, j));
          }
          return ofZ(w, minus(w.wz()), uz, minus(w.bz()));
        });
  }

  private static void told(String words, int mark, Exercise07.Turn turn) {
    for (long seed : Marked.SEEDS) {
      Marked.Result result = Marked.of(() -> Exercise07.turn(turn, seed));
      assertTrue(result.says(words), result.report());
      assertEquals(mark, result.mark(), result.report());
    }
  }

  private static Weights ofZ(Weights w, DMatrixRMaj wz, DMatrixRMaj uz, DMatrixRMaj bz) {
    return new Weights(w.wr(), w.ur(), w.br(), wz, uz, bz, w.wg(), w.ug(), w.bg());
  }

  private static DMatrixRMaj from(double number, DMatrixRMaj m) {
    return each(m, m, (v, same) -> number - v);
  }

  @Test
  void weightsTurnedInPlaceLoseAPoint() {
    Exercise07.Turn inPlace =
        w -> {
          CommonOps_DDRM.changeSign(w.wz());
          CommonOps_DDRM.changeSign(w.uz());
          CommonOps_DDRM.changeSign(w.bz());
          return w;
        };
    assertEquals(3, Marked.of(() -> Exercise07.turn(inPlace, 1)).mark());
  }

  @Test
  void predictionsAreRoundedAndWrongOnesAreAnsweredWithAHint() {
    assertEquals(
        4, Marked.of(() -> Exercise07.predicted(() -> new double[] {0.612, 620, 0.5, 2.5})).mark());
    Marked.Result wrong =
        Marked.of(() -> Exercise07.predicted(() -> new double[] {-0.3895, 600, 1.5, 6}));
    assertEquals(0, wrong.mark());
    assertTrue(wrong.says("That is with the formula in which z stays."), wrong.report());
    assertTrue(wrong.says("Not 6. Does d stand inside of the brackets?"), wrong.report());
  }

  @Test
  void nothingIsBuiltOnWhatIsNotRight() {
    assertTrue(
        Exercise07.ready(Exercise07Test::step, Exercise07Test::turned, Exercise07Test::stepAfter));
    Marked.Result result =
        Marked.of(
            () ->
                Exercise07.ready(Exercise07Test::step, w -> w, Exercise07Test::stepAfter) ? 1 : 0);
    assertEquals(0, result.mark());
    assertTrue(result.says("Not there yet: turned."), result.report());
  }
}
