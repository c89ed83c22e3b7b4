package unrolled.check.exercise;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.DoubleBinaryOperator;
import java.util.function.DoubleUnaryOperator;
import java.util.function.Function;
import java.util.function.IntPredicate;
import java.util.function.IntUnaryOperator;
import java.util.function.ToDoubleFunction;
import java.util.function.ToIntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.ejml.data.DMatrixRMaj;
import unrolled.math.Numbers;

/**
 * What wrong numbers look like, whatever the exercise is about: the sign, a factor, a term missing,
 * rows and columns exchanged, one step late.
 *
 * <p>Each pattern says what it would make of the right numbers. It is told only if that is what the
 * learner has, number by number, on every input.
 */
final class Patterns {

  private static final int FEW = 3; // different numbers

  /** How far, relatively, a number may lie from what a pattern says: oracles have errors, too. */
  private static final double NEAR = 1e-6;

  private static final double ROUNDING = 1e-12;

  /** One input: what is right, and what the learner has. */
  record Case(Values in, Values right, Values yours) {}

  /** One of its values. */
  private record Seen(Case one, Grid right, Grid yours) {

    /** These cases as numbers in a row. */
    Seen withoutAxes() {
      return new Seen(
          one,
          new Grid(right.numbers(), new int[0], List.of()),
          new Grid(yours.numbers(), new int[0], List.of()));
    }

    private static Seen of(Case one, String name) {
      Grid right = Grid.of(one.right.get(name));
      Grid yours = Grid.of(one.yours.get(name));
      return right != null && right.fits(yours) && finite(right) && finite(yours)
          ? new Seen(one, right, yours)
          : null;
    }

    private Values in() {
      return one.in;
    }

    private static boolean finite(Grid grid) {
      return Arrays.stream(grid.numbers()).allMatch(Double::isFinite);
    }

    double[] mapped(DoubleUnaryOperator change) {
      return Arrays.stream(right.numbers()).map(change).toArray();
    }

    /** The right numbers and so many times the others. */
    double[] plus(double times, double[] others) {
      return with(others, (right, other) -> right + times * other);
    }

    double[] with(double[] others, DoubleBinaryOperator change) {
      double[] mine = right.numbers();
      double[] changed = new double[others.length == mine.length ? mine.length : 0];
      for (int i = 0; i < changed.length; i++) {
        changed[i] = change.applyAsDouble(mine[i], others[i]);
      }
      return changed;
    }

    /**
     * Whether what belongs to one place along an axis stands at another in what the learner has.
     */
    boolean stands(int axis, int from, int to) {
      return near(right.moved(axis, here -> here == to ? from : -1), yours, right);
    }

    /** Whether at least half of what belongs to a place is something else than 0. */
    boolean isSomething(int axis, int place) {
      int zeros = 0;
      int all = 0;
      for (int i = 0; i < right.numbers().length; i++) {
        if (right.along(axis, i) == place) {
          zeros += right.numbers()[i] == 0 ? 1 : 0;
          all++;
        }
      }
      return 2 * zeros <= all;
    }

    /** Whether the learner's numbers are right at all of these places along an axis. */
    boolean isRight(int axis, IntPredicate places) {
      return near(right.moved(axis, here -> places.test(here) ? here : -1), yours, right);
    }
  }

  /** What a pattern makes of the right numbers; null where it makes nothing of them. */
  @FunctionalInterface
  private interface Expected extends Function<Seen, double[]> {}

  private final Map<String, ToDoubleFunction<Values>> sizes = new LinkedHashMap<>();
  private final Map<String, Function<Values, Values>> terms = new LinkedHashMap<>();
  private final Map<String, Function<Values, Values>> factors = new LinkedHashMap<>();
  private final Map<String, Function<Values, Values>> regions = new LinkedHashMap<>();
  private final Map<String, List<String>> blocks = new LinkedHashMap<>();
  private final Map<String, List<String>> axes = new LinkedHashMap<>();

  void size(String words, ToDoubleFunction<Values> size) {
    sizes.put(words, size);
  }

  void term(String words, Function<Values, Values> term) {
    terms.put(words, term);
  }

  void factor(String words, Function<Values, Values> factor) {
    factors.put(words, factor);
  }

  void region(String words, Function<Values, Values> region) {
    regions.put(words, region);
  }

