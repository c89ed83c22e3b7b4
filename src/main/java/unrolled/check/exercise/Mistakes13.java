package unrolled.check.exercise;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.ejml.MatrixDimensionException;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import unrolled.check.exercise.Exercise13.Candidate;
import unrolled.check.exercise.Exercise13.Gather;
import unrolled.check.exercise.Exercise13.StepOfBeam;

/**
 * What goes wrong in a step of the beam and with its states.
 *
 * <p>A wrong step is the right one with one of its four parts changed: what a candidate's score is,
 * the order, which are taken, what is told of them. Two changes at once are looked for as well.
 * Where neither fits, a detector asks the learner's own code what kind of wrong its answer is.
 */
final class Mistakes13 {

  private static final String READ_STEP = " Read “One step” above.";
  private static final String READ_STATES = " Read “The states go with them” above.";
  private static final double NEAR = 1e-9;
  private static final double BEGINS = -1000;

  /** What shows on rare input alone. */
  private static final List<String> RARE =
      List.of("a queue", "begins at −1000", "ranked by probabilities");

  private Mistakes13() {}

  // ---- the step, in four parts

  @FunctionalInterface
  private interface Score {
    double of(double[] scores, DMatrixRMaj next, int i, int k);
  }

  @FunctionalInterface
  private interface Order {
    List<Candidate> of(List<Candidate> all, double[] scores, DMatrixRMaj next);
  }

  @FunctionalInterface
  private interface Choice {
    List<Candidate> of(List<Candidate> ordered, int b, int live);
  }

  @FunctionalInterface
  private interface Told {
    Candidate of(Candidate c, int rank, double[] scores, DMatrixRMaj next);
  }

  private static final Comparator<Candidate> BEST_FIRST =
      Comparator.comparingDouble(Candidate::score).reversed();

  private static final class Step implements StepOfBeam {
    private Score score = (scores, next, i, k) -> scores[i] + next.get(i, k);
    private Order order = (all, scores, next) -> sorted(all, BEST_FIRST);
    private Choice choice = (ordered, b, live) -> first(ordered, b);
    private Told told = (c, rank, scores, next) -> c;

    @Override
    public List<Candidate> best(double[] scores, DMatrixRMaj next, int b) {
      List<Candidate> all = new ArrayList<>();
      for (int i = 0; i < next.numRows; i++) {
        for (int k = 0; k < next.numCols; k++) {
          all.add(new Candidate(i, k, score.of(scores, next, i, k)));
        }
      }
      List<Candidate> chosen = choice.of(order.of(all, scores, next), b, next.numRows);
      List<Candidate> best = new ArrayList<>();
      for (Candidate c : chosen) {
        best.add(told.of(c, best.size(), scores, next));
      }
      return best;
    }
  }

  /** Something that may be wrong: a phrase after “It looks as if”, and a question or a place. */
  private record Slip(String name, String looks, String ask, Consumer<Step> change) {}

  private static Slip score(String name, String looks, String ask, Score score) {
    return new Slip(name, looks, ask, step -> step.score = score);
  }

  private static Slip order(String name, String looks, String ask, Order order) {
    return new Slip(name, looks, ask, step -> step.order = order);
  }

  private static Slip choice(String name, String looks, String ask, Choice choice) {
    return new Slip(name, looks, ask, step -> step.choice = choice);
  }

  private static Slip told(String name, String looks, String ask, Told told) {
    return new Slip(name, looks, ask, step -> step.told = told);
  }

