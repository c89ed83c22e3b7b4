package unrolled.check.exercise;

import static org.ejml.dense.row.CommonOps_DDRM.elementMaxAbs;
import static org.ejml.dense.row.CommonOps_DDRM.scale;
import static org.ejml.dense.row.NormOps_DDRM.normF;
import static org.ejml.dense.row.NormOps_DDRM.normP1;
import static org.ejml.dense.row.NormOps_DDRM.normP2;
import static unrolled.check.exercise.Exercise04.HIGHEST;
import static unrolled.check.exercise.Exercise04.LOWEST;
import static unrolled.check.exercise.Exercise04.norm;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.DoubleUnaryOperator;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import unrolled.check.exercise.Exercise04.Clip;
import unrolled.check.exercise.Exercise04.Search;
import unrolled.math.Numbers;

/**
 * What goes wrong in exercise 04.
 *
 * <p>Whoever clips measures something, asks whether it is too large, and multiplies by a factor:
 * the mistakes are what may be measured for the norm, and where. A search is known by the radii
 * that it tries ({@link #told}).
 */
final class Mistakes04 {
  private static final String READ_1 = " Read “One norm for all” above.";
  private static final String READ_2 = " Read “Halve, and halve again” above.";
  private static final double NEAR = 1e-6;
  private static final int FEW = 22; // tries that can't settle six digits

  private Mistakes04() {}

  // ---- clipping

  /** What may be taken for the norm, in words that begin a sentence, and a question. */
  private record Measure(String words, String question, ToDoubleFunction<List<DMatrixRMaj>> of) {}

  private static List<Measure> measures() {
    String row = "Lay (3, 4) and (0, 12) in one row: is it 5 + 12 long, or 13?";
    String all = "Does every entry of every matrix count?";
    return List.of(
        new Measure(
            "the sum of the squares, without a root,", "How long is (3, 4)?", g -> squares(g)),
        new Measure("the sum of the matrices' norms", row, g -> sum(g, m -> normF(m))),
        new Measure(
            "the root of the sum of the norms",
            "normF has taken a root already; what is to be added up are squares.",
            g -> Math.sqrt(sum(g, m -> normF(m)))),
        new Measure(
            "the root of the norm", "How many roots are in yours?", g -> Math.sqrt(norm(g))),
        new Measure("the largest entry", row, g -> largest(g, m -> elementMaxAbs(m))),
        new Measure("the largest of the matrices' norms", row, g -> largest(g, m -> normF(m))),
        new Measure(
            "the sum of what the entries are without their signs",
            "How long is (3, 4)?",
            g -> sum(g, m -> entries(m, Math::abs))),
        new Measure(
            "the sum of the entries", "How long is (3, −4)?", g -> sum(g, m -> entries(m, x -> x))),
        new Measure(
            "the root of the mean square",
            "A sum is wanted, not a mean.",
            g -> Math.sqrt(squares(g) / sum(g, m -> m.getNumElements()))),
        new Measure(
            "the norm with the squares averaged over the matrices",
            "A sum is wanted, not a mean.",
            g -> Math.sqrt(squares(g) / g.size())),
        new Measure("the mean of the matrices' norms", row, g -> sum(g, m -> normF(m)) / g.size()),
        new Measure(
            "the norm without its decimals", "Is it an int somewhere?", g -> Math.floor(norm(g))),
        new Measure(
            "a sum of squares that lost its decimals after each matrix",
            "Is it an int somewhere?",
            g -> {
              double squares = 0;
              for (DMatrixRMaj m : g) {
                squares = Math.floor(squares + square(normF(m)));
              }
              return Math.sqrt(squares);
            }),
        new Measure(
            "a sum of squares that lost its decimals after each entry",
            "Is it an int somewhere? With += it loses them without a word.",
            g -> {
              int squares = 0;
              for (DMatrixRMaj m : g) {
                for (int i = 0; i < m.getNumElements(); i++) {
                  squares = (int) (squares + square(m.data[i]));
                }
              }
              return Math.sqrt(squares);
            }),
        new Measure(
            "each matrix's largest stretch, normP2,",
            "Which of EJML's norms adds up squares of entries?",
            g -> Math.sqrt(sum(g, m -> square(normP2(m))))),
        new Measure(
            "each matrix's largest sum of a column, normP1,",
            "Which of EJML's norms adds up squares of entries?",
            g -> Math.sqrt(sum(g, m -> square(normP1(m))))),
        new Measure("the norm of the first matrix", all, g -> normF(g.get(0))),
        new Measure(
            "the norm of the last matrix",
            "Is each matrix added to what was there before?",
            g -> normF(g.get(g.size() - 1))),
        new Measure("the norm of all but the first matrix", all, g -> norm(g.subList(1, g.size()))),
        new Measure(
            "the norm of all but the last matrix", all, g -> norm(g.subList(0, g.size() - 1))),
        new Measure(
            "the norm without the first entry of each matrix",
            all,
            g -> Math.sqrt(squares(g) - sum(g, m -> m.data[0] * m.data[0]))),
        new Measure(
            "the norm without the last entry of each matrix",
            all,
            g -> Math.sqrt(squares(g) - sum(g, m -> square(m.data[m.getNumElements() - 1])))),
        new Measure(
            "always 1",
            "Is there a root with 1 / 2 in it? Between whole numbers that is 0 in Java, and"
                + " anything to the power of 0 is 1.",
            g -> 1));
  }

