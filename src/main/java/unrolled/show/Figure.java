package unrolled.show;

import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.geom.Rectangle2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import javax.imageio.ImageIO;
import javax.imageio.stream.MemoryCacheImageOutputStream;

/**
 * A picture with a title that states what it shows. It is drawn on white, so that it reads on light
 * and dark pages alike, at twice its size, so that it is sharp.
 */
public abstract class Figure {

  /** A notebook's width, in pixels. */
  static final int WIDTH = 700;

  private static final int SCALE = 2;
  static final double MARGIN = 10;

  private final String title;
  private int width = WIDTH;
  private Font titleFont = Fonts.TITLE;

  Figure(String title) {
    this.title = Show.needed(title, "a figure needs a title, a sentence that states what it shows");
  }

  /** The height of what stands under the title, at the figure's width. */
  abstract double bodyHeight();

  /** Draws what stands under the title, from (0, 0) to (width, bodyHeight). */
  abstract void drawBody(Canvas canvas);

  /** Adds everything that the figure tells: texts and numbers. */
  abstract void describe(Digest digest);

  final int width() {
    return width;
  }

  /** Makes this one of several figures that share the width, with a smaller title. */
  final void makePart(int width) {
    this.width = width;
    this.titleFont = Fonts.BOLD;
  }

  final String title() {
    return title;
  }

  final int height() {
    return (int) StrictMath.ceil(top() + bodyHeight());
  }

  /** Where the body begins. */
  final double top() {
    return 8 + titleLine() * titleLines().size();
  }

  private double titleLine() {
    return titleFont.getSize() + 5;
  }

  private List<String> titleLines() {
    return Canvas.lines(title, titleFont, width - 2 * MARGIN);
  }

  /** Draws title and body. */
  final void draw(Canvas canvas) {
    double y = 4;
    for (String line : titleLines()) {
      y += titleLine();
      canvas.text(line, MARGIN, y - 4, Canvas.Align.LEFT, titleFont, Palette.INK);
    }
    drawBody(canvas.moved(0, top()));
  }

  /**
   * Shows the figure in the notebook; elsewhere its text alone.
   *
   * @param alt what the figure shows, in a sentence or two for those who can't see it
   * @throws IllegalArgumentException if alt is missing or blank
   */
  public final void show(String alt) {
    Show.figure(this, alt);
  }

  /** Writes the figure as a PNG file, as sharp as a notebook shows it, whole or not at all. */
  public final void save(Path file) {
    save(file, SCALE);
  }

  /**
   * Writes the figure as a PNG file, whole or not at all.
   *
   * @param scale pixels for each of its units, of which a notebook is 700 wide: 5 for a page of A3
   * @throws IllegalArgumentException if that is not 1 … 10
   */
  public final void save(Path file, int scale) {
    if (scale < 1 || scale > 10) {
      throw new IllegalArgumentException(scale + " pixels for each unit: give 1 to 10");
    }
    try {
      Path absolute = file.toAbsolutePath();
      Path part = absolute.resolveSibling(absolute.getFileName() + ".part");
      try {
        Files.write(part, png(scale));
        Files.move(part, absolute, StandardCopyOption.REPLACE_EXISTING);
      } finally {
        Files.deleteIfExists(part);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("the figure can't be written to " + file, e);
    }
  }

  /** A fingerprint of the texts and of the numbers, these to six significant digits. */
  public final String digest() {
    Digest digest = new Digest().add(getClass().getSimpleName()).add(title);
    describe(digest);
    return digest.text();
  }

  /** The figure as an HTML image that carries everything inside it. */
  final String html(String alt) {
    Show.needed(
        alt,
        "a figure needs a text for those who can't see it: "
            + "show(\"what the picture shows, in a sentence\")");
    return String.format(
        Locale.ROOT,
        "<img width=\"%d\" height=\"%d\" alt=\"%s\" data-digest=\"%s\""
            + " src=\"data:image/png;base64,%s\">",
        width,
        height(),
        Html.escaped(alt.strip()),
        digest(),
        Base64.getEncoder().encodeToString(png()));
  }

  final byte[] png() {
    return png(SCALE);
  }

  private byte[] png(int scale) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (var out = new MemoryCacheImageOutputStream(bytes)) {
      ImageIO.write(image(scale), "png", out);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  /**
   * The figure's pixels, four for each of its units.
   *
   * @throws IllegalStateException if a text does not fit in
   */
  final BufferedImage image() {
    return image(SCALE);
  }

  private BufferedImage image(int scale) {
    BufferedImage image =
        new BufferedImage(scale * width, scale * height(), BufferedImage.TYPE_INT_RGB);
    Graphics2D g = image.createGraphics();
    try {
      g.setColor(Palette.PAPER);
      g.fillRect(0, 0, image.getWidth(), image.getHeight());
      g.scale(scale, scale);
      Canvas canvas = new Canvas(g);
      draw(canvas);
      requireWhole(image, canvas.labels());
      return image;
    } finally {
      g.dispose();
    }
  }

  /** Refuses a picture that is cut: with a text beyond its edge, or with ink on it. */
  private void requireWhole(BufferedImage image, List<Canvas.Label> labels) {
    Rectangle2D inside = new Rectangle2D.Double(0, 0, width, height());
    for (Canvas.Label label : labels) {
      if (!inside.contains(label.box())) {
        throw cut("\"" + label.text() + "\"");
      }
    }
    int right = image.getWidth() - 1;
    int bottom = image.getHeight() - 1;
    for (int x = 0; x <= right; x++) {
      requirePaper(image, x, 0);
      requirePaper(image, x, bottom);
    }
    for (int y = 0; y <= bottom; y++) {
      requirePaper(image, 0, y);
      requirePaper(image, right, y);
    }
  }

  private void requirePaper(BufferedImage image, int x, int y) {
    if (image.getRGB(x, y) != Palette.PAPER.getRGB()) {
      throw cut("a text");
    }
  }

  private IllegalStateException cut(String what) {
    return new IllegalStateException(
        what
            + " would be cut in the figure \""
            + title
            + "\": shorten its texts, or show fewer figures side by side");
  }
}
