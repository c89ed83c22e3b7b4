package unrolled.check.exercise;

import static unrolled.check.exercise.Exercise01.ANSWER;

import java.util.List;
import java.util.function.BiPredicate;
import java.util.function.Consumer;
import java.util.function.DoubleBinaryOperator;
import java.util.function.DoubleUnaryOperator;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.ToDoubleFunction;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import unrolled.check.exercise.Exercise01.Order;
import unrolled.check.exercise.Exercise01.Step;

/** What goes wrong with the two features of a sentence: the right code, with switches. */
final class Mistakes01 {

  private static final String READ_RULES = " Read the rules under “A step of reading” above.";

  private Mistakes01() {}

  // ---- which word comes first

  /** Where the two words stand, and how many words there are; asked about an answer. */
  private record Seen(List<Integer> a, List<Integer> b, int words) {
    boolean both() {
      return !a.isEmpty() && !b.isEmpty();
    }

    boolean none() {
      return a.isEmpty() && b.isEmpty();
    }

    /** −1 where there is none, like the last ones. */
    int firstA() {
      return a.isEmpty() ? -1 : a.get(0);
    }

    int firstB() {
      return b.isEmpty() ? -1 : b.get(0);
    }

    int lastA() {
      return a.isEmpty() ? -1 : a.get(a.size() - 1);
    }

    int lastB() {
      return b.isEmpty() ? -1 : b.get(b.size() - 1);
    }

    /** 1 if a stands at the very first of all places, −1 if b does. */
    int leader() {
      return both() ? Integer.signum(firstB() - firstA()) : a.isEmpty() ? -1 : 1;
    }

    int firstPlace() {
      return both() ? Math.min(firstA(), firstB()) : a.isEmpty() ? firstB() : firstA();
    }
  }

  /** A way to compare places. */
  private static final class Way implements Order {
    private BiPredicate<String, String> same = String::equals;
    private ToDoubleFunction<Seen> places = seen -> seen.firstB() - seen.firstA();
    private ToDoubleFunction<Seen> missing = seen -> 0;
    private DoubleUnaryOperator told = Math::signum;
    private UnaryOperator<List<String>> part = tokens -> tokens;
    private Predicate<Integer> isPlace = place -> true;
    private boolean unchecked;
    private Function<Seen, Double> instead = seen -> null;

    @Override
    public double of(List<String> all, String a, String b) {
      List<String> tokens = part.apply(all);
      Seen seen = new Seen(places(tokens, a), places(tokens, b), tokens.size());
      Double answer = instead.apply(seen);
      if (answer != null) {
        return answer;
      }
      return seen.both() || unchecked
          ? told.applyAsDouble(places.applyAsDouble(seen))
          : missing.applyAsDouble(seen);
    }

    private List<Integer> places(List<String> tokens, String word) {
      return IntStream.range(0, tokens.size())
          .filter(i -> same.test(tokens.get(i), word))
          .boxed()
          .filter(isPlace)
          .toList();
    }
  }

  /** Gives the stages of “What comes first” their mistakes. */
  static Exercise<Order> order(Exercise<Order> exercise) {
    String equals =
        " Is a word ever found? == asks whether two texts are the same object; equals asks whether"
            + " they read the same.";
    exercise
        .mistake(
            "compared with ==",
            "Your answer is always 0. Are two texts compared with ==?" + equals,
            (tokens, a, b) -> 0)
        .mistake("always 1", "Your answer is always 1." + equals, (tokens, a, b) -> 1)
        .mistake("always −1", "Your answer is always −1." + equals, (tokens, a, b) -> -1)
        .slip(
            "a comma forgets",
            "It looks as if a comma or a full stop between the two made you forget the first of"
                + " them. These end a negation, in the second method; here they are tokens like"
                + " any other.",
            Mistakes01::forgetting);
    Slips<Way, Order> slips = new Slips<>("“What comes first”", Way::new, way -> way);
    whatIsMissing(slips);
    whichPlaces(slips);
    whatIsTold(slips);
    whatIsTheSame(slips);
    slips.addTo(exercise);
    return where(exercise);
  }