  private static List<Slip> scores() {
    String sum = "What is added for a candidate, and is it a logarithm already?";
    return List.of(
        score(
            "underflow",
            "probabilities were multiplied: for long sentences the product is 0, and all are"
                + " equally bad",
            "Logarithms are added, and there is no way back to probabilities.",
            (s, n, i, k) -> StrictMath.log(StrictMath.exp(s[i]) * StrictMath.exp(n.get(i, k)))),
        score(
            "probabilities",
            "the scores were probabilities",
            "They are to be sums of logarithms, numbers below 0.",
            (s, n, i, k) -> StrictMath.exp(s[i]) * StrictMath.exp(n.get(i, k))),
        score(
            "logarithms multiplied",
            "logarithms were multiplied",
            "The logarithm of p·q is ln p + ln q.",
            (s, n, i, k) -> s[i] * n.get(i, k)),
        score(
            "the last step alone",
            "only the last step counted",
            "What does a candidate inherit from the hypothesis that it continues?",
            (s, n, i, k) -> n.get(i, k)),
        score(
            "the parent alone",
            "a candidate had just the score of its parent",
            "What does its own token add?",
            (s, n, i, k) -> s[i]),
        score(
            "subtracted",
            "one logarithm were taken from the other",
            sum,
            (s, n, i, k) -> s[i] - n.get(i, k)),
        score(
            "logarithm of a logarithm",
            "a logarithm were taken of what is one already: it is below 0, and that gives NaN",
            "What stands in next?",
            (s, n, i, k) -> s[i] + StrictMath.log(n.get(i, k))),
        score(
            "a logarithm and a probability",
            "a probability were added to a logarithm",
            sum,
            (s, n, i, k) -> s[i] + StrictMath.exp(n.get(i, k))),
        score(
            "probabilities added",
            "probabilities were added",
            sum,
            (s, n, i, k) -> StrictMath.exp(s[i]) + StrictMath.exp(n.get(i, k))),
        score(
            "the first one's score",
            "all candidates went on from the score of hypothesis 0",
            "Whose score does a candidate inherit?",
            (s, n, i, k) -> s[0] + n.get(i, k)),
        score(
            "the last one's score",
            "all candidates went on from the score of the last hypothesis",
            "Whose score does a candidate inherit?",
            (s, n, i, k) -> s[s.length - 1] + n.get(i, k)),
        score(
            "the first one's row",
            "all candidates took their token's logarithm from row 0 of next",
            "Which row belongs to hypothesis i?",
            (s, n, i, k) -> s[i] + n.get(0, k)),
        score(
            "growing",
            "a hypothesis's score went on growing from token to token",
            "Each of its candidates begins with the same scores[i].",
            (s, n, i, k) -> {
              double total = s[i];
              for (int t = 0; t <= k; t++) {
                total += n.get(i, t);
              }
              return total;
            }),
        score(
            "column by column",
            "next were stored column by column",
            "next.get(row, column) finds its way by itself.",
            (s, n, i, k) -> s[i] + n.data[i + k * n.numRows]),
        score(
            "the sign",
            "the scores had the wrong sign",
            "A sum of logarithms of probabilities is below 0.",
            (s, n, i, k) -> -(s[i] + n.get(i, k))),
        score(
            "the mean",
            "the mean were taken",
            "A score is a sum.",
            (s, n, i, k) -> (s[i] + n.get(i, k)) / 2));
  }

  private static List<Slip> orders() {
    String rule =
        "Two programs that do not agree on ties find different sentences: the smaller parent goes"
            + " first, then the smaller token.";
    return List.of(
        order(
            "worst first",
            "the worst candidates were kept",
            "The best score is the largest, closest to 0.",
            (all, s, n) -> sorted(all, Comparator.comparingDouble(Candidate::score))),
        order(
            "ties",
            "of equal scores the later candidate came first",
            rule,
            (all, s, n) -> sorted(reversed(all), BEST_FIRST)),
        order(
            "ties by token",
            "of equal scores the smaller token came first, and the parent only then",
            rule,
            (all, s, n) -> sorted(all, BEST_FIRST.thenComparingInt(Candidate::token))),
        order(
            "ties, larger parent",
            "of equal scores the larger parent came first",
            rule,
            (all, s, n) ->
                sorted(
                    all,
                    BEST_FIRST.thenComparing(
                        Comparator.comparingInt(Candidate::parent).reversed()))),
        order(
            "ties, larger token",
            "of equal scores of one parent the larger token came first",
            rule,
            (all, s, n) ->
                sorted(
                    all,
                    BEST_FIRST
                        .thenComparingInt(Candidate::parent)
                        .thenComparing(Comparator.comparingInt(Candidate::token).reversed()))),
        order(
            "a queue",
            "a queue had given the candidates out, and a queue does not keep equals in their order",
            rule,
            (all, s, n) -> queued(all, BEST_FIRST)),
        order(
            "ranked by probabilities",
            "the candidates were ranked by exp of their scores: below −745 or so that is 0, and all"
                + " are equally bad",
            "The logarithm grows with the probability: the scores themselves can be compared.",
            (all, s, n) ->
                sorted(
                    all,
                    Comparator.comparingDouble((Candidate c) -> StrictMath.exp(c.score()))
                        .reversed())),
        order(
            "not sorted",
            "the candidates were not sorted",
            "They stand in the order in which two loops come to them.",
            (all, s, n) -> all),
        order(
            "ranked by the last step",
            "the candidates were ranked by the last step alone",
            "What is a candidate's score?",
            (all, s, n) ->
                sorted(
                    all,
                    Comparator.comparingDouble((Candidate c) -> n.get(c.parent(), c.token()))
                        .reversed())),
        order(
            "ranked by the parent",
            "the candidates were ranked by their parents' scores alone",
            "What is a candidate's score?",
            (all, s, n) ->
                sorted(all, Comparator.comparingDouble((Candidate c) -> s[c.parent()]).reversed())),
        order(
            "cast to int",
            "scores were compared as whole numbers: those less than 1 apart are equal then",
            "Double.compare, or Comparator.comparingDouble, loses nothing.",
            (all, s, n) -> sorted(all, (x, y) -> (int) (y.score() - x.score()))),
        order(
            "cast to int, upwards",
            "scores were compared as whole numbers, and upwards",
            "Double.compare, or Comparator.comparingDouble, loses nothing.",
            (all, s, n) -> sorted(all, (x, y) -> (int) (x.score() - y.score()))),
        order(
            "whole scores",
            "each score were cut to a whole number before it is compared",
            "Double.compare, or Comparator.comparingDouble, loses nothing.",
            (all, s, n) -> sorted(all, Comparator.comparingInt(c -> -(int) c.score()))),
        order(
            "cast to int in a queue",
            "scores were compared as whole numbers, in a queue, which does not keep equals in their"
                + " order",
            "Double.compare, or Comparator.comparingDouble, loses nothing.",
            (all, s, n) -> queued(all, (x, y) -> (int) (y.score() - x.score()))));
  }

