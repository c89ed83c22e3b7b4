package unrolled.check.exercise;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import unrolled.decode.BeamSearch;
import unrolled.decode.Exhaustive;
import unrolled.decode.Hypothesis;
import unrolled.decode.NextToken;
import unrolled.math.Rng;
import unrolled.math.Softmax;

/**
 * Marks exercise 13: one step of the beam, the states that go with it, and the loop around both.
 *
 * <p>The step is compared with a search for the best of what is left, again and again; the loop
 * with exhaustive search where the beam is wide enough, else with the library's beam.
 */
public final class Exercise13 {

  private static final String PARENTS = "the parents";
  private static final String TOKENS = "the tokens";
  private static final String SCORES = "the scores";
  private static final String SCORE = "the score";
  private static final String STATES = "the states";

  private Exercise13() {}

  /** A hypothesis, followed by one more token. */
  public record Candidate(int parent, int token, double score) {}

  /** What a search found: the tokens, and the sum of their log-probabilities. */
  public record Found(int[] tokens, double score) {}

  /** A decoder whose states are rows of a matrix. */
  public interface Model {
    /** The state before the first token, 1×n. */
    DMatrixRMaj start();

    /** From states, k×n, to the log-probabilities of the next token, k×V. */
    DMatrixRMaj next(DMatrixRMaj h);

    /** The states one step on, k×n: row i after reading tokens[i]. */
    DMatrixRMaj after(DMatrixRMaj h, int[] tokens);

    /** The token that ends a sentence; −1 if there is none. */
    int end();
  }

  /** The learner's step. */
  @FunctionalInterface
  public interface StepOfBeam {
    /**
     * The b best of all candidates, the best first.
     *
     * @param scores the sums of the live hypotheses
     * @param next row i: what may follow hypothesis i, as log-probabilities
     */
    List<Candidate> best(double[] scores, DMatrixRMaj next, int b);
  }

  /** The learner's gathering of states. */
  @FunctionalInterface
  public interface Gather {
    /** Row i: the state of the i-th candidate's parent. */
    DMatrixRMaj gathered(DMatrixRMaj h, List<Candidate> kept);
  }

  /** The learner's search. */
  @FunctionalInterface
  public interface Search {
    /** The best sentence that a beam of b finds, of at most so many tokens. */
    Found search(Model model, int b, int longest);
  }

  /** Marks the step: 6 points. Prints the report. */
  public static int step(StepOfBeam learners) {
    return step(learners, Exercise.freshSeed());
  }

  /** Marks the step on inputs drawn with this seed. */
  public static int step(StepOfBeam learners, long seed) {
    return stepExercise().mark(learners, seed);
  }

  /** Marks the gathering: 3 points. Prints the report. */
  public static int gather(Gather learners) {
    return gather(learners, Exercise.freshSeed());
  }

  /** Marks the gathering on inputs drawn with this seed. */
  public static int gather(Gather learners, long seed) {
    return gatherExercise().mark(learners, seed);
  }

  /**
   * Marks the search: 6 points. Prints the report. It calls the learner's other two functions:
   * where only those are wrong, the search keeps its points.
   */
  public static int search(Search learners, StepOfBeam learnersStep, Gather learnersGather) {
    return search(learners, learnersStep, learnersGather, Exercise.freshSeed());
  }

  /** Marks the search on models drawn with this seed. */
  public static int search(
      Search learners, StepOfBeam learnersStep, Gather learnersGather, long seed) {
    return searchExercise(learnersStep, learnersGather).mark(learners, seed);
  }

  /** For a class: 2 more points for sizes that the visible checks don't have. */
  public static int otherSizes(StepOfBeam step, Search search, long seed) {
    return new Exercise<StepOfBeam>("Other sizes: the step", CALL_STEP, Exercise13::rightStep)
            .stage(rng -> step(rng, 7, 11, 5, -3))
            .part(1, "seven hypotheses, eleven tokens", PARENTS, TOKENS, SCORES)
            .mark(step, seed)
        + new Exercise<Search>("Other sizes: the search", CALL_SEARCH, Exercise13::rightSearch)
            .stage(inTurn(6, 1, 2, 7))
            .part(1, "six tokens, up to seven in a row", TOKENS, SCORE)
            .mark(search, seed);
  }

