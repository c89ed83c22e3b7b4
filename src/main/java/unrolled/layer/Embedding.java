package unrolled.layer;

import org.ejml.data.DMatrixRMaj;
import unrolled.math.Init;
import unrolled.math.Rng;
import unrolled.math.RowSums;

/**
 * One learnt vector for each symbol: row s of the table E, V×n, stands for symbol s.
 *
 * <p>It is what a one-hot vector times E would be, without the multiplications by 0. −1 stands for
 * padding, whose vector is 0.
 */
public final class Embedding extends Weights {
  /** E, V×n. */
  public final Param table;

  /**
   * Creates vectors of n numbers for the symbols 0 … vocabulary − 1, which are 0 until {@code
   * init}.
   */
  public Embedding(int vocabulary, int n) {
    table = param(vocabulary, n);
  }

  /** Draws from the normal distribution with variance 1, as PyTorch does. */
  @Override
  public void init(Rng rng) {
    Init.gaussian(table.value, 1, rng);
  }

  /**
   * Sets row i of y to the vector of {@code symbols[i]}; y is reshaped to fit.
   *
   * @param symbols 0 … V − 1, or −1 for padding
   */
  public void forward(int[] symbols, DMatrixRMaj y) {
    Shapes.requireSymbols(symbols, table.value.getNumRows());
    int n = table.value.getNumCols();
    y.reshape(symbols.length, n);
    y.zero();
    for (int i = 0; i < symbols.length; i++) {
      if (symbols[i] >= 0) {
        System.arraycopy(table.value.data, symbols[i] * n, y.data, i * n, n); // y_i = E_s
      }
    }
  }

  /** Adds row i of dy to row {@code symbols[i]} of the table's gradient. */
  public void backward(int[] symbols, DMatrixRMaj dy) {
    Shapes.requireSymbols(symbols, table.value.getNumRows());
    Shapes.requireShape("dy", dy, symbols.length, table.value.getNumCols());
    RowSums.scatter(dy, symbols, table.gradient); // dE_s += dy_i, s = symbols[i]
  }
}
