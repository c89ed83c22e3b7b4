package unrolled.math;

/** The exponential function and its relatives, with the same bits on every JDK and processor. */
public final class Elementary {

  private Elementary() {}

  /** e^x. */
  public static double exp(double x) {
    return StrictMath.exp(x);
  }

  /** e^x − 1, accurate also near 0. */
  public static double expm1(double x) {
    return StrictMath.expm1(x);
  }

  /** (e^x − e^−x) / (e^x + e^−x). */
  public static double tanh(double x) {
    return StrictMath.tanh(x);
  }

  /** The logistic function 1 / (1 + e^−x). */
  public static double sigmoid(double x) {
    if (x >= 0) {
      return 1 / (1 + StrictMath.exp(-x));
    }
    double e = StrictMath.exp(x);
    return e / (1 + e);
  }

  /** Replaces x[from] … x[to − 1] by their exponentials. */
  public static void exp(double[] x, int from, int to) {
    for (int i = from; i < to; i++) {
      x[i] = exp(x[i]);
    }
  }

  /** Replaces x[from] … x[to − 1] by their hyperbolic tangents. */
  public static void tanh(double[] x, int from, int to) {
    for (int i = from; i < to; i++) {
      x[i] = tanh(x[i]);
    }
  }

  /** Replaces x[from] … x[to − 1] by their sigmoids. */
  public static void sigmoid(double[] x, int from, int to) {
    for (int i = from; i < to; i++) {
      x[i] = sigmoid(x[i]);
    }
  }
}
