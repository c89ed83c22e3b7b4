package unrolled.check.exercise;

import java.util.Arrays;
import java.util.stream.Stream;
import unrolled.check.exercise.Exercise11.Sizes;

/**
 * A way to do the three methods of exercise 11: the right one as it is made or, with a switch
 * turned, one of those in which people do them wrongly. What would throw in their code does here.
 */
final class Way11 {

  /** On which row the filter's row i lies at place u; ou and oi are those of the columns. */
  @FunctionalInterface
  interface Index {
    int at(Sizes of, int u, int i, int ou, int oi);
  }

  /** From which place row r is seen through the filter's row i; −1 for none. */
  @FunctionalInterface
  interface Place {
    int seeing(Sizes of, int r, int i);
  }

  /** From where to where a loop goes over so many; the other direction has others. */
  @FunctionalInterface
  interface Range {
    int[] over(Sizes of, int count, int others);
  }

  /** Which row and column of the filter stand for i and j. */
  @FunctionalInterface
  interface Turn {
    int[] at(int k, int i, int j);
  }

  /** What is taken of the channels of a pixel or of a weight. */
  @FunctionalInterface
  interface Channel {
    double of(double[] numbers, int c);
  }

  /** What is taken for dy[u][v]. */
  @FunctionalInterface
  interface Delta {
    double of(double[][] dy, int u, int v, int i, int j, int r, int q);
  }

  /** How large an answer is along one axis, of n pixels, beside the other axis. */
  @FunctionalInterface
  interface Size {
    int of(Sizes of, int n, int others);
  }

  /** How often the bias is added at a place, of whose filter so many pixels lie on the picture. */
  @FunctionalInterface
  interface Biases {
    int at(Sizes of, int u, int v, int seen);
  }

  /** What becomes of an answer in the end; {@code met} tells how many products are in a number. */
  @FunctionalInterface
  interface After {
    double of(double number, Sizes of, int met);
  }

  enum Edge {
    ZERO,
    NEAREST,
    OPPOSITE,
    MIRRORED,
    WHOLE,
    WHOLE_WITHOUT_BIAS,
    STOP,
    STOP_ALL,
    STOP_EACH
  }

  /** What of the inputs is multiplied where it stands; a copy of it is here. */
  enum InPlace {
    NOTHING,
    X,
    W
  }

  enum Sum {
    ALL,
    SET,
    FIRST,
    SET_WITHOUT_BIAS,
    SET_ALSO_IN_PADDING,
    ANEW_AT_ROW,
    ANEW_AT_PIXEL,
    ANEW_AT_PLACE,
    ANEW_AT_ROW_OF_PLACES,
    GOES_ON,
    GOES_ON_WITH_BIAS,
    GOES_ON_IN_ROW,
    GOES_ON_IN_CHANNELS
  }

  Index rows = Way11::lies;
  Index columns = Way11::lies;
  Place up; // null: through the answers, as is easier
  Place across;
  Edge edge = Edge.ZERO;
  final int[] less = new int[4]; // rows above and below, columns left and right
  boolean heightForWidth;
  boolean widthForHeight;
  boolean pixelExchanged;
  boolean placeExchanged;
  Range u = (of, count, others) -> new int[] {0, count};
  Range v = u;
  Range i = u;
  Range j = u;
  Range c = u;
  boolean stepsByStride;
  boolean placesOnDiagonal;
  boolean filterOnDiagonal;
  boolean notBeyond;
  Turn turn = (k, i, j) -> new int[] {i, j};
  Channel channel = (numbers, c) -> numbers[c];
  Channel ofFilter = channel;
  Delta dy = (dy, u, v, i, j, r, q) -> dy[u][v];
  Sum sum = Sum.ALL;
  Biases biases = (of, u, v, seen) -> 1;
  After after = (number, of, met) -> number;
  Size down = (of, n, others) -> of.places(n);
  Size wide = down;
  Size height = (of, n, others) -> n;
  Size width = height;
  InPlace inPlace = InPlace.NOTHING;
  boolean channelsFirst;

