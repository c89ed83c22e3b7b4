package unrolled.check.exercise;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.function.IntSupplier;
import java.util.function.ToIntFunction;
import java.util.stream.IntStream;
import org.ejml.data.DMatrixRMaj;
import org.junit.jupiter.api.Test;
import unrolled.check.Printed;
import unrolled.math.Rng;
import unrolled.math.Scan;

/** Law: the solution gets every point, a hole none, each typical mistake its marks and its hint. */
class Exercise17Test {

  static double[] composed(double[] first, double[] second) {
    return new double[] {second[0] * first[0], second[0] * first[1] + second[1]};
  }

  static double[] scanned(double[] a, double[] b, double start, int chunk, Exercise17.Cores cores) {
    int steps = a.length;
    int chunks = (steps + chunk - 1) / chunk;
    double[][] whole = new double[chunks][];
    double[] begin = new double[chunks + 1];
    double[] h = new double[steps];
    cores.all(
        chunks,
        c -> {
          double[] sofar = {1, 0};
          for (int t = c * chunk; t < Math.min(steps, (c + 1) * chunk); t++) {
            sofar = composed(sofar, new double[] {a[t], b[t]});
          }
          whole[c] = sofar;
        });
    begin[0] = start;
    for (int c = 0; c < chunks; c++) {
      begin[c + 1] = whole[c][0] * begin[c] + whole[c][1];
    }
    cores.all(
        chunks,
        c -> {
          double state = begin[c];
          for (int t = c * chunk; t < Math.min(steps, (c + 1) * chunk); t++) {
            state = a[t] * state + b[t];
            h[t] = state;
          }
        });
    return h;
  }

  static double[] back(double[] a, double[] dy, Exercise17.Recurrence scan) {
    int steps = a.length;
    double[] p = new double[steps];
    double[] q = new double[steps];
    double[] dh = new double[steps];
    for (int i = 0; i < steps; i++) {
      q[i] = dy[steps - 1 - i];
      if (i > 0) {
        p[i] = a[steps - i];
      }
    }
    double[] states = scan.of(p, q);
    for (int t = 0; t < steps; t++) {
      dh[t] = states[steps - 1 - t];
    }
    return dh;
  }

  private static final int[] PREDICTED = {7, 10, 90, 1050};
  private static final double[] PARITY = {40, -20, 0, 1};
  private static final double[] SHARED = new double[2];

  /** A few: there are many mistakes. */
  private static final List<Long> SEEDS =
      Integer.getInteger("seeds") == null ? Marked.SEEDS.subList(0, 2) : Marked.SEEDS;

  private static int mark(IntSupplier check) {
    return Marked.of(check).mark();
  }

  private static int scan(Exercise17.Scanning code) {
    return Exercise17.scanned(code, Exercise17Test::composed);
  }

  private static void assertSays(String hint, int mark, IntSupplier check) {
    Marked.Result result = Marked.of(check);
    assertTrue(result.says(hint), result.report());
    assertEquals(mark, result.mark(), result.report());
  }

  @Test
  void theSolutionGetsEveryPoint() {
    assertEquals(4, mark(() -> Exercise17.predicted(() -> PREDICTED)));
    for (long seed : Marked.SEEDS) {
      assertEquals(4, mark(() -> Exercise17.composed(Exercise17Test::composed, seed)));
      assertEquals(
          9,
          mark(() -> Exercise17.scanned(Exercise17Test::scanned, Exercise17Test::composed, seed)));
      assertEquals(7, mark(() -> Exercise17.back(Exercise17Test::back, seed)));
      assertEquals(5, mark(() -> Exercise17.parity(() -> PARITY, seed)));
      assertEquals(
          2,
          mark(() -> Exercise17.otherSizes(Exercise17Test::scanned, Exercise17Test::back, seed)));
    }
  }

  @Test
  void theReportOfTheSolutionHoldsNoRandomNumber() {
    assertEquals(
        """
        In chunks: 9 of 9 points
          ✓ 1/1  one chunk
          ✓ 1/1  chunks of equal length
          ✓ 1/1  a start that is not 0
          ✓ 1/1  a last chunk that is shorter
          ✓ 1/1  factors of 0, chunks of a single step
          ✓ 2/2  chunks at the same time: cores.all in pieces 1 and 3
          ✓ 1/1  and in any order, to the right end
          ✓ 1/1  its inputs are left as they were
        """,
        Printed.by(() -> scan(Exercise17Test::scanned)));
  }

