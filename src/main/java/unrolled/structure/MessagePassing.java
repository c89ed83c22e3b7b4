package unrolled.structure;

import java.util.function.Supplier;
import org.ejml.data.DMatrixRMaj;
import unrolled.cell.Cell;
import unrolled.cell.Step;
import unrolled.layer.Shapes;
import unrolled.layer.Weights;

/**
 * Message passing over a graph: in every round each node reads what arrives from its neighbours and
 * takes a step.
 *
 * <pre>
 *   m_v^k = sum, mean or max of h_u^{k−1} over all edges u → v
 *   h_v^k = cell(h_v^{k−1}, a = [m_v^k x_v]·W + b)           k = 1 … K, the same weights each round
 * </pre>
 *
 * <p>It is the unrolling of a recurrent cell, over rounds in place of time and with messages in
 * place of inputs: with an Elman cell h = f(m·W + b + h·U), with a GRU the gated graph network. x_v
 * is what stands in the node, if the cell reads more numbers than nodes say. After K rounds a node
 * knows of nothing that is farther away than K edges.
 *
 * <p>On a directed path whose nodes hold a sequence, with U = 0, T rounds are a simple recurrent
 * network: node t has its h_t after round t, and keeps it.
 *
 * <p>Sources: F. Scarselli et al., "The graph neural network model", 2009; Y. Li, D. Tarlow, M.
 * Brockschmidt and R. Zemel, "Gated graph sequence neural networks", 2016; J. Gilmer et al., 2017.
 *
 * @param <S> the cell's step
 */
public final class MessagePassing<S extends Step> extends Weights {
  private final Cell<S> cell;
  private final Aggregation aggregation;

  /**
   * Lets nodes take steps of this cell.
   *
   * @throws IllegalArgumentException if the cell reads fewer numbers than it answers: what one node
   *     says the next one reads
   */
  public MessagePassing(Cell<S> cell, Aggregation aggregation) {
    this.cell = part(cell);
    this.aggregation = aggregation;
    if (inputs() < 0) {
      throw new IllegalArgumentException(
          "a node says "
              + said()
              + " numbers and reads "
              + (said() + inputs())
              + ": make the cell's inputs at least as many as its units");
    }
  }

  /** How many numbers a node says: the width of the cell's output. */
  private int said() {
    return cell.step().output().getNumCols();
  }

  /** How many numbers stand in a node, besides what arrives. */
  public int inputs() {
    return cell.input().w.value.getNumRows() - said();
  }

  /** The cell. */
  public Cell<S> cell() {
    return cell;
  }

  /** How messages become one. */
  public Aggregation aggregation() {
    return aggregation;
  }

  /** Passes messages between nodes with nothing in them; see the other forward. */
  public Rounds<S> forward(Graph graph, DMatrixRMaj h0, int rounds) {
    return forward(graph, new DMatrixRMaj(graph.nodes(), 0), h0, rounds);
  }

  /**
   * Passes messages.
   *
   * @param x what stands in the nodes, N×{@link #inputs()}
   * @param h0 what the nodes know at the start, N×n: the first state of the cell; others are 0
   * @param rounds at least 1
   */
  public Rounds<S> forward(Graph graph, DMatrixRMaj x, DMatrixRMaj h0, int rounds) {
    if (rounds < 1) {
      throw new IllegalArgumentException(rounds + " rounds: give at least 1");
    }
    int n = cell.step().state().get(0).getNumCols();
    Shapes.requireShape("x", x, graph.nodes(), inputs(), "a row for each node");
    Shapes.requireShape("h0", h0, graph.nodes(), n, "a row for each node, as wide as the state");
    packForward();
    try {
      return new Rounds<>(this, graph, x, h0, rounds);
    } finally {
      unpack();
    }
  }

  /** Goes back through a run with the weights laid out for it. */
  DMatrixRMaj packedBackward(Supplier<DMatrixRMaj> wayBack) {
    packBackward();
    try {
      return wayBack.get();
    } finally {
      unpack();
    }
  }
}
