package unrolled;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.belongToAnyOf;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackages;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.lang.reflect.Modifier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import unrolled.check.Examination;
import unrolled.check.GradientCheck;
import unrolled.data.FirstNames;
import unrolled.data.NamesByLanguage;
import unrolled.data.NumberWords;
import unrolled.data.TravelPhrases;

/** The arrows between the packages: who may know whom. */
class ArchitectureTest {
  /** Each package, and all that it uses of the others: no more, and no less. */
  private static final Map<String, Set<String>> USES =
      new TreeMap<>(
          Map.ofEntries(
              Map.entry("", Set.of()), // the launcher
              Map.entry("math", Set.of()),
              Map.entry("layer", Set.of("math")),
              Map.entry("cell", Set.of("layer", "math")),
              Map.entry("sequence", Set.of("cell", "layer", "math")),
              Map.entry("attention", Set.of("sequence", "cell", "layer", "math")),
              Map.entry("network", Set.of("attention", "sequence", "cell", "layer", "math")),
              Map.entry("baseline", Set.of()),
              Map.entry("decode", Set.of("math")), // of a model it knows the next token alone
              Map.entry("seq2seq", Set.of("decode", "attention", "sequence", "layer", "math")),
              Map.entry("structure", Set.of("cell", "layer", "math")),
              Map.entry("train", Set.of("network", "sequence", "layer", "math")),
              Map.entry("io", Set.of("sequence", "cell", "layer", "math")),
              Map.entry("data", Set.of("sequence", "layer", "math")),
              Map.entry("metric", Set.of()),
              Map.entry("check", Set.of("data", "sequence", "cell", "layer", "math")),
              Map.entry("check.exercise", Set.of("decode", "math")),
              Map.entry("check.marking", Set.of()),
              Map.entry(
                  "show", Set.of("check", "check.exercise", "train", "decode", "cell", "math"))));

  private static final List<String> ALGORITHMS =
      List.of(
          "math",
          "layer",
          "cell",
          "sequence",
          "attention",
          "baseline",
          "structure",
          "network",
          "decode",
          "seq2seq",
          "train",
          "metric",
          "io");

  private static final String[] LIBRARIES = {
    "java..", "jdk.incubator.vector..", "org.ejml..", "com.google.gson.."
  };

  /** What looks into class files. */
  private static final String ASM = "org.objectweb.asm..";

  /** Java's shell, in which a notebook's cells run. */
  private static final String JSHELL = "jdk.jshell..";

  private static final Path SOURCES = Path.of("src/main/java/unrolled");

  private static final Pattern IMPORT =
      Pattern.compile("^import ([a-z0-9.]+)\\.([A-Za-z0-9_*]+);", Pattern.MULTILINE);

  /** What a Java shell imports before anybody asks. */
  private static final Set<String> SHELL =
      Set.of(
          "java.lang",
          "java.io",
          "java.math",
          "java.net",
          "java.nio.file",
          "java.util",
          "java.util.concurrent",
          "java.util.function",
          "java.util.prefs",
          "java.util.regex",
          "java.util.stream");

  private static JavaClasses classes;

  @BeforeAll
  static void read() {
    classes =
        new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("unrolled");
  }

  @Test
  void eachPackageUsesWhatTheMapSays() {
    Map<String, Set<String>> uses = new TreeMap<>();
    for (JavaClass one : classes) {
      Set<String> used = uses.computeIfAbsent(inside(one), any -> new TreeSet<>());
      one.getDirectDependenciesFromSelf().stream()
          .map(Dependency::getTargetClass)
          .filter(target -> target.getPackageName().startsWith("unrolled"))
          .map(ArchitectureTest::inside)
          .filter(target -> !target.equals(inside(one)))
          .forEach(used::add);
    }

    assertEquals(USES, uses);
  }

  private static String inside(JavaClass one) {
    return one.getPackageName().replaceFirst("^unrolled\\.?", "");
  }

  @Test
  void packagesGoRoundInNoCircle() {
    slices().matching("unrolled.(*)..").should().beFreeOfCycles().check(classes);
  }

