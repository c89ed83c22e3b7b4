package unrolled.check.exercise;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.function.ToIntFunction;
import java.util.stream.IntStream;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.MatrixFeatures_DDRM;
import unrolled.check.exercise.Exercise13.Candidate;
import unrolled.check.exercise.Exercise13.Found;
import unrolled.check.exercise.Exercise13.Gather;
import unrolled.check.exercise.Exercise13.Model;
import unrolled.check.exercise.Exercise13.Search;
import unrolled.check.exercise.Exercise13.StepOfBeam;

/** The loop of a beam search: right, or with one thing wrong, or with two. */
final class Loop13 implements Search {

  private static final String READ = " Read “The loop” above.";
  private static final double NEAR = 1e-9;

  /** Something that may be wrong: a phrase after “It looks as if”, and a question or a place. */
  enum Slip {
    EXPANDED(
        "finished hypotheses were expanded again",
        "They go on behind their own end. Put them aside."),
    STOPPED_AT_FIRST(
        "the search stopped as soon as one hypothesis was finished",
        "Another may still end with a better score."),
    STOPPED_AT_B(
        "the search stopped as soon as b hypotheses were done",
        "One that goes on may still end with a better score."),
    FINISHED_LOST(
        "the finished ones were lost, and only those still alive at the end competed",
        "Put a finished one aside before it leaves the beam."),
    CUT_LOST(
        "only finished hypotheses had competed",
        "Those that are cut off at the longest length compete, too."),
    CUT_IF_NONE(
        "those that are cut off had counted only where none had finished",
        "Finished or cut off: they compete by their scores, all of them."),
    PLACES_LOST(
        "a finished hypothesis kept its place in the beam for good",
        "The next step has room for b again."),
    LAST_WON(
        "the last or the worst of those that are done had won, not the best",
        "What are they compared by?"),
    FIRST_WON(
        "the first hypothesis that was done had won, not the best", "What are they compared by?"),
    WORST_WON(
        "the worst of those that are done had won", "The best score is the largest, closest to 0."),
    END_DROPPED("the end symbol were left out of the tokens", "The answer holds all its tokens."),
    BY_THE_MEAN(
        "those that are done had competed by their mean for each token",
        "Here the sum counts, however long they are."),
    MEAN_TOLD(
        "the score were divided by the number of tokens",
        "Here the sum counts, however long they are."),
    PROBABILITY_TOLD(
        "the score that you give back were a probability", "It is a sum of logarithms."),
    TWICE_B(
        "ends had counted that are not among the b best of their step",
        "Some programs look at 2b candidates; here exactly b are taken, finished ones among them."),
    ENDS_FREE(
        "finished ones took no place in their step",
        "Exactly b candidates are taken, finished ones among them."),
    PRUNED_ENDS(
        "every end had counted, whether it is among the b best of its step or not",
        "What is not among the b best is pruned, an end as well."),
    OLD_ORDER(
        "the states had stayed in their old order",
        "First give each candidate that goes on the state of its parent."),
    STATES_STAY(
        "the states were never moved on",
        "model.after lets each of them read its token: without it the model does not know what"
            + " came before."),
    TOKENS_OF_RANK(
        "a candidate had got the tokens of the hypothesis at its own place",
        "It continues its parent: c.parent() tells whose tokens."),
    SCORES_STAY(
        "the scores stayed at 0", "The next step begins with the scores of those that go on."),
    SCORES_OF_THE_STEP(
        "only the last step counted in the scores",
        "A candidate's score is the sum of all its tokens already."),
    PARENT_TWICE(
        "the parent's score were added to a candidate's",
        "It is in there already: c.score() is the sum of all tokens."),
    PARENT_TWICE_ON_THE_WAY(
        "the parent's score were added once more to a candidate's that goes on",
        "It is in there already: c.score() is the sum of all tokens."),
    PARENTS_READ(
        "model.after had got the numbers of the parents where tokens belong",
        "Each of those that go on reads the token that it has just got."),
    START_READ(
        "the model had read the end symbol before the first step",
        "model.start() is the state before the first token: nothing is to be read there."),
    ONE_ARRAY(
        "siblings shared one list of tokens",
        "What is added for one child is there for the next one as well: each needs a copy."),
    ONE_BUFFER(
        "siblings had written their tokens into one array",
        "The second child overwrites what the first has written there: each needs a copy."),
    IN_PLACE(
        "a hypothesis's tokens had been overwritten while a later candidate still needed them",
        "What belongs to the next step goes into a new list or array."),
    FREE_END(
        "a finished hypothesis had the score of its parent",
        "The end symbol is a token like the others: its logarithm counts."),
    COPIES(
        "the search began with b hypotheses that are the same",
        "It begins with one: else all b do the same, step by step."),
    WIDTH_ONE(
        "b were 1, as in greedy search",
        "How many candidates are kept in a step? And if the search begins with b hypotheses that"
            + " are the same, all of them do the same for ever."),
    ONE_MORE("it went one token too far", "Where is the longest length reached?"),
    ONE_LESS("it stopped one token too early", "Where is the longest length reached?"),
    BACKWARDS("the tokens stood in reverse order", "The first token goes first."),
    CUT_BEHIND_END(
        "the answer were cut behind its end symbol only afterwards",
        "Its score is that of the longer one.");

