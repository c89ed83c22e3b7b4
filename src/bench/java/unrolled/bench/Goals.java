package unrolled.bench;

import java.util.Map;

/** How many times as long as ours PyTorch's update should take at least, by H. */
final class Goals {
  private static final Map<Integer, Double> FLOAT32 =
      Map.of(16, 2.0, 32, 1.3, 64, 1.0, 128, 0.85, 256, 0.6);
  private static final Map<Integer, Double> FLOAT64 =
      Map.of(16, 10.0, 32, 6.5, 64, 5.0, 128, 3.3, 256, 2.6);

  private Goals() {}

  /** The goal against this system, or NaN if there is none. */
  static double of(Contender other, int hidden) {
    return switch (other) {
      case PYTORCH_32 -> FLOAT32.getOrDefault(hidden, Double.NaN);
      case PYTORCH_64 -> FLOAT64.getOrDefault(hidden, Double.NaN);
      default -> Double.NaN;
    };
  }
}
