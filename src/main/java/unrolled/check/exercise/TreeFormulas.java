package unrolled.check.exercise;

import java.util.Arrays;
import java.util.function.DoubleBinaryOperator;
import java.util.function.DoubleUnaryOperator;
import java.util.function.IntPredicate;
import java.util.function.IntUnaryOperator;
import java.util.function.UnaryOperator;

/**
 * What exercise 15 asks for, with a switch at each place where one slips: of these its typical
 * mistakes are made. As they are made, all four are right.
 */
final class TreeFormulas {

  private TreeFormulas() {}

  /** Which matrix a child meets, and how its indices are read. */
  abstract static class Weighted {
    UnaryOperator<TreeShape> tree = shape -> shape;
    boolean vForLeft;
    boolean uForRight;
    UnaryOperator<double[][]> left = m -> m;
    UnaryOperator<double[][]> right = m -> m;

    double[][] ofLeft(double[][] u, double[][] v) {
      return left.apply(vForLeft ? v : u);
    }

    double[][] ofRight(double[][] u, double[][] v) {
      return right.apply(uForRight ? u : v);
    }

    void layout(UnaryOperator<double[][]> ofBoth) {
      left = ofBoth;
      right = ofBoth;
    }
  }

  // ---- up

  /** One number of a node's state out of the three that meet in it. */
  @FunctionalInterface
  interface Unit {
    double of(double own, double left, double right);
  }

  /** A number for each node. */
  @FunctionalInterface
  interface ByNode {
    double of(int i, TreeShape tree);
  }

  /** Changes a as the loop over k goes on. */
  @FunctionalInterface
  interface Inner {
    double after(double a, double left, double right, boolean twoChildren);
  }

  /** The states of all nodes. */
  static final class Up extends Weighted implements Exercise15.Up {
    Unit unit = (own, l, r) -> StrictMath.tanh(own + l + r);
    Unit ofLeaf;
    boolean rowOfNode;
    boolean firstNumber;
    boolean childrensWords;
    boolean goesOn;
    boolean runs;
    boolean ownAtEveryK;
    ByNode own = (i, shape) -> 1;
    ByNode share = (i, shape) -> 1;
    DoubleUnaryOperator read = h -> h;
    DoubleUnaryOperator end = h -> h;
    Inner inner;
    ByNode there = (i, shape) -> 1;

    @Override
    public double[][] states(
        int[] symbol, int[] l, int[] r, double[][] w, double[][] u, double[][] v) {
      TreeShape real = new TreeShape(l, r);
      TreeShape shape = tree.apply(real);
      int n = u.length;
      double[][] h = new double[symbol.length][n];
      double[] before = new double[n];
      for (int i = 0; i < h.length; i++) {
        double[] row = mine(w[rowOfNode ? i : symbol[i]], own.of(i, real) * (ownAtEveryK ? n : 1));
        double[][] toLeft = products(shape.left()[i], symbol, w, h, ofLeft(u, v));
        double[][] toRight = products(shape.right()[i], symbol, w, h, ofRight(u, v));
        if (runs) {
          row = runningSums(new double[][] {row})[0];
          toLeft = runningSums(toLeft);
          toRight = runningSums(toRight);
        }
        for (int j = 0; j < n; j++) {
          double mine = row[firstNumber ? 0 : j] + (goesOn ? before[j] : 0);
          double fromLeft = column(toLeft, j) * share.of(i, real);
          double fromRight = column(toRight, j) * share.of(i, real);
          Unit now = ofLeaf != null && real.isLeaf(i) ? ofLeaf : unit;
          h[i][j] =
              there.of(i, real)
                  * (inner == null
                      ? now.of(mine, fromLeft, fromRight)
                      : inside(mine, toLeft, toRight, j, shape.right()[i] >= 0));
          before[j] = mine + fromLeft + fromRight;
        }
      }
      return TreeFormulas.mapped(h, end);
    }

    private static double[] mine(double[] row, double times) {
      return Arrays.stream(row).map(number -> number * times).toArray();
    }

    /** What each number k of a child adds to each number j of its parent. */
    private double[][] products(
        int child, int[] symbol, double[][] w, double[][] h, double[][] weights) {
      int n = weights.length;
      if (child < 0) {
        return new double[n][n];
      }
      double[] state = childrensWords ? w[symbol[child]] : h[child];
      return filled(n, n, (k, j) -> read.applyAsDouble(state[k]) * weights[k][j]);
    }

    private static double column(double[][] products, int j) {
      double sum = 0;
      for (double[] row : products) {
        sum += row[j];
      }
      return sum;
    }

    private double inside(double mine, double[][] toLeft, double[][] toRight, int j, boolean two) {
      double a = mine;
      for (int k = 0; k < toLeft.length; k++) {
        a = inner.after(a, toLeft[k][j], toRight[k][j], two);
      }
      return unit.of(a, 0, 0);
    }
  }

  // ---- down

