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

  /**
   * Creates a layer from {@code in} numbers to {@code out}; its weights are 0 until {@code init}.
   */
  public Linear(int in, int out) {
    w = param(in, out);
    b = param(1, out);
  }

  /** Draws weights and bias uniformly within ±1/√in, as PyTorch does. */
  @Override
  public void init(Rng rng) {
    double bound = 1 / Math.sqrt(w.value.getNumRows());
    Init.uniform(w.value, bound, rng);
    Init.uniform(b.value, bound, rng);
  }

  /** Sets y = x·W + b; y is reshaped to fit. */
  public void forward(DMatrixRMaj x, DMatrixRMaj y) {
    Shapes.requireColumns("x", x, w.value.getNumRows(), "in of this linear layer");
    y.reshape(x.getNumRows(), w.value.getNumCols());
    fillBias(y); // y = b
    w.multAdd(x, y); // y += x·W
  }

  /**
   * Sets row i of y to W's row {@code symbols[i]} plus b: what x·W + b is for one-hot rows x.
   *
   * @param symbols 0 … in − 1, or −1 for padding, of which y is b alone
   */
  public void forward(int[] symbols, DMatrixRMaj y) {
    Shapes.requireSymbols(symbols, w.value.getNumRows());
    y.reshape(symbols.length, w.value.getNumCols());
    RowSums.gather(w.value, b.value, symbols, y); // y_i = W_s + b, s = symbols[i]
  }

  /**
   * Tabulates what every symbol comes to, (in+1)×out: row s is row s of W, plus b, and the last
   * row, for padding, is b alone. With it a long sequence of few symbols needs no additions.
   */
  public void table(DMatrixRMaj y) {
    int out = w.value.getNumCols();
    y.reshape(w.value.getNumRows() + 1, out);
    System.arraycopy(w.value.data, 0, y.data, 0, w.value.getNumElements());
    Arrays.fill(y.data, w.value.getNumElements(), y.getNumElements(), 0);
    RowSums.addToEach(b.value, y);
  }

  /** Adds to the gradients of W, of b, and of x, unless dx is null. */
  public void backward(DMatrixRMaj x, DMatrixRMaj dy, DMatrixRMaj dx) {
    Shapes.requireColumns("x", x, w.value.getNumRows(), "in of this linear layer");
    Shapes.requireShape("dy", dy, x.getNumRows(), w.value.getNumCols());
    Product.multAddTransA(x, dy, w.gradient); // dW += xᵀ·dy
    RowSums.addSum(dy, b.gradient); // db += Σ_i dy_i, the sum of its rows
    if (dx != null) {
      Shapes.requireSameShape("dx", dx, "x", x);
      w.multAddBack(dy, dx); // dx += dy·Wᵀ
    }
  }

  /** Adds row i of dy to W's gradient, to row {@code symbols[i]}, and to b's. */
  public void backward(int[] symbols, DMatrixRMaj dy) {
    Shapes.requireSymbols(symbols, w.value.getNumRows());
    Shapes.requireShape("dy", dy, symbols.length, w.value.getNumCols());
    RowSums.scatter(dy, symbols, w.gradient, b.gradient); // dW_s += dy_i, db += dy_i
  }

  private void fillBias(DMatrixRMaj y) {
    int out = y.getNumCols();
    for (int i = 0; i < y.getNumRows(); i++) {
      System.arraycopy(b.value.data, 0, y.data, i * out, out);
    }
  }
}
