package unrolled.check.exercise;

import static org.ejml.dense.row.CommonOps_DDRM.addEquals;
import static org.ejml.dense.row.CommonOps_DDRM.divide;
import static org.ejml.dense.row.CommonOps_DDRM.dot;
import static org.ejml.dense.row.CommonOps_DDRM.elementMaxAbs;
import static org.ejml.dense.row.CommonOps_DDRM.elementSum;
import static org.ejml.dense.row.CommonOps_DDRM.elementSumAbs;
import static org.ejml.dense.row.CommonOps_DDRM.extractRow;
import static org.ejml.dense.row.CommonOps_DDRM.fill;
import static org.ejml.dense.row.CommonOps_DDRM.insert;
import static org.ejml.dense.row.CommonOps_DDRM.mult;
import static org.ejml.dense.row.CommonOps_DDRM.scale;
import static org.ejml.dense.row.CommonOps_DDRM.transpose;
import static org.ejml.dense.row.NormOps_DDRM.normF;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.DoubleUnaryOperator;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.factory.DecompositionFactory_DDRM;
import org.ejml.interfaces.decomposition.QRDecomposition;
import unrolled.check.exercise.Exercise05.Adder;
import unrolled.check.exercise.Exercise05.Growth;
import unrolled.check.exercise.Exercise05.Orthonormal;
import unrolled.math.Init;
import unrolled.math.Numbers;

/** What is typically wrong in exercise 05, each with its hint and the code that makes it. */
final class Mistakes05 {
  private static final String READ_GROWTH = " Read “How fast does it grow?” above.";
  private static final String READ_ROWS = " Read “Rows at right angles” above.";
  private static final String READ_ADDER = " Read “A network without training” above.";
  private static final long MILLISECONDS = 300;

  private Mistakes05() {}

  // ---- growth: a walk, and what is made of its factors

  static Exercise<Growth> growth(Exercise<Growth> exercise) {
    return wrongMeans(wrongWalks(exercise));
  }