  private static double forgetting(List<String> tokens, String a, String b) {
    String met = "";
    for (String token : tokens) {
      if (token.equals(a) && met.equals(b) || token.equals(b) && met.equals(a)) {
        return token.equals(b) ? 1 : -1;
      }
      boolean isAsked = token.equals(a) || token.equals(b);
      met = Exercise01.ends(token) ? "" : isAsked ? token : met;
    }
    return 0;
  }

  private static void whatIsMissing(Slips<Way, Order> slips) {
    String zero = " Where one of them is missing, the answer is 0.";
    String certain = " When do you know that both are there?";
    missing(
        slips,
        "missing counts as later",
        "It looks as if a word that is missing counted as one that comes later." + zero + certain,
        seen -> seen.none() ? 0 : seen.leader());
    slips.slip(
        "missing",
        "missing counts as earlier",
        "It looks as if a word that is missing counted as one that comes first: indexOf gives −1"
            + " for it, and so may your own place for “not found”."
            + zero,
        way -> way.unchecked = true);
    missing(
        slips,
        "any word is the other one",
        "It looks as if, after the first of the two, any word that follows were taken for the"
            + " other one. Ask every token: is it one of the two?",
        seen -> seen.none() || seen.firstPlace() + 1 >= seen.words ? 0 : seen.leader());
    missing(
        slips,
        "again is the other one",
        "It looks as if a word that comes again were taken for the other one, where that is"
            + " missing. What should a word do that has been seen already?",
        seen -> seen.a.size() + seen.b.size() < 2 ? 0 : seen.leader());
    missing(
        slips,
        "missing gives −1",
        "It looks as if whatever is not “a comes first” gave −1, also where a word is missing."
            + zero,
        seen -> -1);
    for (int onlyA = -1; onlyA <= 1; onlyA++) {
      for (int onlyB = -1; onlyB <= 1; onlyB++) {
        for (int none = -1; none <= 1; none++) {
          table(slips, onlyA, onlyB, none);
        }
      }
    }
  }

  /** Any other way to answer where a word is missing. */
  private static void table(Slips<Way, Order> slips, int onlyA, int onlyB, int none) {
    boolean isTold = onlyA == -onlyB && none == 0 || onlyA == -1 && onlyB == -1 && none == -1;
    if (isTold) {
      return; // right, or one of the named ones
    }
    StringBuilder looks = new StringBuilder("It looks as if a missing word were overlooked:");
    looks.append(onlyA == 0 ? "" : " where b is missing, your answer is " + text(onlyA) + ";");
    looks.append(onlyB == 0 ? "" : " where a is missing, it is " + text(onlyB) + ";");
    looks.append(none == 0 ? "" : " where both are missing, it is " + text(none) + ";");
    slips.alone(
        "missing " + text(onlyA) + " " + text(onlyB) + " " + text(none),
        looks + " each time it should be 0.",
        way -> way.missing = seen -> seen.none() ? none : seen.a.isEmpty() ? onlyB : onlyA);
  }

  private static String text(int answer) {
    return answer < 0 ? "−1" : String.valueOf(answer);
  }

  private static void missing(
      Slips<Way, Order> slips, String name, String looks, ToDoubleFunction<Seen> answer) {
    slips.slip("missing", name, looks, way -> way.missing = answer);
  }

