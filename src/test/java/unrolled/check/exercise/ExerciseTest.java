package unrolled.check.exercise;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import unrolled.check.Printed;

/** Law: whatever a learner's code does, the check ends, marks it, and says why in one sentence. */
@Timeout(30)
class ExerciseTest {

  /** A small exercise: twice the matrix, and its sum. */
  private static Exercise<UnaryOperator<DMatrixRMaj>> twice(long milliseconds) {
    return new Exercise<UnaryOperator<DMatrixRMaj>>(
            "Twice",
            (code, in) -> new Values().with("2m", code.apply(in.matrix("m"))),
            in -> new Values().with("2m", scaled(in.matrix("m"), 2)))
        .within(milliseconds)
        .stage(rng -> new Values().with("m", matrix(rng.uniform(1, 2), 1, 1)))
        .part(1, "one number", "2m")
        .stage(rng -> new Values().with("m", matrix(rng.uniform(1, 2), 2, 3)))
        .part(2, "a matrix", "2m")
        .leavesItsInputs(1)
        .mistake("half", "It looks like half. Read the title.", m -> scaled(m, 0.5));
  }

  private static DMatrixRMaj matrix(double value, int rows, int columns) {
    DMatrixRMaj m = new DMatrixRMaj(rows, columns);
    CommonOps_DDRM.fill(m, value);
    return m;
  }

  private static DMatrixRMaj scaled(DMatrixRMaj m, double factor) {
    DMatrixRMaj result = m.copy();
    CommonOps_DDRM.scale(factor, result);
    return result;
  }

  private static void assertReport(
      int mark, String report, UnaryOperator<DMatrixRMaj> learnersCode) {
    AtomicInteger got = new AtomicInteger();
    assertEquals(report, Printed.by(() -> got.set(twice(2000).mark(learnersCode, 7))));
    assertEquals(mark, got.get());
  }

  /** The report of code that fails everywhere in the same way, wherever its lines are broken. */
  private static void assertFault(String fault, UnaryOperator<DMatrixRMaj> learnersCode) {
    AtomicInteger mark = new AtomicInteger(-1);
    String report = Printed.by(() -> mark.set(twice(2000).mark(learnersCode, 7)));
    assertEquals(
        "Twice: 0 of 4 points ✗ 0/1 one number "
            + fault
            + " ✗ 0/2 a matrix as above ✗ 0/1 its inputs are left as they were counts once"
            + " something is right",
        report.strip().replaceAll("\\s+", " "));
    assertEquals(0, mark.get());
  }

  @Test
  void rightCodeGetsEveryPoint() {
    assertReport(
        4,
        """
        Twice: 4 of 4 points
          ✓ 1/1  one number
          ✓ 2/2  a matrix
          ✓ 1/1  its inputs are left as they were
        """,
        m -> scaled(m, 2));
  }

  @Test
  void anUnwrittenHoleGetsNothingAndSaysSo() {
    assertFault(
        "Not written yet: “YOUR CODE HERE” still stands there.",
        m -> {
          throw new UnsupportedOperationException("YOUR CODE HERE");
        });
  }

  @Test
  void aTypicalMistakeIsRecognisedByItsNumbers() {
    assertFault("It looks like half. Read the title.", m -> scaled(m, 1 / 2.0));
  }

  @Test
  void aMistakeOfTheSecondStageLeavesTheFirstItsPoints() {
    assertReport(
        2,
        """
        Twice: 2 of 4 points
          ✓ 1/1  one number
          ✗ 0/2  a matrix
                 Only the last row of your 2m is wrong. 2m at row 1, column 1: yours is 0, it should be
                 2.49886.
          ✓ 1/1  its inputs are left as they were
        """,
        m -> {
          DMatrixRMaj result = scaled(m, 2);
          if (result.numRows == 2) {
            result.set(1, 1, 0);
          }
          return result;
        });
  }

