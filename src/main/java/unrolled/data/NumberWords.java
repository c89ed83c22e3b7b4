package unrolled.data;

import com.ibm.icu.text.RuleBasedNumberFormat;
import com.ibm.icu.util.ULocale;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Numbers in the words of a language: 97 as "ninety-seven", "siebenundneunzig" or
 * "quatre-vingt-dix-sept". The words, and the language's name, come from the ICU library.
 *
 * <p>A number is cut into its parts in one of two ways:
 *
 * <pre>
 *   words     at spaces, at hyphens, and where the library says that a long word may be broken
 *             (a soft hyphen, which nobody sees): sieben·und·neunzig, ninety·seven
 *   letters   everywhere; for languages that write without gaps, 九·十·七
 * </pre>
 */
public final class NumberWords {
  /** Space, hyphen, comma; soft hyphen (German), the space of width zero (Thai). */
  private static final String GAPS = "[\\s\\-,\\u00ad\\u200b]+";

  private final ULocale locale;
  private final boolean letters;
  private final RuleBasedNumberFormat format;

  private NumberWords(String language, boolean letters) {
    this.locale = ULocale.forLanguageTag(language);
    this.letters = letters;
    this.format = new RuleBasedNumberFormat(locale, RuleBasedNumberFormat.SPELLOUT);
    // For a language without rules the library takes, silently, those of the machine's own.
    String found = format.getLocale(ULocale.ACTUAL_LOCALE).getLanguage();
    if (locale.getLanguage().isEmpty() || !found.equals(locale.getLanguage())) {
      throw new IllegalArgumentException(
          "the library has no rules for numbers in the language \""
              + language
              + "\" ("
              + language()
              + "). Give the code of a language that it knows, such as \"en\", \"de\" or \"ja\"");
    }
  }

  /**
   * Numbers cut into words and the parts of words; the language is a tag, such as "de" or "fr-CH".
   */
  public static NumberWords in(String language) {
    return new NumberWords(language, false);
  }

  /** Numbers cut into letters; the language is a tag, such as "ja". */
  public static NumberWords letters(String language) {
    return new NumberWords(language, true);
  }

  /** The language's name in English: "German". */
  public String language() {
    return locale.getDisplayName(ULocale.ENGLISH);
  }

  /** How the number is written: "siebenundneunzig". */
  public String written(int number) {
    return spelled(number).replaceAll("[\\u00ad\\u200b]", "");
  }

  /** The number as a text for a vocabulary: its parts with spaces between, or its letters. */
  public String text(int number) {
    return letters ? written(number) : spelled(number).strip().replaceAll(GAPS, " ");
  }

  /** All parts of these numbers, in the order in which they first appear. */
  public Vocabulary vocabulary(int... numbers) {
    Iterable<String> texts =
        IntStream.of(numbers).mapToObj(this::text).collect(Collectors.toList());
    return letters ? Vocabulary.characters(texts) : Vocabulary.of(texts);
  }

  /** The vocabulary of all the numbers from {@code first} to {@code last}. */
  public Vocabulary vocabulary(int first, int last) {
    return vocabulary(IntStream.rangeClosed(first, last).toArray());
  }

  private String spelled(int number) {
    if (number < 0) {
      throw new IllegalArgumentException("the number " + number + ": give 0 or more");
    }
    synchronized (format) { // it is not made for several threads
      return format.format((long) number);
    }
  }

  @Override
  public String toString() {
    return language() + (letters ? ", in letters" : "");
  }
}
