package unrolled.cell;

import java.util.Arrays;
import java.util.function.DoubleBinaryOperator;
import java.util.function.DoubleUnaryOperator;
import org.ejml.data.DMatrixRMaj;
import unrolled.layer.Activation;
import unrolled.layer.Param;
import unrolled.layer.Shapes;
import unrolled.math.RowSums;
import unrolled.math.Softmax;

/**
 * The few operations that cells are written in, each with its shapes checked.
 *
 * <p>{@code multAdd}, {@code scaleAdd} and {@code rowAdd} involve weights; {@link Gradients} has
 * the backward direction of these under the same names. The rest works element by element.
 */
public final class Ops {
  private Ops() {}

  /** A function of three numbers. */
  @FunctionalInterface
  public interface Function3 {
    /** The function's value. */
    double of(double a, double b, double c);
  }

  /** A function of four numbers. */
  @FunctionalInterface
  public interface Function4 {
    /** The function's value. */
    double of(double a, double b, double c, double d);
  }

  // ---- with weights -------------------------------------------------------------------------

  /** y += x·U, with x B×n, U n×m, y B×m. */
  public static void multAdd(DMatrixRMaj x, Param u, DMatrixRMaj y) {
    checkProduct("x", x, "y", y, u, false);
    u.multAdd(x, y);
  }

  /** y += x ⊙ p, the single row p applied to every row of x. */
  public static void scaleAdd(DMatrixRMaj x, Param p, DMatrixRMaj y) {
    checkRow(p, x, y);
    int n = x.getNumCols();
    for (int i = 0; i < x.getNumRows(); i++) {
      for (int j = 0; j < n; j++) {
        y.data[i * n + j] += x.data[i * n + j] * p.value.data[j];
      }
    }
  }

  /** y += p, the single row p added to every row of y. */
  public static void rowAdd(Param p, DMatrixRMaj y) {
    checkRow(p, y, y);
    RowSums.addToEach(p.value, y);
  }

  // ---- columns ------------------------------------------------------------------------------

  // Two, three and four parts have methods of their own: the array for any number of them would
  // be the only thing that a step allocates.

  /** Copies the columns of a into the parts, from left to right. */
  public static void split(DMatrixRMaj a, DMatrixRMaj... parts) {
    checkWidth(a, Arrays.stream(parts).mapToInt(DMatrixRMaj::getNumCols).sum());
    int from = 0;
    for (DMatrixRMaj part : parts) {
      from = splitOff(a, from, part);
    }
  }

  /** Copies the columns of a into two parts, from left to right. */
  public static void split(DMatrixRMaj a, DMatrixRMaj p, DMatrixRMaj q) {
    checkWidth(a, p.getNumCols() + q.getNumCols());
    splitOff(a, splitOff(a, 0, p), q);
  }

  /** Copies the columns of a into three parts, from left to right. */
  public static void split(DMatrixRMaj a, DMatrixRMaj p, DMatrixRMaj q, DMatrixRMaj r) {
    checkWidth(a, p.getNumCols() + q.getNumCols() + r.getNumCols());
    splitOff(a, splitOff(a, splitOff(a, 0, p), q), r);
  }

  /** Copies the columns of a into four parts, from left to right. */
  public static void split(
      DMatrixRMaj a, DMatrixRMaj p, DMatrixRMaj q, DMatrixRMaj r, DMatrixRMaj s) {
    checkWidth(a, p.getNumCols() + q.getNumCols() + r.getNumCols() + s.getNumCols());
    splitOff(a, splitOff(a, splitOff(a, splitOff(a, 0, p), q), r), s);
  }

  /** Copies the parts into the columns of a, from left to right: the reverse of split. */
  public static void join(DMatrixRMaj[] parts, DMatrixRMaj a) {
    checkWidth(a, Arrays.stream(parts).mapToInt(DMatrixRMaj::getNumCols).sum());
    int to = 0;
    for (DMatrixRMaj part : parts) {
      to = joinOn(a, to, part);
    }
  }

  /** Copies two parts into the columns of a, from left to right. */
  public static void join(DMatrixRMaj p, DMatrixRMaj q, DMatrixRMaj a) {
    checkWidth(a, p.getNumCols() + q.getNumCols());
    joinOn(a, joinOn(a, 0, p), q);
  }