  @Test
  void aLoopThatEndsOneTooEarlyIsASlip() {
    assertReport(
        3,
        """
        Twice: 3 of 4 points
          ✓ 1/1  one number
          ✗ 0/2  a matrix
                 All numbers of your 2m are right but the very last one: does a loop end one too early?
                 2m at row 1, column 2: yours is 0, it should be 2.49886.
          + 1    one slip explains all of this: it costs half
          ✓ 1/1  its inputs are left as they were
        """,
        m -> {
          DMatrixRMaj result = scaled(m, 2);
          if (result.numRows == 2) {
            result.set(1, 2, 0);
          }
          return result;
        });
  }

  @Test
  void nullIsNamed() {
    assertFault("2m is null.", m -> null);
  }

  @Test
  void aWrongShapeIsNamedWithTheRightOne() {
    assertReport(
        2,
        """
        Twice: 2 of 4 points
          ✓ 1/1  one number
          ✗ 0/2  a matrix
                 2m must be 2×3 and is 3×2: rows and columns have changed places.
          ✓ 1/1  its inputs are left as they were
        """,
        m -> CommonOps_DDRM.transpose(scaled(m, 2), null));
  }

  @Test
  void infinityIsNotCloseToAnything() {
    assertReport(
        0,
        """
        Twice: 0 of 4 points
          ✗ 0/1  one number
                 2m: yours is -∞, it should be 2.77966.
          ✗ 0/2  a matrix
                 2m at row 0, column 0: yours is -∞, it should be 2.49886. No entry is right.
          ✗ 0/1  its inputs are left as they were
                 counts once something is right
        """,
        m -> matrix(Double.NEGATIVE_INFINITY, m.numRows, m.numCols));
  }

  @Test
  void nanIsNamed() {
    assertReport(
        0,
        """
        Twice: 0 of 4 points
          ✗ 0/1  one number
                 2m is NaN (not a number): 0/0, 0·∞, ∞ − ∞, or a root or logarithm of something
                 negative?
          ✗ 0/2  a matrix
                 2m at row 0, column 0 is NaN (not a number): 0/0, 0·∞, ∞ − ∞, or a root or logarithm of
                 something negative? No entry is right.
          ✗ 0/1  its inputs are left as they were
                 counts once something is right
        """,
        m -> matrix(Double.NaN, m.numRows, m.numCols));
  }

  @Test
  void theInputHandedBackIsNamed() {
    assertReport(
        0,
        """
        Twice: 0 of 4 points
          ✗ 0/1  one number
                 Your 2m is m, just as it was given. 2m: yours is 1.38983, it should be 2.77966.
          ✗ 0/2  a matrix
                 Your 2m is m, just as it was given. 2m at row 0, column 0: yours is 1.24943, it should
                 be 2.49886. No entry is right.
          ✗ 0/1  its inputs are left as they were
                 counts once something is right
        """,
        m -> m);
  }

  @Test
  void aChangedInputCostsItsOwnPointOnly() {
    assertReport(
        3,
        """
        Twice: 3 of 4 points
          ✓ 1/1  one number
          ✓ 2/2  a matrix
          ✗ 0/1  its inputs are left as they were
                 Your code changes what it was given: m: it is 2.77966 now and was 1.38983. (Does a line
                 write into it, or into another name of it? = copies nothing.) What comes back as 2m is
                 the input itself: m.
        """,
        m -> {
          CommonOps_DDRM.scale(2, m);
          return m;
        });
  }

  @Test
  void anExceptionIsToldWithItsPlaceInTheLibrary() {
    assertFault(
        "Your code threw MatrixDimensionException in CommonOps_DDRM.mult: 1 != 7 The 'A' and 'B'"
            + " matrices do not have compatible dimensions. Write the shapes of its matrices below"
            + " each other.",
        m -> CommonOps_DDRM.mult(new DMatrixRMaj(2, 1), new DMatrixRMaj(7, 7), null));
  }

  @Test
  void anExceptionWithoutMessageIsToldByItsName() {
    assertFault(
        "Your code threw ArithmeticException.",
        m -> {
          throw new ArithmeticException();
        });
  }

  @Test
  void anEndlessLoopIsLeftBehind() {
    assertEquals(
        """
        Twice: 0 of 4 points
          ✗ 0/1  one number
                 Your code did not finish within 0.5 s: is there a loop that never ends? (It may still
                 be running: “Restart Kernel” ends it.)
          ✗ 0/2  a matrix
                 not tried
          ✗ 0/1  its inputs are left as they were
                 counts once something is right
        """,
        Printed.by(() -> twice(500).mark(ExerciseTest::endless, 7)));
  }