  /** The mistakes of which each has a sentence of its own. */
  static Exercise<Clip> clip(Exercise<Clip> exercise) {
    String read = READ_1;
    return exercise
        .mistake(
            "each matrix by itself",
            "It looks as if every matrix were clipped by its own norm: that turns the direction of"
                + " the step. All the weights share one norm."
                + read,
            factor((all, m, limit) -> Math.min(1, limit / Math.max(normF(m), 1e-300))))
        .mistake(
            "each to the limit",
            "It looks as if every matrix were divided by its own norm: that turns the direction of"
                + " the step. All the weights share one factor."
                + read,
            factor((all, m, limit) -> all > limit ? limit / normF(m) : 1))
        .slip(
            "squared in place",
            "Every entry looks as if it had been squared where it stands, and clipped then. Squares"
                + " are for the norm: into which matrix does elementMult write them?"
                + read,
            (gradients, limit) -> {
              double before = norm(gradients);
              gradients.forEach(m -> CommonOps_DDRM.elementPower(m, 2, m));
              Exercise04.scaled(gradients, before > limit ? limit / before : 1);
              return before;
            })
        .slip(
            "rows of another length",
            "It looks as if row r were read at r · numRows in data, so that some entries count twice"
                + " in the norm and others not at all. A row is numCols long: where does it begin?"
                + read,
            (gradients, limit) -> {
              double norm = Math.sqrt(sum(gradients, m -> squaresAtRows(m)));
              Exercise04.scaled(gradients, norm > limit ? limit / norm : 1);
              return norm;
            })
        .mistake(
            "entry by entry",
            "It looks as if every entry were cut off at the limit. That is clipping by value: it"
                + " turns the direction of the step."
                + read,
            cut(-1))
        .mistake(
            "entry by entry, from above",
            "It looks as if large entries were cut off at the limit, and negative ones never. That"
                + " is clipping by value, and half of it: here every entry gets one factor."
                + read,
            cut(Double.NEGATIVE_INFINITY))
        .slip(
            "always scaled",
            "Gradients below the limit look as if they were stretched up to it. Clipping may never"
                + " make anything larger."
                + read,
            factor((all, m, limit) -> all == 0 ? 1 : limit / all))
        .slip(
            "always scaled, zeros too",
            "Gradients below the limit look as if they were stretched up to it, and zeros become"
                + " NaN. When should nothing happen?"
                + read,
            factor((all, m, limit) -> limit / all))
        .slip(
            "divided by zero",
            "A gradient of zeros comes out as NaN: its norm is 0, and something was divided by it."
                + read,
            factor((all, m, limit) -> all > 0 && all < limit ? 1 : limit / all))
        .slip(
            "the small ones alone",
            "It looks as if what is below the limit were scaled, and what is above it left alone."
                + " Which of the two is too large?"
                + read,
            factor((all, m, limit) -> all > 0 && all < limit ? limit / all : 1))
        .slip(
            "scaled to 1",
            "What was too large comes out with the norm 1, not with the limit as its norm." + read,
            factor((all, m, limit) -> all > limit ? 1 / all : 1))
        .slip(
            "upside down",
            "The factor looks upside down: what is too large becomes even larger. What is the norm"
                + " after it?"
                + read,
            factor((all, m, limit) -> all > limit ? all / limit : 1))
        .slip(
            "times the limit",
            "It looks as if what is too large were multiplied by the limit alone. What is the norm"
                + " after that?"
                + read,
            factor((all, m, limit) -> all > limit ? limit : 1))
        .slip(
            "the factor squared",
            "The factor looks as if it were there twice. Is it one pass over the matrices, and is"
                + " the norm a root?"
                + read,
            factor((all, m, limit) -> all > limit ? limit / all * (limit / all) : 1))
        .slip(
            "the root of the factor",
            "The factor looks as if a root were taken of it. What is the norm afterwards?" + read,
            factor((all, m, limit) -> all > limit ? Math.sqrt(limit / all) : 1))
        .slip(
            "a whole number for the factor",
            "All that was too large comes out as 0. Is the factor an int somewhere? It is less than"
                + " 1."
                + read,
            factor((all, m, limit) -> all > limit ? 0 : 1))
        .slip(
            "measured again on the way",
            "The first matrix is right, the later ones are not: it looks as if the norm were"
                + " measured again when a matrix had been scaled already. One factor is for all."
                + read,
            (gradients, limit) -> {
              double before = norm(gradients);
              if (before > limit) {
                gradients.forEach(g -> scale(limit / norm(gradients), g));
              }
              return before;
            })
        .slip(
            "scaled while adding up",
            "The last matrix is right, the ones before it are too large: it looks as if they were"
                + " scaled while the squares were still being added up. One factor is for all."
                + read,
            (gradients, limit) -> {
              double squares = 0;
              for (DMatrixRMaj g : gradients) {
                squares += square(normF(g));
                scale(Math.min(1, limit / Math.max(Math.sqrt(squares), 1e-300)), g);
              }
              return Math.sqrt(squares);
            })
        .slip(
            "subtracted",
            "It looks as if what the norm has too much were subtracted from every entry. Clipping"
                + " multiplies: which of the two keeps the direction of (3, 4)?"
                + read,
            (gradients, limit) -> {
              double before = norm(gradients);
              gradients.forEach(m -> CommonOps_DDRM.add(m, Math.min(0, limit - before)));
              return before;
            })
        .slip(
            "a little below the limit",
            "The norm comes out a little below the limit, as if something like 1e-6 were added"
                + " where you divide. The norm becomes the limit; and where it is above one, can it"
                + " be 0?"
                + read,
            factor((all, m, limit) -> Math.min(1, limit / (all + 1e-6))))
        .slip(
            "only the first matrix",
            "It looks as if only the first matrix were scaled. The factor is for all." + read,
            some((i, count) -> i == 0))
        .slip(
            "only the last matrix",
            "It looks as if only the last matrix were scaled. The factor is for all." + read,
            some((i, count) -> i == count - 1))
        .slip(
            "all but the first matrix",
            "The first matrix is left as it was. Does your loop begin with it?" + read,
            some((i, count) -> i > 0))
        .slip(
            "all but the last matrix",
            "The last matrix is left as it was. Does your loop reach it?" + read,
            some((i, count) -> i < count - 1))
        .slip(
            "the long matrices alone",
            "It looks as if only matrices that are above the limit on their own were scaled. There"
                + " is one question for all."
                + read,
            factor((all, m, limit) -> normF(m) > limit ? limit / all : 1))
        .slip(
            "column · columns + row",
            "Entry (r, c) stands at r · columns + c: row by row. Which index do you take?" + read,
            (gradients, limit) -> {
              double squares = 0;
              for (DMatrixRMaj m : gradients) {
                for (int c = 0; c < m.numCols; c++) {
                  for (int r = 0; r < m.numRows; r++) {
                    squares += square(m.data[c * m.numCols + r]);
                  }
                }
              }
              double norm = Math.sqrt(squares);
              Exercise04.scaled(gradients, norm > limit ? limit / norm : 1);
              return norm;
            })
        .slip(
            "not in place",
            "The gradients are as they were. Change the matrices themselves: the optimiser looks at"
                + " these, not at copies."
                + read,
            factor((all, m, limit) -> 1))
        .slip(
            "the norm afterwards",
            "The norm that is given back looks like the one after clipping. Whoever watches a"
                + " training wants to know the one before."
                + read,
            (gradients, limit) -> {
              double before = norm(gradients);
              Exercise04.scaled(gradients, before > limit ? limit / before : 1);
              return norm(gradients);
            })
        .slip(
            "the factor given back",
            "What is given back looks like the factor. Whoever watches a training wants the norm"
                + " before clipping."
                + read,
            (gradients, limit) -> {
              double before = norm(gradients);
              double factor = before > limit ? limit / before : 1;
              Exercise04.scaled(gradients, factor);
              return factor;
            });
  }