  /** Copies three parts into the columns of a, from left to right. */
  public static void join(DMatrixRMaj p, DMatrixRMaj q, DMatrixRMaj r, DMatrixRMaj a) {
    checkWidth(a, p.getNumCols() + q.getNumCols() + r.getNumCols());
    joinOn(a, joinOn(a, joinOn(a, 0, p), q), r);
  }

  /** Copies four parts into the columns of a, from left to right. */
  public static void join(
      DMatrixRMaj p, DMatrixRMaj q, DMatrixRMaj r, DMatrixRMaj s, DMatrixRMaj a) {
    checkWidth(a, p.getNumCols() + q.getNumCols() + r.getNumCols() + s.getNumCols());
    joinOn(a, joinOn(a, joinOn(a, joinOn(a, 0, p), q), r), s);
  }

  /** The columns of a from here on; gives where they end. */
  private static int splitOff(DMatrixRMaj a, int from, DMatrixRMaj part) {
    int n = part.getNumCols();
    Shapes.requireShape("a part", part, a.getNumRows(), n);
    for (int i = 0; i < a.getNumRows(); i++) {
      System.arraycopy(a.data, i * a.getNumCols() + from, part.data, i * n, n);
    }
    return from + n;
  }

  private static int joinOn(DMatrixRMaj a, int to, DMatrixRMaj part) {
    int n = part.getNumCols();
    Shapes.requireShape("a part", part, a.getNumRows(), n);
    for (int i = 0; i < a.getNumRows(); i++) {
      System.arraycopy(part.data, i * n, a.data, i * a.getNumCols() + to, n);
    }
    return to + n;
  }

  private static void checkWidth(DMatrixRMaj a, int columns) {
    Shapes.requireColumns("a", a, columns, "the parts' columns together");
  }

  // ---- activations, in place ------------------------------------------------------------------

  /** Replaces x by σ(x), in place. */
  public static void sigmoid(DMatrixRMaj x) {
    Activation.SIGMOID.apply(x);
  }

  /** Goes back through y = σ(x), in place: dy becomes dx = dy ⊙ y ⊙ (1 − y). */
  public static void sigmoidBack(DMatrixRMaj y, DMatrixRMaj dy) {
    Activation.SIGMOID.backward(y, dy);
  }

  /** Replaces x by tanh x, in place. */
  public static void tanh(DMatrixRMaj x) {
    Activation.TANH.apply(x);
  }

  /** y = tanh x. */
  public static void tanh(DMatrixRMaj x, DMatrixRMaj y) {
    Shapes.requireSameShape("y", y, "x", x);
    y.setTo(x);
    tanh(y);
  }

  /** Goes back through y = tanh x, in place: dy becomes dx = dy ⊙ (1 − y²). */
  public static void tanhBack(DMatrixRMaj y, DMatrixRMaj dy) {
    Activation.TANH.backward(y, dy);
  }

  /**
   * y = softmax(x), row by row: y_j = e^{x_j − m} / Σ_k e^{x_k − m}, with m the row's largest entry
   * so that no exponential overflows.
   */
  public static void softmax(DMatrixRMaj x, DMatrixRMaj y) {
    Shapes.requireSameShape("y", y, "x", x);
    int n = x.getNumCols();
    System.arraycopy(x.data, 0, y.data, 0, x.getNumElements());
    for (int i = 0; i < x.getNumRows(); i++) {
      Softmax.of(y.data, i * n, (i + 1) * n);
    }
  }

  /** Goes back through y = softmax(x), row by row: dx += y ⊙ (dy − Σ_k dy_k y_k). */
  public static void softmaxBack(DMatrixRMaj y, DMatrixRMaj dy, DMatrixRMaj dx) {
    Shapes.requireSameShape("dy", dy, "y", y);
    Shapes.requireSameShape("dx", dx, "y", y);
    int n = y.getNumCols();
    for (int i = 0; i < y.getNumRows(); i++) {
      int from = i * n;
      double dot = 0;
      for (int j = from; j < from + n; j++) {
        dot += dy.data[j] * y.data[j];
      }
      for (int j = from; j < from + n; j++) {
        dx.data[j] += y.data[j] * (dy.data[j] - dot);
      }
    }
  }

