package unrolled.check.exercise;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.DoubleUnaryOperator;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.ejml.data.DMatrixRMaj;
import unrolled.math.Rng;

/**
 * Reads the formula that somebody has written off the numbers that it gives: a product of things
 * that were given, entry by entry, or a sum of two such products.
 *
 * <p>A product is found among all that have at most so many factors, the shortest first. Numbers
 * drawn at random, thirty or so, don't fit a formula by chance.
 */
final class Formulas {
  private static final int INPUTS = 5;
  private static final long MILLISECONDS = 300;
  private static final double NEAR = 1e-9;

  /** One factor: a function of a matrix that was given, in words such as "1 − s²". */
  record Factor(String words, String given, DoubleUnaryOperator function) {
    /** What was given, as it is. */
    static Factor of(String given) {
      return new Factor(given, given, x -> x);
    }

    private double[] in(List<Values> inputs) {
      return inputs.stream()
          .flatMapToDouble(in -> Arrays.stream(in.matrix(given).data))
          .map(function)
          .toArray();
    }
  }

  /** A product, with its sign. */
  record Product(int sign, List<Factor> factors) {
    Product {
      factors = List.copyOf(factors);
    }

    boolean has(Factor factor) {
      return factors.stream().anyMatch(mine -> mine.words.equals(factor.words));
    }

    /** Whether it has a factor made of what was given under this name. */
    boolean isOf(String given) {
      return factors.stream().anyMatch(factor -> factor.given.equals(given));
    }

    private String words() {
      boolean one = factors.size() == 1;
      return factors.stream()
          .map(f -> one || f.words.matches("\\S+") ? f.words : "(" + f.words + ")")
          .collect(Collectors.joining(" ⊙ "));
    }

    private DMatrixRMaj in(Values in) {
      DMatrixRMaj product = in.matrix(factors.get(0).given).createLike();
      Arrays.fill(product.data, sign);
      for (Factor factor : factors) {
        DMatrixRMaj given = in.matrix(factor.given);
        for (int k = 0; k < product.getNumElements(); k++) {
          product.data[k] *= factor.function.applyAsDouble(given.data[k]);
        }
      }
      return product;
    }
  }

  /** One product, or the sum of two. */
  record Formula(List<Product> terms) {
    Formula {
      terms = List.copyOf(terms);
    }

    static Formula of(Factor... factors) {
      return new Formula(List.of(new Product(1, List.of(factors))));
    }

    Formula plus(Factor... factors) {
      return new Formula(
          Stream.concat(terms.stream(), Formula.of(factors).terms.stream()).toList());
    }

    /** As it is written, such as "dS ⊙ (1 − s²) + arriving". */
    String words() {
      StringBuilder words = new StringBuilder();
      for (Product term : terms) {
        String sign = term.sign < 0 ? "−" : words.isEmpty() ? "" : "+";
        words.append(words.isEmpty() ? sign : " " + sign + " ").append(term.words());
      }
      return words.toString();
    }

    /** Its value. */
    DMatrixRMaj in(Values in) {
      DMatrixRMaj sum = terms.get(0).in(in);
      for (Product term : terms.subList(1, terms.size())) {
        DMatrixRMaj more = term.in(in);
        for (int k = 0; k < sum.getNumElements(); k++) {
          sum.data[k] += more.data[k];
        }
      }
      return sum;
    }
  }

  /**
   * A hole whose right answers are formulas, so that what somebody wrote there can be told.
   *
   * @param right the right formula of each value
   * @param among where to look for what each value may be instead
   * @param code what somebody writes who has these formulas
   * @param hint what to tell who has this formula for this value
   */
  record Hole<F>(
      Exercise.Call<F> call,
      Function<Rng, Values> inputs,
      Map<String, Formula> right,
      Map<String, Formulas> among,
      Function<Map<String, Formula>, F> code,
      BiFunction<String, Formula, String> hint) {

    /** The exercise and, as mistakes of it, the wrong formulas that this code seems to have. */
    Exercise<F> told(Exercise<F> exercise, F learners) {
      List<Values> drawn =
          LongStream.range(0, INPUTS).mapToObj(k -> inputs.apply(new Rng(k))).toList();
      List<Values> answers = Sandbox.run(() -> answers(learners, drawn), MILLISECONDS).value();
      if (answers == null) {
        return exercise; // it threw, or found no end: the exercise says so
      }
      right.forEach(
          (name, formula) -> {
            List<DMatrixRMaj> given = answers.stream().map(one -> one.matrix(name)).toList();
            if (given.stream().allMatch(Objects::nonNull)) {
              among
                  .get(name)
                  .of(drawn, given)
                  .filter(found -> !isRight(found, formula, drawn))
                  .ifPresent(found -> add(exercise, name, found));
            }
          });
      return exercise;
    }

    private List<Values> answers(F learners, List<Values> drawn) throws Exception {
      List<Values> answers = new ArrayList<>();
      for (Values in : drawn) {
        answers.add(call.answer(learners, in.copy()));
      }
      return answers;
    }

    private static boolean isRight(Formula found, Formula right, List<Values> drawn) {
      return drawn.stream().allMatch(in -> near(found.in(in).data, k -> right.in(in).data[k]));
    }

    private void add(Exercise<F> exercise, String name, Formula found) {
      Map<String, Formula> theirs = new LinkedHashMap<>(right);
      theirs.put(name, found);
      exercise.mistake(
          name + " = " + found.words(),
          "Your " + name + " looks like " + found.words() + ". " + hint.apply(name, found),
          code.apply(theirs));
    }
  }

