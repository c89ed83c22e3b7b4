package unrolled.decode;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.ejml.data.DMatrixRMaj;

/**
 * A decoder that takes one token for each sentence, for good, then the next: one row for each
 * sentence that is not done yet. A sentence is done when it has its end symbol or the maximum
 * length.
 */
abstract class StepwiseDecoding implements Decoding {
  private final int maximumLength;

  StepwiseDecoding(int maximumLength) {
    this.maximumLength = Checked.maximumLength(maximumLength);
  }

  /** Called before the first token of so many sentences. */
  void begin(int sentences) {}

  /** The token that follows in this sentence, whose log-probabilities are a row of the matrix. */
  abstract int choose(DMatrixRMaj next, int row, int sentence);

  @Override
  public final List<Hypothesis> decode(NextToken start) {
    int sentences = start.rows();
    begin(sentences);
    int[][] tokens = new int[sentences][Math.min(maximumLength, 16)]; // grows when needed
    double[] sums = new double[sentences];
    Hypothesis[] found = new Hypothesis[sentences];
    int[] live = new int[sentences]; // which sentence each row of the model belongs to
    Arrays.setAll(live, i -> i);
    NextToken model = start;
    for (int t = 0; live.length > 0; t++) {
      DMatrixRMaj next = Checked.logProbabilities(model);
      int[] still = new int[live.length];
      int[] rows = new int[live.length];
      int[] taken = new int[live.length];
      int n = 0;
      for (int row = 0; row < live.length; row++) {
        int s = live[row];
        int token = choose(next, row, s);
        if (t == tokens[s].length) {
          tokens[s] = Arrays.copyOf(tokens[s], (int) Math.min(maximumLength, 2L * t));
        }
        tokens[s][t] = token;
        sums[s] += next.get(row, token);
        boolean ended = token == model.end();
        if (ended || t + 1 == maximumLength) {
          found[s] = new Hypothesis(Arrays.copyOf(tokens[s], t + 1), sums[s], sums[s], ended);
        } else {
          still[n] = s;
          rows[n] = row;
          taken[n++] = token;
        }
      }
      live = Arrays.copyOf(still, n);
      if (n > 0) {
        model = Checked.append(model, Arrays.copyOf(rows, n), Arrays.copyOf(taken, n));
      }
    }
    return new ArrayList<>(Arrays.asList(found));
  }
}