  // ---- element by element -----------------------------------------------------------------------

  /** y = f(x). */
  public static void apply(DMatrixRMaj x, DoubleUnaryOperator f, DMatrixRMaj y) {
    Shapes.requireSameShape("y", y, "the first argument", x);
    for (int i = 0, count = y.getNumElements(); i < count; i++) {
      y.data[i] = f.applyAsDouble(x.data[i]);
    }
  }

  /** y = f(x1, x2). */
  public static void apply(DMatrixRMaj x1, DMatrixRMaj x2, DoubleBinaryOperator f, DMatrixRMaj y) {
    Shapes.requireSameShape("y", y, "the first argument", x1);
    Shapes.requireSameShape("y", y, "the second argument", x2);
    for (int i = 0, count = y.getNumElements(); i < count; i++) {
      y.data[i] = f.applyAsDouble(x1.data[i], x2.data[i]);
    }
  }

  /** y = f(x1, x2, x3). */
  public static void apply(
      DMatrixRMaj x1, DMatrixRMaj x2, DMatrixRMaj x3, Function3 f, DMatrixRMaj y) {
    Shapes.requireSameShape("y", y, "the first argument", x1);
    Shapes.requireSameShape("y", y, "the second argument", x2);
    Shapes.requireSameShape("y", y, "the third argument", x3);
    for (int i = 0, count = y.getNumElements(); i < count; i++) {
      y.data[i] = f.of(x1.data[i], x2.data[i], x3.data[i]);
    }
  }

  /** y = f(x1, x2, x3, x4). */
  public static void apply(
      DMatrixRMaj x1, DMatrixRMaj x2, DMatrixRMaj x3, DMatrixRMaj x4, Function4 f, DMatrixRMaj y) {
    Shapes.requireSameShape("y", y, "the first argument", x1);
    Shapes.requireSameShape("y", y, "the second argument", x2);
    Shapes.requireSameShape("y", y, "the third argument", x3);
    Shapes.requireSameShape("y", y, "the fourth argument", x4);
    for (int i = 0, count = y.getNumElements(); i < count; i++) {
      y.data[i] = f.of(x1.data[i], x2.data[i], x3.data[i], x4.data[i]);
    }
  }

  // What gates do has methods of its own: a function given as an argument is fast only once HotSpot
  // has compiled the caller, which takes thousands of steps.

  /** y = x1 ⊙ x2. */
  public static void elementMult(DMatrixRMaj x1, DMatrixRMaj x2, DMatrixRMaj y) {
    Shapes.requireSameShape("y", y, "the first argument", x1);
    Shapes.requireSameShape("y", y, "the second argument", x2);
    elementMult(x1.data, x2.data, y.data, y.getNumElements());
  }

  private static void elementMult(double[] x1, double[] x2, double[] y, int count) {
    for (int i = 0; i < count; i++) {
      y[i] = x1[i] * x2[i];
    }
  }

  /** y += x1 ⊙ x2. */
  public static void elementMultAdd(DMatrixRMaj x1, DMatrixRMaj x2, DMatrixRMaj y) {
    Shapes.requireSameShape("y", y, "the first argument", x1);
    Shapes.requireSameShape("y", y, "the second argument", x2);
    elementMultAdd(x1.data, x2.data, y.data, y.getNumElements());
  }

  private static void elementMultAdd(double[] x1, double[] x2, double[] y, int count) {
    for (int i = 0; i < count; i++) {
      y[i] += x1[i] * x2[i];
    }
  }

  /** y = z ⊙ x1 + (1 − z) ⊙ x2: a gate's share of the one, and what is left of the other. */
  public static void mix(DMatrixRMaj z, DMatrixRMaj x1, DMatrixRMaj x2, DMatrixRMaj y) {
    Shapes.requireSameShape("z", z, "y", y);
    Shapes.requireSameShape("x1", x1, "y", y);
    Shapes.requireSameShape("x2", x2, "y", y);
    mix(z.data, x1.data, x2.data, y.data, y.getNumElements());
  }