    private final String looks;
    private final String ask;

    Slip(String looks, String ask) {
      this.looks = looks;
      this.ask = ask;
    }
  }

  private final StepOfBeam step;
  private final Gather gather;
  private final Set<Slip> slips;

  /** The right loop around somebody's step and states. */
  Loop13(StepOfBeam step, Gather gather) {
    this(step, gather, EnumSet.noneOf(Slip.class));
  }

  Loop13(StepOfBeam step, Gather gather, Set<Slip> slips) {
    this.step = step;
    this.gather = gather;
    this.slips = slips;
  }

  private boolean is(Slip slip) {
    return slips.contains(slip);
  }

  private record Done(Found found, double rank, boolean ended) {}

  /** What one search keeps. */
  private final class Run {
    private final List<Done> done = new ArrayList<>();
    private boolean stopped;

    void finish(List<Integer> tokens, double score, boolean ended) {
      if (ended ? is(Slip.FINISHED_LOST) : is(Slip.CUT_LOST)) {
        return;
      }
      List<Integer> told = new ArrayList<>(tokens);
      if (ended && is(Slip.END_DROPPED)) {
        told.remove(told.size() - 1);
      }
      if (is(Slip.BACKWARDS)) {
        Collections.reverse(told);
      }
      double mean = score / tokens.size();
      double number =
          is(Slip.MEAN_TOLD) ? mean : is(Slip.PROBABILITY_TOLD) ? StrictMath.exp(score) : score;
      double rank = is(Slip.BY_THE_MEAN) || is(Slip.MEAN_TOLD) ? mean : score;
      done.add(new Done(new Found(array(told), number), rank, ended));
    }

    Found best(int end) {
      boolean anyEnded = done.stream().anyMatch(Done::ended);
      Done best = null;
      for (Done one : done) {
        if (is(Slip.CUT_IF_NONE) && anyEnded && !one.ended) {
          continue;
        }
        boolean better =
            best == null
                || is(Slip.LAST_WON)
                || (!is(Slip.FIRST_WON)
                    && (is(Slip.WORST_WON) ? one.rank < best.rank : one.rank > best.rank));
        best = better ? one : best;
      }
      if (best == null) {
        return new Found(new int[0], Double.NEGATIVE_INFINITY);
      }
      int[] tokens = best.found.tokens();
      for (int i = 0; i < tokens.length && is(Slip.CUT_BEHIND_END); i++) {
        if (tokens[i] == end) {
          return new Found(Arrays.copyOf(tokens, i + 1), best.found.score());
        }
      }
      return best.found;
    }
  }

