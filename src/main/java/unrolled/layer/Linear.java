package unrolled.layer;

import java.util.Arrays;
import org.ejml.data.DMatrixRMaj;
import unrolled.math.Init;
import unrolled.math.Product;
import unrolled.math.Rng;
import unrolled.math.RowSums;

/**
 * The linear (fully connected) layer, y = x·W + b.
 *
 * <p>Shapes: x B×in, W in×out, b 1×out, y B×out. A row is one example; over time, one example at
 * one step.
 */
public final class Linear extends Weights {
  /** The weights, in×out. */
  public final Param w;

  /** The bias, 1×out. */
  public final Param b;

  /** A layer from {@code in} numbers to {@code out}; its weights are 0 until {@code init}. */
  public Linear(int in, int out) {
    w = param(in, out);
    b = param(1, out);
  }

  /** Uniform within ±1/√in, the bias too (the habit of the main frameworks). */
  @Override
  public void init(Rng rng) {
    double bound = 1 / Math.sqrt(w.value.getNumRows());
    Init.uniform(w.value, bound, rng);
    Init.uniform(b.value, bound, rng);
  }

  /** y = x·W + b; y is reshaped to fit. */
  public void forward(DMatrixRMaj x, DMatrixRMaj y) {
    Shapes.columns("x", x, w.value.getNumRows(), "in of this linear layer");
    y.reshape(x.getNumRows(), w.value.getNumCols());
    fillBias(y);
    w.multAdd(x, y);
  }

  /**
   * The same for symbols: x is row {@code symbols[i]} of the identity, so y is a row of W, plus b.
   */
  public void forward(int[] symbols, DMatrixRMaj y) {
    y.reshape(symbols.length, w.value.getNumCols());
    RowSums.gather(w.value, b.value, symbols, y);
  }

  /**
   * What every symbol comes to, (in+1)×out: row s is row s of W, plus b, and the last row, for
   * padding, is b alone. With it a long sequence of few symbols needs no additions.
   */
  public void table(DMatrixRMaj y) {
    int out = w.value.getNumCols();
    y.reshape(w.value.getNumRows() + 1, out);
    System.arraycopy(w.value.data, 0, y.data, 0, w.value.getNumElements());
    Arrays.fill(y.data, w.value.getNumElements(), y.getNumElements(), 0);
    RowSums.addToEach(b.value, y);
  }

  /**
   * Adds xᵀ·dy to W's gradient, the column sums of dy to b's, and dy·Wᵀ to dx, unless dx is null.
   */
  public void backward(DMatrixRMaj x, DMatrixRMaj dy, DMatrixRMaj dx) {
    Shapes.exactly("dy", dy, x.getNumRows(), w.value.getNumCols());
    Product.multAddTransA(x, dy, w.gradient);
    RowSums.addSum(dy, b.gradient);
    if (dx != null) {
      w.multAddBack(dy, dx);
    }
  }

  /** The same for symbols: row i of dy belongs to row {@code symbols[i]} of W. */
  public void backward(int[] symbols, DMatrixRMaj dy) {
    int out = w.value.getNumCols();
    Shapes.exactly("dy", dy, symbols.length, out);
    RowSums.scatter(dy, symbols, w.gradient, b.gradient);
  }

  private void fillBias(DMatrixRMaj y) {
    int out = y.getNumCols();
    for (int i = 0; i < y.getNumRows(); i++) {
      System.arraycopy(b.value.data, 0, y.data, i * out, out);
    }
  }
}
