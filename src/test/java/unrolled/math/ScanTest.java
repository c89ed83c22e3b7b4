package unrolled.math;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.IntStream;
import org.ejml.data.DMatrixRMaj;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import unrolled.check.GradientCheck;

/** Laws of the scan: it is the recurrence, its gradient is one, and threads change no bit. */
class ScanTest {
  private static final int B = 2;
  private static final int N = 3;

  private final Scan slow = Scan.stepByStep();
  private final Scan chunks = Scan.inChunks(1);

  /** All that a recurrence of T steps reads, factors between −1 and 1. */
  private static final class Data {
    final DMatrixRMaj a;
    final DMatrixRMaj b;
    final DMatrixRMaj start;
    final DMatrixRMaj dy;
    final DMatrixRMaj dEnd;

    Data(int steps) {
      Rng rng = new Rng(steps);
      a = Init.uniform(new DMatrixRMaj(steps * B, N), 1, rng);
      b = Init.gaussian(new DMatrixRMaj(steps * B, N), 1, rng);
      start = Init.gaussian(new DMatrixRMaj(B, N), 1, rng);
      dy = Init.gaussian(new DMatrixRMaj(steps * B, N), 1, rng);
      dEnd = Init.gaussian(new DMatrixRMaj(B, N), 1, rng);
    }

    DMatrixRMaj forward(Scan scan) {
      DMatrixRMaj h = b.createLike();
      scan.forward(a, b, start, h);
      return h;
    }

    DMatrixRMaj backward(Scan scan) {
      DMatrixRMaj dh = dy.createLike();
      scan.backward(a, dy, dEnd, dh);
      return dh;
    }
  }

  /** Every length up to 40, and some more: squares, one more, one less. */
  static IntStream lengths() {
    return IntStream.concat(IntStream.rangeClosed(1, 40), IntStream.of(99, 100, 101, 1000));
  }

  @Test
  void byHand() {
    // h_0 = 1: 2·1 + 1 = 3, then −1·3 + 5 = 2, then 0·2 + 7 = 7
    DMatrixRMaj h = new DMatrixRMaj(3, 1);
    for (Scan scan : new Scan[] {slow, chunks, Scan.inChunks(2)}) {
      scan.forward(column(2, -1, 0), column(1, 5, 7), column(1), h);
      assertArrayEquals(new double[] {3, 2, 7}, h.data);
      // dh_3 = 1 + 10 = 11, dh_2 = 1 + 0·11 = 1, dh_1 = 1 + (−1)·1 = 0
      scan.backward(column(2, -1, 0), column(1, 1, 1), column(10), h);
      assertArrayEquals(new double[] {0, 1, 11}, h.data);
    }
  }

  private static DMatrixRMaj column(double... numbers) {
    return new DMatrixRMaj(numbers.length, 1, true, numbers);
  }

  @ParameterizedTest
  @MethodSource("lengths")
  void chunksGiveTheDigitsOfStepByStep(int steps) {
    Data data = new Data(steps);
    assertArrayEquals(data.forward(slow).data, data.forward(chunks).data, 1e-12);
    assertArrayEquals(data.backward(slow).data, data.backward(chunks).data, 1e-12);
  }

  @ParameterizedTest
  @MethodSource("lengths")
  void threadsChangeNoBit(int steps) {
    Data data = new Data(steps);
    double[] forward = data.forward(chunks).data;
    double[] backward = data.backward(chunks).data;
    for (int threads = 1; threads <= 3; threads++) {
      Scan scan = Scan.inChunks(threads);
      for (int again = 0; again < 2; again++) {
        assertArrayEquals(forward, data.forward(scan).data);
        assertArrayEquals(backward, data.backward(scan).data);
      }
    }
  }