  @Override
  public Found search(Model model, int b, int longest) {
    return run(model, b, longest).best(model.end());
  }

  private Run run(Model model, int b, int longest) {
    int most = longest + (is(Slip.ONE_MORE) ? 1 : 0) - (is(Slip.ONE_LESS) ? 1 : 0);
    int copies = is(Slip.COPIES) ? b : 1;
    List<List<Integer>> live = new ArrayList<>(Collections.nCopies(copies, new ArrayList<>()));
    double[] scores = new double[copies];
    DMatrixRMaj h = Mistakes13.rows(model.start(), new int[copies]);
    if (is(Slip.START_READ)) {
      int[] ends = new int[copies];
      Arrays.fill(ends, model.end());
      h = model.after(h, ends);
    }
    Run run = new Run();
    int places = is(Slip.WIDTH_ONE) ? 1 : b;
    for (int t = 1; t <= most && !live.isEmpty() && places > 0 && !run.stopped; t++) {
      DMatrixRMaj next = model.next(h);
      List<Candidate> kept = kept(scores, next, places);
      if (is(Slip.PRUNED_ENDS)) {
        prunedEnds(run, live, step.best(scores, next, next.getNumElements()), kept, model.end());
      }
      List<List<Integer>> parents =
          is(Slip.ONE_ARRAY) ? copies(live) : is(Slip.IN_PLACE) ? new ArrayList<>(live) : live;
      List<List<Integer>> all = new ArrayList<>();
      List<Integer> going = new ArrayList<>(); // places in kept
      int room = places;
      for (int i = 0; i < kept.size(); i++) {
        all.add(longer(parents, kept.get(i), i, t));
        boolean ended = kept.get(i).token() == model.end() && !is(Slip.EXPANDED);
        if (ended || t == most) {
          double before = scores[kept.get(i).parent()];
          double sum = ended && is(Slip.FREE_END) ? before : score(kept.get(i), scores);
          run.finish(all.get(i), sum, ended);
          run.stopped |= ended && is(Slip.STOPPED_AT_FIRST);
          places -= ended && is(Slip.PLACES_LOST) ? 1 : 0;
        } else if (going.size() < room) {
          if (is(Slip.IN_PLACE)) {
            put(parents, going.size(), all.get(i));
          }
          going.add(i);
        } else if (is(Slip.ENDS_FREE)) {
          break;
        }
      }
      run.stopped |= is(Slip.STOPPED_AT_B) && run.done.size() >= b;
      if (!run.stopped && !going.isEmpty()) {
        h = moved(model, h, kept, going);
      }
      scores = scores(scores, kept, going);
      live = going.stream().map(all::get).toList();
    }
    return run;
  }

  private List<Candidate> kept(double[] scores, DMatrixRMaj next, int places) {
    int wanted =
        is(Slip.TWICE_B) ? 2 * places : is(Slip.ENDS_FREE) ? next.getNumElements() : places;
    return step.best(scores, next, wanted);
  }

  private static void prunedEnds(
      Run run, List<List<Integer>> live, List<Candidate> all, List<Candidate> kept, int end) {
    for (Candidate c : all) {
      if (c.token() == end && !kept.contains(c)) {
        List<Integer> tokens = new ArrayList<>(live.get(c.parent()));
        tokens.add(end);
        run.finish(tokens, c.score(), true);
      }
    }
  }

  private static List<List<Integer>> copies(List<List<Integer>> live) {
    List<List<Integer>> copies = new ArrayList<>();
    live.forEach(tokens -> copies.add(new ArrayList<>(tokens)));
    return copies;
  }

  private static void put(List<List<Integer>> list, int place, List<Integer> tokens) {
    if (place < list.size()) {
      list.set(place, tokens);
    } else {
      list.add(tokens);
    }
  }

