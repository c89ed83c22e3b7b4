package unrolled.data;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.StringJoiner;
import unrolled.math.Spelling;

/**
 * Words and their symbols: the i-th word of the list is symbol i.
 *
 * <p>A text is cut at its spaces. (What counts as a word is up to you; a comma with spaces around
 * it is one.)
 */
public final class Vocabulary {
  private final List<String> words;
  private final Map<String, Integer> symbols = new LinkedHashMap<>();

  /** The words in the order of their symbols 0, 1, 2 …; each may stand there once. */
  public Vocabulary(List<String> words) {
    this.words = List.copyOf(words);
    for (String word : words) {
      if (word.isBlank() || !word.equals(word.strip()) || symbols.containsKey(word)) {
        throw new IllegalArgumentException(
            "\"" + word + "\" can't be a word: it is empty, has spaces, or is there already");
      }
      symbols.put(word, symbols.size());
    }
  }

  /** The words of a text, each once, in the order in which they first appear. */
  public static Vocabulary of(String text) {
    return new Vocabulary(List.of(text.strip().split("\\s+")).stream().distinct().toList());
  }

  /** How many words there are. */
  public int size() {
    return words.size();
  }

  /** The word of a symbol. */
  public String word(int symbol) {
    if (symbol < 0 || symbol >= words.size()) {
      throw new IllegalArgumentException(
          "symbol " + symbol + " has no word: there are the symbols 0 to " + (words.size() - 1));
    }
    return words.get(symbol);
  }

  /** The symbol of a word. */
  public int symbol(String word) {
    return symbols(word)[0];
  }

  /** The symbols of a text, word by word. */
  public int[] symbols(String text) {
    String[] parts = text.strip().split("\\s+");
    int[] found = new int[parts.length];
    for (int i = 0; i < parts.length; i++) {
      Integer symbol = symbols.get(parts[i]);
      if (symbol == null) {
        throw new IllegalArgumentException(
            "the vocabulary has no word \""
                + parts[i]
                + "\" (word "
                + (i + 1)
                + " of the text). Did you mean "
                + Spelling.nearest(parts[i], words)
                + "?");
      }
      found[i] = symbol;
    }
    return found;
  }

  /** The words of these symbols, one space between them. */
  public String text(int... sequence) {
    StringJoiner text = new StringJoiner(" ");
    for (int symbol : sequence) {
      text.add(word(symbol));
    }
    return text.toString();
  }
}
