package unrolled.check.exercise;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import unrolled.math.Rng;

/**
 * Marks exercise 01: features of a sentence that depend on the order of its words, found in one
 * pass that carries a state.
 *
 * <p>The right answers come from looking things up in the whole sentence, back and forth, without
 * any state.
 */
public final class Exercise01 {

  private static final List<String> FILLERS = List.of("the", "film", "was", "very", "a", "bit");
  private static final List<String> WORDS = List.of("good", "bad", "not", "never", "great");

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

  /** Marks the order of two words: 5 points. Prints the report. */
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

  /** Marks the step that reads negations, in sentences drawn with this seed. */
  public static int step(Step learners, long seed) {
    return stepExercise().mark(learners, seed);
  }

  /** For a class: 2 more points for sentences that the visible checks don't have. */
  public static int otherSentences(Order learnersOrder, Step learnersStep, long seed) {
    int marks =
        new Exercise<>("Other sentences, order", Exercise01::callOrder, Exercise01::rightOrder)
            .naming(Exercise01::question)
            .stage(rng -> question(rng, List.of()))
            .part(1, "no words at all", "order")
            .mark(learnersOrder, seed);
    return marks
        + new Exercise<>("Other sentences, step", Exercise01::callStep, Exercise01::rightStates)
            .stage(rng -> sentence(rng, 40))
            .part(1, "two hundred words", "score", "sign")
            .mark(learnersStep, seed);
  }

  static Exercise<Order> orderExercise() {
    String read = " Read “What comes first” above.";
    return new Exercise<Order>("What comes first", Exercise01::callOrder, Exercise01::rightOrder)
        .naming(Exercise01::question)
        .stage(rng -> question(rng, List.of("1", "2")))
        .part(1, "two words", "order")
        .stage(rng -> question(rng, List.of("…", "1", "…", "2", "…")))
        .part(1, "other words around and between", "order")
        .stage(rng -> question(rng, List.of("1", "…", "2", "…", "1")))
        .part(1, "a word comes again", "order")
        .stage(rng -> question(rng, List.of("…", "2ish", "1", "…", "2")))
        .part(1, "a word that only looks like it", "order")
        .stage(
            Fresh.inTurn(
                rng -> question(rng, List.of("…", "1", "…")),
                rng -> question(rng, List.of("…", "1", "2", "…"))))
        .part(1, "now and then one of the two is missing", "order")
        .mistake(
            "counted",
            "It looks as if the words were counted. That is a bag of words: it has forgotten where"
                + " they stood."
                + read,
            (tokens, a, b) ->
                Math.signum(
                    (double) tokens.stream().filter(a::equals).count()
                        - tokens.stream().filter(b::equals).count()))
        .mistake(
            "last places",
            "It looks as if the last places were compared where a word comes again. What should a"
                + " word do that has been seen already?"
                + read,
            (tokens, a, b) -> places(tokens.lastIndexOf(a), tokens.lastIndexOf(b)))
        .mistake(
            "missing counts as later",
            "Where only one of the two words is there, none comes first: the answer is 0. When do"
                + " you know that both are there?"
                + read,
            (tokens, a, b) ->
                tokens.contains(a) == tokens.contains(b)
                    ? rightOrder(tokens, a, b)
                    : tokens.contains(a) ? 1 : -1)
        .mistake(
            "signs exchanged",
            "1 and −1 look exchanged: 1 is for a." + read,
            (tokens, a, b) -> -rightOrder(tokens, a, b))
        .mistake(
            "compared with ==",
            "No word seems to be found. Are two texts compared with ==? That asks whether they are"
                + " the same object; equals asks whether they read the same.",
            (tokens, a, b) -> 0)
        .mistake(
            "part of a word",
            "A word that only contains the one asked for, such as “badly” for “bad”, looks as if it"
                + " counted."
                + read,
            (tokens, a, b) -> places(firstWith(tokens, a), firstWith(tokens, b)))
        .mistake(
            "neighbours only",
            "It looks as if only neighbours were seen. How does the first word stay known until the"
                + " second one comes?"
                + read,
            (tokens, a, b) -> {
              for (int i = 1; i < tokens.size(); i++) {
                if (tokens.get(i - 1).equals(a) && tokens.get(i).equals(b)) {
                  return 1;
                }
                if (tokens.get(i - 1).equals(b) && tokens.get(i).equals(a)) {
                  return -1;
                }
              }
              return 0;
            });
  }

