package unrolled.decode;

/**
 * The best few of many that are offered one after the other, best first; of equals the one that was
 * offered first.
 */
final class TopK {
  private final double[] scores;
  private final int[] items;
  private int size;

  TopK(int room) {
    scores = new double[room];
    items = new int[room];
  }

  /** −∞ is never among the best: it is the logarithm of "impossible". */
  void offer(double score, int item) {
    if (score == Double.NEGATIVE_INFINITY || size == scores.length && !(score > scores[size - 1])) {
      return;
    }
    int i = size < scores.length ? size++ : size - 1;
    for (; i > 0 && score > scores[i - 1]; i--) {
      scores[i] = scores[i - 1];
      items[i] = items[i - 1];
    }
    scores[i] = score;
    items[i] = item;
  }

  int size() {
    return size;
  }

  int item(int rank) {
    return items[rank];
  }
}