  private static List<Slip> choices() {
    return List.of(
        choice(
            "one for each parent",
            "each hypothesis had kept its own best continuation",
            "All candidates compete with each other: a good hypothesis may have two, another none.",
            (ordered, b, live) -> first(ofEach(ordered, 1, live), b)),
        choice(
            "one for each parent, by parents",
            "each hypothesis had kept its own best continuation, and nothing were sorted",
            "All candidates compete with each other.",
            (ordered, b, live) -> first(byParent(ofEach(ordered, 1, live)), b)),
        choice(
            "b for each parent",
            "each hypothesis had kept its own b best",
            "All candidates compete for b places.",
            (ordered, b, live) -> byParent(ofEach(ordered, b, live))),
        choice(
            "one for each token",
            "no token could be taken twice",
            "Two candidates may end with the same token.",
            (ordered, b, live) -> {
              Set<Integer> tokens = new HashSet<>();
              return first(ordered.stream().filter(c -> tokens.add(c.token())).toList(), b);
            }),
        choice(
            "ties, one for each score",
            "of several candidates with the same score only the last were left",
            "Is a score the key of a map? It has one value for each key.",
            (ordered, b, live) -> {
              Map<Double, Candidate> byScore = new LinkedHashMap<>();
              ordered.forEach(c -> byScore.put(c.score(), c));
              return first(List.copyOf(byScore.values()), b);
            }),
        choice(
            "begins at −1000",
            "the search for the best began at a number below which the scores of long sentences lie,"
                + " such as −1000",
            "With what does it begin, so that any score is above it?",
            (ordered, b, live) -> {
              List<Candidate> found =
                  new ArrayList<>(ordered.stream().filter(c -> c.score() > BEGINS).toList());
              while (found.size() < Math.min(b, ordered.size())) {
                found.add(new Candidate(0, 0, BEGINS));
              }
              return first(found, b);
            }),
        choice(
            "all",
            "all candidates were kept",
            "How many places are there?",
            (ordered, b, live) -> ordered),
        choice(
            "one too few",
            "one candidate too few were kept",
            "subList(0, n) and limit(n) give n.",
            (ordered, b, live) -> first(ordered, b - 1)),
        choice(
            "one too many",
            "one candidate too many were kept",
            "How many times does i <= b let a loop run?",
            (ordered, b, live) -> first(ordered, b + 1)),
        choice(
            "one for each hypothesis",
            "as many were kept as there were hypotheses before",
            "b tells how many.",
            (ordered, b, live) -> first(ordered, live)),
        choice(
            "without the best",
            "the very best candidate were left out",
            "At which place does the list begin?",
            (ordered, b, live) -> first(ordered.subList(1, ordered.size()), b)),
        choice(
            "upside down",
            "the right candidates stood upside down, the worst of them first",
            "The best goes first.",
            (ordered, b, live) -> reversed(first(ordered, b))),
        choice(
            "upside down, ties as well",
            "the candidates were sorted upwards and the last of them taken, the worst of these"
                + " first",
            "The best goes first.",
            (ordered, b, live) -> {
              List<Candidate> up = sorted(original(ordered), BEST_FIRST.reversed());
              return up.subList(Math.max(0, up.size() - b), up.size());
            }),
        choice(
            "by parents",
            "the right candidates stood in the order of their parents",
            "The best goes first, whoever its parent is.",
            (ordered, b, live) -> byParent(first(ordered, b))));
  }

