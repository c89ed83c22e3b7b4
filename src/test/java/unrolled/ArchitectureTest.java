package unrolled;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The arrows between the packages: who may know whom. */
class ArchitectureTest {
  /** From the bottom up; a package knows its own floor and those below. */
  private static final List<List<String>> FLOORS =
      List.of(
          List.of("math"),
          List.of("layer", "cell"),
          List.of("sequence", "attention"),
          List.of("network", "data", "train", "decode", "seq2seq", "structure", "check"),
          List.of("show", "io"));

  private static final Path SOURCES = Path.of("src/main/java/unrolled");

  private static JavaClasses classes;

  @BeforeAll
  static void read() {
    classes =
        new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("unrolled");
  }

  @Test
  void arrowsPointDownwards() {
    List<String> above = new ArrayList<>();
    for (int floor = FLOORS.size() - 1; floor > 0; floor--) {
      FLOORS.get(floor).forEach(name -> above.add("unrolled." + name + ".."));
      for (String below : FLOORS.get(floor - 1)) {
        noClasses()
            .that()
            .resideInAPackage("unrolled." + below + "..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(above.toArray(String[]::new))
            .allowEmptyShould(true)
            .check(classes);
      }
    }
  }

  @Test
  void packagesGoRoundInNoCircle() {
    slices().matching("unrolled.(*)..").should().beFreeOfCycles().check(classes);
  }

  @Test
  void nobodyKnowsInputAndOutputOrTheLauncher() {
    for (String aside : List.of("unrolled", "unrolled.io..")) {
      noClasses()
          .that()
          .resideOutsideOfPackage(aside)
          .should()
          .dependOnClassesThat()
          .resideInAPackage(aside)
          .allowEmptyShould(true)
          .check(classes);
    }
  }

  @Test
  void decodingKnowsNothingButTheNextToken() {
    String[] others =
        FLOORS.stream()
            .flatMap(List::stream)
            .filter(name -> !List.of("math", "decode").contains(name))
            .map(name -> "unrolled." + name + "..")
            .toArray(String[]::new);
    noClasses()
        .that()
        .resideInAPackage("unrolled.decode..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(others)
        .allowEmptyShould(true)
        .check(classes);
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

  @Test
  void everyPackageHasItsFloorAndItsPageOfDocumentation() throws Exception {
    List<String> undocumented = new ArrayList<>();
    TreeSet<String> homeless = new TreeSet<>();
    int found = 0;
    try (var files = Files.walk(SOURCES)) {
      for (Path file : files.filter(f -> f.toString().endsWith(".java")).toList()) {
        found++;
        if (!Files.exists(file.resolveSibling("package-info.java"))) {
          undocumented.add(file.getParent().toString());
        }
        Path inside = SOURCES.relativize(file);
        String name = inside.getName(0).toString();
        if (inside.getNameCount() > 1 && FLOORS.stream().noneMatch(floor -> floor.contains(name))) {
          homeless.add(name);
        }
      }
    }
    assertTrue(found > 0, "no sources in " + SOURCES.toAbsolutePath());
    assertEquals(List.of(), undocumented);
    assertEquals(List.of(), List.copyOf(homeless));
  }
}
