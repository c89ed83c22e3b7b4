package unrolled.show;

import java.awt.Font;
import java.awt.FontFormatException;
import java.io.IOException;
import java.io.UncheckedIOException;

/**
 * The figures' font, DejaVu Sans, from the jar: whatever fonts a system has, figures have the same
 * text in the same place.
 */
final class Fonts {

  /** Text in a figure: tick labels, names, numbers. Legible at 12 pixels, so never smaller. */
  static final Font PLAIN = read("DejaVuSans.ttf").deriveFont(12f);

  static final Font BOLD = read("DejaVuSans-Bold.ttf").deriveFont(12f);

  /** A figure's title. */
  static final Font TITLE = BOLD.deriveFont(15f);

  private Fonts() {}

  private static Font read(String file) {
    try (var in = Fonts.class.getResourceAsStream("dejavu/" + file)) {
      if (in == null) {
        throw new IllegalStateException(
            "the font "
                + file
                + " is missing from unrolled.jar: build it anew with ./mvnw package");
      }
      return Font.createFont(Font.TRUETYPE_FONT, in);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (FontFormatException e) {
      throw new IllegalStateException("the font " + file + " in unrolled.jar is damaged", e);
    }
  }
}