  private static List<Slip> tellings() {
    String fields = "new Candidate(parent, token, score): which hypothesis, which column of next?";
    return List.of(
        told(
            "exchanged",
            "parent and token had changed places",
            fields,
            (c, rank, s, n) -> new Candidate(c.token(), c.parent(), c.score())),
        told(
            "the rank for the parent",
            "the parent were the candidate's own place in the list",
            fields,
            (c, rank, s, n) -> new Candidate(rank, c.token(), c.score())),
        told(
            "a running number for the token",
            "the token were the running number of the candidate",
            "Row · |V| + token: what is left when |V| is taken away as often as possible?",
            (c, rank, s, n) ->
                new Candidate(c.parent(), c.parent() * n.numCols + c.token(), c.score())),
        told(
            "divided by the hypotheses",
            "the running number were divided by the number of hypotheses",
            "Row · |V| + token: by what is it divided?",
            (c, rank, s, n) -> {
              int flat = c.parent() * n.numCols + c.token();
              return new Candidate(flat / n.numRows, flat % n.numRows, c.score());
            }),
        told(
            "the last step's score told",
            "the ranking were right, but each candidate told only what its last token adds",
            "Its score is the whole sum.",
            (c, rank, s, n) -> new Candidate(c.parent(), c.token(), n.get(c.parent(), c.token()))),
        told(
            "the parent's score told",
            "the ranking were right, but each candidate told its parent's score",
            "Its score is the whole sum.",
            (c, rank, s, n) -> new Candidate(c.parent(), c.token(), s[c.parent()])),
        told(
            "the score of the rank",
            "a candidate's sum were made with the score at its own place in the list",
            "It continues its parent.",
            (c, rank, s, n) ->
                new Candidate(
                    c.parent(),
                    c.token(),
                    s[Math.min(rank, s.length - 1)] + n.get(c.parent(), c.token()))),
        told(
            "tokens from 1",
            "tokens were counted from 1",
            "Column 0 of next is token 0.",
            (c, rank, s, n) -> new Candidate(c.parent(), c.token() + 1, c.score())));
  }

  /** The right step. */
  static StepOfBeam right() {
    return new Step();
  }

  private static final List<Step> TELLING =
      Stream.concat(orders().stream(), choices().stream())
          .filter(slip -> !slip.name.startsWith("ties") && !RARE.contains(slip.name))
          .map(slip -> with(slip))
          .toList();

  /** Whether each wrong order and each wrong choice gives another list; ties are rare. */
  static boolean allShow(double[] scores, DMatrixRMaj next, int b) {
    List<Candidate> right = new Step().best(scores, next, b);
    return TELLING.stream().noneMatch(wrong -> gives(wrong, scores, next, b, right));
  }

  private static boolean gives(
      Step wrong, double[] scores, DMatrixRMaj next, int b, List<Candidate> right) {
    try {
      return wrong.best(scores, next, b).equals(right);
    } catch (IllegalArgumentException e) {
      return false; // Java's sort notices that numbers cast to int are in no order
    }
  }

  /** One thing wrong. */
  static Exercise<StepOfBeam> oneSlip(Exercise<StepOfBeam> exercise) {
    Stream.of(scores(), orders(), choices(), tellings())
        .flatMap(List::stream)
        .forEach(slip -> exercise.slip(slip.name, hint(slip), with(slip)));
    return exercise;
  }

  private static String hint(Slip slip) {
    return "It looks as if " + slip.looks + ". " + slip.ask + READ_STEP;
  }