  /** The tokens of the candidate of this rank. */
  private List<Integer> longer(List<List<Integer>> parents, Candidate c, int rank, int t) {
    List<Integer> before =
        parents.get(is(Slip.TOKENS_OF_RANK) ? Math.min(rank, parents.size() - 1) : c.parent());
    List<Integer> tokens =
        is(Slip.ONE_ARRAY) || is(Slip.ONE_BUFFER) ? before : new ArrayList<>(before);
    if ((is(Slip.ONE_BUFFER) || is(Slip.IN_PLACE)) && tokens.size() == t) {
      tokens.remove(t - 1); // a sibling's
    }
    tokens.add(c.token());
    return tokens;
  }

  private double[] scores(double[] before, List<Candidate> kept, List<Integer> going) {
    double[] scores = new double[going.size()];
    for (int i = 0; i < scores.length && !is(Slip.SCORES_STAY); i++) {
      Candidate c = kept.get(going.get(i));
      double once = before[c.parent()];
      scores[i] =
          score(c, before)
              + (is(Slip.PARENT_TWICE_ON_THE_WAY) ? once : 0)
              - (is(Slip.SCORES_OF_THE_STEP) ? once : 0);
    }
    return scores;
  }

  private double score(Candidate c, double[] before) {
    return c.score() + (is(Slip.PARENT_TWICE) ? before[c.parent()] : 0);
  }

  private DMatrixRMaj moved(Model model, DMatrixRMaj h, List<Candidate> kept, List<Integer> going) {
    List<Candidate> those = going.stream().map(kept::get).toList();
    DMatrixRMaj states =
        is(Slip.OLD_ORDER)
            ? Mistakes13.rows(
                h, IntStream.range(0, those.size()).map(i -> Math.min(i, h.numRows - 1)).toArray())
            : gather.gathered(h, those);
    ToIntFunction<Candidate> read = is(Slip.PARENTS_READ) ? Candidate::parent : Candidate::token;
    return is(Slip.STATES_STAY)
        ? states
        : model.after(states, those.stream().mapToInt(read).toArray());
  }

  private static int[] array(List<Integer> tokens) {
    return tokens.stream().mapToInt(token -> token).toArray();
  }

  // ---- the typical mistakes

  /** What mostly gives the same as another slip, or is one only behind another. */
  private static final Set<Slip> VARIANTS =
      EnumSet.of(
          Slip.FIRST_WON,
          Slip.WORST_WON,
          Slip.ENDS_FREE,
          Slip.PRUNED_ENDS,
          Slip.COPIES,
          Slip.CUT_BEHIND_END);

  /** One thing wrong. */
  static Exercise<Search> oneSlip(Exercise<Search> exercise, StepOfBeam step, Gather gather) {
    EnumSet.complementOf(EnumSet.copyOf(VARIANTS))
        .forEach(slip -> one(exercise, step, gather, slip));
    return exercise;
  }

  private static void one(Exercise<Search> exercise, StepOfBeam step, Gather gather, Slip slip) {
    exercise.slip(
        slip.name(),
        "It looks as if " + slip.looks + ". " + slip.ask + READ,
        new Loop13(step, gather, EnumSet.of(slip)));
  }

  /** One thing wrong in a rarer way, or two. */
  static Exercise<Search> twoSlips(Exercise<Search> exercise, StepOfBeam step, Gather gather) {
    VARIANTS.forEach(slip -> one(exercise, step, gather, slip));
    for (Slip one : Slip.values()) {
      for (Slip two : EnumSet.range(one, Slip.CUT_BEHIND_END)) {
        if (one != two) {
          exercise.mistake(
              one + " + " + two,
              "It looks as if two things were wrong: as if "
                  + one.looks
                  + "; and as if "
                  + two.looks
                  + "."
                  + READ,
              new Loop13(step, gather, EnumSet.of(one, two)));
        }
      }
    }
    return exercise;
  }

  // ---- what a search asks the model