  @Test
  void theSolutionIsWhatTheLibraryComputes() {
    DMatrixRMaj a = Fresh.matrix(new Rng(1), 30, 1);
    DMatrixRMaj b = Fresh.matrix(new Rng(2), 30, 1);
    DMatrixRMaj h = new DMatrixRMaj(30, 1);
    DMatrixRMaj zero = new DMatrixRMaj(1, 1);
    Scan scan = Scan.inChunks(2);
    Exercise17.Cores cores = (n, task) -> IntStream.range(0, n).parallel().forEach(task);

    scan.forward(a, b, zero, h);
    assertArrayEquals(h.data, scanned(a.data, b.data, 0, 7, cores), 1e-13);
    scan.backward(a, b, zero, h);
    assertArrayEquals(h.data, back(a.data, b.data, (p, q) -> scanned(p, q, 0, 4, cores)), 1e-13);
  }

  @Test
  void holesAndCodeThatDoesNothingGetNothing() {
    Exercise17.Scanning hole =
        (a, b, start, chunk, cores) -> {
          throw new UnsupportedOperationException("YOUR CODE HERE");
        };
    assertEquals(0, mark(() -> Exercise17.predicted(() -> null)));
    assertEquals(0, mark(() -> Exercise17.predicted(() -> new int[4])));
    assertEquals(0, mark(() -> Exercise17.composed((f, s) -> null)));
    assertEquals(0, mark(() -> Exercise17.composed((f, s) -> new double[2])));
    assertEquals(0, mark(() -> Exercise17.composed((f, s) -> f)));
    assertEquals(0, mark(() -> scan(hole)));
    assertEquals(0, mark(() -> scan((a, b, start, chunk, cores) -> null)));
    assertEquals(0, mark(() -> scan((a, b, start, chunk, cores) -> a)));
    assertEquals(0, mark(() -> scan((a, b, start, chunk, cores) -> new double[a.length])));
    assertEquals(0, mark(() -> Exercise17.back((a, dy, scan) -> null)));
    assertEquals(0, mark(() -> Exercise17.back((a, dy, scan) -> new double[a.length])));
    assertEquals(0, mark(() -> Exercise17.parity(() -> null)));
    assertEquals(0, mark(() -> Exercise17.parity(() -> new double[4])));
  }

  @Test
  void aWrongPredictionGetsAHintAndNotTheAnswer() {
    Marked.Result result = Marked.of(() -> Exercise17.predicted(() -> new int[] {9, 10, 70, 1000}));
    assertEquals(1, result.mark());
    assertTrue(result.says("Not 9. That is the other order: first (3, 4), then (2, 1)."));
    assertTrue(result.says("Not 70. In 3 every chunk runs once more."));
    assertTrue(result.says("Not 1000. The two runs over 500 steps are there. And 2?"));
  }

  @Test
  void whatFollowsWaitsForBothScans() {
    boolean[] ready = new boolean[2];
    assertEquals(
        "",
        Printed.by(
            () -> ready[0] = Exercise17.ready(Exercise17Test::scanned, Exercise17Test::back)));
    assertTrue(ready[0]);
    assertEquals(
        "What follows is run by your methods, and waits until their checks pass. Not there yet:"
            + " back.\n",
        Printed.by(
            () -> ready[1] = Exercise17.ready(Exercise17Test::scanned, (a, dy, scan) -> dy)));
    assertFalse(ready[1]);
    assertEquals("", Printed.by(() -> assertTrue(Exercise17.composes(Exercise17Test::composed))));
    assertEquals(
        "This waits until composed is right.\n",
        Printed.by(() -> assertFalse(Exercise17.composes((f, s) -> f))));
    assertEquals("", Printed.by(() -> assertTrue(Exercise17.counts(() -> PARITY))));
    assertEquals(
        "Your unit does not count yet: its check says how far it gets.\n",
        Printed.by(() -> assertFalse(Exercise17.counts(() -> new double[] {10, -5, 0, 1}))));
  }

