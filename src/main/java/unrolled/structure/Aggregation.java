package unrolled.structure;

import java.util.Arrays;
import org.ejml.data.DMatrixRMaj;
import unrolled.math.RowSums;

/**
 * How the messages that arrive at a node become one: with h_u the state of u,
 *
 * <pre>
 *   SUM    m_v = Σ_{u→v} h_u             counts, too: two equal neighbours are not one
 *   MEAN   m_v = SUM / in-degree of v    what the neighbours are like
 *   MAX    m_v = max_{u→v} h_u           whether one of them is, number by number
 * </pre>
 *
 * <p>Where nothing arrives it is 0. Source: J. Gilmer, S. Schoenholz, P. Riley, O. Vinyals and G.
 * Dahl, "Neural message passing for quantum chemistry", 2017.
 */
public enum Aggregation {
  /** The sum. */
  SUM,
  /** The mean. */
  MEAN,
  /** The largest, number by number; of equals, that along the first edge. */
  MAX;

  /** Sets m, N×n, to what arrives out of h, N×n. */
  void forward(Graph graph, DMatrixRMaj h, DMatrixRMaj m) {
    m.reshape(h.getNumRows(), h.getNumCols());
    m.zero();
    if (this == MAX) {
      int[] winners = winners(graph, h);
      for (int i = 0; i < winners.length; i++) {
        m.data[i] = winners[i] < 0 ? 0 : h.data[winners[i]];
      }
      return;
    }
    for (int e = 0; e < graph.edges(); e++) {
      RowSums.addRow(h, graph.from()[e], m, graph.to()[e]); // m_v += h_u
    }
    if (this == MEAN) {
      divide(graph, m);
    }
  }

  /** Adds to dh what comes back from dm; dm may be changed. */
  void backward(Graph graph, DMatrixRMaj h, DMatrixRMaj dm, DMatrixRMaj dh) {
    if (this == MAX) {
      int[] winners = winners(graph, h);
      for (int i = 0; i < winners.length; i++) {
        if (winners[i] >= 0) {
          dh.data[winners[i]] += dm.data[i]; // only the winner hears of it
        }
      }
      return;
    }
    if (this == MEAN) {
      divide(graph, dm);
    }
    for (int e = 0; e < graph.edges(); e++) {
      RowSums.addRow(dm, graph.to()[e], dh, graph.from()[e]); // dh_u += dm_v
    }
  }

  /** For each number of m the place in h of the largest that arrives, −1 where nothing does. */
  private static int[] winners(Graph graph, DMatrixRMaj h) {
    int n = h.getNumCols();
    int[] winners = new int[h.getNumElements()];
    Arrays.fill(winners, -1);
    for (int e = 0; e < graph.edges(); e++) {
      for (int j = 0; j < n; j++) {
        int at = graph.to()[e] * n + j;
        int candidate = graph.from()[e] * n + j;
        if (winners[at] < 0 || h.data[candidate] > h.data[winners[at]]) {
          winners[at] = candidate;
        }
      }
    }
    return winners;
  }

  private static void divide(Graph graph, DMatrixRMaj m) {
    int[] degrees = graph.inDegrees();
    int n = m.getNumCols();
    for (int v = 0; v < degrees.length; v++) {
      for (int j = 0; j < n && degrees[v] > 0; j++) {
        m.data[v * n + j] /= degrees[v];
      }
    }
  }
}
