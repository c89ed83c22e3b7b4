package unrolled.check.exercise;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.DoubleUnaryOperator;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;
import org.ejml.data.DMatrixRMaj;
import unrolled.check.exercise.Exercise07.Weights;
import unrolled.math.Numbers;

/**
 * What became of the weights of a GRU that were to be carried over into the other convention, in
 * words: nine matrices, each beside what it was.
 *
 * <p>Only one set of weights gives the same for every input and every state, so that a matrix can
 * be named that is another one.
 */
final class Turned07 {
  static final String[] NAMES = {"wr", "ur", "br", "wz", "uz", "bz", "wg", "ug", "bg"};

  private static final String AS_IT_WAS = "as it was";
  private static final String SIGN = "its sign changed";
  private static final String READ = " Read “Into the other convention” above.";
  private static final double NEAR = 1e-9;

  private Turned07() {}

  /** The nine matrices in the order of {@link #NAMES}. */
  static DMatrixRMaj[] matrices(Weights w) {
    return new DMatrixRMaj[] {
      w.wr(), w.ur(), w.br(), w.wz(), w.uz(), w.bz(), w.wg(), w.ug(), w.bg()
    };
  }

  /**
   * Asks for weights of the right shapes.
   *
   * @throws Unusable that says which one has another
   */
  static void requireShapes(DMatrixRMaj[] before, Weights weights) {
    if (weights == null) {
      throw new Unusable("Your code gives null, not weights.");
    }
    DMatrixRMaj[] after = matrices(weights);
    for (int k = 0; k < NAMES.length; k++) {
      if (after[k] == null || !sameShape(after[k], before[k])) {
        String due = before[k].numRows + "×" + before[k].numCols;
        throw new Unusable(
            "The matrix "
                + NAMES[k]
                + " of your weights must be "
                + due
                + (after[k] == null
                    ? " and is null."
                    : " and is "
                        + after[k].numRows
                        + "×"
                        + after[k].numCols
                        + ". new Weights(…) takes them in the order wr, ur, br, wz, uz, bz, wg, ug,"
                        + " bg."));
      }
    }
  }

  /** What is not as it has to be, in a few sentences. */
  static String inWords(DMatrixRMaj[] before, DMatrixRMaj[] after) {
    Map<String, List<String>> became = new LinkedHashMap<>();
    boolean nothing = true;
    boolean someOfZ = false;
    boolean zAsItWas = false;
    boolean others = false;
    for (int k = 0; k < NAMES.length; k++) {
      if (isZero(before[k]) && isZero(after[k])) {
        continue;
      }
      boolean isOfZ = NAMES[k].endsWith("z");
      String what = what(k, before, after[k]);
      nothing = nothing && what.equals(AS_IT_WAS);
      if (what.equals(isOfZ ? SIGN : AS_IT_WAS)) {
        someOfZ = someOfZ || isOfZ;
      } else {
        zAsItWas = zAsItWas || (isOfZ && what.equals(AS_IT_WAS));
        others = others || !isOfZ;
        became.computeIfAbsent(what, w -> new ArrayList<>()).add(NAMES[k]);
      }
    }
    if (nothing) {
      return "The other GRU gets the weights "
          + (isZero(before[5]) ? "of z " : "")
          + "just as they are: it keeps where it should take in, and the other way round. (Weights"
          + " holds the matrices that it gets, no copies: what is turned back afterwards is turned"
          + " back in it, too.)"
          + READ;
    }
    if (blocksExchanged(before, after)) {
      return "It looks as if the blocks of r and z had changed places, and z's sign were changed:"
          + " new Weights(…) takes them in the order wr, ur, br, wz, uz, bz, wg, ug, bg.";
    }
    StringBuilder text = new StringBuilder();
    became.forEach((what, names) -> text.append(sentence(names, what)));
    if (others) {
      text.append("r and g are the same in both conventions: which gate means the opposite? ");
    }
    if (zAsItWas && !others) {
      text.append(
          someOfZ
              ? "Right where that counts for nothing; but what all goes into z? "
              : "What all goes into z? ");
    }
    return text.toString().strip() + READ;
  }

  private static boolean blocksExchanged(DMatrixRMaj[] before, DMatrixRMaj[] after) {
    return IntStream.range(0, 3)
        .allMatch(
            k ->
                isEach(before[k + 3], after[k], v -> -v)
                    && isEach(before[k], after[k + 3], v -> v)
                    && isEach(before[k + 6], after[k + 6], v -> v));
  }

  private static String sentence(List<String> names, String what) {
    int last = names.size() - 1;
    String all = String.join(", ", names.subList(0, last)) + (last > 0 ? " and " : "");
    return "It looks as if "
        + all
        + names.get(last)
        + (what.equals(AS_IT_WAS)
            ? last > 0 ? " had stayed as they were. " : " had stayed as it was. "
            : what.equals(SIGN) ? " had changed sign. " : " " + what + " ");
  }

