package unrolled.check.exercise;

import static unrolled.check.exercise.Prediction.PREDICTED;
import static unrolled.check.exercise.Prediction.question;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.function.Function;
import unrolled.math.Numbers;
import unrolled.math.Rng;

/**
 * Marks exercise 01: features of a sentence that depend on the order of its words, found in one
 * pass that carries a state.
 *
 * <p>The right answers come from looking things up in the whole sentence, back and forth, without
 * any state.
 */
public final class Exercise01 {

  private static final String GIVEN_BACK = "a state that it gave back before";
  static final String ANSWER = "answer";
  static final String SCORE = "score";
  static final String SIGN = "sign";

  private static final List<String> FILLERS = List.of("the", "film", "was", "very", "a", "bit");
  private static final List<String> WORDS = List.of("good", "bad", "not", "never", "great");
  private static final int SENTENCES = 2000;

  private Exercise01() {}

  /** Which of two words comes first? */
  @FunctionalInterface
  public interface Order {
    /**
     * Compares the first places of two words.
     *
     * @param tokens the sentence, word by word
     * @param a a word
     * @param b another word
     * @return 1 if a comes first, −1 if b comes first, 0 if one of them is missing
     */
    double of(List<String> tokens, String a, String b);
  }

  /** One step of reading. */
  @FunctionalInterface
  public interface Step {
    /**
     * The state after one more token.
     *
     * @param h the score so far, and the sign (1 or −1) that the next opinion gets
     * @param token a word, a comma or a full stop
     * @return the new score and sign, in a new array
     */
    double[] read(double[] h, String token);
  }

  /** An opinion about a sentence from counts alone. */
  @FunctionalInterface
  public interface Guess {
    /** Above 0 for praise, below 0 for blame, 0 for neither. */
    double of(Map<String, Integer> words, Map<String, Integer> pairs);
  }

  /** Marks the four predictions: 4 points. Prints the report. */
  public static int predicted(Callable<int[]> learners) {
    return predictions().mark(learners, 1);
  }

  /** Marks the four predictions, which draw nothing. */
  public static int predicted(Callable<int[]> learners, long seed) {
    return predictions().mark(learners, seed);
  }

  /** Marks the order of two words: 6 points. Prints the report. */
  public static int order(Order learners) {
    return order(learners, Exercise.freshSeed());
  }

  /** Marks the order of two words in sentences drawn with this seed. */
  public static int order(Order learners, long seed) {
    return orderExercise().mark(learners, seed);
  }

  /** Marks the step that reads negations: 8 points. Prints the report. */
  public static int step(Step learners) {
    return step(learners, Exercise.freshSeed());
  }

  /** Marks the step that reads negations, in states and sentences drawn with this seed. */
  public static int step(Step learners, long seed) {
    return stepExercise().mark(learners, seed);
  }

  /** For a class: 2 more points for sentences that the visible checks don't have. */
  public static int otherSentences(Order learnersOrder, Step learnersStep, long seed) {
    int marks =
        new Exercise<>("Other sentences, order", Exercise01::callOrder, Exercise01::rightOrder)
            .follows()
            .naming(Exercise01::asked)
            .stage(inTurn("… ".repeat(20) + "b … a a~ … a", "… ".repeat(20) + "~b a … b … a"))
            .part(1, "sentences of more than thirty words", ANSWER)
            .mark(learnersOrder, seed);
    return marks
        + new Exercise<>("Other sentences, step", Exercise01::callStep, Exercise01::rightStates)
            .follows()
            .stage(rng -> sentence(rng, 40))
            .part(1, "hundreds of words", SCORE, SIGN)
            .mark(learnersStep, seed);
  }

  /** Whether both are right, so that something can be built on them; if not, says so. */
  public static boolean ready(Order order, Step step) {
    Map<String, Boolean> pieces = new LinkedHashMap<>();
    pieces.put("first", orderStages().isRight(order, 1));
    pieces.put("step", stepStages().isRight(step, 1));
    return Waiting.isOver(
        "What follows is done by your methods, and waits until their checks pass.", pieces);
  }

  /**
   * Prints how often a guess from counts agrees with the step about 2,000 sentences, beside two
   * others: that of a bag of words, and one that knows pairs.
   */
  public static void challenge(Guess mine) {
    System.out.println(
        agreement("a bag of words", (words, pairs) -> worths(words))
            + agreement("words, and “not good” for a pair", Exercise01::worthsTurnedByNeighbours)
            + agreement("yours", mine));
  }

  // ---- the predictions

