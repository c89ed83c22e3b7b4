package unrolled.math;

/**
 * The functions of {@link Elementary} for arrays, in plain Java: in blocks, and in short loops of
 * one kind. HotSpot makes vector instructions of all of them but {@link #powersOfTwo}, provided
 * that they only touch arrays of ours at one common index.
 */
final class PlainElementary implements Elementary.Loops {

  private static final int BLOCK = 512;

  private static final ThreadLocal<double[][]> SCRATCH =
      ThreadLocal.withInitial(() -> new double[3][BLOCK]);

  @Override
  public void exp(double[] x, int from, int to) {
    double[][] scratch = SCRATCH.get();
    double[] values = scratch[0];
    double[] turns = scratch[1];
    for (int start = from; start < to; start += BLOCK) {
      int n = Math.min(BLOCK, to - start);
      System.arraycopy(x, start, values, 0, n);
      expBefore(values, turns, n);
      powersOfTwo(turns, Elementary.ONE, n);
      expAfter(values, turns, n);
      System.arraycopy(values, 0, x, start, n);
    }
  }

  @Override
  public void tanh(double[] x, int from, int to) {
    double[][] scratch = SCRATCH.get();
    double[] values = scratch[0];
    double[] turns = scratch[1];
    double[] less1 = scratch[2];
    for (int start = from; start < to; start += BLOCK) {
      int n = Math.min(BLOCK, to - start);
      System.arraycopy(x, start, values, 0, n);
      tanhBefore(values, turns, less1, n);
      powersOfTwo(turns, Elementary.ONE, n);
      tanhAfter(values, turns, less1, n);
      System.arraycopy(values, 0, x, start, n);
    }
  }

  @Override
  public void sigmoid(double[] x, int from, int to) {
    double[][] scratch = SCRATCH.get();
    double[] values = scratch[0];
    double[] turns = scratch[1];
    for (int start = from; start < to; start += BLOCK) {
      int n = Math.min(BLOCK, to - start);
      System.arraycopy(x, start, values, 0, n);
      sigmoidBefore(values, turns, n);
      powersOfTwo(turns, Elementary.SMALL_BITS, n);
      sigmoidAfter(values, turns, n);
      System.arraycopy(values, 0, x, start, n);
    }
  }

  @Override
  public void add(double[] x, int from, double[] y, int to, int n) {
    double[][] scratch = SCRATCH.get();
    double[] xs = scratch[0];
    double[] ys = scratch[1];
    for (int start = 0; start < n; start += BLOCK) {
      int count = Math.min(BLOCK, n - start);
      System.arraycopy(x, from + start, xs, 0, count);
      System.arraycopy(y, to + start, ys, 0, count);
      addTo(ys, xs, count);
      System.arraycopy(ys, 0, y, to + start, count);
    }
  }

  private static void addTo(double[] y, double[] x, int n) {
    for (int j = 0; j < n; j++) {
      y[j] += x[j];
    }
  }

  private static void expBefore(double[] values, double[] turns, int n) {
    for (int i = 0; i < n; i++) {
      double y = Elementary.clamp(values[i], Elementary.LOWEST, Elementary.HIGHEST);
      double t = Elementary.turns(y);
      double half = Elementary.halfTurns(t);
      turns[i] = half;
      values[i] = Elementary.power(Elementary.rest(y, t), t, half);
    }
  }

  private static void expAfter(double[] values, double[] twos, int n) {
    for (int i = 0; i < n; i++) {
      values[i] = Elementary.twiceScaled(values[i], twos[i]);
    }
  }

  private static void tanhBefore(double[] values, double[] turns, double[] less1, int n) {
    for (int i = 0; i < n; i++) {
      double y = Elementary.twice(values[i]);
      double t = Elementary.turns(y);
      turns[i] = t;
      less1[i] = Elementary.powerLess1(Elementary.rest(y, t));
    }
  }

  private static void tanhAfter(double[] values, double[] twos, double[] less1, int n) {
    for (int i = 0; i < n; i++) {
      values[i] = Elementary.tanh(values[i], less1[i], twos[i]);
    }
  }

  private static void sigmoidBefore(double[] values, double[] turns, int n) {
    for (int i = 0; i < n; i++) {
      double y = Elementary.clamp(-values[i], -40, -Elementary.LOWEST);
      double t = Elementary.turns(y);
      turns[i] = t;
      values[i] = Elementary.powerLess1(Elementary.rest(y, t));
    }
  }

  private static void sigmoidAfter(double[] values, double[] twos, int n) {
    for (int i = 0; i < n; i++) {
      values[i] = Elementary.sigmoid(values[i], twos[i]);
    }
  }

  private static void powersOfTwo(double[] turns, int bias, int n) {
    for (int i = 0; i < n; i++) {
      turns[i] = Elementary.powerOfTwo(turns[i], bias);
    }
  }
}
