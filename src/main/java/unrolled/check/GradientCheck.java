package unrolled.check;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.DoubleSupplier;
import org.ejml.data.DMatrixRMaj;
import unrolled.cell.Cell;
import unrolled.cell.Step;
import unrolled.layer.Param;
import unrolled.layer.Weights;
import unrolled.math.Init;
import unrolled.math.Numbers;
import unrolled.math.Rng;
import unrolled.sequence.Pass;
import unrolled.sequence.Recurrent;
import unrolled.sequence.Sequence;
import unrolled.sequence.State;
import unrolled.sequence.Unroll;

/**
 * Compares gradients with finite differences.
 *
 * <p>The difference quotient is the four-point central one, (8(L(w+h) − L(w−h)) − (L(w+2h) −
 * L(w−2h))) / 12h, whose error falls with h⁴. A gradient a agrees with a quotient n when |a − n| ≤
 * 10⁻⁷ · max(|a|, |n|, 10⁻³·‖g‖∞), with ‖g‖∞ the largest entry of that gradient: entries that are
 * zero but for rounding need not agree to seven digits. Of two lengths of h one must agree: the
 * longer one suffers less from rounding, the shorter one less from curvature. Where quotients with
 * a large and a small h contradict each other there is no derivative (a kink of ReLU lies between),
 * and the entry is left out; no more than half of all entries may be.
 */
public final class GradientCheck {
  /** The tolerance of the comparison. */
  public static final double TOLERANCE = 1e-7;

  private static final double STEP = 1e-4;

  private final List<Row> rows;

  /** The worst entry of one matrix, and how many of how many lie at a kink. */
  private record Row(
      String name,
      int row,
      int column,
      double analytic,
      double numeric,
      double error,
      int kinks,
      int entries) {
    boolean ok() {
      return error <= TOLERANCE; // false for NaN
    }
  }

  private GradientCheck(List<Row> rows) {
    this.rows = rows;
  }

  /**
   * Checks given gradients of any loss.
   *
   * @param loss computes the loss from the present values, without changing them
   * @param values the matrices that the loss depends on, by name
   * @param gradients their gradients, under the same names
   */
  public static GradientCheck of(
      DoubleSupplier loss, Map<String, DMatrixRMaj> values, Map<String, DMatrixRMaj> gradients) {
    List<Row> rows = new ArrayList<>();
    values.forEach((name, value) -> rows.add(worst(loss, name, value, gradients.get(name))));
    return new GradientCheck(rows);
  }

  /**
   * Checks all weights of a network, or of anything that owns weights.
   *
   * @param lossAndGradients sets the gradients, from zero, and gives the loss
   * @throws IllegalArgumentException if the loss is not finite
   */
  public static GradientCheck of(Weights weights, DoubleSupplier lossAndGradients) {
    weights.params().forEach(Param::zeroGradient);
    double loss = lossAndGradients.getAsDouble();
    if (!Double.isFinite(loss)) {
      throw new IllegalArgumentException(
          "the loss is " + Numbers.text(loss) + ": gradients can be checked where it is finite");
    }
    Map<String, DMatrixRMaj> values = new LinkedHashMap<>();
    Map<String, DMatrixRMaj> gradients = new LinkedHashMap<>();
    weights
        .named()
        .forEach(
            (name, p) -> {
              values.put(name, p.value);
              gradients.put(name, p.gradient.copy());
            });
    return of(lossAndGradients, values, gradients);
  }

  /**
   * Checks a cell: every weight, the input and the start state, over four sequences of different
   * lengths. The loss is a random weighted sum of all outputs and of the end state. The check draws
   * weights of its own and puts the present ones back.
   */
  public static <S extends Step> GradientCheck of(Cell<S> cell, long seed) {
    return of(cell, seed, 5, 2, 1, 4);
  }

