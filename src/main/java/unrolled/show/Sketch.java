package unrolled.show;

import java.awt.Color;
import java.awt.geom.Path2D;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * A picture as small as a stamp, without axes: what is left in one's memory of a figure. Its
 * numbers are real ones; {@link Poster} draws it.
 */
public final class Sketch {

  /** Draws into the rectangle from (0, 0) to (width, height). */
  private interface Drawing {
    void draw(Canvas canvas, double width, double height);
  }

  private static final double NODE = 9; // its radius
  private static final double DOT = 5; // that of a node without a label

  private final Drawing drawing;
  private final String facts;

  private Sketch(Drawing drawing, Object... facts) {
    this.drawing = drawing;
    Digest digest = new Digest();
    for (Object fact : facts) {
      if (fact instanceof double[] numbers) {
        digest.add(numbers.length).add(numbers);
      } else {
        digest.add(String.valueOf(fact));
      }
    }
    this.facts = digest.text();
  }

  void draw(Canvas canvas, double width, double height) {
    drawing.draw(canvas, width, height);
  }

  /** A fingerprint of its texts and numbers. */
  String facts() {
    return facts;
  }

  /**
   * Lines of text, one above the other.
   *
   * @throws IllegalArgumentException if there are not one to three of them
   */
  public static Sketch words(String... lines) {
    if (lines.length < 1 || lines.length > 3) {
      throw new IllegalArgumentException(lines.length + " lines: a sketch holds one to three");
    }
    return new Sketch(
        (canvas, width, height) -> {
          double step = 15;
          double y = (height - step * (lines.length - 1)) / 2;
          for (String line : lines) {
            if (Canvas.width(line, Fonts.PLAIN) > width) {
              throw new IllegalStateException("\"" + line + "\" is too wide for a sketch");
            }
            canvas.centred(line, width / 2, y, Canvas.Align.CENTRE, Fonts.PLAIN, Palette.FORWARD);
            y += step;
          }
        },
        (Object[]) lines);
  }

  /**
   * Bars that stand side by side, the greatest as high as the sketch.
   *
   * @throws IllegalArgumentException if one is negative, or none above 0
   */
  public static Sketch bars(double... values) {
    double most = Arrays.stream(values).max().orElse(0);
    if (!(most > 0) || Arrays.stream(values).anyMatch(v -> !(v >= 0))) {
      throw new IllegalArgumentException("bars need numbers from 0 on, at least one above it");
    }
    return new Sketch(
        (canvas, width, height) -> {
          double column = Math.min(26, width / values.length);
          double left = (width - column * values.length) / 2;
          for (int i = 0; i < values.length; i++) {
            double tall = values[i] / most * (height - 2);
            canvas.box(left + i * column + 2, height - tall, column - 4, tall, Palette.other(i));
          }
          canvas.line(left, height, width - left, height, Palette.GREY, 1);
        },
        values);
  }

  /**
   * Curves over 0, 1, 2, …, all in one range.
   *
   * @throws IllegalArgumentException if no two points differ
   */
  public static Sketch curves(double[]... ys) {
    double[][][] paths = new double[ys.length][2][];
    for (int i = 0; i < ys.length; i++) {
      double[] x = new double[ys[i].length];
      Arrays.setAll(x, t -> t);
      paths[i] = new double[][] {x, ys[i]};
    }
    return paths(false, paths);
  }

  /**
   * Paths of points, the same unit on both axes.
   *
   * @param xs the x of each path
   * @param ys the y of each path
   * @throws IllegalArgumentException if there are not as many, or no two points differ
   */
  public static Sketch orbits(double[][] xs, double[][] ys) {
    if (xs.length != ys.length) {
      throw new IllegalArgumentException(
          String.format(Locale.ROOT, "the x of %d paths and the y of %d", xs.length, ys.length));
    }
    double[][][] paths = new double[xs.length][][];
    for (int i = 0; i < xs.length; i++) {
      paths[i] = new double[][] {xs[i], ys[i]};
    }
    return paths(true, paths);
  }