  /** And those that take something else for the norm: to ask, to divide by, or for both. */
  static Exercise<Clip> wrongNorms(Exercise<Clip> exercise) {
    for (Measure m : measures()) {
      String name = m.words.replaceAll(",$", "");
      exercise
          .slip(
              name,
              "It looks as if " + name + " were taken for the norm. " + m.question + READ_1,
              (gradients, limit) -> {
                double norm = m.of.applyAsDouble(gradients);
                Exercise04.scaled(gradients, norm > limit ? limit / norm : 1);
                return norm;
              })
          .slip(
              name + " asked",
              "Whether to clip looks as if decided by "
                  + m.words
                  + " and not by the norm of all. Which number must be above the limit?"
                  + READ_1,
              (gradients, limit) -> {
                double norm = norm(gradients);
                boolean clips = m.of.applyAsDouble(gradients) > limit;
                Exercise04.scaled(gradients, clips && norm > 0 ? limit / norm : 1);
                return norm;
              })
          .slip(
              name + " divided by",
              "The factor looks as if divided by "
                  + m.words
                  + " and not by the norm of all. "
                  + m.question
                  + READ_1,
              (gradients, limit) -> {
                double norm = norm(gradients);
                double other = m.of.applyAsDouble(gradients);
                Exercise04.scaled(gradients, norm > limit && other > 0 ? limit / other : 1);
                return norm;
              });
    }
    return exercise;
  }

