package unrolled.bench;

import java.util.Map;

/** What an update should come to. */
final class Goals {
  private static final Map<Integer, Double> RATIO = Map.of(16, 1.3, 32, 1.1);
  private static final Map<Integer, Double> SHARE = Map.of(64, 0.6, 128, 0.7, 256, 0.7);

  private static final double KERNEL = 0.85;
  private static final double PLAIN_KERNEL = 0.6;

  private Goals() {}

  /** How many times as long as ours another's update should take at least, or NaN. */
  static double ratio(Contender other, int hidden) {
    return switch (other) {
      case PYTORCH_32, DJL -> RATIO.getOrDefault(hidden, Double.NaN);
      default -> Double.NaN;
    };
  }

  /** What part of the processor's peak our matrix products should reach. */
  static double products(Contender ours) {
    return ours == Contender.UNROLLED_PLAIN ? PLAIN_KERNEL : KERNEL;
  }

  /** What part of our update the products should take at the processor's peak, or NaN. */
  static double share(Task task) {
    return task.cell().equals("Elman") ? Double.NaN : SHARE.getOrDefault(task.hidden(), Double.NaN);
  }
}