  // ---- answers that can't be compared -----------------------------------------------------------

  @Test
  void whoNeedsAnotherCoresWorkIsToldSo() {
    // each chunk begins where the one before has ended
    assertSays(
        "When the cores take the chunks in another order, your code gives other states.",
        6,
        () ->
            scan(
                (a, b, start, chunk, cores) -> {
                  double[] h = new double[a.length];
                  cores.all(
                      (a.length + chunk - 1) / chunk,
                      c -> {
                        for (int t = c * chunk; t < Math.min(a.length, (c + 1) * chunk); t++) {
                          h[t] = a[t] * (t == 0 ? start : h[t - 1]) + b[t];
                        }
                      });
                  return h;
                }));
    assertSays(
        "When the cores take the chunks in another order, your code fails.",
        6,
        () ->
            scan(
                (a, b, start, chunk, cores) -> {
                  int chunks = (a.length + chunk - 1) / chunk;
                  double[][] own = new double[chunks][];
                  double[] h = new double[a.length];
                  cores.all(
                      chunks,
                      c -> {
                        double state = c == 0 ? start : own[c - 1][0];
                        for (int t = c * chunk; t < Math.min(a.length, (c + 1) * chunk); t++) {
                          state = a[t] * state + b[t];
                          h[t] = state;
                        }
                        own[c] = new double[] {state};
                      });
                  return h;
                }));
  }

  /** The solution, with its own ∘ in piece 1. */
  private static double[] scannedBy(
      Exercise17.Composing join,
      double[] a,
      double[] b,
      double start,
      int chunk,
      Exercise17.Cores cores) {
    int chunks = (a.length + chunk - 1) / chunk;
    double[] factor = new double[chunks];
    double[] added = new double[chunks];
    cores.all(
        chunks,
        c -> {
          double[] sofar = join.composed(null, null);
          for (int t = c * chunk; t < Math.min(a.length, (c + 1) * chunk); t++) {
            sofar = join.composed(sofar, new double[] {a[t], b[t]});
          }
          factor[c] = sofar[0];
          added[c] = sofar[1];
        });
    double[] begin = new double[chunks + 1];
    begin[0] = start;
    for (int c = 0; c < chunks; c++) {
      begin[c + 1] = factor[c] * begin[c] + added[c];
    }
    double[] h = new double[a.length];
    cores.all(
        chunks,
        c -> {
          double state = begin[c];
          for (int t = c * chunk; t < Math.min(a.length, (c + 1) * chunk); t++) {
            state = a[t] * state + b[t];
            h[t] = state;
          }
        });
    return h;
  }

  @Test
  void whoSharesAnArrayAmongCoresIsToldSo() {
    for (long seed : Marked.SEEDS) {
      assertSays(
          "Two cores write to one place, which is made outside of the braces: c = 0 and c = 1 both"
              + " change [0] of a double[] of length 2.",
          6,
          () ->
              Exercise17.scanned(
                  (a, b, start, chunk, cores) -> {
                    double[] shared = new double[2];
                    int chunks = (a.length + chunk - 1) / chunk;
                    double[][] whole = new double[chunks][];
                    cores.all(
                        chunks,
                        c -> {
                          shared[0] = 1;
                          shared[1] = 0;
                          for (int t = c * chunk; t < Math.min(a.length, (c + 1) * chunk); t++) {
                            shared[0] *= a[t];
                            shared[1] = a[t] * shared[1] + b[t];
                          }
                          whole[c] = shared.clone();
                        });
                    return scanned(a, b, start, chunk, cores);
                  },
                  Exercise17Test::composed,
                  seed));
    }
    // in a variable of the notebook, which no lambda captures
    assertSays(
        "Two cores write to one place, which is made outside of the braces: c = 0 and c = 1 both"
            + " change [0] of a double[] of length 2.",
        6,
        () ->
            scan(
                (a, b, start, chunk, cores) ->
                    scannedBy(
                        (f, s) -> {
                          SHARED[0] = f == null ? 1 : SHARED[0] * s[0];
                          SHARED[1] = f == null ? 0 : SHARED[1] * s[0] + s[1];
                          return SHARED;
                        },
                        a,
                        b,
                        start,
                        chunk,
                        cores)));
  }

