package unrolled.check.exercise;

import static unrolled.check.exercise.Loop13.Slip.BACKWARDS;
import static unrolled.check.exercise.Loop13.Slip.BY_THE_MEAN;
import static unrolled.check.exercise.Loop13.Slip.CUT_IF_NONE;
import static unrolled.check.exercise.Loop13.Slip.CUT_LOST;
import static unrolled.check.exercise.Loop13.Slip.EXPANDED;
import static unrolled.check.exercise.Loop13.Slip.FINISHED_LOST;
import static unrolled.check.exercise.Loop13.Slip.IN_PLACE;
import static unrolled.check.exercise.Loop13.Slip.LAST_WON;
import static unrolled.check.exercise.Loop13.Slip.OLD_ORDER;
import static unrolled.check.exercise.Loop13.Slip.ONE_LESS;
import static unrolled.check.exercise.Loop13.Slip.ONE_MORE;
import static unrolled.check.exercise.Loop13.Slip.PLACES_LOST;
import static unrolled.check.exercise.Loop13.Slip.SCORES_OF_THE_STEP;
import static unrolled.check.exercise.Loop13.Slip.SCORES_STAY;
import static unrolled.check.exercise.Loop13.Slip.STATES_STAY;
import static unrolled.check.exercise.Loop13.Slip.STOPPED_AT_B;
import static unrolled.check.exercise.Loop13.Slip.STOPPED_AT_FIRST;
import static unrolled.check.exercise.Loop13.Slip.TOKENS_OF_RANK;
import static unrolled.check.exercise.Loop13.Slip.TWICE_B;
import static unrolled.check.exercise.Loop13.Slip.WIDTH_ONE;
import static unrolled.check.exercise.Prediction.PREDICTED;
import static unrolled.check.exercise.Prediction.question;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.Function;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import unrolled.check.exercise.Models13.Net;
import unrolled.decode.BeamSearch;
import unrolled.decode.Exhaustive;
import unrolled.decode.Hypothesis;
import unrolled.decode.NextToken;
import unrolled.math.Rng;

/**
 * Marks exercise 13: one step of the beam, the states that go with it, and the loop around both.
 *
 * <p>The step is compared with a search for the best of what is left, again and again; the loop
 * with exhaustive search where the beam is wide enough, else with the library's beam.
 */
public final class Exercise13 {

  private static final String PARENTS = "the parents";
  private static final String TOKENS = "the tokens";
  private static final String ERRORS = "the error of each score";
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

  /** Marks the four predictions: 4 points. Prints the report. */
  public static int predicted(Callable<double[]> learners) {
    return predictions().mark(learners, 1);
  }

  /** Marks the four predictions, which draw nothing. */
  public static int predicted(Callable<double[]> learners, long seed) {
    return predictions().mark(learners, seed);
  }

  /** Marks the step: 6 points. Prints the report. */
  public static int step(StepOfBeam learners) {
    return step(learners, Exercise.freshSeed());
  }

  /** Marks the step on inputs drawn with this seed. */
  public static int step(StepOfBeam learners, long seed) {
    return stepExercise(learners).mark(learners, seed);
  }

  /** Marks the gathering: 4 points. Prints the report. */
  public static int gather(Gather learners) {
    return gather(learners, Exercise.freshSeed());
  }

  /** Marks the gathering on inputs drawn with this seed. */
  public static int gather(Gather learners, long seed) {
    return gatherExercise(learners).mark(learners, seed);
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
    return searchExercise(learners, learnersStep, learnersGather).mark(learners, seed);
  }

  /** For a class: 2 more points for sizes that the visible checks don't have. */
  public static int otherSizes(StepOfBeam step, Search search, long seed) {
    return new Exercise<StepOfBeam>("Other sizes: the step", CALL_STEP, Exercise13::rightStep)
            .follows()
            .stage(rng -> step(rng, 7, 11, 5, -3))
            .part(1, "seven hypotheses, eleven tokens", PARENTS, TOKENS, ERRORS)
            .mark(step, seed)
        + new Exercise<Search>("Other sizes: the search", CALL_SEARCH, Exercise13::rightSearch)
            .follows()
            .stage(ending(6, 1, 2, 7))
            .part(1, "six tokens, up to seven in a row", TOKENS, SCORE)
            .mark(search, seed);
  }