  private static Exercise<Growth> wrongWalks(Exercise<Growth> exercise) {
    String ask =
        " Is the length measured when x has been brought back to length 1 already? Or is the"
            + " product with U thrown away? (mult(x, u, null) gives a new matrix.) Or is 1 / n a"
            + " division of two ints?"
            + READ_GROWTH;
    return exercise
        .mistake(
            "never rescaled",
            "It looks as if x were not brought back to length 1 after each step: after 2000 of them"
                + " the length itself no longer fits into a double, and ∞, 0 or NaN comes out."
                + READ_GROWTH,
            (u, steps) -> StrictMath.pow(normF(walked(u, steps)), 1.0 / steps))
        .mistake(
            "never rescaled, and the whole length for a factor",
            "It looks as if the length itself were taken for the factor, and x not brought back to"
                + " length 1 after each step."
                + READ_GROWTH,
            (u, steps) -> StrictMath.exp(half(fromStart(u, steps, false), StrictMath::log)))
        .mistake(
            "never rescaled, but each length divided by the one before",
            "A length divided by the one before is the factor, too; but after so many steps neither"
                + " fits into a double any more. Bring x back to length 1 each time."
                + READ_GROWTH,
            (u, steps) -> StrictMath.exp(half(fromStart(u, steps, true), StrictMath::log)))
        .mistake(
            "never rescaled, but each length divided by the one before, and 0 where nothing is left",
            "A length divided by the one before is the factor, too; but after so many steps the"
                + " length itself is 0 or infinite. Bring x back to length 1 each time."
                + READ_GROWTH,
            (u, steps) -> {
              List<Double> factors = fromStart(u, steps, true);
              return factors.contains(0.0) ? 0 : StrictMath.exp(half(factors, StrictMath::log));
            })
        .mistake("nothing but 1", "Your factor is always 1." + ask, (u, steps) -> 1)
        .slip(
            "nothing but 1, and 0 where nothing is left",
            "Your factor is always 1, or 0 where nothing is left." + ask,
            (u, steps) -> factors(u, steps).contains(0.0) ? 0 : 1)
        .slip(
            "the mean up to where nothing is left",
            "Right as long as something is left. Where nothing is, it looks as if the loop were just"
                + " over, and exp of what had been added up came back. The factor is 0 there."
                + READ_GROWTH,
            (u, steps) -> {
              double sum = 0;
              List<Double> factors = factors(u, steps);
              for (int k = 0; k < steps && factors.get(k) > 0; k++) {
                sum += k < steps / 2 ? 0 : StrictMath.log(factors.get(k));
              }
              return StrictMath.exp(sum / (steps - steps / 2));
            })
        .mistake(
            "nothing but 0",
            "Your factor is always 0. Is x filled with 1 at the beginning? What begins with zeros"
                + " stays there."
                + READ_GROWTH,
            (u, steps) -> 0)
        .slip(
            "the factors of factors",
            "It looks as if each length were divided by the one before, and x brought back to"
                + " length 1 as well. How long is x before a step, then?"
                + READ_GROWTH,
            (u, steps) -> {
              List<Double> factors = factors(u, steps);
              return nothing(u)
                  ? 0
                  : StrictMath.exp(
                      mean(factors, steps / 2, steps, StrictMath::log)
                          - mean(factors, steps / 2 - 1, steps - 1, StrictMath::log));
            })
        .slip(
            "brought back in the second half alone",
            "It looks as if x were brought back to length 1 in the second half alone. Then the"
                + " first factor that counts holds all of the first half."
                + READ_GROWTH,
            (u, steps) -> {
              double before = normF(walked(u, steps / 2));
              return nothing(u)
                  ? 0
                  : right(u, steps) * StrictMath.exp(StrictMath.log(before) / (steps - steps / 2));
            })
        .slip(
            "c / x for x / c",
            "It looks as if c / x were taken for x / c: divide(x, c) and divide(c, x) both exist."
                + READ_GROWTH,
            (u, steps) -> {
              DMatrixRMaj x = ones(u.numRows);
              double sum = 0;
              for (int k = 0; k < steps; k++) {
                x = mult(x, u, null);
                double length = normF(x);
                if (length == 0) {
                  return 0;
                }
                divide(length, x);
                sum += k >= steps / 2 ? StrictMath.log(length) : 0;
              }
              return StrictMath.exp(sum / (steps - steps / 2));
            })
        .slip(
            "a column for a row",
            "It looks as if U stood before x: U · x takes the rows of U where x · U takes its"
                + " columns. In the long run both grow alike; here the row is asked for."
                + READ_GROWTH,
            (u, steps) -> right(transpose(u, null), steps))
        .slip(
            "another beginning",
            "It looks as if x began as (1, 0, …, 0), not with 1 in all places." + READ_GROWTH,
            (u, steps) -> {
              DMatrixRMaj x = new DMatrixRMaj(1, u.numRows);
              x.set(0, 0, 1);
              return zeroOr(factors(u, x, steps, m -> normF(m)));
            })
        .mistake(
            "the largest singular value",
            "That is the largest singular value: the most that one step can stretch. In the long"
                + " run a matrix may stretch less."
                + READ_GROWTH,
            (u, steps) -> Init.largestSingularValue(u))
        .mistake(
            "the eigenvalue itself",
            "That is the spectral radius itself. Here you are to walk: after a few steps the walk"
                + " says something a little different, and that is asked for."
                + READ_GROWTH,
            (u, steps) -> Init.spectralRadius(u))
        .mistake(
            "the norm of the matrix",
            "That is the norm of U itself, the root of the sum of its squares. Multiply by it, and"
                + " look how x grows."
                + READ_GROWTH,
            (u, steps) -> normF(u))
        .slip(
            "the sum of the entries for the length",
            "It looks as if the absolute values in x were added up for its length. The length is"
                + " the root of the sum of squares."
                + READ_GROWTH,
            (u, steps) -> zeroOr(factors(u, ones(u.numRows), steps, x -> elementSumAbs(x))))
        .slip(
            "the largest entry for the length",
            "It looks as if the largest entry of x were taken for its length. The length is the"
                + " root of the sum of squares."
                + READ_GROWTH,
            (u, steps) -> zeroOr(factors(u, ones(u.numRows), steps, x -> elementMaxAbs(x))));
  }

