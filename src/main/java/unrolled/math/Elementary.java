package unrolled.math;

import java.util.Objects;

/**
 * The elementary functions e^x, e^x − 1, tanh and the logistic sigmoid, with the same bits on every
 * JDK, processor and vector width, which {@code Math.exp} and {@code Math.tanh} do not promise.
 * They use only operations that Java defines to the last bit: +, −, ×, ÷, fma, min, max, abs, and
 * powers of two put together from bits.
 *
 * <p>None of them ever falls where it should rise. NaN gives NaN, ±∞ the limits, results below the
 * smallest normal number keep the digits that fit there, and exp overflows to ∞ where e^x does,
 * above 709.782712893384. Worst errors at some 50 million arguments each (1 ulp is the distance to
 * the next double): exp 1.7 ulp, expm1 1.8, tanh 1.5, sigmoid 2.5.
 *
 * <p><b>How.</b> y = k·ln 2 + r with a whole k and 0 ≤ r &lt; ln 2, so e^y = 2^k·e^r, and e^r = 1 +
 * r + r²·h(r) with a polynomial h. Then tanh x = 1 − 2/(e^2x + 1) and σ(x) = 1/(1 + e^−x). Near 0
 * this tanh would lose its digits: there it is x + x³·g(x²) with a polynomial g.
 *
 * <p><b>Why it rises everywhere.</b> Rounding never turns "at most" into "more than", so a chain of
 * operations rises if each of them does. With r ≥ 0 and no negative coefficient every step of
 * Horner's rule does; that is why r is not centred on 0. Only where k changes does the chain begin
 * anew; a test looks at every such place. And the tanh near 0: from one x to the next, the
 * correction x³·g takes back at most 0.31 of the step, and its rounding errors another 0.49.
 */
public final class Elementary {

  /** 1.5·2^52: adding it rounds to a whole number, which then stands in the lowest bits. */
  static final double WHOLE = 0x1.8p52;

  static final double PER_LN2 = 1.4426950408889634;

  /** ln 2 in two parts; the first has 41 bits, so that its product with any k is exact. */
  static final double LN2 = 0x1.62e42fefa3p-1;

  static final double LN2_REST = 2.8235290563031577e-13;

  /** Below this e^x is 0, above HIGHEST ∞. */
  static final double LOWEST = -746;

  static final double HIGHEST = 710;

  /** The exponent's bits of 1. */
  static final int ONE = 1023;

  /**
   * σ is 2^−64 / (2^−64 + 2^−64·e^−x), so that it reaches the smallest number before e^−x
   * overflows.
   */
  static final double SMALL = 0x1p-64;

  static final int SMALL_BITS = ONE - 64;

  /** Up to here tanh x is x + x³·g(x²). */
  static final double SEAM = 0.625;

  static final double TANH_SEAM = 0x1.1bf47eabb8f95p-1;

  /**
   * The versions for arrays: {@link PlainElementary} or {@code VectorElementary}, the same bits.
   */
  interface Loops {
    void exp(double[] x, int from, int to);

    void tanh(double[] x, int from, int to);

    void sigmoid(double[] x, int from, int to);

    /** The n numbers of y from {@code to} on += those of x from {@code from} on. */
    void add(double[] x, int from, double[] y, int to, int n);
  }

  static final Loops LOOPS = FastestKernel.elementary();

  private Elementary() {}

  /** The exponential e^x. */
  public static double exp(double x) {
    double y = clamp(x, LOWEST, HIGHEST);
    double t = turns(y);
    double half = halfTurns(t);
    return twiceScaled(power(rest(y, t), t, half), powerOfTwo(half, ONE));
  }

  /** The exponential minus 1, e^x − 1, with all its digits also near 0. */
  public static double expm1(double x) {
    if (x == 0) {
      return x;
    }
    if (x > -0.3125 && x < 0) {
      return Math.fma(x * x, h(x), x);
    }
    if (x > 40) {
      return exp(x);
    }
    double y = Math.max(x, -40);
    double t = turns(y);
    double two = powerOfTwo(t, ONE);
    return Math.fma(two, powerLess1(rest(y, t)), two - 1);
  }

  /** The hyperbolic tangent (e^x − e^−x) / (e^x + e^−x). */
  public static double tanh(double x) {
    double y = twice(x);
    double t = turns(y);
    return tanh(x, powerLess1(rest(y, t)), powerOfTwo(t, ONE));
  }

  /** The logistic function 1 / (1 + e^−x). */
  public static double sigmoid(double x) {
    double y = clamp(-x, -40, -LOWEST);
    double t = turns(y);
    return sigmoid(powerLess1(rest(y, t)), powerOfTwo(t, SMALL_BITS));
  }

  /**
   * Replaces x[from] … x[to − 1] by their exponentials, bit for bit those of {@link #exp(double)}.
   *
   * @throws IndexOutOfBoundsException if 0 ≤ from ≤ to ≤ x.length does not hold
   */
  public static void exp(double[] x, int from, int to) {
    Objects.checkFromToIndex(from, to, x.length);
    LOOPS.exp(x, from, to);
  }

  /**
   * Replaces x[from] … x[to − 1] by their tanh, bit for bit that of {@link #tanh(double)}.
   *
   * @throws IndexOutOfBoundsException if 0 ≤ from ≤ to ≤ x.length does not hold
   */
  public static void tanh(double[] x, int from, int to) {
    Objects.checkFromToIndex(from, to, x.length);
    LOOPS.tanh(x, from, to);
  }

