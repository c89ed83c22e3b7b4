package unrolled.structure;

import java.util.ArrayList;
import java.util.List;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import unrolled.cell.Gradients;
import unrolled.cell.Step;
import unrolled.layer.Shapes;
import unrolled.math.RowSums;

/**
 * One run over a batch of trees, and the way back through it: backpropagation through structure.
 *
 * <pre>
 *   forward    s_v = cell(s_left(v), s_right(v), a_v)             level by level, leaves first
 *   backward   ∂L/∂s_v = ∂L_v/∂s_v + what v's parent hands down    level by level, roots first
 * </pre>
 *
 * <p>A node has one parent, so what comes down to it comes from one place; with the chain for a
 * tree this is backpropagation through time. Source: C. Goller and A. Küchler, 1996.
 *
 * @param <S> the cell's step
 */
public final class TreePass<S extends Step> {
  private final Recursive<S> recursive;
  private final TreeBatch trees;
  private final List<S> levels = new ArrayList<>(); // the nodes of each height, side by side
  private final List<S> lefts = new ArrayList<>(); // their left children
  private final List<S> rights = new ArrayList<>();
  private final List<DMatrixRMaj> states = new ArrayList<>(); // all nodes', one for each state
  private final DMatrixRMaj output; // all nodes', N×m

  /** Runs forward. */
  TreePass(Recursive<S> recursive, TreeBatch trees) {
    this.recursive = recursive;
    this.trees = trees;
    TreeCell<S> cell = recursive.cell();
    DMatrixRMaj a = new DMatrixRMaj(0, 0);
    cell.input().forward(trees.symbols(), a); // A = W_symbols + b
    cell.step().state().forEach(s -> states.add(new DMatrixRMaj(trees.size(), s.getNumCols())));
    output = new DMatrixRMaj(trees.size(), recursive.outputs());
    for (int level = 0; level < trees.levels(); level++) {
      int first = trees.first(level);
      int nodes = trees.first(level + 1) - first;
      S left = gathered(trees.left(level));
      S right = gathered(trees.right(level));
      S now = fresh(nodes);
      now.a.setTo(rows(a, first, nodes));
      cell.forward(left, right, now);
      for (int k = 0; k < states.size(); k++) {
        CommonOps_DDRM.insert(now.state().get(k), states.get(k), first, 0);
      }
      CommonOps_DDRM.insert(now.output(), output, first, 0);
      levels.add(now);
      lefts.add(left);
      rights.add(right);
    }
  }

  private S fresh(int rows) {
    S step = recursive.cell().step();
    step.reset(rows);
    return step;
  }

  /** A step with these nodes' states, zeros for −1. */
  private S gathered(int[] nodes) {
    S step = fresh(nodes.length);
    for (int k = 0; k < states.size(); k++) {
      DMatrixRMaj all = states.get(k);
      RowSums.gather(all, new DMatrixRMaj(1, all.getNumCols()), nodes, step.state().get(k));
    }
    return step;
  }

  private static DMatrixRMaj rows(DMatrixRMaj all, int first, int count) {
    return CommonOps_DDRM.extract(all, first, first + count, 0, all.getNumCols());
  }

  /** The outputs of all nodes, N×m, in the batch's order of rows. */
  public DMatrixRMaj output() {
    return output;
  }

  /** The outputs of the roots, one row a tree. */
  public DMatrixRMaj rootOutput() {
    int[] roots = trees.roots();
    DMatrixRMaj ofRoots = new DMatrixRMaj(roots.length, output.getNumCols());
    RowSums.gather(output, new DMatrixRMaj(1, output.getNumCols()), roots, ofRoots);
    return ofRoots;
  }

  /** Gradients of {@link #rootOutput()} as gradients of all outputs, 0 at other nodes. */
  public DMatrixRMaj spread(DMatrixRMaj dRoots) {
    int[] roots = trees.roots();
    Shapes.requireShape("dRoots", dRoots, roots.length, output.getNumCols());
    DMatrixRMaj dOut = output.createLike();
    RowSums.scatter(dRoots, roots, dOut);
    return dOut;
  }

  /**
   * What one buffer of the cell holds in each node of tree b, in pre-order; by its field's name.
   */
  public DMatrixRMaj over(String name, int b) {
    int[] rows = trees.rows(b);
    DMatrixRMaj over = null;
    for (int i = 0; i < rows.length; i++) {
      int level = 0;
      while (rows[i] >= trees.first(level + 1)) {
        level++;
      }
      DMatrixRMaj buffer = levels.get(level).named().get(name);
      if (buffer == null) {
        throw new IllegalArgumentException(
            "no buffer is called \"" + name + "\"; there are " + levels.get(0).named().keySet());
      }
      if (over == null) {
        over = new DMatrixRMaj(rows.length, buffer.getNumCols());
      }
      RowSums.addRow(buffer, rows[i] - trees.first(level), over, i);
    }
    return over;
  }

  /**
   * The way back: adds to the gradients of all weights.
   *
   * @param dOut the gradient of all outputs, N×m
   */
  public void backward(DMatrixRMaj dOut) {
    Shapes.requireSameShape("dOut", dOut, "the output", output);
    recursive.packedBackward(() -> back(dOut));
  }

  private void back(DMatrixRMaj dOut) {
    TreeCell<S> cell = recursive.cell();
    List<DMatrixRMaj> dStates = new ArrayList<>();
    states.forEach(s -> dStates.add(s.createLike()));
    DMatrixRMaj dA = new DMatrixRMaj(trees.size(), levels.get(0).a.getNumCols());
    Gradients grad = new Gradients();
    for (int level = trees.levels() - 1; level >= 0; level--) {
      int first = trees.first(level);
      int nodes = trees.first(level + 1) - first;
      S dNow = fresh(nodes);
      dNow.a.reshape(nodes, dA.getNumCols());
      for (int k = 0; k < states.size(); k++) {
        dNow.state().get(k).setTo(rows(dStates.get(k), first, nodes)); // from the parents
      }
      CommonOps_DDRM.addEquals(dNow.output(), rows(dOut, first, nodes)); // and from the loss
      S dLeft = fresh(nodes);
      S dRight = fresh(nodes);
      cell.backward(
          lefts.get(level), rights.get(level), levels.get(level), dLeft, dRight, dNow, grad);
      CommonOps_DDRM.insert(dNow.a, dA, first, 0);
      handDown(dLeft, trees.left(level), dStates);
      handDown(dRight, trees.right(level), dStates);
    }
    grad.finish();
    cell.input().backward(trees.symbols(), dA); // dW_s += da of each node with s, db += Σ da
  }

  private void handDown(S dChildren, int[] nodes, List<DMatrixRMaj> dStates) {
    for (int k = 0; k < dStates.size(); k++) {
      RowSums.scatter(dChildren.state().get(k), nodes, dStates.get(k));
    }
  }
}