  /** What is made of the factors: which steps count, and what becomes of their mean logarithm. */
  private static Exercise<Growth> wrongMeans(Exercise<Growth> exercise) {
    exercise
        .slip(
            "the last step alone",
            "It looks as if the last step alone were taken. A matrix that turns makes some steps"
                + " longer and others shorter: take the mean over many."
                + READ_GROWTH,
            (u, steps) -> factors(u, steps).get(steps - 1))
        .slip(
            "divided by zero",
            "Where nothing is left of x its length is 0, and dividing by that gives NaN. What is"
                + " the factor then?"
                + READ_GROWTH,
            (u, steps) -> StrictMath.exp(half(unguarded(u, steps), StrictMath::log)))
        .slip(
            "the product of all factors",
            "It looks as if the factors were multiplied, and then the root taken: right on paper,"
                + " but 1000 factors make a product that fits into no double. What are logarithms"
                + " good for?"
                + READ_GROWTH,
            (u, steps) -> {
              double product = 1;
              for (double factor : factors(u, steps).subList(steps / 2, steps)) {
                product *= factor;
              }
              return StrictMath.pow(product, 1.0 / (steps - steps / 2));
            });
    List<Part<Function<Integer, int[]>>> counted =
        List.of(
            new Part<>("", steps -> new int[] {steps / 2, steps, steps - steps / 2}),
            new Part<>(
                "all steps counted, also the first half, in which x is still finding its direction",
                steps -> new int[] {0, steps, steps}),
            new Part<>(
                "the first half of the steps counted, not the second (or only half were walked)",
                steps -> new int[] {0, steps / 2, steps / 2}),
            new Part<>(
                "half of the steps were added up and divided by all",
                steps -> new int[] {steps / 2, steps, steps}),
            new Part<>(
                "all of the steps were added up and divided by half their number",
                steps -> new int[] {0, steps, steps / 2}),
            new Part<>(
                "one step more than half were added up (which is the first that counts?)",
                steps -> new int[] {steps / 2 - 1, steps, steps / 2}),
            new Part<>(
                "one step more than half counted (which is the first?)",
                steps -> new int[] {steps / 2 - 1, steps, steps / 2 + 1}),
            new Part<>(
                "one step less than half were added up (which is the first that counts?)",
                steps -> new int[] {steps / 2 + 1, steps, steps / 2}),
            new Part<>(
                "one step less than half counted (which is the first?)",
                steps -> new int[] {steps / 2 + 1, steps, steps / 2 - 1}),
            new Part<>(
                "a sum were not divided, where a mean is asked for",
                steps -> new int[] {steps / 2, steps, 1}));
    List<Part<Made>> made =
        List.of(
            new Part<>("", new Made(StrictMath::log, StrictMath::exp)),
            new Part<>(
                "the plain mean of the factors were taken (4 and ¼ make 1 together, and their mean"
                    + " is 2.125)",
                new Made(f -> f, mean -> mean)),
            new Part<>(
                "the mean logarithm itself were given back",
                new Made(StrictMath::log, mean -> mean)),
            new Part<>("ln were forgotten before exp", new Made(f -> f, StrictMath::exp)),
            new Part<>(
                "log10 stood for ln: it does not fit exp",
                new Made(StrictMath::log10, StrictMath::exp)),
            new Part<>(
                "a length were taken without its root",
                new Made(StrictMath::log, mean -> StrictMath.exp(2 * mean))),
            new Part<>(
                "1 over the factor came out: in the quotient, which length is above?",
                new Made(StrictMath::log, mean -> StrictMath.exp(-mean))));
    List<Told<Growth>> told =
        told(counted, made, (one, other) -> (u, steps) -> growth(u, steps, one, other), true, true);
    told.forEach(one -> one.to(exercise, READ_GROWTH));
    return exercise;
  }

  private record Made(DoubleUnaryOperator of, DoubleUnaryOperator then) {}

  private static double growth(
      DMatrixRMaj u, int steps, Function<Integer, int[]> counted, Made made) {
    int[] range = counted.apply(steps);
    List<Double> factors = factors(u, steps);
    double mean = mean(factors, range[0], range[1], made.of) * (range[1] - range[0]) / range[2];
    return factors.contains(0.0) ? 0 : made.then.applyAsDouble(mean);
  }

  /** One of the ways to do a part of the work; the right one has no words. */
  private record Part<T>(String words, T code) {}

  /** A mistake, or two at once. */
  private record Told<F>(String words, boolean slip, F code) {
    void to(Exercise<F> exercise, String read) {
      String hint = "It looks as if " + words + "." + read;
      if (slip) {
        exercise.slip(words, hint, code);
      } else {
        exercise.mistake(words, hint, code);
      }
    }
  }

  /** First all that go wrong in one part, then all that go wrong in both. */
  private static <A, B, F> List<Told<F>> told(
      List<Part<A>> ones,
      List<Part<B>> others,
      BiFunction<A, B, F> code,
      boolean slips,
      boolean otherSlips) {
    List<Told<F>> told = new ArrayList<>();
    ones.stream()
        .skip(1)
        .map(o -> new Told<>(o.words, slips, code.apply(o.code, others.get(0).code)))
        .forEach(told::add);
    others.stream()
        .skip(1)
        .map(o -> new Told<>(o.words, otherSlips, code.apply(ones.get(0).code, o.code)))
        .forEach(told::add);
    for (Part<A> one : ones.subList(1, ones.size())) {
      for (Part<B> other : others.subList(1, others.size())) {
        String words = "two things were wrong: as if " + one.words + "; and as if " + other.words;
        told.add(new Told<>(words, false, code.apply(one.code, other.code)));
      }
    }
    return told;
  }

