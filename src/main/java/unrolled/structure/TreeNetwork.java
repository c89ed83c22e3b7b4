package unrolled.structure;

import org.ejml.data.DMatrixRMaj;
import unrolled.layer.Linear;
import unrolled.layer.Loss;
import unrolled.layer.Targets;
import unrolled.layer.Weights;

/**
 * A recursive network with a linear read-out: scores for each root, from what its tree came to.
 *
 * <pre>
 *   h = recursive network over the trees
 *   o = h_root·V + c          or of every node, to look at what it thinks on the way
 * </pre>
 */
public final class TreeNetwork extends Weights {
  private final Recursive<?> recursive;
  private final Linear out;

  /** Reads the roots of trees that this cell runs over, with this many scores. */
  public TreeNetwork(TreeCell<?> cell, int scores) {
    recursive = part(new Recursive<>(cell));
    out = part(new Linear(recursive.outputs(), scores));
  }

  /** The scores of each root, one row a tree. */
  public DMatrixRMaj forward(TreeBatch trees) {
    return scores(recursive.forward(trees).rootOutput());
  }

  /** The scores that each node would get if it were a root, N×m, in the batch's order of rows. */
  public DMatrixRMaj everyNode(TreeBatch trees) {
    return scores(recursive.forward(trees).output());
  }

  /** Computes the loss of the roots' scores and adds to all gradients. */
  public double lossAndGradients(TreeBatch trees, Targets targets, Loss loss) {
    TreePass<?> pass = recursive.forward(trees);
    DMatrixRMaj roots = pass.rootOutput();
    DMatrixRMaj dScores = new DMatrixRMaj(0, 0);
    double value = loss.of(scores(roots), targets, dScores);
    DMatrixRMaj dRoots = roots.createLike();
    out.backward(roots, dScores, dRoots);
    pass.backward(pass.spread(dRoots));
    return value;
  }

  private DMatrixRMaj scores(DMatrixRMaj h) {
    DMatrixRMaj o = new DMatrixRMaj(0, 0);
    out.forward(h, o);
    return o;
  }
}
