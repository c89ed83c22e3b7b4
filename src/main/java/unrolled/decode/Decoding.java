package unrolled.decode;

import java.util.List;

/** A way to choose a sequence when only the next token's probabilities are known. */
public interface Decoding {

  /**
   * Finds one sequence for each row of the start, in the rows' order. What it finds for a row does
   * not depend on the other rows.
   *
   * @param start the model before the first token, one row for each sentence
   * @throws IllegalArgumentException if the model's rows are not logarithms of probabilities that
   *     add up to 1
   */
  List<Hypothesis> decode(NextToken start);
}
