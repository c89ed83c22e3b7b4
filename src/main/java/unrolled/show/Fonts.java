package unrolled.show;

import java.awt.Font;
import java.awt.FontFormatException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/**
 * The figures' font, DejaVu Sans, from the jar: whatever fonts a system has, figures have the same
 * text in the same place.
 */
final class Fonts {

  private static final String REGULAR = "DejaVuSans.ttf";

  static {
    if (System.getProperty("java.awt.headless") == null) {
      System.setProperty("java.awt.headless", "true");
    }
    if (System.getProperty("os.name").startsWith("Linux")
        && System.getProperty("sun.awt.fontconfig") == null) {
      doWithoutSystemFonts();
    }
  }

  /** Text in a figure: tick labels, names, numbers. */
  static final Font PLAIN = read(REGULAR).deriveFont(12f);

  static final Font BOLD = read("DejaVuSans-Bold.ttf").deriveFont(12f);

  /** All letters equally wide: text in cells, one letter each. */
  static final Font MONO = read("DejaVuSansMono.ttf").deriveFont(13f);

  /** The smallest that is legible, for numbers in narrow places. */
  static final Font SMALL = PLAIN.deriveFont(11f);

  /** A figure's title. */
  static final Font TITLE = BOLD.deriveFont(15f);

  private Fonts() {}

  /**
   * A Linux without any font, such as a bare container, makes Java's drawing fail even for text in
   * a font of one's own. So Java is given a list of system fonts that names the font of this jar;
   * it reads the list when the first font is made.
   */
  private static void doWithoutSystemFonts() {
    try {
      Path folder = Files.createTempDirectory("unrolled-fonts");
      Path font = folder.resolve(REGULAR);
      try (InputStream in = open(REGULAR)) {
        Files.copy(in, font);
      }
      StringBuilder list = new StringBuilder("version=1\nsequence.allfonts=latin\n");
      for (String family :
          new String[] {"dialog", "dialoginput", "monospaced", "sansserif", "serif"}) {
        for (String style : new String[] {"plain", "bold", "italic", "bolditalic"}) {
          list.append(String.format(Locale.ROOT, "%s.%s.latin=DejaVu Sans\n", family, style));
        }
      }
      list.append("filename.DejaVu_Sans=").append(font).append("\n");
      Path file = Files.writeString(folder.resolve("fontconfig.properties"), list);
      System.setProperty("sun.awt.fontconfig", file.toString());
      folder.toFile().deleteOnExit();
      font.toFile().deleteOnExit();
      file.toFile().deleteOnExit();
    } catch (IOException e) {
      // Nowhere to write: the system's own fonts will have to do, and nearly every system has some.
      System.clearProperty("sun.awt.fontconfig");
    }
  }

  private static Font read(String file) {
    try (InputStream in = open(file)) {
      return Font.createFont(Font.TRUETYPE_FONT, in);
    } catch (IOException | FontFormatException e) {
      throw new IllegalStateException(
          "the font " + file + " can't be used: is any font installed on this system?", e);
    }
  }

  private static InputStream open(String file) {
    InputStream in = Fonts.class.getResourceAsStream("dejavu/" + file);
    if (in == null) {
      throw new IllegalStateException(
          "the font " + file + " is missing from unrolled.jar: build it anew with ./mvnw package");
    }
    return in;
  }
}