  /** The factor of one matrix. */
  private interface Factor {
    double of(double normOfAll, DMatrixRMaj matrix, double limit);
  }

  private static Clip factor(Factor factor) {
    return (gradients, limit) -> {
      double before = norm(gradients);
      gradients.forEach(m -> scale(factor.of(before, m, limit), m));
      return before;
    };
  }

  private interface Which {
    boolean is(int index, int count);
  }

  private static Clip some(Which which) {
    return (gradients, limit) -> {
      double before = norm(gradients);
      for (int i = 0; i < gradients.size() && before > limit; i++) {
        if (which.is(i, gradients.size())) {
          scale(limit / before, gradients.get(i));
        }
      }
      return before;
    };
  }

  private static Clip cut(double lowest) {
    return (gradients, limit) -> {
      double before = norm(gradients);
      for (DMatrixRMaj g : gradients) {
        for (int i = 0; i < g.getNumElements(); i++) {
          g.data[i] = Math.max(lowest * limit, Math.min(limit, g.data[i]));
        }
      }
      return before;
    };
  }

  private static double squares(List<DMatrixRMaj> gradients) {
    return sum(gradients, m -> entries(m, x -> x * x));
  }

  /** As if row r began at r · numRows; what lies outside is left out. */
  private static double squaresAtRows(DMatrixRMaj m) {
    double sum = 0;
    for (int row = 0; row < m.numRows; row++) {
      for (int j = 0; j < m.numCols; j++) {
        int at = row * m.numRows + j;
        sum += at < m.getNumElements() ? square(m.data[at]) : 0;
      }
    }
    return sum;
  }

  private static double square(double x) {
    return x * x;
  }

  private static double sum(List<DMatrixRMaj> gradients, ToDoubleFunction<DMatrixRMaj> of) {
    return gradients.stream().mapToDouble(of).sum();
  }

  private static double largest(List<DMatrixRMaj> gradients, ToDoubleFunction<DMatrixRMaj> of) {
    return gradients.stream().mapToDouble(of).max().orElse(0);
  }

  private static double entries(DMatrixRMaj m, DoubleUnaryOperator of) {
    return Arrays.stream(m.data, 0, m.getNumElements()).map(of).sum();
  }

  // ---- the search