  @Test
  void coresThatDoNothingDoNotCount() {
    assertSays(
        "The states are right, but no core has had a part in it",
        6,
        () ->
            scan(
                (a, b, start, chunk, cores) -> {
                  double[] h = new double[a.length];
                  double state = start;
                  for (int t = 0; t < a.length; t++) {
                    state = a[t] * state + b[t];
                    h[t] = state;
                  }
                  cores.all((a.length + chunk - 1) / chunk, c -> {});
                  cores.all((a.length + chunk - 1) / chunk, c -> {});
                  return h;
                }));
    assertSays(
        "behind a call of cores.all your code goes through the steps of",
        6,
        () ->
            scan(
                (a, b, start, chunk, cores) -> {
                  double[] h = new double[a.length];
                  double[] zeros = new double[(a.length + chunk - 1) / chunk];
                  cores.all(zeros.length, c -> zeros[c] = 1);
                  double state = start;
                  for (int t = 0; t < a.length; t++) {
                    state = a[t] * state + b[t];
                    h[t] = state * zeros[t / chunk];
                  }
                  return h;
                }));
    assertSays(
        "goes through the steps of 2 chunks. All others wait for it",
        6,
        () ->
            scan(
                (a, b, start, chunk, cores) -> {
                  double[] h = new double[a.length];
                  cores.all(
                      (a.length + chunk - 1) / chunk,
                      c -> {
                        double state = start;
                        for (int t = 0; t < Math.min(a.length, (c + 1) * chunk); t++) {
                          state = a[t] * state + b[t];
                          if (t >= c * chunk) {
                            h[t] = state;
                          }
                        }
                      });
                  return h;
                }));
  }

  @Test
  void aScanThatIsCalledForNothingDoesNotCount() {
    assertSays(
        "they don't come out of scan",
        6,
        () ->
            Exercise17.back(
                (a, dy, scan) -> {
                  scan.of(a, dy);
                  return back(a, dy, Exercise17::stepByStep);
                }));
  }

  @Test
  void oneArrayForAllCallsOfComposedIsFound() {
    double[] one = new double[2];
    assertSays(
        "Each call gives back one and the same array, made outside of composed",
        3,
        () ->
            Exercise17.composed(
                (f, s) -> {
                  System.arraycopy(composed(f, s), 0, one, 0, 2);
                  return one;
                }));
  }

  @Test
  void theClockCountsWhatIsTakenInARow() {
    Exercise17.Racing loop =
        (a, b, start, clock) -> {
          double[] h = new double[a.length];
          double state = start;
          for (int t = 0; t < h.length; t++) {
            state = clock.step(a[t], b[t], state);
            h[t] = state;
          }
          return h;
        };
    assertEquals(
        "1,000 steps on 8 cores: 1,000 ticks\n",
        Printed.by(() -> Exercise17.race(loop, Exercise17Test::composed, 1000, 8)));
    assertEquals(
        "10 steps on 2 cores: 0 ticks, but the states are not right yet\n",
        Printed.by(
            () -> Exercise17.race((a, b, start, clock) -> a, Exercise17Test::composed, 10, 2)));
    Exercise17.Racing chunks =
        (a, b, start, clock) -> {
          clock.all(
              4,
              c -> {
                for (int t = 0; t <= c; t++) {
                  clock.composed(new double[2], new double[2]);
                }
              });
          return loop.fast(a, b, start, clock);
        };
    assertEquals( // cores take 1 + 3 and 2 + 4 ticks
        "10 steps on 2 cores: 16 ticks\n",
        Printed.by(() -> Exercise17.race(chunks, Exercise17Test::composed, 10, 2)));
  }

  @Test
  void whoDividesFailsAtAFactorOfZero() {
    Marked.Result result =
        Marked.of(
            () ->
                scan(
                    (a, b, start, chunk, cores) -> {
                      double product = 1;
                      double sum = start;
                      double[] h = new double[a.length];
                      for (int t = 0; t < a.length; t++) {
                        product *= a[t];
                        sum += b[t] / product;
                        h[t] = product * sum;
                      }
                      return h;
                    }));
    assertTrue(result.says("NaN where a factor is 0"), result.report());
    assertEquals(5, result.mark(), result.report());
  }

