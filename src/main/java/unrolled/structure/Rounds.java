package unrolled.structure;

import java.util.ArrayList;
import java.util.List;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import unrolled.cell.Gradients;
import unrolled.cell.Step;
import unrolled.layer.Shapes;

/**
 * One run of message passing, and the way back through it.
 *
 * <pre>
 *   forward    m^k = aggregate(h^{k−1})     a^k = [m^k x]·W + b     s^k = cell(s^{k−1}, a^k)
 *   backward   k = K … 1: the cell's way back gives ∂L/∂s^{k−1} and ∂L/∂a^k; then
 *              ∂L/∂[m^k x] = ∂L/∂a^k·Wᵀ, and m's part goes to those who sent the messages
 * </pre>
 *
 * @param <S> the cell's step
 */
public final class Rounds<S extends Step> {
  private final MessagePassing<S> passing;
  private final Graph graph;
  private final List<S> steps = new ArrayList<>(); // s^0 … s^K
  private final List<DMatrixRMaj> read = new ArrayList<>(); // [m^1 x] … [m^K x]

  /** Runs forward. */
  Rounds(MessagePassing<S> passing, Graph graph, DMatrixRMaj x, DMatrixRMaj h0, int rounds) {
    this.passing = passing;
    this.graph = graph;
    S start = fresh();
    start.state().get(0).setTo(h0);
    if (start.output() != start.state().get(0)) {
      throw new IllegalArgumentException(
          "nodes say what they remember: the cell's output must be its first state");
    }
    steps.add(start);
    for (int k = 1; k <= rounds; k++) {
      DMatrixRMaj m = new DMatrixRMaj(0, 0);
      passing.aggregation().forward(graph, at(k - 1).output(), m);
      S now = fresh();
      DMatrixRMaj both = CommonOps_DDRM.concatColumns(m, x, null);
      passing.cell().input().forward(both, now.a); // a = [m x]·W + b
      passing.cell().forward(at(k - 1), now);
      read.add(both);
      steps.add(now);
    }
  }

  private S fresh() {
    S step = passing.cell().step();
    step.reset(graph.nodes());
    return step;
  }

  /** K, the number of rounds. */
  public int rounds() {
    return read.size();
  }

  /** All nodes after round k; before the first is 0. */
  public S at(int k) {
    return steps.get(k);
  }

  /** What each node knows after the last round, N×n. */
  public DMatrixRMaj output() {
    return at(rounds()).output();
  }

  /**
   * The way back: adds to the gradients of all weights.
   *
   * @param dOut the gradient of {@link #output()}
   * @return the gradient of h0, N×n
   */
  public DMatrixRMaj backward(DMatrixRMaj dOut) {
    Shapes.requireSameShape("dOut", dOut, "the output", output());
    return passing.packedBackward(() -> back(dOut));
  }

  private DMatrixRMaj back(DMatrixRMaj dOut) {
    Gradients grad = new Gradients();
    S dNow = fresh();
    dNow.output().setTo(dOut);
    for (int k = rounds(); k >= 1; k--) {
      S dPrev = fresh();
      dNow.a.reshape(graph.nodes(), at(k).a.getNumCols());
      dNow.a.zero();
      passing.cell().backward(at(k - 1), at(k), dPrev, dNow, grad);
      DMatrixRMaj dRead = read.get(k - 1).createLike();
      passing.cell().input().backward(read.get(k - 1), dNow.a, dRead); // [dm dx] = da·Wᵀ, dW, db
      DMatrixRMaj sent = at(k - 1).output().createLike();
      DMatrixRMaj dm = CommonOps_DDRM.extract(dRead, 0, graph.nodes(), 0, sent.getNumCols());
      passing.aggregation().backward(graph, at(k - 1).output(), dm, sent);
      CommonOps_DDRM.addEquals(dPrev.output(), sent); // what it said came back to it
      dNow = dPrev;
    }
    grad.finish();
    return dNow.state().get(0);
  }
}
