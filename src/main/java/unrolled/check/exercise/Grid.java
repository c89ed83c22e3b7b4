package unrolled.check.exercise;

import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.function.IntUnaryOperator;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.ejml.data.DMatrixRMaj;

/**
 * The numbers of one value, laid out along its axes: steps, rows and columns of matrices by step,
 * for example.
 *
 * @param numbers all of them, the last axis fastest
 * @param sizes how many there are along each axis, from outside in; none if the value is ragged, or
 *     a single number
 * @param axes what each axis is called
 */
record Grid(double[] numbers, int[] sizes, List<String> axes) {

  private static final List<String> STEPS = List.of("step", "row", "column");
  private static final List<String> FROM_0 = List.of("entry", "row", "column"); // before step 1
  private static final List<String> NESTED = List.of("entry", "entry", "entry", "entry", "entry");

  /** The numbers of a value; null if it holds something else. */
  static Grid of(Object value) {
    if (value instanceof Number number) {
      return new Grid(new double[] {number.doubleValue()}, new int[0], List.of());
    }
    if (value instanceof DMatrixRMaj matrix) {
      double[] numbers = Arrays.copyOf(matrix.data, matrix.getNumElements());
      return new Grid(numbers, new int[] {matrix.numRows, matrix.numCols}, STEPS.subList(1, 3));
    }
    if (value instanceof int[] whole) {
      return of(Arrays.stream(whole).asDoubleStream().toArray());
    }
    if (value instanceof double[] numbers) {
      return new Grid(numbers, new int[] {numbers.length}, NESTED.subList(0, 1));
    }
    if (!(value instanceof Object[] parts)) {
      return null;
    }
    List<Grid> grids =
        Stream.of(parts).filter(Objects::nonNull).map(Grid::of).filter(Objects::nonNull).toList();
    if (grids.isEmpty()) {
      return null;
    }
    double[] numbers =
        grids.stream().flatMapToDouble(grid -> Arrays.stream(grid.numbers)).toArray();
    int[] within = grids.get(0).sizes;
    if (!grids.stream().allMatch(grid -> Arrays.equals(grid.sizes, within))) {
      return new Grid(numbers, new int[0], List.of());
    }
    int[] sizes = IntStream.concat(IntStream.of(grids.size()), IntStream.of(within)).toArray();
    List<String> axes =
        parts instanceof DMatrixRMaj[]
            ? parts[0] == null ? STEPS : FROM_0
            : parts instanceof double[][] || parts instanceof int[][]
                ? STEPS.subList(1, 3)
                : NESTED;
    return new Grid(numbers, sizes, axes.subList(0, Math.min(sizes.length, axes.size())));
  }

  boolean fits(Grid other) {
    return other != null
        && numbers.length == other.numbers.length
        && Arrays.equals(sizes, other.sizes);
  }

  /** Where along this axis the number i stands. */
  int along(int axis, int i) {
    return i / stride(axis) % sizes[axis];
  }

  /**
   * These numbers, where what stands at i along an axis is taken from another place on it; NaN
   * where that lies outside.
   */
  double[] moved(int axis, IntUnaryOperator from) {
    double[] moved = new double[numbers.length];
    for (int i = 0; i < moved.length; i++) {
      int here = along(axis, i);
      int there = from.applyAsInt(here);
      boolean outside = there < 0 || there >= sizes[axis];
      moved[i] = outside ? Double.NaN : numbers[i + (there - here) * stride(axis)];
    }
    return moved;
  }

  /** Rows and columns exchanged; null unless there are as many of one as of the other. */
  double[] transposed() {
    int last = sizes.length - 1;
    if (last < 1 || sizes[last] != sizes[last - 1]) {
      return null;
    }
    double[] transposed = new double[numbers.length];
    for (int i = 0; i < transposed.length; i++) {
      int row = along(last - 1, i);
      int column = along(last, i);
      transposed[i] = numbers[i + (column - row) * sizes[last] + row - column];
    }
    return transposed;
  }

  /** Written column by column to where they are kept row by row; null if there are no columns. */
  double[] columnByColumn() {
    int last = sizes.length - 1;
    if (last < 1) {
      return null;
    }
    double[] written = new double[numbers.length];
    for (int i = 0; i < written.length; i++) {
      int row = along(last - 1, i);
      int column = along(last, i);
      int matrix = i - row * sizes[last] - column;
      written[matrix + column * sizes[last - 1] + row] = numbers[i];
    }
    return written;
  }

  /** At each place along an axis the sum of what stands there and before, or there and behind. */
  double[] summed(int axis, boolean fromTheEnd) {
    double[] sums = numbers.clone();
    int stride = stride(axis);
    int last = sizes[axis] - 1;
    for (int k = 0; k < sums.length; k++) {
      int i = fromTheEnd ? sums.length - 1 - k : k;
      if (along(axis, i) != (fromTheEnd ? last : 0)) {
        sums[i] += sums[i + (fromTheEnd ? stride : -stride)];
      }
    }
    return sums;
  }

  /** What {@link #summed} makes these numbers of. */
  double[] differences(int axis, boolean fromTheEnd) {
    double[] before = moved(axis, i -> fromTheEnd ? i + 1 : i - 1);
    double[] differences = numbers.clone();
    for (int i = 0; i < before.length; i++) {
      differences[i] -= Double.isNaN(before[i]) ? 0 : before[i];
    }
    return differences;
  }

  private int stride(int axis) {
    int stride = 1;
    for (int a = axis + 1; a < sizes.length; a++) {
      stride *= sizes[a];
    }
    return stride;
  }
}