  @Test
  void aLastChunkThatRunsOverTheEndIsExplained() {
    assertSays(
        "For 7 steps in chunks of 3, your code looks outside of an array (Index 7 out of bounds for"
            + " length 7)",
        8,
        () ->
            scan(
                (a, b, start, chunk, cores) -> {
                  int over = (a.length + chunk - 1) / chunk * chunk;
                  return over == a.length
                      ? scanned(a, b, start, chunk, cores)
                      : new double[] {a[over - over % a.length]};
                }));
  }

  @Test
  void tooFewTasksAreCounted() {
    assertSays(
        "For 7 steps in chunks of 3, cores.all was called with 1 as count, and there are 3 chunks.",
        0,
        () ->
            scan(
                (a, b, start, chunk, cores) -> {
                  cores.all(1, c -> {});
                  throw new NullPointerException();
                }));
  }

  @Test
  void anEmptyChunkAtTheEndDoesNoHarm() {
    assertEquals(
        9,
        mark(
            () ->
                scan(
                    (a, b, start, chunk, cores) ->
                        scanned(
                            a,
                            b,
                            start,
                            chunk,
                            (count, task) ->
                                cores.all(
                                    count + 1,
                                    c -> {
                                      if (c < count) {
                                        task.accept(c);
                                      }
                                    })))));
  }

  @Test
  void whoChangesAnInputIsTold() {
    assertSays(
        "Your code changes what it was given: first[0]",
        3,
        () ->
            Exercise17.composed(
                (f, s) -> {
                  double[] right = composed(f, s);
                  f[0] = right[0];
                  f[1] = right[1];
                  return f;
                }));
    assertSays(
        "Your code changes what it was given: b[",
        8,
        () ->
            scan(
                (a, b, start, chunk, cores) -> {
                  double[] h = scanned(a, b, start, chunk, cores);
                  System.arraycopy(h, 0, b, 0, h.length);
                  return h;
                }));
    assertSays(
        "Your code changes what it was given: dy[0]",
        6,
        () ->
            Exercise17.back(
                (a, dy, scan) -> {
                  double[] dh = back(a, dy, scan);
                  Arrays.fill(dy, 7);
                  return dh;
                }));
  }

  @Test
  void arraysThatDoNotFitAreNamed() {
    assertSays(
        "scan.of needs as many p as q: yours are 0 and 1.",
        0,
        () -> Exercise17.back((a, dy, scan) -> scan.of(Arrays.copyOfRange(a, 1, a.length), dy)));
    assertSays(
        "A step has two numbers, A and B, and yours has 1.",
        0,
        () -> Exercise17.composed((f, s) -> new double[1]));
    assertSays(
        "h must have as many numbers as there are steps, 1, and has 2.",
        0,
        () -> scan((a, b, start, chunk, cores) -> new double[a.length + 1]));
    assertSays(
        "scan.of was given null", 0, () -> Exercise17.back((a, dy, scan) -> scan.of(null, dy)));
  }

  @Test
  void aWrongComposedCostsItsOwnPointsAlone() {
    Exercise17.Composing wrong = (f, s) -> composed(s, f);
    assertSays(
        "(Right but for composed, which was marked above.)",
        9,
        () ->
            Exercise17.scanned(
                (a, b, start, chunk, cores) -> {
                  int chunks = (a.length + chunk - 1) / chunk;
                  double[][] whole = new double[chunks][];
                  cores.all(
                      chunks,
                      c -> {
                        double[] sofar = {1, 0};
                        for (int t = c * chunk; t < Math.min(a.length, (c + 1) * chunk); t++) {
                          sofar = wrong.composed(sofar, new double[] {a[t], b[t]});
                        }
                        whole[c] = sofar;
                      });
                  double[] h = new double[a.length];
                  double[] begin = new double[chunks];
                  begin[0] = start;
                  for (int c = 1; c < chunks; c++) {
                    begin[c] = whole[c - 1][0] * begin[c - 1] + whole[c - 1][1];
                  }
                  cores.all(
                      chunks,
                      c -> {
                        double state = begin[c];
                        for (int t = c * chunk; t < Math.min(a.length, (c + 1) * chunk); t++) {
                          state = a[t] * state + b[t];
                          h[t] = state;
                        }
                      });
                  return h;
                },
                wrong));
  }

