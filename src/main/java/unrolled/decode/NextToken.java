package unrolled.decode;

import org.ejml.data.DMatrixRMaj;

/**
 * A model that has read some prefixes, one row for each, and gives each token of its vocabulary a
 * probability to follow. Decoders know nothing else of a model.
 *
 * <p>Immutable: {@link #append} gives a new object and leaves this one as it was. So the states of
 * prefixes that share a beginning can't leak into one another, and no decoder can forget to copy
 * one.
 */
public interface NextToken {

  /** B, the number of prefixes. */
  int rows();

  /** V, the number of tokens, the end symbol included. */
  int vocabulary();

  /** The token that ends a sequence, 0 … V − 1, or −1 if the model has none. */
  int end();

  /**
   * The natural logarithms ln p(token | prefix i), B×V: row i is for prefix i. The probabilities of
   * a row add up to 1; −∞ is the logarithm of a probability of 0. Decoders may keep the matrix and
   * never write into it; it must not change later.
   */
  DMatrixRMaj logProbabilities();

  /**
   * Gives the model one step on: row i of the result is this one's row {@code rows[i]}, followed by
   * {@code tokens[i]}. A row may be asked for several times, or not at all, and in any order; the
   * result has as many rows as the arrays have elements. It is one step of the model, with one
   * product for all rows.
   */
  NextToken append(int[] rows, int[] tokens);
}