  private static DMatrixRMaj endless(DMatrixRMaj m) {
    while (!Thread.currentThread().isInterrupted()) {
      Thread.onSpinWait();
    }
    return m;
  }

  @Test
  void endlessRecursionIsNamed() {
    assertFault(
        "Your code called itself too often (StackOverflowError): does a method call itself without"
            + " an end?",
        ExerciseTest::recursion);
  }

  @SuppressWarnings("InfiniteRecursion") // that is the point
  private static DMatrixRMaj recursion(DMatrixRMaj m) {
    return scaled(recursion(m), 1);
  }

  @Test
  void usedUpMemoryIsNamed() {
    assertFault(
        "Your code used up all memory (OutOfMemoryError): is there a list that grows for ever, or"
            + " an array far too long?",
        m -> {
          List<long[]> all = new ArrayList<>();
          while (!all.contains(null)) {
            all.add(new long[Integer.MAX_VALUE]);
          }
          return m;
        });
  }

  @Test
  void anythingThrowableIsSurvived() {
    assertFault(
        "Your code threw Odd: I am no exception",
        m -> {
          throw new Odd();
        });
  }

  private static final class Odd extends Error {
    private static final long serialVersionUID = 1;

    private Odd() {
      super("I am\nno exception");
    }
  }

  @Test
  void codeThatRemembersIsAskedTwice() {
    int[] calls = {0};
    AtomicInteger mark = new AtomicInteger();
    String report =
        Printed.by(
            () -> mark.set(twice(2000).mark(m -> scaled(m, calls[0]++ % 6 == 5 ? 3 : 2), 7)));
    assertEquals(0, mark.get());
    assertTrue(
        report
            .replaceAll("\\s+", " ")
            .contains(
                "Asked twice for the same input, with other calls in between, your code gives two"
                    + " answers: what does it keep from one call to the next? 2m: 4.16949 the second time, 2.77966 the"
                    + " first."),
        report);
  }

  @Test
  void codeThatRemembersTheCallBeforeIsAskedInTheOtherOrder() {
    double[] before = {2};
    String report =
        Printed.by(
            () ->
                twice(2000)
                    .mark(
                        m -> {
                          boolean grows = m.get(0) > before[0];
                          before[0] = m.get(0);
                          return scaled(m, grows ? 3 : 2);
                        },
                        7));
    assertTrue(report.contains("what does it keep"), report);
  }

  @Test
  void printsAreShownOnceAndNeverReachStderr() {
    assertReport(
        4,
        """
        Your code printed:
          | m is 1x1
          | careful
        Twice: 4 of 4 points
          ✓ 1/1  one number
          ✓ 2/2  a matrix
          ✓ 1/1  its inputs are left as they were
        """,
        m -> {
          System.out.println("m is " + m.numRows + "x" + m.numCols);
          System.err.println("careful");
          return scaled(m, 2);
        });
  }

  @Test
  void aFloodOfPrintsIsCut() {
    AtomicInteger mark = new AtomicInteger();
    String report =
        Printed.by(
            () ->
                mark.set(
                    twice(2000)
                        .mark(
                            m -> {
                              for (int i = 0; i < 20_000; i++) {
                                System.out.println("line " + i);
                              }
                              return scaled(m, 2);
                            },
                            7)));
    assertEquals(4, mark.get());
    assertTrue(report.length() < 4000, report);
    assertTrue(report.contains("… (and more)"), report);
  }

  @Test
  void anEndlessFloodIsStoppedToo() throws Exception {
    Thread[] learners = {null};
    String report =
        Printed.by(
            () ->
                twice(500)
                    .mark(
                        m -> {
                          learners[0] = Thread.currentThread();
                          while (true) {
                            System.out.println("still here");
                          }
                        },
                        7));
    assertTrue(report.contains("did not finish within 0.5 s"), report);
    // The next print of the abandoned thread ends it, silently.
    learners[0].join(5000);
    assertTrue(!learners[0].isAlive());
    assertEquals(
        "and stdout still works\n", Printed.by(() -> System.out.print("and stdout still works\n")));
  }

