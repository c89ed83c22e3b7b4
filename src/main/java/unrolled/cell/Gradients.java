package unrolled.cell;

import java.util.IdentityHashMap;
import org.ejml.data.DMatrixRMaj;
import unrolled.layer.Param;
import unrolled.math.Product;
import unrolled.math.RowSums;

/**
 * Carries gradients backward through the operations of a cell.
 *
 * <p>Its methods are called like the forward ones, with the gradients appended. The gradient of
 * what went in is added at once, because the step before needs it. The gradient of a weight is only
 * noted down and multiplied later, the notes of several steps as one tall product: a product with
 * few rows is slow. {@link #finish()} multiplies what is left.
 */
public final class Gradients {
  /** As many rows as the matrix product takes at a time, so that the notes stay in the cache. */
  private static final int ENOUGH = 128;

  private final IdentityHashMap<Param, Tall> noted = new IdentityHashMap<>();

  /** x and dy of products that a weight took part in, one below the other. */
  private static final class Tall {
    final DMatrixRMaj x = new DMatrixRMaj(0, 0);
    final DMatrixRMaj dy = new DMatrixRMaj(0, 0);
    int rows;

    void multiply(Param u) {
      Product.multAddTransA(x, dy, u.gradient);
      rows = 0;
    }

    static void append(DMatrixRMaj tall, int rows, DMatrixRMaj more) {
      int columns = more.getNumCols();
      int needed = (rows + more.getNumRows()) * columns;
      if (tall.data.length < needed) {
        double[] larger = new double[Math.max(needed, 2 * tall.data.length)];
        System.arraycopy(tall.data, 0, larger, 0, rows * columns);
        tall.data = larger;
      }
      System.arraycopy(more.data, 0, tall.data, rows * columns, more.getNumElements());
      tall.numRows = rows + more.getNumRows();
      tall.numCols = columns;
    }
  }

  /** Forward was y += x·U. Adds dy·Uᵀ to dx; U's gradient becomes the sum of xᵀ·dy. */
  public void multAdd(DMatrixRMaj x, Param u, DMatrixRMaj dy, DMatrixRMaj dx) {
    Ops.checkProduct("dx", dx, "dy", dy, u, true);
    Ops.checkProduct("x", x, "dy", dy, u, true);
    u.multAddBack(dy, dx);
    Tall tall = noted.computeIfAbsent(u, p -> new Tall());
    Tall.append(tall.x, tall.rows, x);
    Tall.append(tall.dy, tall.rows, dy);
    tall.rows += x.getNumRows();
    if (tall.rows >= ENOUGH) {
      tall.multiply(u);
    }
  }

  /** Forward was y += x ⊙ p, p one row. Adds dy ⊙ p to dx; p's gradient is the sum of x ⊙ dy. */
  public void scaleAdd(DMatrixRMaj x, Param p, DMatrixRMaj dy, DMatrixRMaj dx) {
    Ops.checkRow(p, x, dy);
    Ops.checkRow(p, dx, dy);
    int n = x.getNumCols();
    for (int i = 0; i < x.getNumRows(); i++) {
      for (int j = 0; j < n; j++) {
        int ij = i * n + j;
        dx.data[ij] += dy.data[ij] * p.value.data[j];
        p.gradient.data[j] += dy.data[ij] * x.data[ij];
      }
    }
  }

  /** Forward was y += p, p one row. p's gradient is the sum of dy's rows. */
  public void rowAdd(Param p, DMatrixRMaj dy) {
    Ops.checkRow(p, dy, dy);
    RowSums.addSum(dy, p.gradient);
  }

  /** Adds everything that is still noted to the weights' gradients. */
  public void finish() {
    noted.forEach(
        (u, tall) -> {
          if (tall.rows > 0) {
            tall.multiply(u);
          }
        });
  }
}
