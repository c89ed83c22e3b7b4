package unrolled.check.exercise;

import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Function;
import unrolled.math.Numbers;
import unrolled.math.Rng;

/**
 * Four numbers that a learner works out on paper before the holes. The right one never stands in a
 * message: a wrong one is answered with a hint.
 */
final class Prediction {
  /** The part that a right number gives. */
  static final String PREDICTED = "predicted";

  private static final double ROUNDED = 0.004; // how far off an answer of three decimals may be

  private Prediction() {}

  /** A question, its answer, a hint for any wrong one, and those for some: "5.25 That is …". */
  static Function<Rng, Values> question(
      int number, double right, String otherwise, String... hints) {
    return rng ->
        new Values()
            .with("question", number)
            .with("right", right)
            .with("otherwise", otherwise)
            .with("hints", List.of(hints));
  }

  /** What a right number is worth, as the oracle says it. */
  static Values right(Values in) {
    return new Values().with(PREDICTED, 1);
  }

  /** Asks for four numbers and looks at one of them. */
  static Values call(Callable<double[]> code, Values in) throws Exception {
    double[] predicted = code.call();
    requireFour(predicted == null ? 0 : predicted.length);
    double mine = predicted[(int) in.number("question")];
    return judged(mine, Numbers.text(mine), in);
  }

  /** Asks for four whole numbers and looks at one of them. */
  static Values callWhole(Callable<int[]> code, Values in) throws Exception {
    int[] predicted = code.call();
    requireFour(predicted == null ? 0 : predicted.length);
    int mine = predicted[(int) in.number("question")];
    return judged(mine, String.valueOf(mine), in);
  }

  private static void requireFour(int count) {
    if (count != 4) {
      throw new Unusable("Give back four numbers, one for each question.");
    }
  }

  private static Values judged(double mine, String shown, Values in) {
    if (!near(mine, in.number("right"))) {
      String hint =
          in.texts("hints").stream()
              .filter(text -> near(mine, Double.parseDouble(text.split(" ", 2)[0])))
              .map(text -> text.substring(text.indexOf(' ') + 1))
              .findFirst()
              .orElse(in.text("otherwise"));
      throw new Unusable("Not " + shown + ". " + hint);
    }
    return right(in);
  }

  private static boolean near(double a, double b) {
    return Math.abs(a - b) < ROUNDED;
  }
}