  private static Sketch paths(boolean square, double[][]... paths) {
    double[] x = Arrays.stream(paths).flatMapToDouble(p -> Arrays.stream(p[0])).toArray();
    double[] y = Arrays.stream(paths).flatMapToDouble(p -> Arrays.stream(p[1])).toArray();
    double left = Arrays.stream(x).min().orElseThrow();
    double right = Arrays.stream(x).max().orElseThrow();
    double low = Arrays.stream(y).min().orElseThrow();
    double high = Arrays.stream(y).max().orElseThrow();
    if (!(right > left) || !(high > low)) {
      throw new IllegalArgumentException("a curve needs points that differ");
    }
    return new Sketch(
        (canvas, width, height) -> {
          double sx = width / (right - left);
          double sy = (height - 2) / (high - low);
          if (square) {
            sx = Math.min(sx, sy);
            sy = sx;
          }
          double x0 = (width - sx * (right - left)) / 2;
          for (int i = 0; i < paths.length; i++) {
            Path2D line = new Path2D.Double();
            for (int t = 0; t < paths[i][0].length; t++) {
              double px = x0 + sx * (paths[i][0][t] - left);
              double py = height - 1 - sy * (paths[i][1][t] - low);
              if (t == 0) {
                line.moveTo(px, py);
              } else {
                line.lineTo(px, py);
              }
            }
            canvas.outline(line, Palette.other(i), 1.6);
          }
        },
        x,
        y,
        square);
  }

  /** A table of numbers from 0 to 1, each a square: dark is little, bright is much. */
  public static Sketch cells(double[][] rows) {
    return new Sketch(
        (canvas, width, height) -> {
          double side = Math.min(height / rows.length, width / rows[0].length);
          double left = (width - side * rows[0].length) / 2;
          double top = (height - side * rows.length) / 2;
          for (int i = 0; i < rows.length; i++) {
            for (int j = 0; j < rows[i].length; j++) {
              Color colour = ColourMap.SEQUENTIAL.of(rows[i][j]);
              canvas.box(left + j * side, top + i * side, side - 0.5, side - 0.5, colour);
            }
          }
        },
        (Object[]) rows);
  }

  /**
   * Nodes and arrows between them.
   *
   * @param nodes each "label x y", with x and y from 0 to 1; a node called "." is a dot
   * @param arrows each "from to", by the nodes' places in the list, from 0 on; "from to back" is
   *     drawn in the gradient's colour
   * @throws IllegalArgumentException if an arrow leads to a node that is not in the list
   */
  public static Sketch graph(List<String> nodes, String... arrows) {
    String[][] node = nodes.stream().map(n -> n.split(" ")).toArray(String[][]::new);
    String[][] arrow = Arrays.stream(arrows).map(a -> a.split(" ")).toArray(String[][]::new);
    for (String[] a : arrow) {
      for (int end = 0; end < 2; end++) {
        if (Integer.parseInt(a[end]) >= node.length) {
          throw new IllegalArgumentException(
              String.format(
                  Locale.ROOT, "an arrow to node %s, but there are %d", a[end], node.length));
        }
      }
    }
    return new Sketch(
        (canvas, width, height) -> {
          for (String[] a : arrow) {
            String[] start = node[Integer.parseInt(a[0])];
            String[] end = node[Integer.parseInt(a[1])];
            double[] from = place(start, width, height);
            double[] to = place(end, width, height);
            double length = StrictMath.hypot(to[0] - from[0], to[1] - from[1]);
            double dx = (to[0] - from[0]) / length;
            double dy = (to[1] - from[1]) / length;
            boolean back = a.length > 2;
            double aside = back ? 4 : 0; // beside the arrow that leads forward
            canvas.arrow(
                from[0] + dx * (radius(start) + 1) + dy * aside,
                from[1] + dy * (radius(start) + 1) - dx * aside,
                to[0] - dx * (radius(end) + 1) + dy * aside,
                to[1] - dy * (radius(end) + 1) - dx * aside,
                back ? Palette.GRADIENT : Palette.FORWARD,
                1.1);
          }
          for (String[] n : node) {
            double[] at = place(n, width, height);
            canvas.dot(at[0], at[1], radius(n), Palette.FORWARD);
            if (!n[0].equals(".")) {
              canvas.dot(at[0], at[1], NODE - 1.2, Palette.PAPER);
              canvas.centred(n[0], at[0], at[1], Canvas.Align.CENTRE, Fonts.SMALL, Palette.FORWARD);
            }
          }
        },
        nodes,
        String.join(",", arrows));
  }

  private static double radius(String[] node) {
    return node[0].equals(".") ? DOT : NODE;
  }

  private static double[] place(String[] node, double width, double height) {
    return new double[] {
      NODE + Double.parseDouble(node[1]) * (width - 2 * NODE),
      NODE + Double.parseDouble(node[2]) * (height - 2 * NODE)
    };
  }
}
