package unrolled.math;

import java.util.Arrays;
import java.util.concurrent.ForkJoinPool;
import java.util.function.IntConsumer;
import java.util.stream.IntStream;
import org.ejml.data.DMatrixRMaj;

/**
 * A linear recurrence over T steps, element by element: step by step, or as a parallel scan.
 *
 * <pre>
 *   forward     h_t  = a_t ⊙ h_{t−1} + b_t                    t = 1 … T, from h_0
 *   backward    dh_t = dy_t + a_{t+1} ⊙ dh_{t+1}              t = T … 1, from dh_T = dy_T + dEnd
 *               db_t = dh_t,  da_t = dh_t ⊙ h_{t−1},  dh_0 = a_1 ⊙ dh_1
 * </pre>
 *
 * <p>The way back is the same recurrence, run back in time. A step (a, b) is the function h ↦ a·h +
 * b, and two such steps, first (a, b) and then (a', b'), are one more of the kind:
 *
 * <pre>
 *   (a, b) ∘ (a', b') = (a'·a, a'·b + b')
 * </pre>
 *
 * <p>That ∘ is associative: it does not matter where a long chain is bracketed. So the chain may be
 * cut into chunks, and all cores work at once:
 *
 * <pre>
 *   1. each chunk by itself: what all its steps ∘ one another come to, (A, B)       in parallel
 *   2. from chunk to chunk: the h with which each begins, h ← A·h + B               one by one
 *   3. each chunk by itself: h_t = a_t·h_{t−1} + b_t from there                     in parallel
 * </pre>
 *
 * <p>Chunks are √T steps long, so that 1 and 2 take equally many steps one after the other. They
 * depend on T alone: the bits are the same with any number of threads. Step by step they are
 * others, as sums are whose brackets moved: the digits agree up to rounding.
 *
 * <p>Shapes: a, b and h are time-major, (T·B)×n, and h_0 is B×n: one sequence is T×n with 1×n.
 * Sizes of a above 1 may overflow in a chunk's product although no h does.
 *
 * <p>Sources: G. Blelloch, "Prefix sums and their applications", 1990; E. Martin and C. Cundy,
 * "Parallelizing linear recurrent neural nets over sequence length", 2018.
 */
public final class Scan {
  private final boolean chunked;
  private final ForkJoinPool pool; // null: the caller's own thread

  private Scan(boolean chunked, int threads) {
    this.chunked = chunked;
    pool = threads == 1 ? null : new ForkJoinPool(threads); // its threads end when they are idle
  }

  /** One step after the other, T in a row. */
  public static Scan stepByStep() {
    return new Scan(false, 1);
  }

  /**
   * In chunks, shared among so many threads.
   *
   * @throws IllegalArgumentException if there is none
   */
  public static Scan inChunks(int threads) {
    if (threads < 1) {
      throw new IllegalArgumentException("a scan on " + threads + " threads: give at least 1");
    }
    return new Scan(true, threads);
  }

  /** How many steps a chunk of T steps has: √T, rounded up. */
  static int chunk(int steps) {
    return (int) Math.ceil(Math.sqrt(steps));
  }

  /**
   * Sets h_t = a_t ⊙ h_{t−1} + b_t.
   *
   * @param start h_0, B×n
   * @param h may be b itself
   */
  public void forward(DMatrixRMaj a, DMatrixRMaj b, DMatrixRMaj start, DMatrixRMaj h) {
    int steps = steps(a, start);
    requireShape("b", b, a);
    requireResult("h", h, a);
    double[] state = Arrays.copyOf(start.data, start.getNumElements());
    run(new Rows(a.data, 0, b.data, h.data, 0, state.length), steps, state);
  }

  /**
   * Sets dh_t = dy_t + a_{t+1} ⊙ dh_{t+1}.
   *
   * @param dEnd the gradient of h_T by other ways than dy_T, B×n
   * @param dh may be dy itself
   */
  public void backward(DMatrixRMaj a, DMatrixRMaj dy, DMatrixRMaj dEnd, DMatrixRMaj dh) {
    int steps = steps(a, dEnd);
    requireShape("dy", dy, a);
    requireResult("dh", dh, a);
    double[] state = Arrays.copyOf(dEnd.data, dEnd.getNumElements());
    int width = state.length;
    int last = (steps - 1) * width;
    for (int j = 0; j < width; j++) {
      state[j] += dy.data[last + j]; // dh_T = dy_T + dEnd
    }
    System.arraycopy(state, 0, dh.data, last, width);
    run(new Rows(a.data, last, dy.data, dh.data, last - width, -width), steps - 1, state);
  }