  static Exercise<Search> search(Exercise<Search> exercise) {
    String read = READ_2;
    return exercise
        .slip(
            "the wrong half",
            "The search ends at an edge. If too little arrives in the middle, in which half must"
                + " the radius lie?"
                + read,
            (norm, wanted) -> bisect(radius -> -norm.applyAsDouble(radius), -wanted, 60))
        .slip(
            "the ends exchanged",
            "The search runs to an edge, as if the two ends were exchanged: if too little arrives"
                + " in the middle, which of them moves there?"
                + read,
            (norm, wanted) -> bisect(radius -> norm.applyAsDouble(radius) < wanted ? 1 : -1, 0, 60))
        .mistake(
            "one halving",
            "Your answer is 1.25, the middle of 0.5 and 2, for every network. Is there a second"
                + " halving? The end that moves goes to the middle itself, not one further as with"
                + " indices."
                + read,
            (norm, wanted) -> (LOWEST + HIGHEST) / 2)
        .slip(
            "too few halvings",
            "The search stops too early, while both ends are still a hundredth apart. Forty steps"
                + " multiply what is left of the error."
                + read,
            (norm, wanted) -> bisect(norm, wanted, 8))
        .mistake(
            "steps of a tenth",
            "The radius looks like one of 0.5, 0.6, 0.7 …: six digits are asked for." + read,
            (norm, wanted) -> {
              int tenths = 5;
              while (tenths < 20 && norm.applyAsDouble(tenths / 10.0) < wanted) {
                tenths++;
              }
              return tenths / 10.0;
            })
        .mistake(
            "steps of a thousandth",
            "The radius looks like one of 0.5, 0.501, 0.502 …, the best of them: so many tries, halved"
                + " each time, would give more than six digits."
                + read,
            (norm, wanted) ->
                IntStream.rangeClosed(0, 1500)
                    .mapToObj(k -> LOWEST + 0.001 * k)
                    .min(Comparator.comparingDouble(r -> Math.abs(norm.applyAsDouble(r) - wanted)))
                    .orElseThrow())
        .mistake(
            "steps of a thousandth, from above",
            "The radius looks like one of 0.5, 0.501, 0.502 …, the first at which enough arrives: so"
                + " many tries, halved each time, would give more than six digits."
                + read,
            (norm, wanted) ->
                IntStream.rangeClosed(0, 1500)
                    .mapToDouble(k -> LOWEST + k / 1000.0)
                    .filter(radius -> norm.applyAsDouble(radius) >= wanted)
                    .findFirst()
                    .orElse(HIGHEST))
        .mistake(
            "1 for every network",
            "1 is the answer for a linear network with an orthogonal U, and what Math.pow gives for"
                + " 1 / 40, which is 0 between whole numbers. Ask norm what arrives in this one."
                + read,
            (norm, wanted) -> 1)
        .slip(
            "nothing moves where it is hit",
            "Where just what is wanted arrives in the middle, neither end moves, and what comes back is"
                + " an end and not the radius that was hit: which end may move then?"
                + read,
            (norm, wanted) -> {
              double low = LOWEST;
              double high = HIGHEST;
              for (int i = 0; i < 60; i++) {
                double middle = (low + high) / 2;
                double arrives = norm.applyAsDouble(middle);
                low = arrives < wanted ? middle : low;
                high = arrives > wanted ? middle : high;
              }
              return low;
            })
        .slip(
            "1 for what is wanted",
            "It looks as if the search were for a norm of 1, not for the one that is wanted."
                + read,
            (norm, wanted) -> bisect(norm, 1, 60))
        .slip(
            "a hundredth of what is wanted",
            "It looks as if the search were for a hundredth of what is wanted. That is a norm"
                + " already, not a share."
                + read,
            (norm, wanted) -> bisect(norm, wanted / 100, 60))
        .slip(
            "0.01 for what is wanted",
            "It looks as if the search were for a norm of 0.01, not for the one that is wanted."
                + read,
            (norm, wanted) -> bisect(norm, 0.01, 60))
        .slip(
            "the radius compared",
            "It looks as if the middle itself were compared with what is wanted. Ask norm what"
                + " arrives there."
                + read,
            (norm, wanted) -> bisect(radius -> radius, wanted, 60))
        .mistake(
            "a straight line",
            "It looks as if the radius were read off a straight line between both ends. The norm is"
                + " anything but straight."
                + read,
            (norm, wanted) -> {
              double low = norm.applyAsDouble(LOWEST);
              double high = norm.applyAsDouble(HIGHEST);
              return LOWEST + (HIGHEST - LOWEST) * (wanted - low) / (high - low);
            })
        .mistake(
            "the fortieth root",
            "It looks as if the norm were taken to go with the 40th power of the radius. So it does"
                + " in a linear network, over forty steps; the others want a search."
                + read,
            (norm, wanted) ->
                inside(StrictMath.pow(wanted / norm.applyAsDouble(1), 1.0 / Exercise04.LAG)));
  }