  /** Two things wrong, in different parts of the step. */
  static Exercise<StepOfBeam> twoSlips(Exercise<StepOfBeam> exercise) {
    List<List<Slip>> parts = List.of(scores(), orders(), choices(), tellings());
    for (int p = 0; p < parts.size(); p++) {
      for (int q = p + 1; q < parts.size(); q++) {
        for (Slip one : parts.get(p)) {
          for (Slip two : parts.get(q)) {
            exercise.mistake(
                one.name + " + " + two.name,
                "It looks as if two things were wrong: as if "
                    + one.looks
                    + "; and as if "
                    + two.looks
                    + "."
                    + READ_STEP,
                with(one, two));
          }
        }
      }
    }
    return exercise;
  }

  private static Step with(Slip... slips) {
    Step step = new Step();
    for (Slip slip : slips) {
      slip.change.accept(step);
    }
    return step;
  }

  // ---- what the learner's own list looks like

  /** A question about an answer, asked where it is wrong. */
  @FunctionalInterface
  private interface About {
    boolean holds(List<Candidate> yours, double[] scores, DMatrixRMaj next, int b);
  }

  /** Says of a wrong list what no list may be; each of these is true, whatever the code. */
  static Exercise<StepOfBeam> kindsOfLists(Exercise<StepOfBeam> exercise, StepOfBeam learners) {
    kind(
        exercise,
        learners,
        "A parent in your list is none of the hypotheses: they are numbered from 0 to k − 1.",
        (yours, s, n, b) ->
            yours.stream().anyMatch(c -> c.parent() < 0 || c.parent() >= n.numRows));
    kind(
        exercise,
        learners,
        "A token in your list is none of the tokens: they are numbered from 0 to |V| − 1, like the"
            + " columns of next.",
        (yours, s, n, b) -> yours.stream().anyMatch(c -> c.token() < 0 || c.token() >= n.numCols));
    kind(
        exercise,
        learners,
        "The same candidate stands in your list more than once.",
        (yours, s, n, b) ->
            yours.stream().map(c -> c.parent() * n.numCols + c.token()).distinct().count()
                < yours.size());
    kind(
        exercise,
        learners,
        "Your list has more than b candidates.",
        (yours, s, n, b) -> yours.size() > b);
    kind(
        exercise,
        learners,
        "Your list is too short: it should have b candidates, or all if there are fewer.",
        (yours, s, n, b) -> yours.size() < Math.min(b, n.getNumElements()));
    kind(
        exercise,
        learners,
        "Look at the scores in your list first: not all of them are the score of their parent and"
            + " the logarithm of their token, added.",
        (yours, s, n, b) ->
            yours.stream()
                .anyMatch(c -> !near(c.score(), s[c.parent()] + n.get(c.parent(), c.token()))));
    kind(
        exercise,
        learners,
        "The scores in your list are right, and yet one that is not in it is better than one that"
            + " is.",
        (yours, s, n, b) -> {
          List<Candidate> best = new Step().best(s, n, b);
          double least = yours.stream().mapToDouble(Candidate::score).min().orElse(0);
          return best.get(best.size() - 1).score() - least > NEAR;
        });
    kind(
        exercise,
        learners,
        "Your list has the right scores in the wrong order: in front of one stands a worse one.",
        (yours, s, n, b) -> {
          for (int i = 1; i < yours.size(); i++) {
            if (yours.get(i).score() - yours.get(i - 1).score() > NEAR) {
              return true;
            }
          }
          return false;
        });
    kind(
        exercise,
        learners,
        "Where scores are equal, yours come in another order: the smaller parent goes first, then"
            + " the smaller token.",
        (yours, s, n, b) -> {
          List<Candidate> best = new Step().best(s, n, b);
          return yours.size() == best.size()
              && IntStream.range(0, best.size())
                  .allMatch(i -> near(yours.get(i).score(), best.get(i).score()));
        });
    return exercise;
  }

  private static void kind(
      Exercise<StepOfBeam> exercise, StepOfBeam learners, String hint, About about) {
    exercise.mistake(
        hint,
        hint + READ_STEP,
        (scores, next, b) -> {
          List<Candidate> yours = learners.best(scores.clone(), next.copy(), b);
          if (yours.equals(new Step().best(scores, next, b))
              || about.holds(yours, scores, next, b)) {
            return yours;
          }
          throw new Unusable("something else");
        });
  }

  private static boolean near(double a, double b) {
    return Math.abs(a - b) <= NEAR * Math.max(1, Math.abs(b));
  }

  // ---- lists of candidates

  private static List<Candidate> sorted(List<Candidate> all, Comparator<Candidate> by) {
    return all.stream().sorted(by).toList(); // stable
  }