  // ---- in chunks ------------------------------------------------------------------------------

  /** All steps from this state on. */
  private void run(Rows rows, int steps, double[] state) {
    int length = chunked ? chunk(steps) : steps;
    if (length >= steps) {
      rows.walk(0, steps, state);
      return;
    }
    int chunks = (steps + length - 1) / length;
    double[][] begin = new double[chunks][];
    Composed[] composed = new Composed[chunks];
    inParallel(chunks - 1, c -> composed[c] = rows.compose(c * length, (c + 1) * length)); // 1.
    begin[0] = state;
    for (int c = 1; c < chunks; c++) {
      begin[c] = composed[c - 1].apply(begin[c - 1]); // 2.
    }
    inParallel( // 3.
        chunks, c -> rows.walk(c * length, Math.min((c + 1) * length, steps), begin[c]));
  }

  private void inParallel(int count, IntConsumer one) {
    if (pool == null) {
      for (int c = 0; c < count; c++) {
        one.accept(c);
      }
      return;
    }
    pool.submit(() -> IntStream.range(0, count).parallel().forEach(one)).join();
  }

  /** The function h ↦ A ⊙ h + B. */
  private record Composed(double[] a, double[] b) {
    double[] apply(double[] h) {
      double[] next = new double[h.length];
      for (int j = 0; j < h.length; j++) {
        next[j] = a[j] * h[j] + b[j];
      }
      return next;
    }
  }

  /**
   * The rows of a recurrence in the order of the run: step k (from 0) finds its factors from {@code
   * firstA + k·stride} on, what it adds from {@code first + k·stride} on, and leaves its result at
   * the same place of h.
   */
  private record Rows(double[] a, int firstA, double[] b, double[] h, int first, int stride) {

    /** Steps {@code from} … {@code to − 1}, from this state on, which becomes the last one. */
    void walk(int from, int to, double[] state) {
      for (int k = from; k < to; k++) {
        int atA = firstA + k * stride;
        int at = first + k * stride;
        for (int j = 0; j < state.length; j++) {
          state[j] = a[atA + j] * state[j] + b[at + j]; // h_t = a_t ⊙ h_{t−1} + b_t
        }
        System.arraycopy(state, 0, h, at, state.length);
      }
    }

    /** What the steps {@code from} … {@code to − 1} come to, one ∘ the next. */
    Composed compose(int from, int to) {
      int width = Math.abs(stride);
      double[] allA = new double[width];
      double[] allB = new double[width];
      Arrays.fill(allA, 1); // h ↦ 1·h + 0 changes nothing
      for (int k = from; k < to; k++) {
        int atA = firstA + k * stride;
        int at = first + k * stride;
        for (int j = 0; j < width; j++) { // (A, B) ∘ (a, b)
          allA[j] = a[atA + j] * allA[j];
          allB[j] = a[atA + j] * allB[j] + b[at + j];
        }
      }
      return new Composed(allA, allB);
    }
  }

  // ---- shapes ---------------------------------------------------------------------------------

  /** T. */
  private static int steps(DMatrixRMaj a, DMatrixRMaj edge) {
    if (edge.numRows < 1 || a.numRows < 1 || a.numRows % edge.numRows != 0) {
      throw new IllegalArgumentException(
          "a is "
              + Product.shape(a)
              + " for "
              + edge.numRows
              + " sequences: it needs as many rows at each of its steps, and at least one step");
    }
    if (edge.numCols != a.numCols) {
      throw new IllegalArgumentException(
          "the state outside is "
              + Product.shape(edge)
              + ", but a is "
              + Product.shape(a)
              + ": give them as many columns");
    }
    return a.numRows / edge.numRows;
  }

  private static void requireShape(String name, DMatrixRMaj m, DMatrixRMaj a) {
    if (m.numRows != a.numRows || m.numCols != a.numCols) {
      throw new IllegalArgumentException(
          name
              + " is "
              + Product.shape(m)
              + ", but a is "
              + Product.shape(a)
              + ": give it a's shape");
    }
  }

  private static void requireResult(String name, DMatrixRMaj m, DMatrixRMaj a) {
    requireShape(name, m, a);
    if (m.data == a.data) {
      throw new IllegalArgumentException(name + " and a are one matrix; give " + name + " its own");
    }
  }
}