  @Test
  void theCheckItselfCanBeInterrupted() {
    Thread.currentThread().interrupt();
    String message = "";
    try {
      twice(500).mark(ExerciseTest::endless, 7);
    } catch (IllegalStateException e) {
      message = e.getMessage();
    }
    assertTrue(Thread.interrupted());
    assertEquals("The check was interrupted before it had a result.", message);
  }

  // ---- what is known of a matrix m: twice of it, and the sum of its entries

  private static Exercise<UnaryOperator<Values>> twiceAndSum() {
    return new Exercise<UnaryOperator<Values>>(
            "Twice and sum", UnaryOperator::apply, in -> answer(in, 2, 1))
        .stage(rng -> new Values().with("m", Fresh.matrix(rng, 1, 2)))
        .part(3, "one row", "2m", "sum")
        .stage(rng -> new Values().with("m", Fresh.matrix(rng, 3, 2)))
        .part(2, "three rows", "2m")
        .part(2, "their sum", "sum")
        .mistake("half", "It looks like half.", in -> answer(in, 0.5, 1))
        .slip("minus", "It looks as if there were a minus.", in -> answer(in, -2, 1));
  }

  private static Values answer(Values in, double factor, double ofSum) {
    DMatrixRMaj m = in.matrix("m");
    return new Values()
        .with("2m", scaled(m, factor))
        .with("sum", ofSum * CommonOps_DDRM.elementSum(m));
  }

  private static void assertTwiceAndSum(String report, UnaryOperator<Values> learnersCode) {
    assertEquals(report, Printed.by(() -> twiceAndSum().mark(learnersCode, 7)));
  }

  @Test
  void aSecondMistakeInALaterStageHidesTheFirstNowhereElse() {
    assertTwiceAndSum(
        """
        Twice and sum: 2 of 7 points
          ✗ 0/3  one row
                 This fits here; elsewhere something else is wrong, too, or instead: It looks like half.
          ✗ 0/2  three rows
                 2m at row 0, column 0: yours is -0.39644, it should be -1.58576. No entry is right.
          ✓ 2/2  their sum
        """,
        in -> {
          Values half = answer(in, 0.5, 1);
          if (in.matrix("m").numRows == 3) {
            half.matrix("2m").set(1, 1, 9);
          }
          return half;
        });
  }

  @Test
  void aSlipThatExplainsEverythingCostsHalf() {
    assertTwiceAndSum(
        """
        Twice and sum: 4 of 7 points
          ✗ 0/3  one row
                 It looks as if there were a minus.
          ✗ 0/2  three rows
                 as above
          ✓ 2/2  their sum
          + 2    one slip explains all of this: it costs half, rounded up
        """,
        in -> answer(in, -2, 1));
  }

  @Test
  void aSlipBesideAnotherMistakeCostsAll() {
    assertTwiceAndSum(
        """
        Twice and sum: 0 of 7 points
          ✗ 0/3  one row
                 It looks as if there were a minus.
          ✗ 0/2  three rows
                 as above
          ✗ 0/2  their sum
                 Your sum is 3 times what it should be. sum: yours is 7.59048, it should be 2.53016.
        """,
        in -> answer(in, -2, 3));
  }

  /** Looks behind the end of an array wherever the first number of m is above 0. */
  private static Values outside(Values in, double factor) {
    int[] one = {1};
    return answer(in, factor * one[in.matrix("m").get(0, 0) > 0 ? 1 : 0], 1);
  }

  @Test
  void whatIsRightWhereNoIndexIsOutsideGetsHalf() {
    String fault =
        "Your code threw ArrayIndexOutOfBoundsException: Index 1 out of bounds for length 1. The"
            + " last index is 0: does a loop go one too far, do you count from 1, or has what you index another length"
            + " than you think?";
    assertEquals(
        "Twice and sum: 3 of 7 points ✗ 0/3 one row "
            + fault
            + " ✗ 0/2 three rows as above ✗ 0/2 their sum as above + 3 half of the 7 for what is"
            + " right wherever nothing throws: an index that is outside costs half",
        line(twiceAndSum(), in -> outside(in, 2)));
  }