  @Test
  void onlyShowDraws() {
    noClasses()
        .that()
        .resideOutsideOfPackage("unrolled.show..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("org.knowm..", "java.awt..", "javax.imageio..", "javax.swing..")
        .check(classes);
  }

  /**
   * Whoever depends on this jar for its cells gets EJML and Gson, and nothing else that they need.
   */
  @Test
  void theAlgorithmsNeedEjmlAndGsonAlone() {
    String[] names = ALGORITHMS.stream().map(name -> "unrolled." + name).toArray(String[]::new);
    DescribedPredicate<JavaClass> algorithms =
        resideInAnyPackage(names).or(belongToAnyOf(GradientCheck.class, Examination.class));
    classes()
        .that(algorithms)
        .should()
        .onlyDependOnClassesThat(algorithms.or(resideInAnyPackage(LIBRARIES)))
        .check(classes);
  }

  @Test
  void whatElseTheCourseNeedsHasFewPlaces() {
    noClasses()
        .that()
        .resideOutsideOfPackage("unrolled.show..")
        .and(
            not(
                belongToAnyOf(
                    FirstNames.class,
                    NamesByLanguage.class,
                    NumberWords.class,
                    TravelPhrases.class)))
        .and()
        .doNotHaveSimpleName("TravelDates")
        .should()
        .dependOnClassesThat(
            resideOutsideOfPackages("unrolled..", JSHELL, ASM)
                .and(resideOutsideOfPackages(LIBRARIES)))
        .check(classes);
    noClasses()
        .that()
        .resideOutsideOfPackage("unrolled.check.marking")
        .should()
        .dependOnClassesThat()
        .resideInAPackage(ASM)
        .check(classes);
  }

  @Test
  void onlyExercisesAndMarkingLookIntoTheShellOfANotebook() {
    noClasses()
        .that()
        .resideOutsideOfPackages("unrolled.check.exercise", "unrolled.check.marking")
        .should()
        .dependOnClassesThat()
        .resideInAPackage(JSHELL)
        .check(classes);
  }

  /**
   * Notebooks import whole packages, and whoever writes a cell also has what a Java shell imports
   * by itself: a name of ours must mean one class, whichever of them are imported.
   */
  @Test
  void noNameOfOursMeansTwoClassesInANotebook() throws Exception {
    // given what notebooks import by name, and which packages of ours they import as a whole
    TreeMap<String, Set<String>> packages = new TreeMap<>();
    TreeSet<String> ours = new TreeSet<>();
    try (var notebooks = Files.walk(Path.of("src/notebooks"))) {
      for (Path text : notebooks.filter(f -> f.toString().endsWith(".md")).toList()) {
        Matcher imported = IMPORT.matcher(Files.readString(text));
        while (imported.find()) {
          if (!imported.group(2).equals("*")) {
            add(packages, imported.group(2), imported.group(1));
          } else if (imported.group(1).startsWith("unrolled.")) {
            ours.add(imported.group(1));
          }
        }
      }
    }
    assertTrue(ours.contains("unrolled.show"), ours::toString);
    // when
    classes.stream()
        .filter(c -> ours.contains(c.getPackageName()) && c.isTopLevelClass())
        .filter(c -> c.getModifiers().contains(JavaModifier.PUBLIC))
        .forEach(c -> add(packages, c.getSimpleName(), c.getPackageName()));
    packages.forEach(
        (name, in) -> SHELL.stream().filter(shell -> has(shell, name)).forEach(in::add));
    assertEquals(Set.of("org.ejml.data"), packages.get("DMatrixRMaj"));
    // then
    packages.values().removeIf(in -> in.size() == 1 || in.stream().noneMatch(ours::contains));
    assertEquals(Map.of(), packages);
  }

  private static void add(Map<String, Set<String>> packages, String name, String where) {
    packages.computeIfAbsent(name, any -> new TreeSet<>()).add(where);
  }

  private static boolean has(String javaPackage, String name) {
    try {
      return Modifier.isPublic(Class.forName(javaPackage + "." + name, false, null).getModifiers());
    } catch (ClassNotFoundException e) {
      return false;
    }
  }

  @Test
  void everyPackageHasItsPageOfDocumentation() throws Exception {
    List<String> undocumented = new ArrayList<>();
    int found = 0;
    try (var files = Files.walk(SOURCES)) {
      for (Path file : files.filter(f -> f.toString().endsWith(".java")).toList()) {
        found++;
        if (!Files.exists(file.resolveSibling("package-info.java"))) {
          undocumented.add(file.getParent().toString());
        }
      }
    }
    assertTrue(found > 0, "no sources in " + SOURCES.toAbsolutePath());
    assertEquals(List.of(), undocumented);
  }
}