  private static void whichPlaces(Slips<Way, Order> slips) {
    String again = " What should a word do that has been seen already?";
    String stay = " How does the first word stay known until the second one comes?";
    slips
        .mistake(
            "places",
            "counted",
            "It looks as if the words were counted. That is a bag of words: it has forgotten where"
                + " they stood.",
            way -> way.instead = seen -> Math.signum((double) seen.a.size() - seen.b.size()))
        .slip(
            "places",
            "neighbours only",
            "It looks as if only neighbours were seen." + stay,
            way -> way.instead = seen -> (double) neighbours(seen, true))
        .slip(
            "places",
            "the last neighbours",
            "It looks as if only neighbours were seen, and of these the last." + stay + again,
            way -> way.instead = seen -> (double) neighbours(seen, false))
        .slip(
            "places",
            "last places",
            "It looks as if the last places were compared where a word comes again." + again,
            way -> way.places = seen -> seen.lastB() - seen.lastA())
        .slip(
            "places",
            "last of a",
            "It looks as if the last a were compared with the first b." + again,
            way -> way.places = seen -> seen.firstB() - seen.lastA())
        .slip(
            "places",
            "last of b",
            "It looks as if the first a were compared with the last b." + again,
            way -> way.places = seen -> seen.lastB() - seen.firstA())
        .slip(
            "places",
            "not which one",
            "It looks as if only that one of the two had come were known, and not which: a word"
                + " that comes a second time counts as the other one.",
            way -> way.instead = seen -> (double) second(seen))
        .slip(
            "places",
            "0 for not found, and one is enough",
            "Two things at once. (1) It looks as if 0 stood for “not found yet”: it is also the"
                + " place of the first token. (2) It looks as if one of the two were enough for an"
                + " answer. Where one is missing, the answer is 0: is it “and”, or “or”?",
            way ->
                way.instead =
                    seen -> {
                      int a = behindTheFirst(seen.a);
                      int b = behindTheFirst(seen.b);
                      return a == 0 && b == 0 ? 0.0 : a < b ? 1 : -1;
                    })
        .slip(
            "places",
            "the first two",
            "It looks as if only the first two of the words asked for were looked at, and they may"
                + " be the same one twice."
                + again,
            way ->
                way.places =
                    seen -> {
                      int later = Math.max(seen.firstA(), seen.firstB());
                      boolean twice = second(seen.a) < later || second(seen.b) < later;
                      return twice ? 0 : seen.firstB() - seen.firstA();
                    });
  }

  /** The first place but for that of the first token, 0 if there is none. */
  private static int behindTheFirst(List<Integer> places) {
    return places.stream().filter(place -> place > 0).findFirst().orElse(0);
  }

  /** 1 if the second of all places is one of b, −1 if it is one of a, 0 if there is none. */
  private static int second(Seen seen) {
    List<Integer> all = Stream.concat(seen.a.stream(), seen.b.stream()).sorted().toList();
    return all.size() < 2 ? 0 : seen.b.contains(all.get(1)) ? 1 : -1;
  }

  /** The second place; behind all others if there is none. */
  private static int second(List<Integer> places) {
    return places.size() < 2 ? Integer.MAX_VALUE : places.get(1);
  }

  /** Of all places where the two words are neighbours, what the first or the last one says. */
  private static int neighbours(Seen seen, boolean first) {
    int found = 0;
    for (int i = 1; i < seen.words; i++) {
      int here =
          seen.a.contains(i - 1) && seen.b.contains(i)
              ? 1
              : seen.b.contains(i - 1) && seen.a.contains(i) ? -1 : 0;
      found = here == 0 || first && found != 0 ? found : here;
    }
    return found;
  }

  private static void whatIsTold(Slips<Way, Order> slips) {
    slips
        .slip(
            "told",
            "signs exchanged",
            "1 and −1 look exchanged: 1 is for a.",
            way -> way.told = between -> -Math.signum(between))
        .slip(
            "told",
            "the distance",
            "It looks as if your answer were the distance of the two words. Only its sign is asked"
                + " for: 1 or −1.",
            way -> way.told = between -> between)
        .slip(
            "told",
            "the distance, exchanged",
            "It looks as if your answer were the place of a less that of b. Only a sign is asked"
                + " for, and 1 is for a.",
            way -> way.told = between -> -between)
        .slip(
            "told",
            "never −1",
            "It looks as if your answer were never −1, which says that b comes first: there it is"
                + " 0.",
            way -> way.told = between -> between > 0 ? 1 : 0)
        .alone(
            "never 1",
            "It looks as if your answer were never 1, which says that a comes first: there it is"
                + " 0.",
            way -> way.told = between -> between < 0 ? -1 : 0)
        .mistake(
            "told",
            "1 whatever the order",
            "It looks as if your answer were 1 wherever both are there, whichever comes first."
                + " Which of them have you met before?",
            way -> way.told = between -> 1)
        .mistake(
            "told",
            "−1 whatever the order",
            "It looks as if your answer were −1 wherever both are there, whichever comes first."
                + " Which of them have you met before?",
            way -> way.told = between -> -1);
  }