  /** What is asked for. */
  static double right(DMatrixRMaj u, int steps) {
    return zeroOr(factors(u, steps));
  }

  /** Whether nothing is left of x, soon. */
  private static boolean nothing(DMatrixRMaj u) {
    return factors(u, u.numRows + 1).contains(0.0);
  }

  private static double zeroOr(List<Double> factors) {
    return factors.contains(0.0) ? 0 : StrictMath.exp(half(factors, StrictMath::log));
  }

  private static DMatrixRMaj ones(int n) {
    DMatrixRMaj x = new DMatrixRMaj(1, n);
    fill(x, 1);
    return x;
  }

  private static DMatrixRMaj walked(DMatrixRMaj u, int steps) {
    DMatrixRMaj x = ones(u.numRows);
    for (int k = 0; k < steps; k++) {
      x = mult(x, u, null);
    }
    return x;
  }

  /** The lengths, or the quotients of each and the one before, of an x that is never rescaled. */
  private static List<Double> fromStart(DMatrixRMaj u, int steps, boolean quotients) {
    List<Double> lengths = new ArrayList<>();
    DMatrixRMaj x = ones(u.numRows);
    for (int k = 0; k < steps; k++) {
      double before = normF(x);
      x = mult(x, u, null);
      lengths.add(quotients ? normF(x) / before : normF(x));
    }
    return lengths;
  }

  /** The factor of each step; 0 from where nothing is left. */
  static List<Double> factors(DMatrixRMaj u, int steps) {
    return unguarded(u, steps).stream().map(f -> Double.isNaN(f) ? 0 : f).toList();
  }

  private static List<Double> unguarded(DMatrixRMaj u, int steps) {
    ToDoubleFunction<DMatrixRMaj> length = x -> Math.sqrt(dot(x, x)); // normF takes NaN for 0
    return measured(u, ones(u.numRows), steps, length, x -> 1 / length.applyAsDouble(x));
  }

  private static List<Double> factors(
      DMatrixRMaj u, DMatrixRMaj start, int steps, ToDoubleFunction<DMatrixRMaj> length) {
    return measured(u, start, steps, length, x -> 1 / length.applyAsDouble(x)).stream()
        .map(f -> Double.isNaN(f) ? 0 : f)
        .toList();
  }

  private static List<Double> measured(
      DMatrixRMaj u,
      DMatrixRMaj start,
      int steps,
      ToDoubleFunction<DMatrixRMaj> length,
      ToDoubleFunction<DMatrixRMaj> rescale) {
    List<Double> factors = new ArrayList<>();
    DMatrixRMaj x = start;
    for (int k = 0; k < steps; k++) {
      x = mult(x, u, null);
      factors.add(length.applyAsDouble(x));
      scale(rescale.applyAsDouble(x), x);
    }
    return factors;
  }

  /** The mean over the second half. */
  static double half(List<Double> factors, DoubleUnaryOperator of) {
    return mean(factors, factors.size() / 2, factors.size(), of);
  }

  private static double mean(List<Double> factors, int from, int to, DoubleUnaryOperator of) {
    double sum = 0;
    for (double factor : factors.subList(from, to)) {
      sum += of.applyAsDouble(factor);
    }
    return sum / (to - from);
  }

  // ---- orthonormal rows

