package unrolled;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Every notebook asks for the version of the library that the build makes. */
class NotebookVersionTest {
  @Test
  void everyTextAsksForTheVersionOfThePom() throws Exception {
    Matcher pom =
        Pattern.compile("<artifactId>unrolled</artifactId>\\s*<version>([^<]+)</version>")
            .matcher(Files.readString(Path.of("pom.xml")));
    assertEquals(true, pom.find());
    String hook = "Show.notebook(\"" + pom.group(1) + "\", ";
    List<Path> texts;
    try (Stream<Path> files = Files.walk(Path.of("src/notebooks"))) {
      texts =
          files.filter(f -> f.getFileName().toString().matches("\\d\\d[a-z]?-[^.]+\\.md")).toList();
    }
    assertFalse(texts.isEmpty());
    for (Path text : texts) {
      assertEquals(
          1, Files.readString(text).split(Pattern.quote(hook), -1).length - 1, text + " " + hook);
    }
  }
}