  private static void whatIsTheSame(Slips<Way, Order> slips) {
    String part = ", such as “badish” or “unbad” for “bad”, looks as if it counted.";
    slips
        .alone(
            "part of a word",
            "A word that only contains the one asked for" + part,
            way -> way.same = String::contains)
        .alone(
            "begins like it",
            "A word that only begins like the one asked for, such as “badish” for “bad”, looks as"
                + " if it counted.",
            way -> way.same = String::startsWith)
        .alone(
            "ends like it",
            "A word that only ends like the one asked for, such as “unbad” for “bad”, looks as if"
                + " it counted.",
            way -> way.same = String::endsWith)
        .alone(
            "a piece of it",
            "A word that is only a piece of the one asked for, such as “ba” for “bad”, looks as if"
                + " it counted. Which of the two texts is asked whether it contains the other?",
            way -> way.same = (token, word) -> word.contains(token))
        .alone(
            "without the first word",
            "It looks as if the very first word did not count: does a loop begin at 1, or does"
                + " place 0 stand for “not found yet”? Tokens are numbered from 0.",
            way -> way.isPlace = place -> place > 0)
        .alone(
            "without the last word",
            "It looks as if the very last word were left out: how far does your loop go?",
            way -> way.part = tokens -> tokens.subList(0, Math.max(0, tokens.size() - 1)))
        .alone(
            "place 0 is missing",
            "It looks as if a word at place 0 counted as missing. Tokens are numbered from 0.",
            way ->
                way.instead =
                    seen -> seen.none() || seen.firstPlace() > 0 ? null : Double.valueOf(0));
  }

  private static Exercise<Order> where(Exercise<Order> exercise) {
    region(exercise, "where one of the two words is missing", s -> s.a.isEmpty() != s.b.isEmpty());
    region(exercise, "where both words are missing", Seen::none);
    region(exercise, "where a word is missing, or both", s -> !s.both());
    region(exercise, "where a word comes again", s -> s.a.size() > 1 || s.b.size() > 1);
    region(exercise, "where a comes first", s -> s.both() && s.leader() > 0);
    region(exercise, "where b comes first", s -> s.both() && s.leader() < 0);
    region(exercise, "where both words are there", Seen::both);
    region(
        exercise,
        "where one of the words stands at the very beginning",
        s -> !s.none() && s.firstPlace() == 0);
    region(
        exercise,
        "where other words stand between the two",
        s -> s.both() && Math.abs(s.firstA() - s.firstB()) > 1);
    return exercise;
  }

  private static void region(Exercise<Order> exercise, String words, Predicate<Seen> inside) {
    Way way = new Way();
    exercise.region(
        words,
        in -> {
          List<String> tokens = in.texts("tokens");
          Seen seen =
              new Seen(
                  way.places(tokens, in.text("a")),
                  way.places(tokens, in.text("b")),
                  tokens.size());
          return new Values().with(ANSWER, inside.test(seen) ? 1 : 0);
        });
  }

  // ---- the step of reading

  /** From score, sign and worth to a number. */
  @FunctionalInterface
  private interface Rule {
    double of(double score, double sign, double worth);
  }

  /** A way to read: what becomes of score and sign under each rule. */
  private static final class Reading implements Step {
    private Predicate<String> known = token -> true;
    private Rule score = (h, s, w) -> h + s * w;
    private Rule sign = (h, s, w) -> 1;
    private DoubleBinaryOperator negatedScore = (h, s) -> h;
    private DoubleUnaryOperator negatedSign = s -> -s;
    private DoubleBinaryOperator endedScore = (h, s) -> h;
    private DoubleUnaryOperator endedSign = s -> 1;
    private DoubleBinaryOperator otherScore = (h, s) -> h;
    private DoubleUnaryOperator otherSign = s -> s;
    private UnaryOperator<double[]> out = h -> h;

    @Override
    public double[] read(double[] h, String token) {
      double worth = Exercise01.opinion(token);
      double[] next;
      if (!known.test(token)) {
        next = both(otherScore, otherSign, h);
      } else if (worth != 0) {
        next = new double[] {score.of(h[0], h[1], worth), sign.of(h[0], h[1], worth)};
      } else if (Exercise01.negates(token)) {
        next = both(negatedScore, negatedSign, h);
      } else if (Exercise01.ends(token)) {
        next = both(endedScore, endedSign, h);
      } else {
        next = both(otherScore, otherSign, h);
      }
      return out.apply(next);
    }

    private static double[] both(DoubleBinaryOperator score, DoubleUnaryOperator sign, double[] h) {
      return new double[] {score.applyAsDouble(h[0], h[1]), sign.applyAsDouble(h[1])};
    }
  }