  /** As two loops come to them. */
  private static List<Candidate> original(List<Candidate> all) {
    return sorted(
        all, Comparator.comparingInt(Candidate::parent).thenComparingInt(Candidate::token));
  }

  private static List<Candidate> byParent(List<Candidate> all) {
    return sorted(all, Comparator.comparingInt(Candidate::parent));
  }

  private static List<Candidate> queued(List<Candidate> all, Comparator<Candidate> by) {
    PriorityQueue<Candidate> queue = new PriorityQueue<>(by);
    queue.addAll(all);
    List<Candidate> out = new ArrayList<>();
    while (!queue.isEmpty()) {
      out.add(queue.poll());
    }
    return out;
  }

  private static List<Candidate> reversed(List<Candidate> all) {
    List<Candidate> reversed = new ArrayList<>(all);
    Collections.reverse(reversed);
    return reversed;
  }

  private static List<Candidate> first(List<Candidate> ordered, int count) {
    return ordered.subList(0, Math.min(count, ordered.size()));
  }

  /** The first so many of each parent's, in the given order. */
  private static List<Candidate> ofEach(List<Candidate> ordered, int count, int parents) {
    int[] taken = new int[parents];
    return ordered.stream().filter(c -> taken[c.parent()]++ < count).toList();
  }

  // ---- the states

  private static DMatrixRMaj row(DMatrixRMaj m, int i) {
    return CommonOps_DDRM.extract(m, i, i + 1, 0, m.numCols);
  }

  /** These rows of a matrix, in this order. */
  static DMatrixRMaj rows(DMatrixRMaj m, int... which) {
    DMatrixRMaj out = new DMatrixRMaj(which.length, m.numCols);
    for (int i = 0; i < which.length; i++) {
      CommonOps_DDRM.insert(row(m, which[i]), out, i, 0);
    }
    return out;
  }

  private static int[] parents(List<Candidate> kept) {
    return kept.stream().mapToInt(Candidate::parent).toArray();
  }

  /** Moves rows inside one matrix, which has room for all. */
  private static DMatrixRMaj within(DMatrixRMaj work, List<Candidate> kept) {
    for (int i = 0; i < kept.size(); i++) {
      CommonOps_DDRM.insert(row(work, kept.get(i).parent()), work, i, 0);
    }
    return work;
  }

  /** A matrix of so many rows that begins with those of another. */
  private static DMatrixRMaj cut(DMatrixRMaj m, int rows) {
    DMatrixRMaj out = new DMatrixRMaj(rows, m.numCols);
    int common = Math.min(rows, m.numRows);
    CommonOps_DDRM.insert(CommonOps_DDRM.extract(m, 0, common, 0, m.numCols), out, 0, 0);
    return out;
  }

