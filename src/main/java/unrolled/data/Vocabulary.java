package unrolled.data;

import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Words, or characters, and their symbols: the i-th of the list is symbol i.
 *
 * <p>A text of words is cut at its spaces. So a comma with spaces around it is a word. A text of
 * characters is cut everywhere; its spaces are characters too.
 */
public final class Vocabulary {
  private final Unit unit;
  private final List<String> words;
  private final Map<String, Integer> symbols = new LinkedHashMap<>();

  private enum Unit {
    WORD("word", " "),
    CHARACTER("character", "");

    final String name;
    final String between;

    Unit(String name, String between) {
      this.name = name;
      this.between = between;
    }

    List<String> cut(String text) {
      if (this == CHARACTER) {
        return text.codePoints().mapToObj(Character::toString).toList();
      }
      return text.isBlank() ? List.of() : List.of(text.strip().split("\\s+"));
    }
  }

  /** Creates a vocabulary of these words, in the order of their symbols 0, 1, 2 …, each once. */
  public Vocabulary(List<String> words) {
    this(Unit.WORD, words);
  }

  private Vocabulary(Unit unit, List<String> words) {
    this.unit = unit;
    this.words = List.copyOf(words);
    for (String word : words) {
      if (!unit.cut(word).equals(List.of(word)) || symbols.containsKey(word)) {
        throw new IllegalArgumentException(
            "\"" + word + "\" can't be a word: it is empty, has spaces, or is there already");
      }
      symbols.put(word, symbols.size());
    }
  }

  /** Makes a vocabulary of the words of a text, in the order in which they first appear. */
  public static Vocabulary of(String text) {
    return of(Unit.WORD, List.of(text));
  }

  /** Makes a vocabulary of the words of some texts, in the order in which they first appear. */
  public static Vocabulary of(Iterable<String> texts) {
    return of(Unit.WORD, texts);
  }

  /**
   * Makes a vocabulary of the characters of some texts, in the order in which they first appear.
   */
  public static Vocabulary characters(Iterable<String> texts) {
    return of(Unit.CHARACTER, texts);
  }

  private static Vocabulary of(Unit unit, Iterable<String> texts) {
    Set<String> words = new LinkedHashSet<>();
    texts.forEach(text -> words.addAll(unit.cut(text)));
    return new Vocabulary(unit, List.copyOf(words));
  }

  /** The number of words (or characters). */
  public int size() {
    return words.size();
  }

  /**
   * The word (or character) of a symbol.
   *
   * @throws IllegalArgumentException if there is no such symbol
   */
  public String word(int symbol) {
    if (symbol < 0 || symbol >= words.size()) {
      throw new IllegalArgumentException(
          "symbol "
              + symbol
              + " has no "
              + unit.name
              + ": there are the symbols 0 to "
              + (words.size() - 1));
    }
    return words.get(symbol);
  }

  /**
   * The symbol of a word (or character).
   *
   * @throws IllegalArgumentException if there is no such word (or character)
   */
  public int symbol(String word) {
    int[] found = symbols(word);
    if (found.length != 1) {
      throw new IllegalArgumentException("\"" + word + "\" is not one " + unit.name);
    }
    return found[0];
  }

  /**
   * The symbols of a text, word by word (or character by character).
   *
   * @throws IllegalArgumentException if the vocabulary lacks a word (or character) of the text
   */
  public int[] symbols(String text) {
    List<String> parts = unit.cut(text);
    int[] found = new int[parts.size()];
    for (int i = 0; i < found.length; i++) {
      Integer symbol = symbols.get(parts.get(i));
      if (symbol == null) {
        throw new IllegalArgumentException(
            "the vocabulary has no "
                + unit.name
                + " \""
                + parts.get(i)
                + "\" ("
                + unit.name
                + " "
                + (i + 1)
                + " of the text). Did you mean "
                + DidYouMean.nearest(parts.get(i), words)
                + "?");
      }
      found[i] = symbol;
    }
    return found;
  }

  /** The text of these symbols: words with one space between them, characters with nothing. */
  public String text(int... sequence) {
    return IntStream.of(sequence).mapToObj(this::word).collect(Collectors.joining(unit.between));
  }
}