  /** The step as it should be. */
  static double[] right(double[] h, String token) {
    return new Reading().read(h, token);
  }

  /** Gives the stages of “A step of reading” their mistakes. */
  static Exercise<Step> step(Exercise<Step> exercise) {
    exercise
        .mistake(
            "nothing changes",
            "It looks as if every token left the state as it was. What do you give back?",
            (h, token) -> h.clone())
        .mistake(
            "always the beginning",
            "It looks as if reading began anew with each token: what was before is in h.",
            (h, token) -> right(new double[] {0, 1}, token));
    scoreOfOpinions(exercise);
    signOfOpinions(exercise);
    negations(exercise);
    Slips<Reading, Step> slips =
        new Slips<>("the rules under “A step of reading”", Reading::new, reading -> reading);
    ends(slips);
    others(slips);
    slips.addTo(exercise); // the only rules that are checked together, so that two may be broken
    return words(exercise);
  }

  private static Exercise<Step> mistake(
      Exercise<Step> exercise, String name, String looks, Consumer<Reading> change) {
    return exercise.mistake(name, looks + READ_RULES, changed(change));
  }

  private static Exercise<Step> slip(
      Exercise<Step> exercise, String name, String looks, Consumer<Reading> change) {
    return exercise.slip(name, looks + READ_RULES, changed(change));
  }

  private static Step changed(Consumer<Reading> change) {
    Reading reading = new Reading();
    change.accept(reading);
    return reading;
  }

  private static void scoreOfOpinions(Exercise<Step> exercise) {
    String one = "Rule 1. ";
    String rule = " The score grows by sign · worth.";
    score(
        exercise,
        true,
        "negations ignored",
        one
            + "It looks as if the score grew by the worth alone, as in a bag of words: is the sign"
            + " left out, or is it 1 again before it is used?",
        (h, s, w) -> h + w);
    score(
        exercise,
        true,
        "overwritten, not added",
        one
            + "It looks as if the score were that of the last opinion word alone: what was said"
            + " before should still count.",
        (h, s, w) -> s * w);
    score(
        exercise,
        true,
        "overwritten by the worth",
        one
            + "It looks as if the score were just the worth of the last opinion word: where are"
            + " the score before it, and the sign?",
        (h, s, w) -> w);
    score(
        exercise,
        true,
        "the whole score turned",
        one
            + "It looks as if the sign turned the whole score so far. It should turn the new"
            + " opinion alone.",
        (h, s, w) -> s * (h + w));
    score(
        exercise,
        true,
        "the score before turned",
        one + "It looks as if the sign turned what had been said before, and not the new opinion.",
        (h, s, w) -> s * h + w);
    score(
        exercise,
        false,
        "the wrong way",
        one + "It looks as if the score shrank by sign · worth where it should grow.",
        (h, s, w) -> h - s * w);
    score(
        exercise,
        false,
        "the worth turned",
        one + "It looks as if the worth were subtracted, whatever the sign." + rule,
        (h, s, w) -> h - w);
    score(
        exercise,
        true,
        "a negated opinion is nothing",
        one + "It looks as if a negated opinion were worth nothing. It is worth the opposite.",
        (h, s, w) -> s > 0 ? h + w : h);
    score(
        exercise,
        true,
        "a negated opinion is forgotten",
        one + "It looks as if only negated opinions counted. Without a negation the sign is 1.",
        (h, s, w) -> s < 0 ? h - w : h);
    score(
        exercise,
        true,
        "a negated opinion takes 1",
        one + "It looks as if a negated opinion always took 1 away: “not bad” should add 1." + rule,
        (h, s, w) -> s < 0 ? h - 1 : h + w);
    score(
        exercise,
        true,
        "good and bad alike",
        one + "It looks as if “bad” counted like “good”: where is the worth?" + rule,
        (h, s, w) -> h + s);
    score(
        exercise,
        true,
        "good words only",
        one + "It looks as if only good words counted: what is the worth of “bad”?",
        (h, s, w) -> w > 0 ? h + s : h);
    score(
        exercise,
        true,
        "bad words only",
        one + "It looks as if only bad words counted.",
        (h, s, w) -> w < 0 ? h - s : h);
    score(
        exercise,
        true,
        "no opinions",
        one + "It looks as if opinion words left the score as it was." + rule,
        (h, s, w) -> h);
    score(
        exercise,
        true,
        "multiplied",
        one + "It looks as if the score were multiplied where something is to be added." + rule,
        (h, s, w) -> h * s * w);
    score(
        exercise,
        true,
        "sign and worth added",
        one + "It looks as if sign and worth were added to each other." + rule,
        (h, s, w) -> h + s + w);
    score(
        exercise,
        false,
        "twice",
        one + "It looks as if an opinion were added twice.",
        (h, s, w) -> h + 2 * s * w);
  }