  @Test
  void aSlipIsRecognisedWhereNoIndexIsOutside() {
    String fault =
        "Your code threw ArrayIndexOutOfBoundsException: Index 1 out of bounds for length 1. It"
            + " looks as if there were a minus.";
    assertEquals(
        "Twice and sum: 3 of 7 points ✗ 0/3 one row "
            + fault
            + " ✗ 0/2 three rows as above ✗ 0/2 their sum as above + 3 one slip explains what"
            + " is wrong where nothing throws: it costs half, rounded up",
        line(twiceAndSum(), in -> outside(in, -2)));
  }

  @Test
  void anIndexThatIsAlwaysOutsideGetsNothing() {
    String report = line(twiceAndSum(), in -> outside(in.with("m", matrix(1, 1, 1)), 2));
    assertTrue(report.startsWith("Twice and sum: 0 of 7 points"), report);
  }

  @Test
  void aPatternInEveryStageComesBeforeAMistakeInOne() {
    String report =
        Printed.by(
            () ->
                twice(2000)
                    .mistake("odd", "Never told.", m -> scaled(m, m.numRows == 1 ? -2 : 5))
                    .mark(m -> scaled(m, -2), 7));
    assertEquals(2, report.split("It looks as if 2m had the wrong sign", -1).length - 1, report);
    assertTrue(!report.contains("Never told."), report);
  }

  @Test
  void aMistakeWithAPatternBesideItIsToldWithBoth() {
    assertTrue(
        line(twiceAndSum(), in -> answer(in, -0.5, 1))
            .contains(
                "It looks like half. And besides: It looks as if 2m had the wrong sign. ✗ 0/2 three"
                    + " rows as above"));
  }

  @Test
  void whoChangesAnInputLosesAPointInAnyExercise() {
    assertTwiceAndSum(
        """
        Twice and sum: 6 of 7 points
          ✓ 3/3  one row
          ✓ 2/2  three rows
          ✓ 2/2  their sum
          − 1    its inputs are not left as they were
                 Your code changes what it was given: m at row 0, column 0: it is 0 now and was
                 -0.220341. (Does a line write into it, or into another name of it? = copies nothing.)
        """,
        in -> {
          Values right = answer(in, 2, 1);
          in.matrix("m").zero();
          return right;
        });
  }

  @Test
  void codeThatGetsNothingHasNoPointToLose() {
    assertTrue(
        Printed.by(
                () ->
                    twiceAndSum()
                        .mark(
                            in -> {
                              in.matrix("m").zero();
                              return answer(in, 2, 3).with("sum", 1e6);
                            },
                            7))
            .startsWith("Twice and sum: 0 of 7 points"));
  }

  @Test
  void matricesThatDoNotFitHaveTheHintOfTheMistakeThatEndsLikeThis() {
    UnaryOperator<DMatrixRMaj> transposed =
        m -> CommonOps_DDRM.mult(m, new DMatrixRMaj(7, 7), null);
    String report =
        Printed.by(
            () ->
                twice(2000)
                    .mistake("other", "Never told.", m -> CommonOps_DDRM.mult(m, m.copy(), null))
                    .slip("seven", "It looks as if there were seven.", transposed)
                    .mark(m -> CommonOps_DDRM.mult(m, new DMatrixRMaj(7, 7), null), 7));
    assertEquals(
        """
        Twice: 2 of 4 points
          ✗ 0/1  one number
                 Your code threw MatrixDimensionException in CommonOps_DDRM.mult: 1 != 7 The 'A' and 'B'
                 matrices do not have compatible dimensions. Write the shapes of its matrices below each
                 other. It looks as if there were seven.
          ✗ 0/2  a matrix
                 Your code threw MatrixDimensionException in CommonOps_DDRM.mult: 3 != 7 The 'A' and 'B'
                 matrices do not have compatible dimensions. Write the shapes of its matrices below each
                 other. It looks as if there were seven.
          + 1    one slip explains all of this: it costs half, rounded up
          ✓ 1/1  its inputs are left as they were
        """,
        report);
  }

