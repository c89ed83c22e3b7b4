package unrolled.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.jar.JarFile;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import net.datafaker.Faker;
import org.junit.jupiter.api.Test;
import unrolled.data.NamesByLanguage.Name;
import unrolled.math.Rng;
import unrolled.sequence.Batch;

class NamesByLanguageTest {
  private static final int MANY = 300;

  private static final NamesByLanguage NAMES = NamesByLanguage.all();

  private static final List<Name> ALL =
      Stream.of(NAMES.training(), NAMES.validation(), NAMES.test()).flatMap(List::stream).toList();

  @Test
  void everyLanguageHasThreeHundredNamesOrMoreAndSomeInEachPart() {
    int[] counts = NamesByLanguage.counts(ALL);
    assertEquals(NamesByLanguage.languages().size(), counts.length);
    assertTrue(IntStream.of(counts).allMatch(n -> n >= MANY), () -> List.of(counts).toString());
    for (List<Name> part : List.of(NAMES.validation(), NAMES.test())) {
      assertTrue(IntStream.of(NamesByLanguage.counts(part)).allMatch(n -> n >= 30));
    }
  }

  /** A locale with many names that is not listed has those of a language that is. */
  @Test
  void noLocaleWithThreeHundredNamesIsForgotten() throws Exception {
    Map<Integer, Set<String>> byLanguage = new HashMap<>();
    ALL.forEach(
        n -> byLanguage.computeIfAbsent(n.language(), k -> new HashSet<>()).add(n.spelling()));
    Path jar = Path.of(Faker.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    List<String> locales;
    try (JarFile file = new JarFile(jar.toFile())) {
      locales =
          file.stream()
              .map(entry -> entry.getName())
              .filter(name -> name.matches("[a-z]{2}(-[A-Za-z]+)*\\.yml"))
              .map(name -> name.replace(".yml", ""))
              .toList();
    }
    assertTrue(locales.size() > 50, () -> "locales: " + locales);

    List<String> forgotten = new ArrayList<>();
    for (String locale : locales) {
      List<String> own = NamesByLanguage.spellings(locale);
      if (own.size() >= MANY && byLanguage.values().stream().noneMatch(l -> l.containsAll(own))) {
        forgotten.add(locale);
      }
    }

    assertEquals(List.of(), forgotten);
  }

  @Test
  void aLocaleWithoutNamesHasNoneInsteadOfTheEnglishOnes() {
    assertEquals(List.of(), NamesByLanguage.spellings("xx"));
    assertTrue(NamesByLanguage.spellings("en").size() > 5000);
    List<String> indian = NamesByLanguage.spellings("en-IN"); // falls back to en for two keys
    assertTrue(indian.contains("lakshmi") && !indian.contains("ashley"), () -> indian.toString());
  }

  @Test
  void eachLanguageHasANameOnceAndOnlyLettersFromAToZ() {
    assertEquals(ALL.size(), new HashSet<>(ALL).size());
    assertTrue(ALL.stream().allMatch(name -> name.spelling().matches("[a-z]+")));
  }

  @Test
  void noSpellingIsInTwoParts() {
    Map<String, Set<String>> parts = new TreeMap<>();
    NAMES.training().forEach(n -> note(parts, n, "training"));
    NAMES.validation().forEach(n -> note(parts, n, "validation"));
    NAMES.test().forEach(n -> note(parts, n, "test"));
    assertTrue(parts.values().stream().allMatch(p -> p.size() == 1), "a spelling in two parts");
    int held = (int) (0.15 * parts.size());
    Map<String, Long> sizes =
        parts.values().stream()
            .collect(Collectors.groupingBy(p -> p.iterator().next(), Collectors.counting()));
    assertEquals(held, sizes.get("test"));
    assertEquals(held, sizes.get("validation"));
  }

  private static void note(Map<String, Set<String>> parts, Name name, String part) {
    parts.computeIfAbsent(name.spelling(), s -> new HashSet<>()).add(part);
  }

  @Test
  void theSplitIsTheSameEachTime() {
    NamesByLanguage again = NamesByLanguage.all();
    assertEquals(NAMES.training(), again.training());
    assertEquals(NAMES.validation(), again.validation());
    assertEquals(NAMES.test(), again.test());
  }

  @Test
  void namesOfAnyScriptAreWrittenInLatinLetters() {
    Map<String, String> expected = new TreeMap<>();
    expected.put("Ярослав", "yaroslav");
    expected.put("Мар’ян", "maryan");
    expected.put("Γεώργιος", "georgios");
    expected.put("Ευάγγελος", "evangelos");
    expected.put("Ստեփան", "stepan");
    expected.put("بختیار", "bkhtyar"); // Persian doesn't write short vowels
    expected.put("Łukasz", "lukasz");
    expected.put("Đorđe", "dorde");
    expected.put("Søren", "soren");
    expected.put("Apel·les", "apelles");
    expected.put("José Luis", "joseluis");
    expected.put("さくら", "sakura");
    expected.put("서연", "seoyeon");
    expected.forEach((name, latin) -> assertEquals(latin, NamesByLanguage.latin(name)));
  }

  @Test
  void whatHasNoLettersIsNoName() {
    assertThrows(IllegalArgumentException.class, () -> NamesByLanguage.latin("42"));
    assertThrows(IllegalArgumentException.class, () -> NamesByLanguage.latin(" "));
  }

  @Test
  void theCeilingIsWhatOneAnswerForEachSpellingReachesAtBest() {
    List<Name> names =
        List.of(new Name("ada", 0), new Name("ada", 5), new Name("ada", 7), new Name("bo", 5));
    assertEquals(2.0 / 4, NamesByLanguage.ceiling(names));
    assertEquals(1, NamesByLanguage.ceiling(List.of(new Name("ada", 0), new Name("bo", 0))));
  }

  @Test
  void aNameIsItsLettersAndASignForItsEnd() {
    assertArrayEquals(new int[] {1, 4, 1, 0}, NamesByLanguage.letters("ada"));
    Batch batch = NamesByLanguage.batch(List.of(new Name("ada", 3), new Name("bo", 20)));
    assertArrayEquals(new int[] {1, 4, 1, 0}, batch.x().symbolsOf(0));
    assertArrayEquals(new int[] {2, 15, 0}, batch.x().symbolsOf(1));
    assertEquals(3, batch.y().classOf(0));
    assertEquals(20, batch.y().classOf(1));
  }

  @Test
  void aBatchIsDrawnFromTheNamesThatAreGiven() {
    List<Name> few = List.of(new Name("ada", 3), new Name("bo", 20));
    Batch batch = NamesByLanguage.batch(few, 64, new Rng(1));
    int ada = (int) IntStream.range(0, 64).filter(b -> batch.y().classOf(b) == 3).count();
    assertEquals(64, batch.x().batch());
    assertTrue(ada > 20 && ada < 44, "ada: " + ada);
  }
}