  private static void score(
      Exercise<Step> exercise, boolean mistake, String name, String looks, Rule rule) {
    Consumer<Reading> change = reading -> reading.score = rule;
    if (mistake) {
      mistake(exercise, name, looks, change);
    } else {
      slip(exercise, name, looks, change);
    }
  }

  private static void signOfOpinions(Exercise<Step> exercise) {
    sign(
        exercise,
        "the negation never wears off",
        "It looks as if the sign stayed turned after an opinion word. What becomes of it when a"
            + " negation has done its work?",
        (h, s, w) -> s);
    sign(
        exercise,
        "an opinion turns the sign",
        "It looks as if an opinion word turned the sign round. After it the sign is 1, whatever it"
            + " was.",
        (h, s, w) -> -s);
    sign(
        exercise,
        "the sign becomes the worth",
        "It looks as if the sign became the worth of the word. After an opinion it is 1.",
        (h, s, w) -> w);
    sign(
        exercise,
        "the sign takes the worth",
        "It looks as if the sign became sign · worth. That is for the score; after an opinion the"
            + " sign is 1.",
        (h, s, w) -> s * w);
    sign(
        exercise,
        "0 after an opinion",
        "It looks as if the sign were 0 after an opinion word. Then nothing that follows can"
            + " count.",
        (h, s, w) -> 0);
    sign(
        exercise,
        "−1 after an opinion",
        "It looks as if the sign were −1 after an opinion word.",
        (h, s, w) -> -1);
  }

  private static void sign(Exercise<Step> exercise, String name, String looks, Rule rule) {
    slip(exercise, name, "Rule 1. " + looks, reading -> reading.sign = rule);
  }

  private static void negations(Exercise<Step> exercise) {
    String rule = " It turns round: from 1 to −1, and from −1 to 1.";
    slip(
        exercise,
        "a second negation changes nothing",
        "Rule 2. It looks as if a negation made the sign −1, also where it was that before:"
            + " “not never good” is good.",
        reading -> reading.negatedSign = s -> -1);
    mistake(
        exercise,
        "no negations",
        "Rule 2. It looks as if negations left the sign as it was." + rule,
        reading -> reading.negatedSign = s -> s);
    slip(
        exercise,
        "1 after a negation",
        "Rule 2. It looks as if a negation made the sign 1."
            + rule
            + " (In a switch, a case without break goes on into the next one.)",
        reading -> reading.negatedSign = s -> 1);
    slip(
        exercise,
        "1 − sign",
        "Rule 2. It looks as if a negation made 1 − sign of the sign, as for 0 and 1." + rule,
        reading -> reading.negatedSign = s -> 1 - s);
    slip(
        exercise,
        "0 after a negation",
        "Rule 2. It looks as if a negation made the sign 0." + rule,
        reading -> reading.negatedSign = s -> 0);
    slip(
        exercise,
        "one less",
        "Rule 2. It looks as if a negation made the sign smaller by 1." + rule,
        reading -> reading.negatedSign = s -> s - 1);
    slip(
        exercise,
        "a negation turns the score",
        "Rule 2. It looks as if a negation turned the score so far. It should turn only what is"
            + " still to come: the score stays.",
        reading -> reading.negatedScore = (h, s) -> -h);
    slip(
        exercise,
        "a negation costs",
        "Rule 2. It looks as if a negation lowered the score by 1. It only turns the sign.",
        reading -> reading.negatedScore = (h, s) -> h - 1);
    slip(
        exercise,
        "the score lost at a negation",
        "Rule 2. It looks as if the score were 0 after a negation. It stays.",
        reading -> reading.negatedScore = (h, s) -> 0);
  }