  // ---- the three methods

  double[][] convolved(
      double[][][] givenX, double[][][] givenW, double b, int stride, int padding) {
    double[][][] x = inPlace == InPlace.X ? copy(givenX) : givenX;
    double[][][] w = inPlace == InPlace.W ? copy(givenW) : givenW;
    Sizes of = Exercise11.sizes(x, w, stride, padding);
    double[][] y =
        new double[down.of(of, of.height(), of.width())][wide.of(of, of.width(), of.height())];
    double[] running = {0};
    places(
        of,
        y.length,
        y.length == 0 ? 0 : y[0].length,
        (pu, pv) -> {
          boolean goesOn = sum == Sum.GOES_ON || sum == Sum.GOES_ON_WITH_BIAS;
          if (!goesOn && (sum != Sum.GOES_ON_IN_ROW || pv == 0)) {
            running[0] = 0;
          }
          int[] met = {0};
          filter(
              of,
              pu,
              pv,
              (fi, fj, r, q) -> {
                boolean anew = (sum == Sum.ANEW_AT_PIXEL) || (sum == Sum.ANEW_AT_ROW && fj == 0);
                running[0] = anew ? 0 : running[0];
                met[0] += r < 0 ? 0 : 1;
                running[0] = r < 0 && sum == Sum.SET_ALSO_IN_PADDING ? 0 : running[0];
                if (r >= 0) {
                  int[] at = turn.at(of.kernel(), fi, fj);
                  for (int n : over(c, of, of.channels(), of.kernel())) {
                    double product =
                        ofFilter.of(w[at[0]][at[1]], n) * channel.of(pixel(x, r, q), n);
                    if (inPlace == InPlace.X) {
                      pixel(x, r, q)[n] = product;
                    } else if (inPlace == InPlace.W) {
                      w[at[0]][at[1]][n] = product;
                    }
                    running[0] = isSet() ? product : running[0] + product;
                  }
                }
              });
          double bias =
              sum == Sum.SET_WITHOUT_BIAS && met[0] > 0 ? 0 : b * biases.at(of, pu, pv, met[0]);
          if (sum == Sum.GOES_ON_WITH_BIAS) {
            running[0] += bias;
            bias = 0;
          }
          boolean left = edge == Edge.WHOLE_WITHOUT_BIAS && sticksOut(of, pu, pv);
          double number = left ? 0 : after.of(running[0] + bias, of, met[0]);
          if (placeExchanged) {
            y[pv][pu] = number;
          } else {
            y[pu][pv] = number;
          }
        });
    return y;
  }

  double[][][] filterGradient(double[][][] givenX, double[][] dy, int k, int stride, int padding) {
    double[][][] x = inPlace == InPlace.X ? copy(givenX) : givenX;
    Sizes of = new Sizes(x.length, x[0].length, x[0][0].length, k, stride, padding);
    double[][][] dw = new double[k][k][of.channels()];
    int[][][] met = new int[k][k][of.channels()];
    meetings(
        of,
        dy,
        dw,
        (pu, pv, fi, fj, r, q) -> {
          int[] at = turn.at(k, fi, fj);
          double delta = this.dy.of(dy, pu, pv, fi, fj, r, q);
          for (int n : over(c, of, of.channels(), k)) {
            double product = delta * channel.of(pixel(x, r, q), n);
            if (inPlace == InPlace.X) {
              pixel(x, r, q)[n] = product;
            }
            add(dw[at[0]][at[1]], n, product, met[at[0]][at[1]][n]++);
          }
        });
    double[][][] done = done(dw, met, of);
    return channelsFirst ? channelsFirst(done) : done;
  }