  /** Notes what a search asks. */
  private static final class Noted implements Model {
    private final Model model;
    private final List<Integer> expanded = new ArrayList<>();
    private final List<DMatrixRMaj> states = new ArrayList<>();
    private final List<int[]> read = new ArrayList<>();

    private Noted(Model model) {
      this.model = model;
    }

    @Override
    public DMatrixRMaj start() {
      return model.start();
    }

    @Override
    public DMatrixRMaj next(DMatrixRMaj h) {
      expanded.add(h.numRows);
      return model.next(h);
    }

    @Override
    public DMatrixRMaj after(DMatrixRMaj h, int[] tokens) {
      states.add(h.copy());
      read.add(tokens.clone());
      return model.after(h, tokens);
    }

    @Override
    public int end() {
      return model.end();
    }

    /** The sum of a sentence's logarithms; NaN if it has a token that is none. */
    double sum(int... tokens) {
      DMatrixRMaj h = model.start();
      double sum = 0;
      for (int token : tokens) {
        DMatrixRMaj next = model.next(h);
        if (token < 0 || token >= next.numCols) {
          return Double.NaN;
        }
        sum += next.get(0, token);
        h = model.after(h, new int[] {token});
      }
      return sum;
    }

    boolean sameAs(Noted other) {
      int steps = Math.min(read.size(), other.read.size());
      return IntStream.range(0, steps).allMatch(t -> sameTokens(other, t) && sameStates(other, t));
    }

    boolean sameTokens(Noted other, int t) {
      return Arrays.equals(read.get(t), other.read.get(t));
    }

    boolean sameStates(Noted other, int t) {
      return MatrixFeatures_DDRM.isIdentical(states.get(t), other.states.get(t), NEAR);
    }

    /** The first step in which the two go on with others, or with other states; −1 for none. */
    int firstOther(Noted other) {
      int steps = Math.min(read.size(), other.read.size());
      return IntStream.range(0, steps)
          .filter(t -> !sameTokens(other, t) || !sameStates(other, t))
          .findFirst()
          .orElse(-1);
    }
  }

  /** Both searches on one model. */
  private record Both(
      Noted yours, Found found, Noted right, Found best, List<Found> done, int b, int longest) {
    boolean isRight() {
      return Arrays.equals(found.tokens(), best.tokens()) && near(found.score(), best.score());
    }

    int end() {
      return yours.end();
    }

    boolean withoutItsEnd() {
      int[] tokens = found.tokens();
      int[] more = Arrays.copyOf(tokens, tokens.length + 1);
      more[tokens.length] = end();
      boolean open = tokens.length == 0 || tokens[tokens.length - 1] != end();
      return open && tokens.length < longest && near(found.score(), yours.sum(more));
    }

    boolean behindItsEnd() {
      int[] tokens = found.tokens();
      return IntStream.range(0, tokens.length - 1).anyMatch(i -> tokens[i] == end());
    }

    boolean neither() {
      int[] tokens = found.tokens();
      return tokens.length < longest && (tokens.length == 0 || tokens[tokens.length - 1] != end());
    }

    boolean readsAnEnd() {
      return yours.read.stream()
          .anyMatch(tokens -> Arrays.stream(tokens).anyMatch(token -> token == end()));
    }

    /** Whether the first difference is one of the states alone. */
    boolean otherStates() {
      int t = yours.firstOther(right);
      return t >= 0 && yours.sameTokens(right, t);
    }

    boolean fewer() {
      int t = yours.firstOther(right);
      return t >= 0 && yours.read.get(t).length < right.read.get(t).length;
    }

    boolean more() {
      int t = yours.firstOther(right);
      return t >= 0 && yours.read.get(t).length > right.read.get(t).length;
    }

    boolean sameBeam() {
      return yours.sameAs(right);
    }

    boolean oneOfTheDone() {
      return done.stream().anyMatch(one -> Arrays.equals(one.tokens(), found.tokens()));
    }
  }

