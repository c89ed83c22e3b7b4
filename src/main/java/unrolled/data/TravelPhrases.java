package unrolled.data;

import com.ibm.icu.text.LocaleDisplayNames;
import com.ibm.icu.text.TimeZoneNames;
import com.ibm.icu.util.TimeZone;
import com.ibm.icu.util.ULocale;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import unrolled.math.Rng;

/**
 * Slot filling in earnest: what travellers type, and for each word whether it belongs to the place
 * of departure, to the destination, to the time of the journey, or to none of them.
 *
 * <pre>
 *   I   want to  leave  San    Francisco  on  November  2nd
 *   O   O    O   O      B-dep  I-dep      O   B-time    I-time
 * </pre>
 *
 * <p>A tag of B begins a slot, I goes on with it, O is outside. The sentences come from a grammar
 * of seven kinds; which kind, and which of the alternatives in it, is drawn with equal chances. The
 * names of places and the formats of dates come from the ICU library, and each belongs to one part
 * alone: to train on, to validate with, or to test with.
 */
public final class TravelPhrases {
  /** The tags, as classes 0, 1, 2 …. */
  public static final Vocabulary TAGS = Vocabulary.of("O B-dep I-dep B-dest I-dest B-time I-time");

  /** What a place or a format is for: each belongs to one part, and no other part has it. */
  public enum Part {
    /** Three fifths, to learn from. */
    TRAIN,
    /** A fifth, to choose settings with. */
    VALIDATION,
    /** A fifth, to be asked once, at the end. */
    TEST
  }

  /**
   * A sentence.
   *
   * @param kind the kind of phrasing
   * @param words its words; commas and colons are words, too
   * @param tags a tag for each word
   */
  public record Sentence(String kind, List<String> words, List<String> tags) {}

  /**
   * A sentence before its gaps are filled: {@code DEP}, {@code DEST} and {@code TIME} are the
   * slots, {@code PLACE} and {@code DAY} a place and a day that are none.
   *
   * @param kind the kind of phrasing
   * @param words words and gaps
   * @param probability how often it is drawn, among all phrasings
   */
  public record Phrasing(String kind, List<String> words, double probability) {}

  private static final String ASK =
      "(|please|I want to|I would like to|we need to|I have to|can you help me to|is there a way to"
          + "|how do I|my plan is to|could we|it is time to|I hope to|they all want to|let us"
          + "|she is going to)";
  private static final String WHEN = "(on|by|before|around|)";
  private static final String FROM =
      "(leave|depart from|fly out of|take off from|start from|get out of|get away from|set off from"
          + "|say goodbye to|escape from|begin in|start in|quit|come from|fly from|check out of)";
  private static final String TO =
      "(arrive in|arrive|get to|fly to|go to|travel to|be in|reach|visit|land in|come to|make it to"
          + "|head for|leave for|fly into|see|return to|end up in|set off for)";
  private static final String MOVE = "(" + FROM + " DEP|" + TO + " DEST)";
  private static final String GO = "(go|fly|travel|get|come)";
  private static final String BOTH =
      "("
          + GO
          + " from DEP to DEST|"
          + GO
          + " to DEST from DEP|leave DEP for DEST|get out of DEP and into DEST|reach DEST from DEP"
          + "|swap DEP for DEST|fly into DEST out of DEP|be in DEST , coming from DEP"
          + "|say goodbye to DEP and hello to DEST)";
  private static final String SUCH =
      "(cold , grey and rainy|warm , sunny and friendly|dear old , noisy and crowded|quiet ,"
          + " clean and rather expensive)";
  private static final String NO = "(no|sorry|I mean|rather)";

  private static final Map<String, String> GRAMMAR = new LinkedHashMap<>();

