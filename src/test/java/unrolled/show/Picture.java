package unrolled.show;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.Color;
import java.awt.geom.Rectangle2D;
import java.awt.image.BufferedImage;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;

/**
 * A figure as it is seen: its pixels, and the texts that it wrote. All places are in the figure's
 * own units, of which each is two pixels of the image.
 */
final class Picture {

  private static final int SCALE = 2;

  private final Figure figure;
  private final BufferedImage image;
  private final List<Canvas.Label> labels;

  private Picture(Figure figure, BufferedImage image, List<Canvas.Label> labels) {
    this.figure = figure;
    this.image = image;
    this.labels = labels;
  }

  static Picture of(Figure figure) {
    Canvas unseen =
        new Canvas(new BufferedImage(1, 1, BufferedImage.TYPE_INT_RGB).createGraphics());
    figure.draw(unseen);
    return new Picture(figure, figure.image(), unseen.labels());
  }

  // What is written.

  List<String> texts() {
    return labels.stream().map(Canvas.Label::text).toList();
  }

  boolean says(String text) {
    return texts().contains(text);
  }

  /** Where a text stands, the first of those that read so. */
  Rectangle2D box(String text) {
    return labels.stream()
        .filter(label -> label.text().equals(text))
        .findFirst()
        .orElseThrow(() -> new AssertionError("no \"" + text + "\" among " + texts()))
        .box();
  }

  // What is painted.

  int width() {
    return image.getWidth() / SCALE;
  }

  int height() {
    return image.getHeight() / SCALE;
  }

  /** The colour at a place. */
  Color at(double x, double y) {
    return new Color(image.getRGB((int) (SCALE * x), (int) (SCALE * y)));
  }

  /** How many pixels have this very colour. */
  int count(Color colour) {
    int count = 0;
    for (int y = 0; y < image.getHeight(); y++) {
      for (int x = 0; x < image.getWidth(); x++) {
        count += is(colour, x, y) ? 1 : 0;
      }
    }
    return count;
  }

  private boolean is(Color colour, int x, int y) {
    return image.getRGB(x, y) == colour.getRGB();
  }

  /** How many of the image's columns have this colour, in units: how far it reaches. */
  double columns(Color colour) {
    return runs(image.getWidth(), x -> hasInColumn(colour, x)).stream()
        .mapToDouble(run -> run[1] - run[0])
        .sum();
  }

  private boolean hasInColumn(Color colour, int x) {
    return IntStream.range(0, image.getHeight()).anyMatch(y -> is(colour, x, y));
  }

  /** From where to where a colour goes at a height, from left to right: a pair for each stretch. */
  List<double[]> across(Color colour, double y) {
    return runs(image.getWidth(), x -> is(colour, x, (int) (SCALE * y)));
  }

  /** From where to where a colour goes at an x, from the top: a pair for each stretch. */
  List<double[]> down(Color colour, double x) {
    return runs(image.getHeight(), y -> is(colour, (int) (SCALE * x), y));
  }

  /**
   * From where to where there is ink of any colour between two x, from the top, below the title: a
   * pair for each line of text, as long as no two touch.
   */
  List<double[]> lines(double fromX, double toX) {
    int left = (int) (SCALE * fromX);
    int right = (int) (SCALE * toX);
    int top = (int) (SCALE * figure.top());
    return runs(
        image.getHeight(),
        y -> y >= top && IntStream.range(left, right).anyMatch(x -> !is(Palette.PAPER, x, y)));
  }

  /** The stretches of places where something holds, in units. */
  private static List<double[]> runs(int count, IntPredicate holds) {
    List<double[]> runs = new ArrayList<>();
    int start = -1;
    for (int i = 0; i <= count; i++) {
      boolean here = i < count && holds.test(i);
      if (here && start < 0) {
        start = i;
      } else if (!here && start >= 0) {
        runs.add(new double[] {start / (double) SCALE, i / (double) SCALE});
        start = -1;
      }
    }
    return runs;
  }

  // What holds for every figure.

  /** Nothing is cut: all round the image there is paper, and every text is inside. */
  void assertWhole() {
    int margin = 2 * SCALE;
    for (int y = 0; y < image.getHeight(); y++) {
      for (int x = 0; x < image.getWidth(); x++) {
        boolean atBorder =
            x < margin
                || y < margin
                || x >= image.getWidth() - margin
                || y >= image.getHeight() - margin;
        if (atBorder && !is(Palette.PAPER, x, y)) {
          throw new AssertionError(
              "\"" + figure.title() + "\" has ink at its border, " + x + ", " + y);
        }
      }
    }
    Rectangle2D inside = new Rectangle2D.Double(0, 0, width(), height());
    for (Canvas.Label label : labels) {
      assertTrue(inside.contains(label.box()), () -> label.text() + " leaves the picture");
    }
  }

  void assertNoTwoTextsOverlap() {
    for (int i = 0; i < labels.size(); i++) {
      Canvas.Label one = labels.get(i);
      for (Canvas.Label other : labels.subList(0, i)) {
        assertFalse(
            one.box().intersects(other.box()),
            () -> "\"" + one.text() + "\" overlaps \"" + other.text() + "\"");
      }
    }
  }
}