  static Exercise<Callable<int[]>> predictions() {
    return new Exercise<Callable<int[]>>("Predictions", Prediction::callWhole, Prediction::right)
        .stage(
            question(
                0,
                9,
                "Count up to the word that settles it.",
                "4 There you know that “good” is there. And “bad”?",
                "11 You can stop earlier. Which word settles it?",
                "8 Count from 1, and count the comma as well.",
                "7 Count from 1, and count the comma as well."))
        .part(1, "good, and then bad", PREDICTED)
        .stage(
            question(
                1,
                11,
                "As long as there is a word to come, it could be “awful”.",
                "4 The next word could be “awful”.",
                "9 The words that follow could be “awful”.",
                "10 One more is to come.",
                "0 You have to look."))
        .part(1, "no awful anywhere", PREDICTED)
        .stage(
            question(
                2,
                1,
                "What does a bag keep of a sentence? And what differs between two of the orders?",
                "24 So many sentences there are. What does a bag keep of each?"))
        .part(1, "the bags of all orders", PREDICTED)
        .stage(
            question(
                3,
                6,
                "Take “not bad” for one piece. In how many orders do three pieces stand?",
                "3 The other two may stand in either order.",
                "12 In so many “bad” stands somewhere behind “not”.",
                "4 In how many orders do three pieces stand?",
                "2 “not bad” may also stand between the other two, or behind them."))
        .part(1, "bad right behind not", PREDICTED);
  }

  // ---- the stages

  private static Exercise<Order> orderStages() {
    return new Exercise<Order>("What comes first", Exercise01::callOrder, Exercise01::rightOrder)
        .naming(Exercise01::asked)
        .stage(inTurn("a b", "b a", "a b", "b a", "a b"))
        .part(1, "two words", ANSWER)
        .stage(inTurn("… a … b …", "… b . … a …", "a … b", "b … , a", "… b a …"))
        .part(1, "other words around and between", ANSWER)
        .stage(inTurn("a … b … a", "b … a … b", "a b b …", "b a … a b", "… a … a b"))
        .part(1, "a word comes again", ANSWER)
        .stage(inTurn("… b~ a … b", "~a b … a", "… a- b a", "b- … a b", "~b … a~ b a"))
        .part(1, "a word that only looks like it", ANSWER)
        .stage(inTurn("… a …", "… b … b", "a … b", "a", "b … a"))
        .part(1, "now and then one of the two is missing", ANSWER)
        .stage(inTurn("", "… …", "b a", "b", "a … b"))
        .part(1, "now and then both are missing, or there is one word, or none", ANSWER);
  }

  static Exercise<Order> orderExercise() {
    return Mistakes01.order(orderStages());
  }

  private static Exercise<Step> stepStages() {
    return new Exercise<Step>("A step of reading", Exercise01::callStep, Exercise01::rightStates)
        .naming(Exercise01::read)
        .stage(oneToken("+ good", "− awful", "− good", "+ bad", "− great"))
        .part(2, "rule 1, an opinion: the score", SCORE)
        .part(1, "rule 1, an opinion: the sign", SIGN)
        .stage(oneToken("+ not", "− never", "+ never", "− not", "− never"))
        .part(1, "rule 2, a negation", SCORE, SIGN)
        .stage(oneToken("− ,", "+ ,", "− very", "+ film", "− ."))
        .part(1, "rules 3 and 4, a comma, a full stop, any other word", SCORE, SIGN)
        .stage(rng -> sentence(rng, 1))
        .part(2, "whole sentences", SCORE, SIGN)
        .leavesItsInputs(1);
  }

  static Exercise<Step> stepExercise() {
    return Mistakes01.step(stepStages());
  }

  // ---- calls

  private static Values callOrder(Order code, Values in) {
    List<String> tokens = new ArrayList<>(in.texts("tokens"));
    try {
      return new Values()
          .with(ANSWER, code.of(Collections.unmodifiableList(tokens), in.text("a"), in.text("b")));
    } catch (UnsupportedOperationException e) {
      if (e.getMessage() != null) { // that of a hole
        throw e;
      }
      throw new Unusable(
          "Your code tries to change the list of tokens. Others need it, too: read it only, or"
              + " change a copy, new ArrayList<>(tokens).");
    }
  }

