package unrolled.check.exercise;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.DoubleFunction;
import java.util.function.Function;
import java.util.function.IntPredicate;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.junit.jupiter.api.Test;
import unrolled.math.Rng;

/** Law: what wrong numbers look like is told if they look so on every input, otherwise nothing. */
class PatternsTest {

  private static final Function<Rng, Object> MATRIX = PatternsTest::matrix;
  private static final Function<Rng, Object> STEPS = PatternsTest::steps;

  private static DMatrixRMaj matrix(Rng rng) {
    return Fresh.matrix(rng, 3, 4);
  }

  private static DMatrixRMaj[] steps(Rng rng) {
    return IntStream.range(0, 5).mapToObj(t -> Fresh.matrix(rng, 2, 3)).toArray(DMatrixRMaj[]::new);
  }

  /** What is said about a value y, on five inputs of a matrix x and its number of rows. */
  private static String said(
      Patterns patterns, Function<Rng, Object> right, BiFunction<Values, Object, Object> yours) {
    return patterns.sentence("y", cases(right, yours)).orElse("");
  }

  private static List<Patterns.Case> cases(
      Function<Rng, Object> right, BiFunction<Values, Object, Object> yours) {
    Rng rng = new Rng(1);
    List<Patterns.Case> cases = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      Values in =
          new Values()
              .with("x", Fresh.matrix(rng, 3, 4))
              .with("factor", Fresh.matrix(rng, 3, 4))
              .with("y", Fresh.matrix(rng, 3, 4))
              .with("steps", steps(rng))
              .with("B", i + 1)
              .with("input", i);
      Values answer = new Values().with("y", right.apply(rng)).with("z", matrix(new Rng(100 + i)));
      Object given = yours.apply(in, answer.copy().get("y"));
      cases.add(new Patterns.Case(in, answer, new Values().with("y", given)));
    }
    return cases;
  }

  private static String said(Function<Rng, Object> right, UnaryOperator<Object> yours) {
    return said(new Patterns(), right, (in, answer) -> yours.apply(answer));
  }

  private static Object scaled(Object matrix, double factor) {
    CommonOps_DDRM.scale(factor, (DMatrixRMaj) matrix);
    return matrix;
  }

  private static DMatrixRMaj plus(Object a, double times, DMatrixRMaj b) {
    return CommonOps_DDRM.add((DMatrixRMaj) a, times, b, null);
  }

  private static DMatrixRMaj mapped(Object matrix, UnaryOperator<Double> change) {
    DMatrixRMaj m = (DMatrixRMaj) matrix;
    for (int i = 0; i < m.getNumElements(); i++) {
      m.data[i] = change.apply(m.data[i]);
    }
    return m;
  }

  @Test
  void rightNumbersAreLikeNothing() {
    assertEquals("", said(MATRIX, y -> y));
    assertEquals("", said(STEPS, y -> y));
  }

  @Test
  void otherNumbersAreLikeNothing() {
    Rng other = new Rng(2);
    assertEquals("", said(MATRIX, y -> Fresh.matrix(other, 3, 4)));
    assertEquals("", said(STEPS, y -> steps(other)));
    assertEquals("", said(rng -> rng.uniform(0, 1), y -> other.uniform(0, 1)));
    assertEquals("", said(rng -> "a text", y -> "another"));
    assertEquals("", said(MATRIX, y -> Fresh.matrix(other, 4, 3)));
    assertEquals("", said(MATRIX, y -> null));
    assertEquals("", said(MATRIX, y -> scaled(y, Double.NaN)));
  }

  @Test
  void whatFitsFourInputsOfFiveIsNotTold() {
    for (int odd = 0; odd < 5; odd++) {
      int one = odd;
      assertEquals(
          "",
          said(
              new Patterns(),
              MATRIX,
              (in, y) -> in.number("input") == one ? scaled(y, 3) : scaled(y, -1)));
    }
  }

  @Test
  void theSign() {
    assertEquals("It looks as if y had the wrong sign.", said(MATRIX, y -> scaled(y, -1)));
    assertEquals(
        "It looks as if y had the wrong sign.", said(rng -> rng.uniform(0, 1), y -> -(double) y));
  }

  @Test
  void aFactor() {
    assertEquals("Your y is twice what it should be.", said(MATRIX, y -> scaled(y, 2)));
    assertEquals("Your y is half of what it should be.", said(MATRIX, y -> scaled(y, 0.5)));
    assertEquals("Your y is 0.3 times what it should be.", said(MATRIX, y -> scaled(y, 0.3)));
    assertEquals(
        "Your y is 0.434294 times what it should be, as log10 gives for ln.",
        said(rng -> StrictMath.log(rng.uniform(1, 2)), y -> (double) y / StrictMath.log(10)));
  }

  @Test
  void aSizeThatDiffersFromInputToInput() {
    Patterns patterns = new Patterns();
    patterns.size("B, the number of rows", in -> in.number("B"));
    assertEquals(
        "It looks as if y were multiplied by B, the number of rows.",
        said(patterns, MATRIX, (in, y) -> scaled(y, in.number("B"))));
    assertEquals(
        "It looks as if y were divided by B, the number of rows.",
        said(patterns, MATRIX, (in, y) -> scaled(y, 1 / in.number("B"))));
    assertEquals("", said(patterns, MATRIX, (in, y) -> scaled(y, in.number("B") == 2 ? 2 : 0.3)));
  }

  @Test
  void anAmountEverywhere() {
    assertEquals(
        "Your y is too large by 1 everywhere.", said(MATRIX, y -> mapped(y, number -> number + 1)));
    assertEquals(
        "Your y is too small by 0.5 everywhere.",
        said(MATRIX, y -> mapped(y, number -> number - 0.5)));
  }

  @Test
  void nothingAtAll() {
    assertEquals(
        "Your y is 0 everywhere: is nothing added or stored, or is it cleared again?",
        said(MATRIX, y -> scaled(y, 0)));
    assertEquals(
        "Your y is 0 everywhere: does what is added up cancel?",
        said(MATRIX, y -> scaled(y, 1e-17)));
  }

  private static String constant(Function<Rng, Object> right, UnaryOperator<Object> yours) {
    return new Patterns().constant("y", cases(right, (in, y) -> yours.apply(y))).orElse("");
  }

  @Test
  void alwaysTheSame() {
    assertEquals(
        "Your y is 1, whatever is given. What became of the rest? (Where ints are divided, 1 / 2 is"
            + " 0.)",
        constant(MATRIX, y -> mapped(y, number -> 1.0)));
    assertEquals("", constant(MATRIX, y -> mapped(y, number -> Math.signum(number))));
    assertEquals("", constant(MATRIX, y -> scaled(y, 0))); // there are better words for it
    assertEquals("", constant(rng -> 1.0, y -> 2.0)); // nothing should differ
  }

  @Test
  void aRowThatIsRightForLackOfNumbersIsNotTold() {
    Rng other = new Rng(3);
    assertEquals(
        "",
        said(
            rng -> {
              DMatrixRMaj y = matrix(rng);
              for (int u = 1; u < 4; u++) {
                y.set(0, u, 0);
              }
              return y;
            },
            y -> {
              DMatrixRMaj wrong = matrix(other);
              System.arraycopy(((DMatrixRMaj) y).data, 0, wrong.data, 0, 4);
              return wrong;
            }));
  }

  @Test
  void whatWasThereBefore() {
    Patterns patterns = new Patterns();
    assertEquals(
        "It looks as if nothing had been done: your y is what it was before.",
        said(patterns, MATRIX, (in, y) -> in.matrix("y")));
    assertEquals(
        "It looks as if what had been in y before were gone.",
        said(patterns, MATRIX, (in, y) -> plus(y, -1, in.matrix("y"))));
    assertEquals(
        "Your y is x, just as it was given.", said(patterns, MATRIX, (in, y) -> in.matrix("x")));
    assertEquals(
        "Your y is the last of steps, just as it was given.",
        said(patterns, rng -> Fresh.matrix(rng, 2, 3), (in, y) -> in.matrices("steps")[4]));
  }

  @Test
  void aTerm() {
    Patterns patterns = new Patterns();
    patterns.term("what x gives", in -> new Values().with("y", scaled(in.matrix("x"), 3)));
    DoubleFunction<BiFunction<Values, Object, Object>> times =
        factor -> (in, y) -> plus(y, 3 * factor, in.matrix("x"));
    assertEquals(
        "It looks as if what x gives were missing.", said(patterns, MATRIX, times.apply(-1)));
    assertEquals(
        "It looks as if what x gives had the wrong sign.", said(patterns, MATRIX, times.apply(-2)));
    assertEquals(
        "It looks as if what x gives were added twice.", said(patterns, MATRIX, times.apply(1)));
    assertEquals(
        "It looks as if what x gives were all there is: what else belongs to y?",
        said(patterns, MATRIX, (in, y) -> scaled(in.matrix("x").copy(), 3)));
    assertEquals("", said(patterns, MATRIX, times.apply(3)));
  }

  @Test
  void aFactorNumberByNumber() {
    Patterns patterns = new Patterns();
    patterns.factor("tanh's slope", in -> new Values().with("y", in.matrix("factor")));
    assertEquals(
        "It looks as if tanh's slope were missing.",
        said(
            patterns,
            MATRIX,
            (in, y) -> CommonOps_DDRM.elementDiv((DMatrixRMaj) y, in.matrix("factor"), null)));
    assertEquals(
        "It looks as if tanh's slope were multiplied in twice.",
        said(
            patterns,
            MATRIX,
            (in, y) -> CommonOps_DDRM.elementMult((DMatrixRMaj) y, in.matrix("factor"), null)));
  }

  @Test
  void wholeNumbersWhereFractionsShouldBe() {
    Function<Rng, Object> large = rng -> scaled(Fresh.matrix(rng, 3, 4), 10);
    assertEquals(
        "Your y has whole numbers where fractions should be: is there a division of two ints, or a"
            + " cast to int?",
        said(large, y -> mapped(y, number -> (double) (int) (double) number)));
    assertEquals(
        "Your y has whole numbers where fractions should be: is there a Math.round?",
        said(large, y -> mapped(y, Math::rint)));
  }

  @Test
  void numbersWrittenColumnByColumnAreTold() {
    assertEquals(
        "It looks as if y had been filled column by column. Its numbers are kept row by row.",
        said(
            MATRIX,
            right -> {
              DMatrixRMaj m = (DMatrixRMaj) right;
              DMatrixRMaj filled = m.createLike();
              for (int k = 0; k < filled.getNumElements(); k++) {
                filled.data[k] = m.get(k % m.numRows, k / m.numRows);
              }
              return filled;
            }));
  }

  @Test
  void whatIsRightButAtOneEndIsTold() {
    String rightBut = "All numbers of your y are right but the very ";
    assertEquals(
        rightBut + "last one: does a loop end one too early?", said(MATRIX, y -> without(y, 11)));
    assertEquals(
        rightBut + "first one: does a loop begin one too late?", said(MATRIX, y -> without(y, 0)));
  }

  private static DMatrixRMaj without(Object matrix, int i) {
    DMatrixRMaj m = ((DMatrixRMaj) matrix).copy();
    m.data[i] = 0;
    return m;
  }

  @Test
  void rowsAndColumnsExchangedInASquare() {
    assertEquals(
        "It looks as if rows and columns of y had changed places.",
        said(rng -> Fresh.matrix(rng, 3, 3), y -> CommonOps_DDRM.transpose((DMatrixRMaj) y, null)));
  }

  @Test
  void oneStepEarlyOrLate() {
    assertEquals(
        "It looks as if each entry of y stood one too late.",
        said(STEPS, y -> ordered(y, t -> Math.max(0, t - 1), t -> t == 0)));
    assertEquals(
        "It looks as if each entry of y stood one too early.",
        said(STEPS, y -> ordered(y, t -> Math.min(4, t + 1), t -> t == 4)));
  }

  /** The steps in another order; those that fall out are 0. */
  private static DMatrixRMaj[] ordered(
      Object steps, UnaryOperator<Integer> from, IntPredicate empty) {
    DMatrixRMaj[] given = (DMatrixRMaj[]) steps;
    return IntStream.range(0, given.length)
        .mapToObj(t -> empty.test(t) ? given[t].createLike() : given[from.apply(t)].copy())
        .toArray(DMatrixRMaj[]::new);
  }

  private static String inOrder(UnaryOperator<Integer> from) {
    return said(STEPS, y -> ordered(y, from, t -> false));
  }

  @Test
  void anotherOrder() {
    assertEquals("It looks as if the entries of y stood in reverse order.", inOrder(t -> 4 - t));
    assertEquals(
        "It looks as if each entry of y had got what belongs to the first.", inOrder(t -> 0));
    assertEquals(
        "It looks as if each entry of y had got what belongs to the last.", inOrder(t -> 4));
  }

  @Test
  void blocksInAnotherOrder() {
    Patterns patterns = new Patterns();
    patterns.blocks("y", "i", "f", "g", "o");
    int[] order = {0, 2, 3, 1};
    BiFunction<Values, Object, Object> moved =
        (in, y) -> {
          DMatrixRMaj given = (DMatrixRMaj) y;
          DMatrixRMaj out = given.createLike();
          for (int i = 0; i < out.getNumElements(); i++) {
            int column = i % 8;
            out.data[i] = given.get(i / 8, order[column / 2] * 2 + column % 2);
          }
          return out;
        };
    assertEquals(
        "It looks as if the blocks of y stood in another order: i, g, o, f.",
        said(patterns, rng -> Fresh.matrix(rng, 2, 8), moved));
  }

  @Test
  void runningSums() {
    Function<Rng, Object> row = rng -> Fresh.matrix(rng, 1, 6).data;
    UnaryOperator<Object> sums =
        y -> {
          double[] numbers = (double[]) y;
          for (int i = 1; i < numbers.length; i++) {
            numbers[i] += numbers[i - 1];
          }
          return numbers;
        };
    assertEquals(
        "It looks as if y had running sums over the entries, for single values.", said(row, sums));
    List<double[]> single = new ArrayList<>();
    assertEquals(
        "It looks as if y had single values where sums over the entries so far belong.",
        said(
            rng -> {
              double[] numbers = Fresh.matrix(rng, 1, 6).data;
              single.add(numbers.clone());
              return sums.apply(numbers);
            },
            y -> single.get(single.size() - 1)));
  }

  @Test
  void onlyAtOneEnd() {
    assertEquals("Only the last entry of your y is wrong.", wrongAt(t -> t == 4));
    assertEquals("Only the first entry of your y is wrong.", wrongAt(t -> t == 0));
    assertEquals("Only the last entry of your y is right.", wrongAt(t -> t != 4));
    assertEquals("Only the first entry of your y is right.", wrongAt(t -> t != 0));
    assertEquals("", wrongAt(t -> t == 2));
    assertEquals("", wrongAt(t -> t == 2 || t == 4));
    assertEquals("", wrongAt(t -> t == 1 || t == 2));
  }

  private static String wrongAt(IntPredicate places) {
    Rng other = new Rng(3);
    return said(
        STEPS,
        y -> {
          DMatrixRMaj[] steps = (DMatrixRMaj[]) y;
          for (int t = 0; t < steps.length; t++) {
            steps[t] = places.test(t) ? Fresh.matrix(other, 2, 3) : steps[t];
          }
          return steps;
        });
  }

  @Test
  void axesHaveTheNamesThatTheExerciseGives() {
    Patterns patterns = new Patterns();
    patterns.axes("y", "sentence", "word");
    assertEquals(
        "It looks as if the words of y stood in reverse order.",
        said(
            patterns,
            MATRIX,
            (in, y) -> {
              DMatrixRMaj given = (DMatrixRMaj) y;
              DMatrixRMaj out = given.createLike();
              for (int i = 0; i < out.getNumElements(); i++) {
                out.data[i] = given.get(i / 4, 3 - i % 4);
              }
              return out;
            }));
  }

  @Test
  void oneMinusAndItsLike() {
    assertEquals(
        "Your y is 1 minus what it should be.", said(MATRIX, y -> mapped(y, number -> 1 - number)));
    assertEquals(
        "Your y is the square of what it should be.",
        said(MATRIX, y -> mapped(y, number -> number * number)));
  }

  @Test
  void whatBelongsToAnotherValue() {
    assertEquals(
        "Your y is what z should be.",
        said(new Patterns(), MATRIX, (in, y) -> matrix(new Rng(100 + (int) in.number("input")))));
  }

  @Test
  void wrongInOneRegionAlone() {
    Patterns patterns = new Patterns();
    patterns.region(
        "behind the end",
        in ->
            new Values()
                .with(
                    "y",
                    new DMatrixRMaj(new double[][] {{0, 0, 0, 1}, {0, 0, 1, 1}, {0, 0, 0, 1}})));
    BiFunction<Values, Object, Object> inside =
        (in, y) -> {
          ((DMatrixRMaj) y).set(1, 2, 7 + in.number("input"));
          return y;
        };
    assertEquals(
        "In what was tried, your y is wrong only behind the end.", said(patterns, MATRIX, inside));
    assertEquals(
        "",
        said(
            patterns,
            MATRIX,
            (in, y) -> {
              ((DMatrixRMaj) y).set(1, 1, 7 + in.number("input"));
              return y;
            }));
  }

  @Test
  void theSameNumberEverywhereOrWhateverIsGiven() {
    assertEquals(
        "Your y is the same number everywhere.",
        said(MATRIX, y -> mapped(y, number -> ((DMatrixRMaj) y).get(0))));
    DMatrixRMaj always = Fresh.matrix(new Rng(4), 3, 4);
    assertEquals("Your y is the same, whatever your code is given.", said(MATRIX, y -> always));
  }

  @Test
  void rightButInAnotherOrder() {
    assertEquals(
        "The entries of your y are right, but in another order.", inOrder(t -> (t + 2) % 5));
    assertEquals("", inOrder(t -> t == 3 ? 1 : t == 1 ? 2 : (t + 2) % 5));
  }
}