  static Exercise<StepOfBeam> stepExercise() {
    String read = " Read “One step” above.";
    return new Exercise<StepOfBeam>("One step", CALL_STEP, Exercise13::rightStep)
        .stage(rng -> step(rng, 3, 5, 3, -1))
        .part(1, "three hypotheses, five tokens: which candidates", PARENTS, TOKENS)
        .part(1, "their scores", SCORES)
        .stage(Exercise13::ties)
        .part(1, "candidates of equal score", PARENTS, TOKENS)
        .stage(rng -> step(rng, 3, 4, 3, -800))
        .part(1, "long sentences, with scores near −800", PARENTS, TOKENS, SCORES)
        .stage(rng -> step(rng, 1, 4, 6, 0))
        .part(1, "the first step: fewer candidates than places", PARENTS, TOKENS, SCORES)
        .leavesItsInputs(1)
        .mistake(
            "underflow",
            "It looks as if probabilities were multiplied: for long sentences the product is 0, and"
                + " all are equally bad. Logarithms are added, and there is no way back to"
                + " probabilities."
                + read,
            step((s, n) -> StrictMath.log(StrictMath.exp(s) * StrictMath.exp(n))))
        .mistake(
            "probabilities",
            "The scores look like probabilities. They are to be sums of logarithms, numbers below"
                + " 0."
                + read,
            step((s, n) -> StrictMath.exp(s) * StrictMath.exp(n)))
        .mistake(
            "logarithms multiplied",
            "It looks as if logarithms were multiplied: ln(p·q) is ln p + ln q." + read,
            step((s, n) -> s * n))
        .mistake(
            "the last step alone",
            "It looks as if only the last step counted. What does a candidate inherit from the"
                + " hypothesis that it continues?"
                + read,
            step((s, n) -> n))
        .mistake(
            "ranked by the last step",
            "The scores are right, but the candidates look as if ranked by the last step alone."
                + read,
            (scores, next, b) ->
                first(all(scores, next, Double::sum), c -> next.get(c.parent, c.token), b))
        .mistake(
            "ties",
            "Where scores are equal, the later candidate comes first. Two programs that do not agree"
                + " on ties find different sentences: the earlier parent, then the smaller token."
                + read,
            (scores, next, b) -> {
              List<Candidate> all = all(scores, next, Double::sum);
              Collections.reverse(all);
              return first(all, Candidate::score, b);
            })
        .mistake(
            "worst first",
            "It looks as if the worst candidates were kept. The best score is the largest, closest"
                + " to 0."
                + read,
            (scores, next, b) -> first(all(scores, next, Double::sum), c -> -c.score, b))
        .mistake(
            "one for each parent",
            "It looks as if each hypothesis had kept its own best continuation. All candidates"
                + " compete with each other: a good hypothesis may have two, another none."
                + read,
            (scores, next, b) -> {
              List<Candidate> own = new ArrayList<>();
              for (int i = 0; i < scores.length; i++) {
                int parent = i;
                List<Candidate> of =
                    all(scores, next, Double::sum).stream()
                        .filter(c -> c.parent == parent)
                        .toList();
                own.addAll(first(of, Candidate::score, 1));
              }
              return first(own, Candidate::score, b);
            });
  }