  /**
   * Checks a cell over sequences of these lengths, as {@link #of(Cell, long)} does; a single 1
   * checks one step of one sequence.
   */
  public static <S extends Step> GradientCheck of(Cell<S> cell, long seed, int... lengths) {
    return of(new Unroll<>(cell), cell, seed, lengths);
  }

  /** Checks whatever is recurrent, a stack or both directions, as {@link #of(Cell, long)} does. */
  public static GradientCheck of(Recurrent rnn, long seed) {
    return of(rnn, rnn, seed, 5, 2, 1, 4);
  }

  private static GradientCheck of(Recurrent rnn, Weights weights, long seed, int... lengths) {
    List<DMatrixRMaj> before = new ArrayList<>();
    weights.params().forEach(p -> before.add(p.value.copy()));
    try {
      return over(rnn, weights, lengths, new Rng(seed));
    } finally {
      for (int i = 0; i < before.size(); i++) {
        weights.params().get(i).value.setTo(before.get(i));
        weights.params().get(i).zeroGradient();
      }
    }
  }

  private static GradientCheck over(Recurrent rnn, Weights weights, int[] lengths, Rng rng) {
    weights.params().forEach(p -> Init.gaussian(p.value, 0.5, rng));
    int batch = lengths.length;
    int steps = Arrays.stream(lengths).max().getAsInt();
    DMatrixRMaj x = gaussian(steps * batch, rnn.inputs(), rng);
    Sequence sequence = Sequence.timeMajor(x, batch).withLengths(lengths);
    State start = rnn.initialState(batch);
    start.parts().forEach(m -> Init.gaussian(m, 1, rng));
    DMatrixRMaj dOut = gaussian(steps * batch, rnn.outputs(), rng);
    State dEnd = rnn.initialState(batch);
    dEnd.parts().forEach(m -> Init.gaussian(m, 1, rng));

    DoubleSupplier loss =
        () -> {
          Pass pass = rnn.forward(sequence, start);
          double sum = dot(pass.output(), dOut);
          for (int k = 0; k < dEnd.parts().size(); k++) {
            sum += dot(pass.finalState().parts().get(k), dEnd.parts().get(k));
          }
          pass.release();
          return sum;
        };

    weights.params().forEach(Param::zeroGradient);
    DMatrixRMaj dX = new DMatrixRMaj(x.getNumRows(), x.getNumCols());
    State dStart = rnn.forward(sequence, start).backward(dOut, dEnd, dX);
    Map<String, DMatrixRMaj> values = new LinkedHashMap<>();
    Map<String, DMatrixRMaj> gradients = new LinkedHashMap<>();
    values.put("x", sequence.rows());
    gradients.put("x", dX);
    for (int k = 0; k < start.parts().size(); k++) {
      values.put("start state " + k, start.parts().get(k));
      gradients.put("start state " + k, dStart.parts().get(k));
    }
    weights
        .named()
        .forEach(
            (name, p) -> {
              values.put(name, p.value);
              gradients.put(name, p.gradient);
            });
    return of(loss, values, gradients);
  }

  private static DMatrixRMaj gaussian(int rows, int columns, Rng rng) {
    DMatrixRMaj m = new DMatrixRMaj(rows, columns);
    Init.gaussian(m, 1, rng);
    return m;
  }

  private static double dot(DMatrixRMaj a, DMatrixRMaj b) {
    double sum = 0;
    for (int i = 0; i < a.getNumElements(); i++) {
      sum = Math.fma(a.data[i], b.data[i], sum);
    }
    return sum;
  }

