package unrolled.structure;

import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * A directed graph: nodes 0 … N − 1, and edges along which messages go.
 *
 * <p>Several graphs side by side are one graph that falls into parts: {@link #sideBySide} makes a
 * batch of graphs of any sizes.
 */
public final class Graph {
  private final int nodes;
  private final int[] from; // by edge
  private final int[] to;

  private Graph(int nodes, int[] from, int[] to) {
    this.nodes = nodes;
    this.from = from;
    this.to = to;
    for (int e = 0; e < from.length; e++) {
      if (Math.min(from[e], to[e]) < 0 || Math.max(from[e], to[e]) >= nodes) {
        throw new IllegalArgumentException(
            "edge "
                + e
                + " from "
                + from[e]
                + " to "
                + to[e]
                + " in a graph that has the nodes 0 to "
                + (nodes - 1));
      }
    }
  }

  /** Messages go one way: each edge is {from, to}. */
  public static Graph directed(int nodes, int[]... edges) {
    requirePairs(edges);
    return new Graph(
        nodes,
        Arrays.stream(edges).mapToInt(e -> e[0]).toArray(),
        Arrays.stream(edges).mapToInt(e -> e[1]).toArray());
  }

  /** Messages go both ways along each edge. */
  public static Graph undirected(int nodes, int[]... edges) {
    requirePairs(edges);
    return directed(
        nodes,
        Arrays.stream(edges)
            .flatMap(e -> Arrays.stream(new int[][] {e, {e[1], e[0]}}))
            .toArray(int[][]::new));
  }

  private static void requirePairs(int[]... edges) {
    for (int[] edge : edges) {
      if (edge.length != 2) {
        throw new IllegalArgumentException(
            "an edge joins two nodes, not " + edge.length + ": {0, 1}, for instance");
      }
    }
  }

  /** The path 0 → 1 → … → N − 1: what an unrolled recurrent network is. */
  public static Graph path(int nodes) {
    int[] steps = IntStream.range(1, nodes).toArray();
    return new Graph(nodes, IntStream.of(steps).map(t -> t - 1).toArray(), steps);
  }

  /** These graphs side by side; the nodes of each come after those of the one before. */
  public static Graph sideBySide(Graph... graphs) {
    int nodes = 0;
    IntStream from = IntStream.empty();
    IntStream to = IntStream.empty();
    for (Graph graph : graphs) {
      int before = nodes;
      from = IntStream.concat(from, IntStream.of(graph.from).map(i -> before + i));
      to = IntStream.concat(to, IntStream.of(graph.to).map(i -> before + i));
      nodes += graph.nodes;
    }
    return new Graph(nodes, from.toArray(), to.toArray());
  }

  /**
   * This graph with its nodes called otherwise, the edges in the same order.
   *
   * @param names node i is called names[i] from now on
   * @throws IllegalArgumentException if these are not the numbers of all nodes, each of them once
   */
  public Graph renamed(int... names) {
    if (!Arrays.equals(
        IntStream.of(names).sorted().toArray(), IntStream.range(0, nodes).toArray())) {
      throw new IllegalArgumentException(
          "new names for "
              + nodes
              + " nodes must be 0 to "
              + (nodes - 1)
              + ", each of them once, not "
              + Arrays.toString(names));
    }
    return new Graph(
        nodes,
        IntStream.of(from).map(i -> names[i]).toArray(),
        IntStream.of(to).map(i -> names[i]).toArray());
  }

  /** The number of nodes. */
  public int nodes() {
    return nodes;
  }

  /** The number of edges. */
  public int edges() {
    return from.length;
  }

  int[] from() {
    return from;
  }

  int[] to() {
    return to;
  }

  /** How many messages arrive at each node. */
  int[] inDegrees() {
    int[] degrees = new int[nodes];
    IntStream.of(to).forEach(node -> degrees[node]++);
    return degrees;
  }
}