  static Exercise<Gather> gatherExercise() {
    String read = " Read “The states go with them” above.";
    return new Exercise<Gather>(
            "The states go with them", Exercise13::callGather, Exercise13::rightGather)
        .stage(rng -> states(rng, 2, 0, 1))
        .part(1, "every parent once", STATES)
        .stage(rng -> states(rng, 1, 0, 0))
        .part(1, "a parent twice, another not at all", STATES)
        .leavesItsInputs(1)
        .mistake(
            "not copied",
            "It looks as if states were overwritten that were still to be read: give every candidate"
                + " a row in a new matrix."
                + read,
            (h, kept) -> {
              for (int i = 0; i < kept.size(); i++) {
                CommonOps_DDRM.insert(row(h, kept.get(i).parent), h, i, 0);
              }
              return h;
            })
        .mistake(
            "not rearranged",
            "The states stand in their old order. After the step, row 0 belongs to the best"
                + " candidate: whose state does it continue?"
                + read,
            (h, kept) -> h.copy())
        .mistake(
            "by the token",
            "It looks as if the rows were chosen by the token. A state belongs to the hypothesis"
                + " before it: the parent."
                + read,
            (h, kept) -> rows(h, kept.stream().mapToInt(c -> c.token % h.numRows).toArray()));
  }

  static Exercise<Search> searchExercise(StepOfBeam step, Gather gather) {
    String read = " Read “The loop” above.";
    return new Exercise<Search>("The loop", CALL_SEARCH, Exercise13::rightSearch)
        .stage(rng -> model(rng, 5, -1, 2, 4, new Loop().takeLast()))
        .part(2, "no end symbol, four tokens, width 2", TOKENS, SCORE)
        .stage(inTurn(5, 2, 3, 6))
        .part(2, "sentences that end, width 3", TOKENS, SCORE)
        .stage(inTurn(3, 0, 81, 4))
        .part(2, "a beam that keeps all: the best of all sentences", TOKENS, SCORE)
        .within(6000)
        .consequence(
            "The loop is right. Its answers are off only because those of the functions that it"
                + " calls are: mend these, and it follows.",
            new Loop(step, gather)::search)
        .mistake(
            "expanded again",
            "It looks as if finished hypotheses were expanded again: they go on behind their own end."
                + " Put them aside."
                + read,
            new Loop().expandFinished()::search)
        .mistake(
            "stopped at the first end",
            "It looks as if the search stopped as soon as one hypothesis was finished. Another may"
                + " still end with a better score."
                + read,
            new Loop().stopAtFirst()::search)
        .mistake(
            "finished ones forgotten",
            "It looks as if only the hypotheses that were still alive at the end had competed, and"
                + " the finished ones were lost."
                + read,
            new Loop().forgetFinished()::search)
        .mistake(
            "cut ones forgotten",
            "It looks as if only finished hypotheses had competed. Those that are cut off at the"
                + " longest length compete, too."
                + read,
            new Loop().forgetCut()::search)
        .mistake(
            "places lost",
            "It looks as if a finished hypothesis kept its place in the beam for good. The next step"
                + " has room for b again."
                + read,
            new Loop().losePlaces()::search)
        .mistake(
            "the last of all",
            "It looks as if the last hypothesis that was done had won, not the best." + read,
            new Loop().takeLast()::search);
  }

  // ---- the learner's code is called with copies

  private static final Exercise.Call<StepOfBeam> CALL_STEP =
      (code, in) ->
          candidates(code.best(in.numbers("scores"), in.matrix("next"), (int) in.number("b")));

  private static final Exercise.Call<Search> CALL_SEARCH =
      (code, in) ->
          found(code.search(new Net(in), (int) in.number("b"), (int) in.number("longest")));

  private static Values callGather(Gather code, Values in) {
    List<Candidate> kept =
        IntStream.range(0, in.numbers("parents").length)
            .mapToObj(
                i ->
                    new Candidate(
                        (int) in.numbers("parents")[i], (int) in.numbers("tokens")[i], -1.0 - i))
            .toList();
    return new Values().with(STATES, code.gathered(in.matrix("h"), kept));
  }

  private static Values candidates(List<Candidate> best) {
    if (best == null || best.contains(null)) {
      throw new Unusable(
          best == null
              ? "Your code gave null instead of a list of candidates."
              : "There is a null in your list of candidates.");
    }
    return new Values()
        .with(PARENTS, best.stream().mapToDouble(Candidate::parent).toArray())
        .with(TOKENS, best.stream().mapToDouble(Candidate::token).toArray())
        .with(SCORES, best.stream().mapToDouble(Candidate::score).toArray());
  }