  /** Whether all three are right, so that something can be built on them; if not, says so. */
  public static boolean ready(StepOfBeam step, Gather gather, Search search) {
    Map<String, Boolean> pieces = new LinkedHashMap<>();
    pieces.put("step", stages().isRight(step, 1));
    pieces.put("gathered", gatherStages().isRight(gather, 1));
    pieces.put("search", searchStages().isRight(search, 1));
    return Waiting.isOver(
        "What follows is done by your methods, and waits until their checks pass.", pieces);
  }

  /** A model of the library, to be searched by the exercise's code. Of its rows, the first. */
  public static Model model(NextToken start) {
    return new Models13.OfLibrary(start);
  }

  /**
   * Prints how near a search comes to the best known answers of 200 untrained networks, beside
   * greedy search and two beams.
   *
   * @param mine is given the model, how many rows it may ask model.next for, and the longest length
   */
  public static void challenge(Search mine, int rows) {
    Models13.Contest contest = new Models13.Contest();
    for (int b : new int[] {1, 2, 4}) {
      String name = b == 1 ? "greedy search" : "a beam of " + b;
      System.out.println(
          contest.line(name, (model, most, longest) -> RIGHT.search(model, b, longest), rows));
    }
    System.out.println(contest.line("yours", mine, rows));
  }

  // ---- the predictions

  static Exercise<Callable<double[]>> predictions() {
    return new Exercise<Callable<double[]>>("Predictions", Prediction::call, Prediction::right)
        .stage(
            question(
                0,
                -2.4,
                "Write all six sums into a table of your own, and rank them.",
                "-1.4 That is the token's logarithm alone. What is added to it?",
                "-0.5 That is the token's logarithm alone. What is added to it?",
                "-1.5 That is the best one.",
                "-1.7 That is the second.",
                "-3 That is the fourth.",
                "-3.6 The best are the largest, closest to 0.",
                "-4.5 That is the worst one."))
        .part(1, "the third of six candidates", PREDICTED)
        .stage(
            question(
                1,
                10,
                "Row 2 belongs to candidate 2. Who is its parent, and where does that one's state"
                    + " stand before the step?",
                "30 Row 0 has changed by the time it is read: read from the old matrix.",
                "20 That is the state of hypothesis 1, which has no child.",
                "0 That is the number of its parent. What stands in that row?"))
        .part(1, "a state that goes with its child", PREDICTED)
        .stage(
            question(
                2,
                1 + 2 + 4 + 8 + 16,
                "Count those that end, by their length: END alone, a word and END, … Then those of"
                    + " four words that are cut off.",
                "15 Those that end are counted. And those that are cut off?",
                "16 Those that are cut off are counted. And those that end?",
                "81 After END comes nothing: not every four tokens are a sentence.",
                "30 END alone is a sentence, too.",
                "120 After END comes nothing.",
                "40 After END comes nothing."))
        .part(1, "how many sentences there are", PREDICTED)
        .stage(
            question(
                3,
                24,
                "Which step has the most candidates? How many hypotheses are alive before it, and"
                    + " how many tokens follow each?",
                "81 After END comes nothing: so fewer are alive.",
                "31 So many sentences there are, but they are not in one step.",
                "27 Of the nine beginnings of two tokens, those with an END in them are not alive.",
                "16 END may follow as well.",
                "8 So many are alive before the last step. How many candidates are made of them?"))
        .part(1, "a width that prunes nothing", PREDICTED);
  }

  // ---- the stages

  /** The stages of the step, without a mistake to look for. */
  private static Exercise<StepOfBeam> stages() {
    return new Exercise<StepOfBeam>("One step", CALL_STEP, Exercise13::rightStep)
        .stage(rng -> step(rng, 3, 5, 4, -1))
        .part(1, "three hypotheses, five tokens: which candidates", PARENTS, TOKENS)
        .part(1, "their scores", ERRORS)
        .stage(Exercise13::ties)
        .part(1, "candidates of equal score", PARENTS, TOKENS, ERRORS)
        .stage(rng -> step(rng, 3, 5, 4, -3000))
        .part(1, "long sentences, with scores near −3000", PARENTS, TOKENS, ERRORS)
        .stage(rng -> step(rng, 1, 4, 6, 0))
        .part(1, "the first step: fewer candidates than places", PARENTS, TOKENS, ERRORS)
        .leavesItsInputs(1);
  }

  /** The step, and what may be wrong in one place. */
  static Exercise<StepOfBeam> stepExercise() {
    return Mistakes13.oneSlip(stages());
  }