  /** What a matrix has become. */
  private static String what(int k, DMatrixRMaj[] before, DMatrixRMaj after) {
    DMatrixRMaj was = before[k];
    if (isEach(was, after, v -> v)) {
      return AS_IT_WAS;
    }
    if (isEach(was, after, v -> -v)) {
      return SIGN;
    }
    if (isEach(was, after, v -> 1 - v)) {
      return "had become 1 − w. What is to become 1 − z is what comes out of the sigmoid: what has"
          + " to go in?";
    }
    Map<String, DoubleUnaryOperator> functions = new LinkedHashMap<>();
    functions.put("had become w − 1.", v -> v - 1);
    functions.put("had become −1 − w.", v -> -1 - v);
    functions.put("had become 1 + w.", v -> 1 + v);
    functions.put("had become 0 everywhere.", v -> 0);
    functions.put("had become 1 / w.", v -> 1 / v);
    functions.put("had become −1 / w.", v -> -1 / v);
    functions.put("had become |w|: what was positive stays so.", Math::abs);
    functions.put("had become −|w|: what was negative stays so.", v -> -Math.abs(v));
    functions.put("had gone through σ: it is the sum that goes through it.", Turned07::sigma);
    functions.put(
        "had become σ(−w), that is 1 − σ(w): it is the sum that goes through σ.", v -> sigma(-v));
    for (Map.Entry<String, DoubleUnaryOperator> function : functions.entrySet()) {
      if (isEach(was, after, function.getValue())) {
        return function.getKey();
      }
    }
    String other = another(k, before, after);
    return other.isEmpty() ? inParts(was, after) : other;
  }

  /** Another matrix's numbers, or its own the other way round. */
  private static String another(int k, DMatrixRMaj[] before, DMatrixRMaj after) {
    for (int other = 0; other < before.length; other++) {
      if (other != k && sameShape(before[other], after)) {
        if (isEach(before[other], after, v -> v)) {
          return "were what " + NAMES[other] + " was.";
        }
        if (isEach(before[other], after, v -> -v)) {
          return "were what " + NAMES[other] + " was, its sign changed.";
        }
      }
    }
    if (before[k].numRows == before[k].numCols) {
      DMatrixRMaj turned = before[k].copy();
      for (int i = 0; i < turned.numRows; i++) {
        for (int j = 0; j < turned.numCols; j++) {
          turned.set(i, j, before[k].get(j, i));
        }
      }
      if (isEach(turned, after, v -> v) || isEach(turned, after, v -> -v)) {
        return "had rows and columns exchanged.";
      }
    }
    return "";
  }

  /** Some of the numbers with another sign, or one factor for all, or something else. */
  private static String inParts(DMatrixRMaj was, DMatrixRMaj after) {
    int size = was.getNumElements();
    int columns = was.numCols;
    boolean signsAlone = true;
    int turned = 0;
    for (int i = 0; i < size; i++) {
      boolean isTurned = near(after.data[i], -was.data[i]);
      signsAlone = signsAlone && (isTurned || near(after.data[i], was.data[i]));
      turned += isTurned ? 1 : 0;
    }
    if (signsAlone) {
      Map<String, IntPredicate> parts = new LinkedHashMap<>();
      parts.put("the first row", i -> i < columns);
      parts.put("all but the first row", i -> i >= columns);
      parts.put("all but the last row", i -> i < size - columns);
      parts.put("the last row", i -> i >= size - columns);
      parts.put("the first column", i -> i % columns == 0);
      parts.put("all but the first column", i -> i % columns > 0);
      parts.put("all but the last column", i -> i % columns < columns - 1);
      parts.put("the last column", i -> i % columns == columns - 1);
      parts.put("the diagonal", i -> i / columns == i % columns);
      parts.put("all but the diagonal", i -> i / columns != i % columns);
      for (Map.Entry<String, IntPredicate> part : parts.entrySet()) {
        if (isTurned(was, after, part.getValue())) {
          return "had changed sign in "
              + part.getKey()
              + " alone: which numbers does the loop reach?";
        }
      }
      return "had changed sign in "
          + turned
          + " of "
          + size
          + " numbers: which does the loop reach?";
    }
    if (columns > was.numRows && isTurnedInASquare(was, after)) {
      return "had changed sign as far as a square goes, and were 0 beyond: is numRows taken for the"
          + " number of columns?";
    }
    double factor = after.data[0] / was.data[0];
    if (isEach(was, after, v -> factor * v)) {
      return "were " + Numbers.text(factor) + " times what it was.";
    }
    for (int i = 0; i < size; i++) {
      if (!near(after.data[i], was.data[i]) && !near(after.data[i], -was.data[i])) {
        return "had other numbers: at row "
            + i / columns
            + ", column "
            + i % columns
            + " it was "
            + Numbers.text(was.data[i], 6)
            + " and is "
            + Numbers.text(after.data[i], 6)
            + ".";
      }
    }
    return "had other numbers.";
  }

  private static boolean isTurnedInASquare(DMatrixRMaj was, DMatrixRMaj after) {
    DMatrixRMaj square = was.copy();
    for (int i = 0; i < was.getNumElements(); i++) {
      square.data[i] = i % was.numCols < was.numRows ? -was.data[i] : 0;
    }
    return isEach(square, after, v -> v);
  }

  private static boolean isTurned(DMatrixRMaj was, DMatrixRMaj after, IntPredicate where) {
    for (int i = 0; i < was.getNumElements(); i++) {
      if (!near(after.data[i], where.test(i) ? -was.data[i] : was.data[i])) {
        return false;
      }
    }
    return true;
  }

  private static boolean isEach(DMatrixRMaj was, DMatrixRMaj after, DoubleUnaryOperator change) {
    for (int i = 0; i < was.getNumElements(); i++) {
      if (!near(after.data[i], change.applyAsDouble(was.data[i]))) {
        return false;
      }
    }
    return true;
  }

  private static boolean near(double a, double b) {
    return Math.abs(a - b) <= NEAR * Math.max(1, Math.abs(b));
  }

  private static boolean isZero(DMatrixRMaj m) {
    return isEach(m, m, v -> 0);
  }

  private static boolean sameShape(DMatrixRMaj a, DMatrixRMaj b) {
    return a.numRows == b.numRows && a.numCols == b.numCols;
  }

  private static double sigma(double v) {
    return Exercise07.sigmoid(v);
  }
}