  double[][][] pictureGradient(
      double[][] dy, double[][][] givenW, int height, int width, int stride, int padding) {
    double[][][] w = inPlace == InPlace.W ? copy(givenW) : givenW;
    Sizes of = new Sizes(height, width, w[0][0].length, w.length, stride, padding);
    int rows = Math.max(0, this.height.of(of, height, width));
    int columns = Math.max(0, this.width.of(of, width, height));
    Sizes made = new Sizes(rows, columns, of.channels(), of.kernel(), stride, padding);
    double[][][] dx = new double[rows][columns][of.channels()];
    int[][][] met = new int[rows][columns][of.channels()];
    meetings(
        made,
        dy,
        dx,
        (pu, pv, fi, fj, r, q) -> {
          int[] at = turn.at(of.kernel(), fi, fj);
          double delta = this.dy.of(dy, pu, pv, fi, fj, r, q);
          for (int n : over(c, of, of.channels(), of.kernel())) {
            double product = delta * channel.of(w[at[0]][at[1]], n);
            if (inPlace == InPlace.W) {
              w[at[0]][at[1]][n] = product;
            }
            add(pixel(dx, r, q), n, product, met[r][q][n]++);
          }
        });
    double[][][] done = done(dx, met, of);
    return channelsFirst ? channelsFirst(done) : done;
  }

  // ---- their loops

  @FunctionalInterface
  private interface AtPlace {
    void of(int u, int v);
  }

  /** Row −1 stands for a pixel in the padding. */
  @FunctionalInterface
  private interface InFilter {
    void of(int i, int j, int r, int q);
  }

  @FunctionalInterface
  private interface Meeting {
    void of(int u, int v, int i, int j, int r, int q);
  }

  private void places(Sizes of, int down, int across, AtPlace each) {
    for (int pu : over(u, of, down, across)) {
      for (int pv : over(v, of, across, down)) {
        boolean passed =
            (placesOnDiagonal && pu != pv)
                || (stepsByStride && (pu % of.stride() != 0 || pv % of.stride() != 0))
                || (notBeyond && isBeyond(of, pu, pv));
        if (!passed) {
          each.of(pu, pv);
        }
      }
    }
  }

  private void filter(Sizes of, int pu, int pv, InFilter each) {
    if ((edge == Edge.WHOLE || edge == Edge.WHOLE_WITHOUT_BIAS) && sticksOut(of, pu, pv)) {
      return;
    }
    int k = of.kernel();
    for (int fi : over(i, of, k, k)) {
      for (int fj : over(j, of, k, k)) {
        if (filterOnDiagonal && fi != fj) {
          continue;
        }
        int r = edged(rows.at(of, pu, fi, pv, fj), of.height());
        int q = edged(columns.at(of, pv, fj, pu, fi), of.width());
        boolean isInside = inside(of, r, q);
        if (!isInside && edge == Edge.STOP_ALL) {
          return;
        }
        if (edge == Edge.STOP_EACH && !inside(of, r, less[2])) {
          return;
        }
        if (!isInside && (edge == Edge.STOP || edge == Edge.STOP_EACH)) {
          break;
        }
        each.of(fi, fj, isInside ? r : -1, q);
      }
    }
  }

  private void meetings(Sizes of, double[][] dy, double[][][] target, Meeting each) {
    if (up != null) {
      gathered(of, dy, each);
      return;
    }
    int[] last = {-1};
    places(
        of,
        dy.length,
        dy[0].length,
        (pu, pv) -> {
          boolean anew =
              sum == Sum.ANEW_AT_PLACE || (sum == Sum.ANEW_AT_ROW_OF_PLACES && pu != last[0]);
          if (anew) {
            Stream.of(target).flatMap(Stream::of).forEach(numbers -> Arrays.fill(numbers, 0));
          }
          last[0] = pu;
          filter(
              of,
              pu,
              pv,
              (fi, fj, r, q) -> {
                if (r >= 0) {
                  each.of(pu, pv, fi, fj, r, q);
                }
              });
        });
  }