  private static void mix(double[] z, double[] x1, double[] x2, double[] y, int count) {
    for (int i = 0; i < count; i++) {
      y[i] = z[i] * x1[i] + (1 - z[i]) * x2[i];
    }
  }

  /** Goes back through mix: dz = dy ⊙ (x1 − x2), dx1 += dy ⊙ z, dx2 += dy ⊙ (1 − z). */
  public static void mixBack(
      DMatrixRMaj z,
      DMatrixRMaj x1,
      DMatrixRMaj x2,
      DMatrixRMaj dy,
      DMatrixRMaj dz,
      DMatrixRMaj dx1,
      DMatrixRMaj dx2) {
    Shapes.requireSameShape("z", z, "dy", dy);
    Shapes.requireSameShape("x1", x1, "dy", dy);
    Shapes.requireSameShape("x2", x2, "dy", dy);
    Shapes.requireSameShape("dz", dz, "dy", dy);
    Shapes.requireSameShape("dx2", dx2, "dy", dy);
    elementMultAdd(dy, z, dx1);
    mixBack(z.data, x1.data, x2.data, dy.data, dz.data, dx2.data, dy.getNumElements());
  }

  private static void mixBack(
      double[] z, double[] x1, double[] x2, double[] dy, double[] dz, double[] dx2, int count) {
    for (int i = 0; i < count; i++) {
      dz[i] = dy[i] * (x1[i] - x2[i]);
      dx2[i] += dy[i] * (1 - z[i]);
    }
  }

  /** y += x. */
  public static void add(DMatrixRMaj x, DMatrixRMaj y) {
    Shapes.requireSameShape("y", y, "x", x);
    for (int i = 0, count = y.getNumElements(); i < count; i++) {
      y.data[i] += x.data[i];
    }
  }

  /** y += f(x1, x2). */
  public static void applyAdd(
      DMatrixRMaj x1, DMatrixRMaj x2, DoubleBinaryOperator f, DMatrixRMaj y) {
    Shapes.requireSameShape("y", y, "the first argument", x1);
    Shapes.requireSameShape("y", y, "the second argument", x2);
    for (int i = 0, count = y.getNumElements(); i < count; i++) {
      y.data[i] += f.applyAsDouble(x1.data[i], x2.data[i]);
    }
  }

  /** y += f(x1, x2, x3). */
  public static void applyAdd(
      DMatrixRMaj x1, DMatrixRMaj x2, DMatrixRMaj x3, Function3 f, DMatrixRMaj y) {
    Shapes.requireSameShape("y", y, "the first argument", x1);
    Shapes.requireSameShape("y", y, "the second argument", x2);
    Shapes.requireSameShape("y", y, "the third argument", x3);
    for (int i = 0, count = y.getNumElements(); i < count; i++) {
      y.data[i] += f.of(x1.data[i], x2.data[i], x3.data[i]);
    }
  }

  // ---- shapes -----------------------------------------------------------------------------------

  static void checkProduct(
      String xName, DMatrixRMaj x, String yName, DMatrixRMaj y, Param u, boolean backward) {
    int n = u.value.getNumRows();
    int m = u.value.getNumCols();
    if (x.getNumCols() == n && y.getNumCols() == m && x.getNumRows() == y.getNumRows()) {
      return;
    }
    String shapes = xName + " is " + Shapes.of(x) + ", u " + Shapes.of(u.value);
    if (x.getNumCols() != n) {
      throw new IllegalArgumentException(
          (backward ? "back through y += x·u: " : "y += x·u: ")
              + shapes
              + ", so "
              + xName
              + " must have "
              + n
              + " columns");
    }
    throw new IllegalArgumentException(
        (backward ? "back through y += x·u: " : "y += x·u: ")
            + shapes
            + ", so "
            + yName
            + " must be "
            + x.getNumRows()
            + "×"
            + m
            + " and is "
            + Shapes.of(y));
  }

  static void checkRow(Param p, DMatrixRMaj x, DMatrixRMaj y) {
    Shapes.requireSameShape("y", y, "x", x);
    Shapes.requireShape("p", p.value, 1, x.getNumCols());
  }
}