  static {
    GRAMMAR.put("verb before", timed(ASK + " " + MOVE));
    GRAMMAR.put("two places", timed(ASK + " " + BOTH));
    GRAMMAR.put(
        "cue far before",
        "("
            + timed(
                ASK
                    + " ((leave|get away from|fly out of|depart from) "
                    + SUCH
                    + " DEP|(reach|get to|fly into|arrive in) "
                    + SUCH
                    + " DEST)")
            + "|"
            + ASK
            + " ((begin|start) "
            + WHEN
            + " TIME in DEP|(arrive|land) "
            + WHEN
            + " TIME in DEST))");
    GRAMMAR.put(
        "cue behind",
        "(|well ,|so ,|listen ,) (DEP"
            + wherever("(leave from|start|take off|set out from)", "(starting point|home)")
            + "|DEST"
            + wherever("(want to be|arrive|land|end up)", "(destination|goal)")
            + "|DEP , leaving "
            + WHEN
            + " TIME|DEST , arriving "
            + WHEN
            + " TIME|(|it is) DEP (|that) (I|we) (|want to|must) (leave|get out of|fly out of)"
            + "|(|it is) DEST (|that) (I|we) (|want to|must) (reach|get into|fly into))");
    GRAMMAR.put(
        "no cue",
        "(|please ,|tickets :|flight) ("
            + timed("DEP (|-|,) DEST")
            + "|TIME : DEP (|-|,) DEST|DEP (|-|,) DEST (|and back|one way|for two))");
    GRAMMAR.put(
        "corrected",
        "("
            + timed(
                ASK
                    + " ("
                    + FROM
                    + " PLACE , "
                    + NO
                    + " , DEP|"
                    + TO
                    + " PLACE , "
                    + NO
                    + " , DEST)")
            + "|"
            + ASK
            + " "
            + GO
            + " (from PLACE , "
            + NO
            + " , DEP to DEST|from DEP to PLACE , "
            + NO
            + " , DEST)|"
            + ASK
            + " "
            + MOVE
            + " on DAY , "
            + NO
            + " , TIME)");
    GRAMMAR.put(
        "other places",
        "(my (sister|boss|doctor|neighbour) (in|from) PLACE (thinks|says|wrote) that I"
            + " (should|must)|I (live|work|was born) in PLACE and want to|since DAY I have wanted to"
            + "|PLACE is where I (live|work|was born) , and I want to|a friend who (left|came to|lives"
            + " in) PLACE (|on DAY) told me to) "
            + MOVE
            + " (|"
            + WHEN
            + " TIME)");
  }

  private static final List<String> LANGUAGES = List.of("en", "de", "fr", "es", "it");
  private static final long SEED = 0; // of the choice of parts: the same for everybody

  private final List<Phrasing> phrasings = new ArrayList<>();
  private final double[] reached; // the probabilities of the phrasings, added up
  private final Map<Part, List<List<String>>> places = new EnumMap<>(Part.class);
  private final Map<Part, List<String>> formats = new EnumMap<>(Part.class);
  private final TravelDates dates = new TravelDates();

  /** Expands the grammar, and shares places and formats out among the parts, always alike. */
  public TravelPhrases() {
    Map<String, String> words = new HashMap<>(); // each once: thousands of phrasings share them
    GRAMMAR.forEach(
        (kind, text) ->
            expand(text)
                .forEach(
                    (phrase, p) -> {
                      Stream<String> cut = Stream.of(phrase.split(" "));
                      List<String> own = cut.map(w -> words.computeIfAbsent(w, x -> x)).toList();
                      phrasings.add(new Phrasing(kind, own, p / GRAMMAR.size()));
                    }));
    reached = new double[phrasings.size()];
    double sum = 0;
    for (int i = 0; i < reached.length; i++) {
      sum += phrasings.get(i).probability();
      reached[i] = sum;
    }
    sharePlaces();
    share(dates.formats()).forEach(formats::put);
  }

  /** The sentence alone, then with a time behind it or before it. */
  private static String timed(String sentence) {
    return "(" + sentence + "|" + sentence + " " + WHEN + " TIME|(on|by|) TIME " + sentence + ")";
  }

  private static String wherever(String verb, String noun) {
    return " (|on TIME) is (where (I|we) " + verb + "|my " + noun + ")";
  }

  /** All texts that a text with alternatives in brackets stands for, each with its probability. */
  static Map<String, Double> expand(String text) {
    int open = text.indexOf('(');
    if (open < 0) {
      return Collections.singletonMap(text.strip().replaceAll(" +", " "), 1.0);
    }
    List<String> choices = new ArrayList<>();
    int depth = 0;
    int from = open + 1;
    int close = open;
    do {
      char c = text.charAt(close);
      if (c == '|' && depth == 1 || c == ')' && depth == 1) {
        choices.add(text.substring(from, close));
        from = close + 1;
      }
      depth += c == '(' ? 1 : c == ')' ? -1 : 0;
      close++;
    } while (depth > 0);
    Map<String, Double> texts = new LinkedHashMap<>();
    Map<String, Double> rest = expand(text.substring(close));
    for (String choice : choices) {
      expand(text.substring(0, open) + choice)
          .forEach(
              (first, p) ->
                  rest.forEach(
                      (last, q) ->
                          texts.merge(
                              (first + " " + last).strip(), p * q / choices.size(), Double::sum)));
    }
    return texts;
  }

  /** Shares a list out: three fifths, a fifth, a fifth. */
  private static <T> Map<Part, List<T>> share(List<T> all) {
    int[] order = new int[all.size()];
    Arrays.setAll(order, i -> i);
    new Rng(SEED).shuffle(order);
    Map<Part, List<T>> shared = new EnumMap<>(Part.class);
    for (Part part : Part.values()) {
      shared.put(part, new ArrayList<>());
    }
    for (int i = 0; i < order.length; i++) {
      Part part =
          5 * i < order.length
              ? Part.TEST
              : 5 * i < 2 * order.length ? Part.VALIDATION : Part.TRAIN;
      shared.get(part).add(all.get(order[i]));
    }
    return shared;
  }