  /** The state after every token; a number each if there is one token only. */
  private static Values callStep(Step code, Values in) {
    List<String> tokens = in.texts("tokens");
    double[] score = new double[tokens.size()];
    double[] sign = new double[tokens.size()];
    double[] start = in.numbers("h");
    double[] h = start.clone();
    for (int t = 0; t < tokens.size(); t++) {
      double[] given = h;
      double[] before = given.clone();
      h = code.read(given, tokens.get(t));
      if (!Arrays.equals(given, before)) { // every state is an input, not only the first
        if (t == 0) {
          System.arraycopy(given, 0, start, 0, 2);
        } else {
          in.with(GIVEN_BACK, "overwritten by a later call");
        }
      }
      if (h == null || h.length != 2) {
        throw new Unusable(
            "Your step must give back two numbers, the new score and sign; for “"
                + tokens.get(t)
                + "” it gave back "
                + (h == null ? "null." : "an array of length " + h.length + "."));
      }
      score[t] = h[0];
      sign[t] = h[1];
    }
    return states(score, sign);
  }

  private static Values states(double[] score, double[] sign) {
    return score.length == 1
        ? new Values().with(SCORE, score[0]).with(SIGN, sign[0])
        : new Values().with(SCORE, score).with(SIGN, sign);
  }

  // ---- fresh sentences

  /**
   * Questions about two words, by patterns that take turns: a and b stand for the words, a~ and ~a
   * for longer ones, a- for a shorter one, … for one or two others, a comma and a full stop for
   * themselves.
   */
  private static Function<Rng, Values> inTurn(String... patterns) {
    int[] calls = {0};
    return rng -> drawn(rng, patterns[calls[0]++ % patterns.length]);
  }

  private static Values drawn(Rng rng, String pattern) {
    int first = rng.nextInt(WORDS.size());
    String a = WORDS.get(first);
    String b = WORDS.get((first + 1 + rng.nextInt(WORDS.size() - 1)) % WORDS.size());
    List<String> tokens = new ArrayList<>();
    for (String place : pattern.split(" ")) {
      String word = place.contains("a") ? a : b;
      switch (place) {
        case "" -> {} // no words at all
        case "…" -> addFillers(tokens, rng);
        case "a", "b" -> tokens.add(word);
        case ",", "." -> tokens.add(place);
        case "a-", "b-" -> tokens.add(word.substring(0, word.length() - 1));
        case "a~", "b~" -> tokens.add(word + "ish");
        default -> tokens.add("un" + word);
      }
    }
    tokens.replaceAll(Exercise01::fresh);
    return new Values().with("tokens", List.copyOf(tokens)).with("a", fresh(a)).with("b", fresh(b));
  }

  private static String asked(Values in) {
    return "For “"
        + String.join(" ", in.texts("tokens"))
        + "”, a = “"
        + in.text("a")
        + "”, b = “"
        + in.text("b")
        + "”:";
  }

  /** Equal to a literal of the same letters, but another object. */
  private static String fresh(String word) {
    return String.valueOf(word.toCharArray());
  }

  private static void addFillers(List<String> tokens, Rng rng) {
    for (int i = 1 + rng.nextInt(2); i > 0; i--) {
      tokens.add(FILLERS.get(rng.nextInt(FILLERS.size())));
    }
  }

  /** A sign and a token, in turn, with a score that no mistake can hide behind. */
  private static Function<Rng, Values> oneToken(String... cases) {
    int[] calls = {0};
    return rng -> {
      String[] signAndToken = cases[calls[0]++ % cases.length].split(" ");
      double score = (2 + rng.nextInt(5)) * (rng.nextBoolean() ? 1 : -1);
      return new Values()
          .with("tokens", List.of(fresh(signAndToken[1])))
          .with("h", new double[] {score, signAndToken[0].equals("+") ? 1 : -1})
          .with(GIVEN_BACK, "left alone");
    };
  }

  private static String read(Values in) {
    List<String> tokens = in.texts("tokens");
    double[] h = in.numbers("h");
    return tokens.size() == 1
        ? "From h = ("
            + Numbers.text(h[0])
            + ", "
            + Numbers.text(h[1])
            + "), with “"
            + tokens.get(0)
            + "”:"
        : "In “" + String.join(" ", tokens) + "”:";
  }

  /** Every kind of clause so many times, in random order. */
  private static Values sentence(Rng rng, int times) {
    List<String> kinds =
        List.of("…+", "not−", "not…+", "not…not+", "not…,", "−+", "not,−.", "not….", "…");
    int[] order = new int[times * kinds.size()];
    for (int i = 0; i < order.length; i++) {
      order[i] = i % kinds.size();
    }
    rng.shuffle(order);
    List<String> patterns = new ArrayList<>();
    for (int kind : order) {
      patterns.add(kinds.get(kind));
    }
    return clauses(rng, patterns);
  }

