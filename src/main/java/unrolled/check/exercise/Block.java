package unrolled.check.exercise;

import java.util.Arrays;
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

  /** Says where another block has other sizes than this one; empty if nowhere. */
  static String differentSizes(String name, Object mine, Object other) {
    if (other == null) {
      return name + " is null.";
    }
    if (mine instanceof double[] numbers) {
      int length = ((double[]) other).length;
      return numbers.length == length
          ? ""
          : name + " must have " + numbers.length + " numbers and has " + length + ".";
    }
    Object[] parts = (Object[]) mine;
    Object[] others = (Object[]) other;
    return parts.length != others.length
        ? name + " must have " + parts.length + " entries and has " + others.length + "."
        : IntStream.range(0, parts.length)
            .mapToObj(i -> differentSizes(name + "[" + i + "]", parts[i], others[i]))
            .filter(found -> !found.isEmpty())
            .findFirst()
            .orElse("");
  }

  /** All numbers, the last index fastest. */
  static double[] numbers(Object block) {
    return block instanceof double[] numbers
        ? numbers
        : Arrays.stream((Object[]) block)
            .flatMapToDouble(part -> DoubleStream.of(numbers(part)))
            .toArray();
  }

  /** Where the number stands that {@link #numbers} has at i, in Java: "[1][0][2]". */
  static String place(Object block, int i) {
    if (block instanceof double[]) {
      return "[" + i + "]";
    }
    Object[] parts = (Object[]) block;
    int size = numbers(parts[0]).length;
    return "[" + i / size + "]" + place(parts[i / size], i % size);
  }
}