  void blocks(String name, String... inOrder) {
    blocks.put(name, List.of(inOrder));
  }

  void axes(String name, String... words) {
    axes.put(name, List.of(words));
  }

  /** What the axes of a value are called, if the exercise says so. */
  List<String> axes(String name) {
    return axes.getOrDefault(name, List.of());
  }

  /**
   * What the values of this name look like on all these inputs, in a sentence, if like anything.
   */
  Optional<String> sentence(String name, List<Case> cases) {
    List<Seen> all = seen(name, cases);
    return all.isEmpty()
        ? Optional.empty()
        : exactly(name, all).or(() -> somewhere(name, all)).or(() -> loosely(name, all));
  }

  /** What these values look like, but only in what names each number as it is. */
  Optional<String> exactSentence(String name, List<Case> cases) {
    List<Seen> all = seen(name, cases);
    return all.isEmpty() ? Optional.empty() : exactly(name, all);
  }

  /**
   * What these values look like if a slip made them: a term, a factor or a sign that is wrong, or
   * the right numbers in the wrong places.
   */
  Optional<String> slip(String name, List<Case> cases) {
    List<Seen> all = seen(name, cases);
    if (all.isEmpty()
        || first(all, Stream.of(nothing(name, all), given(name, all.get(0).one))).isPresent()) {
      return Optional.empty();
    }
    return first(all, Stream.of(parts(name), scaled(name), moved(name, all.get(0).right)))
        .or(() -> butForOne(name, all));
  }

  /** Whether what should differ is always the same number, and which. */
  Optional<String> constant(String name, List<Case> cases) {
    List<Seen> all = seen(name, cases);
    double[] yours = distinct(all, Seen::yours);
    return yours.length == 1 && yours[0] != 0 && distinct(all, Seen::right).length > 2
        ? Optional.of(
            "Your "
                + name
                + " is "
                + Numbers.text(yours[0])
                + ", whatever is given. What became of the rest? (Where ints are divided, 1 / 2 is"
                + " 0.)")
        : Optional.empty();
  }

  /** Whether what is right has more than a few numbers, which two mistakes may share by chance. */
  static boolean tells(String name, List<Case> cases) {
    List<Grid> right = cases.stream().map(one -> Grid.of(one.right.get(name))).toList();
    return right.contains(null)
        || right.stream().flatMapToDouble(grid -> Arrays.stream(grid.numbers())).distinct().count()
            > FEW;
  }

  private static double[] distinct(List<Seen> all, Function<Seen, Grid> whose) {
    return all.stream()
        .flatMapToDouble(seen -> Arrays.stream(whose.apply(seen).numbers()))
        .distinct()
        .toArray();
  }

  /** All cases, as numbers; none if one is something else, or if all is right. */
  private static List<Seen> seen(String name, List<Case> cases) {
    List<Seen> all = new ArrayList<>();
    boolean right = true;
    for (Case one : cases) {
      Seen seen = Seen.of(one, name);
      if (seen == null) {
        return List.of();
      }
      right = right && near(seen.right.numbers(), seen.yours, seen.right);
      all.add(seen);
    }
    if (all.stream().mapToInt(seen -> seen.right.sizes().length).distinct().count() > 1) {
      all.replaceAll(Seen::withoutAxes); // rows of different lengths in some of them
    }
    return right ? List.of() : all;
  }

  private Optional<String> exactly(String name, List<Seen> all) {
    boolean tellsFunctions = distinct(all, Seen::right).length > FEW; // many take 0 to 0, or 1 to 1
    return first(
        all,
        Stream.of(
            nothing(name, all),
            given(name, all.get(0).one),
            parts(name),
            single(name),
            scaled(name),
            rounded(name),
            moved(name, all.get(0).right),
            tellsFunctions ? functions(name) : Collections.emptyMap()));
  }

  private static Optional<String> first(List<Seen> all, Stream<Map<String, Expected>> patterns) {
    return patterns
        .flatMap(some -> some.entrySet().stream())
        .filter(pattern -> fits(pattern.getValue(), all))
        .map(Map.Entry::getKey)
        .findFirst();
  }

