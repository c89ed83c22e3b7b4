package unrolled.sequence;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.ejml.data.DMatrixRMaj;
import unrolled.cell.Gradients;
import unrolled.cell.Step;
import unrolled.layer.Shapes;

/**
 * The buffers that one run over time works in, forward and backward: used again by later runs, so
 * that a training allocates nothing from step to step.
 *
 * @param <S> the cell's step
 */
final class Workspace<S extends Step> {
  final DMatrixRMaj a = new DMatrixRMaj(0, 0); // (T·B)×width, or a row for each symbol
  final DMatrixRMaj dA = new DMatrixRMaj(0, 0); // (T·B)×width
  final S changed; // a step that the next one finds with other numbers in it
  final S finished; // on the way back: state gradients of sequences that are over
  private final Supplier<S> maker;
  private final List<S> steps = new ArrayList<>();
  private final List<S> gradients = new ArrayList<>();
  private final DMatrixRMaj output = new DMatrixRMaj(0, 0); // (T·B)×m
  private final DMatrixRMaj dOut = new DMatrixRMaj(0, 0); // (T·B)×m
  private Gradients weights = new Gradients();
  private boolean keepAll;
  private double[] sharedA = {};

  Workspace(Supplier<S> maker) {
    this.maker = maker;
    changed = maker.get();
    finished = maker.get();
  }

  /** The k-th step, 0 being the start. */
  S step(int k) {
    return get(steps, k);
  }

  /**
   * The gradient of the k-th step. While training nobody looks at any but the last two, and two
   * that take turns stay in the processor's cache.
   */
  S gradient(int k) {
    return get(gradients, keepAll ? k : k % 2);
  }

  /** Whether each step has a gradient and an a of its own. */
  boolean keepsAll() {
    return keepAll;
  }

  void keepAll(boolean all) {
    keepAll = all;
  }

  /**
   * The k-th step, which is about to get its a. While training nobody looks at it once the step is
   * over, so all steps have it at one place, which stays in the processor's cache.
   */
  S stepFor(int k, int size) {
    S step = step(k);
    if (!keepAll) {
      if (sharedA.length < size) {
        sharedA = new double[size];
      }
      step.a.data = sharedA;
    } else if (step.a.data == sharedA) {
      step.a.data = new double[size];
    }
    return step;
  }

  private S get(List<S> list, int k) {
    while (list.size() <= k) {
      list.add(maker.get());
    }
    return list.get(k);
  }

  /** What collects the gradients of the weights. */
  Gradients weights() {
    return weights;
  }

  /** What to throw when somebody asks a run whose workspace serves another one. */
  static IllegalStateException released() {
    return new IllegalStateException(
        "this run was released, and its matrices serve the next one: run forward again, and copy"
            + " what you want to keep (a network releases its last run when it runs forward)");
  }

  /** Forgets what was collected of a way back that failed before its end. */
  void forgetWeights() {
    weights = new Gradients();
  }

  DMatrixRMaj output(int rows, int columns) {
    Shapes.resize(output, rows, columns);
    return output;
  }

  DMatrixRMaj dOut(int rows, int columns) {
    Shapes.resize(dOut, rows, columns);
    return dOut;
  }
}