  /** tanh's slope out of the state, perhaps not in every node. */
  @FunctionalInterface
  interface Slope {
    double of(double h, int i, TreeShape tree);
  }

  /** What comes from outside, perhaps read otherwise. */
  @FunctionalInterface
  interface Outside {
    double at(double[][] dout, int i, int j);
  }

  /** The gradient of every a. */
  static final class Down extends Weighted implements Exercise15.Down {
    Slope slope = (h, i, shape) -> 1 - h * h;
    Outside outside = (dout, i, j) -> dout[i][j];
    DoubleBinaryOperator arriving = Double::sum;
    boolean sendsRaw;
    boolean sendsOutside;
    boolean slopeWhenSent;
    boolean lastAlone;
    boolean childsSlope;
    boolean slopeOfOutside;
    boolean slopeOfAll;
    boolean givesRaw;
    DoubleUnaryOperator given = d -> d;
    ByNode there = (i, shape) -> 1;

    @Override
    public double[][] down(
        int[] l, int[] r, double[][] h, double[][] dout, double[][] u, double[][] v) {
      TreeShape real = new TreeShape(l, r);
      TreeShape shape = tree.apply(real);
      int n = u.length;
      double[][] dh =
          filled(
              h.length,
              n,
              (i, j) -> outside.at(dout, i, j) * (slopeOfOutside ? slope.of(h[i][j], i, real) : 1));
      double[][] da = new double[h.length][n];
      for (int i = h.length - 1; i >= 0; i--) {
        for (int j = 0; j < n; j++) {
          da[i][j] = dh[i][j] * (slopeOfOutside && !slopeOfAll ? 1 : slope.of(h[i][j], i, real));
        }
        double[] sent = (sendsRaw ? dh[i] : sendsOutside ? dout[i] : da[i]).clone();
        for (int j = 0; j < n && slopeWhenSent; j++) {
          sent[j] *= 1 - h[i][j] * h[i][j];
        }
        send(sent, ofLeft(u, v), shape.left()[i], dh, h);
        send(sent, ofRight(u, v), shape.right()[i], dh, h);
      }
      double[][] back = givesRaw ? dh : da;
      return filled(h.length, n, (i, j) -> there.of(i, real) * given.applyAsDouble(back[i][j]));
    }

    private void send(double[] sent, double[][] weights, int child, double[][] dh, double[][] h) {
      if (child < 0) {
        return;
      }
      int n = weights.length;
      for (int k = 0; k < n; k++) {
        double gets = 0;
        for (int j = lastAlone ? n - 1 : 0; j < n; j++) {
          gets += sent[j] * weights[k][j];
        }
        gets *= childsSlope ? 1 - h[child][k] * h[child][k] : 1;
        dh[child][k] = arriving.applyAsDouble(dh[child][k], gets);
      }
    }
  }

  // ---- to the weights

  /** {dw, du, dv}. */
  static final class Weights implements Exercise15.WeightGradients {
    UnaryOperator<TreeShape> tree = shape -> shape;
    DoubleBinaryOperator addingW = Double::sum;
    DoubleBinaryOperator addingU = Double::sum;
    ByNode inW = (i, shape) -> 1;
    ByNode inU = (i, shape) -> 1;
    UnaryOperator<double[][]> slopesW = h -> TreeFormulas.mapped(h, number -> 1);
    UnaryOperator<double[][]> slopesU = h -> TreeFormulas.mapped(h, number -> 1);
    DoubleUnaryOperator state = h -> h;
    DoubleUnaryOperator gradient = d -> d;
    boolean rowOfNode;
    boolean rowsOfChildren;
    boolean meanOfSymbol;
    boolean ownState;
    boolean childsGradient;
    UnaryOperator<double[][]> layoutU = m -> m;
    UnaryOperator<double[][]> layoutV = m -> m;
    UnaryOperator<double[][][]> end = all -> all;

    @Override
    public double[][][] gradients(
        int[] symbol, int[] l, int[] r, double[][] h, double[][] da, int symbols) {
      TreeShape real = new TreeShape(l, r);
      TreeShape shape = tree.apply(real);
      double[][] dw = new double[symbols][da[0].length];
      double[][] forW = times(da, slopesW.apply(h));
      for (int i = 0; i < symbol.length; i++) {
        int[] rows =
            rowsOfChildren
                ? Arrays.stream(new int[] {l[i], r[i]})
                    .filter(child -> child >= 0)
                    .map(child -> symbol[child])
                    .toArray()
                : new int[] {rowOfNode ? i : symbol[i]};
        for (int row : rows) {
          long by = meanOfSymbol ? Arrays.stream(symbol).filter(s -> s == row).count() : 1;
          add(dw[row], forW[i], inW.of(i, real) / Math.max(1, by), addingW);
        }
      }
      double[][] forU = times(da, slopesU.apply(h));
      double[][] du = layoutU.apply(outer(shape.left(), real, h, forU));
      double[][] dv = layoutV.apply(outer(shape.right(), real, h, forU));
      return end.apply(new double[][][] {dw, du, dv});
    }