  /** Whether the pattern says what the learner has, and that is something else than is right. */
  private static boolean fits(Expected pattern, List<Seen> all) {
    boolean tellsApart = false;
    for (Seen seen : all) {
      double[] expected = pattern.apply(seen);
      if (!agrees(expected, seen)) {
        return false;
      }
      tellsApart = tellsApart || !near(expected, seen.right, seen.right);
    }
    return tellsApart;
  }

  private static boolean agrees(double[] expected, Seen seen) {
    return expected != null
        && expected.length == seen.right.numbers().length
        && near(expected, seen.yours, seen.right);
  }

  /** Whether numbers are those expected; anything is where NaN is expected. */
  private static boolean near(double[] expected, Grid numbers, Grid right) {
    // what is right, or what a mistake gives, may be so large that all of yours were near 0
    double largest = Math.min(largest(right), largest(numbers));
    for (int i = 0; i < expected.length; i++) {
      if (Double.isNaN(expected[i])) {
        continue;
      }
      double is = numbers.numbers()[i];
      double scale = Math.max(Math.max(Math.abs(is), Math.abs(expected[i])), 1e-3 * largest);
      if (Double.isInfinite(scale) || Math.abs(is - expected[i]) > NEAR * scale + ROUNDING) {
        return false;
      }
    }
    return true;
  }

  private static double largest(Grid numbers) {
    return Arrays.stream(numbers.numbers()).filter(Double::isFinite).map(Math::abs).max().orElse(0);
  }

  // ---- what is there instead: nothing, something that was given, a term more or less

  private static Map<String, Expected> nothing(String name, List<Seen> all) {
    boolean exactly =
        all.stream().allMatch(s -> Arrays.stream(s.yours.numbers()).allMatch(y -> y == 0));
    if (!all.stream().allMatch(seen -> largest(seen.yours) <= 1e-9 * largest(seen.right))) {
      return Collections.emptyMap(); // small, as what is right may be
    }
    boolean single = all.stream().allMatch(seen -> seen.right.numbers().length == 1);
    String why =
        exactly
            ? "is nothing added or stored, or is it cleared again?"
            : "does what is added up cancel?";
    return Collections.singletonMap(
        "Your " + name + (exactly && single ? " is always 0." : " is 0 everywhere: " + why),
        seen -> new double[seen.right.numbers().length]);
  }

  private static Map<String, Expected> given(String name, Case one) {
    Map<String, Expected> patterns = new LinkedHashMap<>();
    one.in.forEach(
        (given, value) -> {
          if (given.equals(name)) {
            patterns.put(
                "It looks as if nothing had been done: your " + name + " is what it was before.",
                seen -> numbers(seen.in(), given));
            patterns.put(
                "It looks as if what had been in " + name + " before were gone.",
                seen -> seen.plus(-1, numbers(seen.in(), given)));
          } else {
            asGiven(name, given, patterns, seen -> seen.in().get(given));
            if (value instanceof DMatrixRMaj[]) {
              asGiven(name, given + "[0]", patterns, seen -> seen.in().matrices(given)[0]);
              asGiven(
                  name,
                  "the last of " + given,
                  patterns,
                  seen -> seen.in().matrices(given)[seen.in().matrices(given).length - 1]);
            }
          }
        });
    one.right.forEach(
        (other, value) -> {
          if (!other.equals(name)) {
            patterns.put(
                "Your " + name + " is what " + other + " should be.",
                seen -> numbers(seen.one.right, other));
          }
        });
    return patterns;
  }

  private Map<String, Expected> parts(String name) {
    Map<String, Expected> patterns = new LinkedHashMap<>();
    terms.forEach(
        (words, term) -> {
          String looks = "It looks as if " + words + " ";
          patterns.put(looks + "were missing.", s -> s.plus(-1, numbers(term, s, name)));
          patterns.put(looks + "had the wrong sign.", s -> s.plus(-2, numbers(term, s, name)));
          patterns.put(looks + "were added twice.", s -> s.plus(1, numbers(term, s, name)));
        });
    factors.forEach(
        (words, factor) -> {
          String looks = "It looks as if " + words + " ";
          patterns.put(
              looks + "were missing.",
              s -> s.with(numbers(factor, s, name), (right, f) -> right / f));
          patterns.put(
              looks + "were multiplied in twice.",
              s -> s.with(numbers(factor, s, name), (right, f) -> right * f));
        });
    return patterns;
  }