  private static Values clauses(Rng rng, List<String> patterns) {
    List<String> tokens = new ArrayList<>();
    int other = rng.nextInt(2);
    for (String sign : String.join("", patterns).replace("not", "n").split("")) {
      switch (sign) {
        case "+" -> tokens.add(other++ % 2 == 0 ? "good" : "great");
        case "−" -> tokens.add(other++ % 2 == 0 ? "bad" : "awful");
        case "n" -> tokens.add(other++ % 2 == 0 ? "not" : "never");
        case ",", "." -> tokens.add(sign);
        default -> addFillers(tokens, rng);
      }
    }
    tokens.replaceAll(Exercise01::fresh);
    return new Values()
        .with("tokens", List.copyOf(tokens))
        .with("h", new double[] {0, 1})
        .with(GIVEN_BACK, "left alone");
  }

  // ---- the right answers

  private static Values rightOrder(Values in) {
    int a = in.texts("tokens").indexOf(in.text("a"));
    int b = in.texts("tokens").indexOf(in.text("b"));
    return new Values().with(ANSWER, a < 0 || b < 0 ? 0 : Integer.signum(b - a));
  }

  /**
   * Every opinion word looks back for negations, as far as the last opinion word, comma or stop.
   * What was before the first token is in the state at the beginning.
   */
  private static Values rightStates(Values in) {
    List<String> tokens = in.texts("tokens");
    double[] start = in.numbers("h");
    double[] score = new double[tokens.size()];
    double[] sign = new double[tokens.size()];
    for (int t = 0; t < tokens.size(); t++) {
      String now = tokens.get(t);
      score[t] =
          (t == 0 ? start[0] : score[t - 1]) + signBefore(tokens, t, start[1]) * opinion(now);
      sign[t] = signBefore(tokens, t + 1, start[1]);
    }
    return states(score, sign);
  }

  private static double signBefore(List<String> tokens, int end, double atTheStart) {
    int negations = 0;
    for (int t = end - 1; t >= 0; t--) {
      if (opinion(tokens.get(t)) != 0 || ends(tokens.get(t))) {
        return negations % 2 == 0 ? 1 : -1;
      }
      negations += negates(tokens.get(t)) ? 1 : 0;
    }
    return negations % 2 == 0 ? atTheStart : -atTheStart;
  }

  static double opinion(String token) {
    return switch (token) {
      case "good", "great" -> 1;
      case "bad", "awful" -> -1;
      default -> 0;
    };
  }

  static boolean negates(String token) {
    return token.equals("not") || token.equals("never");
  }

  static boolean ends(String token) {
    return token.equals(",") || token.equals(".");
  }

  // ---- the challenge

  private static String agreement(String name, Guess guess) {
    Rng rng = new Rng(1);
    int agreeing = 0;
    for (int i = 0; i < SENTENCES; i++) {
      List<String> tokens = anySentence(rng);
      Map<String, Integer> words = new TreeMap<>();
      Map<String, Integer> pairs = new TreeMap<>();
      for (int t = 0; t < tokens.size(); t++) {
        words.merge(tokens.get(t), 1, Integer::sum);
        if (t > 0) {
          pairs.merge(tokens.get(t - 1) + " " + tokens.get(t), 1, Integer::sum);
        }
      }
      double[] h = {0, 1};
      for (String token : tokens) {
        h = Mistakes01.right(h, token);
      }
      agreeing += Math.signum(guess.of(words, pairs)) == Math.signum(h[0]) ? 1 : 0;
    }
    String percent = Numbers.text(100.0 * agreeing / SENTENCES, 3);
    return name + " agrees about " + percent + " % of 2,000 sentences\n";
  }

  private static List<String> anySentence(Rng rng) {
    List<String> opinions = List.of("good", "great", "bad", "awful");
    List<String> others = List.of("not", "not", "never", ",", ",");
    List<String> tokens = new ArrayList<>();
    for (int i = 8 + rng.nextInt(8); i > 0; i--) {
      List<String> kind = rng.nextInt(3) == 0 ? opinions : rng.nextBoolean() ? others : FILLERS;
      tokens.add(kind.get(rng.nextInt(kind.size())));
    }
    return tokens;
  }

  private static double worths(Map<String, Integer> words) {
    return words.entrySet().stream().mapToDouble(e -> e.getValue() * opinion(e.getKey())).sum();
  }

  private static double worthsTurnedByNeighbours(
      Map<String, Integer> words, Map<String, Integer> pairs) {
    double turned = 0;
    for (Map.Entry<String, Integer> pair : pairs.entrySet()) {
      String[] two = pair.getKey().split(" ");
      turned += negates(two[0]) ? pair.getValue() * opinion(two[1]) : 0;
    }
    return worths(words) - 2 * turned;
  }
}
