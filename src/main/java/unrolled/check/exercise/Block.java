package unrolled.check.exercise;

import java.lang.reflect.Array;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;

/** Numbers in nested arrays, such as the {@code double[height][width][channels]} of a picture. */
final class Block {

  private Block() {}

  /**
   * Sees to it that an answer has these sizes and that none of its parts is missing or stands there
   * twice.
   *
   * @throws Unusable in the learner's words
   */
  static void require(String name, Object block, int... sizes) {
    if (block == null) {
      throw new Unusable(name + " is null: make it with " + made(sizes) + ", and return it.");
    }
    if (block instanceof double[] numbers) {
      if (numbers.length != sizes[0]) {
        throw new Unusable(
            name + " must have " + sizes[0] + " numbers and has " + numbers.length + ".");
      }
      return;
    }
    Object[] parts = (Object[]) block;
    if (parts.length != sizes[0]) {
      throw new Unusable(
          name + " must have " + sizes[0] + " entries and has " + parts.length + ".");
    }
    for (int i = 0; i < parts.length; i++) {
      require(name + "[" + i + "]", parts[i], Arrays.copyOfRange(sizes, 1, sizes.length));
      for (int j = 0; j < i; j++) {
        if (parts[j] == parts[i]) {
          throw new Unusable(
              String.format(
                  Locale.ROOT,
                  "%s[%s] and %s[%s] are one and the same array: what you write into one stands in"
                      + " the other, too. Each needs its own; %s makes them all.",
                  name,
                  j,
                  name,
                  i,
                  made(sizes)));
        }
      }
    }
  }

  private static String made(int... sizes) {
    return "new double"
        + Arrays.stream(sizes).mapToObj(size -> "[" + size + "]").collect(Collectors.joining());
  }

  /** The sizes from outside in, by the first entries: "4×5×3". */
  static String sizes(Object block) {
    if (block instanceof double[] numbers) {
      return "" + numbers.length;
    }
    Object[] parts = (Object[]) block;
    return parts.length == 0 || parts[0] == null
        ? parts.length + "×?"
        : parts.length + "×" + sizes(parts[0]);
  }

  /** Whether this is numbers in an array, or in arrays of arrays. */
  static boolean is(Object value) {
    return value instanceof double[] || value instanceof int[] || value instanceof Object[];
  }

  /**
   * Says where another block has other sizes than this one; empty if nowhere. Rows may be of
   * different lengths.
   *
   * @param axes what there is along each axis, such as "sentence", "word"; may be empty
   */
  static String differentSizes(String name, List<String> axes, Object mine, Object other) {
    if (other == null) {
      return name + " is null.";
    }
    int size = Array.getLength(mine);
    int others = Array.getLength(other);
    if (size != others) {
      return axes.isEmpty()
          ? name + " must have " + counted(size, unit(mine)) + " and has " + others + "."
          : name + " has " + counted(others, axes.get(0)) + " and should have " + size + ".";
    }
    return !(mine instanceof Object[] parts)
        ? ""
        : IntStream.range(0, size)
            .mapToObj(
                i ->
                    differentSizes(
                        axes.isEmpty()
                            ? name + "[" + i + "]"
                            : axes.get(0) + " " + i + " of " + name,
                        axes.isEmpty() ? axes : axes.subList(1, axes.size()),
                        parts[i],
                        Array.get(other, i)))
            .filter(found -> !found.isEmpty())
            .findFirst()
            .orElse("");
  }

  private static String unit(Object block) {
    return block instanceof Object[] ? "entry" : "number";
  }

  private static String counted(int count, String unit) {
    return count + " " + (count == 1 ? unit : Patterns.plural(unit));
  }

  /** All numbers, the last index fastest. */
  static double[] numbers(Object block) {
    return block instanceof double[] numbers
        ? numbers
        : block instanceof int[] whole
            ? Arrays.stream(whole).asDoubleStream().toArray()
            : Arrays.stream((Object[]) block)
                .flatMapToDouble(part -> DoubleStream.of(numbers(part)))
                .toArray();
  }

  /** Where the number stands that {@link #numbers} has at i, in Java: "[1][0][2]". */
  static String place(Object block, int i) {
    if (!(block instanceof Object[] parts)) {
      return "[" + i + "]";
    }
    int rest = i;
    for (int part = 0; part < parts.length; part++) {
      int size = numbers(parts[part]).length;
      if (rest < size) {
        return "[" + part + "]" + place(parts[part], rest);
      }
      rest -= size;
    }
    throw new IndexOutOfBoundsException(i);
  }
}
