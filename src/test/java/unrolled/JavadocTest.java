package unrolled;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Law: the first sentence of a Javadoc comment stands alone, as a list of methods shows it. */
class JavadocTest {
  private static final Path SOURCES = Path.of("src/main/java/unrolled");
  private static final Pattern COMMENT = Pattern.compile("/\\*\\*(.*?)\\*/", Pattern.DOTALL);

  /** Needs the method above it: "The same for …". */
  private static final Pattern LEANING = Pattern.compile("(The same|Otherwise)\\b.*");

  /** Means a default: "otherwise 1". */
  private static final Pattern DEFAULT = Pattern.compile(".*[,;.] [Oo]therwise (nothing|\\d).*");

  @Test
  void noFirstSentenceLeansOnAnotherComment() throws IOException {
    List<String> comments = comments();
    assertTrue(comments.size() > 500, "only " + comments.size() + " comments found");
    assertEquals(
        List.of(),
        comments.stream()
            .filter(c -> LEANING.matcher(text(c)).matches() || DEFAULT.matcher(text(c)).matches())
            .toList());
  }

  private static boolean isCovered(Path file) {
    return file.toString().endsWith(".java");
  }

  private static String text(String comment) {
    return comment.substring(comment.indexOf(": ") + 2);
  }

  /** All Javadoc comments on one line each, "file: text". */
  private static List<String> comments() throws IOException {
    List<String> comments = new ArrayList<>();
    try (Stream<Path> files = Files.walk(SOURCES)) {
      for (Path file : files.filter(JavadocTest::isCovered).sorted().toList()) {
        Matcher comment = COMMENT.matcher(Files.readString(file));
        while (comment.find()) {
          String text = comment.group(1).replaceAll("\\s*\\n\\s*\\*", " ").replaceAll("\\s+", " ");
          comments.add(file.getFileName() + ": " + text.strip());
        }
      }
    }
    return comments;
  }
}
