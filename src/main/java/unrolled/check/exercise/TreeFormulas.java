package unrolled.check.exercise;

import java.util.Arrays;
import java.util.function.DoubleBinaryOperator;
import java.util.function.DoubleUnaryOperator;
import java.util.function.IntPredicate;
import java.util.function.IntUnaryOperator;

/**
 * What exercise 15 asks for, written so that each place where one slips can be exchanged: of these
 * its typical mistakes are made. A child of −1 is none.
 */
final class TreeFormulas {

  private TreeFormulas() {}

  // ---- up

  /** One number of a node's state out of the three that meet in it. */
  @FunctionalInterface
  interface Unit {
    double of(int node, double own, double left, double right);
  }

  static final Unit TANH = (i, own, left, right) -> StrictMath.tanh(own + left + right);

  /** The states of all nodes. */
  static double[][] up(
      int[] symbol, int[] left, int[] right, double[][] w, double[][] u, double[][] v, Unit unit) {
    double[][] h = new double[symbol.length][u.length];
    for (int i = 0; i < h.length; i++) {
      double[] fromLeft = left[i] < 0 ? new double[u.length] : times(h[left[i]], u);
      double[] fromRight = right[i] < 0 ? new double[u.length] : times(h[right[i]], v);
      for (int j = 0; j < u.length; j++) {
        h[i][j] = unit.of(i, w[symbol[i]][j], fromLeft[j], fromRight[j]);
      }
    }
    return h;
  }

  /** What the children's words would add, were they their states. */
  static double[][] upFromWords(
      int[] symbol, int[] left, int[] right, double[][] w, double[][] u, double[][] v) {
    int n = u.length;
    return filled(
        symbol.length,
        n,
        (i, j) -> {
          double a = w[symbol[i]][j];
          for (int k = 0; k < n; k++) {
            a += left[i] < 0 ? 0 : w[symbol[left[i]]][k] * u[k][j];
            a += right[i] < 0 ? 0 : w[symbol[right[i]]][k] * v[k][j];
          }
          return StrictMath.tanh(a);
        });
  }

  /** Changes a as the loop over k goes on. */
  @FunctionalInterface
  interface Inner {
    double after(double a, double left, double right, boolean twoChildren);
  }

  /** With another reading of the children's states, or something else than adding over k. */
  static double[][] upInside(
      int[] symbol,
      int[] left,
      int[] right,
      double[][] w,
      double[][] u,
      double[][] v,
      DoubleUnaryOperator read,
      Inner inner,
      DoubleUnaryOperator end) {
    int n = u.length;
    double[][] h = new double[symbol.length][n];
    for (int i = 0; i < h.length; i++) {
      for (int j = 0; j < n; j++) {
        double a = w[symbol[i]][j];
        for (int k = 0; k < n; k++) {
          double fromLeft = left[i] < 0 ? 0 : read.applyAsDouble(h[left[i]][k]) * u[k][j];
          double fromRight = right[i] < 0 ? 0 : read.applyAsDouble(h[right[i]][k]) * v[k][j];
          a = inner.after(a, fromLeft, fromRight, right[i] >= 0);
        }
        h[i][j] = end.applyAsDouble(a);
      }
    }
    return h;
  }

  // ---- down

  /** What can be wrong on the way down. */
  static final class Slip {
    private DoubleUnaryOperator slope = h -> 1 - h * h;
    private DoubleBinaryOperator arriving = Double::sum;
    private boolean handsRaw;
    private boolean handsOutside;
    private boolean givesRaw;
    private boolean lastAlone;
    private boolean childsSlope;
    private boolean slopeOfOutside;

    /** tanh's slope, out of the state. */
    Slip slope(DoubleUnaryOperator wrong) {
      slope = wrong;
      return this;
    }

    /** What becomes of what was there and what the parent sends. */
    Slip arriving(DoubleBinaryOperator wrong) {
      arriving = wrong;
      return this;
    }

    /** The children get dh, not da. */
    Slip handsRaw() {
      handsRaw = true;
      return this;
    }

    /** The children get what came from outside, not da. */
    Slip handsOutside() {
      handsOutside = true;
      return this;
    }

    /** dh is given back, not da. */
    Slip givesRaw() {
      givesRaw = true;
      return this;
    }

    /** Of a sum over j its last term alone. */
    Slip lastAlone() {
      lastAlone = true;
      return this;
    }

