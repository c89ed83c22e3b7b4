package unrolled.check.exercise;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.function.IntFunction;
import org.ejml.data.DMatrixRMaj;
import unrolled.math.Numbers;

/**
 * Named values: what an exercise's code is given, or what it answers.
 *
 * <p>A value is a number, a text, a list of texts, a {@code double[]} or {@code int[]}, nested
 * arrays such as {@code double[][][]} (a {@link Block}; its rows may be of different lengths), a
 * matrix, or matrices by step, {@code m[t]} (some of which may be null where the formulas have no
 * such step). The names are those that the learner knows: messages use them.
 */
final class Values {

  /** Where everything is 0, rounding is still allowed. */
  private static final double ROUNDING = 1e-12;

  private final Map<String, Object> byName = new LinkedHashMap<>();

  Values with(String name, Object value) {
    byName.put(name, value);
    return this;
  }

  /** The value of this name; null if there is none. */
  Object get(String name) {
    return byName.get(name);
  }

  /** Each name with its value, in the order in which they were put in. */
  void forEach(BiConsumer<String, Object> action) {
    byName.forEach(action);
  }

  DMatrixRMaj matrix(String name) {
    return (DMatrixRMaj) byName.get(name);
  }

  DMatrixRMaj[] matrices(String name) {
    return (DMatrixRMaj[]) byName.get(name);
  }

  double number(String name) {
    return ((Number) byName.get(name)).doubleValue();
  }

  double[] numbers(String name) {
    return (double[]) byName.get(name);
  }

  double[][] rows(String name) {
    return (double[][]) byName.get(name);
  }

  double[][][] block(String name) {
    return (double[][][]) byName.get(name);
  }

  int[] whole(String name) {
    return (int[]) byName.get(name);
  }

  int[][] wholeRows(String name) {
    return (int[][]) byName.get(name);
  }

  String text(String name) {
    return (String) byName.get(name);
  }

  @SuppressWarnings("unchecked") // put in by the exercises alone
  List<String> texts(String name) {
    return (List<String>) byName.get(name);
  }

  /** Shares nothing with this. */
  Values copy() {
    Values copy = new Values();
    byName.forEach((name, value) -> copy.with(name, copy(value)));
    return copy;
  }

  private static Object copy(Object value) {
    if (value instanceof DMatrixRMaj matrix) {
      return matrix.copy();
    }
    if (value instanceof double[] numbers) {
      return numbers.clone();
    }
    if (value instanceof int[] whole) {
      return whole.clone();
    }
    if (value instanceof Object[] parts) { // matrices by step, rows of numbers
      Object[] copies = parts.clone();
      for (int i = 0; i < copies.length; i++) {
        copies[i] = copy(parts[i]);
      }
      return copies;
    }
    return value; // numbers, texts and lists of them don't change
  }

  /** Notes which values here are the very objects that came in, in words. */
  void sameObjects(Values in, Map<String, String> handedBack) {
    byName.forEach(
        (name, value) -> {
          List<?> parts = value instanceof Object[] steps ? Arrays.asList(steps) : List.of();
          in.named(value).ifPresent(input -> handedBack.put(name, itself(name, input)));
          for (int i = 0; i < parts.size(); i++) {
            String part = name + "[" + i + "]";
            in.named(parts.get(i)).ifPresent(input -> handedBack.put(name, itself(part, input)));
          }
        });
  }

  private static String itself(String name, String input) {
    return "What comes back as " + name + " is the input itself: " + input + ".";
  }

  /** Notes which values here have entries that are one and the same object, in words. */
  void oneObject(Map<String, String> found) {
    byName.forEach(
        (name, value) -> {
          if (value instanceof Object[] parts) {
            IdentityHashMap<Object, Integer> places = new IdentityHashMap<>();
            for (int i = 0; i < parts.length; i++) {
              Integer before = parts[i] == null ? null : places.putIfAbsent(parts[i], i);
              if (before != null) {
                found.putIfAbsent(
                    name,
                    name
                        + "["
                        + before
                        + "] and "
                        + name
                        + "["
                        + i
                        + "] are one and the same object:"
                        + " what is written into one stands in the other, too.");
              }
            }
          }
        });
  }

  private Optional<String> named(Object object) {
    if (!(object instanceof DMatrixRMaj
        || object instanceof double[]
        || object instanceof double[][]
        || object instanceof double[][][])) {
      return Optional.empty();
    }
    for (Map.Entry<String, Object> entry : byName.entrySet()) {
      if (entry.getValue() == object) {
        return Optional.of(entry.getKey());
      }
      if (entry.getValue() instanceof Object[] steps && Arrays.asList(steps).contains(object)) {
        return Optional.of(entry.getKey() + "[" + Arrays.asList(steps).indexOf(object) + "]");
      }
    }
    return Optional.empty();
  }

  /** How two numbers or texts that differ are put into words: the other's, then this one's. */
  enum Words {
    /** An answer beside the right one. */
    YOURS_AND_RIGHT("yours is ", ", it should be ", "."),
    /** An input after the call beside what it was. */
    NOW_AND_BEFORE("it is ", " now and was ", "."),
    /** Two answers to the same question. */
    AGAIN_AND_FIRST("", " the second time, ", " the first.");

    private final String start;
    private final String middle;
    private final String end;

    Words(String start, String middle, String end) {
      this.start = start;
      this.middle = middle;
      this.end = end;
    }

    private String tell(String other, String mine) {
      return start + other + middle + mine + end;
    }