  @Test
  void otherRightWaysGetEveryPoint() {
    // the last chunk's whole is not needed, nor another walk over the first chunk's steps
    Exercise17.Scanning local =
        (a, b, start, chunk, cores) -> {
          int chunks = (a.length + chunk - 1) / chunk;
          double[] product = new double[a.length];
          double[] h = new double[a.length];
          cores.all(
              chunks,
              c -> {
                double[] sofar = {1, 0};
                for (int t = c * chunk; t < Math.min(a.length, (c + 1) * chunk); t++) {
                  sofar = composed(sofar, new double[] {a[t], b[t]});
                  product[t] = sofar[0];
                  h[t] = sofar[1];
                }
              });
          double[] begin = new double[chunks];
          begin[0] = start;
          for (int c = 1; c < chunks; c++) {
            begin[c] = product[c * chunk - 1] * begin[c - 1] + h[c * chunk - 1];
          }
          cores.all(
              chunks,
              c -> {
                for (int t = c * chunk; t < Math.min(a.length, (c + 1) * chunk); t++) {
                  h[t] += product[t] * begin[c];
                }
              });
          return h;
        };
    assertEquals(9, mark(() -> scan(local)));
    for (double[] weights :
        new double[][] {{40, -20, 1, 0}, {25, -12, 0, 1}, {2000, -1000, 0, 1}}) {
      assertEquals(5, mark(() -> Exercise17.parity(() -> weights)));
    }
  }

  @Test
  void wrongWeightsAreToldWhatTheyDo() {
    assertSays(
        "errors add up over many", 3, () -> Exercise17.parity(() -> new double[] {10, -5, 0, 1}));
    assertSays(
        "After the bits 1 your h is 0 and should be near 1. A 1 takes h to 1·h + 0, a 0 to −1·h +"
            + " 1. It is the zeros that turn the state round",
        1,
        () -> Exercise17.parity(() -> new double[] {-80, 40, 0, 1}));
  }

  // ---- the typical mistakes ---------------------------------------------------------------------

  @Test
  void eachMistakeInTwoStepsHasItsMarksAndItsHint() {
    for (long seed : SEEDS) {
      Marked.assertEachAlone(
          """
          3 the second first
          3 b and b' added
          3 b and b' multiplied
          3 b' forgotten
          3 b forgotten
          3 b times its own a
          3 a' times both
          3 B with the new A
          3 factors added
          3 what becomes of 1
          3 A of 1
          2 B, A
          2 A = a, the first step's factor alone
          2 A = a', the second step's factor alone
          2 A = a'·b
          2 A = a·b
          2 A = a·b'
          2 A = a'·a·b
          2 A = a·a
          2 A = a'·a'
          2 B =
          2 B = − b'
          2 B = − a·b'
          2 B = − a'·b'
          2 B = − a'·a·b'
          2 B = − b
          2 B = − b − b'
          2 B = − b − a·b'
          2 B = − b − a'·b'
          2 B = − b − a'·a·b'
          2 B = − a·b
          2 B = − a·b − b'
          2 B = − a·b − a·b'
          2 B = − a·b − a'·b'
          2 B = − a·b − a'·a·b'
          2 B = − a'·b
          2 B = − a'·b − b'
          2 B = − a'·b − a·b'
          2 B = − a'·b − a'·b'
          2 B = − a'·b − a'·a·b'
          2 B = − a'·a·b
          2 B = − a'·a·b − b'
          2 B = − a'·a·b − a·b'
          2 B = − a'·a·b − a'·b'
          2 B = − a'·a·b − a'·a·b'
          """,
          Exercise17.composedExercise(),
          code -> Exercise17.composed(code, seed));
    }
  }