    /** What goes to a child has its slope already. */
    Slip childsSlope() {
      childsSlope = true;
      return this;
    }

    /** Only what comes from outside passes the tanh. */
    Slip slopeOfOutside() {
      slopeOfOutside = true;
      return this;
    }
  }

  /** The gradient of every a. */
  static double[][] down(
      int[] left,
      int[] right,
      double[][] h,
      double[][] dout,
      double[][] u,
      double[][] v,
      Slip slip) {
    int size = h.length;
    double[][] dh = copy(dout);
    double[][] da = new double[size][];
    if (slip.slopeOfOutside) {
      multiply(dh, h, slip.slope);
    }
    for (int i = size - 1; i >= 0; i--) {
      da[i] = dh[i].clone();
      for (int j = 0; j < da[i].length && !slip.slopeOfOutside; j++) {
        da[i][j] *= slip.slope.applyAsDouble(h[i][j]);
      }
      double[] sent = slip.handsRaw ? dh[i] : slip.handsOutside ? dout[i] : da[i];
      send(sent, u, left[i], dh, h, slip);
      send(sent, v, right[i], dh, h, slip);
    }
    return slip.givesRaw ? dh : da;
  }

  private static void send(
      double[] sent, double[][] weights, int child, double[][] dh, double[][] h, Slip slip) {
    if (child < 0) {
      return;
    }
    int n = weights.length;
    double[] gets = new double[n];
    for (int k = 0; k < n; k++) {
      for (int j = slip.lastAlone ? n - 1 : 0; j < n; j++) {
        gets[k] += sent[j] * weights[k][j];
      }
      gets[k] *= slip.childsSlope ? 1 - h[child][k] * h[child][k] : 1;
    }
    for (int k = 0; k < n; k++) {
      dh[child][k] = slip.arriving.applyAsDouble(dh[child][k], gets[k]);
    }
  }

  private static void multiply(double[][] dh, double[][] h, DoubleUnaryOperator slope) {
    for (int i = 0; i < h.length; i++) {
      for (int j = 0; j < h[i].length; j++) {
        dh[i][j] *= slope.applyAsDouble(h[i][j]);
      }
    }
  }

  // ---- to the weights

  /** {dw, du, dv}, each product added to what is there, or whatever one does instead. */
  static double[][][] weights(
      int[] symbol,
      int[] left,
      int[] right,
      double[][] h,
      double[][] da,
      int symbols,
      DoubleBinaryOperator adding) {
    int n = da[0].length;
    double[][] dw = new double[symbols][n];
    double[][] du = new double[n][n];
    double[][] dv = new double[n][n];
    for (int i = 0; i < symbol.length; i++) {
      for (int j = 0; j < n; j++) {
        dw[symbol[i]][j] = adding.applyAsDouble(dw[symbol[i]][j], da[i][j]);
        for (int k = 0; k < n; k++) {
          if (left[i] >= 0) {
            du[k][j] = adding.applyAsDouble(du[k][j], h[left[i]][k] * da[i][j]);
          }
          if (right[i] >= 0) {
            dv[k][j] = adding.applyAsDouble(dv[k][j], h[right[i]][k] * da[i][j]);
          }
        }
      }
    }
    return new double[][][] {dw, du, dv};
  }

  /** du and dv of whatever meets at a node and its child: the state of one, the gradient of one. */
  static double[][][] weights(
      int[] symbol,
      int[] left,
      int[] right,
      double[][] h,
      double[][] da,
      int symbols,
      boolean ownState,
      boolean childsGradient) {
    int n = da[0].length;
    double[][][] all = weights(symbol, left, right, h, da, symbols, Double::sum);
    int[][] children = {left, right};
    for (int m = 0; m < 2; m++) {
      all[m + 1] = new double[n][n];
      for (int i = 0; i < symbol.length; i++) {
        int child = children[m][i];
        if (child < 0) {
          continue;
        }
        double[] state = h[ownState ? i : child];
        double[] gradient = da[childsGradient ? child : i];
        for (int k = 0; k < n; k++) {
          for (int j = 0; j < n; j++) {
            all[m + 1][k][j] += state[k] * gradient[j];
          }
        }
      }
    }
    return all;
  }

  // ---- one round

  /** What arrives at a node, made one. */
  @FunctionalInterface
  interface Gathering {
    /**
     * The message.
     *
     * @param node where it arrives
     * @param senders the nodes at the other ends of its edges, in the edges' order
     */
    double[] of(int node, int[] senders);
  }