  static Exercise<Step> stepExercise() {
    String rules = " Read the rules under “A step of reading” above.";
    return new Exercise<Step>("A step of reading", Exercise01::callStep, Exercise01::rightStates)
        .naming(in -> "In “" + String.join(" ", in.texts("tokens")) + "”:")
        .stage(rng -> clauses(rng, List.of("…+", "+", "…", "−")))
        .part(1, "opinions without a negation: score", "score")
        .stage(rng -> clauses(rng, List.of("…not+", "+")))
        .part(1, "one negation: score", "score")
        .stage(rng -> clauses(rng, List.of("not…−", "…+")))
        .part(1, "a word between negation and opinion: score", "score")
        .stage(rng -> clauses(rng, List.of("not…,", "−", "…+")))
        .part(1, "a comma after a negation: score", "score")
        .stage(rng -> sentence(rng, 1))
        .part(2, "whole sentences: score", "score")
        .part(1, "whole sentences: sign", "sign")
        .leavesItsInputs(1)
        .mistake(
            "negations ignored",
            "The score looks like that of a bag of words: opinions are added up, negations change"
                + " nothing."
                + rules,
            (h, token) -> new double[] {h[0] + opinion(token), h[1]})
        .mistake(
            "the negation never wears off",
            "It looks as if the sign stayed turned after an opinion word. What becomes of the state"
                + " when a negation has done its work?"
                + rules,
            (h, token) ->
                opinion(token) == 0
                    ? right(h, token)
                    : new double[] {h[0] + h[1] * opinion(token), h[1]})
        .mistake(
            "commas ignored",
            "It looks as if a negation reached across a comma or a full stop." + rules,
            (h, token) -> ends(token) ? h.clone() : right(h, token))
        .mistake(
            "a negation reaches one word",
            "It looks as if any word ended a negation. In “not very good”, “very” should change"
                + " nothing."
                + rules,
            (h, token) ->
                negates(token) || opinion(token) != 0 ? right(h, token) : new double[] {h[0], 1})
        .mistake(
            "a second negation changes nothing",
            "It looks as if a second negation changed nothing: “not never good” is good." + rules,
            (h, token) -> negates(token) ? new double[] {h[0], -1} : right(h, token))
        .mistake(
            "overwritten, not added",
            "The score looks like that of the last opinion word alone: what was said before should"
                + " still count."
                + rules,
            (h, token) ->
                opinion(token) == 0 ? right(h, token) : new double[] {h[1] * opinion(token), 1})
        .mistake(
            "the whole score turned",
            "It looks as if a negation turned the whole score so far. It should turn only what is"
                + " still to come."
                + rules,
            (h, token) ->
                opinion(token) == 0
                    ? right(h, token)
                    : new double[] {h[1] * (h[0] + opinion(token)), 1});
  }

  // ---- calls

  private static Values callOrder(Order code, Values in) {
    return new Values().with("order", code.of(in.texts("tokens"), in.text("a"), in.text("b")));
  }

