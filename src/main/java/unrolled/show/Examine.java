package unrolled.show;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import tech.tablesaw.api.DoubleColumn;
import tech.tablesaw.api.IntColumn;
import tech.tablesaw.api.StringColumn;
import tech.tablesaw.api.Table;
import unrolled.cell.Elman;
import unrolled.cell.Gru;
import unrolled.cell.Lstm;
import unrolled.cell.Step;
import unrolled.check.Examination;
import unrolled.math.Numbers;

/**
 * Examines a cell, any cell, in one call:
 *
 * <pre>{@code
 * Examine.cell("My cell", MyCell::new);      // or (in, n) -> new MyCell(in, n)
 * }</pre>
 *
 * <p>A table tells whether its gradients agree with finite differences, its parameters, what a step
 * costs, and how much of the gradient is left after forty steps, beside Elman's, LSTM's and GRU's.
 * A figure shows the gradient against the lag, and every number of a unit over time. Nothing is
 * trained: this is what the cell is like at its start. Its times differ from run to run, so in the
 * course the notebook cell that calls it is tagged {@code timing}.
 */
public final class Examine {
  private static final int ACROSS = 4;
  private static final int SHOWN = 8;
  private static final int UNITS = 8;

  private Examine() {}

  /** Examines the cells that {@code maker} makes, and shows the table and the figure. */
  public static <S extends Step> Examination cell(String name, Examination.Maker<S> maker) {
    Show.needed(name, "the cell needs a name: Examine.cell(\"My cell\", MyCell::new)");
    Examination own = Examination.of(name, maker);
    List<Examination> all =
        List.of(
            own,
            Examination.of("Elman", (in, n) -> new Elman(in, n)),
            Examination.of("LSTM", (in, n) -> new Lstm(in, n)),
            Examination.of("GRU", (in, n) -> Gru.cho(in, n)));
    Show.table(table(all));
    if (own.gradients() == null) {
      Show.print(
          name + " has no backward yet, so there is nothing to compare with finite differences.");
    } else if (!own.gradients().passed()) {
      Show.print("The gradients of " + name + " are not right yet:\n" + own.gradients());
    }
    figure(own, all)
        .show(
            "Above, the gradient of the states against the lag from 0 to 40, logarithmic, for "
                + name
                + ", Elman, LSTM and GRU, the median and the range of ten networks. Below, heat maps"
                + " of the numbers of "
                + name
                + ", units against steps: "
                + String.join(", ", shown(own).keySet())
                + ".");
    return own;
  }

  private static Table table(List<Examination> all) {
    StringColumn names = StringColumn.create("cell");
    StringColumn gradients = StringColumn.create("gradients");
    IntColumn parameters = IntColumn.create("parameters");
    IntColumn multiplications = IntColumn.create("multiplications a step");
    DoubleColumn microseconds = DoubleColumn.create("microseconds a step");
    DoubleColumn left = DoubleColumn.create("gradient left after " + Examination.LAGS + " steps");
    for (Examination e : all) {
      names.append(e.name());
      gradients.append(verdict(e));
      parameters.append(e.parameters());
      multiplications.append(e.multiplications());
      microseconds.append(rounded(e.microseconds()));
      if (e.gradientByLag().length == 0) {
        left.appendMissing();
      } else {
        left.append(rounded(median(e.gradientByLag(), Examination.LAGS)));
      }
    }
    return Table.create(
        Examination.IN + " numbers in, " + Examination.UNITS + " units, before any training",
        names,
        gradients,
        parameters,
        multiplications,
        microseconds,
        left);
  }

  private static String verdict(Examination e) {
    if (e.gradients() == null) {
      return "no backward";
    }
    return e.gradients().passed()
        ? "right to " + Numbers.text(e.gradients().worst(), 1)
        : "not right yet";
  }

  private static double rounded(double x) {
    return Double.parseDouble(Numbers.text(x, 2));
  }

  private static double median(double[][] runs, int at) {
    double[] sorted = Arrays.stream(runs).mapToDouble(run -> run[at]).sorted().toArray();
    return (sorted[(sorted.length - 1) / 2] + sorted[sorted.length / 2]) / 2;
  }

  private static Figure figure(Examination own, List<Examination> all) {
    Lines byLag =
        new Lines(left(own))
            .x("lag (steps back from the last state)")
            .logY("gradient of the states, last = 1")
            .height(300);
    double[] lags = IntStream.rangeClosed(0, Examination.LAGS).asDoubleStream().toArray();
    for (Examination e : all) {
      if (e.gradientByLag().length > 0) {
        byLag.runs(e.name(), lags, e.gradientByLag());
        if (e.name().equals(own.name())) {
          byLag.colour(Palette.GRADIENT);
        }
      }
    }
    List<Figure> parts = new ArrayList<>();
    parts.add(byLag);
    List<Figure> maps = new ArrayList<>();
    shown(own).forEach((name, values) -> maps.add(map(name, values)));
    for (int from = 0; from < maps.size(); from += ACROSS) {
      List<Figure> some = maps.subList(from, Math.min(from + ACROSS, maps.size()));
      parts.add(
          some.size() == 1
              ? some.get(0)
              : new FigureRow(
                  "The first " + UNITS + " units (down) over 24 random steps",
                  some.toArray(Figure[]::new)));
    }
    return parts.size() == 1
        ? byLag
        : new FigureColumn(own.name() + ", examined", parts.toArray(Figure[]::new));
  }

  private static String left(Examination own) {
    return own.gradientByLag().length == 0
        ? "The fan of the others: " + own.name() + " has no backward yet"
        : own.name()
            + " leaves "
            + Numbers.text(median(own.gradientByLag(), Examination.LAGS), 2)
            + " of the gradient after "
            + Examination.LAGS
            + " steps";
  }

  private static Map<String, DMatrixRMaj> shown(Examination own) {
    Map<String, DMatrixRMaj> shown = new LinkedHashMap<>();
    own.overTime()
        .forEach(
            (name, values) -> {
              if (shown.size() < SHOWN) {
                shown.put(name, values);
              }
            });
    return shown;
  }

  private static HeatMap map(String name, DMatrixRMaj values) {
    boolean negative = false;
    double largest = 1;
    for (double x : values.data) {
      negative |= x < 0;
      largest = Math.max(largest, Math.abs(x));
    }
    HeatMap map =
        new HeatMap(name, CommonOps_DDRM.extract(values, 0, UNITS, 0, values.getNumCols()));
    return negative ? map.values("", -largest, largest).diverging() : map.values("", 0, largest);
  }
}