  private static Exercise<StepOfBeam> stepExercise(StepOfBeam learners) {
    return Mistakes13.kindsOfLists(Mistakes13.twoSlips(stepExercise()), learners);
  }

  private static Exercise<Gather> gatherStages() {
    double[][] others = {{3, 1}, {1, 0, 1, 1, 0}, {2}, {0, 0, 0}, {2, 0, 2, 1}};
    int[] live = {4, 2, 4, 1, 3};
    int[] calls = {0};
    return new Exercise<Gather>(
            "The states go with them", Exercise13::callGather, Exercise13::rightGather)
        .stage(rng -> states(rng, 4, 2, 0, 3, 1))
        .part(1, "every parent once", STATES)
        .stage(rng -> states(rng, 4, 3, 0, 0, 2))
        .part(1, "a parent twice, another not at all", STATES)
        .stage(rng -> states(rng, live[calls[0] % 5], others[calls[0]++ % 5]))
        .part(1, "more candidates than hypotheses, or fewer", STATES)
        .leavesItsInputs(1);
  }

  static Exercise<Gather> gatherExercise() {
    return Mistakes13.states(gatherStages());
  }

  private static Exercise<Gather> gatherExercise(Gather learners) {
    return Mistakes13.kindsOfStates(gatherExercise(), learners);
  }

  private static Exercise<Search> searchStages() {
    return new Exercise<Search>("The loop", CALL_SEARCH, Exercise13::rightSearch)
        .stage(greedy())
        .part(1, "a beam of one: greedy search", TOKENS, SCORE)
        .stage(endless())
        .part(1, "no end symbol, four tokens, width 2", TOKENS, SCORE)
        .stage(ending(5, 2, 3, 6))
        .part(2, "sentences that end, width 3", TOKENS, SCORE)
        .stage(shortest())
        .part(1, "one token or two, and a beam wider than the vocabulary", TOKENS, SCORE)
        .stage(ending(3, 0, 81, 4))
        .part(1, "a beam that keeps all: the best of all sentences", TOKENS, SCORE)
        .within(6000);
  }

  /** The loop around somebody's step and states, and what may be wrong in one place. */
  static Exercise<Search> searchExercise(StepOfBeam step, Gather gather) {
    return Loop13.oneSlip(searchStages(), step, gather)
        .consequence(EXCUSED, new Loop13(step, gather));
  }

  private static Exercise<Search> searchExercise(Search learners, StepOfBeam step, Gather gather) {
    Exercise<Search> exercise = Loop13.twoSlips(searchExercise(step, gather), step, gather);
    Loop13 loop = new Loop13(step, gather);
    Search excused = // where a step finds all equally bad, any answer is right
        (model, b, longest) -> {
          Found found = loop.search(model, b, longest);
          boolean best = found.score > Double.NEGATIVE_INFINITY;
          return best ? found : learners.search(model, b, longest);
        };
    return Loop13.kinds(exercise.consequence(EXCUSED, excused), learners, step, gather);
  }

  private static final String EXCUSED =
      "The loop is right. Its answers are off only because those of the functions that it calls"
          + " are: mend these, and it follows.";

  // ---- the learner's code is called with copies

  private static final Exercise.Call<StepOfBeam> CALL_STEP =
      (code, in) -> {
        int b = (int) in.number("b");
        Values before = in.copy();
        try {
          return candidates(code.best(in.numbers("scores"), in.matrix("next"), b), before);
        } catch (IndexOutOfBoundsException e) {
          int all = in.matrix("next").getNumElements();
          throw b <= all
              ? e
              : new Unusable(
                  sentence(Thrown.inWords(e))
                      + " Here there are only "
                      + all
                      + " candidates, and b is "
                      + b
                      + ": then all of them are wanted.",
                  e);
        }
      };

  private static final Exercise.Call<Search> CALL_SEARCH =
      (code, in) ->
          found(code.search(new Net(in), (int) in.number("b"), (int) in.number("longest")));

  private static String sentence(String words) {
    return words.endsWith(".") ? words : words + ".";
  }