  private static Row worst(
      DoubleSupplier loss, String name, DMatrixRMaj value, DMatrixRMaj gradient) {
    double largest = 0;
    for (int i = 0; i < gradient.getNumElements(); i++) {
      largest = Math.max(largest, Math.abs(gradient.data[i]));
    }
    int worst = 0;
    double worstError = 0;
    double worstNumeric = 0;
    int kinks = 0;
    for (int i = 0; i < value.getNumElements() && !Double.isNaN(worstError); i++) {
      double analytic = gradient.data[i];
      double numeric = quotient(loss, value, i, STEP);
      double scale = scale(analytic, numeric, largest);
      double error = error(analytic, numeric, scale);
      if (error > TOLERANCE) { // perhaps only rounding, of which a longer step has less
        double longer = quotient(loss, value, i, 10 * STEP);
        if (error(analytic, longer, scale(analytic, longer, largest)) <= TOLERANCE) {
          continue;
        }
      }
      if (error > TOLERANCE
          && Math.abs(quotient(loss, value, i, STEP / 16) - numeric) > 1e-6 * scale) {
        kinks++;
      } else if (!(error <= worstError)) { // also when it is NaN
        worst = i;
        worstError = error;
        worstNumeric = numeric;
      }
    }
    int columns = value.getNumCols();
    return new Row(
        name,
        worst / columns,
        worst % columns,
        gradient.data[worst],
        worstNumeric,
        worstError,
        kinks,
        value.getNumElements());
  }

  private static double scale(double analytic, double numeric, double largest) {
    return Math.max(Math.max(Math.abs(analytic), Math.abs(numeric)), 1e-3 * largest);
  }

  private static double error(double analytic, double numeric, double scale) {
    return scale == 0 ? 0 : Math.abs(analytic - numeric) / scale;
  }

  private static double quotient(DoubleSupplier loss, DMatrixRMaj value, int i, double step) {
    double middle = value.data[i];
    double h = step * Math.max(1, Math.abs(middle));
    double near = at(loss, value, i, middle + h) - at(loss, value, i, middle - h);
    double far = at(loss, value, i, middle + 2 * h) - at(loss, value, i, middle - 2 * h);
    value.data[i] = middle;
    return (8 * near - far) / (12 * h);
  }

  private static double at(DoubleSupplier loss, DMatrixRMaj value, int i, double x) {
    value.data[i] = x;
    return loss.getAsDouble();
  }

  /** Whether everything agrees. */
  public boolean passed() {
    return rows.stream().allMatch(Row::ok) && !mostlyKinks();
  }

  private boolean mostlyKinks() {
    return 2 * rows.stream().mapToInt(Row::kinks).sum()
        > rows.stream().mapToInt(Row::entries).sum();
  }

  /** The largest relative difference of all. */
  public double worst() {
    return rows.stream().mapToDouble(Row::error).max().orElse(0);
  }

  /** The largest relative difference of each matrix, by its name, in the order of the list. */
  public Map<String, Double> errors() {
    Map<String, Double> errors = new LinkedHashMap<>();
    rows.forEach(row -> errors.put(row.name(), row.error()));
    return errors;
  }

  /**
   * Throws, with the whole list, unless everything agrees.
   *
   * @throws AssertionError if a gradient differs
   */
  public GradientCheck orThrow() {
    if (!passed()) {
      throw new AssertionError("the gradients are not right yet:\n" + this);
    }
    return this;
  }

  /** One line for each matrix: "✓ du", or where it is most wrong, with both numbers. */
  @Override
  public String toString() {
    StringBuilder text = new StringBuilder();
    for (Row row : rows) {
      text.append(row.ok() ? "✓ d" : "✗ d").append(row.name()).append(": ");
      if (row.ok()) {
        text.append("agrees with finite differences to ").append(Numbers.text(row.error(), 2));
      } else {
        text.append("in row ")
            .append(row.row())
            .append(", column ")
            .append(row.column())
            .append(" backward says ")
            .append(Numbers.text(row.analytic()))
            .append(", finite differences say ")
            .append(Numbers.text(row.numeric()));
      }
      text.append('\n');
    }
    if (mostlyKinks()) {
      text.append("✗ for most entries finite differences find no derivative at all: does forward")
          .append(" give the same numbers when it is run again?\n");
    }
    return text.toString();
  }
}