  private static double inside(double radius) {
    return Math.max(LOWEST, Math.min(HIGHEST, radius));
  }

  private static double bisect(DoubleUnaryOperator norm, double wanted, int rounds) {
    double low = LOWEST;
    double high = HIGHEST;
    for (int i = 0; i < rounds; i++) {
      double middle = (low + high) / 2;
      if (norm.applyAsDouble(middle) < wanted) {
        low = middle;
      } else {
        high = middle;
      }
    }
    return (low + high) / 2;
  }

  /** What a search has tried: the radii, and what arrived there. */
  static final class Tries implements DoubleUnaryOperator {
    private static final int AGAIN = 200;
    private static final int DIGITS = 40; // so many halvings, and both ends are neighbours soon
    private final DoubleUnaryOperator norm;
    private final double wanted;
    private final List<Double> radii = new ArrayList<>();
    private final List<Double> arrived = new ArrayList<>();
    private final Set<Double> seen = new LinkedHashSet<>(); // who asks again tells nothing new
    private double before = Double.NaN;
    private int again;
    private int calls;

    Tries(DoubleUnaryOperator norm, double wanted) {
      this.norm = norm;
      this.wanted = wanted;
    }

    @Override
    public double applyAsDouble(double radius) {
      calls++;
      double arrives = norm.applyAsDouble(radius);
      again = radius == before ? again + 1 : 0;
      before = radius;
      if (again == AGAIN) {
        throw new Unusable(
            "Your code asks for the norm at "
                + Numbers.text(radius, 6)
                + " again and again. "
                + (arrives == wanted && radii.size() < DIGITS
                    ? "What arrives there is exactly what is wanted, and neither end moves then."
                    : told().isEmpty()
                        ? radii.size() == 1
                            ? "Is the middle worked out anew in every round?"
                            : "The ends no longer move, and the loop goes on: can its condition"
                                + " come true at all?"
                        : told())
                + READ_2);
      }
      if (seen.add(radius)) {
        radii.add(radius);
        arrived.add(arrives);
      }
      return arrives;
    }

    /** What the tries alone say, or nothing. */
    private String told() {
      if (radii.isEmpty()) {
        return "Your code never asks norm what arrives at a radius.";
      }
      if (seen.contains(wanted) && !(wanted >= LOWEST && wanted <= HIGHEST)) {
        return "It looks as if norm were asked at wanted, as if that were a radius. It is a norm"
            + " already: with what must it be compared?";
      }
      if (radii.get(0) == 1 && asAShare()) {
        return "It looks as if what arrives were divided by what arrives at the radius 1 before it is"
            + " compared. wanted is a norm already, and no share.";
      }
      if (radii.size() > 2 && radii.get(0) == LOWEST && radii.get(1) == HIGHEST && isOnLine()) {
        return "What you try is where a straight line between what arrives at both ends meets what is"
            + " wanted. The norm is anything but straight, and an end may hardly move: halve instead.";
      }
      int first = 0;
      while (first < Math.min(2, radii.size() - 1)
          && (radii.get(first) == LOWEST || radii.get(first) == HIGHEST)) {
        first++;
      }
      if (first == 1 && radii.get(1) != 1.25) {
        return firstTry(radii.get(0)); // it was no look at an end
      }
      String middle = firstTry(radii.get(first));
      if (!middle.isEmpty()) {
        return middle;
      }
      for (int i = first; i + 1 < radii.size(); i++) {
        boolean goesUp = radii.get(i + 1) > radii.get(i);
        boolean tooLittle = arrived.get(i) < wanted;
        if (goesUp != tooLittle && !near(arrived.get(i), wanted)) {
          return "At the radius "
              + Numbers.text(radii.get(i), 4)
              + " too "
              + (tooLittle ? "little" : "much")
              + " arrives, and the next one that you try is "
              + (goesUp ? "larger, " : "smaller, ")
              + Numbers.text(radii.get(i + 1), 4)
              + ". In which half must it lie, and which end moves?";
        }
      }
      return "";
    }