  @Test
  void chunksAreOtherBitsThanStepByStep() {
    // or the tests of chunks would be tests of nothing
    Data data = new Data(1000);
    assertFalse(Arrays.equals(data.forward(slow).data, data.forward(chunks).data));
    assertFalse(Arrays.equals(data.backward(slow).data, data.backward(chunks).data));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 10, 17})
  void gradientsAgreeWithFiniteDifferences(int steps) {
    for (Scan scan : new Scan[] {slow, chunks, Scan.inChunks(2)}) {
      Data data = new Data(steps);
      DMatrixRMaj h = data.forward(scan);
      DMatrixRMaj dh = data.backward(scan);
      DMatrixRMaj da = dh.createLike();
      DMatrixRMaj dStart = data.start.createLike();
      for (int i = 0; i < da.getNumElements(); i++) {
        da.data[i] = dh.data[i] * (i < B * N ? data.start.data[i] : h.data[i - B * N]);
      }
      for (int i = 0; i < B * N; i++) {
        dStart.data[i] = data.a.data[i] * dh.data[i];
      }
      Map<String, DMatrixRMaj> values = new LinkedHashMap<>();
      values.put("a", data.a);
      values.put("b", data.b);
      values.put("h_0", data.start);
      Map<String, DMatrixRMaj> gradients = Map.of("a", da, "b", dh, "h_0", dStart);
      GradientCheck.of(() -> loss(data, scan), values, gradients).orThrow();
    }
  }

  /** Σ dy ⊙ h + dEnd ⊙ h_T. */
  private static double loss(Data data, Scan scan) {
    DMatrixRMaj h = data.forward(scan);
    double sum = 0;
    for (int i = 0; i < h.getNumElements(); i++) {
      sum += data.dy.data[i] * h.data[i];
    }
    int last = h.getNumElements() - B * N;
    for (int i = 0; i < B * N; i++) {
      sum += data.dEnd.data[i] * h.data[last + i];
    }
    return sum;
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 5, 50})
  void theResultMayTakeThePlaceOfWhatIsAddedAndNothingElseChanges(int steps) {
    for (Scan scan : new Scan[] {slow, chunks, Scan.inChunks(2)}) {
      Data data = new Data(steps);
      double[] h = data.forward(scan).data;
      double[] dh = data.backward(scan).data;
      scan.forward(data.a, data.b, data.start, data.b);
      scan.backward(data.a, data.dy, data.dEnd, data.dy);
      assertArrayEquals(h, data.b.data);
      assertArrayEquals(dh, data.dy.data);
      Data untouched = new Data(steps);
      assertArrayEquals(untouched.a.data, data.a.data);
      assertArrayEquals(untouched.start.data, data.start.data);
      assertArrayEquals(untouched.dEnd.data, data.dEnd.data);
    }
  }

  @Test
  void aChunkHasAboutAsManyStepsAsThereAreChunks() {
    assertEquals(1, Scan.chunk(1));
    assertEquals(2, Scan.chunk(4));
    assertEquals(3, Scan.chunk(5));
    assertEquals(91, Scan.chunk(8192));
  }

  // ---- bad input ------------------------------------------------------------------------------

  private static String refused(Executable what) {
    return assertThrows(IllegalArgumentException.class, what).getMessage();
  }

  @Test
  void noThreadsAreRefused() {
    assertEquals("a scan on 0 threads: give at least 1", refused(() -> Scan.inChunks(0)));
  }

  @Test
  void whatDoesNotFitIsRefusedAndNamed() {
    DMatrixRMaj right = new DMatrixRMaj(6, 3);
    DMatrixRMaj edge = new DMatrixRMaj(2, 3);
    DMatrixRMaj wrong = new DMatrixRMaj(6, 4);
    DMatrixRMaj h = right.createLike();

    String noShape = " is 6×4, but a is 6×3: give it a's shape";
    assertEquals("b" + noShape, refused(() -> slow.forward(right, wrong, edge, h)));
    assertEquals("h" + noShape, refused(() -> slow.forward(right, h, edge, wrong)));
    assertEquals("dy" + noShape, refused(() -> slow.backward(right, wrong, edge, h)));
    assertEquals("dh" + noShape, refused(() -> slow.backward(right, h, edge, wrong)));
    assertEquals(
        "the state outside is 2×4, but a is 6×3: give them as many columns",
        refused(() -> slow.forward(right, h, new DMatrixRMaj(2, 4), h)));
    for (int rows : new int[] {0, 4, 12}) {
      assertEquals(
          "a is 6×3 for "
              + rows
              + " sequences: it needs as many rows at each of its steps, and at least one step",
          refused(() -> slow.forward(right, h, new DMatrixRMaj(rows, 3), h)));
    }
    assertEquals(
        "h and a are one matrix; give h its own",
        refused(() -> slow.forward(right, h, edge, right)));
    assertEquals(
        "dh and a are one matrix; give dh its own",
        refused(() -> slow.backward(right, h, edge, right)));
  }
}