  static Exercise<Orthonormal> rows(Exercise<Orthonormal> exercise) {
    List<Part<Shares>> shares =
        List.of(
            new Part<>("", (row, q, m, j) -> dot(row, row(q, j))),
            new Part<>(
                "the shares of the rows above were added: they are to go",
                (row, q, m, j) -> -dot(row, row(q, j))),
            new Part<>("no share of the rows above were taken away", (row, q, m, j) -> 0),
            new Part<>(
                "the rows above were taken away as they are: where is r · q?", (row, q, m, j) -> 1),
            new Part<>(
                "the rows above were added as they are: where is r · q, and the minus?",
                (row, q, m, j) -> -1),
            new Part<>(
                "half of each share were taken away", (row, q, m, j) -> dot(row, row(q, j)) / 2),
            new Part<>(
                "each share were taken away twice: that mirrors the row",
                (row, q, m, j) -> 2 * dot(row, row(q, j))),
            new Part<>(
                "the share were divided by the length of the row itself",
                (row, q, m, j) -> dot(row, row(q, j)) / normF(row)),
            new Part<>(
                "the share were divided by r · r: the rows above have length 1, and r · q is the share"
                    + " already",
                (row, q, m, j) -> dot(row, row(q, j)) / dot(row, row)),
            new Part<>(
                "r were multiplied by the row as given, and the finished one taken away: r · q and"
                    + " q belong together",
                (row, q, m, j) -> dot(row, row(m, j))));
    List<Part<ToDoubleFunction<DMatrixRMaj>>> lengths =
        List.of(
            new Part<>("", row -> normF(row)),
            new Part<>(
                "no row were divided by its length, without which r · q is not the share, either",
                row -> 1),
            new Part<>("each row were divided by the square of its length", row -> dot(row, row)),
            new Part<>("each row were multiplied by its length", row -> 1 / normF(row)),
            new Part<>(
                "each row were divided by its largest entry, not by its length",
                row -> elementMaxAbs(row)),
            new Part<>("each row were divided by the sum of its entries", row -> elementSum(row)),
            new Part<>(
                "each row were divided by the sum of the absolute values in it, not by its length",
                row -> elementSumAbs(row)),
            new Part<>("all rows had the wrong sign", row -> -normF(row)));
    List<Part<Above>> above =
        List.of(
            new Part<>("", (i, j) -> j < i),
            new Part<>(
                "each row were made to stand at a right angle to the one above it alone, where all"
                    + " rows above count",
                (i, j) -> j == i - 1),
            new Part<>(
                "the share of the first row alone were taken away, where all rows above count",
                (i, j) -> j == 0 && i > 0),
            new Part<>(
                "the row just above were left out: where does the loop over the rows above end?",
                (i, j) -> j < i - 1),
            new Part<>(
                "the first row were left out: where does the loop over the rows above begin?",
                (i, j) -> j > 0 && j < i),
            new Part<>(
                "each row also lost its own share: where does the loop over the rows above end?",
                (i, j) -> j <= i),
            new Part<>(
                "the shares of the rows below were taken away as well, which are not finished yet",
                (i, j) -> j != i));
    Shares share = shares.get(0).code;
    ToDoubleFunction<DMatrixRMaj> length = lengths.get(0).code;
    Above all = above.get(0).code;
    exercise
        .slip(
            "not made long",
            "The rows look as if at right angles, but not of length 1: when its shares are gone,"
                + " what is still to be done with each row?"
                + READ_ROWS,
            m -> {
              Shares measured =
                  (row, q, given, j) -> dot(row, row(q, j)) / dot(row(q, j), row(q, j));
              return gramSchmidt(m, measured, row -> 1, all);
            })
        .slip(
            "made long at the end",
            "It looks as if the rows were divided by their lengths at the very end, all together."
                + " But r · q is q's share only if q has length 1 already."
                + READ_ROWS,
            m -> lengthened(gramSchmidt(m, share, row -> 1, all)))
        .slip(
            "made long within the loop",
            "It looks as if a row were divided by its length within the loop over the rows above:"
                + " the first row, which has none above, never is."
                + READ_ROWS,
            m -> gramSchmidt(m, share, row -> 1, all, true))
        .slip(
            "made long too early",
            "It looks as if each row were divided by the length that it has in m. Taking away the"
                + " shares makes it shorter: measure what is left."
                + READ_ROWS,
            m -> gramSchmidt(lengthened(m), share, row -> 1, all))
        .slip(
            "shares of the rows as given",
            "It looks as if the shares were those of the rows of m as they were given. Which rows"
                + " are finished?"
                + READ_ROWS,
            m -> ofGivenRows(m, false))
        .slip(
            "shares of the rows as given, each by its square",
            "It looks as if the shares were those of the rows of m as they were given, if well"
                + " measured. Those don't stand at right angles; the finished rows do."
                + READ_ROWS,
            m -> ofGivenRows(m, true))
        .mistake(
            "one matrix for all rows",
            "It looks as if each row lost its share of itself, not of the rows above. Are these all"
                + " one and the same matrix, which holds the newest row?"
                + READ_ROWS,
            m -> {
              DMatrixRMaj q = m.createLike();
              for (int i = 0; i < m.numRows; i++) {
                DMatrixRMaj row = row(m, i);
                for (int j = 0; j < i; j++) {
                  addEquals(row, -dot(row, row), row);
                }
                scale(1 / normF(row), row);
                insert(row, q, i, 0);
              }
              return q;
            })
        .slip(
            "nothing to begin with",
            "Nothing but NaN: is row i taken from the result, where nothing stands yet, and 0"
                + " divided by 0?"
                + READ_ROWS,
            m -> {
              DMatrixRMaj q = m.createLike();
              fill(q, Double.NaN);
              return q;
            })
        .mistake(
            "another decomposition",
            "That looks like Q of EJML's QR decomposition of m. It stands for the columns of m, and"
                + " with signs of its own. Here do it by hand, row by row."
                + READ_ROWS,
            Mistakes05::qr)
        .mistake(
            "another decomposition, turned",
            "The rows look right up to their signs, as a QR decomposition gives them. Gram and"
                + " Schmidt never turn a row around: do it by hand."
                + READ_ROWS,
            m -> transpose(qr(transpose(m, null)), null))
        .slip(
            "columns",
            "It looks as if the columns were taken in turn, not the rows." + READ_ROWS,
            m -> transpose(rightRows(transpose(m, null)), null))
        .slip(
            "from the bottom",
            "It looks as if the rows were taken from the bottom, not from the top." + READ_ROWS,
            m -> reversed(rightRows(reversed(m))));
    List<Told<Orthonormal>> told = new ArrayList<>();
    told.addAll(told(lengths, shares, (l, s) -> m -> gramSchmidt(m, s, l, all), true, false));
    told.addAll(told(above, shares, (a, s) -> m -> gramSchmidt(m, s, length, a), false, false));
    told.addAll(told(above, lengths, (a, l) -> m -> gramSchmidt(m, share, l, a), false, true));
    Set<String> known = new HashSet<>();
    told.stream().filter(one -> known.add(one.words)).forEach(one -> one.to(exercise, READ_ROWS));
    return exercise;
  }

