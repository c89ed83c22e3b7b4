package unrolled.bench;

import java.util.Arrays;
import java.util.Locale;
import org.ejml.data.DMatrixRMaj;
import unrolled.math.CollectedProduct;
import unrolled.math.Init;
import unrolled.math.Packed;
import unrolled.math.Rng;

/**
 * GFLOP/s of the three products in which a training spends its time, with the shapes of an LSTM: of
 * the state forward, B×H by H×4H; of its gradient, B×4H by 4H×H; and of the weights' gradient, H×4B
 * by 4B×4H, its rows collected step by step.
 */
record Products(double forward, double data, double weights) {
  private static final int ROUNDS = 9;

  static Products of(int hidden, int batch) {
    DMatrixRMaj u = random(hidden, 4 * hidden);
    DMatrixRMaj h = random(batch, hidden);
    DMatrixRMaj a = random(batch, 4 * hidden);
    DMatrixRMaj dh = random(batch, hidden);
    DMatrixRMaj du = random(hidden, 4 * hidden);
    Packed forward = Packed.of(u);
    Packed backward = Packed.ofTransposed(u);
    CollectedProduct collected = new CollectedProduct(hidden, 4 * hidden);
    double flops = 2.0 * batch * hidden * 4 * hidden;
    return new Products(
        gflops(flops, () -> forward.multAdd(h, a)),
        gflops(flops, () -> backward.multAdd(a, dh)),
        gflops(flops, () -> collected.add(h, a, du)));
  }

  private static double gflops(double flops, Runnable product) {
    long end = System.nanoTime() + 500_000_000;
    int done = 0;
    while (System.nanoTime() < end) {
      product.run();
      done++;
    }
    int times = 1 + done / ROUNDS;
    double[] rates = new double[ROUNDS];
    for (int round = 0; round < ROUNDS; round++) {
      long start = System.nanoTime();
      for (int i = 0; i < times; i++) {
        product.run();
      }
      rates[round] = times * flops / (System.nanoTime() - start);
    }
    Arrays.sort(rates);
    return rates[ROUNDS / 2];
  }

  /** Small numbers: the sums grow with every round. */
  private static DMatrixRMaj random(int rows, int columns) {
    return Init.uniform(new DMatrixRMaj(rows, columns), 1e-6, new Rng(1));
  }

  /** As one line; the other way is {@link #parsed}. */
  String line() {
    return forward + " " + data + " " + weights;
  }

  static Products parsed(String line) {
    double[] x = Arrays.stream(line.split(" ")).mapToDouble(Double::parseDouble).toArray();
    return new Products(x[0], x[1], x[2]);
  }

  static String head() {
    return "kernel        H              forward                 data              weights";
  }

  /** A row of a table under {@link #head}, with the goal in brackets. */
  String row(String kernel, int hidden, Limit limit, String goal) {
    return String.format(
        Locale.ROOT,
        "%-10s  %3d  %s  %s  %s",
        kernel,
        hidden,
        cell(forward, limit, goal),
        cell(data, limit, goal),
        cell(weights, limit, goal));
  }

  private static String cell(double gflops, Limit limit, String goal) {
    String text = String.format(Locale.ROOT, "%.0f, %s [%s]", gflops, limit.percent(gflops), goal);
    return String.format(Locale.ROOT, "%19s", text);
  }
}