  private static Values callStep(Step code, Values in) {
    List<String> tokens = in.texts("tokens");
    double[] score = new double[tokens.size()];
    double[] sign = new double[tokens.size()];
    double[] start = in.numbers("h");
    double[] h = start.clone();
    boolean changed = false;
    for (int t = 0; t < tokens.size(); t++) {
      double[] given = h;
      double[] before = given.clone();
      h = code.read(given, tokens.get(t));
      if (!changed
          && !Arrays.equals(given, before)) { // every state is an input, not only the first
        changed = true;
        start[0] += given[0] - before[0];
        start[1] += given[1] - before[1];
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
    return new Values().with("score", score).with("sign", sign);
  }

  // ---- fresh sentences

  /** A pattern: 1 and 2 stand for the two words in a random order, 2ish for a longer word. */
  private static Values question(Rng rng, List<String> pattern) {
    int first = rng.nextInt(WORDS.size());
    int second = (first + 1 + rng.nextInt(WORDS.size() - 1)) % WORDS.size();
    List<String> tokens = new ArrayList<>();
    for (String place : pattern) {
      switch (place) {
        case "1" -> tokens.add(fresh(WORDS.get(first)));
        case "2" -> tokens.add(fresh(WORDS.get(second)));
        case "2ish" -> tokens.add(WORDS.get(second) + "ish");
        default -> addFillers(tokens, rng);
      }
    }
    boolean inOrder = rng.nextBoolean();
    return new Values()
        .with("tokens", List.copyOf(tokens))
        .with("a", fresh(WORDS.get(inOrder ? first : second)))
        .with("b", fresh(WORDS.get(inOrder ? second : first)));
  }

  private static String question(Values in) {
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

  /** Every kind of clause so many times, in random order. */
  private static Values sentence(Rng rng, int times) {
    List<String> kinds = List.of("…+", "not−", "not…+", "not…not+", "not…,", "−+", "not,−.", "…");
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
    for (String sign : String.join("", patterns).replace("not", "n").split("")) {
      switch (sign) {
        case "+" -> tokens.add(rng.nextBoolean() ? "good" : "great");
        case "−" -> tokens.add(rng.nextBoolean() ? "bad" : "awful");
        case "n" -> tokens.add(rng.nextBoolean() ? "not" : "never");
        case "," -> tokens.add(",");
        case "." -> tokens.add(".");
        default -> addFillers(tokens, rng);
      }
    }
    tokens.replaceAll(Exercise01::fresh);
    return new Values().with("tokens", List.copyOf(tokens)).with("h", new double[] {0, 1});
  }

  // ---- the right answers

  private static Values rightOrder(Values in) {
    return new Values().with("order", rightOrder(in.texts("tokens"), in.text("a"), in.text("b")));
  }

  private static double rightOrder(List<String> tokens, String a, String b) {
    return places(tokens.indexOf(a), tokens.indexOf(b));
  }

  private static double places(int a, int b) {
    return a < 0 || b < 0 ? 0 : Integer.signum(b - a);
  }

  private static int firstWith(List<String> tokens, String part) {
    for (int i = 0; i < tokens.size(); i++) {
      if (tokens.get(i).contains(part)) {
        return i;
      }
    }
    return -1;
  }

  /**
   * Every opinion word looks back for negations, as far as the last opinion word, comma or stop.
   */
  private static Values rightStates(Values in) {
    List<String> tokens = in.texts("tokens");
    double[] score = new double[tokens.size()];
    double[] sign = new double[tokens.size()];
    for (int t = 0; t < tokens.size(); t++) {
      String now = tokens.get(t);
      score[t] = (t == 0 ? 0 : score[t - 1]) + signBefore(tokens, t) * opinion(now);
      sign[t] = signBefore(tokens, t + 1);
    }
    return new Values().with("score", score).with("sign", sign);
  }

  private static double signBefore(List<String> tokens, int end) {
    int negations = 0;
    for (int t = end - 1; t >= 0; t--) {
      if (opinion(tokens.get(t)) != 0 || ends(tokens.get(t))) {
        break;
      }
      negations += negates(tokens.get(t)) ? 1 : 0;
    }
    return negations % 2 == 0 ? 1 : -1;
  }

  private static double opinion(String token) {
    return switch (token) {
      case "good", "great" -> 1;
      case "bad", "awful" -> -1;
      default -> 0;
    };
  }

  private static boolean negates(String token) {
    return token.equals("not") || token.equals("never");
  }

  private static boolean ends(String token) {
    return token.equals(",") || token.equals(".");
  }

  /** The step itself, of which the typical mistakes are variants. */
  private static double[] right(double[] h, String token) {
    if (opinion(token) != 0) {
      return new double[] {h[0] + h[1] * opinion(token), 1};
    }
    if (negates(token)) {
      return new double[] {h[0], -h[1]};
    }
    return new double[] {h[0], ends(token) ? 1 : h[1]};
  }
}