  /** How much of row j, as it stands in q or in m, a row loses. */
  private interface Shares {
    double of(DMatrixRMaj row, DMatrixRMaj q, DMatrixRMaj m, int j);
  }

  /** Whether row i loses a share of row j. */
  private interface Above {
    boolean counts(int i, int j);
  }

  static DMatrixRMaj rightRows(DMatrixRMaj m) {
    return gramSchmidt(
        m, (row, q, given, j) -> dot(row, row(q, j)), row -> normF(row), (i, j) -> j < i);
  }

  private static DMatrixRMaj row(DMatrixRMaj m, int j) {
    return extractRow(m, j, null);
  }

  /** What isn't finished yet stands in q as it was given. */
  private static DMatrixRMaj gramSchmidt(
      DMatrixRMaj m, Shares shares, ToDoubleFunction<DMatrixRMaj> length, Above above) {
    return gramSchmidt(m, shares, length, above, false);
  }

  private static DMatrixRMaj gramSchmidt(
      DMatrixRMaj m,
      Shares shares,
      ToDoubleFunction<DMatrixRMaj> length,
      Above above,
      boolean eachTime) {
    DMatrixRMaj q = m.copy();
    for (int i = 0; i < m.numRows; i++) {
      DMatrixRMaj row = row(m, i);
      for (int j = 0; j < m.numRows; j++) {
        if (above.counts(i, j)) {
          addEquals(row, -shares.of(row, q, m, j), row(q, j));
          scale(eachTime ? 1 / normF(row) : 1, row);
        }
      }
      scale(1 / length.applyAsDouble(row), row);
      insert(row, q, i, 0);
    }
    return q;
  }

  private static DMatrixRMaj qr(DMatrixRMaj m) {
    QRDecomposition<DMatrixRMaj> qr = DecompositionFactory_DDRM.qr(m.numRows, m.numCols);
    qr.decompose(m.copy());
    return qr.getQ(null, true);
  }

  private static DMatrixRMaj ofGivenRows(DMatrixRMaj m, boolean measured) {
    DMatrixRMaj q = m.copy();
    for (int i = 0; i < m.numRows; i++) {
      DMatrixRMaj row = row(m, i);
      for (int j = 0; j < i; j++) {
        DMatrixRMaj given = row(m, j);
        addEquals(row, -dot(row, given) / (measured ? dot(given, given) : 1), given);
      }
      insert(row, q, i, 0);
    }
    return lengthened(q);
  }

  private static DMatrixRMaj lengthened(DMatrixRMaj m) {
    return gramSchmidt(m, (row, q, given, j) -> 0, row -> normF(row), (i, j) -> false);
  }

  private static DMatrixRMaj reversed(DMatrixRMaj m) {
    DMatrixRMaj q = m.createLike();
    for (int i = 0; i < m.numRows; i++) {
      insert(extractRow(m, i, null), q, m.numRows - 1 - i, 0);
    }
    return q;
  }