  @FunctionalInterface
  private interface About {
    boolean holds(Both both);
  }

  /**
   * Says of a wrong answer, or of what was asked on the way to it, what none may be. Each of these
   * is true, whatever the code; the first that fits is told.
   */
  static Exercise<Search> kinds(
      Exercise<Search> exercise, Search learners, StepOfBeam step, Gather gather) {
    new Kinds(exercise, learners, new Loop13(step, gather))
        .kind(
            "The search begins with one hypothesis, the empty one: yours asks model.next for more"
                + " rows at once.",
            both -> both.yours.expanded.get(0) > 1)
        .kind(
            "Your search never calls model.after: then the model does not know which tokens came"
                + " before.",
            both -> both.yours.read.isEmpty() && !both.right.read.isEmpty())
        .kind(
            "An end symbol was handed to model.after. Finished hypotheses don't go on, and"
                + " model.start() has nothing to read: whose token was it?",
            Both::readsAnEnd)
        .kind(
            "More than b hypotheses go on in your search.",
            both -> both.yours.expanded.stream().anyMatch(rows -> rows > both.b))
        .kind(
            "Your sentence has more tokens than the longest length allows.",
            both -> both.found.tokens().length > both.longest)
        .kind("Your sentence goes on behind its own end symbol.", Both::behindItsEnd)
        .kind(
            "The end symbol is missing from your sentence: the answer holds all its tokens.",
            Both::withoutItsEnd)
        .kind(
            "The right hypotheses go on, but model.after gets other states than those of their"
                + " parents.",
            Both::otherStates)
        .kind(
            "From some step on fewer hypotheses go on in your search than should: each step has"
                + " room for b.",
            Both::fewer)
        .kind(
            "From some step on more hypotheses go on in your search than should: finished ones take"
                + " a place in their step.",
            Both::more)
        .kind(
            "From some step on other hypotheses go on in your search than should, or in another"
                + " order: follow the tokens and scores of two of them on paper.",
            both -> !both.sameBeam())
        .kind(
            "Your search stops too early: the best sentence has more tokens than it took steps.",
            both -> both.yours.expanded.size() < both.best.tokens().length)
        .kind(
            "The right hypotheses go on at every step, and your answer is one of those that are"
                + " done, but not the best.",
            both ->
                both.oneOfTheDone()
                    && near(both.found.score(), both.yours.sum(both.found.tokens())))
        .kind(
            "The right hypotheses go on at every step. But your answer is neither finished nor cut"
                + " off.",
            Both::neither)
        .kind(
            "The right hypotheses go on at every step. But the score that you give back is not that"
                + " of your tokens.",
            both -> !near(both.found.score(), both.yours.sum(both.found.tokens())))
        .kind(
            "The right hypotheses go on at every step, but your answer is none of those that are"
                + " done.",
            both ->
                both.done.stream()
                    .noneMatch(one -> Arrays.equals(one.tokens(), both.found.tokens())));
    return exercise;
  }

  /** Detectors that run the learner's own search, and the right one beside it. */
  private record Kinds(Exercise<Search> exercise, Search learners, Loop13 loop) {
    Kinds kind(String hint, About about) {
      exercise.mistake(hint, hint + READ, (model, b, longest) -> ifIt(about, model, b, longest));
      return this;
    }

    private Found ifIt(About about, Model model, int b, int longest) {
      Noted yours = new Noted(model);
      Noted right = new Noted(model);
      Found found = learners.search(yours, b, longest);
      Run run = loop.run(right, b, longest);
      List<Found> done = run.done.stream().map(Done::found).toList();
      Both both = new Both(yours, found, right, run.best(model.end()), done, b, longest);
      if (both.isRight() || about.holds(both)) {
        return found;
      }
      throw new Unusable("something else");
    }
  }

  private static boolean near(double a, double b) {
    return a == b || Math.abs(a - b) <= NEAR * Math.max(1, Math.abs(b));
  }
}