    private static double[][] times(double[][] a, double[][] b) {
      return filled(a.length, a[0].length, (i, j) -> a[i][j] * b[i][j]);
    }

    private static void add(double[] to, double[] what, double times, DoubleBinaryOperator how) {
      for (int j = 0; j < to.length && times != 0; j++) {
        to[j] = how.applyAsDouble(to[j], what[j] * times);
      }
    }

    /** The states of these children, times what meets them in their parents. */
    private double[][] outer(int[] children, TreeShape real, double[][] h, double[][] da) {
      int n = da[0].length;
      double[][] out = new double[n][n];
      for (int i = 0; i < children.length; i++) {
        if (children[i] < 0) {
          continue;
        }
        double[] states = h[ownState ? i : children[i]];
        double[] gradients = da[childsGradient ? children[i] : i];
        for (int k = 0; k < n; k++) {
          double number = state.applyAsDouble(states[k]);
          double[] row =
              Arrays.stream(gradients).map(d -> number * gradient.applyAsDouble(d)).toArray();
          add(out[k], row, inU.of(i, real), addingU);
        }
      }
      return out;
    }

    void layout(UnaryOperator<double[][]> ofBoth) {
      layoutU = ofBoth;
      layoutV = ofBoth;
    }
  }

  // ---- one round

  /** The edges, perhaps read otherwise: where they begin and where they end. */
  @FunctionalInterface
  interface Edges {
    int[][] of(int nodes, int[] from, int[] to);
  }

  /** By which number a node divides. */
  @FunctionalInterface
  interface Divisor {
    double of(int node, int count, int[] from, int[] to, int nodes);
  }

  /** What is there and what one more message makes of it: the how-manieth, of how many. */
  @FunctionalInterface
  interface Step {
    double of(double before, double message, int count, int all);
  }

  /** One number of a node's new state. */
  @FunctionalInterface
  interface Fresh {
    double of(double own, double message);
  }

  /** What a node adds itself. */
  @FunctionalInterface
  interface Own {
    double[] of(int i, double[] x, double[] h, double[][] u, int count);
  }

  /** The new state of a node at which nothing arrives. */
  @FunctionalInterface
  interface Alone {
    double[] of(double[] next, double[] h, double[] x, double[][] u);
  }

  /** Which nodes get a state at all. */
  @FunctionalInterface
  interface Scope {
    boolean of(int i, int nodes);
  }

  /** The states after a round. */
  static final class Round implements Exercise15.Round {
    Edges edges = (nodes, from, to) -> new int[][] {from, to};
    boolean messagesOfX;
    boolean sendersShare;
    boolean inPlace;
    boolean goesOn;
    Divisor divisor = (i, count, from, to, nodes) -> Math.max(1, count);
    Step step = (before, message, count, all) -> before + message;
    DoubleUnaryOperator message = m -> m;
    Own own = (i, x, h, u, count) -> x;
    UnaryOperator<double[][]> layout = m -> m;
    Fresh fresh = (mine, m) -> StrictMath.tanh(mine + m);
    Alone alone = (next, h, x, u) -> next;
    boolean residual;
    Scope there = (i, nodes) -> true;

    @Override
    public double[][] round(double[][] h, int[] from, int[] to, double[][] x, double[][] u) {
      int[][] read = edges.of(h.length, from, to);
      int n = u.length;
      double[][] states = copy(h);
      double[][] next = new double[h.length][n];
      double[] sum = new double[n];
      for (int i = 0; i < h.length; i++) {
        int[] senders = senders(read[0], read[1], i);
        sum = goesOn ? sum : new double[n];
        for (int c = 0; c < senders.length; c++) {
          double[] said = messagesOfX ? x[senders[c]] : states[senders[c]];
          int share = sendersShare ? senders(read[1], read[0], senders[c]).length : 1;
          for (int k = 0; k < n; k++) {
            sum[k] = step.of(sum[k], said[k] / share, c + 1, senders.length);
          }
        }
        double by = divisor.of(i, senders.length, from, to, h.length);
        double[] mean = Arrays.stream(sum).map(s -> message.applyAsDouble(s / by)).toArray();
        double[] arrives = times(mean, layout.apply(u));
        double[] mine = own.of(i, x[i], states[i], u, senders.length);
        for (int j = 0; j < n; j++) {
          next[i][j] = fresh.of(mine[j], arrives[j]);
        }
        if (senders.length == 0) {
          next[i] = alone.of(next[i], h[i], x[i], u);
        }
        next[i] = residual ? plus(new double[][] {next[i]}, new double[][] {h[i]})[0] : next[i];
        next[i] = there.of(i, h.length) ? next[i] : new double[n];
        states[i] = inPlace ? next[i] : states[i];
      }
      return next;
    }
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

  /** In each row the sum of all entries so far. */
  static double[][] runningSums(double[][] m) {
    return filled(m.length, m[0].length, (i, j) -> Arrays.stream(m[i], 0, j + 1).sum());
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