  // ---- the network that adds

  /** Its weights, in the order W, b, U, V, each row by row. */
  private static final double[] RIGHT = {1, 0, 1, 0, -1, 0, 0, 1, 0, 1, 1, 1};

  /** What belongs where, if the first unit lets through and the second keeps. */
  private static final List<String> ROLES =
      List.of(
          "how much of a marked value should the unit that looks at the input let through?",
          "should the unit that keeps the sum read the values itself, marked or not?",
          "the mark should just make good what the bias takes away.",
          "should the unit that keeps the sum read the marks itself?",
          "value + mark and what else, so that only a marked value comes out above 0, and"
              + " unchanged?",
          "so the sum gets, or loses, something at each step.",
          "so the unit that looks at the input also hears itself. It ought to begin anew at each"
              + " step.",
          "here the unit that keeps the sum should hear of what was let through one step before.",
          "so the unit that looks at the input hears of the sum, too.",
          "a unit keeps what it has, no more and no less, by which number?",
          "what was let through at the last step is not in the sum yet: it must be read here.",
          "the sum that is kept must be read here, as it is.");

  /**
   * The exercise and, as a mistake of it, what differs in these weights from those of the page; not
   * for who has found other ones.
   */
  static Exercise<Adder> toldAdder(Exercise<Adder> exercise, Adder learners) {
    double[] weights = Sandbox.run(() -> weights(learners), MILLISECONDS).value();
    if (weights == null) {
      return exercise; // it threw, or found no end: the exercise says so
    }
    String hint = differences(weights);
    if (hint.isEmpty()) {
      return exercise;
    }
    return isSlip(weights)
        ? exercise.slip("these weights", hint + READ_ADDER, filling(weights))
        : exercise.mistake("these weights", hint + READ_ADDER, filling(weights));
  }

  /** Whether a single weight is wrong, or matrices transposed. */
  private static boolean isSlip(double[] weights) {
    return BOTH_ORDERS.stream()
        .anyMatch(
            units ->
                different(weights, units).size() == 1
                    || different(turned(weights, 6), units).isEmpty()
                    || different(turned(weights, 0), units).isEmpty()
                    || different(turned(turned(weights, 0), 6), units).isEmpty());
  }

  /** The weights of both units, and with the units exchanged. */
  private static final List<List<Integer>> BOTH_ORDERS =
      List.of(
          List.of(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11),
          List.of(1, 0, 3, 2, 5, 4, 9, 8, 7, 6, 11, 10));

  private static String differences(double[] weights) {
    for (int k = 0; k < 3; k++) {
      int from = new int[] {0, 6, 10}[k];
      int to = new int[] {4, 10, 12}[k];
      if (IntStream.range(from, to).allMatch(i -> weights[i] == 0)) {
        return "Your "
            + "WUV".charAt(k)
            + " is still 0 everywhere. (set(i, j, number) fills in an entry; "
            + "wuv".charAt(k)
            + " = … gives the name to another matrix, which nobody sees.)";
      }
    }
    for (List<Integer> units : BOTH_ORDERS) {
      if (different(turned(turned(weights, 0), 6), units).isEmpty()) {
        return "Have rows and columns of both W and U changed places? x and h are rows here: row i"
            + " of W or U belongs to what is sent, column j to the unit that receives.";
      }
      if (different(turned(weights, 6), units).isEmpty()) {
        return "Have rows and columns of U changed places? Row i belongs to the unit one step"
            + " before, column j to the unit that receives.";
      }
      if (different(turned(weights, 0), units).isEmpty()) {
        return "Have rows and columns of W changed places? Row 0 belongs to the value, row 1 to the"
            + " mark, columns to the units.";
      }
    }
    List<Integer> one = different(weights, BOTH_ORDERS.get(0));
    List<Integer> other = different(weights, BOTH_ORDERS.get(1));
    boolean asIs = one.size() <= other.size();
    List<Integer> fewest = asIs ? one : other;
    boolean letsThrough = fewest.stream().noneMatch(role -> role % 2 == 0 && role < 6);
    boolean oneUnit = fewest.containsAll(List.of(7, 9, 11));
    if (fewest.isEmpty() || fewest.size() > (letsThrough ? 5 : 3) || oneUnit) {
      return "";
    }
    List<String> told =
        fewest.stream()
            .map(
                role ->
                    place(asIs ? role : BOTH_ORDERS.get(1).get(role), weights) + ROLES.get(role))
            .toList();
    return told.get(0)
        + (told.size() == 1 ? "" : " And y" + told.get(1).substring(1))
        + (told.size() > 2 ? " And there is more." : "");
  }

