import java.util.Locale;
import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/**
 * The processor's peak in double precision, in GFLOP/s of one core: fused multiply-adds that wait
 * for nothing, ten sums side by side in registers. No program can multiply matrices faster.
 */
public final class Peak {
  private static final VectorSpecies<Double> S = DoubleVector.SPECIES_PREFERRED;
  private static final int STEPS = 1_000_000;
  private static final int ROUNDS = 40;

  private Peak() {}

  /** Prints the best of some rounds. */
  public static void main(String[] args) {
    double best = 0;
    double sum = 0;
    for (int round = 0; round < ROUNDS; round++) {
      long start = System.nanoTime();
      sum += multiplyAdds();
      double seconds = (System.nanoTime() - start) / 1e9;
      best = Math.max(best, 2.0 * 10 * S.length() * STEPS / seconds / 1e9);
    }
    System.out.printf(Locale.ROOT, "answer %.1f%n", sum > 0 ? best : Double.NaN);
  }

  private static double multiplyAdds() {
    DoubleVector x = DoubleVector.broadcast(S, 0.999999);
    DoubleVector y = DoubleVector.broadcast(S, 1e-9);
    DoubleVector c0 = y;
    DoubleVector c1 = y;
    DoubleVector c2 = y;
    DoubleVector c3 = y;
    DoubleVector c4 = y;
    DoubleVector c5 = y;
    DoubleVector c6 = y;
    DoubleVector c7 = y;
    DoubleVector c8 = y;
    DoubleVector c9 = y;
    for (int i = 0; i < STEPS; i++) {
      c0 = c0.fma(x, y);
      c1 = c1.fma(x, y);
      c2 = c2.fma(x, y);
      c3 = c3.fma(x, y);
      c4 = c4.fma(x, y);
      c5 = c5.fma(x, y);
      c6 = c6.fma(x, y);
      c7 = c7.fma(x, y);
      c8 = c8.fma(x, y);
      c9 = c9.fma(x, y);
    }
    DoubleVector all = c0.add(c1).add(c2).add(c3).add(c4).add(c5).add(c6).add(c7).add(c8).add(c9);
    return all.reduceLanes(VectorOperators.ADD);
  }
}