  private static Values found(Found found) {
    if (found == null || found.tokens == null) {
      throw new Unusable("Your code gave null instead of a sentence and its score.");
    }
    return new Values()
        .with(TOKENS, Arrays.stream(found.tokens).asDoubleStream().toArray())
        .with(SCORE, found.score);
  }

  // ---- fresh inputs

  /** Hypotheses of which some lose their place, and not to the best last step: no lucky guesses. */
  private static Values step(Rng rng, int live, int tokens, int b, double around) {
    while (true) {
      Values in = anyStep(rng, live, tokens, b, around);
      DMatrixRMaj next = in.matrix("next");
      List<Candidate> all = all(in.numbers("scores"), next, Double::sum);
      List<Candidate> best = first(all, Candidate::score, b);
      boolean someLose = best.stream().mapToInt(Candidate::parent).distinct().count() < live;
      boolean lastStep = best.equals(first(all, c -> next.get(c.parent, c.token), b));
      if (live == 1 || someLose && !lastStep) {
        return in;
      }
    }
  }

  /** Hypotheses with scores around a number, and what may follow. */
  private static Values anyStep(Rng rng, int live, int tokens, int b, double around) {
    double[] scores = new double[live];
    Arrays.setAll(scores, i -> around == 0 ? 0 : around + rng.uniform(-0.7, 0.7));
    DMatrixRMaj next = Fresh.matrix(rng, live, tokens);
    CommonOps_DDRM.scale(2, next);
    return new Values().with("scores", scores).with("next", logSoftmax(next)).with("b", b);
  }

  /** Two hypotheses that are alike in everything, and a third that only looks good at the end. */
  private static Values ties(Rng rng) {
    double score = rng.uniform(-3, -1);
    double often = rng.uniform(-1.2, -1);
    double[] next = {often, -1.5, often, -2, often, -1.5, often, -2, -0.5, -0.6, -0.7, -0.8};
    return new Values()
        .with("scores", new double[] {score, score, score - 3})
        .with("next", new DMatrixRMaj(3, 4, true, next))
        .with("b", 5);
  }

  private static Values states(Rng rng, double... parents) {
    double[] tokens = new double[parents.length];
    Arrays.setAll(tokens, i -> rng.nextInt(9));
    return new Values()
        .with("h", Fresh.matrix(rng, 3, 4))
        .with("parents", parents)
        .with("tokens", tokens);
  }

  /**
   * Models in turn on which the treatment of ends matters: the best sentence ends early, but not
   * first; it is cut off; and, if the beam is narrow, it takes a place that another's end made
   * free.
   */
  private static Function<Rng, Values> inTurn(int tokens, int end, int b, int longest) {
    Loop[] early = {
      new Loop().expandFinished(), new Loop().stopAtFirst(), new Loop().forgetFinished()
    };
    Loop[] cut = {new Loop().forgetCut()};
    Loop[] freed = b < tokens ? new Loop[] {new Loop().losePlaces()} : early;
    Loop[][] kinds = {early, cut, freed};
    int[] calls = {0};
    return rng -> model(rng, tokens, end, b, longest, kinds[calls[0]++ % 3]);
  }

  /** A model on which each of these loops finds something else than the right one. */
  private static Values model(Rng rng, int tokens, int end, int b, int longest, Loop... wrong) {
    while (true) {
      Values model = anyModel(rng, tokens, end, b, longest);
      int[] right = new Loop().search(new Net(model), b, longest).tokens;
      if (Arrays.stream(wrong)
          .noneMatch(w -> Arrays.equals(right, w.search(new Net(model), b, longest).tokens))) {
        return model;
      }
    }
  }

  private static Values anyModel(Rng rng, int tokens, int end, int b, int longest) {
    int n = 6;
    DMatrixRMaj out = Fresh.matrix(rng, n, tokens);
    CommonOps_DDRM.scale(3, out);
    DMatrixRMaj u = Fresh.matrix(rng, n, n);
    CommonOps_DDRM.scale(1.5, u);
    return new Values()
        .with("start", Fresh.matrix(rng, 1, n))
        .with("read", Fresh.matrix(rng, tokens, n))
        .with("u", u)
        .with("out", out)
        .with("end", end)
        .with("b", b)
        .with("longest", longest);
  }

