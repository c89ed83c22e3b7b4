package unrolled.data;

import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import net.datafaker.Faker;
import unrolled.layer.Targets;
import unrolled.sequence.Batch;
import unrolled.sequence.Sequence;

/** Real first names, from the lists of the Datafaker library. */
public final class FirstNames {
  /** The number of symbols: the letters a = 1 … z = 26, and 0 where a name begins or ends. */
  public static final int SYMBOLS = 27;

  private static final List<String> KEYS =
      List.of("name.male_first_name", "name.female_first_name");

  private FirstNames() {}

  /**
   * All English first names that the library knows, in small letters a–z, each once, in
   * alphabetical order: about five thousand.
   */
  public static List<String> english() {
    Faker faker = new Faker(Locale.ENGLISH);
    Set<String> names = new TreeSet<>();
    for (String key : KEYS) {
      Object list = faker.fakeValuesService().fetchObject(key, faker.getContext());
      for (Object name : (List<?>) list) {
        String small = name.toString().toLowerCase(Locale.ROOT);
        if (small.matches("[a-z]+")) {
          names.add(small);
        }
      }
    }
    return List.copyOf(names);
  }

  /** Spells a name as a language model reads it: "ada" becomes 0 1 4 1. */
  public static int[] letters(String name) {
    int[] symbols = new int[name.length() + 1];
    for (int t = 0; t < name.length(); t++) {
      symbols[t + 1] = name.charAt(t) - 'a' + 1;
    }
    return symbols;
  }

  /**
   * Makes a batch of names in small letters, with the letter that comes next after each (0: the
   * end).
   */
  public static Batch nextLetters(List<String> names) {
    Sequence x =
        Sequence.symbols(SYMBOLS, names.stream().map(FirstNames::letters).toArray(int[][]::new));
    int[] next = new int[x.steps() * x.batch()];
    for (int i = 0; i < next.length; i++) {
      int left = x.length(i % x.batch()) - (i / x.batch() + 1); // steps that are still to come
      next[i] = left < 0 ? Targets.MASKED : left == 0 ? 0 : x.symbols()[i + x.batch()];
    }
    return new Batch(x, Targets.classes(next));
  }
}