  static Exercise<Gather> states(Exercise<Gather> exercise) {
    String inherits =
        " After the step, row i belongs to candidate i: whose state does it continue?";
    states(
        exercise,
        "not copied",
        "It looks as if states were overwritten that were still to be read: give every candidate a"
            + " row in a new matrix.",
        (h, kept) -> within(h, kept));
    states(
        exercise,
        "one matrix read and written",
        "It looks as if the rows were read from the matrix that they are written into: some are"
            + " overwritten before they are read. h itself still has them all.",
        (h, kept) -> cut(within(cut(h, Math.max(h.numRows, kept.size())), kept), kept.size()));
    wrongStates(
        exercise,
        "not rearranged",
        "The states stand in their old order." + inherits,
        (h, kept) -> cut(h, kept.size()));
    wrongStates(
        exercise, "h itself", "What comes back is h as it was." + inherits, (h, kept) -> h.copy());
    wrongStates(
        exercise,
        "by the token",
        "It looks as if the rows were chosen by the token. A state belongs to the hypothesis before"
            + " it: the parent.",
        (h, kept) -> rows(h, kept.stream().mapToInt(Candidate::token).toArray()));
    states(
        exercise,
        "scattered",
        "It looks as if row i had gone to the place of candidate i's parent. It is the other way"
            + " round: the parent's row comes to place i.",
        (h, kept) -> {
          DMatrixRMaj out = new DMatrixRMaj(kept.size(), h.numCols);
          for (int i = 0; i < kept.size(); i++) {
            CommonOps_DDRM.insert(row(h, i), out, kept.get(i).parent(), 0);
          }
          return out;
        });
    states(
        exercise,
        "scattered, as large as h",
        "It looks as if row i had gone to the place of candidate i's parent, in a matrix as large"
            + " as h. It is the other way round: the parent's row comes to place i.",
        (h, kept) -> {
          DMatrixRMaj out = new DMatrixRMaj(h.numRows, h.numCols);
          for (int i = 0; i < Math.min(h.numRows, kept.size()); i++) {
            CommonOps_DDRM.insert(row(h, i), out, kept.get(i).parent(), 0);
          }
          return out;
        });
    states(
        exercise,
        "at the parent's own place",
        "It looks as if each parent's state stood in its old row, where its first child may not be:"
            + " the state of candidate i's parent belongs in row i.",
        (h, kept) -> {
          DMatrixRMaj out = new DMatrixRMaj(kept.size(), h.numCols);
          for (int p : parents(kept)) {
            CommonOps_DDRM.insert(row(h, p), out, p, 0);
          }
          return out;
        });
    states(
        exercise,
        "as large as h",
        "Your matrix has as many rows as h. How many candidates are there? Each needs one.",
        (h, kept) -> cut(rows(h, parents(first(kept, h.numRows))), h.numRows));
    states(
        exercise,
        "as many rows as h",
        "Your matrix is as large as h, where it should have a row for each candidate: they may be"
            + " more, or fewer.",
        (h, kept) -> {
          DMatrixRMaj out = h.createLike();
          for (int i = 0; i < kept.size(); i++) {
            CommonOps_DDRM.insert(row(h, kept.get(i).parent()), out, i, 0);
          }
          return out;
        });
    states(
        exercise,
        "column by column",
        "It looks as if h.data were read column by column. A matrix is stored row by row;"
            + " h.get(row, column) finds its way by itself.",
        (h, kept) -> {
          DMatrixRMaj out = new DMatrixRMaj(kept.size(), h.numCols);
          for (int i = 0; i < kept.size(); i++) {
            for (int j = 0; j < h.numCols; j++) {
              out.set(i, j, h.data[j * h.numRows + kept.get(i).parent()]);
            }
          }
          return out;
        });
    states(
        exercise,
        "read and written column by column",
        "It looks as if data were read and written column by column. A matrix is stored row by row:"
            + " h.get(row, column) and set find their way by themselves.",
        (h, kept) -> {
          DMatrixRMaj out = new DMatrixRMaj(kept.size(), h.numCols);
          for (int i = 0; i < kept.size(); i++) {
            for (int j = 0; j < h.numCols; j++) {
              out.data[j * kept.size() + i] = h.data[j * h.numRows + kept.get(i).parent()];
            }
          }
          return out;
        });
    states(
        exercise,
        "moved away",
        "A parent's first child gets its state, and the second one nothing: it looks as if states"
            + " were moved away instead of copied.",
        (h, kept) -> {
          DMatrixRMaj out = new DMatrixRMaj(kept.size(), h.numCols);
          Set<Integer> gone = new HashSet<>();
          for (int i = 0; i < kept.size(); i++) {
            if (gone.add(kept.get(i).parent())) {
              CommonOps_DDRM.insert(row(h, kept.get(i).parent()), out, i, 0);
            }
          }
          return out;
        });
    states(
        exercise,
        "every parent once",
        "It looks as if every parent had given its state only once, and the rows had moved up.",
        (h, kept) -> cut(rows(h, Arrays.stream(parents(kept)).distinct().toArray()), kept.size()));
    states(
        exercise,
        "every parent once, fewer rows",
        "Your matrix has one row for each parent. Each candidate needs one: two children of a"
            + " parent get the same state.",
        (h, kept) -> rows(h, Arrays.stream(parents(kept)).distinct().toArray()));
    states(
        exercise,
        "sorted",
        "It looks as if the parents had been sorted. The rows must stand in the candidates' order.",
        (h, kept) -> rows(h, Arrays.stream(parents(kept)).sorted().toArray()));
    states(
        exercise,
        "upside down",
        "It looks as if the rows stood upside down, the last candidate's first.",
        (h, kept) -> rows(h, parents(reversed(kept))));
    wrongStates(
        exercise,
        "the first one's",
        "It looks as if every candidate had got the state of the first one's parent.",
        (h, kept) -> {
          int[] which = new int[kept.size()];
          Arrays.fill(which, kept.get(0).parent());
          return rows(h, which);
        });
    states(
        exercise,
        "transposed",
        "It looks as if rows and columns had changed places: row i is a state.",
        (h, kept) -> CommonOps_DDRM.transpose(rows(h, parents(kept)), null));
    states(
        exercise,
        "the last column left out",
        "It looks as if the last number of each state were left out. Where CommonOps_DDRM.extract"
            + " ends is not included.",
        (h, kept) -> {
          DMatrixRMaj out = rows(h, parents(kept));
          for (int i = 0; i < out.numRows; i++) {
            out.set(i, out.numCols - 1, 0);
          }
          return out;
        });
    states(
        exercise,
        "rows of another length",
        "It looks as if your rows began in h's data at parent · numRows. Each row has numCols"
            + " numbers: where does row p begin?",
        (h, kept) -> {
          DMatrixRMaj out = new DMatrixRMaj(kept.size(), h.numCols);
          for (int i = 0; i < out.numRows; i++) {
            int from = kept.get(i).parent() * h.numRows;
            System.arraycopy(h.data, from, out.data, i * h.numCols, h.numCols);
          }
          return out;
        });
    return exercise;
  }