  private Map<String, Expected> single(String name) {
    Map<String, Expected> patterns = new LinkedHashMap<>();
    terms.forEach(
        (words, term) ->
            patterns.put(
                "It looks as if "
                    + words
                    + " were all there is: what else belongs to "
                    + name
                    + "?",
                seen -> numbers(term, seen, name)));
    return patterns;
  }

  private static double[] numbers(Function<Values, Values> part, Seen seen, String name) {
    return numbers(part.apply(seen.in().copy()), name);
  }

  private static void asGiven(
      String name, String what, Map<String, Expected> patterns, Function<Seen, Object> given) {
    patterns.put(
        "Your " + name + " is " + what + ", just as it was given.",
        seen -> numbers(given.apply(seen)));
  }

  private static double[] numbers(Values values, String name) {
    return numbers(values.get(name));
  }

  private static double[] numbers(Object value) {
    Grid grid = Grid.of(value);
    return grid == null ? new double[0] : grid.numbers();
  }

  // ---- each number for itself

  private Map<String, Expected> scaled(String name) {
    Map<String, Expected> patterns = new LinkedHashMap<>();
    patterns.put(
        "It looks as if " + name + " had the wrong sign.", seen -> seen.mapped(right -> -right));
    sizes.forEach(
        (words, size) -> {
          patterns.put(
              "It looks as if " + name + " were multiplied by " + words + ".",
              seen -> seen.mapped(right -> right * size.applyAsDouble(seen.in())));
          patterns.put(
              "It looks as if " + name + " were divided by " + words + ".",
              seen -> seen.mapped(right -> right / size.applyAsDouble(seen.in())));
        });
    patterns.put(
        "Your " + name + " is twice what it should be.", seen -> seen.mapped(right -> 2 * right));
    patterns.put(
        "Your " + name + " is half of what it should be.", seen -> seen.mapped(right -> right / 2));
    return patterns;
  }

  private static Map<String, Expected> rounded(String name) {
    String whole = "Your " + name + " has whole numbers where fractions should be: is there ";
    Map<String, Expected> patterns = new LinkedHashMap<>();
    patterns.put(
        whole + "a division of two ints, or a cast to int?",
        seen -> seen.mapped(right -> (long) right));
    patterns.put(whole + "a Math.round?", seen -> seen.mapped(Math::rint));
    return patterns;
  }

  private static Map<String, Expected> functions(String name) {
    Map<String, DoubleUnaryOperator> functions = new LinkedHashMap<>();
    functions.put("1 minus", right -> 1 - right);
    functions.put("1 over", right -> 1 / right);
    functions.put("the absolute value of", Math::abs);
    functions.put("the square of", right -> right * right);
    functions.put("the square root of", Math::sqrt);
    functions.put("tanh of", StrictMath::tanh);
    functions.put("σ of", right -> 1 / (1 + StrictMath.exp(-right)));
    functions.put("exp of", StrictMath::exp);
    functions.put("the logarithm of", StrictMath::log);
    Map<String, Expected> patterns = new LinkedHashMap<>();
    functions.forEach(
        (words, function) ->
            patterns.put(
                "Your " + name + " is " + words + " what it should be.",
                seen -> seen.mapped(function)));
    return patterns;
  }

  // ---- the right numbers in the wrong places