  /**
   * Shares out the places, each with its names in all languages. A name that two parts would have
   * (a city and its state, say) stays with the first of them.
   */
  private void sharePlaces() {
    Map<String, Set<String>> names = new TreeMap<>(); // of each place, by its code
    for (String language : LANGUAGES) {
      ULocale locale = ULocale.forLanguageTag(language);
      TimeZoneNames cities = TimeZoneNames.getInstance(locale);
      for (String id :
          TimeZone.getAvailableIDs(TimeZone.SystemTimeZoneType.CANONICAL_LOCATION, null, null)) {
        addName(names, id, cities.getExemplarLocationName(id));
      }
      LocaleDisplayNames territories = LocaleDisplayNames.getInstance(locale);
      for (String code : ULocale.getISOCountries()) {
        addName(names, code, territories.regionDisplayName(code));
      }
    }
    Set<String> taken = new TreeSet<>();
    share(List.copyOf(names.values()))
        .forEach(
            (part, all) -> {
              List<List<String>> own = new ArrayList<>();
              for (Set<String> place : all) {
                List<String> left = place.stream().filter(name -> !taken.contains(name)).toList();
                if (!left.isEmpty()) {
                  own.add(left);
                }
              }
              own.forEach(taken::addAll);
              places.put(part, own);
            });
  }

  /** Adds a name of words alone: no comma, bracket, dash or digit between them. */
  private static void addName(Map<String, Set<String>> names, String code, String name) {
    if (name != null && name.matches("[^,()\\[\\]0-9]+") && !name.contains(" - ")) {
      names.computeIfAbsent(code, any -> new LinkedHashSet<>()).add(name);
    }
  }

  /** All phrasings of the grammar, with their probabilities. */
  public List<Phrasing> phrasings() {
    return List.copyOf(phrasings);
  }

  /** The names of a part's places, in five languages. */
  public List<String> places(Part part) {
    return places.get(part).stream().flatMap(List::stream).distinct().toList();
  }

  /** The formats of a part's dates. */
  public List<String> formats(Part part) {
    return List.copyOf(formats.get(part));
  }

  /** Draws this many sentences, with places and formats of this part. */
  public synchronized List<Sentence> draw(Part part, int size, Rng rng) {
    List<Sentence> sentences = new ArrayList<>();
    for (int i = 0; i < size; i++) {
      int found = Arrays.binarySearch(reached, rng.nextDouble());
      int above = found < 0 ? -found - 1 : found + 1; // the first whose sum is above what was drawn
      sentences.add(fill(phrasings.get(Math.min(above, reached.length - 1)), part, rng));
    }
    return sentences;
  }

  private Sentence fill(Phrasing phrasing, Part part, Rng rng) {
    List<String> words = new ArrayList<>();
    List<String> tags = new ArrayList<>();
    for (String word : phrasing.words()) {
      switch (word) {
        case "DEP" -> add(words, tags, place(part, rng), "dep");
        case "DEST" -> add(words, tags, place(part, rng), "dest");
        case "PLACE" -> add(words, tags, place(part, rng), "");
        case "TIME" -> add(words, tags, date(part, words, rng), "time");
        case "DAY" -> add(words, tags, date(part, words, rng), "");
        default -> add(words, tags, word, "");
      }
    }
    return new Sentence(phrasing.kind(), List.copyOf(words), List.copyOf(tags));
  }

  private static void add(List<String> words, List<String> tags, String text, String slot) {
    boolean first = true;
    for (String word : text.replace(",", " , ").strip().split("\\s+")) {
      words.add(word);
      tags.add(slot.isEmpty() ? "O" : (first ? "B-" : "I-") + slot);
      first = false;
    }
  }

  private String place(Part part, Rng rng) {
    List<List<String>> all = places.get(part);
    List<String> names = all.get(rng.nextInt(all.size()));
    return names.get(rng.nextInt(names.size()));
  }

  /** A date; behind "on", "by" and the like it is none such as "tomorrow". */
  private String date(Part part, List<String> before, Rng rng) {
    List<String> all = formats.get(part);
    String last = before.isEmpty() ? "" : before.get(before.size() - 1);
    boolean behind = List.of("on", "by", "before", "around", "since").contains(last);
    String format;
    do {
      format = all.get(rng.nextInt(all.size()));
    } while (behind && TravelDates.isRelative(format));
    return dates.write(format, rng);
  }
}