  private static DMatrixRMaj logSoftmax(DMatrixRMaj x) {
    for (int i = 0; i < x.numRows; i++) {
      Softmax.log(x.data, i * x.numCols, (i + 1) * x.numCols);
    }
    return x;
  }

  /** A simple recurrent decoder with weights of the input. */
  private static final class Net implements Model {
    private final Values weights;

    Net(Values weights) {
      this.weights = weights;
    }

    @Override
    public DMatrixRMaj start() {
      return weights.matrix("start").copy();
    }

    @Override
    public DMatrixRMaj next(DMatrixRMaj h) {
      if (h.numCols != weights.matrix("u").numRows) {
        throw new Unusable(
            "model.next needs states with "
                + weights.matrix("u").numRows
                + " columns and got "
                + h.numRows
                + "×"
                + h.numCols
                + ".");
      }
      return logSoftmax(CommonOps_DDRM.mult(h, weights.matrix("out"), null));
    }

    @Override
    public DMatrixRMaj after(DMatrixRMaj h, int[] tokens) {
      if (h.numRows != tokens.length) {
        throw new Unusable(
            "model.after got "
                + h.numRows
                + " states and "
                + tokens.length
                + " tokens: first give each candidate that goes on the state of its parent"
                + " (gathered).");
      }
      DMatrixRMaj after = CommonOps_DDRM.mult(h, weights.matrix("u"), null);
      DMatrixRMaj read = weights.matrix("read");
      for (int i = 0; i < after.numRows; i++) {
        for (int j = 0; j < after.numCols; j++) {
          after.set(i, j, StrictMath.tanh(after.get(i, j) + read.get(tokens[i], j)));
        }
      }
      return after;
    }

    @Override
    public int end() {
      return (int) weights.number("end");
    }
  }

  /** The model of the exercise, for the library's own searches. */
  private record Following(Net net, DMatrixRMaj h) implements NextToken {
    @Override
    public int rows() {
      return h.numRows;
    }

    @Override
    public int vocabulary() {
      return net.weights.matrix("out").numCols;
    }

    @Override
    public int end() {
      return net.end();
    }

    @Override
    public DMatrixRMaj logProbabilities() {
      return net.next(h);
    }

    @Override
    public NextToken append(int[] rows, int[] tokens) {
      return new Following(net, net.after(Exercise13.rows(h, rows), tokens));
    }
  }

  // ---- the right answers

  /** The best of what is left, b times. */
  private static Values rightStep(Values in) {
    double[] scores = in.numbers("scores");
    DMatrixRMaj next = in.matrix("next");
    boolean[][] taken = new boolean[next.numRows][next.numCols];
    List<Candidate> best = new ArrayList<>();
    int places = Math.min((int) in.number("b"), next.getNumElements());
    while (best.size() < places) {
      Candidate most = null;
      for (int i = 0; i < next.numRows; i++) {
        for (int k = 0; k < next.numCols; k++) {
          double score = scores[i] + next.get(i, k);
          if (!taken[i][k] && (most == null || score > most.score)) {
            most = new Candidate(i, k, score);
          }
        }
      }
      taken[most.parent][most.token] = true;
      best.add(most);
    }
    return candidates(best);
  }

  private static Values rightGather(Values in) {
    int[] parents = Arrays.stream(in.numbers("parents")).mapToInt(p -> (int) p).toArray();
    return new Values().with(STATES, rows(in.matrix("h"), parents));
  }

  private static Values rightSearch(Values in) {
    Net net = new Net(in);
    NextToken start = new Following(net, net.start());
    int b = (int) in.number("b");
    int longest = (int) in.number("longest");
    boolean all = b >= StrictMath.pow(start.vocabulary(), longest);
    Hypothesis best =
        (all ? new Exhaustive(longest) : new BeamSearch(b, longest)).decode(start).get(0);
    return found(new Found(best.tokens(), best.logProbability()));
  }