  private Map<String, Expected> moved(String name, Grid like) {
    Map<String, Expected> patterns = new LinkedHashMap<>();
    patterns.put(
        "It looks as if rows and columns of " + name + " had changed places.",
        seen -> seen.right.transposed());
    patterns.put(
        "It looks as if "
            + name
            + " had been filled column by column. Its numbers are kept row by row.",
        seen -> seen.right.columnByColumn());
    for (int a = 0; a < like.sizes().length; a++) {
      int axis = a;
      String word = word(name, like, axis);
      String each = "It looks as if each " + word + " of " + name + " ";
      String sums = "It looks as if " + name + " had ";
      String over = " over the " + plural(word);
      put(patterns, each + "stood one too late.", axis, here -> here - 1);
      put(patterns, each + "stood one too early.", axis, here -> here + 1);
      put(patterns, each + "had got what belongs to the first.", axis, here -> 0);
      patterns.put(
          each + "had got what belongs to the last.",
          seen -> seen.right.moved(axis, here -> last(seen, axis)));
      patterns.put(
          "It looks as if the " + plural(word) + " of " + name + " stood in reverse order.",
          seen -> seen.right.moved(axis, here -> last(seen, axis) - here));
      for (boolean end : new boolean[] {false, true}) {
        patterns.put(
            sums + "running sums" + over + (end ? ", from the last" : "") + ", for single values.",
            seen -> seen.right.summed(axis, end));
        patterns.put(
            sums
                + "single values where sums"
                + over
                + (end ? " that follow" : " so far")
                + " belong.",
            seen -> seen.right.differences(axis, end));
      }
    }
    List<String> named = blocks.getOrDefault(name, List.of());
    int columns = like.sizes().length - 1;
    for (List<Integer> order : orders(named.size())) {
      String told = order.stream().map(named::get).collect(Collectors.joining(", "));
      patterns.put(
          "It looks as if the blocks of " + name + " stood in another order: " + told + ".",
          seen -> {
            int width = (last(seen, columns) + 1) / named.size();
            return seen.right.moved(
                columns, here -> order.get(here / width) * width + here % width);
          });
    }
    return patterns;
  }

  private static void put(
      Map<String, Expected> patterns, String sentence, int axis, IntUnaryOperator from) {
    patterns.put(sentence, seen -> seen.right.moved(axis, from));
  }

  private static int last(Seen seen, int axis) {
    return seen.right.sizes()[axis] - 1;
  }

  /** All orders of so many things, the given one first. */
  private static List<List<Integer>> orders(int count) {
    List<List<Integer>> orders = List.of(List.of());
    for (int k = 0; k < count; k++) {
      orders =
          orders.stream()
              .flatMap(
                  order ->
                      IntStream.range(0, count)
                          .filter(next -> !order.contains(next))
                          .mapToObj(
                              next -> Stream.concat(order.stream(), Stream.of(next)).toList()))
              .toList();
    }
    return count == 0 ? List.of() : orders;
  }

  private String word(String name, Grid like, int axis) {
    List<String> words = axes(name);
    return words.size() == like.sizes().length ? words.get(axis) : like.axes().get(axis);
  }

  static String plural(String word) {
    return word.endsWith("y") ? word.substring(0, word.length() - 1) + "ies" : word + "s";
  }

  // ---- right here and wrong there

  private Optional<String> somewhere(String name, List<Seen> all) {
    Grid like = all.get(0).right;
    for (Map.Entry<String, Function<Values, Values>> region : regions.entrySet()) {
      Expected outside =
          seen ->
              seen.with(
                  numbers(region.getValue(), seen, name),
                  (right, inside) -> inside == 0 ? right : Double.NaN);
      if (all.stream().allMatch(seen -> agrees(outside.apply(seen), seen))) {
        return Optional.of(
            "In what was tried, your " + name + " is wrong only " + region.getKey() + ".");
      }
    }
    Optional<String> one = butForOne(name, all);
    if (one.isPresent()) {
      return one;
    }
    for (int a = 0; a < like.sizes().length; a++) {
      int axis = a;
      if (all.stream().noneMatch(seen -> last(seen, axis) > 0)) {
        continue;
      }
      String word = word(name, like, axis);
      for (boolean atLast : new boolean[] {true, false}) {
        ToIntFunction<Seen> end = seen -> atLast ? last(seen, axis) : 0;
        String the = (atLast ? "last " : "first ") + word + " of your " + name + " is ";
        if (all.stream().allMatch(s -> s.isRight(axis, here -> here != end.applyAsInt(s)))) {
          return Optional.of("Only the " + the + "wrong.");
        }
        if (all.stream().allMatch(s -> isRightAlone(s, axis, end.applyAsInt(s)))) {
          return Optional.of("Only the " + the + "right.");
        }
      }
    }
    return Optional.empty();
  }

  private static Optional<String> butForOne(String name, List<Seen> all) {
    if (all.stream().noneMatch(Patterns::isWide)) {
      return Optional.empty();
    }
    return Stream.of(true, false)
        .filter(last -> all.stream().allMatch(seen -> agrees(butForOne(seen, last), seen)))
        .map(
            last ->
                "All numbers of your "
                    + name
                    + " are right but the very "
                    + (last
                        ? "last one: does a loop end one too early?"
                        : "first one: does a loop begin one too late?"))
        .findFirst();
  }