  private record Candidate(List<Factor> factors, double[] numbers) {}

  private final List<Factor> factors;
  private final int most;
  private final int mostInSums;

  /**
   * Looks among products and sums of products of these factors.
   *
   * @param most how many factors a product has at most
   * @param mostInSums the same for one that stands in a sum; 0 for no sums
   */
  Formulas(List<Factor> factors, int most, int mostInSums) {
    this.factors = List.copyOf(factors);
    this.most = most;
    this.mostInSums = mostInSums;
  }

  /** The formula that gives these matrices, of these inputs, if there is one. */
  Optional<Formula> of(List<Values> inputs, List<DMatrixRMaj> given) {
    double[] numbers =
        given.stream().flatMapToDouble(m -> Arrays.stream(m.data, 0, m.getNumElements())).toArray();
    List<Candidate> longest = new ArrayList<>();
    for (Factor factor : factors) {
      longest.add(new Candidate(List.of(factor), factor.in(inputs)));
    }
    if (numbers.length < 4 || longest.get(0).numbers.length != numbers.length) {
      return Optional.empty();
    }
    List<Candidate> single = List.copyOf(longest);
    List<Candidate> inSums = new ArrayList<>();
    for (int count = 1; count <= most; count++) {
      for (Candidate candidate : longest) {
        for (int sign : new int[] {1, -1}) {
          if (near(numbers, k -> sign * candidate.numbers[k])) {
            return Optional.of(new Formula(List.of(new Product(sign, candidate.factors))));
          }
        }
      }
      if (count <= mostInSums) {
        inSums.addAll(longest);
      }
      longest = count < most ? longer(longest, single) : longest;
    }
    return sum(numbers, inSums);
  }

  /** Each with one more factor, none behind its last. */
  private static List<Candidate> longer(List<Candidate> products, List<Candidate> single) {
    List<Candidate> longer = new ArrayList<>();
    for (Candidate product : products) {
      Factor last = product.factors.get(product.factors.size() - 1);
      boolean from = false;
      for (Candidate one : single) {
        from |= one.factors.get(0) == last;
        if (from) {
          double[] numbers = product.numbers.clone();
          Arrays.setAll(numbers, k -> product.numbers[k] * one.numbers[k]);
          List<Factor> factors =
              Stream.concat(product.factors.stream(), one.factors.stream()).toList();
          longer.add(new Candidate(factors, numbers));
        }
      }
    }
    return longer;
  }

  private static Optional<Formula> sum(double[] numbers, List<Candidate> terms) {
    for (int a = 0; a < terms.size(); a++) {
      double[] first = terms.get(a).numbers;
      for (int b = a; b < terms.size(); b++) {
        double[] second = terms.get(b).numbers;
        for (int signs = 0; signs < 4; signs++) {
          int one = (signs & 2) == 0 ? 1 : -1;
          int other = (signs & 1) == 0 ? 1 : -1;
          if (near(numbers, k -> one * first[k] + other * second[k])) {
            Product left = new Product(one, terms.get(a).factors);
            Product right = new Product(other, terms.get(b).factors);
            return Optional.of(
                new Formula(one < other ? List.of(right, left) : List.of(left, right)));
          }
        }
      }
    }
    return Optional.empty();
  }

  private interface Expected {
    double at(int k);
  }

  private static boolean near(double[] numbers, Expected expected) {
    for (int k = 0; k < numbers.length; k++) {
      double other = expected.at(k);
      double scale = Math.max(Math.abs(numbers[k]), Math.abs(other));
      if (!(Math.abs(numbers[k] - other) <= NEAR * scale + 1e-14)) {
        return false;
      }
    }
    return true;
  }
}
