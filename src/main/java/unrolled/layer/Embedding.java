package unrolled.layer;

import org.ejml.data.DMatrixRMaj;
import unrolled.math.Init;
import unrolled.math.Rng;
import unrolled.math.RowSums;

/**
 * One learnt vector for each symbol: row s of the table E, V×n, stands for symbol s.
 *
 * <p>The same as a one-hot vector times E, without the multiplications by 0.
 */
public final class Embedding extends Weights {
  /** The table, V×n. */
  public final Param table;

  /** Vectors of n numbers for the symbols 0 … vocabulary − 1. */
  public Embedding(int vocabulary, int n) {
    table = param(vocabulary, n);
  }

  /** Gaussian with variance 1 (the habit of the main frameworks). */
  @Override
  public void init(Rng rng) {
    Init.gaussian(table.value, 1, rng);
  }

  /** y_i = row {@code symbols[i]}; zeros where it is negative (padding). y is reshaped to fit. */
  public void forward(int[] symbols, DMatrixRMaj y) {
    int n = table.value.getNumCols();
    y.reshape(symbols.length, n);
    y.zero();
    for (int i = 0; i < symbols.length; i++) {
      if (symbols[i] >= 0) {
        System.arraycopy(table.value.data, symbols[i] * n, y.data, i * n, n);
      }
    }
  }

  /** Adds row i of dy to row {@code symbols[i]} of the table's gradient. */
  public void backward(int[] symbols, DMatrixRMaj dy) {
    int n = table.value.getNumCols();
    Shapes.exactly("dy", dy, symbols.length, n);
    RowSums.scatter(dy, symbols, table.gradient);
  }
}