    /** Whether each next radius is larger just if the share of what arrived first is too small. */
    private boolean asAShare() {
      return radii.size() > 2
          && IntStream.range(1, radii.size() - 1)
              .allMatch(
                  i -> radii.get(i + 1) > radii.get(i) == arrived.get(i) / arrived.get(0) < wanted);
    }

    private boolean isOnLine() {
      double share = (wanted - arrived.get(0)) / (arrived.get(1) - arrived.get(0));
      return near(radii.get(2), LOWEST + (HIGHEST - LOWEST) * share);
    }

    private static String firstTry(double radius) {
      String tried =
          "The first radius that you try is "
              + Numbers.text(radius, 4)
              + "; the middle of 0.5 and 2 is 1.25. ";
      if (radius == 1.5) {
        return tried
            + "In Java, / comes before +: are there brackets? And does the lower end begin at 0.5?";
      }
      if (radius == 0.75) {
        return tried + "Half of what lies between both ends is not yet their middle.";
      }
      return radius < LOWEST || radius > HIGHEST
          ? tried + "It must lie between the ends."
          : radius == LOWEST || radius == HIGHEST ? tried + "Are your ends 0.5 and 2?" : "";
    }

    /** What the tries and this result of them say, or nothing. */
    String told(double result) {
      if (near(result, wanted) || !arrived.isEmpty() && near(result, arrived.get(last()))) {
        return "It looks as if you gave back the norm that arrives, and not the radius. " + told();
      }
      String told = told();
      if (!told.isEmpty()) {
        return told;
      }
      if (radii.size() < FEW && calls > 3 * radii.size()) {
        return "Your code asks norm "
            + calls
            + " times, at "
            + radii.size()
            + " different radii. Is it the middle that it asks at, and is that worked out anew in"
            + " every round?";
      }
      if (radii.size() < FEW) {
        return radii.size() == 1
            ? "Your code asks norm at one radius only. Is it asked anew in each round, at the new"
                + " middle?"
            : "Your search ends after "
                + radii.size()
                + " different tries. How far apart are both ends by then? It is they that must be"
                + " near to each other, however near the norm is.";
      }
      return near(result, radii.get(last()))
          ? "Your search ends at "
              + Numbers.text(result, 4)
              + ", where too "
              + (arrived.get(last()) < wanted ? "little" : "much")
              + " arrives. Do its ends begin at 0.5 and 2, and does each round move just one of"
              + " them, to the middle?"
          : "Your last try was at "
              + Numbers.text(radii.get(last()), 4)
              + ", and what you give back is "
              + Numbers.text(result, 4)
              + ". What is known when the loop ends?";
    }

    private int last() {
      return radii.size() - 1;
    }

    private static boolean near(double a, double b) {
      return Math.abs(a - b) <= NEAR * Math.abs(b);
    }
  }

  /** The exercise, and as a mistake of it what the radii say that this search tries. */
  static Exercise<Search> told(Exercise<Search> exercise, Search learners) {
    String said = said(learners, 5, 1.7);
    said = said.isEmpty() ? said(learners, 40, 1.7) : said;
    said = said.isEmpty() ? said(learners, 5, 0.6) : said;
    String tiny = said.isEmpty() ? said(learners, 40, 0.53) : "";
    if (!tiny.isEmpty()) {
      said = "Where what is wanted is tiny, less than 1e-10, it goes wrong. " + tiny;
    }
    return said.isEmpty() ? exercise : exercise.mistake("what was tried", said + READ_2, learners);
  }

  private static String said(Search learners, double power, double right) {
    Tries tries =
        new Tries(radius -> 3 * StrictMath.pow(radius, power), 3 * StrictMath.pow(right, power));
    Double radius = Sandbox.run(() -> learners.radius(tries, tries.wanted), 300).value();
    return radius == null || Math.abs(radius - right) < 1e-5 ? "" : tries.told(radius);
  }
}
