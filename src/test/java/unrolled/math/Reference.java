package unrolled.math;

import java.math.BigDecimal;
import java.math.MathContext;

/**
 * The elementary functions to more than 90 bits, as (hi + lo)·2^exponent in pairs of doubles
 * (Dekker 1971), and to 50 digits as BigDecimal, which checks the pairs.
 */
final class Reference {

  private static final MathContext DIGITS = new MathContext(60);

  /** ln 2 in three parts; the products of the first two with any k are exact. */
  private static final double LN2_A = 0x1.62e42fefa38p-1;

  private static final double LN2_B = 0x1.ef35793c76p-45;

  private static final double LN2_C = 0x1.cc01f97b57a08p-87;

  double hi;
  double lo;
  int exponent;

  /** 1/n! as pairs, n = 0 … 12. */
  private static final double[][] FACTORIAL = new double[13][];

  static {
    BigDecimal f = BigDecimal.ONE;
    for (int n = 0; n < FACTORIAL.length; n++) {
      f = n == 0 ? f : f.divide(BigDecimal.valueOf(n), DIGITS);
      double hi = f.doubleValue();
      FACTORIAL[n] = new double[] {hi, f.subtract(new BigDecimal(hi)).doubleValue()};
    }
  }

  /** Sets this to e^x. */
  void exp(double x) {
    long k = expm1OfRest(x);
    add(1);
    exponent = (int) k;
  }

  /** Sets this to e^x − 1; exponent 0 while |x| is small. */
  void expm1(double x) {
    long k = expm1OfRest(x);
    exponent = 0;
    if (k == 0) {
      return;
    }
    if (k > 200) {
      add(1);
      exponent = (int) k;
      return;
    }
    double two = Math.scalb(1.0, (int) k);
    hi *= two;
    lo *= two;
    addPair(two, 0);
    add(-1);
  }

  /** Sets this to tanh x, for |x| < 350. */
  void tanh(double x) {
    expm1(2 * Math.abs(x));
    if (exponent != 0) {
      set(1, 0);
      exponent = 0;
    } else {
      double h = hi;
      double l = lo;
      add(2);
      divideInto(h, l);
    }
    if (x < 0) {
      hi = -hi;
      lo = -lo;
    }
  }

  /** Sets this to 1 / (1 + e^−x). */
  void sigmoid(double x) {
    exp(-x);
    int k = exponent;
    exponent = 0;
    if (k > 200) {
      divideInto(1, 0);
      exponent = -k;
    } else if (k < -200) {
      set(1, 0);
    } else {
      double two = Math.scalb(1.0, k);
      hi *= two;
      lo *= two;
      add(1);
      divideInto(1, 0);
    }
  }

  /** How far y is from this, in units of the distance between the doubles here. */
  double ulps(double y) {
    int k = Math.getExponent(hi);
    double unit = Math.scalb(1.0, Math.max(k - 52, -1074 - exponent));
    double scaled = y;
    for (int left = -exponent; left != 0; ) {
      int step = Math.max(-900, Math.min(900, left));
      scaled *= Math.scalb(1.0, step);
      left -= step;
    }
    return Math.abs((scaled - hi - lo) / unit);
  }

  private long expm1OfRest(double x) {
    if (Math.abs(x) < 0x1p-200) {
      set(x, 0);
      return 0;
    }
    long k = (long) Math.rint(x * 1.4426950408889634);
    if (Math.abs(x) < 0.3) {
      k = 0;
    }
    set(x, 0);
    addPair(-k * LN2_A, 0);
    addPair(-k * LN2_B, 0);
    addPair(-k * LN2_C, 0);
    hi /= 256;
    lo /= 256;
    double rh = hi;
    double rl = lo;
    set(FACTORIAL[12][0], FACTORIAL[12][1]);
    for (int n = 11; n >= 1; n--) {
      times(rh, rl);
      addPair(FACTORIAL[n][0], FACTORIAL[n][1]);
    }
    times(rh, rl);
    for (int i = 0; i < 8; i++) {
      double h = hi;
      double l = lo;
      add(2);
      times(h, l);
    }
    return k;
  }

  private void set(double h, double l) {
    double s = h + l;
    lo = l - (s - h);
    hi = s;
  }

  private void add(double y) {
    addPair(y, 0);
  }

  private void addPair(double yh, double yl) {
    double s = hi + yh;
    double v = s - hi;
    double e = (hi - (s - v)) + (yh - v);
    double t = lo + yl;
    double w = t - lo;
    double f = (lo - (t - w)) + (yl - w);
    set(s, e + t);
    set(hi, lo + f);
  }

  private void times(double yh, double yl) {
    double p = hi * yh;
    double e = Math.fma(hi, yh, -p);
    set(p, e + (hi * yl + lo * yh));
  }

  /** Sets this to (nh + nl) / this. */
  private void divideInto(double nh, double nl) {
    double dh = hi;
    double dl = lo;
    double q = nh / dh;
    double rest = Math.fma(-q, dh, nh) + (nl - q * dl);
    double q2 = rest / dh;
    double rest2 = Math.fma(-q2, dh, rest) - q2 * dl;
    set(q, q2 + rest2 / dh);
  }

  /** e^x to 50 digits. */
  static BigDecimal bigExp(double x) {
    BigDecimal small = new BigDecimal(x).divide(BigDecimal.valueOf(2).pow(20), DIGITS);
    BigDecimal term = BigDecimal.ONE;
    BigDecimal sum = term;
    MathContext wide = new MathContext(80);
    for (int n = 1; n < 40; n++) {
      term = term.multiply(small, wide).divide(BigDecimal.valueOf(n), wide);
      sum = sum.add(term, wide);
    }
    for (int i = 0; i < 20; i++) {
      sum = sum.multiply(sum, wide);
    }
    return sum;
  }

  /** This as a BigDecimal. */
  BigDecimal big() {
    BigDecimal two = BigDecimal.valueOf(2);
    BigDecimal m = new BigDecimal(hi).add(new BigDecimal(lo));
    return exponent >= 0
        ? m.multiply(two.pow(exponent))
        : m.divide(two.pow(-exponent), new MathContext(60));
  }
}
