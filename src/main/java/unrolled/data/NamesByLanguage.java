package unrolled.data;

import com.ibm.icu.text.Transliterator;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.IntStream;
import net.datafaker.Faker;
import unrolled.layer.Targets;
import unrolled.math.Rng;
import unrolled.sequence.Batch;
import unrolled.sequence.Sequence;

/**
 * Whose name is it? First names of 21 languages, in the letters a–z, out of the lists of the
 * Datafaker library: every language of which it has 300 names or more.
 *
 * <p>A name that several languages have is there once for each: nobody can tell them apart, and
 * {@link #ceiling} is what that leaves. The names are split into three parts by their spelling, so
 * that no spelling is in two parts, whatever its language: otherwise a network that has learnt that
 * Anna is Danish would be asked about the Italian Anna, and be wrong because it remembers.
 */
public final class NamesByLanguage {
  /** The number of symbols: the letters a = 1 … z = 26, and 0 where a name ends. */
  public static final int SYMBOLS = FirstNames.SYMBOLS;

  /** The languages, neighbours beside each other, and Datafaker's locales of each. */
  private static final String[][] LANGUAGES = {
    {"English", "en", "en-AU"},
    {"Dutch", "nl"},
    {"German", "de", "de-AT", "de-CH"},
    {"Danish", "da-DK"},
    {"Norwegian", "no-NO", "nb-NO"},
    {"Swedish", "sv"},
    {"Spanish", "es", "es-AR", "es-MX", "es-PY"},
    {"Catalan", "ca"},
    {"Italian", "it"},
    {"Croatian", "hr"},
    {"Slovak", "sk"},
    {"Czech", "cs-CZ"},
    {"Polish", "pl"},
    {"Ukrainian", "uk"},
    {"Latvian", "lv"},
    {"Hungarian", "hu"},
    {"Greek", "el-GR"},
    {"Armenian", "hy"},
    {"Persian", "fa"},
    {"Indian", "en-IN"}, // India's lists are kept under English: the names are not
    {"Thai", "th"},
  };

  private static final List<String> KEYS =
      List.of("name.first_name", "name.male_first_name", "name.female_first_name");

  /** Three scripts have rules of their own for names (Yaroslav, not Aroslav), others the usual. */
  private static final Transliterator LATIN =
      Transliterator.getInstance(
          "Greek-Latin/UNGEGN; Ukrainian-Latin/BGN; Armenian-Latin/BGN; Any-Latin; Latin-ASCII");

  /** One word: letters with their marks, and signs inside a word. */
  private static final String ONE_WORD = "[\\p{L}\\p{M}'’‘ʼ·\\u200c]+";

  /** What part of the spellings is for validation, and for the test. */
  private static final double SHARE = 0.15;

  private static final long SEED = 0;

  private static final Comparator<Name> SHORTEST_FIRST =
      Comparator.comparingInt(name -> name.spelling().length());

  /**
   * A name in small letters, and whose it is.
   *
   * @param spelling letters a–z
   * @param language the place of the language in {@link #languages}
   */
  public record Name(String spelling, int language) {}

  private final List<Name> training = new ArrayList<>();
  private final List<Name> validation = new ArrayList<>();
  private final List<Name> test = new ArrayList<>();

  private NamesByLanguage() {}

  /** Takes all names and splits them: 70 % of the spellings to train with, 15 %, 15 %. */
  public static NamesByLanguage all() {
    Map<String, TreeSet<Integer>> owners = new TreeMap<>(); // the same order everywhere
    for (int k = 0; k < LANGUAGES.length; k++) {
      for (String locale : localesOf(k)) {
        for (String spelling : spellings(locale)) {
          owners.computeIfAbsent(spelling, s -> new TreeSet<>()).add(k);
        }
      }
    }
    List<String> spellings = List.copyOf(owners.keySet());
    int[] order = new int[spellings.size()];
    Arrays.setAll(order, i -> i);
    new Rng(SEED).shuffle(order);
    int held = (int) (SHARE * order.length);
    NamesByLanguage names = new NamesByLanguage();
    for (int i = 0; i < order.length; i++) {
      String spelling = spellings.get(order[i]);
      List<Name> part = i < held ? names.test : i < 2 * held ? names.validation : names.training;
      owners.get(spelling).forEach(k -> part.add(new Name(spelling, k)));
    }
    names.validation.sort(SHORTEST_FIRST);
    names.test.sort(SHORTEST_FIRST);
    return names;
  }