  /** One number of a node's new state. */
  @FunctionalInterface
  interface Fresh {
    double of(double x, double message);
  }

  static final Fresh NEW = (x, message) -> StrictMath.tanh(x + message);

  /** The states after a round. */
  static double[][] round(
      int[] from, int[] to, double[][] x, double[][] u, Gathering gathering, Fresh fresh) {
    return filled(
        x.length,
        u.length,
        (i, j) -> fresh.of(x[i][j], times(gathering.of(i, senders(from, to, i)), u)[j]));
  }

  static int[] senders(int[] from, int[] to, int node) {
    int[] senders = new int[to.length];
    int count = 0;
    for (int e = 0; e < to.length; e++) {
      if (to[e] == node) {
        senders[count++] = from[e];
      }
    }
    return Arrays.copyOf(senders, count);
  }

  /** The mean of what arrives; 0 of nothing. */
  static Gathering mean(double[][] h) {
    return sum(h, (node, count) -> Math.max(1, count));
  }

  /** By which number a node divides, given how many messages arrive. */
  @FunctionalInterface
  interface Divisor {
    double of(int node, int count);
  }

  /** The sum of what arrives, divided. */
  static Gathering sum(double[][] h, Divisor divisor) {
    return (node, senders) -> {
      double[] sum = new double[h[0].length];
      for (int sender : senders) {
        for (int k = 0; k < sum.length; k++) {
          sum[k] += h[sender][k];
        }
      }
      double by = divisor.of(node, senders.length);
      Arrays.setAll(sum, k -> sum[k] / by);
      return sum;
    };
  }

  /** What is there and what one more message makes of it; it is the how-manieth, from 1 on. */
  @FunctionalInterface
  interface Step {
    double of(double before, double message, int count);
  }

  /** Message by message, beginning with 0. */
  static Gathering stepwise(double[][] h, Step step) {
    return (node, senders) -> {
      double[] m = new double[h[0].length];
      for (int c = 0; c < senders.length; c++) {
        for (int k = 0; k < m.length; k++) {
          m[k] = step.of(m[k], h[senders[c]][k], c + 1);
        }
      }
      return m;
    };
  }

  // ---- arrays with other numbers in them

  /** Which number stands at (row, column). */
  @FunctionalInterface
  interface Entry {
    double at(int i, int j);
  }

  static double[][] filled(int rows, int columns, Entry entry) {
    double[][] m = new double[rows][columns];
    for (int i = 0; i < rows; i++) {
      for (int j = 0; j < columns; j++) {
        m[i][j] = entry.at(i, j);
      }
    }
    return m;
  }

  static double[][] copy(double[][] m) {
    return filled(m.length, m[0].length, (i, j) -> m[i][j]);
  }

  static double[][] mapped(double[][] m, DoubleUnaryOperator f) {
    return filled(m.length, m[0].length, (i, j) -> f.applyAsDouble(m[i][j]));
  }

  static double[][] transposed(double[][] m) {
    return filled(m[0].length, m.length, (i, j) -> m[j][i]);
  }

  static double[][] plus(double[][] a, double[][] b) {
    return filled(a.length, a[0].length, (i, j) -> a[i][j] + b[i][j]);
  }

  /** These rows; 0 in all others. */
  static double[][] only(double[][] m, IntPredicate rows) {
    return filled(m.length, m[0].length, (i, j) -> rows.test(i) ? m[i][j] : 0);
  }

  static double[][] diagonal(double[][] m) {
    return filled(m.length, m.length, (i, j) -> i == j ? m[i][i] : 0);
  }

  /** On the diagonal the sum of each column. */
  static double[][] columnSums(double[][] m) {
    return filled(
        m.length,
        m.length,
        (i, j) -> i == j ? Arrays.stream(m).mapToDouble(row -> row[j]).sum() : 0);
  }

  static int[] mapped(int[] a, IntUnaryOperator of) {
    return Arrays.stream(a).map(of).toArray();
  }

  static int[] indexed(int[] a, IntUnaryOperator ofIndex) {
    int[] out = a.clone();
    Arrays.setAll(out, ofIndex);
    return out;
  }

  /** x·m, x a row. */
  static double[] times(double[] x, double[][] m) {
    double[] y = new double[m[0].length];
    for (int k = 0; k < x.length; k++) {
      for (int j = 0; j < y.length; j++) {
        y[j] += x[k] * m[k][j];
      }
    }
    return y;
  }
}
