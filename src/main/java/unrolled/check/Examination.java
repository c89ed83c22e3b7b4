package unrolled.check;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.ejml.data.DMatrixRMaj;
import unrolled.cell.Cell;
import unrolled.cell.Step;
import unrolled.layer.Param;
import unrolled.math.Init;
import unrolled.math.Rng;
import unrolled.sequence.Sequence;
import unrolled.sequence.State;
import unrolled.sequence.Trace;
import unrolled.sequence.Unroll;

/**
 * Measurements of a cell that has learnt nothing yet.
 *
 * @param name the cell's name
 * @param gradients backward against finite differences, at a small size; null if there is no
 *     backward yet
 * @param gradientByLag the gradient's norm over all states {@code lag} steps before the last, as a
 *     share of the last one's, for ten networks: [seed][lag], lag 0 … {@value #LAGS}; empty without
 *     backward
 * @param overTime every buffer that is one number a unit, by name, units × steps, for one random
 *     sequence
 * @param parameters how many numbers there are to learn
 * @param multiplications how many multiplications the matrix products of one step of one sequence
 *     take, those with its input included
 * @param microseconds the time of one step of one sequence, forward and (if there is one) backward,
 *     in a batch of {@value #BATCH}
 */
public record Examination(
    String name,
    GradientCheck gradients,
    double[][] gradientByLag,
    Map<String, DMatrixRMaj> overTime,
    int parameters,
    int multiplications,
    double microseconds) {

  /** How many numbers the examined cells read at each step. */
  public static final int IN = 4;

  /** The number of units of the examined cells. */
  public static final int UNITS = 16;

  /** How many steps back the gradient is followed. */
  public static final int LAGS = 40;

  private static final int SEEDS = 10;
  private static final int BATCH = 8;
  private static final int STEPS = 60;
  private static final long TIME_LIMIT = 300_000_000; // ns for timing one cell

  /** Makes a cell of any size. */
  @FunctionalInterface
  public interface Maker<S extends Step> {
    /** Makes a cell that reads {@code in} numbers a step and has n units. */
    Cell<S> cell(int in, int n);
  }

  /** Examines the cells that {@code maker} makes. */
  public static <S extends Step> Examination of(String name, Maker<S> maker) {
    Cell<S> cell = maker.cell(IN, UNITS);
    GradientCheck gradients = gradients(maker);
    double[][] gradientByLag = new double[gradients == null ? 0 : SEEDS][];
    for (int seed = 0; seed < gradientByLag.length; seed++) {
      gradientByLag[seed] = gradientByLag(cell, seed);
    }
    int multiplications = 0;
    for (Param p : cell.params()) {
      multiplications += p.value.getNumRows() > 1 ? p.value.getNumElements() : 0;
    }
    return new Examination(
        name,
        gradients,
        gradientByLag,
        overTime(cell),
        cell.parameterCount(),
        multiplications,
        microseconds(cell, gradients != null));
  }

  private static <S extends Step> GradientCheck gradients(Maker<S> maker) {
    try {
      return GradientCheck.of(maker.cell(3, 5), 1);
    } catch (UnsupportedOperationException noBackward) {
      return null;
    }
  }

  private static Sequence random(int batch, int steps, Rng rng) {
    return Sequence.timeMajor(Init.gaussian(new DMatrixRMaj(batch * steps, IN), 1, rng), batch);
  }

  private static <S extends Step> double[] gradientByLag(Cell<S> cell, int seed) {
    Rng rng = new Rng(seed);
    cell.init(rng);
    Unroll<S> rnn = new Unroll<>(cell);
    Trace<S> trace = rnn.forward(random(BATCH, STEPS, rng));
    State ones = rnn.initialState(BATCH);
    ones.parts().forEach(m -> m.fill(1));
    trace.backward(null, ones, null);
    cell.params().forEach(Param::zeroGradient);
    double[] norms = new double[LAGS + 1];
    for (int lag = 0; lag <= LAGS; lag++) {
      double squares = 0;
      for (DMatrixRMaj d : trace.gradientAt(STEPS - lag).state()) {
        for (int i = 0; i < d.getNumElements(); i++) {
          squares += d.data[i] * d.data[i];
        }
      }
      norms[lag] = Math.sqrt(squares);
    }
    double last = norms[0];
    for (int lag = 0; lag <= LAGS; lag++) {
      norms[lag] /= last;
    }
    return norms;
  }

  private static <S extends Step> Map<String, DMatrixRMaj> overTime(Cell<S> cell) {
    Rng rng = new Rng(0);
    cell.init(rng);
    Trace<S> trace = new Unroll<>(cell).forward(random(1, 24, rng));
    Map<String, DMatrixRMaj> overTime = new LinkedHashMap<>();
    for (Map.Entry<String, DMatrixRMaj> buffer : trace.at(1).named().entrySet()) {
      if (buffer.getValue().getNumCols() == UNITS) {
        DMatrixRMaj rows = trace.over(buffer.getKey(), 0);
        DMatrixRMaj units = new DMatrixRMaj(rows.getNumCols(), rows.getNumRows());
        for (int i = 0; i < rows.getNumRows(); i++) {
          for (int j = 0; j < rows.getNumCols(); j++) {
            units.set(j, i, rows.get(i, j));
          }
        }
        overTime.put(buffer.getKey(), units);
      }
    }
    return overTime;
  }

  /**
   * The fastest of all runs within the time limit, so that slow ones, the first above all, don't
   * count.
   */
  private static <S extends Step> double microseconds(Cell<S> cell, boolean backward) {
    Unroll<S> rnn = new Unroll<>(cell);
    Sequence x = random(BATCH, STEPS, new Rng(0));
    DMatrixRMaj dOut = new DMatrixRMaj(BATCH * STEPS, rnn.outputs());
    dOut.fill(1e-3);
    List<Long> times = new ArrayList<>();
    long start = System.nanoTime();
    long before = start;
    while (before - start < TIME_LIMIT) {
      Trace<S> trace = rnn.forward(x);
      if (backward) {
        trace.backward(dOut);
      }
      trace.release();
      long now = System.nanoTime();
      times.add(now - before);
      before = now;
    }
    cell.params().forEach(Param::zeroGradient);
    long fastest = times.stream().mapToLong(Long::longValue).min().orElse(0);
    return fastest / 1000.0 / (BATCH * STEPS);
  }
}
