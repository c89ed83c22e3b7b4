package unrolled.structure;

import org.ejml.data.DMatrixRMaj;
import unrolled.cell.Cell;
import unrolled.layer.Embedding;
import unrolled.layer.Linear;
import unrolled.layer.Loss;
import unrolled.layer.Targets;
import unrolled.layer.Weights;

/**
 * A graph network with an embedding before it and a linear read-out: scores for each node.
 *
 * <pre>
 *   h^0 = E_symbols                     what a node knows at the start
 *   h^K = K rounds of message passing
 *   o   = h^K·V + c
 * </pre>
 */
public final class GraphNetwork extends Weights {
  private final Embedding embedding;
  private final MessagePassing<?> passing;
  private final Linear out;

  /** Passes messages with steps of this cell; nodes have one of {@code symbols} each. */
  public GraphNetwork(int symbols, Cell<?> cell, Aggregation aggregation, int scores) {
    int n = cell.step().output().getNumCols();
    embedding = part(new Embedding(symbols, n));
    passing = part(new MessagePassing<>(cell, aggregation));
    out = part(new Linear(n, scores));
  }

  /** The message passing. */
  public MessagePassing<?> passing() {
    return passing;
  }

  /** The scores of each node after so many rounds, N×m. */
  public DMatrixRMaj forward(Graph graph, int[] symbols, int rounds) {
    return scores(run(graph, symbols, rounds).output());
  }

  /** The run behind the scores, to look at what nodes know after each round. */
  public Rounds<?> run(Graph graph, int[] symbols, int rounds) {
    if (symbols.length != graph.nodes()) {
      throw new IllegalArgumentException(
          symbols.length + " symbols for " + graph.nodes() + " nodes: give one for each");
    }
    DMatrixRMaj h0 = new DMatrixRMaj(0, 0);
    embedding.forward(symbols, h0);
    return passing.forward(graph, h0, rounds);
  }

  /** Computes the loss of the nodes' scores and adds to all gradients. */
  public double lossAndGradients(
      Graph graph, int[] symbols, int rounds, Targets targets, Loss loss) {
    Rounds<?> run = run(graph, symbols, rounds);
    DMatrixRMaj dScores = new DMatrixRMaj(0, 0);
    double value = loss.of(scores(run.output()), targets, dScores);
    DMatrixRMaj dH = run.output().createLike();
    out.backward(run.output(), dScores, dH);
    embedding.backward(symbols, run.backward(dH));
    return value;
  }

  private DMatrixRMaj scores(DMatrixRMaj h) {
    DMatrixRMaj o = new DMatrixRMaj(0, 0);
    out.forward(h, o);
    return o;
  }
}