  private static List<String> localesOf(int language) {
    return Arrays.asList(LANGUAGES[language]).subList(1, LANGUAGES[language].length);
  }

  /** The first names of one of Datafaker's locales, in letters a–z, each once, in order. */
  static List<String> spellings(String locale) {
    TreeSet<String> spellings = new TreeSet<>();
    for (String key : KEYS) {
      Object list = list(Locale.forLanguageTag(locale), key);
      boolean own = locale.equals("en") || !list.equals(list(Locale.ENGLISH, key));
      if (own && list instanceof List<?> names) { // where it has no list, Datafaker gives English
        for (Object name : names) {
          if (name.toString().strip().matches(ONE_WORD)) {
            spellings.add(latin(name.toString()));
          }
        }
      }
    }
    return List.copyOf(spellings);
  }

  private static Object list(Locale locale, String key) {
    Faker faker = new Faker(locale);
    return faker.fakeValuesService().fetchObject(key, faker.getContext());
  }

  /**
   * Writes a name of any script in small letters a–z and leaves out all other signs: Γιώργος is
   * giorgos, D'Arcy darcy. Scripts without vowels stay without, and Chinese signs are read in
   * Chinese, also where they are Japanese.
   *
   * @throws IllegalArgumentException if no letter is left
   */
  public static String latin(String name) {
    boolean plain = name.chars().allMatch(c -> c < 128); // most are, and that is faster
    String latin = plain ? name : LATIN.transliterate(name);
    String letters = latin.toLowerCase(Locale.ROOT).replaceAll("[^a-z]", "");
    if (letters.isEmpty()) {
      throw new IllegalArgumentException("'" + name + "' has no letters: give a name");
    }
    return letters;
  }

  /** The languages, neighbours beside each other. */
  public static List<String> languages() {
    return Arrays.stream(LANGUAGES).map(l -> l[0]).toList();
  }

  /** The names to train with, in random order. */
  public List<Name> training() {
    return List.copyOf(training);
  }

  /**
   * The names to choose with: when to stop, which network. The shortest first, so that a batch of
   * neighbours has little padding.
   */
  public List<Name> validation() {
    return List.copyOf(validation);
  }

  /** The names that are looked at once, at the end; the shortest first. */
  public List<Name> test() {
    return List.copyOf(test);
  }

  /**
   * The best accuracy that is possible on these names, 0 … 1: of a spelling that several languages
   * have, one answer is right and the others are wrong.
   */
  public static double ceiling(Collection<Name> names) {
    return (double) names.stream().map(Name::spelling).distinct().count() / names.size();
  }

  /** A name's letters and a sign for its end: "ada" becomes 1 4 1 0. */
  public static int[] letters(String spelling) {
    return IntStream.concat(spelling.chars().map(c -> c - 'a' + 1), IntStream.of(0)).toArray();
  }

  /** Some names as a batch: their letters, and the language of each. */
  public static Batch batch(List<Name> names) {
    return new Batch(
        sequence(names.stream().map(Name::spelling).toList()),
        Targets.classes(names.stream().mapToInt(Name::language).toArray()));
  }

  /** Draws a batch of this many names. */
  public static Batch batch(List<Name> names, int size, Rng rng) {
    List<Name> drawn = new ArrayList<>();
    for (int i = 0; i < size; i++) {
      drawn.add(names.get(rng.nextInt(names.size())));
    }
    return batch(drawn);
  }

  /** Some spellings as sequences of symbols. */
  public static Sequence sequence(List<String> spellings) {
    return Sequence.symbols(
        SYMBOLS, spellings.stream().map(NamesByLanguage::letters).toArray(int[][]::new));
  }

  /** How many names each language has, in the order of {@link #languages}. */
  public static int[] counts(Collection<Name> names) {
    int[] counts = new int[LANGUAGES.length];
    names.forEach(name -> counts[name.language()]++);
    return counts;
  }
}