  /** Which of the page's weights are others here, where its unit 0 is the first or the second. */
  private static List<Integer> different(double[] weights, List<Integer> units) {
    return IntStream.range(0, RIGHT.length)
        .filter(role -> weights[units.get(role)] != RIGHT[role])
        .boxed()
        .toList();
  }

  private static double[] turned(double[] weights, int from) {
    double[] turned = weights.clone();
    turned[from + 1] = weights[from + 2];
    turned[from + 2] = weights[from + 1];
    return turned;
  }

  private static String place(int k, double[] weights) {
    String entry =
        k < 4
            ? "w.get(" + k / 2 + ", " + k % 2
            : k < 6
                ? "b.get(0, " + (k - 4)
                : k < 10 ? "u.get(" + (k - 6) / 2 + ", " + k % 2 : "v.get(" + (k - 10) + ", 0";
    return "Your " + entry + ") is " + Numbers.text(weights[k]) + ": ";
  }

  private static double[] weights(Adder code) {
    DMatrixRMaj w = new DMatrixRMaj(2, 2);
    DMatrixRMaj b = new DMatrixRMaj(1, 2);
    DMatrixRMaj u = new DMatrixRMaj(2, 2);
    DMatrixRMaj v = new DMatrixRMaj(2, 1);
    code.fill(w, b, u, v);
    return Stream.of(w, b, u, v)
        .flatMapToDouble(m -> IntStream.range(0, m.getNumElements()).mapToDouble(m::get))
        .toArray();
  }

  private static Adder filling(double... weights) {
    return (w, b, u, v) -> {
      System.arraycopy(weights, 0, w.data, 0, 4);
      System.arraycopy(weights, 4, b.data, 0, 2);
      System.arraycopy(weights, 6, u.data, 0, 4);
      System.arraycopy(weights, 10, v.data, 0, 2);
    };
  }

  /** What other weights may do, too: here with 2 for what the page lets through as 1. */
  static Exercise<Adder> adder(Exercise<Adder> exercise) {
    return exercise
        .mistake(
            "everything is added",
            "It looks as if all numbers were added, marked or not. What must be taken from value +"
                + " mark so that only a marked number comes out above 0?"
                + READ_ADDER,
            filling(2, 0, 0, 0, 0, 0, 0, 0.5, 0, 1, 0.5, 1))
        .slip(
            "the marks are added too",
            "It looks as if 1 too much were added for each marked number, and something for those"
                + " that are not marked: a bias is missing."
                + READ_ADDER,
            filling(2, 0, 2, 0, 0, 0, 0, 0.5, 0, 1, 0.5, 1))
        .mistake(
            "marks are counted",
            "It looks as if the marks were added up: how does the value come in?" + READ_ADDER,
            filling(0, 0, 2, 0, 0, 0, 0, 0.5, 0, 1, 0.5, 1))
        .mistake(
            "nothing but the last",
            "Nothing but the last number arrives: does the unit that should keep the sum hear of"
                + " it? u.get(i, j) leads from unit i to unit j. Or does a bias take it away?"
                + READ_ADDER,
            filling(2, 0, 2, 0, -2, 0, 0, 0, 0.5, 1, 0.5, 1))
        .slip(
            "the last number is missing",
            "A number that is marked at the last step is missing: it has not come to the unit that"
                + " keeps the sum yet, but it can be read off all the same."
                + READ_ADDER,
            filling(2, 0, 2, 0, -2, 0, 0, 0.5, 0, 1, 0, 1))
        .slip(
            "both units keep",
            "It looks as if both units kept what they have: the first one ought to begin anew at"
                + " each step, or it lets unmarked numbers in and hands the same number on again"
                + " and again."
                + READ_ADDER,
            filling(2, 0, 2, 0, -2, 0, 1, 0.5, 0, 1, 0.5, 1))
        .slip(
            "nobody keeps",
            "It looks as if the sum were lost from one step to the next: which entry of U lets a"
                + " unit keep what it has?"
                + READ_ADDER,
            filling(2, 0, 2, 0, -2, 0, 0, 0.5, 0, 0, 0.5, 1))
        .mistake(
            "one unit",
            "It looks as if the unit that keeps the sum also read the input: at each step without a"
                + " mark it loses 1 − value. Let one unit read and the other keep."
                + READ_ADDER,
            filling(1, 0, 1, 0, -1, 0, 1, 0, 0, 0, 1, 0));
  }
}
