package unrolled.decode;

import org.ejml.data.DMatrixRMaj;
import unrolled.math.Elementary;
import unrolled.math.Numbers;

/** Looks at everything that a model says before a decoder believes it. */
final class Checked {
  private static final double TOLERANCE = 1e-6;

  private Checked() {}

  /** The model's log-probabilities: rows×vocabulary, every row's probabilities adding up to 1. */
  static DMatrixRMaj logProbabilities(NextToken model) {
    DMatrixRMaj next = model.logProbabilities();
    int columns = model.vocabulary();
    if (next.numRows != model.rows() || next.numCols != columns) {
      throw new IllegalArgumentException(
          "the model has "
              + model.rows()
              + " rows and "
              + columns
              + " tokens, but its log-probabilities are "
              + next.numRows
              + "×"
              + next.numCols
              + ": give one row for each prefix and one column for each token");
    }
    if (model.end() < -1 || model.end() >= columns) {
      throw new IllegalArgumentException(
          "the end symbol is token "
              + model.end()
              + ", but the tokens are 0 … "
              + (columns - 1)
              + ": give one of them, or −1 if no token ends a sequence");
    }
    double[] p = new double[columns];
    for (int row = 0; row < next.numRows; row++) {
      System.arraycopy(next.data, row * columns, p, 0, columns);
      checkRow(p, row);
    }
    return next;
  }

  private static void checkRow(double[] p, int row) {
    for (int token = 0; token < p.length; token++) {
      if (Double.isNaN(p[token])) {
        throw new IllegalArgumentException(
            "row "
                + row
                + " of the model's log-probabilities is NaN at token "
                + token
                + ": look for a NaN in the model's weights or input (has its training diverged?)");
      }
    }
    Elementary.exp(p, 0, p.length);
    double sum = 0;
    for (double x : p) {
      sum += x;
    }
    if (!(Math.abs(sum - 1) <= TOLERANCE)) {
      throw new IllegalArgumentException(
          "row "
              + row
              + " of the model is not made of log-probabilities: their exponentials add up to "
              + Numbers.text(sum)
              + " instead of 1. Are they scores or probabilities? Scores x become log-probabilities"
              + " as x − ln Σ e^x");
    }
  }

  /** The model one step on, with as many rows as were asked for. */
  static NextToken append(NextToken model, int[] rows, int[] tokens) {
    NextToken longer = model.append(rows, tokens);
    if (longer.rows() != rows.length) {
      throw new IllegalArgumentException(
          "append was asked for "
              + rows.length
              + " rows, and the model it gave has "
              + longer.rows()
              + ": row i of the result is row rows[i], followed by tokens[i]");
    }
    if (longer.vocabulary() != model.vocabulary() || longer.end() != model.end()) {
      throw new IllegalArgumentException(
          "append changed the model's vocabulary or its end symbol: both stay the same in all steps");
    }
    return longer;
  }

  /** The length penalty of a sequence of so many tokens: positive, and not below the one before. */
  static double divisor(LengthPenalty penalty, int length) {
    double divisor = penalty.of(length);
    if (!(divisor > 0 && divisor < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException(
          "the length penalty of "
              + length
              + " is "
              + Numbers.text(divisor)
              + ": scores are divided by it, so it must be above 0 and finite");
    }
    if (length > 1 && divisor < penalty.of(length - 1)) {
      throw new IllegalArgumentException(
          "the length penalty falls from "
              + Numbers.text(penalty.of(length - 1))
              + " to "
              + Numbers.text(divisor)
              + " at a length of "
              + length
              + ": give one that never falls, or beam search can't know when to stop");
    }
    return divisor;
  }

  /** A maximum length that leaves room for a token. */
  static int maximumLength(int tokens) {
    if (tokens < 1) {
      throw new IllegalArgumentException(
          "a maximum length of "
              + tokens
              + " leaves no room for a token: give at least 1 (it counts the end symbol too)");
    }
    return tokens;
  }
}
