package unrolled.cell;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Law: in every cell, each statement of forward and of backward carries its formula. */
class FormulasTest {
  private static final Path CELLS = Path.of("src/main/java/unrolled/cell");
  private static final Pattern METHOD =
      Pattern.compile("\n  public void (?:forward|backward)\\(S .*?\n  }\n", Pattern.DOTALL);

  @Test
  void everyStatementHasAFormulaAtItsEndOrRightAboveIt() throws IOException {
    List<String> without = new ArrayList<>();
    int methods = 0;
    for (Path file : cells()) {
      List<String> bodies =
          METHOD.matcher(Files.readString(file)).results().map(m -> m.group()).toList();
      methods += bodies.size();
      for (String body : bodies) {
        String[] lines = body.split("\n");
        for (int i = 1; i < lines.length; i++) {
          if (lines[i].contains(";") && !hasFormula(lines[i]) && !hasFormula(lines[i - 1])) {
            without.add(file.getFileName() + ": " + lines[i].strip());
          }
        }
      }
    }
    assertEquals(List.of(), without);
    assertEquals(30, methods, "forward and backward of fifteen cells");
  }

  private static boolean hasFormula(String line) {
    return line.matches(".*// .*=.*");
  }

  private static List<Path> cells() throws IOException {
    try (Stream<Path> files = Files.list(CELLS)) {
      List<Path> cells = new ArrayList<>();
      for (Path file : files.sorted().toList()) {
        String source = Files.readString(file);
        if (source.contains("public final class")
            && (source.contains(" extends Cell<") || source.contains(" extends LinearCell<"))) {
          cells.add(file);
        }
      }
      assertTrue(cells.size() > 1, "no cells in " + CELLS);
      return cells;
    }
  }
}