  @Test
  void eachMistakeInChunksHasItsMarksAndItsHint() {
    for (long seed : SEEDS) {
      Marked.assertEachAlone(
          """
          0 nothing
          6 a plain loop
          6 one piece in parallel
          8 a division by the product so far
          8 a division by the product so far, in piece 3
          6 B a plain sum
          6 B times the product so far
          6 B times the product before
          6 b taken before a
          6 the last b alone
          6 A a sum
          6 1 more than the sum
          7 A the last factor
          6 {0, 0} in front
          6 {1, 1} in front
          6 {0, 1} in front
          6 the chunk joined from the end
          6 the first step twice
          6 without a chunk's first step
          6 without a chunk's last step
          6 one step too many
          6 one step on
          6 the first chunk's steps in (A, B)
          6 one array for all chunks
          6 one chunk after the other joined
          8 start in front of each chunk's steps
          8 start in the first chunk's steps
          8 start in every state
          6 one number for all that follow
          6 every n-th step
          6 float
          5 float
          6 a and b exchanged in (A, B)
          6 the last chunk begins with 0
          6 products and sums
          5 each chunk's last state missing
          5 each chunk's last step missing
          5 each chunk's first state missing
          5 each chunk's first step missing
          8 start forgotten
          5 start as the first state
          6 every chunk from 0
          6 every chunk from start
          6 later chunks from 0
          5 one chunk too far
          6 one chunk too late
          6 the chunk's own (A, B)
          6 each chunk's (A, B) applied to start
          6 A forgotten
          6 B forgotten
          6 A and B exchanged
          6 B multiplied, too
          6 B taken away
          8 start once more
          8 start left behind
          5 only the ends of the chunks
          5 the state stays
          5 counted from the chunk's beginning
          5 what is added forgotten
          5 the factor forgotten
          5 b multiplied, too
          5 a and b exchanged
          5 the chunk's first step missing in piece 3
          6 the first chunk's steps in piece 3
          6 the first chunk's steps in both pieces
          5 one step on in piece 3
          5 h one step early
          8 the last chunk left out
          7 chunk taken for the number of chunks
          7 chunk taken for the number of chunks
          7 chunk taken for the number of chunks
          """,
          Exercise17.scannedExercise(Exercise17Test::composed),
          code -> Exercise17.scanned(code, Exercise17Test::composed, seed));
    }
  }

  @Test
  void eachMistakeOnTheWayBackHasItsMarksAndItsHint() {
    for (long seed : SEEDS) {
      Marked.assertEachAlone(
          """
          0 nothing
          6 a loop
          6 a scan for each step
          4 forward
          5 forward, with the factors of the way back
          4 forward, with the factors of the way back, 1 at the end
          4 forward, reversed afterwards
          5 the factor of its own step
          5 the factor of the step before
          5 two steps on
          6 a in the order of time
          5 a in the order of time, one on
          5 a in the order of time, one back
          5 without factors
          5 dy alone
          5 the factor's sign
          6 the last factor for all
          5 the first factor for all
          4 dy in the order of time
          4 dy of the step before
          4 dy of the step after
          4 dy times its own factor
          4 dy times the next factor
          4 dy twice as large
          5 scanned twice
          5 the last step beside the scan
          4 float
          4 the last step left out
          6 only the last dy
          4 not turned back
          4 one step off
          4 one step off the other way
          5 the first step left out
          4 dy twice
          4 without its own dy
          4 one step too far
          4 the sign
          4 p and q exchanged
          """,
          Exercise17.backExercise(),
          code -> Exercise17.back(code, seed));
    }
  }

  @Test
  void twoMistakesAtOnceAreToldAsSuch() {
    assertEachPair(
        Exercise17.scannedExercise(Exercise17Test::composed),
        code -> Exercise17.scanned(code, Exercise17Test::composed, 7));
    assertEachPair(Exercise17.backExercise(), code -> Exercise17.back(code, 7));
  }

  private static <F> void assertEachPair(Exercise<F> exercise, ToIntFunction<F> check) {
    List<Exercise.Mistake<F>> all = exercise.mistakes();
    int few = Integer.getInteger("seeds") == null ? 40 : 1;
    for (int i = 0; i < all.size(); i += few) {
      Exercise.Mistake<F> mistake = all.get(i);
      if (mistake.name().contains(Slips.AND)) {
        Marked.Result result = Marked.of(() -> check.applyAsInt(mistake.code()));
        boolean told = all.stream().anyMatch(other -> result.says(other.hint()));
        boolean bothTogetherAreRight = result.mark() == exercise.points();
        assertTrue(told || bothTogetherAreRight, mistake.name() + result.report());
      }
    }
  }
}