  /** Through the pixels. */
  private void gathered(Sizes of, double[][] dy, Meeting each) {
    for (int r = less[0]; r < of.height() - less[1]; r++) {
      for (int q = less[2]; q < of.width() - less[3]; q++) {
        for (int fi : over(i, of, of.kernel(), of.kernel())) {
          for (int fj : over(j, of, of.kernel(), of.kernel())) {
            int pu = up.seeing(of, r, fi);
            int pv = across.seeing(of, q, fj);
            if (pu >= 0 && pu < dy.length && pv >= 0 && pv < dy[0].length) {
              each.of(pu, pv, fi, fj, r, q);
            }
          }
        }
      }
    }
  }

  private static int[] over(Range range, Sizes of, int count, int others) {
    int[] ends = range.over(of, count, others);
    int[] all = new int[Math.max(0, ends[1] - ends[0])];
    Arrays.setAll(all, n -> ends[0] + n);
    return all;
  }

  private int edged(int r, int height) {
    return switch (edge) {
      case NEAREST -> Math.min(Math.max(r, 0), height - 1);
      case OPPOSITE -> Math.floorMod(r, height);
      case MIRRORED -> r < 0 ? -r : r >= height ? 2 * height - 2 - r : r;
      default -> r;
    };
  }

  private boolean inside(Sizes of, int r, int q) {
    int height = widthForHeight ? of.width() : of.height();
    int width = heightForWidth ? of.height() : of.width();
    return r >= less[0] && r < height - less[1] && q >= less[2] && q < width - less[3];
  }

  private boolean sticksOut(Sizes of, int pu, int pv) {
    int r = rows.at(of, pu, 0, pv, 0);
    int q = columns.at(of, pv, 0, pu, 0);
    return r < 0 || q < 0 || r + of.kernel() > of.height() || q + of.kernel() > of.width();
  }

  private static boolean isBeyond(Sizes of, int pu, int pv) {
    return of.stride() * pu - of.padding() + of.kernel() > of.height()
        || of.stride() * pv - of.padding() + of.kernel() > of.width();
  }

  private boolean isSet() {
    return sum == Sum.SET || sum == Sum.SET_WITHOUT_BIAS || sum == Sum.SET_ALSO_IN_PADDING;
  }

  private double[] pixel(double[][][] x, int r, int q) {
    return pixelExchanged ? x[q][r] : x[r][q];
  }

  private void add(double[] numbers, int n, double product, int before) {
    if (sum == Sum.FIRST) {
      numbers[n] = before == 0 ? product : numbers[n];
    } else {
      numbers[n] = sum == Sum.SET ? product : numbers[n] + product;
    }
  }

  private static double[][][] copy(double[][][] block) {
    return Stream.of(block).map(Way11::copy).toArray(double[][][]::new);
  }

  private static double[][] copy(double[][] rows) {
    return Stream.of(rows).map(double[]::clone).toArray(double[][]::new);
  }

  private double[][][] done(double[][][] block, int[][][] met, Sizes of) {
    double running = 0;
    for (int r = 0; r < block.length; r++) {
      running = sum == Sum.GOES_ON_IN_ROW ? 0 : running;
      for (int q = 0; q < block[r].length; q++) {
        running = sum == Sum.GOES_ON_IN_CHANNELS ? 0 : running;
        for (int n = 0; n < block[r][q].length; n++) {
          running += block[r][q][n];
          boolean goesOn =
              sum == Sum.GOES_ON || sum == Sum.GOES_ON_IN_ROW || sum == Sum.GOES_ON_IN_CHANNELS;
          block[r][q][n] = after.of(goesOn ? running : block[r][q][n], of, met[r][q][n]);
        }
      }
    }
    return block;
  }

  private static double[][][] channelsFirst(double[][][] block) {
    double[][][] first = new double[block[0][0].length][block.length][block[0].length];
    for (int n = 0; n < first.length; n++) {
      for (int r = 0; r < block.length; r++) {
        for (int q = 0; q < block[r].length; q++) {
          first[n][r][q] = block[r][q][n];
        }
      }
    }
    return first;
  }

  static int lies(Sizes of, int u, int i, int ou, int oi) {
    return of.stride() * u + i - of.padding();
  }
}
