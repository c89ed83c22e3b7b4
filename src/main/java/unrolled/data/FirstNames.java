package unrolled.data;

import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import net.datafaker.Faker;

/** Real first names, from the lists of the Datafaker library. */
public final class FirstNames {
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
}