  /**
   * Replaces x[from] … x[to − 1] by their sigmoid, bit for bit that of {@link #sigmoid(double)}.
   *
   * @throws IndexOutOfBoundsException if 0 ≤ from ≤ to ≤ x.length does not hold
   */
  public static void sigmoid(double[] x, int from, int to) {
    Objects.checkFromToIndex(from, to, x.length);
    LOOPS.sigmoid(x, from, to);
  }

  static double clamp(double x, double lo, double hi) {
    return Math.max(lo, Math.min(hi, x));
  }

  /** 2·|x|, or enough for a tanh of 1. */
  static double twice(double x) {
    return Math.min(44, 2 * Math.abs(x));
  }

  /** WHOLE + k, with k = ⌊y / ln 2⌋ but for its rounding. */
  static double turns(double y) {
    return Math.fma(y, PER_LN2, -0.5) + WHOLE;
  }

  /** WHOLE + ⌊k / 2⌋. */
  static double halfTurns(double turns) {
    return Math.fma(turns - WHOLE, 0.5, -0.25) + WHOLE;
  }

  /** r = y − k·ln 2. */
  static double rest(double y, double turns) {
    double k = turns - WHOLE;
    return Math.fma(k, -LN2_REST, Math.fma(k, -LN2, y));
  }

  /** 2^k if the bias is ONE, 2^(k − 64) if it is SMALL_BITS. */
  static double powerOfTwo(double turns, int bias) {
    return Double.longBitsToDouble((Double.doubleToRawLongBits(turns) + bias) << 52);
  }

  /**
   * e^r·2^(k − 2⌊k / 2⌋): what is left to scale by 2^⌊k / 2⌋ twice, since 2^k itself may be no
   * double.
   */
  static double power(double r, double turns, double halfTurns) {
    double odd = Math.fma(halfTurns - WHOLE, -2, turns - WHOLE);
    return Math.fma(Math.fma(h(r), r, 1), r, 1) * (1 + odd);
  }

  /** Only the second product can round. */
  static double twiceScaled(double m, double two) {
    return m * two * two;
  }

  /** e^r − 1. */
  static double powerLess1(double r) {
    return Math.fma(h(r), r, 1) * r;
  }

  /**
   * (e^r − 1 − r)/r², close to 1/2! + r/3! + r²/4! + …, for −5/16 ≤ r ≤ ln 2. These coefficients
   * make the largest relative error of e^r − 1 least (Lawson's weighted least squares, rounded one
   * by one, the first fixed at 1/2); it is 2^−60.9.
   */
  private static double h(double r) {
    double p = 1.9129552245856666e-10;
    p = Math.fma(p, r, 2.0630578167494274e-9);
    p = Math.fma(p, r, 2.5054534454414633e-8);
    p = Math.fma(p, r, 2.755787711288848e-7);
    p = Math.fma(p, r, 2.7557300441042357e-6);
    p = Math.fma(p, r, 2.4801586933106418e-5);
    p = Math.fma(p, r, 1.984126986180174e-4);
    p = Math.fma(p, r, 1.3888888888951394e-3);
    p = Math.fma(p, r, 8.33333333332514e-3);
    p = Math.fma(p, r, 4.166666666666671e-2);
    p = Math.fma(p, r, 0.16666666666666677);
    return Math.fma(p, r, 0.5);
  }

  /**
   * tanh x from e^2|x| = two·(1 + less1). No branches: of two parts, one stands still where the
   * other moves.
   */
  static double tanh(double x, double less1, double two) {
    double size = Math.abs(x);
    double near = tanhNearZero(Math.min(size, SEAM));
    double far = Math.max(TANH_SEAM, 1 - 2 / Math.fma(two, less1, two + 1));
    double sign = clamp(x * 0x1p1000 * 0x1p1000, -1, 1);
    return (near + (far - TANH_SEAM)) * sign;
  }

  /**
   * x + x³·g(x²) with g close to −1/3 + 2x²/15 − 17x⁴/315 + …, for 0 ≤ x ≤ 5/8. The coefficients
   * are found like those of h; the largest relative error is 2^−56.4.
   */
  private static double tanhNearZero(double x) {
    double z = x * x;
    double g = -1.60719120613647e-5;
    g = Math.fma(g, z, 7.714290875850173e-5);
    g = Math.fma(g, z, -2.28562809404605e-4);
    g = Math.fma(g, z, 5.863157747170928e-4);
    g = Math.fma(g, z, -1.4549586166305653e-3);
    g = Math.fma(g, z, 3.5919891160366606e-3);
    g = Math.fma(g, z, -8.863220994343451e-3);
    g = Math.fma(g, z, 2.1869487575344043e-2);
    g = Math.fma(g, z, -5.3968253931227436e-2);
    g = Math.fma(g, z, 0.1333333333326198);
    g = Math.fma(g, z, -0.33333333333332854);
    return Math.fma(x * z, g, x);
  }

  /** 1 / (1 + e) from 2^−64·e = small·(1 + less1). */
  static double sigmoid(double less1, double small) {
    return SMALL / Math.fma(small, less1, small + SMALL);
  }
}
