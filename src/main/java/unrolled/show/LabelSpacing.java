package unrolled.show;

import java.util.Arrays;
import java.util.Comparator;

/** Moves labels apart that would overlap, as little as it takes. */
final class LabelSpacing {

  private LabelSpacing() {}

  /**
   * Places near the wanted ones, in the same order, at least gap apart, within low … high: the
   * smallest sum of squared moves. Neighbours that are too close become a block, which stands where
   * its members would on average; blocks that then collide become one.
   */
  static double[] apart(double[] wanted, double gap, double low, double high) {
    int n = wanted.length;
    Integer[] order = new Integer[n];
    Arrays.setAll(order, i -> i);
    Arrays.sort(order, Comparator.comparingDouble(i -> wanted[i]));
    // A block's place is that of its first member, were the others gap, 2 gap, … closer.
    double[] sum = new double[n];
    int[] size = new int[n];
    int blocks = 0;
    for (int k = 0; k < n; k++) {
      sum[blocks] = wanted[order[k]] - k * gap;
      size[blocks++] = 1;
      while (blocks > 1
          && sum[blocks - 2] / size[blocks - 2] >= sum[blocks - 1] / size[blocks - 1]) {
        blocks--;
        sum[blocks - 1] += sum[blocks];
        size[blocks - 1] += size[blocks];
      }
    }
    double[] places = new double[n];
    double last = high - Math.max(0, n - 1) * gap;
    int k = 0;
    for (int block = 0; block < blocks; block++) {
      double place = Math.max(low, Math.min(last, sum[block] / size[block]));
      for (int i = 0; i < size[block]; i++, k++) {
        places[order[k]] = place + k * gap;
      }
    }
    return places;
  }
}
