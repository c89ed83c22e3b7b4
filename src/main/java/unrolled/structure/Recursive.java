package unrolled.structure;

import unrolled.cell.Step;
import unrolled.layer.Weights;

/**
 * Runs a cell of two children over trees, from the leaves to the roots: a recursive network.
 *
 * <pre>
 *   A = W_symbols + b                                   one look-up for all nodes
 *   node = cell(left child, right child, A_node)        children before parents
 * </pre>
 *
 * <p>All nodes of one height are computed together, whichever trees they are of: as many products
 * as the highest tree has levels, not as there are nodes.
 *
 * @param <S> the cell's step
 */
public final class Recursive<S extends Step> extends Weights {
  private final TreeCell<S> cell;

  /** Runs this cell. */
  public Recursive(TreeCell<S> cell) {
    this.cell = part(cell);
  }

  /** The cell. */
  public TreeCell<S> cell() {
    return cell;
  }

  /** How many numbers a node's output has. */
  public int outputs() {
    return cell.step().output().getNumCols();
  }

  /** Runs over a batch of trees. */
  public TreePass<S> forward(TreeBatch trees) {
    packForward();
    try {
      return new TreePass<>(this, trees);
    } finally {
      unpack();
    }
  }

  /** Goes back through a run with the weights laid out for it. */
  void packedBackward(Runnable wayBack) {
    packBackward();
    try {
      wayBack.run();
    } finally {
      unpack();
    }
  }
}