    private String tell(double other, double mine) {
      int digits = Numbers.text(other).equals(Numbers.text(mine)) ? 12 : 6;
      return tell(Numbers.text(other, digits), Numbers.text(mine, digits));
    }
  }

  /** The first of the other's values that differs from this one's, as a sentence; or empty text. */
  String firstDifference(Values other, Comparison comparison) {
    return firstDifference(other, byName.keySet(), comparison);
  }

  /** The first of the named values that differs, in words; empty if none does. */
  String firstDifference(Values other, Iterable<String> names, Comparison comparison) {
    for (String name : names) {
      String found = comparison.difference(name, byName.get(name), other.byName.get(name));
      if (!found.isEmpty()) {
        return found;
      }
    }
    return "";
  }

  /**
   * How values are compared.
   *
   * @param words for what differs
   * @param tolerance two numbers are equal if |a − b| ≤ this · max(|a|, |b|, 0.001 · the largest
   *     number beside them)
   * @param lastStepFirst whether matrices by step are compared from the last step to the first
   * @param axes what a value of this name has along its axes; empty if that has no names
   */
  record Comparison(
      Words words, double tolerance, boolean lastStepFirst, Function<String, List<String>> axes) {

    private String difference(String name, Object mine, Object other) {
      if (mine == null || other == null) {
        return mine == other ? "" : name + (other == null ? " is null." : " should be null.");
      }
      if (mine instanceof DMatrixRMaj[] steps) {
        return overSteps(name, steps, (DMatrixRMaj[]) other);
      }
      if (mine instanceof DMatrixRMaj matrix) {
        return inMatrix(name, matrix, (DMatrixRMaj) other);
      }
      if (Block.is(mine)) {
        String difference = Block.differentSizes(name, axes.apply(name), mine, other);
        double[] numbers = Block.numbers(mine);
        return difference.isEmpty()
            ? inNumbers(
                name, numbers, Block.numbers(other), numbers.length, i -> Block.place(mine, i))
            : difference;
      }
      if (mine instanceof Number number) {
        double[] one = {number.doubleValue()};
        return inNumbers(name, one, new double[] {((Number) other).doubleValue()}, 1, i -> "");
      }
      return mine.equals(other)
          ? ""
          : name + ": " + words.tell("“" + other + "”", "“" + mine + "”");
    }

    private String overSteps(String name, DMatrixRMaj[] mine, DMatrixRMaj[] other) {
      if (mine.length != other.length) {
        return name + " must have length " + mine.length + " and has " + other.length + ".";
      }
      List<String> equal = new ArrayList<>();
      for (int i = 0; i < mine.length; i++) {
        int t = lastStepFirst ? mine.length - 1 - i : i;
        String found = difference(name + "[" + t + "]", mine[t], other[t]);
        if (!found.isEmpty()) {
          return equal.isEmpty() || words != Words.YOURS_AND_RIGHT
              ? found
              : "Right at " + String.join(", ", equal) + "; then: " + found;
        }
        if (mine[t] != null) {
          equal.add("t=" + t);
        }
      }
      return "";
    }

    private String inMatrix(String name, DMatrixRMaj mine, DMatrixRMaj other) {
      if (mine.numRows != other.numRows || mine.numCols != other.numCols) {
        boolean transposed = mine.numRows == other.numCols && mine.numCols == other.numRows;
        return name
            + " must be "
            + shape(mine)
            + " and is "
            + shape(other)
            + (transposed ? ": rows and columns have changed places." : ".");
      }
      int size = mine.getNumElements();
      IntFunction<String> place =
          i -> " at row " + i / mine.numCols + ", column " + i % mine.numCols;
      return inNumbers(name, mine.data, other.data, size, size == 1 ? i -> "" : place);
    }

    private static String shape(DMatrixRMaj matrix) {
      return matrix.numRows + "×" + matrix.numCols;
    }

    private String inNumbers(
        String name, double[] mine, double[] other, int size, IntFunction<String> place) {
      double largest = 0;
      for (int i = 0; i < size; i++) {
        largest = Double.isFinite(mine[i]) ? Math.max(largest, Math.abs(mine[i])) : largest;
      }
      int unequal = 0;
      String first = "";
      for (int i = 0; i < size; i++) {
        if (!agree(mine[i], other[i], largest)) {
          if (unequal == 0) {
            first = name + place.apply(i) + inWords(mine[i], other[i]);
          }
          unequal++;
        }
      }
      String part = name.endsWith("]") ? " of " + name : ""; // the others may be right
      return unequal <= 1 || words != Words.YOURS_AND_RIGHT
          ? first
          : first
              + (unequal == size
                  ? " No entry" + part + " is right."
                  : " "
                      + unequal
                      + " of "
                      + size
                      + (part.isEmpty() ? "" : " in " + name)
                      + " differ.");
    }

    private boolean agree(double a, double b, double largest) {
      if (a == b || (Double.isNaN(a) && Double.isNaN(b))) {
        return true;
      }
      double scale = Math.max(Math.max(Math.abs(a), Math.abs(b)), 1e-3 * largest);
      return Double.isFinite(scale) && Math.abs(a - b) <= tolerance * scale + ROUNDING;
    }

    private String inWords(double mine, double other) {
      return Double.isNaN(other)
          ? " is NaN (not a number): 0/0, 0·∞, ∞ − ∞, or a root or logarithm of something negative?"
          : ": " + words.tell(other, mine);
    }
  }
}