  private static void states(Exercise<Gather> exercise, String name, String hint, Gather code) {
    exercise.slip(name, hint + READ_STATES, code);
  }

  private static void wrongStates(
      Exercise<Gather> exercise, String name, String hint, Gather code) {
    exercise.mistake(name, hint + READ_STATES, code);
  }

  /** A question about a matrix of states, asked where it is wrong. */
  @FunctionalInterface
  private interface AboutStates {
    boolean holds(DMatrixRMaj yours, DMatrixRMaj h, List<Candidate> kept);
  }

  /** Says of wrong states what is to be seen in them; each of these is true, whatever the code. */
  static Exercise<Gather> kindsOfStates(Exercise<Gather> exercise, Gather learners) {
    kind(
        exercise,
        learners,
        "Count the rows of your matrix: each candidate in kept needs one, no more and no less.",
        (yours, h, kept) -> yours.numRows != kept.size());
    kind(
        exercise,
        learners,
        "A state has as many numbers as h has columns.",
        (yours, h, kept) -> yours.numCols != h.numCols);
    kind(
        exercise,
        learners,
        "Each of your rows is one of h, but some are not those of the candidate's parent:"
            + " kept.get(i).parent() tells which it is.",
        (yours, h, kept) -> places(yours, h).stream().noneMatch(place -> place < 0));
    kind(
        exercise,
        learners,
        "Some of your rows are 0: nothing was put there, or something was put elsewhere.",
        (yours, h, kept) -> {
          for (int i = 0; i < yours.numRows; i++) {
            if (CommonOps_DDRM.elementMaxAbs(row(yours, i)) == 0) {
              return true;
            }
          }
          return false;
        });
    kind(
        exercise,
        learners,
        "Some of your rows are none of h's: numbers of several states are mixed, or changed.",
        (yours, h, kept) -> true);
    return exercise;
  }

  private static void kind(
      Exercise<Gather> exercise, Gather learners, String hint, AboutStates about) {
    exercise.mistake(
        hint,
        hint + READ_STATES,
        (h, kept) -> {
          DMatrixRMaj yours = answer(learners, h, kept);
          DMatrixRMaj right = rows(h, parents(kept));
          boolean isRight =
              Arrays.equals(yours.data, right.data)
                  && yours.numRows == right.numRows
                  && yours.numCols == right.numCols;
          if (isRight || about.holds(yours, h, kept)) {
            return yours;
          }
          throw new Unusable("something else");
        });
  }

  /** Code that throws is of no kind. */
  private static DMatrixRMaj answer(Gather learners, DMatrixRMaj h, List<Candidate> kept) {
    try {
      return learners.gathered(h.copy(), new ArrayList<>(kept)).copy();
    } catch (MatrixDimensionException e) {
      throw new Unusable("no answer", e);
    }
  }

  /** Which row of h each row is; −1 for none. */
  private static List<Integer> places(DMatrixRMaj yours, DMatrixRMaj h) {
    List<Integer> places = new ArrayList<>();
    for (int i = 0; i < yours.numRows; i++) {
      int place = -1;
      for (int r = 0; r < h.numRows && yours.numCols == h.numCols; r++) {
        place = Arrays.equals(row(yours, i).data, row(h, r).data) ? r : place;
      }
      places.add(place);
    }
    return places;
  }
}
