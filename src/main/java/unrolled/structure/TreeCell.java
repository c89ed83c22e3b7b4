package unrolled.structure;

import unrolled.cell.Gradients;
import unrolled.cell.Step;
import unrolled.layer.Linear;
import unrolled.layer.Weights;
import unrolled.math.Rng;

/**
 * A cell of two children: weights, and the step from a node's children to the node, forward and
 * backward.
 *
 * <pre>
 *   a = W_s + b                     the symbol's share, s the node's symbol
 *   state = something pointwise of a, state_left·U and state_right·V
 * </pre>
 *
 * <p>It is what {@link unrolled.cell.Cell} is, with two steps before in place of one, and written
 * in the same way. A child that is not there has a state of zeros.
 *
 * @param <S> the numbers of one node
 */
public abstract class TreeCell<S extends Step> extends Weights {
  private final Linear input;

  /**
   * Creates the input weights.
   *
   * @param symbols how many symbols there are
   * @param width of a: n for n plain units, 5n for a tree-LSTM
   */
  protected TreeCell(int symbols, int width) {
    input = part(new Linear(symbols, width));
  }

  /** The input weights W and b. */
  public final Linear input() {
    return input;
  }

  /** Creates the buffers of a node, all zeros. */
  public abstract S step();

  /** Computes nodes from their children: reads {@code now.a}, fills what is 0 in {@code now}. */
  public abstract void forward(S left, S right, S now);

  /**
   * Goes back from nodes to their children: reads the gradients of the nodes' states in {@code
   * dNow}, adds to those of the children, leaves a's in {@code dNow.a} and tells {@code grad} about
   * the weights.
   */
  public abstract void backward(S left, S right, S now, S dLeft, S dRight, S dNow, Gradients grad);

  /** Draws all weights uniformly within ±1/√n, n the width of the state, as cells do. */
  @Override
  public void init(Rng rng) {
    initUniform(1 / Math.sqrt(step().state().get(0).getNumCols()), rng);
  }
}