  private static Values callGather(Gather code, Values in) {
    double[] parents = in.numbers("parents");
    DMatrixRMaj h = in.matrix("h");
    int live = h.numRows;
    List<Candidate> kept = new ArrayList<>();
    for (int i = 0; i < parents.length; i++) {
      // Another hypothesis's number: who takes it for the parent gets a state as well.
      int token = live == 3 || live == 4 ? ((int) parents[i] + 2) % live : 0;
      kept.add(new Candidate((int) parents[i], token, -1.0 - i));
    }
    try {
      return new Values().with(STATES, code.gathered(h, kept));
    } catch (IllegalArgumentException | IndexOutOfBoundsException e) {
      throw live == parents.length
          ? e
          : new Unusable(
              sentence(Thrown.inWords(e))
                  + " Here h has "
                  + live
                  + " rows, and there are "
                  + parents.length
                  + " candidates: there may be more than hypotheses, or fewer.",
              e);
    }
  }

  /**
   * Parents and tokens in their order; and how far each score lies from that of its own parent and
   * token, which may be right where the choice or the order is not.
   */
  private static Values candidates(List<Candidate> best, Values in) {
    if (best == null || best.contains(null)) {
      throw new Unusable(
          best == null
              ? "Your code gave null instead of a list of candidates."
              : "There is a null in your list of candidates.");
    }
    double[] scores = in.numbers("scores");
    DMatrixRMaj next = in.matrix("next");
    int count = Math.min((int) in.number("b"), next.getNumElements());
    double[] errors = new double[best.isEmpty() ? 0 : count];
    for (int i = 0; i < errors.length; i++) {
      Candidate c = best.get(i % best.size());
      boolean exists =
          c.parent >= 0 && c.parent < scores.length && c.token >= 0 && c.token < next.numCols;
      errors[i] = exists ? c.score - scores[c.parent] - next.get(c.parent, c.token) : c.score;
    }
    return new Values()
        .with(PARENTS, best.stream().mapToDouble(Candidate::parent).toArray())
        .with(TOKENS, best.stream().mapToDouble(Candidate::token).toArray())
        .with(ERRORS, errors);
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

  /** Hypotheses on which each wrong order and each wrong choice shows: no lucky guesses. */
  private static Values step(Rng rng, int live, int tokens, int b, double around) {
    while (true) {
      Values in = anyStep(rng, live, tokens, b, around);
      if (live == 1 || Mistakes13.allShow(in.numbers("scores"), in.matrix("next"), b)) {
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
    return new Values().with("scores", scores).with("next", Models13.logSoftmax(next)).with("b", b);
  }

  /** Two hypotheses that are alike in everything, and a third that only looks good at the end. */
  private static Values ties(Rng rng) {
    double score = rng.uniform(-3, -1);
    double often = rng.uniform(-1.2, -1);
    double[] next = {
      often, -1.5, often, often, -2, often, -1.5, often, often, -2, -0.5, -0.6, -0.7, -0.8, -0.9
    };
    return new Values()
        .with("scores", new double[] {score, score, score - 3})
        .with("next", new DMatrixRMaj(3, 5, true, next))
        .with("b", 7);
  }

  private static Values states(Rng rng, int live, double... parents) {
    return new Values().with("h", Fresh.matrix(rng, live, 5)).with("parents", parents);
  }

  private static Function<Rng, Values> inTurn(List<Function<Rng, Values>> kinds) {
    int[] calls = {0};
    return rng -> kinds.get(calls[0]++ % kinds.size()).apply(rng);
  }

  /** One hypothesis: with an end or without one, at once, in the middle, or never. */
  private static Function<Rng, Values> greedy() {
    return inTurn(
        List.of(
            rng -> model(rng, 5, -1, 1, 4, STATES_STAY, ONE_MORE, ONE_LESS),
            rng -> model(rng, 5, 2, 1, 5, EXPANDED, FINISHED_LOST, TWICE_B),
            rng -> Models13.drawn(rng, 4, 3, 1, 5, found -> found.tokens.length == 1),
            rng ->
                Models13.drawn(
                    rng, 4, 0, 1, 3, found -> found.tokens.length == 3 && found.tokens[2] == 0),
            rng ->
                Models13.drawn(
                    rng, 4, 1, 1, 3, found -> found.tokens.length == 3 && found.tokens[2] != 1)));
  }

  /** Without an end symbol; the last with a thousand taken from every logarithm. */
  private static Function<Rng, Values> endless() {
    Function<Rng, Values> wide =
        rng -> model(rng, 5, -1, 2, 4, LAST_WON, WIDTH_ONE, OLD_ORDER, TOKENS_OF_RANK, IN_PLACE);
    return inTurn(
        List.of(
            wide,
            rng -> model(rng, 5, -1, 2, 4, SCORES_STAY, SCORES_OF_THE_STEP, WIDTH_ONE),
            rng -> model(rng, 5, -1, 2, 4, STATES_STAY, TOKENS_OF_RANK),
            wide,
            rng -> wide.apply(rng).with("less", 1000)));
  }

  /**
   * Models on which the treatment of ends matters: the best sentence ends early, but not first; it
   * is cut off; and, if the beam is narrow, it takes a place that another's end made free.
   */
  private static Function<Rng, Values> ending(int tokens, int end, int b, int longest) {
    boolean narrow = b < tokens;
    return inTurn(
        List.of(
            rng -> model(rng, tokens, end, b, longest, EXPANDED, STOPPED_AT_FIRST, FINISHED_LOST),
            rng ->
                narrow
                    ? model(
                        rng,
                        tokens,
                        end,
                        b,
                        longest,
                        CUT_LOST,
                        CUT_IF_NONE,
                        STATES_STAY,
                        STOPPED_AT_B)
                    : model(rng, tokens, end, b, longest, CUT_LOST, CUT_IF_NONE, STATES_STAY),
            rng ->
                model(
                    rng,
                    tokens,
                    end,
                    b,
                    longest,
                    BY_THE_MEAN,
                    LAST_WON,
                    SCORES_STAY,
                    OLD_ORDER,
                    TOKENS_OF_RANK,
                    WIDTH_ONE,
                    IN_PLACE),
            rng -> model(rng, tokens, end, b, longest, narrow ? PLACES_LOST : SCORES_OF_THE_STEP),
            rng -> model(rng, tokens, end, b, longest, narrow ? TWICE_B : STATES_STAY)));
  }

  /** At most one token or two; and a beam wider than the vocabulary. */
  private static Function<Rng, Values> shortest() {
    return inTurn(
        List.of(
            rng -> Models13.drawn(rng, 4, 1, 2, 1, found -> found.tokens[0] != 1),
            rng -> Models13.drawn(rng, 4, 1, 2, 1, found -> found.tokens[0] == 1),
            rng -> model(rng, 3, 0, 7, 2, CUT_LOST, STOPPED_AT_FIRST),
            rng -> model(rng, 3, 2, 9, 2, BY_THE_MEAN, LAST_WON, FINISHED_LOST, EXPANDED),
            rng ->
                model(
                    rng,
                    3,
                    1,
                    8,
                    4,
                    OLD_ORDER,
                    TOKENS_OF_RANK,
                    WIDTH_ONE,
                    STATES_STAY,
                    SCORES_STAY,
                    SCORES_OF_THE_STEP,
                    BACKWARDS,
                    IN_PLACE)));
  }

  /** A model on which each of these slips finds something else than the right loop. */
  private static Values model(
      Rng rng, int tokens, int end, int b, int longest, Loop13.Slip... slips) {
    Search[] wrong =
        Arrays.stream(slips)
            .map(slip -> new Loop13(RIGHT_STEP, RIGHT_GATHER, EnumSet.of(slip)))
            .toArray(Search[]::new);
    while (true) {
      Values model = Models13.any(rng, tokens, end, b, longest);
      int[] right = RIGHT.search(new Net(model), b, longest).tokens;
      if (Arrays.stream(wrong)
          .noneMatch(w -> Arrays.equals(right, w.search(new Net(model), b, longest).tokens))) {
        return model;
      }
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
    return candidates(best, in);
  }

  private static Values rightGather(Values in) {
    int[] parents = Arrays.stream(in.numbers("parents")).mapToInt(p -> (int) p).toArray();
    return new Values().with(STATES, Mistakes13.rows(in.matrix("h"), parents));
  }

  private static Values rightSearch(Values in) {
    Net net = new Net(in.copy().with("less", 0));
    NextToken start = new Models13.Following(net, net.start());
    int b = (int) in.number("b");
    int longest = (int) in.number("longest");
    boolean all = b >= StrictMath.pow(start.vocabulary(), longest);
    Hypothesis best =
        (all ? new Exhaustive(longest) : new BeamSearch(b, longest)).decode(start).get(0);
    double score = best.logProbability() - in.number("less") * best.length();
    return found(new Found(best.tokens(), score));
  }

  // ---- the right loop, for drawing models

  static final StepOfBeam RIGHT_STEP = Mistakes13.right();
  static final Gather RIGHT_GATHER =
      (h, kept) -> Mistakes13.rows(h, kept.stream().mapToInt(Candidate::parent).toArray());
  static final Loop13 RIGHT = new Loop13(RIGHT_STEP, RIGHT_GATHER);
}