  /** Whether there is more than one number along more than one axis. */
  private static boolean isWide(Seen seen) {
    return Arrays.stream(seen.right.sizes()).filter(size -> size > 1).count() > 1;
  }

  private static double[] butForOne(Seen seen, boolean last) {
    double[] numbers = seen.right.numbers().clone();
    int one = last ? Math.max(0, numbers.length - 1) : 0;
    Arrays.fill(numbers, one, Math.min(one + 1, numbers.length), Double.NaN);
    return numbers;
  }

  private static boolean isRightAlone(Seen seen, int axis, int place) {
    return seen.isRight(axis, here -> here == place)
        && seen.isSomething(axis, place)
        && IntStream.rangeClosed(0, last(seen, axis))
            .noneMatch(other -> other != place && seen.isRight(axis, here -> here == other));
  }

  // ---- what is known of the numbers without knowing each

  private Optional<String> loosely(String name, List<Seen> all) {
    if (all.stream().allMatch(seen -> isOneNumber(seen.yours))
        && all.stream().noneMatch(seen -> isOneNumber(seen.right))) {
      return Optional.of("Your " + name + " is the same number everywhere.");
    }
    Seen first = all.get(0);
    if (all.size() > 1
        && all.stream().allMatch(seen -> Arrays.equals(seen.yours.numbers(), first.yours.numbers()))
        && all.stream().skip(1).noneMatch(s -> near(s.right.numbers(), first.right, s.right))) {
      return Optional.of("Your " + name + " is the same, whatever your code is given.");
    }
    for (int a = 0; a < first.right.sizes().length; a++) {
      int axis = a;
      if (all.stream().allMatch(seen -> isReordered(seen, axis))) {
        String words = plural(word(name, first.right, axis));
        return Optional.of(
            "The " + words + " of your " + name + " are right, but in another order.");
      }
    }
    return byOneNumber(name, all);
  }

  private static boolean isOneNumber(Grid grid) {
    return Arrays.stream(grid.numbers()).distinct().count() == 1;
  }

  /** Whether what stands along an axis is all there, each once, if in another order. */
  private static boolean isReordered(Seen seen, int axis) {
    BitSet taken = new BitSet();
    for (int i = 0; i <= last(seen, axis); i++) {
      int from = i;
      int[] places =
          IntStream.rangeClosed(0, last(seen, axis))
              .filter(to -> seen.stands(axis, from, to))
              .toArray();
      if (places.length != 1 || taken.get(places[0])) {
        return false;
      }
      taken.set(places[0]);
    }
    return true;
  }

  private static Optional<String> byOneNumber(String name, List<Seen> all) {
    Seen first = all.get(0);
    int largest = 0;
    int numbers = 0;
    for (Seen seen : all) {
      numbers += seen.right.numbers().length;
    }
    for (int i = 0; i < first.right.numbers().length; i++) {
      boolean larger =
          Math.abs(first.right.numbers()[i]) > Math.abs(first.right.numbers()[largest]);
      largest = larger ? i : largest;
    }
    if (numbers < 3 || first.right.numbers().length == 0) {
      return Optional.empty();
    }
    double right = first.right.numbers()[largest];
    double yours = first.yours.numbers()[largest];
    double factor = yours / right;
    if (fits(seen -> seen.mapped(number -> number * factor), all)) {
      String log =
          isNear(factor, 1 / StrictMath.log(10))
              ? ", as log10 gives for ln"
              : isNear(factor, 1 / StrictMath.log(2)) ? ", as log2 gives for ln" : "";
      return Optional.of(
          "Your " + name + " is " + Numbers.text(factor) + " times what it should be" + log + ".");
    }
    double more = yours - right;
    return fits(seen -> seen.mapped(number -> number + more), all)
        ? Optional.of(
            "Your "
                + name
                + " is too "
                + (more > 0 ? "large" : "small")
                + " by "
                + Numbers.text(Math.abs(more))
                + " everywhere.")
        : Optional.empty();
  }

  private static boolean isNear(double a, double b) {
    return Math.abs(a - b) < NEAR;
  }
}