  // ---- the pieces of which the typical mistakes are made

  @FunctionalInterface
  private interface Combine {
    double of(double score, double logProbability);
  }

  private static List<Candidate> all(double[] scores, DMatrixRMaj next, Combine combine) {
    List<Candidate> all = new ArrayList<>();
    for (int i = 0; i < next.numRows; i++) {
      for (int k = 0; k < next.numCols; k++) {
        all.add(new Candidate(i, k, combine.of(scores[i], next.get(i, k))));
      }
    }
    return all;
  }

  private static List<Candidate> first(
      List<Candidate> all, ToDoubleFunction<Candidate> rank, int b) {
    return all.stream()
        .sorted(Comparator.comparingDouble(rank).reversed()) // stable
        .limit(b)
        .toList();
  }

  private static StepOfBeam step(Combine combine) {
    return (scores, next, b) -> first(all(scores, next, combine), Candidate::score, b);
  }

  private static DMatrixRMaj row(DMatrixRMaj m, int i) {
    return CommonOps_DDRM.extract(m, i, i + 1, 0, m.numCols);
  }

  private static DMatrixRMaj rows(DMatrixRMaj m, int... which) {
    DMatrixRMaj out = new DMatrixRMaj(which.length, m.numCols);
    for (int i = 0; i < which.length; i++) {
      CommonOps_DDRM.insert(row(m, which[i]), out, i, 0);
    }
    return out;
  }

  /** The loop, right unless something else is said. */
  private static final class Loop {
    private final StepOfBeam step;
    private final Gather gather;
    private boolean expandFinished;
    private boolean stopAtFirst;
    private boolean forgetFinished;
    private boolean forgetCut;
    private boolean losePlaces;
    private boolean takeLast;

    Loop() {
      this(
          step(Double::sum),
          (h, kept) -> rows(h, kept.stream().mapToInt(Candidate::parent).toArray()));
    }

    Loop(StepOfBeam step, Gather gather) {
      this.step = step;
      this.gather = gather;
    }

    Loop expandFinished() {
      expandFinished = true;
      return this;
    }

    Loop stopAtFirst() {
      stopAtFirst = true;
      return this;
    }

    Loop forgetFinished() {
      forgetFinished = true;
      return this;
    }

    Loop forgetCut() {
      forgetCut = true;
      return this;
    }

    Loop losePlaces() {
      losePlaces = true;
      return this;
    }

    Loop takeLast() {
      takeLast = true;
      return this;
    }

    Found search(Model model, int b, int longest) {
      List<int[]> live = List.of(new int[0]);
      double[] scores = {0};
      DMatrixRMaj h = model.start();
      Found best = new Found(new int[0], Double.NEGATIVE_INFINITY);
      int places = b;
      for (int t = 1; t <= longest && !live.isEmpty() && places > 0; t++) {
        List<int[]> longer = new ArrayList<>();
        List<Candidate> going = new ArrayList<>();
        for (Candidate c : step.best(scores, model.next(h), places)) {
          int[] tokens = Arrays.copyOf(live.get(c.parent), t);
          tokens[t - 1] = c.token;
          boolean ended = c.token == model.end() && !expandFinished;
          if (ended || t == longest) {
            boolean counts = ended ? !forgetFinished : !forgetCut;
            if (counts && (takeLast || c.score > best.score)) {
              best = new Found(tokens, c.score);
            }
            places -= ended && losePlaces ? 1 : 0;
          } else {
            going.add(c);
            longer.add(tokens);
          }
        }
        if (stopAtFirst && best.tokens.length > 0) {
          return best;
        }
        live = longer;
        scores = going.stream().mapToDouble(Candidate::score).toArray();
        if (!live.isEmpty()) {
          int[] tokens = going.stream().mapToInt(Candidate::token).toArray();
          h = model.after(gather.gathered(h, going), tokens);
        }
      }
      return best;
    }
  }
}