  private static void ends(Slips<Reading, Step> slips) {
    String rule = " After it the sign is 1, whatever it was.";
    slips
        .slip(
            "ended sign",
            "commas ignored",
            "Rule 3. It looks as if a negation reached across a comma or a full stop.",
            reading -> reading.endedSign = s -> s)
        .slip(
            "ended sign",
            "an end turns the sign",
            "Rule 3. It looks as if a comma or a full stop turned the sign round." + rule,
            reading -> reading.endedSign = s -> -s)
        .slip(
            "ended sign",
            "−1 after an end",
            "Rule 3. It looks as if a comma or a full stop made the sign −1." + rule,
            reading -> reading.endedSign = s -> -1)
        .slip(
            "ended sign",
            "0 after an end",
            "Rule 3. It looks as if a comma or a full stop made the sign 0." + rule,
            reading -> reading.endedSign = s -> 0)
        .slip(
            "ended score",
            "the score lost at an end",
            "Rule 3. It looks as if the score were 0 after a comma or a full stop. It stays.",
            reading -> reading.endedScore = (h, s) -> 0)
        .slip(
            "ended score",
            "the score turned at an end",
            "Rule 3. It looks as if the score were multiplied by the sign at a comma or a full"
                + " stop. It stays.",
            reading -> reading.endedScore = (h, s) -> h * s);
  }

  private static void others(Slips<Reading, Step> slips) {
    slips
        .slip(
            "other sign",
            "a negation reaches one word",
            "Rule 4. It looks as if any word ended a negation. In “not very good”, “very” should"
                + " change nothing.",
            reading -> reading.otherSign = s -> 1)
        .slip(
            "other sign",
            "any word turns the sign",
            "Rule 4. It looks as if any word turned the sign round. “very” should change nothing.",
            reading -> reading.otherSign = s -> -s)
        .slip(
            "other sign",
            "0 after any word",
            "Rule 4. It looks as if the sign were 0 after any other word. “very” should change"
                + " nothing.",
            reading -> reading.otherSign = s -> 0)
        .slip(
            "other sign",
            "−1 after any word",
            "Rule 4. It looks as if the sign were −1 after any other word. “very” should change"
                + " nothing.",
            reading -> reading.otherSign = s -> -1)
        .slip(
            "other score",
            "the score lost at any word",
            "Rule 4. It looks as if the score were 0 after any other word. “very” should change"
                + " nothing.",
            reading -> reading.otherScore = (h, s) -> 0)
        .slip(
            "other score",
            "any word is an opinion",
            "Rule 4. It looks as if the sign were added to the score at any other word. “very”"
                + " should change nothing.",
            reading -> reading.otherScore = (h, s) -> h + s)
        .slip(
            "other score",
            "the score turned at any word",
            "Rule 4. It looks as if the score were multiplied by the sign at any other word."
                + " “very” should change nothing.",
            reading -> reading.otherScore = (h, s) -> h * s);
  }

  private static Exercise<Step> words(Exercise<Step> exercise) {
    for (String word : List.of("good", "great", "bad", "awful", "not", "never", ",", ".")) {
      slip(
          exercise,
          "without " + word,
          "It looks as if “" + word + "” counted as any other word.",
          reading -> reading.known = token -> !token.equals(word));
    }
    slip(
        exercise,
        "bad words are other words",
        "It looks as if “bad” and “awful” counted as any other word: their worth is not 0, but it"
            + " is not above 0 either.",
        reading -> reading.known = token -> Exercise01.opinion(token) >= 0);
    slip(
        exercise,
        "all else 0",
        "It looks as if the new array began as zeros and only some of it were set: what a rule"
            + " leaves as it was must be taken over from h.",
        reading -> {
          reading.negatedScore = (h, s) -> 0;
          reading.endedScore = (h, s) -> 0;
          reading.otherScore = (h, s) -> 0;
          reading.otherSign = s -> 0;
        });
    exercise.slip(
        "score and sign exchanged everywhere",
        "Score and sign look exchanged, in what you read as in what you give back: h[0] is the"
            + " score, h[1] the sign."
            + READ_RULES,
        (h, token) -> exchanged(right(exchanged(h), token)));
    return slip(
        exercise,
        "score and sign exchanged",
        "Score and sign look exchanged: the score goes first.",
        reading -> reading.out = Mistakes01::exchanged);
  }

  private static double[] exchanged(double[] h) {
    return new double[] {h[1], h[0]};
  }
}