  @Test
  void ofSeveralMistakesThatEndLikeThisTheOneThatFitsElsewhereIsTold() {
    UnaryOperator<DMatrixRMaj> doublesNumbers = doesNotFitMatrices(2);
    assertTrue(
        Printed.by(
                () ->
                    twice(2000)
                        .mistake("thrice", "It looks like three.", doesNotFitMatrices(3))
                        .mistake("matrices", "It looks wrong for matrices.", doublesNumbers)
                        .mark(doesNotFitMatrices(2), 7))
            .contains("other. It looks wrong for matrices."));
  }

  private static UnaryOperator<DMatrixRMaj> doesNotFitMatrices(double factor) {
    return m ->
        m.getNumElements() == 1
            ? scaled(m, factor)
            : CommonOps_DDRM.mult(m, new DMatrixRMaj(7, 7), null);
  }

  @Test
  void whatFollowsFromAnotherCheckSaysSo() {
    assertEquals(
        """
        Twice: 0 of 4 points
          ✗ 0/1  one number
                 If a check above fails, mend that first: this follows from it. It looks like half. Read
                 the title.
          ✗ 0/2  a matrix
                 as above
          ✗ 0/1  its inputs are left as they were
                 counts once something is right
        """,
        Printed.by(() -> twice(2000).follows().mark(m -> scaled(m, 0.5), 7)));
  }

  @Test
  void entriesThatAreOneObjectAreNamed() {
    Exercise<UnaryOperator<DMatrixRMaj>> copies =
        new Exercise<UnaryOperator<DMatrixRMaj>>(
                "Rising",
                (code, in) -> {
                  DMatrixRMaj[] y = new DMatrixRMaj[3];
                  DMatrixRMaj sum = code.apply(in.matrix("m"));
                  for (int t = 0; t < y.length; t++) {
                    CommonOps_DDRM.addEquals(sum, in.matrix("m"));
                    y[t] = sum;
                  }
                  return new Values().with("y", y);
                },
                in ->
                    new Values()
                        .with(
                            "y",
                            IntStream.rangeClosed(1, 3)
                                .mapToObj(t -> scaled(in.matrix("m"), t))
                                .toArray(DMatrixRMaj[]::new)))
            .stage(rng -> new Values().with("m", Fresh.matrix(rng, 1, 2)))
            .part(1, "three steps", "y");
    assertTrue(
        Printed.by(() -> copies.mark(DMatrixRMaj::createLike, 7))
            .replaceAll("\\s+", " ")
            .contains(
                "y[0] and y[1] are one and the same object: what is written into one stands in the"
                    + " other, too. y[0] at row 0, column 0: yours is "));
  }

  @Test
  void unequalRowsAreToldInTheLearnersWords() {
    Exercise<UnaryOperator<int[][]>> sentences =
        new Exercise<UnaryOperator<int[][]>>(
                "Sentences",
                (code, in) -> new Values().with("said", code.apply(in.wholeRows("words"))),
                in -> new Values().with("said", in.wholeRows("words")))
            .axes("said", "sentence", "word")
            .stage(rng -> new Values().with("words", new int[][] {{3, 1}, {4, 1, 5}, {9}}))
            .part(1, "three sentences", "said");
    assertEquals(1, sentences.mark(words -> words.clone(), 7));
    assertEquals(
        "Sentences: 0 of 1 points ✗ 0/1 three sentences sentence 2 of said has 2 words and should"
            + " have 1.",
        line(sentences, words -> new int[][] {{3, 1}, {4, 1, 5}, {9, -1}}));
    assertEquals(
        "Sentences: 0 of 1 points ✗ 0/1 three sentences said has 1 sentence and should have 3.",
        line(sentences, words -> new int[][] {{3, 1}}));
    assertEquals(
        "Sentences: 0 of 1 points ✗ 0/1 three sentences said[1][2]: yours is 6, it should be 5.",
        line(sentences, words -> new int[][] {{3, 1}, {4, 1, 6}, {9}}));
  }

  private static <F> String line(Exercise<F> exercise, F code) {
    return Printed.by(() -> exercise.mark(code, 7)).strip().replaceAll("\\s+", " ");
  }
}
